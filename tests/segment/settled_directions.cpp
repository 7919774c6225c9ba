#define RETROGAIT_TEST_FAIL(text) BOOST_ERROR(text)

#include <retrogait/core/run.hpp>
#include <retrogait/segment/settled_directions.hpp>
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using rg::direction;

BOOST_AUTO_TEST_SUITE(settled_directions)

using contacts = std::vector<rg::contact>;

/// A contact that is known a quarter of a second late.
rg::contact at(double time_s, std::uint32_t bout, direction way, double probability = 0.95) {
  rg::contact c;
  c.time_s = time_s;
  c.known_at_s = time_s + 0.25;
  c.bout = bout;
  c.direction = {way, way == direction::unknown ? 0.7 : probability};
  return c;
}

std::string words(const contacts& all) {
  std::string text;
  for (const rg::contact& c : all) {
    switch (c.direction.value) {
      case direction::unknown:
        text += '?';
        break;
      case direction::forward:
        text += 'f';
        break;
      case direction::backward:
        text += 'b';
        break;
      case direction::sideways:
        text += 's';
        break;
      case direction::turning:
        text += 't';
        break;
    }
  }
  return text;
}

/// Half a second apart, one letter each; a space begins another bout.
contacts walk(const std::string& text) {
  contacts all;
  std::uint32_t bout = 1;
  double time_s = 10;
  for (const char letter : text) {
    if (letter == ' ') {
      ++bout;
      continue;
    }
    all.push_back(at(time_s, bout,
                     letter == 'f'   ? direction::forward
                     : letter == 'b' ? direction::backward
                     : letter == 't' ? direction::turning
                                     : direction::unknown));
    time_s += 0.5;
  }
  return all;
}

BOOST_AUTO_TEST_CASE(the_first_contacts_take_the_direction_that_follows) {
  const auto settled = [](const std::string& text) {
    return words(rg::settle_directions(walk(text)));
  };
  BOOST_TEST(settled("") == "");
  BOOST_TEST(settled("???fff") == "ffffff");
  BOOST_TEST(settled("??b") == "bbb");
  BOOST_TEST(settled("?t") == "tt");
  BOOST_TEST(settled("????") == "????");
  // Only at the beginning of a bout, and only from the same bout.
  BOOST_TEST(settled("?f?f") == "ff?f");
  BOOST_TEST(settled("?? fff") == "??fff");
  BOOST_TEST(settled("??f ??b ??") == "fffbbb??");
  // What was known stays as it was.
  BOOST_TEST(settled("?ffbb?f") == "fffbb?f");
  // Three seconds hold six contacts: those before them stay unknown.
  BOOST_TEST(settled("?????????f") == "???fffffff");
}

BOOST_AUTO_TEST_CASE(nothing_else_changes_but_the_probability_and_when_it_was_known) {
  contacts all = walk("??f?");
  all[1].kind = rg::contact_kind::final_contact;
  all[1].side = rg::side::left;
  all[1].quality = 0.3;
  const contacts settled = rg::settle_directions(all);
  BOOST_TEST_REQUIRE(settled.size() == all.size());
  for (std::size_t i = 0; i < 2; ++i) {
    rg::contact expected = all[i];
    expected.direction = all[2].direction;
    expected.known_at_s = all[2].known_at_s;
    BOOST_TEST((settled[i] == expected));
  }
  for (std::size_t i = 2; i < 4; ++i) BOOST_TEST((settled[i] == all[i]));
  BOOST_TEST((rg::settle_directions(settled) == settled));
}

BOOST_AUTO_TEST_CASE(the_wait_counts_from_when_the_contact_was_known) {
  contacts all{at(10, 1, direction::unknown), at(13, 1, direction::backward)};
  BOOST_TEST(words(rg::settle_directions(all)) == "bb");
  all[1].known_at_s += 1e-6;
  BOOST_TEST(words(rg::settle_directions(all)) == "?b");
  BOOST_TEST(words(rg::settle_directions(all, {.longest_wait_s = 4})) == "bb");
  BOOST_TEST(words(rg::settle_directions(walk("??f"), {.longest_wait_s = 0})) == "??f");
}

BOOST_AUTO_TEST_CASE(a_doubtful_mounting_makes_directions_doubtful) {
  const contacts all{at(10, 1, direction::unknown), at(10.5, 1, direction::backward, 0.94),
                     at(11, 1, direction::forward, 0.985)};
  BOOST_TEST(words(rg::settle_directions(all, {.mounting_probability = 0.97})) == "bbf");
  // Backward falls below what counts as an answer, forward does not.
  const contacts doubtful = rg::settle_directions(all, {.mounting_probability = 0.93});
  BOOST_TEST(words(doubtful) == "fff");
  BOOST_TEST(doubtful.back().direction.probability == 0.93 * 0.985);
  for (const rg::contact& c : rg::settle_directions(all, {.mounting_probability = 0})) {
    BOOST_TEST((c.direction == rg::direction_estimate{direction::unknown, 0.5}));
  }
}

BOOST_AUTO_TEST_CASE(a_crowd_of_contacts_waits_in_bounded_memory) {
  contacts all;
  for (int i = 0; i < 200; ++i) all.push_back(at(10 + 0.01 * i, 1, direction::unknown));
  all.push_back(at(12, 1, direction::forward));
  const contacts settled = rg::settle_directions(all);
  BOOST_TEST_REQUIRE(settled.size() == all.size());
  const std::string found = words(settled);
  const auto known = static_cast<std::size_t>(std::count(found.begin(), found.end(), 'f'));
  BOOST_TEST(known == rg::direction_settler::capacity);
  BOOST_TEST(found == std::string(all.size() - known, '?') + std::string(known, 'f'));
}

/// The settled detector, fed with a whole walk.
struct walked {
  rg::recording recording;
  rt::ground_truth truth;
};

walked mixed_walk() {
  rt::virtual_walker walker{.plan = {rt::stand_for(3), rt::walk_for(direction::forward, 8),
                                     rt::stand_for(2), rt::walk_for(direction::backward, 8),
                                     rt::stand_for(2)}};
  walker.sensor.lost_share = 0.05;
  walker.sensor.jitter_s = 0.002;
  const rt::virtual_walk all = walker.walk();
  return {all[rg::placement::lumbar], all.truth};
}

rg::step_detector<double> detector_for(const rg::recording& r, double weight = 0.3) {
  return rg::step_detector<double>(
      {.mounting = r.mounting, .final_contacts = true, .direction = {.weight = weight}});
}

BOOST_AUTO_TEST_CASE(live_equals_batch_and_keeps_the_laws) {
  const walked w = mixed_walk();
  // The second believes so slowly that the first steps have to wait.
  for (const double weight : {0.3, 0.05}) {
    const auto inner = detector_for(w.recording, weight);
    const contacts raw = rg::detect(w.recording.samples(), inner);
    const contacts batch = rg::settle_directions(raw);
    const rg::settled_detector<rg::step_detector<double>> live(inner);
    BOOST_TEST((rg::detect(w.recording.samples(), live) == batch));
    const auto report =
        rt::check_detector_laws(live, rt::samples_of<rg::imu_sample<double>>(w.recording));
    BOOST_TEST(report.ok(), report.text());
    BOOST_TEST(live.latency_s() == inner.latency_s() + 3);
    const std::string before = words(raw);
    const std::string after = words(batch);
    BOOST_TEST(after.find('f') != std::string::npos);
    BOOST_TEST(after.find('b') != std::string::npos);
    BOOST_TEST(std::count(after.begin(), after.end(), '?') == 0, before << " became " << after);
    if (weight < 0.3) BOOST_TEST(std::count(before.begin(), before.end(), '?') > 0);
  }
}

BOOST_AUTO_TEST_CASE(a_sample_that_comes_late_ends_the_wait) {
  // A detector that finds what it is told to find.
  struct teller {
    std::optional<rg::contact> update(const rg::acc_sample<double>& s) {
      if (s.time_s != 1 && s.time_s != 6) return std::nullopt;
      rg::contact c = at(s.time_s, 1, s.time_s == 6 ? direction::forward : direction::unknown);
      c.known_at_s = s.time_s;
      return c;
    }
    void finish() {}
    void reset() {}
    double latency_s() const { return 0; }
    bool operator==(const teller&) const = default;
  };
  rg::settled_detector<teller> live;
  std::string told;
  for (const double time_s : {0.0, 1.0, 2.0, 3.9, 4.0, 4.1, 6.0}) {
    const auto out = live.update(rg::acc_sample<double>{time_s, {0, 0, 9.81}});
    told += std::to_string(out.size());
  }
  BOOST_TEST(told == "0000011");
  BOOST_TEST(live.finish().empty());
}

BOOST_AUTO_TEST_CASE(parameters_that_make_no_sense_are_refused) {
  const auto fields = [](const rg::settle_params& params) {
    std::string names;
    for (const rg::issue& i : params.validate()) names += i.field + " ";
    return names;
  };
  BOOST_TEST(fields({}) == "");
  for (const double wrong : {-0.1, 60.1, std::nan("")}) {
    BOOST_TEST(fields({.longest_wait_s = wrong}) == "longest_wait_s ");
  }
  for (const double wrong : {-0.1, 1.1, std::nan("")}) {
    BOOST_TEST(fields({.mounting_probability = wrong}) == "mounting_probability ");
  }
  for (const double wrong : {0.4, 1.0, std::nan("")}) {
    BOOST_TEST(fields({.certainty = wrong}) == "certainty ");
  }
  BOOST_CHECK_THROW(rg::direction_settler({.longest_wait_s = -1}), rg::config_error);
  BOOST_CHECK_THROW(rg::settle_directions({}, {.longest_wait_s = -1}), rg::config_error);
}

BOOST_AUTO_TEST_SUITE_END()

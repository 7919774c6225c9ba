#include <retrogait/core/run.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/segment/detectors.hpp>
#include <retrogait/segment/merge_contacts.hpp>
#include <retrogait/testing/checks.hpp>

#include <array>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string_view>

#include "../support/recordings.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
namespace fs = std::filesystem;
using contacts = std::vector<rg::contact>;
using rg::contact_kind;
using rg::direction;

// Which way feet, shanks and thighs say that people walk, and when their contacts are if it is backward.
// bandai are virtual sensors of actors, without impacts. All other sets are real sensors and, but for
// seven strides of pyshoe, forward; played backward they are a second witness of walking backward.
//
// Where a data set does not say how its sensors were worn, the mounting stands below. It was read off
// these forward walks, one for all people of a set, so there the tests show that people, legs and
// strides agree with each other, not that the sign is right.
BOOST_AUTO_TEST_SUITE(leg_direction_on_recordings)

std::optional<rg::mounting> mounting_of(std::string_view dataset, rg::placement where) {
  const bool left = rg::side_of(where) == rg::side::left;
  const bool foot = where == rg::placement::left_foot || where == rg::placement::right_foot;
  const bool shank = where == rg::placement::left_shank || where == rg::placement::right_shank;
  if (dataset == "voisard" && foot) return rg::mounting::parse("up=+z,forward=-x");
  if (dataset == "tripod" && foot) return rg::mounting::parse("up=+z,forward=-y");
  if (dataset == "tripod" && shank) {
    return rg::mounting::parse(left ? "up=+y,forward=-x" : "up=+y,forward=+x");
  }
  if (dataset == "gaittoolbox" && foot) return rg::mounting::parse("up=+z,forward=-x");
  if (dataset == "gaittoolbox" && shank) {
    return rg::mounting::parse(left ? "up=+x,forward=+y" : "up=+x,forward=-y");
  }
  if (dataset == "gaittoolbox") return rg::mounting::parse("up=+x,forward=+z");
  return std::nullopt;
}

rg::recording played_backward(const rg::recording& r) {
  rg::recording back = r;
  back.time_s = -r.time_s.reverse();
  back.acc_m_s2 = r.acc_m_s2.colwise().reverse();
  back.gyr_rad_s = -r.gyr_rad_s.colwise().reverse();
  return back;
}

/// A foot lands where and when it left.
contacts played_backward(const contacts& list) {
  contacts back(list.rbegin(), list.rend());
  for (rg::contact& c : back) {
    c.time_s = -c.time_s;
    c.kind = c.kind == contact_kind::initial_contact ? contact_kind::final_contact
                                                     : contact_kind::initial_contact;
  }
  return back;
}

contacts found_in(const rg::recording& r) {
  return rg::detect_contacts(
      r, rg::make_detector(rg::default_detector_for(r.placement), rg::options_for(r)));
}

/// Errors of one kind of contact.
struct timing {
  std::size_t n = 0;
  double sum_s = 0;
  double absolute_s = 0;

  void add(const rg::testing::contact_score& score) {
    n += score.error_s.size();
    for (const double e : score.error_s) {
      sum_s += e;
      absolute_s += std::abs(e);
    }
  }
  double mean_s() const { return sum_s / static_cast<double>(n); }
  double mae_s() const { return absolute_s / static_cast<double>(n); }
};

/// What was said of the initial contacts of walks in one direction.
struct tally {
  std::array<std::size_t, rg::all_directions.size()> said{};
  std::array<std::size_t, rg::all_directions.size()> bouts{};
  timing initial;
  timing final;

  std::size_t count(direction d) const { return said[static_cast<std::size_t>(d)]; }
  std::size_t bouts_that_go(direction d) const { return bouts[static_cast<std::size_t>(d)]; }
  std::size_t all() const {
    std::size_t n = 0;
    for (const std::size_t k : said) n += k;
    return n;
  }
  double share(direction d) const {
    return static_cast<double>(count(d)) / static_cast<double>(all());
  }

  void add(const contacts& found, const contacts& truth) {
    for (const rg::contact& c : found) {
      if (c.kind == contact_kind::initial_contact) {
        ++said[static_cast<std::size_t>(c.direction.value)];
      }
    }
    initial.add(rg::testing::match_contacts(found, truth, 0.2));
    final.add(rg::testing::match_contacts(found, truth, 0.2, contact_kind::final_contact));
  }
  void add_bouts(const contacts& left, const contacts& right) {
    for (const rg::walking_bout& b : rg::assemble_bouts(rg::merge_contacts(left, right))) {
      ++bouts[static_cast<std::size_t>(b.direction.value)];
    }
  }
};

struct tallies {
  tally forward;
  tally backward;
};

void tell(const std::string& what, const tally& t) {
  if (t.all() == 0) return;
  std::string text = what + ":";
  for (const direction d : rg::all_directions) {
    if (t.count(d) > 0) text += " " + std::string(to_string(d)) + " " + std::to_string(t.count(d));
  }
  BOOST_TEST_MESSAGE(text << "; initial contacts " << 1000 * t.initial.mean_s() << " ms, absolute "
                          << 1000 * t.initial.mae_s() << "; final " << 1000 * t.final.mean_s()
                          << ", " << 1000 * t.final.mae_s());
}

/// Both legs of every recording; reversed adds each walk played backward as one in the other
/// direction.
tallies look_at(const std::string& dataset, const std::string& segment, bool reversed) {
  tallies sums;
  for (const fs::path& folder : test_support::recordings_of(dataset)) {
    const rg::io::truth truth = rg::io::read_truth(folder);
    const bool back = truth.direction == "backward";
    std::array<contacts, 2> as_walked;
    std::array<contacts, 2> the_other_way;
    bool worn = false;
    for (std::size_t leg = 0; leg < 2; ++leg) {
      const rg::side side = leg == 0 ? rg::side::left : rg::side::right;
      const std::string name = std::string(to_string(side)) + "_" + segment;
      if (!fs::exists(folder / ("imu_" + name + ".csv"))) continue;
      worn = true;
      const rg::placement where = *rg::placement_from(name);
      const rg::recording r = rg::io::read_recording(
          folder, {.placement = where, .mounting = mounting_of(dataset, where)});
      contacts expected;
      for (const rg::io::truth_event& e : *truth.events) {
        if (e.side == side) expected.push_back({.time_s = e.time_s, .kind = e.kind, .side = side});
      }
      as_walked[leg] = found_in(r);
      (back ? sums.backward : sums.forward).add(as_walked[leg], expected);
      if (!reversed) continue;
      the_other_way[leg] = found_in(played_backward(r));
      (back ? sums.forward : sums.backward).add(the_other_way[leg], played_backward(expected));
    }
    if (!worn) continue;
    (back ? sums.backward : sums.forward).add_bouts(as_walked[0], as_walked[1]);
    if (reversed) {
      (back ? sums.forward : sums.backward).add_bouts(the_other_way[0], the_other_way[1]);
    }
  }
  const char* const how = reversed ? ", those played backward among them" : "";
  tell(dataset + " " + segment + " forward", sums.forward);
  tell(dataset + " " + segment + " backward" + how, sums.backward);
  return sums;
}

/// At least that share is right, nothing is turned round, and so are the bouts.
void check(const tally& t, direction way, double least_share) {
  const direction other = way == direction::forward ? direction::backward : direction::forward;
  BOOST_TEST(t.share(way) >= least_share, to_string(way) << " " << t.share(way));
  BOOST_TEST(t.count(other) == 0u);
  BOOST_TEST(t.bouts_that_go(other) == 0u);
}

BOOST_AUTO_TEST_CASE(feet_of_healthy_adults_who_turn_round) {
  const tallies feet = look_at("voisard", "foot", true);
  if (feet.forward.all() == 0) return;
  // What is neither is the half turn: its steps are turning.
  check(feet.forward, direction::forward, 0.92);
  check(feet.backward, direction::backward, 0.91);
  BOOST_TEST(feet.forward.bouts_that_go(direction::forward) >= 33u);
  // Contacts walking backward, if that is walking forward with time reversed.
  BOOST_TEST(std::abs(feet.backward.initial.mean_s()) <= 0.012);
  BOOST_TEST(feet.backward.initial.mae_s() <= 0.018);
  BOOST_TEST(std::abs(feet.backward.final.mean_s()) <= 0.012);
  BOOST_TEST(feet.backward.final.mae_s() <= 0.018);
}

BOOST_AUTO_TEST_CASE(feet_and_shanks_on_a_treadmill) {
  for (const std::string segment : {"foot", "shank"}) {
    const tallies legs = look_at("tripod", segment, true);
    if (legs.forward.all() == 0) return;
    check(legs.forward, direction::forward, 0.99);
    check(legs.backward, direction::backward, 0.99);
  }
}

BOOST_AUTO_TEST_CASE(shanks_and_thighs_of_one_adult) {
  for (const std::string segment : {"shank", "thigh"}) {
    const tallies legs = look_at("gaittoolbox", segment, true);
    if (legs.forward.all() == 0) return;
    check(legs.forward, direction::forward, 1);
    check(legs.backward, direction::backward, 1);
  }
}

BOOST_AUTO_TEST_CASE(actors_forward_and_backward) {
  for (const std::string segment : {"foot", "shank", "thigh"}) {
    const tallies legs = look_at("bandai", segment, false);
    if (legs.forward.all() == 0) return;
    BOOST_TEST_CONTEXT(segment) {
      check(legs.forward, direction::forward, 0.98);
      check(legs.backward, direction::backward, 0.98);
      BOOST_TEST(legs.backward.initial.mae_s() <= 0.035);
      BOOST_TEST(legs.backward.final.mae_s() <= (segment == "thigh" ? 0.05 : 0.03));
    }
  }
}

BOOST_AUTO_TEST_CASE(strides_forward_backward_and_sideways) {
  std::array<tally, rg::all_directions.size()> by_truth;
  bool any = false;
  for (const fs::path& folder : test_support::recordings_of("pyshoe")) {
    any = true;
    const rg::recording r =
        rg::io::read_recording(folder, {.placement = rg::placement::right_foot});
    const contacts found = found_in(r);
    const rg::io::truth truth = rg::io::read_truth(folder);
    for (const rg::io::truth_stride& t : *truth.strides) {
      const rg::contact* landing = nullptr;
      for (const rg::contact& c : found) {
        if (c.kind != contact_kind::initial_contact) continue;
        if (c.time_s < t.start_s || c.time_s > t.end_s + 0.2) continue;
        if (landing == nullptr ||
            std::abs(c.time_s - t.end_s) < std::abs(landing->time_s - t.end_s)) {
          landing = &c;
        }
      }
      if (landing == nullptr) continue;
      ++by_truth[static_cast<std::size_t>(t.direction)]
            .said[static_cast<std::size_t>(landing->direction.value)];
    }
  }
  if (!any) return;
  const auto of = [&](direction d) { return by_truth[static_cast<std::size_t>(d)]; };
  // Of 111, 7 and 40; whatever else is said is unknown.
  const tally forward = of(direction::forward);
  const tally backward = of(direction::backward);
  const tally sideways = of(direction::sideways);
  BOOST_TEST(forward.count(direction::forward) >= 106u);
  BOOST_TEST(backward.count(direction::backward) >= 6u);
  BOOST_TEST(sideways.count(direction::sideways) >= 26u);
  BOOST_TEST(forward.count(direction::forward) + forward.count(direction::unknown) ==
             forward.all());
  BOOST_TEST(backward.count(direction::backward) + backward.count(direction::unknown) ==
             backward.all());
  BOOST_TEST(sideways.count(direction::sideways) + sideways.count(direction::unknown) ==
             sideways.all());
}

BOOST_AUTO_TEST_SUITE_END()

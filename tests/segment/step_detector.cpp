#define RETROGAIT_TEST_FAIL(text) BOOST_ERROR(text)

#include <retrogait/math/rotation.hpp>
#include <retrogait/segment/contact_model.hpp>
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/testing/allocations.hpp>
#include <retrogait/testing/checks.hpp>
#include <retrogait/testing/disturbances.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <array>
#include <limits>
#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using rg::device_axis;
using rg::direction;
using rg::mounting;
using rt::virtual_walker;

BOOST_AUTO_TEST_SUITE(step_detector)

using contacts = std::vector<rg::contact>;
using acc_samples = std::vector<rg::acc_sample<double>>;

struct walked {
  rg::recording recording;
  rt::ground_truth truth;
};

walked walk(const virtual_walker& walker) {
  const rt::virtual_walk all = walker.walk();
  return {all[rg::placement::lumbar], all.truth};
}

/// The parameters that fit the recording.
rg::step_detector_params params_for(const rg::recording& r) {
  return {.rate_hz = r.rate_hz(), .mounting = r.mounting, .final_contacts = true};
}

template <class T = double>
contacts find(const rg::recording& r) {
  return rg::detect(rt::samples_of<rg::acc_sample<T>>(r), rg::step_detector<T>(params_for(r)));
}

contacts find_with_gyroscope(const rg::recording& r) {
  return rg::detect(r.samples(), rg::step_detector<double>(params_for(r)));
}

struct expectation {
  double tolerance_s = 0.1;
  double recall = 0.95;
  double precision = 0.95;
};

void check_contacts(const contacts& found, const walked& w, const expectation& expected = {}) {
  const auto score = rt::match_contacts(found, w.truth.contacts, expected.tolerance_s);
  BOOST_TEST(score.recall() >= expected.recall, score.text());
  BOOST_TEST(score.precision() >= expected.precision, score.text());
}

/// Direction and side are known and right for 95 % of the contacts.
void check_words(const contacts& found, const walked& w) {
  const auto score = rt::match_contacts(found, w.truth.contacts, 0.15);
  const auto least = 0.95 * static_cast<double>(score.pairs.size());
  BOOST_TEST(static_cast<double>(score.right_direction_n) >= least, score.text());
  BOOST_TEST(static_cast<double>(score.right_side_n) >= least, score.text());
}

/// The walks that several tests look at.
const walked& plain_walk(direction way) {
  static const walked forward = walk({.direction = direction::forward, .seconds = 40});
  static const walked backward = walk({.direction = direction::backward, .seconds = 40});
  return way == direction::forward ? forward : backward;
}

const walked& mixed_walk() {
  static const walked w = walk({.plan = rt::mixed_plan(70)});
  return w;
}

constexpr std::array both{direction::forward, direction::backward};

BOOST_AUTO_TEST_CASE(finds_contacts_with_direction_and_side) {
  for (const direction way : both) {
    BOOST_TEST_CONTEXT(to_string(way)) {
      const walked& w = plain_walk(way);
      for (const contacts& found : {find(w.recording), find_with_gyroscope(w.recording)}) {
        check_contacts(found, w);
        check_words(found, w);
        for (const rg::contact& c : found) {
          BOOST_TEST(c.quality > 0);
          BOOST_TEST(c.quality <= 1);
          BOOST_TEST(c.bout == 1u);
        }
      }
      check_contacts(find<float>(w.recording), w);
      check_words(find<float>(w.recording), w);
    }
  }
}

BOOST_AUTO_TEST_CASE(finds_final_contacts) {
  for (const direction way : both) {
    BOOST_TEST_CONTEXT(to_string(way)) {
      const walked& w = plain_walk(way);
      const contacts found = find_with_gyroscope(w.recording);
      const auto score =
          rt::match_contacts(found, w.truth.contacts, 0.15, rg::contact_kind::final_contact);
      BOOST_TEST(score.truth_n > 40u);
      BOOST_TEST(score.recall() >= 0.95, score.text());
      BOOST_TEST(score.precision() >= 0.95, score.text());
      BOOST_TEST(score.side_accuracy() >= 0.95, score.text());
      // Feet take turns: after a foot has met the ground, the other one leaves it.
      for (std::size_t i = 1; i < found.size(); ++i) {
        if (found[i].kind != rg::contact_kind::final_contact) continue;
        if (found[i - 1].kind != rg::contact_kind::initial_contact) continue;
        BOOST_TEST((found[i].side == opposite(found[i - 1].side)));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(other_people_walk_differently) {
  for (std::uint64_t seed = 2; seed < 5; ++seed) {
    virtual_walker walker{.seconds = 30, .seed = seed};
    walker.forward.cadence_steps_min = 85 + 15 * static_cast<double>(seed);
    walker.backward.cadence_steps_min = 65 + 15 * static_cast<double>(seed);
    walker.forward.trunk_lean_deg = walker.backward.trunk_lean_deg = 6;
    walker.forward.step_time_asymmetry = walker.backward.step_time_asymmetry = 0.08;
    for (const direction way : both) {
      BOOST_TEST_CONTEXT(to_string(way) << ", seed " << seed) {
        walker.direction = way;
        const walked w = walk(walker);
        const contacts found = find(w.recording);
        check_contacts(found, w, {.tolerance_s = 0.12, .precision = 0.93});
        check_words(found, w);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(each_walk_is_a_bout) {
  const walked& w = mixed_walk();
  const contacts found = find_with_gyroscope(w.recording);
  check_contacts(found, w, {.precision = 0.93});
  check_words(found, w);
  BOOST_TEST(w.truth.bouts.size() == 3u);
  BOOST_TEST(found.back().bout == w.truth.bouts.size());
  for (const rg::contact& c : found) {
    const rt::true_bout& bout = w.truth.bouts[c.bout - 1];
    BOOST_TEST(c.time_s > bout.start_s - 0.5);
    BOOST_TEST(c.time_s < bout.end_s + 0.5);
  }
  // Contacts come in order, and so do their bouts.
  for (std::size_t i = 1; i < found.size(); ++i) {
    BOOST_TEST(found[i].time_s > found[i - 1].time_s);
    BOOST_TEST(found[i].bout >= found[i - 1].bout);
  }
}

BOOST_AUTO_TEST_CASE(a_change_of_direction_is_followed_once) {
  // Nobody stands still in between: the walker stops and goes on the other way at once.
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    for (const direction way : both) {
      const direction other = way == direction::forward ? direction::backward : direction::forward;
      const walked w = walk({.plan = {rt::stand_for(2), rt::walk_steps(way, 14),
                                      rt::walk_steps(other, 14), rt::stand_for(2)},
                             .seed = seed});
      BOOST_TEST_REQUIRE(w.truth.bouts.size() == 2u);
      const double turned_s = w.truth.bouts[1].start_s;
      int changes = 0;
      direction last = direction::unknown;
      for (const rg::contact& c : find(w.recording)) {
        if (c.direction == direction::unknown) continue;
        if (last != direction::unknown && last != c.direction.value) ++changes;
        last = c.direction.value;
        // What is said of a contact is right before the change, and from three seconds after it on.
        if (c.time_s < turned_s - 0.5) BOOST_TEST((c.direction == way));
        if (c.time_s > turned_s + 3) BOOST_TEST((c.direction == other));
      }
      BOOST_TEST(changes == 1, to_string(way) << ", seed " << seed);
    }
  }
}

BOOST_AUTO_TEST_CASE(without_a_mounting_direction_and_side_are_unknown) {
  for (const direction way : both) {
    walked w = plain_walk(way);
    for (const mounting& known : {mounting(), mounting::up_only({0, 1})}) {
      w.recording.mounting = known;
      const contacts found = find(w.recording);
      check_contacts(found, w);
      for (const rg::contact& c : found) {
        BOOST_TEST((c.direction == direction::unknown));
        BOOST_TEST((c.side == rg::side::unknown));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_sensor_worn_back_to_front_turns_the_direction_round) {
  // Why the forward axis must be known before a direction is told.
  virtual_walker walker{.seconds = 30};
  walker.sensor.misalignment = rt::turned_about_vertical(walker.sensor, 180);
  for (const direction way : both) {
    walker.direction = way;
    const walked w = walk(walker);
    const auto score = rt::match_contacts(find(w.recording), w.truth.contacts, 0.3);
    BOOST_TEST(score.directed_n > 20u);
    BOOST_TEST(score.direction_accuracy() < 0.05, score.text());
  }
}

BOOST_AUTO_TEST_CASE(the_gyroscope_helps_to_tell_the_sides) {
  for (const direction way : both) {
    walked w = plain_walk(way);
    w.recording.acc_m_s2.col(1).setZero();  // nothing to be seen from side to side
    const auto sides = [&](const contacts& found) {
      return rt::match_contacts(found, w.truth.contacts, 0.15).right_side_n;
    };
    BOOST_TEST(sides(find_with_gyroscope(w.recording)) >= w.truth.contacts.size() / 2 * 9 / 10);
    BOOST_TEST(sides(find(w.recording)) == 0u);
  }
}

BOOST_AUTO_TEST_CASE(works_at_any_rate) {
  for (const direction way : both) {
    for (const double rate_hz : {25.0, 62.5, 100.0, 400.0}) {
      BOOST_TEST_CONTEXT(to_string(way) << " at " << rate_hz << " Hz") {
        virtual_walker walker{.direction = way, .seconds = 25};
        walker.sensor.rate_hz = rate_hz;
        const walked w = walk(walker);
        check_contacts(find(w.recording), w, {.precision = 0.93});
        check_words(find(w.recording), w);
      }
    }
    virtual_walker slow{.direction = way, .seconds = 25};
    slow.sensor.rate_hz = 12.5;
    const walked w = walk(slow);
    check_contacts(find(w.recording), w, {.tolerance_s = 0.15, .recall = 0.9, .precision = 0.9});
  }
}

BOOST_AUTO_TEST_CASE(bears_what_sensors_do) {
  struct fault {
    const char* name;
    rt::sensor_model sensor;
    double recall = 0.95;
  };
  std::vector<fault> faults;
  faults.push_back({"jitter", {.jitter_s = 0.003}});
  faults.push_back({"lost packets", {.lost_share = 0.05}, 0.9});
  faults.push_back({"clipping", {.acc_range_m_s2 = 13}});
  faults.push_back({"upside down, as stated", {.up = {0, -1}, .forward = {2, -1}}});
  faults.push_back({"bias", {.acc_bias_m_s2 = 0.4}});
  faults.push_back({"noise", {.acc_noise_m_s2 = 0.15}});
  fault tilted{"tilted by 30 degrees", {}};
  tilted.sensor.misalignment =
      rg::rotation_about<double>(Eigen::Vector3d(0, 1, 0), 30 * std::numbers::pi / 180);
  faults.push_back(tilted);
  fault turned{"turned by 20 degrees", {}};
  turned.sensor.misalignment = rt::turned_about_vertical(turned.sensor, 20);
  faults.push_back(turned);
  for (const direction way : both) {
    for (const fault& one : faults) {
      BOOST_TEST_CONTEXT(to_string(way) << ", " << one.name) {
        const walked w = walk({.direction = way, .seconds = 30, .sensor = one.sensor});
        const contacts found = find(w.recording);
        check_contacts(found, w, {.recall = one.recall, .precision = 0.93});
        check_words(found, w);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(stillness_is_no_walk) {
  // Quiet standing and sitting: noise, sway, a slow change of posture.
  std::mt19937 random(1);
  std::normal_distribution<double> normal;
  for (const mounting& worn : {mounting(), mounting({0, 1}, {2, -1})}) {
    rg::step_detector<double> detector({.mounting = worn});
    int found = 0;
    for (int i = 0; i < 18000; ++i) {
      const double t = i * 0.01;
      const double lean = 0.3 * std::sin(t / 40) + 0.01 * std::sin(2 * std::numbers::pi * 0.4 * t);
      rg::acc_sample<double> s{t, {9.81 * std::cos(lean), 0, 9.81 * std::sin(lean)}};
      for (double& a : s.acc_m_s2) a += 0.1 * normal(random);
      found += detector.update(s).has_value();
    }
    BOOST_TEST(found == 0);
    BOOST_TEST(detector.finish().empty());
  }
}

BOOST_AUTO_TEST_CASE(single_knocks_are_no_walk) {
  rg::step_detector<double> detector({.mounting = mounting({0, 1}, {2, -1})});
  int found = 0;
  for (int i = 0; i < 6000; ++i) {
    const double t = i * 0.01;
    const double since = std::fmod(t, 2.3) - 1;
    const double knock = 4 * std::exp(-since * since / 0.005);
    found +=
        detector.update(rg::acc_sample<double>{t, {9.81 + knock, 0.3 * knock, -knock}}).has_value();
  }
  BOOST_TEST(found == 0);
  BOOST_TEST(detector.finish().empty());
}

BOOST_AUTO_TEST_CASE(laws_hold_forward) {
  using detector = rg::step_detector<double>;
  BOOST_TEST(rt::counts_allocations());
  RETROGAIT_CHECK_LAWS(detector, virtual_walker{.seconds = 12});
}

BOOST_AUTO_TEST_CASE(laws_hold_backward_in_float) {
  using detector = rg::step_detector<float>;
  const walked w = walk({.direction = direction::backward, .seconds = 12});
  const auto report = rt::check_detector_laws(detector(params_for(w.recording)),
                                              rt::samples_of<rg::acc_sample<float>>(w.recording));
  BOOST_TEST(report.ok(), report.text());
}

BOOST_AUTO_TEST_CASE(laws_hold_with_turns_gaps_and_a_gyroscope) {
  virtual_walker walker{.plan = {rt::stand_for(3), rt::walk_for(direction::forward, 9),
                                 rt::walk_for(direction::backward, 9), rt::stand_for(2)}};
  walker.sensor.lost_share = 0.1;
  walker.sensor.lost_burst_n = 30;
  walker.sensor.jitter_s = 0.002;
  const walked w = walk(walker);
  const auto report = rt::check_detector_laws(rg::step_detector<double>(params_for(w.recording)),
                                              rt::samples_of<rg::imu_sample<double>>(w.recording));
  BOOST_TEST(report.ok(), report.text());
}

BOOST_AUTO_TEST_CASE(contacts_move_with_the_clock) {
  // With jitter, so that no sample lies on the border of a cell of the grid, where rounding decides
  // whether the cell is known now or one sample later.
  virtual_walker walker{.plan = rt::mixed_plan(35, 12)};
  walker.sensor.jitter_s = 0.002;
  const rg::recording r = walk(walker).recording;
  const auto samples = rt::samples_of<rg::acc_sample<double>>(r);
  const rg::step_detector<double> detector(params_for(r));
  for (const double shift_s : {4096.0, -1048576.0}) {
    const auto report = rt::check_time_shift(detector, samples, shift_s);
    BOOST_TEST(report.ok(), report.text());
  }
  // Seconds since 1970 carry seven decimals.
  const auto report = rt::check_time_shift(detector, samples, 1.6e9, 1e-5);
  BOOST_TEST(report.ok(), report.text());
}

BOOST_AUTO_TEST_CASE(gain_does_not_matter) {
  for (const direction way : both) {
    const rg::recording& r = plain_walk(way).recording;
    const auto samples = rt::samples_of<rg::acc_sample<double>>(r);
    const rg::step_detector<double> detector(params_for(r));
    for (const double power_of_two : {0.5, 4.0}) {
      const auto report = rt::check_gain(detector, samples, power_of_two, 0);
      BOOST_TEST(report.ok(), report.text());
    }
    const auto report = rt::check_gain(detector, samples, 1.07, 1e-9);
    BOOST_TEST(report.ok(), report.text());
  }
}

BOOST_AUTO_TEST_CASE(a_mirrored_walk_has_mirrored_sides) {
  for (const direction way : both) {
    const rg::recording& r = plain_walk(way).recording;
    const rg::step_detector<double> detector(params_for(r));
    const device_axis left{1, 1};
    const auto with =
        rt::check_mirror(detector, rt::samples_of<rg::imu_sample<double>>(r), left, 0);
    BOOST_TEST(with.ok(), with.text());
    const auto without =
        rt::check_mirror(detector, rt::samples_of<rg::acc_sample<double>>(r), left, 0);
    BOOST_TEST(without.ok(), without.text());
  }
}

BOOST_AUTO_TEST_CASE(a_turned_sensor_gives_the_same_if_its_mounting_says_so) {
  const walked w =
      walk({.plan = {rt::stand_for(3), rt::walk_steps(direction::backward, 10), rt::stand_for(3)}});
  const Eigen::Matrix3d body_from_device = *w.recording.mounting.body_from_device();
  const auto samples = rt::samples_of<rg::imu_sample<double>>(w.recording);
  const rg::step_detector<double> detector(params_for(w.recording));
  int n = 0;
  for (int axis = 0; axis < 9; ++axis) {
    for (int signs = 0; signs < 4; ++signs) {
      const device_axis up{axis / 3, signs % 2 == 0 ? 1 : -1};
      const device_axis forward{axis % 3, signs < 2 ? 1 : -1};
      if (up.index == forward.index) continue;
      ++n;
      const mounting worn(up, forward);
      const Eigen::Matrix3d turn = worn.body_from_device()->transpose() * body_from_device;
      const auto report = rt::check_rotation(
          detector,
          rg::step_detector<double>({.rate_hz = 100, .mounting = worn, .final_contacts = true}),
          samples, turn);
      BOOST_TEST(report.ok(), worn.text() + ": " + report.text());
    }
  }
  BOOST_TEST(n == 24);
  BOOST_TEST(rg::detect(samples, detector).size() >= 9u);
}

BOOST_AUTO_TEST_CASE(contacts_are_known_in_time) {
  for (const double rate_hz : {12.5, 50.0, 200.0}) {
    virtual_walker walker{.plan = rt::mixed_plan(45, 9)};
    walker.sensor.rate_hz = rate_hz;
    const walked w = walk(walker);
    const rg::step_detector_params params = params_for(w.recording);
    const rg::step_detector<double> detector(params);
    std::vector<std::size_t> seen(10);
    std::size_t within = 0;
    for (const rg::contact& c : rg::detect(w.recording.acceleration(), detector)) {
      const double latency_s = c.known_at_s - c.time_s;
      BOOST_TEST(latency_s >= 0);
      BOOST_TEST(latency_s <= detector.latency_s());
      if (++seen.at(c.bout) <= 2 * detector.run_capacity) continue;  // may have opened the bout
      BOOST_TEST(latency_s <= detector.contact_latency_s());
      ++within;
    }
    BOOST_TEST(within > 8u);
    BOOST_TEST(detector.contact_latency_s() < 0.6);
  }
}

BOOST_AUTO_TEST_CASE(a_long_recording_is_no_more_than_its_pieces) {
  const walked w =
      walk({.plan = {rt::stand_for(3), rt::walk_for(direction::forward, 35), rt::stand_for(3),
                     rt::walk_for(direction::backward, 35), rt::stand_for(3)}});
  const contacts whole = find(w.recording);
  constexpr std::ptrdiff_t piece = 2000;
  for (std::ptrdiff_t first = 0; first + piece <= w.recording.size(); first += 1300) {
    const auto part = w.recording.acceleration().slice(first, piece);
    const auto found = rg::detect(part, rg::step_detector<double>(params_for(w.recording)));
    // Away from the edges: what gravity and the direction's belief knew before has faded.
    const auto inside = [&](const contacts& all) {
      contacts some;
      for (const rg::contact& c : all) {
        if (c.time_s > part[0].time_s + 7 && c.time_s < part[piece - 1].time_s - 1) {
          some.push_back(c);
        }
      }
      return some;
    };
    const auto score = rt::match_contacts(inside(found), inside(whole), 0.02);
    BOOST_TEST(score.truth_n > 0u);
    BOOST_TEST_CONTEXT("from " << part[0].time_s << " s: " << score.text()) {
      BOOST_TEST(score.f1() == 1);
      BOOST_TEST(score.directed_n == score.truth_n);
      BOOST_TEST(score.direction_accuracy() == 1);
      BOOST_TEST(score.sided_n == score.truth_n);
      BOOST_TEST(score.side_accuracy() == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_gap_ends_a_bout) {
  const walked& w = plain_walk(direction::forward);
  acc_samples samples;
  for (const auto& s : w.recording.acceleration()) {
    if (s.time_s < 15 || s.time_s > 17) samples.push_back(s);
  }
  const contacts found = rg::detect(samples, rg::step_detector<double>(params_for(w.recording)));
  for (const rg::contact& c : found) {
    BOOST_TEST((c.time_s < 15.02 || c.time_s > 16.98));
    BOOST_TEST(c.bout == (c.time_s < 16 ? 1u : 2u));
  }
  BOOST_TEST(found.back().bout == 2u);
}

BOOST_AUTO_TEST_CASE(no_contact_is_made_up_inside_lost_samples) {
  const walked& w = plain_walk(direction::forward);
  const rg::step_detector<double> detector(params_for(w.recording));
  for (double lost_s = 0.2; lost_s < 0.7; lost_s += 0.1) {
    // A burst somewhere within every second stride.
    acc_samples samples;
    const auto is_lost = [&](double time_s, double margin_s) {
      const double since = std::fmod(time_s, 2.31);
      return since > margin_s && since < lost_s - margin_s;
    };
    for (const auto& s : w.recording.acceleration()) {
      if (!is_lost(s.time_s, 0)) samples.push_back(s);
    }
    const contacts found = rg::detect(samples, detector);
    BOOST_TEST(found.size() > 15u);
    for (const rg::contact& c : found) BOOST_TEST(!is_lost(c.time_s, 0.03));
  }
}

BOOST_AUTO_TEST_CASE(samples_that_are_not_finite_are_lost_samples) {
  const walked& w = plain_walk(direction::backward);
  acc_samples all;
  acc_samples finite;
  for (auto s : w.recording.acceleration()) {
    if (all.size() % 23 == 7) {
      const double bad = all.size() % 2 == 0 ? std::numeric_limits<double>::quiet_NaN()
                                             : -std::numeric_limits<double>::infinity();
      s.acc_m_s2[static_cast<int>(all.size() % 3)] = bad;
    } else {
      finite.push_back(s);
    }
    all.push_back(s);
  }
  all[100].time_s = std::numeric_limits<double>::quiet_NaN();
  finite.erase(std::find_if(finite.begin(), finite.end(),
                            [&](const auto& s) { return s.acc_m_s2 == all[100].acc_m_s2; }));
  const rg::step_detector<double> detector(params_for(w.recording));
  const contacts expected = rg::detect(finite, detector);
  const contacts found = rg::detect(all, detector);
  BOOST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    BOOST_TEST(found[i].time_s == expected[i].time_s);
    BOOST_TEST((found[i].side == expected[i].side));
  }
}

BOOST_AUTO_TEST_CASE(finish_gives_what_was_still_waiting) {
  const walked& w = plain_walk(direction::forward);
  const auto whole = find(w.recording);
  const auto samples = rt::samples_of<rg::acc_sample<double>>(w.recording);
  // Cut off within a bout, at many places of the step.
  std::size_t given_at_the_end = 0;
  for (std::size_t cut = 2000; cut < 2060; cut += 7) {
    rg::step_detector<double> detector(params_for(w.recording));
    contacts found;
    for (std::size_t i = 0; i < cut; ++i) {
      if (const auto c = detector.update(samples[i])) found.push_back(*c);
    }
    const double end_s = samples[cut - 1].time_s;
    for (const rg::contact& c : detector.finish()) {
      BOOST_TEST(c.time_s <= end_s);
      BOOST_TEST(c.time_s > found.back().time_s);
      BOOST_TEST(c.known_at_s == end_s);
      found.push_back(c);
      ++given_at_the_end;
    }
    // All that happened longer ago than half a template.
    const contacts before(
        whole.begin(), std::find_if(whole.begin(), whole.end(),
                                    [&](const rg::contact& c) { return c.time_s > end_s - 0.34; }));
    const auto score = rt::match_contacts(found, before, 0.03);
    BOOST_TEST(score.recall() == 1, score.text());
  }
  BOOST_TEST(given_at_the_end > 0u);
  BOOST_TEST(rg::step_detector<double>().finish().empty());
}

BOOST_AUTO_TEST_CASE(says_when_gravity_contradicts_the_mounting) {
  const walked& w = plain_walk(direction::forward);
  rg::step_detector<double> right(params_for(w.recording));
  rg::step_detector<double> wrong({.mounting = mounting({0, -1}, {2, -1})});
  for (const auto& s : w.recording.acceleration().slice(0, 300)) {
    right.update(s);
    wrong.update(s);
  }
  BOOST_TEST(!right.contradicts_mounting());
  BOOST_TEST(wrong.contradicts_mounting());
}

BOOST_AUTO_TEST_CASE(more_contacts_to_open_a_bout_are_more_contacts_to_wait_for) {
  const walked w =
      walk({.plan = {rt::stand_for(2), rt::walk_steps(direction::forward, 5), rt::stand_for(4),
                     rt::walk_steps(direction::forward, 12), rt::stand_for(3)}});
  const auto found = [&](int min_contacts) {
    rg::step_detector_params params = params_for(w.recording);
    params.min_contacts = min_contacts;
    return rg::detect(w.recording.acceleration(), rg::step_detector<double>(params));
  };
  BOOST_TEST(found(3).front().time_s < 6);
  BOOST_TEST(found(8).front().time_s > 6);  // five steps are no bout then
  BOOST_TEST(found(8).size() >= 12u);
}

BOOST_AUTO_TEST_CASE(steps_are_neither_shorter_nor_longer_than_stated) {
  const walked& w = plain_walk(direction::forward);
  rg::step_detector_params params = params_for(w.recording);
  params.min_step_time_s = 0.8;  // 0.55 s is a step here
  const auto few = rg::detect(w.recording.acceleration(), rg::step_detector<double>(params));
  BOOST_TEST(few.size() > 20u);
  for (std::size_t i = 0; i < few.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (few[k].kind == few[i].kind) BOOST_TEST(few[i].time_s - few[k].time_s >= 0.8);
    }
  }
  params.min_step_time_s = 0.2;
  params.max_step_time_s = 0.4;
  BOOST_TEST(rg::detect(w.recording.acceleration(), rg::step_detector<double>(params)).size() <
             10u);
}

BOOST_AUTO_TEST_CASE(only_what_looks_like_walking_opens_a_bout) {
  const auto found = [](const rg::recording& r, double opening_probability) {
    rg::step_detector_params params = params_for(r);
    params.opening_probability = opening_probability;
    return rg::detect(r.acceleration(), rg::step_detector<double>(params)).size();
  };
  const rg::recording shaken = rt::stray_motion{.seconds = 60}.shaking(3, 3);
  BOOST_TEST(found(shaken, 0) > 20u);
  BOOST_TEST(found(shaken, 0.7) == 0u);
  const walked& w = plain_walk(direction::backward);
  BOOST_TEST(found(w.recording, 0.7) == found(w.recording, 0));
}

BOOST_AUTO_TEST_CASE(parameters_that_make_no_sense_are_refused_by_name) {
  using params = rg::step_detector_params;
  const auto fields = [](const params& p) {
    std::string names;
    for (const rg::issue& one : p.validate()) names += one.field + " ";
    if (names.empty()) {
      BOOST_CHECK_NO_THROW(rg::step_detector<float>{p});
    } else {
      BOOST_CHECK_EXCEPTION(rg::step_detector<float>{p}, rg::config_error,
                            [&](const auto& e) { return e.list() == p.validate(); });
    }
    return names;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(fields({}) == "");
  for (double rate : {9.9, 10001.0, nan}) BOOST_TEST(fields({.rate_hz = rate}) == "rate_hz ");
  for (double x : {0.0, 1.0, nan}) {
    BOOST_TEST(fields({.least_probability = x}) == "least_probability ");
    BOOST_TEST(fields({.still_share = x}) == "still_share ");
  }
  for (double x : {0.13, nan}) {
    const std::string expected =
        std::isnan(x) ? "min_step_time_s max_step_time_s " : "min_step_time_s ";
    BOOST_TEST(fields({.min_step_time_s = x}) == expected);
  }
  for (double x : {0.2, 3.1, nan}) {
    BOOST_TEST(fields({.max_step_time_s = x}) == "max_step_time_s ");
  }
  for (int n : {1, 9}) BOOST_TEST(fields({.min_contacts = n}) == "min_contacts ");
  for (double x : {-0.01, 1.0, nan}) {
    BOOST_TEST(fields({.opening_probability = x}) == "opening_probability ");
  }
  BOOST_TEST(fields({.model = nullptr}) == "model ");
  BOOST_TEST(fields({.direction = {.certainty = 2}}) == "certainty ");
  BOOST_TEST(
      fields({.rate_hz = 0, .min_contacts = 0, .direction = {.flip = 1}, .model = nullptr}) ==
      "flip rate_hz min_contacts model ");
}

BOOST_AUTO_TEST_SUITE_END()

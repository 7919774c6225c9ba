#define RETROGAIT_TEST_FAIL(text) BOOST_ERROR(text)

#include <retrogait/math/rotation.hpp>
#include <retrogait/segment/turn_detector.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <limits>
#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using rg::direction;
using rt::virtual_walker;

BOOST_AUTO_TEST_SUITE(turn_detector)

using samples = std::vector<rg::imu_sample<double>>;
using turns = std::vector<rg::turn>;
using detector = rg::turn_detector<double>;

constexpr double degree = std::numbers::pi / 180;

turns find(const samples& list, const rg::turn_detector_params& params = {}) {
  return rg::detect(list, detector(params));
}

rt::virtual_walk walk_with_turn(double angle_deg, direction way = direction::forward,
                                const rt::sensor_model& sensor = {}) {
  virtual_walker walker{.plan = {rt::stand_for(4), rt::walk_steps(way, 8), rt::turn_by(angle_deg),
                                 rt::walk_steps(way, 8), rt::stand_for(4)}};
  walker.sensor = sensor;
  return walker.walk();
}

samples samples_of(const rt::virtual_walk& walk) {
  return rt::samples_of<rg::imu_sample<double>>(walk[rg::placement::lumbar]);
}

/// A sensor that stands upright and turns about the vertical at a rate in degrees a second.
template <class Rate>
samples spinning(double seconds, Rate rate_deg_s, double rate_hz = 100) {
  samples list;
  for (int i = 0; i <= static_cast<int>(seconds * rate_hz); ++i) {
    rg::imu_sample<double> s;
    s.time_s = i / rate_hz;
    s.acc_m_s2 << 0, 0, 9.81;
    s.gyr_rad_s << 0, 0, degree * rate_deg_s(s.time_s);
    list.push_back(s);
  }
  return list;
}

/// A steady turn from `from_s` on.
samples steady_turn(double from_s, double duration_s, double rate_deg_s, double seconds = 20) {
  return spinning(
      seconds, [=](double t) { return t >= from_s && t < from_s + duration_s ? rate_deg_s : 0.0; });
}

BOOST_AUTO_TEST_CASE(finds_the_turns_of_a_walk_with_their_angle) {
  for (const direction way : {direction::forward, direction::backward}) {
    for (const double angle_deg : {60.0, -90.0, 120.0, 180.0, -180.0, 270.0}) {
      BOOST_TEST_CONTEXT(to_string(way) << ", " << angle_deg << " degrees") {
        const rt::virtual_walk walk = walk_with_turn(angle_deg, way);
        const rt::true_turn& truth = walk.truth.turns.at(0);
        const turns found = find(samples_of(walk));
        BOOST_REQUIRE(found.size() == 1u);
        BOOST_TEST(std::abs(found[0].angle_rad / degree - angle_deg) < 4);
        // The walker turns slowly at first and at last: a small part of the turn takes that long.
        const double slack_s = 0.15 + 0.2 * (truth.end_s - truth.start_s);
        BOOST_TEST(std::abs(found[0].start_s - truth.start_s) < slack_s);
        BOOST_TEST(std::abs(found[0].end_s - truth.end_s) < slack_s);
        BOOST_TEST(found[0].peak_rad_s * angle_deg > 0);
        BOOST_TEST(found[0].half_turn() == (std::abs(std::abs(angle_deg) - 180) <= 45));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(walking_straight_and_standing_hold_no_turn) {
  for (const direction way : {direction::forward, direction::backward}) {
    virtual_walker walker{.direction = way, .seconds = 40};
    walker.backward.cadence_steps_min = walker.forward.cadence_steps_min = 60;
    BOOST_TEST(find(samples_of(walker.walk())).empty());
  }
  BOOST_TEST(find(steady_turn(5, 0, 0)).empty());
}

BOOST_AUTO_TEST_CASE(angle_rate_and_time_decide_what_a_turn_is) {
  const turns plain = find(steady_turn(5, 2, 60));
  BOOST_REQUIRE(plain.size() == 1u);
  BOOST_TEST(plain[0].angle_rad / degree == 120, boost::test_tools::tolerance(0.01));
  BOOST_TEST(std::abs(plain[0].start_s - 5) < 0.2);
  BOOST_TEST(std::abs(plain[0].end_s - 7) < 0.2);
  BOOST_TEST(plain[0].peak_rad_s / degree == 60, boost::test_tools::tolerance(0.01));
  BOOST_TEST(find(steady_turn(5, 2, 21)).empty());   // 42 degrees
  BOOST_TEST(find(steady_turn(5, 8, 14)).empty());   // never 15 degrees a second
  BOOST_TEST(find(steady_turn(5, 12, 30)).empty());  // a curve
  BOOST_TEST(find(steady_turn(5, 40, 30, 60)).empty());
  BOOST_TEST(find(steady_turn(5, 8, 14), {.peak_rad_s = 12 * degree}).size() == 1u);
  BOOST_TEST(find(steady_turn(5, 2, 21), {.min_angle_rad = 30 * degree}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(turns_that_follow_each_other) {
  const auto twice = [](double pause_s, double second_deg_s) {
    return find(spinning(20, [=](double t) {
      if (t >= 5 && t < 7) return 60.0;
      return t >= 7 + pause_s && t < 9 + pause_s ? second_deg_s : 0.0;
    }));
  };
  // There and back, with no pause at all.
  const turns back = twice(0, -60);
  BOOST_REQUIRE(back.size() == 2u);
  BOOST_TEST(back[0].angle_rad > 0);
  BOOST_TEST(back[1].angle_rad < 0);
  // The same way again: one turn if it hesitates, two if it stops.
  BOOST_TEST(twice(0.5, 60).size() == 1u);
  BOOST_TEST(twice(3, 60).size() == 2u);
}

BOOST_AUTO_TEST_CASE(the_bias_is_learned_while_standing) {
  rt::sensor_model biased;
  biased.gyr_bias_rad_s = 0.08;
  const rt::virtual_walk walk = walk_with_turn(90, direction::forward, biased);
  detector d;
  turns found;
  for (const auto& s : samples_of(walk)) {
    if (const auto t = d.update(s)) found.push_back(*t);
  }
  for (int k = 0; k < 3; ++k) BOOST_TEST(std::abs(d.bias_rad_s()[k] - 0.08) < 0.003);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(std::abs(found[0].angle_rad / degree - 90) < 4);
  // Turning on a chair is no bias, and a bias is no turn.
  const turns chair = find(spinning(20, [](double t) { return t > 5 && t < 10 ? 30.0 : 4.0; }));
  BOOST_REQUIRE(chair.size() == 1u);
  BOOST_TEST(chair[0].angle_rad / degree == 5 * 26, boost::test_tools::tolerance(0.02));
}

BOOST_AUTO_TEST_CASE(any_rate_and_lost_packets_give_the_same_turn) {
  const turns expected = find(samples_of(walk_with_turn(180)));
  BOOST_REQUIRE(expected.size() == 1u);
  for (const double rate_hz : {12.5, 25.0, 52.0, 200.0, 400.0}) {
    BOOST_TEST_CONTEXT(rate_hz << " Hz") {
      rt::sensor_model sensor;
      sensor.rate_hz = rate_hz;
      sensor.jitter_s = 0.1 / rate_hz;
      sensor.lost_share = rate_hz > 50 ? 0.05 : 0;
      const turns found = find(samples_of(walk_with_turn(180, direction::forward, sensor)));
      BOOST_REQUIRE(found.size() == 1u);
      BOOST_TEST(std::abs(found[0].angle_rad - expected[0].angle_rad) < 2 * degree);
      BOOST_TEST(std::abs(found[0].start_s - expected[0].start_s) < 0.06);
      BOOST_TEST(std::abs(found[0].end_s - expected[0].end_s) < 0.06);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_gap_ends_a_turn_and_a_recording_may_end_in_one) {
  samples list = steady_turn(5, 3, 60);
  const auto cut = [&](double from_s, double to_s) {
    samples kept;
    for (const auto& s : list) {
      if (s.time_s < from_s || s.time_s > to_s) kept.push_back(s);
    }
    return find(kept);
  };
  const turns before = cut(7, 9);
  BOOST_REQUIRE(before.size() == 1u);
  BOOST_TEST(before[0].end_s < 7);
  BOOST_TEST(before[0].angle_rad / degree == 120, boost::test_tools::tolerance(0.03));
  const turns last = cut(7, 100);
  BOOST_REQUIRE(last.size() == 1u);
  BOOST_TEST(last[0].end_s < 7);
  BOOST_TEST(last[0].known_at_s < 7);
  // A sample that is no number is a lost one.
  for (std::size_t i = 300; i < list.size(); i += 7) {
    list[i].gyr_rad_s[0] = std::numeric_limits<double>::quiet_NaN();
  }
  BOOST_TEST(find(list).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_day_of_stillness_changes_nothing) {
  // Rest takes a shorter way: after an hour of it a turn is what it is after a minute.
  rt::sensor_model sensor;
  sensor.rate_hz = 25;
  const auto after = [&](double seconds) {
    virtual_walker walker{.plan = {rt::stand_for(seconds), rt::walk_steps(direction::forward, 8),
                                   rt::turn_by(180), rt::walk_steps(direction::forward, 8),
                                   rt::stand_for(60)}};
    walker.sensor = sensor;
    turns found = find(samples_of(walker.walk()));
    BOOST_REQUIRE(found.size() == 1u);
    found[0].start_s -= seconds;
    return found[0];
  };
  const rg::turn soon = after(60);
  const rg::turn late = after(3600);
  BOOST_TEST(std::abs(soon.angle_rad - late.angle_rad) < 1 * degree);
  BOOST_TEST(std::abs(soon.start_s - late.start_s) < 0.05);
}

BOOST_AUTO_TEST_CASE(keeps_the_laws) {
  virtual_walker walker{
      .plan = {rt::stand_for(6), rt::walk_steps(direction::forward, 6), rt::turn_by(180),
               rt::walk_steps(direction::forward, 6), rt::turn_by(-90), rt::stand_for(5),
               rt::walk_steps(direction::backward, 6), rt::turn_by(120), rt::stand_for(4)}};
  RETROGAIT_CHECK_LAWS(detector, walker);
  RETROGAIT_CHECK_LAWS(rg::turn_detector<float>, walker);
  walker.sensor.lost_share = 0.1;
  walker.sensor.jitter_s = 0.003;
  RETROGAIT_CHECK_LAWS(detector, walker);

  const samples list = samples_of(walker.walk());
  BOOST_TEST(find(list).size() == 3u);
  const auto check = [](const rt::law_report& report) { BOOST_TEST(report.ok(), report.text()); };
  constexpr double shift_s = 4096;
  check(rt::check_equivariance(
      "time shift", detector(), detector(), list,
      [](rg::imu_sample<double> sample) {
        sample.time_s += shift_s;
        return sample;
      },
      [](rg::turn event) {
        event.start_s += shift_s;
        event.end_s += shift_s;
        event.known_at_s += shift_s;
        return event;
      },
      1e-6));
  check(rt::check_gain(detector(), list, 1.05));
  for (const double angle : {0.3, 1.6, 3.0}) {
    check(rt::check_rotation(detector(), detector(), list,
                             rg::rotation_about<double>({0.2, -1, 0.5}, angle)));
  }
}

BOOST_AUTO_TEST_CASE(the_mirror_turns_the_other_way) {
  samples list = samples_of(walk_with_turn(120));
  const turns plain = find(list);
  for (auto& s : list) {
    s.acc_m_s2[1] = -s.acc_m_s2[1];
    s.gyr_rad_s = -s.gyr_rad_s;
    s.gyr_rad_s[1] = -s.gyr_rad_s[1];
  }
  const turns mirrored = find(list);
  BOOST_REQUIRE(plain.size() == 1u);
  BOOST_REQUIRE(mirrored.size() == 1u);
  BOOST_TEST(std::abs(mirrored[0].angle_rad + plain[0].angle_rad) < 1e-9);
}

BOOST_AUTO_TEST_CASE(a_turn_is_known_within_the_latency) {
  std::size_t n = 0;
  for (const double angle_deg : {60.0, 180.0, 300.0}) {
    detector d;
    for (const auto& s : samples_of(walk_with_turn(angle_deg))) {
      const auto t = d.update(s);
      if (!t) continue;
      ++n;
      BOOST_TEST(t->known_at_s == s.time_s);
      BOOST_TEST(t->known_at_s - t->end_s <= d.latency_s());
    }
  }
  BOOST_TEST(n == 3u);
  BOOST_TEST(detector().latency_s() < 2);
}

BOOST_AUTO_TEST_CASE(impossible_parameters_are_refused_all_at_once) {
  rg::turn_detector_params wrong;
  wrong.rate_hz = 1;
  wrong.lower_rad_s = 0;
  wrong.peak_rad_s = -1;
  wrong.min_angle_rad = -1;
  wrong.min_duration_s = 11;
  wrong.max_pause_s = 2;
  wrong.smoothing_s = 9;
  wrong.edge_share = 1;
  wrong.max_bias_rad_s = -1;
  wrong.still_share = 0;
  BOOST_TEST(wrong.validate().size() == 11u);  // the pause is longer than the tail, too
  BOOST_CHECK_THROW(detector{wrong}, rg::config_error);
  BOOST_TEST(rg::turn_detector_params{}.validate().empty());
}

BOOST_AUTO_TEST_SUITE_END()

#define RETROGAIT_TEST_FAIL(text) BOOST_ERROR(text)

#include <retrogait/core/run.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/segment/foot_detector.hpp>
#include <retrogait/testing/allocations.hpp>
#include <retrogait/testing/checks.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/virtual_leg.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <cmath>
#include <limits>
#include <numbers>

#include "../support/foot_motion.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using detector = rg::foot_detector<double>;
using contacts = std::vector<rg::contact>;
using samples_type = std::vector<rg::imu_sample<double>>;
using rg::direction;

BOOST_AUTO_TEST_SUITE(foot_detector)

rt::virtual_leg leg_of(direction way) {
  return {.direction = way, .steps = 12, .stand_s = 1, .placements = {rg::placement::left_foot}};
}

samples_type samples_of(const rt::leg_walk& walk) {
  return rt::samples_of<rg::imu_sample<double>>(walk.recordings.front());
}

contacts true_contacts(const rt::leg_walk& walk) {
  contacts list;
  for (const rg::contact& c : walk.truth.contacts) {
    if (c.side == rg::side::left) list.push_back(c);
  }
  return list;
}

/// All contacts of both kinds, none too many, none further off than that.
void check_all(const contacts& found, const contacts& truth, double tolerance_s,
               std::size_t may_miss = 0) {
  for (const auto kind : {rg::contact_kind::initial_contact, rg::contact_kind::final_contact}) {
    const auto score = rt::match_contacts(found, truth, tolerance_s, kind);
    BOOST_TEST(score.extra_s.empty(), to_string(kind) << ": " << score.text());
    BOOST_TEST(score.missed_s.size() <= may_miss, to_string(kind) << ": " << score.text());
  }
}

constexpr std::array both{direction::forward, direction::backward};

BOOST_AUTO_TEST_CASE(finds_the_contacts_of_its_foot) {
  for (const direction way : both) {
    for (const double cadence : {80.0, 130.0}) {
      BOOST_TEST_CONTEXT(to_string(way) << ", " << cadence) {
        rt::virtual_leg leg = leg_of(way);
        leg.cadence_steps_min = cadence;
        const rt::leg_walk walk = leg.walk();
        const contacts found = rg::detect(samples_of(walk), detector({.side = rg::side::left}));
        check_all(found, true_contacts(walk), 0.1);
        for (const rg::contact& c : found) {
          BOOST_TEST((c.side == rg::side::left));
          BOOST_TEST((c.direction == direction::unknown));  // no mounting is stated
          BOOST_TEST(c.bout == 1u);
          BOOST_TEST(c.quality > 0);
          BOOST_TEST(c.quality <= 1);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(tells_the_direction_where_the_mounting_is_vouched_for) {
  for (const direction way : both) {
    for (const double length_m : {0.6, 1.3}) {
      BOOST_TEST_CONTEXT(to_string(way) << ", " << length_m << " m") {
        rt::virtual_leg leg = leg_of(way);
        leg.stride_length_m = length_m;
        const rt::leg_walk walk = leg.walk();
        const rg::mounting worn = walk.recordings.front().mounting;
        const contacts found = rg::detect(samples_of(walk), detector({.mounting = worn}));
        check_all(found, true_contacts(walk), 0.1);
        for (const rg::contact& c : found) {
          BOOST_TEST(c.bout == 1u);
          if (c.kind == rg::contact_kind::final_contact) {
            BOOST_TEST((c.direction == way || c.direction == direction::unknown));
            continue;
          }
          BOOST_TEST((c.direction == way));
          BOOST_TEST(c.direction.probability > 0.95);
          BOOST_TEST(c.direction.probability < 1);
        }
        // The usual way to wear it may be the wrong way round.
        const rg::mounting usual(*worn.up(), *worn.forward(), rg::knowledge::assumed);
        for (const rg::contact& c : rg::detect(samples_of(walk), detector({.mounting = usual}))) {
          BOOST_TEST((c.direction == direction::unknown));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_shoe_worn_back_to_front_turns_the_direction_round) {
  const rt::leg_walk walk = leg_of(direction::forward).walk();
  const rg::mounting worn = walk.recordings.front().mounting;
  const rg::mounting turned(*worn.up(), {worn.forward()->index, -worn.forward()->sign});
  for (const rg::contact& c : rg::detect(samples_of(walk), detector({.mounting = turned}))) {
    BOOST_TEST((c.direction != direction::forward));
  }
}

BOOST_AUTO_TEST_CASE(sideways_is_told_from_straight) {
  // The same way of the foot, seen from a heading at right angles to it.
  const rt::leg_walk walk = leg_of(direction::forward).walk();
  const rg::mounting worn = walk.recordings.front().mounting;
  const int left = 3 - worn.up()->index - worn.forward()->index;
  const rg::mounting across(*worn.up(), {left, 1});
  const contacts found = rg::detect(samples_of(walk), detector({.mounting = across}));
  BOOST_REQUIRE(!found.empty());
  for (const rg::contact& c : found) {
    if (c.kind == rg::contact_kind::initial_contact) {
      BOOST_TEST((c.direction == direction::sideways));
    }
  }
}

BOOST_AUTO_TEST_CASE(who_turns_to_walk_backward_begins_a_new_bout) {
  // The walk and then the same with time run backwards, from one stance to the same stance.
  const rt::leg_walk walk = leg_of(direction::forward).walk();
  samples_type samples;
  const double turn_s = [&] {
    for (const rt::true_rest& r : walk.rests) {
      if (r.side == rg::side::left && r.start_s > true_contacts(walk)[8].time_s) {
        return 0.5 * (r.start_s + r.end_s);
      }
    }
    return 0.0;
  }();
  BOOST_REQUIRE(turn_s > 0);
  for (const auto& s : samples_of(walk)) {
    if (s.time_s < turn_s) samples.push_back(s);
  }
  for (std::size_t i = samples.size() - 1; i-- > 0;) {
    rg::imu_sample<double> s = samples[i];
    s.time_s = 2 * turn_s - s.time_s;
    s.gyr_rad_s = -s.gyr_rad_s;
    samples.push_back(s);
  }
  const rg::mounting worn = walk.recordings.front().mounting;
  std::size_t ways = 0;
  std::uint32_t last_bout = 0;
  for (const rg::contact& c : rg::detect(samples, detector({.mounting = worn}))) {
    if (c.direction == direction::unknown) continue;
    BOOST_TEST((c.direction == (c.time_s < turn_s ? direction::forward : direction::backward)));
    BOOST_TEST(c.bout == (c.time_s < turn_s ? 1u : 2u));
    if (c.bout != last_bout) ++ways;
    last_bout = c.bout;
  }
  BOOST_TEST(ways == 2u);
}

BOOST_AUTO_TEST_CASE(contacts_within_a_bout_are_known_in_time) {
  const rt::leg_walk walk = leg_of(direction::backward).walk();
  const detector d;
  const contacts found = rg::detect(samples_of(walk), d);
  BOOST_TEST(d.contact_latency_s() <= 0.5);
  BOOST_REQUIRE(found.size() > 8u);
  BOOST_TEST(found[0].known_at_s - found[0].time_s < 3.0);
  for (std::size_t i = 5; i < found.size(); ++i) {
    BOOST_TEST(found[i].known_at_s - found[i].time_s <= d.contact_latency_s());
  }
}

BOOST_AUTO_TEST_CASE(slow_short_steps) {
  for (const direction way : both) {
    rt::virtual_leg leg = leg_of(way);
    leg.cadence_steps_min = 60;
    leg.stride_length_m = 0.6;
    leg.stance_share = 0.7;
    const rt::leg_walk walk = leg.walk();
    check_all(rg::detect(samples_of(walk), detector()), true_contacts(walk), 0.15, 1);
  }
}

BOOST_AUTO_TEST_CASE(a_limp) {
  for (const direction way : both) {
    rt::virtual_leg leg = leg_of(way);
    leg.step_time_asymmetry = 0.3;
    const rt::leg_walk walk = leg.walk();
    check_all(rg::detect(samples_of(walk), detector()), true_contacts(walk), 0.12);
  }
}

BOOST_AUTO_TEST_CASE(two_strides_are_a_bout_and_one_is_none) {
  rt::virtual_leg leg = leg_of(direction::forward);
  leg.steps = 4;
  const rt::leg_walk walk = leg.walk();
  check_all(rg::detect(samples_of(walk), detector()), true_contacts(walk), 0.12);
  samples_type first_stride;
  const double end_s = true_contacts(walk)[1].time_s + 0.3;
  for (const auto& s : samples_of(walk)) {
    if (s.time_s < end_s) first_stride.push_back(s);
  }
  BOOST_TEST(rg::detect(first_stride, detector()).empty());
}

BOOST_AUTO_TEST_CASE(a_foot_that_halts_while_it_is_turned_has_not_landed) {
  const rt::leg_walk walk = leg_of(direction::forward).walk();
  samples_type samples = samples_of(walk);
  const double landed_s = true_contacts(walk).back().time_s;
  const rg::imu_sample<double> standing = samples.back();
  while (samples.back().time_s > landed_s + 0.5) samples.pop_back();
  // After the last step the foot is turned on the spot, in two goes.
  const double from_s = samples.back().time_s;
  constexpr double go_s = 0.6;
  constexpr double halt_s = 0.02;
  for (double t = 0.01; t < 2.5; t += 0.01) {
    const double into_s = t < go_s + halt_s / 2 ? t : t - go_s - halt_s;
    const bool turns = into_s > 0 && into_s < go_s;
    const double rate = turns ? 5.0 * std::sin(std::numbers::pi * into_s / go_s) : 0.0;
    rg::imu_sample<double> s = standing;
    s.time_s = from_s + t;
    s.gyr_rad_s = rate * standing.acc_m_s2.normalized();
    samples.push_back(s);
  }
  const rg::mounting worn = walk.recordings.front().mounting;
  contacts turned;
  for (const rg::contact& c : rg::detect(samples, detector({.mounting = worn}))) {
    if (c.time_s > from_s) turned.push_back(c);
  }
  BOOST_REQUIRE(turned.size() == 2u);
  BOOST_TEST((turned[0].kind == rg::contact_kind::final_contact));
  BOOST_TEST(turned[0].time_s < from_s + go_s);
  BOOST_TEST((turned[1].kind == rg::contact_kind::initial_contact));
  BOOST_TEST(turned[1].time_s > from_s + go_s + halt_s);
  BOOST_TEST((turned[1].direction == direction::turning));
}

BOOST_AUTO_TEST_CASE(a_pause_ends_the_bout) {
  const rt::leg_walk walk = leg_of(direction::forward).walk();
  const samples_type once = samples_of(walk);
  samples_type twice = once;
  const double shift_s = once.back().time_s + 0.01;
  for (auto s : once) {
    s.time_s += shift_s;
    twice.push_back(s);
  }
  const contacts found = rg::detect(twice, detector());
  BOOST_REQUIRE(found.size() == 2 * true_contacts(walk).size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    BOOST_TEST(found[i].bout == (i < found.size() / 2 ? 1u : 2u));
  }
}

BOOST_AUTO_TEST_CASE(forward_and_backward_in_turn) {
  for (std::uint64_t seed = 1; seed < 3; ++seed) {
    rt::virtual_walker walker{.plan = rt::mixed_plan(48, 10), .seed = seed};
    walker.placements = {rg::placement::left_foot};
    const rt::virtual_walk walk = walker.walk();
    contacts truth;
    for (const rg::contact& c : walk.truth.contacts) {
      if (c.side == rg::side::left) truth.push_back(c);
    }
    const contacts found =
        rg::detect(walk[rg::placement::left_foot].samples(), detector({.side = rg::side::left}));
    for (const auto kind : {rg::contact_kind::initial_contact, rg::contact_kind::final_contact}) {
      const auto score = rt::match_contacts(found, truth, 0.2, kind);
      BOOST_TEST(score.f1() >= 0.97, to_string(kind) << ": " << score.text());
    }
  }
}

BOOST_AUTO_TEST_CASE(any_rate_jitter_and_lost_packets) {
  for (const double rate_hz : {50.0, 400.0}) {
    rt::virtual_leg leg = leg_of(direction::forward);
    leg.sensor.rate_hz = rate_hz;
    leg.sensor.jitter_s = 0.1 / rate_hz;
    leg.sensor.lost_share = 0.05;
    leg.sensor.lost_burst_n = 2;
    const rt::leg_walk walk = leg.walk();
    // A long hole in the first stride takes it away: there is no saying whether it led anywhere.
    check_all(rg::detect(samples_of(walk), detector({.rate_hz = rate_hz})), true_contacts(walk),
              0.12, 1);
  }
}

BOOST_AUTO_TEST_CASE(the_sensor_may_sit_on_the_shoe_in_any_way) {
  const auto samples = samples_of(leg_of(direction::backward).walk());
  for (const double angle_rad : {0.6, 3.0}) {
    const rt::law_report report = rt::check_rotation(
        detector(), detector(), samples, rg::rotation_about<double>({-1, 0.4, 2}, angle_rad));
    BOOST_TEST(report.ok(), report.text());
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_walking_gives_no_steps) {
  const auto nothing_in = [](const test_support::foot_samples& samples, const char* what) {
    const contacts found = rg::detect(samples, detector());
    BOOST_TEST(found.empty(), what << ": " << found.size() << " contacts");
  };
  nothing_in(test_support::lying_still(20), "lying still");
  nothing_in(test_support::in_a_car(40), "in a car");
  nothing_in(test_support::tapping(12), "tapping");
  for (const double pace_hz : {0.8, 1.2, 2.0, 5.0}) {
    nothing_in(test_support::shaken(10, pace_hz, 1), "shaken");
    nothing_in(test_support::shaken(10, pace_hz, 0.3), "shaken gently");
  }
  for (const double pace_hz : {0.6, 0.9, 1.3}) {
    nothing_in(test_support::swinging(12, 0.45,
                                      [pace_hz](double t) {
                                        return 0.5 * std::sin(2 * std::numbers::pi * pace_hz * t);
                                      }),
               "legs that dangle");
  }
  // Crossing the legs and back, with rests between.
  nothing_in(test_support::swinging(16, 0.5,
                                    [](double t) {
                                      const double s = std::fmod(t, 4.0);
                                      const double up = std::clamp(s / 0.6, 0.0, 1.0);
                                      const double down = std::clamp((s - 2.0) / 0.6, 0.0, 1.0);
                                      const auto smooth = [](double x) {
                                        return x * x * x * (10 + x * (6 * x - 15));
                                      };
                                      return 0.7 * (smooth(up) - smooth(down));
                                    }),
             "crossing the legs");
}

BOOST_AUTO_TEST_CASE(a_gap_ends_the_bout_and_no_contact_is_guessed_in_it) {
  const rt::leg_walk walk = leg_of(direction::forward).walk();
  const contacts truth = true_contacts(walk);
  const double from_s = truth[6].time_s;
  samples_type samples;
  for (const auto& s : samples_of(walk)) {
    if (s.time_s < from_s || s.time_s > from_s + 1.0) samples.push_back(s);
  }
  for (const rg::contact& c : rg::detect(samples, detector())) {
    BOOST_TEST((c.time_s <= from_s + 0.05 || c.time_s >= from_s + 0.95));
    BOOST_TEST(c.bout == (c.time_s < from_s + 0.5 ? 1u : 2u));
  }
}

BOOST_AUTO_TEST_CASE(keeps_the_laws) {
  for (const direction way : both) {
    const auto samples = samples_of(leg_of(way).walk());
    rt::law_report report;
    if (way == direction::backward) report = rt::check_detector_laws(detector(), samples);
    // Samples lie on the borders of the grid's cells; rounding decides which of two completes a cell.
    report += rt::check_time_shift(detector(), samples, 4096.0, 0.0101);
    BOOST_TEST(report.ok(), report.text());
    std::vector<rg::imu_sample<float>> in_float;
    for (const auto& s : samples) {
      in_float.push_back({s.time_s, s.acc_m_s2.cast<float>(), s.gyr_rad_s.cast<float>()});
    }
    const contacts plain = rg::detect(samples, detector());
    const contacts rough = rg::detect(in_float, rg::foot_detector<float>());
    BOOST_REQUIRE(plain.size() == rough.size());
    for (std::size_t i = 0; i < plain.size(); ++i) {
      BOOST_TEST(std::abs(plain[i].time_s - rough[i].time_s) < 0.001);
    }
  }
}

BOOST_AUTO_TEST_CASE(samples_that_are_not_finite_are_lost_samples) {
  const rt::leg_walk walk = leg_of(direction::forward).walk();
  samples_type with_holes;
  samples_type with_nan;
  std::size_t i = 0;
  for (const auto& s : samples_of(walk)) {
    with_nan.push_back(s);
    if (++i % 17 == 0) {
      with_nan.back().acc_m_s2[1] = std::numeric_limits<double>::quiet_NaN();
    } else {
      with_holes.push_back(s);
    }
  }
  const contacts a = rg::detect(with_nan, detector());
  const contacts b = rg::detect(with_holes, detector());
  BOOST_REQUIRE(a.size() == b.size());
  for (std::size_t k = 0; k < a.size(); ++k) BOOST_TEST(a[k].time_s == b[k].time_s);
}

BOOST_AUTO_TEST_CASE(parameters_that_make_no_sense_are_refused_by_name) {
  const auto fields = [](const rg::foot_detector_params& p) {
    std::string names;
    for (const rg::issue& one : p.validate()) names += one.field + " ";
    if (!names.empty()) BOOST_CHECK_THROW(detector{p}, rg::config_error);
    return names;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(fields({}) == "");
  BOOST_TEST(fields({.rate_hz = 9}) == "rate_hz ");
  BOOST_TEST(fields({.still = {.acc_m_s2 = -1}}) == "acc_m_s2 ");
  for (double x : {0.0, 2.1, nan}) BOOST_TEST(fields({.least_turn_rad = x}) == "least_turn_rad ");
  for (double x : {-0.1, 1.1, nan}) BOOST_TEST(fields({.least_stride_m = x}) == "least_stride_m ");
  for (double x : {-0.1, 11.0, nan}) {
    BOOST_TEST(fields({.least_peak_rad_s = x}) == "least_peak_rad_s ");
  }
  BOOST_TEST(fields({.min_stride_time_s = 0.2}) == "min_stride_time_s ");
  for (double x : {0.4, 5.1, nan}) {
    BOOST_TEST(fields({.max_stride_time_s = x}) == "max_stride_time_s ");
  }
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/testing/virtual_walker.hpp>
#include <retrogait/testing/walk_style.hpp>

#include <algorithm>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using rg::direction;
using rg::side;

BOOST_AUTO_TEST_SUITE(walk_style)

template <direction Way>
rt::virtual_walk quiet_walk(const rt::gait_style<Way>& style, double seconds = 20) {
  rt::virtual_walker walker{.direction = Way, .seconds = seconds};
  if constexpr (Way == direction::forward) {
    walker.forward = style;
  } else {
    walker.backward = style;
  }
  walker.sensor.acc_noise_m_s2 = walker.sensor.gyr_noise_rad_s = 0;
  return walker.walk();
}

/// The acceleration of the lower back in body axes (forward, left, up), without gravity.
Eigen::MatrixXd body_acceleration(const rt::virtual_walk& walk) {
  const rg::recording& r = walk[rg::placement::lumbar];
  Eigen::MatrixXd body = r.acc_m_s2 * r.mounting.body_from_device()->transpose();
  body.col(2).array() -= 9.81;
  return body;
}

/// Root mean square away from the start and the stop.
double strength(const rt::virtual_walk& walk, int axis) {
  const Eigen::MatrixXd body = body_acceleration(walk);
  return std::sqrt(body.col(axis).segment(500, body.rows() - 1000).array().square().mean());
}

std::vector<rg::contact> of_kind(const rt::virtual_walk& walk, rg::contact_kind kind) {
  std::vector<rg::contact> some;
  for (const rg::contact& c : walk.truth.contacts) {
    if (c.kind == kind) some.push_back(c);
  }
  return some;
}

BOOST_AUTO_TEST_CASE(the_styles_are_valid) {
  BOOST_TEST(rt::shuffling<>().validate().empty());
  BOOST_TEST(rt::shuffling<direction::backward>().validate().empty());
  BOOST_TEST(rt::limping<>(side::left).validate().empty());
  BOOST_TEST(rt::with_stick<direction::backward>(side::right).validate().empty());
  BOOST_TEST(rt::climbing_stairs().validate().empty());
  BOOST_TEST(rt::descending_stairs().validate().empty());
  BOOST_TEST(rt::running().validate().empty());
  rt::gait_style<direction::forward> wrong;
  wrong.double_support_share = -0.6;
  wrong.strength_asymmetry = 1.5;
  wrong.climb_m = 1;
  BOOST_TEST(wrong.validate().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_walk_begins_and_ends_gently) {
  // Recordings of healthy adults: before the first contact the trunk rises and falls by less than 2
  // m/s², and the forward acceleration grows until shortly before it.
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    rt::virtual_walker walker{.seconds = 12, .seed = seed};
    walker.sensor.acc_noise_m_s2 = 0;
    const rt::virtual_walk walk = walker.walk();
    const Eigen::MatrixXd body = body_acceleration(walk);
    const std::vector<rg::contact> steps = of_kind(walk, rg::contact_kind::initial_contact);
    const auto sample = [](double t) { return static_cast<std::ptrdiff_t>(t * 100); };
    const double first = steps.front().time_s;
    const auto swing = body.col(2).segment(sample(first - 0.9), 80);
    BOOST_TEST(swing.maxCoeff() < 1.0);
    BOOST_TEST(swing.minCoeff() > -2.2);
    BOOST_TEST(body.col(0).segment(sample(first - 0.9), 80).minCoeff() > -0.3);
    const auto settling = body.middleRows(sample(steps.back().time_s + 0.35), 100);
    BOOST_TEST(settling.cwiseAbs().maxCoeff() < 1.5);
  }
}

BOOST_AUTO_TEST_CASE(shuffling_is_slow_and_quiet) {
  const rt::virtual_walk walk = quiet_walk(rt::shuffling<>(), 40);
  const auto& strides = walk.truth.strides;
  double speed = 0;
  for (const rt::true_stride& s : strides)
    speed += s.speed_m_s / static_cast<double>(strides.size());
  BOOST_TEST((speed > 0.27 && speed < 0.33), speed);
  BOOST_TEST(strength(walk, 2) < 0.5);
  // Half of every step on both feet.
  const auto landings = of_kind(walk, rg::contact_kind::initial_contact);
  const auto leavings = of_kind(walk, rg::contact_kind::final_contact);
  for (std::size_t i = 2; i + 1 < landings.size(); ++i) {
    const double step = landings[i].time_s - landings[i - 1].time_s;
    BOOST_TEST((leavings[i].time_s - landings[i - 1].time_s) / step == 0.5,
               boost::test_tools::tolerance(1e-6));
  }
}

BOOST_AUTO_TEST_CASE(slow_walkers_sway_from_side_to_side) {
  // In the recordings the acceleration to the left at a step of 0.7 s is strongest at the stride's own
  // frequency and points to the foot that is about to land.
  rt::gait_style<direction::forward> slow;
  slow.cadence_steps_min = 60 / 0.7;
  const rt::virtual_walk walk = quiet_walk(slow);
  const Eigen::MatrixXd body = body_acceleration(walk);
  double before = 0;
  double after = 0;
  for (const rg::contact& c : of_kind(walk, rg::contact_kind::initial_contact)) {
    if (c.time_s < 5 || c.time_s > 15) continue;
    const double sign = c.side == side::left ? 1 : -1;
    const auto i = static_cast<std::ptrdiff_t>(c.time_s * 100);
    before += sign * body.col(1).segment(i - 30, 25).sum();
    after += sign * body.col(1).segment(i + 8, 25).sum();
  }
  BOOST_TEST(before > 0);
  BOOST_TEST(after < 0);
}

BOOST_AUTO_TEST_CASE(a_spared_leg_bears_less_and_shorter) {
  const rt::virtual_walk walk = quiet_walk(rt::limping<>(side::left), 30);
  const Eigen::MatrixXd body = body_acceleration(walk);
  double peak[2] = {0, 0};
  double step_s[2] = {0, 0};
  double n[2] = {0, 0};
  double last = 0;
  for (const rg::contact& c : of_kind(walk, rg::contact_kind::initial_contact)) {
    const double step = c.time_s - last;
    last = c.time_s;
    if (c.time_s < 6 || c.time_s > 26) continue;
    const int k = c.side == side::left ? 0 : 1;
    peak[k] += body.col(2).segment(static_cast<std::ptrdiff_t>(c.time_s * 100), 15).maxCoeff();
    step_s[k] += step;
    n[k] += 1;
  }
  BOOST_TEST(peak[0] / n[0] < 0.85 * peak[1] / n[1]);
  const double left = step_s[0] / n[0];
  const double right = step_s[1] / n[1];
  BOOST_TEST((left - right) / (0.5 * (left + right)) == 0.3, boost::test_tools::tolerance(0.2));
}

BOOST_AUTO_TEST_CASE(a_stick_is_a_third_contact) {
  rt::gait_style<direction::forward> with = rt::with_stick<>(side::left);
  rt::gait_style<direction::forward> without = with;
  without.stick = side::unknown;
  const rt::virtual_walk a = quiet_walk(with);
  const rt::virtual_walk b = quiet_walk(without);
  const Eigen::VectorXd jolt = body_acceleration(a).col(2) - body_acceleration(b).col(2);
  BOOST_TEST((jolt.maxCoeff() > 1.2 && jolt.maxCoeff() < 1.8), jolt.maxCoeff());
  // Shortly before the right foot, never before the left one.
  for (const rg::contact& c : of_kind(a, rg::contact_kind::initial_contact)) {
    const auto i = static_cast<std::ptrdiff_t>(c.time_s * 100);
    const double strongest = jolt.segment(i - 12, 10).maxCoeff();
    BOOST_TEST((c.side == side::right ? strongest > 0.5 : strongest < 0.2), c.time_s);
  }
}

BOOST_AUTO_TEST_CASE(stairs_lead_up_and_down) {
  for (const bool up : {true, false}) {
    const rt::virtual_walk walk =
        quiet_walk(up ? rt::climbing_stairs() : rt::descending_stairs(), 20);
    const int steps = walk.truth.bouts[0].steps;
    // The last step only brings the foot beside the other.
    const double climbed = (up ? 1 : -1) * (steps - 1) * rt::stair_height_m;
    const double end = walk.truth.duration_s;
    for (const rg::placement where : {rg::placement::lumbar, rg::placement::left_foot,
                                      rg::placement::right_foot, rg::placement::left_shank}) {
      const double rise =
          walk.model.motion(where, end).position_m.z() - walk.model.motion(where, 0).position_m.z();
      BOOST_TEST(rise == climbed, boost::test_tools::tolerance(1e-9));
    }
    BOOST_TEST(strength(walk, 2) > 3 * strength(walk, 0));  // on the level it is 1.5 times
    // Smooth: the acceleration is that of the positions.
    const double h = 1e-4;
    double worst = 0;
    for (double t = 2; t < end; t += 0.0173) {
      const auto at = [&](double s) {
        return walk.model.motion(rg::placement::lumbar, s).position_m;
      };
      const Eigen::Vector3d felt = (at(t + h) - 2 * at(t) + at(t - h)) / (h * h);
      worst = std::max(
          worst, (felt - walk.model.motion(rg::placement::lumbar, t).acceleration_m_s2).norm());
    }
    BOOST_TEST(worst < 0.2);
  }
}

BOOST_AUTO_TEST_CASE(a_stair_more_starts_where_the_last_ended) {
  rt::virtual_walker walker{.plan = {rt::stand_for(1), rt::walk_steps(direction::forward, 4),
                                     rt::stand_for(1), rt::walk_steps(direction::forward, 4)}};
  walker.forward = rt::climbing_stairs();
  const rt::virtual_walk walk = walker.walk();
  for (const rg::placement where : {rg::placement::lumbar, rg::placement::left_foot}) {
    double before = walk.model.motion(where, 0).position_m.z();
    for (double t = 0; t < walk.truth.duration_s; t += 0.01) {
      const double z = walk.model.motion(where, t).position_m.z();
      BOOST_REQUIRE(std::abs(z - before) < 0.03);
      before = z;
    }
    BOOST_TEST(before - walk.model.motion(where, 0).position_m.z() == 6 * rt::stair_height_m,
               boost::test_tools::tolerance(1e-6));
  }
}

BOOST_AUTO_TEST_CASE(a_run_flies) {
  rt::gait_style<direction::forward> upright = rt::running();
  upright.trunk_lean_deg = 0;
  const rt::virtual_walk walk = quiet_walk(upright);
  const auto landings = of_kind(walk, rg::contact_kind::initial_contact);
  const auto leavings = of_kind(walk, rg::contact_kind::final_contact);
  const Eigen::MatrixXd body = body_acceleration(walk);
  for (std::size_t i = 4; i + 4 < landings.size(); ++i) {
    // The foot that lands next has left before the other one landed.
    const double step = landings[i].time_s - landings[i - 1].time_s;
    BOOST_TEST((landings[i - 1].time_s - leavings[i].time_s) / step == 0.3,
               boost::test_tools::tolerance(1e-6));
    // Weightless in the middle of the flight, twice its weight in the middle of the stance.
    const auto sample = [](double t) { return static_cast<std::ptrdiff_t>(t * 100); };
    const double flight = landings[i].time_s - 0.15 * step;
    BOOST_TEST(body(sample(flight), 2) < -6);
    const double peak = body.col(2).segment(sample(landings[i].time_s), 25).maxCoeff();
    BOOST_TEST((peak > 8 && peak < 25), peak);
  }
  // Braking first, then propulsion.
  double early = 0;
  double late = 0;
  for (std::size_t i = 4; i + 4 < landings.size(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(landings[i].time_s * 100);
    early += body.col(0).segment(at + 3, 7).mean();
    late += body.col(0).segment(at + 15, 7).mean();
  }
  BOOST_TEST(early < 0);
  BOOST_TEST(late > 0);
}

BOOST_AUTO_TEST_SUITE_END()

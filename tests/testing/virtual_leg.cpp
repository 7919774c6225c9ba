#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/leg_model.hpp>
#include <retrogait/testing/virtual_leg.hpp>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;

namespace {

rt::virtual_leg quiet(rg::direction way) {
  rt::virtual_leg leg{.direction = way, .steps = 8, .placements = rt::all_leg_placements()};
  leg.sensor.acc_noise_m_s2 = 0;
  leg.sensor.gyr_noise_rad_s = 0;
  return leg;
}

rt::leg_model model_of(const rt::virtual_leg& leg) {
  return leg.walk().model;
}

constexpr rg::direction both_ways[] = {rg::direction::forward, rg::direction::backward};

}  // namespace

BOOST_AUTO_TEST_SUITE(virtual_leg)

BOOST_AUTO_TEST_CASE(contacts_take_turns_and_have_the_stated_times) {
  for (const rg::direction way : both_ways) {
    rt::virtual_leg leg = quiet(way);
    leg.steps = 9;
    leg.step_time_asymmetry = 0.3;
    leg.first_side = rg::side::right;
    const rt::leg_walk walk = leg.walk();
    std::vector<rg::contact> initial;
    std::vector<rg::contact> final;
    for (const rg::contact& c : walk.truth.contacts) {
      BOOST_TEST((c.direction == way));
      (c.kind == rg::contact_kind::initial_contact ? initial : final).push_back(c);
    }
    BOOST_REQUIRE(initial.size() == 9U);
    BOOST_REQUIRE(final.size() == 9U);
    BOOST_TEST((final.front().side == rg::side::right));
    for (std::size_t i = 1; i < initial.size(); ++i) {
      BOOST_TEST((initial[i].side == rg::opposite(initial[i - 1].side)));
      const double share = initial[i].side == rg::side::left ? 1.15 : 0.85;
      BOOST_TEST(initial[i].time_s - initial[i - 1].time_s == share * 60 / 110,
                 boost::test_tools::tolerance(1e-9));
      // Each foot leaves one double support after the other one has landed.
      BOOST_TEST((final[i].side == rg::opposite(initial[i - 1].side)));
      BOOST_TEST(final[i].time_s - initial[i - 1].time_s == 0.24 * 60 / 110,
                 boost::test_tools::tolerance(1e-9));
    }
    BOOST_REQUIRE(walk.truth.bouts.size() == 1U);
    BOOST_TEST(walk.truth.bouts[0].start_s == final.front().time_s);
    BOOST_TEST(walk.truth.bouts[0].end_s == initial.back().time_s);
    BOOST_TEST(walk.truth.bouts[0].steps == 9);
  }
}

BOOST_AUTO_TEST_CASE(strides_have_the_stated_length_and_agree_with_the_feet) {
  for (const rg::direction way : both_ways) {
    const rt::leg_walk walk = quiet(way).walk();
    BOOST_REQUIRE(walk.truth.strides.size() == 6U);
    std::size_t full = 0;
    for (const rt::true_stride& s : walk.truth.strides) {
      full += std::abs(s.length_m - 1.3) < 1e-12 ? 1U : 0U;
      BOOST_TEST(s.speed_m_s * (s.end_s - s.start_s) == s.length_m,
                 boost::test_tools::tolerance(1e-12));
    }
    BOOST_TEST(full == 5U);  // all but the one that ends beside or begins with the other foot
    const double first = walk.model.ankle(rg::side::left, 0).position_m.x();
    const double last = walk.model.ankle(rg::side::left, walk.truth.duration_s).position_m.x();
    BOOST_TEST(std::abs(last - first) == 0.65 * 7, boost::test_tools::tolerance(1e-9));
    BOOST_TEST((last > first) == (way == rg::direction::forward));
  }
}

BOOST_AUTO_TEST_CASE(a_foot_at_rest_does_not_move_and_does_otherwise) {
  for (const rg::direction way : both_ways) {
    const rt::leg_walk walk = quiet(way).walk();
    double rest_s = 0;
    for (const rt::true_rest& r : walk.rests) {
      const rg::placement foot =
          r.side == rg::side::left ? rg::placement::left_foot : rg::placement::right_foot;
      rest_s += r.end_s - r.start_s;
      const Eigen::Vector3d at = walk.model.motion(foot, r.start_s).position_m;
      for (double t = r.start_s; t <= r.end_s; t += 0.01) {
        const rt::segment_motion m = walk.model.motion(foot, t);
        BOOST_TEST((m.position_m - at).norm() < 1e-12);
        BOOST_TEST(m.velocity_m_s.norm() < 1e-12);
        BOOST_TEST(m.rate_rad_s.norm() < 1e-12);
      }
      for (const double outside : {r.start_s - 0.02, r.end_s + 0.02}) {
        if (outside < 0 || outside > walk.truth.duration_s) continue;
        BOOST_TEST(walk.model.motion(foot, outside).rate_rad_s.norm() > 0.05);
      }
    }
    BOOST_TEST(walk.rests.size() == 2U * 5U);
    BOOST_TEST(rest_s > 2 * 4.0);
  }
}

BOOST_AUTO_TEST_CASE(speed_acceleration_and_rate_are_derivatives) {
  const double h = 1e-5;
  for (const rg::direction way : both_ways) {
    const rt::leg_model model = model_of(quiet(way));
    for (const rg::placement where : rt::all_leg_placements()) {
      for (double t = 1.9; t < model.truth().duration_s - 1.9; t += 0.0137) {
        const rt::segment_motion before = model.motion(where, t - h);
        const rt::segment_motion now = model.motion(where, t);
        const rt::segment_motion after = model.motion(where, t + h);
        BOOST_TEST(((after.position_m - before.position_m) / (2 * h) - now.velocity_m_s).norm() <
                   1e-5);
        BOOST_TEST(
            ((after.velocity_m_s - before.velocity_m_s) / (2 * h) - now.acceleration_m_s2).norm() <
            0.05);
        const Eigen::Matrix3d turn = now.world_from_body.transpose() *
                                     (after.world_from_body - before.world_from_body) / (2 * h);
        const Eigen::Vector3d rate(turn(2, 1), turn(0, 2), turn(1, 0));
        BOOST_TEST((rate - now.rate_rad_s).norm() < 1e-5);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(acceleration_has_no_jumps) {
  for (const rg::direction way : both_ways) {
    const rt::leg_model model = model_of(quiet(way));
    for (const rg::placement where : rt::all_leg_placements()) {
      for (double t = 0; t < model.truth().duration_s; t += 0.0005) {
        const Eigen::Vector3d a = model.motion(where, t).acceleration_m_s2;
        const Eigen::Vector3d b = model.motion(where, t + 1e-7).acceleration_m_s2;
        BOOST_TEST((a - b).norm() < 0.01);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(segments_keep_their_lengths) {
  rt::virtual_leg leg = quiet(rg::direction::forward);
  leg.sway_deg = 5;
  const rt::leg_model model = model_of(leg);
  for (double t = 0; t < model.truth().duration_s; t += 0.01) {
    for (const rg::side which : {rg::side::left, rg::side::right}) {
      const bool left = which == rg::side::left;
      const Eigen::Vector3d hip = model.hip(which, t).position_m;
      const Eigen::Vector3d ankle = model.ankle(which, t).position_m;
      const rt::segment_motion thigh =
          model.motion(left ? rg::placement::left_thigh : rg::placement::right_thigh, t);
      const rt::segment_motion shank =
          model.motion(left ? rg::placement::left_shank : rg::placement::right_shank, t);
      const Eigen::Vector3d up(0, 0, 1);
      const Eigen::Vector3d knee_above = hip - 0.245 * 1.72 * (thigh.world_from_body * up);
      const Eigen::Vector3d knee_below = ankle + 0.246 * 1.72 * (shank.world_from_body * up);
      BOOST_TEST((knee_above - knee_below).norm() < 1e-9);
      // The knee angle is the one between the two long axes.
      const double between = std::acos(
          std::clamp((thigh.world_from_body * up).dot(shank.world_from_body * up), -1.0, 1.0));
      const rt::posture p = model.posture_at(t);
      const double flexion = left ? p.left_knee_flexion_deg : p.right_knee_flexion_deg;
      BOOST_TEST(std::abs(between * 57.29577951308232 - flexion) < 1e-6);
      BOOST_TEST(flexion > 7.5);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_gait_is_plausible) {
  const rt::leg_walk walk = rt::virtual_leg{.steps = 10}.walk();
  const auto from = walk.truth.contacts[8].time_s;
  double knee_top = 0;
  double swing_rate = 0;
  double stance_rate = 0;
  double lowest_foot = 1;
  for (double t = from; t < from + 2.2; t += 0.005) {
    knee_top = std::max(knee_top, walk.posture_at(t).left_knee_flexion_deg);
    const double rate = walk.model.motion(rg::placement::left_shank, t).rate_rad_s.y();
    swing_rate = std::min(swing_rate, rate);
    stance_rate = std::max(stance_rate, rate);
    lowest_foot =
        std::min(lowest_foot, walk.model.motion(rg::placement::left_foot, t).position_m.z());
  }
  BOOST_TEST(std::abs(knee_top - 60) < 0.5);
  // The shank swings forward (about the axis to the left: negative) at 5 to 8 rad/s and over the
  // standing foot at 1 to 4.
  BOOST_TEST((swing_rate > -8 && swing_rate < -5));
  BOOST_TEST((stance_rate > 1 && stance_rate < 4));
  BOOST_TEST(lowest_foot > 0.059);
}

BOOST_AUTO_TEST_CASE(backward_is_forward_in_reverse) {
  rt::virtual_leg leg = quiet(rg::direction::forward);
  const rt::leg_model forward = model_of(leg);
  leg.direction = rg::direction::backward;
  leg.first_side = rg::side::right;  // the foot that came last
  const rt::leg_model backward = model_of(leg);
  const double end = forward.truth().duration_s;
  for (double t = 0; t < end; t += 0.03) {
    const rt::segment_motion f = forward.motion(rg::placement::left_shank, t);
    const rt::segment_motion b = backward.motion(rg::placement::left_shank, end - t);
    BOOST_TEST((f.position_m - b.position_m).norm() < 1e-9);
    BOOST_TEST((f.velocity_m_s + b.velocity_m_s).norm() < 1e-9);
    BOOST_TEST((f.acceleration_m_s2 - b.acceleration_m_s2).norm() < 1e-9);
    BOOST_TEST((f.rate_rad_s + b.rate_rad_s).norm() < 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(every_valid_gait_can_be_walked) {
  rt::random_source random(5);
  for (int i = 0; i < 40; ++i) {
    rt::virtual_leg leg{.steps = 4 + i % 7};
    const auto between = [&](double low, double high) {
      return low + (high - low) * random.uniform();
    };
    leg.direction = both_ways[i % 2];
    leg.height_m = between(0.8, 2.5);
    leg.cadence_steps_min = between(30, 160);
    leg.stride_length_m = leg.height_m * (i % 5 == 0 ? 0.9 : between(0.3, 0.9));
    leg.stance_share = between(0.55, 0.75);
    leg.step_time_asymmetry = between(-0.5, 0.5);
    leg.knee_flexion_peak_deg = between(40, 90);
    leg.sensor.rate_hz = 50;
    BOOST_TEST(leg.validate().empty());
    const rt::leg_walk walk = leg.walk();
    BOOST_TEST(walk.recordings.front().validate().empty());
    BOOST_TEST(walk.recordings.front().acc_m_s2.cwiseAbs().maxCoeff() < 500);
  }
}

BOOST_AUTO_TEST_CASE(the_sensor_is_mounted_as_stated) {
  rt::virtual_leg leg = quiet(rg::direction::forward);
  leg.placements = {rg::placement::right_thigh};
  const rg::recording plain = leg.walk()[rg::placement::right_thigh];
  const Eigen::Matrix3d turn = rt::turned_about_vertical(leg.sensor, 90);
  leg.sensor.misalignment = turn;
  leg.sensor.start_s = 100;
  const rt::leg_walk turned = leg.walk();
  const rg::recording& other = turned[rg::placement::right_thigh];
  BOOST_TEST((other.acc_m_s2 - plain.acc_m_s2 * turn.transpose()).norm() < 1e-9);
  BOOST_TEST((other.gyr_rad_s - plain.gyr_rad_s * turn.transpose()).norm() < 1e-9);
  BOOST_TEST(other.time_s[0] == 100.0);
  BOOST_TEST(turned.truth.contacts.front().time_s > 102.0);
  BOOST_TEST(turned.rests.front().start_s == 100.0);
}

BOOST_AUTO_TEST_CASE(wrong_parameters_are_all_named) {
  const rt::virtual_leg leg{.direction = rg::direction::unknown,
                            .steps = 3,
                            .stride_length_m = 2,
                            .stance_share = 0.5,
                            .placements = {rg::placement::lumbar}};
  BOOST_TEST(leg.validate().size() == 5U);
  BOOST_CHECK_THROW(leg.walk(), rg::config_error);
}

namespace {

/// A final contact whenever a foot begins to turn: enough to be held to the laws.
struct turning_detector {
  std::optional<rg::contact> update(const rg::imu_sample<double>& s) {
    const bool turns = s.gyr_rad_s.norm() > 1;
    const bool begins = turns && !turned;
    turned = turns;
    if (!begins) return std::nullopt;
    return rg::contact{.time_s = s.time_s, .known_at_s = s.time_s};
  }
  void finish() {}
  double latency_s() const { return 0; }
  bool turned = false;
};

}  // namespace

BOOST_AUTO_TEST_CASE(detectors_can_be_held_to_the_laws_on_it) {
  RETROGAIT_CHECK_LAWS(turning_detector, rt::virtual_leg{.placements = {rg::placement::left_foot}});
}

BOOST_AUTO_TEST_SUITE_END()

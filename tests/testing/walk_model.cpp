#include <retrogait/testing/virtual_walker.hpp>
#include <retrogait/testing/walk_model.hpp>

#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;

namespace {

/// Everything that the model can do in twelve seconds or so.
rt::walk_plan varied_plan() {
  return {rt::stand_for(1),
          rt::walk_for(rg::direction::forward, 5),
          rt::turn_by(-130),
          rt::walk_steps(rg::direction::forward, 3),
          rt::stand_for(1),
          rt::walk_for(rg::direction::backward, 5),
          rt::walk_steps(rg::direction::forward, 4),
          rt::stand_for(1)};
}

rt::walk_model varied_model() {
  rt::gait_style<rg::direction::forward> forward;
  rt::gait_style<rg::direction::backward> backward;
  forward.trunk_lean_deg = 10;
  forward.knee_in_deg = 8;
  backward.trunk_lean_deg = -6;
  backward.knee_in_deg = -5;
  return {varied_plan(), forward, backward, 1.72, 3};
}

template <rg::direction D>
rt::gait_style<D> even_style() {
  rt::gait_style<D> style;
  style.step_time_cv = style.step_length_cv = 0;
  return style;
}

/// The walk of a metronome.
rt::walk_model even_model(rg::direction way, double seconds) {
  return {{rt::stand_for(2), rt::walk_for(way, seconds), rt::stand_for(2)},
          even_style<rg::direction::forward>(),
          even_style<rg::direction::backward>(),
          1.72,
          1};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(walk_model)

BOOST_AUTO_TEST_CASE(velocity_and_acceleration_are_the_differences_of_position) {
  const rt::walk_model model = varied_model();
  const double h = 5e-5;
  for (rg::placement where : rt::all_body_placements()) {
    double worst_velocity = 0;
    double worst_acceleration = 0;
    double strongest = 0;
    for (double t = 0.5; t < model.truth().duration_s; t += 0.00717) {
      const rt::segment_motion before = model.motion(where, t - h);
      const rt::segment_motion here = model.motion(where, t);
      const rt::segment_motion after = model.motion(where, t + h);
      const Eigen::Vector3d velocity = (after.position_m - before.position_m) / (2 * h);
      const Eigen::Vector3d acceleration =
          (after.position_m - 2 * here.position_m + before.position_m) / (h * h);
      worst_velocity = std::max(worst_velocity, (velocity - here.velocity_m_s).norm());
      worst_acceleration =
          std::max(worst_acceleration, (acceleration - here.acceleration_m_s2).norm());
      strongest = std::max(strongest, here.acceleration_m_s2.norm());
    }
    BOOST_TEST_CONTEXT(to_string(where)) {
      BOOST_TEST(worst_velocity < 1e-4);
      BOOST_TEST(worst_acceleration < 0.1);  // where the third derivative jumps
      BOOST_TEST(strongest > 4.0);
    }
  }
}

BOOST_AUTO_TEST_CASE(angular_rate_is_the_difference_of_orientation) {
  const rt::walk_model model = varied_model();
  const double h = 1e-5;
  for (rg::placement where : rt::all_body_placements()) {
    double worst = 0;
    double fastest = 0;
    for (double t = 0.5; t < model.truth().duration_s; t += 0.00913) {
      const rt::segment_motion here = model.motion(where, t);
      const Eigen::Matrix3d turned = model.motion(where, t - h).world_from_body.transpose() *
                                     model.motion(where, t + h).world_from_body;
      const Eigen::Vector3d rate =
          Eigen::Vector3d(turned(2, 1) - turned(1, 2), turned(0, 2) - turned(2, 0),
                          turned(1, 0) - turned(0, 1)) /
          (4 * h);
      worst = std::max(worst, (rate - here.rate_rad_s).norm());
      fastest = std::max(fastest, here.rate_rad_s.norm());
      BOOST_REQUIRE_SMALL(
          (here.world_from_body * here.world_from_body.transpose() - Eigen::Matrix3d::Identity())
              .norm(),
          1e-12);
    }
    BOOST_TEST_CONTEXT(to_string(where)) {
      BOOST_TEST(worst < 1e-3);
      BOOST_TEST(fastest > 0.3);
    }
  }
}

BOOST_AUTO_TEST_CASE(acceleration_is_continuous_at_every_contact) {
  const rt::walk_model model = varied_model();
  const double h = 1e-7;
  for (rg::placement where : rt::all_body_placements()) {
    for (const rg::contact& c : model.truth().contacts) {
      const Eigen::Vector3d jump = model.motion(where, c.time_s + h).acceleration_m_s2 -
                                   model.motion(where, c.time_s - h).acceleration_m_s2;
      BOOST_TEST(jump.norm() < 0.01);
    }
  }
}

BOOST_AUTO_TEST_CASE(contacts_alternate_between_the_feet) {
  const rt::ground_truth truth = varied_model().truth();
  std::vector<rg::contact> initial;
  std::vector<rg::contact> final;
  for (const rg::contact& c : truth.contacts) {
    (c.kind == rg::contact_kind::initial_contact ? initial : final).push_back(c);
  }
  BOOST_REQUIRE(initial.size() == final.size());
  for (std::size_t i = 0; i < initial.size(); ++i) {
    BOOST_TEST(final[i].time_s < initial[i].time_s);  // a swing
    BOOST_TEST((final[i].side == initial[i].side));
    BOOST_TEST(initial[i].bout == final[i].bout);
    if (i == 0 || initial[i].bout != initial[i - 1].bout) continue;
    BOOST_TEST((initial[i].side == rg::opposite(initial[i - 1].side)));
    BOOST_TEST(final[i].time_s > initial[i - 1].time_s);  // double support
  }
  int steps = 0;
  for (const rt::true_bout& b : truth.bouts) steps += b.steps;
  BOOST_TEST(steps == static_cast<int>(initial.size()));
  BOOST_TEST(truth.bouts.size() == 3U);
  BOOST_TEST((truth.bouts[0].direction == rg::direction::forward));
  BOOST_TEST((truth.bouts[1].direction == rg::direction::backward));
  BOOST_TEST((truth.bouts[2].direction == rg::direction::forward));
  BOOST_TEST(truth.bouts[2].steps == 4);
}

BOOST_AUTO_TEST_CASE(step_length_times_cadence_is_speed) {
  for (rg::direction way : {rg::direction::forward, rg::direction::backward}) {
    const rt::walk_model model = even_model(way, 20);
    const bool back = way == rg::direction::backward;
    const double speed = back ? 0.42 * 100 / 60 : 0.65 * 110 / 60;
    const std::vector<rt::true_stride>& strides = model.truth().strides;
    BOOST_REQUIRE(strides.size() > 25U);
    for (std::size_t i = 0; i + 1 < strides.size(); ++i) {
      BOOST_TEST(strides[i].speed_m_s == speed, boost::test_tools::tolerance(1e-9));
      BOOST_TEST(strides[i].length_m == (back ? 0.84 : 1.30), boost::test_tools::tolerance(1e-9));
      BOOST_TEST((strides[i].direction == way));
      BOOST_TEST(!strides[i].turning);
    }
    // The last step only brings the foot beside the other.
    BOOST_TEST(strides.back().length_m == (back ? 0.42 : 0.65), boost::test_tools::tolerance(1e-9));
  }
}

BOOST_AUTO_TEST_CASE(the_trunk_goes_as_far_as_the_feet) {
  const rt::walk_model model = even_model(rg::direction::backward, 20);
  const int steps = model.truth().bouts[0].steps;
  const double end = model.truth().duration_s;
  const Eigen::Vector3d gone = model.motion(rg::placement::lumbar, end).position_m -
                               model.motion(rg::placement::lumbar, 0).position_m;
  BOOST_TEST(gone.x() == -(steps - 1) * 0.42, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(std::abs(gone.y()) < 1e-9);
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  const double h = 1e-3;
  for (double t = 0.5 * h; t < end; t += h) {
    sum += h * model.motion(rg::placement::lumbar, t).velocity_m_s;
  }
  BOOST_TEST((sum - gone).norm() < 1e-3);
}

BOOST_AUTO_TEST_CASE(feet_stand_still_between_landing_and_leaving) {
  const rt::walk_model model = even_model(rg::direction::forward, 12);
  const std::vector<rg::contact>& contacts = model.truth().contacts;
  std::size_t looked_at = 0;
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    const rg::contact& landing = contacts[i];
    if (landing.kind != rg::contact_kind::initial_contact) continue;
    const rg::placement foot =
        landing.side == rg::side::left ? rg::placement::left_foot : rg::placement::right_foot;
    // Flat from 0.16 steps after the contact; the shock has died away 0.2 s after it.
    const double t = landing.time_s + 0.25;
    const rt::segment_motion still = model.motion(foot, t);
    BOOST_TEST(still.velocity_m_s.norm() < 1e-6);
    BOOST_TEST(still.acceleration_m_s2.norm() < 1e-3);
    BOOST_TEST(still.rate_rad_s.norm() == 0.0);
    ++looked_at;
  }
  BOOST_TEST(looked_at > 15U);
}

BOOST_AUTO_TEST_CASE(knees_and_trunk_do_what_the_style_says) {
  rt::gait_style<rg::direction::forward> forward;
  forward.knee_flexion_peak_deg = 52;
  forward.knee_in_deg = 9;
  rt::gait_style<rg::direction::backward> backward;
  backward.trunk_lean_deg = -11;
  const rt::walk_model model({rt::stand_for(1), rt::walk_for(rg::direction::forward, 10),
                              rt::stand_for(1), rt::walk_for(rg::direction::backward, 10)},
                             forward, backward, 1.72, 4);
  double flexion = 0;
  double in = 0;
  for (double t = 4; t < 8; t += 0.002) {
    const rt::posture p = model.posture_at(t);
    flexion = std::max(flexion, p.left_knee_flexion_deg);
    in = std::max(in, p.right_knee_in_deg);
    BOOST_TEST(p.trunk_lean_deg == 0.0);
  }
  BOOST_TEST(flexion == 52.0, boost::test_tools::tolerance(0.01));
  BOOST_TEST(in == 9.0, boost::test_tools::tolerance(0.001));
  flexion = 0;
  for (double t = 15; t < 19; t += 0.002) {
    const rt::posture p = model.posture_at(t);
    flexion = std::max(flexion, p.right_knee_flexion_deg);
    BOOST_TEST(p.trunk_lean_deg == -11.0, boost::test_tools::tolerance(1e-9));
  }
  BOOST_TEST(flexion == 48.0, boost::test_tools::tolerance(0.01));
  BOOST_TEST((model.posture_at(0.5) == rt::posture{}));
  BOOST_TEST((model.posture_at(11.9) == rt::posture{}));
}

BOOST_AUTO_TEST_CASE(segments_show_the_knee_angle) {
  // Independent of posture_at: the angles between the segments' axes.
  const rt::walk_model model = varied_model();
  for (double t = 0; t < model.truth().duration_s; t += 0.031) {
    const Eigen::Matrix3d thigh = model.motion(rg::placement::left_thigh, t).world_from_body;
    const Eigen::Matrix3d shank = model.motion(rg::placement::left_shank, t).world_from_body;
    const Eigen::Matrix3d knee = thigh.transpose() * shank;
    const rt::posture p = model.posture_at(t);
    const double between = std::acos(std::clamp(knee(2, 2), -1.0, 1.0));
    const double stated = std::hypot(p.left_knee_flexion_deg, p.left_knee_in_deg);
    BOOST_TEST(std::abs(between * 180 / std::numbers::pi - stated) < 0.5);
  }
}

BOOST_AUTO_TEST_CASE(thigh_and_shank_nearly_meet_at_the_knee) {
  for (rg::direction way : {rg::direction::forward, rg::direction::backward}) {
    const rt::walk_model model = even_model(way, 12);
    double squares = 0;
    double worst = 0;
    int n = 0;
    for (double t = 3.5; t < 12; t += 0.01) {
      const double gap = model.knee_gap_m(rg::side::right, t);
      squares += gap * gap;
      worst = std::max(worst, gap);
      ++n;
    }
    BOOST_TEST(std::sqrt(squares / n) < 0.06);
    BOOST_TEST(worst < 0.10);
  }
}

BOOST_AUTO_TEST_CASE(asymmetry_is_the_difference_of_the_step_times) {
  rt::gait_style<rg::direction::forward> limping = even_style<rg::direction::forward>();
  limping.step_time_asymmetry = 0.2;
  const rt::walk_model model({rt::walk_steps(rg::direction::forward, 21)}, limping,
                             even_style<rg::direction::backward>(), 1.72, 1);
  double before = 0;
  int compared = 0;
  for (const rg::contact& c : model.truth().contacts) {
    if (c.kind != rg::contact_kind::initial_contact) continue;
    if (before > 0) {
      const double share = c.side == rg::side::left ? 1.1 : 0.9;
      BOOST_TEST(c.time_s - before == share * 60 / 110, boost::test_tools::tolerance(1e-9));
      ++compared;
    }
    before = c.time_s;
  }
  BOOST_TEST(compared == 20);
}

BOOST_AUTO_TEST_CASE(extreme_styles_still_move_smoothly) {
  rt::gait_style<rg::direction::forward> forward;
  forward.step_time_cv = 0.15;
  forward.step_length_cv = 0.25;
  forward.step_time_asymmetry = 0.5;
  forward.double_support_share = 0.05;
  rt::gait_style<rg::direction::backward> backward;
  backward.step_time_cv = 0.15;
  backward.step_time_asymmetry = -0.5;
  backward.double_support_share = 0.6;
  backward.step_length_m = 0;
  backward.cadence_steps_min = 30;
  const rt::walk_model model({rt::walk_for(rg::direction::forward, 40), rt::turn_by(720),
                              rt::walk_for(rg::direction::backward, 40)},
                             forward, backward, 1.5, 8);
  double strongest = 0;
  for (rg::placement where : rt::all_body_placements()) {
    for (double t = 0; t < model.truth().duration_s; t += 0.01) {
      const rt::segment_motion m = model.motion(where, t);
      BOOST_REQUIRE(m.acceleration_m_s2.allFinite());
      BOOST_REQUIRE(m.rate_rad_s.norm() < 60);
      strongest = std::max(strongest, m.acceleration_m_s2.norm());
    }
  }
  BOOST_TEST(strongest < 600);
  for (std::size_t i = 1; i < model.truth().contacts.size(); ++i) {
    BOOST_REQUIRE(model.truth().contacts[i].time_s > model.truth().contacts[i - 1].time_s);
  }
}

BOOST_AUTO_TEST_CASE(turns_turn_the_body) {
  rt::walk_plan plan{rt::stand_for(1), rt::walk_for(rg::direction::forward, 4), rt::turn_by(180),
                     rt::walk_for(rg::direction::forward, 6), rt::stand_for(1)};
  const rt::walk_model model(plan, even_style<rg::direction::forward>(),
                             even_style<rg::direction::backward>(), 1.72, 2);
  BOOST_REQUIRE(model.truth().bouts.size() == 1U);
  BOOST_REQUIRE(model.truth().turns.size() == 1U);
  const rt::true_turn& turn = model.truth().turns[0];
  BOOST_TEST(turn.angle_deg == 180.0);
  BOOST_TEST(turn.end_s - turn.start_s > 1.5);
  const rt::segment_motion end = model.motion(rg::placement::lumbar, model.truth().duration_s);
  BOOST_TEST(end.world_from_body(0, 0) == -1.0, boost::test_tools::tolerance(1e-9));
  const rt::segment_motion foot = model.motion(rg::placement::left_foot, model.truth().duration_s);
  BOOST_TEST(foot.world_from_body(0, 0) == -1.0, boost::test_tools::tolerance(1e-9));
  BOOST_TEST((foot.position_m - end.position_m).head<2>().norm() < 0.2);
  int turning = 0;
  for (const rt::true_stride& s : model.truth().strides) turning += s.turning ? 1 : 0;
  BOOST_TEST(turning >= 4);
}

BOOST_AUTO_TEST_CASE(movement_is_bounded_by_next_movement_and_movement_end) {
  const rt::walk_model model = varied_model();
  double t = model.next_movement_s(0);
  BOOST_TEST(t == 1.0);
  double covered = 0;
  int bouts = 0;
  while (std::isfinite(t)) {
    const double end = model.movement_end_s(t);
    BOOST_REQUIRE(end > t);
    covered += end - t;
    const double next = model.next_movement_s(end);
    for (rg::placement where : rt::all_body_placements()) {
      for (double rest : {end, std::isfinite(next) ? next - 1e-9 : end + 5}) {
        BOOST_TEST(model.motion(where, rest).acceleration_m_s2.norm() < 1e-6);
        BOOST_TEST(model.motion(where, rest).rate_rad_s.norm() < 1e-6);
      }
    }
    t = next;
    ++bouts;
  }
  BOOST_TEST(bouts == 3);
  BOOST_TEST(covered < model.truth().duration_s - 2.5);
}

BOOST_AUTO_TEST_SUITE_END()

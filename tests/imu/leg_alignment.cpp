#include <retrogait/imu/leg_alignment.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <limits>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using rg::placement;
using vec = Eigen::Vector3d;

BOOST_AUTO_TEST_SUITE(leg_alignment)

const double degree = std::acos(-1.0) / 180;

rt::virtual_walker walker(rg::direction way = rg::direction::forward) {
  rt::virtual_walker made;
  made.direction = way;
  made.seconds = 14;
  made.placements = {placement::left_thigh, placement::left_shank, placement::right_thigh,
                     placement::right_shank};
  return made;
}

/// Columns of the walk that lie in [from_s, to_s).
rg::recording cut(const rg::recording& r, double from_s, double to_s) {
  rg::recording out = r;
  std::ptrdiff_t first = 0;
  while (first < r.size() && r.time_s[first] < from_s) ++first;
  std::ptrdiff_t last = first;
  while (last < r.size() && r.time_s[last] < to_s) ++last;
  out.time_s = r.time_s.segment(first, last - first).eval();
  out.acc_m_s2 = r.acc_m_s2.middleRows(first, last - first).eval();
  out.gyr_rad_s = r.gyr_rad_s.middleRows(first, last - first).eval();
  return out;
}

rg::recording unstated(rg::recording r) {
  r.mounting = {};
  return r;
}

rg::recording turned(rg::recording r, const Eigen::Matrix3d& rotation) {
  r.acc_m_s2 = (r.acc_m_s2 * rotation.transpose()).eval();
  r.gyr_rad_s = (r.gyr_rad_s * rotation.transpose()).eval();
  r.mounting = {};
  return r;
}

/// The angle between two rotations in degrees.
double apart_deg(const Eigen::Matrix3d& a, const Eigen::Matrix3d& b) {
  return std::acos(std::clamp(((a * b.transpose()).trace() - 1) / 2, -1.0, 1.0)) / degree;
}

BOOST_AUTO_TEST_CASE(axes_are_found_on_both_sides_walking_either_way) {
  for (const rg::direction way : {rg::direction::forward, rg::direction::backward}) {
    const rt::virtual_walk w = walker(way).walk();
    const Eigen::Matrix3d truth = *w[placement::left_thigh].mounting.body_from_device();
    for (const bool left : {true, false}) {
      const rg::recording& thigh = w[left ? placement::left_thigh : placement::right_thigh];
      const rg::recording& shank = w[left ? placement::left_shank : placement::right_shank];
      const auto stated = rg::align_leg(thigh, shank);
      const auto inferred = rg::align_leg(unstated(thigh), unstated(shank));
      BOOST_REQUIRE(stated.has_value());
      BOOST_REQUIRE(inferred.has_value());
      BOOST_TEST((stated->side == (left ? rg::side::left : rg::side::right)));
      BOOST_TEST((stated->neutral == rg::neutral_pose::standing));
      BOOST_TEST((stated->axis_sign == rg::knowledge::stated));
      BOOST_TEST((inferred->axis_sign == rg::knowledge::inferred));
      BOOST_TEST(stated->standing_s > 1.5);
      BOOST_TEST(stated->moving_s > 5.0);
      BOOST_TEST(stated->thigh_planarity > 0.95);
      BOOST_TEST(stated->shank_planarity > 0.95);
      BOOST_TEST(stated.n() >= 6U);
      BOOST_TEST(stated.quality() > 0.95);
      BOOST_TEST(apart_deg(stated->thigh_from_device, truth) < 3.0);
      BOOST_TEST(apart_deg(stated->shank_from_device, truth) < 3.0);
      BOOST_TEST(apart_deg(inferred->thigh_from_device, stated->thigh_from_device) < 1e-4);
      BOOST_TEST(apart_deg(inferred->shank_from_device, stated->shank_from_device) < 1e-4);
    }
  }
}

BOOST_AUTO_TEST_CASE(any_mounting_gives_the_same_leg) {
  const rt::virtual_walk w = walker().walk();
  const rg::recording thigh = unstated(w[placement::right_thigh]);
  const rg::recording shank = unstated(w[placement::right_shank]);
  const auto straight = rg::align_leg(thigh, shank);
  BOOST_REQUIRE(straight.has_value());
  std::mt19937 random(4);
  std::normal_distribution<double> normal;
  for (int i = 0; i < 6; ++i) {
    const auto any = [&] {
      const vec axis(normal(random), normal(random), normal(random));
      return rg::rotation_about<double>(axis, normal(random) * 2);
    };
    const Eigen::Matrix3d a = any();
    const Eigen::Matrix3d b = any();
    const auto other = rg::align_leg(turned(thigh, a), turned(shank, b));
    BOOST_REQUIRE(other.has_value());
    BOOST_CHECK_SMALL((other->thigh_from_device * a - straight->thigh_from_device).norm(), 1e-6);
    BOOST_CHECK_SMALL((other->shank_from_device * b - straight->shank_from_device).norm(), 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(the_middle_of_walking_stands_in_for_a_standing_pose_and_is_said_to) {
  const rt::virtual_walk w = walker().walk();
  const rg::recording thigh = cut(w[placement::left_thigh], 3, 11);
  const rg::recording shank = cut(w[placement::left_shank], 3, 11);
  const auto leg = rg::align_leg(thigh, shank);
  BOOST_REQUIRE(leg.has_value());
  BOOST_TEST((leg->neutral == rg::neutral_pose::walking_mean));
  BOOST_TEST(leg->standing_s == 0.0);
  BOOST_TEST(leg.quality() <= 0.5);
  const Eigen::Matrix3d truth = *thigh.mounting.body_from_device();
  BOOST_TEST(rg::angle_between<double>(leg->thigh_from_device.row(1).transpose(),
                                       truth.row(1).transpose()) < 3 * degree);
}

BOOST_AUTO_TEST_CASE(a_stated_neutral_pose_is_taken) {
  const rt::virtual_walk w = walker().walk();
  const vec up = w[placement::left_thigh].mounting.up()->unit_vector();
  const rg::stated_neutral neutral{3 * up, 0.1 * up};
  const auto leg = rg::align_leg(w[placement::left_thigh], w[placement::left_shank], {}, neutral);
  BOOST_REQUIRE(leg.has_value());
  BOOST_TEST((leg->neutral == rg::neutral_pose::stated));
  BOOST_CHECK_SMALL((leg->thigh_from_device.row(2).transpose() - up).norm(), 1e-12);
  BOOST_CHECK_SMALL((leg->shank_from_device.row(2).transpose() - up).norm(), 1e-12);
  BOOST_CHECK_THROW(rg::align_leg(w[placement::left_thigh], w[placement::left_shank], {},
                                  rg::stated_neutral{vec::Zero(), up}),
                    rg::config_error);
}

BOOST_AUTO_TEST_CASE(sitting_still_is_no_standing) {
  // A quarter of a minute on a chair before the walk: the thigh lies, the shank stands.
  const rt::virtual_walk w = walker().walk();
  const auto sit_first = [&](placement where, bool lies) {
    const rg::recording& walk = w[where];
    const std::ptrdiff_t n = 1500;
    rg::recording out = walk;
    out.time_s.resize(n + walk.size());
    out.acc_m_s2.resize(n + walk.size(), 3);
    out.gyr_rad_s.resize(n + walk.size(), 3);
    const Eigen::Matrix3d body = *walk.mounting.body_from_device();
    const vec up = body.transpose() * (lies ? vec(9.81, 0, 0) : vec(0, 0, 9.81));
    for (std::ptrdiff_t i = 0; i < n; ++i) {
      out.time_s[i] = walk.time_s[0] - 0.01 * static_cast<double>(n - i);
      out.acc_m_s2.row(i) = up.transpose();
      out.gyr_rad_s.row(i).setZero();
    }
    out.time_s.tail(walk.size()) = walk.time_s;
    out.acc_m_s2.bottomRows(walk.size()) = walk.acc_m_s2;
    out.gyr_rad_s.bottomRows(walk.size()) = walk.gyr_rad_s;
    return out;
  };
  const auto leg = rg::align_leg(sit_first(placement::left_thigh, true),
                                 sit_first(placement::left_shank, false));
  BOOST_REQUIRE(leg.has_value());
  BOOST_TEST((leg->neutral == rg::neutral_pose::standing));
  BOOST_TEST(leg->standing_s < 5.0);
  const Eigen::Matrix3d truth = *w[placement::left_thigh].mounting.body_from_device();
  BOOST_TEST(apart_deg(leg->thigh_from_device, truth) < 3.0);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_computed_says_why) {
  const rt::virtual_walk w = walker().walk();
  const rg::recording& thigh = w[placement::left_thigh];
  const rg::recording& shank = w[placement::left_shank];
  const auto why = [](const rg::recording& a, const rg::recording& b) {
    return rg::align_leg(a, b).why();
  };
  BOOST_TEST((why(thigh, shank) == rg::reason::none));

  rg::recording without = shank;
  without.gyr_rad_s.resize(0, 3);
  BOOST_TEST((why(thigh, without) == rg::reason::sensor_missing));
  BOOST_TEST((why(cut(thigh, 0, 1.8), cut(shank, 0, 1.8)) == rg::reason::no_walking));
  BOOST_TEST((why(cut(thigh, 0, 4.5), cut(shank, 0, 4.5)) == rg::reason::too_few_strides));
  BOOST_TEST((why(cut(thigh, 0, 5), cut(shank, 6, 14)) == rg::reason::too_few_values));
  BOOST_TEST((why(cut(thigh, 0, 0), cut(shank, 0, 0)) == rg::reason::too_few_values));
}

BOOST_AUTO_TEST_CASE(a_mounting_that_the_motion_contradicts_is_refused) {
  const rt::virtual_walk w = walker(rg::direction::backward).walk();
  rg::recording thigh = w[placement::right_thigh];
  rg::recording shank = w[placement::right_shank];
  const rg::device_axis up = *thigh.mounting.up();
  const rg::device_axis forward = *thigh.mounting.forward();
  const rg::mounting reversed(up, {forward.index, -forward.sign});
  const rg::mounting sideways(up, {3 - up.index - forward.index, 1});
  thigh.mounting = reversed;
  BOOST_TEST((rg::align_leg(thigh, shank).why() == rg::reason::mounting_unknown));
  shank.mounting = reversed;  // both back to front: the knee would bend backward
  BOOST_TEST((rg::align_leg(thigh, shank).why() == rg::reason::mounting_unknown));
  shank.mounting = sideways;
  BOOST_TEST((rg::align_leg(thigh, shank).why() == rg::reason::mounting_unknown));
  // A statement for one of the two is not enough to rest on, and not used.
  shank.mounting = {};
  const auto leg = rg::align_leg(w[placement::right_thigh], shank);
  BOOST_REQUIRE(leg.has_value());
  BOOST_TEST((leg->axis_sign == rg::knowledge::inferred));
}

BOOST_AUTO_TEST_CASE(placements_that_are_not_one_leg_are_errors) {
  const rt::virtual_walk w = walker().walk();
  const auto message = [&](placement a, placement b) {
    try {
      rg::align_leg(w[a], w[b]);
    } catch (const rg::config_error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  BOOST_TEST(message(placement::left_thigh, placement::right_shank) ==
             "shank: is worn at right_shank; expected left_shank, as the thigh's");
  BOOST_TEST(message(placement::left_thigh, placement::left_thigh) ==
             "shank: is worn at left_thigh; expected left_shank, as the thigh's");
  BOOST_TEST(message(placement::left_shank, placement::left_thigh) ==
             "thigh: is worn at left_shank; expected left_thigh or right_thigh");

  rg::leg_alignment_params params;
  params.strides = 0;
  params.standing_s = std::numeric_limits<double>::quiet_NaN();
  params.shank_offset_s = std::numeric_limits<double>::infinity();
  params.orientation.max_gap_s = 0;
  BOOST_TEST(params.validate().size() == 4U);
  BOOST_CHECK_THROW(rg::align_leg(w[placement::left_thigh], w[placement::left_shank], params),
                    rg::config_error);
}

BOOST_AUTO_TEST_CASE(values_that_are_no_numbers_are_left_out) {
  const rt::virtual_walk w = walker().walk();
  rg::recording thigh = w[placement::left_thigh];
  for (std::ptrdiff_t i = 50; i + 7 < thigh.size(); i += 90) {
    thigh.acc_m_s2(i, 1) = std::numeric_limits<double>::quiet_NaN();
    thigh.gyr_rad_s(i + 7, 0) = std::numeric_limits<double>::infinity();
  }
  const auto whole = rg::align_leg(w[placement::left_thigh], w[placement::left_shank]);
  const auto holed = rg::align_leg(thigh, w[placement::left_shank]);
  BOOST_REQUIRE(holed.has_value());
  BOOST_TEST(apart_deg(holed->thigh_from_device, whole->thigh_from_device) < 1.0);
}

BOOST_AUTO_TEST_SUITE_END()

#define RETROGAIT_TEST_FAIL(text) BOOST_ERROR(text)

#include <retrogait/imu/sensor_shift.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/testing/disturbances.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <limits>
#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using acc_samples = std::vector<rg::acc_sample<double>>;
using detector = rg::sensor_shift_detector<double>;

BOOST_AUTO_TEST_SUITE(sensor_shift)

constexpr double degree = std::numbers::pi / 180;

acc_samples walk(const rt::walk_plan& plan, std::uint64_t seed = 1) {
  rt::virtual_walker walker{.plan = plan, .seed = seed};
  const rt::virtual_walk walked = walker.walk();
  return rt::samples_of<rg::acc_sample<double>>(walked[rg::placement::lumbar]);
}

/// 36 s, walking from 2 s to 34 s.
const acc_samples& plain() {
  static const acc_samples w =
      walk({rt::stand_for(2), rt::walk_for(rg::direction::forward, 32), rt::stand_for(2)});
  return w;
}

/// The device turned from that time on.
acc_samples turned_from(acc_samples list, double time_s, const rg::vec3<double>& axis,
                        double angle_rad, double until_s = 1e9) {
  const Eigen::Matrix3d r = rg::rotation_about<double>(axis, angle_rad);
  for (auto& s : list) {
    if (s.time_s >= time_s && s.time_s < until_s) s.acc_m_s2 = (r * s.acc_m_s2).eval();
  }
  return list;
}

std::vector<rg::sensor_shift> find(const acc_samples& list,
                                   const rg::sensor_shift_params& params = {}) {
  return rg::detect(list, detector(params));
}

rg::vec3<double> mean_up(const acc_samples& list) {
  rg::vec3<double> sum = rg::vec3<double>::Zero();
  for (const auto& s : list) sum += s.acc_m_s2;
  return sum.normalized();
}

BOOST_AUTO_TEST_CASE(finds_a_device_that_turned_while_walking) {
  const rg::vec3<double> up = mean_up(plain());
  const rg::vec3<double> across = rg::perpendicular_to<double>(up);
  for (const double angle_rad : {30 * degree, 60 * degree, 90 * degree, 180 * degree}) {
    const auto found = find(turned_from(plain(), 15.3, across, angle_rad));
    BOOST_REQUIRE(found.size() == 1u);
    const rg::sensor_shift& s = found[0];
    BOOST_TEST(s.not_before_s <= 15.8);
    BOOST_TEST(s.time_s >= 14.8);
    BOOST_TEST(s.time_s <= 17.5);
    BOOST_TEST(s.known_at_s - s.time_s <= detector().latency_s());
    BOOST_TEST(std::abs(s.angle_rad - angle_rad) < 3 * degree);
    const Eigen::Matrix3d r = rg::rotation_about<double>(across, angle_rad);
    BOOST_TEST(rg::angle_between<double>(s.up_before, up) < 3 * degree);
    BOOST_TEST(rg::angle_between<double>(s.up_after, r * up) < 3 * degree);
  }
}

BOOST_AUTO_TEST_CASE(a_small_tilt_is_posture) {
  const rg::vec3<double> across = rg::perpendicular_to<double>(mean_up(plain()));
  BOOST_TEST(find(plain()).empty());
  const acc_samples tilted = turned_from(plain(), 15, across, 20 * degree);
  BOOST_TEST(find(tilted).empty());
  BOOST_TEST(find(tilted, {.min_angle_rad = 12 * degree}).size() == 1u);
}

// Gravity does not see it; the header says so.
BOOST_AUTO_TEST_CASE(a_turn_about_the_vertical_cannot_be_seen) {
  BOOST_TEST(find(turned_from(plain(), 15, mean_up(plain()), 180 * degree)).empty());
}

BOOST_AUTO_TEST_CASE(bending_for_a_moment_is_no_shift) {
  const rg::vec3<double> across = rg::perpendicular_to<double>(mean_up(plain()));
  BOOST_TEST(find(turned_from(plain(), 15, across, 60 * degree, 18)).empty());
  // What lasts is one, and so is its end.
  const auto twice = find(turned_from(plain(), 12, across, 60 * degree, 22));
  BOOST_REQUIRE(twice.size() == 2u);
  BOOST_TEST((twice[1].up_after - twice[0].up_before).norm() < 0.05);
}

BOOST_AUTO_TEST_CASE(slipping_slowly_adds_up) {
  const rg::vec3<double> across = rg::perpendicular_to<double>(mean_up(plain()));
  acc_samples list = plain();
  for (auto& s : list) {
    const double angle_rad = std::clamp((s.time_s - 10) * 3 * degree, 0.0, 45 * degree);
    s.acc_m_s2 = (rg::rotation_about<double>(across, angle_rad) * s.acc_m_s2).eval();
  }
  const auto found = find(list);
  BOOST_REQUIRE(!found.empty());
  BOOST_TEST(found[0].time_s > 14);
  BOOST_TEST(found[0].angle_rad >= 25 * degree);
}

// Taken off and put back: nothing while it lies somewhere, found once there is walking again.
BOOST_AUTO_TEST_CASE(moved_during_a_rest) {
  const acc_samples list =
      walk({rt::stand_for(2), rt::walk_for(rg::direction::forward, 12), rt::stand_for(8),
            rt::walk_for(rg::direction::backward, 12), rt::stand_for(2)});
  const rg::vec3<double> across = rg::perpendicular_to<double>(mean_up(list));
  BOOST_TEST(find(list).empty());
  const auto found = find(turned_from(list, 18, across, 90 * degree));
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].not_before_s < 16);
  BOOST_TEST(found[0].time_s > 20);
}

// Nothing but walking counts, whatever way the trunk leans meanwhile.
BOOST_AUTO_TEST_CASE(other_motion_says_nothing) {
  const acc_samples before = walk({rt::stand_for(1), rt::walk_for(rg::direction::forward, 12)});
  const rg::vec3<double> across = rg::perpendicular_to<double>(mean_up(before));
  const rt::stray_motion stray{.seconds = 30};
  for (const rg::recording& r : {stray.sitting_down(), stray.bending(), stray.lift()}) {
    acc_samples list = before;
    const double start_s = before.back().time_s + 0.01;
    for (auto s : rt::samples_of<rg::acc_sample<double>>(r)) {
      s.time_s += start_s - r.time_s[0];
      list.push_back(s);
    }
    BOOST_TEST(find(list).empty());
    BOOST_TEST(find(turned_from(list, start_s, across, 60 * degree)).empty());
  }
}

BOOST_AUTO_TEST_CASE(laws_hold) {
  const rg::vec3<double> across = rg::perpendicular_to<double>(mean_up(plain()));
  const acc_samples list = turned_from(plain(), 15, across, 70 * degree);
  const auto check = [](const rt::law_report& report) { BOOST_TEST(report.ok(), report.text()); };
  check(rt::check_detector_laws(detector(), list));
  check(rt::check_time_shift(detector(), list));
  check(rt::check_gain(detector(), list, 1.05));
  check(rt::check_rotation(detector(), detector(), list,
                           rg::rotation_about<double>(rg::vec3<double>(1, -2, 1), 1.0)));
  RETROGAIT_CHECK_LAWS(rg::sensor_shift_detector<float>, rt::virtual_walker{.seconds = 12});
}

BOOST_AUTO_TEST_CASE(works_at_any_rate) {
  const rg::vec3<double> across = rg::perpendicular_to<double>(mean_up(plain()));
  rt::virtual_walker walker{.seconds = 36};
  for (const double rate_hz : {12.5, 50.0, 204.8}) {
    walker.sensor.rate_hz = rate_hz;
    walker.sensor.jitter_s = 0.1 / rate_hz;
    const rt::virtual_walk w = walker.walk();
    const auto list = rt::samples_of<rg::acc_sample<double>>(w[rg::placement::lumbar]);
    BOOST_TEST(find(turned_from(list, 15, across, 90 * degree)).size() == 1u);
  }
}

BOOST_AUTO_TEST_CASE(bears_gaps_and_samples_that_are_not_finite) {
  const rg::vec3<double> across = rg::perpendicular_to<double>(mean_up(plain()));
  const acc_samples list = turned_from(plain(), 15, across, 90 * degree);
  acc_samples holed;
  for (const auto& s : list) {
    if (s.time_s < 13 || s.time_s > 16) holed.push_back(s);
  }
  const auto found = find(holed);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].time_s > 16);

  acc_samples marred = list;
  for (std::size_t i = 0; i < marred.size(); i += 97) {
    marred[i].acc_m_s2[1] = std::numeric_limits<double>::quiet_NaN();
  }
  BOOST_TEST(find(marred).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_gyroscope_changes_nothing) {
  const rt::virtual_walk w = rt::virtual_walker{.seconds = 36}.walk();
  const Eigen::Matrix3d r = rg::rotation_about<double>(rg::vec3<double>(0, 1, 1), 1.5);
  auto list = rt::samples_of<rg::imu_sample<double>>(w[rg::placement::lumbar]);
  acc_samples acc;
  for (auto& s : list) {
    if (s.time_s >= 15) s.acc_m_s2 = (r * s.acc_m_s2).eval();
    acc.push_back({s.time_s, s.acc_m_s2});
  }
  BOOST_TEST((rg::detect(list, detector()) == find(acc)));
  BOOST_TEST(find(acc).size() == 1u);
}

BOOST_AUTO_TEST_CASE(parameters_that_make_no_sense_are_refused_by_name) {
  const rg::sensor_shift_params wrong{.rate_hz = 1,
                                      .min_angle_rad = 0,
                                      .hold_s = 0,
                                      .max_spread_rad = 0,
                                      .least_motion_share = 0,
                                      .least_rhythm = 1};
  BOOST_TEST(wrong.validate().size() == 6u);
  BOOST_CHECK_THROW(detector{wrong}, rg::config_error);
  BOOST_TEST(rg::sensor_shift_params{}.validate().empty());
}

BOOST_AUTO_TEST_SUITE_END()

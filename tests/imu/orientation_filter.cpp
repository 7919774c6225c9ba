#include <retrogait/imu/orientation_filter.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <limits>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using filter = rg::orientation_filter<double>;
using sample = rg::imu_sample<double>;
using vec = rg::vec3<double>;

static_assert(rg::sample_map<filter, sample>);

BOOST_AUTO_TEST_SUITE(orientation_filter)

const double degree = std::acos(-1.0) / 180;

rt::virtual_walk walk(rg::placement where, const rt::sensor_model& sensor, double seconds = 20) {
  rt::virtual_walker walker;
  walker.seconds = seconds;
  walker.sensor = sensor;
  walker.placements = {where};
  return walker.walk();
}

rt::sensor_model clean(double rate_hz = 100) {
  rt::sensor_model sensor;
  sensor.rate_hz = rate_hz;
  sensor.acc_noise_m_s2 = 0;
  sensor.gyr_noise_rad_s = 0;
  return sensor;
}

std::vector<sample> samples_of(const rg::recording& r) {
  std::vector<sample> all;
  for (const sample& s : r.samples()) all.push_back(s);
  return all;
}

vec up_of(const rg::quaternion<double>& level_from_device) {
  return level_from_device.conjugate() * vec(0, 0, 1);
}

/// Largest angle in degrees between the vertical that the filter finds and the true one, from
/// from_s on.
double worst_tilt_deg(const rt::virtual_walk& w, rg::placement where, double from_s,
                      const rg::orientation_params& params = {}) {
  const Eigen::Matrix3d to_body = *w[where].mounting.body_from_device();
  filter f(params);
  double worst = 0;
  for (const sample& s : samples_of(w[where])) {
    const vec found = up_of(f.update(s));
    if (s.time_s < from_s) continue;
    const Eigen::Matrix3d world = w.model.motion(where, s.time_s - w.start_s).world_from_body;
    const vec truth = to_body.transpose() * world.row(2).transpose();
    worst = std::max(worst, rg::angle_between<double>(found, truth) / degree);
  }
  return worst;
}

BOOST_AUTO_TEST_CASE(a_sensor_at_rest_is_level_at_once) {
  const vec acc(3, -4, 7);
  filter f;
  for (int i = 0; i < 300; ++i) {
    const auto q = f.update({0.01 * i, acc, vec::Zero()});
    BOOST_CHECK_SMALL((q * acc - vec(0, 0, acc.norm())).norm(), 1e-9);
  }
  BOOST_TEST(f.at_rest());
  BOOST_TEST(f.starts() == 1U);
  BOOST_CHECK_CLOSE(f.age_s(), 2.99, 1e-9);
}

BOOST_AUTO_TEST_CASE(the_vertical_is_right_while_walking) {
  for (const rg::placement where : {rg::placement::right_shank, rg::placement::left_thigh}) {
    for (const double rate_hz : {50.0, 100.0, 200.0}) {
      BOOST_TEST(worst_tilt_deg(walk(where, clean(rate_hz)), where, 2) < 2.0);
    }
  }
}

BOOST_AUTO_TEST_CASE(uneven_times_and_noise_cost_little) {
  rt::sensor_model sensor;
  sensor.jitter_s = 0.003;
  const auto where = rg::placement::right_shank;
  BOOST_TEST(worst_tilt_deg(walk(where, sensor), where, 2) < 2.5);
}

BOOST_AUTO_TEST_CASE(it_agrees_with_integrating_the_rate_from_the_true_start) {
  // The second method: rotation matrices, Rodrigues' formula, nothing taken from the acceleration.
  const auto where = rg::placement::left_shank;
  const rt::virtual_walk w = walk(where, clean(200));
  const Eigen::Matrix3d to_body = *w[where].mounting.body_from_device();
  Eigen::Matrix3d integrated =
      w.model.motion(where, w[where].time_s[0] - w.start_s).world_from_body * to_body;
  filter f;
  Eigen::Matrix3d heading = Eigen::Matrix3d::Identity();
  sample last;
  double worst = 0;
  for (const sample& s : samples_of(w[where])) {
    const Eigen::Matrix3d found = f.update(s).matrix();
    if (s.time_s == w[where].time_s[0]) {
      heading = integrated * found.transpose();
    } else {
      const vec turn = 0.5 * (s.time_s - last.time_s) * (s.gyr_rad_s + last.gyr_rad_s);
      if (turn.norm() > 0)
        integrated = (integrated * rg::rotation_about<double>(turn, turn.norm())).eval();
    }
    last = s;
    const Eigen::Matrix3d off = heading * found * integrated.transpose();
    worst = std::max(worst, std::acos(std::clamp((off.trace() - 1) / 2, -1.0, 1.0)) / degree);
  }
  BOOST_TEST(worst < 2.0);
}

BOOST_AUTO_TEST_CASE(it_beats_a_complementary_filter_that_trusts_each_acceleration) {
  const auto where = rg::placement::right_shank;
  const rt::virtual_walk w = walk(where, clean());
  const Eigen::Matrix3d to_body = *w[where].mounting.body_from_device();
  filter f;
  vec up = vec::Zero();
  sample last;
  double ours = 0;
  double theirs = 0;
  for (const sample& s : samples_of(w[where])) {
    const vec found = up_of(f.update(s));
    if (up.norm() > 0) {
      const double dt = s.time_s - last.time_s;
      up -= dt * rg::cross<double>(s.gyr_rad_s, up);
      up = (up.normalized() + dt / 3 * s.acc_m_s2.normalized()).normalized();
    } else {
      up = s.acc_m_s2.normalized();
    }
    last = s;
    if (s.time_s < 5) continue;
    const Eigen::Matrix3d world = w.model.motion(where, s.time_s - w.start_s).world_from_body;
    const vec truth = to_body.transpose() * world.row(2).transpose();
    ours = std::max(ours, rg::angle_between<double>(found, truth));
    theirs = std::max(theirs, rg::angle_between<double>(up, truth));
  }
  BOOST_TEST(theirs < 15 * degree);  // the other one works too
  BOOST_TEST(ours < theirs);
}

BOOST_AUTO_TEST_CASE(a_bias_is_found_at_rest_and_a_slow_turn_of_the_trunk_is_none) {
  const vec bias(0.03, -0.02, 0.04);
  filter f;
  for (int i = 0; i < 500; ++i) f.update({0.01 * i, vec(0, 0, 9.81), bias});
  BOOST_CHECK_SMALL((f.gyr_bias_rad_s() - bias).norm(), 1e-6);
  for (int i = 500; i < 1000; ++i) f.update({0.01 * i, vec(0, 0, 9.81), vec(0, 0, 0.3)});
  BOOST_CHECK_SMALL((f.gyr_bias_rad_s() - bias).norm(), 1e-3);
  BOOST_TEST(!f.at_rest());
}

BOOST_AUTO_TEST_CASE(a_bias_that_comes_while_walking_is_followed_but_for_the_vertical_axis) {
  const auto where = rg::placement::right_thigh;
  const rt::virtual_walk w = walk(where, clean(50), 400);
  const vec bias(0.005, 0.02, 0.02);
  filter f;
  double vertical_before = 0;
  for (sample s : samples_of(w[where])) {
    if (s.time_s > 10) s.gyr_rad_s += bias;
    f.update(s);
    if (s.time_s < 390) vertical_before = f.gyr_bias_rad_s()[0];
  }
  // x points up on this sensor.
  BOOST_CHECK_SMALL(f.gyr_bias_rad_s()[1] - bias[1], 0.003);
  BOOST_CHECK_SMALL(f.gyr_bias_rad_s()[2] - bias[2], 0.003);
  BOOST_CHECK_SMALL(vertical_before, 0.003);
}

BOOST_AUTO_TEST_CASE(after_a_gap_it_starts_anew_and_keeps_the_bias) {
  const vec bias(0.03, 0, 0);
  filter f;
  for (int i = 0; i < 400; ++i) f.update({0.01 * i, vec(0, 0, 9.81), bias});
  const auto q = f.update({20.0, vec(9.81, 0, 0), bias});
  BOOST_TEST(f.starts() == 2U);
  BOOST_TEST(f.age_s() == 0.0);
  BOOST_CHECK_SMALL((q * vec(1, 0, 0) - vec(0, 0, 1)).norm(), 1e-12);
  BOOST_CHECK_SMALL((f.gyr_bias_rad_s() - bias).norm(), 1e-6);
}

BOOST_AUTO_TEST_CASE(samples_without_news_change_nothing) {
  filter f;
  for (int i = 0; i < 100; ++i) f.update({0.01 * i, vec(0, 1, 9.7), vec(0.1, 0, 0)});
  const filter before = f;
  f.update({0.99, vec(9, 0, 0), vec::Zero()});
  f.update({0.5, vec(9, 0, 0), vec::Zero()});
  f.update({1.0, vec(std::numeric_limits<double>::quiet_NaN(), 0, 0), vec::Zero()});
  BOOST_TEST((f == before));
}

BOOST_AUTO_TEST_CASE(no_acceleration_at_all_is_no_error) {
  filter f;
  for (int i = 0; i < 500; ++i) {
    const auto q = f.update({0.01 * i, vec::Zero(), vec(0, 1, 0)});
    BOOST_TEST(std::isfinite(q.w + q.x + q.y + q.z));
  }
}

BOOST_AUTO_TEST_CASE(turning_the_device_turns_the_result) {
  const auto where = rg::placement::left_thigh;
  const rt::virtual_walk w = walk(where, {}, 10);
  const Eigen::Matrix3d turn = rg::rotation_about<double>(vec(1, -2, 0.5), 2.3);
  filter a;
  filter b;
  for (const sample& s : samples_of(w[where])) {
    const vec up = up_of(a.update(s));
    const vec turned = up_of(b.update({s.time_s, turn * s.acc_m_s2, turn * s.gyr_rad_s}));
    BOOST_CHECK_SMALL((turn * up - turned).norm(), 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(float_is_nearly_as_good) {
  const auto where = rg::placement::left_shank;
  const rt::virtual_walk w = walk(where, {}, 30);
  filter f;
  rg::orientation_filter<float> g;
  double worst = 0;
  for (const sample& s : samples_of(w[where])) {
    const vec up = up_of(f.update(s));
    const rg::imu_sample<float> small{s.time_s, s.acc_m_s2.cast<float>(),
                                      s.gyr_rad_s.cast<float>()};
    const rg::vec3<float> other = g.update(small).conjugate() * rg::vec3<float>(0, 0, 1);
    worst = std::max(worst, (up - other.cast<double>()).norm());
  }
  BOOST_TEST(worst < 1e-3);
}

BOOST_AUTO_TEST_CASE(laws) {
  const auto where = rg::placement::left_shank;
  const auto report = rt::check_map_laws(filter{}, samples_of(walk(where, {}, 8)[where]));
  BOOST_TEST(report.ok(), report.text());
  filter f;
  f.update({1, vec(0, 0, 9.81), vec::Zero()});
  f.reset();
  BOOST_TEST((f == filter{}));
}

BOOST_AUTO_TEST_CASE(wrong_parameters_are_all_named) {
  rg::orientation_params params;
  params.acc_time_s = 0;
  params.max_gap_s = -1;
  params.rest_s = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(params.validate().size() == 3U);
  BOOST_CHECK_THROW(filter{params}, rg::config_error);
  params = {};
  params.acc_time_s = 30;  // slower than the bias would follow
  const auto found = params.validate();
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].field == "moving_bias_time_s");
}

BOOST_AUTO_TEST_SUITE_END()

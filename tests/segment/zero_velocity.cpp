#define RETROGAIT_TEST_FAIL(text) BOOST_ERROR(text)

#include <retrogait/core/run.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/segment/foot_stillness.hpp>
#include <retrogait/segment/zero_velocity.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/virtual_leg.hpp>

#include <limits>

#include "../support/foot_motion.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using detector = rg::zero_velocity_detector<double>;
using phases = std::vector<rg::still_phase>;

BOOST_AUTO_TEST_SUITE(zero_velocity)

rt::virtual_leg leg_of(rg::direction way) {
  return {.direction = way, .steps = 10, .placements = {rg::placement::left_foot}};
}

std::vector<rg::imu_sample<double>> samples_of(const rt::leg_walk& walk) {
  return rt::samples_of<rg::imu_sample<double>>(walk.recordings.front());
}

BOOST_AUTO_TEST_CASE(finds_the_rests_of_a_walking_foot) {
  for (const rg::direction way : {rg::direction::forward, rg::direction::backward}) {
    const rt::leg_walk walk = leg_of(way).walk();
    const phases found = rg::detect(samples_of(walk), detector());
    phases truth;
    for (const rt::true_rest& r : walk.rests) {
      if (r.side == rg::side::left) truth.push_back({r.start_s, r.end_s, r.end_s});
    }
    BOOST_REQUIRE(found.size() == truth.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      // Still within the limits: that lasts somewhat longer than not moving at all.
      const bool last =
          i + 1 == found.size();  // where the end of the recording cuts off the window
      if (i > 0) BOOST_TEST(std::abs(found[i].start_s - truth[i].start_s) < 0.06);
      if (!last) BOOST_TEST(std::abs(found[i].end_s - truth[i].end_s) < 0.15);
      BOOST_TEST(found[i].known_at_s >= found[i].end_s);
      if (!last) BOOST_TEST(found[i].known_at_s - found[i].end_s <= detector().latency_s());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_foot_that_lies_still_has_one_phase) {
  detector d;
  phases found;
  for (const auto& s : test_support::lying_still(10)) {
    BOOST_TEST((!d.update(s)));
    BOOST_TEST(d.is_still() == (s.time_s > 0.135));
  }
  for (const rg::still_phase& p : d.finish()) found.push_back(p);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].duration_s() > 9.8);
}

BOOST_AUTO_TEST_CASE(a_shaken_foot_has_none) {
  for (const double pace_hz : {1.5, 3.0, 6.0}) {
    BOOST_TEST(rg::detect(test_support::shaken(6, pace_hz, 1), detector()).empty());
  }
}

BOOST_AUTO_TEST_CASE(a_sensor_that_is_off_by_a_twentieth_is_followed) {
  auto samples = samples_of(leg_of(rg::direction::forward).walk());
  const auto plain = rg::detect(samples, detector());
  for (auto& s : samples) s.acc_m_s2 *= 1.05;
  BOOST_TEST(rg::detect(samples, detector()).size() == plain.size());
}

BOOST_AUTO_TEST_CASE(a_gap_ends_a_phase) {
  auto samples = test_support::lying_still(10);
  samples.erase(samples.begin() + 400, samples.begin() + 600);
  const phases found = rg::detect(samples, detector());
  BOOST_REQUIRE(found.size() == 2u);
  BOOST_TEST(found[0].end_s < 4.01);
  BOOST_TEST(found[1].start_s > 5.99);
}

BOOST_AUTO_TEST_CASE(a_hole_is_no_stillness) {
  auto samples = test_support::lying_still(10);
  samples.erase(samples.begin() + 500, samples.begin() + 530);
  const phases found = rg::detect(samples, detector());
  BOOST_REQUIRE(found.size() == 2u);
  BOOST_TEST(found[0].end_s < 5.01);
  BOOST_TEST(found[1].start_s > 5.29);
}

BOOST_AUTO_TEST_CASE(keeps_the_laws) {
  const auto samples = samples_of(leg_of(rg::direction::backward).walk());
  const rt::law_report report = rt::check_detector_laws(detector(), samples);
  BOOST_TEST(report.ok(), report.text());
  const Eigen::Matrix3d turn = rg::rotation_about<double>({1, 2, 3}, 2.0);
  const phases plain = rg::detect(samples, detector());
  auto turned = samples;
  for (auto& s : turned) {
    s.acc_m_s2 = (turn * s.acc_m_s2).eval();
    s.gyr_rad_s = (turn * s.gyr_rad_s).eval();
  }
  BOOST_TEST((rg::detect(turned, detector()) == plain));
}

BOOST_AUTO_TEST_CASE(samples_that_are_not_finite_are_lost_samples) {
  auto samples = test_support::lying_still(5);
  samples[250].gyr_rad_s[1] = std::numeric_limits<double>::quiet_NaN();
  const phases found = rg::detect(samples, detector());
  BOOST_REQUIRE(found.size() == 1u);
}

BOOST_AUTO_TEST_CASE(parameters_that_make_no_sense_are_refused_by_name) {
  const auto fields = [](const rg::zero_velocity_params& p) {
    std::string names;
    for (const rg::issue& one : p.validate()) names += one.field + " ";
    if (!names.empty()) BOOST_CHECK_THROW(detector{p}, rg::config_error);
    return names;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(fields({}) == "");
  BOOST_TEST(fields({.rate_hz = nan}) == "rate_hz ");
  for (double x : {0.0, 11.0, nan}) {
    BOOST_TEST(fields({.still = {.gyr_rad_s = x}}) == "gyr_rad_s ");
    BOOST_TEST(fields({.still = {.acc_m_s2 = x}}) == "acc_m_s2 ");
  }
  for (double x : {-0.1, 1.0, nan}) {
    BOOST_TEST(fields({.still = {.motion_share = x}}) == "motion_share ");
  }
  for (double x : {-0.1, 1.1, nan}) {
    BOOST_TEST(fields({.still = {.min_duration_s = x}}) == "min_duration_s ");
  }
  for (double x : {0.0, 0.6, nan}) {
    BOOST_TEST(fields({.still = {.max_hole_s = x}}) == "max_hole_s ");
  }
}

BOOST_AUTO_TEST_SUITE_END()

#define RETROGAIT_TEST_FAIL(text) BOOST_ERROR(text)

#include <retrogait/core/run.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/segment/foot_stride.hpp>
#include <retrogait/segment/foot_strides.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/virtual_leg.hpp>

#include <algorithm>
#include <limits>

#include "../support/foot_motion.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using detector = rg::foot_stride_detector<double>;
using strides = std::vector<rg::foot_stride>;
using samples_type = std::vector<rg::imu_sample<double>>;

BOOST_AUTO_TEST_SUITE(foot_strides)

rt::virtual_leg leg_of(rg::direction way, double stride_length_m = 1.2) {
  return {.direction = way,
          .steps = 10,
          .stride_length_m = stride_length_m,
          .placements = {rg::placement::left_foot}};
}

samples_type samples_of(const rt::leg_walk& walk) {
  return rt::samples_of<rg::imu_sample<double>>(walk.recordings.front());
}

/// The true strides of the left foot; the half ones at either end are no strides.
std::vector<rt::true_stride> true_strides(const rt::leg_walk& walk) {
  std::vector<rt::true_stride> list;
  for (const rt::true_stride& s : walk.truth.strides) {
    if (s.side == rg::side::left) list.push_back(s);
  }
  return list;
}

const rg::foot_stride* found_in(const strides& found, const rt::true_stride& truth) {
  for (const rg::foot_stride& s : found) {
    const double middle_s = (s.moving_from_s + s.moving_to_s) / 2;
    if (middle_s > truth.start_s && middle_s < truth.end_s) return &s;
  }
  return nullptr;
}

BOOST_AUTO_TEST_CASE(lengths_are_right_in_either_direction) {
  for (const rg::direction way : {rg::direction::forward, rg::direction::backward}) {
    for (const double length_m : {0.6, 1.5}) {
      BOOST_TEST_CONTEXT(to_string(way) << ", " << length_m << " m") {
        const rt::leg_walk walk = leg_of(way, length_m).walk();
        const rg::recording& r = walk.recordings.front();
        const strides found = rg::detect(
            samples_of(walk), detector({.side = rg::side::left, .mounting = r.mounting}));
        const double sign = way == rg::direction::forward ? 1 : -1;
        for (const rt::true_stride& t : true_strides(walk)) {
          const rg::foot_stride* s = found_in(found, t);
          BOOST_REQUIRE(s != nullptr);
          BOOST_TEST(std::abs(s->length_m / t.length_m - 1) < 0.01);
          BOOST_TEST(std::abs(sign * s->displacement_m[0] / t.length_m - 1) < 0.01);
          BOOST_TEST(std::abs(s->displacement_m[1]) < 0.02);
          BOOST_TEST(std::abs(s->displacement_m[2]) < 0.02);
          BOOST_TEST(std::abs(s->turn_rad) < 0.02);
          // From any still moment to any other one of the next stance.
          BOOST_TEST(std::abs(s->duration_s() - (t.end_s - t.start_s)) < 0.35);
          BOOST_TEST(s->knows_heading);
          BOOST_TEST((s->direction == way));
          BOOST_TEST(s->direction.probability > 0.95);
          BOOST_TEST((s->side == rg::side::left));
          BOOST_TEST(s->quality > 0.9);
          BOOST_TEST(s->known_at_s > s->end_s);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_sensor_may_sit_on_the_shoe_in_any_way) {
  const auto samples = samples_of(leg_of(rg::direction::forward).walk());
  const strides plain = rg::detect(samples, detector());
  for (const double angle_rad : {0.7, 2.0}) {
    const Eigen::Matrix3d turn = rg::rotation_about<double>({1, -2, 0.5}, angle_rad);
    auto turned = samples;
    for (auto& s : turned) {
      s.acc_m_s2 = (turn * s.acc_m_s2).eval();
      s.gyr_rad_s = (turn * s.gyr_rad_s).eval();
    }
    const strides found = rg::detect(turned, detector());
    BOOST_REQUIRE(found.size() == plain.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      BOOST_TEST(std::abs(found[i].length_m - plain[i].length_m) < 1e-6);
      BOOST_TEST(std::abs(found[i].displacement_m[2] - plain[i].displacement_m[2]) < 1e-6);
      // Another axis stands for the heading, and the noise tips it a little differently.
      BOOST_TEST(std::abs(found[i].turn_rad - plain[i].turn_rad) < 1e-3);
      BOOST_TEST(!found[i].knows_heading);
    }
  }
}

BOOST_AUTO_TEST_CASE(cheap_sensors_are_good_enough) {
  rt::virtual_leg leg = leg_of(rg::direction::forward);
  leg.stand_s = 4;
  leg.sensor.acc_bias_m_s2 = 0.15;
  leg.sensor.gyr_bias_rad_s = 0.03;
  leg.sensor.acc_noise_m_s2 = 0.1;
  leg.sensor.gyr_noise_rad_s = 0.01;
  leg.sensor.jitter_s = 0.001;
  leg.sensor.lost_share = 0.03;
  leg.sensor.lost_burst_n = 1;
  const rt::leg_walk walk = leg.walk();
  const strides found = rg::detect(samples_of(walk), detector());
  std::size_t n = 0;
  for (const rt::true_stride& t : true_strides(walk)) {
    const rg::foot_stride* s = found_in(found, t);
    if (s == nullptr) continue;
    ++n;
    BOOST_TEST(std::abs(s->length_m / t.length_m - 1) < 0.04);
  }
  BOOST_TEST(n >= true_strides(walk).size() - 1);
}

// Nobody stands for long first.
BOOST_AUTO_TEST_CASE(strides_themselves_tell_the_gyroscopes_offset) {
  rt::virtual_leg leg = leg_of(rg::direction::forward);
  leg.steps = 40;
  leg.stand_s = 0.5;
  leg.sensor.gyr_bias_rad_s = 0.05;
  const rt::leg_walk walk = leg.walk();
  const strides found = rg::detect(samples_of(walk), detector());
  const auto all = true_strides(walk);
  for (std::size_t i = all.size() / 2; i < all.size(); ++i) {
    const rg::foot_stride* s = found_in(found, all[i]);
    BOOST_REQUIRE(s != nullptr);
    BOOST_TEST(std::abs(s->length_m / all[i].length_m - 1) < 0.01);
  }
}

// A landing between two samples: what was missed stays in the velocity, which shows only at rest.
BOOST_AUTO_TEST_CASE(jolts_are_where_velocity_goes_wrong) {
  const rt::leg_walk walk = leg_of(rg::direction::forward).walk();
  samples_type samples = samples_of(walk);
  const auto all = true_strides(walk);
  for (const rt::true_stride& t : all) {
    const auto landing = std::find_if(samples.begin(), samples.end(),
                                      [&](const auto& s) { return s.time_s >= t.end_s; });
    BOOST_REQUIRE(samples.end() - landing > 2);
    const Eigen::Vector3d jolt(60, 0, 60);
    landing[0].acc_m_s2 += jolt;
    landing[1].acc_m_s2 -= 0.75 * jolt;  // 0.15 m/s too fast
  }
  const strides found = rg::detect(samples, detector());
  for (const rt::true_stride& t : all) {
    const rg::foot_stride* s = found_in(found, t);
    BOOST_REQUIRE(s != nullptr);
    BOOST_TEST(std::abs(s->length_m / t.length_m - 1) < 0.02);
    BOOST_TEST(std::abs(s->displacement_m[2]) < 0.02);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_scale_is_seen_at_rest_and_an_offset_is_not_taken_for_one) {
  const rt::leg_walk walk = leg_of(rg::direction::forward).walk();
  const samples_type plain = samples_of(walk);
  const auto all = true_strides(walk);
  const auto worst = [&](const samples_type& samples) {
    const strides found = rg::detect(samples, detector());
    double error = 0;
    for (const rt::true_stride& t : all) {
      const rg::foot_stride* s = found_in(found, t);
      BOOST_REQUIRE(s != nullptr);
      error = std::max(error, std::abs(s->length_m / t.length_m - 1));
    }
    return error;
  };
  samples_type scaled = plain;
  for (auto& s : scaled) s.acc_m_s2 *= 1.06;
  BOOST_TEST(worst(scaled) < 0.015);
  samples_type offset = plain;
  const Eigen::Vector3d up = walk.recordings.front().mounting.up()->unit_vector();
  for (auto& s : offset) s.acc_m_s2 += 0.15 * up;
  BOOST_TEST(worst(offset) < 0.01);
}

BOOST_AUTO_TEST_CASE(the_rate_matters_little) {
  for (const double rate_hz : {50.0, 400.0}) {
    rt::virtual_leg leg = leg_of(rg::direction::backward);
    leg.sensor.rate_hz = rate_hz;
    const rt::leg_walk walk = leg.walk();
    const strides found = rg::detect(samples_of(walk), detector({.rate_hz = rate_hz}));
    for (const rt::true_stride& t : true_strides(walk)) {
      const rg::foot_stride* s = found_in(found, t);
      BOOST_REQUIRE(s != nullptr);
      BOOST_TEST(std::abs(s->length_m / t.length_m - 1) < 0.015);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_gap_in_a_stride_makes_it_not_computable) {
  rt::virtual_leg leg = leg_of(rg::direction::forward);
  leg.steps = 16;
  const rt::leg_walk walk = leg.walk();
  const auto all = true_strides(walk);
  const rt::true_stride& hit = all[all.size() / 2];
  const double from_s = hit.end_s - 0.3;  // in swing
  for (const double gap_s : {0.2, 1.0}) {
    samples_type samples;
    for (const auto& s : samples_of(walk)) {
      if (s.time_s < from_s || s.time_s > from_s + gap_s) samples.push_back(s);
    }
    const strides found = rg::detect(samples, detector());
    BOOST_TEST((found_in(found, hit) == nullptr));
    BOOST_TEST((found_in(found, all[all.size() / 2 - 1]) != nullptr));
    BOOST_TEST((found_in(found, all[all.size() / 2 + 2]) != nullptr));
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_stride_gives_none) {
  BOOST_TEST(rg::detect(test_support::lying_still(10), detector()).empty());
  BOOST_TEST(rg::detect(test_support::in_a_car(20), detector()).empty());
  BOOST_TEST(rg::detect(test_support::tapping(8), detector()).empty());
  for (const double pace_hz : {1.5, 3.0, 6.0}) {
    BOOST_TEST(rg::detect(test_support::shaken(6, pace_hz, 1), detector()).empty());
  }
}

BOOST_AUTO_TEST_CASE(keeps_the_laws) {
  const auto samples = samples_of(leg_of(rg::direction::backward).walk());
  const rt::law_report report = rt::check_detector_laws(detector(), samples);
  BOOST_TEST(report.ok(), report.text());
  std::vector<rg::imu_sample<float>> in_float;
  for (const auto& s : samples) {
    in_float.push_back({s.time_s, s.acc_m_s2.cast<float>(), s.gyr_rad_s.cast<float>()});
  }
  const rt::law_report other = rt::check_detector_laws(rg::foot_stride_detector<float>(), in_float);
  BOOST_TEST(other.ok(), other.text());
  const strides plain = rg::detect(samples, detector());
  const strides rough = rg::detect(in_float, rg::foot_stride_detector<float>());
  BOOST_REQUIRE(plain.size() == rough.size());
  for (std::size_t i = 0; i < plain.size(); ++i) {
    BOOST_TEST(std::abs(plain[i].length_m - rough[i].length_m) < 0.01);
  }
}

BOOST_AUTO_TEST_CASE(parameters_that_make_no_sense_are_refused_by_name) {
  const auto fields = [](const rg::foot_stride_params& p) {
    std::string names;
    for (const rg::issue& one : p.validate()) names += one.field + " ";
    if (!names.empty()) BOOST_CHECK_THROW(detector{p}, rg::config_error);
    return names;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(fields({}) == "");
  BOOST_TEST(fields({.rate_hz = 9}) == "rate_hz ");
  BOOST_TEST(fields({.still = {.max_hole_s = 0}}) == "max_hole_s ");
  for (double x : {-0.1, 0.6, nan}) {
    BOOST_TEST(fields({.sensor_height_m = x}) == "sensor_height_m ");
  }
  for (double x : {-0.1, 1.1, nan}) {
    BOOST_TEST(fields({.min_displacement_m = x}) == "min_displacement_m ");
    BOOST_TEST(fields({.min_quality = x}) == "min_quality ");
  }
  for (double x : {-0.1, 11.0, nan}) {
    BOOST_TEST(fields({.min_peak_rad_s = x}) == "min_peak_rad_s ");
  }
}

BOOST_AUTO_TEST_SUITE_END()

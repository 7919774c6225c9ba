#include <retrogait/core/print.hpp>
#include <retrogait/imu/knee_angles.hpp>
#include <retrogait/imu/leg_alignment.hpp>
#include <retrogait/math/mean_of_series.hpp>
#include <retrogait/metrics/knee.hpp>
#include <retrogait/metrics/knee_metrics.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <algorithm>

#include "../support/test.hpp"

namespace rg = retrogait;
using rg::reason;
using rg::side;

BOOST_AUTO_TEST_SUITE(knee_metrics)

const double degree = std::acos(-1.0) / 180;

rg::measured<double> angle(double deg) {
  return rg::measured<double>::of(deg * degree, 20);
}

rg::stride_knee knee(double swing_deg) {
  rg::stride_knee k;
  k.swing_peak_flexion_rad = k.peak_flexion_rad = angle(swing_deg);
  k.stance_peak_flexion_rad = angle(swing_deg - 40);
  k.loading_peak_flexion_rad = angle(swing_deg - 45);
  k.excursion_rad = angle(swing_deg - 2);
  k.mid_stance_adduction_rad = angle(-swing_deg / 10);
  return k;
}

BOOST_AUTO_TEST_CASE(means_and_margins_by_hand) {
  const std::vector<rg::stride_knee> strides{knee(56), knee(58), knee(60), knee(62), knee(64)};
  const auto found = rg::knee_summary_of(strides);
  BOOST_TEST(std::abs(found.swing_flexion->value() - 60) < 1e-9);
  BOOST_TEST(std::abs(found.stance_flexion->value() - 20) < 1e-9);
  BOOST_TEST(std::abs(found.loading_flexion->value() - 15) < 1e-9);
  BOOST_TEST(std::abs(found.excursion->value() - 58) < 1e-9);
  BOOST_TEST(std::abs(found.frontal_angle->value() + 6) < 1e-9);
  const auto mean = rg::mean_of_series(std::vector<double>{56, 58, 60, 62, 64});
  BOOST_TEST(std::abs(found.swing_flexion.margin()->value() - *mean.margin()) < 1e-9);
  BOOST_TEST(found.swing_flexion.n() == 5u);
}

BOOST_AUTO_TEST_CASE(identical_strides_and_one_outlier) {
  std::vector<rg::stride_knee> strides(12, knee(50));
  BOOST_TEST(rg::knee_summary_of(strides).swing_flexion.margin()->value() < 1e-9);
  strides[3] = knee(74);
  BOOST_TEST(std::abs(rg::knee_summary_of(strides).swing_flexion->value() - 52) < 1e-9);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_known_says_why) {
  for (const std::size_t n : {0u, 1u}) {
    const std::vector<rg::stride_knee> strides(n, knee(50));
    const auto found = rg::knee_summary_of(strides);
    for (const auto& value : {found.swing_flexion, found.stance_flexion, found.loading_flexion,
                              found.excursion, found.frontal_angle}) {
      BOOST_TEST(value.why() == reason::too_few_strides);
      BOOST_TEST(value.n() == n);
      BOOST_TEST(value.needed() == 2u);
    }
  }
  BOOST_TEST(rg::knee_summary_of(std::vector<rg::stride_knee>(2, knee(50))).excursion.has_value());

  auto strides = std::vector<rg::stride_knee>(6, knee(50));
  for (auto& k : strides) {
    k.swing_peak_flexion_rad = rg::measured<double>::not_computable(reason::sensor_missing);
    k.mid_stance_adduction_rad = rg::measured<double>::not_computable(reason::not_zeroed);
  }
  strides[0].excursion_rad = rg::measured<double>::not_computable(reason::gap);
  const auto found = rg::knee_summary_of(strides);
  BOOST_TEST(found.swing_flexion.why() == reason::sensor_missing);
  BOOST_TEST(found.frontal_angle.why() == reason::not_zeroed);
  BOOST_TEST(found.excursion.n() == 5u);
  BOOST_TEST(std::abs(found.excursion.quality() - 5.0 / 6) < 1e-12);
}

BOOST_AUTO_TEST_CASE(a_virtual_walker_bends_as_told) {
  for (const auto way : {rg::direction::forward, rg::direction::backward}) {
    rg::testing::virtual_walker walker{.direction = way, .seconds = 16};
    walker.backward.knee_in_deg = walker.forward.knee_in_deg = 7;
    walker.placements = {rg::placement::left_thigh, rg::placement::left_shank};
    const auto walk = walker.walk();
    const rg::recording& thigh = walk[rg::placement::left_thigh];
    const rg::recording& shank = walk[rg::placement::left_shank];
    const auto leg = rg::align_leg(thigh, shank);
    BOOST_REQUIRE(leg.has_value());
    const auto bouts = rg::assemble_bouts(walk.truth.contacts);
    BOOST_REQUIRE(bouts.size() == 1u);
    const auto found = rg::knee_summary_of(rg::knees_of(
        bouts[0].strides, side::left, rg::knee_angles(thigh, shank, *leg), leg->neutral));

    // The same from the true angles.
    double swing = 0;
    double stance = 0;
    double loading = 0;
    double excursion = 0;
    double frontal = 0;
    double n = 0;
    for (const rg::stride& s : bouts[0].strides) {
      if (s.side != side::left || !s.final_contact_s) continue;
      const auto highest = [&](double from_s, double to_s, double sign) {
        double most = -1e3;
        for (double t = from_s; t <= to_s; t += 0.002) {
          most = std::max(most, sign * walk.posture_at(t).left_knee_flexion_deg);
        }
        return most;
      };
      swing += highest(*s.final_contact_s, s.end_s, 1);
      stance += highest(s.start_s, *s.final_contact_s, 1);
      loading += highest(s.start_s, s.start_s + 0.2 * s.duration_s(), 1);
      excursion += highest(s.start_s, s.end_s, 1) + highest(s.start_s, s.end_s, -1);
      double sum = 0;
      int samples = 0;
      for (double t = s.start_s + *s.stance_s() / 3; t < s.start_s + *s.stance_s() * 2 / 3;
           t += 0.002) {
        sum -= walk.posture_at(t).left_knee_in_deg;
        ++samples;
      }
      frontal += sum / samples;
      n += 1;
    }
    BOOST_REQUIRE(n > 6);
    BOOST_TEST_CONTEXT(to_string(way)
                       << ": " << found.swing_flexion->value() << " "
                       << found.stance_flexion->value() << " " << found.loading_flexion->value()
                       << " " << found.excursion->value() << " " << found.frontal_angle->value()) {
      BOOST_TEST(std::abs(found.swing_flexion->value() - swing / n) < 1.5);
      BOOST_TEST(std::abs(found.stance_flexion->value() - stance / n) < 2);
      BOOST_TEST(std::abs(found.loading_flexion->value() - loading / n) < 2);
      BOOST_TEST(std::abs(found.excursion->value() - excursion / n) < 2);
      BOOST_TEST(std::abs(found.frontal_angle->value() - frontal / n) < 1.5);
      BOOST_TEST(found.frontal_angle->value() < -4);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

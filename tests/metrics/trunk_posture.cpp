#include <retrogait/core/print.hpp>
#include <retrogait/math/mean_of_series.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/metrics/posture.hpp>
#include <retrogait/metrics/trunk_posture.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using rg::reason;

BOOST_AUTO_TEST_SUITE(trunk_posture)

const double degree = std::acos(-1.0) / 180;

/// Strides with those pitches in degrees, and rolls of minus half of them.
std::vector<rg::stride_posture> strides_of(const std::vector<double>& pitch_deg) {
  std::vector<rg::stride_posture> strides;
  for (const double p : pitch_deg) {
    rg::stride_posture s;
    s.pitch_rad = rg::measured<double>::of(p * degree, 1);
    s.roll_rad = rg::measured<double>::of(-p / 2 * degree, 1);
    strides.push_back(s);
  }
  return strides;
}

void check_reason(const rg::trunk_posture& found, reason why) {
  BOOST_TEST(found.pitch.why() == why);
  BOOST_TEST(found.roll.why() == why);
  BOOST_TEST(found.pitch_range.why() == why);
  BOOST_TEST(found.roll_range.why() == why);
}

BOOST_AUTO_TEST_CASE(mean_margin_and_range_by_hand) {
  const auto found = rg::trunk_posture_of(strides_of({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
  BOOST_TEST(std::abs(found.pitch->value() - 6) < 1e-9);
  BOOST_TEST(std::abs(found.roll->value() + 3) < 1e-9);
  const auto mean = rg::mean_of_series(std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  BOOST_TEST(std::abs(found.pitch.margin()->value() - *mean.margin()) < 1e-9);
  BOOST_TEST(std::abs(found.pitch_range->value() - 9) < 1e-9);  // 1.5 to 10.5
  BOOST_TEST(std::abs(found.roll_range->value() - 4.5) < 1e-9);
  BOOST_TEST(found.pitch.n() == 11u);
  BOOST_TEST(found.pitch.quality() == 1.0);
}

BOOST_AUTO_TEST_CASE(identical_strides_and_one_outlier) {
  const auto same = rg::trunk_posture_of(strides_of(std::vector<double>(41, 4.0)));
  BOOST_TEST(std::abs(same.pitch->value() - 4) < 1e-9);
  BOOST_TEST(same.pitch.margin()->value() < 1e-9);
  BOOST_TEST(same.pitch_range->value() < 1e-9);
  std::vector<double> pitch(41, 4.0);
  pitch[7] = 24;
  const auto one = rg::trunk_posture_of(strides_of(pitch));
  BOOST_TEST(std::abs(one.pitch->value() - 4 - 20.0 / 41) < 1e-9);
  BOOST_TEST(one.pitch_range->value() < 1e-9);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_known_says_why) {
  check_reason(rg::trunk_posture_of({}), reason::too_few_strides);
  check_reason(rg::trunk_posture_of(strides_of({3})), reason::too_few_strides);
  const auto two = rg::trunk_posture_of(strides_of({3, 5}));
  BOOST_TEST(two.pitch.has_value());
  BOOST_TEST(two.pitch_range.why() == reason::too_few_strides);
  BOOST_TEST(two.pitch_range.n() == 2u);
  BOOST_TEST(two.pitch_range.needed() == 6u);

  auto strides = strides_of({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  for (const reason why : {reason::mounting_unknown, reason::not_zeroed, reason::gap}) {
    auto without = strides;
    for (auto& s : without) s.pitch_rad = s.roll_rad = rg::measured<double>::not_computable(why);
    check_reason(rg::trunk_posture_of(without), why);
  }
  // Some strides without an angle lower the quality.
  for (std::size_t i = 0; i < 4; ++i) {
    strides[i].pitch_rad = rg::measured<double>::not_computable(reason::gap);
  }
  const auto some = rg::trunk_posture_of(strides);
  BOOST_TEST(some.pitch.n() == 6u);
  BOOST_TEST(std::abs(some.pitch.quality() - 0.6) < 1e-12);
  BOOST_TEST(some.roll.quality() == 1.0);
  // What most of them lack is the reason, if it alone stands in the way.
  for (std::size_t i = 4; i < 9; ++i) {
    strides[i].pitch_rad = rg::measured<double>::not_computable(reason::not_zeroed);
  }
  BOOST_TEST(rg::trunk_posture_of(strides).pitch.why() == reason::not_zeroed);
  BOOST_TEST(rg::trunk_posture_of(strides).pitch_range.why() == reason::not_zeroed);
}

BOOST_AUTO_TEST_CASE(a_virtual_walker_leans_as_told_whatever_the_mounting) {
  for (const auto way : {rg::direction::forward, rg::direction::backward}) {
    for (const double lean_deg : {-8.0, 6.0}) {
      rt::virtual_walker walker{
          .plan = {rt::stand_for(5), rt::walk_steps(way, 24), rt::stand_for(3)}};
      walker.forward.trunk_lean_deg = walker.backward.trunk_lean_deg = lean_deg;
      std::vector<double> found_deg;
      for (const rg::device_axis forward : {rg::device_axis{2, -1}, rg::device_axis{1, 1}}) {
        walker.sensor.forward = forward;
        const auto walk = walker.walk();
        std::vector<rg::stride> strides;
        for (const auto& truth : walk.truth.strides) {
          rg::stride s;
          s.start_s = truth.start_s;
          s.end_s = truth.end_s;
          s.side = truth.side;
          strides.push_back(s);
          BOOST_TEST(std::abs(walk.posture_at((s.start_s + s.end_s) / 2).trunk_lean_deg -
                              lean_deg) < 0.5 * std::abs(lean_deg));
        }
        const auto found =
            rg::trunk_posture_of(rg::stride_postures(walk[rg::placement::lumbar], strides));
        BOOST_TEST_CONTEXT(to_string(way) << " " << lean_deg << ": " << found.pitch->value()) {
          BOOST_TEST(std::abs(found.pitch->value() - lean_deg) < 1.5);
          BOOST_TEST(std::abs(found.roll->value()) < 1);
          BOOST_TEST(found.pitch.margin()->value() < 2);
        }
        found_deg.push_back(found.pitch->value());
      }
      BOOST_TEST(std::abs(found_deg.at(0) - found_deg.at(1)) < 0.05);  // noise of the sensor
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

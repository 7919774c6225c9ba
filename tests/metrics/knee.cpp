#include <retrogait/metrics/knee.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include "../support/test.hpp"

namespace rg = retrogait;
using knee_sample = rg::knee_sample<double>;

BOOST_AUTO_TEST_SUITE(knee)

const double pi = std::acos(-1.0);

/// 100 samples a second: flexion 0.3 at its highest in stance (at 0.2 s), 1.0 in swing (at 0.8 s),
/// 0.1 in between; adduction 0.05 in the middle third of stance, 0.2 elsewhere. One stride a
/// second.
std::vector<knee_sample> made(double seconds = 3) {
  std::vector<knee_sample> all;
  for (int i = 0; i < static_cast<int>(100 * seconds); ++i) {
    knee_sample k;
    k.time_s = k.known_at_s = 0.01 * i;
    const double phase = k.time_s - std::floor(k.time_s);
    const auto bump = [&](double at, double height) {
      const double x = (phase - at) / 0.15;
      return std::abs(x) < 1 ? height * std::pow(std::cos(pi / 2 * x), 2) : 0.0;
    };
    k.flexion_rad = 0.1 + bump(0.2, 0.2) + bump(0.8, 0.9);
    k.adduction_rad = phase > 0.195 && phase < 0.405 ? 0.05 : 0.2;
    k.quality = 1;
    all.push_back(k);
  }
  return all;
}

rg::stride second_stride() {
  rg::stride s;
  s.start_s = 1;
  s.end_s = 2;
  s.side = rg::side::left;
  s.final_contact_s = 1.6;
  return s;
}

BOOST_AUTO_TEST_CASE(peaks_excursion_and_the_middle_of_stance) {
  const rg::stride_knee k = rg::knee_of(second_stride(), made());
  BOOST_TEST(k.start_s == 1.0);
  BOOST_TEST(k.end_s == 2.0);
  BOOST_CHECK_CLOSE(k.stance_peak_flexion_rad.value(), 0.3, 1e-6);
  BOOST_CHECK_CLOSE(k.swing_peak_flexion_rad.value(), 1.0, 1e-6);
  BOOST_CHECK_CLOSE(k.peak_flexion_rad.value(), 1.0, 1e-6);
  BOOST_CHECK_CLOSE(k.loading_peak_flexion_rad.value(), 0.3, 1e-6);  // at 0.2 s: its very end
  BOOST_CHECK_CLOSE(k.excursion_rad.value(), 0.9, 1e-6);
  BOOST_CHECK_CLOSE(k.mid_stance_adduction_rad.value(), 0.05, 1e-6);
  BOOST_TEST(k.peak_flexion_rad.n() == 101U);
  BOOST_TEST(k.mid_stance_adduction_rad.n() >= 19U);
}

BOOST_AUTO_TEST_CASE(without_a_final_contact_stance_and_swing_are_not_told_apart) {
  rg::stride s = second_stride();
  s.final_contact_s.reset();
  const rg::stride_knee k = rg::knee_of(s, made());
  BOOST_TEST((k.stance_peak_flexion_rad.why() == rg::reason::sensor_missing));
  BOOST_TEST((k.swing_peak_flexion_rad.why() == rg::reason::sensor_missing));
  BOOST_CHECK_CLOSE(k.peak_flexion_rad.value(), 1.0, 1e-6);
  BOOST_CHECK_CLOSE(k.loading_peak_flexion_rad.value(), 0.3, 1e-6);
  BOOST_CHECK_SMALL(k.mid_stance_adduction_rad.value() - 0.05, 0.01);
}

BOOST_AUTO_TEST_CASE(a_hole_takes_away_what_it_lies_in) {
  std::vector<knee_sample> holed;
  for (const knee_sample& s : made()) {
    if (s.time_s < 1.75 || s.time_s > 1.9) holed.push_back(s);
  }
  const rg::stride_knee k = rg::knee_of(second_stride(), holed);
  BOOST_CHECK_CLOSE(k.stance_peak_flexion_rad.value(), 0.3, 1e-6);
  BOOST_CHECK_CLOSE(k.mid_stance_adduction_rad.value(), 0.05, 1e-6);
  BOOST_TEST((k.swing_peak_flexion_rad.why() == rg::reason::gap));
  BOOST_TEST((k.peak_flexion_rad.why() == rg::reason::gap));
  BOOST_TEST((k.excursion_rad.why() == rg::reason::gap));

  // The end of the samples is a hole as well.
  const rg::stride_knee cut = rg::knee_of(second_stride(), made(1.7));
  BOOST_TEST((cut.peak_flexion_rad.why() == rg::reason::gap));
  BOOST_TEST(cut.stance_peak_flexion_rad.has_value());
}

BOOST_AUTO_TEST_CASE(samples_that_have_not_settled_count_as_lost) {
  std::vector<knee_sample> samples = made();
  for (knee_sample& s : samples) s.quality = s.time_s < 1.5 ? 0.9 : 1.0;
  const rg::stride_knee k = rg::knee_of(second_stride(), samples);
  BOOST_TEST((k.stance_peak_flexion_rad.why() == rg::reason::gap));
  BOOST_TEST((k.mid_stance_adduction_rad.why() == rg::reason::too_few_values));
  BOOST_TEST(k.swing_peak_flexion_rad.has_value());
}

BOOST_AUTO_TEST_CASE(no_samples_at_all) {
  for (const std::vector<knee_sample>& samples : {std::vector<knee_sample>{}, made(0.5)}) {
    const rg::stride_knee k = rg::knee_of(second_stride(), samples);
    BOOST_TEST((k.peak_flexion_rad.why() == rg::reason::too_few_values));
    BOOST_TEST(k.peak_flexion_rad.n() == 0U);
    BOOST_TEST(k.peak_flexion_rad.needed() == 3U);
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_offset_leaves_the_excursion_alone) {
  const rg::stride_knee k = rg::knee_of(second_stride(), made(), rg::neutral_pose::walking_mean);
  BOOST_CHECK_CLOSE(k.excursion_rad.value(), 0.9, 1e-6);
  for (const auto& value : {k.stance_peak_flexion_rad, k.swing_peak_flexion_rad, k.peak_flexion_rad,
                            k.loading_peak_flexion_rad, k.mid_stance_adduction_rad}) {
    BOOST_TEST((value.why() == rg::reason::not_zeroed));
  }
}

BOOST_AUTO_TEST_CASE(strides_of_the_other_leg_are_left_out) {
  std::vector<rg::stride> strides{second_stride(), second_stride(), second_stride()};
  strides[1].side = rg::side::right;
  strides[2].start_s = 0.5;
  const auto knees = rg::knees_of(strides, rg::side::left, made());
  BOOST_REQUIRE(knees.size() == 2U);
  BOOST_TEST((knees[0] == rg::knee_of(strides[0], made())));
  BOOST_TEST((knees[1] == rg::knee_of(strides[2], made())));
}

BOOST_AUTO_TEST_CASE(a_knee_that_gives_inward_on_a_virtual_walk) {
  rg::testing::virtual_walker walker;
  walker.direction = rg::direction::backward;
  walker.seconds = 14;
  walker.backward.knee_in_deg = 9;
  walker.placements = {rg::placement::right_thigh, rg::placement::right_shank};
  const auto w = walker.walk();
  const rg::recording& thigh = w[rg::placement::right_thigh];
  const rg::recording& shank = w[rg::placement::right_shank];
  const auto leg = rg::align_leg(thigh, shank);
  BOOST_REQUIRE(leg.has_value());
  const auto samples = rg::knee_angles(thigh, shank, *leg);
  std::size_t n = 0;
  for (const rg::testing::true_stride& truth : w.truth.strides) {
    if (truth.side != rg::side::right || truth.start_s < 4 || truth.end_s > 11) continue;
    rg::stride s;
    s.start_s = truth.start_s;
    s.end_s = truth.end_s;
    const rg::stride_knee k = rg::knee_of(s, samples, leg->neutral);
    double peak_deg = 0;
    double in_deg = 0;
    int in_n = 0;
    for (double t = s.start_s; t < s.end_s; t += 0.01) {
      const auto posture = w.posture_at(t);
      peak_deg = std::max(peak_deg, posture.right_knee_flexion_deg);
      const double phase = (t - s.start_s) / s.duration_s();
      if (phase < 0.62 / 3 || phase > 1.24 / 3) continue;
      in_deg += posture.right_knee_in_deg;
      ++in_n;
    }
    BOOST_CHECK_SMALL(k.peak_flexion_rad.value() * 180 / pi - peak_deg, 1.5);
    BOOST_CHECK_SMALL(k.mid_stance_adduction_rad.value() * 180 / pi + in_deg / in_n, 1.5);
    BOOST_TEST(k.mid_stance_adduction_rad.value() < -0.1);
    ++n;
  }
  BOOST_TEST(n >= 4U);
}

BOOST_AUTO_TEST_SUITE_END()

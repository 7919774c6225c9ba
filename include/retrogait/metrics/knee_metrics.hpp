#pragma once
/// @file
/// What the knees did in a whole bout.

#include <retrogait/core/measured.hpp>
#include <retrogait/core/units.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/metrics/detail/stride_values.hpp>
#include <retrogait/metrics/knee.hpp>

#include <cstddef>
#include <span>

namespace retrogait {

/// Fewest strides of a leg for a mean. [engineering choice, as for other means]
inline constexpr std::size_t least_strides_for_knee = 2;

struct knee_summary {
  measured<quantity<units::degree>> swing_flexion;
  measured<quantity<units::degree>> stance_flexion;
  measured<quantity<units::degree>> loading_flexion;
  measured<quantity<units::degree>> excursion;
  measured<quantity<units::degree>> frontal_angle;  ///< positive: the knee out (varus)
};

/// metric::knee_swing_flexion, metric::knee_stance_flexion, metric::knee_loading_flexion,
/// metric::knee_excursion and metric::knee_frontal_angle: means over strides, of one knee or, given the
/// strides of both, of both (see knees_of).
///
/// What they mean depends on the direction, as walking backward the knee runs through its angles about
/// the other way round. Forward, the peak of stance lies at its end, where the knee bends for swing,
/// and the one that bears the load is that of the loading response. Backward, the knee is bent when
/// the foot lands and straightens under the load: both peaks are then about the flexion at the contact.
///
/// The margin is that of mean_of_series; give the strides in order of time. It says how well the
/// mean of these strides is known, not how well the sensors know the angle: that is off by about 5°
/// (see the catalog), much the same way in all strides of a recording, so changes within a
/// recording are known better than the angles themselves. Quality: the share of the strides with an
/// angle.
///
/// Not computable: not_zeroed (all but the excursion, where the neutral pose is only the mean of
/// walking), sensor_missing (stance and swing, without final contacts) or gap, where that is what most
/// strides lack; too_few_strides.
inline knee_summary knee_summary_of(std::span<const stride_knee> strides) {
  detail::stride_values swing;
  detail::stride_values stance;
  detail::stride_values loading;
  detail::stride_values excursion;
  detail::stride_values frontal;
  for (const stride_knee& s : strides) {
    swing(s.swing_peak_flexion_rad);
    stance(s.stance_peak_flexion_rad);
    loading(s.loading_peak_flexion_rad);
    excursion(s.excursion_rad);
    frontal(s.mid_stance_adduction_rad);
  }
  const auto mean = [](const detail::stride_values& angle) {
    return angle.mean<units::degree>(degrees_per_radian, least_strides_for_knee);
  };
  return {mean(swing), mean(stance), mean(loading), mean(excursion), mean(frontal)};
}

}  // namespace retrogait

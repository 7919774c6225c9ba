#pragma once
/// @file
/// How the trunk was held in a whole bout.

#include <retrogait/core/measured.hpp>
#include <retrogait/core/units.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/metrics/detail/stride_values.hpp>
#include <retrogait/metrics/posture.hpp>

#include <cstddef>
#include <vector>

namespace retrogait {

/// Fewest strides for the mean and for the range of an angle. [engineering choice, as for other means
/// and other variabilities]
inline constexpr std::size_t least_strides_for_posture = 2;
inline constexpr std::size_t least_strides_for_posture_range = 6;

struct trunk_posture {
  measured<quantity<units::degree>> pitch;  ///< positive: leans forward
  measured<quantity<units::degree>> roll;   ///< positive: leans to the left
  measured<quantity<units::degree>> pitch_range;
  measured<quantity<units::degree>> roll_range;
};

/// metric::trunk_pitch, metric::trunk_roll, metric::trunk_pitch_range, metric::trunk_roll_range.
///
/// The means over the strides of a bout, each stride's angle being that of posture_tracker: against
/// quiet stance (or the zero that was stated), over a whole stride, so what repeats with the stride is
/// not in it. Ranges are between the 5 % and the 95 % quantile of the strides: how far the trunk's
/// attitude wanders in the bout, not how far it nods in a stride. Without the outer tenth, because the
/// first and the last stride, in which one speeds up or slows down, look like leaning.
///
/// The margin of a mean is that of mean_of_series. It says how well the mean of these strides is
/// known, not how well the sensor knows the angle: that is off by -4.8° to 4.3° against sensors
/// with a gyroscope (PMC11219489), and the zero differs by some 5° from one quiet stance to the
/// next. Quality: the share of the strides with an angle.
///
/// Not computable: mounting_unknown, not_zeroed or gap, where that is what most strides lack;
/// too_few_strides.
inline trunk_posture trunk_posture_of(const std::vector<stride_posture>& strides) {
  detail::stride_values pitch;
  detail::stride_values roll;
  for (const stride_posture& s : strides) {
    pitch(s.pitch_rad);
    roll(s.roll_rad);
  }
  const auto mean = [](const detail::stride_values& angle) {
    return angle.mean<units::degree>(degrees_per_radian, least_strides_for_posture);
  };
  const auto range = [](const detail::stride_values& angle) {
    return angle.between<units::degree>(0.05, 0.95, degrees_per_radian,
                                        least_strides_for_posture_range);
  };
  return {mean(pitch), mean(roll), range(pitch), range(roll)};
}

}  // namespace retrogait

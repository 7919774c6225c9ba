#pragma once
/// @file
/// A change of heading of the trunk.

#include <cmath>
#include <numbers>

namespace retrogait {

/// The trunk turns about the vertical.
struct turn {
  double start_s = 0;     ///< on the recording's clock
  double end_s = 0;       ///<
  double angle_rad = 0;   ///< positive to the left, counter-clockwise seen from above
  double peak_rad_s = 0;  ///< highest smoothed yaw rate, with the angle's sign
  double known_at_s = 0;  ///< time of the sample that completed the evidence

  double duration_s() const { return end_s - start_s; }

  /// Whether the person turned round: by 180° give or take 45°. What lies before and after a half
  /// turn points in opposite directions.
  bool half_turn() const {
    const double away_rad = std::abs(std::abs(angle_rad) - std::numbers::pi);
    return away_rad <= std::numbers::pi / 4;
  }

  friend bool operator==(const turn&, const turn&) = default;
};

}  // namespace retrogait

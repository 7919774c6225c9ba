#pragma once
/// @file
/// What a foot did between two moments of standing.

#include <retrogait/core/events.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/core/words.hpp>

#include <cmath>

namespace retrogait {

/// One foot's way from one stance to the next.
///
/// The displacement is given in a level frame that stands on the foot's own heading at the stride's
/// start: x along the horizontal part of the mounting's forward axis, y to the left of it, z up.
/// Where the mounting is not known, x is the horizontal part of some device axis that lies level, the
/// same one for as long as it does: length and height do not depend on it, the split into x and y has no
/// meaning by itself.
struct foot_stride {
  double start_s = 0;        ///< stillest moment of the stance before
  double end_s = 0;          ///< stillest moment of the stance after
  double moving_from_s = 0;  ///< between these two the foot was not still
  double moving_to_s = 0;
  retrogait::side side = retrogait::side::unknown;
  vec3<double> displacement_m = vec3<double>::Zero();
  double length_m = 0;         ///< horizontal part of the displacement
  double turn_rad = 0;         ///< change of heading, positive to the left
  bool knows_heading = false;  ///< whether x is the body's forward axis
  /// Which way that is, as the displacement alone tells it, seen from the mean of the headings before
  /// and after: unknown unless the mounting's forward axis is stated or calibrated.
  direction_estimate direction{};
  double quality = 0;     ///< 0 to 1: 1 less the share of the length that drift was taken for
  double known_at_s = 0;  ///< time of the sample that completed the evidence

  double duration_s() const { return end_s - start_s; }
  friend bool operator==(const foot_stride&, const foot_stride&) = default;
};

}  // namespace retrogait

#pragma once
/// @file
/// What the metrics of a signal look at.

#include <span>

namespace retrogait {

/// The acceleration of the trunk in one bout on a uniform grid, gravity removed, in the level frame of
/// the body (trunk_motion): three series of one length.
struct bout_signal {
  std::span<const double> vertical_m_s2;  ///< up
  std::span<const double> forward_m_s2;   ///< antero-posterior; empty where the mounting is unknown
  std::span<const double> left_m_s2;      ///< mediolateral; empty where the mounting is unknown
  double start_s = 0;                     ///< time of the first value
  double rate_hz = 0;
  bool gap = false;  ///< samples were lost for longer than the grid may bridge
};

}  // namespace retrogait

#pragma once
/// @file
/// What the metrics of a signal look at.

#include <span>

namespace retrogait {

/// The vertical acceleration of one bout on a uniform grid, gravity removed.
struct bout_signal {
  std::span<const double> vertical_m_s2;
  double start_s = 0;  ///< time of the first value
  double rate_hz = 0;
  bool gap = false;  ///< samples were lost for longer than the grid may bridge
};

}  // namespace retrogait

#pragma once
/// @file
/// A uniformly sampled signal read between its samples.

#include <retrogait/core/assert.hpp>

#include <algorithm>
#include <cstddef>
#include <span>

namespace retrogait::dsp {

/// The signal at a position in samples (0 is the first value), by cubic convolution over the four
/// values around it (Keys 1981, IEEE Trans ASSP 29:1153, a = -1/2): exact for parabolas, and the
/// samples themselves at whole positions. Beyond either end it holds the value there.
inline double cubic_at(std::span<const double> x, double position) {
  RETROGAIT_ASSERT(!x.empty(), "no signal to read from");
  const auto last = static_cast<std::ptrdiff_t>(x.size()) - 1;
  if (!(position > 0)) return x.front();
  if (position >= static_cast<double>(last)) return x.back();
  const auto left = static_cast<std::ptrdiff_t>(position);
  const double u = position - static_cast<double>(left);
  const auto value = [&](std::ptrdiff_t i) {
    return x[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(i, 0, last))];
  };
  const double before = value(left - 1);
  const double from = value(left);
  const double to = value(left + 1);
  const double after = value(left + 2);
  const double slope_from = (to - before) / 2;
  const double slope_to = (after - from) / 2;
  const double bend = slope_from + slope_to - 2 * (to - from);
  return from + u * (slope_from + u * (to - from - slope_from - bend + u * bend));
}

}  // namespace retrogait::dsp

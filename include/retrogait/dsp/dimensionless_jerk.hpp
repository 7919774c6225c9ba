#pragma once
/// @file
/// The log dimensionless jerk of a stretch of acceleration: how smooth a movement is.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/measured.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace retrogait::dsp {

/// LDLJ-A after Melendez-Calderon, Shirota & Balasubramanian 2021 (Front Bioeng Biotechnol
/// 8:558771), as in the authors' published code for acceleration:
///
///     -ln( T / a_peak² · ∫ |da/dt|² dt ),   a_peak = max |a(t) - mean of a|
///
/// over the N values at hand, with T = N / rate and da/dt as first differences. The lower, the less
/// smooth. Without unit: the same for an acceleration times a factor, plus a constant, or turned.
/// What the rate cannot hold is not seen, so values at different rates do not compare.
///
/// @param axes  one to three axes of one length, in any unit of acceleration
/// @return too_few_values below three values; degenerate where nothing varies
inline measured<double> log_dimensionless_jerk(std::span<const std::span<const double>> axes) {
  RETROGAIT_ASSERT(!axes.empty(), "a jerk needs at least one axis");
  const std::size_t n = axes.front().size();
  for (const auto& axis : axes) {
    RETROGAIT_ASSERT(axis.size() == n, "the axes differ in length");
  }
  if (n < 3) return measured<double>::not_computable(reason::too_few_values, n, 3);

  std::vector<double> squared_distance(n, 0.0);  // from the mean
  double squared_steps = 0;
  for (const auto& axis : axes) {
    double sum = 0;
    for (double a : axis) sum += a;
    const double mean = sum / static_cast<double>(n);
    for (std::size_t i = 0; i < n; ++i) {
      squared_distance[i] += (axis[i] - mean) * (axis[i] - mean);
      if (i == 0) continue;
      const double step = axis[i] - axis[i - 1];
      squared_steps += step * step;
    }
  }
  const double squared_peak = *std::max_element(squared_distance.begin(), squared_distance.end());
  if (!(squared_peak > 0 && squared_steps > 0)) {
    return measured<double>::not_computable(reason::degenerate, n);
  }
  // T ∫ |da/dt|² dt = (N / rate) Σ |Δa · rate|² / rate: the rate cancels.
  return measured<double>::of(-std::log(static_cast<double>(n) * squared_steps / squared_peak), n);
}

}  // namespace retrogait::dsp

#pragma once
/// @file
/// How alike a signal is to itself some time later.

#include <retrogait/core/assert.hpp>

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace retrogait::dsp {

enum class autocorrelation_divisor : std::uint8_t {
  biased,   ///< N: falls towards 0 with the lag, and is never above 1
  unbiased  ///< N - lag: keeps its height, but is less sure at long lags
};

/// Autocorrelation at the lags 0 to out.size() - 1 (below the number of values), with the mean of
/// the whole signal removed and divided by the value at lag 0. The unbiased form is the one that
/// Moe-Nilssen & Helbostad 2004 (Journal of Biomechanics 37, 121–126) introduced for the regularity
/// of steps and strides. A signal that does not vary gives 0 at all lags, lag 0 included.
///
/// Direct sums, no heap: the lags of interest are few beside the length of the signal.
inline void autocorrelation(std::span<const double> x, std::span<double> out,
                            autocorrelation_divisor divisor = autocorrelation_divisor::unbiased) {
  RETROGAIT_ASSERT(!out.empty() && out.size() <= x.size(),
                   "autocorrelation needs lags below the number of values");
  const auto n = static_cast<Eigen::Index>(x.size());
  const Eigen::Map<const Eigen::ArrayXd> signal(x.data(), n);
  const double mean = signal.mean();
  const double power = (signal - mean).square().mean();
  // Asked of the values: the power of a constant need not be 0, as its mean is rounded.
  const bool varies = signal.maxCoeff() > signal.minCoeff() && power > 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto lag = static_cast<Eigen::Index>(i);
    const double sum = ((signal.head(n - lag) - mean) * (signal.tail(n - lag) - mean)).sum();
    const Eigen::Index terms = divisor == autocorrelation_divisor::biased ? n : n - lag;
    out[i] = varies ? sum / (static_cast<double>(terms) * power) : 0.0;
  }
}

/// The same at the lags 0 to max_lag, returned by value.
inline std::vector<double> autocorrelation(
    std::span<const double> x, std::size_t max_lag,
    autocorrelation_divisor divisor = autocorrelation_divisor::unbiased) {
  std::vector<double> out(max_lag + 1);
  autocorrelation(x, out, divisor);
  return out;
}

}  // namespace retrogait::dsp

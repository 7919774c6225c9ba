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

/// Autocorrelation of a signal, one lag at a time, with the mean of the whole signal removed and
/// divided by the value at lag 0. The unbiased form is the one that Moe-Nilssen & Helbostad 2004
/// (Journal of Biomechanics 37, 121–126) introduced for the regularity of steps and strides.
///
/// Looks at the signal, which must outlive it. Direct sums, no heap: the lags of interest are few
/// beside the length of the signal.
class autocorrelator {
 public:
  /// @param x  one value or more
  explicit autocorrelator(std::span<const double> x,
                          autocorrelation_divisor divisor = autocorrelation_divisor::unbiased)
      : x_(x.data(), static_cast<Eigen::Index>(x.size())), divisor_(divisor) {
    RETROGAIT_ASSERT(!x.empty(), "autocorrelation needs a value");
    // Of an expression: Eigen sums plain memory from the first aligned address on, so that the last
    // bit of the mean would depend on where the values lie.
    mean_ = (x_ - 0.0).mean();
    power_ = (x_ - mean_).square().mean();
    // Asked of the values: the power of a constant need not be 0, as its mean is rounded.
    varies_ = x_.maxCoeff() > x_.minCoeff() && power_ > 0;
  }

  bool varies() const { return varies_; }

  /// The value at that lag, below the number of values; 0 of a signal that does not vary, at lag 0
  /// too.
  double at(std::size_t lag) const {
    RETROGAIT_ASSERT(lag < static_cast<std::size_t>(x_.size()),
                     "autocorrelation needs lags below the number of values");
    if (!varies_) return 0;
    const Eigen::Index common = x_.size() - static_cast<Eigen::Index>(lag);
    const double sum = ((x_.head(common) - mean_) * (x_.tail(common) - mean_)).sum();
    const Eigen::Index terms = divisor_ == autocorrelation_divisor::biased ? x_.size() : common;
    return sum / (static_cast<double>(terms) * power_);
  }

 private:
  Eigen::Map<const Eigen::ArrayXd> x_;
  double mean_ = 0;
  double power_ = 0;
  autocorrelation_divisor divisor_;
  bool varies_ = false;
};

/// autocorrelator::at() for the lags 0 to out.size() - 1 (below the number of values).
inline void autocorrelation(std::span<const double> x, std::span<double> out,
                            autocorrelation_divisor divisor = autocorrelation_divisor::unbiased) {
  RETROGAIT_ASSERT(!out.empty() && out.size() <= x.size(),
                   "autocorrelation needs lags below the number of values");
  const autocorrelator of_x(x, divisor);
  for (std::size_t lag = 0; lag < out.size(); ++lag) out[lag] = of_x.at(lag);
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

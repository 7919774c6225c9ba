#pragma once
/// @file
/// Count, mean and variance of a stream of values, in one pass and constant memory.

#include <retrogait/core/measured.hpp>
#include <retrogait/math/statistics.hpp>

#include <cmath>
#include <cstddef>
#include <optional>

namespace retrogait {

/// An accumulator: `m(x)` adds a value, `m += other` adds all values of another, and the order
/// changes the result by rounding only. Adding one value after Welford 1962 (Technometrics 4,
/// 419–420); merging after Chan, Golub & LeVeque 1983 (The American Statistician 37, 242–247).
///
/// What too few values cannot give says reason::too_few_values, with how many there are and how
/// many are needed.
class moments {
 public:
  void operator()(double x) {
    ++count_;
    const double from_old_mean = x - mean_;
    mean_ += from_old_mean / static_cast<double>(count_);
    squares_ += from_old_mean * (x - mean_);
  }

  moments& operator+=(const moments& other) {
    if (other.count_ == 0) return *this;
    const double n = static_cast<double>(count_);
    const double m = static_cast<double>(other.count_);
    const double between = other.mean_ - mean_;
    count_ += other.count_;
    mean_ += between * (m / (n + m));
    squares_ += other.squares_ + between * between * (n * m / (n + m));
    return *this;
  }

  friend moments operator+(moments a, const moments& b) { return a += b; }

  std::size_t count() const { return count_; }

  /// The mean; from two values on with half the width of its 95 % confidence interval.
  measured<double> mean() const {
    if (count_ == 0) return measured<double>::not_computable(reason::too_few_values, 0, 1);
    if (count_ == 1) return measured<double>::of(mean_, 1);
    return measured<double>::of(mean_, count_, mean_margin_95(sample_stddev(), count_));
  }

  /// The mean, as mean() gives it.
  measured<double> value() const { return mean(); }

  /// The sample variance, with the divisor count() - 1.
  measured<double> variance() const {
    if (count_ < 2) return measured<double>::not_computable(reason::too_few_values, count_, 2);
    return measured<double>::of(squares_ / static_cast<double>(count_ - 1), count_);
  }

  /// The square root of variance().
  measured<double> stddev() const {
    return variance().transform([](double v) { return std::sqrt(v); });
  }

  friend bool operator==(const moments&, const moments&) = default;

 private:
  double sample_stddev() const { return std::sqrt(squares_ / static_cast<double>(count_ - 1)); }

  std::size_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;  // sum of squared deviations from the mean
};

}  // namespace retrogait

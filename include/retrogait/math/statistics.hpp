#pragma once
/// @file
/// Statistics of a few values at hand. For values that come one at a time see moments.hpp.
///
/// All of them need at least one value (an empty span is a bug of the caller) and finite values;
/// results have the unit of the values unless said otherwise.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/measured.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace retrogait {

inline double mean(std::span<const double> values) {
  RETROGAIT_ASSERT(!values.empty(), "mean() of no values");
  double sum = 0;
  for (double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

/// The quantile at probability (0 to 1) by linear interpolation between order statistics:
/// definition 7 of Hyndman & Fan 1996 (The American Statistician 50, 361–365), NumPy's default.
inline double quantile(std::span<const double> values, double probability) {
  RETROGAIT_ASSERT(!values.empty(), "quantile() of no values");
  RETROGAIT_ASSERT(probability >= 0 && probability <= 1, "a probability lies between 0 and 1");
  std::vector<double> sorted(values.begin(), values.end());
  const double position = probability * static_cast<double>(sorted.size() - 1);
  const auto below = sorted.begin() + static_cast<std::ptrdiff_t>(position);
  std::nth_element(sorted.begin(), below, sorted.end());
  const double fraction = position - std::floor(position);
  if (fraction == 0) return *below;
  return *below + fraction * (*std::min_element(below + 1, sorted.end()) - *below);
}

inline double median(std::span<const double> values) {
  return quantile(values, 0.5);
}

/// The median distance from the median, not scaled; times 1.4826 it estimates the standard
/// deviation of normally distributed values.
inline double median_absolute_deviation(std::span<const double> values) {
  const double middle = median(values);
  std::vector<double> distances(values.begin(), values.end());
  for (double& d : distances) d = std::abs(d - middle);
  return median(distances);
}

namespace detail {

inline std::complex<double> mean_direction(std::span<const double> angles_rad) {
  RETROGAIT_ASSERT(!angles_rad.empty(), "circular statistics of no angles");
  std::complex<double> sum = 0;
  for (double angle : angles_rad) sum += std::polar(1.0, angle);
  return sum / static_cast<double>(angles_rad.size());
}

}  // namespace detail

/// Length of the mean of the angles' unit vectors: 1 if all agree, 0 if they cancel (Mardia & Jupp,
/// Directional Statistics, section 2.3).
inline double resultant_length(std::span<const double> angles_rad) {
  return (std::min)(1.0, std::abs(detail::mean_direction(angles_rad)));
}

/// Direction of the mean of the angles' unit vectors, in (-π, π]. Angles that cancel have none:
/// reason::degenerate. Its quality is the resultant length.
inline measured<double> circular_mean(std::span<const double> angles_rad) {
  const std::complex<double> resultant = detail::mean_direction(angles_rad);
  const double length = std::abs(resultant);
  const double rounding = 1e-12;
  if (length < rounding) {
    return measured<double>::not_computable(reason::degenerate, angles_rad.size());
  }
  return measured<double>::of(std::arg(resultant), angles_rad.size(), std::nullopt,
                              (std::min)(1.0, length));
}

/// The 97.5 % quantile of the normal distribution: 95 % lie within so many standard deviations.
inline constexpr double normal_975 = 1.959963984540054;

/// The 97.5 % quantile of Student's t distribution, to 1e-5 or better. Up to ten degrees of freedom
/// from a table, beyond that by the expansion around the normal quantile of Abramowitz & Stegun
/// 1964, 26.7.5.
inline double student_t_975(std::size_t degrees_of_freedom) {
  RETROGAIT_ASSERT(degrees_of_freedom > 0, "Student's t needs at least one degree of freedom");
  constexpr std::array table{12.7062047, 4.3026527, 3.1824463, 2.7764451, 2.5705818,
                             2.4469118,  2.3646243, 2.3060041, 2.2621572, 2.2281389};
  if (degrees_of_freedom <= table.size()) return table[degrees_of_freedom - 1];
  const double n = static_cast<double>(degrees_of_freedom);
  constexpr double z = normal_975;
  const double z2 = z * z;
  const double g1 = z * (z2 + 1) / 4;
  const double g2 = z * ((5 * z2 + 16) * z2 + 3) / 96;
  const double g3 = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
  const double g4 = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
  return z + (g1 + (g2 + (g3 + g4 / n) / n) / n) / n;
}

/// Half the width of the 95 % confidence interval of a mean of n values (at least two) that have
/// this sample standard deviation: t · s / √n.
inline double mean_margin_95(double standard_deviation, std::size_t n) {
  RETROGAIT_ASSERT(n >= 2, "the confidence interval of a mean needs at least two values");
  return student_t_975(n - 1) * standard_deviation / std::sqrt(static_cast<double>(n));
}

namespace detail {

// ln Γ(x) for x > 0: the recurrence up to 10, Stirling's series from there (Abramowitz & Stegun
// 1964, 6.1.15 and 6.1.41). std::lgamma writes a global variable and so is not for two threads.
inline double log_gamma(double x) {
  double below = 0;
  for (; x < 10; x += 1) below += std::log(x);
  const double square = 1 / (x * x);
  const double series =
      (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680))) / x;
  constexpr double half_log_two_pi = 0.918938533204672742;
  return (x - 0.5) * std::log(x) - x + half_log_two_pi + series - below;
}

// The share of the χ² distribution below x, by the series of the incomplete gamma function
// (Abramowitz & Stegun 1964, 6.5.29).
inline double chi_square_below(double x, double degrees_of_freedom) {
  const double a = degrees_of_freedom / 2;
  const double y = x / 2;
  if (y <= 0) return 0;
  if (y > a + 10 * std::sqrt(a) + 40) return 1;  // nearer to 1 than 1e-9
  double term = 1 / a;
  double sum = term;
  for (double k = a + 1; term > 1e-16 * sum; k += 1) {
    term *= y / k;
    sum += term;
  }
  return sum * std::exp(a * std::log(y) - y - log_gamma(a));
}

}  // namespace detail

/// The margin of a sample standard deviation s as a multiple of s: the m for which s ± m s holds
/// the true one in 95 % of samples of normally distributed values. For many degrees of freedom it
/// is 1.96 / √(2 ν); few leave a doubt as large as the value: 1.09 at ν = 5, .71 at 8, .55 at 11,
/// .28 at 29, .14 at 99. From 1 on the interval begins below zero: there is no lower limit, and m
/// is the upper.
///
/// @param degrees_of_freedom  n - 1 for n independent values; need not be whole, at least 1
inline double stddev_margin_95(double degrees_of_freedom) {
  RETROGAIT_ASSERT(degrees_of_freedom >= 1, "a margin needs at least one degree of freedom");
  const double nu = degrees_of_freedom;
  const auto coverage = [nu](double m) {
    const double upper = m < 1 ? detail::chi_square_below(nu / ((1 - m) * (1 - m)), nu) : 1;
    return upper - detail::chi_square_below(nu / ((1 + m) * (1 + m)), nu);
  };
  double low = 0;
  double high = 16;  // 14.9 at one degree of freedom
  for (int i = 0; i < 50; ++i) {
    const double middle = (low + high) / 2;
    (coverage(middle) < 0.95 ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace retrogait

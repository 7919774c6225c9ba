#pragma once
// Quantiles of Fisher's F distribution.

#include <retrogait/core/assert.hpp>

#include <cmath>
#include <initializer_list>

namespace retrogait::detail {

// The continued fraction of the incomplete beta function (Abramowitz & Stegun 1964, 26.5.8) by
// Lentz's method; converges fast for x < (a + 1) / (a + b + 2).
inline double beta_fraction(double a, double b, double x) {
  constexpr double tiny = 1e-300;
  constexpr double enough = 1e-15;
  const auto away_from_zero = [](double v) { return std::abs(v) < tiny ? tiny : v; };
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double value = d;
  for (int m = 1; m <= 10000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    double factor = 1;
    for (const double term : {even, odd}) {
      d = 1 / away_from_zero(1 + term * d);
      c = away_from_zero(1 + term / c);
      factor = c * d;
      value *= factor;
    }
    if (std::abs(factor - 1) < enough) break;
  }
  return value;
}

// Regularized incomplete beta function; y is 1 - x, given apart as it may be tiny.
inline double regularized_beta(double a, double b, double x, double y) {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                a * std::log(x) + b * std::log(y));
  return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a
                                   : 1 - front * beta_fraction(b, a, y) / b;
}

// The value that F with these degrees of freedom (positive, not necessarily whole) stays below with
// that probability (0 to 1, both excluded), to some twelve digits: the distribution function,
// Abramowitz & Stegun 26.6.2, inverted by bisection of its logarithm.
inline double fisher_quantile(double probability, double numerator, double denominator) {
  RETROGAIT_ASSERT(probability > 0 && probability < 1, "a quantile's probability lies inside 0, 1");
  RETROGAIT_ASSERT(numerator > 0 && denominator > 0, "degrees of freedom are positive");
  double low = -600;
  double high = 600;
  for (int i = 0; i < 70; ++i) {
    const double middle = (low + high) / 2;
    const double f = numerator * std::exp(middle);
    const double sum = f + denominator;
    const double below =
        regularized_beta(numerator / 2, denominator / 2, f / sum, denominator / sum);
    (below < probability ? low : high) = middle;
  }
  return std::exp((low + high) / 2);
}

}  // namespace retrogait::detail

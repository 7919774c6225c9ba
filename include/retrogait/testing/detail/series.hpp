#pragma once
/// @file
/// Fourier series over the stride, evaluated with their derivatives.

#include <retrogait/testing/detail/gait_templates.hpp>
#include <retrogait/testing/detail/jet.hpp>

#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>

namespace retrogait::testing::detail {

inline constexpr double radians_per_degree = std::numbers::pi / 180.0;

/// cos and sin of every multiple of an angle, computed once and shared by all series.
class trig_table {
 public:
  explicit trig_table(double angle) {
    const std::complex<double> unit(std::cos(angle), std::sin(angle));
    std::complex<double> power = 1.0;
    for (std::size_t n = 0; n <= max_harmonic; ++n) {
      cos_[n] = power.real();
      sin_[n] = power.imag();
      // Written out: operator* of std::complex checks for NaN and infinity on every call.
      power = {power.real() * unit.real() - power.imag() * unit.imag(),
               power.real() * unit.imag() + power.imag() * unit.real()};
    }
  }
  double cos(std::size_t n) const { return cos_[n]; }
  double sin(std::size_t n) const { return sin_[n]; }

 private:
  std::array<double, max_harmonic + 1> cos_{};
  std::array<double, max_harmonic + 1> sin_{};
};

class series {
 public:
  series() = default;
  explicit series(const harmonics& list, double scale = 1.0, double mean = 0.0) {
    coefficients_[0] = mean;
    for (const harmonic& h : list) {
      add(h.n, scale * std::polar(h.amplitude, h.phase_deg * radians_per_degree));
    }
  }

  void add(int n, std::complex<double> c) {
    coefficients_[static_cast<std::size_t>(n)] += c;
    if (n > highest_) highest_ = n;
  }

  /// Adds Re(factor(n) * c_n * exp(i n theta)) for every harmonic of the other series.
  template <class Factor>
  series& add_scaled(const series& other, Factor factor) {
    for (int n = 1; n <= other.highest_; ++n) add(n, factor(n) * other.coefficient(n));
    return *this;
  }

  std::complex<double> coefficient(int n) const {
    return coefficients_[static_cast<std::size_t>(n)];
  }
  int highest() const { return highest_; }

  /// Re(sum of c_n exp(i n theta)), theta a function of time and the table made for theta.x.
  jet operator()(jet theta, const trig_table& trig) const {
    double f = coefficients_[0].real();
    double df = 0;
    double ddf = 0;
    for (std::size_t n = 1; n <= static_cast<std::size_t>(highest_); ++n) {
      const double re = coefficients_[n].real();
      const double im = coefficients_[n].imag();
      const double value = re * trig.cos(n) - im * trig.sin(n);
      const double slope = -re * trig.sin(n) - im * trig.cos(n);
      const double order = static_cast<double>(n);
      f += value;
      df += order * slope;
      ddf -= order * order * value;
    }
    return chain(theta, f, df, ddf);
  }

 private:
  std::array<std::complex<double>, max_harmonic + 1> coefficients_{};
  int highest_ = 0;
};

}  // namespace retrogait::testing::detail

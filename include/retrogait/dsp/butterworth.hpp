#pragma once
/// @file
/// Butterworth filters as second-order sections, designed from the analogue prototype by the
/// bilinear transform with prewarped cutoffs (Oppenheim & Schafer, Discrete-Time Signal Processing,
/// 3rd edition, section 7.2 and appendix B.1).
///
/// Cutoffs are where the gain is 1/√2 (-3 dB). All of them lie above 0 and below half the rate.
/// Errors: config_error that names every parameter that is wrong.

#include <retrogait/core/errors.hpp>
#include <retrogait/dsp/detail/checks.hpp>
#include <retrogait/dsp/sos.hpp>

#include <cmath>
#include <complex>
#include <numbers>
#include <utility>

namespace retrogait::dsp {

namespace detail {

/// The frequency of the analogue filter that s = (1 - z⁻¹) / (1 + z⁻¹) maps onto frequency_hz.
inline double prewarped(double frequency_hz, double rate_hz) {
  return std::tan(std::numbers::pi * frequency_hz / rate_hz);
}

/// Pole k of the prototype with cutoff 1, counted from the one nearest to the negative real axis;
/// one of each conjugate pair. For odd orders pole 0 is the real one, -1.
inline std::complex<double> prototype_pole(int order, int k) {
  const double step = std::numbers::pi / order;
  const double from_real_axis = order % 2 == 1 ? k * step : (k + 0.5) * step;
  return -std::polar(1.0, from_real_axis);
}

/// (b0 + b1 s + b2 s²) / (a0 + a1 s + s²) under s = (1 - z⁻¹) / (1 + z⁻¹).
inline second_order_section bilinear(double b0, double b1, double b2, double a0, double a1) {
  const double scale = 1 / (1 + a1 + a0);
  return {(b2 + b1 + b0) * scale, 2 * (b0 - b2) * scale, (b2 - b1 + b0) * scale,
          2 * (a0 - 1) * scale, (1 - a1 + a0) * scale};
}

/// (b0 + b1 s) / (a0 + s) likewise.
inline second_order_section bilinear_first_order(double b0, double b1, double a0) {
  const double scale = 1 / (1 + a0);
  return {(b0 + b1) * scale, (b0 - b1) * scale, 0, (a0 - 1) * scale, 0};
}

inline sos_filter butterworth_one_sided(int order, double cutoff_hz, double rate_hz,
                                        bool highpass) {
  issues found;
  check_order(found, order, 2 * static_cast<int>(max_sections));
  check_rate(found, rate_hz);
  check_cutoff(found, "cutoff_hz", cutoff_hz, rate_hz);
  throw_if_any(std::move(found));

  const double w = prewarped(cutoff_hz, rate_hz);
  sos_filter filter;
  for (int k = 0; k < (order + 1) / 2; ++k) {
    if (order % 2 == 1 && k == 0) {
      filter.push_back(highpass ? bilinear_first_order(0, 1, w) : bilinear_first_order(w, 0, w));
      continue;
    }
    // Mirroring the prototype's poles at the unit circle, as the high-pass needs, leaves them in
    // place but for conjugation: both have the denominator s² - 2 Re(p) w s + w².
    const double damping = -2 * prototype_pole(order, k).real() * w;
    filter.push_back(highpass ? bilinear(0, 0, 1, w * w, damping)
                              : bilinear(w * w, 0, 0, w * w, damping));
  }
  return filter;
}

}  // namespace detail

/// Low-pass of order 1 to 16; gain 1 at 0 Hz.
inline sos_filter butterworth_lowpass(int order, double cutoff_hz, double rate_hz) {
  return detail::butterworth_one_sided(order, cutoff_hz, rate_hz, false);
}

/// High-pass of order 1 to 16; gain 1 at half the rate, 0 at 0 Hz.
inline sos_filter butterworth_highpass(int order, double cutoff_hz, double rate_hz) {
  return detail::butterworth_one_sided(order, cutoff_hz, rate_hz, true);
}

/// Band-pass between low_hz and high_hz. The order, 1 to 8, is that of the low-pass prototype, as
/// in SciPy: the filter has twice as many poles, and each flank falls like one of that order.
inline sos_filter butterworth_bandpass(int order, double low_hz, double high_hz, double rate_hz) {
  issues found;
  detail::check_order(found, order, static_cast<int>(max_sections));
  detail::check_rate(found, rate_hz);
  detail::check_band(found, low_hz, high_hz, rate_hz);
  throw_if_any(std::move(found));

  const double low = detail::prewarped(low_hz, rate_hz);
  const double high = detail::prewarped(high_hz, rate_hz);
  const double centre_squared = low * high;
  const double width = high - low;
  const double centre_hz = std::atan(std::sqrt(centre_squared)) * rate_hz / std::numbers::pi;

  sos_filter filter;
  // s → (s² + centre²) / (width s) turns a pole p of the prototype into the two roots of
  // s² - p width s + centre². Each root makes a section with its conjugate and the zeros 0 and ∞.
  const auto add = [&](double product_of_roots, double sum_of_roots) {
    second_order_section s = detail::bilinear(0, 1, 0, product_of_roots, -sum_of_roots);
    const double gain = std::abs(response(s, centre_hz, rate_hz));
    s.b0 /= gain;
    s.b2 /= gain;
    filter.push_back(s);
  };
  for (int k = 0; k < (order + 1) / 2; ++k) {
    const std::complex<double> half_sum = detail::prototype_pole(order, k) * width / 2.0;
    if (order % 2 == 1 && k == 0) {
      add(centre_squared, 2 * half_sum.real());
      continue;
    }
    // The larger root by the sign that does not cancel, the smaller from the product of both.
    const std::complex<double> root = std::sqrt(half_sum * half_sum - centre_squared);
    const std::complex<double> larger =
        std::norm(half_sum + root) > std::norm(half_sum - root) ? half_sum + root : half_sum - root;
    const std::complex<double> smaller = centre_squared / larger;
    add(std::norm(smaller), 2 * smaller.real());
    add(std::norm(larger), 2 * larger.real());
  }
  return filter;
}

}  // namespace retrogait::dsp

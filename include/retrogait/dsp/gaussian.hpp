#pragma once
/// @file
/// The Gaussian and its slope as symmetric FIR filters: smoothing, and the wavelet "gaus1", live.

#include <retrogait/core/errors.hpp>
#include <retrogait/dsp/detail/checks.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace retrogait::dsp {

/// Taps, to be used as those of fir.hpp, that smooth with the Gaussian exp(-t²/(2 sigma²))
/// (derivative 0, gain 1 at 0 Hz) or give the smoothed signal's slope per second (derivative 1,
/// exact for a straight line). The response of the untruncated Gaussian is exp(-2 (π f sigma)²):
/// down by 3 dB at 0.1325 / sigma_s.
///
/// The continuous wavelet transform with "gaus1", ψ(x) ∝ x exp(-x²), at scale a is, up to a factor,
/// this slope with sigma = a/√2.
///
/// Length: odd; 3 or more sigma on either side keep what is cut off below 0.3 %.
/// Errors: config_error that names every parameter that is wrong.
inline std::vector<double> fir_gaussian(int length, int derivative, double sigma_s,
                                        double rate_hz) {
  issues found;
  detail::check_length(found, length);
  detail::check_rate(found, rate_hz);
  if (derivative < 0 || derivative > 1) found.push_back({"derivative", "is neither 0 nor 1"});
  if (derivative == 1 && length < 3) {
    found.push_back({"length", std::to_string(length) + " is too short for a slope"});
  }
  if (!(sigma_s > 0) || !std::isfinite(sigma_s)) {
    found.push_back({"sigma_s", std::to_string(sigma_s) + " is not above 0"});
  }
  throw_if_any(std::move(found));
  std::vector<double> taps(static_cast<std::size_t>(length));
  const int half = length / 2;
  double unit = 0;
  for (int k = -half; k <= half; ++k) {
    // Tap k weighs the value from k samples before the middle on, the newest one first.
    const double ago_s = k / rate_hz;
    const double bell = std::exp(-0.5 * ago_s * ago_s / (sigma_s * sigma_s));
    const double tap = derivative == 0 ? bell : -ago_s * bell;
    taps[static_cast<std::size_t>(k + half)] = tap;
    unit += derivative == 0 ? tap : -ago_s * tap;
  }
  for (double& tap : taps) tap /= unit;
  return taps;
}

}  // namespace retrogait::dsp

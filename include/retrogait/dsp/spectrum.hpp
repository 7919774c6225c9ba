#pragma once
/// @file
/// Spectra of uniformly sampled signals.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/errors.hpp>
#include <retrogait/dsp/detail/checks.hpp>

#include <Eigen/Core>
#include <unsupported/Eigen/FFT>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <span>
#include <string>
#include <vector>

namespace retrogait::dsp {

struct welch_params {
  /// Samples a second of the signal.
  double rate_hz = 100;
  /// Values in a segment; longer ones tell frequencies apart better (rate_hz / segment_length) and
  /// average less. A signal shorter than this is one segment. The default is SciPy's.
  int segment_length = 256;

  issues validate() const {
    issues found;
    detail::check_rate(found, rate_hz);
    if (segment_length < 2) {
      found.push_back({"segment_length", std::to_string(segment_length) + " is below 2"});
    }
    return found;
  }
};

/// One-sided: from 0 Hz to half the rate. Density in (unit of the signal)² / Hz.
template <class Scalar>
struct spectral_density {
  std::vector<double> frequency_hz;
  std::vector<Scalar> density;
};

/// Cross spectral density of two signals of the same length (two values or more): Hann windows with
/// half overlap, each segment's mean removed, periodograms averaged (Welch 1967, IEEE Transactions
/// on Audio and Electroacoustics 15, 70–73). The same as scipy.signal.csd(x, y): its phase is that
/// of y minus that of x.
/// Errors: config_error from the params.
inline spectral_density<std::complex<double>> cross_spectrum(std::span<const double> x,
                                                             std::span<const double> y,
                                                             const welch_params& params = {}) {
  throw_if_any(params.validate());
  RETROGAIT_ASSERT(x.size() == y.size(), "the two signals differ in length");
  RETROGAIT_ASSERT(x.size() >= 2, "a spectrum needs at least two values");

  const auto total = static_cast<Eigen::Index>(x.size());
  const Eigen::Index length = std::min<Eigen::Index>(params.segment_length, total);
  const Eigen::Index step = length - length / 2;
  const Eigen::Index bins = length / 2 + 1;

  Eigen::ArrayXd window(length);
  for (Eigen::Index i = 0; i < length; ++i) {
    window[i] = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) /
                                     static_cast<double>(length));
  }

  Eigen::FFT<double> fft;
  fft.SetFlag(Eigen::FFT<double>::HalfSpectrum);
  Eigen::VectorXd windowed(length);
  const auto transform = [&](std::span<const double> signal, Eigen::Index first,
                             Eigen::VectorXcd& spectrum) {
    const Eigen::Map<const Eigen::ArrayXd> segment(signal.data() + first, length);
    windowed = (segment - segment.mean()) * window;
    fft.fwd(spectrum, windowed);
  };

  Eigen::ArrayXcd sum = Eigen::ArrayXcd::Zero(bins);
  Eigen::VectorXcd spectrum_x;
  Eigen::VectorXcd spectrum_y;
  const bool same = x.data() == y.data();
  Eigen::Index segments = 0;
  for (Eigen::Index first = 0; first + length <= total; first += step, ++segments) {
    transform(x, first, spectrum_x);
    if (same) {
      sum += spectrum_x.array().abs2();
    } else {
      transform(y, first, spectrum_y);
      sum += spectrum_x.array().conjugate() * spectrum_y.array();
    }
  }

  // Each bin between 0 Hz and half the rate also stands for its negative frequency.
  sum /= params.rate_hz * window.square().sum() * static_cast<double>(segments);
  sum.segment(1, (length - 1) / 2) *= 2;

  spectral_density<std::complex<double>> result;
  result.density.assign(sum.data(), sum.data() + bins);
  for (Eigen::Index k = 0; k < bins; ++k) {
    result.frequency_hz.push_back(static_cast<double>(k) * params.rate_hz /
                                  static_cast<double>(length));
  }
  return result;
}

/// Power spectral density, as scipy.signal.welch: cross_spectrum of the signal with itself.
inline spectral_density<double> power_spectrum(std::span<const double> x,
                                               const welch_params& params = {}) {
  spectral_density<std::complex<double>> cross = cross_spectrum(x, x, params);
  spectral_density<double> result{std::move(cross.frequency_hz), {}};
  result.density.reserve(cross.density.size());
  for (const std::complex<double>& d : cross.density) result.density.push_back(d.real());
  return result;
}

/// The Fourier coefficient of the signal at any one frequency: (1/N) Σ x[n] exp(-2πi f n / rate).
/// A cosine of amplitude A at f over whole periods gives A/2, with the phase that it has at the
/// first value. Nothing is removed or windowed.
inline std::complex<double> fourier_at(std::span<const double> x, double rate_hz,
                                       double frequency_hz) {
  RETROGAIT_ASSERT(!x.empty(), "a Fourier coefficient needs at least one value");
  const double angle = -2 * std::numbers::pi * frequency_hz / rate_hz;
  const std::complex<double> turn = std::polar(1.0, angle);
  std::complex<double> sum = 0;
  std::complex<double> phasor;
  for (std::size_t n = 0; n < x.size(); ++n) {
    // One multiplication a value; set anew now and then so that rounding does not add up.
    phasor = n % 64 == 0 ? std::polar(1.0, angle * static_cast<double>(n)) : phasor * turn;
    sum += x[n] * phasor;
  }
  return sum / static_cast<double>(x.size());
}

}  // namespace retrogait::dsp

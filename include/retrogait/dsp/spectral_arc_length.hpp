#pragma once
/// @file
/// The spectral arc length: how smooth a movement is, from how even its spectrum is.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/dsp/detail/checks.hpp>

#include <Eigen/Core>
#include <unsupported/Eigen/FFT>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <vector>

namespace retrogait::dsp {

struct spectral_arc_length_params {
  /// Samples a second of the signal.
  double rate_hz = 100;
  /// Highest frequency that is looked at, in Hz; above half the rate: all that there is. A higher
  /// one sees more of the movement and more of the noise. [10 Hz: default of the authors' published
  /// code]
  double highest_hz = 10;
  /// The spectrum is followed up to the last frequency at which it reaches this share of its
  /// highest value; a lower share follows it further. [0.05: Balasubramanian et al. 2015]
  double least_share = 0.05;
  /// Zeros are added until the signal is 2^padding times as long as the next power of two, so that
  /// the arc is drawn finely. [4: Balasubramanian et al. 2015]
  int padding = 4;

  issues validate() const {
    issues found;
    detail::check_rate(found, rate_hz);
    if (!(highest_hz > 0)) {
      found.push_back({"highest_hz", std::to_string(highest_hz) + " Hz is not above 0"});
    }
    if (!(least_share > 0 && least_share < 1)) {
      found.push_back({"least_share", std::to_string(least_share) + " is not between 0 and 1"});
    }
    if (padding < 0 || padding > 10) {
      found.push_back({"padding", std::to_string(padding) + " is not in 0 to 10"});
    }
    return found;
  }
};

/// SPARC after Balasubramanian, Melendez-Calderon, Roby-Brami & Burdet 2015 (J NeuroEng Rehabil
/// 12:112), as in the authors' published code: the magnitude of the spectrum over its highest
/// value, against the frequency over the range that is followed; minus the length of that curve. At
/// most -1; the further below, the less smooth. Without unit, and the same for a signal times a
/// factor.
///
/// @param x  the profile of a movement: a speed, or a magnitude of acceleration; its mean stays in
/// @return too_few_values below two values; degenerate where nothing varies, or where the spectrum
///         reaches the share at one frequency alone
/// Errors: config_error from the params.
inline measured<double> spectral_arc_length(std::span<const double> x,
                                            const spectral_arc_length_params& params = {}) {
  throw_if_any(params.validate());
  if (x.size() < 2) return measured<double>::not_computable(reason::too_few_values, x.size(), 2);
  const auto [lowest, highest] = std::minmax_element(x.begin(), x.end());
  if (!(*highest > *lowest)) return measured<double>::not_computable(reason::degenerate, x.size());

  std::size_t length = 1;
  while (length < x.size()) length *= 2;
  length <<= params.padding;
  std::vector<double> padded(length, 0.0);
  std::copy(x.begin(), x.end(), padded.begin());
  Eigen::FFT<double> fft;
  fft.SetFlag(Eigen::FFT<double>::HalfSpectrum);
  std::vector<std::complex<double>> spectrum;
  fft.fwd(spectrum, padded);

  double peak = 0;
  for (const std::complex<double>& s : spectrum) peak = (std::max)(peak, std::abs(s));
  const double step_hz = params.rate_hz / static_cast<double>(length);
  std::vector<double> share;
  for (const std::complex<double>& s : spectrum) {
    if (static_cast<double>(share.size()) * step_hz > params.highest_hz) break;
    share.push_back(std::abs(s) / peak);
  }
  const auto reaches = [&](double s) { return s >= params.least_share; };
  const auto first = std::find_if(share.begin(), share.end(), reaches);
  const auto last = std::find_if(share.rbegin(), std::make_reverse_iterator(first), reaches).base();
  const auto steps = last - first - 1;
  if (steps < 1) return measured<double>::not_computable(reason::degenerate, x.size());

  double arc = 0;
  for (auto s = first; s + 1 != last; ++s)
    arc += std::hypot(1.0 / static_cast<double>(steps), s[1] - s[0]);
  return measured<double>::of(-arc, x.size());
}

}  // namespace retrogait::dsp

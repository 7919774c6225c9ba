#pragma once
/// @file
/// Symmetric FIR filters: design by the windowed sinc, smoothing and slope by least squares, and
/// the kernel. Their delay is the same for all frequencies, half their length, so that a result can
/// be given the time it belongs to and the live result equals that of the whole recording.
///
/// A design is a list of taps, an odd number of them: `y[i] = Σ taps[k] x[i - k]`.
/// Errors: config_error that names every parameter that is wrong.

#include <retrogait/core/errors.hpp>
#include <retrogait/dsp/detail/checks.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <complex>
#include <concepts>
#include <cstddef>
#include <numbers>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace retrogait::dsp {

/// How a sinc is faded out: make one with hamming() or kaiser().
struct fir_window {
  enum class shape { hamming, kaiser };
  shape kind = shape::hamming;
  double beta = 0;  ///< of the Kaiser window: larger is a wider transition with less leakage

  friend bool operator==(const fir_window&, const fir_window&) = default;
};

/// About 53 dB of attenuation in the stop band.
constexpr fir_window hamming() {
  return {};
}

constexpr fir_window kaiser(double beta) {
  return {fir_window::shape::kaiser, beta};
}

/// The beta that gives a windowed sinc this attenuation in the stop band (Kaiser 1974, as in
/// Oppenheim & Schafer, equation 7.75).
inline double kaiser_beta(double attenuation_db) {
  const double a = attenuation_db;
  if (a > 50) return 0.1102 * (a - 8.7);
  if (a > 21) return 0.5842 * std::pow(a - 21, 0.4) + 0.07886 * (a - 21);
  return 0;
}

/// The smallest odd length that reaches the attenuation with a transition of that width
/// (Oppenheim & Schafer, equation 7.76).
inline int kaiser_length(double attenuation_db, double transition_hz, double rate_hz) {
  issues found;
  detail::check_rate(found, rate_hz);
  detail::check_cutoff(found, "transition_hz", transition_hz, rate_hz);
  throw_if_any(std::move(found));
  const double width = 2 * std::numbers::pi * transition_hz / rate_hz;
  const int length =
      (std::max)(1, static_cast<int>(std::ceil((attenuation_db - 7.95) / (2.285 * width))) + 1);
  return length + (length % 2 == 0);
}

namespace detail {

/// Modified Bessel function of the first kind, order 0, by its power series.
inline double bessel_i0(double x) {
  double term = 1;
  double sum = 1;
  for (int k = 1; term > sum * 1e-17; ++k) {
    term *= (x / (2 * k)) * (x / (2 * k));
    sum += term;
  }
  return sum;
}

/// The window at the offset -1 (first tap) to 1 (last tap).
inline double window_at(const fir_window& window, double offset) {
  if (window.kind == fir_window::shape::hamming) {
    return 0.54 + 0.46 * std::cos(std::numbers::pi * offset);
  }
  const double inside = (std::max)(0.0, 1 - offset * offset);
  return bessel_i0(window.beta * std::sqrt(inside)) / bessel_i0(window.beta);
}

/// sin(πx) / (πx)
inline double sinc(double x) {
  return x == 0 ? 1.0 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

/// The band from low to high, both as shares of half the rate, scaled to gain 1 at the frequency
/// unit_gain.
inline std::vector<double> windowed_sinc(int length, double low, double high, double unit_gain,
                                         const fir_window& window) {
  std::vector<double> taps(static_cast<std::size_t>(length));
  const int half = length / 2;
  double gain = 0;
  for (int k = -half; k <= half; ++k) {
    const double ideal = high * sinc(high * k) - low * sinc(low * k);
    const double tap = ideal * (half == 0 ? 1.0 : window_at(window, double(k) / half));
    taps[static_cast<std::size_t>(k + half)] = tap;
    gain += tap * std::cos(std::numbers::pi * unit_gain * k);
  }
  for (double& tap : taps) tap /= gain;
  return taps;
}

}  // namespace detail

/// Gain 1 at 0 Hz, 1/2 at the cutoff.
inline std::vector<double> fir_lowpass(int length, double cutoff_hz, double rate_hz,
                                       const fir_window& window = hamming()) {
  issues found;
  detail::check_length(found, length);
  detail::check_rate(found, rate_hz);
  detail::check_cutoff(found, "cutoff_hz", cutoff_hz, rate_hz);
  throw_if_any(std::move(found));
  return detail::windowed_sinc(length, 0, 2 * cutoff_hz / rate_hz, 0, window);
}

/// Gain 1 at half the rate, 1/2 at the cutoff, nearly 0 at 0 Hz (the leakage of the window).
inline std::vector<double> fir_highpass(int length, double cutoff_hz, double rate_hz,
                                        const fir_window& window = hamming()) {
  issues found;
  detail::check_length(found, length);
  detail::check_rate(found, rate_hz);
  detail::check_cutoff(found, "cutoff_hz", cutoff_hz, rate_hz);
  throw_if_any(std::move(found));
  return detail::windowed_sinc(length, 2 * cutoff_hz / rate_hz, 1, 1, window);
}

/// Gain 1 half-way between the cutoffs, 1/2 at each of them if they lie further apart than the
/// transition is wide.
inline std::vector<double> fir_bandpass(int length, double low_hz, double high_hz, double rate_hz,
                                        const fir_window& window = hamming()) {
  issues found;
  detail::check_length(found, length);
  detail::check_rate(found, rate_hz);
  detail::check_band(found, low_hz, high_hz, rate_hz);
  throw_if_any(std::move(found));
  const double low = 2 * low_hz / rate_hz;
  const double high = 2 * high_hz / rate_hz;
  return detail::windowed_sinc(length, low, high, (low + high) / 2, window);
}

/// Fits a polynomial to `length` values by least squares and gives the fit (derivative 0) or its
/// slope per second (derivative 1) in their middle: Savitzky & Golay 1964 (Analytical Chemistry 36,
/// 1627–1639), computed from orthogonal polynomials instead of tables. The order is 0 to 8 and
/// below the length; a slope needs at least order 1.
inline std::vector<double> fir_savitzky_golay(int length, int order, int derivative,
                                              double rate_hz) {
  issues found;
  detail::check_length(found, length);
  detail::check_rate(found, rate_hz);
  if (derivative < 0 || derivative > 1) found.push_back({"derivative", "is neither 0 nor 1"});
  if (order < derivative || order > 8 || order >= length) {
    found.push_back({"order", std::to_string(order) + " is not between the derivative and 8 and " +
                                  "below the length"});
  }
  throw_if_any(std::move(found));

  // p[k+1](x) = x p[k](x) - β[k] p[k-1](x) on x = -half … half; the fit at 0 is
  // Σ p[k](0) Σ p[k](x) y(x) / Σ p[k](x)².
  const int half = length / 2;
  const Eigen::ArrayXd x = Eigen::ArrayXd::LinSpaced(length, -half, half);
  Eigen::ArrayXd before = Eigen::ArrayXd::Zero(length);
  Eigen::ArrayXd p = Eigen::ArrayXd::Ones(length);
  Eigen::ArrayXd fit = Eigen::ArrayXd::Zero(length);
  double slope_before = 0;
  double slope = 0;
  double norm_before = 1;
  for (int k = 0; k <= order; ++k) {
    const double norm = p.square().sum();
    fit += (derivative == 0 ? p[half] : slope) / norm * p;
    const double beta = k == 0 ? 0 : norm / norm_before;
    const double next_slope = p[half] - beta * slope_before;
    const Eigen::ArrayXd next = x * p - beta * before;
    before = std::exchange(p, next);
    slope_before = std::exchange(slope, next_slope);
    norm_before = norm;
  }

  // The fit weighs the values in order of time; taps begin with the newest.
  const double unit = derivative == 0 ? 1.0 : rate_hz;
  std::vector<double> taps(static_cast<std::size_t>(length));
  for (int k = 0; k < length; ++k) taps[static_cast<std::size_t>(k)] = unit * fit[length - 1 - k];
  return taps;
}

/// The complex gain of the taps for a steady sine, their delay of (length - 1) / 2 samples
/// included.
inline std::complex<double> fir_response(std::span<const double> taps, double frequency_hz,
                                         double rate_hz) {
  const double w = 2 * std::numbers::pi * frequency_hz / rate_hz;
  std::complex<double> sum = 0;
  for (std::size_t k = 0; k < taps.size(); ++k) {
    sum += taps[k] * std::polar(1.0, -w * static_cast<double>(k));
  }
  return sum;
}

/// A sample map with linear phase: what it returns belongs to the value that came in
/// delay_samples() calls ago. Takes its memory at construction; no heap afterwards but in copies.
///
/// Taps and state are kept in T, and the sum runs over contiguous memory in the same order whatever
/// came before, so equal inputs give equal bits.
template <std::floating_point T = double>
class fir {
 public:
  /// Starts at rest, as if all earlier values had been 0.
  /// Errors: config_error unless the taps are odd in number and symmetric or antisymmetric.
  explicit fir(std::span<const double> taps)
      : taps_(taps.rbegin(), taps.rend()), history_(2 * taps.size()) {
    throw_if_any(check(taps));
  }

  T operator()(T x) {
    // Every value is written twice, one length apart, so that the newest taps_.size() values
    // always lie side by side, oldest first.
    const std::size_t length = taps_.size();
    history_[next_] = history_[next_ + length] = x;
    next_ = next_ + 1 == length ? 0 : next_ + 1;
    using column = Eigen::Matrix<T, Eigen::Dynamic, 1>;
    const auto n = static_cast<Eigen::Index>(length);
    return Eigen::Map<const column>(taps_.data(), n)
        .dot(Eigen::Map<const column>(history_.data() + next_, n));
  }

  std::size_t delay_samples() const { return taps_.size() / 2; }

  /// Back to rest.
  void reset() { prime(0); }

  /// As if all earlier values had been x.
  void prime(T x) {
    std::fill(history_.begin(), history_.end(), x);
    next_ = 0;
  }

  friend bool operator==(const fir&, const fir&) = default;

 private:
  static issues check(std::span<const double> taps) {
    if (taps.size() % 2 == 0) return {{"taps", "are not odd in number"}};
    double largest = 0;
    for (double tap : taps) {
      if (!std::isfinite(tap)) return {{"taps", "hold a value that is not finite"}};
      largest = (std::max)(largest, std::abs(tap));
    }
    const double rounding = 1e-9 * largest;
    bool symmetric = true;
    bool antisymmetric = true;
    for (std::size_t k = 0; k < taps.size(); ++k) {
      const double mirrored = taps[taps.size() - 1 - k];
      symmetric = symmetric && std::abs(taps[k] - mirrored) <= rounding;
      antisymmetric = antisymmetric && std::abs(taps[k] + mirrored) <= rounding;
    }
    if (!symmetric && !antisymmetric) {
      return {{"taps", "are neither symmetric nor antisymmetric about their middle"}};
    }
    return {};
  }

  std::vector<T> taps_;     // in order of time: the tap of the oldest value first
  std::vector<T> history_;  // twice the length of the taps
  std::size_t next_ = 0;
};

}  // namespace retrogait::dsp

#pragma once
/// @file
/// Harmonic ratios of the trunk's acceleration: how alike the two steps of a stride are.

#include <retrogait/core/measured.hpp>
#include <retrogait/core/units.hpp>
#include <retrogait/metrics/bout_signal.hpp>
#include <retrogait/metrics/detail/stride_cells.hpp>
#include <retrogait/metrics/detail/stride_values.hpp>
#include <retrogait/metrics/trunk_axis.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

namespace retrogait {

/// Fewest strides for a harmonic ratio. [engineering choice, as for regularity]
inline constexpr std::size_t least_strides_for_harmonic_ratio = 6;

struct harmonic_ratio {
  measured<quantity<units::one>> ratio;         ///< above 1: more alike than not; has no upper end
  measured<quantity<units::percent>> improved;  ///< 0 to 100
};

struct harmonic_ratios {
  harmonic_ratio vertical;
  harmonic_ratio forward;
  harmonic_ratio left;
};

namespace detail {

/// The amplitudes of the harmonics of one stride, along three axes, by least squares.
class stride_harmonics {
 public:
  static constexpr int most = 20;

  /// How many harmonics the stride has: 20, or fewer where the twentieth lies above 0.4 of the grid's
  /// rate; always an even number, so that either kind has as many.
  static int count_for(double duration_s, double rate_hz) {
    const double below = std::floor(0.4 * rate_hz * duration_s + 1e-6);
    const int count = static_cast<int>(std::clamp(below, 0.0, static_cast<double>(most)));
    return count - count % 2;
  }

  /// The cells of one stride; a series may be empty.
  stride_harmonics(const std::array<std::span<const double>, 3>& series, const stride_cells& cells,
                   const stride& s, double first_cell_s, double rate_hz)
      : count_(count_for(s.duration_s(), rate_hz)) {
    const Eigen::Index unknowns = 2 * count_ + 1;
    // Sums over the cells of exp(i j φ), j = 0 … 2 count: all that the normal equations are made of.
    std::array<std::complex<double>, 2 * most + 1> sums{};
    rows right = rows::Zero(unknowns, 3);
    for (std::size_t n = 0; n < cells.count; ++n) {
      const double time_s =
          first_cell_s + static_cast<double>(cells.first + n) / rate_hz - s.start_s;
      const std::complex<double> turn =
          std::polar(1.0, 2 * std::numbers::pi * time_s / s.duration_s());
      std::complex<double> power(1, 0);
      std::array<double, 3> x{};
      for (std::size_t a = 0; a < 3; ++a) {
        if (!series[a].empty()) x[a] = series[a][cells.first + n];
      }
      for (int j = 0; j <= 2 * count_; ++j) {
        sums[static_cast<std::size_t>(j)] += power;
        if (j <= count_) add(right, j, power, x);
        power *= turn;
      }
    }
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor, 2 * most + 1,
                  2 * most + 1>
        normal(unknowns, unknowns);
    const auto sum = [&](int j) {
      const std::complex<double> s_j = sums[static_cast<std::size_t>(std::abs(j))];
      return j < 0 ? std::conj(s_j) : s_j;
    };
    for (int j = 0; j <= count_; ++j) {
      for (int k = 0; k <= count_; ++k) {
        const std::complex<double> less = sum(j - k);
        const std::complex<double> more = sum(j + k);
        normal(cosine(j), cosine(k)) = (less.real() + more.real()) / 2;
        if (j == 0) continue;
        normal(sine(j), cosine(k)) = (more.imag() + less.imag()) / 2;
        if (k == 0) continue;
        normal(sine(j), sine(k)) = (less.real() - more.real()) / 2;
      }
    }
    for (int j = 0; j <= count_; ++j) {
      for (int k = 1; k <= count_; ++k) normal(cosine(j), sine(k)) = normal(sine(k), cosine(j));
    }
    const rows found = normal.llt().solve(right);
    for (int k = 1; k <= count_; ++k) {
      for (int a = 0; a < 3; ++a) {
        amplitudes_[static_cast<std::size_t>(a)][static_cast<std::size_t>(k - 1)] =
            std::hypot(found(cosine(k), a), found(sine(k), a));
      }
    }
  }

  /// Sum of f(amplitude) over the even harmonics and over the odd ones.
  struct parts {
    double even = 0;
    double odd = 0;
  };
  template <class F>
  parts sum_of(std::size_t axis, F f) const {
    parts p;
    for (int k = 1; k <= count_; ++k) {
      (k % 2 == 0 ? p.even : p.odd) += f(amplitudes_[axis][static_cast<std::size_t>(k - 1)]);
    }
    return p;
  }

 private:
  using rows = Eigen::Matrix<double, Eigen::Dynamic, 3, Eigen::ColMajor, 2 * most + 1, 3>;

  static Eigen::Index cosine(int k) { return k == 0 ? 0 : 2 * k - 1; }
  static Eigen::Index sine(int k) { return 2 * k; }

  static void add(rows& right, int j, std::complex<double> wave, const std::array<double, 3>& x) {
    for (int a = 0; a < 3; ++a) {
      const double value = x[static_cast<std::size_t>(a)];
      right(cosine(j), a) += wave.real() * value;
      if (j > 0) right(sine(j), a) += wave.imag() * value;
    }
  }

  int count_;
  std::array<std::array<double, most>, 3> amplitudes_{};
};

}  // namespace detail

/// metric::harmonic_ratio_v, _ap, _ml and metric::improved_harmonic_ratio_v, _ap, _ml: means over the
/// strides of the bout, with the margin of the mean.
///
/// In a stride whose two steps are alike, the vertical and the antero-posterior acceleration repeat
/// with every step and consist of even harmonics of the stride's frequency; the mediolateral one turns
/// its sign from step to step and consists of odd ones. These are the intrinsic harmonics. With the
/// amplitudes A_k of the harmonics 1 to 20 of each stride:
///
///     HR = Σ A_intrinsic / Σ A_other   (Menz, Lord & Fitzpatrick 2003; Bellanca 2013),
///     iHR = 100 Σ A²_intrinsic / Σ A²  (Pasciuto 2017).
///
/// HR has a long tail upward, as its denominator is small in even walking; iHR has none, and is to be
/// preferred for comparisons (Pasciuto 2017). Neither is a measure of how steady one walks.
///
/// A stride runs from contact to contact of a foot and is hardly ever a whole number of grid cells.
/// So the harmonics are fitted to the stride's values by least squares (constant, cosines and sines),
/// which is the discrete Fourier transform where it is a whole number, and is exact for any periodic
/// signal where it is not. Strides of either foot count; margin: mean_of_series.
///
/// What the grid of 50 Hz does: harmonics above 20 Hz are left out, so that strides shorter than 1 s
/// have 18, 16, … of them; strides with fewer than 10 (0.5 s) do not count. The means over cells weaken
/// what lies high, at 10 Hz by 6 % and at 20 Hz by 24 %, the even and the odd ones alike. A sensor
/// slower than 50 Hz knows nothing above half its own rate, and values from it are not comparable.
///
/// Gain changes nothing, nor does turning the sensor with its stated mounting. No value of people
/// walking backward has been published.
///
/// Not computable: mounting_unknown (antero-posterior and mediolateral); gap; too_few_strides;
/// degenerate where too few strides have amplitudes of both kinds, as in a signal that does not vary.
inline harmonic_ratios harmonic_ratios_of(const bout_signal& signal,
                                          const std::vector<stride>& strides) {
  constexpr std::array axes{trunk_axis::vertical, trunk_axis::forward, trunk_axis::left};
  constexpr int least_harmonics = 10;
  constexpr double rounding = 1e-9;
  constexpr std::size_t needed = least_strides_for_harmonic_ratio;
  std::array<std::span<const double>, 3> series;
  for (std::size_t a = 0; a < 3; ++a) series[a] = along(signal, axes[a]);

  std::array<detail::stride_values, 3> ratios;
  std::array<detail::stride_values, 3> shares;
  if (!signal.gap) {
    for (const stride& s : strides) {
      const detail::stride_cells cells = detail::cells_of(signal, s);
      if (!cells.whole) continue;
      if (detail::stride_harmonics::count_for(s.duration_s(), signal.rate_hz) < least_harmonics) {
        continue;
      }
      const detail::stride_harmonics found(series, cells, s, signal.start_s, signal.rate_hz);
      for (std::size_t a = 0; a < 3; ++a) {
        if (series[a].empty()) continue;
        const auto sums = found.sum_of(a, [](double amplitude) { return amplitude; });
        const auto powers = found.sum_of(a, [](double amplitude) { return amplitude * amplitude; });
        const bool sideways = axes[a] == trunk_axis::left;
        const double intrinsic = sideways ? sums.odd : sums.even;
        const double other = sideways ? sums.even : sums.odd;
        double largest = 0;
        for (std::size_t i = cells.first; i < cells.end(); ++i) {
          largest = (std::max)(largest, std::abs(series[a][i]));
        }
        const auto none = measured<double>::not_computable(reason::degenerate);
        const bool varies = intrinsic + other > rounding * largest;
        const double power = sideways ? powers.odd : powers.even;
        shares[a](varies ? measured<double>::of(power / (powers.even + powers.odd), 1) : none);
        ratios[a](varies && other > rounding * intrinsic
                      ? measured<double>::of(intrinsic / other, 1)
                      : none);
      }
    }
  }

  const auto result_of = [&](std::size_t a) {
    const auto none = [](reason why) {
      return harmonic_ratio{measured<quantity<units::one>>::not_computable(why),
                            measured<quantity<units::percent>>::not_computable(why)};
    };
    if (series[a].empty() && !signal.vertical_m_s2.empty()) return none(reason::mounting_unknown);
    if (signal.gap) return none(reason::gap);
    return harmonic_ratio{ratios[a].template mean<units::one>(1, needed),
                          shares[a].template mean<units::percent>(100, needed)};
  };
  return {result_of(0), result_of(1), result_of(2)};
}

}  // namespace retrogait

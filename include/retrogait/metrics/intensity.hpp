#pragma once
/// @file
/// How strongly the trunk moves, and along which axis most: the root mean square of its
/// acceleration.

#include <retrogait/core/measured.hpp>
#include <retrogait/math/mean_of_series.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/metrics/bout_signal.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/metrics/detail/stride_cells.hpp>
#include <retrogait/metrics/temporal.hpp>
#include <retrogait/metrics/trunk_axis.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace retrogait {

struct axis_intensity {
  measured<quantity<units::metre_per_second_squared>> rms;
  measured<quantity<units::one>> ratio;  ///< 0 to 1
};

struct trunk_intensity {
  axis_intensity vertical;
  axis_intensity forward;
  axis_intensity left;
};

namespace detail {

// The mean square of each stride along one axis, about the mean of all their values.
struct stride_squares {
  std::vector<double> of_stride;
  bool varies = false;
};

inline stride_squares squares_along(std::span<const double> axis,
                                    const std::vector<stride_cells>& strides) {
  stride_squares out;
  moments all;
  double first = 0;
  for (const stride_cells& s : strides) {
    for (const double a : axis.subspan(s.first, s.count)) {
      if (all.count() == 0) first = a;
      // Asked of the values: the square of a constant need not be 0, as its mean is rounded.
      out.varies = out.varies || a != first;
      all(a);
    }
  }
  if (!out.varies) return out;
  const double mean = all.mean().value();
  for (const stride_cells& s : strides) {
    double sum = 0;
    for (const double a : axis.subspan(s.first, s.count)) sum += (a - mean) * (a - mean);
    out.of_stride.push_back(sum / static_cast<double>(s.count));
  }
  return out;
}

}  // namespace detail

/// metric::trunk_rms_v, _ap, _ml and metric::rms_ratio_v, _ap, _ml.
///
/// RMS of an axis: the square root of the mean over strides of the mean square of a stride's
/// values, about the mean of all of them. RMS ratio (Sekine et al. 2013, J NeuroEng Rehabil
/// 10:118): the RMS of an axis over that of the vector, √(V² + AP² + ML²). Deviation from the
/// paper: over the strides of the bout rather than a stretch of time, so that turns and stumbles
/// which no stride covers do not count. Margins to first order from the series of the strides' mean
/// squares (mean_of_series).
///
/// The RMS grows with the speed of walking, the mediolateral ratio of healthy men at their own
/// speed did not (Sekine et al. 2013). So compare the RMS of bouts of like speed, or the ratio. A
/// grid of 50 Hz takes off what lies beyond about 20 Hz, impacts above all: in 33 recordings of
/// healthy adults one of 100 Hz gave an RMS higher by 2 to 4 %, and ratios within 0.003.
///
/// Not computable: mounting_unknown (all but the vertical RMS); gap; too_few_strides, n of 2 that
/// lie within the signal; degenerate where an axis does not vary.
inline trunk_intensity trunk_intensity_of(const bout_signal& signal,
                                          const std::vector<stride>& strides) {
  using rms_result = measured<quantity<units::metre_per_second_squared>>;
  using ratio_result = measured<quantity<units::one>>;
  constexpr std::array axes{trunk_axis::vertical, trunk_axis::forward, trunk_axis::left};
  std::array<axis_intensity, 3> found;
  const bool all_known = !signal.forward_m_s2.empty() && !signal.left_m_s2.empty();

  std::vector<detail::stride_cells> whole;
  for (const stride& s : strides) {
    const detail::stride_cells cells = detail::cells_of(signal, s);
    if (cells.whole) whole.push_back(cells);
  }
  // The margin of a function of the mean squares, from what each stride adds to it to first order.
  const auto margin = [](const std::vector<double>& added) {
    return mean_of_series(added).margin();
  };

  std::array<detail::stride_squares, 3> squares;
  double vector_square = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    rms_result& rms = found[a].rms;
    if (along(signal, axes[a]).empty() && axes[a] != trunk_axis::vertical) {
      rms = rms_result::not_computable(reason::mounting_unknown);
    } else if (signal.gap) {
      rms = rms_result::not_computable(reason::gap);
    } else if (whole.size() < least_for_mean) {
      rms = rms_result::not_computable(reason::too_few_strides, whole.size(), least_for_mean);
    } else {
      squares[a] = detail::squares_along(along(signal, axes[a]), whole);
      if (!squares[a].varies) {
        rms = rms_result::not_computable(reason::degenerate);
        continue;
      }
      const double mean_square = mean(squares[a].of_stride);
      const double root = std::sqrt(mean_square);
      std::vector<double> added;
      for (const double s : squares[a].of_stride) added.push_back(s / (2 * root));
      rms = measured<double>::of(root, whole.size(), margin(added))
                .transform(quantities::metres_per_second_squared);
      vector_square += mean_square;
    }
  }
  for (std::size_t a = 0; a < 3; ++a) {
    const rms_result& rms = found[a].rms;
    ratio_result& ratio = found[a].ratio;
    if (!all_known) {
      ratio = ratio_result::not_computable(reason::mounting_unknown);
    } else if (!rms) {
      ratio = ratio_result::not_computable(rms.why(), rms.n(), rms.needed());
    } else {
      const double share = rms->value() / std::sqrt(vector_square);
      std::vector<double> added;
      for (std::size_t i = 0; i < whole.size(); ++i) {
        double vector = 0;
        for (const detail::stride_squares& s : squares) vector += s.varies ? s.of_stride[i] : 0.0;
        added.push_back((squares[a].of_stride[i] - share * share * vector) /
                        (2 * share * vector_square));
      }
      ratio = measured<double>::of(share, whole.size(), margin(added)).transform(quantities::ratio);
    }
  }
  return {found[0], found[1], found[2]};
}

}  // namespace retrogait

#pragma once
/// @file
/// How fast the movement of the trunk parts from its own neighbouring strides: the maximal Lyapunov
/// exponent, as the field uses it for walking.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/dsp/cubic_interpolation.hpp>
#include <retrogait/dsp/divergence.hpp>
#include <retrogait/metrics/bout_signal.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/metrics/detail/stride_cells.hpp>
#include <retrogait/metrics/trunk_axis.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace retrogait {

/// Values from other parameters than these do not compare, above all not from another number of
/// strides.
struct local_stability_params {
  /// Strides of one foot, one after the other without a break, that go in: exactly so many, the
  /// first ones, however long the bout is. Fewer: neighbours lie further apart, and the exponent
  /// comes out lower and less sure. [150: beyond it Bruijn et al. 2009 gained little precision]
  int strides = 150;
  /// Values to which each stride is stretched. [100: as is common; England & Granata 2007 normalise
  /// time to compare speeds]
  int values_per_stride = 100;
  /// Values of the acceleration that make up a state. [5: as is common]
  int dimension = 5;
  /// Strides from one value of a state to the next. [0.1: as is common]
  double delay_strides = 0.1;
  /// Strides over which the slope is taken. [0.5, a step: the short-term exponent, whose validity
  /// is best supported (Bruijn et al. 2013)]
  double fit_strides = 0.5;

  issues validate() const {
    issues found;
    require_range(found, "strides", strides, 10, 10000);
    require_range(found, "values_per_stride", values_per_stride, 20, 1000);
    require_range(found, "dimension", dimension, 1, 20);
    require_range(found, "delay_strides", delay_strides, 0.01, 1);
    require_range(found, "fit_strides", fit_strides, 0.1, 10);
    return found;
  }
};

struct local_stability {
  measured<quantity<units::per_stride>> vertical;
  measured<quantity<units::per_stride>> forward;
  measured<quantity<units::per_stride>> left;
};

namespace detail {

struct stride_run {
  std::vector<stride> strides;  // the first ones that follow upon each other, as many as asked for
  std::size_t longest = 0;      // what there was at most
};

// Strides of one foot, each beginning with the contact that ends the one before it.
inline stride_run first_run(const bout_signal& signal, std::vector<stride> strides,
                            std::size_t needed) {
  std::sort(strides.begin(), strides.end(),
            [](const stride& a, const stride& b) { return a.end_s < b.end_s; });
  stride_run out;
  std::vector<std::size_t> length(strides.size(), 0);
  std::vector<std::size_t> before(strides.size(), 0);
  for (std::size_t i = 0; i < strides.size(); ++i) {
    if (!cells_of(signal, strides[i]).whole) continue;
    length[i] = 1;
    for (std::size_t j = i; j-- > 0 && strides[j].end_s >= strides[i].start_s;) {
      if (strides[j].end_s != strides[i].start_s || strides[j].side != strides[i].side) continue;
      length[i] = length[j] + 1;
      before[i] = j;
    }
    out.longest = (std::max)(out.longest, length[i]);
    if (length[i] < needed) continue;
    for (std::size_t k = i; out.strides.size() < needed; k = before[k]) {
      out.strides.push_back(strides[k]);
    }
    std::reverse(out.strides.begin(), out.strides.end());
    break;
  }
  return out;
}

}  // namespace detail

/// metric::local_stability_v, _ap, _ml: how fast neighbouring states part within a step, per
/// stride; higher is less stable.
///
/// Each stride, from contact to contact of one foot, is stretched to 100 values (dsp::cubic_at);
/// states are built by delay embedding; the exponent is the least-squares slope of dsp::divergence
/// (Rosenstein et al. 1993) from 0 to half a stride. Neighbours lie more than a stride apart in
/// time. It tells how the trunk deals with the small disturbances that walking itself brings, and
/// nothing of larger ones (Bruijn et al. 2013).
///
/// Gain and mounting, if known, change nothing. What the number of strides does: virtual walks of
/// 20, 50, 150 and 300 gave 2.3, 2.5, 2.7 and 2.9 along the vertical, with a standard deviation
/// over walks of 0.12, 0.14, 0.05 and 0.04. The grid of 50 Hz, at which Bruijn et al. 2009 sampled
/// too, holds about 55 values a stride; the 100 are interpolated and add nothing. Published values
/// differ by their signals and parameters: look at changes within a person, with one kind of
/// sensor: white noise of 0.3 m/s² instead of 0.03 lowered 2.7 to 2.0 in a virtual walk, as
/// neighbours then lie further apart from the start.
///
/// There is no margin: all neighbours come from the same strides, and one bout does not tell how
/// far the next would differ. About 35 ms an axis for 150 strides.
///
/// Not computable: mounting_unknown (all but vertical); gap; too_few_strides, n of the needed()
/// that follow upon each other; degenerate where more than half of the states have a neighbour that
/// does not differ from them, as in strides that are copies of each other.
/// Errors: config_error from the params.
inline local_stability local_stability_of(const bout_signal& signal,
                                          const std::vector<stride>& strides,
                                          const local_stability_params& params = {}) {
  throw_if_any(params.validate());
  using result = measured<quantity<units::per_stride>>;
  const auto needed = static_cast<std::size_t>(params.strides);
  const detail::stride_run run =
      signal.gap ? detail::stride_run{} : detail::first_run(signal, strides, needed);
  const double per_stride = params.values_per_stride;
  const dsp::divergence_params divergence{
      .dimension = params.dimension,
      .delay = (std::max)(1, static_cast<int>(std::lround(params.delay_strides * per_stride))),
      .exclusion = params.values_per_stride,
      .horizon = static_cast<int>(std::lround(params.fit_strides * per_stride))};

  const auto exponent = [&](trunk_axis axis) {
    const std::span<const double> series = along(signal, axis);
    if (series.empty() && axis != trunk_axis::vertical) {
      return result::not_computable(reason::mounting_unknown);
    }
    if (signal.gap) return result::not_computable(reason::gap);
    if (run.strides.empty()) {
      return result::not_computable(reason::too_few_strides, run.longest, needed);
    }
    std::vector<double> stretched;
    stretched.reserve(needed * static_cast<std::size_t>(params.values_per_stride));
    for (const stride& s : run.strides) {
      for (int k = 0; k < params.values_per_stride; ++k) {
        const double time_s = s.start_s + s.duration_s() * k / per_stride;
        stretched.push_back(dsp::cubic_at(series, (time_s - signal.start_s) * signal.rate_hz));
      }
    }
    const dsp::divergence_curve curve = dsp::divergence(stretched, divergence);
    if (curve.pairs == 0 || 2 * curve.pairs < curve.states) {
      return result::not_computable(reason::degenerate, needed);
    }
    const double slope = dsp::least_squares_slope(curve.mean_log) * per_stride;
    return result::of(quantities::per_stride(slope), needed);
  };
  return {exponent(trunk_axis::vertical), exponent(trunk_axis::forward),
          exponent(trunk_axis::left)};
}

}  // namespace retrogait

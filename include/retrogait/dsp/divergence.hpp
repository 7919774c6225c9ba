#pragma once
/// @file
/// How fast neighbouring states of a system part: the largest Lyapunov exponent of a series.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/errors.hpp>
#include <retrogait/dsp/detail/point_tree.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace retrogait::dsp {

struct divergence_params {
  /// Values that make up a state. Too few, and states that differ look alike; too many add noise.
  int dimension = 5;
  /// Values from one coordinate of a state to the next.
  int delay = 10;
  /// Neighbours lie further apart in time than this many values, so that they are not states of the
  /// same pass. [Rosenstein et al. 1993: the mean period]
  int exclusion = 100;
  /// For how many values the neighbours are followed.
  int horizon = 50;

  issues validate() const {
    issues found;
    const auto at_least = [&found](const char* field, int value, int least) {
      if (value < least) {
        found.push_back({field, std::to_string(value) + " is below " + std::to_string(least)});
      }
    };
    at_least("dimension", dimension, 1);
    at_least("delay", delay, 1);
    at_least("exclusion", exclusion, 0);
    at_least("horizon", horizon, 1);
    return found;
  }
};

struct divergence_curve {
  /// Mean natural logarithm of the distance of neighbours, one value for each time from 0 to the
  /// horizon; empty where there are no pairs.
  std::vector<double> mean_log;
  std::size_t pairs = 0;   ///< pairs of neighbours that the means rest on
  std::size_t states = 0;  ///< states that looked for a neighbour
};

/// The divergence curve of Rosenstein, Collins & De Luca 1993 (Physica D 65, 117-134): states s(i)
/// = (x[i], x[i + delay], …); for each, its nearest neighbour (Euclidean) beyond the exclusion; the
/// mean over pairs of ln of their distance, as both go on. Its slope is the largest Lyapunov
/// exponent. Deviations: only states that can be followed to the horizon look and are looked at, so
/// that every mean is over the same pairs; a pair that coincides at any time (to 1e-9 of the range
/// of x) has no logarithm there and is left out.
///
/// A k-d tree keeps the search well below all pairs: see point_tree.
/// Errors: config_error from the params.
inline divergence_curve divergence(std::span<const double> x,
                                   const divergence_params& params = {}) {
  throw_if_any(params.validate());
  const auto dimension = static_cast<std::size_t>(params.dimension);
  const auto delay = static_cast<std::size_t>(params.delay);
  const auto exclusion = static_cast<std::size_t>(params.exclusion);
  const auto horizon = static_cast<std::size_t>(params.horizon);

  divergence_curve out;
  const std::size_t reach = (dimension - 1) * delay + horizon;  // of a state and its future
  if (x.size() <= reach) return out;
  out.states = x.size() - reach;
  const auto [lowest, highest] = std::minmax_element(x.begin(), x.end());
  const double coincide = 1e-9 * (*highest - *lowest);
  const double squared_coincide = coincide * coincide;

  std::vector<double> coordinates;
  coordinates.reserve(out.states * dimension);
  for (std::size_t i = 0; i < out.states; ++i) {
    for (std::size_t k = 0; k < dimension; ++k) coordinates.push_back(x[i + k * delay]);
  }
  const detail::point_tree tree(std::move(coordinates), dimension);
  const auto squared_distance = [&](std::size_t a, std::size_t b) {
    double sum = 0;
    for (std::size_t k = 0; k < dimension; ++k) {
      const double d = x[a + k * delay] - x[b + k * delay];
      sum += d * d;
    }
    return sum;
  };

  std::vector<double> sum_log(horizon + 1, 0.0);
  std::vector<double> logs(horizon + 1);
  std::size_t guess = out.states;  // none
  for (std::size_t i = 0; i < out.states; ++i) {
    const detail::point_tree::neighbour j = tree.nearest(i, exclusion, guess);
    if (!j.found()) continue;
    guess = j.index + 1;  // what was near goes on beside it
    bool coincides = false;
    for (std::size_t t = 0; t <= horizon && !coincides; ++t) {
      const double squared = squared_distance(i + t, j.index + t);
      coincides = squared <= squared_coincide;
      if (!coincides) logs[t] = std::log(squared) / 2;
    }
    if (coincides) continue;
    ++out.pairs;
    for (std::size_t t = 0; t <= horizon; ++t) sum_log[t] += logs[t];
  }
  if (out.pairs == 0) return out;
  for (double& s : sum_log) s /= static_cast<double>(out.pairs);
  out.mean_log = std::move(sum_log);
  return out;
}

/// The slope of the least-squares line through y (two values or more), per value.
inline double least_squares_slope(std::span<const double> y) {
  RETROGAIT_ASSERT(y.size() >= 2, "a slope needs at least two values");
  const double middle = static_cast<double>(y.size() - 1) / 2;
  double products = 0;
  double squares = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double from_middle = static_cast<double>(i) - middle;
    products += from_middle * y[i];
    squares += from_middle * from_middle;
  }
  return products / squares;
}

}  // namespace retrogait::dsp

#pragma once
/// @file
/// Local maxima of a signal. For minima pass the signal with its sign changed.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/errors.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace retrogait::dsp {

/// Which local maxima count. The unit of heights is that of the signal.
struct peak_params {
  /// Lowest height; none by default.
  std::optional<double> min_height{};
  /// Fewest samples from one peak to the next; of two that lie closer the lower one goes. 1 lets
  /// all pass.
  double min_distance_samples = 1;
  /// Lowest prominence; 0 lets all pass.
  double min_prominence = 0;

  issues validate() const {
    issues found;
    if (min_height && !std::isfinite(*min_height)) {
      found.push_back({"min_height", "is not finite"});
    }
    if (!(min_distance_samples >= 1) || !std::isfinite(min_distance_samples)) {
      found.push_back(
          {"min_distance_samples", std::to_string(min_distance_samples) + " is not at least 1"});
    }
    if (!(min_prominence >= 0) || !std::isfinite(min_prominence)) {
      found.push_back({"min_prominence", std::to_string(min_prominence) + " is not at least 0"});
    }
    return found;
  }
};

struct peak {
  std::size_t index = 0;  ///< sample of the maximum; of a plateau its middle, rounded down
  double height = 0;      ///< value there
  double prominence = 0;  ///< height above the higher of the two lowest values that must be passed
                          ///< on the way to higher ground, left and right
  double position = 0;    ///< refined between samples, in samples: see refined_position()

  friend bool operator==(const peak&, const peak&) = default;
};

/// The top of the parabola through the sample and its two neighbours, in samples, at most half a
/// sample away; the index itself at the ends of the signal and where all three are equal.
inline double refined_position(std::span<const double> x, std::size_t index) {
  RETROGAIT_ASSERT(index < x.size(), "no such sample");
  const double centre = static_cast<double>(index);
  if (index == 0 || index + 1 == x.size()) return centre;
  const double curvature = x[index - 1] - 2 * x[index] + x[index + 1];
  if (!(curvature < 0)) return centre;
  return centre + std::clamp(0.5 * (x[index - 1] - x[index + 1]) / curvature, -0.5, 0.5);
}

namespace detail {

/// The samples that are higher than both neighbours; the middle of plateaus that are.
inline std::vector<peak> local_maxima(std::span<const double> x) {
  std::vector<peak> found;
  for (std::size_t i = 1; i + 1 < x.size(); ++i) {
    if (!(x[i - 1] < x[i])) continue;
    std::size_t end = i + 1;
    while (end + 1 < x.size() && x[end] == x[i]) ++end;
    if (!(x[end] < x[i])) continue;
    found.push_back({(i + end - 1) / 2, x[i], 0, 0});
    i = end - 1;
  }
  return found;
}

/// For each peak the lowest value between it and higher ground, or the start of the signal, towards
/// the start (or, backwards, the end). Peaks that no later one has overtopped wait on a stack, each
/// with the lowest value before it, so that the signal is read once.
inline std::vector<double> lowest_before(std::span<const double> x, const std::vector<peak>& peaks,
                                         bool backwards) {
  struct waiting {
    double height;
    double lowest_before;
  };
  std::vector<waiting> stack;
  std::vector<double> lowest(peaks.size());
  std::size_t next = 0;
  for (std::size_t k = 0; k < peaks.size(); ++k) {
    const std::size_t i = backwards ? peaks.size() - 1 - k : k;
    const std::size_t end = backwards ? x.size() - 1 - peaks[i].index : peaks[i].index;
    double value = peaks[i].height;
    for (; next < end; ++next) value = (std::min)(value, x[backwards ? x.size() - 1 - next : next]);
    while (!stack.empty() && stack.back().height <= peaks[i].height) {
      value = (std::min)(value, stack.back().lowest_before);
      stack.pop_back();
    }
    stack.push_back({peaks[i].height, value});
    lowest[i] = value;
  }
  return lowest;
}

/// Goes from the highest peak to the lowest and drops the neighbours that lie too close to it; of
/// equally high ones the later stays.
inline void drop_close(std::vector<peak>& peaks, double min_distance_samples) {
  std::vector<std::size_t> by_height(peaks.size());
  std::iota(by_height.begin(), by_height.end(), std::size_t{0});
  std::stable_sort(by_height.begin(), by_height.end(),
                   [&](std::size_t a, std::size_t b) { return peaks[a].height < peaks[b].height; });
  std::vector<char> keep(peaks.size(), 1);
  const auto close = [&](std::size_t a, std::size_t b) {
    return static_cast<double>(peaks[b].index - peaks[a].index) < min_distance_samples;
  };
  for (auto i = by_height.rbegin(); i != by_height.rend(); ++i) {
    if (!keep[*i]) continue;
    for (std::size_t k = *i; k > 0 && close(k - 1, *i); --k) keep[k - 1] = 0;
    for (std::size_t k = *i + 1; k < peaks.size() && close(*i, k); ++k) keep[k] = 0;
  }
  std::size_t kept = 0;
  for (std::size_t k = 0; k < peaks.size(); ++k) {
    if (keep[k]) peaks[kept++] = peaks[k];
  }
  peaks.resize(kept);
}

}  // namespace detail

/// The peaks of x (finite values, evenly spaced) that meet all conditions, in order of time. As
/// scipy.signal.find_peaks: the first and the last value are never peaks, and the conditions are
/// asked in the order height, distance, prominence, the last one of the whole signal.
/// Errors: config_error from the params.
inline std::vector<peak> find_peaks(std::span<const double> x, const peak_params& params = {}) {
  throw_if_any(params.validate());
  std::vector<peak> peaks = detail::local_maxima(x);
  const std::vector<double> left = detail::lowest_before(x, peaks, false);
  const std::vector<double> right = detail::lowest_before(x, peaks, true);
  for (std::size_t i = 0; i < peaks.size(); ++i) {
    peaks[i].prominence = peaks[i].height - (std::max)(left[i], right[i]);
    peaks[i].position = refined_position(x, peaks[i].index);
  }
  if (params.min_height) {
    std::erase_if(peaks, [&](const peak& p) { return p.height < *params.min_height; });
  }
  if (params.min_distance_samples > 1) detail::drop_close(peaks, params.min_distance_samples);
  std::erase_if(peaks, [&](const peak& p) { return p.prominence < params.min_prominence; });
  return peaks;
}

}  // namespace retrogait::dsp

#pragma once
/// @file
/// Peaks of a score, live.

#include <retrogait/math/window_buffer.hpp>

#include <concepts>
#include <cstddef>
#include <optional>

namespace retrogait {

/// A peak of a score: where it lies, in samples before the newest, and how high it is.
template <std::floating_point T>
struct score_peak {
  double samples_ago = 0;
  T height = 0;
};

/// Event detector on a uniform score: reports a sample that is higher than its neighbours on either
/// side and at least as high as the threshold, placed between samples by the parabola through it and
/// its two neighbours. Before the first score, the score counts as 0. Latency: half_width samples.
template <std::floating_point T>
class contact_picker {
 public:
  static constexpr std::size_t half_width = 6;

  explicit contact_picker(T threshold) : threshold_(threshold) {}

  std::optional<score_peak<T>> update(T score) {
    scores_.push_back(score);
    const T* s = scores_.last(2 * half_width + 1);
    const T middle = s[half_width];
    if (middle < threshold_) return std::nullopt;
    for (std::size_t k = 1; k <= half_width; ++k) {
      if (!(middle > s[half_width - k]) || !(middle >= s[half_width + k])) return std::nullopt;
    }
    const T before = s[half_width - 1];
    const T after = s[half_width + 1];
    const T curve = before - 2 * middle + after;  // below zero: middle is above one of the two
    const double shift = 0.5 * double(before - after) / double(curve);
    return score_peak<T>{static_cast<double>(half_width) - shift, middle};
  }

  void reset() { scores_.clear(); }

  friend bool operator==(const contact_picker&, const contact_picker&) = default;

 private:
  T threshold_;
  window_buffer<T, 2 * half_width + 1> scores_;
};

}  // namespace retrogait

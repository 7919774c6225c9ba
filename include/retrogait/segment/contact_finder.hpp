#pragma once
/// @file
/// One kind of contact in the motion of the trunk: candidates, each with the probability that it is
/// one.

#include <retrogait/segment/contact_model.hpp>
#include <retrogait/segment/contact_picker.hpp>
#include <retrogait/segment/trunk_window.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>

namespace retrogait {

/// What tells a contact from another peak of the score, in the order of contact_weights.
struct contact_features {
  double height = 0;       ///< of the peak
  double long_before = 0;  ///< ln of the motion's share of gravity, 1.2 to 0.6 s before the peak
  double before = 0;       ///< 0.6 to 0.16 s before
  double around = 0;       ///< 0.16 s before to 0.16 s after
  double after = 0;        ///< 0.16 to 0.44 s after
  double crowding = 0;     ///< 5 max(0, 0.5 s - time since the peak before) times its height

  friend bool operator==(const contact_features&, const contact_features&) = default;
};

/// Logarithm of the odds that a peak with these features is a contact.
inline double log_odds(const contact_weights& w, const contact_features& f) {
  return w.offset + w.height * f.height + w.long_before * f.long_before + w.before * f.before +
         w.around * f.around + w.after * f.after + w.crowding * f.crowding;
}

struct contact_candidate {
  double time_s = 0;
  double samples_ago = 0;  ///< the same, in samples of the window before its newest
  contact_features features;

  friend bool operator==(const contact_candidate&, const contact_candidate&) = default;
};

/// Sample map over a trunk_window, one call for each sample pushed: gives the peaks of the
/// template's score.
///
/// The score is divided by the strength of the motion over the last 1.2 s, so that it depends
/// neither on the sensor's gain nor on how hard a person walks. At the first and the last step, half
/// of that stretch is stillness: peaks of a shift of weight look too high before the first step and
/// the last step's too low. Hence the features: they say what lay before and after.
///
/// Latency: delay_samples samples of the 50 Hz grid (0.44 s).
template <std::floating_point T>
class contact_finder {
 public:
  static constexpr std::size_t delay_samples = template_half_width + contact_picker<T>::half_width;
  /// Peaks below it are never contacts: at 0.15 all but 1 in 500 contacts of the recordings are
  /// among the peaks (docs/accuracy.md).
  static constexpr T least_height = T(0.15);

  explicit contact_finder(const contact_template& t)
      : vertical_(cast(t.vertical)),
        forward_(cast(t.forward)),
        offset_(static_cast<T>(t.offset)),
        picker_(least_height) {}

  /// axis: the forward direction in the window's horizontal plane.
  std::optional<contact_candidate> update(const trunk_window<T>& window, T floor_share,
                                          const std::array<T, 2>& axis = {T(1), T(0)}) {
    const auto peak = picker_.update(score(window, floor_share, axis));
    if (!peak) return std::nullopt;
    contact_candidate c;
    c.samples_ago = peak->samples_ago + static_cast<double>(template_half_width);
    c.time_s = window.time_s() - c.samples_ago / trunk_window<T>::rate_hz;
    contact_features& f = c.features;
    f.height = static_cast<double>(peak->height);
    constexpr std::size_t at = delay_samples;
    f.long_before = window.log_share(at + 30, at + 60);
    f.before = window.log_share(at + 8, at + 30);
    f.around = window.log_share(at - 8, at + 8);
    f.after = window.log_share(0, at - 8);
    f.crowding = 5 * (std::max)(0.0, 0.5 - (c.time_s - last_time_s_)) * last_height_;
    last_time_s_ = c.time_s;
    last_height_ = f.height;
    return c;
  }

  void reset() {
    picker_.reset();
    last_time_s_ = -1e300;
    last_height_ = 0;
  }

  friend bool operator==(const contact_finder& a, const contact_finder& b) {
    return (a.vertical_ == b.vertical_).all() && (a.forward_ == b.forward_).all() &&
           a.offset_ == b.offset_ && a.picker_ == b.picker_ && a.last_time_s_ == b.last_time_s_ &&
           a.last_height_ == b.last_height_;
  }

 private:
  using tap_array = Eigen::Array<T, static_cast<int>(template_width), 1>;
  using tap_map = Eigen::Map<const tap_array>;

  static tap_array cast(const template_taps& taps) {
    return Eigen::Map<const Eigen::Array<double, template_width, 1>>(taps.data())
        .template cast<T>();
  }

  T score(const trunk_window<T>& window, T floor_share, const std::array<T, 2>& axis) const {
    const tap_map v(window.vertical.last(template_width));
    const tap_map x(window.forward.last(template_width));
    T sum = (vertical_ * v).sum() + axis[0] * (forward_ * x).sum();
    if (axis[1] != T(0))
      sum += axis[1] * (forward_ * tap_map(window.left.last(template_width))).sum();
    return offset_ + sum / window.strength(floor_share);
  }

  tap_array vertical_;
  tap_array forward_;
  T offset_;
  contact_picker<T> picker_;
  double last_time_s_ = -1e300;
  double last_height_ = 0;
};

}  // namespace retrogait

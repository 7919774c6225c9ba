#pragma once
// Which way a leg walks, from how a sensor on it moves along the body's axes.

#include <retrogait/core/events.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/math/two_state_filter.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace retrogait::detail {

/// Whether somebody vouches for the way the sensor faces. What is merely usual may be back to front,
/// which looks like walking backward.
inline bool vouches_for_forward(const mounting& worn) {
  return worn.forward_knowledge() == knowledge::stated ||
         worn.forward_knowledge() == knowledge::calibrated;
}

/// The body's left in device axes, if it is vouched for.
inline std::optional<vec3<double>> left_in_device(const mounting& worn) {
  const auto body = worn.body_from_device();
  if (!body || !vouches_for_forward(worn)) return std::nullopt;
  return vec3<double>(body->row(1).transpose());
}

/// Log-odds of a probability.
/// The estimate, or unknown with its probability where that is too low.
inline direction_estimate if_certain(const direction_estimate& e, double certainty) {
  return e.probability >= certainty ? e : direction_estimate{direction::unknown, e.probability};
}

/// The likelier of the straight ways for a limb that swings about an axis. Forward, its lower end
/// swings forward, which is a negative turn about the body's left; `cosine` is that of the angle
/// between left and the axis, `log_odds` those of the swing being the positive turn about the axis.
/// Nothing where the axis lies nearer to the limb's other ones.
inline direction_estimate direction_of_swing(double cosine, double log_odds) {
  constexpr double least_cosine = 0.5;
  if (!(std::abs(cosine) >= least_cosine)) return {};
  const bool forward = (cosine < 0) == (log_odds >= 0);
  return {forward ? direction::forward : direction::backward,
          probability_from_log_odds(std::abs(log_odds))};
}

/// Which way a foot went: displacement on its own heading at the start (x forward, y left), and its
/// turn on the way. Seen from the mean of its headings before and after, within 45 degrees of its
/// line is straight, beyond is sideways; a long turn on a short way is turning.
///
/// The doubt is that of the angle: how sensors sit on shoes and how feet turn out (8 degrees, one
/// standard deviation), and of where the foot is (0.015 m). The real strides with stated axes (pyshoe)
/// lie within 36 degrees of their line, 99 of 100 of them, forward and backward, and beyond 50
/// degrees sideways. [engineering choice]
inline direction_estimate direction_of_way(const vec3<double>& displacement_m, double turn_rad) {
  constexpr double heading_rad = 0.14;
  constexpr double position_m = 0.015;
  constexpr double most = 0.97;
  constexpr double least_m = 0.03;
  const double length_m = std::hypot(displacement_m[0], displacement_m[1]);
  const double turned = std::abs(turn_rad);
  if (turned >= 0.7 && length_m < 0.5 * turned) return {direction::turning, 0.9};
  if (length_m < least_m) return {};
  const double angle = std::abs(std::remainder(
      std::atan2(displacement_m[1], displacement_m[0]) - turn_rad / 2, 2 * std::numbers::pi));
  const bool back = angle > std::numbers::pi / 2;
  const double off = back ? std::numbers::pi - angle : angle;
  const double spread = heading_rad + position_m / length_m;
  const double straight = probability_from_log_odds(1.7 * (std::numbers::pi / 4 - off) / spread);
  if (straight < 0.5) return {direction::sideways, (std::min)(1 - straight, most)};
  return {back ? direction::backward : direction::forward, (std::min)(straight, most)};
}

/// Way and swing of one stride together. They err for different reasons: one when the ground moves,
/// the other when a step is none. 0.99 is what some hundred strides that were all right can vouch
/// for, (n + 1) / (n + 2).
inline direction_estimate direction_of_stride(const direction_estimate& way,
                                              const direction_estimate& swing) {
  if (way.value == direction::unknown) return swing;
  if (!is_straight(way.value) || swing.value == direction::unknown) return way;
  constexpr double most = 0.99;
  const double sign = way.value == swing.value ? 1 : -1;
  const double together =
      probability_from_log_odds(log_odds_from_probability(way.probability) +
                                sign * log_odds_from_probability(swing.probability));
  return {together >= 0.5 ? way.value : swing.value,
          (std::min)((std::max)(together, 1 - together), most)};
}

}  // namespace retrogait::detail

#pragma once
/// @file
/// Step and stride length, walking speed and distance, from the trunk or from the feet.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/math/mean_of_series.hpp>
#include <retrogait/metrics/bout_signal.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/metrics/step_length_calibration.hpp>
#include <retrogait/metrics/step_length_model.hpp>
#include <retrogait/metrics/temporal.hpp>
#include <retrogait/segment/turn.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace retrogait {

/// The steps that lie in no turn: on a turn steps are short, and no model of the trunk's rise sees it.
inline std::vector<step> straight_steps(const std::vector<step>& steps,
                                        std::span<const turn> turns) {
  std::vector<step> straight;
  for (const step& s : steps) {
    bool turning = false;
    for (const turn& t : turns) turning = turning || (t.start_s < s.end_s && t.end_s > s.start_s);
    if (!turning) straight.push_back(s);
  }
  return straight;
}

/// metric::step_length: mean over the steps of a bout (step_lengths), all in one direction; leave out
/// those on turns (straight_steps).
///
/// With a calibration of that direction: its model, factor and height, whatever the params say of
/// them; the other params must be those that it was made with. Without, walking forward, the
/// person's height and the model of the params with its general factor. Walking backward no factor
/// has been published, so that it is not_calibrated; with a stated params.factor the factor's
/// source is the caller's affair in either direction.
///
/// The margin holds the scatter of the steps and what is not known of the person: without a
/// calibration, how far people differ from the general factor (general_factor::between_people);
/// with one, its own margin and how far one person's walks differ (general_factor::between_walks).
///
/// Needs least_for_mean steps. Errors: config_error from knowledge and params.
inline measured<quantity<units::metre>> step_length(const bout_signal& signal,
                                                    const std::vector<step>& steps, direction way,
                                                    const step_length_knowledge& known,
                                                    const step_length_params& params = {}) {
  using result = measured<quantity<units::metre>>;
  issues found = known.validate();
  for (issue& i : params.validate()) found.push_back(std::move(i));
  throw_if_any(std::move(found));
  if (!is_straight(way)) return result::not_computable(reason::direction_unknown);
  const std::optional<step_length_calibration>& own = known.of(way);
  step_length_params used = params;
  if (own) {
    used.model = own->model;
    used.factor = own->factor;
  } else if (way == direction::backward && !params.factor) {
    return result::not_computable(reason::not_calibrated);
  } else if (needs_height(used.model) && !known.height_m) {
    return result::not_computable(reason::height_missing);
  }
  if (signal.gap) return result::not_computable(reason::gap);
  if (steps.size() < least_for_mean) {
    return result::not_computable(reason::too_few_steps, steps.size(), least_for_mean);
  }
  const auto [low, high] =
      std::minmax_element(signal.vertical_m_s2.begin(), signal.vertical_m_s2.end());
  if (low == high || *low == *high) return result::not_computable(reason::degenerate);
  std::vector<double> lengths;
  const double height_m = own ? own->height_m : known.height_m.value_or(0);
  for (const std::optional<double>& l : step_lengths(signal, steps, height_m, used)) {
    if (l) lengths.push_back(*l);
  }
  if (lengths.size() < least_for_mean) {
    return result::not_computable(reason::too_few_steps, lengths.size(), least_for_mean);
  }
  const measured<double> mean = mean_of_series(lengths);
  const general_factor general = general_factor_of(used.model);
  const double person =
      own ? std::hypot(own->margin / own->factor, normal_975 * general.between_walks)
          : normal_975 * general.between_people;
  return result::of(
      quantities::metres(*mean), mean.n(),
      quantities::metres(std::hypot(mean.margin().value_or(0), person * mean.value())));
}

/// The same of a person of whom the height alone is known, or not even that.
inline measured<quantity<units::metre>> step_length(const bout_signal& signal,
                                                    const std::vector<step>& steps, direction way,
                                                    std::optional<double> height_m,
                                                    const step_length_params& params = {}) {
  return step_length(signal, steps, way, step_length_knowledge{.height_m = height_m}, params);
}

/// metric::stride_length from the trunk: two steps. In a straight line both feet travel equally far,
/// however much the two steps of a stride differ.
inline measured<quantity<units::metre>> stride_length(
    const measured<quantity<units::metre>>& step_length) {
  return step_length.transform([](quantity<units::metre> l) { return 2 * l; });
}

/// metric::stride_length from the feet: mean over the strides whose length a sensor on the foot has
/// measured (stride::length_m). Needs least_for_mean of them.
inline measured<quantity<units::metre>> stride_length(const std::vector<stride>& strides) {
  std::vector<double> lengths;
  for (const stride& s : strides) {
    if (s.length_m) lengths.push_back(*s.length_m);
  }
  return detail::mean_over_strides<units::metre>(lengths);
}

/// metric::step_length from the feet: half a stride, as both feet travel equally far.
inline measured<quantity<units::metre>> step_length(
    const measured<quantity<units::metre>>& stride_length) {
  return stride_length.transform([](quantity<units::metre> l) { return 0.5 * l; });
}

/// metric::walking_speed = length over time, of step or stride alike, with the margins of both added
/// in quadrature; without a margin where one of them has none.
inline measured<quantity<units::metre_per_second>> walking_speed(
    const measured<quantity<units::metre>>& length,
    const measured<quantity<units::second>>& duration) {
  using result = measured<quantity<units::metre_per_second>>;
  if (!length) {
    return result::not_computable(length.why(), length.n(), length.needed());
  }
  if (!duration) {
    return result::not_computable(duration.why(), duration.n(), duration.needed());
  }
  const double l = length->value();
  const double t = duration->value();
  if (!(t > 0)) return result::not_computable(reason::degenerate);
  std::optional<quantity<units::metre_per_second>> margin;
  if (length.margin() && duration.margin()) {
    margin = quantities::metres_per_second(
        std::hypot(length.margin()->value() / t, l * duration.margin()->value() / (t * t)));
  }
  return result::of(quantities::metres_per_second(l / t), length.n(), margin);
}

/// metric::walking_speed from the feet: mean over the strides whose length a sensor on the foot has
/// measured, of length over duration. As stride_length(strides).
inline measured<quantity<units::metre_per_second>> walking_speed(
    const std::vector<stride>& strides) {
  std::vector<double> speeds;
  for (const stride& s : strides) {
    if (s.length_m && s.duration_s() > 0) speeds.push_back(*s.length_m / s.duration_s());
  }
  return detail::mean_over_strides<units::metre_per_second>(speeds);
}

/// metric::distance = walking speed times the time from the first initial contact to the last, so
/// that contacts that were missed in between count. Turns count as if walked straight. The first
/// and the last step, before and after those contacts, do not count: about half a step each.
inline measured<quantity<units::metre>> distance_walked(
    const measured<quantity<units::metre_per_second>>& speed, double duration_s) {
  using result = measured<quantity<units::metre>>;
  if (!std::isfinite(duration_s) || duration_s < 0) {
    return result::not_computable(reason::degenerate);
  }
  return speed.transform([&](quantity<units::metre_per_second> v) {
    return quantities::metres(v.value() * duration_s);
  });
}

}  // namespace retrogait

#pragma once
/// @file
/// A person's own factor for the length of steps, from a walk of known distance or on a treadmill.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/metrics/spatial.hpp>
#include <retrogait/metrics/step_length_calibration.hpp>
#include <retrogait/metrics/step_length_model.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/segment/turn_detector.hpp>
#include <retrogait/segment/walking_bout.hpp>
#include <retrogait/session/analyze.hpp>
#include <retrogait/session/detail/bout_measures.hpp>
#include <retrogait/session/detail/sensor_set.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retrogait {

/// What the person knows of the walk: either its distance or the speed of the belt.
struct known_walk {
  /// Distance in metres that was walked in that direction: between from_s and to_s, or all of it, from
  /// standing to standing.
  std::optional<double> distance_m{};
  /// Speed of the treadmill's belt in m/s, steady between from_s and to_s.
  std::optional<double> speed_m_s{};
  /// forward or backward. unknown: the one in which the recording shows all of the walking.
  direction way = direction::unknown;
  /// When the distance begins and ends, or the belt's steady speed, on the recording's clock: as when
  /// passing two marks. None: with the recording.
  std::optional<double> from_s{};
  std::optional<double> to_s{};

  issues validate() const {
    issues found;
    require(found, distance_m.has_value() != speed_m_s.has_value(), "distance_m",
            "either the distance or speed_m_s must be given, not both");
    if (distance_m) require_range(found, "distance_m", *distance_m, 1, 100000);
    if (speed_m_s) require_range(found, "speed_m_s", *speed_m_s, 0.05, 3.5);
    require(found, way == direction::unknown || is_straight(way), "way",
            "is " + std::string(to_string(way)) + "; expected forward or backward");
    require(found, !from_s || std::isfinite(*from_s), "from_s", "is not finite");
    require(found, !to_s || (std::isfinite(*to_s) && !(from_s && *to_s <= *from_s)), "to_s",
            "must lie after from_s");
    return found;
  }
  friend bool operator==(const known_walk&, const known_walk&) = default;
};

struct step_length_calibration_params {
  /// The person's height in metres, if known. Without it a usual height stands in, which the factor
  /// makes good.
  std::optional<double> height_m{};
  /// The model to calibrate; its factor is not looked at.
  step_length_params model{};
  /// As analyze_params.
  step_detector_params detector{};
  assembly_params assembly{};
  turn_detector_params turns{};
  /// Fewest steps. A distance leaves open whether the last contact, beside the standing foot, was seen:
  /// half a step more or less, which is 5 % of ten. [engineering choice]
  std::size_t min_steps = 10;

  issues validate() const {
    issues found;
    detail::require_height(found, height_m);
    for (const issues& more :
         {model.validate(), detector.validate(), assembly.validate(), turns.validate()}) {
      found.insert(found.end(), more.begin(), more.end());
    }
    require(found, min_steps >= least_for_mean, "min_steps", "must be at least 2");
    return found;
  }
};

namespace detail {

// A stretch of time; empty if it ends before it starts.
struct time_window {
  double start_s = -std::numeric_limits<double>::infinity();
  double end_s = std::numeric_limits<double>::infinity();

  double overlap_s(double from_s, double to_s) const {
    return (std::max)(0.0, (std::min)(end_s, to_s) - (std::max)(start_s, from_s));
  }
  bool holds(double from_s, double to_s) const { return from_s >= start_s && to_s <= end_s; }
};

// Whether samples were lost in it for longer than the grid bridges.
inline bool lost_within(const recording& r, double from_s, double to_s) {
  const double* const begin = r.time_s.data();
  const double* const end = begin + r.size();
  double last_s = from_s;
  for (const double* t = std::lower_bound(begin, end, from_s); t != end && *t <= to_s; ++t) {
    if (!r.acc_m_s2.row(t - begin).allFinite()) continue;
    if (*t - last_s > grid_params{}.max_gap_s) return true;
    last_s = *t;
  }
  return to_s - last_s > grid_params{}.max_gap_s;
}

// The bouts that walk that way; or why it cannot be said which do.
struct chosen_bouts {
  direction way = direction::unknown;
  std::vector<const walking_bout*> bouts;
  reason why = reason::none;
};

inline chosen_bouts choose_bouts(const std::vector<walking_bout>& bouts, direction stated,
                                 const time_window& window) {
  chosen_bouts chosen{stated, {}, reason::none};
  bool forward = false;
  bool backward = false;
  bool unknown = false;
  for (const walking_bout& b : bouts) {
    if (!(window.overlap_s(b.start_s, b.end_s) > 0)) continue;
    forward = forward || b.direction.value == direction::forward;
    backward = backward || b.direction.value == direction::backward;
    unknown = unknown || !is_straight(b.direction.value);
  }
  if (!forward && !backward && !unknown) {
    chosen.why = reason::no_walking;
    return chosen;
  }
  if (stated == direction::unknown) {
    if (unknown || forward == backward) {
      chosen.why = reason::direction_unknown;
      return chosen;
    }
    chosen.way = forward ? direction::forward : direction::backward;
  }
  const bool own = chosen.way == direction::forward ? forward : backward;
  const bool other = chosen.way == direction::forward ? backward : forward;
  if (other && unknown) chosen.why = reason::direction_unknown;
  if (other && !unknown && !own) chosen.why = reason::disagree;
  if (chosen.why != reason::none) return chosen;
  for (const walking_bout& b : bouts) {
    const bool fits = b.direction.value == chosen.way || !is_straight(b.direction.value);
    if (fits && window.overlap_s(b.start_s, b.end_s) > 0) chosen.bouts.push_back(&b);
  }
  return chosen;
}

// What the calibration adds up over the bouts.
struct walked_so_far {
  moments lengths;     // of steps in a straight line, by the model with factor 1
  moments step_times;  // of the same
  double time_s = 0;   // from first to last contacts, less the turns
  double ends = 0;     // how often the last contact may not have been seen
  bool gap = false;
};

inline void add_bout(const recording& walk, const walking_bout& bout,
                     const std::vector<turn>& turns, const time_window& window, double height_m,
                     const step_length_params& model, walked_so_far& sum) {
  const trunk_record trunk = trunk_of(walk, bout);
  if (trunk.gap) {
    sum.gap = true;
    return;
  }
  std::vector<step> steps = straight_steps(bout.steps, turns);
  steps.erase(std::remove_if(steps.begin(), steps.end(),
                             [&](const step& s) { return !window.holds(s.start_s, s.end_s); }),
              steps.end());
  const auto lengths = step_lengths(trunk.signal(), steps, height_m, model);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!lengths[i]) continue;
    sum.lengths(*lengths[i]);
    sum.step_times(steps[i].duration_s());
  }
  sum.time_s += window.overlap_s(bout.start_s, bout.end_s);
  if (window.end_s > bout.end_s) sum.ends += 1;
  for (const turn& t : turns) {
    const double from_s = (std::max)(t.start_s, bout.start_s);
    const double to_s = (std::min)(t.end_s, bout.end_s);
    if (to_s > from_s) sum.time_s -= window.overlap_s(from_s, to_s);
  }
}

}  // namespace detail

/// The factor with which the model's lengths come to the known distance or speed, from a recording of
/// the lower back, by the contacts, bouts and turns of analyze(). With a calibration of walking
/// backward, lengths backward become computable; and of either direction, without the height.
///
///   factor = v / (mean length by the model / mean step time)
///
/// v is the belt's speed, or the distance over the time in which it was walked: from the first initial
/// contact of each bout to its last, so that steps that were rejected in between count, less the time
/// on turns, where hardly any way is made (a gyroscope is needed to see them). From standing to
/// standing, the way of the trunk is that of the feet between their first contact and the one that puts
/// the foot beside the other; whether that last one was seen is open, so half a step time is added to
/// each bout, and the margin holds half a step more or less. Walking through two marks at from_s and
/// to_s has no such doubt.
///
/// The margin holds, beside that, the scatter of the steps; not an error of the distance itself, and not
/// that a person walks otherwise on another day or at another speed. Calibrate at the usual speed: on
/// a treadmill, 20 % slower or faster, the error grows to some 5 to 10 %.
///
/// Bouts in the other direction are left out, so that one may walk backward there and forward back.
/// Where the direction is stated, bouts whose direction cannot be told count too, unless others were
/// seen to go the other way.
///
/// Not computable: no_walking; too_few_steps (n of min_steps, in a straight line); gap (samples
/// lost within the distance, or in every bout on a treadmill); direction_unknown; disagree (all of the
/// walking goes the other way, or the factor is less than a third or more than three times the general
/// one, so that the distance does not belong to this walk); degenerate.
///
/// Errors: config_error from `known` and `params`, if the sensor is not on the lower back, or as
/// analyze().
inline measured<step_length_calibration> calibrate_step_length(
    const recording& walk, const known_walk& known,
    const step_length_calibration_params& params = {}) {
  using result = measured<step_length_calibration>;
  issues found = known.validate();
  for (issue& i : params.validate()) found.push_back(std::move(i));
  if (walk.placement != placement::lumbar) {
    found.push_back({"placement", "is " + std::string(to_string(walk.placement)) +
                                      "; only the lower back can be calibrated"});
  }
  for (issue& i : walk.validate_sizes()) found.push_back(std::move(i));
  throw_if_any(std::move(found));
  detail::check_mounting(walk);

  std::vector<lost_stretch> lost;
  const std::vector<contact> contacts = detail::contacts_of(
      {&walk}, {.detector = params.detector, .assembly = params.assembly}, &lost);
  const assembly assembled = assemble(contacts, params.assembly, lost);
  const detail::time_window window{known.from_s.value_or(detail::time_window{}.start_s),
                                   known.to_s.value_or(detail::time_window{}.end_s)};
  const detail::chosen_bouts chosen = detail::choose_bouts(assembled.bouts, known.way, window);
  if (chosen.why == reason::no_walking) {
    std::size_t steps_n = 0;  // of stretches that are too short for a bout
    for (const walking_bout& b : assembled.too_short) {
      if (window.overlap_s(b.start_s, b.end_s) > 0) steps_n += b.steps.size();
    }
    if (steps_n > 0) {
      return result::not_computable(reason::too_few_steps, steps_n, params.min_steps);
    }
  }
  if (chosen.why != reason::none) return result::not_computable(chosen.why);

  std::vector<turn> turns;
  if (walk.has_gyroscope()) turns = detail::turns_of(walk, params.turns);
  step_length_calibration made{
      .way = chosen.way,
      .model = params.model.model,
      .by = known.distance_m ? calibrated_by::distance : calibrated_by::treadmill};
  if (params.height_m) made.height_m = *params.height_m;
  step_length_params model = params.model;
  model.factor = 1;
  detail::walked_so_far sum;
  for (const walking_bout* b : chosen.bouts) {
    detail::add_bout(walk, *b, turns, window, made.height_m, model, sum);
  }
  const bool any = sum.lengths.count() > 0;
  if (known.distance_m) {
    const double from_s = (std::max)(window.start_s, chosen.bouts.front()->start_s);
    const double to_s = (std::min)(window.end_s, chosen.bouts.back()->end_s);
    if (sum.gap || detail::lost_within(walk, from_s, to_s)) {
      return result::not_computable(reason::gap);
    }
  } else if (sum.gap && !any) {
    return result::not_computable(reason::gap);
  }
  made.steps = sum.lengths.count();
  if (made.steps < params.min_steps) {
    return result::not_computable(reason::too_few_steps, made.steps, params.min_steps);
  }
  const measured<double> length = sum.lengths.mean();
  const measured<double> step_time = sum.step_times.mean();
  if (!(*length > 0)) return result::not_computable(reason::degenerate);
  double open_share = 0;
  double speed_m_s = known.speed_m_s.value_or(0);
  if (known.distance_m) {
    const double steps_n = sum.time_s / *step_time + 0.5 * sum.ends;
    speed_m_s = *known.distance_m / (steps_n * *step_time);
    open_share = 0.5 * sum.ends / steps_n;
  }
  made.factor = speed_m_s * *step_time / *length;
  made.margin = made.factor * std::hypot(open_share, *length.margin() / *length,
                                         *step_time.margin() / *step_time);
  const double against_general = made.factor / general_factor_of(made.model).factor;
  if (!(against_general > 1.0 / 3 && against_general < 3)) {
    return result::not_computable(reason::disagree, made.steps);
  }
  return result::of(made, made.steps);
}

}  // namespace retrogait

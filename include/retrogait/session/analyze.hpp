#pragma once
/// @file
/// The front door for whole recordings.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/metrics/step_length_calibration.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/segment/detectors.hpp>
#include <retrogait/segment/merge_contacts.hpp>
#include <retrogait/segment/settled_directions.hpp>
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/segment/turn_detector.hpp>
#include <retrogait/session/detail/body_evidence.hpp>
#include <retrogait/session/detail/bout_measures.hpp>
#include <retrogait/session/detail/fuse_directions.hpp>
#include <retrogait/session/detail/sensor_doubts.hpp>
#include <retrogait/session/detail/sensor_set.hpp>
#include <retrogait/session/form.hpp>
#include <retrogait/session/form_params.hpp>
#include <retrogait/session/report.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace retrogait {

struct analyze_params {
  /// The person's height in metres: lengths and speeds from the lower back need it, or a calibration.
  std::optional<double> height_m{};
  /// The person's own factors for the length of steps (calibrate_step_length), one a direction. Without
  /// one, lengths backward are not_calibrated.
  std::vector<step_length_calibration> calibrations{};
  /// The leg that the training is for: what is compared with the other one.
  side involved = side::unknown;
  /// Whether to measure the local stability of long bouts (local_stability_of): some 60 ms for each of
  /// 150 strides and more, several times what all the rest takes. Else it is not_assessed.
  bool local_stability = false;
  /// The step detector's parameters, for a sensor on the lower back; its mounting and rate are taken
  /// from the recording.
  step_detector_params detector{.final_contacts = true};
  /// What counts as a step, a stride and a bout.
  assembly_params assembly{};
  /// The turn detector's parameters, for the same; its rate is taken from the recording.
  turn_detector_params turns{};
  /// The form checks of walking backward: their limits, what is usual for this person, and what the
  /// plan asks for. Checks that need the latter two are not assessed without them.
  form_params form{};
  form_baseline baseline{};
  form_targets targets{};

  issues validate() const {
    issues found = detector.validate();
    for (const issues& more : {assembly.validate(), turns.validate(), form.validate(),
                               baseline.validate(), targets.validate()}) {
      found.insert(found.end(), more.begin(), more.end());
    }
    for (issue& i : lengths_known().validate()) found.push_back(std::move(i));
    for (std::size_t i = 0; i < calibrations.size(); ++i) {
      const auto same = [&](const step_length_calibration& c) {
        return c.way == calibrations[i].way;
      };
      require(found,
              std::find_if(calibrations.begin(), calibrations.end(), same) ==
                  calibrations.begin() + static_cast<std::ptrdiff_t>(i),
              "calibrations",
              "holds two for walking " + std::string(to_string(calibrations[i].way)));
      require(found, is_straight(calibrations[i].way), "calibrations",
              "holds one for neither forward nor backward");
    }
    return found;
  }

  step_length_knowledge lengths_known() const {
    step_length_knowledge known{.height_m = height_m};
    for (const step_length_calibration& c : calibrations) {
      (c.way == direction::backward ? known.backward : known.forward) = c;
    }
    return known;
  }
};

namespace detail {

// Where samples were lost between contacts: only there does it matter to a step.
inline std::vector<lost_stretch> lost_stretches(const recording& r,
                                                const std::vector<contact>& contacts) {
  constexpr double longest_s = 0.15;  // as for step_detector: a contact in there is a guess
  constexpr double longest_pause_s = 5;
  std::vector<lost_stretch> lost;
  const double* const begin = r.time_s.data();
  const double* const end = begin + r.size();
  for (std::size_t i = 1; i < contacts.size(); ++i) {
    const auto [from_s, to_s] = std::minmax(contacts[i - 1].time_s, contacts[i].time_s);
    if (to_s - from_s > longest_pause_s) continue;
    const double* sample = std::lower_bound(begin, end, from_s);
    double last_s = from_s;
    for (; sample != end && last_s < to_s; ++sample) {
      const std::ptrdiff_t row = sample - begin;
      if (!r.acc_m_s2.row(row).allFinite()) continue;
      if (r.has_gyroscope() && !r.gyr_rad_s.row(row).allFinite()) continue;
      if (*sample - last_s > longest_s) lost.push_back({last_s, *sample});
      last_s = *sample;
    }
  }
  return lost;
}

inline std::vector<contact> contacts_of(const recording& r, const analyze_params& params) {
  if (r.placement == placement::lumbar) {
    step_detector_params own = params.detector;
    own.mounting = r.mounting;
    own.rate_hz = nominal_rate_hz(r.rate_hz());
    const step_detector<double> detector(own);
    return r.has_gyroscope() ? detect(r.samples(), detector) : detect(r.acceleration(), detector);
  }
  detector_options options = options_for(r);
  options.rate_hz = nominal_rate_hz(options.rate_hz);
  return detect_contacts(r, make_detector(default_detector_for(r.placement), options));
}

inline std::vector<contact> contacts_of(const witness& sensors, const analyze_params& params,
                                        std::vector<lost_stretch>* lost = nullptr) {
  std::vector<std::vector<contact>> found;
  for (const recording* r : sensors) {
    const std::vector<contact> own = contacts_of(*r, params);
    found.push_back(settle_directions(own));
    if (lost == nullptr) continue;
    for (const lost_stretch& one : lost_stretches(*r, own)) lost->push_back(one);
  }
  return found.size() == 1 ? std::move(found[0]) : merge_contacts(found[0], found[1]);
}

inline seen_from seen_by(const witness& sensors) {
  const placement where = sensors.front()->placement;
  if (where == placement::lumbar) return seen_from::trunk;
  if (where == placement::phone) return seen_from::somewhere;
  return sensors.size() == 2 ? seen_from::two_legs : seen_from::one_leg;
}

inline void note_absent(gait_report& report, const char* what, reason why,
                        const char* explanation) {
  report.absent.push_back({what, why, explanation});
}

inline void note_blind_legs(gait_report& report, std::span<const recording> sensors, bool all) {
  const bool any = std::any_of(sensors.begin(), sensors.end(), [](const recording& r) {
    return side_of(r.placement) != side::unknown && !r.has_gyroscope();
  });
  if (!any) return;
  note_absent(report, all ? "steps, direction, cadence" : "what the leg without a gyroscope did",
              reason::sensor_missing, "a sensor on a leg needs a gyroscope");
}

inline void note_absent_contacts(gait_report& report, seen_from where) {
  if (where == seen_from::somewhere) {
    note_absent(report, "direction, left and right", reason::sensor_missing,
                "a device carried anywhere cannot know them");
    note_absent(report, "stance, swing and double support", reason::sensor_missing,
                "need a sensor on the lower back or on the legs");
    return;
  }
  const bool any_direction =
      std::any_of(report.bouts.begin(), report.bouts.end(),
                  [](const walking_bout& b) { return b.direction.value != direction::unknown; });
  if (report.recording.forward == knowledge::unknown && !any_direction) {
    const bool trunk = where == seen_from::trunk;
    note_absent(report, trunk ? "direction, left and right" : "direction", reason::mounting_unknown,
                "needs the mounting: a sensor worn back to front looks like walking backward");
  }
  if (where == seen_from::one_leg) {
    note_absent(report, "steps and double support", reason::sensor_missing,
                "need a sensor on the other leg too");
  }
  const bool any_stance =
      std::any_of(report.bouts.begin(), report.bouts.end(),
                  [](const walking_bout& bout) { return bout[metric::stance_time].has_value(); });
  if (any_stance || report.bouts.empty()) return;
  note_absent(report, "stance, swing and double support",
              report.bouts.front()[metric::stance_time].why(), "too few final contacts were found");
}

inline void note_absent_trunk(gait_report& report, const recording* lumbar) {
  if (lumbar == nullptr) {
    note_absent(report, "regularity, smoothness, posture and turns", reason::sensor_missing,
                "need a sensor on the lower back");
  } else if (!lumbar->has_gyroscope()) {
    note_absent(report, "turns", reason::sensor_missing, "needs a gyroscope");
  }
}

inline void note_absent_lengths(gait_report& report, const recording* lumbar, bool any_foot,
                                const step_length_knowledge& known) {
  constexpr const char* lengths = "step length and walking speed";
  const bool any =
      std::any_of(report.bouts.begin(), report.bouts.end(),
                  [](const walking_bout& bout) { return bout[metric::walking_speed].has_value(); });
  if (any_foot && any) return;
  if (lumbar == nullptr && !any_foot) {
    note_absent(report, lengths, reason::sensor_missing,
                "need sensors on the feet or on the lower back");
  } else if (lumbar != nullptr && !known.height_m && !known.forward) {
    note_absent(report, lengths, reason::height_missing,
                "needs the person's height or a calibration walk");
  } else if (report.summary.of(direction::backward).bouts > 0 && !known.backward && !any_foot) {
    note_absent(report, "step length and walking speed while backward", reason::not_calibrated,
                "needs a calibration walk backward, as no factor has been published");
  } else if (!any && !report.bouts.empty()) {
    note_absent(report, lengths, report.bouts.front()[metric::walking_speed].why(), "");
  }
}

}  // namespace detail

/// Finds the walking bouts of one person, measures each and says what cannot be known. `sensors` are
/// all that the person wore, on one clock, each on another place.
///
/// Runs live detectors over the recordings (core/run.hpp), so what is reported here is what a live
/// program would have seen. The bouts are made (assemble()) from the contacts of the sensors that see
/// them best: both feet, else the lower back, both shanks, both thighs, one leg, a phone. The others
/// add what they know:
///
/// - lumbar (step_detector, analyze_params::detector): steps of both feet, direction, stance and
///   swing, regularity, smoothness, posture, step length with the height or a calibration, and with a
///   gyroscope turns (turn_detector).
/// - feet, shanks or thighs, with a gyroscope (default_detector_for): of both legs (merge_contacts)
///   steps that alternate, with double support, and the direction; of one leg strides alone, with
///   cadence as two steps a stride. Feet also measure the length of their strides
///   (foot_stride_detector; stride::length_m), where they were seen at rest before and after, and
///   how they land (foot_strikes).
/// - thigh and shank of a leg, with gyroscopes: its knee (knee_angles; some 200 bytes a sample while
///   it runs).
/// - phone, carried anywhere: step_counter; steps with cadence, neither side nor direction, whatever
///   mounting is stated. A phone fixed to the lower back is a lumbar sensor: say so.
///
/// Every bout has an entry for each metric of metric::all that describes bouts: a value, or the reason
/// why there is none.
///
/// A recording's times must rise (recording::validate, which costs a pass and is not made here);
/// samples that are not finite count as lost.
///
/// Errors: config_error if a parameter is out of range, if there is no sensor or two on one place, if
/// a recording's columns differ in length, or if gravity on the lower back or a foot lies more than
/// 60° from the axis that the mounting calls up.
inline gait_report analyze(std::span<const recording> sensors, const analyze_params& params = {}) {
  throw_if_any(params.validate());
  const detail::sensor_set worn(sensors);
  gait_report report;
  const std::vector<detail::witness> witnesses = worn.witnesses();
  if (witnesses.empty()) {
    report.recording = detail::facts_of(sensors.front());
    detail::note_blind_legs(report, sensors, true);
    detail::note_absent(report, "step width", reason::sensor_missing, "no sensor here can know it");
    return report;
  }
  const detail::witness& best = witnesses.front();
  const detail::seen_from where = detail::seen_by(best);
  report.recording = detail::facts_of(*best[0]);
  if (best.size() == 2) report.right = detail::facts_of(*best[1]);
  for (const recording& r : sensors) {
    if (std::find(best.begin(), best.end(), &r) == best.end()) {
      report.others.push_back(detail::facts_of(r));
    }
  }

  std::vector<lost_stretch> lost;
  std::vector<contact> contacts = detail::contacts_of(best, params, &lost);
  std::vector<std::vector<contact>> others;
  for (std::size_t i = 1; i < witnesses.size(); ++i) {
    const detail::seen_from other = detail::seen_by(witnesses[i]);
    if (other == detail::seen_from::somewhere) continue;
    others.push_back(detail::contacts_of(witnesses[i], params));
    const bool legs = where != detail::seen_from::trunk;
    if (legs == (other != detail::seen_from::trunk)) continue;
    detail::doubt_sides(legs ? others.back() : contacts, legs ? contacts : others.back(),
                        (legs ? best : witnesses[i]).front()->placement, report.doubts);
  }
  if (!others.empty()) detail::fuse_directions(contacts, others);
  assembly assembled = assemble(contacts, params.assembly, lost);
  report.bouts = std::move(assembled.bouts);
  report.too_short = std::move(assembled.too_short);

  const recording* const lumbar = worn[placement::lumbar];
  if (lumbar != nullptr && lumbar->has_gyroscope()) {
    report.turns = detail::turns_of(*lumbar, params.turns);
  }
  const step_length_knowledge known = params.lengths_known();
  const std::vector<detail::bout_evidence> evidence =
      detail::gather_evidence(worn, report.bouts, report.doubts);
  for (std::size_t i = 0; i < report.bouts.size(); ++i) {
    walking_bout& bout = report.bouts[i];
    detail::measure_times(where, bout);
    detail::measure_symmetry(where, params.involved, bout);
    if (lumbar != nullptr) {
      const detail::trunk_record trunk = detail::trunk_of(*lumbar, bout);
      detail::measure_trunk(trunk.signal(), known, report.turns, bout);
      detail::measure_stability(trunk.signal(), params.local_stability, bout);
    }
    detail::measure_body(evidence[i], bout);
  }
  bool any_foot = false;
  for (const placement foot : {placement::left_foot, placement::right_foot}) {
    if (worn[foot] == nullptr || !worn[foot]->has_gyroscope()) continue;
    any_foot = true;
    const std::vector<foot_stride> ways = detail::ways_of_foot(*worn[foot]);
    for (walking_bout& bout : report.bouts) detail::take_lengths(ways, side_of(foot), bout);
  }
  for (walking_bout& bout : report.bouts) {
    if (any_foot) detail::measure_foot_lengths(bout);
    detail::note_missing_sensors(bout);
  }
  if (lumbar != nullptr) detail::doubt_moved(*lumbar, report.bouts, report.doubts);
  training_load backward;
  for (const walking_bout& bout : report.bouts) {
    backward(bout);
    report.summary(bout);
  }
  report.backward = backward.value();
  report.form = assess_form(detail::observe_form(evidence, where, report.bouts), params.form,
                            params.baseline, params.targets);

  detail::note_blind_legs(report, sensors, false);
  detail::note_absent_contacts(report, where);
  detail::note_absent_trunk(report, lumbar);
  detail::note_absent_lengths(report, lumbar, any_foot, known);
  detail::note_absent(report, "step width", reason::sensor_missing, "no sensor here can know it");
  return report;
}

/// The same of one sensor alone.
inline gait_report analyze(const recording& walk, const analyze_params& params = {}) {
  return analyze(std::span(&walk, 1), params);
}

}  // namespace retrogait

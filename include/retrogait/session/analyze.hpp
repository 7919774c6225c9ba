#pragma once
/// @file
/// The front door for whole recordings.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/print.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/metrics/regularity.hpp>
#include <retrogait/metrics/spatial.hpp>
#include <retrogait/metrics/temporal.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/segment/detectors.hpp>
#include <retrogait/segment/foot_stride.hpp>
#include <retrogait/segment/foot_strides.hpp>
#include <retrogait/segment/merge_contacts.hpp>
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/segment/turn_detector.hpp>
#include <retrogait/session/report.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retrogait {

struct analyze_params {
  /// The person's height in metres: step length and walking speed need it.
  std::optional<double> height_m{};
  /// The step detector's parameters, for a sensor on the lower back; its mounting and rate are taken
  /// from the recording.
  step_detector_params detector{.final_contacts = true};
  /// What counts as a step, a stride and a bout.
  assembly_params assembly{};
  /// The turn detector's parameters, for the same; its rate is taken from the recording.
  turn_detector_params turns{};

  issues validate() const {
    issues found = detector.validate();
    for (const issues& more : {assembly.validate(), turns.validate()}) {
      found.insert(found.end(), more.begin(), more.end());
    }
    if (height_m && !(*height_m >= 0.5 && *height_m <= 2.6)) {
      found.push_back({"height_m", fixed_text(*height_m, 2) +
                                       " is no person's height in metres; expected 0.5 to 2.6"});
    }
    return found;
  }
};

namespace detail {

inline recording_facts facts_of(const recording& r) {
  recording_facts facts;
  facts.name = r.name;
  facts.placement = r.placement;
  facts.start_s = r.empty() ? 0 : r.time_s[0];
  facts.duration_s = r.duration_s();
  facts.rate_hz = r.rate_hz();
  facts.lost_share = r.lost_share();
  facts.gyroscope = r.has_gyroscope();
  facts.mounting = r.mounting;
  facts.vertical = knowledge::inferred;  // from gravity, whatever was stated
  facts.forward = r.mounting.forward_knowledge();
  return facts;
}

// The vertical acceleration of one bout, on the grid of the step detector. Begins some seconds
// before the bout, so that gravity is known when it starts.
struct vertical_motion {
  std::vector<double> acc_m_s2;
  double start_s = 0;
  bool gap = false;
};

inline vertical_motion vertical_of(const recording& r, const walking_bout& bout) {
  constexpr double lead_in_s = 5;
  const double* const begin = r.time_s.data();
  const double* const end = begin + r.size();
  const double* const first = std::lower_bound(begin, end, bout.start_s - lead_in_s);
  const double* const last = std::upper_bound(first, end, bout.end_s + 0.02);
  trunk_motion<double> motion(trunk_motion_params{.mounting = r.mounting});
  vertical_motion out;
  std::uint32_t breaks = 0;
  for (const auto& s : r.acceleration().slice(first - begin, last - first)) {
    if (!s.acc_m_s2.allFinite()) continue;  // a lost sample, as for the detector
    motion.update(s, [&](const trunk_motion<double>::cell& c) {
      if (c.time_s < bout.start_s || c.time_s > bout.end_s) return;
      const bool first_cell = out.acc_m_s2.empty();
      out.acc_m_s2.push_back(motion.level(c).acc_m_s2[2]);
      if (!first_cell) return;
      out.start_s = c.time_s;
      breaks = motion.breaks();
    });
  }
  out.gap = motion.breaks() != breaks;
  return out;
}

// What walked past the sensors: both feet, seen from the trunk or from two legs, one foot, or steps of
// whom nothing else is known.
enum class seen_from : std::uint8_t { trunk, two_legs, one_leg, somewhere };

inline void measure_times(seen_from where, walking_bout& bout) {
  metric_values& m = bout.metrics;
  const auto set_if = [&m](bool known, auto id, auto value) {
    m.set(id, known ? value : decltype(value)::not_computable(reason::sensor_missing));
  };
  const bool both_feet = where != seen_from::one_leg;
  const bool phases = where != seen_from::somewhere;
  m.set(metric::cadence, both_feet ? cadence(bout.steps) : cadence(bout.strides));
  m.set(metric::stride_time, stride_time(bout.strides));
  m.set(metric::stride_time_cv, stride_time_cv(bout.strides));
  set_if(both_feet, metric::step_time, step_time(bout.steps));
  set_if(both_feet, metric::step_time_cv, step_time_cv(bout.steps));
  set_if(both_feet, metric::step_time_asymmetry, step_time_asymmetry(bout.steps));
  set_if(phases, metric::stance_time, stance_time(bout.strides));
  set_if(phases, metric::swing_time, swing_time(bout.strides));
  set_if(phases, metric::stance_share, stance_share(bout.strides));
  set_if(phases, metric::swing_share, swing_share(bout.strides));
  const bool support = both_feet && phases;
  set_if(support, metric::single_support_time, single_support_time(bout.strides));
  set_if(support, metric::double_support_time, double_support_time(bout.strides));
  set_if(support, metric::single_support_share, single_support_share(bout.strides));
  set_if(support, metric::double_support_share, double_support_share(bout.strides));
}

inline void measure_trunk(const recording& r, std::optional<double> height_m, walking_bout& bout) {
  metric_values& m = bout.metrics;
  const auto mean_step_time = bout[metric::step_time];
  const vertical_motion vertical = vertical_of(r, bout);
  const bout_signal signal{vertical.acc_m_s2, vertical.start_s, grid_params{}.rate_hz,
                           vertical.gap};
  const auto length = step_length(signal, bout.steps, bout.direction.value, height_m);
  m.set(metric::step_length, length);
  m.set(metric::walking_speed, walking_speed(length, mean_step_time));
  const regularity found = step_and_stride_regularity(signal, mean_step_time, bout.strides.size());
  m.set(metric::step_regularity, found.step);
  m.set(metric::stride_regularity, found.stride);
  m.set(metric::regularity_symmetry, found.symmetry);
}

// What is measured on the trunk, where there is no sensor on it.
inline void leave_trunk_out(reason no_length, walking_bout& bout) {
  using none = measured<double>;
  metric_values& m = bout.metrics;
  for (const metric_info* info :
       {&metric::step_regularity.info(), &metric::stride_regularity.info(),
        &metric::regularity_symmetry.info()}) {
    m.set(*info, none::not_computable(reason::sensor_missing));
  }
  m.set(metric::step_length.info(), none::not_computable(no_length));
  m.set(metric::walking_speed.info(), none::not_computable(no_length));
}

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

// Gravity is what remains of the acceleration in the mean. Some ten thousand samples, spread over
// the recording, tell it as well as all of them.
inline void check_mounting(const recording& r) {
  if (!r.mounting.up() || r.empty()) return;
  const std::ptrdiff_t every = 1 + r.size() / 10000;
  vec3<double> sum = vec3<double>::Zero();
  for (std::ptrdiff_t i = 0; i < r.size(); i += every) {
    if (r.acc_m_s2.row(i).allFinite()) sum += r.acc_m_s2.row(i).transpose();
  }
  if (sum.isZero(0)) return;
  const vec3<double> felt = sum.normalized();
  if (felt.dot(r.mounting.up()->unit_vector()) >= 0.5) return;
  throw_if_any(
      {{"mounting", "calls " + r.mounting.up()->name() + " up, but gravity shows that up is (" +
                        fixed_text(felt[0], 2) + ", " + fixed_text(felt[1], 2) + ", " +
                        fixed_text(felt[2], 2) + ") in the device's axes"}});
}

inline void note_absent(gait_report& report, const char* what, reason why,
                        const char* explanation) {
  report.absent.push_back({what, why, explanation});
}

inline void note_absent_stance(gait_report& report) {
  const bool any_stance =
      std::any_of(report.bouts.begin(), report.bouts.end(),
                  [](const walking_bout& bout) { return bout[metric::stance_time].has_value(); });
  if (any_stance || report.bouts.empty()) return;
  note_absent(report, "stance, swing and double support",
              report.bouts.front()[metric::stance_time].why(), "too few final contacts were found");
}

inline void take_bouts(const std::vector<contact>& contacts, const assembly_params& params,
                       const std::vector<lost_stretch>& lost, gait_report& report) {
  assembly assembled = assemble(contacts, params, lost);
  report.bouts = std::move(assembled.bouts);
  report.too_short = std::move(assembled.too_short);
}

// A detector's nominal rate, whatever the recording's.
inline double nominal_rate_hz(double rate_hz) {
  return std::clamp(rate_hz, 10.0, 10000.0);
}

// By the default detector of the placement.
inline std::vector<contact> contacts_of(const recording& r) {
  detector_options options = options_for(r);
  options.rate_hz = nominal_rate_hz(options.rate_hz);
  return detect_contacts(r, make_detector(default_detector_for(r.placement), options));
}

inline void analyze_lower_back(const recording& walk, const analyze_params& params,
                               gait_report& report) {
  check_mounting(walk);
  step_detector_params detector_params = params.detector;
  detector_params.mounting = walk.mounting;
  detector_params.rate_hz = nominal_rate_hz(report.recording.rate_hz);
  const std::vector<contact> contacts =
      walk.has_gyroscope() ? detect(walk.samples(), step_detector<double>(detector_params))
                           : detect(walk.acceleration(), step_detector<double>(detector_params));
  take_bouts(contacts, params.assembly, lost_stretches(walk, contacts), report);
  for (walking_bout& bout : report.bouts) {
    measure_times(seen_from::trunk, bout);
    measure_trunk(walk, params.height_m, bout);
    if (bout.direction.value != direction::backward) continue;
    report.backward.steps += bout.steps.size();
    report.backward.duration_s += bout.duration_s();
  }

  if (walk.has_gyroscope()) {
    turn_detector_params turn_params = params.turns;
    turn_params.rate_hz = detector_params.rate_hz;
    report.turns = detect(walk.samples(), turn_detector<double>(turn_params));
  } else {
    note_absent(report, "turns", reason::sensor_missing, "needs a gyroscope");
  }
  if (report.recording.forward == knowledge::unknown) {
    note_absent(report, "direction, left and right", reason::mounting_unknown,
                "needs the mounting: a sensor worn back to front looks like walking backward");
  }
  note_absent_stance(report);
  const bool any_length =
      std::any_of(report.bouts.begin(), report.bouts.end(),
                  [](const walking_bout& bout) { return bout[metric::step_length].has_value(); });
  if (!params.height_m) {
    note_absent(report, "step length and walking speed", reason::height_missing,
                "needs the person's height");
  } else if (report.backward.steps > 0) {
    note_absent(report, "step length and walking speed while backward", reason::not_calibrated,
                "no factor has been published for walking backward");
  } else if (!any_length && !report.bouts.empty()) {
    note_absent(report, "step length and walking speed",
                report.bouts.front()[metric::step_length].why(), "");
  }
}

inline void analyze_anywhere(const recording& walk, const analyze_params& params,
                             gait_report& report) {
  const std::vector<contact> contacts = contacts_of(walk);
  take_bouts(contacts, params.assembly, lost_stretches(walk, contacts), report);
  for (walking_bout& bout : report.bouts) {
    measure_times(seen_from::somewhere, bout);
    leave_trunk_out(reason::sensor_missing, bout);
  }
  note_absent(report, "direction, left and right", reason::sensor_missing,
              "a device carried anywhere cannot know them");
  note_absent(report, "stance, swing and double support", reason::sensor_missing,
              "need a sensor on the lower back or on the legs");
  note_absent(report, "regularity, symmetry, turns, step length and walking speed",
              reason::sensor_missing, "need a sensor on the lower back");
}

inline bool is_foot(placement where) {
  return where == placement::left_foot || where == placement::right_foot;
}

// The ways of the foot from rest to rest; of other placements none.
inline std::vector<foot_stride> ways_of_foot(const recording& r) {
  if (!is_foot(r.placement)) return {};
  return detect(r.samples(), foot_stride_detector<double>({.rate_hz = nominal_rate_hz(r.rate_hz()),
                                                           .side = side_of(r.placement),
                                                           .mounting = r.mounting}));
}

// A stride's way is the one on which the foot lands at the stride's end: it leaves a rest within
// the stride and finds the next one before the foot can have landed once more. Where a rest went
// unseen, a way spans two strides and tells the length of neither.
inline void take_lengths(const std::vector<foot_stride>& ways, side foot, walking_bout& bout) {
  for (stride& s : bout.strides) {
    if (s.side != foot) continue;
    const auto way =
        std::upper_bound(ways.begin(), ways.end(), s.start_s,
                         [](double time_s, const foot_stride& w) { return time_s < w.start_s; });
    if (way == ways.end() || way->start_s >= s.end_s || way->end_s < s.end_s) continue;
    if (way->end_s < s.end_s + s.duration_s()) s.length_m = way->length_m;
  }
}

// One leg, or the left and the right one.
inline void analyze_legs(std::initializer_list<const recording*> legs, const analyze_params& params,
                         gait_report& report) {
  const bool alone = legs.size() == 1;
  for (const recording* leg : legs) {
    if (leg->has_gyroscope()) continue;
    note_absent(report, "steps, direction, cadence", reason::sensor_missing,
                "a sensor on a leg needs a gyroscope");
    return;
  }
  std::vector<std::vector<contact>> found;
  std::vector<lost_stretch> lost;
  for (const recording* leg : legs) {
    found.push_back(contacts_of(*leg));
    for (const lost_stretch& one : lost_stretches(*leg, found.back())) lost.push_back(one);
  }
  take_bouts(alone ? found[0] : merge_contacts(found[0], found[1]), params.assembly, lost, report);
  for (walking_bout& bout : report.bouts) {
    measure_times(alone ? seen_from::one_leg : seen_from::two_legs, bout);
    leave_trunk_out(reason::not_assessed, bout);
  }
  for (const recording* leg : legs) {
    const std::vector<foot_stride> ways = ways_of_foot(*leg);
    for (walking_bout& bout : report.bouts) take_lengths(ways, side_of(leg->placement), bout);
  }

  note_absent(report, "direction", reason::not_assessed,
              "this version tells it from the lower back alone");
  if (alone) {
    note_absent(report, "steps and double support", reason::sensor_missing,
                "need a sensor on the other leg too");
  }
  note_absent_stance(report);
  note_absent(report, "regularity, symmetry and turns", reason::sensor_missing,
              "need a sensor on the lower back");
  note_absent(report, "step length and walking speed", reason::not_assessed,
              "this version does not compute them from legs");
}

inline void note_absent_width(gait_report& report) {
  note_absent(report, "step width", reason::sensor_missing, "no sensor here can know it");
}

}  // namespace detail

/// Finds the walking bouts of one recording, measures each and says what cannot be known.
///
/// Runs a live detector over the recording (core/run.hpp), so what is reported here is what a live
/// program would have seen: contacts, put together by assemble() into steps, strides and bouts. What
/// it is and what it lets be known depends on the placement:
///
/// - lumbar: step_detector (analyze_params::detector); steps of both feet, direction, stance and
///   swing, regularity, step length with the height, and with a gyroscope turns (turn_detector).
/// - a foot, shank or thigh, with a gyroscope: its default detector (default_detector_for); strides
///   of that foot, stance and swing, cadence as two steps a stride. No steps: of the other foot
///   nothing is known. The direction is not told. On a foot, strides also have their length, from
///   foot_stride_detector (stride::length_m), where the foot was seen at rest before and after.
/// - phone, carried anywhere: step_counter; steps with cadence, neither side nor direction, whatever
///   mounting is stated. A phone fixed to the lower back is a lumbar sensor: say so.
///
/// The recording's times must rise (recording::validate, which costs a pass and is not made here);
/// samples that are not finite count as lost.
///
/// Errors: config_error if a parameter is out of range, if the recording's columns differ in length,
/// or if gravity on the lower back lies more than 60° from the axis that the mounting calls up.
inline gait_report analyze(const recording& walk, const analyze_params& params = {}) {
  throw_if_any(params.validate());
  throw_if_any(walk.validate_sizes());
  gait_report report;
  report.recording = detail::facts_of(walk);
  if (walk.placement == placement::lumbar) {
    detail::analyze_lower_back(walk, params, report);
  } else if (walk.placement == placement::phone) {
    detail::analyze_anywhere(walk, params, report);
  } else {
    detail::analyze_legs({&walk}, params, report);
  }
  detail::note_absent_width(report);
  return report;
}

/// The same of both feet, both shanks or both thighs together, on one clock: the contacts of the two
/// (merge_contacts) make steps that alternate, with double support, beside all that one leg gives.
///
/// Errors: as above, and config_error if the two are no such pair.
inline gait_report analyze(const recording& left, const recording& right,
                           const analyze_params& params = {}) {
  throw_if_any(params.validate());
  throw_if_any(left.validate_sizes());
  throw_if_any(right.validate_sizes());
  if (side_of(left.placement) != side::left || side_of(right.placement) != side::right ||
      default_detector_for(left.placement) != default_detector_for(right.placement)) {
    throw_if_any({{"placement", std::string(to_string(left.placement)) + " and " +
                                    std::string(to_string(right.placement)) +
                                    " are no pair; expected the left and the right foot, shank or "
                                    "thigh"}});
  }
  gait_report report;
  report.recording = detail::facts_of(left);
  report.right = detail::facts_of(right);
  detail::analyze_legs({&left, &right}, params, report);
  detail::note_absent_width(report);
  return report;
}

}  // namespace retrogait

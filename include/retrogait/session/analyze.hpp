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
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/segment/turn_detector.hpp>
#include <retrogait/session/report.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retrogait {

struct analyze_params {
  /// The person's height in metres: step length and walking speed need it.
  std::optional<double> height_m{};
  /// The step detector's parameters; its mounting and rate are taken from the recording.
  step_detector_params detector{};
  /// What counts as a step, a stride and a bout.
  assembly_params assembly{};
  /// The turn detector's parameters; its rate is taken from the recording.
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

inline void measure(const recording& r, std::optional<double> height_m, walking_bout& bout) {
  metric_values& m = bout.metrics;
  const auto mean_step_time = step_time(bout.steps);
  m.set(metric::cadence, cadence(bout.steps));
  m.set(metric::step_time, mean_step_time);
  m.set(metric::stride_time, stride_time(bout.strides));
  m.set(metric::step_time_cv, step_time_cv(bout.steps));
  m.set(metric::stride_time_cv, stride_time_cv(bout.strides));
  m.set(metric::step_time_asymmetry, step_time_asymmetry(bout.steps));
  m.set(metric::stance_time, stance_time(bout.strides));
  m.set(metric::swing_time, swing_time(bout.strides));
  m.set(metric::single_support_time, single_support_time(bout.strides));
  m.set(metric::double_support_time, double_support_time(bout.strides));
  m.set(metric::stance_share, stance_share(bout.strides));
  m.set(metric::swing_share, swing_share(bout.strides));
  m.set(metric::single_support_share, single_support_share(bout.strides));
  m.set(metric::double_support_share, double_support_share(bout.strides));
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

}  // namespace detail

/// Finds the walking bouts of one recording, measures each and says what cannot be known.
///
/// Runs the live step_detector over the recording (core/run.hpp), and with a gyroscope on the lower
/// back the turn_detector, and measures each bout that it finds; so what is reported here is what a
/// live program would have seen.
///
/// Placements: lumbar; phone (carried anywhere: steps, but neither side nor direction unless a
/// mounting is stated). Of the other placements nothing is computed yet, and the report says so.
///
/// The recording's times must rise (recording::validate, which costs a pass and is not made here);
/// samples that are not finite count as lost.
///
/// Errors: config_error if a parameter is out of range, if the recording's columns differ in length,
/// or if gravity lies more than 60° from the axis that the mounting calls up.
inline gait_report analyze(const recording& walk, const analyze_params& params = {}) {
  throw_if_any(params.validate());
  throw_if_any(walk.validate_sizes());
  gait_report report;
  report.recording = detail::facts_of(walk);
  const auto absent = [&](const char* what, reason why, const char* explanation) {
    report.absent.push_back({what, why, explanation});
  };
  if (walk.placement != placement::lumbar && walk.placement != placement::phone) {
    absent("steps, direction, cadence", reason::not_assessed,
           "this version segments lower-back recordings; feet, shanks and thighs come later");
    return report;
  }

  detail::check_mounting(walk);
  step_detector_params detector_params = params.detector;
  detector_params.mounting = walk.mounting;
  detector_params.rate_hz = std::clamp(report.recording.rate_hz, 10.0, 10000.0);
  const std::vector<contact> contacts =
      walk.has_gyroscope() ? detect(walk.samples(), step_detector<double>(detector_params))
                           : detect(walk.acceleration(), step_detector<double>(detector_params));

  assembly assembled = assemble(contacts, params.assembly, detail::lost_stretches(walk, contacts));
  report.bouts = std::move(assembled.bouts);
  report.too_short = std::move(assembled.too_short);
  for (walking_bout& bout : report.bouts) {
    detail::measure(walk, params.height_m, bout);
    if (bout.direction.value != direction::backward) continue;
    report.backward.steps += bout.steps.size();
    report.backward.duration_s += bout.duration_s();
  }

  if (walk.placement == placement::lumbar) {
    if (walk.has_gyroscope()) {
      turn_detector_params turn_params = params.turns;
      turn_params.rate_hz = detector_params.rate_hz;
      report.turns = detect(walk.samples(), turn_detector<double>(turn_params));
    } else {
      absent("turns", reason::sensor_missing, "needs a gyroscope");
    }
  }

  if (report.recording.forward == knowledge::unknown) {
    absent("direction, left and right", reason::mounting_unknown,
           "needs the mounting: a sensor worn back to front looks like walking backward");
  }
  const bool any_stance =
      std::any_of(report.bouts.begin(), report.bouts.end(),
                  [](const walking_bout& bout) { return bout[metric::stance_time].has_value(); });
  if (!any_stance && !report.bouts.empty()) {
    absent("stance, swing and double support", report.bouts.front()[metric::stance_time].why(),
           "too few final contacts were found");
  }
  const bool any_length =
      std::any_of(report.bouts.begin(), report.bouts.end(),
                  [](const walking_bout& bout) { return bout[metric::step_length].has_value(); });
  if (!params.height_m) {
    absent("step length and walking speed", reason::height_missing, "needs the person's height");
  } else if (report.backward.steps > 0) {
    absent("step length and walking speed while backward", reason::not_calibrated,
           "no factor has been published for walking backward");
  } else if (!any_length && !report.bouts.empty()) {
    const reason why = report.bouts.front()[metric::step_length].why();
    absent("step length and walking speed", why, "");
  }
  absent("step width", reason::sensor_missing, "no sensor here can know it");
  return report;
}

}  // namespace retrogait

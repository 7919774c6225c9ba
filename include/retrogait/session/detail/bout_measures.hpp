#pragma once
// What analyze() measures of each bout, by what was there to see it.

#include <retrogait/core/recording.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/metrics/coordination.hpp>
#include <retrogait/metrics/harmonic_ratio.hpp>
#include <retrogait/metrics/intensity.hpp>
#include <retrogait/metrics/local_stability.hpp>
#include <retrogait/metrics/regularity.hpp>
#include <retrogait/metrics/smoothness.hpp>
#include <retrogait/metrics/spatial.hpp>
#include <retrogait/metrics/step_length_calibration.hpp>
#include <retrogait/metrics/sway.hpp>
#include <retrogait/metrics/symmetry.hpp>
#include <retrogait/metrics/temporal.hpp>
#include <retrogait/metrics/trunk_axis.hpp>
#include <retrogait/metrics/variability.hpp>
#include <retrogait/segment/foot_stride.hpp>
#include <retrogait/segment/foot_strides.hpp>
#include <retrogait/segment/turn.hpp>
#include <retrogait/segment/walking_bout.hpp>
#include <retrogait/session/detail/sensor_set.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace retrogait::detail {

// The acceleration of the trunk in one bout, on the grid of the step detector; only the vertical one
// where the mounting is not known. Begins some seconds before the bout, so that gravity is known when
// it starts.
struct trunk_record {
  std::vector<double> vertical_m_s2;
  std::vector<double> forward_m_s2;
  std::vector<double> left_m_s2;
  double start_s = 0;
  bool gap = false;

  bout_signal signal() const {
    return {vertical_m_s2, forward_m_s2, left_m_s2, start_s, grid_params{}.rate_hz, gap};
  }
};

inline trunk_record trunk_of(const recording& r, const walking_bout& bout) {
  constexpr double lead_in_s = 5;
  const auto [first, count] = r.rows_between(bout.start_s - lead_in_s, bout.end_s + 0.02);
  trunk_motion<double> motion(trunk_motion_params{.mounting = r.mounting});
  trunk_record out;
  std::uint32_t breaks = 0;
  for (const auto& s : r.acceleration().slice(first, count)) {
    if (!s.acc_m_s2.allFinite()) continue;  // a lost sample, as for the detector
    motion.update(s, [&](const trunk_motion<double>::cell& c) {
      if (c.time_s < bout.start_s || c.time_s > bout.end_s) return;
      const bool first_cell = out.vertical_m_s2.empty();
      const vec3<double> acc = motion.level(c).acc_m_s2;
      out.vertical_m_s2.push_back(acc[2]);
      out.forward_m_s2.push_back(acc[0]);
      out.left_m_s2.push_back(acc[1]);
      if (!first_cell) return;
      out.start_s = c.time_s;
      breaks = motion.breaks();
    });
  }
  out.gap = motion.breaks() != breaks;
  if (!motion.knows_forward()) {
    out.forward_m_s2.clear();
    out.left_m_s2.clear();
  }
  return out;
}

// What walked past the sensors: both feet, seen from the trunk or from two legs, one foot, or steps of
// whom nothing else is known.
enum class seen_from : std::uint8_t { trunk, two_legs, one_leg, somewhere };

inline void measure_times(seen_from where, walking_bout& bout) {
  metric_values& m = bout.metrics;
  const std::vector<step>& steps = bout.steps;
  const std::vector<stride>& strides = bout.strides;
  const bool both_feet = where != seen_from::one_leg;
  const bool phases = where != seen_from::somewhere;
  m.set(metric::bout_duration, bout_duration(bout));
  m.set(metric::cadence, both_feet ? cadence(steps) : cadence(strides));
  m.set(metric::stride_count, stride_count(strides));
  m.set(metric::stride_time, stride_time(strides));
  m.set(metric::stride_time_sd, stride_time_sd(strides));
  m.set(metric::stride_time_cv, stride_time_cv(strides));
  m.set(metric::stride_time_robust_cv, stride_time_robust_cv(strides));
  if (phases) {
    m.set(metric::stance_time, stance_time(strides));
    m.set(metric::swing_time, swing_time(strides));
    m.set(metric::stance_share, stance_share(strides));
    m.set(metric::swing_share, swing_share(strides));
    m.set(metric::stance_time_sd, stance_time_sd(strides));
    m.set(metric::stance_time_cv, stance_time_cv(strides));
    m.set(metric::swing_time_sd, swing_time_sd(strides));
    m.set(metric::swing_time_cv, swing_time_cv(strides));
  }
  if (!both_feet) return;
  m.set(metric::step_count, step_count(steps));
  m.set(metric::step_time, step_time(steps));
  m.set(metric::step_time_sd, step_time_sd(steps));
  m.set(metric::step_time_sd_within_feet, step_time_sd_within_feet(steps));
  m.set(metric::step_time_cv, step_time_cv(steps));
  m.set(metric::step_time_robust_cv, step_time_robust_cv(steps));
  if (!phases) return;
  m.set(metric::single_support_time, single_support_time(strides));
  m.set(metric::double_support_time, double_support_time(strides));
  m.set(metric::single_support_share, single_support_share(strides));
  m.set(metric::double_support_share, double_support_share(strides));
  m.set(metric::double_support_time_sd, double_support_time_sd(strides));
  m.set(metric::double_support_time_cv, double_support_time_cv(strides));
}

// Left against right; involved: the side of the knee that is trained for.
inline void measure_symmetry(seen_from where, side involved, walking_bout& bout) {
  if (where == seen_from::one_leg) return;
  metric_values& m = bout.metrics;
  const std::vector<step>& steps = bout.steps;
  m.set(metric::step_time_asymmetry, step_time_asymmetry(steps));
  m.set(metric::step_time_difference, step_time_difference(steps));
  m.set(metric::step_time_symmetry_ratio, step_time_symmetry_ratio(steps));
  m.set(metric::step_time_symmetry_angle, step_time_symmetry_angle(steps));
  m.set(metric::phase_coordination_index, phase_coordination_of(steps).index);
  if (where == seen_from::somewhere) return;
  const std::vector<stride>& strides = bout.strides;
  m.set(metric::stance_time_asymmetry, stance_time_asymmetry(strides));
  m.set(metric::stance_time_difference, stance_time_difference(strides));
  m.set(metric::stance_time_symmetry_ratio, stance_time_symmetry_ratio(strides));
  m.set(metric::stance_time_limb_symmetry, stance_time_limb_symmetry(strides, involved));
  m.set(metric::swing_time_asymmetry, swing_time_asymmetry(strides));
  m.set(metric::swing_time_difference, swing_time_difference(strides));
  m.set(metric::swing_time_symmetry_ratio, swing_time_symmetry_ratio(strides));
  m.set(metric::swing_time_limb_symmetry, swing_time_limb_symmetry(strides, involved));
}

inline void set_lengths(const measured<quantity<units::metre>>& stride_length,
                        const measured<quantity<units::metre_per_second>>& speed,
                        walking_bout& bout) {
  bout.metrics.set(metric::stride_length, stride_length);
  bout.metrics.set(metric::walking_speed, speed);
  bout.metrics.set(metric::distance, distance_walked(speed, bout.duration_s()));
}

// After measure_times.
inline void measure_trunk(const bout_signal& signal, const step_length_knowledge& known,
                          const std::vector<turn>& turns, walking_bout& bout) {
  metric_values& m = bout.metrics;
  const auto mean_step_time = bout[metric::step_time];
  const std::vector<stride>& strides = bout.strides;

  const auto length =
      step_length(signal, straight_steps(bout.steps, turns), bout.direction.value, known);
  m.set(metric::step_length, length);
  set_lengths(stride_length(length), walking_speed(length, mean_step_time), bout);

  const auto likeness = [&](trunk_axis axis) {
    return step_and_stride_regularity(signal, mean_step_time, strides.size(), axis);
  };
  const regularity vertical = likeness(trunk_axis::vertical);
  m.set(metric::step_regularity, vertical.step);
  m.set(metric::stride_regularity, vertical.stride);
  m.set(metric::regularity_symmetry, vertical.symmetry);
  m.set(metric::regularity_asymmetry, vertical.asymmetry);
  const regularity forward = likeness(trunk_axis::forward);
  m.set(metric::step_regularity_ap, forward.step);
  m.set(metric::stride_regularity_ap, forward.stride);
  const regularity left = likeness(trunk_axis::left);
  m.set(metric::step_regularity_ml, left.step);
  m.set(metric::stride_regularity_ml, left.stride);

  const harmonic_ratios harmonics = harmonic_ratios_of(signal, strides);
  m.set(metric::harmonic_ratio_v, harmonics.vertical.ratio);
  m.set(metric::harmonic_ratio_ap, harmonics.forward.ratio);
  m.set(metric::harmonic_ratio_ml, harmonics.left.ratio);
  m.set(metric::improved_harmonic_ratio_v, harmonics.vertical.improved);
  m.set(metric::improved_harmonic_ratio_ap, harmonics.forward.improved);
  m.set(metric::improved_harmonic_ratio_ml, harmonics.left.improved);

  const trunk_smoothness smoothness = trunk_smoothness_of(signal, strides);
  m.set(metric::sparc, smoothness.sparc);
  m.set(metric::ldlj, smoothness.ldlj);
  const trunk_intensity intensity = trunk_intensity_of(signal, strides);
  m.set(metric::trunk_rms_v, intensity.vertical.rms);
  m.set(metric::trunk_rms_ap, intensity.forward.rms);
  m.set(metric::trunk_rms_ml, intensity.left.rms);
  m.set(metric::rms_ratio_v, intensity.vertical.ratio);
  m.set(metric::rms_ratio_ap, intensity.forward.ratio);
  m.set(metric::rms_ratio_ml, intensity.left.ratio);
  m.set(metric::sway_path, sway_path(signal, strides));
}

inline void measure_stability(const bout_signal& signal, bool wanted, walking_bout& bout) {
  const local_stability found =
      wanted ? local_stability_of(signal, bout.strides) : local_stability{};
  bout.metrics.set(metric::local_stability_v, found.vertical);
  bout.metrics.set(metric::local_stability_ap, found.forward);
  bout.metrics.set(metric::local_stability_ml, found.left);
}

// Where sensors on the feet have measured lengths, those count. After measure_trunk and take_lengths.
inline void measure_foot_lengths(walking_bout& bout) {
  metric_values& m = bout.metrics;
  const std::vector<stride>& strides = bout.strides;
  const auto length = stride_length(strides);
  if (length || !m.has(metric::stride_length)) {
    set_lengths(length, walking_speed(strides), bout);
    m.set(metric::step_length, step_length(length));
  }
  m.set(metric::stride_length_sd, stride_length_sd(strides));
  m.set(metric::stride_length_cv, stride_length_cv(strides));
  m.set(metric::stride_length_robust_cv, stride_length_robust_cv(strides));
  m.set(metric::stride_length_asymmetry, stride_length_asymmetry(strides));
}

// What nothing here was there to measure.
inline void note_missing_sensors(walking_bout& bout) {
  for (const metric_info* info : metric::all) {
    if (info->level != metric_level::bout || bout.metrics.has(*info)) continue;
    bout.metrics.set(*info, measured<double>::not_computable(reason::sensor_missing));
  }
}

// The ways of the foot from rest to rest.
inline std::vector<foot_stride> ways_of_foot(const recording& r) {
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

}  // namespace retrogait::detail

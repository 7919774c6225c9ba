#pragma once
// What analyze() measures of each bout, by what was there to see it.

#include <retrogait/core/recording.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/metrics/regularity.hpp>
#include <retrogait/metrics/spatial.hpp>
#include <retrogait/metrics/temporal.hpp>
#include <retrogait/segment/foot_stride.hpp>
#include <retrogait/segment/foot_strides.hpp>
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
  const trunk_record trunk = trunk_of(r, bout);
  const bout_signal signal = trunk.signal();
  const auto length = step_length(signal, bout.steps, bout.direction.value, height_m);
  m.set(metric::step_length, length);
  m.set(metric::walking_speed, walking_speed(length, mean_step_time));
  const regularity found = step_and_stride_regularity(signal, mean_step_time, bout.strides.size());
  m.set(metric::step_regularity, found.step);
  m.set(metric::stride_regularity, found.stride);
  m.set(metric::regularity_symmetry, found.symmetry);
}

// What is measured on the trunk, where there is no sensor on it.
inline void leave_trunk_out(walking_bout& bout) {
  for (const metric_info* info :
       {&metric::step_regularity.info(), &metric::stride_regularity.info(),
        &metric::regularity_symmetry.info(), &metric::step_length.info(),
        &metric::walking_speed.info()}) {
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

#pragma once
// The trunk's acceleration of a recording, as metrics take it.

#include <retrogait/core/recording.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/metrics/bout_signal.hpp>
#include <retrogait/segment/walking_bout.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <vector>

struct trunk_signal {
  std::vector<double> vertical;
  std::vector<double> forward;
  std::vector<double> left;
  double start_s = 0;

  trunk_signal(const retrogait::recording& r, double from_s, double to_s) {
    retrogait::trunk_motion<double> motion({.mounting = r.mounting});
    for (const auto& s : r.acceleration()) {
      motion.update(s, [&](const retrogait::trunk_motion<double>::cell& c) {
        const auto acc = motion.level(c).acc_m_s2;
        if (c.time_s < from_s || c.time_s > to_s) return;
        if (vertical.empty()) start_s = c.time_s;
        vertical.push_back(acc[2]);
        forward.push_back(acc[0]);
        left.push_back(acc[1]);
      });
    }
  }

  retrogait::bout_signal bout() const { return {vertical, forward, left, start_s, 50, false}; }
};

/// A walker without noise whose steps are all alike.
inline retrogait::testing::virtual_walker even_walker(
    retrogait::direction way = retrogait::direction::forward) {
  retrogait::testing::virtual_walker walker{.direction = way, .seconds = 24};
  walker.forward.step_time_cv = walker.backward.step_time_cv = 0;
  walker.forward.step_length_cv = walker.backward.step_length_cv = 0;
  walker.forward.amplitude_cv = walker.backward.amplitude_cv = 0;
  walker.forward.trunk_timing_sd = walker.backward.trunk_timing_sd = 0;
  walker.sensor.acc_noise_m_s2 = 0;
  return walker;
}

/// The strides between two times.
inline std::vector<retrogait::stride> strides_between(const retrogait::testing::virtual_walk& walk,
                                                      double from_s, double to_s) {
  std::vector<retrogait::stride> strides;
  for (const auto& truth : walk.truth.strides) {
    if (truth.start_s < from_s || truth.end_s > to_s) continue;
    retrogait::stride s;
    s.start_s = truth.start_s;
    s.end_s = truth.end_s;
    s.side = truth.side;
    strides.push_back(s);
  }
  return strides;
}

#pragma once
// The trunk's acceleration as metrics take it, recorded or made up, and the strides walked in it.

#include <retrogait/core/recording.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/metrics/bout_signal.hpp>
#include <retrogait/segment/walking_bout.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <cmath>
#include <cstddef>
#include <functional>
#include <numbers>
#include <random>
#include <vector>

using values = std::vector<double>;

inline constexpr double rate_hz = 50;  // of made-up signals, and the grid of trunk_motion
inline constexpr double two_pi = 2 * std::numbers::pi;

/// f(t) from 0 s on.
inline values sampled(double seconds, const std::function<double(double)>& f) {
  values x(static_cast<std::size_t>(std::lround(seconds * rate_hz)));
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = f(static_cast<double>(i) / rate_hz);
  return x;
}

inline values white_noise(std::size_t n, unsigned seed, double strength = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(0, strength);
  values x(n);
  for (double& v : x) v = normal(random);
  return x;
}

inline std::vector<retrogait::stride> strides_of(const values& starts, const values& ends,
                                                 retrogait::side side = retrogait::side::unknown) {
  std::vector<retrogait::stride> strides;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    retrogait::stride s;
    s.start_s = starts[i];
    s.end_s = ends[i];
    s.side = side;
    strides.push_back(s);
  }
  return strides;
}

/// One foot's strides from each of its contacts to the next.
inline std::vector<retrogait::stride> strides_at(const values& contacts,
                                                 retrogait::side side = retrogait::side::left) {
  if (contacts.empty()) return {};
  return strides_of(values(contacts.begin(), contacts.end() - 1),
                    values(contacts.begin() + 1, contacts.end()), side);
}

/// n strides of that duration.
inline std::vector<retrogait::stride> even_strides(std::size_t n, double stride_s = 1,
                                                   double start_s = 0) {
  values contacts;
  for (std::size_t i = 0; i <= n; ++i) {
    contacts.push_back(start_s + stride_s * static_cast<double>(i));
  }
  return strides_at(contacts);
}

struct trunk_signal {
  values vertical;
  values forward;
  values left;
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

  retrogait::bout_signal bout() const { return {vertical, forward, left, start_s, rate_hz, false}; }
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

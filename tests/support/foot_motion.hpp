#pragma once
// What feet do beside walking, as a sensor on them feels it. Each motion is a plane rotation about a
// fixed point, or a shake, so that the signals are exact.

#include <retrogait/core/sample.hpp>

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

namespace test_support {

using foot_samples = std::vector<retrogait::imu_sample<double>>;

inline constexpr double gravity_m_s2 = 9.80665;

/// A sensor at radius_m below a pivot that turns by angle_rad(t) about its y axis: the leg of someone
/// who sits on a table. x forward, z up at angle zero.
template <class Angle>
foot_samples swinging(double seconds, double radius_m, Angle angle_rad, double rate_hz = 100) {
  foot_samples samples;
  constexpr double h = 1e-4;
  for (double t = 0; t < seconds; t += 1 / rate_hz) {
    const double a = angle_rad(t);
    const double rate = (angle_rad(t + h) - angle_rad(t - h)) / (2 * h);
    const double turn = (angle_rad(t + h) - 2 * a + angle_rad(t - h)) / (h * h);
    retrogait::imu_sample<double> s;
    s.time_s = t;
    s.gyr_rad_s = {0, rate, 0};
    // In the sensor's axes: gravity's reaction, the tangential part, and the one towards the pivot.
    s.acc_m_s2 = {-gravity_m_s2 * std::sin(a) - radius_m * turn, 0,
                  gravity_m_s2 * std::cos(a) + radius_m * rate * rate};
    samples.push_back(s);
  }
  return samples;
}

/// A foot that lies still, with the noise of a sensor and an offset of its gyroscope.
inline foot_samples lying_still(double seconds, double rate_hz = 100, double offset_rad_s = 0.01) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  foot_samples samples;
  for (double t = 0; t < seconds; t += 1 / rate_hz) {
    retrogait::imu_sample<double> s;
    s.time_s = t;
    for (int k = 0; k < 3; ++k) {
      s.acc_m_s2[k] = 0.03 * normal(random);
      s.gyr_rad_s[k] = offset_rad_s + 0.003 * normal(random);
    }
    s.acc_m_s2[2] += gravity_m_s2;
    samples.push_back(s);
  }
  return samples;
}

/// Turned and jolted about all axes, at that pace.
inline foot_samples shaken(double seconds, double pace_hz, double strength, double rate_hz = 100) {
  foot_samples samples = lying_still(seconds, rate_hz);
  for (auto& s : samples) {
    for (int k = 0; k < 3; ++k) {
      const double phase = 2 * std::numbers::pi * pace_hz * (1 + 0.13 * k) * s.time_s + k;
      s.acc_m_s2[k] += 8 * strength * std::sin(phase);
      s.gyr_rad_s[k] += 4 * strength * std::sin(phase + 1);
    }
  }
  return samples;
}

/// On the floor of a car that starts, brakes and bends, over rough ground.
inline foot_samples in_a_car(double seconds, double rate_hz = 100) {
  std::mt19937 random(11);
  std::normal_distribution<double> normal;
  foot_samples samples = lying_still(seconds, rate_hz);
  for (auto& s : samples) {
    const double minute = std::fmod(s.time_s, 20.0);
    if (minute < 4) s.acc_m_s2[0] += 2.5;
    if (minute > 10 && minute < 12.5) s.acc_m_s2[0] -= 4;
    if (minute > 14 && minute < 18) {
      s.acc_m_s2[1] += 3;
      s.gyr_rad_s[2] += 0.35;
    }
    for (int k = 0; k < 3; ++k) s.acc_m_s2[k] += 0.6 * normal(random);
  }
  return samples;
}

/// Taps with the toes, the heel on the ground.
inline foot_samples tapping(double seconds, double rate_hz = 100) {
  return swinging(
      seconds, 0.12,
      [](double t) {
        const double s = std::fmod(t, 1.0);
        return s < 0.4 ? 0.25 * (1 - std::cos(2 * std::numbers::pi * s / 0.4)) : 0.0;
      },
      rate_hz);
}

}  // namespace test_support

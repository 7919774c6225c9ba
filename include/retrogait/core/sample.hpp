#pragma once
/// @file
/// One sample as a sensor gives it: its own time, its own axes.

#include <Eigen/Core>

#include <cmath>
#include <concepts>

namespace retrogait {

template <std::floating_point T>
using vec3 = Eigen::Matrix<T, 3, 1>;

/// Time in seconds on the recording's own clock (always double: a float cannot tell the samples of
/// a day apart); acceleration in m/s² as the sensor feels it, gravity included, in device axes.
template <std::floating_point T = double>
struct acc_sample {
  using scalar = T;
  double time_s = 0;
  vec3<T> acc_m_s2 = vec3<T>::Zero();

  friend bool operator==(const acc_sample&, const acc_sample&) = default;
};

/// The same with the angular rate in rad/s.
template <std::floating_point T = double>
struct imu_sample {
  using scalar = T;
  double time_s = 0;
  vec3<T> acc_m_s2 = vec3<T>::Zero();
  vec3<T> gyr_rad_s = vec3<T>::Zero();

  friend bool operator==(const imu_sample&, const imu_sample&) = default;
};

/// Whether everything in the sample is a number. One look at a sum: it is finite only if every part
/// is, or would overflow anyway.
template <std::floating_point T>
bool is_finite(const acc_sample<T>& s) {
  const vec3<T>& a = s.acc_m_s2;
  return std::isfinite(s.time_s + static_cast<double>(a[0] + a[1] + a[2]));
}
template <std::floating_point T>
bool is_finite(const imu_sample<T>& s) {
  const vec3<T>& a = s.acc_m_s2;
  const vec3<T>& g = s.gyr_rad_s;
  return std::isfinite(s.time_s + static_cast<double>(a[0] + a[1] + a[2] + g[0] + g[1] + g[2]));
}

/// The three axes of the acceleration, then those of the angular rate.
template <std::floating_point T>
Eigen::Array<T, 6, 1> channels_of(const imu_sample<T>& s) {
  Eigen::Array<T, 6, 1> x;
  for (int k = 0; k < 3; ++k) {
    x[k] = s.acc_m_s2[k];
    x[k + 3] = s.gyr_rad_s[k];
  }
  return x;
}

/// Anything with a time in seconds.
template <class S>
concept timed = requires(const S& s) {
  { s.time_s } -> std::convertible_to<double>;
};

}  // namespace retrogait

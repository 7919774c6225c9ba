#pragma once
/// @file
/// Rotations of three-dimensional vectors, without Eigen/Geometry, which every user of a header
/// that includes it would have to compile.
///
/// Angles in rad; right-handed; matrices act from the left: v_rotated = R * v.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/sample.hpp>

#include <Eigen/Core>

#include <cmath>
#include <concepts>
#include <numbers>

namespace retrogait {

inline constexpr double degrees_per_radian = 180 / std::numbers::pi;

template <std::floating_point T>
vec3<T> cross(const vec3<T>& a, const vec3<T>& b) {
  return vec3<T>(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
}

/// Some unit vector at right angles to v (v not zero): the same one for the same v.
template <std::floating_point T>
vec3<T> perpendicular_to(const vec3<T>& v) {
  RETROGAIT_ASSERT(v.squaredNorm() > 0, "the zero vector has no direction");
  int smallest = 0;
  v.cwiseAbs().minCoeff(&smallest);
  return cross<T>(v, vec3<T>::Unit(smallest)).normalized();
}

/// The angle between two vectors (neither zero), 0 to π; exact to rounding at both ends too.
template <std::floating_point T>
T angle_between(const vec3<T>& a, const vec3<T>& b) {
  RETROGAIT_ASSERT(a.squaredNorm() > 0 && b.squaredNorm() > 0, "the zero vector has no direction");
  return std::atan2(cross<T>(a, b).norm(), a.dot(b));
}

/// Turns by angle_rad about the axis (not zero; any length), counter-clockwise seen from its tip:
/// Rodrigues' formula.
template <std::floating_point T>
Eigen::Matrix<T, 3, 3> rotation_about(const vec3<T>& axis, T angle_rad) {
  RETROGAIT_ASSERT(axis.squaredNorm() > 0, "the zero vector has no direction");
  const vec3<T> k = axis.normalized();
  const T c = std::cos(angle_rad);
  const T s = std::sin(angle_rad);
  Eigen::Matrix<T, 3, 3> r = (1 - c) * k * k.transpose();
  r.diagonal().array() += c;
  r(0, 1) -= s * k[2];
  r(0, 2) += s * k[1];
  r(1, 0) += s * k[2];
  r(1, 2) -= s * k[0];
  r(2, 0) -= s * k[1];
  r(2, 1) += s * k[0];
  return r;
}

/// The smallest rotation that turns the direction of `from` onto the direction of `to` (neither
/// zero; any length). For opposite directions the axis is not determined: perpendicular_to(from).
///
/// Two orthonormal triads that share the axis k of the rotation: (a, k, k×a) goes to (b, k, k×b).
/// Unlike the usual I + [v] + [v]²/(1+c) this loses no precision near opposite directions.
template <std::floating_point T>
Eigen::Matrix<T, 3, 3> rotation_between(const vec3<T>& from, const vec3<T>& to) {
  RETROGAIT_ASSERT(from.squaredNorm() > 0 && to.squaredNorm() > 0,
                   "the zero vector has no direction");
  const vec3<T> a = from.normalized();
  const vec3<T> b = to.normalized();
  vec3<T> k = cross<T>(a, b);
  // Between nearly parallel vectors the cross product is mostly rounding: take out what is not at
  // right angles to a, and where nothing is left any axis will do.
  k -= a * a.dot(k);
  const T length = k.norm();
  k = length > Eigen::NumTraits<T>::epsilon() ? vec3<T>(k / length) : perpendicular_to<T>(a);
  return b * a.transpose() + k * k.transpose() + cross<T>(k, b) * cross<T>(k, a).transpose();
}

}  // namespace retrogait

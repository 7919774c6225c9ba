#pragma once
/// @file
/// Unit quaternions: how one frame is turned against another. Without Eigen/Geometry, which every
/// user of a header that includes it would have to compile.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/math/rotation.hpp>

#include <Eigen/Core>

#include <cmath>
#include <concepts>

namespace retrogait {

/// w + x i + y j + z k (Hamilton's convention). As a rotation, q * v takes a vector from the frame
/// that is turned to the one that it is turned against, and (a * b) * v = a * (b * v). q and -q are
/// the same rotation; == compares the four numbers.
template <std::floating_point T>
struct quaternion {
  T w = T(1);
  T x = T(0);
  T y = T(0);
  T z = T(0);

  /// The turn about the direction of v by its length in rad, of any size.
  static quaternion from_rotation_vector(const vec3<T>& v) {
    const T angle = v.norm();
    // Below a ten thousandth of a radian sin(a/2)/a is 1/2 to the last digit of a float, and to
    // 1e-9.
    const T s = angle > T(1e-4) ? std::sin(angle / 2) / angle : T(0.5) - angle * angle / T(48);
    return {std::cos(angle / 2), s * v[0], s * v[1], s * v[2]};
  }

  /// The smallest turn from the direction of `from` to that of `to` (neither zero; any length).
  static quaternion between(const vec3<T>& from, const vec3<T>& to) {
    RETROGAIT_ASSERT(from.squaredNorm() > 0 && to.squaredNorm() > 0,
                     "the zero vector has no direction");
    const vec3<T> a = from.normalized();
    const vec3<T> b = to.normalized();
    const T c = a.dot(b);
    // Nearly opposite: half a turn about any axis at right angles, exact enough there.
    if (c < T(-1) + T(1e-6)) {
      const vec3<T> k = perpendicular_to<T>(a);
      return {T(0), k[0], k[1], k[2]};
    }
    const vec3<T> k = cross<T>(a, b);
    return quaternion{T(1) + c, k[0], k[1], k[2]}.normalized();
  }

  quaternion conjugate() const { return {w, -x, -y, -z}; }

  quaternion normalized() const {
    const T s = T(1) / std::sqrt(w * w + x * x + y * y + z * z);
    return {w * s, x * s, y * s, z * s};
  }

  friend quaternion operator*(const quaternion& a, const quaternion& b) {
    return {a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z,
            a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
            a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x,
            a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w};
  }

  friend vec3<T> operator*(const quaternion& q, const vec3<T>& v) {
    const vec3<T> u(q.x, q.y, q.z);
    const vec3<T> t = T(2) * cross<T>(u, v);
    return v + q.w * t + cross<T>(u, t);
  }

  /// The same rotation as a matrix.
  Eigen::Matrix<T, 3, 3> matrix() const {
    Eigen::Matrix<T, 3, 3> r;
    r.col(0) = *this * vec3<T>(vec3<T>::UnitX());
    r.col(1) = *this * vec3<T>(vec3<T>::UnitY());
    r.col(2) = *this * vec3<T>(vec3<T>::UnitZ());
    return r;
  }

  friend bool operator==(const quaternion&, const quaternion&) = default;
};

/// The orientation at a share (0 to 1) of the way from a to b: a straight line between the four
/// numbers, made a unit again. Against a turn of constant speed it is wrong by less than 0.01° for
/// a and b within 20°, and by 0.5° for 70°.
template <std::floating_point T>
quaternion<T> interpolate(const quaternion<T>& a, const quaternion<T>& b, T share) {
  const T sign = a.w * b.w + a.x * b.x + a.y * b.y + a.z * b.z < T(0) ? T(-1) : T(1);
  const T from = T(1) - share;
  const T to = sign * share;
  return quaternion<T>{from * a.w + to * b.w, from * a.x + to * b.x, from * a.y + to * b.y,
                       from * a.z + to * b.z}
      .normalized();
}

}  // namespace retrogait

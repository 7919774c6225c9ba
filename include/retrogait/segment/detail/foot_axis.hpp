#pragma once
// The axis about which a foot swings, in a sensor that sits on the shoe in any way.

#include <retrogait/core/sample.hpp>

#include <Eigen/Core>

#include <concepts>

namespace retrogait::detail {

/// Principal axis of the angular rate: of Σ ω ωᵀ with weights that fall off over about five seconds of
/// motion, by one step of the power iteration a cell. Walking turns a foot mostly about the axis from
/// side to side. Its sign is arbitrary but steady.
template <std::floating_point T>
class foot_axis {
 public:
  /// The angular rate about the axis, that of this cell of the 100 Hz grid included.
  T push(const vec3<T>& gyr_rad_s) {
    const T square = gyr_rad_s.squaredNorm();
    if (square > least_rad_s * least_rad_s) {
      square_ = keep * square_ + gyr_rad_s * gyr_rad_s.transpose();
      vec3<T> next = square_ * axis_;
      if (!(next.squaredNorm() > T(0))) next = gyr_rad_s;
      axis_ = next.normalized();
    }
    return axis_.dot(gyr_rad_s);
  }

  /// In device axes; zero before the first motion.
  const vec3<T>& axis() const { return axis_; }

  friend bool operator==(const foot_axis&, const foot_axis&) = default;

 private:
  static constexpr T least_rad_s = T(0.5);
  static constexpr T keep = T(0.998);

  Eigen::Matrix<T, 3, 3> square_ = Eigen::Matrix<T, 3, 3>::Zero();
  vec3<T> axis_ = vec3<T>::Zero();
};

}  // namespace retrogait::detail

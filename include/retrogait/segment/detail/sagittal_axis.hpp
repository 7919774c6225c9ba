#pragma once
// The axis about which a limb swings, from its own motion.

#include <retrogait/core/sample.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>

namespace retrogait::detail {

/// Follows three things, however the sensor sits on the limb: the limb's long axis (the mean
/// acceleration, as the limb is upright on average), the axis across it about which the limb turns
/// most, and to which side of that axis its swing lies.
///
/// The rate about the long axis is left out: turning round is no step. The axis is one step of the
/// power iteration per sample on the leaky covariance of the rest (principal axis of the angular rate,
/// as in McGrath 2018, Sensors 18:1882), so it never jumps to its opposite.
///
/// Side: forward and backward, swing is taller and quicker than stance, and in it the acceleration
/// along the limb is lowest. With s the rate about the axis in units of its rms, s' its change and n
/// the acceleration along the limb where it is below its mean,
///   E[s³] + E[s s'²] / E[s'²] + E[s n²] / E[n²]
/// is positive if s is positive in swing. None of the three changes its sign when time runs backwards.
template <std::floating_point T>
class sagittal_axis {
 public:
  /// The side is that of the last few of these seconds of motion.
  explicit sagittal_axis(double side_memory_s = 5)
      : side_memory_s_(static_cast<T>(side_memory_s)) {}

  /// Takes smoothed acceleration and angular rate, period_s after the last ones, and returns the
  /// rate about the axis.
  T update(const vec3<T>& acc, const vec3<T>& gyr, T period_s) {
    const T length = acc.norm();
    if (length > T(0)) {
      if (!knows_up_) up_ = acc;
      knows_up_ = true;
      up_ += (period_s / up_memory_s) * (acc - up_);
    }
    const vec3<T> along = long_axis();
    const vec3<T> across = gyr - along * along.dot(gyr);
    const T strength = across.squaredNorm();
    if (strength > resting * resting) {
      covariance_ = (T(1) - period_s / axis_memory_s) * covariance_ + across * across.transpose();
      vec3<T> next = covariance_ * axis_;
      next -= along * along.dot(next);
      if (!(next.squaredNorm() > T(0))) next = across;
      axis_ = next / next.norm();
      const T rate = axis_.dot(across);
      const T change = (rate - last_) / period_s;
      const T keep = T(1) - period_s / side_memory_s_;
      weight_ = keep * weight_ + T(1);
      square_ = keep * square_ + rate * rate;
      cube_ = keep * cube_ + rate * rate * rate;
      change_square_ = keep * change_square_ + change * change;
      mixed_ = keep * mixed_ + rate * change * change;
      const T below = (std::min)(along.dot(acc) - up_.norm(), T(0));
      below_square_ = keep * below_square_ + below * below;
      dip_ = keep * dip_ + rate * below * below;
      last_ = rate;
      return rate;
    }
    last_ = axis_.dot(across);
    return last_;
  }

  /// After a pause: who walks on may walk the other way.
  void forget_side() {
    weight_ = square_ = cube_ = change_square_ = mixed_ = below_square_ = dip_ = T(0);
  }

  /// Unit vector along the limb, upward; zero before the first sample.
  vec3<T> long_axis() const {
    const T length = up_.norm();
    return length > T(0) ? vec3<T>(up_ / length) : vec3<T>(vec3<T>::Zero());
  }

  /// The axis that the rate is taken about, in device axes; zero before the first motion.
  const vec3<T>& axis() const { return axis_; }

  /// Positive: swing is positive. Away from zero: more clearly so.
  T asymmetry() const {
    if (!(square_ > T(0) && change_square_ > T(0))) return T(0);
    const T dip = below_square_ > T(0) ? dip_ / below_square_ : T(0);
    return (cube_ / square_ + mixed_ / change_square_ + dip) / std::sqrt(square_ / weight_);
  }

  friend bool operator==(const sagittal_axis&, const sagittal_axis&) = default;

 private:
  static constexpr T up_memory_s = T(3);
  static constexpr T axis_memory_s = T(10);  // of motion
  static constexpr T resting = T(0.3);       // rad/s: slower turning tells nothing of the axis

  T side_memory_s_;
  vec3<T> up_ = vec3<T>::Zero();
  vec3<T> axis_ = vec3<T>::Zero();
  Eigen::Matrix<T, 3, 3> covariance_ = Eigen::Matrix<T, 3, 3>::Zero();
  T weight_ = 0, square_ = 0, cube_ = 0, change_square_ = 0, mixed_ = 0;  // sums over s and s'
  T below_square_ = 0, dip_ = 0;                                          // and over n
  T last_ = 0;
  bool knows_up_ = false;
};

}  // namespace retrogait::detail

#pragma once
/// @file
/// How one sensor is turned against gravity, from its accelerometer and gyroscope.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/math/quaternion.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <string>

namespace retrogait {

struct orientation_params {
  /// Time constant in seconds of the low-pass of acceleration that gives the vertical. Longer:
  /// motion shows less; shorter: gyroscope errors show less. [Laidig & Seel 2023, τ_acc]
  double acc_time_s = 3.0;
  /// Longest time in seconds between two samples over which the angular rate is taken as a straight
  /// line. After a longer one the filter starts anew: how the sensor turned meanwhile is not known,
  /// and a new start is over sooner than a wrong vertical is forgotten. [engineering choice: a
  /// swinging shank that is bridged so far is off by a few degrees at most]
  double max_gap_s = 0.1;
  /// At rest the angular rate stays within this many rad/s of its own low-pass of half a second.
  /// Higher: standing that is less quiet counts as rest. [Laidig & Seel 2023]
  double rest_gyr_rad_s = 0.035;
  /// The same for the acceleration, in m/s². [Laidig & Seel 2023]
  double rest_acc_m_s2 = 0.5;
  /// How many seconds that must last. Shorter: a moment between two movements counts. [Laidig &
  /// Seel 2023]
  double rest_s = 1.5;
  /// Largest rate in rad/s at rest: the rate at rest is the gyroscope's bias, and above this it is
  /// a slow turn. [engineering choice: above the zero-rate error of consumer parts]
  double max_bias_rad_s = 0.1;
  /// Time constant in seconds with which the bias follows the steady part of the corrections while
  /// moving. [engineering choice: some fifty strides; well above acc_time_s, for stability]
  double moving_bias_time_s = 60;

  issues validate() const {
    issues found;
    require_range(found, "acc_time_s", acc_time_s, 0.1, 60);
    require_range(found, "max_gap_s", max_gap_s, 0.001, 10);
    require_range(found, "rest_gyr_rad_s", rest_gyr_rad_s, 0, 1);
    require_range(found, "rest_acc_m_s2", rest_acc_m_s2, 0, 5);
    require_range(found, "rest_s", rest_s, 0.2, 60);
    require_range(found, "max_bias_rad_s", max_bias_rad_s, 0, 1);
    require_range(found, "moving_bias_time_s", moving_bias_time_s, 5 * acc_time_s, 1e6);
    return found;
  }
  friend bool operator==(const orientation_params&, const orientation_params&) = default;
};

/// Follows the orientation of one sensor: update(sample) returns how it is turned at that sample,
/// as the rotation from device axes to a level frame with z up, whose heading is arbitrary and may
/// drift with the gyroscope. Uneven times are its own; a sample that does not lie after the one
/// before, or is not finite, changes nothing.
///
/// After Laidig & Seel 2023 (Information Fusion 91:187, "VQF"), without a magnetometer:
///
/// 1. q_g: the angular rate less its bias, integrated from sample to sample;
/// 2. the acceleration, turned by q_g into a frame that hardly moves, passes a low-pass there, so
///    that what comes and goes with the steps averages out however the sensor swings;
/// 3. q_a, a slow rotation, keeps what is left vertical. Orientation = q_a q_g.
///
/// Deviations: the rate between two samples is their mean (exact for a rate that changes evenly,
/// and it lets times be uneven); the low-pass is two equal first-order stages instead of a
/// Butterworth, with gains from each interval; until acc_time_s after the start it is the mean with
/// weights t (T - t), T the time since the start, in which a stride that is cut off counts for less
/// than in the plain mean used there; at rest it is the mean since the rest began. The bias at rest
/// is the mean rate since the rest began instead of a Kalman filter's state; while moving it is the
/// integral of the corrections with moving_bias_time_s (after Mahony 2008, IEEE Trans Autom Control
/// 53:1203), which knows nothing of the bias about the vertical.
///
/// Memory is constant, nothing is put off: latency 0. A sample map.
template <std::floating_point T = double>
class orientation_filter {
 public:
  explicit orientation_filter(const orientation_params& params = {})
      : params_((throw_if_any(params.validate()), params)),
        stage_time_s_(params.acc_time_s / std::sqrt(2.0)) {}

  /// Device axes to level axes at the sample's time.
  quaternion<T> update(const imu_sample<T>& s) {
    if (!is_finite(s)) return level_from_device();
    if (!started_ || s.time_s - last_.time_s > params_.max_gap_s) {
      start(s);
    } else if (s.time_s > last_.time_s) {
      step(s);
    }
    return level_from_device();
  }

  quaternion<T> operator()(const imu_sample<T>& s) { return update(s); }

  quaternion<T> level_from_device() const { return correction_ * integrated_; }

  /// Seconds since the first sample or the last gap. In the first one or two, while walking, the
  /// vertical is the mean of too little.
  double age_s() const { return started_ ? last_.time_s - start_s_ : 0.0; }

  /// Grows with every start: the first sample, and each that follows a gap. Headings before and
  /// after have nothing to do with each other.
  std::uint32_t starts() const { return starts_; }

  bool at_rest() const { return started_ && still_s_ >= params_.rest_s; }

  /// What the gyroscope shows without turning, rad/s in device axes, as far as it is known by now.
  const vec3<T>& gyr_bias_rad_s() const { return bias_; }

  void reset() { *this = orientation_filter(params_); }

  const orientation_params& params() const { return params_; }

  friend bool operator==(const orientation_filter&, const orientation_filter&) = default;

 private:
  static constexpr double smooth_time_s = 0.5;  // of what rest is compared with
  static constexpr double edge_s = 0.01;        // lets the first and the newest sample count

  // The bias is kept: a gap does not change it.
  void start(const imu_sample<T>& s) {
    const vec3<T> up = s.acc_m_s2.squaredNorm() > T(0) ? s.acc_m_s2 : vec3<T>(vec3<T>::UnitZ());
    started_ = true;
    starting_ = true;
    ++starts_;
    start_s_ = s.time_s;
    last_ = s;
    integrated_ = {};
    correction_ = quaternion<T>::between(up, vec3<T>::UnitZ());
    first_stage_ = second_stage_ = s.acc_m_s2;
    weighted_[0] = static_cast<T>(edge_s * edge_s) * s.acc_m_s2;
    weighted_[1] = static_cast<T>(edge_s) * weighted_[0];
    weights_ = {edge_s * edge_s, edge_s * edge_s * edge_s};
    mean_up_ = up.normalized();
    smooth_acc_ = s.acc_m_s2;
    smooth_gyr_ = s.gyr_rad_s;
    still_s_ = 0;
  }

  void step(const imu_sample<T>& s) {
    const double interval_s = s.time_s - last_.time_s;
    const T dt = static_cast<T>(interval_s);
    find_rest(s, interval_s);

    const vec3<T> rate = T(0.5) * (last_.gyr_rad_s + s.gyr_rad_s) - bias_;
    integrated_ =
        (integrated_ * quaternion<T>::from_rotation_vector(vec3<T>(dt * rate))).normalized();
    last_ = s;

    average(vec3<T>(integrated_ * s.acc_m_s2), interval_s);
    const vec3<T> seen_up = correction_ * second_stage_;
    if (!(seen_up.squaredNorm() > T(0))) return;
    const auto turn = quaternion<T>::between(seen_up, vec3<T>::UnitZ());
    correction_ = (turn * correction_).normalized();
    follow_bias(turn, interval_s);
  }

  // The steady part of the acceleration, in the frame that hardly moves.
  void average(const vec3<T>& acc, double interval_s) {
    if (at_rest()) {
      // There is nothing but gravity in it: the mean since the rest began.
      starting_ = false;
      const T gain = static_cast<T>((std::max)(interval_s / still_s_, interval_s / stage_time_s_));
      first_stage_ += (std::min)(gain, T(1)) * (acc - first_stage_);
      second_stage_ += (std::min)(gain, T(1)) * (acc - second_stage_);
      return;
    }
    if (starting_ && age_s() < params_.acc_time_s) {
      const double age = age_s() + edge_s;
      const double end = age + edge_s;
      weighted_[0] += static_cast<T>(age * interval_s) * acc;
      weighted_[1] += static_cast<T>(age * age * interval_s) * acc;
      weights_[0] += age * interval_s;
      weights_[1] += age * age * interval_s;
      first_stage_ = (static_cast<T>(end) * weighted_[0] - weighted_[1]) /
                     static_cast<T>(end * weights_[0] - weights_[1]);
      second_stage_ = first_stage_;
      return;
    }
    starting_ = false;
    const T gain = static_cast<T>(-std::expm1(-interval_s / stage_time_s_));
    first_stage_ += gain * (acc - first_stage_);
    second_stage_ += gain * (first_stage_ - second_stage_);
  }

  // While moving. The rate about the vertical is never corrected, so nothing is learned of it:
  // without the projection the swing's rhythm in both factors would let it drift.
  void follow_bias(const quaternion<T>& turn, double interval_s) {
    const quaternion<T> to_device = level_from_device().conjugate();
    const vec3<T> up = to_device * vec3<T>(vec3<T>::UnitZ());
    mean_up_ += static_cast<T>(-std::expm1(-interval_s / params_.acc_time_s)) * (up - mean_up_);
    if (starting_ || at_rest() || age_s() < 2 * params_.acc_time_s) return;
    // Twice the vector part is the small turn's rotation vector.
    vec3<T> learned = to_device * vec3<T>(T(2) * vec3<T>(turn.x, turn.y, turn.z));
    const T square = mean_up_.squaredNorm();
    if (square > T(0)) learned -= mean_up_ * (mean_up_.dot(learned) / square);
    bias_ -= static_cast<T>(1 / params_.moving_bias_time_s) * learned;
    const T longest = static_cast<T>(params_.max_bias_rad_s);
    const T length = bias_.norm();
    if (length > longest) bias_ *= longest / length;
  }

  void find_rest(const imu_sample<T>& s, double interval_s) {
    const T gain = static_cast<T>(-std::expm1(-interval_s / smooth_time_s));
    smooth_acc_ += gain * (s.acc_m_s2 - smooth_acc_);
    smooth_gyr_ += gain * (s.gyr_rad_s - smooth_gyr_);
    const bool still =
        (s.acc_m_s2 - smooth_acc_).norm() <= static_cast<T>(params_.rest_acc_m_s2) &&
        (s.gyr_rad_s - smooth_gyr_).norm() <= static_cast<T>(params_.rest_gyr_rad_s) &&
        smooth_gyr_.norm() <= static_cast<T>(params_.max_bias_rad_s);
    if (!still) {
      still_s_ = 0;
      return;
    }
    still_s_ += interval_s;
    if (still_s_ < params_.rest_s) return;
    // The smoothed rate stands for the half second that it comes from, then each sample for its
    // own.
    const double resting_s = smooth_time_s + still_s_ - params_.rest_s;
    if (resting_s - interval_s < smooth_time_s) {
      bias_ = smooth_gyr_;
    } else {
      bias_ += static_cast<T>(interval_s / resting_s) * (s.gyr_rad_s - bias_);
    }
  }

  orientation_params params_;
  double stage_time_s_;
  imu_sample<T> last_{};
  double start_s_ = 0;
  quaternion<T> integrated_{};
  quaternion<T> correction_{};
  vec3<T> first_stage_ = vec3<T>::Zero();
  vec3<T> second_stage_ = vec3<T>::Zero();
  std::array<vec3<T>, 2> weighted_{vec3<T>(vec3<T>::Zero()), vec3<T>(vec3<T>::Zero())};
  std::array<double, 2> weights_{};
  vec3<T> mean_up_ = vec3<T>::Zero();  // in device axes
  vec3<T> smooth_acc_ = vec3<T>::Zero();
  vec3<T> smooth_gyr_ = vec3<T>::Zero();
  vec3<T> bias_ = vec3<T>::Zero();
  double still_s_ = 0;
  std::uint32_t starts_ = 0;
  bool started_ = false;
  bool starting_ = false;  // the vertical is still the mean of what little there is
};

}  // namespace retrogait

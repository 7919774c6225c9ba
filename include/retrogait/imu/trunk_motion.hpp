#pragma once
/// @file
/// From device axes to the body's: the vertical from gravity, the horizontal from the mounting.

#include <retrogait/core/mounting.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/imu/grid_resampler.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <utility>

namespace retrogait {

struct trunk_motion_params {
  grid_params grid{};
  /// How the sensor is worn. The vertical always comes from gravity; the mounting gives the forward
  /// axis, which gravity cannot know.
  retrogait::mounting mounting{};
  /// Time constant in seconds of the low-pass that holds gravity. Longer: steadier while walking;
  /// shorter: follows a change of posture sooner. [engineering choice]
  double gravity_time_s = 2.0;

  issues validate() const {
    issues found = grid.validate();
    if (!(gravity_time_s > 0)) found.push_back({"gravity_time_s", "must be above 0"});
    return found;
  }
  friend bool operator==(const trunk_motion_params&, const trunk_motion_params&) = default;
};

/// One cell of the grid in the level frame of the body: z up along gravity, x forward where the
/// mounting says so (else an arbitrary but steady horizontal axis), y to the left of x.
template <std::floating_point T>
struct trunk_sample {
  double time_s = 0;
  vec3<T> acc_m_s2 = vec3<T>::Zero();   ///< gravity removed
  vec3<T> gyr_rad_s = vec3<T>::Zero();  ///< zero without a gyroscope
  T gravity_m_s2 = 0;                   ///< length of the gravity that was removed
  double interval_s = 0;                ///< between the real samples around it
  bool restarted = false;               ///< first after a gap, or after the axes had to be rechosen
};

/// Sample map with a buffer: update(sample, emit) calls emit(trunk_sample) for each cell of the grid
/// that the sample completes.
///
/// Gravity g is the mean of the acceleration so far, with weights that fall off with
/// gravity_time_s: g += k (a - g), k = max(1/n, 1 - exp(-D / gravity_time_s)).
/// u = g/|g|; vertical = a·u - |g|; forward axis f = (m - u (u·m)) / |…|, m the device's forward
/// axis; left axis l = u × f. Latency: that of the grid.
///
/// The result does not change if the whole device is turned and the mounting with it.
template <std::floating_point T = double>
class trunk_motion {
 public:
  explicit trunk_motion(const trunk_motion_params& params = {})
      : params_(params),
        grid_(params.grid),
        gravity_gain_(
            static_cast<T>(-std::expm1(-1 / (params.grid.rate_hz * params.gravity_time_s)))) {
    throw_if_any(params.validate());
  }

  template <class Emit>
  void update(const acc_sample<T>& s, Emit&& emit) {
    typename grid_resampler<T, 6>::values x;
    x << s.acc_m_s2.array(), T(0), T(0), T(0);
    push(s.time_s, x, emit);
  }

  template <class Emit>
  void update(const imu_sample<T>& s, Emit&& emit) {
    typename grid_resampler<T, 6>::values x;
    x << s.acc_m_s2.array(), s.gyr_rad_s.array();
    push(s.time_s, x, emit);
  }

  void reset() { *this = trunk_motion(params_); }

  /// Whether trunk_sample's x axis is the body's forward axis.
  bool knows_forward() const { return params_.mounting.forward().has_value() && !contradicted_; }

  /// Whether gravity, as seen so far, lies more than 60° from the axis that the mounting calls up.
  /// Real tilt reaches 36° (evidence: the voisard recordings), so this is a wrong statement.
  bool contradicts_mounting() const {
    if (!params_.mounting.up() || n_ == 0) return false;
    return up_.dot(params_.mounting.up()->unit_vector().template cast<T>()) < T(0.5);
  }

  const vec3<T>& up_in_device() const { return up_; }
  const trunk_motion_params& params() const { return params_; }

  friend bool operator==(const trunk_motion& a, const trunk_motion& b) {
    return a.params_ == b.params_ && a.grid_ == b.grid_ && a.gravity_ == b.gravity_ &&
           a.n_ == b.n_ && a.reference_ == b.reference_ && a.restarted_ == b.restarted_;
  }

 private:
  template <class Emit>
  void push(double time_s, const typename grid_resampler<T, 6>::values& x, Emit& emit) {
    const bool continued =
        grid_.push(time_s, x, [&](double cell_s, const auto& mean, double interval_s) {
          emit(level(cell_s, mean, interval_s));
        });
    if (!continued) restarted_ = true;
  }

  trunk_sample<T> level(double time_s, const typename grid_resampler<T, 6>::values& mean,
                        double interval_s) {
    const vec3<T> acc = mean.template head<3>().matrix();
    const vec3<T> gyr = mean.template tail<3>().matrix();
    if (n_ < settled_count) ++n_;
    gravity_ += std::max(gravity_gain_, T(1) / static_cast<T>(n_)) * (acc - gravity_);
    const T length = gravity_.norm();
    if (length > T(0)) up_ = gravity_ / length;
    choose_reference();

    const vec3<T> forward = (reference_ - up_ * up_.dot(reference_)).normalized();
    const vec3<T> left(up_[1] * forward[2] - up_[2] * forward[1],
                       up_[2] * forward[0] - up_[0] * forward[2],
                       up_[0] * forward[1] - up_[1] * forward[0]);
    trunk_sample<T> out;
    out.time_s = time_s;
    out.acc_m_s2 << forward.dot(acc), left.dot(acc), up_.dot(acc) - length;
    out.gyr_rad_s << forward.dot(gyr), left.dot(gyr), up_.dot(gyr);
    out.gravity_m_s2 = length;
    out.interval_s = interval_s;
    out.restarted = std::exchange(restarted_, false);
    return out;
  }

  // The horizontal reference is the stated forward axis; without one, or where gravity lies along
  // it, the device axis that lies most level. It is kept until it stands within 25° of gravity.
  void choose_reference() {
    if (reference_.squaredNorm() > T(0) && std::abs(up_.dot(reference_)) < T(0.9)) return;
    contradicted_ = false;
    if (params_.mounting.forward()) {
      reference_ = params_.mounting.forward()->unit_vector().template cast<T>();
      if (std::abs(up_.dot(reference_)) < T(0.9)) return;
      contradicted_ = true;
    }
    int most_level = 0;
    up_.cwiseAbs().minCoeff(&most_level);
    reference_ = vec3<T>::Unit(most_level);
    restarted_ = true;
  }

  static constexpr int settled_count = 1 << 20;

  trunk_motion_params params_;
  grid_resampler<T, 6> grid_;
  T gravity_gain_;
  vec3<T> gravity_ = vec3<T>::Zero();
  vec3<T> up_ = vec3<T>::UnitZ();
  vec3<T> reference_ = vec3<T>::Zero();
  int n_ = 0;
  bool restarted_ = false;
  bool contradicted_ = false;
};

}  // namespace retrogait

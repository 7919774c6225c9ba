#pragma once
/// @file
/// From device axes to the body's: the vertical from gravity, the horizontal from the mounting.

#include <retrogait/core/mounting.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/imu/grid_resampler.hpp>
#include <retrogait/math/rotation.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>

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
    if (!(gravity_time_s > 0 && gravity_time_s <= 3600)) {
      found.push_back({"gravity_time_s", "must lie above 0 and not above 3600"});
    }
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
};

/// update(sample, on_cell), with an acc_sample or an imu_sample, calls on_cell(cell) for each cell of
/// the grid that the sample completes; within that call, moves(cell) and level(cell) look at it. Two
/// steps, because most of a day is stillness, which need not be turned into any frame.
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
  using cell = grid_cell<T, 6>;

  explicit trunk_motion(const trunk_motion_params& params = {})
      : params_((throw_if_any(params.validate()), params)),
        grid_(params.grid),
        gravity_gain_(
            static_cast<T>(-std::expm1(-1 / (params.grid.rate_hz * params.gravity_time_s)))),
        settled_count_(static_cast<int>(1 / gravity_gain_)) {}

  template <class Sample, class OnCell>
  void update(const Sample& s, OnCell&& on_cell) {
    if (resting_) {
      grid_.begin(rested_.time_s, channels(rested_));
      resting_ = false;
    }
    const auto x = channels(s);
    const bool continued =
        grid_.template push<decltype(x)::RowsAtCompileTime>(s.time_s, x, [&](const cell& c) {
          T gain = gravity_gain_;
          if (n_ < settled_count_) gain = T(1) / static_cast<T>(++n_);
          gravity_ += gain * (c.mean.template head<3>().matrix() - gravity_);
          on_cell(c);
        });
    if (!continued) ++breaks_;
  }

  /// Whether the cell differs from gravity by more than that share of it.
  bool moves(const cell& c, T share) const {
    return differs(c.mean.template head<3>().matrix(), share);
  }

  /// Takes a sample of stillness, if it is one: gravity is known and the sample differs from it by
  /// no more than that share. Such a sample completes no cell; the grid begins anew with the last
  /// of them, and gravity follows one of them every tenth of a second. Costs a fraction of update(),
  /// which is what a day of mostly stillness needs.
  template <class Sample>
  bool rest(const Sample& s, T share) {
    if (n_ < settled_count_ || differs(s.acc_m_s2, share)) return false;
    take_rest(s);
    return true;
  }

  /// The cell in the level frame.
  trunk_sample<T> level(const cell& c) {
    const T length = gravity_.norm();
    const vec3<T> up = up_in_device();
    choose_reference(up);
    const vec3<T> forward = (reference_ - up * up.dot(reference_)).normalized();
    const vec3<T> left = cross<T>(up, forward);
    const vec3<T> acc = c.mean.template head<3>().matrix();
    const vec3<T> gyr = c.mean.template tail<3>().matrix();
    trunk_sample<T> out;
    out.time_s = c.time_s;
    out.acc_m_s2 = {forward.dot(acc), left.dot(acc), up.dot(acc) - length};
    out.gyr_rad_s = {forward.dot(gyr), left.dot(gyr), up.dot(gyr)};
    out.gravity_m_s2 = length;
    out.interval_s = c.interval_s;
    return out;
  }

  /// Counts what breaks the stream: the first cell, a gap, axes that had to be chosen anew. Filters
  /// downstream start anew when it has grown.
  std::uint32_t breaks() const { return breaks_; }

  void reset() { *this = trunk_motion(params_); }

  /// Whether trunk_sample's x axis is the body's forward axis.
  bool knows_forward() const { return params_.mounting.forward().has_value() && !contradicted_; }

  /// Whether gravity, as seen so far, lies more than 60° from the axis that the mounting calls up.
  /// Real tilt reaches 36° (evidence: the voisard recordings), so this is a wrong statement.
  bool contradicts_mounting() const {
    if (!params_.mounting.up() || n_ == 0) return false;
    return up_in_device().dot(params_.mounting.up()->unit_vector().template cast<T>()) < T(0.5);
  }

  /// The direction of gravity's reaction: up, in device axes; z before the first sample.
  vec3<T> up_in_device() const {
    const T length = gravity_.norm();
    return length > T(0) ? vec3<T>(gravity_ / length) : vec3<T>(vec3<T>::UnitZ());
  }

  const trunk_motion_params& params() const { return params_; }

  friend bool operator==(const trunk_motion& a, const trunk_motion& b) {
    return a.params_ == b.params_ && a.grid_ == b.grid_ && a.gravity_ == b.gravity_ &&
           a.n_ == b.n_ && a.reference_ == b.reference_ && a.breaks_ == b.breaks_ &&
           a.contradicted_ == b.contradicted_ && a.resting_ == b.resting_ &&
           (!a.resting_ || (a.rested_ == b.rested_ && a.followed_s_ == b.followed_s_));
  }

 private:
  // About a tenth of a second, and no multiple of a usual rate's interval, where rounding would decide.
  static constexpr double follow_every_s = 0.0937;

  // Apart from rest(), so that it stays small enough to become part of the caller's loop.
  template <class Sample>
  void take_rest(const Sample& s) {
    const double last_s = resting_ ? rested_.time_s : grid_.last_time_s();
    if (!(s.time_s > last_s)) return;
    if (!resting_) followed_s_ = last_s;
    if (s.time_s - followed_s_ >= follow_every_s) follow_rest(s.acc_m_s2, s.time_s);
    // The grid begins anew with the last of them, once there is motion again.
    resting_ = true;
    rested_.time_s = s.time_s;
    for (int k = 0; k < 3; ++k) {
      rested_.acc_m_s2[k] = s.acc_m_s2[k];
      if constexpr (requires { s.gyr_rad_s; }) {
        rested_.gyr_rad_s[k] = s.gyr_rad_s[k];
      } else {
        rested_.gyr_rad_s[k] = T(0);
      }
    }
  }

  // To third order what update() does cell by cell: 1 - exp(-x).
  void follow_rest(const vec3<T>& acc, double time_s) {
    const double x = (std::min)((time_s - followed_s_) / params_.gravity_time_s, 1.0);
    gravity_ += static_cast<T>(x * (1 - x / 2 * (1 - x / 3))) * (acc - gravity_);
    followed_s_ = time_s;
  }

  // Axis by axis: an Eigen packet would have to wait until the sample's own stores are through.
  bool differs(const vec3<T>& acc, T share) const {
    T distance = T(0);
    T gravity = T(0);
    for (int k = 0; k < 3; ++k) {
      distance += (acc[k] - gravity_[k]) * (acc[k] - gravity_[k]);
      gravity += gravity_[k] * gravity_[k];
    }
    return distance > share * share * gravity;
  }

  static Eigen::Array<T, 3, 1> channels(const acc_sample<T>& s) { return s.acc_m_s2.array(); }
  static Eigen::Array<T, 6, 1> channels(const imu_sample<T>& s) { return channels_of(s); }

  // The horizontal reference is the stated forward axis; without one, or where gravity lies along
  // it, the device axis that lies most level. It is kept until it stands within 25° of gravity, or
  // until a forward axis that gravity hid, as while lying on it, stands 45° away again.
  void choose_reference(const vec3<T>& up) {
    const bool chosen = reference_.squaredNorm() > T(0);
    vec3<T> stated = vec3<T>::Zero();
    if (params_.mounting.forward()) {
      stated = params_.mounting.forward()->unit_vector().template cast<T>();
    }
    const bool back_again = contradicted_ && std::abs(up.dot(stated)) < T(0.7);
    if (chosen && !back_again && std::abs(up.dot(reference_)) < T(0.9)) return;
    if (chosen) ++breaks_;
    contradicted_ = false;
    if (params_.mounting.forward()) {
      reference_ = stated;
      if (std::abs(up.dot(reference_)) < T(0.9)) return;
      contradicted_ = true;
    }
    int most_level = 0;
    up.cwiseAbs().minCoeff(&most_level);
    reference_ = vec3<T>::Unit(most_level);
  }

  trunk_motion_params params_;
  grid_resampler<T, 6> grid_;
  T gravity_gain_;
  int settled_count_;  // from here on 1/n is below the gain
  vec3<T> gravity_ = vec3<T>::Zero();
  vec3<T> reference_ = vec3<T>::Zero();
  int n_ = 0;
  std::uint32_t breaks_ = 0;
  imu_sample<T> rested_{};  // the newest sample of rest
  double followed_s_ = 0;   // gravity has followed the rest until then
  bool resting_ = false;
  bool contradicted_ = false;
};

}  // namespace retrogait

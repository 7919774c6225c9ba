#pragma once
/// @file
/// Strapdown integration of a foot's motion from one stance to the next.

#include <retrogait/core/mounting.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/segment/detail/leg_direction.hpp>
#include <retrogait/segment/foot_stillness.hpp>
#include <retrogait/segment/foot_stride.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <optional>

namespace retrogait::detail {

/// A foot has come to rest.
struct foot_rest {
  foot_stride path;         ///< from the rest before; not computed unless computable
  bool computable = false;  ///< nothing was lost on the way and it was not too long
  double peak_rad_s = 0;    ///< highest angular rate on the way
  double tilt_rad = 0;      ///< between the foot's attitudes against gravity, before and after
  double rested_s = 0;      ///< how long the rest has lasted, or did last if it is over

  friend bool operator==(const foot_rest&, const foot_rest&) = default;
};

/// Takes judged cells and gives each rest once, when it is over or has lasted settle_s.
///
/// From the stillest cell of one rest to the stillest cell of the next:
///
///   R_k = R_{k-1} exp([ω_k - b] D),  a_k = R_{k-1/2} f_k - (0,0,g),  v += a D,  s += v D + a D²/2
///
/// with R levelled at the start by the mean acceleration of 0.13 s there, whose length is g; b is the
/// gyroscope's offset from longer standing. Even at its stillest a foot rolls a little under the body:
/// v begins as ω × (0,0,h), h the height of the sensor above the sole, and should end so. (Taking v as
/// 0 makes strides 1 to 2 % too short.) At the end this and gravity tell both errors that grew on the
/// way. The end's mean acceleration, seen through R, has a horizontal part h,
/// which is taken to have grown linearly: it added h T/2 to v and h T²/6 to s. What is then left of v
/// is also taken to have grown linearly: it added v T/2 to s. So nothing needs to be kept of the
/// way itself. Last, s is scaled to what a sensor that feels standard gravity at rest would give.
template <std::floating_point T>
class foot_strapdown {
 public:
  static constexpr double settle_s = 0.4;
  static constexpr double max_moving_s = 2.5;

  foot_strapdown(const foot_stillness_params& still, const mounting& worn, double sensor_height_m)
      : min_still_s_(still.min_duration_s),
        max_hole_s_(still.max_hole_s),
        height_(static_cast<T>(sensor_height_m)),
        tells_direction_(vouches_for_forward(worn)) {
    if (worn.forward()) {
      forward_ = worn.forward()->unit_vector().template cast<T>();
      knows_forward_ = true;
    }
  }

  std::optional<foot_rest> push(const foot_cell<T>& c, T gravity_m_s2) {
    std::optional<foot_rest> out;
    if (!still_ || !settled_) follow(way_, c);
    if (still_) follow(next_, c);
    if (c.still) {
      if (!still_) begin_rest(c);
      rest_to_s_ = c.time_s;
      const double rested_s = c.time_s - rest_from_s_;
      best_ = settled_ ? best_ * forgetting : best_;
      if (c.wide_statistic < best_) {
        best_ = c.wide_statistic;
        if (!settled_) arrival_ = arrive(c, gravity_m_s2);
        next_ = depart(c);
      }
      if (!settled_ && rested_s >= settle_s) {
        settled_ = true;
        out = give_out();
      }
      if (rested_s > offset_after_s &&
          c.mean_gyr_rad_s.squaredNorm() < offset_limit * offset_limit) {
        offset_ += offset_gain * (c.mean_gyr_rad_s - offset_);
      }
    } else if (still_) {
      still_ = false;
      if (rest_to_s_ - rest_from_s_ >= min_still_s_) {
        if (!settled_) out = give_out();
        way_ = next_;
        way_.stride.moving_from_s = c.time_s;
      }
    }
    return out;
  }

  /// Which way the foot went or goes in the swing that holds that time, the end of it perhaps
  /// still to come: unknown if that is not the way followed now. It is seen where it will be
  /// ahead_s after the last cell.
  direction_estimate direction_at(double time_s, double ahead_s) const {
    constexpr double margin_s = 0.1;
    const bool over = still_ && rest_from_s_ < time_s - margin_s;
    if (!tells_direction_ || !way_.begun || way_.broken || !way_.stride.knows_heading || over ||
        time_s < way_.stride.moving_from_s - margin_s) {
      return {};
    }
    const vec3<T> there =
        way_.displacement + static_cast<T>(still_ ? 0.0 : ahead_s) * way_.velocity;
    return direction_of_way(there.template cast<double>(), turn_of(way_));
  }

  /// What lies before is not known.
  void restart() {
    way_ = way();
    next_ = way();
    arrival_.reset();
    still_ = false;
  }

  friend bool operator==(const foot_strapdown& a, const foot_strapdown& b) {
    return a.way_ == b.way_ && a.next_ == b.next_ && a.still_ == b.still_ &&
           a.settled_ == b.settled_ && a.best_ == b.best_ && a.offset_ == b.offset_ &&
           a.heading_ == b.heading_ && a.arrival_ == b.arrival_ &&
           a.rest_from_s_ == b.rest_from_s_ && a.rest_to_s_ == b.rest_to_s_;
  }

 private:
  static constexpr double cell_s = 1 / foot_stillness<T>::rate_hz;
  static constexpr T forgetting = T(1.05);  // so that the way starts late in a long rest
  // A walking foot is never still for so long; a heel that begins to rise turns faster than any
  // gyroscope is off.
  static constexpr double offset_after_s = 1.0;
  static constexpr T offset_limit = T(0.1);
  static constexpr T offset_gain = T(0.01);

  struct way {
    foot_stride stride;
    Eigen::Matrix<T, 3, 3> level = Eigen::Matrix<T, 3, 3>::Identity();  // device to level frame
    vec3<T> heading = vec3<T>::UnitX();                                 // in device axes, as is up
    vec3<T> up = vec3<T>::UnitZ();
    vec3<T> velocity = vec3<T>::Zero();
    vec3<T> displacement = vec3<T>::Zero();
    T gravity = 0;
    T peak = 0;
    bool begun = false;
    bool broken = false;

    friend bool operator==(const way&, const way&) = default;
  };

  way depart(const foot_cell<T>& c) {
    way w;
    w.begun = true;
    w.stride.start_s = w.stride.moving_from_s = c.time_s;
    w.gravity = c.mean_acc_m_s2.norm();
    const vec3<T> up = c.mean_acc_m_s2 / w.gravity;
    w.up = up;
    choose_heading(up);
    w.stride.knows_heading = knows_forward_ && heading_ == forward_;
    w.heading = heading_;
    const vec3<T> x = (heading_ - up * up.dot(heading_)).normalized();
    w.level.row(0) = x.transpose();
    w.level.row(1) = cross<T>(up, x).transpose();
    w.level.row(2) = up.transpose();
    w.velocity = rolling(w, c);
    return w;
  }

  // A forward axis that points up or down is a wrong statement about the mounting. Another axis is
  // kept for as long as it will do, so that strides can be compared.
  void choose_heading(const vec3<T>& up) {
    const auto lies_level = [&](const vec3<T>& axis) {
      return axis.squaredNorm() > T(0) && std::abs(up.dot(axis)) < T(0.9);
    };
    if (knows_forward_ && lies_level(forward_)) {
      heading_ = forward_;
    } else if (!lies_level(heading_)) {
      int most_level = 0;
      up.cwiseAbs().minCoeff(&most_level);
      heading_ = vec3<T>::Unit(most_level);
    }
  }

  void follow(way& w, const foot_cell<T>& c) const {
    if (!w.begun || w.broken) return;
    if (c.interval_s > max_hole_s_ || c.time_s - w.stride.moving_from_s > max_moving_s + settle_s) {
      w.broken = true;
      return;
    }
    constexpr T dt = T(cell_s);
    const vec3<T> rate = c.gyr_rad_s - offset_;
    const T speed = rate.norm();
    vec3<T> force;
    if (speed > T(1e-6)) {
      const Eigen::Matrix<T, 3, 3> half = rotation_about<T>(rate, speed * dt / 2);
      w.level = (w.level * half).eval();
      force = w.level * c.acc_m_s2;
      w.level = (w.level * half).eval();
    } else {
      force = w.level * c.acc_m_s2;
    }
    force[2] -= w.gravity;
    w.displacement += w.velocity * dt + force * (dt * dt / 2);
    w.velocity += force * dt;
    w.peak = (std::max)(w.peak, speed);
  }

  // The sensor's velocity on a foot that rolls over the ground under it.
  vec3<T> rolling(const way& w, const foot_cell<T>& c) const {
    return cross<T>(w.level * (c.mean_gyr_rad_s - offset_), vec3<T>(T(0), T(0), height_));
  }

  static double turn_of(const way& w) {
    const vec3<T> heading = w.level * w.heading;
    return std::atan2(static_cast<double>(heading[1]), static_cast<double>(heading[0]));
  }

  void begin_rest(const foot_cell<T>& c) {
    still_ = true;
    settled_ = false;
    best_ = std::numeric_limits<T>::infinity();
    rest_from_s_ = c.time_s;
    arrival_.reset();
  }

  std::optional<foot_rest> give_out() {
    std::optional<foot_rest> out = arrival_;
    if (out) out->rested_s = rest_to_s_ - rest_from_s_;
    arrival_.reset();
    return out;
  }

  foot_rest arrive(const foot_cell<T>& c, T gravity_m_s2) const {
    foot_rest found;
    found.path = way_.stride;
    found.path.end_s = c.time_s;
    found.path.moving_to_s = rest_from_s_;
    found.peak_rad_s = static_cast<double>(way_.peak);
    found.computable = way_.begun && !way_.broken;
    found.tilt_rad = static_cast<double>(angle_between<T>(way_.up, c.mean_acc_m_s2));
    if (!found.computable) return found;
    const T time = static_cast<T>(found.path.duration_s());
    vec3<T> tilt = way_.level * c.mean_acc_m_s2;
    tilt[2] = 0;
    const vec3<T> drift = way_.velocity - rolling(way_, c) - tilt * (time / 2);
    const vec3<T> corrected = way_.displacement - tilt * (time * time / 6) - drift * (time / 2);
    const double scale =
        foot_stillness<T>::standard_gravity_m_s2 / static_cast<double>(gravity_m_s2);
    found.path.displacement_m = corrected.template cast<double>() * scale;
    found.path.length_m = std::hypot(found.path.displacement_m[0], found.path.displacement_m[1]);
    found.path.turn_rad = turn_of(way_);
    if (tells_direction_ && found.path.knows_heading) {
      found.path.direction = direction_of_way(found.path.displacement_m, found.path.turn_rad);
    }
    const double off = std::hypot(static_cast<double>(drift[0]), static_cast<double>(drift[1])) *
                       static_cast<double>(time) / 2;
    const double whole = found.path.displacement_m.norm();
    found.path.quality = whole > 0 ? std::clamp(1 - off / whole, 0.0, 1.0) : 0.0;
    return found;
  }

  double min_still_s_;
  double max_hole_s_;
  T height_;
  bool tells_direction_;
  vec3<T> forward_ = vec3<T>::UnitX();
  vec3<T> heading_ = vec3<T>::Zero();
  bool knows_forward_ = false;
  way way_;
  way next_;
  std::optional<foot_rest> arrival_;
  vec3<T> offset_ = vec3<T>::Zero();
  double rest_from_s_ = 0;
  double rest_to_s_ = 0;
  T best_ = std::numeric_limits<T>::infinity();
  bool still_ = false;
  bool settled_ = false;
};

}  // namespace retrogait::detail

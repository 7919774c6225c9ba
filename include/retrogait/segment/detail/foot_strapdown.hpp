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
/// with R levelled at the start by the mean acceleration of 0.13 s there, whose length is g, and b the
/// gyroscope's offset. Even at its stillest a foot rolls a little under the body: v begins as
/// ω × (0,0,h), h the height of the sensor above the sole, and should end so. (Taking v as 0 makes
/// strides .5 to 1 % too short.) At the end this and gravity tell both errors that grew on the way.
///
/// The end's mean acceleration, seen through R, has a horizontal part t. Were all of it tilt that grew
/// linearly, it would have added t T/2 to v and t T²/6 to s, and be an offset of t/(g T) about the axis
/// that turns t up. But a foot is never quite still. So only tilt_share of it is taken for tilt of this
/// way, and a fifth of the offset goes into b; standing for longer tells b, too.
///
/// What is then left of v came where velocity goes wrong: evenly in time, and more so in a jolt, which
/// no sensor samples fast enough. Its variance is taken to grow at the rate q = 1 + (|Δa|/6 m/s²)², Δa
/// from cell to cell. The best estimate of what it added to s is then
///
///   v Σ q (T - τ) / Σ q,  τ the time since the start,
///
/// and both sums are kept on the way, so that nothing else of it needs to be. [own method. It matters
/// where a sensor feels landings as jolts of 10 g, as those of gaitmap do: v T/2 leaves 2.5 instead of
/// 1.3 % of error in the lengths of one person, and lets the heights of another's rests, who had no part
/// in the choice and walked on one level, scatter by 4.7 instead of 2.7 cm. Elsewhere it does little:
/// heights of tripod scatter by 2.1 instead of 2.4 cm, of voisard by 1.2 instead of 1.1. Nor do the
/// numbers themselves: tilt shares of 0.2 to 0.6, 0.05 to 0.2 of the offset, and 3 to 7 m/s² move the
/// median error of pyshoe, gaitmap, tripod and bandai by 0.2 % at most]
///
/// Last, s is scaled by what the sensor feels at rest, in so far as that is more than an offset of the
/// accelerometer could be: see scale().
template <std::floating_point T>
class foot_strapdown {
 public:
  static constexpr double settle_s = 0.4;
  static constexpr double max_moving_s = 2.5;

  foot_strapdown(const foot_stillness_params& still, const mounting& worn, double sensor_height_m,
                 double tilt_share)
      : min_still_s_(still.min_duration_s),
        max_hole_s_(still.max_hole_s),
        height_(static_cast<T>(sensor_height_m)),
        tilt_share_(static_cast<T>(tilt_share)),
        tells_direction_(vouches_for_forward(worn)) {
    if (worn.forward()) {
      forward_ = worn.forward()->unit_vector().template cast<T>();
      knows_forward_ = true;
    }
  }

  std::optional<foot_rest> push(const foot_cell<T>& c) {
    std::optional<foot_rest> out;
    const T doubt = doubt_of(c);
    if (!still_ || !settled_) follow(way_, c, doubt);
    if (still_) follow(next_, c, doubt);
    if (c.still) {
      if (!still_) begin_rest(c);
      rest_to_s_ = c.time_s;
      const double rested_s = c.time_s - rest_from_s_;
      best_ = settled_ ? best_ * forgetting : best_;
      if (c.wide_statistic < best_) {
        best_ = c.wide_statistic;
        if (!settled_) arrival_ = arrive(c);
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
    acc_before_.reset();
  }

  friend bool operator==(const foot_strapdown& a, const foot_strapdown& b) {
    return a.way_ == b.way_ && a.next_ == b.next_ && a.still_ == b.still_ &&
           a.settled_ == b.settled_ && a.best_ == b.best_ && a.offset_ == b.offset_ &&
           a.heading_ == b.heading_ && a.arrival_ == b.arrival_ && a.acc_before_ == b.acc_before_ &&
           a.seen_offset_ == b.seen_offset_ && a.gravity_ == b.gravity_ && a.rests_ == b.rests_ &&
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
  static constexpr T tilt_gain = T(0.2);
  static constexpr T jolt_m_s2 = T(6);
  static constexpr double usual_offset = 0.02;  // of an accelerometer, as a share of gravity
  static constexpr int remembered_rests = 10;

  struct way {
    foot_stride stride;
    Eigen::Matrix<T, 3, 3> level = Eigen::Matrix<T, 3, 3>::Identity();  // device to level frame
    vec3<T> heading = vec3<T>::UnitX();                                 // in device axes, as is up
    vec3<T> up = vec3<T>::UnitZ();
    vec3<T> velocity = vec3<T>::Zero();
    vec3<T> displacement = vec3<T>::Zero();
    T velocity_doubt = 0;  // Σ q, and Σ q (T - τ), both times the cell's time
    T way_doubt = 0;
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

  // How fast the velocity goes wrong.
  T doubt_of(const foot_cell<T>& c) {
    const T jolt = acc_before_ ? (c.acc_m_s2 - *acc_before_).norm() / jolt_m_s2 : T(0);
    acc_before_ = c.acc_m_s2;
    return 1 + jolt * jolt;
  }

  void follow(way& w, const foot_cell<T>& c, T doubt) const {
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
    w.way_doubt += w.velocity_doubt * dt + doubt * (dt * dt / 2);
    w.velocity_doubt += doubt * dt;
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
    rests_ = (std::min)(rests_ + 1, remembered_rests);
    gravity_ += (static_cast<double>(next_.gravity) - gravity_) / rests_;
    std::optional<foot_rest> out = arrival_;
    if (out && out->computable && seen_offset_.norm() < offset_limit) {
      offset_ += tilt_gain * seen_offset_;
    }
    if (out) out->rested_s = rest_to_s_ - rest_from_s_;
    arrival_.reset();
    return out;
  }

  /// Factor for all lengths, from the share d by which the sensor feels more than standard gravity at
  /// rest. That is an offset, which does little harm, or a wrong scale: rather a wrong scale the larger
  /// it is, as offsets of 1 to 2 % of gravity are common. d³/(d² + 0.02²) is taken for scale: little of
  /// 0.5 %, half of 2 %, nine tenths of the 6 % by which some foot sensors are off. [engineering choice:
  /// taking it all for scale costs up to 0.9 % of length and gains nowhere more than 0.1 %]
  double scale() const {
    const double d = gravity_ / foot_stillness<T>::standard_gravity_m_s2 - 1;
    return 1 / (1 + d * d * d / (d * d + usual_offset * usual_offset));
  }

  foot_rest arrive(const foot_cell<T>& c) {
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
    seen_offset_ =
        way_.level.transpose() * vec3<T>(-tilt[1], tilt[0], T(0)) / (way_.gravity * time);
    tilt *= tilt_share_;
    const vec3<T> drift = way_.velocity - rolling(way_, c) - tilt * (time / 2);
    const T acted_s = way_.way_doubt / way_.velocity_doubt;
    const vec3<T> corrected = way_.displacement - tilt * (time * time / 6) - drift * acted_s;
    found.path.displacement_m = corrected.template cast<double>() * scale();
    found.path.length_m = std::hypot(found.path.displacement_m[0], found.path.displacement_m[1]);
    found.path.turn_rad = turn_of(way_);
    if (tells_direction_ && found.path.knows_heading) {
      found.path.direction = direction_of_way(found.path.displacement_m, found.path.turn_rad);
    }
    const double off = std::hypot(static_cast<double>(drift[0]), static_cast<double>(drift[1])) *
                       static_cast<double>(acted_s);
    const double whole = found.path.displacement_m.norm();
    found.path.quality = whole > 0 ? std::clamp(1 - off / whole, 0.0, 1.0) : 0.0;
    return found;
  }

  double min_still_s_;
  double max_hole_s_;
  T height_;
  T tilt_share_;
  bool tells_direction_;
  vec3<T> forward_ = vec3<T>::UnitX();
  vec3<T> heading_ = vec3<T>::Zero();
  bool knows_forward_ = false;
  way way_;
  way next_;
  std::optional<foot_rest> arrival_;
  vec3<T> offset_ = vec3<T>::Zero();
  vec3<T> seen_offset_ = vec3<T>::Zero();  // on the way of arrival_, beyond offset_
  std::optional<vec3<T>> acc_before_;
  double gravity_ = foot_stillness<T>::standard_gravity_m_s2;  // as felt at the last rests
  int rests_ = 0;
  double rest_from_s_ = 0;
  double rest_to_s_ = 0;
  T best_ = std::numeric_limits<T>::infinity();
  bool still_ = false;
  bool settled_ = false;
};

}  // namespace retrogait::detail

#pragma once
/// @file
/// How the trunk is held while walking, stride by stride: pitch and roll from gravity, compared with
/// quiet stance; how much it sways from side to side; how much a stride is like the one before.

#include <retrogait/core/measured.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/imu/grid_resampler.hpp>
#include <retrogait/math/ring_buffer.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/segment/stillness_detector.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <numbers>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace retrogait {

/// What counts as upright: which way is up in device axes, and how that is known.
struct posture_zero {
  vec3<double> up_in_device{0.0, 0.0, 1.0};  ///< any length but 0
  knowledge how = knowledge::stated;         ///< inferred: from quiet stance in the signal

  friend bool operator==(const posture_zero&, const posture_zero&) = default;
};

/// The zero of a sensor that is taken to sit straight on a straight back. Real sensors are tilted by
/// up to 36°, so pitch and roll against it say little of the person. Nothing if the mounting does not
/// know which way is up.
inline std::optional<posture_zero> zero_from_axes(const mounting& worn) {
  if (!worn.up()) return std::nullopt;
  return posture_zero{worn.up()->unit_vector(), knowledge::assumed};
}

struct posture_params {
  /// How the sensor is worn. Pitch, roll and sway need the forward axis.
  retrogait::mounting mounting{};
  /// What upright is. Nothing: the newest quiet stance before the stride.
  std::optional<posture_zero> zero{};
  /// Shortest quiet stance in seconds. Longer: steadier, and seldom found. [engineering choice: as
  /// long as people stand when asked to stand still for a moment]
  double quiet_s = 3;
  /// Largest angle in rad between a quiet stance that was found and the stride that is compared with
  /// it. Beyond it the person sat or bent, and it is no zero. [engineering choice: 30°, more than
  /// people lean while they walk]
  double max_from_quiet_rad = std::numbers::pi / 6;
  /// Largest share of a stride's time that may be lost or bridged. [engineering choice: a tenth of a
  /// stride at its strongest acceleration, 2 m/s², is worth about 1°]
  double max_lost_share = 0.1;

  issues validate() const {
    issues found;
    require(found,
            !zero || (zero->up_in_device.allFinite() && zero->up_in_device.squaredNorm() > 0),
            "zero", "must have a direction");
    require(found, quiet_s >= 0.5 && quiet_s <= 3600, "quiet_s", "must lie in [0.5, 3600]");
    require(found, max_from_quiet_rad > 0 && max_from_quiet_rad <= std::numbers::pi / 2,
            "max_from_quiet_rad", "must lie in (0, π/2]");
    require(found, max_lost_share >= 0 && max_lost_share < 1, "max_lost_share",
            "must lie in [0, 1)");
    return found;
  }
  friend bool operator==(const posture_params&, const posture_params&) = default;
};

/// The trunk in one stride. The quality of each value is the share of the stride's time that was seen.
struct stride_posture {
  double start_s = 0;
  double end_s = 0;
  measured<double> pitch_rad;   ///< positive: leans forward
  measured<double> roll_rad;    ///< positive: leans to the left
  measured<double> sway_m_s2;   ///< root mean square, mediolateral, gravity removed
  measured<double> regularity;  ///< likeness to the stride before, -1 to 1

  friend bool operator==(const stride_posture&, const stride_posture&) = default;
};

/// Follows the trunk, sample by sample; over(start, end) then looks back at a stride.
///
/// With f the mean specific force of the whole stride in device axes (on a grid of 50 Hz) and the
/// upright frame (x forward, y left, z up) of the zero: z along the zero, x the mounting's forward
/// axis made level, y = z × x.
///
///     pitch = atan2(-f·x, hypot(f·y, f·z)),  roll = atan2(-f·y, f·z)
///
/// that is heading, then pitch, then roll. Over a whole stride the periodic accelerations cancel; what
/// stays is the net change of velocity, Δv / (9.81 m/s² · stride time): about half a degree for
/// 0.1 m/s. First and last strides of a bout are therefore worth less than those between. Against an
/// orientation filter with a gyroscope an accelerometer alone is off by -4.8° to 4.3° (PMC11219489).
/// Two more limits, measured: how one person stands differs by some 5° from one time to the next; and a
/// sensor on the lower back knows the pelvis, not the spine. In motion capture its pitch followed the
/// line from pelvis to neck from style to style when walking forward (r = .71), not when walking
/// backward (r = .17, eight walks).
///
/// Sway is the standard deviation over the stride of the acceleration along the left axis, which is at
/// right angles to f and to the forward axis. It holds what lies below 25 Hz, or below half the sensor's
/// rate if that is lower.
///
/// Regularity is the correlation of the acceleration along f over this stride with that over the
/// stride before, each spread over 64 points of its time; it needs no mounting. In the way of the
/// stride regularity of Moe-Nilssen & Helbostad 2004 (J Biomech 37:121), but stride by stride and
/// whatever the two strides' durations.
///
/// Not computable: mounting_unknown where the forward axis is not known, where gravity lies along it,
/// or where it lies more than 60° from the stated up; not_zeroed without a zero; gap where too much
/// was lost; degenerate where nothing varies.
///
/// A quiet stance that was found is the zero until the next one: standing still in a lean moves it.
/// Where that must not happen, state params.zero, e.g. that of find_quiet_stance().
///
/// Ask at least 20 ms and at most 3 s after the stride's end: what is asked then does not depend on
/// when. It remembers 10 s. No heap, no clock, no thread.
///
/// Errors: config_error from the constructor.
template <std::floating_point T = double>
class posture_tracker {
 public:
  explicit posture_tracker(const posture_params& params = {})
      : params_((throw_if_any(params.validate()), params)),
        grid_({.rate_hz = rate_hz}),
        stillness_({.min_duration_s = params.quiet_s}),
        zero_(params.zero) {}

  /// Takes an acc_sample or an imu_sample; one that is not finite is a lost one.
  template <class Sample>
  void update(const Sample& s) {
    if (!is_finite(s)) return;
    if (!params_.zero) {
      if (const auto quiet = stillness_.update(s)) take_quiet(*quiet);
    }
    const Eigen::Array<T, 3, 1> acc = s.acc_m_s2.array();
    grid_.push(s.time_s, acc, [this](const grid_cell<T, 3>& c) {
      // Lost samples are bridged by a line, which is no measurement.
      cells_.push_back({c.time_s, c.mean.matrix(), c.interval_s > longest_interval_s});
    });
  }

  /// The recording ends: a quiet stance that lasts counts.
  void finish() {
    if (params_.zero) return;
    if (const auto quiet = stillness_.finish()) take_quiet(*quiet);
  }

  /// The stride from start_s to end_s. previous_start_s: start of the same foot's stride before it,
  /// if there is one that ends where this one starts; regularity needs it.
  stride_posture over(double start_s, double end_s,
                      std::optional<double> previous_start_s = std::nullopt) const;

  /// What counts as upright now.
  const std::optional<posture_zero>& zero() const { return zero_; }

  void reset() { *this = posture_tracker(params_); }

  const posture_params& params() const { return params_; }

  friend bool operator==(const posture_tracker&, const posture_tracker&) = default;

 private:
  static constexpr double rate_hz = 50;
  static constexpr double half_cell_s = 0.5 / rate_hz;
  static constexpr double longest_interval_s = 0.1;
  static constexpr std::size_t points = 64;

  struct cell {
    double time_s = 0;
    vec3<T> acc_m_s2 = vec3<T>::Zero();
    bool bridged = false;

    friend bool operator==(const cell&, const cell&) = default;
  };

  struct stride_sums {
    double seen_share = 0;
    vec3<double> mean = vec3<double>::Zero();
    Eigen::Matrix3d covariance = Eigen::Matrix3d::Zero();
  };

  void take_quiet(const standstill& quiet) {
    // Lying down is quiet too, but nobody stands at such an angle.
    if (!params_.mounting.up() || !is_upright(quiet.acc_m_s2)) return;
    zero_ = posture_zero{quiet.acc_m_s2, knowledge::inferred};
  }

  bool is_upright(const vec3<double>& up) const {
    return up.dot(params_.mounting.up()->unit_vector()) > 0.5 * up.norm();
  }

  /// Calls take(cell, seconds of it that lie within the stretch), oldest first.
  template <class Take>
  void for_each_within(double start_s, double end_s, Take&& take) const {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const cell& c = cells_[i];
      const double within_s =
          (std::min)(end_s, c.time_s + half_cell_s) - (std::max)(start_s, c.time_s - half_cell_s);
      if (within_s > 0) take(c, within_s);
    }
  }

  stride_sums sums_over(double start_s, double end_s) const {
    stride_sums sums;
    double weight_s = 0;
    double seen_s = 0;
    // West 1979 (Communications of the ACM 22:532): weighted mean and covariance in one pass.
    for_each_within(start_s, end_s, [&](const cell& c, double within_s) {
      if (!c.bridged) seen_s += within_s;
      weight_s += within_s;
      const vec3<double> from_mean = c.acc_m_s2.template cast<double>() - sums.mean;
      sums.mean += from_mean * (within_s / weight_s);
      sums.covariance +=
          from_mean * (c.acc_m_s2.template cast<double>() - sums.mean).transpose() * within_s;
    });
    if (weight_s > 0) sums.covariance /= weight_s;
    sums.seen_share = (std::min)(1.0, seen_s / (end_s - start_s));
    return sums;
  }

  void take_axes(stride_posture& out, const stride_sums& sums) const;
  measured<double> likeness(double previous_start_s, double start_s, double end_s,
                            const stride_sums& sums) const;

  posture_params params_;
  grid_resampler<T, 3> grid_;
  stillness_detector<T> stillness_;
  static_ring<cell, 500> cells_;
  std::optional<posture_zero> zero_;
};

namespace detail {

/// Forward and left axes that are level where up is up, in device axes; nothing if the stated forward
/// axis lies within 25° of up.
struct level_axes {
  vec3<double> forward;
  vec3<double> left;
};

inline std::optional<level_axes> level_axes_of(const vec3<double>& up, const device_axis& forward) {
  const vec3<double> z = up.normalized();
  const vec3<double> stated = forward.unit_vector();
  if (std::abs(z.dot(stated)) > 0.9) return std::nullopt;
  const vec3<double> x = (stated - z * z.dot(stated)).normalized();
  return level_axes{x, cross<double>(z, x)};
}

}  // namespace detail

template <std::floating_point T>
stride_posture posture_tracker<T>::over(double start_s, double end_s,
                                        std::optional<double> previous_start_s) const {
  RETROGAIT_ASSERT(end_s > start_s, "a stride ends after it starts");
  stride_posture out;
  out.start_s = start_s;
  out.end_s = end_s;
  const stride_sums sums = sums_over(start_s, end_s);
  if (1 - sums.seen_share > params_.max_lost_share) {
    out.pitch_rad = out.roll_rad = out.sway_m_s2 = out.regularity =
        measured<double>::not_computable(reason::gap);
    return out;
  }
  take_axes(out, sums);
  out.regularity = previous_start_s
                       ? likeness(*previous_start_s, start_s, end_s, sums)
                       : measured<double>::not_computable(reason::too_few_strides, 1, 2);
  return out;
}

template <std::floating_point T>
void posture_tracker<T>::take_axes(stride_posture& out, const stride_sums& sums) const {
  const auto none = [](reason why) { return measured<double>::not_computable(why); };
  out.pitch_rad = out.roll_rad = out.sway_m_s2 = none(reason::mounting_unknown);
  const std::optional<device_axis>& forward = params_.mounting.forward();
  if (!forward || !is_upright(sums.mean)) return;
  if (const auto level = detail::level_axes_of(sums.mean, *forward)) {
    const double variance = level->left.dot(sums.covariance * level->left);
    out.sway_m_s2 = measured<double>::of(std::sqrt((std::max)(0.0, variance)), 1, std::nullopt,
                                         sums.seen_share);
  }
  const bool found = zero_ && !params_.zero;
  if (!zero_ || (found && angle_between<double>(zero_->up_in_device, sums.mean) >
                              params_.max_from_quiet_rad)) {
    out.pitch_rad = out.roll_rad = none(reason::not_zeroed);
    return;
  }
  const auto upright = detail::level_axes_of(zero_->up_in_device, *forward);
  if (!upright) return;
  const double x = upright->forward.dot(sums.mean);
  const double y = upright->left.dot(sums.mean);
  const double z = zero_->up_in_device.normalized().dot(sums.mean);
  out.pitch_rad =
      measured<double>::of(std::atan2(-x, std::hypot(y, z)), 1, std::nullopt, sums.seen_share);
  out.roll_rad = measured<double>::of(std::atan2(-y, z), 1, std::nullopt, sums.seen_share);
}

template <std::floating_point T>
measured<double> posture_tracker<T>::likeness(double previous_start_s, double start_s, double end_s,
                                              const stride_sums& sums) const {
  RETROGAIT_ASSERT(start_s > previous_start_s, "the stride before starts before this one");
  const stride_sums before = sums_over(previous_start_s, start_s);
  if (1 - before.seen_share > params_.max_lost_share) {
    return measured<double>::not_computable(reason::gap);
  }
  const vec3<double> up = sums.mean.normalized();
  // The force along up at evenly spaced points of a stretch, by lines between the cells.
  const auto spread = [&](double from_s, double to_s) {
    Eigen::Array<double, static_cast<int>(points), 1> values;
    const double step_s = (to_s - from_s) / static_cast<double>(points);
    std::size_t next = 0;
    for (std::size_t k = 0; k < points; ++k) {
      const double t = from_s + (static_cast<double>(k) + 0.5) * step_s;
      while (next + 1 < cells_.size() && cells_[next].time_s < t) ++next;
      const cell& b = cells_[next];
      const cell& a = next > 0 ? cells_[next - 1] : b;
      const double span_s = b.time_s - a.time_s;
      const double part = span_s > 0 ? std::clamp((t - a.time_s) / span_s, 0.0, 1.0) : 1.0;
      const double older = up.dot(a.acc_m_s2.template cast<double>());
      values[static_cast<int>(k)] =
          older + part * (up.dot(b.acc_m_s2.template cast<double>()) - older);
    }
    values -= values.mean();
    return values;
  };
  const auto now = spread(start_s, end_s);
  const auto then = spread(previous_start_s, start_s);
  const double scale = std::sqrt(now.square().sum() * then.square().sum());
  // What is left of a constant is rounding.
  if (!(scale > 1e-9 * static_cast<double>(points) * sums.mean.squaredNorm())) {
    return measured<double>::not_computable(reason::degenerate);
  }
  const double r = (now * then).sum() / scale;
  return measured<double>::of(std::clamp(r, -1.0, 1.0), 1, std::nullopt,
                              (std::min)(sums.seen_share, before.seen_share));
}

/// The first quiet stance of a recording, as a zero for all of it. Nothing if nobody stands still
/// upright for quiet_s in it, or the mounting does not say which way is up.
inline std::optional<posture_zero> find_quiet_stance(const recording& r,
                                                     posture_params params = {}) {
  params.mounting = r.mounting;
  params.zero.reset();
  posture_tracker<double> tracker(params);
  for (const auto& s : r.acceleration()) {
    tracker.update(s);
    if (tracker.zero()) return tracker.zero();
  }
  tracker.finish();
  return tracker.zero();
}

/// The trunk in each stride of a recording of the lower back, in the order of the strides; the
/// mounting is the recording's. The same numbers as live.
inline std::vector<stride_posture> stride_postures(const recording& r,
                                                   std::span<const stride> strides,
                                                   posture_params params = {}) {
  params.mounting = r.mounting;
  posture_tracker<double> tracker(params);
  std::vector<std::size_t> order(strides.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return strides[a].end_s < strides[b].end_s;
  });
  // The stride of the same foot that ends where this one starts; strides of two feet alternate.
  const auto previous_start = [&](std::size_t place) -> std::optional<double> {
    const stride& now = strides[order[place]];
    for (std::size_t k = place; k > 0 && place - k < 4; --k) {
      const stride& other = strides[order[k - 1]];
      if (other.end_s == now.start_s && other.side == now.side) return other.start_s;
    }
    return std::nullopt;
  };
  std::vector<stride_posture> out(strides.size());
  std::size_t next = 0;
  const auto take_until = [&](double time_s) {
    for (; next < order.size() && strides[order[next]].end_s <= time_s; ++next) {
      const stride& s = strides[order[next]];
      out[order[next]] = tracker.over(s.start_s, s.end_s, previous_start(next));
    }
  };
  for (const auto& s : r.acceleration()) {
    if (next == order.size()) break;
    tracker.update(s);
    take_until(s.time_s - 0.02);
  }
  take_until(std::numeric_limits<double>::infinity());
  return out;
}

}  // namespace retrogait

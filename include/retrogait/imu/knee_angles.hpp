#pragma once
/// @file The knee's angles from a sensor on the thigh and one on the shank, live and for whole
/// recordings.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/imu/leg_alignment.hpp>
#include <retrogait/imu/orientation_filter.hpp>
#include <retrogait/math/quaternion.hpp>
#include <retrogait/math/ring_buffer.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

namespace retrogait {

enum class leg_segment : std::uint8_t { thigh, shank };

/// A sample of one of the two sensors.
template <std::floating_point T = double>
struct leg_sample : imu_sample<T> {
  leg_segment segment = leg_segment::thigh;

  leg_sample() = default;
  leg_sample(leg_segment which, const imu_sample<T>& s) : imu_sample<T>(s), segment(which) {}

  friend bool operator==(const leg_sample&, const leg_sample&) = default;
};

/// The knee at one moment, in the joint coordinate system of Grood & Suntay 1983 (J Biomech Eng
/// 105:136), of the kind that the ISB recommends (Wu & Cavanagh 1995, J Biomech 28:1257); zero in
/// the alignment's neutral pose. Times are of the thigh's clock.
template <std::floating_point T = double>
struct knee_sample {
  double time_s = 0;
  double known_at_s = 0;  ///< time of the sample that completed it
  T flexion_rad = 0;      ///< positive: the knee is bent
  /// Positive: adduction (varus), the foot inward of where the thigh points, the knee out.
  /// Negative: abduction (valgus), the knee in. The same sign on both legs.
  T adduction_rad = 0;
  /// 0 to 1: how far the filters have settled since the start or the last gap.
  T quality = 0;

  /// Whether the filters have settled.
  bool settled() const { return quality >= T(1); }

  friend bool operator==(const knee_sample&, const knee_sample&) = default;
};

struct knee_params {
  orientation_params orientation{};
  /// Time constant in seconds with which the heading of the shank sensor is held to that of the
  /// thigh sensor. Longer: the shank's own turning in each stride shows less; shorter: gyroscope
  /// errors show less. [engineering choice: some three strides]
  double heading_time_s = 3;
  /// Seconds after the start or a gap until the angles are called settled: a stride or two, over
  /// which the acceleration of walking averages out. Somebody who stands at first loses nothing;
  /// who is in the middle of walking gets angles that are off by some 12° until then. [engineering
  /// choice]
  double settle_s = 2;

  issues validate() const {
    issues found = orientation.validate();
    require_range(found, "heading_time_s", heading_time_s, 0.1, 600);
    require_range(found, "settle_s", settle_s, 0, 60);
    return found;
  }
  friend bool operator==(const knee_params&, const knee_params&) = default;
};

/// Follows the knee: update(leg_sample) takes the samples of both sensors, each in the order of its
/// own time, and gives a knee_sample for each shank sample that lies between two thigh samples
/// without a gap. The two may have different rates and times and may arrive one behind the other by
/// up to `capacity` samples; the angles depend on the samples alone, not on how the two streams
/// were merged.
///
/// 1. Each sensor's orientation against gravity: orientation_filter. The thigh's is interpolated
///    between its two samples around the shank's time.
/// 2. Without a magnetometer the two headings drift apart. A knee is close to a hinge: the flexion
///    axes of both segments have the same heading, on average over strides. So the angle between
///    the two axes' horizontal parts passes a low-pass of heading_time_s (the plain mean at first)
///    and is taken off. The idea is that of Seel, Raisch & Schauer 2014 (Sensors 14:6891) and
///    Laidig 2017 (IEEE ICORR, 971); as the axes are known from the alignment and nearly horizontal
///    in walking, no optimisation is needed.
/// 3. Grood & Suntay's angles: e₁ = the thigh's y, e₃ = the shank's z, e₂ = e₁ × e₃ / |…|. Flexion
///    = atan2(-e₂·z_thigh, e₂·x_thigh); adduction = ± asin(e₁·e₃), + on the left leg, - on the
///    right. Rotation about the shank's axis is not given: step 2 takes its mean for zero.
///
/// Memory is constant; no heap in update. Latency: until the next thigh sample, at most
/// orientation.max_gap_s.
template <std::floating_point T = double>
class knee_tracker {
 public:
  /// How many samples one stream may be behind the other; what lies further back is lost.
  static constexpr std::size_t capacity = 64;

  using events = event_buffer<knee_sample<T>, capacity>;

  /// Errors: config_error with every issue of params and, if the alignment's side is unknown, that.
  explicit knee_tracker(const leg_alignment& alignment, const knee_params& params = {})
      : params_((throw_if_any(problems(alignment, params)), params)),
        alignment_(alignment),
        offset_s_(alignment.shank_offset_s),
        thigh_from_device_(alignment.thigh_from_device.cast<T>()),
        shank_from_device_(alignment.shank_from_device.cast<T>()),
        thigh_filter_(params.orientation),
        shank_filter_(params.orientation) {}

  events update(const leg_sample<T>& s) {
    events found;
    if (!is_finite(s)) return found;
    if (s.segment == leg_segment::thigh) {
      take(s, 0.0, thigh_filter_, thigh_);
      join(s.time_s, found);
    } else {
      take(s, offset_s_, shank_filter_, shank_);
      join(s.time_s + offset_s_, found);
    }
    return found;
  }

  /// A sample of each at once.
  events update(const imu_sample<T>& thigh, const imu_sample<T>& shank) {
    events found = update(leg_sample<T>(leg_segment::shank, shank));
    for (const knee_sample<T>& k : update(leg_sample<T>(leg_segment::thigh, thigh))) {
      found.push_back(k);
    }
    return found;
  }

  /// Shank samples that no thigh sample follows stay without an angle.
  void finish() {}

  double latency_s() const { return params_.orientation.max_gap_s; }

  void reset() { *this = knee_tracker(alignment_, params_); }

  /// By how much the shank sensor's heading is turned against the thigh sensor's, rad.
  double heading_difference_rad() const { return heading_rad_; }

  const leg_alignment& alignment() const { return alignment_; }
  const knee_params& params() const { return params_; }

  friend bool operator==(const knee_tracker&, const knee_tracker&) = default;

 private:
  struct turned {
    double time_s = 0;
    quaternion<T> level_from_device{};
    std::uint32_t start = 0;
    double age_s = 0;

    friend bool operator==(const turned&, const turned&) = default;
  };
  using turns = static_ring<turned, capacity>;

  static issues problems(const leg_alignment& alignment, const knee_params& params) {
    issues found = params.validate();
    if (alignment.side == side::unknown) {
      found.push_back({"alignment.side", "is unknown; expected left or right"});
    }
    return found;
  }

  static void take(const imu_sample<T>& s, double offset_s, orientation_filter<T>& filter,
                   turns& into) {
    if (!into.empty() && !(s.time_s + offset_s > into.back().time_s)) return;
    const quaternion<T> q = filter.update(s);
    into.push_back({s.time_s + offset_s, q, filter.starts(), filter.age_s()});
  }

  // Every shank sample whose place among the thigh's is known.
  void join(double now_s, events& found) {
    while (!shank_.empty() && !thigh_.empty() && shank_.front().time_s <= thigh_.back().time_s) {
      while (thigh_.size() > 1 && thigh_[1].time_s <= shank_.front().time_s) thigh_.pop_front();
      const turned shank = shank_.front();
      shank_.pop_front();
      const turned& before = thigh_.front();
      if (before.time_s > shank.time_s) continue;
      if (before.time_s == shank.time_s) {
        found.push_back(angles(before, shank, now_s));
        continue;
      }
      const turned& after = thigh_[1];
      if (after.start != before.start) continue;
      const T share =
          static_cast<T>((shank.time_s - before.time_s) / (after.time_s - before.time_s));
      turned between = before;
      between.level_from_device =
          interpolate(before.level_from_device, after.level_from_device, share);
      found.push_back(angles(between, shank, now_s));
    }
  }

  knee_sample<T> angles(const turned& thigh, const turned& shank, double now_s) {
    // Columns: the segment's axes in the level frame of its sensor.
    const Eigen::Matrix<T, 3, 3> thigh_axes =
        thigh.level_from_device.matrix() * thigh_from_device_.transpose();
    const Eigen::Matrix<T, 3, 3> shank_axes =
        shank.level_from_device.matrix() * shank_from_device_.transpose();
    follow_heading(thigh, shank, vec3<T>(thigh_axes.col(1)), vec3<T>(shank_axes.col(1)));

    const T c = static_cast<T>(std::cos(heading_rad_));
    const T s = static_cast<T>(std::sin(heading_rad_));
    const vec3<T> z = shank_axes.col(2);
    const vec3<T> shank_up(c * z[0] - s * z[1], s * z[0] + c * z[1], z[2]);
    const vec3<T> across = thigh_axes.col(1);
    const vec3<T> floating = cross<T>(across, shank_up);  // its length cancels out below

    knee_sample<T> knee;
    knee.time_s = shank.time_s;
    knee.known_at_s = now_s;
    knee.flexion_rad =
        std::atan2(-floating.dot(thigh_axes.col(2)), floating.dot(thigh_axes.col(0)));
    const T inward = std::asin(std::clamp(across.dot(shank_up), T(-1), T(1)));
    knee.adduction_rad = alignment_.side == side::left ? inward : -inward;
    const double settled = (std::min)(thigh.age_s, shank.age_s) / params_.settle_s;
    knee.quality = params_.settle_s > 0 ? static_cast<T>((std::min)(settled, 1.0)) : T(1);
    return knee;
  }

  void follow_heading(const turned& thigh, const turned& shank, const vec3<T>& thigh_across,
                      const vec3<T>& shank_across) {
    // The turn about the vertical from the shank's axis to the thigh's, weighted as both are level.
    const double sine =
        static_cast<double>(shank_across[0] * thigh_across[1] - shank_across[1] * thigh_across[0]);
    const double cosine =
        static_cast<double>(shank_across[0] * thigh_across[0] + shank_across[1] * thigh_across[1]);
    const double seen_rad = std::atan2(sine, cosine);
    const double weight = std::hypot(sine, cosine);
    if (thigh.start != heading_of_thigh_ || shank.start != heading_of_shank_) {
      heading_of_thigh_ = thigh.start;
      heading_of_shank_ = shank.start;
      heading_rad_ = seen_rad;
      heading_since_s_ = heading_at_s_ = shank.time_s;
      return;
    }
    const double interval_s = shank.time_s - heading_at_s_;
    const double age_s = shank.time_s - heading_since_s_;
    heading_at_s_ = shank.time_s;
    const double gain = (std::max)(interval_s / (age_s + interval_s),
                                   -std::expm1(-interval_s / params_.heading_time_s));
    const double off_rad = std::remainder(seen_rad - heading_rad_, 2 * std::numbers::pi);
    heading_rad_ = std::remainder(heading_rad_ + gain * weight * off_rad, 2 * std::numbers::pi);
  }

  knee_params params_;
  leg_alignment alignment_;
  double offset_s_;
  Eigen::Matrix<T, 3, 3> thigh_from_device_;
  Eigen::Matrix<T, 3, 3> shank_from_device_;
  orientation_filter<T> thigh_filter_;
  orientation_filter<T> shank_filter_;
  turns thigh_;
  turns shank_;  // those that wait for a thigh sample
  double heading_rad_ = 0;
  double heading_since_s_ = 0;
  double heading_at_s_ = 0;
  std::uint32_t heading_of_thigh_ = 0;  // starts of the filters that the heading belongs to
  std::uint32_t heading_of_shank_ = 0;
};

/// The samples of both sensors in the order of their times (the shank's as the alignment corrects
/// them), as they would arrive live.
inline std::vector<leg_sample<double>> merge_leg(const recording& thigh, const recording& shank,
                                                 double shank_offset_s = 0) {
  std::vector<leg_sample<double>> merged;
  merged.reserve(static_cast<std::size_t>(thigh.size() + shank.size()));
  const auto upper = thigh.samples();
  const auto lower = shank.samples();
  std::ptrdiff_t i = 0;
  std::ptrdiff_t k = 0;
  while (i < thigh.size() || k < shank.size()) {
    const bool take_thigh =
        k == shank.size() ||
        (i < thigh.size() && thigh.time_s[i] <= shank.time_s[k] + shank_offset_s);
    if (take_thigh) {
      merged.emplace_back(leg_segment::thigh, upper[i++]);
    } else {
      merged.emplace_back(leg_segment::shank, lower[k++]);
    }
  }
  return merged;
}

/// The knee's angles of a whole recording: what knee_tracker gives live, bit for bit. Both
/// recordings need a gyroscope.
///
/// Errors: config_error where a gyroscope is missing, the placements are not thigh and shank of the
/// alignment's leg, or params are wrong.
inline std::vector<knee_sample<double>> knee_angles(const recording& thigh, const recording& shank,
                                                    const leg_alignment& alignment,
                                                    const knee_params& params = {}) {
  issues found = detail::leg_problems(thigh, shank);
  if (found.empty() && side_of(thigh.placement) != alignment.side) {
    found.push_back({"alignment.side", "is " + std::string(to_string(alignment.side)) +
                                           "; the sensors are worn on the " +
                                           std::string(to_string(side_of(thigh.placement)))});
  }
  for (const recording* r : {&thigh, &shank}) {
    if (!r->empty() && !r->has_gyroscope()) {
      found.push_back({r == &thigh ? "thigh" : "shank", "has no gyroscope; knee angles need one"});
    }
  }
  throw_if_any(std::move(found));
  if (thigh.empty() || shank.empty()) return {};
  return detect(merge_leg(thigh, shank, alignment.shank_offset_s),
                knee_tracker<double>(alignment, params));
}

}  // namespace retrogait

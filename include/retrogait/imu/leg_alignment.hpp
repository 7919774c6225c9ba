#pragma once
/// @file
/// How the sensors on thigh and shank sit on the leg, found from a standing pose and from walking.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/imu/orientation_filter.hpp>
#include <retrogait/math/plane_moments.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/math/statistics.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

namespace retrogait {

/// What a knee angle of zero stands for.
enum class neutral_pose : std::uint8_t {
  stated,       ///< the long axes that the caller gave
  standing,     ///< how the person stood still
  walking_mean  ///< the middle of walking: angles have an unknown offset, in flexion of 20° to 40°
};

constexpr std::string_view to_string(neutral_pose pose) {
  switch (pose) {
    case neutral_pose::stated:
      return "stated";
    case neutral_pose::standing:
      return "standing";
    case neutral_pose::walking_mean:
      return "mean of walking";
  }
  return "unknown";
}

/// From the axes of both devices to those of the segments that wear them. Segment axes, equal for
/// both in the neutral pose: x forward, y left (the knee's flexion axis), z up along the segment.
struct leg_alignment {
  retrogait::side side = retrogait::side::unknown;
  Eigen::Matrix3d thigh_from_device = Eigen::Matrix3d::Identity();
  Eigen::Matrix3d shank_from_device = Eigen::Matrix3d::Identity();

  neutral_pose neutral = neutral_pose::stated;
  /// How it is known which way the flexion axis points: stated (by both mountings) or inferred (the
  /// knee bends only one way).
  knowledge axis_sign = knowledge::stated;

  double standing_s = 0;  ///< of the standing pose, 0 if it was not used
  double moving_s = 0;    ///< in which the leg swung and the axes were found
  /// How planar each segment swung: 1 - λ₂/λ₁ of the horizontal angular rate's covariance. 1: it
  /// turned about one axis only; 0: about no axis more than another.
  double thigh_planarity = 0;
  double shank_planarity = 0;
  /// Seconds that are added to the shank's times to put it on the thigh's clock.
  double shank_offset_s = 0;

  friend bool operator==(const leg_alignment& a, const leg_alignment& b) {
    return a.side == b.side && a.thigh_from_device == b.thigh_from_device &&
           a.shank_from_device == b.shank_from_device && a.neutral == b.neutral &&
           a.axis_sign == b.axis_sign && a.standing_s == b.standing_s && a.moving_s == b.moving_s &&
           a.thigh_planarity == b.thigh_planarity && a.shank_planarity == b.shank_planarity &&
           a.shank_offset_s == b.shank_offset_s;
  }
};

/// The segments' long axes, upward, in device axes (any length but zero), in a pose that is to
/// count as a straight leg: from another recording, or from how the sensors were mounted.
struct stated_neutral {
  Eigen::Vector3d thigh_up = Eigen::Vector3d::UnitZ();
  Eigen::Vector3d shank_up = Eigen::Vector3d::UnitZ();

  friend bool operator==(const stated_neutral& a, const stated_neutral& b) {
    return a.thigh_up == b.thigh_up && a.shank_up == b.shank_up;
  }
};

struct leg_alignment_params {
  orientation_params orientation{};
  /// Shortest stretch in seconds of standing still that counts. [engineering choice]
  double standing_s = 1.0;
  /// Standing still: both sensors turn no faster than this. [engineering choice: above sway and a
  /// gyroscope's bias, below the slowest limb of slow walking]
  double standing_rate_rad_s = 0.25;
  /// Standing, not sitting or lying: both sensors are tilted against their mean in walking by no
  /// more than this. [engineering choice]
  double standing_tilt_rad = 0.7;
  /// The leg swings where the shank turns faster than this. [engineering choice]
  double moving_rate_rad_s = 0.5;
  /// Seconds that are added to the shank's times to put it on the thigh's clock, as
  /// clock_offset(thigh, shank) gives them.
  double shank_offset_s = 0;
  /// Fewest strides for the flexion axis. [engineering choice]
  std::size_t strides = 3;
  /// How one-sided the knee's motion must be for the sign of the flexion axis to be inferred, where
  /// the neutral pose is known; see align_leg. [engineering choice; measured on 88 legs of actors
  /// walking forward and backward: 0.97 and more about the neutral pose]
  double least_onesided = 0.3;
  /// The same about the median, where the neutral pose is not known. [engineering choice; measured
  /// on the same legs: -0.28 to 0.51, so that below 0.35 it says nothing]
  double least_skew = 0.35;

  issues validate() const {
    issues found = orientation.validate();
    require_range(found, "standing_s", standing_s, 0.3, 60);
    require_range(found, "standing_rate_rad_s", standing_rate_rad_s, 0.01, 2);
    require_range(found, "standing_tilt_rad", standing_tilt_rad, 0.1, 1.5);
    require_range(found, "moving_rate_rad_s", moving_rate_rad_s, 0.1, 5);
    require_range(found, "least_onesided", least_onesided, 0, 1);
    require_range(found, "least_skew", least_skew, 0, 1);
    if (!std::isfinite(shank_offset_s)) found.push_back({"shank_offset_s", "must be a number"});
    if (strides < 1) found.push_back({"strides", "must be at least 1"});
    return found;
  }
  friend bool operator==(const leg_alignment_params&, const leg_alignment_params&) = default;
};

namespace detail {

/// Both sensors at one time.
struct leg_row {
  double time_s;
  double interval_s;                            // since the row before; 0 after a gap
  std::array<Eigen::Vector3d, 2> acc, gyr, up;  // thigh, shank; device axes; rates without bias
  std::array<double, 2> raw_rate;               // length of the rate, bias included
  bool settled;
};

/// The samples of one sensor with the vertical in device axes.
struct limb_rows {
  std::vector<double> time_s;
  std::vector<Eigen::Vector3d> acc, gyr, up;
  std::vector<double> raw_rate;
  std::vector<std::uint32_t> start;
  std::vector<double> age_s;
};

inline limb_rows limb_rows_of(const recording& r, const orientation_params& params) {
  limb_rows rows;
  orientation_filter<double> filter(params);
  double last_s = -std::numeric_limits<double>::infinity();
  for (const imu_sample<double>& s : r.samples()) {
    if (!is_finite(s) || !(s.time_s > last_s)) continue;
    last_s = s.time_s;
    const quaternion<double> q = filter.update(s);
    rows.time_s.push_back(s.time_s);
    rows.acc.push_back(s.acc_m_s2);
    rows.gyr.push_back(s.gyr_rad_s - filter.gyr_bias_rad_s());
    rows.raw_rate.push_back(s.gyr_rad_s.norm());
    rows.up.push_back(q.conjugate() * Eigen::Vector3d(Eigen::Vector3d::UnitZ()));
    rows.start.push_back(filter.starts());
    rows.age_s.push_back(filter.age_s());
  }
  return rows;
}

/// The thigh's values at the shank's times, where both are known.
inline std::vector<leg_row> leg_rows(const limb_rows& thigh, const limb_rows& shank,
                                     double offset_s) {
  std::vector<leg_row> rows;
  std::size_t k = 0;
  std::uint32_t last_starts = 0;
  for (std::size_t i = 0; i < shank.time_s.size(); ++i) {
    const double t = shank.time_s[i] + offset_s;
    while (k + 1 < thigh.time_s.size() && thigh.time_s[k + 1] <= t) ++k;
    if (k + 1 >= thigh.time_s.size() || thigh.time_s[k] > t) continue;
    if (thigh.start[k] != thigh.start[k + 1]) continue;
    const double share = (t - thigh.time_s[k]) / (thigh.time_s[k + 1] - thigh.time_s[k]);
    const auto between = [&](const std::vector<Eigen::Vector3d>& v) {
      return Eigen::Vector3d(v[k] + share * (v[k + 1] - v[k]));
    };
    leg_row row;
    row.time_s = t;
    const std::uint32_t starts = thigh.start[k] + shank.start[i];
    row.interval_s = rows.empty() || starts != last_starts ? 0.0 : t - rows.back().time_s;
    last_starts = starts;
    row.acc = {between(thigh.acc), shank.acc[i]};
    row.gyr = {between(thigh.gyr), shank.gyr[i]};
    row.up = {between(thigh.up).normalized(), shank.up[i]};
    row.raw_rate = {thigh.raw_rate[k], shank.raw_rate[i]};
    row.settled = (std::min)(thigh.age_s[k], shank.age_s[i]) >= 1.5;
    rows.push_back(row);
  }
  return rows;
}

/// A stretch of standing: the mean acceleration of both sensors.
struct standing_pose {
  double seconds = 0;
  std::array<Eigen::Vector3d, 2> up{Eigen::Vector3d::Zero(), Eigen::Vector3d::Zero()};
};

/// The longest stretch in which both sensors hardly turn, near to how they are tilted in walking.
inline standing_pose find_standing(const std::vector<leg_row>& rows,
                                   const std::array<Eigen::Vector3d, 2>& walking_up,
                                   const leg_alignment_params& params) {
  standing_pose best;
  std::size_t from = 0;
  const auto still = [&](const leg_row& row) {
    return row.raw_rate[0] <= params.standing_rate_rad_s &&
           row.raw_rate[1] <= params.standing_rate_rad_s;
  };
  const auto close = [&](std::size_t to) {
    const double seconds = to > from ? rows[to - 1].time_s - rows[from].time_s : 0.0;
    if (seconds < params.standing_s || seconds <= best.seconds) return;
    standing_pose pose;
    pose.seconds = seconds;
    for (std::size_t i = from; i < to; ++i) {
      for (std::size_t k = 0; k < 2; ++k) pose.up[k] += rows[i].acc[k];
    }
    for (std::size_t k = 0; k < 2; ++k) {
      if (!(pose.up[k].norm() > 0)) return;
      pose.up[k].normalize();
      if (angle_between<double>(pose.up[k], walking_up[k]) > params.standing_tilt_rad) return;
    }
    best = pose;
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (still(rows[i]) && (i == from || rows[i].interval_s > 0)) continue;
    close(i);
    from = still(rows[i]) ? i : i + 1;
  }
  close(rows.size());
  return best;
}

/// The direction at right angles to `along` about which a segment turns most while the leg swings,
/// and how planar that is.
struct swing_axis {
  Eigen::Vector3d axis = Eigen::Vector3d::Zero();
  double planarity = 0;
};

inline swing_axis find_swing_axis(const std::vector<leg_row>& rows, std::size_t which,
                                  const Eigen::Vector3d& along, double least_rate_rad_s) {
  const Eigen::Vector3d e = perpendicular_to<double>(along);
  const Eigen::Vector3d f = cross<double>(along, e);
  plane_moments turns;
  for (const leg_row& row : rows) {
    if (row.gyr[1].norm() < least_rate_rad_s) continue;
    turns.add(row.gyr[which].dot(e), row.gyr[which].dot(f), row.interval_s);
  }
  swing_axis found;
  const double angle = turns.angle_rad();
  const double larger = 0.5 * (turns.total() + turns.spread());
  found.axis = std::cos(angle) * e + std::sin(angle) * f;
  found.planarity = larger > 0 ? turns.spread() / larger : 0.0;
  return found;
}

/// Device to segment: x forward, y left, z up.
inline Eigen::Matrix3d segment_from_device(const Eigen::Vector3d& up, const Eigen::Vector3d& left) {
  Eigen::Matrix3d r;
  r.row(0) = cross<double>(left, up).transpose();
  r.row(1) = left.transpose();
  r.row(2) = up.transpose();
  return r;
}

/// By how much the segment's upper end is tilted forward, seen from its side.
inline double segment_pitch(const Eigen::Matrix3d& segment, const Eigen::Vector3d& up) {
  return std::atan2(-segment.row(0).dot(up.transpose()), segment.row(2).dot(up.transpose()));
}

/// Whether the mounting's forward axis says that `axis` points left: 1 yes, -1 it points right, 0
/// it does not say; nothing if it contradicts both.
inline std::optional<int> stated_left(const mounting& worn, const Eigen::Vector3d& up,
                                      const Eigen::Vector3d& axis) {
  if (!worn.forward() || worn.forward_knowledge() < knowledge::calibrated) return 0;
  const Eigen::Vector3d left = cross<double>(up, worn.forward()->unit_vector());
  if (left.norm() < 0.5) return std::nullopt;
  const double cosine = left.normalized().dot(axis);
  if (std::abs(cosine) < 0.5) return std::nullopt;
  return cosine > 0 ? 1 : -1;
}

struct knee_range {
  double low, middle, high;

  double width() const { return high - low; }
  double onesided() const { return (high + low) / width(); }
  double skew() const { return (high + low - 2 * middle) / width(); }
};

inline knee_range knee_range_of(const std::vector<double>& angles) {
  return {quantile(angles, 0.02), quantile(angles, 0.5), quantile(angles, 0.98)};
}

/// How often the knee bends from the lower to the upper third of its range.
inline std::size_t count_knee_strides(const std::vector<double>& flexion_rad,
                                      const knee_range& range) {
  std::size_t n = 0;
  bool bent = true;
  for (const double angle : flexion_rad) {
    if (bent && angle < range.low + range.width() / 3) bent = false;
    if (!bent && angle > range.low + range.width() * 2 / 3) {
      bent = true;
      ++n;
    }
  }
  return n;
}

inline issues leg_problems(const recording& thigh, const recording& shank) {
  issues found;
  const side which = side_of(thigh.placement);
  const auto wrong = [&](const char* field, placement is, const std::string& expected) {
    found.push_back({field, "is worn at " + std::string(to_string(is)) + "; expected " + expected});
  };
  if (thigh.placement != placement::left_thigh && thigh.placement != placement::right_thigh) {
    wrong("thigh", thigh.placement, "left_thigh or right_thigh");
  } else if (shank.placement !=
             (which == side::left ? placement::left_shank : placement::right_shank)) {
    wrong("shank", shank.placement, std::string(to_string(which)) + "_shank, as the thigh's");
  }
  for (const recording* r : {&thigh, &shank}) {
    for (const issue& i : r->validate_sizes()) {
      found.push_back({std::string(r == &thigh ? "thigh." : "shank.") + i.field, i.message});
    }
  }
  return found;
}

}  // namespace detail

/// How the two sensors sit on one leg, from a recording of both that holds some strides of walking,
/// forward or backward, and a moment of standing straight. Any mounting, any tilt.
///
/// 1. Long axis z: gravity while standing, the knee being straight then by definition; or the
///    stated neutral pose; or, without either, the mean vertical while walking, which leaves the
///    angles with an unknown offset (neutral_pose::walking_mean). Gravity at rest as a segment's
///    axis, and the angular rate for the flexion axis: Favre 2009 (J Biomech 42:2330) and many
///    since.
/// 2. Flexion axis y: the principal direction of the angular rate at right angles to z, while the
///    shank turns faster than moving_rate_rad_s. (Of each sensor by itself: a hinge's constraint,
///    Seel 2014, does not tell the axes where both segments swing in one plane.)
/// 3. Which way y points: as both mountings state, if the motion does not contradict. Else with
///    p_t, p_s the segments' pitches about their y, the pair of signs for which p_s - p_t has the
///    smaller range, as a knee bends by less than the sum of both swings; then the sign for which
///    it goes farther up than down, from the neutral pose ((q98 + q2) / (q98 - q2), or from its own
///    median where the neutral pose is unknown): a knee bends only one way.
///
/// The quality is that of the less planar segment, halved where the neutral pose is unknown.
///
/// Not computable: sensor_missing (no gyroscope), too_few_values (less than two samples in common),
/// no_walking, too_few_strides, mounting_unknown (the motion does not tell the sign, or contradicts
/// the stated one: a knee that bends backward, or two segments that swing against each other).
/// Errors: config_error for placements that are not thigh and shank of one leg, or wrong params.
inline measured<leg_alignment> align_leg(const recording& thigh, const recording& shank,
                                         const leg_alignment_params& params = {},
                                         const std::optional<stated_neutral>& neutral = {}) {
  using result = measured<leg_alignment>;
  issues found = params.validate();
  for (issue& i : detail::leg_problems(thigh, shank)) found.push_back(std::move(i));
  if (neutral && !(neutral->thigh_up.norm() > 0 && neutral->shank_up.norm() > 0)) {
    found.push_back({"neutral", "holds an axis without a direction"});
  }
  throw_if_any(std::move(found));
  if (thigh.empty() || shank.empty()) return result::not_computable(reason::too_few_values, 0, 2);
  if (!thigh.has_gyroscope() || !shank.has_gyroscope()) {
    return result::not_computable(reason::sensor_missing);
  }

  const detail::limb_rows thigh_rows = detail::limb_rows_of(thigh, params.orientation);
  const detail::limb_rows shank_rows = detail::limb_rows_of(shank, params.orientation);
  leg_alignment leg;
  leg.side = side_of(thigh.placement);
  leg.shank_offset_s = params.shank_offset_s;
  const std::vector<detail::leg_row> rows =
      detail::leg_rows(thigh_rows, shank_rows, params.shank_offset_s);
  if (rows.size() < 2) return result::not_computable(reason::too_few_values, rows.size(), 2);

  std::array<Eigen::Vector3d, 2> up{Eigen::Vector3d::Zero(), Eigen::Vector3d::Zero()};
  for (const detail::leg_row& row : rows) {
    if (!row.settled || row.gyr[1].norm() < params.moving_rate_rad_s) continue;
    leg.moving_s += row.interval_s;
    for (std::size_t k = 0; k < 2; ++k) up[k] += row.interval_s * row.up[k];
  }
  if (!(up[0].norm() > 0 && up[1].norm() > 0)) return result::not_computable(reason::no_walking);
  for (Eigen::Vector3d& v : up) v.normalize();

  const detail::standing_pose standing = detail::find_standing(rows, up, params);
  if (neutral) {
    leg.neutral = neutral_pose::stated;
    up = {neutral->thigh_up.normalized(), neutral->shank_up.normalized()};
  } else if (standing.seconds > 0) {
    leg.neutral = neutral_pose::standing;
    leg.standing_s = standing.seconds;
    up = standing.up;
  } else {
    leg.neutral = neutral_pose::walking_mean;
  }

  std::array<detail::swing_axis, 2> swing;
  std::array<int, 2> sign{};
  for (std::size_t k = 0; k < 2; ++k) {
    swing[k] = detail::find_swing_axis(rows, k, up[k], params.moving_rate_rad_s);
    const auto stated =
        detail::stated_left((k == 0 ? thigh : shank).mounting, up[k], swing[k].axis);
    if (!stated) return result::not_computable(reason::mounting_unknown);
    sign[k] = *stated;
  }
  leg.thigh_planarity = swing[0].planarity;
  leg.shank_planarity = swing[1].planarity;

  const auto flexion = [&](int thigh_sign, int shank_sign) {
    const Eigen::Matrix3d a = detail::segment_from_device(up[0], thigh_sign * swing[0].axis);
    const Eigen::Matrix3d b = detail::segment_from_device(up[1], shank_sign * swing[1].axis);
    std::vector<double> angles;
    angles.reserve(rows.size());
    for (const detail::leg_row& row : rows) {
      if (!row.settled) continue;
      angles.push_back(
          std::remainder(detail::segment_pitch(b, row.up[1]) - detail::segment_pitch(a, row.up[0]),
                         2 * std::numbers::pi));
    }
    return angles;
  };
  // What the motion says: the pair of signs, then both together; 0 where it does not say.
  const detail::knee_range alike = detail::knee_range_of(flexion(1, 1));
  const detail::knee_range opposed = detail::knee_range_of(flexion(1, -1));
  const int pair = alike.width() < opposed.width() ? 1 : -1;
  detail::knee_range range = pair == 1 ? alike : opposed;
  constexpr double least_width_rad = 0.25;
  if (range.width() < least_width_rad) return result::not_computable(reason::no_walking);
  const bool known = leg.neutral != neutral_pose::walking_mean;
  const double direction = known ? range.onesided() : range.skew();
  const double least_direction = known ? params.least_onesided : params.least_skew;
  const int forward = direction > least_direction ? 1 : direction < -least_direction ? -1 : 0;

  if (sign[0] != 0 && sign[1] != 0) {
    leg.axis_sign = knowledge::stated;
    if (sign[0] * sign[1] != pair || forward == -sign[0]) {
      return result::not_computable(reason::mounting_unknown);
    }
  } else {
    // A sign that only one mounting states is not used: the motion tells both or neither.
    leg.axis_sign = knowledge::inferred;
    if (forward == 0) return result::not_computable(reason::mounting_unknown);
    sign = {forward, forward * pair};
  }
  leg.thigh_from_device = detail::segment_from_device(up[0], sign[0] * swing[0].axis);
  leg.shank_from_device = detail::segment_from_device(up[1], sign[1] * swing[1].axis);

  const std::vector<double> angles = flexion(sign[0], sign[1]);
  range = detail::knee_range_of(angles);
  const std::size_t strides = detail::count_knee_strides(angles, range);
  if (strides < params.strides) {
    return result::not_computable(reason::too_few_strides, strides, params.strides);
  }
  const double planarity = (std::min)(leg.thigh_planarity, leg.shank_planarity);
  const double quality = leg.neutral == neutral_pose::walking_mean ? planarity / 2 : planarity;
  return result::of(std::move(leg), strides, std::nullopt, quality);
}

}  // namespace retrogait

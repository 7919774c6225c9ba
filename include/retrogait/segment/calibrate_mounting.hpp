#pragma once
/// @file
/// How a sensor on the lower back is worn, from a walk: a short one of known direction, or any walk
/// and a prior.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/math/plane_moments.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/math/two_state_filter.hpp>
#include <retrogait/segment/contact_model.hpp>
#include <retrogait/segment/detail/contact_model_data.hpp>
#include <retrogait/segment/direction_tracker.hpp>
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/segment/trunk_window.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>
#include <string_view>
#include <vector>

namespace retrogait {

struct calibration_params {
  /// Fewest steps that are enough. [engineering choice: three strides; ten steps are asked for]
  std::size_t min_steps = 6;
  /// Probability from which on the forward axis is given. [engineering choice: as for a direction]
  double least_probability = 0.9;
  /// How much better the acceleration must repeat itself from step to step along the forward axis
  /// than across it, as a difference of autocorrelations (-2 to 2). [engineering choice: 0.56 and more,
  /// 1.2 in the mean, in the first ten true steps of all 83 recordings whose axes are known]
  double least_contrast = 0.5;
  /// Farthest in degrees that forward may lie from the nearest device axis, as a mounting can name
  /// no other. [engineering choice: halfway between the largest error on those recordings, 14
  /// degrees, and 45 degrees, where two axes are equally near]
  double most_turned_deg = 30;
  /// Of direction_tracker: the weight of a look and the highest probabilities.
  direction_params direction{};
  /// What was learned; must outlive the call.
  const contact_model* model = &default_contact_model;

  issues validate() const {
    issues found = direction.validate();
    require(found, min_steps >= 3 && min_steps <= 1000, "min_steps", "must lie in [3, 1000]");
    require(found, least_probability >= 0.5 && least_probability < 1, "least_probability",
            "must lie in [0.5, 1)");
    require(found, least_contrast >= 0 && least_contrast <= 2, "least_contrast",
            "must lie in [0, 2]");
    require(found, most_turned_deg > 0 && most_turned_deg <= 45, "most_turned_deg",
            "must lie above 0 and not above 45");
    require(found, model != nullptr, "model", "must point to a model");
    return found;
  }
  friend bool operator==(const calibration_params&, const calibration_params&) = default;
};

/// Why the forward axis was not found.
enum class mounting_doubt : std::uint8_t {
  none,           ///< it was found
  no_walking,     ///< no walking bout, or somebody ran
  too_few_steps,  ///< fewer than min_steps
  irregular,      ///< along no axis does one step repeat the one before
  contradictory,  ///< the rhythm of the steps and their shape point to different axes
  between_axes,   ///< forward lies between two device axes, which no mounting can name
  uncertain       ///< the axis is found, but not which end of it points forward
};

constexpr std::string_view to_string(mounting_doubt why) {
  switch (why) {
    case mounting_doubt::none:
      return "none";
    case mounting_doubt::no_walking:
      return "no walking found";
    case mounting_doubt::too_few_steps:
      return "too few steps";
    case mounting_doubt::irregular:
      return "no step is like another";
    case mounting_doubt::contradictory:
      return "rhythm and shape of the steps point to different axes";
    case mounting_doubt::between_axes:
      return "forward lies between two axes of the device";
    case mounting_doubt::uncertain:
      return "the axis does not say which end of it points forward";
  }
  return "unknown doubt";
}

/// What a walk told about the mounting.
struct mounting_estimate {
  /// Up and forward; only up where there is a doubt; nothing without walking. Known as calibrated or
  /// inferred.
  retrogait::mounting mounting{};
  /// That the forward axis is right; with mounting_doubt::uncertain, that of the likelier end; 0.5
  /// with any other doubt. Whatever is told of a direction needs both to be right:
  /// settle_params::mounting_probability takes it on.
  double probability = 0.5;
  mounting_doubt doubt = mounting_doubt::no_walking;
  std::size_t steps = 0;  ///< that were looked at
  /// Angle between up, as gravity shows it while walking, and the device axis that is called so.
  double tilted_deg = 0;
  /// Horizontal angle between forward and the device axis nearest to it; 0 where no axis was found.
  double turned_deg = 0;

  bool resolved() const { return doubt == mounting_doubt::none; }
  friend bool operator==(const mounting_estimate&, const mounting_estimate&) = default;
};

namespace detail {

// What lies between the first and the last contact of a bout, in a level frame whose x axis is some
// device axis.
struct level_walk {
  std::vector<trunk_sample<double>> samples;
  std::vector<double> contacts_s;
};

// The antero-posterior axis of a walk, as a vector (cosine, sine) in the frame of its level_walks.
struct walking_axis {
  std::array<double, 2> along{1, 0};
  double contrast = 0;  // autocorrelation at the step time along it less that across it
};

inline std::vector<level_walk> bouts_of(const std::vector<contact>& contacts) {
  std::vector<level_walk> walks;
  std::uint32_t bout = 0;
  for (const contact& c : contacts) {
    if (c.kind != contact_kind::initial_contact) continue;
    if (walks.empty() || c.bout != bout) walks.emplace_back();
    bout = c.bout;
    walks.back().contacts_s.push_back(c.time_s);
  }
  return walks;
}

inline Eigen::Vector3d mean_within(const recording& r, const std::vector<level_walk>& walks) {
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  for (const level_walk& w : walks) {
    const auto [first, count] = r.rows_between(w.contacts_s.front(), w.contacts_s.back());
    for (std::ptrdiff_t i = first; i < first + count; ++i) {
      if (r.acc_m_s2.row(i).allFinite()) sum += r.acc_m_s2.row(i).transpose();
    }
  }
  return sum;
}

inline void collect_level(const recording& r, const mounting& frame,
                          std::vector<level_walk>& walks) {
  trunk_motion<double> motion(trunk_motion_params{.mounting = frame});
  auto walk = walks.begin();
  for (const auto& s : r.acceleration()) {
    if (!is_finite(s)) continue;
    motion.update(s, [&](const trunk_motion<double>::cell& c) {
      while (walk != walks.end() && c.time_s > walk->contacts_s.back()) ++walk;
      if (walk == walks.end()) return;
      const trunk_sample<double> level = motion.level(c);
      if (c.time_s >= walk->contacts_s.front()) walk->samples.push_back(level);
    });
  }
}

// The lag, near the median time of a step, at which the vertical acceleration repeats itself best.
inline std::size_t step_lag(const level_walk& w) {
  std::vector<double> intervals;
  for (std::size_t i = 1; i < w.contacts_s.size(); ++i) {
    intervals.push_back(w.contacts_s[i] - w.contacts_s[i - 1]);
  }
  if (intervals.empty()) return 0;
  const auto middle = intervals.begin() + static_cast<std::ptrdiff_t>(intervals.size() / 2);
  std::nth_element(intervals.begin(), middle, intervals.end());
  const auto usual = static_cast<std::size_t>(*middle * trunk_window<double>::rate_hz + 0.5);
  const std::size_t reach = usual / 5;
  std::size_t best = 0;
  double most = 0;
  for (std::size_t lag = usual - reach; lag <= usual + reach; ++lag) {
    if (lag + usual > w.samples.size()) break;
    double product = 0;
    for (std::size_t i = lag; i < w.samples.size(); ++i) {
      product += w.samples[i].acc_m_s2[2] * w.samples[i - lag].acc_m_s2[2];
    }
    if (product > most) {
      most = product;
      best = lag;
    }
  }
  return best;
}

// Where the horizontal acceleration h repeats itself from step to step and where it alternates: the
// eigenvectors of P = Σ h(t) h(t - step)ᵀ, made symmetric. Forward acceleration has the period of a
// step, sideways acceleration that of a stride (Moe-Nilssen, Helbostad 2004, J Biomech 37:121).
inline walking_axis find_axis(const std::vector<level_walk>& walks) {
  plane_moments p;    // P
  plane_moments sum;  // Σ h hᵀ
  for (const level_walk& w : walks) {
    const std::size_t lag = step_lag(w);
    if (lag == 0) continue;
    Eigen::Vector3d mean = Eigen::Vector3d::Zero();
    for (const auto& s : w.samples) mean += s.acc_m_s2;
    mean /= static_cast<double>(w.samples.size());
    for (std::size_t i = lag; i < w.samples.size(); ++i) {
      const Eigen::Vector3d now = w.samples[i].acc_m_s2 - mean;
      const Eigen::Vector3d before = w.samples[i - lag].acc_m_s2 - mean;
      p.xx += now[0] * before[0];
      p.yy += now[1] * before[1];
      p.xy += (now[0] * before[1] + now[1] * before[0]) / 2;
      sum.add(now[0], now[1], 0.5);
      sum.add(before[0], before[1], 0.5);
    }
  }
  walking_axis axis;
  const double angle = p.angle_rad();
  const double c = std::cos(angle);
  const double s = std::sin(angle);
  axis.along = {c, s};
  const double power_along = sum.along(c, s);
  const double power_across = sum.along(-s, c);
  if (!(power_along > 0 && power_across > 0)) return axis;
  axis.contrast = p.along(c, s) / power_along - p.along(-s, c) / power_across;
  return axis;
}

// What the looks along an axis say, if the person walked in one direction.
struct axis_fit {
  double ahead = 0;   // log-likelihood, up to a constant, if the axis points forward
  double behind = 0;  // the same if it points backward

  double log_odds() const { return ahead - behind; }
  double best() const { return (std::max)(ahead, behind); }
};

struct axis_evidence {
  axis_fit if_forward;      // if the person walked forward
  axis_fit if_backward;     // if backward
  std::size_t looks = 0;    // that saw somebody walk
  std::size_t running = 0;  // that saw somebody run, and count for nothing
};

inline axis_evidence look_along(const std::vector<level_walk>& walks, const walking_axis& axis,
                                const calibration_params& params) {
  const direction_model& forward = params.model->forward.direction;
  const direction_model& backward = params.model->backward.direction;
  axis_evidence sum;
  for (const level_walk& w : walks) {
    trunk_window<double> window;
    int since_look = 0;
    for (trunk_sample<double> s : w.samples) {
      const double x = s.acc_m_s2[0];
      s.acc_m_s2[0] = axis.along[0] * x + axis.along[1] * s.acc_m_s2[1];
      s.acc_m_s2[1] = axis.along[0] * s.acc_m_s2[1] - axis.along[1] * x;
      window.push(s);
      if (++since_look < direction_tracker::look_every) continue;
      since_look = 0;
      if (window.count() < trunk_window<double>::stride_length + 4) continue;
      if (window.strength(0) >= direction_tracker::running_share * window.gravity_m_s2()) {
        ++sum.running;
        continue;
      }
      ++sum.looks;
      const direction_features seen = measure_direction(window);
      const direction_features other_end{-seen.lead, -seen.jerk_skewness};
      sum.if_forward.ahead += params.direction.weight * log_likelihood(seen, forward);
      sum.if_forward.behind += params.direction.weight * log_likelihood(other_end, forward);
      sum.if_backward.ahead += params.direction.weight * log_likelihood(seen, backward);
      sum.if_backward.behind += params.direction.weight * log_likelihood(other_end, backward);
    }
  }
  return sum;
}

// Between 1 - most and most.
inline double bounded_probability(double log_odds, double most) {
  return std::clamp(probability_from_log_odds(log_odds), 1 - most, most);
}

// The end of the axis that lies nearest to a device axis: the axis and how far off it lies.
struct nearest_axis {
  device_axis axis;
  double turned_deg = 0;
};

inline nearest_axis nearest_to(const Eigen::Vector3d& forward, const Eigen::Vector3d& up,
                               int up_index) {
  nearest_axis best{{}, 180};
  for (int index = 0; index < 3; ++index) {
    if (index == up_index) continue;
    for (const int sign : {1, -1}) {
      const device_axis candidate{index, sign};
      const Eigen::Vector3d v = candidate.unit_vector();
      const Eigen::Vector3d level = v - up * up.dot(v);
      const double turned_deg = angle_between<double>(level, forward) * 180 / std::numbers::pi;
      if (turned_deg < best.turned_deg) best = {candidate, turned_deg};
    }
  }
  return best;
}

// The mounting from a walk; chance(evidence) is the probability that the axis points forward.
template <class Chance>
mounting_estimate find_mounting(const recording& r, const calibration_params& params, knowledge how,
                                Chance&& chance) {
  issues found = params.validate();
  if (r.placement != placement::lumbar) {
    found.push_back({"recording", "is of a sensor that is not worn on the lower back"});
  }
  const issues sizes = r.validate_sizes();
  found.insert(found.end(), sizes.begin(), sizes.end());
  throw_if_any(found);

  mounting_estimate out;
  const step_detector<double> detector(
      {.rate_hz = std::clamp(r.rate_hz(), 10.0, 10000.0), .model = params.model});
  std::vector<level_walk> walks = bouts_of(detect(r.acceleration(), detector));
  if (walks.empty()) return out;

  Eigen::Vector3d up = mean_within(r, walks);
  if (!(up.norm() > 0)) return out;
  up.normalize();
  device_axis up_axis;
  up.cwiseAbs().maxCoeff(&up_axis.index);
  up_axis.sign = up[up_axis.index] > 0 ? 1 : -1;
  out.mounting = mounting::up_only(up_axis, knowledge::inferred);
  out.tilted_deg = angle_between<double>(up, up_axis.unit_vector()) * 180 / std::numbers::pi;
  for (const level_walk& w : walks) out.steps += w.contacts_s.size();
  if (out.steps < params.min_steps) {
    out.doubt = mounting_doubt::too_few_steps;
    return out;
  }

  device_axis x_axis;
  up.cwiseAbs().minCoeff(&x_axis.index);
  collect_level(r, mounting(up_axis, x_axis), walks);
  const walking_axis axis = find_axis(walks);
  if (axis.contrast < params.least_contrast) {
    out.doubt = mounting_doubt::irregular;
    return out;
  }
  const Eigen::Vector3d x = (x_axis.unit_vector() - up * up.dot(x_axis.unit_vector())).normalized();
  const Eigen::Vector3d y = cross<double>(up, x);
  const axis_evidence evidence = look_along(walks, axis, params);
  if (evidence.looks <= evidence.running) return out;  // a run, or steps without one whole stride
  // The shape of the steps must fit the axis that their rhythm shows better than the other one.
  walking_axis across = axis;
  across.along = {-axis.along[1], axis.along[0]};
  const axis_evidence other = look_along(walks, across, params);
  if (evidence.if_forward.best() < other.if_forward.best() ||
      evidence.if_backward.best() < other.if_backward.best()) {
    out.doubt = mounting_doubt::contradictory;
    return out;
  }
  const double ahead = chance(evidence);
  const double sign = ahead >= 0.5 ? 1 : -1;
  const nearest_axis nearest =
      nearest_to(sign * (axis.along[0] * x + axis.along[1] * y), up, up_axis.index);
  out.turned_deg = nearest.turned_deg;
  if (out.turned_deg > params.most_turned_deg) {
    out.doubt = mounting_doubt::between_axes;
    return out;
  }
  out.probability = (std::max)(ahead, 1 - ahead);
  if (out.probability < params.least_probability) {
    out.doubt = mounting_doubt::uncertain;
    return out;
  }
  out.mounting = mounting(up_axis, nearest.axis, how);
  out.doubt = mounting_doubt::none;
  return out;
}

}  // namespace detail

/// How a sensor on the lower back is worn, from a walk whose direction is known: ten steps straight
/// ahead are enough. Everything that is walking in the recording must be in that direction. What the
/// recording's own mounting says is not looked at.
///
/// How: up is the device axis nearest to gravity. The forward axis is the horizontal line along which
/// the acceleration repeats itself from one step to the next (across it, it alternates). Which end of
/// it points forward follows from the features of direction_tracker, which change sign with it.
///
/// The probability never exceeds direction_params::most_forward (most_backward, if the walk was
/// backward). So walk forward for it: after a backward walk, walking backward stays below the certainty
/// that settle_params asks for.
///
/// Errors: config_error if known_direction is neither forward nor backward, if a parameter is out of
/// range, or if the recording is not of the lower back.
inline mounting_estimate calibrate_mounting(const recording& walk, direction known_direction,
                                            const calibration_params& params = {}) {
  if (!is_straight(known_direction)) {
    throw_if_any({{"known_direction", "is " + std::string(to_string(known_direction)) +
                                          "; expected forward or backward"}});
  }
  return detail::find_mounting(
      walk, params, knowledge::calibrated, [&](const detail::axis_evidence& evidence) {
        return known_direction == direction::forward
                   ? detail::bounded_probability(evidence.if_forward.log_odds(),
                                                 params.direction.most_forward)
                   : detail::bounded_probability(evidence.if_backward.log_odds(),
                                                 params.direction.most_backward);
      });
}

/// The same without a known direction: forward_share is how probable it is, before the recording is
/// looked at, that its walking is forward, such as .97 for somebody's day. A prior of .5 finds the axis
/// and leaves its ends `uncertain`, as a walk by itself says nothing about them: backward walking and
/// a sensor worn back to front turn every feature of direction_tracker round alike. What does not turn
/// round with the sensor was measured and does not tell: the correlation of forward acceleration and
/// pitch rate, for one, is .60 ± .21 forward and -.57 ± .13 backward on virtual sensors, but .00 ± .33
/// forward on 33 real recordings; the skewness of the vertical jerk .21 ± .24, -.07 ± .25 and
/// -.33 ± .27.
///
/// Errors: config_error as calibrate_mounting, and if forward_share lies outside [0, 1].
inline mounting_estimate infer_mounting(const recording& walk, double forward_share,
                                        const calibration_params& params = {}) {
  if (!(forward_share >= 0 && forward_share <= 1)) {
    throw_if_any({{"forward_share", "must lie in [0, 1]"}});
  }
  return detail::find_mounting(
      walk, params, knowledge::inferred, [&](const detail::axis_evidence& evidence) {
        return forward_share * detail::bounded_probability(evidence.if_forward.log_odds(),
                                                           params.direction.most_forward) +
               (1 - forward_share) * detail::bounded_probability(evidence.if_backward.log_odds(),
                                                                 params.direction.most_backward);
      });
}

}  // namespace retrogait

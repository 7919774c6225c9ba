#pragma once
/// @file
/// Whether a sensor has moved on the body: slipped, turned, or put back another way round.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/imu/grid_resampler.hpp>
#include <retrogait/math/ring_buffer.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/math/window_buffer.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <numbers>
#include <optional>

namespace retrogait {

/// From time_s on, up lies elsewhere in the device than until not_before_s. It moved somewhere in
/// between (to half a second).
struct sensor_shift {
  double time_s = 0;        ///< the new direction holds from here on
  double known_at_s = 0;    ///< time of the sample that completed the evidence
  double not_before_s = 0;  ///< the old direction held until here
  double angle_rad = 0;     ///< between the two directions: the least that the device has turned
  vec3<double> up_before{0.0, 0.0, 1.0};  ///< unit vector in device axes
  vec3<double> up_after{0.0, 0.0, 1.0};   ///< the same

  friend bool operator==(const sensor_shift&, const sensor_shift&) = default;
};

struct sensor_shift_params {
  /// The sensor's nominal rate in Hz. Only latency_s() rests on it: samples are placed by their own
  /// times, whatever the rate.
  double rate_hz = 100;
  /// Least change in rad of the direction of up. Lower: leaning forward counts as a sensor that
  /// moved. [engineering choice: 25°; people who walk leaning stay below 20°]
  double min_angle_rad = 25 * std::numbers::pi / 180;
  /// How long in seconds of walking without a pause the new direction must hold. Longer: bending
  /// while walking is told apart more surely, and short walks say nothing. [engineering choice]
  double hold_s = 5;
  /// Largest angle in rad between a direction (mean of 2 s) and the mean of hold_s. [engineering
  /// choice: 15°; a person who bends down and comes up again exceeds it]
  double max_spread_rad = 15 * std::numbers::pi / 180;
  /// Root mean square of the acceleration's length about its mean, as a share of gravity, from
  /// which on the body may be walking. [engineering choice: 0.04, as
  /// step_detector_params::still_share]
  double least_motion_share = 0.04;
  /// Autocorrelation of the acceleration's length at the time of a step or stride from which on the
  /// body may be walking. [engineering choice]
  double least_rhythm = 0.5;

  issues validate() const {
    issues found;
    require(found, rate_hz >= 10 && rate_hz <= 10000, "rate_hz", "must lie in [10, 10000]");
    require(found, min_angle_rad > 0 && min_angle_rad <= 3, "min_angle_rad",
            "must lie above 0 and not above 3");
    require(found, hold_s >= 2 && hold_s <= 30, "hold_s", "must lie in [2, 30]");
    require(found, max_spread_rad > 0 && max_spread_rad <= 3, "max_spread_rad",
            "must lie above 0 and not above 3");
    require(found, least_motion_share > 0 && least_motion_share < 1, "least_motion_share",
            "must lie in (0, 1)");
    require(found, least_rhythm > 0 && least_rhythm < 1, "least_rhythm", "must lie in (0, 1)");
    return found;
  }
  friend bool operator==(const sensor_shift_params&, const sensor_shift_params&) = default;
};

/// Event detector: update(acc_sample or imu_sample) → optional sensor_shift, for a sensor worn
/// anywhere and in any way.
///
/// How it works: the mean acceleration over 2 s points up, as walking leads to no mean acceleration
/// worth speaking of. Only walking is looked at: 4 s in which the length of the acceleration, which
/// no turn of the device changes, varies and repeats itself after 0.32 to 1.6 s. So sitting down,
/// lying and picking things up say nothing. hold_s of walking with one direction make the
/// reference; later ones refine it up to 20 s. If the direction of up then differs from it by
/// min_angle_rad, without a pause for hold_s and steadily, the sensor has moved, and the new
/// direction is the reference. The reference does not follow slow changes, so a sensor that slips
/// by and by is found as well. No paper was followed.
///
/// What cannot be known from gravity: a turn about the vertical, such as a belt that slides round
/// the waist. It leaves up where it was, and this detector is silent. Where the device turned about
/// the vertical as well, angle_rad is less than the whole turn. A person who walks bent by more
/// than min_angle_rad for hold_s cannot be told from a sensor that tipped over, nor can a thigh on
/// a flight of stairs: a second event says so when it is over. A sensor moved while its wearer
/// rests is found once there is walking on both sides of it.
///
/// Measured: no event in 130 recordings of real sensors on lower backs, thighs, shanks and feet (77
/// min; daily activities and turns among them), one in 42 min of phones, on an arm band. With the
/// signal of the lower back turned by 30 to 180 degrees midway, 386 of 396 are found on voisard,
/// half of them within 9 s; the ten missed were turned by 30. About 9 s of walking are needed on
/// either side, which only one of the five mobgap recordings has. Motion that repeats itself like
/// steps can pass for walking, such as a car's bouncing: sitting in one, leaning back by 40
/// degrees, gave an event in one of ten virtual minutes.
///
/// A gap of more than 0.7 s ends what lasts hold_s, not the reference. A sample that is not finite
/// is a lost sample.
///
/// Latency: latency_s(), the time of hold_s and 1 s more. No heap, no clock, no thread. All state
/// is in the object: copy it and go on from the copy.
///
/// Errors: config_error from the constructor.
template <std::floating_point T = double>
class sensor_shift_detector {
 public:
  explicit sensor_shift_detector(const sensor_shift_params& params = {})
      : params_((throw_if_any(params.validate()), params)),
        grid_({.rate_hz = cells_a_second}),
        hold_n_(static_cast<std::size_t>(std::ceil(params.hold_s))) {}

  std::optional<sensor_shift> update(const acc_sample<T>& s) {
    return is_finite(s) ? take(s.time_s, s.acc_m_s2) : std::nullopt;
  }
  std::optional<sensor_shift> update(const imu_sample<T>& s) {
    return update(acc_sample<T>{s.time_s, s.acc_m_s2});
  }

  /// Nothing waits: what has not held for hold_s is not known.
  void finish() {}

  /// Longest time from sensor_shift::time_s to its report.
  double latency_s() const {
    return static_cast<double>(hold_n_) + 1 + 1 / cells_a_second + 1 / params_.rate_hz;
  }

  void reset() { *this = sensor_shift_detector(params_); }

  const sensor_shift_params& params() const { return params_; }

  friend bool operator==(const sensor_shift_detector&, const sensor_shift_detector&) = default;

 private:
  // A direction of up: the mean of two seconds.
  struct tilt {
    double middle_s = 0;
    vec3<T> up = vec3<T>::Zero();
    friend bool operator==(const tilt&, const tilt&) = default;
  };

  static constexpr double cells_a_second = 25;
  static constexpr std::size_t second = 25;
  static constexpr std::size_t window = 4 * second;
  static constexpr std::size_t settled_n = 20;

  std::optional<sensor_shift> take(double time_s, const vec3<T>& acc) {
    std::optional<sensor_shift> found;
    const Eigen::Array<T, 3, 1> x = acc.array();
    const bool continued = grid_.push(time_s, x, [&](const grid_cell<T, 3>& c) {
      lengths_.push_back(c.mean.matrix().norm());
      sum_ += c.mean.matrix();
      if (++cells_ % second != 0) return;
      seconds_.push_back(sum_);
      sum_.setZero();
      if (cells_ < window) return;
      cells_ = window;  // it only has to be known that there are that many
      if (!walks()) {
        run_.clear();
        return;
      }
      const double middle_s = c.time_s - (static_cast<double>(2 * second) - 0.5) / cells_a_second;
      // At most one is found with one sample: it takes hold_s.
      if (const auto one = judge({middle_s, seconds_.newest(1) + seconds_.newest(2)})) found = one;
    });
    if (!continued) {
      cells_ = 0;
      sum_.setZero();
      run_.clear();
    }
    if (found) found->known_at_s = time_s;
    return found;
  }

  bool walks() const {
    using values = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>;
    const auto part = [this](std::size_t count, std::size_t before) {
      return values(lengths_.last(count, before), static_cast<Eigen::Index>(count));
    };
    const T mean = part(window, 0).mean();
    const T power = (part(window, 0) - mean).square().mean();
    const T least = static_cast<T>(params_.least_motion_share) * mean;
    if (!(power > least * least)) return false;
    constexpr std::size_t shortest = 8;
    constexpr std::size_t longest = 40;
    const auto likeness = [&](std::size_t lag) {
      return ((part(window - lag, 0) - mean) * (part(window - lag, lag) - mean)).mean() / power;
    };
    T before = likeness(shortest - 1);
    T at = likeness(shortest);
    for (std::size_t lag = shortest; lag < longest; ++lag) {
      const T after = likeness(lag + 1);
      if (at >= static_cast<T>(params_.least_rhythm) && at >= before && at >= after) return true;
      before = at;
      at = after;
    }
    return false;
  }

  std::optional<sensor_shift> judge(tilt next) {
    if (!(next.up.squaredNorm() > T(0))) return std::nullopt;
    next.up.normalize();
    if (reference_n_ > 0 &&
        angle_between<T>(next.up, reference_) < T(0.7) * static_cast<T>(params_.min_angle_rad)) {
      run_.clear();
      agreed_until_s_ = next.middle_s;
      if (reference_n_ < settled_n) {
        ++reference_n_;
        reference_ += (next.up - reference_) / static_cast<T>(reference_n_);
      }
      return std::nullopt;
    }
    run_.push_back(next);
    if (run_.size() < hold_n_) return std::nullopt;
    vec3<T> mean = vec3<T>::Zero();
    for (const tilt& t : run_) mean += t.up / static_cast<T>(run_.size());
    bool steady = mean.squaredNorm() > T(0);
    for (const tilt& t : run_) {
      steady = steady && angle_between<T>(t.up, mean) <= static_cast<T>(params_.max_spread_rad);
    }
    if (!steady || (reference_n_ > 0 &&
                    angle_between<T>(mean, reference_) < static_cast<T>(params_.min_angle_rad))) {
      run_.pop_front();
      return std::nullopt;
    }
    std::optional<sensor_shift> found;
    if (reference_n_ > 0) {
      found.emplace();
      found->time_s = run_.front().middle_s;
      found->not_before_s = agreed_until_s_;
      found->angle_rad = static_cast<double>(angle_between<T>(mean, reference_));
      found->up_before = reference_.normalized().template cast<double>();
      found->up_after = mean.normalized().template cast<double>();
    }
    reference_ = mean;
    reference_n_ = hold_n_;
    agreed_until_s_ = next.middle_s;
    run_.clear();
    return found;
  }

  sensor_shift_params params_;
  grid_resampler<T, 3> grid_;
  std::size_t hold_n_;
  window_buffer<T, window> lengths_;     // of the acceleration
  window_buffer<vec3<T>, 4> seconds_;    // sums of the acceleration
  vec3<T> sum_ = vec3<T>::Zero();        // of the second that lasts
  static_ring<tilt, 30> run_;            // that differ from the reference
  vec3<T> reference_ = vec3<T>::Zero();  // which way is up
  double agreed_until_s_ = 0;
  std::size_t reference_n_ = 0;
  std::size_t cells_ = 0;  // since the last gap
};

}  // namespace retrogait

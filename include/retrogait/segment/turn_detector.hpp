#pragma once
/// @file
/// Turns from the gyroscope of a sensor on the lower back, live, sample by sample.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/dsp/fir.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/math/ring_buffer.hpp>
#include <retrogait/segment/turn.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <optional>
#include <vector>

namespace retrogait {

struct turn_detector_params {
  /// The sensor's nominal rate in Hz. Only latency_s() rests on it: samples are placed by their own
  /// times, whatever the rate.
  double rate_hz = 100;
  /// A turn reaches this yaw rate in rad/s. Higher: slow turns are lost. [15°/s: El-Gohary 2014]
  double peak_rad_s = 15 * std::numbers::pi / 180;
  /// Below this yaw rate in rad/s there is no turning. [5°/s: El-Gohary 2014]
  double lower_rad_s = 5 * std::numbers::pi / 180;
  /// Smallest angle of a turn in rad. [45°: El-Gohary 2014]
  double min_angle_rad = std::numbers::pi / 4;
  /// Shortest and longest time of a turn in seconds. What lasts longer is a curved path.
  /// [El-Gohary 2014]
  double min_duration_s = 0.5;
  double max_duration_s = 10;
  /// Turns in the same direction with no more time than this between them are one.
  /// [1/20 s: El-Gohary 2014]
  double max_pause_s = 0.05;
  /// Length in seconds of the smoothing (raised cosine, half of its weight within 0.36 of the
  /// length). It must hold back the swing of the pelvis, once a stride, and let turns through.
  /// Longer: steadier, later, and turns that follow each other flow together. [chosen on the voisard
  /// and mobgap recordings among 1 to 2 s; El-Gohary 2014 has a low-pass of 1.5 Hz, which lets the
  /// pelvis swing]
  double smoothing_s = 1.5;
  /// A turn starts and ends where its smoothed rate crosses this share of its peak. Smoothing moves
  /// the crossing of the lower threshold outward by its own length; this undoes it. [chosen on the
  /// voisard and mobgap recordings]
  double edge_share = 0.25;
  /// A turn is over when its rate has stayed below that share for this many seconds; what follows is
  /// another one. Bounds the latency. [engineering choice]
  double max_tail_s = 1;
  /// Largest bias of the gyroscope in rad/s that is believed. A steady rate above it is a rotation.
  /// [engineering choice: 10°/s, more than consumer sensors have]
  double max_bias_rad_s = 10 * std::numbers::pi / 180;
  /// Acceleration within this share of gravity, and an angular rate that keeps within 3°/s of its
  /// own mean, are stillness. [engineering choice, as step_detector_params::still_share]
  double still_share = 0.04;

  issues validate() const;
  friend bool operator==(const turn_detector_params&, const turn_detector_params&) = default;
};

inline issues turn_detector_params::validate() const {
  issues found;
  require(found, rate_hz >= 10 && rate_hz <= 10000, "rate_hz", "must lie in [10, 10000]");
  require(found, lower_rad_s > 0 && lower_rad_s <= 10, "lower_rad_s", "must lie in (0, 10]");
  require(found, peak_rad_s >= lower_rad_s && peak_rad_s <= 10, "peak_rad_s",
          "must be at least lower_rad_s and at most 10");
  require(found, min_angle_rad >= 0 && min_angle_rad <= 100, "min_angle_rad",
          "must lie in [0, 100]");
  require(found, min_duration_s >= 0 && min_duration_s <= max_duration_s, "min_duration_s",
          "must lie between 0 and max_duration_s");
  require(found, max_duration_s > 0 && max_duration_s <= 20, "max_duration_s",
          "must lie in (0, 20]");
  require(found, max_pause_s >= 0 && max_pause_s <= 1, "max_pause_s", "must lie in [0, 1]");
  require(found, smoothing_s >= 0.1 && smoothing_s <= 4, "smoothing_s", "must lie in [0.1, 4]");
  require(found, edge_share > 0 && edge_share < 1, "edge_share", "must lie in (0, 1)");
  require(found, max_tail_s >= max_pause_s && max_tail_s <= 5, "max_tail_s",
          "must be at least max_pause_s and at most 5");
  require(found, max_bias_rad_s >= 0 && max_bias_rad_s <= 1, "max_bias_rad_s",
          "must lie in [0, 1]");
  require(found, still_share > 0 && still_share < 1, "still_share", "must lie in (0, 1)");
  return found;
}

/// Event detector: update(imu_sample) → optional turn.
///
/// After El-Gohary 2014 (Sensors 14:356, "Continuous monitoring of turning in patients with movement
/// disability"): yaw rate, smoothed, above a threshold; a smallest angle, a shortest and a longest
/// time; turns in the same direction with a short pause between them are one.
///
/// 1. Yaw rate: the angular rate about gravity (trunk_motion), on a grid of 25 Hz, less the
///    gyroscope's bias. So any mounting will do, and none need be known.
/// 2. Smoothing by a raised cosine of smoothing_s, symmetric: no delay in time, a fixed one in
///    knowing.
/// 3. A turn is a stretch above lower_rad_s that reaches peak_rad_s. Its angle is the integral of
///    the smoothed rate over the stretch; its start and end lie at edge_share of its peak.
///
/// Deviations from the paper: the vertical comes from gravity alone, not from a Kalman filter (a
/// turn needs no heading); a symmetric kernel instead of a low-pass of 1.5 Hz; start and end at a
/// share of the peak instead of at the lower threshold; the bias is tracked.
///
/// Bias: the mean angular rate of the sensor's axes in stillness of a second or more, followed with
/// a time constant of 10 s of stillness. Before the first stillness it counts as zero.
///
/// The recording counts as still before its beginning, after its end and in gaps. A sample that is
/// not finite is a lost sample.
///
/// Latency: at most latency_s() from a turn's end to its report. No heap in update, no clock, no
/// thread. All state is in the object.
///
/// Errors: config_error from the constructor.
template <std::floating_point T = double>
class turn_detector {
 public:
  explicit turn_detector(const turn_detector_params& params = {})
      : params_((throw_if_any(params.validate()), params)),
        motion_(trunk_motion_params{.grid = {.rate_hz = grid_rate_hz}}),
        smoothing_(taps_of(params)) {}

  std::optional<turn> update(const imu_sample<T>& s) {
    if (is_finite(s)) {
      now_s_ = (std::max)(now_s_, s.time_s);  // a sample out of order is left out below
      if (!rest(s)) {
        motion_.update(s, [this](const typename trunk_motion<T>::cell& c) { on_cell(c); });
        if (motion_.breaks() != breaks_) start_anew(s);
      }
    }
    return waiting_.empty() ? std::nullopt : std::optional<turn>(give_out());
  }

  /// The recording ends: gives out a turn that stillness after the last sample would bring to light.
  event_buffer<turn, 4> finish() {
    event_buffer<turn, 4> last;
    come_to_rest();
    while (!waiting_.empty()) last.push_back(give_out());
    return last;
  }

  /// Longest time from the end of a turn to its report, gaps aside.
  double latency_s() const {
    return (static_cast<double>(smoothing_.delay_samples()) + 2) * period_s + params_.max_tail_s +
           1 / params_.rate_hz;
  }

  /// The gyroscope's bias as far as it is known, in device axes.
  const vec3<T>& bias_rad_s() const { return bias_; }

  void reset() { *this = turn_detector(params_); }

  const turn_detector_params& params() const { return params_; }

  friend bool operator==(const turn_detector&, const turn_detector&) = default;

 private:
  static constexpr double grid_rate_hz = 25;
  static constexpr double period_s = 1 / grid_rate_hz;
  static constexpr std::size_t longest_stretch = 512;  // cells: 20 s
  static constexpr double still_after_s = 1;           // of stillness, before the bias is believed
  static constexpr double bias_time_s = 10;
  static constexpr double follow_every_s = 0.0937;  // of rest, to learn the bias; as trunk_motion
  static constexpr double longest_witness_s = 0.2;  // that one sample of rest may speak for
  static constexpr T steady_rad_s = T(3 * std::numbers::pi / 180);

  // Raised cosine (Hann) whose ends, one cell beyond the taps, are zero.
  static std::vector<double> taps_of(const turn_detector_params& p) {
    const int half =
        (std::max)(1, static_cast<int>(std::lround(p.smoothing_s / (2 * period_s))) - 1);
    std::vector<double> taps;
    double sum = 0;
    for (int k = -half; k <= half; ++k) {
      taps.push_back(1 + std::cos(std::numbers::pi * k / (half + 1)));
      sum += taps.back();
    }
    for (double& tap : taps) tap /= sum;
    return taps;
  }

  turn give_out() {
    turn t = waiting_.front();
    waiting_.pop_front();
    t.known_at_s = now_s_;
    return t;
  }

  // Rest: stillness for longer than the smoothing reaches back. Nothing needs to be filtered then,
  // which is what a day mostly consists of.
  bool rest(const imu_sample<T>& s) {
    if (still_s_ < rest_after_s() || !steady(s.gyr_rad_s)) return false;
    if (!motion_.rest(s, static_cast<T>(params_.still_share))) return false;
    if (!rested_) followed_s_ = last_s_;
    rested_ = true;
    last_s_ = (std::max)(last_s_, s.time_s);
    if (const double interval_s = last_s_ - followed_s_; interval_s >= follow_every_s) {
      follow_bias(s.gyr_rad_s, (std::min)(interval_s, longest_witness_s));
      followed_s_ = last_s_;
    }
    return true;
  }

  double rest_after_s() const { return still_after_s + params_.smoothing_s; }

  void on_cell(const typename trunk_motion<T>::cell& c) {
    if (rested_) {
      rested_ = false;
      begin_at(c.time_s);
    }
    const vec3<T> gyr = c.mean.template tail<3>().matrix();
    follow_stillness(c, gyr);
    last_s_ = c.time_s;
    on_rate(c.time_s, motion_.up_in_device().dot(gyr - bias_));
  }

  void begin_at(double time_s) {
    smoothing_.reset();
    stretch_.clear();
    begin_s_ = time_s;
  }

  bool steady(const vec3<T>& gyr) const {
    const T largest = static_cast<T>(params_.max_bias_rad_s);
    T size = T(0);
    T change = T(0);
    for (int k = 0; k < 3; ++k) {
      size += gyr[k] * gyr[k];
      change += (gyr[k] - mean_gyr_[k]) * (gyr[k] - mean_gyr_[k]);
    }
    return size <= largest * largest && change <= steady_rad_s * steady_rad_s;
  }

  void follow_stillness(const typename trunk_motion<T>::cell& c, const vec3<T>& gyr) {
    // The mean of the last second or so; it begins with the first value.
    mean_gyr_ += (seen_ ? static_cast<T>(period_s) : T(1)) * (gyr - mean_gyr_);
    seen_ = true;
    if (!steady(gyr) || motion_.moves(c, static_cast<T>(params_.still_share))) {
      still_s_ = 0;
      return;
    }
    still_s_ += period_s;
    if (still_s_ > still_after_s) follow_bias(gyr, period_s);
  }

  void follow_bias(const vec3<T>& gyr, double interval_s) {
    bias_known_s_ = (std::min)(bias_known_s_ + interval_s, bias_time_s);
    bias_ += static_cast<T>((std::min)(1.0, interval_s / bias_known_s_)) * (gyr - bias_);
  }

  void on_rate(double time_s, T rate) {
    const T smoothed = smoothing_(rate);
    on_smoothed(time_s - static_cast<double>(smoothing_.delay_samples()) * period_s, smoothed);
  }

  // What stillness would bring to light: as long as the smoothing reaches.
  void come_to_rest() {
    if (!seen_) return;
    double time_s = last_s_;
    const std::size_t reach = 2 * smoothing_.delay_samples() + 1;
    for (std::size_t i = 0; i < reach; ++i) on_rate(time_s += period_s, T(0));
    close();
  }

  // After lost samples: what lies between is not known.
  void start_anew(const imu_sample<T>& s) {
    breaks_ = motion_.breaks();
    come_to_rest();
    begin_at(s.time_s);
    last_s_ = s.time_s;
    still_s_ = 0;
    rested_ = false;
  }

  // A stretch of rates of one sign above the lower threshold, short pauses included.
  void on_smoothed(double time_s, T rate) {
    const T lower = static_cast<T>(params_.lower_rad_s);
    const bool above = std::abs(rate) > lower;
    if (!stretch_.empty()) {
      const bool other_way = above && (rate > 0) != (stretch_.front() > 0);
      const double pause_s = above ? 0 : time_s - above_until_s_;
      const double tail_s = time_s - edge_until_s_;
      const bool full = stretch_.full();
      if (other_way || pause_s > params_.max_pause_s + period_s / 2 ||
          tail_s > params_.max_tail_s || full) {
        close();
        too_long_ = full && above && !other_way;
      }
    }
    if (!above && stretch_.empty()) {
      too_long_ = false;
      return;
    }
    if (stretch_.empty()) {
      stretch_s_ = time_s;
      peak_ = T(0);
    }
    stretch_.push_back(rate);
    if (above) above_until_s_ = time_s;
    peak_ = (std::max)(peak_, std::abs(rate));
    if (std::abs(rate) >= edge_of(peak_)) edge_until_s_ = time_s;
  }

  T edge_of(T peak) const {
    return (std::max)(static_cast<T>(params_.edge_share) * peak,
                      static_cast<T>(params_.lower_rad_s));
  }

  void close() {
    if (stretch_.empty()) return;
    const T edge = edge_of(peak_);
    std::size_t first = 0;
    while (std::abs(stretch_[first]) < edge) ++first;
    T sum = T(0);
    for (const T rate : stretch_) sum += rate;
    turn found;
    found.start_s = (std::max)(begin_s_, stretch_s_ + static_cast<double>(first) * period_s);
    found.end_s = (std::min)(last_s_, edge_until_s_);
    found.angle_rad = static_cast<double>(sum) * period_s;
    found.peak_rad_s = std::copysign(static_cast<double>(peak_), found.angle_rad);
    const bool long_enough = found.duration_s() >= params_.min_duration_s &&
                             found.duration_s() <= params_.max_duration_s;
    const bool whole = !too_long_ && !stretch_.full();
    stretch_.clear();
    if (peak_ < static_cast<T>(params_.peak_rad_s) || !long_enough || !whole ||
        std::abs(found.angle_rad) < params_.min_angle_rad) {
      return;
    }
    RETROGAIT_ASSERT(!waiting_.full(), "more turns wait than a person can make");
    waiting_.push_back(found);
  }

  turn_detector_params params_;
  trunk_motion<T> motion_;
  dsp::fir<T> smoothing_;
  static_ring<T, longest_stretch> stretch_;
  static_ring<turn, 4> waiting_;
  vec3<T> bias_ = vec3<T>::Zero();
  vec3<T> mean_gyr_ = vec3<T>::Zero();
  T peak_ = T(0);
  double now_s_ = -1e300;
  double last_s_ = 0;         // newest cell, or sample of rest
  double begin_s_ = 0;        // what lies before counts as still
  double stretch_s_ = 0;      // time of the stretch's first value
  double above_until_s_ = 0;  // newest value of the stretch above the lower threshold
  double edge_until_s_ = 0;   // newest one above the share of the peak
  double still_s_ = 0;        // stillness so far
  double followed_s_ = 0;     // the bias has followed the rest until then
  double bias_known_s_ = 0;   // stillness that the bias rests on
  std::uint32_t breaks_ = 0;
  bool seen_ = false;
  bool rested_ = false;
  bool too_long_ = false;
};

}  // namespace retrogait

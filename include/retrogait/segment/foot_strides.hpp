#pragma once
/// @file
/// Strides of one foot with their lengths, live.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/imu/grid_resampler.hpp>
#include <retrogait/math/ring_buffer.hpp>
#include <retrogait/segment/detail/foot_strapdown.hpp>
#include <retrogait/segment/foot_stillness.hpp>
#include <retrogait/segment/foot_stride.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>

namespace retrogait {

struct foot_stride_params {
  /// The sensor's nominal rate in Hz. Only latency_s() rests on it: samples are placed by their own
  /// times, whatever the rate.
  double rate_hz = 100;
  /// The foot that wears the sensor; copied into every stride.
  retrogait::side side = retrogait::side::unknown;
  /// How the sensor is worn. Only the split of the displacement into forward and left needs it.
  retrogait::mounting mounting{};
  foot_stillness_params still{};
  /// Height in m of the sensor above the sole. [engineering choice: on the laces or at the heel]
  double sensor_height_m = 0.06;
  /// Shortest displacement in m, height included, that is a stride. [engineering choice: less is
  /// fidgeting, or the drift of a second]
  double min_displacement_m = 0.1;
  /// Lowest peak in rad/s of the angular rate on the way. A foot that steps turns; the floor of a
  /// car that brakes does not. [engineering choice: half of what shuffling feet reach]
  double min_peak_rad_s = 0.8;
  /// Lowest quality of a stride that is reported. A foot that seems to stand still in the middle of a
  /// slow swing gives a stride that is mostly drift. [engineering choice]
  double min_quality = 0.2;

  issues validate() const {
    issues found = still.validate();
    const auto require = [&](bool fine, const char* field, const char* message) {
      if (!fine) found.push_back({field, message});
    };
    require(rate_hz >= 10 && rate_hz <= 10000, "rate_hz", "must lie in [10, 10000]");
    require(sensor_height_m >= 0 && sensor_height_m <= 0.5, "sensor_height_m",
            "must lie in [0, 0.5]");
    require(min_displacement_m >= 0 && min_displacement_m <= 1, "min_displacement_m",
            "must lie in [0, 1]");
    require(min_peak_rad_s >= 0 && min_peak_rad_s <= 10, "min_peak_rad_s", "must lie in [0, 10]");
    require(min_quality >= 0 && min_quality <= 1, "min_quality", "must lie in [0, 1]");
    return found;
  }
  friend bool operator==(const foot_stride_params&, const foot_stride_params&) = default;
};

/// Event detector: update(imu_sample) → optional foot_stride, for a sensor on a foot, mounted in any
/// way. Every way of the foot from one rest (see `foot_stillness`) to the next is integrated; those that
/// lead somewhere are strides. Walking, on ground or a treadmill, gives one for each stride, from
/// mid-stance to mid-stance: on a treadmill the foot stands still on the belt.
///
/// A gap in the recording longer than still.max_hole_s, or more than 2.9 s without a rest, makes a
/// stride not computable: there is no event.
///
/// A sample that is not finite is a lost sample. What is to come after the last sample is not
/// guessed: finish() gives only what is already known.
///
/// Latency: latency_s() after the foot came to rest. No heap, no clock, no thread. All state is in
/// the object.
///
/// Errors: config_error from the constructor.
template <std::floating_point T = double>
class foot_stride_detector {
 public:
  explicit foot_stride_detector(const foot_stride_params& params = {})
      : params_((throw_if_any(params.validate()), params)),
        grid_(grid_params{.rate_hz = foot_stillness<T>::rate_hz}),
        stillness_(params.still),
        strapdown_(params.still, params.mounting, params.sensor_height_m, tilt_share) {}

  std::optional<foot_stride> update(const imu_sample<T>& s) {
    if (std::isfinite(s.time_s) && std::isfinite(s.acc_m_s2.sum() + s.gyr_rad_s.sum())) {
      now_s_ = (std::max)(now_s_, s.time_s);
      Eigen::Array<T, 6, 1> x;
      x << s.acc_m_s2.array(), s.gyr_rad_s.array();
      const bool continued = grid_.push(s.time_s, x, [this](const grid_cell<T, 6>& c) {
        if (const auto judged = stillness_.push(c)) on_cell(*judged);
      });
      if (!continued) {
        stillness_.restart();
        strapdown_.restart();
      }
    }
    return waiting_.empty() ? std::nullopt : std::optional<foot_stride>(give_out());
  }

  event_buffer<foot_stride, 8> finish() {
    event_buffer<foot_stride, 8> rest;
    while (!waiting_.empty()) rest.push_back(give_out());
    return rest;
  }

  double latency_s() const {
    return detail::foot_strapdown<T>::settle_s +
           (foot_stillness<T>::delay_cells + 1.5) / foot_stillness<T>::rate_hz +
           8 / params_.rate_hz;
  }

  void reset() { *this = foot_stride_detector(params_); }

  const foot_stride_params& params() const { return params_; }

  friend bool operator==(const foot_stride_detector&, const foot_stride_detector&) = default;

 private:
  // [engineering choice: with 1, errors grow by a third; with 0 they grow by a quarter where a
  // gyroscope is 0.04 rad/s off]
  static constexpr double tilt_share = 0.3;

  void on_cell(const foot_cell<T>& c) {
    const auto rest = strapdown_.push(c);
    if (!rest || !rest->computable || rest->peak_rad_s < params_.min_peak_rad_s ||
        rest->path.displacement_m.norm() < params_.min_displacement_m ||
        rest->path.quality < params_.min_quality) {
      return;
    }
    RETROGAIT_ASSERT(!waiting_.full(), "more strides wait than a walk can bring");
    waiting_.push_back(rest->path);
    waiting_[waiting_.size() - 1].side = params_.side;
  }

  foot_stride give_out() {
    foot_stride found = waiting_.front();
    waiting_.pop_front();
    found.known_at_s = now_s_;
    return found;
  }

  foot_stride_params params_;
  grid_resampler<T, 6> grid_;
  foot_stillness<T> stillness_;
  detail::foot_strapdown<T> strapdown_;
  static_ring<foot_stride, 8> waiting_;
  double now_s_ = -1e300;
};

}  // namespace retrogait

#pragma once
/// @file
/// Phases in which a foot stands still, live.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/imu/grid_resampler.hpp>
#include <retrogait/math/ring_buffer.hpp>
#include <retrogait/segment/foot_stillness.hpp>

#include <Eigen/Core>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>

namespace retrogait {

/// A foot stood still from start_s to end_s.
struct still_phase {
  double start_s = 0;
  double end_s = 0;
  double known_at_s = 0;  ///< time of the sample that completed the evidence

  double duration_s() const { return end_s - start_s; }
  friend bool operator==(const still_phase&, const still_phase&) = default;
};

struct zero_velocity_params {
  /// The sensor's nominal rate in Hz. Only latency_s() rests on it: samples are placed by their own
  /// times, whatever the rate.
  double rate_hz = 100;
  foot_stillness_params still{};

  issues validate() const {
    issues found = still.validate();
    if (!(rate_hz >= 10 && rate_hz <= 10000)) {
      found.push_back({"rate_hz", "must lie in [10, 10000]"});
    }
    return found;
  }
  friend bool operator==(const zero_velocity_params&, const zero_velocity_params&) = default;
};

/// Event detector: update(imu_sample) → optional still_phase, once the phase is over; is_still()
/// says at any time how things stand. For a sensor on a foot, mounted in any way. The test is that
/// of `foot_stillness`, on a grid of 100 Hz.
///
/// A phase begins and ends at the borders of the first and the last still cell. One shorter than
/// min_duration_s does not count. A gap in the recording ends a phase with the last sample before.
///
/// A sample that is not finite is a lost sample.
///
/// Latency: latency_s() after the phase's end. finish() gives the phase that was not yet over.
/// No heap, no clock, no thread. All state is in the object.
///
/// Errors: config_error from the constructor.
template <std::floating_point T = double>
class zero_velocity_detector {
 public:
  explicit zero_velocity_detector(const zero_velocity_params& params = {})
      : params_((throw_if_any(params.validate()), params)),
        grid_(grid_params{.rate_hz = foot_stillness<T>::rate_hz}),
        stillness_(params.still) {}

  std::optional<still_phase> update(const imu_sample<T>& s) {
    if (std::isfinite(s.time_s) && std::isfinite(s.acc_m_s2.sum() + s.gyr_rad_s.sum())) {
      now_s_ = (std::max)(now_s_, s.time_s);
      Eigen::Array<T, 6, 1> x;
      x << s.acc_m_s2.array(), s.gyr_rad_s.array();
      const bool continued = grid_.push(s.time_s, x, [this](const grid_cell<T, 6>& c) {
        if (const auto judged = stillness_.push(c)) on_cell(*judged);
      });
      if (!continued) {
        end_phase();
        stillness_.restart();
      }
    }
    return waiting_.empty() ? std::nullopt : std::optional<still_phase>(give_out());
  }

  event_buffer<still_phase, 10> finish() {
    end_phase();
    event_buffer<still_phase, 10> rest;
    while (!waiting_.empty()) rest.push_back(give_out());
    return rest;
  }

  /// Whether the foot stood still latency_s() ago.
  bool is_still() const { return still_; }

  double latency_s() const {
    return (foot_stillness<T>::delay_cells + 1.5) / foot_stillness<T>::rate_hz +
           8 / params_.rate_hz;
  }

  void reset() { *this = zero_velocity_detector(params_); }

  const zero_velocity_params& params() const { return params_; }

  friend bool operator==(const zero_velocity_detector&, const zero_velocity_detector&) = default;

 private:
  static constexpr double half_cell_s = 0.5 / foot_stillness<T>::rate_hz;

  void on_cell(const foot_cell<T>& c) {
    if (!c.still) {
      end_phase();
      return;
    }
    if (!still_) phase_.start_s = c.time_s - half_cell_s;
    phase_.end_s = c.time_s + half_cell_s;
    still_ = true;
  }

  void end_phase() {
    if (still_ && phase_.duration_s() >= params_.still.min_duration_s) {
      RETROGAIT_ASSERT(!waiting_.full(), "more phases wait than a gap can hold");
      waiting_.push_back(phase_);
    }
    still_ = false;
  }

  still_phase give_out() {
    still_phase p = waiting_.front();
    waiting_.pop_front();
    p.known_at_s = now_s_;
    return p;
  }

  zero_velocity_params params_;
  grid_resampler<T, 6> grid_;
  foot_stillness<T> stillness_;
  static_ring<still_phase, 10> waiting_;
  still_phase phase_;
  double now_s_ = -1e300;
  bool still_ = false;
};

}  // namespace retrogait

#pragma once
/// @file
/// A published detector: contacts of one foot from the extremes of the shank's angular rate around
/// mid-swing, after Salarian et al. 2004.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/imu/grid_resampler.hpp>
#include <retrogait/math/ring_buffer.hpp>
#include <retrogait/segment/detail/sagittal_axis.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <numbers>
#include <optional>

namespace retrogait {

struct salarian_params {
  /// Of the body; contacts carry it.
  retrogait::side side = retrogait::side::unknown;
  /// The sensor is on the foot instead of the shank.
  bool on_foot = false;
  /// The sensor's nominal rate in Hz. Only latency_s() rests on it.
  double rate_hz = 100;
  /// Least rate of mid-swing in degrees a second. [paper]
  double min_swing_deg_s = 50;
  /// The foot leaves at a minimum below minus this rate, in degrees a second. [paper]
  double min_leaving_deg_s = 20;
  /// Of mid-swings closer than this, in seconds, the highest counts. [paper]
  double min_swing_interval_s = 0.5;
  /// How far before and after mid-swing the contacts are looked for, in seconds. [paper]
  double window_s = 1.5;

  issues validate() const;
  friend bool operator==(const salarian_params&, const salarian_params&) = default;
};

inline issues salarian_params::validate() const {
  issues found;
  require(found, rate_hz >= 10 && rate_hz <= 10000, "rate_hz", "must lie in [10, 10000]");
  require(found, min_swing_deg_s > 0 && min_swing_deg_s <= 500, "min_swing_deg_s",
          "must lie above 0 and not above 500");
  require(found, min_leaving_deg_s >= 0 && min_leaving_deg_s <= 500, "min_leaving_deg_s",
          "must lie in [0, 500]");
  require(found, min_swing_interval_s >= 0.1 && min_swing_interval_s <= 1, "min_swing_interval_s",
          "must lie in [0.1, 1]");
  require(found, window_s >= 0.3 && window_s <= 1.5, "window_s", "must lie in [0.3, 1.5]");
  return found;
}

/// Event detector: update(imu_sample) → optional contact, initial and final, of one foot.
///
/// A. Salarian, H. Russmann, F. J. G. Vingerhoets, C. Dehollain, Y. Blanc, P. R. Burkhard,
/// K. Aminian: Gait assessment in Parkinson's disease: toward an ambulatory system for long-term
/// monitoring. IEEE Transactions on Biomedical Engineering 51 (2004) 1434–1443.
///
/// The rate about the shank's mediolateral axis, swing positive. Mid-swings are its maxima above
/// 50°/s; of those closer than 0.5 s the highest counts. The initial contact is the first minimum
/// within 1.5 s after mid-swing, the final contact the last minimum below -20°/s within 1.5 s before
/// it. With on_foot it runs on the foot's rate, whose extremes stand near the contacts too.
///
/// Deviations: axis and sign are found from the motion instead of being aligned by hand, as in
/// limb_detector; on the foot, swing is the turn through the largest angle, and not the first after
/// a rest. In the first stride or two the sign may be wrong. Cell means on a 100 Hz grid (-3 dB at
/// 44 Hz) instead of the paper's FIR filter at 30 Hz; a minimum is looked for below zero only, as
/// ripple close to mid-swing would be taken for a contact. A mid-swing counts once both contacts
/// are found and 0.5 s have passed. The paper's bounds for the duration of gait cycles and its
/// treatment of several limbs are left to who assembles strides. The method does not find bouts
/// (contact::bout is 0) and answers to any rocking that is fast enough.
///
/// The published method is for walking forward: backward, the contacts lie elsewhere on the curve.
///
/// quality is the rate of mid-swing over 300°/s (brisk walking), at most 1. A sample that is not
/// finite is a lost sample.
/// Latency: latency_s(); usually 0.8 s after a final, 0.4 s after an initial contact. No heap, no
/// clock.
/// Errors: config_error from the constructor.
template <std::floating_point T = double>
class salarian_detector {
 public:
  explicit salarian_detector(const salarian_params& params = {})
      : params_((throw_if_any(params.validate()), params)),
        grid_(grid_params{.rate_hz = grid_rate_hz}) {}

  std::optional<contact> update(const imu_sample<T>& s) {
    if (std::isfinite(s.time_s) && std::isfinite(s.acc_m_s2.sum() + s.gyr_rad_s.sum())) {
      now_s_ = (std::max)(now_s_, s.time_s);  // a sample out of order is left out below
      const auto on_cell = [this](const grid_cell<T, 6>& c) { take(c); };
      if (!grid_.push(s.time_s, channels_of(s), on_cell)) start_anew();
    }
    return waiting_.empty() ? std::nullopt : std::optional<contact>(give_out());
  }

  /// The recording ends: gives out what is waiting, and a last mid-swing whose contacts are known.
  event_buffer<contact, 10> finish() {
    event_buffer<contact, 10> rest;
    if (swing_ && landing_s_) complete();
    while (!waiting_.empty()) rest.push_back(give_out());
    return rest;
  }

  /// Longest time from a contact to its report.
  double latency_s() const {
    return 2 * params_.window_s + params_.min_swing_interval_s + 3 * period_s +
           static_cast<double>(waiting_capacity) / params_.rate_hz;
  }

  void reset() { *this = salarian_detector(params_); }

  const salarian_params& params() const { return params_; }

  friend bool operator==(const salarian_detector&, const salarian_detector&) = default;

 private:
  static constexpr double grid_rate_hz = 100;
  static constexpr double period_s = 1 / grid_rate_hz;
  static constexpr std::size_t waiting_capacity = 8;
  static constexpr int resting_least = 10;  // cells

  /// A minimum of the rate before mid-swing, a maximum at it.
  struct extreme {
    double time_s = 0;
    T rate = 0;
    friend bool operator==(const extreme&, const extreme&) = default;
  };

  contact give_out() {
    contact c = waiting_.front();
    waiting_.pop_front();
    c.known_at_s = now_s_;
    return c;
  }

  static T rad_s(double deg_s) { return static_cast<T>(deg_s * std::numbers::pi / 180); }

  void take(const grid_cell<T, 6>& c) {
    const T rate = axis_.update(c.mean.template head<3>().matrix(),
                                c.mean.template tail<3>().matrix(), static_cast<T>(period_s));
    const T lean = params_.on_foot ? turns(rate) : axis_.asymmetry();
    if (lean * sign_ < T(0)) {
      sign_ = -sign_;
      forget();
    }
    const extreme newest{c.time_s, sign_ * rate};
    const extreme middle = last_;
    const extreme oldest = before_;
    before_ = last_;
    last_ = newest;
    if (++cells_n_ < 3) return;
    cells_n_ = 3;
    if (middle.rate > oldest.rate && middle.rate >= newest.rate) on_maximum(middle);
    if (middle.rate < oldest.rate && middle.rate <= newest.rate) on_minimum(middle);
    if (!swing_) return;
    const double since_s = c.time_s - swing_->time_s;
    if (landing_s_ && since_s > params_.min_swing_interval_s) {
      complete();
    } else if (since_s > params_.window_s + period_s) {
      swing_.reset();
    }
  }

  /// Positive if the foot's swing is: a leaky sum of the cubes of the angles that it turns through in
  /// one sense. The one that follows a rest is the push-off and counts for the other sense.
  T turns(T rate) {
    if (std::abs(rate) < T(0.5)) {
      ++resting_n_;
    } else {
      if (resting_n_ > resting_least) after_rest_ = true;
      resting_n_ = 0;
    }
    if (angle_ * rate < T(0)) {
      constexpr T least = T(0.2);  // rad: less is no part of a stride
      if (std::abs(angle_) > least) {
        angles_ = T(0.9) * angles_ + (after_rest_ ? T(-1) : T(1)) * angle_ * angle_ * angle_;
        after_rest_ = false;
      }
      angle_ = T(0);
    }
    angle_ += rate * static_cast<T>(period_s);
    return angles_;
  }

  void on_maximum(const extreme& m) {
    if (!(m.rate > rad_s(params_.min_swing_deg_s))) return;
    if (swing_ && m.time_s - swing_->time_s < params_.min_swing_interval_s) {
      if (m.rate <= swing_->rate) return;
    } else if (m.time_s - last_swing_s_ < params_.min_swing_interval_s) {
      return;
    }
    swing_ = m;
    landing_s_.reset();
    // What swings higher soon afterwards is the same swing: its foot left at the same time.
    if (leaving_ && m.time_s - leaving_->time_s > params_.window_s) leaving_.reset();
  }

  void on_minimum(const extreme& m) {
    if (swing_ && !landing_s_ && m.rate < T(0)) {
      landing_s_ = m.time_s;
      left_ = leaving_;
    }
    if (m.rate < -rad_s(params_.min_leaving_deg_s)) leaving_ = m;
  }

  void complete() {
    contact c;
    c.side = params_.side;
    c.quality = static_cast<double>((std::min)(T(1), swing_->rate / rad_s(300)));
    if (left_ && swing_->time_s - left_->time_s <= params_.window_s) {
      c.kind = contact_kind::final_contact;
      c.time_s = left_->time_s;
      report(c);
    }
    c.kind = contact_kind::initial_contact;
    c.time_s = *landing_s_;
    report(c);
    last_swing_s_ = swing_->time_s;
    swing_.reset();
    landing_s_.reset();
    left_.reset();
  }

  void report(const contact& c) {
    RETROGAIT_ASSERT(!waiting_.full(), "more contacts wait than a walk can bring");
    waiting_.push_back(c);
  }

  void forget() {
    swing_.reset();
    landing_s_.reset();
    leaving_.reset();
    left_.reset();
    cells_n_ = 0;
  }

  // The stream was broken: what lies before is not known. The sensor is still where it was.
  void start_anew() { forget(); }

  salarian_params params_;
  grid_resampler<T, 6> grid_;
  detail::sagittal_axis<T> axis_;
  T sign_ = T(1);
  T angle_ = 0;
  T angles_ = 0;
  int resting_n_ = 0;
  bool after_rest_ = false;
  extreme before_{};
  extreme last_{};
  int cells_n_ = 0;
  std::optional<extreme> swing_;     // a mid-swing that waits
  std::optional<double> landing_s_;  // its initial contact
  std::optional<extreme> left_;      // its final contact
  std::optional<extreme> leaving_;   // the last minimum that could be one
  double last_swing_s_ = -1e300;
  static_ring<contact, waiting_capacity> waiting_;
  double now_s_ = -1e300;
};

}  // namespace retrogait

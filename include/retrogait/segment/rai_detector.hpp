#pragma once
/// @file
/// A published detector: walking from the normalised autocorrelation of the acceleration's norm,
/// after Rai et al. 2012, and a contact in each period of it.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/dsp/gaussian.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/math/window_buffer.hpp>
#include <retrogait/segment/detail/trunk_front.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace retrogait {

struct rai_params {
  /// The sensor's nominal rate in Hz. Only latency_s() rests on it.
  double rate_hz = 100;
  /// How the sensor is worn. The norm does not depend on it, so this may be unknown.
  retrogait::mounting mounting{};
  /// Correlation from which on it is walking. Higher: irregular walking is lost; lower: other
  /// rhythmic motion passes. [the paper: 0.7]
  double walking_correlation = 0.7;
  /// Standard deviation of the norm below which nobody walks, as a share of gravity. [the paper:
  /// 0.01]
  double idle_share = 0.01;
  /// Shortest and longest time of a stride (two steps) in seconds. [the paper: 40 to 100 samples at
  /// 50 Hz]
  double min_stride_time_s = 0.8;
  double max_stride_time_s = 2.0;
  /// Motion below this share of gravity is stillness. [engineering choice, as step_detector]
  double still_share = 0.04;

  issues validate() const;
  friend bool operator==(const rai_params&, const rai_params&) = default;
};

inline issues rai_params::validate() const {
  issues found;
  require(found, rate_hz >= 10 && rate_hz <= 10000, "rate_hz", "must lie in [10, 10000]");
  require(found, walking_correlation > 0 && walking_correlation < 1, "walking_correlation",
          "must lie in (0, 1)");
  require(found, idle_share > 0 && idle_share < 1, "idle_share", "must lie in (0, 1)");
  require(found, min_stride_time_s >= 0.5, "min_stride_time_s", "must be at least 0.5");
  require(found, max_stride_time_s > min_stride_time_s && max_stride_time_s <= 2.4,
          "max_stride_time_s", "must lie above min_stride_time_s and not above 2.4");
  require(found, still_share > 0 && still_share < 1, "still_share", "must lie in (0, 1)");
  return found;
}

/// Event detector: update(sample) → optional initial contact, of unknown side and direction, with
/// the bout that it belongs to.
///
/// A. Rai, K. K. Chintalapudi, V. N. Padmanabhan, R. Sen: Zee: zero-effort crowdsourcing for indoor
/// localization. MobiCom 2012, 293–304 (section on counting steps).
///
/// With a the norm of the acceleration, μ and σ its mean and standard deviation over a window that
/// is as long as the lag τ, the paper takes
///
///     χ(t, τ) = mean of (a(s) - μ(s..)) (a(s + τ) - μ(s + τ..)) / (σ σ'),  s over the older window
///     ψ(t)    = max of χ over τ;  the τ of the maximum is the time of a stride
///     state   = idle if σ < 0.01 g;  walking if ψ > 0.7;  otherwise as it was
///
/// and counts two steps in each τ of walking. With τ found, the search goes on within 0.2 s of it.
///
/// Deviations: the paper counts and knows no times; here each contact is a maximum of the smoothed
/// norm (Gaussian, 3 dB at 2.5 Hz) that is the highest within 0.35 of τ on its either side, so
/// that there is one a step. ψ is formed ten times a second instead of at every sample. What starts
/// walking is the newest 2 τ seconds, so the contacts within them come out together, as a new bout.
/// Walking ends also when ψ has stayed below 0.7 for 2 τ, so that rhythmless motion after a walk is
/// none. The norm is that of the cells of trunk_motion's 50 Hz grid, and motion below still_share of
/// gravity is not looked at once it lasts for 2 s.
///
/// Needs two strides that are alike: fewer are not found, nor is walking slower than
/// max_stride_time_s a stride.
///
/// quality is ψ as last known, 0 to 1. A sample that is not finite is a lost sample.
/// Latency: contact_latency_s() while walking, latency_s() for the contacts that open a bout. No
/// heap but in the constructor, no clock.
/// Errors: config_error from the constructor.
template <std::floating_point T = double>
class rai_detector {
 public:
  explicit rai_detector(const rai_params& params = {})
      : params_((throw_if_any(params.validate()), params)),
        front_(params.mounting, params.still_share),
        min_lag_(cells(params.min_stride_time_s)),
        max_lag_(cells(params.max_stride_time_s)) {
    const std::vector<double> taps =
        dsp::fir_gaussian(static_cast<int>(smooth_.size()), 0, 0.1325 / 2.5, 1 / front::period_s);
    std::transform(taps.begin(), taps.end(), smooth_.begin(),
                   [](double tap) { return static_cast<T>(tap); });
  }

  std::optional<contact> update(const acc_sample<T>& s) { return take(s); }
  std::optional<contact> update(const imu_sample<T>& s) { return take(s); }

  /// The recording ends: gives out what is waiting, as if stillness followed.
  event_buffer<contact, detail::trunk_front<T>::queue_capacity> finish() {
    end();
    return front_.rest();
  }

  /// Longest time from a contact to its report, the ones that open a bout included.
  double latency_s() const {
    return 2 * params_.max_stride_time_s + static_cast<double>(every) * front::period_s +
           contact_latency_s();
  }

  /// The same while walking.
  double contact_latency_s() const {
    return static_cast<double>(delay_cells() + 2) * front::period_s +
           (1.0 + front::queue_capacity) / params_.rate_hz;
  }

  void reset() { *this = rai_detector(params_); }

  const rai_params& params() const { return params_; }

  friend bool operator==(const rai_detector&, const rai_detector&) = default;

 private:
  using front = detail::trunk_front<T>;
  using column = Eigen::Array<T, Eigen::Dynamic, 1>;
  using column_map = Eigen::Map<const column>;

  static constexpr std::size_t capacity = 320;
  static constexpr std::size_t smooth_half_width = 8;  // three sigma of the Gaussian
  static constexpr std::size_t every = 5;              // cells from one ψ to the next
  static constexpr double reach = 0.35;                // of τ: on either side of a peak
  static constexpr double search_s = 0.2;              // about the τ that was found

  static std::size_t cells(double time_s) {
    return static_cast<std::size_t>(std::lround(time_s / front::period_s));
  }

  std::size_t delay_cells() const { return reach_of(max_lag_) + smooth_half_width; }

  static std::size_t reach_of(std::size_t lag) {
    return static_cast<std::size_t>(std::lround(reach * static_cast<double>(lag)));
  }

  template <class Sample>
  std::optional<contact> take(const Sample& s) {
    front_.update(
        s, [this](const trunk_sample<T>& cell) { on_cell(cell); }, [this] { end(); });
    return front_.next();
  }

  // A stretch of motion is over: stillness follows, as far as is known.
  void end() {
    if (walking_) {
      trunk_sample<T> still;
      still.time_s = time_s_;
      still.gravity_m_s2 = gravity_m_s2_;
      for (std::size_t i = 0; i < delay_cells(); ++i) {
        still.time_s += front::period_s;
        push(still);
        look_for_contact(delay_cells());
      }
    }
    norm_.clear();
    smoothed_.clear();
    interval_s_.clear();
    count_ = 0;
    walking_ = false;
  }

  void on_cell(const trunk_sample<T>& cell) {
    push(cell);
    if (count_ % every == 0) look_for_walking();
    if (walking_) look_for_contact(delay_cells());
  }

  void push(const trunk_sample<T>& cell) {
    time_s_ = cell.time_s;
    // One unit for all cells of a stretch: the gravity that trunk_motion knows moves
    // while a person sits down or bends, which is none of the norm's business.
    if (count_ == 0) gravity_m_s2_ = (std::max)(cell.gravity_m_s2, T(1e-3));
    norm_.push_back(detail::felt_norm(cell) / gravity_m_s2_ - T(1));
    smoothed_.push_back(
        (column_map(smooth_.data(), width) * column_map(norm_.last(smooth_.size()), width)).sum());
    interval_s_.push_back(static_cast<T>(cell.interval_s));
    ++count_;
  }

  void look_for_walking() {
    if (count_ < 2 * min_lag_) return;
    const auto idle_n = static_cast<Eigen::Index>(min_lag_);
    const column_map newest(norm_.last(min_lag_), idle_n);
    if ((newest - newest.mean()).square().mean() <
        static_cast<T>(params_.idle_share * params_.idle_share)) {
      close_bout();
      return;
    }
    std::size_t from = min_lag_;
    std::size_t to = (std::min)(max_lag_, count_ / 2);
    if (walking_) {
      const std::size_t around = cells(search_s);
      from = (std::max)(from, lag_ - (std::min)(lag_, around));
      to = (std::min)(to, lag_ + around);
    }
    T best = T(-1);
    std::size_t best_lag = from;
    for (std::size_t lag = from; lag <= to; ++lag) {
      const T chi = correlation(lag);
      if (chi > best) {
        best = chi;
        best_lag = lag;
      }
    }
    if (best > static_cast<T>(params_.walking_correlation)) {
      lag_ = best_lag;
      psi_ = best;
      walked_at_ = count_;
      if (!walking_) open_bout();
    } else if (walking_ && count_ - walked_at_ > 2 * lag_) {
      close_bout();
    }
  }

  T correlation(std::size_t lag) const {
    const auto n = static_cast<Eigen::Index>(lag);
    const column_map older(norm_.last(lag, lag), n);
    const column_map newer(norm_.last(lag), n);
    const T a = older.mean();
    const T b = newer.mean();
    const T variances = (older - a).square().mean() * (newer - b).square().mean();
    return variances > T(0) ? ((older - a) * (newer - b)).mean() / std::sqrt(variances) : T(0);
  }

  void open_bout() {
    walking_ = true;
    ++bout_;
    const std::size_t oldest = (std::min)(2 * lag_, count_ - 1) + smooth_half_width;
    for (std::size_t ago = oldest; ago > delay_cells(); --ago) look_for_contact(ago);
  }

  // Nothing more is waited for: the latest contacts come out as soon as τ allows.
  void close_bout() {
    if (!walking_) return;
    walking_ = false;
    const std::size_t newest = reach_of(lag_) + smooth_half_width;
    for (std::size_t ago = delay_cells(); ago >= newest; --ago) look_for_contact(ago);
  }

  // Whether the smoothed norm has its peak `ago` cells before the newest cell.
  void look_for_contact(std::size_t ago) {
    const std::size_t before = ago - smooth_half_width;  // of the smoothed norm
    const std::size_t half = reach_of(lag_);
    const T* s = smoothed_.last(2 * half + 1, before - half);
    const T middle = s[half];
    for (std::size_t k = 1; k <= half; ++k) {
      if (!(middle > s[half - k]) || !(middle >= s[half + k])) return;
    }
    // A contact inside lost samples would be a guess.
    if (interval_s_.newest(ago) > T(0.15)) return;
    const T curve = s[half - 1] - 2 * middle + s[half + 1];
    const T shift = T(0.5) * (s[half - 1] - s[half + 1]) / curve;
    const double time_s =
        time_s_ - (static_cast<double>(ago) - static_cast<double>(shift)) * front::period_s;
    // The contacts that open a bout may have been found before; τ may have become shorter.
    if (time_s - last_contact_s_ < static_cast<double>(half) * front::period_s) return;
    last_contact_s_ = time_s;
    front_.report(contact{.time_s = time_s,
                          .bout = bout_,
                          .quality = std::clamp(static_cast<double>(psi_), 0.0, 1.0)});
  }

  static constexpr auto width = static_cast<Eigen::Index>(2 * smooth_half_width + 1);

  rai_params params_;
  front front_;
  std::size_t min_lag_;
  std::size_t max_lag_;
  std::array<T, 2 * smooth_half_width + 1> smooth_{};
  window_buffer<T, capacity> norm_;  // over gravity, less 1
  window_buffer<T, capacity> smoothed_;
  window_buffer<T, capacity> interval_s_;
  std::size_t count_ = 0;      // cells of this stretch
  std::size_t walked_at_ = 0;  // the count when it was last sure to be walking
  std::size_t lag_ = 0;        // τ in cells, once walking was found
  T psi_ = 0;
  double last_contact_s_ = -1e300;
  double time_s_ = 0;
  T gravity_m_s2_ = 0;
  std::uint32_t bout_ = 0;
  bool walking_ = false;
};

}  // namespace retrogait

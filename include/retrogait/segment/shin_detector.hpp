#pragma once
/// @file
/// A published detector: initial contacts from zero crossings of the acceleration's norm, in windows
/// that follow the cadence, after Shin & Park 2011.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/math/window_buffer.hpp>
#include <retrogait/segment/detail/trunk_front.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>
#include <utility>

namespace retrogait {

struct shin_params {
  /// The sensor's nominal rate in Hz. Only latency_s() rests on it.
  double rate_hz = 100;
  /// How the sensor is worn. The norm does not depend on it, so this may be unknown.
  retrogait::mounting mounting{};
  /// Time of a step in seconds that is assumed until steps were found. [engineering choice: 109
  /// steps a minute]
  double usual_step_time_s = 0.55;
  /// Share of the difference by which each step moves that time towards its own. [engineering choice]
  double adaptation = 0.1;
  /// Least rise of the summed acceleration before a contact, as a share of gravity. [engineering
  /// choice, above sway and the sensor's noise]
  double min_rise = 0.02;
  /// Shortest and longest time of a step in seconds. [engineering choice, as step_detector]
  double min_step_time_s = 0.25;
  double max_step_time_s = 1.8;
  /// Motion below this share of gravity is stillness. [engineering choice, as step_detector]
  double still_share = 0.04;

  issues validate() const;
  friend bool operator==(const shin_params&, const shin_params&) = default;
};

inline issues shin_params::validate() const {
  issues found;
  require(found, rate_hz >= 10 && rate_hz <= 10000, "rate_hz", "must lie in [10, 10000]");
  require(found, usual_step_time_s >= 0.3 && usual_step_time_s <= 1, "usual_step_time_s",
          "must lie in [0.3, 1]");
  require(found, adaptation >= 0 && adaptation <= 1, "adaptation", "must lie in [0, 1]");
  require(found, min_rise > 0 && min_rise < 1, "min_rise", "must lie in (0, 1)");
  require(found, min_step_time_s >= 0.14, "min_step_time_s", "must be at least 0.14");
  require(found, max_step_time_s > min_step_time_s && max_step_time_s <= 3, "max_step_time_s",
          "must lie above min_step_time_s and not above 3");
  require(found, still_share > 0 && still_share < 1, "still_share", "must lie in (0, 1)");
  return found;
}

/// Event detector: update(sample) → optional initial contact, of unknown side and direction.
///
/// S. H. Shin, C. G. Park: Adaptive step length estimation algorithm using optimal parameters and
/// movement status awareness. Medical Engineering & Physics 33 (2011) 1064–1071.
///
/// The paper takes the norm a of the acceleration, which does not depend on how the sensor is worn,
/// sums it over a sliding window of N samples, takes the difference of such sums, which removes
/// gravity, and finds a step at each zero crossing; N follows the walking frequency. Here
///
///     d(t) = mean of a over (t, t + N] - mean of a over [t - N, t),  N = half a step's time
///
/// which passes a step's frequency best and stops gravity and the step's second harmonic. A contact
/// is a falling zero crossing of d, where the summed norm is highest, if d reached min_rise of
/// gravity since the contact before. Each interval between contacts that can be a step moves the
/// step's time by `adaptation`.
///
/// Deviations: one fixed delay on the 50 Hz grid of trunk_motion, that of the longest window,
/// whatever N is; N is adapted step by step instead of being chosen by walking speed; a crossing
/// within 0.6 of a step's time after a contact is left out. mobgap's detector of this name is another
/// adaptation (Paraschiv-Ionescu et al. 2020, EMBC, 4596–4599): fixed filters about 1.2 Hz and rising
/// crossings of the filtered norm itself, which lie a quarter of a step earlier. The paper's
/// movement status awareness became a gate: motion below still_share of gravity is not looked at
/// once it lasts for 2 s. The method does not find bouts (contact::bout is 0).
///
/// quality is the rise over 0.2 of gravity (a clear step), at most 1. A sample that is not finite is
/// a lost sample.
/// Latency: latency_s(), the same for all contacts. No heap, no clock.
/// Errors: config_error from the constructor.
template <std::floating_point T = double>
class shin_detector {
 public:
  explicit shin_detector(const shin_params& params = {})
      : params_((throw_if_any(params.validate()), params)),
        front_(params.mounting, params.still_share),
        step_time_s_(params.usual_step_time_s) {}

  std::optional<contact> update(const acc_sample<T>& s) { return take(s); }
  std::optional<contact> update(const imu_sample<T>& s) { return take(s); }

  /// The recording ends: gives out what is waiting, as if stillness followed.
  event_buffer<contact, detail::trunk_front<T>::queue_capacity> finish() {
    end();
    return front_.rest();
  }

  /// Longest time from a contact to its report.
  double latency_s() const {
    return (max_window + 2.5) * front::period_s + (1.0 + front::queue_capacity) / params_.rate_hz;
  }

  void reset() { *this = shin_detector(params_); }

  const shin_params& params() const { return params_; }

  friend bool operator==(const shin_detector&, const shin_detector&) = default;

 private:
  using front = detail::trunk_front<T>;

  static constexpr std::size_t min_window = 6;   // cells: a step of 0.24 s
  static constexpr std::size_t max_window = 24;  // cells: a step of 0.96 s
  static constexpr double refractory_share = 0.6;
  static constexpr double clear_rise = 0.2;

  template <class Sample>
  std::optional<contact> take(const Sample& s) {
    front_.update(
        s, [this](const trunk_sample<T>& cell) { on_cell(cell); }, [this] { end(); });
    return front_.next();
  }

  // A stretch of motion is over: stillness follows, as far as is known.
  void end() {
    if (fed_) {
      trunk_sample<T> still;
      still.time_s = time_s_;
      still.gravity_m_s2 = gravity_m_s2_;
      for (std::size_t i = 0; i < max_window; ++i) {
        still.time_s += front::period_s;
        on_cell(still);
      }
    }
    fed_ = false;
    norm_.clear();
    interval_s_.clear();
    difference_ = rise_ = T(0);
    step_time_s_ = params_.usual_step_time_s;
  }

  void on_cell(const trunk_sample<T>& cell) {
    time_s_ = cell.time_s;
    // One unit for all cells of a stretch: the gravity that trunk_motion knows moves
    // while a person sits down or bends, which is none of the norm's business.
    if (!fed_) gravity_m_s2_ = (std::max)(cell.gravity_m_s2, T(1e-3));
    fed_ = true;
    norm_.push_back(detail::felt_norm(cell) / gravity_m_s2_ - T(1));
    interval_s_.push_back(static_cast<T>(cell.interval_s));

    const std::size_t n = window_cells();
    const T before = difference_;
    difference_ = mean(n, max_window - n) - mean(n, max_window);
    rise_ = (std::max)(rise_, difference_);
    if (!(before > T(0) && difference_ <= T(0))) return;
    // The border of the two windows lies half a cell after the older one's last cell.
    const double into = static_cast<double>(difference_ / (difference_ - before));
    on_crossing(time_s_ - (static_cast<double>(max_window) - 0.5 + into) * front::period_s);
  }

  std::size_t window_cells() const {
    const auto n = static_cast<std::size_t>(std::lround(step_time_s_ / 2 / front::period_s));
    return std::clamp(n, min_window, max_window);
  }

  T mean(std::size_t n, std::size_t before) const {
    using column = Eigen::Matrix<T, Eigen::Dynamic, 1>;
    return Eigen::Map<const column>(norm_.last(n, before), static_cast<Eigen::Index>(n)).mean();
  }

  void on_crossing(double time_s) {
    const T rise = std::exchange(rise_, T(0));
    const double interval = time_s - last_contact_s_;
    const double least = (std::max)(params_.min_step_time_s, refractory_share * step_time_s_);
    // A contact inside lost samples would be a guess.
    const bool lost = interval_s_.newest(max_window) > T(0.15);
    if (rise < static_cast<T>(params_.min_rise) || interval < least || lost) return;
    if (interval <= params_.max_step_time_s) {
      step_time_s_ += params_.adaptation * (interval - step_time_s_);
    }
    last_contact_s_ = time_s;
    front_.report(contact{.time_s = time_s,
                          .quality = (std::min)(1.0, static_cast<double>(rise) / clear_rise)});
  }

  shin_params params_;
  front front_;
  window_buffer<T, 2 * max_window> norm_;  // over gravity, less 1
  window_buffer<T, max_window + 1> interval_s_;
  double step_time_s_;
  double last_contact_s_ = -1e300;
  double time_s_ = 0;
  T gravity_m_s2_ = 0;
  T difference_ = 0;
  T rise_ = 0;
  bool fed_ = false;
};

}  // namespace retrogait

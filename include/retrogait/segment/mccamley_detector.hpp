#pragma once
/// @file
/// A published detector: initial and final contacts from the wavelet transform of the lower back's
/// vertical acceleration, after McCamley et al. 2012.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/dsp/gaussian.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/math/window_buffer.hpp>
#include <retrogait/segment/contact_picker.hpp>
#include <retrogait/segment/detail/trunk_front.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <numbers>
#include <optional>
#include <vector>

namespace retrogait {

struct mccamley_params {
  /// The sensor's nominal rate in Hz. Only latency_s() rests on it.
  double rate_hz = 100;
  /// How the sensor is worn. Only gravity is needed, so this may be unknown.
  retrogait::mounting mounting{};
  /// Scale of the wavelet in seconds. Longer: smoother, so fewer false contacts and more missed ones
  /// in fast walking. [the paper: scale 16 at 100 Hz]
  double scale_s = 0.16;
  /// Lowest smoothed vertical acceleration of an initial contact, as a share of gravity. [engineering
  /// choice: the paper takes every extremum of a walk that it is given]
  double min_height = 0.01;
  /// Least time in seconds from one initial contact to the next. [engineering choice: 240 steps a
  /// minute]
  double min_step_time_s = 0.25;
  /// Longest time in seconds from an initial contact to the final contact of the other foot.
  /// [engineering choice: double support of very slow walking]
  double max_double_support_s = 0.5;
  /// Where the yaw rate's low-pass is down by 3 dB, in Hz. [the paper: 2 Hz]
  double yaw_cutoff_hz = 2;
  /// How long in seconds before an initial contact the yaw rate is looked at. The contact that is
  /// found lies some 60 ms after the true one, and the pelvis is sure to turn only before that.
  /// [engineering choice: the paper looks at the contact itself]
  double yaw_lead_s = 0.12;
  /// Motion below this share of gravity is stillness. [engineering choice, as step_detector]
  double still_share = 0.04;

  issues validate() const;
  friend bool operator==(const mccamley_params&, const mccamley_params&) = default;
};

inline issues mccamley_params::validate() const {
  issues found;
  require(found, rate_hz >= 10 && rate_hz <= 10000, "rate_hz", "must lie in [10, 10000]");
  require(found, scale_s >= 0.05 && scale_s <= 0.3, "scale_s", "must lie in [0.05, 0.3]");
  require(found, min_height >= 0 && min_height < 1, "min_height", "must lie in [0, 1)");
  require(found, min_step_time_s >= 0.14 && min_step_time_s <= 3, "min_step_time_s",
          "must lie in [0.14, 3]");
  require(found, max_double_support_s > 0 && max_double_support_s <= 3, "max_double_support_s",
          "must lie above 0 and not above 3");
  require(found, yaw_cutoff_hz >= 0.8 && yaw_cutoff_hz <= 10, "yaw_cutoff_hz",
          "must lie in [0.8, 10]");
  require(found, yaw_lead_s >= 0 && yaw_lead_s <= 0.4, "yaw_lead_s", "must lie in [0, 0.4]");
  require(found, still_share > 0 && still_share < 1, "still_share", "must lie in (0, 1)");
  return found;
}

/// Event detector: update(sample) → optional contact, initial and final, of unknown direction, with
/// side where there is a gyroscope.
///
/// J. McCamley, M. Donati, E. Grimpampi, C. Mazzà: An enhanced estimate of initial contact and final
/// contact instants of time using lower trunk inertial sensor data. Gait & Posture 36 (2012) 316–318.
///
/// The paper integrates the vertical acceleration and differentiates it again by a continuous
/// wavelet transform with the first derivative of a Gaussian at scale a = scale_s; initial contacts
/// are its minima. A second such transform gives the maxima that are final contacts. The foot of an
/// initial contact follows from the sign of the angular rate about the vertical, low-passed at 2 Hz.
///
/// Here, with σ = a/√2, v the vertical acceleration without gravity, g the length of gravity:
///
///     w(t)  = (v * G_σ)(t) / g          the integral and the derivative cancel
///     w'(t) = (v * G'_{σ√2})(t) / g     the second transform smooths once more
///     initial contact: maximum of w;  final contact: first minimum of w' after it
///     side: sign of (yaw * G_ρ)(t - yaw_lead_s) - mean of yaw, ρ = 0.1325 / yaw_cutoff_hz;
///           positive, turning to the left, is right
///
/// Deviations: the filters are symmetric FIR of fixed delay on the 50 Hz grid of trunk_motion, cut
/// off at 3.5 σ√2, instead of a transform of the whole walk, and the sum replaces the integral, so
/// nothing drifts. Signs are for a vertical that points up; the paper's points down. The mean of the
/// yaw rate over 1.1 s, about a stride, is taken off, so that turns and a gyroscope's offset do not
/// decide the side; the paper's Butterworth low-pass became a Gaussian with the same 3 dB point. The
/// pelvis turns the other way in walking backward, of which the method knows nothing: sides are then
/// exchanged. Final contacts are sought after an initial contact only and belong to the other foot.
///
/// The paper is given walking alone and takes every extremum. Here w must have been below 0 since the
/// initial contact before, min_height and min_step_time_s keep small motion out, and a gate stillness:
/// motion below still_share of gravity is not looked at once it lasts for 2 s. The method does not
/// find bouts (contact::bout is 0): it answers to any motion of the trunk.
///
/// quality is w at the contact over 0.15 (a clear step), at most 1; a final contact has that of the
/// initial contact before it. A sample that is not finite is a lost sample.
/// Latency: latency_s(), the same for all contacts; a hole in the samples, as of lost packets, adds
/// its length. No heap but in the constructor, no clock.
/// Errors: config_error from the constructor.
template <std::floating_point T = double>
class mccamley_detector {
 public:
  explicit mccamley_detector(const mccamley_params& params = {})
      : params_((throw_if_any(params.validate()), params)),
        front_(params.mounting, params.still_share),
        half_width_((std::max)(cells(3.5 * params.scale_s), yaw_half_width)),
        smooth_(taps(half_width_, 0, params.scale_s / std::numbers::sqrt2)),
        slope_(taps(half_width_, 1, params.scale_s)),
        low_pass_(taps(yaw_half_width, 0, 0.1325 / params.yaw_cutoff_hz)),
        initial_(static_cast<T>((std::max)(params.min_height, 1e-6))),
        final_(T(1e-6)) {}

  std::optional<contact> update(const acc_sample<T>& s) { return take(s, false); }
  std::optional<contact> update(const imu_sample<T>& s) { return take(s, true); }

  /// The recording ends: gives out what is waiting, as if stillness followed.
  event_buffer<contact, detail::trunk_front<T>::queue_capacity> finish() {
    end();
    return front_.rest();
  }

  /// Longest time from a contact to its report.
  double latency_s() const {
    return delay_s() + 1.5 * front::period_s + (1.0 + front::queue_capacity) / params_.rate_hz;
  }

  void reset() { *this = mccamley_detector(params_); }

  const mccamley_params& params() const { return params_; }

  friend bool operator==(const mccamley_detector&, const mccamley_detector&) = default;

 private:
  using front = detail::trunk_front<T>;
  using picker = contact_picker<T>;

  static constexpr std::size_t max_half_width = 53;  // cells: 3.5 times the longest scale
  static constexpr std::size_t yaw_half_width = 28;  // cells: 1.1 s in all, about a stride
  static constexpr std::size_t max_lead = 20;        // cells: the longest yaw_lead_s
  static constexpr double clear_step = 0.15;

  using tap_array = std::array<T, 2 * max_half_width + 1>;
  using window = window_buffer<T, 2 * max_half_width + 1 + picker::half_width + max_lead>;
  using column = Eigen::Matrix<T, Eigen::Dynamic, 1>;
  using column_map = Eigen::Map<const column>;

  static std::size_t cells(double time_s) {
    return static_cast<std::size_t>(std::lround(time_s / front::period_s));
  }

  std::size_t delay_cells() const { return half_width_ + picker::half_width; }
  double delay_s() const { return static_cast<double>(delay_cells()) * front::period_s; }

  // In order of time, as the windows are.
  static tap_array taps(std::size_t half_width, int derivative, double sigma_s) {
    const std::vector<double> designed = dsp::fir_gaussian(
        static_cast<int>(2 * half_width + 1), derivative, sigma_s, 1 / front::period_s);
    tap_array in_time{};
    std::transform(designed.rbegin(), designed.rend(), in_time.begin(),
                   [](double tap) { return static_cast<T>(tap); });
    return in_time;
  }

  // The filter about the cell that lies `middle` cells before the newest.
  static T filtered(const tap_array& taps, std::size_t half_width, const window& x,
                    std::size_t middle) {
    const std::size_t length = 2 * half_width + 1;
    const auto n = static_cast<Eigen::Index>(length);
    return column_map(taps.data(), n).dot(column_map(x.last(length, middle - half_width), n));
  }

  template <class Sample>
  std::optional<contact> take(const Sample& s, bool gyroscope) {
    gyroscope_ = gyroscope;
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
      for (std::size_t i = 0; i < delay_cells(); ++i) {
        still.time_s += front::period_s;
        on_cell(still);
      }
    }
    fed_ = false;
    vertical_.clear();
    yaw_.clear();
    interval_s_.clear();
    initial_.reset();
    final_.reset();
    awaits_final_ = false;
    fell_ = true;
  }

  void on_cell(const trunk_sample<T>& cell) {
    fed_ = true;
    time_s_ = cell.time_s;
    gravity_m_s2_ = cell.gravity_m_s2;
    vertical_.push_back(cell.acc_m_s2[2] / (std::max)(cell.gravity_m_s2, T(1e-3)));
    yaw_.push_back(cell.gyr_rad_s[2]);
    interval_s_.push_back(static_cast<T>(cell.interval_s));
    const T w = filtered(smooth_, half_width_, vertical_, half_width_);
    if (w < T(0)) fell_ = true;
    if (const auto peak = initial_.update(w)) on_initial(*peak);
    if (const auto peak = final_.update(-filtered(slope_, half_width_, vertical_, half_width_)))
      on_final(*peak);
  }

  double time_of(const score_peak<T>& peak) const {
    return time_s_ - (peak.samples_ago + static_cast<double>(half_width_)) * front::period_s;
  }

  // A contact inside lost samples would be a guess.
  bool lost(const score_peak<T>& peak) const {
    const double ago = peak.samples_ago + static_cast<double>(half_width_);
    return interval_s_.newest(static_cast<std::size_t>(ago + 0.5)) > T(0.15);
  }

  void on_initial(const score_peak<T>& peak) {
    const double time_s = time_of(peak);
    if (!fell_ || lost(peak) || time_s - last_.time_s < params_.min_step_time_s) return;
    last_ = contact{.time_s = time_s,
                    .kind = contact_kind::initial_contact,
                    .side = side_now(),
                    .quality = (std::min)(1.0, static_cast<double>(peak.height) / clear_step)};
    awaits_final_ = true;
    fell_ = false;
    front_.report(last_);
  }

  void on_final(const score_peak<T>& peak) {
    const double time_s = time_of(peak);
    if (!awaits_final_ || time_s <= last_.time_s || lost(peak)) return;
    awaits_final_ = false;
    if (time_s - last_.time_s > params_.max_double_support_s) return;
    contact found = last_;
    found.time_s = time_s;
    found.kind = contact_kind::final_contact;
    found.side = opposite(last_.side);
    front_.report(found);
  }

  // Of the initial contact that the picker has just found.
  side side_now() const {
    if (!gyroscope_) return side::unknown;
    const std::size_t middle = delay_cells() + cells(params_.yaw_lead_s);
    constexpr std::size_t length = 2 * yaw_half_width + 1;
    const T mean =
        column_map(yaw_.last(length, middle - yaw_half_width), static_cast<Eigen::Index>(length))
            .mean();
    const T rate = filtered(low_pass_, yaw_half_width, yaw_, middle) - mean;
    if (rate == T(0)) return side::unknown;
    return rate > T(0) ? side::right : side::left;
  }

  mccamley_params params_;
  front front_;
  std::size_t half_width_;  // of the filters, in cells
  tap_array smooth_;
  tap_array slope_;
  tap_array low_pass_;
  picker initial_;
  picker final_;
  window vertical_;  // shares of gravity
  window yaw_;
  window interval_s_;
  contact last_{.time_s = -1e300};
  double time_s_ = 0;
  T gravity_m_s2_ = 0;
  bool fed_ = false;
  bool gyroscope_ = false;
  bool awaits_final_ = false;
  bool fell_ = true;  // w was below 0 since the last initial contact
};

}  // namespace retrogait

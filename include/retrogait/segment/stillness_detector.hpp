#pragma once
/// @file
/// Standing and sitting still, live, sample by sample.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/imu/grid_resampler.hpp>
#include <retrogait/math/window_buffer.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <numbers>
#include <optional>

namespace retrogait {

/// A stretch in which the sensor did not move.
struct standstill {
  double start_s = 0;
  double end_s = 0;
  double known_at_s = 0;                  ///< time of the sample that showed its end
  vec3<double> acc_m_s2{0.0, 0.0, 0.0};   ///< mean in device axes: which way is up
  vec3<double> gyr_rad_s{0.0, 0.0, 0.0};  ///< mean in device axes: the gyroscope's bias

  double duration_s() const { return end_s - start_s; }
  friend bool operator==(const standstill&, const standstill&) = default;
};

struct stillness_detector_params {
  /// The sensor's nominal rate in Hz. Only latency_s() rests on it: samples are placed by their own
  /// times, whatever the rate.
  double rate_hz = 100;
  /// Shortest phase in seconds. [engineering choice: longer than a stride's quiet part]
  double min_duration_s = 1;
  /// Largest deviation (root mean square over half a second) of the acceleration from its mean, as
  /// a share of gravity. Higher: slow shuffling counts as stillness; lower: swaying does not. [The
  /// adults of the voisard recordings stay below 0.02 for 88 % of the time in which they stand
  /// before they walk; a virtual walker who shuffles at 0.3 m/s lies above]
  double still_share = 0.02;
  /// The same for the angular rate, in rad/s; 0.1 is 6°/s. [engineering choice]
  double still_rad_s = 0.1;
  /// Largest mean angular rate in rad/s that may be a gyroscope's bias. A steady rate above it is a
  /// rotation. [engineering choice: 10°/s, more than consumer sensors have]
  double max_bias_rad_s = 10 * std::numbers::pi / 180;

  issues validate() const {
    issues found;
    require(found, rate_hz >= 10 && rate_hz <= 10000, "rate_hz", "must lie in [10, 10000]");
    require(found, min_duration_s >= 0.5 && min_duration_s <= 86400, "min_duration_s",
            "must lie in [0.5, 86400]");
    require(found, still_share > 0 && still_share < 1, "still_share", "must lie in (0, 1)");
    require(found, still_rad_s > 0 && still_rad_s <= 10, "still_rad_s", "must lie in (0, 10]");
    require(found, max_bias_rad_s >= 0 && max_bias_rad_s <= 1, "max_bias_rad_s",
            "must lie in [0, 1]");
    return found;
  }
  friend bool operator==(const stillness_detector_params&,
                         const stillness_detector_params&) = default;
};

/// Event detector: update(acc_sample or imu_sample) → optional standstill, given out when it ends.
/// While it lasts, still_since() says so.
///
/// On a grid of 25 Hz, a window of about half a second is quiet if the acceleration in it (and the
/// angular rate, where there is one) deviates little from its mean. A phase is a row of quiet
/// windows; it starts and ends with the outer borders of its first and last window. A tap on the
/// sensor ends no phase, a step does. No paper was followed; the moving variance is a common measure
/// of stillness (compared with others by Skog 2010, IEEE Trans Biomed Eng 57:2657).
///
/// Lost samples (a gap of more than 0.7 s) end a phase: what lies between is not known. A sample that
/// is not finite is a lost sample. All samples come with a gyroscope, or none.
///
/// Nothing depends on how the sensor is worn. Standing, sitting, lying and a sensor on a table all
/// are still; acc_m_s2 tells lying from upright.
///
/// Latency: latency_s() from a phase's end to its report; still_since() knows of a phase min_duration_s
/// and latency_s() after it began. No heap in update, no clock, no thread.
///
/// Errors: config_error from the constructor.
template <std::floating_point T = double>
class stillness_detector {
 public:
  explicit stillness_detector(const stillness_detector_params& params = {})
      : params_((throw_if_any(params.validate()), params)), grid_({.rate_hz = 1 / period_s}) {}

  std::optional<standstill> update(const acc_sample<T>& s) {
    if (!std::isfinite(s.time_s) || !std::isfinite(s.acc_m_s2.sum())) return std::nullopt;
    return take<3>(s.time_s, s.acc_m_s2.array());
  }

  std::optional<standstill> update(const imu_sample<T>& s) {
    if (!std::isfinite(s.time_s) || !std::isfinite(s.acc_m_s2.sum() + s.gyr_rad_s.sum())) {
      return std::nullopt;
    }
    return take<6>(s.time_s, channels_of(s));
  }

  /// The recording ends, and with it the phase that lasts, if one does.
  std::optional<standstill> finish() {
    std::optional<standstill> last = close();
    if (last) last->known_at_s = now_s_;
    return last;
  }

  /// When the phase that lasts now began; nothing if the sensor moves, or has not been still for
  /// min_duration_s.
  std::optional<double> still_since() const {
    if (quiet_n_ == 0 || phase_.duration_s() < params_.min_duration_s) return std::nullopt;
    return phase_.start_s;
  }

  /// Longest time from the end of a phase to its report, gaps aside.
  double latency_s() const { return 2 * period_s + 1 / params_.rate_hz; }

  void reset() { *this = stillness_detector(params_); }

  const stillness_detector_params& params() const { return params_; }

  friend bool operator==(const stillness_detector&, const stillness_detector&) = default;

 private:
  using channels = Eigen::Array<T, 6, 1>;

  struct moments_of_three {
    T squared_mean;
    T variance;
  };

  static constexpr double period_s = 0.04;
  static constexpr std::size_t width = 13;  // cells: 0.52 s

  template <int Active>
  std::optional<standstill> take(double time_s, const Eigen::Array<T, Active, 1>& x) {
    // At most one phase ends with one sample: cells that bridge lost samples lie on a straight line,
    // on which what has become quiet stays quiet.
    std::optional<standstill> ended;
    now_s_ = (std::max)(now_s_, time_s);  // a sample out of order is left out by the grid
    const auto end_phase = [&] {
      if (const auto phase = close()) ended = phase;
    };
    const bool continued = grid_.template push<Active>(time_s, x, [&](const grid_cell<T, 6>& c) {
      for (std::size_t k = 0; k < 6; ++k) window_[k].push_back(c.mean[static_cast<int>(k)]);
      count_ = (std::min)(count_ + 1, width);
      if (count_ < width) return;
      if (is_quiet()) {
        carry_on(c.time_s);
      } else {
        end_phase();
      }
    });
    if (!continued) {
      end_phase();
      count_ = 0;
    }
    if (ended) ended->known_at_s = now_s_;
    return ended;
  }

  bool is_quiet() const {
    using window = Eigen::Map<const Eigen::Array<T, static_cast<int>(width), 1>>;
    const auto look = [this](std::size_t first) {
      moments_of_three m{T(0), T(0)};
      for (std::size_t k = first; k < first + 3; ++k) {
        const window x(window_[k].last(width));
        const T mean = x.mean();
        m.squared_mean += mean * mean;
        m.variance += (x - mean).square().mean();
      }
      return m;
    };
    const moments_of_three acc = look(0);
    const T share = static_cast<T>(params_.still_share);
    if (!(acc.variance < share * share * acc.squared_mean)) return false;
    const moments_of_three gyr = look(3);
    const T spread = static_cast<T>(params_.still_rad_s);
    const T bias = static_cast<T>(params_.max_bias_rad_s);
    return gyr.variance < spread * spread && gyr.squared_mean <= bias * bias;
  }

  // Another quiet window. The means run over the middles of the windows: what moved at the borders
  // of the phase has no part in them.
  void carry_on(double newest_s) {
    const double half_s = period_s * static_cast<double>(width) / 2;
    constexpr std::size_t half = width / 2;
    const double middle_s = newest_s - period_s * static_cast<double>(half);
    if (quiet_n_ == 0) {
      phase_ = standstill();
      phase_.start_s = middle_s - half_s;
    }
    phase_.end_s = middle_s + half_s;
    ++quiet_n_;
    const double weight = 1 / static_cast<double>(quiet_n_);
    for (std::size_t k = 0; k < 3; ++k) {
      const auto middle = [&](std::size_t channel) {
        return static_cast<double>(window_[channel].newest(width / 2));
      };
      double& acc = phase_.acc_m_s2[static_cast<int>(k)];
      double& gyr = phase_.gyr_rad_s[static_cast<int>(k)];
      acc += weight * (middle(k) - acc);
      gyr += weight * (middle(3 + k) - gyr);
    }
  }

  std::optional<standstill> close() {
    const bool counts = quiet_n_ > 0 && phase_.duration_s() >= params_.min_duration_s;
    quiet_n_ = 0;
    return counts ? std::optional<standstill>(phase_) : std::nullopt;
  }

  stillness_detector_params params_;
  grid_resampler<T, 6> grid_;
  std::array<window_buffer<T, width>, 6> window_;
  standstill phase_;
  double now_s_ = -1e300;
  std::size_t count_ = 0;    // cells since the last gap, counted up to the width of the window
  std::size_t quiet_n_ = 0;  // quiet windows of the phase that lasts
};

}  // namespace retrogait

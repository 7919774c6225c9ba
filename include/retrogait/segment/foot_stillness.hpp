#pragma once
/// @file
/// Whether a foot stands still, cell by cell.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/imu/grid_resampler.hpp>
#include <retrogait/math/window_buffer.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>

namespace retrogait {

struct foot_stillness_params {
  /// Angular rate in rad/s and departure of the acceleration from gravity in m/s² at which a foot
  /// counts as moving, if the other of the two is zero. Higher: more phases are found, but they
  /// reach into heel-off and landing, which makes strides too short. [engineering choice: a shoe
  /// gives way while the body rolls over it; tuned on stride lengths, see docs/accuracy.md]
  double gyr_rad_s = 0.6;
  double acc_m_s2 = 0.7;
  /// A foot that moves fast is not quite still in stance either: both limits grow in proportion to
  /// the root mean square of the angular rate over the last stride or so, once this share of it
  /// exceeds gyr_rad_s. [engineering choice]
  double motion_share = 0.2;
  /// Shortest time in seconds that counts as a phase. [engineering choice: half the flat phase of a
  /// running foot]
  double min_duration_s = 0.05;
  /// Longest time in seconds between two samples over which anything is believed. A longer hole is
  /// no stillness, and no stride spans it. [engineering choice: a short burst of lost packets]
  double max_hole_s = 0.12;

  issues validate() const {
    issues found;
    const auto require = [&](bool fine, const char* field, const char* message) {
      if (!fine) found.push_back({field, message});
    };
    require(gyr_rad_s > 0 && gyr_rad_s <= 10, "gyr_rad_s", "must lie above 0 and not above 10");
    require(acc_m_s2 > 0 && acc_m_s2 <= 10, "acc_m_s2", "must lie above 0 and not above 10");
    require(motion_share >= 0 && motion_share < 1, "motion_share", "must lie in [0, 1)");
    require(min_duration_s >= 0 && min_duration_s <= 1, "min_duration_s", "must lie in [0, 1]");
    require(max_hole_s > 0 && max_hole_s <= 0.5, "max_hole_s",
            "must lie above 0 and not above 0.5");
    return found;
  }
  friend bool operator==(const foot_stillness_params&, const foot_stillness_params&) = default;
};

/// One cell of the grid with what its neighbours say about it.
template <std::floating_point T>
struct foot_cell {
  double time_s = 0;                         ///< centre of the cell
  vec3<T> acc_m_s2 = vec3<T>::Zero();        ///< device axes, gravity included
  vec3<T> gyr_rad_s = vec3<T>::Zero();       ///< device axes
  vec3<T> mean_acc_m_s2 = vec3<T>::Zero();   ///< over the 0.13 s around the cell: gravity, if still
  vec3<T> mean_gyr_rad_s = vec3<T>::Zero();  ///< the same: the gyroscope's offset, if still
  T statistic = 0;                           ///< 0: perfectly still; 1 and above: moving
  T wide_statistic = 0;                      ///< the same over the 0.13 s around the cell
  double interval_s = 0;                     ///< between the real samples around the cell
  bool still = false;
};

/// The stance-hypothesis optimal detector (SHOE; Skog, Händel, Nilsson, Rantakokko 2010, IEEE Trans
/// Biomed Eng 57:2657, the generalised likelihood ratio of "stands still" against anything else):
///
///   S(t) = 1/N Σ_k ( |a_k - g ā/|ā||² / σ_a² + |ω_k|² / σ_ω² ),   still if S(t) < 1
///
/// with k over the N = 7 cells of 10 ms around t and ā the mean of a_k. σ_a, σ_ω are acc_m_s2 and
/// gyr_rad_s of the parameters, so the threshold of the paper is absorbed in them. Deviations: the
/// limit is adaptive, S < max(1, motion_share² m/σ_ω²) with m the mean of |ω|² that forgets within
/// 1.2 s; and g is not a constant but what this sensor measures at rest (foot sensors were seen to
/// be off by 6 %), followed over about half a second of stillness and within 10 % of standard
/// gravity. Given as `statistic` is S over that limit.
///
/// Takes the cells of a 100 Hz grid and gives each back judged, delay_cells later.
template <std::floating_point T>
class foot_stillness {
 public:
  static constexpr double rate_hz = 100;
  static constexpr std::size_t delay_cells = 6;
  static constexpr double standard_gravity_m_s2 = 9.80665;
  using cell = grid_cell<T, 6>;

  explicit foot_stillness(const foot_stillness_params& params = {})
      : params_((throw_if_any(params.validate()), params)),
        gyr_weight_(static_cast<T>(1 / (params.gyr_rad_s * params.gyr_rad_s))),
        acc_weight_(static_cast<T>(1 / (params.acc_m_s2 * params.acc_m_s2))) {}

  /// The judged cell that lies delay_cells before this one; nothing until enough have come.
  std::optional<foot_cell<T>> push(const cell& c) {
    cells_.push_back(c);
    const T square = c.mean.template tail<3>().matrix().squaredNorm();
    motion_ += (square > motion_ ? rise : fall) * (square - motion_);
    count_ = (std::min)(count_ + 1, width);
    if (count_ < width) return std::nullopt;
    return judged();
  }

  /// What lies before is not known: begin anew. Gravity is kept.
  void restart() {
    cells_.clear();
    count_ = 0;
    motion_ = 0;
  }

  const foot_stillness_params& params() const { return params_; }

  friend bool operator==(const foot_stillness& a, const foot_stillness& b) {
    if (!(a.params_ == b.params_) || a.count_ != b.count_ || a.motion_ != b.motion_ ||
        a.gravity_ != b.gravity_) {
      return false;
    }
    for (std::size_t i = 0; i < width; ++i) {
      const cell& x = a.cells_.newest(i);
      const cell& y = b.cells_.newest(i);
      if (x.time_s != y.time_s || !(x.mean == y.mean).all()) return false;
    }
    return true;
  }

 private:
  static constexpr std::size_t width = 2 * delay_cells + 1;  // over which gravity is averaged
  static constexpr std::size_t half_test = 3;                // cells on either side that are tested
  static constexpr T rise = T(1 / (rate_hz * 0.5));
  static constexpr T fall = T(1 / (rate_hz * 2));
  static constexpr T gravity_gain = T(0.02);

  struct sums {
    Eigen::Array<T, 6, 1> mean = Eigen::Array<T, 6, 1>::Zero();
    T acc_square = 0;  // means of the squared lengths
    T gyr_square = 0;
    double longest_interval_s = 0;
  };

  static sums sum_of(const cell* cells, std::size_t n) {
    sums s;
    for (std::size_t i = 0; i < n; ++i) {
      s.mean += cells[i].mean;
      s.acc_square += cells[i].mean.template head<3>().matrix().squaredNorm();
      s.gyr_square += cells[i].mean.template tail<3>().matrix().squaredNorm();
      s.longest_interval_s = (std::max)(s.longest_interval_s, cells[i].interval_s);
    }
    const T count = static_cast<T>(n);
    s.mean /= count;
    s.acc_square /= count;
    s.gyr_square /= count;
    return s;
  }

  T statistic(const sums& s) const {
    // 1/N Σ |a - g ā/|ā||² = 1/N Σ |a|² - 2 g |ā| + g²; rounding may take it below zero.
    const T length = s.mean.template head<3>().matrix().norm();
    const T departure = s.acc_square - 2 * gravity_ * length + gravity_ * gravity_;
    return (std::max)(T(0), departure) * acc_weight_ + s.gyr_square * gyr_weight_;
  }

  foot_cell<T> judged() {
    const cell* const all = cells_.last(width);
    const cell& middle = all[delay_cells];
    const sums close = sum_of(all + delay_cells - half_test, 2 * half_test + 1);
    const sums wide = sum_of(all, width);
    const T share = static_cast<T>(params_.motion_share);
    const T limit = (std::max)(T(1), share * share * motion_ * gyr_weight_);
    foot_cell<T> out;
    out.time_s = middle.time_s;
    out.acc_m_s2 = middle.mean.template head<3>().matrix();
    out.gyr_rad_s = middle.mean.template tail<3>().matrix();
    out.mean_acc_m_s2 = wide.mean.template head<3>().matrix();
    out.mean_gyr_rad_s = wide.mean.template tail<3>().matrix();
    out.statistic = statistic(close) / limit;
    out.wide_statistic = statistic(wide) / limit;
    out.interval_s = middle.interval_s;
    out.still = out.statistic < T(1) && close.longest_interval_s <= params_.max_hole_s;
    if (out.still) {
      constexpr T g = T(standard_gravity_m_s2);
      const T length = close.mean.template head<3>().matrix().norm();
      gravity_ = std::clamp(gravity_ + gravity_gain * (length - gravity_), T(0.9) * g, T(1.1) * g);
    }
    return out;
  }

  foot_stillness_params params_;
  T gyr_weight_;
  T acc_weight_;
  window_buffer<cell, width> cells_;
  T motion_ = 0;
  T gravity_ = T(standard_gravity_m_s2);
  std::size_t count_ = 0;
};

}  // namespace retrogait

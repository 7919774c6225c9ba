#pragma once
/// @file
/// From real timestamps to a uniform grid, live.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/errors.hpp>

#include <Eigen/Core>

#include <cmath>
#include <concepts>
#include <cstdint>

namespace retrogait {

struct grid_params {
  /// Samples a second of the grid.
  double rate_hz = 50;
  /// Longest time in seconds between two samples that is bridged by a straight line. After a longer
  /// one the grid starts anew: what lay between is not known. [engineering choice: longer than a
  /// packet burst, shorter than a stride]
  double max_gap_s = 0.7;

  issues validate() const {
    issues found;
    if (!(rate_hz > 0 && rate_hz <= 10000)) {
      found.push_back({"rate_hz", "must lie above 0 and not above 10000"});
    }
    if (!(max_gap_s > 0)) found.push_back({"max_gap_s", "must be above 0"});
    return found;
  }
  friend bool operator==(const grid_params&, const grid_params&) = default;
};

/// Mean of the signal over each cell of the grid, the signal taken as straight lines between its
/// samples:
///
///   y_k = 1/D ∫ x(t) dt over [t0 + k D, t0 + (k+1) D],  D = 1 / rate_hz,  t0 = first sample's time
///
/// exact for any rate, jitter and loss. Above the grid's rate the integral is the anti-aliasing
/// filter (zeros at multiples of rate_hz); below it, this is linear interpolation. Rates and jitter
/// therefore change the result no more than the information that they carry.
///
/// The grid is counted, not summed, so that a day ends where it should. Latency: a cell is known at
/// the first sample at or after its end.
template <std::floating_point T, int Channels>
class grid_resampler {
 public:
  using values = Eigen::Array<T, Channels, 1>;

  explicit grid_resampler(const grid_params& params = {})
      : rate_hz_((throw_if_any(params.validate()), params.rate_hz)),
        period_s_(1 / params.rate_hz),
        max_gap_s_(params.max_gap_s) {}

  /// Takes one sample and calls emit(time of the cell's centre, its mean, seconds since the last
  /// real sample at that time) for every cell that it completes. Returns false if the sample began a
  /// new grid (the first sample, or one after a gap): filters downstream start anew then.
  /// A sample that does not lie after the one before it carries no news and is left out.
  template <class Emit>
  bool push(double time_s, const values& x, Emit&& emit) {
    if (!started_ || time_s - last_time_s_ > max_gap_s_) {
      restart(time_s, x);
      return false;
    }
    if (!(time_s > last_time_s_)) return true;
    const double interval = time_s - last_time_s_;
    double from = last_time_s_;
    double to = cell_end();
    // The line from the last sample to this one, cut at the borders of the cells.
    while (to <= time_s) {
      add_trapezoid(from, to, interval, x);
      emit(to - period_s_ / 2, values(integral_ * static_cast<T>(rate_hz_)), interval);
      integral_.setZero();
      ++cell_;
      from = to;
      to = cell_end();
    }
    if (from < time_s) add_trapezoid(from, time_s, interval, x);
    last_time_s_ = time_s;
    last_ = x;
    return true;
  }

  void reset() { started_ = false; }

  double period_s() const { return period_s_; }

  friend bool operator==(const grid_resampler& a, const grid_resampler& b) {
    return a.rate_hz_ == b.rate_hz_ && a.max_gap_s_ == b.max_gap_s_ && a.started_ == b.started_ &&
           (!a.started_ ||
            (a.origin_s_ == b.origin_s_ && a.cell_ == b.cell_ && a.last_time_s_ == b.last_time_s_ &&
             (a.last_ == b.last_).all() && (a.integral_ == b.integral_).all()));
  }

 private:
  double cell_end() const { return origin_s_ + static_cast<double>(cell_ + 1) * period_s_; }

  void restart(double time_s, const values& x) {
    started_ = true;
    origin_s_ = last_time_s_ = time_s;
    cell_ = 0;
    last_ = x;
    integral_.setZero();
  }

  // ∫ of the line through (last_time, last) and (last_time + interval, x) over [from, to]: its value
  // in the middle times the width.
  void add_trapezoid(double from, double to, double interval, const values& x) {
    const double middle = ((from - last_time_s_) + (to - last_time_s_)) / 2;
    const T share = static_cast<T>(middle / interval);
    integral_ += (last_ + share * (x - last_)) * static_cast<T>(to - from);
  }

  double rate_hz_;
  double period_s_;
  double max_gap_s_;
  double origin_s_ = 0;
  double last_time_s_ = 0;
  std::int64_t cell_ = 0;
  values last_ = values::Zero();
  values integral_ = values::Zero();
  bool started_ = false;
};

}  // namespace retrogait

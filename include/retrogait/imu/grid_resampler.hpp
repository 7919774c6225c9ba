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

/// One value of the grid.
template <std::floating_point T, int Channels>
struct grid_cell {
  double time_s;      ///< centre of the cell
  double interval_s;  ///< between the two samples around the cell's end
  Eigen::Array<T, Channels, 1> mean;
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
  explicit grid_resampler(const grid_params& params = {})
      : rate_hz_((throw_if_any(params.validate()), params.rate_hz)),
        period_s_(1 / params.rate_hz),
        max_gap_s_(params.max_gap_s) {}

  /// Takes one sample and calls on_cell(cell) for every cell that it completes. Returns false if the
  /// sample began a new grid (the first sample, or one after a gap): filters downstream start anew
  /// then. A sample that does not lie after the one before it carries no news and is left out.
  ///
  /// Active is how many channels the samples have, from the first on; the others stay zero.
  template <int Active = Channels, class OnCell>
  bool push(double time_s, const Eigen::Array<T, Active, 1>& x, OnCell&& on_cell) {
    if (!started_ || time_s - last_time_s_ > max_gap_s_) {
      begin<Active>(time_s, x);
      return false;
    }
    if (!(time_s > last_time_s_)) return true;
    auto integral = integral_.template head<Active>();
    auto last = last_.template head<Active>();
    const double interval_s = time_s - last_time_s_;
    // The line from the last sample to this one, cut at the borders of the cells.
    double from_s = last_time_s_;
    Eigen::Array<T, Active, 1> from = last;
    while (cell_end_s_ <= time_s) {
      const Eigen::Array<T, Active, 1> to =
          last + static_cast<T>((cell_end_s_ - last_time_s_) / interval_s) * (x - last);
      integral += static_cast<T>((cell_end_s_ - from_s) / 2) * (from + to);
      on_cell(grid_cell<T, Channels>{cell_end_s_ - period_s_ / 2, interval_s,
                                     integral_ * static_cast<T>(rate_hz_)});
      integral.setZero();
      from_s = cell_end_s_;
      from = to;
      ++cell_;
      cell_end_s_ = origin_s_ + static_cast<double>(cell_ + 1) * period_s_;
    }
    integral += static_cast<T>((time_s - from_s) / 2) * (from + x);
    last_time_s_ = time_s;
    last = x;
    return true;
  }

  /// Begins a new grid with this sample, as the first sample or one after a gap does.
  template <int Active = Channels>
  void begin(double time_s, const Eigen::Array<T, Active, 1>& x) {
    started_ = true;
    origin_s_ = last_time_s_ = time_s;
    cell_ = 0;
    cell_end_s_ = origin_s_ + period_s_;
    last_.setZero();
    last_.template head<Active>() = x;
    integral_.setZero();
  }

  /// Time of the newest sample.
  double last_time_s() const { return last_time_s_; }

  void reset() { started_ = false; }

  double period_s() const { return period_s_; }

  friend bool operator==(const grid_resampler& a, const grid_resampler& b) {
    return a.rate_hz_ == b.rate_hz_ && a.max_gap_s_ == b.max_gap_s_ && a.started_ == b.started_ &&
           (!a.started_ ||
            (a.origin_s_ == b.origin_s_ && a.cell_ == b.cell_ && a.last_time_s_ == b.last_time_s_ &&
             (a.last_ == b.last_).all() && (a.integral_ == b.integral_).all()));
  }

 private:
  double rate_hz_;
  double period_s_;
  double max_gap_s_;
  double origin_s_ = 0;
  double last_time_s_ = 0;
  double cell_end_s_ = 0;
  std::int64_t cell_ = 0;
  Eigen::Array<T, Channels, 1> last_ = Eigen::Array<T, Channels, 1>::Zero();
  Eigen::Array<T, Channels, 1> integral_ = Eigen::Array<T, Channels, 1>::Zero();
  bool started_ = false;
};

}  // namespace retrogait

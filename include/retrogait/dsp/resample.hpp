#pragma once
/// @file
/// A whole recording onto a uniform grid, from real timestamps, with its gaps marked.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/errors.hpp>
#include <retrogait/dsp/detail/checks.hpp>
#include <retrogait/dsp/fir.hpp>
#include <retrogait/math/statistics.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

namespace retrogait::dsp {

struct resample_params {
  /// Samples a second of the grid.
  double rate_hz = 100;
  /// Longest distance between two samples, in s, that interpolation may bridge; grid points inside
  /// longer ones are marked. The default bridges less than a tenth of a stride. Engineering choice.
  double max_gap_s = 0.1;

  issues validate() const {
    issues found;
    detail::check_rate(found, rate_hz);
    if (!(max_gap_s > 0) || !std::isfinite(max_gap_s)) {
      found.push_back({"max_gap_s", std::to_string(max_gap_s) + " is not a positive number"});
    }
    return found;
  }
};

/// Values on a uniform grid: row i belongs to the time start_s + i / rate_hz.
template <int Columns>
struct uniform_signal {
  double start_s = 0;
  double rate_hz = 0;
  Eigen::Matrix<double, Eigen::Dynamic, Columns> values;
  /// One a row: 1, or 0 inside a gap. The values there are finite (a straight line over the gap)
  /// but nobody measured them.
  std::vector<std::uint8_t> valid;

  double time_s(Eigen::Index i) const { return start_s + static_cast<double>(i) / rate_hz; }
};

namespace detail {

/// Samples a second, from the median of up to ten thousand intervals spread over the recording.
inline double median_rate(const Eigen::Ref<const Eigen::VectorXd>& time_s) {
  const Eigen::Index step = 1 + time_s.size() / 10000;
  std::vector<double> intervals;
  for (Eigen::Index i = 1; i < time_s.size(); i += step) {
    intervals.push_back(time_s[i] - time_s[i - 1]);
  }
  return 1 / median(intervals);
}

/// Straight lines through the samples (two or more), read at time_s[0] + k / rate_hz for each row k
/// of out. Calls on_point(k, distance, interval): the distance in s from the nearer sample, and the
/// interval between the two samples around it.
template <int Columns, class OnPoint>
void interpolate(const Eigen::Ref<const Eigen::VectorXd>& time_s,
                 const Eigen::Ref<const Eigen::Matrix<double, Eigen::Dynamic, Columns>>& values,
                 double rate_hz, Eigen::Matrix<double, Eigen::Dynamic, Columns>& out,
                 OnPoint on_point) {
  Eigen::Index left = 0;
  const auto interval_after = [&](Eigen::Index i) {
    const double interval = time_s[i + 1] - time_s[i];
    RETROGAIT_ASSERT(interval > 0, "times must rise from sample to sample");
    return interval;
  };
  double interval = interval_after(0);
  for (Eigen::Index k = 0; k < out.rows(); ++k) {
    const double t = time_s[0] + static_cast<double>(k) / rate_hz;
    while (left + 2 < time_s.size() && time_s[left + 1] <= t) interval = interval_after(++left);
    const double after = (std::min)(t - time_s[left], interval);
    const double weight = after / interval;
    for (Eigen::Index c = 0; c < out.cols(); ++c) {
      out(k, c) = values(left, c) + weight * (values(left + 1, c) - values(left, c));
    }
    on_point(k, (std::min)(after, interval - after), interval);
  }
}

/// A sinc in continuous time, faded out by a Kaiser window: flat to 0.4 · rate_hz, -60 dB from half
/// the rate on. Read from a table fine enough not to add to what it leaks.
class anti_alias_kernel {
 public:
  explicit anti_alias_kernel(double rate_hz) {
    const double attenuation_db = 60;
    const double transition_hz = 0.1 * rate_hz;
    const double cutoff_hz = 0.45 * rate_hz;
    // The length of a Kaiser design (see kaiser_length) with the step between taps gone to 0.
    half_width_s_ = (attenuation_db - 7.95) / (2.285 * 4 * std::numbers::pi * transition_hz);
    const fir_window window = kaiser(kaiser_beta(attenuation_db));
    const auto cells = static_cast<int>(std::ceil(half_width_s_ * 2 * cutoff_hz * 256));
    cells_per_s_ = cells / half_width_s_;
    for (int i = 0; i <= cells; ++i) {
      const double offset = static_cast<double>(i) / cells;
      table_.push_back(sinc(2 * cutoff_hz * offset * half_width_s_) * window_at(window, offset));
    }
    table_.push_back(0);
  }

  double half_width_s() const { return half_width_s_; }

  /// At a distance from 0 to half_width_s().
  double operator()(double distance_s) const {
    const double position = distance_s * cells_per_s_;
    const auto cell = static_cast<std::size_t>(position);
    return table_[cell] +
           (position - static_cast<double>(cell)) * (table_[cell + 1] - table_[cell]);
  }

 private:
  double half_width_s_ = 0;
  double cells_per_s_ = 0;
  std::vector<double> table_;
};

/// Replaces each valid row of out by the mean of the samples around it under the kernel, each
/// sample weighted with the time that it stands for; gaps stand for nothing.
template <int Columns>
void anti_alias(const Eigen::Ref<const Eigen::VectorXd>& time_s,
                const Eigen::Ref<const Eigen::Matrix<double, Eigen::Dynamic, Columns>>& values,
                double max_gap_s, uniform_signal<Columns>& out) {
  const Eigen::Index n = time_s.size();
  Eigen::VectorXd share_s = Eigen::VectorXd::Zero(n);
  for (Eigen::Index i = 1; i < n; ++i) {
    const double interval = time_s[i] - time_s[i - 1];
    if (interval > max_gap_s) continue;
    share_s[i - 1] += interval / 2;
    share_s[i] += interval / 2;
  }

  const anti_alias_kernel kernel(out.rate_hz);
  Eigen::Index first = 0;
  for (Eigen::Index k = 0; k < out.values.rows(); ++k) {
    if (!out.valid[static_cast<std::size_t>(k)]) continue;
    const double t = out.time_s(k);
    while (time_s[first] < t - kernel.half_width_s()) ++first;
    double total = 0;
    Eigen::Matrix<double, 1, Columns> sum = Eigen::Matrix<double, 1, Columns>::Zero(values.cols());
    for (Eigen::Index i = first; i < n && time_s[i] <= t + kernel.half_width_s(); ++i) {
      const double weight = share_s[i] * kernel(std::abs(time_s[i] - t));
      total += weight;
      sum += weight * values.row(i);
    }
    // A lone sample between two gaps stands for no time; it keeps its value.
    if (total > 0) out.values.row(k) = sum / total;
  }
}

}  // namespace detail

/// time_s: N, strictly increasing; values: N×1, N×3, … with any spacing in time. The grid starts at
/// the first sample and ends at or before the last.
///
/// Values between samples come from straight lines. On a recording at rate r that lowers the
/// amplitude at the frequency f by sinc²(f / r) at worst: 1 % at r / 18.
///
/// Where the grid is slower than the recording (its median rate, by more than 1 %), a symmetric
/// Kaiser-windowed sinc is laid over the samples instead, which keeps out what the grid cannot hold:
/// flat to 0.4 · rate_hz, -60 dB from half the rate on for evenly spaced samples, no delay. It
/// reaches 18 grid points to both sides, and near the ends and gaps uses the samples that are there.
///
/// Errors: config_error from the params.
template <class Derived>
uniform_signal<Derived::ColsAtCompileTime> resample_uniform(
    const Eigen::Ref<const Eigen::VectorXd>& time_s, const Eigen::MatrixBase<Derived>& values,
    const resample_params& params = {}) {
  constexpr int columns = Derived::ColsAtCompileTime;
  throw_if_any(params.validate());
  RETROGAIT_ASSERT(values.rows() == time_s.size(), "times and values differ in number");

  const Eigen::Ref<const Eigen::Matrix<double, Eigen::Dynamic, columns>> in(values.derived());
  uniform_signal<columns> out;
  out.rate_hz = params.rate_hz;
  out.values.resize(0, in.cols());
  if (time_s.size() == 0) return out;
  out.start_s = time_s[0];
  if (time_s.size() == 1) {
    out.values = in;
    out.valid = {1};
    return out;
  }

  const double duration_s = time_s[time_s.size() - 1] - time_s[0];
  const double rounding = 1e-6;  // of a sample: it must not cost the last point, nor make a gap
  const auto points =
      static_cast<Eigen::Index>(std::floor(duration_s * params.rate_hz + rounding)) + 1;
  out.values.resize(points, in.cols());
  out.valid.resize(static_cast<std::size_t>(points));
  const double same_time_s = rounding / params.rate_hz;
  const double max_gap_s = params.max_gap_s + same_time_s;
  detail::interpolate<columns>(time_s, in, params.rate_hz, out.values,
                               [&](Eigen::Index k, double distance_s, double interval_s) {
                                 out.valid[static_cast<std::size_t>(k)] =
                                     interval_s <= max_gap_s || distance_s <= same_time_s;
                               });
  if (detail::median_rate(time_s) > 1.01 * params.rate_hz) {
    detail::anti_alias<columns>(time_s, in, max_gap_s, out);
  }
  return out;
}

}  // namespace retrogait::dsp

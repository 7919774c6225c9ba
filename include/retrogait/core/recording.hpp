#pragma once
/// @file
/// What one sensor recorded, with its real timestamps: any rate, jitter and gaps included. Nothing
/// is resampled here; lost packets are missing rows.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/core/words.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retrogait {

/// N×3, column-major: each axis lies contiguous.
using matrix_n3 = Eigen::Matrix<double, Eigen::Dynamic, 3>;

/// Reads a recording's columns as a range of samples, without copying them. The recording must
/// outlive the view.
template <class Sample>
class sample_view {
 public:
  class iterator {
   public:
    using iterator_concept = std::random_access_iterator_tag;
    using iterator_category = std::input_iterator_tag;
    using value_type = Sample;
    using difference_type = std::ptrdiff_t;
    using reference = Sample;

    iterator() = default;
    iterator(const sample_view* view, difference_type i) : view_(*view), i_(i) {}

    Sample operator*() const { return view_[i_]; }
    Sample operator[](difference_type k) const { return view_[i_ + k]; }
    iterator& operator++() { return *this += 1; }
    iterator operator++(int) { return std::exchange(*this, *this + 1); }
    iterator& operator--() { return *this -= 1; }
    iterator operator--(int) { return std::exchange(*this, *this - 1); }
    iterator& operator+=(difference_type k) {
      i_ += k;
      return *this;
    }
    iterator& operator-=(difference_type k) { return *this += -k; }
    friend iterator operator+(iterator a, difference_type k) { return a += k; }
    friend iterator operator+(difference_type k, iterator a) { return a += k; }
    friend iterator operator-(iterator a, difference_type k) { return a -= k; }
    friend difference_type operator-(const iterator& a, const iterator& b) { return a.i_ - b.i_; }
    friend bool operator==(const iterator& a, const iterator& b) { return a.i_ == b.i_; }
    friend auto operator<=>(const iterator& a, const iterator& b) { return a.i_ <=> b.i_; }

   private:
    sample_view view_;
    difference_type i_ = 0;
  };

  sample_view() = default;
  /// gyr may be null for samples that carry no angular rate.
  sample_view(const double* time, const double* acc, const double* gyr, std::ptrdiff_t stride,
              std::ptrdiff_t size)
      : time_(time), acc_(acc), gyr_(gyr), stride_(stride), size_(size) {}

  iterator begin() const { return {this, 0}; }
  iterator end() const { return {this, size_}; }
  std::size_t size() const { return static_cast<std::size_t>(size_); }
  bool empty() const { return size_ == 0; }

  Sample operator[](std::ptrdiff_t i) const {
    using T = typename Sample::scalar;
    Sample s;
    s.time_s = time_[i];
    for (int k = 0; k < 3; ++k) s.acc_m_s2[k] = static_cast<T>(acc_[k * stride_ + i]);
    if constexpr (requires { s.gyr_rad_s; }) {
      for (int k = 0; k < 3; ++k) s.gyr_rad_s[k] = static_cast<T>(gyr_[k * stride_ + i]);
    }
    return s;
  }

  /// The samples from index first, count of them.
  sample_view slice(std::ptrdiff_t first, std::ptrdiff_t count) const {
    return {time_ + first, acc_ + first, gyr_ ? gyr_ + first : nullptr, stride_, count};
  }

 private:
  const double* time_ = nullptr;
  const double* acc_ = nullptr;
  const double* gyr_ = nullptr;
  std::ptrdiff_t stride_ = 0;
  std::ptrdiff_t size_ = 0;
};

/// One sensor's recording.
///
/// time_s: N, seconds, strictly increasing, any origin (kept: results carry the same times).
/// acc_m_s2: N×3, gravity included, device axes. gyr_rad_s: N×3 or 0×3 where there is none.
struct recording {
  std::string name;
  retrogait::placement placement = retrogait::placement::lumbar;
  retrogait::mounting mounting;
  Eigen::VectorXd time_s;
  matrix_n3 acc_m_s2;
  matrix_n3 gyr_rad_s;

  std::ptrdiff_t size() const { return time_s.size(); }
  bool empty() const { return size() == 0; }
  bool has_gyroscope() const { return gyr_rad_s.rows() > 0; }

  /// Seconds from the first to the last sample.
  double duration_s() const { return size() > 1 ? time_s[size() - 1] - time_s[0] : 0.0; }

  /// Samples a second, from the intervals within half of the median one, so that gaps and a lying
  /// header do not count and rounded times average out; 0 with fewer than two samples.
  double rate_hz() const;

  /// The share of samples that should lie inside the recording but do not, counted where the
  /// interval is at least 1.5 median intervals long.
  double lost_share() const;

  sample_view<acc_sample<double>> acceleration() const {
    return {time_s.data(), acc_m_s2.data(), nullptr, acc_m_s2.outerStride(), size()};
  }

  /// Requires has_gyroscope().
  sample_view<imu_sample<double>> samples() const {
    RETROGAIT_ASSERT(has_gyroscope(), "samples() needs a gyroscope; use acceleration()");
    return {time_s.data(), acc_m_s2.data(), gyr_rad_s.data(), acc_m_s2.outerStride(), size()};
  }

  /// The rows with times from from_s to to_s, both included: the first one, and how many.
  struct row_range {
    std::ptrdiff_t first = 0;
    std::ptrdiff_t count = 0;
  };
  row_range rows_between(double from_s, double to_s) const {
    const double* const begin = time_s.data();
    const double* const end = begin + size();
    const double* const first = std::lower_bound(begin, end, from_s);
    return {first - begin, std::upper_bound(first, end, (std::max)(from_s, to_s)) - first};
  }

  /// Everything that is wrong with it: sizes that differ, times that do not rise, values that are
  /// not finite. Empty if it can be used.
  issues validate() const;

  /// The first part of it, which costs nothing however long the recording is.
  issues validate_sizes() const;
};

inline double recording::rate_hz() const {
  if (size() < 2) return 0.0;
  // A day of samples has no more to say about its intervals than some thirty thousand of them, spread
  // over the whole recording.
  const std::ptrdiff_t step = std::max<std::ptrdiff_t>(1, (size() - 1) / 30000);
  std::vector<double> intervals;
  intervals.reserve(static_cast<std::size_t>((size() - 1) / step + 1));
  for (std::ptrdiff_t i = 1; i < size(); i += step) intervals.push_back(time_s[i] - time_s[i - 1]);
  const auto middle = intervals.begin() + static_cast<std::ptrdiff_t>(intervals.size() / 2);
  std::nth_element(intervals.begin(), middle, intervals.end());
  const double median_s = *middle;
  double sum_s = 0;
  double usual = 0;
  for (const double interval_s : intervals) {
    if (std::abs(interval_s - median_s) > median_s / 2) continue;
    sum_s += interval_s;
    ++usual;
  }
  return sum_s > 0 ? usual / sum_s : 0.0;
}

inline double recording::lost_share() const {
  const double rate = rate_hz();
  if (rate <= 0) return 0.0;
  const double longest_s = 1.5 / rate;
  double lost = 0;
  for (std::ptrdiff_t i = 1; i < size(); ++i) {
    const double interval_s = time_s[i] - time_s[i - 1];
    if (interval_s >= longest_s) lost += std::round(interval_s * rate) - 1;
  }
  return lost / (lost + static_cast<double>(size()));
}

inline issues recording::validate_sizes() const {
  issues found;
  if (acc_m_s2.rows() != size()) {
    found.push_back({"acc_m_s2", std::to_string(acc_m_s2.rows()) + " rows, but " +
                                     std::to_string(size()) + " times"});
  }
  if (has_gyroscope() && gyr_rad_s.rows() != size()) {
    found.push_back({"gyr_rad_s", std::to_string(gyr_rad_s.rows()) + " rows, but " +
                                      std::to_string(size()) + " times"});
  }
  return found;
}

inline issues recording::validate() const {
  issues found = validate_sizes();
  for (std::ptrdiff_t i = 1; i < size(); ++i) {
    if (!(time_s[i] > time_s[i - 1])) {
      found.push_back(
          {"time_s", "row " + std::to_string(i) + " does not lie after the row before"});
      break;
    }
  }
  if (!time_s.allFinite()) found.push_back({"time_s", "holds a value that is not finite"});
  if (!acc_m_s2.allFinite()) found.push_back({"acc_m_s2", "holds a value that is not finite"});
  if (!gyr_rad_s.allFinite()) found.push_back({"gyr_rad_s", "holds a value that is not finite"});
  return found;
}

}  // namespace retrogait

#pragma once
/// @file
/// The last seconds of the trunk's motion, as the detectors of this module look at it.

#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/math/window_buffer.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>

namespace retrogait {

/// Newest samples of each channel on the grid of trunk_motion (50 Hz), contiguous in memory.
template <std::floating_point T>
class trunk_window {
 public:
  /// Samples of the stretch over which the strength of the motion is taken (1.2 s: a stride).
  static constexpr std::size_t stride_length = 60;
  static constexpr std::size_t capacity = 128;
  static constexpr double rate_hz = 50;

  using channel = window_buffer<T, capacity>;

  void push(const trunk_sample<T>& s) {
    forward.push_back(s.acc_m_s2[0]);
    left.push_back(s.acc_m_s2[1]);
    vertical.push_back(s.acc_m_s2[2]);
    roll.push_back(s.gyr_rad_s[0]);
    yaw.push_back(s.gyr_rad_s[2]);
    energy_.push_back(s.acc_m_s2.squaredNorm());
    interval_.push_back(static_cast<T>(s.interval_s));
    gravity_m_s2_ = s.gravity_m_s2;
    time_s_ = s.time_s;
    count_ = (std::min)(count_ + 1, capacity);
  }

  void clear() { *this = trunk_window(); }

  /// Time of the newest sample.
  double time_s() const { return time_s_; }
  /// How many samples have come since the last clear(), counted up to capacity.
  std::size_t count() const { return count_; }
  T gravity_m_s2() const { return gravity_m_s2_; }

  /// Root mean square of the acceleration without gravity over the last stride_length samples, but
  /// not less than floor_share of gravity. Dividing by it makes scores independent of the sensor's
  /// gain and of how hard a person walks, without blowing up stillness.
  T strength(T floor_share) const {
    const Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>> e(energy_.last(stride_length),
                                                                 stride_length);
    const std::size_t have = std::max<std::size_t>(1, (std::min)(count_, stride_length));
    return (std::max)(std::sqrt(e.sum() / static_cast<T>(have)), floor_share * gravity_m_s2_);
  }

  /// Natural logarithm of the motion's share of gravity, as a root mean square over the samples from
  /// `from` to, but without, `to` before the newest; not less than that of a hundredth.
  double log_share(std::size_t from, std::size_t to) const {
    constexpr double least = 0.01;
    const auto n = static_cast<Eigen::Index>(to - from);
    const Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>> e(energy_.last(to - from, from), n);
    const double gravity = static_cast<double>(gravity_m_s2_);
    if (!(gravity > 0)) return std::log(least);
    return std::log((std::max)(
        std::sqrt(static_cast<double>(e.sum()) / static_cast<double>(n)) / gravity, least));
  }

  /// How much of the acceleration of the last stride_length samples lies along one line: Σλ²/(Σλ)² of
  /// the eigenvalues λ of Σ a aᵀ, from 1/3 (no line) to 1 (along one line only). Walking moves the trunk
  /// up and down, to and fro and from side to side at different times; shaking and jolts do not.
  double alignment() const {
    using column = Eigen::Map<const Eigen::Array<T, static_cast<int>(stride_length), 1>>;
    const column x(forward.last(stride_length));
    const column y(left.last(stride_length));
    const column z(vertical.last(stride_length));
    const auto sum = [](const auto& product) { return static_cast<double>(product.sum()); };
    const double xx = sum(x * x);
    const double yy = sum(y * y);
    const double zz = sum(z * z);
    const double xy = sum(x * y);
    const double xz = sum(x * z);
    const double yz = sum(y * z);
    const double trace = xx + yy + zz;
    if (!(trace > 0)) return 1.0 / 3;
    return (xx * xx + yy * yy + zz * zz + 2 * (xy * xy + xz * xz + yz * yz)) / (trace * trace);
  }

  /// Longest time between two real samples around the sample `before` samples before the newest.
  T interval_s(std::size_t before) const { return interval_.newest(before); }

  friend bool operator==(const trunk_window&, const trunk_window&) = default;

  channel forward;   ///< m/s², along trunk_sample's x
  channel left;      ///< m/s², along trunk_sample's y
  channel vertical;  ///< m/s², gravity removed
  channel roll;      ///< rad/s, about x
  channel yaw;       ///< rad/s, about z

 private:
  channel energy_;
  channel interval_;
  T gravity_m_s2_ = 0;
  double time_s_ = 0;
  std::size_t count_ = 0;
};

}  // namespace retrogait

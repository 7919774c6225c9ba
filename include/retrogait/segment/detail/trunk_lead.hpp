#pragma once
// Which of two accelerations of a body that is carried along leads the other.

#include <retrogait/math/ring_buffer.hpp>

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>

namespace retrogait::detail {

/// The antisymmetric part of the normalised cross-correlation of the accelerations upward (v) and
/// forward (a), mean over the lags 0.08, 0.12 and 0.16 s,
///   Σ v(t-τ) a(t) - v(t) a(t-τ) over sqrt(Σ v² Σ a²),
/// as direction_features::lead, but with weights that fall off. Negative walking forward, positive
/// backward. It changes its sign with that of the forward axis. Takes a 50 Hz grid.
template <std::floating_point T>
class trunk_lead {
 public:
  explicit trunk_lead(double memory_s) : keep_(static_cast<T>(1 - period_s / memory_s)) {}

  void push(T upward, T forward) {
    weight_ = keep_ * weight_ + T(1);
    mean_[0] += (upward - mean_[0]) / weight_;
    mean_[1] += (forward - mean_[1]) / weight_;
    const pair now{upward - mean_[0], forward - mean_[1]};
    up_square_ = keep_ * up_square_ + now[0] * now[0];
    forward_square_ = keep_ * forward_square_ + now[1] * now[1];
    mixed_ *= keep_;
    for (const std::size_t lag : lags) {
      if (before_.size() < lag) break;
      const pair& then = before_[before_.size() - lag];
      mixed_ += then[0] * now[1] - now[0] * then[1];
    }
    before_.push_back(now);
  }

  T value() const {
    const T power = std::sqrt(up_square_ * forward_square_);
    return power > T(0) ? mixed_ / (T(3) * power) : T(0);
  }

  void forget() {
    before_.clear();
    mean_ = {};
    weight_ = up_square_ = forward_square_ = mixed_ = T(0);
  }

  friend bool operator==(const trunk_lead&, const trunk_lead&) = default;

 private:
  using pair = std::array<T, 2>;
  static constexpr double period_s = 0.02;
  static constexpr std::array<std::size_t, 3> lags{4, 6, 8};

  T keep_;
  static_ring<pair, 8> before_;
  pair mean_{};
  T weight_ = 0;
  T up_square_ = 0;
  T forward_square_ = 0;
  T mixed_ = 0;
};

}  // namespace retrogait::detail

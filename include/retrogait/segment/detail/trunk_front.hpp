#pragma once
// What the published detectors for the lower back share around their method.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/math/ring_buffer.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace retrogait::detail {

// Length of the acceleration that the sensor felt, gravity included.
template <std::floating_point T>
T felt_norm(const trunk_sample<T>& cell) {
  vec3<T> felt = cell.acc_m_s2;
  felt[2] += cell.gravity_m_s2;
  return felt.norm();
}

// From samples to cells of motion on the 50 Hz grid of trunk_motion, and contacts out again one an
// update. Cells of stillness never reach the method: motion below still_share of gravity, once it
// has lasted for still_time_s.
template <std::floating_point T>
class trunk_front {
 public:
  static constexpr double period_s = 0.02;
  static constexpr double still_time_s = 2;
  static constexpr std::size_t queue_capacity = 16;

  trunk_front(const retrogait::mounting& mounting, double still_share)
      : motion_(trunk_motion_params{.mounting = mounting}),
        still_share_(static_cast<T>(still_share)) {}

  // Calls on_cell(trunk_sample) for each cell of motion, and on_end() after the last one before
  // stillness or a break of the stream: what follows is then still, or not known.
  template <class Sample, class OnCell, class OnEnd>
  void update(const Sample& s, OnCell&& on_cell, OnEnd&& on_end) {
    if (!is_finite(s)) return;
    now_s_ = (std::max)(now_s_, s.time_s);
    if (moving_ == 0 && motion_.rest(s, still_share_)) return;
    motion_.update(s, [&](const typename trunk_motion<T>::cell& c) {
      if (motion_.moves(c, still_share_)) {
        moving_ = still_after;
      } else if (moving_ > 0 && --moving_ == 0) {
        on_end();
      }
      if (moving_ == 0) return;
      const trunk_sample<T> cell = motion_.level(c);
      if (motion_.breaks() != breaks_) {
        breaks_ = motion_.breaks();
        on_end();
      }
      on_cell(cell);
    });
  }

  // A contact waits here for the next sample.
  void report(const contact& c) {
    RETROGAIT_ASSERT(!waiting_.full(), "more contacts wait than a walk can bring");
    waiting_.push_back(c);
  }

  std::optional<contact> next() {
    if (waiting_.empty()) return std::nullopt;
    contact c = waiting_.front();
    waiting_.pop_front();
    c.known_at_s = now_s_;
    return c;
  }

  // All that waits.
  event_buffer<contact, queue_capacity> rest() {
    event_buffer<contact, queue_capacity> all;
    while (const auto c = next()) all.push_back(*c);
    return all;
  }

  friend bool operator==(const trunk_front&, const trunk_front&) = default;

 private:
  static constexpr int still_after = static_cast<int>(still_time_s / period_s);

  trunk_motion<T> motion_;
  T still_share_;
  static_ring<contact, queue_capacity> waiting_;
  double now_s_ = -1e300;
  std::uint32_t breaks_ = 0;
  int moving_ = 0;
};

}  // namespace retrogait::detail

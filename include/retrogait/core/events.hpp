#pragma once
/// @file
/// What detectors find. Every event carries the time of the phenomenon and the time at which it
/// could be known, so that a live program can show how late it is.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/words.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace retrogait {

/// A direction, with the probability that it is right. Unknown carries the probability of the likeliest
/// one, which was not enough.
struct direction_estimate {
  direction value = direction::unknown;
  double probability = 0.5;

  friend bool operator==(const direction_estimate&, const direction_estimate&) = default;
  friend bool operator==(const direction_estimate& e, direction d) { return e.value == d; }
};

/// A foot meets or leaves the ground.
struct contact {
  double time_s = 0;      ///< when it happened, on the recording's clock
  double known_at_s = 0;  ///< time of the sample that completed the evidence
  contact_kind kind = contact_kind::initial_contact;
  retrogait::side side = retrogait::side::unknown;
  direction_estimate direction{};  ///< as known at known_at_s
  std::uint32_t bout = 0;          ///< counted from 1; 0 where a detector does not find bouts
  double quality = 0;              ///< 0 to 1

  friend bool operator==(const contact&, const contact&) = default;
};

/// A few events returned at once, without the heap.
template <class Event, std::size_t Capacity>
class event_buffer {
 public:
  using value_type = Event;

  void push_back(const Event& e) {
    RETROGAIT_ASSERT(size_ < Capacity, "event buffer is full");
    events_[size_++] = e;
  }

  const Event* begin() const { return events_.data(); }
  const Event* end() const { return events_.data() + size_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const Event& operator[](std::size_t i) const { return events_[i]; }

 private:
  std::array<Event, Capacity> events_{};
  std::size_t size_ = 0;
};

/// How many events what a detector's finish() returns can hold: 0 where it returns none.
template <class Output>
inline constexpr std::size_t event_capacity = 0;
template <class Event, std::size_t Capacity>
inline constexpr std::size_t event_capacity<event_buffer<Event, Capacity>> = Capacity;

}  // namespace retrogait

#pragma once
/// @file
/// The newest values of a stream as one contiguous block, so that a filter's dot product runs over
/// plain memory. Every value is written twice, half a buffer apart; nothing is ever moved.

#include <retrogait/core/assert.hpp>

#include <array>
#include <cstddef>

namespace retrogait {

/// Holds the newest Capacity values; older places hold T{} until they are filled.
template <class T, std::size_t Capacity>
class window_buffer {
  static_assert(Capacity > 0, "a window holds at least one value");

 public:
  static constexpr std::size_t capacity() { return Capacity; }

  void push_back(const T& value) {
    values_[next_] = value;
    values_[next_ + Capacity] = value;
    next_ = next_ + 1 == Capacity ? 0 : next_ + 1;
  }

  void clear() { *this = window_buffer(); }

  /// count values, oldest first, ending `before` values before the newest (0: at the newest).
  const T* last(std::size_t count, std::size_t before = 0) const {
    RETROGAIT_ASSERT(count + before <= Capacity, "a window is not that long");
    return values_.data() + (next_ + Capacity - count - before);
  }

  /// The value pushed `before` values before the newest.
  const T& newest(std::size_t before = 0) const { return *last(1, before); }

  friend bool operator==(const window_buffer& a, const window_buffer& b) {
    for (std::size_t i = 0; i < Capacity; ++i) {
      if (!(a.newest(i) == b.newest(i))) return false;
    }
    return true;
  }

 private:
  std::array<T, 2 * Capacity> values_{};
  std::size_t next_ = 0;
};

}  // namespace retrogait

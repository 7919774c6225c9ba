#pragma once
/// @file
/// The last few values of a stream, oldest first, in memory that is taken once.

#include <retrogait/core/assert.hpp>

#include <array>
#include <cstddef>
#include <iterator>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace retrogait {

/// Keeps the newest capacity() values: push_back on a full buffer forgets the oldest. Index 0 is
/// the oldest. Nothing but the constructor and copies of a ring_buffer use the heap. Two buffers
/// are equal if they have the same capacity and hold the same values in the same order.
template <class T, std::size_t Extent>
class basic_ring_buffer {
  static constexpr bool is_dynamic = Extent == std::dynamic_extent;
  static_assert(Extent > 0, "a ring buffer holds at least one value");
  static_assert(!std::is_same_v<T, bool>, "std::vector<bool> has no elements to refer to");

 public:
  using value_type = T;

  class const_iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = const T*;
    using reference = const T&;

    const_iterator() = default;
    const_iterator(const basic_ring_buffer* ring, std::size_t i) : ring_(ring), i_(i) {}

    reference operator*() const { return (*ring_)[i_]; }
    pointer operator->() const { return &(*ring_)[i_]; }
    const_iterator& operator++() {
      ++i_;
      return *this;
    }
    const_iterator operator++(int) { return std::exchange(*this, const_iterator(ring_, i_ + 1)); }
    friend bool operator==(const const_iterator&, const const_iterator&) = default;

   private:
    const basic_ring_buffer* ring_ = nullptr;
    std::size_t i_ = 0;
  };

  /// An empty buffer of the capacity that the type states.
  basic_ring_buffer() requires(!is_dynamic) = default;

  /// An empty buffer for that many values; at least one.
  explicit basic_ring_buffer(std::size_t capacity) requires(is_dynamic) : values_(capacity) {
    RETROGAIT_ASSERT(capacity > 0, "a ring buffer holds at least one value");
  }

  std::size_t capacity() const { return values_.size(); }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  bool full() const { return size_ == capacity(); }

  void push_back(const T& value) {
    values_[place(size_ == capacity() ? 0 : size_)] = value;
    if (full()) {
      first_ = place(1);
    } else {
      ++size_;
    }
  }

  void pop_front() {
    RETROGAIT_ASSERT(!empty(), "pop_front() of an empty ring buffer");
    first_ = place(1);
    --size_;
  }

  void clear() { first_ = size_ = 0; }

  const T& operator[](std::size_t i) const {
    RETROGAIT_ASSERT(i < size_, "index beyond the newest value of a ring buffer");
    return values_[place(i)];
  }
  T& operator[](std::size_t i) { return const_cast<T&>(std::as_const(*this)[i]); }

  const T& front() const { return (*this)[0]; }
  const T& back() const { return (*this)[size_ - 1]; }

  const_iterator begin() const { return {this, 0}; }
  const_iterator end() const { return {this, size_}; }

  friend bool operator==(const basic_ring_buffer& a, const basic_ring_buffer& b) {
    if (a.capacity() != b.capacity() || a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (!(a[i] == b[i])) return false;
    }
    return true;
  }

 private:
  std::size_t place(std::size_t i) const {
    const std::size_t unwrapped = first_ + i;
    return unwrapped < capacity() ? unwrapped : unwrapped - capacity();
  }

  std::conditional_t<is_dynamic, std::vector<T>, std::array<T, is_dynamic ? 1 : Extent>> values_{};
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

/// Capacity chosen at construction.
template <class T>
using ring_buffer = basic_ring_buffer<T, std::dynamic_extent>;

/// Capacity chosen at compile time; never uses the heap.
template <class T, std::size_t Capacity>
using static_ring = basic_ring_buffer<T, Capacity>;

}  // namespace retrogait

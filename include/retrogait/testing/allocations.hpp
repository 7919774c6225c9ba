#pragma once
/// @file
/// Counts what the program takes from the heap, for the law "no heap allocation in update".
///
/// A header cannot replace operator new for a program by itself: write RETROGAIT_COUNT_ALLOCATIONS;
/// once, at namespace scope, in exactly one source file of the test program. Without it nothing is
/// counted and the law is left out.
///
/// Only operator new is counted. Eigen's matrices of dynamic size call malloc themselves; for them
/// compile the test with EIGEN_RUNTIME_NO_MALLOC and use Eigen's own switch.

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace retrogait::testing {

namespace detail {

inline std::atomic<std::size_t> allocation_count{0};
inline std::atomic<bool> allocations_counted{false};

inline void* counted_allocate(std::size_t size, std::size_t alignment) noexcept {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  if (size == 0) size = 1;
  if (alignment <= alignof(std::max_align_t)) return std::malloc(size);
  return std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}

// Not inlined: g++ would take a free() that it sees inside operator delete for a mistake.
[[gnu::noinline]] inline void release(void* p) noexcept {
  std::free(p);
}

}  // namespace detail

/// Whether this program counts its allocations.
inline bool counts_allocations() {
  return detail::allocations_counted.load(std::memory_order_relaxed);
}

/// How often operator new has been called in this program, by all threads.
inline std::size_t allocations() {
  return detail::allocation_count.load(std::memory_order_relaxed);
}

}  // namespace retrogait::testing

#define RETROGAIT_COUNT_ALLOCATIONS                                                                \
  void* operator new(std::size_t size) {                                                           \
    void* p = ::retrogait::testing::detail::counted_allocate(size, 0);                             \
    if (p == nullptr) throw std::bad_alloc();                                                      \
    return p;                                                                                      \
  }                                                                                                \
  void* operator new(std::size_t size, std::align_val_t alignment) {                               \
    void* p =                                                                                      \
        ::retrogait::testing::detail::counted_allocate(size, static_cast<std::size_t>(alignment)); \
    if (p == nullptr) throw std::bad_alloc();                                                      \
    return p;                                                                                      \
  }                                                                                                \
  void* operator new[](std::size_t size) {                                                         \
    return ::operator new(size);                                                                   \
  }                                                                                                \
  void* operator new[](std::size_t size, std::align_val_t alignment) {                             \
    return ::operator new(size, alignment);                                                        \
  }                                                                                                \
  void* operator new(std::size_t size, const std::nothrow_t&) noexcept {                           \
    return ::retrogait::testing::detail::counted_allocate(size, 0);                                \
  }                                                                                                \
  void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {                         \
    return ::retrogait::testing::detail::counted_allocate(size, 0);                                \
  }                                                                                                \
  void operator delete(void* p) noexcept {                                                         \
    ::retrogait::testing::detail::release(p);                                                      \
  }                                                                                                \
  void operator delete(void* p, std::size_t) noexcept {                                            \
    ::retrogait::testing::detail::release(p);                                                      \
  }                                                                                                \
  void operator delete(void* p, std::align_val_t) noexcept {                                       \
    ::retrogait::testing::detail::release(p);                                                      \
  }                                                                                                \
  void operator delete(void* p, std::size_t, std::align_val_t) noexcept {                          \
    ::retrogait::testing::detail::release(p);                                                      \
  }                                                                                                \
  void operator delete(void* p, const std::nothrow_t&) noexcept {                                  \
    ::retrogait::testing::detail::release(p);                                                      \
  }                                                                                                \
  void operator delete[](void* p) noexcept {                                                       \
    ::retrogait::testing::detail::release(p);                                                      \
  }                                                                                                \
  void operator delete[](void* p, std::size_t) noexcept {                                          \
    ::retrogait::testing::detail::release(p);                                                      \
  }                                                                                                \
  void operator delete[](void* p, std::align_val_t) noexcept {                                     \
    ::retrogait::testing::detail::release(p);                                                      \
  }                                                                                                \
  void operator delete[](void* p, std::size_t, std::align_val_t) noexcept {                        \
    ::retrogait::testing::detail::release(p);                                                      \
  }                                                                                                \
  void operator delete[](void* p, const std::nothrow_t&) noexcept {                                \
    ::retrogait::testing::detail::release(p);                                                      \
  }                                                                                                \
  namespace {                                                                                      \
  [[maybe_unused]] const bool retrogait_counts_allocations =                                       \
      (::retrogait::testing::detail::allocations_counted = true);                                  \
  }                                                                                                \
  static_assert(true, "takes the semicolon")

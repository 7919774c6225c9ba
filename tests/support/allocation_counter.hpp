#pragma once
// Replaces the global operator new of a test binary by one that counts. Include it in exactly one
// source file of the binary. Eigen's matrices take their memory past operator new: they are not
// counted, but EIGEN_RUNTIME_NO_MALLOC makes Eigen assert that there are none.

#include <Eigen/Core>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace test_support {

inline std::atomic<std::size_t> allocations{0};

/// How often f(), which must not throw, asked for memory.
template <class F>
std::size_t allocations_in(F&& f) {
  const std::size_t before = allocations;
#ifdef EIGEN_RUNTIME_NO_MALLOC
  Eigen::internal::set_is_malloc_allowed(false);
#endif
  f();
#ifdef EIGEN_RUNTIME_NO_MALLOC
  Eigen::internal::set_is_malloc_allowed(true);
#endif
  return allocations - before;
}

inline void* counted(void* memory) {
  ++allocations;
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace test_support

// Not inlined, so that the compiler does not set its own new against the free() that it sees here.
[[gnu::noinline]] void* operator new(std::size_t size) {
  return test_support::counted(std::malloc(size > 0 ? size : 1));
}

[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto step = static_cast<std::size_t>(alignment);
  return test_support::counted(std::aligned_alloc(step, (size + step - 1) / step * step));
}

[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++test_support::allocations;
  return std::malloc(size > 0 ? size : 1);
}

[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

#pragma once
/// @file
/// The first tier of failure: a bug in the calling program. Checked in every build type, handled
/// by a function that a program may replace (a test that throws, a device that logs and restarts).

#include <cstdio>
#include <cstdlib>

namespace retrogait {

struct assertion_info {
  const char* expression;
  const char* message;
  const char* file;
  int line;
};

using assertion_handler = void (*)(const assertion_info&);

namespace detail {

inline void print_and_abort(const assertion_info& info) {
  std::fprintf(stderr, "retrogait: %s:%d: %s (%s)\n", info.file, info.line, info.message,
               info.expression);
  std::abort();
}

inline assertion_handler& current_assertion_handler() noexcept {
  static assertion_handler handler = &print_and_abort;
  return handler;
}

[[noreturn]] inline void fail_assertion(const assertion_info& info) {
  current_assertion_handler()(info);
  std::abort();  // a handler may throw or exit, but it may not carry on
}

}  // namespace detail

/// Replaces what happens when an assertion fails and returns the handler that was there before.
/// The handler may throw or end the program; if it returns, the program is aborted.
inline assertion_handler set_assertion_handler(assertion_handler handler) noexcept {
  assertion_handler before = detail::current_assertion_handler();
  detail::current_assertion_handler() = handler ? handler : &detail::print_and_abort;
  return before;
}

}  // namespace retrogait

#define RETROGAIT_ASSERT(condition, text)                                                          \
  (static_cast<bool>(condition) ? static_cast<void>(0)                                             \
                                : ::retrogait::detail::fail_assertion(::retrogait::assertion_info{ \
                                      #condition, text, __FILE__, __LINE__}))

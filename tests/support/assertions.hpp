#pragma once
// Lets a test look at a failed RETROGAIT_ASSERT instead of ending the program.

#include <retrogait/core/assert.hpp>

#include <stdexcept>

namespace test_support {

struct assertion_failed : std::logic_error {
  using std::logic_error::logic_error;
};

/// As long as it lives, a failed assertion throws assertion_failed with the assertion's message.
class throwing_assertions {
 public:
  throwing_assertions()
      : before_(retrogait::set_assertion_handler(
            [](const retrogait::assertion_info& info) { throw assertion_failed(info.message); })) {}
  throwing_assertions(const throwing_assertions&) = delete;
  throwing_assertions& operator=(const throwing_assertions&) = delete;
  ~throwing_assertions() { retrogait::set_assertion_handler(before_); }

 private:
  retrogait::assertion_handler before_;
};

}  // namespace test_support

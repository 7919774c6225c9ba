#pragma once
/// @file
/// Kleene's strong three-valued logic: what is not known stays unknown unless the other operand
/// decides alone.

#include <cstdint>
#include <string_view>

namespace retrogait::rules {

/// In rising order, so that "and" is the lesser and "or" the greater of two.
enum class truth : std::uint8_t { is_false, unknown, is_true };

constexpr truth truth_of(bool value) {
  return value ? truth::is_true : truth::is_false;
}

constexpr truth operator&&(truth a, truth b) {
  return a < b ? a : b;
}
constexpr truth operator||(truth a, truth b) {
  return a < b ? b : a;
}
constexpr truth operator!(truth a) {
  return a == truth::unknown ? a : truth_of(a == truth::is_false);
}

constexpr std::string_view to_string(truth value) {
  switch (value) {
    case truth::is_false:
      return "false";
    case truth::unknown:
      return "unknown";
    case truth::is_true:
      return "true";
  }
  return "unknown";
}

}  // namespace retrogait::rules

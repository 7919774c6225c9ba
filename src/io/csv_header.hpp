#pragma once
// What the columns of a sensor's CSV file mean, from their names and units.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retrogait::io::detail {

enum class unit_family : std::uint8_t { time, acceleration, angular_rate };

/// A unit as a header writes it. SI = value * multiply / divide (the two apart because 1000 and
/// 1e9 divide exactly).
struct unit_word {
  unit_family family = unit_family::time;
  std::string_view name;
  double multiply = 1;
  double divide = 1;
};

/// "m/s^2", "[m/s²]", "ms-2", "g", "deg/s", "°/s", "ns", …; nothing if it is no unit known here.
std::optional<unit_word> parse_unit(std::string_view text);

enum class column_role : std::uint8_t {
  ignored,
  time,
  acceleration,
  linear_acceleration,
  angular_rate
};

/// What one column's name says.
struct column_name {
  column_role role = column_role::ignored;
  int axis = 0;        ///< 0 x, 1 y, 2 z
  bool plain = false;  ///< just x, y or z
  std::optional<unit_word> unit;
  std::string unknown_unit;  ///< the text in brackets that is no unit
};

column_name understand(std::string_view cell);

}  // namespace retrogait::io::detail

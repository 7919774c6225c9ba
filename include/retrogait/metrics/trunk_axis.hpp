#pragma once
/// @file
/// The three axes along which the trunk's acceleration is looked at.

#include <retrogait/metrics/bout_signal.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace retrogait {

enum class trunk_axis : std::uint8_t {
  vertical,
  forward,  ///< antero-posterior
  left      ///< mediolateral
};

constexpr std::string_view to_string(trunk_axis axis) {
  switch (axis) {
    case trunk_axis::vertical:
      return "vertical";
    case trunk_axis::forward:
      return "antero-posterior";
    case trunk_axis::left:
      return "mediolateral";
  }
  return "unknown axis";
}

/// The signal's series along that axis.
constexpr std::span<const double> along(const bout_signal& signal, trunk_axis axis) {
  switch (axis) {
    case trunk_axis::vertical:
      return signal.vertical_m_s2;
    case trunk_axis::forward:
      return signal.forward_m_s2;
    case trunk_axis::left:
      return signal.left_m_s2;
  }
  return {};
}

}  // namespace retrogait

#pragma once
/// @file
/// The field's small vocabularies, each an enumeration with the word that files and people read.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace retrogait {

/// Where a sensor is worn. `phone` is a device carried anywhere.
enum class placement : std::uint8_t {
  lumbar,
  left_foot,
  right_foot,
  left_shank,
  right_shank,
  left_thigh,
  right_thigh,
  phone,
  lower_back = lumbar
};

enum class side : std::uint8_t { unknown, left, right };

/// Which way a person travels, seen from the way the pelvis faces; turning is stepping round on the
/// spot, which leads nowhere.
enum class direction : std::uint8_t { unknown, forward, backward, sideways, turning };

/// A foot meets the ground (initial contact) or leaves it (final contact).
enum class contact_kind : std::uint8_t { initial_contact, final_contact };

constexpr std::string_view to_string(placement p) {
  switch (p) {
    case placement::lumbar:
      return "lumbar";
    case placement::left_foot:
      return "left_foot";
    case placement::right_foot:
      return "right_foot";
    case placement::left_shank:
      return "left_shank";
    case placement::right_shank:
      return "right_shank";
    case placement::left_thigh:
      return "left_thigh";
    case placement::right_thigh:
      return "right_thigh";
    case placement::phone:
      return "phone";
  }
  return "unknown placement";
}

constexpr std::string_view to_string(side s) {
  switch (s) {
    case side::unknown:
      return "unknown";
    case side::left:
      return "left";
    case side::right:
      return "right";
  }
  return "unknown";
}

constexpr std::string_view to_string(direction d) {
  switch (d) {
    case direction::unknown:
      return "unknown";
    case direction::forward:
      return "forward";
    case direction::backward:
      return "backward";
    case direction::sideways:
      return "sideways";
    case direction::turning:
      return "turning";
  }
  return "unknown";
}

inline constexpr std::array all_directions{direction::unknown, direction::forward,
                                           direction::backward, direction::sideways,
                                           direction::turning};

constexpr std::string_view to_string(contact_kind k) {
  return k == contact_kind::initial_contact ? "initial_contact" : "final_contact";
}

/// Whether somebody walks straight ahead that way: the two ways that have strides of their own kind.
constexpr bool is_straight(direction d) {
  return d == direction::forward || d == direction::backward;
}

constexpr side opposite(side s) {
  return s == side::left ? side::right : s == side::right ? side::left : side::unknown;
}

inline constexpr std::array all_placements{
    placement::lumbar,      placement::left_foot,  placement::right_foot,  placement::left_shank,
    placement::right_shank, placement::left_thigh, placement::right_thigh, placement::phone};

/// The placement of that name ("lower_back" is lumbar); nothing if there is none.
constexpr std::optional<placement> placement_from(std::string_view name) {
  if (name == "lower_back") return placement::lumbar;
  for (placement p : all_placements) {
    if (to_string(p) == name) return p;
  }
  return std::nullopt;
}

constexpr std::optional<side> side_from(std::string_view name) {
  for (side s : {side::unknown, side::left, side::right}) {
    if (to_string(s) == name) return s;
  }
  return std::nullopt;
}

constexpr std::optional<direction> direction_from(std::string_view name) {
  for (direction d : all_directions) {
    if (to_string(d) == name) return d;
  }
  return std::nullopt;
}

/// The side of the leg that wears the sensor; unknown for the trunk and a phone.
constexpr side side_of(placement where) {
  switch (where) {
    case placement::left_foot:
    case placement::left_shank:
    case placement::left_thigh:
      return side::left;
    case placement::right_foot:
    case placement::right_shank:
    case placement::right_thigh:
      return side::right;
    case placement::lumbar:
    case placement::phone:
      break;
  }
  return side::unknown;
}

}  // namespace retrogait

#pragma once
/// @file
/// What a rule set is evaluated against: the sessions of one person, oldest first, seen from a day.

#include <retrogait/core/catalog.hpp>
#include <retrogait/rules/date.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace retrogait::rules {

/// One training session: when, at which level (counted from 1), and what is known of it. A value
/// that is absent is missing, never zero.
struct session_record {
  date day{};
  int level = 1;
  metric_values values{};

  friend bool operator==(const session_record&, const session_record&) = default;
};

/// What a rule can count days since.
enum class event : std::uint8_t {
  last_session,
  level_change,  ///< the first of the sessions in a row at the level of the last one
  screening
};

constexpr std::string_view to_string(event what) {
  switch (what) {
    case event::last_session:
      return "last_session";
    case event::level_change:
      return "level_change";
    case event::screening:
      return "screening";
  }
  return "unknown event";
}

/// Looks at sessions that somebody else owns; sorted by day, none after today.
struct log_view {
  std::span<const session_record> sessions{};
  date today{};
  std::optional<date> screening{};

  /// The sessions in a row, up to the last one, that were done at its level.
  std::span<const session_record> at_level() const {
    std::size_t first = sessions.size();
    while (first > 0 && sessions[first - 1].level == sessions.back().level) --first;
    return sessions.subspan(first);
  }

  /// The day of the event; nothing if it never was.
  std::optional<date> day_of(event what) const {
    if (what == event::screening) return screening;
    if (sessions.empty()) return std::nullopt;
    return what == event::last_session ? sessions.back().day : at_level().front().day;
  }
};

}  // namespace retrogait::rules

#pragma once
/// @file
/// What a rule set is evaluated against: the sessions of one person, oldest first, seen from a day.

#include <retrogait/core/catalog.hpp>
#include <retrogait/rules/date.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace retrogait {

/// Measured now and then, outside of the sessions. As values of rules: catalog::person_metrics.
struct person_facts {
  /// Median comfortable backward speed of three trials after level 1 (v0), m/s.
  std::optional<double> comfortable_speed_m_s{};
  /// Strength of the weaker leg as a share of the stronger (limb symmetry index), %. Optional: never
  /// measured is not the same as missing.
  std::optional<double> limb_symmetry_percent{};

  friend bool operator==(const person_facts&, const person_facts&) = default;
};

}  // namespace retrogait

namespace retrogait::rules {

/// One training session: when, at which level (counted from 1), and what is known of it. A value
/// that is absent is missing, never zero. Rules do not look at `light`.
struct session_record {
  date day{};
  int level = 1;
  metric_values values{};
  bool light = false;  ///< planned as one of a week of less load (session_dose::light)

  friend bool operator==(const session_record&, const session_record&) = default;
};

/// What a rule can count days since.
enum class event : std::uint8_t {
  last_session,
  level_change,  ///< the first of the sessions in a row at the level of the last one
  screening,
  level_raised,  ///< the last session at a higher level than the one before it
  level_lowered  ///< the last session at a lower level than the one before it
};

constexpr std::string_view to_string(event what) {
  switch (what) {
    case event::last_session:
      return "last_session";
    case event::level_change:
      return "level_change";
    case event::screening:
      return "screening";
    case event::level_raised:
      return "level_raised";
    case event::level_lowered:
      return "level_lowered";
  }
  return "unknown event";
}

/// Whether a log in which the event never was tells that it never was. The others are unknown
/// before they happen.
constexpr bool may_never_be(event what) {
  return what == event::level_raised || what == event::level_lowered;
}

/// Looks at sessions that somebody else owns; sorted by day, none after today.
struct log_view {
  std::span<const session_record> sessions{};
  date today{};
  std::optional<date> screening{};
  person_facts person{};

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
    if (what == event::last_session) return sessions.back().day;
    if (what == event::level_change) return at_level().front().day;
    for (std::size_t i = sessions.size() - 1; i > 0; --i) {
      const int step = sessions[i].level - sessions[i - 1].level;
      if (what == event::level_raised ? step > 0 : step < 0) return sessions[i].day;
    }
    return std::nullopt;
  }
};

}  // namespace retrogait::rules

#pragma once
/// @file
/// Civil dates without a time of day or a time zone: a training day is the day that the person
/// would name. Day arithmetic is that of std::chrono::sys_days, so daylight saving cannot touch it.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace retrogait {

using date = std::chrono::sys_days;

/// Requires a day that exists; parse_date checks text that may name none.
constexpr date make_date(int year, unsigned month, unsigned day) {
  return date(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day));
}

/// Days from one date to the other; negative if `to` is the earlier.
constexpr int days_between(date from, date to) {
  return static_cast<int>((to - from).count());
}

constexpr date add_days(date day, int days) {
  return day + std::chrono::days(days);
}

/// The date written as YYYY-MM-DD; nothing if the text has another form or no such day exists.
constexpr std::optional<date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int part[3] = {0, 0, 0};
  int which = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 4 || i == 7) {
      ++which;
    } else if (text[i] < '0' || text[i] > '9') {
      return std::nullopt;
    } else {
      part[which] = part[which] * 10 + (text[i] - '0');
    }
  }
  const std::chrono::year_month_day day{std::chrono::year{part[0]},
                                        std::chrono::month{static_cast<unsigned>(part[1])},
                                        std::chrono::day{static_cast<unsigned>(part[2])}};
  if (!day.ok()) return std::nullopt;
  return date(day);
}

/// YYYY-MM-DD, for years 0 to 9999.
inline std::string date_string(date day) {
  const std::chrono::year_month_day parts(day);
  const auto digits = [](unsigned number, std::size_t width) {
    std::string text = std::to_string(number);
    return text.size() < width ? std::string(width - text.size(), '0') + text : text;
  };
  return digits(static_cast<unsigned>(static_cast<int>(parts.year())), 4) + '-' +
         digits(static_cast<unsigned>(parts.month()), 2) + '-' +
         digits(static_cast<unsigned>(parts.day()), 2);
}

}  // namespace retrogait

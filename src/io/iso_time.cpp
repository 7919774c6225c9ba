#include "iso_time.hpp"

#include <chrono>
#include <cstddef>

namespace retrogait::io::detail {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes exactly that many digits off the front of text.
bool take_digits(std::string_view& text, std::size_t count, int& value) {
  if (text.size() < count) return false;
  value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_digit(text[i])) return false;
    value = 10 * value + (text[i] - '0');
  }
  text.remove_prefix(count);
  return true;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

/// Reads the zone that is all of text; an empty text is no zone.
bool parse_zone(std::string_view text, int& offset_s, bool& given) {
  if (text.empty()) return true;
  given = true;
  if (text == "Z" || text == "z") return true;
  const int sign = text.front() == '-' ? -1 : 1;
  if (!take(text, '+') && !take(text, '-')) return false;
  int hours = 0;
  int minutes = 0;
  if (!take_digits(text, 2, hours)) return false;
  if (!text.empty()) {
    take(text, ':');
    if (!take_digits(text, 2, minutes) || !text.empty()) return false;
  }
  offset_s = sign * (hours * 3600 + minutes * 60);
  return hours <= 23 && minutes <= 59;
}

}  // namespace

std::optional<iso_time> parse_iso_time(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!take_digits(text, 4, year) || !take(text, '-') || !take_digits(text, 2, month) ||
      !take(text, '-') || !take_digits(text, 2, day)) {
    return std::nullopt;
  }
  if (!take(text, 'T') && !take(text, ' ')) return std::nullopt;
  if (!take_digits(text, 2, hour) || !take(text, ':') || !take_digits(text, 2, minute)) {
    return std::nullopt;
  }
  double fraction = 0;
  if (take(text, ':')) {
    if (!take_digits(text, 2, second)) return std::nullopt;
    if (take(text, '.') || take(text, ',')) {
      double digits = 0;
      double scale = 1;
      while (!text.empty() && is_digit(text.front())) {
        if (scale < 1e12) {  // finer than a double can tell
          digits = 10 * digits + (text.front() - '0');
          scale *= 10;
        }
        text.remove_prefix(1);
      }
      if (scale == 1) return std::nullopt;
      fraction = digits / scale;
    }
  }
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;

  iso_time time;
  int offset_s = 0;
  if (!parse_zone(text, offset_s, time.has_zone)) return std::nullopt;
  const auto days = std::chrono::sys_days{date}.time_since_epoch().count();
  time.epoch_s = static_cast<double>(std::int64_t{days} * 86400 + hour * 3600 + minute * 60 +
                                     second - offset_s) +
                 fraction;
  return time;
}

}  // namespace retrogait::io::detail

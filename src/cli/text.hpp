#pragma once
// How numbers, words and tables look on a terminal. Pure functions, tested on their own.

#include <retrogait/core/mounting.hpp>
#include <retrogait/core/print.hpp>
#include <retrogait/core/words.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retrogait::cli {

/// Characters that a terminal shows for UTF-8 text (no combining or wide ones are used here).
inline std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

/// Anything that could break a message into lines becomes a question mark.
inline std::string one_line(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) c = '?';
  }
  return out;
}

/// As few digits as say the same number: "0.5", "1000000".
inline std::string short_number(double value) {
  std::array<char, 400> text{};
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  return std::string(text.data(), end);
}

/// "96 ± 2/min", "0.62 s".
inline std::string value_text(double value, std::optional<double> margin, int decimals,
                              std::string_view unit) {
  std::string out = fixed_text(value, decimals);
  if (margin) out += " ± " + fixed_text(*margin, decimals);
  return out + std::string(unit);
}

/// "76.4 s", "12.5 min", "24.0 h".
inline std::string duration_text(double seconds) {
  if (seconds < 600) return fixed_text(seconds, 1) + " s";
  if (seconds < 7200) return fixed_text(seconds / 60, 1) + " min";
  return fixed_text(seconds / 3600, 1) + " h";
}

/// "0.8 % of packets lost", "no packets lost".
inline std::string lost_text(double share) {
  if (share <= 0) return "no packets lost";
  const double percent = 100 * share;
  return (percent < 0.05 ? "under 0.1" : fixed_text(percent, 1)) + " % of packets lost";
}

inline std::string rate_text(double rate_hz) {
  const bool whole = std::abs(rate_hz - std::round(rate_hz)) < 0.05;
  return fixed_text(rate_hz, whole ? 0 : 1) + " Hz";
}

/// "lower back", "left foot".
inline std::string placement_text(placement where) {
  if (where == placement::lumbar) return "lower back";
  std::string name(to_string(where));
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

/// "feet", "shanks", "thighs", of a sensor on one of them.
inline std::string legs_text(placement where) {
  const std::string name = placement_text(where);
  const std::string limb = name.substr(name.find(' ') + 1);
  return limb == "foot" ? "feet" : limb + "s";
}

/// "mounting stated"; "forward axis unknown" where only the vertical is known, or nothing.
inline std::string mounting_text(knowledge forward) {
  if (forward == knowledge::unknown) return "forward axis unknown";
  return "mounting " + std::string(to_string(forward));
}

/// Seconds since 1970 as "2024-03-01 12:30:45 UTC".
inline std::string date_text(double epoch_s) {
  const std::chrono::sys_seconds time{
      std::chrono::seconds{static_cast<std::int64_t>(std::floor(epoch_s))}};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::int64_t second = (time - day).count();
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::to_string(static_cast<int>(date.year())) + "-" +
         two(static_cast<unsigned>(date.month())) + "-" + two(static_cast<unsigned>(date.day())) +
         " " + two(second / 3600) + ":" + two(second / 60 % 60) + ":" + two(second % 60) + " UTC";
}

/// "a, b, c" with ", ".
inline std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string out;
  for (const std::string& word : words) {
    if (&word != &words.front()) out += separator;
    out += word;
  }
  return out;
}

/// The parts of the text between the commas.
inline std::vector<std::string> split_at_commas(std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t comma = text.find(',');
    parts.emplace_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

/// "a", "a and b", "a, b and c".
inline std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " and " : ", ";
    out += words[i];
  }
  return out;
}

/// "3", "1, 2", "1, 4–7, 9"; the numbers rise.
inline std::string ranges_text(const std::vector<std::uint32_t>& numbers) {
  std::string out;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    if (!out.empty()) out += ", ";
    out += std::to_string(numbers[i]);
    if (last > i) out += (last > i + 1 ? "–" : ", ") + std::to_string(numbers[last]);
    i = last + 1;
  }
  return out;
}

/// Columns two spaces apart, headers on the left, cells on the side that the column says.
class text_table {
 public:
  struct column {
    std::string header;
    bool right = true;  ///< numbers stand on the right, words on the left
  };

  explicit text_table(std::vector<column> columns) : columns_(std::move(columns)) {}

  /// One cell for each column.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  std::string text() const {
    std::vector<std::size_t> widths;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      std::size_t width = display_width(columns_[c].header);
      for (const auto& row : rows_) width = std::max(width, display_width(row[c]));
      widths.push_back(width);
    }
    std::string out;
    for (std::size_t r = 0; r <= rows_.size(); ++r) {
      std::string line;
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        const std::string& cell = r == 0 ? columns_[c].header : rows_[r - 1][c];
        const std::string space(widths[c] - display_width(cell), ' ');
        if (c > 0) line += "  ";
        line += r > 0 && columns_[c].right ? space + cell : cell + space;
      }
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + "\n";
    }
    return out;
  }

  /// The same as a Markdown table.
  std::string markdown() const {
    std::string head = "|";
    std::string rule = "|";
    for (const column& one : columns_) {
      head += " " + one.header + " |";
      rule += one.right ? " ---: |" : " --- |";
    }
    std::string out = head + "\n" + rule + "\n";
    for (const auto& row : rows_) {
      out += "|";
      for (const std::string& cell : row) out += " " + cell + " |";
      out += "\n";
    }
    return out;
  }

 private:
  std::vector<column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace retrogait::cli

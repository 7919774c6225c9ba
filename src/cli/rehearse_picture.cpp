#include "rehearse_picture.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text.hpp"

namespace retrogait::cli {

namespace {

using testing::group_counts;
using testing::rehearsal;

struct shade {
  double from;  ///< share of people
  std::string_view sign;
};

constexpr std::array shades{shade{0.6, "█"}, shade{0.4, "▓"}, shade{0.2, "▒"}, shade{0.05, "░"},
                            shade{0.01, "·"}};

constexpr std::string_view text_legend =
    "● median of those who have not left; · ░ ▒ ▓ █ from 1, 5, 20, 40 and 60 % of people\n"
    "away: after a stop or a referral, counted at their level too\n";

std::string_view sign_of(std::uint64_t part, std::uint64_t whole) {
  const double share = static_cast<double>(part) / static_cast<double>(whole);
  for (const shade& one : shades) {
    if (share >= one.from) return one.sign;
  }
  return " ";
}

std::string left_aligned(std::string text, std::size_t width) {
  const std::size_t has = display_width(text);
  if (has < width) text.append(width - has, ' ');
  return text;
}

std::string right_aligned(const std::string& text, std::size_t width) {
  const std::size_t has = display_width(text);
  return std::string(has < width ? width - has : 0, ' ') + text;
}

std::string without_trailing_space(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

}  // namespace

std::string picture_text(const rehearsal& seen, int top_level) {
  constexpr std::size_t page_width = 100;
  constexpr std::size_t label_width = 5;
  constexpr std::size_t gap = 2;
  const std::size_t groups = seen.groups.size();
  const std::size_t weeks = seen.groups.front().levels.size();
  std::size_t widest_name = 0;
  for (const group_counts& one : seen.groups) {
    widest_name = std::max(widest_name, display_width(one.name));
  }
  const std::size_t room = (page_width - label_width) / groups - gap;
  const std::size_t columns = std::min(weeks, room);
  const std::size_t panel = std::max(columns, std::min(room, widest_name));

  // A column shows the last of its weeks.
  const auto week_of = [&](std::size_t column) { return (column + 1) * weeks / columns - 1; };
  const auto row = [&](const std::string& label, const auto& cell) {
    std::string line = right_aligned(label, label_width);
    for (const group_counts& one : seen.groups) {
      std::string signs;
      for (std::size_t c = 0; c < columns; ++c) signs += cell(one, week_of(c));
      line += std::string(gap, ' ') + left_aligned(std::move(signs), panel);
    }
    return without_trailing_space(std::move(line));
  };

  std::string names = right_aligned("level", label_width);
  std::string axis(label_width, ' ');
  const std::string last = std::to_string(weeks);
  for (const group_counts& one : seen.groups) {
    names += std::string(gap, ' ') + left_aligned(one.name, panel);
    const std::string first = columns > last.size() + 6 ? "week 1" : "";
    axis += std::string(gap, ' ') +
            left_aligned(first + right_aligned(last, columns - first.size()), panel);
  }
  std::string out = without_trailing_space(std::move(names));
  for (int level = top_level; level >= 1; --level) {
    const auto place = static_cast<std::size_t>(level);
    out += row(std::to_string(level), [&](const group_counts& one, std::size_t week) {
      if (one.level_quantile(week, 0.5) == place) return std::string_view("●");
      return sign_of(one.levels[week].of(place), one.people);
    });
  }
  out += row("away", [](const group_counts& one, std::size_t week) {
    return sign_of(one.waiting[week], one.people);
  });
  out += row("left", [](const group_counts& one, std::size_t week) {
    return sign_of(one.levels[week].of(testing::person_left), one.people);
  });
  out += without_trailing_space(std::move(axis));
  return out + std::string(text_legend);
}

namespace {

std::string in_xml(std::string_view text) {
  std::string out;
  for (const char c : one_line(text)) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string number(double value) {
  return short_number(static_cast<double>(static_cast<long long>(value * 10 + 0.5)) / 10);
}

std::string text_at(double x, double y, std::string_view style, std::string_view text) {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" class=\"" + std::string(style) +
         "\">" + in_xml(text) + "</text>\n";
}

std::string line_of(double x1, double y1, double x2, double y2) {
  return "<path class=\"grid\" d=\"M" + number(x1) + " " + number(y1) + "L" + number(x2) + " " +
         number(y2) + "\"/>\n";
}

/// Where the parts of the picture are; all lengths in the units of the SVG.
struct layout {
  static constexpr double width = 960;
  static constexpr double left = 46;
  static constexpr double right = 14;
  static constexpr double between = 16;
  static constexpr double top = 92;
  static constexpr double levels_height = 220;
  static constexpr double strip_top = top + levels_height + 26;
  static constexpr double strip_height = 48;
  static constexpr double bottom = strip_top + strip_height;
  static constexpr double height = bottom + 62;

  std::size_t groups;
  std::size_t weeks;
  int top_level;

  double panel_width() const {
    const auto n = static_cast<double>(groups);
    return (width - left - right - between * (n - 1)) / n;
  }
  double panel_left(std::size_t group) const {
    return left + static_cast<double>(group) * (panel_width() + between);
  }
  /// Of the end of a week, which counts from 1.
  double x(std::size_t group, std::size_t week) const {
    return panel_left(group) +
           panel_width() * static_cast<double>(week) / static_cast<double>(weeks);
  }
  double y(double level) const {
    return top + levels_height * (top_level + 0.5 - level) / top_level;
  }
  double y_of_share(double share) const { return bottom - strip_height * share; }
};

using points = std::vector<std::array<double, 2>>;

std::string path_of(std::string_view style, const points& all, bool closed) {
  if (all.empty()) return {};
  std::string d;
  for (const auto& [x, y] : all) d += (d.empty() ? "M" : "L") + number(x) + " " + number(y);
  return "<path class=\"" + std::string(style) + "\" d=\"" + d + (closed ? "Z" : "") + "\"/>\n";
}

/// The area between two lines over the same places.
points between_lines(points upper, const points& lower) {
  upper.insert(upper.end(), lower.rbegin(), lower.rend());
  return upper;
}

std::string panel_svg(const layout& at, const group_counts& one, std::size_t group) {
  const double left = at.panel_left(group);
  const double right = left + at.panel_width();
  std::string out = text_at(left, layout::top - 10, "name", one.name);
  for (int level = 1; level <= at.top_level; ++level) {
    out += line_of(left, at.y(level), right, at.y(level));
  }
  out += line_of(left, layout::bottom, right, layout::bottom);
  out += line_of(left, at.y_of_share(1), right, at.y_of_share(1));

  points low;
  points median;
  points high;
  points zero{{left, at.y_of_share(0)}};
  points left_share{{left, at.y_of_share(0)}};
  points away_share{{left, at.y_of_share(0)}};
  for (std::size_t week = 0; week < at.weeks; ++week) {
    const double x = at.x(group, week + 1);
    const auto add = [&](points& line, double share) {
      const std::optional<std::size_t> level = one.level_quantile(week, share);
      if (level) line.push_back({x, at.y(static_cast<double>(*level))});
    };
    add(low, 0.1);
    add(median, 0.5);
    add(high, 0.9);
    const auto people = static_cast<double>(one.people);
    const double gone = static_cast<double>(one.levels[week].of(testing::person_left)) / people;
    const double away = static_cast<double>(one.waiting[week]) / people;
    zero.push_back({x, at.y_of_share(0)});
    left_share.push_back({x, at.y_of_share(gone)});
    away_share.push_back({x, at.y_of_share(gone + away)});
  }
  out += path_of("band", between_lines(high, low), true);
  out += path_of("median", median, false);
  out += path_of("gone", between_lines(left_share, zero), true);
  out += path_of("away", between_lines(away_share, left_share), true);

  out += text_at(left, layout::bottom + 16, "small", "0");
  out += text_at(right, layout::bottom + 16, "small end", std::to_string(at.weeks));
  out += text_at((left + right) / 2, layout::bottom + 16, "small middle", "weeks");
  return out;
}

// The first colours are legible on any ground, for viewers that do not tell which there is.
constexpr std::string_view style = R"(<style>
text{font:13px system-ui,sans-serif;fill:#6e7781}
.title{font-size:18px;font-weight:600}.name{font-weight:600}
.small{font-size:11px}.end{text-anchor:end}.middle{text-anchor:middle}
.grid{stroke:#8c959f;stroke-opacity:.3;fill:none}
.band{fill:#388bfd;fill-opacity:.28}.median{stroke:#2f7fe0;stroke-width:2.5;fill:none}
.gone{fill:#8c959f;fill-opacity:.7}.away{fill:#d9822b;fill-opacity:.85}
@media (prefers-color-scheme:light){.title,.name{fill:#1f2328}.small{fill:#57606a}}
@media (prefers-color-scheme:dark){.title,.name{fill:#e6edf3}.small{fill:#9da7b1}}
</style>
)";

std::string key_svg(double y) {
  std::string out;
  const auto entry = [&](double x, std::string_view mark, std::string_view text) {
    const std::string place = "x=\"" + number(x) + "\" y=\"" + number(y - 9) + "\"";
    if (mark == "median") {
      out += path_of(mark, {{x, y - 4}, {x + 18, y - 4}}, false);
    } else {
      out +=
          "<rect class=\"" + std::string(mark) + "\" " + place + " width=\"18\" height=\"10\"/>\n";
    }
    out += text_at(x + 24, y, "small", text);
  };
  entry(layout::left, "median", "median level");
  entry(layout::left + 125, "band", "10 to 90 % of those who have not left");
  entry(layout::left + 375, "away", "away after a stop or a referral");
  entry(layout::left + 585, "gone", "left for good");
  return out;
}

}  // namespace

std::string picture_svg(const rehearsal& seen, int top_level, const std::string& title,
                        const std::string& subtitle) {
  const layout at{seen.groups.size(), seen.groups.front().levels.size(), top_level};
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " +
                    number(layout::width) + " " + number(layout::height) + "\" width=\"" +
                    number(layout::width) + "\" height=\"" + number(layout::height) +
                    "\" role=\"img\">\n<title>" + in_xml(title + ": " + subtitle) + "</title>\n";
  out += style;
  out += text_at(layout::left, 28, "title", title);
  out += text_at(layout::left, 50, "small",
                 subtitle + ". No evidence about people, only about the programme.");
  // Every level has its number where there is room.
  const int step = 1 + (top_level - 1) / 12;
  for (int level = 1; level <= top_level; level += step) {
    out += text_at(layout::left - 8, at.y(level) + 4, "small end", std::to_string(level));
  }
  out += text_at(layout::left - 10, layout::top - 10, "small end", "level");
  out += text_at(layout::left - 8, at.y_of_share(1) + 4, "small end", "100 %");
  out += text_at(layout::left - 8, at.y_of_share(0) + 4, "small end", "0 %");
  for (std::size_t group = 0; group < seen.groups.size(); ++group) {
    out += panel_svg(at, seen.groups[group], group);
  }
  out += key_svg(layout::height - 16);
  return out + "</svg>\n";
}

}  // namespace retrogait::cli

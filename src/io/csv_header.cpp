#include "csv_header.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <numbers>

#include "text_file.hpp"

namespace retrogait::io::detail {

namespace {

constexpr double standard_gravity_m_s2 = 9.80665;
constexpr double rad_per_deg = std::numbers::pi / 180;

constexpr unit_word seconds{unit_family::time, "s"};
constexpr unit_word milliseconds{unit_family::time, "ms", 1, 1e3};
constexpr unit_word microseconds{unit_family::time, "µs", 1, 1e6};
constexpr unit_word nanoseconds{unit_family::time, "ns", 1, 1e9};
constexpr unit_word metres_per_second2{unit_family::acceleration, "m/s²"};
constexpr unit_word centimetres_per_second2{unit_family::acceleration, "cm/s²", 1, 100};
constexpr unit_word gravities{unit_family::acceleration, "g", standard_gravity_m_s2};
constexpr unit_word milligravities{unit_family::acceleration, "mg", standard_gravity_m_s2, 1e3};
constexpr unit_word radians_per_second{unit_family::angular_rate, "rad/s"};
constexpr unit_word degrees_per_second{unit_family::angular_rate, "deg/s", rad_per_deg};
constexpr unit_word millidegrees_per_second{unit_family::angular_rate, "mdeg/s", rad_per_deg, 1e3};

struct spelling {
  std::string_view text;  ///< as normalise() leaves it
  unit_word unit;
};

constexpr std::array spellings{
    spelling{"s", seconds},
    spelling{"sec", seconds},
    spelling{"secs", seconds},
    spelling{"second", seconds},
    spelling{"seconds", seconds},
    spelling{"ms", milliseconds},
    spelling{"msec", milliseconds},
    spelling{"millis", milliseconds},
    spelling{"millisecond", milliseconds},
    spelling{"milliseconds", milliseconds},
    spelling{"us", microseconds},
    spelling{"usec", microseconds},
    spelling{"micros", microseconds},
    spelling{"microsecond", microseconds},
    spelling{"microseconds", microseconds},
    spelling{"ns", nanoseconds},
    spelling{"nsec", nanoseconds},
    spelling{"nanos", nanoseconds},
    spelling{"nanosecond", nanoseconds},
    spelling{"nanoseconds", nanoseconds},
    spelling{"m/s2", metres_per_second2},
    spelling{"m/s/s", metres_per_second2},
    spelling{"m/sec2", metres_per_second2},
    spelling{"ms2", metres_per_second2},
    spelling{"ms-2", metres_per_second2},
    spelling{"mps2", metres_per_second2},
    spelling{"meters/second2", metres_per_second2},
    spelling{"metres/second2", metres_per_second2},
    spelling{"cm/s2", centimetres_per_second2},
    spelling{"g", gravities},
    spelling{"gs", gravities},
    spelling{"mg", milligravities},
    spelling{"rad/s", radians_per_second},
    spelling{"rads", radians_per_second},
    spelling{"rads-1", radians_per_second},
    spelling{"rad/sec", radians_per_second},
    spelling{"radps", radians_per_second},
    spelling{"radian/s", radians_per_second},
    spelling{"radians/s", radians_per_second},
    spelling{"radians/second", radians_per_second},
    spelling{"deg/s", degrees_per_second},
    spelling{"degs", degrees_per_second},
    spelling{"degs-1", degrees_per_second},
    spelling{"deg/sec", degrees_per_second},
    spelling{"degps", degrees_per_second},
    spelling{"degree/s", degrees_per_second},
    spelling{"degrees/s", degrees_per_second},
    spelling{"degrees/second", degrees_per_second},
    spelling{"dps", degrees_per_second},
    spelling{"d/s", degrees_per_second},
    spelling{"mdps", millidegrees_per_second},
    spelling{"mdeg/s", millidegrees_per_second},
};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

/// The letters beyond ASCII that units are written with.
std::string to_ascii(std::string_view text) {
  std::string ascii(text);
  replace_all(ascii, "²", "2");
  replace_all(ascii, "⁻", "-");
  replace_all(ascii, "−", "-");
  replace_all(ascii, "¹", "1");
  replace_all(ascii, "°", "deg");
  replace_all(ascii, "º", "deg");
  replace_all(ascii, "µ", "u");
  replace_all(ascii, "μ", "u");
  replace_all(ascii, "·", "");
  replace_all(ascii, "⋅", "");
  return ascii;
}

/// "m / s^2", "m/(s²)", "M/S2" → "m/s2"; "°/s" → "deg/s"; "µs" → "us".
std::string normalise(std::string_view text) {
  std::string unit = to_lower(to_ascii(text));
  unit.erase(std::remove_if(unit.begin(), unit.end(),
                            [](char c) {
                              return std::string_view(" \t^*.()[]{}'_").find(c) !=
                                     std::string_view::npos;
                            }),
             unit.end());
  return unit;
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// The words of a name in lower case: "accX" and "Acc_X" are acc and x.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  char before = ' ';
  for (char c : name) {
    if (is_letter_or_digit(c)) {
      const bool hump = c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z';
      if (hump || !is_letter_or_digit(before)) words.emplace_back();
      words.back() += to_lower(std::string_view(&c, 1));
    }
    before = c;
  }
  return words;
}

using word_list = std::initializer_list<std::string_view>;

bool is_one_of(std::string_view word, word_list list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool has_one_of(const std::vector<std::string>& words, word_list list) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return is_one_of(word, list); });
}

bool is_acceleration_word(std::string_view word) {
  return is_one_of(word, {"acc", "accel", "accelero", "accelerometer", "acceleration", "gforce"});
}

bool is_angular_rate_word(std::string_view word) {
  return is_one_of(word, {"gyr", "gyro", "gyroscope", "omega", "rotationrate", "angularrate",
                          "angularvelocity", "angvel"});
}

bool is_axis(std::string_view word) {
  return word.size() == 1 && word[0] >= 'x' && word[0] <= 'z';
}

/// Takes the axis out of the words: a word of its own, or the last letter of "ax", "accy", "gfz".
std::optional<int> take_axis(std::vector<std::string>& words) {
  const auto own = std::find_if(words.begin(), words.end(), is_axis);
  if (own != words.end()) {
    if (std::find_if(own + 1, words.end(), is_axis) != words.end()) return std::nullopt;
    const int axis = own->front() - 'x';
    words.erase(own);
    return axis;
  }
  std::string joined;
  for (const std::string& word : words) joined += word;
  if (joined.size() < 2 || !is_axis(std::string_view(joined).substr(joined.size() - 1))) {
    return std::nullopt;
  }
  const int axis = joined.back() - 'x';
  joined.pop_back();
  std::string last = words.empty() ? std::string{} : words.back();
  if (!last.empty()) last.pop_back();
  if (is_one_of(joined, {"a", "g", "w", "gf"})) {
    words = {joined};
    return axis;
  }
  if (!is_acceleration_word(last) && !is_angular_rate_word(last)) return std::nullopt;
  words.back() = last;
  return axis;
}

/// Takes a unit off the end of the words ("acc x m s2", "time ms"), but never the whole name.
std::optional<unit_word> take_unit(std::vector<std::string>& words) {
  for (std::size_t count = std::min<std::size_t>(2, words.empty() ? 0 : words.size() - 1);
       count > 0; --count) {
    std::string joined;
    for (auto word = words.end() - static_cast<std::ptrdiff_t>(count); word != words.end();
         ++word) {
      joined += *word;
    }
    if (const auto unit = parse_unit(joined)) {
      words.resize(words.size() - count);
      return unit;
    }
  }
  return std::nullopt;
}

column_role role_of(const std::vector<std::string>& words) {
  const std::string_view only = words.size() == 1 ? std::string_view(words[0]) : "";
  const auto any = [&](auto is) { return std::any_of(words.begin(), words.end(), is); };
  const bool rate =
      any(is_angular_rate_word) || is_one_of(only, {"g", "w"}) ||
      (has_one_of(words, {"angular"}) && has_one_of(words, {"rate", "velocity", "speed"})) ||
      (has_one_of(words, {"rotation"}) && has_one_of(words, {"rate"}));
  const bool acceleration = any(is_acceleration_word) || is_one_of(only, {"a", "gf"});
  if (rate == acceleration) return column_role::ignored;
  if (rate) return column_role::angular_rate;
  if (has_one_of(words, {"angular", "std", "var"})) return column_role::ignored;
  if (has_one_of(words, {"linear", "lin", "user", "free", "without", "nogravity", "gravity"})) {
    return column_role::linear_acceleration;
  }
  return column_role::acceleration;
}

}  // namespace

std::optional<unit_word> parse_unit(std::string_view text) {
  const std::string unit = normalise(text);
  for (const spelling& one : spellings) {
    if (one.text == unit) return one.unit;
  }
  return std::nullopt;
}

column_name understand(std::string_view cell) {
  column_name column;
  std::string name = to_ascii(cell);
  const std::size_t open = name.find_first_of("([");
  const std::size_t close = name.find_last_of(")]");
  if (open != std::string::npos && close != std::string::npos && close > open) {
    const std::string inside = name.substr(open + 1, close - open - 1);
    column.unit = parse_unit(inside);
    if (!column.unit) column.unknown_unit = inside;
    name = name.substr(0, open) + ' ' + name.substr(close + 1);
  }

  std::vector<std::string> words = words_of(name);
  const bool unit_in_brackets = column.unit.has_value();
  if (!column.unit) column.unit = take_unit(words);
  if (const auto axis = take_axis(words)) {
    column.axis = *axis;
    if (!column.unit) column.unit = take_unit(words);
    column.plain = words.empty();
    const bool of_rate = column.unit && column.unit->family == unit_family::angular_rate;
    column.role = !column.plain ? role_of(words)
                  : of_rate     ? column_role::angular_rate
                                : column_role::acceleration;
    return column;
  }
  if (!unit_in_brackets) {  // the unit may stand anywhere: "time_ms", "seconds_elapsed", "millis"
    words = words_of(name);
    column.unit.reset();
    for (const std::string& word : words) {
      const auto unit = parse_unit(word);
      if (unit && unit->family == unit_family::time) column.unit = unit;
    }
  }
  const bool names_time = has_one_of(
      words, {"time", "timestamp", "timestamps", "datetime", "t", "ts", "epoch", "elapsed", "unix",
              "millis", "micros", "nanos", "seconds", "milliseconds"});
  const bool other =
      has_one_of(words, {"zone", "offset", "delta", "diff", "step", "stride", "stop"});
  if (names_time && !other) column.role = column_role::time;
  return column;
}

}  // namespace retrogait::io::detail

#pragma once
/// @file
/// Numbers of which something may be missing, as intervals, and what comparisons and aggregates of
/// them come to. The highest of (7, missing) is at least 7, so "above 5" is true whatever the
/// missing value was. A comparison is true or false if it is so for every value in the interval,
/// else unknown.

#include <retrogait/rules/expression.hpp>
#include <retrogait/rules/log.hpp>
#include <retrogait/rules/logic.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <span>

namespace retrogait::rules {

/// Everything between low and high is possible.
struct interval {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();

  static constexpr interval exactly(double value) { return {value, value}; }
  constexpr bool known() const { return low == high; }

  friend constexpr bool operator==(const interval&, const interval&) = default;
};

/// A trend over fewer sessions than these is unknown: a line through two points fits always.
/// Engineering choice.
inline constexpr std::size_t fewest_for_trend = 3;

constexpr bool compares(double a, comparison op, double b) {
  switch (op) {
    case comparison::below:
      return a < b;
    case comparison::at_most:
      return a <= b;
    case comparison::equal:
      return a == b;
    case comparison::not_equal:
      return a != b;
    case comparison::at_least:
      return a >= b;
    case comparison::above:
      return a > b;
  }
  return false;
}

constexpr truth compared(interval a, comparison op, interval b) {
  switch (op) {
    case comparison::below:
      return a.high < b.low ? truth::is_true : a.low >= b.high ? truth::is_false : truth::unknown;
    case comparison::at_most:
      return a.high <= b.low ? truth::is_true : a.low > b.high ? truth::is_false : truth::unknown;
    case comparison::equal:
      if (a.known() && b.known()) return truth_of(a.low == b.low);
      return a.high < b.low || b.high < a.low ? truth::is_false : truth::unknown;
    default:
      return !compared(a, negated(op), b);
  }
}

namespace detail {

/// Infinity less infinity says nothing.
constexpr interval or_anything(double low, double high) {
  const interval all;
  return {low == low ? low : all.low, high == high ? high : all.high};
}

constexpr interval sum_of(interval a, interval b) {
  return or_anything(a.low + b.low, a.high + b.high);
}

constexpr interval difference_of(interval a, interval b) {
  return or_anything(a.low - b.high, a.high - b.low);
}

/// The factor is not 0.
constexpr interval product_of(double factor, interval a) {
  return factor > 0 ? interval{factor * a.low, factor * a.high}
                    : interval{factor * a.high, factor * a.low};
}

/// The divisor is not 0.
constexpr interval quotient_of(interval a, double divisor) {
  return divisor > 0 ? interval{a.low / divisor, a.high / divisor}
                     : interval{a.high / divisor, a.low / divisor};
}

using session_range = std::span<const session_record>;

// In what follows value_of and holds are called with a session of the log; they give an interval
// and a truth.

template <class ValueOf>
interval highest_of(session_range range, const ValueOf& value_of) {
  if (range.empty()) return {};
  interval most = value_of(range[0]);
  for (const session_record& one : range.subspan(1)) {
    const interval value = value_of(one);
    most = {(std::max)(most.low, value.low), (std::max)(most.high, value.high)};
  }
  return most;
}

template <class ValueOf>
interval lowest_of(session_range range, const ValueOf& value_of) {
  if (range.empty()) return {};
  interval least = value_of(range[0]);
  for (const session_record& one : range.subspan(1)) {
    const interval value = value_of(one);
    least = {(std::min)(least.low, value.low), (std::min)(least.high, value.high)};
  }
  return least;
}

template <class ValueOf>
interval mean_of(session_range range, const ValueOf& value_of) {
  if (range.empty()) return {};
  interval sum = interval::exactly(0);
  for (const session_record& one : range) sum = sum_of(sum, value_of(one));
  return quotient_of(sum, static_cast<double>(range.size()));
}

/// Doubles as integers in the same order, so that halving the integers visits every double.
inline std::int64_t ordered_bits(double value) {
  const auto bits = std::bit_cast<std::int64_t>(value);
  return bits >= 0 ? bits : (std::numeric_limits<std::int64_t>::min)() - bits;
}

inline double from_ordered_bits(std::int64_t key) {
  return std::bit_cast<double>(key >= 0 ? key : (std::numeric_limits<std::int64_t>::min)() - key);
}

/// The value at that place in rising order (0 is the lowest), without memory for the values.
template <class Value>
double at_rank(std::size_t size, std::size_t rank, const Value& value) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::int64_t low = ordered_bits(-infinity);
  std::int64_t high = ordered_bits(infinity);
  while (low < high) {
    const std::int64_t probe = std::midpoint(low, high);
    std::size_t not_above = 0;
    for (std::size_t i = 0; i < size; ++i) {
      if (ordered_bits(value(i)) <= probe) ++not_above;
    }
    if (not_above > rank) {
      high = probe;
    } else {
      low = probe + 1;
    }
  }
  return from_ordered_bits(low);
}

/// The middle value, or the mean of the two in the middle.
template <class Value>
double median_of_values(std::size_t size, const Value& value) {
  const std::size_t upper = size / 2;
  const std::size_t lower = size % 2 == 0 ? upper - 1 : upper;
  constexpr std::size_t on_the_stack = 64;
  double low = 0;
  double high = 0;
  if (size <= on_the_stack) {
    std::array<double, on_the_stack> sorted{};
    for (std::size_t i = 0; i < size; ++i) sorted[i] = value(i);
    std::sort(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(size));
    low = sorted[lower];
    high = sorted[upper];
  } else {
    low = at_rank(size, lower, value);
    high = at_rank(size, upper, value);
  }
  return low == high ? low : low / 2 + high / 2;
}

template <class ValueOf>
interval median_of(session_range range, const ValueOf& value_of) {
  if (range.empty()) return {};
  // The median rises with every value, so the lowest possible values give the lowest median.
  return or_anything(
      median_of_values(range.size(), [&](std::size_t i) { return value_of(range[i]).low; }),
      median_of_values(range.size(), [&](std::size_t i) { return value_of(range[i]).high; }));
}

/// Slope of the least-squares line through the values at their days, a week; unknown if a value is
/// missing, if there are too few, or if all are of one day.
///
/// With n values v at days t the slope a day is n Σ d v / Σ d², where d = n t - Σ t is a whole
/// number. Subtracting the first value changes nothing but rounding: equal values have slope 0.
template <class ValueOf>
interval trend_of(session_range range, const ValueOf& value_of) {
  if (range.size() < fewest_for_trend) return {};
  const date origin = range[0].day;
  const double n = static_cast<double>(range.size());
  double sum_t = 0;
  for (const session_record& one : range) sum_t += days_between(origin, one.day);
  const interval first = value_of(range[0]);
  double products = 0;
  double squares = 0;
  for (const session_record& one : range) {
    const interval value = value_of(one);
    if (!value.known()) return {};
    const double d = n * days_between(origin, one.day) - sum_t;
    products += d * (value.low - first.low);
    squares += d * d;
  }
  const double slope = 7 * n * products / squares;
  return squares > 0 && std::isfinite(slope) ? interval::exactly(slope) : interval{};
}

template <class Holds>
interval count_of(session_range range, const Holds& holds) {
  interval n = interval::exactly(0);
  for (const session_record& one : range) {
    const truth value = holds(one);
    if (value == truth::is_true) n.low += 1;
    if (value != truth::is_false) n.high += 1;
  }
  return n;
}

/// Sessions in a row, up to the last, for which it holds.
template <class Holds>
interval streak_of(session_range all, const Holds& holds) {
  interval n = interval::exactly(0);
  bool certain = true;
  for (std::size_t i = all.size(); i > 0; --i) {
    const truth value = holds(all[i - 1]);
    if (value == truth::is_false) break;
    certain = certain && value == truth::is_true;
    if (certain) n.low += 1;
    n.high += 1;
  }
  return n;
}

/// Days from the first to the last session of that row; 0 if there is none or one.
template <class Holds>
interval days_held(session_range all, const Holds& holds) {
  interval days = interval::exactly(0);
  bool certain = true;
  for (std::size_t i = all.size(); i > 0; --i) {
    const session_record& one = all[i - 1];
    const truth value = holds(one);
    if (value == truth::is_false) break;
    certain = certain && value == truth::is_true;
    const double so_far = days_between(one.day, all[all.size() - 1].day);
    if (certain) days.low = so_far;
    days.high = so_far;
  }
  return days;
}

/// Days since the last session for which it holds; without end if there never was one.
template <class Holds>
interval days_since_true(session_range all, date today, const Holds& holds) {
  interval days{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  bool possible = false;
  for (std::size_t i = all.size(); i > 0; --i) {
    const session_record& one = all[i - 1];
    const truth value = holds(one);
    if (value == truth::is_false) continue;
    const double ago = days_between(one.day, today);
    if (!possible) days.low = ago;
    possible = true;
    if (value == truth::is_true) {
      days.high = ago;
      break;
    }
  }
  return days;
}

inline interval days_since_event(event what, const log_view& log) {
  if (const std::optional<date> day = log.day_of(what)) {
    return interval::exactly(days_between(*day, log.today));
  }
  if (may_never_be(what)) return interval::exactly(std::numeric_limits<double>::infinity());
  return {};
}

inline interval person_value(const metric_info& what, const person_facts& person) {
  const std::optional<double>& value = what.id == catalog::comfortable_speed_info.id
                                           ? person.comfortable_speed_m_s
                                           : person.limb_symmetry_percent;
  return value && std::isfinite(*value) ? interval::exactly(*value) : interval{};
}

/// The part of a range of the log up to that session of the log; empty if it lies outside.
inline session_range up_to(session_range range, const session_record& session) {
  if (range.empty() || &session < &range[0] || &session > &range[range.size() - 1]) return {};
  return range.first(static_cast<std::size_t>(&session - &range[0]) + 1);
}

/// Whether the state is on after the last of these sessions: switched on by a session that enters,
/// off by one that leaves and does not enter, off before the first. So it is on if some session
/// entered and none after it left.
template <class Enters, class Leaves>
truth hysteresis_of(session_range range, const Enters& enters, const Leaves& leaves) {
  truth on = truth::is_false;
  truth not_left = truth::is_true;
  for (std::size_t i = range.size(); i > 0; --i) {
    on = on || (not_left && enters(range[i - 1]));
    if (on == truth::is_true) break;
    not_left = not_left && !leaves(range[i - 1]);
    if (not_left == truth::is_false) break;
  }
  return on;
}

template <class Holds>
truth all_of_range(session_range range, int wanted, const Holds& holds) {
  if (range.size() < static_cast<std::size_t>(wanted)) return truth::is_false;
  truth result = truth::is_true;
  for (const session_record& one : range) {
    result = result && holds(one);
    if (result == truth::is_false) break;
  }
  return result;
}

template <class Holds>
truth any_of_range(session_range range, const Holds& holds) {
  truth result = truth::is_false;
  for (const session_record& one : range) {
    result = result || holds(one);
    if (result == truth::is_true) break;
  }
  return result;
}

}  // namespace detail

}  // namespace retrogait::rules

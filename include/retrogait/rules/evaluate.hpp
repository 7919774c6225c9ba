#pragma once
/// @file
/// Evaluates an expression against a log. A number of which something is missing is an interval:
/// the highest of (7, missing) is at least 7, so "above 5" is true whatever the missing value was.
/// A comparison is true or false if it is so for every value in the interval, else unknown.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/rules/expression.hpp>
#include <retrogait/rules/log.hpp>
#include <retrogait/rules/logic.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retrogait::rules {

/// Everything between low and high is possible.
struct interval {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();

  static constexpr interval exactly(double value) { return {value, value}; }
  constexpr bool known() const { return low == high; }

  friend constexpr bool operator==(const interval&, const interval&) = default;
};

/// One value compared with its threshold, as it bore on a rule.
struct evidence {
  std::string what;             ///< "pain during the session"
  std::string metric;           ///< catalog id; empty where the value is no single metric
  std::optional<date> day;      ///< of the session; nothing where it is about the history
  std::optional<double> value;  ///< nothing if missing
  comparison op = comparison::below;
  std::optional<double> threshold;  ///< nothing if what it rests on is missing
  std::string against;  ///< the threshold's own words where it is no constant, else empty
  std::string symbol;   ///< unit of both, as people read it
  std::string ucum;     ///< and as files carry it
  truth holds = truth::unknown;

  friend bool operator==(const evidence&, const evidence&) = default;
};

/// A value that a rule asked for and did not find.
struct missing_value {
  std::string metric;  ///< catalog id; for an event, its name
  std::string name;    ///< plain English
  std::optional<date> day;
  reason why = reason::not_reported;

  friend bool operator==(const missing_value&, const missing_value&) = default;
};

namespace detail {

struct evaluation {
  const log_view& log;
  const session_record* session = nullptr;

  interval number(const expression& e) const;
  truth condition(const expression& e) const;
  void explain(const expression& e, std::vector<evidence>& found,
               std::vector<missing_value>& missing) const;

 private:
  evaluation at(const session_record& one) const { return {log, &one}; }
  void collect_missing(const expression& e, std::vector<missing_value>& missing) const;
  void explain_comparison(const expression& e, std::vector<evidence>& found,
                          std::vector<missing_value>& missing) const;
};

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

inline const session_record& required(const session_record* session) {
  RETROGAIT_ASSERT(session != nullptr, "a session's value was asked for outside of any session");
  return *session;
}

inline interval evaluation::number(const expression& e) const {
  switch (e.op) {
    case operation::constant:
      return interval::exactly(e.constant);
    case operation::metric: {
      const measured<double> value = required(session).values.find(*e.metric);
      return value && std::isfinite(*value) ? interval::exactly(*value) : interval{};
    }
    case operation::sum: {
      const interval a = number(e.operands[0]);
      const interval b = number(e.operands[1]);
      return {a.low + b.low, a.high + b.high};
    }
    case operation::difference: {
      const interval a = number(e.operands[0]);
      const interval b = number(e.operands[1]);
      return {a.low - b.high, a.high - b.low};
    }
    case operation::maximum: {
      const auto range = select(e.over, log);
      if (range.empty()) return {};
      interval most{-std::numeric_limits<double>::infinity(),
                    -std::numeric_limits<double>::infinity()};
      for (const session_record& one : range) {
        const interval value = at(one).number(e.operands[0]);
        most = {(std::max)(most.low, value.low), (std::max)(most.high, value.high)};
      }
      return most;
    }
    case operation::mean: {
      const auto range = select(e.over, log);
      if (range.empty()) return {};
      interval sum = interval::exactly(0);
      for (const session_record& one : range) {
        const interval value = at(one).number(e.operands[0]);
        sum = {sum.low + value.low, sum.high + value.high};
      }
      const double n = static_cast<double>(range.size());
      return {sum.low / n, sum.high / n};
    }
    case operation::count: {
      interval n = interval::exactly(0);
      for (const session_record& one : select(e.over, log)) {
        const truth holds = at(one).condition(e.operands[0]);
        if (holds == truth::is_true) n.low += 1;
        if (holds != truth::is_false) n.high += 1;
      }
      return n;
    }
    case operation::days_since: {
      const std::optional<date> day = log.day_of(e.since);
      return day ? interval::exactly(days_between(*day, log.today)) : interval{};
    }
    default:
      RETROGAIT_ASSERT(false, "a condition stands where a number belongs");
      return {};
  }
}

inline truth evaluation::condition(const expression& e) const {
  switch (e.op) {
    case operation::compare:
      return compared(number(e.operands[0]), e.compare, number(e.operands[1]));
    case operation::all: {
      truth result = truth::is_true;
      for (const expression& part : e.operands) result = result && condition(part);
      return result;
    }
    case operation::any: {
      truth result = truth::is_false;
      for (const expression& part : e.operands) result = result || condition(part);
      return result;
    }
    case operation::negation:
      return !condition(e.operands[0]);
    case operation::all_of: {
      const auto range = select(e.over, log);
      if (range.size() < static_cast<std::size_t>(e.over.count)) return truth::is_false;
      truth result = truth::is_true;
      for (const session_record& one : range) result = result && at(one).condition(e.operands[0]);
      return result;
    }
    case operation::any_of: {
      truth result = truth::is_false;
      for (const session_record& one : select(e.over, log)) {
        result = result || at(one).condition(e.operands[0]);
      }
      return result;
    }
    default:
      RETROGAIT_ASSERT(false, "a number stands where a condition belongs");
      return truth::unknown;
  }
}

inline void evaluation::collect_missing(const expression& e,
                                        std::vector<missing_value>& missing) const {
  const auto add = [&missing](missing_value value) {
    if (std::find(missing.begin(), missing.end(), value) == missing.end()) {
      missing.push_back(std::move(value));
    }
  };
  switch (e.op) {
    case operation::metric: {
      if (number(e).known()) return;
      const reason why = session->values.find(*e.metric).why();
      const bool silent = why == reason::not_assessed || why == reason::none;
      add({std::string(e.metric->id), std::string(e.metric->name), session->day,
           silent ? reason::not_reported : why});
      return;
    }
    case operation::days_since:
      if (!log.day_of(e.since)) {
        add({std::string(to_string(e.since)), describe(e), std::nullopt, reason::not_reported});
      }
      return;
    case operation::maximum:
    case operation::mean:
    case operation::count:
      if (e.op != operation::count && select(e.over, log).empty()) {
        add({"sessions", "any session among " + describe(e.over), std::nullopt,
             reason::not_reported});
      }
      for (const session_record& one : select(e.over, log)) {
        at(one).collect_missing(e.operands[0], missing);
      }
      return;
    default:
      for (const expression& part : e.operands) collect_missing(part, missing);
  }
}

inline void evaluation::explain_comparison(const expression& e, std::vector<evidence>& found,
                                           std::vector<missing_value>& missing) const {
  const expression& left = e.operands[0];
  const expression& right = e.operands[1];
  evidence one;
  one.what = describe(left);
  if (left.op == operation::metric) one.metric = std::string(left.metric->id);
  if (session) one.day = session->day;
  const interval value = number(left);
  if (value.known()) one.value = value.low;
  one.op = e.compare;
  const interval threshold = number(right);
  if (threshold.known()) one.threshold = threshold.low;
  if (right.op != operation::constant) one.against = describe(right);
  one.symbol = std::string(left.symbol);
  one.ucum = std::string(left.ucum);
  one.holds = compared(value, e.compare, threshold);
  if (one.holds == truth::unknown) collect_missing(e, missing);
  found.push_back(std::move(one));
}

inline void evaluation::explain(const expression& e, std::vector<evidence>& found,
                                std::vector<missing_value>& missing) const {
  const truth result = condition(e);
  switch (e.op) {
    case operation::compare:
      explain_comparison(e, found, missing);
      return;
    case operation::all:
    case operation::any:
      for (const expression& part : e.operands) {
        if (condition(part) == result) explain(part, found, missing);
      }
      return;
    case operation::negation:
      explain(e.operands[0], found, missing);
      return;
    case operation::all_of:
    case operation::any_of: {
      const auto range = select(e.over, log);
      if (e.op == operation::all_of && range.size() < static_cast<std::size_t>(e.over.count)) {
        evidence few;
        few.what = "number of sessions among " + describe(e.over);
        few.value = static_cast<double>(range.size());
        few.op = comparison::at_least;
        few.threshold = static_cast<double>(e.over.count);
        few.ucum = std::string(units::count::ucum);
        few.holds = truth::is_false;
        found.push_back(std::move(few));
        return;
      }
      for (const session_record& one : range) {
        if (at(one).condition(e.operands[0]) == result) {
          at(one).explain(e.operands[0], found, missing);
        }
      }
      return;
    }
    default:
      RETROGAIT_ASSERT(false, "a number stands where a condition belongs");
  }
}

}  // namespace detail

/// Whether the condition holds. The expression must be about the history. Does not touch the heap.
inline truth evaluate(const expression& e, const log_view& log) {
  return detail::evaluation{log}.condition(e);
}

/// Why: appends the comparisons that made the condition what it is (those that hold, if it is true;
/// those that fail, if it is false; those that cannot be known, if it is unknown) and, once each,
/// the values that were missing for them.
inline void explain(const expression& e, const log_view& log, std::vector<evidence>& found,
                    std::vector<missing_value>& missing) {
  detail::evaluation{log}.explain(e, found, missing);
}

}  // namespace retrogait::rules

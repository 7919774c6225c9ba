#pragma once
/// @file
/// The tree that every rule is made of, whether written in C++ (language.hpp) or read from a file.
/// A tree can be walked by anyone: to evaluate it (evaluate.hpp), to print it, to write it as data,
/// to search it for gaps.
///
/// There are two scopes. A *session* expression is about one session ("pain during <= 2"); a
/// *history* expression is about the log as a whole ("in all of the last three sessions …"). The
/// aggregates (all_of, any_of, maximum, mean, count, streak, …) lead from the first to the second.

#include <retrogait/core/catalog.hpp>
#include <retrogait/rules/log.hpp>
#include <retrogait/rules/reported.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retrogait::rules {

enum class comparison : std::uint8_t { below, at_most, equal, not_equal, at_least, above };

/// The comparison that holds exactly when this one does not.
constexpr comparison negated(comparison op) {
  switch (op) {
    case comparison::below:
      return comparison::at_least;
    case comparison::at_most:
      return comparison::above;
    case comparison::equal:
      return comparison::not_equal;
    case comparison::not_equal:
      return comparison::equal;
    case comparison::at_least:
      return comparison::below;
    case comparison::above:
      return comparison::at_most;
  }
  return op;
}

/// The comparison of b with a that says the same as this one of a with b.
constexpr comparison mirrored(comparison op) {
  switch (op) {
    case comparison::below:
      return comparison::above;
    case comparison::at_most:
      return comparison::at_least;
    case comparison::at_least:
      return comparison::at_most;
    case comparison::above:
      return comparison::below;
    case comparison::equal:
    case comparison::not_equal:
      break;
  }
  return op;
}

/// The word that files carry.
constexpr std::string_view to_string(comparison op) {
  switch (op) {
    case comparison::below:
      return "below";
    case comparison::at_most:
      return "at_most";
    case comparison::equal:
      return "equal";
    case comparison::not_equal:
      return "not_equal";
    case comparison::at_least:
      return "at_least";
    case comparison::above:
      return "above";
  }
  return "unknown comparison";
}

/// As people read it: "at most", "more than".
constexpr std::string_view words(comparison op) {
  switch (op) {
    case comparison::below:
      return "less than";
    case comparison::at_most:
      return "at most";
    case comparison::equal:
      return "exactly";
    case comparison::not_equal:
      return "other than";
    case comparison::at_least:
      return "at least";
    case comparison::above:
      return "more than";
  }
  return "compared with";
}

/// Which sessions an aggregate looks at. Always a run of sessions without holes.
struct window {
  enum class kind : std::uint8_t {
    last_sessions,           ///< the last `count` sessions
    last_sessions_at_level,  ///< the same, but only those in a row at the last session's level
    days_ago,                ///< sessions from `from` up to but not including `to` days ago
    since_screening  ///< on the day of the last screening or after it; all, if there is none
  };

  kind what = kind::last_sessions;
  int count = 1;
  int from = 0;
  int to = 0;

  friend bool operator==(const window&, const window&) = default;
};

/// The sessions of the log that lie in the window.
inline std::span<const session_record> select(const window& which, const log_view& log) {
  const auto last = [&which](std::span<const session_record> all) {
    const std::size_t wanted = static_cast<std::size_t>(which.count);
    return all.size() > wanted ? all.last(wanted) : all;
  };
  const auto before = [&log](date day) {
    const auto first_not =
        std::partition_point(log.sessions.begin(), log.sessions.end(),
                             [day](const session_record& one) { return one.day < day; });
    return static_cast<std::size_t>(first_not - log.sessions.begin());
  };
  const auto from_to = [&log, &before](date first, date after_last) {
    const std::size_t begin = before(first);
    return log.sessions.subspan(begin, before(after_last) - begin);
  };
  switch (which.what) {
    case window::kind::last_sessions:
      return last(log.sessions);
    case window::kind::last_sessions_at_level:
      return last(log.at_level());
    case window::kind::days_ago:
      return from_to(add_days(log.today, 1 - which.to), add_days(log.today, 1 - which.from));
    case window::kind::since_screening:
      return log.screening ? from_to(*log.screening, add_days(log.today, 1)) : log.sessions;
  }
  return {};
}

enum class operation : std::uint8_t {
  // numbers
  constant,
  metric,      ///< of one session
  person,      ///< a metric of the person, known outside of the sessions; in either scope
  sum,         ///< of two numbers
  difference,  ///< of two numbers
  product,     ///< of the factor `constant` and a number
  quotient,    ///< of a number and the divisor `constant`
  maximum,     ///< of a session's number over a window
  minimum,     ///< of a session's number over a window
  mean,        ///< of a session's number over a window
  median,      ///< of a session's number over a window
  trend,       ///< slope of a session's number over a window, a week
  count,       ///< of the sessions in a window of which a condition is true
  streak,      ///< of the sessions in a row, up to the last, of which a condition is true
  held,        ///< days from the first to the last of those sessions
  days_since,  ///< today minus the day of an event
  since_true,  ///< today minus the day of the last session of which a condition is true
  // conditions
  compare,    ///< two numbers, of which the left is no constant
  all,        ///< of any number of conditions; true of none
  any,        ///< of any number of conditions; false of none
  negation,   ///< of one condition
  all_of,     ///< sessions in a window; false while there are fewer than the window asks for
  any_of,     ///< sessions in a window
  hysteresis  ///< of one session: entered by the first condition, left by the second, in a window
};

constexpr bool is_condition(operation op) {
  return op >= operation::compare;
}

/// A number that an aggregate makes of a session's number over a window.
constexpr bool is_aggregate(operation op) {
  return op >= operation::maximum && op <= operation::trend;
}

/// Whether the operands of such a node are about one session, though it is about the history.
constexpr bool leads_into_sessions(operation op) {
  return is_aggregate(op) || op == operation::count || op == operation::streak ||
         op == operation::held || op == operation::since_true || op == operation::all_of ||
         op == operation::any_of;
}

/// Whether such a node has a window.
constexpr bool has_window(operation op) {
  return is_aggregate(op) || op == operation::count || op == operation::all_of ||
         op == operation::any_of || op == operation::hysteresis;
}

/// A node with its operands. Only the fields that its operation names are used.
struct expression {
  operation op = operation::constant;
  std::vector<expression> operands{};

  double constant = 0;                              ///< constant, product, quotient
  const metric_info* metric = nullptr;              ///< metric, person
  std::string_view symbol{};                        ///< of numbers: the unit that people read
  std::string_view ucum{};                          ///< of numbers: the unit that files carry
  comparison compare = comparison::below;           ///< compare
  window over{};                                    ///< see has_window
  rules::event since = rules::event::last_session;  ///< days_since

  friend bool operator==(const expression& a, const expression& b) {
    const bool same_metric =
        a.metric == b.metric || (a.metric && b.metric && a.metric->id == b.metric->id);
    return a.op == b.op && same_metric && a.operands == b.operands && a.constant == b.constant &&
           a.ucum == b.ucum && a.compare == b.compare && a.over == b.over && a.since == b.since;
  }
};

/// Calls visit(node) for the node and everything below it, a node before its operands.
template <class Visit>
void walk(const expression& e, const Visit& visit) {
  visit(e);
  for (const expression& part : e.operands) walk(part, visit);
}

/// "over the last 3 sessions"
inline std::string describe(const window& which) {
  const auto sessions = [&which](std::string_view tail) {
    const std::string end(tail);
    return which.count == 1 ? "the last session" + end
                            : "the last " + std::to_string(which.count) + " sessions" + end;
  };
  switch (which.what) {
    case window::kind::last_sessions:
      return sessions("");
    case window::kind::last_sessions_at_level:
      return sessions(" at this level");
    case window::kind::days_ago:
      return which.from == 0 ? "the last " + std::to_string(which.to) + " days"
                             : "the days " + std::to_string(which.from) + " to " +
                                   std::to_string(which.to - 1) + " ago";
    case window::kind::since_screening:
      return "the sessions since the last screening";
  }
  return {};
}

/// The expression in plain words.
inline std::string describe(const expression& e) {
  const auto joined = [&e](std::string_view between) {
    std::string text;
    for (const expression& part : e.operands) {
      if (!text.empty()) text += between;
      const bool nested = part.op == operation::all || part.op == operation::any;
      text += nested ? '(' + describe(part) + ')' : describe(part);
    }
    return text;
  };
  const auto factor = [&e] {
    const expression& part = e.operands[0];
    const bool terms = part.op == operation::sum || part.op == operation::difference;
    return terms ? '(' + describe(part) + ')' : describe(part);
  };
  switch (e.op) {
    case operation::constant:
      return threshold_text(e.constant, e.symbol, e.ucum);
    case operation::metric:
    case operation::person:
      return std::string(e.metric->name);
    case operation::product:
      return number_text(e.constant) + " × " + factor();
    case operation::quotient:
      return factor() + " divided by " + number_text(e.constant);
    case operation::sum:
      return joined(" plus ");
    case operation::difference:
      return joined(" less ");
    case operation::maximum:
      return "highest " + describe(e.operands[0]) + " of " + describe(e.over);
    case operation::minimum:
      return "lowest " + describe(e.operands[0]) + " of " + describe(e.over);
    case operation::mean:
      return "mean " + describe(e.operands[0]) + " of " + describe(e.over);
    case operation::median:
      return "median " + describe(e.operands[0]) + " of " + describe(e.over);
    case operation::trend:
      return "trend of " + describe(e.operands[0]) + " over " + describe(e.over);
    case operation::streak:
      return "number of sessions in a row, up to the last, with " + describe(e.operands[0]);
    case operation::held:
      return "time in a row, up to the last session, with " + describe(e.operands[0]);
    case operation::since_true:
      return "time since the last session with " + describe(e.operands[0]);
    case operation::count:
      return "number of sessions among " + describe(e.over) + " with " + describe(e.operands[0]);
    case operation::days_since:
      switch (e.since) {
        case event::last_session:
          return "time since the last session";
        case event::level_change:
          return "time at this level";
        case event::screening:
          return "time since the screening";
        case event::level_raised:
          return "time since the level last rose";
        case event::level_lowered:
          return "time since the level last fell";
      }
      return {};
    case operation::compare:
      return describe(e.operands[0]) + ' ' + std::string(words(e.compare)) + ' ' +
             describe(e.operands[1]);
    case operation::all:
      return e.operands.empty() ? "always" : joined(" and ");
    case operation::any:
      return e.operands.empty() ? "never" : joined(" or ");
    case operation::negation:
      return "not (" + describe(e.operands[0]) + ')';
    case operation::all_of:
      return describe(e.operands[0]) + " in all of " + describe(e.over);
    case operation::any_of:
      return describe(e.operands[0]) + " in any of " + describe(e.over);
    case operation::hysteresis:
      return describe(e.operands[0]) + " (until " + describe(e.operands[1]) + ')';
  }
  return {};
}

}  // namespace retrogait::rules

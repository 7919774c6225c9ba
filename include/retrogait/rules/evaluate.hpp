#pragma once
/// @file
/// Evaluates an expression against a log (interval.hpp says how what is missing is treated), and
/// says what made it so.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/rules/expression.hpp>
#include <retrogait/rules/interval.hpp>
#include <retrogait/rules/log.hpp>
#include <retrogait/rules/logic.hpp>
#include <retrogait/rules/trust.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retrogait::rules {

/// One value compared with its threshold, as it bore on a rule.
struct evidence {
  std::string what;             ///< "pain during the session"
  std::string metric;           ///< catalog id; empty where the value is no single metric
  std::optional<date> day;      ///< of the session; nothing where it is about the history
  std::optional<double> value;  ///< nothing if missing; infinite if what is counted from never was
  comparison op = comparison::below;
  std::optional<double> threshold;  ///< nothing if what it rests on is missing
  std::string against;  ///< the threshold's own words where it is no constant, else empty
  std::string symbol;   ///< unit of both, as people read it
  std::string ucum;     ///< and as files carry it
  truth holds = truth::unknown;
  std::string source{};             ///< what the values were had from: "training log", "foot", …
  std::optional<double> quality{};  ///< the lowest of the values that it rests on, 0 to 1

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

inline const session_record& required(const session_record* session) {
  RETROGAIT_ASSERT(session != nullptr, "a session's value was asked for outside of any session");
  return *session;
}

class evaluation {
 public:
  evaluation(const log_view& log, const trust& asked, const session_record* session = nullptr)
      : log_(log), asked_(asked), session_(session) {}

  interval number(const expression& e) const;
  truth condition(const expression& e) const;

  /// The comparisons that made the condition what it is.
  void explain(const expression& e, std::vector<evidence>& found,
               std::vector<missing_value>& missing) const;

  /// The comparisons (with a threshold that is more than another value) of which any one alone
  /// keeps the condition from being what is wanted.
  void obstacles(const expression& e, truth wanted, std::vector<evidence>& found) const;

 private:
  evaluation at(const session_record& one) const { return {log_, asked_, &one}; }

  auto number_at(const expression& e) const {
    return [this, &e](const session_record& one) { return at(one).number(e); };
  }
  auto condition_at(const expression& e) const {
    return [this, &e](const session_record& one) { return at(one).condition(e); };
  }

  reason objection_to(const metric_info& metric, const measured<double>& value) const {
    return objection(value, asked_.of(metric.id), session_->day, log_.today);
  }

  /// Calls visit(node, session) for every metric that the node looks at.
  template <class Visit>
  void values(const expression& e, const Visit& visit) const;

  void collect_missing(const expression& e, std::vector<missing_value>& missing) const;
  evidence compared_in(const expression& e) const;
  evidence too_few(const expression& e, std::size_t sessions) const;

  const log_view& log_;
  const trust& asked_;
  const session_record* session_;
};

inline interval evaluation::number(const expression& e) const {
  const auto part = [this, &e](std::size_t i) { return number(e.operands[i]); };
  switch (e.op) {
    case operation::constant:
      return interval::exactly(e.constant);
    case operation::metric: {
      const measured<double> value = required(session_).values.find(*e.metric);
      if (objection_to(*e.metric, value) != reason::none) return {};
      return interval::exactly(*value);
    }
    case operation::person:
      return person_value(*e.metric, log_.person);
    case operation::sum:
      return sum_of(part(0), part(1));
    case operation::difference:
      return difference_of(part(0), part(1));
    case operation::product:
      return product_of(e.constant, part(0));
    case operation::quotient:
      return quotient_of(part(0), e.constant);
    case operation::maximum:
      return highest_of(select(e.over, log_), number_at(e.operands[0]));
    case operation::minimum:
      return lowest_of(select(e.over, log_), number_at(e.operands[0]));
    case operation::mean:
      return mean_of(select(e.over, log_), number_at(e.operands[0]));
    case operation::median:
      return median_of(select(e.over, log_), number_at(e.operands[0]));
    case operation::trend:
      return trend_of(select(e.over, log_), number_at(e.operands[0]));
    case operation::count:
      return count_of(select(e.over, log_), condition_at(e.operands[0]));
    case operation::streak:
      return streak_of(log_.sessions, condition_at(e.operands[0]));
    case operation::held:
      return days_held(log_.sessions, condition_at(e.operands[0]));
    case operation::since_true:
      return days_since_true(log_.sessions, log_.today, condition_at(e.operands[0]));
    case operation::days_since:
      return days_since_event(e.since, log_);
    default:
      RETROGAIT_ASSERT(false, "a condition stands where a number belongs");
      return {};
  }
}

inline truth evaluation::condition(const expression& e) const {
  switch (e.op) {
    case operation::compare:
      return rules::compared(number(e.operands[0]), e.compare, number(e.operands[1]));
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
    case operation::all_of:
      return all_of_range(select(e.over, log_), e.over.count, condition_at(e.operands[0]));
    case operation::any_of:
      return any_of_range(select(e.over, log_), condition_at(e.operands[0]));
    case operation::hysteresis:
      return hysteresis_of(up_to(select(e.over, log_), required(session_)),
                           condition_at(e.operands[0]), condition_at(e.operands[1]));
    default:
      RETROGAIT_ASSERT(false, "a number stands where a condition belongs");
      return truth::unknown;
  }
}

template <class Visit>
void evaluation::values(const expression& e, const Visit& visit) const {
  const auto below = [&](const session_record& one) {
    for (const expression& part : e.operands) at(one).values(part, visit);
  };
  if (e.op == operation::metric) {
    visit(e, required(session_));
  } else if (e.op == operation::hysteresis) {
    for (const session_record& one : up_to(select(e.over, log_), required(session_))) below(one);
  } else if (has_window(e.op)) {
    for (const session_record& one : select(e.over, log_)) below(one);
  } else if (leads_into_sessions(e.op)) {
    // From the last session back to the one that settles it.
    const truth settles = e.op == operation::since_true ? truth::is_true : truth::is_false;
    for (std::size_t i = log_.sessions.size(); i > 0; --i) {
      below(log_.sessions[i - 1]);
      if (at(log_.sessions[i - 1]).condition(e.operands[0]) == settles) break;
    }
  } else {
    for (const expression& part : e.operands) values(part, visit);
  }
}

/// Of a comparison that is unknown.
inline void evaluation::collect_missing(const expression& e,
                                        std::vector<missing_value>& missing) const {
  const auto add = [&missing](missing_value value) {
    if (std::find(missing.begin(), missing.end(), value) == missing.end()) {
      missing.push_back(std::move(value));
    }
  };
  values(e, [&](const expression& node, const session_record& one) {
    const reason why = at(one).objection_to(*node.metric, one.values.find(*node.metric));
    if (why != reason::none) {
      add({std::string(node.metric->id), std::string(node.metric->name), one.day, why});
    }
  });
  walk(e, [&](const expression& node) {
    if (node.op == operation::days_since && !log_.day_of(node.since) && !may_never_be(node.since)) {
      add({std::string(to_string(node.since)), describe(node), std::nullopt, reason::not_reported});
    } else if (node.op == operation::person && !person_value(*node.metric, log_.person).known()) {
      add({std::string(node.metric->id), std::string(node.metric->name), std::nullopt,
           reason::not_reported});
    } else if (is_aggregate(node.op)) {
      const std::size_t n = select(node.over, log_).size();
      if (n == 0) {
        add({"sessions", "any session among " + describe(node.over), std::nullopt,
             reason::not_reported});
      } else if (node.op == operation::trend && n < fewest_for_trend) {
        add({"sessions",
             "at least " + std::to_string(fewest_for_trend) + " sessions among " +
                 describe(node.over),
             std::nullopt, reason::too_few_values});
      }
    }
  });
}

inline evidence evaluation::compared_in(const expression& e) const {
  const expression& left = e.operands[0];
  const expression& right = e.operands[1];
  evidence one;
  one.what = describe(left);
  if (left.metric) one.metric = std::string(left.metric->id);
  if (session_) one.day = session_->day;
  const interval value = number(left);
  if (value.known()) one.value = value.low;
  one.op = e.compare;
  const interval threshold = number(right);
  if (threshold.known()) one.threshold = threshold.low;
  if (right.op != operation::constant) one.against = describe(right);
  one.symbol = std::string(left.symbol);
  one.ucum = std::string(left.ucum);
  one.holds = rules::compared(value, e.compare, threshold);
  values(e, [&](const expression& node, const session_record& session) {
    const measured<double> found = session.values.find(*node.metric);
    if (one.source.empty()) one.source = std::string(to_string(node.metric->needs));
    if (found) one.quality = (std::min)(one.quality.value_or(found.quality()), found.quality());
  });
  if (one.source.empty()) one.source = std::string(to_string(metric_needs::log));
  return one;
}

inline evidence evaluation::too_few(const expression& e, std::size_t sessions) const {
  evidence few;
  few.what = "number of sessions among " + describe(e.over);
  few.value = static_cast<double>(sessions);
  few.op = comparison::at_least;
  few.threshold = static_cast<double>(e.over.count);
  few.ucum = std::string(units::count::ucum);
  few.holds = truth::is_false;
  few.source = std::string(to_string(metric_needs::log));
  return few;
}

inline void evaluation::explain(const expression& e, std::vector<evidence>& found,
                                std::vector<missing_value>& missing) const {
  const truth result = condition(e);
  switch (e.op) {
    case operation::compare:
      found.push_back(compared_in(e));
      if (result == truth::unknown) collect_missing(e, missing);
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
      const session_range range = select(e.over, log_);
      if (e.op == operation::all_of && range.size() < static_cast<std::size_t>(e.over.count)) {
        found.push_back(too_few(e, range.size()));
        return;
      }
      for (const session_record& one : range) {
        if (at(one).condition(e.operands[0]) == result) {
          at(one).explain(e.operands[0], found, missing);
        }
      }
      return;
    }
    case operation::hysteresis: {
      // Back to the session that switched it on or off, or, if it is unknown, may have done so.
      const session_range range = up_to(select(e.over, log_), required(session_));
      for (std::size_t i = range.size(); i > 0; --i) {
        const evaluation there = at(range[i - 1]);
        const truth entered = there.condition(e.operands[0]);
        const truth left = there.condition(e.operands[1]);
        const bool said = result != truth::is_false || i == range.size();
        if (entered == result && said) there.explain(e.operands[0], found, missing);
        if (entered == truth::is_true) return;
        if (left == !result && left != truth::is_false) {
          there.explain(e.operands[1], found, missing);
        }
        if (left == truth::is_true) return;
      }
      return;
    }
    default:
      RETROGAIT_ASSERT(false, "a number stands where a condition belongs");
  }
}

inline void evaluation::obstacles(const expression& e, truth wanted,
                                  std::vector<evidence>& found) const {
  // Of parts that must all be as wanted, one alone may fall short; of parts of which one is enough,
  // each may be that one.
  const bool needs_all = (e.op == operation::all || e.op == operation::all_of)
                             ? wanted == truth::is_true
                             : wanted == truth::is_false;
  switch (e.op) {
    case operation::compare: {
      // Two values with no margin between them are close to each other whenever nothing changes.
      const operation right = e.operands[1].op;
      if (right == operation::constant || right == operation::sum ||
          right == operation::difference) {
        found.push_back(compared_in(e));
      }
      return;
    }
    case operation::negation:
      obstacles(e.operands[0], !wanted, found);
      return;
    case operation::all:
    case operation::any: {
      const expression* only = nullptr;
      for (const expression& part : e.operands) {
        if (condition(part) == wanted) continue;
        if (!needs_all) {
          obstacles(part, wanted, found);
        } else if (only) {
          return;
        } else {
          only = &part;
        }
      }
      if (only) obstacles(*only, wanted, found);
      return;
    }
    case operation::all_of:
    case operation::any_of: {
      const session_range range = select(e.over, log_);
      const bool few =
          e.op == operation::all_of && range.size() < static_cast<std::size_t>(e.over.count);
      const session_record* only = nullptr;
      for (const session_record& one : range) {
        if (at(one).condition(e.operands[0]) == wanted) continue;
        if (!needs_all) {
          at(one).obstacles(e.operands[0], wanted, found);
        } else if (only || few) {
          return;
        } else {
          only = &one;
        }
      }
      if (few) {
        found.push_back(too_few(e, range.size()));
      } else if (only) {
        at(*only).obstacles(e.operands[0], wanted, found);
      }
      return;
    }
    case operation::hysteresis:
      if (wanted == truth::is_true) {
        obstacles(e.operands[0], truth::is_true, found);
      } else if (condition(e.operands[0]) == truth::is_false) {
        obstacles(e.operands[1], truth::is_true, found);
      }
      return;
    default:
      RETROGAIT_ASSERT(false, "a number stands where a condition belongs");
  }
}

inline const trust any_value{};

}  // namespace detail

/// Whether the condition holds, by the values that are good enough. The expression must be about the
/// history. Does not touch the heap.
inline truth evaluate(const expression& e, const log_view& log,
                      const trust& asked = detail::any_value) {
  return detail::evaluation(log, asked).condition(e);
}

/// Why: appends the comparisons that made the condition what it is (those that hold, if it is true;
/// those that fail, if it is false; those that cannot be known, if it is unknown) and, once each,
/// the values that were missing for them.
inline void explain(const expression& e, const log_view& log, std::vector<evidence>& found,
                    std::vector<missing_value>& missing, const trust& asked = detail::any_value) {
  detail::evaluation(log, asked).explain(e, found, missing);
}

}  // namespace retrogait::rules

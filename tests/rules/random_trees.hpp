#pragma once
// Random rule sets and logs, for properties that must hold of all of them.

#include <retrogait/rules/rule_set.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace random_trees {

using namespace retrogait;
using namespace retrogait::rules;

inline const date today = make_date(2026, 9, 30);

class maker {
 public:
  explicit maker(std::uint32_t seed) : random_(seed) {}

  int below(int n) { return static_cast<int>(random_() % static_cast<std::uint32_t>(n)); }

  /// A condition of the history that a file can hold too.
  expression condition(int depth) {
    if (depth > 0) {
      switch (below(5)) {
        case 0:
          return list(depth, true);
        case 1: {
          expression e = node(operation::negation);
          e.operands.push_back(condition(depth - 1));
          return e;
        }
        default:
          break;
      }
    }
    if (below(2) == 0) {
      expression e = node(below(2) == 0 ? operation::all_of : operation::any_of);
      e.over = any_window();
      e.operands.push_back(session_condition(depth));
      return e;
    }
    return comparison_of(history_number(depth), depth, false);
  }

  rule_set set() {
    rule_set made;
    made.id = "random";
    made.version = {1, 0, 0};
    const int n = 1 + below(6);
    for (int i = 0; i < n; ++i) {
      rule one{"rule " + std::to_string(i),
               static_cast<outcome>(below(5)),
               rules::condition(condition(2)),
               {},
               {}};
      made.rules.push_back(std::move(one));
    }
    made.if_unknown = static_cast<outcome>(1 + below(4));
    if (below(3) == 0) made.values.limits.least_quality = 0.5;
    if (below(3) == 0) made.values.metrics.push_back({"pain_before", {0.9, 20}});
    return made;
  }

  std::vector<session_record> sessions() {
    std::vector<session_record> all(static_cast<std::size_t>(below(8) == 0 ? 90 : below(12)));
    date day = today;
    for (std::size_t i = all.size(); i > 0; --i) {
      day = add_days(day, -below(6) - (i == all.size() ? 0 : 1));
      all[i - 1].day = day;
      all[i - 1].level = 1 + below(3);
      for (const metric_info* metric : metrics()) {
        const int kind = below(8);
        if (kind == 0) continue;
        all[i - 1].values.set(*metric, kind == 1
                                           ? measured<double>::not_computable(reason::not_reported)
                                           : measured<double>::of(half_steps(20), 1, std::nullopt,
                                                                  kind == 2   ? 0.3
                                                                  : kind == 3 ? 0.8
                                                                              : 1.0));
      }
    }
    return all;
  }

  log_view log_of(const std::vector<session_record>& all) {
    log_view log{all, today, std::nullopt, {}};
    if (below(3) > 0) log.screening = add_days(today, -below(40));
    if (below(2) == 0) log.person.comfortable_speed_m_s = 0.5;
    return log;
  }

  /// The same sessions with nothing missing any more.
  std::vector<session_record> completed(std::vector<session_record> all) {
    for (session_record& one : all) {
      for (const metric_info* metric : metrics()) {
        if (!one.values.find(*metric)) {
          one.values.set(*metric, measured<double>::of(half_steps(20), 1));
        }
      }
    }
    return all;
  }

 private:
  static const std::vector<const metric_info*>& metrics() {
    static const std::vector<const metric_info*> all{
        &catalog::pain_before_info, &catalog::pain_during_info, &catalog::pain_next_day_info};
    return all;
  }

  double half_steps(int n) { return 0.5 * below(n + 1); }

  static expression node(operation op) {
    expression e;
    e.op = op;
    return e;
  }

  template <unit Unit>
  static expression number(operation op) {
    expression e = node(op);
    e.symbol = Unit::symbol;
    e.ucum = Unit::ucum;
    return e;
  }

  window any_window() {
    switch (below(5)) {
      case 0:
        return {window::kind::last_sessions, 1 + below(4), 0, 0};
      case 1:
        return {window::kind::last_sessions_at_level, 1 + below(4), 0, 0};
      case 2:
        return {window::kind::days_ago, 1, 0, 1 + below(30)};
      case 3: {
        const int from = 1 + below(10);
        return {window::kind::days_ago, 1, from, from + 1 + below(10)};
      }
      default:
        return {window::kind::since_screening, 1, 0, 0};
    }
  }

  expression list(int depth, bool history) {
    expression e = node(below(2) == 0 ? operation::all : operation::any);
    const int n = below(4);
    for (int i = 0; i < n; ++i) {
      e.operands.push_back(history ? condition(depth - 1) : session_condition(depth - 1));
    }
    return e;
  }

  expression session_condition(int depth) {
    if (depth > 0) {
      switch (below(5)) {
        case 0:
          return list(depth, false);
        case 1: {
          expression e = node(operation::negation);
          e.operands.push_back(session_condition(depth - 1));
          return e;
        }
        case 2: {
          expression e = node(operation::hysteresis);
          e.over = any_window();
          e.operands.push_back(session_condition(depth - 1));
          e.operands.push_back(session_condition(depth - 1));
          return e;
        }
        default:
          break;
      }
    }
    if (below(8) == 0) {
      expression e = number<units::metre_per_second>(operation::person);
      e.metric = &catalog::comfortable_speed_info;
      return comparison_of(std::move(e), 0, true);
    }
    return comparison_of(session_number(depth), depth, true);
  }

  expression session_number(int depth) {
    if (depth > 0 && below(3) == 0) {
      expression e = number<units::nrs>(operation::sum);
      switch (below(4)) {
        case 0:
          break;
        case 1:
          e.op = operation::difference;
          break;
        case 2:
          e.op = operation::product;
          e.constant = below(2) == 0 ? -0.5 : 1.15;
          break;
        default:
          e.op = operation::quotient;
          e.constant = below(2) == 0 ? 2 : -3;
      }
      e.operands.push_back(session_number(depth - 1));
      if (e.op == operation::sum || e.op == operation::difference) {
        e.operands.push_back(session_number(depth - 1));
      }
      return e;
    }
    expression e = number<units::nrs>(operation::metric);
    e.metric = metrics()[static_cast<std::size_t>(below(3))];
    return e;
  }

  expression history_number(int depth) {
    constexpr operation of_numbers[] = {operation::maximum, operation::minimum, operation::mean,
                                        operation::median, operation::trend};
    constexpr operation of_conditions[] = {operation::streak, operation::held,
                                           operation::since_true};
    switch (below(4)) {
      case 0: {
        expression e = number<units::day>(operation::days_since);
        e.since = static_cast<event>(below(5));
        return e;
      }
      case 1: {
        expression e = number<units::count>(operation::count);
        e.over = any_window();
        e.operands.push_back(session_condition(depth - 1));
        return e;
      }
      case 2: {
        const operation op = of_conditions[below(3)];
        expression e = op == operation::streak ? number<units::count>(op) : number<units::day>(op);
        e.operands.push_back(session_condition(depth - 1));
        return e;
      }
      default: {
        const operation op = of_numbers[below(5)];
        expression e = op == operation::trend ? number<units::per_week<units::nrs>>(op)
                                              : number<units::nrs>(op);
        e.over = any_window();
        e.operands.push_back(session_number(depth - 1));
        return e;
      }
    }
  }

  expression comparison_of(expression left, int depth, bool in_session) {
    expression e = node(operation::compare);
    e.compare = static_cast<comparison>(below(6));
    expression right = left;
    const bool nrs = left.ucum == units::nrs::ucum;
    if (in_session && nrs && below(3) == 0) {
      right = session_number(depth - 1);
    } else {
      right = node(operation::constant);
      right.symbol = left.symbol;
      right.ucum = left.ucum;
      right.constant = nrs ? half_steps(20) : below(6);
    }
    e.operands.push_back(std::move(left));
    e.operands.push_back(std::move(right));
    return e;
  }

  std::mt19937 random_;
};

}  // namespace random_trees

#pragma once
/// @file
/// Whether a tree says something: what the types of language.hpp see to for those who write C++, and
/// the reader of files for those who write JSON, checked for trees that come another way.

#include <retrogait/rules/expression.hpp>

#include <cmath>
#include <cstddef>
#include <string>

namespace retrogait::rules {

namespace detail {

enum class expression_scope : std::uint8_t { session, history };

/// How many operands such a node has; -1 for any number.
constexpr int operand_count(operation op) {
  switch (op) {
    case operation::constant:
    case operation::metric:
    case operation::person:
    case operation::days_since:
      return 0;
    case operation::sum:
    case operation::difference:
    case operation::compare:
    case operation::hysteresis:
      return 2;
    case operation::all:
    case operation::any:
      return -1;
    default:
      return 1;
  }
}

/// Whether the operands of such a node are conditions.
constexpr bool takes_conditions(operation op) {
  return (is_condition(op) && op != operation::compare) || op == operation::count ||
         op == operation::streak || op == operation::held || op == operation::since_true;
}

inline bool makes_sense(const window& which) {
  if (which.what == window::kind::days_ago) return which.from >= 0 && which.to > which.from;
  return which.count >= 1;
}

inline std::string fault_in(const expression& e, expression_scope scope) {
  const bool in_session = scope == expression_scope::session;
  const int wanted = operand_count(e.op);
  if (wanted >= 0 && e.operands.size() != static_cast<std::size_t>(wanted)) {
    return "an operation has " + std::to_string(e.operands.size()) + " operands instead of " +
           std::to_string(wanted);
  }
  if ((e.op == operation::metric || e.op == operation::person) && !e.metric) {
    return "a metric has no entry in a catalog";
  }
  if (e.op == operation::person && !catalog::find_person_metric(e.metric->id)) {
    return '"' + std::string(e.metric->id) + "\" is no metric of the person";
  }
  if ((e.op == operation::metric || e.op == operation::hysteresis) && !in_session) {
    return "a session's value stands outside of any session";
  }
  if ((leads_into_sessions(e.op) || e.op == operation::days_since) && in_session) {
    return "what looks at the whole history stands inside one session";
  }
  if (!std::isfinite(e.constant)) return "a constant is not finite";
  if ((e.op == operation::product || e.op == operation::quotient) && e.constant == 0) {
    return "a factor or divisor is 0";
  }
  if (has_window(e.op) && !makes_sense(e.over)) return "a window is empty";
  const expression_scope below = leads_into_sessions(e.op) ? expression_scope::session : scope;
  for (const expression& part : e.operands) {
    if (is_condition(part.op) != takes_conditions(e.op)) {
      return is_condition(part.op) ? "a condition stands where a number belongs"
                                   : "a number stands where a condition belongs";
    }
    const std::string fault = fault_in(part, below);
    if (!fault.empty()) return fault;
  }
  if (wanted == 2 && !takes_conditions(e.op) && e.operands[0].ucum != e.operands[1].ucum) {
    return "two numbers have different units, " + std::string(e.operands[0].ucum) + " and " +
           std::string(e.operands[1].ucum);
  }
  return {};
}

}  // namespace detail

/// What is wrong with a tree that is to be a rule's condition; empty if nothing is.
inline std::string fault(const expression& e) {
  if (!is_condition(e.op)) return "a number stands where a condition belongs";
  return detail::fault_in(e, detail::expression_scope::history);
}

}  // namespace retrogait::rules

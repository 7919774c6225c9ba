// Conditions as JSON; their form is described in retrogait/io/programme.hpp.

#include <retrogait/rules/language.hpp>
#include <retrogait/rules/weekly.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "programme_catalog.hpp"
#include "programme_json.hpp"
#include "text_file.hpp"

namespace retrogait::io::detail {

namespace {

using rules::comparison;
using rules::expression;
using rules::operation;
using rules::window;

constexpr std::array all_comparisons{comparison::below,    comparison::at_most,
                                     comparison::equal,    comparison::not_equal,
                                     comparison::at_least, comparison::above};
constexpr std::array all_events{rules::event::last_session, rules::event::level_change,
                                rules::event::screening, rules::event::level_raised,
                                rules::event::level_lowered};
constexpr int most_sessions = 100000;
constexpr double unbounded = std::numeric_limits<double>::infinity();

// The first key of every number, of which an object has one; then what may stand beside it.
constexpr std::array<std::string_view, 21> number_keys{
    "metric",          "person",  "days_since",       "days_held", "sessions_in_a_row", "maximum",
    "maximum_of_last", "minimum", "minimum_of_last",  "mean",      "mean_of_last",      "median",
    "median_of_last",  "trend",   "trend_over_weeks", "count",     "count_within",      "sum",
    "difference",      "product", "quotient"};

std::vector<std::string_view> keys_with(std::initializer_list<std::string_view> more) {
  std::vector<std::string_view> keys(number_keys.begin(), number_keys.end());
  keys.emplace_back("of");
  keys.insert(keys.end(), more.begin(), more.end());
  return keys;
}

enum class scope { session, history };

std::optional<expression> condition_from(const json_cursor& from, scope where);
std::optional<expression> number_from(const json_cursor& from, scope where);

std::optional<window> last_n(const json_cursor& from, window::kind kind) {
  const std::optional<int> n = from.integer(1, most_sessions);
  if (!n) return std::nullopt;
  return window{kind, *n, 0, 0};
}

std::optional<window> window_from(const json_cursor& from) {
  if (!from.is_object({"last", "last_at_level", "last_days", "days_ago", "since"})) {
    return std::nullopt;
  }
  const auto last = from.find("last");
  const auto at_level = from.find("last_at_level");
  const auto last_days = from.find("last_days");
  const auto days_ago = from.find("days_ago");
  const auto since = from.find("since");
  if (int(bool(last)) + int(bool(at_level)) + int(bool(last_days)) + int(bool(days_ago)) +
          int(bool(since)) !=
      1) {
    from.complain("expected exactly one of last, last_at_level, last_days, days_ago, since");
    return std::nullopt;
  }
  if (last) return last_n(*last, window::kind::last_sessions);
  if (at_level) return last_n(*at_level, window::kind::last_sessions_at_level);
  if (last_days) {
    const std::optional<int> n = last_days->integer(1, most_sessions);
    if (!n) return std::nullopt;
    return window{window::kind::days_ago, 1, 0, *n};
  }
  if (since) {
    if (since->kind() == json_kind::text && *since->text() == "screening") {
      return window{window::kind::since_screening, 1, 0, 0};
    }
    since->expected("\"screening\"");
    return std::nullopt;
  }
  const auto ends = days_ago->items();
  if (!ends) return std::nullopt;
  if (ends->size() != 2) {
    days_ago->complain("expected two numbers of days, such as [7, 14]");
    return std::nullopt;
  }
  const std::optional<int> begin = (*ends)[0].integer(0, most_sessions);
  const std::optional<int> end = (*ends)[1].integer(begin.value_or(0) + 1, most_sessions);
  if (!begin || !end) return std::nullopt;
  return window{window::kind::days_ago, 1, *begin, *end};
}

ordered_json window_json(const window& w) {
  switch (w.what) {
    case window::kind::last_sessions:
      return {{"last", w.count}};
    case window::kind::last_sessions_at_level:
      return {{"last_at_level", w.count}};
    case window::kind::days_ago:
      if (w.from == 0) return {{"last_days", w.to}};
      return {{"days_ago", ordered_json::array({w.from, w.to})}};
    case window::kind::since_screening:
      return {{"since", "screening"}};
  }
  return {};
}

expression number_node(operation op, std::string_view symbol, std::string_view ucum) {
  expression e;
  e.op = op;
  e.symbol = symbol;
  e.ucum = ucum;
  return e;
}

bool needs(scope where, scope needed, const json_cursor& from) {
  if (where == needed) return true;
  from.complain(needed == scope::session
                    ? "a session's value stands outside of any session; put it into all_of_last, "
                      "any_of_last, maximum_of_last, …"
                    : "this looks at the whole history and cannot stand inside one session");
  return false;
}

std::optional<expression> metric_from(const json_cursor& from, scope where) {
  const auto id = from.text();
  if (!id || !needs(where, scope::session, from)) return std::nullopt;
  const metric_info* info = find_session_metric(*id);
  if (!info) {
    if (catalog::find_person_metric(*id)) {
      from.complain(quoted_text(*id) +
                    " is a metric of the person; expected \"person\" as its key");
    } else if (!nearest_session_metric(*id).empty()) {
      from.complain(quoted_text(*id) + ' ' + no_metric(*id));
    } else {
      from.expected("a metric of the catalog (" + session_metric_ids() + ")");
    }
    return std::nullopt;
  }
  expression e = number_node(operation::metric, info->unit_symbol, info->unit_ucum);
  e.metric = info;
  return e;
}

std::optional<expression> person_metric_from(const json_cursor& from) {
  const auto id = from.text();
  if (!id) return std::nullopt;
  const metric_info* info = catalog::find_person_metric(*id);
  if (!info) {
    from.expected("a metric of the person (" + person_metric_ids() + ")");
    return std::nullopt;
  }
  expression e = number_node(operation::person, info->unit_symbol, info->unit_ucum);
  e.metric = info;
  return e;
}

std::optional<window> last_days(const json_cursor& from, int days_each) {
  const std::optional<int> n = from.integer(1, most_sessions / days_each);
  if (!n) return std::nullopt;
  return window{window::kind::days_ago, 1, 0, *n * days_each};
}

std::optional<expression> aggregate_from(const json_cursor& from, operation op,
                                         const std::optional<window>& over, scope where) {
  const auto of = from.require("of");
  if (!over || !of || !needs(where, scope::history, from)) return std::nullopt;
  std::optional<expression> operand = op == operation::count ? condition_from(*of, scope::session)
                                                             : number_from(*of, scope::session);
  if (!operand) return std::nullopt;
  expression e = number_node(op, operand->symbol, operand->ucum);
  if (op == operation::count) {
    e.symbol = units::count::symbol;
    e.ucum = units::count::ucum;
  } else if (op == operation::trend) {
    const rules::unit_texts* weekly = rules::weekly_unit(operand->ucum);
    if (!weekly) {
      of->complain("is in " + std::string(operand->ucum) + ", which has no trend");
      return std::nullopt;
    }
    e.symbol = weekly->symbol;
    e.ucum = weekly->ucum;
  }
  e.over = *over;
  e.operands.push_back(std::move(*operand));
  return e;
}

// A number of the history made from a condition about a session.
std::optional<expression> of_condition(const json_cursor& from, operation op,
                                       std::string_view symbol, std::string_view ucum,
                                       scope where) {
  if (!needs(where, scope::history, from)) return std::nullopt;
  std::optional<expression> operand = condition_from(from, scope::session);
  if (!operand) return std::nullopt;
  expression e = number_node(op, symbol, ucum);
  e.operands.push_back(std::move(*operand));
  return e;
}

// [factor, number] or [number, divisor]
std::optional<expression> scaled_from(const json_cursor& from, operation op, scope where) {
  const auto parts = from.items();
  if (!parts) return std::nullopt;
  const std::size_t plain = op == operation::product ? 0 : 1;
  if (parts->size() != 2 || (*parts)[plain].kind() != json_kind::number) {
    from.complain(op == operation::product ? "expected a plain number and what it multiplies"
                                           : "expected what is divided and a plain number");
    return std::nullopt;
  }
  const std::optional<double> constant = (*parts)[plain].number(-unbounded, unbounded);
  std::optional<expression> operand = number_from((*parts)[1 - plain], where);
  if (constant == 0) {
    (*parts)[plain].complain("must not be 0");
    return std::nullopt;
  }
  if (!constant || !operand) return std::nullopt;
  expression e = number_node(op, operand->symbol, operand->ucum);
  e.constant = *constant;
  e.operands.push_back(std::move(*operand));
  return e;
}

// Both sides of a sum or difference: at least one of them not a plain number, both in one unit.
std::optional<expression> arithmetic_from(const json_cursor& from, operation op, scope where) {
  const auto parts = from.items();
  if (!parts) return std::nullopt;
  if (parts->size() != 2) {
    from.complain("expected two numbers");
    return std::nullopt;
  }
  const bool plain[2] = {(*parts)[0].kind() == json_kind::number,
                         (*parts)[1].kind() == json_kind::number};
  if (plain[0] && plain[1]) {
    from.complain("expected at least one value that is not a plain number");
    return std::nullopt;
  }
  const std::size_t first = plain[0] ? 1 : 0;
  std::optional<expression> known = number_from((*parts)[first], where);
  if (!known) return std::nullopt;
  std::optional<expression> other;
  if (plain[1 - first]) {
    other = number_node(operation::constant, known->symbol, known->ucum);
    other->constant = (*parts)[1 - first].number(-unbounded, unbounded).value_or(0);
  } else {
    other = number_from((*parts)[1 - first], where);
    if (!other) return std::nullopt;
    if (other->ucum != known->ucum) {
      from.complain("the two values have different units, " + std::string(known->ucum) + " and " +
                    std::string(other->ucum));
      return std::nullopt;
    }
  }
  expression e = number_node(op, known->symbol, known->ucum);
  if (first == 1) std::swap(known, other);
  e.operands.push_back(std::move(*known));
  e.operands.push_back(std::move(*other));
  return e;
}

// The number whose keys stand in this object, which may be a comparison too.
std::optional<expression> number_in(const json_cursor& from, scope where) {
  std::string_view key;
  int keys = 0;
  for (const std::string_view one : number_keys) {
    if (from.find(one)) {
      key = one;
      ++keys;
    }
  }
  if (keys != 1) {
    std::string known;
    for (const std::string_view one : number_keys) {
      known += (known.empty() ? "" : ", ") + std::string(one);
    }
    from.complain("expected exactly one number: " + known);
    return std::nullopt;
  }
  const json_cursor value = *from.find(key);
  struct aggregate_key {
    std::string_view key;
    operation op;
    std::string_view of_last;
  };
  for (const aggregate_key& one : {aggregate_key{"maximum", operation::maximum, "maximum_of_last"},
                                   aggregate_key{"minimum", operation::minimum, "minimum_of_last"},
                                   aggregate_key{"mean", operation::mean, "mean_of_last"},
                                   aggregate_key{"median", operation::median, "median_of_last"},
                                   aggregate_key{"trend", operation::trend, ""},
                                   aggregate_key{"count", operation::count, ""}}) {
    if (key == one.key) return aggregate_from(from, one.op, window_from(value), where);
    if (key == one.of_last) {
      return aggregate_from(from, one.op, last_n(value, window::kind::last_sessions), where);
    }
  }
  if (key == "trend_over_weeks") {
    return aggregate_from(from, operation::trend, last_days(value, 7), where);
  }
  if (key == "count_within") {
    return aggregate_from(from, operation::count, last_days(value, 1), where);
  }
  if (const auto of = from.find("of")) {
    of->complain("does not belong to \"" + std::string(key) + '"');
    return std::nullopt;
  }
  if (key == "metric") return metric_from(value, where);
  if (key == "person") return person_metric_from(value);
  if (key == "sessions_in_a_row") {
    return of_condition(value, operation::streak, units::count::symbol, units::count::ucum, where);
  }
  if (key == "days_held") {
    return of_condition(value, operation::held, units::day::symbol, units::day::ucum, where);
  }
  if (key == "sum") return arithmetic_from(value, operation::sum, where);
  if (key == "difference") return arithmetic_from(value, operation::difference, where);
  if (key == "product") return scaled_from(value, operation::product, where);
  if (key == "quotient") return scaled_from(value, operation::quotient, where);
  // days_since an event, or the last session of which something was true
  if (value.kind() == json_kind::object) {
    return of_condition(value, operation::since_true, units::day::symbol, units::day::ucum, where);
  }
  const auto since = read_word(value, all_events);
  if (!since || !needs(where, scope::history, from)) return std::nullopt;
  expression e = number_node(operation::days_since, units::day::symbol, units::day::ucum);
  e.since = *since;
  return e;
}

std::optional<expression> number_from(const json_cursor& from, scope where) {
  if (!from.is_object(keys_with({}))) return std::nullopt;
  return number_in(from, where);
}

// Whether nobody can be in doubt about the unit of such a number.
bool says_its_unit(const expression& e) {
  return e.op == operation::days_since || e.op == operation::since_true ||
         e.op == operation::held || e.op == operation::count || e.op == operation::streak;
}

// The lowest and highest of a scale bound what can be reported, and so what can be compared; means
// of it may lie between its steps, and what is computed may lie anywhere.
value_scale scale_of_number(const expression& e) {
  switch (e.op) {
    case operation::metric:
    case operation::person:
      return scale_of(*e.metric);
    case operation::maximum:
    case operation::minimum:
      return scale_of_number(e.operands[0]);
    case operation::mean:
    case operation::median: {
      const value_scale steps = scale_of_number(e.operands[0]);
      return {steps.lowest, steps.highest, false, {}};
    }
    case operation::count:
    case operation::streak:
    case operation::days_since:
    case operation::since_true:
    case operation::held:
      return scale_of(e.ucum);
    default:
      return {-unbounded, unbounded, false, {}};
  }
}

std::optional<expression> threshold_from(const json_cursor& from, const expression& left,
                                         const std::optional<json_cursor>& unit, scope where,
                                         const json_cursor& whole) {
  if (from.kind() == json_kind::object) {
    std::optional<expression> right = number_from(from, where);
    if (right && right->ucum != left.ucum) {
      from.complain("is in " + std::string(right->ucum) + ", but is compared with " +
                    std::string(left.ucum));
      return std::nullopt;
    }
    return right;
  }
  const bool word = from.kind() == json_kind::text;
  if (!unit && !word && !says_its_unit(left)) {
    whole.complain("\"unit\" is missing; expected \"" + std::string(left.ucum) + "\"");
    return std::nullopt;
  }
  expression right = number_node(operation::constant, left.symbol, left.ucum);
  const std::optional<double> value = word && left.op != operation::trend
                                          ? read_scaled(from, left.ucum)
                                          : read_scaled(from, scale_of_number(left));
  if (!value) return std::nullopt;
  right.constant = *value;
  return right;
}

expression compare_node(const expression& left, comparison op, expression right) {
  expression e;
  e.op = operation::compare;
  e.compare = op;
  e.operands.push_back(left);
  e.operands.push_back(std::move(right));
  return e;
}

// [low, high], both included
std::optional<expression> range_from(const json_cursor& from, const expression& left,
                                     const std::optional<json_cursor>& unit, scope where,
                                     const json_cursor& whole) {
  const auto ends = from.items();
  if (!ends) return std::nullopt;
  if (ends->size() != 2) {
    from.complain("expected two numbers, the lowest and the highest");
    return std::nullopt;
  }
  std::optional<expression> low = threshold_from((*ends)[0], left, unit, where, whole);
  std::optional<expression> high = threshold_from((*ends)[1], left, unit, where, whole);
  if (!low || !high) return std::nullopt;
  if (low->op == operation::constant && high->op == operation::constant &&
      low->constant > high->constant) {
    from.complain("the highest lies below the lowest");
    return std::nullopt;
  }
  expression e;
  e.op = operation::all;
  e.operands.push_back(compare_node(left, comparison::at_least, std::move(*low)));
  e.operands.push_back(compare_node(left, comparison::at_most, std::move(*high)));
  return e;
}

std::optional<expression> comparison_from(const json_cursor& from, scope where) {
  if (!from.is_object(keys_with(
          {"below", "at_most", "equal", "not_equal", "at_least", "above", "between", "unit"}))) {
    return std::nullopt;
  }
  const std::optional<expression> left = number_in(from, where);
  const auto range = from.find("between");
  std::optional<json_cursor> limit = range;
  comparison op = comparison::below;
  int limits = range ? 1 : 0;
  for (const comparison one : all_comparisons) {
    if (const auto here = from.find(to_string(one))) {
      limit = here;
      op = one;
      ++limits;
    }
  }
  if (limits != 1) {
    from.complain(
        "expected exactly one of below, at_most, equal, not_equal, at_least, above, between");
    return std::nullopt;
  }
  if (!left) return std::nullopt;
  const auto unit = from.find("unit");
  if (unit) {
    const auto code = unit->text();
    if (!code) return std::nullopt;
    if (*code != left->ucum) {
      unit->expected("\"" + std::string(left->ucum) + "\", the unit of what is compared");
      return std::nullopt;
    }
  }
  if (range) return range_from(*range, *left, unit, where, from);
  std::optional<expression> right = threshold_from(*limit, *left, unit, where, from);
  if (!right) return std::nullopt;
  return compare_node(*left, op, std::move(*right));
}

std::optional<expression> hysteresis_from(const json_cursor& from, scope where) {
  if (!from.is_object({"enter", "leave", "over"}) || !needs(where, scope::session, from)) {
    return std::nullopt;
  }
  const auto enter = from.require("enter");
  const auto leave = from.require("leave");
  std::optional<window> over = window{window::kind::since_screening, 1, 0, 0};
  if (const auto given = from.find("over")) over = window_from(*given);
  if (!enter || !leave) return std::nullopt;
  std::optional<expression> first = condition_from(*enter, scope::session);
  std::optional<expression> second = condition_from(*leave, scope::session);
  if (!first || !second || !over) return std::nullopt;
  expression e;
  e.op = operation::hysteresis;
  e.over = *over;
  e.operands.push_back(std::move(*first));
  e.operands.push_back(std::move(*second));
  return e;
}

std::optional<expression> list_from(const json_cursor& from, operation op, scope where) {
  const auto parts = from.items();
  if (!parts) return std::nullopt;
  expression e;
  e.op = op;
  bool good = true;
  for (const json_cursor& part : *parts) {
    std::optional<expression> one = condition_from(part, where);
    if (one) {
      e.operands.push_back(std::move(*one));
    } else {
      good = false;
    }
  }
  return good ? std::optional<expression>(std::move(e)) : std::nullopt;
}

std::optional<expression> quantified_from(const json_cursor& from, std::string_view key,
                                          operation op, bool last, scope where) {
  if (!from.is_object({key, "of"}) || !needs(where, scope::history, from)) return std::nullopt;
  const json_cursor range = *from.find(key);
  const std::optional<window> over =
      last ? last_n(range, window::kind::last_sessions) : window_from(range);
  const auto of = from.require("of");
  if (!of) return std::nullopt;
  std::optional<expression> operand = condition_from(*of, scope::session);
  if (!operand || !over) return std::nullopt;
  expression e;
  e.op = op;
  e.over = *over;
  e.operands.push_back(std::move(*operand));
  return e;
}

std::optional<expression> condition_from(const json_cursor& from, scope where) {
  for (const auto& [key, op] :
       {std::pair<std::string_view, operation>{"all", operation::all}, {"any", operation::any}}) {
    if (const auto parts = from.find(key)) {
      if (!from.is_object({key})) return std::nullopt;
      return list_from(*parts, op, where);
    }
  }
  if (const auto of = from.find("not")) {
    if (!from.is_object({"not"})) return std::nullopt;
    std::optional<expression> operand = condition_from(*of, where);
    if (!operand) return std::nullopt;
    expression e;
    e.op = operation::negation;
    e.operands.push_back(std::move(*operand));
    return e;
  }
  if (from.find("all_of")) return quantified_from(from, "all_of", operation::all_of, false, where);
  if (from.find("any_of")) return quantified_from(from, "any_of", operation::any_of, false, where);
  if (from.find("consecutive")) {
    return quantified_from(from, "consecutive", operation::all_of, true, where);
  }
  if (const auto both = from.find("hysteresis")) {
    if (!from.is_object({"hysteresis"})) return std::nullopt;
    return hysteresis_from(*both, where);
  }
  if (from.find("all_of_last")) {
    return quantified_from(from, "all_of_last", operation::all_of, true, where);
  }
  if (from.find("any_of_last")) {
    return quantified_from(from, "any_of_last", operation::any_of, true, where);
  }
  return comparison_from(from, where);
}

// The keys of a number, for an object of its own or for a comparison's.
void put_number(const expression& e, ordered_json& into);

ordered_json number_json(const expression& e) {
  if (e.op == operation::constant) return plain_number(e.constant);
  ordered_json out = ordered_json::object();
  put_number(e, out);
  return out;
}

void put_range(const expression& e, std::string_view key, std::string_view short_key,
               ordered_json& into) {
  if (e.over.what == window::kind::last_sessions && !short_key.empty()) {
    into[std::string(short_key)] = e.over.count;
  } else {
    into[std::string(key)] = window_json(e.over);
  }
}

void put_days(const expression& e, std::string_view key, std::string_view short_key, int days_each,
              ordered_json& into) {
  if (e.over.what == window::kind::days_ago && e.over.from == 0 && e.over.to % days_each == 0) {
    into[std::string(short_key)] = e.over.to / days_each;
  } else {
    put_range(e, key, "", into);
  }
}

void put_number(const expression& e, ordered_json& into) {
  switch (e.op) {
    case operation::metric:
      into["metric"] = e.metric->id;
      return;
    case operation::person:
      into["person"] = e.metric->id;
      return;
    case operation::days_since:
      into["days_since"] = to_string(e.since);
      return;
    case operation::since_true:
      into["days_since"] = write_condition(e.operands[0]);
      return;
    case operation::streak:
      into["sessions_in_a_row"] = write_condition(e.operands[0]);
      return;
    case operation::held:
      into["days_held"] = write_condition(e.operands[0]);
      return;
    case operation::maximum:
      put_range(e, "maximum", "maximum_of_last", into);
      break;
    case operation::minimum:
      put_range(e, "minimum", "minimum_of_last", into);
      break;
    case operation::mean:
      put_range(e, "mean", "mean_of_last", into);
      break;
    case operation::median:
      put_range(e, "median", "median_of_last", into);
      break;
    case operation::trend:
      put_days(e, "trend", "trend_over_weeks", 7, into);
      break;
    case operation::count:
      put_days(e, "count", "count_within", 1, into);
      into["of"] = write_condition(e.operands[0]);
      return;
    case operation::sum:
    case operation::difference:
      into[e.op == operation::sum ? "sum" : "difference"] =
          ordered_json::array({number_json(e.operands[0]), number_json(e.operands[1])});
      return;
    case operation::product:
      into["product"] = ordered_json::array({plain_number(e.constant), number_json(e.operands[0])});
      return;
    case operation::quotient:
      into["quotient"] =
          ordered_json::array({number_json(e.operands[0]), plain_number(e.constant)});
      return;
    default:
      RETROGAIT_ASSERT(false, "not a number that can stand on the left of a comparison");
      return;
  }
  into["of"] = number_json(e.operands[0]);
}

// Whether it reads as one range: the same number at least this and at most that.
bool is_range(const expression& e) {
  if (e.op != operation::all || e.operands.size() != 2) return false;
  const expression& low = e.operands[0];
  const expression& high = e.operands[1];
  return low.op == operation::compare && low.compare == comparison::at_least &&
         high.op == operation::compare && high.compare == comparison::at_most &&
         low.operands[0] == high.operands[0] && low.operands[1].op == operation::constant &&
         high.operands[1].op == operation::constant &&
         low.operands[1].constant <= high.operands[1].constant;
}

}  // namespace

std::optional<double> read_scaled(const json_cursor& from, std::string_view ucum) {
  return read_scaled(from, scale_of(ucum));
}

std::optional<double> read_scaled(const json_cursor& from, const metric_info& metric) {
  return read_scaled(from, scale_of(metric));
}

std::optional<double> read_scaled(const json_cursor& from, const value_scale& scale) {
  if (scale.words.empty()) {
    if (scale.whole) {
      const std::optional<int> n = from.integer(0, std::numeric_limits<int>::max());
      return n ? std::optional<double>(*n) : std::nullopt;
    }
    return from.number(scale.lowest, scale.highest);
  }
  if (from.kind() == json_kind::text) {
    if (const scale_word* word = scale.by_word(*from.text())) return word->value;
  } else if (from.kind() == json_kind::number) {
    const auto value = from.number(scale.lowest, scale.highest);
    if (!value) return std::nullopt;
    if (scale.by_value(*value)) return value;
  }
  std::string words;
  for (const scale_word& one : scale.words) {
    words += (words.empty() ? "\"" : ", \"") + std::string(one.word) + '"';
  }
  from.expected("one of " + words);
  return std::nullopt;
}

ordered_json write_scaled(double value, std::string_view ucum) {
  if (const scale_word* word = scale_of(ucum).by_value(value)) return word->word;
  return plain_number(value);
}

ordered_json plain_number(double value) {
  const bool whole = value == std::floor(value) && std::abs(value) < 1e15;
  if (whole) return static_cast<std::int64_t>(value);
  return value;
}

std::optional<rules::condition> read_condition(const json_cursor& from) {
  std::optional<expression> e = condition_from(from, scope::history);
  if (!e) return std::nullopt;
  return rules::condition(std::move(*e));
}

ordered_json write_condition(const expression& e) {
  ordered_json out = ordered_json::object();
  if (is_range(e)) {
    const expression& low = e.operands[0].operands[1];
    const expression& high = e.operands[1].operands[1];
    put_number(e.operands[0].operands[0], out);
    out["between"] = ordered_json::array(
        {write_scaled(low.constant, low.ucum), write_scaled(high.constant, high.ucum)});
    out["unit"] = low.ucum;
    return out;
  }
  switch (e.op) {
    case operation::all:
    case operation::any: {
      ordered_json parts = ordered_json::array();
      for (const expression& one : e.operands) parts.push_back(write_condition(one));
      out[e.op == operation::all ? "all" : "any"] = std::move(parts);
      return out;
    }
    case operation::negation:
      out["not"] = write_condition(e.operands[0]);
      return out;
    case operation::all_of:
      put_range(e, "all_of", "all_of_last", out);
      out["of"] = write_condition(e.operands[0]);
      return out;
    case operation::any_of:
      put_range(e, "any_of", "any_of_last", out);
      out["of"] = write_condition(e.operands[0]);
      return out;
    case operation::hysteresis: {
      ordered_json both{{"enter", write_condition(e.operands[0])},
                        {"leave", write_condition(e.operands[1])}};
      if (e.over.what != window::kind::since_screening) both["over"] = window_json(e.over);
      out["hysteresis"] = std::move(both);
      return out;
    }
    default:
      break;
  }
  const expression& left = e.operands[0];
  const expression& right = e.operands[1];
  put_number(left, out);
  const std::string op(to_string(e.compare));
  if (right.op == operation::constant) {
    out[op] = write_scaled(right.constant, right.ucum);
    if (!out[op].is_string() && !says_its_unit(left)) out["unit"] = left.ucum;
  } else {
    out[op] = number_json(right);
  }
  return out;
}

namespace {

void limits_from(const json_cursor& from, rules::value_limits& limits) {
  if (const auto quality = from.find("least_quality")) {
    limits.least_quality = quality->number(0, 1).value_or(0);
  }
  if (const auto days = from.find("most_days")) limits.most_days = days->integer(0, most_sessions);
}

void put_limits(const rules::value_limits& limits, ordered_json& into) {
  if (limits.least_quality > 0) into["least_quality"] = plain_number(limits.least_quality);
  if (limits.most_days) into["most_days"] = *limits.most_days;
}

}  // namespace

rules::trust read_trust(const json_cursor& from) {
  rules::trust asked;
  if (!from.is_object({"least_quality", "most_days", "metrics"})) return asked;
  limits_from(from, asked.limits);
  const auto metrics = from.find("metrics");
  if (!metrics) return asked;
  for (const auto& [id, given] : metrics->members()) {
    if (!find_session_metric(id)) {
      given.complain(no_metric(id));
      continue;
    }
    rules::metric_limits one{id, {}};
    if (given.is_object({"least_quality", "most_days"})) limits_from(given, one.limits);
    asked.metrics.push_back(std::move(one));
  }
  return asked;
}

ordered_json write_trust(const rules::trust& asked) {
  ordered_json out = ordered_json::object();
  put_limits(asked.limits, out);
  if (asked.metrics.empty()) return out;
  ordered_json metrics = ordered_json::object();
  for (const rules::metric_limits& one : asked.metrics) {
    ordered_json limits = ordered_json::object();
    put_limits(one.limits, limits);
    metrics[one.metric] = std::move(limits);
  }
  out["metrics"] = std::move(metrics);
  return out;
}

rules::provenance read_source(const json_cursor& from) {
  rules::provenance source;
  if (!from.is_object({"kind", "key", "note", "may_change"})) return source;
  constexpr std::array kinds{rules::strength::sourced, rules::strength::recalled,
                             rules::strength::chosen};
  if (const auto kind = from.require("kind")) {
    source.kind = read_word(*kind, kinds).value_or(source.kind);
  }
  if (const auto key = from.find("key")) source.source = key->text().value_or("");
  if (const auto note = from.find("note")) source.note = note->text().value_or("");
  constexpr std::array editors{rules::editor::professional, rules::editor::author,
                               rules::editor::person};
  if (const auto who = from.find("may_change")) {
    source.may_change = read_word(*who, editors).value_or(source.may_change);
  }
  if (source.kind != rules::strength::chosen && !from.find("key")) {
    from.complain("\"key\" is missing: a citation names its source");
  }
  return source;
}

ordered_json write_source(const rules::provenance& source) {
  ordered_json out{{"kind", to_string(source.kind)}};
  if (!source.source.empty()) out["key"] = source.source;
  if (!source.note.empty()) out["note"] = source.note;
  if (source.may_change != rules::provenance{}.may_change) {
    out["may_change"] = to_string(source.may_change);
  }
  return out;
}

std::string dump(const ordered_json& value) {
  return value.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace retrogait::io::detail

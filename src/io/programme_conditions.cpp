// Conditions as JSON; their form is described in retrogait/io/programme.hpp.

#include <retrogait/rules/language.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "programme_json.hpp"

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
                                rules::event::screening};
constexpr int most_sessions = 100000;

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
  const metric_info* info = catalog::find_reported(*id);
  if (!info) {
    std::string known;
    for (const metric_info* one : catalog::reported_metrics) {
      known += (known.empty() ? "" : ", ") + std::string(one->id);
    }
    from.expected("a metric of the catalog (" + known + ")");
    return std::nullopt;
  }
  expression e = number_node(operation::metric, info->unit_symbol, info->unit_ucum);
  e.metric = info;
  return e;
}

std::optional<expression> aggregate_from(const json_cursor& from, operation op,
                                         const std::optional<window>& over, scope where) {
  const auto of = from.require("of");
  if (!over || !of || !needs(where, scope::history, from)) return std::nullopt;
  std::optional<expression> operand = op == operation::count ? condition_from(*of, scope::session)
                                                             : number_from(*of, scope::session);
  if (!operand) return std::nullopt;
  expression e = op == operation::count ? number_node(op, units::count::symbol, units::count::ucum)
                                        : number_node(op, operand->symbol, operand->ucum);
  e.over = *over;
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
    other->constant =
        (*parts)[1 - first]
            .number(-std::numeric_limits<double>::max(), std::numeric_limits<double>::max())
            .value_or(0);
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
  if (const auto id = from.find("metric")) return metric_from(*id, where);
  if (const auto name = from.find("days_since")) {
    const auto since = read_word(*name, all_events);
    if (!since || !needs(where, scope::history, from)) return std::nullopt;
    expression e = number_node(operation::days_since, units::day::symbol, units::day::ucum);
    e.since = *since;
    return e;
  }
  struct aggregate_key {
    std::string_view key;
    operation op;
    bool last;
  };
  for (const aggregate_key& one : {aggregate_key{"maximum", operation::maximum, false},
                                   aggregate_key{"maximum_of_last", operation::maximum, true},
                                   aggregate_key{"mean", operation::mean, false},
                                   aggregate_key{"mean_of_last", operation::mean, true},
                                   aggregate_key{"count", operation::count, false}}) {
    if (const auto over = from.find(one.key)) {
      return aggregate_from(
          from, one.op, one.last ? last_n(*over, window::kind::last_sessions) : window_from(*over),
          where);
    }
  }
  if (const auto parts = from.find("sum")) return arithmetic_from(*parts, operation::sum, where);
  if (const auto parts = from.find("difference")) {
    return arithmetic_from(*parts, operation::difference, where);
  }
  from.complain("expected a number: metric, days_since, maximum, mean, count, sum or difference");
  return std::nullopt;
}

std::optional<expression> number_from(const json_cursor& from, scope where) {
  if (!from.is_object({"metric", "days_since", "maximum", "maximum_of_last", "mean", "mean_of_last",
                       "count", "of", "sum", "difference"})) {
    return std::nullopt;
  }
  return number_in(from, where);
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
  const bool says_itself = from.kind() == json_kind::text || left.op == operation::days_since ||
                           left.op == operation::count;
  if (!unit && !says_itself) {
    whole.complain("\"unit\" is missing; expected \"" + std::string(left.ucum) + "\"");
    return std::nullopt;
  }
  expression right = number_node(operation::constant, left.symbol, left.ucum);
  // The lowest and highest of the scale bound what can be reported, and so what can be compared;
  // means and sums of them may lie between its steps.
  const value_scale scale = scale_of(left.ucum);
  const bool exact =
      left.op == operation::metric || left.op == operation::maximum || left.op == operation::count;
  const bool free = left.op == operation::sum || left.op == operation::difference;
  std::optional<double> value;
  if (free && from.kind() == json_kind::number) {
    value = from.number(-std::numeric_limits<double>::max(), std::numeric_limits<double>::max());
  } else if (exact || from.kind() == json_kind::text) {
    value = read_scaled(from, left.ucum);
  } else {
    value = from.number(scale.lowest, scale.highest);
  }
  if (!value) return std::nullopt;
  right.constant = *value;
  return right;
}

std::optional<expression> comparison_from(const json_cursor& from, scope where) {
  if (!from.is_object({"metric", "days_since", "maximum", "maximum_of_last", "mean", "mean_of_last",
                       "count", "of", "sum", "difference", "below", "at_most", "equal", "not_equal",
                       "at_least", "above", "unit"})) {
    return std::nullopt;
  }
  std::optional<expression> left = number_in(from, where);
  std::optional<json_cursor> limit;
  comparison op = comparison::below;
  int limits = 0;
  for (const comparison one : all_comparisons) {
    if (const auto here = from.find(to_string(one))) {
      limit = here;
      op = one;
      ++limits;
    }
  }
  if (limits != 1) {
    from.complain("expected exactly one of below, at_most, equal, not_equal, at_least, above");
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
  std::optional<expression> right = threshold_from(*limit, *left, unit, where, from);
  if (!right) return std::nullopt;
  expression e;
  e.op = operation::compare;
  e.compare = op;
  e.operands.push_back(std::move(*left));
  e.operands.push_back(std::move(*right));
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

void put_number(const expression& e, ordered_json& into) {
  switch (e.op) {
    case operation::metric:
      into["metric"] = e.metric->id;
      return;
    case operation::days_since:
      into["days_since"] = to_string(e.since);
      return;
    case operation::maximum:
      put_range(e, "maximum", "maximum_of_last", into);
      into["of"] = number_json(e.operands[0]);
      return;
    case operation::mean:
      put_range(e, "mean", "mean_of_last", into);
      into["of"] = number_json(e.operands[0]);
      return;
    case operation::count:
      put_range(e, "count", "", into);
      into["of"] = write_condition(e.operands[0]);
      return;
    case operation::sum:
    case operation::difference:
      into[e.op == operation::sum ? "sum" : "difference"] =
          ordered_json::array({number_json(e.operands[0]), number_json(e.operands[1])});
      return;
    default:
      RETROGAIT_ASSERT(false, "not a number that can stand on the left of a comparison");
  }
}

}  // namespace

std::optional<double> read_scaled(const json_cursor& from, std::string_view ucum) {
  const value_scale scale = scale_of(ucum);
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
    default:
      break;
  }
  const expression& left = e.operands[0];
  const expression& right = e.operands[1];
  put_number(left, out);
  const std::string op(to_string(e.compare));
  if (right.op == operation::constant) {
    out[op] = write_scaled(right.constant, right.ucum);
    if (!out[op].is_string() && left.op != operation::days_since && left.op != operation::count) {
      out["unit"] = left.ucum;
    }
  } else {
    out[op] = number_json(right);
  }
  return out;
}

rules::provenance read_source(const json_cursor& from) {
  rules::provenance source;
  if (!from.is_object({"kind", "key", "note"})) return source;
  constexpr std::array kinds{rules::strength::sourced, rules::strength::recalled,
                             rules::strength::chosen};
  if (const auto kind = from.require("kind")) {
    source.kind = read_word(*kind, kinds).value_or(source.kind);
  }
  if (const auto key = from.find("key")) source.source = key->text().value_or("");
  if (const auto note = from.find("note")) source.note = note->text().value_or("");
  if (source.kind != rules::strength::chosen && !from.find("key")) {
    from.complain("\"key\" is missing: a citation names its source");
  }
  return source;
}

ordered_json write_source(const rules::provenance& source) {
  ordered_json out{{"kind", to_string(source.kind)}};
  if (!source.source.empty()) out["key"] = source.source;
  if (!source.note.empty()) out["note"] = source.note;
  return out;
}

std::string dump(const ordered_json& value) {
  return value.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace retrogait::io::detail

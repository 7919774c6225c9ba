// Programmes as JSON; their form is described in retrogait/io/programme.hpp.

#include <retrogait/core/errors.hpp>
#include <retrogait/io/programme.hpp>

#include <limits>
#include <utility>

#include "programme_json.hpp"

namespace retrogait::io {

namespace detail {

namespace {

constexpr int most = std::numeric_limits<int>::max();
constexpr double unbounded = std::numeric_limits<double>::max();

constexpr std::array all_supports{support_need::none, support_need::in_reach};
constexpr std::array all_outcomes{rules::outcome::advance, rules::outcome::hold,
                                  rules::outcome::regress, rules::outcome::refer,
                                  rules::outcome::stop};

// Members that are there are read into the target; those that are not leave it as it is.
struct member_reader {
  const json_cursor& from;

  void operator()(std::string_view key, int& into) const {
    if (const auto here = from.require(key)) into = here->integer(0, most).value_or(into);
  }
  void operator()(std::string_view key, double& into) const {
    if (const auto here = from.require(key)) into = here->number(0, unbounded).value_or(into);
  }
  void operator()(std::string_view key, bool& into) const {
    if (const auto here = from.require(key)) into = here->boolean().value_or(into);
  }
  void operator()(std::string_view key, std::string& into) const {
    if (const auto here = from.require(key)) into = here->text().value_or(into);
  }
  void operator()(std::string_view key, std::optional<int>& into) const {
    if (const auto here = from.find(key)) into = here->integer(0, most);
  }
  void operator()(std::string_view key, std::optional<double>& into) const {
    if (const auto here = from.find(key)) into = here->number(0, unbounded);
  }
  void operator()(std::string_view key, rules::provenance& into) const {
    if (const auto here = from.require(key)) into = read_source(*here);
  }
  template <class T>
  void operator()(std::string_view key, sourced<T>& into) const {
    const auto here = from.require(key);
    if (!here || !here->is_object({"value", "source"})) return;
    const member_reader read{*here};
    read("value", into.value);
    read("source", into.source);
  }
};

// The counterpart: optional members without a value are left out.
struct member_writer {
  ordered_json& into;

  void operator()(std::string_view key, int value) const { into[std::string(key)] = value; }
  void operator()(std::string_view key, bool value) const { into[std::string(key)] = value; }
  void operator()(std::string_view key, double value) const {
    into[std::string(key)] = plain_number(value);
  }
  void operator()(std::string_view key, const std::string& value) const {
    into[std::string(key)] = value;
  }
  template <class T>
  void operator()(std::string_view key, const std::optional<T>& value) const {
    if (value) (*this)(key, *value);
  }
  void operator()(std::string_view key, const rules::provenance& value) const {
    into[std::string(key)] = write_source(value);
  }
  template <class T>
  void operator()(std::string_view key, const sourced<T>& value) const {
    ordered_json both = ordered_json::object();
    const member_writer write{both};
    write("value", value.value);
    write("source", value.source);
    into[std::string(key)] = std::move(both);
  }
};

// Each names the members of one type once, for reading and for writing.
template <class Visit, class Level>
void visit_level(const Visit& visit, Level& one) {
  visit("bouts", one.bouts);
  visit("steps_a_bout", one.steps_a_bout);
  visit("seconds_a_bout", one.seconds_a_bout);
  visit("rest_s", one.rest_s);
  visit("minutes", one.minutes);
  visit("speed_limit_m_s", one.speed_limit_m_s);
  visit("share_of_comfortable", one.share_of_comfortable);
  visit("surface", one.surface);
  visit("source", one.source);
}

template <class Visit, class Absence>
void visit_absence(const Visit& visit, Absence& one) {
  visit("from_days", one.from_days);
  visit("to_days", one.to_days);
  visit("levels_down", one.levels_down);
  visit("levels_down_older", one.levels_down_older);
  visit("may_advance", one.may_advance);
  visit("screen_again", one.screen_again);
  visit("restart", one.restart);
  visit("source", one.source);
}

template <class Visit, class Cap>
void visit_cap(const Visit& visit, Cap& one) {
  visit("below_percent", one.below_percent);
  visit("max_level", one.max_level);
  visit("source", one.source);
}

template <class Visit, class Deload>
void visit_deload(const Visit& visit, Deload& one) {
  visit("every_rises", one.every_rises);
  visit("share", one.share);
  visit("days", one.days);
  visit("source", one.source);
}

template <class Visit, class Programme>
void visit_programme(const Visit& visit, Programme& plan) {
  visit("title", plan.title);
  visit("warm_up_minutes", plan.warm_up_minutes);
  visit("sessions_a_week", plan.sessions_a_week);
  visit("most_sessions_in_7_days", plan.most_sessions_in_7_days);
  visit("rest_days", plan.rest_days);
  visit("weekly_rise_min", plan.weekly_rise_min);
  visit("speed_cap_m_s", plan.speed_cap_m_s);
  visit("limited_max_level", plan.limited_max_level);
  visit("refer_after_regressions", plan.refer_after_regressions);
  visit("within_days", plan.within_days);
  visit("advise_after_holds", plan.advise_after_holds);
  visit("share_left_on_hold", plan.share_left_on_hold);
  visit("older_from_years", plan.older_from_years);
}

}  // namespace

std::optional<rules::version_number> read_version(const json_cursor& from) {
  const auto text = from.text();
  if (!text) return std::nullopt;
  unsigned parts[3] = {0, 0, 0};
  std::size_t part = 0;
  bool digit = false;
  bool good = true;
  for (const char c : *text) {
    if (c >= '0' && c <= '9' && parts[part] < 100000000) {
      parts[part] = parts[part] * 10 + static_cast<unsigned>(c - '0');
      digit = true;
    } else if (c == '.' && digit && part < 2) {
      ++part;
      digit = false;
    } else {
      good = false;
      break;
    }
  }
  if (good && digit && part == 2) return rules::version_number{parts[0], parts[1], parts[2]};
  from.expected("a version such as \"1.0.0\"");
  return std::nullopt;
}

namespace {

training_level level_from(const json_cursor& from) {
  training_level one;
  if (!from.is_object({"bouts", "steps_a_bout", "seconds_a_bout", "rest_s", "minutes",
                       "speed_limit_m_s", "share_of_comfortable", "grade_percent", "support",
                       "surface", "source"})) {
    return one;
  }
  visit_level(member_reader{from}, one);
  if (const auto grade = from.find("grade_percent")) {
    one.grade_percent = grade->number(0, unbounded).value_or(one.grade_percent);
  }
  if (const auto support = from.require("support")) {
    one.support = read_word(*support, all_supports).value_or(one.support);
  }
  return one;
}

absence_rule absence_from(const json_cursor& from) {
  absence_rule one;
  if (!from.is_object({"from_days", "to_days", "levels_down", "levels_down_older", "may_advance",
                       "screen_again", "restart", "source"})) {
    return one;
  }
  visit_absence(member_reader{from}, one);
  return one;
}

strength_cap cap_from(const json_cursor& from) {
  strength_cap one;
  if (from.is_object({"below_percent", "max_level", "source"})) {
    visit_cap(member_reader{from}, one);
  }
  return one;
}

std::optional<deload_rule> deload_from(const json_cursor& from) {
  if (!from.is_object({"every_rises", "share", "days", "source"})) return std::nullopt;
  deload_rule one;
  visit_deload(member_reader{from}, one);
  return one;
}

std::optional<rules::rule> rule_from(const json_cursor& from) {
  if (!from.is_object({"id", "outcome", "when", "advice", "rest_days", "source"})) {
    return std::nullopt;
  }
  const member_reader read{from};
  std::string id;
  read("id", id);
  std::optional<rules::outcome> result;
  if (const auto word = from.require("outcome")) result = read_word(*word, all_outcomes);
  std::optional<rules::condition> when;
  if (const auto given = from.require("when")) when = read_condition(*given);
  rules::provenance source;
  read("source", source);
  rules::rule_extras extras;
  if (const auto text = from.find("advice")) extras.advice = text->text().value_or("");
  if (const auto days = from.find("rest_days")) extras.rest_days = days->integer(0, 28).value_or(0);
  if (!result || !when) return std::nullopt;
  return rules::rule{std::move(id), *result, std::move(*when), std::move(source),
                     std::move(extras)};
}

template <class T, class Read>
void read_list(const json_cursor& from, std::string_view key, std::vector<T>& into, Read read) {
  const auto list = from.require(key);
  const auto items = list ? list->items() : std::nullopt;
  if (!items) return;
  for (const json_cursor& item : *items) into.push_back(read(item));
}

programme programme_from(const json_cursor& from) {
  programme plan;
  if (!from.is_object({"id",
                       "version",
                       "title",
                       "warm_up_minutes",
                       "sessions_a_week",
                       "most_sessions_in_7_days",
                       "rest_days",
                       "weekly_rise_min",
                       "speed_cap_m_s",
                       "limited_max_level",
                       "refer_after_regressions",
                       "within_days",
                       "advise_after_holds",
                       "share_left_on_hold",
                       "older_from_years",
                       "screening",
                       "levels",
                       "absences",
                       "strength_caps",
                       "deload",
                       "values",
                       "if_unknown",
                       "rules"})) {
    return plan;
  }
  const member_reader read{from};
  read("id", plan.rules.id);
  if (const auto version = from.require("version")) {
    plan.rules.version = read_version(*version).value_or(rules::version_number{});
  }
  visit_programme(read, plan);
  if (const auto form = from.require("screening")) plan.screening = read_screening_form(*form);
  read_list(from, "levels", plan.levels, level_from);
  read_list(from, "absences", plan.absences, absence_from);
  read_list(from, "strength_caps", plan.strength_caps, cap_from);
  if (const auto given = from.find("deload")) plan.deload = deload_from(*given);
  if (const auto asked = from.find("values")) plan.rules.values = read_trust(*asked);
  if (const auto word = from.find("if_unknown")) {
    plan.rules.if_unknown = read_word(*word, all_outcomes).value_or(plan.rules.if_unknown);
  }
  const auto list = from.require("rules");
  if (const auto items = list ? list->items() : std::nullopt) {
    for (const json_cursor& item : *items) {
      if (auto rule = rule_from(item)) plan.rules.rules.push_back(std::move(*rule));
    }
  }
  return plan;
}

template <class T, class Visit>
ordered_json list_json(const std::vector<T>& list, Visit visit) {
  ordered_json out = ordered_json::array();
  for (const T& one : list) {
    ordered_json object = ordered_json::object();
    visit(member_writer{object}, one);
    out.push_back(std::move(object));
  }
  return out;
}

}  // namespace

}  // namespace detail

programme parse_programme(std::string_view text, const std::string& name) {
  detail::json_document document(text, name);
  programme plan = detail::programme_from(detail::json_cursor(document, document.root(), ""));
  // Only what could be read whole can be judged as a whole.
  if (!document.has_complaints()) {
    for (const issue& one : plan.validate()) {
      document.complain(document.closest(one.field).offset, '/' + one.field, one.message);
    }
  }
  document.throw_if_any();
  return plan;
}

programme read_programme(const std::filesystem::path& path) {
  return parse_programme(detail::read_whole_file(path), path.string());
}

std::string write_programme(const programme& plan) {
  using detail::ordered_json;
  ordered_json out{{"id", plan.rules.id}, {"version", to_string(plan.rules.version)}};
  detail::visit_programme(detail::member_writer{out}, plan);
  out["screening"] = detail::write_screening_form(plan.screening);
  out["levels"] = detail::list_json(plan.levels, [](const auto& write, const training_level& one) {
    detail::visit_level(write, one);
    if (one.grade_percent > 0) write("grade_percent", one.grade_percent);
    write.into["support"] = to_string(one.support);
  });
  out["absences"] = detail::list_json(
      plan.absences,
      [](const auto& write, const absence_rule& one) { detail::visit_absence(write, one); });
  out["strength_caps"] = detail::list_json(
      plan.strength_caps,
      [](const auto& write, const strength_cap& one) { detail::visit_cap(write, one); });
  if (plan.deload) {
    out["deload"] = ordered_json::object();
    detail::visit_deload(detail::member_writer{out["deload"]}, *plan.deload);
  }
  const rules::rule_set defaults;
  if (plan.rules.values != defaults.values) out["values"] = detail::write_trust(plan.rules.values);
  if (plan.rules.if_unknown != defaults.if_unknown) {
    out["if_unknown"] = to_string(plan.rules.if_unknown);
  }
  out["rules"] = detail::list_json(plan.rules.rules, [](const auto& write, const rules::rule& one) {
    write("id", one.id);
    write.into["outcome"] = to_string(one.result);
    write.into["when"] = detail::write_condition(one.when.tree());
    if (!one.extras.advice.empty()) write("advice", one.extras.advice);
    if (one.extras.rest_days > 0) write("rest_days", one.extras.rest_days);
    write("source", one.source);
  });
  return detail::dump(out);
}

}  // namespace retrogait::io

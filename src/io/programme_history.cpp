// Histories and screenings as JSON; their form is described in retrogait/io/programme.hpp.

#include <retrogait/core/errors.hpp>
#include <retrogait/io/programme.hpp>

#include <limits>
#include <utility>

#include "programme_catalog.hpp"
#include "programme_json.hpp"

namespace retrogait::io {

namespace detail {

namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

std::optional<reason> reason_of(std::string_view word) {
  for (std::uint8_t i = 1; i <= static_cast<std::uint8_t>(reason::out_of_date); ++i) {
    if (to_string(static_cast<reason>(i)) == word) return static_cast<reason>(i);
  }
  return std::nullopt;
}

std::size_t count_of(const std::optional<json_cursor>& from, std::size_t otherwise) {
  if (!from) return otherwise;
  return static_cast<std::size_t>(from->integer(0, std::numeric_limits<int>::max()).value_or(0));
}

// {"missing": why} or {"value": v, …}
std::optional<measured<double>> detailed_value(const json_cursor& from, const metric_info& metric) {
  if (const auto missing = from.find("missing")) {
    from.is_object({"missing", "n", "needed"});
    const auto word = missing->text();
    if (!word) return std::nullopt;
    const auto why = reason_of(*word);
    if (!why) {
      missing->expected("a reason such as \"not reported\" or \"too few strides\"");
      return std::nullopt;
    }
    return measured<double>::not_computable(*why, count_of(from.find("n"), 0),
                                            count_of(from.find("needed"), 0));
  }
  from.is_object({"value", "unit", "margin", "quality", "n"});
  if (const auto unit = from.find("unit")) {
    const auto code = unit->text();
    if (code && *code != metric.unit_ucum) {
      unit->expected("\"" + std::string(metric.unit_ucum) + "\", the unit of this metric");
      return std::nullopt;
    }
  }
  const auto value = from.require("value");
  if (!value) return std::nullopt;
  const auto number = read_scaled(*value, metric);
  std::optional<double> margin;
  if (const auto given = from.find("margin")) margin = given->number(0, unbounded);
  double quality = 1;
  if (const auto given = from.find("quality")) quality = given->number(0, 1).value_or(0);
  if (!number) return std::nullopt;
  return measured<double>::of(*number, count_of(from.find("n"), 1), margin, quality);
}

std::optional<measured<double>> value_from(const json_cursor& from, const metric_info& metric) {
  if (from.kind() == json_kind::null) {
    return measured<double>::not_computable(reason::not_reported);
  }
  if (from.kind() == json_kind::object) return detailed_value(from, metric);
  const auto number = read_scaled(from, metric);
  if (!number) return std::nullopt;
  return measured<double>::of(*number, 1);
}

ordered_json value_json(const measured<double>& value, std::string_view ucum) {
  if (!value) {
    if (value == measured<double>::not_computable(reason::not_reported)) return nullptr;
    ordered_json out{{"missing", to_string(value.why())}};
    if (value.n() > 0) out["n"] = value.n();
    if (value.needed() > 0) out["needed"] = value.needed();
    return out;
  }
  if (value == measured<double>::of(*value, 1)) return write_scaled(*value, ucum);
  ordered_json out{{"value", write_scaled(*value, ucum)}};
  if (value.margin()) out["margin"] = plain_number(*value.margin());
  out["quality"] = plain_number(value.quality());
  out["n"] = value.n();
  return out;
}

void check_not_after(const json_cursor& from, std::optional<date> day,
                     std::optional<date> not_after) {
  if (day && not_after && *day > *not_after) {
    from.complain(date_string(*day) + " lies after the day of the decision, " +
                  date_string(*not_after));
  }
}

}  // namespace

std::string read_name(const json_cursor& from) {
  std::string name = from.text().value_or("");
  if (name.empty() && from.kind() == json_kind::text) from.expected("a text that is not empty");
  return name;
}

programme_name read_programme_name(const json_cursor& from) {
  programme_name named;
  if (!from.is_object({"id", "version"})) return named;
  if (const auto id = from.require("id")) named.id = read_name(*id);
  if (const auto version = from.require("version")) {
    named.version = read_version(*version).value_or(rules::version_number{});
  }
  return named;
}

ordered_json write_programme_name(const programme_name& named) {
  return {{"id", named.id}, {"version", to_string(named.version)}};
}

std::optional<date> read_day(const json_cursor& from, std::optional<date> not_after) {
  const auto given = from.require("date");
  if (!given) return std::nullopt;
  const std::optional<date> day = given->day();
  check_not_after(*given, day, not_after);
  return day;
}

metric_values read_values(const json_cursor& from) {
  metric_values values;
  for (const auto& [id, given] : from.members()) {
    const metric_info* info = find_session_metric(id);
    if (!info) {
      given.complain(no_metric(id));
      continue;
    }
    const auto value = value_from(given, *info);
    if (value) values.set(*info, *value);
  }
  return values;
}

ordered_json write_values(const metric_values& all) {
  ordered_json values = ordered_json::object();
  for (const metric_values::entry& one : all.entries()) {
    values[std::string(one.info->id)] = value_json(one.value, one.info->unit_ucum);
  }
  return values;
}

std::optional<session_record> read_session(const json_cursor& from, std::optional<date> not_after) {
  if (!from.is_object({"date", "level", "light", "values"})) return std::nullopt;
  session_record session;
  const std::optional<date> day = read_day(from, not_after);
  std::optional<int> level;
  if (const auto given = from.require("level")) level = given->integer(1, 1000);
  if (const auto light = from.find("light")) session.light = light->boolean().value_or(false);
  if (const auto values = from.find("values")) session.values = read_values(*values);
  if (!day || !level) return std::nullopt;
  session.day = *day;
  session.level = *level;
  return session;
}

ordered_json write_session(const session_record& session) {
  ordered_json out{{"date", date_string(session.day)}, {"level", session.level}};
  if (session.light) out["light"] = true;
  out["values"] = write_values(session.values);
  return out;
}

person_facts read_person(const json_cursor& from) {
  person_facts person;
  from.is_object({"comfortable_speed_m_s", "limb_symmetry_percent"});
  if (const auto speed = from.find("comfortable_speed_m_s")) {
    person.comfortable_speed_m_s = speed->number(0.05, 3);
  }
  if (const auto share = from.find("limb_symmetry_percent")) {
    person.limb_symmetry_percent = share->number(0, 200);
  }
  return person;
}

ordered_json write_person(const person_facts& facts) {
  ordered_json person = ordered_json::object();
  if (facts.comfortable_speed_m_s) person["comfortable_speed_m_s"] = *facts.comfortable_speed_m_s;
  if (facts.limb_symmetry_percent) person["limb_symmetry_percent"] = *facts.limb_symmetry_percent;
  return person;
}

clearance read_clearance(const json_cursor& from, std::optional<date> not_after,
                         const screening_form* form) {
  clearance agreed;
  from.is_object({"role", "date", "expires", "covers", "max_level", "grade_allowed"});
  if (const auto role = from.require("role")) agreed.role = role->text().value_or("");
  agreed.day = read_day(from, not_after).value_or(date{});
  if (const auto day = from.require("expires")) {
    const auto expires = day->day();
    agreed.expires = expires.value_or(agreed.day);
    if (expires && *expires < agreed.day) {
      day->complain("lies before the day on which it was given");
    }
  }
  if (const auto covers = from.require("covers")) {
    if (const auto ids = covers->items()) {
      for (const json_cursor& id : *ids) {
        const auto text = id.text();
        if (!text) continue;
        if (form && !form->find(*text)) id.expected("a screening question");
        agreed.covers.push_back(*text);
      }
    }
  }
  if (const auto level = from.find("max_level")) agreed.max_level = level->integer(1, 1000);
  if (const auto grade = from.find("grade_allowed")) {
    agreed.grade_allowed = grade->boolean().value_or(false);
  }
  return agreed;
}

ordered_json write_clearance(const clearance& agreed) {
  ordered_json given{{"role", agreed.role},
                     {"date", date_string(agreed.day)},
                     {"expires", date_string(agreed.expires)},
                     {"covers", agreed.covers}};
  if (agreed.max_level) given["max_level"] = *agreed.max_level;
  given["grade_allowed"] = agreed.grade_allowed;
  return given;
}

namespace {

// An answer to a question that is not known: a number, or a word of any scale.
std::optional<double> any_answer(const json_cursor& from) {
  if (from.kind() == json_kind::number) return from.number(-unbounded, unbounded);
  const auto text = from.text();
  if (!text) return std::nullopt;
  for (const std::string_view ucum :
       {units::yes_no::ucum, units::effusion_grade::ucum, units::soreness_grade::ucum}) {
    if (const scale_word* word = scale_of(ucum).by_word(*text)) return word->value;
  }
  from.expected("a number or a word of a scale");
  return std::nullopt;
}

}  // namespace

screening_answers read_screening(const json_cursor& from, std::optional<date> not_after,
                                 const screening_form* form) {
  screening_answers screening;
  from.is_object({"date", "answers", "clearance"});
  screening.day = read_day(from, not_after).value_or(date{});
  if (const auto answers = from.require("answers")) {
    for (const auto& [id, given] : answers->members()) {
      const screening_question* question = form ? form->find(id) : nullptr;
      if (form && !question) {
        given.complain("is no screening question");
        continue;
      }
      if (given.kind() == json_kind::null) continue;
      const auto value = question ? read_scaled(given, question->ucum) : any_answer(given);
      if (value) screening.set(id, *value);
    }
  }
  if (const auto agreed = from.find("clearance")) {
    screening.clearance = read_clearance(*agreed, std::nullopt, form);
  }
  return screening;
}

ordered_json write_screening(const screening_answers& screening, const screening_form& form) {
  ordered_json answers = ordered_json::object();
  for (const screening_answers::answer& one : screening.answers) {
    const screening_question* question = form.find(one.id);
    answers[one.id] = question ? write_scaled(one.value, question->ucum) : plain_number(one.value);
  }
  ordered_json out{{"date", date_string(screening.day)}, {"answers", answers}};
  if (screening.clearance) out["clearance"] = write_clearance(*screening.clearance);
  return out;
}

ordered_json write_history_json(const training_history& history, const screening_form& form) {
  ordered_json out = ordered_json::object();
  if (history.person_id) out["person_id"] = *history.person_id;
  if (history.programme) out["programme"] = write_programme_name(*history.programme);
  ordered_json person = write_person(history.person);
  if (!person.empty()) out["person"] = std::move(person);
  if (history.screening) out["screening"] = write_screening(*history.screening, form);
  out["sessions"] = ordered_json::array();
  for (const session_record& one : history.sessions()) {
    out["sessions"].push_back(write_session(one));
  }
  return out;
}

namespace {

training_history history_from(const json_cursor& from, std::optional<date> not_after,
                              const screening_form& form) {
  training_history history;
  from.is_object({"person_id", "programme", "person", "screening", "sessions"});
  if (const auto id = from.find("person_id")) history.person_id = read_name(*id);
  if (const auto named = from.find("programme")) history.programme = read_programme_name(*named);
  if (const auto person = from.find("person")) history.person = read_person(*person);
  if (const auto screening = from.find("screening")) {
    history.screening = read_screening(*screening, not_after, &form);
  }
  const auto sessions = from.require("sessions");
  const auto items = sessions ? sessions->items() : std::nullopt;
  if (!items) return history;
  for (const json_cursor& item : *items) {
    std::optional<session_record> session = read_session(item, not_after);
    if (!session) continue;
    if (!history.empty() && session->day <= history.sessions().back().day) {
      const json_cursor given = *item.find("date");
      const date last = history.sessions().back().day;
      std::string wrong =
          session->day == last
              ? "there is a session of " + date_string(last) + " already; expected one a day"
              : date_string(session->day) + " stands after " + date_string(last) +
                    "; expected the oldest session first";
      if (given.text()->size() > date_string(last).size()) {
        wrong += " (a time counts for the day of its own offset)";
      }
      given.complain(wrong);
      continue;
    }
    history.append(std::move(*session));
  }
  return history;
}

}  // namespace

}  // namespace detail

training_history parse_history(std::string_view text, const std::string& name,
                               std::optional<date> not_after, const screening_form& form) {
  detail::json_document document(text, name);
  training_history history =
      detail::history_from(detail::json_cursor(document, document.root(), ""), not_after, form);
  document.throw_if_any();
  return history;
}

screening_answers parse_screening(std::string_view text, const std::string& name,
                                  std::optional<date> not_after, const screening_form& form) {
  detail::json_document document(text, name);
  screening_answers screening =
      detail::read_screening(detail::json_cursor(document, document.root(), ""), not_after, &form);
  document.throw_if_any();
  return screening;
}

training_history read_history(const std::filesystem::path& path, std::optional<date> not_after,
                              const screening_form& form) {
  return parse_history(detail::read_whole_file(path), path.string(), not_after, form);
}

screening_answers read_screening(const std::filesystem::path& path, std::optional<date> not_after,
                                 const screening_form& form) {
  return parse_screening(detail::read_whole_file(path), path.string(), not_after, form);
}

std::string write_history(const training_history& history, const screening_form& form) {
  return detail::dump(detail::write_history_json(history, form));
}

std::string write_screening(const screening_answers& screening, const screening_form& form) {
  return detail::dump(detail::write_screening(screening, form));
}

}  // namespace retrogait::io

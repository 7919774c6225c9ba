// The screening of a programme as JSON.

#include <retrogait/progression/screening.hpp>
#include <retrogait/rules/reported.hpp>

#include <array>
#include <limits>
#include <utility>

#include "programme_json.hpp"

namespace retrogait::io::detail {

namespace {

constexpr std::array all_outcomes{screening_outcome::limit, screening_outcome::not_today,
                                  screening_outcome::refer, screening_outcome::urgent};
constexpr std::array all_comparisons{rules::comparison::below,    rules::comparison::at_most,
                                     rules::comparison::equal,    rules::comparison::not_equal,
                                     rules::comparison::at_least, rules::comparison::above};

struct answer_unit {
  std::string_view symbol;
  std::string_view ucum;
};

template <unit Unit>
constexpr answer_unit named() {
  return {Unit::symbol, Unit::ucum};
}

// What people can answer in.
constexpr std::array answer_units{named<units::yes_no>(),
                                  named<units::nrs>(),
                                  named<units::effusion_grade>(),
                                  named<units::soreness_grade>(),
                                  named<units::cr10>(),
                                  named<units::count>(),
                                  named<units::percent>(),
                                  named<units::year>(),
                                  named<units::day>(),
                                  named<units::hour>(),
                                  named<units::minute>(),
                                  named<units::second>(),
                                  named<units::metre>(),
                                  named<units::metre_per_second>(),
                                  named<units::degree>()};

void read_unit(const json_cursor& from, screening_question& into) {
  const auto text = from.text();
  if (!text) return;
  std::string words;
  for (const answer_unit& one : answer_units) {
    words += (words.empty() ? "\"" : ", \"") + std::string(one.ucum) + '"';
    if (one.ucum != *text) continue;
    into.symbol = one.symbol;
    into.ucum = one.ucum;
    return;
  }
  from.expected("one of " + words);
}

std::optional<int> years_from(const json_cursor& from, std::string_view key) {
  const auto given = from.find(key);
  return given ? given->integer(0, 150) : std::nullopt;
}

// {"at_least": 3}, {"equal": "yes"}
void read_when(const json_cursor& from, std::string_view ucum, answer_rule& into) {
  std::array<std::string_view, all_comparisons.size()> words{};
  std::size_t given = 0;
  for (std::size_t i = 0; i < all_comparisons.size(); ++i) words[i] = to_string(all_comparisons[i]);
  if (!from.is_object(words)) return;
  for (const rules::comparison op : all_comparisons) {
    const auto value = from.find(to_string(op));
    if (!value) continue;
    ++given;
    into.op = op;
    if (const auto number = read_scaled(*value, ucum)) into.threshold = *number;
  }
  if (given != 1) from.complain("expected one comparison, found " + std::to_string(given));
}

answer_rule read_outcome(const json_cursor& from, std::string_view ucum) {
  answer_rule one;
  if (!from.is_object({"outcome", "when", "from_years", "below_years", "source"})) return one;
  if (const auto word = from.require("outcome")) {
    one.result = read_word(*word, all_outcomes).value_or(one.result);
  }
  if (const auto when = from.require("when")) read_when(*when, ucum, one);
  one.from_years = years_from(from, "from_years");
  one.below_years = years_from(from, "below_years");
  if (const auto source = from.require("source")) one.source = read_source(*source);
  return one;
}

screening_question read_question(const json_cursor& from) {
  screening_question one;
  if (!from.is_object({"id", "text", "unit", "in_short_form", "voids_clearance", "outcomes"})) {
    return one;
  }
  if (const auto id = from.require("id")) one.id = id->text().value_or("");
  if (const auto text = from.require("text")) one.text = text->text().value_or("");
  if (const auto unit = from.require("unit")) read_unit(*unit, one);
  if (const auto flag = from.find("in_short_form")) {
    one.in_short_form = flag->boolean().value_or(false);
  }
  if (const auto flag = from.find("voids_clearance")) {
    one.voids_clearance = flag->boolean().value_or(false);
  }
  const auto outcomes = from.require("outcomes");
  const auto items = outcomes ? outcomes->items() : std::nullopt;
  if (items) {
    for (const json_cursor& item : *items) one.outcomes.push_back(read_outcome(item, one.ucum));
  }
  return one;
}

ordered_json write_outcome(const answer_rule& one, std::string_view ucum) {
  ordered_json out{{"outcome", to_string(one.result)}};
  out["when"] = ordered_json::object();
  out["when"][std::string(to_string(one.op))] = write_scaled(one.threshold, ucum);
  if (one.from_years) out["from_years"] = *one.from_years;
  if (one.below_years) out["below_years"] = *one.below_years;
  out["source"] = write_source(one.source);
  return out;
}

}  // namespace

screening_form read_screening_form(const json_cursor& from) {
  screening_form form;
  if (!from.is_object({"age_question", "questions"})) return form;
  if (const auto age = from.find("age_question")) form.age_question = age->text().value_or("");
  const auto questions = from.require("questions");
  const auto items = questions ? questions->items() : std::nullopt;
  if (items) {
    for (const json_cursor& item : *items) form.questions.push_back(read_question(item));
  }
  return form;
}

ordered_json write_screening_form(const screening_form& form) {
  ordered_json out = ordered_json::object();
  if (!form.age_question.empty()) out["age_question"] = form.age_question;
  out["questions"] = ordered_json::array();
  for (const screening_question& one : form.questions) {
    ordered_json question{{"id", one.id}, {"text", one.text}, {"unit", one.ucum}};
    if (one.in_short_form) question["in_short_form"] = true;
    if (one.voids_clearance) question["voids_clearance"] = true;
    question["outcomes"] = ordered_json::array();
    for (const answer_rule& rule : one.outcomes) {
      question["outcomes"].push_back(write_outcome(rule, one.ucum));
    }
    out["questions"].push_back(std::move(question));
  }
  return out;
}

}  // namespace retrogait::io::detail

#pragma once
// The pieces that the readers and writers of programmes, histories and decisions share.

#include <retrogait/progression/history.hpp>
#include <retrogait/rules/rule_set.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "programme_tree.hpp"

namespace retrogait::io::detail {

using ordered_json = nlohmann::ordered_json;

// The enumerator of that word; nothing if it has none.
template <class Enum, std::size_t N>
std::optional<Enum> enumerator_of(std::string_view word, const std::array<Enum, N>& all) {
  for (const Enum one : all) {
    if (to_string(one) == word) return one;
  }
  return std::nullopt;
}

// The enumerator that a JSON text names, with a complaint that lists them all if it names none.
template <class Enum, std::size_t N>
std::optional<Enum> read_word(const json_cursor& from, const std::array<Enum, N>& all) {
  if (from.kind() == json_kind::text) {
    const std::optional<Enum> found = enumerator_of(*from.text(), all);
    if (found) return found;
  }
  std::string words;
  for (const Enum one : all) {
    words += (words.empty() ? "\"" : ", \"") + std::string(to_string(one)) + '"';
  }
  from.expected("one of " + words);
  return std::nullopt;
}

// A number of that scale, or a word of it; in a unit, or of a metric.
std::optional<double> read_scaled(const json_cursor& from, const value_scale& scale);
std::optional<double> read_scaled(const json_cursor& from, std::string_view ucum);
std::optional<double> read_scaled(const json_cursor& from, const metric_info& metric);
ordered_json write_scaled(double value, std::string_view ucum);
// 3 rather than 3.0.
ordered_json plain_number(double value);

std::optional<rules::condition> read_condition(const json_cursor& from);
ordered_json write_condition(const rules::expression& condition);

// Which values count; complains of metrics that no catalog has.
rules::trust read_trust(const json_cursor& from);
ordered_json write_trust(const rules::trust& asked);

screening_form read_screening_form(const json_cursor& from);
ordered_json write_screening_form(const screening_form& form);

rules::provenance read_source(const json_cursor& from);
ordered_json write_source(const rules::provenance& source);

// The parts of a history; a day after not_after is complained of. What cannot be read whole is there
// in part only: the document has a complaint then.
std::optional<date> read_day(const json_cursor& from, std::optional<date> not_after);
metric_values read_values(const json_cursor& from);
ordered_json write_values(const metric_values& all);
std::optional<session_record> read_session(const json_cursor& from, std::optional<date> not_after);
ordered_json write_session(const session_record& session);
person_facts read_person(const json_cursor& from);
ordered_json write_person(const person_facts& facts);
// A form that is not there knows every question: then answers are taken as they are.
clearance read_clearance(const json_cursor& from, std::optional<date> not_after,
                         const screening_form* form);
ordered_json write_clearance(const clearance& agreed);
screening_answers read_screening(const json_cursor& from, std::optional<date> not_after,
                                 const screening_form* form);
ordered_json write_screening(const screening_answers& screening, const screening_form& form);

ordered_json write_history_json(const training_history& history, const screening_form& form);

std::optional<rules::version_number> read_version(const json_cursor& from);
// A text; a complaint if it is empty.
std::string read_name(const json_cursor& from);
programme_name read_programme_name(const json_cursor& from);
ordered_json write_programme_name(const programme_name& named);

std::string dump(const ordered_json& value);

}  // namespace retrogait::io::detail

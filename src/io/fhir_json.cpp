#include "fhir_json.hpp"

#include <retrogait/rules/reported.hpp>
#include <retrogait/rules/sha256.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace retrogait::io {

namespace {

constexpr std::size_t longest_id = 64;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_id_character(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.';
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= longest_id &&
         std::all_of(text.begin(), text.end(), is_id_character);
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool is_web(std::string_view text) {
  for (const std::string_view start : {"http://", "https://"}) {
    if (starts_with(text, start)) return text.size() > start.size();
  }
  return false;
}

bool is_base(std::string_view text) {
  constexpr std::string_view urn = "urn:";
  if (text.empty() || !is_printable(text)) return false;
  const char last = text[text.size() - 1];
  const bool separated = last == '/' || last == ':' || last == '#';
  return !separated && text.find_first_of("|#?<>\"") == std::string_view::npos &&
         ((starts_with(text, urn) && text.size() > urn.size()) || is_web(text));
}

bool is_subject(std::string_view text) {
  constexpr std::string_view uuid = "urn:uuid:";
  if (!is_printable(text)) return false;
  if (starts_with(text, uuid)) return is_id(text.substr(uuid.size()));
  const std::size_t id = text.rfind('/');
  if (id == std::string_view::npos || !is_id(text.substr(id + 1))) return false;
  const std::string_view before = text.substr(0, id);
  const std::size_t type = before.rfind('/');
  const std::string_view name = type == std::string_view::npos ? before : before.substr(type + 1);
  if (name != "Patient" && name != "Group") return false;
  return type == std::string_view::npos || is_web(text);
}

/// YYYY-MM-DDThh:mm:ss with any decimals, then Z, +hh:mm or -hh:mm.
bool is_instant(std::string_view text) {
  constexpr std::string_view form = "0000-00-00T00:00:00";
  if (text.size() <= form.size() || !parse_date(text.substr(0, 10))) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '0' ? !is_digit(text[i]) : text[i] != form[i]) return false;
  }
  const auto at_most = [&text](std::size_t at, int most) {
    return (text[at] - '0') * 10 + (text[at + 1] - '0') <= most;
  };
  if (!at_most(11, 23) || !at_most(14, 59) || !at_most(17, 60)) return false;
  std::size_t i = form.size();
  if (text[i] == '.') {
    const std::size_t first = ++i;
    while (i < text.size() && is_digit(text[i])) ++i;
    if (i == first) return false;
  }
  const std::string_view zone = text.substr(i);
  if (zone == "Z") return true;
  return zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && is_digit(zone[1]) &&
         is_digit(zone[2]) && zone[3] == ':' && is_digit(zone[4]) && is_digit(zone[5]) &&
         at_most(i + 1, 14) && at_most(i + 4, 59);
}

}  // namespace

issues fhir_options::validate() const {
  issues found;
  if (!is_base(base)) {
    found.push_back({"base",
                     "expected a URN such as \"urn:retrogait\" or an http address, without a "
                     "separator at its end, found \"" +
                         base + '"'});
  }
  if (!subject.empty() && !is_subject(subject)) {
    found.push_back({"subject",
                     "expected a reference such as \"Patient/17\", an http address that ends so, "
                     "\"Group/9\" or \"urn:uuid:…\", found \"" +
                         subject + '"'});
  }
  if (!recorded.empty() && !is_instant(recorded)) {
    found.push_back({"recorded", "expected a time such as \"2026-09-15T18:30:00+02:00\", found \"" +
                                     recorded + '"'});
  }
  return found;
}

namespace detail {

fhir_names::fhir_names(const fhir_options& options, fhir_about what)
    : base_(options.base), subject_(options.subject) {
  issues wrong = options.validate();
  if (what == fhir_about::person && subject_.empty()) {
    wrong.push_back({"subject", "is empty; whose values these are must be said"});
  }
  throw_if_any(std::move(wrong));
}

std::string fhir_names::address(std::string_view type, std::string_view id) const {
  const char between = starts_with(base_, "urn:") ? ':' : '/';
  return base_ + between + std::string(type) + between + std::string(id);
}

std::string fhir_names::uuid(const std::vector<std::string>& words) const {
  std::string name = base_ + '\n' + subject_;
  for (const std::string& one : words) name += '\n' + one;
  std::string hex = rules::sha256(name).substr(0, 32);
  hex[12] = '8';
  constexpr std::string_view variants = "89ab";
  const auto digit = static_cast<unsigned>(is_digit(hex[16]) ? hex[16] - '0' : hex[16] - 'a' + 10);
  hex[16] = variants[digit & 3];
  return hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' +
         hex.substr(16, 4) + '-' + hex.substr(20);
}

ordered_json fhir_names::subject() const {
  return {{"reference", subject_}};
}

std::string fhir_id(std::string_view text) {
  std::string id;
  for (const char c : text) {
    if (is_id_character(c)) {
      id += c;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  id = id.substr(0, longest_id);
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id.empty() ? "x" : id;
}

std::string fhir_programme_id(const std::string& programme) {
  constexpr std::size_t room = 48;  // for "-level-" and a number
  std::string id = fhir_id(programme);
  // Two programmes whose ids differ in what an id here cannot hold must not become one.
  if (id != programme || id.size() > room) {
    constexpr std::size_t digits = 8;
    id = id.substr(0, room - digits - 1) + '-' + rules::sha256(programme).substr(0, digits);
  }
  return id;
}

std::string fhir_level_id(const std::string& programme, int level) {
  return fhir_programme_id(programme) + "-level-" + std::to_string(level);
}

std::string fhir_text(std::string_view text) {
  std::string clean;
  for (const char c : text) {
    clean += static_cast<unsigned char>(c) < ' ' && c != '\n' ? ' ' : c;
  }
  const std::size_t first = clean.find_first_not_of(" \n");
  if (first == std::string::npos) return {};
  return clean.substr(first, clean.find_last_not_of(" \n") - first + 1);
}

void put_text(ordered_json& into, std::string_view key, std::string_view text) {
  std::string clean = fhir_text(text);
  if (!clean.empty()) into[std::string(key)] = std::move(clean);
}

void put_item(ordered_json& into, std::string_view key, ordered_json item) {
  ordered_json& list = into[std::string(key)];
  if (list.is_null()) list = ordered_json::array();
  list.push_back(std::move(item));
}

ordered_json fhir_quantity(double value, std::string_view unit, std::string_view ucum) {
  return {{"value", plain_number(value)},
          {"unit", std::string(unit.empty() ? ucum : unit)},
          {"system", "http://unitsofmeasure.org"},
          {"code", std::string(ucum)}};
}

ordered_json fhir_coding(const std::string& system, std::string_view code,
                         std::string_view display) {
  ordered_json out{{"system", system}, {"code", std::string(code)}};
  put_text(out, "display", display);
  return out;
}

ordered_json fhir_concept(const std::string& system, std::string_view code,
                          std::string_view display) {
  return {{"coding", ordered_json::array({fhir_coding(system, code, display)})}};
}

ordered_json fhir_words(std::string_view text) {
  ordered_json out = ordered_json::object();
  put_text(out, "text", text);
  return out;
}

ordered_json fhir_reference(std::string_view type, const std::string& uuid) {
  return {{"reference", "urn:uuid:" + uuid}, {"type", std::string(type)}};
}

ordered_json fhir_artifact(const rules::provenance& source) {
  const bool chosen = source.kind == rules::strength::chosen;
  ordered_json out{{"type", chosen ? "justification" : "citation"}};
  put_text(out, "label", source.source);
  const std::string kind(rules::to_string(source.kind));
  put_text(out, "display", source.note.empty() ? kind : kind + ": " + source.note);
  return out;
}

void fhir_bundle::add(ordered_json resource, const std::string& uuid) {
  ordered_json identified{{"resourceType", resource["resourceType"]}, {"id", uuid}};
  identified.update(resource);
  entries_.push_back({{"fullUrl", "urn:uuid:" + uuid}, {"resource", std::move(identified)}});
}

void fhir_bundle::add_definition(ordered_json resource) {
  const std::string uuid =
      names_.uuid({resource["url"].get<std::string>(), resource["version"].get<std::string>()});
  add(std::move(resource), uuid);
}

std::string fhir_bundle::str() const {
  ordered_json out{{"resourceType", "Bundle"}, {"type", "collection"}};
  // FHIR knows no empty lists.
  if (!entries_.empty()) out["entry"] = entries_;
  return dump(out);
}

}  // namespace detail

}  // namespace retrogait::io

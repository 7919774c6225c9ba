// What is wrong with a file is said once, with its place, and nothing of it is left out in silence.

#include <retrogait/core/errors.hpp>
#include <retrogait/io/programme.hpp>
#include <retrogait/progression/default_programme.hpp>

#include "../support/test.hpp"

using namespace retrogait;

namespace {

// The message, "" if there was none.
template <class Parse>
std::string complaint(Parse parse) {
  try {
    parse();
  } catch (const parse_error& e) {
    return e.what();
  }
  return "";
}

std::string programme_complaint(const std::string& text) {
  return complaint([&] { io::parse_programme(text, "p.json"); });
}

std::string history_complaint(const std::string& text) {
  return complaint([&] { io::parse_history(text, "h.json"); });
}

// The default programme's JSON with the first occurrence of one text replaced by another.
std::string with(const std::string& what, const std::string& other,
                 std::string text = io::write_programme(default_programme())) {
  const std::size_t at = text.find(what);
  BOOST_REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), other);
}

// The default programme with one rule more, in front.
std::string with_rule(const std::string& when) {
  return with("\"rules\": [", "\"rules\": [{\"id\": \"x\", \"outcome\": \"hold\",\n\"when\": " +
                                  when + ",\n\"source\": {\"kind\": \"engineering choice\"}},");
}

std::string in_session(const std::string& condition) {
  return programme_complaint(with_rule("{\"any_of_last\": 1, \"of\": " + condition + "}"));
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bad_input)

BOOST_AUTO_TEST_CASE(a_gap_in_the_days_away) {
  BOOST_TEST(has(programme_complaint(with("\"from_days\": 15", "\"from_days\": 17")),
                 "/absences/2/from_days: must be 15, so that no day is left out or named twice"));
  BOOST_TEST(has(programme_complaint(with("\"to_days\": 14", "\"to_days\": 16")),
                 "/absences/2/from_days: must be 17"));
}

// Levels are numbered by where they stand and rules name no other rules, so a gap between levels or
// a circle of rules cannot be written down; what tries to is an unknown key.
BOOST_AUTO_TEST_CASE(levels_cannot_be_numbered_nor_rules_referred_to) {
  BOOST_TEST(has(programme_complaint(with("\"bouts\": 3,", "\"level\": 7, \"bouts\": 3,")),
                 "/levels/0/level: unknown key; known are bouts, "));
  BOOST_TEST(
      has(programme_complaint(with_rule("{\"rule\": \"x\"}")), "/rules/0/when/rule: unknown key"));
  BOOST_TEST(has(programme_complaint(with("\"minutes\": 3,", "\"minutes\": 1,")),
                 "/levels/1/minutes: must not be less than at the level below"));
}

BOOST_AUTO_TEST_CASE(a_metric_that_no_catalog_has) {
  BOOST_TEST(has(in_session(R"({"metric": "pain_duering", "above": 1, "unit": "{nrs}"})"),
                 "/rules/0/when/of/metric: \"pain_duering\" is no metric of the catalog; did you "
                 "mean \"pain_during\"?"));
  BOOST_TEST(has(in_session(R"({"metric": "Cadence", "above": 1, "unit": "{steps}/min"})"),
                 "did you mean \"cadence\"?"));
  BOOST_TEST(has(in_session(R"({"metric": "joy", "above": 1, "unit": "{nrs}"})"),
                 "/rules/0/when/of/metric: expected a metric of the catalog (pain_before, "));
  BOOST_TEST(has(in_session(R"({"metric": "limb_symmetry", "above": 1, "unit": "%"})"),
                 "\"limb_symmetry\" is a metric of the person; expected \"person\" as its key"));
  BOOST_TEST(has(history_complaint("{\"sessions\": [{\"date\": \"2026-09-01\", \"level\": 1,\n"
                                   "\"values\": {\"efort\": 3}}]}"),
                 "h.json:2: /sessions/0/values/efort: is no metric of the catalog; did you mean "
                 "\"effort\"?"));
}

BOOST_AUTO_TEST_CASE(a_wrong_unit) {
  BOOST_TEST(has(in_session(R"({"metric": "pain_during", "above": 50, "unit": "%"})"),
                 "/rules/0/when/of/unit: expected \"{nrs}\", the unit of what is compared, found "
                 "\"%\""));
  BOOST_TEST(has(in_session(R"({"metric": "pain_during", "above": 50, "unit": "{nrs}"})"),
                 "/rules/0/when/of/above: expected a number from 0 to 10, found 50"));
}

BOOST_AUTO_TEST_CASE(a_range_that_is_empty) {
  BOOST_TEST(has(in_session(R"({"metric": "effort", "between": [5, 4], "unit": "{cr10}"})"),
                 "/rules/0/when/of/between: the highest lies below the lowest"));
  BOOST_TEST(has(in_session(R"({"metric": "swelling", "between": ["2+", "trace"]})"),
                 "/rules/0/when/of/between: the highest lies below the lowest"));
}

BOOST_AUTO_TEST_CASE(every_mistake_at_once) {
  std::string text = with_rule(R"({"any_of_last": 1, "of": {"metric": "efort", "above": 1}})");
  text = with("\"1.0.0\"", "\"one\"", text);
  text = with("\"rest_days\": {", "\"rest_dais\": {}, \"rest_days\": {", text);
  text = with("\"bouts\": 3", "\"bouts\": \"three\"", text);
  text = with("\"in_reach\"", "\"near\"", text);
  text = with("\"below_percent\": 80", "\"below_percent\": -80", text);
  const std::string found = programme_complaint(text);
  std::size_t last = 0;
  for (const char* part :
       {"/version: expected a version", "/rest_dais: unknown key", "/levels/0/bouts: expected",
        "/levels/0/support: expected one of", "/strength_caps/0/below_percent: expected a number",
        "/rules/0/when/of/metric: \"efort\""}) {
    const std::size_t at = found.find(part);
    BOOST_TEST(at != std::string::npos, part);
    BOOST_TEST(at >= last, part);
    last = at;
  }
  BOOST_TEST(found.rfind("p.json:3: ", 0) == 0U, found);
  BOOST_TEST(found.find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(keys_that_stand_twice) {
  BOOST_TEST(
      has(programme_complaint(with("\"rest_days\": {", "\"title\": \"x\", \"rest_days\": {")),
          "/title: stands here twice"));
  BOOST_TEST(has(in_session(R"({"metric": "effort", "metric": "falls", "above": 1,
                               "unit": "{cr10}"})"),
                 "/rules/0/when/of/metric: stands here twice"));
}

BOOST_AUTO_TEST_CASE(numbers_that_are_none) {
  const auto effort = [](const std::string& value) {
    return history_complaint(
        "{\"sessions\": [\n{\"date\": \"2026-09-01\", \"level\": 1,\n\"values\": {\"effort\": " +
        value + "}}]}");
  };
  BOOST_TEST(effort("4") == "");
  BOOST_TEST(effort("NaN") ==
             "h.json:3: is not JSON: NaN is no number; a value that is not known is null, at "
             "/sessions/0/values/effort");
  for (const char* value : {"Infinity", "-Infinity", "inf", "nan"}) {
    BOOST_TEST(has(effort(value), std::string("h.json:3: is not JSON: ") + value + " is no number"),
               effort(value));
  }
  BOOST_TEST(has(effort("1e999"),
                 "h.json:3: is not JSON: number overflow parsing '1e999', at "
                 "/sessions/0/values/effort"));
  BOOST_TEST(has(effort("-1"), "expected a number from 0 to 10, found -1"));
}

BOOST_AUTO_TEST_CASE(what_is_no_json_names_its_place) {
  BOOST_TEST(history_complaint("") == "h.json:1: is not JSON: there is nothing in it");
  BOOST_TEST(history_complaint(" \n\n") == "h.json:3: is not JSON: there is nothing in it");
  BOOST_TEST(has(history_complaint("Dear diary,"), "h.json:1: is not JSON: "));
  BOOST_TEST(has(history_complaint("{\"sessions\": [{\"date\": \"2026-09-01\",\n}]}"),
                 "h.json:2: is not JSON: "));
  const std::string cut = history_complaint("{\"sessions\": [{\"date\": \"2026-09-01\", \"lev");
  BOOST_TEST(has(cut, ", at /sessions/0"), cut);
  BOOST_TEST(has(history_complaint("{\"sessions\": [],\n\"person\": {\"x\": \"\xC3\x28\"}}"),
                 "h.json:2: is not JSON: "));
  BOOST_TEST(has(history_complaint("{\"sessions\": [],\n\"person\": {\"x\": \"\xC3\x28\"}}"),
                 "at /person/x"));
}

// Whatever is in ten megabytes, the message is short.
BOOST_AUTO_TEST_CASE(large_files) {
  constexpr std::size_t ten_mb = std::size_t{10} << 20;
  const auto check = [](const std::string& text, const std::string& part) {
    for (const std::string& found : {history_complaint(text), programme_complaint(text)}) {
      BOOST_TEST(has(found, part), found);
      BOOST_TEST(found.size() < 20000U);
    }
  };
  check(std::string(ten_mb, '['), "is nested more than 64 levels deep");
  std::string objects;
  while (objects.size() < ten_mb) objects += "{\"a\":";
  check(objects, "is nested more than 64 levels deep");
  check('"' + std::string(ten_mb, 'a') + '"', "expected an object, found \"aaaa");
  check("{\"" + std::string(ten_mb, 'a') + "\": 1}", "unknown key");
  BOOST_TEST(history_complaint("{\"sessions\": [], \"person_id\": 1, \"x\": \"" +
                               std::string(ten_mb, 'a') + "\"}")
                 .size() < 1000U);
  std::string list = "[0";
  while (list.size() < ten_mb) list += ",0";
  check(list + ']', "holds more than 1000000 values");
  // More mistakes than anybody reads: the first ones, and how many more there are.
  std::string many = "{\"sessions\": [0";
  for (int i = 1; i < 100000; ++i) many += ",0";
  const std::string found = history_complaint(many + "]}");
  BOOST_TEST(has(found, "/sessions/0: expected an object, found 0"));
  BOOST_TEST(has(found, "; and 99970 more"), found.substr(found.size() - 60));
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/errors.hpp>
#include <retrogait/io/programme.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/progression/default_programme.hpp>
#include <retrogait/rules/language.hpp>
#include <retrogait/rules/weekly.hpp>

#include <rapidcheck.h>

#include "../progression/people.hpp"
#include "../rules/random_trees.hpp"
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

std::string history_complaint(const std::string& text,
                              std::optional<date> not_after = std::nullopt) {
  return complaint([&] { io::parse_history(text, "h.json", not_after); });
}

std::string one_session(const std::string& values) {
  return "{\"sessions\": [\n  {\"date\": \"2026-09-01\", \"level\": 1,\n   \"values\": {" + values +
         "}}]}";
}

// The default programme's JSON with the first occurrence of one text replaced by another.
std::string programme_complaint(const std::string& what, const std::string& with) {
  std::string text = io::write_programme(default_programme());
  const std::size_t at = text.find(what);
  BOOST_REQUIRE(at != std::string::npos);
  text.replace(at, what.size(), with);
  return complaint([&] { io::parse_programme(text, "p.json"); });
}

// A programme whose only rule has that condition.
std::string with_condition(const std::string& when) {
  programme plan = default_programme();
  plan.rules.rules.clear();
  plan.rules.rules.push_back(rules::hold(
      "x", rules::any_of(rules::since(rules::screening), catalog::falls > quantities::times(1)),
      rules::engineering_choice()));
  std::string text = io::write_programme(plan);
  const std::size_t from = text.find("\"when\": ", text.find("\"rules\": ")) + 8;
  const std::size_t to = text.find("\"source\"", from);
  return text.replace(from, to - from, when + ",\n");
}

std::string condition_complaint(const std::string& when) {
  return complaint([&] { io::parse_programme(with_condition(when), "p.json"); });
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(programme_files)

BOOST_AUTO_TEST_CASE(the_default_programme_comes_back_as_it_was) {
  const std::string text = io::write_programme(default_programme());
  const programme back = io::parse_programme(text, "p.json");
  BOOST_TEST((back == default_programme()));
  BOOST_TEST(io::write_programme(back) == text);

  programme uphill = default_programme();
  uphill.levels[8].grade_percent = 2.5;
  BOOST_TEST((io::parse_programme(io::write_programme(uphill), "p.json") == uphill));
  programme never_light = default_programme();
  never_light.deload.reset();
  BOOST_TEST((io::parse_programme(io::write_programme(never_light), "p.json") == never_light));
}

BOOST_AUTO_TEST_CASE(every_form_of_condition_comes_back_as_it_was) {
  using namespace rules;
  using namespace catalog;
  programme plan = default_programme();
  plan.rules.rules = {
      stop("quantifiers",
           any_of(last(2, calendar_days), giving_way == yes) ||
               !all_of(days_ago(3, 9), swelling <= trace) ||
               any_of(last(4, sessions_at_level), !(soreness > not_sore) && effort < cr10(4.25)),
           cite("a", "b"), {.advice = "Say \"so\".", .rest_days = 2}),
      refer("numbers",
            maximum(last(2, sessions), pain_during - pain_before) >= nrs(1.5) &&
                mean(since(screening), pain_before + pain_during + nrs(1)) <
                    mean(last(3, sessions), pain_next_day) &&
                count(last(9, sessions_at_level), falls != times(0)) == times(2) &&
                count(last(9, sessions)) > times(1) &&
                mean(last(7, calendar_days), swelling) > effusion_grade(0.25),
            recall("c")),
      regress("events",
              days_since(event::screening) - days_since(event::last_session) > days(-3) &&
                  since_level_change() != days(1) &&
                  nrs(5) < maximum(last(1, sessions), pain_during),
              engineering_choice("d")),
      hold("nothing", any_of(last(1, sessions), nrs(2) - pain_before <= pain_during), {}),
  };
  const programme back = io::parse_programme(io::write_programme(plan), "p.json");
  BOOST_REQUIRE(back.rules.rules.size() == plan.rules.rules.size());
  for (std::size_t i = 0; i < plan.rules.rules.size(); ++i) {
    BOOST_TEST((back.rules.rules[i] == plan.rules.rules[i]), plan.rules.rules[i].id);
  }
  BOOST_TEST((back == plan));
}

BOOST_AUTO_TEST_CASE(every_newer_form_too) {
  using namespace rules;
  using namespace catalog;
  programme plan = default_programme();
  const session_condition hurting = hysteresis(pain_during > nrs(5), pain_during <= nrs(2));
  plan.rules.values = {{0.5, std::nullopt}, {{"cadence", {0.8, 14}}, {"effort", {}}}};
  plan.rules.if_unknown = outcome::regress;
  plan.rules.rules = {
      stop("in a row",
           consecutive(3, hurting) || consecutive(hurting) >= times(4) ||
               held(!hurting) >= days(9) ||
               any_of(last(1, sessions),
                      hysteresis(effort > cr10(8), effort < cr10(5), last(9, sessions))),
           {}),
      regress("over time",
              trend_over(4, pain_during) > per_week(nrs(-0.5)) &&
                  trend(last(5, sessions), completed) < per_week(percent(-3)) &&
                  trend(last(10, calendar_days), swelling) >= per_week(effusion_grade(1)) &&
                  count_within(14, falls >= times(1)) > times(0) &&
                  days_since(near_falls >= times(1)) < days(14) &&
                  days_since(event::level_lowered) < days(30),
              {}),
      hold("numbers",
           median(last(3, sessions), pain_during) > nrs(1.5) &&
               minimum(since(screening), completed / 2) < percent(40) &&
               median(last(2, sessions_at_level), 1.15 * effort) > cr10(3) &&
               between(mean(last(2, sessions), metric::cadence), steps_per_minute(60),
                       steps_per_minute(100)) &&
               any_of(last(1, sessions), between(swelling, no_swelling, trace)),
           {}),
      advance("person",
              of_person(limb_symmetry) >= percent(90) &&
                  any_of(last(1, sessions),
                         metric::walking_speed <= 1.15 * of_person(comfortable_speed)),
              {}),
  };
  BOOST_REQUIRE(plan.validate().empty());
  const std::string text = io::write_programme(plan);
  const programme back = io::parse_programme(text, "p.json");
  BOOST_REQUIRE(back.rules.rules.size() == plan.rules.rules.size());
  for (std::size_t i = 0; i < plan.rules.rules.size(); ++i) {
    BOOST_TEST((back.rules.rules[i] == plan.rules.rules[i]), plan.rules.rules[i].id);
  }
  BOOST_TEST((back == plan));
  BOOST_TEST(io::write_programme(back) == text);
  BOOST_TEST(content_hash(back) == content_hash(plan));
}

BOOST_AUTO_TEST_CASE(every_rule_set_comes_back_as_it_was) {
  BOOST_TEST(rc::check("round trip", [] {
    programme plan = default_programme();
    plan.rules = random_trees::maker(*rc::gen::arbitrary<std::uint32_t>()).set();
    const std::string text = io::write_programme(plan);
    const programme back = io::parse_programme(text, "p.json");
    RC_ASSERT(back == plan);
    RC_ASSERT(io::write_programme(back) == text);
  }));
}

BOOST_AUTO_TEST_CASE(shorter_forms) {
  using namespace rules;
  using namespace catalog;
  const auto reads_as = [](const std::string& json, const condition& expected) {
    const programme plan = io::parse_programme(with_condition(json), "p.json");
    BOOST_TEST((plan.rules.rules[0].when == expected), json);
  };
  reads_as(R"({"consecutive": 3, "of": {"metric": "effort", "at_most": 4, "unit": "{cr10}"}})",
           all_of(last(3, sessions), effort <= cr10(4)));
  reads_as(R"({"any_of_last": 1, "of": {"metric": "swelling", "between": ["trace", "2+"]}})",
           any_of(last(1, sessions), between(swelling, trace, two_plus)));
  reads_as(R"({"days_since": {"metric": "giving_way", "equal": "yes"}, "at_least": 14})",
           days_since(giving_way == yes) >= days(14));
  reads_as(R"({"trend_over_weeks": 2, "of": {"metric": "pain_during"}, "above": -1,
               "unit": "{nrs}/wk"})",
           trend_over(2, pain_during) > per_week(nrs(-1)));
}

BOOST_AUTO_TEST_CASE(wrong_newer_conditions_are_named) {
  BOOST_TEST(has(condition_complaint(R"({"trend_over_weeks": 2, "of": {"metric": "giving_way"},
                                         "above": 1, "unit": "{nrs}/wk"})"),
                 "/rules/0/when/of: is in {yes_no}, which has no trend"));
  BOOST_TEST(has(condition_complaint(R"({"trend_over_weeks": 2, "of": {"metric": "effort"},
                                         "above": 1, "unit": "{cr10}"})"),
                 "/rules/0/when/unit: expected \"{cr10}/wk\", the unit of what is compared"));
  BOOST_TEST(
      has(condition_complaint(R"({"hysteresis": {"enter": {"all": []}, "leave": {"all": []}}})"),
          "a session's value stands outside of any session"));
  BOOST_TEST(has(
      condition_complaint(R"({"any_of_last": 1, "of": {"hysteresis": {"enter": {"all": []}}}})"),
      "/rules/0/when/of/hysteresis: \"leave\" is missing"));
  BOOST_TEST(has(condition_complaint(R"({"person": "cadence", "above": 1, "unit": "m/s"})"),
                 "/rules/0/when/person: expected a metric of the person (comfortable_speed, "
                 "limb_symmetry)"));
  BOOST_TEST(
      has(condition_complaint(R"({"any_of_last": 1, "of": {"product": [0, {"metric": "effort"}],
                                         "above": 1, "unit": "{cr10}"}})"),
          "/rules/0/when/of/product/0: must not be 0"));
  BOOST_TEST(
      has(condition_complaint(R"({"any_of_last": 1, "of": {"quotient": [2, {"metric": "effort"}],
                                         "above": 1, "unit": "{cr10}"}})"),
          "/rules/0/when/of/quotient: expected what is divided and a plain number"));
  BOOST_TEST(has(condition_complaint(R"({"any_of_last": 1, "of": {"metric": "effort",
                                         "between": [5, 4], "unit": "{cr10}"}})"),
                 "/rules/0/when/of/between: the highest lies below the lowest"));
  BOOST_TEST(has(condition_complaint(R"({"any_of_last": 1, "of": {"metric": "effort", "of": {},
                                         "above": 4, "unit": "{cr10}"}})"),
                 "/rules/0/when/of/of: does not belong to \"metric\""));
  BOOST_TEST(has(condition_complaint(R"({"any_of_last": 1, "of": {"metric": "effort", "sum": [],
                                         "above": 4, "unit": "{cr10}"}})"),
                 "/rules/0/when/of: expected exactly one number: metric, person, "));
  BOOST_TEST(has(programme_complaint("\"rules\": [", "\"if_unknown\": \"advance\", \"rules\": ["),
                 "/if_unknown: is advance, but what is unknown must not raise the load"));
  BOOST_TEST(
      has(programme_complaint("\"rules\": [", "\"values\": {\"least_quality\": 2}, \"rules\": ["),
          "/values/least_quality: expected a number from 0 to 1, found 2"));
  BOOST_TEST(has(programme_complaint("\"rules\": [",
                                     "\"values\": {\"metrics\": {\"pane\": {}}}, \"rules\": ["),
                 "/values/metrics/pane: is no metric of the catalog"));
}

BOOST_AUTO_TEST_CASE(gait_metrics_may_be_named_too) {
  const training_history history =
      io::parse_history(one_session("\"cadence\": {\"value\": 82, \"unit\": \"{steps}/min\", "
                                    "\"quality\": 0.9, \"n\": 20}"),
                        "h.json");
  BOOST_TEST(history.sessions()[0].values[metric::cadence]->value() == 82);
  BOOST_TEST((io::parse_history(io::write_history(history), "h.json") == history));
  std::vector<std::string_view> ids;
  for (const metric_info* one : metric::all) {
    ids.push_back(one->id);
    BOOST_TEST(rules::weekly_unit(one->unit_ucum), one->id);
  }
  for (const metric_info* one : catalog::reported_metrics) ids.push_back(one->id);
  for (const metric_info* one : catalog::person_metrics) ids.push_back(one->id);
  std::sort(ids.begin(), ids.end());
  BOOST_TEST((std::adjacent_find(ids.begin(), ids.end()) == ids.end()));
}

BOOST_AUTO_TEST_CASE(a_condition_as_people_write_it) {
  using namespace rules;
  using namespace catalog;
  const programme plan =
      io::parse_programme(with_condition(R"({"all": [{"all_of_last": 3, "of": {"all": [
           {"metric": "pain_during", "at_most": 2, "unit": "{nrs}"},
           {"metric": "completed", "at_least": 90, "unit": "%"}]}},
         {"days_since": "level_change", "at_least": 7}]})"),
                          "p.json");
  const condition same =
      all_of(last(3, sessions), pain_during <= nrs(2) && completed >= percent(90)) &&
      since_level_change() >= days(7);
  BOOST_TEST((plan.rules.rules[0].when == same));
}

BOOST_AUTO_TEST_CASE(wrong_conditions_are_named) {
  const auto in_session = [](const std::string& condition) {
    return condition_complaint("{\"any_of_last\": 1, \"of\": " + condition + "}");
  };
  BOOST_TEST(has(in_session(R"({"metric": "pane", "above": 1, "unit": "{nrs}"})"),
                 "/rules/0/when/of/metric: expected a metric of the catalog (pain_before, "));
  BOOST_TEST(has(in_session(R"({"metric": "pain_during", "above": 1, "unit": "deg"})"),
                 "/rules/0/when/of/unit: expected \"{nrs}\", the unit of what is compared, found "
                 "\"deg\""));
  BOOST_TEST(has(in_session(R"({"metric": "pain_during", "above": 1})"),
                 "/rules/0/when/of: \"unit\" is missing; expected \"{nrs}\""));
  BOOST_TEST(has(in_session(R"({"metric": "pain_during", "above": 11, "unit": "{nrs}"})"),
                 "/rules/0/when/of/above: expected a number from 0 to 10, found 11"));
  BOOST_TEST(has(in_session(R"({"metric": "giving_way", "equal": "maybe"})"),
                 "expected one of \"no\", \"yes\", found \"maybe\""));
  BOOST_TEST(has(in_session(R"({"metric": "pain_during", "unit": "{nrs}"})"),
                 "expected exactly one of below, at_most"));
  BOOST_TEST(has(in_session(R"({"metric": "pain_during", "above": {"metric": "effort"}})"),
                 "/rules/0/when/of/above: is in {cr10}, but is compared with {nrs}"));
  BOOST_TEST(has(in_session(R"({"metric": "pain_during", "over": 1, "unit": "{nrs}"})"),
                 "/rules/0/when/of/over: unknown key; known are metric, "));
  BOOST_TEST(has(in_session(R"({"days_since": "level_change", "above": 1})"),
                 "cannot stand inside one session"));
  BOOST_TEST(has(condition_complaint(R"({"metric": "pain_during", "above": 1, "unit": "{nrs}"})"),
                 "a session's value stands outside of any session"));
  BOOST_TEST(has(condition_complaint(R"({"days_since": "birthday", "above": 1})"),
                 "expected one of \"last_session\", \"level_change\", \"screening\""));
  BOOST_TEST(has(condition_complaint(R"({"any_of": {"days_ago": [7, 7]}, "of": {"any": []}})"),
                 "/rules/0/when/any_of/days_ago/1: expected a whole number from 8"));
  BOOST_TEST(
      has(condition_complaint(R"({"any_of": {"last": 2, "last_days": 3}, "of": {"any": []}})"),
          "expected exactly one of last, last_at_level"));
  BOOST_TEST(has(condition_complaint(R"({"any_of_last": 0, "of": {"any": []}})"),
                 "expected a whole number from 1"));
  BOOST_TEST(has(condition_complaint(R"({"any_of_last": 1})"), "\"of\" is missing"));
  BOOST_TEST(has(condition_complaint("[]"), "/rules/0/when: expected an object, found a list"));
  BOOST_TEST(
      has(condition_complaint(
              R"({"mean_of_last": 2, "of": {"sum": [{"metric": "effort"}, {"metric": "falls"}]},
                         "above": 1, "unit": "{cr10}"})"),
          "the two values have different units, {cr10} and {count}"));
}

BOOST_AUTO_TEST_CASE(wrong_programmes_are_named) {
  BOOST_TEST(has(programme_complaint("\"1.0.0\"", "\"1.0\""),
                 "p.json:3: /version: expected a version such as \"1.0.0\", found \"1.0\""));
  BOOST_TEST(
      has(programme_complaint("\"title\"", "\"titel\""),
          "p.json:1: \"title\" is missing; line 4: /titel: unknown key; known are id, version, "
          "title, "));
  BOOST_TEST(has(programme_complaint("\"stop\"", "\"halt\""),
                 "/rules/0/outcome: expected one of \"advance\", \"hold\", \"regress\", \"refer\", "
                 "\"stop\", found \"halt\""));
  BOOST_TEST(has(programme_complaint("\"citation\"", "\"hearsay\""), "found \"hearsay\""));
  BOOST_TEST(has(programme_complaint("\"from_days\": 8", "\"from_days\": 9"),
                 "/absences/1/from_days: must be 8, so that no day is left out or named twice"));
  BOOST_TEST(has(programme_complaint("\"bouts\": 3", "\"bouts\": 2.5"),
                 "/levels/0/bouts: expected a whole number from 0"));
  BOOST_TEST(has(programme_complaint("\"every_rises\": 4", "\"every_rises\": 1"),
                 "/deload/every_rises: must be 2 or more"));
  BOOST_TEST(has(programme_complaint("\"every_rises\"", "\"every\""),
                 "/deload/every: unknown key; known are every_rises, share, days, source"));
  BOOST_TEST(has(programme_complaint("\"minutes\": 3,", "\"minutes\": 4,"),
                 "/levels/1/minutes: the bouts last 3 minutes, not 4"));
  BOOST_TEST(has(programme_complaint("\"support\": \"in_reach\"", "\"support\": true"),
                 "/levels/0/support: expected one of \"none\", \"in_reach\", found true"));
}

BOOST_AUTO_TEST_CASE(a_history_comes_back_as_it_was) {
  training_history history = people::history_of(people::good_weeks(1, 2));
  history.person.limb_symmetry_percent = 91.5;
  history.screening->set("S7", 0.5);
  history.screening->clearance =
      clearance{"physician", people::start, add_days(people::start, 9), {"S9"}, 6, true};
  session_record odd = people::good_session(people::after_weeks(2), 3);
  odd.values.set(catalog::form_passing_info, measured<double>::of(81.25, 40, 3.5, 0.9));
  odd.values.set(catalog::completed_info,
                 measured<double>::not_computable(reason::too_few_strides, 3, 6));
  odd.values.set(catalog::swelling_info, measured<double>::of(0.5, 1));
  odd.values.set(catalog::falls_info, measured<double>::not_computable(reason::not_reported));
  odd.light = true;
  history.append(odd);
  const std::string text = io::write_history(history);
  BOOST_TEST((io::parse_history(text, "h.json") == history));
  BOOST_TEST(io::write_history(io::parse_history(text, "h.json")) == text);
  BOOST_TEST((io::parse_screening(io::write_screening(*history.screening), "s.json") ==
              *history.screening));
}

BOOST_AUTO_TEST_CASE(wrong_histories_are_named_with_their_line) {
  BOOST_TEST(has(history_complaint(one_session("\"pain_during\": 12")),
                 "h.json:3: /sessions/0/values/pain_during: expected a number from 0 to 10, found "
                 "12"));
  BOOST_TEST(has(history_complaint(one_session("\"pain_duering\": 2")),
                 "/sessions/0/values/pain_duering: is no metric of the catalog"));
  BOOST_TEST(has(history_complaint(one_session("\"pain_during\": \"a lot\"")),
                 "expected a number from 0 to 10, found \"a lot\""));
  BOOST_TEST(
      has(history_complaint(one_session("\"pain_during\": {\"value\": 2, \"unit\": \"{cr10}\"}")),
          "/unit: expected \"{nrs}\", the unit of this metric, found \"{cr10}\""));
  BOOST_TEST(has(history_complaint(one_session("\"swelling\": 0.7")),
                 "expected one of \"none\", \"trace\", \"1+\", \"2+\", \"3+\", found 0.7"));
  BOOST_TEST(has(history_complaint(one_session("\"falls\": 1.5")), "expected a whole number"));
  BOOST_TEST(has(history_complaint(one_session("\"falls\": {\"missing\": \"lost\"}")),
                 "expected a reason such as"));
  BOOST_TEST(has(history_complaint(one_session("\"falls\": 1, \"falls\": 0")),
                 "/falls: stands here twice"));
  BOOST_TEST(has(history_complaint("{}"), "h.json:1: \"sessions\" is missing"));
  BOOST_TEST(has(history_complaint("[1, 2]"), "expected an object, found a list"));

  const auto two = [](const std::string& first, const std::string& second) {
    return "{\"sessions\": [{\"date\": \"" + first + "\", \"level\": 1},\n{\"date\": \"" + second +
           "\", \"level\": 1}]}";
  };
  BOOST_TEST(history_complaint(two("2026-09-01", "2026-09-03")).empty());
  BOOST_TEST(has(history_complaint(two("2026-09-03", "2026-09-01")),
                 "h.json:2: /sessions/1/date: 2026-09-01 stands after 2026-09-03; expected the "
                 "oldest session first"));
  BOOST_TEST(has(history_complaint(two("2026-09-01", "2026-09-01")),
                 "h.json:2: /sessions/1/date: there is a session of 2026-09-01 already"));
  BOOST_TEST(has(history_complaint(two("2026-09-01", "2026-09-03"), make_date(2026, 9, 2)),
                 "h.json:2: /sessions/1/date: 2026-09-03 lies after the day of the decision, "
                 "2026-09-02"));
  BOOST_TEST(has(history_complaint(two("2026-09-01", "3 September")),
                 "expected a date such as \"2026-09-01\", found \"3 September\""));
}

BOOST_AUTO_TEST_CASE(all_mistakes_are_named_at_once_in_their_order) {
  const std::string text =
      "{\"sessions\": [\n{\"date\": \"2026-13-01\",\n\"level\": 0,\n\"values\": {\"effort\": "
      "-1}},\n"
      "{\"level\": 1}]}";
  const std::string found = history_complaint(text);
  BOOST_TEST(has(found, "h.json:2: /sessions/0/date: expected a date"));
  BOOST_TEST(has(found, "; line 3: /sessions/0/level: expected a whole number from 1"));
  BOOST_TEST(has(found, "; line 4: /sessions/0/values/effort: expected a number from 0 to 10"));
  BOOST_TEST(has(found, "; line 5: /sessions/1: \"date\" is missing"));
  BOOST_TEST(found.find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(places_are_found_in_any_layout) {
  const auto column_of = [](const std::string& text) {
    try {
      io::parse_history(text, "h.json");
    } catch (const parse_error& e) {
      return std::pair(e.line(), e.column());
    }
    return std::pair<std::size_t, std::size_t>(0, 0);
  };
  using place = std::pair<std::size_t, std::size_t>;
  BOOST_TEST((column_of("{\"sessions\":7}") == place(1, 13)));
  BOOST_TEST((column_of("{\"sessions\":\r\n  7\r\n}") == place(2, 3)));
  BOOST_TEST((column_of("{\"person\": {\"limb_symmetry_percent\":1},\n \"sessions\": \"x\"}") ==
              place(2, 14)));
  BOOST_TEST((column_of("{\"sessions\": [],\n\"person\": {\"limb_symmetry_percent\": true}}") ==
              place(2, 37)));
  BOOST_TEST((column_of("\xEF\xBB\xBF{\"sessions\": []}") == place(0, 0)));
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_refused) {
  BOOST_TEST(has(history_complaint(""), "h.json:1: is not JSON: "));
  BOOST_TEST(has(history_complaint("{\"sessions\": [\n}"), "h.json:2: is not JSON: "));
  BOOST_TEST(has(history_complaint("{\"sessions\": [1e999]}"), "is not JSON: "));
  BOOST_TEST(has(history_complaint("{\"sessions\": []} x"), "is not JSON: "));
  BOOST_TEST(has(history_complaint("{\"sessions\": \"\xff\"}"), "is not JSON: "));
  const std::string deep = std::string(5'000'000, '[') + std::string(5'000'000, ']');
  BOOST_TEST(has(history_complaint(deep), "h.json:1: is nested more than 64 levels deep"));
}

BOOST_AUTO_TEST_CASE(wrong_screenings_are_named) {
  const auto wrong = [](const std::string& text) {
    return complaint([&] { io::parse_screening(text, "s.json", make_date(2026, 9, 1)); });
  };
  const auto with = [&wrong](const std::string& rest) {
    return wrong("{\"date\": \"2026-08-30\",\n" + rest + "}");
  };
  BOOST_TEST(with("\"answers\": {\"S1\": \"no\", \"S2\": null}").empty());
  BOOST_TEST(has(with("\"answers\": {\"S99\": \"no\"}"),
                 "s.json:2: /answers/S99: is no screening question"));
  BOOST_TEST(has(with("\"answers\": {\"S1\": \"never\"}"), "expected one of \"no\", \"yes\""));
  BOOST_TEST(has(with("\"answers\": {}, \"clearance\": {}"), "\"expires\" is missing"));
  BOOST_TEST(has(with("\"answers\": {}, \"clearance\": {\"role\": \"x\", \"date\": \"2026-08-30\", "
                      "\"expires\": \"2026-08-01\", \"covers\": [\"S77\"]}"),
                 "lies before the day on which it was given"));
  BOOST_TEST(has(wrong("{\"date\": \"2026-09-02\", \"answers\": {}}"),
                 "2026-09-02 lies after the day of the decision"));
}

BOOST_AUTO_TEST_CASE(damaged_text_gives_a_message_or_a_value_and_never_a_crash) {
  const std::string whole = io::write_history(people::history_of(people::good_weeks(1, 1)));
  BOOST_TEST(rc::check("damaged history", [&whole] {
    std::string text = whole;
    const int n = *rc::gen::inRange(1, 4);
    for (int i = 0; i < n; ++i) {
      text[*rc::gen::inRange<std::size_t>(0, text.size())] = *rc::gen::arbitrary<char>();
    }
    if (*rc::gen::arbitrary<bool>()) text.resize(*rc::gen::inRange<std::size_t>(0, text.size()));
    try {
      io::parse_history(text, "h.json");
    } catch (const parse_error& e) {
      RC_ASSERT(e.line() >= 1u);
    }
  }));
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_read) {
  BOOST_TEST(has(complaint([] { io::read_history("/nowhere/h.json"); }),
                 "/nowhere/h.json: cannot be opened"));
  BOOST_TEST(has(complaint([] { io::read_programme("/"); }), "is a folder"));
}

BOOST_AUTO_TEST_CASE(the_examples_decide_as_their_names_say) {
  const std::string folder = std::string(RETROGAIT_SOURCE_DIR) + "/examples/data/";
  const date today = make_date(2026, 9, 14);
  const auto outcome_of = [&](const std::string& name) {
    const training_history history = io::read_history(folder + "history_" + name + ".json", today);
    return decide(default_programme(), history, today);
  };
  BOOST_TEST((outcome_of("advance").result == rules::outcome::advance));
  BOOST_TEST((outcome_of("hold").result == rules::outcome::hold));
  BOOST_TEST((outcome_of("regress").result == rules::outcome::regress));
  BOOST_TEST((outcome_of("stop").result == rules::outcome::stop));
  BOOST_TEST(!outcome_of("unscreened").level_after.has_value());

  const auto screened = [&](const std::string& name) {
    return screen(default_screening(),
                  io::read_screening(folder + "screening_" + name + ".json", today), today)
        .outcome;
  };
  BOOST_TEST((screened("ok") == screening_outcome::ok));
  BOOST_TEST((screened("limit") == screening_outcome::limit));
  BOOST_TEST((screened("clearance") == screening_outcome::ok));
}

BOOST_AUTO_TEST_CASE(a_decision_carries_its_evidence_as_json) {
  training_history history = people::history_of(people::good_weeks(1, 2));
  session_record last = people::good_session(people::after_weeks(2), 3);
  last.values.set(catalog::pain_during_info, people::reported(6));
  history.append(last);
  const std::string text =
      io::write_decision(decide(default_programme(), history, add_days(last.day, 1)));
  for (const char* part : {"\"outcome\": \"regress\"",
                           "\"level_before\": 3",
                           "\"level_after\": 2",
                           "\"rule\": \"pain above 5\"",
                           "\"metric\": \"pain_during\"",
                           "\"value\": 6",
                           "\"comparison\": \"above\"",
                           "\"threshold\": 5",
                           "\"unit\": \"{nrs}\"",
                           "\"kind\": \"citation\"",
                           "\"id\": \"retrogait-default\"",
                           "\"version\": \"1.0.0\"",
                           "\"date\": \"2026-09-15\"",
                           "\"value_from\": \"training log\"",
                           "\"quality\": 1",
                           "\"light\": false",
                           "\"grade_percent\": 0",
                           "\"nearly_fired\": [",
                           "\"distance\": ",
                           "not medical advice"}) {
    BOOST_TEST(has(text, part), part);
  }
  BOOST_TEST(has(text, "\"content_hash\": \"" + content_hash(default_programme()) + '"'));
  BOOST_TEST(has(text, "\"rules_hash\": \"" + content_hash(default_programme().rules) + '"'));
}

BOOST_AUTO_TEST_SUITE_END()

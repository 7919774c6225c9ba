#include <retrogait/progression/default_programme.hpp>
#include <retrogait/progression/verify.hpp>
#include <retrogait/rules/language.hpp>

#include <algorithm>

#include "../support/test.hpp"

using namespace retrogait;
using namespace retrogait::rules;
using namespace retrogait::catalog;

namespace {

const window ever = since(screening);
const window latest = last(1, sessions);
const window recent = last(3, sessions_at_level);

/// A few rules in which nothing is wrong, on the levels of the default programme.
programme sound() {
  programme plan = default_programme();
  plan.rules.rules = {
      stop("worst", any_of(ever, pain_during >= nrs(8)), {}),
      regress("bad", any_of(latest, pain_during > nrs(5)), {}),
      hold("some", any_of(recent, pain_during > nrs(2)), {}),
      hold("part", any_of(recent, completed < percent(90)), {}),
      advance("good", all_of(recent, completed >= percent(90)) && since_level_change() >= days(7),
              {})};
  return plan;
}

/// The same without the rule of that id.
programme without(std::string_view id) {
  programme plan = sound();
  std::vector<rule>& all = plan.rules.rules;
  all.erase(std::remove_if(all.begin(), all.end(), [id](const rule& one) { return one.id == id; }),
            all.end());
  return plan;
}

programme with(rule one, programme plan = sound()) {
  plan.rules.rules.push_back(std::move(one));
  return plan;
}

void check_replays(const programme& plan, const std::optional<verification_example>& example) {
  BOOST_REQUIRE(example.has_value());
  BOOST_TEST((decide(plan, example->history, example->today).result == example->outcome));
}

/// Bounds that are quick without optimisation too.
constexpr verify_params narrow{.sessions_at_level = 8, .cycle_sessions = 24, .load_depth = 1};

/// The property fails, with a history that comes to what the report says.
verified_property failing(const programme& plan, std::string_view property) {
  const verification_report report = verify(plan, narrow);
  BOOST_TEST(!report.passed());
  const verified_property* const found = report.find(property);
  BOOST_REQUIRE(found != nullptr);
  BOOST_TEST((found->status == verification_status::fails), found->name);
  BOOST_TEST(!found->detail.empty());
  check_replays(plan, found->counterexample);
  return *found;
}

bool nothing_known(const session_record& session) {
  return session.values.entries().empty();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verify_programme)

BOOST_AUTO_TEST_CASE(the_default_programme_passes) {
  const verification_report report = verify(default_programme(), narrow);
  for (const verified_property& one : report.properties) {
    BOOST_TEST((one.status == verification_status::holds), one.name + ": " + one.detail);
    BOOST_TEST(one.explored > 0u, one.name);
    BOOST_TEST(!one.counterexample.has_value());
  }
  BOOST_TEST(report.properties.size() == 10u);
  BOOST_TEST(report.passed());
}

BOOST_AUTO_TEST_CASE(a_few_sound_rules_pass) {
  for (const verified_property& one : verify(sound(), narrow).properties) {
    BOOST_TEST((one.status == verification_status::holds), one.name + ": " + one.detail);
  }
}

BOOST_AUTO_TEST_CASE(a_pause_without_a_rule_is_shown) {
  programme plan = sound();
  plan.absences[1].from_days = 10;
  const verified_property found = failing(plan, "exactly one decision");
  BOOST_TEST(days_between(found.counterexample->history.sessions().back().day,
                          found.counterexample->today) == 8);
}

BOOST_AUTO_TEST_CASE(what_is_no_programme_is_refused) {
  programme plan = sound();
  plan.levels.clear();
  BOOST_CHECK_THROW(verify(plan), config_error);
  verify_params params;
  params.load_depth = 0;
  BOOST_CHECK_THROW(verify(sound(), params), config_error);
}

BOOST_AUTO_TEST_CASE(rules_that_look_away_from_the_newest_session_advance_without_knowing) {
  programme plan = sound();
  plan.rules.rules = {stop("worst", any_of(days_ago(7, 400), pain_during >= nrs(8)), {}),
                      advance("time", since_level_change() >= days(7), {})};
  const verified_property found = failing(plan, "missing never advances");
  BOOST_TEST((found.counterexample->outcome == outcome::advance));
  BOOST_TEST(nothing_known(found.counterexample->history.sessions().back()));
}

BOOST_AUTO_TEST_CASE(a_rule_that_punishes_ease_is_shown_with_both_histories) {
  const programme plan = with(regress("too easy", any_of(latest, effort < cr10(2)), {}));
  const verified_property found = failing(plan, "worse is never milder");
  check_replays(plan, found.beside);
  BOOST_TEST((found.counterexample->outcome < found.beside->outcome));
}

BOOST_AUTO_TEST_CASE(a_masked_rule_of_the_wrong_sense_is_not_decided) {
  const programme plan = with(hold(
      "hidden", any_of(latest, pain_during < nrs(1)) && any_of(latest, pain_during > nrs(2)), {}));
  const verification_report report = verify(plan, narrow);
  const verified_property* const found = report.find("worse is never milder");
  BOOST_REQUIRE(found != nullptr);
  BOOST_TEST((found->status == verification_status::not_decided));
}

BOOST_AUTO_TEST_CASE(levels_that_nothing_leads_to_are_shown) {
  const verified_property found = failing(without("good"), "every level is reached");
  BOOST_TEST(found.counterexample->history.sessions().back().level == 1);
}

BOOST_AUTO_TEST_CASE(levels_that_nothing_leads_down_from_are_shown) {
  failing(without("bad"), "every level can be left");
}

BOOST_AUTO_TEST_CASE(a_programme_that_never_stops_is_shown) {
  failing(without("worst"), "stop is reached from every level");
}

BOOST_AUTO_TEST_CASE(a_stop_that_a_good_session_ends_is_shown) {
  const programme plan =
      with(stop("worst", any_of(latest, pain_during >= nrs(8)), {}), without("worst"));
  const verified_property found = failing(plan, "stop is left only through screening");
  BOOST_TEST((found.counterexample->outcome != outcome::stop));
}

BOOST_AUTO_TEST_CASE(the_week_is_held_against_the_one_before_a_light_one) {
  using progression::detail::minutes_before;
  using progression::detail::over_guard;
  const programme plan = sound();
  training_history history;
  for (const int day : {0, 2, 4, 7, 9, 11, 14, 16, 18}) {
    metric_values values;
    values.set(backward_minutes_info, measured<double>::of(day < 7 ? 10 : day < 14 ? 6 : 13, 1));
    history.append({add_days(make_date(2026, 1, 5), day), 6, values, day >= 7 && day < 14});
  }
  const auto before = [&](std::size_t n) {
    return minutes_before(plan, std::span(history.sessions()).first(n));
  };
  BOOST_TEST(before(0) == 0);
  BOOST_TEST(before(3) == 30);
  BOOST_TEST(before(5) == 30);
  BOOST_TEST(before(6) == 30);
  BOOST_TEST(before(7) == 33);  // days 14, 4 and 2, which lie as if 7 days later
  BOOST_TEST(before(8) == 36);
  BOOST_TEST(before(9) == 39);

  const auto guard = [&](int day, double minutes) {
    return over_guard(plan, history, add_days(make_date(2026, 1, 5), day), minutes, {});
  };
  BOOST_TEST(guard(21, 17) == "");  // with 26 before it in the week, after 33
  BOOST_TEST(guard(21, 18) == "44 minutes in 7 days after 33, which is a rise by more than 10");
  programme few = plan;
  few.most_sessions_in_7_days.value = 3;
  BOOST_TEST(over_guard(few, history, add_days(make_date(2026, 1, 5), 19), 1, {}) ==
             "4 sessions in 7 days");
  session_dose fast;
  fast.speed_limit_m_s = 1.3;
  BOOST_TEST(over_guard(plan, history, add_days(make_date(2026, 1, 5), 30), 1, fast) ==
             "a speed above the cap");
}

BOOST_AUTO_TEST_CASE(ups_and_downs_without_end_are_shown) {
  programme plan = with(regress("just risen", days_since(event::level_raised) < days(3), {}));
  plan.within_days = 3;
  const verified_property found = failing(plan, "constant values end the ups and downs");
  const std::vector<session_record>& all = found.counterexample->history.sessions();
  for (const session_record& one : all) BOOST_TEST((one.values == all[0].values));
}

BOOST_AUTO_TEST_CASE(a_rule_behind_another_is_shown) {
  const programme plan = with(hold("more", any_of(recent, pain_during > nrs(4)), {}));
  const verified_property found = failing(plan, "every rule decides alone somewhere");
  BOOST_TEST(found.detail.find("\"more\"") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

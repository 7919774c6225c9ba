#include <retrogait/progression/prepared_programme.hpp>
#include <retrogait/progression/session_regulator.hpp>
#include <retrogait/progression/verify.hpp>
#include <retrogait/rules/language.hpp>
#include <retrogait/testing/allocations.hpp>

#include <rapidcheck.h>

#include <limits>
#include <tuple>
#include <utility>

#include "../support/test.hpp"
#include "people.hpp"

using namespace retrogait;
using namespace retrogait::catalog;
using namespace retrogait::quantities;
using people::after_weeks;
using people::good_weeks;
using people::history_of;
using people::reported;
using rules::outcome;

namespace {

constexpr session_action carry_on = session_action::carry_on;

// Three weeks at the levels 1 to 3, then a session at level 3: 5 × 1 min.
const date monday = after_weeks(3);

session_dose dose_of(int level) {
  return progression::detail::dose_of(default_programme(), level, false, {}, std::nullopt);
}

const prepared_programme& usual() {
  static const prepared_programme plan(default_programme());
  return plan;
}

session_regulator at_level_3(const programme& plan = default_programme()) {
  return session_regulator(prepared_programme(plan), history_of(good_weeks(1, 3)), dose_of(3),
                           monday);
}

// Good weeks of which the last session had another value.
session_regulator after_session_with(const metric_info& metric, double value) {
  std::vector<session_record> sessions = good_weeks(1, 3);
  sessions.back().values.set(metric, reported(value));
  return session_regulator(usual(), history_of(sessions), dose_of(3), monday);
}

session_action action_on(const session_reading& reading) {
  return at_level_3().update(10, reading).action;
}

std::vector<std::string> fired(const session_advice& advice) {
  std::vector<std::string> ids;
  for (const rules::finding& one : advice.findings) ids.push_back(one.rule);
  return ids;
}

programme with_rules(std::vector<rules::rule> rules) {
  programme plan = default_programme();
  plan.rules.rules = std::move(rules);
  return plan;
}

bool names(const config_error& error, const std::string& field) {
  return std::any_of(error.list().begin(), error.list().end(),
                     [&field](const issue& one) { return one.field == field; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(regulated_sessions)

BOOST_AUTO_TEST_CASE(a_good_session_is_carried_on_until_the_dose_is_done) {
  session_regulator r = at_level_3();
  BOOST_TEST((r.advice().action == carry_on));
  BOOST_TEST(r.advice().bouts_left == 5);
  BOOST_TEST(r.advice().minutes_left == 5, boost::test_tools::tolerance(1e-12));
  r.update(5, {.pain_before = nrs(1), .pain = nrs(2), .effort = cr10(5), .near_falls = times(0)});
  for (int bout = 1; bout <= 4; ++bout) {
    const session_advice& advice = r.bout_done(120 * bout);
    BOOST_TEST((advice.action == carry_on));
    BOOST_TEST(advice.bouts_left == 5 - bout);
    BOOST_TEST(advice.findings.empty());
  }
  const session_advice& last = r.bout_done(600);
  BOOST_TEST((last.action == session_action::finish));
  BOOST_TEST(last.t_s == 600);
  BOOST_TEST(last.since_s == 600);
  BOOST_TEST(last.bouts_left == 0);
  BOOST_TEST(last.minutes_left == 0);
}

BOOST_AUTO_TEST_CASE(pain_and_effort_act_by_the_limits_of_the_programme) {
  using enum session_action;
  for (const auto& [pain, action] :
       {std::pair(0.0, carry_on), std::pair(2.0, carry_on), std::pair(2.5, shorten),
        std::pair(3.0, shorten), std::pair(5.0, shorten), std::pair(5.5, end), std::pair(7.5, end),
        std::pair(8.0, stop), std::pair(10.0, stop)}) {
    BOOST_TEST_CONTEXT("pain " << pain) BOOST_TEST((action_on({.pain = nrs(pain)}) == action));
  }
  for (const auto& [effort, action] :
       {std::pair(5.0, carry_on), std::pair(5.5, shorten), std::pair(7.0, shorten),
        std::pair(8.0, end), std::pair(10.0, end)}) {
    BOOST_TEST_CONTEXT("effort " << effort)
    BOOST_TEST((action_on({.effort = cr10(effort)}) == action));
  }
}

BOOST_AUTO_TEST_CASE(every_other_sign_acts_too) {
  using enum session_action;
  BOOST_TEST((action_on({.near_falls = times(1)}) == shorten));
  BOOST_TEST((action_on({.near_falls = times(2)}) == end));
  BOOST_TEST((action_on({.falls = times(1)}) == stop));
  BOOST_TEST((action_on({.giving_way = yes}) == stop));
  BOOST_TEST((action_on({.locking = yes}) == stop));
  BOOST_TEST((action_on({.cannot_bear_weight = yes}) == stop));
  BOOST_TEST((action_on({.warning_symptoms = yes}) == stop));
  BOOST_TEST((action_on({.giving_way = no, .warning_symptoms = no}) == carry_on));
  BOOST_TEST((action_on({.form_passing = percent(79)}) == shorten));
  BOOST_TEST((action_on({.form_passing = percent(59)}) == shorten));
  BOOST_TEST((action_on({.pain_before = nrs(0), .pain = nrs(2)}) == shorten));
  BOOST_TEST((action_on({.pain_before = nrs(4)}) == carry_on));
}

BOOST_AUTO_TEST_CASE(a_second_session_in_bad_form_ends) {
  session_regulator r = after_session_with(form_passing_info, 55);
  BOOST_TEST((r.advice().action == carry_on));
  BOOST_TEST((r.update(60, {.form_passing = percent(59)}).action == session_action::end));
}

BOOST_AUTO_TEST_CASE(what_held_the_level_before_says_nothing_about_today) {
  session_regulator r = after_session_with(pain_during_info, 4);
  BOOST_TEST((r.update(10, {.pain = nrs(1)}).action == carry_on));
  BOOST_TEST(r.advice().findings.empty());
  // But today's own pain counts, though the rule was true before.
  BOOST_TEST((r.update(20, {.pain = nrs(3)}).action == session_action::shorten));
  BOOST_TEST((fired(r.advice()) == std::vector<std::string>{"pain above 2"}));
}

BOOST_AUTO_TEST_CASE(a_rule_that_asks_for_no_value_of_the_session_does_not_count) {
  using namespace rules;
  const window week = rules::last(7, calendar_days);
  const programme plan =
      with_rules({hold("many sessions", rules::count(week) >= times(1), {}),
                  hold("many, or pain",
                       rules::count(week) >= times(1) || any_of(week, pain_during > nrs(5)), {}),
                  regress("sore", any_of(week, soreness > not_sore), {})});
  session_regulator r = at_level_3(plan);
  BOOST_TEST((r.update(0, {.pain = nrs(9)}).action == carry_on));
  BOOST_TEST(r.advice().missing.empty());
}

BOOST_AUTO_TEST_CASE(the_advice_carries_its_reasons) {
  session_regulator r = at_level_3();
  r.update(0, {.pain_before = nrs(1)});
  const session_advice& advice = r.update(65, {.pain = nrs(6)});
  BOOST_TEST((advice.action == session_action::end));
  BOOST_TEST(advice.t_s == 65);
  BOOST_TEST(advice.programme == "retrogait-default");
  BOOST_TEST((advice.version == default_programme().rules.version));
  BOOST_TEST(advice.content_hash == content_hash(default_programme()));
  BOOST_TEST((fired(advice) == std::vector<std::string>{"pain above 5", "pain above 2",
                                                        "pain up by more than 1 in the session"}));
  const rules::finding& first = advice.findings[0];
  BOOST_TEST((first.result == outcome::regress));
  BOOST_TEST((first.source == rules::cite("bim-physio", "pain-monitoring model")));
  BOOST_TEST_REQUIRE(first.comparisons.size() == 1u);
  BOOST_TEST(first.comparisons[0].metric == "pain_during");
  BOOST_TEST(*first.comparisons[0].value == 6);
  BOOST_TEST(*first.comparisons[0].threshold == 5);
  BOOST_TEST((first.comparisons[0].day == monday));
}

BOOST_AUTO_TEST_CASE(the_advice_in_sentences) {
  session_regulator r = at_level_3();
  const std::string pain_text =
      "  pain during the session was 3 of 10 on 2026-09-21; to advance it "
      "must be at most 2 (pain-monitoring model)";
  std::vector<std::string> lines = sentences(r.update(65, {.pain = nrs(3)}));
  BOOST_TEST(lines[0] == "now: SHORTEN, only 2 bouts left, at most 2 min");
  BOOST_TEST(lines[1] == pain_text);
  BOOST_TEST(lines[2].starts_with("  not told yet: unable to bear weight, "));
  BOOST_TEST(lines[2].find("pain during") == std::string::npos);
  BOOST_TEST(lines[3].starts_with("  at 65 s by retrogait-default 1.0.0, content "));
  BOOST_TEST(lines[4] == guidance_note);

  lines = sentences(r.update(70, {.falls = times(1)}));
  BOOST_TEST(lines[0] == "now: STOP, and talk to a professional before going on");
  BOOST_TEST(lines[1] ==
             "  falls: 1 on 2026-09-21; at least 1 stops the plan until a new screening");
  BOOST_TEST(std::count(lines.begin(), lines.end(), pain_text) == 0);
}

BOOST_AUTO_TEST_CASE(the_advice_of_a_rule_is_told) {
  rules::rule one = rules::regress(
      "pain", rules::any_of(rules::last(1, rules::sessions), pain_during > nrs(5)), {});
  one.extras.advice = "sit down and cool the knee";
  session_regulator r = at_level_3(with_rules({one}));
  const std::vector<std::string> lines = sentences(r.update(1, {.pain = nrs(6)}));
  BOOST_TEST(lines[2] == "  sit down and cool the knee");
}

BOOST_AUTO_TEST_CASE(the_share_of_the_programme_stays) {
  for (const auto& [share, done, left] :
       {std::tuple(0.5, 0, 2), std::tuple(0.5, 1, 2), std::tuple(0.5, 2, 1), std::tuple(0.5, 4, 0),
        std::tuple(0.0, 0, 0), std::tuple(1.0, 1, 4), std::tuple(0.8, 0, 4)}) {
    programme plan = default_programme();
    plan.share_left_on_hold.value = share;
    session_regulator r = at_level_3(plan);
    for (int i = 0; i < done; ++i) r.bout_done(60 * i);
    const session_advice& advice = r.update(300, {.pain = nrs(3)});
    BOOST_TEST_CONTEXT(share << " after " << done) {
      BOOST_TEST(advice.bouts_left == left);
      BOOST_TEST(advice.minutes_left == left, boost::test_tools::tolerance(1e-9));
      BOOST_TEST((advice.action == (left > 0 ? session_action::shorten : session_action::finish)));
    }
  }
}

BOOST_AUTO_TEST_CASE(it_is_shortened_once_and_never_lengthened) {
  session_regulator r = at_level_3();
  BOOST_TEST(r.update(10, {.pain = nrs(4)}).bouts_left == 2);
  BOOST_TEST(r.update(20, {.pain = nrs(0), .effort = cr10(6)}).bouts_left == 2);
  BOOST_TEST((r.advice().action == session_action::shorten));
  BOOST_TEST(r.advice().since_s == 10);
  BOOST_TEST(r.bout_done(70).bouts_left == 1);
  BOOST_TEST((r.bout_done(130).action == session_action::finish));
  BOOST_TEST(sentences(r.advice())[0] == "now: FINISH, nothing is left of the dose");
}

BOOST_AUTO_TEST_CASE(what_has_ended_stays_ended_and_may_get_worse) {
  session_regulator r = at_level_3();
  r.update(10, {.effort = cr10(9)});
  BOOST_TEST((r.update(20, {.pain = nrs(0), .effort = cr10(1)}).action == session_action::end));
  BOOST_TEST((r.bout_done(30).action == session_action::end));
  BOOST_TEST(r.advice().bouts_left == 0);
  BOOST_TEST(r.advice().since_s == 10);
  BOOST_TEST((r.update(40, {.falls = times(1)}).action == session_action::stop));
  BOOST_TEST((r.update(50, {.falls = times(0)}).action == session_action::stop));
  BOOST_TEST(r.advice().since_s == 40);
}

BOOST_AUTO_TEST_CASE(the_allowed_minutes_finish_it_before_the_bouts_do) {
  session_dose dose = dose_of(3);
  dose.minutes = 2.5;
  const training_history history = history_of(good_weeks(1, 3));
  session_regulator r(usual(), history, dose, monday);
  r.bout_done(60);
  BOOST_TEST(r.bout_done(120).minutes_left == 0.5, boost::test_tools::tolerance(1e-9));
  session_regulator told = r;
  BOOST_TEST((r.bout_done(150).action == session_action::finish));
  BOOST_TEST(*r.record().values.find(backward_minutes_info) == 2.5);
  BOOST_TEST(*r.record().values.find(completed_info) == 100);

  BOOST_TEST((told.update(125, {.backward_minutes = minutes(2.1)}).action == carry_on));
  BOOST_TEST(
      (told.update(150, {.backward_minutes = minutes(2.6)}).action == session_action::finish));
  // A sign that comes after it does not make the dose a smaller one.
  told.update(160, {.pain = nrs(3)});
  BOOST_TEST(*told.record().values.find(backward_minutes_info) == 2.6);
  BOOST_TEST(*told.record().values.find(completed_info) == 100);
}

BOOST_AUTO_TEST_CASE(what_is_unknown_neither_shortens_nor_ends) {
  programme plan = default_programme();
  plan.rules.if_unknown = outcome::stop;
  session_regulator r = at_level_3(plan);
  BOOST_TEST((r.update(10, {.pain = nrs(2)}).action == carry_on));
  // It is said, and only of what can be told now.
  const std::vector<rules::missing_value>& missing = r.advice().missing;
  const auto asked = [&missing](std::string_view id) {
    return std::any_of(missing.begin(), missing.end(),
                       [id](const rules::missing_value& one) { return one.metric == id; });
  };
  BOOST_TEST(asked("effort"));
  BOOST_TEST(asked("pain_before"));
  BOOST_TEST(!asked("pain_during"));
  BOOST_TEST(!asked("pain_next_day"));
  BOOST_TEST(!asked("completed"));
  BOOST_TEST(missing.size() == 9u);
}

BOOST_AUTO_TEST_CASE(a_rule_to_refer_stops) {
  const programme plan = with_rules({rules::refer(
      "effort", rules::any_of(rules::last(1, rules::sessions), effort > cr10(9)), {})});
  session_regulator r = at_level_3(plan);
  BOOST_TEST((r.update(0, {.effort = cr10(10)}).action == session_action::stop));
}

BOOST_AUTO_TEST_CASE(the_record_has_what_was_judged_and_no_more) {
  session_regulator r = at_level_3();
  r.update(1, {.pain_before = nrs(1), .pain = nrs(2), .form_passing = percent(90)});
  r.bout_done(60);
  r.update(70, {.pain = nrs(6), .effort = cr10(4), .falls = times(0), .form_passing = percent(88)});
  r.update(80, {.pain = nrs(1), .effort = cr10(3), .form_passing = percent(95)});
  session_record expected{monday, 3, {}};
  expected.values.set(pain_before, nrs(1));
  expected.values.set(pain_during, nrs(6));
  expected.values.set(effort, cr10(4));
  expected.values.set(falls, times(0));
  expected.values.set(form_passing, percent(88));
  expected.values.set(completed, percent(20));
  // No minutes: a bout may have been broken off.
  BOOST_TEST((r.record() == expected));

  r.update(90, {.backward_minutes = minutes(1.2)});
  expected.values.set(backward_minutes, minutes(1.2));
  BOOST_TEST((r.record() == expected));
}

BOOST_AUTO_TEST_CASE(a_shortened_session_is_recorded_as_the_share_that_it_was) {
  session_regulator r = at_level_3();
  r.update(1, {.pain = nrs(3)});
  r.bout_done(60);
  r.bout_done(120);
  BOOST_TEST((r.advice().action == session_action::finish));
  BOOST_TEST(*r.record().values.find(completed_info) == 40);
  BOOST_TEST(*r.record().values.find(backward_minutes_info) == 2);
  for (int i = 0; i < 4; ++i) r.bout_done(200);
  BOOST_TEST(*r.record().values.find(completed_info) == 100);
  BOOST_TEST(*r.record().values.find(backward_minutes_info) == 6);
}

BOOST_AUTO_TEST_CASE(a_light_session_is_recorded_as_one) {
  const session_dose light =
      progression::detail::dose_of(default_programme(), 3, true, {}, std::nullopt);
  session_regulator r(usual(), history_of(good_weeks(1, 3)), light, monday);
  for (int i = 0; i < 5; ++i) r.bout_done(60 * i);
  BOOST_TEST((r.advice().action == session_action::finish));
  BOOST_TEST(r.record().light);
  BOOST_TEST(*r.record().values.find(backward_minutes_info) == 3,
             boost::test_tools::tolerance(1e-9));
  BOOST_TEST(!at_level_3().record().light);
}

BOOST_AUTO_TEST_CASE(refuses_a_dose_or_day_that_cannot_be) {
  const training_history history = history_of(good_weeks(1, 3));
  session_dose dose = dose_of(3);
  dose.level = 11;
  dose.bouts = 0;
  dose.minutes = std::numeric_limits<double>::quiet_NaN();
  dose.seconds_a_bout = 0;
  BOOST_CHECK_EXCEPTION(
      session_regulator(usual(), history, dose, monday), config_error, [](const config_error& e) {
        return e.list().size() == 4 && names(e, "dose/level") && names(e, "dose/bouts") &&
               names(e, "dose/minutes") && names(e, "dose/seconds_a_bout");
      });
  const date last_day = history.sessions().back().day;
  BOOST_CHECK_EXCEPTION(session_regulator(usual(), history, dose_of(3), last_day), config_error,
                        [](const config_error& e) { return names(e, "date"); });
  training_history screened_later = history;
  screened_later.screening = people::fine(add_days(monday, 1));
  BOOST_CHECK_EXCEPTION(session_regulator(usual(), screened_later, dose_of(3), monday),
                        config_error, [](const config_error& e) { return names(e, "screening"); });
}

BOOST_AUTO_TEST_CASE(refuses_a_reading_whole_and_changes_nothing) {
  session_regulator r = at_level_3();
  r.update(30, {.pain_before = nrs(1), .pain = nrs(3)});
  const session_regulator before = r;
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinity = std::numeric_limits<double>::infinity();

  const auto refused = [&](double t_s, const session_reading& reading,
                           const std::vector<std::string>& fields) {
    BOOST_CHECK_EXCEPTION(r.update(t_s, reading), config_error, [&](const config_error& e) {
      return e.list().size() == fields.size() &&
             std::all_of(fields.begin(), fields.end(),
                         [&e](const std::string& field) { return names(e, field); });
    });
    BOOST_TEST((r == before));
  };
  for (const double t_s : {29.9, -1.0, nan, infinity}) {
    refused(t_s, {.falls = times(1)}, {"t_s"});
    BOOST_CHECK_THROW(r.bout_done(t_s), config_error);
    BOOST_TEST((r == before));
  }
  for (const double pain : {-0.1, 10.5, nan, infinity}) {
    refused(40, {.pain = nrs(pain), .falls = times(1)}, {"pain_during"});
  }
  refused(40, {.near_falls = times(1.5), .giving_way = quantity<units::yes_no>(0.5)},
          {"near_falls", "giving_way"});
  refused(40, {.falls = times(infinity), .backward_minutes = minutes(-1)},
          {"falls", "backward_minutes"});
  refused(20, {.effort = cr10(11), .form_passing = percent(101)},
          {"t_s", "effort", "form_passing"});
  refused(40, {.pain_before = nrs(2)}, {"pain_before"});
  // The same again is no contradiction, and neither is the same time.
  BOOST_CHECK_NO_THROW(r.update(30, {.pain_before = nrs(1)}));
}

BOOST_AUTO_TEST_CASE(takes_no_memory_unless_a_rule_comes_true) {
  session_regulator r = at_level_3();
  const session_reading fine{.pain_before = nrs(1),
                             .pain = nrs(2),
                             .effort = cr10(3),
                             .near_falls = times(0),
                             .falls = times(0),
                             .giving_way = no,
                             .locking = no,
                             .cannot_bear_weight = no,
                             .warning_symptoms = no,
                             .form_passing = percent(90),
                             .backward_minutes = minutes(0.4)};
  BOOST_REQUIRE(testing::counts_allocations());
  const std::size_t before = testing::allocations();
  r.update(1, fine);
  r.update(2, {.effort = cr10(4)});
  r.bout_done(60);
  BOOST_TEST(testing::allocations() == before);
  BOOST_TEST(r.advice().missing.empty());
}

// Laws, with any readings after any of several histories.

namespace {

struct step {
  bool bout = false;
  session_reading reading{};
};

int one_of(int first, int after_last) {
  return *rc::gen::inRange(first, after_last);
}

std::optional<quantity<units::nrs>> some_pain() {
  if (one_of(0, 3) == 0) return std::nullopt;
  return nrs(one_of(0, 21) / 2.0);
}

template <unit Unit>
void maybe(std::optional<quantity<Unit>>& value, int highest) {
  if (one_of(0, 4) == 0) value = quantity<Unit>(one_of(0, highest + 1));
}

std::vector<step> any_steps() {
  std::vector<step> steps(static_cast<std::size_t>(one_of(0, 8)));
  for (step& one : steps) {
    one.bout = one_of(0, 3) == 0;
    one.reading.pain = some_pain();
    maybe(one.reading.effort, 10);
    maybe(one.reading.near_falls, 2);
    if (one_of(0, 6) == 0) maybe(one.reading.falls, 1);
    if (one_of(0, 6) == 0) maybe(one.reading.giving_way, 1);
    if (one_of(0, 2) == 0) maybe(one.reading.form_passing, 100);
  }
  if (!steps.empty() && one_of(0, 2) == 0) steps[0].reading.pain_before = nrs(one_of(0, 5));
  return steps;
}

// The same with each value as bad or worse, and perhaps more of them told.
std::vector<step> worsened(std::vector<step> steps) {
  const auto more = [](auto& value, int highest) {
    using given = typename std::remove_reference_t<decltype(value)>::value_type;
    if (one_of(0, 3) > 0) return;
    const double least = value ? value->value() : 0;
    value = given((std::min)(least + one_of(0, highest + 1), static_cast<double>(highest)));
  };
  for (step& one : steps) {
    more(one.reading.pain, 10);
    more(one.reading.effort, 10);
    more(one.reading.near_falls, 2);
    more(one.reading.falls, 1);
    more(one.reading.locking, 1);
    if (one.reading.form_passing) {
      one.reading.form_passing =
          percent(one_of(0, 101) / 100.0 * one.reading.form_passing->value());
    }
  }
  return steps;
}

training_history any_history() {
  std::vector<session_record> sessions = good_weeks(1, one_of(0, 4));
  if (!sessions.empty()) {
    const std::vector<std::pair<const metric_info*, double>> lasts{
        {&effort_info, 4}, {&pain_during_info, 4}, {&form_passing_info, 50}, {&effort_info, 9}};
    const auto& [metric, value] = lasts[static_cast<std::size_t>(one_of(0, 4))];
    sessions.back().values.set(*metric, reported(value));
  }
  return history_of(sessions);
}

session_regulator regulator_after(const training_history& history) {
  const int level = history.empty() ? 1 : history.sessions().back().level;
  return session_regulator(usual(), history, dose_of(level), monday);
}

std::vector<session_advice> advices(session_regulator& r, const std::vector<step>& steps) {
  std::vector<session_advice> all{r.advice()};
  double t_s = 0;
  for (const step& one : steps) {
    t_s += 10;
    all.push_back(one.bout ? r.bout_done(t_s) : r.update(t_s, one.reading));
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_same_calls_replay_to_the_same_advice) {
  BOOST_TEST(rc::check([] {
    const training_history history = any_history();
    const std::vector<step> steps = any_steps();
    session_regulator first = regulator_after(history);
    session_regulator again = regulator_after(history);
    RC_ASSERT(advices(first, steps) == advices(again, steps));
    RC_ASSERT(first == again);
    // A copy goes on alike.
    session_regulator copy = first;
    first.update(1000, {.pain = nrs(4)});
    RC_ASSERT(!(copy == first));
    copy.update(1000, {.pain = nrs(4)});
    RC_ASSERT(copy == first);
  }));
}

BOOST_AUTO_TEST_CASE(no_advice_is_ever_taken_back) {
  BOOST_TEST(rc::check([] {
    session_regulator r = regulator_after(any_history());
    const std::vector<session_advice> all = advices(r, any_steps());
    for (std::size_t i = 1; i < all.size(); ++i) {
      RC_ASSERT(all[i].action >= all[i - 1].action);
      RC_ASSERT(all[i].bouts_left <= all[i - 1].bouts_left);
      RC_ASSERT(all[i].minutes_left <= all[i - 1].minutes_left);
      RC_ASSERT(all[i].findings.size() >= all[i - 1].findings.size());
    }
  }));
}

BOOST_AUTO_TEST_CASE(a_worse_reading_never_gives_a_milder_advice) {
  BOOST_TEST(rc::check([] {
    const training_history history = any_history();
    const std::vector<step> steps = any_steps();
    session_regulator mild = regulator_after(history);
    session_regulator severe = regulator_after(history);
    const std::vector<session_advice> a = advices(mild, steps);
    const std::vector<session_advice> b = advices(severe, worsened(steps));
    for (std::size_t i = 0; i < a.size(); ++i) {
      RC_ASSERT(b[i].action >= a[i].action);
      RC_ASSERT(b[i].bouts_left <= a[i].bouts_left);
      RC_ASSERT(b[i].minutes_left <= a[i].minutes_left);
    }
  }));
}

BOOST_AUTO_TEST_CASE(the_next_decision_agrees_with_what_was_advised) {
  BOOST_TEST(rc::check([] {
    training_history history = any_history();
    session_regulator r = regulator_after(history);
    advices(r, any_steps());
    history.append(r.record());
    const training_decision next = usual().decide(history, add_days(monday, 1));
    const std::vector<std::string> ids = next.rules->fired();
    for (const rules::finding& one : r.advice().findings) {
      RC_ASSERT(std::find(ids.begin(), ids.end(), one.rule) != ids.end());
      RC_ASSERT(next.result >= one.result);
    }
    if (r.advice().action == session_action::end) RC_ASSERT(next.result >= outcome::regress);
    if (r.advice().action == session_action::stop) RC_ASSERT(next.result == outcome::stop);
  }));
}

BOOST_AUTO_TEST_CASE(worse_is_what_verify_calls_worse) {
  for (const progression::detail::told_value& one : progression::detail::told_in({})) {
    const worse_side expected = one.metric == &pain_before_info    ? worse_side::not_said
                                : one.metric == &form_passing_info ? worse_side::lower
                                                                   : worse_side::higher;
    BOOST_TEST_CONTEXT(one.metric->id) BOOST_TEST((worse_of(*one.metric) == expected));
  }
}

BOOST_AUTO_TEST_SUITE_END()

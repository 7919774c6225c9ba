#include <retrogait/progression/default_programme.hpp>
#include <retrogait/rules/language.hpp>
#include <retrogait/testing/rehearse.hpp>

#include "../support/test.hpp"

using namespace retrogait;
using namespace retrogait::testing;

namespace {

rehearsal_params params_of(trainee_model model, std::uint64_t people = 40, int weeks = 26) {
  rehearsal_params params;
  params.people = people;
  params.weeks = weeks;
  params.groups = {{"group", model}};
  params.watched = 0;
  return params;
}

group_counts alone(trainee_model model, std::uint64_t people = 40, int weeks = 26) {
  return rehearse(default_programme(), params_of(model, people, weeks)).groups.at(0);
}

group_counts alone(trainee_kind kind, std::uint64_t people = 40, int weeks = 26) {
  return alone(model_of(kind), people, weeks);
}

double share(std::uint64_t part, std::uint64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::vector<std::string> fields_of(const rehearsal_params& params) {
  std::vector<std::string> fields;
  for (const issue& one : params.validate()) fields.push_back(one.field);
  return fields;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rehearsals)

BOOST_AUTO_TEST_CASE(the_seed_decides_and_the_threads_do_not) {
  rehearsal_params params{.people = 60, .weeks = 12, .watched = 20};
  const rehearsal once = rehearse(default_programme(), params);
  BOOST_TEST((rehearse(default_programme(), params) == once));
  params.threads = 3;
  BOOST_TEST((rehearse(default_programme(), params) == once));
  params.seed = 2;
  BOOST_TEST(!(rehearse(default_programme(), params) == once));
}

BOOST_AUTO_TEST_CASE(the_parts_add_up_to_the_whole) {
  rehearsal_params params{.people = 50, .weeks = 8, .watched = 17};
  const rehearsal whole = rehearse(default_programme(), params);
  params.people = 23;
  rehearsal parts = rehearse(default_programme(), params);
  params.first_person = 23;
  params.people = 27;
  const rehearsal second = rehearse(default_programme(), params);
  rehearsal other_way = second;
  other_way += parts;
  parts += second;
  BOOST_TEST((parts == whole));
  BOOST_TEST((other_way == whole));

  rehearsal empty;
  empty += whole;
  BOOST_TEST((empty == whole));
}

BOOST_AUTO_TEST_CASE(everybody_is_somewhere_at_the_end_of_every_week) {
  const rehearsal seen = rehearse(default_programme(), {.people = 50, .weeks = 20});
  for (const group_counts& one : seen.groups) {
    BOOST_TEST(one.people == 10U);
    BOOST_TEST(one.levels.size() == 20U);
    for (std::size_t week = 0; week < one.levels.size(); ++week) {
      BOOST_TEST(one.levels[week].total() == one.people);
      BOOST_TEST(one.waiting[week] + one.levels[week].of(person_left) <= one.people);
    }
    BOOST_TEST(one.in_zone[0] + one.in_zone[1] + one.in_zone[2] == one.sessions);
    BOOST_TEST(one.highest_level.total() == one.people);
    BOOST_TEST(one.returned + one.left() <= one.away);
    BOOST_TEST(one.decided() >= one.sessions);
  }
  BOOST_TEST(seen.all().people == 50U);
  BOOST_TEST(seen.groups[1].name == "flaring");
}

BOOST_AUTO_TEST_CASE(steady_people_get_high_and_who_always_flares_does_not) {
  const group_counts steady = alone(trainee_kind::steady, 40, 52);
  BOOST_TEST(*steady.level_quantile(51, 0.5) >= 8U);
  BOOST_TEST(*steady.level_quantile(51, 0.5) > *steady.level_quantile(3, 0.5));

  trainee_model always = model_of(trainee_kind::flaring);
  always.flares_a_year = 365;
  const group_counts flaring = alone(always, 40, 52);
  BOOST_TEST(*flaring.highest_level.quantile(0.9) <= 3U);
  BOOST_TEST(flaring.referred + flaring.stopped >= flaring.people);
}

BOOST_AUTO_TEST_CASE(nobody_does_more_than_told_but_the_over_eager) {
  for (const trainee_kind kind : all_trainee_kinds) {
    const group_counts one = alone(kind, 20);
    BOOST_TEST((one.above_dose > 0) == (kind == trainee_kind::over_eager));
  }
}

BOOST_AUTO_TEST_CASE(without_a_plan_there_is_no_session) {
  trainee_model nowhere;
  nowhere.place_unfit = 1;
  const group_counts none = alone(nowhere, 10, 10);
  BOOST_TEST(none.sessions == 0U);
  BOOST_TEST(none.decided() > 0U);
  BOOST_TEST(none.most_minutes.of(0) == none.people);

  // A programme that stops after every session, and people who do not come back.
  programme plan = default_programme();
  plan.rules.rules.push_back(rules::stop(
      "any pain at all",
      rules::any_of(rules::since(rules::screening), catalog::pain_before >= rules::nrs(0)),
      rules::engineering_choice()));
  trainee_model once;
  once.returns = 0;
  once.comes = 1;
  once.absences_a_year = 0;
  const rehearsal stopped = rehearse(plan, params_of(once, 10, 10));
  BOOST_TEST(stopped.groups[0].sessions == 10U);
  BOOST_TEST(stopped.groups[0].stopped == 10U);
  BOOST_TEST(stopped.groups[0].left() == 10U);
  BOOST_TEST(!stopped.groups[0].level_quantile(9, 0.5));
}

BOOST_AUTO_TEST_CASE(each_kind_differs_as_its_name_says) {
  const group_counts steady = alone(trainee_kind::steady);
  const group_counts flaring = alone(trainee_kind::flaring);
  const group_counts absent = alone(trainee_kind::non_adherent);
  const group_counts eager = alone(trainee_kind::over_eager);
  const group_counts noisy = alone(trainee_kind::noisy_sensors);

  BOOST_TEST(flaring.referred > steady.referred);
  BOOST_TEST(share(flaring.in_zone[2], flaring.sessions) >
             3 * share(steady.in_zone[2], steady.sessions));
  BOOST_TEST(share(absent.missed, absent.missed + absent.sessions) >
             3 * share(steady.missed, steady.missed + steady.sessions));
  BOOST_TEST(share(eager.sessions, eager.weeks_there()) >
             1.2 * share(steady.sessions, steady.weeks_there()));
  BOOST_TEST(eager.rises_above_limit > eager.people / 2);
  BOOST_TEST(steady.rises_above_limit < steady.people / 10);
  BOOST_TEST(noisy.rises_above_limit > steady.rises_above_limit);
  BOOST_TEST(*noisy.level_quantile(25, 0.5) < *steady.level_quantile(25, 0.5));
}

BOOST_AUTO_TEST_CASE(the_rules_that_are_true_are_counted) {
  rehearsal_params params = params_of(model_of(trainee_kind::flaring), 10, 12);
  params.watched = 5;
  const programme& plan = default_programme();
  const group_counts seen = rehearse(plan, params).groups.at(0);
  BOOST_REQUIRE(seen.fired.size() == plan.rules.rules.size());
  BOOST_TEST(seen.watched_decisions > 0U);
  BOOST_TEST(seen.watched_decisions < seen.decided());
  std::uint64_t fired = 0;
  for (const std::uint64_t one : seen.fired) {
    BOOST_TEST(one <= seen.watched_decisions);
    fired += one;
  }
  BOOST_TEST(fired > 0U);
}

BOOST_AUTO_TEST_CASE(strength_is_measured_where_a_rule_asks_for_it) {
  // Unknown, the rule would hold everybody at the first level.
  programme plan = default_programme();
  plan.rules.rules.push_back(
      rules::hold("weak", rules::of_person(catalog::limb_symmetry) < rules::percent(20),
                  rules::engineering_choice()));
  const rehearsal seen = rehearse(plan, params_of(model_of(trainee_kind::steady)));
  BOOST_TEST(*seen.groups[0].level_quantile(25, 0.5) >= 4U);
}

BOOST_AUTO_TEST_CASE(what_returns_is_the_share_that_the_model_says) {
  trainee_model model = model_of(trainee_kind::flaring);
  model.returns = 0.5;
  const group_counts seen = alone(model, 100);
  BOOST_TEST(seen.away > 60U);
  BOOST_TEST(share(seen.left(), seen.away) == 0.5, boost::test_tools::tolerance(0.3));
}

BOOST_AUTO_TEST_CASE(wrong_parameters_are_named) {
  BOOST_TEST(rehearsal_params{}.validate().empty());
  const std::vector<std::string> both{"people", "weeks"};
  BOOST_TEST(fields_of({.people = 0, .weeks = 521}) == both, boost::test_tools::per_element());
  const std::vector<std::string> three{"groups", "threads"};
  BOOST_TEST(fields_of({.groups = {}, .threads = 0}) == three, boost::test_tools::per_element());
  trainee_model wrong;
  wrong.comes = 2;
  const std::vector<std::string> inner{"groups/0/comes"};
  BOOST_TEST(fields_of(params_of(wrong)) == inner, boost::test_tools::per_element());
  BOOST_CHECK_THROW(rehearse(default_programme(), {.weeks = 0}), config_error);
  BOOST_CHECK_THROW(rehearse(programme{}, {}), config_error);
}

BOOST_AUTO_TEST_CASE(counts_of_whole_numbers) {
  whole_number_counts counts;
  BOOST_TEST(!counts.quantile(0.5));
  for (const std::size_t number : {0U, 0U, 2U, 3U, 3U, 5U}) counts(number);
  BOOST_TEST(counts.total() == 6U);
  BOOST_TEST(counts.of(3) == 2U);
  BOOST_TEST(counts.of(9) == 0U);
  BOOST_TEST(*counts.quantile(0) == 0U);
  BOOST_TEST(*counts.quantile(0.5) == 2U);
  BOOST_TEST(*counts.quantile(1) == 5U);
  BOOST_TEST(*counts.quantile(0.5, 1) == 3U);
  BOOST_TEST(!counts.quantile(0.5, 6));
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/rules/evaluate.hpp>
#include <retrogait/rules/language.hpp>

#include <limits>

#include "../support/test.hpp"

using namespace retrogait;
using namespace retrogait::rules;
using namespace retrogait::catalog;

namespace {

const date today = make_date(2026, 9, 30);
constexpr double none = -1;  // stands for a value that is missing

// One session a day up to today, with these pains.
std::vector<session_record> with_pain(const std::vector<double>& pains) {
  std::vector<session_record> all;
  const int n = static_cast<int>(pains.size());
  for (int i = 0; i < n; ++i) {
    session_record one{add_days(today, i + 1 - n), 1, {}};
    const double pain = pains[static_cast<std::size_t>(i)];
    if (pain >= 0) one.values.set(pain_during, measured<quantity<units::nrs>>::of(nrs(pain), 1));
    all.push_back(one);
  }
  return all;
}

truth value_of(const condition& c, const std::vector<session_record>& all) {
  return evaluate(c.tree(), {all, today, std::nullopt});
}

constexpr truth f = truth::is_false;
constexpr truth u = truth::unknown;
constexpr truth t = truth::is_true;

}  // namespace

BOOST_AUTO_TEST_SUITE(evaluation)

BOOST_AUTO_TEST_CASE(comparisons_at_their_edges) {
  const window one = last(1, sessions);
  const auto at = [&one](const session_condition& c, double pain) {
    return value_of(any_of(one, c), with_pain({pain}));
  };
  const double under = std::nextafter(5.0, 0.0);
  const double over = std::nextafter(5.0, 9.0);
  const truth expected[6][3] = {{t, f, f}, {t, t, f}, {f, t, f}, {t, f, t}, {f, t, t}, {f, f, t}};
  const session_condition conditions[6] = {
      pain_during<nrs(5), pain_during <= nrs(5), pain_during == nrs(5), pain_during != nrs(5),
                  pain_during >= nrs(5), pain_during>
          nrs(5)};
  for (int i = 0; i < 6; ++i) {
    BOOST_TEST((at(conditions[i], under) == expected[i][0]), "below, " << i);
    BOOST_TEST((at(conditions[i], 5) == expected[i][1]), "at, " << i);
    BOOST_TEST((at(conditions[i], over) == expected[i][2]), "above, " << i);
    BOOST_TEST((at(conditions[i], none) == u), "missing, " << i);
  }
}

BOOST_AUTO_TEST_CASE(quantifiers) {
  const session_condition mild = pain_during <= nrs(2);
  const condition all = all_of(last(3, sessions), mild);
  BOOST_TEST((value_of(all, with_pain({1, 1, 2})) == t));
  BOOST_TEST((value_of(all, with_pain({9, 1, 1, 2})) == t));
  BOOST_TEST((value_of(all, with_pain({1, 3, 2})) == f));
  BOOST_TEST((value_of(all, with_pain({1, none, 2})) == u));
  BOOST_TEST((value_of(all, with_pain({3, none, 2})) == f));
  // Two sessions are not three; that is known, not missing.
  BOOST_TEST((value_of(all, with_pain({1, 1})) == f));
  BOOST_TEST((value_of(all, {}) == f));

  const condition any = any_of(last(3, sessions), mild);
  BOOST_TEST((value_of(any, with_pain({5, 5, 2})) == t));
  BOOST_TEST((value_of(any, with_pain({5, none, 2})) == t));
  BOOST_TEST((value_of(any, with_pain({5, none, 5})) == u));
  BOOST_TEST((value_of(any, with_pain({5})) == f));
  BOOST_TEST((value_of(any, {}) == f));
}

BOOST_AUTO_TEST_CASE(numbers_with_something_missing_are_intervals) {
  const auto highest = maximum(last(2, sessions), pain_during);
  BOOST_TEST((value_of(highest > nrs(5), with_pain({7, none})) == t));
  BOOST_TEST((value_of(highest > nrs(5), with_pain({3, none})) == u));
  BOOST_TEST((value_of(highest > nrs(5), with_pain({3, 5})) == f));
  BOOST_TEST((value_of(highest > nrs(5), {}) == u));

  const auto average = mean(last(2, sessions), pain_during);
  BOOST_TEST((value_of(average <= nrs(3), with_pain({2, 4})) == t));
  BOOST_TEST((value_of(average < nrs(3), with_pain({2, 4})) == f));
  BOOST_TEST((value_of(average < nrs(3), with_pain({2, none})) == u));
  BOOST_TEST((value_of(average < nrs(3), {}) == u));

  const auto bad = count(last(3, sessions), pain_during > nrs(5));
  BOOST_TEST((value_of(bad >= times(1), with_pain({7, none, 1})) == t));
  BOOST_TEST((value_of(bad >= times(2), with_pain({7, none, 1})) == u));
  BOOST_TEST((value_of(bad >= times(3), with_pain({7, none, 1})) == f));
  BOOST_TEST((value_of(bad == times(0), {}) == t));
  BOOST_TEST((value_of(count(last(5, sessions)) == times(3), with_pain({1, none, 1})) == t));
}

BOOST_AUTO_TEST_CASE(arithmetic_between_values_of_one_session) {
  std::vector<session_record> all = with_pain({4});
  const condition much = any_of(last(1, sessions), pain_during > pain_before + nrs(1));
  BOOST_TEST((value_of(much, all) == u));
  all[0].values.set(pain_before, measured<quantity<units::nrs>>::of(nrs(3), 1));
  BOOST_TEST((value_of(much, all) == f));
  all[0].values.set(pain_before, measured<quantity<units::nrs>>::of(nrs(2.5), 1));
  BOOST_TEST((value_of(much, all) == t));
  const condition rise = any_of(last(1, sessions), pain_during - pain_before >= nrs(1.5));
  BOOST_TEST((value_of(rise, all) == t));
}

BOOST_AUTO_TEST_CASE(days_since_events) {
  std::vector<session_record> all = with_pain({1, 1, 1, 1});
  all[0].level = 2;
  BOOST_TEST((value_of(since_level_change() == days(2), all) == t));
  BOOST_TEST((value_of(days_since(event::last_session) == days(0), all) == t));
  BOOST_TEST((value_of(days_since(event::screening) < days(30), all) == u));
  BOOST_TEST((value_of(since_level_change() >= days(0), {}) == u));
}

BOOST_AUTO_TEST_CASE(a_value_that_is_not_finite_is_missing) {
  std::vector<session_record> all = with_pain({1});
  all[0].values.set(pain_during_info,
                    measured<double>::of(std::numeric_limits<double>::quiet_NaN(), 1));
  const condition mild = any_of(last(1, sessions), pain_during <= nrs(2));
  BOOST_TEST((value_of(mild, all) == u));
  BOOST_TEST((value_of(!mild, all) == u));
}

BOOST_AUTO_TEST_CASE(evidence_names_what_decided) {
  const std::vector<session_record> all = with_pain({1, 6, none});
  const log_view log{all, today, std::nullopt};
  std::vector<evidence> found;
  std::vector<missing_value> missing;

  explain(any_of(last(3, sessions), pain_during > nrs(5)).tree(), log, found, missing);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].metric == "pain_during");
  BOOST_TEST((found[0].day == add_days(today, -1)));
  BOOST_TEST(*found[0].value == 6);
  BOOST_TEST(*found[0].threshold == 5);
  BOOST_TEST((found[0].holds == t));
  BOOST_TEST(missing.empty());

  found.clear();
  explain(any_of(last(3, sessions), pain_during > nrs(8)).tree(), log, found, missing);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(!found[0].value.has_value());
  BOOST_REQUIRE(missing.size() == 1u);
  BOOST_TEST(missing[0].metric == "pain_during");
  BOOST_TEST((missing[0].day == today));
  BOOST_TEST((missing[0].why == reason::not_reported));

  found.clear();
  explain(all_of(last(5, sessions), pain_during <= nrs(2)).tree(), log, found, missing);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(*found[0].value == 3);
  BOOST_TEST(*found[0].threshold == 5);
}

BOOST_AUTO_TEST_CASE(a_reason_why_a_value_is_missing_is_kept) {
  std::vector<session_record> all = with_pain({1});
  all[0].values.set(form_passing_info,
                    measured<double>::not_computable(reason::too_few_strides, 3, 6));
  std::vector<evidence> found;
  std::vector<missing_value> missing;
  explain(any_of(last(1, sessions), form_passing < percent(80)).tree(), {all, today, std::nullopt},
          found, missing);
  BOOST_REQUIRE(missing.size() == 1u);
  BOOST_TEST((missing[0].why == reason::too_few_strides));
}

BOOST_AUTO_TEST_CASE(a_window_without_a_session_is_said_to_be_missing) {
  std::vector<evidence> found;
  std::vector<missing_value> missing;
  explain((maximum(last(1, sessions), pain_during) > nrs(5)).tree(), {}, found, missing);
  BOOST_REQUIRE(missing.size() == 1u);
  BOOST_TEST(missing[0].name == "any session among the last session");
}

BOOST_AUTO_TEST_SUITE_END()

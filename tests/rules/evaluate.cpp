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

BOOST_AUTO_TEST_CASE(lowest_and_middle) {
  const auto lowest = minimum(last(3, sessions), pain_during);
  BOOST_TEST((value_of(lowest == nrs(2), with_pain({4, 2, 7})) == t));
  BOOST_TEST((value_of(lowest < nrs(3), with_pain({4, 2, none})) == t));
  BOOST_TEST((value_of(lowest < nrs(2), with_pain({4, 2, none})) == u));
  BOOST_TEST((value_of(lowest < nrs(2), {}) == u));

  const auto middle = median(last(4, sessions), pain_during);
  BOOST_TEST((value_of(middle == nrs(4), with_pain({9, 1, 4})) == t));
  BOOST_TEST((value_of(middle == nrs(3), with_pain({9, 1, 4, 2})) == t));
  // Whatever the fourth was, the two in the middle are 1 to 4 and 4 to 9.
  BOOST_TEST((value_of(middle <= nrs(6.5), with_pain({9, 1, 4, none})) == t));
  BOOST_TEST((value_of(middle >= nrs(2.5), with_pain({9, 1, 4, none})) == t));
  BOOST_TEST((value_of(middle > nrs(4), with_pain({9, 1, 4, none})) == u));
  BOOST_TEST((value_of(middle > nrs(4), {}) == u));
}

BOOST_AUTO_TEST_CASE(the_middle_of_more_sessions_than_are_sorted) {
  std::mt19937 random(5);
  for (const std::size_t n : {64u, 65u, 200u, 201u}) {
    std::vector<double> pains;
    for (std::size_t i = 0; i < n; ++i) pains.push_back(0.25 * static_cast<double>(random() % 41));
    std::vector<double> sorted = pains;
    std::sort(sorted.begin(), sorted.end());
    const double expected = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    const auto middle = median(last(1000, sessions), pain_during);
    BOOST_TEST((value_of(middle == nrs(expected), with_pain(pains)) == t), n);
    // Half of them missing could have been anything.
    for (std::size_t i = 0; i < n; i += 2) pains[i] = none;
    BOOST_TEST((value_of(middle == nrs(expected), with_pain(pains)) == u), n);
  }
}

BOOST_AUTO_TEST_CASE(numbers_in_their_order_as_integers) {
  const std::vector<double> rising{
      -std::numeric_limits<double>::infinity(), -2.5, -1e-300, -0.0, 1e-300, 1,
      std::numeric_limits<double>::infinity()};
  for (std::size_t i = 0; i < rising.size(); ++i) {
    BOOST_TEST(rules::detail::from_ordered_bits(rules::detail::ordered_bits(rising[i])) ==
               rising[i]);
    if (i > 0) {
      BOOST_TEST(rules::detail::ordered_bits(rising[i - 1]) <
                 rules::detail::ordered_bits(rising[i]));
    }
  }
}

BOOST_AUTO_TEST_CASE(trends) {
  // One session a day: a point a day is seven a week.
  const auto slope = trend(last(4, sessions), pain_during);
  BOOST_TEST((value_of(slope == per_week(nrs(7)), with_pain({1, 2, 3, 4})) == t));
  BOOST_TEST((value_of(slope == per_week(nrs(0)), with_pain({0.1, 0.1, 0.1, 0.1})) == t));
  // Least squares by hand: days 0 to 3, values 1, 3, 2, 4: slope 4 / 5 a day.
  BOOST_TEST((value_of(slope > per_week(nrs(5.599)) && slope < per_week(nrs(5.601)),
                       with_pain({1, 3, 2, 4})) == t));
  BOOST_TEST((value_of(slope < per_week(nrs(0)), with_pain({4, 3, 3})) == t));
  // Two points always lie on a line, and a missing value could lie anywhere.
  BOOST_TEST((value_of(slope < per_week(nrs(0)), with_pain({4, 3})) == u));
  BOOST_TEST((value_of(slope < per_week(nrs(0)), with_pain({4, none, 3, 2})) == u));
  std::vector<session_record> same_day = with_pain({4, 3, 2});
  for (session_record& one : same_day) one.day = today;
  BOOST_TEST((value_of(slope < per_week(nrs(0)), same_day) == u));

  // Days that lie unevenly: 0, 1, 9.
  std::vector<session_record> uneven = with_pain({1, 2, 10});
  uneven[0].day = add_days(today, -9);
  uneven[1].day = add_days(today, -8);
  BOOST_TEST((value_of(trend_over(2, pain_during) == per_week(nrs(7)), uneven) == t));
  BOOST_TEST((value_of(trend_over(1, pain_during) == per_week(nrs(7)), uneven) == u));

  std::vector<evidence> found;
  std::vector<missing_value> missing;
  const std::vector<session_record> two = with_pain({4, 3});
  explain((slope < per_week(nrs(0))).tree(), {two, today}, found, missing);
  BOOST_REQUIRE(missing.size() == 1u);
  BOOST_TEST(missing[0].name == "at least 3 sessions among the last 4 sessions");
  BOOST_TEST(found[0].symbol == "of 10 a week");
}

BOOST_AUTO_TEST_CASE(products_quotients_and_ranges) {
  const window one = last(1, sessions);
  BOOST_TEST((value_of(any_of(one, 1.5 * pain_during == nrs(6)), with_pain({4})) == t));
  BOOST_TEST((value_of(any_of(one, pain_during / -2 == nrs(-2)), with_pain({4})) == t));
  // A negative factor turns an interval round.
  const auto highest = maximum(last(2, sessions), pain_during);
  BOOST_TEST((value_of(-1 * highest <= nrs(-4), with_pain({4, none})) == t));
  BOOST_TEST((value_of(-1 * highest >= nrs(-4), with_pain({4, none})) == u));
  const session_condition mild = between(pain_during, nrs(2), nrs(4));
  BOOST_TEST((value_of(any_of(one, mild), with_pain({2})) == t));
  BOOST_TEST((value_of(any_of(one, mild), with_pain({4})) == t));
  BOOST_TEST((value_of(any_of(one, mild), with_pain({4.5})) == f));
  BOOST_TEST((value_of(any_of(one, mild), with_pain({none})) == u));
}

BOOST_AUTO_TEST_CASE(what_is_known_of_the_person) {
  const condition fast = 1.15 * of_person(comfortable_speed) > metres_per_second(0.6);
  const condition even = of_person(limb_symmetry) >= percent(90);
  log_view log;
  BOOST_TEST((evaluate(fast.tree(), log) == u));
  log.person.comfortable_speed_m_s = 0.6;
  log.person.limb_symmetry_percent = 89;
  BOOST_TEST((evaluate(fast.tree(), log) == t));
  BOOST_TEST((evaluate(even.tree(), log) == f));
  std::vector<evidence> found;
  std::vector<missing_value> missing;
  explain((of_person(limb_symmetry) >= percent(90)).tree(), {}, found, missing);
  BOOST_REQUIRE(missing.size() == 1u);
  BOOST_TEST(missing[0].metric == "limb_symmetry");
}

BOOST_AUTO_TEST_CASE(sessions_in_a_row) {
  const session_condition mild = pain_during <= nrs(2);
  BOOST_TEST((value_of(consecutive(mild) == times(2), with_pain({1, 5, 1, 2})) == t));
  BOOST_TEST((value_of(consecutive(mild) == times(0), with_pain({1, 5})) == t));
  BOOST_TEST((value_of(consecutive(mild) == times(0), {}) == t));
  BOOST_TEST((value_of(consecutive(mild) >= times(1), with_pain({1, none, 1})) == t));
  BOOST_TEST((value_of(consecutive(mild) >= times(3), with_pain({1, none, 1})) == u));
  BOOST_TEST((value_of(consecutive(mild) > times(3), with_pain({1, none, 1})) == f));
  BOOST_TEST((consecutive(3, mild) == all_of(last(3, sessions), mild)));

  BOOST_TEST((value_of(held(mild) == days(2), with_pain({9, 1, 1, 1})) == t));
  BOOST_TEST((value_of(held(mild) == days(0), with_pain({1, 9})) == t));
  BOOST_TEST((value_of(held(mild) == days(0), {}) == t));
  BOOST_TEST((value_of(held(mild) >= days(1), with_pain({none, 1, 1})) == t));
  BOOST_TEST((value_of(held(mild) >= days(2), with_pain({none, 1, 1})) == u));
}

BOOST_AUTO_TEST_CASE(counted_within_days) {
  const session_condition bad = pain_during > nrs(5);
  const std::vector<session_record> all = with_pain({9, 9, 1, none, 9});
  BOOST_TEST((value_of(count_within(4, bad) >= times(2), all) == t));
  BOOST_TEST((value_of(count_within(4, bad) >= times(3), all) == u));
  BOOST_TEST((value_of(count_within(4, bad) >= times(4), all) == f));
}

BOOST_AUTO_TEST_CASE(entered_and_left) {
  const session_condition hurting = hysteresis(pain_during > nrs(5), pain_during <= nrs(2));
  const auto now = [&hurting](const std::vector<double>& pains) {
    return value_of(any_of(last(1, sessions), hurting), with_pain(pains));
  };
  BOOST_TEST((now({}) == f));
  BOOST_TEST((now({4}) == f));
  BOOST_TEST((now({6}) == t));
  BOOST_TEST((now({6, 4, 3}) == t));
  BOOST_TEST((now({6, 2, 4}) == f));
  BOOST_TEST((now({6, none, 4}) == u));
  BOOST_TEST((now({none, 4}) == u));
  BOOST_TEST((now({none, 2, 4}) == f));
  BOOST_TEST((now({none, 6, 4}) == t));
  // Held for so many sessions, and only since the screening.
  BOOST_TEST((value_of(consecutive(hurting) == times(3), with_pain({1, 6, 4, 3})) == t));
  const std::vector<session_record> all = with_pain({6, 4, 4});
  const condition current = any_of(last(1, sessions), hurting);
  BOOST_TEST((evaluate(current.tree(), {all, today, add_days(today, -2)}) == t));
  BOOST_TEST((evaluate(current.tree(), {all, today, add_days(today, -1)}) == f));
  // A session of which both are true enters.
  const session_condition both = hysteresis(pain_during > nrs(5), pain_during > nrs(5));
  BOOST_TEST((value_of(any_of(last(1, sessions), both), all) == t));
  BOOST_TEST((value_of(any_of(last(1, sessions), both), with_pain({6})) == t));
}

BOOST_AUTO_TEST_CASE(what_entered_or_left_is_the_evidence) {
  const condition hurting =
      any_of(last(1, sessions), hysteresis(pain_during > nrs(5), pain_during <= nrs(2)));
  const auto explained = [&hurting](const std::vector<double>& pains) {
    const std::vector<session_record> all = with_pain(pains);
    std::vector<evidence> found;
    std::vector<missing_value> missing;
    explain(hurting.tree(), {all, today}, found, missing);
    return found;
  };
  std::vector<evidence> found = explained({6, 4, 3});
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST((found[0].day == add_days(today, -2)));
  BOOST_TEST(*found[0].value == 6);

  found = explained({6, 2, 4});
  BOOST_REQUIRE(found.size() == 2u);
  BOOST_TEST(*found[0].value == 4);
  BOOST_TEST(*found[1].value == 2);

  found = explained({6, none, 4});
  BOOST_REQUIRE(found.size() == 2u);
  BOOST_TEST((found[0].op == comparison::above));
  BOOST_TEST((found[1].op == comparison::at_most));
  BOOST_TEST(!found[1].value.has_value());
}

BOOST_AUTO_TEST_CASE(days_since_something_was_true) {
  const auto since_bad = days_since(pain_during > nrs(5));
  BOOST_TEST((value_of(since_bad == days(2), with_pain({9, 6, 1, 1})) == t));
  BOOST_TEST((value_of(since_bad >= days(1000), with_pain({1, 1})) == t));
  BOOST_TEST((value_of(since_bad < days(1000), {}) == f));
  BOOST_TEST((value_of(since_bad <= days(2), with_pain({9, 6, none, 1})) == t));
  BOOST_TEST((value_of(since_bad <= days(1), with_pain({9, 6, none, 1})) == u));
  BOOST_TEST((value_of(since_bad < days(1), with_pain({9, 6, none, 1})) == f));

  std::vector<evidence> found;
  std::vector<missing_value> missing;
  explain((since_bad >= days(14)).tree(), {}, found, missing);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(*found[0].value == std::numeric_limits<double>::infinity());
}

BOOST_AUTO_TEST_CASE(days_since_the_level_rose_or_fell) {
  std::vector<session_record> all = with_pain({1, 1, 1, 1, 1});
  const auto with_levels = [&all](const std::vector<int>& levels) {
    for (std::size_t i = 0; i < all.size(); ++i) all[i].level = levels[i];
    return all;
  };
  const auto rise = days_since(event::level_raised);
  const auto fall = days_since(event::level_lowered);
  BOOST_TEST((value_of(fall == days(1), with_levels({2, 1, 2, 1, 1})) == t));
  BOOST_TEST((value_of(rise == days(2), with_levels({2, 1, 2, 1, 1})) == t));
  BOOST_TEST((value_of(fall >= days(1000), with_levels({1, 1, 2, 2, 2})) == t));
  BOOST_TEST((value_of(fall >= days(1000), {}) == t));
  // Never less never is not known.
  BOOST_TEST((value_of(fall - rise < days(1), with_levels({1, 1, 1, 1, 1})) == u));
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

BOOST_AUTO_TEST_CASE(evidence_says_how_good_its_value_is) {
  std::vector<session_record> all = with_pain({1, 1});
  all[0].values.set(form_passing_info, measured<double>::of(90, 40, 3.0, 0.75));
  all[1].values.set(form_passing_info, measured<double>::of(92, 40, 3.0, 0.5));
  std::vector<evidence> found;
  std::vector<missing_value> missing;
  explain((mean(last(2, sessions), form_passing) > percent(80)).tree(), {all, today}, found,
          missing);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(*found[0].quality == 0.5);
  BOOST_TEST(found[0].source == "training log");
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

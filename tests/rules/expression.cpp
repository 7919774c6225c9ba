#include <retrogait/rules/expression.hpp>
#include <retrogait/rules/language.hpp>

#include "../support/test.hpp"

using namespace retrogait;
using namespace retrogait::rules;
using namespace retrogait::catalog;

namespace {

const date today = make_date(2026, 9, 30);

std::vector<session_record> sessions_days_ago(const std::vector<int>& days) {
  std::vector<session_record> all;
  for (const int n : days) all.push_back({add_days(today, -n), 1, {}});
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(expression_tree)

BOOST_AUTO_TEST_CASE(windows_pick_runs_of_sessions) {
  std::vector<session_record> all = sessions_days_ago({14, 13, 7, 6, 3, 0});
  all[4].level = all[5].level = 2;
  log_view log{all, today, add_days(today, -6)};
  BOOST_TEST(select(last(4, sessions), log).size() == 4u);
  BOOST_TEST(select(last(9, sessions), log).size() == 6u);
  BOOST_TEST(select(last(1, sessions_at_level), log).size() == 1u);
  BOOST_TEST(select(last(5, sessions_at_level), log).size() == 2u);
  BOOST_TEST(select(last(7, calendar_days), log).size() == 3u);
  BOOST_TEST(select(last(1, calendar_days), log).size() == 1u);
  const auto week_before = select(days_ago(7, 14), log);
  BOOST_REQUIRE(week_before.size() == 2u);
  BOOST_TEST((week_before[0].day == add_days(today, -13)));
  BOOST_TEST((week_before[1].day == add_days(today, -7)));
  // A session on the day of the screening came after it.
  BOOST_TEST(select(since(screening), log).size() == 3u);
  log.screening.reset();
  BOOST_TEST(select(since(screening), log).size() == 6u);
  BOOST_TEST(select(last(3, sessions), log_view{}).empty());
}

BOOST_AUTO_TEST_CASE(negated_and_mirrored_comparisons_are_their_own_inverses) {
  for (const comparison op : {comparison::below, comparison::at_most, comparison::equal,
                              comparison::not_equal, comparison::at_least, comparison::above}) {
    BOOST_TEST((negated(negated(op)) == op));
    BOOST_TEST((negated(op) != op));
    BOOST_TEST((mirrored(mirrored(op)) == op));
  }
}

BOOST_AUTO_TEST_CASE(equality_looks_at_everything) {
  const auto make = [](double limit, int n) {
    return any_of(last(n, sessions), pain_during > nrs(limit)).tree();
  };
  BOOST_TEST((make(5, 1) == make(5, 1)));
  BOOST_TEST((make(5, 1) != make(4, 1)));
  BOOST_TEST((make(5, 1) != make(5, 2)));
  BOOST_TEST((any_of(last(1, sessions), pain_before > nrs(5)).tree() != make(5, 1)));
  BOOST_TEST((any_of(last(1, sessions), pain_during >= nrs(5)).tree() != make(5, 1)));
  BOOST_TEST((all_of(last(1, sessions), pain_during > nrs(5)).tree() != make(5, 1)));
}

BOOST_AUTO_TEST_CASE(describes_itself) {
  BOOST_TEST(
      describe(
          all_of(last(3, sessions), pain_during <= nrs(2) && completed >= percent(90)).tree()) ==
      "pain during the session at most 2 and share of the session done at least 90 % in all "
      "of the last 3 sessions");
  BOOST_TEST(describe((since_level_change() >= days(7)).tree()) ==
             "time at this level at least 7 days");
  BOOST_TEST(describe((mean(days_ago(7, 14), morning_pain) > nrs(1)).tree()) ==
             "mean pain on waking of the days 7 to 13 ago more than 1");
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/rules/decision.hpp>

#include "../support/test.hpp"

using namespace retrogait;
using namespace retrogait::rules;
using namespace retrogait::catalog;

namespace {

const date today = make_date(2026, 9, 30);

// The rules that one rule nearly let fire, seen from a single session of these values.
std::vector<near_miss> nearly(const condition& when, double pain, double effort_value) {
  std::vector<session_record> all{{today, 1, {}}};
  all[0].values.set(pain_during, nrs(pain));
  all[0].values.set(effort, cr10(effort_value));
  all[0].values.set(giving_way, no);
  const rule_set set{.id = "set", .version = {}, .rules = {regress("rule", when, cite("key"))}};
  return decide(set, {all, today}).nearly;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(decisions)

BOOST_AUTO_TEST_CASE(a_value_close_to_its_threshold_is_a_near_miss) {
  const window one = last(1, sessions);
  const condition pain = any_of(one, pain_during > nrs(5));
  const std::vector<near_miss> close = nearly(pain, 4.5, 1);
  BOOST_REQUIRE(close.size() == 1u);
  BOOST_TEST(close[0].rule == "rule");
  BOOST_TEST((close[0].result == outcome::regress));
  BOOST_TEST(close[0].distance == 0.5);
  BOOST_TEST(close[0].closest.metric == "pain_during");
  BOOST_TEST(*close[0].closest.threshold == 5);
  BOOST_TEST(close[0].source.source == "key");
  BOOST_TEST(nearly(pain, 5, 1).at(0).distance == 0);
  BOOST_TEST(nearly(pain, 3.5, 1).empty());
  // A rule that fires did not nearly fire.
  BOOST_TEST(nearly(pain, 6, 1).empty());
  // Nothing is closer to much than to little, and steady values are not close to a change.
  BOOST_TEST(nearly(any_of(one, pain_during >= nrs(1)), 0, 1).empty());
  BOOST_TEST(nearly(any_of(one, pain_during < pain_during), 3, 1).empty());
  BOOST_TEST(nearly(any_of(one, pain_during > pain_during + nrs(1)), 3, 1).at(0).distance == 1);
  // Answers have no distances.
  BOOST_TEST(nearly(any_of(one, giving_way == yes), 0, 1).empty());
}

BOOST_AUTO_TEST_CASE(only_one_value_may_stand_in_the_way) {
  const window one = last(1, sessions);
  const condition both = any_of(one, pain_during > nrs(5) && effort > cr10(5));
  BOOST_TEST(nearly(both, 5, 5).empty());
  BOOST_TEST(nearly(both, 6, 5).at(0).closest.metric == "effort");
  // Of two ways the nearer one.
  const condition either = any_of(one, pain_during > nrs(5) || effort > cr10(5));
  BOOST_TEST(nearly(either, 4.5, 4.75).at(0).closest.metric == "effort");
  BOOST_TEST(nearly(either, 4.875, 4.75).at(0).closest.metric == "pain_during");
  // Where it must not be: not (pain above 5) with pain 5.5.
  const std::vector<near_miss> close = nearly(any_of(one, !(pain_during > nrs(5))), 5.5, 1);
  BOOST_REQUIRE(close.size() == 1u);
  BOOST_TEST((close[0].closest.holds == truth::is_true));
  BOOST_TEST(close[0].distance == 0.5);
}

BOOST_AUTO_TEST_CASE(too_few_sessions_may_be_what_is_lacking) {
  const std::vector<near_miss> close =
      nearly(all_of(last(2, sessions), pain_during <= nrs(2)), 1, 1);
  BOOST_REQUIRE(close.size() == 1u);
  BOOST_TEST(close[0].closest.what == "number of sessions among the last 2 sessions");
  BOOST_TEST(close[0].distance == 1);
  BOOST_TEST(nearly(all_of(last(3, sessions), pain_during <= nrs(2)), 1, 1).empty());
}

BOOST_AUTO_TEST_CASE(carries_the_hash_of_its_rule_set) {
  const rule_set set{.id = "set",
                     .version = {},
                     .rules = {hold("x", any_of(last(1, sessions), pain_during > nrs(5)), {})}};
  BOOST_TEST(decide(set, {}).content_hash == content_hash(set));
}

BOOST_AUTO_TEST_SUITE_END()

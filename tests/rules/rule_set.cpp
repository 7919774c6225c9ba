#include <retrogait/rules/decision.hpp>

#include <rapidcheck.h>

#include "../support/test.hpp"

using namespace retrogait;
using namespace retrogait::rules;
using namespace retrogait::catalog;

namespace {

const date today = make_date(2026, 9, 30);

std::vector<session_record> with_pain(const std::vector<double>& pains) {
  std::vector<session_record> all;
  const int n = static_cast<int>(pains.size());
  for (int i = 0; i < n; ++i) {
    session_record one{add_days(today, 2 * (i - n)), 1, {}};
    const double pain = pains[static_cast<std::size_t>(i)];
    if (pain >= 0) one.values.set(pain_during, measured<quantity<units::nrs>>::of(nrs(pain), 1));
    all.push_back(one);
  }
  return all;
}

rule_set by_pain() {
  const auto latest = [](double limit) {
    return any_of(last(1, sessions), pain_during > nrs(limit));
  };
  return {.id = "by pain",
          .version = {1, 2, 3},
          .rules = {advance("fine", all_of(last(1, sessions), pain_during <= nrs(9)), {}),
                    hold("some", latest(2), {}), regress("much", latest(5), {}),
                    refer("more", latest(7), {}), stop("most", latest(8), {})}};
}

outcome after(double pain) {
  const std::vector<session_record> all = with_pain({pain});
  return judge(by_pain(), {all, today, std::nullopt}).result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_sets)

BOOST_AUTO_TEST_CASE(the_most_severe_true_rule_decides) {
  BOOST_TEST((after(2) == outcome::advance));
  BOOST_TEST((after(2.5) == outcome::hold));
  BOOST_TEST((after(5.5) == outcome::regress));
  BOOST_TEST((after(7.5) == outcome::refer));
  BOOST_TEST((after(9) == outcome::stop));
  BOOST_TEST((after(-1) == outcome::hold));
}

BOOST_AUTO_TEST_CASE(no_rule_means_hold) {
  const rule_set none{.id = "none", .version = {}, .rules = {}};
  const decision d = decide(none, log_view{});
  BOOST_TEST((d.result == outcome::hold));
  BOOST_TEST(d.findings.empty());
  BOOST_TEST(!d.how.by_rule);
  BOOST_TEST(!d.how.by_missing);
}

BOOST_AUTO_TEST_CASE(the_decision_says_what_it_rests_on) {
  const std::vector<session_record> all = with_pain({1, 6});
  const decision d = decide(by_pain(), {all, today, std::nullopt});
  BOOST_TEST(d.rule_set == "by pain");
  BOOST_TEST(to_string(d.version) == "1.2.3");
  BOOST_TEST((d.day == today));
  BOOST_TEST((d.fired() == std::vector<std::string>{"much", "some", "fine"}));
  BOOST_REQUIRE(d.findings[0].comparisons.size() == 1u);
  BOOST_TEST(*d.findings[0].comparisons[0].value == 6);
  BOOST_TEST(*d.findings[0].comparisons[0].threshold == 5);
}

BOOST_AUTO_TEST_CASE(unknown_blocks_advancing_and_is_listed_once) {
  const std::vector<session_record> all = with_pain({-1});
  rule_set set = by_pain();
  set.rules.push_back(advance("always", all_of(last(1, sessions), near_falls >= times(0)), {}));
  std::vector<session_record> with_near_falls = all;
  with_near_falls[0].values.set(near_falls_info, measured<double>::of(0, 1));
  const decision d = decide(set, {with_near_falls, today, std::nullopt});
  BOOST_TEST((d.result == outcome::hold));
  BOOST_TEST(d.how.by_missing);
  BOOST_TEST((d.fired() == std::vector<std::string>{"always"}));
  BOOST_REQUIRE(d.missing.size() == 1u);
  BOOST_TEST(d.missing[0].metric == "pain_during");
}

BOOST_AUTO_TEST_CASE(a_set_says_how_far_unknown_goes) {
  const std::vector<session_record> all = with_pain({-1});
  rule_set set = by_pain();
  const auto result = [&] { return judge(set, {all, today, std::nullopt}).result; };
  BOOST_TEST((result() == outcome::hold));
  set.if_unknown = outcome::regress;
  BOOST_TEST((result() == outcome::regress));
  set.if_unknown = outcome::stop;
  BOOST_TEST((result() == outcome::stop));
  // No more than the rule itself asks for.
  while (set.rules.size() > 2) set.rules.pop_back();
  BOOST_TEST((result() == outcome::hold));
  // An invalid set does not advance either.
  set.if_unknown = outcome::advance;
  BOOST_TEST((result() == outcome::hold));
  BOOST_REQUIRE(set.validate().size() == 1u);
  BOOST_TEST(set.validate()[0].field == "if_unknown");
}

BOOST_AUTO_TEST_CASE(a_known_reason_to_go_back_outweighs_what_is_missing) {
  const std::vector<session_record> all = with_pain({6, -1});
  const rule_set set{
      .id = "set",
      .version = {},
      .rules = {regress("much", maximum(last(2, sessions), pain_during) > nrs(5), {}),
                hold("some", any_of(last(1, sessions), pain_during > nrs(2)), {})}};
  BOOST_TEST((judge(set, {all, today, std::nullopt}).result == outcome::regress));
}

BOOST_AUTO_TEST_CASE(the_order_of_rules_does_not_matter) {
  BOOST_TEST(rc::check("order of rules", [] {
    const auto pains = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-1, 11));
    std::vector<double> values(pains.begin(), pains.end());
    const std::vector<session_record> all = with_pain(values);
    const log_view log{all, today, std::nullopt};
    const rule_set set = by_pain();
    rule_set shuffled = set;
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    std::mt19937 random(seed);
    std::shuffle(shuffled.rules.begin(), shuffled.rules.end(), random);
    const decision a = decide(set, log);
    decision b = decide(shuffled, log);
    RC_ASSERT(a == b);
    RC_ASSERT(judge(set, log) == a.how);
  }));
}

BOOST_AUTO_TEST_CASE(validate_names_every_issue) {
  rule_set set = by_pain();
  BOOST_TEST(set.validate().empty());
  set.id.clear();
  set.rules[1].id = "fine";
  set.rules[4].id.clear();
  const issues found = set.validate();
  BOOST_REQUIRE(found.size() == 3u);
  BOOST_TEST(found[0].field == "id");
  BOOST_TEST(found[1].field == "rules/1/id");
  BOOST_TEST(found[2].field == "rules/4/id");
}

BOOST_AUTO_TEST_CASE(a_tree_that_says_nothing_is_an_issue) {
  rule_set set = by_pain();
  expression empty = any_of(last(1, sessions), pain_during > nrs(1)).tree();
  empty.over.count = 0;
  set.rules[2].when = condition(empty);
  BOOST_REQUIRE(set.validate().size() == 1u);
  BOOST_TEST(set.validate()[0].field == "rules/2/when");
}

BOOST_AUTO_TEST_SUITE_END()

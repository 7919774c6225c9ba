#include <retrogait/rules/canonical.hpp>
#include <retrogait/rules/rule_set.hpp>

#include "../support/test.hpp"
#include "random_trees.hpp"

using namespace retrogait;
using namespace retrogait::rules;
using namespace retrogait::catalog;

namespace {

rule_set two_rules(double limit = 2) {
  return {.id = "two",
          .version = {1, 2, 3},
          .rules = {hold("pain", any_of(last(3, sessions), pain_during > nrs(limit)),
                         cite("key", "a \"note\"")),
                    advance("time", since_level_change() >= days(7), {}, {.advice = "rest"})}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(canonical_text)

BOOST_AUTO_TEST_CASE(as_documented) {
  BOOST_TEST(
      canonical(all_of(last(3, sessions), pain_during <= nrs(2)).tree()) ==
      R"((all_of (last_sessions 3) (compare at_most (metric "pain_during") (constant 2 "{nrs}"))))");
  BOOST_TEST(canonical(two_rules()) ==
             R"((rule_set "two" "1.2.3" (values 0 none) (if_unknown hold) )"
             R"((rule "pain" hold (any_of (last_sessions 3) (compare above (metric "pain_during") )"
             R"((constant 2 "{nrs}"))) "" 0 (source "citation" "key" "a \"note\"" professional)) )"
             R"((rule "time" advance (compare at_least (days_since level_change) )"
             R"((constant 7 "d")) "rest" 0 (source "engineering choice" "" "" professional))))");
}

BOOST_AUTO_TEST_CASE(the_hash_never_changes_for_a_content) {
  BOOST_TEST(content_hash(two_rules()) ==
             "008105ffa14234ef38f186ae929b020c26380a99300ffa6d788ff0f2af0fbc25");
}

BOOST_AUTO_TEST_CASE(the_order_of_rules_says_nothing) {
  rule_set swapped = two_rules();
  std::swap(swapped.rules[0], swapped.rules[1]);
  BOOST_TEST(content_hash(swapped) == content_hash(two_rules()));
}

BOOST_AUTO_TEST_CASE(every_change_changes_the_hash) {
  std::vector<std::string> seen{content_hash(two_rules())};
  const auto changed = [&seen](auto change) {
    rule_set set = two_rules();
    change(set);
    const std::string hash = content_hash(set);
    BOOST_TEST((std::find(seen.begin(), seen.end(), hash) == seen.end()));
    seen.push_back(hash);
  };
  changed([](rule_set& set) { set = two_rules(std::nextafter(2.0, 3.0)); });
  changed([](rule_set& set) { set.id = "other"; });
  changed([](rule_set& set) { set.version.corrected = 4; });
  changed([](rule_set& set) { set.if_unknown = outcome::regress; });
  changed([](rule_set& set) { set.values.limits.least_quality = 0.5; });
  changed([](rule_set& set) { set.values.limits.most_days = 5; });
  changed([](rule_set& set) { set.values.metrics.push_back({"effort", {}}); });
  changed([](rule_set& set) { set.rules[0].result = outcome::regress; });
  changed([](rule_set& set) { set.rules[0].id = "pain2"; });
  changed([](rule_set& set) { set.rules[0].extras.rest_days = 1; });
  changed([](rule_set& set) { set.rules[0].source.kind = strength::recalled; });
  changed([](rule_set& set) { set.rules[1].extras.advice = "rest \" "; });
  changed([](rule_set& set) { set.rules.pop_back(); });
  changed(
      [](rule_set& set) { set.rules[0].when = any_of(last(2, sessions), pain_during > nrs(2)); });
  changed(
      [](rule_set& set) { set.rules[0].when = any_of(last(3, sessions), pain_during >= nrs(2)); });
}

BOOST_AUTO_TEST_CASE(trees_that_differ_have_different_texts) {
  random_trees::maker make(11);
  std::vector<expression> trees;
  for (int i = 0; i < 150; ++i) trees.push_back(make.condition(2));
  for (const expression& a : trees) {
    for (const expression& b : trees) BOOST_TEST(((canonical(a) == canonical(b)) == (a == b)));
  }
}

BOOST_AUTO_TEST_SUITE_END()

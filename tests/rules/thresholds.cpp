#include <retrogait/rules/thresholds.hpp>

#include "../support/test.hpp"
#include "random_trees.hpp"

using namespace retrogait;
using namespace retrogait::rules;
using namespace retrogait::catalog;

BOOST_AUTO_TEST_SUITE(thresholds_of_a_set)

BOOST_AUTO_TEST_CASE(are_found_wherever_they_stand) {
  const rule_set set{
      .id = "set",
      .version = {},
      .rules = {hold("a", count(last(3, sessions), pain_during > nrs(5)) >= times(2), {}),
                hold("b", any_of(last(1, sessions), pain_next_day > pain_before), {}),
                advance("c", !(since_level_change() < days(7)), {})}};
  const std::vector<threshold> found = thresholds(set);
  BOOST_REQUIRE(found.size() == 3u);
  BOOST_TEST(found[0].value() == 2);
  BOOST_TEST(found[1].value() == 5);
  BOOST_TEST(found[1].what().metric->id == "pain_during");
  BOOST_TEST((found[1].path == std::vector<std::size_t>{0, 0}));
  BOOST_TEST(found[2].rule == 2u);
  BOOST_TEST(found[2].value() == 7);
}

BOOST_AUTO_TEST_CASE(one_can_be_changed) {
  const rule_set set = random_trees::maker(2).set();
  for (const threshold& one : thresholds(set)) {
    const expression& tree = set.rules[one.rule].when.tree();
    BOOST_TEST((at_path(tree, one.path) == *one.comparison));
    expression other = *one.comparison;
    BOOST_TEST((replaced(tree, one.path, other) == tree));
    other.operands[1].constant += 1;
    const expression changed = replaced(tree, one.path, other);
    BOOST_TEST((changed != tree));
    BOOST_TEST((at_path(changed, one.path) == other));
    BOOST_TEST(fault(changed).empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()

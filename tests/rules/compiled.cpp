#include <retrogait/rules/compiled.hpp>
#include <retrogait/rules/decision.hpp>

#include <rapidcheck.h>

#include "../support/allocation_counter.hpp"
#include "../support/test.hpp"
#include "random_trees.hpp"

using namespace retrogait;
using namespace retrogait::rules;
using namespace retrogait::catalog;
using random_trees::maker;

namespace {

std::vector<session_digest> digests_of(const compiled_rules& rules,
                                       const std::vector<session_record>& all) {
  std::vector<session_digest> digests;
  for (const session_record& one : all) digests.push_back(rules.digest(one));
  return digests;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(compiled)

BOOST_AUTO_TEST_CASE(gives_what_the_trees_give) {
  BOOST_TEST(rc::check("both forms agree", [] {
    maker make(*rc::gen::arbitrary<std::uint32_t>());
    const rule_set set = make.set();
    RC_ASSERT(set.validate().empty());
    const compiled_rules rules(set);
    for (int i = 0; i < 5; ++i) {
      const std::vector<session_record> all = make.sessions();
      const log_view log = make.log_of(all);
      const verdict expected = judge(set, log);
      RC_ASSERT(rules.judge(log) == expected);
      RC_ASSERT(rules.judge(log, digests_of(rules, all)) == expected);
    }
  }));
}

BOOST_AUTO_TEST_CASE(more_conditions_and_windows_than_it_notes) {
  rule_set set{.id = "many", .version = {}, .rules = {}};
  for (int i = 0; i < 100; ++i) {
    set.rules.push_back(hold("rule " + std::to_string(i),
                             any_of(last(1 + i % 40, sessions), pain_during > nrs(0.1 * i)), {}));
  }
  set.rules.push_back(stop("last", any_of(last(50, sessions), pain_during == nrs(9.5)), {}));
  const compiled_rules rules(set);
  maker make(7);
  for (int i = 0; i < 20; ++i) {
    const std::vector<session_record> all = make.sessions();
    const log_view log = make.log_of(all);
    BOOST_TEST((rules.judge(log) == judge(set, log)));
    BOOST_TEST((rules.judge(log, digests_of(rules, all)) == judge(set, log)));
  }
}

BOOST_AUTO_TEST_CASE(sessions_whose_values_stand_in_another_order) {
  std::vector<session_record> all(2);
  all[0].day = add_days(random_trees::today, -1);
  all[1].day = random_trees::today;
  all[0].values.set(pain_during, nrs(1));
  all[0].values.set(effort, cr10(9));
  all[1].values.set(effort, cr10(1));
  all[1].values.set(pain_during, nrs(9));
  const rule_set set{.id = "set",
                     .version = {},
                     .rules = {stop("pain", any_of(last(1, sessions), pain_during > nrs(8)), {}),
                               hold("effort", any_of(last(2, sessions), effort > cr10(8)), {})}};
  const log_view log{all, random_trees::today};
  BOOST_TEST((compiled_rules(set).judge(log) == verdict{outcome::stop, true, false}));
}

BOOST_AUTO_TEST_CASE(does_not_touch_the_heap) {
  maker make(3);
  for (int i = 0; i < 20; ++i) {
    const rule_set set = make.set();
    const compiled_rules rules(set);
    const std::vector<session_record> all = make.sessions();
    const log_view log = make.log_of(all);
    const std::vector<session_digest> digests = digests_of(rules, all);
    verdict a;
    verdict b;
    verdict c;
    const std::size_t allocations = test_support::allocations_in([&] {
      a = rules.judge(log);
      b = rules.judge(log, digests);
      c = judge(set, log);
    });
    BOOST_TEST(allocations == 0u);
    BOOST_TEST((a == b && b == c));
  }
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_valid) {
  rule_set set{.id = "", .version = {}, .rules = {}};
  BOOST_CHECK_THROW(compiled_rules{set}, config_error);
}

BOOST_AUTO_TEST_CASE(carries_the_hash_of_its_set) {
  const rule_set set = maker(1).set();
  BOOST_TEST(compiled_rules(set).content_hash() == content_hash(set));
}

BOOST_AUTO_TEST_SUITE_END()

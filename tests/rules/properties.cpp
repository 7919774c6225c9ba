// What holds of every rule set and every log.

#include <retrogait/rules/decision.hpp>

#include <rapidcheck.h>

#include <algorithm>

#include "../support/test.hpp"
#include "random_trees.hpp"

using namespace retrogait;
using namespace retrogait::rules;
using random_trees::maker;

BOOST_AUTO_TEST_SUITE(properties)

BOOST_AUTO_TEST_CASE(laws_of_three_valued_logic) {
  for (const truth a : {truth::is_false, truth::unknown, truth::is_true}) {
    BOOST_TEST(((!!a) == a));
    BOOST_TEST(((a && truth::is_true) == a));
    BOOST_TEST(((a || truth::is_false) == a));
    for (const truth b : {truth::is_false, truth::unknown, truth::is_true}) {
      BOOST_TEST(((a && b) == (b && a)));
      BOOST_TEST(((a || b) == (b || a)));
      BOOST_TEST(((a && (a || b)) == a));
      BOOST_TEST(((!(a || b)) == (!a && !b)));
      for (const truth c : {truth::is_false, truth::unknown, truth::is_true}) {
        BOOST_TEST((((a && b) && c) == (a && (b && c))));
        BOOST_TEST(((a && (b || c)) == ((a && b) || (a && c))));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_known_with_something_missing_stays_so_when_it_is_filled_in) {
  BOOST_TEST(rc::check("missing values", [] {
    maker make(*rc::gen::arbitrary<std::uint32_t>());
    const expression tree = make.condition(3);
    RC_ASSERT(fault(tree).empty());
    for (int i = 0; i < 5; ++i) {
      const std::vector<session_record> all = make.sessions();
      log_view log = make.log_of(all);
      const truth before = evaluate(tree, log);
      const std::vector<session_record> filled = make.completed(all);
      log.sessions = filled;
      if (!log.person.comfortable_speed_m_s) log.person.comfortable_speed_m_s = make.below(4);
      if (before != truth::unknown) RC_ASSERT(evaluate(tree, log) == before);
    }
  }));
}

BOOST_AUTO_TEST_CASE(missing_values_never_advance) {
  BOOST_TEST(rc::check("missing never advances", [] {
    maker make(*rc::gen::arbitrary<std::uint32_t>());
    const rule_set set = make.set();
    for (int i = 0; i < 5; ++i) {
      std::vector<session_record> all = make.sessions();
      const log_view log = make.log_of(all);
      const outcome known = judge(set, log).result;
      // One value less says nothing that would let the load rise.
      if (all.empty()) continue;
      session_record& one = all[static_cast<std::size_t>(make.below(static_cast<int>(all.size())))];
      for (const metric_values::entry& e :
           std::vector<metric_values::entry>(one.values.entries())) {
        one.values.set(*e.info, measured<double>::not_computable(reason::not_reported));
      }
      if (known != outcome::advance) RC_ASSERT(judge(set, log).result != outcome::advance);
    }
  }));
}

BOOST_AUTO_TEST_CASE(one_decision_the_same_in_any_order_and_when_repeated) {
  BOOST_TEST(rc::check("order and replay", [] {
    maker make(*rc::gen::arbitrary<std::uint32_t>());
    const rule_set set = make.set();
    rule_set shuffled = set;
    for (std::size_t i = shuffled.rules.size(); i > 1; --i) {
      std::swap(shuffled.rules[i - 1],
                shuffled.rules[static_cast<std::size_t>(make.below(static_cast<int>(i)))]);
    }
    const std::vector<session_record> all = make.sessions();
    const log_view log = make.log_of(all);
    const decision first = decide(set, log);
    RC_ASSERT(decide(shuffled, log) == first);
    RC_ASSERT(decide(set, log) == first);
    RC_ASSERT(first.how == judge(set, log));
    RC_ASSERT(first.result >= outcome::advance && first.result <= outcome::stop);
  }));
}

BOOST_AUTO_TEST_CASE(explanations_hold_together) {
  BOOST_TEST(rc::check("explanations", [] {
    maker make(*rc::gen::arbitrary<std::uint32_t>());
    const rule_set set = make.set();
    const std::vector<session_record> all = make.sessions();
    const decision d = decide(set, make.log_of(all));
    for (const finding& one : d.findings) {
      for (const evidence& e : one.comparisons) {
        if (!e.value || !e.threshold) continue;
        RC_ASSERT(e.holds ==
                  compared(interval::exactly(*e.value), e.op, interval::exactly(*e.threshold)));
      }
    }
    for (const near_miss& one : d.nearly) {
      RC_ASSERT(one.distance == std::abs(*one.closest.value - *one.closest.threshold));
      RC_ASSERT(one.distance <= *close_distance(*one.closest.threshold, one.closest.ucum));
    }
  }));
}

BOOST_AUTO_TEST_SUITE_END()

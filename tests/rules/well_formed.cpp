#include <retrogait/rules/language.hpp>
#include <retrogait/rules/well_formed.hpp>

#include <limits>

#include "../support/test.hpp"

using namespace retrogait;
using namespace retrogait::rules;
using namespace retrogait::catalog;

namespace {

expression mild() {
  return all_of(last(3, sessions), pain_during <= nrs(2)).tree();
}

// The fault after a change to that tree.
template <class Change>
std::string after(Change change) {
  expression e = mild();
  change(e, e.operands[0]);
  return fault(e);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(well_formed)

BOOST_AUTO_TEST_CASE(what_the_language_builds_is) {
  BOOST_TEST(fault(mild()) == "");
  BOOST_TEST(fault((trend_over(4, pain_during) > per_week(nrs(1)) &&
                    of_person(comfortable_speed) > metres_per_second(0.5) &&
                    held(hysteresis(effort > cr10(5), effort < cr10(3))) >= days(3))
                       .tree()) == "");
}

BOOST_AUTO_TEST_CASE(every_fault_is_named) {
  BOOST_TEST(after([](expression& e, expression& c) { e = expression(c.operands[0]); }) ==
             "a number stands where a condition belongs");
  BOOST_TEST(after([](expression& e, expression&) { e.operands.clear(); }) ==
             "an operation has 0 operands instead of 1");
  BOOST_TEST(after([](expression& e, expression&) { e.over.count = 0; }) == "a window is empty");
  BOOST_TEST(after([](expression& e, expression& c) { e = expression(c); }) ==
             "a session's value stands outside of any session");
  BOOST_TEST(after([](expression&, expression& c) { c.operands[0].metric = nullptr; }) ==
             "a metric has no entry in a catalog");
  BOOST_TEST(after([](expression&, expression& c) { c.operands[0].op = operation::person; }) ==
             "\"pain_during\" is no metric of the person");
  BOOST_TEST(after([](expression&, expression& c) { c.operands[1].ucum = "deg"; }) ==
             "two numbers have different units, {nrs} and deg");
  BOOST_TEST(after([](expression&, expression& c) {
               c.operands[1].constant = std::numeric_limits<double>::infinity();
             }) == "a constant is not finite");
  BOOST_TEST(after([](expression&, expression& c) { c.operands[0] = mild(); }) ==
             "a condition stands where a number belongs");
  BOOST_TEST(after([](expression& e, expression&) { e.operands[0] = expression(mild()); }) ==
             "what looks at the whole history stands inside one session");
  BOOST_TEST(after([](expression&, expression& c) {
               expression half = (pain_during / 2 >= nrs(1)).tree().operands[0];
               half.constant = 0;
               c.operands[0] = half;
             }) == "a factor or divisor is 0");
}

BOOST_AUTO_TEST_SUITE_END()

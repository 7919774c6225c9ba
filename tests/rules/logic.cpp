#include <retrogait/rules/logic.hpp>

#include "../support/test.hpp"

using retrogait::rules::truth;
using retrogait::rules::truth_of;

BOOST_AUTO_TEST_SUITE(logic)

BOOST_AUTO_TEST_CASE(kleene_tables) {
  constexpr truth f = truth::is_false;
  constexpr truth u = truth::unknown;
  constexpr truth t = truth::is_true;
  constexpr truth all[3] = {f, u, t};
  constexpr truth conjunction[3][3] = {{f, f, f}, {f, u, u}, {f, u, t}};
  constexpr truth disjunction[3][3] = {{f, u, t}, {u, u, t}, {t, t, t}};
  constexpr truth negation[3] = {t, u, f};
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(((!all[i]) == negation[i]));
    for (int j = 0; j < 3; ++j) {
      BOOST_TEST(((all[i] && all[j]) == conjunction[i][j]));
      BOOST_TEST(((all[i] || all[j]) == disjunction[i][j]));
      BOOST_TEST(((!(all[i] && all[j])) == (!all[i] || !all[j])));
    }
  }
  BOOST_TEST((truth_of(true) == t));
  BOOST_TEST((truth_of(false) == f));
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/progression/default_programme.hpp>
#include <retrogait/progression/mutation.hpp>
#include <retrogait/rules/language.hpp>

#include "../support/test.hpp"

using namespace retrogait;
using namespace retrogait::rules;
using namespace retrogait::catalog;

BOOST_AUTO_TEST_SUITE(mutation)

BOOST_AUTO_TEST_CASE(every_change_is_caught_or_nowhere_milder) {
  const window recent = last(3, sessions_at_level);
  programme plan = default_programme();
  plan.rules.rules = {stop("worst", any_of(since(screening), pain_during >= nrs(8)), {}),
                      regress("bad", any_of(last(1, sessions), pain_during > nrs(5)), {}),
                      hold("part", any_of(recent, completed < percent(90)), {}),
                      advance("good", since_level_change() >= days(7), {})};
  const mutation_table table = mutate(plan);

  // Four comparisons, each negated, made stricter or less strict, and moved down and up; and the six
  // pairs of the four outcomes, and four of refer with each of them.
  BOOST_TEST(table.mutants.size() == 4 * 4 + 10u);
  BOOST_TEST(table.count(mutant_fate::refused) == 0u);
  BOOST_TEST(table.count(mutant_fate::same) == 0u);
  for (const mutant& one : table.mutants) {
    BOOST_TEST(one.example.has_value() == (one.fate == mutant_fate::caught), one.what);
    if (!one.example) continue;
    programme changed = plan;
    changed.rules = one.rules;
    BOOST_TEST(
        (decide(changed, one.example->history, one.example->today).result == one.example->outcome),
        one.what);
    BOOST_TEST((decide(plan, one.beside->history, one.beside->today).result == one.beside->outcome),
               one.what);
    BOOST_TEST((one.example->outcome < one.beside->outcome), one.what);
  }

  const auto fate = [&table](std::string_view what) {
    for (const mutant& one : table.mutants) {
      if (one.what == what) return one.fate;
    }
    BOOST_FAIL("no mutant " << what);
    return mutant_fate::same;
  };
  BOOST_TEST((fate("\"bad\": 5 becomes 6.5") == mutant_fate::caught));
  BOOST_TEST((fate("\"bad\": 5 becomes 2.5") == mutant_fate::stricter));
  BOOST_TEST((fate("\"good\": 7 becomes 6") == mutant_fate::caught));
  BOOST_TEST((fate("\"good\": 7 becomes 8") == mutant_fate::stricter));
  BOOST_TEST((fate("hold and stop exchanged") == mutant_fate::caught));
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/rules/log.hpp>

#include "../support/test.hpp"

using namespace retrogait;
using namespace retrogait::rules;

BOOST_AUTO_TEST_SUITE(session_log)

BOOST_AUTO_TEST_CASE(knows_the_run_at_the_last_level_and_its_events) {
  const date first = make_date(2026, 9, 1);
  const std::vector<session_record> sessions{{first, 2, {}},
                                             {add_days(first, 2), 1, {}},
                                             {add_days(first, 4), 2, {}},
                                             {add_days(first, 6), 2, {}}};
  const log_view log{sessions, add_days(first, 7), add_days(first, -3)};
  BOOST_TEST(log.at_level().size() == 2u);
  BOOST_TEST((log.day_of(event::level_change) == add_days(first, 4)));
  BOOST_TEST((log.day_of(event::last_session) == add_days(first, 6)));
  BOOST_TEST((log.day_of(event::screening) == add_days(first, -3)));

  const log_view nothing{};
  BOOST_TEST(nothing.at_level().empty());
  BOOST_TEST(!nothing.day_of(event::level_change).has_value());
  BOOST_TEST(!nothing.day_of(event::last_session).has_value());
  BOOST_TEST(!nothing.day_of(event::screening).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

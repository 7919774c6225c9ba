#include <retrogait/progression/history.hpp>

#include "../support/test.hpp"
#include "people.hpp"

using namespace retrogait;
using people::good_session;
using people::start;

BOOST_AUTO_TEST_SUITE(history)

BOOST_AUTO_TEST_CASE(takes_sessions_in_order_only) {
  training_history all;
  all.append(good_session(start, 1));
  BOOST_CHECK_THROW(all.append(good_session(start, 1)), config_error);
  BOOST_CHECK_THROW(all.append(good_session(add_days(start, -1), 1)), config_error);
  session_record low = good_session(add_days(start, 2), 1);
  low.level = 0;
  BOOST_CHECK_THROW(all.append(low), config_error);
  BOOST_TEST(all.sessions().size() == 1u);
  all.append(good_session(add_days(start, 1), 1));
  BOOST_TEST(all.sessions().size() == 2u);
}

BOOST_AUTO_TEST_CASE(is_not_seen_from_before_its_end) {
  training_history all = people::history_of(people::good_weeks(1, 1));
  BOOST_CHECK_THROW(all.seen_from(start), config_error);
  const rules::log_view log = all.seen_from(add_days(start, 4));
  BOOST_TEST(log.sessions.size() == 3u);
  BOOST_TEST((log.screening == people::fine().day));
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/events.hpp>

#include "../support/assertions.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(events)

BOOST_AUTO_TEST_CASE(buffer_holds_as_many_as_it_says_and_no_more) {
  const test_support::throwing_assertions guard;
  rg::event_buffer<rg::contact, 3> buffer;
  BOOST_TEST(buffer.empty());
  for (double t : {1.0, 2.0, 3.0}) buffer.push_back({.time_s = t});
  BOOST_TEST(buffer.size() == 3u);
  BOOST_CHECK_THROW(buffer.push_back({}), test_support::assertion_failed);
  BOOST_TEST(buffer.size() == 3u);
  double expected = 1;
  for (const rg::contact& c : buffer) BOOST_TEST(c.time_s == expected++);
  BOOST_TEST(buffer[2].time_s == 3);
}

BOOST_AUTO_TEST_CASE(a_direction_estimate_compares_with_a_direction) {
  const rg::direction_estimate unsure;
  BOOST_TEST((unsure == rg::direction::unknown));
  BOOST_TEST(unsure.probability == 0.5);
  const rg::direction_estimate back{rg::direction::backward, 0.97};
  BOOST_TEST((back == rg::direction::backward));
  BOOST_TEST((back != rg::direction::forward));
  BOOST_TEST((back != rg::direction_estimate{rg::direction::backward, 0.96}));
}

BOOST_AUTO_TEST_SUITE_END()

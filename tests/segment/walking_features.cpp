#include <retrogait/segment/walking_features.hpp>

#include <array>
#include <cmath>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(walking_features)

BOOST_AUTO_TEST_CASE(measured_by_hand) {
  const std::array<rg::likely_contact, 3> row{
      {{.time_s = 1.0, .log_odds = 2, .alignment = 0.4, .around = -1, .height = 0.5},
       {.time_s = 1.5, .log_odds = 9, .alignment = 0.5, .around = -2, .height = 0.7},
       {.time_s = 2.5, .log_odds = 4, .alignment = 0.6, .around = -3, .height = 0.4}}};
  const rg::walking_features f = rg::measure_walking(
      row.size(), [&](std::size_t i) -> const rg::likely_contact& { return row[i]; });
  const auto close = boost::test_tools::tolerance(1e-12);
  BOOST_TEST(f.certainty == 4, close);  // 9 counts as 6
  BOOST_TEST(f.alignment == 0.5, close);
  BOOST_TEST(f.interval == 0.75, close);
  BOOST_TEST(f.irregularity == std::log(2), close);
  BOOST_TEST(f.strength == -2, close);
  BOOST_TEST(f.unevenness == std::sqrt(2.0 / 3), close);
  BOOST_TEST(f.contrast == 0.25, close);
}

BOOST_AUTO_TEST_CASE(odds_are_the_weighted_sum) {
  const rg::walking_weights w{1, 2, 3, 4, 5, 6, 7, 8};
  BOOST_TEST(rg::log_odds(w, {}) == 8);
  BOOST_TEST(rg::log_odds(w, {1, 10, 100, 1000, 10000, 100000, 1000000}) ==
             8 + 1 + 20 + 300 + 4000 + 50000 + 600000 + 7000000);
}

BOOST_AUTO_TEST_SUITE_END()

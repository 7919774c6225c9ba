#include <retrogait/segment/turn.hpp>

#include <cmath>
#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(turn)

BOOST_AUTO_TEST_CASE(a_half_turn_lies_within_45_degrees_of_180) {
  const auto half = [](double degrees) {
    rg::turn t;
    t.angle_rad = degrees * std::numbers::pi / 180;
    return t.half_turn();
  };
  for (const double degrees : {136.0, 180.0, 224.0}) {
    BOOST_TEST(half(degrees));
    BOOST_TEST(half(-degrees));
  }
  for (const double degrees : {0.0, 90.0, 134.0, 226.0, 360.0}) {
    BOOST_TEST(!half(degrees));
    BOOST_TEST(!half(-degrees));
  }
}

BOOST_AUTO_TEST_SUITE_END()

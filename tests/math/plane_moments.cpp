#include <retrogait/math/plane_moments.hpp>

#include <cmath>
#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(plane_moments)

/// Of an ellipse with these half axes, the long one at that angle.
rg::plane_moments ellipse(double angle_rad, double a, double b) {
  rg::plane_moments m;
  for (int i = 0; i < 360; ++i) {
    const double t = i * std::numbers::pi / 180;
    const double u = a * std::cos(t);
    const double v = b * std::sin(t);
    m.add(std::cos(angle_rad) * u - std::sin(angle_rad) * v,
          std::sin(angle_rad) * u + std::cos(angle_rad) * v);
  }
  return m;
}

BOOST_AUTO_TEST_CASE(the_long_axis_of_an_ellipse) {
  for (const double angle : {-1.4, -0.7, 0.0, 0.3, 1.2}) {
    const rg::plane_moments m = ellipse(angle, 3, 1);
    BOOST_TEST(std::abs(m.angle_rad() - angle) < 1e-12);
    // The moments of a and b are 180 a² and 180 b².
    BOOST_TEST(std::abs(m.total() - 180 * 10) < 1e-9);
    BOOST_TEST(std::abs(m.spread() - 180 * 8) < 1e-9);
    BOOST_TEST(std::abs(m.along(std::cos(angle), std::sin(angle)) - 180 * 9) < 1e-9);
    BOOST_TEST(std::abs(m.along(-std::sin(angle), std::cos(angle)) - 180) < 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(no_axis_stands_out) {
  BOOST_TEST(rg::plane_moments{}.angle_rad() == 0);
  BOOST_TEST(rg::plane_moments{}.spread() == 0);
  BOOST_TEST(ellipse(0.3, 2, 2).spread() < 1e-9);
}

BOOST_AUTO_TEST_CASE(a_weight_counts_as_so_many_vectors) {
  rg::plane_moments once;
  once.add(1, 2, 3);
  rg::plane_moments thrice;
  for (int i = 0; i < 3; ++i) thrice.add(1, 2);
  BOOST_TEST((once == thrice));
}

BOOST_AUTO_TEST_SUITE_END()

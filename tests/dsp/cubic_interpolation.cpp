#include <retrogait/dsp/cubic_interpolation.hpp>

#include <numbers>

#include "../support/test.hpp"

namespace dsp = retrogait::dsp;

BOOST_AUTO_TEST_SUITE(cubic_interpolation)

BOOST_AUTO_TEST_CASE(samples_stay_and_parabolas_are_exact) {
  std::vector<double> x;
  const auto parabola = [](double t) { return 0.3 * t * t - 2 * t + 1; };
  for (int i = 0; i < 20; ++i) x.push_back(parabola(i));
  for (int i = 0; i < 20; ++i)
    BOOST_TEST(std::abs(dsp::cubic_at(x, i) - x[static_cast<std::size_t>(i)]) < 1e-12);
  for (double at = 1; at <= 18; at += 0.37) {
    BOOST_TEST(std::abs(dsp::cubic_at(x, at) - parabola(at)) < 1e-12);
  }
}

BOOST_AUTO_TEST_CASE(a_sine_of_ten_values_a_period) {
  std::vector<double> x;
  for (int i = 0; i < 60; ++i) x.push_back(std::sin(2 * std::numbers::pi * i / 10));
  for (double at = 2; at < 57; at += 0.23) {
    BOOST_TEST(std::abs(dsp::cubic_at(x, at) - std::sin(2 * std::numbers::pi * at / 10)) < 0.02);
  }
}

BOOST_AUTO_TEST_CASE(beyond_the_ends_it_holds) {
  const std::vector<double> x{3, 5, 4};
  BOOST_TEST(dsp::cubic_at(x, -1) == 3.0);
  BOOST_TEST(dsp::cubic_at(x, 0) == 3.0);
  BOOST_TEST(dsp::cubic_at(x, 2) == 4.0);
  BOOST_TEST(dsp::cubic_at(x, 1e300) == 4.0);
  const std::vector<double> one{7};
  BOOST_TEST(dsp::cubic_at(one, 0.4) == 7.0);
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/dsp/fir.hpp>
#include <retrogait/dsp/gaussian.hpp>

#include <cmath>
#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace dsp = retrogait::dsp;

BOOST_AUTO_TEST_SUITE(gaussian)

BOOST_AUTO_TEST_CASE(smoothing_has_the_response_of_the_gaussian) {
  constexpr double rate_hz = 50;
  constexpr double sigma_s = 0.1;
  const std::vector<double> taps = dsp::fir_gaussian(41, 0, sigma_s, rate_hz);
  for (const double f : {0.0, 0.5, 1.0, 2.0, 4.0}) {
    const double expected = std::exp(-2 * std::pow(std::numbers::pi * f * sigma_s, 2));
    BOOST_TEST(std::abs(std::abs(dsp::fir_response(taps, f, rate_hz)) - expected) < 1e-3);
  }
  BOOST_TEST(std::abs(std::abs(dsp::fir_response(taps, 0.1325 / sigma_s, rate_hz)) -
                      std::sqrt(0.5)) < 1e-3);
}

BOOST_AUTO_TEST_CASE(slope_is_that_of_the_smoothed_signal) {
  constexpr double rate_hz = 50;
  constexpr double sigma_s = 0.1;
  const std::vector<double> taps = dsp::fir_gaussian(41, 1, sigma_s, rate_hz);
  dsp::fir<double> slope(taps);
  double last = 0;
  for (int i = 0; i < 100; ++i) last = slope(3.0 * i / rate_hz - 7);
  BOOST_TEST(std::abs(last - 3.0) < 1e-9);
  for (const double f : {0.5, 1.0, 2.0}) {
    const double w = 2 * std::numbers::pi * f;
    const double expected = w * std::exp(-0.5 * std::pow(w * sigma_s, 2));
    BOOST_TEST(std::abs(std::abs(dsp::fir_response(taps, f, rate_hz)) - expected) < 0.01 * w);
  }
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_refused_by_name) {
  const auto count = [](int length, int derivative, double sigma_s, double rate_hz) {
    try {
      dsp::fir_gaussian(length, derivative, sigma_s, rate_hz);
    } catch (const rg::config_error& e) {
      return e.list().size();
    }
    return std::size_t{0};
  };
  BOOST_TEST(count(4, 2, 0, 0) == 4u);
  BOOST_TEST(count(1, 1, 0.1, 50) == 1u);
  BOOST_TEST(count(1, 0, 0.1, 50) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

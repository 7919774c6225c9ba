#include <retrogait/core/run.hpp>
#include <retrogait/dsp/biquad.hpp>
#include <retrogait/dsp/butterworth.hpp>

#include <complex>
#include <numbers>

#include "../golden/golden.hpp"
#include "../support/test.hpp"
#include "designs.hpp"

namespace rg = retrogait;
namespace dsp = retrogait::dsp;

BOOST_AUTO_TEST_SUITE(biquad)

BOOST_AUTO_TEST_CASE(primed_output_agrees_with_scipy) {
  const golden::table expected("butterworth");
  const std::vector<double>& input = expected["input"];
  for (int i = 0; i < 17; ++i) {
    const std::string key = std::to_string(i);
    BOOST_TEST_CONTEXT("design " << key) {
      dsp::biquad_cascade<double> kernel(designed(expected[key + ".design"]));
      kernel.prime(input[0]);
      BOOST_TEST(golden::distance(rg::map(input, kernel), expected[key + ".primed"]) < 1e-8);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_constant_leaves_a_primed_filter_at_rest) {
  for (int order = 1; order <= 5; ++order) {
    dsp::biquad_cascade<float> low(dsp::butterworth_lowpass(order, 3, 100));
    low.prime(9.81F);
    dsp::biquad_cascade<float> high(dsp::butterworth_highpass(order, 0.5, 100));
    high.prime(9.81F);
    for (int i = 0; i < 200; ++i) {
      BOOST_CHECK_SMALL(low(9.81F) - low(9.81F), 1e-4F);
      BOOST_CHECK_SMALL(high(9.81F), 1e-3F);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_sine_comes_out_as_the_response_says) {
  const double rate_hz = 100;
  const auto filter = dsp::butterworth_bandpass(2, 0.5, 10, rate_hz);
  for (double frequency_hz : {0.3, 1.8, 5.0, 20.0}) {
    dsp::biquad_cascade<double> kernel(filter);
    const std::complex<double> gain = dsp::response(filter, frequency_hz, rate_hz);
    double largest = 0;
    for (int i = 0; i < 4000; ++i) {
      const double phase = 2 * std::numbers::pi * frequency_hz * i / rate_hz;
      const double y = kernel(std::sin(phase));
      const double settled = std::abs(gain) * std::sin(phase + std::arg(gain));
      if (i > 3000) largest = std::max(largest, std::abs(y - settled));
    }
    BOOST_TEST(largest < 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(float_stays_close_to_double) {
  std::mt19937 random(5);
  std::normal_distribution<double> noise(9.81, 2);
  for (double cutoff_hz : {1.0, 3.0, 20.0}) {
    const auto filter = dsp::butterworth_lowpass(4, cutoff_hz, 100);
    dsp::biquad_cascade<float> narrow(filter);
    dsp::biquad_cascade<double> wide(filter);
    double largest = 0;
    for (int i = 0; i < 1000; ++i) {
      const double x = noise(random);
      largest = std::max(largest, std::abs(narrow(static_cast<float>(x)) - wide(x)));
    }
    BOOST_TEST(largest < 0.01);
  }
}

BOOST_AUTO_TEST_CASE(float_with_double_inside_holds_very_low_cutoffs) {
  const auto filter = dsp::butterworth_lowpass(2, 0.02, 100);
  dsp::biquad_cascade<float, double> kernel(filter);
  float y = 0;
  for (int i = 0; i < 20000; ++i) y = kernel(9.81F);
  BOOST_TEST(y == 9.81F, boost::test_tools::tolerance(1e-5F));
}

BOOST_AUTO_TEST_SUITE_END()

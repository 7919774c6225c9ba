#include <retrogait/dsp/biquad.hpp>
#include <retrogait/dsp/butterworth.hpp>

#include <complex>
#include <functional>
#include <limits>

#include "../golden/golden.hpp"
#include "../support/test.hpp"
#include "designs.hpp"

namespace rg = retrogait;
namespace dsp = retrogait::dsp;

BOOST_AUTO_TEST_SUITE(butterworth)

// Sections may be paired otherwise than in SciPy; what they do together may not differ.
BOOST_AUTO_TEST_CASE(agrees_with_scipy) {
  const golden::table expected("butterworth");
  std::vector<double> impulse(40, 0.0);
  impulse[0] = 1;
  int designs = 0;
  for (; expected.has(std::to_string(designs) + ".design"); ++designs) {
    const std::string key = std::to_string(designs);
    BOOST_TEST_CONTEXT("design " << key) {
      const std::vector<double>& design = expected[key + ".design"];
      const dsp::sos_filter filter = designed(design);
      std::vector<double> real;
      std::vector<double> imaginary;
      for (double frequency_hz : expected[key + ".frequency"]) {
        const std::complex<double> gain = dsp::response(filter, frequency_hz, design[4]);
        real.push_back(gain.real());
        imaginary.push_back(gain.imag());
      }
      BOOST_TEST(golden::distance(real, expected[key + ".real"]) < 1e-9);
      BOOST_TEST(golden::distance(imaginary, expected[key + ".imaginary"]) < 1e-9);

      std::vector<double> output;
      dsp::biquad_cascade<double> kernel(filter);
      for (double x : impulse) output.push_back(kernel(x));
      BOOST_TEST(golden::distance(output, expected[key + ".impulse"]) < 1e-10);
    }
  }
  BOOST_TEST(designs == 17);
}

BOOST_AUTO_TEST_CASE(gain_is_one_over_root_two_at_the_cutoff) {
  const double root_half = std::sqrt(0.5);
  for (int order = 1; order <= 16; ++order) {
    BOOST_TEST_CONTEXT("order " << order) {
      const auto low = dsp::butterworth_lowpass(order, 3, 100);
      BOOST_CHECK_SMALL(std::abs(dsp::response(low, 3, 100)) - root_half, 1e-11);
      BOOST_CHECK_SMALL(std::abs(dsp::response(low, 0, 100)) - 1, 1e-11);
      const auto high = dsp::butterworth_highpass(order, 3, 100);
      BOOST_CHECK_SMALL(std::abs(dsp::response(high, 3, 100)) - root_half, 1e-11);
      BOOST_CHECK_SMALL(std::abs(dsp::response(high, 50, 100)) - 1, 1e-11);
      BOOST_TEST(std::abs(dsp::response(high, 0, 100)) == 0);
      if (order > 8) continue;
      const auto band = dsp::butterworth_bandpass(order, 0.5, 3, 100);
      BOOST_CHECK_SMALL(std::abs(dsp::response(band, 0.5, 100)) - root_half, 1e-9);
      BOOST_CHECK_SMALL(std::abs(dsp::response(band, 3, 100)) - root_half, 1e-9);
    }
  }
}

std::vector<std::string> faulty_fields(const std::function<void()>& design) {
  std::vector<std::string> fields;
  try {
    design();
  } catch (const rg::config_error& error) {
    for (const rg::issue& one : error.list()) fields.push_back(one.field);
  }
  return fields;
}

BOOST_AUTO_TEST_CASE(errors_name_every_parameter) {
  using names = std::vector<std::string>;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(faulty_fields([] { dsp::butterworth_lowpass(0, 5, 100); }) == names{"order"},
             boost::test_tools::per_element());
  BOOST_TEST((faulty_fields([] { dsp::butterworth_lowpass(17, 50, 100); }) ==
              names{"order", "cutoff_hz"}));
  BOOST_TEST((faulty_fields([] { dsp::butterworth_highpass(4, 0, 100); }) == names{"cutoff_hz"}));
  BOOST_TEST(
      (faulty_fields([&] { dsp::butterworth_highpass(4, nan, 100); }) == names{"cutoff_hz"}));
  BOOST_TEST((faulty_fields([&] { dsp::butterworth_lowpass(4, 5, nan); }) ==
              names{"rate_hz", "cutoff_hz"}));
  BOOST_TEST((faulty_fields([] { dsp::butterworth_bandpass(9, 3, 0.5, 100); }) ==
              names{"order", "low_hz"}));
  BOOST_TEST((faulty_fields([] { dsp::butterworth_bandpass(2, -1, 60, 100); }) ==
              names{"low_hz", "high_hz"}));
}

BOOST_AUTO_TEST_SUITE_END()

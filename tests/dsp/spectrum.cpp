#include <retrogait/dsp/spectrum.hpp>

#include <complex>
#include <numbers>

#include "../golden/golden.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
namespace dsp = retrogait::dsp;

BOOST_AUTO_TEST_SUITE(spectrum)

BOOST_AUTO_TEST_CASE(agrees_with_welch_and_csd) {
  const golden::table expected("spectrum");
  const std::vector<double>& x = expected["x"];
  const std::vector<double>& y = expected["y"];
  for (int length : {2, 64, 75, 256, 1000}) {
    BOOST_TEST_CONTEXT("segments of " << length) {
      const std::string key = std::to_string(length);
      const dsp::welch_params params{.rate_hz = 100, .segment_length = length};
      const auto power = dsp::power_spectrum(x, params);
      BOOST_TEST(golden::distance(power.frequency_hz, expected[key + ".frequency"]) < 1e-12);
      BOOST_TEST(golden::distance(power.density, expected[key + ".power"]) < 1e-12);

      const auto cross = dsp::cross_spectrum(x, y, params);
      std::vector<double> real;
      std::vector<double> imaginary;
      for (const auto& d : cross.density) {
        real.push_back(d.real());
        imaginary.push_back(d.imag());
      }
      BOOST_TEST(golden::distance(real, expected[key + ".real"]) < 1e-12);
      BOOST_TEST(golden::distance(imaginary, expected[key + ".imaginary"]) < 1e-12);
    }
  }
}

BOOST_AUTO_TEST_CASE(density_of_white_noise_sums_to_its_variance) {
  std::mt19937 random(3);
  std::normal_distribution<double> noise(5, 2);
  std::vector<double> x(20000);
  for (double& value : x) value = noise(random);
  const auto power = dsp::power_spectrum(x, {.rate_hz = 50, .segment_length = 200});
  double sum = 0;
  for (double d : power.density) sum += d * power.frequency_hz[1];
  BOOST_TEST(sum == 4.0, boost::test_tools::tolerance(0.05));
}

BOOST_AUTO_TEST_CASE(fourier_coefficient_of_a_cosine_is_half_its_amplitude) {
  std::vector<double> x(1000);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = 3 * std::cos(2 * std::numbers::pi * 1.8 * static_cast<double>(i) / 100 + 0.7) + 9.81;
  }
  BOOST_CHECK_SMALL(std::abs(dsp::fourier_at(x, 100, 1.8) - std::polar(1.5, 0.7)), 1e-13);
  BOOST_CHECK_SMALL(std::abs(dsp::fourier_at(x, 100, 3.6)), 1e-13);
  BOOST_CHECK_SMALL(std::abs(dsp::fourier_at(x, 100, 0) - 9.81), 1e-13);
}

BOOST_AUTO_TEST_CASE(errors) {
  const std::vector<double> x(100, 1.0);
  BOOST_CHECK_THROW(dsp::power_spectrum(x, {.segment_length = 1}), rg::config_error);
  BOOST_CHECK_THROW(dsp::power_spectrum(x, {.rate_hz = 0}), rg::config_error);
}

BOOST_AUTO_TEST_SUITE_END()

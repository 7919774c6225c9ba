#include <retrogait/core/assert.hpp>
#include <retrogait/dsp/autocorrelation.hpp>

#include <cmath>
#include <numbers>
#include <span>

#include "../golden/golden.hpp"
#include "../support/test.hpp"

namespace dsp = retrogait::dsp;

BOOST_AUTO_TEST_SUITE(autocorrelation)

BOOST_AUTO_TEST_CASE(agrees_with_numpy) {
  const golden::table expected("autocorrelation");
  const std::vector<double>& x = expected["x"];
  const auto biased = dsp::autocorrelation(x, x.size() - 1, dsp::autocorrelation_divisor::biased);
  BOOST_TEST(golden::distance(biased, expected["biased"]) < 1e-13);
  const auto unbiased = dsp::autocorrelation(x, x.size() - 1);
  BOOST_TEST(golden::distance(unbiased, expected["unbiased"]) < 1e-11);
}

BOOST_AUTO_TEST_CASE(gain_and_offset_change_nothing) {
  const golden::table expected("autocorrelation");
  std::vector<double> x = expected["x"];
  const auto before = dsp::autocorrelation(x, 60);
  for (double& value : x) value = -3 * value + 100;
  BOOST_TEST(golden::distance(dsp::autocorrelation(x, 60), before) < 1e-12);
}

BOOST_AUTO_TEST_CASE(unbiased_form_keeps_the_height_of_a_periodic_signal) {
  std::vector<double> x(500);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = std::sin(2 * std::numbers::pi * static_cast<double>(i) / 50);
  }
  const auto unbiased = dsp::autocorrelation(x, 100);
  BOOST_TEST(unbiased[0] == 1.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(unbiased[50] == 1.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(unbiased[100] == 1.0, boost::test_tools::tolerance(1e-12));
  const auto biased = dsp::autocorrelation(x, 100, dsp::autocorrelation_divisor::biased);
  BOOST_TEST(biased[100] == 0.8, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(one_lag_alone_is_that_of_all_bit_for_bit) {
  const std::vector<double> x = golden::table("autocorrelation")["x"];
  for (const auto divisor :
       {dsp::autocorrelation_divisor::biased, dsp::autocorrelation_divisor::unbiased}) {
    const dsp::autocorrelator of_x(x, divisor);
    const auto all = dsp::autocorrelation(x, x.size() - 1, divisor);
    BOOST_TEST(of_x.varies());
    for (std::size_t lag = all.size(); lag-- > 0;) BOOST_TEST(of_x.at(lag) == all[lag]);
  }
}

BOOST_AUTO_TEST_CASE(where_the_values_lie_does_not_matter) {
  const std::vector<double> x = golden::table("autocorrelation")["x"];
  const auto expected = dsp::autocorrelation(x, 60);
  for (std::size_t shift = 1; shift < 4; ++shift) {
    std::vector<double> shifted(shift, 7.0);
    shifted.insert(shifted.end(), x.begin(), x.end());
    std::vector<double> found(expected.size());
    dsp::autocorrelation(std::span<const double>(shifted).subspan(shift), found);
    BOOST_TEST(found == expected, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_lag_beyond_the_signal_is_a_bug_of_the_caller) {
  struct thrown {};
  const auto before =
      retrogait::set_assertion_handler([](const retrogait::assertion_info&) { throw thrown{}; });
  const std::vector<double> x{1, 2, 4};
  BOOST_TEST(std::isfinite(dsp::autocorrelator(x).at(2)));
  BOOST_CHECK_THROW(dsp::autocorrelator(x).at(3), thrown);
  BOOST_CHECK_THROW(dsp::autocorrelation(x, 3), thrown);
  BOOST_CHECK_THROW(dsp::autocorrelator({}), thrown);
  retrogait::set_assertion_handler(before);
}

BOOST_AUTO_TEST_CASE(a_constant_has_none) {
  const std::vector<double> constant(1001, 9.81);
  BOOST_TEST(dsp::autocorrelation(constant, 3) == std::vector<double>(4, 0.0),
             boost::test_tools::per_element());
  BOOST_TEST(!dsp::autocorrelator(constant).varies());
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/dsp/sos.hpp>

#include <complex>
#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace dsp = retrogait::dsp;

BOOST_AUTO_TEST_SUITE(sos)

BOOST_AUTO_TEST_CASE(response_of_a_moving_average) {
  // (1 + z⁻¹) / 2: gain cos(ω/2), half a sample of delay.
  const dsp::second_order_section average{0.5, 0.5, 0, 0, 0};
  for (double frequency_hz : {0.0, 10.0, 25.0, 50.0}) {
    const double half_angle = std::numbers::pi * frequency_hz / 100;
    const std::complex<double> expected = std::polar(std::cos(half_angle), -half_angle);
    BOOST_CHECK_SMALL(std::abs(dsp::response(average, frequency_hz, 100) - expected), 1e-15);
  }
}

BOOST_AUTO_TEST_CASE(sections_multiply) {
  const dsp::second_order_section one{0.5, 0.5, 0, 0, 0};
  const dsp::second_order_section two{0.1, 0, 0, -0.9, 0};
  dsp::sos_filter filter;
  BOOST_TEST(dsp::response(filter, 7, 100) == 1.0);
  filter.push_back(one);
  filter.push_back(two);
  const auto expected = dsp::response(one, 7, 100) * dsp::response(two, 7, 100);
  BOOST_CHECK_SMALL(std::abs(dsp::response(filter, 7, 100) - expected), 1e-15);
}

BOOST_AUTO_TEST_CASE(holds_eight_sections_and_no_more) {
  struct thrown {};
  const auto before = rg::set_assertion_handler([](const rg::assertion_info&) { throw thrown{}; });
  dsp::sos_filter filter;
  for (std::size_t i = 0; i < dsp::max_sections; ++i) filter.push_back({});
  BOOST_CHECK_THROW(filter.push_back({}), thrown);
  BOOST_TEST(filter.size() == dsp::max_sections);
  rg::set_assertion_handler(before);
}

BOOST_AUTO_TEST_SUITE_END()

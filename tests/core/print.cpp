#include <retrogait/core/print.hpp>

#include <sstream>
#include <string>

#include "../support/test.hpp"

namespace rg = retrogait;
using namespace rg::quantities;
using rg::measured;

BOOST_AUTO_TEST_SUITE(print)

template <class T>
std::string printed(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

BOOST_AUTO_TEST_CASE(quantities_show_their_unit) {
  BOOST_TEST(printed(steps_per_minute(96.4)) == "96 steps/min");
  BOOST_TEST(printed(seconds(0.615)) == "0.61 s");
  BOOST_TEST(printed(deg(-3)) == "-3.00 °");
  BOOST_TEST(printed(ratio(0.814)) == "0.81");
  BOOST_TEST(printed(percent(1e300)).size() == 301u + 2u);
}

BOOST_AUTO_TEST_CASE(measured_values_show_their_doubt_or_its_reason) {
  using cadence = rg::quantity<rg::units::step_per_minute>;
  using regularity = rg::quantity<rg::units::one>;
  BOOST_TEST(printed(measured<cadence>::of(steps_per_minute(96), 28, steps_per_minute(2.3))) ==
             "96 ± 2 steps/min");
  BOOST_TEST(printed(measured<cadence>::of(steps_per_minute(96), 28)) == "96 steps/min");
  BOOST_TEST(printed(measured<regularity>::of(ratio(0.7), 28, ratio(0.05))) == "0.70 ± 0.05");
  BOOST_TEST(printed(measured<cadence>::not_computable(rg::reason::too_few_strides, 3, 6)) ==
             "not computable: too few strides, 3 of 6");
  BOOST_TEST(printed(measured<cadence>()) == "not computable: not assessed");
}

BOOST_AUTO_TEST_CASE(directions_show_their_probability) {
  BOOST_TEST(printed(rg::direction_estimate{rg::direction::backward, 0.97}) ==
             "backward (p = .97)");
  BOOST_TEST(printed(rg::direction_estimate{rg::direction::forward, 1}) == "forward (p >.99)");
  BOOST_TEST(printed(rg::direction_estimate{}) == "unknown (p = .50)");
  BOOST_TEST(rg::probability_text(0.994) == ".99");
  BOOST_TEST(rg::probability_text(0.006) == ".01");
  BOOST_TEST(rg::probability_text(0) == "<.01");
}

BOOST_AUTO_TEST_CASE(words_print_as_themselves) {
  BOOST_TEST(printed(rg::direction::backward) == "backward");
  BOOST_TEST(printed(rg::side::left) == "left");
  BOOST_TEST(printed(rg::placement::right_shank) == "right_shank");
  BOOST_TEST(printed(rg::reason::gap) == "lost samples");
}

BOOST_AUTO_TEST_CASE(what_rounds_to_zero_has_no_sign) {
  BOOST_TEST(rg::fixed_text(-0.001, 2) == "0.00");
  BOOST_TEST(rg::fixed_text(-0.3, 0) == "0");
  BOOST_TEST(rg::fixed_text(-0.006, 2) == "-0.01");
  BOOST_TEST(rg::fixed_text(-10, 0) == "-10");
}

BOOST_AUTO_TEST_CASE(a_metric_is_shown_with_its_name) {
  static constexpr rg::metric_info info =
      rg::describe<rg::units::step_per_minute>({.id = "cadence", .name = "cadence"});
  rg::metric_values values;
  values.set(info, rg::measured<double>::of(96.2, 20, 2.1));
  BOOST_TEST(to_string(values.entries()[0]) == "cadence: 96 ± 2 steps/min");
  values.set(info, rg::measured<double>::not_computable(rg::reason::too_few_steps, 1, 2));
  BOOST_TEST(to_string(values.entries()[0]) == "cadence: not computable: too few steps, 1 of 2");
}

BOOST_AUTO_TEST_SUITE_END()

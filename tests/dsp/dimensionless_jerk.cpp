#include <retrogait/dsp/dimensionless_jerk.hpp>

#include <rapidcheck.h>

#include <array>
#include <numbers>
#include <span>

#include "../golden/golden.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
namespace dsp = retrogait::dsp;
using rg::reason;

BOOST_AUTO_TEST_SUITE(dimensionless_jerk)

using values = std::vector<double>;

rg::measured<double> of(const std::vector<values>& axes) {
  const std::vector<std::span<const double>> spans(axes.begin(), axes.end());
  return dsp::log_dimensionless_jerk(spans);
}

BOOST_AUTO_TEST_CASE(agrees_with_numpy) {
  const golden::table expected("smoothness");
  for (int i = 0; expected.has("jerk" + std::to_string(i) + ".ldlj"); ++i) {
    const std::string key = "jerk" + std::to_string(i);
    std::vector<values> axes;
    for (int k = 0; expected.has(key + ".axis" + std::to_string(k)); ++k) {
      axes.push_back(expected[key + ".axis" + std::to_string(k)]);
    }
    BOOST_TEST(std::abs(of(axes).value() - expected[key + ".ldlj"][0]) < 1e-12);
  }
}

// a = A sin(2πkt/T) over T: ∫ (da/dt)² = A² (2πk/T)² T/2, so the result is -ln((2πk)²/2).
BOOST_AUTO_TEST_CASE(a_sine_in_closed_form) {
  for (const int waves : {1, 2, 5}) {
    values x(4000);
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] = 3 * std::sin(2 * std::numbers::pi * waves * static_cast<double>(i) / 4000.0);
    }
    const double angle = 2 * std::numbers::pi * waves;
    BOOST_TEST(std::abs(of({x}).value() + std::log(angle * angle / 2)) < 1e-3);
  }
}

// The same movement along a slanted line.
BOOST_AUTO_TEST_CASE(turning_the_axes_changes_nothing) {
  BOOST_TEST(rc::check("gain, offset and rotation", [] {
    std::mt19937 random(static_cast<unsigned>(*rc::gen::inRange(0, 10000)));
    std::normal_distribution<double> normal;
    const auto n = static_cast<std::size_t>(*rc::gen::inRange(3, 100));
    std::vector<values> axes(3, values(n));
    for (values& a : axes) {
      for (double& v : a) v = normal(random);
    }
    const double gain = std::pow(10.0, *rc::gen::inRange(-40, 40) / 10.0);
    const double c = std::cos(*rc::gen::inRange(0, 628) / 100.0);
    const double s = std::sqrt(1 - c * c);
    std::vector<values> turned = axes;
    for (std::size_t i = 0; i < n; ++i) {
      turned[0][i] = gain * (c * axes[1][i] - s * axes[2][i] + 2);
      turned[1][i] = gain * (s * axes[1][i] + c * axes[2][i] - 9.81);
      turned[2][i] = gain * axes[0][i];
    }
    RC_ASSERT(std::abs(of(axes).value() - of(turned).value()) < 1e-8);
  }));
}

BOOST_AUTO_TEST_CASE(more_jerk_is_less_smooth) {
  values x(100);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = std::sin(2 * std::numbers::pi * static_cast<double>(i) / 100.0);
  }
  values shaking = x;
  for (std::size_t i = 0; i < x.size(); ++i) shaking[i] += i % 2 == 0 ? 0.05 : -0.05;
  BOOST_TEST(of({shaking}).value() < of({x}).value() - 0.5);
}

BOOST_AUTO_TEST_CASE(what_has_no_jerk_says_why) {
  BOOST_TEST((of({{}}).why() == reason::too_few_values));
  BOOST_TEST((of({{1, 2}, {3, 4}}).why() == reason::too_few_values));
  BOOST_TEST(of({{1, 2}}).n() == 2u);
  BOOST_TEST(of({{1, 2}}).needed() == 3u);
  BOOST_TEST((of({values(50, 0.0)}).why() == reason::degenerate));
  BOOST_TEST((of({values(50, 0.1), values(50, -9.81)}).why() == reason::degenerate));
  BOOST_TEST(of({values(50, 0.1), {[] {
                   values v(50, 0.0);
                   v[7] = 1;
                   return v;
                 }()}})
                 .has_value());
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/dsp/divergence.hpp>

#include <rapidcheck.h>

#include <array>
#include <numbers>

#include "../golden/golden.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
namespace dsp = retrogait::dsp;

BOOST_AUTO_TEST_SUITE(divergence)

using values = std::vector<double>;
using state = std::array<double, 3>;

/// The first coordinate of a flow, by the fourth-order method of Runge and Kutta.
template <class Flow>
values integrate(Flow flow, double interval_s, std::size_t n) {
  const auto moved = [](state s, const state& rate, double by) {
    for (std::size_t k = 0; k < 3; ++k) s[k] += by * rate[k];
    return s;
  };
  constexpr int parts = 8;
  const double h = interval_s / parts;
  const std::size_t settling = n / 4;
  state s{1, 1, 1};
  values x;
  for (std::size_t i = 0; i < n + settling; ++i) {
    if (i >= settling) x.push_back(s[0]);
    for (int p = 0; p < parts; ++p) {
      const state a = flow(s);
      const state b = flow(moved(s, a, h / 2));
      const state c = flow(moved(s, b, h / 2));
      const state d = flow(moved(s, c, h));
      for (std::size_t k = 0; k < 3; ++k) s[k] += h / 6 * (a[k] + 2 * b[k] + 2 * c[k] + d[k]);
    }
  }
  return x;
}

/// The slope from one value of the curve to another.
double slope(const dsp::divergence_curve& curve, std::size_t first, std::size_t last) {
  return dsp::least_squares_slope(std::span(curve.mean_log).subspan(first, last - first + 1));
}

BOOST_AUTO_TEST_CASE(agrees_with_scipy_over_all_pairs) {
  const golden::table expected("smoothness");
  for (int i = 0; expected.has("part" + std::to_string(i) + ".params"); ++i) {
    BOOST_TEST_CONTEXT("case " << i) {
      const std::string key = "part" + std::to_string(i);
      const values& p = expected[key + ".params"];
      const auto whole = [&p](std::size_t k) { return static_cast<int>(p[k]); };
      const auto found = dsp::divergence(
          expected["part.x"],
          {.dimension = whole(0), .delay = whole(1), .exclusion = whole(2), .horizon = whole(3)});
      BOOST_TEST(found.pairs == found.states);
      BOOST_TEST(golden::distance(found.mean_log, expected[key + ".mean_log"]) < 1e-10);
      BOOST_TEST(std::abs(dsp::least_squares_slope(found.mean_log) - expected[key + ".slope"][0]) <
                 1e-10);
    }
  }
}

// λ = ln 2 for x' = 4 x (1 - x).
BOOST_AUTO_TEST_CASE(the_logistic_map) {
  values x;
  double v = 0.3123;
  for (int i = 0; i < 2000; ++i) {
    x.push_back(v);
    v = 4 * v * (1 - v);
  }
  for (const int dimension : {1, 2}) {
    const auto curve =
        dsp::divergence(x, {.dimension = dimension, .delay = 1, .exclusion = 10, .horizon = 6});
    BOOST_TEST(std::abs(slope(curve, 0, 6) / std::numbers::ln2 - 1) < 0.02);
  }
}

// λ = 0.906 per second (σ = 10, ρ = 28, β = 8/3). The first half second is left out, in which the
// neighbours turn into the direction in which they part.
BOOST_AUTO_TEST_CASE(the_lorenz_system) {
  const values x = integrate(
      [](const state& s) {
        return state{10 * (s[1] - s[0]), s[0] * (28 - s[2]) - s[1], s[0] * s[1] - 8.0 / 3 * s[2]};
      },
      0.02, 8000);
  const auto curve =
      dsp::divergence(x, {.dimension = 3, .delay = 5, .exclusion = 50, .horizon = 125});
  BOOST_TEST(std::abs(slope(curve, 25, 125) / 0.02 / 0.906 - 1) < 0.1);
}

// λ = 0.09 per second (a = 0.15, b = 0.2, c = 10; Rosenstein et al. 1993). Neighbours first lie beside
// each other along their way as well, which does not grow: so from two turns to four and a half.
BOOST_AUTO_TEST_CASE(the_roessler_system) {
  const values x = integrate(
      [](const state& s) {
        return state{-s[1] - s[2], s[0] + 0.15 * s[1], 0.2 + s[2] * (s[0] - 10)};
      },
      0.1, 4000);
  const auto curve =
      dsp::divergence(x, {.dimension = 3, .delay = 12, .exclusion = 62, .horizon = 270});
  BOOST_TEST(std::abs(slope(curve, 120, 270) / 0.1 / 0.09 - 1) < 0.15);
}

// A circle whose points no period meets again: neighbours stay beside each other.
BOOST_AUTO_TEST_CASE(what_only_turns_does_not_diverge) {
  values x;
  for (int i = 0; i < 1500; ++i) x.push_back(std::sin(i * 0.1 * std::numbers::sqrt2));
  const auto curve =
      dsp::divergence(x, {.dimension = 2, .delay = 11, .exclusion = 44, .horizon = 80});
  BOOST_TEST(std::abs(slope(curve, 0, 80)) < 1e-3);
}

BOOST_AUTO_TEST_CASE(gain_and_offset_do_not_matter) {
  BOOST_TEST(rc::check("gain and offset", [] {
    std::mt19937 random(static_cast<unsigned>(*rc::gen::inRange(0, 1000)));
    std::normal_distribution<double> normal;
    values x(200);
    for (double& v : x) v = normal(random);
    // A power of two leaves every digit as it is, so that no neighbour changes.
    const double gain = std::ldexp(1.0, *rc::gen::inRange(-20, 20));
    values y = x;
    for (double& v : y) v *= -gain;
    const dsp::divergence_params p{.dimension = 3, .delay = 2, .exclusion = 5, .horizon = 6};
    const auto a = dsp::divergence(x, p);
    const auto b = dsp::divergence(y, p);
    RC_ASSERT(a.pairs == b.pairs);
    for (std::size_t i = 0; i <= 6; ++i) {
      RC_ASSERT(std::abs(b.mean_log[i] - a.mean_log[i] - std::log(gain)) < 1e-9);
    }
  }));
}

BOOST_AUTO_TEST_CASE(copies_are_left_out) {
  values x;
  for (int i = 0; i < 400; ++i) x.push_back(std::sin(2 * std::numbers::pi * (i % 40) / 40.0));
  const auto copies =
      dsp::divergence(x, {.dimension = 3, .delay = 4, .exclusion = 20, .horizon = 10});
  BOOST_TEST(copies.states == 400u - 18u);
  BOOST_TEST(copies.pairs == 0u);
  BOOST_TEST(copies.mean_log.empty());
  const auto still = dsp::divergence(values(300, 1.5), {});
  BOOST_TEST(still.pairs == 0u);
}

BOOST_AUTO_TEST_CASE(too_short_to_the_value) {
  std::mt19937 random(5);
  std::normal_distribution<double> normal;
  values x(120);
  for (double& v : x) v = normal(random);
  // A state and its future reach over 20 values; a neighbour must lie more than 30 away.
  const dsp::divergence_params p{.dimension = 3, .delay = 5, .exclusion = 30, .horizon = 10};
  const auto at = [&](std::size_t n) { return dsp::divergence(std::span(x).first(n), p); };
  BOOST_TEST(at(0).states == 0u);
  BOOST_TEST(at(20).states == 0u);
  BOOST_TEST(at(51).states == 31u);
  BOOST_TEST(at(51).pairs == 0u);
  BOOST_TEST(at(52).pairs == 2u);  // the first state and the last find each other
  BOOST_TEST(at(52).mean_log.size() == 11u);
}

BOOST_AUTO_TEST_CASE(errors) {
  BOOST_TEST((dsp::divergence_params{.dimension = 0, .delay = 0, .exclusion = -1, .horizon = 0})
                 .validate()
                 .size() == 4u);
  BOOST_CHECK_THROW(dsp::divergence(values(10, 1.0), {.dimension = 0}), rg::config_error);
}

BOOST_AUTO_TEST_CASE(a_line_has_its_slope) {
  const values line{1, 3.5, 6, 8.5};
  BOOST_TEST(std::abs(dsp::least_squares_slope(line) - 2.5) < 1e-12);
  const values bent{0, 0, 0, 10};
  BOOST_TEST(std::abs(dsp::least_squares_slope(bent) - 3) < 1e-12);
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/dsp/spectral_arc_length.hpp>

#include <rapidcheck.h>

#include <functional>
#include <numbers>

#include "../golden/golden.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
namespace dsp = retrogait::dsp;
using rg::reason;

BOOST_AUTO_TEST_SUITE(spectral_arc_length)

using values = std::vector<double>;

values sampled(double from_s, double to_s, double rate_hz, const std::function<double(double)>& f) {
  values x;
  const auto n = static_cast<int>(std::lround((to_s - from_s) * rate_hz));
  for (int i = 0; i < n; ++i) x.push_back(f(from_s + i / rate_hz));
  return x;
}

BOOST_AUTO_TEST_CASE(agrees_with_numpy) {
  const golden::table expected("smoothness");
  for (int i = 0; expected.has("arc" + std::to_string(i) + ".x"); ++i) {
    BOOST_TEST_CONTEXT("case " << i) {
      const std::string key = "arc" + std::to_string(i);
      const auto found =
          dsp::spectral_arc_length(expected[key + ".x"], {.rate_hz = expected[key + ".rate"][0]});
      BOOST_TEST(std::abs(found.value() - expected[key + ".sparc"][0]) < 1e-12);
    }
  }
}

// The example that the authors give with their code: -1.41403.
BOOST_AUTO_TEST_CASE(the_authors_example) {
  const values x = sampled(-1, 1, 100, [](double t) { return std::exp(-5 * t * t); });
  BOOST_TEST(std::abs(dsp::spectral_arc_length(x).value() + 1.41403) < 5e-6);
}

// The spectrum of exp(-t²/2s²) is exp(-(2π s f)²/2), so it is followed up to f = √(2 ln 20)/(2π s),
// and over u, the share of that frequency, the curve is 20^(-u²), whatever s is.
BOOST_AUTO_TEST_CASE(a_bell_has_one_length_in_closed_form) {
  const auto slope = [](double u) { return -2 * u * std::log(20.0) * std::pow(20.0, -u * u); };
  double arc = 0;
  const int n = 1000;  // Simpson
  for (int i = 0; i <= n; ++i) {
    const double u = static_cast<double>(i) / n;
    const double weight = i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2;
    arc += weight * std::hypot(1.0, slope(u)) / (3 * n);
  }
  for (const double s : {0.1, 0.25, 0.6}) {
    const values x =
        sampled(-8 * s, 8 * s, 200, [&](double t) { return std::exp(-t * t / (2 * s * s)); });
    BOOST_TEST(std::abs(dsp::spectral_arc_length(x, {.rate_hz = 200, .padding = 6}).value() + arc) <
               3e-3);
  }
}

BOOST_AUTO_TEST_CASE(a_movement_in_pieces_is_less_smooth) {
  const auto bell = [](double t, double at) { return std::exp(-30 * (t - at) * (t - at)); };
  double before = -1;
  for (int pieces = 1; pieces <= 4; ++pieces) {
    const values x = sampled(0, 5, 50, [&](double t) {
      double sum = 0;
      for (int k = 0; k < pieces; ++k) sum += bell(t, 0.7 + 0.9 * k);
      return sum;
    });
    const double found = dsp::spectral_arc_length(x, {.rate_hz = 50}).value();
    BOOST_TEST(found < before);
    before = found;
  }
}

BOOST_AUTO_TEST_CASE(neither_gain_nor_sign_nor_direction_of_time_matter) {
  BOOST_TEST(rc::check("invariance", [] {
    std::mt19937 random(static_cast<unsigned>(*rc::gen::inRange(0, 10000)));
    std::normal_distribution<double> normal;
    values x(static_cast<std::size_t>(*rc::gen::inRange(10, 120)));
    for (double& v : x) v = normal(random);
    const double gain = std::pow(10.0, *rc::gen::inRange(-60, 60) / 10.0);
    values y(x.rbegin(), x.rend());
    for (double& v : y) v *= -gain;
    const auto a = dsp::spectral_arc_length(x, {.rate_hz = 50});
    const auto b = dsp::spectral_arc_length(y, {.rate_hz = 50});
    RC_ASSERT(a.has_value() && b.has_value());
    RC_ASSERT(a.value() <= -1);
    RC_ASSERT(std::abs(a.value() - b.value()) < 1e-9);
  }));
}

BOOST_AUTO_TEST_CASE(what_has_no_length_says_why) {
  BOOST_TEST((dsp::spectral_arc_length({}).why() == reason::too_few_values));
  const values one{1.0};
  BOOST_TEST((dsp::spectral_arc_length(one).why() == reason::too_few_values));
  BOOST_TEST(dsp::spectral_arc_length(one).needed() == 2u);
  BOOST_TEST((dsp::spectral_arc_length(values(60, 0.0)).why() == reason::degenerate));
  BOOST_TEST((dsp::spectral_arc_length(values(60, 0.1)).why() == reason::degenerate));
  // All of it lies above the highest frequency.
  const values fast =
      sampled(0, 2, 100, [](double t) { return std::sin(80 * std::numbers::pi * t); });
  BOOST_TEST((dsp::spectral_arc_length(fast, {.highest_hz = 1, .least_share = 0.5}).why() ==
              reason::degenerate));
  BOOST_CHECK_THROW(dsp::spectral_arc_length(one, {.rate_hz = 0, .highest_hz = -1}),
                    rg::config_error);
  BOOST_TEST((dsp::spectral_arc_length_params{
                  .rate_hz = -1, .highest_hz = 0, .least_share = 1, .padding = -1})
                 .validate()
                 .size() == 4u);
}

BOOST_AUTO_TEST_SUITE_END()

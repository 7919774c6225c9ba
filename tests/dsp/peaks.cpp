#include <retrogait/dsp/peaks.hpp>

#include <rapidcheck.h>

#include <numbers>

#include "../golden/golden.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
namespace dsp = retrogait::dsp;

BOOST_AUTO_TEST_SUITE(peaks)

BOOST_AUTO_TEST_CASE(agrees_with_find_peaks) {
  const golden::table expected("peaks");
  for (int i = 0; i < 7; ++i) {
    const std::string key = std::to_string(i);
    BOOST_TEST_CONTEXT("conditions " << key) {
      const std::vector<double>& row = expected[key + ".conditions"];
      dsp::peak_params params{.min_distance_samples = row[2], .min_prominence = row[3]};
      if (row[1] > -1000) params.min_height = row[1];
      const std::vector<double>& x = expected[row[0] == 0 ? "signal0" : "signal1"];
      std::vector<std::size_t> index;
      std::vector<double> prominence;
      for (const dsp::peak& p : dsp::find_peaks(x, params)) {
        index.push_back(p.index);
        prominence.push_back(p.prominence);
        BOOST_TEST(p.height == x[p.index]);
      }
      BOOST_TEST(golden::distance(index, expected[key + ".index"]) == 0);
      BOOST_TEST(golden::distance(prominence, expected[key + ".prominence"]) < 1e-15);
    }
  }
}

// Prominence as its definition reads, one peak at a time.
double prominence_by_definition(const std::vector<double>& x, std::size_t peak) {
  double left = x[peak];
  for (std::size_t i = peak + 1; i-- > 0 && x[i] <= x[peak];) left = std::min(left, x[i]);
  double right = x[peak];
  for (std::size_t i = peak; i < x.size() && x[i] <= x[peak]; ++i) right = std::min(right, x[i]);
  return x[peak] - std::max(left, right);
}

BOOST_AUTO_TEST_CASE(prominence_is_what_its_definition_says) {
  BOOST_TEST(rc::check([](const std::vector<int>& whole) {
    std::vector<double> x;
    for (int value : whole) x.push_back(value % 6);
    for (const dsp::peak& p : dsp::find_peaks(x)) {
      RC_ASSERT(p.prominence == prominence_by_definition(x, p.index));
    }
  }));
}

BOOST_AUTO_TEST_CASE(plateaus_count_once_at_their_middle) {
  const std::vector<double> x{0, 2, 2, 2, 1, 3, 3, 0, 4, 4};
  const auto found = dsp::find_peaks(x);
  BOOST_REQUIRE(found.size() == 2u);
  BOOST_TEST(found[0].index == 2u);
  BOOST_TEST(found[0].position == 2.0);
  BOOST_TEST(found[1].index == 5u);
  BOOST_TEST(found[1].position == 5.5);
}

BOOST_AUTO_TEST_CASE(signals_without_a_peak) {
  BOOST_TEST(dsp::find_peaks({}).empty());
  for (const std::vector<double>& x : std::vector<std::vector<double>>{
           {1}, {1, 2}, {1, 2, 3}, {3, 2, 1}, {1, 1, 1, 1}, {2, 1, 1, 2}, {1, 2, 2}}) {
    BOOST_TEST(dsp::find_peaks(x).empty());
  }
}

BOOST_AUTO_TEST_CASE(refinement_finds_the_top_of_a_parabola) {
  std::vector<double> x;
  for (int i = 0; i < 10; ++i) x.push_back(5 - 0.3 * (i - 4.3) * (i - 4.3));
  const auto found = dsp::find_peaks(x);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_CHECK_SMALL(found[0].position - 4.3, 1e-13);
  BOOST_TEST(dsp::refined_position(x, 0) == 0.0);
  BOOST_TEST(dsp::refined_position(x, 9) == 9.0);
}

BOOST_AUTO_TEST_CASE(peaks_of_a_sine_lie_where_they_should) {
  std::vector<double> x;
  for (int i = 0; i < 200; ++i) x.push_back(std::sin(2 * std::numbers::pi * i / 47.3));
  const auto found = dsp::find_peaks(x, {.min_height = 0.5});
  BOOST_REQUIRE(found.size() == 4u);
  for (std::size_t k = 0; k < 4; ++k) {
    BOOST_CHECK_SMALL(found[k].position - 47.3 * (static_cast<double>(k) + 0.25), 0.01);
  }
}

BOOST_AUTO_TEST_CASE(errors) {
  const std::vector<double> x(5, 0.0);
  BOOST_CHECK_THROW(dsp::find_peaks(x, {.min_distance_samples = 0}), rg::config_error);
  BOOST_CHECK_THROW(dsp::find_peaks(x, {.min_prominence = -1}), rg::config_error);
}

BOOST_AUTO_TEST_SUITE_END()

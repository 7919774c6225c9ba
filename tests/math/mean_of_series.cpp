#include <retrogait/math/mean_of_series.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/testing/random.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <cmath>

#include "../golden/golden.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using boost::test_tools::tolerance;

BOOST_AUTO_TEST_SUITE(mean_of_series)

using series = std::vector<double>;

BOOST_AUTO_TEST_CASE(margins_are_those_of_the_cosine_transform_of_scipy) {
  const golden::table expected("series");
  for (const std::string name : {"alternating", "cycling", "outlier", "normal", "walk"}) {
    const series& x = expected[name + ".values"];
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(rg::mean_of_series(x).margin().value() == expected[name + ".margin"][0],
                 tolerance(1e-5));
      BOOST_TEST(rg::mean_of_series(x).n() == x.size());
    }
  }
}

BOOST_AUTO_TEST_CASE(takes_more_cosines_from_longer_series) {
  const std::vector<std::pair<std::size_t, std::size_t>> expected{
      {2, 1}, {3, 2}, {4, 2}, {6, 2}, {12, 2}, {15, 2}, {16, 3}, {30, 4}, {100, 9}, {1000, 40}};
  for (const auto& [n, terms] : expected) BOOST_TEST(rg::cosine_terms(n) == terms, n);
}

BOOST_AUTO_TEST_CASE(of_two_and_three_values_it_is_students_interval) {
  for (const series& few : {series{0.5, 0.7}, series{1.0, 1.1, 1.3}}) {
    rg::moments m;
    for (double x : few) m(x);
    BOOST_TEST(rg::mean_of_series(few).value() == m.mean().value(), tolerance(1e-12));
    BOOST_TEST(rg::mean_of_series(few).margin().value() == m.mean().margin().value(),
               tolerance(1e-9));
  }
}

BOOST_AUTO_TEST_CASE(all_cosines_together_are_students_interval_too) {
  BOOST_TEST(rc::check([] {
    series x;
    for (int v : *rc::gen::container<std::vector<int>>(9, rc::gen::inRange(-1000, 1000))) {
      x.push_back(v);
    }
    rg::moments m;
    for (double v : x) m(v);
    series deviations = x;
    for (double& d : deviations) d -= *m.mean();
    RC_ASSERT(std::abs(rg::cosine_margin_95(deviations, 8) - *m.mean().margin()) < 1e-9 * 1000);
  }));
}

BOOST_AUTO_TEST_CASE(no_value_has_no_mean_and_one_no_margin) {
  const auto none = rg::mean_of_series({});
  BOOST_TEST((none == rg::measured<double>::not_computable(rg::reason::too_few_values, 0, 1)));
  const series one{0.6};
  BOOST_TEST(rg::mean_of_series(one).value() == 0.6);
  BOOST_TEST(!rg::mean_of_series(one).margin().has_value());
}

BOOST_AUTO_TEST_CASE(identical_values_leave_no_doubt) {
  const auto found = rg::mean_of_series(series(20, 0.5));
  BOOST_TEST(found.value() == 0.5);
  BOOST_TEST(found.margin().value() == 0);
}

BOOST_AUTO_TEST_CASE(offset_scale_and_the_direction_of_time_do_what_they_should) {
  BOOST_TEST(rc::check([] {
    series x;
    for (int v : *rc::gen::nonEmpty<std::vector<int>>()) x.push_back(v % 1000 / 100.0);
    x.push_back(1);
    const double factor = *rc::gen::inRange(1, 50) / 10.0;
    const double offset = *rc::gen::inRange(-50, 50) / 10.0;
    const auto before = rg::mean_of_series(x);
    series reversed(x.rbegin(), x.rend());
    for (double& v : x) v = factor * v + offset;
    const auto after = rg::mean_of_series(x);
    RC_ASSERT(std::abs(*after - (factor * *before + offset)) < 1e-9);
    RC_ASSERT(std::abs(*after.margin() - factor * *before.margin()) < 1e-7);
    RC_ASSERT(std::abs(*rg::mean_of_series(reversed).margin() - *before.margin()) < 1e-7);
  }));
}

BOOST_AUTO_TEST_CASE(what_alternates_counts_little_and_what_drifts_counts_in_full) {
  series alternating;
  series drifting;
  for (int i = 0; i < 30; ++i) {
    alternating.push_back(i % 2 == 0 ? 0.5 : 0.6);
    drifting.push_back(0.5 + 0.1 * (i / 15));
  }
  const double student = rg::mean_margin_95(0.05 * std::sqrt(30.0 / 29), 30);
  BOOST_TEST(rg::mean_of_series(alternating).margin().value() < student / 3);
  BOOST_TEST(rg::mean_of_series(drifting).margin().value() > 3 * student);
}

/// A first-order autoregressive series with standard deviation 1.
series autoregressive(rt::random_source& random, std::size_t n, double phi) {
  const double fresh = std::sqrt(1 - phi * phi);
  series x{random.normal()};
  while (x.size() < n) x.push_back(phi * x.back() + fresh * random.normal());
  return x;
}

template <class Make>
double coverage(Make make) {
  constexpr int trials = 600;
  rt::random_source random(11);
  int held = 0;
  for (int i = 0; i < trials; ++i) {
    const auto found = rg::mean_of_series(make(random));
    held += std::abs(found.value()) <= found.margin().value();
  }
  return static_cast<double>(held) / trials;
}

BOOST_AUTO_TEST_CASE(the_margin_holds_the_truth_as_often_as_its_table_says) {
  struct row {
    std::size_t n;
    double phi;
    double expected;
  };
  for (const row& r : std::vector<row>{{6, -0.5, .96},
                                       {6, 0, .95},
                                       {6, 0.3, .93},
                                       {6, 0.6, .88},
                                       {6, 0.9, .66},
                                       {12, -0.5, .95},
                                       {12, 0, .95},
                                       {12, 0.3, .94},
                                       {12, 0.6, .93},
                                       {12, 0.9, .77},
                                       {30, 0, .95},
                                       {30, 0.3, .94},
                                       {30, 0.6, .92},
                                       {30, 0.9, .73}}) {
    const double found =
        coverage([&](rt::random_source& random) { return autoregressive(random, r.n, r.phi); });
    // Two and a half standard errors of a share of 600.
    const double chance = 2.5 * std::sqrt(r.expected * (1 - r.expected) / 600);
    BOOST_TEST(std::abs(found - r.expected) < chance + 0.01,
               "n " << r.n << ", phi " << r.phi << ": " << found);
  }
}

BOOST_AUTO_TEST_CASE(overlapping_strides_and_uneven_feet_are_held_too) {
  for (const std::size_t n : {6u, 12u, 30u}) {
    const double strides = coverage([n](rt::random_source& random) {
      const series steps = autoregressive(random, n + 1, 0);
      series sums;
      for (std::size_t i = 0; i < n; ++i) sums.push_back(steps[i] + steps[i + 1]);
      return sums;
    });
    const double feet = coverage([n](rt::random_source& random) {
      series x = autoregressive(random, n, 0);
      for (std::size_t i = 0; i < n; ++i) x[i] += i % 2 == 0 ? 1 : -1;
      return x;
    });
    BOOST_TEST(strides > 0.91, "strides, n " << n << ": " << strides);
    BOOST_TEST(feet > 0.93, "feet, n " << n << ": " << feet);
  }
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/print.hpp>
#include <retrogait/math/block_bootstrap.hpp>
#include <retrogait/math/mean_of_series.hpp>
#include <retrogait/testing/random.hpp>

#include <cmath>
#include <optional>
#include <set>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using boost::test_tools::tolerance;
using rg::reason;

BOOST_AUTO_TEST_SUITE(block_bootstrap)

using series = std::vector<double>;

double mean_of(const series& x) {
  return rg::mean(x);
}

series normal_values(std::size_t n, std::uint64_t seed) {
  rt::random_source random(seed);
  series x;
  for (std::size_t i = 0; i < n; ++i) x.push_back(10 + random.normal());
  return x;
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_margin_on_every_platform) {
  const series x{1.0, 1.1, 1.3, 1.2, 1.0, 0.9, 1.1, 1.2};
  const auto first = rg::block_bootstrap(x, mean_of);
  BOOST_TEST((first == rg::block_bootstrap(x, mean_of)));
  BOOST_TEST(first.value() == 1.1, tolerance(1e-12));
  BOOST_TEST(first.margin().value() !=
             rg::block_bootstrap(x, mean_of, {.seed = 2}).margin().value());
  rg::detail::bootstrap_source source(1);
  const std::vector<std::size_t> drawn{source.below(1000), source.below(1000), source.below(1000),
                                       source.below(10), source.below(10)};
  const std::vector<std::size_t> expected{566, 745, 971, 4, 4};
  BOOST_TEST(drawn == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(single_values_as_blocks_give_the_deviation_of_the_mean) {
  // Drawing single values, the mean's standard deviation is that of the values over √n, known
  // without drawing; n - 1 instead of n comes with the correction for few blocks.
  const series x = normal_values(40, 5);
  rg::moments m;
  for (double v : x) m(v);
  const auto found = rg::block_bootstrap(x, mean_of, {.block = 1, .resamples = 5000});
  BOOST_TEST(found.margin().value() == m.mean().margin().value(), tolerance(0.04));
}

BOOST_AUTO_TEST_CASE(agrees_with_the_formula_where_there_is_one) {
  double by_formula = 0;
  double by_drawing = 0;
  double deviation_by_formula = 0;
  double deviation_by_drawing = 0;
  const auto deviation = [](const series& values) {
    rg::moments m;
    for (double v : values) m(v);
    return m.stddev().value();
  };
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const series x = normal_values(100, seed);
    by_formula += rg::mean_of_series(x).margin().value();
    by_drawing += rg::block_bootstrap(x, mean_of, {.resamples = 200}).margin().value();
    deviation_by_formula += deviation(x) * rg::stddev_margin_95(99);
    deviation_by_drawing += rg::block_bootstrap(x, deviation, {.resamples = 200}).margin().value();
  }
  BOOST_TEST(by_drawing == by_formula, tolerance(0.15));
  BOOST_TEST(deviation_by_drawing == deviation_by_formula, tolerance(0.15));
}

BOOST_AUTO_TEST_CASE(blocks_are_even_and_grow_slowly) {
  const std::vector<std::pair<std::size_t, std::size_t>> expected{
      {2, 2}, {6, 2}, {12, 2}, {26, 2}, {30, 4}, {100, 4}, {200, 6}, {1000, 10}};
  for (const auto& [n, length] : expected) BOOST_TEST(rg::block_length(n) == length, n);
}

BOOST_AUTO_TEST_CASE(blocks_keep_neighbours_together) {
  series x;
  for (int i = 0; i < 24; ++i) x.push_back(i);
  // In each drawn series the values of a block follow one another, the first after the last.
  bool kept = true;
  std::set<double> starts;
  const auto look = [&](const series& drawn) {
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      if (i % 4 == 0) {
        starts.insert(drawn[i]);
      } else {
        kept = kept && drawn[i] == std::fmod(drawn[i - 1] + 1, 24);
      }
    }
    return 0.0;
  };
  rg::block_bootstrap(x, look, {.block = 4});
  BOOST_TEST(kept);
  BOOST_TEST(starts.size() == 24u);
}

BOOST_AUTO_TEST_CASE(a_statistic_of_steps_with_sides_may_have_no_value_now_and_then) {
  struct step_time {
    double value_s;
    bool left;
  };
  std::vector<step_time> steps;
  for (int i = 0; i < 20; ++i) steps.push_back({i % 2 == 0 ? 0.5 : 0.6, i % 2 == 0});
  const auto difference = [](const std::vector<step_time>& all) -> std::optional<double> {
    rg::moments left;
    rg::moments right;
    for (const step_time& s : all) (s.left ? left : right)(s.value_s);
    if (left.count() == 0 || right.count() == 0) return std::nullopt;
    return *right.mean() - *left.mean();
  };
  const auto found = rg::block_bootstrap(steps, difference);
  BOOST_TEST(found.value() == 0.1, tolerance(1e-9));
  BOOST_TEST(found.margin().value() < 1e-12);  // all left steps are alike, and all right ones

  const auto lone = rg::block_bootstrap(steps, [&](const std::vector<step_time>& all) {
    return all.front().left && !all[2].left ? difference(all) : std::nullopt;
  });
  BOOST_TEST(lone.why() == reason::degenerate);
  int asked = 0;
  const auto seldom = rg::block_bootstrap(steps, [&](const std::vector<step_time>& all) {
    return asked++ % 5 == 0 ? difference(all) : std::nullopt;
  });
  BOOST_TEST(seldom.has_value());
  BOOST_TEST(!seldom.margin().has_value());
}

BOOST_AUTO_TEST_CASE(identical_values_leave_no_doubt_and_too_few_have_no_value) {
  BOOST_TEST(rg::block_bootstrap(series(12, 0.5), mean_of).margin().value() == 0);
  for (std::size_t n = 0; n < 4; ++n) {
    const auto few = rg::block_bootstrap(series(n, 0.5), mean_of);
    BOOST_TEST(few.why() == reason::too_few_values);
    BOOST_TEST(few.n() == n);
    BOOST_TEST(few.needed() == 4u);
  }
  BOOST_CHECK_THROW(rg::block_bootstrap(series(12, 0.5), mean_of, {.resamples = 1}),
                    rg::config_error);
}

BOOST_AUTO_TEST_CASE(the_margin_of_a_mean_holds_the_truth_about_as_often_as_its_table_says) {
  constexpr int trials = 300;
  for (const auto& [n, phi, expected] : std::vector<std::tuple<std::size_t, double, double>>{
           {12, 0, .97}, {12, 0.3, .92}, {30, 0.6, .88}}) {
    rt::random_source random(4);
    int held = 0;
    for (int i = 0; i < trials; ++i) {
      series x{random.normal()};
      while (x.size() < n) {
        x.push_back(phi * x.back() + std::sqrt(1 - phi * phi) * random.normal());
      }
      const auto found = rg::block_bootstrap(x, mean_of, {.resamples = 100});
      held += std::abs(found.value()) <= found.margin().value();
    }
    const double share = static_cast<double>(held) / trials;
    BOOST_TEST(std::abs(share - expected) < 0.04, n << " values, phi " << phi << ": " << share);
  }
}

BOOST_AUTO_TEST_SUITE_END()

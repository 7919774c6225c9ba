#include <retrogait/core/concepts.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/math/moments.hpp>

#include <rapidcheck.h>

#include "../support/test.hpp"

namespace rg = retrogait;

static_assert(rg::accumulator<rg::moments, double>);

BOOST_AUTO_TEST_SUITE(moments)

BOOST_AUTO_TEST_CASE(gives_mean_and_sample_variance) {
  const std::vector<double> steps_s{0.58, 0.61, 0.60, 0.57};
  const rg::moments m = rg::accumulate(steps_s, rg::moments{});
  BOOST_TEST(m.count() == 4u);
  BOOST_CHECK_CLOSE(m.mean().value(), 0.59, 1e-10);
  BOOST_CHECK_CLOSE(m.variance().value(), 0.001 / 3, 1e-9);
  BOOST_CHECK_CLOSE(m.stddev().value(), std::sqrt(0.001 / 3), 1e-9);
  BOOST_CHECK_CLOSE(m.mean().margin().value(), 3.1824463 * std::sqrt(0.001 / 3) / 2, 1e-5);
  BOOST_TEST((m.value() == m.mean()));
}

BOOST_AUTO_TEST_CASE(says_when_values_are_too_few) {
  rg::moments m;
  BOOST_TEST((m.mean() == rg::measured<double>::not_computable(rg::reason::too_few_values, 0, 1)));
  m(3.0);
  BOOST_TEST(m.mean().value() == 3.0);
  BOOST_TEST(!m.mean().margin().has_value());
  BOOST_TEST(
      (m.variance() == rg::measured<double>::not_computable(rg::reason::too_few_values, 1, 2)));
  BOOST_TEST((m.stddev().why() == rg::reason::too_few_values));
}

BOOST_AUTO_TEST_CASE(merge_equals_fill) {
  BOOST_TEST(rc::check([](const std::vector<int>& first, const std::vector<int>& second) {
    const auto fill = [](const std::vector<int>& whole, rg::moments m) {
      for (int x : whole) m(9.81 + 1e-3 * (x % 1000));
      return m;
    };
    const rg::moments merged = fill(first, {}) + fill(second, {});
    const rg::moments filled = fill(second, fill(first, {}));
    RC_ASSERT(merged.count() == filled.count());
    RC_ASSERT(merged.mean().has_value() == filled.mean().has_value());
    RC_ASSERT(std::abs(merged.mean().value_or(0) - filled.mean().value_or(0)) < 1e-12);
    RC_ASSERT(std::abs(merged.variance().value_or(0) - filled.variance().value_or(0)) < 1e-12);
  }));
}

BOOST_AUTO_TEST_CASE(keeps_its_precision_far_from_zero) {
  rg::moments m;
  for (double x : {4.0, 7.0, 13.0, 16.0}) m(1e9 + x);
  BOOST_TEST(m.variance().value() == 30.0);
}

BOOST_AUTO_TEST_SUITE_END()

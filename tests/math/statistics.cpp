#include <retrogait/math/statistics.hpp>

#include <rapidcheck.h>

#include <numbers>

#include "../golden/golden.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(statistics)

BOOST_AUTO_TEST_CASE(agrees_with_numpy) {
  const golden::table expected("statistics");
  for (const std::string size : {"1", "2", "5", "10", "51"}) {
    BOOST_TEST_CONTEXT(size << " values") {
      const std::vector<double>& x = expected[size + ".values"];
      BOOST_CHECK_SMALL(rg::mean(x) - expected[size + ".mean"][0], 1e-15);
      BOOST_CHECK_SMALL(rg::median(x) - expected[size + ".median"][0], 1e-15);
      BOOST_CHECK_SMALL(rg::median_absolute_deviation(x) - expected[size + ".mad"][0], 1e-15);
      std::vector<double> quantiles;
      for (double p : expected[size + ".probabilities"]) quantiles.push_back(rg::quantile(x, p));
      BOOST_TEST(golden::distance(quantiles, expected[size + ".quantiles"]) < 1e-15);
    }
  }
}

BOOST_AUTO_TEST_CASE(quantiles_rise_from_the_lowest_value_to_the_highest) {
  BOOST_TEST(rc::check([] {
    const auto whole = *rc::gen::nonEmpty<std::vector<int>>();
    const std::vector<double> x(whole.begin(), whole.end());
    RC_ASSERT(rg::quantile(x, 0) == *std::min_element(x.begin(), x.end()));
    RC_ASSERT(rg::quantile(x, 1) == *std::max_element(x.begin(), x.end()));
    double before = rg::quantile(x, 0);
    for (double p : {0.1, 0.3, 0.5, 0.51, 0.99}) {
      const double now = rg::quantile(x, p);
      RC_ASSERT(now >= before);
      before = now;
    }
  }));
}

BOOST_AUTO_TEST_CASE(circular_statistics_agree_with_scipy) {
  const golden::table expected("statistics");
  const auto mean = rg::circular_mean(expected["angles"]);
  const double length = expected["resultant_length"][0];
  BOOST_CHECK_SMALL(mean.value() - expected["circular_mean"][0], 1e-14);
  BOOST_CHECK_SMALL(mean.quality() - length, 1e-14);
  BOOST_CHECK_SMALL(rg::resultant_length(expected["angles"]) - length, 1e-14);
}

BOOST_AUTO_TEST_CASE(angles_that_cancel_have_no_mean) {
  const std::vector<double> opposed{0.3, 0.3 + std::numbers::pi};
  BOOST_TEST((rg::circular_mean(opposed).why() == rg::reason::degenerate));
  BOOST_CHECK_SMALL(rg::resultant_length(opposed), 1e-15);
  BOOST_TEST(rg::resultant_length(std::vector{0.3, 0.3, 0.3}) == 1.0,
             boost::test_tools::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(student_t_agrees_with_scipy) {
  const golden::table expected("statistics");
  std::vector<double> quantiles;
  for (double degrees : expected["t.degrees"]) {
    quantiles.push_back(rg::student_t_975(static_cast<std::size_t>(degrees)));
  }
  BOOST_TEST(golden::distance(quantiles, expected["t.quantiles"]) < 1e-5);
}

BOOST_AUTO_TEST_CASE(margin_of_a_mean) {
  BOOST_CHECK_CLOSE(rg::mean_margin_95(2.0, 4), 3.1824463, 1e-5);
}

BOOST_AUTO_TEST_CASE(chi_square_agrees_with_scipy) {
  const golden::table expected("series");
  const std::vector<double>& x = expected["chi2.x"];
  const std::vector<double>& degrees = expected["chi2.degrees"];
  std::vector<double> below;
  for (std::size_t i = 0; i < x.size(); ++i) {
    below.push_back(rg::detail::chi_square_below(x[i], degrees[i]));
  }
  BOOST_TEST(golden::distance(below, expected["chi2.below"]) < 1e-12);
  BOOST_TEST(rg::detail::chi_square_below(0, 3) == 0);
  BOOST_TEST(rg::detail::chi_square_below(1e9, 3) == 1);
}

BOOST_AUTO_TEST_CASE(margin_of_a_standard_deviation) {
  const golden::table expected("series");
  std::vector<double> margins;
  for (double degrees : expected["stddev.degrees"]) {
    margins.push_back(rg::stddev_margin_95(degrees));
  }
  BOOST_TEST(golden::distance(margins, expected["stddev.margins"]) < 1e-8);
  BOOST_TEST(rg::stddev_margin_95(1e5) == 1.959964 / std::sqrt(2e5),
             boost::test_tools::tolerance(1e-4));
}

BOOST_AUTO_TEST_CASE(no_values_are_a_bug_of_the_caller) {
  struct thrown {};
  const auto before = rg::set_assertion_handler([](const rg::assertion_info&) { throw thrown{}; });
  BOOST_CHECK_THROW(rg::mean({}), thrown);
  BOOST_CHECK_THROW(rg::median({}), thrown);
  BOOST_CHECK_THROW(rg::student_t_975(0), thrown);
  BOOST_CHECK_THROW(rg::stddev_margin_95(0.5), thrown);
  rg::set_assertion_handler(before);
}

BOOST_AUTO_TEST_SUITE_END()

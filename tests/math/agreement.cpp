#include <retrogait/math/agreement.hpp>

#include <rapidcheck.h>

#include "../golden/golden.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
using rg::reason;

namespace {

const golden::table& expected() {
  static const golden::table table("agreement");
  return table;
}

double relative(double found, double truth) {
  return std::abs(found - truth) / std::abs(truth);
}

const std::vector<double> nothing;

// Peak expiratory flow of 17 people by two meters (Bland & Altman 1986, table 1), l/min.
const std::vector<double> large_meter{494, 395, 516, 434, 476, 557, 413, 442, 650,
                                      433, 417, 656, 267, 478, 178, 423, 427};
const std::vector<double> small_meter{512, 430, 520, 428, 500, 600, 364, 380, 658,
                                      445, 432, 626, 260, 477, 259, 350, 451};

}  // namespace

BOOST_AUTO_TEST_SUITE(agreement)

BOOST_AUTO_TEST_CASE(quantiles_of_f_are_those_of_scipy) {
  const std::vector<std::pair<double, double>> degrees{{1, 1},   {5, 15},  {4.78, 5},  {30, 2.5},
                                                       {0.4, 7}, {9, 0.7}, {99, 120.5}};
  const char* const keys[] = {"f.1.1",   "f.5.15",  "f.4.78.5",  "f.30.2.5",
                              "f.0.4.7", "f.9.0.7", "f.99.120.5"};
  for (std::size_t i = 0; i < degrees.size(); ++i) {
    const auto& [numerator, denominator] = degrees[i];
    const std::vector<double>& row = expected()[keys[i]];
    const double probabilities[] = {0.025, 0.5, 0.975};
    for (std::size_t p = 0; p < 3; ++p) {
      const double found = rg::detail::fisher_quantile(probabilities[p], numerator, denominator);
      BOOST_TEST(relative(found, row[p]) < 1e-9, keys[i] << ": " << found << ", not " << row[p]);
    }
  }
  // F with one degree of freedom is the square of Student's t.
  const double t = rg::student_t_975(8);
  BOOST_TEST(relative(rg::detail::fisher_quantile(0.95, 1, 8), t * t) < 1e-5);
}

BOOST_AUTO_TEST_CASE(every_statistic_of_pairs_is_that_of_numpy) {
  for (const char* const size : {"3", "12", "40", "25"}) {
    const std::string key = std::string("pairs.") + size + ".";
    const std::vector<double>& x = expected()[key + "x"];
    const std::vector<double>& y = expected()[key + "y"];

    BOOST_TEST(std::abs(*rg::mean_absolute_error(x, y) - expected()[key + "mae"][0]) < 1e-12);

    const auto limits = rg::limits_of_agreement(x, y);
    BOOST_REQUIRE(limits);
    BOOST_TEST(limits.n() == x.size());
    const std::vector<double> found{
        limits->bias,         limits->deviation,     limits->low,         limits->high,
        limits->bias_95->low, limits->bias_95->high, limits->low_95->low, limits->low_95->high,
        limits->high_95->low, limits->high_95->high};
    BOOST_TEST(golden::distance(found, expected()[key + "limits"]) < 1e-4);

    const auto icc = rg::intraclass_correlation(x, y);
    BOOST_REQUIRE(icc);
    const std::vector<double> of_icc{icc->value, icc->interval.low, icc->interval.high};
    BOOST_TEST(golden::distance(of_icc, expected()[key + "icc"]) < 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(the_published_examples_come_out) {
  // Shrout & Fleiss 1979, table 2: six targets, four judges.
  Eigen::MatrixXd ratings(6, 4);
  ratings << 9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7;
  const auto icc = rg::intraclass_correlation(ratings);
  BOOST_REQUIRE(icc);
  BOOST_TEST(std::abs(icc->value - 0.29) < 0.005);
  BOOST_TEST(std::abs(icc->interval.low - 0.019) < 0.001);
  BOOST_TEST(std::abs(icc->interval.high - 0.761) < 0.001);

  // Bland & Altman 1986: bias -2.1, deviation 38.8, limits -79.7 and 75.5 (with 2 for 1.96), 95 % of the
  // bias -22.0 to 17.8.
  const auto limits = rg::limits_of_agreement(large_meter, small_meter);
  BOOST_REQUIRE(limits);
  BOOST_TEST(std::abs(limits->bias + 2.1) < 0.05);
  BOOST_TEST(std::abs(limits->deviation - 38.8) < 0.05);
  BOOST_TEST(std::abs(limits->bias - 2 * limits->deviation + 79.7) < 0.1);
  BOOST_TEST(std::abs(limits->bias_95->low + 22.0) < 0.1);
  BOOST_TEST(std::abs(limits->bias_95->high - 17.8) < 0.1);
}

BOOST_AUTO_TEST_CASE(too_few_pairs_are_a_reason) {
  const std::vector<double> one{1};
  const std::vector<double> two{1, 2};
  BOOST_TEST((rg::mean_absolute_error(nothing, nothing).why() == reason::too_few_values));
  BOOST_TEST(*rg::mean_absolute_error(one, std::vector<double>{3}) == 2);
  BOOST_TEST(!rg::mean_absolute_error(one, one).margin());
  BOOST_TEST(rg::mean_absolute_error(two, two).margin().has_value());
  for (const std::vector<double>& few : {nothing, one, two}) {
    const auto limits = rg::limits_of_agreement(few, few);
    BOOST_TEST((limits.why() == reason::too_few_values));
    BOOST_TEST(limits.n() == few.size());
    BOOST_TEST(limits.needed() == rg::least_for_agreement);
    BOOST_TEST((rg::intraclass_correlation(few, few).why() == reason::too_few_values));
    BOOST_TEST((rg::standard_error_of_measurement(few, few).why() == reason::too_few_values));
  }
  const std::vector<double> many{1, 2, 3, 4};
  const auto alone = rg::limits_of_agreement(many, many, std::vector<std::size_t>(4, 0));
  BOOST_TEST((alone.why() == reason::too_few_values));
  BOOST_TEST(alone.n() == 1U);
  BOOST_TEST((rg::limits_of_agreement(two, two, std::vector<std::size_t>{0, 1}).why() ==
              reason::too_few_values));
}

BOOST_AUTO_TEST_CASE(identical_pairs_agree_wholly) {
  const std::vector<double> x{0.4, 0.7, 1.1, 1.3};
  BOOST_TEST(*rg::mean_absolute_error(x, x) == 0);
  const auto limits = rg::limits_of_agreement(x, x);
  BOOST_REQUIRE(limits);
  BOOST_TEST(limits->low == 0);
  BOOST_TEST(limits->high == 0);
  const auto icc = rg::intraclass_correlation(x, x);
  BOOST_REQUIRE(icc);
  BOOST_TEST(std::abs(icc->value - 1) < 1e-12);
  BOOST_TEST(std::abs(icc->interval.low - 1) < 1e-12);
  BOOST_TEST(std::abs(icc->interval.high - 1) < 1e-12);
  BOOST_TEST(*rg::standard_error_of_measurement(x, x) == 0);
}

BOOST_AUTO_TEST_CASE(what_does_not_vary_has_no_correlation) {
  const std::vector<double> x{1, 2, 3, 4};
  const std::vector<double> same(4, 2.0);
  BOOST_TEST((rg::intraclass_correlation(x, same).why() == reason::degenerate));
  BOOST_TEST((rg::intraclass_correlation(same, same).why() == reason::degenerate));
  BOOST_TEST(std::abs(rg::intraclass_correlation(same, x)->value) < 0.5);  // a method may be so bad
  Eigen::MatrixXd alike(3, 2);  // the targets do not differ, the raters do
  alike << 1, 2, 1, 2, 1, 2;
  BOOST_TEST((rg::intraclass_correlation(alike).why() == reason::degenerate));
  const auto limits = rg::limits_of_agreement(x, same);
  BOOST_REQUIRE(limits);
  BOOST_TEST(limits->bias == 0.5);
}

BOOST_AUTO_TEST_CASE(one_outlier_widens_the_limits_and_takes_the_agreement_away) {
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 20; ++i) {
    y.push_back(i);
    x.push_back(i + (i % 2 == 0 ? 0.1 : -0.1));
  }
  const auto before = rg::limits_of_agreement(x, y);
  const double icc_before = rg::intraclass_correlation(x, y)->value;
  x[3] += 40;
  const auto after = rg::limits_of_agreement(x, y);
  BOOST_TEST(std::abs(after->bias - before->bias - 2) < 1e-12);
  BOOST_TEST(after->deviation > 50 * before->deviation);
  BOOST_TEST(icc_before > 0.999);
  BOOST_TEST(rg::intraclass_correlation(x, y)->value < 0.5);
}

// An effect of raters that cancels the error's leaves hardly a degree of freedom; a number all the same.
BOOST_AUTO_TEST_CASE(any_pairs_give_finite_numbers) {
  BOOST_TEST(rc::check([] {
    const auto pairs = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(-3, 4), rc::gen::inRange(-3, 4)));
    std::vector<double> x;
    std::vector<double> y;
    for (const auto& [a, b] : pairs) {
      x.push_back(a);
      y.push_back(b);
    }
    if (const auto icc = rg::intraclass_correlation(x, y)) {
      RC_ASSERT(icc->value <= 1 && std::isfinite(icc->value));
      RC_ASSERT(icc->interval.low <= icc->value + 1e-9);
      RC_ASSERT(icc->interval.high >= icc->value - 1e-9);
      RC_ASSERT(std::isfinite(icc->interval.low) && std::isfinite(icc->interval.high));
    }
    if (const auto limits = rg::limits_of_agreement(x, y)) {
      RC_ASSERT(limits->low <= limits->bias && limits->bias <= limits->high);
    }
  }));
}

BOOST_AUTO_TEST_CASE(units_and_origin_change_only_what_they_should) {
  const std::vector<double>& x = expected()["pairs.12.x"];
  const std::vector<double>& y = expected()["pairs.12.y"];
  std::vector<double> u = x;
  std::vector<double> v = y;
  for (double& value : u) value = 100 * value + 7;
  for (double& value : v) value = 100 * value + 7;
  const auto limits = rg::limits_of_agreement(x, y);
  const auto scaled = rg::limits_of_agreement(u, v);
  BOOST_TEST(relative(scaled->low, 100 * limits->low) < 1e-9);
  BOOST_TEST(relative(scaled->high_95->high, 100 * limits->high_95->high) < 1e-9);
  const auto icc = rg::intraclass_correlation(x, y);
  const auto same = rg::intraclass_correlation(u, v);
  BOOST_TEST(relative(same->value, icc->value) < 1e-9);
  BOOST_TEST(relative(same->interval.low, icc->interval.low) < 1e-9);
  // Absolute agreement: a shift of one of the two counts.
  for (double& value : v) value += 300;
  BOOST_TEST(rg::intraclass_correlation(u, v)->value < icc->value - 0.1);
}

BOOST_AUTO_TEST_CASE(one_pair_of_each_person_is_the_simple_case) {
  std::vector<std::size_t> person;
  for (std::size_t i = 0; i < large_meter.size(); ++i) person.push_back(i);
  const auto simple = rg::limits_of_agreement(large_meter, small_meter);
  const auto by_person = rg::limits_of_agreement(large_meter, small_meter, person);
  BOOST_REQUIRE(by_person);
  BOOST_TEST(relative(by_person->bias, simple->bias) < 1e-9);
  BOOST_TEST(relative(by_person->deviation, simple->deviation) < 1e-9);
  BOOST_TEST(relative(by_person->bias_95->low, simple->bias_95->low) < 1e-9);
}

BOOST_AUTO_TEST_CASE(repeated_pairs_of_people_are_not_independent) {
  // Two people with three pairs each. Differences 0, 1, 2 and 10, 11, 12: within 1, between 50 - 1/3.
  const std::vector<double> x{0, 1, 2, 10, 11, 12};
  const std::vector<double> y(6, 0.0);
  const std::vector<std::size_t> person{7, 7, 7, 2, 2, 2};
  const auto limits = rg::limits_of_agreement(x, y, person);
  BOOST_REQUIRE(limits);
  BOOST_TEST(limits->bias == 6);
  BOOST_TEST(relative(limits->deviation, std::sqrt(1 + 50 - 1.0 / 3)) < 1e-12);
  // The mean's variance is that of two people's means, 50 / 2, with one degree of freedom.
  const double margin = rg::student_t_975(1) * 5;
  BOOST_TEST(relative(limits->bias_95->high - 6, margin) < 1e-9);
  BOOST_TEST(!limits->low_95);

  // People who do not differ: the variance between them is never below nothing.
  const std::vector<double> alike{-1, 0, 1, -1, 0, 1};
  BOOST_TEST(relative(rg::limits_of_agreement(alike, y, person)->deviation, 1.0) < 1e-12);

  // One person has more pairs than the other: m0 = (16 - 10) / 4 = 1.5.
  const auto uneven =
      rg::limits_of_agreement(std::vector<double>{0, 1, 2, 11}, std::vector<double>(4, 0.0),
                              std::vector<std::size_t>{0, 0, 0, 1});
  BOOST_TEST(relative(uneven->deviation, std::sqrt(1 + (75 - 1) / 1.5)) < 1e-12);
}

BOOST_AUTO_TEST_CASE(scatter_of_test_and_retest) {
  // Differences 1, 3, 5 have deviation 2, so SEM = √2; that the retest is 3 higher on
  // average does not count.
  const std::vector<double> test{10, 20, 30};
  const std::vector<double> retest{11, 23, 35};
  const auto error = rg::standard_error_of_measurement(test, retest);
  BOOST_REQUIRE(error);
  BOOST_TEST(relative(*error, std::sqrt(2.0)) < 1e-12);
}

BOOST_AUTO_TEST_SUITE_END()

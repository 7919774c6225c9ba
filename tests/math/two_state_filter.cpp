#include <retrogait/math/two_state_filter.hpp>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(two_state_filter)

struct observation {
  double ratio;  // likelihood of the first state over that of the second
  double flip;
};

/// Probability of the first state at the end, by adding up every path that the states may take.
double by_all_paths(double prior, const std::vector<observation>& seen) {
  double first = 0;
  double second = 0;
  const std::size_t n = seen.size();
  for (std::size_t path = 0; path < (std::size_t{1} << (n + 1)); ++path) {
    const auto in_first = [&](std::size_t i) { return (path >> i & 1U) == 0; };
    double p = in_first(0) ? prior : 1 - prior;
    for (std::size_t i = 0; i < n; ++i) {
      p *= in_first(i) == in_first(i + 1) ? 1 - seen[i].flip : seen[i].flip;
      if (in_first(i + 1)) p *= seen[i].ratio;
    }
    (in_first(n) ? first : second) += p;
  }
  return first / (first + second);
}

BOOST_AUTO_TEST_CASE(agrees_with_the_sum_over_all_paths) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> uniform;
  std::normal_distribution<double> normal;
  for (int round = 0; round < 100; ++round) {
    const double prior = 0.01 + 0.98 * uniform(random);
    rg::two_state_filter filter(std::log(prior / (1 - prior)));
    std::vector<observation> seen;
    for (int i = 0; i < 8; ++i) {
      const double evidence = 3 * normal(random);
      const double flip = uniform(random);
      seen.push_back({std::exp(evidence), flip});
      filter.update(evidence, flip);
      BOOST_TEST(filter.probability() == by_all_paths(prior, seen),
                 boost::test_tools::tolerance(1e-9));
    }
  }
}

BOOST_AUTO_TEST_CASE(starts_undecided) {
  BOOST_TEST(rg::two_state_filter().log_odds() == 0);
  BOOST_TEST(rg::two_state_filter().probability() == 0.5);
}

BOOST_AUTO_TEST_CASE(exchanging_the_states_turns_the_answer_round) {
  rg::two_state_filter one(0.3);
  rg::two_state_filter other(-0.3);
  for (double evidence : {2.0, -0.5, 40.0, -3.0, -1000.0, 0.1}) {
    one.update(evidence, 0.05);
    other.update(-evidence, 0.05);
    BOOST_TEST(one.log_odds() == -other.log_odds());
    BOOST_CHECK_SMALL(one.probability() + other.probability() - 1, 1e-15);
  }
}

BOOST_AUTO_TEST_CASE(no_evidence_however_strong_breaks_it) {
  for (double flip : {1e-9, 0.006, 0.5, 0.97, 1.0}) {
    // What is certain before a step is as likely as no flip after it.
    const double most = std::log((1 - flip) / flip);
    for (double sign : {-1.0, 1.0}) {
      const double predicted = rg::predict_log_odds(sign * 1e6, flip);
      if (flip < 1) BOOST_CHECK_SMALL(predicted - sign * most, 1e-9);
      BOOST_TEST(predicted * (0.5 - flip) * sign >= 0);
      rg::two_state_filter filter;
      filter.update(sign * 1e6, flip);
      BOOST_TEST(filter.probability() == (sign > 0 ? 1.0 : 0.0));
      filter.update(-sign * 1e6, 0.006);
      BOOST_TEST(filter.probability() == (sign > 0 ? 0.0 : 1.0));
    }
  }
  BOOST_TEST(rg::predict_log_odds(3.0, 0.0) == 3.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(rg::predict_log_odds(3.0, 1.0) == -3.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(rg::predict_log_odds(-7.0, 0.5) == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()

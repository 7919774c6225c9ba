#include <retrogait/metrics/dated_value.hpp>
#include <retrogait/metrics/trend.hpp>

#include <chrono>
#include <limits>

#include "../support/test.hpp"

namespace rg = retrogait;
using rg::change_verdict;
using rg::change_way;
using rg::measured;
using rg::reason;
using rg::quantities::metres_per_second;
using speed = rg::quantity<rg::units::metre_per_second>;
using value = measured<speed>;
using boost::test_tools::tolerance;

BOOST_AUTO_TEST_SUITE(trend)

constexpr std::chrono::sys_days day_0{std::chrono::year(2024) / 3 / 1};

value plain(double v) {
  return value::of(metres_per_second(v), 20);
}

value with_margin(double v, double margin) {
  return value::of(metres_per_second(v), 20, metres_per_second(margin));
}

std::vector<value> series(const std::vector<double>& values) {
  std::vector<value> out;
  for (double v : values) out.push_back(plain(v));
  return out;
}

rg::dated_value<rg::units::metre_per_second> on(int day, double v) {
  return {day_0 + std::chrono::days(day), plain(v)};
}

BOOST_AUTO_TEST_CASE(weirs_minimal_difference_is_that_of_two_single_sessions) {
  const speed mdc = rg::minimal_detectable_change(metres_per_second(0.05));
  BOOST_TEST(mdc.value() == 0.138590, tolerance(1e-5));
  const auto change = rg::change_from_baseline(series({0.8}), plain(0.93), metres_per_second(0.05));
  BOOST_REQUIRE(change.difference.has_value());
  BOOST_TEST(change.difference.margin()->value() == mdc.value(), tolerance(1e-12));
  BOOST_TEST(change.difference->value() == 0.13, tolerance(1e-9));
  BOOST_TEST((change.verdict() == change_verdict::within_noise));
  BOOST_TEST((change.way() == change_way::none));
}

BOOST_AUTO_TEST_CASE(the_own_spread_gives_the_prediction_interval_of_one_more_session) {
  // Mean 0.80, standard deviation 0.02 and 4 degrees of freedom.
  const std::vector<value> baseline = series({0.78, 0.80, 0.82, 0.82, 0.78});
  const double mdc = 2.7764451 * 0.02 * std::sqrt(1.2);
  const auto up = rg::change_from_baseline(baseline, plain(0.80 + mdc + 0.001));
  BOOST_REQUIRE(up.difference.has_value());
  BOOST_TEST(up.difference.margin()->value() == mdc, tolerance(1e-7));
  BOOST_TEST(up.difference.n() == 5u);
  BOOST_TEST((up.verdict() == change_verdict::real_change));
  BOOST_TEST((up.way() == change_way::up));
  const auto down = rg::change_from_baseline(baseline, plain(0.80 - mdc - 0.001));
  BOOST_TEST((down.way() == change_way::down));
  const auto same = rg::change_from_baseline(baseline, plain(0.80 + mdc - 0.001));
  BOOST_TEST((same.verdict() == change_verdict::within_noise));
  BOOST_TEST((same.way() == change_way::none));
}

BOOST_AUTO_TEST_CASE(too_few_sessions_are_said) {
  for (const std::vector<double>& few : {std::vector<double>{}, {0.8}, {0.8, 0.9}}) {
    const auto change = rg::change_from_baseline(series(few), plain(2));
    BOOST_TEST((change.verdict() == change_verdict::unknown));
    BOOST_TEST((change.way() == change_way::none));
    BOOST_TEST((change.why() == reason::too_few_values));
    BOOST_TEST(change.difference.n() == few.size());
    BOOST_TEST(change.difference.needed() == rg::least_for_baseline);
  }
  const std::optional<speed> sem = metres_per_second(0.05);
  BOOST_TEST(
      rg::change_from_baseline(series(std::vector<double>{}), plain(1), sem).difference.needed() ==
      1u);
}

BOOST_AUTO_TEST_CASE(sessions_without_a_value_count_as_not_there) {
  std::vector<value> baseline = series({0.78, 0.80, 0.82});
  const auto without = rg::change_from_baseline(baseline, plain(1));
  baseline.insert(baseline.begin() + 1, value::not_computable(reason::gap));
  BOOST_TEST((rg::change_from_baseline(baseline, plain(1)) == without));
  const auto none = rg::change_from_baseline(baseline, value::not_computable(reason::no_walking));
  BOOST_TEST((none.why() == reason::no_walking));
}

BOOST_AUTO_TEST_CASE(a_baseline_that_does_not_vary_says_nothing_of_its_noise) {
  const std::vector<value> same = series({0.8, 0.8, 0.8, 0.8});
  BOOST_TEST((rg::change_from_baseline(same, plain(0.8)).why() == reason::degenerate));
  BOOST_TEST((rg::change_from_baseline(same, plain(0.9)).why() == reason::degenerate));
  const auto told = rg::change_from_baseline(same, plain(0.9), metres_per_second(.01));
  BOOST_TEST((told.verdict() == change_verdict::real_change));
}

BOOST_AUTO_TEST_CASE(a_session_known_less_well_than_the_baseline_must_change_more) {
  // Standard deviation 0.02, of which the margins claim 0.01.
  const std::vector<value> baseline{with_margin(0.78, 0.0196), with_margin(0.80, 0.0196),
                                    with_margin(0.82, 0.0196)};
  const auto usual = rg::change_from_baseline(baseline, with_margin(0.9, 0.0196));
  const auto better = rg::change_from_baseline(baseline, with_margin(0.9, 0.001));
  const auto shorter = rg::change_from_baseline(baseline, with_margin(0.9, 0.0588));
  BOOST_TEST((better.difference.margin() == usual.difference.margin()));
  BOOST_TEST(shorter.difference.margin()->value() ==
                 4.3026527 * std::sqrt(0.02 * 0.02 * 4 / 3 + 0.03 * 0.03 - 0.01 * 0.01),
             tolerance(1e-3));
  // Without margins in the baseline, only what exceeds its spread counts.
  const auto against_plain =
      rg::change_from_baseline(series({0.78, 0.80, 0.82}), with_margin(0.9, 0.0588));
  BOOST_TEST(against_plain.difference.margin()->value() ==
                 4.3026527 * std::sqrt(0.02 * 0.02 / 3 + 0.03 * 0.03),
             tolerance(1e-3));
}

BOOST_AUTO_TEST_CASE(one_outlier_in_the_baseline_widens_what_counts_as_noise) {
  const auto clean = rg::change_from_baseline(series({0.78, 0.80, 0.82, 0.80}), plain(0.9));
  const auto with_outlier = rg::change_from_baseline(series({0.78, 0.80, 0.82, 1.60}), plain(0.9));
  BOOST_TEST((clean.verdict() == change_verdict::real_change));
  BOOST_TEST((with_outlier.verdict() == change_verdict::within_noise));
}

BOOST_AUTO_TEST_CASE(a_wrong_sem_is_an_error) {
  for (double wrong : {0.0, -0.1, std::numeric_limits<double>::infinity(),
                       std::numeric_limits<double>::quiet_NaN()}) {
    BOOST_CHECK_THROW(rg::minimal_detectable_change(metres_per_second(wrong)), rg::config_error);
    BOOST_CHECK_THROW(rg::change_from_baseline(series({0.8}), plain(1), metres_per_second(wrong)),
                      rg::config_error);
  }
}

BOOST_AUTO_TEST_CASE(a_slope_is_found_whatever_the_order_and_the_gaps) {
  // 0.01 a day, with residuals of +e, -2e, +e, 0 that are at right angles to the line: by hand, over
  // the days 0, 1, 2 and 1.
  const double e = 0.001;
  const std::vector<rg::dated_value<rg::units::metre_per_second>> sessions{
      on(2, 0.82 + e), on(0, 0.80 + e), on(1, 0.81 - 2 * e), on(1, 0.81)};
  const auto change = rg::change_a_week(sessions);
  BOOST_REQUIRE(change.difference.has_value());
  BOOST_TEST(change.difference->value() == 0.07, tolerance(1e-9));
  BOOST_TEST(change.difference.margin()->value() == 7 * 4.3026527 * std::sqrt(6 * e * e / 2 / 2),
             tolerance(1e-6));
  BOOST_TEST(change.difference.n() == 4u);
  BOOST_TEST((change.way() == change_way::up));

  std::vector<rg::dated_value<rg::units::metre_per_second>> gaps{on(60, 0.7), on(0, 0.9),
                                                                 on(3, 0.89), on(50, 0.73)};
  const auto down = rg::change_a_week(gaps);
  BOOST_TEST((down.way() == change_way::down));
  gaps.push_back({day_0 + std::chrono::days(20), value::not_computable(reason::gap)});
  BOOST_TEST((rg::change_a_week(gaps) == down));
}

BOOST_AUTO_TEST_CASE(a_slope_needs_sessions_on_different_days) {
  std::vector<rg::dated_value<rg::units::metre_per_second>> sessions;
  for (std::size_t n = 0; n < rg::least_for_slope; ++n) {
    const auto few = rg::change_a_week(sessions);
    BOOST_TEST((few.why() == reason::too_few_values));
    BOOST_TEST(few.difference.n() == n);
    BOOST_TEST(few.difference.needed() == rg::least_for_slope);
    sessions.push_back(on(5, 0.8 + 0.01 * static_cast<double>(n)));
  }
  BOOST_TEST((rg::change_a_week(sessions).why() == reason::degenerate));
}

BOOST_AUTO_TEST_CASE(values_that_are_all_the_same_have_no_slope) {
  const auto change = rg::change_a_week<rg::units::metre_per_second>(
      {on(0, 0.8), on(2, 0.8), on(4, 0.8), on(9, 0.8)});
  BOOST_REQUIRE(change.difference.has_value());
  BOOST_TEST(change.difference->value() == 0);
  BOOST_TEST((change.verdict() == change_verdict::within_noise));
}

BOOST_AUTO_TEST_CASE(one_outlier_does_not_feign_a_slope) {
  const auto change = rg::change_a_week<rg::units::metre_per_second>(
      {on(0, 0.80), on(2, 0.81), on(4, 0.79), on(7, 0.80), on(9, 0.81), on(11, 1.6)});
  BOOST_TEST((change.verdict() == change_verdict::within_noise));
}

/// Noise that knows nothing of a change, and how often one is seen in it.
struct simulation {
  std::mt19937 random{20240301};
  std::normal_distribution<double> normal{};
  double resemblance = 0;  ///< of a session to the one before

  std::vector<double> sessions(std::size_t n) {
    std::vector<double> out;
    for (std::size_t i = 0; i < n; ++i) {
      const double fresh = normal(random);
      out.push_back(i == 0 ? fresh
                           : resemblance * out.back() +
                                 std::sqrt(1 - resemblance * resemblance) * fresh);
    }
    return out;
  }

  template <class F>
  double share(F alarm) {
    constexpr int runs = 8000;
    int alarms = 0;
    for (int i = 0; i < runs; ++i) alarms += alarm() ? 1 : 0;
    return static_cast<double>(alarms) / runs;
  }
};

bool is_real(const rg::change_estimate<rg::units::metre_per_second>& change) {
  return change.verdict() == change_verdict::real_change;
}

// 8000 runs: the standard error of a share of 5 % is 0.24 %.
constexpr double lowest = 0.042;
constexpr double highest = 0.058;

BOOST_AUTO_TEST_CASE(noise_alone_alarms_in_one_session_of_twenty) {
  simulation s;
  for (std::size_t k : {3u, 5u, 10u}) {
    const double rate = s.share([&] {
      return is_real(rg::change_from_baseline(series(s.sessions(k)), plain(s.normal(s.random))));
    });
    BOOST_TEST(rate > lowest, k << " sessions: " << rate);
    BOOST_TEST(rate < highest, k << " sessions: " << rate);
  }
  for (std::size_t k : {1u, 5u}) {
    const double rate = s.share([&] {
      return is_real(rg::change_from_baseline(series(s.sessions(k)), plain(s.normal(s.random)),
                                              metres_per_second(1)));
    });
    BOOST_TEST(rate > lowest, k << " sessions: " << rate);
    BOOST_TEST(rate < highest, k << " sessions: " << rate);
  }
}

BOOST_AUTO_TEST_CASE(noise_alone_has_a_slope_in_one_series_of_twenty) {
  simulation s;
  const auto has_slope = [&](std::size_t n) {
    std::vector<rg::dated_value<rg::units::metre_per_second>> dated;
    int day = 0;
    for (double v : s.sessions(n)) dated.push_back(on(day += 2, v));
    return is_real(rg::change_a_week(dated));
  };
  for (std::size_t n : {4u, 12u}) {
    const double rate = s.share([&] { return has_slope(n); });
    BOOST_TEST(rate > lowest, n << " sessions: " << rate);
    BOOST_TEST(rate < highest, n << " sessions: " << rate);
  }
  // Where sessions resemble their neighbours it alarms too often, as its docstring says.
  s.resemblance = 0.5;
  const double rate = s.share([&] { return has_slope(12); });
  BOOST_TEST(rate > 0.20, rate);
  BOOST_TEST(rate < 0.25, rate);
}

BOOST_AUTO_TEST_CASE(asking_again_and_again_alarms_more_often_than_twice_in_a_row) {
  simulation s;
  int twice = 0;
  const double once = s.share([&] {
    const std::vector<value> baseline = series(s.sessions(5));
    bool any = false;
    bool in_a_row = false;
    change_way before = change_way::none;
    for (int i = 0; i < 12; ++i) {
      const change_way way = rg::change_from_baseline(baseline, plain(s.normal(s.random))).way();
      any = any || way != change_way::none;
      in_a_row = in_a_row || (way != change_way::none && way == before);
      before = way;
    }
    twice += in_a_row ? 1 : 0;
    return any;
  });
  BOOST_TEST(once > 0.24, once);
  BOOST_TEST(once < 0.30, once);
  BOOST_TEST(twice < 8000 * 0.065, twice);
}

BOOST_AUTO_TEST_CASE(words) {
  BOOST_TEST(to_string(change_verdict::real_change) == "real change");
  BOOST_TEST(to_string(change_verdict::within_noise) == "within noise");
  BOOST_TEST(to_string(change_verdict::unknown) == "unknown");
  BOOST_TEST(to_string(change_way::up) == "up");
  BOOST_TEST(to_string(change_way::down) == "down");
  BOOST_TEST(to_string(change_way::none) == "none");
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/concepts.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/metrics/dated_value.hpp>
#include <retrogait/metrics/training_load.hpp>

#include <chrono>
#include <limits>
#include <type_traits>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace metric = retrogait::metric;
using rg::direction;
using rg::measured;
using rg::reason;
using namespace rg::quantities;
using boost::test_tools::tolerance;

static_assert(rg::accumulator<rg::training_load, rg::walking_bout>);

BOOST_AUTO_TEST_SUITE(training_load)

/// So many steps of 0.6 s.
rg::walking_bout bout(direction way, std::size_t steps) {
  rg::walking_bout b;
  b.direction = {way, 0.9};
  b.end_s = 0.6 * static_cast<double>(steps);
  for (std::size_t i = 0; i < steps; ++i) {
    const double start_s = 0.6 * static_cast<double>(i);
    b.steps.push_back({start_s, start_s + 0.6, i % 2 == 0 ? rg::side::left : rg::side::right, {}});
    if (i + 1 < steps) b.strides.push_back({.start_s = start_s, .end_s = start_s + 1.2});
  }
  return b;
}

/// The steps take 0.6 s.
rg::walking_bout with_length(rg::walking_bout b, double metres_a_step, double margin_m) {
  b.metrics.set(metric::walking_speed, measured<rg::quantity<rg::units::metre_per_second>>::of(
                                           metres_per_second(metres_a_step / 0.6), b.steps.size(),
                                           metres_per_second(margin_m / 0.6), 0.5));
  return b;
}

rg::walking_bout without_length(rg::walking_bout b, reason why) {
  b.metrics.set(metric::walking_speed,
                measured<rg::quantity<rg::units::metre_per_second>>::not_computable(why));
  return b;
}

BOOST_AUTO_TEST_CASE(distance_is_speed_times_duration) {
  const auto way = rg::distance_of(with_length(bout(direction::backward, 10), 0.4, 0.02));
  BOOST_REQUIRE(way.has_value());
  BOOST_TEST(way->value() == 4.0, tolerance(1e-12));
  BOOST_TEST(way.margin()->value() == 0.2, tolerance(1e-12));
  BOOST_TEST(way.quality() == 0.5);
  BOOST_TEST(way.n() == 10u);
  BOOST_TEST((rg::distance_of(bout(direction::backward, 10)).why() == reason::not_assessed));
}

BOOST_AUTO_TEST_CASE(what_feet_measured_comes_before_what_the_trunk_says) {
  rg::walking_bout b = with_length(bout(direction::backward, 10), 0.4, 0.02);
  b.strides[0].length_m = 0.9;
  BOOST_TEST(rg::distance_of(b)->value() == 4.0, tolerance(1e-12));  // one stride is not enough
  b.strides[3].length_m = 1.1;
  BOOST_TEST(rg::distance_of(b)->value() == 5.0, tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(one_leg_alone_counts_two_steps_a_stride) {
  rg::walking_bout b;
  b.direction = {direction::backward, 0.9};
  b.end_s = 3.6;
  for (double t : {0.0, 1.2, 2.4}) {
    b.strides.push_back({.start_s = t, .end_s = t + 1.2, .length_m = 0.8});
  }
  BOOST_TEST(rg::steps_in(b) == 6u);
  const rg::training_totals totals = rg::accumulate(std::vector{b}, rg::training_load{}).value();
  BOOST_TEST(totals.steps->value() == 6);
  BOOST_TEST(totals.distance->value() == 2.4, tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(only_backward_bouts_count) {
  rg::training_load load;
  load(with_length(bout(direction::backward, 20), 0.4, 0.02));
  load(with_length(bout(direction::forward, 50), 0.7, 0.02));
  load(with_length(bout(direction::backward, 30), 0.5, 0.02));
  const rg::training_totals totals = load.value();
  BOOST_TEST(totals.steps->value() == 50);
  BOOST_TEST(totals.time->value() == 0.5, tolerance(1e-12));
  BOOST_TEST(totals.bouts->value() == 2);
  BOOST_TEST(totals.distance->value() == 23.0, tolerance(1e-12));
  BOOST_TEST(totals.distance.margin()->value() == 1.0, tolerance(1e-12));
  BOOST_TEST(totals.steps.quality() == 1.0);
  BOOST_TEST(totals.undirected_steps == 0u);
  const rg::metric_values values = totals.metrics();
  BOOST_TEST((values[metric::backward_steps] == totals.steps));
  BOOST_TEST((values[metric::backward_time] == totals.time));
  BOOST_TEST((values[metric::backward_distance] == totals.distance));
  BOOST_TEST((values[metric::backward_bouts] == totals.bouts));
}

BOOST_AUTO_TEST_CASE(no_walking_is_no_training_and_not_unknown) {
  const rg::training_totals none = rg::training_load{}.value();
  BOOST_TEST(none.steps->value() == 0);
  BOOST_TEST(none.time->value() == 0);
  BOOST_TEST(none.bouts->value() == 0);
  BOOST_TEST(none.distance->value() == 0);
  rg::training_load forward;
  forward(bout(direction::forward, 20));
  BOOST_TEST((forward.value() == none));
}

BOOST_AUTO_TEST_CASE(bouts_of_unknown_direction_are_doubt) {
  rg::training_load load;
  load(bout(direction::unknown, 25));
  for (const rg::training_totals& totals : {load.value()}) {
    BOOST_TEST((totals.steps.why() == reason::direction_unknown));
    BOOST_TEST((totals.time.why() == reason::direction_unknown));
    BOOST_TEST((totals.bouts.why() == reason::direction_unknown));
    BOOST_TEST((totals.distance.why() == reason::direction_unknown));
    BOOST_TEST((totals.distance_covered.why() == reason::direction_unknown));
  }
  load(bout(direction::backward, 75));
  const rg::training_totals totals = load.value();
  BOOST_TEST(totals.steps->value() == 75);
  BOOST_TEST(totals.steps.quality() == 0.75);
  BOOST_TEST(totals.undirected_steps == 25u);
  BOOST_TEST(totals.undirected_s == 15.0, tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_distance_needs_every_length) {
  rg::training_load load;
  load(with_length(bout(direction::backward, 20), 0.4, 0.02));
  load(without_length(bout(direction::backward, 10), reason::gap));
  load(without_length(bout(direction::backward, 6), reason::not_calibrated));
  load(without_length(bout(direction::backward, 6), reason::not_calibrated));
  const rg::training_totals totals = load.value();
  BOOST_TEST((totals.distance.why() == reason::not_calibrated));
  BOOST_TEST(totals.distance.n() == 20u);
  BOOST_TEST(totals.distance.needed() == 42u);
  BOOST_TEST(totals.distance_covered->value() == 8.0, tolerance(1e-12));
  BOOST_TEST(totals.distance_covered.n() == 20u);
  BOOST_TEST(totals.steps->value() == 42);
}

BOOST_AUTO_TEST_CASE(merge_equals_fill_in_any_order) {
  const std::vector<rg::walking_bout> bouts{
      with_length(bout(direction::backward, 21), 0.41, 0.02), bout(direction::unknown, 7),
      without_length(bout(direction::backward, 12), reason::gap), bout(direction::forward, 30),
      with_length(bout(direction::backward, 33), 0.37, 0.01)};
  const rg::training_totals filled = rg::accumulate(bouts, rg::training_load{}).value();
  rg::training_load at_once;
  at_once(bouts);
  BOOST_TEST((at_once.value() == filled));
  for (std::size_t cut = 0; cut <= bouts.size(); ++cut) {
    rg::training_load first;
    rg::training_load last;
    for (std::size_t i = 0; i < cut; ++i) first(bouts[i]);
    for (std::size_t i = cut; i < bouts.size(); ++i) last(bouts[i]);
    last += first;
    const rg::training_totals merged = last.value();
    BOOST_TEST((merged.steps == filled.steps));
    BOOST_TEST((merged.bouts == filled.bouts));
    BOOST_TEST(merged.time->value() == filled.time->value(), tolerance(1e-12));
    BOOST_TEST((merged.distance == filled.distance));
    BOOST_TEST(merged.distance_covered->value() == filled.distance_covered->value(),
               tolerance(1e-12));
  }
}

using cr10_minutes = rg::quantity<rg::units::cr10_minute>;

BOOST_AUTO_TEST_CASE(session_load_is_effort_times_minutes) {
  using effort = measured<rg::quantity<rg::units::cr10>>;
  using time = measured<rg::quantity<rg::units::minute>>;
  const auto load = rg::session_load(effort::of(cr10(4), 1), time::of(minutes(12.5), 3));
  BOOST_TEST(load->value() == 50);
  BOOST_TEST(rg::session_load(effort::of(cr10(0), 1), time::of(minutes(0), 0))->value() == 0);
  BOOST_TEST(
      (rg::session_load(effort::not_computable(reason::not_reported), time::of(minutes(12), 3))
           .why() == reason::not_reported));
  BOOST_TEST(
      (rg::session_load(effort::of(cr10(4), 1), time::not_computable(reason::direction_unknown))
           .why() == reason::direction_unknown));
  for (double wrong : {-0.5, 10.5, std::numeric_limits<double>::quiet_NaN()}) {
    BOOST_CHECK_THROW(rg::session_load(effort::of(cr10(wrong), 1), time::of(minutes(12), 3)),
                      rg::config_error);
  }
  for (double wrong : {-1.0, std::numeric_limits<double>::infinity()}) {
    BOOST_CHECK_THROW(rg::session_load(effort::of(cr10(4), 1), time::of(minutes(wrong), 3)),
                      rg::config_error);
  }
}

constexpr std::chrono::sys_days day_0{std::chrono::year(2024) / 2 / 26};

std::chrono::sys_days on(int day) {
  return day_0 + std::chrono::days(day);
}

using log = std::vector<rg::dated_value<rg::units::cr10_minute>>;

log log_of(const std::vector<std::pair<int, double>>& loads) {
  log out;
  for (const auto& [day, load] : loads) {
    out.push_back({on(day), measured<cr10_minutes>::of(cr10_minutes(load), 1)});
  }
  return out;
}

BOOST_AUTO_TEST_CASE(a_week_is_seven_days_up_to_the_last) {
  const log loads = log_of({{8, 5}, {0, 100}, {1, 10}, {7, 20}, {7, 3}, {4, 1}});
  const auto week = rg::weekly_sum(loads, on(7));
  BOOST_TEST(week->value() == 34);  // days 1 to 7, the last with two sessions
  BOOST_TEST(week.n() == 4u);
  BOOST_TEST(rg::weekly_sum(loads, on(0))->value() == 100);
  BOOST_TEST(rg::weekly_sum(loads, on(30))->value() == 0);
  BOOST_TEST((rg::weekly_sum(loads, on(-1)).why() == reason::not_reported));
  BOOST_TEST((rg::weekly_sum(log{}, on(0)).why() == reason::not_reported));
}

BOOST_AUTO_TEST_CASE(a_session_without_a_load_leaves_the_week_unknown) {
  log loads = log_of({{0, 10}, {2, 20}});
  loads.push_back({on(4), measured<cr10_minutes>::not_computable(reason::not_reported)});
  const auto week = rg::weekly_sum(loads, on(6));
  BOOST_TEST((week.why() == reason::not_reported));
  BOOST_TEST(week.n() == 2u);
  BOOST_TEST(week.needed() == 3u);
  BOOST_TEST((rg::training_monotony(loads, on(6)).why() == reason::not_reported));
  BOOST_TEST((rg::training_strain(loads, on(6)).why() == reason::not_reported));
  BOOST_TEST(rg::weekly_sum(loads, on(3))->value() == 30);
}

BOOST_AUTO_TEST_CASE(monotony_is_mean_over_standard_deviation) {
  // 20, 0, 40, 0, 30, 0, 50: mean 20, sum of squared deviations 2600.
  const log loads = log_of({{0, 20}, {2, 40}, {4, 30}, {6, 50}});
  const auto monotony = rg::training_monotony(loads, on(6));
  BOOST_TEST(monotony->value() == 20 / std::sqrt(2600.0 / 6), tolerance(1e-9));
  BOOST_TEST(rg::training_strain(loads, on(6))->value() == 140 * monotony->value(),
             tolerance(1e-12));
  for (const auto& [sessions, expected] :
       {std::pair{3, 0.80178}, std::pair{5, 1.46385}, std::pair{6, 2.26779}}) {
    std::vector<std::pair<int, double>> equal;
    for (int i = 0; i < sessions; ++i) equal.emplace_back(i, 17.0);
    BOOST_TEST(rg::training_monotony(log_of(equal), on(6))->value() == expected, tolerance(1e-5));
  }
}

BOOST_AUTO_TEST_CASE(monotony_at_its_edges) {
  BOOST_TEST((rg::training_monotony(log{}, on(6)).why() == reason::not_reported));
  const auto first_days = rg::training_monotony(log_of({{0, 20}, {2, 40}}), on(5));
  BOOST_TEST((first_days.why() == reason::too_few_values));
  BOOST_TEST(first_days.n() == 6u);
  BOOST_TEST(first_days.needed() == 7u);
  const log daily = log_of({{0, 5.1}, {1, 5.1}, {2, 5.1}, {3, 5.1}, {4, 5.1}, {5, 5.1}, {6, 5.1}});
  BOOST_TEST((rg::training_monotony(daily, on(6)).why() == reason::degenerate));
  BOOST_TEST((rg::training_monotony(daily, on(20)).why() == reason::degenerate));
  BOOST_TEST((rg::training_strain(daily, on(6)).why() == reason::degenerate));
  // One outlier: six days of 5 and one of 50 come near a week of rest but for one day.
  const auto outlier = rg::training_monotony(
      log_of({{0, 5}, {1, 5}, {2, 5}, {3, 50}, {4, 5}, {5, 5}, {6, 5}}), on(6));
  BOOST_TEST(outlier->value() < 0.7);
}

BOOST_AUTO_TEST_CASE(the_unit_of_a_log_is_kept) {
  const std::vector<rg::dated_value<rg::units::minute>> minutes_log{
      {on(0), measured<rg::quantity<rg::units::minute>>::of(minutes(3), 1)}};
  const auto sum = rg::weekly_sum(minutes_log, on(1));
  static_assert(std::is_same_v<decltype(sum)::value_type, rg::quantity<rg::units::minute>>);
  BOOST_TEST((*sum == minutes(3)));
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/concepts.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/metrics/gait_summary.hpp>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace metric = retrogait::metric;
using boost::test_tools::tolerance;
using rg::direction;
using rg::measured;
using rg::reason;
using rg::quantities::metres;

static_assert(rg::accumulator<rg::gait_summary, rg::walking_bout>);

BOOST_AUTO_TEST_SUITE(gait_summary)

/// A bout of steps of those durations; strides join them in pairs.
rg::walking_bout bout(direction way, const std::vector<double>& steps_s, double step_length_m = 0) {
  rg::walking_bout b;
  b.direction = {way, 0.9};
  double t = 100;
  b.start_s = t;
  for (double d : steps_s) {
    b.steps.push_back({t, t + d, rg::side::unknown, {}});
    t += d;
  }
  for (std::size_t i = 1; i < b.steps.size(); ++i) {
    b.strides.push_back({.start_s = b.steps[i - 1].start_s, .end_s = b.steps[i].end_s});
  }
  b.end_s = t;
  using length = measured<rg::quantity<rg::units::metre>>;
  const auto of_steps = step_length_m > 0
                            ? length::of(metres(step_length_m), steps_s.size(), metres(0.01), 0.8)
                            : length::not_computable(reason::height_missing);
  b.metrics.set(metric::step_length, of_steps);
  const double mean_s =
      b.duration_s() / static_cast<double>((std::max)(steps_s.size(), std::size_t{1}));
  b.metrics.set(metric::walking_speed, of_steps.transform([&](rg::quantity<rg::units::metre> l) {
    return rg::quantities::metres_per_second(l.value() / mean_s);
  }));
  return b;
}

const std::vector<double> slow{0.7, 0.72, 0.68, 0.71, 0.69, 0.7};
const std::vector<double> quick{0.5, 0.52, 0.48, 0.5, 0.51, 0.49, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5};

BOOST_AUTO_TEST_CASE(means_are_over_steps_not_over_bouts) {
  rg::gait_summary summary;
  summary(bout(direction::backward, slow, 0.4));
  summary(bout(direction::backward, quick, 0.3));
  const rg::walking_summary all = summary.of(direction::backward);
  BOOST_TEST(all.bouts == 2u);
  BOOST_TEST(all.steps == 18u);
  BOOST_TEST(all.strides == 16u);
  BOOST_TEST(all.walking_time_s == 10.2, tolerance(1e-9));
  BOOST_TEST(all.longest_bout_s == 6.0, tolerance(1e-9));
  BOOST_TEST(all[metric::step_count]->value() == 18);
  BOOST_TEST(all[metric::stride_count]->value() == 16);
  BOOST_TEST(all[metric::walking_time]->value() == 10.2, tolerance(1e-9));
  BOOST_TEST(all[metric::step_time]->value() == 10.2 / 18, tolerance(1e-9));
  BOOST_TEST(all[metric::step_time].n() == 18u);
  BOOST_TEST(all[metric::cadence]->value() == 60 * 18 / 10.2, tolerance(1e-9));
  BOOST_TEST(all.distance->value() == 6 * 0.4 + 12 * 0.3, tolerance(1e-9));
  BOOST_TEST(all[metric::step_length]->value() == 6.0 / 18, tolerance(1e-9));
  BOOST_TEST(all[metric::step_length].quality() == 0.8, tolerance(1e-9));
  BOOST_TEST(all[metric::stride_length]->value() == 2 * (5 * 0.4 + 11 * 0.3) / 16, tolerance(1e-9));
  BOOST_TEST(all[metric::walking_speed]->value() == 6.0 / 10.2, tolerance(1e-9));
  BOOST_TEST((all[metric::distance] == all.distance));
}

BOOST_AUTO_TEST_CASE(the_margin_is_that_of_bouts_that_differ) {
  // Sums 4.2, 6.0 and 2.6 over 6, 12 and 4 steps, by the formula.
  rg::gait_summary summary;
  summary(bout(direction::forward, slow));
  summary(bout(direction::forward, quick));
  summary(bout(direction::forward, {0.65, 0.65, 0.65, 0.65}));
  const double mean = 12.8 / 22;
  double squares = 0;
  for (const auto& [sum, n] : {std::pair{4.2, 6.0}, std::pair{6.0, 12.0}, std::pair{2.6, 4.0}}) {
    squares += (sum - mean * n) * (sum - mean * n);
  }
  const auto time = summary.value()[metric::step_time];
  BOOST_TEST(time->value() == mean, tolerance(1e-9));
  BOOST_TEST(time.margin()->value() == 4.3026527 * std::sqrt(1.5 * squares) / 22, tolerance(1e-7));
  const auto cadence = summary.value()[metric::cadence];
  BOOST_TEST(cadence.margin()->value() == 60 / (mean * mean) * time.margin()->value(),
             tolerance(1e-7));
}

BOOST_AUTO_TEST_CASE(one_bout_is_summed_up_as_itself) {
  const rg::walking_bout one = bout(direction::backward, slow, 0.4);
  const rg::walking_summary all =
      rg::accumulate(std::vector{one}, rg::gait_summary{}).of(direction::backward);
  const auto time = rg::step_time(one.steps);
  BOOST_TEST(all[metric::step_time]->value() == time->value(), tolerance(1e-9));
  BOOST_TEST(all[metric::step_time].margin()->value() == time.margin()->value(), tolerance(1e-9));
  const auto stride = rg::stride_time(one.strides);
  BOOST_TEST(all[metric::stride_time]->value() == stride->value(), tolerance(1e-9));
  BOOST_TEST(all[metric::stride_time].margin()->value() == stride.margin()->value(),
             tolerance(1e-9));
  const auto cadence = rg::cadence(one.steps);
  BOOST_TEST(all[metric::cadence]->value() == cadence->value(), tolerance(1e-9));
  BOOST_TEST(all[metric::cadence].margin()->value() == cadence.margin()->value(), tolerance(1e-9));
  BOOST_TEST(all[metric::step_length].margin()->value() == 0.01, tolerance(1e-9));
  BOOST_TEST(all[metric::walking_speed]->value() == 0.4 / time->value(), tolerance(1e-9));
  BOOST_TEST(all[metric::walking_speed].margin()->value() == 0.01 / time->value(), tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(identical_bouts_leave_no_doubt_between_them) {
  rg::gait_summary summary;
  for (int i = 0; i < 3; ++i) summary(bout(direction::backward, slow, 0.4));
  const rg::walking_summary all = summary.value();
  BOOST_TEST(all[metric::step_time].margin()->value() < 1e-12);
  // The error of the length model is not averaged out.
  BOOST_TEST(all[metric::step_length].margin()->value() == 0.01, tolerance(1e-9));
  BOOST_TEST(all[metric::walking_speed].margin()->value() == 0.01 / 0.7, tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(one_bout_unlike_the_others_widens_the_margin) {
  rg::gait_summary summary;
  for (int i = 0; i < 9; ++i) summary(bout(direction::backward, slow));
  summary(bout(direction::backward, {0.68, 0.69, 0.70, 0.71, 0.72, 0.72}));
  const double before = summary.value()[metric::step_time].margin()->value();
  summary(bout(direction::backward, {1.5, 1.5, 1.5, 1.5}));
  BOOST_TEST(summary.value()[metric::step_time].margin()->value() > 10 * before);
}

BOOST_AUTO_TEST_CASE(directions_are_kept_apart) {
  rg::gait_summary summary;
  summary(bout(direction::backward, slow));
  summary(bout(direction::forward, quick));
  summary(bout(direction::unknown, quick));
  BOOST_TEST(summary.of(direction::backward).steps == 6u);
  BOOST_TEST(summary.of(direction::forward).steps == 12u);
  BOOST_TEST(summary.of(direction::unknown).steps == 12u);
  BOOST_TEST(summary.of(direction::sideways).steps == 0u);
  BOOST_TEST(summary.value().steps == 30u);
  BOOST_TEST(summary.of(direction::backward)[metric::step_time]->value() == 0.7, tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(nothing_walked_has_no_values) {
  const rg::walking_summary none = rg::gait_summary{}.value();
  BOOST_TEST(none.bouts == 0u);
  BOOST_TEST(none.distance->value() == 0);
  BOOST_TEST(none[metric::step_count]->value() == 0);
  BOOST_TEST(none[metric::stride_count]->value() == 0);
  BOOST_TEST(none[metric::walking_time]->value() == 0);
  BOOST_TEST((none[metric::cadence].why() == reason::no_walking));
  BOOST_TEST((none[metric::step_time].why() == reason::no_walking));
  BOOST_TEST((none[metric::stride_time].why() == reason::no_walking));
  BOOST_TEST((none[metric::step_length].why() == reason::no_walking));
  BOOST_TEST((none[metric::walking_speed].why() == reason::no_walking));
}

BOOST_AUTO_TEST_CASE(few_steps_and_strides_are_said) {
  rg::gait_summary summary;
  summary(bout(direction::backward, {0.6}));
  const rg::walking_summary one = summary.value();
  BOOST_TEST((one[metric::step_time].why() == reason::too_few_steps));
  BOOST_TEST((one[metric::cadence].why() == reason::too_few_steps));
  BOOST_TEST(one[metric::cadence].n() == 1u);
  BOOST_TEST((one[metric::stride_time].why() == reason::too_few_strides));
  summary(bout(direction::backward, {0.62}));  // two bouts of one step each
  BOOST_TEST(summary.value()[metric::step_time]->value() == 0.61, tolerance(1e-9));
  rg::gait_summary empty;
  empty(bout(direction::backward, {}));
  BOOST_TEST((empty.value()[metric::step_time].why() == reason::too_few_steps));
  BOOST_TEST((empty.value()[metric::step_length].why() == reason::height_missing));
}

BOOST_AUTO_TEST_CASE(bouts_without_a_length_are_left_out_of_lengths_and_speed) {
  rg::gait_summary summary;
  summary(bout(direction::backward, slow, 0.4));
  summary(bout(direction::backward, quick));
  const rg::walking_summary all = summary.value();
  BOOST_TEST((all.distance.why() == reason::height_missing));
  BOOST_TEST(all.distance.n() == 6u);
  BOOST_TEST(all.distance.needed() == 18u);
  BOOST_TEST(all.distance_covered->value() == 2.4, tolerance(1e-9));
  BOOST_TEST(all[metric::step_length]->value() == 0.4, tolerance(1e-9));
  BOOST_TEST(all[metric::step_length].n() == 6u);
  BOOST_TEST(all[metric::walking_speed]->value() == 0.4 / 0.7, tolerance(1e-9));
  rg::gait_summary none;
  none(bout(direction::backward, quick));
  BOOST_TEST((none.value()[metric::step_length].why() == reason::height_missing));
  BOOST_TEST((none.value()[metric::walking_speed].why() == reason::height_missing));
}

BOOST_AUTO_TEST_CASE(one_leg_alone_has_cadence_and_speed_but_no_steps) {
  rg::walking_bout b;
  b.direction = {direction::backward, 0.9};
  for (double t : {0.0, 1.2, 2.5, 3.6}) {
    b.strides.push_back({.start_s = t, .end_s = t + 1.2, .side = rg::side::left, .length_m = 0.9});
  }
  b.end_s = 4.8;
  rg::gait_summary summary;
  summary(b);
  const rg::walking_summary all = summary.of(direction::backward);
  BOOST_TEST(all.steps == 8u);
  BOOST_TEST((all[metric::step_count].why() == reason::sensor_missing));
  BOOST_TEST(all[metric::stride_count]->value() == 4);
  BOOST_TEST((all[metric::step_time].why() == reason::sensor_missing));
  BOOST_TEST(all[metric::cadence]->value() == 100, tolerance(1e-9));
  BOOST_TEST(all[metric::cadence].margin()->value() == rg::cadence(b.strides).margin()->value(),
             tolerance(1e-6));
  BOOST_TEST((all[metric::step_length].why() == reason::not_assessed));
  BOOST_TEST(all[metric::stride_length]->value() == 0.9, tolerance(1e-9));
  BOOST_TEST(all[metric::walking_speed]->value() == 0.75, tolerance(1e-9));
  BOOST_TEST(all.distance->value() == 3.6, tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(parts_in_any_order_give_the_same_numbers) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> duration(0.45, 0.8);
  std::uniform_int_distribution<int> count(2, 60);
  const std::array ways{direction::forward, direction::backward, direction::unknown};
  std::vector<rg::walking_bout> bouts;
  for (std::size_t i = 0; i < 40; ++i) {
    std::vector<double> steps_s(static_cast<std::size_t>(count(random)));
    for (double& d : steps_s) d = duration(random);
    bouts.push_back(bout(ways[i % 3], steps_s, i % 5 == 0 ? 0 : duration(random)));
  }
  const rg::gait_summary filled = rg::accumulate(bouts, rg::gait_summary{});
  for (int run = 0; run < 20; ++run) {
    std::shuffle(bouts.begin(), bouts.end(), random);
    std::vector<rg::gait_summary> parts(5);
    for (std::size_t i = 0; i < bouts.size(); ++i) parts[i % (2 + i % 4)](bouts[i]);
    rg::gait_summary merged;
    for (const rg::gait_summary& part : parts) merged += part;
    for (const direction way : rg::all_directions) {
      const rg::walking_summary a = merged.of(way);
      const rg::walking_summary b = filled.of(way);
      BOOST_TEST(a.bouts == b.bouts);
      BOOST_TEST(a.steps == b.steps);
      BOOST_TEST(a.strides == b.strides);
      BOOST_TEST(a.walking_time_s == b.walking_time_s, tolerance(1e-12));
      BOOST_TEST(a.longest_bout_s == b.longest_bout_s);
      BOOST_TEST((a.distance.why() == b.distance.why()));
      BOOST_TEST(a.distance_covered->value() == b.distance_covered->value(), tolerance(1e-12));
      BOOST_REQUIRE(a.metrics.entries().size() == b.metrics.entries().size());
      for (const rg::metric_values::entry& e : a.metrics.entries()) {
        const measured<double> other = b.metrics.find(*e.info);
        BOOST_TEST_CONTEXT(e.info->id) {
          BOOST_TEST((e.value.why() == other.why()));
          BOOST_TEST(e.value.n() == other.n());
          BOOST_TEST(e.value.value_or(0) == other.value_or(0), tolerance(1e-12));
          BOOST_REQUIRE(e.value.margin().has_value() == other.margin().has_value());
          BOOST_TEST(e.value.margin().value_or(0) == other.margin().value_or(0), tolerance(1e-9));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

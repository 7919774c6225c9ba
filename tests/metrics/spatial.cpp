#include <retrogait/core/print.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/metrics/spatial.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <limits>
#include <numbers>
#include <tuple>
#include <utility>

#include "../support/test.hpp"

namespace rg = retrogait;
using boost::test_tools::tolerance;
using rg::direction;
using rg::reason;
using namespace rg::quantities;

BOOST_AUTO_TEST_SUITE(spatial)

constexpr double rate_hz = 50;
constexpr double start_s = 100;
constexpr double height_m = 1.72;

using length = rg::measured<rg::quantity<rg::units::metre>>;
using duration = rg::measured<rg::quantity<rg::units::second>>;

/// A trunk that rises and sinks with each step, one foot's steps more than the other's.
struct bobbing {
  std::vector<double> vertical_m_s2;
  std::vector<rg::step> steps;

  explicit bobbing(double left_rise_m = 0.04, double right_rise_m = 0.04, std::size_t n = 24) {
    constexpr double step_s = 0.56;
    constexpr double omega = 2 * std::numbers::pi / step_s;
    for (std::size_t k = 0; k < n; ++k) {
      const double begin = start_s + step_s * static_cast<double>(k);
      steps.push_back({begin, begin + step_s, k % 2 == 0 ? rg::side::left : rg::side::right});
    }
    for (int i = 0; i / rate_hz <= step_s * static_cast<double>(n); ++i) {
      const double t = i / rate_hz;
      const bool left = static_cast<int>(t / step_s) % 2 == 0;
      vertical_m_s2.push_back((left ? left_rise_m : right_rise_m) / 2 * omega * omega *
                              std::cos(omega * t));
    }
  }

  rg::bout_signal signal(bool gap = false) const {
    return {vertical_m_s2, {}, {}, start_s, rate_hz, gap};
  }
  length of(direction way, const rg::step_length_knowledge& known,
            const rg::step_length_params& params = {}) const {
    return rg::step_length(signal(), steps, way, known, params);
  }
};

constexpr rg::step_length_calibration own{
    .factor = 1.2, .margin = 0.02, .steps = 30, .height_m = height_m};

rg::step_length_calibration own_backward() {
  rg::step_length_calibration c = own;
  c.way = direction::backward;
  c.factor = 0.8;
  return c;
}

BOOST_AUTO_TEST_CASE(the_mean_is_that_of_the_steps) {
  const bobbing walk(0.03, 0.05);
  const auto found = walk.of(direction::forward, {.height_m = height_m});
  std::vector<double> lengths;
  for (const auto& l : rg::step_lengths(walk.signal(), walk.steps, height_m)) {
    lengths.push_back(l.value());
  }
  BOOST_TEST(found->value() == rg::mean(lengths), tolerance(1e-12));
  BOOST_TEST(found.n() == 24u);
}

BOOST_AUTO_TEST_CASE(the_margin_holds_what_is_not_known_of_the_person) {
  const bobbing walk;
  const auto general = walk.of(direction::forward, {.height_m = height_m});
  const auto calibrated = walk.of(direction::forward, {.forward = own});
  const auto share = [](const length& l) { return l.margin()->value() / l->value(); };
  BOOST_TEST(share(general) >= 1.96 * 0.055);
  BOOST_TEST(share(general) < 1.96 * 0.055 + 0.03);
  BOOST_TEST(share(calibrated) >= std::hypot(0.02 / 1.2, 1.96 * 0.035));
  BOOST_TEST(share(calibrated) < share(general));
  rg::step_length_calibration doubtful = own;
  doubtful.margin = 0.3;
  BOOST_TEST(share(walk.of(direction::forward, {.forward = doubtful})) > 0.25);
}

BOOST_AUTO_TEST_CASE(a_calibration_replaces_factor_model_and_height) {
  const bobbing walk;
  const double general_m = walk.of(direction::forward, {.height_m = height_m})->value();
  for (const auto& known : {rg::step_length_knowledge{.forward = own},
                            rg::step_length_knowledge{.height_m = 1.5, .forward = own}}) {
    BOOST_TEST(walk.of(direction::forward, known)->value() == 1.2 / 1.06 * general_m,
               tolerance(1e-12));
  }
  rg::step_length_calibration weinberg = own;
  weinberg.model = rg::step_length_model::weinberg;
  weinberg.factor = 0.4;
  BOOST_TEST(
      walk.of(direction::forward, {.forward = weinberg})->value() ==
          walk.of(direction::forward, {}, {.model = rg::step_length_model::weinberg, .factor = 0.4})
              ->value(),
      tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(backward_needs_a_calibration_of_its_own) {
  const bobbing walk;
  BOOST_TEST(walk.of(direction::backward, {}).why() == reason::not_calibrated);
  BOOST_TEST(walk.of(direction::backward, {.height_m = height_m}).why() == reason::not_calibrated);
  BOOST_TEST(walk.of(direction::backward, {.height_m = height_m, .forward = own}).why() ==
             reason::not_calibrated);
  const rg::step_length_knowledge both{.forward = own, .backward = own_backward()};
  BOOST_TEST(walk.of(direction::backward, both)->value() ==
                 0.8 / 1.2 * walk.of(direction::forward, both)->value(),
             tolerance(1e-12));
  BOOST_TEST(walk.of(direction::forward, {.backward = own_backward()}).why() ==
             reason::height_missing);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_known_says_why) {
  const bobbing walk;
  const rg::step_length_knowledge known{.height_m = height_m};
  for (const direction way : {direction::unknown, direction::sideways, direction::turning}) {
    BOOST_TEST(walk.of(way, known).why() == reason::direction_unknown);
  }
  BOOST_TEST(walk.of(direction::forward, {}).why() == reason::height_missing);
  BOOST_TEST(
      walk.of(direction::forward, {}, {.model = rg::step_length_model::weinberg}).has_value());
  BOOST_TEST(rg::step_length(walk.signal(true), walk.steps, direction::forward, known).why() ==
             reason::gap);
  for (std::size_t n = 0; n < 2; ++n) {
    bobbing few = walk;
    few.steps.resize(n);
    BOOST_TEST(few.of(direction::forward, known).why() == reason::too_few_steps);
    BOOST_TEST(few.of(direction::forward, known).n() == n);
    BOOST_TEST(few.of(direction::forward, known).needed() == 2u);
  }
  bobbing two = walk;
  two.steps.resize(2);
  BOOST_TEST(two.of(direction::forward, known).has_value());
  bobbing elsewhere = two;
  for (rg::step& s : elsewhere.steps) s.start_s = s.end_s = 0;
  BOOST_TEST(elsewhere.of(direction::forward, known).why() == reason::too_few_steps);
  bobbing still = walk;
  std::fill(still.vertical_m_s2.begin(), still.vertical_m_s2.end(), 0.1);
  BOOST_TEST(still.of(direction::forward, known).why() == reason::degenerate);
  still.vertical_m_s2.clear();
  BOOST_TEST(still.of(direction::forward, known).why() == reason::degenerate);
}

BOOST_AUTO_TEST_CASE(a_wrong_height_or_parameter_is_a_wrong_configuration) {
  const bobbing walk;
  for (const double wrong_m : {172.0, 0.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    BOOST_CHECK_EXCEPTION(
        walk.of(direction::forward, {.height_m = wrong_m}), rg::config_error,
        [](const rg::config_error& e) { return e.list().front().field == "height_m"; });
  }
  BOOST_CHECK_THROW(walk.of(direction::forward, {.height_m = height_m}, {.factor = 0.0}),
                    rg::config_error);
}

BOOST_AUTO_TEST_CASE(steps_on_turns_are_left_out) {
  const bobbing walk;
  const std::vector<rg::turn> none;
  BOOST_TEST((rg::straight_steps(walk.steps, none) == walk.steps));
  // Ends where step 4 begins; within step 7; from step 10 on to the last.
  const std::vector<rg::turn> turns{
      {.start_s = start_s, .end_s = walk.steps[4].start_s},
      {.start_s = walk.steps[7].start_s + 0.1, .end_s = walk.steps[7].start_s + 0.2},
      {.start_s = walk.steps[10].end_s - 0.01, .end_s = 1000}};
  const auto straight = rg::straight_steps(walk.steps, turns);
  BOOST_REQUIRE(straight.size() == 5u);
  BOOST_TEST((straight.front() == walk.steps[4]));
  BOOST_TEST((straight[3] == walk.steps[8]));
  BOOST_TEST((straight.back() == walk.steps[9]));
  BOOST_TEST(rg::straight_steps({}, turns).empty());
}

/// What the lower back of a virtual walker felt, and its steps as they were.
struct walked {
  std::vector<double> vertical_m_s2;
  std::vector<rg::step> steps;
  double first_s = 0;

  explicit walked(const rg::testing::virtual_walker& walker) {
    const auto w = walker.walk();
    const rg::recording& r = w[rg::placement::lumbar];
    rg::trunk_motion<double> motion({.mounting = r.mounting});
    for (const auto& s : r.acceleration()) {
      motion.update(s, [&](const rg::trunk_motion<double>::cell& c) {
        if (vertical_m_s2.empty()) first_s = c.time_s;
        vertical_m_s2.push_back(motion.level(c).acc_m_s2[2]);
      });
    }
    for (const rg::walking_bout& b : rg::assemble_bouts(with_bout(w.truth.contacts))) {
      // Without those from and to standing.
      steps.insert(steps.end(), b.steps.begin() + 3, b.steps.end() - 3);
    }
  }

  static std::vector<rg::contact> with_bout(std::vector<rg::contact> contacts) {
    for (rg::contact& c : contacts) c.bout = 1;
    return contacts;
  }

  double length_m(double person_m = height_m) const {
    const rg::bout_signal signal{vertical_m_s2, {}, {}, first_s, rate_hz, false};
    return rg::step_length(signal, steps, direction::forward,
                           rg::step_length_knowledge{.height_m = person_m})
        ->value();
  }
};

BOOST_AUTO_TEST_CASE(a_virtual_walker_walks_as_far_as_its_footprints) {
  // Its vertical series follow real walking at 0.65 m and shrink with the step.
  for (const double step_m : {0.55, 0.65, 0.75}) {
    rg::testing::virtual_walker walker{.seconds = 25};
    walker.forward.step_length_m = step_m;
    BOOST_TEST_CONTEXT(step_m) {
      BOOST_TEST(walked(walker).length_m() == step_m, tolerance(0.13));
    }
  }
}

BOOST_AUTO_TEST_CASE(lengths_do_not_depend_on_how_the_sensor_is_worn) {
  rg::testing::virtual_walker walker{.seconds = 20};
  walker.sensor.acc_noise_m_s2 = 0;
  const double upright_m = walked(walker).length_m();
  for (const auto& [up, forward] : {std::pair<rg::device_axis, rg::device_axis>{{2, 1}, {0, 1}},
                                    {{1, -1}, {2, 1}},
                                    {{0, -1}, {1, -1}}}) {
    walker.sensor.up = up;
    walker.sensor.forward = forward;
    BOOST_TEST(walked(walker).length_m() == upright_m, tolerance(1e-9));
  }
  walker.sensor.mounting_stated = false;
  BOOST_TEST(walked(walker).length_m() == upright_m, tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(walking_speed_is_length_over_time) {
  const auto speed = rg::walking_speed(length::of(metres(0.6), 20, metres(0.03)),
                                       duration::of(seconds(0.5), 21, seconds(0.01)));
  BOOST_TEST(speed->value() == 1.2, tolerance(1e-12));
  // Shares of 5 % and 2 % in quadrature.
  BOOST_TEST(speed.margin()->value() == 1.2 * std::sqrt(0.05 * 0.05 + 0.02 * 0.02),
             tolerance(1e-12));
  BOOST_TEST(speed.n() == 20u);
}

BOOST_AUTO_TEST_CASE(walking_speed_without_a_margin_or_without_length) {
  const auto bare_length = length::of(metres(0.6), 20);
  const auto bare_time = duration::of(seconds(0.5), 20);
  const auto time = duration::of(seconds(0.5), 20, seconds(0.01));
  BOOST_TEST(rg::walking_speed(bare_length, bare_time)->value() == 1.2, tolerance(1e-12));
  BOOST_TEST(!rg::walking_speed(bare_length, time).margin());
  BOOST_TEST(!rg::walking_speed(length::of(metres(0.6), 20, metres(0.1)), bare_time).margin());
  const auto on_the_spot = rg::walking_speed(length::of(metres(0), 20, metres(0.02)), time);
  BOOST_TEST(on_the_spot->value() == 0);
  BOOST_TEST(on_the_spot.margin()->value() == 0.04, tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(walking_speed_hands_on_the_reason) {
  const auto time = duration::of(seconds(0.5), 20, seconds(0.01));
  const auto no_height = rg::walking_speed(length::not_computable(reason::height_missing), time);
  BOOST_TEST(no_height.why() == reason::height_missing);
  const auto few = rg::walking_speed(length::of(metres(0.6), 20, metres(0.03)),
                                     duration::not_computable(reason::too_few_steps, 1, 2));
  BOOST_TEST(few.why() == reason::too_few_steps);
  BOOST_TEST(few.n() == 1u);
  BOOST_TEST(few.needed() == 2u);
}

BOOST_AUTO_TEST_CASE(a_step_time_of_zero_gives_no_speed) {
  BOOST_TEST(rg::walking_speed(length::of(metres(0.6), 20), duration::of(seconds(0), 20)).why() ==
             reason::degenerate);
}

BOOST_AUTO_TEST_CASE(a_stride_of_the_trunk_is_two_steps) {
  const auto stride = rg::stride_length(length::of(metres(0.6), 20, metres(0.03)));
  BOOST_TEST(stride->value() == 1.2, tolerance(1e-12));
  BOOST_TEST(stride.margin()->value() == 0.06, tolerance(1e-12));
  BOOST_TEST(stride.n() == 20u);
  BOOST_TEST(rg::stride_length(length::not_computable(reason::height_missing)).why() ==
             reason::height_missing);
}

/// Strides of feet: one a second, of such lengths; 0 where none was measured.
std::vector<rg::stride> strides_of(const std::vector<double>& lengths_m) {
  std::vector<rg::stride> strides;
  for (const double l : lengths_m) {
    rg::stride s;
    s.start_s = 0.5 * static_cast<double>(strides.size());
    s.end_s = s.start_s + 1.25;
    if (l > 0) s.length_m = l;
    strides.push_back(s);
  }
  return strides;
}

BOOST_AUTO_TEST_CASE(lengths_and_speeds_of_feet_are_means_of_those_that_were_measured) {
  const auto strides = strides_of({1.1, 0, 1.3, 0, 1.2, 1.4});
  const auto found = rg::stride_length(strides);
  BOOST_TEST(found->value() == 1.25, tolerance(1e-12));
  BOOST_TEST(found.n() == 4u);
  const auto mean = rg::mean_of_series(std::vector<double>{1.1, 1.3, 1.2, 1.4});
  BOOST_TEST(found.margin()->value() == *mean.margin(), tolerance(1e-9));
  const auto speed = rg::walking_speed(strides);
  BOOST_TEST(speed->value() == 1.0, tolerance(1e-12));
  BOOST_TEST(speed.margin()->value() == found.margin()->value() / 1.25, tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(lengths_and_speeds_of_feet_at_the_edge) {
  for (const auto& lengths : {std::vector<double>{}, {0, 0, 0}, {1.2}, {0, 1.2, 0}}) {
    const std::size_t n = lengths.size() == 1 || lengths == std::vector<double>{0, 1.2, 0} ? 1 : 0;
    for (const auto& [why, count, needed] :
         {std::tuple{rg::stride_length(strides_of(lengths)).why(),
                     rg::stride_length(strides_of(lengths)).n(),
                     rg::stride_length(strides_of(lengths)).needed()},
          std::tuple{rg::walking_speed(strides_of(lengths)).why(),
                     rg::walking_speed(strides_of(lengths)).n(),
                     rg::walking_speed(strides_of(lengths)).needed()}}) {
      BOOST_TEST(why == reason::too_few_strides);
      BOOST_TEST(count == n);
      BOOST_TEST(needed == 2u);
    }
  }
  const auto alike = rg::stride_length(strides_of({1.2, 1.2, 1.2, 1.2}));
  BOOST_TEST(alike->value() == 1.2, tolerance(1e-12));
  BOOST_TEST(alike.margin()->value() < 1e-9);
  const auto outlier = rg::stride_length(strides_of({1.2, 1.2, 1.2, 2.4}));
  BOOST_TEST(outlier->value() == 1.5, tolerance(1e-12));
  BOOST_TEST(outlier.margin()->value() > 1);
}

BOOST_AUTO_TEST_CASE(distance_is_speed_times_time) {
  using speed = rg::measured<rg::quantity<rg::units::metre_per_second>>;
  const auto v = speed::of(metres_per_second(1.2), 20, metres_per_second(0.1));
  const auto found = rg::distance_walked(v, 50);
  BOOST_TEST(found->value() == 60, tolerance(1e-12));
  BOOST_TEST(found.margin()->value() == 5, tolerance(1e-12));
  BOOST_TEST(rg::distance_walked(v, 0)->value() == 0);
  for (const double wrong :
       {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    BOOST_TEST(rg::distance_walked(v, wrong).why() == reason::degenerate);
  }
  BOOST_TEST(rg::distance_walked(speed::not_computable(reason::not_calibrated), 50).why() ==
             reason::not_calibrated);
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/print.hpp>
#include <retrogait/metrics/spatial.hpp>

#include <limits>
#include <numbers>

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
constexpr double leg_m = 0.53 * height_m;

/// The pendulum itself, without the correction for real people.
constexpr rg::step_length_params bare{.factor = 1};

struct pendulum {
  std::vector<double> vertical_m_s2;
  std::vector<rg::step> steps;

  rg::bout_signal signal(bool gap = false) const {
    return {vertical_m_s2, {}, {}, start_s, rate_hz, gap};
  }

  rg::measured<rg::quantity<rg::units::metre>> length(
      direction way = direction::forward, std::optional<double> height = height_m,
      const rg::step_length_params& params = bare) const {
    return rg::step_length(signal(), steps, way, height, params);
  }
};

/// A trunk on a stiff leg that goes over the foot at a steady speed: an arc of radius leg_m over
/// each step, as the acceleration that gives back these heights when it is summed twice.
pendulum arcs(const std::vector<double>& lengths_m, double step_s = 0.54) {
  const auto height = [&](double t) {
    const double last = static_cast<double>(lengths_m.size()) - 1;
    const double k = std::clamp(std::floor(t / step_s), 0.0, last);
    const double x = (t / step_s - k - 0.5) * lengths_m[static_cast<std::size_t>(k)];
    return std::sqrt(leg_m * leg_m - x * x) -
           std::sqrt(leg_m * leg_m - std::pow(lengths_m[static_cast<std::size_t>(k)] / 2, 2));
  };
  pendulum out;
  const double total_s = step_s * static_cast<double>(lengths_m.size());
  for (int i = 0; i / rate_hz <= total_s; ++i) {
    const double t = i / rate_hz;
    const double dt = 1 / rate_hz;
    out.vertical_m_s2.push_back((height(t + dt) - 2 * height(t) + height(t - dt)) / (dt * dt));
  }
  for (std::size_t k = 0; k < lengths_m.size(); ++k) {
    const double begin = start_s + step_s * static_cast<double>(k);
    out.steps.push_back({begin, begin + step_s, k % 2 == 0 ? rg::side::left : rg::side::right});
  }
  return out;
}

pendulum equal_arcs(double length_m, double step_s = 0.54, std::size_t n = 24) {
  return arcs(std::vector<double>(n, length_m), step_s);
}

BOOST_AUTO_TEST_CASE(an_inverted_pendulum_gives_back_its_step_length) {
  for (const double step_s : {0.44, 0.54, 0.7}) {
    for (const double length_m : {0.3, 0.5, 0.65, 0.8}) {
      BOOST_TEST_CONTEXT(length_m << " m in " << step_s << " s") {
        const auto found = equal_arcs(length_m, step_s).length();
        BOOST_TEST(found->value() == length_m, tolerance(0.03));
        BOOST_TEST(found.n() == 24u);
        BOOST_TEST(found.margin()->value() < 0.04 * length_m);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(steps_of_different_lengths_give_their_mean_and_a_wider_margin) {
  std::vector<double> lengths;
  for (int i = 0; i < 30; ++i) lengths.push_back(i % 2 == 0 ? 0.5 : 0.7);
  const auto uneven = arcs(lengths).length();
  BOOST_TEST(uneven->value() == 0.6, tolerance(0.04));
  BOOST_TEST(uneven.margin()->value() > 2 * equal_arcs(0.6).length().margin()->value());
}

BOOST_AUTO_TEST_CASE(neither_a_constant_nor_a_slow_drift_changes_it) {
  const pendulum clean = equal_arcs(0.6);
  pendulum drifting = clean;
  for (std::size_t i = 0; i < drifting.vertical_m_s2.size(); ++i) {
    drifting.vertical_m_s2[i] += 0.3 + 0.01 * static_cast<double>(i) / rate_hz;
  }
  BOOST_TEST(drifting.length()->value() == clean.length()->value(), tolerance(0.02));
}

BOOST_AUTO_TEST_CASE(the_factor_multiplies_and_a_longer_leg_goes_further) {
  const pendulum walk = equal_arcs(0.6);
  const double bare_m = walk.length()->value();
  BOOST_TEST(walk.length(direction::forward, height_m, {})->value() == 1.185 * bare_m,
             tolerance(1e-12));
  BOOST_TEST(walk.length(direction::forward, height_m, {.factor = 2})->value() == 2 * bare_m,
             tolerance(1e-12));
  // The same rise on a leg of twice the length: nearly √2 times as far.
  const double longer = walk.length(direction::forward, 2 * height_m)->value();
  BOOST_TEST(longer / bare_m == std::numbers::sqrt2, tolerance(0.05));
  const rg::step_length_params half_leg{.leg_share = 0.265, .factor = 1};
  BOOST_TEST(walk.length(direction::forward, 2 * height_m, half_leg)->value() == bare_m,
             tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(no_step_is_longer_than_the_legs_allow) {
  pendulum jumping = equal_arcs(0.6);
  for (double& a : jumping.vertical_m_s2) a *= 100;
  BOOST_TEST(jumping.length()->value() == 2 * leg_m, tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_known_says_why) {
  const pendulum walk = equal_arcs(0.6);
  BOOST_TEST(walk.length(direction::backward).why() == reason::not_calibrated);
  BOOST_TEST(walk.length(direction::unknown).why() == reason::direction_unknown);
  BOOST_TEST(walk.length(direction::forward, std::nullopt).why() == reason::height_missing);
  BOOST_TEST(rg::step_length(walk.signal(true), walk.steps, direction::forward, height_m).why() ==
             reason::gap);
  for (std::size_t n = 0; n < 2; ++n) {
    pendulum few = walk;
    few.steps.resize(n);
    BOOST_TEST(few.length().why() == reason::too_few_steps);
    BOOST_TEST(few.length().n() == n);
    BOOST_TEST(few.length().needed() == 2u);
  }
  pendulum two = walk;
  two.steps.resize(2);
  BOOST_TEST(two.length().has_value());
  pendulum still = walk;
  std::fill(still.vertical_m_s2.begin(), still.vertical_m_s2.end(), 0.1);
  BOOST_TEST(still.length().why() == reason::degenerate);
  still.vertical_m_s2.clear();
  BOOST_TEST(still.length().why() == reason::degenerate);
}

BOOST_AUTO_TEST_CASE(every_wrong_parameter_is_named) {
  const rg::step_length_params wrong{.leg_share = 1, .factor = 0, .highpass_hz = -1};
  std::vector<std::string> fields;
  for (const rg::issue& i : wrong.validate()) fields.push_back(i.field);
  BOOST_TEST((fields == std::vector<std::string>{"leg_share", "factor", "highpass_hz"}));
  BOOST_CHECK_THROW(equal_arcs(0.6).length(direction::forward, height_m, wrong), rg::config_error);
  BOOST_TEST(rg::step_length_params{}.validate().empty());
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST((rg::step_length_params{nan, nan, nan}).validate().size() == 3u);
}

using length = rg::measured<rg::quantity<rg::units::metre>>;
using duration = rg::measured<rg::quantity<rg::units::second>>;

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

BOOST_AUTO_TEST_CASE(stride_length_is_the_mean_of_those_that_were_measured) {
  std::vector<rg::stride> strides(3);
  BOOST_TEST(rg::stride_length(strides).why() == reason::too_few_strides);
  BOOST_TEST(rg::stride_length(strides).needed() == 2u);
  strides[0].length_m = 1.1;
  BOOST_TEST(rg::stride_length(strides).n() == 1u);
  strides[2].length_m = 1.3;
  const auto found = rg::stride_length(strides);
  BOOST_TEST(found->value() == 1.2, tolerance(1e-12));
  BOOST_TEST(found.n() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/print.hpp>
#include <retrogait/math/mean_of_series.hpp>
#include <retrogait/metrics/sway.hpp>

#include <numbers>

#include "../golden/golden.hpp"
#include "../support/test.hpp"
#include "trunk_signal.hpp"

namespace rg = retrogait;
using rg::reason;

BOOST_AUTO_TEST_SUITE(sway)

const values second_by_second{1, 2, 3, 4, 5, 6, 7};

/// Ten seconds of a circle of that radius in m/s², at that many turns a second.
struct circle {
  values forward;
  values left;

  explicit circle(double radius, double turns_per_s = 0.5, double noise = 0,
                  double values_per_s = rate_hz) {
    std::mt19937 random(3);
    std::normal_distribution<double> normal;
    for (int i = 0; i < static_cast<int>(10 * values_per_s); ++i) {
      const double angle = two_pi * turns_per_s * i / values_per_s;
      forward.push_back(2 + radius * std::cos(angle) + noise * normal(random));
      left.push_back(radius * std::sin(angle) + noise * normal(random));
    }
  }

  rg::bout_signal bout(double values_per_s = rate_hz, bool gap = false) const {
    return {forward, forward, left, 0, values_per_s, gap};
  }
};

BOOST_AUTO_TEST_CASE(agrees_with_scipy) {
  const golden::table expected("sway");
  const values& forward = expected["forward"];
  const rg::bout_signal signal{forward, forward, expected["left"], 0, rate_hz, false};
  const auto strides = strides_at(expected["contacts"]);
  const auto found = rg::sway_path(signal, strides);
  const auto mean = rg::mean_of_series(expected["paths"]);
  BOOST_TEST(std::abs(found->value() - *mean) < 1e-7);
  BOOST_TEST(std::abs(found.margin()->value() - *mean.margin()) < 1e-7);
  BOOST_TEST(found.n() == strides.size());
}

BOOST_AUTO_TEST_CASE(the_path_of_a_circle) {
  // 0.5 turns a second of a circumference 2 π r; the filter leaves 0.5 Hz as it is.
  for (const double radius : {0.3, 1.0, 4.0}) {
    const auto found = rg::sway_path(circle(radius).bout(), strides_at(second_by_second));
    BOOST_TEST(std::abs(found->value() - std::numbers::pi * radius) < 0.002 * radius);
    BOOST_TEST(found.margin()->value() < 0.01 * radius);
  }
}

BOOST_AUTO_TEST_CASE(neither_the_rate_nor_the_noise_matter_much) {
  const auto strides = strides_at(second_by_second);
  const double plain = rg::sway_path(circle(1).bout(), strides)->value();
  const double noisy = rg::sway_path(circle(1, 0.5, 0.03).bout(), strides)->value();
  BOOST_TEST(std::abs(noisy / plain - 1) < 0.02);
  const double fast = rg::sway_path(circle(1, 0.5, 0.0, 200).bout(200), strides)->value();
  BOOST_TEST(std::abs(fast / plain - 1) < 0.005);
}

BOOST_AUTO_TEST_CASE(longer_steps_have_the_longer_path_and_the_mounting_does_not_matter) {
  auto walker = even_walker(rg::direction::backward);
  const auto path_with = [&](rg::device_axis up, rg::device_axis forward, double length_m) {
    walker.sensor.up = up;
    walker.sensor.forward = forward;
    walker.backward.step_length_m = length_m;
    const auto walk = walker.walk();
    const trunk_signal trunk(walk[rg::placement::lumbar], 6, 18);
    return rg::sway_path(trunk.bout(), strides_between(walk, 6, 18));
  };
  const auto a = path_with({0, 1}, {2, -1}, 0.42);
  const auto b = path_with({1, -1}, {0, 1}, 0.42);
  BOOST_TEST(std::abs(a->value() - b->value()) < 1e-6);
  BOOST_TEST(path_with({0, 1}, {2, -1}, 0.25)->value() < 0.9 * a->value());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_known_says_why) {
  const circle round(1);
  for (const values& contacts : {values{}, values{1}, values{1, 2}}) {
    const auto found = rg::sway_path(round.bout(), strides_at(contacts));
    BOOST_TEST(found.why() == reason::too_few_strides);
    BOOST_TEST(found.needed() == 2u);
  }
  BOOST_TEST(rg::sway_path(round.bout(), strides_at({1, 2, 3})).has_value());
  const auto strides = strides_at(second_by_second);
  BOOST_TEST(rg::sway_path(round.bout(rate_hz, true), strides).why() == reason::gap);
  BOOST_TEST(rg::sway_path({round.forward, {}, {}, 0, rate_hz, false}, strides).why() ==
             reason::mounting_unknown);
  BOOST_TEST(rg::sway_path({{}, {}, {}, 0, rate_hz, false}, strides).why() ==
             reason::too_few_strides);
  // Standing still: no path.
  BOOST_TEST(rg::sway_path(circle(0).bout(), strides)->value() < 1e-9);
}

BOOST_AUTO_TEST_SUITE_END()

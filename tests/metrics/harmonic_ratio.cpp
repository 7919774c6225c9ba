#include <retrogait/core/print.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/metrics/harmonic_ratio.hpp>

#include <rapidcheck.h>

#include <functional>

#include "../golden/golden.hpp"
#include "../support/test.hpp"
#include "trunk_signal.hpp"

namespace rg = retrogait;
using rg::reason;

BOOST_AUTO_TEST_SUITE(harmonic_ratio)

constexpr double start_s = 0.2;

/// n strides of that duration.
std::vector<rg::stride> walked(std::size_t n, double stride_s) {
  return even_strides(n, stride_s, start_s);
}

/// f of the strides walked.
values walking(double seconds, double stride_s, const std::function<double(double)>& f) {
  return sampled(seconds, [&](double t) { return f((t - start_s) / stride_s); });
}

rg::harmonic_ratios of(const values& x, const std::vector<rg::stride>& strides) {
  return rg::harmonic_ratios_of({x, x, x, 0, rate_hz, false}, strides);
}

void check_reason(const rg::harmonic_ratio& found, reason why) {
  BOOST_TEST(found.ratio.why() == why);
  BOOST_TEST(found.improved.why() == why);
}

BOOST_AUTO_TEST_CASE(agrees_with_numpy) {
  const golden::table expected("harmonic_ratio");
  for (const std::string name : {"whole", "uneven"}) {
    const values& v = expected[name + ".vertical"];
    const values& f = expected[name + ".forward"];
    const values& l = expected[name + ".left"];
    const rg::bout_signal signal{v, f, l, expected[name + ".start"][0], rate_hz, false};
    const auto strides = strides_at(expected[name + ".contacts"]);
    const auto found = rg::harmonic_ratios_of(signal, strides);
    const auto check = [&](const std::string& axis, const rg::harmonic_ratio& got) {
      BOOST_TEST_CONTEXT(name << " " << axis) {
        BOOST_TEST(std::abs(got.ratio->value() - expected[axis + ".ratio"][0]) < 1e-9);
        BOOST_TEST(std::abs(got.improved->value() - expected[axis + ".improved"][0]) < 1e-8);
        BOOST_TEST(got.ratio.n() == strides.size());
        BOOST_TEST(got.ratio.margin()->value() > 0);
      }
    };
    check(name + ".vertical", found.vertical);
    check(name + ".forward", found.forward);
    check(name + ".left", found.left);
  }
}

BOOST_AUTO_TEST_CASE(closed_forms_whatever_the_stride_time) {
  const auto wave = [](double strides) {
    return 4 + 1.2 * std::cos(two_pi * strides) + 3 * std::sin(2 * two_pi * strides) +
           0.3 * std::cos(5 * two_pi * strides + 1) + std::sin(6 * two_pi * strides - 2);
  };
  for (const double stride_s : {0.73, 0.9137, 1.0, 1.08, 1.2345, 2.6}) {
    const auto found = of(walking(9 * stride_s, stride_s, wave), walked(8, stride_s));
    BOOST_TEST_CONTEXT("stride time " << stride_s) {
      // Even 3 and 1, odd 1.2 and 0.3; powers 10 and 1.53.
      BOOST_TEST(std::abs(found.vertical.ratio->value() - 4 / 1.5) < 1e-6);
      BOOST_TEST(std::abs(found.forward.ratio->value() - 4 / 1.5) < 1e-6);
      BOOST_TEST(std::abs(found.left.ratio->value() - 1.5 / 4) < 1e-6);
      BOOST_TEST(std::abs(found.vertical.improved->value() - 1000 / 11.53) < 1e-5);
      BOOST_TEST(std::abs(found.left.improved->value() - 153 / 11.53) < 1e-5);
      BOOST_TEST(found.vertical.ratio.margin()->value() < 1e-6);
    }
  }
}

BOOST_AUTO_TEST_CASE(short_strides_have_fewer_harmonics_and_the_shortest_do_not_count) {
  // At 1.08 s both the 19th and the 20th harmonic are seen, at 0.9 s neither: 18 lie below 20 Hz.
  const auto wave = [](double strides) {
    return std::sin(2 * two_pi * strides) + 0.5 * std::sin(19 * two_pi * strides);
  };
  BOOST_TEST(std::abs(of(walking(12, 1.08, wave), walked(8, 1.08)).vertical.ratio->value() - 2) <
             1e-6);
  const auto slow = [](double strides) {
    return std::sin(2 * two_pi * strides) + 0.5 * std::sin(17 * two_pi * strides);
  };
  BOOST_TEST(std::abs(of(walking(12, 0.9, slow), walked(8, 0.9)).vertical.ratio->value() - 2) <
             1e-6);
  const auto plain = [](double strides) {
    return std::sin(2 * two_pi * strides) + 0.5 * std::sin(two_pi * strides);
  };
  BOOST_TEST(of(walking(12, 0.5, plain), walked(8, 0.5)).vertical.ratio.has_value());
  check_reason(of(walking(12, 0.48, plain), walked(8, 0.48)).vertical, reason::too_few_strides);
}

BOOST_AUTO_TEST_CASE(neither_gain_nor_offset_matter) {
  BOOST_TEST(rc::check("gain and offset", [] {
    std::mt19937 random(static_cast<unsigned>(*rc::gen::inRange(0, 1000)));
    std::normal_distribution<double> normal;
    values x(500);
    for (double& v : x) v = normal(random);
    const double gain = std::pow(10.0, *rc::gen::inRange(-40, 40) / 10.0);
    const double sign = *rc::gen::arbitrary<bool>() ? 1 : -1;
    values y = x;
    for (double& v : y) v = sign * gain * (v + 3);
    const auto a = of(x, walked(8, 1.1));
    const auto b = of(y, walked(8, 1.1));
    RC_ASSERT(std::abs(a.vertical.ratio->value() - b.vertical.ratio->value()) < 1e-6);
    RC_ASSERT(std::abs(a.left.improved->value() - b.left.improved->value()) < 1e-6);
    // What one axis calls intrinsic the other does not.
    RC_ASSERT(std::abs(a.forward.improved->value() + a.left.improved->value() - 100) < 1e-9);
  }));
}

BOOST_AUTO_TEST_CASE(a_walker_whose_steps_are_alike_and_one_who_spares_a_foot) {
  for (const auto way : {rg::direction::forward, rg::direction::backward}) {
    double before = 101;
    for (const double spared : {0.0, 0.3, 0.6}) {
      auto walker = even_walker(way);
      walker.forward.strength_asymmetry = walker.backward.strength_asymmetry = spared;
      const auto walk = walker.walk();
      const trunk_signal trunk(walk[rg::placement::lumbar], 6, 18);
      const auto found = rg::harmonic_ratios_of(trunk.bout(), strides_between(walk, 6, 18));
      BOOST_TEST_CONTEXT(to_string(way)
                         << ", asymmetry " << spared << ": " << found.vertical.ratio->value() << " "
                         << found.vertical.improved->value()) {
        if (spared == 0) {
          for (const auto& axis : {found.vertical, found.forward, found.left}) {
            BOOST_TEST(axis.improved->value() > 98);
            BOOST_TEST(axis.ratio->value() > 4);
          }
        }
        BOOST_TEST(found.vertical.improved->value() < before - 1);
        before = found.vertical.improved->value();
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_sensor_turned_with_its_stated_mounting_gives_the_same) {
  auto walker = even_walker();
  walker.forward.amplitude_cv = 0.1;
  walker.forward.strength_asymmetry = 0.2;
  const auto ratios_with = [&](rg::device_axis up, rg::device_axis forward) {
    walker.sensor.up = up;
    walker.sensor.forward = forward;
    const auto walk = walker.walk();
    const trunk_signal trunk(walk[rg::placement::lumbar], 6, 18);
    return rg::harmonic_ratios_of(trunk.bout(), strides_between(walk, 6, 18));
  };
  const auto a = ratios_with({0, 1}, {2, -1});
  const auto b = ratios_with({1, -1}, {0, 1});
  BOOST_TEST(std::abs(a.vertical.ratio->value() - b.vertical.ratio->value()) < 1e-6);
  BOOST_TEST(std::abs(a.forward.ratio->value() - b.forward.ratio->value()) < 1e-6);
  BOOST_TEST(std::abs(a.left.ratio->value() - b.left.ratio->value()) < 1e-6);
}

BOOST_AUTO_TEST_CASE(one_outlier_moves_the_mean_by_its_share) {
  const auto strides = walked(10, 1.1);
  const auto wave = [](double n) {
    const double odd = n > 4 && n < 5 ? 1.0 : 0.5;
    return std::sin(2 * two_pi * n) + odd * std::sin(two_pi * n);
  };
  const auto found = of(walking(12, 1.1, wave), strides);
  BOOST_TEST(std::abs(found.vertical.ratio->value() - 1.9) < 1e-2);  // nine times 2 and once 1
}

BOOST_AUTO_TEST_CASE(what_cannot_be_known_says_why) {
  const values x = walking(
      12, 1.1, [](double n) { return std::sin(2 * two_pi * n) + 0.5 * std::sin(two_pi * n); });
  for (const std::size_t n : {0u, 1u, 2u, 5u}) {
    const auto found = of(x, walked(n, 1.1));
    check_reason(found.vertical, reason::too_few_strides);
    BOOST_TEST(found.left.ratio.n() == n);
    BOOST_TEST(found.left.ratio.needed() == 6u);
  }
  BOOST_TEST(of(x, walked(6, 1.1)).vertical.ratio.has_value());

  const auto strides = walked(8, 1.1);
  const auto gap = rg::harmonic_ratios_of({x, x, x, 0, rate_hz, true}, strides);
  check_reason(gap.vertical, reason::gap);
  check_reason(gap.left, reason::gap);

  const auto unmounted = rg::harmonic_ratios_of({x, {}, {}, 0, rate_hz, false}, strides);
  BOOST_TEST(unmounted.vertical.ratio.has_value());
  check_reason(unmounted.forward, reason::mounting_unknown);
  check_reason(unmounted.left, reason::mounting_unknown);

  check_reason(of(values(600, 0.0), strides).vertical, reason::degenerate);
  check_reason(of(values(600, 0.1), strides).forward, reason::degenerate);
  check_reason(of({}, strides).vertical, reason::too_few_strides);
  // Strides outside of the signal do not count.
  check_reason(of(values(x.begin(), x.begin() + 300), strides).vertical, reason::too_few_strides);

  // Nothing but intrinsic harmonics: a ratio without end, a share of 100 %.
  const auto alike =
      of(walking(12, 1.1, [](double n) { return std::sin(2 * two_pi * n); }), strides);
  BOOST_TEST(alike.vertical.ratio.why() == reason::degenerate);
  BOOST_TEST(std::abs(alike.vertical.improved->value() - 100) < 1e-9);
}

BOOST_AUTO_TEST_SUITE_END()

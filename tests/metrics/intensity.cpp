#include <retrogait/core/print.hpp>
#include <retrogait/math/mean_of_series.hpp>
#include <retrogait/metrics/intensity.hpp>

#include <rapidcheck.h>

#include <array>
#include <numbers>

#include "../golden/golden.hpp"
#include "../support/test.hpp"
#include "trunk_signal.hpp"

namespace rg = retrogait;
using rg::reason;

BOOST_AUTO_TEST_SUITE(intensity)

std::array<rg::axis_intensity, 3> axes_of(const rg::trunk_intensity& found) {
  return {found.vertical, found.forward, found.left};
}

void check_reason(const rg::trunk_intensity& found, reason why) {
  for (const rg::axis_intensity& axis : axes_of(found)) {
    BOOST_TEST(axis.rms.why() == why);
    BOOST_TEST(axis.ratio.why() == why);
  }
}

BOOST_AUTO_TEST_CASE(agrees_with_numpy) {
  const golden::table expected("smoothness");
  const rg::bout_signal signal{expected["bout.vertical"],
                               expected["bout.forward"],
                               expected["bout.left"],
                               expected["bout.start"][0],
                               rate_hz,
                               false};
  const auto found = axes_of(
      rg::trunk_intensity_of(signal, strides_of(expected["bout.starts"], expected["bout.ends"])));
  for (std::size_t a = 0; a < 3; ++a) {
    BOOST_TEST(std::abs(found[a].rms->value() - expected["bout.rms"][a]) < 1e-10);
    BOOST_TEST(std::abs(found[a].ratio->value() - expected["bout.ratio"][a]) < 1e-10);
    BOOST_TEST(found[a].rms.n() == 19u);
  }
}

BOOST_AUTO_TEST_CASE(sines_in_closed_form) {
  const values v = sampled(10, [](double t) { return 0.7 + 3 * std::sin(2 * two_pi * t); });
  const values f = sampled(10, [](double t) { return -2 + 2 * std::cos(4 * two_pi * t); });
  const values l = sampled(10, [](double t) { return 6 * std::sin(two_pi * t + 1); });
  const auto found = rg::trunk_intensity_of({v, f, l, 0, rate_hz, false}, even_strides(10));
  BOOST_TEST(std::abs(found.vertical.rms->value() - 3 / std::numbers::sqrt2) < 1e-9);
  BOOST_TEST(std::abs(found.forward.rms->value() - 2 / std::numbers::sqrt2) < 1e-9);
  BOOST_TEST(std::abs(found.left.rms->value() - 6 / std::numbers::sqrt2) < 1e-9);
  BOOST_TEST(std::abs(found.vertical.ratio->value() - 3.0 / 7) < 1e-9);
  BOOST_TEST(std::abs(found.forward.ratio->value() - 2.0 / 7) < 1e-9);
  BOOST_TEST(std::abs(found.left.ratio->value() - 6.0 / 7) < 1e-9);
  // Strides that are all alike leave no doubt.
  for (const auto& axis : axes_of(found)) {
    BOOST_TEST(axis.rms.margin()->value() < 1e-9);
    BOOST_TEST(axis.ratio.margin()->value() < 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(gain_moves_the_rms_alone_and_the_squares_of_the_ratios_sum_to_one) {
  BOOST_TEST(rc::check("gain", [] {
    const auto seed = static_cast<unsigned>(*rc::gen::inRange(0, 1000));
    std::array<values, 3> x{white_noise(500, seed), white_noise(500, seed + 1),
                            white_noise(500, seed + 2)};
    const double gain = std::pow(10.0, *rc::gen::inRange(-30, 30) / 10.0);
    const auto of = [&] {
      return axes_of(
          rg::trunk_intensity_of({x[0], x[1], x[2], 0, rate_hz, false}, even_strides(9)));
    };
    const auto before = of();
    for (values& axis : x) {
      for (double& v : axis) v = gain * (v + 3);
    }
    const auto after = of();
    double sum = 0;
    for (std::size_t a = 0; a < 3; ++a) {
      RC_ASSERT(std::abs(after[a].rms->value() / (gain * before[a].rms->value()) - 1) < 1e-9);
      RC_ASSERT(std::abs(after[a].ratio->value() - before[a].ratio->value()) < 1e-9);
      RC_ASSERT(std::abs(after[a].ratio.margin()->value() - before[a].ratio.margin()->value()) <
                1e-9);
      sum += std::pow(after[a].ratio->value(), 2);
    }
    RC_ASSERT(std::abs(sum - 1) < 1e-9);
  }));
}

// The margins against those of a jackknife: what each stride adds, as n times the value less n - 1
// times the value without it.
BOOST_AUTO_TEST_CASE(margins_are_those_of_a_jackknife) {
  constexpr std::size_t n = 40;
  std::array<values, 3> x;
  const values strength = white_noise(3 * n, 8);
  for (std::size_t a = 0; a < 3; ++a) {
    x[a] = sampled(n, [&](double t) {
      const double s = 1 + 0.15 * strength[3 * static_cast<std::size_t>(t) + a];
      return s * static_cast<double>(a + 1) * std::sin(2 * two_pi * t);
    });
  }
  const rg::bout_signal signal{x[0], x[1], x[2], 0, rate_hz, false};
  const auto all = axes_of(rg::trunk_intensity_of(signal, even_strides(n)));
  for (std::size_t a = 0; a < 3; ++a) {
    values rms;
    values ratio;
    for (std::size_t i = 0; i < n; ++i) {
      auto rest = even_strides(n);
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
      const auto without = axes_of(rg::trunk_intensity_of(signal, rest))[a];
      rms.push_back(n * all[a].rms->value() - (n - 1) * without.rms->value());
      ratio.push_back(n * all[a].ratio->value() - (n - 1) * without.ratio->value());
    }
    const double rms_margin = *rg::mean_of_series(rms).margin();
    const double ratio_margin = *rg::mean_of_series(ratio).margin();
    BOOST_TEST(std::abs(all[a].rms.margin()->value() / rms_margin - 1) < 0.05);
    BOOST_TEST(std::abs(all[a].ratio.margin()->value() / ratio_margin - 1) < 0.05);
  }
}

BOOST_AUTO_TEST_CASE(a_virtual_walk) {
  auto walker = even_walker();
  const auto measured = [&] {
    const auto w = walker.walk();
    const trunk_signal trunk(w[rg::placement::lumbar], 4, 20);
    return axes_of(rg::trunk_intensity_of(trunk.bout(), strides_between(w, 4, 20)));
  };
  const auto found = measured();
  // What virtual_walker.hpp states of it, from spectra of whole walks at 100 Hz: 2.13, 1.47, 1.04.
  BOOST_TEST(std::abs(found[0].rms->value() - 2.13) < 0.25);
  BOOST_TEST(std::abs(found[1].rms->value() - 1.47) < 0.25);
  BOOST_TEST(std::abs(found[2].rms->value() - 1.04) < 0.25);
  walker.sensor.up = {1, -1};
  walker.sensor.forward = {0, 1};
  const auto turned = measured();
  for (std::size_t a = 0; a < 3; ++a) {
    BOOST_TEST(std::abs(turned[a].rms->value() - found[a].rms->value()) < 1e-6);
    BOOST_TEST(std::abs(turned[a].ratio->value() - found[a].ratio->value()) < 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(few_strides) {
  const values x = white_noise(600, 2);
  const rg::bout_signal signal{x, x, x, 0, rate_hz, false};
  for (std::size_t n = 0; n < 2; ++n) {
    const auto found = rg::trunk_intensity_of(signal, even_strides(n));
    check_reason(found, reason::too_few_strides);
    BOOST_TEST(found.left.ratio.n() == n);
    BOOST_TEST(found.left.ratio.needed() == 2u);
  }
  const auto two = rg::trunk_intensity_of(signal, even_strides(2));
  BOOST_TEST(two.vertical.rms.n() == 2u);
  BOOST_TEST(two.vertical.rms.margin()->value() > 0);
  BOOST_TEST(rg::trunk_intensity_of(signal, even_strides(20)).vertical.rms.n() == 12u);
}

BOOST_AUTO_TEST_CASE(an_outlier_shows_in_the_margin) {
  values x = sampled(20, [](double t) { return std::sin(2 * two_pi * t); });
  const values still_alike = x;
  for (std::size_t i = 500; i < 550; ++i) x[i] *= 5;
  const auto found =
      rg::trunk_intensity_of({x, still_alike, still_alike, 0, rate_hz, false}, even_strides(20));
  BOOST_TEST(found.vertical.rms->value() < 2 / std::numbers::sqrt2);
  BOOST_TEST(found.vertical.rms.margin()->value() > 0.3);
  BOOST_TEST(found.vertical.ratio.margin()->value() > 0.05);
  BOOST_TEST(found.left.rms.margin()->value() < 1e-9);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_known_says_why) {
  const values x = white_noise(600, 4);
  const values still(600, 0.1);
  check_reason(rg::trunk_intensity_of({x, x, x, 0, rate_hz, true}, even_strides(9)), reason::gap);
  check_reason(rg::trunk_intensity_of({still, still, still, 0, rate_hz, false}, even_strides(9)),
               reason::degenerate);

  const auto vertical_alone =
      rg::trunk_intensity_of({x, {}, {}, 0, rate_hz, false}, even_strides(9));
  BOOST_TEST(vertical_alone.vertical.rms.has_value());
  BOOST_TEST(vertical_alone.vertical.ratio.why() == reason::mounting_unknown);
  BOOST_TEST(vertical_alone.forward.rms.why() == reason::mounting_unknown);
  BOOST_TEST(vertical_alone.left.ratio.why() == reason::mounting_unknown);
  const auto gap = rg::trunk_intensity_of({x, {}, {}, 0, rate_hz, true}, even_strides(9));
  BOOST_TEST(gap.vertical.rms.why() == reason::gap);
  BOOST_TEST(gap.left.rms.why() == reason::mounting_unknown);
  BOOST_TEST(rg::trunk_intensity_of({}, even_strides(9)).vertical.rms.why() ==
             reason::too_few_strides);

  const auto one_dead = rg::trunk_intensity_of({x, still, x, 0, rate_hz, false}, even_strides(9));
  BOOST_TEST(one_dead.forward.rms.why() == reason::degenerate);
  BOOST_TEST(one_dead.forward.ratio.why() == reason::degenerate);
  BOOST_TEST(std::abs(one_dead.left.ratio->value() - std::sqrt(0.5)) < 1e-9);
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/print.hpp>
#include <retrogait/math/mean_of_series.hpp>
#include <retrogait/metrics/smoothness.hpp>

#include <Eigen/Geometry>
#include <rapidcheck.h>

#include "../golden/golden.hpp"
#include "../support/test.hpp"
#include "trunk_signal.hpp"

namespace rg = retrogait;
using rg::reason;

BOOST_AUTO_TEST_SUITE(smoothness)

/// Three axes of a walk with strides of a second.
struct walk {
  values vertical = sampled(
      12, [](double t) { return 2 * std::cos(2 * two_pi * t) + 0.6 * std::sin(4 * two_pi * t); });
  values forward = sampled(12, [](double t) { return 1.4 * std::sin(2 * two_pi * t); });
  values left = sampled(12, [](double t) { return 1.1 * std::sin(two_pi * t); });

  rg::bout_signal signal() const { return {vertical, forward, left, 0, rate_hz, false}; }
};

void add_noise(values& x, double strength, unsigned seed) {
  const values noise = white_noise(x.size(), seed, strength);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += noise[i];
}

void check_reason(const rg::trunk_smoothness& found, reason why) {
  BOOST_TEST(found.sparc.why() == why);
  BOOST_TEST(found.ldlj.why() == why);
}

BOOST_AUTO_TEST_CASE(agrees_with_numpy) {
  const golden::table expected("smoothness");
  const rg::bout_signal signal{expected["bout.vertical"],
                               expected["bout.forward"],
                               expected["bout.left"],
                               expected["bout.start"][0],
                               rate_hz,
                               false};
  const auto found =
      rg::trunk_smoothness_of(signal, strides_of(expected["bout.starts"], expected["bout.ends"]));
  const auto check = [](const auto& got, const values& of_strides) {
    const auto mean = rg::mean_of_series(of_strides);
    BOOST_TEST(of_strides.size() == 19u);
    BOOST_TEST(std::abs(got->value() - mean.value()) < 1e-10);
    BOOST_TEST(std::abs(got.margin()->value() - *mean.margin()) < 1e-10);
  };
  check(found.sparc, expected["bout.sparc"]);
  check(found.ldlj, expected["bout.ldlj"]);
  BOOST_TEST(found.ldlj.n() == 19u);
}

// One axis, k waves of a sine a stride: ldlj = -ln((2πk)²/2), but for the first differences' rounding.
// The others stand still.
BOOST_AUTO_TEST_CASE(a_sine_in_closed_form) {
  for (const int waves : {1, 2, 3}) {
    const values x = sampled(12, [&](double t) { return 3 * std::sin(waves * two_pi * t); });
    const values still(x.size(), 0.5);
    const auto found =
        rg::trunk_smoothness_of({x, still, still, 0, rate_hz, false}, even_strides(12));
    const double angle = two_pi * waves;
    BOOST_TEST(std::abs(found.ldlj->value() + std::log(angle * angle / 2)) < 0.06);
  }
}

BOOST_AUTO_TEST_CASE(neither_gain_nor_mounting_matter) {
  BOOST_TEST(rc::check("gain and rotation", [] {
    walk w;
    const auto seed = static_cast<unsigned>(*rc::gen::inRange(0, 1000));
    add_noise(w.vertical, 0.5, seed);
    add_noise(w.forward, 0.5, seed + 1);
    add_noise(w.left, 0.5, seed + 2);
    const double gain = std::pow(10.0, *rc::gen::inRange(-30, 30) / 10.0);
    const Eigen::Vector3d turn =
        0.01 * Eigen::Vector3d(*rc::gen::inRange(-300, 300), *rc::gen::inRange(-300, 300), 40);
    const Eigen::Matrix3d rotation =
        Eigen::AngleAxisd(turn.norm(), turn.normalized()).toRotationMatrix();
    walk turned = w;
    for (std::size_t i = 0; i < w.vertical.size(); ++i) {
      const Eigen::Vector3d a =
          gain * (rotation * Eigen::Vector3d(w.vertical[i], w.forward[i], w.left[i]));
      turned.vertical[i] = a[0];
      turned.forward[i] = a[1];
      turned.left[i] = a[2];
    }
    const auto a = rg::trunk_smoothness_of(w.signal(), even_strides(11));
    const auto b = rg::trunk_smoothness_of(turned.signal(), even_strides(11));
    RC_ASSERT(std::abs(a.sparc->value() - b.sparc->value()) < 1e-9);
    RC_ASSERT(std::abs(a.ldlj->value() - b.ldlj->value()) < 1e-9);
    RC_ASSERT(std::abs(a.ldlj.margin()->value() - b.ldlj.margin()->value()) < 1e-9);
  }));
}

BOOST_AUTO_TEST_CASE(shaking_is_less_smooth) {
  walk smooth;
  walk shaking = smooth;
  for (values* axis : {&shaking.vertical, &shaking.forward, &shaking.left})
    add_noise(*axis, 0.5, 3);
  const auto a = rg::trunk_smoothness_of(smooth.signal(), even_strides(12));
  const auto b = rg::trunk_smoothness_of(shaking.signal(), even_strides(12));
  BOOST_TEST(b.sparc->value() < a.sparc->value());
  BOOST_TEST(b.ldlj->value() < a.ldlj->value() - 0.3);
}

BOOST_AUTO_TEST_CASE(virtual_walks) {
  for (const auto way : {rg::direction::forward, rg::direction::backward}) {
    BOOST_TEST_CONTEXT(to_string(way)) {
      auto walker = even_walker(way);
      const auto measured = [&] {
        const auto w = walker.walk();
        const trunk_signal trunk(w[rg::placement::lumbar], 4, 20);
        return rg::trunk_smoothness_of(trunk.bout(), strides_between(w, 4, 20));
      };
      const auto found = measured();
      BOOST_TEST(found.sparc->value() < -1);
      BOOST_TEST(found.sparc->value() > -4);
      BOOST_TEST(found.ldlj->value() < -3);
      BOOST_TEST(found.ldlj->value() > -7);
      // The same body in the same movement, the device worn otherwise and said so.
      walker.sensor.up = {1, -1};
      walker.sensor.forward = {0, 1};
      const auto turned = measured();
      BOOST_TEST(std::abs(turned.sparc->value() - found.sparc->value()) < 1e-6);
      BOOST_TEST(std::abs(turned.ldlj->value() - found.ldlj->value()) < 1e-6);
      walker.sensor.acc_noise_m_s2 = 0.5;
      BOOST_TEST(measured().ldlj->value() < found.ldlj->value() - 0.1);
    }
  }
}

BOOST_AUTO_TEST_CASE(few_strides) {
  const walk w;
  for (std::size_t n = 0; n < 2; ++n) {
    const auto found = rg::trunk_smoothness_of(w.signal(), even_strides(n));
    check_reason(found, reason::too_few_strides);
    BOOST_TEST(found.sparc.n() == n);
    BOOST_TEST(found.sparc.needed() == 2u);
  }
  const auto two = rg::trunk_smoothness_of(w.signal(), even_strides(2));
  BOOST_TEST(two.sparc.n() == 2u);
  BOOST_TEST(two.sparc.margin().has_value());
  // Those that the signal does not hold do not count.
  auto beside = even_strides(3);
  beside[0].start_s -= 100;
  beside[0].end_s -= 100;
  beside[1].start_s += 100;
  beside[1].end_s += 100;
  BOOST_TEST(rg::trunk_smoothness_of(w.signal(), beside).ldlj.n() == 1u);
}

BOOST_AUTO_TEST_CASE(identical_strides_leave_no_doubt_and_an_outlier_does) {
  walk w;
  const auto even = rg::trunk_smoothness_of(w.signal(), even_strides(12));
  BOOST_TEST(even.sparc.margin()->value() < 1e-9);
  BOOST_TEST(even.ldlj.margin()->value() < 1e-9);
  BOOST_TEST(even.sparc.n() == 12u);
  w.vertical[307] += 20;  // a jolt in the seventh
  const auto jolted = rg::trunk_smoothness_of(w.signal(), even_strides(12));
  BOOST_TEST(jolted.ldlj.n() == 12u);
  BOOST_TEST(jolted.ldlj.margin()->value() > 0.01);
  BOOST_TEST(std::abs(jolted.ldlj->value() - even.ldlj->value()) < 0.5);
}

BOOST_AUTO_TEST_CASE(the_foot_need_not_be_known) {
  const walk w;
  auto unknown = even_strides(12);
  for (rg::stride& s : unknown) s.side = rg::side::unknown;
  BOOST_TEST((rg::trunk_smoothness_of(w.signal(), unknown).sparc ==
              rg::trunk_smoothness_of(w.signal(), even_strides(12)).sparc));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_known_says_why) {
  const walk w;
  check_reason(rg::trunk_smoothness_of({w.vertical, {}, {}, 0, rate_hz, false}, even_strides(12)),
               reason::mounting_unknown);
  check_reason(
      rg::trunk_smoothness_of({w.vertical, w.forward, w.left, 0, rate_hz, true}, even_strides(12)),
      reason::gap);
  check_reason(rg::trunk_smoothness_of({}, even_strides(12)), reason::mounting_unknown);
  const values still(600, 0.1);
  check_reason(rg::trunk_smoothness_of({still, still, still, 0, rate_hz, false}, even_strides(12)),
               reason::degenerate);
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/print.hpp>
#include <retrogait/metrics/bout_signal.hpp>
#include <retrogait/metrics/regularity.hpp>
#include <retrogait/metrics/trunk_axis.hpp>

#include <rapidcheck.h>
#include <unsupported/Eigen/FFT>

#include <complex>

#include "../support/test.hpp"
#include "trunk_signal.hpp"

namespace rg = retrogait;
using rg::reason;

BOOST_AUTO_TEST_SUITE(regularity)

/// A step with some harmonics, as the trunk's vertical acceleration has them.
double wave(double steps) {
  return 2.5 * std::cos(two_pi * steps) + 1.2 * std::sin(2 * two_pi * steps) +
         0.5 * std::cos(3 * two_pi * steps + 0.7);
}

rg::measured<rg::quantity<rg::units::second>> seconds(double step_time_s) {
  return rg::measured<rg::quantity<rg::units::second>>::of(rg::quantities::seconds(step_time_s),
                                                           20);
}

rg::regularity of(const values& x, double step_time_s = 0.5, std::size_t strides = 20,
                  bool gap = false) {
  return rg::step_and_stride_regularity({x, {}, {}, 0, rate_hz, gap}, seconds(step_time_s),
                                        strides);
}

/// The same series along all axes.
rg::regularity along(rg::trunk_axis axis, const values& x, double step_time_s = 0.5) {
  return rg::step_and_stride_regularity({x, x, x, 0, rate_hz, false}, seconds(step_time_s), 20,
                                        axis);
}

void check_reason(const rg::regularity& found, reason why) {
  BOOST_TEST(found.step.why() == why);
  BOOST_TEST(found.stride.why() == why);
  BOOST_TEST(found.symmetry.why() == why);
  BOOST_TEST(found.asymmetry.why() == why);
}

/// The unbiased autocorrelation by direct sums.
values by_sums(const values& x, std::size_t lags) {
  const auto n = x.size();
  double mean = 0;
  for (double v : x) mean += v / static_cast<double>(n);
  values r(lags);
  for (std::size_t k = 0; k < lags; ++k) {
    double sum = 0;
    for (std::size_t i = 0; i + k < n; ++i) sum += (x[i] - mean) * (x[i + k] - mean);
    r[k] = sum / static_cast<double>(n - k);
  }
  for (std::size_t k = lags; k > 0; --k) r[k - 1] /= r[0];
  return r;
}

/// The same from the power spectrum (Wiener and Khinchin), padded so that nothing wraps round.
values by_fourier(const values& x, std::size_t lags) {
  double mean = 0;
  for (double v : x) mean += v / static_cast<double>(x.size());
  values padded(2 * x.size(), 0.0);
  for (std::size_t i = 0; i < x.size(); ++i) padded[i] = x[i] - mean;
  Eigen::FFT<double> fft;
  std::vector<std::complex<double>> spectrum;
  fft.fwd(spectrum, padded);
  for (auto& s : spectrum) s = std::norm(s);
  fft.inv(padded, spectrum);
  values r(lags);
  for (std::size_t k = 0; k < lags; ++k) r[k] = padded[k] / static_cast<double>(x.size() - k);
  for (std::size_t k = lags; k > 0; --k) r[k - 1] /= r[0];
  return r;
}

/// Highest value within a quarter of a step around a lag; lags in samples.
double highest(const values& r, double centre, double step) {
  double found = -2;
  for (std::size_t k = 0; k < r.size(); ++k) {
    const double lag = static_cast<double>(k);
    if (lag >= std::round(centre - step / 4) && lag <= std::round(centre + step / 4)) {
      found = std::max(found, r[k]);
    }
  }
  return found;
}

BOOST_AUTO_TEST_CASE(a_periodic_signal_is_fully_regular) {
  for (const double step_s : {0.5, 0.543, 0.7, 1.1}) {
    BOOST_TEST_CONTEXT("step time " << step_s) {
      const auto found =
          of(sampled(30 * step_s, [&](double t) { return wave(t / step_s); }), step_s);
      BOOST_TEST(std::abs(found.step->value() - 1) < 0.03);
      BOOST_TEST(std::abs(found.stride->value() - 1) < 0.03);
      BOOST_TEST(std::abs(found.symmetry->value() - 1) < 0.03);
      BOOST_TEST(found.step.n() == 20u);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_strong_and_a_weak_foot_lower_the_regularity_of_steps_alone) {
  const double strong = 1.5;
  const double weak = 0.5;
  const auto x = sampled(20, [&](double t) {
    const bool left = std::fmod(t, 1.0) < 0.5;
    return (left ? strong : weak) * std::sin(two_pi * t / 0.5);
  });
  const auto found = of(x);
  // One step later strong meets weak: 2 a b / (a² + b²).
  BOOST_TEST(std::abs(found.step->value() - 0.6) < 0.02);
  BOOST_TEST(std::abs(found.stride->value() - 1) < 0.02);
  BOOST_TEST(std::abs(found.symmetry->value() - 0.6) < 0.02);
  BOOST_TEST(std::abs(found.asymmetry->value() - 0.4) < 0.02);
}

BOOST_AUTO_TEST_CASE(from_side_to_side_a_step_is_the_mirror_of_the_last) {
  // Odd harmonics of the stride of 1 s: upside down a step later.
  const auto x =
      sampled(30, [](double t) { return std::sin(two_pi * t) + 0.4 * std::cos(3 * two_pi * t); });
  const auto found = along(rg::trunk_axis::left, x);
  BOOST_TEST(std::abs(found.step->value() + 1) < 0.01);
  BOOST_TEST(std::abs(found.stride->value() - 1) < 0.01);
  BOOST_TEST(std::abs(found.symmetry->value() - 1) < 0.01);
  BOOST_TEST(found.asymmetry->value() < 0.01);

  // With a share of even harmonics: a step later -0.5 a² + 0.5 b², over both.
  const auto uneven =
      sampled(30, [](double t) { return std::sin(two_pi * t) + 0.5 * std::sin(2 * two_pi * t); });
  const auto limping = along(rg::trunk_axis::left, uneven);
  BOOST_TEST(std::abs(limping.step->value() + 0.75 / 1.25) < 0.02);
  BOOST_TEST(std::abs(limping.symmetry->value() - 0.6) < 0.02);
  BOOST_TEST(std::abs(limping.asymmetry->value() - 0.4) < 0.02);
}

BOOST_AUTO_TEST_CASE(antero_posterior_is_as_vertical) {
  const auto x = sampled(30, [](double t) { return wave(t / 0.5) + 0.7 * std::sin(two_pi * t); });
  const auto ap = along(rg::trunk_axis::forward, x);
  const auto vertical = of(x);
  BOOST_TEST(ap.step->value() == vertical.step->value());
  BOOST_TEST(ap.stride->value() == vertical.stride->value());
  BOOST_TEST(ap.asymmetry->value() == vertical.asymmetry->value());
}

BOOST_AUTO_TEST_CASE(a_walker_and_one_who_spares_a_foot) {
  for (const auto way : {rg::direction::forward, rg::direction::backward}) {
    auto walker = even_walker(way);
    const double step_s = 60 / (way == rg::direction::forward ? walker.forward.cadence_steps_min
                                                              : walker.backward.cadence_steps_min);
    const auto measure = [&](rg::trunk_axis axis) {
      const auto walk = walker.walk();
      const trunk_signal trunk(walk[rg::placement::lumbar], 6, 18);
      return rg::step_and_stride_regularity(trunk.bout(), seconds(step_s), 11, axis);
    };
    BOOST_TEST_CONTEXT(to_string(way)) {
      for (const auto axis : {rg::trunk_axis::vertical, rg::trunk_axis::forward}) {
        BOOST_TEST(measure(axis).step->value() > 0.95);
        BOOST_TEST(measure(axis).asymmetry->value() < 0.03);
      }
      const auto sideways = measure(rg::trunk_axis::left);
      BOOST_TEST(sideways.step->value() < -0.9);
      BOOST_TEST(sideways.stride->value() > 0.9);
      walker.forward.strength_asymmetry = walker.backward.strength_asymmetry = 0.6;
      const auto spared = measure(rg::trunk_axis::vertical);
      BOOST_TEST(spared.stride->value() > 0.95);
      BOOST_TEST(spared.asymmetry->value() > 0.1);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_sensor_turned_with_its_stated_mounting_gives_the_same) {
  auto walker = even_walker();
  walker.forward.amplitude_cv = 0.1;
  const auto measure = [&](rg::trunk_axis axis, rg::device_axis up, rg::device_axis forward) {
    walker.sensor.up = up;
    walker.sensor.forward = forward;
    const auto walk = walker.walk();
    const trunk_signal trunk(walk[rg::placement::lumbar], 6, 18);
    return rg::step_and_stride_regularity(trunk.bout(), seconds(0.545), 11, axis);
  };
  for (const auto axis :
       {rg::trunk_axis::vertical, rg::trunk_axis::forward, rg::trunk_axis::left}) {
    const auto a = measure(axis, {0, 1}, {2, -1});
    const auto b = measure(axis, {1, -1}, {0, 1});
    BOOST_TEST(std::abs(a.step->value() - b.step->value()) < 1e-9);
    BOOST_TEST(std::abs(a.stride->value() - b.stride->value()) < 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(strides_that_differ_and_steps_that_do_not) {
  // Each step is like the one before it in all but strength, which grows and fades over ten steps.
  const auto x = sampled(60, [](double t) {
    return (1 + 0.8 * std::cos(two_pi * t / 5)) * std::sin(two_pi * t / 0.5);
  });
  const auto found = of(x);
  BOOST_TEST(found.step->value() > found.stride->value());
  BOOST_TEST(found.symmetry->value() > 1);
}

BOOST_AUTO_TEST_CASE(noise_is_not_regular) {
  for (unsigned seed = 1; seed < 6; ++seed) {
    const auto found = of(white_noise(3000, seed));
    BOOST_TEST(std::abs(found.step->value()) < 0.1);
    BOOST_TEST(std::abs(found.stride->value()) < 0.1);
  }
  // A periodic signal in noise of the same power: half of the power comes back.
  values x = sampled(60, [](double t) { return std::sqrt(2.0) * std::sin(two_pi * t / 0.5); });
  const values noise = white_noise(x.size(), 9);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += noise[i];
  BOOST_TEST(std::abs(of(x).step->value() - 0.5) < 0.08);
  BOOST_TEST(std::abs(of(x).stride->value() - 0.5) < 0.08);
}

BOOST_AUTO_TEST_CASE(two_independent_ways_agree) {
  values x = sampled(12, [](double t) { return 9 + wave(t / 0.53) + 0.8 * std::sin(two_pi * t); });
  const values noise = white_noise(x.size(), 4);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += noise[i];
  for (const double step_s : {0.53, 0.47, 0.61, 0.9}) {
    const double lag = step_s * rate_hz;
    const auto found = of(x, step_s);
    const auto lags = static_cast<std::size_t>(3 * lag);
    for (const values& r : {by_sums(x, lags), by_fourier(x, lags)}) {
      const double ad1 = highest(r, lag, lag);
      const double ad2 = highest(r, 2 * lag, lag);
      BOOST_TEST(std::abs(found.step->value() - ad1) < 1e-9);
      BOOST_TEST(std::abs(found.stride->value() - ad2) < 1e-9);
      if (ad2 > 0) BOOST_TEST(std::abs(found.symmetry->value() - ad1 / ad2) < 1e-9);
      BOOST_TEST(std::abs(found.asymmetry->value() - std::abs(ad2 - ad1)) < 1e-9);
      values mirrored = r;
      for (double& v : mirrored) v = -v;
      const auto sideways = along(rg::trunk_axis::left, x, step_s);
      BOOST_TEST(std::abs(sideways.step->value() + highest(mirrored, lag, lag)) < 1e-9);
      BOOST_TEST(std::abs(sideways.stride->value() - ad2) < 1e-9);
    }
  }
}

BOOST_AUTO_TEST_CASE(neither_gain_nor_offset_matter) {
  BOOST_TEST(rc::check("gain and offset", [] {
    const values x = white_noise(400, static_cast<unsigned>(*rc::gen::inRange(0, 1000)));
    const double gain = std::pow(10.0, *rc::gen::inRange(-40, 40) / 10.0);
    const double sign = *rc::gen::arbitrary<bool>() ? 1 : -1;
    const double offset = gain * *rc::gen::inRange(-20, 20);
    values y = x;
    for (double& v : y) v = sign * gain * v + offset;
    const auto a = of(x);
    const auto b = of(y);
    RC_ASSERT(std::abs(a.step->value() - b.step->value()) < 1e-9);
    RC_ASSERT(std::abs(a.stride->value() - b.stride->value()) < 1e-9);
    values reversed(x.rbegin(), x.rend());
    RC_ASSERT(std::abs(a.step->value() - of(reversed).step->value()) < 1e-9);
  }));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_known_says_why) {
  const values x = sampled(20, [](double t) { return wave(t / 0.5); });
  check_reason(of(x, 0.5, 5), reason::too_few_strides);
  BOOST_TEST(of(x, 0.5, 5).step.n() == 5u);
  BOOST_TEST(of(x, 0.5, 5).step.needed() == 6u);
  BOOST_TEST(of(x, 0.5, 6).step.has_value());
  check_reason(of(x, 0.5, 20, true), reason::gap);
  check_reason(of(values(1000, 0.0)), reason::degenerate);
  check_reason(of(values(1000, 0.1)), reason::degenerate);
  check_reason(of({}), reason::too_few_values);
  const auto no_step_time =
      rg::measured<rg::quantity<rg::units::second>>::not_computable(reason::too_few_steps, 1, 2);
  const rg::bout_signal vertical{x, {}, {}, 0, rate_hz, false};
  const auto no_steps = rg::step_and_stride_regularity(vertical, no_step_time, 20);
  check_reason(no_steps, reason::too_few_steps);
  BOOST_TEST(no_steps.step.needed() == 2u);
  for (const auto axis : {rg::trunk_axis::forward, rg::trunk_axis::left}) {
    check_reason(rg::step_and_stride_regularity(vertical, seconds(0.5), 20, axis),
                 reason::mounting_unknown);
  }
}

BOOST_AUTO_TEST_CASE(a_signal_shorter_than_its_lags_is_too_short_to_the_value) {
  // The last lag looked at is 2.25 steps: 56.25 samples.
  const values x = white_noise(58, 3);
  const auto fits = of(x);
  BOOST_TEST(fits.stride.has_value());
  const auto short_by_one = of(values(x.begin(), x.end() - 1));
  check_reason(short_by_one, reason::too_few_values);
  BOOST_TEST(short_by_one.step.n() == 57u);
  BOOST_TEST(short_by_one.step.needed() == 58u);
}

BOOST_AUTO_TEST_CASE(no_symmetry_without_a_stride_that_returns) {
  // A wave of four steps is upside down two steps later.
  const auto found = of(sampled(40, [](double t) { return std::cos(two_pi * t / 2); }));
  BOOST_TEST(found.stride->value() < 0);
  BOOST_TEST(found.step.has_value());
  BOOST_TEST(found.symmetry.why() == reason::irregular);
  BOOST_TEST(found.asymmetry.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

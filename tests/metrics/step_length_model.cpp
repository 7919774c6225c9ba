#include <retrogait/core/print.hpp>
#include <retrogait/metrics/step_length_model.hpp>

#include <rapidcheck.h>

#include <limits>
#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
using boost::test_tools::tolerance;
using rg::step_length_model;

BOOST_AUTO_TEST_SUITE(step_length_models)

constexpr double rate_hz = 50;
constexpr double start_s = 100;
constexpr double height_m = 1.72;
constexpr double leg_m = 0.53 * height_m;
constexpr double foot_m = 0.152 * height_m;

struct made {
  std::vector<double> vertical_m_s2;
  std::vector<rg::step> steps;

  rg::bout_signal signal() const { return {vertical_m_s2, {}, {}, start_s, rate_hz, false}; }

  std::vector<std::optional<double>> lengths(const rg::step_length_params& params) const {
    return rg::step_lengths(signal(), steps, height_m, params);
  }
  double mean_length(const rg::step_length_params& params) const {
    double sum = 0;
    for (const auto& l : lengths(params)) sum += l.value();
    return sum / static_cast<double>(steps.size());
  }
};

/// The trunk moves up and down by height(t), as accelerations that give it back when summed twice.
template <class Height>
made moving(double step_s, std::size_t n, Height height) {
  made out;
  const double dt = 1 / rate_hz;
  for (int i = 0; i * dt <= step_s * static_cast<double>(n); ++i) {
    const double t = i * dt;
    out.vertical_m_s2.push_back((height(t + dt) - 2 * height(t) + height(t - dt)) / (dt * dt));
  }
  for (std::size_t k = 0; k < n; ++k) {
    const double begin = start_s + step_s * static_cast<double>(k);
    out.steps.push_back({begin, begin + step_s, k % 2 == 0 ? rg::side::left : rg::side::right});
  }
  return out;
}

/// A trunk on a stiff leg over each step.
made arcs(const std::vector<double>& lengths_m, double step_s) {
  return moving(step_s, lengths_m.size(), [&](double t) {
    const double last = static_cast<double>(lengths_m.size()) - 1;
    const double k = std::clamp(std::floor(t / step_s), 0.0, last);
    const double length_m = lengths_m[static_cast<std::size_t>(k)];
    const double x = (t / step_s - k - 0.5) * length_m;
    return std::sqrt(leg_m * leg_m - x * x) - std::sqrt(leg_m * leg_m - length_m * length_m / 4);
  });
}

made sinusoid(double rise_m, double step_s = 0.56, std::size_t n = 30) {
  return moving(step_s, n, [&](double t) {
    return -rise_m / 2 * std::cos(2 * std::numbers::pi * t / step_s);
  });
}

rg::step_length_params bare(step_length_model model) {
  return {.model = model, .factor = 1.0};
}

BOOST_AUTO_TEST_CASE(a_pendulum_gives_back_its_steps_one_by_one) {
  for (const double step_s : {0.44, 0.54, 0.7, 1.0}) {
    std::vector<double> lengths_m;
    for (int i = 0; i < 24; ++i) lengths_m.push_back(i % 2 == 0 ? 0.5 : 0.62);
    const auto found = arcs(lengths_m, step_s).lengths(bare(step_length_model::pendulum));
    BOOST_REQUIRE(found.size() == lengths_m.size());
    for (std::size_t i = 2; i + 2 < found.size(); ++i) {
      BOOST_TEST_CONTEXT("step " << i << " of " << step_s << " s") {
        BOOST_TEST(found[i].value() == lengths_m[i], tolerance(0.06));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_sinusoid_follows_the_closed_form) {
  for (const double rise_m : {0.01, 0.03, 0.06}) {
    const made walk = sinusoid(rise_m);
    // Of rise_m / 2 times a cosine over one period, about its mean: rise_m / √8.
    const double rise = 1.5 * std::sqrt(5.0) * rise_m / std::sqrt(8.0);
    const double pendulum_m = 2 * std::sqrt(2 * leg_m * rise - rise * rise);
    BOOST_TEST(walk.mean_length(bare(step_length_model::pendulum)) == pendulum_m, tolerance(0.03));
    BOOST_TEST(
        walk.mean_length(bare(step_length_model::pendulum_and_foot)) == pendulum_m + 0.3 * foot_m,
        tolerance(0.03));
    const double range = rise_m * std::pow(2 * std::numbers::pi / 0.56, 2);
    BOOST_TEST(walk.mean_length(bare(step_length_model::weinberg)) == std::pow(range, 0.25),
               tolerance(0.01));
  }
}

BOOST_AUTO_TEST_CASE(scaled_accelerations_scale_lengths_as_said) {
  rc::check("gain", [] {
    const double rise_m = *rc::gen::inRange(10, 40) / 1000.0;
    const double gain = *rc::gen::inRange(80, 125) / 100.0;
    made walk = sinusoid(rise_m);
    const double pendulum_m = walk.mean_length(bare(step_length_model::pendulum));
    const double weinberg_m = walk.mean_length(bare(step_length_model::weinberg));
    for (double& a : walk.vertical_m_s2) a *= gain;
    const double scaled_m = walk.mean_length(bare(step_length_model::pendulum));
    RC_ASSERT(std::abs(scaled_m / pendulum_m / std::sqrt(gain) - 1) < 0.01);
    const double ratio = walk.mean_length(bare(step_length_model::weinberg)) / weinberg_m;
    RC_ASSERT(std::abs(ratio - std::pow(gain, 0.25)) < 1e-9);
  });
}

BOOST_AUTO_TEST_CASE(lengths_are_proportional_to_factor_and_body) {
  const made walk = sinusoid(0.04);
  for (const step_length_model model : rg::all_step_length_models) {
    const rg::step_length_params general{.model = model};
    const double bare_m = walk.mean_length(bare(model));
    BOOST_TEST(walk.mean_length(general) == rg::general_factor_of(model).factor * bare_m,
               tolerance(1e-12));
    BOOST_TEST(walk.mean_length({.model = model, .factor = 2.0}) == 2 * bare_m, tolerance(1e-12));
    // The same rise on legs of twice the length: nearly √2 times as far.
    const auto taller = rg::step_lengths(walk.signal(), walk.steps, 2 * height_m, bare(model));
    const double ratio = taller[5].value() / walk.lengths(bare(model))[5].value();
    if (rg::needs_height(model)) {
      BOOST_TEST(ratio > 1.4);
      BOOST_TEST(ratio < 1.65);
    } else {
      BOOST_TEST(ratio == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(neither_a_constant_nor_a_drift_changes_them) {
  const made clean = sinusoid(0.04);
  made drifting = clean;
  for (std::size_t i = 0; i < drifting.vertical_m_s2.size(); ++i) {
    drifting.vertical_m_s2[i] += 0.3 + 0.01 * static_cast<double>(i) / rate_hz;
  }
  for (const step_length_model model : rg::all_step_length_models) {
    BOOST_TEST(drifting.mean_length(bare(model)) == clean.mean_length(bare(model)),
               tolerance(0.01));
  }
}

BOOST_AUTO_TEST_CASE(no_step_is_longer_than_the_legs_allow) {
  const made jumping = sinusoid(4);
  for (const auto& l : jumping.lengths(bare(step_length_model::pendulum))) {
    BOOST_TEST(l.value() == 2 * leg_m, tolerance(1e-9));
  }
}

BOOST_AUTO_TEST_CASE(steps_outside_the_signal_have_no_length) {
  made walk = sinusoid(0.04);
  walk.steps.front() = {start_s - 10, start_s - 9.5};
  walk.steps.back() = {start_s + 500, start_s + 501};
  const auto found = walk.lengths({});
  BOOST_TEST(!found.front());
  BOOST_TEST(!found.back());
  BOOST_TEST(found[3].has_value());
  walk.vertical_m_s2.clear();
  for (const auto& l : walk.lengths({})) BOOST_TEST(!l);
  walk.steps.clear();
  BOOST_TEST(walk.lengths({}).empty());
}

BOOST_AUTO_TEST_CASE(every_wrong_parameter_is_named) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double wrong : {-1.0, nan}) {
    const rg::step_length_params params{.factor = wrong,
                                        .leg_share = wrong,
                                        .foot_length_share = wrong,
                                        .foot_share = wrong,
                                        .highpass_hz = wrong};
    std::vector<std::string> fields;
    for (const rg::issue& i : params.validate()) fields.push_back(i.field);
    BOOST_TEST((fields == std::vector<std::string>{"factor", "leg_share", "foot_length_share",
                                                   "foot_share", "highpass_hz"}));
    BOOST_CHECK_THROW(sinusoid(0.04).lengths(params), rg::config_error);
  }
  BOOST_TEST(rg::step_length_params{}.validate().empty());
}

BOOST_AUTO_TEST_CASE(models_have_names) {
  for (const step_length_model model : rg::all_step_length_models) {
    BOOST_TEST((rg::step_length_model_from(to_string(model)) == model));
  }
  BOOST_TEST(!rg::step_length_model_from("stilts"));
}

BOOST_AUTO_TEST_SUITE_END()

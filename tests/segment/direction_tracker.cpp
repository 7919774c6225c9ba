#include <retrogait/segment/detail/contact_model_data.hpp>
#include <retrogait/segment/direction_tracker.hpp>

#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(direction_tracker)

constexpr std::size_t looked_at = rg::trunk_window<double>::stride_length + 4;

/// The vertical and the forward acceleration of one look.
struct movement {
  std::vector<double> vertical = std::vector<double>(looked_at);
  std::vector<double> forward = std::vector<double>(looked_at);
};

rg::direction_features measure(const movement& m) {
  rg::trunk_window<double> window;
  for (std::size_t i = 0; i < m.vertical.size(); ++i) {
    rg::trunk_sample<double> s;
    s.acc_m_s2 << m.forward[i], 0, m.vertical[i];
    window.push(s);
  }
  return rg::measure_direction(window);
}

movement random_movement(std::mt19937& random) {
  std::normal_distribution<double> normal;
  movement m;
  for (double* const channel : {m.vertical.data(), m.forward.data()}) {
    double x = 0;
    for (std::size_t i = 0; i < looked_at; ++i) channel[i] = x = 0.8 * x + normal(random);
  }
  return m;
}

movement backwards(movement m) {
  std::reverse(m.vertical.begin(), m.vertical.end());
  std::reverse(m.forward.begin(), m.forward.end());
  return m;
}

movement scaled(movement m, double vertical, double forward) {
  for (double& v : m.vertical) v *= vertical;
  for (double& a : m.forward) a *= forward;
  return m;
}

BOOST_AUTO_TEST_CASE(a_film_run_backwards_turns_both_features_round) {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    const movement m = random_movement(random);
    const auto found = measure(m);
    const auto reversed = measure(backwards(m));
    BOOST_CHECK_SMALL(found.lead + reversed.lead, 1e-12);
    BOOST_CHECK_SMALL(found.jerk_skewness + reversed.jerk_skewness, 1e-12);
  }
}

BOOST_AUTO_TEST_CASE(a_sensor_worn_back_to_front_turns_both_features_round) {
  std::mt19937 random(2);
  for (int round = 0; round < 50; ++round) {
    const movement m = random_movement(random);
    const auto found = measure(m);
    const auto turned = measure(scaled(m, 1, -1));
    BOOST_TEST(found.lead == -turned.lead);
    BOOST_TEST(found.jerk_skewness == -turned.jerk_skewness);
  }
}

BOOST_AUTO_TEST_CASE(strength_and_offset_do_not_matter) {
  std::mt19937 random(3);
  for (int round = 0; round < 50; ++round) {
    const movement m = random_movement(random);
    const auto found = measure(m);
    BOOST_TEST((measure(scaled(m, 4, 0.5)) == found));
    const auto odd = measure(scaled(m, 1.37, 0.021));
    BOOST_CHECK_SMALL(odd.lead - found.lead, 1e-12);
    BOOST_CHECK_SMALL(odd.jerk_skewness - found.jerk_skewness, 1e-11);
    movement shifted = m;
    for (double& a : shifted.forward) a += 3;
    for (double& v : shifted.vertical) v -= 2;
    BOOST_CHECK_SMALL(measure(shifted).lead - found.lead, 1e-12);
    BOOST_CHECK_SMALL(measure(shifted).jerk_skewness - found.jerk_skewness, 1e-11);
  }
}

/// Two steps of a stride of 1.2 s; the forward acceleration lags behind the vertical one.
movement steps(double lag_deg) {
  movement m;
  for (std::size_t i = 0; i < looked_at; ++i) {
    const double phase = 2 * std::numbers::pi * static_cast<double>(i) / 30;
    m.vertical[i] = 2 * std::cos(phase);
    m.forward[i] = std::cos(phase - lag_deg * std::numbers::pi / 180);
  }
  return m;
}

BOOST_AUTO_TEST_CASE(lead_is_the_sine_of_the_lag) {
  // For v = cos(θ), a = cos(θ - φ), each term of the sum is sin(φ) sin(ωτ).
  double sum = 0;
  for (const double lag : {4.0, 6.0, 8.0}) {
    sum += std::sin(2 * std::numbers::pi * lag / 30) * (60 - lag) / 30 / 3;
  }
  for (double lag_deg : {-150.0, -110.0, -60.0, 0.0, 30.0, 67.0, 90.0, 180.0}) {
    const rg::direction_features found = measure(steps(lag_deg));
    BOOST_CHECK_SMALL(found.lead - sum * std::sin(lag_deg * std::numbers::pi / 180), 1e-12);
    BOOST_CHECK_SMALL(found.jerk_skewness, 0.1);
  }
}

BOOST_AUTO_TEST_CASE(jerk_skewness_tells_a_fast_rise_from_a_fast_fall) {
  movement saw = steps(0);
  for (std::size_t i = 0; i < looked_at; ++i) {
    const std::size_t phase = i % 30;
    saw.forward[i] =
        phase < 6 ? static_cast<double>(phase) / 6 : 1 - static_cast<double>(phase - 6) / 24;
  }
  BOOST_TEST(measure(saw).jerk_skewness > 1);
  BOOST_TEST(measure(scaled(saw, 1, -1)).jerk_skewness < -1);
}

BOOST_AUTO_TEST_CASE(a_signal_that_does_not_vary_says_nothing) {
  std::mt19937 random(4);
  const movement m = random_movement(random);
  BOOST_TEST((measure(scaled(m, 0, 0)) == rg::direction_features{}));
  BOOST_TEST((measure(scaled(m, 0, 1)) == rg::direction_features{}));
  BOOST_TEST((measure(scaled(m, 1, 0)) == rg::direction_features{}));
}

rg::direction_tracker default_tracker(const rg::direction_params& params = {}) {
  return {rg::default_contact_model.forward.direction, rg::default_contact_model.backward.direction,
          params};
}

/// What the tracker believes after that long in such steps.
rg::direction_tracker after(rg::direction_tracker tracker, double lag_deg, int samples) {
  const movement m = steps(lag_deg);
  rg::trunk_window<double> window;
  for (int i = 0; i < samples; ++i) {
    rg::trunk_sample<double> s;
    const auto k = static_cast<std::size_t>(i) % 60;
    s.acc_m_s2 << m.forward[k], 0, m.vertical[k];
    window.push(s);
    tracker.update(window);
  }
  return tracker;
}

rg::direction_estimate answer(const rg::direction_tracker& tracker) {
  return tracker.estimate(tracker.log_odds());
}

BOOST_AUTO_TEST_CASE(believes_what_it_sees_for_long_enough) {
  const rg::direction_tracker fresh = default_tracker();
  BOOST_TEST(fresh.log_odds() == 0);
  BOOST_TEST((answer(fresh) == rg::direction_estimate{rg::direction::unknown, 0.5}));
  // No look before the window is full.
  BOOST_TEST((answer(after(fresh, -60, looked_at - 1)) == rg::direction::unknown));

  const auto forward = after(fresh, -60, 400);
  BOOST_TEST((answer(forward) == rg::direction::forward));
  BOOST_TEST(answer(forward).probability > 0.95);
  const auto backward = after(fresh, 67, 400);
  BOOST_TEST((answer(backward) == rg::direction::backward));
  BOOST_TEST(answer(backward).probability == 0.94);

  // It changes its mind within a few strides, however long it had believed the other.
  BOOST_TEST((answer(after(after(fresh, -60, 20000), 67, 400)) == rg::direction::backward));
  BOOST_TEST((answer(after(after(fresh, 67, 20000), -60, 400)) == rg::direction::forward));
}

BOOST_AUTO_TEST_CASE(is_unsure_below_the_certainty_that_was_asked_for) {
  const auto tracker = default_tracker({.certainty = 0.9});
  const auto estimate = [&](double p) { return tracker.estimate(std::log(p / (1 - p))); };
  BOOST_TEST((estimate(0.91) == rg::direction::backward));
  BOOST_TEST((estimate(0.89) == rg::direction::unknown));
  BOOST_TEST((estimate(0.11) == rg::direction::unknown));
  BOOST_TEST((estimate(0.09) == rg::direction::forward));
  for (double p : {0.91, 0.89, 0.11, 0.09}) {
    BOOST_TEST(estimate(p).probability == std::max(p, 1 - p), boost::test_tools::tolerance(1e-12));
  }
  // Without any evidence there is no answer, however little is asked for.
  BOOST_TEST((default_tracker({.certainty = 0.5}).estimate(0) == rg::direction::unknown));
}

BOOST_AUTO_TEST_CASE(is_never_surer_than_the_recordings_allow) {
  const auto tracker = default_tracker({.most_forward = 0.97, .most_backward = 0.92});
  BOOST_TEST((tracker.estimate(20) == rg::direction_estimate{rg::direction::backward, 0.92}));
  BOOST_TEST((tracker.estimate(-20) == rg::direction_estimate{rg::direction::forward, 0.97}));
  BOOST_TEST(default_tracker().estimate(20).probability == 0.94);
  BOOST_TEST(default_tracker().estimate(-20).probability == 0.985);
  // Who asks for more than that hears nothing.
  const auto strict = default_tracker({.certainty = 0.95});
  BOOST_TEST((strict.estimate(20) == rg::direction_estimate{rg::direction::unknown, 0.94}));
  BOOST_TEST((strict.estimate(-20) == rg::direction::forward));
}

BOOST_AUTO_TEST_CASE(looks_that_contradict_each_other_do_not_turn_it_round) {
  // A stride that looks the other way now and then, as when stepping aside.
  auto tracker = after(default_tracker(), -60, 400);
  for (int again = 0; again < 20; ++again) {
    tracker = after(tracker, 67, 100);  // three looks, less than a second of them
    BOOST_TEST((answer(tracker) != rg::direction::backward));
    tracker = after(tracker, -60, 200);
    BOOST_TEST((answer(tracker) == rg::direction::forward));
  }
}

BOOST_AUTO_TEST_CASE(reset_equals_fresh) {
  auto tracker = after(default_tracker({.certainty = 0.7}), 67, 100);
  BOOST_TEST((tracker != default_tracker({.certainty = 0.7})));
  tracker.reset();
  BOOST_TEST((tracker == default_tracker({.certainty = 0.7})));
}

BOOST_AUTO_TEST_CASE(parameters_that_make_no_sense_are_refused) {
  const auto field = [](const rg::direction_params& params) {
    const rg::issues found = params.validate();
    return found.size() == 1 ? found[0].field : std::to_string(found.size()) + " issues";
  };
  BOOST_TEST(field({}) == "0 issues");
  for (double certainty : {0.49, 1.0, std::nan("")}) {
    BOOST_TEST(field({.certainty = certainty}) == "certainty");
  }
  for (double flip : {0.0, 0.5, std::nan("")}) BOOST_TEST(field({.flip = flip}) == "flip");
  for (double weight : {0.0, 1.01, std::nan("")}) {
    BOOST_TEST(field({.weight = weight}) == "weight");
  }
  for (double most : {0.4, 1.01, std::nan("")}) {
    BOOST_TEST(field({.most_forward = most}) == "most_forward");
    BOOST_TEST(field({.most_backward = most}) == "most_backward");
  }
  BOOST_TEST(field({.certainty = 0, .flip = 0, .weight = 0}) == "3 issues");
  BOOST_CHECK_THROW(default_tracker({.flip = 1}), rg::config_error);
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/segment/shin_detector.hpp>

#include "../support/test.hpp"
#include "published.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using namespace test_support;

BOOST_AUTO_TEST_SUITE(shin_detector)

using detector = rg::shin_detector<double>;

BOOST_AUTO_TEST_CASE(finds_initial_contacts) {
  const walked& w = plain_walk();
  const contacts found = rg::detect(w.samples, detector());
  const auto score = rt::match_contacts(found, w.truth.contacts, 0.2);
  BOOST_TEST(score.f1() >= 0.95, score.text());
  BOOST_TEST(*score.spread_s() <= 0.03, score.text());
  for (const rg::contact& c : found) {
    BOOST_TEST((c.kind == rg::contact_kind::initial_contact));
    BOOST_TEST((c.side == rg::side::unknown));
    BOOST_TEST((c.direction == rg::direction::unknown));
    BOOST_TEST(c.bout == 0u);
    BOOST_TEST(c.quality > 0);
    BOOST_TEST(c.quality <= 1);
  }
}

BOOST_AUTO_TEST_CASE(the_walk_backward_has_contacts_too) {
  const walked w = walk({.direction = rg::direction::backward, .seconds = 20});
  check_f1(rg::detect(w.samples, detector()), w.truth, 0.9);
}

// A walk whose steps grow from 0.35 s to 1 s, with a strong second harmonic: a window that stays that
// of fast steps takes it for steps in the slow part.
BOOST_AUTO_TEST_CASE(the_window_follows_the_cadence) {
  imu_samples samples;
  double cycles = 0;
  for (int i = 0; i < 6000; ++i) {
    const double t = 0.01 * i;
    const double frequency_hz = 1 / (0.35 + 0.65 * t / 60);
    rg::imu_sample<double> s;
    s.time_s = t;
    const double phase = 2 * 3.14159265358979 * cycles;
    s.acc_m_s2 << 0, 0, 9.81 + 1.5 * std::sin(phase) + 2 * std::sin(2 * phase);
    samples.push_back(s);
    cycles += 0.01 * frequency_hz;
  }
  const contacts adapted = rg::detect(samples, detector());
  BOOST_TEST(std::abs(static_cast<double>(adapted.size()) - cycles) <= 0.03 * cycles);
  const contacts fixed = rg::detect(samples, detector({.usual_step_time_s = 0.4, .adaptation = 0}));
  BOOST_TEST(fixed.size() > 105u);
}

BOOST_AUTO_TEST_CASE(laws_hold) {
  check_laws_of(detector());
}

BOOST_AUTO_TEST_CASE(laws_hold_in_float) {
  using float_detector = rg::shin_detector<float>;
  const auto report = rt::check_laws<float_detector>(rt::virtual_walker{.seconds = 12});
  BOOST_TEST(report.ok(), report.text());
}

BOOST_AUTO_TEST_CASE(works_at_any_rate) {
  check_any_rate([](double rate_hz) { return detector({.rate_hz = rate_hz}); }, 0.94);
}

BOOST_AUTO_TEST_CASE(bears_what_sensors_do) {
  check_gap(detector());
  check_no_walk(detector(), 0);
  check_samples_that_are_not_finite(detector());
  check_finish(detector());
  check_long_stillness(detector());
}

BOOST_AUTO_TEST_CASE(a_small_rise_is_no_step) {
  const auto count = [](const rg::shin_params& params) {
    return rg::detect(mixed_walk().samples, detector(params)).size();
  };
  BOOST_TEST(count({.min_rise = 0.2}) < count({}));
  BOOST_TEST(count({.min_step_time_s = 0.7}) < count({}));
}

BOOST_AUTO_TEST_CASE(parameters_that_make_no_sense_are_refused_by_name) {
  const rg::shin_params wrong{.rate_hz = 1,
                              .usual_step_time_s = 0,
                              .adaptation = 2,
                              .min_rise = 0,
                              .min_step_time_s = 0,
                              .max_step_time_s = 0,
                              .still_share = 0};
  BOOST_TEST(wrong.validate().size() == 7u);
  BOOST_CHECK_THROW(detector{wrong}, rg::config_error);
  BOOST_TEST(rg::shin_params{}.validate().empty());
}

BOOST_AUTO_TEST_SUITE_END()

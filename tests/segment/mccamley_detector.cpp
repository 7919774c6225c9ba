#include <retrogait/segment/mccamley_detector.hpp>

#include "../support/test.hpp"
#include "published.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using namespace test_support;

BOOST_AUTO_TEST_SUITE(mccamley_detector)

using detector = rg::mccamley_detector<double>;

BOOST_AUTO_TEST_CASE(finds_initial_and_final_contacts_with_sides) {
  const walked& w = plain_walk();
  const contacts found = rg::detect(w.samples, detector());
  for (const auto kind : {rg::contact_kind::initial_contact, rg::contact_kind::final_contact}) {
    const auto score = rt::match_contacts(found, w.truth.contacts, 0.2, kind);
    BOOST_TEST_CONTEXT(to_string(kind) << ": " << score.text()) {
      BOOST_TEST(score.f1() >= 0.95);
      BOOST_TEST(*score.spread_s() <= 0.03);
      BOOST_TEST(score.sided_n == score.pairs.size());
      BOOST_TEST(score.side_accuracy() >= 0.95);
    }
  }
  for (const rg::contact& c : found) {
    BOOST_TEST((c.direction == rg::direction::unknown));
    BOOST_TEST(c.bout == 0u);
    BOOST_TEST(c.quality > 0);
    BOOST_TEST(c.quality <= 1);
  }
}

BOOST_AUTO_TEST_CASE(a_final_contact_follows_its_initial_contact_on_the_other_foot) {
  const contacts found = rg::detect(mixed_walk().samples, detector());
  BOOST_TEST(found.size() > 40u);
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i].kind == rg::contact_kind::initial_contact) continue;
    BOOST_REQUIRE(i > 0u);
    BOOST_TEST((found[i - 1].kind == rg::contact_kind::initial_contact));
    BOOST_TEST((found[i].side == rg::opposite(found[i - 1].side)));
    const double double_support_s = found[i].time_s - found[i - 1].time_s;
    BOOST_TEST(double_support_s > 0);
    BOOST_TEST(double_support_s <= rg::mccamley_params{}.max_double_support_s);
  }
}

BOOST_AUTO_TEST_CASE(without_a_gyroscope_sides_are_unknown) {
  const walked& w = plain_walk();
  std::vector<rg::acc_sample<double>> samples;
  for (const auto& s : w.samples) samples.push_back({s.time_s, s.acc_m_s2});
  const contacts found = rg::detect(samples, detector());
  check_f1(found, w.truth, 0.95);
  for (const rg::contact& c : found) BOOST_TEST((c.side == rg::side::unknown));
}

BOOST_AUTO_TEST_CASE(the_walk_backward_has_contacts_too) {
  const walked w = walk({.direction = rg::direction::backward, .seconds = 20});
  check_f1(rg::detect(w.samples, detector()), w.truth, 0.9);
}

// A pure oscillation has its contacts at the maxima of the vertical acceleration, and the final ones
// where it falls fastest.
BOOST_AUTO_TEST_CASE(contacts_lie_where_the_paper_puts_them) {
  constexpr double frequency_hz = 1.8;
  imu_samples samples;
  for (int i = 0; i < 2000; ++i) {
    rg::imu_sample<double> s;
    s.time_s = 0.01 * i;
    const double phase = 2 * 3.14159265358979 * frequency_hz * s.time_s;
    s.acc_m_s2 << 0, 0, 9.81 + 2 * std::sin(phase);
    samples.push_back(s);
  }
  const contacts found = rg::detect(samples, detector());
  std::size_t n = 0;
  for (const rg::contact& c : found) {
    if (c.time_s < 6 || c.time_s > 18) continue;  // gravity settles first
    const double at = c.kind == rg::contact_kind::initial_contact ? 0.25 : 0.5;
    const double cycles = c.time_s * frequency_hz - at;
    BOOST_TEST(std::abs(cycles - std::round(cycles)) < 0.02);
    ++n;
  }
  BOOST_TEST(n >= 41u);
}

BOOST_AUTO_TEST_CASE(laws_hold) {
  check_laws_of(detector());
  const auto report = rt::check_mirror(detector(), plain_walk().samples, rg::device_axis{1, 1}, 0);
  BOOST_TEST(report.ok(), report.text());
}

BOOST_AUTO_TEST_CASE(laws_hold_in_float) {
  using float_detector = rg::mccamley_detector<float>;
  const auto report = rt::check_laws<float_detector>(rt::virtual_walker{.seconds = 12});
  BOOST_TEST(report.ok(), report.text());
}

BOOST_AUTO_TEST_CASE(works_at_any_rate) {
  check_any_rate([](double rate_hz) { return detector({.rate_hz = rate_hz}); }, 0.94);
}

BOOST_AUTO_TEST_CASE(bears_what_sensors_do) {
  check_gap(detector());
  check_no_walk(detector(), 4);  // the vertical acceleration of sitting up looks like a step
  check_samples_that_are_not_finite(detector());
  check_finish(detector());
  check_long_stillness(detector());
}

BOOST_AUTO_TEST_CASE(scale_and_height_decide_what_is_a_step) {
  const auto count = [](const rg::mccamley_params& params) {
    return rg::detect(mixed_walk().samples, detector(params)).size();
  };
  BOOST_TEST(count({.min_height = 0.2}) < count({}));
  BOOST_TEST(count({.scale_s = 0.08}) > count({.scale_s = 0.3}));
  BOOST_TEST(detector({.scale_s = 0.3}).latency_s() > detector().latency_s());
}

BOOST_AUTO_TEST_CASE(parameters_that_make_no_sense_are_refused_by_name) {
  const rg::mccamley_params wrong{.rate_hz = 1,
                                  .scale_s = 1,
                                  .min_height = 1,
                                  .min_step_time_s = 0,
                                  .max_double_support_s = 0,
                                  .yaw_cutoff_hz = 0,
                                  .yaw_lead_s = 1,
                                  .still_share = 0};
  BOOST_TEST(wrong.validate().size() == 8u);
  BOOST_CHECK_THROW(detector{wrong}, rg::config_error);
  BOOST_TEST(rg::mccamley_params{}.validate().empty());
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/segment/rai_detector.hpp>

#include "../support/test.hpp"
#include "published.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using namespace test_support;

BOOST_AUTO_TEST_SUITE(rai_detector)

using detector = rg::rai_detector<double>;

BOOST_AUTO_TEST_CASE(finds_initial_contacts) {
  const walked& w = plain_walk();
  const contacts found = rg::detect(w.samples, detector());
  const auto score = rt::match_contacts(found, w.truth.contacts, 0.2);
  BOOST_TEST(score.f1() >= 0.93, score.text());
  BOOST_TEST(*score.spread_s() <= 0.03, score.text());
  for (const rg::contact& c : found) {
    BOOST_TEST((c.kind == rg::contact_kind::initial_contact));
    BOOST_TEST((c.side == rg::side::unknown));
    BOOST_TEST((c.direction == rg::direction::unknown));
    BOOST_TEST(c.bout == 1u);
    BOOST_TEST(c.quality > 0);
    BOOST_TEST(c.quality <= 1);
  }
}

BOOST_AUTO_TEST_CASE(each_walk_is_a_bout) {
  const walked& w = mixed_walk();
  const contacts found = rg::detect(w.samples, detector());
  check_f1(found, w.truth, 0.85);
  BOOST_TEST(found.back().bout == w.truth.bouts.size());
  for (const rg::contact& c : found) {
    const rt::true_bout& bout = w.truth.bouts.at(c.bout - 1);
    BOOST_TEST(c.time_s > bout.start_s - 0.7);
    BOOST_TEST(c.time_s < bout.end_s + 0.7);
  }
}

BOOST_AUTO_TEST_CASE(rhythm_makes_the_walk) {
  // As strong as walking, without its rhythm.
  std::mt19937 random(3);
  std::normal_distribution<double> noise(0, 3);
  imu_samples samples;
  for (int i = 0; i < 1000; ++i) {
    rg::imu_sample<double> s;
    s.time_s = 0.02 * i;
    s.acc_m_s2 << noise(random), noise(random), 9.81 + noise(random);
    samples.push_back(s);
  }
  BOOST_TEST(rg::detect(samples, detector()).empty());
}

BOOST_AUTO_TEST_CASE(laws_hold) {
  check_laws_of(detector());
}

BOOST_AUTO_TEST_CASE(laws_hold_in_float) {
  using float_detector = rg::rai_detector<float>;
  const auto report = rt::check_laws<float_detector>(rt::virtual_walker{.seconds = 12});
  BOOST_TEST(report.ok(), report.text());
}

BOOST_AUTO_TEST_CASE(works_at_any_rate) {
  check_any_rate([](double rate_hz) { return detector({.rate_hz = rate_hz}); }, 0.85);
}

BOOST_AUTO_TEST_CASE(bears_what_sensors_do) {
  check_gap(detector());
  check_no_walk(detector(), 0);
  check_samples_that_are_not_finite(detector());
  check_finish(detector());
  check_long_stillness(detector());
}

BOOST_AUTO_TEST_CASE(contacts_are_known_soon_while_walking) {
  const contacts found = rg::detect(plain_walk().samples, detector());
  std::size_t late = 0;
  for (const rg::contact& c : found) {
    if (c.known_at_s - c.time_s > detector().contact_latency_s()) ++late;
  }
  BOOST_TEST(late < 8u);  // those that open the bout
  BOOST_TEST(found.size() > 25u);
}

BOOST_AUTO_TEST_CASE(parameters_that_make_no_sense_are_refused_by_name) {
  const rg::rai_params wrong{.rate_hz = 1,
                             .walking_correlation = 1,
                             .idle_share = 0,
                             .min_stride_time_s = 0,
                             .max_stride_time_s = 3,
                             .still_share = 0};
  BOOST_TEST(wrong.validate().size() == 6u);
  BOOST_CHECK_THROW(detector{wrong}, rg::config_error);
  BOOST_TEST(rg::rai_params{}.validate().empty());
}

BOOST_AUTO_TEST_SUITE_END()

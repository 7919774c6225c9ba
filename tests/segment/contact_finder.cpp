#include <retrogait/segment/contact_finder.hpp>

#include <cmath>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(contact_finder)

// A template that looks at one sample of the vertical acceleration.
rg::contact_template single_tap() {
  rg::contact_template t{};
  t.vertical[rg::template_half_width] = 1;
  return t;
}

// Vertical pulses of 0.1 s at the given times on the 50 Hz grid, in motion of constant strength.
std::vector<rg::contact_candidate> find(const std::vector<double>& pulses_s, double seconds) {
  rg::trunk_window<double> window;
  rg::contact_finder<double> finder(single_tap());
  std::vector<rg::contact_candidate> found;
  for (int i = 0; i < 50 * seconds; ++i) {
    rg::trunk_sample<double> s;
    s.time_s = i / 50.0;
    s.gravity_m_s2 = 10;
    s.acc_m_s2[0] = i % 2 == 0 ? 1 : -1;
    for (const double t : pulses_s) {
      const double z = (s.time_s - t) / 0.05;
      s.acc_m_s2[2] += std::exp(-z * z);
    }
    window.push(s);
    if (const auto c = finder.update(window, 0.01)) {
      BOOST_TEST(s.time_s - c->time_s <= (rg::contact_finder<double>::delay_samples + 0.5) / 50);
      found.push_back(*c);
    }
  }
  return found;
}

BOOST_AUTO_TEST_CASE(finds_the_peaks_where_they_are) {
  const auto found = find({2.0, 3.01, 3.3}, 6);
  BOOST_TEST_REQUIRE(found.size() == 3u);
  BOOST_TEST(std::abs(found[0].time_s - 2.0) < 0.002);
  BOOST_TEST(std::abs(found[1].time_s - 3.01) < 0.002);
  BOOST_TEST(std::abs(found[2].time_s - 3.3) < 0.002);
}

BOOST_AUTO_TEST_CASE(features_say_what_lies_around) {
  const auto found = find({2.0, 3.0, 3.3}, 6);
  BOOST_TEST_REQUIRE(found.size() == 3u);
  const auto& alone = found[1].features;
  BOOST_TEST(alone.height > 0.8);
  BOOST_TEST(std::abs(alone.long_before - std::log(0.1)) < 0.06);  // about 1 of gravity's 10 m/s²
  BOOST_TEST(alone.around > alone.before);
  BOOST_TEST(alone.after > alone.long_before);  // the next pulse
  BOOST_TEST(alone.crowding == 0);
  const double close_by = 5 * (0.5 - (found[2].time_s - found[1].time_s)) * alone.height;
  BOOST_TEST(found[2].features.crowding == close_by, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(reset_forgets_the_peak_before) {
  rg::contact_finder<double> finder(single_tap());
  const rg::contact_finder<double> fresh = finder;
  rg::trunk_window<double> window;
  for (int i = 0; i < 100; ++i) {
    rg::trunk_sample<double> s;
    s.time_s = i / 50.0;
    s.gravity_m_s2 = 10;
    s.acc_m_s2[2] = std::sin(0.3 * i);
    window.push(s);
    finder.update(window, 0.01);
  }
  BOOST_TEST(!(finder == fresh));
  finder.reset();
  BOOST_TEST((finder == fresh));
}

BOOST_AUTO_TEST_CASE(odds_are_the_weighted_sum) {
  const rg::contact_weights w{1, 2, 3, 4, 5, 6, 7};
  BOOST_TEST(rg::log_odds(w, {}) == 7);
  BOOST_TEST(rg::log_odds(w, {1, 10, 100, 1000, 10000, 100000}) ==
             7 + 1 + 20 + 300 + 4000 + 50000 + 600000);
}

BOOST_AUTO_TEST_SUITE_END()

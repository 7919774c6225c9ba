#include <retrogait/core/run.hpp>
#include <retrogait/segment/salarian_detector.hpp>
#include <retrogait/testing/checks.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/random.hpp>
#include <retrogait/testing/virtual_leg.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using contacts = std::vector<rg::contact>;
using detector = rg::salarian_detector<double>;
using samples = std::vector<rg::imu_sample<double>>;

namespace {

contacts of_left(const contacts& all) {
  contacts left;
  for (const rg::contact& c : all) {
    if (c.side == rg::side::left) left.push_back(c);
  }
  return left;
}

samples of(const rg::recording& r) {
  return rt::samples_of<rg::imu_sample<double>>(r);
}

/// A shank whose rate is known: swing 5 rad/s high at 0.2 s, minima of -3 at -0.1 and -2 at 0.5 s,
/// every 1.1 s, with straight lines in between.
double shank_rate(double t) {
  const double times[] = {0, 0.2, 0.5, 0.6, 1.0, 1.1};
  const double rates[] = {-3, 5, -2, -0.5, -0.5, -3};
  const double u = std::fmod(t + 0.1, 1.1);
  for (int i = 0; i < 5; ++i) {
    if (u >= times[i] && u <= times[i + 1]) {
      return rates[i] + (rates[i + 1] - rates[i]) * (u - times[i]) / (times[i + 1] - times[i]);
    }
  }
  return 0;
}

samples drawn_shank() {
  samples list;
  for (int i = 0; i < 2000; ++i) {
    rg::imu_sample<double> s;
    s.time_s = i / 200.0;
    s.acc_m_s2 << 9.81, 0, 0;
    s.gyr_rad_s << 0, shank_rate(s.time_s), 0;
    list.push_back(s);
  }
  return list;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(salarian_detector)

BOOST_AUTO_TEST_CASE(takes_the_extremes_around_mid_swing_for_the_contacts) {
  const contacts found = rg::detect(drawn_shank(), detector({.side = rg::side::left}));
  std::size_t n = 0;
  for (const rg::contact& c : found) {
    BOOST_TEST((c.side == rg::side::left));
    BOOST_TEST(c.bout == 0U);
    const bool initial = c.kind == rg::contact_kind::initial_contact;
    const double phase = std::fmod(c.time_s + 0.1, 1.1);
    const double expected = initial ? 0.5 : 0.0;
    const double apart = std::abs(std::remainder(phase - expected, 1.1));
    if (c.time_s > 1.5) {
      ++n;
      BOOST_TEST(apart < 0.011, c.time_s);
    }
  }
  BOOST_TEST(n >= 14U);
}

BOOST_AUTO_TEST_CASE(thresholds_are_the_papers) {
  // Mid-swing has 286 degrees/s, the minimum before it -172.
  const samples s = drawn_shank();
  BOOST_TEST(!rg::detect(s, detector({.min_swing_deg_s = 260})).empty());
  BOOST_TEST(rg::detect(s, detector({.min_swing_deg_s = 300})).empty());
  for (const rg::contact& c : rg::detect(s, detector({.min_leaving_deg_s = 200}))) {
    BOOST_TEST((c.kind == rg::contact_kind::initial_contact));
  }
}

BOOST_AUTO_TEST_CASE(finds_the_contacts_of_a_walk) {
  for (const double rate_hz : {50.0, 100.0, 400.0}) {
    rt::virtual_walker walker{.seconds = 20, .placements = {rg::placement::left_shank}};
    walker.sensor.rate_hz = rate_hz;
    walker.sensor.jitter_s = 0.2 / rate_hz;
    walker.sensor.lost_share = 0.05;
    const rt::virtual_walk walk = walker.walk();
    const contacts found = rg::detect(walk.recordings.front().samples(),
                                      detector({.side = rg::side::left, .rate_hz = rate_hz}));
    for (const rg::contact_kind kind :
         {rg::contact_kind::initial_contact, rg::contact_kind::final_contact}) {
      const rt::contact_score score =
          rt::match_contacts(found, of_left(walk.truth.contacts), 0.2, kind);
      BOOST_TEST(score.f1() > 0.9, score.text());
    }
  }
}

BOOST_AUTO_TEST_CASE(runs_on_a_foot) {
  const rt::virtual_walk walk =
      rt::virtual_walker{.seconds = 20, .placements = {rg::placement::left_foot}}.walk();
  const contacts found = rg::detect(walk.recordings.front().samples(),
                                    detector({.side = rg::side::left, .on_foot = true}));
  const rt::contact_score score = rt::match_contacts(found, of_left(walk.truth.contacts), 0.2);
  BOOST_TEST(score.f1() > 0.9, score.text());
}

BOOST_AUTO_TEST_CASE(keeps_the_laws) {
  using of_float = rg::salarian_detector<float>;
  for (const rg::direction way : {rg::direction::forward, rg::direction::backward}) {
    rt::virtual_walker walker{
        .direction = way, .seconds = 20, .placements = {rg::placement::left_shank}};
    walker.sensor.lost_share = 0.05;
    RETROGAIT_CHECK_LAWS(detector, walker);
    RETROGAIT_CHECK_LAWS(of_float, rt::virtual_leg{.direction = way});
    walker.placements = {rg::placement::left_foot};
    const rt::law_report report = rt::check_laws(detector({.on_foot = true}), walker);
    BOOST_TEST(report.ok(), report.text());
  }
}

BOOST_AUTO_TEST_CASE(mounting_clock_and_gain_do_not_matter) {
  const samples s =
      of(rt::virtual_leg{.direction = rg::direction::forward}.walk().recordings.front());
  Eigen::Matrix3d turn;  // about all three axes
  turn << 0.36, 0.48, -0.8, -0.8, 0.6, 0.0, 0.48, 0.64, 0.6;
  const detector d({.side = rg::side::left});
  // A shifted clock may put the end of a grid cell behind a sample that it coincided with.
  rt::law_report report = rt::check_time_shift(d, s, 4096, 0.0101);
  report += rt::check_gain(d, s, 1.25);
  report += rt::check_rotation(d, d, s, turn);
  BOOST_TEST(report.ok(), report.text());
}

BOOST_AUTO_TEST_CASE(no_step_from_stillness_or_a_quick_tremor_below_the_threshold) {
  rt::random_source random(3);
  samples s;
  for (int i = 0; i < 4000; ++i) {
    rg::imu_sample<double> x;
    x.time_s = i / 100.0;
    x.acc_m_s2 << 9.81, 0.05 * random.normal(), 0.05 * random.normal();
    const double tremor = i < 2000 ? 0 : 0.5 * std::sin(2 * std::numbers::pi * 5 * x.time_s);
    for (int k = 0; k < 3; ++k) x.gyr_rad_s[k] = 0.02 * random.normal() + tremor / 2;
    s.push_back(x);
  }
  BOOST_TEST(rg::detect(s, detector()).empty());
}

BOOST_AUTO_TEST_CASE(wrong_parameters_are_all_named) {
  const rg::salarian_params wrong{.rate_hz = 0,
                                  .min_swing_deg_s = 0,
                                  .min_leaving_deg_s = -1,
                                  .min_swing_interval_s = 0,
                                  .window_s = 3};
  BOOST_TEST(wrong.validate().size() == 5U);
  BOOST_CHECK_THROW(detector{wrong}, rg::config_error);
}

BOOST_AUTO_TEST_SUITE_END()

#define RETROGAIT_TEST_FAIL(text) BOOST_ERROR(text)

#include <retrogait/math/rotation.hpp>
#include <retrogait/segment/stillness_detector.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <limits>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using rg::direction;
using rt::virtual_walker;

BOOST_AUTO_TEST_SUITE(stillness_detector)

using acc_samples = std::vector<rg::acc_sample<double>>;
using imu_samples = std::vector<rg::imu_sample<double>>;
using detector = rg::stillness_detector<double>;

template <class Samples>
std::vector<rg::standstill> find(const Samples& list,
                                 const rg::stillness_detector_params& params = {}) {
  return rg::detect(list, detector(params));
}

/// Stands twice between walks, and at either end.
rt::virtual_walk walk_and_stand(const rt::sensor_model& sensor = {}) {
  virtual_walker walker{.plan = {rt::stand_for(5), rt::walk_steps(direction::forward, 10),
                                 rt::stand_for(4), rt::walk_steps(direction::backward, 8),
                                 rt::stand_for(1.5), rt::walk_steps(direction::forward, 6),
                                 rt::stand_for(3)}};
  walker.sensor = sensor;
  return walker.walk();
}

template <class Sample>
std::vector<Sample> samples_of(const rt::virtual_walk& walk) {
  return rt::samples_of<Sample>(walk[rg::placement::lumbar]);
}

imu_samples at_rest(double seconds, double rate_hz = 100) {
  imu_samples list;
  for (int i = 0; i <= static_cast<int>(seconds * rate_hz); ++i) {
    rg::imu_sample<double> s;
    s.time_s = i / rate_hz;
    s.acc_m_s2 << 0, 0, 9.81;
    list.push_back(s);
  }
  return list;
}

template <class Samples>
void check_phases(const Samples& list, const rt::ground_truth& truth) {
  const auto found = find(list);
  BOOST_REQUIRE(found.size() == truth.bouts.size() + 1);
  for (std::size_t i = 0; i < found.size(); ++i) {
    // A body comes to rest, and leaves it, a little before and after its feet.
    const double begins = i == 0 ? list.front().time_s : truth.bouts[i - 1].end_s;
    const double ends = i < truth.bouts.size() ? truth.bouts[i].start_s : list.back().time_s;
    BOOST_TEST(std::abs(found[i].start_s - begins) < 0.4);
    BOOST_TEST(std::abs(found[i].end_s - ends) < 0.4);
    BOOST_TEST(found[i].acc_m_s2.norm() == 9.81, boost::test_tools::tolerance(0.01));
    BOOST_TEST(found[i].gyr_rad_s.norm() < 0.01);
  }
}

BOOST_AUTO_TEST_CASE(finds_where_a_walker_stands) {
  const rt::virtual_walk walk = walk_and_stand();
  check_phases(samples_of<rg::imu_sample<double>>(walk), walk.truth);
  check_phases(samples_of<rg::acc_sample<double>>(walk), walk.truth);
}

BOOST_AUTO_TEST_CASE(any_rate_and_lost_packets_give_the_same_phases) {
  for (const double rate_hz : {12.5, 25.0, 52.0, 200.0, 400.0}) {
    BOOST_TEST_CONTEXT(rate_hz << " Hz") {
      rt::sensor_model sensor;
      sensor.rate_hz = rate_hz;
      sensor.jitter_s = 0.1 / rate_hz;
      sensor.lost_share = rate_hz > 50 ? 0.05 : 0;
      const rt::virtual_walk walk = walk_and_stand(sensor);
      check_phases(samples_of<rg::imu_sample<double>>(walk), walk.truth);
    }
  }
}

BOOST_AUTO_TEST_CASE(slow_walking_is_not_stillness) {
  for (const direction way : {direction::forward, direction::backward}) {
    virtual_walker walker{.direction = way, .seconds = 20};
    walker.forward.cadence_steps_min = walker.backward.cadence_steps_min = 60;
    walker.forward.step_length_m = walker.backward.step_length_m = 0.3;
    const auto list = samples_of<rg::acc_sample<double>>(walker.walk());
    for (const rg::standstill& s : find(list)) BOOST_TEST((s.end_s < 4 || s.start_s > 16));
  }
}

BOOST_AUTO_TEST_CASE(says_while_it_lasts_since_when) {
  detector d;
  const imu_samples list = at_rest(10);
  BOOST_TEST(!d.still_since());
  for (const auto& s : list) {
    BOOST_TEST(!d.update(s));
    if (s.time_s < 1) BOOST_TEST(!d.still_since());
    if (s.time_s > 1.1) BOOST_TEST(*d.still_since() == 0, boost::test_tools::tolerance(1e-9));
  }
  const auto last = d.finish();
  BOOST_REQUIRE(last);
  BOOST_TEST(std::abs(last->end_s - 10) < 0.05);
  BOOST_TEST(last->known_at_s == 10);
  BOOST_TEST(!d.still_since());
}

BOOST_AUTO_TEST_CASE(the_gyroscope_sees_turning_and_knows_its_bias) {
  imu_samples list = at_rest(12);
  for (auto& s : list) s.gyr_rad_s << 0.05, -0.02, s.time_s > 5 && s.time_s < 7 ? 0.6 : 0.01;
  const auto found = find(list);
  BOOST_REQUIRE(found.size() == 2u);
  BOOST_TEST(std::abs(found[0].end_s - 5) < 0.3);
  BOOST_TEST(std::abs(found[1].start_s - 7) < 0.3);
  for (const rg::standstill& s : found) {
    BOOST_TEST((s.gyr_rad_s - rg::vec3<double>(0.05, -0.02, 0.01)).norm() < 0.01);
  }
  // Without it nothing was to be seen.
  acc_samples acc;
  for (const auto& s : list) acc.push_back({s.time_s, s.acc_m_s2});
  BOOST_TEST(find(acc).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_tap_ends_nothing_and_a_gap_does) {
  imu_samples list = at_rest(10);
  list[500].acc_m_s2[0] = 3;
  BOOST_TEST(find(list).size() == 1u);
  list[700].acc_m_s2[0] = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(find(list).size() == 1u);
  list.erase(list.begin() + 400, list.begin() + 500);
  const auto parted = find(list);
  BOOST_REQUIRE(parted.size() == 2u);
  BOOST_TEST(std::abs(parted[0].end_s - 4) < 0.05);
  BOOST_TEST(std::abs(parted[1].start_s - 5) < 0.05);
}

BOOST_AUTO_TEST_CASE(too_short_or_too_lively_is_no_standstill) {
  BOOST_TEST(find(at_rest(0.9)).empty());
  BOOST_TEST(find(at_rest(0.9), {.min_duration_s = 0.6}).size() == 1u);
  imu_samples list = at_rest(10);
  for (auto& s : list) s.acc_m_s2[0] = 0.4 * std::sin(20 * s.time_s);  // 0.029 g
  BOOST_TEST(find(list).empty());
  BOOST_TEST(find(list, {.still_share = 0.035}).size() == 1u);
  // A sensor that gives nothing but zeros is not still: it is dead.
  for (auto& s : list) s.acc_m_s2.setZero();
  BOOST_TEST(find(list).empty());
}

BOOST_AUTO_TEST_CASE(keeps_the_laws) {
  virtual_walker walker{.plan = rt::mixed_plan(40, 6)};
  RETROGAIT_CHECK_LAWS(detector, walker);
  RETROGAIT_CHECK_LAWS(rg::stillness_detector<float>, walker);
  walker.sensor.lost_share = 0.1;
  walker.sensor.jitter_s = 0.003;
  RETROGAIT_CHECK_LAWS(detector, walker);
  const auto list = samples_of<rg::imu_sample<double>>(walker.walk());
  const auto check = [](const rt::law_report& report) { BOOST_TEST(report.ok(), report.text()); };
  check(rt::check_detector_laws(detector(), list));
  constexpr double shift_s = 4096;
  check(rt::check_equivariance(
      "time shift", detector(), detector(), list,
      [](rg::imu_sample<double> sample) {
        sample.time_s += shift_s;
        return sample;
      },
      [](rg::standstill event) {
        event.start_s += shift_s;
        event.end_s += shift_s;
        event.known_at_s += shift_s;
        return event;
      },
      1e-6));
  check(rt::check_gain(detector(), list, 1.1));
  check(rt::check_rotation(detector(), detector(), list,
                           rg::rotation_about<double>({0.2, -1, 0.5}, 1.0)));
}

BOOST_AUTO_TEST_CASE(an_end_is_known_within_the_latency) {
  detector d;
  std::size_t n = 0;
  for (const auto& s : samples_of<rg::imu_sample<double>>(walk_and_stand())) {
    const auto ended = d.update(s);
    if (!ended) continue;
    ++n;
    BOOST_TEST(ended->known_at_s == s.time_s);
    BOOST_TEST(ended->known_at_s - ended->end_s <= d.latency_s());
  }
  BOOST_TEST(n == 3u);
}

BOOST_AUTO_TEST_CASE(impossible_parameters_are_refused_all_at_once) {
  rg::stillness_detector_params wrong;
  wrong.rate_hz = 0;
  wrong.min_duration_s = 0.1;
  wrong.still_share = 0;
  wrong.still_rad_s = 0;
  wrong.max_bias_rad_s = -1;
  BOOST_TEST(wrong.validate().size() == 5u);
  BOOST_CHECK_THROW(detector{wrong}, rg::config_error);
  BOOST_TEST(rg::stillness_detector_params{}.validate().empty());
}

BOOST_AUTO_TEST_SUITE_END()

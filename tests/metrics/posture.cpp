#include <retrogait/math/rotation.hpp>
#include <retrogait/metrics/posture.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <rapidcheck.h>

#include <functional>
#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using rg::direction;
using rg::reason;

BOOST_AUTO_TEST_SUITE(posture)

using vec = rg::vec3<double>;
constexpr double g = 9.81;
constexpr double degree = std::numbers::pi / 180;

const rg::mounting worn(rg::device_axis{2, 1}, rg::device_axis{0, 1});  // z up, x forward

vec in_device(double pitch_deg, double roll_deg, const vec& push_body = vec::Zero()) {
  // The body turned by pitch about its left axis, then by roll about its forward axis (positive to the
  // right, as a right-handed turn): what it feels is gravity's reaction seen from there.
  const Eigen::Matrix3d turn = rg::rotation_about<double>(vec::UnitY(), pitch_deg * degree) *
                               rg::rotation_about<double>(vec::UnitX(), -roll_deg * degree);
  return turn.transpose() * vec(0, 0, g) + push_body;
}

/// Stands for 4 s, moves for half a second and then feels what is given, for some seconds.
rg::recording stand_then(const std::function<vec(double)>& felt, double seconds = 6,
                         double rate_hz = 100, const vec& standing = vec(0, 0, g)) {
  rg::recording r;
  r.mounting = worn;
  const auto n = static_cast<std::ptrdiff_t>(std::lround((4 + seconds) * rate_hz)) + 1;
  r.time_s.resize(n);
  r.acc_m_s2.resize(n, 3);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double t = static_cast<double>(i) / rate_hz;
    r.time_s[i] = t;
    const vec moves(0, 0, t >= 4 && t < 4.5 ? 2 * std::sin(20 * t) : 0);
    r.acc_m_s2.row(i) = (t < 4 ? standing : vec(felt(t) + moves)).transpose();
  }
  return r;
}

rg::stride from_to(double start_s, double end_s, rg::side side = rg::side::left) {
  rg::stride s;
  s.start_s = start_s;
  s.end_s = end_s;
  s.side = side;
  return s;
}

rg::stride_posture only(const rg::recording& r, const rg::stride& s,
                        const rg::posture_params& params = {}) {
  const std::vector<rg::stride> list{s};
  return rg::stride_postures(r, list, params).at(0);
}

std::vector<rg::stride> strides_of(const rt::ground_truth& truth) {
  std::vector<rg::stride> list;
  for (const rt::true_stride& s : truth.strides) {
    list.push_back(from_to(s.start_s, s.end_s, s.side));
  }
  return list;
}

BOOST_AUTO_TEST_CASE(pitch_is_positive_forward_and_roll_to_the_left) {
  const auto forward = only(stand_then([](double) { return in_device(10, 0); }), from_to(6, 7));
  BOOST_TEST(*forward.pitch_rad == 10 * degree, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(std::abs(*forward.roll_rad) < 1e-9);
  const auto left = only(stand_then([](double) { return in_device(-4, 7); }), from_to(6, 7));
  BOOST_TEST(*left.pitch_rad == -4 * degree, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(*left.roll_rad == 7 * degree, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(left.pitch_rad.quality() > 0.999);
  // Leaning forward turns the forward axis to the ground; gravity's reaction then points behind it.
  BOOST_TEST(in_device(10, 0)[0] < 0);
  // Leaning to the left turns the left axis to the ground.
  BOOST_TEST(in_device(0, 10)[1] < 0);
}

BOOST_AUTO_TEST_CASE(what_repeats_with_the_stride_cancels) {
  const auto felt = [](double t) {
    const double phase = 2 * std::numbers::pi * t;  // strides of 1 s
    return in_device(6, -2,
                     vec(1.5 * std::cos(2 * phase), std::sin(phase), 3 * std::sin(2 * phase)));
  };
  const auto found = only(stand_then(felt), from_to(6.13, 7.13));
  BOOST_TEST(std::abs(*found.pitch_rad - 6 * degree) < 0.05 * degree);
  BOOST_TEST(std::abs(*found.roll_rad + 2 * degree) < 0.05 * degree);
  // A sine of amplitude 1; the mean over 20 ms cells takes 0.1 % off at 1 Hz.
  BOOST_TEST(std::abs(*found.sway_m_s2 - std::sqrt(0.5)) < 0.005);
}

BOOST_AUTO_TEST_CASE(speeding_up_looks_like_leaning_back) {
  const auto found =
      only(stand_then([](double) { return in_device(0, 0, vec(0.1, 0, 0)); }), from_to(6, 7));
  BOOST_TEST(*found.pitch_rad == -std::atan(0.1 / g), boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(tilt_of_the_sensor_is_zeroed_away) {
  BOOST_TEST(rc::check("any tilt up to 40 degrees", [] {
    const auto tilt_deg = *rc::gen::inRange(-40, 41);
    const auto pitch_deg = *rc::gen::inRange(-15, 16);
    // The sensor is tipped about the left axis against the trunk, which stays level with pitch.
    const Eigen::Matrix3d tipped =
        rg::rotation_about<double>(vec::UnitY(), static_cast<double>(tilt_deg) * degree);
    const auto felt = [&](double) { return vec(tipped * in_device(pitch_deg, 0)); };
    const auto found = only(stand_then(felt, 4, 50, tipped * vec(0, 0, g)), from_to(5, 6));
    RC_ASSERT(std::abs(*found.pitch_rad - pitch_deg * degree) < 1e-9);
    RC_ASSERT(std::abs(*found.roll_rad) < 1e-9);
  }));
}

BOOST_AUTO_TEST_CASE(a_virtual_walker_leans_as_told) {
  for (const direction way : {direction::forward, direction::backward}) {
    for (const double lean_deg : {-12.0, 0.0, 8.0}) {
      rt::virtual_walker walker{
          .plan = {rt::stand_for(5), rt::walk_steps(way, 16), rt::stand_for(3)}};
      walker.forward.trunk_lean_deg = walker.backward.trunk_lean_deg = lean_deg;
      walker.sensor.misalignment =
          rg::rotation_about<double>(vec(0.3, 1, -0.2).normalized(), 20 * degree);
      const rt::virtual_walk walk = walker.walk();
      const auto strides = strides_of(walk.truth);
      const auto found = rg::stride_postures(walk[rg::placement::lumbar], strides);
      BOOST_REQUIRE(found.size() >= 10u);
      double sum_deg = 0;
      for (std::size_t i = 2; i + 2 < found.size(); ++i) {
        BOOST_REQUIRE(found[i].pitch_rad.has_value());
        sum_deg += *found[i].pitch_rad / degree;
        BOOST_TEST(std::abs(*found[i].roll_rad) < 4 * degree);
      }
      const double mean_deg = sum_deg / static_cast<double>(found.size() - 4);
      BOOST_TEST_CONTEXT(to_string(way) << " " << lean_deg << ": " << mean_deg) {
        BOOST_TEST(std::abs(mean_deg - lean_deg) < 1.5);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(without_the_forward_axis_there_is_no_pitch) {
  auto r = stand_then([](double) { return in_device(10, 0); });
  for (const rg::mounting& unknown :
       {rg::mounting(), rg::mounting::up_only(rg::device_axis{2, 1})}) {
    r.mounting = unknown;
    const auto found = only(r, from_to(6, 7));
    BOOST_TEST((found.pitch_rad.why() == reason::mounting_unknown));
    BOOST_TEST((found.roll_rad.why() == reason::mounting_unknown));
    BOOST_TEST((found.sway_m_s2.why() == reason::mounting_unknown));
  }
  // Stated upside down, or with the forward axis along gravity.
  r.mounting = rg::mounting(rg::device_axis{2, -1}, rg::device_axis{0, 1});
  BOOST_TEST((only(r, from_to(6, 7)).pitch_rad.why() == reason::mounting_unknown));
  r.mounting = rg::mounting(rg::device_axis{0, 1}, rg::device_axis{2, 1});
  BOOST_TEST((only(r, from_to(6, 7)).pitch_rad.why() == reason::mounting_unknown));
}

BOOST_AUTO_TEST_CASE(without_quiet_stance_there_is_no_zero) {
  const auto restless = [](double t) { return in_device(10, 0, vec(0, std::sin(9 * t), 0)); };
  auto r = stand_then(restless);
  for (std::ptrdiff_t i = 0; i < 400; ++i) {
    r.acc_m_s2.row(i) = restless(r.time_s[i]).transpose();
  }
  const auto found = only(r, from_to(6, 7));
  BOOST_TEST((found.pitch_rad.why() == reason::not_zeroed));
  BOOST_TEST((found.roll_rad.why() == reason::not_zeroed));
  BOOST_TEST(found.sway_m_s2.has_value());
  BOOST_TEST(!rg::find_quiet_stance(r).has_value());
  // Against the stated axes it is computable, for those who ask for it.
  const auto against_axes = only(r, from_to(6, 7), {.zero = rg::zero_from_axes(r.mounting)});
  BOOST_TEST(std::abs(*against_axes.pitch_rad - 10 * degree) < 0.2 * degree);
  BOOST_TEST((rg::zero_from_axes(r.mounting)->how == rg::knowledge::assumed));
  BOOST_TEST(!rg::zero_from_axes(rg::mounting()).has_value());
}

BOOST_AUTO_TEST_CASE(sitting_and_lying_are_no_quiet_stance) {
  const auto upright = [](double t) { return in_device(0, 0, vec(0, std::sin(9 * t), 0)); };
  // A pelvis tipped back by 40 degrees: near enough to upright for a sensor, but not for this walk.
  const auto sat = stand_then(upright, 6, 100, in_device(-40, 0));
  BOOST_TEST((only(sat, from_to(6, 7)).pitch_rad.why() == reason::not_zeroed));
  const auto lay = stand_then(upright, 6, 100, in_device(-85, 0));
  BOOST_TEST(!rg::find_quiet_stance(lay).has_value());
  BOOST_TEST((only(lay, from_to(6, 7)).pitch_rad.why() == reason::not_zeroed));
  // A stated zero is not doubted.
  const rg::posture_zero stated{in_device(-40, 0), rg::knowledge::stated};
  BOOST_TEST(std::abs(*only(sat, from_to(6, 7), {.zero = stated}).pitch_rad - 40 * degree) <
             0.5 * degree);
}

BOOST_AUTO_TEST_CASE(quiet_stance_is_found) {
  const auto r = stand_then([](double t) { return in_device(5, 0, vec(std::sin(7 * t), 0, 0)); }, 6,
                            100, in_device(12, 3));
  const auto zero = rg::find_quiet_stance(r);
  BOOST_REQUIRE(zero.has_value());
  BOOST_TEST((zero->how == rg::knowledge::inferred));
  BOOST_TEST(rg::angle_between<double>(zero->up_in_device, in_device(12, 3)) < 1e-6);
  // One that lasts until the recording ends.
  const auto standing = stand_then([](double) { return vec(0, 0, g); }, 1);
  BOOST_TEST(rg::find_quiet_stance(standing).has_value());
  BOOST_TEST(!rg::find_quiet_stance(standing, {.quiet_s = 10}).has_value());
}

BOOST_AUTO_TEST_CASE(lost_samples_lower_the_quality_and_then_take_the_value) {
  const auto felt = [](double) { return in_device(10, 0); };
  const auto full = stand_then(felt);
  const auto without = [&](double from_s, double to_s) {
    rg::recording r = full;
    std::ptrdiff_t n = 0;
    for (std::ptrdiff_t i = 0; i < full.size(); ++i) {
      if (full.time_s[i] > from_s && full.time_s[i] < to_s) continue;
      r.time_s[n] = full.time_s[i];
      r.acc_m_s2.row(n++) = full.acc_m_s2.row(i);
    }
    r.time_s.conservativeResize(n);
    r.acc_m_s2.conservativeResize(n, 3);
    return r;
  };
  const auto few = only(without(6.4, 6.45), from_to(6, 7));
  BOOST_TEST(few.pitch_rad.quality() > 0.999);  // shorter than what counts as lost
  const auto some = only(without(6.0, 6.11), from_to(5.5, 7));
  BOOST_REQUIRE(some.pitch_rad.has_value());
  BOOST_TEST(some.pitch_rad.quality() < 0.95);
  BOOST_TEST(some.pitch_rad.quality() > 0.9);
  for (const double end_s : {6.6, 8.5}) {  // bridged, and a gap
    const auto none = only(without(6.3, end_s), from_to(6, 7));
    BOOST_TEST((none.pitch_rad.why() == reason::gap));
    BOOST_TEST((none.sway_m_s2.why() == reason::gap));
    BOOST_TEST((none.regularity.why() == reason::gap));
  }
  BOOST_TEST((only(full, from_to(20, 21)).pitch_rad.why() == reason::gap));  // after the end
}

rt::virtual_walk some_walk(const rt::sensor_model& sensor = {}) {
  rt::virtual_walker walker{
      .plan = {rt::stand_for(4), rt::walk_steps(direction::backward, 12), rt::stand_for(2)}};
  walker.sensor = sensor;
  return walker.walk();
}

BOOST_AUTO_TEST_CASE(live_gives_the_same_numbers_whenever_it_is_asked) {
  const rt::virtual_walk walk = some_walk();
  const rg::recording& r = walk[rg::placement::lumbar];
  const auto strides = strides_of(walk.truth);
  const auto batch = rg::stride_postures(r, strides);
  for (const double later_s : {0.02, 0.9, 2.5}) {
    rg::posture_tracker<double> live({.mounting = r.mounting});
    std::size_t next = 0;
    for (const auto& s : r.samples()) {  // with gyroscope: changes only what counts as still
      live.update(rg::acc_sample<double>{s.time_s, s.acc_m_s2});
      for (; next < strides.size() && s.time_s - later_s >= strides[next].end_s; ++next) {
        const auto& now = strides[next];
        const std::optional<double> before = next >= 2 && strides[next - 2].end_s == now.start_s &&
                                                     strides[next - 2].side == now.side
                                                 ? std::optional<double>(strides[next - 2].start_s)
                                                 : std::nullopt;
        BOOST_TEST((live.over(now.start_s, now.end_s, before) == batch[next]));
      }
    }
    BOOST_TEST(next >= strides.size() - 2);
  }
}

BOOST_AUTO_TEST_CASE(copies_carry_on_and_reset_is_fresh) {
  const rt::virtual_walk walk = some_walk();
  const auto samples = rt::samples_of<rg::imu_sample<double>>(walk[rg::placement::lumbar]);
  const rg::posture_params params{.mounting = walk[rg::placement::lumbar].mounting};
  rg::posture_tracker<double> one(params);
  for (std::size_t i = 0; i < samples.size() / 2; ++i) one.update(samples[i]);
  rg::posture_tracker<double> copy = one;
  BOOST_TEST((copy == one));
  for (std::size_t i = samples.size() / 2; i < samples.size(); ++i) one.update(samples[i]);
  BOOST_TEST((copy != one));
  for (std::size_t i = samples.size() / 2; i < samples.size(); ++i) copy.update(samples[i]);
  BOOST_TEST((copy == one));
  BOOST_TEST((copy.over(6, 7) == one.over(6, 7)));
  one.reset();
  BOOST_TEST((one == rg::posture_tracker<double>(params)));
}

BOOST_AUTO_TEST_CASE(a_sample_that_is_not_finite_is_a_lost_one) {
  rg::posture_tracker<double> with({.mounting = worn});
  rg::posture_tracker<double> without({.mounting = worn});
  for (int i = 0; i < 700; ++i) {
    const double t = i / 100.0;
    if (i % 50 == 7) {
      with.update(rg::acc_sample<double>{t, vec(0, std::nan(""), g)});
      continue;
    }
    const rg::acc_sample<double> s{t, in_device(i < 400 ? 0 : 5, 0)};
    with.update(s);
    without.update(s);
  }
  BOOST_TEST((with == without));
}

BOOST_AUTO_TEST_CASE(rate_and_mounting_change_little_or_nothing) {
  const rt::virtual_walk walk = some_walk({.acc_noise_m_s2 = 0});
  const auto strides = strides_of(walk.truth);
  const auto reference = rg::stride_postures(walk[rg::placement::lumbar], strides);
  for (const double rate_hz : {25.0, 400.0}) {
    const rt::virtual_walk other = some_walk({.rate_hz = rate_hz, .acc_noise_m_s2 = 0});
    const auto found = rg::stride_postures(other[rg::placement::lumbar], strides);
    for (std::size_t i = 0; i < found.size(); ++i) {
      BOOST_TEST(std::abs(*found[i].pitch_rad - *reference[i].pitch_rad) < 0.3 * degree);
      BOOST_TEST(std::abs(*found[i].sway_m_s2 - *reference[i].sway_m_s2) <
                 0.1 * *reference[i].sway_m_s2);
    }
  }
  const rt::virtual_walk turned =
      some_walk({.up = {1, -1}, .forward = {0, 1}, .acc_noise_m_s2 = 0});
  const auto found = rg::stride_postures(turned[rg::placement::lumbar], strides);
  for (std::size_t i = 0; i < found.size(); ++i) {
    BOOST_TEST(std::abs(*found[i].pitch_rad - *reference[i].pitch_rad) < 1e-9);
    BOOST_TEST(std::abs(*found[i].roll_rad - *reference[i].roll_rad) < 1e-9);
    BOOST_TEST(std::abs(*found[i].sway_m_s2 - *reference[i].sway_m_s2) < 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(regularity_is_likeness_to_the_stride_before) {
  const auto wave = [](double t) {
    const double phase = 2 * std::numbers::pi * t;
    return vec(0, 0, g + 2 * std::cos(2 * phase) + 0.5 * std::sin(phase));
  };
  const std::vector<rg::stride> strides{from_to(5, 6), from_to(5.5, 6.5, rg::side::right),
                                        from_to(6, 7), from_to(6.5, 7.5, rg::side::right)};
  const auto alike = rg::stride_postures(stand_then(wave), strides);
  BOOST_TEST((alike[0].regularity.why() == reason::too_few_strides));
  BOOST_TEST(*alike[2].regularity > 0.999);
  BOOST_TEST(*alike[3].regularity > 0.999);
  // It needs no mounting, and a stride may take longer than the one before.
  auto slower = stand_then([&](double t) { return wave(t < 6 ? t : 6 + (t - 6) / 1.2); });
  slower.mounting = rg::mounting();
  const std::vector<rg::stride> two{from_to(5, 6), from_to(6, 7.2)};
  BOOST_TEST(*rg::stride_postures(slower, two)[1].regularity > 0.995);
  const auto other =
      stand_then([&](double t) { return t < 6 ? wave(t) : vec(vec(0, 0, 2 * g) - wave(t)); });
  BOOST_TEST(*rg::stride_postures(other, strides)[2].regularity < -0.99);
  const auto still = stand_then([](double) { return vec(0, 0, g); });
  BOOST_TEST((rg::stride_postures(still, strides)[2].regularity.why() == reason::degenerate));
}

BOOST_AUTO_TEST_CASE(float_is_close_to_double) {
  const rt::virtual_walk walk = some_walk();
  const rg::recording& r = walk[rg::placement::lumbar];
  rg::posture_tracker<float> in_float({.mounting = r.mounting});
  rg::posture_tracker<double> in_double({.mounting = r.mounting});
  for (const auto& s : r.acceleration()) {
    in_float.update(rg::acc_sample<float>{s.time_s, s.acc_m_s2.cast<float>()});
    in_double.update(s);
  }
  const double end_s = r.time_s[r.size() - 1];
  const auto a = in_float.over(end_s - 4, end_s - 3);
  const auto b = in_double.over(end_s - 4, end_s - 3);
  BOOST_TEST(std::abs(*a.pitch_rad - *b.pitch_rad) < 1e-5);
  BOOST_TEST(std::abs(*a.sway_m_s2 - *b.sway_m_s2) < 1e-4);
}

BOOST_AUTO_TEST_CASE(wrong_parameters_are_named) {
  const rg::posture_params wrong{.zero = rg::posture_zero{vec::Zero()},
                                 .quiet_s = 0,
                                 .max_from_quiet_rad = 0,
                                 .max_lost_share = 1};
  BOOST_TEST(wrong.validate().size() == 4u);
  BOOST_CHECK_THROW(rg::posture_tracker<double>{wrong}, rg::config_error);
  BOOST_TEST(rg::posture_params{}.validate().empty());
}

BOOST_AUTO_TEST_SUITE_END()

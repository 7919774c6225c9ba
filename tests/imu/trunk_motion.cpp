#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/math/rotation.hpp>

#include <rapidcheck.h>

#include <complex>
#include <numbers>
#include <tuple>

#include "../support/test.hpp"

namespace rg = retrogait;
using rg::device_axis;
using rg::mounting;

BOOST_AUTO_TEST_SUITE(trunk_motion)

constexpr double gravity = 9.81;
constexpr double pi = std::numbers::pi;

/// A walk-like movement in body axes (x forward, y left, z up).
rg::imu_sample<double> body_sample(double t) {
  const double w = 2 * pi * t;
  rg::imu_sample<double> s;
  s.time_s = t;
  s.acc_m_s2 << 1.5 * std::sin(1.8 * w) - 0.4, std::cos(0.9 * w) + 0.3 * std::sin(3 * w),
      gravity + 2.5 * std::cos(1.8 * w + 0.4);
  s.gyr_rad_s << 0.4 * std::cos(0.9 * w), 0.1 * std::sin(1.8 * w), 0.5 * std::sin(0.9 * w + 1);
  return s;
}

template <class T>
rg::imu_sample<T> turned(const rg::imu_sample<double>& s, const Eigen::Matrix3d& device_from_body) {
  return {s.time_s, (device_from_body * s.acc_m_s2).cast<T>(),
          (device_from_body * s.gyr_rad_s).cast<T>()};
}

template <class T>
using level_samples = std::vector<rg::trunk_sample<T>>;

template <class T, class Sample>
void feed(rg::trunk_motion<T>& motion, const Sample& s, level_samples<T>& out) {
  motion.update(s, [&](const auto& cell) { out.push_back(motion.level(cell)); });
}

/// The movement, 4 s at 100 Hz, as a device sees it that is turned like that on the body.
template <class T = double>
level_samples<T> level_walk(const Eigen::Matrix3d& device_from_body, const mounting& worn) {
  rg::trunk_motion<T> motion({.mounting = worn});
  level_samples<T> out;
  for (int i = 0; i < 400; ++i) {
    feed(motion, turned<T>(body_sample(i * 0.01), device_from_body), out);
  }
  return out;
}

template <class T, class U>
double largest_difference(const level_samples<T>& a, const level_samples<U>& b) {
  BOOST_REQUIRE(a.size() == b.size());
  BOOST_REQUIRE(!a.empty());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto acc = a[i].acc_m_s2.template cast<double>() - b[i].acc_m_s2.template cast<double>();
    const auto gyr =
        a[i].gyr_rad_s.template cast<double>() - b[i].gyr_rad_s.template cast<double>();
    largest = std::max({largest, acc.norm(), gyr.norm(), std::abs(a[i].time_s - b[i].time_s),
                        std::abs(double(a[i].gravity_m_s2) - double(b[i].gravity_m_s2))});
  }
  return largest;
}

std::vector<mounting> right_angle_mountings() {
  std::vector<mounting> all;
  for (int up = 0; up < 3; ++up) {
    for (int forward = 0; forward < 3; ++forward) {
      if (up == forward) continue;
      for (int signs = 0; signs < 4; ++signs) {
        all.emplace_back(device_axis{up, signs % 2 == 0 ? 1 : -1},
                         device_axis{forward, signs < 2 ? 1 : -1});
      }
    }
  }
  return all;
}

const mounting straight({2, 1}, {0, 1});  // device axes are body axes

BOOST_AUTO_TEST_CASE(shows_the_movement_in_body_axes) {
  const auto found = level_walk(Eigen::Matrix3d::Identity(), straight);
  BOOST_TEST(found.size() == 199u);
  // After a few time constants of gravity. Its estimate follows the movement by some percent, and
  // with it tilts the axes a little.
  for (std::size_t k = 150; k < found.size(); ++k) {
    const auto& s = found[k];
    const rg::imu_sample<double> body = body_sample(s.time_s);
    BOOST_CHECK_SMALL(s.acc_m_s2[0] - (body.acc_m_s2[0] + 0.4), 0.35);
    BOOST_CHECK_SMALL(s.acc_m_s2[1] - body.acc_m_s2[1], 0.35);
    BOOST_CHECK_SMALL(s.acc_m_s2[2] - (body.acc_m_s2[2] - gravity), 0.35);
    BOOST_CHECK_SMALL((s.gyr_rad_s - body.gyr_rad_s).norm(), 0.06);
  }
}

BOOST_AUTO_TEST_CASE(all_24_mountings_give_the_same) {
  const auto expected = level_walk(Eigen::Matrix3d::Identity(), straight);
  for (const mounting& worn : right_angle_mountings()) {
    BOOST_TEST_CONTEXT(worn.text()) {
      const Eigen::Matrix3d device_from_body = worn.body_from_device()->transpose();
      BOOST_TEST(largest_difference(level_walk(device_from_body, worn), expected) < 1e-12);
      const auto single = level_walk<float>(device_from_body, worn);
      BOOST_TEST(largest_difference(single, expected) < 2e-4);
    }
  }
}

BOOST_AUTO_TEST_CASE(tilt_is_taken_out) {
  const auto expected = level_walk(Eigen::Matrix3d::Identity(), straight);
  for (double angle : {-0.6, -0.1, 0.3, 0.6}) {
    // To the side, the forward axis stays level. To the front it does not, and wavers a little with
    // the estimate of gravity.
    const Eigen::Matrix3d roll = rg::rotation_about<double>(Eigen::Vector3d::UnitX(), angle);
    BOOST_TEST(largest_difference(level_walk(roll, straight), expected) < 1e-12);
    const Eigen::Matrix3d pitch = rg::rotation_about<double>(Eigen::Vector3d::UnitY(), angle);
    BOOST_TEST(largest_difference(level_walk(pitch, straight), expected) < 0.15 * std::abs(angle));
  }
}

BOOST_AUTO_TEST_CASE(without_a_mounting_the_vertical_and_the_horizontal_strength_stay) {
  const auto expected = level_walk(Eigen::Matrix3d::Identity(), straight);
  BOOST_TEST(rc::check([&] {
    const auto number = [] { return *rc::gen::inRange(-1000, 1000) / 1000.0; };
    const Eigen::Vector3d axis(number(), number(), number() + 1.01);
    const Eigen::Matrix3d r = rg::rotation_about<double>(axis, pi * number());
    const auto found = level_walk(r, mounting());
    RC_ASSERT(found.size() == expected.size());
    // The horizontal axes may be chosen anew while gravity is not yet settled, but then they stay.
    const auto in_plane = [](const Eigen::Vector3d& v) { return std::complex<double>(v[0], v[1]); };
    const std::complex<double> heading =
        in_plane(found.back().acc_m_s2) / in_plane(expected.back().acc_m_s2);
    RC_ASSERT(std::abs(std::abs(heading) - 1) < 1e-9);
    for (std::size_t k = 0; k < found.size(); ++k) {
      const Eigen::Vector3d& acc = found[k].acc_m_s2;
      const Eigen::Vector3d& reference = expected[k].acc_m_s2;
      RC_ASSERT(std::abs(acc[2] - reference[2]) < 1e-12);
      RC_ASSERT(std::abs(acc.head<2>().norm() - reference.head<2>().norm()) < 1e-12);
      RC_ASSERT(std::abs(found[k].gyr_rad_s[2] - expected[k].gyr_rad_s[2]) < 1e-12);
      if (k > 100) RC_ASSERT(std::abs(in_plane(acc) - heading * in_plane(reference)) < 0.3);
    }
  }));
}

using scalars = std::tuple<float, double>;

BOOST_AUTO_TEST_CASE_TEMPLATE(standing_still_is_zero, T, scalars) {
  const double rounding = std::is_same_v<T, float> ? 2e-5 : 1e-12;
  for (const Eigen::Vector3d& up : {Eigen::Vector3d(0, 0, 1), Eigen::Vector3d(-0.6, 0, 0.8),
                                    Eigen::Vector3d(0.48, -0.6, 0.64)}) {
    rg::trunk_motion<T> motion({.mounting = straight});
    level_samples<T> out;
    for (int i = 0; i < 300; ++i) {
      feed(motion, rg::acc_sample<T>{i * 0.013, (gravity * up).cast<T>()}, out);
    }
    BOOST_TEST(out.size() == 194u);
    for (const auto& s : out) {
      BOOST_TEST(static_cast<double>(s.acc_m_s2.norm()) < rounding);
      BOOST_TEST((s.gyr_rad_s.array() == 0).all());
      BOOST_CHECK_SMALL(static_cast<double>(s.gravity_m_s2) - gravity, rounding);
    }
    BOOST_TEST((motion.up_in_device().template cast<double>() - up).norm() < rounding);
  }
}

BOOST_AUTO_TEST_CASE(gravity_follows_a_new_posture_with_its_time_constant) {
  for (double time_constant_s : {0.5, 2.0, 6.0}) {
    rg::trunk_motion<double> motion({.mounting = straight, .gravity_time_s = time_constant_s});
    const Eigen::Vector3d before(0, 0, gravity);
    const Eigen::Vector3d after(gravity * std::sin(0.5), 0, gravity * std::cos(0.5));
    int i = 0;
    const auto stand = [&](const Eigen::Vector3d& acc, double seconds) {
      for (const int end = i + static_cast<int>(seconds * 100); i < end; ++i) {
        motion.update(rg::acc_sample<double>{i * 0.01, acc}, [](const auto&) {});
      }
    };
    stand(before, 8 * time_constant_s);
    stand(after, time_constant_s);
    // In a straight line from one to the other, 1 - 1/e of the way.
    const Eigen::Vector3d expected = after + std::exp(-1) * (before - after);
    const double angle = rg::angle_between<double>(motion.up_in_device(), expected);
    BOOST_CHECK_SMALL(angle, 0.005 / time_constant_s);
    stand(after, 12 * time_constant_s);
    BOOST_CHECK_SMALL(rg::angle_between<double>(motion.up_in_device(), after), 1e-4);
  }
}

BOOST_AUTO_TEST_CASE(a_statement_that_gravity_contradicts_is_found_out) {
  const auto stood = [](const mounting& worn, const Eigen::Vector3d& up) {
    rg::trunk_motion<double> motion({.mounting = worn});
    level_samples<double> out;
    for (int i = 0; i < 20; ++i) {
      feed(motion, rg::acc_sample<double>{i * 0.02, gravity * up}, out);
    }
    return motion;
  };
  const Eigen::Vector3d x(1, 0, 0);
  const Eigen::Vector3d z(0, 0, 1);
  BOOST_TEST(!stood(straight, z).contradicts_mounting());
  BOOST_TEST(stood(straight, z).knows_forward());
  // 36° of tilt are real, 60° are not.
  const Eigen::Matrix3d steep = rg::rotation_about<double>(Eigen::Vector3d::UnitY(), 59 * pi / 180);
  const Eigen::Matrix3d wrong = rg::rotation_about<double>(Eigen::Vector3d::UnitY(), 61 * pi / 180);
  BOOST_TEST(!stood(straight, steep * z).contradicts_mounting());
  BOOST_TEST(stood(straight, wrong * z).contradicts_mounting());
  BOOST_TEST(stood(straight, -z).contradicts_mounting());
  BOOST_TEST(stood(mounting::up_only({2, 1}), x).contradicts_mounting());

  // The axis that is called forward points up: nothing is known of forward.
  BOOST_TEST(!stood(straight, x).knows_forward());
  BOOST_TEST(!stood(straight, -x).knows_forward());
  BOOST_TEST(stood(straight, -z).knows_forward());  // upside down, it still points forward
  BOOST_TEST(!stood(mounting::up_only({2, 1}), z).knows_forward());
  BOOST_TEST(!stood(mounting(), z).knows_forward());
  BOOST_TEST(!stood(mounting(), z).contradicts_mounting());
  BOOST_TEST(!rg::trunk_motion<double>({.mounting = straight}).contradicts_mounting());
}

BOOST_AUTO_TEST_CASE(counts_what_breaks_the_stream) {
  rg::trunk_motion<double> motion({.mounting = straight});
  level_samples<double> out;
  BOOST_TEST(motion.breaks() == 0u);
  for (int i = 0; i < 50; ++i) feed(motion, body_sample(i * 0.01), out);
  const auto started = motion.breaks();
  BOOST_TEST(started > 0u);
  for (int i = 50; i < 100; ++i) feed(motion, body_sample(i * 0.01), out);
  feed(motion, body_sample(1.69), out);  // longest gap that is bridged: 0.7 s
  BOOST_TEST(motion.breaks() == started);
  out.clear();
  feed(motion, body_sample(2.4), out);
  BOOST_TEST(motion.breaks() == started + 1);
  BOOST_TEST(out.empty());
  // Gravity outlives a gap.
  BOOST_TEST(rg::angle_between<double>(motion.up_in_device(), Eigen::Vector3d::UnitZ()) < 0.1);
}

BOOST_AUTO_TEST_CASE(stillness_may_be_taken_in_one_stride) {
  // The same slow change of posture, once cell by cell and once as rest.
  rg::trunk_motion<double> cell_by_cell({.mounting = straight});
  rg::trunk_motion<double> resting({.mounting = straight});
  const auto sample_at = [](int i) {
    const double lean = i < 300 ? 0 : 5e-5 * (i - 300);
    return rg::acc_sample<double>{i * 0.01,
                                  {gravity * std::sin(lean), 0, gravity * std::cos(lean)}};
  };
  const auto ignore = [](const auto&) {};
  BOOST_TEST(!resting.rest(sample_at(0), 0.05));  // nothing is known of gravity yet
  for (int i = 0; i < 300; ++i) {
    cell_by_cell.update(sample_at(i), ignore);
    resting.update(sample_at(i), ignore);
  }
  for (int i = 300; i < 2000; ++i) {
    cell_by_cell.update(sample_at(i), ignore);
    BOOST_TEST(resting.rest(sample_at(i), 0.05));
  }
  BOOST_TEST(rg::angle_between<double>(resting.up_in_device(), cell_by_cell.up_in_device()) < 5e-4);
  rg::acc_sample<double> knock = sample_at(2000);
  knock.acc_m_s2[1] += 0.06 * gravity;
  BOOST_TEST(!resting.rest(knock, 0.05));
  BOOST_TEST(resting.rest(knock, 0.07));
}

BOOST_AUTO_TEST_CASE(reset_equals_fresh_and_copies_go_on) {
  rg::trunk_motion<double> motion({.mounting = straight});
  level_samples<double> out;
  for (int i = 0; i < 77; ++i) feed(motion, body_sample(i * 0.01), out);
  rg::trunk_motion<double> copy = motion;
  BOOST_TEST((copy == motion));
  level_samples<double> rest;
  level_samples<double> rest_of_copy;
  for (int i = 77; i < 200; ++i) feed(motion, body_sample(i * 0.01), rest);
  BOOST_TEST((copy != motion));
  for (int i = 77; i < 200; ++i) feed(copy, body_sample(i * 0.01), rest_of_copy);
  BOOST_TEST(largest_difference(rest, rest_of_copy) == 0);
  BOOST_TEST((copy == motion));
  motion.reset();
  BOOST_TEST((motion == rg::trunk_motion<double>({.mounting = straight})));
  BOOST_TEST((motion.params().mounting == straight));
}

BOOST_AUTO_TEST_CASE(parameters_that_make_no_sense_are_refused) {
  const rg::trunk_motion_params wrong{.grid = {.rate_hz = -1}, .gravity_time_s = 0};
  const rg::issues found = wrong.validate();
  BOOST_REQUIRE(found.size() == 2u);
  BOOST_TEST(found[0].field == "rate_hz");
  BOOST_TEST(found[1].field == "gravity_time_s");
  BOOST_CHECK_THROW(rg::trunk_motion<double>{wrong}, rg::config_error);
  BOOST_CHECK_THROW(rg::trunk_motion<double>({.gravity_time_s = std::nan("")}), rg::config_error);
}

BOOST_AUTO_TEST_SUITE_END()

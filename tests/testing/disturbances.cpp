#include <retrogait/testing/disturbances.hpp>

#include <algorithm>
#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using rg::recording;

BOOST_AUTO_TEST_SUITE(disturbances)

const recording& walk() {
  static const recording r = rt::virtual_walker{.seconds = 20}.walk()[rg::placement::lumbar];
  return r;
}

bool equal(const recording& a, const recording& b) {
  return a.size() == b.size() && a.time_s == b.time_s && a.acc_m_s2 == b.acc_m_s2 &&
         a.gyr_rad_s == b.gyr_rad_s;
}

/// A recording of straight lines: t, 2 t and 5 on the axes, and the same rates.
recording lines(double rate_hz, double seconds) {
  recording r;
  const auto n = static_cast<std::ptrdiff_t>(seconds * rate_hz) + 1;
  r.time_s = Eigen::VectorXd::LinSpaced(n, 100, 100 + static_cast<double>(n - 1) / rate_hz);
  r.acc_m_s2.resize(n, 3);
  r.acc_m_s2.col(0) = r.time_s;
  r.acc_m_s2.col(1) = 2 * r.time_s;
  r.acc_m_s2.col(2).setConstant(5);
  r.gyr_rad_s = r.acc_m_s2;
  return r;
}

BOOST_AUTO_TEST_CASE(lost_packets_are_missing_rows) {
  for (const double burst_n : {1.0, 8.0}) {
    const recording holed = rt::drop_packets(walk(), 0.1, 3, burst_n);
    BOOST_TEST(holed.validate().empty());
    const double share = 1 - static_cast<double>(holed.size()) / static_cast<double>(walk().size());
    BOOST_TEST((share > 0.06 && share < 0.14), share);
    BOOST_TEST(holed.time_s[0] == walk().time_s[0]);
    BOOST_TEST(holed.time_s[holed.size() - 1] == walk().time_s[walk().size() - 1]);
    std::ptrdiff_t k = 0;
    int gaps = 0;
    for (std::ptrdiff_t i = 0; i < holed.size(); ++i, ++k) {
      const std::ptrdiff_t before = k;
      while (k < walk().size() && walk().time_s[k] != holed.time_s[i]) ++k;
      BOOST_REQUIRE(k < walk().size());
      BOOST_REQUIRE((holed.acc_m_s2.row(i) == walk().acc_m_s2.row(k)));
      BOOST_REQUIRE((holed.gyr_rad_s.row(i) == walk().gyr_rad_s.row(k)));
      gaps += k > before ? 1 : 0;
    }
    const double mean_gap = static_cast<double>(walk().size() - holed.size()) / gaps;
    // Losses drawn one by one adjoin now and then; bursts of a known mean vary around it.
    BOOST_TEST((mean_gap > 0.6 * burst_n && mean_gap < 1.6 * burst_n), mean_gap);
    BOOST_TEST(equal(holed, rt::drop_packets(walk(), 0.1, 3, burst_n)));
    BOOST_TEST(!equal(holed, rt::drop_packets(walk(), 0.1, 4, burst_n)));
  }
  BOOST_TEST(equal(rt::drop_packets(walk(), 0), walk()));
  recording without = walk();
  without.gyr_rad_s.resize(0, 3);
  BOOST_TEST(rt::drop_packets(without, 0.1).validate().empty());
}

BOOST_AUTO_TEST_CASE(clipping_cuts_each_axis_of_the_accelerometer) {
  const recording clipped = rt::clip(walk(), 1.1);
  const double range = 1.1 * 9.80665;
  BOOST_TEST(clipped.acc_m_s2.maxCoeff() == range);
  BOOST_TEST(clipped.acc_m_s2.minCoeff() >= -range);
  const auto inside = walk().acc_m_s2.array().abs() <= range;
  BOOST_TEST((inside.select(clipped.acc_m_s2.array() - walk().acc_m_s2.array(), 0) == 0).all());
  BOOST_TEST((clipped.gyr_rad_s == walk().gyr_rad_s));
  BOOST_TEST(equal(rt::clip(walk(), 100), walk()));
}

BOOST_AUTO_TEST_CASE(another_rate_shows_the_same_signal) {
  const recording r = lines(100, 10);
  for (const double rate_hz : {12.5, 40.0, 100.0, 333.0}) {
    for (const double jitter_s : {0.0, 0.3 / rate_hz}) {
      const recording other = rt::resample_to(r, rate_hz, jitter_s, 7);
      BOOST_TEST(other.validate().empty());
      BOOST_TEST(other.rate_hz() == rate_hz, boost::test_tools::tolerance(0.02));
      BOOST_TEST((other.time_s[other.size() - 1] > r.time_s[r.size() - 1] - 1.5 / rate_hz));
      // A straight line's mean over an interval is its middle, except at the ends, where half the
      // interval is not known.
      double worst = 0;
      for (std::ptrdiff_t i = 1; i + 1 < other.size(); ++i) {
        const double t = other.time_s[i];
        if (t < 100 + 0.5 / rate_hz || t > 110 - 0.5 / rate_hz) continue;
        const Eigen::RowVector3d expected(t, 2 * t, 5);
        worst = std::max(worst, (other.acc_m_s2.row(i) - expected).cwiseAbs().maxCoeff());
        worst = std::max(worst, (other.gyr_rad_s.row(i) - expected).cwiseAbs().maxCoeff());
      }
      BOOST_TEST(worst < 1e-9);
      double furthest = 0;
      for (std::ptrdiff_t i = 0; i < other.size(); ++i) {
        furthest =
            std::max(furthest, std::abs(other.time_s[i] - 100 - static_cast<double>(i) / rate_hz));
      }
      BOOST_TEST(
          (jitter_s > 0 ? furthest > jitter_s && furthest < 0.41 / rate_hz : furthest < 1e-9));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_lower_rate_averages) {
  // A swing of exactly one interval of the new rate is gone.
  recording r = lines(200, 5);
  for (std::ptrdiff_t i = 0; i < r.size(); ++i) {
    r.acc_m_s2(i, 0) = std::sin(2 * std::numbers::pi * 25 * (r.time_s[i] - 100));
  }
  const recording slow = rt::resample_to(r, 25);
  BOOST_TEST(slow.acc_m_s2.col(0).segment(1, slow.size() - 2).cwiseAbs().maxCoeff() < 1e-9);
  const recording quick = rt::resample_to(r, 400);
  BOOST_TEST(quick.acc_m_s2.col(0).cwiseAbs().maxCoeff() > 0.99);
}

BOOST_AUTO_TEST_CASE(a_dead_axis_shows_one_value) {
  const recording dead = rt::kill_axis(walk(), 2, 3.5);
  BOOST_TEST((dead.acc_m_s2.col(2).array() == 3.5).all());
  BOOST_TEST((dead.acc_m_s2.leftCols(2) == walk().acc_m_s2.leftCols(2)));
  BOOST_TEST((dead.gyr_rad_s == walk().gyr_rad_s));
}

BOOST_AUTO_TEST_CASE(a_turned_device_turns_its_rows) {
  Eigen::Matrix3d quarter;  // about x: y becomes z
  quarter << 1, 0, 0, 0, 0, -1, 0, 1, 0;
  const recording turned = rt::rotate_device(walk(), quarter);
  BOOST_TEST((turned.acc_m_s2.col(2) == walk().acc_m_s2.col(1)));
  BOOST_TEST((turned.acc_m_s2.col(1) == -walk().acc_m_s2.col(2)));
  BOOST_TEST((turned.gyr_rad_s.col(2) == walk().gyr_rad_s.col(1)));
  BOOST_TEST((turned.mounting == walk().mounting));
  // What a misaligned sensor records is what a turned device records.
  rt::virtual_walker walker{.seconds = 10};
  walker.sensor.acc_noise_m_s2 = walker.sensor.gyr_noise_rad_s = 0;
  const recording straight = walker.walk()[rg::placement::lumbar];
  walker.sensor.misalignment = quarter;
  const recording worn = walker.walk()[rg::placement::lumbar];
  const recording made = rt::rotate_device(straight, quarter);
  BOOST_TEST((made.acc_m_s2 - worn.acc_m_s2).cwiseAbs().maxCoeff() < 1e-12);
  BOOST_TEST((made.gyr_rad_s - worn.gyr_rad_s).cwiseAbs().maxCoeff() < 1e-12);
}

/// A stray motion without noise, in body axes: forward, left, up.
struct body_motion {
  Eigen::MatrixXd acc, gyr;

  explicit body_motion(const recording& r)
      : acc(r.acc_m_s2 * r.mounting.body_from_device()->transpose()),
        gyr(r.gyr_rad_s * r.mounting.body_from_device()->transpose()) {}
};

rt::stray_motion quiet(double seconds = 60) {
  rt::stray_motion made{.seconds = seconds};
  made.sensor.acc_noise_m_s2 = made.sensor.gyr_noise_rad_s = 0;
  return made;
}

BOOST_AUTO_TEST_CASE(stray_motions_are_valid_recordings_of_the_sensor) {
  rt::stray_motion made{.seconds = 20, .seed = 4};
  made.sensor.rate_hz = 50;
  made.sensor.start_s = 1000;
  made.sensor.jitter_s = 0.002;
  const std::vector<recording> all{made.sitting_down(), made.bending(), made.shaking(),
                                   made.car_ride(), made.lift()};
  for (const recording& r : all) {
    BOOST_TEST_CONTEXT(r.name) {
      BOOST_TEST(r.validate().empty());
      BOOST_TEST(r.size() == 1001);
      BOOST_TEST(std::abs(r.time_s[0] - 1000) < 0.01);
      BOOST_TEST(r.mounting.text() == "up=+x,forward=-z");
      BOOST_TEST((r.placement == rg::placement::lumbar));
      // On the whole it feels gravity, and it starts and ends at rest or nearly so.
      BOOST_TEST(r.acc_m_s2.row(0).norm() == 9.81, boost::test_tools::tolerance(0.2));
      const double moved = (r.acc_m_s2.rowwise().norm().array() - 9.81).abs().maxCoeff();
      BOOST_TEST(moved > 0.3);
    }
  }
  BOOST_TEST(equal(made.car_ride(), all[3]));
  made.seed = 5;
  BOOST_TEST(!equal(made.car_ride(), all[3]));
  made.sensor.gyroscope = false;
  made.sensor.mounting_stated = false;
  made.sensor.lost_share = 0.2;
  made.sensor.acc_range_m_s2 = 10;
  const recording poor = made.shaking();
  BOOST_TEST(!poor.has_gyroscope());
  BOOST_TEST(poor.mounting.text() == "unknown");
  BOOST_TEST(poor.size() < 900);
  BOOST_TEST(poor.acc_m_s2.maxCoeff() == 10.0);
}

BOOST_AUTO_TEST_CASE(getting_up_lifts_the_trunk_and_sitting_down_lowers_it) {
  const recording r = quiet(120).sitting_down();
  const body_motion m(r);
  // The lean is the integral of the pitch rate, the height that of the vertical acceleration.
  double lean = 0;
  double most = 0;
  double speed = 0;
  double height = 0;
  double highest = 0;
  for (std::ptrdiff_t i = 1; i < r.size(); ++i) {
    const double dt = r.time_s[i] - r.time_s[i - 1];
    lean += dt * 0.5 * (m.gyr(i, 1) + m.gyr(i - 1, 1));
    const double up = -std::sin(lean) * m.acc(i, 0) + std::cos(lean) * m.acc(i, 2) - 9.81;
    speed += dt * up;
    height += dt * speed;
    if (r.time_s[i] < 8) highest = std::max(highest, height);
    most = std::max(most, lean);
  }
  BOOST_TEST((most > 0.6 && most < 0.8), most);  // 34 to 46 degrees
  BOOST_TEST(std::abs(lean) < 0.01);
  BOOST_TEST((highest > 0.3 && highest < 0.5), highest);
}

BOOST_AUTO_TEST_CASE(bending_turns_gravity_forward) {
  const body_motion m(quiet().bending());
  BOOST_TEST(m.acc.col(0).minCoeff() < -7);  // gravity's share of 50 to 90 degrees
  BOOST_TEST(m.acc.col(2).minCoeff() < 6);
  BOOST_TEST(m.acc.col(1).cwiseAbs().maxCoeff() < 1e-9);
  BOOST_TEST((m.gyr.col(1).maxCoeff() > 1 && m.gyr.col(1).maxCoeff() < 6));
}

BOOST_AUTO_TEST_CASE(shaking_has_the_frequency_and_strength_that_were_asked_for) {
  for (const double frequency_hz : {1.5, 4.0}) {
    rt::stray_motion made = quiet();
    const recording r = made.shaking(frequency_hz, 6, 0);
    body_motion m(r);
    m.acc.col(2).array() -= 9.81;
    BOOST_TEST((m.acc.rowwise().norm().maxCoeff() > 6 && m.acc.rowwise().norm().maxCoeff() < 12));
    // A swing changes its sign twice a period, on whatever axis.
    int changes = 0;
    double shaken_s = 0;
    for (std::ptrdiff_t i = 1; i < r.size(); ++i) {
      if (m.acc.row(i).norm() == 0) continue;
      changes += m.acc.row(i).dot(m.acc.row(i - 1)) < 0 ? 1 : 0;
      shaken_s += r.time_s[i] - r.time_s[i - 1];
    }
    BOOST_TEST(changes / (2 * shaken_s) == frequency_hz, boost::test_tools::tolerance(0.1));
  }
}

BOOST_AUTO_TEST_CASE(a_car_shakes_brakes_and_bends) {
  body_motion m(quiet(120).car_ride());
  m.acc.col(2).array() -= 9.81;
  for (int k = 0; k < 3; ++k) {
    const double rms = std::sqrt(m.acc.col(k).array().square().mean());
    BOOST_TEST((rms > 0.2 && rms < 1.5), rms);
  }
  BOOST_TEST(m.acc.col(2).maxCoeff() > 1.5);  // a bump
  BOOST_TEST(m.acc.cwiseAbs().maxCoeff() < 8);
}

BOOST_AUTO_TEST_CASE(a_lift_starts_and_stops) {
  const recording r = quiet(120).lift();
  const body_motion m(r);
  BOOST_TEST((m.acc.col(2).maxCoeff() > 10.6 && m.acc.col(2).maxCoeff() < 11.4));
  BOOST_TEST((m.acc.col(2).minCoeff() < 9.0 && m.acc.col(2).minCoeff() > 8.2));
  // It always comes to rest again.
  BOOST_TEST(std::abs(m.acc.col(2).mean() - 9.81) < 0.02);
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_refused) {
  rt::stray_motion wrong{.seconds = 0};
  wrong.sensor.rate_hz = 0;
  BOOST_TEST(wrong.validate().size() == 2U);
  BOOST_CHECK_THROW(wrong.lift(), rg::config_error);
  BOOST_TEST(rt::stray_motion{}.validate().empty());
}

BOOST_AUTO_TEST_SUITE_END()

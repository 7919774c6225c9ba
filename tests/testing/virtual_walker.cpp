#include <retrogait/testing/ground_truth.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <complex>
#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;

namespace {

rt::virtual_walker quiet_walker() {
  rt::virtual_walker walker{.seconds = 12};
  walker.sensor.acc_noise_m_s2 = 0;
  walker.sensor.gyr_noise_rad_s = 0;
  return walker;
}

/// Mean of one body axis around the initial contacts away from start and end, smoothed by a
/// Gaussian of 30 ms; the time of its highest value between -0.25 and 0.25 s.
double peak_after_contact(const rt::virtual_walk& walk, int axis) {
  const rg::recording& r = walk[rg::placement::lumbar];
  const Eigen::VectorXd signal = r.acc_m_s2 * r.mounting.body_from_device()->row(axis).transpose();
  double best = -1e9;
  double at = 0;
  for (double offset = -0.25; offset <= 0.25; offset += 0.005) {
    double sum = 0;
    double weight = 0;
    for (const rg::contact& c : walk.truth.contacts) {
      if (c.kind != rg::contact_kind::initial_contact) continue;
      if (c.time_s < 5 || c.time_s > walk.truth.duration_s - 5) continue;
      const auto middle = static_cast<std::ptrdiff_t>(std::lround((c.time_s + offset) * 100));
      for (std::ptrdiff_t i = middle - 9; i <= middle + 9; ++i) {
        const double apart = (r.time_s[i] - c.time_s - offset) / 0.03;
        const double w = std::exp(-0.5 * apart * apart);
        sum += w * signal[i];
        weight += w;
      }
    }
    if (sum / weight > best) {
      best = sum / weight;
      at = offset;
    }
  }
  return at;
}

/// Phase in degrees of the cross-spectrum vertical x antero-posterior at the step frequency.
double vertical_ap_phase(const rt::virtual_walk& walk, double step_hz) {
  const rg::recording& r = walk[rg::placement::lumbar];
  const Eigen::Matrix3d to_body = *r.mounting.body_from_device();
  std::complex<double> cross = 0;
  const std::ptrdiff_t window = 400;
  for (std::ptrdiff_t from = 400; from + window < r.size() - 400; from += window / 2) {
    std::complex<double> v = 0;
    std::complex<double> ap = 0;
    for (std::ptrdiff_t i = 0; i < window; ++i) {
      const double u = static_cast<double>(i) / static_cast<double>(window);
      const double hann = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * u);
      const std::complex<double> wave =
          hann * std::polar(1.0, -2 * std::numbers::pi * step_hz * r.time_s[from + i]);
      const Eigen::Vector3d body = to_body * r.acc_m_s2.row(from + i).transpose();
      ap += wave * body.x();
      v += wave * (body.z() - 9.81);
    }
    cross += v * std::conj(ap);
  }
  return std::arg(cross) * 180 / std::numbers::pi;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(virtual_walker)

BOOST_AUTO_TEST_CASE(recordings_are_valid_and_on_one_time_axis) {
  rt::virtual_walker walker{.seconds = 20, .placements = rt::all_body_placements()};
  const rt::virtual_walk walk = walker.walk();
  BOOST_REQUIRE(walk.recordings.size() == 7U);
  for (const rg::recording& r : walk.recordings) {
    BOOST_TEST(r.validate().empty());
    BOOST_TEST(r.size() == 2001);
    BOOST_TEST(r.rate_hz() == 100.0, boost::test_tools::tolerance(1e-9));
    BOOST_TEST((r.time_s.array() == walk.recordings[0].time_s.array()).all());
    BOOST_TEST(r.mounting.text() == "up=+x,forward=-z");
  }
  BOOST_TEST(walk.has(rg::placement::left_shank));
  BOOST_TEST(!walk.has(rg::placement::phone));
  BOOST_TEST(walk.truth.duration_s == 20.0);
}

BOOST_AUTO_TEST_CASE(at_rest_the_sensor_feels_gravity_alone) {
  rt::virtual_walker walker = quiet_walker();
  walker.placements = rt::all_body_placements();
  const rt::virtual_walk walk = walker.walk();
  for (const rg::recording& r : walk.recordings) {
    for (std::ptrdiff_t i : {std::ptrdiff_t{0}, std::ptrdiff_t{150}, r.size() - 1}) {
      BOOST_TEST(r.acc_m_s2.row(i).norm() == 9.81, boost::test_tools::tolerance(1e-12));
      BOOST_TEST(r.acc_m_s2(i, 0) == 9.81, boost::test_tools::tolerance(1e-12));
      BOOST_TEST(r.gyr_rad_s.row(i).norm() == 0.0);
    }
  }
}

BOOST_AUTO_TEST_CASE(rows_are_the_motion_in_device_axes) {
  rt::virtual_walker walker = quiet_walker();
  walker.placements = rt::all_body_placements();
  const rt::virtual_walk walk = walker.walk();
  const double h = 1e-4;
  for (const rg::recording& r : walk.recordings) {
    double worst_acc = 0;
    double worst_gyr = 0;
    for (std::ptrdiff_t i = 100; i < r.size() - 100; i += 3) {
      const double t = r.time_s[i];
      const Eigen::Vector3d here = walk.model.motion(r.placement, t).position_m;
      const Eigen::Vector3d felt = (walk.model.motion(r.placement, t + h).position_m - 2 * here +
                                    walk.model.motion(r.placement, t - h).position_m) /
                                       (h * h) +
                                   Eigen::Vector3d(0, 0, 9.81);
      const rt::segment_motion m = walk.model.motion(r.placement, t);
      const Eigen::Vector3d body = m.world_from_body.transpose() * felt;
      // up=+x, forward=-z, so left=+y.
      const Eigen::Vector3d device(body.z(), body.y(), -body.x());
      const Eigen::Vector3d rate(m.rate_rad_s.z(), m.rate_rad_s.y(), -m.rate_rad_s.x());
      worst_acc = std::max(worst_acc, (r.acc_m_s2.row(i).transpose() - device).norm());
      worst_gyr = std::max(worst_gyr, (r.gyr_rad_s.row(i).transpose() - rate).norm());
    }
    BOOST_TEST_CONTEXT(to_string(r.placement)) {
      BOOST_TEST(worst_acc < 0.1);
      BOOST_TEST(worst_gyr < 1e-12);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_numbers) {
  rt::virtual_walker walker{.seconds = 12, .seed = 11};
  walker.sensor.lost_share = 0.05;
  walker.sensor.jitter_s = 0.001;
  const rt::virtual_walk one = walker.walk();
  const rt::virtual_walk again = walker.walk();
  BOOST_TEST((one.truth == again.truth));
  BOOST_REQUIRE(one.recordings[0].size() == again.recordings[0].size());
  BOOST_TEST((one.recordings[0].time_s.array() == again.recordings[0].time_s.array()).all());
  BOOST_TEST((one.recordings[0].acc_m_s2.array() == again.recordings[0].acc_m_s2.array()).all());
  BOOST_TEST((one.recordings[0].gyr_rad_s.array() == again.recordings[0].gyr_rad_s.array()).all());

  walker.placements = {rg::placement::left_foot, rg::placement::lumbar};
  const rt::virtual_walk more = walker.walk();
  BOOST_REQUIRE(more[rg::placement::lumbar].size() == one.recordings[0].size());
  BOOST_TEST(
      (more[rg::placement::lumbar].acc_m_s2.array() == one.recordings[0].acc_m_s2.array()).all());

  walker.seed = 12;
  BOOST_TEST((walker.walk().truth != one.truth));
}

BOOST_AUTO_TEST_CASE(misalignment_turns_the_rows) {
  rt::virtual_walker walker = quiet_walker();
  const rt::virtual_walk straight = walker.walk();
  const double angle = 0.3;
  walker.sensor.misalignment << std::cos(angle), -std::sin(angle), 0, std::sin(angle),
      std::cos(angle), 0, 0, 0, 1;
  const rt::virtual_walk tilted = walker.walk();
  const Eigen::MatrixXd acc =
      straight.recordings[0].acc_m_s2 * walker.sensor.misalignment.transpose();
  const Eigen::MatrixXd gyr =
      straight.recordings[0].gyr_rad_s * walker.sensor.misalignment.transpose();
  BOOST_TEST((tilted.recordings[0].acc_m_s2 - acc).cwiseAbs().maxCoeff() < 1e-12);
  BOOST_TEST((tilted.recordings[0].gyr_rad_s - gyr).cwiseAbs().maxCoeff() < 1e-12);
}

BOOST_AUTO_TEST_CASE(a_sensor_worn_back_to_front_keeps_the_vertical_alone) {
  rt::virtual_walker walker = quiet_walker();
  const rt::virtual_walk right = walker.walk();
  walker.sensor.misalignment = rt::turned_about_vertical(walker.sensor, 180);
  const rt::virtual_walk wrong = walker.walk();
  const rg::recording& a = right.recordings[0];
  const rg::recording& b = wrong.recordings[0];
  BOOST_TEST((a.mounting == b.mounting));
  BOOST_TEST((a.acc_m_s2.col(0) - b.acc_m_s2.col(0)).cwiseAbs().maxCoeff() < 1e-12);
  BOOST_TEST((a.acc_m_s2.col(1) + b.acc_m_s2.col(1)).cwiseAbs().maxCoeff() < 1e-12);
  BOOST_TEST((a.acc_m_s2.col(2) + b.acc_m_s2.col(2)).cwiseAbs().maxCoeff() < 1e-12);

  // Turned to the left by 90 degrees, the device's forward axis points to the body's left.
  const Eigen::Matrix3d quarter = rt::turned_about_vertical(walker.sensor, 90);
  const Eigen::Vector3d body_left_in_device = quarter * Eigen::Vector3d(0, 1, 0);
  BOOST_TEST((body_left_in_device - Eigen::Vector3d(0, 0, -1)).norm() < 1e-12);
}

BOOST_AUTO_TEST_CASE(lost_packets_are_missing_rows) {
  rt::virtual_walker walker{.seconds = 120};
  const rg::recording whole = walker.walk().recordings[0];
  walker.sensor.lost_share = 0.10;
  walker.sensor.lost_burst_n = 8;
  const rg::recording holed = walker.walk().recordings[0];
  BOOST_TEST(holed.validate().empty());
  BOOST_TEST(holed.lost_share() == 0.10, boost::test_tools::tolerance(0.35));
  BOOST_TEST(holed.time_s[0] == whole.time_s[0]);
  BOOST_TEST(holed.time_s[holed.size() - 1] == whole.time_s[whole.size() - 1]);
  std::ptrdiff_t k = 0;
  int gaps = 0;
  for (std::ptrdiff_t i = 0; i < holed.size(); ++i) {
    const std::ptrdiff_t before = k;
    while (k < whole.size() && whole.time_s[k] != holed.time_s[i]) ++k;
    BOOST_REQUIRE(k < whole.size());
    BOOST_REQUIRE((whole.acc_m_s2.row(k) == holed.acc_m_s2.row(i)));
    BOOST_REQUIRE((whole.gyr_rad_s.row(k) == holed.gyr_rad_s.row(i)));
    if (k > before) ++gaps;
    ++k;
  }
  const double mean_burst = static_cast<double>(whole.size() - holed.size()) / gaps;
  BOOST_TEST(mean_burst == 8.0, boost::test_tools::tolerance(0.3));
}

BOOST_AUTO_TEST_CASE(jittered_samples_are_taken_at_the_time_they_state) {
  rt::virtual_walker walker = quiet_walker();
  walker.sensor.jitter_s = 0.002;
  walker.sensor.start_s = 1000;
  const rt::virtual_walk walk = walker.walk();
  const rg::recording& r = walk.recordings[0];
  BOOST_TEST(r.validate().empty());
  double spread = 0;
  for (std::ptrdiff_t i = 0; i < r.size(); ++i) {
    const double off = r.time_s[i] - 1000 - static_cast<double>(i) / 100;
    spread += off * off;
    if (i % 7 != 0) continue;
    const rt::segment_motion m = walk.model.motion(rg::placement::lumbar, r.time_s[i] - 1000);
    const Eigen::Vector3d body =
        m.world_from_body.transpose() * (m.acceleration_m_s2 + Eigen::Vector3d(0, 0, 9.81));
    BOOST_TEST(std::abs(r.acc_m_s2(i, 0) - body.z()) < 1e-6);
  }
  BOOST_TEST(std::sqrt(spread / static_cast<double>(r.size())) == 0.002,
             boost::test_tools::tolerance(0.1));
}

BOOST_AUTO_TEST_CASE(the_clock_shifts_recordings_and_truth_alike) {
  rt::virtual_walker walker{.seconds = 20};
  walker.plan = {rt::stand_for(1), rt::walk_for(rg::direction::forward, 5), rt::turn_by(90),
                 rt::walk_for(rg::direction::forward, 5), rt::stand_for(1)};
  const rt::virtual_walk zero = walker.walk();
  walker.sensor.start_s = 512;
  const rt::virtual_walk later = walker.walk();
  BOOST_TEST(later.recordings[0].time_s[0] == 512.0);
  for (std::size_t i = 0; i < zero.truth.contacts.size(); ++i) {
    BOOST_TEST(later.truth.contacts[i].time_s == zero.truth.contacts[i].time_s + 512);
    BOOST_TEST(later.truth.contacts[i].known_at_s == later.truth.contacts[i].time_s);
  }
  BOOST_TEST(later.truth.bouts[0].end_s == zero.truth.bouts[0].end_s + 512);
  BOOST_TEST(later.truth.strides[0].start_s == zero.truth.strides[0].start_s + 512);
  BOOST_TEST(later.truth.turns[0].start_s == zero.truth.turns[0].start_s + 512);
  BOOST_TEST((later.posture_at(515.25) == zero.posture_at(3.25)));
}

BOOST_AUTO_TEST_CASE(noise_bias_drift_and_clipping_are_as_stated) {
  rt::virtual_walker walker{.seconds = 60};
  walker.plan = {rt::stand_for(60)};
  walker.sensor.acc_noise_m_s2 = 0.2;
  walker.sensor.acc_bias_m_s2 = 0.5;
  walker.sensor.gyr_noise_rad_s = 0;
  walker.sensor.gyr_bias_rad_s = 0.01;
  walker.sensor.gyr_drift_rad_s2 = 0.002;
  const rg::recording r = walker.walk().recordings[0];
  const Eigen::VectorXd y = r.acc_m_s2.col(1);
  BOOST_TEST(y.mean() == 0.5, boost::test_tools::tolerance(0.05));
  BOOST_TEST(std::sqrt((y.array() - y.mean()).square().mean()) == 0.2,
             boost::test_tools::tolerance(0.05));
  BOOST_TEST(r.gyr_rad_s(0, 2) == 0.01);
  BOOST_TEST(r.gyr_rad_s(r.size() - 1, 2) == 0.13, boost::test_tools::tolerance(1e-9));

  walker.plan = {};
  walker.sensor.acc_range_m_s2 = 10.5;
  const rg::recording clipped = walker.walk().recordings[0];
  BOOST_TEST(clipped.acc_m_s2.maxCoeff() == 10.5);
  BOOST_TEST((clipped.acc_m_s2.col(0).array() == 10.5).count() > 200);

  walker.sensor.gyroscope = false;
  BOOST_TEST(!walker.walk().recordings[0].has_gyroscope());
}

BOOST_AUTO_TEST_CASE(the_trunk_meets_the_contacts_as_in_the_recordings) {
  // Recordings (data of 11 healthy adults; motion-captured actors backward): forward peak 50 to 70
  // ms before the contact forward, 120 ms after it backward; vertical peak 50 to 100 ms after it
  // either way.
  const rt::virtual_walk forward = rt::virtual_walker{.seconds = 60}.walk();
  const double forward_ap = peak_after_contact(forward, 0);
  const double forward_v = peak_after_contact(forward, 2);
  BOOST_TEST((forward_ap > -0.08 && forward_ap < -0.015), forward_ap);
  BOOST_TEST((forward_v > 0.03 && forward_v < 0.10), forward_v);
  const rt::virtual_walk backward =
      rt::virtual_walker{.direction = rg::direction::backward, .seconds = 60}.walk();
  const double backward_ap = peak_after_contact(backward, 0);
  const double backward_v = peak_after_contact(backward, 2);
  BOOST_TEST((backward_ap > 0.09 && backward_ap < 0.16), backward_ap);
  BOOST_TEST((backward_v > 0.04 && backward_v < 0.12), backward_v);
}

BOOST_AUTO_TEST_CASE(the_vertical_leads_or_follows_with_the_direction) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const double forward =
        vertical_ap_phase(rt::virtual_walker{.seconds = 60, .seed = seed}.walk(), 110.0 / 60);
    const double backward = vertical_ap_phase(
        rt::virtual_walker{.direction = rg::direction::backward, .seconds = 60, .seed = seed}
            .walk(),
        100.0 / 60);
    BOOST_TEST((forward > -125 && forward < -85), forward);
    BOOST_TEST((backward > 40 && backward < 90), backward);
  }
}

BOOST_AUTO_TEST_CASE(plans_last_as_long_as_they_say) {
  rt::virtual_walker walker;
  walker.plan = rt::mixed_plan(100);
  const rt::virtual_walk walk = walker.walk();
  BOOST_TEST(walk.truth.duration_s == 100.0, boost::test_tools::tolerance(1e-12));
  BOOST_REQUIRE(walk.truth.bouts.size() == 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    BOOST_TEST((walk.truth.bouts[i].direction ==
                (i % 2 == 0 ? rg::direction::forward : rg::direction::backward)));
  }
  walker.plan = {rt::walk_steps(rg::direction::backward, 13)};
  BOOST_TEST(walker.walk().truth.bouts[0].steps == 13);
}

BOOST_AUTO_TEST_CASE(every_mistake_is_listed) {
  rt::virtual_walker walker{.direction = rg::direction::unknown, .height_m = 5};
  walker.forward.cadence_steps_min = 500;
  walker.backward.knee_in_deg = 90;
  walker.sensor.rate_hz = 0;
  walker.sensor.lost_share = 1;
  walker.sensor.misalignment(0, 0) = -1;
  walker.placements = {rg::placement::phone};
  std::vector<std::string> fields;
  for (const rg::issue& i : walker.validate()) fields.push_back(i.field);
  const std::vector<std::string> expected{"forward.cadence_steps_min",
                                          "backward.knee_in_deg",
                                          "height_m",
                                          "direction",
                                          "sensor.rate_hz",
                                          "sensor.misalignment",
                                          "sensor.lost_share",
                                          "placements"};
  BOOST_TEST(fields == expected, boost::test_tools::per_element());
  BOOST_CHECK_THROW(walker.walk(), rg::config_error);

  walker = {};
  walker.plan = {rt::walk_for(rg::direction::unknown, 10), rt::turn_by(1000)};
  BOOST_TEST(walker.validate().size() == 2U);
  BOOST_TEST(rt::virtual_walker{}.validate().empty());
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/imu/knee_angles.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/virtual_leg.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <limits>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using rg::placement;
using tracker = rg::knee_tracker<double>;
using knee = rg::knee_sample<double>;
using sample = rg::leg_sample<double>;
using vec = Eigen::Vector3d;

static_assert(rg::event_detector<tracker, sample>);

BOOST_AUTO_TEST_SUITE(knee_angles)

const double degree = std::acos(-1.0) / 180;

rt::sensor_model clean() {
  rt::sensor_model sensor;
  sensor.acc_noise_m_s2 = 0;
  sensor.gyr_noise_rad_s = 0;
  return sensor;
}

rt::virtual_walker walker(rg::direction way = rg::direction::forward, double seconds = 14) {
  rt::virtual_walker made;
  made.direction = way;
  made.seconds = seconds;
  made.placements = {placement::left_thigh, placement::left_shank, placement::right_thigh,
                     placement::right_shank};
  return made;
}

struct error_of {
  double n = 0, sum = 0, squares = 0, worst = 0;

  void operator()(double e) {
    n += 1;
    sum += e;
    squares += e * e;
    worst = std::max(worst, std::abs(e));
  }
  double bias() const { return sum / n; }
  double rmse() const { return std::sqrt(squares / n); }
  double rmse_without_bias() const {
    return std::sqrt(std::max(0.0, squares / n - bias() * bias()));
  }
};

struct errors {
  error_of flexion_deg, adduction_deg;
};

/// Against what the model knows, over the settled samples in [from_s, to_s).
template <class Walk>
errors compare(const std::vector<knee>& found, const Walk& w, rg::side which, double from_s,
               double to_s) {
  errors e;
  for (const knee& k : found) {
    if (!k.settled() || k.time_s < from_s || k.time_s >= to_s) continue;
    const rt::posture p = w.posture_at(k.time_s);
    const bool left = which == rg::side::left;
    e.flexion_deg(k.flexion_rad / degree -
                  (left ? p.left_knee_flexion_deg : p.right_knee_flexion_deg));
    e.adduction_deg(k.adduction_rad / degree + (left ? p.left_knee_in_deg : p.right_knee_in_deg));
  }
  BOOST_REQUIRE(e.flexion_deg.n > 100);
  return e;
}

template <class Walk>
errors follow(const Walk& w, rg::side which, double from_s = -1e9, double to_s = 1e9) {
  const bool left = which == rg::side::left;
  const rg::recording& thigh = w[left ? placement::left_thigh : placement::right_thigh];
  const rg::recording& shank = w[left ? placement::left_shank : placement::right_shank];
  const auto leg = rg::align_leg(thigh, shank);
  BOOST_REQUIRE(leg.has_value());
  return compare(rg::knee_angles(thigh, shank, *leg), w, which, from_s, to_s);
}

BOOST_AUTO_TEST_CASE(angles_are_right_on_both_sides_walking_either_way) {
  for (const rg::direction way : {rg::direction::forward, rg::direction::backward}) {
    rt::virtual_walker made = walker(way);
    made.sensor = clean();
    const rt::virtual_walk w = made.walk();
    for (const rg::side which : {rg::side::left, rg::side::right}) {
      const errors e = follow(w, which);
      BOOST_TEST(e.flexion_deg.rmse() < 1.0);
      BOOST_TEST(e.flexion_deg.worst < 2.5);
      BOOST_TEST(e.adduction_deg.worst < 0.8);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_knee_that_gives_inward_is_seen_with_its_sign) {
  for (const double in_deg : {10.0, -10.0}) {
    rt::virtual_walker made = walker();
    made.forward.knee_in_deg = in_deg;
    const rt::virtual_walk w = made.walk();
    for (const rg::side which : {rg::side::left, rg::side::right}) {
      const errors e = follow(w, which);
      BOOST_TEST(e.adduction_deg.worst < 2.0);
      BOOST_TEST(e.flexion_deg.rmse() < 1.0);
    }
  }
}

BOOST_AUTO_TEST_CASE(noise_jitter_and_any_mounting_cost_little) {
  rt::virtual_walker made = walker(rg::direction::backward);
  made.sensor.jitter_s = 0.002;
  made.sensor.mounting_stated = false;
  made.sensor.misalignment = rg::rotation_about<double>(vec(2, -1, 0.3), 1.9);
  const errors e = follow(made.walk(), rg::side::right);
  BOOST_TEST(e.flexion_deg.rmse() < 1.0);
  BOOST_TEST(e.adduction_deg.worst < 1.0);
}

BOOST_AUTO_TEST_CASE(the_closed_chain_of_the_virtual_leg_gives_its_angles_too) {
  // It walks without standing first here, so the neutral pose is stated.
  rt::virtual_leg made;
  made.steps = 40;
  made.stand_s = 0.5;
  made.sensor = clean();
  made.placements = {placement::right_thigh, placement::right_shank};
  const rt::leg_walk w = made.walk();
  const vec up = w[placement::right_thigh].mounting.up()->unit_vector();
  const auto leg = rg::align_leg(w[placement::right_thigh], w[placement::right_shank], {},
                                 rg::stated_neutral{up, up});
  BOOST_REQUIRE(leg.has_value());
  const auto found = rg::knee_angles(w[placement::right_thigh], w[placement::right_shank], *leg);
  const double end_s = w.truth.duration_s;
  const errors e = compare(found, w, rg::side::right, 0.6 * end_s, end_s - 1);
  BOOST_TEST(e.flexion_deg.rmse() < 1.0);
  BOOST_TEST(e.adduction_deg.worst < 1.0);
}

BOOST_AUTO_TEST_CASE(twenty_minutes_with_a_drifting_gyroscope_end_as_they_began) {
  rt::virtual_walker made = walker(rg::direction::backward, 1204);
  made.placements = {placement::left_thigh, placement::left_shank};
  made.sensor.rate_hz = 30;
  made.sensor.gyr_bias_rad_s = 0.02;
  made.sensor.gyr_drift_rad_s2 = 1e-5;
  const rt::virtual_walk w = made.walk();
  const auto leg = rg::align_leg(w[placement::left_thigh], w[placement::left_shank]);
  BOOST_REQUIRE(leg.has_value());
  const auto found = rg::knee_angles(w[placement::left_thigh], w[placement::left_shank], *leg);
  const errors first = compare(found, w, rg::side::left, 5, 240);
  const errors last = compare(found, w, rg::side::left, 960, 1195);
  BOOST_TEST(first.flexion_deg.rmse() < 1.0);
  BOOST_TEST(last.flexion_deg.rmse() < first.flexion_deg.rmse() + 0.3);
  BOOST_TEST(last.adduction_deg.worst < 2.0);
}

std::vector<sample> merged(const rt::virtual_walk& w) {
  return rg::merge_leg(w[placement::left_thigh], w[placement::left_shank]);
}

rg::leg_alignment leg_of(const rt::virtual_walk& w) {
  const auto leg = rg::align_leg(w[placement::left_thigh], w[placement::left_shank]);
  BOOST_REQUIRE(leg.has_value());
  return *leg;
}

BOOST_AUTO_TEST_CASE(laws) {
  rt::virtual_walker made = walker();
  made.sensor.lost_share = 0.02;
  const rt::virtual_walk w = made.walk();
  const auto report = rt::check_detector_laws(tracker(leg_of(w)), merged(w));
  BOOST_TEST(report.ok(), report.text());
}

BOOST_AUTO_TEST_CASE(the_order_in_which_the_streams_are_merged_does_not_matter) {
  const rt::virtual_walk w = walker().walk();
  const rg::leg_alignment leg = leg_of(w);
  const auto expected = rg::detect(merged(w), tracker(leg));
  BOOST_TEST(expected.size() > 1000U);
  const auto same = [&](const std::vector<knee>& got) {
    BOOST_REQUIRE(got.size() == expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      BOOST_TEST(got[i].time_s == expected[i].time_s);
      BOOST_TEST(got[i].flexion_rad == expected[i].flexion_rad);
      BOOST_TEST(got[i].adduction_rad == expected[i].adduction_rad);
      BOOST_TEST(got[i].quality == expected[i].quality);
    }
  };
  const auto thigh = w[placement::left_thigh].samples();
  const auto shank = w[placement::left_shank].samples();
  const auto n = static_cast<std::ptrdiff_t>(thigh.size());
  // In packets of 25, either sensor first.
  for (const bool thigh_first : {true, false}) {
    std::vector<sample> packets;
    for (std::ptrdiff_t from = 0; from < n; from += 25) {
      for (const bool upper : {thigh_first, !thigh_first}) {
        for (std::ptrdiff_t i = from; i < std::min(n, from + 25); ++i) {
          packets.emplace_back(upper ? rg::leg_segment::thigh : rg::leg_segment::shank,
                               upper ? thigh[i] : shank[i]);
        }
      }
    }
    same(rg::detect(packets, tracker(leg)));
  }
  // Two samples at once.
  tracker live(leg);
  std::vector<knee> got;
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    for (const knee& k : live.update(thigh[i], shank[i])) got.push_back(k);
  }
  same(got);
}

BOOST_AUTO_TEST_CASE(sensors_of_different_rates_go_together) {
  rt::virtual_walker made = walker();
  made.sensor = clean();
  const rt::virtual_walk slow = [&] {
    rt::virtual_walker other = made;
    other.sensor.rate_hz = 60;
    return other.walk();
  }();
  const rt::virtual_walk fast = made.walk();
  const rg::recording& thigh = slow[placement::right_thigh];
  const rg::recording& shank = fast[placement::right_shank];
  const auto leg = rg::align_leg(thigh, shank);
  BOOST_REQUIRE(leg.has_value());
  const auto found = rg::knee_angles(thigh, shank, *leg);
  BOOST_TEST(found.size() + 5 > static_cast<std::size_t>(shank.size()));
  const errors e = compare(found, fast, rg::side::right, 0, 1e9);
  BOOST_TEST(e.flexion_deg.rmse() < 1.0);
}

BOOST_AUTO_TEST_CASE(a_known_clock_offset_is_taken_out) {
  rt::virtual_walker made = walker();
  made.sensor = clean();
  const rt::virtual_walk w = made.walk();
  rg::recording late = w[placement::right_shank];
  late.time_s.array() -= 0.4;
  rg::leg_alignment_params params;
  params.shank_offset_s = 0.4;
  const auto leg = rg::align_leg(w[placement::right_thigh], late, params);
  BOOST_REQUIRE(leg.has_value());
  const auto found = rg::knee_angles(w[placement::right_thigh], late, *leg);
  const errors e = compare(found, w, rg::side::right, 0, 1e9);
  BOOST_TEST(e.flexion_deg.rmse() < 1.0);
}

BOOST_AUTO_TEST_CASE(there_are_no_angles_across_a_gap_and_none_are_trusted_soon_after) {
  const rt::virtual_walk w = walker().walk();
  const rg::leg_alignment leg = leg_of(w);
  for (const rg::leg_segment hit : {rg::leg_segment::thigh, rg::leg_segment::shank}) {
    std::vector<sample> holed;
    for (const sample& s : merged(w)) {
      if (s.segment != hit || s.time_s < 6 || s.time_s > 6.5) holed.push_back(s);
    }
    const auto found = rg::detect(holed, tracker(leg));
    std::size_t inside = 0;
    std::size_t early = 0;
    std::size_t settled = 0;
    for (const knee& k : found) {
      if (k.time_s > 6.02 && k.time_s < 6.48) ++inside;
      if (k.time_s > 6.5 && k.time_s < 8.4 && k.settled()) ++early;
      if (k.time_s > 8.6 && k.settled()) ++settled;
    }
    BOOST_TEST(inside == 0U);
    BOOST_TEST(early == 0U);
    BOOST_TEST(settled > 300U);
    const errors e = compare(found, w, rg::side::left, 8.6, 1e9);
    BOOST_TEST(e.flexion_deg.rmse() < 4.0);
  }
}

BOOST_AUTO_TEST_CASE(a_stream_that_falls_too_far_behind_loses_angles_but_nothing_else) {
  const rt::virtual_walk w = walker().walk();
  tracker k(leg_of(w));
  std::size_t found = 0;
  for (const auto& s : w[placement::left_shank].samples()) {
    found += k.update(sample(rg::leg_segment::shank, s)).size();
  }
  BOOST_TEST(found == 0U);
  for (const auto& s : w[placement::left_thigh].samples()) {
    found += k.update(sample(rg::leg_segment::thigh, s)).size();
  }
  BOOST_TEST(found > 0U);
  BOOST_TEST(found <= tracker::capacity);
}

BOOST_AUTO_TEST_CASE(float_is_nearly_as_good) {
  const rt::virtual_walk w = walker().walk();
  const rg::leg_alignment leg = leg_of(w);
  tracker exact(leg);
  rg::knee_tracker<float> small(leg);
  double worst = 0;
  for (const sample& s : merged(w)) {
    const rg::imu_sample<float> rounded{s.time_s, s.acc_m_s2.cast<float>(),
                                        s.gyr_rad_s.cast<float>()};
    const auto a = exact.update(s);
    const auto b = small.update(rg::leg_sample<float>(s.segment, rounded));
    BOOST_REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      worst = std::max(worst, std::abs(a[i].flexion_rad - static_cast<double>(b[i].flexion_rad)));
      worst =
          std::max(worst, std::abs(a[i].adduction_rad - static_cast<double>(b[i].adduction_rad)));
    }
  }
  BOOST_TEST(worst < 0.2 * degree);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_used_is_named) {
  const rt::virtual_walk w = walker().walk();
  const rg::leg_alignment leg = leg_of(w);
  const auto message = [&](const rg::recording& thigh, const rg::recording& shank,
                           const rg::knee_params& params = {}) {
    try {
      rg::knee_angles(thigh, shank, leg, params);
    } catch (const rg::config_error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  rg::recording without = w[placement::left_shank];
  without.gyr_rad_s.resize(0, 3);
  BOOST_TEST(message(w[placement::left_thigh], without) ==
             "shank: has no gyroscope; knee angles need one");
  BOOST_TEST(message(w[placement::right_thigh], w[placement::right_shank]) ==
             "alignment.side: is left; the sensors are worn on the right");
  BOOST_TEST(message(w[placement::left_thigh], w[placement::right_shank]) ==
             "shank: is worn at right_shank; expected left_shank, as the thigh's");
  rg::knee_params params;
  params.heading_time_s = 0;
  params.settle_s = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(params.validate().size() == 2U);
  BOOST_CHECK_THROW(tracker(leg, params), rg::config_error);
  BOOST_CHECK_THROW(tracker(rg::leg_alignment{}), rg::config_error);

  rg::recording empty;
  empty.placement = placement::left_thigh;
  BOOST_TEST(rg::knee_angles(empty, w[placement::left_shank], leg).empty());
}

BOOST_AUTO_TEST_SUITE_END()

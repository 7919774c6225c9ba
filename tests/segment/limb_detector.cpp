#include <retrogait/core/run.hpp>
#include <retrogait/segment/limb_detector.hpp>
#include <retrogait/testing/checks.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/random.hpp>
#include <retrogait/testing/virtual_leg.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <limits>
#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using contacts = std::vector<rg::contact>;
using detector = rg::limb_detector<double>;
using samples = std::vector<rg::imu_sample<double>>;

namespace {

constexpr rg::direction both_ways[] = {rg::direction::forward, rg::direction::backward};
constexpr rg::contact_kind both_kinds[] = {rg::contact_kind::initial_contact,
                                           rg::contact_kind::final_contact};

detector shank_detector(double rate_hz = 100) {
  return detector({.side = rg::side::left, .rate_hz = rate_hz});
}
detector thigh_detector(double rate_hz = 100) {
  return detector({.segment = rg::limb_segment::thigh, .side = rg::side::left, .rate_hz = rate_hz});
}

/// Legs that walk as people do in that direction.
rt::virtual_leg leg(rg::direction way) {
  rt::virtual_leg l{.direction = way};
  if (way == rg::direction::backward) {
    l.cadence_steps_min = 100;
    l.stride_length_m = 0.85;
    l.stance_share = 0.66;
    l.knee_flexion_peak_deg = 50;
  }
  return l;
}

rt::virtual_walker walker(rg::direction way, rg::placement where) {
  return {.direction = way, .seconds = 20, .placements = {where}};
}

contacts of_left(const rt::ground_truth& truth) {
  contacts left;
  for (const rg::contact& c : truth.contacts) {
    if (c.side == rg::side::left) left.push_back(c);
  }
  return left;
}

/// All contacts are found and nothing else, in a single bout, with that mean distance from their
/// median error at most. (The first contact, out of standing, may be further off.)
template <class Walk>
void check_finds_all(const Walk& walk, const detector& d, double spread_s,
                     const std::string& what) {
  const contacts found = rg::detect(walk.recordings.front().samples(), d);
  for (const rg::contact_kind kind : both_kinds) {
    const rt::contact_score score = rt::match_contacts(found, of_left(walk.truth), 0.3, kind);
    const std::string text = what + ", " + std::string(to_string(kind)) + ": " + score.text();
    BOOST_TEST(score.f1() == 1.0, text);
    BOOST_TEST(std::abs(score.median_error_s().value_or(1)) < 0.12, text);
    BOOST_TEST(score.spread_s().value_or(1) < spread_s, text);
  }
  for (const rg::contact& c : found) {
    BOOST_TEST(c.bout == 1U, what);
    BOOST_TEST((c.side == rg::side::left), what);
    BOOST_TEST((c.direction == rg::direction::unknown), what);
    BOOST_TEST((c.quality > 0 && c.quality <= 1), what);
  }
}

samples of(const rg::recording& r) {
  return rt::samples_of<rg::imu_sample<double>>(r);
}

/// Any rotation at all.
Eigen::Matrix3d rotation_from(std::uint64_t seed) {
  rt::random_source random(seed);
  Eigen::Matrix3d r;
  for (int k = 0; k < 2; ++k) {
    r.col(k) << random.normal(), random.normal(), random.normal();
    if (k == 1) r.col(1) -= r.col(0) * r.col(0).dot(r.col(1));
    r.col(k).normalize();
  }
  const Eigen::Vector3d a = r.col(0);
  const Eigen::Vector3d b = r.col(1);
  r.col(2) << a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0];
  return r;
}

/// A sensor that hangs still but for a sum of sines about all three axes, and noise.
samples swayed(double seconds, double frequency_hz, double rate_rad_s, double acc_m_s2,
               std::uint64_t seed) {
  rt::random_source random(seed);
  Eigen::Matrix<double, 6, 3> phase;
  for (int i = 0; i < 6; ++i) {
    for (int k = 0; k < 3; ++k) phase(i, k) = 2 * std::numbers::pi * random.uniform();
  }
  samples list;
  for (int i = 0; i < static_cast<int>(seconds * 100); ++i) {
    rg::imu_sample<double> s;
    s.time_s = i / 100.0;
    s.acc_m_s2 << 9.81, 0, 0;
    for (int k = 0; k < 3; ++k) {
      for (int j = 0; j < 3; ++j) {
        const double spread = j == 0 ? 0.83 : j == 1 ? 1.0 : 1.27;  // never repeats within seconds
        const double w = 2 * std::numbers::pi * frequency_hz * spread * s.time_s;
        s.gyr_rad_s[k] += rate_rad_s / 3 * std::sin(w + phase(k, j));
        s.acc_m_s2[k] += acc_m_s2 / 3 * std::sin(w + phase(3 + k, j));
      }
      s.gyr_rad_s[k] += 0.01 * random.normal();
      s.acc_m_s2[k] += 0.05 * random.normal();
    }
    list.push_back(s);
  }
  return list;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(limb_detector)

BOOST_AUTO_TEST_CASE(finds_every_contact_of_a_shank_in_both_directions) {
  for (const rg::direction way : both_ways) {
    const std::string name(to_string(way));
    check_finds_all(leg(way).walk(), shank_detector(), 0.03, name + ", leg");
    check_finds_all(walker(way, rg::placement::left_shank).walk(), shank_detector(), 0.03,
                    name + ", walker");
  }
}

BOOST_AUTO_TEST_CASE(finds_every_contact_of_a_thigh_in_both_directions) {
  for (const rg::direction way : both_ways) {
    check_finds_all(walker(way, rg::placement::left_thigh).walk(), thigh_detector(), 0.05,
                    std::string(to_string(way)));
  }
}

BOOST_AUTO_TEST_CASE(any_rate_and_uneven_times_give_the_same) {
  for (const double rate_hz : {12.5, 25.0, 50.0, 200.0, 400.0}) {
    for (const rg::direction way : both_ways) {
      rt::virtual_leg l = leg(way);
      l.sensor.rate_hz = rate_hz;
      l.sensor.jitter_s = 0.2 / rate_hz;
      check_finds_all(l.walk(), shank_detector(rate_hz), 0.04,
                      std::to_string(rate_hz) + " Hz, " + std::string(to_string(way)));
    }
  }
  for (const double rate_hz : {50.0, 400.0}) {
    rt::virtual_walker w = walker(rg::direction::forward, rg::placement::left_thigh);
    w.sensor.rate_hz = rate_hz;
    w.sensor.jitter_s = 0.2 / rate_hz;
    check_finds_all(w.walk(), thigh_detector(rate_hz), 0.05, std::to_string(rate_hz) + " Hz");
  }
}

BOOST_AUTO_TEST_CASE(lost_packets_do_no_harm) {
  for (const rg::direction way : both_ways) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      rt::virtual_leg l = leg(way);
      l.seed = seed;
      l.sensor.lost_share = 0.05;
      check_finds_all(l.walk(), shank_detector(), 0.05, std::string(to_string(way)));
      rt::virtual_walker w = walker(way, rg::placement::left_thigh);
      w.seed = seed;
      w.sensor.lost_share = 0.05;
      const rt::virtual_walk walk = w.walk();
      const contacts found = rg::detect(walk.recordings.front().samples(), thigh_detector());
      const rt::contact_score score = rt::match_contacts(found, of_left(walk.truth), 0.2);
      BOOST_TEST(score.f1() >= 0.8, score.text());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_limp_and_a_shuffle) {
  rt::virtual_leg limp = leg(rg::direction::forward);
  for (const double asymmetry : {-0.3, 0.3}) {
    limp.step_time_asymmetry = asymmetry;
    check_finds_all(limp.walk(), shank_detector(), 0.05, "limp");
  }
  for (const rg::direction way : both_ways) {
    const rt::virtual_leg shuffle{.direction = way,
                                  .steps = 14,
                                  .cadence_steps_min = 60,
                                  .stride_length_m = 0.6,
                                  .stance_share = 0.7,
                                  .knee_flexion_peak_deg = 40};
    check_finds_all(shuffle.walk(), shank_detector(), 0.05, "shuffle");
  }
}

BOOST_AUTO_TEST_CASE(tells_the_direction_where_the_mounting_is_vouched_for) {
  for (const auto segment : {rg::limb_segment::shank, rg::limb_segment::thigh}) {
    const bool shank = segment == rg::limb_segment::shank;
    for (const rg::direction way : both_ways) {
      rt::virtual_leg l = leg(way);
      l.placements = {shank ? rg::placement::left_shank : rg::placement::left_thigh};
      const rt::leg_walk walk = l.walk();
      const rg::recording& r = walk.recordings.front();
      const auto count = [&](const rg::mounting& worn, rg::direction what) {
        const auto found =
            rg::detect(r.samples(), detector({.segment = segment, .mounting = worn}));
        return std::count_if(found.begin(), found.end(),
                             [&](const rg::contact& c) { return c.direction == what; });
      };
      const rg::device_axis ahead = *r.mounting.forward();
      const rg::mounting turned(*r.mounting.up(), {ahead.index, -ahead.sign});
      const rg::mounting usual(*r.mounting.up(), ahead, rg::knowledge::assumed);
      const rg::mounting across(*r.mounting.up(), {3 - r.mounting.up()->index - ahead.index, 1});
      const rg::direction other =
          way == rg::direction::forward ? rg::direction::backward : rg::direction::forward;
      const std::string text = std::string(to_string(way)) + (shank ? ", shank" : ", thigh");
      BOOST_TEST(count(r.mounting, way) >= 12, text);
      BOOST_TEST(count(r.mounting, other) == 0, text);
      BOOST_TEST(count(turned, other) == count(r.mounting, way), text);
      for (const rg::mounting& vague : {rg::mounting(), usual, across}) {
        BOOST_TEST(count(vague, way) + count(vague, other) == 0, text);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_bout_opens_with_two_swings) {
  rt::virtual_leg few = leg(rg::direction::forward);
  few.steps = 4;
  check_finds_all(few.walk(), shank_detector(), 0.05, "four steps");
  const rt::leg_walk walk = few.walk();
  const detector patient({.min_swings = 3});
  BOOST_TEST(rg::detect(walk.recordings.front().samples(), patient).empty());
}

BOOST_AUTO_TEST_CASE(a_pause_divides_bouts_and_a_gap_does) {
  rt::virtual_walker w = walker(rg::direction::forward, rg::placement::left_shank);
  w.plan = {rt::stand_for(2), rt::walk_steps(rg::direction::forward, 8), rt::stand_for(4),
            rt::walk_steps(rg::direction::backward, 8), rt::stand_for(2)};
  const rt::virtual_walk walk = w.walk();
  const contacts found = rg::detect(walk.recordings.front().samples(), shank_detector());
  BOOST_TEST(rt::match_contacts(found, of_left(walk.truth), 0.2).f1() == 1.0);
  const double pause_s = 0.5 * (walk.truth.bouts[0].end_s + walk.truth.bouts[1].start_s);
  for (const rg::contact& c : found) BOOST_TEST(c.bout == (c.time_s < pause_s ? 1U : 2U));

  samples gap =
      of(walker(rg::direction::forward, rg::placement::left_shank).walk().recordings.front());
  gap.erase(std::remove_if(gap.begin(), gap.end(),
                           [](const auto& s) { return s.time_s > 8 && s.time_s < 9; }),
            gap.end());
  for (const rg::contact& c : rg::detect(gap, shank_detector())) {
    BOOST_TEST((c.time_s < 8 || c.time_s > 9));
    BOOST_TEST(c.bout == (c.time_s < 8.5 ? 1U : 2U));
  }
}

BOOST_AUTO_TEST_CASE(contacts_in_a_bout_are_known_within_half_a_second) {
  for (const rg::placement where : {rg::placement::left_shank, rg::placement::left_thigh}) {
    const detector d = where == rg::placement::left_shank ? shank_detector() : thigh_detector();
    BOOST_TEST(d.contact_latency_s() <= 0.5);
    for (const rg::direction way : both_ways) {
      std::size_t n = 0;
      double opened_s = 0;
      const rt::virtual_walk walk = walker(way, where).walk();
      for (const rg::contact& c : rg::detect(walk.recordings.front().samples(), d)) {
        if (opened_s == 0) opened_s = c.known_at_s + 0.2;
        if (c.known_at_s < opened_s) continue;
        ++n;
        BOOST_TEST(c.known_at_s - c.time_s <= d.contact_latency_s());
      }
      BOOST_TEST(n > 10U);
    }
  }
}

BOOST_AUTO_TEST_CASE(keeps_the_laws) {
  using of_float = rg::limb_detector<float>;
  for (const rg::direction way : both_ways) {
    RETROGAIT_CHECK_LAWS(detector, leg(way));
    RETROGAIT_CHECK_LAWS(of_float, leg(way));
    rt::virtual_walker w = walker(way, rg::placement::left_thigh);
    w.sensor.lost_share = 0.05;
    const rt::law_report report = rt::check_laws(thigh_detector(), w);
    BOOST_TEST(report.ok(), report.text());
  }
}

BOOST_AUTO_TEST_CASE(mounting_clock_and_gain_do_not_matter) {
  for (const rg::direction way : both_ways) {
    for (const bool thigh : {false, true}) {
      const detector d = thigh ? thigh_detector() : shank_detector();
      const samples s =
          of(walker(way, thigh ? rg::placement::left_thigh : rg::placement::left_shank)
                 .walk()
                 .recordings.front());
      // A shifted clock may put the end of a grid cell behind a sample that it coincided with.
      rt::law_report report = rt::check_time_shift(d, s, 4096, 0.0101);
      report += rt::check_gain(d, s, 1.25);
      report += rt::check_gain(d, s, 0.8);
      for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        report += rt::check_rotation(d, d, s, rotation_from(seed));
      }
      BOOST_TEST(report.ok(), report.text());
    }
  }
}

BOOST_AUTO_TEST_CASE(no_step_from_stillness_shaking_turning_or_a_ride) {
  const struct {
    double frequency_hz, rate_rad_s, acc_m_s2;
  } sways[] = {{0.3, 0.05, 0.1}, {1, 0.2, 2}, {3, 4, 5}, {4, 8, 15}, {6, 10, 20}};
  for (const detector& d : {shank_detector(), thigh_detector()}) {
    for (const auto& sway : sways) {
      for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const samples s = swayed(40, sway.frequency_hz, sway.rate_rad_s, sway.acc_m_s2, seed);
        const contacts found = rg::detect(s, d);
        BOOST_TEST(found.empty(), sway.frequency_hz << " Hz: " << found.size());
      }
    }
    // Turning to and fro on a chair: all about the limb's long axis.
    samples turning = swayed(40, 0.3, 0.05, 0.1, 9);
    for (auto& s : turning) s.gyr_rad_s[0] += 2 * std::sin(4 * s.time_s);
    BOOST_TEST(rg::detect(turning, d).empty());
  }
}

BOOST_AUTO_TEST_CASE(a_sample_that_is_not_finite_is_a_lost_one) {
  const samples whole = of(leg(rg::direction::forward).walk().recordings.front());
  samples without;
  samples broken = whole;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (i % 13 == 5) {
      broken[i].gyr_rad_s[1] = std::numeric_limits<double>::quiet_NaN();
    } else {
      without.push_back(whole[i]);
    }
  }
  const contacts from_broken = rg::detect(broken, shank_detector());
  const contacts from_without = rg::detect(without, shank_detector());
  BOOST_REQUIRE(from_broken.size() == from_without.size());
  for (std::size_t i = 0; i < from_broken.size(); ++i) {
    BOOST_TEST(from_broken[i].time_s == from_without[i].time_s);
  }
}

BOOST_AUTO_TEST_CASE(finish_gives_the_last_contact_of_a_recording_that_ends_early) {
  const rt::leg_walk walk = leg(rg::direction::forward).walk();
  const contacts truth = of_left(walk.truth);
  samples cut = of(walk.recordings.front());
  const double end_s = truth.back().time_s + 0.05;
  cut.erase(std::remove_if(cut.begin(), cut.end(), [&](const auto& s) { return s.time_s > end_s; }),
            cut.end());
  const contacts found = rg::detect(cut, shank_detector());
  const rt::contact_score score = rt::match_contacts(found, truth, 0.12);
  BOOST_TEST(score.f1() == 1.0, score.text());
}

BOOST_AUTO_TEST_CASE(wrong_parameters_are_all_named) {
  const rg::limb_detector_params wrong{
      .rate_hz = 0, .min_stride_s = 0.1, .max_stride_s = 9, .min_swings = 1};
  BOOST_TEST(wrong.validate().size() == 4U);
  BOOST_CHECK_THROW(detector{wrong}, rg::config_error);
}

BOOST_AUTO_TEST_SUITE_END()

#define RETROGAIT_TEST_FAIL(text) BOOST_ERROR(text)

#include <retrogait/math/rotation.hpp>
#include <retrogait/segment/step_counter.hpp>
#include <retrogait/testing/checks.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/random.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <array>
#include <functional>
#include <limits>
#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using rg::direction;
using rg::placement;
using rt::virtual_walker;

BOOST_AUTO_TEST_SUITE(step_counter)

using contacts = std::vector<rg::contact>;
using acc_samples = std::vector<rg::acc_sample<double>>;

constexpr std::array both{direction::forward, direction::backward};
constexpr double two_pi = 2 * std::numbers::pi;

struct walked {
  rg::recording recording;
  rt::ground_truth truth;

  std::size_t steps() const {
    return static_cast<std::size_t>(std::count_if(
        truth.contacts.begin(), truth.contacts.end(),
        [](const rg::contact& c) { return c.kind == rg::contact_kind::initial_contact; }));
  }
};

walked walk(const virtual_walker& walker) {
  const rt::virtual_walk all = walker.walk();
  return {all.recordings.front(), all.truth};
}

const walked& plain_walk(direction way) {
  static const walked forward = walk({.direction = direction::forward, .seconds = 30});
  static const walked backward = walk({.direction = direction::backward, .seconds = 30});
  return way == direction::forward ? forward : backward;
}

template <class T = double>
contacts find(const rg::recording& r) {
  return rg::detect(rt::samples_of<rg::acc_sample<T>>(r),
                    rg::step_counter<T>({.rate_hz = r.rate_hz()}));
}

contacts find(const acc_samples& samples) {
  return rg::detect(samples, rg::step_counter<double>());
}

void check_contacts(const contacts& found, const walked& w, double least_f1 = 1) {
  const auto score = rt::match_contacts(found, w.truth.contacts, 0.2);
  BOOST_TEST(score.f1() >= least_f1, score.text());
}

/// Samples of an acceleration along the vertical axis, gravity to be added.
acc_samples vertical(double seconds, double rate_hz, const std::function<double(double)>& acc) {
  acc_samples samples;
  rt::random_source noise(7);
  const auto n = static_cast<std::size_t>(seconds * rate_hz);
  for (std::size_t i = 0; i < n; ++i) {
    const double t = static_cast<double>(i) / rate_hz;
    samples.push_back(
        {t, {0.03 * noise.normal(), 0.03 * noise.normal(), 9.81 + acc(t) + 0.03 * noise.normal()}});
  }
  return samples;
}

BOOST_AUTO_TEST_CASE(finds_one_contact_a_step) {
  for (const direction way : both) {
    BOOST_TEST_CONTEXT(to_string(way)) {
      const walked& w = plain_walk(way);
      const contacts found = find(w.recording);
      check_contacts(found, w);
      for (const rg::contact& c : found) {
        BOOST_TEST((c.kind == rg::contact_kind::initial_contact));
        BOOST_TEST((c.side == rg::side::unknown));
        BOOST_TEST((c.direction == direction::unknown));
        BOOST_TEST(c.quality > 0.7);
        BOOST_TEST(c.quality <= 1);
        BOOST_TEST(c.bout == 1u);
      }
      check_contacts(find<float>(w.recording), w);
    }
  }
}

BOOST_AUTO_TEST_CASE(at_any_rate_with_uneven_samples) {
  for (const double rate_hz : {12.5, 25.0, 50.0, 200.0, 400.0}) {
    for (const direction way : both) {
      virtual_walker walker{.direction = way, .seconds = 20};
      walker.sensor.rate_hz = rate_hz;
      walker.sensor.jitter_s = 0.2 / rate_hz;
      const walked w = walk(walker);
      BOOST_TEST_CONTEXT(to_string(way) << " at " << rate_hz << " Hz") {
        check_contacts(find(w.recording), w, 0.97);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(with_lost_packets_and_clipping) {
  for (const direction way : both) {
    virtual_walker walker{.direction = way, .seconds = 30};
    walker.sensor.lost_share = 0.05;
    walker.sensor.lost_burst_n = 8;
    const walked lossy = walk(walker);
    check_contacts(find(lossy.recording), lossy, 0.98);
    walker.sensor.lost_share = 0;
    walker.sensor.acc_range_m_s2 = 2 * 9.81;
    const walked clipped = walk(walker);
    check_contacts(find(clipped.recording), clipped, 0.98);
  }
}

// On a leg or in a pocket only strides repeat.
BOOST_AUTO_TEST_CASE(counts_steps_not_strides_wherever_it_is_worn) {
  for (const direction way : both) {
    const rt::virtual_walk all =
        virtual_walker{.direction = way, .seconds = 20, .placements = rt::all_body_placements()}
            .walk();
    const double truth = static_cast<double>(walked{{}, all.truth}.steps());
    for (const rg::recording& r : all.recordings) {
      const double n = static_cast<double>(find(r).size());
      BOOST_TEST(std::abs(n - truth) <= 2, to_string(way) << ", " << to_string(r.placement) << ": "
                                                          << n << " of " << truth << " steps");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_strong_peak_every_other_step_and_ringing_after_it) {
  // A phone in a trouser pocket: one leg's contacts are strong and ring, the other's are weak.
  const double step_s = 0.54;
  const auto pocket = [&](double t) {
    if (t < 2 || t > 22) return 0.0;
    double acc = 0;
    for (int k = 0; k < 37; ++k) {
      const double since = t - 2.3 - step_s * k;
      if (since < -0.3 || since > 0.5) continue;
      const double strength = k % 2 == 0 ? 14 : 4;
      acc += strength * std::exp(-0.5 * std::pow(since / 0.03, 2));
      if (since > 0) acc += 0.5 * strength * std::exp(-since / 0.08) * std::sin(two_pi * 7 * since);
    }
    return acc;
  };
  const std::size_t n = find(vertical(25, 100, pocket)).size();
  BOOST_TEST(n >= 36u);
  BOOST_TEST(n <= 38u);
}

BOOST_AUTO_TEST_CASE(short_bouts_slow_quick_and_uneven_walks) {
  for (int steps = 4; steps <= 7; ++steps) {
    const walked w = walk(
        {.plan = {rt::stand_for(3), rt::walk_steps(direction::forward, steps), rt::stand_for(3),
                  rt::walk_steps(direction::backward, steps), rt::stand_for(3)}});
    const contacts found = find(w.recording);
    check_contacts(found, w, 0.88);  // one too many at most
    BOOST_TEST(found.back().bout == 2u);
  }
  const auto check = [](double cadence, double length, double asymmetry, double least_f1) {
    virtual_walker walker{.seconds = 40};
    walker.forward.cadence_steps_min = cadence;
    walker.forward.step_length_m = length;
    walker.forward.step_time_asymmetry = asymmetry;
    const walked w = walk(walker);
    BOOST_TEST_CONTEXT(cadence << " steps/min of " << length << " m") {
      check_contacts(find(w.recording), w, least_f1);
    }
  };
  check(60, 0.3, 0, 0.9);     // shuffling
  check(80, 0.4, 0.3, 0.97);  // a limp
  check(170, 1.0, 0, 1);      // as quick as a run
}

BOOST_AUTO_TEST_CASE(turns_stops_and_changes_of_direction) {
  const walked mixed = walk({.plan = rt::mixed_plan(60, 8, 3)});
  const contacts found = find(mixed.recording);
  check_contacts(found, mixed, 0.98);
  BOOST_TEST(found.back().bout == mixed.truth.bouts.size());
  const walked turning =
      walk({.plan = {rt::stand_for(3), rt::walk_for(direction::forward, 8), rt::turn_by(180),
                     rt::walk_for(direction::forward, 8), rt::turn_by(-180),
                     rt::walk_for(direction::forward, 6), rt::stand_for(3)}});
  check_contacts(find(turning.recording), turning, 0.98);
}

BOOST_AUTO_TEST_CASE(no_step_from_stillness_or_a_dead_sensor) {
  BOOST_TEST(find(vertical(60, 50, [](double) { return 0.0; })).empty());
  acc_samples dead(3000);
  for (std::size_t i = 0; i < dead.size(); ++i) dead[i].time_s = static_cast<double>(i) * 0.01;
  BOOST_TEST(find(dead).empty());
}

// A quarter of a car (sprung mass on a damped suspension, wheel on its tyre) on a road of ISO 8608
// class B at 60 km/h, whose profile's slope is white noise, with a pothole every 20 s.
BOOST_AUTO_TEST_CASE(no_step_from_a_car) {
  constexpr double step_s = 0.001;
  constexpr double body = two_pi * 1.2;
  constexpr double damping = 2 * 0.3 * body;
  constexpr double wheel = 0.12;  // mass, of the body's
  constexpr double tyre = wheel * (two_pi * 10) * (two_pi * 10);
  const double slope = two_pi * std::sqrt(64e-6 * 0.01 * 60 / 3.6 / (2 * step_s));
  rt::random_source random(3);
  double road = 0;
  double x_wheel = 0;
  double v_wheel = 0;
  double x_body = 0;
  double v_body = 0;
  acc_samples samples;
  double power = 0;
  for (int i = 0; i < 300000; ++i) {
    road += step_s * slope * random.normal() - step_s * 0.3 * road;
    const double hole = i % 20000 < 40 ? -0.04 : 0.0;
    const double force = body * body * (x_wheel - x_body) + damping * (v_wheel - v_body);
    v_wheel += step_s * (tyre * (road + hole - x_wheel) - force) / wheel;
    v_body += step_s * force;
    x_wheel += step_s * v_wheel;
    x_body += step_s * v_body;
    if (i % 10 != 0) continue;
    power += force * force;
    samples.push_back(
        {i * step_s,
         {0.1 * random.normal(), 0.1 * random.normal(), 9.81 + force + 0.1 * random.normal()}});
  }
  BOOST_TEST(std::sqrt(power / static_cast<double>(samples.size())) > 0.4);  // it does shake
  BOOST_TEST(find(samples).size() <= 5u);
}

BOOST_AUTO_TEST_CASE(no_step_from_a_shaken_phone) {
  // Regular, but too quick for steps; and at a pace of steps, but with another rhythm every time.
  for (const double shakes_hz : {4.5, 5.0, 6.0}) {
    const auto shaken = [&](double t) {
      const bool shakes = std::fmod(t, 8) > 3;
      return shakes ? 8 * std::sin(two_pi * shakes_hz * t) : 0.0;
    };
    BOOST_TEST(find(vertical(40, 100, shaken)).empty(), shakes_hz << " Hz");
  }
  rt::random_source random(5);
  double next_s = 0;
  double from_s = 0;
  double strength = 0;
  const auto fidget = [&](double t) {
    if (t >= next_s) {
      from_s = t;
      next_s = t + 0.2 + 0.8 * random.uniform();
      strength = 2 + 8 * random.uniform();
    }
    return strength * std::sin(two_pi * (t - from_s) / (next_s - from_s));
  };
  BOOST_TEST(find(vertical(120, 100, fidget)).size() <= 60u);  // of two hundred jerks
}

BOOST_AUTO_TEST_CASE(no_step_from_sitting_down_or_picking_it_up) {
  rt::random_source random(11);
  double since_s = 0;
  double lasts_s = 1;
  double depth = 2;
  double thud = 4;
  const auto sit = [&](double t) {
    const double in = std::fmod(t, 6);
    if (in < since_s) {
      lasts_s = 1.2 + random.uniform();
      depth = 1 + 2 * random.uniform();
      thud = 1 + 5 * random.uniform();
    }
    since_s = in;
    double acc = in < lasts_s ? -depth * std::sin(two_pi * in / lasts_s) *
                                    std::sin(0.5 * two_pi * in / lasts_s)
                              : 0.0;
    const double after = in - 0.8 * lasts_s;
    if (after > 0) acc += thud * std::exp(-after / 0.08) * std::cos(two_pi * 5 * after);
    return acc;
  };
  BOOST_TEST(find(vertical(120, 100, sit)).empty());
  double level = 0;
  const auto pick_up = [&](double t) {
    level += 0.12 * (6 * random.normal() - level);  // smooth noise for two seconds out of eight
    const double in = std::fmod(t, 8);
    return in < 2 ? level * std::sin(0.5 * two_pi * in / 2) : 0.0;
  };
  BOOST_TEST(find(vertical(160, 100, pick_up)).size() <= 4u);
}

BOOST_AUTO_TEST_CASE(a_day_of_stillness_with_ten_minutes_of_walking) {
  const walked w = walk({.seconds = 60});
  const acc_samples minute = rt::samples_of<rg::acc_sample<double>>(w.recording);
  const std::size_t expected = find(minute).size();
  BOOST_TEST(expected == w.steps());
  rg::step_counter<double> counter;
  std::vector<std::size_t> counts(24 * 60);
  rt::random_source noise(2);
  double time_s = 0;
  for (std::size_t m = 0; m < counts.size(); ++m) {
    const auto take = [&](const rg::acc_sample<double>& s) {
      if (counter.update(s)) ++counts[m];
    };
    const double start_s = static_cast<double>(m) * 60;
    if (m % 144 == 100) {
      for (auto s : minute) {
        s.time_s += start_s;
        if (s.time_s > time_s && s.time_s < start_s + 59.95) take(s);
      }
      time_s = start_s + 59.95;
    } else {
      // 12.5 samples a second, and 2 a second for most of the time: still is still.
      while (time_s < start_s + 59.95) {
        time_s += time_s < start_s + 10 ? 0.08 : 0.5;
        take({time_s, {0.02 * noise.normal(), 9.7 + 0.02 * noise.normal(), 0.02 * noise.normal()}});
      }
    }
  }
  for (std::size_t m = 0; m < counts.size(); ++m) {
    const std::size_t right = m % 144 == 100 ? expected : 0;
    if (counts[m] != right) BOOST_ERROR("minute " << m << ": " << counts[m] << " steps");
  }
}

BOOST_AUTO_TEST_CASE(keeps_the_laws) {
  using counter = rg::step_counter<double>;
  using counter_of_floats = rg::step_counter<float>;
  for (const direction way : both) {
    RETROGAIT_CHECK_LAWS(counter, virtual_walker{.direction = way, .seconds = 15});
    RETROGAIT_CHECK_LAWS(counter_of_floats, virtual_walker{.direction = way, .seconds = 15});
  }
  virtual_walker walker{.plan = rt::mixed_plan(40, 7, 2)};
  walker.sensor.lost_share = 0.1;
  walker.sensor.lost_burst_n = 30;
  walker.sensor.jitter_s = 0.002;
  const auto report = rt::check_detector_laws(
      counter(), rt::samples_of<rg::imu_sample<double>>(walk(walker).recording));
  BOOST_TEST(report.ok(), report.text());
}

BOOST_AUTO_TEST_CASE(neither_clock_nor_scale_nor_mounting_matters) {
  virtual_walker walker{.plan = rt::mixed_plan(30, 9)};
  walker.sensor.jitter_s = 0.002;  // so that no sample lies on the border of a cell of the grid
  const auto samples = rt::samples_of<rg::acc_sample<double>>(walk(walker).recording);
  const rg::step_counter<double> counter;
  BOOST_TEST(rg::detect(samples, counter).size() > 20u);
  for (const double shift_s : {4096.0, -1048576.0}) {
    const auto report = rt::check_time_shift(counter, samples, shift_s);
    BOOST_TEST(report.ok(), report.text());
  }
  const auto today = rt::check_time_shift(counter, samples, 1.6e9, 1e-5);
  BOOST_TEST(today.ok(), today.text());
  for (const double gain : {0.5, 0.94, 1.08, 4.0}) {
    const auto report = rt::check_gain(counter, samples, gain, 1e-9);
    BOOST_TEST(report.ok(), report.text());
  }
  for (int i = 0; i < 5; ++i) {
    const Eigen::Matrix3d turn = rg::rotation_about(rg::vec3<double>(1, 0.3 * i, -0.7), 1.1 * i);
    const auto report = rt::check_rotation(counter, counter, samples, turn);
    BOOST_TEST(report.ok(), report.text());
  }
  const auto mirrored = rt::check_mirror(counter, samples, {1, 1}, 0);
  BOOST_TEST(mirrored.ok(), mirrored.text());
}

BOOST_AUTO_TEST_CASE(a_phone_that_turns_all_the_time_counts_the_same) {
  const walked& w = plain_walk(direction::forward);
  acc_samples turning = rt::samples_of<rg::acc_sample<double>>(w.recording);
  for (auto& s : turning) {
    const rg::vec3<double> axis(std::sin(0.1 * s.time_s), 1, std::cos(0.2 * s.time_s));
    s.acc_m_s2 = (rg::rotation_about(axis, 2 * s.time_s) * s.acc_m_s2).eval();
  }
  const contacts found = find(turning);
  const contacts expected = find(w.recording);
  BOOST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    BOOST_TEST(std::abs(found[i].time_s - expected[i].time_s) < 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(the_gyroscope_is_not_used) {
  const walked& w = plain_walk(direction::backward);
  const rg::step_counter<double> counter;
  BOOST_TEST((rg::detect(w.recording.samples(), counter) ==
              rg::detect(w.recording.acceleration(), counter)));
}

BOOST_AUTO_TEST_CASE(contacts_are_known_in_time) {
  for (const double rate_hz : {12.5, 50.0, 200.0}) {
    virtual_walker walker{.plan = rt::mixed_plan(40, 9)};
    walker.sensor.rate_hz = rate_hz;
    const rg::recording r = walk(walker).recording;
    const rg::step_counter<double> counter({.rate_hz = r.rate_hz()});
    std::size_t in_time = 0;
    std::size_t n = 0;
    for (const rg::contact& c : rg::detect(r.acceleration(), counter)) {
      const double latency_s = c.known_at_s - c.time_s;
      BOOST_TEST(latency_s >= 0);
      BOOST_TEST(latency_s <= counter.latency_s());
      ++n;
      if (latency_s <= counter.contact_latency_s()) ++in_time;
    }
    // All but those that open a bout.
    BOOST_TEST(n >= 25u);
    BOOST_TEST(static_cast<double>(in_time) >= 0.6 * static_cast<double>(n));
  }
  BOOST_TEST(rg::step_counter<double>().contact_latency_s() < 1);
  BOOST_TEST(rg::step_counter<double>().latency_s() < 5.5);
}

BOOST_AUTO_TEST_CASE(says_how_long_a_step_takes) {
  const walked& w = plain_walk(direction::forward);
  rg::step_counter<double> counter;
  BOOST_TEST(counter.step_time_s() == 0);
  for (const auto& s : w.recording.acceleration()) {
    counter.update(s);
    if (s.time_s > 10 && s.time_s < 25) {
      BOOST_TEST(std::abs(counter.step_time_s() - 60.0 / 110) < 0.03);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_long_recording_is_no_more_than_its_pieces) {
  const rg::recording& r = plain_walk(direction::forward).recording;
  const contacts whole = find(r);
  constexpr std::ptrdiff_t piece = 1500;
  for (std::ptrdiff_t first = 0; first + piece <= r.size(); first += 700) {
    const auto part = r.acceleration().slice(first, piece);
    const contacts found = rg::detect(part, rg::step_counter<double>());
    const auto inside = [&](const contacts& all) {
      contacts some;
      for (const rg::contact& c : all) {
        if (c.time_s > part[0].time_s + 1 && c.time_s < part[piece - 1].time_s - 1) {
          some.push_back(c);
        }
      }
      return some;
    };
    const auto score = rt::match_contacts(inside(found), inside(whole), 0.06);
    BOOST_TEST(score.truth_n > 15u);
    BOOST_TEST(score.f1() == 1, score.text());
  }
}

BOOST_AUTO_TEST_CASE(a_gap_ends_a_bout) {
  acc_samples samples;
  for (const auto& s : plain_walk(direction::forward).recording.acceleration()) {
    if (s.time_s < 14 || s.time_s > 16) samples.push_back(s);
  }
  const contacts found = find(samples);
  for (const rg::contact& c : found) {
    BOOST_TEST((c.time_s < 14.02 || c.time_s > 15.9));
    BOOST_TEST(c.bout == (c.time_s < 15 ? 1u : 2u));
  }
  BOOST_TEST(found.back().bout == 2u);
}

BOOST_AUTO_TEST_CASE(samples_that_are_not_finite_are_lost_samples) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  acc_samples all;
  acc_samples finite;
  for (auto s : plain_walk(direction::backward).recording.acceleration()) {
    const std::size_t i = all.size();
    if (i % 23 == 7) {
      s.acc_m_s2[static_cast<int>(i % 3)] =
          i % 2 == 0 ? nan : -std::numeric_limits<double>::infinity();
    } else if (i == 100) {
      s.time_s = nan;
    } else {
      finite.push_back(s);
    }
    all.push_back(s);
  }
  const auto times = [](const contacts& list) {
    std::vector<double> t;
    for (const rg::contact& c : list) t.push_back(c.time_s);
    return t;
  };
  BOOST_TEST(times(find(all)) == times(find(finite)));
  BOOST_TEST(find(all).size() > 30u);
}

BOOST_AUTO_TEST_CASE(finish_gives_what_was_still_waiting) {
  const walked& w = plain_walk(direction::forward);
  const auto samples = rt::samples_of<rg::acc_sample<double>>(w.recording);
  for (std::size_t cut = 1500; cut < 1560; cut += 7) {
    rg::step_counter<double> counter;
    contacts found;
    for (std::size_t i = 0; i < cut; ++i) {
      if (const auto c = counter.update(samples[i])) found.push_back(*c);
    }
    const double end_s = samples[cut - 1].time_s;
    std::size_t late = 0;
    for (const rg::contact& c : counter.finish()) {
      BOOST_TEST(c.time_s <= end_s);
      BOOST_TEST(c.time_s > found.back().time_s);
      BOOST_TEST(c.known_at_s == end_s);
      found.push_back(c);
      ++late;
    }
    BOOST_TEST(late > 0u);
    contacts before;
    for (const rg::contact& c : w.truth.contacts) {
      if (c.time_s < end_s - 0.3) before.push_back(c);
    }
    BOOST_TEST(rt::match_contacts(found, before, 0.2).recall() == 1);
  }
  BOOST_TEST(rg::step_counter<double>().finish().empty());
}

BOOST_AUTO_TEST_CASE(parameters_do_what_they_say) {
  const rg::recording& r = plain_walk(direction::backward).recording;
  const auto count = [&](const rg::step_counter_params& params) {
    return rg::detect(r.acceleration(), rg::step_counter<double>(params)).size();
  };
  const std::size_t plain = count({});
  BOOST_TEST(plain > 30u);
  BOOST_TEST(count({.regularity = 0.99}) == 0u);
  BOOST_TEST(count({.similarity = 0.99}) < plain);
  BOOST_TEST(count({.least_share = 0.5}) == 0u);
  BOOST_TEST(count({.min_step_time_s = 0.8}) == 0u);  // 0.6 s is a step here
  const auto later = rg::detect(r.acceleration(), rg::step_counter<double>({.contact_lead_s = 0}));
  const auto sooner =
      rg::detect(r.acceleration(), rg::step_counter<double>({.contact_lead_s = 0.1}));
  BOOST_REQUIRE(later.size() == sooner.size());
  BOOST_TEST(std::abs(later.back().time_s - sooner.back().time_s - 0.1) < 1e-9);
  const walked five =
      walk({.plan = {rt::stand_for(3), rt::walk_steps(direction::forward, 5), rt::stand_for(3)}});
  const auto opened = [&](int min_contacts) {
    return !rg::detect(five.recording.acceleration(),
                       rg::step_counter<double>({.min_contacts = min_contacts}))
                .empty();
  };
  BOOST_TEST(opened(5));
  BOOST_TEST(!opened(7));
}

BOOST_AUTO_TEST_CASE(parameters_that_make_no_sense_are_refused_by_name) {
  using params = rg::step_counter_params;
  const auto fields = [](const params& p) {
    std::string names;
    for (const rg::issue& one : p.validate()) names += one.field + " ";
    if (names.empty()) {
      BOOST_CHECK_NO_THROW(rg::step_counter<float>{p});
    } else {
      BOOST_CHECK_EXCEPTION(rg::step_counter<float>{p}, rg::config_error,
                            [&](const auto& e) { return e.list() == p.validate(); });
    }
    return names;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(fields({}) == "");
  for (double x : {9.9, 10001.0, nan}) BOOST_TEST(fields({.rate_hz = x}) == "rate_hz ");
  for (double x : {0.19, 1.01, nan}) {
    BOOST_TEST(fields({.min_step_time_s = x}) == "min_step_time_s ");
  }
  for (int n : {2, 13}) BOOST_TEST(fields({.min_contacts = n}) == "min_contacts ");
  for (double x : {0.0, 1.0, nan}) {
    BOOST_TEST(fields({.regularity = x}) == "regularity ");
    BOOST_TEST(fields({.similarity = x}) == "similarity ");
    BOOST_TEST(fields({.least_share = x}) == "least_share ");
  }
  for (double x : {-0.01, 0.21, nan}) {
    BOOST_TEST(fields({.contact_lead_s = x}) == "contact_lead_s ");
  }
  BOOST_TEST(fields({.rate_hz = 0, .regularity = 2}) == "rate_hz regularity ");
}

BOOST_AUTO_TEST_SUITE_END()

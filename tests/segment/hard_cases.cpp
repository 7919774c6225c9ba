// Walks and mishaps that lose steps or make them up, through the public interface alone. Thresholds
// state the aim; "undamaged" is what the same detector finds in the same walk without the damage.

#include <retrogait/core/run.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/testing/checks.hpp>
#include <retrogait/testing/disturbances.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <array>
#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using rg::direction;
using rg::recording;
using rg::side;
using rt::gait_style;
using rt::virtual_walker;

BOOST_AUTO_TEST_SUITE(hard_cases)

using contacts = std::vector<rg::contact>;

constexpr std::array both{direction::forward, direction::backward};
constexpr double tolerance_s = 0.2;

/// What the detector is given of a recording.
enum class given { acceleration, all, no_mounting };
constexpr std::array all_given{given::acceleration, given::all, given::no_mounting};

const char* to_string(given what) {
  return what == given::acceleration ? "acceleration"
         : what == given::all        ? "acceleration and gyroscope"
                                     : "acceleration without mounting";
}

contacts find(const recording& r, given what = given::acceleration) {
  rg::step_detector_params params{.rate_hz = r.rate_hz()};
  if (what != given::no_mounting) params.mounting = r.mounting;
  const rg::step_detector<double> detector(params);
  return what == given::all ? rg::detect(r.samples(), detector)
                            : rg::detect(r.acceleration(), detector);
}

/// What is asked for at least.
struct aim {
  double f1 = 0.97;
  double right_sides = 0.9;  ///< share of the contacts whose side is known
};

void check(const rt::virtual_walk& walk, const aim& least) {
  const recording& r = walk[rg::placement::lumbar];
  for (const given what : all_given) {
    const auto score = rt::match_contacts(find(r, what), walk.truth.contacts, tolerance_s);
    BOOST_TEST_CONTEXT(to_string(what)) {
      BOOST_TEST(score.f1() >= least.f1, score.text());
      if (what == given::no_mounting) continue;
      BOOST_TEST(score.side_accuracy() >= least.right_sides, score.text());
    }
  }
}

/// The same steps as without the damage.
void check_as_undamaged(const recording& damaged, const contacts& undamaged, double least_f1,
                        given what = given::acceleration, double within_s = 0.1) {
  const auto score = rt::match_contacts(find(damaged, what), undamaged, within_s);
  BOOST_TEST(score.f1() >= least_f1, score.text());
}

template <direction Way>
rt::virtual_walk walk_in(const gait_style<Way>& style, std::uint64_t seed = 1,
                         double seconds = 18) {
  virtual_walker walker{.direction = Way, .seconds = seconds, .seed = seed};
  if constexpr (Way == direction::forward) {
    walker.forward = style;
  } else {
    walker.backward = style;
  }
  return walker.walk();
}

/// A plain walk either way that is damaged below.
const rt::virtual_walk& plain_walk(direction way) {
  static const rt::virtual_walk forward = virtual_walker{.seconds = 30}.walk();
  static const rt::virtual_walk backward =
      virtual_walker{.direction = direction::backward, .seconds = 30}.walk();
  return way == direction::forward ? forward : backward;
}

const recording& plain(direction way) {
  return plain_walk(way)[rg::placement::lumbar];
}

BOOST_AUTO_TEST_CASE(backward_walking) {
  for (std::uint64_t seed = 1; seed < 3; ++seed) {
    gait_style<direction::backward> slow;
    slow.cadence_steps_min = 75;
    slow.step_length_m = 0.28;
    BOOST_TEST_CONTEXT("seed " << seed) {
      check(walk_in(gait_style<direction::backward>{}, seed), {});
      check(walk_in(slow, seed), {});
    }
  }
}

BOOST_AUTO_TEST_CASE(shuffling) {
  for (std::uint64_t seed = 1; seed < 3; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      check(walk_in(rt::shuffling<>(), seed, 28), {.f1 = 0.95});
      check(walk_in(rt::shuffling<direction::backward>(), seed, 28), {.f1 = 0.95});
    }
  }
}

BOOST_AUTO_TEST_CASE(a_stick) {
  for (const side hand : {side::left, side::right}) {
    BOOST_TEST_CONTEXT("in the " << to_string(hand) << " hand") {
      check(walk_in(rt::with_stick<>(hand)), {});
      check(walk_in(rt::with_stick<direction::backward>(hand)), {.f1 = 0.95});
    }
  }
}

BOOST_AUTO_TEST_CASE(starting_stopping_and_turning_every_five_metres) {
  for (const direction way : both) {
    const int steps = way == direction::forward ? 8 : 12;
    virtual_walker walker;
    walker.plan.push_back(rt::stand_for(3));
    for (int i = 0; i < 3; ++i) {
      walker.plan.push_back(rt::walk_steps(way, steps));
      walker.plan.push_back(rt::turn_by(i % 2 == 0 ? 180 : -180));
      walker.plan.push_back(rt::walk_steps(way, steps));
      walker.plan.push_back(rt::stand_for(2));
    }
    BOOST_TEST_CONTEXT(to_string(way)) {
      check(walker.walk(), {.f1 = 0.96});
    }
  }
}

BOOST_AUTO_TEST_CASE(stairs) {
  for (std::uint64_t seed = 1; seed < 3; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      BOOST_TEST_CONTEXT("up") {
        check(walk_in(rt::climbing_stairs(), seed), {.f1 = 0.95});
      }
      BOOST_TEST_CONTEXT("down") {
        check(walk_in(rt::descending_stairs(), seed), {.f1 = 0.95});
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_sensor_worn_otherwise_than_stated) {
  const Eigen::Vector3d left(0, 1, 0);  // of the device as of the body
  const Eigen::Vector3d forward(0, 0, -1);
  const auto turn = [](const Eigen::Vector3d& axis, double degrees) {
    return rg::rotation_about<double>(axis, degrees * std::numbers::pi / 180);
  };
  for (const direction way : both) {
    const contacts undamaged = find(plain(way));
    for (const double degrees : {-30.0, 30.0}) {
      BOOST_TEST_CONTEXT(to_string(way) << ", tilted by " << degrees << " degrees") {
        check_as_undamaged(rt::rotate_device(plain(way), turn(left, degrees)), undamaged, 0.97);
        check_as_undamaged(rt::rotate_device(plain(way), turn(forward, degrees)), undamaged, 0.97);
      }
    }
    BOOST_TEST_CONTEXT(to_string(way) << ", upside down") {
      const recording r = rt::rotate_device(plain(way), turn(forward, 180));
      check_as_undamaged(r, undamaged, 0.95);
      check_as_undamaged(r, undamaged, 0.95, given::no_mounting);
    }
    BOOST_TEST_CONTEXT(to_string(way) << ", back to front") {
      const recording r = rt::rotate_device(plain(way), turn(Eigen::Vector3d(1, 0, 0), 180));
      check_as_undamaged(r, undamaged, 0.95, given::acceleration, tolerance_s);
      check_as_undamaged(r, undamaged, 0.95, given::no_mounting);
    }
  }
}

BOOST_AUTO_TEST_CASE(lost_packets) {
  for (const direction way : both) {
    const contacts undamaged = find(plain(way));
    for (std::uint64_t seed = 1; seed < 3; ++seed) {
      BOOST_TEST_CONTEXT(to_string(way) << ", seed " << seed) {
        const auto lose = [&](double burst_n) {
          return rt::drop_packets(plain(way), 0.05, seed, burst_n);
        };
        check_as_undamaged(lose(1), undamaged, 0.97, given::acceleration, 0.05);
        check_as_undamaged(lose(5), undamaged, 0.97);
        // A fifth of a second and more: a contact inside it is gone, which is 5 % of them.
        check_as_undamaged(lose(25), undamaged, 0.93);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(clipping_at_two_g) {
  for (const direction way : both) {
    check_as_undamaged(rt::clip(plain(way), 2), find(plain(way)), 0.99);
  }
  const rt::virtual_walk run = walk_in(rt::running());
  const recording& r = run[rg::placement::lumbar];
  BOOST_TEST(r.acc_m_s2.col(0).maxCoeff() > 2.5 * 9.81);  // much of it is cut off
  check_as_undamaged(rt::clip(r, 2), find(r), 0.97);
}

BOOST_AUTO_TEST_CASE(a_dead_axis_across) {
  constexpr int left = 1;
  constexpr int forward = 2;
  for (const direction way : both) {
    const contacts undamaged = find(plain(way));
    BOOST_TEST_CONTEXT(to_string(way) << ", the axis to the left") {
      check_as_undamaged(rt::kill_axis(plain(way), left), undamaged, 0.98);
    }
    BOOST_TEST_CONTEXT(to_string(way) << ", the axis forward") {
      check_as_undamaged(rt::kill_axis(plain(way), forward), undamaged, 0.9, given::acceleration,
                         tolerance_s);
    }
  }
}

BOOST_AUTO_TEST_CASE(any_rate_with_uneven_times) {
  for (const direction way : both) {
    virtual_walker walker{.direction = way, .seconds = 15};
    walker.sensor.rate_hz = 400;
    const rt::virtual_walk walk = walker.walk();
    const recording& r = walk[rg::placement::lumbar];
    const contacts undamaged = find(r);
    for (const double rate_hz : {12.5, 20.0, 31.25, 64.0, 128.0}) {
      BOOST_TEST_CONTEXT(to_string(way) << ", " << rate_hz << " Hz") {
        const recording other = rt::resample_to(r, rate_hz, 0.25 / rate_hz);
        const bool slow = rate_hz < 25;
        check_as_undamaged(other, undamaged, slow ? 0.93 : 0.98, given::acceleration,
                           slow ? 0.1 : 0.05);
      }
    }
  }
}

// Motion in which nobody walks.

rt::stray_motion stray(double seconds, std::uint64_t seed = 1) {
  rt::stray_motion made{.seconds = seconds, .seed = seed};
  made.sensor.rate_hz = 50;
  return made;
}

void check_no_contact(const recording& r, given what) {
  const contacts found = find(r, what);
  BOOST_TEST_CONTEXT(r.name << ", " << to_string(what)) {
    BOOST_TEST(found.size() == 0u);
    for (const rg::contact& c : found) BOOST_TEST_MESSAGE("a contact at " << c.time_s << " s");
  }
}

void check_no_contact(const recording& r) {
  for (const given what : all_given) check_no_contact(r, what);
}

BOOST_AUTO_TEST_CASE(no_step_while_sitting_down_and_standing_up) {
  for (std::uint64_t seed = 1; seed < 4; ++seed) {
    check_no_contact(stray(50, seed).sitting_down());
  }
}

BOOST_AUTO_TEST_CASE(no_step_in_a_lift) {
  for (std::uint64_t seed = 1; seed < 4; ++seed) {
    check_no_contact(stray(50, seed).lift());
  }
}

/// A day at 12.5 Hz: standing, sitting and lying as still as people are, and minutes of walking.
class still_day {
 public:
  still_day() {
    rt::random_source random(5);
    for (int i = 0; i < 1000; ++i) noise_.push_back(0.04 * random.normal());
  }

  /// Calls on_sample(sample) for seconds of stillness on the clock. The body turns to the posture
  /// first, within two seconds.
  template <class OnSample>
  void rest(double& now_s, double seconds, const Eigen::Vector3d& up, OnSample&& on_sample) {
    const double end_s = now_s + seconds;
    const double begin_s = now_s;
    const Eigen::Vector3d before = up_;
    for (; now_s < end_s; now_s += 0.08) {
      const double gone = (now_s - begin_s) / 2;
      if (gone < 1) up_ = (before + gone * gone * (3 - 2 * gone) * (up - before)).normalized();
      const double a = noise_[n_++ % noise_.size()];
      const double b = noise_[n_++ % noise_.size()];
      const double c = noise_[n_++ % noise_.size()];
      on_sample(
          rg::acc_sample<double>{now_s, {9.81 * up_[0] + a, 9.81 * up_[1] + b, 9.81 * up_[2] + c}});
    }
  }

 private:
  // Drawn once: a day has three million of them.
  std::vector<double> noise_;
  std::size_t n_ = 0;
  Eigen::Vector3d up_{1, 0, 0};
};

std::size_t sided(const contacts& found) {
  return static_cast<std::size_t>(std::count_if(
      found.begin(), found.end(), [](const rg::contact& c) { return c.side != side::unknown; }));
}

BOOST_AUTO_TEST_CASE(a_day_gives_the_same_steps_as_its_pieces) {
  // Ten walks of a minute; between them 2.4 hours of rest, the last minute of it standing.
  const std::array postures{Eigen::Vector3d(1, 0, 0), Eigen::Vector3d(0.9, 0, 0.44),
                            Eigen::Vector3d(0.05, 0.1, 1), Eigen::Vector3d(0.1, -1, 0)};
  const Eigen::Vector3d upright(1, 0, 0);
  virtual_walker walker{.plan = rt::mixed_plan(60, 15, 4)};
  walker.sensor.rate_hz = 25;
  const rt::virtual_walk walk = walker.walk();
  const recording& r = walk[rg::placement::lumbar];
  const rg::step_detector<double> fresh({.rate_hz = 25, .mounting = r.mounting});
  rg::step_detector<double> all_day = fresh;
  contacts whole;
  contacts pieces;
  std::size_t walked = 0;
  still_day day;
  double now_s = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    rg::step_detector<double> piece = fresh;
    const auto to_both = [&](const rg::acc_sample<double>& s) {
      if (const auto c = all_day.update(s)) whole.push_back(*c);
      if (const auto c = piece.update(s)) pieces.push_back(*c);
    };
    const std::size_t before = whole.size();
    const auto to_whole = [&](const rg::acc_sample<double>& sample) {
      if (const auto c = all_day.update(sample)) whole.push_back(*c);
    };
    day.rest(now_s, 2.4 * 3600 - 160, postures[i % postures.size()], to_whole);
    day.rest(now_s, 60, upright, to_whole);
    BOOST_TEST(whole.size() == before, "a step while resting, before " << now_s << " s");
    day.rest(now_s, 30, upright, to_both);
    for (auto s : r.acceleration()) {
      s.time_s += now_s;
      to_both(s);
    }
    now_s += r.time_s[r.size() - 1] + 0.08;
    day.rest(now_s, 10, upright, to_both);
    for (const rg::contact& c : piece.finish()) pieces.push_back(c);
    walked += walk.truth.contacts.size() / 2;
  }
  for (const rg::contact& c : all_day.finish()) whole.push_back(c);
  BOOST_TEST(now_s > 23.9 * 3600);
  const auto score = rt::match_contacts(whole, pieces, 0.03);
  BOOST_TEST(score.f1() == 1, score.text());
  BOOST_TEST(score.side_accuracy() == 1, score.text());
  BOOST_TEST(score.direction_accuracy() == 1, score.text());
  BOOST_TEST(sided(whole) == sided(pieces));  // lying down has not cost the forward axis
  const double share = static_cast<double>(score.found_n) / static_cast<double>(walked);
  BOOST_TEST(std::abs(share - 1) < 0.03, share);
}

BOOST_AUTO_TEST_CASE(three_steps) {
  for (const direction way : both) {
    virtual_walker walker;
    for (int i = 0; i < 6; ++i) {
      walker.plan.push_back(rt::stand_for(3));
      walker.plan.push_back(rt::walk_steps(way, 3));
    }
    walker.plan.push_back(rt::stand_for(3));
    BOOST_TEST_CONTEXT(to_string(way)) {
      check(walker.walk(), {.f1 = 0.9, .right_sides = 0.8});
    }
  }
}

BOOST_AUTO_TEST_CASE(a_limp) {
  for (const side spared : {side::left, side::right}) {
    BOOST_TEST_CONTEXT("spares the " << to_string(spared) << " leg") {
      check(walk_in(rt::limping<>(spared)), {.f1 = 0.94});
      check(walk_in(rt::limping<direction::backward>(spared)), {.f1 = 0.95});
    }
  }
}

BOOST_AUTO_TEST_CASE(a_run) {
  for (std::uint64_t seed = 1; seed < 3; ++seed) {
    gait_style<direction::forward> slow = rt::running();
    slow.cadence_steps_min = 150;
    slow.double_support_share = -0.15;
    gait_style<direction::forward> fast = rt::running();
    fast.cadence_steps_min = 180;
    fast.double_support_share = -0.4;
    BOOST_TEST_CONTEXT("seed " << seed) {
      for (const auto& style : {slow, rt::running(), fast}) {
        BOOST_TEST_CONTEXT(style.cadence_steps_min << " steps/min") {
          // Which way a runner's trunk rolls and turns is the walker's guess: no sides are asked for.
          check(walk_in(style, seed, 15), {.f1 = 0.93, .right_sides = 0});
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(no_step_while_bending) {
  for (std::uint64_t seed = 1; seed < 4; ++seed) {
    check_no_contact(stray(50, seed).bending());
  }
}

BOOST_AUTO_TEST_CASE(no_step_in_a_car) {
  for (std::uint64_t seed = 1; seed < 4; ++seed) {
    check_no_contact(stray(50, seed).car_ride());
  }
}

BOOST_AUTO_TEST_CASE(no_step_from_a_shaken_sensor) {
  for (const double frequency_hz : {1.5, 3.0, 5.0}) {
    for (const double strength_m_s2 : {3.0, 12.0}) {
      BOOST_TEST_CONTEXT("at " << frequency_hz << " Hz, " << strength_m_s2 << " m/s²") {
        const rt::stray_motion motion{.seconds = 60};
        const recording r = motion.shaking(frequency_hz, strength_m_s2);
        check_no_contact(r, given::acceleration);
        check_no_contact(r, given::all);
        // Violent shaking of a sensor of unknown mounting can look like a run.
        if (strength_m_s2 < 10) check_no_contact(r, given::no_mounting);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_dead_vertical_axis) {
  // It stands still at gravity; the horizontal axes still show every step. Stuck at 0 it would take
  // gravity with it, and nothing would say which way is up.
  for (const direction way : both) {
    const contacts undamaged = find(plain(way));
    BOOST_TEST_CONTEXT(to_string(way)) {
      check_as_undamaged(rt::kill_axis(plain(way), 0, 9.81), undamaged, 0.8, given::acceleration,
                         tolerance_s);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

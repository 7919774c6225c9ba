#include <retrogait/core/run.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/segment/calibrate_mounting.hpp>
#include <retrogait/segment/settled_directions.hpp>
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/testing/checks.hpp>
#include <retrogait/testing/disturbances.hpp>

#include <filesystem>

#include "../support/recordings.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
using contacts = std::vector<rg::contact>;
using rg::direction;

// Direction and mounting on real recordings and on motion capture, which is kept apart: its sensors
// are virtual, and only there does anybody walk backward. The limits lie a little below what is
// reached, so that a change for the worse is seen.
BOOST_AUTO_TEST_SUITE(direction_on_recordings)

struct known_walk {
  rg::recording recording;
  contacts truth;
  std::vector<rg::io::time_span> bouts;
  direction way = direction::unknown;
};

known_walk read(const std::filesystem::path& folder) {
  known_walk w;
  w.recording = rg::io::read_recording(folder, {.placement = rg::placement::lumbar});
  const rg::io::truth truth = rg::io::read_truth(folder);
  w.way = rg::direction_from(truth.direction.value_or("")).value_or(direction::unknown);
  w.bouts = truth.bouts.value_or(std::vector<rg::io::time_span>{});
  for (const auto& e : truth.events.value_or(std::vector<rg::io::truth_event>{})) {
    if (e.kind != rg::contact_kind::initial_contact) continue;
    w.truth.push_back({.time_s = e.time_s});
    w.truth.back().direction.value = w.way;
  }
  return w;
}

/// One recording a person: voisard holds three.
std::vector<known_walk> people() {
  std::vector<known_walk> all;
  std::string last;
  for (const auto& folder : test_support::recordings_of("voisard")) {
    const std::string person = folder.filename().string().substr(0, 2);
    if (person != last) all.push_back(read(folder));
    last = person;
  }
  for (const auto& folder : test_support::recordings_of("mobgap")) {
    if (folder.filename() != "HA002_Test11_Trial1") all.push_back(read(folder));
  }
  return all;
}

/// Style by style: each walk backward and the first one forward of the same actor.
std::vector<std::pair<known_walk, known_walk>> actors() {
  std::vector<std::pair<known_walk, known_walk>> all;
  for (const auto& folder : test_support::recordings_of("bandai")) {
    std::string name = folder.filename().string();
    const std::size_t back = name.find("-back");
    if (back == std::string::npos) continue;
    all.emplace_back(read(folder), read(folder.parent_path() / name.erase(back, 5)));
  }
  return all;
}

contacts directed(const rg::recording& r, double mounting_probability = 1) {
  const rg::step_detector<double> detector({.rate_hz = r.rate_hz(), .mounting = r.mounting});
  return rg::settle_directions(rg::detect(r.acceleration(), detector),
                               {.mounting_probability = mounting_probability});
}

struct tally {
  std::size_t right = 0;
  std::size_t wrong = 0;
  std::size_t unknown = 0;

  void add(direction truth, direction told) {
    ++(told == direction::unknown ? unknown : told == truth ? right : wrong);
  }
  std::size_t n() const { return right + wrong + unknown; }
  double recall() const { return static_cast<double>(right) / static_cast<double>(n()); }
};

/// The true steps after from_s that were found.
void add_steps(const known_walk& w, const contacts& found, double from_s, tally& t) {
  for (const auto& pair : rg::testing::match_contacts(found, w.truth, 0.2).pairs) {
    if (w.truth[pair.truth].time_s > from_s) t.add(w.way, found[pair.found].direction.value);
  }
}

/// The bouts of six steps and more.
void add_bouts(const known_walk& w, const contacts& found, tally& t) {
  contacts inside;
  for (const rg::contact& c : found) {
    for (const auto& b : w.bouts) {
      if (c.time_s > b.start_s - 0.5 && c.time_s < b.end_s + 0.5) inside.push_back(c);
    }
  }
  for (const rg::walking_bout& b : rg::assemble_bouts(inside)) {
    if (b.contacts.size() >= 6) t.add(w.way, b.direction.value);
  }
}

BOOST_AUTO_TEST_CASE(steps_and_bouts_from_the_accelerometer_alone) {
  tally steps;
  tally bouts;
  for (const known_walk& w : people()) {
    const contacts found = directed(w.recording);
    add_steps(w, found, -1e300, steps);
    add_bouts(w, found, bouts);
  }
  if (steps.n() > 0) {
    BOOST_TEST_MESSAGE("real, forward: steps " << steps.recall() << " of " << steps.n()
                                               << ", bouts " << bouts.recall() << " of "
                                               << bouts.n());
    BOOST_TEST(steps.recall() >= 0.97);
    BOOST_TEST(steps.wrong == 0u);
    BOOST_TEST(bouts.recall() >= 0.97);
    BOOST_TEST(bouts.wrong == 0u);
  }
  tally backward;
  tally backward_bouts;
  for (const auto& [back, ahead] : actors()) {
    const contacts found = directed(back.recording);
    add_steps(back, found, -1e300, backward);
    add_bouts(back, found, backward_bouts);
  }
  if (backward.n() == 0) return;
  BOOST_TEST_MESSAGE("virtual, backward: steps " << backward.recall() << " of " << backward.n());
  BOOST_TEST(backward.recall() >= 0.97);
  BOOST_TEST(backward_bouts.right == backward_bouts.n());
}

/// The 24 ways to turn a device by right angles.
Eigen::Matrix3d right_angle(std::size_t i) {
  const int up = static_cast<int>(i % 3);
  const int forward = (up + 1 + static_cast<int>(i / 3 % 2)) % 3;
  const int up_sign = i / 6 % 2 == 0 ? 1 : -1;
  const int forward_sign = i / 12 % 2 == 0 ? 1 : -1;
  return *rg::mounting({up, up_sign}, {forward, forward_sign}).body_from_device();
}

double tenth_step_s(const known_walk& w) {
  return w.truth.at(std::min<std::size_t>(9, w.truth.size() - 1)).time_s;
}

/// Nobody says how the sensor is worn: only the first ten steps are looked at.
rg::mounting_estimate calibrate(const rg::recording& r, double end_s, direction way) {
  const auto n =
      std::upper_bound(r.time_s.data(), r.time_s.data() + r.size(), end_s) - r.time_s.data();
  rg::recording part;
  part.time_s = r.time_s.head(n);
  part.acc_m_s2 = r.acc_m_s2.topRows(n);
  return rg::calibrate_mounting(part, way);
}

bool is_right(const rg::mounting_estimate& found, const rg::mounting& worn,
              const Eigen::Matrix3d& turned) {
  return found.resolved() &&
         (found.mounting.forward()->unit_vector() - turned * worn.forward()->unit_vector()).norm() <
             0.1;
}

BOOST_AUTO_TEST_CASE(ten_steps_forward_tell_how_the_sensor_is_worn) {
  std::size_t n = 0;
  std::size_t resolved = 0;
  tally rest;
  for (const known_walk& w : people()) {
    const Eigen::Matrix3d turned = right_angle(7 * n++);
    rg::recording r = rg::testing::rotate_device(w.recording, turned);
    const double end_s = tenth_step_s(w) + 0.5;
    const auto found = calibrate(r, end_s, w.way);
    if (found.resolved()) {
      ++resolved;
      BOOST_TEST(is_right(found, w.recording.mounting, turned), w.recording.name);
    }
    r.mounting = found.mounting;
    add_steps(w, directed(r, found.probability), end_s, rest);
  }
  if (n == 0) return;
  BOOST_TEST_MESSAGE(resolved << " of " << n << " mountings found, direction right in "
                              << rest.recall() << " of the " << rest.n() << " steps that follow");
  BOOST_TEST(static_cast<double>(resolved) >= 0.95 * static_cast<double>(n));
  BOOST_TEST(rest.recall() >= 0.96);
  BOOST_TEST(rest.wrong == 0u);
}

BOOST_AUTO_TEST_CASE(a_walk_forward_calibrates_the_walk_backward) {
  tally backward;
  for (const auto& [back, ahead] : actors()) {
    const auto worn = calibrate(ahead.recording, tenth_step_s(ahead) + 0.5, direction::forward);
    BOOST_TEST(is_right(worn, ahead.recording.mounting, Eigen::Matrix3d::Identity()));
    rg::recording r = back.recording;
    r.mounting = worn.mounting;
    add_steps(back, directed(r, worn.probability), -1e300, backward);
  }
  if (backward.n() == 0) return;
  BOOST_TEST_MESSAGE("virtual, backward: right in " << backward.recall());
  BOOST_TEST(backward.recall() >= 0.95);
  BOOST_TEST(backward.wrong == 0u);
}

BOOST_AUTO_TEST_CASE(a_mounting_that_nobody_stated_is_the_same_in_three_runs) {
  std::string last;
  for (const auto& folder : test_support::recordings_of("tripod")) {
    const known_walk w = read(folder);
    const auto found = calibrate(w.recording, tenth_step_s(w) + 0.5, w.way);
    BOOST_TEST(found.resolved());
    if (!last.empty()) BOOST_TEST(found.mounting.text() == last);
    last = found.mounting.text();
  }
}

BOOST_AUTO_TEST_CASE(a_change_of_direction_is_followed_once) {
  for (const auto& [back, ahead] : actors()) {
    // One walk after the other, without a pause.
    rg::recording r = ahead.recording;
    const std::ptrdiff_t n = r.size();
    const std::ptrdiff_t more = back.recording.size();
    const double turned_s = r.time_s[n - 1] + 0.01;
    r.time_s.conservativeResize(n + more);
    r.acc_m_s2.conservativeResize(n + more, 3);
    r.time_s.tail(more) = back.recording.time_s.array() - back.recording.time_s[0] + turned_s;
    r.acc_m_s2.bottomRows(more) = back.recording.acc_m_s2;
    direction last = direction::unknown;
    int changes = 0;
    for (const rg::contact& c : directed(r)) {
      if (c.direction == direction::unknown) continue;
      if (last != direction::unknown && c.direction.value != last) ++changes;
      last = c.direction.value;
      if (c.time_s < turned_s) BOOST_TEST((c.direction == direction::forward));
      if (c.time_s > turned_s + 3) BOOST_TEST((c.direction == direction::backward));
    }
    BOOST_TEST(changes == 1, back.recording.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

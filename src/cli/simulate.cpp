#include <retrogait/core/errors.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <ostream>
#include <utility>

#include "commands.hpp"
#include "text.hpp"

namespace retrogait::cli {

namespace {

/// Forward and backward in turn; short recordings get shorter bouts, so that both are there.
testing::walk_plan mixed(double seconds) {
  constexpr double stand_s = 3;
  constexpr double shortest_s = 20;
  if (seconds < shortest_s) {
    throw config_error("--seconds", fixed_text(seconds, 1) +
                                        " is too short for a mixed walk; expected at least " +
                                        fixed_text(shortest_s, 0));
  }
  const double both_fit_s = std::floor((seconds - 3 * stand_s) / 2);
  return testing::mixed_plan(seconds, std::min(15.0, both_fit_s), stand_s);
}

testing::virtual_walker walker_of(const simulate_options& options) {
  testing::virtual_walker walker;
  walker.seconds = *options.seconds;
  walker.seed = options.seed;
  walker.placements = options.placements;
  if (options.direction == "mixed") {
    walker.plan = mixed(*options.seconds);
  } else {
    walker.direction = *direction_from(options.direction);
  }
  if (options.cadence_steps_min) {
    walker.forward.cadence_steps_min = *options.cadence_steps_min;
    walker.backward.cadence_steps_min = *options.cadence_steps_min;
  }
  if (options.step_length_m) {
    walker.forward.step_length_m = *options.step_length_m;
    walker.backward.step_length_m = *options.step_length_m;
  }
  if (options.height_m) walker.height_m = *options.height_m;
  testing::sensor_model& sensor = walker.sensor;
  if (options.rate_hz) sensor.rate_hz = *options.rate_hz;
  if (options.lost_share) sensor.lost_share = *options.lost_share;
  if (options.mounting) {
    if (!options.mounting->forward()) {
      throw config_error("--mounting", options.mounting->text() +
                                           " leaves forward open; expected such as "
                                           "up=+x,forward=-z");
    }
    sensor.up = *options.mounting->up();
    sensor.forward = *options.mounting->forward();
  }
  if (options.noise) {
    sensor.acc_noise_m_s2 *= *options.noise;
    sensor.gyr_noise_rad_s *= *options.noise;
  }
  return walker;
}

io::truth truth_of(const testing::virtual_walk& walk, const simulate_options& options) {
  io::truth known;
  known.direction = options.direction;
  known.events.emplace();
  std::size_t steps = 0;
  for (const contact& c : walk.truth.contacts) {
    known.events->push_back({c.time_s, c.kind, c.side});
    if (c.kind == contact_kind::initial_contact) ++steps;
  }
  known.total_steps = steps;
  known.bouts.emplace();
  for (const testing::true_bout& b : walk.truth.bouts) {
    known.bouts->push_back({b.start_s, b.end_s});
  }
  known.turns.emplace();
  for (const testing::true_turn& t : walk.truth.turns) {
    known.turns->push_back({t.start_s, t.end_s});
  }
  known.strides.emplace();
  for (const testing::true_stride& s : walk.truth.strides) {
    io::truth_stride stride;
    stride.start_s = s.start_s;
    stride.end_s = s.end_s;
    stride.side = s.side;
    stride.stride_length_m = s.length_m;
    stride.speed_m_s = s.direction == direction::backward ? -s.speed_m_s : s.speed_m_s;
    stride.direction = s.direction;
    known.strides->push_back(stride);
  }
  const auto shows_knees = [](placement p) {
    return p == placement::left_thigh || p == placement::right_thigh ||
           p == placement::left_shank || p == placement::right_shank;
  };
  if (std::any_of(options.placements.begin(), options.placements.end(), shows_knees)) {
    known.knee.emplace();
    for (double time_s : walk.recordings.front().time_s) {
      const testing::posture posture = walk.posture_at(time_s);
      known.knee->push_back(
          {time_s, posture.left_knee_flexion_deg, posture.right_knee_flexion_deg});
    }
  }
  return known;
}

}  // namespace

void run_simulate(const simulate_options& options, std::ostream& out) {
  const testing::virtual_walker walker = walker_of(options);
  const testing::virtual_walk walk = walker.walk();
  const io::truth known = truth_of(walk, options);
  io::folder_meta meta;
  meta.dataset = "virtual";
  meta.recording = options.direction + "-" + std::to_string(options.seed);
  meta.cohort = "virtual walker";
  meta.height_m = walker.height_m;
  meta.truth_source = "the virtual walker itself: exact";
  meta.notes =
      "Simulated signals, no person. speed_mps is negative against the direction in which the "
      "pelvis faces.";
  io::write_folder(options.out, walk.recordings, known, meta);
  out << one_line(options.out) << ": " << fixed_text(walk.truth.duration_s, 1) << " s, "
      << known.bouts->size() << (known.bouts->size() == 1 ? " bout, " : " bouts, ")
      << *known.total_steps << " steps\n";
}

}  // namespace retrogait::cli

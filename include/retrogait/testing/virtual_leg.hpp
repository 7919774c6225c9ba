#pragma once
/// @file
/// Virtual legs: accelerometer and gyroscope signals at feet, shanks and thighs of a walk forward or
/// backward, with exact ground truth: contacts, strides with their lengths, when each foot lies
/// still, and knee flexion. For tests of detectors, integrators and angle estimators:
///
///     const auto walk = virtual_leg{.direction = direction::backward}.walk();
///     detect(walk[placement::left_shank].samples(), detector);   // compare with walk.truth
///
/// Beside virtual_walker, whose limbs were fitted segment by segment, these legs are closed chains:
/// the shank ends where the thigh begins, and a foot that lies flat does not move at all. They are
/// smooth: no impacts, every stride like the next, nothing but walking straight ahead. So they show
/// whether a method is right, not how well it does on people.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/testing/ground_truth.hpp>
#include <retrogait/testing/leg_model.hpp>
#include <retrogait/testing/random.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace retrogait::testing {

/// The recordings, one for each placement, on one time axis, and what truly happened.
struct leg_walk {
  std::vector<recording> recordings;  ///< in the order of virtual_leg::placements
  ground_truth truth;
  std::vector<true_rest> rests;  ///< when each foot lay still
  leg_model model;               ///< where everything was at any time
  double start_s = 0;            ///< clock of recordings and truth = model time + start_s

  /// The knees at that time of the recordings' clock.
  posture posture_at(double time_s) const { return model.posture_at(time_s - start_s); }

  /// The recording of that placement; it must be among the placements.
  const recording& operator[](placement where) const {
    const recording* found = nullptr;
    for (const recording& r : recordings) {
      if (r.placement == where) found = &r;
    }
    RETROGAIT_ASSERT(found != nullptr, "no recording of that placement; see placements");
    return *found;
  }
};

/// Everything that a walk of the virtual legs is made from. The same parameters give the same walk.
struct virtual_leg {
  retrogait::direction direction = retrogait::direction::forward;
  /// Initial contacts, 4 to 10000. The first and the last step are half as long as the others, so
  /// that the feet stand side by side before and after.
  int steps = 20;
  double cadence_steps_min = 110;  ///< 30 to 160
  double stride_length_m = 1.3;    ///< 0.3 to 0.9 times the body height
  double stance_share = 0.62;      ///< of the stride: 0.55 to 0.75
  /// (left - right) / mean of the step times, a left step ending with a left contact. -0.5 to 0.5.
  double step_time_asymmetry = 0;
  retrogait::side first_side = side::left;  ///< the foot that moves first
  double stand_s = 2;                       ///< of standing before and after: 0.5 to 1e6
  double height_m = 1.72;                   ///< 0.8 to 2.5
  double knee_flexion_peak_deg = 60;        ///< in swing: 40 to 90
  double sway_deg = 2;                      ///< both legs tip from side to side: -10 to 10

  sensor_model sensor{};
  std::vector<placement> placements{placement::left_shank};
  std::uint64_t seed = 1;  ///< of the sensors' noise, jitter and losses

  issues validate() const;

  /// Errors: config_error with everything that validate() lists.
  leg_walk walk() const;
};

/// The six placements that virtual legs can wear.
inline std::vector<placement> all_leg_placements() {
  return {placement::left_foot,   placement::right_foot, placement::left_shank,
          placement::right_shank, placement::left_thigh, placement::right_thigh};
}

inline issues virtual_leg::validate() const {
  issues found = detail::sensor_issues(sensor);
  if (!is_straight(direction)) {
    found.push_back({"direction",
                     "is " + std::string(to_string(direction)) + "; expected forward or backward"});
  }
  if (first_side == side::unknown) {
    found.push_back({"first_side", "is unknown; expected left or right"});
  }
  require_range(found, "steps", steps, 4, 10000);
  require_range(found, "cadence_steps_min", cadence_steps_min, 30, 160);
  require_range(found, "height_m", height_m, 0.8, 2.5);
  require_range(found, "stride_length_m", stride_length_m, 0.3 * height_m, 0.9 * height_m);
  require_range(found, "stance_share", stance_share, 0.55, 0.75);
  require_range(found, "step_time_asymmetry", step_time_asymmetry, -0.5, 0.5);
  require_range(found, "stand_s", stand_s, 0.5, 1e6);
  require_range(found, "knee_flexion_peak_deg", knee_flexion_peak_deg, 40, 90);
  require_range(found, "sway_deg", sway_deg, -10, 10);
  for (placement p : placements) {
    if (p == placement::lumbar || p == placement::phone) {
      found.push_back({"placements", "only feet, shanks and thighs can wear a sensor"});
    }
  }
  return found;
}

inline leg_walk virtual_leg::walk() const {
  throw_if_any(validate());
  leg_model model({.direction = direction,
                   .steps = steps,
                   .cadence_steps_min = cadence_steps_min,
                   .stride_length_m = stride_length_m,
                   .stance_share = stance_share,
                   .step_time_asymmetry = step_time_asymmetry,
                   .first_side = first_side,
                   .stand_s = stand_s,
                   .height_m = height_m,
                   .knee_flexion_peak_deg = knee_flexion_peak_deg,
                   .sway_deg = sway_deg});
  std::vector<true_rest> rests = model.rests();
  for (true_rest& r : rests) {
    r.start_s += sensor.start_s;
    r.end_s += sensor.start_s;
  }
  random_source seeds(seed);
  const Eigen::VectorXd time =
      detail::sample_times(sensor, model.truth().duration_s, random_source(seeds.bits()));
  const std::uint64_t sensor_seed = seeds.bits();
  std::vector<recording> recordings;
  recordings.reserve(placements.size());
  for (placement where : placements) {
    recordings.push_back(detail::record(model, sensor, where, time, sensor_seed));
  }
  ground_truth truth = detail::on_clock(model.truth(), sensor.start_s);
  return {std::move(recordings), std::move(truth), std::move(rests), std::move(model),
          sensor.start_s};
}

}  // namespace retrogait::testing

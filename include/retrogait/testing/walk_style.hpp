#pragma once
/// @file
/// How the virtual walker walks, and where: the parameters of its motion.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/words.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace retrogait::testing {

/// How somebody walks in one direction. The defaults depend on the direction: brisk forward walking
/// of a healthy adult, and backward walking of an older
/// adult, slower, shorter, wider and less even (Laufer 2005, J Gerontol A 60:627: speed and stride
/// down, double support up; Hackney and Earhart 2009: wider). Speed follows from cadence and step
/// length: 1.19 m/s forward, 0.70 m/s backward.
template <direction Direction>
struct gait_style {
  static constexpr bool backward = Direction == direction::backward;

  double cadence_steps_min = backward ? 100 : 110;  ///< 30 to 200
  double step_length_m = backward ? 0.42 : 0.65;    ///< 0 to 1.2; 0 steps on the spot
  /// Standard deviation of the step time over its mean. 0.02 forward and 0.045 backward were
  /// measured in one healthy adult; published backward values vary widely.
  double step_time_cv = backward ? 0.045 : 0.02;
  double step_length_cv = backward ? 0.08 : 0.02;  ///< the same for the step length
  /// How much the strength of a step varies in the trunk's movement, and how far, in steps, that
  /// movement runs ahead of the feet or behind them (standard deviations; engineering choice, set
  /// so that step regularity and signal strength come near the recordings).
  double amplitude_cv = backward ? 0.10 : 0.08;
  double trunk_timing_sd = backward ? 0.035 : 0.022;
  /// (left - right) / mean of the step times, a left step ending with a left contact. -0.5 to 0.5.
  double step_time_asymmetry = 0;
  /// One double support over one step: up to 0.6. 0.24 is the median of 33 recordings of healthy
  /// adults; 0.34 lies between actors (0.28) and one slow walker on a treadmill (0.38). Below zero it
  /// is a run, and the share of the flight: down to -0.5.
  double double_support_share = backward ? 0.34 : 0.24;
  double step_width_m = backward ? 0.14 : 0.10;
  double trunk_lean_deg = 0;  ///< while walking, against standing; positive forward; -45 to 45
  /// Highest flexion of the knee in swing: 10 to 90.
  double knee_flexion_peak_deg = backward ? 48 : 60;
  /// Change of the knee's frontal angle in mid-stance against standing; positive in (valgus),
  /// negative out (varus); -30 to 30.
  double knee_in_deg = 0;
  /// Strength of the impact at heel strike in trunk, shank and foot: 1 as in the recordings, 0
  /// none. Backward walking lands on the toes, without one.
  double impact = backward ? 0 : 1;
  /// (left - right) / mean of the strength with which the trunk moves around a left and a right
  /// contact: a foot that is spared lands softly. -1 to 1.
  double strength_asymmetry = 0;
  /// The hand that holds a walking stick; unknown: none. It meets the ground shortly before the foot
  /// of the other side.
  retrogait::side stick = retrogait::side::unknown;
  /// How much higher each step lands than the one before it: stairs. -0.3 to 0.3, negative is down.
  double climb_m = 0;

  /// Everything that is wrong with it, fields prefixed with the direction.
  issues validate() const {
    issues found;
    const auto range = [&](const char* field, double value, double low, double high) {
      require_range(found, std::string(to_string(Direction)) + "." + field, value, low, high);
    };
    range("cadence_steps_min", cadence_steps_min, 30, 200);
    range("step_length_m", step_length_m, 0, 1.2);
    range("step_time_cv", step_time_cv, 0, 0.15);
    range("step_length_cv", step_length_cv, 0, 0.25);
    range("amplitude_cv", amplitude_cv, 0, 0.25);
    range("trunk_timing_sd", trunk_timing_sd, 0, 0.1);
    range("step_time_asymmetry", step_time_asymmetry, -0.5, 0.5);
    range("double_support_share", double_support_share, -0.5, 0.6);
    range("step_width_m", step_width_m, -0.1, 0.5);
    range("trunk_lean_deg", trunk_lean_deg, -45, 45);
    range("knee_flexion_peak_deg", knee_flexion_peak_deg, 10, 90);
    range("knee_in_deg", knee_in_deg, -30, 30);
    range("impact", impact, 0, 3);
    range("strength_asymmetry", strength_asymmetry, -1, 1);
    range("climb_m", climb_m, -0.3, 0.3);
    return found;
  }
};

/// Shuffling: feet slide at 60 steps/min and 0.3 m/s, hardly leave the ground and land flat. (The gait
/// of frail people and of advanced Parkinson's disease; double support grows as speed falls.)
template <direction Direction = direction::forward>
constexpr gait_style<Direction> shuffling() {
  gait_style<Direction> style;
  style.cadence_steps_min = 60;
  style.step_length_m = 0.30;
  style.step_time_cv = 0.05;
  style.step_length_cv = 0.10;
  style.double_support_share = 0.5;
  style.knee_flexion_peak_deg = 35;
  style.impact *= 0.3;
  return style;
}

/// A limp that spares one leg: its stance is short, so that the other foot's step comes early, and it
/// bears less. Asymmetry is the difference of both sides' step times over their mean.
template <direction Direction = direction::forward>
constexpr gait_style<Direction> limping(side spared, double asymmetry = 0.3) {
  gait_style<Direction> style;
  const double sign = spared == side::left ? 1 : -1;
  style.cadence_steps_min = 85;
  style.step_length_m *= 0.75;
  style.step_time_cv = 0.04;
  style.double_support_share = 0.32;
  style.step_time_asymmetry = sign * asymmetry;
  style.strength_asymmetry = -sign * asymmetry;
  return style;
}

/// Walking with a stick in one hand, which the foot of the other side is put down with; that leg bears
/// about a fifth less. Slower and shorter than without.
template <direction Direction = direction::forward>
constexpr gait_style<Direction> with_stick(side hand) {
  gait_style<Direction> style;
  style.cadence_steps_min = 80;
  style.step_length_m *= 0.7;
  style.step_time_cv = 0.04;
  style.double_support_share = 0.36;
  style.step_time_asymmetry = hand == side::left ? -0.1 : 0.1;
  style.strength_asymmetry = hand == side::left ? 0.2 : -0.2;
  style.stick = hand;
  return style;
}

/// Stairs of 0.17 m by 0.29 m: up at 92 steps/min, landing softly; down at 102 (Nadeau 2003, Clin
/// Biomech 18:950, and Riener 2002, Gait Posture 15:32, give cadences from 85 to 110; from memory).
inline constexpr double stair_height_m = 0.17;
inline gait_style<direction::forward> climbing_stairs() {
  gait_style<direction::forward> style;
  style.cadence_steps_min = 92;
  style.step_length_m = 0.29;
  style.knee_flexion_peak_deg = 88;
  style.impact = 1;
  style.climb_m = stair_height_m;
  return style;
}
inline gait_style<direction::forward> descending_stairs() {
  gait_style<direction::forward> style = climbing_stairs();
  style.cadence_steps_min = 102;
  style.climb_m = -stair_height_m;
  return style;
}

/// A slow run: 2.6 m/s at 165 steps/min, in flight for 30 % of a step.
inline gait_style<direction::forward> running() {
  gait_style<direction::forward> style;
  style.cadence_steps_min = 165;
  style.step_length_m = 0.95;
  style.double_support_share = -0.3;
  style.step_width_m = 0.04;
  style.trunk_lean_deg = 6;
  style.knee_flexion_peak_deg = 85;
  return style;
}

/// One part of a walk's plan.
///
/// Parts that follow each other without standing form one bout; between forward and backward the
/// walker always comes to a stop. A turn is walked, in shortened steps of at most 45 degrees each.
/// A bout has two steps at least: seconds that are too few for them are exceeded.
struct walk_part {
  enum class activity : unsigned char { stand, walk, turn };

  activity what = activity::stand;
  retrogait::direction direction = retrogait::direction::unknown;  ///< of walking
  double seconds = 0;   ///< of standing; of walking, start and stop included, if steps is 0
  int steps = 0;        ///< of walking; 0: as many as fit into the seconds
  double turn_deg = 0;  ///< positive to the left

  friend bool operator==(const walk_part&, const walk_part&) = default;
};

using walk_plan = std::vector<walk_part>;

inline walk_part stand_for(double seconds) {
  return {walk_part::activity::stand, direction::unknown, seconds, 0, 0};
}
inline walk_part walk_for(direction way, double seconds) {
  return {walk_part::activity::walk, way, seconds, 0, 0};
}
inline walk_part walk_steps(direction way, int steps) {
  return {walk_part::activity::walk, way, 0, steps, 0};
}
inline walk_part turn_by(double degrees) {
  return {walk_part::activity::turn, direction::unknown, 0, 0, degrees};
}

/// Forward and backward bouts in turn, each followed by a stand, until the seconds are over.
inline walk_plan mixed_plan(double seconds, double bout_s = 15, double stand_s = 3) {
  walk_plan plan{stand_for((std::min)(stand_s, seconds))};
  double left = seconds - stand_s;
  direction way = direction::forward;
  while (left >= bout_s + stand_s) {
    plan.push_back(walk_for(way, bout_s));
    plan.push_back(stand_for(stand_s));
    left -= bout_s + stand_s;
    way = way == direction::forward ? direction::backward : direction::forward;
  }
  if (left > 0) plan.push_back(stand_for(left));
  return plan;
}

}  // namespace retrogait::testing

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
  /// One double support over one step: 0.05 to 0.6. 0.24 is the median of 33 recordings of healthy
  /// adults; 0.34 lies between actors (0.28) and one slow walker on a treadmill (0.38).
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

  /// Everything that is wrong with it, fields prefixed with the direction.
  issues validate() const {
    issues found;
    const auto range = [&](const char* field, double value, double low, double high) {
      if (!(value >= low && value <= high)) {
        found.push_back({std::string(to_string(Direction)) + "." + field,
                         "is " + std::to_string(value) + "; expected " + std::to_string(low) +
                             " to " + std::to_string(high)});
      }
    };
    range("cadence_steps_min", cadence_steps_min, 30, 200);
    range("step_length_m", step_length_m, 0, 1.2);
    range("step_time_cv", step_time_cv, 0, 0.15);
    range("step_length_cv", step_length_cv, 0, 0.25);
    range("amplitude_cv", amplitude_cv, 0, 0.25);
    range("trunk_timing_sd", trunk_timing_sd, 0, 0.1);
    range("step_time_asymmetry", step_time_asymmetry, -0.5, 0.5);
    range("double_support_share", double_support_share, 0.05, 0.6);
    range("step_width_m", step_width_m, -0.1, 0.5);
    range("trunk_lean_deg", trunk_lean_deg, -45, 45);
    range("knee_flexion_peak_deg", knee_flexion_peak_deg, 10, 90);
    range("knee_in_deg", knee_in_deg, -30, 30);
    range("impact", impact, 0, 3);
    return found;
  }
};

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

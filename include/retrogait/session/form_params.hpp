#pragma once
/// @file
/// The form checks of backward walking as the field coaches it: what each looks at, from where on it
/// warns, and where that number comes from.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/rules/rule_set.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace retrogait {

/// In rising order of severity, except that not_assessed says nothing and never counts as a pass.
enum class form_state : std::uint8_t { not_assessed, pass, warn, alarm };

constexpr std::string_view to_string(form_state state) {
  switch (state) {
    case form_state::not_assessed:
      return "not assessed";
    case form_state::pass:
      return "pass";
    case form_state::warn:
      return "warn";
    case form_state::alarm:
      return "alarm";
  }
  return "unknown state";
}

enum class form_check : std::uint8_t {
  lean_back,
  lean_forward,
  side_lean,
  sway,
  speed,
  cadence,
  step_time_variability,
  step_time_asymmetry,
  step_width,
  knees,
  knee_range,
  toe_first,
  smoothness,
  backward_share
};

inline constexpr std::size_t form_check_count = 14;

/// What a reader must know of a check to use its value.
struct form_check_info {
  form_check check;
  std::string_view id;              ///< stable, snake_case: the name in files
  std::string_view label;           ///< plain English
  std::string_view unit;            ///< of its value and its thresholds
  std::string_view reference_unit;  ///< of the baseline or target that it is compared with, if any
  bool higher_is_worse;
  std::string_view definition;  ///< of its value, one sentence
  std::string_view needs;       ///< without which it is not assessed, as a sentence
  std::string_view cue;         ///< what to say when it warns
};

/// Every check, in the order in which tables show them.
inline constexpr std::array<form_check_info, form_check_count> form_checks{{
    {form_check::lean_back, "lean_back", "leaning back", "°", "", true,
     "Pitch of the trunk against quiet stance, positive backward: the mean of a stride.",
     "Needs a lower-back sensor with known mounting, and three seconds of standing still.",
     "Stand tall: you are leaning back."},
    {form_check::lean_forward, "lean_forward", "leaning forward", "°", "", true,
     "Pitch of the trunk against quiet stance, positive forward: the mean of a stride.",
     "Needs a lower-back sensor with known mounting, and three seconds of standing still.",
     "Stand tall: you are leaning forward."},
    {form_check::side_lean, "side_lean", "leaning to one side", "°", "", true,
     "Roll of the trunk against quiet stance to either side: the mean of a stride.",
     "Needs a lower-back sensor with known mounting, and three seconds of standing still.",
     "Stay level: you are leaning to one side."},
    {form_check::sway, "sway", "swaying", "% of own baseline", "m/s²", true,
     "Root mean square of the trunk's mediolateral acceleration in a stride.",
     "Needs a lower-back sensor with known mounting, and the sway of an earlier good walk.",
     "Keep your trunk steady and your middle gently braced: you are swaying."},
    {form_check::speed, "speed", "speed", "% of target", "m/s", true, "Speed of a stride.",
     "Needs a sensor that can measure speed while walking backward, and a target.",
     "Slow down: you are faster than planned."},
    {form_check::cadence, "cadence", "cadence", "% of target", "steps/min", true,
     "Steps a minute: two over the time of a stride.", "Needs a target cadence.",
     "Take your steps more slowly."},
    {form_check::step_time_variability, "step_time_variability", "uneven rhythm", "%", "", true,
     "Standard deviation of the newest step times over their mean.",
     "Needs sensors on both feet: a lower-back sensor agrees poorly with a walkway.",
     "Find an even rhythm: your steps vary."},
    {form_check::step_time_asymmetry, "step_time_asymmetry", "limping", "%", "", true,
     "Difference of the mean left and right step times among the newest, over the mean of the two.",
     "Needs sensors on both feet: a lower-back sensor agrees poorly with a walkway.",
     "Give both legs the same time: your steps differ from side to side."},
    {form_check::step_width, "step_width", "narrow steps", "% of own baseline", "m", false,
     "Sideways distance of the feet in a stride; below 0 they cross.",
     "Needs a sensor that can measure step width, and the width of an earlier good walk; no "
     "inertial "
     "sensor can.",
     "Keep your feet apart."},
    {form_check::knees, "knees", "knees in or out", "°", "", true,
     "Frontal-plane angle between thigh and shank in mid-stance against standing, in or out.",
     "Needs calibrated thigh and shank sensors.",
     "Keep your knees over your feet: a knee drifts in or out."},
    {form_check::knee_range, "knee_range", "knee bend", "°", "°", true,
     "How far a knee's peak flexion, or its range in a stride, falls short of its own baseline.",
     "Needs calibrated thigh and shank sensors, and the knee angles of an earlier good walk.",
     "Let your knee bend as you reach back."},
    {form_check::toe_first, "toe_first", "toes first", "% of strides", "", false,
     "Share of the newest strides that land on the toes first.", "Needs sensors on the feet.",
     "Reach back and put your toes down first."},
    {form_check::smoothness, "smoothness", "smoothness", "% of own baseline", "", false,
     "How much a stride's vertical acceleration is like that of the stride before.",
     "Needs a lower-back sensor, and the stride regularity of an earlier good walk.",
     "Move smoothly, one stride like the next."},
    {form_check::backward_share, "backward_share", "strides backward", "% of strides", "", false,
     "Share of the newest strides that could be told to be backward. Strides forward and turns, as "
     "on "
     "the way back to the start, are left out.",
     "Needs strides whose direction can be told.",
     "Walk straight back: many strides could not be told to be backward."},
}};

constexpr std::size_t index_of(form_check check) {
  return static_cast<std::size_t>(check);
}
constexpr const form_check_info& info_of(form_check check) {
  return form_checks[index_of(check)];
}
constexpr std::string_view to_string(form_check check) {
  return info_of(check).id;
}
/// The check of that id; nothing if there is none.
constexpr std::optional<form_check> form_check_from(std::string_view id) {
  for (const form_check_info& one : form_checks) {
    if (one.id == id) return one.check;
  }
  return std::nullopt;
}

/// What no sensor here can see, to be said before and while walking.
struct form_prompt {
  std::string_view id;
  std::string_view text;
};
inline constexpr std::array form_prompts{
    form_prompt{"feet_apart",
                "Start with your feet about as wide apart as your shoulders, and do not "
                "let them cross."},
    form_prompt{"core",
                "Brace your middle gently. No sensor here can see that; only the sway of your "
                "trunk can be measured."}};

/// From where on a check warns and alarms, and where it stops to. Each in the unit of its check.
struct form_threshold {
  double warn_on = 0;
  double warn_off = 0;
  /// Nothing: the check never alarms.
  std::optional<double> alarm_on{};
  std::optional<double> alarm_off{};
  rules::provenance source{};

  friend bool operator==(const form_threshold&, const form_threshold&) = default;
};

namespace detail {

inline form_threshold warn_and_alarm(double warn_on, double warn_off, double alarm_on,
                                     double alarm_off, const char* why) {
  return {warn_on, warn_off, alarm_on, alarm_off, rules::engineering_choice(why)};
}
inline form_threshold warn_only(double warn_on, double warn_off, const char* why) {
  return {warn_on, warn_off, std::nullopt, std::nullopt, rules::engineering_choice(why)};
}

}  // namespace detail

/// The thresholds of all checks, by index_of(check). No study gives thresholds for the form of backward
/// walking: all are engineering choices, each with what bounds it. A clinician's review is owed.
inline std::array<form_threshold, form_check_count> default_form_thresholds() {
  using detail::warn_and_alarm;
  using detail::warn_only;
  return {
      warn_and_alarm(8, 5, 12, 8,
                     "above the error of a pitch from acceleration alone, -4.8 to 4.3 degrees "
                     "(PMC11219489)"),
      warn_and_alarm(
          15, 10, 20, 15,
          "wider than backward: 0 to 16 degrees were seen in one student's laboratory walk"),
      warn_and_alarm(5, 3, 8, 5,
                     "at the error of a pitch from acceleration alone, -4.8 to 4.3 degrees "
                     "(PMC11219489), taken to hold for roll"),
      warn_and_alarm(130, 115, 160, 140, "against one's own baseline, as there are no norms"),
      warn_and_alarm(
          110, 105, 125, 115,
          "comfortable speed did best in trials (Lin 2025 meta-analysis, PubMed 40924430)"),
      warn_and_alarm(110, 105, 125, 115, "as for speed"),
      warn_and_alarm(
          8, 6, 12, 9,
          "about twice the 4.4 to 4.9 % measured on one healthy adult walking backward; "
          "foot sensors, as a lower-back sensor agrees poorly (Godfrey 2015, PMC4381862)"),
      warn_and_alarm(10, 7, 20, 15,
                     "2.5 % was measured on one healthy adult walking backward; foot sensors only "
                     "(Godfrey 2015, PMC4381862)"),
      warn_and_alarm(70, 80, 0, 35,
                     "the alarm is crossing over; inertial sensors cannot measure it (PMC4284057)"),
      warn_only(
          8, 5,
          "warns only: the error of the frontal angle, about 5 degrees (PMC6603670), is half of "
          "the usual 10 degrees"),
      warn_and_alarm(10, 6, 15, 10,
                     "twice the error of a single calibration, above 5 degrees for most motions "
                     "(PMC9732805)"),
      warn_and_alarm(70, 85, 50, 65, "most strides backward land on the toes"),
      warn_and_alarm(85, 90, 70, 80, "against one's own baseline, as there are no norms"),
      warn_only(80, 85, "below four in five, too little is known of the walk to judge its form"),
  };
}

struct form_params {
  std::array<form_threshold, form_check_count> thresholds = default_form_thresholds();
  /// A state is entered when so many of the newest of_strides strides lie beyond its `on`, and left
  /// after leave_after strides in a row at or within its `off`. More: calmer and later. [engineering
  /// choice]
  std::size_t enter_after = 3;
  std::size_t of_strides = 5;
  std::size_t leave_after = 5;
  /// Backward steps with a value before a check has a state. [engineering choice: as many as a
  /// variability needs]
  std::size_t min_steps = 20;
  /// How many of the newest steps (strides for toe_first and backward_share) variability, asymmetry
  /// and shares look at. [engineering choice: at least 20]
  std::size_t window = 20;
  /// Backward strides in a row without a value after which a check is not assessed any more.
  /// [engineering choice: as leave_after]
  std::size_t forget_after = 5;
  /// Whether step times that do not come from the feet or legs may be judged for their variability.
  /// [no: Godfrey 2015, PMC4381862, found poor agreement of a lower-back sensor with a walkway]
  bool variability_without_feet = false;

  const form_threshold& threshold(form_check check) const { return thresholds[index_of(check)]; }
  form_threshold& threshold(form_check check) { return thresholds[index_of(check)]; }

  static constexpr std::size_t max_window = 64;
  static constexpr std::size_t max_strides = 16;

  issues validate() const;
  friend bool operator==(const form_params&, const form_params&) = default;
};

inline issues form_params::validate() const {
  issues found;
  require(found, of_strides >= 1 && of_strides <= max_strides, "of_strides", "must lie in [1, 16]");
  require(found, enter_after >= 1 && enter_after <= of_strides, "enter_after",
          "must lie in [1, of_strides]");
  require(found, leave_after >= 1 && leave_after <= 1000, "leave_after", "must lie in [1, 1000]");
  require(found, leave_after + enter_after > of_strides, "leave_after",
          "is so short that what entered a state would enter it again");
  require(found, min_steps >= of_strides && min_steps <= 1000, "min_steps",
          "must lie in [of_strides, 1000]");
  require(found, window >= 20 && window <= max_window, "window", "must lie in [20, 64]");
  require(found, forget_after >= 1 && forget_after <= 1000, "forget_after",
          "must lie in [1, 1000]");
  for (const form_check_info& info : form_checks) {
    const form_threshold& t = threshold(info.check);
    const std::string field = "thresholds." + std::string(info.id);
    // Badness: the value, its sign turned where lower is worse.
    const double sign = info.higher_is_worse ? 1 : -1;
    require(found,
            std::isfinite(t.warn_on) && std::isfinite(t.warn_off) &&
                sign * t.warn_off <= sign * t.warn_on,
            field, "warn_off must not lie beyond warn_on");
    require(found, t.alarm_on.has_value() == t.alarm_off.has_value(), field,
            "alarm_on and alarm_off come together");
    if (t.alarm_on && t.alarm_off) {
      require(found, std::isfinite(*t.alarm_on) && sign * t.warn_on <= sign * *t.alarm_on, field,
              "alarm_on must not lie before warn_on");
      require(found,
              std::isfinite(*t.alarm_off) && sign * *t.alarm_off <= sign * *t.alarm_on &&
                  sign * t.warn_off <= sign * *t.alarm_off,
              field, "alarm_off must lie between warn_off and alarm_on");
    }
    require(found,
            t.source.kind == rules::strength::chosen ? !t.source.note.empty()
                                                     : !t.source.source.empty(),
            field, "says nothing of where it comes from");
  }
  require(found, !threshold(form_check::knees).alarm_on, "thresholds.knees",
          "warns only: the angle's error is too large for an alarm");
  return found;
}

/// What is usual for this person, from standing and from earlier good walks. What is not known keeps
/// its checks from being assessed.
struct form_baseline {
  struct knee {
    std::optional<double> peak_flexion_rad{};
    std::optional<double> excursion_rad{};

    friend bool operator==(const knee&, const knee&) = default;
  };

  std::optional<double> sway_m_s2{};
  std::optional<double> step_width_m{};
  std::optional<double> regularity{};
  knee left_knee{};
  knee right_knee{};

  issues validate() const {
    issues found;
    const auto require = [&](const std::optional<double>& value, const char* field) {
      if (value && !(*value > 0 && std::isfinite(*value))) {
        found.push_back({field, "must be above 0"});
      }
    };
    require(sway_m_s2, "baseline.sway_m_s2");
    require(step_width_m, "baseline.step_width_m");
    require(regularity, "baseline.regularity");
    require(left_knee.peak_flexion_rad, "baseline.left_knee.peak_flexion_rad");
    require(left_knee.excursion_rad, "baseline.left_knee.excursion_rad");
    require(right_knee.peak_flexion_rad, "baseline.right_knee.peak_flexion_rad");
    require(right_knee.excursion_rad, "baseline.right_knee.excursion_rad");
    return found;
  }
  friend bool operator==(const form_baseline&, const form_baseline&) = default;
};

/// What the plan asks for.
struct form_targets {
  std::optional<double> speed_m_s{};
  std::optional<double> cadence_steps_min{};

  issues validate() const {
    issues found;
    const auto require = [&](const std::optional<double>& value, const char* field) {
      if (value && !(*value > 0 && std::isfinite(*value))) {
        found.push_back({field, "must be above 0"});
      }
    };
    require(speed_m_s, "targets.speed_m_s");
    require(cadence_steps_min, "targets.cadence_steps_min");
    return found;
  }
  friend bool operator==(const form_targets&, const form_targets&) = default;
};

}  // namespace retrogait

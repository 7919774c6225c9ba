#pragma once
/// @file
/// How good the form of a backward walk was: every check with its state, the numbers behind it, and
/// what to say; or why it was not assessed.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/core/print.hpp>
#include <retrogait/core/units.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/metrics/posture.hpp>
#include <retrogait/segment/walking_bout.hpp>
#include <retrogait/session/form_monitor.hpp>
#include <retrogait/session/form_params.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retrogait {

/// What one check came to.
struct form_finding {
  form_check check = form_check::lean_back;
  form_state state = form_state::not_assessed;  ///< at the end; last known while walking backward
  form_state worst = form_state::not_assessed;  ///< at any time
  measured<double> value{};                     ///< mean over the backward strides that have it
  std::string_view unit{};
  std::optional<double> reference{};  ///< the baseline or target that it was compared with
  std::string_view reference_unit{};
  form_threshold threshold{};  ///< that applied
  std::size_t strides = 0;     ///< backward strides at which the check had a state
  std::size_t passing = 0;     ///< of these, at which it passed
  reason why = reason::none;   ///< why it has no state at the end
  std::string cue{};           ///< what to say; empty where it passed throughout
  std::string explanation{};   ///< why it has no state; empty where it has one

  /// Share of the strides that passed; nothing if there are none.
  std::optional<quantity<units::percent>> passing_share() const {
    if (strides == 0) return std::nullopt;
    return quantities::percent(100 * static_cast<double>(passing) / static_cast<double>(strides));
  }

  friend bool operator==(const form_finding&, const form_finding&) = default;
};

struct form_report {
  std::array<form_finding, form_check_count> checks{};  ///< by index_of(check)
  std::vector<form_cue> cues{};                         ///< in order of time
  std::size_t strides = 0;
  std::size_t backward_strides = 0;
  /// Of the backward strides at which some check had a state, the share that passed every one that had:
  /// the form_passing of a session. backward_share alone is no form: where nothing else could be
  /// assessed there is no value.
  measured<quantity<units::percent>> passing{};

  const form_finding& operator[](form_check check) const { return checks[index_of(check)]; }
  friend bool operator==(const form_report&, const form_report&) = default;
};

/// How many checks passed at the end. One that was not assessed did not.
inline std::size_t count_passes(const form_report& report) {
  return static_cast<std::size_t>(
      std::count_if(report.checks.begin(), report.checks.end(),
                    [](const form_finding& f) { return f.state == form_state::pass; }));
}

/// What to say to the person in that state; empty for a pass and where nothing was assessed.
inline std::string cue_text(form_check check, form_state state) {
  const std::string cue(info_of(check).cue);
  if (state == form_state::warn) return cue;
  if (state == form_state::alarm) return "Pause, and start again calmly. " + cue;
  return {};
}

/// Why a check is not assessed, as a sentence; steps: how many it had of those that it needs.
inline std::string explanation_text(form_check check, reason why, std::size_t steps,
                                    std::size_t needed_steps) {
  const form_check_info& info = info_of(check);
  switch (why) {
    case reason::none:
      return {};
    case reason::no_walking:
      return "No stride could be told to be backward.";
    case reason::direction_unknown:
      return "Too many strides could not be told to be backward.";
    case reason::too_few_steps:
      if (steps >= needed_steps) return "Too few backward steps after the first window of them.";
      return "Too few backward steps: " + std::to_string(steps) + " of " +
             std::to_string(needed_steps) + ".";
    case reason::not_assessed:
    case reason::sensor_missing:
    case reason::not_calibrated:
      return std::string(info.needs);
    default:
      return "Not computable: " + std::string(to_string(why)) + ". " + std::string(info.needs);
  }
}

namespace detail {

inline std::optional<double> reference_of(form_check check, const form_baseline& baseline,
                                          const form_targets& targets) {
  switch (check) {
    case form_check::sway:
      return baseline.sway_m_s2;
    case form_check::step_width:
      return baseline.step_width_m;
    case form_check::smoothness:
      return baseline.regularity;
    case form_check::speed:
      return targets.speed_m_s;
    case form_check::cadence:
      return targets.cadence_steps_min;
    default:
      return std::nullopt;
  }
}

/// Adds up what the monitor says after each stride.
class form_tally {
 public:
  void take(const form_monitor& monitor, bool backward) {
    bool any = false;
    bool all_pass = true;
    for (const form_check_info& info : form_checks) {
      one& t = checks_[index_of(info.check)];
      if (monitor.has_new_value(info.check)) t.values(*monitor.value(info.check));
      const form_state state = monitor.state(info.check);
      t.worst = (std::max)(t.worst, state);
      if (!backward || state == form_state::not_assessed) continue;
      // That a stride was backward is no form yet: it alone must not make a stride pass.
      any = any || info.check != form_check::backward_share;
      ++t.strides;
      if (state == form_state::pass) {
        ++t.passing;
      } else {
        all_pass = false;
      }
    }
    if (!any) return;
    ++judged_;
    if (all_pass) ++passing_;
  }

  form_report report(const form_monitor& monitor) const {
    form_report out;
    out.strides = monitor.strides();
    out.backward_strides = monitor.backward_strides();
    if (judged_ > 0) {
      const double share = 100 * static_cast<double>(passing_) / static_cast<double>(judged_);
      out.passing = measured<quantity<units::percent>>::of(quantities::percent(share), judged_);
    } else {
      out.passing = measured<quantity<units::percent>>::not_computable(why_none(monitor));
    }
    for (const form_check_info& info : form_checks) {
      out.checks[index_of(info.check)] = finding(info, monitor);
    }
    return out;
  }

 private:
  struct one {
    moments values;
    form_state worst = form_state::not_assessed;
    std::size_t strides = 0;
    std::size_t passing = 0;
  };

  /// Why no stride could be judged: the reason of the check that came nearest to it.
  static reason why_none(const form_monitor& monitor) {
    reason why = reason::sensor_missing;
    for (const form_check_info& info : form_checks) {
      if (info.check == form_check::backward_share) continue;
      const reason of_check = monitor.why_not(info.check);
      if (of_check == reason::no_walking || of_check == reason::direction_unknown) return of_check;
      if (of_check == reason::too_few_steps) why = of_check;
    }
    return why;
  }

  form_finding finding(const form_check_info& info, const form_monitor& monitor) const {
    const one& t = checks_[index_of(info.check)];
    form_finding f;
    f.check = info.check;
    f.state = monitor.state(info.check);
    f.worst = t.worst;
    f.why = monitor.why_not(info.check);
    // Strides overlap and share their steps, so no margin is given.
    f.value = t.values.count() > 0 ? measured<double>::of(*t.values.mean(), t.values.count())
                                   : measured<double>::not_computable(
                                         f.why == reason::none ? reason::too_few_steps : f.why);
    f.unit = info.unit;
    f.reference = reference_of(info.check, monitor.baseline(), monitor.targets());
    f.reference_unit = info.reference_unit;
    f.threshold = monitor.params().threshold(info.check);
    f.strides = t.strides;
    f.passing = t.passing;
    f.cue = cue_text(info.check, t.worst);
    f.explanation =
        explanation_text(info.check, f.why, monitor.steps(info.check), monitor.params().min_steps);
    return f;
  }

  std::array<one, form_check_count> checks_{};
  std::size_t judged_ = 0;
  std::size_t passing_ = 0;
};

}  // namespace detail

/// The checks of a whole walk: the strides, in the order of their ends, through a form_monitor.
/// Errors: config_error with the issues of all three.
inline form_report assess_form(std::span<const stride_observation> strides,
                               const form_params& params = {}, const form_baseline& baseline = {},
                               const form_targets& targets = {}) {
  form_monitor monitor(params, baseline, targets);
  detail::form_tally tally;
  std::vector<form_cue> cues;
  for (const stride_observation& s : strides) {
    const std::size_t before = monitor.backward_strides();
    for (const form_cue& cue : monitor.update(s)) cues.push_back(cue);
    tally.take(monitor, monitor.backward_strides() != before);
  }
  form_report report = tally.report(monitor);
  report.cues = std::move(cues);
  return report;
}

/// The strides of one bout as the checks look at them, in the order of their ends. The direction of a
/// stride is that of the step that ends with it, or the bout's where that is unknown; postures: one for
/// each stride of the bout in its order (see stride_postures), or none; from_feet: whether the contacts
/// come from sensors on both feet or legs. Speed comes from the strides' lengths. Knee angles, step
/// width and toe_first are for the caller to add.
inline std::vector<stride_observation> observations_of(
    const walking_bout& bout, std::span<const stride_posture> postures = {},
    bool from_feet = false) {
  RETROGAIT_ASSERT(postures.empty() || postures.size() == bout.strides.size(),
                   "one posture for each stride of the bout");
  std::vector<stride_observation> list;
  list.reserve(bout.strides.size());
  for (std::size_t i = 0; i < bout.strides.size(); ++i) {
    const stride& from = bout.strides[i];
    stride_observation s;
    s.start_s = from.start_s;
    s.end_s = from.end_s;
    s.side = from.side;
    s.direction = bout.direction;
    s.steps = bout.steps.empty() ? 2 : 1;
    s.from_feet = from_feet;
    const auto last =
        std::lower_bound(bout.steps.begin(), bout.steps.end(), from.end_s,
                         [](const step& one, double end_s) { return one.end_s < end_s; });
    if (last != bout.steps.end() && last->end_s == from.end_s) {
      if (!(last->direction == direction::unknown)) s.direction = last->direction;
      s.step_time_s = measured<double>::of(last->duration_s(), 1);
    }
    if (from.length_m) s.speed_m_s = measured<double>::of(*from.length_m / from.duration_s(), 1);
    if (!postures.empty()) {
      s.pitch_rad = postures[i].pitch_rad;
      s.roll_rad = postures[i].roll_rad;
      s.sway_m_s2 = postures[i].sway_m_s2;
      s.regularity = postures[i].regularity;
    }
    list.push_back(s);
  }
  std::stable_sort(
      list.begin(), list.end(),
      [](const stride_observation& a, const stride_observation& b) { return a.end_s < b.end_s; });
  return list;
}

/// A person's own baseline from an earlier good walk: the median of each quantity over its backward
/// strides, where at least min_strides of them have it (of one side, for the knees) and it is above 0.
inline form_baseline learn_baseline(std::span<const stride_observation> strides,
                                    std::size_t min_strides = 20) {
  RETROGAIT_ASSERT(min_strides > 0, "a median needs a value");
  const auto middle = [&](auto quantity_of, side only) -> std::optional<double> {
    std::vector<double> values;
    for (const stride_observation& s : strides) {
      if (!(s.direction == direction::backward)) continue;
      if (only != side::unknown && s.side != only) continue;
      const measured<double>& x = quantity_of(s);
      if (x) values.push_back(*x);
    }
    if (values.size() < min_strides) return std::nullopt;
    const double found = median(values);
    return found > 0 ? std::optional<double>(found) : std::nullopt;
  };
  const auto peak = [](const stride_observation& s) -> const measured<double>& {
    return s.knee_peak_flexion_rad;
  };
  const auto excursion = [](const stride_observation& s) -> const measured<double>& {
    return s.knee_excursion_rad;
  };
  form_baseline out;
  out.sway_m_s2 =
      middle([](const stride_observation& s) -> const measured<double>& { return s.sway_m_s2; },
             side::unknown);
  out.step_width_m =
      middle([](const stride_observation& s) -> const measured<double>& { return s.step_width_m; },
             side::unknown);
  out.regularity =
      middle([](const stride_observation& s) -> const measured<double>& { return s.regularity; },
             side::unknown);
  out.left_knee = {middle(peak, side::left), middle(excursion, side::left)};
  out.right_knee = {middle(peak, side::right), middle(excursion, side::right)};
  return out;
}

/// One line for people: "leaning back: 9.4 °, warn (warns above 8.0 °)", or "knees in or out: not
/// assessed. Needs …".
inline std::string to_string(const form_finding& f) {
  const form_check_info& info = info_of(f.check);
  std::string text = std::string(info.label) + ": ";
  if (f.state == form_state::not_assessed) {
    text += "not assessed";
    if (f.strides > 0) text += " at the end, before that " + std::string(to_string(f.worst));
    return text + ". " + f.explanation;
  }
  const auto with_unit = [&](double x) {
    return fixed_text(x, std::abs(x) >= 20 ? 0 : 1) + " " + std::string(info.unit);
  };
  text += with_unit(f.value.value()) + ", " + std::string(to_string(f.state)) + " (warns " +
          (info.higher_is_worse ? "above " : "below ") + with_unit(f.threshold.warn_on);
  if (f.worst > f.state) text += "; at worst " + std::string(to_string(f.worst));
  return text + ")";
}

}  // namespace retrogait

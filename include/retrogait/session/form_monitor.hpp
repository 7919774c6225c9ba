#pragma once
/// @file
/// The form checks, live, stride by stride.

#include <retrogait/core/events.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/math/ring_buffer.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/session/form_params.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace retrogait {

/// One stride, with what the sensors at hand could say of it. What is left out was not measured, and
/// the checks that need it are not assessed.
struct stride_observation {
  double start_s = 0;
  double end_s = 0;
  retrogait::side side = retrogait::side::unknown;  ///< the foot, whose contact starts and ends it
  direction_estimate direction{};
  /// New steps that it brings: 1 where the strides of both feet are seen, 2 where those of one are.
  std::size_t steps = 1;
  /// Whether step_time_s comes from sensors on both feet or legs.
  bool from_feet = false;
  measured<double> step_time_s{};            ///< of the step that ends with it
  measured<double> speed_m_s{};              ///< without its sign
  measured<double> pitch_rad{};              ///< against quiet stance, positive forward
  measured<double> roll_rad{};               ///< against quiet stance, positive to the left
  measured<double> sway_m_s2{};              ///< root mean square, mediolateral
  measured<double> regularity{};             ///< see stride_posture
  measured<double> step_width_m{};           ///< negative: crossed over
  measured<double> knee_frontal_rad{};       ///< mid-stance against standing, positive in (valgus)
  measured<double> knee_peak_flexion_rad{};  ///< of this side's knee
  measured<double> knee_excursion_rad{};     ///< of this side's knee: largest less smallest flexion
  measured<bool> toe_first{};                ///< how the stride's last contact landed

  friend bool operator==(const stride_observation&, const stride_observation&) = default;
};

/// A check changes its state.
struct form_cue {
  double time_s = 0;  ///< end of the stride that changed it
  form_check check = form_check::lean_back;
  form_state before = form_state::not_assessed;
  form_state state = form_state::not_assessed;
  measured<double> value{};  ///< the newest, in the unit of the check

  friend bool operator==(const form_cue&, const form_cue&) = default;
};

namespace detail {

/// Hysteresis over strides: `on` is entered when enough of the newest values lie beyond it, and left
/// after enough values in a row at or within `off`.
class form_latch {
 public:
  void take(double badness, double on, double off, const form_params& p) {
    newest_ = (newest_ << 1U) | (badness > on ? 1U : 0U);
    clean_ = badness <= off ? clean_ + 1 : 0;
    std::size_t beyond = 0;
    for (std::size_t i = 0; i < p.of_strides; ++i) beyond += (newest_ >> i) & 1U;
    if (beyond >= p.enter_after) set_ = true;
    if (clean_ >= p.leave_after) set_ = false;
  }
  bool is_set() const { return set_; }

  friend bool operator==(const form_latch&, const form_latch&) = default;

 private:
  std::uint32_t newest_ = 0;  // one bit a stride
  std::size_t clean_ = 0;
  bool set_ = false;
};

/// What the monitor knows of one check.
struct form_track {
  form_latch warn;
  form_latch alarm;
  std::size_t steps = 0;    // that brought what the check needs
  std::size_t values = 0;   // that the latches took
  std::size_t missing = 0;  // backward strides in a row without it
  measured<double> value = measured<double>::not_computable(reason::sensor_missing);
  bool is_new = false;  // the value came with the newest stride
  form_state shown = form_state::not_assessed;

  void take(form_check check, double x, std::size_t n, const form_params& p) {
    const form_check_info& info = info_of(check);
    const form_threshold& t = p.threshold(check);
    const double sign = info.higher_is_worse ? 1 : -1;
    warn.take(sign * x, sign * t.warn_on, sign * t.warn_off, p);
    if (t.alarm_on && t.alarm_off) alarm.take(sign * x, sign * *t.alarm_on, sign * *t.alarm_off, p);
    ++values;
    value = measured<double>::of(x, n);
    is_new = true;
  }

  void forget(reason why) {
    const form_state still_shown = shown;
    *this = form_track();
    shown = still_shown;
    value = measured<double>::not_computable(why);
  }

  friend bool operator==(const form_track&, const form_track&) = default;
};

}  // namespace detail

/// Event detector: update(stride_observation) → the checks whose state the stride changed.
///
/// Strides come in the order of their ends. Only those told to be backward are judged; others leave
/// all states as they are. Each check looks at one number a stride, or for variability, asymmetry and
/// shares at the newest steps or strides (form_params::window); its states have the hysteresis of
/// form_params. A check has no state before min_steps backward steps have brought what it needs, nor
/// once it has been missing for forget_after strides, nor while backward_share warns, as then too
/// little is known of the walk. not_assessed never counts as a pass.
///
/// A knee counts for its own side's baseline; both knees feed one check, each stride its own.
///
/// Latency: none beyond that of the observation. No heap in update, no clock, no thread.
///
/// Errors: config_error from the constructor, with the issues of all three.
class form_monitor {
 public:
  using cues = event_buffer<form_cue, form_check_count>;

  explicit form_monitor(const form_params& params = {}, const form_baseline& baseline = {},
                        const form_targets& targets = {})
      : params_((throw_if_any(all_issues(params, baseline, targets)), params)),
        baseline_(baseline),
        targets_(targets) {}

  /// A stride whose times are not finite, or that does not end after it starts, is left out.
  cues update(const stride_observation& s) {
    cues changed;
    for (detail::form_track& track : tracks_) track.is_new = false;
    if (!std::isfinite(s.start_s) || !std::isfinite(s.end_s) || !(s.end_s > s.start_s)) {
      return changed;
    }
    ++strides_;
    const bool backward = s.direction == direction::backward;
    const bool elsewhere = s.direction == direction::forward || s.direction == direction::turning;
    if (!elsewhere) take_share(backward, s.steps);
    if (backward) {
      ++backward_strides_;
      take_stride(s);
    }
    for (const form_check_info& info : form_checks) {
      detail::form_track& track = tracks_[index_of(info.check)];
      const form_state now = state(info.check);
      if (now == track.shown) continue;
      changed.push_back({s.end_s, info.check, track.shown, now, track.value});
      track.shown = now;
    }
    return changed;
  }

  void finish() {}
  double latency_s() const { return 0; }
  void reset() { *this = form_monitor(params_, baseline_, targets_); }

  form_state state(form_check check) const {
    if (why_not(check) != reason::none) return form_state::not_assessed;
    const detail::form_track& track = tracks_[index_of(check)];
    if (track.alarm.is_set()) return form_state::alarm;
    return track.warn.is_set() ? form_state::warn : form_state::pass;
  }

  /// Why a check has no state; none if it has one.
  reason why_not(form_check check) const {
    const detail::form_track& track = tracks_[index_of(check)];
    if (strides_ == 0 || (backward_strides_ == 0 && check != form_check::backward_share)) {
      return reason::no_walking;
    }
    if (!track.value && track.steps == 0) return track.value.why();
    if (track.steps < params_.min_steps || track.values < params_.of_strides) {
      return reason::too_few_steps;
    }
    const bool trusted = !tracks_[index_of(form_check::backward_share)].warn.is_set();
    return trusted || check == form_check::backward_share ? reason::none
                                                          : reason::direction_unknown;
  }

  /// The newest value in the unit of the check, or why there is none. It may come from strides whose
  /// number does not give a state yet.
  const measured<double>& value(form_check check) const { return tracks_[index_of(check)].value; }
  /// Whether the newest stride brought it.
  bool has_new_value(form_check check) const { return tracks_[index_of(check)].is_new; }
  /// Backward steps that brought what the check needs, since it was last missing.
  std::size_t steps(form_check check) const { return tracks_[index_of(check)].steps; }
  std::size_t strides() const { return strides_; }
  std::size_t backward_strides() const { return backward_strides_; }

  const form_params& params() const { return params_; }
  const form_baseline& baseline() const { return baseline_; }
  const form_targets& targets() const { return targets_; }

  friend bool operator==(const form_monitor&, const form_monitor&) = default;

 private:
  using number = measured<double>;

  struct timed_step {
    double duration_s;
    retrogait::side side;
    friend bool operator==(const timed_step&, const timed_step&) = default;
  };
  using flags = static_ring<std::uint8_t, form_params::max_window>;

  static issues all_issues(const form_params& params, const form_baseline& baseline,
                           const form_targets& targets) {
    issues found = params.validate();
    for (const issues& more : {baseline.validate(), targets.validate()}) {
      found.insert(found.end(), more.begin(), more.end());
    }
    return found;
  }

  /// Keeps as many as the checks look at.
  template <class Ring>
  bool push(Ring& ring, const typename Ring::value_type& x) const {
    ring.push_back(x);
    while (ring.size() > params_.window) ring.pop_front();
    return ring.size() == params_.window;
  }

  number percent_of(const number& x, const std::optional<double>& reference) const {
    if (!x) return x;
    if (!reference) return number::not_computable(reason::not_calibrated);
    return number::of(100 * *x / *reference, 1);
  }

  /// A number of this stride alone.
  void take_value(form_check check, const number& x, std::size_t steps) {
    if (!x || !std::isfinite(*x)) return miss(check, x ? reason::gap : x.why());
    detail::form_track& track = take_steps(check, steps);
    track.take(check, *x, 1, params_);
  }

  detail::form_track& take_steps(form_check check, std::size_t steps) {
    detail::form_track& track = tracks_[index_of(check)];
    track.missing = 0;
    track.steps += steps;
    return track;
  }

  /// Whether that makes the check forget what it knew.
  bool is_forgotten(form_check check) {
    detail::form_track& track = tracks_[index_of(check)];
    return track.steps == 0 || ++track.missing >= params_.forget_after;
  }

  void miss(form_check check, reason why) {
    if (!is_forgotten(check)) return;
    tracks_[index_of(check)].forget(why == reason::not_assessed ? reason::sensor_missing : why);
    if (check == form_check::step_time_variability) variability_steps_.clear();
    if (check == form_check::step_time_asymmetry) asymmetry_steps_.clear();
    if (check == form_check::toe_first) toes_.clear();
  }

  static double share_of(const flags& list) {
    std::size_t n = 0;
    for (const std::uint8_t yes : list) n += yes;
    return 100 * static_cast<double>(n) / static_cast<double>(list.size());
  }

  void take_share(bool backward, std::size_t steps) {
    detail::form_track& track = take_steps(form_check::backward_share, steps);
    if (push(shares_, backward ? std::uint8_t{1} : std::uint8_t{0})) {
      track.take(form_check::backward_share, share_of(shares_), shares_.size(), params_);
    }
  }

  void take_stride(const stride_observation& s) {
    const auto in_degrees = [](const number& x, auto f) {
      return x.transform([&](double rad) { return f(rad) * degrees_per_radian; });
    };
    const auto take = [&](form_check check, const number& x) { take_value(check, x, s.steps); };
    take(form_check::lean_back, in_degrees(s.pitch_rad, [](double x) { return -x; }));
    take(form_check::lean_forward, in_degrees(s.pitch_rad, [](double x) { return x; }));
    take(form_check::side_lean, in_degrees(s.roll_rad, [](double x) { return std::abs(x); }));
    take(form_check::knees, in_degrees(s.knee_frontal_rad, [](double x) { return std::abs(x); }));
    take(form_check::knee_range, knee_shortfall_deg(s));
    take(form_check::sway, percent_of(s.sway_m_s2, baseline_.sway_m_s2));
    take(form_check::step_width, percent_of(s.step_width_m, baseline_.step_width_m));
    take(form_check::smoothness, percent_of(s.regularity, baseline_.regularity));
    take(form_check::speed, percent_of(s.speed_m_s, targets_.speed_m_s));
    take(form_check::cadence,
         percent_of(number::of(120 / (s.end_s - s.start_s), 1), targets_.cadence_steps_min));
    take_variability(s);
    take_asymmetry(s);
    take_toes(s);
  }

  /// The larger shortfall of the knee's peak and of its range.
  number knee_shortfall_deg(const stride_observation& s) const {
    if (!s.knee_peak_flexion_rad && !s.knee_excursion_rad) return s.knee_peak_flexion_rad;
    if (s.side == side::unknown) return number::not_computable(reason::side_unknown);
    const form_baseline::knee& usual =
        s.side == side::left ? baseline_.left_knee : baseline_.right_knee;
    std::optional<double> shortfall;
    const auto compare = [&](const std::optional<double>& then, const number& now) {
      if (!then || !now) return;
      const double less = (*then - *now) * degrees_per_radian;
      shortfall = shortfall ? (std::max)(*shortfall, less) : less;
    };
    compare(usual.peak_flexion_rad, s.knee_peak_flexion_rad);
    compare(usual.excursion_rad, s.knee_excursion_rad);
    return shortfall ? number::of(*shortfall, 1) : number::not_computable(reason::not_calibrated);
  }

  static bool has_step_time(const stride_observation& s) {
    return s.step_time_s && std::isfinite(*s.step_time_s) && *s.step_time_s > 0;
  }

  void take_variability(const stride_observation& s) {
    constexpr form_check check = form_check::step_time_variability;
    if (!has_step_time(s)) return miss(check, s.step_time_s ? reason::gap : s.step_time_s.why());
    if (!s.from_feet && !params_.variability_without_feet) {
      return miss(check, reason::sensor_missing);
    }
    detail::form_track& track = take_steps(check, s.steps);
    if (!push(variability_steps_, *s.step_time_s)) return;
    moments m;
    for (const double x : variability_steps_) m(x);
    track.take(check, 100 * *m.stddev() / *m.mean(), m.count(), params_);
  }

  void take_asymmetry(const stride_observation& s) {
    constexpr form_check check = form_check::step_time_asymmetry;
    if (!has_step_time(s)) return miss(check, s.step_time_s ? reason::gap : s.step_time_s.why());
    if (!s.from_feet) return miss(check, reason::sensor_missing);
    if (s.side == side::unknown) return miss(check, reason::side_unknown);
    detail::form_track& track = take_steps(check, s.steps);
    if (!push(asymmetry_steps_, {*s.step_time_s, s.side})) return;
    moments left;
    moments right;
    for (const timed_step& one : asymmetry_steps_) {
      (one.side == side::left ? left : right)(one.duration_s);
    }
    constexpr std::size_t least = 3;  // of either foot, as for metric::step_time_asymmetry
    if (left.count() < least || right.count() < least) return;
    const double l = *left.mean();
    const double r = *right.mean();
    track.take(check, 100 * std::abs(l - r) / ((l + r) / 2), left.count() + right.count(), params_);
  }

  void take_toes(const stride_observation& s) {
    constexpr form_check check = form_check::toe_first;
    if (!s.toe_first) return miss(check, s.toe_first.why());
    detail::form_track& track = take_steps(check, s.steps);
    if (push(toes_, *s.toe_first ? std::uint8_t{1} : std::uint8_t{0})) {
      track.take(check, share_of(toes_), toes_.size(), params_);
    }
  }

  form_params params_;
  form_baseline baseline_;
  form_targets targets_;
  std::array<detail::form_track, form_check_count> tracks_{};
  static_ring<double, form_params::max_window> variability_steps_;
  static_ring<timed_step, form_params::max_window> asymmetry_steps_;
  flags toes_;
  flags shares_;  // 1 for each stride told to be backward
  std::size_t strides_ = 0;
  std::size_t backward_strides_ = 0;
};

}  // namespace retrogait

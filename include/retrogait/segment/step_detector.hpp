#pragma once
/// @file
/// The default step detector for one sensor on the lower back: initial and final contacts with side
/// and direction, live, sample by sample.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/math/ring_buffer.hpp>
#include <retrogait/math/two_state_filter.hpp>
#include <retrogait/segment/contact_finder.hpp>
#include <retrogait/segment/contact_model.hpp>
#include <retrogait/segment/detail/contact_model_data.hpp>
#include <retrogait/segment/direction_tracker.hpp>
#include <retrogait/segment/trunk_window.hpp>
#include <retrogait/segment/walking_features.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace retrogait {

struct step_detector_params {
  /// The sensor's nominal rate in Hz. Only latency_s() rests on it: samples are placed by their own
  /// times, whatever the rate.
  double rate_hz = 100;
  /// How the sensor is worn. Without its forward axis, contacts are still found, but direction and
  /// side are unknown.
  retrogait::mounting mounting{};
  /// Probability from which on a peak of the score is a contact. Higher: fewer false contacts, more
  /// missed ones. [engineering choice: the likelier answer]
  double least_probability = 0.5;
  /// Probability from which on likely contacts in a row are walking and open a bout. [chosen on
  /// people held out and on virtual motion: from 0.5 to 0.9 little changes, see docs/accuracy.md]
  double opening_probability = 0.7;
  /// Shortest and longest time of a step in seconds. A longer pause ends the bout.
  /// [engineering choice: 240 steps a minute; the slowest shuffling steps of the recordings]
  double min_step_time_s = 0.25;
  double max_step_time_s = 1.8;
  /// Contacts in a row, at plausible intervals, that open a bout. [engineering choice: three steps
  /// from standing, the shortest walk worth the name]
  int min_contacts = 3;
  /// Motion below this share of gravity is stillness. [engineering choice: 0.04 g; quiet standing
  /// stays below 0.02 g]
  double still_share = 0.04;
  /// Whether final contacts are given too. They cost about a third of the time while walking.
  bool final_contacts = false;
  direction_params direction{};
  /// What was learned; must outlive the detector.
  const contact_model* model = &default_contact_model;

  issues validate() const;
  friend bool operator==(const step_detector_params&, const step_detector_params&) = default;
};

inline issues step_detector_params::validate() const {
  issues found = direction.validate();
  require(found, rate_hz >= 10 && rate_hz <= 10000, "rate_hz", "must lie in [10, 10000]");
  require(found, least_probability > 0 && least_probability < 1, "least_probability",
          "must lie in (0, 1)");
  require(found, opening_probability >= 0 && opening_probability < 1, "opening_probability",
          "must lie in [0, 1)");
  require(found, min_step_time_s >= 0.14, "min_step_time_s", "must be at least 0.14");
  require(found, max_step_time_s > min_step_time_s && max_step_time_s <= 3, "max_step_time_s",
          "must lie above min_step_time_s and not above 3");
  require(found, min_contacts >= 2 && min_contacts <= 8, "min_contacts", "must lie in [2, 8]");
  require(found, still_share > 0 && still_share < 1, "still_share", "must lie in (0, 1)");
  require(found, model != nullptr, "model", "must point to a model");
  return found;
}

/// Event detector: update(sample) → optional contact.
///
/// How it works, on the 50 Hz grid of trunk_motion:
/// 1. Linear templates (contact_model), for initial and final contacts, walking forward and walking
///    backward, slide over the vertical and the forward acceleration, divided by their strength. Their
///    peaks are candidates, each with a probability (contact_finder). Backward contacts need their own
///    templates: toe first, no heel spike, and the forward acceleration peaks after the contact
///    instead of before it. A template spans 0.32 s before and after the contact, so it holds the
///    delay between the contact and what the trunk feels: no offset needs to be taken off.
/// 2. direction_tracker says which template to believe.
/// 3. min_contacts likely initial contacts in a row, at plausible intervals, open a bout if together
///    they look like walking (walking_features); they and those just before them come out one an
///    update, final contacts among them if they are asked for. A pause longer than max_step_time_s, a
///    gap in the recording or a change of direction ends it.
/// 4. Sides: a linear template over the mediolateral acceleration and, where there is one, the
///    gyroscope says left or right; a two-state filter, in which feet take turns, carries it on. A
///    final contact is of the foot that did not meet the ground last.
///
/// Without a known forward axis, the axis is taken as the horizontal direction whose acceleration
/// follows the vertical one as it does when walking forward; direction and side stay unknown.
///
/// A sample that is not finite is a lost sample.
///
/// Latency: contact_latency_s() within a bout, latency_s() for the contacts that open one.
/// No heap, no clock, no thread. All state is in the object: copy it and go on from the copy.
///
/// Errors: config_error from the constructor.
template <std::floating_point T = double>
class step_detector {
 public:
  /// Most contacts that open a bout together.
  static constexpr std::size_t run_capacity = 8;
  /// Most contacts, final ones included, that wait to be given out.
  static constexpr std::size_t waiting_capacity = 4 * run_capacity;

  explicit step_detector(const step_detector_params& params = {})
      : params_((throw_if_any(params.validate()), params)),
        motion_(trunk_motion_params{.mounting = params.mounting}),
        direction_(params.model->forward.direction, params.model->backward.direction,
                   params.direction),
        finders_{finders_of(params.model->forward), finders_of(params.model->backward)} {}

  std::optional<contact> update(const acc_sample<T>& s) { return take(s, false); }
  std::optional<contact> update(const imu_sample<T>& s) { return take(s, true); }

  /// The recording ends: gives out what is waiting, and what a stretch of stillness after the last
  /// sample would bring to light. Contacts in the last contact_latency_s() rest on half the evidence
  /// and carry a lower quality.
  event_buffer<contact, 2 * waiting_capacity> finish() {
    event_buffer<contact, 2 * waiting_capacity> rest;
    const auto drain = [&] {
      while (!waiting_.empty()) rest.push_back(give_out());
    };
    drain();
    if (moving_ == 0) return rest;
    trunk_sample<T> still;
    still.time_s = window_.time_s();
    still.gravity_m_s2 = window_.gravity_m_s2();
    for (std::size_t i = 0; i < contact_finder<T>::delay_samples; ++i) {
      still.time_s += grid_period_s;
      on_motion(still);
    }
    drain();
    return rest;
  }

  /// Longest time from a contact to its report, the ones that open a bout included.
  double latency_s() const {
    const double opening_s =
        (std::max)(look_back_s, (params_.min_contacts - 1) * params_.max_step_time_s);
    return contact_latency_s() + opening_s + longest_swing_s + 2 * run_capacity / params_.rate_hz;
  }

  /// The same within an open bout.
  double contact_latency_s() const {
    return (contact_finder<T>::delay_samples + 1.5) * grid_period_s + 1 / params_.rate_hz;
  }

  void reset() { *this = step_detector(params_); }

  const step_detector_params& params() const { return params_; }

  /// Whether gravity contradicts the stated mounting, as far as is known by now.
  bool contradicts_mounting() const { return motion_.contradicts_mounting(); }

  friend bool operator==(const step_detector&, const step_detector&) = default;

 private:
  static constexpr double grid_period_s = 0.02;
  static constexpr double look_back_s = 3.5;  // how far back the contacts that open a bout may lie
  static constexpr double longest_swing_s =
      0.9;                                 // the first final contact before the first initial
  static constexpr int still_after = 100;  // grid samples of stillness before it rests: 2 s

  enum walking_direction : std::size_t { forward = 0, backward = 1 };

  struct finders {
    contact_finder<T> initial;
    contact_finder<T> final;
    friend bool operator==(const finders&, const finders&) = default;
  };

  struct candidate : likely_contact {
    double side_evidence = 0;  // log-likelihood ratio, left over right
    friend bool operator==(const candidate&, const candidate&) = default;
  };

  static finders finders_of(const walking_model& m) {
    return {contact_finder<T>(m.initial_contact), contact_finder<T>(m.final_contact)};
  }

  template <class Sample>
  std::optional<contact> take(const Sample& s, bool gyroscope) {
    if (is_finite(s)) {
      gyroscope_ = gyroscope;
      now_s_ = (std::max)(now_s_, s.time_s);  // a sample out of order is left out below
      const bool still = moving_ == 0 && motion_.rest(s, static_cast<T>(params_.still_share));
      if (!still) {
        motion_.update(s, [this](const typename trunk_motion<T>::cell& c) { on_cell(c); });
      }
    }
    return waiting_.empty() ? std::nullopt : std::optional<contact>(give_out());
  }

  contact give_out() {
    contact c = waiting_.front();
    waiting_.pop_front();
    c.known_at_s = now_s_;
    return c;
  }

  void on_cell(const typename trunk_motion<T>::cell& c) {
    if (motion_.moves(c, static_cast<T>(params_.still_share))) {
      if (moving_ == 0) wake_up();
      moving_ = still_after;
    } else if (moving_ > 0 && --moving_ == 0) {
      in_bout_ = false;
    }
    if (moving_ > 0) on_motion(motion_.level(c));
  }

  void on_motion(const trunk_sample<T>& sample) {
    if (motion_.breaks() != breaks_) start_anew();
    window_.push(sample);
    if (in_bout_ &&
        sample.time_s - last_initial_s_ >
            params_.max_step_time_s + contact_finder<T>::delay_samples * grid_period_s) {
      in_bout_ = false;
    }
    if (motion_.knows_forward()) {
      direction_.update(window_);
    } else {
      follow_forward_axis();
    }
    // Each direction has its own candidates, so that either can be believed at any time.
    for (const walking_direction d : {forward, backward}) {
      if (d == backward && !motion_.knows_forward()) break;
      const std::array<T, 2> axis = motion_.knows_forward() ? std::array<T, 2>{T(1), T(0)} : axis_;
      const auto floor_share = static_cast<T>(params_.still_share);
      const auto initial = finders_[d].initial.update(window_, floor_share, axis);
      const auto final = params_.final_contacts
                             ? finders_[d].final.update(window_, floor_share, axis)
                             : std::nullopt;
      if (initial && final && final->time_s < initial->time_s) {
        on_final(d, *final);
        on_initial(d, *initial);
      } else {
        if (initial) on_initial(d, *initial);
        if (final) on_final(d, *final);
      }
    }
  }

  // The horizontal axis along which the acceleration leads and follows the vertical one as it does
  // in forward walking: a leaky sum of h(t-τ) v(t) - h(t) v(t-τ), τ = 0.12 s (direction_features,
  // "lead", for both horizontal axes at once).
  void follow_forward_axis() {
    constexpr std::size_t lag = 6;
    constexpr T keep = T(0.995);  // forgets over 4 s of motion
    const T v = window_.vertical.newest();
    const T v_before = window_.vertical.newest(lag);
    lead_[0] =
        keep * lead_[0] + window_.forward.newest(lag) * v - window_.forward.newest() * v_before;
    lead_[1] = keep * lead_[1] + window_.left.newest(lag) * v - window_.left.newest() * v_before;
    const T length = std::hypot(lead_[0], lead_[1]);
    if (length > T(0)) axis_ = {lead_[0] / length, lead_[1] / length};
  }

  // A candidate that is likely enough. One inside lost samples would be a guess.
  std::optional<candidate> judge(const contact_weights& weights, const contact_candidate& c) const {
    if (window_.interval_s(static_cast<std::size_t>(c.samples_ago + 0.5)) > T(0.15)) return {};
    candidate out;
    out.time_s = c.time_s;
    out.log_odds = log_odds(weights, c.features);
    if (probability_from_log_odds(out.log_odds) < params_.least_probability) return {};
    out.around = c.features.around;
    out.height = c.features.height;
    return out;
  }

  void on_initial(walking_direction d, const contact_candidate& found) {
    auto likely = judge(params_.model->initial_contact, found);
    if (!likely) return;
    candidate& c = *likely;
    c.alignment = window_.alignment();
    auto& run = initials_[d];
    if (!run.empty()) {
      const double interval = c.time_s - run.back().time_s;
      if (interval < params_.min_step_time_s) return;
      if (interval > params_.max_step_time_s) run.clear();
    }
    if (motion_.knows_forward()) c.side_evidence = side_evidence(d);
    run.push_back(c);
    const walking_direction believed = direction_.log_odds() > 0 ? backward : forward;
    if (in_bout_ && believed != bout_direction_ && initials_[believed].size() >= enough()) {
      in_bout_ = false;  // turned round: what follows is another bout
    }
    if (in_bout_) {
      if (d == bout_direction_) report_initial(c, 0);
      return;
    }
    // The believed template opens a bout; the other one only where the believed one finds nothing.
    const bool opens = run.size() >= enough() && (d == believed || initials_[believed].size() < 2);
    if (opens) open_bout(d);
  }

  void on_final(walking_direction d, const contact_candidate& found) {
    const auto c = judge(params_.model->final_contact, found);
    if (!c) return;
    auto& run = finals_[d];
    if (!run.empty() && c->time_s - run.back().time_s < params_.min_step_time_s) return;
    run.push_back(*c);
    if (in_bout_ && d == bout_direction_) report_final(*c);
  }

  std::size_t enough() const { return static_cast<std::size_t>(params_.min_contacts); }

  void open_bout(walking_direction d) {
    const double after = last_initial_s_ + params_.min_step_time_s;
    const auto& run = initials_[d];
    std::size_t first = 0;
    while (first < run.size() && run[first].time_s < after) ++first;
    if (run.size() - first < enough()) return;
    while (run.size() - first > enough() && run.back().time_s - run[first].time_s > look_back_s) {
      ++first;
    }
    const walking_features walking = measure_walking(
        enough(),
        [&](std::size_t i) -> const likely_contact& { return run[run.size() - enough() + i]; });
    if (probability_from_log_odds(log_odds(params_.model->walking, walking)) <
        params_.opening_probability)
      return;
    in_bout_ = true;
    bout_direction_ = d;
    ++bout_;
    // All contacts of the run are known together, so each takes its side from all of them: the
    // filter's belief from those before, and the same filter run backwards over those after.
    std::array<double, run_capacity> from_later{};
    for (std::size_t i = run.size() - 1; i > first; --i) {
      from_later[i - 1] = predict_log_odds(from_later[i] + run[i].side_evidence, turn_probability);
    }
    side_ = two_state_filter();
    // The foot that lands first left the ground first.
    const auto& finals = finals_[d];
    const double earliest_s = (std::max)(run[first].time_s - longest_swing_s, last_contact_s_);
    std::size_t next = 0;
    while (next < finals.size() && finals[next].time_s <= earliest_s) ++next;
    std::size_t swing = next;
    while (swing < finals.size() && finals[swing].time_s < run[first].time_s) ++swing;
    const bool starts_with_swing = swing > next;
    const std::size_t place = waiting_.size();
    if (starts_with_swing) report_final(finals[swing - 1]);
    next = swing;
    for (std::size_t i = first; i < run.size(); ++i) {
      while (next < finals.size() && finals[next].time_s < run[i].time_s) {
        report_final(finals[next++]);
      }
      report_initial(run[i], from_later[i]);
      if (i == first && starts_with_swing) waiting_[place].side = last_side_;
    }
    while (next < finals.size()) report_final(finals[next++]);
  }

  contact report(const candidate& c, contact_kind kind) const {
    contact found;
    found.time_s = c.time_s;
    found.kind = kind;
    found.bout = bout_;
    found.quality = probability_from_log_odds(c.log_odds);
    if (motion_.knows_forward() && walks()) {
      found.direction = direction_.estimate(direction_.log_odds());
    }
    return found;
  }

  // Rather than runs.
  bool walks() const {
    constexpr auto running_share = static_cast<T>(direction_tracker::running_share);
    return window_.strength(T(0)) < running_share * window_.gravity_m_s2();
  }

  void give_in(const contact& c) {
    RETROGAIT_ASSERT(!waiting_.full(), "more contacts wait than a walk can bring");
    waiting_.push_back(c);
    last_contact_s_ = c.time_s;
  }

  void report_initial(const candidate& c, double side_from_later) {
    contact found = report(c, contact_kind::initial_contact);
    side_.update(c.side_evidence, turn_probability);
    if (motion_.knows_forward()) {
      const double side_log_odds = side_.log_odds() + side_from_later;
      if (std::abs(side_log_odds) > least_side_evidence) {
        found.side = side_log_odds > 0 ? retrogait::side::left : retrogait::side::right;
      }
    }
    give_in(found);
    last_side_ = found.side;
    last_initial_s_ = c.time_s;
  }

  // A second final contact after the same initial contact: whose it is, is not known.
  void report_final(const candidate& c) {
    contact found = report(c, contact_kind::final_contact);
    found.side = opposite(last_side_);
    give_in(found);
    last_side_ = retrogait::side::unknown;
  }

  double side_evidence(walking_direction d) const {
    const walking_model& m = d == forward ? params_.model->forward : params_.model->backward;
    const auto weigh = [&](const template_taps& taps, const typename trunk_window<T>::channel& x,
                           double floor) {
      using array = Eigen::Array<double, static_cast<int>(template_width), 1>;
      const array values = Eigen::Map<const Eigen::Array<T, static_cast<int>(template_width), 1>>(
                               x.last(template_width, contact_picker<T>::half_width))
                               .template cast<double>();
      const double strength = (std::max)(std::sqrt(values.square().mean()), floor);
      return (Eigen::Map<const array>(taps.data()) * values).sum() / strength;
    };
    const double still = side_floor_share * static_cast<double>(window_.gravity_m_s2());
    double evidence = 0;
    if (gyroscope_) {
      evidence = weigh(m.side_with_gyro.left, window_.left, still) +
                 weigh(m.side_with_gyro.yaw, window_.yaw, side_floor_rad_s) +
                 weigh(m.side_with_gyro.roll, window_.roll, side_floor_rad_s);
    } else {
      evidence = weigh(m.side, window_.left, still);
    }
    return side_sharpness * std::clamp(evidence, -1.5, 1.5);
  }

  // Motion after stillness. What lies before it counts as perfectly still, so that nothing needs to
  // be kept of it.
  void wake_up() {
    breaks_ = motion_.breaks();
    window_.clear();
    direction_.reset();
    for (finders& f : finders_) {
      f.initial.reset();
      f.final.reset();
    }
    for (auto& run : initials_) run.clear();
    for (auto& run : finals_) run.clear();
  }

  // The stream was broken: what lies before is not known.
  void start_anew() {
    wake_up();
    window_.clear();
    lead_ = {T(0), T(0)};
    axis_ = {T(1), T(0)};
    in_bout_ = false;
  }

  // Feet take turns; the exception is a missed or a false contact.
  static constexpr double turn_probability = 0.97;
  static constexpr double least_side_evidence = 0.5;
  static constexpr double side_sharpness = 2.0;
  static constexpr double side_floor_share = 0.03;
  static constexpr double side_floor_rad_s = 0.05;

  step_detector_params params_;
  trunk_motion<T> motion_;
  trunk_window<T> window_;
  direction_tracker direction_;
  std::array<finders, 2> finders_;
  std::array<static_ring<candidate, run_capacity>, 2> initials_;
  std::array<static_ring<candidate, run_capacity + 2>, 2> finals_;
  static_ring<contact, waiting_capacity> waiting_;
  two_state_filter side_;
  std::array<T, 2> lead_{};
  std::array<T, 2> axis_{T(1), T(0)};
  double now_s_ = -1e300;
  double last_contact_s_ = -1e300;  // reported, of either kind
  double last_initial_s_ = -1e300;
  std::uint32_t bout_ = 0;
  std::uint32_t breaks_ = 0;
  walking_direction bout_direction_ = forward;
  retrogait::side last_side_ = retrogait::side::unknown;
  int moving_ = 0;
  bool in_bout_ = false;
  bool gyroscope_ = false;
};

}  // namespace retrogait

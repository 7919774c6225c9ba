#pragma once
/// @file
/// Initial and final contacts of one foot from a sensor on it, live, sample by sample.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/imu/grid_resampler.hpp>
#include <retrogait/math/ring_buffer.hpp>
#include <retrogait/segment/detail/foot_axis.hpp>
#include <retrogait/segment/detail/foot_strapdown.hpp>
#include <retrogait/segment/detail/leg_direction.hpp>
#include <retrogait/segment/detail/swing_tracker.hpp>
#include <retrogait/segment/foot_stillness.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace retrogait {

struct foot_detector_params {
  /// The sensor's nominal rate in Hz. Only latency_s() rests on it: samples are placed by their own
  /// times, whatever the rate.
  double rate_hz = 100;
  /// The foot that wears the sensor; copied into every contact.
  retrogait::side side = retrogait::side::unknown;
  /// Limits of standing still, wider here than for lengths: a bout needs to see every stance, also of a
  /// loose sensor or a hurried foot. [tuned on voisard and gaitmap]
  foot_stillness_params still{.motion_share = 0.4};
  /// How the sensor is worn. Contacts have a direction where the forward axis is stated or
  /// calibrated; nothing else needs it.
  retrogait::mounting mounting{};
  /// Probability above which a direction is told; below it is unknown. [engineering choice]
  double certainty = 0.9;
  /// Least angle in rad by which a foot turns in swing. Lower: shuffling is found, and so is more
  /// that is no swing. [engineering choice: 20°; from 15° to 25° nothing changes on the recordings]
  double least_turn_rad = 0.35;
  /// Least way in m of a stride that opens a bout. [engineering choice: shuffling at 0.3 m/s and 60
  /// steps a minute is twice that; fidgeting feet come back to where they were]
  double least_stride_m = 0.15;
  /// Lowest peak in rad/s of the angular rate of such a stride. A foot that steps turns; the floor
  /// of a car that brakes does not. [engineering choice]
  double least_peak_rad_s = 0.8;
  /// Shortest and longest time of a stride in seconds. A longer pause ends the bout. [engineering
  /// choice: a run; the slowest shuffling]
  double min_stride_time_s = 0.5;
  double max_stride_time_s = 2.5;

  issues validate() const;
  friend bool operator==(const foot_detector_params&, const foot_detector_params&) = default;
};

inline issues foot_detector_params::validate() const {
  issues found = still.validate();
  const auto require = [&](bool fine, const char* field, const char* message) {
    if (!fine) found.push_back({field, message});
  };
  require(rate_hz >= 10 && rate_hz <= 10000, "rate_hz", "must lie in [10, 10000]");
  require(certainty >= 0.5 && certainty < 1, "certainty", "must lie in [0.5, 1)");
  require(least_turn_rad > 0 && least_turn_rad <= 2, "least_turn_rad",
          "must lie above 0 and not above 2");
  require(least_stride_m >= 0 && least_stride_m <= 1, "least_stride_m", "must lie in [0, 1]");
  require(least_peak_rad_s >= 0 && least_peak_rad_s <= 10, "least_peak_rad_s",
          "must lie in [0, 10]");
  require(min_stride_time_s >= 0.3, "min_stride_time_s", "must be at least 0.3");
  require(max_stride_time_s > min_stride_time_s && max_stride_time_s <= 5, "max_stride_time_s",
          "must lie above min_stride_time_s and not above 5");
  return found;
}

/// Event detector: update(imu_sample) → optional contact, initial and final, for a sensor on a foot,
/// mounted in any way. Where the mounting's forward axis is stated or calibrated, contacts carry a
/// direction; elsewhere it is unknown.
///
/// How it works, on a grid of 100 Hz:
/// 1. The angular rate is taken about the foot's sagittal axis, which is its principal axis.
///    Two swing_trackers, one for each sign of that axis, find the ends of its swings.
/// 2. A strapdown integration from rest to rest says how far the foot went, which no orientation and
///    no calibration is needed for.
/// 3. Two ways in a row that lead somewhere, at the pace of strides, open a bout. Their contacts come
///    out one an update, later ones as soon as the tracker settles them. The sign is that whose
///    swings lie between two turns the other way, push-off and landing.
/// 4. A stride without a clear swing, as when turning on the spot, takes its contacts from the limits
///    of the foot's motion, with a low quality, once the foot has come to rest for as long as a
///    stance: a foot that is slowly turned or drawn up seems to rest on the way, too.
/// 5. Direction: of the way that the foot has gone so far on its own heading (forward, backward,
///    sideways, or turning on the spot), and of the sign of its swing about the body's left: forward,
///    toes go up in swing. Way and swing that agree are surer together than the way alone, ones that
///    disagree give unknown. That of a final contact is told while the foot has hardly left; the
///    initial contact that follows knows better. A contact that surely leads the other way, backward
///    after forward, begins a new bout.
/// 6. Walking backward, toes touch first and the heel leaves last, without a spike. Contacts of that
///    direction are 25 ms (initial) and 15 ms (final) later than the rules of the swing_tracker say.
///    Few numbers stand behind this: real walks forward played backward ask for 15 and 6 ms
///    (voisard) and 14 and 8 ms (gaitmap), virtual_leg for 37 and 1 ms, motion capture of actors who
///    walk backward (bandai) for 35 to 50 and 36 ms.
/// A pause longer than max_stride_time_s, as long without a rest, or a gap in the recording ends the
/// bout. Stepping on the spot is no walking.
///
/// A sample that is not finite is a lost sample. What is to come after the last sample is not
/// guessed: finish() gives only what is already known.
///
/// Latency: contact_latency_s() within a bout, save for strides without a clear swing (4), whose
/// contacts and those that open a bout are known latency_s() later at most. A hole in the samples,
/// as of lost packets, adds its length. No heap, no clock, no thread. All state is in the object:
/// copy it and go on from the copy.
///
/// Errors: config_error from the constructor.
template <std::floating_point T = double>
class foot_detector {
 public:
  explicit foot_detector(const foot_detector_params& params = {})
      : params_((throw_if_any(params.validate()), params)),
        grid_(grid_params{.rate_hz = foot_stillness<T>::rate_hz}),
        stillness_(params.still),
        strapdown_(params.still, params.mounting, 0.0, tilt_share),
        left_(detail::left_in_device(params.mounting)),
        trackers_{detail::swing_tracker<T>(1, params.least_turn_rad),
                  detail::swing_tracker<T>(-1, params.least_turn_rad)} {}

  std::optional<contact> update(const imu_sample<T>& s) {
    if (std::isfinite(s.time_s) && std::isfinite(s.acc_m_s2.sum() + s.gyr_rad_s.sum())) {
      now_s_ = (std::max)(now_s_, s.time_s);
      Eigen::Array<T, 6, 1> x;
      x << s.acc_m_s2.array(), s.gyr_rad_s.array();
      const bool continued =
          grid_.push(s.time_s, x, [this](const grid_cell<T, 6>& c) { on_cell(c); });
      if (!continued) start_anew();
    }
    return waiting_.empty() ? std::nullopt : std::optional<contact>(give_out());
  }

  event_buffer<contact, 24> finish() {
    event_buffer<contact, 24> rest;
    while (!waiting_.empty()) rest.push_back(give_out());
    return rest;
  }

  /// Longest time from a contact to its report, the ones that open a bout included.
  double latency_s() const {
    return opening_s() + (foot_stillness<T>::delay_cells + 2) * cell_s + 16 / params_.rate_hz;
  }

  /// The same within an open bout, for a stride with a clear swing.
  double contact_latency_s() const {
    return detail::swing_tracker<T>::max_confirm_s + 2 * cell_s + 2 / params_.rate_hz;
  }

  void reset() { *this = foot_detector(params_); }

  const foot_detector_params& params() const { return params_; }

  friend bool operator==(const foot_detector&, const foot_detector&) = default;

 private:
  static constexpr double cell_s = 1 / foot_stillness<T>::rate_hz;
  static constexpr double longest_way_s = 2.0;
  static constexpr std::size_t to_open = 2;  // strides
  static constexpr double never_s = -1e300;

  // A way of the foot that led somewhere.
  struct way {
    double from_s = 0;
    double to_s = 0;
    Eigen::Vector2d displacement_m = Eigen::Vector2d::Zero();  // on the foot's own heading
    double length_m = 0;
    double turn_rad = 0;
    double peak_rad_s = 0;
    direction_estimate direction{};
    friend bool operator==(const way&, const way&) = default;
  };

  // From the first contact before the first way to the rest after the last.
  double opening_s() const {
    return margin_s + params_.max_stride_time_s + longest_way_s +
           detail::foot_strapdown<T>::settle_s;
  }

  void on_cell(const grid_cell<T, 6>& c) {
    if (c.interval_s > params_.still.max_hole_s) {
      for (auto& tracker : trackers_) tracker.restart(window_);
    }
    follow_swing(c);
    // A pause, or a foot that is never put down.
    if (window_.time_s - last_contact_s_ > params_.max_stride_time_s ||
        window_.time_s - last_rest_s_ >
            params_.max_stride_time_s + detail::foot_strapdown<T>::settle_s) {
      in_bout_ = false;
    }
    if (const auto judged = stillness_.push(c)) {
      if (judged->still) {
        for (auto& tracker : trackers_) tracker.stands_still(judged->time_s);
      }
      if (const auto rest = strapdown_.push(*judged)) on_rest(*rest);
    }
  }

  void follow_swing(const grid_cell<T, 6>& c) {
    const vec3<T> acc = c.mean.template head<3>().matrix();
    const T rate = axis_.push(c.mean.template tail<3>().matrix());
    if (!follows_) {
      acc_before_ = acc;
      rate_before_ = rate_earlier_ = rate;
      follows_ = true;
    }
    window_.jerk.push_back((acc - acc_before_).norm());
    window_.rate.push_back((rate + rate_before_ + rate_earlier_) / T(3));
    // Both the mean of three rates and the difference of two accelerations lie before this cell; the
    // half cell between them is below what a contact can be placed to.
    window_.time_s = c.time_s - cell_s;
    acc_before_ = acc;
    rate_earlier_ = rate_before_;
    rate_before_ = rate;
    for (std::size_t i = 0; i < trackers_.size(); ++i) {
      trackers_[i].update(window_, [&](const detail::foot_candidate& f) { on_candidate(i, f); });
    }
  }

  void on_candidate(std::size_t tracker, const detail::foot_candidate& f) {
    auto& list = candidates_[tracker];
    if (f.kind == contact_kind::final_contact) {
      if (f.time_s - last_swing_s_[tracker] < params_.min_stride_time_s) {
        skipping_[tracker] = true;  // an echo of the swing before
        return;
      }
      skipping_[tracker] = false;
      last_swing_s_[tracker] = f.time_s;
    } else if (skipping_[tracker]) {
      return;
    }
    list.push_back(f);
    if (!in_bout_ || tracker != believed_) return;
    const direction_estimate went = strapdown_.direction_at(f.time_s, behind_s);
    // Who turns back does so before the sign of the swing is known anew.
    const bool hardly_left =
        went.value == direction::unknown && f.kind == contact_kind::final_contact;
    report(f, hardly_left ? went : detail::direction_of_stride(went, direction_of_swing()));
  }

  // The foot has come to rest: where did it go?
  void on_rest(const detail::foot_rest& rest) {
    const T evidence = trackers_[0].take_evidence() - trackers_[1].take_evidence();
    const way here = way_of(rest);
    last_rest_s_ = here.to_s;
    if (!rest.computable) {
      ways_.clear();
      unfinished_.reset();
      unseen_ = here;
      return;
    }
    if (leads_somewhere(here)) {
      // Who goes the other way swings the foot the other way, too, and so may the next walk.
      const direction went = detail::if_certain(here.direction, params_.certainty).value;
      const bool turns_back = is_straight(went) && is_straight(went_) && went != went_;
      if (turns_back || (!in_bout_ && ways_.empty())) evidence_ = T(0);
      went_ = went;
      evidence_ = T(0.8) * evidence_ + evidence;
      believed_ = evidence_ >= T(0) ? 0 : 1;
    } else if (!in_bout_) {
      return;
    }
    if (in_bout_) {
      continue_bout(here, rest.rested_s);
      return;
    }
    if (here.to_s - here.from_s > longest_way_s || here.length_m < params_.least_stride_m ||
        rest.tilt_rad > largest_tilt_rad) {
      ways_.clear();
      return;
    }
    // A foot that swings to and fro goes somewhere, too, but each time back.
    if (!ways_.empty() && (here.from_s - ways_.back().from_s > params_.max_stride_time_s ||
                           here.displacement_m.dot(ways_.back().displacement_m) < 0)) {
      ways_.clear();
    }
    ways_.push_back(here);
    if (ways_.size() < to_open) return;
    in_bout_ = true;
    direction_ = direction::unknown;
    ++bout_;
    // The way before them could not be followed, as where the recording begins, but its swing counts.
    const double unseen_s = ways_.front().from_s - unseen_.to_s;
    double from_s = ways_.front().from_s - margin_s;
    if (unseen_s < params_.max_stride_time_s) {
      from_s = (std::max)(unseen_.from_s - margin_s, now_s_ - opening_s());
    }
    for (const way& w : ways_) {
      report_between(from_s, w.from_s - margin_s, {});
      report_between((std::max)(from_s, w.from_s - margin_s), w.to_s + margin_s, w.direction);
      complete(w);
      from_s = w.to_s + margin_s;
    }
    report_between(from_s, now_s_, {});  // of the stride under way
    unseen_ = way{never_s, never_s};
    unfinished_.reset();
    ways_.clear();
  }

  static way way_of(const detail::foot_rest& rest) {
    const foot_stride& path = rest.path;
    return {path.moving_from_s, path.moving_to_s, path.displacement_m.template head<2>(),
            path.length_m,      path.turn_rad,    rest.peak_rad_s,
            path.direction};
  }

  // More than a twitch, or the give of a shoe.
  bool leads_somewhere(const way& w) const {
    return w.to_s - w.from_s >= least_way_s && w.peak_rad_s >= params_.least_peak_rad_s &&
           (w.length_m >= least_step_m || std::abs(w.turn_rad) >= least_step_rad);
  }

  // A foot that is slowly turned or drawn up may seem to rest on the way: what is shorter than a
  // stance is part of the way.
  void continue_bout(const way& here, double rested_s) {
    way whole = here;
    if (unfinished_ && here.to_s - unfinished_->from_s <= longest_way_s) {
      whole.from_s = unfinished_->from_s;
      if (unfinished_->length_m > here.length_m) whole.direction = unfinished_->direction;
      whole.length_m += unfinished_->length_m;
      whole.turn_rad += unfinished_->turn_rad;
      whole.peak_rad_s = (std::max)(whole.peak_rad_s, unfinished_->peak_rad_s);
    }
    unfinished_.reset();
    if (rested_s < least_stance_s) {
      unfinished_ = whole;
    } else if (leads_somewhere(whole)) {
      complete(whole);
    }
  }

  static bool belongs(const detail::foot_candidate& f, const way& w) {
    return f.time_s > w.from_s - margin_s && f.time_s <= w.to_s + margin_s;
  }

  void report_between(double from_s, double to_s, const direction_estimate& went) {
    const direction_estimate stride = detail::direction_of_stride(went, direction_of_swing());
    for (const detail::foot_candidate& f : candidates_[believed_]) {
      if (f.time_s > from_s && f.time_s <= to_s) report(f, stride);
    }
  }

  // The contacts that no swing gave.
  void complete(const way& w) {
    bool left = false;
    bool landed = false;
    for (const detail::foot_candidate& f : candidates_[believed_]) {
      if (!belongs(f, w)) continue;
      (f.kind == contact_kind::final_contact ? left : landed) = true;
    }
    const double lead_s = (std::min)(edge_s, edge_share * (w.to_s - w.from_s));
    if (!left && !landed && w.from_s + lead_s - last_final_s_ < params_.min_stride_time_s) {
      return;  // still the same step
    }
    const direction_estimate stride =
        detail::direction_of_stride(w.direction, direction_of_swing());
    if (!left) report({w.from_s + lead_s, contact_kind::final_contact, doubtful}, stride);
    if (!landed) report({w.to_s - lead_s, contact_kind::initial_contact, doubtful}, stride);
  }

  direction_estimate direction_of_swing() const {
    if (!left_) return {};
    const T cosine = axis_.axis().dot(left_->template cast<T>());
    return detail::direction_of_swing(static_cast<double>(believed_ == 0 ? cosine : -cosine),
                                      swing_log_odds);
  }

  void report(const detail::foot_candidate& f, const direction_estimate& stride) {
    contact found;
    found.direction = detail::if_certain(stride, params_.certainty);
    found.kind = f.kind;
    found.time_s = f.time_s;
    if (found.direction == direction::backward) {
      found.time_s += f.kind == contact_kind::initial_contact ? toe_first_s : heel_last_s;
    }
    if (is_straight(found.direction.value)) {
      if (is_straight(direction_) && found.direction.value != direction_) ++bout_;
      direction_ = found.direction.value;
    }
    found.side = params_.side;
    found.bout = bout_;
    found.quality = f.quality;
    RETROGAIT_ASSERT(!waiting_.full(), "more contacts wait than a walk can bring");
    waiting_.push_back(found);
    last_contact_s_ = (std::max)(last_contact_s_, f.time_s);
    if (f.kind == contact_kind::final_contact) last_final_s_ = f.time_s;
  }

  contact give_out() {
    contact c = waiting_.front();
    waiting_.pop_front();
    c.known_at_s = now_s_;
    return c;
  }

  // The stream was broken: what lies before is not known.
  void start_anew() {
    stillness_.restart();
    strapdown_.restart();
    window_.clear();
    follows_ = false;
    for (auto& tracker : trackers_) tracker.restart(window_);
    for (auto& list : candidates_) list.clear();
    ways_.clear();
    unfinished_.reset();
    in_bout_ = false;
  }

  static constexpr double tilt_share = 1;  // lengths are coarse here; all else was tuned with it
  static constexpr double least_way_s = 0.3;
  static constexpr double least_step_m = 0.05;     // within a bout: the feet come together
  static constexpr double least_step_rad = 0.3;    // or turn on the spot
  static constexpr double largest_tilt_rad = 0.5;  // a foot stands on its sole, also on a slope
  static constexpr double least_stance_s = 0.2;
  static constexpr double margin_s = 0.1;
  static constexpr double edge_s = 0.16;  // from the limits of motion to the contacts
  static constexpr double edge_share = 0.25;
  static constexpr double doubtful = 0.3;
  static constexpr double swing_log_odds = 2.2;  // 9 of 10
  static constexpr double behind_s = 0.07;       // by which the judged cells follow
  static constexpr double toe_first_s = 0.025;   // contacts walking backward, after those by the
  static constexpr double heel_last_s = 0.015;   // rules for walking forward

  foot_detector_params params_;
  grid_resampler<T, 6> grid_;
  foot_stillness<T> stillness_;
  detail::foot_strapdown<T> strapdown_;
  std::optional<vec3<double>> left_;  // of the body, in device axes
  detail::foot_axis<T> axis_;
  detail::foot_window<T> window_;
  std::array<detail::swing_tracker<T>, 2> trackers_;
  std::array<static_ring<detail::foot_candidate, 12>, 2> candidates_;
  std::array<double, 2> last_swing_s_{never_s, never_s};
  std::array<bool, 2> skipping_{};
  static_ring<way, to_open> ways_;
  std::optional<way> unfinished_;  // ended in less than a stance
  way unseen_{never_s, never_s};   // the last one that could not be computed
  static_ring<contact, 24> waiting_;
  vec3<T> acc_before_ = vec3<T>::Zero();
  T rate_before_ = 0;
  T rate_earlier_ = 0;
  T evidence_ = 0;
  double now_s_ = never_s;
  double last_contact_s_ = never_s;
  double last_final_s_ = never_s;
  double last_rest_s_ = never_s;
  std::size_t believed_ = 0;
  std::uint32_t bout_ = 0;
  direction went_ = direction::unknown;       // on the last way
  direction direction_ = direction::unknown;  // of this bout
  bool in_bout_ = false;
  bool follows_ = false;
};

}  // namespace retrogait

#pragma once
/// @file
/// Contacts of one foot from one sensor on its shank or thigh, live, sample by sample.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/dsp/gaussian.hpp>
#include <retrogait/imu/grid_resampler.hpp>
#include <retrogait/math/ring_buffer.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/math/window_buffer.hpp>
#include <retrogait/segment/detail/leg_direction.hpp>
#include <retrogait/segment/detail/sagittal_axis.hpp>
#include <retrogait/segment/detail/trunk_lead.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace retrogait {

enum class limb_segment : std::uint8_t { shank, thigh };

struct limb_detector_params {
  /// Where the sensor is worn: anywhere round the shank or the thigh, any way up.
  limb_segment segment = limb_segment::shank;
  /// Of the body; contacts carry it.
  retrogait::side side = retrogait::side::unknown;
  /// The sensor's nominal rate in Hz. Only latency_s() rests on it: samples are placed by their own
  /// times, whatever the rate.
  double rate_hz = 100;
  /// How the sensor is worn. Contacts have a direction where the forward axis is stated or
  /// calibrated; nothing else needs it.
  retrogait::mounting mounting{};
  /// Probability above which a direction is told; below it is unknown. [engineering choice]
  double certainty = 0.9;
  /// Shortest and longest time in seconds from one swing to the next. A longer pause ends the bout.
  /// [engineering choice: 218 steps a minute; the slowest shuffling, 48 steps a minute]
  double min_stride_s = 0.55;
  double max_stride_s = 2.5;
  /// Swings in a row, alike and at plausible intervals, that open a bout: 2 to 4. Two span one stride
  /// and the swing that led into it; more are surer and later.
  int min_swings = 2;

  issues validate() const;
  friend bool operator==(const limb_detector_params&, const limb_detector_params&) = default;
};

inline issues limb_detector_params::validate() const {
  issues found;
  require(found, segment == limb_segment::shank || segment == limb_segment::thigh, "segment",
          "must be shank or thigh");
  require(found, rate_hz >= 10 && rate_hz <= 10000, "rate_hz", "must lie in [10, 10000]");
  require(found, certainty >= 0.5 && certainty < 1, "certainty", "must lie in [0.5, 1)");
  require(found, min_stride_s >= 0.3, "min_stride_s", "must be at least 0.3");
  require(found, max_stride_s > min_stride_s && max_stride_s <= 5, "max_stride_s",
          "must lie above min_stride_s and not above 5");
  require(found, min_swings >= 2 && min_swings <= 4, "min_swings", "must lie in [2, 4]");
  return found;
}

/// Event detector: update(imu_sample) → optional contact, initial and final, of one foot.
/// Contacts are found walking forward and backward, with any mounting. Where the mounting's forward axis
/// is stated or calibrated, they carry which of the two it was; elsewhere it is unknown.
///
/// How it works, on a 50 Hz grid smoothed by a symmetric Gaussian:
/// 1. The rate about the limb's sagittal axis, swing positive. Axis and sign come from the motion
///    itself: the axis across the limb about which it turns most, and swing is taller and quicker
///    than stance, whichever way one walks. On the thigh, which is carried along by the trunk, the
///    trunk's acceleration forward and upward (trunk_lead) says more of the sign than that. Until
///    the sign is clear, both are tried side by side.
/// 2. A swing is a lobe of that rate: high enough, at least 0.22 s long, 15 to 120 degrees (shank) or
///    8 to 80 degrees (thigh) in all, and not too soon after the one before. Between two of them the
///    limb comes back to where it was and makes at most one lower lobe.
/// 3. Shank: the foot leaves while the rate rises, and lands while it falls, through -20 % of the
///    peak rate (or at the lowest rate before and after, if that is higher). The extremes themselves
///    are the contacts in Salarian 2004 and Aminian 2002; but forward the rate rises slowly after the
///    foot has left, and backward, with time reversed, it falls slowly: the level lies near the
///    contact in both.
/// 4. Thigh: the lobe only says which foot. The contacts are those of the trunk that the thigh
///    carries: the acceleration along the thigh, low in mid-swing, is highest 0.07 s after an initial
///    contact of either foot. The peak that follows the lowest point of the swing is this foot's; the
///    one around the lobe's beginning is the other foot's, and 0.06 s after it this one leaves.
///    Without a peak the lobe's ends stand in, with half the quality.
/// 5. min_swings swings, even in height and time, open a bout (or up to four, while it is not clear
///    which sign is the swing's), and their contacts come out one an update. A pause, a gap in the
///    recording, turning quicker than limbs do (shaking), or a change of the sign ends it. The sign
///    changes where somebody turns to walk the other way, forward or backward.
/// 6. Direction: forward, the lower end of the limb swings forward, a negative turn about the body's
///    left. How sure that is hangs on how clear the swing's sign is, and where the axis of the swing
///    lies further than 60 degrees from the body's left, as sideways, it is unknown. No probability is
///    above 0.94, (n + 1) / (n + 2) for the n = 16 shanks (and thighs) of bandai that walk backward,
///    none of them wrong. A forward axis that is stated the wrong way round gives the other
///    direction.
/// 7. Walking backward, contacts are later than these rules say by 30 ms (initial) and 15 ms (final)
///    on the shank, and by 40 and -35 ms on the thigh: between what actors without impacts (bandai),
///    virtual_leg and a real walk forward played backward (gaittoolbox) ask for.
///
/// In a bout a final contact is told while the swing goes on; if that comes to nothing, no initial
/// contact follows.
///
/// The two times of 4 are rough means over one person with sensors and three actors without; the
/// limits of 2 and 5 are engineering choices. A sample that is not finite is a lost sample.
///
/// Latency: contact_latency_s(), half a second at most, within a bout (from 100 Hz on);
/// latency_s() for the contacts that open one. A hole in the samples, as of lost packets, adds its
/// length. No heap, no clock, no thread. All state is in the object: copy it and go on from the copy.
///
/// Errors: config_error from the constructor.
template <std::floating_point T = double>
class limb_detector {
 public:
  /// Most contacts that wait to be given out, one an update.
  static constexpr std::size_t waiting_capacity = 16;

  explicit limb_detector(const limb_detector_params& params = {})
      : params_((throw_if_any(params.validate()), params)),
        limits_(params.segment == limb_segment::shank ? shank_limits : thigh_limits),
        grid_(grid_params{.rate_hz = grid_rate_hz}),
        left_(detail::left_in_device(params.mounting)),
        axis_(limits_.side_memory_s),
        lead_(limits_.side_memory_s) {
    const std::vector<double> bell =
        dsp::fir_gaussian(static_cast<int>(taps_n), 0, limits_.sigma_s, grid_rate_hz);
    for (std::size_t i = 0; i < taps_n; ++i) taps_[i] = static_cast<T>(bell[i]);
    trackers_[1].sign = T(-1);
  }

  std::optional<contact> update(const imu_sample<T>& s) {
    if (std::isfinite(s.time_s) && std::isfinite(s.acc_m_s2.sum() + s.gyr_rad_s.sum())) {
      now_s_ = (std::max)(now_s_, s.time_s);  // a sample out of order is left out below
      const auto on_cell = [this](const grid_cell<T, 6>& c) { take(c.time_s, c.mean.matrix()); };
      if (!grid_.push(s.time_s, channels_of(s), on_cell)) start_anew();
    }
    return waiting_.empty() ? std::nullopt : std::optional<contact>(give_out());
  }

  /// The recording ends: gives out what is waiting, and what standing still after the last sample
  /// would bring to light.
  event_buffer<contact, 2 * waiting_capacity> finish() {
    event_buffer<contact, 2 * waiting_capacity> rest;
    const auto drain = [&] {
      while (!waiting_.empty()) rest.push_back(give_out());
    };
    drain();
    if (cells_n_ == 0) return rest;
    cell_values still = window_.newest();
    still.template tail<3>().setZero();
    double t = last_cell_s_;
    for (int i = 0; i < 30; ++i) {
      t += period_s;
      take(t, still);
    }
    drain();
    return rest;
  }

  /// Longest time from a contact to its report, the ones that open a bout included.
  double latency_s() const {
    return contact_latency_s() + static_cast<double>(run_capacity) * params_.max_stride_s +
           static_cast<double>(waiting_capacity) / params_.rate_hz;
  }

  /// The same within an open bout.
  double contact_latency_s() const {
    return report_within_s + (static_cast<double>(half_width) + 1.5) * period_s +
           1 / params_.rate_hz;
  }

  void reset() { *this = limb_detector(params_); }

  const limb_detector_params& params() const { return params_; }

  friend bool operator==(const limb_detector&, const limb_detector&) = default;

 private:
  using cell_values = Eigen::Matrix<T, 6, 1>;

  static constexpr double grid_rate_hz = 50;
  static constexpr double period_s = 1 / grid_rate_hz;
  static constexpr std::size_t half_width = 5;
  static constexpr std::size_t taps_n = 2 * half_width + 1;
  static constexpr std::size_t history_n = 64;
  static constexpr std::size_t run_capacity = 4;
  static constexpr double report_within_s = 0.35;  // of the smoothed signal's time
  static constexpr double shake_memory_s = 4;
  static constexpr double least_swing_s = 0.22;  // 38 % of a stride at 200 steps a minute
  static constexpr T level_share = T(0.2);
  static constexpr double lands_before_s = 0.07;
  static constexpr double leaves_after_s = 0.06;
  static constexpr T flip_asymmetry = T(0.15);
  static constexpr double most_probability = 0.94;

  struct limits {
    double sigma_s;         // of the smoothing
    T least_peak;           // rad/s
    double least_angle;     // rad, of a swing
    double greatest_angle;  // rad
    T second_lobe;          // highest rate between swings, as a share of theirs
    T least_asymmetry;      // of swing and stance: enough to open a bout after run_capacity swings,
    T clear_asymmetry;      // and after min_swings
    T smooth_share;         // of the squared rate that the smoothing leaves over: less is shaking
    double side_memory_s;
    double backward_lands_s;   // contacts walking backward, after those by the rules for both
    double backward_leaves_s;  // directions
    friend bool operator==(const limits&, const limits&) = default;
  };
  // -3 dB at 5 Hz and at 3 Hz. Least peak of the shank: 50 degrees/s (Salarian 2004).
  static constexpr limits shank_limits{0.0265, T(0.87), 0.26, 2.1,  T(0.5), T(0.6),
                                       T(1.3), T(0.75), 4,    0.03, 0.015};
  static constexpr limits thigh_limits{0.044,  T(0.5),  0.14, 1.4,  T(0.7), T(0.2),
                                       T(0.7), T(0.55), 8,    0.04, -0.035};

  struct moment {
    double time_s = 0;
    T rate = 0;         // about the axis
    T along = 0;        // acceleration along the limb
    double turned = 0;  // integral of rate, of a day too
    friend bool operator==(const moment&, const moment&) = default;
  };

  struct swing_contacts {
    contact leaving{};
    contact landing{};
    friend bool operator==(const swing_contacts&, const swing_contacts&) = default;
  };

  enum class phase : std::uint8_t { stance, rising, swing, landing };

  /// Follows the swings of one of the two possible signs.
  struct tracker {
    T sign = T(1);
    phase now = phase::stance;
    bool above = false;            // zero
    int lobes_n = 0;               // since the last swing
    bool too_soon = false;         // after the last swing
    bool leaves_told = false;      // the final contact of this swing was given out
    double rise_s = -1e300;        // when the rate last rose through zero
    double fall_s = 0;             // when the swing ended
    double last_swing_s = -1e300;  // rise_s of the last swing
    double interval_s = 0;         // between the last two
    T peak = 0;
    double dip_s = 0;           // when the acceleration along the limb was lowest in the swing
    double reach_s = 0;         // from there to the latest landing
    T typical = 0;              // peak of recent swings
    double turned_at_rise = 0;  // integral of the rate
    double turned_at_last = 0;
    contact leaving{};
    static_ring<swing_contacts, run_capacity> run;

    friend bool operator==(const tracker&, const tracker&) = default;
  };

  contact give_out() {
    contact c = waiting_.front();
    waiting_.pop_front();
    c.known_at_s = now_s_;
    return c;
  }

  void take(double time_s, const cell_values& values) {
    last_cell_s_ = time_s;
    if (cells_n_ == 0) {
      // What lies before the first cell counts as like it.
      for (; cells_n_ < half_width; ++cells_n_) window_.push_back(values);
    }
    window_.push_back(values);
    if (cells_n_ + 1 < taps_n) {
      ++cells_n_;
      return;
    }
    const cell_values* cells = window_.last(taps_n);
    cell_values smooth = cell_values::Zero();
    for (std::size_t i = 0; i < taps_n; ++i) smooth += taps_[i] * cells[i];
    const vec3<T> acc = smooth.template head<3>();
    const T keep = static_cast<T>(1 - period_s / shake_memory_s);
    turning_ = keep * turning_ + cells[half_width].template tail<3>().squaredNorm();
    smooth_turning_ = keep * smooth_turning_ + smooth.template tail<3>().squaredNorm();
    moment m;
    m.time_s = time_s - static_cast<double>(half_width) * period_s;
    m.rate = axis_.update(acc, smooth.template tail<3>(), static_cast<T>(period_s));
    m.along = acc.dot(axis_.long_axis());
    if (params_.segment == limb_segment::thigh) follow_trunk(acc);
    m.turned =
        (history_.empty() ? 0 : history_.back().turned) + static_cast<double>(m.rate) * period_s;
    history_.push_back(m);
    if (history_.size() < 3) return;
    const T lean = asymmetry() * trackers_[believed_].sign;
    if (!in_bout_ ? lean < T(0) : lean < -flip_asymmetry) {
      const std::size_t other = 1 - believed_;
      if (!in_bout_ || trackers_[other].run.size() >= enough()) {
        believed_ = other;
        in_bout_ = false;
      }
    }
    for (std::size_t i = 0; i < trackers_.size(); ++i) follow(i);
    open_if_ready();
  }

  void follow_trunk(const vec3<T>& acc) {
    const vec3<T> up = axis_.long_axis();
    lead_.push(up.dot(acc), cross<T>(up, axis_.axis()).dot(acc));
  }

  /// Positive: swing is positive, forward and backward. Away from zero: more clearly so.
  T asymmetry() const { return axis_.asymmetry() - lead_.value(); }

  std::size_t enough() const { return static_cast<std::size_t>(params_.min_swings); }

  /// A cell of the smoothed signal, `ago` cells before the newest.
  const moment& at(std::size_t ago) const { return history_[history_.size() - 1 - ago]; }

  bool idle(const tracker& k) const {
    return k.now == phase::stance && at(0).time_s - k.last_swing_s > params_.max_stride_s;
  }

  void follow(std::size_t which) {
    tracker& k = trackers_[which];
    const moment& m = at(0);
    const T x = k.sign * m.rate;
    const bool was_above = k.above;
    k.above = x > T(0);
    if (idle(k)) {
      forget(which);
      if (idle(trackers_[1 - which])) {
        axis_.forget_side();
        lead_.forget();
      }
    }
    if (k.now == phase::landing) land(which);
    if (k.above && !was_above && k.now == phase::stance) {
      k.rise_s = crossing();
      k.turned_at_rise = m.turned;
      k.peak = T(0);
      k.leaves_told = false;
      k.too_soon = k.rise_s - k.last_swing_s < (std::max)(params_.min_stride_s, 0.6 * k.interval_s);
      k.now = phase::rising;
    }
    if (k.now == phase::rising || k.now == phase::swing) {
      k.peak = (std::max)(k.peak, x);
      if (k.now == phase::rising && x > rate_to_swing(k) &&
          m.time_s - k.rise_s >= leaving_wait_s()) {
        begin_swing(which);
      }
      if (!k.above) {
        if (k.peak > rate_to_swing(k)) {
          end_swing(which);
        } else {
          k.now = phase::stance;
        }
      }
    }
  }

  T rate_to_swing(const tracker& k) const {
    return (std::max)(limits_.least_peak, T(0.3) * k.typical);
  }

  // The thigh's acceleration peak may follow the rise.
  double leaving_wait_s() const { return params_.segment == limb_segment::shank ? 0.0 : 0.2; }

  // Where the straight line between the last two rates meets zero.
  double crossing() const {
    const moment& a = at(1);
    const moment& b = at(0);
    return a.time_s + static_cast<double>(a.rate / (a.rate - b.rate)) * (b.time_s - a.time_s);
  }

  void begin_swing(std::size_t which) {
    tracker& k = trackers_[which];
    k.now = phase::swing;
    leave(k);
    if (in_bout_ && which == believed_ && !k.too_soon) {
      k.leaves_told = true;
      report(k.leaving);
    }
  }

  void leave(tracker& k) const {
    bool sure = true;
    k.leaving = make(contact_kind::final_contact);
    k.leaving.time_s =
        params_.segment == limb_segment::shank ? shank_leaves(k) : thigh_leaves(k, sure);
    k.leaving.quality = sure ? 1.0 : 0.5;
  }

  void end_swing(std::size_t which) {
    tracker& k = trackers_[which];
    k.fall_s = crossing();
    k.now = phase::stance;
    const double angle = static_cast<double>(k.sign) * (at(0).turned - k.turned_at_rise);
    if (k.too_soon || k.fall_s - k.rise_s < least_swing_s) {
      // A second lobe within the stride is a small movement; one as high as the swings, or a third, is
      // no walking.
      if (++k.lobes_n == 1 && k.peak < limits_.second_lobe * k.typical) return;
      forget(which);
    }
    if (k.fall_s - k.rise_s < least_swing_s) return;
    if (!(angle > limits_.least_angle && angle < limits_.greatest_angle)) return;
    const double interval_s = k.rise_s - k.last_swing_s;
    if (!k.too_soon && interval_s <= params_.max_stride_s) {
      const double back = std::abs(k.turned_at_rise - k.turned_at_last);
      const bool opening = !in_bout_ || which != believed_;
      const bool even = !opening || k.interval_s <= 0 ||
                        (interval_s < 1.5 * k.interval_s && k.interval_s < 1.5 * interval_s);
      if (back > 0.6 * angle || !even || !alike(k.peak, k.typical)) forget(which);
      k.interval_s = interval_s;
    }
    k.dip_s = lowest_along(k.rise_s - 0.1, k.fall_s);
    k.reach_s = k.interval_s > 0 ? (std::min)(0.5, 0.42 * k.interval_s) : 0.46;
    if (!k.leaves_told) leave(k);
    k.typical = k.typical > T(0) ? k.typical + T(0.4) * (k.peak - k.typical) : k.peak;
    k.turned_at_last = k.turned_at_rise;
    k.last_swing_s = k.rise_s;
    k.lobes_n = 0;
    k.now = phase::landing;
  }

  static bool alike(T a, T b) { return b <= T(0) || (a < T(2.5) * b && b < T(2.5) * a); }

  void land(std::size_t which) {
    tracker& k = trackers_[which];
    bool sure = true;
    const std::optional<double> time_s =
        params_.segment == limb_segment::shank ? shank_lands(k) : thigh_lands(k, sure);
    if (!time_s) return;
    k.now = phase::stance;
    contact c = make(contact_kind::initial_contact);
    c.time_s = *time_s;
    c.quality = sure ? 1.0 : 0.5;
    if (in_bout_ && which == believed_) {
      if (!k.leaves_told) report(k.leaving);
      report(c);
    } else {
      k.run.push_back({k.leaving, c});
    }
  }

  // Back from the rise to the level, or to the lowest rate on the way.
  double shank_leaves(const tracker& k) const {
    const T level = -level_share * (std::max)(k.peak, k.typical);
    std::size_t ago = 0;
    while (ago + 2 < history_.size() && at(ago).time_s > k.rise_s) ++ago;
    while (ago + 2 < history_.size() && k.sign * at(ago).rate > level &&
           at(ago + 1).rate * k.sign < at(ago).rate * k.sign && k.rise_s - at(ago).time_s < 0.2) {
      ++ago;
    }
    return level_time(ago, ago - 1, k.sign * level);
  }

  std::optional<double> shank_lands(const tracker& k) const {
    const T level = -level_share * k.peak;
    const bool low = k.sign * at(0).rate <= level;
    const bool turns = k.sign * (at(0).rate - at(1).rate) > T(0);
    if (low) return level_time(1, 0, k.sign * level);
    if (turns) return at(1).time_s;
    if (at(0).time_s - k.fall_s > 0.12) return at(0).time_s;
    return std::nullopt;
  }

  // When the rate passed the level between two cells next to each other; the later or the earlier
  // of them if it did not.
  double level_time(std::size_t before, std::size_t after, T level) const {
    const moment& a = at(before);
    const moment& b = at(after);
    const T change = b.rate - a.rate;
    const T share = change == T(0) ? T(0) : std::clamp((level - a.rate) / change, T(0), T(1));
    return a.time_s + static_cast<double>(share) * (b.time_s - a.time_s);
  }

  /// Time of the highest of the peaks of the acceleration along the limb between two times.
  std::optional<double> highest_peak(double from_s, double to_s) const {
    std::optional<double> best;
    T height = 0;
    for (std::size_t ago = 1; ago + 1 < history_.size(); ++ago) {
      const T before = at(ago + 1).along;
      const T here = at(ago).along;
      const T after = at(ago - 1).along;
      if (at(ago).time_s < from_s) break;
      if (at(ago).time_s > to_s || !(here > before && here >= after)) continue;
      if (best && here <= height) continue;
      height = here;
      // The vertex of the parabola through the three.
      const T bend = before - T(2) * here + after;
      best = at(ago).time_s + static_cast<double>((before - after) / (T(2) * bend)) * period_s;
    }
    return best;
  }

  double thigh_leaves(const tracker& k, bool& sure) const {
    const auto peak = highest_peak(k.rise_s - 0.25, k.rise_s + 0.15);
    sure = peak.has_value();
    return sure ? *peak + leaves_after_s : k.rise_s;
  }

  std::optional<double> thigh_lands(const tracker& k, bool& sure) const {
    if (at(1).time_s < k.dip_s + k.reach_s) return std::nullopt;
    const auto peak = highest_peak(k.dip_s, k.dip_s + k.reach_s);
    sure = peak.has_value();
    return sure ? *peak - lands_before_s : k.fall_s + 0.1;
  }

  /// When the acceleration along the limb was lowest between two times.
  double lowest_along(double from_s, double to_s) const {
    double lowest_s = to_s;
    T lowest = std::numeric_limits<T>::infinity();
    for (std::size_t ago = 0; ago < history_.size() && at(ago).time_s >= from_s; ++ago) {
      if (at(ago).time_s > to_s || at(ago).along >= lowest) continue;
      lowest = at(ago).along;
      lowest_s = at(ago).time_s;
    }
    return lowest_s;
  }

  contact make(contact_kind kind) const {
    contact c;
    c.kind = kind;
    c.side = params_.side;
    return c;
  }

  void forget(std::size_t which) {
    tracker& k = trackers_[which];
    if (which == believed_) in_bout_ = false;
    k.run.clear();
    k.typical = T(0);
    k.interval_s = 0;
  }

  /// Much of the turning is quicker than a walking limb's.
  bool shakes() const { return smooth_turning_ < limits_.smooth_share * turning_; }

  void open_if_ready() {
    auto& run = trackers_[believed_].run;
    if (in_bout_ && shakes()) forget(believed_);
    if (in_bout_ || shakes() || run.size() < enough()) return;
    const T lean = asymmetry() * trackers_[believed_].sign;
    if (lean < (run.full() ? limits_.least_asymmetry : limits_.clear_asymmetry)) return;
    in_bout_ = true;
    ++bout_;
    for (const swing_contacts& s : run) {
      for (const contact& c : {s.leaving, s.landing}) {
        if (c.time_s > last_contact_s_) report(c, true);
      }
    }
    run.clear();
  }

  // Swing about the body's left. Shank: the swing's sign is clear. Thigh: it is less so, and in the first
  // strides the trunk's lead knows better.
  direction_estimate direction_now() const {
    if (!left_) return {};
    const T sign = trackers_[believed_].sign;
    const auto swing = static_cast<double>(sign * axis_.asymmetry());
    const auto lead = static_cast<double>(-sign * lead_.value());
    const double log_odds = params_.segment == limb_segment::shank
                                ? 1 + 2.5 * swing
                                : 8 * lead + std::clamp(swing, -1.0, 1.0);
    direction_estimate found = detail::direction_of_swing(
        static_cast<double>(sign * axis_.axis().dot(left_->template cast<T>())), log_odds);
    found.probability = (std::min)(found.probability, most_probability);
    return detail::if_certain(found, params_.certainty);
  }

  void report(contact c, bool opens = false) {
    c.direction = direction_now();
    if (c.direction == direction::backward) {
      c.time_s += c.kind == contact_kind::initial_contact ? limits_.backward_lands_s
                                                          : limits_.backward_leaves_s;
    }
    if (!opens) c.time_s = (std::max)(c.time_s, at(0).time_s - report_within_s);
    c.bout = bout_;
    RETROGAIT_ASSERT(!waiting_.full(), "more contacts wait than a walk can bring");
    waiting_.push_back(c);
    last_contact_s_ = c.time_s;
  }

  // The stream was broken: what lies before is not known. The sensor is still where it was.
  void start_anew() {
    in_bout_ = false;
    cells_n_ = 0;
    window_.clear();
    history_.clear();
    for (tracker& k : trackers_) {
      const T sign = k.sign;
      k = tracker();
      k.sign = sign;
    }
  }

  limb_detector_params params_;
  limits limits_;
  grid_resampler<T, 6> grid_;
  std::array<T, taps_n> taps_{};
  window_buffer<cell_values, taps_n> window_;
  std::size_t cells_n_ = 0;
  double last_cell_s_ = 0;
  std::optional<vec3<double>> left_;  // of the body, in device axes
  detail::sagittal_axis<T> axis_;
  detail::trunk_lead<T> lead_;
  T turning_ = 0;         // leaky sums of the squared angular rate,
  T smooth_turning_ = 0;  // also of the smoothed one
  static_ring<moment, history_n> history_;
  std::array<tracker, 2> trackers_;
  std::size_t believed_ = 0;
  static_ring<contact, waiting_capacity> waiting_;
  double now_s_ = -1e300;
  double last_contact_s_ = -1e300;
  std::uint32_t bout_ = 0;
  bool in_bout_ = false;
};

}  // namespace retrogait

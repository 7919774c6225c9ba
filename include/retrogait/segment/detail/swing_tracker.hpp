#pragma once
/// @file
/// Final and initial contacts from a foot's sagittal angular rate.

#include <retrogait/core/events.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/math/window_buffer.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>

namespace retrogait::detail {

/// The last 0.64 s of the sagittal angular rate and the jerk, on the 100 Hz grid.
template <std::floating_point T>
struct foot_window {
  static constexpr std::size_t capacity = 64;
  static constexpr double cell_s = 0.01;

  window_buffer<T, capacity> rate;  ///< rad/s, mean of three cells
  window_buffer<T, capacity> jerk;  ///< m/s² a cell: length of the change of the acceleration
  double time_s = 0;                ///< of the newest

  void clear() { *this = foot_window(); }
  double time_before(double cells) const { return time_s - cells * cell_s; }

  friend bool operator==(const foot_window&, const foot_window&) = default;
};

/// One end of a swing.
struct foot_candidate {
  double time_s = 0;
  contact_kind kind = contact_kind::final_contact;
  double quality = 0;

  friend bool operator==(const foot_candidate&, const foot_candidate&) = default;
};

/// Swings with the angular rate r counted positive (sign +1) or negative (-1) while the leg swings.
///
/// A foot turns one way while its heel (walking backward: its toe) rises, the other way in swing, and
/// back again when it is put down; whichever way it walks, the swing is the middle and largest of
/// the three. A swing is a stretch of r > 0.5 rad/s of at least 0.12 s that turns the foot by
/// least_turn_rad; a foot that rolls in stance turns more slowly.
///
/// Final contact: before the swing, where r last left 0.7 of the lowest value that it had in the
/// 0.25 s before (the fastest push-off). Initial contact: the mean of when r is lowest in the 0.15 s
/// after the swing (the foot goes down fastest) and of the centre of the jerk from 0.08 s before to
/// 0.16 s after its end, less 0.025 s by which both lag. [own method; contacts at the ends of the
/// swing's turn follow Salarian 2004, IEEE Trans Biomed Eng 51:1434, and Rampp 2015, same journal
/// 62:1089. Four numbers (0.7, the two windows, the lag) were chosen on voisard, gaitmap, gaittoolbox
/// and bandai together]
template <std::floating_point T>
class swing_tracker {
 public:
  static constexpr std::size_t contact_wait = 16;  // cells after the end of the swing
  static constexpr double max_confirm_s = 0.4;     // from a final contact to the evidence for it

  swing_tracker(int sign, double least_turn_rad)
      : sign_(static_cast<T>(sign)), least_turn_(static_cast<T>(least_turn_rad)) {}

  /// Looks at the newest value of the window; calls found(candidate) for each contact that it
  /// settles.
  template <class Found>
  void update(const foot_window<T>& w, Found&& found) {
    constexpr T dt = T(foot_window<T>::cell_s);
    const T now = sign_ * w.rate.newest();
    const T before = sign_ * w.rate.newest(1);
    if (waiting_ > 0 && --waiting_ == 0) found(initial_contact(w));
    if (!swinging_ && now > least_rad_s) {
      swinging_ = saw_start_ = true;
      confirmed_ = false;
      turned_ = 0;
      from_s_ = w.time_before(static_cast<double>((now - least_rad_s) / (now - before)));
      final_contact_s_ = final_contact(w);
    }
    if (!swinging_) return;
    if (now > least_rad_s) {
      turned_ += now * dt;
      if (confirmed_ || turned_ < least_turn_) return;
      confirmed_ = true;
      if (saw_start_ && w.time_s - final_contact_s_ <= max_confirm_s) {
        found(foot_candidate{final_contact_s_, contact_kind::final_contact, quality(turned_)});
      }
      return;
    }
    swinging_ = false;
    if (confirmed_ && w.time_s - from_s_ >= least_swing_s) {
      ended_s_ = w.time_s;
      ended_turn_ = turned_;
      ended_before_ = saw_start_ ? before_rad_s_ : T(0);
      waiting_ = contact_wait;
    }
  }

  /// The foot stood still at that time: what it was in is no swing, but a landing and a push-off with
  /// nothing between that turned it back.
  void stands_still(double time_s) {
    if (swinging_ && time_s > from_s_) saw_start_ = false;
  }

  /// How much the swings since the last call looked like the middle of the three turns of a stride:
  /// the lesser of the highest rates at which the foot turned the other way before and after, in
  /// rad/s, times the turn in rad. What is no swing but a push-off or a landing has a rest on one
  /// side.
  T take_evidence() {
    const T found = evidence_;
    evidence_ = 0;
    return found;
  }

  /// What lies before is not known: a swing may be under way.
  void restart(const foot_window<T>& w) {
    swinging_ = true;
    saw_start_ = confirmed_ = false;
    turned_ = 0;
    from_s_ = w.time_s;
    waiting_ = 0;
  }

  friend bool operator==(const swing_tracker&, const swing_tracker&) = default;

 private:
  static constexpr T least_rad_s = T(0.5);
  static constexpr double least_swing_s = 0.12;
  static constexpr double lag_s = 0.025;

  // Full marks for a swing of about 60°, as in walking at leisure.
  static double quality(T turned_rad) {
    return std::clamp(0.5 + 0.5 * static_cast<double>(turned_rad), 0.0, 1.0);
  }

  double final_contact(const foot_window<T>& w) {
    constexpr std::size_t look_back = 25;
    std::size_t lowest = 1;
    T depth = 0;
    for (std::size_t k = 1; k <= look_back; ++k) {
      const T r = sign_ * w.rate.newest(k);
      if (r < depth) {
        depth = r;
        lowest = k;
      }
    }
    before_rad_s_ = -depth;
    const T level = T(0.7) * depth;
    for (std::size_t k = lowest; k > 0; --k) {
      const T r = sign_ * w.rate.newest(k);
      const T next = sign_ * w.rate.newest(k - 1);
      if (next > level) {
        return w.time_before(static_cast<double>(k) -
                             static_cast<double>((level - r) / (next - r)));
      }
    }
    return from_s_;
  }

  foot_candidate initial_contact(const foot_window<T>& w) {
    constexpr std::size_t whole = contact_wait + 8;
    T weight = 0;
    T moment = 0;
    for (std::size_t k = 0; k <= whole; ++k) {
      const T j = w.jerk.newest(k);
      weight += j;
      moment += j * static_cast<T>(k);
    }
    std::size_t lowest = contact_wait;
    for (std::size_t k = contact_wait; k-- > 1;) {
      if (sign_ * w.rate.newest(k) < sign_ * w.rate.newest(lowest)) lowest = k;
    }
    evidence_ +=
        ended_turn_ * (std::min)(ended_before_, (std::max)(T(0), -sign_ * w.rate.newest(lowest)));
    const double down_s = w.time_before(static_cast<double>(lowest));
    const double jerk_s =
        weight > T(0) ? w.time_before(static_cast<double>(moment / weight)) : ended_s_;
    return {(down_s + jerk_s) / 2 - lag_s, contact_kind::initial_contact, quality(ended_turn_)};
  }

  T sign_;
  T least_turn_;
  T turned_ = 0;
  T before_rad_s_ = 0;
  T ended_turn_ = 0;
  T ended_before_ = 0;
  T evidence_ = 0;
  double from_s_ = 0;
  double ended_s_ = 0;
  double final_contact_s_ = 0;
  std::size_t waiting_ = 0;
  bool swinging_ = true;
  bool saw_start_ = false;
  bool confirmed_ = false;
};

}  // namespace retrogait::detail

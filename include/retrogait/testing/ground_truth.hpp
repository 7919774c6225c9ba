#pragma once
/// @file
/// What the virtual walker really did. Exact by construction: the signals are made from it.

#include <retrogait/core/events.hpp>
#include <retrogait/core/words.hpp>

#include <cstdint>
#include <vector>

namespace retrogait::testing {

/// A walk without a stop, in one direction.
struct true_bout {
  double start_s = 0;  ///< the first foot leaves the ground
  double end_s = 0;    ///< the last foot meets it
  retrogait::direction direction = retrogait::direction::unknown;
  int steps = 0;  ///< initial contacts

  friend bool operator==(const true_bout&, const true_bout&) = default;
};

/// From one initial contact to the next of the same foot. Length is the distance between the two
/// footprints, speed is length over duration; both are positive in either direction of travel.
struct true_stride {
  double start_s = 0;
  double end_s = 0;
  retrogait::side side = retrogait::side::unknown;
  retrogait::direction direction = retrogait::direction::unknown;
  double length_m = 0;
  double speed_m_s = 0;
  std::uint32_t bout = 0;  ///< counted from 1
  bool turning = false;    ///< part of a turn falls into it

  friend bool operator==(const true_stride&, const true_stride&) = default;
};

/// A change of heading; positive to the left.
struct true_turn {
  double start_s = 0;
  double end_s = 0;
  double angle_deg = 0;

  friend bool operator==(const true_turn&, const true_turn&) = default;
};

/// All in the order of time. `contacts` are core events with known_at_s equal to time_s,
/// probability and quality 1.
struct ground_truth {
  std::vector<contact> contacts;
  std::vector<true_bout> bouts;
  std::vector<true_stride> strides;
  std::vector<true_turn> turns;
  double duration_s = 0;

  friend bool operator==(const ground_truth&, const ground_truth&) = default;
};

}  // namespace retrogait::testing

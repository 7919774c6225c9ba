#pragma once
/// @file
/// Steps, strides and walking bouts, as assembled from contacts.

#include <retrogait/core/catalog.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/words.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace retrogait {

/// From the initial contact of one foot to the next initial contact of the other foot; it belongs
/// to the foot that lands at its end.
struct step {
  double start_s = 0;
  double end_s = 0;
  retrogait::side side = retrogait::side::unknown;

  double duration_s() const { return end_s - start_s; }
  friend bool operator==(const step&, const step&) = default;
};

/// From one initial contact to the next initial contact of the same foot.
struct stride {
  double start_s = 0;
  double end_s = 0;
  retrogait::side side = retrogait::side::unknown;

  double duration_s() const { return end_s - start_s; }
  friend bool operator==(const stride&, const stride&) = default;
};

/// A stretch of steps without a pause, all in one direction.
struct walking_bout {
  std::uint32_t number = 0;  ///< counted from 1 in order of time
  double start_s = 0;        ///< its first initial contact
  double end_s = 0;          ///< its last initial contact
  direction_estimate direction;
  std::vector<contact> contacts;  ///< in order of time
  std::vector<step> steps;        ///< at most one fewer than the initial contacts
  std::vector<stride> strides;
  metric_values metrics;

  double duration_s() const { return end_s - start_s; }

  template <unit Unit>
  measured<quantity<Unit>> operator[](metric_id<Unit> id) const {
    return metrics[id];
  }
};

}  // namespace retrogait

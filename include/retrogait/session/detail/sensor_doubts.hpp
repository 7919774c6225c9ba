#pragma once
// Whether the sensors were worn as they were said to be.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/print.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/imu/sensor_shift.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/segment/swapped_sides.hpp>
#include <retrogait/segment/walking_bout.hpp>
#include <retrogait/session/report.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace retrogait::detail {

// Only walking tells, so only the bouts are looked at, with a second on either side.
inline void doubt_moved(const recording& r, const std::vector<walking_bout>& bouts,
                        std::vector<sensor_doubt>& doubts) {
  sensor_shift_detector<double> detector;
  const auto note = [&](const sensor_shift& shift) {
    doubts.push_back({doubt_kind::sensor_moved, r.placement, shift.time_s, 1,
                      "it turned by " + fixed_text(shift.angle_rad * degrees_per_radian, 0) +
                          "° or more between " + fixed_text(shift.not_before_s, 1) + " s and " +
                          fixed_text(shift.time_s, 1) +
                          " s; what follows rests on how it sat before"});
  };
  std::ptrdiff_t seen = 0;  // rows: the seconds about two bouts may overlap
  for (const walking_bout& bout : bouts) {
    const auto [first, count] = r.rows_between(bout.start_s - 1, bout.end_s + 1);
    const std::ptrdiff_t from = (std::max)(first, seen);
    seen = (std::max)(seen, first + count);
    for (const auto& s : r.acceleration().slice(from, seen - from)) {
      if (const auto shift = detector.update(s)) note(*shift);
    }
  }
}

inline void doubt_sides(const std::vector<contact>& trunk, const std::vector<contact>& legs,
                        placement where, std::vector<sensor_doubt>& doubts) {
  constexpr double sure = 0.95;
  const sides_agreement found = swapped_sides(trunk, legs);
  if (!found.swapped || *found.swapped < sure) return;
  doubts.push_back({doubt_kind::sides_exchanged, where, 0, *found.swapped,
                    "on " + std::to_string(found.opposite) + " of " +
                        std::to_string(found.compared()) +
                        " steps the lower back and the legs name opposite feet; check which "
                        "sensor was on which leg and how the one on the lower back faced"});
}

}  // namespace retrogait::detail

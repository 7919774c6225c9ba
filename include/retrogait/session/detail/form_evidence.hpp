#pragma once
// What the form checks look at, stride by stride, from all sensors that a person wore.

#include <retrogait/core/measured.hpp>
#include <retrogait/core/print.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/imu/clock_offset.hpp>
#include <retrogait/imu/knee_angles.hpp>
#include <retrogait/imu/leg_alignment.hpp>
#include <retrogait/metrics/foot_strike.hpp>
#include <retrogait/metrics/knee.hpp>
#include <retrogait/metrics/posture.hpp>
#include <retrogait/segment/walking_bout.hpp>
#include <retrogait/session/detail/bout_measures.hpp>
#include <retrogait/session/detail/sensor_set.hpp>
#include <retrogait/session/form.hpp>
#include <retrogait/session/form_monitor.hpp>
#include <retrogait/session/report.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace retrogait::detail {

// How the foot landed at the contact that ends each of its strides.
inline void add_landings(const recording& foot, const walking_bout& bout,
                         std::vector<stride_observation>& strides) {
  const std::vector<foot_strike> strikes = foot_strikes(foot, bout.contacts);
  for (stride_observation& s : strides) {
    if (s.side != side_of(foot.placement)) continue;
    const auto strike = std::find_if(strikes.begin(), strikes.end(),
                                     [&](const foot_strike& one) { return one.time_s == s.end_s; });
    if (strike == strikes.end()) continue;
    s.toe_first = strike->angle ? measured<bool>::of(strike->kind == strike_kind::toe_first, 1)
                                : measured<bool>::not_computable(strike->angle.why());
  }
}

// One knee: its angles, or why there are none.
struct knee_record {
  side which = side::unknown;
  std::vector<knee_sample<double>> samples;
  neutral_pose neutral = neutral_pose::standing;
  reason missing = reason::none;
};

// The knees whose thigh and shank both have a sensor. Clocks that differ are put right and named.
inline std::vector<knee_record> knee_records(const sensor_set& worn,
                                             std::vector<sensor_doubt>& doubts) {
  std::vector<knee_record> knees;
  for (const auto& [thigh, shank] : {std::pair(placement::left_thigh, placement::left_shank),
                                     std::pair(placement::right_thigh, placement::right_shank)}) {
    if (worn[thigh] == nullptr || worn[shank] == nullptr) continue;
    knee_record knee;
    knee.which = side_of(thigh);
    leg_alignment_params params;
    const measured<double> offset = clock_offset(*worn[thigh], *worn[shank]);
    if (offset && std::abs(*offset) > offset.margin().value_or(0)) {
      params.shank_offset_s = *offset;
      doubts.push_back({doubt_kind::clocks_differ, shank, 0, 1,
                        "its clock differs by " + fixed_text(*offset, 3) + " ± " +
                            fixed_text(offset.margin().value_or(0), 3) +
                            " s from the thigh's; put right for the knee angles alone"});
    }
    if (const auto alignment = align_leg(*worn[thigh], *worn[shank], params)) {
      knee.samples = knee_angles(*worn[thigh], *worn[shank], *alignment);
      knee.neutral = alignment->neutral;
    } else {
      knee.missing = alignment.why();
    }
    knees.push_back(std::move(knee));
  }
  return knees;
}

inline void add_knee(const knee_record& knee, const walking_bout& bout,
                     std::vector<stride_observation>& strides) {
  for (stride_observation& s : strides) {
    if (s.side != knee.which) continue;
    if (knee.missing != reason::none) {
      s.knee_frontal_rad = s.knee_peak_flexion_rad = s.knee_excursion_rad =
          measured<double>::not_computable(knee.missing);
      continue;
    }
    const auto walked =
        std::find_if(bout.strides.begin(), bout.strides.end(), [&](const stride& one) {
          return one.side == s.side && one.start_s == s.start_s && one.end_s == s.end_s;
        });
    if (walked == bout.strides.end()) continue;
    const stride_knee angles = knee_of(*walked, knee.samples, knee.neutral);
    s.knee_frontal_rad = angles.mid_stance_adduction_rad.transform(std::negate<>());
    s.knee_peak_flexion_rad = angles.peak_flexion_rad;
    s.knee_excursion_rad = angles.excursion_rad;
  }
}

// The postures of all strides of all bouts, in one pass over the recording.
inline std::vector<stride_posture> all_postures(const recording& lumbar,
                                                const std::vector<walking_bout>& bouts) {
  std::vector<stride> strides;
  for (const walking_bout& bout : bouts) {
    strides.insert(strides.end(), bout.strides.begin(), bout.strides.end());
  }
  return stride_postures(lumbar, strides);
}

// The strides of all bouts, in the order of the bouts. None if nobody walked backward, which is what
// the checks are about.
inline std::vector<stride_observation> observe_form(const sensor_set& worn, seen_from where,
                                                    const std::vector<walking_bout>& bouts,
                                                    std::vector<sensor_doubt>& doubts) {
  std::vector<stride_observation> all;
  const bool any = std::any_of(bouts.begin(), bouts.end(), [](const walking_bout& bout) {
    return bout.direction.value == direction::backward;
  });
  if (!any) return all;
  const recording* const lumbar = worn[placement::lumbar];
  const std::vector<stride_posture> postures =
      lumbar != nullptr ? all_postures(*lumbar, bouts) : std::vector<stride_posture>{};
  const std::vector<knee_record> knees = knee_records(worn, doubts);
  std::size_t first = 0;
  for (const walking_bout& bout : bouts) {
    const auto of_bout = lumbar != nullptr ? std::span(postures).subspan(first, bout.strides.size())
                                           : std::span<const stride_posture>{};
    first += bout.strides.size();
    std::vector<stride_observation> strides =
        observations_of(bout, of_bout, where == seen_from::two_legs);
    for (const placement foot : {placement::left_foot, placement::right_foot}) {
      if (worn[foot] != nullptr) add_landings(*worn[foot], bout, strides);
    }
    for (const knee_record& knee : knees) add_knee(knee, bout, strides);
    all.insert(all.end(), strides.begin(), strides.end());
  }
  return all;
}

}  // namespace retrogait::detail

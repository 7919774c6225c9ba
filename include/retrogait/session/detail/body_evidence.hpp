#pragma once
// What is known of each stride beside its contacts, from all sensors that a person wore: for the
// metrics of posture and knees, and for the form checks.

#include <retrogait/core/measured.hpp>
#include <retrogait/core/print.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/imu/clock_offset.hpp>
#include <retrogait/imu/knee_angles.hpp>
#include <retrogait/imu/leg_alignment.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/metrics/foot_strike.hpp>
#include <retrogait/metrics/knee.hpp>
#include <retrogait/metrics/knee_metrics.hpp>
#include <retrogait/metrics/posture.hpp>
#include <retrogait/metrics/trunk_posture.hpp>
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

// The postures of all strides of all bouts, in one pass over the recording.
inline std::vector<stride_posture> all_postures(const recording& lumbar,
                                                const std::vector<walking_bout>& bouts) {
  std::vector<stride> strides;
  for (const walking_bout& bout : bouts) {
    strides.insert(strides.end(), bout.strides.begin(), bout.strides.end());
  }
  return stride_postures(lumbar, strides);
}

// One leg in one bout.
struct leg_strides {
  side which = side::unknown;
  std::vector<stride_knee> knee;  // one a stride of that leg
  reason missing = reason::none;  // why there is none
};

// What is known of the strides of one bout beside the contacts.
struct bout_evidence {
  bool trunk = false;                    // a sensor on the lower back
  std::vector<stride_posture> postures;  // one a stride, if there is one
  bool feet = false;                     // a sensor on a foot
  std::vector<foot_strike> strikes;      // of one foot or both, at their initial contacts
  std::vector<leg_strides> legs;         // those with thigh and shank
};

// For each bout. Doubts about clocks are added to doubts.
inline std::vector<bout_evidence> gather_evidence(const sensor_set& worn,
                                                  const std::vector<walking_bout>& bouts,
                                                  std::vector<sensor_doubt>& doubts) {
  std::vector<bout_evidence> all(bouts.size());
  if (bouts.empty()) return all;
  const recording* const lumbar = worn[placement::lumbar];
  const std::vector<stride_posture> postures =
      lumbar != nullptr ? all_postures(*lumbar, bouts) : std::vector<stride_posture>{};
  const std::vector<knee_record> knees = knee_records(worn, doubts);
  auto posture = postures.begin();
  for (std::size_t i = 0; i < bouts.size(); ++i) {
    const walking_bout& bout = bouts[i];
    bout_evidence& found = all[i];
    if (lumbar != nullptr) {
      found.trunk = true;
      const auto end = posture + std::ssize(bout.strides);
      found.postures.assign(posture, end);
      posture = end;
    }
    for (const placement foot : {placement::left_foot, placement::right_foot}) {
      if (worn[foot] == nullptr) continue;
      found.feet = true;
      for (const foot_strike& one : foot_strikes(*worn[foot], bout.contacts)) {
        found.strikes.push_back(one);
      }
    }
    for (const knee_record& knee : knees) {
      leg_strides leg{knee.which, {}, knee.missing};
      if (knee.missing == reason::none) {
        leg.knee = knees_of(bout.strides, knee.which, knee.samples, knee.neutral);
      }
      found.legs.push_back(std::move(leg));
    }
  }
  return all;
}

// The metrics of posture and knees.
inline void measure_body(const bout_evidence& seen, walking_bout& bout) {
  metric_values& m = bout.metrics;
  if (seen.trunk) {
    const trunk_posture posture = trunk_posture_of(seen.postures);
    m.set(metric::trunk_pitch, posture.pitch);
    m.set(metric::trunk_roll, posture.roll);
    m.set(metric::trunk_pitch_range, posture.pitch_range);
    m.set(metric::trunk_roll_range, posture.roll_range);
  }
  if (seen.feet) m.set(metric::toe_first_share, toe_first_share(seen.strikes));
  if (seen.legs.empty()) return;
  std::vector<stride_knee> strides;
  reason missing = reason::none;
  for (const leg_strides& leg : seen.legs) {
    strides.insert(strides.end(), leg.knee.begin(), leg.knee.end());
    if (leg.missing != reason::none) missing = leg.missing;
  }
  std::sort(strides.begin(), strides.end(),
            [](const stride_knee& a, const stride_knee& b) { return a.start_s < b.start_s; });
  knee_summary knee = knee_summary_of(strides);
  if (strides.empty() && missing != reason::none) {
    knee.swing_flexion = knee.stance_flexion = knee.loading_flexion = knee.excursion =
        knee.frontal_angle = measured<quantity<units::degree>>::not_computable(missing);
  }
  m.set(metric::knee_swing_flexion, knee.swing_flexion);
  m.set(metric::knee_stance_flexion, knee.stance_flexion);
  m.set(metric::knee_loading_flexion, knee.loading_flexion);
  m.set(metric::knee_excursion, knee.excursion);
  m.set(metric::knee_frontal_angle, knee.frontal_angle);
}

// How the foot landed at the contact that ends each of its strides.
inline void add_landings(const std::vector<foot_strike>& strikes,
                         std::vector<stride_observation>& strides) {
  for (stride_observation& s : strides) {
    const auto strike = std::find_if(strikes.begin(), strikes.end(), [&](const foot_strike& one) {
      return one.side == s.side && one.time_s == s.end_s;
    });
    if (strike == strikes.end()) continue;
    s.toe_first = strike->angle ? measured<bool>::of(strike->kind == strike_kind::toe_first, 1)
                                : measured<bool>::not_computable(strike->angle.why());
  }
}

inline void add_knee(const leg_strides& leg, std::vector<stride_observation>& strides) {
  for (stride_observation& s : strides) {
    if (s.side != leg.which) continue;
    if (leg.missing != reason::none) {
      s.knee_frontal_rad = s.knee_peak_flexion_rad = s.knee_excursion_rad =
          measured<double>::not_computable(leg.missing);
      continue;
    }
    const auto knee = std::find_if(leg.knee.begin(), leg.knee.end(), [&](const stride_knee& one) {
      return one.start_s == s.start_s && one.end_s == s.end_s;
    });
    if (knee == leg.knee.end()) continue;
    s.knee_frontal_rad = knee->mid_stance_adduction_rad.transform(std::negate<>());
    s.knee_peak_flexion_rad = knee->peak_flexion_rad;
    s.knee_excursion_rad = knee->excursion_rad;
  }
}

// The strides of all bouts, in the order of the bouts. None if nobody walked backward, which is what
// the checks are about.
inline std::vector<stride_observation> observe_form(const std::vector<bout_evidence>& seen,
                                                    seen_from where,
                                                    const std::vector<walking_bout>& bouts) {
  std::vector<stride_observation> all;
  const bool any = std::any_of(bouts.begin(), bouts.end(), [](const walking_bout& bout) {
    return bout.direction.value == direction::backward;
  });
  if (!any) return all;
  for (std::size_t i = 0; i < bouts.size(); ++i) {
    std::vector<stride_observation> strides =
        observations_of(bouts[i], seen[i].postures, where == seen_from::two_legs);
    add_landings(seen[i].strikes, strides);
    for (const leg_strides& leg : seen[i].legs) add_knee(leg, strides);
    all.insert(all.end(), strides.begin(), strides.end());
  }
  return all;
}

}  // namespace retrogait::detail

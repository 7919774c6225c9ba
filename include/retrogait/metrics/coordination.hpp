#pragma once
/// @file
/// How evenly and how steadily left and right steps take turns.

#include <retrogait/core/measured.hpp>
#include <retrogait/core/units.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

namespace retrogait {

/// Fewest strides of one foot for a phase coordination index at all, and how many a steady value needs.
/// [engineering choice, as for other variabilities; 23 on average in healthy young adults,
/// Kribus-Shmiel 2018, PLoS ONE 13:e0192049]
inline constexpr std::size_t least_strides_for_coordination = 6;
inline constexpr std::size_t enough_strides_for_coordination = 23;

struct phase_coordination {
  measured<quantity<units::percent>> index;        ///< variability + inaccuracy
  measured<quantity<units::percent>> variability;  ///< coefficient of variation of the phase
  measured<quantity<units::percent>> inaccuracy;   ///< mean |phase - 180°|, in % of 180°
  /// The foot whose strides are divided; unknown where the index is not computable.
  side reference = side::unknown;
};

/// metric::phase_coordination_index and its two parts (Plotnik, Giladi & Hausdorff 2007).
///
/// The phase of a stride of the reference foot, which the other foot's contact t_o divides:
///
///     φ = 360° (t_o - t_i) / (t_{i+1} - t_i),   PCI = 100 s_φ / mean φ + 100 mean |φ - 180°| / 180°
///
/// with the sample standard deviation s_φ. 0 for steps that take turns like a clock's; the index is
/// the higher, the less even (inaccuracy) or the less steady (variability) they are.
///
/// Which foot is the reference: the one whose steps take longer on average (a step belongs to the foot
/// that lands at its end), the left one if they are equal; the mean phase is then 180° at most. In the
/// paper it is the foot with the longer swing. Both are the same foot where the two double
/// supports of a stride take equally long; the contacts of one kind are known far better than swing.
/// The other choice would turn φ into 360° - φ: the same inaccuracy, and a variability divided by
/// another mean.
///
/// n is the number of strides of the reference foot. Quality: n / 23, at most 1. No margin: it is no
/// mean. Errors of the contacts' times add to both parts: contacts that scatter by 18 ms make an index
/// of about 7 % in somebody who walks like a clock with strides of 1.1 s. From the lower back it was off
/// by 3 points (median of 33 walks of healthy adults, whose own index from the reference's contacts was
/// 6.6): contacts from the feet tell more.
///
/// Not computable: side_unknown where no step knows its foot; too_few_strides below six strides that
/// consist of two steps one after the other, so always with data of one foot alone.
inline phase_coordination phase_coordination_of(const std::vector<step>& steps) {
  using result = measured<quantity<units::percent>>;
  const auto none = [](const result& r) { return phase_coordination{r, r, r, side::unknown}; };
  const bool any_side = std::any_of(steps.begin(), steps.end(),
                                    [](const step& s) { return s.side != side::unknown; });
  if (!steps.empty() && !any_side) return none(result::not_computable(reason::side_unknown));

  moments left_steps;
  moments right_steps;
  for (const step& s : steps) {
    if (s.side == side::left) left_steps(s.duration_s());
    if (s.side == side::right) right_steps(s.duration_s());
  }
  const bool right_is_longer = left_steps.count() > 0 && right_steps.count() > 0 &&
                               right_steps.mean().value() > left_steps.mean().value();
  const side reference = right_is_longer ? side::right : side::left;
  moments phase_deg;
  moments off_deg;
  for (std::size_t i = 1; i < steps.size(); ++i) {
    const step& first = steps[i - 1];
    const step& second = steps[i];
    if (second.side != reference || first.side != opposite(reference)) continue;
    if (first.end_s != second.start_s) continue;
    const double phase = 360 * first.duration_s() / (second.end_s - first.start_s);
    phase_deg(phase);
    off_deg(std::abs(phase - 180));
  }
  const std::size_t n = phase_deg.count();
  if (n < least_strides_for_coordination) {
    return none(result::not_computable(reason::too_few_strides, n, least_strides_for_coordination));
  }
  const double quality = (std::min)(
      1.0, static_cast<double>(n) / static_cast<double>(enough_strides_for_coordination));
  const double variability = 100 * phase_deg.stddev().value() / phase_deg.mean().value();
  const double inaccuracy = 100 * off_deg.mean().value() / 180;
  const auto percent_of = [&](double value) {
    return result::of(quantities::percent(value), n, std::nullopt, quality);
  };
  return {percent_of(variability + inaccuracy), percent_of(variability), percent_of(inaccuracy),
          reference};
}

}  // namespace retrogait

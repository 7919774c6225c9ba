#pragma once
/// @file
/// Regularity of steps and strides, symmetry and asymmetry, from how alike the acceleration of the
/// trunk is to itself one step and one stride later.

#include <retrogait/core/measured.hpp>
#include <retrogait/core/units.hpp>
#include <retrogait/dsp/autocorrelation.hpp>
#include <retrogait/metrics/bout_signal.hpp>
#include <retrogait/metrics/trunk_axis.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace retrogait {

/// Fewest strides for an autocorrelation that describes the walk and not one stride. In amputees and
/// controls 2.2 strides were enough for the step and 3.5 for the stride where starting and stopping
/// were cut off, but 15 and 20 where they were not (Tura 2012, J NeuroEng Rehabil 9:11).
/// [engineering choice between the two]
inline constexpr std::size_t least_strides_for_regularity = 6;

struct regularity {
  measured<quantity<units::one>> step;       ///< Ad1
  measured<quantity<units::one>> stride;     ///< Ad2
  measured<quantity<units::one>> symmetry;   ///< Ad1/Ad2; -Ad1/Ad2 for the mediolateral axis
  measured<quantity<units::one>> asymmetry;  ///< |Ad2 - Ad1|; |Ad2 + Ad1| for the same
};

/// metric::step_regularity, metric::stride_regularity, metric::regularity_symmetry and
/// metric::regularity_asymmetry of the vertical axis; the first two of the other axes are
/// metric::step_regularity_ap, … (along: forward) and metric::step_regularity_ml, … (left).
///
/// The unbiased autocorrelation of the acceleration (Moe-Nilssen & Helbostad 2004, eq. 2) at its
/// highest value within a quarter of a step around the mean step time (Ad1) and around twice the mean
/// step time (Ad2). Deviation from the paper: the step time comes from the contacts, not from the
/// first peak of the autocorrelation, which in slow walking can be a harmonic.
///
/// From side to side a left step mirrors a right one, so the mediolateral Ad1 is negative by nature:
/// there it is the lowest value within a quarter of a step, and -1 is the most regular. Symmetry and
/// asymmetry take it with the sign turned.
///
/// Asymmetry is the difference of step and stride regularity (Buckley 2020, Sensors 20:37), here
/// without its sign: 0 when a step is as like the next as a stride is. Unlike the ratio it stays
/// defined in irregular walking.
///
/// Gain and offset change nothing. The vertical axis needs no mounting.
///
/// Not computable: mounting_unknown where the axis is not known; too_few_strides; what made the step
/// time not computable; gap; too_few_values where the signal is shorter than 2.25 steps; degenerate
/// where it does not vary; irregular (symmetry alone) where Ad2 is not positive.
///
/// @param step_time  mean step time of the bout
inline regularity step_and_stride_regularity(const bout_signal& signal,
                                             const measured<quantity<units::second>>& step_time,
                                             std::size_t strides,
                                             trunk_axis axis = trunk_axis::vertical) {
  using result = measured<quantity<units::one>>;
  const auto none = [](const result& r) { return regularity{r, r, r, r}; };
  const std::span<const double> x = along(signal, axis);
  if (x.empty() && !signal.vertical_m_s2.empty()) {
    return none(result::not_computable(reason::mounting_unknown));
  }
  if (strides < least_strides_for_regularity) {
    return none(
        result::not_computable(reason::too_few_strides, strides, least_strides_for_regularity));
  }
  if (!step_time) {
    return none(result::not_computable(step_time.why(), step_time.n(), step_time.needed()));
  }
  if (signal.gap) return none(result::not_computable(reason::gap));
  const double lag = step_time->value() * signal.rate_hz;
  const auto longest = static_cast<std::size_t>(std::ceil(2.25 * lag));
  if (longest >= x.size()) {
    return none(result::not_computable(reason::too_few_values, x.size(), longest + 1));
  }
  const dsp::autocorrelator likeness(x);
  if (!likeness.varies()) return none(result::not_computable(reason::degenerate));
  const double mirrored = axis == trunk_axis::left ? -1 : 1;
  // The largest value of sign · autocorrelation.
  const auto around = [&](double sign, double centre) {
    auto at = static_cast<std::size_t>(std::lround(centre - lag / 4));
    const auto last = static_cast<std::size_t>(std::lround(centre + lag / 4));
    double largest = sign * likeness.at(at);
    while (++at <= last) largest = (std::max)(largest, sign * likeness.at(at));
    return largest;
  };
  const double step = around(mirrored, lag);
  const double stride = around(1, 2 * lag);
  regularity found;
  found.step = result::of(quantities::ratio(mirrored * step), strides);
  found.stride = result::of(quantities::ratio(stride), strides);
  found.symmetry = stride > 0 ? result::of(quantities::ratio(step / stride), strides)
                              : result::not_computable(reason::irregular, strides);
  found.asymmetry = result::of(quantities::ratio(std::abs(stride - step)), strides);
  return found;
}

}  // namespace retrogait

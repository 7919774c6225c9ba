#pragma once
/// @file
/// Regularity of steps and strides, and symmetry, from how alike the vertical acceleration is to
/// itself one step and one stride later.

#include <retrogait/core/measured.hpp>
#include <retrogait/dsp/autocorrelation.hpp>
#include <retrogait/metrics/bout_signal.hpp>
#include <retrogait/metrics/catalog.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace retrogait {

/// Fewest strides for an autocorrelation that describes the walk and not one stride.
/// [engineering choice; Moe-Nilssen & Helbostad used walks of 7 to 8 m and more]
inline constexpr std::size_t least_strides_for_regularity = 6;

struct regularity {
  measured<quantity<units::one>> step;
  measured<quantity<units::one>> stride;
  measured<quantity<units::one>> symmetry;
};

/// metric::step_regularity, metric::stride_regularity, metric::regularity_symmetry.
///
/// The unbiased autocorrelation of the vertical acceleration (Moe-Nilssen & Helbostad 2004, eq. 2) at
/// its highest value within a quarter of a step around the mean step time (Ad1) and around twice the
/// mean step time (Ad2). Deviation from the paper: the step time comes from the contacts, not from
/// the first peak of the autocorrelation, which in slow walking can be a harmonic.
///
/// @param step_time  mean step time of the bout; not computable makes all three not computable
inline regularity step_and_stride_regularity(const bout_signal& signal,
                                             const measured<quantity<units::second>>& step_time,
                                             std::size_t strides) {
  using result = measured<quantity<units::one>>;
  const auto none = [](const result& r) { return regularity{r, r, r}; };
  if (!step_time || strides < least_strides_for_regularity) {
    return none(
        result::not_computable(reason::too_few_strides, strides, least_strides_for_regularity));
  }
  if (signal.gap) return none(result::not_computable(reason::gap));
  const double lag = step_time->value() * signal.rate_hz;
  const auto longest = static_cast<std::size_t>(std::ceil(2.25 * lag));
  if (longest >= signal.vertical_m_s2.size()) {
    return none(
        result::not_computable(reason::too_few_values, signal.vertical_m_s2.size(), longest + 1));
  }
  const std::vector<double> r = dsp::autocorrelation(signal.vertical_m_s2, longest);
  if (!(r[0] > 0)) return none(result::not_computable(reason::degenerate));
  const auto highest_around = [&](double centre) {
    const auto first = static_cast<std::ptrdiff_t>(std::lround(centre - lag / 4));
    const auto last = static_cast<std::ptrdiff_t>(std::lround(centre + lag / 4));
    return *std::max_element(r.begin() + first,
                             r.begin() + std::min<std::ptrdiff_t>(last + 1, std::ssize(r)));
  };
  const double ad1 = highest_around(lag);
  const double ad2 = highest_around(2 * lag);
  regularity found;
  found.step = result::of(quantities::ratio(ad1), strides);
  found.stride = result::of(quantities::ratio(ad2), strides);
  found.symmetry = ad2 > 0 ? result::of(quantities::ratio(ad1 / ad2), strides)
                           : result::not_computable(reason::irregular, strides);
  return found;
}

}  // namespace retrogait

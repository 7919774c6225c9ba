#pragma once
/// @file
/// How much the trunk sways: the length of the path that its horizontal acceleration draws.

#include <retrogait/core/measured.hpp>
#include <retrogait/core/units.hpp>
#include <retrogait/dsp/butterworth.hpp>
#include <retrogait/dsp/zero_phase.hpp>
#include <retrogait/metrics/bout_signal.hpp>
#include <retrogait/metrics/detail/stride_cells.hpp>
#include <retrogait/metrics/detail/stride_values.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

namespace retrogait {

/// Fewest strides for a sway path. [engineering choice, as for other means]
inline constexpr std::size_t least_strides_for_sway = 2;

/// metric::sway_path: the length of the path that the acceleration of the trunk draws in the
/// horizontal plane, a second; mean over the strides of the bout, with the margin of the mean.
///
///     Σ hypot(Δ forward, Δ left) / duration of the stride
///
/// after Mancini 2012 (iSway, J NeuroEng Rehabil 9:59, table 2: PATH of the acceleration), who measured
/// it in people who stand. Deviations: a second and not in all, so that it does not grow with the
/// bout; of walking, where it holds the step's own movement too, so values compare with the same
/// person's walks at a like speed and with nothing else; low-passed at 3.5 Hz, forward and backward
/// (Butterworth of order 4; the cutoff as recalled from that paper), which keeps stride and step and
/// leaves out impacts and most of the sensor's noise. So neither the rate of the sensor nor that of
/// the grid matters.
///
/// Proportional to the gain. Margin: mean_of_series.
///
/// Not computable: mounting_unknown; gap; too_few_strides.
inline measured<quantity<units::metre_per_second_cubed>> sway_path(
    const bout_signal& signal, const std::vector<stride>& strides) {
  using result = measured<quantity<units::metre_per_second_cubed>>;
  constexpr int order = 4;
  constexpr double cutoff_hz = 3.5;
  const bool known = signal.forward_m_s2.size() == signal.vertical_m_s2.size() &&
                     signal.left_m_s2.size() == signal.vertical_m_s2.size();
  if (!known) return result::not_computable(reason::mounting_unknown);
  if (signal.gap) return result::not_computable(reason::gap);

  detail::stride_values paths;
  if (!signal.vertical_m_s2.empty()) {
    const dsp::sos_filter filter = dsp::butterworth_lowpass(order, cutoff_hz, signal.rate_hz);
    std::vector<double> forward(signal.forward_m_s2.size());
    std::vector<double> left(signal.left_m_s2.size());
    dsp::filter_zero_phase(filter, signal.forward_m_s2, forward);
    dsp::filter_zero_phase(filter, signal.left_m_s2, left);
    for (const stride& s : strides) {
      const detail::stride_cells cells = detail::cells_of(signal, s);
      if (!cells.whole || cells.count < 2) continue;
      double length = 0;
      for (std::size_t i = cells.first + 1; i < cells.end(); ++i) {
        length += std::hypot(forward[i] - forward[i - 1], left[i] - left[i - 1]);
      }
      const double seconds = static_cast<double>(cells.count - 1) / signal.rate_hz;
      paths(measured<double>::of(length / seconds, 1));
    }
  }
  return paths.mean<units::metre_per_second_cubed>(1, least_strides_for_sway);
}

}  // namespace retrogait

#pragma once
/// @file
/// Step length and walking speed from the rise and fall of the trunk.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/dsp/butterworth.hpp>
#include <retrogait/dsp/zero_phase.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/metrics/bout_signal.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/metrics/temporal.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

namespace retrogait {

struct step_length_params {
  /// Leg length as a share of the height. [Winter 2009, Biomechanics and Motor Control of Human
  /// Movement, fig. 4.1; recalled, not read]
  double leg_share = 0.53;
  /// Personal or general factor on the pendulum's length. [1.185 for mixed cohorts in mobgap's
  /// Zijlstra model, 1.25 in the original; evidence section 6]
  double factor = 1.185;
  /// High-pass in Hz against the drift of the two integrations, applied after each.
  /// [0.1 Hz in the original; 0.3 Hz here, as bouts of some seconds hold no slower truth]
  double highpass_hz = 0.3;

  issues validate() const {
    issues found;
    if (!(leg_share > 0 && leg_share < 1)) found.push_back({"leg_share", "must lie in (0, 1)"});
    if (!(factor > 0)) found.push_back({"factor", "must be above 0"});
    if (!(highpass_hz > 0)) found.push_back({"highpass_hz", "must be above 0"});
    return found;
  }
};

/// metric::step_length: mean over the steps of the bout of
///
///   L = factor · 2 √(2 l d - d²),  l leg length,  d rise of the trunk within the step
///
/// (Zijlstra & Hof 2003, Gait & Posture 18:1–10, inverted pendulum), d from the vertical
/// acceleration integrated twice. Valid walking forward on the level; for walking backward no factor
/// has been published, so it is not_calibrated there. The margin is that of the mean over steps: it
/// does not hold the model's own error, which differs by about ±10 % between persons.
///
/// Errors: config_error from the params.
inline measured<quantity<units::metre>> step_length(const bout_signal& signal,
                                                    const std::vector<step>& steps, direction way,
                                                    std::optional<double> height_m,
                                                    const step_length_params& params = {}) {
  using result = measured<quantity<units::metre>>;
  throw_if_any(params.validate());
  if (way == direction::backward) return result::not_computable(reason::not_calibrated);
  if (way != direction::forward) return result::not_computable(reason::direction_unknown);
  if (!height_m) return result::not_computable(reason::height_missing);
  if (signal.gap) return result::not_computable(reason::gap);
  if (steps.size() < least_for_mean) {
    return result::not_computable(reason::too_few_steps, steps.size(), least_for_mean);
  }
  const auto [low, high] =
      std::minmax_element(signal.vertical_m_s2.begin(), signal.vertical_m_s2.end());
  if (low == high || *low == *high) return result::not_computable(reason::degenerate);
  const double leg_m = params.leg_share * *height_m;
  const dsp::sos_filter highpass = dsp::butterworth_highpass(2, params.highpass_hz, signal.rate_hz);
  const auto integrate = [&](Eigen::VectorXd x) {
    for (Eigen::Index i = 1; i < x.size(); ++i) x[i] += x[i - 1];
    return dsp::filter_zero_phase(highpass, Eigen::VectorXd(x / signal.rate_hz));
  };
  const Eigen::Map<const Eigen::VectorXd> vertical(
      signal.vertical_m_s2.data(), static_cast<Eigen::Index>(signal.vertical_m_s2.size()));
  const Eigen::VectorXd height = integrate(integrate(vertical.array() - vertical.mean()));
  moments lengths;
  for (const step& s : steps) {
    const auto at = [&](double t) {
      const auto i = static_cast<Eigen::Index>(std::lround((t - signal.start_s) * signal.rate_hz));
      return std::clamp<Eigen::Index>(i, 0, height.size() - 1);
    };
    const auto path = height.segment(at(s.start_s), at(s.end_s) - at(s.start_s) + 1);
    const double rise = (std::min)(path.maxCoeff() - path.minCoeff(), leg_m);
    lengths(params.factor * 2 * std::sqrt(rise * (2 * leg_m - rise)));
  }
  return lengths.mean().transform([](double l) { return quantities::metres(l); });
}

/// metric::walking_speed = step length over step time, with the margins of both added in quadrature;
/// without a margin where one of them has none.
inline measured<quantity<units::metre_per_second>> walking_speed(
    const measured<quantity<units::metre>>& step_length,
    const measured<quantity<units::second>>& step_time) {
  using result = measured<quantity<units::metre_per_second>>;
  if (!step_length) {
    return result::not_computable(step_length.why(), step_length.n(), step_length.needed());
  }
  if (!step_time) {
    return result::not_computable(step_time.why(), step_time.n(), step_time.needed());
  }
  const double l = step_length->value();
  const double t = step_time->value();
  std::optional<quantity<units::metre_per_second>> margin;
  if (step_length.margin() && step_time.margin()) {
    margin = quantities::metres_per_second(
        std::hypot(step_length.margin()->value() / t, l * step_time.margin()->value() / (t * t)));
  }
  return result::of(quantities::metres_per_second(l / t), step_length.n(), margin);
}

/// Mean length of the strides whose length a sensor on the foot has measured (stride::length_m).
inline measured<quantity<units::metre>> stride_length(const std::vector<stride>& strides) {
  moments lengths;
  for (const stride& s : strides) {
    if (s.length_m) lengths(*s.length_m);
  }
  return detail::mean_of<units::metre>(lengths, reason::too_few_strides);
}

}  // namespace retrogait

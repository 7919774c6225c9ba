#pragma once
/// @file
/// The length of each step from the vertical acceleration of the trunk, by a choice of models.

#include <retrogait/core/errors.hpp>
#include <retrogait/dsp/butterworth.hpp>
#include <retrogait/dsp/zero_phase.hpp>
#include <retrogait/metrics/bout_signal.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace retrogait {

/// How the movement of the trunk is turned into a length.
///
/// | model             | length of a step                                     | needs  |
/// | ----------------- | ---------------------------------------------------- | ------ |
/// | pendulum          | f · 2 √(2 l d - d²)                                  | height |
/// | pendulum_and_foot | f · (2 √(2 l d - d²) + c b)                          | height |
/// | weinberg          | f · (a_max - a_min)^¼                                | –      |
///
/// f factor, l leg length, d rise of the trunk within the step, b foot length, c its share, a vertical
/// acceleration within the step.
enum class step_length_model : std::uint8_t {
  /// Zijlstra & Hof 2003, Gait & Posture 18:1–10: the trunk on a stiff leg.
  pendulum,
  /// The same with a constant part of the foot's length, along which the trunk travels while both
  /// feet are on the ground. After the idea of a second phase in Gonzalez et al. 2007 (Modified
  /// pendulum model for mean step length estimation, EMBC, 1371–1374; the abstract was read); there
  /// the second phase has a rise of its own, which one sensor on the trunk hardly tells.
  pendulum_and_foot,
  /// Weinberg 2002, Analog Devices application note AN-602 (recalled, not read).
  weinberg
};

inline constexpr std::array all_step_length_models{
    step_length_model::pendulum, step_length_model::pendulum_and_foot, step_length_model::weinberg};

/// The name that files carry.
constexpr std::string_view to_string(step_length_model model) {
  switch (model) {
    case step_length_model::pendulum:
      return "pendulum";
    case step_length_model::pendulum_and_foot:
      return "pendulum_and_foot";
    case step_length_model::weinberg:
      return "weinberg";
  }
  return "unknown model";
}

/// The model of that name; nothing if there is none.
constexpr std::optional<step_length_model> step_length_model_from(std::string_view name) {
  for (step_length_model m : all_step_length_models) {
    if (to_string(m) == name) return m;
  }
  return std::nullopt;
}

/// Whether the model needs the person's height.
constexpr bool needs_height(step_length_model model) {
  return model != step_length_model::weinberg;
}

/// The factor of a model, and how far people differ from it.
struct general_factor {
  double factor = 1;
  /// Standard deviation between people, as a share of the factor.
  double between_people = 0;
  /// Standard deviation of one person between walks, likewise: what a calibration leaves.
  double between_walks = 0;

  friend constexpr bool operator==(const general_factor&, const general_factor&) = default;
};

/// For walking forward. Means over 15 people (11 healthy adults walking to and fro, whose stride
/// lengths are those of sensors on their feet; one on a treadmill, light barriers; an older adult and
/// one with multiple sclerosis, insoles; one by motion capture), each person counting once, straight
/// walking only. Leaving one person out moves them by 1 %. The original factor of the pendulum, 1.25,
/// and 1.185 on a longer leg, that of the height of the sensor (mobgap), say nearly the same.
constexpr general_factor general_factor_of(step_length_model model) {
  switch (model) {
    case step_length_model::pendulum:
      return {1.21, 0.06, 0.04};
    case step_length_model::pendulum_and_foot:
      return {1.06, 0.055, 0.035};
    case step_length_model::weinberg:
      return {0.395, 0.11, 0.035};
  }
  return {};
}

struct step_length_params {
  step_length_model model = step_length_model::pendulum_and_foot;
  /// Factor of the model; none: that of general_factor_of(model). Lengths are proportional to it. In
  /// m / (m/s²)^¼ for weinberg, else a plain number.
  std::optional<double> factor{};
  /// Leg length as a share of the height. [Winter 2009, Biomechanics and Motor Control of Human
  /// Movement, fig. 4.1; recalled, not read]
  double leg_share = 0.53;
  /// Foot length as a share of the height. [the same]
  double foot_length_share = 0.152;
  /// Share of the foot's length that pendulum_and_foot adds to each step. More: less difference
  /// between short and long steps. [engineering choice: 0.2 to 0.6 differ little; less suits the slow
  /// steps of impaired people better, more suits different speeds on a treadmill]
  double foot_share = 0.3;
  /// High-pass in Hz against the drift of the two integrations, applied after each. [Zijlstra & Hof
  /// 2003: 0.1]
  double highpass_hz = 0.1;

  double factor_or_general() const { return factor ? *factor : general_factor_of(model).factor; }

  issues validate() const {
    issues found;
    require(found, !factor || (*factor > 0 && std::isfinite(*factor)), "factor", "must be above 0");
    require(found, leg_share > 0 && leg_share < 1, "leg_share", "must lie in (0, 1)");
    require(found, foot_length_share > 0 && foot_length_share < 1, "foot_length_share",
            "must lie in (0, 1)");
    require(found, foot_share >= 0 && foot_share <= 1, "foot_share", "must lie in [0, 1]");
    require(found, highpass_hz > 0 && highpass_hz <= 1, "highpass_hz",
            "must lie above 0 and not above 1: the rhythm of the steps begins there");
    return found;
  }
  friend bool operator==(const step_length_params&, const step_length_params&) = default;
};

namespace detail {

// The trunk's height in metres, up to a line within each step: the acceleration summed twice.
inline Eigen::VectorXd height_of_trunk(const bout_signal& signal, double highpass_hz) {
  const dsp::sos_filter highpass = dsp::butterworth_highpass(2, highpass_hz, signal.rate_hz);
  const auto integrate = [&](Eigen::VectorXd x) {
    for (Eigen::Index i = 1; i < x.size(); ++i) x[i] += x[i - 1];
    return dsp::filter_zero_phase(highpass, Eigen::VectorXd(x / signal.rate_hz));
  };
  const Eigen::Map<const Eigen::VectorXd> vertical(
      signal.vertical_m_s2.data(), static_cast<Eigen::Index>(signal.vertical_m_s2.size()));
  return integrate(integrate(vertical.array() - vertical.mean()));
}

// The rise of the arc that departs from its straight line as much as the path does, in the mean of
// squares: of a parabola over its chord that is 3 √5 / 2 standard deviations.
inline double rise_of(const Eigen::Ref<const Eigen::VectorXd>& path) {
  const auto n = static_cast<double>(path.size());
  const double middle = (n - 1) / 2;
  const double mean = path.mean();
  double slope = 0;
  double spread = 0;
  for (Eigen::Index i = 0; i < path.size(); ++i) {
    const double t = static_cast<double>(i) - middle;
    slope += t * (path[i] - mean);
    spread += t * t;
  }
  slope /= spread;
  double squares = 0;
  for (Eigen::Index i = 0; i < path.size(); ++i) {
    const double off = path[i] - mean - slope * (static_cast<double>(i) - middle);
    squares += off * off;
  }
  return 1.5 * std::sqrt(5 * squares / n);
}

}  // namespace detail

/// The length in metres of each step, in the order of the steps, by params.model; nothing for a step
/// of which the signal holds fewer than four values. The signal has no gap; height_m is not looked at
/// by weinberg.
///
/// d is not the difference between the highest and the lowest point, as in the paper, but the rise
/// of the arc that has the same standard deviation about its straight line: the same for a
/// pendulum, and steadier where steps are irregular or the trunk sinks and rises between them.
///
/// Scaling all accelerations by g multiplies pendulum lengths by nearly √g and weinberg's by g^¼.
///
/// Errors: config_error from the params.
inline std::vector<std::optional<double>> step_lengths(const bout_signal& signal,
                                                       const std::vector<step>& steps,
                                                       double height_m,
                                                       const step_length_params& params = {}) {
  throw_if_any(params.validate());
  std::vector<std::optional<double>> lengths(steps.size());
  const auto size = static_cast<Eigen::Index>(signal.vertical_m_s2.size());
  if (size == 0) return lengths;
  const bool by_height = needs_height(params.model);
  const Eigen::VectorXd path =
      by_height
          ? detail::height_of_trunk(signal, params.highpass_hz)
          : Eigen::VectorXd(Eigen::Map<const Eigen::VectorXd>(signal.vertical_m_s2.data(), size));
  const double leg_m = params.leg_share * height_m;
  const double foot_m = params.model == step_length_model::pendulum_and_foot
                            ? params.foot_share * params.foot_length_share * height_m
                            : 0.0;
  const double factor = params.factor_or_general();
  const auto at = [&](double t) {
    const double i = std::round((t - signal.start_s) * signal.rate_hz);
    return static_cast<Eigen::Index>(std::clamp(i, 0.0, static_cast<double>(size - 1)));
  };
  constexpr Eigen::Index fewest = 4;
  for (std::size_t k = 0; k < steps.size(); ++k) {
    const Eigen::Index from = at(steps[k].start_s);
    const Eigen::Index count = at(steps[k].end_s) - from + 1;
    if (count < fewest) continue;
    const auto part = path.segment(from, count);
    if (by_height) {
      const double rise = (std::min)(detail::rise_of(part), leg_m);
      lengths[k] = factor * (2 * std::sqrt(rise * (2 * leg_m - rise)) + foot_m);
    } else {
      lengths[k] = factor * std::sqrt(std::sqrt(part.maxCoeff() - part.minCoeff()));
    }
  }
  return lengths;
}

}  // namespace retrogait

#pragma once
/// @file
/// Forward or backward, from how the vertical and the forward acceleration of the trunk follow each
/// other.

#include <retrogait/core/events.hpp>
#include <retrogait/math/two_state_filter.hpp>
#include <retrogait/segment/contact_model.hpp>
#include <retrogait/segment/trunk_window.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>

namespace retrogait {

/// What tells the two directions apart over the last stride.
struct direction_features {
  /// Which of the vertical (v) and the forward (a) acceleration leads: the antisymmetric part of
  /// their normalised cross-correlation, mean over the lags 0.08, 0.12 and 0.16 s,
  ///   Σ v(t) a(t+τ) - v(t+τ) a(t) over sqrt(Σ v² Σ a²).
  /// Negative forward, positive backward: the sine of the cross-spectral phase, without a spectrum.
  double lead = 0;
  /// Skewness of the forward acceleration's rate of change. Negative forward, positive backward,
  /// as time reversal predicts.
  double jerk_skewness = 0;

  friend bool operator==(const direction_features&, const direction_features&) = default;
};

/// Takes the features from the newest samples of the window (1.2 s and the 0.08 s that its
/// smoothing, [1 4 6 4 1]/16, needs).
template <std::floating_point T>
direction_features measure_direction(const trunk_window<T>& window) {
  constexpr std::size_t n = trunk_window<T>::stride_length;
  using array = Eigen::Array<double, static_cast<int>(n), 1>;
  const auto smoothed = [](const T* x) {
    array y;
    for (std::size_t i = 0; i < n; ++i) {
      y[static_cast<int>(i)] = (double(x[i]) + 4 * double(x[i + 1]) + 6 * double(x[i + 2]) +
                                4 * double(x[i + 3]) + double(x[i + 4])) /
                               16;
    }
    return y;
  };
  array v = smoothed(window.vertical.last(n + 4));
  array a = smoothed(window.forward.last(n + 4));
  v -= v.mean();
  a -= a.mean();
  direction_features found;
  const double power = std::sqrt(v.square().sum() * a.square().sum());
  if (!(power > 0)) return found;
  for (const int lag : {4, 6, 8}) {
    const int rest = static_cast<int>(n) - lag;
    found.lead += (v.head(rest) * a.tail(rest)).sum() - (v.tail(rest) * a.head(rest)).sum();
  }
  found.lead /= 3 * power;
  Eigen::Array<double, static_cast<int>(n) - 1, 1> jerk =
      a.template tail<static_cast<int>(n) - 1>() - a.template head<static_cast<int>(n) - 1>();
  jerk -= jerk.mean();
  const double variance = jerk.square().mean();
  if (variance > 0) found.jerk_skewness = jerk.cube().mean() / std::pow(variance, 1.5);
  return found;
}

/// Log-likelihood of the features in one direction, up to a constant. Tails are Student-like, so that
/// one odd stride does not outweigh all others.
inline double log_likelihood(const direction_features& x, const direction_model& model) {
  const auto log_density = [](double value, const feature_model& m) {
    const double z = (value - m.mean) / m.deviation;
    return -2 * std::log1p(z * z / 4) - std::log(m.deviation);
  };
  return log_density(x.lead, model.lead) + log_density(x.jerk_skewness, model.jerk_skewness);
}

struct direction_params {
  /// Probability from which on the answer is given; below it the direction is unknown. Above
  /// most_forward or most_backward, that direction is never given.
  double certainty = 0.9;
  /// Probability that the direction flips between two looks (0.24 s apart).
  /// [engineering choice: about once in 40 s of walking]
  double flip = 0.006;
  /// Share of a look's log-likelihood that counts: looks overlap, so they are no independent
  /// witnesses. [engineering choice: 0.24 s between looks over 1.2 s of signal, rounded up. On people
  /// held out, likelihood is greatest at 0.6 over all of them, and at 0.2 over the two whose steps
  /// are short and halting]
  double weight = 0.3;
  /// The highest probability of forward and of backward that is ever given, however strong the
  /// evidence: a person may walk in a way that no recording held. [(n + 1/2) / (n + 1), the mean of
  /// Jeffreys' posterior after n of n recordings were read rightly by models that had not seen the
  /// person: 39 real ones forward; backward 8, all of virtual sensors on actors]
  double most_forward = 0.985;
  double most_backward = 0.94;

  issues validate() const {
    issues found;
    if (!(certainty >= 0.5 && certainty < 1)) {
      found.push_back({"certainty", "must lie in [0.5, 1)"});
    }
    if (!(flip > 0 && flip < 0.5)) found.push_back({"flip", "must lie in (0, 0.5)"});
    if (!(weight > 0 && weight <= 1)) found.push_back({"weight", "must lie in (0, 1]"});
    if (!(most_forward >= 0.5 && most_forward <= 1)) {
      found.push_back({"most_forward", "must lie in [0.5, 1]"});
    }
    if (!(most_backward >= 0.5 && most_backward <= 1)) {
      found.push_back({"most_backward", "must lie in [0.5, 1]"});
    }
    return found;
  }
  friend bool operator==(const direction_params&, const direction_params&) = default;
};

/// Belief in backward against forward. Needs to know which way the sensor faces: a sensor worn back
/// to front turns the answer round, so callers ask only where the forward axis is known.
///
/// Each look weighs direction_features against their normal distributions forward and backward
/// (contact_model); a two-state filter carries the belief on. The filter holds on to what it
/// believes: from certainty of one direction to certainty of the other, the evidence has to outweigh
/// both, so that a few looks against the rest change no answer. A real change is told within 3 s. The
/// feature set follows the measurements in evidence section 10; no paper was found to follow.
class direction_tracker {
 public:
  direction_tracker(const direction_model& forward, const direction_model& backward,
                    const direction_params& params = {})
      : forward_(forward), backward_(backward), params_(params) {
    throw_if_any(params.validate());
  }

  /// Grid samples between two looks.
  static constexpr int look_every = 12;
  /// Running bounces the trunk otherwise than walking does, so nothing that was learned from walking
  /// tells its direction: from this share of gravity on, root mean square. [engineering choice]
  static constexpr double running_share = 0.9;

  /// Tells the tracker that the window has moved on by one sample.
  template <std::floating_point T>
  void update(const trunk_window<T>& window) {
    if (++since_look_ < look_every) return;
    since_look_ = 0;
    if (window.count() < trunk_window<T>::stride_length + 4) return;
    belief_.update(log_likelihood_ratio(measure_direction(window)), params_.flip);
  }

  /// Log-odds of backward over forward.
  double log_odds() const { return belief_.log_odds(); }

  /// The answer for a given belief; unknown below params.certainty, and without any belief.
  direction_estimate estimate(double log_odds) const {
    const bool backward = log_odds > 0;
    const double most = backward ? params_.most_backward : params_.most_forward;
    const double probability = (std::min)(probability_from_log_odds(std::abs(log_odds)), most);
    if (log_odds == 0 || probability < params_.certainty) return {direction::unknown, probability};
    return {backward ? direction::backward : direction::forward, probability};
  }

  void reset() { *this = direction_tracker(forward_, backward_, params_); }

  friend bool operator==(const direction_tracker&, const direction_tracker&) = default;

 private:
  double log_likelihood_ratio(const direction_features& x) const {
    return params_.weight * (log_likelihood(x, backward_) - log_likelihood(x, forward_));
  }

  direction_model forward_;
  direction_model backward_;
  direction_params params_;
  two_state_filter belief_;
  int since_look_ = 0;
};

}  // namespace retrogait

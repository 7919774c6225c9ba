#pragma once
/// @file
/// The forward filter of a hidden Markov model with two states, in log-odds: one addition and one
/// squashing an observation.

#include <cmath>

namespace retrogait {

inline double probability_from_log_odds(double log_odds) {
  return log_odds >= 0 ? 1 / (1 + std::exp(-log_odds))
                       : std::exp(log_odds) / (1 + std::exp(log_odds));
}

/// The inverse; probability above 0 and below 1.
inline double log_odds_from_probability(double probability) {
  return std::log(probability / (1 - probability));
}

/// What the state is after a step in which it flipped with probability `flip`, above 0 and below 1:
/// log((e^l (1-p) + p) / (e^l p + 1 - p)), the prediction step of the forward algorithm
/// (Rabiner 1989, Proc IEEE 77:257, eq. 20, for two states).
inline double predict_log_odds(double log_odds, double flip) {
  const double stay = 1 - flip;
  if (log_odds >= 0) {
    const double e = std::exp(-log_odds);
    return std::log((stay + flip * e) / (flip + stay * e));
  }
  const double e = std::exp(log_odds);
  return std::log((stay * e + flip) / (flip * e + stay));
}

/// Belief in the first of two states against the second.
class two_state_filter {
 public:
  two_state_filter() = default;
  explicit two_state_filter(double log_odds) : log_odds_(log_odds) {}

  /// Time passes (the state flips with probability flip), then evidence arrives: the log-likelihood
  /// ratio of the observation, first state over second.
  void update(double log_likelihood_ratio, double flip) {
    log_odds_ = predict_log_odds(log_odds_, flip) + log_likelihood_ratio;
  }

  double log_odds() const { return log_odds_; }
  double probability() const { return probability_from_log_odds(log_odds_); }

  friend bool operator==(const two_state_filter&, const two_state_filter&) = default;

 private:
  double log_odds_ = 0;
};

}  // namespace retrogait

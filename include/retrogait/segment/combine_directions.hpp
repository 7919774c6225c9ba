#pragma once
/// @file
/// What several sensors say of the direction of the same steps, as one estimate.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/math/two_state_filter.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace retrogait {

struct combine_params {
  /// Share of its log-odds with which each witness beside the surest one counts, for or against. 1:
  /// all err independently; 0: the others add nothing. Sensors on one body meet the same odd step, so
  /// they are no independent witnesses. [engineering choice]
  double independence = 0.5;
  /// Probability above which the answer is given; below it the direction is unknown.
  double certainty = 0.9;
  /// Highest probability that is given. [engineering choice: what some hundred strides, all right, can
  /// vouch for]
  double most = 0.99;

  issues validate() const {
    issues found;
    if (!(independence >= 0 && independence <= 1)) {
      found.push_back({"independence", "must lie in [0, 1]"});
    }
    if (!(certainty >= 0.5 && certainty < 1)) {
      found.push_back({"certainty", "must lie in [0.5, 1)"});
    }
    if (!(most >= certainty && most < 1)) found.push_back({"most", "must lie in [certainty, 1)"});
    return found;
  }
  friend bool operator==(const combine_params&, const combine_params&) = default;
};

/// The witnesses that name a direction d give it the log-odds
///   S_d = max_i l_i + independence (Σ_i l_i - max_i l_i),  l_i = log(p_i / (1 - p_i)),
/// and the likeliest direction gets the probability that belongs to S_d less all other S. So those that
/// agree are surer together than the surest of them, those that disagree less so: two that are
/// equally sure of opposite directions give unknown, as do a foot that went sideways and a trunk that
/// went forward.
///
/// A witness that says unknown names no direction and counts for none. If none of them is named, the
/// answer is unknown with the highest of their probabilities.
///
/// Source: log-linear pooling of independent witnesses (Genest, Zidek 1986, Statistical Science
/// 1:114), with a weight for their dependence; no paper was found that measures it for steps.
///
/// Errors: config_error if a parameter is out of range. Probabilities outside [0.5, 1) are taken as
/// the nearest one inside.
inline direction_estimate combine_directions(std::span<const direction_estimate> witnesses,
                                             const combine_params& params = {}) {
  throw_if_any(params.validate());
  struct support {
    double strongest = 0;
    double sum = 0;
  };
  std::array<support, all_directions.size()> named{};
  double unnamed = 0.5;
  for (const direction_estimate& w : witnesses) {
    const double p = std::clamp(w.probability, 0.5, 1 - 1e-9);
    if (w.value == direction::unknown) {
      unnamed = (std::max)(unnamed, p);
      continue;
    }
    support& s = named[static_cast<std::size_t>(w.value)];
    const double log_odds = log_odds_from_probability(p);
    s.strongest = (std::max)(s.strongest, log_odds);
    s.sum += log_odds;
  }
  double likeliest = 0;
  double all = 0;
  direction value = direction::unknown;
  for (const direction d : all_directions) {
    const support& s = named[static_cast<std::size_t>(d)];
    const double log_odds = s.strongest + params.independence * (s.sum - s.strongest);
    all += log_odds;
    if (log_odds <= likeliest) continue;
    likeliest = log_odds;
    value = d;
  }
  if (value == direction::unknown) return {direction::unknown, (std::min)(unnamed, params.most)};
  const double against = all - likeliest;
  const double probability =
      std::clamp(probability_from_log_odds(likeliest - against), 0.5, params.most);
  return {probability >= params.certainty ? value : direction::unknown, probability};
}

}  // namespace retrogait

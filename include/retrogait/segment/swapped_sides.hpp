#pragma once
/// @file
/// Whether left and right were exchanged between the sensors on the legs.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/math/two_state_filter.hpp>
#include <retrogait/segment/initial_contacts.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace retrogait {

struct swapped_sides_params {
  /// Longest time in seconds between two initial contacts that are one. [engineering choice: below
  /// half the time of a hurried step]
  double tolerance_s = 0.15;
  /// Fewest contacts to compare. [engineering choice]
  std::size_t least_contacts = 8;
  /// How often people exchange left and right. [engineering choice; two of the 33 voisard
  /// recordings]
  double usual_share = 0.02;
  /// What is known of the lower back's sides, as a beta distribution over recordings: so many right
  /// ones and so many wrong ones. Mean 0.9, and one recording differs much from the next. [chosen
  /// wider than what is reached: see swapped_sides()]
  double right_weight = 9;
  double wrong_weight = 1;

  issues validate() const {
    issues found;
    require(found, tolerance_s > 0 && tolerance_s <= 0.5, "tolerance_s",
            "must lie above 0 and not above 0.5");
    require(found, least_contacts >= 1, "least_contacts", "must be at least 1");
    require(found, usual_share > 0 && usual_share < 1, "usual_share", "must lie in (0, 1)");
    require(found, right_weight > 0 && std::isfinite(right_weight), "right_weight",
            "must be above 0 and finite");
    require(found, wrong_weight > 0 && wrong_weight < right_weight, "wrong_weight",
            "must lie above 0 and below right_weight");
    return found;
  }
  friend bool operator==(const swapped_sides_params&, const swapped_sides_params&) = default;
};

/// How the sides of the lower back and those of the legs agree.
struct sides_agreement {
  std::size_t same = 0;      ///< contacts whose sides agree
  std::size_t opposite = 0;  ///< contacts whose sides differ
  /// Probability that left and right are exchanged between the two.
  measured<double> swapped{};

  std::size_t compared() const { return same + opposite; }
  friend bool operator==(const sides_agreement&, const sides_agreement&) = default;
};

/// Whole recording: compares the sides of the lower back's initial contacts, which follow from its
/// motion, with those of sensors on feet, shanks or thighs, which follow from which leg they are
/// said to be on. All on one clock, in any order; from one leg or from both (merge_contacts). Each
/// contact is compared with the nearest one of the other list, if each is the other's nearest and
/// both sides are known.
///
/// Of n contacts k agree. If a share p of the lower back's sides is right, k is binomial with p, or
/// with 1 - p where left and right are exchanged. p differs from person to person and from walk to
/// walk and is beta distributed with weights a (right) and b (wrong); integrated over p,
///
///   odds of exchanged to not = usual_share / (1 - usual_share) · B(n-k+a, k+b) / B(k+a, n-k+b)
///
/// (beta-binomial distribution; Gelman et al., Bayesian Data Analysis, 3rd ed., section 5.3). So
/// many contacts of one walk are not taken for as many independent witnesses.
///
/// Which of the two is wrong this cannot say: the labels of the legs, or the mounting of the sensor
/// on the lower back, whose left and right are exchanged if it is worn back to front without saying
/// so. Where the mounting is sure, it is the legs. A clock that is out of step by the time of one
/// step looks the same.
///
/// Measured: of the 33 voisard recordings it names the two whose feet carry each other's names
/// (probability above 0.9999) and no other (below 1e-6); in the others and in gaittoolbox the sides
/// of 99 % of the contacts agree. The tripod recordings do not say how the lower back's sensor is
/// worn.
///
/// Not computable: reason::side_unknown if no contact of the lower back or of the legs has a side
/// (the mounting is unknown), else too_few_values with n of needed contacts that could be compared.
/// The counts are there all the same.
///
/// Errors: config_error if a parameter is out of range.
inline sides_agreement swapped_sides(const std::vector<contact>& trunk,
                                     const std::vector<contact>& legs,
                                     const swapped_sides_params& params = {}) {
  throw_if_any(params.validate());
  const std::vector<contact> one = initial_contacts(trunk);
  const std::vector<contact> other = initial_contacts(legs);

  sides_agreement result;
  for (const contact& c : one) {
    const contact* const partner = nearest_contact(other, c.time_s);
    if (partner == nullptr || std::abs(partner->time_s - c.time_s) > params.tolerance_s ||
        nearest_contact(one, partner->time_s) != &c || c.side == side::unknown ||
        partner->side == side::unknown) {
      continue;
    }
    ++(c.side == partner->side ? result.same : result.opposite);
  }
  const auto none_sided = [](const std::vector<contact>& all) {
    return !all.empty() && std::all_of(all.begin(), all.end(),
                                       [](const contact& c) { return c.side == side::unknown; });
  };
  const std::size_t n = result.compared();
  if (none_sided(one) || none_sided(other)) {
    result.swapped = measured<double>::not_computable(reason::side_unknown);
  } else if (n < params.least_contacts) {
    result.swapped =
        measured<double>::not_computable(reason::too_few_values, n, params.least_contacts);
  } else {
    const auto log_beta = [](double a, double b) {
      return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b);
    };
    const auto same = static_cast<double>(result.same);
    const auto opposite = static_cast<double>(result.opposite);
    const double a = params.right_weight;
    const double b = params.wrong_weight;
    const double log_odds = log_odds_from_probability(params.usual_share) +
                            log_beta(opposite + a, same + b) - log_beta(same + a, opposite + b);
    result.swapped = measured<double>::of(probability_from_log_odds(log_odds), n);
  }
  return result;
}

}  // namespace retrogait

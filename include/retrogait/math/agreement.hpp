#pragma once
/// @file
/// How well a method agrees with a reference: mean absolute error, bias and limits of agreement,
/// intraclass correlation; and how much a method scatters by itself.
///
/// A pair is one value of the method and one of the reference of the same thing, in the same unit.
/// The two lists of a call must be equally long and hold finite numbers: anything else is a bug of
/// the caller. Too few pairs and pairs that do not vary are a reason (core/measured.hpp).

#include <retrogait/core/assert.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/math/detail/fisher_quantile.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/math/statistics.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <span>

namespace retrogait {

/// Fewest pairs for limits of agreement and for an intraclass correlation. Three give the widest of
/// intervals; whoever wants narrow ones needs some fifty. [engineering choice]
inline constexpr std::size_t least_for_agreement = 3;

struct confidence_interval {
  double low = 0;
  double high = 0;

  friend bool operator==(const confidence_interval&, const confidence_interval&) = default;
};

/// Bias and 95 % limits of agreement: nineteen of twenty differences (method less reference) are
/// expected between low and high. Unit of the pairs.
struct agreement_limits {
  double bias = 0;       ///< mean difference; positive: the method gives more
  double deviation = 0;  ///< standard deviation of a single difference
  double low = 0;        ///< bias - 1.96 deviation
  double high = 0;       ///< bias + 1.96 deviation
  /// 95 % confidence intervals; none where they are not known.
  std::optional<confidence_interval> bias_95{};
  std::optional<confidence_interval> low_95{};
  std::optional<confidence_interval> high_95{};

  friend bool operator==(const agreement_limits&, const agreement_limits&) = default;
};

/// An intraclass correlation with its 95 % confidence interval.
struct intraclass_estimate {
  double value = 0;  ///< at most 1; negative where methods agree less than by chance
  confidence_interval interval{};

  friend bool operator==(const intraclass_estimate&, const intraclass_estimate&) = default;
};

namespace detail {

inline void expect_pairs(std::span<const double> method, std::span<const double> reference) {
  RETROGAIT_ASSERT(method.size() == reference.size(), "a pair needs both of its values");
}

inline moments differences(std::span<const double> method, std::span<const double> reference) {
  expect_pairs(method, reference);
  moments d;
  for (std::size_t i = 0; i < method.size(); ++i) d(method[i] - reference[i]);
  return d;
}

inline agreement_limits limits_around(double bias, double deviation) {
  agreement_limits out;
  out.bias = bias;
  out.deviation = deviation;
  out.low = bias - normal_975 * deviation;
  out.high = bias + normal_975 * deviation;
  return out;
}

inline confidence_interval around(double middle, double margin) {
  return {middle - margin, middle + margin};
}

}  // namespace detail

/// Mean of |method - reference|, from two pairs on with the margin of a mean. Needs one pair:
/// reason::too_few_values.
inline measured<double> mean_absolute_error(std::span<const double> method,
                                            std::span<const double> reference) {
  detail::expect_pairs(method, reference);
  moments errors;
  for (std::size_t i = 0; i < method.size(); ++i) errors(std::abs(method[i] - reference[i]));
  return errors.mean();
}

/// Limits of agreement of independent pairs, one of each person: bias d̄ ± 1.96 s (Bland & Altman
/// 1986, Lancet 327, 307–310), with the confidence intervals of Bland & Altman 1999 (Statistical
/// Methods in Medical Research 8, 135–160, section 2): d̄ ± t s/√n, and each limit
/// ± t s √(1/n + 1.96²/(2(n - 1))), t of Student with n - 1 degrees of freedom.
///
/// Not computable: too_few_values (fewer than least_for_agreement pairs).
inline measured<agreement_limits> limits_of_agreement(std::span<const double> method,
                                                      std::span<const double> reference) {
  using result = measured<agreement_limits>;
  const moments d = detail::differences(method, reference);
  const std::size_t pairs = d.count();
  if (pairs < least_for_agreement) {
    return result::not_computable(reason::too_few_values, pairs, least_for_agreement);
  }
  const double s = d.stddev().value();
  agreement_limits out = detail::limits_around(d.mean().value(), s);
  const double n = static_cast<double>(pairs);
  const double t = student_t_975(pairs - 1);
  const double z = normal_975;
  const double limit_margin = t * s * std::sqrt(1 / n + z * z / (2 * (n - 1)));
  out.bias_95 = detail::around(out.bias, t * s / std::sqrt(n));
  out.low_95 = detail::around(out.low, limit_margin);
  out.high_95 = detail::around(out.high, limit_margin);
  return result::of(out, pairs);
}

/// Limits of agreement of several pairs of each person, whose true value may change from pair to pair
/// (Bland & Altman 2007, Journal of Biopharmaceutical Statistics 17, 571–582, section 3): a one-way
/// analysis of variance of the differences by person gives the variances within people, MSW, and
/// between them, (MSB - MSW) / m₀, at least 0, with m₀ = ((Σmᵢ)² - Σmᵢ²) / ((k - 1) Σmᵢ) for k people
/// with mᵢ pairs; deviation is the root of the sum of both. The bias is the mean of all differences;
/// its interval is Student's with k - 1 degrees of freedom from the variance that these components
/// give that mean. The limits have no interval here (draw people with replacement for one).
///
/// person: an index of each pair's person, in any order. Not computable: too_few_values
/// (fewer than two people, n() counting people, or fewer than least_for_agreement pairs).
inline measured<agreement_limits> limits_of_agreement(std::span<const double> method,
                                                      std::span<const double> reference,
                                                      std::span<const std::size_t> person) {
  using result = measured<agreement_limits>;
  detail::expect_pairs(method, reference);
  RETROGAIT_ASSERT(method.size() == person.size(), "each pair needs its person");
  moments all;
  std::map<std::size_t, moments> people;
  for (std::size_t i = 0; i < method.size(); ++i) {
    all(method[i] - reference[i]);
    people[person[i]](method[i] - reference[i]);
  }
  if (people.size() < 2) {
    return result::not_computable(reason::too_few_values, people.size(), 2);
  }
  if (all.count() < least_for_agreement) {
    return result::not_computable(reason::too_few_values, all.count(), least_for_agreement);
  }
  const double n = static_cast<double>(all.count());
  const double k = static_cast<double>(people.size());
  const double bias = all.mean().value();
  double sum_of_squares = 0;  // of the numbers of pairs
  double between = 0;
  double within = 0;
  for (const auto& [index, d] : people) {
    const double m = static_cast<double>(d.count());
    const double from_bias = d.mean().value() - bias;
    sum_of_squares += m * m;
    between += m * from_bias * from_bias;
    if (d.count() > 1) within += d.variance().value() * (m - 1);
  }
  between /= k - 1;
  double of_people = between;  // one pair each: all variance lies between people
  double of_pairs = 0;
  if (all.count() > people.size()) {
    of_pairs = within / (n - k);
    of_people = (std::max)(0.0, (between - of_pairs) * (k - 1) * n / (n * n - sum_of_squares));
  }
  agreement_limits out = detail::limits_around(bias, std::sqrt(of_people + of_pairs));
  const double error = std::sqrt(of_people * sum_of_squares / (n * n) + of_pairs / n);
  out.bias_95 = detail::around(bias, student_t_975(people.size() - 1) * error);
  return result::of(out, all.count());
}

/// ICC(2,1), the share of the variance that is the targets' own where each of n targets (rows) was
/// rated once by each of k raters or methods (columns): two-way random effects, absolute agreement,
/// single rating (Shrout & Fleiss 1979, Psychological Bulletin 86, 420–428; there the 6 targets and
/// 4 judges of table 2 give .29). Interval: McGraw & Wong 1996, Psychological Methods 1, 30–46,
/// table 7, ICC(A,1), with Satterthwaite's degrees of freedom for the joint effect of raters and error.
///
/// Not computable: too_few_values (fewer than least_for_agreement targets), degenerate (no
/// target's mean differs from another's). At least two raters.
inline measured<intraclass_estimate> intraclass_correlation(
    const Eigen::Ref<const Eigen::MatrixXd>& ratings) {
  using result = measured<intraclass_estimate>;
  const auto targets = static_cast<std::size_t>(ratings.rows());
  RETROGAIT_ASSERT(ratings.cols() >= 2, "agreement needs two raters");
  if (targets < least_for_agreement) {
    return result::not_computable(reason::too_few_values, targets, least_for_agreement);
  }
  const double n = static_cast<double>(ratings.rows());
  const double k = static_cast<double>(ratings.cols());
  const double middle = ratings.mean();
  double rows = 0;
  double columns = 0;
  double rest = 0;
  for (Eigen::Index i = 0; i < ratings.rows(); ++i) {
    const double effect = ratings.row(i).mean() - middle;
    rows += k * effect * effect / (n - 1);
  }
  for (Eigen::Index j = 0; j < ratings.cols(); ++j) {
    const double effect = ratings.col(j).mean() - middle;
    columns += n * effect * effect / (k - 1);
    for (Eigen::Index i = 0; i < ratings.rows(); ++i) {
      const double left = ratings(i, j) - ratings.row(i).mean() - effect;
      rest += left * left / ((n - 1) * (k - 1));
    }
  }
  // No target differs from another, but for rounding.
  if (rows <= 1e-24 * (columns + rest)) {
    return result::not_computable(reason::degenerate, targets);
  }
  const double rounding = 1e-24 * rows;
  const double value = (rows - rest) / (rows + (k - 1) * rest + k / n * (columns - rest));
  intraclass_estimate out{value, {value, value}};
  if (columns > rounding || rest > rounding) {
    const double odds = k * value / (n * (1 - value));
    const double b = 1 + odds * (n - 1);
    const double joint = odds * columns + b * rest;
    const double parts =
        odds * odds * columns * columns / (k - 1) + b * b * rest * rest / ((n - 1) * (k - 1));
    // Where the two effects of a negative coefficient cancel, hardly any degree of freedom is left.
    const double degrees = (std::max)(1e-3, joint * joint / parts);
    const double others = k * columns + (k * n - k - n) * rest;
    const double above = detail::fisher_quantile(0.975, n - 1, degrees);
    const double below = detail::fisher_quantile(0.975, degrees, n - 1);
    out.interval.low = n * (rows - above * rest) / (above * others + n * rows);
    out.interval.high = n * (below * rows - rest) / (others + n * below * rows);
  }
  return result::of(out, targets);
}

/// ICC(2,1) of a method and its reference, each pair one target. Also degenerate where the reference
/// does not vary: the coefficient tells targets apart, and there is nothing to be told apart.
/// It depends on how much the people differ from each other: compare it only within one set of people.
inline measured<intraclass_estimate> intraclass_correlation(std::span<const double> method,
                                                            std::span<const double> reference) {
  detail::expect_pairs(method, reference);
  if (reference.size() >= least_for_agreement) {
    const auto [low, high] = std::minmax_element(reference.begin(), reference.end());
    if (*low == *high) {
      return measured<intraclass_estimate>::not_computable(reason::degenerate, reference.size());
    }
  }
  Eigen::MatrixXd ratings(static_cast<Eigen::Index>(method.size()), 2);
  for (std::size_t i = 0; i < method.size(); ++i) {
    ratings(static_cast<Eigen::Index>(i), 0) = method[i];
    ratings(static_cast<Eigen::Index>(i), 1) = reference[i];
  }
  return intraclass_correlation(ratings);
}

/// The standard deviation of one measurement's own scatter, from test and retest of people who have not
/// changed: s/√2, s the standard deviation of the differences (Weir 2005, Journal of Strength and
/// Conditioning Research 19, 231–240: the root of the error mean square). A constant difference between
/// the two occasions, as practice brings, does not count. Unit of the values.
///
/// Not computable: too_few_values (fewer than least_for_agreement pairs).
inline measured<double> standard_error_of_measurement(std::span<const double> test,
                                                      std::span<const double> retest) {
  const moments d = detail::differences(test, retest);
  if (d.count() < least_for_agreement) {
    return measured<double>::not_computable(reason::too_few_values, d.count(), least_for_agreement);
  }
  return d.stddev().transform([](double s) { return s / std::sqrt(2.0); });
}

}  // namespace retrogait

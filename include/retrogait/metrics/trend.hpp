#pragma once
/// @file
/// Whether a value has truly changed, or lies within the noise of one person's sessions.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/errors.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/core/units.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/metrics/dated_value.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

namespace retrogait {

enum class change_verdict : std::uint8_t { unknown, within_noise, real_change };

constexpr std::string_view to_string(change_verdict verdict) {
  switch (verdict) {
    case change_verdict::unknown:
      return "unknown";
    case change_verdict::within_noise:
      return "within noise";
    case change_verdict::real_change:
      return "real change";
  }
  return "unknown verdict";
}

/// Which way a value went. Whether up is better depends on the metric.
enum class change_way : std::uint8_t { none, up, down };

constexpr std::string_view to_string(change_way way) {
  switch (way) {
    case change_way::none:
      return "none";
    case change_way::up:
      return "up";
    case change_way::down:
      return "down";
  }
  return "unknown way";
}

/// A difference, or the reason why there is none. Its margin, which it always has, is the smallest
/// change that would be called real.
template <unit Unit>
struct change_estimate {
  measured<quantity<Unit>> difference;

  change_verdict verdict() const {
    if (!difference) return change_verdict::unknown;
    RETROGAIT_ASSERT(difference.margin().has_value(), "a change without the margin of its noise");
    return std::abs(difference->value()) > difference.margin()->value()
               ? change_verdict::real_change
               : change_verdict::within_noise;
  }

  /// The way of a real change; none otherwise.
  change_way way() const {
    if (verdict() != change_verdict::real_change) return change_way::none;
    return difference->value() > 0 ? change_way::up : change_way::down;
  }

  /// Why the verdict is unknown.
  reason why() const { return difference.why(); }

  friend bool operator==(const change_estimate&, const change_estimate&) = default;
};

/// Fewest baseline sessions whose own spread is taken for the noise. With 3 a change must exceed
/// 5.0 standard deviations to be called real, with 5 3.0, with 10 2.4. [engineering choice]
inline constexpr std::size_t least_for_baseline = 3;
/// Fewest sessions for a slope. [engineering choice: two degrees of freedom]
inline constexpr std::size_t least_for_slope = 4;

namespace detail {

inline double finite(double value) {
  RETROGAIT_ASSERT(std::isfinite(value), "a measured value must be finite");
  return value;
}

// The variance that a value's 95 % margin stands for.
template <unit Unit>
std::optional<double> variance_of(const measured<quantity<Unit>>& value) {
  if (!value.margin()) return std::nullopt;
  const double error = finite(value.margin()->value()) / normal_975;
  return error * error;
}

// Values of a baseline: their mean, their spread, and the mean variance that their margins claim,
// where all have one.
struct baseline_values {
  moments spread;
  moments claimed;
  double claimed_by_all() const {
    return claimed.count() == spread.count() && claimed.count() > 0 ? claimed.mean().value() : 0;
  }
};

template <unit Unit>
baseline_values known_values(const std::vector<measured<quantity<Unit>>>& baseline) {
  baseline_values out;
  for (const measured<quantity<Unit>>& v : baseline) {
    if (!v) continue;
    out.spread(finite(v->value()));
    if (const std::optional<double> variance = variance_of(v)) out.claimed(*variance);
  }
  return out;
}

}  // namespace detail

/// The smallest difference between two sessions that exceeds their noise at 95 %: 1.96 · √2 · SEM
/// (Weir 2005, J Strength Cond Res 19(1), 231–240, minimal difference needed to be considered real;
/// its abstract was read, the equation is recalled). SEM is the standard error of measurement of
/// one session, as reliability studies publish it.
///
/// Errors: config_error if the SEM is not above 0 and finite.
template <unit Unit>
quantity<Unit> minimal_detectable_change(quantity<Unit> sem) {
  if (!(sem.value() > 0 && std::isfinite(sem.value()))) {
    throw config_error("sem", "must be above 0 and finite");
  }
  return normal_975 * std::numbers::sqrt2 * sem;
}

/// The value of a session minus the mean of the person's baseline sessions. Sessions without a
/// value count as not there; the order and the days of the others do not matter.
///
/// Without `sem` the noise is the sample standard deviation s of the k baseline values, and
///
///   MDC95 = t · s · √(1 + 1/k),  t the 97.5 % quantile of Student's t with k - 1 degrees of
///                                freedom,
///
/// the prediction interval of one more session. With `sem`, the standard error of measurement of
/// one session from elsewhere, it is 1.96 · SEM · √(1 + 1/k): for k = 1 Weir's minimal difference
/// (see minimal_detectable_change). The spread of sessions holds their own margins already; but
/// where the session's margin claims more variance than those of the baseline's sessions do on
/// average (than the noise, where not all of them have one), as that of a short session does, the
/// excess is added to its variance. [engineering choice]
///
/// False alarms, simulated where nothing changes (400 000 runs; tests/metrics/trend.cpp repeats
/// some): 5.0 % of single sessions for every k, if sessions are normally distributed and
/// independent. With 1.96 in place of t it would be 19 % for k = 3 and 12 % for k = 5. Log-normal
/// values (σ = 0.5) give 6 to 7 %. Two things inflate it: baseline sessions that resemble their
/// neighbours (first-order autocorrelation of 0.5: 10 to 11 %), and asking again after every
/// session (at least one alarm in 12 sessions: 18 % for k = 3, 27 % for 5, 36 % for 10; two in a
/// row the same way: 6, 5 and 4 %). An app that asks often should wait for the second alarm in a
/// row.
///
/// Not computable: the session's own reason; too_few_values with fewer than 3 baseline values (1
/// with `sem`); degenerate where the baseline does not vary and there is no `sem`.
///
/// Errors: config_error if `sem` is not above 0 and finite.
template <unit Unit>
change_estimate<Unit> change_from_baseline(
    const std::vector<measured<quantity<Unit>>>& baseline, const measured<quantity<Unit>>& session,
    std::optional<std::type_identity_t<quantity<Unit>>> sem = std::nullopt) {
  using result = measured<quantity<Unit>>;
  if (sem) minimal_detectable_change(*sem);
  if (!session) {
    return {result::not_computable(session.why(), session.n(), session.needed())};
  }
  const detail::baseline_values known = detail::known_values(baseline);
  const std::size_t k = known.spread.count();
  const std::size_t needed = sem ? 1 : least_for_baseline;
  if (k < needed) return {result::not_computable(reason::too_few_values, k, needed)};
  const double noise = sem ? sem->value() * sem->value() : known.spread.variance().value();
  if (!(noise > 0)) return {result::not_computable(reason::degenerate, k, needed)};
  const double quantile = sem ? normal_975 : student_t_975(k - 1);
  const double expected = known.claimed_by_all() > 0 ? known.claimed_by_all() : noise;
  const double excess = (std::max)(0.0, detail::variance_of(session).value_or(0) - expected);
  const double variance = noise * (1 + 1 / static_cast<double>(k)) + excess;
  const double difference = detail::finite(session->value()) - known.spread.mean().value();
  return {result::of(quantity<Unit>(difference), k, quantity<Unit>(quantile * std::sqrt(variance)),
                     session.quality())};
}

/// How much the value changes in seven days: the least-squares slope over calendar days, with the
/// margin t · s / √Σ(d - d̄)², t with n - 2 degrees of freedom (Draper & Smith 1998, Applied
/// Regression Analysis, section 1.4; recalled, not read). Days may be uneven, in any order and have
/// several values; those without a value count as not there. One outlier among few sessions widens
/// the margin more than it tilts the line, so that it hides a change sooner than it feigns one.
///
/// False alarms, simulated as above (100 000 runs): 5.0 % for 4, 8, 12 and 20 sessions of normal,
/// independent noise; with a first-order autocorrelation of 0.5 10 % for 4 sessions, 19 % for 8, 24
/// % for 20.
///
/// Not computable: too_few_values with fewer than 4 values; degenerate if all are of one day.
template <unit Unit>
change_estimate<Unit> change_a_week(const std::vector<dated_value<Unit>>& sessions) {
  using result = measured<quantity<Unit>>;
  moments days;
  moments values;
  std::optional<std::chrono::sys_days> first;
  const auto day_number = [&first](const dated_value<Unit>& v) {
    return static_cast<double>((v.day - *first).count());
  };
  for (const dated_value<Unit>& v : sessions) {
    if (!v.value) continue;
    if (!first) first = v.day;
    days(day_number(v));
    values(detail::finite(v.value->value()));
  }
  const std::size_t n = values.count();
  if (n < least_for_slope) {
    return {result::not_computable(reason::too_few_values, n, least_for_slope)};
  }
  const double degrees_of_freedom = static_cast<double>(n - 1);
  const double day_squares = degrees_of_freedom * days.variance().value();
  if (!(day_squares > 0)) {
    return {result::not_computable(reason::degenerate, n, least_for_slope)};
  }
  const double mean_day = days.mean().value();
  const double mean_value = values.mean().value();
  double products = 0;
  for (const dated_value<Unit>& v : sessions) {
    if (v.value) products += (day_number(v) - mean_day) * (v.value->value() - mean_value);
  }
  const double slope = products / day_squares;
  double residual_squares = 0;
  for (const dated_value<Unit>& v : sessions) {
    if (!v.value) continue;
    const double residual = v.value->value() - mean_value - slope * (day_number(v) - mean_day);
    residual_squares += residual * residual;
  }
  const double error = std::sqrt(residual_squares / static_cast<double>(n - 2) / day_squares);
  constexpr double week = 7;
  return {result::of(quantity<Unit>(week * slope), n,
                     quantity<Unit>(week * student_t_975(n - 2) * error))};
}

}  // namespace retrogait

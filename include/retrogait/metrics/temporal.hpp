#pragma once
/// @file
/// Metrics of the times between contacts: means, variability, asymmetry.

#include <retrogait/core/measured.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace retrogait {

/// Fewest steps (strides) for a mean and for a variability. Two give a mean with a margin; six are
/// too few for a variability that could be trusted between days, but enough to see it.
/// [engineering choice]
inline constexpr std::size_t least_for_mean = 2;
inline constexpr std::size_t least_for_variability = 6;
inline constexpr std::size_t least_for_asymmetry = 3;

namespace detail {

template <class Interval>
moments durations(const std::vector<Interval>& intervals) {
  moments m;
  for (const Interval& i : intervals) m(i.duration_s());
  return m;
}

template <unit Unit>
measured<quantity<Unit>> mean_of(const moments& m, reason too_few) {
  if (m.count() < least_for_mean) {
    return measured<quantity<Unit>>::not_computable(too_few, m.count(), least_for_mean);
  }
  return m.mean().transform([](double t) { return quantity<Unit>(t); });
}

inline measured<quantity<units::percent>> variation_of(const moments& m, reason too_few) {
  using result = measured<quantity<units::percent>>;
  if (m.count() < least_for_variability) {
    return result::not_computable(too_few, m.count(), least_for_variability);
  }
  const double mean = m.mean().value();
  return result::of(quantities::percent(100 * m.stddev().value() / mean), m.count());
}

}  // namespace detail

/// metric::step_time: mean and the margin of the mean (Student, steps taken as independent).
inline measured<quantity<units::second>> step_time(const std::vector<step>& steps) {
  return detail::mean_of<units::second>(detail::durations(steps), reason::too_few_steps);
}

/// metric::stride_time. Strides overlap by a step, so their margin is taken from half as many.
inline measured<quantity<units::second>> stride_time(const std::vector<stride>& strides) {
  using result = measured<quantity<units::second>>;
  const moments m = detail::durations(strides);
  if (m.count() < least_for_mean) {
    return result::not_computable(reason::too_few_strides, m.count(), least_for_mean);
  }
  const double margin = mean_margin_95(m.stddev().value(), std::max<std::size_t>(2, m.count() / 2));
  return result::of(quantities::seconds(m.mean().value()), m.count(), quantities::seconds(margin));
}

/// metric::cadence = 60 s / step time; margin by the first-order rule 60 s/T² · margin of T.
inline measured<quantity<units::step_per_minute>> cadence(const std::vector<step>& steps) {
  using result = measured<quantity<units::step_per_minute>>;
  const auto time = step_time(steps);
  if (!time) return result::not_computable(time.why(), time.n(), time.needed());
  const double t = time->value();
  return result::of(quantities::steps_per_minute(60 / t), time.n(),
                    quantities::steps_per_minute(60 / (t * t) * time.margin()->value()));
}

/// metric::step_time_cv
inline measured<quantity<units::percent>> step_time_cv(const std::vector<step>& steps) {
  return detail::variation_of(detail::durations(steps), reason::too_few_steps);
}

/// metric::stride_time_cv
inline measured<quantity<units::percent>> stride_time_cv(const std::vector<stride>& strides) {
  return detail::variation_of(detail::durations(strides), reason::too_few_strides);
}

/// metric::step_time_asymmetry = 100 |L - R| / ((L + R)/2), L and R the mean times of the steps that
/// end with the left and with the right foot.
inline measured<quantity<units::percent>> step_time_asymmetry(const std::vector<step>& steps) {
  using result = measured<quantity<units::percent>>;
  moments left;
  moments right;
  for (const step& s : steps) {
    if (s.side == side::left) left(s.duration_s());
    if (s.side == side::right) right(s.duration_s());
  }
  if (left.count() + right.count() == 0 && !steps.empty()) {
    return result::not_computable(reason::side_unknown);
  }
  const std::size_t fewer = (std::min)(left.count(), right.count());
  if (fewer < least_for_asymmetry) {
    return result::not_computable(reason::too_few_steps, fewer, least_for_asymmetry);
  }
  const double l = left.mean().value();
  const double r = right.mean().value();
  return result::of(quantities::percent(200 * std::abs(l - r) / (l + r)),
                    left.count() + right.count());
}

}  // namespace retrogait

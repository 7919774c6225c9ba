#pragma once
/// @file
/// Metrics of the times between contacts: means, variability, asymmetry, the phases of the stride.

#include <retrogait/core/measured.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
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

namespace detail {

// Strides overlap by a step, so the margin of their mean is taken from half as many.
template <unit Unit>
measured<quantity<Unit>> mean_over_strides(const moments& m) {
  using result = measured<quantity<Unit>>;
  if (m.count() < least_for_mean) {
    return result::not_computable(reason::too_few_strides, m.count(), least_for_mean);
  }
  const double margin = mean_margin_95(m.stddev().value(), std::max<std::size_t>(2, m.count() / 2));
  return result::of(quantity<Unit>(m.mean().value()), m.count(), quantity<Unit>(margin));
}

// The mean of a phase over the strides that have it.
inline measured<quantity<units::second>> phase_time(const std::vector<stride>& strides,
                                                    std::optional<double> (stride::*phase_s)()
                                                        const) {
  moments m;
  for (const stride& s : strides) {
    if (const auto t = (s.*phase_s)()) m(*t);
  }
  return mean_over_strides<units::second>(m);
}

// The same, each as a share of its own stride.
inline measured<quantity<units::percent>> phase_share(const std::vector<stride>& strides,
                                                      std::optional<double> (stride::*phase_s)()
                                                          const) {
  moments m;
  for (const stride& s : strides) {
    if (const auto t = (s.*phase_s)()) m(100 * *t / s.duration_s());
  }
  return mean_over_strides<units::percent>(m);
}

}  // namespace detail

/// metric::step_time: mean and the margin of the mean (Student, steps taken as independent).
inline measured<quantity<units::second>> step_time(const std::vector<step>& steps) {
  return detail::mean_of<units::second>(detail::durations(steps), reason::too_few_steps);
}

/// metric::stride_time
inline measured<quantity<units::second>> stride_time(const std::vector<stride>& strides) {
  return detail::mean_over_strides<units::second>(detail::durations(strides));
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

/// metric::cadence where one foot alone is seen: two steps a stride, 120 s over the mean stride time,
/// as a whole number of strides takes as long as twice that number of steps.
inline measured<quantity<units::step_per_minute>> cadence(const std::vector<stride>& strides) {
  using result = measured<quantity<units::step_per_minute>>;
  const auto time = stride_time(strides);
  if (!time) return result::not_computable(time.why(), time.n(), time.needed());
  const double t = time->value();
  return result::of(quantities::steps_per_minute(120 / t), time.n(),
                    quantities::steps_per_minute(120 / (t * t) * time.margin()->value()));
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

/// metric::stance_time, over the strides with a final contact.
inline measured<quantity<units::second>> stance_time(const std::vector<stride>& strides) {
  return detail::phase_time(strides, &stride::stance_s);
}

/// metric::swing_time, over the same strides.
inline measured<quantity<units::second>> swing_time(const std::vector<stride>& strides) {
  return detail::phase_time(strides, &stride::swing_s);
}

/// metric::single_support_time, over the strides with the final contacts of both feet.
inline measured<quantity<units::second>> single_support_time(const std::vector<stride>& strides) {
  return detail::phase_time(strides, &stride::single_support_s);
}

/// metric::double_support_time, over the same strides.
inline measured<quantity<units::second>> double_support_time(const std::vector<stride>& strides) {
  return detail::phase_time(strides, &stride::double_support_s);
}

/// metric::stance_share
inline measured<quantity<units::percent>> stance_share(const std::vector<stride>& strides) {
  return detail::phase_share(strides, &stride::stance_s);
}

/// metric::swing_share
inline measured<quantity<units::percent>> swing_share(const std::vector<stride>& strides) {
  return detail::phase_share(strides, &stride::swing_s);
}

/// metric::single_support_share
inline measured<quantity<units::percent>> single_support_share(const std::vector<stride>& strides) {
  return detail::phase_share(strides, &stride::single_support_s);
}

/// metric::double_support_share
inline measured<quantity<units::percent>> double_support_share(const std::vector<stride>& strides) {
  return detail::phase_share(strides, &stride::double_support_s);
}

}  // namespace retrogait

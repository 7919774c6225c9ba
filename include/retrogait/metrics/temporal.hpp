#pragma once
/// @file
/// Times between contacts: their means with a margin, the phases of the stride, cadence, and how
/// much was walked. How much they differ from one another stands in variability.hpp, left against
/// right in symmetry.hpp.
///
/// Margins are those of mean_of_series(): half the 95 % confidence interval of the mean over this
/// stretch of walking, whether neighbouring steps are alike or take turns, and although strides
/// overlap by a step. Two steps are enough for a value, but their margin is nine times their
/// standard deviation; ten strides give means that agree between days (König et al. 2014, Gait &
/// Posture 39, 615–617, abstract: ICC .88 and more).

#include <retrogait/core/measured.hpp>
#include <retrogait/math/mean_of_series.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/metrics/detail/sided_values.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace retrogait {

/// Fewest steps (strides) for a mean: two give one with a margin. [engineering choice]
inline constexpr std::size_t least_for_mean = 2;

namespace detail {

// The mean of values in order of time.
template <unit Unit>
measured<quantity<Unit>> mean_of(std::span<const double> values, reason too_few) {
  if (values.size() < least_for_mean) {
    return measured<quantity<Unit>>::not_computable(too_few, values.size(), least_for_mean);
  }
  return mean_of_series(values).transform([](double t) { return quantity<Unit>(t); });
}

template <unit Unit>
measured<quantity<Unit>> mean_over_strides(std::span<const double> values) {
  return mean_of<Unit>(values, reason::too_few_strides);
}

template <unit Unit>
measured<quantity<Unit>> mean_of(const sided_values& all, reason too_few) {
  return mean_of<Unit>(std::span<const double>(values_of(all)), too_few);
}

// The mean of one foot's values.
template <unit Unit>
measured<quantity<Unit>> mean_of(const sided_values& all, side foot, reason too_few) {
  if (foot == side::unknown || no_side_known(all)) {
    return measured<quantity<Unit>>::not_computable(reason::side_unknown);
  }
  return mean_of<Unit>(std::span<const double>(of_foot(all, foot)), too_few);
}

inline measured<quantity<units::second>> phase_time(const std::vector<stride>& strides,
                                                    std::optional<double> (stride::*phase_s)()
                                                        const) {
  return mean_of<units::second>(phases_of(strides, phase_s), reason::too_few_strides);
}

inline measured<quantity<units::percent>> phase_share(const std::vector<stride>& strides,
                                                      std::optional<double> (stride::*phase_s)()
                                                          const) {
  return mean_of<units::percent>(shares_of(strides, phase_s), reason::too_few_strides);
}

// So many steps in the mean time of one interval, by the first-order rule for the margin.
inline measured<quantity<units::step_per_minute>> cadence_from(
    const measured<quantity<units::second>>& time, double steps) {
  using result = measured<quantity<units::step_per_minute>>;
  if (!time) return result::not_computable(time.why(), time.n(), time.needed());
  const double t = time->value();
  return result::of(quantities::steps_per_minute(60 * steps / t), time.n(),
                    quantities::steps_per_minute(60 * steps / (t * t) * time.margin()->value()));
}

}  // namespace detail

/// metric::step_time
inline measured<quantity<units::second>> step_time(const std::vector<step>& steps) {
  return detail::mean_of<units::second>(detail::durations_of(steps), reason::too_few_steps);
}

/// The same of the steps that end with one foot; reason::side_unknown where no side is known.
inline measured<quantity<units::second>> step_time(const std::vector<step>& steps, side foot) {
  return detail::mean_of<units::second>(detail::durations_of(steps), foot, reason::too_few_steps);
}

/// metric::stride_time
inline measured<quantity<units::second>> stride_time(const std::vector<stride>& strides) {
  return detail::mean_of<units::second>(detail::durations_of(strides), reason::too_few_strides);
}

/// metric::cadence = 60 s / step time; margin by the first-order rule 60 s/T² · margin of T.
inline measured<quantity<units::step_per_minute>> cadence(const std::vector<step>& steps) {
  return detail::cadence_from(step_time(steps), 1);
}

/// metric::cadence where one foot alone is seen: two steps a stride, 120 s over the mean stride
/// time, as a whole number of strides takes as long as twice that number of steps.
inline measured<quantity<units::step_per_minute>> cadence(const std::vector<stride>& strides) {
  return detail::cadence_from(stride_time(strides), 2);
}

/// metric::stance_time, over the strides with a final contact.
inline measured<quantity<units::second>> stance_time(const std::vector<stride>& strides) {
  return detail::phase_time(strides, &stride::stance_s);
}

/// The same of one foot's strides; reason::side_unknown where no side is known.
inline measured<quantity<units::second>> stance_time(const std::vector<stride>& strides,
                                                     side foot) {
  return detail::mean_of<units::second>(detail::phases_of(strides, &stride::stance_s), foot,
                                        reason::too_few_strides);
}

/// metric::swing_time, over the strides with a final contact.
inline measured<quantity<units::second>> swing_time(const std::vector<stride>& strides) {
  return detail::phase_time(strides, &stride::swing_s);
}

/// The same of one foot's strides; reason::side_unknown where no side is known.
inline measured<quantity<units::second>> swing_time(const std::vector<stride>& strides, side foot) {
  return detail::mean_of<units::second>(detail::phases_of(strides, &stride::swing_s), foot,
                                        reason::too_few_strides);
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

/// metric::step_count: the steps that were taken for steps; the interval around a missed contact is
/// none.
inline measured<quantity<units::step>> step_count(const std::vector<step>& steps) {
  return measured<quantity<units::step>>::of(quantities::steps(static_cast<double>(steps.size())),
                                             steps.size());
}

/// metric::stride_count: of both feet together where both are seen, so that n steps are n - 1
/// strides.
inline measured<quantity<units::stride>> stride_count(const std::vector<stride>& strides) {
  return measured<quantity<units::stride>>::of(
      quantities::strides(static_cast<double>(strides.size())), strides.size());
}

/// metric::bout_duration: from the first to the last initial contact; n() is the number of
/// contacts. reason::no_walking for a bout without contacts.
inline measured<quantity<units::second>> bout_duration(const walking_bout& bout) {
  using result = measured<quantity<units::second>>;
  if (bout.contacts.empty()) return result::not_computable(reason::no_walking);
  return result::of(quantities::seconds(bout.duration_s()), bout.contacts.size());
}

/// metric::walking_time: the bouts' durations together; n() is the number of bouts, 0 s from none.
inline measured<quantity<units::second>> walking_time(const std::vector<walking_bout>& bouts) {
  double sum_s = 0;
  for (const walking_bout& bout : bouts) sum_s += bout.duration_s();
  return measured<quantity<units::second>>::of(quantities::seconds(sum_s), bouts.size());
}

}  // namespace retrogait

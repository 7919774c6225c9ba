#pragma once
/// @file
/// Catalog entries: how much steps and strides differ from one another.

#include <retrogait/core/catalog.hpp>

#include <array>

namespace retrogait::metric {

namespace detail {

inline constexpr metric_info step_time_cv_info = describe<units::percent>({
    .id = "step_time_cv",
    .symbol = "CV_step",
    .name = "step time variability",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition = "Sample standard deviation of the step times over their mean.",
    .not_computable = "fewer than 6 steps",
    .source =
        "coefficient of variation; a lower-back sensor agrees poorly with a walkway (Godfrey 2015, "
        "PMC4381862), so no rule may rest on it alone",
});

inline constexpr metric_info stride_time_cv_info = describe<units::percent>({
    .id = "stride_time_cv",
    .symbol = "CV_stride",
    .name = "stride time variability",
    .level = metric_level::bout,
    .needs = metric_needs::contacts,
    .valid = metric_validity::any_direction,
    .definition = "Sample standard deviation of the stride times over their mean.",
    .not_computable = "fewer than 6 strides",
    .source =
        "coefficient of variation; a lower-back sensor agrees poorly with a walkway (Godfrey 2015, "
        "PMC4381862), so no rule may rest on it alone",
});

}  // namespace detail

inline constexpr metric_id<units::percent> step_time_cv{detail::step_time_cv_info};
inline constexpr metric_id<units::percent> stride_time_cv{detail::stride_time_cv_info};

/// In the order in which tables show them.
inline constexpr std::array variability_metrics{&detail::step_time_cv_info,
                                                &detail::stride_time_cv_info};

}  // namespace retrogait::metric

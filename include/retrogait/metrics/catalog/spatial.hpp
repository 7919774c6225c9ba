#pragma once
/// @file
/// Catalog entries: lengths, speed and distance.

#include <retrogait/core/catalog.hpp>

#include <array>

namespace retrogait::metric {

namespace detail {

inline constexpr metric_info step_length_info = describe<units::metre>({
    .id = "step_length",
    .symbol = "L_step",
    .name = "step length",
    .level = metric_level::bout,
    .needs = metric_needs::step_length,
    .valid = metric_validity::forward_and_backward,
    .definition =
        "Mean distance from one initial contact to the next, along the path of the trunk, over the "
        "steps outside turns; with sensors on the feet half the stride length.",
    .agreement = "uncalibrated pendulum, mean of many steps: standard deviation of the error 2.1 % "
                 "(Gonzalez et al. 2007, abstract)",
    .not_computable =
        "forward: neither height nor calibration; backward: no calibration, as no factor has been "
        "published; direction unknown, a gap, fewer than 2 steps outside turns, or a signal that "
        "does "
        "not vary",
    .source =
        "Zijlstra & Hof 2003, Gait Posture 18:1-10, inverted pendulum; foot term after the idea "
        "of Gonzalez et al. 2007, EMBC, 1371-1374",
});

inline constexpr metric_info stride_length_info = describe<units::metre>({
    .id = "stride_length",
    .symbol = "L_stride",
    .name = "stride length",
    .level = metric_level::bout,
    .needs = metric_needs::step_length,
    .valid = metric_validity::forward_and_backward,
    .definition =
        "Mean distance from one initial contact to the next of the same foot: measured by "
        "sensors on the feet, else two step lengths.",
    .agreement =
        "foot sensors: within 1 % (Rebula et al. 2013, PMC4284057); lower back, pendulum with "
        "general factor, lab and free living: MAE 0.11 and 0.15 m (mobgap 1.2, from its "
        "published results per recording)",
    .not_computable = "feet: fewer than 2 strides between rests of the foot; else as step length",
    .source =
        "Mobilise-D consensus, PMC8378707: strides by initial contacts; lengths as step length",
});

inline constexpr metric_info walking_speed_info = describe<units::metre_per_second>({
    .id = "walking_speed",
    .symbol = "v",
    .name = "walking speed",
    .level = metric_level::bout,
    .needs = metric_needs::step_length,
    .valid = metric_validity::forward_and_backward,
    .definition =
        "Length over time of the strides measured by sensors on the feet, else of the mean "
        "step; positive in either direction.",
    .agreement =
        "lower back, pendulum with general factor, lab and free living: MAE 0.08 and 0.10 m/s, "
        "ICC 0.90 and 0.81 (mobgap 1.2, from its published results per recording)",
    .not_computable = "as stride length",
    .source =
        "Zijlstra & Hof 2003, Gait Posture 18:1-10: mean speed from step length and step time",
});

inline constexpr metric_info distance_info = describe<units::metre>({
    .id = "distance",
    .symbol = "D",
    .name = "distance walked",
    .level = metric_level::bout,
    .needs = metric_needs::step_length,
    .valid = metric_validity::forward_and_backward,
    .definition = "Walking speed times the time from the first initial contact to the last.",
    .not_computable = "as walking speed",
    .source = "engineering choice: by time, so that contacts missed in between count",
});

}  // namespace detail

inline constexpr metric_id<units::metre> step_length{detail::step_length_info};
inline constexpr metric_id<units::metre> stride_length{detail::stride_length_info};
inline constexpr metric_id<units::metre_per_second> walking_speed{detail::walking_speed_info};
inline constexpr metric_id<units::metre> distance{detail::distance_info};

/// In the order in which tables show them.
inline constexpr std::array spatial_metrics{&detail::step_length_info, &detail::stride_length_info,
                                            &detail::walking_speed_info, &detail::distance_info};

}  // namespace retrogait::metric

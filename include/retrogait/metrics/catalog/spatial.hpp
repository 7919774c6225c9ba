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
    .valid = metric_validity::forward,
    .definition =
        "Mean distance from one initial contact to the next, along the path of the trunk.",
    .not_computable =
        "no height, walking backward (no published factor), direction unknown, a gap, fewer than 2 "
        "steps, or a signal that does not vary",
    .source = "Zijlstra & Hof 2003, Gait Posture 18:1-10, inverted pendulum",
});

inline constexpr metric_info walking_speed_info = describe<units::metre_per_second>({
    .id = "walking_speed",
    .symbol = "v",
    .name = "walking speed",
    .level = metric_level::bout,
    .needs = metric_needs::step_length,
    .valid = metric_validity::forward,
    .definition = "Step length over step time.",
    .not_computable = "as step length",
    .source = "Zijlstra & Hof 2003, Gait Posture 18:1-10, inverted pendulum",
});

}  // namespace detail

inline constexpr metric_id<units::metre> step_length{detail::step_length_info};
inline constexpr metric_id<units::metre_per_second> walking_speed{detail::walking_speed_info};

/// In the order in which tables show them.
inline constexpr std::array spatial_metrics{&detail::step_length_info, &detail::walking_speed_info};

}  // namespace retrogait::metric

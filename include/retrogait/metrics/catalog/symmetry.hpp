#pragma once
/// @file
/// Catalog entries: how alike left and right are.

#include <retrogait/core/catalog.hpp>

#include <array>

namespace retrogait::metric {

namespace detail {

inline constexpr metric_info step_time_asymmetry_info = describe<units::percent>({
    .id = "step_time_asymmetry",
    .symbol = "A_step",
    .name = "step time asymmetry",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition =
        "Absolute difference of the mean left and right step times over the mean of the two.",
    .not_computable = "fewer than 3 steps of either foot",
    .source =
        "limb difference over the mean of the limbs (symmetry index of Robinson 1987, Eq. 1, taken "
        "without its sign)",
});

}  // namespace detail

inline constexpr metric_id<units::percent> step_time_asymmetry{detail::step_time_asymmetry_info};

/// In the order in which tables show them.
inline constexpr std::array symmetry_metrics{&detail::step_time_asymmetry_info};

}  // namespace retrogait::metric

#pragma once
/// @file
/// Catalog entries: how alike the trunk moves from step to step and from stride to stride.

#include <retrogait/core/catalog.hpp>

#include <array>

namespace retrogait::metric {

namespace detail {

inline constexpr metric_info step_regularity_info = describe<units::one>({
    .id = "step_regularity",
    .symbol = "Ad1",
    .name = "step regularity",
    .level = metric_level::bout,
    .needs = metric_needs::trunk,
    .valid = metric_validity::any_direction,
    .definition = "Unbiased autocorrelation of the vertical acceleration at the lag of one step.",
    .not_computable = "fewer than 6 strides, a gap, or a signal that does not vary",
    .source = "Moe-Nilssen & Helbostad 2004, J Biomech 37:121-126, eq. 2",
});

inline constexpr metric_info stride_regularity_info = describe<units::one>({
    .id = "stride_regularity",
    .symbol = "Ad2",
    .name = "stride regularity",
    .level = metric_level::bout,
    .needs = metric_needs::trunk,
    .valid = metric_validity::any_direction,
    .definition = "Unbiased autocorrelation of the vertical acceleration at the lag of one stride.",
    .not_computable = "fewer than 6 strides, a gap, or a signal that does not vary",
    .source = "Moe-Nilssen & Helbostad 2004, J Biomech 37:121-126, eq. 2",
});

inline constexpr metric_info regularity_symmetry_info = describe<units::one>({
    .id = "regularity_symmetry",
    .symbol = "Ad1/Ad2",
    .name = "gait symmetry",
    .level = metric_level::bout,
    .needs = metric_needs::trunk,
    .valid = metric_validity::any_direction,
    .definition = "Step regularity over stride regularity: 1 when left and right steps are alike.",
    .not_computable = "as step and stride regularity, or a stride regularity that is not positive",
    .source = "Moe-Nilssen & Helbostad 2004, J Biomech 37:121-126",
});

}  // namespace detail

inline constexpr metric_id<units::one> step_regularity{detail::step_regularity_info};
inline constexpr metric_id<units::one> stride_regularity{detail::stride_regularity_info};
inline constexpr metric_id<units::one> regularity_symmetry{detail::regularity_symmetry_info};

/// In the order in which tables show them.
inline constexpr std::array regularity_metrics{&detail::step_regularity_info,
                                               &detail::stride_regularity_info,
                                               &detail::regularity_symmetry_info};

}  // namespace retrogait::metric

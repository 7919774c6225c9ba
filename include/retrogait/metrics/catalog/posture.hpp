#pragma once
/// @file
/// Catalog entries: how the trunk is held, and how much it sways.

#include <retrogait/core/catalog.hpp>

#include <array>
#include <string_view>

namespace retrogait::metric {

namespace detail {

// Texts of several entries.
inline constexpr std::string_view gravity_of_strides =
    "gravity in the mean acceleration of whole strides against that of quiet stance: "
    "metrics/posture.hpp; engineering choice";

inline constexpr metric_info trunk_pitch_info = describe<units::degree>({
    .id = "trunk_pitch",
    .symbol = "pitch",
    .name = "trunk pitch",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition = "Mean over strides of how far the trunk leans forward of quiet stance.",
    .agreement =
        "accelerometer alone against sensors with a gyroscope: bias -4.8° to 4.3° (PMC11219489)",
    .not_computable =
        "mounting unknown, no quiet stance to compare with, a gap, or fewer than 2 strides",
    .source = gravity_of_strides,
});

inline constexpr metric_info trunk_roll_info = describe<units::degree>({
    .id = "trunk_roll",
    .symbol = "roll",
    .name = "trunk roll",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition = "Mean over strides of how far the trunk leans to the left of quiet stance.",
    .agreement =
        "accelerometer alone against sensors with a gyroscope: bias -4.8° to 4.3° (PMC11219489)",
    .not_computable =
        "mounting unknown, no quiet stance to compare with, a gap, or fewer than 2 strides",
    .source = gravity_of_strides,
});

inline constexpr metric_info trunk_pitch_range_info = describe<units::degree>({
    .id = "trunk_pitch_range",
    .symbol = "R_pitch",
    .name = "range of trunk pitch",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition =
        "Distance between the 5 % and the 95 % quantile of the trunk pitch of the strides.",
    .not_computable =
        "mounting unknown, no quiet stance to compare with, a gap, or fewer than 6 strides",
    .source = gravity_of_strides,
});

inline constexpr metric_info trunk_roll_range_info = describe<units::degree>({
    .id = "trunk_roll_range",
    .symbol = "R_roll",
    .name = "range of trunk roll",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition =
        "Distance between the 5 % and the 95 % quantile of the trunk roll of the strides.",
    .not_computable =
        "mounting unknown, no quiet stance to compare with, a gap, or fewer than 6 strides",
    .source = gravity_of_strides,
});

inline constexpr metric_info sway_path_info = describe<units::metre_per_second_cubed>({
    .id = "sway_path",
    .symbol = "SP",
    .name = "sway path",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition = "Length of the path that the trunk's horizontal acceleration below 3.5 Hz draws, "
                  "a second, mean over strides.",
    .not_computable = "mounting unknown, a gap, or fewer than 2 strides",
    .source = "Mancini 2012, J NeuroEng Rehabil 9:59, table 2: PATH of the acceleration; a second "
              "instead of in all, and while walking",
});

}  // namespace detail

inline constexpr metric_id<units::degree> trunk_pitch{detail::trunk_pitch_info};
inline constexpr metric_id<units::degree> trunk_roll{detail::trunk_roll_info};
inline constexpr metric_id<units::degree> trunk_pitch_range{detail::trunk_pitch_range_info};
inline constexpr metric_id<units::degree> trunk_roll_range{detail::trunk_roll_range_info};
inline constexpr metric_id<units::metre_per_second_cubed> sway_path{detail::sway_path_info};

/// In the order in which tables show them.
inline constexpr std::array posture_metrics{
    &detail::trunk_pitch_info, &detail::trunk_roll_info, &detail::trunk_pitch_range_info,
    &detail::trunk_roll_range_info, &detail::sway_path_info};

}  // namespace retrogait::metric

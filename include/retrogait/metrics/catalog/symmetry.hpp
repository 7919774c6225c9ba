#pragma once
/// @file
/// Catalog entries: how alike left and right are.

#include <retrogait/core/catalog.hpp>

#include <array>
#include <string_view>

namespace retrogait::metric {

namespace detail {

// Texts of several entries.
inline constexpr std::string_view symmetry_from_lower_back =
    "forward, lower back against a walkway: poor (Godfrey 2015, PMC4381862, abstract)";
inline constexpr std::string_view too_few_steps_a_foot =
    "fewer than 3 steps of either foot, or no side known";
inline constexpr std::string_view robinson =
    "symmetry index of Robinson, Herzog & Nigg 1987, Eq. 1, without its sign";
inline constexpr std::string_view too_few_stances_a_foot =
    "fewer than 3 strides with a final contact of either foot, or no side known";

inline constexpr metric_info step_time_asymmetry_info = describe<units::percent>({
    .id = "step_time_asymmetry",
    .symbol = "A_step",
    .name = "step time asymmetry",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition =
        "Absolute difference of the mean left and right step times over the mean of the two.",
    .agreement = symmetry_from_lower_back,
    .not_computable = too_few_steps_a_foot,
    .source = robinson,
});

inline constexpr metric_info stance_time_asymmetry_info = describe<units::percent>({
    .id = "stance_time_asymmetry",
    .symbol = "A_stance",
    .name = "stance time asymmetry",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition =
        "Absolute difference of the mean left and right stance times over the mean of the two.",
    .agreement = symmetry_from_lower_back,
    .not_computable = too_few_stances_a_foot,
    .source = robinson,
});

inline constexpr metric_info swing_time_asymmetry_info = describe<units::percent>({
    .id = "swing_time_asymmetry",
    .symbol = "A_swing",
    .name = "swing time asymmetry",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition =
        "Absolute difference of the mean left and right swing times over the mean of the two.",
    .agreement = symmetry_from_lower_back,
    .not_computable = too_few_stances_a_foot,
    .source = robinson,
});

inline constexpr metric_info stride_length_asymmetry_info = describe<units::percent>({
    .id = "stride_length_asymmetry",
    .symbol = "A_length",
    .name = "stride length asymmetry",
    .level = metric_level::bout,
    .needs = metric_needs::foot,
    .valid = metric_validity::any_direction,
    .definition =
        "Absolute difference of the mean left and right stride lengths over the mean of the two.",
    .not_computable = "fewer than 3 strides with a measured length of either foot",
    .source =
        "symmetry index of Robinson, Herzog & Nigg 1987, Eq. 1, without its sign; on a straight "
        "way it shows a sensor's error, as both feet cover the same ground",
});

inline constexpr metric_info step_time_difference_info = describe<units::second>({
    .id = "step_time_difference",
    .symbol = "D_step",
    .name = "left less right step time",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition =
        "Mean time of the steps that end with the left foot less that of those that end with the "
        "right.",
    .agreement = symmetry_from_lower_back,
    .not_computable = too_few_steps_a_foot,
    .source = "difference of two means",
});

inline constexpr metric_info stance_time_difference_info = describe<units::second>({
    .id = "stance_time_difference",
    .symbol = "D_stance",
    .name = "left less right stance time",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition = "Mean left stance time less mean right stance time.",
    .agreement = symmetry_from_lower_back,
    .not_computable = too_few_stances_a_foot,
    .source = "difference of two means",
});

inline constexpr metric_info swing_time_difference_info = describe<units::second>({
    .id = "swing_time_difference",
    .symbol = "D_swing",
    .name = "left less right swing time",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition = "Mean left swing time less mean right swing time.",
    .agreement = symmetry_from_lower_back,
    .not_computable = too_few_stances_a_foot,
    .source = "difference of two means",
});

inline constexpr metric_info step_time_symmetry_ratio_info = describe<units::one>({
    .id = "step_time_symmetry_ratio",
    .symbol = "R_step",
    .name = "step time symmetry ratio",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition = "The larger of the mean left and right step times over the smaller.",
    .not_computable = too_few_steps_a_foot,
    .source =
        "Patterson et al. 2010, Gait Posture 31:241-246 (recalled), there for stance and swing "
        "times",
});

inline constexpr metric_info stance_time_symmetry_ratio_info = describe<units::one>({
    .id = "stance_time_symmetry_ratio",
    .symbol = "R_stance",
    .name = "stance time symmetry ratio",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition = "The larger of the mean left and right stance times over the smaller.",
    .not_computable = too_few_stances_a_foot,
    .source = "Patterson et al. 2010, Gait Posture 31:241-246 (recalled)",
});

inline constexpr metric_info swing_time_symmetry_ratio_info = describe<units::one>({
    .id = "swing_time_symmetry_ratio",
    .symbol = "R_swing",
    .name = "swing time symmetry ratio",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition = "The larger of the mean left and right swing times over the smaller.",
    .not_computable = too_few_stances_a_foot,
    .source = "Patterson et al. 2010, Gait Posture 31:241-246 (recalled)",
});

inline constexpr metric_info step_time_symmetry_angle_info = describe<units::percent>({
    .id = "step_time_symmetry_angle",
    .symbol = "SA_step",
    .name = "step time symmetry angle",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition =
        "Angle by which the mean left step time drawn over the mean right one leaves the line of "
        "equal feet, in percent of 90 degrees, positive where left is larger.",
    .not_computable = too_few_steps_a_foot,
    .source = "Zifchock et al. 2008, Gait Posture 27:622-627, with the sign of the symmetry index",
});

inline constexpr metric_info stance_time_limb_symmetry_info = describe<units::percent>({
    .id = "stance_time_limb_symmetry",
    .symbol = "LSI_stance",
    .name = "stance time limb symmetry",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition = "Mean stance time of the involved leg in percent of that of the other.",
    .not_computable =
        "nobody said which leg is involved; fewer than 3 strides with a final contact of either "
        "foot, or no side known",
    .source = "limb symmetry index: involved over uninvolved",
});

inline constexpr metric_info swing_time_limb_symmetry_info = describe<units::percent>({
    .id = "swing_time_limb_symmetry",
    .symbol = "LSI_swing",
    .name = "swing time limb symmetry",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition = "Mean swing time of the involved leg in percent of that of the other.",
    .not_computable =
        "nobody said which leg is involved; fewer than 3 strides with a final contact of either "
        "foot, or no side known",
    .source = "limb symmetry index: involved over uninvolved",
});

}  // namespace detail

inline constexpr metric_id<units::percent> step_time_asymmetry{detail::step_time_asymmetry_info};
inline constexpr metric_id<units::percent> stance_time_asymmetry{
    detail::stance_time_asymmetry_info};
inline constexpr metric_id<units::percent> swing_time_asymmetry{detail::swing_time_asymmetry_info};
inline constexpr metric_id<units::percent> stride_length_asymmetry{
    detail::stride_length_asymmetry_info};
inline constexpr metric_id<units::second> step_time_difference{detail::step_time_difference_info};
inline constexpr metric_id<units::second> stance_time_difference{
    detail::stance_time_difference_info};
inline constexpr metric_id<units::second> swing_time_difference{detail::swing_time_difference_info};
inline constexpr metric_id<units::one> step_time_symmetry_ratio{
    detail::step_time_symmetry_ratio_info};
inline constexpr metric_id<units::one> stance_time_symmetry_ratio{
    detail::stance_time_symmetry_ratio_info};
inline constexpr metric_id<units::one> swing_time_symmetry_ratio{
    detail::swing_time_symmetry_ratio_info};
inline constexpr metric_id<units::percent> step_time_symmetry_angle{
    detail::step_time_symmetry_angle_info};
inline constexpr metric_id<units::percent> stance_time_limb_symmetry{
    detail::stance_time_limb_symmetry_info};
inline constexpr metric_id<units::percent> swing_time_limb_symmetry{
    detail::swing_time_limb_symmetry_info};

/// In the order in which tables show them.
inline constexpr std::array symmetry_metrics{
    &detail::step_time_asymmetry_info,        &detail::stance_time_asymmetry_info,
    &detail::swing_time_asymmetry_info,       &detail::stride_length_asymmetry_info,
    &detail::step_time_difference_info,       &detail::stance_time_difference_info,
    &detail::swing_time_difference_info,      &detail::step_time_symmetry_ratio_info,
    &detail::stance_time_symmetry_ratio_info, &detail::swing_time_symmetry_ratio_info,
    &detail::step_time_symmetry_angle_info,   &detail::stance_time_limb_symmetry_info,
    &detail::swing_time_limb_symmetry_info};

}  // namespace retrogait::metric

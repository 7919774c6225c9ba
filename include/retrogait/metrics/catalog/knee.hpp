#pragma once
/// @file
/// Catalog entries: what the knees do, and how the feet below them land.

#include <retrogait/core/catalog.hpp>

#include <array>
#include <string_view>

namespace retrogait::metric {

namespace detail {

// Texts of several entries.
inline constexpr std::string_view accuracy_of_angles =
    "RMS error 2.4° (magnetometer-free, laboratory: Sensors 18:1980) to 4° (PMC6603670), above 5° "
    "in most motions with a single calibration (PMC9732805): take it as ±5°";
inline constexpr std::string_view joint_coordinate_system =
    "angles: joint coordinate system of Grood & Suntay 1983, J Biomech Eng 105:136";

inline constexpr metric_info knee_swing_flexion_info = describe<units::degree>({
    .id = "knee_swing_flexion",
    .symbol = "KF_swing",
    .name = "peak knee flexion in swing",
    .level = metric_level::bout,
    .needs = metric_needs::leg,
    .valid = metric_validity::forward_and_backward,
    .definition = "Mean over strides of the largest flexion of the knee between the foot's final "
                  "contact and its next initial contact.",
    .agreement = accuracy_of_angles,
    .not_computable = "no thigh and shank sensor with gyroscopes, no neutral stance, no final "
                      "contacts, a gap, or fewer than 2 strides",
    .source = joint_coordinate_system,
});

inline constexpr metric_info knee_stance_flexion_info = describe<units::degree>({
    .id = "knee_stance_flexion",
    .symbol = "KF_stance",
    .name = "peak knee flexion in stance",
    .level = metric_level::bout,
    .needs = metric_needs::leg,
    .valid = metric_validity::forward_and_backward,
    .definition = "Mean over strides of the largest flexion of the knee between the foot's initial "
                  "and final contact.",
    .agreement = accuracy_of_angles,
    .not_computable = "no thigh and shank sensor with gyroscopes, no neutral stance, no final "
                      "contacts, a gap, or fewer than 2 strides",
    .source = joint_coordinate_system,
});

inline constexpr metric_info knee_loading_flexion_info = describe<units::degree>({
    .id = "knee_loading_flexion",
    .symbol = "KF_load",
    .name = "peak knee flexion in loading response",
    .level = metric_level::bout,
    .needs = metric_needs::leg,
    .valid = metric_validity::forward_and_backward,
    .definition =
        "Mean over strides of the largest flexion of the knee in the first fifth of the stride.",
    .agreement = accuracy_of_angles,
    .not_computable = "no thigh and shank sensor with gyroscopes, no neutral stance, a gap, or "
                      "fewer than 2 strides",
    .source = "angles: joint coordinate system of Grood & Suntay 1983, J Biomech Eng 105:136; "
              "loading response as in Perry & Burnfield 2010, Gait Analysis, extended from 12 % to "
              "20 % so that it holds the peak: engineering choice",
});

inline constexpr metric_info knee_excursion_info = describe<units::degree>({
    .id = "knee_excursion",
    .symbol = "KE",
    .name = "knee excursion",
    .level = metric_level::bout,
    .needs = metric_needs::leg,
    .valid = metric_validity::forward_and_backward,
    .definition =
        "Mean over strides of the largest less the smallest flexion of the knee in a stride.",
    .agreement = accuracy_of_angles,
    .not_computable = "no thigh and shank sensor with gyroscopes, a gap, or fewer than 2 strides",
    .source = joint_coordinate_system,
});

inline constexpr metric_info knee_frontal_angle_info = describe<units::degree>({
    .id = "knee_frontal_angle",
    .symbol = "KA",
    .name = "knee angle in the frontal plane",
    .level = metric_level::bout,
    .needs = metric_needs::leg,
    .valid = metric_validity::forward_and_backward,
    .definition =
        "Mean over strides of the adduction of the knee in the middle third of stance, against "
        "standing: positive with the knee out (varus), negative with the knee in (valgus).",
    .agreement =
        "RMS error 5° walking (PMC6603670), 4.9° landing (Sensors 20:1747): take it as ±5°",
    .not_computable = "no thigh and shank sensor with gyroscopes, no neutral stance, a gap, or "
                      "fewer than 2 strides",
    .source = joint_coordinate_system,
});

inline constexpr metric_info toe_first_share_info = describe<units::percent>({
    .id = "toe_first_share",
    .symbol = "TF",
    .name = "steps with toes first",
    .level = metric_level::bout,
    .needs = metric_needs::foot,
    .valid = metric_validity::forward_and_backward,
    .definition = "Share of the initial contacts at which the toes meet the ground before the "
                  "heel, of those that could be told.",
    .not_computable = "no foot sensor with gyroscope, mounting unknown, a gap, or fewer than 5 "
                      "contacts of known kind",
    .source = "angle of the foot at contact against lying flat, limit 5°: metrics/foot_strike.hpp; "
              "engineering choice; margin: Wilson 1927, J Am Stat Assoc 22:209",
});

}  // namespace detail

inline constexpr metric_id<units::degree> knee_swing_flexion{detail::knee_swing_flexion_info};
inline constexpr metric_id<units::degree> knee_stance_flexion{detail::knee_stance_flexion_info};
inline constexpr metric_id<units::degree> knee_loading_flexion{detail::knee_loading_flexion_info};
inline constexpr metric_id<units::degree> knee_excursion{detail::knee_excursion_info};
inline constexpr metric_id<units::degree> knee_frontal_angle{detail::knee_frontal_angle_info};
inline constexpr metric_id<units::percent> toe_first_share{detail::toe_first_share_info};

/// In the order in which tables show them.
inline constexpr std::array knee_metrics{
    &detail::knee_swing_flexion_info,   &detail::knee_stance_flexion_info,
    &detail::knee_loading_flexion_info, &detail::knee_excursion_info,
    &detail::knee_frontal_angle_info,   &detail::toe_first_share_info};

}  // namespace retrogait::metric

#pragma once
/// @file
/// Catalog entries: how alike the trunk moves from step to step and from stride to stride, and how
/// evenly steps take turns.

#include <retrogait/core/catalog.hpp>

#include <array>
#include <string_view>

namespace retrogait::metric {

namespace detail {

// Texts of several entries.
inline constexpr std::string_view too_little_of_vertical =
    "fewer than 6 strides, a gap, or a signal that does not vary";
inline constexpr std::string_view moe_nilssen =
    "Moe-Nilssen & Helbostad 2004, J Biomech 37:121-126, eq. 2";
inline constexpr std::string_view too_little_of_axis =
    "mounting unknown; fewer than 6 strides, a gap, or a signal that does not vary";
inline constexpr std::string_view menz =
    "Menz, Lord & Fitzpatrick 2003, Gait Posture 18:35-46, and Bellanca 2013, J Biomech "
    "46:828-831; harmonics 1 to 20 of each stride by least squares; papers recalled";
inline constexpr std::string_view pasciuto =
    "Pasciuto 2017, J Biomech 53:84-89, recalled; harmonics 1 to 20 of each stride by least "
    "squares";

inline constexpr metric_info step_regularity_info = describe<units::one>({
    .id = "step_regularity",
    .symbol = "Ad1",
    .name = "step regularity",
    .level = metric_level::bout,
    .needs = metric_needs::trunk,
    .valid = metric_validity::any_direction,
    .definition = "Unbiased autocorrelation of the vertical acceleration at the lag of one step.",
    .agreement = "of the trunk measures tried after stroke the closest to a walkway's asymmetry, "
                 "with excellent test-retest reliability (Buckley 2020, Sensors 20:37)",
    .not_computable = too_little_of_vertical,
    .source = moe_nilssen,
});

inline constexpr metric_info stride_regularity_info = describe<units::one>({
    .id = "stride_regularity",
    .symbol = "Ad2",
    .name = "stride regularity",
    .level = metric_level::bout,
    .needs = metric_needs::trunk,
    .valid = metric_validity::any_direction,
    .definition = "Unbiased autocorrelation of the vertical acceleration at the lag of one stride.",
    .not_computable = too_little_of_vertical,
    .source = moe_nilssen,
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

inline constexpr metric_info regularity_asymmetry_info = describe<units::one>({
    .id = "regularity_asymmetry",
    .symbol = "Ad2-Ad1",
    .name = "gait asymmetry from the autocorrelation",
    .level = metric_level::bout,
    .needs = metric_needs::trunk,
    .valid = metric_validity::any_direction,
    .definition = "Stride regularity less step regularity, without its sign: 0 when left and right "
                  "steps are alike.",
    .not_computable = "as step and stride regularity",
    .source = "Buckley 2020, Sensors 20:37, appendix A: autocorrelation symmetry",
});

inline constexpr metric_info step_regularity_ap_info = describe<units::one>({
    .id = "step_regularity_ap",
    .symbol = "Ad1_AP",
    .name = "step regularity, antero-posterior",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition =
        "Unbiased autocorrelation of the antero-posterior acceleration at the lag of one step.",
    .not_computable = too_little_of_axis,
    .source = moe_nilssen,
});

inline constexpr metric_info stride_regularity_ap_info = describe<units::one>({
    .id = "stride_regularity_ap",
    .symbol = "Ad2_AP",
    .name = "stride regularity, antero-posterior",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition =
        "Unbiased autocorrelation of the antero-posterior acceleration at the lag of one stride.",
    .not_computable = too_little_of_axis,
    .source = moe_nilssen,
});

inline constexpr metric_info step_regularity_ml_info = describe<units::one>({
    .id = "step_regularity_ml",
    .symbol = "Ad1_ML",
    .name = "step regularity, mediolateral",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition = "Unbiased autocorrelation of the mediolateral acceleration at the lag of one "
                  "step, negative by nature: -1 when a left step mirrors a right one.",
    .not_computable = too_little_of_axis,
    .source = moe_nilssen,
});

inline constexpr metric_info stride_regularity_ml_info = describe<units::one>({
    .id = "stride_regularity_ml",
    .symbol = "Ad2_ML",
    .name = "stride regularity, mediolateral",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition =
        "Unbiased autocorrelation of the mediolateral acceleration at the lag of one stride.",
    .not_computable = too_little_of_axis,
    .source = moe_nilssen,
});

inline constexpr metric_info harmonic_ratio_v_info = describe<units::one>({
    .id = "harmonic_ratio_v",
    .symbol = "HR_V",
    .name = "harmonic ratio, vertical",
    .level = metric_level::bout,
    .needs = metric_needs::trunk,
    .valid = metric_validity::forward_and_backward,
    .definition = "Even over odd harmonics of the vertical acceleration in a stride, sums of "
                  "amplitudes, mean over strides: the higher, the more alike its two steps.",
    .not_computable = too_little_of_vertical,
    .source = menz,
});

inline constexpr metric_info harmonic_ratio_ap_info = describe<units::one>({
    .id = "harmonic_ratio_ap",
    .symbol = "HR_AP",
    .name = "harmonic ratio, antero-posterior",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::forward_and_backward,
    .definition = "Even over odd harmonics of the antero-posterior acceleration in a stride, sums "
                  "of amplitudes, mean over strides.",
    .not_computable = too_little_of_axis,
    .source = menz,
});

inline constexpr metric_info harmonic_ratio_ml_info = describe<units::one>({
    .id = "harmonic_ratio_ml",
    .symbol = "HR_ML",
    .name = "harmonic ratio, mediolateral",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::forward_and_backward,
    .definition = "Odd over even harmonics of the mediolateral acceleration in a stride, sums of "
                  "amplitudes, mean over strides.",
    .not_computable = too_little_of_axis,
    .source = menz,
});

inline constexpr metric_info improved_harmonic_ratio_v_info = describe<units::percent>({
    .id = "improved_harmonic_ratio_v",
    .symbol = "iHR_V",
    .name = "improved harmonic ratio, vertical",
    .level = metric_level::bout,
    .needs = metric_needs::trunk,
    .valid = metric_validity::forward_and_backward,
    .definition = "Share of the even harmonics in the power of the vertical acceleration's "
                  "harmonics in a stride, mean over strides: 100 % when its two steps are alike.",
    .not_computable = too_little_of_vertical,
    .source = pasciuto,
});

inline constexpr metric_info improved_harmonic_ratio_ap_info = describe<units::percent>({
    .id = "improved_harmonic_ratio_ap",
    .symbol = "iHR_AP",
    .name = "improved harmonic ratio, antero-posterior",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::forward_and_backward,
    .definition = "Share of the even harmonics in the power of the antero-posterior acceleration's "
                  "harmonics in a stride, mean over strides.",
    .not_computable = too_little_of_axis,
    .source = pasciuto,
});

inline constexpr metric_info improved_harmonic_ratio_ml_info = describe<units::percent>({
    .id = "improved_harmonic_ratio_ml",
    .symbol = "iHR_ML",
    .name = "improved harmonic ratio, mediolateral",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::forward_and_backward,
    .definition = "Share of the odd harmonics in the power of the mediolateral acceleration's "
                  "harmonics in a stride, mean over strides.",
    .not_computable = too_little_of_axis,
    .source = pasciuto,
});

inline constexpr metric_info phase_coordination_index_info = describe<units::percent>({
    .id = "phase_coordination_index",
    .symbol = "PCI",
    .name = "phase coordination index",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition = "Coefficient of variation of the phase at which the other foot's contact divides "
                  "a stride, plus the mean distance of that phase from 180° as a share of 180°: 0 "
                  "when steps take turns like a clock's.",
    .agreement = "test-retest ICC .57 over three weeks, 43 older adults, walks of 2 min (Richmond "
                 "2025, Gait Posture, doi 10.1016/j.gaitpost.2025.109984)",
    .not_computable =
        "fewer than 6 strides of two known steps (a steady value needs 23: Kribus-Shmiel 2018, "
        "PLoS ONE 13:e0192049), data of one foot alone, or left and right unknown",
    .source = "Plotnik, Giladi & Hausdorff 2007, Exp Brain Res 181:561-570; reference foot by the "
              "longer step, not by the longer swing",
});

}  // namespace detail

inline constexpr metric_id<units::one> step_regularity{detail::step_regularity_info};
inline constexpr metric_id<units::one> stride_regularity{detail::stride_regularity_info};
inline constexpr metric_id<units::one> regularity_symmetry{detail::regularity_symmetry_info};
inline constexpr metric_id<units::one> regularity_asymmetry{detail::regularity_asymmetry_info};
inline constexpr metric_id<units::one> step_regularity_ap{detail::step_regularity_ap_info};
inline constexpr metric_id<units::one> stride_regularity_ap{detail::stride_regularity_ap_info};
inline constexpr metric_id<units::one> step_regularity_ml{detail::step_regularity_ml_info};
inline constexpr metric_id<units::one> stride_regularity_ml{detail::stride_regularity_ml_info};
inline constexpr metric_id<units::one> harmonic_ratio_v{detail::harmonic_ratio_v_info};
inline constexpr metric_id<units::one> harmonic_ratio_ap{detail::harmonic_ratio_ap_info};
inline constexpr metric_id<units::one> harmonic_ratio_ml{detail::harmonic_ratio_ml_info};
inline constexpr metric_id<units::percent> improved_harmonic_ratio_v{
    detail::improved_harmonic_ratio_v_info};
inline constexpr metric_id<units::percent> improved_harmonic_ratio_ap{
    detail::improved_harmonic_ratio_ap_info};
inline constexpr metric_id<units::percent> improved_harmonic_ratio_ml{
    detail::improved_harmonic_ratio_ml_info};
inline constexpr metric_id<units::percent> phase_coordination_index{
    detail::phase_coordination_index_info};

/// In the order in which tables show them.
inline constexpr std::array regularity_metrics{&detail::step_regularity_info,
                                               &detail::stride_regularity_info,
                                               &detail::regularity_symmetry_info,
                                               &detail::regularity_asymmetry_info,
                                               &detail::step_regularity_ap_info,
                                               &detail::stride_regularity_ap_info,
                                               &detail::step_regularity_ml_info,
                                               &detail::stride_regularity_ml_info,
                                               &detail::harmonic_ratio_v_info,
                                               &detail::harmonic_ratio_ap_info,
                                               &detail::harmonic_ratio_ml_info,
                                               &detail::improved_harmonic_ratio_v_info,
                                               &detail::improved_harmonic_ratio_ap_info,
                                               &detail::improved_harmonic_ratio_ml_info,
                                               &detail::phase_coordination_index_info};

}  // namespace retrogait::metric

#pragma once
/// @file
/// Catalog entries: how much steps and strides differ from one another.

#include <retrogait/core/catalog.hpp>

#include <array>
#include <string_view>

namespace retrogait::metric {

namespace detail {

// Texts of several entries.
inline constexpr std::string_view variability_from_lower_back =
    "forward, lower back against a walkway: poor (Godfrey 2015, PMC4381862, abstract), so no rule "
    "may rest on it alone";
inline constexpr std::string_view too_few_stances =
    "fewer than 6 strides with a final contact; 30 steps at least are advised (Galna 2013), 50 "
    "strides settle it (König 2014, Gait Posture 39:615-617)";
inline constexpr std::string_view rousseeuw =
    "Rousseeuw & Croux 1993, J Am Stat Assoc 88:1273-1283 (recalled): scaled median absolute "
    "deviation";

inline constexpr metric_info step_time_cv_info = describe<units::percent>({
    .id = "step_time_cv",
    .symbol = "CV_step",
    .name = "step time variability",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition = "Sample standard deviation of the step times over their mean.",
    .agreement =
        "forward, lower back against a walkway: poor (Godfrey 2015, PMC4381862, abstract), so no "
        "rule may rest on it alone; between days on a walkway: ICC 0.26 to 0.74 (Almarwani 2016, "
        "PMC4806559, abstract)",
    .not_computable =
        "fewer than 6 steps; 30 steps at least are advised (Galna 2013), 50 strides settle it "
        "(König 2014, Gait Posture 39:615-617)",
    .source = "coefficient of variation",
});

inline constexpr metric_info stride_time_cv_info = describe<units::percent>({
    .id = "stride_time_cv",
    .symbol = "CV_stride",
    .name = "stride time variability",
    .level = metric_level::bout,
    .needs = metric_needs::contacts,
    .valid = metric_validity::any_direction,
    .definition = "Sample standard deviation of the stride times over their mean.",
    .agreement = variability_from_lower_back,
    .not_computable =
        "fewer than 6 strides; 30 steps at least are advised (Galna 2013), 50 strides settle it "
        "(König 2014, Gait Posture 39:615-617)",
    .source = "coefficient of variation",
});

inline constexpr metric_info stance_time_cv_info = describe<units::percent>({
    .id = "stance_time_cv",
    .symbol = "CV_stance",
    .name = "stance time variability",
    .level = metric_level::bout,
    .needs = metric_needs::final_contacts,
    .valid = metric_validity::any_direction,
    .definition = "Sample standard deviation of the stance times over their mean.",
    .agreement = variability_from_lower_back,
    .not_computable = too_few_stances,
    .source = "coefficient of variation",
});

inline constexpr metric_info swing_time_cv_info = describe<units::percent>({
    .id = "swing_time_cv",
    .symbol = "CV_swing",
    .name = "swing time variability",
    .level = metric_level::bout,
    .needs = metric_needs::final_contacts,
    .valid = metric_validity::any_direction,
    .definition = "Sample standard deviation of the swing times over their mean.",
    .agreement = variability_from_lower_back,
    .not_computable = too_few_stances,
    .source = "coefficient of variation",
});

inline constexpr metric_info double_support_time_cv_info = describe<units::percent>({
    .id = "double_support_time_cv",
    .symbol = "CV_double",
    .name = "double support time variability",
    .level = metric_level::bout,
    .needs = metric_needs::final_contacts,
    .valid = metric_validity::any_direction,
    .definition = "Sample standard deviation of the double support times over their mean.",
    .not_computable =
        "fewer than 6 strides with the final contacts of both feet; 30 steps at least are "
        "advised (Galna 2013), 50 strides settle it (König 2014, Gait Posture 39:615-617)",
    .source = "coefficient of variation",
});

inline constexpr metric_info stride_length_cv_info = describe<units::percent>({
    .id = "stride_length_cv",
    .symbol = "CV_length",
    .name = "stride length variability",
    .level = metric_level::bout,
    .needs = metric_needs::foot,
    .valid = metric_validity::any_direction,
    .definition = "Sample standard deviation of the measured stride lengths over their mean.",
    .agreement = "forward, feet against motion capture: standard deviation within 4 % (PMC4284057, "
                 "abstract)",
    .not_computable =
        "fewer than 6 strides with a measured length; 30 steps at least are advised (Galna "
        "2013), 50 strides settle it (König 2014, Gait Posture 39:615-617)",
    .source = "coefficient of variation",
});

inline constexpr metric_info step_time_sd_info = describe<units::second>({
    .id = "step_time_sd",
    .symbol = "SD_step",
    .name = "step time standard deviation",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition =
        "Sample standard deviation of the step times, the difference between left and right "
        "among it.",
    .agreement =
        "forward, lower back against a walkway: poor (Godfrey 2015, PMC4381862, abstract), so no "
        "rule may rest on it alone; between days on a walkway: ICC 0.26 to 0.74 (Almarwani 2016, "
        "PMC4806559, abstract)",
    .not_computable =
        "fewer than 6 steps; 30 steps at least are advised (Galna 2013), 50 strides settle it "
        "(König 2014, Gait Posture 39:615-617)",
    .source = "sample standard deviation",
});

inline constexpr metric_info stride_time_sd_info = describe<units::second>({
    .id = "stride_time_sd",
    .symbol = "SD_stride",
    .name = "stride time standard deviation",
    .level = metric_level::bout,
    .needs = metric_needs::contacts,
    .valid = metric_validity::any_direction,
    .definition = "Sample standard deviation of the stride times.",
    .agreement = variability_from_lower_back,
    .not_computable =
        "fewer than 6 strides; 30 steps at least are advised (Galna 2013), 50 strides settle it "
        "(König 2014, Gait Posture 39:615-617)",
    .source = "sample standard deviation",
});

inline constexpr metric_info stance_time_sd_info = describe<units::second>({
    .id = "stance_time_sd",
    .symbol = "SD_stance",
    .name = "stance time standard deviation",
    .level = metric_level::bout,
    .needs = metric_needs::final_contacts,
    .valid = metric_validity::any_direction,
    .definition = "Sample standard deviation of the stance times.",
    .agreement = variability_from_lower_back,
    .not_computable = too_few_stances,
    .source = "sample standard deviation",
});

inline constexpr metric_info swing_time_sd_info = describe<units::second>({
    .id = "swing_time_sd",
    .symbol = "SD_swing",
    .name = "swing time standard deviation",
    .level = metric_level::bout,
    .needs = metric_needs::final_contacts,
    .valid = metric_validity::any_direction,
    .definition = "Sample standard deviation of the swing times.",
    .agreement = variability_from_lower_back,
    .not_computable = too_few_stances,
    .source = "sample standard deviation",
});

inline constexpr metric_info double_support_time_sd_info = describe<units::second>({
    .id = "double_support_time_sd",
    .symbol = "SD_double",
    .name = "double support time standard deviation",
    .level = metric_level::bout,
    .needs = metric_needs::final_contacts,
    .valid = metric_validity::any_direction,
    .definition = "Sample standard deviation of the double support times.",
    .not_computable =
        "fewer than 6 strides with the final contacts of both feet; 30 steps at least are "
        "advised (Galna 2013), 50 strides settle it (König 2014, Gait Posture 39:615-617)",
    .source = "sample standard deviation",
});

inline constexpr metric_info stride_length_sd_info = describe<units::metre>({
    .id = "stride_length_sd",
    .symbol = "SD_length",
    .name = "stride length standard deviation",
    .level = metric_level::bout,
    .needs = metric_needs::foot,
    .valid = metric_validity::any_direction,
    .definition = "Sample standard deviation of the measured stride lengths.",
    .agreement = "forward, feet against motion capture: standard deviation within 4 % (PMC4284057, "
                 "abstract)",
    .not_computable =
        "fewer than 6 strides with a measured length; 30 steps at least are advised (Galna "
        "2013), 50 strides settle it (König 2014, Gait Posture 39:615-617)",
    .source = "sample standard deviation",
});

inline constexpr metric_info step_time_sd_within_feet_info = describe<units::second>({
    .id = "step_time_sd_within_feet",
    .symbol = "SD_step,foot",
    .name = "step time standard deviation within feet",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition =
        "Root mean of the variances of the left and of the right step times, so that a limp is "
        "not taken for variability.",
    .not_computable =
        "fewer than 3 steps of either foot, or no side known; 30 steps at least are advised",
    .source =
        "Galna, Lord & Rochester 2013, Gait Posture (abstract read; equation recalled): combined "
        "standard deviation of left and right",
});

inline constexpr metric_info step_time_robust_cv_info = describe<units::percent>({
    .id = "step_time_robust_cv",
    .symbol = "rCV_step",
    .name = "step time robust variability",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition = "1.4826 times the median absolute deviation of the step times over their median.",
    .not_computable = "fewer than 12 steps",
    .source = rousseeuw,
});

inline constexpr metric_info stride_time_robust_cv_info = describe<units::percent>({
    .id = "stride_time_robust_cv",
    .symbol = "rCV_stride",
    .name = "stride time robust variability",
    .level = metric_level::bout,
    .needs = metric_needs::contacts,
    .valid = metric_validity::any_direction,
    .definition =
        "1.4826 times the median absolute deviation of the stride times over their median.",
    .not_computable = "fewer than 12 strides",
    .source = rousseeuw,
});

inline constexpr metric_info stride_length_robust_cv_info = describe<units::percent>({
    .id = "stride_length_robust_cv",
    .symbol = "rCV_length",
    .name = "stride length robust variability",
    .level = metric_level::bout,
    .needs = metric_needs::foot,
    .valid = metric_validity::any_direction,
    .definition =
        "1.4826 times the median absolute deviation of the measured stride lengths over their "
        "median.",
    .not_computable = "fewer than 12 strides with a measured length",
    .source = rousseeuw,
});

}  // namespace detail

inline constexpr metric_id<units::percent> step_time_cv{detail::step_time_cv_info};
inline constexpr metric_id<units::percent> stride_time_cv{detail::stride_time_cv_info};
inline constexpr metric_id<units::percent> stance_time_cv{detail::stance_time_cv_info};
inline constexpr metric_id<units::percent> swing_time_cv{detail::swing_time_cv_info};
inline constexpr metric_id<units::percent> double_support_time_cv{
    detail::double_support_time_cv_info};
inline constexpr metric_id<units::percent> stride_length_cv{detail::stride_length_cv_info};
inline constexpr metric_id<units::second> step_time_sd{detail::step_time_sd_info};
inline constexpr metric_id<units::second> stride_time_sd{detail::stride_time_sd_info};
inline constexpr metric_id<units::second> stance_time_sd{detail::stance_time_sd_info};
inline constexpr metric_id<units::second> swing_time_sd{detail::swing_time_sd_info};
inline constexpr metric_id<units::second> double_support_time_sd{
    detail::double_support_time_sd_info};
inline constexpr metric_id<units::metre> stride_length_sd{detail::stride_length_sd_info};
inline constexpr metric_id<units::second> step_time_sd_within_feet{
    detail::step_time_sd_within_feet_info};
inline constexpr metric_id<units::percent> step_time_robust_cv{detail::step_time_robust_cv_info};
inline constexpr metric_id<units::percent> stride_time_robust_cv{
    detail::stride_time_robust_cv_info};
inline constexpr metric_id<units::percent> stride_length_robust_cv{
    detail::stride_length_robust_cv_info};

/// In the order in which tables show them.
inline constexpr std::array variability_metrics{&detail::step_time_cv_info,
                                                &detail::stride_time_cv_info,
                                                &detail::stance_time_cv_info,
                                                &detail::swing_time_cv_info,
                                                &detail::double_support_time_cv_info,
                                                &detail::stride_length_cv_info,
                                                &detail::step_time_sd_info,
                                                &detail::stride_time_sd_info,
                                                &detail::stance_time_sd_info,
                                                &detail::swing_time_sd_info,
                                                &detail::double_support_time_sd_info,
                                                &detail::stride_length_sd_info,
                                                &detail::step_time_sd_within_feet_info,
                                                &detail::step_time_robust_cv_info,
                                                &detail::stride_time_robust_cv_info,
                                                &detail::stride_length_robust_cv_info};

}  // namespace retrogait::metric

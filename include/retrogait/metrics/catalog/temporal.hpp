#pragma once
/// @file
/// Catalog entries: times between contacts, and how many there are.

#include <retrogait/core/catalog.hpp>

#include <array>
#include <string_view>

namespace retrogait::metric {

namespace detail {

// Texts of several entries.
inline constexpr std::string_view greene =
    "forward, shanks against a walkway: ICC above 0.84 (Greene 2012, J Appl Biomech 28:349-355, "
    "abstract)";

inline constexpr metric_info cadence_info = describe<units::step_per_minute>({
    .id = "cadence",
    .symbol = "f",
    .name = "cadence",
    .level = metric_level::bout,
    .needs = metric_needs::contacts,
    .valid = metric_validity::any_direction,
    .definition = "Steps a minute: 60 s over the mean step time of the bout.",
    .agreement =
        "forward, lower back, mobgap on the Mobilise-D validation study: mean absolute error 4.8 "
        "(laboratory) and 6.5 (free living) steps/min, from its published results; phone in a "
        "front pocket: ICC above 0.8 (Shahar 2021, PMC8622042, abstract)",
    .not_computable = "fewer than 2 steps",
    .source = "Perry & Burnfield 2010, Gait Analysis, ch. 1: steps a minute",
});

inline constexpr metric_info step_count_info = describe<units::step>({
    .id = "step_count",
    .symbol = "N_step",
    .name = "number of steps",
    .level = metric_level::bout,
    .needs = metric_needs::contacts,
    .valid = metric_validity::any_direction,
    .definition = "Number of intervals between initial contacts that were taken for steps.",
    .agreement =
        "forward, lower back against a walkway: valid for the total step count (Godfrey 2015, "
        "PMC4381862, abstract)",
    .not_computable = "a single foot sensor, which sees strides only",
    .source = "Mobilise-D consensus, PMC8378707: steps by initial contacts",
});

inline constexpr metric_info stride_count_info = describe<units::stride>({
    .id = "stride_count",
    .symbol = "N_stride",
    .name = "number of strides",
    .level = metric_level::bout,
    .needs = metric_needs::contacts,
    .valid = metric_validity::any_direction,
    .definition =
        "Number of strides of the feet that were seen, those of both feet counted together.",
    .not_computable = "never: a bout without strides has 0",
    .source = "Mobilise-D consensus, PMC8378707: strides by initial contacts",
});

inline constexpr metric_info bout_duration_info = describe<units::second>({
    .id = "bout_duration",
    .symbol = "T_bout",
    .name = "bout duration",
    .level = metric_level::bout,
    .needs = metric_needs::contacts,
    .valid = metric_validity::any_direction,
    .definition = "Time from the first to the last initial contact of a walking bout.",
    .not_computable = "a bout without contacts",
    .source = "Mobilise-D consensus, PMC8378707: walking bouts",
});

inline constexpr metric_info walking_time_info = describe<units::second>({
    .id = "walking_time",
    .symbol = "T_walk",
    .name = "walking time",
    .level = metric_level::recording,
    .needs = metric_needs::contacts,
    .valid = metric_validity::any_direction,
    .definition = "Sum of the durations of all walking bouts.",
    .not_computable = "never: a recording without walking has 0 s",
    .source = "Mobilise-D consensus, PMC8378707: walking bouts",
});

inline constexpr metric_info step_time_info = describe<units::second>({
    .id = "step_time",
    .symbol = "T_step",
    .name = "step time",
    .level = metric_level::bout,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::any_direction,
    .definition =
        "Mean time from one initial contact to the next initial contact of the other foot.",
    .agreement = greene,
    .not_computable =
        "fewer than 2 steps; 10 strides give means that agree between days (König 2014)",
    .source = "Mobilise-D consensus, PMC8378707: steps by initial contacts",
});

inline constexpr metric_info stride_time_info = describe<units::second>({
    .id = "stride_time",
    .symbol = "T_stride",
    .name = "stride time",
    .level = metric_level::bout,
    .needs = metric_needs::contacts,
    .valid = metric_validity::any_direction,
    .definition = "Mean time from one initial contact to the next of the same foot.",
    .agreement =
        "forward, feet against motion capture: mean within 1 % (PMC4284057, abstract); shanks "
        "against a walkway: ICC above 0.84 (Greene 2012, J Appl Biomech 28:349-355, abstract)",
    .not_computable =
        "fewer than 2 strides; 10 strides give means that agree between days (König 2014)",
    .source = "Mobilise-D consensus, PMC8378707: strides by initial contacts",
});

inline constexpr metric_info stance_time_info = describe<units::second>({
    .id = "stance_time",
    .symbol = "T_stance",
    .name = "stance time",
    .level = metric_level::bout,
    .needs = metric_needs::final_contacts,
    .valid = metric_validity::any_direction,
    .definition = "Mean time from a foot's initial contact to its final contact.",
    .agreement = greene,
    .not_computable =
        "fewer than 2 strides with a final contact; 10 strides give means that agree between "
        "days (König 2014)",
    .source = "Perry & Burnfield 2010, Gait Analysis, ch. 1: periods of the gait cycle",
});

inline constexpr metric_info swing_time_info = describe<units::second>({
    .id = "swing_time",
    .symbol = "T_swing",
    .name = "swing time",
    .level = metric_level::bout,
    .needs = metric_needs::final_contacts,
    .valid = metric_validity::any_direction,
    .definition = "Mean time from a foot's final contact to its next initial contact.",
    .agreement = greene,
    .not_computable =
        "fewer than 2 strides with a final contact; 10 strides give means that agree between "
        "days (König 2014)",
    .source = "Perry & Burnfield 2010, Gait Analysis, ch. 1: periods of the gait cycle",
});

inline constexpr metric_info single_support_time_info = describe<units::second>({
    .id = "single_support_time",
    .symbol = "T_single",
    .name = "single support time",
    .level = metric_level::bout,
    .needs = metric_needs::final_contacts,
    .valid = metric_validity::any_direction,
    .definition =
        "Mean time of a stride in which its foot alone is on the ground: the other foot's swing.",
    .not_computable = "fewer than 2 strides with the final contacts of both feet",
    .source = "Perry & Burnfield 2010, Gait Analysis, ch. 1: single limb support",
});

inline constexpr metric_info double_support_time_info = describe<units::second>({
    .id = "double_support_time",
    .symbol = "T_double",
    .name = "double support time",
    .level = metric_level::bout,
    .needs = metric_needs::final_contacts,
    .valid = metric_validity::any_direction,
    .definition =
        "Mean time of a stride in which both feet are on the ground: initial and terminal double "
        "support together.",
    .not_computable = "fewer than 2 strides with the final contacts of both feet",
    .source = "Perry & Burnfield 2010, Gait Analysis, ch. 1: initial and terminal double stance",
});

inline constexpr metric_info stance_share_info = describe<units::percent>({
    .id = "stance_share",
    .symbol = "stance",
    .name = "stance",
    .level = metric_level::bout,
    .needs = metric_needs::final_contacts,
    .valid = metric_validity::any_direction,
    .definition = "Mean share of a stride's time in which its foot is on the ground.",
    .agreement =
        "forward, phone in a front pocket against a system of worn sensors: ICC 0.52 to 0.62 "
        "right, below 0.5 left (Shahar 2021, PMC8622042, abstract)",
    .not_computable = "as stance time",
    .source = "Perry & Burnfield 2010, Gait Analysis, ch. 1: about 60 % in free walking",
});

inline constexpr metric_info swing_share_info = describe<units::percent>({
    .id = "swing_share",
    .symbol = "swing",
    .name = "swing",
    .level = metric_level::bout,
    .needs = metric_needs::final_contacts,
    .valid = metric_validity::any_direction,
    .definition = "Mean share of a stride's time in which its foot is in the air.",
    .agreement =
        "forward, phone in a front pocket against a system of worn sensors: ICC 0.52 to 0.62 "
        "right, below 0.5 left (Shahar 2021, PMC8622042, abstract)",
    .not_computable = "as swing time",
    .source = "Perry & Burnfield 2010, Gait Analysis, ch. 1: about 40 % in free walking",
});

inline constexpr metric_info single_support_share_info = describe<units::percent>({
    .id = "single_support_share",
    .symbol = "single",
    .name = "single support",
    .level = metric_level::bout,
    .needs = metric_needs::final_contacts,
    .valid = metric_validity::any_direction,
    .definition = "Mean share of a stride's time in which its foot alone is on the ground.",
    .not_computable = "as single support time",
    .source = "Perry & Burnfield 2010, Gait Analysis, ch. 1: about 40 % in free walking",
});

inline constexpr metric_info double_support_share_info = describe<units::percent>({
    .id = "double_support_share",
    .symbol = "double",
    .name = "double support",
    .level = metric_level::bout,
    .needs = metric_needs::final_contacts,
    .valid = metric_validity::any_direction,
    .definition = "Mean share of a stride's time in which both feet are on the ground, initial and "
                  "terminal together.",
    .agreement =
        "forward, phone in a front pocket against a system of worn sensors: ICC 0.52 to 0.62 "
        "(Shahar 2021, PMC8622042, abstract)",
    .not_computable = "as double support time",
    .source = "Perry & Burnfield 2010, Gait Analysis, ch. 1: about 20 % in free walking",
});

}  // namespace detail

inline constexpr metric_id<units::step_per_minute> cadence{detail::cadence_info};
inline constexpr metric_id<units::step> step_count{detail::step_count_info};
inline constexpr metric_id<units::stride> stride_count{detail::stride_count_info};
inline constexpr metric_id<units::second> bout_duration{detail::bout_duration_info};
inline constexpr metric_id<units::second> walking_time{detail::walking_time_info};
inline constexpr metric_id<units::second> step_time{detail::step_time_info};
inline constexpr metric_id<units::second> stride_time{detail::stride_time_info};
inline constexpr metric_id<units::second> stance_time{detail::stance_time_info};
inline constexpr metric_id<units::second> swing_time{detail::swing_time_info};
inline constexpr metric_id<units::second> single_support_time{detail::single_support_time_info};
inline constexpr metric_id<units::second> double_support_time{detail::double_support_time_info};
inline constexpr metric_id<units::percent> stance_share{detail::stance_share_info};
inline constexpr metric_id<units::percent> swing_share{detail::swing_share_info};
inline constexpr metric_id<units::percent> single_support_share{detail::single_support_share_info};
inline constexpr metric_id<units::percent> double_support_share{detail::double_support_share_info};

/// In the order in which tables show them.
inline constexpr std::array temporal_metrics{&detail::cadence_info,
                                             &detail::step_count_info,
                                             &detail::stride_count_info,
                                             &detail::bout_duration_info,
                                             &detail::walking_time_info,
                                             &detail::step_time_info,
                                             &detail::stride_time_info,
                                             &detail::stance_time_info,
                                             &detail::swing_time_info,
                                             &detail::single_support_time_info,
                                             &detail::double_support_time_info,
                                             &detail::stance_share_info,
                                             &detail::swing_share_info,
                                             &detail::single_support_share_info,
                                             &detail::double_support_share_info};

}  // namespace retrogait::metric

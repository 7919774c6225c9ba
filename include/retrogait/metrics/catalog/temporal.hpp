#pragma once
/// @file
/// Catalog entries: times between contacts, and how many there are.

#include <retrogait/core/catalog.hpp>

#include <array>

namespace retrogait::metric {

namespace detail {

inline constexpr metric_info cadence_info = describe<units::step_per_minute>({
    .id = "cadence",
    .symbol = "f",
    .name = "cadence",
    .level = metric_level::bout,
    .needs = metric_needs::contacts,
    .valid = metric_validity::any_direction,
    .definition = "Steps a minute: 60 s over the mean step time of the bout.",
    .not_computable = "fewer than 2 steps",
    .source = "Perry & Burnfield 2010, Gait Analysis, ch. 1: steps a minute",
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
    .not_computable = "fewer than 2 steps",
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
    .not_computable = "fewer than 2 strides",
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
    .not_computable = "fewer than 2 strides with a final contact",
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
    .not_computable = "fewer than 2 strides with a final contact",
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
    .definition =
        "Mean share of a stride's time in which both feet are on the ground, initial and terminal "
        "together.",
    .not_computable = "as double support time",
    .source = "Perry & Burnfield 2010, Gait Analysis, ch. 1: about 20 % in free walking",
});

}  // namespace detail

inline constexpr metric_id<units::step_per_minute> cadence{detail::cadence_info};
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

#pragma once
/// @file
/// Catalog entries: how much was walked backward, and how hard it was: what a training log adds up.

#include <retrogait/core/catalog.hpp>

#include <array>
#include <string_view>

namespace retrogait::metric {

namespace detail {

// Texts of several entries.
inline constexpr std::string_view no_direction = "the direction of no bout could be told";
inline constexpr std::string_view sum_over_bouts = "engineering choice: the sum over bouts";

inline constexpr metric_info backward_steps_info = describe<units::step>({
    .id = "backward_steps",
    .symbol = "N_back",
    .name = "backward steps",
    .level = metric_level::session,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::backward,
    .definition = "Number of steps in the backward walking bouts of a session.",
    .not_computable = no_direction,
    .source = sum_over_bouts,
});

inline constexpr metric_info backward_time_info = describe<units::minute>({
    .id = "backward_time",
    .symbol = "t_back",
    .name = "time walked backward",
    .level = metric_level::session,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::backward,
    .definition =
        "Sum of the times of the backward walking bouts of a session, each from its first to its "
        "last initial contact.",
    .not_computable = no_direction,
    .source = sum_over_bouts,
});

inline constexpr metric_info backward_distance_info = describe<units::metre>({
    .id = "backward_distance",
    .symbol = "D_back",
    .name = "distance walked backward",
    .level = metric_level::session,
    .needs = metric_needs::step_length,
    .valid = metric_validity::backward,
    .definition = "Sum of the distances of the backward walking bouts of a session.",
    .not_computable =
        "a backward bout whose distance is not known, or the direction of no bout could be told",
    .source = sum_over_bouts,
});

inline constexpr metric_info backward_bouts_info = describe<units::count>({
    .id = "backward_bouts",
    .symbol = "B_back",
    .name = "backward bouts",
    .level = metric_level::session,
    .needs = metric_needs::both_feet,
    .valid = metric_validity::backward,
    .definition = "Number of backward walking bouts in a session.",
    .not_computable = no_direction,
    .source = "engineering choice: the number of bouts",
});

inline constexpr metric_info session_load_info = describe<units::cr10_minute>({
    .id = "session_load",
    .symbol = "load",
    .name = "load of a session",
    .level = metric_level::session,
    .needs = metric_needs::log,
    .valid = metric_validity::any_direction,
    .definition = "Effort of the whole session on Borg's CR10 scale times its minutes.",
    .not_computable = "the effort was not reported, or the minutes are not known",
    .source = "session RPE: Foster 1998, Med Sci Sports Exerc 30(7):1164-1168 (abstract)",
});

inline constexpr metric_info weekly_load_info = describe<units::cr10_minute>({
    .id = "weekly_load",
    .symbol = "load_7d",
    .name = "load of a week",
    .level = metric_level::week,
    .needs = metric_needs::log,
    .valid = metric_validity::any_direction,
    .definition = "Sum of the session loads of seven days.",
    .not_computable = "a session of the seven days has no load, or the log begins later",
    .source = "Foster 1998, Med Sci Sports Exerc 30(7):1164-1168 (abstract)",
});

inline constexpr metric_info training_monotony_info = describe<units::one>({
    .id = "training_monotony",
    .symbol = "monotony",
    .name = "training monotony",
    .level = metric_level::week,
    .needs = metric_needs::log,
    .valid = metric_validity::any_direction,
    .definition =
        "Mean of the daily loads of seven days over their standard deviation, days of rest "
        "included.",
    .not_computable =
        "fewer than 7 days of the log, a session without a load, or seven days that are all alike",
    .source = "Foster 1998, Med Sci Sports Exerc 30(7):1164-1168 (abstract): daily mean/standard "
              "deviation",
});

inline constexpr metric_info training_strain_info = describe<units::cr10_minute>({
    .id = "training_strain",
    .symbol = "strain",
    .name = "training strain",
    .level = metric_level::week,
    .needs = metric_needs::log,
    .valid = metric_validity::any_direction,
    .definition = "Load of a week times its training monotony.",
    .not_computable = "as training monotony",
    .source = "Foster 1998, Med Sci Sports Exerc 30(7):1164-1168 (abstract): load * monotony",
});

}  // namespace detail

inline constexpr metric_id<units::step> backward_steps{detail::backward_steps_info};
inline constexpr metric_id<units::minute> backward_time{detail::backward_time_info};
inline constexpr metric_id<units::metre> backward_distance{detail::backward_distance_info};
inline constexpr metric_id<units::count> backward_bouts{detail::backward_bouts_info};
inline constexpr metric_id<units::cr10_minute> session_load{detail::session_load_info};
inline constexpr metric_id<units::cr10_minute> weekly_load{detail::weekly_load_info};
inline constexpr metric_id<units::one> training_monotony{detail::training_monotony_info};
inline constexpr metric_id<units::cr10_minute> training_strain{detail::training_strain_info};

/// In the order in which tables show them.
inline constexpr std::array training_metrics{
    &detail::backward_steps_info,    &detail::backward_time_info,  &detail::backward_distance_info,
    &detail::backward_bouts_info,    &detail::session_load_info,   &detail::weekly_load_info,
    &detail::training_monotony_info, &detail::training_strain_info};

}  // namespace retrogait::metric

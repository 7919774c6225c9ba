#pragma once
/// @file
/// The catalog of gait metrics. A metric is named by its typed id, `metric::cadence`; its entry
/// says what it is, in which unit, after whom, and what makes it not computable.

#include <retrogait/core/catalog.hpp>

#include <array>

namespace retrogait::metric {

namespace detail {

inline constexpr metric_info cadence_info = make_metric<units::step_per_minute>(
    "cadence", "f", "cadence", metric_level::bout,
    "Steps a minute: 60 s over the mean step time of the bout.", "fewer than 2 steps",
    "Perry & Burnfield 2010, Gait Analysis, ch. 1: steps a minute");

inline constexpr metric_info step_time_info = make_metric<units::second>(
    "step_time", "T_step", "step time", metric_level::bout,
    "Mean time from one initial contact to the next initial contact of the other foot.",
    "fewer than 2 steps", "Mobilise-D consensus, PMC8378707: steps by initial contacts");

inline constexpr metric_info stride_time_info = make_metric<units::second>(
    "stride_time", "T_stride", "stride time", metric_level::bout,
    "Mean time from one initial contact to the next of the same foot.", "fewer than 2 strides",
    "Mobilise-D consensus, PMC8378707: strides by initial contacts");

inline constexpr metric_info step_time_cv_info = make_metric<units::percent>(
    "step_time_cv", "CV_step", "step time variability", metric_level::bout,
    "Sample standard deviation of the step times over their mean.", "fewer than 6 steps",
    "coefficient of variation; a lower-back sensor agrees poorly with a walkway (Godfrey 2015, "
    "PMC4381862), so no rule may rest on it alone");

inline constexpr metric_info stride_time_cv_info = make_metric<units::percent>(
    "stride_time_cv", "CV_stride", "stride time variability", metric_level::bout,
    "Sample standard deviation of the stride times over their mean.", "fewer than 6 strides",
    "coefficient of variation; a lower-back sensor agrees poorly with a walkway (Godfrey 2015, "
    "PMC4381862), so no rule may rest on it alone");

inline constexpr metric_info step_regularity_info = make_metric<units::one>(
    "step_regularity", "Ad1", "step regularity", metric_level::bout,
    "Unbiased autocorrelation of the vertical acceleration at the lag of one step.",
    "fewer than 6 strides, a gap, or a signal that does not vary",
    "Moe-Nilssen & Helbostad 2004, J Biomech 37:121-126, eq. 2");

inline constexpr metric_info stride_regularity_info = make_metric<units::one>(
    "stride_regularity", "Ad2", "stride regularity", metric_level::bout,
    "Unbiased autocorrelation of the vertical acceleration at the lag of one stride.",
    "fewer than 6 strides, a gap, or a signal that does not vary",
    "Moe-Nilssen & Helbostad 2004, J Biomech 37:121-126, eq. 2");

inline constexpr metric_info regularity_symmetry_info = make_metric<units::one>(
    "regularity_symmetry", "Ad1/Ad2", "gait symmetry", metric_level::bout,
    "Step regularity over stride regularity: 1 when left and right steps are alike.",
    "as step and stride regularity, or a stride regularity that is not positive",
    "Moe-Nilssen & Helbostad 2004, J Biomech 37:121-126");

inline constexpr metric_info step_time_asymmetry_info = make_metric<units::percent>(
    "step_time_asymmetry", "A_step", "step time asymmetry", metric_level::bout,
    "Absolute difference of the mean left and right step times over the mean of the two.",
    "fewer than 3 steps of either foot",
    "limb difference over the mean of the limbs (symmetry index of Robinson 1987, Eq. 1, taken "
    "without its sign)");

inline constexpr metric_info stance_time_info = make_metric<units::second>(
    "stance_time", "T_stance", "stance time", metric_level::bout,
    "Mean time from a foot's initial contact to its final contact.",
    "fewer than 2 strides with a final contact",
    "Perry & Burnfield 2010, Gait Analysis, ch. 1: periods of the gait cycle");

inline constexpr metric_info swing_time_info = make_metric<units::second>(
    "swing_time", "T_swing", "swing time", metric_level::bout,
    "Mean time from a foot's final contact to its next initial contact.",
    "fewer than 2 strides with a final contact",
    "Perry & Burnfield 2010, Gait Analysis, ch. 1: periods of the gait cycle");

inline constexpr metric_info single_support_time_info = make_metric<units::second>(
    "single_support_time", "T_single", "single support time", metric_level::bout,
    "Mean time of a stride in which its foot alone is on the ground: the other foot's swing.",
    "fewer than 2 strides with the final contacts of both feet",
    "Perry & Burnfield 2010, Gait Analysis, ch. 1: single limb support");

inline constexpr metric_info double_support_time_info = make_metric<units::second>(
    "double_support_time", "T_double", "double support time", metric_level::bout,
    "Mean time of a stride in which both feet are on the ground: initial and terminal double "
    "support together.",
    "fewer than 2 strides with the final contacts of both feet",
    "Perry & Burnfield 2010, Gait Analysis, ch. 1: initial and terminal double stance");

inline constexpr metric_info stance_share_info = make_metric<units::percent>(
    "stance_share", "stance", "stance", metric_level::bout,
    "Mean share of a stride's time in which its foot is on the ground.", "as stance time",
    "Perry & Burnfield 2010, Gait Analysis, ch. 1: about 60 % in free walking");

inline constexpr metric_info swing_share_info = make_metric<units::percent>(
    "swing_share", "swing", "swing", metric_level::bout,
    "Mean share of a stride's time in which its foot is in the air.", "as swing time",
    "Perry & Burnfield 2010, Gait Analysis, ch. 1: about 40 % in free walking");

inline constexpr metric_info single_support_share_info = make_metric<units::percent>(
    "single_support_share", "single", "single support", metric_level::bout,
    "Mean share of a stride's time in which its foot alone is on the ground.",
    "as single support time",
    "Perry & Burnfield 2010, Gait Analysis, ch. 1: about 40 % in free walking");

inline constexpr metric_info double_support_share_info = make_metric<units::percent>(
    "double_support_share", "double", "double support", metric_level::bout,
    "Mean share of a stride's time in which both feet are on the ground, initial and terminal "
    "together.",
    "as double support time",
    "Perry & Burnfield 2010, Gait Analysis, ch. 1: about 20 % in free walking");

inline constexpr metric_info step_length_info = make_metric<units::metre>(
    "step_length", "L_step", "step length", metric_level::bout,
    "Mean distance from one initial contact to the next, along the path of the trunk.",
    "no height, walking backward (no published factor), direction unknown, a gap, fewer than 2 "
    "steps, or a signal that does not vary",
    "Zijlstra & Hof 2003, Gait Posture 18:1-10, inverted pendulum");

inline constexpr metric_info walking_speed_info = make_metric<units::metre_per_second>(
    "walking_speed", "v", "walking speed", metric_level::bout, "Step length over step time.",
    "as step length", "Zijlstra & Hof 2003, Gait Posture 18:1-10, inverted pendulum");

}  // namespace detail

inline constexpr metric_id<units::step_per_minute> cadence{detail::cadence_info};
inline constexpr metric_id<units::second> step_time{detail::step_time_info};
inline constexpr metric_id<units::second> stride_time{detail::stride_time_info};
inline constexpr metric_id<units::percent> step_time_cv{detail::step_time_cv_info};
inline constexpr metric_id<units::percent> stride_time_cv{detail::stride_time_cv_info};
inline constexpr metric_id<units::one> step_regularity{detail::step_regularity_info};
inline constexpr metric_id<units::one> stride_regularity{detail::stride_regularity_info};
inline constexpr metric_id<units::one> regularity_symmetry{detail::regularity_symmetry_info};
inline constexpr metric_id<units::percent> step_time_asymmetry{detail::step_time_asymmetry_info};
inline constexpr metric_id<units::second> stance_time{detail::stance_time_info};
inline constexpr metric_id<units::second> swing_time{detail::swing_time_info};
inline constexpr metric_id<units::second> single_support_time{detail::single_support_time_info};
inline constexpr metric_id<units::second> double_support_time{detail::double_support_time_info};
inline constexpr metric_id<units::percent> stance_share{detail::stance_share_info};
inline constexpr metric_id<units::percent> swing_share{detail::swing_share_info};
inline constexpr metric_id<units::percent> single_support_share{detail::single_support_share_info};
inline constexpr metric_id<units::percent> double_support_share{detail::double_support_share_info};
inline constexpr metric_id<units::metre> step_length{detail::step_length_info};
inline constexpr metric_id<units::metre_per_second> walking_speed{detail::walking_speed_info};

/// Every gait metric, in the order in which tables show them.
inline constexpr std::array all{&detail::cadence_info,
                                &detail::step_time_info,
                                &detail::stride_time_info,
                                &detail::step_time_cv_info,
                                &detail::stride_time_cv_info,
                                &detail::step_regularity_info,
                                &detail::stride_regularity_info,
                                &detail::regularity_symmetry_info,
                                &detail::step_time_asymmetry_info,
                                &detail::stance_time_info,
                                &detail::swing_time_info,
                                &detail::single_support_time_info,
                                &detail::double_support_time_info,
                                &detail::stance_share_info,
                                &detail::swing_share_info,
                                &detail::single_support_share_info,
                                &detail::double_support_share_info,
                                &detail::step_length_info,
                                &detail::walking_speed_info};

}  // namespace retrogait::metric

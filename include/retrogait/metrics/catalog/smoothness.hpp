#pragma once
/// @file
/// Catalog entries: how smooth, how strong and how steady the movement of the trunk is.

#include <retrogait/core/catalog.hpp>

#include <array>
#include <string_view>

namespace retrogait::metric {

namespace detail {

// Texts of several entries.
inline constexpr std::string_view too_few_strides_of_axes =
    "unknown mounting, a gap, fewer than 2 strides (engineering choice), or a signal that does not "
    "vary";
inline constexpr std::string_view henriksen =
    "from day to day at one speed ICC 0.77 to 0.96, cadence and lengths included (Henriksen 2004, "
    "Gait Posture 19:288)";
inline constexpr std::string_view sekine_at_50_hz =
    "Sekine 2013, J NeuroEng Rehabil 10:118; at 50 Hz, where values are 2 to 4 % lower than at 100 "
    "Hz";
inline constexpr std::string_view sekine = "Sekine 2013, J NeuroEng Rehabil 10:118";
inline constexpr std::string_view kang =
    "short-term exponents of 2 to 3 min of trunk movement on a treadmill were of good reliability "
    "within a session (Kang & Dingwell 2006, Gait Posture 24:386)";
inline constexpr std::string_view rosenstein =
    "Rosenstein 1993, Physica D 65:117-134; for walking Bruijn 2013, J R Soc Interface "
    "10:20120999, and Bruijn 2009, J Neurosci Methods 178:327-333 (recalled)";

inline constexpr metric_info sparc_info = describe<units::one>({
    .id = "sparc",
    .symbol = "SPARC",
    .name = "spectral arc length",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition = "Minus the length of the curve that the normalised spectrum of the trunk's "
                  "acceleration draws up to 10 Hz, stride by stride; the lower, the less "
                  "smooth.",
    .not_computable = too_few_strides_of_axes,
    .source = "Balasubramanian 2015, J NeuroEng Rehabil 12:112, table 3 for "
              "accelerometers, but with gravity removed as a vector",
});

inline constexpr metric_info ldlj_info = describe<units::one>({
    .id = "ldlj",
    .symbol = "LDLJ-A",
    .name = "log dimensionless jerk",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition = "Minus the logarithm of the squared jerk of a stride, made dimensionless by "
                  "its duration and its peak acceleration; the lower, the less smooth.",
    .not_computable = too_few_strides_of_axes,
    .source = "Melendez-Calderon 2021, Front Bioeng Biotechnol 8:558771, as in the "
              "authors' code; at 50 Hz, where values are higher than at 100 Hz",
});

inline constexpr metric_info trunk_rms_v_info = describe<units::metre_per_second_squared>({
    .id = "trunk_rms_v",
    .symbol = "RMS V",
    .name = "RMS of the vertical acceleration",
    .level = metric_level::bout,
    .needs = metric_needs::trunk,
    .valid = metric_validity::any_direction,
    .definition = "Root mean square of the trunk's vertical acceleration over the strides of "
                  "the bout, its mean removed.",
    .agreement = henriksen,
    .not_computable = "a gap, fewer than 2 strides (engineering choice), or a signal that does "
                      "not vary",
    .source = sekine_at_50_hz,
});

inline constexpr metric_info trunk_rms_ap_info = describe<units::metre_per_second_squared>({
    .id = "trunk_rms_ap",
    .symbol = "RMS AP",
    .name = "RMS of the antero-posterior acceleration",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition = "Root mean square of the trunk's antero-posterior acceleration over the "
                  "strides of the bout, its mean removed.",
    .agreement = henriksen,
    .not_computable = too_few_strides_of_axes,
    .source = sekine_at_50_hz,
});

inline constexpr metric_info trunk_rms_ml_info = describe<units::metre_per_second_squared>({
    .id = "trunk_rms_ml",
    .symbol = "RMS ML",
    .name = "RMS of the mediolateral acceleration",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition = "Root mean square of the trunk's mediolateral acceleration over the strides "
                  "of the bout, its mean removed.",
    .agreement = henriksen,
    .not_computable = too_few_strides_of_axes,
    .source = sekine_at_50_hz,
});

inline constexpr metric_info rms_ratio_v_info = describe<units::one>({
    .id = "rms_ratio_v",
    .symbol = "RMSR V",
    .name = "vertical RMS ratio",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition = "RMS of the trunk's vertical acceleration over the RMS of the acceleration "
                  "vector.",
    .not_computable = too_few_strides_of_axes,
    .source = sekine,
});

inline constexpr metric_info rms_ratio_ap_info = describe<units::one>({
    .id = "rms_ratio_ap",
    .symbol = "RMSR AP",
    .name = "antero-posterior RMS ratio",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition = "RMS of the trunk's antero-posterior acceleration over the RMS of the "
                  "acceleration vector.",
    .not_computable = too_few_strides_of_axes,
    .source = sekine,
});

inline constexpr metric_info rms_ratio_ml_info = describe<units::one>({
    .id = "rms_ratio_ml",
    .symbol = "RMSR ML",
    .name = "mediolateral RMS ratio",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition = "RMS of the trunk's mediolateral acceleration over the RMS of the "
                  "acceleration vector.",
    .not_computable = too_few_strides_of_axes,
    .source = sekine,
});

inline constexpr metric_info local_stability_v_info = describe<units::per_stride>({
    .id = "local_stability_v",
    .symbol = "λs V",
    .name = "vertical local divergence exponent",
    .level = metric_level::bout,
    .needs = metric_needs::trunk,
    .valid = metric_validity::any_direction,
    .definition = "Rate at which neighbouring states of the trunk's vertical acceleration "
                  "part within half a stride, the short-term maximal Lyapunov exponent; the "
                  "higher, the less stable.",
    .agreement = kang,
    .not_computable =
        "a gap, fewer than 150 strides of one foot without a break (Bruijn 2009; "
        "fewer give lower values), strides that are copies of each other, or nobody asked for it",
    .source = rosenstein,
});

inline constexpr metric_info local_stability_ap_info = describe<units::per_stride>({
    .id = "local_stability_ap",
    .symbol = "λs AP",
    .name = "antero-posterior local divergence exponent",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition = "Rate at which neighbouring states of the trunk's antero-posterior "
                  "acceleration part within half a stride, the short-term maximal Lyapunov "
                  "exponent; the higher, the less stable.",
    .agreement = kang,
    .not_computable = "unknown mounting, a gap, fewer than 150 strides of one foot without a "
                      "break (Bruijn 2009; fewer give lower values), strides that are copies of "
                      "each other, or nobody asked for it",
    .source = rosenstein,
});

inline constexpr metric_info local_stability_ml_info = describe<units::per_stride>({
    .id = "local_stability_ml",
    .symbol = "λs ML",
    .name = "mediolateral local divergence exponent",
    .level = metric_level::bout,
    .needs = metric_needs::trunk_axes,
    .valid = metric_validity::any_direction,
    .definition = "Rate at which neighbouring states of the trunk's mediolateral acceleration "
                  "part within half a stride, the short-term maximal Lyapunov exponent; the "
                  "higher, the less stable.",
    .agreement = kang,
    .not_computable = "unknown mounting, a gap, fewer than 150 strides of one foot without a "
                      "break (Bruijn 2009; fewer give lower values), strides that are copies of "
                      "each other, or nobody asked for it",
    .source = rosenstein,
});

}  // namespace detail

inline constexpr metric_id<units::one> sparc{detail::sparc_info};
inline constexpr metric_id<units::one> ldlj{detail::ldlj_info};
inline constexpr metric_id<units::metre_per_second_squared> trunk_rms_v{detail::trunk_rms_v_info};
inline constexpr metric_id<units::metre_per_second_squared> trunk_rms_ap{detail::trunk_rms_ap_info};
inline constexpr metric_id<units::metre_per_second_squared> trunk_rms_ml{detail::trunk_rms_ml_info};
inline constexpr metric_id<units::one> rms_ratio_v{detail::rms_ratio_v_info};
inline constexpr metric_id<units::one> rms_ratio_ap{detail::rms_ratio_ap_info};
inline constexpr metric_id<units::one> rms_ratio_ml{detail::rms_ratio_ml_info};
inline constexpr metric_id<units::per_stride> local_stability_v{detail::local_stability_v_info};
inline constexpr metric_id<units::per_stride> local_stability_ap{detail::local_stability_ap_info};
inline constexpr metric_id<units::per_stride> local_stability_ml{detail::local_stability_ml_info};

/// In the order in which tables show them.
inline constexpr std::array smoothness_metrics{&detail::sparc_info,
                                               &detail::ldlj_info,
                                               &detail::trunk_rms_v_info,
                                               &detail::trunk_rms_ap_info,
                                               &detail::trunk_rms_ml_info,
                                               &detail::rms_ratio_v_info,
                                               &detail::rms_ratio_ap_info,
                                               &detail::rms_ratio_ml_info,
                                               &detail::local_stability_v_info,
                                               &detail::local_stability_ap_info,
                                               &detail::local_stability_ml_info};

}  // namespace retrogait::metric

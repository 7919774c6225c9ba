#pragma once
/// @file
/// The catalog of gait metrics. A metric is named by its typed id, `metric::cadence`; its entry says
/// what it is, in which unit, after whom, what it needs, for which directions of walking it holds, and
/// what makes it not computable. One header a family in metrics/catalog/.

#include <retrogait/core/catalog.hpp>
#include <retrogait/metrics/catalog/knee.hpp>
#include <retrogait/metrics/catalog/posture.hpp>
#include <retrogait/metrics/catalog/regularity.hpp>
#include <retrogait/metrics/catalog/smoothness.hpp>
#include <retrogait/metrics/catalog/spatial.hpp>
#include <retrogait/metrics/catalog/symmetry.hpp>
#include <retrogait/metrics/catalog/temporal.hpp>
#include <retrogait/metrics/catalog/training.hpp>
#include <retrogait/metrics/catalog/variability.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace retrogait::metric {

namespace detail {

template <std::size_t... Sizes>
constexpr auto joined(const std::array<const metric_info*, Sizes>&... families) {
  std::array<const metric_info*, (Sizes + ...)> all{};
  std::size_t n = 0;
  const auto append = [&](const auto& family) {
    for (const metric_info* info : family) all[n++] = info;
  };
  (append(families), ...);
  return all;
}

}  // namespace detail

/// Every gait metric, in the order in which tables show them.
inline constexpr auto all = detail::joined(temporal_metrics, spatial_metrics, variability_metrics,
                                           symmetry_metrics, regularity_metrics, smoothness_metrics,
                                           posture_metrics, knee_metrics, training_metrics);

/// The entry with that id; null if there is none.
constexpr const metric_info* find(std::string_view id) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const metric_info* info) { return info->id == id; });
  return found == all.end() ? nullptr : *found;
}

}  // namespace retrogait::metric

#pragma once
/// @file
/// Catalog entries: how smooth, how strong and how steady the movement of the trunk is.

#include <retrogait/core/catalog.hpp>

#include <array>

namespace retrogait::metric {

/// In the order in which tables show them.
inline constexpr std::array<const metric_info*, 0> smoothness_metrics{};

}  // namespace retrogait::metric

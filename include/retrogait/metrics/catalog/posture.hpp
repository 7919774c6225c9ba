#pragma once
/// @file
/// Catalog entries: how the trunk is held, and how it sways.

#include <retrogait/core/catalog.hpp>

#include <array>

namespace retrogait::metric {

/// In the order in which tables show them.
inline constexpr std::array<const metric_info*, 0> posture_metrics{};

}  // namespace retrogait::metric

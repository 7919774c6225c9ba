#pragma once
/// @file
/// Catalog entries: what the knees and the feet do in a stride.

#include <retrogait/core/catalog.hpp>

#include <array>

namespace retrogait::metric {

/// In the order in which tables show them.
inline constexpr std::array<const metric_info*, 0> knee_metrics{};

}  // namespace retrogait::metric

#pragma once
/// @file
/// Catalog entries: how much was walked: what a training log adds up.

#include <retrogait/core/catalog.hpp>

#include <array>

namespace retrogait::metric {

/// In the order in which tables show them.
inline constexpr std::array<const metric_info*, 0> training_metrics{};

}  // namespace retrogait::metric

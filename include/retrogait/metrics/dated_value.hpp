#pragma once
/// @file
/// A value of a day: what training logs and trends are made of.

#include <retrogait/core/measured.hpp>
#include <retrogait/core/units.hpp>

#include <chrono>

namespace retrogait {

/// What was measured or reported on a civil day, without a time of day or a time zone. A day may
/// have several of them (two sessions) or none.
template <unit Unit>
struct dated_value {
  std::chrono::sys_days day{};
  measured<quantity<Unit>> value{};

  friend bool operator==(const dated_value&, const dated_value&) = default;
};

}  // namespace retrogait

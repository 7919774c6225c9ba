#pragma once
/// @file
/// The third tier of failure is no failure: a value that this recording cannot give. measured<T>
/// carries either a value with its doubt or the reason why there is none; never a bare NaN.

#include <retrogait/core/assert.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace retrogait {

/// Why a value could not be computed.
enum class reason : std::uint8_t {
  none,               ///< there is a value
  not_assessed,       ///< nobody asked for it, or this version does not compute it
  no_walking,         ///< no walking bout was found
  too_few_steps,      ///< n() of the needed() steps
  too_few_strides,    ///< n() of the needed() strides
  too_few_values,     ///< n() of the needed() values of whatever is counted
  gap,                ///< lost samples lie inside the stretch that it needs
  saturated,          ///< the sensor clipped
  not_calibrated,     ///< needs a personal calibration
  not_zeroed,         ///< no quiet stance to compare with
  sensor_missing,     ///< no sensor here can know it
  mounting_unknown,   ///< how the sensor was worn is not known
  direction_unknown,  ///< forward or backward could not be told
  side_unknown,       ///< left and right could not be told
  height_missing,     ///< needs the person's height
  not_reported,       ///< the person has not said
  irregular,          ///< no step is like another, so the quantity is not defined
  disagree,           ///< two sensors that should tell the same do not
  degenerate,         ///< the signal does not vary, so the quantity is not defined
  low_quality,        ///< there is one, but less trustworthy than what it is needed for
  out_of_date         ///< there is one, but older than what it is needed for
};

constexpr std::string_view to_string(reason why) {
  switch (why) {
    case reason::none:
      return "none";
    case reason::not_assessed:
      return "not assessed";
    case reason::no_walking:
      return "no walking found";
    case reason::too_few_steps:
      return "too few steps";
    case reason::too_few_strides:
      return "too few strides";
    case reason::too_few_values:
      return "too few values";
    case reason::gap:
      return "lost samples";
    case reason::saturated:
      return "sensor clipped";
    case reason::not_calibrated:
      return "not calibrated";
    case reason::not_zeroed:
      return "no quiet stance to compare with";
    case reason::sensor_missing:
      return "no sensor here can know it";
    case reason::mounting_unknown:
      return "mounting unknown";
    case reason::direction_unknown:
      return "direction unknown";
    case reason::side_unknown:
      return "left and right unknown";
    case reason::height_missing:
      return "height missing";
    case reason::not_reported:
      return "not reported";
    case reason::irregular:
      return "steps too irregular";
    case reason::disagree:
      return "sensors disagree";
    case reason::degenerate:
      return "signal does not vary";
    case reason::low_quality:
      return "quality too low";
    case reason::out_of_date:
      return "too old";
  }
  return "unknown reason";
}

/// A value with its doubt, or the reason why there is none.
///
/// - value(): the value; asking for it where there is none is a bug of the caller.
/// - margin(): half the width of its 95 % confidence interval, where one is known.
/// - quality(): 0 to 1, how far to trust it; what lowers it is said where it is computed.
/// - n() of needed(): how many strides (steps, sessions, …) it rests on.
template <class T>
class measured {
 public:
  using value_type = T;

  /// Nothing: reason::not_assessed.
  constexpr measured() = default;

  static constexpr measured of(T value, std::size_t n, std::optional<T> margin = std::nullopt,
                               double quality = 1.0) {
    measured m;
    m.value_ = std::move(value);
    m.margin_ = std::move(margin);
    m.quality_ = quality;
    m.why_ = reason::none;
    m.n_ = n;
    return m;
  }

  static constexpr measured not_computable(reason why, std::size_t n = 0, std::size_t needed = 0) {
    RETROGAIT_ASSERT(why != reason::none, "a value that is not computable needs a reason");
    measured m;
    m.why_ = why;
    m.n_ = n;
    m.needed_ = needed;
    return m;
  }

  constexpr bool has_value() const { return value_.has_value(); }
  constexpr explicit operator bool() const { return has_value(); }

  constexpr const T& value() const {
    RETROGAIT_ASSERT(has_value(), "value() of something not computable; ask has_value() first");
    return *value_;
  }
  constexpr const T& operator*() const { return value(); }
  constexpr const T* operator->() const { return &value(); }
  constexpr T value_or(T other) const { return has_value() ? *value_ : std::move(other); }

  constexpr const std::optional<T>& margin() const { return margin_; }
  constexpr double quality() const { return quality_; }
  constexpr reason why() const { return why_; }
  constexpr std::size_t n() const { return n_; }
  constexpr std::size_t needed() const { return needed_; }

  /// The same doubt about f(value): used to put units on and to take them off.
  template <class F>
  constexpr auto transform(F f) const -> measured<decltype(f(std::declval<const T&>()))> {
    using U = decltype(f(std::declval<const T&>()));
    if (!has_value()) return measured<U>::not_computable(why_, n_, needed_);
    return measured<U>::of(f(*value_), n_, margin_ ? std::optional<U>(f(*margin_)) : std::nullopt,
                           quality_);
  }

  friend constexpr bool operator==(const measured&, const measured&) = default;

 private:
  std::optional<T> value_;
  std::optional<T> margin_;
  double quality_ = 0;
  reason why_ = reason::not_assessed;
  std::size_t n_ = 0;
  std::size_t needed_ = 0;
};

}  // namespace retrogait

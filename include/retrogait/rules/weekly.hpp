#pragma once
/// @file
/// The unit of a trend: another unit a week.

#include <retrogait/core/units.hpp>
#include <retrogait/rules/reported.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace retrogait {

namespace rules::detail {

template <std::size_t Size>
struct fixed_text {
  std::array<char, Size> chars{};

  constexpr explicit fixed_text(std::string_view start, std::string_view end) {
    for (std::size_t i = 0; i < start.size(); ++i) chars[i] = start[i];
    for (std::size_t i = 0; i < end.size(); ++i) chars[start.size() + i] = end[i];
  }
  constexpr std::string_view text() const { return {chars.data(), Size}; }
};

inline constexpr std::string_view a_week_symbol = "a week";
inline constexpr std::string_view after_symbol = " a week";
inline constexpr std::string_view a_week_ucum = "/wk";

}  // namespace rules::detail

namespace units {

/// Unit a week, the unit of a slope over dated values. UCUM's code of the week is "wk".
template <unit Unit>
struct per_week {
 private:
  static constexpr std::string_view end =
      Unit::symbol.empty() ? rules::detail::a_week_symbol : rules::detail::after_symbol;
  static constexpr rules::detail::fixed_text<Unit::symbol.size() + end.size()> symbol_{Unit::symbol,
                                                                                       end};
  static constexpr rules::detail::fixed_text<Unit::ucum.size() + rules::detail::a_week_ucum.size()>
      ucum_{Unit::ucum, rules::detail::a_week_ucum};

 public:
  static constexpr std::string_view symbol = symbol_.text();
  static constexpr std::string_view ucum = ucum_.text();
};

}  // namespace units

/// `per_week(nrs(0.5))`: half a point of pain more every week.
template <unit Unit>
constexpr quantity<units::per_week<Unit>> per_week(quantity<Unit> change) {
  return quantity<units::per_week<Unit>>(change.value());
}

namespace rules {

/// A unit's texts.
struct unit_texts {
  std::string_view symbol;
  std::string_view ucum;
};

namespace detail {

struct weekly_entry {
  std::string_view of;  ///< UCUM code of the unit
  unit_texts weekly;
};

template <unit... Units>
constexpr std::array<weekly_entry, sizeof...(Units)> weekly_entries() {
  return {
      weekly_entry{Units::ucum, {units::per_week<Units>::symbol, units::per_week<Units>::ucum}}...};
}

/// Every unit of the catalogs but the answers yes and no, which have no slope.
inline constexpr auto weekly =
    weekly_entries<units::one, units::count, units::step, units::stride, units::per_stride,
                   units::second, units::minute, units::hour, units::day, units::metre,
                   units::metre_per_second, units::metre_per_second_squared,
                   units::metre_per_second_cubed, units::step_per_minute, units::percent,
                   units::degree, units::nrs, units::cr10, units::cr10_minute,
                   units::effusion_grade, units::soreness_grade>();

}  // namespace detail

/// The texts of that unit a week; null if it has none.
constexpr const unit_texts* weekly_unit(std::string_view ucum) {
  for (const detail::weekly_entry& one : detail::weekly) {
    if (one.of == ucum) return &one.weekly;
  }
  return nullptr;
}

}  // namespace rules

}  // namespace retrogait

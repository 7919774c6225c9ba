#pragma once
/// @file
/// The unit page. Inside the library signals are plain numbers in SI units, with the unit in the
/// name (`cutoff_hz`, `acc_m_s2`, `gyro_rad_s`, `step_length_m`). Values that are compared with a
/// threshold (metrics, reported values, doses) are a quantity<Unit>: two quantities of different
/// units do not compare, add or convert, so `pain_during > deg(5)` does not compile.
///
/// | dimension                | unit inside     | unit type          |
/// | ------------------------ | --------------- | ------------------ |
/// | time of a sample, event  | s               | units::second      |
/// | acceleration             | m/s²; in signals gravity included, as the sensor feels it | units::metre_per_second_squared |
/// | angular rate             | rad/s           | –                  |
/// | angle                    | rad in signals; degrees in clinical thresholds | units::degree |
/// | length                   | m               | units::metre       |
/// | speed                    | m/s             | units::metre_per_second |
/// | cadence                  | steps/min       | units::step_per_minute |
/// | share, variability       | %               | units::percent     |
/// | correlation, ratio       | 1               | units::one         |
/// | pain                     | numeric rating scale 0–10 | units::nrs |
/// | effort                   | Borg CR10       | units::cr10        |
/// | training load            | Borg CR10 × min | units::cr10_minute |
/// | calendar time, dose      | days, minutes   | units::day, units::minute |

#include <compare>
#include <concepts>
#include <string_view>

namespace retrogait {

namespace units {

/// A unit is an empty type with the symbol that people read and the UCUM code that files carry.
#define RETROGAIT_UNIT(name, symbol_text, ucum_text)        \
  struct name {                                             \
    static constexpr std::string_view symbol = symbol_text; \
    static constexpr std::string_view ucum = ucum_text;     \
  }

RETROGAIT_UNIT(one, "", "1");
RETROGAIT_UNIT(count, "", "{count}");
RETROGAIT_UNIT(step, "steps", "{steps}");
RETROGAIT_UNIT(stride, "strides", "{strides}");
RETROGAIT_UNIT(per_stride, "/stride", "/{stride}");
RETROGAIT_UNIT(second, "s", "s");
RETROGAIT_UNIT(minute, "min", "min");
RETROGAIT_UNIT(hour, "h", "h");
RETROGAIT_UNIT(day, "days", "d");
RETROGAIT_UNIT(metre, "m", "m");
RETROGAIT_UNIT(metre_per_second, "m/s", "m/s");
RETROGAIT_UNIT(metre_per_second_squared, "m/s²", "m/s2");
RETROGAIT_UNIT(metre_per_second_cubed, "m/s³", "m/s3");
RETROGAIT_UNIT(step_per_minute, "steps/min", "{steps}/min");
RETROGAIT_UNIT(percent, "%", "%");
RETROGAIT_UNIT(degree, "°", "deg");
RETROGAIT_UNIT(nrs, "of 10", "{nrs}");
RETROGAIT_UNIT(cr10, "CR10", "{cr10}");
RETROGAIT_UNIT(cr10_minute, "CR10·min", "{cr10}.min");
RETROGAIT_UNIT(effusion_grade, "effusion grade", "{effusion_grade}");

#undef RETROGAIT_UNIT

}  // namespace units

template <class U>
concept unit = requires {
  { U::symbol } -> std::convertible_to<std::string_view>;
  { U::ucum } -> std::convertible_to<std::string_view>;
};

/// A number that knows its unit. Regular and ordered within its unit; scaling by plain numbers.
template <unit Unit>
class quantity {
 public:
  using unit_type = Unit;

  constexpr quantity() = default;
  constexpr explicit quantity(double value) : value_(value) {}

  /// The plain number, in Unit.
  constexpr double value() const { return value_; }

  friend constexpr auto operator<=>(const quantity&, const quantity&) = default;

  friend constexpr quantity operator+(quantity a, quantity b) {
    return quantity(a.value_ + b.value_);
  }
  friend constexpr quantity operator-(quantity a, quantity b) {
    return quantity(a.value_ - b.value_);
  }
  friend constexpr quantity operator*(double factor, quantity q) {
    return quantity(factor * q.value_);
  }
  friend constexpr quantity operator*(quantity q, double factor) { return factor * q; }

 private:
  double value_ = 0;
};

/// Short makers, so that a rule reads like its sentence: `pain_during <= nrs(2)`.
namespace quantities {

constexpr quantity<units::one> ratio(double v) {
  return quantity<units::one>(v);
}
constexpr quantity<units::count> times(double v) {
  return quantity<units::count>(v);
}
constexpr quantity<units::step> steps(double v) {
  return quantity<units::step>(v);
}
constexpr quantity<units::stride> strides(double v) {
  return quantity<units::stride>(v);
}
constexpr quantity<units::per_stride> per_stride(double v) {
  return quantity<units::per_stride>(v);
}
constexpr quantity<units::second> seconds(double v) {
  return quantity<units::second>(v);
}
constexpr quantity<units::minute> minutes(double v) {
  return quantity<units::minute>(v);
}
constexpr quantity<units::hour> hours(double v) {
  return quantity<units::hour>(v);
}
constexpr quantity<units::day> days(double v) {
  return quantity<units::day>(v);
}
constexpr quantity<units::metre> metres(double v) {
  return quantity<units::metre>(v);
}
constexpr quantity<units::metre_per_second> metres_per_second(double v) {
  return quantity<units::metre_per_second>(v);
}
constexpr quantity<units::metre_per_second_squared> metres_per_second_squared(double v) {
  return quantity<units::metre_per_second_squared>(v);
}
constexpr quantity<units::metre_per_second_cubed> metres_per_second_cubed(double v) {
  return quantity<units::metre_per_second_cubed>(v);
}
constexpr quantity<units::step_per_minute> steps_per_minute(double v) {
  return quantity<units::step_per_minute>(v);
}
constexpr quantity<units::percent> percent(double v) {
  return quantity<units::percent>(v);
}
constexpr quantity<units::degree> deg(double v) {
  return quantity<units::degree>(v);
}
constexpr quantity<units::nrs> nrs(double v) {
  return quantity<units::nrs>(v);
}
constexpr quantity<units::cr10> cr10(double v) {
  return quantity<units::cr10>(v);
}
constexpr quantity<units::effusion_grade> effusion_grade(double v) {
  return quantity<units::effusion_grade>(v);
}

}  // namespace quantities

}  // namespace retrogait

#pragma once
/// @file
/// Values as people read them: "96 ± 2 steps/min", "backward (p = .97)", or the reason why there is
/// no value. The stream operators are templates, so that no stream header is needed here.

#include <retrogait/core/catalog.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/core/units.hpp>
#include <retrogait/core/words.hpp>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <iosfwd>
#include <string>
#include <string_view>

namespace retrogait {

/// The number with that many decimals; what rounds to zero has no sign.
inline std::string fixed_text(double value, int decimals) {
  char buffer[400];  // the longest double without an exponent has 310 characters before its point
  const int n = std::snprintf(buffer, sizeof buffer, "%.*f", decimals, value);
  std::string text(buffer, static_cast<std::size_t>(n));
  if (text.front() == '-' && text.find_first_of("123456789in") == std::string::npos) {
    text.erase(0, 1);
  }
  return text;
}

/// Decimals that suit a value of that size: none from 20 on, else two.
inline int decimals_for(double value) {
  return std::abs(value) >= 20 ? 0 : 2;
}

/// ".97": a probability without its zero; ">.99" and "<.01" at the ends.
inline std::string probability_text(double p) {
  if (p > 0.994) return ">.99";
  if (p < 0.006) return "<.01";
  return fixed_text(p, 2).substr(1);
}

/// "backward (p = .97)", "forward (p >.99)", "unknown (p = .62)".
inline std::string to_string(const direction_estimate& d) {
  const std::string p = probability_text(d.probability);
  const bool bound = p.front() != '.';  // ">.99"
  return std::string(to_string(d.value)) + (bound ? " (p " : " (p = ") + p + ")";
}

/// "96 steps/min"
template <unit Unit>
std::string to_string(const quantity<Unit>& q) {
  std::string text = fixed_text(q.value(), decimals_for(q.value()));
  if (!Unit::symbol.empty()) text += " " + std::string(Unit::symbol);
  return text;
}

namespace detail {

inline std::string measured_text(const measured<double>& m, std::string_view symbol) {
  if (!m) {
    std::string text = "not computable: " + std::string(to_string(m.why()));
    if (m.needed() > 0) text += ", " + std::to_string(m.n()) + " of " + std::to_string(m.needed());
    return text;
  }
  const int decimals = decimals_for(*m);
  std::string text = fixed_text(*m, decimals);
  if (m.margin()) text += " ± " + fixed_text(*m.margin(), decimals);
  if (!symbol.empty()) text += " " + std::string(symbol);
  return text;
}

}  // namespace detail

/// "96 ± 2 steps/min", or "not computable: too few strides, 3 of 6".
template <unit Unit>
std::string to_string(const measured<quantity<Unit>>& m) {
  return detail::measured_text(m.transform([](quantity<Unit> q) { return q.value(); }),
                               Unit::symbol);
}

/// "cadence: 96 ± 2 steps/min", or "cadence: not computable: …"
inline std::string to_string(const metric_values::entry& e) {
  return std::string(e.info->name) + ": " + detail::measured_text(e.value, e.info->unit_symbol);
}

// clang-format off
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const direction_estimate& d) { return out << to_string(d); }
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, direction d) { return out << to_string(d); }
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, side s) { return out << to_string(s); }
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, placement p) { return out << to_string(p); }
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, reason r) { return out << to_string(r); }
template <class Char, class Traits, unit Unit>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const quantity<Unit>& q) { return out << to_string(q); }
template <class Char, class Traits, unit Unit>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const measured<quantity<Unit>>& m) { return out << to_string(m); }
// clang-format on

}  // namespace retrogait

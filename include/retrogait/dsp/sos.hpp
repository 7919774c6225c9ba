#pragma once
/// @file
/// Recursive filters as a chain of second-order sections: what a design gives and a kernel takes.

#include <retrogait/core/assert.hpp>

#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>

namespace retrogait::dsp {

/// H(z) = (b0 + b1 z⁻¹ + b2 z⁻²) / (1 + a1 z⁻¹ + a2 z⁻²). The default passes everything unchanged.
struct second_order_section {
  double b0 = 1;
  double b1 = 0;
  double b2 = 0;
  double a1 = 0;
  double a2 = 0;

  friend bool operator==(const second_order_section&, const second_order_section&) = default;
};

/// The most sections that a filter may have; kernels hold that many without the heap.
inline constexpr std::size_t max_sections = 8;

/// Up to max_sections sections, run one after the other. None at all passes everything unchanged.
class sos_filter {
 public:
  void push_back(const second_order_section& section) {
    RETROGAIT_ASSERT(size_ < max_sections, "a filter has at most eight second-order sections");
    sections_[size_++] = section;
  }

  std::size_t size() const { return size_; }
  const second_order_section& operator[](std::size_t i) const { return sections_[i]; }
  const second_order_section* begin() const { return sections_.data(); }
  const second_order_section* end() const { return sections_.data() + size_; }

  friend bool operator==(const sos_filter&, const sos_filter&) = default;

 private:
  std::array<second_order_section, max_sections> sections_{};
  std::size_t size_ = 0;
};

/// The complex gain of the section for a steady sine of that frequency.
inline std::complex<double> response(const second_order_section& s, double frequency_hz,
                                     double rate_hz) {
  const std::complex<double> delay =
      std::polar(1.0, -2 * std::numbers::pi * frequency_hz / rate_hz);
  return (s.b0 + delay * (s.b1 + delay * s.b2)) / (1.0 + delay * (s.a1 + delay * s.a2));
}

/// The complex gain of the whole filter.
inline std::complex<double> response(const sos_filter& filter, double frequency_hz,
                                     double rate_hz) {
  std::complex<double> product = 1;
  for (const second_order_section& s : filter) product *= response(s, frequency_hz, rate_hz);
  return product;
}

}  // namespace retrogait::dsp

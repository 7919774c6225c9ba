#pragma once
/// @file
/// The kernel of recursive filters.

#include <retrogait/dsp/sos.hpp>

#include <array>
#include <concepts>
#include <cstddef>

namespace retrogait::dsp {

/// A sample map: one value in, the filtered value out. Transposed direct form II (Oppenheim &
/// Schafer, section 6.3.4). No heap; copyable in any state.
///
/// Its delay depends on frequency (the phase of response()); where live and whole-recording results
/// must carry the same times prefer fir.
///
/// Coefficients come from the design in double and are kept, like the state, in Accumulation. In
/// float the poles of very low cutoffs cannot be placed well: a low-pass of order 4 errs by 3e-5 of
/// its input at a cutoff of a hundredth of the rate, by 2e-3 at a thousandth. Where that is too much
/// use `biquad_cascade<float, double>`.
template <std::floating_point T = double, std::floating_point Accumulation = T>
class biquad_cascade {
 public:
  /// Starts at rest, as if all earlier values had been 0.
  explicit biquad_cascade(const sos_filter& filter) : size_(filter.size()) {
    for (std::size_t i = 0; i < size_; ++i) {
      const second_order_section& s = filter[i];
      sections_[i] = {static_cast<Accumulation>(s.b0), static_cast<Accumulation>(s.b1),
                      static_cast<Accumulation>(s.b2), static_cast<Accumulation>(s.a1),
                      static_cast<Accumulation>(s.a2)};
    }
  }

  T operator()(T x) {
    Accumulation v = x;
    for (std::size_t i = 0; i < size_; ++i) {
      section& s = sections_[i];
      const Accumulation y = s.b0 * v + s.z1;
      s.z1 = (s.b1 * v + s.z2) - s.a1 * y;  // in this order the next sample waits least for y
      s.z2 = s.b2 * v - s.a2 * y;
      v = y;
    }
    return static_cast<T>(v);
  }

  /// Back to rest.
  void reset() {
    for (section& s : sections_) s.z1 = s.z2 = 0;
  }

  /// Puts the state where it would be after the constant x had come in for ever, so that a signal
  /// that starts near x (gravity, for instance) is not answered with a step.
  void prime(T x) {
    double v = x;
    for (std::size_t i = 0; i < size_; ++i) {
      section& s = sections_[i];
      const double y = v * (double{s.b0} + s.b1 + s.b2) / (1.0 + s.a1 + s.a2);
      const double z2 = s.b2 * v - s.a2 * y;
      s.z2 = static_cast<Accumulation>(z2);
      s.z1 = static_cast<Accumulation>(s.b1 * v - s.a1 * y + z2);
      v = y;
    }
  }

  friend bool operator==(const biquad_cascade&, const biquad_cascade&) = default;

 private:
  struct section {
    Accumulation b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0;
    Accumulation z1 = 0, z2 = 0;

    friend bool operator==(const section&, const section&) = default;
  };

  std::array<section, max_sections> sections_{};
  std::size_t size_ = 0;
};

}  // namespace retrogait::dsp

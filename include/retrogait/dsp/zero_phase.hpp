#pragma once
/// @file
/// Forward-backward filtering of a whole recording: no phase at all, and so no delay. It needs the
/// future; the live path uses fir instead.

#include <retrogait/core/assert.hpp>
#include <retrogait/dsp/biquad.hpp>
#include <retrogait/dsp/sos.hpp>
#include <retrogait/math/span.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace retrogait::dsp {

/// Filters `in` forward and then backward into `out` (of the same size; may be `in` itself). The
/// gain is the square of the filter's: 1/2 instead of 1/√2 at a Butterworth cutoff.
///
/// As scipy.signal.sosfiltfilt with its defaults: both ends are extended by an odd reflection, and
/// both passes start in the steady state of their first value. One deviation: SciPy refuses signals
/// that are not longer than the extension (about six values a section); here they are extended by
/// all but one of their values. No heap.
inline void filter_zero_phase(const sos_filter& filter, std::span<const double> in,
                              std::span<double> out) {
  RETROGAIT_ASSERT(in.size() == out.size(), "input and output differ in size");
  const std::size_t n = in.size();
  if (n == 0) return;

  constexpr std::size_t longest = 3 * (2 * max_sections + 1);
  std::array<double, longest> after{};
  std::size_t zeros_at_origin = 0;
  std::size_t poles_at_origin = 0;
  for (const second_order_section& s : filter) {
    zeros_at_origin += s.b2 == 0;
    poles_at_origin += s.a2 == 0;
  }
  const std::size_t effective =
      2 * filter.size() + 1 - (std::min)(zeros_at_origin, poles_at_origin);
  const std::size_t extension = (std::min)(3 * effective, n - 1);
  for (std::size_t k = 0; k < extension; ++k) after[k] = 2 * in[n - 1] - in[n - 2 - k];

  biquad_cascade<double> kernel(filter);
  kernel.prime(2 * in[0] - in[extension]);
  for (std::size_t k = extension; k > 0; --k) kernel(2 * in[0] - in[k]);
  for (std::size_t i = 0; i < n; ++i) out[i] = kernel(in[i]);
  for (std::size_t k = 0; k < extension; ++k) after[k] = kernel(after[k]);

  kernel.prime(extension > 0 ? after[extension - 1] : out[n - 1]);
  for (std::size_t k = extension; k > 0; --k) kernel(after[k - 1]);
  for (std::size_t i = n; i > 0; --i) out[i - 1] = kernel(out[i - 1]);
}

/// The same for every column of a vector or column-major matrix (N×1, N×3, …), returned by value.
template <class Derived>
typename Derived::PlainObject filter_zero_phase(const sos_filter& filter,
                                                const Eigen::MatrixBase<Derived>& columns) {
  typename Derived::PlainObject out = columns;
  for (Eigen::Index c = 0; c < out.cols(); ++c) {
    auto column = out.col(c);
    filter_zero_phase(filter, as_span(column), as_span(column));
  }
  return out;
}

}  // namespace retrogait::dsp

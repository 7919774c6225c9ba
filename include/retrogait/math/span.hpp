#pragma once
/// @file
/// The bridge from Eigen vectors and matrix columns to std::span, without a copy.

#include <cstddef>
#include <span>
#include <type_traits>

namespace retrogait {

/// The elements of an Eigen vector, of a column of a column-major matrix, or of a map of either, as
/// a span: of const elements where the object is const. The span does not own them: do not keep it
/// longer than the object it was made from.
template <class Vector>
requires requires(Vector& v) {
  v.data();
  v.size();
  std::remove_cvref_t<Vector>::InnerStrideAtCompileTime;
}
auto as_span(Vector&& v) {
  using plain = std::remove_cvref_t<Vector>;
  static_assert(plain::IsVectorAtCompileTime, "as_span needs a vector or one column");
  static_assert(plain::InnerStrideAtCompileTime == 1, "as_span needs elements that lie contiguous");
  using element = std::remove_pointer_t<decltype(v.data())>;
  return std::span<element>(v.data(), static_cast<std::size_t>(v.size()));
}

}  // namespace retrogait

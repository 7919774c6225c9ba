#pragma once
/// @file
/// The axis in a plane along which vectors lie.

#include <cmath>

namespace retrogait {

/// The second moments of vectors (x, y), about zero: a symmetric matrix, its eigenvalues and the
/// direction of the larger one.
struct plane_moments {
  double xx = 0;
  double xy = 0;
  double yy = 0;

  void add(double x, double y, double weight = 1) {
    xx += weight * x * x;
    xy += weight * x * y;
    yy += weight * y * y;
  }

  /// Sum of the eigenvalues.
  double total() const { return xx + yy; }

  /// The larger eigenvalue less the smaller.
  double spread() const { return std::hypot(xx - yy, 2 * xy); }

  /// Angle from x to the eigenvector of the larger eigenvalue, in (-π/2, π/2]; 0 where no axis stands
  /// out.
  double angle_rad() const { return std::atan2(2 * xy, xx - yy) / 2; }

  /// The moment along the unit vector (x, y).
  double along(double x, double y) const { return x * x * xx + 2 * x * y * xy + y * y * yy; }

  friend bool operator==(const plane_moments&, const plane_moments&) = default;
};

}  // namespace retrogait

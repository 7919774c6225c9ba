#pragma once
/// @file
/// A smooth function of time at one instant: its value and its first two derivatives. Sums and
/// products of jets follow the rules of differentiation, so that speed and acceleration never have
/// to be written by hand.

#include <cmath>

namespace retrogait::testing::detail {

struct jet {
  double x = 0;
  double v = 0;
  double a = 0;

  constexpr jet() = default;
  constexpr jet(double value) : x(value) {}  // a constant; implicit, so that 1 - jet reads well
  constexpr jet(double value, double first, double second) : x(value), v(first), a(second) {}

  friend constexpr jet operator+(jet p, jet q) { return {p.x + q.x, p.v + q.v, p.a + q.a}; }
  friend constexpr jet operator-(jet p, jet q) { return {p.x - q.x, p.v - q.v, p.a - q.a}; }
  friend constexpr jet operator-(jet p) { return {-p.x, -p.v, -p.a}; }
  friend constexpr jet operator*(jet p, jet q) {
    return {p.x * q.x, p.v * q.x + p.x * q.v, p.a * q.x + 2 * p.v * q.v + p.x * q.a};
  }
  constexpr jet& operator+=(jet q) { return *this = *this + q; }
};

/// f(p) from f and its first two derivatives at p.x.
constexpr jet chain(jet p, double f, double df, double ddf) {
  return {f, df * p.v, ddf * p.v * p.v + df * p.a};
}

inline jet sin(jet p) {
  const double s = std::sin(p.x);
  const double c = std::cos(p.x);
  return chain(p, s, c, -s);
}

inline jet cos(jet p) {
  const double s = std::sin(p.x);
  const double c = std::cos(p.x);
  return chain(p, c, -s, -c);
}

/// The quintic through value, speed and acceleration at either end of [t0, t1].
struct quintic {
  double t0 = 0;
  double t1 = 1;
  jet from;
  jet to;

  constexpr jet operator()(double t) const {
    const double h = t1 - t0;
    const double u = (t - t0) / h;
    // In u: c0 + c1 u + c2 u² + c3 u³ + c4 u⁴ + c5 u⁵, the last three from the conditions at u = 1.
    const double c0 = from.x;
    const double c1 = from.v * h;
    const double c2 = 0.5 * from.a * h * h;
    const double d0 = to.x - c0 - c1 - c2;
    const double d1 = to.v * h - c1 - 2 * c2;
    const double d2 = 0.5 * (to.a * h * h - 2 * c2);
    const double c3 = 10 * d0 - 4 * d1 + d2;
    const double c4 = -15 * d0 + 7 * d1 - 2 * d2;
    const double c5 = 6 * d0 - 3 * d1 + d2;
    const double x = c0 + u * (c1 + u * (c2 + u * (c3 + u * (c4 + u * c5))));
    const double v = c1 + u * (2 * c2 + u * (3 * c3 + u * (4 * c4 + u * 5 * c5)));
    const double a = 2 * c2 + u * (6 * c3 + u * (12 * c4 + u * 20 * c5));
    return {x, v / h, a / (h * h)};
  }
};

/// 0 up to t0, 1 from t1 on, in between the quintic that is at rest at both ends.
constexpr jet ramp(double t, double t0, double t1) {
  if (t <= t0) return 0;
  if (t >= t1) return 1;
  return quintic{t0, t1, 0, 1}(t);
}

}  // namespace retrogait::testing::detail

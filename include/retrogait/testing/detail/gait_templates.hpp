#pragma once
/// @file
/// The numbers behind the virtual walker: Fourier series over the stride for the trunk and the leg.
///
/// A series is a list of harmonics amplitude * cos(n * theta + phase), theta = 0 at the initial
/// contact of the left foot (of the foot concerned, for the leg) and 2 pi at the next one. Even
/// harmonics repeat with every step, odd ones change sign with the foot.
///
/// Trunk, forward: median amplitudes and circular mean phases of 62 straight pieces of real
/// lower-back recordings of 11 healthy adults with reference contacts (see virtual_walker.hpp for
/// how the result compares). Trunk, backward: no real recording with contacts was at hand; the
/// phases of the first harmonics are those of eight motion-captured backward walks of actors. Their
/// antero-posterior and angular amplitudes are halved, because the same actors' forward walks show
/// about twice those of the real sensors. The vertical axis agrees with time reversal of forward
/// walking about the middle of double support; the antero-posterior axis peaks 50 degrees of a step
/// earlier than that predicts.
///
/// Sideways, slow walkers sway more from foot to foot, and what follows a contact takes its own time,
/// not the step's: the third harmonic turns round on the way from 0.5 s steps to 0.7 s ones. ml_slow
/// lies between the slowest of the healthy adults (steps of 0.65 to 0.70 s) and two slow walkers, one
/// older and one with multiple sclerosis.
///
/// Knee: through typical values of healthy adults (Perry and Burnfield 2010; from memory, to about
/// 3 degrees). Thigh: so that the leg reaches from the hip to the planted foot. Backward legs are
/// forward ones in reversed time (Winter, Pluck and Yang 1989, J Mot Behav 21:291), less high.

#include <retrogait/core/words.hpp>

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

namespace retrogait::testing::detail {

inline constexpr int max_harmonic = 16;

struct harmonic {
  int n;
  double amplitude;
  double phase_deg;
};

using harmonics = std::vector<harmonic>;

/// What a lower-back sensor shows at the reference step: accelerations in m/s² (gravity that leaks
/// into a rolling sensor included), angular rates in rad/s, both in level body axes.
struct trunk_template {
  double step_length_m;
  double step_time_s;
  int first_impact_harmonic;  ///< from here on a series describes the impact
  harmonics ap;
  harmonics ml;
  harmonics ml_slow;  ///< instead of ml at slow_step_time_s; in between, in between
  double slow_step_time_s;
  harmonics v;
  harmonics roll;   ///< about the forward axis
  harmonics pitch;  ///< about the left axis: positive leans forward
  harmonics yaw;    ///< about the vertical
};

struct leg_template {
  double step_length_m;
  double thigh_mean_deg;
  harmonics thigh_deg;  ///< positive: knee in front of the hip
  double knee_mean_deg;
  harmonics knee_deg;  ///< flexion
  double knee_peak_deg;
};

inline const trunk_template& forward_trunk() {
  static const trunk_template t{0.66,
                                0.545,
                                7,
                                {{2, 1.49, 70},
                                 {4, 0.89, 51},
                                 {6, 0.73, 15},
                                 {8, 0.46, -13},
                                 {10, 0.28, 14},
                                 {12, 0.30, 24},
                                 {14, 0.25, 25},
                                 {16, 0.20, 59}},
                                {{1, 0.46, 86},
                                 {3, 0.51, -147},
                                 {5, 0.60, 133},
                                 {7, 0.56, 41},
                                 {9, 0.40, -27},
                                 {11, 0.40, -47},
                                 {13, 0.32, -53},
                                 {15, 0.23, -96}},
                                {{1, 0.90, 100},
                                 {3, 0.41, 63},
                                 {5, 0.33, 140},
                                 {7, 0.30, 105},
                                 {9, 0.30, 25},
                                 {11, 0.30, -10},
                                 {13, 0.25, -45}},
                                0.70,
                                {{2, 2.42, -40},
                                 {4, 0.51, 22},
                                 {6, 0.72, 0},
                                 {8, 0.86, -97},
                                 {10, 0.70, -148},
                                 {12, 0.56, -170},
                                 {14, 0.36, -167},
                                 {16, 0.28, 178}},
                                {{1, 0.25, -19}, {3, 0.41, -89}, {5, 0.11, -129}},
                                {{2, 0.21, 163}, {4, 0.12, 133}, {6, 0.14, -53}},
                                {{1, 0.38, -136}, {3, 0.10, 43}, {5, 0.10, -73}}};
  return t;
}

inline const trunk_template& backward_trunk() {
  static const trunk_template t{
      0.43,
      0.544,
      9,
      {{2, 1.80, -112}, {4, 0.85, -145}, {6, 0.25, -165}, {8, 0.17, -159}},
      {{1, 0.80, 114}, {3, 0.40, 100}, {5, 0.45, 166}, {7, 0.55, 92}},
      {{1, 0.80, 114}, {3, 0.40, 100}, {5, 0.45, 166}, {7, 0.55, 92}},
      0.544,
      {{2, 2.40, -46}, {4, 0.95, -148}, {6, 0.50, -130}, {8, 0.40, -147}},
      {{1, 0.15, -108}, {3, 0.25, -57}, {5, 0.10, -107}},
      {{2, 0.15, 46}, {4, 0.10, 52}},
      {{1, 0.25, 41}, {3, 0.10, -18}, {5, 0.08, -51}}};
  return t;
}

/// A running trunk. Vertical: nothing but gravity in flight, a half-sine on the ground, whose height
/// follows from the shares of both (Morin 2005, J Appl Biomech 21:167), and an impact of 0.8 g
/// 30 ms after the contact. Antero-posterior: braking, then propulsion, 0.3 g each (Cavanagh and
/// Lafortune 1980, J Biomech 13:397: 0.2 to 0.3 body weights, from memory), and half of the impact.
/// Sway four times that of walking, so that the horizontal axes carry about a third of the vertical
/// one's root mean square each (Schütte 2015, PLoS ONE 10:e0145082, from memory). Otherwise as in
/// walking.
inline trunk_template running_trunk(double step_length_m, double step_time_s, double flight_share,
                                    direction way, double impact) {
  trunk_template t = forward_trunk();
  t.step_length_m = step_length_m;
  t.step_time_s = t.slow_step_time_s = step_time_s;
  t.first_impact_harmonic = max_harmonic + 1;
  for (harmonic& h : t.ml) h.amplitude *= 4;
  t.ml_slow = t.ml;
  t.v.clear();
  t.ap.clear();
  constexpr double pi = std::numbers::pi;
  constexpr double g = 9.81;
  const double ground = 1 - flight_share;  // of the step
  const double brake = way == direction::backward ? 0.3 * g : -0.3 * g;
  constexpr int parts = 256;
  for (int n = 2; n <= max_harmonic; n += 2) {
    std::complex<double> v = 0;
    std::complex<double> ap = 0;
    for (int i = 0; i < parts; ++i) {
      const double u = (i + 0.5) / parts;
      const std::complex<double> wave = std::polar(2.0 / parts, -pi * n * u);
      const double since_impact = (u * step_time_s - 0.03) / 0.012;
      const double shock = impact * 0.8 * g * std::exp(-since_impact * since_impact);
      v += shock * wave;
      ap += (brake > 0 ? 0.5 : -0.5) * shock * wave;
      if (u > ground) continue;
      v += 0.5 * pi * g / ground * std::sin(pi * u / ground) * wave;
      ap += brake * std::sin(2 * pi * u / ground) * wave;
    }
    t.v.push_back({n, std::abs(v), std::arg(v) * 180 / pi});
    t.ap.push_back({n, std::abs(ap), std::arg(ap) * 180 / pi});
  }
  return t;
}

inline const leg_template& forward_leg() {
  static const leg_template t{
      0.66,
      6.9,
      {{1, 20.81, 7.7}, {2, 3.22, 122.5}, {3, 1.50, 154.1}, {4, 1.36, -165.0}, {5, 0.43, -137.3}},
      21.4,
      {{1, 19.30, 93.7},
       {2, 15.71, -158.3},
       {3, 4.82, -101.8},
       {4, 0.65, -127.4},
       {5, 0.59, -151.1},
       {6, 0.36, -93.5}},
      60.1};
  return t;
}

inline const leg_template& backward_leg() {
  static const leg_template t{
      0.43,
      13.9,
      {{1, 14.03, 118.6}, {2, 1.66, 136.7}, {3, 1.64, -135.8}, {4, 1.49, -58.1}, {5, 0.44, 24.2}},
      21.4,
      {{1, 19.30, 34.1},
       {2, 15.71, 53.9},
       {3, 4.82, 125.2},
       {4, 0.65, -81.4},
       {5, 0.59, 70.1},
       {6, 0.36, 140.3}},
      60.1};
  return t;
}

}  // namespace retrogait::testing::detail

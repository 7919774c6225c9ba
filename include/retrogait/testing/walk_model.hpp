#pragma once
/// @file
/// The motion of the virtual walker's body: where each sensor is at any time, how it is turned, and
/// what truly happened. Signals are made from it in virtual_walker.hpp.
///
/// World axes: x as the walker faces at time 0, y to its left, z up. Body axes of every segment: x
/// forward, y left, z up while standing straight.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/testing/detail/gait_templates.hpp>
#include <retrogait/testing/detail/jet.hpp>
#include <retrogait/testing/detail/series.hpp>
#include <retrogait/testing/ground_truth.hpp>
#include <retrogait/testing/random.hpp>
#include <retrogait/testing/walk_style.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <numbers>
#include <optional>
#include <vector>

namespace retrogait::testing {

/// A sensor's motion at one instant, in world axes except for the angular rate.
struct segment_motion {
  Eigen::Vector3d position_m = Eigen::Vector3d::Zero();
  Eigen::Vector3d velocity_m_s = Eigen::Vector3d::Zero();
  Eigen::Vector3d acceleration_m_s2 = Eigen::Vector3d::Zero();  ///< without gravity
  Eigen::Matrix3d world_from_body = Eigen::Matrix3d::Identity();
  Eigen::Vector3d rate_rad_s = Eigen::Vector3d::Zero();  ///< in body axes
};

/// The walker's posture at one instant; all against standing straight.
struct posture {
  double left_knee_flexion_deg = 0;
  double right_knee_flexion_deg = 0;
  double left_knee_in_deg = 0;  ///< positive in (valgus), negative out (varus)
  double right_knee_in_deg = 0;
  double trunk_lean_deg = 0;  ///< positive forward; the trunk's small nodding not included

  friend bool operator==(const posture&, const posture&) = default;
};

/// A plan carried out: steps drawn, contacts fixed, motion defined for every time.
///
/// - Time runs through a phase that grows by one with every step and is exactly whole at the
///   initial contacts; between them it is a quintic, so acceleration is continuous throughout.
/// - The trunk moves along a smooth path plus Fourier series in that phase. They fade in during the
///   first step of a bout and out after the last.
/// - Feet are planted exactly: they turn about heel or toe and lie flat in between, without slip.
///   A step's final contact comes one double support after the contact before it.
/// - Thighs hang from the pelvis and shanks stand on the ankles, with angles from Fourier series.
///   Knee angles are therefore exact; the price is that the two ends of thigh and shank at the knee
///   do not meet exactly (see virtual_walker.hpp for how far they are apart).
class walk_model {
 public:
  /// Styles and plan must be valid. Height in m.
  walk_model(const walk_plan& plan, const gait_style<direction::forward>& forward,
             const gait_style<direction::backward>& backward, double height_m, std::uint64_t seed);

  const ground_truth& truth() const { return truth_; }

  /// The motion of the sensor worn there (not defined for a phone: asserts).
  segment_motion motion(placement where, double time_s) const;

  posture posture_at(double time_s) const;

  /// The next time from time_s on at which anything moves: time_s itself while walking. Where
  /// nothing moves any more, infinity.
  double next_movement_s(double time_s) const;

  /// The end of the bout's movement at time_s (settling after the last contact included).
  double movement_end_s(double time_s) const;

  /// How far the knee end of the thigh is from the knee end of the shank.
  double knee_gap_m(side which, double time_s) const;

 private:
  using jet = detail::jet;

  struct point {
    jet x, y, z;
  };

  /// The numbers of a style that the motion needs, whatever its direction.
  struct style_numbers {
    retrogait::direction way;
    double step_time_s, step_length_m, step_time_cv, step_length_cv, amplitude_cv, trunk_timing,
        asymmetry, double_support, half_width_m, lean_rad, knee_peak_deg, knee_in_deg, impact,
        strength_asymmetry, climb_m;
    side stick;
  };

  /// The trunk's and the leg's series, scaled to a style.
  struct scaled_series {
    detail::series ap, ml, v, roll, pitch, yaw;
    detail::series thigh_rad, knee_deg, knee_in_deg;
    double drop_m = 0;  ///< how much lower the pelvis is on average than in standing
  };

  /// The start of a bout, an initial contact, or the end of settling.
  struct knot {
    double t;
    jet phase;  ///< in steps; even at left contacts
    jet path_m;
    double strength;
    double lead;  ///< of the trunk before the feet, in steps
    double heading_rad;
    double x, y;         ///< of the trunk, without its series
    int turn = -1;       ///< index of the turn that goes on after this knot
    double level_m = 0;  ///< of the ground that the foot is put on
    double rise_m = 0;   ///< by how much that is higher than before
    bool stick = false;  ///< is put down with the foot
  };

  struct bout {
    std::size_t first_knot, last_knot;
    double leaves_s;  ///< the first foot leaves the ground
    double leg_fade_from_s;
    style_numbers style;
    std::size_t series;
  };

  struct turn_motion {
    double t0, t1, from_rad, angle_rad;
  };

  struct footprint {
    double x = 0, y = 0, heading_rad = 0, z = 0;
  };

  struct swing {
    double heel_off_s = 0;
    double final_contact_s = 0;
    double initial_contact_s = 0;
    double flat_s = 0;
    footprint from, to;
    double pitch_at_final_contact = 0;  ///< positive: toes up
    double pitch_at_contact = 0;
    double rate_at_final_contact = 0;
    retrogait::direction way = retrogait::direction::unknown;
    double clearance_m = 0;
    double impact_m = 0;
  };

  struct trunk_state {
    point position;
    jet heading, roll, pitch, yaw;
    jet phase, leg_strength;
    const bout* in = nullptr;  // null while standing
  };

  /// Heading about z, then pitch about y (positive: the top leans forward), then roll about x.
  struct rotation {
    jet heading, pitch, roll;
  };

  struct foot_state {
    point sole;   ///< the point under the ankle
    point shock;  ///< what an impact adds to the movement of a sensor on the foot
    rotation turn;
  };

  struct leg_state {
    rotation thigh, shank;
    jet knee_deg, knee_in_deg;
  };

  template <direction D>
  static style_numbers numbers(const gait_style<D>& s) {
    return {D,
            60.0 / s.cadence_steps_min,
            s.step_length_m,
            s.step_time_cv,
            s.step_length_cv,
            s.amplitude_cv,
            s.trunk_timing_sd,
            s.step_time_asymmetry,
            s.double_support_share,
            s.step_width_m / 2,
            s.trunk_lean_deg * detail::radians_per_degree,
            s.knee_flexion_peak_deg,
            s.knee_in_deg,
            s.impact,
            s.strength_asymmetry,
            s.climb_m,
            s.stick};
  }

  static scaled_series scale_series(const style_numbers& style);
  double add_bout(const walk_plan& plan, std::size_t first, std::size_t last, double start_s,
                  const style_numbers& style, random_source& random);
  void place_feet(const bout& b, const std::vector<double>& foot_m,
                  const std::vector<double>& step_s);
  std::array<double, 2> trunk_point(const knot& from, const knot& to, double t) const;
  jet heading_at(const knot& from, double t) const;
  jet climbed_at(const bout& b, std::size_t from, double t) const;
  jet stick_at(const bout& b, std::size_t from, double t) const;

  const bout* bout_at(double t) const;
  trunk_state trunk_at(double t) const;
  foot_state foot_at(side which, double t) const;
  static segment_motion motion_of(const point& at, const rotation& turn);
  static point carried(const point& joint, const rotation& turn, double x, double y, double z);
  point hip(const trunk_state& trunk, side which) const;
  leg_state leg_at(const trunk_state& trunk, side which) const;

  static double sign_of(side which) { return which == side::left ? 1.0 : -1.0; }

  // Segment lengths as shares of body height: Drillis and Contini 1966, as tabled by Winter.
  double thigh_m_, shank_m_, ankle_m_, foot_m_, trunk_height_m_, half_hips_m_;

  std::vector<scaled_series> series_;
  std::vector<knot> knots_;
  std::vector<bout> bouts_;
  std::vector<turn_motion> turns_;
  std::array<std::vector<swing>, 2> swings_;
  std::array<footprint, 2> stand_;
  ground_truth truth_;
};

namespace detail {

/// Eight-point Gauss-Legendre quadrature of a pair of functions on [a, b]. The path through a turn
/// bends by less than a right angle in a step, where its error is below a nanometre.
template <class F>
std::array<double, 2> integrate_pair(F f, double a, double b) {
  constexpr std::array<double, 4> node{0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                                       0.9602898564975363};
  constexpr std::array<double, 4> weight{0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                                         0.1012285362903763};
  const double middle = 0.5 * (a + b);
  const double half = 0.5 * (b - a);
  std::array<double, 2> sum{};
  for (std::size_t i = 0; i < node.size(); ++i) {
    for (double sign : {-1.0, 1.0}) {
      const std::array<double, 2> y = f(middle + sign * half * node[i]);
      sum[0] += weight[i] * y[0];
      sum[1] += weight[i] * y[1];
    }
  }
  return {half * sum[0], half * sum[1]};
}

/// An impact tau units of time after it began: height * tau^3 exp(-tau), whose acceleration starts
/// upward and reaches 1.2 height / unit².
inline jet shock(double tau, double unit_s, double height) {
  const double decay = height * std::exp(-tau);
  return chain(jet(tau, 1 / unit_s, 0), decay * tau * tau * tau, decay * (3 - tau) * tau * tau,
               decay * tau * (6 - 6 * tau + tau * tau));
}

}  // namespace detail

inline walk_model::walk_model(const walk_plan& plan, const gait_style<direction::forward>& forward,
                              const gait_style<direction::backward>& backward, double height_m,
                              std::uint64_t seed)
    : thigh_m_(0.245 * height_m),
      shank_m_(0.246 * height_m),
      ankle_m_(0.039 * height_m),
      foot_m_(0.152 * height_m),
      trunk_height_m_(0.60 * height_m),
      half_hips_m_(0.052 * height_m) {
  const style_numbers styles[] = {numbers(forward), numbers(backward)};
  for (const style_numbers& style : styles) series_.push_back(scale_series(style));
  stand_[0] = {0, styles[0].half_width_m, 0};
  stand_[1] = {0, -styles[0].half_width_m, 0};
  random_source random(seed);
  double now = 0;
  std::size_t i = 0;
  while (i < plan.size()) {
    if (plan[i].what == walk_part::activity::stand) {
      now += plan[i].seconds;
      ++i;
      continue;
    }
    // A bout: walks in one direction and the turns between them and around them.
    direction way = direction::unknown;
    std::size_t end = i;
    for (; end < plan.size() && plan[end].what != walk_part::activity::stand; ++end) {
      if (plan[end].what == walk_part::activity::turn) continue;
      if (way != direction::unknown && plan[end].direction != way) break;
      way = plan[end].direction;
    }
    now = add_bout(plan, i, end, now, styles[way == direction::backward ? 1 : 0], random);
    i = end;
  }
  truth_.duration_s = now;
}

inline walk_model::scaled_series walk_model::scale_series(const style_numbers& style) {
  const bool backward = style.way == direction::backward;
  const detail::trunk_template trunk =
      style.double_support < 0
          ? detail::running_trunk(style.step_length_m, style.step_time_s, -style.double_support,
                                  style.way, style.impact)
          : (backward ? detail::backward_trunk() : detail::forward_trunk());
  const detail::leg_template& leg = backward ? detail::backward_leg() : detail::forward_leg();
  const double longer = (std::max)(0.1, style.step_length_m / trunk.step_length_m);
  const double omega = std::numbers::pi / trunk.step_time_s;
  scaled_series out;
  out.roll.add_scaled(detail::series(trunk.roll),
                      [&](int n) { return std::complex<double>(0.0, -1.0) / (n * omega); });
  out.pitch.add_scaled(detail::series(trunk.pitch),
                       [&](int n) { return std::complex<double>(0.0, -1.0) / (n * omega); });
  out.yaw.add_scaled(detail::series(trunk.yaw),
                     [&](int n) { return std::complex<double>(0.0, -1.0) / (n * omega); });
  // From what the sensor shows to where it moves: take gravity out, then integrate twice. The
  // exponents say how the amplitude grows with the step's length at the same cadence: between the
  // healthy adults and the slow walkers of the recordings. What the varying lead of the trunk takes
  // from the mean of a harmonic is given back.
  const auto strength = [&](int n, double exponent) {
    const bool of_impact = n >= trunk.first_impact_harmonic;
    const double blur = n * std::numbers::pi * style.trunk_timing;
    return (std::min)(3.0, std::exp(0.5 * blur * blur)) *
           (of_impact ? style.impact * std::pow(longer, 2.5) : std::pow(longer, exponent)) /
           -(n * n * omega * omega);
  };
  detail::series ap(trunk.ap);
  // From a tenth slower than the reference on, sideways motion goes over to that of slow walkers.
  const double slower = trunk.slow_step_time_s - 1.1 * trunk.step_time_s;
  const double slow =
      slower > 0 ? std::clamp((style.step_time_s - 1.1 * trunk.step_time_s) / slower, 0.0, 1.0) : 0;
  // Below, amplitudes are converted with the reference's step time; these were measured at another.
  const double later = trunk.slow_step_time_s / trunk.step_time_s;
  detail::series ml(trunk.ml, 1 - slow);
  ml.add_scaled(detail::series(trunk.ml_slow), [&](int) { return slow * later * later; });
  constexpr double g = 9.81;
  ap.add_scaled(out.pitch, [](int) { return g; });
  ml.add_scaled(out.roll, [](int) { return -g; });
  out.ap.add_scaled(ap, [&](int n) { return strength(n, 0.65); });
  out.ml.add_scaled(ml, [&](int n) { return strength(n, 0.3); });
  out.v.add_scaled(detail::series(trunk.v), [&](int n) { return strength(n, 1.25); });
  out.drop_m = 0.025 * (std::min)(2.0, longer * longer);

  const double stride_share = (std::min)(1.4, style.step_length_m / leg.step_length_m);
  out.thigh_rad = detail::series(leg.thigh_deg, stride_share * detail::radians_per_degree,
                                 leg.thigh_mean_deg * stride_share * detail::radians_per_degree);
  const double bend = style.knee_peak_deg / leg.knee_peak_deg;
  out.knee_deg = detail::series(leg.knee_deg, bend, leg.knee_mean_deg * bend);
  // ((1 + cos x) / 2)^3, x = 0 in mid-stance: flat near zero throughout swing.
  const double mid_stance_deg = 90.0 * (1.0 + style.double_support);
  out.knee_in_deg = detail::series({{1, 15.0 / 32.0, -mid_stance_deg},
                                    {2, 6.0 / 32.0, -2 * mid_stance_deg},
                                    {3, 1.0 / 32.0, -3 * mid_stance_deg}},
                                   style.knee_in_deg, style.knee_in_deg * 10.0 / 32.0);
  return out;
}

inline double walk_model::add_bout(const walk_plan& plan, std::size_t first, std::size_t last,
                                   double start_s, const style_numbers& style,
                                   random_source& random) {
  const double mean_step = style.step_time_s;
  const double sign = style.way == direction::backward ? -1.0 : 1.0;
  const double settle_s = mean_step;
  // The weight shifts before the first step begins: in 33 recordings of healthy adults the trunk moves
  // for a second before the first contact.
  const double shift_s = (std::max)(0.4, 0.75 * mean_step);

  // Steps are numbered so that left contacts are even.
  int number = random.uniform() < 0.5 ? 0 : 1;
  std::vector<double> contact_s;
  std::vector<double> step_s;
  std::vector<double> length_m;
  std::vector<double> strength;
  std::vector<double> lead;
  std::vector<int> turn_of;  // which turn goes on while the step is made
  const auto add_step = [&](double duration, double share_of_length, int turn) {
    contact_s.push_back((contact_s.empty() ? start_s + shift_s : contact_s.back()) + duration);
    step_s.push_back(duration);
    const double varied = 1.0 + style.step_length_cv * random.normal();
    length_m.push_back(sign * style.step_length_m * std::clamp(varied, 0.3, 1.7) * share_of_length);
    const bool left = (number + 1) % 2 == 0;
    strength.push_back(std::clamp(1.0 + style.amplitude_cv * random.normal(), 0.3, 1.7) *
                       (1.0 + (left ? 0.5 : -0.5) * style.strength_asymmetry) *
                       (turn < 0 ? 1.0 : 0.75));
    lead.push_back(style.trunk_timing * random.normal());
    turn_of.push_back(turn);
    ++number;
  };
  const auto next_duration = [&] {
    const bool left = (number + 1) % 2 == 0;
    const double even = 1.0 + (left ? 0.5 : -0.5) * style.asymmetry;
    const double varied = 1.0 + style.step_time_cv * random.normal();
    return mean_step * even * std::clamp(varied, 0.6, 1.5);
  };
  const int first_number = number;

  struct drawn_turn {
    std::size_t from_step, to_step;
    double angle_rad;
  };
  std::vector<drawn_turn> turns;
  double now = start_s;
  for (std::size_t p = first; p < last; ++p) {
    const walk_part& part = plan[p];
    if (part.what == walk_part::activity::turn) {
      const int steps = (std::max)(2, static_cast<int>(std::ceil(std::abs(part.turn_deg) / 45.0)));
      turns.push_back({step_s.size(), step_s.size() + static_cast<std::size_t>(steps),
                       part.turn_deg * detail::radians_per_degree});
      for (int k = 0; k < steps; ++k) {
        add_step(next_duration(), 0.5, static_cast<int>(turns.size()) - 1);
      }
    } else if (part.steps > 0) {
      for (int k = 0; k < part.steps; ++k) add_step(next_duration(), 1.0, -1);
    } else {
      const double end = now + part.seconds - (p + 1 == last ? settle_s : 0.0);
      double duration = next_duration();
      while (step_s.size() < 2 || contact_s.back() + duration <= end) {
        add_step(duration, 1.0, -1);
        duration = next_duration();
      }
      if (p + 1 == last) {
        now = (std::max)(now + part.seconds, contact_s.back() + settle_s);
        continue;
      }
    }
    now = contact_s.back() + (p + 1 == last ? settle_s : 0.0);
  }

  const std::size_t n = contact_s.size();
  length_m.back() = 0;  // the last step brings the foot beside the other
  strength.front() *= 0.75;
  strength.back() *= 0.75;
  std::vector<double> foot_m(n);
  for (std::size_t k = 0; k < n; ++k) foot_m[k] = (k > 0 ? foot_m[k - 1] : 0.0) + length_m[k];

  bout b{.first_knot = knots_.size(),
         .last_knot = knots_.size() + n + 1,
         .leaves_s = (std::max)(start_s, contact_s[0] - (1 - style.double_support) * step_s[0]),
         .leg_fade_from_s = n > 1 ? contact_s[n - 2] : start_s,
         .style = style,
         .series = style.way == direction::backward ? 1U : 0U};

  const double heading = knots_.empty() ? 0.0 : knots_.back().heading_rad;
  const double x = knots_.empty() ? 0.0 : knots_.back().x;
  const double y = knots_.empty() ? 0.0 : knots_.back().y;
  const double level = knots_.empty() ? 0.0 : knots_.back().level_m;
  const double zero_phase = static_cast<double>(first_number);
  const double rate = 1.0 / mean_step;
  knot here{.t = start_s,
            .phase = {zero_phase - shift_s * rate, rate, 0},
            .path_m = 0.0,
            .strength = 0,
            .lead = 0,
            .heading_rad = heading,
            .x = x,
            .y = y,
            .turn = turn_of[0],
            .level_m = level};
  knots_.push_back(here);
  for (std::size_t k = 0; k < n; ++k) {
    here.t = contact_s[k];
    here.phase = zero_phase + static_cast<double>(k + 1);
    here.path_m = 0.5 * (foot_m[k] + (k > 0 ? foot_m[k - 1] : 0.0));
    here.strength = strength[k];
    here.lead = lead[k];
    here.turn = k + 1 < n ? turn_of[k + 1] : -1;
    here.rise_m = k + 1 < n ? style.climb_m : 0.0;
    here.level_m += here.rise_m;
    const bool left = static_cast<long>(std::lround(here.phase.x)) % 2 == 0;
    here.stick = style.stick == (left ? side::right : side::left);
    knots_.push_back(here);
  }
  // The trunk comes to rest only after the last contact.
  knots_.back().path_m.x -= 0.15 * (knots_.back().path_m.x - knots_[knots_.size() - 2].path_m.x);
  here.t = contact_s[n - 1] + settle_s;
  here.phase = {zero_phase + static_cast<double>(n + 1), rate, 0};
  here.path_m = foot_m[n - 1];
  here.strength = here.lead = here.rise_m = 0;
  here.stick = false;
  knots_.push_back(here);
  for (std::size_t k = b.first_knot + 1; k < b.last_knot; ++k) {
    const double across = knots_[k + 1].t - knots_[k - 1].t;
    knots_[k].phase.v = (knots_[k + 1].phase.x - knots_[k - 1].phase.x) / across;
    knots_[k].path_m.v = (knots_[k + 1].path_m.x - knots_[k - 1].path_m.x) / across;
  }
  // At the ends the path is what steady jerk makes of it: speed grows until the first contact, but not
  // beyond that of the step which follows; and it ebbs away after the last.
  knot& first_contact = knots_[b.first_knot + 1];
  const knot& second_contact = knots_[b.first_knot + 2];
  const double first_step = first_contact.t - start_s;
  const double second_step = second_contact.t - first_contact.t;
  const double speed = (second_contact.path_m.x - first_contact.path_m.x) / second_step;
  const double reached = 3 * first_contact.path_m.x / first_step;
  first_contact.path_m.v = std::abs(reached) < std::abs(speed) ? reached : speed;
  first_contact.path_m.a = (speed - first_contact.path_m.v) / second_step;
  knot& last_contact = knots_[b.last_knot - 1];
  last_contact.path_m.v = 2 * (foot_m[n - 1] - last_contact.path_m.x) / settle_s;

  const std::size_t first_turn = turns_.size();
  double turned = heading;
  for (const drawn_turn& t : turns) {
    const double from = knots_[b.first_knot + t.from_step].t;
    const double to = knots_[b.first_knot + t.to_step].t;
    turns_.push_back({from, to, turned, t.angle_rad});
    truth_.turns.push_back({from, to, t.angle_rad / detail::radians_per_degree});
    turned += t.angle_rad;
  }
  for (std::size_t k = b.first_knot; k <= b.last_knot; ++k) {
    if (knots_[k].turn >= 0) knots_[k].turn += static_cast<int>(first_turn);
    if (k == b.first_knot) continue;
    const std::array<double, 2> at = trunk_point(knots_[k - 1], knots_[k], knots_[k].t);
    knots_[k].x = at[0];
    knots_[k].y = at[1];
    knots_[k].heading_rad = heading_at(knots_[k - 1], knots_[k].t).x;
  }

  place_feet(b, foot_m, step_s);
  bouts_.push_back(b);
  return now;
}

inline void walk_model::place_feet(const bout& b, const std::vector<double>& foot_m,
                                   const std::vector<double>& step_s) {
  const bool backward = b.style.way == direction::backward;
  const std::size_t n = step_s.size();
  const auto bout_number = static_cast<std::uint32_t>(bouts_.size() + 1);
  std::vector<contact> found;
  std::array<double, 2> last_flat{knots_[b.first_knot].t, knots_[b.first_knot].t};
  std::array<std::optional<std::size_t>, 2> last_contact;
  std::array<footprint, 2> last_print = stand_;
  for (std::size_t k = 0; k < n; ++k) {
    const knot& here = knots_[b.first_knot + 1 + k];
    const bool left = static_cast<long>(std::lround(here.phase.x)) % 2 == 0;
    const side which = left ? side::left : side::right;
    const std::size_t foot = left ? 0 : 1;

    // Before the trunk's point on the path by half a step, beside it by half a step width.
    const double ahead = foot_m[k] - here.path_m.x;
    const double beside = sign_of(which) * b.style.half_width_m;
    const double c = std::cos(here.heading_rad);
    const double s = std::sin(here.heading_rad);
    const footprint print{here.x + ahead * c - beside * s, here.y + ahead * s + beside * c,
                          here.heading_rad, here.level_m};

    swing w;
    w.initial_contact_s = here.t;
    w.final_contact_s =
        (std::max)(knots_[b.first_knot].t, here.t - (1.0 - b.style.double_support) * step_s[k]);
    // The heel rises for about half a step before a forward foot leaves, and it is down within a
    // sixth of a step after landing; backward it is the reverse. Neither takes more than its share
    // of a short stance.
    const auto stance_from = [&](std::size_t from) {
      if (from + 2 >= n) return step_s[from];
      return knots_[b.first_knot + 3 + from].t - knots_[b.first_knot + 1 + from].t -
             (1.0 - b.style.double_support) * step_s[from + 2];
    };
    const double slow = 0.48 * b.style.step_time_s;
    const double quick = 0.16 * b.style.step_time_s;
    const double rise =
        (std::min)(backward ? quick : slow, k < 2 ? slow : 0.45 * stance_from(k - 2));
    w.heel_off_s = (std::max)(last_flat[foot], w.final_contact_s - rise);
    w.flat_s = w.initial_contact_s + (std::min)(backward ? slow : quick, 0.45 * stance_from(k));
    last_flat[foot] = w.flat_s;
    w.from = stand_[foot];
    w.to = print;
    stand_[foot] = print;
    w.way = b.style.way;
    const double moved = std::hypot(w.to.x - w.from.x, w.to.y - w.from.y);
    const double share = std::clamp(moved / 1.3, 0.15, 1.2);
    const double toes_down = 62 * detail::radians_per_degree * std::sqrt(share);
    const double toes_up = 24 * detail::radians_per_degree * share;
    w.pitch_at_final_contact = backward ? toes_up : -toes_down;
    w.pitch_at_contact = backward ? -0.65 * toes_down : toes_up;
    w.rate_at_final_contact = backward ? 0.0 : -1.5 * share;
    w.clearance_m = 0.06 * (std::min)(1.0, share + 0.4);
    w.impact_m = b.style.impact * share * 1.2e-3;
    swings_[foot].push_back(w);

    contact ic;
    ic.time_s = ic.known_at_s = w.initial_contact_s;
    ic.kind = contact_kind::initial_contact;
    ic.side = which;
    ic.direction = {b.style.way, 1.0};
    ic.bout = bout_number;
    ic.quality = 1;
    contact fc = ic;
    fc.time_s = fc.known_at_s = w.final_contact_s;
    fc.kind = contact_kind::final_contact;
    found.push_back(fc);
    found.push_back(ic);

    if (last_contact[foot]) {
      const double from = knots_[*last_contact[foot]].t;
      bool turning = false;
      for (const turn_motion& t : turns_) turning = turning || (t.t0 < here.t && t.t1 > from);
      const double length = std::hypot(print.x - last_print[foot].x, print.y - last_print[foot].y);
      truth_.strides.push_back({from, here.t, which, b.style.way, length, length / (here.t - from),
                                bout_number, turning});
    }
    last_contact[foot] = b.first_knot + 1 + k;
    last_print[foot] = print;
  }
  std::sort(found.begin(), found.end(),
            [](const contact& p, const contact& q) { return p.time_s < q.time_s; });
  truth_.bouts.push_back(
      {found.front().time_s, found.back().time_s, b.style.way, static_cast<int>(n)});
  truth_.contacts.insert(truth_.contacts.end(), found.begin(), found.end());
}

inline detail::jet walk_model::heading_at(const knot& from, double t) const {
  if (from.turn < 0) return from.heading_rad;
  const turn_motion& turn = turns_[static_cast<std::size_t>(from.turn)];
  return turn.from_rad + turn.angle_rad * detail::ramp(t, turn.t0, turn.t1);
}

inline std::array<double, 2> walk_model::trunk_point(const knot& from, const knot& to,
                                                     double t) const {
  const detail::quintic path{from.t, to.t, from.path_m, to.path_m};
  if (from.turn < 0) {
    const double gone = path(t).x - from.path_m.x;
    return {from.x + gone * std::cos(from.heading_rad), from.y + gone * std::sin(from.heading_rad)};
  }
  const std::array<double, 2> gone = detail::integrate_pair(
      [&](double at) -> std::array<double, 2> {
        const double speed = path(at).v;
        const double heading = heading_at(from, at).x;
        return {speed * std::cos(heading), speed * std::sin(heading)};
      },
      from.t, t);
  return {from.x + gone[0], from.y + gone[1]};
}

// Upward, the leg that has been put on the next stair lifts the trunk in the step that follows;
// downward, the other one lowers it and most of it is done when the foot lands. Rest to rest in a
// mean step: 2.3 m/s² at 92 steps a minute, with gravity 1.2 body weights, the order of what force
// plates in stairs show (Riener 2002, Gait Posture 15:32; from memory).
inline walk_model::jet walk_model::climbed_at(const bout& b, std::size_t from, double t) const {
  const double begin_s = b.style.climb_m < 0 ? -0.6 * b.style.step_time_s : 0.0;
  const std::size_t first = (std::max)(b.first_knot + 1, from) - 1;
  const std::size_t last = (std::min)(b.last_knot, from + 2);
  jet z = knots_[first].level_m - knots_[first].rise_m;
  for (std::size_t k = first; k <= last; ++k) {
    const double at = knots_[k].t + begin_s;
    z += knots_[k].rise_m * detail::ramp(t, at, at + b.style.step_time_s);
  }
  return z;
}

// A jolt of 1.5 m/s², an eighth of a step before the foot's contact (engineering choice).
inline walk_model::jet walk_model::stick_at(const bout& b, std::size_t from, double t) const {
  const double lead_s = 0.125 * b.style.step_time_s;
  const double unit = 0.02;
  const double height_m = 1.5 * unit * unit / 1.2;
  jet jolt;
  for (const std::size_t k : {from, from + 1}) {
    const double tau = (t - knots_[k].t + lead_s) / unit;
    if (knots_[k].stick && tau > 0 && tau < 60) jolt += detail::shock(tau, unit, height_m);
  }
  return jolt;
}

inline const walk_model::bout* walk_model::bout_at(double t) const {
  const auto after =
      std::upper_bound(bouts_.begin(), bouts_.end(), t,
                       [this](double at, const bout& b) { return at < knots_[b.first_knot].t; });
  return after == bouts_.begin() ? nullptr : &*std::prev(after);
}

inline double walk_model::next_movement_s(double t) const {
  const bout* b = bout_at(t);
  if (b != nullptr && t < knots_[b->last_knot].t) return t;
  const std::size_t next = b == nullptr ? 0 : static_cast<std::size_t>(b - bouts_.data()) + 1;
  return next < bouts_.size() ? knots_[bouts_[next].first_knot].t
                              : std::numeric_limits<double>::infinity();
}

inline double walk_model::movement_end_s(double t) const {
  const bout* b = bout_at(t);
  return b != nullptr && t < knots_[b->last_knot].t ? knots_[b->last_knot].t : t;
}

inline walk_model::trunk_state walk_model::trunk_at(double t) const {
  trunk_state state;
  state.position.z = trunk_height_m_;
  const bout* b = bout_at(t);
  if (b == nullptr) return state;
  const knot& end = knots_[b->last_knot];
  if (t >= end.t) {
    state.position.x = end.x;
    state.position.y = end.y;
    state.position.z += end.level_m;
    state.heading = state.yaw = end.heading_rad;
    return state;
  }
  const auto first = knots_.begin() + static_cast<std::ptrdiff_t>(b->first_knot);
  const auto last = knots_.begin() + static_cast<std::ptrdiff_t>(b->last_knot);
  const auto after =
      std::upper_bound(first + 1, last, t, [](double at, const knot& k) { return at < k.t; });
  const knot& from = *std::prev(after);
  const knot& to = *after;

  state.in = b;
  state.phase = detail::quintic{from.t, to.t, from.phase, to.phase}(t);
  const jet heading = heading_at(from, t);
  const jet cosine = detail::cos(heading);
  const jet sine = detail::sin(heading);
  const jet path = detail::quintic{from.t, to.t, from.path_m, to.path_m}(t);
  const std::array<double, 2> at = trunk_point(from, to, t);
  const jet speed(path.v, path.a, 0);  // its second derivative is not needed
  const jet speed_x = speed * cosine;
  const jet speed_y = speed * sine;

  // The series begin when the first foot leaves the ground and end soon after the last contact. The
  // pelvis sinks with them, so that its first rise only keeps it where it stood.
  const jet begun = detail::ramp(t, b->leaves_s, knots_[b->first_knot + 1].t);
  const jet legs_end = 1.0 - detail::ramp(t, b->leg_fade_from_s, end.t);
  jet strength;
  if (&from == &*first) {
    strength = to.strength * begun;
  } else if (&to == &end) {
    strength = from.strength * (1.0 - detail::ramp(t, from.t, from.t + 0.6 * (to.t - from.t)));
  } else {
    strength = detail::quintic{from.t, to.t, from.strength, to.strength}(t);
  }
  state.leg_strength =
      detail::ramp(t, knots_[b->first_knot].t, knots_[b->first_knot + 1].t) * legs_end;
  const scaled_series& s = series_[b->series];
  const jet lead = detail::quintic{from.t, to.t, from.lead, to.lead}(t);
  const jet theta = std::numbers::pi * (state.phase + lead);
  const detail::trig_table trig(theta.x);
  const jet ap = strength * s.ap(theta, trig);
  const jet ml = strength * s.ml(theta, trig);
  state.position.x = jet(at[0], speed_x.x, speed_x.v) + ap * cosine - ml * sine;
  state.position.y = jet(at[1], speed_y.x, speed_y.v) + ap * sine + ml * cosine;
  state.position.z += strength * s.v(theta, trig) - s.drop_m * begun * legs_end;
  const std::size_t knot_before = static_cast<std::size_t>(after - knots_.begin()) - 1;
  state.position.z += climbed_at(*b, knot_before, t);
  const jet stick = stick_at(*b, knot_before, t);
  state.position.z += stick;
  state.position.x += -0.5 * stick * cosine;
  state.position.y += -0.5 * stick * sine;
  state.heading = heading;
  state.yaw = heading + strength * s.yaw(theta, trig);
  state.pitch = b->style.lean_rad * state.leg_strength + strength * s.pitch(theta, trig);
  state.roll = strength * s.roll(theta, trig);
  return state;
}

inline walk_model::foot_state walk_model::foot_at(side which, double t) const {
  const std::vector<swing>& swings = swings_[which == side::left ? 0 : 1];
  const auto after = std::upper_bound(swings.begin(), swings.end(), t,
                                      [](double at, const swing& w) { return at < w.heel_off_s; });
  foot_state foot;
  if (after == swings.begin()) {
    if (swings.empty()) {
      foot.sole.y = stand_[which == side::left ? 0 : 1].y;
      return foot;
    }
    foot.sole.z = swings.front().from.z;
    foot.sole.x = swings.front().from.x;
    foot.sole.y = swings.front().from.y;
    foot.turn.heading = swings.front().from.heading_rad;
    return foot;
  }
  const swing& w = *std::prev(after);
  const jet gone = detail::ramp(t, w.final_contact_s, w.initial_contact_s);
  const jet heading = w.from.heading_rad + (w.to.heading_rad - w.from.heading_rad) * gone;
  foot.turn.heading = heading;
  foot.sole.x = w.from.x + (w.to.x - w.from.x) * gone;
  foot.sole.y = w.from.y + (w.to.y - w.from.y) * gone;
  // Highest soon after the foot has left forward, shortly before it lands backward; 6.75 makes the
  // height at the top the clearance.
  const jet rest = 1 - gone;
  foot.sole.z = w.from.z + (w.to.z - w.from.z) * gone +
                6.75 * w.clearance_m * gone * rest * (w.way == direction::backward ? gone : rest);

  const double delay = 0.02;
  const double unit = 0.007;
  const double tau = (t - w.initial_contact_s - delay) / unit;
  if (w.impact_m > 0 && tau > 0 && tau < 60) {
    foot.shock.z = detail::shock(tau, unit, w.impact_m);
    foot.shock.x = -0.5 * foot.shock.z;
  }
  if (t >= w.flat_s) return foot;

  jet toes_up;
  const jet leaving(w.pitch_at_final_contact, w.rate_at_final_contact, 0);
  const jet landing(w.pitch_at_contact, 0, 0);
  if (t < w.final_contact_s) {
    toes_up = detail::quintic{w.heel_off_s, w.final_contact_s, 0, leaving}(t);
  } else if (t < w.initial_contact_s) {
    toes_up = detail::quintic{w.final_contact_s, w.initial_contact_s, leaving, landing}(t);
  } else {
    toes_up = detail::quintic{w.initial_contact_s, w.flat_s, landing, 0}(t);
  }
  foot.turn.pitch = -toes_up;

  // On the ground the foot turns about its toes or its heel, whichever is down; in the air the
  // pivot glides from the one to the other.
  const double toe = 0.55 * foot_m_;  // the ball of the foot
  const double heel = -0.28 * foot_m_;
  const bool backward = w.way == direction::backward;
  const jet pivot = (backward ? heel : toe) + (backward ? toe - heel : heel - toe) * gone;
  const jet back = pivot * (1 - detail::cos(toes_up));
  foot.sole.x += back * detail::cos(heading);
  foot.sole.y += back * detail::sin(heading);
  foot.sole.z += -(pivot * detail::sin(toes_up));
  return foot;
}

inline walk_model::point walk_model::carried(const point& joint, const rotation& turn, double x,
                                             double y, double z) {
  const jet ch = detail::cos(turn.heading);
  const jet sh = detail::sin(turn.heading);
  const jet cp = detail::cos(turn.pitch);
  const jet sp = detail::sin(turn.pitch);
  const jet cr = detail::cos(turn.roll);
  const jet sr = detail::sin(turn.roll);
  const jet rolled_y = cr * y - sr * z;
  const jet rolled_z = sr * y + cr * z;
  const jet forward = cp * x + sp * rolled_z;
  return {joint.x + ch * forward - sh * rolled_y, joint.y + sh * forward + ch * rolled_y,
          joint.z + cp * rolled_z - sp * x};
}

inline segment_motion walk_model::motion_of(const point& at, const rotation& turn) {
  segment_motion m;
  m.position_m << at.x.x, at.y.x, at.z.x;
  m.velocity_m_s << at.x.v, at.y.v, at.z.v;
  m.acceleration_m_s2 << at.x.a, at.y.a, at.z.a;
  const double ch = std::cos(turn.heading.x);
  const double sh = std::sin(turn.heading.x);
  const double cp = std::cos(turn.pitch.x);
  const double sp = std::sin(turn.pitch.x);
  const double cr = std::cos(turn.roll.x);
  const double sr = std::sin(turn.roll.x);
  m.world_from_body << ch * cp, ch * sp * sr - sh * cr, ch * sp * cr + sh * sr,  //
      sh * cp, sh * sp * sr + ch * cr, sh * sp * cr - ch * sr,                   //
      -sp, cp * sr, cp * cr;
  m.rate_rad_s << turn.roll.v - turn.heading.v * sp, turn.pitch.v * cr + turn.heading.v * cp * sr,
      turn.heading.v * cp * cr - turn.pitch.v * sr;
  return m;
}

inline walk_model::point walk_model::hip(const trunk_state& trunk, side which) const {
  const double below = trunk_height_m_ - thigh_m_ - shank_m_ - ankle_m_;
  return carried(trunk.position, {trunk.yaw, trunk.pitch, trunk.roll}, 0,
                 sign_of(which) * half_hips_m_, -below);
}

inline walk_model::leg_state walk_model::leg_at(const trunk_state& trunk, side which) const {
  leg_state leg;
  leg.thigh.heading = leg.shank.heading = trunk.heading;
  if (trunk.in == nullptr) return leg;
  const scaled_series& s = series_[trunk.in->series];
  const jet theta = std::numbers::pi * (trunk.phase - (which == side::left ? 0.0 : 1.0));
  const detail::trig_table trig(theta.x);
  leg.knee_deg = trunk.leg_strength * s.knee_deg(theta, trig);
  leg.knee_in_deg = trunk.leg_strength * s.knee_in_deg(theta, trig);
  const jet flexion = trunk.leg_strength * s.thigh_rad(theta, trig);
  leg.thigh.pitch = -flexion;
  leg.shank.pitch = detail::radians_per_degree * leg.knee_deg - flexion;
  const jet half_in = 0.5 * detail::radians_per_degree * sign_of(which) * leg.knee_in_deg;
  leg.thigh.roll = -half_in;
  leg.shank.roll = half_in;
  return leg;
}

inline segment_motion walk_model::motion(placement where, double t) const {
  RETROGAIT_ASSERT(where != placement::phone, "the virtual walker carries no phone");
  const bool left = where == placement::left_foot || where == placement::left_shank ||
                    where == placement::left_thigh;
  const side which = left ? side::left : side::right;
  if (where == placement::left_foot || where == placement::right_foot) {
    const foot_state foot = foot_at(which, t);
    point at = carried(foot.sole, foot.turn, 0.2 * foot_m_, 0, 0.06);
    at.x += foot.shock.x * detail::cos(foot.turn.heading);
    at.y += foot.shock.x * detail::sin(foot.turn.heading);
    at.z += foot.shock.z;
    return motion_of(at, foot.turn);
  }
  const trunk_state trunk = trunk_at(t);
  if (where == placement::lumbar) {
    return motion_of(trunk.position, {trunk.yaw, trunk.pitch, trunk.roll});
  }
  const leg_state leg = leg_at(trunk, which);
  if (where == placement::left_thigh || where == placement::right_thigh) {
    return motion_of(carried(hip(trunk, which), leg.thigh, 0, 0, -0.6 * thigh_m_), leg.thigh);
  }
  const foot_state foot = foot_at(which, t);
  const point ankle = carried(foot.sole, foot.turn, 0, 0, ankle_m_);
  point at = carried(ankle, leg.shank, 0, 0, 0.4 * shank_m_);
  at.z += 0.5 * foot.shock.z;
  return motion_of(at, leg.shank);
}

inline posture walk_model::posture_at(double t) const {
  const trunk_state trunk = trunk_at(t);
  const leg_state left = leg_at(trunk, side::left);
  const leg_state right = leg_at(trunk, side::right);
  const double lean = trunk.in == nullptr ? 0.0 : trunk.in->style.lean_rad;
  return {left.knee_deg.x, right.knee_deg.x, left.knee_in_deg.x, right.knee_in_deg.x,
          lean * trunk.leg_strength.x / detail::radians_per_degree};
}

inline double walk_model::knee_gap_m(side which, double t) const {
  const trunk_state trunk = trunk_at(t);
  const leg_state leg = leg_at(trunk, which);
  const foot_state foot = foot_at(which, t);
  const point ankle = carried(foot.sole, foot.turn, 0, 0, ankle_m_);
  const point above = carried(hip(trunk, which), leg.thigh, 0, 0, -thigh_m_);
  const point below = carried(ankle, leg.shank, 0, 0, shank_m_);
  return std::hypot(above.x.x - below.x.x, above.y.x - below.y.x, above.z.x - below.z.x);
}

}  // namespace retrogait::testing

#pragma once
/// @file
/// The motion of the virtual leg: two legs as closed chains of hip, knee, ankle and foot, where each
/// sensor is at any time and how it is turned. Signals are made from it in virtual_leg.hpp.
///
/// World axes: x as the body faces, y to its left, z up. Body axes of every segment: x forward, y
/// left, z up while standing straight.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/testing/detail/jet.hpp>
#include <retrogait/testing/ground_truth.hpp>
#include <retrogait/testing/walk_model.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <numbers>
#include <vector>

namespace retrogait::testing {

/// How the virtual leg walks: the parameters of its motion, all of them valid (virtual_leg checks
/// them and says what each means).
struct leg_style {
  retrogait::direction direction = retrogait::direction::forward;
  int steps = 20;
  double cadence_steps_min = 110;
  double stride_length_m = 1.3;
  double stance_share = 0.62;
  double step_time_asymmetry = 0;
  retrogait::side first_side = side::left;
  double stand_s = 2;
  double height_m = 1.72;
  double knee_flexion_peak_deg = 60;
  double sway_deg = 2;

  friend bool operator==(const leg_style&, const leg_style&) = default;
};

/// A stretch in which a foot lies flat and perfectly still.
struct true_rest {
  double start_s = 0;
  double end_s = 0;
  retrogait::side side = retrogait::side::unknown;

  friend bool operator==(const true_rest&, const true_rest&) = default;
};

/// One walk in a straight line between two stretches of standing.
///
/// - In stance the foot turns about its heel, lies flat, turns about the ball of the foot: it never
///   slips. In swing ankle and foot angle run from their values, speeds and accelerations at the
///   final contact to those at the initial contact, the ankle raised so far that the knee bends as
///   it should. Thigh and shank reach from hip to ankle. So every position has a continuous
///   acceleration, and thigh and shank always meet at the knee.
/// - The pelvis is a little behind the middle of both feet at each initial contact (so that the leg
///   can reach forward with a nearly straight knee), lowest in double support and highest in
///   mid-swing.
/// - Backward walking is forward walking run backwards in time, contacts exchanged: joint angles of
///   people come close to that (Winter, Pluck, Yang 1989, J Motor Behav 21:291; Thorstensson 1986,
///   Exp Brain Res 61:664).
/// - Knees are some 15 degrees more bent in stance than people's (whose pelvis turns and tilts to
///   reach further); swing, and the shank's and thigh's rates in it, come near to people's.
/// - Out of the sagittal plane both legs tip about their ankles, over the standing foot.
///
/// Segment lengths from the body height: thigh 0.245, shank 0.246, ankle height 0.039, foot 0.152
/// (Winter, Biomechanics and Motor Control of Human Movement, 4th ed. 2009, fig. 4.1). Sensors: on
/// the instep a fifth of the foot before the ankle and 6 cm above the ground, 60 % down shank and
/// thigh.
class leg_model {
 public:
  explicit leg_model(const leg_style& style);

  const ground_truth& truth() const { return truth_; }

  /// When each foot lay still, in the order of time, left and right mixed.
  const std::vector<true_rest>& rests() const { return rests_; }

  /// The motion of the sensor worn there: foot, shank or thigh (asserts otherwise).
  segment_motion motion(placement where, double time_s) const;

  /// The motion of the joints, in world axes, without rotation.
  segment_motion hip(side which, double time_s) const;
  segment_motion ankle(side which, double time_s) const;

  /// Knee flexion. Frontal knee angles and the trunk's lean are zero.
  posture posture_at(double time_s) const;

  /// The next time from time_s on at which anything moves; infinity if nothing moves any more.
  double next_movement_s(double time_s) const;

  /// The end of the movement at time_s.
  double movement_end_s(double time_s) const;

 private:
  using jet = detail::jet;

  /// A point of the sagittal plane, or a segment's end against the other.
  struct point {
    jet x, z;
    friend point operator+(const point& a, const point& b) { return {a.x + b.x, a.z + b.z}; }
    friend point operator-(const point& a, const point& b) { return {a.x - b.x, a.z - b.z}; }
  };

  /// From the foot's rest at `from` to its rest at `to`.
  struct swing {
    double heel_off_s = 0;
    double final_contact_s = 0;
    double initial_contact_s = 0;
    double flat_s = 0;
    double from_m = 0;
    double to_m = 0;
    jet foot_leaving, foot_landing;  // pitch, toes down positive
    point ankle_leaving, ankle_landing;
    double lift_m = 0;  // what the ankle rises above the straight way
  };

  struct foot_state {
    jet pitch;
    point ankle;
  };

  /// A leg in the sagittal plane. Pitch: positive when the upper (the foot's hind) end goes forward.
  struct leg_state {
    point hip, ankle;
    jet foot, shank, thigh, knee;
  };

  struct knot {
    double t;
    jet value;
  };

  static jet acos(jet p) {
    const double s = std::sqrt(1 - p.x * p.x);
    return detail::chain(p, std::acos(p.x), -1 / s, -p.x / (s * s * s));
  }
  static jet atan2(jet y, jet x) {
    const double r2 = x.x * x.x + y.x * y.x;
    const double cross = x.x * y.v - y.x * x.v;
    return {std::atan2(y.x, x.x), cross / r2,
            (x.x * y.a - y.x * x.a) / r2 - cross * 2 * (x.x * x.v + y.x * y.v) / (r2 * r2)};
  }

  /// A vector (x, z) of the segment, in the world, the segment pitched by that.
  static point turned(jet pitch, double x, double z) {
    const jet c = detail::cos(pitch);
    const jet s = detail::sin(pitch);
    return {c * x + s * z, c * z - s * x};
  }

  /// 1 at its top, 0 with two derivatives at both ends; u³ (1 - u)⁴, u from 0 to 1 over the swing:
  /// highest soon after the foot has left.
  static jet bump(double t, double t0, double t1) {
    const jet u((t - t0) / (t1 - t0), 1 / (t1 - t0), 0);
    const jet rest = 1 - u;
    constexpr double top = (27.0 / 343.0) * (256.0 / 2401.0);
    return (1 / top) * (u * u * u) * (rest * rest) * (rest * rest);
  }

  static jet along(const std::vector<knot>& knots, double t) {
    if (t <= knots.front().t) return knots.front().value.x;
    if (t >= knots.back().t) return knots.back().value.x;
    const auto next = std::upper_bound(knots.begin(), knots.end(), t,
                                       [](double at, const knot& k) { return at < k.t; });
    const knot& from = *std::prev(next);
    return detail::quintic{from.t, next->t, from.value, next->value}(t);
  }

  static std::size_t index(side which) { return which == side::left ? 0 : 1; }

  const swing* last_swing(side which, double t) const;
  point hip_at(double t) const { return {along(hip_x_, t), along(hip_z_, t)}; }
  foot_state foot_on_ground(const swing* w, double t) const;
  foot_state foot_at(side which, double t) const;
  leg_state leg_at(side which, double t) const;

  void place_steps(const leg_style& style);
  void move_hip(const leg_style& style);
  void bend_swings(const leg_style& style);
  void tell_truth(const leg_style& style);

  double longest_reach_m() const;
  double model_time(double t) const { return reversed_ ? duration_s_ - t : t; }
  segment_motion lifted(jet pitch, const point& ankle, const point& at, double t, bool tips) const;

  double thigh_m_, shank_m_, ankle_m_, foot_m_;
  bool reversed_;
  double duration_s_ = 0;
  std::array<std::vector<swing>, 2> swings_;  // left, right
  std::vector<side> step_side_;
  std::vector<double> contact_s_;  // of each step
  std::vector<double> print_m_;    // where each step lands
  double double_support_s_ = 0;
  std::vector<knot> hip_x_, hip_z_, roll_;
  ground_truth truth_;
  std::vector<true_rest> rests_;
};

inline leg_model::leg_model(const leg_style& style)
    : thigh_m_(0.245 * style.height_m),
      shank_m_(0.246 * style.height_m),
      ankle_m_(0.039 * style.height_m),
      foot_m_(0.152 * style.height_m),
      reversed_(style.direction == direction::backward) {
  place_steps(style);
  move_hip(style);
  bend_swings(style);
  tell_truth(style);
}

/// All in the time of forward walking; a walk backward ends with the foot that it is to start with.
inline void leg_model::place_steps(const leg_style& style) {
  const double step_s = 60 / style.cadence_steps_min;
  const double stance_s = style.stance_share * 2 * step_s;
  const double step_m = style.stride_length_m / 2;
  double_support_s_ = (2 * style.stance_share - 1) * step_s;
  const bool other_first = reversed_ && style.steps % 2 == 0;
  side moving = other_first ? opposite(style.first_side) : style.first_side;
  double before_s = style.stand_s + 0.6 * step_s - double_support_s_;
  double standing_m[2] = {0, 0};
  for (int k = 0; k < style.steps; ++k) {
    const double sign = moving == side::left ? 0.5 : -0.5;
    const double contact_s = before_s + step_s * (1 + sign * style.step_time_asymmetry);
    const bool last = k + 1 == style.steps;
    swing w;
    w.final_contact_s = before_s + double_support_s_;
    w.initial_contact_s = contact_s;
    w.heel_off_s = w.final_contact_s - 0.35 * stance_s;
    w.flat_s = contact_s + 0.15 * stance_s;
    w.from_m = standing_m[index(moving)];
    w.to_m = standing_m[index(opposite(moving))] + (last ? 0 : step_m);
    // Pitch at the contacts grows with how far apart the feet are: 50 degrees down at the final, 22
    // up at the initial contact in a stride of 0.75 body heights (Winter 2009, as above).
    const double other_m = standing_m[index(opposite(moving))];
    const double full = (std::min)(1.2, style.stride_length_m / (0.75 * style.height_m));
    const double leaving_rad =
        full * (0.4 + 0.6 * (other_m - w.from_m) / step_m) * 50 * std::numbers::pi / 180;
    const double landing_rad =
        full * (0.25 + 0.75 * (w.to_m - other_m) / step_m) * 22 * std::numbers::pi / 180;
    w.foot_leaving = jet(leaving_rad, 1.5 * leaving_rad / (w.final_contact_s - w.heel_off_s), 0);
    w.foot_landing = jet(-landing_rad, landing_rad / (w.flat_s - contact_s), 0);
    w.ankle_leaving = foot_on_ground(&w, w.final_contact_s).ankle;
    w.ankle_landing = foot_on_ground(&w, w.initial_contact_s).ankle;
    swings_[index(moving)].push_back(w);
    step_side_.push_back(moving);
    contact_s_.push_back(contact_s);
    print_m_.push_back(w.to_m);
    standing_m[index(moving)] = w.to_m;
    before_s = contact_s;
    moving = opposite(moving);
  }
  duration_s_ = before_s + 0.6 * step_s + style.stand_s;
}

inline void leg_model::move_hip(const leg_style& style) {
  const double step_s = 60 / style.cadence_steps_min;
  const std::size_t n = contact_s_.size();
  const double start_s = style.stand_s;
  const double end_s = duration_s_ - style.stand_s;
  hip_x_.push_back({start_s, 0});
  double print_before = 0;
  for (std::size_t k = 0; k + 1 < n; ++k) {
    const double middle_m = 0.5 * (print_before + print_m_[k]);
    hip_x_.push_back({contact_s_[k], middle_m - 0.015 * style.stride_length_m});
    print_before = print_m_[k];
  }
  hip_x_.push_back({end_s, print_m_.back()});
  for (std::size_t i = 1; i + 1 < hip_x_.size(); ++i) {
    hip_x_[i].value.v =
        (hip_x_[i + 1].value.x - hip_x_[i - 1].value.x) / (hip_x_[i + 1].t - hip_x_[i - 1].t);
  }

  // Rise and fall: 0.6 times that of stiff legs on points, about 4 cm for steps of 0.65 m.
  const double leg_m = thigh_m_ + shank_m_;
  const double step_m = style.stride_length_m / 2;
  const double rise_m = 0.6 * step_m * step_m / (8 * leg_m);
  const auto reach = [&](double flexion_deg) {
    const double c = std::cos(flexion_deg * std::numbers::pi / 180);
    return std::sqrt(thigh_m_ * thigh_m_ + shank_m_ * shank_m_ + 2 * thigh_m_ * shank_m_ * c);
  };
  const double standing_m = reach(8) + ankle_m_;
  const auto lay_height = [&](double drop_m) {
    hip_z_ = {{start_s, standing_m}};
    for (std::size_t k = 0; k + 1 < n; ++k) {
      const double low_s = contact_s_[k] + 0.5 * double_support_s_;
      if (k > 0) {
        const double high_s = 0.5 * (contact_s_[k - 1] + double_support_s_ + contact_s_[k]);
        hip_z_.push_back({high_s, standing_m - drop_m});
      }
      hip_z_.push_back({low_s, standing_m - drop_m - rise_m});
    }
    hip_z_.push_back({end_s, standing_m});
  };
  // As high as the legs allow without stretching a knee beyond 8 degrees of flexion.
  double drop_m = 0;
  lay_height(drop_m);
  while (longest_reach_m() > reach(8) + 1e-9) {
    drop_m += 0.001;
    RETROGAIT_ASSERT(drop_m < leg_m / 2, "the stride is too long for the legs");
    lay_height(drop_m);
  }

  roll_ = {{start_s, 0}};
  for (std::size_t k = 0; k < n; ++k) {
    const double sign = step_side_[k] == side::left ? 1 : -1;
    const double middle_s = contact_s_[k] - 0.5 * (step_s - double_support_s_);
    roll_.push_back({middle_s, sign * style.sway_deg * std::numbers::pi / 180});
  }
  roll_.push_back({end_s, 0});
}

/// Distance from hip to ankle where it is longest.
inline double leg_model::longest_reach_m() const {
  // All strides are alike but for the first and the last.
  const std::size_t n = contact_s_.size();
  const double steady_from_s = contact_s_[(std::min)(n - 1, std::size_t{6})];
  const double steady_to_s = contact_s_[n - (std::min)(n, std::size_t{4})];
  double longest = 0;
  for (const side which : {side::left, side::right}) {
    for (double t = hip_x_.front().t; t <= hip_x_.back().t; t += 0.005) {
      if (t > steady_from_s && t < steady_to_s) t = steady_to_s;
      const point hip = hip_at(t);
      const point ankle = foot_at(which, t).ankle;
      longest = (std::max)(longest, std::hypot(hip.x.x - ankle.x.x, hip.z.x - ankle.z.x));
    }
  }
  return longest;
}

/// How far the ankle must rise in swing for the knee to bend as it should.
inline void leg_model::bend_swings(const leg_style& style) {
  const double peak_deg = style.knee_flexion_peak_deg;
  for (const side which : {side::left, side::right}) {
    std::vector<swing>& swings = swings_[index(which)];
    for (std::size_t i = 0; i < swings.size(); ++i) {
      swing& w = swings[i];
      if (i > 2 && i + 2 < swings.size()) {
        w.lift_m = swings[2].lift_m;  // these are alike
        continue;
      }
      // Where the foot goes only half the way the knee bends less.
      const double way = (std::min)(1.0, (w.to_m - w.from_m) / style.stride_length_m);
      const double wanted = peak_deg * (0.6 + 0.4 * way) * std::numbers::pi / 180;
      const auto highest = [&] {
        double top = 0;
        for (int k = 1; k < 100; ++k) {
          const double u = 0.01 * k;
          const double t = (1 - u) * w.final_contact_s + u * w.initial_contact_s;
          top = (std::max)(top, leg_at(which, t).knee.x);
        }
        return top;
      };
      double low = 0;
      double high = 0.5 * thigh_m_;
      for (int k = 0; k < 24; ++k) {
        w.lift_m = 0.5 * (low + high);
        (highest() < wanted ? low : high) = w.lift_m;
      }
    }
  }
}

inline const leg_model::swing* leg_model::last_swing(side which, double t) const {
  const std::vector<swing>& swings = swings_[index(which)];
  const auto after = std::upper_bound(swings.begin(), swings.end(), t,
                                      [](double at, const swing& w) { return at < w.heel_off_s; });
  return after == swings.begin() ? nullptr : &*std::prev(after);
}

/// Before the final and from the initial contact of that swing on (none: not yet moved).
inline leg_model::foot_state leg_model::foot_on_ground(const swing* w, double t) const {
  if (w == nullptr) return {0, {0, ankle_m_}};
  const bool leaves = t <= w->final_contact_s;
  jet pitch;
  if (leaves) {
    pitch = detail::quintic{w->heel_off_s, w->final_contact_s, 0, w->foot_leaving}(t);
  } else if (t < w->flat_s) {
    pitch = detail::quintic{w->initial_contact_s, w->flat_s, w->foot_landing, 0}(t);
  }
  const double pivot = leaves ? 0.55 * foot_m_ : -0.28 * foot_m_;  // ball of the foot, heel
  const point rest{(leaves ? w->from_m : w->to_m) + pivot, 0};
  return {pitch, rest + turned(pitch, -pivot, ankle_m_)};
}

inline leg_model::foot_state leg_model::foot_at(side which, double t) const {
  const swing* w = last_swing(which, t);
  if (w == nullptr || t <= w->final_contact_s || t >= w->initial_contact_s) {
    return foot_on_ground(w, t);
  }
  const double t0 = w->final_contact_s;
  const double t1 = w->initial_contact_s;
  foot_state foot;
  foot.pitch = detail::quintic{t0, t1, w->foot_leaving, w->foot_landing}(t);
  foot.ankle.x = detail::quintic{t0, t1, w->ankle_leaving.x, w->ankle_landing.x}(t);
  foot.ankle.z = detail::quintic{t0, t1, w->ankle_leaving.z, w->ankle_landing.z}(t) +
                 w->lift_m * bump(t, t0, t1);
  return foot;
}

/// Thigh and shank reach from the hip to the ankle, the knee in front.
inline leg_model::leg_state leg_model::leg_at(side which, double t) const {
  const foot_state foot = foot_at(which, t);
  leg_state leg{hip_at(t), foot.ankle, foot.pitch, {}, {}, {}};
  const point d = leg.hip - leg.ankle;
  leg.knee = acos((1 / (2 * thigh_m_ * shank_m_)) *
                  (d.x * d.x + d.z * d.z - (thigh_m_ * thigh_m_ + shank_m_ * shank_m_)));
  leg.shank = atan2(d.x, d.z) +
              atan2(thigh_m_ * detail::sin(leg.knee), shank_m_ + thigh_m_ * detail::cos(leg.knee));
  leg.thigh = leg.shank - leg.knee;
  return leg;
}

/// A segment of that pitch with its sensor at `at`, tipped about the ankle and turned to the walk's
/// own time.
inline segment_motion leg_model::lifted(jet pitch, const point& ankle, const point& at, double t,
                                        bool tips) const {
  const jet roll = tips ? along(roll_, t) : jet(0);
  const jet cr = detail::cos(roll);
  const jet sr = detail::sin(roll);
  const point above = at - ankle;
  const jet y = -(sr * above.z);
  const jet z = ankle.z + cr * above.z;
  const double way = reversed_ ? -1 : 1;
  const double cp = std::cos(pitch.x);
  const double sp = std::sin(pitch.x);
  segment_motion m;
  m.position_m << at.x.x, y.x, z.x;
  m.velocity_m_s << way * at.x.v, way * y.v, way * z.v;
  m.acceleration_m_s2 << at.x.a, y.a, z.a;
  m.world_from_body << cp, 0, sp,   //
      sr.x * sp, cr.x, -sr.x * cp,  //
      -cr.x * sp, sr.x, cr.x * cp;
  m.rate_rad_s << way * roll.v * cp, way * pitch.v, way * roll.v * sp;
  return m;
}

inline segment_motion leg_model::motion(placement where, double time_s) const {
  const double t = model_time(time_s);
  switch (where) {
    case placement::left_foot:
    case placement::right_foot: {
      const leg_state leg = leg_at(where == placement::left_foot ? side::left : side::right, t);
      const point at = leg.ankle + turned(leg.foot, 0.2 * foot_m_, 0.06 - ankle_m_);
      return lifted(leg.foot, leg.ankle, at, t, false);
    }
    case placement::left_shank:
    case placement::right_shank: {
      const leg_state leg = leg_at(where == placement::left_shank ? side::left : side::right, t);
      return lifted(leg.shank, leg.ankle, leg.ankle + turned(leg.shank, 0, 0.4 * shank_m_), t,
                    true);
    }
    case placement::left_thigh:
    case placement::right_thigh: {
      const leg_state leg = leg_at(where == placement::left_thigh ? side::left : side::right, t);
      return lifted(leg.thigh, leg.ankle, leg.hip - turned(leg.thigh, 0, 0.6 * thigh_m_), t, true);
    }
    case placement::lumbar:
    case placement::phone:
      break;
  }
  RETROGAIT_ASSERT(false, "the virtual leg wears sensors on feet, shanks and thighs only");
  return {};
}

inline segment_motion leg_model::hip(side which, double time_s) const {
  const double t = model_time(time_s);
  const leg_state leg = leg_at(which, t);
  segment_motion m = lifted(0, leg.ankle, leg.hip, t, true);
  m.world_from_body.setIdentity();
  m.rate_rad_s.setZero();
  return m;
}

inline segment_motion leg_model::ankle(side which, double time_s) const {
  const double t = model_time(time_s);
  const leg_state leg = leg_at(which, t);
  return lifted(0, leg.ankle, leg.ankle, t, false);
}

inline posture leg_model::posture_at(double time_s) const {
  const double t = model_time(time_s);
  posture p;
  p.left_knee_flexion_deg = leg_at(side::left, t).knee.x * 180 / std::numbers::pi;
  p.right_knee_flexion_deg = leg_at(side::right, t).knee.x * 180 / std::numbers::pi;
  return p;
}

inline double leg_model::next_movement_s(double time_s) const {
  const double from_s = hip_x_.front().t;  // standing is as long at either end
  if (time_s >= duration_s_ - from_s) return std::numeric_limits<double>::infinity();
  return (std::max)(time_s, from_s);
}

inline double leg_model::movement_end_s(double time_s) const {
  const double from_s = hip_x_.front().t;
  return time_s >= from_s ? (std::max)(time_s, duration_s_ - from_s) : time_s;
}

inline void leg_model::tell_truth(const leg_style& style) {
  truth_.duration_s = duration_s_;
  const auto add_contact = [&](double t, contact_kind kind, side which) {
    contact c;
    c.time_s = c.known_at_s = model_time(t);
    c.kind = kind;
    c.side = which;
    c.direction = {style.direction, 1.0};
    c.bout = 1;
    c.quality = 1;
    truth_.contacts.push_back(c);
  };
  const auto add_rest = [&](double from, double to, side which) {
    rests_.push_back({model_time(reversed_ ? to : from), model_time(reversed_ ? from : to), which});
  };
  // Run backwards, a foot lands where and when it left.
  const auto landing = reversed_ ? contact_kind::final_contact : contact_kind::initial_contact;
  const auto leaving = reversed_ ? contact_kind::initial_contact : contact_kind::final_contact;
  for (const side which : {side::left, side::right}) {
    const std::vector<swing>& swings = swings_[index(which)];
    double rest_s = 0;
    for (std::size_t i = 0; i < swings.size(); ++i) {
      const swing& w = swings[i];
      add_contact(w.final_contact_s, leaving, which);
      add_contact(w.initial_contact_s, landing, which);
      add_rest(rest_s, w.heel_off_s, which);
      rest_s = w.flat_s;
      if (i == 0) continue;
      const swing& b = swings[i - 1];
      true_stride s;
      s.start_s = reversed_ ? model_time(w.final_contact_s) : b.initial_contact_s;
      s.end_s = reversed_ ? model_time(b.final_contact_s) : w.initial_contact_s;
      s.side = which;
      s.direction = style.direction;
      s.length_m = reversed_ ? w.from_m - b.from_m : w.to_m - b.to_m;
      s.speed_m_s = s.length_m / (s.end_s - s.start_s);
      s.bout = 1;
      truth_.strides.push_back(s);
    }
    add_rest(rest_s, duration_s_, which);
  }
  std::sort(truth_.contacts.begin(), truth_.contacts.end(),
            [](const contact& a, const contact& b) { return a.time_s < b.time_s; });
  std::sort(truth_.strides.begin(), truth_.strides.end(),
            [](const true_stride& a, const true_stride& b) { return a.start_s < b.start_s; });
  std::sort(rests_.begin(), rests_.end(),
            [](const true_rest& a, const true_rest& b) { return a.start_s < b.start_s; });
  truth_.bouts = {{truth_.contacts.front().time_s, truth_.contacts.back().time_s, style.direction,
                   style.steps}};
}

}  // namespace retrogait::testing

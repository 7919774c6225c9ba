#pragma once
/// @file
/// Heel first or toe first: how a foot with a sensor on it meets the ground.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/core/units.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/imu/grid_resampler.hpp>
#include <retrogait/math/plane_moments.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/segment/foot_stillness.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace retrogait {

/// The part of the foot that meets the ground first.
enum class strike_kind : std::uint8_t { unknown, heel_first, flat, toe_first };

constexpr std::string_view to_string(strike_kind k) {
  switch (k) {
    case strike_kind::unknown:
      return "unknown";
    case strike_kind::heel_first:
      return "heel first";
    case strike_kind::flat:
      return "flat";
    case strike_kind::toe_first:
      return "toe first";
  }
  return "unknown";
}

/// One initial contact and how the foot was turned at it.
struct foot_strike {
  double time_s = 0;  ///< of the initial contact
  retrogait::side side = retrogait::side::unknown;
  direction_estimate direction{};  ///< as the contact said
  /// Between the foot's long axis at the contact and the same axis while the foot then lies flat:
  /// positive with the toes up, negative with the toes down. Its quality is 1 where the mounting
  /// says which way is forward, less where that was inferred (see foot_strikes).
  measured<quantity<units::degree>> angle{};
  strike_kind kind = strike_kind::unknown;

  friend bool operator==(const foot_strike&, const foot_strike&) = default;
};

struct foot_strike_params {
  /// Limits of standing still, as wide as for contacts.
  foot_stillness_params still{.motion_share = 0.4};
  /// A foot turned by no more than this many degrees meets the ground flat. Wider: fewer contacts
  /// are taken for heel or toe first. [engineering choice: about what a contact placed two standard
  /// deviations too early or too late adds to the angle. In running, -1.6 to 8 degrees were called
  /// midfoot, from force plates: Altman & Davis 2012, Gait Posture 35:298]
  double flat_within_deg = 5;
  /// Standard deviation in seconds of the contacts' times. Sets the margin of each angle. [18.3 ms
  /// from foot sensors walking backward, Gottlieb 2020, Sensors 20:6331; less walking forward]
  double contact_sd_s = 0.018;
  /// Longest time in seconds from the contact to the flat foot. [engineering choice: the stance of
  /// a slow stride]
  double longest_to_flat_s = 1.0;
  /// Where the mounting does not say which way is forward: by how many degrees the heel must rise
  /// higher than the toes, median of the strides, for that to tell. Higher: more is left unknown.
  /// [real feet walking forward: 23 to 70; actors' feet walking backward: 4 to 45, and once -5]
  double least_rise_deg = 15;

  issues validate() const {
    issues found = still.validate();
    require(found, flat_within_deg >= 0 && flat_within_deg <= 30, "flat_within_deg",
            "must lie in [0, 30]");
    require(found, contact_sd_s >= 0 && contact_sd_s <= 0.2, "contact_sd_s",
            "must lie in [0, 0.2]");
    require(found, longest_to_flat_s > 0 && longest_to_flat_s <= 3, "longest_to_flat_s",
            "must lie above 0 and not above 3");
    require(found, least_rise_deg > 0 && least_rise_deg <= 90, "least_rise_deg",
            "must lie above 0 and not above 90");
    return found;
  }
  friend bool operator==(const foot_strike_params&, const foot_strike_params&) = default;
};

namespace detail {

/// The foot's motion on the 100 Hz grid between two times, and when it lay flat.
class foot_attitude {
 public:
  struct rest {
    double end_s = 0;
    std::size_t stillest = 0;                       // cell, of the first 0.4 s
    Eigen::Vector3d up = Eigen::Vector3d::UnitZ();  // then, in device axes
  };

  foot_attitude(const recording& foot, double from_s, double to_s,
                const foot_stillness_params& still)
      : max_hole_s_(still.max_hole_s) {
    const auto [first, count] = foot.rows_between(from_s, to_s);
    grid_resampler<double, 6> grid(grid_params{.rate_hz = foot_stillness<double>::rate_hz});
    foot_stillness<double> stillness(still);
    bool broken = false;
    const auto on_cell = [&](const grid_cell<double, 6>& c) {
      const auto judged = stillness.push(c);
      if (!judged) return;
      cells_.push_back(*judged);
      if (broken) cells_.back().interval_s = std::numeric_limits<double>::infinity();
      broken = false;
    };
    for (const imu_sample<double>& s : foot.samples().slice(first, count)) {
      if (!is_finite(s)) continue;
      if (!grid.push(s.time_s, channels_of(s), on_cell)) {
        stillness.restart();
        broken = true;
      }
    }
    find_rests(still.min_duration_s);
  }

  const std::vector<rest>& rests() const { return rests_; }
  double stillest_s(const rest& r) const { return cells_[r.stillest].time_s; }

  /// The first rest that is not over at that time.
  const rest* rest_after(double time_s) const {
    const auto found = std::upper_bound(rests_.begin(), rests_.end(), time_s,
                                        [](double at, const rest& r) { return at < r.end_s; });
    return found == rests_.end() ? nullptr : &*found;
  }

  /// Calls on_cell(time_s, rate_rad_s, up) a cell at a time, back from the stillest moment of the
  /// rest, with the vertical in device axes, until on_cell returns false. Returns false if what was
  /// recorded ends first.
  ///
  ///   u(t - D) = exp([ω] D) u(t): while the foot turns by ω, the world turns by -ω in its axes.
  template <class OnCell>
  bool follow_back(const rest& from, OnCell&& on_cell) const {
    Eigen::Vector3d up = from.up;
    for (std::size_t i = from.stillest; i > 0; --i) {
      if (!on_cell(cells_[i].time_s, cells_[i].gyr_rad_s, up)) return true;
      if (cells_[i].interval_s > max_hole_s_) return false;
      const Eigen::Vector3d rate = (cells_[i].gyr_rad_s + cells_[i - 1].gyr_rad_s) / 2;
      const double speed = rate.norm();
      if (!(speed > 0)) continue;
      up = (rotation_about<double>(rate, speed / foot_stillness<double>::rate_hz) * up).eval();
    }
    return false;
  }

 private:
  void find_rests(double min_duration_s) {
    constexpr double half_cell_s = 0.5 / foot_stillness<double>::rate_hz;
    constexpr double settle_s = 0.4;  // of standing; a step's rest is hardly longer
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (!cells_[i].still) continue;
      rest r;
      r.stillest = i;
      const double start_s = cells_[i].time_s - half_cell_s;
      while (i + 1 < cells_.size() && cells_[i + 1].still &&
             cells_[i + 1].interval_s <= max_hole_s_) {
        ++i;
        if (cells_[i].time_s - start_s < settle_s &&
            cells_[i].wide_statistic < cells_[r.stillest].wide_statistic) {
          r.stillest = i;
        }
      }
      r.end_s = cells_[i].time_s + half_cell_s;
      const Eigen::Vector3d& acc = cells_[r.stillest].mean_acc_m_s2;
      if (r.end_s - start_s < min_duration_s || !(acc.squaredNorm() > 0)) continue;
      r.up = acc.normalized();
      rests_.push_back(r);
    }
  }

  double max_hole_s_;
  std::vector<foot_cell<double>> cells_;
  std::vector<rest> rests_;
};

/// How a foot came to its rest from a contact.
struct foot_landing {
  const foot_attitude::rest* flat = nullptr;
  double contact_s = 0;
  double from_s = 0;  // the rest before, or as long before the contact as is looked at
};

/// The foot's left axis in device axes, and the share of the strides that agree with its sign.
struct foot_left_axis {
  Eigen::Vector3d left = Eigen::Vector3d::Zero();
  double agreement = 0;
  bool known = false;
};

/// The elevation of the foot's forward axis, in degrees, with the axis level while the foot lies
/// flat.
inline double elevation_deg(const Eigen::Vector3d& forward, const Eigen::Vector3d& up) {
  return degrees_per_radian * std::asin(std::clamp(forward.dot(up), -1.0, 1.0));
}

/// The axis about which the foot turns in its strides: principal axis of the angular rate without
/// its part about the flat foot's vertical; sign arbitrary. Zero if no axis stands out.
inline Eigen::Vector3d foot_swing_axis(const foot_attitude& foot,
                                       const std::vector<foot_landing>& landings) {
  constexpr double least_share = 0.65;  // of the squared rate; 0.5: none stands out
  Eigen::Vector3d up = Eigen::Vector3d::Zero();
  for (const foot_landing& l : landings) up += l.flat->up;
  if (!(up.squaredNorm() > 0)) return Eigen::Vector3d::Zero();
  const Eigen::Vector3d x = perpendicular_to<double>(up);
  const Eigen::Vector3d y = cross<double>(up.normalized(), x);
  plane_moments turns;
  for (const foot_landing& l : landings) {
    foot.follow_back(*l.flat,
                     [&](double time_s, const Eigen::Vector3d& rate, const Eigen::Vector3d&) {
                       turns.add(x.dot(rate), y.dot(rate));
                       return time_s > l.from_s;
                     });
  }
  const double spread = turns.spread();
  if (!(spread >= (2 * least_share - 1) * turns.total()) || !(spread > 0)) {
    return Eigen::Vector3d::Zero();
  }
  const double angle = turns.angle_rad();
  return std::cos(angle) * x + std::sin(angle) * y;
}

/// How much higher the heel rises than the toes do, in degrees, in each stride; left as assumed.
inline std::vector<double> heel_rises_deg(const foot_attitude& foot,
                                          const std::vector<foot_landing>& landings,
                                          const Eigen::Vector3d& left) {
  std::vector<double> rises;
  for (const foot_landing& l : landings) {
    const Eigen::Vector3d forward = cross<double>(left, l.flat->up).normalized();
    double highest = 0;
    double lowest = 0;
    const bool whole = foot.follow_back(
        *l.flat, [&](double time_s, const Eigen::Vector3d&, const Eigen::Vector3d& up) {
          const double e = elevation_deg(forward, up);
          highest = (std::max)(highest, e);
          lowest = (std::min)(lowest, e);
          return time_s > l.from_s;
        });
    if (whole) rises.push_back(-lowest - highest);
  }
  return rises;
}

inline foot_left_axis find_left_axis(const foot_attitude& foot,
                                     const std::vector<foot_landing>& landings,
                                     const mounting& worn, double least_rise_deg) {
  constexpr std::size_t least_strides = 4;
  constexpr double least_upright = 0.5;   // cosine: a sensor on the instep leans by some 40 degrees
  constexpr double least_agreeing = 0.7;  // cosine
  foot_left_axis found;
  if (worn.up()) {
    for (const foot_landing& l : landings) {
      if (worn.up()->unit_vector().dot(l.flat->up) < least_upright) return found;
    }
  }
  found.left = foot_swing_axis(foot, landings);
  const auto to_body = worn.body_from_device();
  if (to_body) {
    const Eigen::Vector3d stated = to_body->row(1).transpose();
    const double agrees = stated.dot(found.left);
    if (std::abs(agrees) < least_agreeing) {
      found.left = stated;
    } else if (agrees < 0) {
      found.left = -found.left;
    }
  }
  if (!(found.left.squaredNorm() > 0)) return found;
  const std::vector<double> rises = heel_rises_deg(foot, landings, found.left);
  const double rise_deg = rises.size() >= least_strides ? median(rises) : 0;
  if (to_body) {
    found.known = rise_deg > -least_rise_deg;
    found.agreement = 1;
    return found;
  }
  if (rise_deg < 0) found.left = -found.left;
  found.known = std::abs(rise_deg) >= least_rise_deg;
  const auto agreeing = std::count_if(rises.begin(), rises.end(),
                                      [&](double r) { return (r > 0) == (rise_deg > 0); });
  if (found.known) {
    found.agreement = static_cast<double>(agreeing) / static_cast<double>(rises.size());
  }
  return found;
}

/// The elevation at the contact, and half of what it changes from one standard deviation of the
/// contact's time before it to one after.
inline measured<quantity<units::degree>> strike_angle(const foot_attitude& foot,
                                                      const foot_landing& landing,
                                                      const foot_left_axis& axis,
                                                      double contact_sd_s) {
  using result = measured<quantity<units::degree>>;
  constexpr double flat_sd_deg = 1;  // a foot in stance rolls by about 10 degrees a second
  const Eigen::Vector3d forward = cross<double>(axis.left, landing.flat->up).normalized();
  const std::array when_s{landing.contact_s + contact_sd_s, landing.contact_s,
                          landing.contact_s - contact_sd_s};
  std::array<double, when_s.size()> found_deg{};
  std::size_t k = 0;
  double later_s = 0;
  double later_deg = 0;
  const bool whole = foot.follow_back(
      *landing.flat, [&](double time_s, const Eigen::Vector3d&, const Eigen::Vector3d& up) {
        const double here_deg = elevation_deg(forward, up);
        for (; k < when_s.size() && time_s <= when_s[k]; ++k) {
          const double share = later_s > when_s[k] ? (when_s[k] - time_s) / (later_s - time_s) : 0;
          found_deg[k] = here_deg + share * (later_deg - here_deg);
        }
        later_s = time_s;
        later_deg = here_deg;
        return k < when_s.size();
      });
  if (!whole) return result::not_computable(reason::gap);
  const double margin = normal_975 * std::hypot((found_deg[2] - found_deg[0]) / 2, flat_sd_deg);
  return result::of(quantities::deg(found_deg[1]), 1, quantities::deg(margin), axis.agreement);
}

}  // namespace detail

/// The angle of the foot at each initial contact among the contacts, and which part of it came
/// first.
///
/// foot: a sensor on one foot, with a gyroscope. contacts: of that foot or of both, in order of
/// time; those of the other foot and final contacts are left out, those of no known side are taken
/// for this foot's. One foot_strike for each of these. Best given a bout at a time: it holds 14 kB
/// for each second from the first contact to the last.
///
/// How it works. After each contact the foot comes to lie flat: the first rest (see foot_stillness)
/// that is not over at the contact, levelled by its stillest 0.13 s. From there the vertical is
/// followed back, in the foot's own axes, with the angular rate to the contact. The foot's forward
/// axis f is level in the rest, so its elevation at the contact is asin(f·u), positive with the
/// toes up: the foot strike angle of Altman & Davis 2012 (Gait Posture 35:298), taken against the
/// flat foot in place of the shoe's marks. So it does not depend on the ground's slope or the
/// sensor's tilt.
///
/// The left axis is the one about which the foot turns most in its strides, signed by the mounting,
/// or the mounting's own where these differ by more than 45 degrees. Where the mounting does not
/// say which way is forward, the stride itself does: forward and backward, the heel rises higher
/// above the toes than the toes above the heel. Where that is not clear, and where the mounting
/// contradicts it or gravity, every angle is reason::mounting_unknown.
///
/// Margin of an angle: 1.96 standard deviations, from contact_sd_s and 1 degree of how flat the
/// foot lies. A contact placed late, as by its jolt, makes the angle smaller.
///
/// Not computable: reason::sensor_missing without a gyroscope or on no foot, mounting_unknown, gap
/// where samples were lost on the way, too_few_values where the foot did not lie flat before its
/// next contact.
///
/// Errors: config_error from params.
inline std::vector<foot_strike> foot_strikes(const recording& foot,
                                             const std::vector<contact>& contacts,
                                             const foot_strike_params& params = {}) {
  using angle = measured<quantity<units::degree>>;
  constexpr double look_back_s = 2.0;
  throw_if_any(params.validate());
  const side worn_on = side_of(foot.placement);
  const bool can_know = foot.has_gyroscope() && (foot.placement == placement::left_foot ||
                                                 foot.placement == placement::right_foot);
  std::vector<foot_strike> strikes;
  for (const contact& c : contacts) {
    if (c.kind != contact_kind::initial_contact) continue;
    if (c.side != worn_on && c.side != side::unknown) continue;
    foot_strike s;
    s.time_s = c.time_s;
    s.side = worn_on;
    s.direction = c.direction;
    s.angle = angle::not_computable(can_know ? reason::too_few_values : reason::sensor_missing, 0,
                                    can_know ? 1 : 0);
    strikes.push_back(s);
  }
  if (strikes.empty() || !can_know) return strikes;

  const detail::foot_attitude motion(foot, strikes.front().time_s - look_back_s - 1,
                                     strikes.back().time_s + params.longest_to_flat_s + 1,
                                     params.still);
  std::vector<detail::foot_landing> landings;
  std::vector<foot_strike*> landed;
  for (std::size_t i = 0; i < strikes.size(); ++i) {
    const double contact_s = strikes[i].time_s;
    const detail::foot_attitude::rest* const flat = motion.rest_after(contact_s);
    if (flat == nullptr) continue;
    const double flat_s = motion.stillest_s(*flat);
    if (flat_s > contact_s + params.longest_to_flat_s) continue;
    if (i + 1 < strikes.size() && flat_s >= strikes[i + 1].time_s) continue;
    double from_s = contact_s - look_back_s;
    if (flat != motion.rests().data()) from_s = (std::max)(from_s, std::prev(flat)->end_s);
    landings.push_back({flat, contact_s, from_s});
    landed.push_back(&strikes[i]);
  }
  const detail::foot_left_axis axis =
      detail::find_left_axis(motion, landings, foot.mounting, params.least_rise_deg);
  for (std::size_t i = 0; i < landings.size(); ++i) {
    foot_strike& s = *landed[i];
    if (!axis.known) {
      s.angle = angle::not_computable(reason::mounting_unknown);
      continue;
    }
    s.angle = detail::strike_angle(motion, landings[i], axis, params.contact_sd_s);
    if (!s.angle) continue;
    const double deg = s.angle->value();
    s.kind = deg > params.flat_within_deg    ? strike_kind::heel_first
             : deg < -params.flat_within_deg ? strike_kind::toe_first
                                             : strike_kind::flat;
  }
  return strikes;
}

/// Fewest contacts of known kind for a share. [engineering choice: the five strides over which a
/// form check looks]
inline constexpr std::size_t least_for_toe_first_share = 5;

/// The share of the contacts that met the ground toe first, of those whose kind is known; flat ones
/// count as not toe first. For one bout, of one foot or of both.
///
/// Margin: half the width of the Wilson score interval (Wilson 1927, J Am Stat Assoc 22:209), which
/// stays above zero where all contacts are alike; contacts taken as independent. Its quality is the
/// share of the contacts whose kind is known.
///
/// Not computable: too_few_values with fewer than least_for_toe_first_share known ones; where
/// nearly all lack the same thing, such as mounting_unknown or sensor_missing, that reason.
inline measured<quantity<units::percent>> toe_first_share(const std::vector<foot_strike>& strikes) {
  using result = measured<quantity<units::percent>>;
  std::size_t known = 0;
  std::size_t toe_first = 0;
  std::array<std::size_t, 3> lacking{};
  constexpr std::array reasons{reason::mounting_unknown, reason::sensor_missing, reason::gap};
  for (const foot_strike& s : strikes) {
    if (s.kind != strike_kind::unknown) ++known;
    if (s.kind == strike_kind::toe_first) ++toe_first;
    for (std::size_t i = 0; i < reasons.size(); ++i) {
      if (s.angle.why() == reasons[i]) ++lacking[i];
    }
  }
  if (known < least_for_toe_first_share) {
    reason why = reason::too_few_values;
    for (std::size_t i = 0; i < reasons.size(); ++i) {
      if (known + lacking[i] >= least_for_toe_first_share) why = reasons[i];
    }
    return result::not_computable(why, known, least_for_toe_first_share);
  }
  const double n = static_cast<double>(known);
  const double share = static_cast<double>(toe_first) / n;
  constexpr double z = normal_975;
  const double margin =
      z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  return result::of(quantities::percent(100 * share), known, quantities::percent(100 * margin),
                    n / static_cast<double>(strikes.size()));
}

}  // namespace retrogait

#pragma once
/// @file
/// How alike left and right are: index, difference, ratio, angle, and the percentage of the
/// uninvolved leg. All follow from the same two means, so one of them says it all; they stand here
/// as different fields report different ones.
///
/// Signs: positive where left is larger, in all that have a sign. A step belongs to the foot that
/// lands at its end.
///
/// Needs 3 values of either foot [engineering choice]; values of unknown side count for neither.
/// reason::side_unknown where no side is known. A lower-back accelerometer agrees poorly with a
/// walkway in asymmetry (Godfrey et al. 2015, PMC4381862, abstract).

#include <retrogait/core/assert.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/math/mean_of_series.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/metrics/detail/sided_values.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace retrogait {

/// Fewest values of either foot.
inline constexpr std::size_t least_for_asymmetry = 3;

/// 200 (left - right)/(left + right), in percent: Robinson, Herzog & Nigg 1987, J. Manipulative &
/// Physiological Therapeutics 10, 172–176, Eq. 1. Exchanging left and right changes its sign; a
/// common factor changes nothing. Both above 0, as in all four functions here.
inline double symmetry_index(double left, double right) {
  RETROGAIT_ASSERT(left > 0 && right > 0, "symmetry of values that are not positive");
  return 200 * (left - right) / (left + right);
}

/// The larger over the smaller: 1 where left and right are alike. The form for stance and swing
/// times of Patterson et al. 2010, Gait & Posture 31, 241–246 (recalled).
inline double symmetry_ratio(double left, double right) {
  RETROGAIT_ASSERT(left > 0 && right > 0, "symmetry of values that are not positive");
  return (std::max)(left, right) / (std::min)(left, right);
}

/// (arctan(left/right) - 45°)/90°, in percent, -50 to 50: Zifchock et al. 2008, Gait & Posture 27,
/// 622–627 (abstract read; the equation from table 1 of Int J Phys Med Rehabil 2:201), with its
/// sign turned to that of the index. Near symmetry it is the index over π.
inline double symmetry_angle(double left, double right) {
  RETROGAIT_ASSERT(left > 0 && right > 0, "symmetry of values that are not positive");
  return 100 * (std::atan2(left, right) - std::numbers::pi / 4) / (std::numbers::pi / 2);
}

/// The involved leg in percent of the other: 100 where they are alike.
inline double limb_symmetry(double involved, double uninvolved) {
  RETROGAIT_ASSERT(involved > 0 && uninvolved > 0, "symmetry of values that are not positive");
  return 100 * involved / uninvolved;
}

namespace detail {

// How a comparison changes with the mean of either foot.
struct sided_slope {
  double left = 0;
  double right = 0;
};

// compare(left mean, right mean), with the margin by its slopes (first order): each value stands
// for what it moves the result by, and these in order of time have the margin of their mean. So
// what both feet have in common, such as a change of pace, drops out, and what one contact takes
// from a step and gives to the next counts twice, as it should.
template <unit Unit, class Compare, class Slope>
measured<quantity<Unit>> compare_feet(const sided_values& all, reason too_few, Compare compare,
                                      Slope slope) {
  using result = measured<quantity<Unit>>;
  if (no_side_known(all)) return result::not_computable(reason::side_unknown);
  moments left;
  moments right;
  for (const sided_value& v : all) {
    if (v.side == side::left) left(v.value);
    if (v.side == side::right) right(v.value);
  }
  const std::size_t fewer = (std::min)(left.count(), right.count());
  if (fewer < least_for_asymmetry) {
    return result::not_computable(too_few, fewer, least_for_asymmetry);
  }
  const std::size_t n = left.count() + right.count();
  const double l = *left.mean();
  const double r = *right.mean();
  if (!(l > 0 && r > 0)) return result::not_computable(reason::degenerate, n);
  const sided_slope by = slope(l, r);
  const double per_left = by.left * static_cast<double>(n) / static_cast<double>(left.count());
  const double per_right = by.right * static_cast<double>(n) / static_cast<double>(right.count());
  std::vector<double> moved;
  moved.reserve(n);
  for (const sided_value& v : all) {
    if (v.side == side::left) moved.push_back(per_left * (v.value - l));
    if (v.side == side::right) moved.push_back(per_right * (v.value - r));
  }
  return result::of(quantity<Unit>(compare(l, r)), n,
                    quantity<Unit>(cosine_margin_95(moved, cosine_terms(n))));
}

inline measured<quantity<units::percent>> asymmetry_of(const sided_values& all, reason too_few) {
  return compare_feet<units::percent>(
      all, too_few, [](double l, double r) { return std::abs(symmetry_index(l, r)); },
      [](double l, double r) {
        const double sum = (l + r) * (l + r);
        return sided_slope{400 * r / sum, -400 * l / sum};
      });
}

template <unit Unit>
measured<quantity<Unit>> difference_of(const sided_values& all, reason too_few) {
  return compare_feet<Unit>(
      all, too_few, [](double l, double r) { return l - r; },
      [](double, double) {
        return sided_slope{1, -1};
      });
}

inline measured<quantity<units::one>> ratio_of(const sided_values& all, reason too_few) {
  return compare_feet<units::one>(all, too_few, symmetry_ratio, [](double l, double r) {
    return l >= r ? sided_slope{1 / r, -l / (r * r)} : sided_slope{-r / (l * l), 1 / l};
  });
}

inline measured<quantity<units::percent>> angle_of(const sided_values& all, reason too_few) {
  return compare_feet<units::percent>(all, too_few, symmetry_angle, [](double l, double r) {
    const double scale = 200 / std::numbers::pi / (l * l + r * r);
    return sided_slope{scale * r, -scale * l};
  });
}

inline measured<quantity<units::percent>> limb_symmetry_of(const sided_values& all, side involved,
                                                           reason too_few) {
  if (involved == side::unknown) {
    return measured<quantity<units::percent>>::not_computable(reason::not_reported);
  }
  const bool left = involved == side::left;
  return compare_feet<units::percent>(
      all, too_few,
      [left](double l, double r) { return left ? limb_symmetry(l, r) : limb_symmetry(r, l); },
      [left](double l, double r) {
        return left ? sided_slope{100 / r, -100 * l / (r * r)}
                    : sided_slope{-100 * r / (l * l), 100 / l};
      });
}

}  // namespace detail

/// metric::step_time_asymmetry: the symmetry index without its sign, of the mean times of the steps
/// that end with the left and with the right foot.
///
/// The margin of this and of the other comparisons is that of mean_of_series(), on what each value
/// moves the result by; in 4000 made series of 6, 12, 30 and 100 steps it held the truth in .90 to
/// .97 of cases, whether neighbours were independent, alike (up to .9) or opposed (-.5), or whether
/// contacts were found too early or late. An asymmetry below its margin is none that could be told
/// from nought.
inline measured<quantity<units::percent>> step_time_asymmetry(const std::vector<step>& steps) {
  return detail::asymmetry_of(detail::durations_of(steps), reason::too_few_steps);
}

/// metric::stance_time_asymmetry, over the strides with a final contact.
inline measured<quantity<units::percent>> stance_time_asymmetry(
    const std::vector<stride>& strides) {
  return detail::asymmetry_of(detail::phases_of(strides, &stride::stance_s),
                              reason::too_few_strides);
}

/// metric::swing_time_asymmetry, over the same strides.
inline measured<quantity<units::percent>> swing_time_asymmetry(const std::vector<stride>& strides) {
  return detail::asymmetry_of(detail::phases_of(strides, &stride::swing_s),
                              reason::too_few_strides);
}

/// metric::stride_length_asymmetry, over the strides whose length a sensor on the foot has
/// measured. On a straight way both feet cover the same ground: it shows a curve or a sensor's
/// error, not a limp.
inline measured<quantity<units::percent>> stride_length_asymmetry(
    const std::vector<stride>& strides) {
  return detail::asymmetry_of(detail::lengths_of(strides), reason::too_few_strides);
}

/// metric::step_time_difference: left less right.
inline measured<quantity<units::second>> step_time_difference(const std::vector<step>& steps) {
  return detail::difference_of<units::second>(detail::durations_of(steps), reason::too_few_steps);
}

/// metric::stance_time_difference
inline measured<quantity<units::second>> stance_time_difference(
    const std::vector<stride>& strides) {
  return detail::difference_of<units::second>(detail::phases_of(strides, &stride::stance_s),
                                              reason::too_few_strides);
}

/// metric::swing_time_difference
inline measured<quantity<units::second>> swing_time_difference(const std::vector<stride>& strides) {
  return detail::difference_of<units::second>(detail::phases_of(strides, &stride::swing_s),
                                              reason::too_few_strides);
}

/// metric::step_time_symmetry_ratio
inline measured<quantity<units::one>> step_time_symmetry_ratio(const std::vector<step>& steps) {
  return detail::ratio_of(detail::durations_of(steps), reason::too_few_steps);
}

/// metric::stance_time_symmetry_ratio
inline measured<quantity<units::one>> stance_time_symmetry_ratio(
    const std::vector<stride>& strides) {
  return detail::ratio_of(detail::phases_of(strides, &stride::stance_s), reason::too_few_strides);
}

/// metric::swing_time_symmetry_ratio
inline measured<quantity<units::one>> swing_time_symmetry_ratio(
    const std::vector<stride>& strides) {
  return detail::ratio_of(detail::phases_of(strides, &stride::swing_s), reason::too_few_strides);
}

/// metric::step_time_symmetry_angle
inline measured<quantity<units::percent>> step_time_symmetry_angle(const std::vector<step>& steps) {
  return detail::angle_of(detail::durations_of(steps), reason::too_few_steps);
}

/// metric::stance_time_limb_symmetry: stance time of the involved leg in percent of the other's.
///
/// @param involved  the leg that hurts or was hurt; side::unknown gives reason::not_reported
inline measured<quantity<units::percent>> stance_time_limb_symmetry(
    const std::vector<stride>& strides, side involved) {
  return detail::limb_symmetry_of(detail::phases_of(strides, &stride::stance_s), involved,
                                  reason::too_few_strides);
}

/// metric::swing_time_limb_symmetry, the same of the swing times.
inline measured<quantity<units::percent>> swing_time_limb_symmetry(
    const std::vector<stride>& strides, side involved) {
  return detail::limb_symmetry_of(detail::phases_of(strides, &stride::swing_s), involved,
                                  reason::too_few_strides);
}

}  // namespace retrogait

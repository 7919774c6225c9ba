#pragma once
/// @file
/// How far the clocks of two sensors on the same leg are out of step.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/imu/grid_resampler.hpp>
#include <retrogait/math/moments.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <optional>
#include <vector>

namespace retrogait {

struct clock_offset_params {
  /// Largest offset in seconds that is looked for, either way. From half a stride on, the same
  /// place of the next stride begins to fit too.
  double max_offset_s = 0.5;
  /// Half-power frequency in Hz of the Gaussian low-pass that both sensors go through. Higher: more
  /// of the impacts, which soft tissue delays and which are not the joint's; lower: a blunter
  /// minimum. [engineering choice: from 3 to 6 Hz the result moves by at most 12 ms on the thighs
  /// and shanks of the gaittoolbox recording, and is nearest to nothing here]
  double cutoff_hz = 4;
  /// Least standard deviation in m/s² of either sensor's acceleration (its length, low-passed) in a
  /// block of 2.5 s that is used. Lower: standing counts as motion. [engineering choice: walking at
  /// any speed lies above 0.5]
  double least_motion_m_s2 = 0.3;
  /// Largest share of the acceleration's variance that may stay unexplained at the best offset.
  /// [engineering choice: the knees, ankles and hips of real people stay below 0.1]
  double max_misfit = 0.25;
  /// How many times worse every offset must fit that lies more than 0.16 s from the best one.
  /// [engineering choice: real knees and ankles reach 4 and more, hips 3; of 82 pairs of sensors
  /// that share no joint or no walk, one did]
  double least_contrast = 3;

  issues validate() const {
    issues found;
    require(found, max_offset_s >= 0.1 && max_offset_s <= 2, "max_offset_s",
            "must lie in [0.1, 2]");
    require(found, cutoff_hz >= 1 && cutoff_hz <= 8, "cutoff_hz", "must lie in [1, 8]");
    require(found, least_motion_m_s2 > 0, "least_motion_m_s2", "must be above 0");
    require(found, max_misfit > 0 && max_misfit <= 1, "max_misfit",
            "must lie above 0 and not above 1");
    require(found, least_contrast >= 1, "least_contrast", "must be at least 1");
    return found;
  }
  friend bool operator==(const clock_offset_params&, const clock_offset_params&) = default;
};

namespace detail {

/// -1 if the joint that both placements share lies below the first one, 1 if above; 0 without one.
constexpr int shared_joint(placement a, placement b) {
  const auto level = [](placement p) {
    switch (p) {
      case placement::lumbar:
        return 0;
      case placement::left_thigh:
      case placement::right_thigh:
        return 1;
      case placement::left_shank:
      case placement::right_shank:
        return 2;
      case placement::left_foot:
      case placement::right_foot:
        return 3;
      case placement::phone:
        break;
    }
    return 10;
  };
  const side one = side_of(a);
  const side other = side_of(b);
  if (one != other && one != side::unknown && other != side::unknown) return 0;
  const int below = level(b) - level(a);
  return below == 1 ? -1 : below == -1 ? 1 : 0;
}

// Plain arrays and loops from here on: they are passed thousands of times, in debug builds too.
using triple = std::array<double, 3>;

/// What one sensor knows of a joint at one time: the joint's acceleration is acc + lever · r, where
/// r leads from the sensor to the joint.
struct joint_view {
  triple acc{};
  std::array<triple, 3> lever{};  // by rows: α × r + ω × (ω × r) = lever · r
  bool known = false;

  /// The joint's acceleration; r is the address of three numbers.
  triple at(const double* r) const {
    triple a = acc;
    for (std::size_t i = 0; i < 3; ++i) {
      a[i] += lever[i][0] * r[0] + lever[i][1] * r[1] + lever[i][2] * r[2];
    }
    return a;
  }
};

inline double length(const triple& v) {
  return std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

/// A recording seen through a Gaussian low-pass, at times first_s + k / 50.
class joint_views {
 public:
  static constexpr double rate_hz = 50;

  joint_views(const recording& r, double first_s, std::ptrdiff_t count, double cutoff_hz) {
    // Half power where exp(-(2π f σ)²) = 1/2.
    const double sigma_s = std::sqrt(std::numbers::ln2) / (2 * std::numbers::pi * cutoff_hz);
    const std::vector<cell> cells = cells_of(r);
    views_.resize(static_cast<std::size_t>(count));
    std::size_t begin = 0;
    for (std::ptrdiff_t k = 0; k < count; ++k) {
      const double time_s = first_s + static_cast<double>(k) / rate_hz;
      while (begin < cells.size() && cells[begin].time_s < time_s - 4 * sigma_s) ++begin;
      views_[static_cast<std::size_t>(k)] = view(cells, begin, time_s, sigma_s);
    }
  }

  const joint_view& operator[](std::ptrdiff_t k) const {
    return views_[static_cast<std::size_t>(k)];
  }

 private:
  using cell = grid_cell<double, 6>;

  static std::vector<cell> cells_of(const recording& r) {
    std::vector<cell> cells;
    grid_resampler<double, 6> grid({.rate_hz = rate_hz});
    for (const imu_sample<double> s : r.samples()) {
      if (!is_finite(s)) continue;
      grid.push(s.time_s, channels_of(s), [&](const cell& c) { cells.push_back(c); });
    }
    return cells;
  }

  static joint_view view(const std::vector<cell>& cells, std::size_t begin, double time_s,
                         double sigma_s) {
    constexpr double longest_bridge_s = 0.1;
    std::array<double, 6> value{};
    std::array<double, 6> slope{};
    double weights = 0;
    double slopes = 0;  // of the weights: 0 but for rounding and where cells are missing
    joint_view v;
    for (std::size_t i = begin; i < cells.size() && cells[i].time_s <= time_s + 4 * sigma_s; ++i) {
      if (cells[i].interval_s > longest_bridge_s) return v;
      const double x = (cells[i].time_s - time_s) / sigma_s;
      const double w = std::exp(-x * x / 2);
      weights += w;
      slopes += w * x / sigma_s;
      const double* const mean = cells[i].mean.data();
      for (std::size_t k = 0; k < 6; ++k) {
        value[k] += w * mean[k];
        slope[k] += w * x / sigma_s * mean[k];
      }
    }
    const double whole = sigma_s * rate_hz * std::sqrt(2 * std::numbers::pi);
    if (!(std::abs(weights / whole - 1) < 0.02))
      return v;  // cells are missing, or there are too many
    for (std::size_t k = 0; k < 6; ++k) {
      value[k] /= weights;
      slope[k] = (slope[k] - slopes * value[k]) / weights;
    }
    const triple w{value[3], value[4], value[5]};
    const triple a{slope[3], slope[4], slope[5]};
    const double square = w[0] * w[0] + w[1] * w[1] + w[2] * w[2];
    v.acc = {value[0], value[1], value[2]};
    v.lever = {{{w[0] * w[0] - square, w[0] * w[1] - a[2], w[0] * w[2] + a[1]},
                {w[1] * w[0] + a[2], w[1] * w[1] - square, w[1] * w[2] - a[0]},
                {w[2] * w[0] - a[1], w[2] * w[1] + a[0], w[2] * w[2] - square}}};
    v.known = true;
    return v;
  }

  std::vector<joint_view> views_;
};

/// Sums of the length of the joint's acceleration as either sensor has it.
struct joint_misfit {
  double n = 0;
  std::array<double, 2> sum{};
  std::array<double, 2> squares{};
  double error = 0;  // sum of the squared differences

  double variance() const {
    double v = 0;
    for (std::size_t k = 0; k < 2; ++k) v += squares[k] / n - (sum[k] / n) * (sum[k] / n);
    return v;
  }
  /// The share of the variance that the joint does not explain; 1 where nothing varies.
  double share() const { return n > 0 && variance() > 0 ? error / n / variance() : 1.0; }
};

/// The joint that two sensors share, fitted for any offset between their clocks.
class joint_fit {
 public:
  /// From the first sensor to the joint, then from the second one, in m.
  using vector6 = std::array<double, 6>;

  /// joint: see shared_joint, for the first sensor.
  joint_fit(const joint_views& first, const joint_views& second,
            const std::vector<std::ptrdiff_t>& used, int joint)
      : first_(&first), second_(&second), used_(&used) {
    triple up_first{};
    triple up_second{};
    for (const std::ptrdiff_t k : used) {
      for (std::size_t i = 0; i < 3; ++i) {
        up_first[i] += first[k].acc[i];
        up_second[i] += second[k].acc[i];
      }
    }
    for (std::size_t i = 0; i < 3; ++i) {
      guess_[i] = joint * guess_m * up_first[i] / (length(up_first) + tiny);
      guess_[i + 3] = -joint * guess_m * up_second[i] / (length(up_second) + tiny);
    }
  }

  /// Where the joint lies if the second clock is to be set forward by lag cells: Gauss-Newton.
  vector6 levers(std::ptrdiff_t lag) const {
    vector6 r = guess_;
    for (int round = 0; round < 6; ++round) {
      matrix6 normal{};
      vector6 right{};
      double n = 0;
      for (const std::ptrdiff_t k : *used_) {
        const joint_view& a = (*first_)[k];
        const joint_view& b = (*second_)[k - lag];
        if (!a.known || !b.known) continue;
        const triple at_a = a.at(r.data());
        const triple at_b = b.at(r.data() + 3);
        const double length_a = length(at_a) + tiny;
        const double length_b = length(at_b) + tiny;
        vector6 row;  // the derivative of the difference of the lengths
        for (std::size_t i = 0; i < 3; ++i) {
          row[i] = (a.lever[0][i] * at_a[0] + a.lever[1][i] * at_a[1] + a.lever[2][i] * at_a[2]) /
                   length_a;
          row[i + 3] =
              -(b.lever[0][i] * at_b[0] + b.lever[1][i] * at_b[1] + b.lever[2][i] * at_b[2]) /
              length_b;
        }
        for (std::size_t i = 0; i < 6; ++i) {
          for (std::size_t j = i; j < 6; ++j) normal[i][j] += row[i] * row[j];
          right[i] += row[i] * (length_a - length_b);
        }
        n += 1;
      }
      if (n == 0) return r;
      for (std::size_t i = 0; i < 6; ++i) {
        for (std::size_t j = i; j < 6; ++j) normal[i][j] = normal[j][i] = normal[i][j] / n;
        normal[i][i] += stiffness;
        right[i] = right[i] / n + stiffness * (r[i] - guess_[i]);
      }
      const vector6 step = solved(normal, right);
      for (std::size_t i = 0; i < 6; ++i) r[i] -= step[i];
    }
    return r;
  }

  /// With that joint and offset, over the used cells from begin to before end.
  joint_misfit misfit(std::ptrdiff_t lag, const vector6& r, std::size_t begin,
                      std::size_t end) const {
    joint_misfit m;
    for (std::size_t i = begin; i < end; ++i) {
      const joint_view& a = (*first_)[(*used_)[i]];
      const joint_view& b = (*second_)[(*used_)[i] - lag];
      if (!a.known || !b.known) continue;
      const std::array<double, 2> lengths{length(a.at(r.data())), length(b.at(r.data() + 3))};
      for (std::size_t k = 0; k < 2; ++k) {
        m.sum[k] += lengths[k];
        m.squares[k] += lengths[k] * lengths[k];
      }
      m.error += (lengths[0] - lengths[1]) * (lengths[0] - lengths[1]);
      m.n += 1;
    }
    return m;
  }

 private:
  using matrix6 = std::array<vector6, 6>;

  static constexpr double guess_m = 0.2;
  // Draws the joint towards the guess: a metre of error weighs as much as 0.5 m/s². The data decide
  // wherever they say anything.
  static constexpr double stiffness = 0.3;
  static constexpr double tiny = 1e-9;

  // Gaussian elimination; no pivots are needed as the matrix is positive definite.
  static vector6 solved(matrix6 a, vector6 b) {
    for (std::size_t i = 0; i < 6; ++i) {
      for (std::size_t j = i + 1; j < 6; ++j) {
        const double factor = a[j][i] / a[i][i];
        for (std::size_t k = i; k < 6; ++k) a[j][k] -= factor * a[i][k];
        b[j] -= factor * b[i];
      }
    }
    for (std::size_t i = 6; i-- > 0;) {
      for (std::size_t k = i + 1; k < 6; ++k) b[i] -= a[i][k] * b[k];
      b[i] /= a[i][i];
    }
    return b;
  }

  const joint_views* first_;
  const joint_views* second_;
  const std::vector<std::ptrdiff_t>* used_;
  vector6 guess_{};
};

/// Where the parabola through three values at -1, 0 and 1 is lowest; nothing unless it opens upward
/// and its lowest point lies between -1 and 1.
inline std::optional<double> lowest_of_three(double before, double at, double after) {
  const double curvature = before - 2 * at + after;
  if (!(curvature > 0)) return std::nullopt;
  const double place = (before - after) / (2 * curvature);
  return std::abs(place) <= 1 ? std::optional<double>(place) : std::nullopt;
}

/// Blocks of a recording's common stretch in which both sensors move, at most `most` of them,
/// evenly spread: the index of each block's first cell.
inline std::vector<std::ptrdiff_t> moving_blocks(const joint_views& a, const joint_views& b,
                                                 std::ptrdiff_t first, std::ptrdiff_t last,
                                                 std::ptrdiff_t cells, double least_m_s2,
                                                 std::size_t most) {
  const auto moves = [&](const joint_views& views, std::ptrdiff_t from) {
    moments acc;
    for (std::ptrdiff_t k = from; k < from + cells; ++k) {
      if (!views[k].known) return false;
      acc(length(views[k].acc));
    }
    return acc.stddev().value_or(0) >= least_m_s2;
  };
  std::vector<std::ptrdiff_t> all;
  for (std::ptrdiff_t k = first; k + cells <= last; k += cells) {
    if (moves(a, k) && moves(b, k)) all.push_back(k);
  }
  if (all.size() <= most) return all;
  std::vector<std::ptrdiff_t> some;
  for (std::size_t i = 0; i < most; ++i) some.push_back(all[i * all.size() / most]);
  return some;
}

}  // namespace detail

/// Whole recording: the seconds that must be added to the times of `other` to put it on the clock
/// of `reference`, for two sensors on both sides of one joint: lower back and thigh (hip), thigh
/// and shank (knee), shank and foot (ankle). Both have a gyroscope; neither needs a known mounting.
///
/// Two segments meet in their joint, so both sensors must find the same acceleration there:
///
///   | a1(t) + Γ1(t) r1 | = | a2(t - d) + Γ2(t - d) r2 |,   Γ r = dω/dt × r + ω × (ω × r)
///
/// where r leads from each sensor to the joint (Seel, Schauer & Raisch 2012, IEEE International
/// Conference on Control Applications, 45–49: joint position). They take d as known and look for r;
/// here r is fitted anew for every d on a grid, and the best d has the smallest rest (a parabola
/// through three points of 20 ms). Lengths of vectors do not change when a device is turned on its
/// segment, and no feature of the one signal is taken for one of the other: thigh and shank look
/// different, and their correlation is biased by that. r is drawn weakly towards 0.2 m along
/// gravity, which joints that turn about one axis only leave undetermined.
///
/// Up to 24 blocks of 2.5 s in which both sensors move are used, evenly spread over the recording;
/// three at least, and no lost samples in them. With the largest offset on either side that is 9 s
/// of recording. Memory: 5 kB for each second and sensor.
///
/// The margin joins what the blocks differ by and 15 ms for soft tissue, which shifts all of them
/// alike. The quality is 1 - (rest at the best offset) / (least rest more than 0.16 s away). A
/// drift of the clocks within the recording shows in the margin only: ask for parts of it.
///
/// Measured, with clocks set wrong by up to 0.5 s: on the one real recording with all segments
/// (gaittoolbox, 9.6 s of one person) the error is at most 3 ms at the knees, 3 ms at the ankles
/// and 14 ms at the hips; on motion capture (bandai), 198 tries, 5 ms. The shank and foot sensors
/// of the tripod recordings are themselves out of step by -110 to +136 ms, which the correlation of
/// their angular rates confirms to 6 ms; any 10 s of them tell the same to 10 ms.
///
/// Segments that do not meet, as lower back and foot, can be put on one clock by way of those
/// between them. Both recordings must be valid (recording::validate).
///
/// Not computable: reason::sensor_missing (no joint between them, or no gyroscope), gap (no part in
/// which both have their samples), no_walking (no part in which both move), too_few_values (n of 3
/// blocks), disagree (no offset fits well, another fits nearly as well, the margin exceeds 50 ms,
/// or the best lies beyond max_offset_s: other walks, other legs, or a wrong placement). Left and
/// right legs look alike half a stride apart: on a treadmill, one of six pairs of sensors on
/// different legs passed for one leg.
///
/// Errors: config_error if a parameter is out of range.
inline measured<double> clock_offset(const recording& reference, const recording& other,
                                     const clock_offset_params& params = {}) {
  throw_if_any(params.validate());
  using result = measured<double>;
  constexpr double soft_tissue_s = 0.015;
  constexpr double largest_margin_s = 0.05;
  constexpr std::size_t most_blocks = 24;
  constexpr std::size_t least_blocks = 3;
  constexpr std::ptrdiff_t block = 125;  // 2.5 s
  constexpr std::ptrdiff_t coarse = 2;
  constexpr std::ptrdiff_t apart = 8;  // 0.16 s
  constexpr double rate_hz = detail::joint_views::rate_hz;

  const int joint = detail::shared_joint(reference.placement, other.placement);
  if (joint == 0 || !reference.has_gyroscope() || !other.has_gyroscope()) {
    return result::not_computable(reason::sensor_missing);
  }
  if (reference.size() < 2 || other.size() < 2) {
    return result::not_computable(reason::too_few_values, 0, least_blocks);
  }
  // Some way beyond the largest offset, so that a minimum at the end is seen.
  const std::ptrdiff_t reach =
      coarse * (static_cast<std::ptrdiff_t>(std::ceil(params.max_offset_s * rate_hz / coarse)) + 2);
  const double first_s = (std::max)(reference.time_s[0], other.time_s[0]);
  const double last_s =
      (std::min)(reference.time_s[reference.size() - 1], other.time_s[other.size() - 1]);
  const auto count = static_cast<std::ptrdiff_t>((last_s - first_s) * rate_hz);
  if (count < 2 * reach + static_cast<std::ptrdiff_t>(least_blocks) * block) {
    return result::not_computable(reason::too_few_values, 0, least_blocks);
  }
  const detail::joint_views a(reference, first_s, count, params.cutoff_hz);
  const detail::joint_views b(other, first_s, count, params.cutoff_hz);
  const auto blocks_with = [&](double least_m_s2) {
    return detail::moving_blocks(a, b, reach, count - reach, block, least_m_s2, most_blocks);
  };
  const std::vector<std::ptrdiff_t> blocks = blocks_with(params.least_motion_m_s2);
  if (blocks.empty()) {
    return result::not_computable(blocks_with(0).empty() ? reason::gap : reason::no_walking, 0,
                                  least_blocks);
  }
  if (blocks.size() < least_blocks) {
    return result::not_computable(reason::too_few_values, blocks.size(), least_blocks);
  }
  std::vector<std::ptrdiff_t> used;  // every other cell: nothing above the cutoff is lost
  for (const std::ptrdiff_t from : blocks) {
    for (std::ptrdiff_t k = from; k < from + block; k += 2) used.push_back(k);
  }
  const detail::joint_fit fit(a, b, used, joint);
  const auto rest_at = [&](std::ptrdiff_t lag) {
    return fit.misfit(lag, fit.levers(lag), 0, used.size()).share();
  };

  std::vector<double> rests;
  for (std::ptrdiff_t lag = -reach; lag <= reach; lag += coarse) rests.push_back(rest_at(lag));
  std::ptrdiff_t best =
      coarse * (std::min_element(rests.begin(), rests.end()) - rests.begin()) - reach;
  const auto disagree = [&] { return result::not_computable(reason::disagree, blocks.size()); };
  if (best == -reach || best == reach) return disagree();
  std::array<double, 5> near_best{};
  for (std::ptrdiff_t i = 0; i < 5; ++i) {
    near_best[static_cast<std::size_t>(i)] = rest_at(best - 2 + i);
  }
  const auto lowest = static_cast<std::size_t>(
      std::min_element(near_best.begin() + 1, near_best.end() - 1) - near_best.begin());
  best += static_cast<std::ptrdiff_t>(lowest) - 2;
  const double rest = near_best[lowest];
  double elsewhere = 1;
  for (std::size_t i = 0; i < rests.size(); ++i) {
    const std::ptrdiff_t lag = coarse * static_cast<std::ptrdiff_t>(i) - reach;
    if (std::abs(lag - best) >= apart) elsewhere = (std::min)(elsewhere, rests[i]);
  }
  const std::optional<double> part =
      detail::lowest_of_three(near_best[lowest - 1], rest, near_best[lowest + 1]);
  if (!part || rest > params.max_misfit || rest * params.least_contrast > elsewhere) {
    return disagree();
  }
  const double offset_s = (static_cast<double>(best) + *part) / rate_hz;
  if (std::abs(offset_s) > params.max_offset_s + soft_tissue_s) return disagree();

  // What each block says by itself, the joint being known.
  const detail::joint_fit::vector6 r = fit.levers(best);
  moments by_block;
  const std::size_t cells = used.size() / blocks.size();
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    std::array<double, 3> three{};
    for (std::ptrdiff_t k = 0; k < 3; ++k) {
      three[static_cast<std::size_t>(k)] =
          fit.misfit(best - 1 + k, r, i * cells, (i + 1) * cells).share();
    }
    // A block whose own best offset lies further off says as much as one that lies at the end.
    const double own = detail::lowest_of_three(three[0], three[1], three[2])
                           .value_or(three[0] < three[2] ? -1.0 : 1.0);
    by_block(own / rate_hz);
  }
  const double margin_s = std::hypot(by_block.mean().margin().value_or(0), soft_tissue_s);
  if (margin_s > largest_margin_s) return disagree();
  return result::of(offset_s, blocks.size(), margin_s, 1 - rest / elsewhere);
}

}  // namespace retrogait

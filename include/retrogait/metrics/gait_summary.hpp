#pragma once
/// @file
/// Walking bouts summed up over a recording or a day, by the direction of walking.

#include <retrogait/core/measured.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/metrics/spatial.hpp>
#include <retrogait/metrics/temporal.hpp>
#include <retrogait/metrics/training_load.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>

namespace retrogait {

namespace detail {

// Σ sums / Σ weights over bouts: the mean of all that the bouts hold (a sum of durations over a
// number of steps), not the mean of the bouts' means. Its margin is Student's with one degree of
// freedom fewer than bouts, from how the bouts differ,
//
//   var = B/(B - 1) · Σ (sum_b - mean · weight_b)² / (Σ weight_b)²
//
// (ratio estimator over clusters, Cochran 1977, Sampling Techniques, section 6.3; recalled, not
// read): steps of a bout are more alike than steps of two bouts, so that all steps taken as
// independent would give too small a margin. With one bout it is the margin of that bout.
class ratio_over_bouts {
 public:
  void operator()(double sum, double weight, std::size_t n, std::optional<double> margin) {
    if (!(weight > 0)) return;
    ratio_over_bouts one;
    one.bouts_ = 1;
    one.n_ = n;
    one.weight_ = weight;
    one.mean_ = sum / weight;
    one.weight2_ = weight * weight;
    one.mean2_ = one.mean_;
    one.margin_ = margin;
    *this += one;
  }

  ratio_over_bouts& operator+=(const ratio_over_bouts& other) {
    if (other.bouts_ == 0) return *this;
    if (bouts_ == 0) return *this = other;
    mean_ += (other.mean_ - mean_) * (other.weight_ / (weight_ + other.weight_));
    weight_ += other.weight_;
    // Weighted by weight², as their errors are: moments::operator+= with weights.
    const double between = other.mean2_ - mean2_;
    const double share = other.weight2_ / (weight2_ + other.weight2_);
    squares2_ += other.squares2_ + between * between * weight2_ * share;
    mean2_ += between * share;
    weight2_ += other.weight2_;
    bouts_ += other.bouts_;
    n_ += other.n_;
    margin_.reset();
    return *this;
  }

  std::size_t bouts() const { return bouts_; }
  std::size_t n() const { return n_; }
  double mean() const { return mean_; }

  std::optional<double> margin() const {
    if (bouts_ < 2) return margin_;
    const double b = static_cast<double>(bouts_);
    const double off = mean2_ - mean_;
    const double squares = squares2_ + weight2_ * off * off;
    return student_t_975(bouts_ - 1) * std::sqrt(b / (b - 1) * squares) / weight_;
  }

  friend bool operator==(const ratio_over_bouts&, const ratio_over_bouts&) = default;

 private:
  std::size_t bouts_ = 0;
  std::size_t n_ = 0;
  double weight_ = 0;
  double mean_ = 0;      // weighted by weight
  double weight2_ = 0;   // Σ weight²
  double mean2_ = 0;     // weighted by weight²
  double squares2_ = 0;  // Σ weight² (x - mean2)²
  std::optional<double> margin_;
};

// The mean of a metric over bouts, each as often as its weight says. Its margin is no less than the
// mean of the bouts' own margins, where all have one: the error of a length model is the same in
// all bouts of a person, and no number of bouts averages it out.
class mean_over_bouts {
 public:
  template <unit Unit>
  void operator()(const measured<quantity<Unit>>& mean, double weight, std::size_t n) {
    if (!mean) {
      why_(mean.why());
      return;
    }
    std::optional<double> margin;
    if (mean.margin()) margin = mean.margin()->value();
    ratio_(weight * mean->value(), weight, n, margin);
    quality_(weight * mean.quality(), weight, n, std::nullopt);
    if (margin) margins_(weight * *margin, weight, n, std::nullopt);
  }

  mean_over_bouts& operator+=(const mean_over_bouts& other) {
    ratio_ += other.ratio_;
    quality_ += other.quality_;
    margins_ += other.margins_;
    why_ += other.why_;
    return *this;
  }

  // needed: how many steps or strides there are.
  measured<double> value(std::size_t needed) const {
    if (ratio_.bouts() == 0) {
      return measured<double>::not_computable(why_.commonest_or(reason::no_walking), 0, needed);
    }
    std::optional<double> margin = ratio_.margin();
    if (margin && margins_.bouts() == ratio_.bouts()) margin = (std::max)(*margin, margins_.mean());
    return measured<double>::of(ratio_.mean(), ratio_.n(), margin, quality_.mean());
  }

  friend bool operator==(const mean_over_bouts&, const mean_over_bouts&) = default;

 private:
  ratio_over_bouts ratio_;
  ratio_over_bouts quality_;
  ratio_over_bouts margins_;
  reason_tally why_;
};

}  // namespace detail

/// What was walked in one direction, or in all.
struct walking_summary {
  std::size_t bouts = 0;
  std::size_t steps = 0;      ///< see steps_in()
  std::size_t strides = 0;    ///< of both feet, as the bouts have them
  double walking_time_s = 0;  ///< sum of the bouts' durations
  double longest_bout_s = 0;
  /// As training_totals has them: of all steps, and of those whose length is known.
  measured<quantity<units::metre>> distance;
  measured<quantity<units::metre>> distance_covered;
  /// metric::cadence, step_time, stride_time, step_length, stride_length, walking_speed: means over
  /// all bouts that have them, n the number of steps or strides of those. metric::step_count,
  /// stride_count, walking_time and distance: sums, n of the first three the number of bouts.
  metric_values metrics;

  template <unit Unit>
  measured<quantity<Unit>> operator[](metric_id<Unit> id) const {
    return metrics[id];
  }

  friend bool operator==(const walking_summary&, const walking_summary&) = default;
};

/// An accumulator of walking bouts of one direction: see gait_summary.
class bout_summary {
 public:
  void operator()(const walking_bout& bout) {
    const std::size_t steps = steps_in(bout);
    ++bouts_;
    steps_ += steps;
    strides_ += bout.strides.size();
    walking_time_s_ += bout.duration_s();
    longest_bout_s_ = (std::max)(longest_bout_s_, bout.duration_s());
    const auto add_times = [](auto& ratio, const auto& intervals, const auto& mean) {
      double sum_s = 0;
      for (const auto& i : intervals) sum_s += i.duration_s();
      std::optional<double> margin;
      if (mean && mean.margin()) margin = mean.margin()->value();
      ratio(sum_s, static_cast<double>(intervals.size()), intervals.size(), margin);
    };
    add_times(step_time_, bout.steps, step_time(bout.steps));
    add_times(stride_time_, bout.strides, stride_time(bout.strides));

    distance_(bout);
    const std::size_t strides = bout.strides.size();
    step_length_(bout[metric::step_length], static_cast<double>(steps), steps);
    const auto of_feet = stride_length(bout.strides);
    stride_length_(of_feet ? of_feet : stride_length(bout[metric::step_length]),
                   static_cast<double>(strides), strides);
    const auto speed_of_feet = walking_speed(bout.strides);
    speed_(speed_of_feet ? speed_of_feet : bout[metric::walking_speed], bout.duration_s(), steps);
  }

  bout_summary& operator+=(const bout_summary& other) {
    bouts_ += other.bouts_;
    steps_ += other.steps_;
    strides_ += other.strides_;
    walking_time_s_ += other.walking_time_s_;
    longest_bout_s_ = (std::max)(longest_bout_s_, other.longest_bout_s_);
    step_time_ += other.step_time_;
    stride_time_ += other.stride_time_;
    step_length_ += other.step_length_;
    stride_length_ += other.stride_length_;
    speed_ += other.speed_;
    distance_ += other.distance_;
    return *this;
  }

  walking_summary value() const;

  friend bool operator==(const bout_summary&, const bout_summary&) = default;

 private:
  std::size_t bouts_ = 0;
  std::size_t steps_ = 0;
  std::size_t strides_ = 0;
  double walking_time_s_ = 0;
  double longest_bout_s_ = 0;
  detail::ratio_over_bouts step_time_;
  detail::ratio_over_bouts stride_time_;
  detail::mean_over_bouts step_length_;
  detail::mean_over_bouts stride_length_;
  detail::mean_over_bouts speed_;
  detail::distance_sum distance_;
};

inline walking_summary bout_summary::value() const {
  walking_summary out;
  out.bouts = bouts_;
  out.steps = steps_;
  out.strides = strides_;
  out.walking_time_s = walking_time_s_;
  out.longest_bout_s = longest_bout_s_;
  out.distance = distance_.of_all();
  out.distance_covered = distance_.of_covered();

  const auto set_time = [&](metric_id<units::second> id, const detail::ratio_over_bouts& time,
                            reason too_few) {
    using result = measured<double>;
    if (bouts_ == 0) {
      out.metrics.set(id.info(), result::not_computable(reason::no_walking));
    } else if (time.n() < least_for_mean) {
      out.metrics.set(id.info(), result::not_computable(too_few, time.n(), least_for_mean));
    } else {
      out.metrics.set(id.info(), result::of(time.mean(), time.n(), time.margin()));
    }
  };
  const bool strides_alone = step_time_.n() == 0 && stride_time_.n() > 0;
  using count = measured<quantity<units::step>>;
  out.metrics.set(metric::step_count,
                  strides_alone
                      ? count::not_computable(reason::sensor_missing)
                      : count::of(quantities::steps(static_cast<double>(steps_)), bouts_));
  out.metrics.set(metric::stride_count,
                  measured<quantity<units::stride>>::of(
                      quantities::strides(static_cast<double>(strides_)), bouts_));
  out.metrics.set(metric::walking_time, measured<quantity<units::second>>::of(
                                            quantities::seconds(walking_time_s_), bouts_));
  const reason too_few = strides_alone ? reason::sensor_missing : reason::too_few_steps;
  set_time(metric::step_time, step_time_, too_few);
  set_time(metric::stride_time, stride_time_, reason::too_few_strides);
  // Steps a minute are 60 s over the mean step time, half the mean stride time where one leg was
  // seen.
  const metric_info& interval =
      strides_alone ? metric::stride_time.info() : metric::step_time.info();
  const double steps_in_interval = strides_alone ? 2 : 1;
  const measured<double> time_s = out.metrics.find(interval);
  if (time_s) {
    const double f = 60 * steps_in_interval / *time_s;
    std::optional<double> margin;
    if (time_s.margin()) margin = f / *time_s * *time_s.margin();
    out.metrics.set(metric::cadence.info(), measured<double>::of(f, time_s.n(), margin));
  } else {
    out.metrics.set(metric::cadence.info(), time_s);
  }

  out.metrics.set(metric::step_length.info(), step_length_.value(steps_));
  out.metrics.set(metric::stride_length.info(), stride_length_.value(strides_));
  out.metrics.set(metric::walking_speed.info(), speed_.value(steps_));
  out.metrics.set(metric::distance, out.distance);
  return out;
}

/// An accumulator: `summary(bout)` adds a walking bout, `summary += other` all bouts of another.
/// The order of bouts, and how they were shared out over parts, change the numbers by rounding
/// only: a day in pieces that were cut where nobody walked gives the numbers of the day.
///
/// Times are means over all steps and strides, not over bouts: a long bout weighs more than a short
/// one. So do lengths, by the number of a bout's steps or strides, and speed, by its duration. Each
/// has the margin that follows from how the bouts differ (from two bouts on, Student's t, so that
/// few bouts give a wide one), that of lengths and speed no less than the bouts' own on average; of
/// a single bout it is that bout's own. Lengths and speed are those of the feet where their sensors
/// measured the strides, else metric::step_length and walking_speed of the bouts.
///
/// Only bouts that count go in (gait_report::bouts, not too_short).
class gait_summary {
 public:
  void operator()(const walking_bout& bout) {
    by_direction_[static_cast<std::size_t>(bout.direction.value)](bout);
  }

  gait_summary& operator+=(const gait_summary& other) {
    for (std::size_t i = 0; i < by_direction_.size(); ++i) {
      by_direction_[i] += other.by_direction_[i];
    }
    return *this;
  }

  /// Of the bouts that were walked that way; direction::unknown: of those whose direction is
  /// unknown.
  walking_summary of(direction way) const {
    return by_direction_[static_cast<std::size_t>(way)].value();
  }

  /// Of all bouts.
  walking_summary value() const {
    bout_summary all;
    for (const bout_summary& one : by_direction_) all += one;
    return all.value();
  }

  friend bool operator==(const gait_summary&, const gait_summary&) = default;

 private:
  std::array<bout_summary, all_directions.size()> by_direction_;
};

}  // namespace retrogait

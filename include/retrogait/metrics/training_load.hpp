#pragma once
/// @file
/// How much backward walking a session or a day held, and how hard the days of a week were. What
/// the muscles did (positive work, or a stand-in for it) is left out: what was found for such
/// sensors is about walking forward.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/metrics/dated_value.hpp>
#include <retrogait/metrics/spatial.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace retrogait {

/// Steps of a bout. Where one leg alone was seen there are strides and no steps: two steps a
/// stride.
inline std::size_t steps_in(const walking_bout& bout) {
  return bout.steps.empty() ? 2 * bout.strides.size() : bout.steps.size();
}

/// metric::distance of a bout: its mean speed times the time from its first initial contact to its
/// last. The speed is that of the strides whose length a sensor on a foot measured
/// (stride::length_m), else metric::walking_speed of the bout. Not computable: as the latter.
inline measured<quantity<units::metre>> distance_of(const walking_bout& bout) {
  const auto of_feet = walking_speed(bout.strides);
  return distance_walked(of_feet ? of_feet : bout[metric::walking_speed], bout.duration_s());
}

namespace detail {

// Why bouts gave no value; the commonest reason stands for all, whatever their order.
class reason_tally {
 public:
  void operator()(reason why) { ++counts_[why]; }
  reason_tally& operator+=(const reason_tally& other) {
    for (const auto& [why, n] : other.counts_) counts_[why] += n;
    return *this;
  }
  reason commonest_or(reason other) const {
    const auto most =
        std::max_element(counts_.begin(), counts_.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == counts_.end() ? other : most->first;
  }
  friend bool operator==(const reason_tally&, const reason_tally&) = default;

 private:
  std::map<reason, std::size_t> counts_;
};

// The sum of the distances of bouts. Errors of lengths are taken to point the same way in all bouts
// of a person, so margins add up; without a margin where one bout has none.
class distance_sum {
 public:
  void operator()(const walking_bout& bout) {
    const measured<quantity<units::metre>> way = distance_of(bout);
    const std::size_t steps = steps_in(bout);
    steps_ += steps;
    if (!way) {
      why_(way.why());
      return;
    }
    covered_ += steps;
    metres_ += way->value();
    weighted_quality_ += way.quality() * static_cast<double>(steps);
    margin_m_ += way.margin() ? way.margin()->value() : 0;
    if (!way.margin()) ++without_margin_;
  }

  distance_sum& operator+=(const distance_sum& other) {
    steps_ += other.steps_;
    covered_ += other.covered_;
    metres_ += other.metres_;
    weighted_quality_ += other.weighted_quality_;
    margin_m_ += other.margin_m_;
    without_margin_ += other.without_margin_;
    why_ += other.why_;
    return *this;
  }

  std::size_t steps() const { return steps_; }
  std::size_t covered() const { return covered_; }

  // Of the steps whose length is known.
  measured<quantity<units::metre>> of_covered() const {
    using result = measured<quantity<units::metre>>;
    if (steps_ == 0) return result::of(quantities::metres(0), 0, quantities::metres(0));
    if (covered_ == 0) return result::not_computable(why_.commonest_or(reason::too_few_steps));
    std::optional<quantity<units::metre>> margin;
    if (without_margin_ == 0) margin = quantities::metres(margin_m_);
    return result::of(quantities::metres(metres_), covered_, margin,
                      weighted_quality_ / static_cast<double>(covered_));
  }

  // Of all steps, or the reason why it is not known, with how many of them are covered.
  measured<quantity<units::metre>> of_all() const {
    if (covered_ == steps_) return of_covered();
    return measured<quantity<units::metre>>::not_computable(
        why_.commonest_or(reason::too_few_steps), covered_, steps_);
  }

  friend bool operator==(const distance_sum&, const distance_sum&) = default;

 private:
  std::size_t steps_ = 0;
  std::size_t covered_ = 0;
  double metres_ = 0;
  double weighted_quality_ = 0;
  double margin_m_ = 0;
  std::size_t without_margin_ = 0;
  reason_tally why_;
};

}  // namespace detail

/// The backward walking of a session or a day. What was not walked is 0, not unknown.
struct training_totals {
  /// metric::backward_steps, backward_time, backward_bouts: not computable (direction_unknown)
  /// where there are bouts but no direction is known. Their quality is the share of all steps whose
  /// direction is known, n the number of backward bouts.
  measured<quantity<units::step>> steps;
  measured<quantity<units::minute>> time;
  measured<quantity<units::count>> bouts;
  /// metric::backward_distance: only where every backward bout has a length; else the reason, with
  /// n of needed steps that have one.
  measured<quantity<units::metre>> distance;
  /// The distance of the backward steps whose length is known; n is how many they are.
  measured<quantity<units::metre>> distance_covered;
  /// Steps and time of the bouts whose direction is unknown: they may have been backward too.
  std::size_t undirected_steps = 0;
  double undirected_s = 0;

  /// The first four as values of the catalog.
  metric_values metrics() const {
    metric_values m;
    m.set(metric::backward_steps, steps);
    m.set(metric::backward_time, time);
    m.set(metric::backward_distance, distance);
    m.set(metric::backward_bouts, bouts);
    return m;
  }

  friend bool operator==(const training_totals&, const training_totals&) = default;
};

/// An accumulator: `load(bout)` adds a walking bout, `load += other` all bouts of another, in any
/// order. Only bouts that count go in (gait_report::bouts, not too_short); those that are not
/// backward add nothing but how much of the walking has a direction.
class training_load {
 public:
  void operator()(const walking_bout& bout) {
    const std::size_t steps = steps_in(bout);
    if (bout.direction == direction::unknown) {
      undirected_steps_ += steps;
      undirected_s_ += bout.duration_s();
      return;
    }
    directed_steps_ += steps;
    if (bout.direction != direction::backward) return;
    ++bouts_;
    time_s_ += bout.duration_s();
    distance_(bout);
  }

  /// The same of every bout.
  void operator()(const std::vector<walking_bout>& bouts) {
    for (const walking_bout& bout : bouts) (*this)(bout);
  }

  training_load& operator+=(const training_load& other) {
    bouts_ += other.bouts_;
    time_s_ += other.time_s_;
    directed_steps_ += other.directed_steps_;
    undirected_steps_ += other.undirected_steps_;
    undirected_s_ += other.undirected_s_;
    distance_ += other.distance_;
    return *this;
  }

  training_totals value() const {
    training_totals out;
    out.undirected_steps = undirected_steps_;
    out.undirected_s = undirected_s_;
    const std::size_t all = directed_steps_ + undirected_steps_;
    if (directed_steps_ == 0 && undirected_steps_ > 0) {
      const auto unknown = [](auto& value) {
        value = std::remove_reference_t<decltype(value)>::not_computable(reason::direction_unknown);
      };
      unknown(out.steps);
      unknown(out.time);
      unknown(out.bouts);
      unknown(out.distance);
      unknown(out.distance_covered);
      return out;
    }
    const double quality =
        all == 0 ? 1 : static_cast<double>(directed_steps_) / static_cast<double>(all);
    const auto counted = [&](auto value) {
      return measured<decltype(value)>::of(value, bouts_, std::nullopt, quality);
    };
    out.steps = counted(quantities::steps(static_cast<double>(distance_.steps())));
    out.time = counted(quantities::minutes(time_s_ / 60));
    out.bouts = counted(quantities::times(static_cast<double>(bouts_)));
    out.distance = distance_.of_all();
    out.distance_covered = distance_.of_covered();
    return out;
  }

  friend bool operator==(const training_load&, const training_load&) = default;

 private:
  std::size_t bouts_ = 0;
  double time_s_ = 0;
  std::size_t directed_steps_ = 0;
  std::size_t undirected_steps_ = 0;
  double undirected_s_ = 0;
  detail::distance_sum distance_;
};

/// metric::session_load = effort × minutes: the session RPE of Foster 1998 (Med Sci Sports Exerc
/// 30(7), 1164–1168: session RPE and duration, integrated; its abstract was read), the effort that
/// of the whole session, asked some time after its end. Has no value where one of the two has none.
///
/// Errors: config_error if the effort does not lie on the scale, 0 to 10, or the minutes are
/// negative or not finite.
inline measured<quantity<units::cr10_minute>> session_load(
    const measured<quantity<units::cr10>>& effort, const measured<quantity<units::minute>>& time) {
  using result = measured<quantity<units::cr10_minute>>;
  if (!effort) return result::not_computable(effort.why(), effort.n(), effort.needed());
  if (!time) return result::not_computable(time.why(), time.n(), time.needed());
  issues found;
  if (!(effort->value() >= 0 && effort->value() <= 10)) {
    found.push_back({"effort", "must lie in [0, 10]"});
  }
  if (!(time->value() >= 0 && std::isfinite(time->value()))) {
    found.push_back({"time", "must be finite and not below 0"});
  }
  throw_if_any(found);
  return result::of(quantity<units::cr10_minute>(effort->value() * time->value()), 1, std::nullopt,
                    (std::min)(effort.quality(), time.quality()));
}

namespace detail {

inline constexpr int days_in_week = 7;

// The sums of each of the seven days up to `last`, and how many values they hold. Nothing is
// assumed of days before the log begins.
template <unit Unit>
struct week {
  std::array<double, days_in_week> daily{};
  std::size_t values = 0;
  std::optional<std::pair<reason, std::size_t>> missing;  // why, and how many values have none
  std::size_t logged_days = 0;                            // of the seven, since the log began

  week(const std::vector<dated_value<Unit>>& log, std::chrono::sys_days last) {
    constexpr std::chrono::days length(days_in_week);
    reason_tally why;
    std::size_t without = 0;
    for (const dated_value<Unit>& v : log) {
      const std::chrono::days ago = last - v.day;
      if (ago.count() < 0) continue;
      const auto day =
          static_cast<std::size_t>((std::min)(ago, length - std::chrono::days(1)).count());
      logged_days = (std::max)(logged_days, day + 1);
      if (ago >= length) continue;
      ++values;
      if (v.value) {
        daily[day] += v.value->value();
      } else {
        why(v.value.why());
        ++without;
      }
    }
    if (without > 0) missing = {why.commonest_or(reason::not_reported), without};
  }
};

}  // namespace detail

/// Sum of a log's values over the seven days up to and including `last`: minutes, steps, metres,
/// loads (metric::weekly_load). The log may be in any order; a day may have several entries, and a
/// day without an entry is a day of rest. n is the number of values summed.
///
/// Not computable: not_reported if the log does not begin by `last`; the commonest reason of the
/// entries that have no value, with n of needed entries that have one.
template <unit Unit>
measured<quantity<Unit>> weekly_sum(const std::vector<dated_value<Unit>>& log,
                                    std::chrono::sys_days last) {
  using result = measured<quantity<Unit>>;
  const detail::week<Unit> week(log, last);
  if (week.logged_days == 0) return result::not_computable(reason::not_reported);
  if (week.missing) {
    return result::not_computable(week.missing->first, week.values - week.missing->second,
                                  week.values);
  }
  double sum = 0;
  for (double day : week.daily) sum += day;
  return result::of(quantity<Unit>(sum), week.values);
}

/// metric::training_monotony: mean of the daily sums of the seven days up to and including `last`,
/// days of rest included, over their standard deviation (Foster 1998, Med Sci Sports Exerc 30(7),
/// 1164–1168: daily mean/standard deviation). The divisor of the variance is n - 1 [engineering
/// choice: the abstract, which was read, does not say]. Foster's load is session_load(); minutes or
/// steps serve as well, as the unit cancels.
///
/// Three equal sessions a week give 0.80, five give 1.46, six give 2.27; the value has no upper
/// bound.
///
/// Not computable: too_few_values if the log begins after the first of the seven days (n of 7);
/// degenerate if all seven days are alike, rest included; else as weekly_sum.
template <unit Unit>
measured<quantity<units::one>> training_monotony(const std::vector<dated_value<Unit>>& log,
                                                 std::chrono::sys_days last) {
  using result = measured<quantity<units::one>>;
  const detail::week<Unit> week(log, last);
  const measured<quantity<Unit>> sum = weekly_sum(log, last);
  if (!sum) return result::not_computable(sum.why(), sum.n(), sum.needed());
  if (week.logged_days < week.daily.size()) {
    return result::not_computable(reason::too_few_values, week.logged_days, week.daily.size());
  }
  if (std::all_of(week.daily.begin(), week.daily.end(),
                  [&](double day) { return day == week.daily[0]; })) {
    return result::not_computable(reason::degenerate, week.daily.size());
  }
  moments days;
  for (double day : week.daily) days(day);
  return result::of(quantities::ratio(days.mean().value() / days.stddev().value()), days.count());
}

/// metric::training_strain = weekly sum × monotony, of Foster's loads (load * monotony, the same
/// paper). Not computable: as training_monotony.
inline measured<quantity<units::cr10_minute>> training_strain(
    const std::vector<dated_value<units::cr10_minute>>& loads, std::chrono::sys_days last) {
  using result = measured<quantity<units::cr10_minute>>;
  const measured<quantity<units::one>> monotony = training_monotony(loads, last);
  if (!monotony) {
    return result::not_computable(monotony.why(), monotony.n(), monotony.needed());
  }
  const measured<quantity<units::cr10_minute>> sum = weekly_sum(loads, last);
  return result::of(monotony->value() * *sum, sum.n());
}

}  // namespace retrogait

#pragma once
/// @file
/// The finite regions into which the thresholds of a rule set cut what one session can hold. Within a
/// region no comparison of the set comes out differently, so one session of each region stands for
/// all. Metrics that are compared with one another are cut together.

#include <retrogait/rules/interval.hpp>
#include <retrogait/rules/rule_set.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace retrogait::rules {

/// One metric with the values that stand for its whole scale: below, at, between and above the
/// thresholds, in rising order. Missing is one more and not listed.
struct metric_axis {
  const metric_info* metric = nullptr;
  std::vector<double> values{};
  bool aggregated = false;  ///< a rule reads its number over several sessions (mean, trend, …)
};

/// Metrics that are compared with one another, mostly a single one.
struct region_group {
  std::vector<metric_axis> axes{};
  /// One value for each axis, nothing for missing; every region once.
  std::vector<std::vector<std::optional<double>>> regions{};
  std::size_t points = 0;  ///< combinations that were looked at to find them
  /// Whether the regions are all there are, for what rules ask of single sessions.
  bool exact = true;
};

namespace detail {

/// A number of a session as a sum of metrics with factors.
struct linear_form {
  struct term {
    const metric_info* metric = nullptr;
    double factor = 1;
  };
  std::vector<term> terms{};
  double constant = 0;
  bool exact = true;
  bool aggregated = false;

  void add(const linear_form& other, double factor) {
    for (const term& one : other.terms) terms.push_back({one.metric, factor * one.factor});
    constant += factor * other.constant;
    exact = exact && other.exact;
    aggregated = aggregated || other.aggregated;
  }
};

inline linear_form linear_form_of(const expression& e) {
  linear_form form;
  switch (e.op) {
    case operation::constant:
      form.constant = e.constant;
      break;
    case operation::metric:
      form.terms.push_back({e.metric, 1});
      break;
    case operation::person:
      form.exact = false;
      break;
    case operation::sum:
    case operation::difference:
      form.add(linear_form_of(e.operands[0]), 1);
      form.add(linear_form_of(e.operands[1]), e.op == operation::sum ? 1 : -1);
      break;
    case operation::product:
      form.add(linear_form_of(e.operands[0]), e.constant);
      break;
    case operation::quotient:
      form.add(linear_form_of(e.operands[0]), 1 / e.constant);
      break;
    default:
      // Counts and days are numbers of the history: what they ask of sessions stands below them.
      if (is_aggregate(e.op)) {
        form.add(linear_form_of(e.operands[0]), 1);
        form.aggregated = true;
      }
  }
  return form;
}

/// A comparison of numbers of one session.
struct session_comparison {
  std::vector<linear_form::term> terms{};
  comparison op = comparison::below;
  double against = 0;
};

inline constexpr std::size_t most_cuts = 64;
inline constexpr std::size_t most_points = 400'000;

class region_finder {
 public:
  explicit region_finder(const rule_set& set) {
    for (const rule& one : set.rules) {
      walk(one.when.tree(), [this](const expression& e) {
        if (e.op == operation::metric) place_of(*e.metric);
        if (e.op == operation::compare) take(e);
      });
    }
  }

  std::vector<region_group> operator()() {
    close_cuts();
    std::vector<region_group> groups;
    for (std::size_t i = 0; i < axes_.size(); ++i) {
      if (axes_[i].tied_to != i) continue;
      std::vector<std::size_t> members;
      for (std::size_t j = i; j < axes_.size(); ++j) {
        if (axes_[j].tied_to == i) members.push_back(j);
      }
      groups.push_back(group_of(members));
    }
    return groups;
  }

 private:
  struct cut_axis {
    metric_axis axis{};
    std::vector<double> cuts{};
    std::size_t tied_to = 0;  ///< the lowest place of its group
    bool exact = true;
  };
  struct tie {
    std::size_t left = 0;
    std::size_t right = 0;
    double offset = 0;  ///< left is compared with right + offset
  };

  std::size_t place_of(const metric_info& metric) {
    for (std::size_t i = 0; i < axes_.size(); ++i) {
      if (axes_[i].axis.metric->id == metric.id) return i;
    }
    axes_.push_back({{&metric, {}, false}, {}, axes_.size(), true});
    const value_scale scale = scale_of(metric);
    if (std::isfinite(scale.lowest)) cut(axes_.size() - 1, scale.lowest);
    if (std::isfinite(scale.highest)) cut(axes_.size() - 1, scale.highest);
    return axes_.size() - 1;
  }

  /// Whether it was not there before.
  bool cut(std::size_t place, double at) {
    cut_axis& one = axes_[place];
    const value_scale scale = scale_of(*one.axis.metric);
    if (at < scale.lowest || at > scale.highest) return false;
    const auto where = std::lower_bound(one.cuts.begin(), one.cuts.end(), at);
    if (where != one.cuts.end() && *where == at) return false;
    if (one.cuts.size() >= most_cuts) {
      one.exact = false;
      return false;
    }
    one.cuts.insert(where, at);
    return true;
  }

  void tie_together(std::size_t a, std::size_t b) {
    const std::size_t from = (std::max)(axes_[a].tied_to, axes_[b].tied_to);
    const std::size_t to = (std::min)(axes_[a].tied_to, axes_[b].tied_to);
    for (cut_axis& one : axes_) {
      if (one.tied_to == from) one.tied_to = to;
    }
  }

  void take(const expression& e) {
    linear_form form = linear_form_of(e.operands[0]);
    form.add(linear_form_of(e.operands[1]), -1);
    session_comparison found{{}, e.compare, -form.constant};
    for (const linear_form::term& one : form.terms) {
      const std::size_t place = place_of(*one.metric);
      if (form.aggregated) axes_[place].axis.aggregated = true;
      if (!form.exact) axes_[place].exact = false;
      auto same = std::find_if(
          found.terms.begin(), found.terms.end(),
          [&](const linear_form::term& other) { return other.metric->id == one.metric->id; });
      if (same == found.terms.end()) {
        found.terms.push_back(one);
      } else {
        same->factor += one.factor;
      }
    }
    found.terms.erase(std::remove_if(found.terms.begin(), found.terms.end(),
                                     [](const linear_form::term& one) { return one.factor == 0; }),
                      found.terms.end());
    if (found.terms.empty()) return;
    if (found.terms.size() == 1) {
      cut(place_of(*found.terms[0].metric), found.against / found.terms[0].factor);
    } else {
      for (const linear_form::term& one : found.terms) {
        tie_together(place_of(*found.terms[0].metric), place_of(*one.metric));
      }
      if (found.terms.size() == 2 && found.terms[0].factor == -found.terms[1].factor) {
        ties_.push_back({place_of(*found.terms[0].metric), place_of(*found.terms[1].metric),
                         found.against / found.terms[0].factor});
      } else {
        axes_[place_of(*found.terms[0].metric)].exact = false;
      }
    }
    comparisons_.push_back(std::move(found));
  }

  /// A threshold of one metric is one of another, moved by what separates the two; with the values in
  /// between in as many steps as there are metrics, every order of them occurs (the regions of timed
  /// automata: Alur and Dill, Theoretical Computer Science 126, 1994, section 4).
  void close_cuts() {
    for (bool grown = true; grown;) {
      grown = false;
      for (const tie& one : ties_) {
        const std::vector<double> left = axes_[one.left].cuts;
        const std::vector<double> right = axes_[one.right].cuts;
        for (const double at : left) grown = cut(one.right, at - one.offset) || grown;
        for (const double at : right) grown = cut(one.left, at + one.offset) || grown;
      }
    }
  }

  /// Steps strictly between two cuts are dyadic fractions, so that sums of them are exact.
  static std::vector<double> values_of(const cut_axis& one, std::size_t steps) {
    const value_scale scale = scale_of(*one.axis.metric);
    std::vector<double> values;
    if (!scale.words.empty()) {
      for (const scale_word& word : scale.words) values.push_back(word.value);
      std::sort(values.begin(), values.end());
      return values;
    }
    std::vector<double> cuts = one.cuts;
    if (cuts.empty()) cuts.push_back(0);
    if (one.axis.aggregated && cuts.size() < 4) {
      const double low = cuts.front();
      const double width = std::isfinite(scale.highest) ? scale.highest - low : 8;
      for (const double part : {0.25, 0.5, 0.75}) {
        const double at = low + part * width;
        cuts.push_back(scale.whole ? std::floor(at) : at);
      }
      std::sort(cuts.begin(), cuts.end());
      cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    }
    if (cuts.front() > scale.lowest) values.push_back((std::max)(scale.lowest, cuts.front() - 1));
    const auto parts = static_cast<double>(std::bit_ceil(steps + 1));
    for (std::size_t i = 0; i < cuts.size(); ++i) {
      values.push_back(cuts[i]);
      if (i + 1 == cuts.size()) break;
      for (std::size_t k = 1; k <= steps; ++k) {
        const auto step = static_cast<double>(k);
        const double at =
            scale.whole ? cuts[i] + step : cuts[i] + (cuts[i + 1] - cuts[i]) * step / parts;
        if (at < cuts[i + 1]) values.push_back(at);
      }
    }
    if (cuts.back() < scale.highest) values.push_back((std::min)(scale.highest, cuts.back() + 1));
    return values;
  }

  region_group group_of(const std::vector<std::size_t>& members) {
    region_group group;
    const auto fill = [&](std::size_t steps) {
      group.axes.clear();
      std::size_t product = 1;
      for (const std::size_t place : members) {
        group.axes.push_back(axes_[place].axis);
        group.axes.back().values = values_of(axes_[place], steps);
        group.exact = group.exact && axes_[place].exact;
        product *= (std::min)(group.axes.back().values.size() + 1, most_points);
        product = (std::min)(product, 2 * most_points);
      }
      return product;
    };
    if (fill(members.size()) > most_points) {
      group.exact = false;
      fill(1);
    }

    std::vector<const session_comparison*> asked;
    for (const session_comparison& one : comparisons_) {
      const std::size_t place = place_of(*one.terms[0].metric);
      if (std::find(members.begin(), members.end(), place) != members.end()) asked.push_back(&one);
    }
    std::set<std::string> seen;
    std::vector<std::size_t> at(group.axes.size(), 0);
    std::vector<std::optional<double>> point(group.axes.size());
    for (bool more = true; more && group.points < most_points;) {
      for (std::size_t i = 0; i < at.size(); ++i) {
        const std::vector<double>& values = group.axes[i].values;
        point[i] = at[i] < values.size() ? std::optional<double>(values[at[i]]) : std::nullopt;
      }
      ++group.points;
      if (seen.insert(signature(group, asked, point, at)).second) group.regions.push_back(point);
      more = false;
      for (std::size_t i = 0; i < at.size() && !more; ++i) {
        more = ++at[i] <= group.axes[i].values.size();
        if (!more) at[i] = 0;
      }
      if (more && group.points == most_points) group.exact = false;
    }
    return group;
  }

  static std::string signature(const region_group& group,
                               const std::vector<const session_comparison*>& asked,
                               const std::vector<std::optional<double>>& point,
                               const std::vector<std::size_t>& at) {
    std::string text;
    for (const session_comparison* one : asked) {
      interval sum = interval::exactly(0);
      for (const linear_form::term& part : one->terms) {
        for (std::size_t i = 0; i < group.axes.size(); ++i) {
          if (group.axes[i].metric->id != part.metric->id) continue;
          sum = sum_of(sum, point[i] ? interval::exactly(part.factor * *point[i]) : interval{});
        }
      }
      const truth value = compared(sum, one->op, interval::exactly(one->against));
      text += static_cast<char>('0' + static_cast<int>(value));
    }
    for (std::size_t i = 0; i < at.size(); ++i) {
      if (group.axes[i].aggregated) text += ' ' + std::to_string(at[i]);
      // A missing value is a region of its own even where it decides nothing.
      text += point[i] ? '+' : '-';
    }
    return text;
  }

  std::vector<cut_axis> axes_;
  std::vector<tie> ties_;
  std::vector<session_comparison> comparisons_;
};

}  // namespace detail

/// The groups of metrics that the rules read, in the order in which they first read one, each with
/// its regions. The set must be valid.
inline std::vector<region_group> regions(const rule_set& set) {
  return detail::region_finder(set)();
}

}  // namespace retrogait::rules

#pragma once
/// @file
/// The decision of a rule set with all that it rests on.

#include <retrogait/rules/rule_set.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retrogait::rules {

/// What one rule came to and why.
struct finding {
  std::string rule;
  outcome result = outcome::hold;
  truth fired = truth::unknown;
  std::vector<evidence> comparisons{};
  provenance source{};
  rule_extras extras{};

  friend bool operator==(const finding&, const finding&) = default;
};

/// A rule that is false, but would be true if one value were a little different.
struct near_miss {
  std::string rule;
  outcome result = outcome::hold;
  evidence closest{};   ///< the comparison that fails, or that holds where it should not
  double distance = 0;  ///< of its value from its threshold, in its unit
  provenance source{};

  friend bool operator==(const near_miss&, const near_miss&) = default;
};

/// A value no farther than this from its threshold is said to be close to it; nothing: the unit
/// knows no distances. One step of the scales that have steps, 5 of 100, else a tenth of the
/// threshold. Engineering choice; only what a decision tells depends on it.
inline std::optional<double> close_distance(double threshold, std::string_view ucum) {
  if (ucum == units::yes_no::ucum) return std::nullopt;
  if (ucum == units::percent::ucum) return 5;
  for (const std::string_view stepped :
       {units::nrs::ucum, units::cr10::ucum, units::count::ucum, units::day::ucum,
        units::soreness_grade::ucum, units::effusion_grade::ucum}) {
    if (ucum == stepped) return 1;
  }
  return std::abs(threshold) / 10;
}

struct decision {
  outcome result = outcome::hold;
  date day{};  ///< for which the caller asked
  std::string rule_set{};
  version_number version{};
  std::string content_hash{};  ///< of the rule set
  /// The rules that are true, those that are unknown, and those to advance that are not true; the
  /// most severe first, then by id. (Rules against advancing that are false have nothing to say.)
  std::vector<finding> findings{};
  std::vector<near_miss> nearly{};       ///< the most severe first, then by id
  std::vector<missing_value> missing{};  ///< what the unknown rules would have needed
  verdict how{};

  /// Ids of the rules that are true, the most severe first.
  std::vector<std::string> fired() const {
    std::vector<std::string> ids;
    for (const finding& one : findings) {
      if (one.fired == truth::is_true) ids.push_back(one.rule);
    }
    return ids;
  }

  friend bool operator==(const decision&, const decision&) = default;
};

namespace detail {

/// Whether the value lies at that end of its scale from which it can only come closer: no falls are
/// not close to one fall.
inline bool at_far_end(const evidence& e) {
  const value_scale scale = scale_of(e.ucum);
  const comparison wanted = e.holds == truth::is_true ? negated(e.op) : e.op;
  if (wanted == comparison::at_least || wanted == comparison::above) {
    return *e.value <= scale.lowest;
  }
  return (wanted == comparison::at_most || wanted == comparison::below) &&
         *e.value >= scale.highest;
}

/// Of a rule that is false; nothing if no single value that is known is close to making it true.
inline std::optional<near_miss> near_miss_of(const rule& one, const log_view& log,
                                             const trust& asked) {
  std::vector<evidence> candidates;
  evaluation(log, asked).obstacles(one.when.tree(), truth::is_true, candidates);
  std::optional<near_miss> nearest;
  double least = 0;
  for (evidence& e : candidates) {
    if (!e.value || !e.threshold || !std::isfinite(*e.value)) continue;
    const std::optional<double> close = close_distance(*e.threshold, e.ucum);
    const double distance = std::abs(*e.value - *e.threshold);
    if (!close || distance > *close || at_far_end(e)) continue;
    // Of two in different units, the one that lacks the lesser part of what is called close.
    const double relative = distance > 0 ? distance / *close : 0;
    if (nearest && relative >= least) continue;
    least = relative;
    nearest = near_miss{one.id, one.result, std::move(e), distance, one.source};
  }
  return nearest;
}

}  // namespace detail

/// The decision with its reasons, for a set whose content hash is known. Rule ids must be unique
/// (rule_set::validate).
inline decision decide(const rule_set& set, const log_view& log, std::string hash) {
  decision d;
  d.how = judge(set, log);
  d.result = d.how.result;
  d.day = log.today;
  d.rule_set = set.id;
  d.version = set.version;
  d.content_hash = std::move(hash);

  std::vector<const rule*> by_severity;
  by_severity.reserve(set.rules.size());
  for (const rule& one : set.rules) by_severity.push_back(&one);
  std::sort(by_severity.begin(), by_severity.end(), [](const rule* a, const rule* b) {
    return a->result != b->result ? a->result > b->result : a->id < b->id;
  });
  for (const rule* one : by_severity) {
    const truth fired = evaluate(one->when.tree(), log, set.values);
    if (fired == truth::is_false) {
      std::optional<near_miss> close = detail::near_miss_of(*one, log, set.values);
      if (close) d.nearly.push_back(std::move(*close));
      if (one->result != outcome::advance) continue;
    }
    finding f{one->id, one->result, fired, {}, one->source, one->extras};
    explain(one->when.tree(), log, f.comparisons, d.missing, set.values);
    d.findings.push_back(std::move(f));
  }
  return d;
}

/// The same for any set.
inline decision decide(const rule_set& set, const log_view& log) {
  return decide(set, log, content_hash(set));
}

}  // namespace retrogait::rules

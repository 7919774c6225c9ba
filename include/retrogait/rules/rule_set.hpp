#pragma once
/// @file
/// Rules, and the one decision that a set of them gives. Every rule is evaluated; the most severe
/// one that is true decides; their order does not matter. What is unknown can never lead to more
/// load: a set advances only if a rule to advance is true and every rule against it is false.

#include <retrogait/core/errors.hpp>
#include <retrogait/rules/evaluate.hpp>
#include <retrogait/rules/language.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retrogait::rules {

/// In rising order of severity; the most severe wins.
enum class outcome : std::uint8_t { advance, hold, regress, refer, stop };

constexpr std::string_view to_string(outcome value) {
  switch (value) {
    case outcome::advance:
      return "advance";
    case outcome::hold:
      return "hold";
    case outcome::regress:
      return "regress";
    case outcome::refer:
      return "refer";
    case outcome::stop:
      return "stop";
  }
  return "unknown outcome";
}

/// How well a threshold is founded.
enum class strength : std::uint8_t {
  sourced,   ///< read in the source that is named
  recalled,  ///< known from the literature, the source not read for it
  chosen     ///< an engineering choice
};

constexpr std::string_view to_string(strength value) {
  switch (value) {
    case strength::sourced:
      return "citation";
    case strength::recalled:
      return "recalled";
    case strength::chosen:
      return "engineering choice";
  }
  return "unknown strength";
}

/// Where a number comes from.
struct provenance {
  strength kind = strength::chosen;
  std::string source{};  ///< citation key; empty for an engineering choice
  std::string note{};    ///< what to call it in a sentence, or why it was chosen

  friend bool operator==(const provenance&, const provenance&) = default;
};

inline provenance cite(std::string source, std::string note = {}) {
  return {strength::sourced, std::move(source), std::move(note)};
}
/// For what the source is said to hold, but was not read for.
inline provenance recall(std::string source, std::string note = {}) {
  return {strength::recalled, std::move(source), std::move(note)};
}
inline provenance engineering_choice(std::string note = {}) {
  return {strength::chosen, {}, std::move(note)};
}

/// What a rule asks for besides its outcome.
struct rule_extras {
  std::string advice{};  ///< a sentence to show when the rule fires
  int rest_days = 0;     ///< full days off before the next session when it fires

  friend bool operator==(const rule_extras&, const rule_extras&) = default;
};

struct rule {
  std::string id;
  outcome result = outcome::hold;
  condition when;
  provenance source{};
  rule_extras extras{};

  friend bool operator==(const rule&, const rule&) = default;
};

inline rule stop(std::string id, condition when, provenance source, rule_extras extras = {}) {
  return {std::move(id), outcome::stop, std::move(when), std::move(source), std::move(extras)};
}
inline rule refer(std::string id, condition when, provenance source, rule_extras extras = {}) {
  return {std::move(id), outcome::refer, std::move(when), std::move(source), std::move(extras)};
}
inline rule regress(std::string id, condition when, provenance source, rule_extras extras = {}) {
  return {std::move(id), outcome::regress, std::move(when), std::move(source), std::move(extras)};
}
inline rule hold(std::string id, condition when, provenance source, rule_extras extras = {}) {
  return {std::move(id), outcome::hold, std::move(when), std::move(source), std::move(extras)};
}
inline rule advance(std::string id, condition when, provenance source, rule_extras extras = {}) {
  return {std::move(id), outcome::advance, std::move(when), std::move(source), std::move(extras)};
}

/// Breaking changes, additions, corrections. (The usual names are macros on some systems.)
struct version_number {
  unsigned breaking = 0;
  unsigned added = 0;
  unsigned corrected = 0;

  friend auto operator<=>(const version_number&, const version_number&) = default;
};

inline std::string to_string(const version_number& v) {
  return std::to_string(v.breaking) + '.' + std::to_string(v.added) + '.' +
         std::to_string(v.corrected);
}

struct rule_set {
  std::string id{};
  version_number version{};
  std::vector<rule> rules{};

  /// A set without an id or a rule, rules without an id or with the id of another.
  issues validate() const {
    issues found;
    if (id.empty()) found.push_back({"id", "is empty"});
    if (rules.empty()) found.push_back({"rules", "there is none"});
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const std::string field = "rules/" + std::to_string(i) + "/id";
      if (rules[i].id.empty()) found.push_back({field, "is empty"});
      for (std::size_t j = 0; j < i; ++j) {
        if (rules[i].id == rules[j].id) {
          found.push_back({field, "\"" + rules[i].id + "\" names another rule too"});
          break;
        }
      }
    }
    return found;
  }

  friend bool operator==(const rule_set&, const rule_set&) = default;
};

/// What a rule set says, without the reasons.
struct verdict {
  outcome result = outcome::hold;
  bool by_rule = false;     ///< a rule of that outcome is true
  bool by_missing = false;  ///< a rule to hold or more severe is unknown

  friend bool operator==(const verdict&, const verdict&) = default;
};

/// Does not touch the heap.
inline verdict judge(const rule_set& set, const log_view& log) {
  verdict v;
  bool may_advance = false;
  for (const rule& one : set.rules) {
    const truth fired = evaluate(one.when.tree(), log);
    if (one.result == outcome::advance) {
      may_advance = may_advance || fired == truth::is_true;
    } else if (fired == truth::is_true) {
      v.result = (std::max)(v.result, one.result);
      v.by_rule = true;
    } else if (fired == truth::unknown) {
      v.by_missing = true;
    }
  }
  if (may_advance && !v.by_rule && !v.by_missing) return {outcome::advance, true, false};
  return v;
}

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

struct decision {
  outcome result = outcome::hold;
  date day{};
  std::string rule_set{};
  version_number version{};
  /// The rules that are true, those that are unknown, and those to advance that are not true; the
  /// most severe first, then by id. (Rules against advancing that are false have nothing to say.)
  std::vector<finding> findings{};
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

/// The decision with its reasons. Rule ids must be unique (rule_set::validate).
inline decision decide(const rule_set& set, const log_view& log) {
  decision d;
  d.how = judge(set, log);
  d.result = d.how.result;
  d.day = log.today;
  d.rule_set = set.id;
  d.version = set.version;

  std::vector<const rule*> by_severity;
  by_severity.reserve(set.rules.size());
  for (const rule& one : set.rules) by_severity.push_back(&one);
  std::sort(by_severity.begin(), by_severity.end(), [](const rule* a, const rule* b) {
    return a->result != b->result ? a->result > b->result : a->id < b->id;
  });
  for (const rule* one : by_severity) {
    const truth fired = evaluate(one->when.tree(), log);
    if (fired == truth::is_false && one->result != outcome::advance) continue;
    finding f{one->id, one->result, fired, {}, one->source, one->extras};
    explain(one->when.tree(), log, f.comparisons, d.missing);
    d.findings.push_back(std::move(f));
  }
  return d;
}

}  // namespace retrogait::rules

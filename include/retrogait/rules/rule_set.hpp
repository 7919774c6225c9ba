#pragma once
/// @file
/// Rules, and the verdict that a set of them gives. Every rule is evaluated; the most severe one that
/// is true decides; their order does not matter. What is unknown can never lead to more load: a set
/// advances only if a rule to advance is true and every rule against it is false.

#include <retrogait/core/errors.hpp>
#include <retrogait/rules/canonical.hpp>
#include <retrogait/rules/evaluate.hpp>
#include <retrogait/rules/language.hpp>
#include <retrogait/rules/provenance.hpp>
#include <retrogait/rules/sha256.hpp>
#include <retrogait/rules/trust.hpp>
#include <retrogait/rules/well_formed.hpp>

#include <algorithm>
#include <cmath>
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
  trust values{};  ///< which values count; what falls short is missing
  /// How far a rule that is unknown, and is not one to advance, counts: as if it were true, but with
  /// an outcome no more severe than this. hold is the mildest; stop treats unknown like true.
  outcome if_unknown = outcome::hold;

  /// A set without an id or a rule, rules without an id or with the id of another, conditions that
  /// say nothing (well_formed.hpp), an unknown that would let the load rise.
  issues validate() const {
    issues found;
    if (id.empty()) found.push_back({"id", "is empty"});
    if (rules.empty()) found.push_back({"rules", "there is none"});
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const std::string at = "rules/" + std::to_string(i) + '/';
      if (rules[i].id.empty()) found.push_back({at + "id", "is empty"});
      for (std::size_t j = 0; j < i; ++j) {
        if (rules[i].id == rules[j].id) {
          found.push_back({at + "id", "\"" + rules[i].id + "\" names another rule too"});
          break;
        }
      }
      std::string wrong = fault(rules[i].when.tree());
      if (!wrong.empty()) found.push_back({at + "when", std::move(wrong)});
    }
    for (const issue& one : values.validate()) {
      found.push_back({"values/" + one.field, one.message});
    }
    if (if_unknown < outcome::hold) {
      found.push_back({"if_unknown", "is advance, but what is unknown must not raise the load"});
    }
    return found;
  }

  friend bool operator==(const rule_set&, const rule_set&) = default;
};

namespace detail {

inline void write(const rule& one, canonical_writer& out) {
  out.open("rule");
  out.text(one.id);
  out.word(to_string(one.result));
  write(one.when.tree(), out);
  out.text(one.extras.advice);
  out.number(one.extras.rest_days);
  write(one.source, out);
  out.close();
}

inline void write(const metric_limits& one, canonical_writer& out) {
  out.open("of");
  out.text(one.metric);
  write(one.limits, out);
  out.close();
}

/// A list of canonical texts whose order says nothing.
inline void write_sorted(std::vector<std::string> texts, canonical_writer& out) {
  std::sort(texts.begin(), texts.end());
  for (const std::string& one : texts) out.part(one);
}

template <class T>
std::vector<std::string> each_written(const std::vector<T>& all) {
  std::vector<std::string> texts;
  texts.reserve(all.size());
  for (const T& one : all) {
    canonical_writer out;
    write(one, out);
    texts.push_back(out.str());
  }
  return texts;
}

}  // namespace detail

/// The canonical text of the whole set (canonical.hpp), rules in the order of their texts.
inline std::string canonical(const rule_set& set) {
  canonical_writer out;
  out.open("rule_set");
  out.text(set.id);
  out.text(to_string(set.version));
  out.open("values");
  detail::write(set.values.limits, out);
  detail::write_sorted(detail::each_written(set.values.metrics), out);
  out.close();
  out.open("if_unknown");
  out.word(to_string(set.if_unknown));
  out.close();
  detail::write_sorted(detail::each_written(set.rules), out);
  out.close();
  return out.str();
}

/// SHA-256 of the canonical text: changes with every threshold, text and limit, but not with the
/// order of the rules, nor with the machine.
inline std::string content_hash(const rule_set& set) {
  return sha256(canonical(set));
}

/// What a rule set says, without the reasons.
struct verdict {
  outcome result = outcome::hold;
  bool by_rule = false;     ///< a rule of that outcome is true
  bool by_missing = false;  ///< a rule to hold or more severe is unknown

  friend bool operator==(const verdict&, const verdict&) = default;
};

namespace detail {

/// Takes in what each rule came to, in any order, and gives the one verdict.
class verdict_builder {
 public:
  constexpr explicit verdict_builder(outcome if_unknown)
      : if_unknown_((std::max)(if_unknown, outcome::hold)) {}

  constexpr void add(outcome result, truth fired) {
    if (result == outcome::advance) {
      may_advance_ = may_advance_ || fired == truth::is_true;
    } else if (fired == truth::is_true) {
      so_far_.result = (std::max)(so_far_.result, result);
      so_far_.by_rule = true;
    } else if (fired == truth::unknown) {
      so_far_.result = (std::max)(so_far_.result, (std::min)(result, if_unknown_));
      so_far_.by_missing = true;
    }
  }

  /// Whether rules to advance still have a say.
  constexpr bool advance_possible() const { return !so_far_.by_rule && !so_far_.by_missing; }

  constexpr verdict operator()() const {
    return may_advance_ && advance_possible() ? verdict{outcome::advance, true, false} : so_far_;
  }

 private:
  outcome if_unknown_;
  verdict so_far_{};
  bool may_advance_ = false;
};

}  // namespace detail

/// Does not touch the heap. compiled_rules (compiled.hpp) gives the same, faster.
inline verdict judge(const rule_set& set, const log_view& log) {
  detail::verdict_builder verdict(set.if_unknown);
  for (const rule& one : set.rules) {
    verdict.add(one.result, evaluate(one.when.tree(), log, set.values));
  }
  return verdict();
}

}  // namespace retrogait::rules

#pragma once
/// @file
/// What small mistakes in a programme would do: each number, each comparison and each pair of
/// outcomes changed, one at a time, and the changed programme held against the one it was made from.
/// A change is caught where a history shows it to be milder, with that history; it does no harm where
/// it is nowhere milder in all that was looked at.

#include <retrogait/core/errors.hpp>
#include <retrogait/progression/detail/scene_set.hpp>
#include <retrogait/progression/verify.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retrogait {

enum class mutant_fate : std::uint8_t {
  refused,   ///< it is not a valid programme
  caught,    ///< a history shows it to be milder
  stricter,  ///< more severe somewhere, milder nowhere
  same       ///< no history tells it from the programme
};

constexpr std::string_view to_string(mutant_fate value) {
  switch (value) {
    case mutant_fate::refused:
      return "refused";
    case mutant_fate::caught:
      return "caught";
    case mutant_fate::stricter:
      return "stricter";
    case mutant_fate::same:
      return "same";
  }
  return "unknown fate";
}

struct mutant {
  std::string what{};  ///< which rule and what was changed in it
  rules::rule_set rules{};
  mutant_fate fate = mutant_fate::same;
  std::optional<verification_example> example{};  ///< as the mutant decides
  std::optional<verification_example> beside{};   ///< as the programme decides
};

struct mutation_table {
  std::vector<mutant> mutants{};
  std::size_t histories = 0;  ///< that each was held against, unless it was caught before

  std::size_t count(mutant_fate fate) const {
    return static_cast<std::size_t>(std::count_if(
        mutants.begin(), mutants.end(), [fate](const mutant& one) { return one.fate == fate; }));
  }
};

namespace progression::detail {

/// The comparison that differs only where the two are equal.
constexpr rules::comparison other_strictness(rules::comparison op) {
  using rules::comparison;
  switch (op) {
    case comparison::below:
      return comparison::at_most;
    case comparison::at_most:
      return comparison::below;
    case comparison::at_least:
      return comparison::above;
    case comparison::above:
      return comparison::at_least;
    case comparison::equal:
    case comparison::not_equal:
      break;
  }
  return op;
}

class mutant_maker {
 public:
  explicit mutant_maker(const programme& plan) : plan_(plan), groups_(rules::regions(plan.rules)) {}

  std::vector<mutant> operator()() {
    for (std::size_t i = 0; i < plan_.rules.rules.size(); ++i) {
      rule_ = i;
      path_.clear();
      change(plan_.rules.rules[i].when.tree(), nullptr);
    }
    exchange_outcomes();
    return std::move(made_);
  }

 private:
  using expression = rules::expression;
  using operation = rules::operation;

  void add(std::string_view what, expression node) {
    const rules::rule& from = plan_.rules.rules[rule_];
    mutant made;
    made.what = '"' + from.id + "\": " + std::string(what);
    made.rules = plan_.rules;
    made.rules.rules[rule_].when =
        rules::condition(rules::replaced(from.when.tree(), path_, std::move(node)));
    made_.push_back(std::move(made));
  }

  /// `within` is the comparison around the node.
  void change(const expression& e, const expression* within) {
    if (e.op == operation::compare) {
      expression other = e;
      other.compare = rules::negated(e.compare);
      add("\"" + std::string(words(e.compare)) + "\" negated", other);
      other.compare = other_strictness(e.compare);
      if (other.compare != e.compare) {
        add("\"" + std::string(words(e.compare)) + "\" with the other strictness", other);
      }
      within = &e;
    }
    if (e.op == operation::constant && within) {
      for (const double value : neighbours(e.constant, *within)) {
        expression other = e;
        other.constant = value;
        add(number_text(e.constant) + " becomes " + number_text(value), other);
      }
    }
    for (std::size_t i = 0; i < e.operands.size(); ++i) {
      path_.push_back(i);
      change(e.operands[i], within);
      path_.pop_back();
    }
  }

  /// The next value down and up: on the metric's axis where the constant is a threshold on it, else,
  /// for days, counts and distances between two metrics, one less and one more.
  std::vector<double> neighbours(double constant, const expression& within) const {
    const expression& left = within.operands[0];
    if (left.op == operation::metric && within.operands[1].op == operation::constant) {
      for (const rules::region_group& group : groups_) {
        for (const rules::metric_axis& axis : group.axes) {
          if (axis.metric->id != left.metric->id) continue;
          return next_to(constant, axis.values, group.axes.size() > 1 ? group.axes.size() + 1 : 1);
        }
      }
    }
    return {constant - 1, constant + 1};
  }

  static std::vector<double> next_to(double constant, const std::vector<double>& values,
                                     std::size_t by) {
    std::vector<double> found;
    const auto at = std::lower_bound(values.begin(), values.end(), constant);
    if (at == values.end()) return found;
    if (static_cast<std::size_t>(at - values.begin()) >= by) {
      found.push_back(*std::prev(at, static_cast<std::ptrdiff_t>(by)));
    }
    if (static_cast<std::size_t>(values.end() - at) > by) {
      found.push_back(*std::next(at, static_cast<std::ptrdiff_t>(by)));
    }
    return found;
  }

  void exchange_outcomes() {
    using rules::outcome;
    for (const outcome a : {outcome::advance, outcome::hold, outcome::regress, outcome::refer}) {
      for (const outcome b : {outcome::hold, outcome::regress, outcome::refer, outcome::stop}) {
        if (b <= a) continue;
        mutant made;
        made.what = std::string(to_string(a)) + " and " + std::string(to_string(b)) + " exchanged";
        made.rules = plan_.rules;
        std::size_t changed = 0;
        for (rules::rule& one : made.rules.rules) {
          if (one.result != a && one.result != b) continue;
          one.result = one.result == a ? b : a;
          ++changed;
        }
        if (changed > 0) made_.push_back(std::move(made));
      }
    }
  }

  const programme& plan_;
  std::vector<rules::region_group> groups_;
  std::vector<mutant> made_;
  std::size_t rule_ = 0;
  std::vector<std::size_t> path_;
};

/// Holds a mutant against the programme in every scene.
inline void settle(mutant& one, const programme& plan, const scene_set& scenes,
                   const std::vector<rules::verdict>& original) {
  if (!one.rules.validate().empty()) {
    one.fate = mutant_fate::refused;
    return;
  }
  programme changed = plan;
  changed.rules = one.rules;
  std::size_t i = 0;
  scenes.judge_all(rules::compiled_rules(one.rules),
                   [&](const scene& where, const rules::verdict& verdict, const rules::log_view&) {
                     const rules::verdict& before = original[i++];
                     if (verdict.result > before.result) one.fate = mutant_fate::stricter;
                     if (verdict.result >= before.result) return true;
                     // What comes after the rules (levels, weekly limits) may still make the two the same.
                     training_history history = scenes.history(where);
                     const date today = scenes.today(where);
                     const rules::outcome now = decide(changed, history, today).result;
                     const rules::outcome then = decide(plan, history, today).result;
                     if (now >= then) return true;
                     one.fate = mutant_fate::caught;
                     one.beside = verification_example{history, today, then};
                     one.example = verification_example{std::move(history), today, now};
                     return false;
                   });
}

}  // namespace progression::detail

/// Changes the rules of the programme, one thing at a time: each number to the next value down and
/// up, each comparison to its negation and to the other strictness, each two outcomes exchanged.
/// Throws config_error if the programme is not valid.
inline mutation_table mutate(const programme& plan) {
  throw_if_any(plan.validate());
  mutation_table table;
  table.mutants = progression::detail::mutant_maker(plan)();

  // Cut by the thresholds of all mutants too, else a changed number would fall into a region.
  rules::rule_set cut_by = plan.rules;
  for (const mutant& one : table.mutants) {
    for (std::size_t i = 0; i < one.rules.rules.size(); ++i) {
      if (one.rules.rules[i].when != plan.rules.rules[i].when) {
        cut_by.rules.push_back(one.rules.rules[i]);
      }
    }
  }
  const progression::detail::scene_set scenes(plan, cut_by);
  table.histories = scenes.scenes().size();
  std::vector<rules::verdict> original;
  original.reserve(table.histories);
  scenes.judge_all(rules::compiled_rules(plan.rules),
                   [&original](const auto&, const rules::verdict& verdict, const auto&) {
                     original.push_back(verdict);
                     return true;
                   });
  for (mutant& one : table.mutants) progression::detail::settle(one, plan, scenes, original);
  return table;
}

}  // namespace retrogait

#pragma once
/// @file
/// All numbers that decide in a rule set, one after the other: for whoever searches it for gaps,
/// changes one number at a time, or prints a table of them with their sources.

#include <retrogait/rules/rule_set.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace retrogait::rules {

/// A comparison with a constant, and where it stands.
struct threshold {
  std::size_t rule = 0;                    ///< index in rule_set::rules
  std::vector<std::size_t> path{};         ///< from the rule's tree to the comparison, by operands
  const expression* comparison = nullptr;  ///< in the rule set, which must outlive this

  /// The number that is compared, on the left.
  const expression& what() const { return comparison->operands[0]; }
  /// The constant that it is compared with, in the unit of what().
  double value() const { return comparison->operands[1].constant; }
};

/// The node at that path.
inline const expression& at_path(const expression& tree, const std::vector<std::size_t>& path) {
  const expression* e = &tree;
  for (const std::size_t i : path) e = &e->operands[i];
  return *e;
}

/// A tree with another node at that path: to change a threshold or a comparison. What comes of it
/// may be checked with fault() (well_formed.hpp).
inline expression replaced(expression tree, const std::vector<std::size_t>& path, expression with) {
  expression* e = &tree;
  for (const std::size_t i : path) e = &e->operands[i];
  *e = std::move(with);
  return tree;
}

namespace detail {

inline void find_thresholds(const expression& e, threshold& here, std::vector<threshold>& found) {
  if (e.op == operation::compare && e.operands[1].op == operation::constant) {
    found.push_back(here);
    found.back().comparison = &e;
  }
  for (std::size_t i = 0; i < e.operands.size(); ++i) {
    here.path.push_back(i);
    find_thresholds(e.operands[i], here, found);
    here.path.pop_back();
  }
}

}  // namespace detail

/// Every comparison with a constant, rule by rule, in the order in which the trees are written. Also
/// those below aggregates: "count of sessions with pain above 5 is at least 2" has two.
inline std::vector<threshold> thresholds(const rule_set& set) {
  std::vector<threshold> found;
  for (std::size_t i = 0; i < set.rules.size(); ++i) {
    threshold here;
    here.rule = i;
    detail::find_thresholds(set.rules[i].when.tree(), here, found);
  }
  return found;
}

}  // namespace retrogait::rules

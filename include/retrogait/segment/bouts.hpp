#pragma once
/// @file
/// From a detector's contacts to walking bouts with their steps and strides.

#include <retrogait/core/events.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace retrogait {

namespace detail {

// The share of contacts that say so, times their mean probability: one turning step does not make a
// bout doubtful, every fifth does.
inline direction_estimate direction_of(const std::vector<contact>& contacts) {
  double votes[2] = {0, 0};
  for (const contact& c : contacts) {
    if (c.direction.value == direction::forward) votes[0] += c.direction.probability;
    if (c.direction.value == direction::backward) votes[1] += c.direction.probability;
  }
  const bool backward = votes[1] > votes[0];
  const double support = (std::max)(votes[0], votes[1]) / static_cast<double>(contacts.size());
  constexpr double least = 0.8;  // a wrong answer is worse than none
  if (support < least) return {direction::unknown, (std::max)(0.5, support)};
  return {backward ? direction::backward : direction::forward, support};
}

inline bool can_alternate(side first, side second) {
  return first == side::unknown || second == side::unknown || first != second;
}

inline bool can_be_same(side first, side second) {
  return first == side::unknown || second == side::unknown || first == second;
}

// The longest interval that is taken for one step: 1.75 times the median one, as two steps with a
// missed contact between them take about twice as long. Too few intervals have no median to go by.
// [engineering choice]
inline double longest_step_s(const std::vector<const contact*>& ic) {
  if (ic.size() < 6) return std::numeric_limits<double>::infinity();
  std::vector<double> intervals;
  for (std::size_t i = 1; i < ic.size(); ++i) {
    intervals.push_back(ic[i]->time_s - ic[i - 1]->time_s);
  }
  return 1.75 * median(intervals);
}

// What follows from the initial contacts: the bout's limits, steps and strides.
inline void complete(walking_bout& bout) {
  std::vector<const contact*> ic;
  for (const contact& c : bout.contacts) {
    if (c.kind == contact_kind::initial_contact) ic.push_back(&c);
  }
  if (ic.empty()) return;
  bout.start_s = ic.front()->time_s;
  bout.end_s = ic.back()->time_s;
  const double longest_s = longest_step_s(ic);
  bool follows = false;  // whether the contact before ended a step
  for (std::size_t i = 1; i < ic.size(); ++i) {
    const bool ends_step = can_alternate(ic[i - 1]->side, ic[i]->side) &&
                           ic[i]->time_s - ic[i - 1]->time_s <= longest_s;
    if (ends_step) bout.steps.push_back({ic[i - 1]->time_s, ic[i]->time_s, ic[i]->side});
    if (ends_step && follows && can_be_same(ic[i - 2]->side, ic[i]->side)) {
      bout.strides.push_back({ic[i - 2]->time_s, ic[i]->time_s, ic[i]->side});
    }
    follows = ends_step;
  }
}

}  // namespace detail

/// Whole recording: groups contacts by the bout that their detector put them in. Contacts must be in
/// order of time; contacts of no bout (0) are left out.
///
/// A step runs between initial contacts in a row of feet that differ or may differ; a stride over
/// two such steps whose first and last foot are, or may be, the same. Two contacts in a row of the
/// same foot, or more than 1.75 median steps apart (in a bout of five intervals or more), bound
/// neither: one between them was missed. (Mobilise-D consensus, PMC8378707: steps and strides by
/// initial contacts.)
///
/// The bout's direction is that of its contacts, if together they support it by four fifths; its
/// probability is the mean of theirs, a contact that does not say so counting as 0.
inline std::vector<walking_bout> assemble_bouts(const std::vector<contact>& contacts) {
  std::vector<walking_bout> bouts;
  std::uint32_t current = 0;
  for (const contact& c : contacts) {
    if (c.bout == 0) continue;
    if (bouts.empty() || c.bout != current) {
      current = c.bout;
      bouts.emplace_back();
      bouts.back().number = static_cast<std::uint32_t>(bouts.size());
      bouts.back().start_s = c.time_s;
    }
    bouts.back().contacts.push_back(c);
    bouts.back().contacts.back().bout = bouts.back().number;
    bouts.back().end_s = c.time_s;
  }
  for (walking_bout& bout : bouts) {
    bout.direction = detail::direction_of(bout.contacts);
    detail::complete(bout);
  }
  return bouts;
}

}  // namespace retrogait

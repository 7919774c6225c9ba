#pragma once
/// @file
/// Two feet, two sensors, one list of contacts.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace retrogait {

struct merge_params {
  /// Bouts of either foot that overlap, or have no longer pause than this many seconds between them,
  /// are one. [engineering choice, as step_detector_params::max_step_time_s: the lower back and the
  /// feet see the same bouts]
  double max_pause_s = 1.8;

  issues validate() const {
    issues found;
    if (!(max_pause_s >= 0 && max_pause_s <= 60)) {
      found.push_back({"max_pause_s", "must lie in [0, 60]"});
    }
    return found;
  }
  friend bool operator==(const merge_params&, const merge_params&) = default;
};

namespace detail {

// The bout of one foot, as its detector saw it.
struct foot_bout {
  double start_s = 0;
  double end_s = 0;
  double forward = 0;   // contacts that say so
  double backward = 0;  // the same
  std::vector<contact> contacts;

  retrogait::direction direction() const {
    if (forward == backward) return direction::unknown;
    return forward > backward ? direction::forward : direction::backward;
  }

  void add(const contact& c) {
    start_s = contacts.empty() ? c.time_s : (std::min)(start_s, c.time_s);
    end_s = contacts.empty() ? c.time_s : (std::max)(end_s, c.time_s);
    forward += c.direction == direction::forward ? 1 : 0;
    backward += c.direction == direction::backward ? 1 : 0;
    contacts.push_back(c);
  }

  void add(const foot_bout& other) {
    for (const contact& c : other.contacts) add(c);
  }
};

inline void add_foot_bouts(const std::vector<contact>& contacts, side foot,
                           std::vector<foot_bout>& bouts) {
  const bool has_bouts =
      std::any_of(contacts.begin(), contacts.end(), [](const contact& c) { return c.bout != 0; });
  std::map<std::uint32_t, foot_bout> by_number;
  for (contact c : contacts) {
    if (c.side == side::unknown) c.side = foot;
    if (!has_bouts) {
      bouts.emplace_back();
      bouts.back().add(c);
    } else if (c.bout != 0) {
      by_number[c.bout].add(c);
    }
  }
  for (auto& [number, bout] : by_number) bouts.push_back(std::move(bout));
}

}  // namespace detail

/// Whole recording: the contacts of a sensor on the left and of one on the right foot (shank, thigh)
/// as one list, for assemble_bouts. Both recordings must share one clock.
///
/// Bouts of the two feet that overlap or nearly touch (merge_params) become one, unless they were
/// walked in opposite directions; they are numbered from 1 in order of time, and the list is in
/// order of bouts, within each in order of time. Contacts of a detector that finds no bouts (all 0)
/// are put together by their pauses; a contact of no bout beside others that have one is left out.
/// A contact whose side is unknown gets the side of its list.
///
/// Errors: config_error if a parameter is out of range.
inline std::vector<contact> merge_contacts(const std::vector<contact>& left,
                                           const std::vector<contact>& right,
                                           const merge_params& params = {}) {
  throw_if_any(params.validate());
  std::vector<detail::foot_bout> parts;
  detail::add_foot_bouts(left, side::left, parts);
  detail::add_foot_bouts(right, side::right, parts);
  std::stable_sort(parts.begin(), parts.end(),
                   [](const auto& a, const auto& b) { return a.start_s < b.start_s; });

  const auto belong_together = [&](const detail::foot_bout& a, const detail::foot_bout& b) {
    const direction one = a.direction();
    const direction other = b.direction();
    return b.start_s - a.end_s <= params.max_pause_s &&
           (one == other || one == direction::unknown || other == direction::unknown);
  };
  std::vector<detail::foot_bout> bouts;
  for (const detail::foot_bout& part : parts) {
    // One foot may begin anew, the other way round, while the other still ends: hence the last two.
    const std::size_t n = bouts.size();
    if (n > 0 && belong_together(bouts[n - 1], part)) {
      bouts[n - 1].add(part);
    } else if (n > 1 && belong_together(bouts[n - 2], part)) {
      bouts[n - 2].add(part);
    } else {
      bouts.push_back(part);
    }
  }

  std::vector<contact> merged;
  std::uint32_t number = 0;
  for (detail::foot_bout& bout : bouts) {
    std::stable_sort(bout.contacts.begin(), bout.contacts.end(),
                     [](const contact& a, const contact& b) { return a.time_s < b.time_s; });
    ++number;
    for (contact& c : bout.contacts) {
      c.bout = number;
      merged.push_back(c);
    }
  }
  return merged;
}

}  // namespace retrogait

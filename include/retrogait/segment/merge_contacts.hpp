#pragma once
/// @file
/// Two feet, two sensors, one list of contacts.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/math/two_state_filter.hpp>
#include <retrogait/segment/combine_directions.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

namespace retrogait {

struct merge_params {
  /// Bouts of either foot that overlap, or have no longer pause than this many seconds between them,
  /// are one. [engineering choice, as step_detector_params::max_step_time_s: the lower back and the
  /// feet see the same bouts]
  double max_pause_s = 1.8;
  /// How the directions that the two legs tell become one.
  combine_params directions{};

  issues validate() const {
    issues found = directions.validate();
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

  // Nobody walks both ways at once: bouts that mostly share their time are one, whatever the legs say.
  bool shares_time(const foot_bout& other) const {
    const double shared_s = (std::min)(end_s, other.end_s) - (std::max)(start_s, other.start_s);
    return shared_s > 0 && 2 * shared_s > (std::min)(end_s - start_s, other.end_s - other.start_s);
  }
};

// What the leg that made this contact says of its direction, with what the other leg said closest by.
inline direction_estimate direction_with(const contact& own, const contact& other,
                                         const combine_params& params) {
  const direction_estimate& a = own.direction;
  const direction_estimate& b = other.direction;
  if (b.value == direction::unknown) return a;
  if (a.value == direction::unknown) {
    // Another step of the same walk.
    const double p = std::clamp(b.probability, 0.5, params.most);
    const double alike =
        probability_from_log_odds(params.independence * log_odds_from_probability(p));
    if (alike >= params.certainty) return {b.value, alike};
    return {direction::unknown, (std::max)(a.probability, alike)};
  }
  // One foot may go sideways or turn while the other goes straight, but not forward while it goes
  // backward.
  if (a.value != b.value && !(is_straight(a.value) && is_straight(b.value))) return a;
  const std::array both{a, b};
  return combine_directions(both, params);
}

/// The directions of a bout's contacts, in order of time, each with what the other leg says.
inline std::vector<direction_estimate> directions_of_both(const std::vector<contact>& contacts,
                                                          const merge_params& params) {
  std::vector<direction_estimate> found;
  found.reserve(contacts.size());
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    const contact& own = contacts[i];
    const contact* closest = nullptr;
    const auto consider = [&](const contact& c) {
      const double distance_s = std::abs(c.time_s - own.time_s);
      if (distance_s > params.max_pause_s) return;
      if (closest == nullptr || distance_s < std::abs(closest->time_s - own.time_s)) closest = &c;
    };
    const auto is_other = [&](const contact& c) { return c.side == opposite(own.side); };
    const auto here = contacts.begin() + static_cast<std::ptrdiff_t>(i);
    const auto after = std::find_if(here, contacts.end(), is_other);
    const auto before = std::find_if(std::make_reverse_iterator(here), contacts.rend(), is_other);
    if (own.side != side::unknown && before != contacts.rend()) consider(*before);
    if (own.side != side::unknown && after != contacts.end()) consider(*after);
    found.push_back(closest == nullptr ? own.direction
                                       : direction_with(own, *closest, params.directions));
  }
  return found;
}

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
/// walked in opposite directions, one after the other; they are numbered from 1 in order of time,
/// and the list is in order of bouts, within each in order of time. Contacts of a detector that
/// finds no bouts (all 0) are put together by their pauses; a contact of no bout beside others
/// that have one is left out. A contact whose side is unknown gets the side of its list.
///
/// Each contact's direction becomes that of its own leg and of the other leg's closest contact in the
/// bout together (combine_directions): surer where they agree, unknown where one says forward and the
/// other backward, as when a sensor was put on the wrong way round. A leg that does not know takes over
/// what the other is very sure of.
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
    return a.shares_time(b) ||
           (b.start_s - a.end_s <= params.max_pause_s &&
            (one == other || one == direction::unknown || other == direction::unknown));
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
    const std::vector<direction_estimate> ways = detail::directions_of_both(bout.contacts, params);
    for (std::size_t i = 0; i < bout.contacts.size(); ++i) {
      merged.push_back(bout.contacts[i]);
      merged.back().bout = number;
      merged.back().direction = ways[i];
    }
  }
  return merged;
}

}  // namespace retrogait

#pragma once
// The direction of each step, as all sensors together have it.

#include <retrogait/core/events.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/segment/combine_directions.hpp>
#include <retrogait/segment/initial_contacts.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace retrogait::detail {

// The initial contact that may be the same step's; initial ones in order of time.
inline const contact* same_step(const std::vector<contact>& initial, double time_s) {
  constexpr double apart_s = 0.3;  // below the time of a quick step, above what sensors differ by
  const contact* const found = nearest_contact(initial, time_s);
  return found != nullptr && std::abs(found->time_s - time_s) <= apart_s ? found : nullptr;
}

// A bout ends where the way changes: two steps in a row agree on another one than before. Contacts in
// order of bouts, and within them of time.
inline void part_where_the_way_changes(std::vector<contact>& contacts) {
  std::vector<std::size_t> initial;
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    if (contacts[i].kind == contact_kind::initial_contact && contacts[i].bout != 0) {
      initial.push_back(i);
    }
  }
  std::vector<std::size_t> begins;  // contacts that begin a bout of their own
  direction way = direction::unknown;
  for (std::size_t k = 0; k < initial.size(); ++k) {
    const contact& c = contacts[initial[k]];
    if (k == 0 || contacts[initial[k - 1]].bout != c.bout) way = direction::unknown;
    if (!is_straight(c.direction.value) || c.direction.value == way) continue;
    const bool stays = k + 1 < initial.size() && contacts[initial[k + 1]].bout == c.bout &&
                       contacts[initial[k + 1]].direction.value == c.direction.value;
    if (way != direction::unknown && !stays) continue;
    if (way != direction::unknown) begins.push_back(initial[k]);
    way = c.direction.value;
  }
  if (begins.empty()) return;
  std::uint32_t was = 0;
  std::uint32_t number = 0;
  auto next = begins.begin();
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    if (contacts[i].bout == 0) continue;
    const bool parted = next != begins.end() && *next == i;
    if (parted) ++next;
    if (parted || contacts[i].bout != was) ++number;
    was = contacts[i].bout;
    contacts[i].bout = number;
  }
}

// Each initial contact gets the direction that its own sensor and those of the other sightings give it
// together (combine_directions).
inline void fuse_directions(std::vector<contact>& contacts,
                            const std::vector<std::vector<contact>>& others) {
  std::vector<std::vector<contact>> initial;
  for (const std::vector<contact>& other : others) initial.push_back(initial_contacts(other));
  for (contact& c : contacts) {
    if (c.kind != contact_kind::initial_contact) continue;
    std::vector<direction_estimate> witnesses{c.direction};
    for (const std::vector<contact>& other : initial) {
      if (const contact* seen = same_step(other, c.time_s)) witnesses.push_back(seen->direction);
    }
    if (witnesses.size() > 1) c.direction = combine_directions(witnesses);
  }
  std::stable_sort(contacts.begin(), contacts.end(), [](const contact& a, const contact& b) {
    return a.bout != b.bout ? a.bout < b.bout : a.time_s < b.time_s;
  });
  part_where_the_way_changes(contacts);
}

}  // namespace retrogait::detail

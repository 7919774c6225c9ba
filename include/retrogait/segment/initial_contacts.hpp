#pragma once
/// @file
/// Initial contacts in order of time, and the one nearest to a time: what comparing two sensors'
/// contacts needs.

#include <retrogait/core/events.hpp>

#include <algorithm>
#include <vector>

namespace retrogait {

/// The initial contacts among them, in order of time.
inline std::vector<contact> initial_contacts(const std::vector<contact>& contacts) {
  std::vector<contact> found;
  for (const contact& c : contacts) {
    if (c.kind == contact_kind::initial_contact) found.push_back(c);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const contact& a, const contact& b) { return a.time_s < b.time_s; });
  return found;
}

/// The contact nearest to that time, of two as near the earlier one; null if there is none. In order
/// of time.
inline const contact* nearest_contact(const std::vector<contact>& contacts, double time_s) {
  if (contacts.empty()) return nullptr;
  auto after = std::lower_bound(contacts.begin(), contacts.end(), time_s,
                                [](const contact& c, double t) { return c.time_s < t; });
  if (after == contacts.begin()) return &*after;
  const auto before = after - 1;
  if (after == contacts.end()) return &*before;
  return time_s - before->time_s <= after->time_s - time_s ? &*before : &*after;
}

}  // namespace retrogait

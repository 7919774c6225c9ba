#pragma once
// A reference read from a file, in the form in which found contacts are compared with it.

#include <retrogait/core/events.hpp>
#include <retrogait/io/folder.hpp>

#include <algorithm>
#include <vector>

namespace test_support {

/// The events of the reference, which it must have, with the direction of the whole recording.
inline std::vector<retrogait::contact> true_contacts(const retrogait::io::truth& truth) {
  std::vector<retrogait::contact> list;
  for (const retrogait::io::truth_event& e : *truth.events) {
    retrogait::contact c;
    c.time_s = e.time_s;
    c.kind = e.kind;
    c.side = e.side;
    if (truth.direction) {
      c.direction.value =
          retrogait::direction_from(*truth.direction).value_or(retrogait::direction::unknown);
    }
    list.push_back(c);
  }
  return list;
}

/// Whether the reference holds then: within its bouts, if it names
/// any, and half a second more on either side.
inline bool in_bouts(double time_s, const retrogait::io::truth& truth) {
  if (!truth.bouts) return true;
  return std::any_of(truth.bouts->begin(), truth.bouts->end(),
                     [&](const retrogait::io::time_span& b) {
                       return time_s > b.start_s - 0.5 && time_s < b.end_s + 0.5;
                     });
}

inline std::vector<retrogait::contact> in_bouts(const std::vector<retrogait::contact>& all,
                                                const retrogait::io::truth& truth) {
  std::vector<retrogait::contact> inside;
  for (const retrogait::contact& c : all) {
    if (in_bouts(c.time_s, truth)) inside.push_back(c);
  }
  return inside;
}

}  // namespace test_support

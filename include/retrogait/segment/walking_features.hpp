#pragma once
/// @file
/// What tells walking from other motion in which some peaks look like contacts.

#include <retrogait/segment/contact_model.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace retrogait {

/// Of some likely contacts in a row, in the order of walking_weights.
struct walking_features {
  double certainty = 0;     ///< mean log-odds of the contacts, each at most 6
  double alignment = 0;     ///< mean of trunk_window::alignment() at each
  double interval = 0;      ///< mean time between them in seconds
  double irregularity = 0;  ///< ln of the longest over the shortest of these times
  double strength = 0;      ///< mean of contact_features::around
  double unevenness = 0;    ///< standard deviation of the same
  double contrast = 0;      ///< mean difference of contact_features::height from one to the next

  friend bool operator==(const walking_features&, const walking_features&) = default;
};

/// One likely contact as walking_features sees it.
struct likely_contact {
  double time_s = 0;
  double log_odds = 0;
  double alignment = 0;
  double around = 0;
  double height = 0;

  friend bool operator==(const likely_contact&, const likely_contact&) = default;
};

/// Of n ≥ 2 contacts in the order of time; at(i) is the i-th.
template <class At>
walking_features measure_walking(std::size_t n, At&& at) {
  walking_features f;
  double shortest_s = 1e300;
  double longest_s = 0;
  double squares = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const likely_contact& c = at(i);
    f.certainty += (std::min)(c.log_odds, 6.0);
    f.alignment += c.alignment;
    f.strength += c.around;
    squares += c.around * c.around;
    if (i == 0) continue;
    f.contrast += std::abs(c.height - at(i - 1).height);
    const double interval_s = c.time_s - at(i - 1).time_s;
    f.interval += interval_s;
    shortest_s = (std::min)(shortest_s, interval_s);
    longest_s = (std::max)(longest_s, interval_s);
  }
  const auto count = static_cast<double>(n);
  f.certainty /= count;
  f.alignment /= count;
  f.strength /= count;
  f.unevenness = std::sqrt((std::max)(0.0, squares / count - f.strength * f.strength));
  f.interval /= count - 1;
  f.contrast /= count - 1;
  f.irregularity = std::log(longest_s / shortest_s);
  return f;
}

/// Logarithm of the odds that contacts with these features are walking.
inline double log_odds(const walking_weights& w, const walking_features& f) {
  return w.offset + w.certainty * f.certainty + w.alignment * f.alignment +
         w.interval * f.interval + w.irregularity * f.irregularity + w.strength * f.strength +
         w.unevenness * f.unevenness + w.contrast * f.contrast;
}

}  // namespace retrogait

#pragma once
// What steps and strides say of one quantity, in order of time and with the foot that each value is
// of.

#include <retrogait/core/words.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <optional>
#include <vector>

namespace retrogait::detail {

struct sided_value {
  double value = 0;
  retrogait::side side = retrogait::side::unknown;
};

using sided_values = std::vector<sided_value>;

template <class Interval>
sided_values durations_of(const std::vector<Interval>& intervals) {
  sided_values out;
  out.reserve(intervals.size());
  for (const Interval& i : intervals) out.push_back({i.duration_s(), i.side});
  return out;
}

// A phase of the strides that have it.
inline sided_values phases_of(const std::vector<stride>& strides,
                              std::optional<double> (stride::*phase_s)() const) {
  sided_values out;
  for (const stride& s : strides) {
    if (const auto t = (s.*phase_s)()) out.push_back({*t, s.side});
  }
  return out;
}

// The same, each in percent of its own stride.
inline sided_values shares_of(const std::vector<stride>& strides,
                              std::optional<double> (stride::*phase_s)() const) {
  sided_values out;
  for (const stride& s : strides) {
    if (const auto t = (s.*phase_s)()) out.push_back({100 * *t / s.duration_s(), s.side});
  }
  return out;
}

// The lengths that were measured.
inline sided_values lengths_of(const std::vector<stride>& strides) {
  sided_values out;
  for (const stride& s : strides) {
    if (s.length_m) out.push_back({*s.length_m, s.side});
  }
  return out;
}

inline std::vector<double> values_of(const sided_values& all) {
  std::vector<double> out;
  out.reserve(all.size());
  for (const sided_value& v : all) out.push_back(v.value);
  return out;
}

inline std::vector<double> of_foot(const sided_values& all, side foot) {
  std::vector<double> out;
  for (const sided_value& v : all) {
    if (v.side == foot) out.push_back(v.value);
  }
  return out;
}

// Values there are, but of no known foot.
inline bool no_side_known(const sided_values& all) {
  for (const sided_value& v : all) {
    if (v.side != side::unknown) return false;
  }
  return !all.empty();
}

}  // namespace retrogait::detail

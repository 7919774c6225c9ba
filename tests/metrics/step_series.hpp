#pragma once
// Steps of given durations, for the metrics of times.

#include <retrogait/segment/walking_bout.hpp>

#include <vector>

using durations = std::vector<double>;

/// Steps in a row; the first ends with a right contact, then the feet take turns.
inline std::vector<retrogait::step> steps(const durations& list, bool sides = true) {
  using retrogait::side;
  std::vector<retrogait::step> out;
  double t = 10;
  for (double d : list) {
    const side foot = !sides ? side::unknown : out.size() % 2 == 0 ? side::right : side::left;
    out.push_back({t, t + d, foot});
    t += d;
  }
  return out;
}

inline double mean_of(const durations& x) {
  double sum = 0;
  for (double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}

inline const durations alternating{0.5, 0.6, 0.5, 0.6, 0.5, 0.6};

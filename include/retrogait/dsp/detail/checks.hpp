#pragma once

#include <retrogait/core/errors.hpp>

#include <cmath>
#include <string>

namespace retrogait::dsp::detail {

inline void check_order(issues& found, int order, int highest) {
  if (order < 1 || order > highest) {
    found.push_back(
        {"order", std::to_string(order) + " is not in 1 to " + std::to_string(highest)});
  }
}

inline void check_rate(issues& found, double rate_hz) {
  if (!(rate_hz > 0) || !std::isfinite(rate_hz)) {
    found.push_back({"rate_hz", std::to_string(rate_hz) + " is not a positive number"});
  }
}

inline void check_cutoff(issues& found, const char* name, double cutoff_hz, double rate_hz) {
  if (!(cutoff_hz > 0 && cutoff_hz < rate_hz / 2)) {
    found.push_back({name, std::to_string(cutoff_hz) +
                               " Hz is not between 0 and half the rate of " +
                               std::to_string(rate_hz) + " Hz"});
  }
}

inline void check_band(issues& found, double low_hz, double high_hz, double rate_hz) {
  check_cutoff(found, "low_hz", low_hz, rate_hz);
  check_cutoff(found, "high_hz", high_hz, rate_hz);
  if (low_hz >= high_hz) {
    found.push_back({"low_hz", std::to_string(low_hz) + " Hz does not lie below high_hz, " +
                                   std::to_string(high_hz) + " Hz"});
  }
}

inline void check_length(issues& found, int length) {
  if (length < 1 || length % 2 == 0) {
    found.push_back({"length", std::to_string(length) + " is not a positive odd number"});
  }
}

}  // namespace retrogait::dsp::detail

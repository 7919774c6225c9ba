#pragma once

#include <retrogait/dsp/butterworth.hpp>

#include <vector>

/// The filter of a golden row: kind (0 low-pass, 1 high-pass, 2 band-pass), order, low, high, rate.
inline retrogait::dsp::sos_filter designed(const std::vector<double>& row) {
  const int order = static_cast<int>(row[1]);
  if (row[0] == 0) return retrogait::dsp::butterworth_lowpass(order, row[2], row[4]);
  if (row[0] == 1) return retrogait::dsp::butterworth_highpass(order, row[2], row[4]);
  return retrogait::dsp::butterworth_bandpass(order, row[2], row[3], row[4]);
}

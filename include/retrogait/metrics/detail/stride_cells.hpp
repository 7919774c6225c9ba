#pragma once
// Which values of a bout's signal lie in a stride.

#include <retrogait/metrics/bout_signal.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace retrogait::detail {

struct stride_cells {
  std::size_t first = 0;
  std::size_t count = 0;
  bool whole = false;  // nothing of the stride lies outside of the signal

  std::size_t end() const { return first + count; }
};

// Those from the stride's start on and before its end. The signal must have no gap.
inline stride_cells cells_of(const bout_signal& signal, const stride& s) {
  constexpr double rounding = 1e-6;  // of a cell
  const auto n = static_cast<double>(signal.vertical_m_s2.size());
  const auto cell_from = [&](double time_s) {
    const double at = std::ceil((time_s - signal.start_s) * signal.rate_hz - rounding);
    return std::clamp(at, 0.0, n);
  };
  const double first = cell_from(s.start_s);
  const double end = (std::max)(first, cell_from(s.end_s));
  stride_cells cells;
  cells.first = static_cast<std::size_t>(first);
  cells.count = static_cast<std::size_t>(end - first);
  cells.whole = cells.count > 0 && end - first + 1 >= s.duration_s() * signal.rate_hz - rounding;
  return cells;
}

}  // namespace retrogait::detail

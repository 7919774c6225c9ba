#pragma once
/// @file
/// What bench_direction counts: directions told, probabilities stated, mountings found.

#include <retrogait/core/events.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/segment/calibrate_mounting.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace direction_tables {

namespace rg = retrogait;

inline double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// True direction against what was said.
class confusion {
 public:
  void add(rg::direction truth, rg::direction told) { ++count(truth, told); }

  static void print_head() {
    std::printf("| data set, sensor | truly | n |");
    for (const rg::direction told : order)
      std::printf(" %s |", std::string(to_string(told)).c_str());
    std::printf(" right | wrong | unknown |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
  }

  void print(const std::string& name) const {
    for (const rg::direction truth : order) {
      std::size_t n = 0;
      for (const rg::direction told : order) n += count(truth, told);
      if (n == 0 || truth == rg::direction::unknown) continue;
      std::printf("| %s | %s | %zu |", name.c_str(), std::string(to_string(truth)).c_str(), n);
      for (const rg::direction told : order) std::printf(" %zu |", count(truth, told));
      const std::size_t right = count(truth, truth);
      const std::size_t unknown = count(truth, rg::direction::unknown);
      std::printf(" %.3f | %.3f | %.3f |\n", share(right, n), share(n - right - unknown, n),
                  share(unknown, n));
    }
  }

 private:
  static constexpr std::array order{rg::direction::forward, rg::direction::backward,
                                    rg::direction::sideways, rg::direction::turning,
                                    rg::direction::unknown};
  static constexpr std::size_t size = order.size();

  std::size_t& count(rg::direction truth, rg::direction told) {
    return counts_[static_cast<std::size_t>(truth) * size + static_cast<std::size_t>(told)];
  }
  std::size_t count(rg::direction truth, rg::direction told) const {
    return counts_[static_cast<std::size_t>(truth) * size + static_cast<std::size_t>(told)];
  }

  std::array<std::size_t, size * size> counts_{};
};

/// Stated probability against the share that was right.
class reliability {
 public:
  void add(double probability, bool right) {
    bin& b = bins_[place(probability)];
    ++b.n;
    b.right += right ? 1 : 0;
    b.stated += probability;
    const double error = probability - (right ? 1 : 0);
    squares_ += error * error;
    ++n_;
  }

  static void print_head() {
    std::printf("| data set |");
    for (std::size_t i = 0; i < bins; ++i) {
      std::printf(" %.2f–%.2f: n, stated, right |", edges[i], i + 1 < bins ? edges[i + 1] : 1.0);
    }
    std::printf(" Brier | expected error | more right than stated |\n|---|");
    for (std::size_t i = 0; i < bins; ++i) std::printf("--:|");
    std::printf("--:|--:|--:|\n");
  }

  /// The expected calibration error is the mean over all of |stated - right| of their bin.
  void print(const std::string& name) const {
    std::printf("| %s |", name.c_str());
    double error = 0;
    double gain = 0;
    for (const bin& b : bins_) {
      if (b.n == 0) {
        std::printf(" – |");
        continue;
      }
      const double stated = b.stated / static_cast<double>(b.n);
      const double right = share(b.right, b.n);
      error += std::abs(stated - right) * share(b.n, n_);
      gain += (right - stated) * share(b.n, n_);
      std::printf(" %zu, %.3f, %.3f |", b.n, stated, right);
    }
    std::printf(" %.4f | %.3f | %+.3f |\n", squares_ / static_cast<double>(n_), error, gain);
  }

 private:
  struct bin {
    std::size_t n = 0;
    std::size_t right = 0;
    double stated = 0;
  };
  static constexpr std::array edges{0.5, 0.6, 0.7, 0.8, 0.9, 0.94, 0.98};
  static constexpr std::size_t bins = edges.size();

  static std::size_t place(double probability) {
    std::size_t i = 0;
    // A probability at an edge, such as the highest that is ever stated, belongs above it.
    while (i + 1 < bins && probability >= edges[i + 1] - 1e-9) ++i;
    return i;
  }

  std::array<bin, bins> bins_{};
  double squares_ = 0;
  std::size_t n_ = 0;
};

/// Mountings found, right or wrong, or why not.
class mounting_tally {
 public:
  void add(const rg::mounting_estimate& found, bool right) {
    ++n_;
    if (found.resolved()) {
      ++(right ? right_ : wrong_);
      stated_ += found.probability;
      turned_deg_ = std::max(turned_deg_, found.turned_deg);
    } else {
      ++doubts_[static_cast<std::size_t>(found.doubt)];
    }
  }

  static void print_head() {
    std::printf(
        "| data set | n | resolved | of these right | stated | too few steps | irregular | "
        "contradictory | between "
        "axes | uncertain | no walking | farthest from an axis "
        "|\n|---|--:|--:|--:|--:|--:|--:|--:|--:|"
        "--:|--:|--:|\n");
  }

  void print(const std::string& name) const {
    using doubt = rg::mounting_doubt;
    const std::size_t resolved = right_ + wrong_;
    std::printf("| %s | %zu | %.3f | ", name.c_str(), n_, share(resolved, n_));
    if (resolved > 0) {
      std::printf("%zu of %zu | %.3f |", right_, resolved, stated_ / static_cast<double>(resolved));
    } else {
      std::printf("– | – |");
    }
    for (const doubt d : {doubt::too_few_steps, doubt::irregular, doubt::contradictory,
                          doubt::between_axes, doubt::uncertain, doubt::no_walking}) {
      std::printf(" %zu |", doubts_[static_cast<std::size_t>(d)]);
    }
    std::printf(" %.0f° |\n", turned_deg_);
  }

 private:
  std::size_t n_ = 0;
  std::size_t right_ = 0;
  std::size_t wrong_ = 0;
  double stated_ = 0;
  double turned_deg_ = 0;
  std::array<std::size_t, 7> doubts_{};
};

/// Strides of one foot whose direction is known one by one (from leaving the ground to being still
/// again): the last contact within the stride, or up to 0.2 s after it, speaks for it.
inline void score_strides(const std::vector<rg::contact>& found,
                          const std::vector<rg::io::truth_stride>& strides, confusion& out) {
  for (const rg::io::truth_stride& s : strides) {
    if (s.direction == rg::direction::unknown) continue;
    const rg::contact* last = nullptr;
    for (const rg::contact& c : found) {
      if (c.kind != rg::contact_kind::initial_contact) continue;
      if (c.time_s > s.start_s && c.time_s < s.end_s + 0.2) last = &c;
    }
    if (last != nullptr) out.add(s.direction, last->direction.value);
  }
}

}  // namespace direction_tables

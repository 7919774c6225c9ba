#pragma once
/// @file
/// Random numbers that are the same on every platform: the standard leaves the algorithms of its
/// distributions open, so std::normal_distribution differs from one library to the next.

#include <cstdint>

namespace retrogait::testing {

/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
/// Regular: copy it to repeat a stretch.
class random_source {
 public:
  explicit constexpr random_source(std::uint64_t seed = 0) : state_(seed) {}

  /// 64 random bits.
  constexpr std::uint64_t bits() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
  }

  /// Uniform in [0, 1).
  constexpr double uniform() { return static_cast<double>(bits() >> 11U) * 0x1p-53; }

  /// Mean 0, standard deviation 1: the sum of twelve uniform 16-bit numbers (Irwin–Hall), integer
  /// until the last step. It ends at ±6 and its excess kurtosis is -0.1; who studies rare tails
  /// needs another source.
  constexpr double normal() {
    std::int64_t sum = -6 * 65535;  // less the mean
    for (int word = 0; word < 3; ++word) {
      const std::uint64_t b = bits();
      sum += static_cast<std::int64_t>((b & 0xffffU) + ((b >> 16U) & 0xffffU) +
                                       ((b >> 32U) & 0xffffU) + (b >> 48U));
    }
    return static_cast<double>(sum) * 0x1p-16;
  }

  friend constexpr bool operator==(const random_source&, const random_source&) = default;

 private:
  std::uint64_t state_;
};

}  // namespace retrogait::testing

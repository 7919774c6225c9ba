#include <retrogait/core/run.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/segment/turn_detector.hpp>

#include <cmath>
#include <filesystem>
#include <numbers>

#include "../support/recordings.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;

// The turn detector on people. The limits lie a little beyond what it reaches, so that a change for
// the worse is seen.
BOOST_AUTO_TEST_SUITE(turns_on_recordings)

constexpr double degree = std::numbers::pi / 180;

rg::recording read(const std::filesystem::path& folder) {
  rg::recording r = rg::io::read_recording(folder, {.placement = rg::placement::lumbar});
  r.mounting = rg::mounting();  // a turn is a turn about gravity, however the sensor is worn
  return r;
}

std::vector<rg::turn> find(const rg::recording& r) {
  return rg::detect(r.samples(), rg::turn_detector<double>({.rate_hz = r.rate_hz()}));
}

double overlap_s(const rg::turn& t, const rg::io::time_span& span) {
  return std::min(t.end_s, span.end_s) - std::max(t.start_s, span.start_s);
}

/// The found turn that shares most time with the true one; null if none does.
const rg::turn* partner(const std::vector<rg::turn>& found, const rg::io::time_span& truth) {
  const rg::turn* best = nullptr;
  for (const rg::turn& t : found) {
    if (overlap_s(t, truth) <= 0) continue;
    if (best == nullptr || overlap_s(t, truth) > overlap_s(*best, truth)) best = &t;
  }
  return best;
}

BOOST_AUTO_TEST_CASE(everybody_turns_round_once) {
  double start_error_s = 0;
  double end_error_s = 0;
  double angle_rad = 0;
  std::size_t n = 0;
  for (const auto& folder : test_support::recordings_of("voisard")) {
    const rg::io::truth truth = rg::io::read_truth(folder);
    const std::vector<rg::turn> found = find(read(folder));
    const rg::io::time_span& bout = truth.bouts->at(0);
    const rg::io::time_span& turn = truth.turns->at(0);
    const rg::turn* const matched = partner(found, turn);
    BOOST_REQUIRE_MESSAGE(matched != nullptr, "no turn in " << folder);
    BOOST_TEST(matched->half_turn(), folder);
    BOOST_TEST(std::abs(std::abs(matched->angle_rad) - std::numbers::pi) < 20 * degree, folder);
    start_error_s += std::abs(matched->start_s - turn.start_s);
    end_error_s += std::abs(matched->end_s - turn.end_s);
    angle_rad += std::abs(matched->angle_rad);
    ++n;
    // No other turn on the way there and back. Some turn again as they come to a stop.
    for (const rg::turn& t : found) {
      const bool on_the_way = t.start_s > bout.start_s && t.start_s < bout.end_s - 3;
      BOOST_TEST((&t == matched || !on_the_way), folder << ", a turn at " << t.start_s);
    }
  }
  if (n == 0) return;
  const auto mean = [n](double sum) { return sum / static_cast<double>(n); };
  BOOST_TEST_MESSAGE("voisard: " << n << " half turns, mean angle " << mean(angle_rad) / degree
                                 << " degrees, mean error of the start " << mean(start_error_s)
                                 << " s, of the end " << mean(end_error_s) << " s");
  BOOST_TEST(std::abs(mean(angle_rad) / degree - 180) < 5);
  BOOST_TEST(mean(start_error_s) < 0.12);
  BOOST_TEST(mean(end_error_s) < 0.13);
}

BOOST_AUTO_TEST_CASE(daily_activities_of_slow_walkers) {
  std::size_t truth_n = 0;
  std::size_t found_n = 0;
  for (const auto& folder : test_support::recordings_of("mobgap")) {
    const rg::io::truth truth = rg::io::read_truth(folder);
    const std::vector<rg::turn> found = find(read(folder));
    for (const rg::io::time_span& turn : *truth.turns) {
      ++truth_n;
      found_n += partner(found, turn) != nullptr;
    }
    // The straight walks hold no turn, and none is found.
    if (!truth.turns->empty()) continue;
    for (const rg::io::time_span& bout : *truth.bouts) {
      for (const rg::turn& t : found) BOOST_TEST(overlap_s(t, bout) <= 0, folder);
    }
  }
  if (truth_n == 0) return;
  BOOST_TEST_MESSAGE("mobgap: " << found_n << " of " << truth_n << " turns found");
  BOOST_TEST(found_n == truth_n);
}

BOOST_AUTO_TEST_SUITE_END()

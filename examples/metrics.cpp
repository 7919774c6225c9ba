// Every metric of a walk backward, with its doubt; a person's own step length from a treadmill; and
// whether a change is more than the noise of the weeks before.
//
//   example_metrics

#include <retrogait/retrogait.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <cmath>
#include <cstdint>
#include <iostream>
#include <vector>
namespace rg = retrogait;
namespace rt = retrogait::testing;

// A person walking backward, on the lower back.
rg::recording walk_of(std::uint64_t seed, double cadence_steps_min) {
  rt::virtual_walker walker{.direction = rg::direction::backward, .seconds = 60};
  walker.seed = seed;
  walker.backward.cadence_steps_min = cadence_steps_min;
  return walker.walk()[rg::placement::lower_back];
}

int main() {
  // The virtual walker makes 100 steps/min of 0.42 m: the belt would run at 0.70 m/s.
  const auto own = rg::calibrate_step_length(walk_of(1, 100), {.speed_m_s = 0.70});
  if (!own) return 1;
  const rg::gait_report report = rg::analyze(walk_of(2, 100), {.calibrations = {*own}});
  if (report.bouts.size() != 1) return 1;
  for (const rg::metric_values::entry& e : report.bouts[0].metrics.entries()) {
    std::cout << to_string(e) << '\n';
  }
  const auto length = report.bouts[0][rg::metric::step_length];
  if (!length || std::abs(length->value() - 0.42) > 0.05) return 1;

  std::vector<rg::measured<rg::quantity<rg::units::step_per_minute>>> baseline;
  for (std::uint64_t week = 3; week < 8; ++week) {
    baseline.push_back(rg::analyze(walk_of(week, 100)).bouts.at(0)[rg::metric::cadence]);
  }
  const auto change = rg::change_from_baseline(
      baseline, rg::analyze(walk_of(9, 108)).bouts.at(0)[rg::metric::cadence]);
  std::cout << "\ncadence against five earlier walks: " << to_string(change.verdict()) << ", "
            << to_string(change.difference) << '\n';
  return change.verdict() == rg::change_verdict::real_change ? 0 : 1;
}

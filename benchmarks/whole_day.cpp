// analyze() of a whole day, 24 h at 100 Hz with 70 minutes of walking, beside one pass that merely
// sums the same arrays: how far the library is from the memory's own speed.
//
//   bench_whole_day [rounds]        both in turn, that many times (5); prints each and the medians

#include <retrogait/math/statistics.hpp>
#include <retrogait/session/analyze.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace rg = retrogait;

namespace {

double seconds_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// 14 times: five minutes of walking, every other time backward, and standing for the rest.
rg::recording whole_day(bool gyroscope) {
  constexpr int bouts = 14;
  constexpr double walk_s = 5 * 60;
  constexpr double stand_s = (24 * 3600 - bouts * walk_s) / bouts;
  rg::testing::virtual_walker walker;
  for (int i = 0; i < bouts; ++i) {
    walker.plan.push_back(rg::testing::stand_for(stand_s));
    walker.plan.push_back(rg::testing::walk_for(
        i % 2 == 0 ? rg::direction::forward : rg::direction::backward, walk_s));
  }
  walker.sensor.gyroscope = gyroscope;
  return walker.walk()[rg::placement::lumbar];
}

void compare(const char* title, const rg::recording& day, int rounds) {
  std::vector<double> sums;
  std::vector<double> analyses;
  double checksum = 0;
  std::size_t steps = 0;
  for (int i = 0; i < rounds; ++i) {
    sums.push_back(seconds_of(
        [&] { checksum += day.time_s.sum() + day.acc_m_s2.sum() + day.gyr_rad_s.sum(); }));
    analyses.push_back(seconds_of([&] {
      const rg::gait_report report = rg::analyze(day);
      steps = 0;
      for (const rg::walking_bout& b : report.bouts) steps += b.steps.size();
    }));
    std::printf("  sum %.1f ms, analyze %.1f ms\n", 1e3 * sums.back(), 1e3 * analyses.back());
  }
  const double sum = rg::median(sums);
  const double analysis = rg::median(analyses);
  std::printf(
      "%s: %td samples, %.1f h, %zu steps; median sum %.1f ms, analyze %.1f ms (%.1f ns a "
      "sample), ratio %.1f [checksum %g]\n",
      title, day.size(), day.duration_s() / 3600, steps, 1e3 * sum, 1e3 * analysis,
      1e9 * analysis / static_cast<double>(day.size()), analysis / sum, checksum);
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 5;
  compare("accelerometer and gyroscope", whole_day(true), rounds);
  compare("accelerometer alone", whole_day(false), rounds);
  return 0;
}

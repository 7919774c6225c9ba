// What a rehearsal costs: 100,000 virtual people for a year through the default programme, and beside
// it the memory that it takes.
//
//   bench_rehearse [people [weeks [threads]]]

#include <retrogait/progression/default_programme.hpp>
#include <retrogait/testing/rehearse.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <sys/resource.h>
#include <thread>

namespace rg = retrogait;

int main(int argc, char** argv) {
  rg::testing::rehearsal_params params;
  params.people = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
  params.weeks = argc > 2 ? std::atoi(argv[2]) : 52;
  params.threads = argc > 3 ? static_cast<unsigned>(std::atoi(argv[3]))
                            : std::max(1U, std::thread::hardware_concurrency());

  const auto start = std::chrono::steady_clock::now();
  const std::clock_t cpu_start = std::clock();
  const rg::testing::rehearsal seen = rg::testing::rehearse(rg::default_programme(), params);
  const double cpu_s = static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC;
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;

  const rg::testing::group_counts all = seen.all();
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  std::printf("%llu people, %d weeks, %u threads: %llu sessions, %llu decisions\n",
              static_cast<unsigned long long>(all.people), params.weeks, params.threads,
              static_cast<unsigned long long>(all.sessions),
              static_cast<unsigned long long>(all.decided()));
  std::printf("%.1f s, %.1f s of processor time, %.2f us a decision; %ld MB at most\n",
              wall.count(), cpu_s, 1e6 * cpu_s / static_cast<double>(all.decided()),
              used.ru_maxrss / 1024);
}

// Nanoseconds a sample of the live path: what one update of each part costs, walking and standing.

#include <retrogait/dsp/biquad.hpp>
#include <retrogait/dsp/butterworth.hpp>
#include <retrogait/dsp/fir.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <benchmark/benchmark.h>

#include <vector>

namespace rg = retrogait;

namespace {

constexpr double round_s = 60;

template <class Sample>
std::vector<Sample> recorded(bool walking) {
  rg::testing::virtual_walker walker;
  walker.plan = {walking ? rg::testing::walk_for(rg::direction::backward, round_s)
                         : rg::testing::stand_for(round_s)};
  return rg::testing::samples_of<Sample>(walker.walk()[rg::placement::lumbar]);
}

// Feeds the recording round and round, its times carried on.
template <class Sample, class Update>
void feed(benchmark::State& state, bool walking, Update&& update) {
  const std::vector<Sample> samples = recorded<Sample>(walking);
  const double length_s = samples.back().time_s - samples.front().time_s + 0.01;
  std::size_t i = 0;
  double offset_s = 0;
  for (auto _ : state) {
    Sample s = samples[i];
    s.time_s += offset_s;
    update(s);
    if (++i == samples.size()) {
      i = 0;
      offset_s += length_s;
    }
  }
  state.SetItemsProcessed(state.iterations());
}

template <class Sample>
void step_detector(benchmark::State& state) {
  const bool walking = state.range(0) != 0;
  rg::step_detector<typename Sample::scalar> detector(
      {.mounting = rg::mounting::parse("up=+x,forward=-z")});
  feed<Sample>(state, walking,
               [&](const Sample& s) { benchmark::DoNotOptimize(detector.update(s)); });
}

void trunk_motion(benchmark::State& state) {
  rg::trunk_motion<double> motion({.mounting = rg::mounting::parse("up=+x,forward=-z")});
  feed<rg::imu_sample<double>>(state, true, [&](const rg::imu_sample<double>& s) {
    motion.update(s, [&](const auto& cell) { benchmark::DoNotOptimize(motion.level(cell)); });
  });
}

void biquad_two_sections(benchmark::State& state) {
  rg::dsp::biquad_cascade<double> filter(rg::dsp::butterworth_lowpass(4, 5, 100));
  double x = 1;
  for (auto _ : state) {
    x = 1 - x;
    benchmark::DoNotOptimize(filter(x));
  }
}

void fir_33_taps(benchmark::State& state) {
  rg::dsp::fir<double> filter(rg::dsp::fir_lowpass(33, 5, 100));
  double x = 1;
  for (auto _ : state) {
    x = 1 - x;
    benchmark::DoNotOptimize(filter(x));
  }
}

BENCHMARK(step_detector<rg::imu_sample<double>>)->ArgName("walking")->Arg(1)->Arg(0);
BENCHMARK(step_detector<rg::imu_sample<float>>)->ArgName("walking")->Arg(1)->Arg(0);
BENCHMARK(step_detector<rg::acc_sample<float>>)->ArgName("walking")->Arg(1)->Arg(0);
BENCHMARK(trunk_motion);
BENCHMARK(biquad_two_sections);
BENCHMARK(fir_33_taps);

}  // namespace

BENCHMARK_MAIN();

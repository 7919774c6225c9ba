#include "../support/test.hpp"

// The laws of sample maps, for all kernels alike.

#include <retrogait/core/concepts.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/dsp/autocorrelation.hpp>
#include <retrogait/dsp/biquad.hpp>
#include <retrogait/dsp/butterworth.hpp>
#include <retrogait/dsp/fir.hpp>
#include <retrogait/dsp/zero_phase.hpp>

#include <concepts>
#include <limits>
#include <tuple>

#include "../support/allocation_counter.hpp"

namespace rg = retrogait;
namespace dsp = retrogait::dsp;

BOOST_AUTO_TEST_SUITE(kernels)

template <class T, class Accumulation = T>
struct recursive {
  using scalar = T;
  static auto make() {
    return dsp::biquad_cascade<T, Accumulation>(dsp::butterworth_bandpass(3, 0.5, 5, 100));
  }
};

template <class T>
struct symmetric {
  using scalar = T;
  static auto make() { return dsp::fir<T>(dsp::fir_lowpass(31, 5, 100)); }
};

using all_kernels = std::tuple<recursive<double>, recursive<float>, recursive<float, double>,
                               symmetric<double>, symmetric<float>>;

template <class T>
std::vector<T> walking() {
  std::mt19937 random(11);
  std::normal_distribution<double> noise(9.81, 2);
  std::vector<T> x(500);
  for (T& value : x) value = static_cast<T>(noise(random));
  return x;
}

BOOST_AUTO_TEST_CASE_TEMPLATE(are_sample_maps, Kernel, all_kernels) {
  static_assert(rg::sample_map<decltype(Kernel::make()), typename Kernel::scalar>);
  static_assert(std::regular<std::optional<decltype(Kernel::make())>>);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(copy_and_resume_equals_uninterrupted, Kernel, all_kernels) {
  const auto x = walking<typename Kernel::scalar>();
  const auto expected = rg::map(x, Kernel::make());
  auto kernel = Kernel::make();
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (i % 37 == 0) {
      auto copy = kernel;
      BOOST_TEST((copy == kernel));
      kernel(1);  // what happens to the original must not reach the copy
      kernel = copy;
    }
    BOOST_REQUIRE(kernel(x[i]) == expected[i]);
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(reset_equals_fresh, Kernel, all_kernels) {
  const auto x = walking<typename Kernel::scalar>();
  auto kernel = Kernel::make();
  for (auto value : x) kernel(value);
  BOOST_TEST((kernel != Kernel::make()));
  kernel.reset();
  BOOST_TEST((kernel == Kernel::make()));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(prime_equals_a_long_constant, Kernel, all_kernels) {
  using T = typename Kernel::scalar;
  auto primed = Kernel::make();
  primed.prime(2);
  auto waited = Kernel::make();
  for (int i = 0; i < 20000; ++i) waited(2);
  for (T x : walking<T>()) {
    BOOST_REQUIRE_SMALL(primed(x) - waited(x), 200 * std::numeric_limits<T>::epsilon());
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(no_heap_after_construction, Kernel, all_kernels) {
  const auto x = walking<typename Kernel::scalar>();
  auto kernel = Kernel::make();
  typename Kernel::scalar sum = 0;
  const std::size_t allocations = test_support::allocations_in([&] {
    kernel.prime(x[0]);
    for (auto value : x) sum += kernel(value);
    kernel.reset();
  });
  BOOST_TEST(allocations == 0u);
  BOOST_TEST(std::isfinite(sum));
}

BOOST_AUTO_TEST_CASE(no_heap_where_the_caller_gives_the_memory) {
  std::vector<double> x = walking<double>();
  std::vector<double> lags(100);
  const auto filter = dsp::butterworth_lowpass(4, 5, 100);
  const std::size_t allocations = test_support::allocations_in([&] {
    dsp::filter_zero_phase(filter, x, x);
    dsp::autocorrelation(x, lags);
  });
  BOOST_TEST(allocations == 0u);
  // The counter does count.
  BOOST_TEST(test_support::allocations_in([&] { lags = std::vector<double>(200); }) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

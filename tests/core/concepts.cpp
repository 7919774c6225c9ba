#include <retrogait/core/concepts.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/sample.hpp>

#include <memory>
#include <type_traits>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(concepts)

// The tests are that this file compiles.
using sample = rg::acc_sample<>;

struct optional_detector {
  std::optional<rg::contact> update(const sample&) { return std::nullopt; }
  void finish() {}
  double latency_s() const { return 0; }
};
struct buffer_detector : optional_detector {
  rg::event_buffer<int, 2> update(const sample&) { return {}; }
};
struct reference_detector : optional_detector {
  std::optional<long>& update(const sample&) { return last; }
  std::optional<long> last{};
};
static_assert(rg::event_detector<optional_detector, sample>);
static_assert(rg::event_detector<buffer_detector, sample>);
static_assert(std::is_same_v<rg::detected_event<optional_detector, sample>, rg::contact>);
static_assert(std::is_same_v<rg::detected_event<buffer_detector, sample>, int>);
static_assert(std::is_same_v<rg::detected_event<reference_detector, sample>, long>);

struct no_latency {
  std::optional<int> update(const sample&) { return {}; }
  void finish() {}
};
struct latency_changes : no_latency {
  double latency_s() { return 0; }
};
struct no_finish {
  std::optional<int> update(const sample&) { return {}; }
  double latency_s() const { return 0; }
};
struct bare_event : optional_detector {
  rg::contact update(const sample&) { return {}; }
};
struct not_copyable : optional_detector {
  std::unique_ptr<int> state{};
};
static_assert(!rg::event_detector<no_latency, sample>);
static_assert(!rg::event_detector<latency_changes, sample>);
static_assert(!rg::event_detector<no_finish, sample>);
static_assert(!rg::event_detector<bare_event, sample>);
static_assert(!rg::event_detector<not_copyable, sample>);
static_assert(!rg::event_detector<optional_detector, int>);

struct doubling {
  double operator()(double x) { return 2 * x; }
  void reset() {}
};
static_assert(rg::sample_map<doubling, double>);
static_assert(!rg::sample_map<decltype([](double x) { return x; }), double>);  // no reset

struct sum {
  void operator()(double x) { total += x; }
  sum& operator+=(const sum& other) {
    total += other.total;
    return *this;
  }
  double value() const { return total; }
  double total = 0;
};
static_assert(rg::accumulator<sum, double>);
static_assert(!rg::accumulator<doubling, double>);

static_assert(
    rg::whole_recording<decltype([](const std::vector<int>&) { return 1; }), std::vector<int>>);

BOOST_AUTO_TEST_SUITE_END()

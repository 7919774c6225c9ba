#include <retrogait/core/events.hpp>
#include <retrogait/core/run.hpp>

#include <iterator>
#include <list>
#include <sstream>
#include <type_traits>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(run)

using ints = std::vector<int>;

/// Reports every even number; forgets nothing.
struct evens {
  std::optional<int> update(int x) {
    ++seen;
    return x % 2 == 0 ? std::optional(x) : std::nullopt;
  }
  void finish() {}
  double latency_s() const { return 0; }
  int seen = 0;
};

/// Reports a number once the next one is there, each twice.
struct echo {
  rg::event_buffer<int, 2> update(int x) {
    const rg::event_buffer<int, 2> out = finish();
    waiting = x;
    return out;
  }
  rg::event_buffer<int, 2> finish() {
    rg::event_buffer<int, 2> out;
    if (waiting) out.push_back(*waiting);
    if (waiting) out.push_back(*waiting);
    waiting.reset();
    return out;
  }
  double latency_s() const { return 1; }
  std::optional<int> waiting{};
};

struct last_one {
  std::optional<int> update(int x) {
    last = x;
    return std::nullopt;
  }
  std::optional<int> finish() { return last; }
  double latency_s() const { return 1; }
  std::optional<int> last{};
};

BOOST_AUTO_TEST_CASE(detect_collects_optional_events) {
  BOOST_TEST(rg::detect(ints{1, 2, 3, 4, 6}, evens{}) == (ints{2, 4, 6}),
             boost::test_tools::per_element());
  BOOST_TEST(rg::detect(ints{}, evens{}).empty());
}

BOOST_AUTO_TEST_CASE(detect_collects_buffers_and_what_finish_gives) {
  BOOST_TEST(rg::detect(ints{1, 2}, echo{}) == (ints{1, 1, 2, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(rg::detect(ints{1, 2}, last_one{}) == ints{2}, boost::test_tools::per_element());
  BOOST_TEST(rg::detect(ints{}, last_one{}).empty());
}

BOOST_AUTO_TEST_CASE(the_caller_keeps_the_detector_as_it_was) {
  evens detector;
  detector.update(1);
  rg::detect(ints{1, 2, 3}, detector);
  BOOST_TEST(detector.seen == 1);
  // and a detector that has seen something goes on from there
  BOOST_TEST(rg::detect(ints{8}, echo{.waiting = 7}) == (ints{7, 7, 8, 8}),
             boost::test_tools::per_element());
}

/// Can be read once only.
struct numbers_in {
  std::istream& text;

  std::istream_iterator<int> begin() const { return std::istream_iterator<int>(text); }
  std::istream_iterator<int> end() const { return {}; }
};

BOOST_AUTO_TEST_CASE(any_input_range_will_do) {
  std::istringstream text("1 2 3 4");
  BOOST_TEST(rg::detect(numbers_in{text}, evens{}) == (ints{2, 4}),
             boost::test_tools::per_element());
  const std::list<int> list{2, 3};
  BOOST_TEST(rg::detect(list, evens{}) == ints{2}, boost::test_tools::per_element());
}

struct running_sum {
  double operator()(int x) { return sum += x; }
  void reset() { sum = 0; }
  double sum = 0;
};

BOOST_AUTO_TEST_CASE(map_keeps_order_and_state) {
  const auto out = rg::map(ints{1, 2, 3}, running_sum{});
  static_assert(std::is_same_v<decltype(out), const std::vector<double>>);
  BOOST_TEST(out == (std::vector<double>{1, 3, 6}), boost::test_tools::per_element());
  BOOST_TEST(rg::map(ints{1}, running_sum{.sum = 5})[0] == 6);
  BOOST_TEST(rg::map(std::list<int>{}, running_sum{}).empty());
}

struct counter {
  void operator()(int x) { n += x > 0; }
  counter& operator+=(const counter& other) {
    n += other.n;
    return *this;
  }
  int value() const { return n; }
  int n = 0;
};

BOOST_AUTO_TEST_CASE(accumulate_goes_over_all) {
  BOOST_TEST(rg::accumulate(ints{1, -2, 3}, counter{}).value() == 2);
  BOOST_TEST(rg::accumulate(ints{}, counter{.n = 4}).value() == 4);
}

BOOST_AUTO_TEST_SUITE_END()

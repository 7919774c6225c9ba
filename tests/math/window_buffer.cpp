#include <retrogait/math/window_buffer.hpp>

#include <rapidcheck.h>

#include <deque>

#include "../support/assertions.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(window_buffer)

/// A window of the size of the buffer, filled with zeros.
template <std::size_t Capacity>
bool shows_the_same(const rg::window_buffer<int, Capacity>& buffer, const std::deque<int>& model) {
  for (std::size_t before = 0; before < Capacity; ++before) {
    if (buffer.newest(before) != model[Capacity - 1 - before]) return false;
    for (std::size_t count = 0; count + before <= Capacity; ++count) {
      const int* block = buffer.last(count, before);
      const auto expected = model.end() - static_cast<std::ptrdiff_t>(count + before);
      if (!std::equal(block, block + count, expected)) return false;
    }
  }
  return true;
}

template <std::size_t Capacity>
bool behaves_like_a_deque(const std::vector<int>& values) {
  rg::window_buffer<int, Capacity> buffer;
  std::deque<int> model(Capacity, 0);
  if (!shows_the_same(buffer, model)) return false;
  for (const int value : values) {
    if (value % 23 == 5) {
      buffer.clear();
      model.assign(Capacity, 0);
    } else {
      buffer.push_back(value);
      model.push_back(value);
      model.pop_front();
    }
    if (!shows_the_same(buffer, model)) return false;
  }
  return true;
}

BOOST_AUTO_TEST_CASE(shows_the_newest_values_as_one_block) {
  BOOST_TEST(rc::check([](const std::vector<int>& values) {
    RC_ASSERT(behaves_like_a_deque<1>(values));
    RC_ASSERT(behaves_like_a_deque<2>(values));
    RC_ASSERT(behaves_like_a_deque<7>(values));
  }));
}

BOOST_AUTO_TEST_CASE(equality_is_about_contents) {
  rg::window_buffer<int, 3> a;
  rg::window_buffer<int, 3> b;
  for (int x : {9, 1, 2, 3}) a.push_back(x);
  for (int x : {1, 2, 3}) b.push_back(x);
  BOOST_TEST((a == b));
  b.push_back(4);
  BOOST_TEST((a != b));
  b.clear();
  BOOST_TEST((b == rg::window_buffer<int, 3>()));
}

BOOST_AUTO_TEST_CASE(a_copy_goes_its_own_way) {
  rg::window_buffer<int, 3> a;
  a.push_back(1);
  rg::window_buffer<int, 3> copy = a;
  copy.push_back(2);
  BOOST_TEST(a.newest() == 1);
  BOOST_TEST(copy.newest() == 2);
  BOOST_TEST(copy.newest(1) == 1);
}

BOOST_AUTO_TEST_CASE(asking_for_more_than_it_holds_is_a_bug) {
  const test_support::throwing_assertions guard;
  const rg::window_buffer<int, 3> buffer;
  BOOST_CHECK_NO_THROW(buffer.last(2, 1));
  BOOST_CHECK_THROW(buffer.last(4), test_support::assertion_failed);
  BOOST_CHECK_THROW(buffer.last(2, 2), test_support::assertion_failed);
  BOOST_CHECK_THROW(buffer.newest(3), test_support::assertion_failed);
}

BOOST_AUTO_TEST_SUITE_END()

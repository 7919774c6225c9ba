#include <retrogait/core/sample.hpp>
#include <retrogait/math/ring_buffer.hpp>

#include <rapidcheck.h>

#include <deque>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(ring_buffer)

template <class Ring>
bool behaves_like_a_deque(Ring ring, const std::vector<int>& commands) {
  std::deque<int> model;
  for (int command : commands) {
    if (command % 5 == 0 && !model.empty()) {
      ring.pop_front();
      model.pop_front();
    } else if (command % 37 == 0) {
      ring.clear();
      model.clear();
    } else {
      ring.push_back(command);
      model.push_back(command);
      if (model.size() > ring.capacity()) model.pop_front();
      if (ring.back() != command || ring.front() != model.front()) return false;
    }
    if (ring.size() != model.size() || ring.empty() != model.empty()) return false;
    if (ring.full() != (model.size() == ring.capacity())) return false;
    if (!std::equal(ring.begin(), ring.end(), model.begin(), model.end())) return false;
    for (std::size_t i = 0; i < model.size(); ++i) {
      if (ring[i] != model[i]) return false;
    }
  }
  return true;
}

BOOST_AUTO_TEST_CASE(keeps_the_newest_values_in_order) {
  BOOST_TEST(rc::check([](const std::vector<int>& commands) {
    const auto capacity = *rc::gen::inRange<std::size_t>(1, 9);
    RC_ASSERT(behaves_like_a_deque(rg::ring_buffer<int>(capacity), commands));
    RC_ASSERT(behaves_like_a_deque(rg::static_ring<int, 5>(), commands));
  }));
}

BOOST_AUTO_TEST_CASE(equality_is_about_contents) {
  rg::static_ring<int, 3> a;
  rg::static_ring<int, 3> b;
  for (int x : {1, 2, 3, 4}) a.push_back(x);
  for (int x : {2, 3, 4}) b.push_back(x);
  BOOST_TEST((a == b));
  b.push_back(5);
  BOOST_TEST((a != b));
  rg::static_ring<int, 3> copy = a;
  copy.push_back(5);
  BOOST_TEST((copy == b));
  BOOST_TEST((a != copy));
  BOOST_TEST((rg::ring_buffer<int>(2) != rg::ring_buffer<int>(3)));
}

BOOST_AUTO_TEST_CASE(holds_samples_and_lets_them_be_changed) {
  rg::ring_buffer<rg::acc_sample<float>> ring(2);
  for (double t : {0.1, 0.2, 0.3}) ring.push_back({.time_s = t});
  ring[0].acc_m_s2[2] = 9.81F;
  BOOST_TEST(ring.front().time_s == 0.2);
  BOOST_TEST(ring.front().acc_m_s2[2] == 9.81F);
}

BOOST_AUTO_TEST_SUITE_END()

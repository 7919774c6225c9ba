#include <retrogait/segment/trunk_window.hpp>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(trunk_window)

rg::trunk_sample<double> sample(double time_s, double acc) {
  rg::trunk_sample<double> s;
  s.time_s = time_s;
  s.acc_m_s2 << acc, 2 * acc, -2 * acc;  // length 3 acc
  s.gyr_rad_s << 10 * acc, 20 * acc, 30 * acc;
  s.gravity_m_s2 = 9.81;
  s.interval_s = 0.01 * acc;
  return s;
}

BOOST_AUTO_TEST_CASE(keeps_each_channel) {
  rg::trunk_window<double> window;
  window.push(sample(1, 1));
  window.push(sample(2, 2));
  BOOST_TEST(window.count() == 2u);
  BOOST_TEST(window.time_s() == 2);
  BOOST_TEST(window.gravity_m_s2() == 9.81);
  for (std::size_t before : {0U, 1U}) {
    const double acc = before == 0 ? 2 : 1;
    BOOST_TEST(window.forward.newest(before) == acc);
    BOOST_TEST(window.left.newest(before) == 2 * acc);
    BOOST_TEST(window.vertical.newest(before) == -2 * acc);
    BOOST_TEST(window.roll.newest(before) == 10 * acc);
    BOOST_TEST(window.yaw.newest(before) == 30 * acc);
    BOOST_TEST(window.interval_s(before) == 0.01 * acc);
  }
  window.clear();
  BOOST_TEST((window == rg::trunk_window<double>()));
  for (int i = 0; i < 1000; ++i) window.push(sample(i, 0));
  BOOST_TEST(window.count() == window.capacity);
}

BOOST_AUTO_TEST_CASE(strength_is_the_root_mean_square_of_the_last_stride) {
  rg::trunk_window<double> window;
  for (int i = 0; i < 10; ++i) window.push(sample(i, 1));
  BOOST_TEST(window.strength(0.05) == 3, boost::test_tools::tolerance(1e-12));
  for (int i = 0; i < 50; ++i) window.push(sample(i, 2));
  BOOST_TEST(window.strength(0.05) == std::sqrt((10 * 9 + 50 * 36) / 60.0),
             boost::test_tools::tolerance(1e-12));
  for (int i = 0; i < 60; ++i) window.push(sample(i, 0.001));
  BOOST_TEST(window.strength(0.05) == 0.05 * 9.81, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(rest_is_what_a_long_stillness_leaves) {
  rg::trunk_window<double> rested;
  rested.push(sample(0, 3));
  rested.rest();
  rg::trunk_window<double> stood;
  for (int i = 0; i < 1000; ++i) stood.push(sample(i, 0));
  for (int i = 0; i < 20; ++i) {
    rested.push(sample(i, i));
    stood.push(sample(i, i));
  }
  BOOST_TEST((rested == stood));
}

BOOST_AUTO_TEST_SUITE_END()

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

BOOST_AUTO_TEST_CASE(log_share_is_of_a_stretch_and_of_gravity) {
  const auto close = boost::test_tools::tolerance(1e-12);
  rg::trunk_window<double> window;
  BOOST_TEST(window.log_share(0, 10) == std::log(0.01), close);
  for (int i = 0; i < 30; ++i) window.push(sample(i, 1));  // of length 3
  for (int i = 0; i < 10; ++i) window.push(sample(i, 2));  // of length 6
  BOOST_TEST(window.log_share(0, 10) == std::log(6 / 9.81), close);
  BOOST_TEST(window.log_share(10, 40) == std::log(3 / 9.81), close);
  BOOST_TEST(window.log_share(5, 15) == std::log(std::sqrt(22.5) / 9.81), close);
  BOOST_TEST(window.log_share(50, 60) == std::log(0.01), close);
}

BOOST_AUTO_TEST_CASE(alignment_is_one_on_a_line_and_a_third_in_all_directions) {
  const auto close = boost::test_tools::tolerance(1e-9);
  rg::trunk_window<double> line;
  for (int i = 0; i < 60; ++i) line.push(sample(i, std::sin(i)));
  BOOST_TEST(line.alignment() == 1, close);
  rg::trunk_window<double> ball;
  for (int i = 0; i < 60; ++i) {
    rg::trunk_sample<double> s;
    s.acc_m_s2[i % 3] = i % 2 == 0 ? 1 : -1;
    ball.push(s);
  }
  BOOST_TEST(ball.alignment() == 1.0 / 3, close);
  BOOST_TEST(rg::trunk_window<double>().alignment() == 1.0 / 3, close);
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/sample.hpp>

#include <cmath>
#include <limits>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(sample)

static_assert(rg::timed<rg::acc_sample<float>> && rg::timed<rg::imu_sample<>>);
static_assert(!rg::timed<rg::vec3<double>>);
// A float cannot tell the samples of a day apart.
static_assert(std::is_same_v<decltype(rg::acc_sample<float>::time_s), double>);

BOOST_AUTO_TEST_CASE(starts_as_zeros_and_compares) {
  // Eigen fills new matrices with NaN in these tests, so zero comes from the type itself.
  BOOST_TEST((rg::imu_sample<>{} == rg::imu_sample<>{0, {0, 0, 0}, {0, 0, 0}}));
  BOOST_TEST((rg::acc_sample<float>{1, {1, 2, 3}} != rg::acc_sample<float>{1, {1, 2, 4}}));
}

BOOST_AUTO_TEST_CASE(one_value_that_is_no_number_spoils_a_sample) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(is_finite(retrogait::acc_sample<double>{}));
  BOOST_TEST(is_finite(retrogait::imu_sample<float>{.time_s = 1.7e9}));
  for (const double wrong : {nan, HUGE_VAL, -HUGE_VAL}) {
    BOOST_TEST(!is_finite(retrogait::acc_sample<double>{.time_s = wrong}));
    for (int k = 0; k < 3; ++k) {
      retrogait::imu_sample<double> s;
      s.acc_m_s2[k] = wrong;
      BOOST_TEST(!is_finite(s));
      BOOST_TEST(!is_finite(retrogait::acc_sample<double>{s.time_s, s.acc_m_s2}));
      s = {};
      s.gyr_rad_s[k] = wrong;
      BOOST_TEST(!is_finite(s));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

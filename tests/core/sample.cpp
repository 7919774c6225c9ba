#include <retrogait/core/sample.hpp>

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

BOOST_AUTO_TEST_SUITE_END()

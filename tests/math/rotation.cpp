#include <retrogait/math/rotation.hpp>

#include <limits>
#include <numbers>
#include <tuple>

#include "../support/test.hpp"

namespace rg = retrogait;
using std::numbers::pi;

BOOST_AUTO_TEST_SUITE(rotation)

template <class T>
rg::vec3<T> random_vector(std::mt19937& random) {
  std::normal_distribution<double> normal;
  return rg::vec3<T>(static_cast<T>(normal(random)), static_cast<T>(normal(random)),
                     static_cast<T>(normal(random)));
}

template <class T>
T distance_from_rotation(const Eigen::Matrix<T, 3, 3>& r) {
  const T skew = (r * r.transpose() - Eigen::Matrix<T, 3, 3>::Identity()).norm();
  return std::max(skew, std::abs(rg::cross<T>(r.col(0), r.col(1)).dot(r.col(2)) - 1));
}

using scalars = std::tuple<float, double>;

BOOST_AUTO_TEST_CASE_TEMPLATE(between_turns_one_direction_onto_the_other, T, scalars) {
  std::mt19937 random(1);
  const T rounding = 20 * std::numeric_limits<T>::epsilon();
  for (int i = 0; i < 300; ++i) {
    const rg::vec3<T> from = random_vector<T>(random);
    // A third of them anywhere, the others closer and closer to the same or the opposite direction.
    rg::vec3<T> to = random_vector<T>(random);
    if (i % 3 > 0) to = (i % 3 == 1 ? from : -from) + to * static_cast<T>(std::pow(10.0, -i / 15));
    const Eigen::Matrix<T, 3, 3> r = rg::rotation_between<T>(from, to);
    BOOST_TEST(distance_from_rotation<T>(r) < rounding);
    BOOST_TEST((r * from.normalized() - to.normalized()).norm() < rounding);
    // The smallest such rotation leaves the axis at right angles to both where it is.
    const rg::vec3<T> axis = rg::cross<T>(from, to);
    if (i % 3 == 0) BOOST_TEST((r * axis - axis).norm() < rounding * axis.norm() + rounding);
  }
}

BOOST_AUTO_TEST_CASE(between_equal_and_opposite_directions) {
  for (int k = 0; k < 3; ++k) {
    const Eigen::Vector3d a = Eigen::Vector3d::Unit(k);
    const Eigen::Matrix3d same = rg::rotation_between<double>(a, 2 * a);
    BOOST_TEST((same - Eigen::Matrix3d::Identity()).norm() < 1e-15);
    const Eigen::Matrix3d turned = rg::rotation_between<double>(a, -a);
    BOOST_TEST((turned * a + a).norm() < 1e-15);
    BOOST_TEST(distance_from_rotation<double>(turned) < 1e-15);
  }
}

BOOST_AUTO_TEST_CASE(angle_is_exact_at_both_ends) {
  const Eigen::Vector3d x = Eigen::Vector3d::UnitX();
  for (double angle : {0.0, 1e-12, 1e-6, 1.0, pi / 2, 3.0, pi - 1e-6}) {
    const Eigen::Vector3d turned(3 * std::cos(angle), 3 * std::sin(angle), 0);
    BOOST_TEST(rg::angle_between<double>(x, turned) == angle, boost::test_tools::tolerance(1e-14));
  }
  BOOST_TEST(rg::angle_between<double>(x, -x) == pi);
}

BOOST_AUTO_TEST_CASE(about_an_axis_turns_right_handed) {
  const Eigen::Matrix3d r = rg::rotation_about<double>(Eigen::Vector3d(0, 0, 2), pi / 2);
  BOOST_TEST((r * Eigen::Vector3d::UnitX() - Eigen::Vector3d::UnitY()).norm() < 1e-15);

  std::mt19937 random(2);
  for (int i = 0; i < 50; ++i) {
    const Eigen::Vector3d axis = random_vector<double>(random);
    const Eigen::Matrix3d one = rg::rotation_about<double>(axis, 0.3 * i);
    BOOST_TEST(distance_from_rotation<double>(one) < 1e-14);
    BOOST_TEST((one * axis - axis).norm() < 1e-14);
    const Eigen::Matrix3d two = rg::rotation_about<double>(axis, 0.6 * i);
    BOOST_TEST((one * one - two).norm() < 1e-13);
    // The same rotation, found from a vector and its image.
    const Eigen::Vector3d across = rg::perpendicular_to<double>(axis);
    BOOST_TEST((rg::rotation_between<double>(across, one * across) - one).norm() < 1e-13);
  }
}

BOOST_AUTO_TEST_CASE(perpendicular_is_a_unit_vector_at_right_angles) {
  std::mt19937 random(3);
  for (int i = 0; i < 50; ++i) {
    const Eigen::Vector3d v = random_vector<double>(random);
    const Eigen::Vector3d p = rg::perpendicular_to<double>(v);
    BOOST_CHECK_SMALL(p.dot(v), 1e-15);
    BOOST_CHECK_SMALL(p.norm() - 1, 1e-15);
  }
}

BOOST_AUTO_TEST_SUITE_END()

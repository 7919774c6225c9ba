#include <retrogait/math/quaternion.hpp>
#include <retrogait/math/rotation.hpp>

#include <rapidcheck.h>

#include "../support/test.hpp"

namespace rg = retrogait;
using vec = rg::vec3<double>;
using turn = rg::quaternion<double>;

BOOST_AUTO_TEST_SUITE(quaternion)

vec any_vector() {
  const auto number = [] { return 0.001 * *rc::gen::inRange(-3000, 3001); };
  return {number(), number(), number()};
}

double distance(const turn& a, const turn& b) {
  return (a.matrix() - b.matrix()).norm();
}

BOOST_AUTO_TEST_CASE(a_rotation_vector_turns_as_rodrigues_formula_does) {
  BOOST_TEST(rc::check([] {
    const vec axis = any_vector();
    RC_PRE(axis.norm() > 0);
    const vec v = any_vector();
    const auto q = turn::from_rotation_vector(axis);
    const Eigen::Matrix3d r = rg::rotation_about<double>(axis, axis.norm());
    RC_ASSERT((q * v - r * v).norm() < 1e-12);
    RC_ASSERT((q.matrix() - r).norm() < 1e-12);
  }));
}

BOOST_AUTO_TEST_CASE(tiny_turns_are_exact_too) {
  for (const double angle : {0.0, 1e-12, 0.9e-4, 1.1e-4, 1e-3}) {
    const auto q = turn::from_rotation_vector({0, angle, 0});
    BOOST_CHECK_SMALL(q.y - std::sin(angle / 2), 1e-18);
    BOOST_CHECK_SMALL(q.w - std::cos(angle / 2), 1e-15);
  }
}

BOOST_AUTO_TEST_CASE(products_turn_one_after_the_other_and_the_conjugate_turns_back) {
  BOOST_TEST(rc::check([] {
    const auto a = turn::from_rotation_vector(any_vector());
    const auto b = turn::from_rotation_vector(any_vector());
    const vec v = any_vector();
    RC_ASSERT(((a * b) * v - a * (b * v)).norm() < 1e-12);
    RC_ASSERT((a.conjugate() * (a * v) - v).norm() < 1e-12);
  }));
}

BOOST_AUTO_TEST_CASE(between_takes_one_direction_to_the_other_by_the_shortest_way) {
  BOOST_TEST(rc::check([] {
    const vec a = any_vector();
    const vec b = any_vector();
    RC_PRE(a.norm() > 0 && b.norm() > 0);
    const auto q = turn::between(a, b);
    RC_ASSERT((q * a.normalized() - b.normalized()).norm() < 1e-6);
    RC_ASSERT(std::abs(2 * std::acos(std::min(1.0, std::abs(q.w))) -
                       rg::angle_between<double>(a, b)) < 1e-6);
  }));
  const auto half = turn::between({0, 0, 1}, {0, 0, -2});
  BOOST_CHECK_SMALL((half * vec(0, 0, 1) - vec(0, 0, -1)).norm(), 1e-12);
}

BOOST_AUTO_TEST_CASE(interpolation_lies_on_the_way_whatever_the_signs) {
  const vec axis = vec(1, 2, -2).normalized();
  const auto at = [&](double angle) { return turn::from_rotation_vector(vec(angle * axis)); };
  const auto a = at(0.4);
  const auto b = at(0.4 + 0.35);
  const turn minus_b{-b.w, -b.x, -b.y, -b.z};
  for (const double share : {0.0, 0.25, 0.5, 0.9, 1.0}) {
    const auto expected = at(0.4 + 0.35 * share);
    const double off = distance(rg::interpolate(a, b, share), expected) / std::sqrt(2.0);
    BOOST_CHECK_SMALL(off, 0.01 * std::acos(-1.0) / 180);
    BOOST_CHECK_SMALL(distance(rg::interpolate(a, minus_b, share), rg::interpolate(a, b, share)),
                      1e-12);
  }
}

BOOST_AUTO_TEST_SUITE_END()

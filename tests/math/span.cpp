#include <retrogait/math/span.hpp>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(span)

BOOST_AUTO_TEST_CASE(shares_the_memory_of_vectors_and_columns) {
  Eigen::Matrix<double, Eigen::Dynamic, 3> m(4, 3);
  m.setZero();
  rg::as_span(m.col(1))[2] = 7;
  BOOST_TEST(m(2, 1) == 7);

  const Eigen::VectorXd v = Eigen::VectorXd::LinSpaced(5, 0, 4);
  const std::span<const double> s = rg::as_span(v);
  static_assert(std::is_same_v<decltype(rg::as_span(v)), std::span<const double>>);
  BOOST_TEST(s.data() == v.data());
  BOOST_TEST(s.size() == 5u);
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/testing/random.hpp>

#include <cstdint>

#include "../support/test.hpp"

namespace rt = retrogait::testing;

BOOST_AUTO_TEST_SUITE(random_numbers)

BOOST_AUTO_TEST_CASE(gives_the_published_sequence) {
  rt::random_source source(1234567);
  const std::uint64_t expected[] = {6457827717110365317ULL, 3203168211198807973ULL,
                                    9817491932198370423ULL, 4593380528125082431ULL,
                                    16408922859458223821ULL};
  for (std::uint64_t e : expected) BOOST_TEST(source.bits() == e);
}

BOOST_AUTO_TEST_CASE(uniform_and_normal_have_their_moments) {
  rt::random_source source(5);
  const int n = 200000;
  double uniform_sum = 0;
  double sum = 0;
  double squares = 0;
  double fourth = 0;
  for (int i = 0; i < n; ++i) {
    const double u = source.uniform();
    BOOST_REQUIRE((u >= 0 && u < 1));
    uniform_sum += u;
    const double x = source.normal();
    sum += x;
    squares += x * x;
    fourth += x * x * x * x;
  }
  BOOST_TEST(uniform_sum / n == 0.5, boost::test_tools::tolerance(0.005));
  BOOST_TEST(std::abs(sum / n) < 0.01);
  BOOST_TEST(squares / n == 1.0, boost::test_tools::tolerance(0.015));
  BOOST_TEST(fourth / n == 2.9, boost::test_tools::tolerance(0.03));
}

BOOST_AUTO_TEST_CASE(a_copy_repeats) {
  rt::random_source source(9);
  source.bits();
  rt::random_source copy = source;
  BOOST_TEST((copy == source));
  BOOST_TEST(copy.normal() == source.normal());
}

BOOST_AUTO_TEST_SUITE_END()

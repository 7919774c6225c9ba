#include <retrogait/core/assert.hpp>

#include <string>

#include "../support/assertions.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(assertion)

BOOST_AUTO_TEST_CASE(tells_the_handler_what_and_where) {
  static std::string text;
  static int line = 0;
  struct stop {};
  const rg::assertion_handler before =
      rg::set_assertion_handler([](const rg::assertion_info& info) {
        text = std::string(info.expression) + "|" + info.message + "|" + info.file;
        line = info.line;
        throw stop{};
      });
  const int x = 2;
  const int here = __LINE__ + 1;
  BOOST_CHECK_THROW(RETROGAIT_ASSERT(x > 3, "x is small"), stop);
  BOOST_CHECK_NO_THROW(RETROGAIT_ASSERT(x > 1, "never said"));
  rg::set_assertion_handler(before);
  BOOST_TEST(text == std::string("x > 3|x is small|") + __FILE__);
  BOOST_TEST(line == here);
}

BOOST_AUTO_TEST_CASE(the_handler_before_comes_back) {
  const auto first = [](const rg::assertion_info&) {};
  const rg::assertion_handler original = rg::set_assertion_handler(first);
  BOOST_TEST(original != nullptr);
  BOOST_TEST((rg::set_assertion_handler(nullptr) == +first));
  // No handler means the original one.
  BOOST_TEST((rg::set_assertion_handler(original) == original));
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/errors.hpp>

#include <string>
#include <type_traits>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(errors)

static_assert(std::is_base_of_v<std::invalid_argument, rg::config_error>);
static_assert(std::is_base_of_v<std::runtime_error, rg::parse_error>);

BOOST_AUTO_TEST_CASE(config_error_lists_every_issue) {
  const rg::issues both{{"rate_hz", "must be above 0"}, {"mounting", "is odd"}};
  const rg::config_error error(both);
  BOOST_TEST(error.what() == std::string("rate_hz: must be above 0; mounting: is odd"));
  BOOST_TEST((error.list() == both));

  const rg::config_error one("height_m", "must be above 0");
  BOOST_TEST(one.what() == std::string("height_m: must be above 0"));
  BOOST_TEST((one.list() == rg::issues{{"height_m", "must be above 0"}}));
}

BOOST_AUTO_TEST_CASE(throws_only_if_there_is_something_wrong) {
  BOOST_CHECK_NO_THROW(rg::throw_if_any({}));
  const rg::issues both{{"a", "b"}, {"c", "d"}};
  BOOST_CHECK_EXCEPTION(rg::throw_if_any(both), rg::config_error,
                        [&](const rg::config_error& e) { return e.list() == both; });
}

BOOST_AUTO_TEST_CASE(parse_error_names_file_and_line) {
  const rg::parse_error cell("walk.csv", 17, 3, "'abc' is no number");
  BOOST_TEST(cell.what() == std::string("walk.csv:17: 'abc' is no number"));
  BOOST_TEST(cell.file() == "walk.csv");
  BOOST_TEST(cell.message() == "'abc' is no number");
  BOOST_TEST(cell.line() == 17u);
  BOOST_TEST(cell.column() == 3u);
  BOOST_TEST(rg::parse_error("walk.csv", 0, 0, "is empty").what() ==
             std::string("walk.csv: is empty"));
}

BOOST_AUTO_TEST_SUITE_END()

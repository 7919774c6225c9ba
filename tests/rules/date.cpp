#include <retrogait/rules/date.hpp>

#include "../support/test.hpp"

using namespace retrogait;

BOOST_AUTO_TEST_SUITE(civil_date)

BOOST_AUTO_TEST_CASE(reads_what_it_writes) {
  for (date day = make_date(2023, 12, 1); day < make_date(2025, 3, 2); day = add_days(day, 1)) {
    BOOST_REQUIRE((parse_date(date_string(day)) == day));
  }
  BOOST_TEST(date_string(make_date(987, 6, 5)) == "0987-06-05");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_day) {
  for (const char* text :
       {"", "2026-9-1", "2026-13-01", "2026-02-29", "2026-04-31", "2026-00-10", "2026-01-00",
        "2026/01/01", "20260101", "2026-01-01T00:00", "+026-01-01", "2026-01-0x"}) {
    BOOST_TEST(!parse_date(text).has_value(), text);
  }
  BOOST_TEST(parse_date("2024-02-29").has_value());
}

BOOST_AUTO_TEST_CASE(counts_days_over_months_and_leap_years) {
  BOOST_TEST(days_between(make_date(2024, 2, 28), make_date(2024, 3, 1)) == 2);
  BOOST_TEST(days_between(make_date(2026, 3, 28), make_date(2026, 3, 30)) == 2);
  BOOST_TEST(days_between(make_date(2026, 1, 1), make_date(2025, 1, 1)) == -365);
}

BOOST_AUTO_TEST_SUITE_END()

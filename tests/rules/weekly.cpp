#include <retrogait/rules/weekly.hpp>

#include "../support/test.hpp"

using namespace retrogait;

BOOST_AUTO_TEST_SUITE(weekly_units)

BOOST_AUTO_TEST_CASE(texts) {
  BOOST_TEST(units::per_week<units::nrs>::ucum == "{nrs}/wk");
  BOOST_TEST(units::per_week<units::percent>::symbol == "% a week");
  BOOST_TEST(units::per_week<units::one>::symbol == "a week");
}

BOOST_AUTO_TEST_CASE(found_by_the_unit_s_code) {
  const rules::unit_texts* speed = rules::weekly_unit("m/s");
  BOOST_REQUIRE(speed);
  BOOST_TEST(speed->ucum == "m/s/wk");
  BOOST_TEST(speed->symbol == "m/s a week");
  BOOST_TEST(!rules::weekly_unit(units::yes_no::ucum));
  BOOST_TEST(!rules::weekly_unit("furlong"));
}

BOOST_AUTO_TEST_CASE(an_amount_a_week) {
  BOOST_TEST(per_week(quantity<units::nrs>(0.5)).value() == 0.5);
}

BOOST_AUTO_TEST_SUITE_END()

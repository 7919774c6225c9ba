#include <retrogait/rules/reported.hpp>

#include <set>

#include "../support/test.hpp"

using namespace retrogait;

BOOST_AUTO_TEST_SUITE(reported_values)

BOOST_AUTO_TEST_CASE(every_entry_is_whole_and_found_by_its_id) {
  std::set<std::string_view> ids;
  for (const metric_info* info : catalog::reported_metrics) {
    BOOST_TEST(ids.insert(info->id).second, info->id);
    BOOST_TEST(!info->name.empty());
    BOOST_TEST(!info->definition.empty());
    BOOST_TEST(!info->source.empty());
    BOOST_TEST(!info->not_computable.empty());
    BOOST_TEST(catalog::find_reported(info->id) == info);
  }
  BOOST_TEST(catalog::find_reported("cadence_of_dreams") == nullptr);
}

BOOST_AUTO_TEST_CASE(values_read_as_people_say_them) {
  BOOST_TEST(value_text(3, units::nrs::symbol, units::nrs::ucum) == "3 of 10");
  BOOST_TEST(threshold_text(2, units::nrs::symbol, units::nrs::ucum) == "2");
  BOOST_TEST(value_text(92.5, units::percent::symbol, units::percent::ucum) == "92.5 %");
  BOOST_TEST(value_text(1, units::yes_no::symbol, units::yes_no::ucum) == "yes");
  BOOST_TEST(value_text(0.5, units::effusion_grade::symbol, units::effusion_grade::ucum) ==
             "trace");
  BOOST_TEST(value_text(2, units::soreness_grade::symbol, units::soreness_grade::ucum) ==
             "next day");
  BOOST_TEST(value_text(2, units::count::symbol, units::count::ucum) == "2");
}

BOOST_AUTO_TEST_CASE(words_and_values_belong_together) {
  for (const std::string_view ucum :
       {units::yes_no::ucum, units::soreness_grade::ucum, units::effusion_grade::ucum}) {
    const value_scale scale = scale_of(ucum);
    BOOST_TEST(!scale.words.empty());
    for (const scale_word& one : scale.words) {
      BOOST_TEST(scale.by_word(one.word) == &one);
      BOOST_TEST(scale.by_value(one.value) == &one);
      BOOST_TEST((one.value >= scale.lowest && one.value <= scale.highest));
    }
    BOOST_TEST(scale.by_word("perhaps") == nullptr);
  }
}

BOOST_AUTO_TEST_SUITE_END()

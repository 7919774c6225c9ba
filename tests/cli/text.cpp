#include "../../src/cli/text.hpp"

#include "../support/test.hpp"

using namespace retrogait;
using namespace retrogait::cli;

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(width_counts_characters_not_bytes) {
  BOOST_TEST(display_width("") == 0U);
  BOOST_TEST(display_width("96 ± 2/min") == 10U);
  BOOST_TEST(display_width("–") == 1U);
}

BOOST_AUTO_TEST_CASE(messages_stay_on_one_line) {
  BOOST_TEST(one_line("a\nb\tc\x7f ±") == "a?b?c? ±");
}

BOOST_AUTO_TEST_CASE(values_with_margins) {
  BOOST_TEST(value_text(96.4, 2.2, 0, "/min") == "96 ± 2/min");
  BOOST_TEST(value_text(0.625, std::nullopt, 2, " s") == "0.62 s");
}

BOOST_AUTO_TEST_CASE(numbers_without_ornament) {
  BOOST_TEST(short_number(0.5) == "0.5");
  BOOST_TEST(short_number(1e6) == "1000000");
}

BOOST_AUTO_TEST_CASE(durations_and_rates) {
  BOOST_TEST(duration_text(76.44) == "76.4 s");
  BOOST_TEST(duration_text(750) == "12.5 min");
  BOOST_TEST(duration_text(86400) == "24.0 h");
  BOOST_TEST(rate_text(99.9999) == "100 Hz");
  BOOST_TEST(rate_text(102.4) == "102.4 Hz");
  BOOST_TEST(lost_text(0) == "no packets lost");
  BOOST_TEST(lost_text(0.0081) == "0.8 % of packets lost");
  BOOST_TEST(lost_text(0.0001) == "under 0.1 % of packets lost");
}

BOOST_AUTO_TEST_CASE(words_for_placement_and_mounting) {
  BOOST_TEST(placement_text(placement::lumbar) == "lower back");
  BOOST_TEST(placement_text(placement::left_foot) == "left foot");
  BOOST_TEST(legs_text(placement::left_foot) == "feet");
  BOOST_TEST(legs_text(placement::right_thigh) == "thighs");
  BOOST_TEST(mounting_text(knowledge::stated) == "mounting stated");
  BOOST_TEST(mounting_text(knowledge::unknown) == "forward axis unknown");
}

BOOST_AUTO_TEST_CASE(dates) {
  BOOST_TEST(date_text(0) == "1970-01-01 00:00:00 UTC");
  BOOST_TEST(date_text(1709251199.9) == "2024-02-29 23:59:59 UTC");
  BOOST_TEST(date_text(-1) == "1969-12-31 23:59:59 UTC");
}

BOOST_AUTO_TEST_CASE(lists_and_ranges) {
  BOOST_TEST(listed({}).empty());
  BOOST_TEST(listed({"a"}) == "a");
  BOOST_TEST(listed({"a", "b", "c"}) == "a, b and c");
  BOOST_TEST(joined({"a", "b"}, "|") == "a|b");
  BOOST_TEST(joined({}, ", ").empty());
  BOOST_TEST((split_at_commas("a,,b") == std::vector<std::string>{"a", "", "b"}));
  BOOST_TEST(split_at_commas("").size() == 1U);
  BOOST_TEST(ranges_text({3}) == "3");
  BOOST_TEST(ranges_text({1, 2, 4, 5, 6, 9}) == "1, 2, 4–6, 9");
}

BOOST_AUTO_TEST_CASE(columns_line_up_whatever_the_bytes) {
  text_table table({{"bout"}, {"direction", false}, {"cadence"}});
  table.add({"1", "forward", "103 ± 3/min"});
  table.add({"10", "backward", "–"});
  BOOST_TEST(table.text() ==
             "bout  direction  cadence\n"
             "   1  forward    103 ± 3/min\n"
             "  10  backward             –\n");
}

BOOST_AUTO_TEST_CASE(tables_as_markdown) {
  text_table table({{"name", false}, {"n"}});
  table.add({"a", "1"});
  BOOST_TEST(table.markdown() == "| name | n |\n| --- | ---: |\n| a | 1 |\n");
}

BOOST_AUTO_TEST_SUITE_END()

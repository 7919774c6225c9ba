#include "../../src/cli/score_table.hpp"

#include <sstream>

#include "../support/test.hpp"

using namespace retrogait;
using namespace retrogait::cli;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

io::score_report report_of(std::vector<io::score_row> rows) {
  io::score_report report;
  report.conditions = {"as recorded"};
  report.rows = std::move(rows);
  return report;
}

io::score_row row(const std::string& detector) {
  io::score_row one;
  one.group = "set";
  one.sensor = "lower back";
  one.detector = detector;
  one.recordings = 3;
  one.people = 2;
  one.true_steps = 20;
  one.has_contacts = true;
  one.initial = {20, 18, 2, {}};
  one.initial_wide = {20, 20, 0, {}};
  one.bias_s = -0.0004;
  one.mae_s = 0.0216;
  return one;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(score_table)

BOOST_AUTO_TEST_CASE(numbers) {
  BOOST_TEST(share_text(0.9594) == ".959");
  BOOST_TEST(share_text(1.0) == "1.000");
  BOOST_TEST(share_text(3, 4) == ".750");
  BOOST_TEST(share_text(0, 0) == "–");
  BOOST_TEST(ms_text(0.0216) == "22");
  BOOST_TEST(ms_text(-0.0004) == "0");
  BOOST_TEST(ms_text(std::nullopt) == "–");
  BOOST_TEST(range_text(io::interval{0.5, 1}) == ".500–1.000");
  BOOST_TEST(ms_range_text(io::interval{0.015, 0.025}) == "15–25");
}

BOOST_AUTO_TEST_CASE(columns_that_say_nothing_are_left_out) {
  io::score_row peer = row("other");
  peer.peer = true;
  const auto lines = lines_of(score_text(report_of({row("own"), peer}), table_style::terminal));
  BOOST_REQUIRE(lines.size() > 8U);
  BOOST_TEST(
      lines[2] ==
      "data set  sensor      detector        recordings  people  steps  recall  precision  F1 "
      "   F1 ±0.5 s  bias ms  MAE ms");
  BOOST_TEST(lines[3] ==
             "set       lower back  own                      3       2     20    .900       .900  "
             ".900      1.000        0      22");
  BOOST_TEST(lines[4] ==
             "                      other     peer           3       2     20    .900       .900  "
             ".900          –        0      22");
  BOOST_TEST(lines[6] == "Sides, direction, walking bouts by time, final contacts");
  // A peer has no figures for the second table.
  BOOST_TEST(lines[8] == "data set  sensor      detector  live ≠ batch");
  BOOST_TEST(lines[9] == "set       lower back  own                  0");
  BOOST_TEST(lines[10].empty());
}

BOOST_AUTO_TEST_CASE(markdown_repeats_what_a_terminal_says_once) {
  const auto lines = lines_of(score_text(report_of({row("a"), row("b")}), table_style::markdown));
  BOOST_REQUIRE(lines.size() > 6U);
  BOOST_TEST(lines[4].rfind("| set | lower back | a | 3 |", 0) == 0U);
  BOOST_TEST(lines[5].rfind("| set | lower back | b | 3 |", 0) == 0U);
}

BOOST_AUTO_TEST_CASE(what_was_not_scored_is_counted) {
  io::score_report report = report_of({row("own")});
  report.skipped = {
      {"x", "no detector for left_foot"}, {"y", "no detector for left_foot"}, {"z", "other"}};
  const auto lines = lines_of(score_text(report, table_style::terminal));
  BOOST_TEST(lines[lines.size() - 2] == "not scored: 2 times, no detector for left_foot");
  BOOST_TEST(lines.back() == "not scored: 1 time, other");
}

BOOST_AUTO_TEST_SUITE_END()

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

#include "../support/test.hpp"
#include "program.hpp"

using retrogait::test::bytes_of;
using retrogait::test::run;
using retrogait::test::run_result;
using retrogait::test::temp_folder;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::size_t width = 0;
  for (const char c : text) {
    if (c == '\n') {
      widest = std::max(widest, width);
      width = 0;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++width;
    }
  }
  return std::max(widest, width);
}

/// Whether every element of the text is closed in its turn. Attributes are not looked at.
bool elements_match(const std::string& text) {
  std::vector<std::string> open;
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    const std::size_t end = text.find('>', at);
    if (end == std::string::npos) return false;
    const std::string tag = text.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(0, tag.find_first_of(" \n/", 1));
    if (tag.front() == '/') {
      if (open.empty() || "/" + open.back() != name) return false;
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
  }
  return open.empty();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rehearse_command)

BOOST_AUTO_TEST_CASE(a_picture_a_table_and_the_rules) {
  const run_result result = run({"rehearse", "--people", "50", "--weeks", "20", "--seed", "3"});
  BOOST_TEST(result.status == 0);
  BOOST_TEST(result.err.empty());
  BOOST_TEST(contains(result.out, "(retrogait-default "));
  BOOST_TEST(contains(result.out, "50 virtual people, 20 weeks, seed 3"));
  BOOST_TEST(contains(result.out, "no evidence about real ones"));
  BOOST_TEST(contains(result.out, "level  steady "));
  BOOST_TEST(contains(result.out, "●"));
  BOOST_TEST(contains(result.out, "\nlevel after 20 weeks "));
  BOOST_TEST(contains(result.out, "\nrise above 10 minutes, % "));
  BOOST_TEST(contains(result.out, "\nrules true most often, % of decisions "));
  BOOST_TEST(widest_line(result.out) <= 100U);

  const run_result again =
      run({"rehearse", "--people", "50", "--weeks", "20", "--seed", "3", "--threads", "3"});
  BOOST_TEST(again.out == result.out);
  BOOST_TEST(run({"rehearse", "--people", "50", "--weeks", "20"}).out != result.out);
}

BOOST_AUTO_TEST_CASE(only_the_kinds_that_were_asked_for) {
  const run_result result = run(
      {"rehearse", "default", "--people", "4", "--weeks", "1", "--kinds", "over-eager,flaring"});
  BOOST_TEST(result.status == 0);
  BOOST_TEST(contains(result.out, "over-eager"));
  BOOST_TEST(!contains(result.out, "steady"));
  BOOST_TEST(contains(result.out, "\nlevel after 1 week "));
}

BOOST_AUTO_TEST_CASE(any_programme_from_a_file) {
  const std::string folder = std::string(RETROGAIT_SOURCE_DIR) + "/examples/programmes/";
  for (const char* name : {"ten_minutes.json", "criteria_based.json"}) {
    const run_result result = run({"rehearse", folder + name, "--people", "20", "--weeks", "10"});
    BOOST_TEST(result.status == 0);
    BOOST_TEST(contains(result.out, "●"));
  }
}

BOOST_AUTO_TEST_CASE(json_holds_every_week) {
  const run_result result = run({"rehearse", "--people", "25", "--weeks", "6", "--format", "json"});
  BOOST_TEST(result.status == 0);
  const nlohmann::json seen = nlohmann::json::parse(result.out);
  BOOST_TEST(seen.at("groups").size() == 5U);
  BOOST_TEST(seen.at("all").at("people") == 25);
  for (const nlohmann::json& group : seen.at("groups")) {
    BOOST_TEST(group.at("weeks").size() == 6U);
    for (const nlohmann::json& week : group.at("weeks")) {
      int people = week.at("left");
      for (const nlohmann::json& level : week.at("people_at_level")) people += level.get<int>();
      BOOST_TEST(people == 5);
      BOOST_TEST(week.at("level").size() == 3U);
    }
    BOOST_TEST(group.at("rules_true").contains("fall"));
  }
}

BOOST_AUTO_TEST_CASE(a_picture_that_stands_alone) {
  const temp_folder temp;
  const std::string file = (temp.path() / "levels.svg").string();
  const run_result result = run({"rehearse", "--people", "50", "--weeks", "12", "--picture", file});
  BOOST_TEST(result.status == 0);
  BOOST_TEST(contains(result.out, "levels.svg"));
  const std::string svg = bytes_of(file);
  BOOST_TEST(svg.rfind("<svg xmlns=\"http://www.w3.org/2000/svg\"", 0) == 0U);
  BOOST_TEST(elements_match(svg));
  BOOST_TEST(contains(svg, "<title>"));
  BOOST_TEST(contains(svg, "prefers-color-scheme:dark"));
  BOOST_TEST(!contains(svg, "<script"));
  BOOST_TEST(!contains(svg, "href"));
  std::size_t medians = 0;
  for (std::size_t at = 0; (at = svg.find("class=\"median\"", at)) != std::string::npos; ++at) {
    ++medians;
  }
  BOOST_TEST(medians == 6U);  // one for each kind, and the key

  const run_result nowhere = run({"rehearse", "--people", "5", "--weeks", "1", "--picture",
                                  (temp.path() / "none" / "levels.svg").string()});
  BOOST_TEST(nowhere.status == 2);
  BOOST_TEST(nowhere.one_line_of_error());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_is_named) {
  const std::vector<std::array<std::string, 3>> cases{
      {"--people", "0", "--people"},      {"--people", "4", "--people"},
      {"--people", "many", "--people"},   {"--weeks", "0", "--weeks"},
      {"--weeks", "521", "--weeks"},      {"--seed", "-1", "--seed"},
      {"--kinds", "steady,lazy", "lazy"}, {"--kinds", "steady,steady", "twice"},
      {"--threads", "0", "--threads"},    {"--format", "yaml", "--format"}};
  for (const auto& [option, value, named] : cases) {
    const run_result result = run({"rehearse", option, value});
    BOOST_TEST_CONTEXT(option << ' ' << value) {
      BOOST_TEST(result.status == 2);
      BOOST_TEST(result.one_line_of_error());
      BOOST_TEST(contains(result.err, named));
      BOOST_TEST(result.out.empty());
    }
  }
  const run_result result = run({"rehearse", "no such file.json"});
  BOOST_TEST(result.status == 2);
  BOOST_TEST(result.one_line_of_error());
}

BOOST_AUTO_TEST_SUITE_END()

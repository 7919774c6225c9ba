#include <retrogait/io/programme.hpp>
#include <retrogait/progression/default_programme.hpp>
#include <retrogait/rules/language.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>

#include "../support/test.hpp"
#include "program.hpp"

using namespace retrogait;
using retrogait::test::run;
using retrogait::test::run_result;
using retrogait::test::temp_folder;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verify_command)

BOOST_AUTO_TEST_CASE(a_sound_programme_passes) {
  const run_result result =
      run({"verify", std::string(RETROGAIT_SOURCE_DIR) + "/examples/programmes/ten_minutes.json",
           "--mutants"});
  BOOST_TEST(result.status == 0);
  BOOST_TEST(result.err.empty());
  BOOST_TEST(contains(result.out, "holds        stop is reached from every level"));
  BOOST_TEST(!contains(result.out, "\nfails"));
  BOOST_TEST(contains(result.out, "\ncaught       "));
}

BOOST_AUTO_TEST_CASE(a_fault_comes_with_a_history_that_decide_repeats) {
  programme plan = default_programme();
  std::vector<rules::rule>& all = plan.rules.rules;
  all.erase(
      std::remove_if(all.begin(), all.end(),
                     [](const rules::rule& one) { return one.result != rules::outcome::advance; }),
      all.end());
  const temp_folder temp;
  const std::string file = temp.write("p.json", io::write_programme(plan)).string();
  const std::string history = (temp.path() / "history.json").string();
  const run_result result = run({"verify", file, "--counterexample", history});
  BOOST_TEST(result.status == 1);
  BOOST_TEST(result.err.empty());
  BOOST_TEST(contains(result.out, "fails        stop is reached from every level"));

  const std::size_t at = result.out.find("--on ");
  BOOST_REQUIRE(at != std::string::npos);
  const run_result again = run(
      {"decide", "--programme", file, "--history", history, "--on", result.out.substr(at + 5, 10)});
  BOOST_TEST(again.status == 0);
  BOOST_TEST(!again.out.empty());
}

// Loading has nothing against them; the search has.
BOOST_AUTO_TEST_CASE(rules_that_contradict_each_other_are_told) {
  using namespace rules;
  using namespace catalog;
  programme plan = default_programme();
  plan.rules.rules = {
      stop("worst", any_of(since(screening), pain_during >= nrs(8)), {}),
      regress("bad", any_of(last(1, sessions), pain_during > nrs(5)), {}),
      hold("never", any_of(last(1, sessions), pain_during > nrs(6) && pain_during < nrs(3)), {}),
      advance("eager", any_of(last(1, sessions), pain_during >= nrs(9)), {}),
      advance("good", all_of(last(3, sessions_at_level), pain_during <= nrs(2)), {})};
  const temp_folder temp;
  const std::string file = temp.write("p.json", io::write_programme(plan)).string();
  const run_result result = run({"verify", file});
  BOOST_TEST(result.status == 1);
  BOOST_TEST(result.err.empty());
  BOOST_TEST(contains(result.out, "fails        every rule decides alone somewhere"), result.out);
  for (const char* part : {"\"eager\" is never what decides", "\"never\" is never what decides"}) {
    BOOST_TEST(contains(result.out, part), part);
  }
  BOOST_TEST(!contains(result.out, "\"bad\" is never"));
}

BOOST_AUTO_TEST_CASE(no_line_is_wider_than_a_page) {
  const run_result result =
      run({"verify", std::string(RETROGAIT_SOURCE_DIR) + "/examples/programmes/ten_minutes.json"});
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) BOOST_TEST(line.size() <= 100U, line);
  BOOST_TEST(contains(result.out, "10 of 10 properties hold; "));
}

BOOST_AUTO_TEST_CASE(several_programmes_one_after_the_other) {
  programme plan = io::read_programme(std::string(RETROGAIT_SOURCE_DIR) +
                                      "/examples/programmes/ten_minutes.json");
  const temp_folder temp;
  const std::string good = temp.write("good.json", io::write_programme(plan)).string();
  std::vector<rules::rule>& all = plan.rules.rules;
  all.erase(
      std::remove_if(all.begin(), all.end(),
                     [](const rules::rule& one) { return one.result == rules::outcome::stop; }),
      all.end());
  const std::string bad = temp.write("bad.json", io::write_programme(plan)).string();
  const std::string history = (temp.path() / "h.json").string();

  const run_result result =
      run({"verify", good, bad, "--format", "json", "--counterexample", history});
  BOOST_TEST(result.status == 1);
  BOOST_TEST(contains(result.err, "decide --programme " + bad + " --history " + history));
  const nlohmann::json reports = nlohmann::json::parse(result.out);
  BOOST_REQUIRE(reports.size() == 2U);
  BOOST_TEST(reports[0].at("passed") == true);
  BOOST_TEST(reports[1].at("passed") == false);
  BOOST_TEST(run({"verify", good, "--format", "json"}).status == 0);

  const run_result refused = run({"verify", good, (temp.path() / "none.json").string()});
  BOOST_TEST(refused.status == 2);
  BOOST_TEST(refused.out.empty());
  BOOST_TEST(refused.one_line_of_error());
}

BOOST_AUTO_TEST_CASE(what_is_no_programme_is_refused) {
  const run_result result = run({"verify", "walking"});
  BOOST_TEST(result.status == 2);
  BOOST_TEST(result.one_line_of_error());
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/io/programme.hpp>
#include <retrogait/progression/default_programme.hpp>

#include <algorithm>

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

BOOST_AUTO_TEST_CASE(what_is_no_programme_is_refused) {
  const run_result result = run({"verify", "walking"});
  BOOST_TEST(result.status == 2);
  BOOST_TEST(result.one_line_of_error());
}

BOOST_AUTO_TEST_SUITE_END()

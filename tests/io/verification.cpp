#include <retrogait/io/programme.hpp>
#include <retrogait/io/verification.hpp>
#include <retrogait/progression/default_programme.hpp>
#include <retrogait/rules/language.hpp>

#include <nlohmann/json.hpp>

#include "../support/test.hpp"

using namespace retrogait;

namespace {

// A plan that nothing can stop, and one small change to it.
programme without_stop() {
  using namespace rules;
  using namespace catalog;
  programme plan = default_programme();
  plan.rules.rules = {
      regress("bad", any_of(last(1, sessions), pain_during > nrs(5)), {}),
      advance("good", all_of(last(3, sessions_at_level), completed >= percent(90)), {})};
  return plan;
}

constexpr verify_params narrow{.sessions_at_level = 4, .cycle_sessions = 12, .load_depth = 1};

}  // namespace

BOOST_AUTO_TEST_SUITE(verification_files)

BOOST_AUTO_TEST_CASE(a_report_carries_histories_that_replay) {
  const programme plan = without_stop();
  const verification_report report = verify(plan, narrow);
  const nlohmann::ordered_json out =
      nlohmann::ordered_json::parse(io::write_verification(plan, report));
  BOOST_TEST(out.at("programme").at("id") == "retrogait-default");
  BOOST_TEST(out.at("programme").at("version") == to_string(plan.rules.version));
  BOOST_TEST(out.at("programme").at("content_hash") == content_hash(plan));
  BOOST_TEST(out.at("passed") == false);
  BOOST_TEST(out.at("groups").size() == report.groups.size());
  BOOST_TEST(!out.contains("mutants"));
  BOOST_REQUIRE(out.at("properties").size() == report.properties.size());
  bool replayed = false;
  for (std::size_t i = 0; i < report.properties.size(); ++i) {
    const verified_property& property = report.properties[i];
    const nlohmann::ordered_json& one = out.at("properties").at(i);
    BOOST_TEST(one.at("name") == property.name);
    BOOST_TEST(one.at("status") == std::string(to_string(property.status)));
    BOOST_TEST(one.at("looked_at") == property.explored);
    BOOST_TEST(one.contains("detail") == !property.detail.empty());
    BOOST_TEST(one.contains("counterexample") == property.counterexample.has_value());
    if (!property.counterexample) continue;
    const nlohmann::ordered_json& example = one.at("counterexample");
    const training_history history = io::parse_history(example.at("history").dump(), "h.json");
    BOOST_TEST((history == property.counterexample->history));
    const date on = *parse_date(example.at("on").get<std::string>());
    BOOST_TEST(example.at("outcome") == std::string(to_string(decide(plan, history, on).result)));
    replayed = true;
  }
  BOOST_TEST(replayed);
}

BOOST_AUTO_TEST_CASE(mutants_stand_in_it_where_they_were_made) {
  const programme plan = without_stop();
  mutation_table table;
  table.histories = 7;
  table.mutants.push_back({.what = "bad: 5 becomes 6", .fate = mutant_fate::caught});
  table.mutants.push_back({.what = "good: at least becomes above", .fate = mutant_fate::stricter});
  table.mutants[0].example = verification_example{.outcome = rules::outcome::hold};
  table.mutants[0].beside = verification_example{.outcome = rules::outcome::regress};
  const nlohmann::ordered_json out =
      nlohmann::ordered_json::parse(io::write_verification(plan, verification_report{}, &table));
  const nlohmann::ordered_json& mutants = out.at("mutants");
  BOOST_TEST(mutants.at("histories") == 7);
  BOOST_TEST(mutants.at("caught") == 1);
  BOOST_TEST(mutants.at("stricter") == 1);
  BOOST_TEST(mutants.at("same") == 0);
  BOOST_TEST(mutants.at("changes").at(0).at("what") == "bad: 5 becomes 6");
  BOOST_TEST(mutants.at("changes").at(0).at("outcome") == "hold");
  BOOST_TEST(mutants.at("changes").at(0).at("instead_of") == "regress");
  BOOST_TEST(!mutants.at("changes").at(1).contains("outcome"));
}

BOOST_AUTO_TEST_SUITE_END()

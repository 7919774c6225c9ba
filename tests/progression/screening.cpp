#include <retrogait/progression/default_screening.hpp>
#include <retrogait/progression/screening.hpp>

#include <rapidcheck.h>

#include "../support/test.hpp"
#include "people.hpp"

using namespace retrogait;
using people::fine;

namespace {

const date today = people::start;
const screening_form& form = default_screening();

screening_result screened(const screening_answers& given, date day = today) {
  return screen(form, given, day);
}

screening_outcome with(const char* id, double value, double age = 54) {
  screening_answers given = fine();
  given.set("S21", age);
  given.set(id, value);
  return screened(given).outcome;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(screening)

BOOST_AUTO_TEST_CASE(nothing_wrong_is_ok) {
  const screening_result result = screened(fine());
  BOOST_TEST((result.outcome == screening_outcome::ok));
  BOOST_TEST(result.allows_plan());
  BOOST_TEST(result.findings.empty());
  BOOST_TEST(result.unanswered.empty());
  BOOST_TEST(*result.age_years == 54);
}

BOOST_AUTO_TEST_CASE(each_question_has_its_severity) {
  using enum screening_outcome;
  for (const char* id : {"S1", "S2", "S3", "S4"}) BOOST_TEST((with(id, 1) == urgent), id);
  for (const char* id : {"S5", "S6", "S8", "S9", "S10", "S11", "S12", "S13", "S14", "S18", "S19"}) {
    BOOST_TEST((with(id, 1) == refer), id);
  }
  BOOST_TEST((with("S20", 0) == not_today));
  BOOST_TEST((with("S21", 17) == refer));
  BOOST_TEST((with("S21", 18) == ok));
}

BOOST_AUTO_TEST_CASE(thresholds_at_their_edges) {
  using enum screening_outcome;
  BOOST_TEST((with("S7", 0.5) == ok));
  BOOST_TEST((with("S7", 1) == limit));
  BOOST_TEST((with("S7", 2) == refer));
  BOOST_TEST((with("S8_walking_pain", 2) == ok));
  BOOST_TEST((with("S8_walking_pain", 3) == limit));
  BOOST_TEST((with("S8_walking_pain", 5) == limit));
  BOOST_TEST((with("S8_walking_pain", 6) == refer));
  BOOST_TEST((with("S15", 1, 64) == limit));
  BOOST_TEST((with("S15", 1, 65) == refer));
  BOOST_TEST((with("S16", 4.5, 65) == ok));
  BOOST_TEST((with("S16", 4.6, 65) == limit));
  BOOST_TEST((with("S16", 5.0, 65) == limit));
  BOOST_TEST((with("S16", 5.1, 65) == refer));
  BOOST_TEST((with("S16", 5.0, 64) == ok));
  BOOST_TEST((with("S16", 9.0, 64) == limit));
  BOOST_TEST((with("S17", 0.76) == ok));
  BOOST_TEST((with("S17", 0.75) == limit));
}

BOOST_AUTO_TEST_CASE(an_unanswered_question_is_incomplete_and_never_ok) {
  for (const screening_question& question : form.questions) {
    screening_answers given = fine();
    std::erase_if(given.answers, [&question](const auto& one) { return one.id == question.id; });
    const screening_result result = screened(given);
    BOOST_TEST((result.outcome == screening_outcome::incomplete), question.id);
    BOOST_REQUIRE(result.unanswered.size() == 1u);
    BOOST_TEST(result.unanswered[0] == question.id);
    BOOST_TEST(!result.allows_plan());
  }
}

BOOST_AUTO_TEST_CASE(the_worst_answer_wins_even_if_others_are_missing) {
  screening_answers given;
  given.day = today;
  given.set("S17", 0.5);
  given.set("S3", 1);
  const screening_result result = screened(given);
  BOOST_TEST((result.outcome == screening_outcome::urgent));
  BOOST_TEST(result.unanswered.size() == form.questions.size() - 2);
}

BOOST_AUTO_TEST_CASE(an_unknown_age_counts_as_older) {
  screening_answers given = fine();
  std::erase_if(given.answers, [](const auto& one) { return one.id == "S21"; });
  given.set("S15", 1);
  BOOST_TEST((screened(given).outcome == screening_outcome::refer));
}

BOOST_AUTO_TEST_CASE(a_clearance_lifts_refer_and_nothing_else) {
  using enum screening_outcome;
  screening_answers given = fine();
  given.set("S9", 1);
  given.clearance = clearance{"physiotherapist", today, add_days(today, 365), {"S9"}, 6, false};
  const screening_result lifted = screened(given);
  BOOST_TEST((lifted.outcome == ok));
  BOOST_TEST((lifted.lifted == std::vector<std::string>{"S9"}));
  BOOST_TEST(*lifted.max_level == 6);

  BOOST_TEST((screened(given, add_days(today, 365)).outcome == ok));
  BOOST_TEST((screened(given, add_days(today, 366)).outcome == refer));

  screening_answers early = given;
  early.clearance->day = add_days(today, 1);
  BOOST_TEST((screened(early).outcome == refer));

  screening_answers other = given;
  other.set("S10", 1);
  BOOST_TEST((screened(other).outcome == refer));

  screening_answers worse = given;
  worse.set("S2", 1);
  worse.clearance->covers = {"S9", "S2"};
  BOOST_TEST((screened(worse).outcome == urgent));

  screening_answers mild = given;
  mild.set("S17", 0.5);
  mild.clearance->covers = {"S9", "S17"};
  BOOST_TEST((screened(mild).outcome == limit));
}

BOOST_AUTO_TEST_CASE(a_red_flag_after_it_voids_a_clearance) {
  screening_answers given = fine(today);
  given.set("S6", 1);
  given.set("S9", 1);
  given.clearance =
      clearance{"physician", add_days(today, -1), add_days(today, 300), {"S6", "S9"}, {}, false};
  BOOST_TEST((screened(given).outcome == screening_outcome::refer));
  given.clearance->day = today;  // given in the knowledge of the flag
  BOOST_TEST((screened(given).outcome == screening_outcome::ok));
}

BOOST_AUTO_TEST_CASE(the_short_form_replaces_its_own_answers_only) {
  screening_answers later;
  later.day = add_days(today, 5);
  later.set("S6", 1);
  later.set("S9", 1);  // not part of the short form
  const screening_answers both = with_short_form(form, fine(), later);
  BOOST_TEST(*both.find("S6") == 1);
  BOOST_TEST(*both.find("S9") == 0);
  BOOST_TEST((both.day == fine().day));
}

BOOST_AUTO_TEST_CASE(answers_that_cannot_be_are_refused) {
  screening_answers given = fine();
  given.set("S99", 1);
  given.set("S8_walking_pain", 11);
  given.clearance = clearance{"physician", today, add_days(today, -1), {}, {}, false};
  given.day = add_days(today, 1);
  try {
    screened(given);
    BOOST_FAIL("expected config_error");
  } catch (const config_error& e) {
    BOOST_TEST(e.list().size() == 4u);
  }
}

BOOST_AUTO_TEST_CASE(leaving_answers_out_never_gives_a_plan) {
  BOOST_TEST(rc::check("screening with holes", [] {
    screening_answers given;
    given.day = today;
    bool whole = true;
    for (const screening_answers::answer& one : fine().answers) {
      if (*rc::gen::inRange(0, 12) > 0) {
        given.set(one.id, one.value);
      } else {
        whole = false;
      }
    }
    RC_ASSERT(screened(given).allows_plan() == whole);
  }));
}

BOOST_AUTO_TEST_CASE(the_form_that_comes_with_the_library_has_nothing_wrong) {
  BOOST_TEST(form.validate().empty());
  BOOST_TEST((screened(fine_answers(form, today)).outcome == screening_outcome::ok));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_form_is_said_all_at_once) {
  BOOST_TEST(screening_form{}.validate().size() == 1U);
  screening_form wrong = form;
  wrong.questions[1].id = "S1";
  wrong.questions[2].text.clear();
  wrong.questions[3].outcomes[0].result = screening_outcome::ok;
  wrong.questions[4].outcomes[0].threshold = 0.5;  // neither yes nor no
  wrong.questions[5].outcomes.push_back({.op = rules::comparison::equal, .threshold = 0});
  wrong.questions[6].outcomes[0].from_years = 70;
  wrong.questions[6].outcomes[0].below_years = 60;
  wrong.age_question = "age";
  const std::vector<std::string> expected{"questions/1/id",
                                          "questions/2/text",
                                          "questions/3/outcomes/0/outcome",
                                          "questions/4/outcomes/0/when",
                                          "questions/5/outcomes",
                                          "questions/6/outcomes/0/below_years",
                                          "age_question",
                                          "age_question"};
  std::vector<std::string> fields;
  for (const issue& one : wrong.validate()) fields.push_back(one.field);
  BOOST_TEST(fields == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_question_of_ones_own) {
  screening_question height;
  height.id = "stairs";
  height.text = "How many steps of stairs can you climb without a rest?";
  height.symbol = units::count::symbol;
  height.ucum = units::count::ucum;
  height.outcomes = {{screening_outcome::refer, rules::comparison::below, 5, {}, {}, {}},
                     {screening_outcome::limit, rules::comparison::below, 10, {}, 70, {}}};
  const screening_form own{{height}, {}};
  BOOST_TEST(own.validate().size() == 1U);  // the limit asks for the age, which nobody asks
  BOOST_TEST((height.outcome_of(4, 30) == screening_outcome::refer));
  BOOST_TEST((height.outcome_of(7, 69) == screening_outcome::limit));
  BOOST_TEST((height.outcome_of(7, 70) == screening_outcome::ok));
  BOOST_TEST((height.outcome_of(7, std::nullopt) == screening_outcome::limit));
  BOOST_TEST(height.fine_answer().value() == 20);
}

BOOST_AUTO_TEST_CASE(a_worse_answer_is_never_milder) {
  for (const screening_question& one : form.questions) {
    for (const double age : {17.0, 30.0, 64.0, 65.0, 90.0}) {
      for (const answer_rule& rule : one.outcomes) {
        if (!rule.applies(rule.threshold, age)) continue;
        BOOST_TEST((one.outcome_of(rule.threshold, age) >= rule.result), one.id);
        BOOST_TEST(
            (one.outcome_of(rule.threshold, std::nullopt) >= one.outcome_of(rule.threshold, age)),
            one.id);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

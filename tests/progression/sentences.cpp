#include <retrogait/progression/sentences.hpp>

#include "../support/test.hpp"
#include "people.hpp"

using namespace retrogait;
using people::after_weeks;
using people::good_weeks;
using people::history_of;
using people::reported;

namespace {

std::vector<std::string> lines_of(const training_history& history, date today) {
  return sentences(decide(default_programme(), history, today));
}

bool says(const std::vector<std::string>& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plain_sentences)

BOOST_AUTO_TEST_CASE(a_hold_with_its_reason_and_what_is_missing) {
  std::vector<session_record> sessions = good_weeks(1, 2);
  sessions.back().values.set(catalog::pain_during_info, reported(3));
  sessions.back().values.set(catalog::pain_before_info, reported(2));
  sessions.back().values.set(catalog::pain_next_day_info,
                             measured<double>::not_computable(reason::not_reported));
  const std::vector<std::string> lines = lines_of(history_of(sessions), after_weeks(2));
  BOOST_TEST(lines.front() == "next session: HOLD at level 2, 3 × 1 min with a rail in reach");
  BOOST_TEST(says(lines,
                  "  pain during the session was 3 of 10 on 2026-09-11; to advance it must be at "
                  "most 2 (pain-monitoring model)"));
  BOOST_TEST(says(lines, "  missing: pain the next morning (2026-09-11)"));
  BOOST_TEST(lines.back() ==
             "General fitness guidance, not medical advice. If pain or swelling lasts, talk to a "
             "professional.");
}

BOOST_AUTO_TEST_CASE(first_lines) {
  training_history history = history_of({});
  BOOST_TEST(lines_of(history, people::start).front() ==
             "next session: START at level 1, 3 × 10 steps with a rail in reach");
  BOOST_TEST(lines_of(history_of(good_weeks(1, 3)), after_weeks(3)).front() ==
             "next session: ADVANCE to level 4, 3 × 2 min 20 s");
  history.screening.reset();
  const std::vector<std::string> none = lines_of(history, people::start);
  BOOST_TEST(none.front() == "next session: HOLD, no plan yet");
  BOOST_TEST(says(none, "  no screening has been answered, so no plan is given"));

  std::vector<session_record> sessions = good_weeks(1, 2);
  sessions.back().values.set(catalog::effort_info, reported(9));
  const std::vector<std::string> back = lines_of(history_of(sessions), after_weeks(2));
  BOOST_TEST(back.front() == "next session: REGRESS to level 1, 3 × 10 steps with a rail in reach");
  BOOST_TEST(says(back, "  effort was 9 CR10 on 2026-09-11; at least 8 CR10 leads one level down"));

  sessions.back().values.set(catalog::giving_way_info, reported(1));
  const std::vector<std::string> stopped = lines_of(history_of(sessions), after_weeks(2));
  BOOST_TEST(stopped.front() == "next session: STOP, no plan before a new screening");
  BOOST_TEST(
      says(stopped, "  knee giving way on 2026-09-11; this stops the plan until a new screening"));
}

BOOST_AUTO_TEST_CASE(a_light_week_and_its_end) {
  std::vector<session_record> sessions = good_weeks(2, 4);
  const std::vector<std::string> first = lines_of(history_of(sessions), after_weeks(4));
  BOOST_TEST(first.front() == "next session: HOLD at level 5, 2 × 3 min");
  BOOST_TEST(says(first,
                  "  the level has risen 3 times, so a week of less load comes before the next "
                  "(every 4th week that could bring a rise)"));
  sessions.push_back(people::good_session(after_weeks(4), 5));
  sessions.back().light = true;
  const std::vector<std::string> second =
      lines_of(history_of(sessions), add_days(after_weeks(4), 2));
  BOOST_TEST(says(second,
                  "  the week of less load lasts until 2026-10-04 (every 4th week that could bring "
                  "a rise)"));
}

BOOST_AUTO_TEST_CASE(a_grade_is_said) {
  programme plan = default_programme();
  plan.levels[2].grade_percent = 2.5;
  training_history history = history_of(good_weeks(1, 2));
  history.screening->clearance =
      clearance{"physiotherapist", people::start, after_weeks(9), {}, std::nullopt, true};
  BOOST_TEST(
      says(sentences(decide(plan, history, after_weeks(2))),
           "  at most 0.6 m/s; 1 min of rest between bouts; first 5 min forward; flat floor; "
           "up a grade of 2.5 %"));
}

BOOST_AUTO_TEST_CASE(what_is_not_yet_enough_is_said_too) {
  const std::vector<std::string> lines =
      lines_of(history_of(good_weeks(1, 1)), add_days(people::start, 6));
  BOOST_TEST(says(lines,
                  "  time at this level is 6 days; to advance it must be at least 7 days (three "
                  "sessions a week, one week at a level)"));
}

BOOST_AUTO_TEST_CASE(only_the_latest_of_several_sessions_is_told) {
  std::vector<session_record> sessions = good_weeks(1, 2);
  for (session_record& one : sessions) one.values.set(catalog::effort_info, reported(6));
  const std::vector<std::string> lines = lines_of(history_of(sessions), after_weeks(2));
  const auto n = std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
    return line.find("effort was") != std::string::npos;
  });
  BOOST_TEST(n == 1);
  BOOST_TEST(says(
      lines, "  effort was 6 CR10 on 2026-09-11; to advance it must be at most 5 CR10 (ACSM)"));
}

BOOST_AUTO_TEST_CASE(what_was_close_and_by_which_programme) {
  std::vector<session_record> sessions = good_weeks(1, 2);
  sessions.back().values.set(catalog::effort_info, reported(7));
  sessions.back().values.set(catalog::pain_during_info, reported(5));
  const std::vector<std::string> lines = lines_of(history_of(sessions), after_weeks(2));
  BOOST_TEST(says(lines,
                  "  close: effort was 7 CR10 on 2026-09-11, 1 CR10 away; at least 8 CR10 leads "
                  "one level down"));
  BOOST_TEST(says(lines,
                  "  at its limit: pain during the session was 5 of 10 on 2026-09-11; more than 5 "
                  "leads one level down"));
  BOOST_TEST(says(lines, "  for 2026-09-14 by retrogait-default 1.0.0, content " +
                             content_hash(default_programme()).substr(0, 12)));
}

BOOST_AUTO_TEST_CASE(what_never_was_is_said_so) {
  using namespace rules;
  using namespace catalog;
  const rule_set set{
      .id = "set",
      .version = {},
      .rules = {regress("long ago", days_since(falls >= quantities::times(1)) > days(14), {})}};
  const std::vector<std::string> lines = reasons(rules::decide(set, {}));
  BOOST_REQUIRE(lines.size() == 1u);
  BOOST_TEST(lines[0] ==
             "time since the last session with falls at least 1: there never was one; more than "
             "14 days leads one level down");
}

BOOST_AUTO_TEST_CASE(a_screening_that_refers_shows_the_answers_that_did) {
  training_history history = history_of({});
  history.screening->set("S18", 1);
  const std::vector<std::string> lines = lines_of(history, people::start);
  BOOST_TEST(lines.front() == "next session: REFER, talk to a professional before going on");
  BOOST_TEST(
      says(lines, "  S18: Do you use a walking aid, or are you 70 or older and not active? yes"));
}

BOOST_AUTO_TEST_SUITE_END()

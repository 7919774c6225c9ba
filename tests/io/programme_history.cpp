#include <retrogait/core/errors.hpp>
#include <retrogait/io/programme.hpp>
#include <retrogait/progression/decide.hpp>
#include <retrogait/progression/default_programme.hpp>

#include "../progression/people.hpp"
#include "../support/test.hpp"

using namespace retrogait;

namespace {

std::string with_dates(const std::vector<std::string>& days) {
  std::string text;
  for (const std::string& day : days) {
    text += (text.empty() ? "" : ",\n") + ("{\"date\": \"" + day) + "\", \"level\": 3}";
  }
  return "{\"sessions\": [\n" + text + "]}";
}

std::string complaint(const std::string& text, std::optional<date> not_after = std::nullopt) {
  try {
    io::parse_history(text, "h.json", not_after);
  } catch (const parse_error& e) {
    return e.what();
  }
  return "";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

date day_of(const std::string& text) {
  const training_history history = io::parse_history(with_dates({text}), "h.json");
  BOOST_REQUIRE(history.sessions().size() == 1U);
  return history.sessions()[0].day;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(programme_history)

BOOST_AUTO_TEST_CASE(whose_it_is_comes_back) {
  training_history history = people::history_of(people::good_weeks(1, 1));
  history.person_id = "p17";
  history.programme = programme_name{"retrogait-default", {1, 2, 3}};
  const std::string text = io::write_history(history);
  BOOST_TEST((io::parse_history(text, "h.json") == history));
  BOOST_TEST(io::write_history(io::parse_history(text, "h.json")) == text);

  BOOST_TEST(has(complaint("{\"person_id\": \"\", \"sessions\": []}"),
                 "/person_id: expected a text that is not empty"));
  BOOST_TEST(has(complaint("{\"person_id\": 17, \"sessions\": []}"),
                 "/person_id: expected a text, found 17"));
  BOOST_TEST(has(complaint("{\"programme\": {\"id\": \"x\"}, \"sessions\": []}"),
                 "/programme: \"version\" is missing"));
  BOOST_TEST(
      has(complaint("{\"programme\": {\"id\": \"x\", \"version\": \"1\"}, \"sessions\": []}"),
          "/programme/version: expected a version such as \"1.0.0\""));
}

// The day that people had where they were, whatever day it was elsewhere.
BOOST_AUTO_TEST_CASE(a_time_counts_for_the_day_of_its_own_offset) {
  BOOST_TEST((day_of("2026-09-01T23:30:00-05:00") == make_date(2026, 9, 1)));
  BOOST_TEST((day_of("2026-09-01T00:30:00+14:00") == make_date(2026, 9, 1)));
  BOOST_TEST((day_of("2026-09-01T12:00:00.125Z") == make_date(2026, 9, 1)));
  BOOST_TEST((day_of("2026-12-31t23:59:60z") == make_date(2026, 12, 31)));
  for (const char* wrong :
       {"2026-09-01T23:30:00", "2026-09-01 23:30:00+02:00", "2026-09-01T23:30+02:00",
        "2026-09-01T24:30:00+02:00", "2026-09-01T23:60:00+02:00", "2026-09-01T23:30:00+2:00",
        "2026-09-01T23:30:00+0200", "2026-09-01T23:30:00.Z", "2026-09-01T23:30:00+25:00",
        "2026-09-01T23:30:00-00:00", "2026-09-01T23:30:00+02:00x"}) {
    BOOST_TEST(has(complaint(with_dates({wrong})),
                   "h.json:2: /sessions/0/date: expected the day alone, such as \"2026-09-01\", or "
                   "a time with the offset of the place"),
               wrong);
  }
  BOOST_TEST(has(complaint(with_dates({"2026-02-30T12:00:00Z"})), "expected a date such as"));
}

BOOST_AUTO_TEST_CASE(one_session_a_day_wherever_it_was) {
  // Two evenings in two places: two days, though less than a day apart.
  BOOST_TEST(complaint(with_dates({"2026-09-01T22:00:00-05:00", "2026-09-02T08:00:00+02:00"})) ==
             "");
  BOOST_TEST(
      has(complaint(with_dates({"2026-09-01T08:00:00+02:00", "2026-09-01T22:00:00-05:00"})),
          "h.json:3: /sessions/1/date: there is a session of 2026-09-01 already; expected one a "
          "day (a time counts for the day of its own offset)"));
  // Over the date line to the day before.
  BOOST_TEST(has(complaint(with_dates({"2026-09-02T08:00:00+13:00", "2026-09-01T20:00:00-10:00"})),
                 "2026-09-01 stands after 2026-09-02; expected the oldest session first (a time"));
  // The hour that comes twice when summer time ends is one day all the same.
  BOOST_TEST(has(complaint(with_dates({"2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"})),
                 "there is a session of 2026-10-25 already"));
  BOOST_TEST(complaint(with_dates({"2026-10-25T23:30:00+01:00", "2026-10-26"})) == "");
}

BOOST_AUTO_TEST_CASE(days_to_come_are_refused_by_the_day_of_their_offset) {
  const date today = make_date(2026, 9, 1);
  BOOST_TEST(complaint(with_dates({"2026-09-01T23:59:00-11:00"}), today) == "");
  BOOST_TEST(has(complaint(with_dates({"2026-09-02T00:01:00+14:00"}), today),
                 "2026-09-02 lies after the day of the decision, 2026-09-01"));
}

// Clocks change in Europe on 2026-03-29 and 2026-10-25; days away are days of the calendar.
BOOST_AUTO_TEST_CASE(pauses_count_days_of_the_calendar) {
  const auto level_after = [](date last, const std::string& written, date today) {
    training_history history = io::parse_history(with_dates({written}), "h.json");
    BOOST_REQUIRE((history.sessions()[0].day == last));
    history.screening = people::fine(add_days(last, -1));
    return decide(default_programme(), history, today);
  };
  struct change {
    date before;
    const char* written;
  };
  for (const change& one : {change{make_date(2026, 3, 28), "2026-03-28T23:45:00+01:00"},
                            change{make_date(2026, 10, 24), "2026-10-24T23:45:00+02:00"}}) {
    for (const int days : {7, 8, 14, 15, 28}) {
      const training_decision decision =
          level_after(one.before, one.written, add_days(one.before, days));
      // Under 60 years: as it was for up to 14 days, one level down for 15 to 28.
      BOOST_REQUIRE(decision.level_after.has_value());
      BOOST_TEST(*decision.level_after == (days >= 15 ? 2 : 3), days);
      bool told = false;
      for (const adjustment& note : decision.adjustments) {
        told = told || has(note.text, "the last session was " + std::to_string(days) + " days ago");
      }
      BOOST_TEST(told == (days >= 8), days);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/errors.hpp>
#include <retrogait/io/training_log.hpp>
#include <retrogait/progression/default_programme.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include "../progression/people.hpp"
#include "../support/test.hpp"
#include "temp_folder.hpp"

using namespace retrogait;
using retrogait::test::bytes_of;
using retrogait::test::temp_folder;

namespace {

const io::log_owner ben{"ben", "retrogait-default", {1, 0, 0}};
const date today = make_date(2026, 12, 31);

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string line_of(const io::log_entry& entry, const io::log_owner& owner = ben) {
  return io::write_log_line(owner, entry);
}

session_record session_on(const char* day, int level = 1) {
  return people::good_session(*parse_date(day), level);
}

io::training_log parse(const std::string& text, date on = today) {
  return io::parse_log(text, "log.jsonl", ben, on);
}

// The message, "" if there was none.
std::string complaint(const std::string& text, date on = today) {
  try {
    parse(text, on);
  } catch (const parse_error& e) {
    return e.what();
  }
  return "";
}

// A line whose last key and value are these.
std::string line_with(const std::string& entry) {
  return "{\"retrogait_log\":1,\"person\":\"ben\",\"programme\":{\"id\":\"retrogait-default\","
         "\"version\":\"1.0.0\"}," +
         entry + "}\n";
}

std::string refusal(const std::filesystem::path& file, const io::log_owner& owner,
                    const io::log_entry& entry) {
  try {
    io::append_to_log(file, owner, entry);
  } catch (const config_error& e) {
    return e.what();
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(training_log)

BOOST_AUTO_TEST_CASE(what_is_appended_is_read_back) {
  const temp_folder temp;
  const std::filesystem::path file = temp.path() / "log.jsonl";
  const std::vector<session_record> sessions = people::good_weeks(1, 3);
  training_history expected = people::history_of(sessions);
  expected.person_id = ben.person;
  expected.programme = programme_name{ben.programme, ben.version};

  io::append_to_log(file, ben, *expected.screening);
  io::append_to_log(file, ben, io::measured_facts{people::start, expected.person});
  for (const session_record& one : sessions) io::append_to_log(file, ben, one);
  const date next = add_days(sessions.back().day, 3);
  const training_decision decision = decide(default_programme(), expected, next);
  io::append_to_log(file, ben, io::summary(decision));

  const io::training_log log = io::read_log(file, ben, today);
  BOOST_TEST((log.history == expected));
  BOOST_TEST(log.notes.empty());
  BOOST_TEST(log.torn.empty());
  BOOST_REQUIRE(log.decisions.size() == 1U);
  BOOST_TEST((log.decisions[0] == io::summary(decision)));
  BOOST_TEST(log.decisions[0].fired.size() == decision.rules->fired().size());
  // The same decision follows again from what was read.
  BOOST_TEST((decide(default_programme(), log.history, next) == decision));

  struct stat about {};
  BOOST_REQUIRE(stat(file.c_str(), &about) == 0);
  BOOST_TEST((about.st_mode & 0777U) == 0600U);
}

BOOST_AUTO_TEST_CASE(values_that_become_known_later_are_added_and_never_replaced) {
  session_record session = session_on("2026-09-01");
  const measured<double> unknown = measured<double>::not_computable(reason::not_reported);
  session.values.set(catalog::pain_next_day_info, unknown);
  io::later_values later{session.day, {}};
  later.values.set(catalog::pain_next_day_info, people::reported(3));
  // Where the later values stand in the file does not matter.
  for (const std::string& text :
       {line_of(session) + line_of(later), line_of(later) + line_of(session)}) {
    const io::training_log log = parse(text);
    BOOST_REQUIRE(log.history.sessions().size() == 1U);
    const measured<double> pain =
        log.history.sessions()[0].values.find(catalog::pain_next_day_info);
    BOOST_TEST((pain == people::reported(3)));
    BOOST_TEST(log.notes.empty());
  }

  io::later_values other{session.day, {}};
  other.values.set(catalog::pain_next_day_info, people::reported(0));
  BOOST_TEST(complaint(line_of(session) + line_of(later) + line_of(other)) ==
             "log.jsonl:3: pain_next_day of 2026-09-01 is known already and is another; what a log "
             "says is never replaced");
  BOOST_TEST(complaint(line_of(io::later_values{make_date(2026, 9, 2), later.values}) +
                       line_of(session)) ==
             "log.jsonl:1: there is no session of 2026-09-02 to add to");
}

BOOST_AUTO_TEST_CASE(a_torn_last_line_is_noted_and_put_aside_by_the_next_append) {
  const temp_folder temp;
  const std::string first = line_of(session_on("2026-09-01"));
  const std::string second = line_of(session_on("2026-09-03"));
  const std::string third = line_of(session_on("2026-09-05"));
  // Even a line that lacks nothing but its end.
  for (const std::size_t left : {std::size_t{1}, second.size() / 2, second.size() - 1}) {
    const std::string torn = second.substr(0, left);
    const std::filesystem::path file = temp.write("log.jsonl", first + torn);
    const io::training_log log = io::read_log(file, ben, today);
    BOOST_TEST(log.history.sessions().size() == 1U);
    BOOST_TEST(log.torn == torn);
    BOOST_REQUIRE(log.notes.size() == 1U);
    BOOST_TEST((log.notes[0].what == io::log_note::kind::torn));
    BOOST_TEST(log.notes[0].line == 2U);
    BOOST_TEST(has(log.notes[0].text, "log.jsonl:2: the last line was torn off"));
    BOOST_TEST(bytes_of(file) == first + torn);  // reading changes nothing

    const io::append_result result = io::append_to_log(file, ben, session_on("2026-09-05"));
    BOOST_REQUIRE(result.put_aside.has_value());
    BOOST_TEST(bytes_of(file) == first + third);
    BOOST_TEST(has(bytes_of(*result.put_aside), torn + '\n'));
  }
  // One after the other: nothing of them is lost.
  BOOST_TEST(bytes_of(temp.path() / "log.jsonl.torn") ==
             second.substr(0, 1) + '\n' + second.substr(0, second.size() / 2) + '\n' + second);

  const std::filesystem::path only = temp.write("only.jsonl", std::string(200000, 'x'));
  BOOST_TEST(io::read_log(only, ben, today).history.empty());
  BOOST_TEST(io::append_to_log(only, ben, session_on("2026-09-05")).put_aside.has_value());
  BOOST_TEST(bytes_of(only) == third);
  BOOST_TEST(bytes_of(temp.path() / "only.jsonl.torn").size() == 200001U);
}

BOOST_AUTO_TEST_CASE(wherever_a_log_is_cut_off_its_whole_lines_are_read) {
  std::string whole;
  for (const char* day : {"2026-09-01", "2026-09-03", "2026-09-05"}) {
    whole += line_of(session_on(day));
  }
  BOOST_TEST(rc::check("cut", [&whole] {
    const auto size = *rc::gen::inRange<std::size_t>(0, whole.size() + 1);
    const std::string text = whole.substr(0, size);
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    const io::training_log log = parse(text);
    RC_ASSERT(log.history.sessions().size() == lines);
    RC_ASSERT(log.torn == text.substr(text.rfind('\n') + 1));
    RC_ASSERT(log.notes.empty() == log.torn.empty());
  }));
}

BOOST_AUTO_TEST_CASE(two_writers_at_the_same_time_lose_nothing) {
  const temp_folder temp;
  const std::filesystem::path file = temp.path() / "log.jsonl";
  constexpr int each = 200;
  std::vector<pid_t> writers;
  for (int writer = 0; writer < 2; ++writer) {
    const pid_t child = fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
      int failed = 0;
      try {
        for (int i = 0; i < each; ++i) {
          const date day = add_days(make_date(2020, 1, 1), 2 * i + writer);
          io::append_to_log(file, ben, people::good_session(day, 1));
        }
      } catch (...) {
        failed = 1;
      }
      _exit(failed);
    }
    writers.push_back(child);
  }
  for (const pid_t child : writers) {
    int status = 0;
    BOOST_REQUIRE(waitpid(child, &status, 0) == child);
    BOOST_TEST((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  }
  const io::training_log log = io::read_log(file, ben, today);
  BOOST_TEST(log.torn.empty());
  BOOST_REQUIRE(log.history.sessions().size() == std::size_t{2 * each});
  for (int i = 0; i < 2 * each; ++i) {
    const session_record expected = people::good_session(add_days(make_date(2020, 1, 1), i), 1);
    BOOST_REQUIRE((log.history.sessions()[static_cast<std::size_t>(i)] == expected));
  }
  for (const io::log_note& one : log.notes) {
    BOOST_TEST((one.what == io::log_note::kind::out_of_order));
  }
}

BOOST_AUTO_TEST_CASE(lines_out_of_order_or_repeated_are_noted_and_put_right) {
  const session_record early = session_on("2026-09-01");
  const session_record late = session_on("2026-09-03");
  const io::training_log log =
      parse(line_of(late) + line_of(early) + "\n" + line_of(late) +
            line_with("\"session\": " + line_of(early)
                                            .substr(line_of(early).find("{\"date\""))
                                            .substr(0, line_of(early).size() -
                                                           line_of(early).find("{\"date\"") - 2)));
  BOOST_REQUIRE(log.history.sessions().size() == 2U);
  BOOST_TEST((log.history.sessions()[0] == early));
  BOOST_TEST((log.history.sessions()[1] == late));
  BOOST_REQUIRE(log.notes.size() == 5U);
  BOOST_TEST(log.notes[0].text ==
             "log.jsonl:2: 2026-09-01 stands after 2026-09-03; it is put where it belongs");
  BOOST_TEST((log.notes[0].what == io::log_note::kind::out_of_order));
  BOOST_TEST((log.notes[1].what == io::log_note::kind::blank));
  BOOST_TEST(log.notes[2].text == "log.jsonl:4: stands in an earlier line already; it counts once");
  // The same session in other words.
  BOOST_TEST((log.notes[3].what == io::log_note::kind::out_of_order));
  BOOST_TEST((log.notes[4].what == io::log_note::kind::repeated));
  BOOST_TEST(has(log.notes[4].text, "log.jsonl:5: the session of 2026-09-01 stands in line 2"));

  session_record other = early;
  other.level = 2;
  BOOST_TEST(complaint(line_of(early) + line_of(other)) ==
             "log.jsonl:2: the session of 2026-09-01 is not the one that stands in line 1; "
             "expected one a day");
}

BOOST_AUTO_TEST_CASE(days_to_come_are_refused) {
  const std::string text = line_of(session_on("2026-09-01")) + line_of(session_on("2026-09-03"));
  BOOST_TEST(complaint(text, make_date(2026, 9, 3)) == "");
  BOOST_TEST(has(complaint(text, make_date(2026, 9, 2)),
                 "log.jsonl:2: /session/date: 2026-09-03 lies after"));
  for (const io::log_entry& entry :
       {io::log_entry(people::fine(make_date(2026, 9, 3))),
        io::log_entry(io::short_form{people::fine(make_date(2026, 9, 3))}),
        io::log_entry(io::measured_facts{make_date(2026, 9, 3), {0.6, std::nullopt}})}) {
    BOOST_TEST(has(complaint(line_of(entry), make_date(2026, 9, 2)), "2026-09-03 lies after"));
  }
}

BOOST_AUTO_TEST_CASE(lines_of_others_are_refused) {
  const session_record session = session_on("2026-09-01");
  BOOST_TEST(complaint("\n" + line_of(session, {"anna", ben.programme, ben.version})) ==
             "log.jsonl:2: belongs to \"anna\"; this is the log of \"ben\"");
  BOOST_TEST(has(complaint(line_of(session, {"ben", "other", ben.version})),
                 "log.jsonl:1: was written under the programme \"other\", not "
                 "\"retrogait-default\""));
  BOOST_TEST(has(complaint(line_of(session, {"ben", ben.programme, {2, 0, 0}})),
                 "log.jsonl:1: was written under version 2.0.0 of the programme, not 1.0.0"));
  const io::training_log log =
      parse(line_of(session, {"ben", ben.programme, {1, 2, 0}}) +
            line_of(session_on("2026-09-02"), {"ben", ben.programme, {1, 2, 0}}));
  BOOST_TEST(log.history.sessions().size() == 2U);
  BOOST_REQUIRE(log.notes.size() == 1U);  // once for each version
  BOOST_TEST((log.notes[0].what == io::log_note::kind::other_version));
  BOOST_TEST(has(log.notes[0].text, "version 1.2.0 of the programme, not 1.0.0"));
}

BOOST_AUTO_TEST_CASE(days_are_calendar_days) {
  const auto with_date = [](const std::string& day) {
    return complaint(line_with("\"session\": {\"date\": " + day + ", \"level\": 1}"));
  };
  BOOST_TEST(with_date("\"2026-03-29\"") == "");  // clocks change in Europe
  for (const char* day : {"\"2026-09-01 23:30\"", "\"2026-10-25T02:30:00\""}) {
    BOOST_TEST(has(with_date(day),
                   "log.jsonl:1: /session/date: expected the day alone, such as \"2026-09-01\", or "
                   "a time with the offset of the place"),
               day);
  }
  // A time counts for the day of its own offset.
  const io::training_log timed =
      parse(line_with(R"("session": {"date": "2026-03-29T23:30:00-05:00", "level": 1})"));
  BOOST_TEST((timed.history.sessions()[0].day == make_date(2026, 3, 29)));
  BOOST_TEST(
      complaint(line_with(R"("session": {"date": "2026-10-25T02:30:00+02:00", "level": 1})") +
                line_with(R"("session": {"date": "2026-10-25T02:30:00+01:00", "level": 2})")) ==
      "log.jsonl:2: the session of 2026-10-25 is not the one that stands in line 1; "
      "expected one a day");
  for (const char* day : {"\"01/09/2026\"", "\"2026-9-1\"", "\"20260901\"", "\"2026-02-30\"",
                          "\"2026-W36-2\"", "1788220800", "null", "\"\""}) {
    BOOST_TEST(has(with_date(day), "expected a date such as \"2026-09-01\", found"), day);
  }
  // A day is a day long when the clocks change, too.
  const io::training_log log =
      parse(line_of(session_on("2026-03-28")) + line_of(session_on("2026-03-29")) +
            line_of(session_on("2026-03-30")));
  BOOST_TEST(days_between(log.history.sessions()[0].day, log.history.sessions()[2].day) == 2);
}

BOOST_AUTO_TEST_CASE(screenings_short_forms_and_clearances_come_together) {
  const auto day = [](unsigned d) { return make_date(2026, 9, d); };
  screening_answers full = people::fine(day(1));
  full.set("S9", 1);
  const clearance agreed{"physiotherapist", day(2), make_date(2027, 9, 1), {"S9"}, 6, false};
  screening_answers later = people::fine(day(4));
  later.set("S8_walking_pain", 4);

  const io::training_log log =
      parse(line_of(full) + line_of(agreed) + line_of(io::short_form{later}));
  BOOST_REQUIRE(log.history.screening.has_value());
  BOOST_TEST((log.history.screening->day == day(1)));
  BOOST_TEST((log.history.screening->clearance == agreed));
  BOOST_TEST(log.history.screening->find("S8_walking_pain").value_or(0) == 4);
  BOOST_TEST(log.history.screening->find("S9").value_or(0) == 1);  // not asked again
  BOOST_TEST((screen(default_screening(), *log.history.screening, day(4)).outcome ==
              screening_outcome::limit));

  // Once void, a clearance stays void.
  screening_answers red = later;
  red.set("S6", 1);
  screening_answers well_again = people::fine(day(6));
  well_again.set("S9", 1);
  const io::training_log voided =
      parse(line_of(full) + line_of(agreed) + line_of(io::short_form{red}) + line_of(well_again));
  BOOST_TEST(!voided.history.screening->clearance.has_value());
  BOOST_TEST((screen(default_screening(), *voided.history.screening, day(6)).outcome ==
              screening_outcome::refer));
  BOOST_REQUIRE(voided.notes.size() == 1U);
  BOOST_TEST(voided.notes[0].text ==
             "log.jsonl:3: an answer of 2026-09-04 makes the clearance of 2026-09-02 void");

  // Not even where the new answers carry it along.
  well_again.clearance = agreed;
  const io::training_log carried =
      parse(line_of(full) + line_of(io::short_form{red}) + line_of(well_again));
  BOOST_TEST(!carried.history.screening->clearance.has_value());
  BOOST_REQUIRE(carried.notes.size() == 1U);
  BOOST_TEST((carried.notes[0].what == io::log_note::kind::voided));
  // One that was given afterwards counts.
  clearance renewed = agreed;
  renewed.day = day(5);
  const io::training_log again =
      parse(line_of(io::short_form{red}) + line_of(well_again) + line_of(renewed));
  BOOST_TEST((again.history.screening->clearance == renewed));

  // The short form alone lets no plan be given.
  const io::training_log alone = parse(line_of(io::short_form{later}));
  BOOST_TEST((screen(default_screening(), *alone.history.screening, day(4)).outcome !=
              screening_outcome::ok));
}

BOOST_AUTO_TEST_CASE(the_last_measurement_of_each_kind_counts) {
  const io::training_log log =
      parse(line_of(io::measured_facts{make_date(2026, 9, 5), {0.7, std::nullopt}}) +
            line_of(io::measured_facts{make_date(2026, 9, 1), {0.6, 85.0}}));
  BOOST_TEST(log.history.person.comfortable_speed_m_s.value_or(0) == 0.7);
  BOOST_TEST(log.history.person.limb_symmetry_percent.value_or(0) == 85.0);
}

BOOST_AUTO_TEST_CASE(what_is_no_entry_is_refused_with_its_line) {
  const std::string good = line_of(session_on("2026-09-01"));
  const auto second = [&good](const std::string& line) { return complaint(good + line); };
  BOOST_TEST(has(second("hello\n"), "log.jsonl:2: is not JSON"));
  BOOST_TEST(has(second("[1]\n"), "log.jsonl:2: expected an object, found a list"));
  BOOST_TEST(has(second("{}\n"), "\"retrogait_log\" is missing"));
  BOOST_TEST(has(second(good.substr(0, good.size() - 1) + good), "log.jsonl:2: is not JSON"));
  BOOST_TEST(has(second("{\"retrogait_log\":2}\n"),
                 "/retrogait_log: expected a whole number from 1 to 1, found 2"));
  BOOST_TEST(has(second(line_with("\"session\": {}")), "/session: \"date\" is missing"));
  BOOST_TEST(has(second(line_with("\"sesion\": {}")), "/sesion: unknown key"));
  BOOST_TEST(
      has(second(line_with("\"session\": {}, \"decision\": {}")), "expected exactly one of"));
  BOOST_TEST(has(second(line_with("\"measured\": {\"date\": \"2026-09-01\", \"person\": "
                                  "{\"comfortable_speed_m_s\": 12}}")),
                 "/measured/person/comfortable_speed_m_s: expected a number from 0.05 to 3"));
  BOOST_TEST(has(second(line_with("\"later\": {\"date\": \"2026-09-01\", \"values\": "
                                  "{\"pain\": 1}}")),
                 "/later/values/pain: is no metric of the catalog"));
  BOOST_TEST(has(second(line_with("\"short_form\": {\"date\": \"2026-09-01\", \"answers\": {}, "
                                  "\"clearance\": {}}")),
                 "/short_form/clearance: belongs into an entry of its own"));
  BOOST_TEST(has(second(line_with("\"decision\": {\"date\": \"2026-09-01\", \"outcome\": \"go\", "
                                  "\"content_hash\": \"x\", \"fired\": []}")),
                 "/decision/outcome: expected one of \"advance\""));
  BOOST_TEST(has(second(line_with("\"session\": " + std::string(300000, '['))),
                 "is nested more than 64 levels deep"));
  BOOST_TEST(has(second(line_with("\"session\": " + std::string(10 << 20, '['))),
                 "log.jsonl:2: the line is longer than a megabyte"));
}

BOOST_AUTO_TEST_CASE(damaged_logs_give_a_message_or_a_value_and_never_a_crash) {
  const std::string whole = line_of(people::fine()) + line_of(session_on("2026-09-01")) +
                            line_of(session_on("2026-09-03"));
  BOOST_TEST(rc::check("damaged", [&whole] {
    std::string text = whole;
    const int n = *rc::gen::inRange(1, 4);
    for (int i = 0; i < n; ++i) {
      text[*rc::gen::inRange<std::size_t>(0, text.size())] = *rc::gen::arbitrary<char>();
    }
    try {
      parse(text);
    } catch (const parse_error& e) {
      RC_ASSERT(e.line() >= 1u);
      RC_ASSERT(e.file() == "log.jsonl");
    }
  }));
}

BOOST_AUTO_TEST_CASE(only_what_can_be_read_back_is_appended) {
  const temp_folder temp;
  const std::filesystem::path file = temp.path() / "log.jsonl";
  BOOST_TEST(
      has(refusal(file, {"", "p", {}}, session_on("2026-09-01")), "/person: expected a text"));
  BOOST_TEST(has(refusal(file, {"\xff", "p", {}}, session_on("2026-09-01")), "read back"));
  BOOST_TEST(
      has(refusal(file, ben, session_record{make_date(2026, 9, 1), 0, {}}), "/session/level"));
  BOOST_TEST(has(refusal(file, ben, session_record{make_date(12000, 1, 1), 1, {}}), "date"));
  screening_answers wrong = people::fine();
  wrong.set("S99", 1);
  BOOST_TEST(has(refusal(file, ben, wrong), "is no screening question"));
  BOOST_TEST(has(refusal(file, ben, io::logged_decision{}), "content_hash"));
  BOOST_TEST(!std::filesystem::exists(file));

  io::append_to_log(file, ben, session_on("2026-09-01"));
  const std::string before = bytes_of(file);
  BOOST_TEST(has(refusal(file, {"anna", ben.programme, {}}, session_on("2026-09-03")),
                 "log.jsonl:1: belongs to \"ben\"; this is the log of \"anna\""));
  BOOST_TEST(
      has(refusal(file, {"ben", "other", {}}, session_on("2026-09-03")), "under the programme"));
  BOOST_TEST(bytes_of(file) == before);

  const std::filesystem::path notes = temp.write("notes.txt", "Dear diary,\n");
  BOOST_CHECK_THROW(io::append_to_log(notes, ben, session_on("2026-09-01")), parse_error);
  BOOST_TEST(bytes_of(notes) == "Dear diary,\n");
}

BOOST_AUTO_TEST_CASE(an_entry_may_stand_in_a_file_of_its_own) {
  const auto entry = [](const std::string& text) {
    return io::parse_log_entry(text, "e.json", make_date(2026, 9, 2));
  };
  const io::log_entry session = session_record{make_date(2026, 9, 1), 2, {}};
  BOOST_TEST((entry(R"({"date": "2026-09-01", "level": 2})") == session));
  BOOST_TEST((entry(R"({"session": {"date": "2026-09-01", "level": 2}})") == session));
  BOOST_TEST((entry(R"({"measured": {"date": "2026-09-01", "person": {}}})") ==
              io::log_entry(io::measured_facts{make_date(2026, 9, 1), {}})));
  const auto wrong = [&entry](const std::string& text) -> std::string {
    try {
      entry(text);
    } catch (const parse_error& e) {
      return e.what();
    }
    return "";
  };
  BOOST_TEST(has(wrong("{}"), "e.json:1: expected exactly one of session, later, "));
  BOOST_TEST(has(wrong("[]"), "e.json:1: expected an object, found a list"));
  BOOST_TEST(has(wrong(R"({"date": "2026-09-03", "level": 2})"), "/date: 2026-09-03 lies after"));
  BOOST_TEST(has(wrong(R"({"session": {}, "sesion": {}})"), "/sesion: unknown key"));
}

BOOST_AUTO_TEST_CASE(a_log_can_be_read_as_it_would_be_with_one_more_entry) {
  const temp_folder temp;
  const std::string first = line_of(session_on("2026-09-01"));
  const std::filesystem::path file = temp.write("log.jsonl", first + "{\"retro");
  const io::training_log log = io::read_log_with(file, ben, session_on("2026-09-03"), today);
  BOOST_TEST(log.history.sessions().size() == 2U);
  BOOST_TEST(log.notes.empty());
  BOOST_TEST(bytes_of(file) == first + "{\"retro");
  session_record other = session_on("2026-09-01");
  other.level = 2;
  BOOST_CHECK_THROW(io::read_log_with(file, ben, other, today), parse_error);
  BOOST_TEST((io::read_log_owner(file) == ben));
  const std::filesystem::path none = temp.path() / "none.jsonl";
  BOOST_TEST(io::read_log_with(none, ben, other, today).history.sessions().size() == 1U);
  BOOST_TEST(!std::filesystem::exists(none));
  BOOST_CHECK_THROW(io::read_log_owner(none), parse_error);
  BOOST_TEST(!io::read_log_owner(temp.write("torn.jsonl", "\n{\"retro")).has_value());
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_written_or_read) {
  const temp_folder temp;
  for (const std::filesystem::path& path :
       {temp.path(), temp.path() / "none" / "log.jsonl", std::filesystem::path("/dev/full")}) {
    BOOST_CHECK_THROW(io::append_to_log(path, ben, session_on("2026-09-01")), std::system_error);
    BOOST_CHECK_THROW(io::read_log(path, ben, today), parse_error);
  }
  BOOST_TEST(!std::filesystem::exists(temp.path() / "none"));
}

BOOST_AUTO_TEST_CASE(a_line_that_does_not_fit_is_not_written_at_all) {
  const temp_folder temp;
  const std::filesystem::path file = temp.path() / "log.jsonl";
  io::append_to_log(file, ben, session_on("2026-09-01"));
  const std::string before = bytes_of(file);
  const pid_t child = fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    // The disk is full after another 20 bytes.
    const rlimit most{before.size() + 20, before.size() + 20};
    std::signal(SIGXFSZ, SIG_IGN);
    int refused = 1;
    if (setrlimit(RLIMIT_FSIZE, &most) == 0) {
      try {
        io::append_to_log(file, ben, session_on("2026-09-03"));
      } catch (const std::system_error&) {
        refused = 0;
      } catch (...) {
        refused = 2;
      }
    }
    _exit(refused);
  }
  int status = 0;
  BOOST_REQUIRE(waitpid(child, &status, 0) == child);
  BOOST_TEST((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  BOOST_TEST(bytes_of(file) == before);
}

BOOST_AUTO_TEST_CASE(a_long_log_is_read_whole) {
  const temp_folder temp;
  constexpr int years = 30;
  const date first = make_date(1990, 1, 1);
  std::string text;
  for (int i = 0; i < years * 150; ++i) {
    text += line_of(people::good_session(add_days(first, 2 * i), 1 + i % 10));
  }
  const std::filesystem::path file = temp.write("log.jsonl", text);
  BOOST_TEST(text.size() > 1000000U);
  const io::training_log log = io::read_log(file, ben, today);
  BOOST_TEST(log.history.sessions().size() == std::size_t{years * 150});
  BOOST_TEST(log.notes.empty());
}

BOOST_AUTO_TEST_SUITE_END()

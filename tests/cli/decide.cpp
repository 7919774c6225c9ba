#include <retrogait/io/training_log.hpp>
#include <retrogait/progression/default_programme.hpp>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>

#include "../progression/people.hpp"
#include "../support/test.hpp"
#include "program.hpp"

using namespace retrogait;
using retrogait::test::bytes_of;
using retrogait::test::run;
using retrogait::test::run_result;
using retrogait::test::temp_folder;

namespace {

const std::filesystem::path examples =
    std::filesystem::path(RETROGAIT_SOURCE_DIR) / "examples" / "data";
const io::log_owner ben{"ben", "retrogait-default", {1, 0, 0}};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string good_log() {
  std::string text = io::write_log_line(ben, people::fine());
  for (const session_record& one : people::good_weeks(1, 1)) text += io::write_log_line(ben, one);
  return text;
}

// The session of the Monday after the good week.
std::string next_session(const std::string& date, int level = 2) {
  return "{\"date\": \"" + date + "\", \"level\": " + std::to_string(level) +
         ", \"values\": {\"pain_during\": 2}}\n";
}

std::string one_session(const std::string& more, const std::string& date = "2026-09-01") {
  return "{" + more + "\"sessions\": [{\"date\": \"" + date + "\", \"level\": 1}]}";
}

run_result decide_history(const std::string& text, std::vector<std::string> more = {}) {
  const temp_folder temp;
  std::vector<std::string> words{"decide", "--history", temp.write("h.json", text).string(), "--on",
                                 "2026-12-01"};
  words.insert(words.end(), more.begin(), more.end());
  return run(words);
}

void check_refused(const run_result& result, const std::string& part) {
  BOOST_TEST(result.status == 2);
  BOOST_TEST(result.out.empty());
  BOOST_TEST(result.one_line_of_error(), result.err);
  BOOST_TEST(has(result.err, part), result.err);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(decide_command)

// Beside each history stands the command and what it says, to be read.
BOOST_AUTO_TEST_CASE(the_example_histories_say_what_stands_beside_them) {
  std::vector<std::filesystem::path> texts;
  for (const auto& one : std::filesystem::directory_iterator(examples)) {
    if (one.path().extension() == ".txt") texts.push_back(one.path());
  }
  std::sort(texts.begin(), texts.end());
  BOOST_TEST(texts.size() >= 10U);
  for (const std::filesystem::path& text : texts) {
    const std::string expected = bytes_of(text);
    const std::size_t line = expected.find('\n');
    std::istringstream command(expected.substr(0, line));
    std::vector<std::string> words;
    for (std::string word; command >> word;) {
      words.push_back(word.ends_with(".json") ? (examples / word).string() : word);
    }
    BOOST_REQUIRE(words.size() > 2U);
    BOOST_TEST(words[0] == "$");
    BOOST_TEST(words[1] == "retrogait");
    words.erase(words.begin(), words.begin() + 2);
    const run_result result = run(words);
    BOOST_TEST(result.status == 0, text.string() + ": " + result.err);
    // Which numbers the programme holds is said by its hash, and tested elsewhere.
    const std::string said =
        std::regex_replace(result.out, std::regex("content [0-9a-f]{12}\n"), "content …\n");
    BOOST_TEST(said == expected.substr(line + 1), text.string());
  }
}

BOOST_AUTO_TEST_CASE(a_log_decides_as_its_history_does) {
  const temp_folder temp;
  const std::string log = temp.write("ben.jsonl", good_log()).string();
  const run_result result = run({"decide", "--log", log, "--on", "2026-09-07"});
  BOOST_TEST(result.status == 0);
  BOOST_TEST(result.err.empty(), result.err);
  BOOST_TEST(has(result.out, "next session: ADVANCE to level 2"), result.out);
  BOOST_TEST(run({"decide", "--log", log, "--on", "2026-09-07", "--person", "ben"}).out ==
             result.out);
  BOOST_TEST(has(run({"decide", "--log", log, "--on", "2026-09-07", "--format", "json"}).out,
                 "\"outcome\": \"advance\""));
  check_refused(run({"decide", "--log", log, "--on", "2026-09-07", "--person", "anna"}),
                "ben.jsonl:1: belongs to \"ben\"; this is the log of \"anna\"");
  check_refused(run({"decide", "--log", log, "--on", "2026-09-03"}),
                "ben.jsonl:4: /session/date: 2026-09-04 lies after the day of the decision");
  BOOST_TEST(bytes_of(log) == good_log());
}

BOOST_AUTO_TEST_CASE(a_torn_line_is_reported_and_kept_aside_by_the_next_record) {
  const temp_folder temp;
  const std::filesystem::path log = temp.write("ben.jsonl", good_log() + "{\"retrogait_log\": 1, ");
  const run_result read = run({"decide", "--log", log.string(), "--on", "2026-09-08"});
  BOOST_TEST(read.status == 0);
  BOOST_TEST(has(read.err, "note: "), read.err);
  BOOST_TEST(has(read.err, "ben.jsonl:5: the last line was torn off"), read.err);
  BOOST_TEST(has(read.out, "ADVANCE to level 2"));

  const std::string session = temp.write("s.json", next_session("2026-09-07")).string();
  const run_result recorded =
      run({"decide", "--log", log.string(), "--record", session, "--on", "2026-09-08"});
  BOOST_TEST(recorded.status == 0);
  BOOST_TEST(has(recorded.err, "put aside in " + log.string() + ".torn"), recorded.err);
  BOOST_TEST(has(recorded.out, "HOLD at level 2"), recorded.out);
  BOOST_TEST(bytes_of(log.string() + ".torn") == "{\"retrogait_log\": 1, \n");
  BOOST_TEST(bytes_of(log).rfind(good_log(), 0) == 0U);
  const run_result again = run({"decide", "--log", log.string(), "--on", "2026-09-08"});
  BOOST_TEST(again.err.empty(), again.err);
  BOOST_TEST(again.out == recorded.out);
}

BOOST_AUTO_TEST_CASE(what_would_spoil_a_log_is_not_recorded) {
  const temp_folder temp;
  const std::filesystem::path log = temp.write("ben.jsonl", good_log());
  const auto record = [&](const std::string& entry, std::vector<std::string> more = {}) {
    std::vector<std::string> words{
        "decide", "--log",     log.string(), "--record", temp.write("s.json", entry).string(),
        "--on",   "2026-09-08"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  };
  check_refused(record(next_session("2026-09-04")), "the session of 2026-09-04 is not the one");
  check_refused(record(next_session("2026-09-09")), "s.json:1: /date: 2026-09-09 lies after");
  check_refused(record(next_session("2026-09-07", 99)), "is at level 99; expected at most 10");
  check_refused(record(next_session("2026-09-07"), {"--person", "anna"}), "belongs to \"ben\"");
  check_refused(record("{\"later\": {\"date\": \"2026-09-05\", \"values\": {}}}"),
                "there is no session of 2026-09-05 to add to");
  check_refused(record("{\"sesion\": {}}"), "s.json:1: ");
  BOOST_TEST(bytes_of(log) == good_log());
}

BOOST_AUTO_TEST_CASE(a_new_log_needs_to_know_whose_it_is) {
  const temp_folder temp;
  const std::string log = (temp.path() / "anna.jsonl").string();
  const std::string session = temp.write("s.json", next_session("2026-09-07", 1)).string();
  const std::vector<std::string> words{"decide", "--log", log,         "--record",
                                       session,  "--on",  "2026-09-08"};
  check_refused(run(words), "say so with --person");
  BOOST_TEST(!std::filesystem::exists(log));
  std::vector<std::string> named = words;
  named.insert(named.end(), {"--person", "anna"});
  const run_result result = run(named);
  BOOST_TEST(result.status == 0);
  BOOST_TEST(has(result.out, "no screening has been answered"), result.out);
  BOOST_TEST(has(bytes_of(log), "\"person\":\"anna\""));
  check_refused(run({"decide", "--log", (temp.path() / "none.jsonl").string()}), "none.jsonl: ");
}

BOOST_AUTO_TEST_CASE(the_history_of_another_person_or_programme_is_refused) {
  check_refused(decide_history(one_session("\"person_id\": \"anna\", "), {"--person", "ben"}),
                "/person_id: belongs to \"anna\", not to \"ben\"");
  BOOST_TEST(decide_history(one_session("\"person_id\": \"ben\", "), {"--person", "ben"}).status ==
             0);
  BOOST_TEST(decide_history(one_session(""), {"--person", "ben"}).status == 0);
  const auto made_under = [](const std::string& id, const std::string& version) {
    return one_session("\"programme\": {\"id\": \"" + id + "\", \"version\": \"" + version +
                       "\"}, ");
  };
  BOOST_TEST(decide_history(made_under("retrogait-default", "1.0.0")).status == 0);
  check_refused(decide_history(made_under("plain", "1.0.0")),
                "/programme/id: made under the programme \"plain\", not \"retrogait-default\"");
  check_refused(decide_history(made_under("retrogait-default", "1.2.0")),
                "/programme/version: made under version 1.2.0");
  const run_result any =
      decide_history(made_under("retrogait-default", "1.2.0"), {"--any-version"});
  BOOST_TEST(any.status == 0);
  BOOST_TEST(has(any.err, "note: "), any.err);
  check_refused(decide_history(made_under("retrogait-default", "2.0.0"), {"--any-version"}),
                "versions with another first number have other levels");

  const temp_folder temp;
  const io::log_owner newer{"ben", "retrogait-default", {1, 2, 0}};
  const std::string log = temp.write("l.jsonl", io::write_log_line(newer, people::fine())).string();
  check_refused(run({"decide", "--log", log, "--on", "2026-09-08"}),
                "l.jsonl:1: is the first line that was written under version 1.2.0");
  BOOST_TEST(run({"decide", "--log", log, "--on", "2026-09-08", "--any-version"}).status == 0);
}

BOOST_AUTO_TEST_CASE(wrong_use_is_refused) {
  check_refused(run({"decide"}), "expected a file of the training history");
  check_refused(run({"decide", "--history", "a", "--log", "b"}), "either --history or --log");
  check_refused(run({"decide", "--history", "a", "--record", "b"}), "expected a --log");
  check_refused(run({"decide", "--history", "a", "--on", "2026-02-30"}), "--on: expected a date");
}

BOOST_AUTO_TEST_SUITE_END()

// The published schema of programme files, as a validator that knows nothing of this library sees it.

#include <retrogait/core/errors.hpp>
#include <retrogait/io/programme.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/progression/default_programme.hpp>
#include <retrogait/rules/reported.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <sys/wait.h>

#include "../rules/random_trees.hpp"
#include "../support/test.hpp"
#include "temp_folder.hpp"

using namespace retrogait;
using nlohmann::json;

namespace {

const std::filesystem::path source_folder(RETROGAIT_SOURCE_DIR);
const std::filesystem::path schema = source_folder / "docs" / "programme.schema.json";

struct answer {
  int status = -1;
  std::map<std::string, std::string> verdicts;  ///< by path: "allows", or why not
};

// Asks the validator of all files at once.
answer ask(const std::vector<std::filesystem::path>& files) {
  std::string command = "python3 '" + (source_folder / "tests/scripts/check_schema.py").string() +
                        "' '" + schema.string() + '\'';
  for (const std::filesystem::path& one : files) command += " '" + one.string() + '\'';
  answer given;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return given;
  std::string out;
  std::array<char, 4096> buffer{};
  std::size_t got = 0;
  while ((got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0) {
    out.append(buffer.data(), got);
  }
  const int status = pclose(pipe);
  given.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  std::size_t from = 0;
  for (std::size_t end = 0; (end = out.find('\n', from)) != std::string::npos; from = end + 1) {
    const std::string line = out.substr(from, end - from);
    if (line.rfind("allows ", 0) == 0) {
      given.verdicts[line.substr(7)] = "allows";
    } else if (line.rfind("refuses ", 0) == 0) {
      const std::size_t colon = line.find(": ");
      given.verdicts[line.substr(8, colon - 8)] = line.substr(colon + 2);
    } else {
      BOOST_TEST_MESSAGE(line);
    }
  }
  return given;
}

bool skipped(const answer& given) {
  constexpr int no_validator = 77;
  if (given.status != no_validator) return false;
  BOOST_TEST_MESSAGE("python3-jsonschema is not installed: skipped");
  return true;
}

std::vector<std::string> ids_of(const json& names) {
  return names.get<std::vector<std::string>>();
}

template <class Entries>
void append_ids(const Entries& entries, std::vector<std::string>& ids) {
  for (const metric_info* one : entries) ids.emplace_back(one->id);
}

bool is_read(const std::string& text) {
  try {
    io::parse_programme(text, "p.json");
  } catch (const parse_error&) {
    return false;
  }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(programme_schema)

BOOST_AUTO_TEST_CASE(it_knows_the_metrics_of_the_catalogs) {
  const json defs = json::parse(test::bytes_of(schema))["$defs"];
  std::vector<std::string> expected;
  append_ids(catalog::reported_metrics, expected);
  append_ids(metric::all, expected);
  BOOST_TEST(ids_of(defs["session_metric"]["enum"]) == expected, boost::test_tools::per_element());
  expected.clear();
  append_ids(catalog::person_metrics, expected);
  BOOST_TEST(ids_of(defs["person_metric"]["enum"]) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(it_allows_what_the_library_writes) {
  const test::temp_folder temp;
  std::vector<std::filesystem::path> files;
  for (const char* name : {"default", "ten_minutes", "criteria_based"}) {
    files.push_back(source_folder / "examples" / "programmes" / (std::string(name) + ".json"));
  }
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    programme plan = default_programme();
    plan.rules = random_trees::maker(seed).set();
    files.push_back(
        temp.write("random" + std::to_string(seed) + ".json", io::write_programme(plan)));
  }
  const answer given = ask(files);
  if (skipped(given)) return;
  BOOST_TEST(given.status == 0);
  BOOST_TEST(given.verdicts.size() == files.size());
  for (const auto& [file, verdict] : given.verdicts)
    BOOST_TEST(verdict == "allows", file + ": " + verdict);
}

BOOST_AUTO_TEST_CASE(it_refuses_what_is_broken_and_so_does_the_reader) {
  struct broken_file {
    std::string what;
    std::function<void(json&)> breaks;
  };
  const auto when = [](const char* condition) {
    return [condition](json& p) { p["rules"][0]["when"] = json::parse(condition); };
  };
  const std::vector<broken_file> broken{
      {"no rules", [](json& p) { p.erase("rules"); }},
      {"an unknown key", [](json& p) { p["colour"] = "green"; }},
      {"an unknown key of a level", [](json& p) { p["levels"][2]["incline"] = 5; }},
      {"a level that goes downhill", [](json& p) { p["levels"][0]["grade_percent"] = -1; }},
      {"more than all that is left", [](json& p) { p["share_left_on_hold"]["value"] = 1.5; }},
      {"every rise after a light week", [](json& p) { p["deload"]["every_rises"] = 1; }},
      {"a light week of nothing", [](json& p) { p["deload"]["share"] = 0; }},
      {"a light week of no days", [](json& p) { p["deload"]["days"] = 0; }},
      {"a light week without its source", [](json& p) { p["deload"].erase("source"); }},
      {"an unknown key of the light weeks", [](json& p) { p["deload"]["weeks"] = 1; }},
      {"a version of two numbers", [](json& p) { p["version"] = "1.0"; }},
      {"eight sessions a week", [](json& p) { p["sessions_a_week"]["value"] = 8; }},
      {"a bare number without its source", [](json& p) { p["rest_days"] = 1; }},
      {"a citation of nothing", [](json& p) { p["levels"][4]["source"].erase("key"); }},
      {"a number that anybody may change",
       [](json& p) { p["levels"][4]["source"]["may_change"] = "anybody"; }},
      {"bouts in steps and in seconds", [](json& p) { p["levels"][0]["seconds_a_bout"] = 10; }},
      {"no speed limit", [](json& p) { p["levels"][0].erase("speed_limit_m_s"); }},
      {"running", [](json& p) { p["speed_cap_m_s"]["value"] = 1.7; }},
      {"an unknown support", [](json& p) { p["levels"][0]["support"] = "a friend"; }},
      {"no screening", [](json& p) { p.erase("screening"); }},
      {"no question", [](json& p) { p["screening"]["questions"] = json::array(); }},
      {"an answer that is said to be ok",
       [](json& p) { p["screening"]["questions"][0]["outcomes"][0]["outcome"] = "ok"; }},
      {"an answer without a comparison",
       [](json& p) { p["screening"]["questions"][0]["outcomes"][0]["when"] = json::object(); }},
      {"an answer with two comparisons",
       [](json& p) { p["screening"]["questions"][6]["outcomes"][0]["when"]["below"] = "3+"; }},
      {"a question in a unit that nobody answers in",
       [](json& p) { p["screening"]["questions"][0]["unit"] = "m/s2"; }},
      {"a question without a text", [](json& p) { p["screening"]["questions"][0].erase("text"); }},
      {"an unknown outcome", [](json& p) { p["rules"][0]["outcome"] = "celebrate"; }},
      {"what is unknown raises the load", [](json& p) { p["if_unknown"] = "advance"; }},
      {"an unknown metric",
       when(R"({"any_of_last": 1, "of": {"metric": "mood", "below": 2, "unit": "1"}})")},
      {"a threshold without its unit",
       when(R"({"any_of_last": 1, "of": {"metric": "pain_during", "below": 2}})")},
      {"a session's value outside of any session",
       when(R"({"metric": "pain_during", "below": 2, "unit": "{nrs}"})")},
      {"two comparisons in one", when(R"({"days_since": "screening", "below": 9, "above": 2})")},
      {"no comparison", when(R"({"days_since": "screening"})")},
      {"an empty window",
       when(R"({"any_of": {}, "of": {"metric": "giving_way", "equal": "yes"}})")},
      {"a history inside a session",
       when(R"({"any_of_last": 2, "of": {"any_of_last": 1, "of": {"all": []}}})")},
      {"a sum of plain numbers", when(R"({"sum": [1, 2], "below": 3, "unit": "{nrs}"})")},
      {"division by nothing",
       when(R"({"quotient": [{"person": "limb_symmetry"}, 0], "below": 3, "unit": "%"})")},
      {"a key too many", when(R"({"days_since": "screening", "of": {"all": []}, "below": 9})")},
  };
  const test::temp_folder temp;
  const json whole = json::parse(io::write_programme(default_programme()));
  std::map<std::string, std::string> what_of;
  std::vector<std::filesystem::path> files;
  for (const broken_file& one : broken) {
    json copy = whole;
    one.breaks(copy);
    BOOST_TEST(!is_read(copy.dump()), one.what);
    files.push_back(temp.write("broken" + std::to_string(files.size()) + ".json", copy.dump()));
    what_of[files.back().string()] = one.what;
  }
  const answer given = ask(files);
  if (skipped(given)) return;
  BOOST_TEST(given.status == 0);
  BOOST_TEST(given.verdicts.size() == files.size());
  for (const auto& [file, verdict] : given.verdicts) BOOST_TEST(verdict != "allows", what_of[file]);
}

BOOST_AUTO_TEST_SUITE_END()

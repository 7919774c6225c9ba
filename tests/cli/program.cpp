#include "program.hpp"

#include <retrogait/metrics/catalog.hpp>
#include <retrogait/rules/reported.hpp>
#include <retrogait/version.hpp>

#include <nlohmann/json.hpp>

#include <sstream>

#include "../../src/cli/text.hpp"
#include "../support/test.hpp"

using nlohmann::json;
using retrogait::test::bytes_of;
using retrogait::test::run;
using retrogait::test::run_result;
using retrogait::test::temp_folder;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A virtual walk that the tests below only read.
const std::filesystem::path& mixed_walk() {
  static const temp_folder temp;
  static const std::filesystem::path folder = [] {
    const std::filesystem::path out = temp.path() / "walk";
    const run_result made = run({"simulate", "--out", out.string(), "--seconds", "40",
                                 "--direction", "mixed", "--placements", "lumbar,left_foot"});
    BOOST_REQUIRE_MESSAGE(made.status == 0, made.err);
    return out;
  }();
  return folder;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(program)

BOOST_AUTO_TEST_CASE(help_and_version) {
  BOOST_TEST(run({"--version"}).out == "retrogait " RETROGAIT_VERSION_STRING "\n");
  const run_result help = run({"--help"});
  BOOST_TEST(help.status == 0);
  for (const char* command : {"analyze", "events", "detectors", "metrics", "decide", "programme",
                              "verify", "rehearse", "simulate", "score"}) {
    BOOST_TEST(contains(help.out, command));
    const run_result more = run({command, "--help"});
    BOOST_TEST(more.status == 0);
    BOOST_TEST(more.err.empty());
    BOOST_TEST(contains(more.out, "--"));
  }
}

BOOST_AUTO_TEST_CASE(wrong_use_ends_with_2_and_one_line) {
  const std::string walk = mixed_walk().string();
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{},
       "no command; expected analyze, events, detectors, metrics, decide, programme, verify, "
       "rehearse, simulate or score (see --help)"},
      {{"walk"}, "not expected: walk; see --help"},
      {{"analyze"}, "analyze: no FILE; expected at least one"},
      {{"events"}, "events: no FILE; expected at least one"},
      {{"analyze", walk, "--colour"}, "not expected: --colour; see --help"},
      {{"analyze", walk, "--placement", "wrist"},
       "--placement: \"wrist\" is no placement; expected one of lumbar, left_foot, right_foot, "
       "left_shank, right_shank, left_thigh, right_thigh, phone"},
      {{"analyze", walk, "--mounting", "up=+w"},
       "--mounting: '+w' is no axis; expected such as up=+x,forward=-z"},
      {{"analyze", walk, "--mounting", "up=+x,forward=-x"},
       "--mounting: up=+x and forward=-x lie on the same axis; they must be at right angles"},
      {{"analyze", walk, "--height-m", "172"},
       "--height-m: \"172\"; expected a number from 0.5 to 2.6"},
      {{"analyze", walk, "--height-m", "tall"},
       "--height-m: \"tall\"; expected a number from 0.5 to 2.6"},
      {{"analyze", walk, "--format", "csv"}, "--format: \"csv\"; expected one of table, json"},
      {{"events", walk, "--format", "table"}, "--format: \"table\"; expected one of csv, json"},
      {{"analyze", walk, "--placement", "shanks"},
       walk + ": the folder holds no imu_left_shank.csv; found lumbar, left_foot"},
      {{"analyze", walk, "--placement", "feet"},
       walk + ": the folder holds no imu_right_foot.csv; found lumbar, left_foot"},
      {{"analyze", walk + "/imu_left_foot.csv", "--placement", "feet"},
       walk + "/imu_left_foot.csv: one file is one sensor; expected a folder with both"},
      {{"events", walk, "--detector", "best"},
       "detector: 'best' is none of retrogait-lower-back, retrogait-foot, retrogait-shank, "
       "retrogait-thigh, retrogait-anywhere, mccamley-2012, shin-2011, rai-2012, salarian-2004"},
      {{"events", walk, "--detector", "retrogait-thigh"},
       walk + ": retrogait-thigh is made for left_thigh, right_thigh; found lumbar, left_foot"},
      {{"metrics", "--format", "csv"}, "--format: \"csv\"; expected one of table, json, markdown"},
      {{"metrics", "--level", "month"},
       "--level: \"month\"; expected one of step, stride, bout, recording, session, day, week"},
      {{"metrics", "--needs", "luck"},
       "--needs: \"luck\"; expected one of contacts, both_feet, final_contacts, foot, step_length, "
       "trunk, trunk_axes, leg, log"},
      {{"metrics", "cadence"}, "not expected: cadence; see --help"},
      {{"decide"}, "decide: no --history; expected a file of the training history"},
      {{"score"}, "score: no DIR; expected at least one"},
      {{"score", "nowhere"}, "nowhere: no such folder"},
      {{"score", walk, "--rate", "fast"}, "--rate: \"fast\"; expected a number from 5 to 2000"},
      {{"score", walk, "--drop", "90"}, "--drop: \"90\"; expected a number from 0 to 80"},
      {{"score", walk, "--format", "json"}, "--format: \"json\"; expected one of table, markdown"},
      {{"simulate", "--seconds", "20", "--direction", "forward"},
       "simulate: no --out; expected a folder to write"},
      {{"simulate", "--out", "x", "--direction", "forward"},
       "simulate: no --seconds; expected such as 60"},
      {{"simulate", "--out", "x", "--seconds", "20"},
       "simulate: no --direction; expected forward, backward or mixed"},
      {{"simulate", "--out", "x", "--seconds", "20", "--direction", "up"},
       "--direction: \"up\"; expected one of forward, backward, mixed"},
      {{"simulate", "--out", "x", "--seconds", "12", "--direction", "mixed"},
       "--seconds: 12.0 is too short for a mixed walk; expected at least 20"},
      {{"simulate", "--out", "x", "--seconds", "1e9", "--direction", "forward"},
       "--seconds: \"1e9\"; expected a number from 8 to 1000000"},
      {{"simulate", "--out", "x", "--seconds", "20", "--direction", "forward", "--seed", "-1"},
       "--seed: \"-1\"; expected a whole number from 0 on"},
      {{"simulate", "--out", "x", "--seconds", "20", "--direction", "forward", "--placements",
        "phone"},
       "--placements: the virtual walker carries no phone; expected placements on the body"},
  };
  for (const auto& [arguments, message] : cases) {
    BOOST_TEST_CONTEXT(message) {
      const run_result result = run(arguments);
      BOOST_TEST(result.status == 2);
      BOOST_TEST(result.out.empty());
      BOOST_TEST(result.err == "retrogait: " + message + "\n");
    }
  }
}

BOOST_AUTO_TEST_CASE(bad_input_ends_with_2_and_names_file_and_line) {
  const temp_folder temp;
  const std::string pressure = temp.write("walk.csv", "Time, Pressure\n1, 2\n").string();
  run_result result = run({"analyze", pressure});
  BOOST_TEST(result.status == 2);
  BOOST_TEST(result.err == "retrogait: " + pressure +
                               ":1: no acceleration columns; found \"Time, Pressure\"; expected "
                               "three such as acc_x, acc_y, acc_z\n");
  result = run({"events", (temp.path() / "none.csv").string()});
  BOOST_TEST(result.status == 2);
  BOOST_TEST(result.err ==
             "retrogait: " + (temp.path() / "none.csv").string() + ": there is no such file\n");
  // A second file that is wrong: nothing of the first is printed.
  result = run({"analyze", mixed_walk().string(), pressure, "--format", "json"});
  BOOST_TEST(result.status == 2);
  BOOST_TEST(result.out.empty());
  BOOST_TEST(result.one_line_of_error());
  // A name with a line break cannot break the line.
  result = run({"analyze", "no\nfile"});
  BOOST_TEST(result.err == "retrogait: no?file: there is no such file\n");
}

BOOST_AUTO_TEST_CASE(a_mounting_that_gravity_contradicts_is_refused) {
  const run_result result =
      run({"analyze", mixed_walk().string(), "--mounting", "up=+y,forward=+x"});
  BOOST_TEST(result.status == 2);
  BOOST_TEST(result.one_line_of_error());
  BOOST_TEST(contains(result.err, "mounting: calls +y up, but gravity shows"));
}

BOOST_AUTO_TEST_CASE(analyze_prints_the_table_of_a_folder) {
  const run_result result = run({"analyze", mixed_walk().string()});
  BOOST_TEST(result.status == 0);
  BOOST_TEST(result.err.empty());
  const std::vector<std::string> lines = lines_of(result.out);
  BOOST_REQUIRE(lines.size() > 6U);
  BOOST_TEST(lines[0] == "walk · lower back · 100 Hz · 40.0 s · no packets lost · mounting stated");
  BOOST_TEST(lines[1] == "with left foot");
  BOOST_TEST(lines[2].empty());
  BOOST_TEST(lines[3].starts_with("bout  from "));
  BOOST_TEST(contains(result.out, "backward training: "));
  BOOST_TEST(contains(result.out, "form while backward: "));
  BOOST_TEST(contains(result.out, "  not assessed: "));
  BOOST_TEST(contains(result.out, "step width (no sensor here can know it)"));
  const run_result chosen = run({"analyze", mixed_walk().string(), "--placement", "lower_back"});
  BOOST_TEST(contains(chosen.out, "also present, not used: left foot\n"));
  BOOST_TEST(lines.back() ==
             "General fitness guidance, not medical advice. If pain or swelling lasts, talk to a "
             "professional.");
}

BOOST_AUTO_TEST_CASE(analyze_says_what_it_assumes) {
  const temp_folder temp;
  const auto file = temp.path() / "walk.csv";
  std::filesystem::copy_file(mixed_walk() / "imu_lumbar.csv", file);
  const run_result result = run({"analyze", file.string()});
  BOOST_TEST(result.status == 0);
  BOOST_TEST(result.out.starts_with("walk · lower back (assumed) · 100 Hz"));
  BOOST_TEST(contains(result.out, "note: " + file.string() +
                                      ": nothing says where the sensor was worn: placement taken "
                                      "for lumbar\n"));
}

BOOST_AUTO_TEST_CASE(analyze_invents_nothing_where_nobody_walks) {
  const temp_folder temp;
  std::string still = "time_s,acc_x,acc_y,acc_z\n";
  for (int i = 0; i < 1000; ++i) still += std::to_string(i * 0.01) + ",0,0,9.8\n";
  const run_result result = run({"analyze", temp.write("imu_lumbar.csv", still).string()});
  BOOST_TEST(result.status == 0);
  BOOST_TEST(contains(result.out, "\nno walking found\n"));
}

BOOST_AUTO_TEST_CASE(analyze_explains_its_empty_cells) {
  const temp_folder temp;
  const std::string out = (temp.path() / "short").string();
  const run_result made = run(
      {"simulate", "--out", out, "--seconds", "8", "--direction", "forward", "--cadence", "90"});
  BOOST_TEST(made.out.starts_with(out + ": 8.0 s, 1 bout, "));
  BOOST_TEST(contains(run({"analyze", out}).out,
                      "step regularity and symmetry in bout 1: too few strides, "));
}

BOOST_AUTO_TEST_CASE(analyze_writes_json) {
  const std::string walk = mixed_walk().string();
  const json one = json::parse(run({"analyze", walk, "--format", "json"}).out);
  BOOST_TEST(one["recording"]["name"] == "walk");
  BOOST_TEST(one["recording"]["mounting"]["forward"] == "-z");
  BOOST_TEST(one["bouts"].size() >= 2U);
  BOOST_TEST(one["bouts"][0]["metrics"]["cadence"]["unit"] == "{steps}/min");
  const json two = json::parse(run({"analyze", walk, walk, "--format", "json"}).out);
  BOOST_REQUIRE(two.is_array());
  BOOST_REQUIRE(two.size() == 2U);
  BOOST_TEST((two[1] == one));
}

BOOST_AUTO_TEST_CASE(events_writes_csv_and_json) {
  const std::string walk = mixed_walk().string();
  const run_result csv = run({"events", walk, "--format", "csv"});
  BOOST_TEST(csv.status == 0);
  BOOST_TEST(run({"events", walk}).out == csv.out);
  const std::vector<std::string> lines = lines_of(csv.out);
  BOOST_REQUIRE(lines.size() > 20U);
  BOOST_TEST(lines[0] == "time_s,event,side,direction,bout");
  for (std::size_t i = 1; i < lines.size(); ++i) {
    BOOST_TEST(std::count(lines[i].begin(), lines[i].end(), ',') == 4);
  }
  const json events = json::parse(run({"events", walk, "--format", "json"}).out);
  BOOST_TEST(events.size() == lines.size() - 1);
  for (const json& event : events) {
    BOOST_TEST((event["event"] == "initial_contact" || event["event"] == "final_contact"));
    BOOST_TEST(event["bout"] >= 1);
  }
  const run_result two = run({"events", walk, walk});
  BOOST_TEST(two.out.starts_with("file,time_s,event,side,direction,bout\n" + walk + ","));
  BOOST_TEST(lines_of(two.out).size() == 2 * lines.size() - 1);
  const json named = json::parse(run({"events", walk, walk, "--format", "json"}).out);
  BOOST_REQUIRE(named.size() == 2U);
  BOOST_TEST(named[0]["file"] == walk);
  BOOST_TEST((named[0]["events"] == events));
}

BOOST_AUTO_TEST_CASE(legs_one_by_one_and_together) {
  const temp_folder temp;
  const std::string legs = (temp.path() / "legs").string();
  const run_result made = run({"simulate", "--out", legs, "--seconds", "20", "--direction",
                               "forward", "--placements", "left_foot,right_foot,left_shank"});
  BOOST_TEST_REQUIRE(made.status == 0);
  const run_result one = run({"analyze", legs, "--placement", "left_foot"});
  BOOST_TEST(one.status == 0);
  BOOST_TEST(lines_of(one.out)[0] ==
             "legs · left foot · 100 Hz · 20.0 s · no packets lost · mounting stated");
  BOOST_TEST(contains(one.out, "strides  cadence "));
  BOOST_TEST(contains(one.out, "stride length"));
  BOOST_TEST(contains(one.out, "backward training: none\n"));
  BOOST_TEST(contains(one.out, "steps and double support (need a sensor on the other leg too)"));
  const run_result all = run({"analyze", legs});
  BOOST_TEST(lines_of(all.out)[1] == "with left shank");
  const run_result both = run({"analyze", legs, "--placement", "feet"});
  BOOST_TEST(lines_of(both.out)[0] ==
             "legs · both feet · 100 Hz · 20.0 s · no packets lost · mounting stated");
  BOOST_TEST(contains(both.out, "steps  cadence "));
  BOOST_TEST(contains(both.out, "double support  stride length"));
  BOOST_TEST(contains(both.out, "also present, not used: left shank\n"));
  const json report = json::parse(run({"analyze", legs, "--format", "json"}).out);
  BOOST_TEST(report["right_recording"]["placement"] == "right_foot");
  BOOST_TEST(report["bouts"][0]["metrics"]["stride_length"]["value"] > 1.0);
  const run_result shank = run({"analyze", legs, "--placement", "left_shank"});
  BOOST_TEST(contains(shank.out, "strides  cadence "));
  BOOST_TEST(!contains(shank.out, "stride length"));
  const std::string events = run({"events", legs, "--placement", "feet"}).out;
  BOOST_TEST(contains(events, ",initial_contact,left,"));
  BOOST_TEST(contains(events, ",final_contact,right,"));
  const std::string salarian =
      run({"events", legs, "--placement", "feet", "--detector", "salarian-2004"}).out;
  BOOST_TEST(contains(salarian, ",initial_contact,left,"));
  BOOST_TEST(contains(salarian, ",final_contact,right,"));
}

BOOST_AUTO_TEST_CASE(the_file_of_a_phone) {
  const temp_folder temp;
  const auto file = temp.path() / "imu_phone.csv";
  std::filesystem::copy_file(mixed_walk() / "imu_lumbar.csv", file);
  const run_result result = run({"analyze", file.string()});
  BOOST_TEST(result.status == 0);
  BOOST_TEST(lines_of(result.out)[0] == "imu_phone · phone · 100 Hz · 40.0 s · no packets lost");
  BOOST_TEST(contains(result.out, "steps  cadence "));
  BOOST_TEST(!contains(result.out, "step regularity"));
  BOOST_TEST(contains(result.out, "direction, left and right (a device carried anywhere"));
}

BOOST_AUTO_TEST_CASE(a_leg_without_gyroscope) {
  const temp_folder temp;
  const std::string file =
      temp.write("imu_left_foot.csv", "time_s,acc_x,acc_y,acc_z\n0,9.8,0,0\n0.01,9.8,0,0\n")
          .string();
  const run_result result = run({"analyze", file});
  BOOST_TEST(result.status == 0);
  BOOST_TEST(!contains(result.out, "no walking found"));
  BOOST_TEST(contains(result.out,
                      "not computed: steps, direction, cadence (a sensor on a leg needs a "
                      "gyroscope)"));
  const run_result events = run({"events", file, "--detector", "salarian-2004"});
  BOOST_TEST(events.status == 2);
  BOOST_TEST(events.err ==
             "retrogait: " + file + ": salarian-2004 needs a gyroscope; found none\n");
}

BOOST_AUTO_TEST_CASE(events_of_a_named_detector) {
  const std::string walk = mixed_walk().string();
  const std::vector<std::string> own = lines_of(run({"events", walk}).out);
  const run_result other = run({"events", walk, "--detector", "mccamley-2012"});
  BOOST_TEST(other.status == 0);
  const std::vector<std::string> lines = lines_of(other.out);
  BOOST_REQUIRE(lines.size() > 20U);
  BOOST_TEST(lines[0] == own[0]);
  BOOST_TEST(lines != own);
  BOOST_TEST(std::is_sorted(lines.begin() + 1, lines.end(), [](const auto& a, const auto& b) {
    return std::stod(a) < std::stod(b);
  }));
  const json all =
      json::parse(run({"events", walk, walk, "--detector", "shin-2011", "--format", "json"}).out);
  BOOST_REQUIRE(all.size() == 2U);
  BOOST_TEST(all[0]["events"][0]["bout"] == 0);
}

BOOST_AUTO_TEST_CASE(detectors_are_listed) {
  const run_result result = run({"detectors"});
  BOOST_TEST(result.status == 0);
  BOOST_TEST(result.err.empty());
  const std::vector<std::string> lines = lines_of(result.out);
  BOOST_REQUIRE(lines.size() == 10U);
  BOOST_TEST(lines[0].starts_with("name                  worn at "));
  BOOST_TEST(contains(lines[1], "retrogait-lower-back  lower back"));
  BOOST_TEST(contains(result.out, "shanks, feet  initial, final"));
  BOOST_TEST(contains(result.out, "Shin, Park 2011"));
}

BOOST_AUTO_TEST_CASE(metrics_are_listed_with_what_they_are) {
  const run_result result = run({"metrics"});
  BOOST_TEST(result.status == 0);
  BOOST_TEST(result.err.empty());
  const std::vector<std::string> lines = lines_of(result.out);
  BOOST_REQUIRE(lines.size() > 3U);
  BOOST_TEST(lines[0].starts_with("id  "));
  BOOST_TEST(lines[1].starts_with("cadence  "));
  BOOST_TEST(contains(lines[1], "steps/min"));
  BOOST_TEST(lines[2].starts_with("    Steps a minute"));
  for (const std::string& line : lines) {
    BOOST_TEST(retrogait::cli::display_width(line) <= 100U, line);
  }
  BOOST_TEST(contains(result.out, "\npain_during "));
}

BOOST_AUTO_TEST_CASE(metrics_as_json_have_every_field) {
  const json all = json::parse(run({"metrics", "--format", "json"}).out);
  BOOST_TEST(all["metrics"].size() == retrogait::metric::all.size());
  BOOST_TEST(all["reported"].size() == retrogait::catalog::reported_metrics.size());
  const json& cadence = all["metrics"][0];
  BOOST_TEST(cadence["id"] == "cadence");
  BOOST_TEST(cadence["unit"] == "{steps}/min");
  BOOST_TEST(cadence["unit_symbol"] == "steps/min");
  BOOST_TEST(cadence["level"] == "bout");
  BOOST_TEST(cadence["needs"] == "contacts");
  BOOST_TEST((cadence["directions"] == json::array({"any"})));
  for (const json& entry : all["metrics"]) {
    for (const char* field : {"id", "symbol", "name", "unit", "level", "needs", "needs_text",
                              "definition", "not_computable", "source"}) {
      BOOST_TEST(!entry.at(field).get<std::string>().empty(), entry["id"] << " " << field);
    }
    BOOST_TEST((entry.at("agreement").is_null() || entry["agreement"].is_string()));
  }
  for (const json& entry : all["reported"]) {
    if (entry["id"] == "pain_during") BOOST_TEST(entry["scale"]["highest"] == 10);
    if (entry["id"] == "falls") BOOST_TEST(entry["scale"]["highest"].is_null());
    if (entry["id"] == "giving_way") BOOST_TEST(entry["scale"]["words"]["yes"] == 1);
  }
}

BOOST_AUTO_TEST_CASE(metrics_can_be_chosen) {
  const json weekly = json::parse(run({"metrics", "--level", "week", "--format", "json"}).out);
  BOOST_TEST(weekly["reported"].empty());
  for (const json& entry : weekly["metrics"]) BOOST_TEST(entry["level"] == "week");
  BOOST_TEST(!weekly["metrics"].empty());
  const json logged =
      json::parse(run({"metrics", "--needs", "log", "--level", "session", "--format", "json"}).out);
  BOOST_TEST(logged["reported"].size() == retrogait::catalog::reported_metrics.size());
  for (const json& entry : logged["metrics"]) BOOST_TEST(entry["needs"] == "log");
  const run_result table = run({"metrics", "--needs", "trunk"});
  BOOST_TEST(contains(table.out, "\nstep_regularity "));
  BOOST_TEST(!contains(table.out, "\ncadence "));
  BOOST_TEST(!contains(table.out, "pain_during"));
}

BOOST_AUTO_TEST_CASE(docs_metrics_md_is_the_catalog_of_now) {
  const std::string written = bytes_of(RETROGAIT_SOURCE_DIR "/docs/metrics.md");
  BOOST_TEST((run({"metrics", "--format", "markdown"}).out == written),
             "docs/metrics.md is out of date; write it anew with: retrogait metrics --format "
             "markdown > docs/metrics.md");
}

BOOST_AUTO_TEST_CASE(simulate_writes_the_same_bytes_for_the_same_seed) {
  const temp_folder temp;
  const auto simulate = [&](const std::string& name, const std::string& seed) {
    const auto out = temp.path() / name;
    const run_result result = run({"simulate",
                                   "--out",
                                   out.string(),
                                   "--seconds",
                                   "10",
                                   "--direction",
                                   "backward",
                                   "--seed",
                                   seed,
                                   "--rate-hz",
                                   "50",
                                   "--placements",
                                   "lumbar,left_thigh",
                                   "--cadence",
                                   "90",
                                   "--step-length-m",
                                   "0.4",
                                   "--noise",
                                   "2",
                                   "--lost-share",
                                   "0.05"});
    BOOST_TEST(result.status == 0);
    BOOST_TEST(result.err.empty());
    return out;
  };
  const auto a = simulate("a", "7");
  const auto b = simulate("b", "7");
  const auto c = simulate("c", "8");
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(a)) {
    ++files;
    BOOST_TEST(bytes_of(entry.path()) == bytes_of(b / entry.path().filename()),
               entry.path().filename());
  }
  BOOST_TEST(files == 6U);  // two sensors, events, strides, knee, meta.json
  BOOST_TEST(bytes_of(a / "imu_lumbar.csv") != bytes_of(c / "imu_lumbar.csv"));
  const json meta = json::parse(bytes_of(a / "meta.json"));
  BOOST_TEST(meta["direction"] == "backward");
  BOOST_TEST(meta["fs_hz"] == 50);
  BOOST_TEST(contains(bytes_of(a / "truth_strides.csv"), ",-"));  // speed against the facing
  // A folder that holds something else is left alone.
  const run_result again = run({"simulate", "--out", a.string(), "--seconds", "10", "--direction",
                                "forward", "--placements", "right_foot"});
  BOOST_TEST(again.status == 2);
  BOOST_TEST(again.one_line_of_error());
  BOOST_TEST(contains(again.err, "expected a new or empty folder"));
}

BOOST_AUTO_TEST_CASE(output_that_cannot_be_written_is_an_error) {
  if (!std::filesystem::exists("/dev/full")) return;
  for (const char* command : {"analyze", "events"}) {
    const run_result result = run({command, mixed_walk().string()}, "/dev/full");
    BOOST_TEST(result.status == 2);
    BOOST_TEST(result.err == "retrogait: standard output: cannot be written\n");
  }
}

BOOST_AUTO_TEST_CASE(score_compares_detectors_with_the_truth) {
  const temp_folder temp;
  const std::string file = (temp.path() / "score.json").string();
  const run_result result = run({"score", mixed_walk().string(), "--placement", "lumbar", "--rate",
                                 "50,100", "--detector", "retrogait-lower-back", "--json", file});
  BOOST_TEST(result.status == 0);
  BOOST_TEST(result.err.empty());
  const std::vector<std::string> lines = lines_of(result.out);
  BOOST_REQUIRE(lines.size() > 5U);
  BOOST_TEST(lines[0] == "Initial contacts, ±0.2 s");
  BOOST_TEST(contains(lines[2], "data set  sensor      condition  detector"));
  BOOST_TEST(lines[3].rfind("virtual   lower back  50 Hz", 0) == 0U);
  BOOST_TEST(contains(lines[4], "100 Hz"));
  const json all = json::parse(bytes_of(file));
  BOOST_REQUIRE(all["rows"].size() == 2U);
  BOOST_TEST(all["rows"][0]["initial_contacts"]["f1"].get<double>() > 0.8);
  BOOST_TEST(all["rows"][0]["live_differs_from_batch"] == 0);

  const run_result markdown = run({"score", mixed_walk().string(), "--format", "markdown"});
  BOOST_TEST(contains(markdown.out, "| data set | sensor | detector | recordings |"));
  BOOST_TEST(contains(markdown.out, "| virtual | lower back | mccamley-2012 |"));
}

BOOST_AUTO_TEST_CASE(score_names_what_it_cannot_read_and_goes_on) {
  const temp_folder temp;
  std::filesystem::create_directories(temp.path() / "data");
  std::filesystem::copy(mixed_walk(), temp.path() / "data" / "good");
  temp.write("data/bad/imu_lumbar.csv", "Time, Pressure\n1, 2\n");
  temp.write("data/bad/truth_events.csv", "time_s,event,side\n");
  const run_result result = run({"score", (temp.path() / "data").string()});
  BOOST_TEST(result.status == 2);
  BOOST_TEST(contains(result.out, "virtual   lower back"));
  BOOST_TEST(result.one_line_of_error());
  BOOST_TEST(contains(result.err, "bad/imu_lumbar.csv:1: no acceleration columns"));
}

BOOST_AUTO_TEST_SUITE_END()

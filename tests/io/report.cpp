#include <retrogait/io/report.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/version.hpp>

#include <nlohmann/json.hpp>

#include "../support/test.hpp"

namespace rg = retrogait;
using nlohmann::json;
using rg::quantities::ratio;
using rg::quantities::steps_per_minute;

namespace {

rg::gait_report small_report() {
  rg::gait_report report;
  report.recording.name = "walk";
  report.recording.start_s = 0.123456;
  report.recording.rate_hz = 99.99999999;
  report.recording.mounting = rg::mounting::parse("up=+x");
  report.recording.vertical = rg::knowledge::inferred;
  rg::walking_bout bout;
  bout.number = 2;
  bout.start_s = 17.5;
  bout.end_s = 18.7;
  bout.direction = {rg::direction::backward, 0.97};
  rg::contact left;
  left.time_s = 17.5;
  left.side = rg::side::left;
  left.direction = {rg::direction::unknown, 0.6};  // as it was known then; the bout knows better
  rg::contact right;
  right.time_s = 18.12344;
  right.kind = rg::contact_kind::final_contact;
  bout.contacts = {left, right};
  bout.steps = {{17.5, 18.1, rg::side::right}, {18.1, 18.7, rg::side::left}};
  bout.metrics.set(rg::metric::cadence,
                   rg::measured<rg::quantity<rg::units::step_per_minute>>::of(
                       steps_per_minute(96.0000001), 2, steps_per_minute(2.5), 0.8));
  bout.metrics.set(rg::metric::step_regularity,
                   rg::measured<rg::quantity<rg::units::one>>::not_computable(
                       rg::reason::too_few_strides, 3, 6));
  bout.rejected = {{18.1, 18.2, rg::candidate_kind::step, rg::rejection::too_short}};
  report.bouts = {bout};
  rg::walking_bout too_short;
  too_short.rejected = {{30, 31, rg::candidate_kind::bout, rg::rejection::too_few_strides}};
  report.too_short = {too_short};
  rg::turn turn;
  turn.start_s = 20.12344;
  turn.end_s = 22;
  turn.angle_rad = -3.1;
  report.turns = {turn};
  rg::training_load backward;
  backward(bout);
  report.backward = backward.value();
  report.summary(bout);
  report.absent = {{"step width", rg::reason::sensor_missing, "no sensor here can know it"}};
  return report;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(report)

BOOST_AUTO_TEST_CASE(json_carries_every_value_with_its_doubt) {
  const rg::io::read_note note{rg::io::note_kind::unit_by_values, "walk.csv", 1, 0, "read as g"};
  const json out = json::parse(rg::io::to_json(small_report(), {note}));
  BOOST_TEST(out["retrogait"] == RETROGAIT_VERSION_STRING);
  BOOST_TEST(out["recording"]["placement"] == "lumbar");
  BOOST_TEST(out["recording"]["start_s"] == 0.1235);
  BOOST_TEST(out["recording"]["rate_hz"] == 100);
  BOOST_TEST(out["recording"]["mounting"]["up"] == "+x");
  BOOST_TEST(out["recording"]["mounting"]["forward"].is_null());
  BOOST_TEST(out["recording"]["mounting"]["vertical_known"] == "inferred");
  BOOST_TEST(out["recording"]["mounting"]["forward_known"] == "unknown");
  const json& bout = out["bouts"][0];
  BOOST_TEST(bout["bout"] == 2);
  BOOST_TEST(bout["direction"]["value"] == "backward");
  BOOST_TEST(bout["direction"]["probability"] == 0.97);
  BOOST_TEST(bout["steps"] == 2);
  BOOST_TEST(bout["metrics"]["cadence"].dump() ==
             R"({"margin_95":2.5,"n":2,"quality":0.8,"unit":"{steps}/min","value":96.0})");
  BOOST_TEST(bout["metrics"]["step_regularity"].dump() ==
             R"({"n":3,"needed":6,"reason":"too few strides","unit":"1","value":null})");
  BOOST_TEST(bout["rejected"].dump() ==
             R"([{"candidate":"step","end_s":18.2,"reason":"too short","start_s":18.1}])");
  BOOST_TEST(out["too_short"].dump() ==
             R"([{"candidate":"bout","end_s":31.0,"reason":"too few strides","start_s":30.0}])");
  BOOST_TEST(out["turns"].dump() ==
             R"([{"angle_deg":-177.617,"end_s":22.0,"half_turn":true,"start_s":20.1234}])");
  BOOST_TEST(out["backward_training"]["backward_steps"]["value"] == 2);
  BOOST_TEST(out["backward_training"]["backward_distance"]["value"].is_null());
  BOOST_TEST(out["summary"].size() == 1u);
  BOOST_TEST(out["summary"]["backward"]["bouts"] == 1);
  BOOST_TEST(out["summary"]["backward"]["metrics"]["step_count"]["value"] == 2);
  BOOST_TEST(out["not_computed"][0]["what"] == "step width");
  BOOST_TEST(out["not_computed"][0]["reason"] == "no sensor here can know it");
  BOOST_TEST(out["notes"][0]["kind"] == "unit_by_values");
  BOOST_TEST(out["notes"][0]["line"] == 1);
}

BOOST_AUTO_TEST_CASE(a_report_without_walking_is_whole_json) {
  rg::gait_report report;
  report.recording.name = "caf\xE9";  // a file name that is not UTF-8
  const json out = json::parse(rg::io::to_json(report));
  BOOST_TEST(out["bouts"].dump() == "[]");
  BOOST_TEST(out["turns"].dump() == "[]");
  BOOST_TEST(out["notes"].dump() == "[]");
}

BOOST_AUTO_TEST_CASE(events_are_one_contact_a_row) {
  BOOST_TEST(rg::io::events_csv(small_report()) ==
             "time_s,event,side,direction,bout\n"
             "17.5000,initial_contact,left,backward,2\n"
             "18.1234,final_contact,unknown,backward,2\n");
  BOOST_TEST(rg::io::events_csv({}) == "time_s,event,side,direction,bout\n");
}

BOOST_AUTO_TEST_CASE(events_of_several_files_name_the_file) {
  BOOST_TEST(rg::io::events_csv(small_report(), true, "a, \"b\".csv")
                 .starts_with("file,time_s,event,side,direction,bout\n"
                              "\"a, \"\"b\"\".csv\",17.5000,initial_contact,left,backward,2\n"));
  BOOST_TEST(rg::io::events_csv(small_report(), false, "a.csv").starts_with("a.csv,17.5000,"));
}

BOOST_AUTO_TEST_CASE(events_as_json) {
  const json events = json::parse(rg::io::events_json(small_report()));
  BOOST_TEST(events.size() == 2U);
  BOOST_TEST(events[1].dump() ==
             R"({"bout":2,"direction":"backward","event":"final_contact","side":"unknown",)"
             R"("time_s":18.1234})");
  const json named = json::parse(rg::io::events_json(small_report(), "a.csv"));
  BOOST_TEST(named["file"] == "a.csv");
  BOOST_TEST((named["events"] == events));
}

BOOST_AUTO_TEST_CASE(the_other_leg_stands_where_there_is_one) {
  rg::gait_report report = small_report();
  const json without = json::parse(rg::io::to_json(report));
  BOOST_TEST(!without.contains("right_recording"));
  report.right = report.recording;
  report.right->placement = rg::placement::right_foot;
  const json with = json::parse(rg::io::to_json(report));
  BOOST_TEST(with["right_recording"]["placement"] == "right_foot");
}

BOOST_AUTO_TEST_CASE(contacts_without_bouts) {
  rg::contact one;
  one.time_s = 1.5;
  one.side = rg::side::left;
  one.direction = {rg::direction::forward, 0.9};
  BOOST_TEST(rg::io::contacts_csv({one}) ==
             "time_s,event,side,direction,bout\n1.5000,initial_contact,left,forward,0\n");
  BOOST_TEST(rg::io::contacts_csv({one}, false, "f") ==
             "f,1.5000,initial_contact,left,forward,0\n");
  BOOST_TEST(json::parse(rg::io::contacts_json({one})).dump() ==
             R"([{"bout":0,"direction":"forward","event":"initial_contact","side":"left",)"
             R"("time_s":1.5}])");
  BOOST_TEST(json::parse(rg::io::contacts_json({}, "f")).dump() == R"({"events":[],"file":"f"})");
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/errors.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>

#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <cstdlib>

#include "../support/test.hpp"
#include "temp_folder.hpp"

namespace rg = retrogait;
using rg::io::note_kind;
using rg::test::bytes_of;
using rg::test::temp_folder;

namespace {

const std::string sensor_text =
    "time_s,acc_x,acc_y,acc_z\n0.0000,0,0,9.8\n0.0100,0,0,9.8\n0.0200,0,0,9.8\n";

template <class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const rg::parse_error& error) {
    const std::string name = std::filesystem::path(error.file()).filename().string();
    return name + ":" + std::to_string(error.line()) + ": " + error.message();
  }
  return "no parse_error";
}

rg::recording small_recording(rg::placement where, bool gyroscope) {
  rg::recording rec;
  rec.placement = where;
  rec.time_s.resize(3);
  rec.time_s << 0.5, 0.51, 0.5323;
  rec.acc_m_s2.resize(3, 3);
  rec.acc_m_s2 << 9.8, 0.125, -0.00001, 9.7, -0.25, 1, 9.9, 0, 2;
  if (gyroscope) {
    rec.gyr_rad_s.resize(3, 3);
    rec.gyr_rad_s << 1, 2, 3, -0.12345, 0.5, 0, 0, 0, 0.00001;
  }
  return rec;
}

rg::io::truth full_truth() {
  rg::io::truth known;
  known.events = {{0.5, rg::contact_kind::initial_contact, rg::side::left},
                  {0.53, rg::contact_kind::final_contact, rg::side::unknown}};
  rg::io::truth_stride stride;
  stride.start_s = 0.5;
  stride.end_s = 0.53;
  stride.side = rg::side::right;
  stride.stride_length_m = 0.84;
  stride.direction = rg::direction::backward;
  rg::io::truth_stride sideways;
  sideways.direction = rg::direction::sideways;
  sideways.trunk_pitch_deg = -1.5;
  known.strides = {stride, sideways};
  known.knee = {{0.5, 12.25, -2.5}};
  known.bouts = {{0.5, 0.53}};
  known.turns.emplace();
  known.direction = "mixed";
  known.total_steps = 12;
  return known;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(folder)

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  const temp_folder temp;
  const std::filesystem::path folder = temp.path() / "walks" / "one";
  rg::recording lumbar = small_recording(rg::placement::lumbar, true);
  lumbar.mounting = rg::mounting::parse("up=+x,forward=-z");
  rg::recording foot = small_recording(rg::placement::left_foot, false);
  foot.mounting = rg::mounting::parse("up=-y");
  rg::io::folder_meta meta;
  meta.recording = "one";
  meta.height_m = 1.72;
  meta.notes = "a \"quoted\" note";
  rg::io::write_folder(folder, {lumbar, foot}, full_truth(), meta);

  std::vector<rg::io::read_note> notes;
  rg::io::read_options options;
  options.notes = &notes;
  const std::vector<rg::recording> back = rg::io::read_folder(folder, options);
  BOOST_TEST(notes.empty());
  BOOST_REQUIRE(back.size() == 2U);
  BOOST_TEST(back[0].name == "one");
  BOOST_TEST((back[0].placement == rg::placement::lumbar));
  BOOST_TEST((back[0].mounting == lumbar.mounting));
  BOOST_TEST((back[1].mounting == foot.mounting));
  BOOST_TEST(!back[1].has_gyroscope());
  BOOST_TEST((back[0].time_s == lumbar.time_s));
  BOOST_TEST((back[0].acc_m_s2 - lumbar.acc_m_s2).cwiseAbs().maxCoeff() <= 0.5e-4);
  BOOST_TEST((back[0].gyr_rad_s - lumbar.gyr_rad_s).cwiseAbs().maxCoeff() <= 0.5e-5);
  BOOST_TEST((rg::io::read_truth(folder) == full_truth()));
  BOOST_TEST((rg::io::read_meta(folder) == meta));
}

BOOST_AUTO_TEST_CASE(the_files_have_the_layout_that_others_read) {
  const temp_folder temp;
  rg::io::write_folder(temp.path(), {small_recording(rg::placement::lumbar, true)}, full_truth());
  BOOST_TEST(bytes_of(temp.path() / "imu_lumbar.csv") ==
             "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n"
             "0.5000,9.8000,0.1250,0.0000,1.00000,2.00000,3.00000\n"
             "0.5100,9.7000,-0.2500,1.0000,-0.12345,0.50000,0.00000\n"
             "0.5323,9.9000,0.0000,2.0000,0.00000,0.00000,0.00001\n");
  BOOST_TEST(bytes_of(temp.path() / "truth_events.csv") ==
             "time_s,event,side\n0.5000,initial_contact,left\n0.5300,final_contact,unknown\n");
  BOOST_TEST(bytes_of(temp.path() / "truth_strides.csv") ==
             "start_s,end_s,side,stride_length_m,speed_mps,direction,step_width_m,trunk_pitch_deg\n"
             "0.5000,0.5300,right,0.8400,,backward,,\n0.0000,0.0000,unknown,,,lateral,,-1.5000\n");
  BOOST_TEST(bytes_of(temp.path() / "truth_knee.csv") ==
             "time_s,left_flexion_deg,right_flexion_deg\n0.5000,12.25,-2.50\n");
  const auto meta = nlohmann::json::parse(bytes_of(temp.path() / "meta.json"));
  BOOST_TEST(meta.at("sensors").at("lumbar").at("axes").is_null());
  BOOST_TEST(meta.at("height_m").is_null());
  BOOST_TEST(meta.at("walking_bouts").dump() == "[[0.5,0.53]]");
  BOOST_TEST(meta.at("turns").dump() == "[]");
  BOOST_TEST(meta.at("total_steps") == 12);
}

BOOST_AUTO_TEST_CASE(writing_refuses_what_it_cannot_keep_apart) {
  const temp_folder temp;
  const rg::recording rec = small_recording(rg::placement::lumbar, false);
  BOOST_CHECK_EXCEPTION(rg::io::write_folder(temp.path(), {rec, rec}), rg::config_error,
                        [](const rg::config_error& e) {
                          return std::string(e.what()) ==
                                 "recordings: lumbar is there twice; expected each placement once";
                        });
  rg::recording still = rec;
  still.time_s[1] = still.time_s[0];
  BOOST_CHECK_THROW(rg::io::write_folder(temp.path(), {still}), rg::config_error);
  temp.write("imu_left_foot.csv", sensor_text);
  BOOST_CHECK_THROW(rg::io::write_folder(temp.path(), {rec}), rg::config_error);
  BOOST_TEST(!std::filesystem::exists(temp.path() / "imu_lumbar.csv"));
}

BOOST_AUTO_TEST_CASE(writing_again_gives_the_same_bytes_and_leaves_no_parts) {
  const temp_folder temp;
  const rg::recording rec = small_recording(rg::placement::lumbar, true);
  rg::io::write_folder(temp.path(), {rec}, full_truth());
  const std::string before = bytes_of(temp.path() / "meta.json");
  rg::io::write_folder(temp.path(), {rec}, full_truth());
  BOOST_TEST(bytes_of(temp.path() / "meta.json") == before);
  for (const auto& entry : std::filesystem::directory_iterator(temp.path())) {
    BOOST_TEST(entry.path().extension() != ".part");
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_written_is_named) {
  const temp_folder temp;
  std::filesystem::create_directories(temp.path() / "meta.json");  // in the way of the file
  BOOST_CHECK_EXCEPTION(
      rg::io::write_folder(temp.path(), {}), std::system_error, [](const std::system_error& e) {
        return std::string(e.what()).find("meta.json: cannot be written: ") != std::string::npos;
      });
  const auto file = temp.write("file", "");
  BOOST_CHECK_THROW(rg::io::write_folder(file / "folder", {}), std::system_error);
}

BOOST_AUTO_TEST_CASE(axes_become_mountings) {
  const temp_folder temp;
  temp.write("imu_lumbar.csv", sensor_text);
  const auto mounting_of = [&](const std::string& axes) {
    temp.write("meta.json", R"({"sensors": {"lumbar": {"axes": )" + axes + "}}}");
    return rg::io::read_recording(temp.path()).mounting.text();
  };
  BOOST_TEST(mounting_of(R"({"up": "+x", "forward": "-z", "left": "+y"})") == "up=+x,forward=-z");
  BOOST_TEST(mounting_of(R"({"up": "-z", "forward": "+x", "left": "-y"})") == "up=-z,forward=+x");
  BOOST_TEST(mounting_of(R"({"up": "+x"})") == "up=+x");
  BOOST_TEST(mounting_of("null") == "unknown");
  BOOST_TEST(message_of([&] { mounting_of(R"({"up": "+x", "forward": "-z", "left": "-y"})"); }) ==
             "meta.json:1: /sensors/lumbar/axes/left: expected \"+y\", which makes the axes "
             "right-handed, found \"-y\"");
  BOOST_TEST(message_of([&] { mounting_of(R"({"up": "+w", "forward": "-z"})"); }) ==
             "meta.json:1: /sensors/lumbar/axes/up: expected an axis such as \"+x\", found \"+w\"");
  BOOST_TEST(message_of([&] { mounting_of(R"({"up": "+x", "forward": "-x"})"); }) ==
             "meta.json:1: /sensors/lumbar/axes/forward: expected another axis than up, found "
             "\"-x\"");
}

BOOST_AUTO_TEST_CASE(a_folder_that_does_not_say_how_a_sensor_was_worn_is_noted) {
  const temp_folder temp;
  temp.write("imu_lumbar.csv", sensor_text);
  temp.write("imu_left_foot.csv", sensor_text);
  std::vector<rg::io::read_note> notes;
  rg::io::read_options options;
  options.notes = &notes;
  std::vector<rg::recording> all = rg::io::read_folder(temp.path(), options);
  BOOST_TEST(all.size() == 2U);
  BOOST_REQUIRE(notes.size() == 2U);
  BOOST_TEST((notes[0].kind == note_kind::mounting_missing));
  BOOST_TEST(notes[0].text == "there is no such file: mounting unknown");

  notes.clear();
  temp.write("meta.json", R"({"sensors": {"lumbar": {"axes": null}, "phone": {"axes": null}}})");
  all = rg::io::read_folder(temp.path(), options);
  BOOST_REQUIRE(notes.size() == 2U);
  BOOST_TEST(notes[0].text == "does not list left_foot: mounting unknown");
  BOOST_TEST((notes[1].kind == note_kind::folder_disagrees));
  BOOST_TEST(notes[1].text == "lists phone, but there is no imu_phone.csv");

  notes.clear();
  options.mounting = rg::mounting::parse("up=+z,forward=+x");
  options.placement = rg::placement::left_foot;
  all = rg::io::read_folder(temp.path(), options);
  BOOST_TEST(notes.empty());
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST(all[0].mounting.text() == "up=+z,forward=+x");
}

BOOST_AUTO_TEST_CASE(one_sensor_of_a_folder_is_chosen_or_refused) {
  const temp_folder temp;
  temp.write("imu_left_foot.csv", sensor_text);
  BOOST_TEST((rg::io::read_recording(temp.path()).placement == rg::placement::left_foot));
  temp.write("imu_right_foot.csv", sensor_text);
  BOOST_TEST(
      message_of([&] { rg::io::read_recording(temp.path()); })
          .find(":0: the folder holds left_foot, right_foot and no lumbar sensor; expected a "
                "placement to choose one") != std::string::npos);
  BOOST_TEST(message_of([&] {
               rg::io::read_recording(temp.path(), {.placement = rg::placement::phone});
             }).find(":0: the folder holds no imu_phone.csv; found left_foot, right_foot") !=
             std::string::npos);
  temp.write("imu_lumbar.csv", sensor_text);
  BOOST_TEST((rg::io::read_recording(temp.path()).placement == rg::placement::lumbar));
  BOOST_TEST(rg::io::placements_in(temp.path()).size() == 3U);
}

BOOST_AUTO_TEST_CASE(sensors_that_share_no_time_are_refused) {
  const temp_folder temp;
  temp.write("imu_lumbar.csv", sensor_text);
  temp.write("imu_left_foot.csv",
             "time_s,acc_x,acc_y,acc_z\n100.00,0,0,9.8\n100.01,0,0,9.8\n100.02,0,0,9.8\n");
  BOOST_TEST(message_of([&] { rg::io::read_folder(temp.path()); }) ==
             "imu_left_foot.csv:0: begins after imu_lumbar.csv has ended; expected sensors that "
             "share one clock");
  BOOST_TEST(message_of([&] { rg::io::read_folder(temp.path() / "imu_lumbar.csv"); }) ==
             "imu_lumbar.csv:0: is no folder; expected a recording's folder");
}

BOOST_AUTO_TEST_CASE(a_description_that_is_wrong_is_refused_with_its_place) {
  const temp_folder temp;
  const auto refusal = [&](const std::string& text) {
    temp.write("meta.json", text);
    return message_of([&] { rg::io::read_truth(temp.path()); });
  };
  BOOST_TEST(refusal("{\n \"sensors\": {\n  oops\n").starts_with("meta.json:3: is not JSON: "));
  BOOST_TEST(refusal("[]") == "meta.json:1: expected an object with \"sensors\", found a list");
  BOOST_TEST(refusal("{\n\"height_m\": \"tall\"}") ==
             "meta.json:2: /height_m: expected a number from 0.5 to 2.6, found \"tall\"");
  BOOST_TEST(refusal(R"({"height_m": 172})") ==
             "meta.json:1: /height_m: expected a number from 0.5 to 2.6, found 172");
  BOOST_TEST(refusal(R"({"walking_bouts": [[1, 2], [3]]})") ==
             "meta.json:1: /walking_bouts/1: expected [start, end] in seconds");
  BOOST_TEST(refusal(R"({"turns": [[2, 1]]})")
                 .starts_with("meta.json:1: /turns/0/1: expected a number from 2 to "));
  BOOST_TEST(refusal(R"({"total_steps": -1})") ==
             "meta.json:1: /total_steps: expected a whole number from 0 to 2147483647, found -1");
  BOOST_TEST(refusal(R"({"sensors": {"hat": null}})") ==
             "meta.json:1: /sensors/hat: \"hat\" is no placement; expected such as \"lumbar\" or "
             "\"left_foot\"");
  BOOST_TEST(refusal(R"({"sensors": 3})") == "meta.json:1: /sensors: expected an object, found 3");
}

BOOST_AUTO_TEST_CASE(truth_that_is_wrong_is_refused_with_its_line) {
  const temp_folder temp;
  const auto refusal = [&](const std::string& name, const std::string& text) {
    const auto file = temp.write(name, text);
    const std::string message = message_of([&] { rg::io::read_truth(temp.path()); });
    std::filesystem::remove(file);
    return message;
  };
  BOOST_TEST(refusal("truth_events.csv", "time_s,event\n") ==
             "truth_events.csv:1: no column \"side\"; found \"time_s,event\"");
  BOOST_TEST(refusal("truth_events.csv", "time_s,event,side\n1,landing,left\n") ==
             "truth_events.csv:2: \"landing\" in column \"event\"; expected initial_contact or "
             "final_contact");
  BOOST_TEST(refusal("truth_events.csv", "time_s,event,side\nx,initial_contact,left\n") ==
             "truth_events.csv:2: \"x\" in column \"time_s\"; expected a number");
  BOOST_TEST(refusal("truth_events.csv", "time_s,event,side\n1,initial_contact,both\n") ==
             "truth_events.csv:2: \"both\" in column \"side\"; expected left, right or unknown");
  BOOST_TEST(refusal("truth_strides.csv", "start_s,end_s,side,direction\n1,2,left,up\n") ==
             "truth_strides.csv:2: \"up\" in column \"direction\"; expected forward, backward, "
             "lateral or unknown");
  BOOST_TEST(refusal("truth_knee.csv", "time_s,left_flexion_deg,right_flexion_deg\n1,2\n") ==
             "truth_knee.csv:2: 2 cells; expected 3 as in the header");
  BOOST_TEST(refusal("truth_knee.csv", "") == "truth_knee.csv:0: is empty; expected a header");
}

BOOST_AUTO_TEST_CASE(any_description_is_read_or_refused) {
  const temp_folder temp;
  const auto piece = rc::gen::element<std::string>(
      "{", "}", "[", "]", ":", ",", "null", "1", "-1e400", "\"sensors\"", "\"lumbar\"", "\"axes\"",
      "\"up\"", "\"+x\"", "\"walking_bouts\"", "\"\xFF\"");
  BOOST_TEST(rc::check("pieces of JSON", [&]() {
    std::string text = "{\"sensors\":{\"lumbar\":{\"axes\":{\"up\":";
    for (const std::string& one : *rc::gen::container<std::vector<std::string>>(piece)) text += one;
    temp.write("meta.json", text);
    try {
      rg::io::read_meta(temp.path());
    } catch (const rg::parse_error&) {
    }
  }));
}

BOOST_AUTO_TEST_CASE(the_shared_recordings_are_read_without_a_doubt) {
  const char* data = std::getenv("RETROGAIT_DATA");
  if (data == nullptr || !std::filesystem::is_directory(data)) {
    BOOST_TEST_MESSAGE("RETROGAIT_DATA names no folder: skipped");
    return;
  }
  for (const auto& dataset : std::filesystem::directory_iterator(data)) {
    if (!dataset.is_directory()) continue;
    // One recording of each source: the first by name.
    std::filesystem::path first;
    for (const auto& entry : std::filesystem::directory_iterator(dataset)) {
      if (entry.is_directory() && (first.empty() || entry.path() < first)) first = entry.path();
    }
    if (first.empty()) continue;
    BOOST_TEST_CONTEXT(first) {
      std::vector<rg::io::read_note> notes;
      rg::io::read_options options;
      options.notes = &notes;
      BOOST_TEST(!rg::io::read_folder(first, options).empty());
      BOOST_TEST(notes.empty());
      const rg::io::truth known = rg::io::read_truth(first);
      BOOST_TEST((known.events || known.strides));
      BOOST_TEST(!rg::io::read_meta(first).recording.empty());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

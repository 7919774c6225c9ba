#include <retrogait/core/errors.hpp>
#include <retrogait/io/recording.hpp>

#include <rapidcheck.h>

#include <cstdio>
#include <numbers>

#include "../support/test.hpp"
#include "temp_folder.hpp"

namespace rg = retrogait;
using rg::io::note_kind;
using rg::test::temp_folder;

namespace {

struct outcome {
  rg::recording rec;
  std::vector<rg::io::read_note> notes;

  const rg::io::read_note* note(note_kind kind) const {
    for (const rg::io::read_note& one : notes) {
      if (one.kind == kind) return &one;
    }
    return nullptr;
  }
  std::string text(note_kind kind) const { return note(kind) ? note(kind)->text : "no such note"; }
};

outcome read(const std::string& text, const std::string& name = "imu_lumbar.csv") {
  const temp_folder folder;
  outcome out;
  rg::io::read_options options;
  options.notes = &out.notes;
  out.rec = rg::io::read_recording(folder.write(name, text), options);
  return out;
}

/// "LINE: message" of the parse_error that reading the text ends in.
std::string refusal(const std::string& text) {
  try {
    read(text);
  } catch (const rg::parse_error& error) {
    return std::to_string(error.line()) + ": " + error.message();
  }
  return "read";
}

/// A header and three good rows at 100 Hz.
std::string rows_below(const std::string& header) {
  return header + "\n0.00,0.1,0.2,9.7\n0.01,0.3,0.4,9.8\n0.02,0.5,0.6,9.9\n";
}

const std::string usual = "time_s,acc_x,acc_y,acc_z\n";
const std::string usual_with_gyr = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(recording)

BOOST_AUTO_TEST_CASE(the_usual_layout_is_read_as_it_stands) {
  const outcome got = read(usual_with_gyr +
                           "0.0000,9.5067,0.0147,-1.2517,0.01303,0.00072,-0.00453\n"
                           "0.0100,9.5086,-0.0040,-1.2558,0.01247,-0.00358,-0.00478\n");
  BOOST_TEST(got.notes.empty());
  BOOST_TEST(got.rec.size() == 2);
  BOOST_TEST(got.rec.time_s[1] == 0.01);
  BOOST_TEST(got.rec.acc_m_s2(1, 2) == -1.2558);
  BOOST_TEST(got.rec.gyr_rad_s(0, 0) == 0.01303);
  BOOST_TEST(got.rec.name == "imu_lumbar");
  BOOST_TEST((got.rec.placement == rg::placement::lumbar));
  BOOST_TEST((got.rec.mounting == rg::mounting{}));
}

BOOST_AUTO_TEST_CASE(the_front_pages_call_compiles_and_its_options_win) {
  const temp_folder folder;
  const auto path = folder.write("imu_left_foot.csv", rows_below("t,ax,ay,az"));
  const rg::recording walk =
      rg::io::read_recording(path, {.placement = rg::placement::lower_back,
                                    .mounting = rg::mounting::parse("up=+z,forward=+x")});
  BOOST_TEST((walk.placement == rg::placement::lumbar));
  BOOST_TEST(walk.mounting.text() == "up=+z,forward=+x");
  BOOST_TEST((rg::io::read_recording(path).placement == rg::placement::left_foot));
}

BOOST_AUTO_TEST_CASE(a_placement_that_nobody_states_is_assumed_with_a_note) {
  const outcome got = read(rows_below("t,ax,ay,az"), "walk.csv");
  BOOST_TEST((got.rec.placement == rg::placement::lumbar));
  BOOST_TEST(got.text(note_kind::placement_assumed) ==
             "nothing says where the sensor was worn: placement taken for lumbar");
}

BOOST_AUTO_TEST_CASE(names_and_units_of_many_programs_are_understood) {
  const std::vector<std::string> headers{
      "time_s,acc_x,acc_y,acc_z",
      "t,ax,ay,az",
      "time,accX,accY,accZ",
      "Timestamp,ACCX,ACCY,ACCZ",
      "Time (s),Acceleration x (m/s^2),Acceleration y (m/s^2),Acceleration z (m/s^2)",
      "Time (s),Accelerometer X,Accelerometer Y,Accelerometer Z",
      "Time [s],Acc X [m/s²],Acc Y [m/s²],Acc Z [m/s²]",
      "seconds_elapsed,x,y,z",
      "elapsed_s,lumbar_acc_x_m_s2,lumbar_acc_y_m_s2,lumbar_acc_z_m_s2",
      "Time,Accel-X (m/s/s),Accel-Y (m/s/s),Accel-Z (m/s/s)",
      "\"time_s\",\"acc_x\",\"acc_y\",\"acc_z\"",
      "time_s,X acceleration (ms-2),Y acceleration (ms-2),Z acceleration (ms-2)",
      "TimeStamp, a_x, a_y, a_z",
      "time_s,gFx,gFy,gFz",
  };
  for (const std::string& header : headers) {
    BOOST_TEST_CONTEXT(header) {
      const outcome got = read(rows_below(header));
      BOOST_TEST(got.rec.size() == 3);
      BOOST_TEST(got.rec.time_s[2] == 0.02);
      BOOST_TEST(got.rec.acc_m_s2(2, 0) == 0.5);
      BOOST_TEST(got.rec.acc_m_s2(2, 2) == 9.9);
    }
  }
}

BOOST_AUTO_TEST_CASE(columns_in_any_order_and_others_between_them) {
  const outcome got = read(
      "Gyroscope Z (deg/s);index;acc_z;acc_x;note;acc_y;Gyroscope X (deg/s);Gyroscope Y (deg/s);"
      "time_ms;magnetometer_x;absolute acceleration\n"
      "180;1;9.8;0.1;start;0.2;0;90;0;40;9.8\n"
      "180;2;9.8;0.1;\"a; b\";0.2;0;90;20;41;9.8\n");
  BOOST_TEST(got.notes.empty());
  BOOST_TEST(got.rec.size() == 2);
  BOOST_TEST(got.rec.time_s[1] == 0.02);
  BOOST_TEST(got.rec.acc_m_s2(0, 1) == 0.2);
  BOOST_TEST(got.rec.gyr_rad_s(0, 1) == std::numbers::pi / 2, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(got.rec.gyr_rad_s(1, 2) == std::numbers::pi, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(units_below_the_names_are_understood) {
  const outcome got = read(
      "sep=;\n# made by some "
      "program\nTimestamp;Accel_X;Accel_Y;Accel_Z\nms;m/(s^2);m/(s^2);m/(s^2)\n"
      "1000;0;0;9.8\n1010;0;0;9.8\n");
  BOOST_TEST(got.notes.empty());
  BOOST_TEST(got.rec.time_s[1] == 1.01);
}

BOOST_AUTO_TEST_CASE(a_header_in_a_comment_counts) {
  const outcome got = read("# time_ms,acc_x,acc_y,acc_z\n0,0,0,9.8\n10,0,0,9.8\n");
  BOOST_TEST(got.notes.empty());
  BOOST_TEST(got.rec.time_s[1] == 0.01);
}

BOOST_AUTO_TEST_CASE(without_a_header_the_usual_order_is_assumed_and_said) {
  outcome got = read("0.00,0,0,9.8\n0.01,0,0,9.8\n");
  BOOST_TEST(got.rec.size() == 2);
  BOOST_TEST(got.text(note_kind::header_assumed) ==
             "no header: columns read as time, acceleration x, y, z");
  got = read("0.00,0,0,9.8,1,2,3\n0.01,0,0,9.8,1,2,3\n");
  BOOST_TEST(got.rec.gyr_rad_s(1, 2) == 3);
  BOOST_TEST(got.note(note_kind::header_assumed) != nullptr);
  BOOST_TEST(refusal("0.00,0,0,9.8,1\n0.01,0,0,9.8,1\n") ==
             "1: there is no header, and 5 columns; without a header expected 4 columns (time, "
             "acceleration x, y, z) or 7 (and angular rate x, y, z)");
}

BOOST_AUTO_TEST_CASE(missing_columns_are_named) {
  BOOST_TEST(refusal("Time, Pressure\n1,2\n") ==
             "1: no acceleration columns; found \"Time, Pressure\"; expected three such as acc_x, "
             "acc_y, acc_z");
  BOOST_TEST(refusal("time,acc_x,acc_y\n0,1,2\n") ==
             "1: no column for the acceleration along z; found \"time, acc_x, acc_y\"; expected "
             "three such as acc_x, acc_y, acc_z");
  BOOST_TEST(refusal("time,acc_x,acc_y,acc_z,gyr_x,gyr_z\n") ==
             "1: no column for the angular rate along y; found \"time, acc_x, acc_y, acc_z, gyr_x, "
             "gyr_z\"; expected three such as gyr_x, gyr_y, gyr_z");
  BOOST_TEST(refusal("index,acc_x,acc_y,acc_z\n") ==
             "1: no time column; found \"index, acc_x, acc_y, acc_z\"; expected one such as time_s "
             "or timestamp");
}

BOOST_AUTO_TEST_CASE(ambiguous_columns_are_refused) {
  BOOST_TEST(
      refusal("t,left acc x,left acc y,left acc z,right acc x,right acc y,right acc z\n") ==
      "1: two columns could be the acceleration along x: \"left acc x\" and \"right acc x\"; "
      "expected one");
  BOOST_TEST(
      refusal("t,acc_x_g,acc_y_g,acc_z_m_s2\n") ==
      "1: the columns \"acc_x_g\", \"acc_y_g\", \"acc_z_m_s2\" have different units; expected "
      "one unit");
  BOOST_TEST(refusal("t,ax,ay,az,\"gx (furlong)\",\"gy (furlong)\",\"gz (furlong)\"\n") ==
             "1: the unit of \"gx (furlong)\" is not known here; expected rad/s or deg/s");
}

BOOST_AUTO_TEST_CASE(doubtful_names_are_said) {
  BOOST_TEST(read(rows_below("time_s,x,y,z")).text(note_kind::columns_assumed) ==
             "columns x, y, z read as acceleration");
  const outcome got = read(
      "time,seconds_elapsed,ax,ay,az\n1600000000000000000,0,0,0,9.8\n"
      "1600000000010000000,0.01,0,0,9.8\n");
  BOOST_TEST(got.text(note_kind::columns_assumed) ==
             "2 columns name a time; \"seconds_elapsed\" is used");
  BOOST_TEST(got.rec.time_s[1] == 0.01);
}

BOOST_AUTO_TEST_CASE(acceleration_without_gravity_is_refused) {
  BOOST_TEST(refusal("Time (s),Linear Acceleration x (m/s^2),Linear Acceleration y (m/s^2),Linear "
                     "Acceleration z (m/s^2)\n0,1,2,3\n") ==
             "1: \"Linear Acceleration x (m/s^2)\" is acceleration without gravity; expected the "
             "acceleration as the sensor feels it, gravity included");
  BOOST_TEST(refusal("t,userAcceleration.x(G),userAcceleration.y(G),userAcceleration.z(G)\n") ==
             "1: \"userAcceleration.x(G)\" is acceleration without gravity; expected the "
             "acceleration as the sensor feels it, gravity included");
  // Nothing in the names, but the values swing about zero. Their length alone would pass for g.
  std::string text = "time_s,ax,ay,az\n";
  for (int i = 0; i < 1000; ++i) {
    text += std::to_string(i * 0.01) + (i % 50 < 25 ? ",0,0,1\n" : ",0,0,-1\n");
  }
  BOOST_TEST(
      refusal(text) ==
      "1: gravity is not to be seen: the mean acceleration over 2 s is 0; expected about 9.8 "
      "(m/s²), 1 (g) or 1000 (mg)");
}

BOOST_AUTO_TEST_CASE(files_without_samples_are_refused) {
  BOOST_TEST(refusal("") == "0: is empty; expected a header and at least two samples");
  BOOST_TEST(refusal("\n\n") == "0: is empty; expected a header and at least two samples");
  BOOST_TEST(refusal("# nothing\n") ==
             "0: holds nothing but comments; expected a header and at least two samples");
  BOOST_TEST(refusal(usual) == "0: has no samples; expected at least two");
  BOOST_TEST(refusal(usual + "0,0,0,9.8\n") == "0: has only one sample; expected at least two");
  BOOST_TEST(refusal(usual + "0,,,\n1,,,\n") ==
             "0: none of its 2 rows has a number in every sensor column");
}

BOOST_AUTO_TEST_CASE(text_in_a_number_is_refused_with_its_line) {
  BOOST_TEST(refusal(usual + "0.00,0,0,9.8\n0.01,0,abc,9.8\n0.02,0,0,9.8\n") ==
             "3: \"abc\" in column \"acc_y\" is no number; expected one");
  BOOST_TEST(refusal(usual + "0.00,0,0,9.8\n0.01,0,1.2.3,9.8\n0.02,0,0,9.8\n") ==
             "3: \"1.2.3\" in column \"acc_y\" is no number; expected one");
  BOOST_TEST(refusal(usual + "noon,0,0,9.8\n0.01,0,0,9.8\n") ==
             "2: \"noon\" in column \"time_s\" is no time; expected a number, or a date and time "
             "such as 2024-03-01T12:30:45.123Z");
  // Control characters cannot break the message into lines.
  BOOST_TEST(refusal(usual + "0.00,0,0,9.8\n0.01,0,a\rb\x1b\x80,9.8\n0.02,0,0,9.8\n") ==
             "3: \"a\\x0db\\x1b\\x80\" in column \"acc_y\" is no number; expected one");
}

BOOST_AUTO_TEST_CASE(values_that_are_not_finite_are_refused) {
  for (const char* value : {"1e400", "inf", "-Infinity"}) {
    BOOST_TEST(refusal(usual + "0.00,0,0,9.8\n0.01,0," + value + ",9.8\n") ==
               "3: \"" + std::string(value) +
                   "\" in column \"acc_y\" is not a finite number; expected one");
  }
  BOOST_TEST(refusal("time_s,acc_x_g,acc_y_g,acc_z_g\n0,0,0,1\n0.01,0,0,1\n0.02,0,0,1\n0.03,1e308,"
                     "0,1\n0.04,0,0,1\n")
                 .find("9.8") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(rows_without_numbers_are_lost_samples) {
  const outcome got = read(usual +
                           "0.00,0,0,9.8\n0.01,nan,NaN,nan\n0.02,,,\n0.03,0,NA,9.8\n,,,\n"
                           "0.04,0,0,9.8\n");
  BOOST_TEST(got.rec.size() == 2);
  BOOST_TEST(got.text(note_kind::lost_rows_dropped) ==
             "4 rows without numbers dropped as lost samples");
  BOOST_TEST(got.note(note_kind::lost_rows_dropped)->count == 4U);
  BOOST_TEST(got.note(note_kind::lost_rows_dropped)->line == 3U);
  BOOST_TEST(refusal(usual + "0.00,0,0,9.8\n,0,0,9.8\n") ==
             "3: no time in \"time_s\"; expected a number");
}

BOOST_AUTO_TEST_CASE(rows_of_another_length_are_refused) {
  BOOST_TEST(refusal(usual + "0.00,0,0,9.8\n0.01,0,0\n0.02,0,0,9.8\n") ==
             "3: 3 cells; expected 4 as in the first row");
  BOOST_TEST(refusal(usual + "0.00,0,0,9.8\n0.01,0,0,9.8,7\n0.02,0,0,9.8\n") ==
             "3: 5 cells; expected 4 as in the first row");
  BOOST_TEST(refusal(usual + "0.00,0,0,9.8\n0.01,0,\"0,9.8\n0.02,0,0,9.8\n") ==
             "3: a quote is not closed");
}

BOOST_AUTO_TEST_CASE(a_last_line_that_was_cut_off_is_dropped_with_a_note) {
  for (const char* torn : {"0.02,0,0", "0.0", "0.02,0,0,-", "0.02,0,\"0"}) {
    BOOST_TEST_CONTEXT(torn) {
      const outcome got = read(usual + "0.00,0,0,9.8\n0.01,0,0,9.8\n" + torn);
      BOOST_TEST(got.rec.size() == 2);
      BOOST_TEST(got.text(note_kind::torn_line_dropped) == "the last line was cut off: dropped");
      BOOST_TEST(got.note(note_kind::torn_line_dropped)->line == 4U);
    }
  }
  // A whole last line without an end is a line.
  const outcome got = read(usual + "0.00,0,0,9.8\n0.01,0,0,9.8\n0.02,0,0,9.8");
  BOOST_TEST(got.rec.size() == 3);
  BOOST_TEST(got.notes.empty());
}

BOOST_AUTO_TEST_CASE(line_ends_marks_and_blank_lines_do_not_matter) {
  const outcome got = read(
      "\xEF\xBB\xBF# a comment\r\n\r\ntime_s,acc_x,acc_y,acc_z\r\n0.00,0,0,9.8\r\n\r\n"
      "0.01,0,0,+9.8\r\n");
  BOOST_TEST(got.rec.size() == 2);
  BOOST_TEST(got.notes.empty());
  BOOST_TEST(refusal("time_s,acc_x,acc_y,acc_z\r0.00,0,0,9.8\r0.01,0,0,9.8\r") ==
             "1: lines end in CR alone; expected LF or CR LF");
}

BOOST_AUTO_TEST_CASE(semicolons_tabs_and_decimal_commas) {
  outcome got = read("time_s;acc_x;acc_y;acc_z\n0,00;0;-0,5;9,8\n0,01;0;-0,5;9,8\n");
  BOOST_TEST(got.rec.time_s[1] == 0.01);
  BOOST_TEST(got.rec.acc_m_s2(0, 1) == -0.5);
  BOOST_TEST(got.text(note_kind::decimal_commas) == "numbers read with a decimal comma");
  got = read("time_s\tacc_x\tacc_y\tacc_z\n0.00\t0\t0\t9.8\n0.01\t0\t0\t9.8\n");
  BOOST_TEST(got.rec.size() == 2);
  BOOST_TEST(got.notes.empty());
  got = read("time_s,acc_x,acc_y,acc_z\n\"0,00\",0,0,\"9,8\"\n\"0,01\",0,0,\"9,8\"\n");
  BOOST_TEST(got.rec.acc_m_s2(0, 2) == 9.8);
  BOOST_TEST(
      refusal("time_s;acc_x;acc_y;acc_z\n0;0;0;9,8\n1.000,5;0;0;9,8\n2;0;0;9,8\n") ==
      "3: \"1.000,5\" in column \"time_s\" is no time; expected a number, or a date and time "
      "such as 2024-03-01T12:30:45.123Z");
}

BOOST_AUTO_TEST_CASE(time_must_rise) {
  BOOST_TEST(refusal(usual + "0.00,0,0,9.8\n0.02,0,0,9.8\n0.01,0,0,9.8\n") ==
             "4: time runs back, from 0.02 to 0.01; expected times that rise");
  BOOST_TEST(
      refusal(usual + "0.00,0,0,9.8\n0.01,0,0,9.8\n0.01,0,0,9.9\n0.01,0,0,9.7\n"
                      "0.02,0,0,9.8\n") ==
      "4: time stands still, with other values than the row before (2 rows in all); expected "
      "times that rise");
}

BOOST_AUTO_TEST_CASE(repeated_rows_are_dropped_with_a_note) {
  const outcome got = read(usual +
                           "0.00,0,0,9.8\n0.01,0,0,9.8\n0.01,0,0,9.8\n0.01,0,0,9.8\n"
                           "0.02,0,0,9.8\n");
  BOOST_TEST(got.rec.size() == 3);
  BOOST_TEST(got.text(note_kind::duplicates_dropped) == "2 rows equal to the row before dropped");
  BOOST_TEST(got.note(note_kind::duplicates_dropped)->line == 4U);
}

BOOST_AUTO_TEST_CASE(gaps_and_changes_of_rate_are_kept) {
  const outcome got = read(usual +
                           "0.00,0,0,9.8\n0.01,0,0,9.8\n0.02,0,0,9.8\n5.00,0,0,9.8\n"
                           "5.02,0,0,9.8\n5.04,0,0,9.8\n");
  BOOST_TEST(got.rec.size() == 6);
  BOOST_TEST(got.rec.time_s[3] == 5);
  BOOST_TEST(got.notes.empty());
}

BOOST_AUTO_TEST_CASE(the_unit_of_time_comes_from_the_header_or_the_intervals) {
  const auto second_time = [](const outcome& got) { return got.rec.time_s[1]; };
  BOOST_TEST(second_time(read("Time (ms),ax,ay,az\n0,0,0,9.8\n10,0,0,9.8\n")) == 0.01);
  BOOST_TEST(second_time(read("t_us,ax,ay,az\n0,0,0,9.8\n10000,0,0,9.8\n")) == 0.01);
  BOOST_TEST(second_time(read("timestamp [ns],ax,ay,az\n0,0,0,9.8\n10000000,0,0,9.8\n")) == 0.01);
  BOOST_TEST(second_time(read("millis,ax,ay,az\n0,0,0,9.8\n10,0,0,9.8\n")) == 0.01);

  outcome got = read("timestamp,ax,ay,az\n1600000000000,0,0,9.8\n1600000000010,0,0,9.8\n");
  BOOST_TEST(second_time(got) == 1600000000.01);
  BOOST_TEST(got.text(note_kind::time_by_values) ==
             "the median interval is 10: time read as milliseconds");
  got = read("timestamp,ax,ay,az\n0,0,0,9.8\n10000,0,0,9.8\n");
  BOOST_TEST(got.text(note_kind::time_by_values) ==
             "the median interval is 1e+04: time read as microseconds");
  got = read("timestamp,ax,ay,az\n0,0,0,9.8\n10000000,0,0,9.8\n");
  BOOST_TEST(got.text(note_kind::time_by_values) ==
             "the median interval is 1e+07: time read as nanoseconds");

  BOOST_TEST(refusal("time,ax,ay,az\n0,0,0,9.8\n0.3,0,0,9.8\n") ==
             "1: the unit of time is unclear: the median interval is 0.3; expected a header that "
             "names it, such as time_s or time_ms");
  BOOST_TEST(refusal("time_s,ax,ay,az\n0,0,0,9.8\n10,0,0,9.8\n") ==
             "1: \"time_s\" says s, but then the median interval of the samples is 10 s; expected "
             "0.0001 s to 1 s");
}

BOOST_AUTO_TEST_CASE(dates_become_seconds_since_1970) {
  outcome got = read(
      "timestamp,ax,ay,az\n2024-03-01T12:30:45.250Z,0,0,9.8\n"
      "2024-03-01T14:30:45.260+02:00,0,0,9.8\n2024-03-01T12:30:45.270Z,0,0,9.8\n");
  BOOST_TEST(got.rec.time_s[0] == 1709296245.25);
  BOOST_TEST(got.rec.time_s[1] == 1709296245.26);
  BOOST_TEST(got.notes.empty());
  got = read("timestamp;ax;ay;az\n2024-03-01 12:30:45,25;0;0;9.8\n2024-03-01 12:30:46;0;0;9.8\n");
  BOOST_TEST(got.rec.time_s[0] == 1709296245.25);
  BOOST_TEST(got.text(note_kind::time_zone_assumed) == "times name no zone: read as UTC");
  for (const char* bad : {"2024-02-30T12:30:45Z", "2024-03-01T25:00:00Z", "12:30:45",
                          "2024-03-01T12:30:45+2", "01.03.2024 12:30:45", "5"}) {
    BOOST_TEST(refusal("timestamp,ax,ay,az\n2024-03-01T12:30:45Z,0,0,9.8\n" + std::string(bad) +
                       ",0,0,9.8\n") ==
               "3: \"" + std::string(bad) +
                   "\" in column \"timestamp\" is no date and time; expected one such as "
                   "2024-03-01T12:30:45.123Z");
  }
}

BOOST_AUTO_TEST_CASE(the_unit_of_acceleration_comes_from_the_header_or_from_gravity) {
  const auto third_axis = [](const outcome& got) { return got.rec.acc_m_s2(0, 2); };
  const double g = 9.80665;
  const auto close = boost::test_tools::tolerance(1e-12);
  outcome got = read("t,ax (g),ay (g),az (g)\n0,0,0,1\n0.01,0,0,1\n");
  BOOST_TEST(third_axis(got) == g, close);
  BOOST_TEST(got.notes.empty());
  got = read("t,acc_x_mg,acc_y_mg,acc_z_mg\n0,0,0,1000\n0.01,0,0,1000\n");
  BOOST_TEST(third_axis(got) == g, close);
  BOOST_TEST(got.notes.empty());

  got = read("t,ax,ay,az\n0,0,0,1\n0.01,0,0,1\n");
  BOOST_TEST(third_axis(got) == g, close);
  BOOST_TEST(got.text(note_kind::unit_by_values) ==
             "the mean acceleration over 2 s is 1: read as g");
  got = read("t,ax,ay,az\n0,0,0,1000\n0.01,0,0,1000\n");
  BOOST_TEST(third_axis(got) == g, close);
  BOOST_TEST(got.text(note_kind::unit_by_values) ==
             "the mean acceleration over 2 s is 1000: read as mg");
  got = read("t,ax [m/s^2],ay [m/s^2],az [m/s^2]\n0,0,0,1\n0.01,0,0,1\n");
  BOOST_TEST(third_axis(got) == g, close);
  BOOST_TEST(got.text(note_kind::unit_by_values) ==
             "the mean acceleration over 2 s is 1, but the header says m/s²: read as g");
  got = read("t,acc_x_g,acc_y_g,acc_z_g\n0,0,0,9.8\n0.01,0,0,9.8\n");
  BOOST_TEST(third_axis(got) == 9.8);
  BOOST_TEST(got.text(note_kind::unit_by_values) ==
             "the mean acceleration over 2 s is 9.8, but the header says g: read as m/s²");

  BOOST_TEST(refusal("t,ax,ay,az\n0,0,0,16384\n0.01,0,0,16384\n") ==
             "1: gravity is not to be seen: the mean acceleration over 2 s is 1.638e+04; expected "
             "about 9.8 (m/s²), 1 (g) or 1000 (mg)");
  BOOST_TEST(refusal("t,ax (g),ay (g),az (g)\n0,0,0,4\n0.01,0,0,4\n") ==
             "1: gravity is not to be seen: the mean acceleration over 2 s is 4 g; expected about "
             "9.8 (m/s²), 1 (g) or 1000 (mg)");
}

BOOST_AUTO_TEST_CASE(the_unit_of_angular_rate_comes_from_the_header_or_from_its_size) {
  const auto rows = [](const std::string& x) {
    return "0,0,0,9.8," + x + ",0,0\n0.01,0,0,9.8," + x + ",0,0\n";
  };
  const auto close = boost::test_tools::tolerance(1e-12);
  BOOST_TEST(read("t,ax,ay,az,gx [dps],gy [dps],gz [dps]\n" + rows("180")).rec.gyr_rad_s(0, 0) ==
                 std::numbers::pi,
             close);
  BOOST_TEST(read("t,ax,ay,az,wx (°/s),wy (°/s),wz (°/s)\n" + rows("180")).rec.gyr_rad_s(0, 0) ==
                 std::numbers::pi,
             close);
  BOOST_TEST(
      read("t,ax,ay,az,gyr_x_rad_s,gyr_y_rad_s,gyr_z_rad_s\n" + rows("3")).rec.gyr_rad_s(0, 0) ==
      3);
  outcome got = read("t,ax,ay,az,gx,gy,gz\n" + rows("3"));
  BOOST_TEST(got.rec.gyr_rad_s(0, 0) == 3);
  BOOST_TEST(got.notes.empty());
  got = read("t,ax,ay,az,gx,gy,gz\n" + rows("180"));
  BOOST_TEST(got.rec.gyr_rad_s(0, 0) == std::numbers::pi, close);
  BOOST_TEST(got.text(note_kind::unit_by_values) ==
             "1 % of the angular rates are above 180: read as deg/s");
  got = read("t,ax,ay,az,gx (rad/s),gy (rad/s),gz (rad/s)\n" + rows("180"));
  BOOST_TEST(got.text(note_kind::unit_by_values) ==
             "1 % of the angular rates are above 180, but the header says rad/s: read as deg/s");
}

BOOST_AUTO_TEST_CASE(files_that_are_no_text_are_refused) {
  BOOST_TEST(refusal(std::string("time\0,acc_x\n", 12)) ==
             "0: is a binary file; expected comma-separated text");
  BOOST_TEST(refusal("\xFF\xFEt\x01") == "0: is UTF-16 text; expected UTF-8");
  BOOST_TEST(refusal(std::string((std::size_t{1} << 20) + 1, 'x')) ==
             "1: the line is longer than a megabyte; expected one sample a line");
  BOOST_TEST(refusal(usual + "0.00,0,0,9.8\n" + std::string(std::size_t{3} << 20, '1') + "\n") ==
             "3: the line is longer than a megabyte; expected one sample a line");
}

BOOST_AUTO_TEST_CASE(paths_that_lead_nowhere_are_refused) {
  const temp_folder folder;
  const auto message = [](const std::filesystem::path& path) {
    try {
      rg::io::read_recording(path);
    } catch (const rg::parse_error& error) {
      return error.message();
    }
    return std::string("read");
  };
  BOOST_TEST(message(folder.path() / "none.csv") == "there is no such file");
  BOOST_TEST(message(folder.path()) ==
             "the folder holds no recording; expected files such as imu_lumbar.csv");
}

BOOST_AUTO_TEST_CASE(long_files_are_read_whole_across_chunks) {
  std::string text = usual;
  const int rows = 60000;
  for (int i = 0; i < rows; ++i) {
    char line[64];
    std::snprintf(line, sizeof line, "%.2f,%d,0,9.8\n", i * 0.01, i % 7);
    text += line;
  }
  const temp_folder folder;
  std::uintmax_t told = 0;
  rg::io::read_options options;
  options.progress = [&](std::uintmax_t done, std::uintmax_t) { told = done; };
  const rg::recording rec = rg::io::read_recording(folder.write("imu_lumbar.csv", text), options);
  BOOST_TEST(rec.size() == rows);
  bool right = true;
  for (std::ptrdiff_t i = 0; i < rec.size(); ++i) {
    right = right && rec.acc_m_s2(i, 0) == static_cast<double>(i % 7);
    right = right && std::abs(rec.time_s[i] - static_cast<double>(i) * 0.01) < 1e-9;
  }
  BOOST_TEST(right);
  BOOST_TEST(told <= text.size());
}

BOOST_AUTO_TEST_CASE(any_bytes_are_read_or_refused) {
  const temp_folder folder;
  const auto read_or_refuse = [&](const std::string& text) {
    try {
      const rg::recording rec = rg::io::read_recording(folder.write("walk.csv", text));
      RC_ASSERT(rec.size() >= 2);
      RC_ASSERT(rec.validate().empty());
    } catch (const rg::parse_error& error) {
      const std::string what = error.what();
      RC_ASSERT(what.find_first_of("\r\n") == std::string::npos);
    }
  };
  BOOST_TEST(rc::check("bytes", [&](const std::string& text) { read_or_refuse(text); }));
  BOOST_TEST(rc::check("bytes after a header",
                       [&](const std::string& text) { read_or_refuse(usual + text); }));
  // Pieces that a CSV file is made of, in any order.
  const auto piece = rc::gen::element<std::string>(
      ",", ";", "\n", "\r\n", "0.01", "0.02", "9.8", "-1", "1e308", "1e-320", "nan", "\"", "#", " ",
      "0,0,0,9.8\n", "0.1,0,0,9.8\n", "0.2,0,0,1\n", "time_s,acc_x,acc_y,acc_z\n", "t,x,y,z", "ms",
      "2024-03-01T12:30:45Z", "gyr_x");
  BOOST_TEST(rc::check("pieces", [&]() {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(piece);
    std::string text;
    for (const std::string& one : pieces) text += one;
    read_or_refuse(text);
  }));
}

BOOST_AUTO_TEST_SUITE_END()

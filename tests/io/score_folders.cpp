#include <retrogait/core/errors.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/score_folders.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <numbers>

#include "../support/test.hpp"
#include "temp_folder.hpp"

namespace rg = retrogait;
namespace io = retrogait::io;
using nlohmann::json;
using rg::contact;
using rg::placement;
using rg::test::temp_folder;

namespace {

rg::testing::virtual_walk walk_of(std::uint64_t seed, bool limbs = false) {
  rg::testing::virtual_walker walker;
  walker.seconds = 16;
  walker.seed = seed;
  if (limbs) walker.placements = {placement::lumbar, placement::left_foot};
  return walker.walk();
}

io::truth truth_of(const rg::testing::virtual_walk& walk) {
  io::truth known;
  known.direction = "forward";
  known.events.emplace();
  for (const contact& c : walk.truth.contacts) known.events->push_back({c.time_s, c.kind, c.side});
  known.bouts.emplace();
  for (const auto& b : walk.truth.bouts) known.bouts->push_back({b.start_s, b.end_s});
  return known;
}

/// Three recordings of two people in two data sets.
void write_walks(const std::filesystem::path& root) {
  const std::string people[] = {"anna", "anna", "berta"};
  const std::string sets[] = {"one", "one", "two"};
  for (std::uint64_t i = 0; i < 3; ++i) {
    const auto walk = walk_of(i + 1, i == 2);
    io::folder_meta meta;
    meta.dataset = sets[i];
    meta.recording = "walk-" + std::to_string(i + 1);
    meta.subject = people[i];
    io::write_folder(root / sets[i] / meta.recording, walk.recordings, truth_of(walk), meta);
  }
}

const std::filesystem::path& walks() {
  static const temp_folder temp;
  static const bool written = (write_walks(temp.path()), true);
  BOOST_REQUIRE(written);
  return temp.path();
}

/// Says at each whole second that a foot met the ground there.
struct ticking_detector {
  std::optional<contact> update(const rg::acc_sample<double>& s) {
    if (s.time_s < next_s) return std::nullopt;
    contact c;
    c.time_s = next_s;
    next_s += 1;
    return c;
  }
  void finish() {}
  double latency_s() const { return 0.02; }

  double next_s = 1;
};

/// Its copies share what they know, which no detector may.
struct sharing_detector : ticking_detector {
  std::optional<contact> update(const rg::acc_sample<double>& s) {
    return ++*seen < 800 ? ticking_detector::update(s) : std::nullopt;
  }

  std::shared_ptr<int> seen = std::make_shared<int>(0);
};

struct gyroscope_detector {
  std::optional<contact> update(const rg::imu_sample<double>&) { return std::nullopt; }
  void finish() {}
  double latency_s() const { return 0; }
};

template <class Detector>
io::scored_detector scored(const std::string& name, const Detector& detector) {
  return {name, [](placement where) { return where == placement::lumbar; },
          [detector](const rg::recording& rec, const io::folder_meta&) {
            return io::detect_both_ways(rec, detector);
          }};
}

rg::recording sine(double hz, double rate_hz, double seconds) {
  rg::recording rec;
  const auto n = static_cast<Eigen::Index>(seconds * rate_hz) + 1;
  rec.time_s = Eigen::VectorXd::LinSpaced(n, 0, static_cast<double>(n - 1) / rate_hz);
  rec.acc_m_s2 = rg::matrix_n3::Zero(n, 3);
  rec.acc_m_s2.col(0) = (2 * std::numbers::pi * hz * rec.time_s).array().sin();
  rec.gyr_rad_s = rec.acc_m_s2;
  return rec;
}

double largest(const rg::recording& rec) {
  const Eigen::Index edge = rec.size() / 4;
  return rec.acc_m_s2.col(0).segment(edge, rec.size() - 2 * edge).cwiseAbs().maxCoeff();
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(score_folders)

BOOST_AUTO_TEST_CASE(live_and_batch_are_run_apart) {
  const rg::recording rec = walk_of(1).recordings.front();
  const auto good = io::detect_both_ways(rec, ticking_detector{});
  BOOST_REQUIRE(good);
  BOOST_TEST(good->agree());
  BOOST_TEST(good->live.size() == 16U);
  BOOST_TEST(good->delay_s.size() == good->live.size());
  for (double delay_s : good->delay_s) BOOST_TEST((delay_s >= 0 && delay_s < 0.011));
  BOOST_TEST(good->stated_latency_s == 0.02);

  rg::recording torn = rec;
  torn.time_s.tail(torn.size() / 2).array() += 0.5;  // 8.00 s becomes 8.50 s, after 7.99 s
  const auto after_gap = io::detect_both_ways(torn, ticking_detector{});
  for (double delay_s : after_gap->delay_s) BOOST_TEST((delay_s > -0.02 && delay_s < 0.02));

  BOOST_TEST(!io::detect_both_ways(rec, sharing_detector{})->agree());

  BOOST_TEST(io::detect_both_ways(rec, gyroscope_detector{}).has_value());
  rg::recording acc = rec;
  acc.gyr_rad_s.resize(0, 3);
  BOOST_TEST(!io::detect_both_ways(acc, gyroscope_detector{}).has_value());
}

BOOST_AUTO_TEST_CASE(a_slower_sensor_keeps_what_it_can_hold) {
  const io::score_condition at_25{.rate_hz = 25};
  rg::recording slow = io::apply(at_25, sine(2, 100, 10), 1);
  BOOST_TEST(std::abs(slow.rate_hz() - 25) < 0.01);
  BOOST_TEST(std::abs(largest(slow) - 1) < 0.05);
  BOOST_TEST(slow.validate().empty());
  BOOST_TEST(slow.gyr_rad_s.rows() == slow.size());
  slow = io::apply(at_25, sine(23, 100, 10), 1);
  BOOST_TEST(largest(slow) < 0.01);

  const rg::recording fast = io::apply({.rate_hz = 200}, sine(2, 100, 10), 1);
  BOOST_TEST(fast.size() == 2001);
  BOOST_TEST(std::abs(largest(fast) - 1) < 0.01);

  const rg::recording same = io::apply({.rate_hz = 100}, sine(2, 100.5, 10), 1);
  BOOST_TEST(same.size() == sine(2, 100.5, 10).size());
}

BOOST_AUTO_TEST_CASE(what_was_lost_stays_lost) {
  rg::recording rec = sine(2, 100, 10);
  rec.time_s.tail(500).array() += 1;
  for (double rate_hz : {25.0, 200.0}) {
    const rg::recording other = io::apply({.rate_hz = rate_hz}, rec, 1);
    const auto longest =
        (other.time_s.tail(other.size() - 1) - other.time_s.head(other.size() - 1)).maxCoeff();
    BOOST_TEST((longest > 0.95 && longest < 1.1));
  }
}

BOOST_AUTO_TEST_CASE(lost_clipped_and_hidden) {
  const rg::recording rec = sine(2, 100, 100);
  const io::score_condition lossy{.lost_share = 0.05};
  const rg::recording lost = io::apply(lossy, rec, 3);
  const double kept = static_cast<double>(lost.size()) / static_cast<double>(rec.size());
  BOOST_TEST((kept > 0.93 && kept < 0.97));
  BOOST_TEST(lost.time_s[0] == rec.time_s[0]);
  BOOST_TEST(lost.time_s[lost.size() - 1] == rec.time_s[rec.size() - 1]);
  BOOST_TEST((io::apply(lossy, rec, 3).time_s == lost.time_s));
  const rg::recording other = io::apply(lossy, rec, 4);
  BOOST_TEST((other.size() != lost.size() || other.time_s != lost.time_s));

  const rg::recording clipped = io::apply({.clip_g = 0.05}, rec, 1);
  BOOST_TEST(std::abs(clipped.acc_m_s2.maxCoeff() - 0.05 * 9.80665) < 1e-12);
  BOOST_TEST(std::abs(clipped.acc_m_s2.minCoeff() + 0.05 * 9.80665) < 1e-12);
  BOOST_TEST((clipped.gyr_rad_s == rec.gyr_rad_s));

  rg::recording worn = rec;
  worn.mounting = rg::mounting::parse("up=+x,forward=-z");
  BOOST_TEST((io::apply({}, worn, 1).mounting == worn.mounting));
  worn = io::apply({.hide_mounting = true, .hide_gyroscope = true}, worn, 1);
  BOOST_TEST((worn.mounting == rg::mounting()));
  BOOST_TEST(!worn.has_gyroscope());
}

BOOST_AUTO_TEST_CASE(conditions_have_names_and_limits) {
  BOOST_TEST(io::score_condition{}.name() == "as recorded");
  const io::score_condition all{2.0, 12.5, 0.05, true, true};
  BOOST_TEST(all.name() == "12.5 Hz, clipped at 2 g, 5 % lost, mounting hidden, no gyroscope");
  BOOST_TEST(all.validate().empty());
  BOOST_TEST((io::score_condition{-1.0, 1.0, 0.95}.validate().size() == 3));
  BOOST_CHECK_THROW(io::apply({.lost_share = -0.1}, sine(1, 100, 1), 1), rg::config_error);
}

BOOST_AUTO_TEST_CASE(rows_are_data_sets_and_detectors) {
  io::score_options options;
  options.folders = {walks()};
  options.detectors = {scored("ticking", ticking_detector{}),
                       scored("sharing", sharing_detector{})};
  std::size_t last = 99;
  options.progress = [&](std::size_t done, std::size_t total) {
    BOOST_TEST(total == 3U);
    last = done;
  };
  const io::score_report report = io::score_folders(options);
  BOOST_TEST(last == 2U);
  BOOST_REQUIRE(report.rows.size() == 4U);
  BOOST_TEST(report.recordings.size() == 6U);
  BOOST_TEST(report.failed.empty());
  const io::score_row& row = report.rows[0];
  BOOST_TEST(row.group == "one");
  BOOST_TEST(row.detector == "ticking");
  BOOST_TEST(row.recordings == 2U);
  BOOST_TEST(row.people == 1U);
  BOOST_TEST(!row.intervals.f1);
  BOOST_TEST(row.live_differs_n == 0U);
  BOOST_TEST(!row.bouts);           // it gives none
  BOOST_TEST(!row.final_contacts);  // nor these
  BOOST_TEST(row.initial.truth_n == report.recordings[0].score.initial.truth_n +
                                        report.recordings[2].score.initial.truth_n);
  BOOST_TEST(report.rows[1].detector == "sharing");
  BOOST_TEST(report.rows[1].live_differs_n == 1U);  // in the second nothing is found any more
  BOOST_TEST(report.rows[2].group == "two");
  // The foot has no detector here.
  BOOST_REQUIRE(report.skipped.size() == 1U);
  BOOST_TEST(contains(report.skipped[0].what, "imu_left_foot.csv"));
  BOOST_TEST(report.skipped[0].why == "no detector for left_foot");
}

BOOST_AUTO_TEST_CASE(labels_and_detectors_may_differ_from_recording_to_recording) {
  io::score_options options;
  options.folders = {walks() / "one", walks() / "two", walks() / "two"};
  options.label = [](const io::score_subject& of, io::score_label& label) {
    label.group = "all";
    label.mark = of.meta.subject == "berta" ? "held out" : "tuned";
    label.sides_count = false;
  };
  options.detectors = {scored("ticking", ticking_detector{})};
  options.detectors.front().run = [](const rg::recording& rec, const io::folder_meta& meta) {
    ticking_detector own;
    own.next_s = meta.subject == "berta" ? 1000 : 1;
    return io::detect_both_ways(rec, own);
  };
  options.placement = placement::lumbar;
  const io::score_report report = io::score_folders(options);
  BOOST_REQUIRE(report.rows.size() == 2U);
  BOOST_TEST(report.rows[0].mark == "held out");
  BOOST_TEST(report.rows[0].recordings == 1U);
  BOOST_TEST(report.rows[0].initial.matched_n == 0U);
  BOOST_TEST(report.rows[1].mark == "tuned");
  BOOST_TEST(report.rows[1].initial.matched_n > 0U);
  BOOST_TEST(report.rows[1].sides_asked == 0U);
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_does_not_stop_the_others) {
  const temp_folder temp;
  std::filesystem::copy(walks(), temp.path() / "data", std::filesystem::copy_options::recursive);
  temp.write("data/one/walk-1/imu_lumbar.csv", "time_s,acc_x,acc_y,acc_z\n0,1,2,x\n");
  temp.write("data/three/bad/imu_lumbar.csv", "");
  temp.write("data/three/bad/meta.json", "{");
  io::score_options options;
  options.folders = {temp.path()};
  options.detectors = {scored("ticking", ticking_detector{})};
  const io::score_report report = io::score_folders(options);
  BOOST_TEST(report.recordings.size() == 2U);
  BOOST_REQUIRE(report.failed.size() == 2U);
  BOOST_TEST(contains(report.failed[0].what, "one/walk-1/imu_lumbar.csv"));
  BOOST_TEST(contains(report.failed[0].why, "imu_lumbar.csv:2"));
  BOOST_TEST(contains(report.failed[1].what, "three/bad"));
}

BOOST_AUTO_TEST_CASE(nothing_to_score_is_said) {
  const temp_folder temp;
  const auto message_for = [](const std::filesystem::path& folder) -> std::string {
    io::score_options options;
    options.folders = {folder};
    try {
      io::score_folders(options);
    } catch (const rg::config_error& error) {
      return error.what();
    }
    return "no error";
  };
  BOOST_TEST(contains(message_for(temp.path()), "no recordings; expected folders with"));
  BOOST_TEST(contains(message_for(temp.path() / "none"), "no such folder"));
  BOOST_TEST(contains(message_for(temp.write("file.txt", "x")), "is no folder"));
  io::write_folder(temp.path() / "walk", walk_of(1).recordings);
  BOOST_TEST(contains(message_for(temp.path()), "nothing to score in 1 recording: "));
  BOOST_TEST(contains(message_for(temp.path()), "no contacts and no number of steps"));
}

BOOST_AUTO_TEST_CASE(peers_stand_in_the_same_table) {
  const temp_folder temp;
  const std::string header =
      "peer,dataset,recording,true_initial_contacts,matched,false,recall,precision,f1,offset_ms,"
      "mae_raw_ms,mae_centred_ms\n";
  const auto file =
      temp.write("peer_results.csv", header +
                                         "other,one,walk-1,20,18,2,0.9,0.9,0.9,-50,60,10\n"
                                         "other,one,walk-2,20,9,0,0.45,1,0.62,-20,30,40\n"
                                         "other,elsewhere,walk-1,20,0,0,0,,0,,,\n");
  io::score_options options;
  options.folders = {walks()};
  options.detectors = {scored("ticking", ticking_detector{})};
  options.conditions = {{}, {.rate_hz = 50}};
  options.peers = file;
  const io::score_report report = io::score_folders(options);
  // one: as recorded, its peer, 50 Hz; two: as recorded, 50 Hz.
  BOOST_REQUIRE(report.rows.size() == 5U);
  const io::score_row& peer = report.rows[1];
  BOOST_TEST(peer.peer);
  BOOST_TEST(peer.detector == "other");
  BOOST_TEST(peer.recordings == 2U);
  BOOST_TEST(std::abs(peer.initial.recall() - 27.0 / 40) < 1e-12);
  BOOST_TEST(std::abs(peer.initial.precision() - 27.0 / 29) < 1e-12);
  BOOST_TEST(std::abs(*peer.mae_s - 0.050) < 1e-12);
  BOOST_TEST(std::abs(*peer.mae_centred_s - 0.020) < 1e-12);
  BOOST_TEST(std::abs(*peer.bias_s + 0.050) < 1e-12);
  BOOST_TEST(std::abs(*peer.worst_count_error - 11.0 / 20) < 1e-12);

  temp.write("set/walk/imu_lumbar.csv", "");
  BOOST_TEST(
      (io::find_peers(temp.path() / "set" / "walk") == std::filesystem::weakly_canonical(file)));
  BOOST_TEST((io::find_peers(temp.path()) == std::filesystem::weakly_canonical(file)));
  const auto wrong = [&](const std::string& text) {
    BOOST_CHECK_THROW(io::read_peers(temp.write("wrong.csv", text)), rg::parse_error);
  };
  wrong("");
  wrong("peer,dataset\n");
  wrong(header + "other,one,walk-1,20,18.5,2,,,,,,\n");
  wrong(header + "other,one,walk-1,20,21,2,,,,,,\n");
  wrong(header + "other,one\n");
}

BOOST_AUTO_TEST_CASE(the_librarys_detectors_find_the_virtual_walk) {
  io::score_options options;
  options.folders = {walks()};
  options.placement = placement::lumbar;
  const io::score_report report = io::score_folders(options);
  const auto row = std::find_if(report.rows.begin(), report.rows.end(), [](const io::score_row& r) {
    return r.group == "one" && r.detector == "retrogait-lower-back";
  });
  BOOST_REQUIRE((row != report.rows.end()));
  BOOST_TEST(row->initial.f1() >= 0.9);
  BOOST_TEST(row->live_differs_n == 0U);
  BOOST_TEST(*row->worst_delay_s <= row->stated_latency_s);
  BOOST_REQUIRE(row->bouts);
  BOOST_TEST(row->bouts->f1() >= 0.8);
}

BOOST_AUTO_TEST_CASE(everything_as_json) {
  io::score_options options;
  options.folders = {walks()};
  options.detectors = {scored("ticking", ticking_detector{})};
  options.conditions = {{.rate_hz = 50}};
  const json all = json::parse(io::to_json(io::score_folders(options)));
  BOOST_REQUIRE(all["rows"].size() == 2U);
  const json& row = all["rows"][0];
  BOOST_TEST(row["data_set"] == "one");
  BOOST_TEST(row["sensor"] == "lower back");
  BOOST_TEST(row["condition"] == "50 Hz");
  BOOST_TEST(row["recordings"] == 2);
  BOOST_TEST(row["people"] == 1);
  const json& found = row["initial_contacts"];
  for (const char* key : {"true", "matched", "false", "recall", "precision", "f1", "bias_ms",
                          "mae_ms", "mae_centred_ms", "mae_centred_by_row_ms"}) {
    BOOST_TEST(found[key].is_number(), key);
  }
  BOOST_TEST(found["f1_95"].is_null());  // one person
  BOOST_TEST(row["bouts"].is_null());
  BOOST_TEST(row["final_contacts"].is_null());
  BOOST_TEST(row["initial_contacts_wide"]["f1"].is_number());
  BOOST_TEST(row["latency"]["worst_s"].is_number());
  BOOST_TEST(row["live_differs_from_batch"] == 0);

  BOOST_REQUIRE(all["recordings"].size() == 3U);
  const json& one = all["recordings"][2];
  BOOST_TEST(one["recording"] == "walk-3");
  BOOST_TEST(one["person"] == "two berta");
  BOOST_TEST(one["found_steps"].is_number());
  BOOST_TEST(one["sides"]["right_share"].is_null());
  BOOST_TEST(one["live_is_batch"] == true);
  BOOST_TEST(all["skipped"].size() == 1U);
  BOOST_TEST(all["failed"].empty());
}

BOOST_AUTO_TEST_SUITE_END()

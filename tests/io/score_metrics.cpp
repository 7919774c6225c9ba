#include <retrogait/core/errors.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/score_metrics.hpp>
#include <retrogait/metrics/temporal.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/session/analyze.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <filesystem>
#include <stdexcept>

#include "../support/recordings.hpp"
#include "../support/test.hpp"
#include "temp_folder.hpp"

namespace rg = retrogait;
namespace io = retrogait::io;
namespace metric = retrogait::metric;
using rg::metric_level;
using rg::placement;
using rg::reason;
using rg::test::temp_folder;

namespace {

io::truth truth_of(const rg::testing::virtual_walk& walk) {
  io::truth known;
  known.direction = "forward";
  known.events.emplace();
  for (const rg::contact& c : walk.truth.contacts) {
    known.events->push_back({c.time_s, c.kind, c.side});
  }
  known.strides.emplace();
  for (const auto& s : walk.truth.strides) {
    known.strides->push_back({.start_s = s.start_s,
                              .end_s = s.end_s,
                              .side = s.side,
                              .stride_length_m = s.length_m,
                              .speed_m_s = s.speed_m_s,
                              .direction = s.direction});
  }
  known.bouts.emplace();
  for (const auto& b : walk.truth.bouts) known.bouts->push_back({b.start_s, b.end_s});
  return known;
}

io::folder_meta meta_of(const std::string& subject, const std::string& name) {
  io::folder_meta meta;
  meta.dataset = "virtual";
  meta.subject = subject;
  meta.recording = name;
  meta.height_m = 1.72;
  return meta;
}

/// A report that says what the reference says, with the true lengths.
rg::gait_report oracle(const io::metric_subject& subject) {
  std::vector<rg::contact> contacts;
  for (const io::truth_event& e : *subject.known.events) {
    rg::contact c;
    c.time_s = e.time_s;
    c.kind = e.kind;
    c.side = e.side;
    c.bout = 1;
    contacts.push_back(c);
  }
  rg::gait_report report;
  report.bouts = rg::assemble_bouts(contacts);
  for (rg::walking_bout& b : report.bouts) {
    b.metrics.set(metric::cadence, rg::cadence(b.steps));
    b.metrics.set(metric::step_time, rg::step_time(b.steps));
    for (rg::stride& s : b.strides) {
      for (const io::truth_stride& t : *subject.known.strides) {
        if (std::abs(t.start_s - s.start_s) < 0.01) s.length_m = t.stride_length_m;
      }
    }
  }
  return report;
}

/// Two people on one walk each, with lower back and feet.
const std::filesystem::path& walks() {
  static const temp_folder temp;
  static const bool written = [] {
    for (const std::uint64_t seed : {1U, 2U}) {
      rg::testing::virtual_walker walker;
      walker.seconds = 16;
      walker.seed = seed;
      walker.placements = {placement::lumbar, placement::left_foot, placement::right_foot};
      const auto walk = walker.walk();
      const std::string name = "walk-" + std::to_string(seed);
      io::write_folder(temp.path() / name, walk.recordings, truth_of(walk),
                       meta_of("person " + std::to_string(seed), name));
    }
    return true;
  }();
  BOOST_REQUIRE(written);
  return temp.path();
}

/// n people with one recording each that holds next to nothing but has a reference.
void write_small_folders(const std::filesystem::path& root, int people) {
  rg::testing::virtual_walker walker;
  walker.seconds = 10;
  walker.sensor.rate_hz = 20;
  for (int i = 0; i < people; ++i) {
    walker.seed = static_cast<std::uint64_t>(i + 1);
    const auto walk = walker.walk();
    const std::string name = "walk-" + std::to_string(i);
    io::write_folder(root / name, walk.recordings, truth_of(walk),
                     meta_of("person " + std::to_string(i), name));
  }
}

io::metric_score_options with_oracle(const std::filesystem::path& folder) {
  io::metric_score_options options;
  options.folders = {folder};
  options.analyze = [](std::span<const rg::recording>, const io::metric_subject& subject) {
    return oracle(subject);
  };
  return options;
}

const io::metric_row* find(const io::metric_score_report& report, const std::string& sensors,
                           const std::string& id, metric_level level) {
  for (const io::metric_row& row : report.rows) {
    if (row.sensors == sensors && row.metric == id && row.level == level) return &row;
  }
  return nullptr;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(score_metrics)

BOOST_AUTO_TEST_CASE(analyze_is_close_to_what_the_virtual_walker_did) {
  io::metric_score_options options;
  options.folders = {walks()};
  std::size_t told = 0;
  options.progress = [&](std::size_t, std::size_t total) {
    ++told;
    BOOST_TEST(total == 2U);
  };
  const io::metric_score_report report = io::score_metrics(options);
  BOOST_TEST(told == 2U);
  BOOST_TEST(report.failed.empty());
  BOOST_TEST(report.skipped.empty());

  struct expectation {
    const char* sensors;
    const char* metric;
    metric_level level;
    double most;
  };
  for (const auto& [sensors, id, level, most] :
       {expectation{"lower back", "cadence", metric_level::bout, 2},
        expectation{"lower back", "stride_time", metric_level::stride, 0.05},
        expectation{"lower back", "stance_time", metric_level::stride, 0.08},
        expectation{"lower back", "stride_length", metric_level::bout, 0.5},
        expectation{"lower back", "step_count", metric_level::recording, 2},
        expectation{"lower back", "walking_time", metric_level::recording, 2},
        expectation{"feet", "cadence", metric_level::bout, 2},
        expectation{"feet", "stance_time", metric_level::stride, 0.1},
        expectation{"feet", "stride_length", metric_level::stride, 0.05},
        expectation{"feet", "walking_speed", metric_level::bout, 0.08},
        expectation{"right foot", "stride_length", metric_level::stride, 0.05}}) {
    BOOST_TEST_CONTEXT(sensors << ", " << id) {
      const io::metric_row* const row = find(report, sensors, id, level);
      BOOST_REQUIRE(row != nullptr);
      BOOST_TEST(row->group == "virtual");
      BOOST_TEST(row->people == 2U);
      BOOST_TEST(row->missing == 0U);
      BOOST_TEST(*row->mean_absolute_error < most);
      if (row->pairs >= 3) {
        BOOST_TEST(row->limits->low <= row->limits->high);
        BOOST_TEST(row->correlation->value <= 1);
      }
    }
  }
  // One foot sees no steps, and no trunk was worn with the feet.
  BOOST_TEST(find(report, "right foot", "step_count", metric_level::recording) == nullptr);
  BOOST_TEST(find(report, "right foot", "double_support_time", metric_level::bout) == nullptr);
  BOOST_TEST(find(report, "feet", "trunk_pitch", metric_level::stride) == nullptr);
}

BOOST_AUTO_TEST_CASE(what_is_true_has_no_error) {
  const auto report = io::score_metrics(with_oracle(walks()));
  for (const auto& [id, level] :
       {std::pair("cadence", metric_level::bout), std::pair("step_time", metric_level::bout),
        std::pair("stride_length", metric_level::bout),
        std::pair("walking_speed", metric_level::bout),
        std::pair("stride_time", metric_level::stride),
        std::pair("stance_time", metric_level::stride),
        std::pair("stride_length", metric_level::stride),
        std::pair("step_count", metric_level::recording)}) {
    BOOST_TEST_CONTEXT(id) {
      const io::metric_row* const row = find(report, "feet", id, level);
      BOOST_REQUIRE(row != nullptr);
      BOOST_TEST(*row->mean_absolute_error < 1e-9);
      BOOST_TEST(row->missing == 0U);
      if (row->correlation) BOOST_TEST(row->correlation->value > 1 - 1e-9);
    }
  }
  // Metrics that the report does not hold were not asked for, so none of them is missing.
  BOOST_TEST(find(report, "feet", "double_support_share", metric_level::bout) == nullptr);
}

BOOST_AUTO_TEST_CASE(a_bias_is_found_as_large_as_it_is) {
  auto options = with_oracle(walks());
  options.analyze = [](std::span<const rg::recording>, const io::metric_subject& subject) {
    rg::gait_report report = oracle(subject);
    for (rg::walking_bout& b : report.bouts) {
      for (rg::stride& s : b.strides) s.length_m = s.length_m.value() + 0.1;
      b.metrics.set(metric::step_length, rg::quantities::metres(2));
    }
    return report;
  };
  const auto report = io::score_metrics(options);
  const auto* const stride = find(report, "feet", "stride_length", metric_level::stride);
  BOOST_REQUIRE(stride != nullptr);
  BOOST_TEST(std::abs(stride->limits->bias - 0.1) < 1e-9);
  BOOST_TEST(stride->limits->deviation < 1e-9);
  BOOST_TEST(std::abs(*stride->mean_absolute_error - 0.1) < 1e-9);
  // What the report says itself comes before what follows from its strides.
  for (const io::metric_pair& p : report.pairs) {
    if (p.metric == "step_length") BOOST_TEST(*p.value == 2);
  }
}

BOOST_AUTO_TEST_CASE(nothing_found_is_missing_with_its_reason) {
  auto options = with_oracle(walks());
  options.analyze = [](std::span<const rg::recording>, const io::metric_subject&) {
    return rg::gait_report{};
  };
  const auto report = io::score_metrics(options);
  const auto* const cadence = find(report, "lower back", "cadence", metric_level::bout);
  BOOST_REQUIRE(cadence != nullptr);
  BOOST_TEST(cadence->pairs == 0U);
  BOOST_TEST(cadence->missing == 2U);
  BOOST_TEST((cadence->why == reason::no_walking));
  BOOST_TEST((cadence->mean_absolute_error.why() == reason::too_few_values));
  const auto* const steps = find(report, "lower back", "step_count", metric_level::recording);
  BOOST_REQUIRE(steps != nullptr);
  BOOST_TEST(steps->pairs == 2U);  // none is a number
  BOOST_TEST(steps->limits.has_value() == false);
}

BOOST_AUTO_TEST_CASE(without_a_height_the_trunk_tells_no_length) {
  auto options = with_oracle(walks());
  options.analyze = [](std::span<const rg::recording> sensors, const io::metric_subject&) {
    return rg::analyze(sensors);
  };
  options.sensors = {{"lower back", {placement::lumbar}}};
  const auto report = io::score_metrics(options);
  const auto* const length = find(report, "lower back", "stride_length", metric_level::bout);
  BOOST_REQUIRE(length != nullptr);
  BOOST_TEST(length->missing == 2U);
  BOOST_TEST((length->why == reason::height_missing));
}

BOOST_AUTO_TEST_CASE(a_bout_that_goes_on_is_cut_to_the_reference) {
  auto options = with_oracle(walks());
  // Of the one bout only the middle was observed.
  options.correct = [](const io::folder_meta&, io::truth& known) {
    known.bouts = std::vector<io::time_span>{{6.0, 9.0}};
  };
  options.analyze = [](std::span<const rg::recording>, const io::metric_subject& subject) {
    rg::gait_report report = oracle(subject);
    for (rg::walking_bout& b : report.bouts) {
      b.metrics.set(metric::walking_speed, rg::quantities::metres_per_second(7));
    }
    return report;
  };
  const auto report = io::score_metrics(options);
  std::size_t compared = 0;
  for (const io::metric_pair& p : report.pairs) {
    if (p.sensors != "lower back" || p.level != metric_level::bout || p.metric != "cadence") {
      continue;
    }
    ++compared;
    BOOST_TEST(p.when.start_s == 6.0);
    BOOST_TEST(std::abs(p.error()) < 4);  // a step more at either end
  }
  BOOST_TEST(compared == 2U);
  // The speed of all twelve seconds says nothing of these three; that of the strides in them does.
  const auto* const speed = find(report, "lower back", "walking_speed", metric_level::bout);
  BOOST_REQUIRE(speed != nullptr);
  BOOST_TEST(*speed->mean_absolute_error < 0.2);

  // Nor is there one of them where no foot was measured.
  const auto with_lengths = options.analyze;
  options.analyze = [&](std::span<const rg::recording> sensors, const io::metric_subject& subject) {
    rg::gait_report found = with_lengths(sensors, subject);
    for (rg::walking_bout& b : found.bouts) {
      for (rg::stride& s : b.strides) s.length_m.reset();
    }
    return found;
  };
  const auto without = io::score_metrics(options);
  const auto* const missing = find(without, "lower back", "walking_speed", metric_level::bout);
  BOOST_REQUIRE(missing != nullptr);
  BOOST_TEST(missing->pairs == 0U);
  BOOST_TEST(missing->missing == 2U);
  BOOST_TEST((missing->why == reason::no_walking));
}

BOOST_AUTO_TEST_CASE(times_in_another_unit_are_left_out_and_can_be_put_right) {
  auto options = with_oracle(walks());
  const auto in_samples = [](const io::folder_meta&, io::truth& known) {
    for (io::truth_stride& s : *known.strides) {
      s.start_s *= 100;
      s.end_s *= 100;
    }
  };
  options.correct = in_samples;
  options.analyze = [](std::span<const rg::recording>, const io::metric_subject&) {
    return rg::gait_report{};
  };
  options.sensors = {{"lower back", {placement::lumbar}}};
  const auto wrong = io::score_metrics(options);
  BOOST_TEST(wrong.skipped.size() == 2U);
  BOOST_TEST(find(wrong, "lower back", "stride_length", metric_level::bout) == nullptr);

  options.correct = [&](const io::folder_meta& meta, io::truth& known) {
    in_samples(meta, known);
    for (io::truth_stride& s : *known.strides) {
      s.start_s /= 100;
      s.end_s /= 100;
    }
  };
  const auto right = io::score_metrics(options);
  BOOST_TEST(right.skipped.empty());
  BOOST_TEST(find(right, "lower back", "stride_length", metric_level::bout) != nullptr);
}

BOOST_AUTO_TEST_CASE(labels_decide_how_recordings_count) {
  auto options = with_oracle(walks());
  options.label = [](const io::metric_subject& of, io::metric_label& label) {
    BOOST_TEST(label.person == "virtual " + of.meta.subject);
    label.group = "everybody";
    label.person = "one and the same";
    label.strides_by_contacts = false;
  };
  const auto report = io::score_metrics(options);
  for (const io::metric_row& row : report.rows) {
    BOOST_TEST(row.group == "everybody");
    BOOST_TEST(row.people <= 1U);
    BOOST_TEST(!row.error_95.has_value());
    BOOST_TEST(row.metric != "walking_speed");  // strides of unknown ends have no time
  }
  BOOST_TEST(find(report, "feet", "stride_length", metric_level::stride) != nullptr);
}

BOOST_AUTO_TEST_CASE(five_people_have_intervals_four_have_none) {
  for (const int people : {4, 5}) {
    const temp_folder temp;
    write_small_folders(temp.path(), people);
    auto options = with_oracle(temp.path());
    // Each person's strides are found longer by another length.
    options.analyze = [](std::span<const rg::recording>, const io::metric_subject& subject) {
      rg::gait_report report = oracle(subject);
      const double by_m = 0.01 * (subject.meta.subject.back() - '0');
      for (rg::walking_bout& b : report.bouts) {
        for (rg::stride& s : b.strides) s.length_m = s.length_m.value() + by_m;
      }
      return report;
    };
    const auto report = io::score_metrics(options);
    const auto* const row = find(report, "lower back", "stride_length", metric_level::stride);
    BOOST_REQUIRE(row != nullptr);
    BOOST_TEST(row->people == static_cast<std::size_t>(people));
    BOOST_TEST(row->error_95.has_value() == (people == 5));
    BOOST_TEST(row->bias_95.has_value() == (people == 5));
    BOOST_TEST(row->correlation_95.has_value() == (people == 5));
    if (people < 5) continue;
    BOOST_TEST(row->error_95->low < *row->mean_absolute_error);
    BOOST_TEST(row->error_95->high > *row->mean_absolute_error);
    BOOST_TEST(row->error_95->high < 0.04 + 1e-9);  // of the person with the largest
    BOOST_TEST(row->bias_95->low >= -1e-9);
    BOOST_TEST(row->low_95->low <= row->low_95->high);
    // The same seed, the same intervals.
    const auto again = io::score_metrics(options);
    const auto* const same = find(again, "lower back", "stride_length", metric_level::stride);
    BOOST_TEST((same->error_95 == row->error_95));
  }
}

BOOST_AUTO_TEST_CASE(the_knee_and_the_trunk_are_compared_where_the_reference_knows_them) {
  rg::testing::virtual_walker walker;
  walker.seconds = 16;
  walker.placements = {placement::lumbar, placement::left_thigh, placement::left_shank,
                       placement::right_thigh, placement::right_shank};
  const auto walk = walker.walk();
  io::truth known = truth_of(walk);
  known.knee.emplace();
  for (double t = 0; t < walk.truth.duration_s; t += 0.02) {
    const auto p = walk.posture_at(t);
    known.knee->push_back({t, p.left_knee_flexion_deg, p.right_knee_flexion_deg});
  }
  for (io::truth_stride& s : *known.strides) {
    s.trunk_pitch_deg = walk.posture_at((s.start_s + s.end_s) / 2).trunk_lean_deg -
                        walk.posture_at(0).trunk_lean_deg;
  }
  const temp_folder temp;
  io::write_folder(temp.path() / "legs", walk.recordings, known, meta_of("one", "legs"));
  io::metric_score_options options;
  options.folders = {temp.path()};
  const auto report = io::score_metrics(options);
  BOOST_TEST(report.failed.empty());
  for (const char* const id : {"knee_swing_flexion", "knee_excursion"}) {
    const auto* const row = find(report, "thighs and shanks", id, metric_level::stride);
    BOOST_REQUIRE(row != nullptr);
    BOOST_TEST(row->pairs > 10U);
    BOOST_TEST(row->mean_reference > 40);
    BOOST_TEST(*row->mean_absolute_error < 3);
  }
  const auto* const pitch = find(report, "lower back", "trunk_pitch", metric_level::stride);
  BOOST_REQUIRE(pitch != nullptr);
  BOOST_TEST(pitch->pairs > 10U);
  BOOST_TEST(*pitch->mean_absolute_error < 3);
}

BOOST_AUTO_TEST_CASE(faults_are_named_and_the_rest_goes_on) {
  auto options = with_oracle(walks());
  options.analyze = [](std::span<const rg::recording> sensors, const io::metric_subject& subject) {
    if (sensors.size() == 1) throw std::runtime_error("no patience");
    return oracle(subject);
  };
  const auto report = io::score_metrics(options);
  BOOST_TEST(report.failed.size() == 4U);  // the lower back and the right foot of two walks
  BOOST_TEST(report.failed.front().why == "no patience");
  BOOST_TEST(find(report, "feet", "cadence", metric_level::bout) != nullptr);

  options.sensors = {{"phone", {placement::phone}}};
  const auto nobody = io::score_metrics(options);
  BOOST_TEST(nobody.rows.empty());
  BOOST_TEST(nobody.skipped.size() == 2U);

  options.folders = {walks() / "nowhere"};
  BOOST_CHECK_THROW(io::score_metrics(options), rg::config_error);
}

BOOST_AUTO_TEST_CASE(real_feet_measure_strides_and_cadence) {
  const auto folders = test_support::recordings_of("gaitmap");
  if (folders.empty()) return;
  io::metric_score_options options;
  options.folders = folders;
  const auto report = io::score_metrics(options);
  BOOST_TEST(report.failed.empty());
  const auto* const cadence = find(report, "feet", "cadence", metric_level::bout);
  BOOST_REQUIRE(cadence != nullptr);
  BOOST_TEST(cadence->pairs == 5U);
  BOOST_TEST(*cadence->mean_absolute_error < 1.5);
  const auto* const length = find(report, "feet", "stride_length", metric_level::stride);
  BOOST_REQUIRE(length != nullptr);
  BOOST_TEST(length->pairs > 50U);
  BOOST_TEST(*length->mean_absolute_error < 0.02 * length->mean_reference);
  const auto* const stance = find(report, "feet", "stance_time", metric_level::stride);
  BOOST_REQUIRE(stance != nullptr);
  BOOST_TEST(*stance->mean_absolute_error < 0.03);
}

BOOST_AUTO_TEST_SUITE_END()

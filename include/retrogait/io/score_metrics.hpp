#pragma once
/// @file
/// Runs analyze() over folders of recordings with a reference and tells how well each metric agrees with
/// it. Declarations only: the bodies are compiled into retrogait::io.

#include <retrogait/core/catalog.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/math/agreement.hpp>
#include <retrogait/session/report.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace retrogait::io {

/// Sensors that are read together, as if nothing else had been worn.
struct sensor_choice {
  std::string name;
  std::vector<placement> placements;  ///< a recording without one of them is left out
};

/// The lower back, both feet, the right foot alone, thighs and shanks, a phone.
std::vector<sensor_choice> default_sensor_choices();

/// A recording about to be compared with its reference.
struct metric_subject {
  const std::filesystem::path& folder;
  const folder_meta& meta;
  const truth& known;
  const std::string& sensors;  ///< name of the sensor_choice
};

/// How a recording's values are to be counted.
struct metric_label {
  std::string group;   ///< the rows it belongs to: by itself, the data set
  std::string person;  ///< by itself the subject, or the recording where that is not known
  /// Whether the strides of truth_strides.csv run from contact to contact. If not, they only tell
  /// lengths.
  bool strides_by_contacts = true;
};

struct metric_score_options {
  /// Recordings, data sets or folders of these, at any depth.
  std::vector<std::filesystem::path> folders;
  std::vector<sensor_choice> sensors = default_sensor_choices();
  /// What finds the values. Without it analyze() with the height of meta.json.
  std::function<gait_report(std::span<const recording>, const metric_subject&)> analyze{};
  /// Puts a reference right before it is used.
  std::function<void(const folder_meta&, truth&)> correct{};
  /// Corrects the label that follows from meta.json.
  std::function<void(const metric_subject&, metric_label&)> label{};
  std::uint64_t seed = 1;  ///< of the bootstrap
  /// Called now and then.
  std::function<void(std::size_t done, std::size_t total)> progress{};
};

/// One value and what it should have been.
struct metric_pair {
  std::string metric;  ///< id of the catalog
  std::string unit;    ///< symbol
  metric_level level = metric_level::bout;
  std::string group;
  std::string person;
  std::filesystem::path folder;
  std::string sensors;
  time_span when;
  measured<double> value{};  ///< in unit; or why there is none
  double reference = 0;

  /// value - reference; only where there is a value.
  double error() const { return *value - reference; }
};

/// All pairs of a group, a choice of sensors and a metric.
struct metric_row {
  std::string group;
  std::string sensors;
  std::string metric;
  std::string unit;
  metric_level level = metric_level::bout;
  std::size_t pairs = 0;
  std::size_t people = 0;
  std::size_t missing = 0;    ///< references without a value
  reason why = reason::none;  ///< the most frequent reason of these
  double mean_reference = 0;
  measured<double> mean_absolute_error{};
  /// By person where there are two or more (Bland & Altman 2007), else of the one person's pairs.
  measured<agreement_limits> limits{};
  measured<intraclass_estimate> correlation{};
  /// 95 % percentile intervals over people drawn with replacement, each with all pairs; none with
  /// fewer than five people. Where they are given, those inside limits and correlation, which take pairs
  /// for independent, should not be used.
  std::optional<confidence_interval> error_95{};
  std::optional<confidence_interval> bias_95{};
  std::optional<confidence_interval> low_95{};
  std::optional<confidence_interval> high_95{};
  std::optional<confidence_interval> correlation_95{};
};

/// A recording or a part of it that was not compared, and why.
struct uncompared {
  std::string what;
  std::string why;
};

struct metric_score_report {
  std::vector<metric_row> rows;    ///< by group, sensors and level, metrics in the catalog's order
  std::vector<metric_pair> pairs;  ///< in the order of the recordings
  std::vector<uncompared> skipped;
  std::vector<uncompared> failed;  ///< files that cannot be read, recordings that were refused
};

/// Finds the recordings, analyzes them and compares.
///
/// Bouts: the reference's (walking_bouts of meta.json; without them, from its first to its last contact).
/// A bout's value is the mean over the bouts found that have half of their own or of its time in it, each
/// weighted by its time in it. Steps and strides beyond it are left out; what was measured on the trunk is
/// that of the whole bout found, and missing where less than half of that lies in it. The reference comes
/// from the true contacts in the bout, assembled and measured by the same definitions (assemble(),
/// metrics/temporal.hpp); for lengths and speed from the strides of truth_strides.csv in it: stride length
/// is their mean, step length half of that, speed their length over their duration.
///
/// Strides: found and true ones of the same foot (or of a foot that is not known) that have 70 % of the
/// shorter one's time in common, each used once. Compared are times, the lengths that a foot measured, the
/// pitch of the trunk (against quiet stance, or the sensor's axes where nobody stood still) and, within the
/// stride found, the knee's excursion and its largest flexion in swing.
///
/// Recordings: steps (up to half a second outside of the true bouts), walking time (in them) and distance,
/// the sum over bouts of walking speed times duration, against distance_m.
///
/// What the sensors cannot know is not compared; what could not be computed counts as missing. A reference
/// whose strides lie outside of the recording's time is left out, with a note: they are in another unit.
///
/// Errors: config_error if a folder holds no recording.
metric_score_report score_metrics(const metric_score_options& options);

}  // namespace retrogait::io

#pragma once
// What the program can do. Each command writes its result to out, or throws.

#include <retrogait/core/words.hpp>

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "inputs.hpp"

namespace retrogait::cli {

/// format: table or json. Several files: one table after the other, or a JSON array.
void run_analyze(const input_options& options, std::ostream& out);

/// format: csv or json. Several files: a first column `file`, or an array of objects with a file.
void run_events(const input_options& options, std::ostream& out);

/// The table of detectors.
void run_detectors(std::ostream& out);

struct metrics_options {
  std::optional<std::string> level;  ///< one of level_words(); all if not given
  std::optional<std::string> needs;  ///< one of needs_words(); all if not given
  std::string format = "table";      ///< table, json or markdown
};

std::vector<std::string> level_words();
std::vector<std::string> needs_words();

/// The catalog of metrics.
void run_metrics(const metrics_options& options, std::ostream& out);

struct simulate_options {
  std::string out;
  std::optional<double> seconds;  ///< required
  std::string direction;          ///< forward, backward or mixed
  std::uint64_t seed = 1;
  std::optional<double> rate_hz;
  std::optional<double> cadence_steps_min;
  std::optional<double> step_length_m;
  std::optional<double> height_m;
  std::optional<double> lost_share;
  std::optional<double> noise;  ///< as a multiple of a usual sensor's
  std::optional<retrogait::mounting> mounting;
  std::vector<retrogait::placement> placements{retrogait::placement::lumbar};
};

/// Writes a virtual walk's folder and says so on out.
void run_simulate(const simulate_options& options, std::ostream& out);

struct score_command {
  std::vector<std::string> folders;
  std::vector<std::string> detectors;  ///< by name; all if empty
  std::optional<retrogait::placement> placement;
  std::vector<double> rates_hz;  ///< as recorded if empty
  std::optional<double> drop_percent;
  std::optional<double> clip_g;
  bool hide_mounting = false;
  bool hide_gyroscope = false;
  std::optional<std::string> peers;  ///< file; else the one that lies beside the recordings
  std::optional<std::string> json;   ///< file to write
  std::string format = "table";      ///< table or markdown
};

/// The exit status: not 0 if a recording could not be read; those are named on standard error.
int run_score(const score_command& options, std::ostream& out);

}  // namespace retrogait::cli

#pragma once
// What analyze and events share: the files they are given and what is found in each.

#include <retrogait/core/mounting.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/session/report.hpp>

#include <optional>
#include <string>
#include <vector>

namespace retrogait::cli {

struct input_options {
  std::vector<std::string> files;  ///< recordings, or folders of one
  std::optional<retrogait::placement> placement;
  bool both_legs = false;  ///< with the left placement: the sensor of the right leg, too
  std::optional<retrogait::mounting> mounting;
  std::optional<double> height_m;
  std::string format;
  std::string detector;  ///< of events: by name; else what analyze finds
};

/// One of the files, read.
struct input_file {
  std::vector<recording> sensors;
  std::vector<io::read_note> notes;
  std::vector<placement> unused;  ///< other sensors of the folder
};

/// Of a folder, the sensors that were asked for; else all. A mounting that was stated without a
/// placement is that of the lower back, where there are several.
///
/// Errors: parse_error.
input_file read_file(const std::string& file, const input_options& options);

/// The same, analyzed.
struct analyzed_file {
  gait_report report;
  std::vector<io::read_note> notes;
  std::vector<placement> unused;  ///< other sensors of the folder
};

/// Errors: parse_error, config_error.
analyzed_file analyze_file(const std::string& file, const input_options& options);

}  // namespace retrogait::cli

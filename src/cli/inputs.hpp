#pragma once
// What analyze and events share: the files they are given and what is found in each.

#include <retrogait/core/mounting.hpp>
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
  std::optional<retrogait::mounting> mounting;
  std::optional<double> height_m;
  std::string format;
};

/// One of the files, read and analyzed.
struct analyzed_file {
  gait_report report;
  std::vector<io::read_note> notes;
  std::vector<placement> unused;  ///< other sensors of the folder
};

/// Errors: parse_error, config_error.
analyzed_file analyze_file(const std::string& file, const input_options& options);

}  // namespace retrogait::cli

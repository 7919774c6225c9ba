#pragma once
// meta.json of a recording's folder, as the readers of this module share it.

#include <retrogait/core/mounting.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/io/folder.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retrogait::io::detail {

/// Everything of meta.json that is used; what it does not say is empty.
struct meta_file {
  bool exists = false;
  std::string file;  ///< its path, for messages
  folder_meta meta;
  std::vector<std::pair<placement, mounting>> sensors;  ///< in the order of the file
  std::optional<std::vector<time_span>> bouts;
  std::optional<std::vector<time_span>> turns;
  std::optional<std::string> direction;
  std::optional<std::size_t> total_steps;
  std::optional<double> distance_m;

  /// The mounting of that sensor; nothing if the file does not list the sensor.
  const mounting* find(placement p) const;
};

/// The device axis that points left; both axes of the mounting must be known.
device_axis left_axis(const mounting& worn);

/// Errors: parse_error with file and line.
meta_file read_meta_file(const std::filesystem::path& folder);

}  // namespace retrogait::io::detail

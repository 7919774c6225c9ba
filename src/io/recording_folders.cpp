#include "recording_folders.hpp"

#include <retrogait/core/errors.hpp>
#include <retrogait/io/recording.hpp>

#include <algorithm>
#include <set>

namespace retrogait::io::detail {

namespace {

namespace fs = std::filesystem;

/// The recordings at or below the folder, sorted.
std::vector<fs::path> recordings_below(const fs::path& folder) {
  if (!placements_in(folder).empty()) return {folder};
  std::vector<fs::path> found;
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_symlink() || !entry.is_directory()) continue;
    if (entry.path().filename().string().front() != '.') folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  for (const fs::path& below : folders) {
    const auto more = recordings_below(below);
    found.insert(found.end(), more.begin(), more.end());
  }
  return found;
}

/// The path without a trailing separator.
fs::path whole_path(const fs::path& folder) {
  const fs::path whole = fs::absolute(folder).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

}  // namespace

std::vector<fs::path> all_recordings(const std::vector<fs::path>& folders) {
  std::vector<fs::path> all;
  std::set<fs::path> seen;
  for (const fs::path& folder : folders) {
    if (!fs::exists(folder)) throw config_error(folder.string(), "no such folder");
    if (!fs::is_directory(folder)) {
      throw config_error(folder.string(), "is no folder; expected one with imu_<placement>.csv");
    }
    const auto found = recordings_below(folder);
    if (found.empty()) {
      throw config_error(folder.string(),
                         "no recordings; expected folders with imu_<placement>.csv, a reference "
                         "(truth_events.csv) and meta.json");
    }
    for (const fs::path& one : found) {
      if (seen.insert(fs::weakly_canonical(one)).second) all.push_back(one);
    }
  }
  return all;
}

std::string folder_name(const fs::path& folder) {
  return whole_path(folder).filename().string();
}

std::string parent_name(const fs::path& folder) {
  return whole_path(folder).parent_path().filename().string();
}

}  // namespace retrogait::io::detail

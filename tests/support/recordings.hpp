#pragma once
// Real recordings for the tests that need them. They are no part of the repository.

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace test_support {

/// The folders of a data set's recordings, sorted, below RETROGAIT_DATA or beside the source folder.
/// Empty, with a message that says so, if they are not there.
inline std::vector<std::filesystem::path> recordings_of(const std::string& dataset) {
  const char* const data = std::getenv("RETROGAIT_DATA");
  const std::filesystem::path folder =
      (data != nullptr ? std::filesystem::path(data)
                       : std::filesystem::path(RETROGAIT_SOURCE_DIR) / "../shared/data") /
      dataset;
  std::vector<std::filesystem::path> found;
  if (std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.is_directory()) found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  if (found.empty()) {
    BOOST_TEST_MESSAGE("skipped: no recordings in " << folder << " (see RETROGAIT_DATA)");
  }
  return found;
}

}  // namespace test_support

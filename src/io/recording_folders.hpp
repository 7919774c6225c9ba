#pragma once
// Finds the folders of recordings below the folders that a user names.

#include <filesystem>
#include <string>
#include <vector>

namespace retrogait::io::detail {

/// The recordings at or below the folders, each once, sorted within each folder. Folders whose name
/// begins with a dot are left out.
/// Errors: config_error if one is no folder or holds no recording.
std::vector<std::filesystem::path> all_recordings(
    const std::vector<std::filesystem::path>& folders);

/// The last part of the folder's path, and the one before it.
std::string folder_name(const std::filesystem::path& folder);
std::string parent_name(const std::filesystem::path& folder);

}  // namespace retrogait::io::detail

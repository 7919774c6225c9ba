#pragma once
// One sensor's CSV file.

#include <retrogait/io/recording.hpp>

#include <filesystem>

namespace retrogait::io::detail {

/// Times and values of the file; name, placement and mounting are left to the caller. Uses of the
/// options only notes and progress.
recording read_csv(const std::filesystem::path& path, const read_options& options);

}  // namespace retrogait::io::detail

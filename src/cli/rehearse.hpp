#pragma once
// What a programme does with virtual people before a person tries it. Writes to out, or throws.

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace retrogait::cli {

struct rehearse_options {
  std::string programme = "default";  ///< file; "default" is the one built in
  std::uint64_t people = 1000;        ///< of all kinds together
  int weeks = 52;
  std::uint64_t seed = 1;
  std::vector<std::string> kinds;      ///< of virtual trainees; all if empty
  std::optional<std::string> picture;  ///< SVG file to write
  std::string format = "table";        ///< table or json
  unsigned threads = 0;                ///< 0: as many as the machine runs at once
};

/// The names that kinds can have.
std::vector<std::string> trainee_kind_names();

/// Errors: parse_error, config_error, std::runtime_error where the picture cannot be written.
int run_rehearse(const rehearse_options& options, std::ostream& out);

}  // namespace retrogait::cli

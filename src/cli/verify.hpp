#pragma once
// What a programme can be shown never to do. Writes to out, or throws.

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace retrogait::cli {

struct verify_options {
  std::vector<std::string> programme;         ///< files; "default", or none, is the one built in
  bool mutants = false;                       ///< the table of small changes too
  std::optional<std::string> counterexample;  ///< file to write the first one's history to
  std::string format = "table";               ///< table or json
};

/// The exit status: 1 if a property of any programme fails or cannot be decided. Errors: parse_error,
/// config_error, std::runtime_error where the file cannot be written.
int run_verify(const verify_options& options, std::ostream& out);

}  // namespace retrogait::cli

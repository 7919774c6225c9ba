#pragma once
// The next training decision from a history. Writes to out, or throws.

#include <iosfwd>
#include <optional>
#include <string>

namespace retrogait::cli {

struct decide_options {
  std::string history;                   ///< file
  std::optional<std::string> programme;  ///< file; the programme in the library if there is none
  std::optional<std::string> screening;  ///< file; the history's own if there is none
  std::optional<std::string> on;         ///< YYYY-MM-DD; today if there is none
  std::string format = "text";           ///< text or json
};

/// The exit status. Errors: parse_error, config_error.
int run_decide(const decide_options& options, std::ostream& out);

}  // namespace retrogait::cli

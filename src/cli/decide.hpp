#pragma once
// The next training decision from a history or a training log. Writes to out, or throws.

#include <iosfwd>
#include <optional>
#include <string>

namespace retrogait::cli {

struct decide_options {
  std::string history;                   ///< file; or
  std::string log;                       ///< file of JSON Lines
  std::optional<std::string> record;     ///< file with an entry to put into the log first
  std::optional<std::string> person;     ///< whose; as the log or the history says if not given
  bool any_version = false;              ///< also of another version of the programme
  std::optional<std::string> programme;  ///< file; the programme in the library if there is none
  std::optional<std::string> screening;  ///< file; the history's own if there is none
  std::optional<std::string> on;         ///< YYYY-MM-DD; today if there is none
  std::string format = "text";           ///< text, json or fhir
  std::optional<std::string> subject;    ///< of FHIR resources: a reference such as "Patient/7"
};

/// The exit status. What does not keep a log from being read is said on standard error. Errors:
/// parse_error, config_error, std::system_error where the log cannot be written.
int run_decide(const decide_options& options, std::ostream& out);

}  // namespace retrogait::cli

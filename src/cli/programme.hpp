#pragma once
// A programme as it is written in files, or as FHIR. Writes to out, or throws.

#include <iosfwd>
#include <string>

namespace retrogait::cli {

struct programme_options {
  std::string name = "default";  ///< file; "default" is the one built in
  std::string format = "json";   ///< json or fhir
};

/// Errors: parse_error, config_error.
void run_programme(const programme_options& options, std::ostream& out);

}  // namespace retrogait::cli

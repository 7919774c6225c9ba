#include "programme.hpp"

#include <retrogait/core/errors.hpp>
#include <retrogait/io/fhir.hpp>
#include <retrogait/io/programme.hpp>
#include <retrogait/progression/default_programme.hpp>

#include <ostream>

namespace retrogait::cli {

void run_programme(const programme_options& options, std::ostream& out) {
  if (options.format != "json" && options.format != "fhir") {
    throw config_error("--format", "expected json or fhir");
  }
  const programme plan =
      options.name == "default" ? default_programme() : io::read_programme(options.name);
  out << (options.format == "fhir" ? io::write_fhir_programme(plan) : io::write_programme(plan));
}

}  // namespace retrogait::cli

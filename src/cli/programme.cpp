#include <retrogait/io/programme.hpp>
#include <retrogait/progression/default_programme.hpp>

#include <ostream>

#include "commands.hpp"

namespace retrogait::cli {

void run_programme(const std::string& name, std::ostream& out) {
  out << io::write_programme(name == "default" ? default_programme() : io::read_programme(name));
}

}  // namespace retrogait::cli

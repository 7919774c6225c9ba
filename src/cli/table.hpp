#pragma once
// The report as people read it.

#include <string>

#include "inputs.hpp"

namespace retrogait::cli {

std::string report_text(const analyzed_file& file);

}  // namespace retrogait::cli

#pragma once
/// @file
/// Which way a value is the worse one: what the verification of a programme takes for a complaint.

#include <retrogait/core/catalog.hpp>

#include <cstdint>
#include <string_view>

namespace retrogait {

/// Which way a value is the worse one.
enum class worse_side : std::uint8_t { not_said, higher, lower };

/// By what the catalog says of the metric: complaints, effort and falls are worse when there is more
/// of them, the share done and the share in good form when there is less. Not said of what others are
/// compared with (pain before a session: a worse start makes the same later pain less of a rise), of
/// minutes, and of what sensors measure. Engineering choice.
inline worse_side worse_of(const metric_info& metric) {
  for (const std::string_view id :
       {"pain_during", "pain_next_day", "morning_pain", "pain_lasted", "soreness", "swelling",
        "effort", "near_falls", "falls", "giving_way", "locking", "cannot_bear_weight",
        "warning_symptoms"}) {
    if (metric.id == id) return worse_side::higher;
  }
  return metric.id == "completed" || metric.id == "form_passing" ? worse_side::lower
                                                                 : worse_side::not_said;
}

}  // namespace retrogait

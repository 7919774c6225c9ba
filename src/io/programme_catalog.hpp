#pragma once
// Which metrics files may name: what people report and what sensors measure, both by their ids.

#include <retrogait/core/catalog.hpp>

#include <string>
#include <string_view>

namespace retrogait::io::detail {

// The entry of a metric that a session can have; null if there is none.
const metric_info* find_session_metric(std::string_view id);

// The id of a session's metric that one may have meant; "" if none is close.
std::string_view nearest_session_metric(std::string_view id);

// What to say of an id that no catalog has: "is no metric of the catalog", and which one is close.
std::string no_metric(std::string_view id);

// "pain_before, pain_during, …" of both catalogs, for messages.
std::string session_metric_ids();
std::string person_metric_ids();

}  // namespace retrogait::io::detail

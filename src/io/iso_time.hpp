#pragma once
// Dates and times as ISO 8601 writes them.

#include <optional>
#include <string_view>

namespace retrogait::io::detail {

/// Seconds since 1970-01-01 UTC.
struct iso_time {
  double epoch_s = 0;
  bool has_zone = false;  ///< without one it is read as UTC
};

/// Reads "2024-03-01T12:30:45.123Z", with a space or T, an offset (+01:00, +0100, +01) or none, and
/// any number of decimals behind a point or a comma. Nothing if the text is no such time.
std::optional<iso_time> parse_iso_time(std::string_view text);

}  // namespace retrogait::io::detail

#pragma once
/// @file
/// Reads recordings from CSV files and from folders of them. Declarations only: the bodies are
/// compiled into retrogait::io.

#include <retrogait/core/mounting.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/words.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retrogait::io {

/// What a reader had to find out, assume or leave out.
enum class note_kind : std::uint8_t {
  placement_assumed,  ///< neither the options nor the file's name say where the sensor was worn
  mounting_missing,   ///< the folder does not say how the sensor was worn
  header_assumed,     ///< no header: the order of the columns is taken for the usual one
  columns_assumed,    ///< a column's name leaves room for doubt
  unit_by_values,     ///< the values, not the header, decided the unit
  time_by_values,     ///< the intervals, not the header, decided the unit of time
  time_zone_assumed,  ///< dates without a zone are taken for UTC
  decimal_commas,     ///< numbers are written with a comma
  duplicates_dropped,
  lost_rows_dropped,  ///< rows without numbers: lost samples
  torn_line_dropped,  ///< the file ends within a row
  folder_disagrees    ///< the files of a folder say different things
};

constexpr std::string_view to_string(note_kind kind) {
  switch (kind) {
    case note_kind::placement_assumed:
      return "placement_assumed";
    case note_kind::mounting_missing:
      return "mounting_missing";
    case note_kind::header_assumed:
      return "header_assumed";
    case note_kind::columns_assumed:
      return "columns_assumed";
    case note_kind::unit_by_values:
      return "unit_by_values";
    case note_kind::time_by_values:
      return "time_by_values";
    case note_kind::time_zone_assumed:
      return "time_zone_assumed";
    case note_kind::decimal_commas:
      return "decimal_commas";
    case note_kind::duplicates_dropped:
      return "duplicates_dropped";
    case note_kind::lost_rows_dropped:
      return "lost_rows_dropped";
    case note_kind::torn_line_dropped:
      return "torn_line_dropped";
    case note_kind::folder_disagrees:
      return "folder_disagrees";
  }
  return "unknown";
}

/// One such finding, as a sentence for people and a kind for programs.
struct read_note {
  note_kind kind = note_kind::placement_assumed;
  std::string file;
  std::size_t line = 0;   ///< the first line concerned, counted from 1; 0 for the whole file
  std::size_t count = 0;  ///< how many rows are concerned; 0 where that has no meaning
  std::string text;

  friend bool operator==(const read_note&, const read_note&) = default;
};

struct read_options {
  /// Where the sensor was worn. Without it the file's name decides (imu_left_foot.csv); a name that
  /// does not say is read as lumbar, with a note.
  std::optional<retrogait::placement> placement{};

  /// How the sensor was worn. Without it the folder's meta.json decides; a single file leaves it
  /// unknown.
  std::optional<retrogait::mounting> mounting{};

  /// Receives what was found out, assumed or left out. Without it only the recording is given, and
  /// the doubts are lost: a program that faces people should ask for them.
  std::vector<read_note>* notes = nullptr;

  /// Called now and then with the bytes read so far and the size of the file (0 if unknown).
  std::function<void(std::uintmax_t done, std::uintmax_t total)> progress{};
};

/// Reads one sensor from a CSV file, or from a recording's folder (then the one that
/// options.placement names, else the lumbar one, else the only one).
///
/// Understood: a header with the usual names of time, acceleration and angular rate, with units in
/// brackets, behind the name or in a row of their own; commas, semicolons or tabs; decimal commas
/// where the comma does not separate; quoted cells; CR LF; a byte order mark; comment lines (#)
/// above the header. Without a header, 4 columns are time and acceleration, 7 those and angular
/// rate. Time: s, ms, µs or ns, or ISO 8601 (then seconds since 1970-01-01 UTC). Acceleration: m/s²,
/// g or mg, with gravity; where the header says nothing or cannot be right, gravity decides. Angular
/// rate: rad/s unless the header says deg/s or the values are too large for it.
///
/// Kept as they are: gaps, jitter, changes of rate. Dropped with a note: rows equal to the row
/// before, rows whose values are empty or nan, a last line that was cut off. Refused: times that do
/// not rise, text in a number, values that are not finite, acceleration without gravity, fewer than
/// two samples.
///
/// Memory: 56 bytes a row (32 without a gyroscope) and a buffer of about a megabyte, however large
/// the file.
///
/// Errors: parse_error with file and line.
recording read_recording(const std::filesystem::path& path, const read_options& options = {});

/// The placements whose imu_<placement>.csv lies in the folder, in the order of all_placements.
std::vector<placement> placements_in(const std::filesystem::path& folder);

/// Reads every sensor of a recording's folder: imu_<placement>.csv, and meta.json for the mountings.
/// With options.placement only that one; options.mounting holds for all that are read. A sensor
/// that meta.json does not describe has an unknown mounting, with a note.
///
/// Errors: parse_error with file and line; also if the sensors share no stretch of time.
std::vector<recording> read_folder(const std::filesystem::path& folder,
                                   const read_options& options = {});

}  // namespace retrogait::io

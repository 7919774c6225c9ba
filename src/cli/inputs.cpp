#include "inputs.hpp"

#include <retrogait/core/errors.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/session/analyze.hpp>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "progress.hpp"

namespace retrogait::cli {

namespace {

bool is_folder(const std::string& file) {
  std::error_code ignored;
  return std::filesystem::is_directory(file, ignored);
}

/// The same place on the right leg, of one on the left.
std::optional<placement> right_of(placement left) {
  switch (left) {
    case placement::left_foot:
      return placement::right_foot;
    case placement::left_shank:
      return placement::right_shank;
    case placement::left_thigh:
      return placement::right_thigh;
    default:
      return std::nullopt;
  }
}

}  // namespace

input_file read_file(const std::string& file, const input_options& options) {
  input_file out;
  progress_line progress("reading " + file);
  io::read_options reading;
  reading.notes = &out.notes;
  reading.progress = [&](std::uintmax_t done, std::uintmax_t total) { progress.show(done, total); };

  const std::vector<placement> there =
      is_folder(file) ? io::placements_in(file) : std::vector<placement>{};
  if (options.both_legs && there.empty()) {
    throw parse_error(file, 0, 0, "one file is one sensor; expected a folder with both");
  }
  const bool all = !options.placement && !there.empty();
  const bool several = all && there.size() > 1;
  const bool lumbar = std::find(there.begin(), there.end(), placement::lumbar) != there.end();
  if (several && options.mounting && !lumbar) {
    throw parse_error(file, 0, 0,
                      "holds several sensors; say by --placement whose the mounting is");
  }
  const auto read = [&](std::optional<placement> where) {
    reading.placement = where;
    // Of several sensors, the one on the lower back.
    const bool meant = !several || where == placement::lumbar;
    reading.mounting = meant ? options.mounting : std::nullopt;
    out.sensors.push_back(io::read_recording(file, reading));
  };
  if (all) {
    for (const placement where : there) read(where);
  } else {
    read(options.placement);
    if (options.both_legs) read(right_of(*options.placement));
  }
  progress.clear();
  for (placement p : there) {
    const auto used = [p](const recording& r) { return r.placement == p; };
    if (std::none_of(out.sensors.begin(), out.sensors.end(), used)) out.unused.push_back(p);
  }
  return out;
}

analyzed_file analyze_file(const std::string& file, const input_options& options) {
  input_file input = read_file(file, options);
  analyze_params params;
  params.height_m = options.height_m;
  if (!params.height_m && is_folder(file)) params.height_m = io::read_meta(file).height_m;
  analyzed_file out;
  out.notes = std::move(input.notes);
  out.unused = std::move(input.unused);
  try {
    out.report = analyze(input.sensors, params);
  } catch (const config_error& error) {  // such as a mounting that gravity contradicts
    throw parse_error(file, 0, 0, error.what());
  }
  return out;
}

}  // namespace retrogait::cli

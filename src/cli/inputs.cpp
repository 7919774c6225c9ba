#include "inputs.hpp"

#include <retrogait/core/errors.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/session/analyze.hpp>

#include <filesystem>

#include "progress.hpp"

namespace retrogait::cli {

analyzed_file analyze_file(const std::string& file, const input_options& options) {
  analyzed_file out;
  progress_line progress("reading " + file);
  io::read_options reading;
  reading.placement = options.placement;
  reading.mounting = options.mounting;
  reading.notes = &out.notes;
  reading.progress = [&](std::uintmax_t done, std::uintmax_t total) { progress.show(done, total); };

  analyze_params params;
  params.height_m = options.height_m;
  std::error_code ignored;
  const bool folder = std::filesystem::is_directory(file, ignored);
  if (folder && !params.height_m) params.height_m = io::read_meta(file).height_m;
  // Of several sensors without a lower-back one, the first is as good as any to say what is absent.
  const std::vector<placement> there = folder ? io::placements_in(file) : std::vector<placement>{};
  if (!reading.placement && !there.empty()) reading.placement = there.front();
  const recording rec = io::read_recording(file, reading);
  progress.clear();
  for (placement p : there) {
    if (p != rec.placement) out.unused.push_back(p);
  }
  try {
    out.report = analyze(rec, params);
  } catch (const config_error& error) {  // such as a mounting that gravity contradicts
    throw parse_error(file, 0, 0, error.what());
  }
  return out;
}

}  // namespace retrogait::cli

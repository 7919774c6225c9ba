#include <retrogait/core/errors.hpp>
#include <retrogait/io/recording.hpp>

#include <algorithm>
#include <system_error>
#include <utility>

#include "csv_recording.hpp"
#include "folder_meta.hpp"
#include "text_file.hpp"

namespace retrogait::io {

namespace {

std::string file_name(placement p) {
  return "imu_" + std::string(to_string(p)) + ".csv";
}

/// The placement that a file's name says: imu_left_foot.csv.
std::optional<placement> placement_of_name(const std::filesystem::path& path) {
  const std::string stem = path.stem().string();
  if (stem.rfind("imu_", 0) != 0) return std::nullopt;
  return placement_from(std::string_view(stem).substr(4));
}

std::string folder_name(const std::filesystem::path& folder) {
  std::error_code ignored;
  std::filesystem::path full = std::filesystem::weakly_canonical(folder, ignored);
  if (!full.has_filename()) full = full.parent_path();
  return full.filename().string();
}

std::string names_of(const std::vector<placement>& placements) {
  std::string all;
  for (placement p : placements) all += (all.empty() ? "" : ", ") + std::string(to_string(p));
  return all;
}

void add_note(const read_options& options, note_kind kind, const std::string& file,
              std::string text) {
  if (options.notes != nullptr) options.notes->push_back({kind, file, 0, 0, std::move(text)});
}

/// The sensors that the folder has; refuses a folder without any.
std::vector<placement> require_placements(const std::filesystem::path& folder) {
  std::vector<placement> found = placements_in(folder);
  if (found.empty()) {
    throw parse_error(folder.string(), 0, 0,
                      "the folder holds no recording; expected files such as imu_lumbar.csv");
  }
  return found;
}

recording read_sensor(const std::filesystem::path& folder, placement where,
                      const detail::meta_file& meta, const read_options& options) {
  recording rec = detail::read_csv(folder / file_name(where), options);
  rec.name = folder_name(folder);
  rec.placement = where;
  if (options.mounting) {
    rec.mounting = *options.mounting;
  } else if (const mounting* worn = meta.find(where)) {
    rec.mounting = *worn;
  } else {
    add_note(options, note_kind::mounting_missing, meta.file,
             (meta.exists ? "does not list " + std::string(to_string(where))
                          : std::string("there is no such file")) +
                 ": mounting unknown");
  }
  return rec;
}

}  // namespace

std::vector<placement> placements_in(const std::filesystem::path& folder) {
  std::vector<placement> found;
  for (placement p : all_placements) {
    std::error_code ignored;
    if (std::filesystem::exists(folder / file_name(p), ignored)) found.push_back(p);
  }
  return found;
}

recording read_recording(const std::filesystem::path& path, const read_options& options) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    const std::vector<placement> found = require_placements(path);
    const auto lumbar = std::find(found.begin(), found.end(), placement::lumbar);
    if (!options.placement && lumbar == found.end() && found.size() > 1) {
      throw parse_error(path.string(), 0, 0,
                        "the folder holds " + names_of(found) +
                            " and no lumbar sensor; expected a placement to choose one");
    }
    const placement where = options.placement       ? *options.placement
                            : lumbar != found.end() ? placement::lumbar
                                                    : found.front();
    if (std::find(found.begin(), found.end(), where) == found.end()) {
      throw parse_error(path.string(), 0, 0,
                        "the folder holds no " + file_name(where) + "; found " + names_of(found));
    }
    return read_sensor(path, where, detail::read_meta_file(path), options);
  }

  const std::optional<placement> named = placement_of_name(path);
  recording rec = detail::read_csv(path, options);
  rec.name = path.stem().string();
  rec.placement = options.placement.value_or(named.value_or(placement::lumbar));
  if (options.mounting) rec.mounting = *options.mounting;
  if (!options.placement && !named) {
    add_note(options, note_kind::placement_assumed, path.string(),
             "nothing says where the sensor was worn: placement taken for lumbar");
  }
  return rec;
}

std::vector<recording> read_folder(const std::filesystem::path& folder,
                                   const read_options& options) {
  if (options.placement) return {read_recording(folder, options)};
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) {
    throw parse_error(folder.string(), 0, 0, "is no folder; expected a recording's folder");
  }
  const std::vector<placement> found = require_placements(folder);
  const detail::meta_file meta = detail::read_meta_file(folder);
  std::vector<recording> all;
  all.reserve(found.size());
  for (placement p : found) all.push_back(read_sensor(folder, p, meta, options));
  for (const auto& [where, worn] : meta.sensors) {
    if (std::find(found.begin(), found.end(), where) == found.end()) {
      add_note(options, note_kind::folder_disagrees, meta.file,
               "lists " + std::string(to_string(where)) + ", but there is no " + file_name(where));
    }
  }
  const auto first = [](const recording& r) { return r.time_s[0]; };
  const auto last = [](const recording& r) { return r.time_s[r.size() - 1]; };
  for (const recording& a : all) {
    for (const recording& b : all) {
      if (first(a) <= last(b)) continue;
      throw parse_error((folder / file_name(a.placement)).string(), 0, 0,
                        "begins after " + file_name(b.placement) +
                            " has ended; expected sensors that share one clock");
    }
  }
  return all;
}

}  // namespace retrogait::io

#pragma once
/// @file
/// What is known about the data sets that the benchmarks run over, and where their recordings lie:
/// <data set>/<recording>/ folders.

#include <retrogait/io/folder.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace data_sets {

namespace rg = retrogait;
namespace fs = std::filesystem;

struct named_recording {
  std::string_view dataset;
  std::string_view recording;
};
/// Its reference leaves bouts out and holds doubtful contacts.
inline constexpr named_recording weak_reference{"mobgap", "HA002_Test11_Trial1"};
/// Left and right stand the other way round than in 04-5 of the same person (a model fitted to
/// everybody else says so for every single step).
inline constexpr std::array sides_swapped{named_recording{"voisard", "04-1"},
                                          named_recording{"voisard", "04-2"}};

inline bool is(const rg::io::folder_meta& meta, const named_recording& which) {
  return meta.dataset == which.dataset && meta.recording == which.recording;
}

inline bool has_weak_reference(const rg::io::folder_meta& meta) {
  return is(meta, weak_reference);
}

inline bool has_swapped_sides(const rg::io::folder_meta& meta) {
  return std::any_of(sides_swapped.begin(), sides_swapped.end(),
                     [&](const named_recording& r) { return is(meta, r); });
}

/// Whether the sensors were computed from motion capture.
inline bool is_virtual(std::string_view dataset) {
  return dataset == "bandai";
}

/// bandai does not say who acted: a style stands for a person.
inline std::string person_of(const rg::io::folder_meta& meta) {
  return meta.dataset + (meta.subject.empty() ? meta.cohort : meta.subject);
}

/// The rows that a recording belongs to: its data set, with virtual sensors and the weak reference
/// kept apart.
inline std::string group_of(const rg::io::folder_meta& meta, const rg::io::truth& known) {
  if (has_weak_reference(meta)) return meta.dataset + ", weak reference";
  if (!is_virtual(meta.dataset)) return meta.dataset;
  return meta.dataset + " " + known.direction.value_or("unknown") + ", virtual";
}

/// Data sets that some of a detector's numbers were fitted to, or chosen while looking at; the model
/// of the lower back is fitted to all of its own.
struct tuning {
  std::string_view detector;
  std::array<std::string_view, 5> datasets;
};
inline constexpr std::array tuned{
    tuning{"retrogait-lower-back", {"voisard", "mobgap", "bandai"}},
    tuning{"retrogait-foot", {"voisard", "tripod", "gaitmap", "gaittoolbox", "bandai"}},
    tuning{"retrogait-shank", {"tripod", "gaittoolbox", "bandai"}},
    tuning{"retrogait-thigh", {"gaittoolbox", "bandai"}},
    tuning{"retrogait-anywhere", {"oxford", "voisard", "mobgap", "tripod", "bandai"}},
    tuning{"mccamley-2012", {"voisard", "mobgap", "bandai"}},
    tuning{"shin-2011", {"voisard", "mobgap", "bandai"}},
    tuning{"rai-2012", {"voisard", "mobgap", "bandai"}},
    tuning{"salarian-2004", {"tripod", "gaittoolbox", "bandai"}},
};

/// Whether the recording took part in that.
inline bool is_tuned_on(std::string_view detector, const rg::io::folder_meta& meta) {
  if (has_weak_reference(meta)) return false;
  return std::any_of(tuned.begin(), tuned.end(), [&](const tuning& t) {
    return t.detector == detector &&
           std::find(t.datasets.begin(), t.datasets.end(), meta.dataset) != t.datasets.end();
  });
}

/// Four of the five mobgap files give the times of strides in samples of 100 Hz: puts them into
/// seconds.
inline void put_times_right(const rg::io::folder_meta& meta, rg::io::truth& known) {
  if (meta.dataset != "mobgap" || !known.strides || !known.events || known.events->empty()) return;
  const double last_s = known.events->back().time_s;
  const bool samples =
      std::any_of(known.strides->begin(), known.strides->end(),
                  [&](const rg::io::truth_stride& s) { return s.end_s > 2 * last_s; });
  if (!samples) return;
  for (rg::io::truth_stride& s : *known.strides) {
    s.start_s /= 100;
    s.end_s /= 100;
  }
}

/// The recordings of one data set, sorted; none if it is not there.
inline std::vector<fs::path> recordings_of(const fs::path& data, std::string_view dataset) {
  std::vector<fs::path> folders;
  if (!fs::is_directory(data / dataset)) return folders;
  for (const fs::directory_entry& one : fs::directory_iterator(data / dataset)) {
    if (fs::exists(one.path() / "meta.json")) folders.push_back(one.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

/// The recordings at any depth below a folder, sorted.
inline std::vector<fs::path> all_recordings(const fs::path& data) {
  std::vector<fs::path> folders;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(data)) {
    if (entry.path().filename() == "meta.json") folders.push_back(entry.path().parent_path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

inline bool has_sensor(const fs::path& folder, rg::placement where) {
  return fs::exists(folder / ("imu_" + std::string(to_string(where)) + ".csv"));
}

}  // namespace data_sets

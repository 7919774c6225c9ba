#pragma once
/// @file
/// What a recording's folder holds beside the sensors: who and what (meta.json) and what really
/// happened (truth_*.csv). Writing a whole folder. Declarations only: the bodies are compiled into
/// retrogait::io.

#include <retrogait/core/recording.hpp>
#include <retrogait/core/words.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace retrogait::io {

struct time_span {
  double start_s = 0;
  double end_s = 0;

  friend bool operator==(const time_span&, const time_span&) = default;
};

struct truth_event {
  double time_s = 0;
  contact_kind kind = contact_kind::initial_contact;
  retrogait::side side = retrogait::side::unknown;

  friend bool operator==(const truth_event&, const truth_event&) = default;
};

/// From one initial contact to the next of the same foot, where the source does not say otherwise.
struct truth_stride {
  double start_s = 0;
  double end_s = 0;
  retrogait::side side = retrogait::side::unknown;
  std::optional<double> stride_length_m{};
  std::optional<double> speed_m_s{};  ///< some sources sign it: negative when walking backward
  retrogait::direction direction = retrogait::direction::unknown;
  std::optional<double> step_width_m{};     ///< negative: crossed over
  std::optional<double> trunk_pitch_deg{};  ///< mean of the stride, positive forward

  friend bool operator==(const truth_stride&, const truth_stride&) = default;
};

struct truth_knee_sample {
  double time_s = 0;
  double left_flexion_deg = 0;
  double right_flexion_deg = 0;

  friend bool operator==(const truth_knee_sample&, const truth_knee_sample&) = default;
};

/// What really happened, as far as the source of the recording knows. A member without a value was
/// not observed; an empty list was observed and found empty.
struct truth {
  std::optional<std::vector<truth_event>> events{};
  std::optional<std::vector<truth_stride>> strides{};
  std::optional<std::vector<truth_knee_sample>> knee{};
  std::optional<std::vector<time_span>> bouts{};  ///< outside of them nothing is known
  std::optional<std::vector<time_span>> turns{};
  std::optional<std::string> direction{};  ///< of the whole recording: forward, backward or mixed
  std::optional<std::size_t> total_steps{};
  std::optional<double> distance_m{};

  friend bool operator==(const truth&, const truth&) = default;
};

/// Who walked, and where the recording comes from. Empty or without a value: not known.
struct folder_meta {
  std::string dataset;
  std::string recording;
  std::string subject;
  std::string cohort;
  std::optional<double> height_m{};
  std::string truth_source;
  std::string licence;
  std::string citation;
  std::string notes;

  friend bool operator==(const folder_meta&, const folder_meta&) = default;
};

/// Reads meta.json; all members are unknown if the folder has none.
/// Errors: parse_error with file and line.
folder_meta read_meta(const std::filesystem::path& folder);

/// Reads the truth files that the folder has, and the bouts, turns, direction and totals of
/// meta.json.
/// Errors: parse_error with file and line.
truth read_truth(const std::filesystem::path& folder);

/// Writes imu_<placement>.csv for every recording, the truth files that have a value, and
/// meta.json; makes the folder if need be. Times and m/s² with 4 decimals, rad/s with 5: what is
/// read back is rounded to these. The same input gives the same bytes. Each file is written under
/// another name and then renamed, so that no reader sees a part of it.
///
/// Errors: config_error if two recordings have the same placement, if one is not valid, or if the
/// folder holds sensor or truth files that do not belong to this recording; std::system_error that
/// names the file if it cannot be written.
void write_folder(const std::filesystem::path& folder, const std::vector<recording>& recordings,
                  const truth& known = {}, const folder_meta& meta = {});

}  // namespace retrogait::io

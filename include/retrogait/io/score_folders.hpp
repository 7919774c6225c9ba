#pragma once
/// @file
/// Runs detectors over folders of recordings with a reference and scores them. Declarations only,
/// but for what depends on a detector's type: the bodies are compiled into retrogait::io.

#include <retrogait/core/concepts.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/score.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <ranges>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace retrogait::io {

/// What a detector found in one recording, by both ways to run it.
struct detection {
  std::vector<contact> live;   ///< update, sample by sample
  std::vector<contact> batch;  ///< detect
  /// Of each contact that update gave: the time of the sample that brought it, less the contact's.
  /// Where samples were lost just before, the first of them counts: nobody could have spoken then.
  std::vector<double> delay_s;
  double stated_latency_s = 0;

  bool agree() const { return live == batch; }
};

namespace detail {

template <class Output>
void append_contacts(std::vector<contact>& all, const Output& output) {
  if constexpr (std::ranges::range<Output>) {
    all.insert(all.end(), std::ranges::begin(output), std::ranges::end(output));
  } else if (output) {
    all.push_back(*output);
  }
}

template <class Samples, class Detector>
detection detect_both_ways(const Samples& samples, const Detector& fresh, double longest_s) {
  detection out;
  out.stated_latency_s = fresh.latency_s();
  out.batch = detect(samples, fresh);

  // A live program may be put to sleep and go on from what it saved: so does this.
  constexpr std::size_t saved_every = 997;
  std::optional<Detector> running(fresh);
  std::size_t n = 0;
  double last_s = 0;
  // Time lost in gaps, as a detector cannot answer while no sample comes: each gap's end and length.
  std::vector<std::pair<double, double>> gaps;
  for (const auto& sample : samples) {
    const std::size_t before = out.live.size();
    append_contacts(out.live, running->update(sample));
    const double gap_s = sample.time_s - last_s - longest_s;
    if (n > 0 && gap_s > 0) gaps.emplace_back(sample.time_s, gap_s);
    for (std::size_t i = before; i < out.live.size(); ++i) {
      double delay_s = sample.time_s - out.live[i].time_s;
      for (auto gap = gaps.rbegin(); gap != gaps.rend(); ++gap) {
        if (gap->first <= out.live[i].time_s) break;
        delay_s -= gap->second;
      }
      out.delay_s.push_back(delay_s);
    }
    last_s = sample.time_s;
    if (++n % saved_every == 0) {
      const Detector saved = *running;
      running.emplace(saved);
    }
  }
  if constexpr (std::is_void_v<decltype(running->finish())>) {
    running->finish();
  } else {
    append_contacts(out.live, running->finish());
  }
  return out;
}

}  // namespace detail

/// Runs a detector of contacts over a recording, live and batch. The gyroscope is used where both
/// the detector and the recording have one; nothing is returned if only the detector does.
template <class Detector>
std::optional<detection> detect_both_ways(const recording& rec, const Detector& fresh) {
  const double longest_s = rec.size() > 1 ? 1.5 / rec.rate_hz() : 0.0;  // more is a gap
  if constexpr (event_detector<Detector, imu_sample<double>>) {
    if (rec.has_gyroscope()) return detail::detect_both_ways(rec.samples(), fresh, longest_s);
  }
  if constexpr (event_detector<Detector, acc_sample<double>>) {
    return detail::detect_both_ways(rec.acceleration(), fresh, longest_s);
  } else {
    return std::nullopt;
  }
}

/// A detector as the scoring runs it. run may make another detector for each recording, such as one
/// that was fitted without the person who is in it; nothing means that it cannot work on this one.
struct scored_detector {
  std::string name;
  std::function<bool(placement)> suits;
  std::function<std::optional<detection>(const recording&, const folder_meta&)> run;
};

/// Every detector of the library, with its default parameters and the recording's mounting.
std::vector<scored_detector> library_detectors();

/// What is done to the recordings before detectors see them, in this order.
struct score_condition {
  /// Accelerations are cut off at plus and minus this many g, on each device axis.
  std::optional<double> clip_g{};
  /// As a sensor of that rate in Hz would have recorded it: low-passed and thinned out where the
  /// recording is faster, straight lines between samples where it is slower, as it is within 1 %.
  /// What was lost for more than 30 ms stays lost.
  std::optional<double> rate_hz{};
  /// The share of the samples that get lost, 0 to 0.8, in bursts of five on average, besides those
  /// that are missing already.
  double lost_share = 0;
  bool hide_mounting = false;
  bool hide_gyroscope = false;

  issues validate() const;
  /// "as recorded", "25 Hz", "5 % lost, mounting hidden".
  std::string name() const;
  friend bool operator==(const score_condition&, const score_condition&) = default;
};

/// The recording under that condition. The same seed loses the same samples.
/// Errors: config_error from the condition.
recording apply(const score_condition& condition, recording rec, std::uint64_t seed);

/// A recording about to be scored.
struct score_subject {
  const std::filesystem::path& folder;
  const folder_meta& meta;
  const truth& known;
  retrogait::placement placement;
  const std::string& detector;
};

/// How a recording's score is to be counted.
struct score_label {
  std::string group;        ///< the row it belongs to: by itself, the data set
  std::string person;       ///< by itself the subject, or the recording where that is not known
  std::string mark;         ///< a word on the row, such as "tuned"
  bool sides_count = true;  ///< whether the reference's left and right can be believed
};

struct score_options {
  /// Recordings, data sets or folders of these, at any depth.
  std::vector<std::filesystem::path> folders;
  std::vector<scored_detector> detectors = library_detectors();
  std::optional<retrogait::placement> placement{};  ///< only this one
  std::vector<score_condition> conditions{score_condition{}};
  score_params params{};
  std::uint64_t seed = 1;  ///< of lost samples and of the bootstrap
  /// Corrects the label that follows from meta.json.
  std::function<void(const score_subject&, score_label&)> label{};
  /// What other programs reached on these recordings: see read_peers.
  std::optional<std::filesystem::path> peers{};
  /// Called now and then.
  std::function<void(std::size_t done, std::size_t total)> progress{};
};

/// One detector on one recording under one condition.
struct scored_recording {
  std::filesystem::path folder;
  std::string dataset;
  std::string recording;
  retrogait::placement placement{};
  std::string detector;
  std::size_t condition = 0;  ///< index into score_options::conditions
  score_label label;
  recording_score score;
  bool live_is_batch = false;
  std::vector<double> delay_s;  ///< see detection
  double stated_latency_s = 0;
};

/// All recordings of a group, a kind of sensor and a condition, for one detector or one peer.
struct score_row {
  std::string group;
  std::string sensor;  ///< "lower back", "feet", "shanks", "thighs" (both legs together) or "phone"
  std::size_t condition = 0;
  std::string detector;  ///< or the other program's name
  std::string mark;
  bool peer = false;  ///< figures read, not measured: only initial and what follows from it

  std::size_t recordings = 0;
  std::size_t people = 0;
  score_intervals intervals;
  std::size_t true_steps = 0;
  bool has_contacts = false;
  contact_tally initial;
  contact_tally initial_wide;
  contact_tally initial_steady;
  std::optional<double> bias_s;
  std::optional<double> mae_s;
  std::optional<double> mae_centred_s;         ///< each recording's median error taken out
  std::optional<double> mae_centred_by_row_s;  ///< the whole row's median error taken out
  std::optional<double> mean_count_error;      ///< of the recordings, as a share
  std::optional<double> worst_count_error;
  std::size_t sides_asked = 0;
  std::size_t sides_said = 0;
  std::size_t sides_right = 0;
  std::size_t direction_right = 0;
  std::size_t direction_wrong = 0;
  std::size_t direction_unknown = 0;
  std::optional<bout_tally> bouts;  ///< nothing if nothing is known or the detector gives none
  std::optional<contact_tally> final_contacts;  ///< the same
  std::vector<double> stance_error_s;
  std::optional<double> median_delay_s;
  std::optional<double> worst_delay_s;
  double stated_latency_s = 0;     ///< the longest of the recordings'
  std::size_t live_differs_n = 0;  ///< recordings whose live and batch results are not the same
};

/// A recording or a part of it that has no score, and why.
struct unscored {
  std::string what;
  std::string why;
};

struct score_report {
  std::vector<std::string> conditions;
  std::vector<score_row> rows;  ///< by group, sensor, condition, detector; then peers
  std::vector<scored_recording> recordings;
  std::vector<unscored> skipped;  ///< nothing to compare with, or no detector for the placement
  std::vector<unscored> failed;   ///< files that cannot be read, detectors that refused
};

/// Finds the recordings, runs the detectors and sums up. One recording is in memory at a time. What
/// cannot be read is named in `failed`, and the rest goes on.
///
/// Errors: config_error if a folder holds no recording, if a condition is not valid, or if nothing
/// at all can be scored; parse_error if the peers' file cannot be read.
score_report score_folders(const score_options& options);

/// What another program reached on one recording with a sensor on the lower back.
struct peer_result {
  std::string peer;
  std::string dataset;
  std::string recording;
  contact_tally initial;  ///< without the single errors
  std::optional<double> bias_s;
  std::optional<double> mae_s;
  std::optional<double> mae_centred_s;
};

/// Reads a CSV file with the columns peer, dataset, recording, true_initial_contacts, matched,
/// false, offset_ms, mae_raw_ms and mae_centred_ms, in any order, others allowed.
/// Errors: parse_error with file and line.
std::vector<peer_result> read_peers(const std::filesystem::path& file);

/// peer_results.csv in the folder or up to two folders above it: beside a data set, a recording or a
/// root of data sets. Nothing if there is none.
std::optional<std::filesystem::path> find_peers(const std::filesystem::path& folder);

/// The whole report as a JSON object, recordings included. Shares are from 0 to 1, times end in _s
/// or _ms; null: not known, or not given by the detector.
std::string to_json(const score_report& report);

}  // namespace retrogait::io

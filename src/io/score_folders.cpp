#include <retrogait/core/errors.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/io/score_folders.hpp>
#include <retrogait/math/statistics.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "recording_folders.hpp"

namespace retrogait::io {

namespace {

namespace fs = std::filesystem;

/// FNV-1a: the same everywhere, so that the same samples get lost.
std::uint64_t hash_of(const std::string& text, std::uint64_t seed) {
  std::uint64_t hash = 14695981039346656037ULL ^ seed;
  for (char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  return hash;
}

// Running detectors ----------------------------------------------------------------------------

class runner {
 public:
  runner(const score_options& options, score_report& report) : options_(options), report_(report) {}

  void run(const fs::path& folder) {
    try {
      const folder_meta meta = read_meta(folder);
      const truth known = read_truth(folder);
      if (!known.events && !known.total_steps) {
        skip(folder.string(), "the reference has no contacts and no number of steps");
        return;
      }
      for (placement where : placements_in(folder)) {
        if (options_.placement && where != *options_.placement) continue;
        run(folder, meta, known, where);
      }
    } catch (const std::exception& error) {
      report_.failed.push_back({folder.string(), error.what()});
    }
  }

 private:
  void skip(const std::string& what, const std::string& why) {
    report_.skipped.push_back({what, why});
  }

  void run(const fs::path& folder, const folder_meta& meta, const truth& known, placement where) {
    const std::string what = (folder / ("imu_" + std::string(to_string(where)) + ".csv")).string();
    if (!can_score(known, where)) {
      skip(what, "the reference has no contacts of that leg");
      return;
    }
    std::vector<const scored_detector*> suited;
    for (const scored_detector& one : options_.detectors) {
      if (one.suits(where)) suited.push_back(&one);
    }
    if (suited.empty()) {
      skip(what, "no detector for " + std::string(to_string(where)));
      return;
    }
    recording rec;
    try {
      rec = read_recording(folder, {.placement = where});
    } catch (const std::exception& error) {
      report_.failed.push_back({what, error.what()});
      return;
    }
    const std::string name = meta.recording.empty() ? detail::folder_name(folder) : meta.recording;
    const std::uint64_t seed = hash_of(name + std::string(to_string(where)), options_.seed);
    for (std::size_t c = 0; c < options_.conditions.size(); ++c) {
      const recording changed = apply(options_.conditions[c], rec, seed);
      for (const scored_detector* detector : suited) {
        scored_recording one;
        one.folder = folder;
        one.dataset = meta.dataset.empty() ? detail::parent_name(folder) : meta.dataset;
        one.recording = name;
        one.placement = where;
        one.detector = detector->name;
        one.condition = c;
        try {
          const auto found = detector->run(changed, meta);
          if (!found) {
            skip(what, "nothing that " + detector->name + " can work on");
            continue;
          }
          one.live_is_batch = found->agree();
          one.delay_s = found->delay_s;
          one.stated_latency_s = found->stated_latency_s;
          one.score = score_recording(found->live, known, where, options_.params);
        } catch (const std::exception& error) {
          report_.failed.push_back({what, detector->name + ": " + error.what()});
          continue;
        }
        one.label = {
            one.dataset,
            meta.subject.empty() ? one.dataset + "/" + name : one.dataset + " " + meta.subject,
            {},
            true};
        if (options_.label) options_.label({folder, meta, known, where, one.detector}, one.label);
        if (!one.label.sides_count) {
          one.score.sides_asked = one.score.sides_said = one.score.sides_right = 0;
        }
        report_.recordings.push_back(std::move(one));
      }
    }
  }

  const score_options& options_;
  score_report& report_;
};

// Summing up -----------------------------------------------------------------------------------

constexpr std::array<const char*, 5> sensors{"lower back", "feet", "shanks", "thighs", "phone"};

std::size_t sensor_of(placement where) {
  switch (where) {
    case placement::lumbar:
      return 0;
    case placement::left_foot:
    case placement::right_foot:
      return 1;
    case placement::left_shank:
    case placement::right_shank:
      return 2;
    case placement::left_thigh:
    case placement::right_thigh:
      return 3;
    case placement::phone:
      break;
  }
  return 4;
}

double absolute_sum(const std::vector<double>& values) {
  double sum = 0;
  for (double v : values) sum += std::abs(v);
  return sum;
}

std::optional<double> median_of(const std::vector<double>& values) {
  return values.empty() ? std::nullopt : std::optional(median(values));
}

/// Mean distance from the median.
std::optional<double> centred(const std::vector<double>& errors) {
  if (errors.empty()) return std::nullopt;
  const double middle = median(errors);
  double sum = 0;
  for (double e : errors) sum += std::abs(e - middle);
  return sum / static_cast<double>(errors.size());
}

score_row sum_up(const std::vector<const scored_recording*>& all, std::uint64_t seed) {
  score_row row;
  const scored_recording& first = *all.front();
  row.group = first.label.group;
  row.sensor = sensors[sensor_of(first.placement)];
  row.condition = first.condition;
  row.detector = first.detector;
  row.mark = first.label.mark;

  std::set<fs::path> folders;
  std::set<std::string> people;
  std::vector<person_tally> tallies;  // of whom single contacts are known
  std::vector<double> count_errors;
  std::vector<double> delays_s;
  double centred_sum_s = 0;
  bool gives_final = false;
  bool gives_bouts = false;
  std::size_t found = 0;
  contact_tally final_contacts;
  std::optional<bout_tally> bouts;
  for (const scored_recording* one : all) {
    const recording_score& s = one->score;
    row.initial += s.initial;
    row.initial_wide += s.initial_wide;
    row.initial_steady += s.initial_steady;
    final_contacts += s.final_contacts;
    gives_final = gives_final || s.gives_final;
    gives_bouts = gives_bouts || s.gives_bouts;
    found += s.found_steps;
    row.has_contacts = row.has_contacts || s.has_contacts;
    row.true_steps += s.true_steps.value_or(0);
    folders.insert(one->folder);
    people.insert(one->label.person);
    if (s.has_contacts) {
      tallies.push_back({one->label.person, s.initial.truth_n, s.initial.matched_n,
                         s.initial.false_n, absolute_sum(s.initial.error_s)});
    }
    if (const auto spread_s = centred(s.initial.error_s)) {
      centred_sum_s += *spread_s * static_cast<double>(s.initial.matched_n);
    }
    if (const auto error = s.count_error()) count_errors.push_back(*error);
    row.sides_asked += s.sides_asked;
    row.sides_said += s.sides_said;
    row.sides_right += s.sides_right;
    row.direction_right += s.direction_right;
    row.direction_wrong += s.direction_wrong;
    row.direction_unknown += s.direction_unknown;
    if (s.bouts) bouts = bouts.value_or(bout_tally{}) += *s.bouts;
    row.stance_error_s.insert(row.stance_error_s.end(), s.stance_error_s.begin(),
                              s.stance_error_s.end());
    delays_s.insert(delays_s.end(), one->delay_s.begin(), one->delay_s.end());
    row.stated_latency_s = std::max(row.stated_latency_s, one->stated_latency_s);
    row.live_differs_n += !one->live_is_batch;
  }
  row.recordings = folders.size();
  row.people = people.size();
  row.intervals = bootstrap_intervals(tallies, seed);
  row.bias_s = row.initial.bias_s();
  row.mae_s = row.initial.mae_s();
  row.mae_centred_by_row_s = centred(row.initial.error_s);
  if (row.initial.matched_n > 0) {
    row.mae_centred_s = centred_sum_s / static_cast<double>(row.initial.matched_n);
  }
  if (!count_errors.empty()) {
    row.mean_count_error = mean(count_errors);
    row.worst_count_error = *std::max_element(count_errors.begin(), count_errors.end());
  }
  // A detector that finds contacts but never a bout does not look for bouts.
  if (gives_bouts || found == 0) row.bouts = bouts;
  if (gives_final && final_contacts.truth_n > 0) row.final_contacts = final_contacts;
  row.median_delay_s = median_of(delays_s);
  if (!delays_s.empty()) row.worst_delay_s = *std::max_element(delays_s.begin(), delays_s.end());
  return row;
}

/// The median of values of which each counts as often as its weight.
std::optional<double> weighted_median(std::vector<std::pair<double, double>> values) {
  std::sort(values.begin(), values.end());
  double total = 0;
  for (const auto& [value, weight] : values) total += weight;
  double sum = 0;
  for (const auto& [value, weight] : values) {
    sum += weight;
    if (2 * sum >= total && total > 0) return value;
  }
  return std::nullopt;
}

/// What each peer reached on the recordings of one row.
std::vector<score_row> peer_rows(const std::vector<peer_result>& peers,
                                 const std::vector<const scored_recording*>& all,
                                 std::uint64_t seed) {
  std::vector<std::string> names;
  for (const peer_result& p : peers) {
    if (std::find(names.begin(), names.end(), p.peer) == names.end()) names.push_back(p.peer);
  }
  std::vector<score_row> rows;
  for (const std::string& name : names) {
    score_row row;
    row.group = all.front()->label.group;
    row.sensor = sensors[sensor_of(all.front()->placement)];
    row.condition = all.front()->condition;
    row.detector = name;
    row.peer = true;
    row.has_contacts = true;
    std::set<std::string> people;
    std::vector<person_tally> tallies;
    std::vector<std::pair<double, double>> offsets_s;
    std::vector<double> count_errors;
    double error_s = 0;
    double centred_error_s = 0;
    for (const scored_recording* one : all) {
      const auto at = std::find_if(peers.begin(), peers.end(), [&](const peer_result& p) {
        return p.peer == name && p.dataset == one->dataset && p.recording == one->recording;
      });
      if (at == peers.end()) continue;
      const contact_tally& t = at->initial;
      const auto matched = static_cast<double>(t.matched_n);
      const double sum_s = at->mae_s.value_or(0) * matched;
      ++row.recordings;
      row.true_steps += t.truth_n;
      row.initial += t;
      error_s += sum_s;
      centred_error_s += at->mae_centred_s.value_or(0) * matched;
      people.insert(one->label.person);
      tallies.push_back({one->label.person, t.truth_n, t.matched_n, t.false_n, sum_s});
      if (at->bias_s) offsets_s.emplace_back(*at->bias_s, matched);
      if (t.truth_n > 0) {
        const auto truth = static_cast<double>(t.truth_n);
        count_errors.push_back(std::abs(static_cast<double>(t.matched_n + t.false_n) - truth) /
                               truth);
      }
    }
    if (row.recordings == 0) continue;
    row.people = people.size();
    row.intervals = bootstrap_intervals(tallies, seed);
    row.bias_s = weighted_median(offsets_s);
    if (row.initial.matched_n > 0) {
      row.mae_s = error_s / static_cast<double>(row.initial.matched_n);
      row.mae_centred_s = centred_error_s / static_cast<double>(row.initial.matched_n);
    }
    if (!count_errors.empty()) {
      row.mean_count_error = mean(count_errors);
      row.worst_count_error = *std::max_element(count_errors.begin(), count_errors.end());
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<score_row> rows_of(const score_report& report, const score_options& options,
                               const std::vector<peer_result>& peers) {
  using recordings = std::vector<const scored_recording*>;
  using block = std::tuple<std::string, std::size_t, std::size_t>;  // group, sensor, condition
  std::map<block, std::map<std::pair<std::ptrdiff_t, std::string>, recordings>> blocks;
  for (const scored_recording& one : report.recordings) {
    const auto detector =
        std::find_if(options.detectors.begin(), options.detectors.end(),
                     [&](const scored_detector& d) { return d.name == one.detector; }) -
        options.detectors.begin();
    blocks[{one.label.group, sensor_of(one.placement), one.condition}][{detector, one.label.mark}]
        .push_back(&one);
  }

  std::vector<score_row> rows;
  for (const auto& [place, by_detector] : blocks) {
    std::map<fs::path, const scored_recording*> all;
    for (const auto& [detector, of_row] : by_detector) {
      rows.push_back(sum_up(of_row, options.seed));
      for (const scored_recording* one : of_row) all.emplace(one->folder, one);
    }
    const auto& [group, sensor, condition] = place;
    if (sensor != sensor_of(placement::lumbar)) continue;
    if (options.conditions[condition] != score_condition{}) continue;
    recordings each;
    for (const auto& [folder, one] : all) each.push_back(one);
    for (score_row& peer : peer_rows(peers, each, options.seed)) rows.push_back(std::move(peer));
  }
  return rows;
}

}  // namespace

score_report score_folders(const score_options& options) {
  if (options.conditions.empty()) throw config_error("conditions", "none; expected at least one");
  for (const score_condition& condition : options.conditions) throw_if_any(condition.validate());
  const std::vector<fs::path> folders = detail::all_recordings(options.folders);
  const std::vector<peer_result> peers =
      options.peers ? read_peers(*options.peers) : std::vector<peer_result>{};

  score_report report;
  for (const score_condition& condition : options.conditions) {
    report.conditions.push_back(condition.name());
  }
  runner all(options, report);
  for (std::size_t i = 0; i < folders.size(); ++i) {
    if (options.progress) options.progress(i, folders.size());
    all.run(folders[i]);
  }
  if (report.recordings.empty() && report.failed.empty()) {
    std::string why =
        "no sensor at " + std::string(to_string(options.placement.value_or(placement::lumbar)));
    if (!report.skipped.empty()) {
      why = report.skipped.front().what + ": " + report.skipped.front().why;
    }
    throw config_error(options.folders.front().string(),
                       "nothing to score in " + std::to_string(folders.size()) +
                           (folders.size() == 1 ? " recording: " : " recordings: ") + why);
  }
  report.rows = rows_of(report, options, peers);
  return report;
}

}  // namespace retrogait::io

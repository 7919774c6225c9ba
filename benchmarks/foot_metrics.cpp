// How well the metrics of walking are found from sensors on the feet, on the recordings that have a
// reference. Prints tables in Markdown.
//
//   bench_foot_metrics [--people] DATA
//
// DATA holds <data set>/<recording>/ folders; --people gives each person a row instead of each data
// set. Default detectors; nothing is fitted here. A stride's length is that of the way whose swing
// lies in the true stride. Times and speeds are those that analyze() gives from both feet, of strides
// that begin and end within 0.2 s of a true one. Cadence: one figure a bout.

#include <retrogait/core/run.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/metrics/temporal.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/segment/foot_strides.hpp>
#include <retrogait/segment/merge_contacts.hpp>
#include <retrogait/session/analyze.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data_sets.hpp"

namespace {

namespace rg = retrogait;
namespace fs = std::filesystem;

constexpr double tolerance_s = 0.2;

// Signed errors.
class errors {
 public:
  void add(double error) { all_.push_back(error); }
  void add(std::optional<double> found, std::optional<double> truth) {
    if (found && truth) add(*found - *truth);
  }
  std::size_t n() const { return all_.size(); }
  double bias() const { return rg::mean(all_); }
  // Standard deviation.
  double spread() const {
    rg::moments m;
    for (const double e : all_) m(e);
    return m.stddev().value_or(0);
  }
  double mae() const { return rg::mean(sizes()); }
  double quantile(double probability) const { return rg::quantile(sizes(), probability); }

 private:
  std::vector<double> sizes() const {
    std::vector<double> list;
    for (const double e : all_) list.push_back(std::abs(e));
    return list;
  }

  std::vector<double> all_;
};

struct tally {
  std::size_t true_lengths = 0;
  errors length_m, length_percent, speed_m_s;
  std::size_t true_strides = 0;
  errors initial_s, final_s, stride_s, stance_s, swing_s, double_support_s;
  errors cadence;
};

using tallies = std::map<std::string, tally>;

// The way of the foot whose motion lies in the true stride; where several do, the longest.
const rg::foot_stride* way_within(const std::vector<rg::foot_stride>& ways,
                                  const rg::io::truth_stride& truth) {
  constexpr double late_s = 0.15;  // a foot settles after it has met the ground
  const rg::foot_stride* best = nullptr;
  double most_s = 0;
  for (const rg::foot_stride& w : ways) {
    const double moving_s = w.moving_to_s - w.moving_from_s;
    const double shared_s = (std::min)(w.moving_to_s, truth.end_s + late_s) -
                            (std::max)(w.moving_from_s, truth.start_s);
    if (shared_s > (std::max)(most_s, moving_s / 2)) {
      most_s = shared_s;
      best = &w;
    }
  }
  return best;
}

void score_lengths(const rg::recording& foot, const rg::io::truth& truth, tally& out) {
  if (!truth.strides) return;
  const rg::side side = rg::side_of(foot.placement);
  const auto ways = rg::detect(
      foot.samples(), rg::foot_stride_detector<double>(
                          {.rate_hz = foot.rate_hz(), .side = side, .mounting = foot.mounting}));
  for (const rg::io::truth_stride& t : *truth.strides) {
    if ((t.side != side && t.side != rg::side::unknown) || !t.stride_length_m) continue;
    ++out.true_lengths;
    const rg::foot_stride* const way = way_within(ways, t);
    if (way == nullptr) continue;
    const double length_m = *t.stride_length_m;
    out.length_m.add(way->length_m - length_m);
    out.length_percent.add(100 * (way->length_m / length_m - 1));
  }
}

// The stride among those found that begins and ends with the true one.
const rg::stride* same_stride(const std::vector<rg::stride>& found, double start_s, double end_s,
                              rg::side side) {
  const auto same = std::find_if(found.begin(), found.end(), [&](const rg::stride& s) {
    return s.side == side && std::abs(s.start_s - start_s) < tolerance_s &&
           std::abs(s.end_s - end_s) < tolerance_s;
  });
  return same == found.end() ? nullptr : &*same;
}

void score_speeds(const std::vector<rg::stride>& found, const rg::io::truth& truth, tally& out) {
  if (!truth.strides) return;
  for (const rg::io::truth_stride& t : *truth.strides) {
    const rg::stride* const same = same_stride(found, t.start_s, t.end_s, t.side);
    if (same == nullptr || !same->length_m || !t.speed_m_s) continue;
    out.speed_m_s.add(*same->length_m / same->duration_s() - std::abs(*t.speed_m_s));
  }
}

void score_times(const std::vector<rg::stride>& found, const rg::io::truth& truth, tally& out) {
  std::array<std::vector<rg::contact>, 2> known;
  for (const rg::io::truth_event& e : *truth.events) {
    known[e.side == rg::side::left ? 0 : 1].push_back(
        {.time_s = e.time_s, .kind = e.kind, .side = e.side});
  }
  for (const rg::walking_bout& bout : rg::assemble_bouts(rg::merge_contacts(known[0], known[1]))) {
    std::vector<rg::stride> strides;  // those found within this bout
    std::copy_if(found.begin(), found.end(), std::back_inserter(strides), [&](const rg::stride& s) {
      return s.start_s > bout.start_s - tolerance_s && s.end_s < bout.end_s + tolerance_s;
    });
    const auto true_cadence = rg::cadence(bout.strides);
    const auto found_cadence = rg::cadence(strides);
    if (true_cadence && found_cadence) {
      out.cadence.add(found_cadence->value() - true_cadence->value());
    }
    for (const rg::stride& t : bout.strides) {
      ++out.true_strides;
      const rg::stride* const same = same_stride(strides, t.start_s, t.end_s, t.side);
      if (same == nullptr) continue;
      out.initial_s.add(same->start_s - t.start_s);
      out.final_s.add(same->final_contact_s, t.final_contact_s);
      out.stride_s.add(same->duration_s() - t.duration_s());
      out.stance_s.add(same->stance_s(), t.stance_s());
      out.swing_s.add(same->swing_s(), t.swing_s());
      out.double_support_s.add(same->double_support_s(), t.double_support_s());
    }
  }
}

void score_folder(const fs::path& folder, bool by_person, tallies& out) {
  const rg::io::folder_meta meta = rg::io::read_meta(folder);
  const rg::io::truth truth = rg::io::read_truth(folder);
  std::string row = data_sets::group_of(meta, truth);
  if (by_person && !meta.subject.empty()) row += ", " + meta.subject;
  std::vector<rg::recording> feet;
  for (const rg::placement where : {rg::placement::left_foot, rg::placement::right_foot}) {
    if (!data_sets::has_sensor(folder, where)) continue;
    feet.push_back(rg::io::read_recording(folder, {.placement = where}));
    score_lengths(feet.back(), truth, out[row]);
  }
  if (feet.size() < 2 || !truth.events) return;
  std::vector<rg::stride> found;
  for (const rg::walking_bout& b : rg::analyze(feet).bouts) {
    found.insert(found.end(), b.strides.begin(), b.strides.end());
  }
  score_speeds(found, truth, out[row]);
  score_times(found, truth, out[row]);
}

void print_lengths(const tallies& rows) {
  std::printf(
      "| stride length | strides | measured | median |%%| | 9 in 10 |%%| | bias %% | MAE m | bias "
      "m | speed MAE m/s | bias m/s |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
  for (const auto& [name, t] : rows) {
    if (t.length_m.n() == 0) continue;
    std::printf("| %s | %zu | %.3f | %.2f | %.2f | %+.2f | %.4f | %+.4f |", name.c_str(),
                t.true_lengths,
                static_cast<double>(t.length_m.n()) / static_cast<double>(t.true_lengths),
                t.length_percent.quantile(0.5), t.length_percent.quantile(0.9),
                t.length_percent.bias(), t.length_m.mae(), t.length_m.bias());
    if (t.speed_m_s.n() == 0) {
      std::printf(" – | – |\n");
    } else {
      std::printf(" %.4f | %+.4f |\n", t.speed_m_s.mae(), t.speed_m_s.bias());
    }
  }
}

void print_times(const tallies& rows) {
  std::printf(
      "\n| MAE, bias ± SD in ms | strides | found | initial | final | stride | stance | swing | "
      "double support | cadence "
      "MAE steps/min | bouts |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
  const auto print = [](const errors& e) {
    if (e.n() == 0) {
      std::printf(" – |");
    } else {
      std::printf(" %.1f, %+.1f ± %.1f |", 1000 * e.mae(), 1000 * e.bias(), 1000 * e.spread());
    }
  };
  for (const auto& [name, t] : rows) {
    if (t.stride_s.n() == 0) continue;
    std::printf("| %s | %zu | %.3f |", name.c_str(), t.true_strides,
                static_cast<double>(t.stride_s.n()) / static_cast<double>(t.true_strides));
    print(t.initial_s);
    print(t.final_s);
    print(t.stride_s);
    print(t.stance_s);
    print(t.swing_s);
    print(t.double_support_s);
    if (t.cadence.n() == 0) {
      std::printf(" – | – |\n");
    } else {
      std::printf(" %.2f | %zu |\n", t.cadence.mae(), t.cadence.n());
    }
  }
}

int run(const fs::path& data, bool by_person) {
  tallies rows;
  for (const fs::path& folder : data_sets::all_recordings(data))
    score_folder(folder, by_person, rows);
  print_lengths(rows);
  print_times(rows);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const bool by_person = argc == 3 && std::string(argv[1]) == "--people";
  if (argc != 2 && !by_person) {
    std::fprintf(stderr, "usage: bench_foot_metrics [--people] DATA\n");
    return 2;
  }
  try {
    return run(argv[argc - 1], by_person);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

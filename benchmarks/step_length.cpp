// How well step and stride lengths from the lower back agree with references.
//
//   bench_step_length DATA
//
// DATA holds <data set>/<recording>/ folders. Strides in a straight line only, found end to end: from
// detected contacts that lie within 0.3 s of the reference's. The reference of voisard, which has no
// lengths, are its foot sensors (foot_stride_detector), without ways that span two strides; of bandai,
// whose sensors are virtual, actors all taken as 1.70 m tall.
//
// "general": with the general factor, and the height. "own": calibrated with calibrate_step_length()
// on another recording of the same person (each in turn), voisard by its nominal 20 m, tripod by the
// belt's speed, mobgap by the mean speed of the reference, of its straight walks alone (4 m, fewer steps
// than a calibration asks for). "others": with the factor of the same person's other bouts against the
// reference.
//
// MAE, bias and SD in m, a stride; "speed": MAE of a bout's speed in m/s. A bout counts with one
// straight stride or more.

#include <retrogait/core/run.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/metrics/spatial.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/segment/turn_detector.hpp>
#include <retrogait/session/analyze.hpp>
#include <retrogait/session/calibrate_step_length.hpp>

#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "data_sets.hpp"

namespace {

namespace rg = retrogait;
namespace fs = std::filesystem;
using rg::placement;
using rg::step_length_model;

/// A stride of the reference, and the step of the bout that ends it.
struct known_stride {
  std::size_t step = 0;
  double length_m = 0;
};

struct known_bout {
  rg::direction way = rg::direction::unknown;
  rg::detail::trunk_record trunk;
  std::vector<rg::step> steps;
  std::vector<known_stride> strides;
};

struct walk {
  std::string set;
  std::string subject;
  fs::path folder;
  double height_m = 1.7;
  rg::recording lumbar;
  std::vector<known_bout> bouts;
  std::optional<rg::known_walk> known;  ///< if it can calibrate
};

/// From one reference contact to another; 0 where the start is not known.
struct reference {
  double start_s = 0;
  double end_s = 0;
  double length_m = 0;
};

// How long before its next rest a foot meets the ground, about.
constexpr double rest_after_contact_s = 0.12;
constexpr double unknown_start = -1;

std::vector<reference> ways_of_feet(const fs::path& folder) {
  std::vector<reference> all;
  for (const placement foot : {placement::left_foot, placement::right_foot}) {
    const auto ways = rg::detail::ways_of_foot(rg::io::read_recording(folder, {.placement = foot}));
    std::vector<double> lengths;
    std::vector<double> times;
    for (const rg::foot_stride& w : ways) {
      lengths.push_back(w.length_m);
      times.push_back(w.end_s - w.start_s);
    }
    if (ways.empty()) continue;
    const double longest_m = 1.5 * rg::median(lengths);
    const double longest_s = 1.5 * rg::median(times);
    for (const rg::foot_stride& w : ways) {
      if (w.length_m > longest_m || w.end_s - w.start_s > longest_s) continue;
      all.push_back({unknown_start, w.end_s - rest_after_contact_s, w.length_m});
    }
  }
  return all;
}

std::vector<reference> references_of(const walk& w, const rg::io::truth& truth) {
  if (w.set == "voisard") return ways_of_feet(w.folder);
  std::vector<reference> all;
  if (!truth.strides) return all;
  for (const rg::io::truth_stride& s : *truth.strides) {
    if (!s.stride_length_m) continue;
    all.push_back({s.start_s, s.end_s, *s.stride_length_m});
  }
  return all;
}

void match(const std::vector<reference>& references, known_bout& bout) {
  constexpr double tolerance_s = 0.3;
  for (const reference& r : references) {
    std::optional<std::size_t> best;
    for (std::size_t i = 1; i < bout.steps.size(); ++i) {
      const rg::step& before = bout.steps[i - 1];
      const rg::step& last = bout.steps[i];
      if (last.start_s != before.end_s) continue;
      const double off_s = std::abs(last.end_s - r.end_s);
      if (off_s > tolerance_s) continue;
      if (r.start_s != unknown_start && std::abs(before.start_s - r.start_s) > tolerance_s)
        continue;
      if (!best || off_s < std::abs(bout.steps[*best].end_s - r.end_s)) best = i;
    }
    if (best) bout.strides.push_back({*best, r.length_m});
  }
}

std::optional<walk> read(const fs::path& folder) {
  walk w;
  w.folder = folder;
  const rg::io::folder_meta meta = rg::io::read_meta(folder);
  w.set = meta.dataset;
  w.subject = meta.subject;
  w.height_m = meta.height_m.value_or(1.7);
  w.lumbar = rg::io::read_recording(folder, {.placement = placement::lumbar});
  rg::io::truth truth = rg::io::read_truth(folder);
  data_sets::put_times_right(meta, truth);
  const std::vector<reference> references = references_of(w, truth);
  if (references.empty()) return std::nullopt;
  const rg::direction said =
      truth.direction == "backward" ? rg::direction::backward : rg::direction::forward;

  std::vector<rg::lost_stretch> lost;
  const auto contacts = rg::detail::contacts_of({&w.lumbar}, {}, &lost);
  std::vector<rg::turn> turns;
  if (w.lumbar.has_gyroscope()) {
    turns = rg::detect(
        w.lumbar.samples(),
        rg::turn_detector<double>({.rate_hz = rg::detail::nominal_rate_hz(w.lumbar.rate_hz())}));
  }
  for (const rg::walking_bout& b : rg::assemble(contacts, {}, lost).bouts) {
    known_bout bout{
        said, rg::detail::trunk_of(w.lumbar, b), rg::straight_steps(b.steps, turns), {}};
    if (bout.trunk.gap) continue;
    match(references, bout);
    if (!bout.strides.empty()) w.bouts.push_back(std::move(bout));
  }

  if (w.set == "voisard") {
    w.known = rg::known_walk{.distance_m = 20, .way = said};
  } else if (w.set == "tripod" ||
             (w.set == "mobgap" && folder.filename().string().find("Test5") != std::string::npos)) {
    double length_m = 0;
    double time_s = 0;
    for (const reference& r : references) {
      length_m += r.length_m;
      time_s += r.end_s - r.start_s;
    }
    w.known = rg::known_walk{.speed_m_s = length_m / time_s, .way = said};
  }
  return w;
}

struct tally {
  rg::moments strides, absolute, bouts, absolute_bouts, absolute_speeds;

  void add(const known_bout& bout, double height_m, const rg::step_length_params& params) {
    const auto lengths = rg::step_lengths(bout.trunk.signal(), bout.steps, height_m, params);
    rg::moments of_bout;
    rg::moments times;
    for (const known_stride& s : bout.strides) {
      if (!lengths[s.step] || !lengths[s.step - 1]) continue;
      const double error = *lengths[s.step] + *lengths[s.step - 1] - s.length_m;
      strides(error);
      absolute(std::abs(error));
      of_bout(error);
      times(bout.steps[s.step].end_s - bout.steps[s.step - 1].start_s);
    }
    if (of_bout.count() == 0) return;
    bouts(*of_bout.mean());
    absolute_bouts(std::abs(*of_bout.mean()));
    absolute_speeds(std::abs(*of_bout.mean() / *times.mean()));
  }
};

void print(const std::string& name, step_length_model model, const char* how, const tally& t) {
  if (t.strides.count() == 0) return;
  std::printf("%-16s %-18s %-8s %6zu %6.3f %+6.3f %6.3f %5zu %6.3f %+6.3f %6.3f %6.3f\n",
              name.c_str(), std::string(to_string(model)).c_str(), how, t.strides.count(),
              *t.absolute.mean(), *t.strides.mean(), t.strides.stddev().value_or(0),
              t.bouts.count(), *t.absolute_bouts.mean(), *t.bouts.mean(),
              t.bouts.stddev().value_or(0), *t.absolute_speeds.mean());
}

std::string group_of(const walk& w, rg::direction way) {
  return data_sets::is_virtual(w.set) ? w.set + " " + std::string(to_string(way)) : w.set;
}

// Lengths by the model with factor 1, and by the reference.
struct sums {
  double found_m = 0;
  double true_m = 0;
};

sums add_up(const known_bout& bout, double height_m, step_length_model model) {
  sums sum;
  const auto lengths =
      rg::step_lengths(bout.trunk.signal(), bout.steps, height_m, {.model = model, .factor = 1.0});
  for (const known_stride& s : bout.strides) {
    if (!lengths[s.step] || !lengths[s.step - 1]) continue;
    sum.found_m += *lengths[s.step] + *lengths[s.step - 1];
    sum.true_m += s.length_m;
  }
  return sum;
}

// Each bout with the factor of the person's other bouts.
void score_by_others(const std::vector<walk>& walks, step_length_model model) {
  std::map<std::string, tally> others;
  for (const walk& w : walks) {
    if (data_sets::is_virtual(w.set)) continue;
    for (const known_bout& b : w.bouts) {
      sums sum;
      for (const walk& other : walks) {
        if (other.set != w.set || other.subject != w.subject) continue;
        for (const known_bout& with : other.bouts) {
          if (&with == &b) continue;
          const sums one = add_up(with, other.height_m, model);
          sum.found_m += one.found_m;
          sum.true_m += one.true_m;
        }
      }
      if (!(sum.found_m > 0)) continue;
      others[w.set].add(b, w.height_m, {.model = model, .factor = sum.true_m / sum.found_m});
    }
  }
  for (const auto& [name, t] : others) print(name, model, "others", t);
}

void score(const std::vector<walk>& walks, step_length_model model) {
  std::map<std::string, tally> general;
  std::map<std::string, tally> own;
  rg::step_length_params params{.model = model};
  for (const walk& w : walks) {
    for (const known_bout& b : w.bouts) general[group_of(w, b.way)].add(b, w.height_m, params);
  }
  for (const walk& with : walks) {
    if (!with.known) continue;
    const auto made = rg::calibrate_step_length(
        with.lumbar, *with.known,
        {.height_m = with.height_m, .model = {.model = model}, .min_steps = 4});
    if (!made) {
      std::printf("%s: %s\n", with.folder.filename().c_str(), to_string(made.why()).data());
      continue;
    }
    params.factor = made->factor;
    for (const walk& w : walks) {
      if (w.set != with.set || w.subject != with.subject || w.folder == with.folder) continue;
      for (const known_bout& b : w.bouts) own[w.set].add(b, made->height_m, params);
    }
  }
  for (const auto& [name, t] : general) print(name, model, "general", t);
  for (const auto& [name, t] : own) print(name, model, "own", t);
  score_by_others(walks, model);
}

// Each person's factor, from the reference, and what people differ by.
void print_factors(const std::vector<walk>& walks, step_length_model model) {
  std::map<std::string, rg::moments> people;
  for (const walk& w : walks) {
    if (data_sets::is_virtual(w.set)) continue;
    sums sum;
    for (const known_bout& b : w.bouts) {
      const sums one = add_up(b, w.height_m, model);
      sum.found_m += one.found_m;
      sum.true_m += one.true_m;
    }
    if (sum.found_m > 0) people[w.set + " " + w.subject](sum.true_m / sum.found_m);
  }
  rg::moments between;
  double within = 0;
  double repeated = 0;
  for (const auto& [who, factors] : people) {
    between(*factors.mean());
    if (factors.count() < 2) continue;
    within += *factors.variance();
    ++repeated;
  }
  std::printf(
      "%-18s %2zu people: factor %.3f, SD between people %.1f %%, between walks of one %.1f %%\n",
      std::string(to_string(model)).c_str(), between.count(), *between.mean(),
      100 * *between.stddev() / *between.mean(),
      100 * std::sqrt(within / repeated) / *between.mean());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "bench_step_length: needs the folder of the data sets\n");
    return 1;
  }
  try {
    std::vector<walk> walks;
    for (const char* set : {"mobgap", "tripod", "voisard", "gaittoolbox", "bandai"}) {
      for (const fs::path& folder : data_sets::recordings_of(argv[1], set)) {
        if (auto w = read(folder)) walks.push_back(std::move(*w));
      }
    }
    if (walks.empty()) throw std::runtime_error("no recordings with lengths there");
    std::printf("%-16s %-18s %-8s %6s %6s %6s %6s %5s %6s %6s %6s %6s\n", "", "model", "factor",
                "stride", "MAE", "bias", "SD", "bouts", "MAE", "bias", "SD", "speed");
    for (const step_length_model model : rg::all_step_length_models) score(walks, model);
    std::printf("\n");
    for (const step_length_model model : rg::all_step_length_models) print_factors(walks, model);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_step_length: %s\n", e.what());
    return 1;
  }
}

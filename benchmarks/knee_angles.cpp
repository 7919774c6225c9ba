// How well the knee's angles are found on the recordings that have an optical reference, and on
// virtual walks whose angles are known exactly.
//
//   bench_knee_angles [DATA]
//
// DATA holds <data set>/<recording>/ folders. RMSE and bias are of flexion in degrees over the
// settled samples; "rmse0" is without the constant offset, which a person who does not stand still
// first leaves unknown; "range" is how much wider the range of flexion is found than it is.

#include <retrogait/imu/knee_angles.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/metrics/knee.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data_sets.hpp"

namespace {

namespace rg = retrogait;
namespace fs = std::filesystem;
using rg::placement;
using rg::side;

struct errors {
  std::size_t n = 0;
  double sum = 0, squares = 0;
  double found_low = std::numeric_limits<double>::infinity();
  double found_high = -std::numeric_limits<double>::infinity();
  double true_low = std::numeric_limits<double>::infinity();
  double true_high = -std::numeric_limits<double>::infinity();

  void add(double found, double truth) {
    ++n;
    sum += found - truth;
    squares += (found - truth) * (found - truth);
    found_low = (std::min)(found_low, found);
    found_high = (std::max)(found_high, found);
    true_low = (std::min)(true_low, truth);
    true_high = (std::max)(true_high, truth);
  }
  double bias() const { return sum / static_cast<double>(n); }
  double rmse() const { return std::sqrt(squares / static_cast<double>(n)); }
  double rmse0() const { return std::sqrt((std::max)(0.0, rmse() * rmse() - bias() * bias())); }
  double range() const { return (found_high - found_low) - (true_high - true_low); }
};

/// Over the legs of one group.
struct group {
  std::vector<errors> legs;
  std::map<std::string, int> refused;
  std::vector<double> frontal_spread_deg;  // of mid-stance adduction, from stride to stride
};

/// Standard deviation over strides of the mid-stance adduction, in degrees: its repeatability.
std::optional<double> frontal_spread(const std::vector<rg::stride>& strides, side which,
                                     const std::vector<rg::knee_sample<double>>& found) {
  rg::moments m;
  for (const rg::stride_knee& k : rg::knees_of(strides, which, found)) {
    if (k.mid_stance_adduction_rad) m(*k.mid_stance_adduction_rad * rg::degrees_per_radian);
  }
  if (m.count() < 3) return std::nullopt;
  return *m.stddev();
}

// Of the reference, or of a virtual walk.
template <class True>
std::vector<rg::stride> strides_of(const std::vector<True>& known) {
  std::vector<rg::stride> strides;
  for (const True& t : known) {
    rg::stride s;
    s.start_s = t.start_s;
    s.end_s = t.end_s;
    s.side = t.side;
    strides.push_back(s);
  }
  return strides;
}

void print(const std::string& name, const group& g) {
  if (g.legs.empty()) return;
  double rmse = 0, rmse0 = 0, worst0 = 0, bias = 0, range = 0;
  for (const errors& e : g.legs) {
    rmse += e.rmse();
    rmse0 += e.rmse0();
    worst0 = (std::max)(worst0, e.rmse0());
    bias += e.bias();
    range += e.range();
  }
  const double n = static_cast<double>(g.legs.size());
  std::printf("%-34s %5zu %7.1f %7.1f %7.2f %7.2f %7.1f", name.c_str(), g.legs.size(), rmse / n,
              bias / n, rmse0 / n, worst0, range / n);
  if (!g.frontal_spread_deg.empty()) std::printf(" %7.2f", rg::mean(g.frontal_spread_deg));
  for (const auto& [why, count] : g.refused) std::printf("  %d x %s", count, why.c_str());
  std::printf("\n");
}

void score_leg(const rg::recording& thigh, const rg::recording& shank,
               const std::optional<rg::stated_neutral>& neutral,
               const std::function<double(double)>& truth_deg,
               const std::vector<rg::stride>& strides, group& g) {
  const auto leg = rg::align_leg(thigh, shank, {}, neutral);
  if (!leg) {
    ++g.refused[std::string(to_string(leg.why()))];
    return;
  }
  const auto found = rg::knee_angles(thigh, shank, *leg);
  errors e;
  for (const rg::knee_sample<double>& k : found) {
    if (k.settled()) e.add(k.flexion_rad * rg::degrees_per_radian, truth_deg(k.time_s));
  }
  if (e.n > 0) g.legs.push_back(e);
  if (const auto spread = frontal_spread(strides, leg->side, found)) {
    g.frontal_spread_deg.push_back(*spread);
  }
}

void score_folder(const fs::path& folder, std::map<std::string, group>& groups) {
  const rg::io::truth truth = rg::io::read_truth(folder);
  if (!truth.knee) return;
  const rg::io::folder_meta meta = rg::io::read_meta(folder);
  const auto strides = strides_of(truth.strides.value_or(std::vector<rg::io::truth_stride>{}));
  for (const side which : {side::left, side::right}) {
    const bool left = which == side::left;
    rg::recording thigh = rg::io::read_recording(
        folder, {.placement = left ? placement::left_thigh : placement::right_thigh});
    rg::recording shank = rg::io::read_recording(
        folder, {.placement = left ? placement::left_shank : placement::right_shank});
    const auto truth_deg = [&](double time_s) {
      const auto at = std::lower_bound(
          truth.knee->begin(), truth.knee->end() - 1, time_s - 0.005,
          [](const rg::io::truth_knee_sample& s, double t) { return s.time_s < t; });
      return left ? at->left_flexion_deg : at->right_flexion_deg;
    };
    const std::string name = data_sets::group_of(meta, truth);
    const auto score = [&](const std::string& how, const std::optional<rg::stated_neutral>& pose) {
      score_leg(thigh, shank, pose, truth_deg, strides, groups[name + how]);
    };
    if (!data_sets::is_virtual(meta.dataset))
      score(std::string(", ") + std::string(to_string(which)), {});
    if (thigh.mounting.up() && shank.mounting.up()) {
      score(", axes as pose", rg::stated_neutral{thigh.mounting.up()->unit_vector(),
                                                 shank.mounting.up()->unit_vector()});
      score(", no pose", {});
      thigh.mounting = shank.mounting = {};
      score(", nothing stated", {});
    }
  }
}

void score_virtual(const std::string& name, const rg::testing::virtual_walker& made,
                   std::map<std::string, group>& groups) {
  const rg::testing::virtual_walk w = made.walk();
  for (const side which : {side::left, side::right}) {
    const bool left = which == side::left;
    const auto truth_deg = [&](double time_s) {
      const rg::testing::posture p = w.posture_at(time_s);
      return left ? p.left_knee_flexion_deg : p.right_knee_flexion_deg;
    };
    score_leg(w[left ? placement::left_thigh : placement::right_thigh],
              w[left ? placement::left_shank : placement::right_shank], {}, truth_deg,
              strides_of(w.truth.strides), groups[name]);
  }
}

void score_virtual_walks(std::map<std::string, group>& groups) {
  rg::testing::virtual_walker made;
  made.placements = {placement::left_thigh, placement::left_shank, placement::right_thigh,
                     placement::right_shank};
  for (const rg::direction way : {rg::direction::forward, rg::direction::backward}) {
    made.direction = way;
    made.seconds = 60;
    made.sensor = {};
    made.sensor.mounting_stated = false;
    const std::string name = "virtual walker " + std::string(to_string(way));
    score_virtual(name + ", noise", made, groups);
    made.sensor.lost_share = 0.05;
    score_virtual(name + ", 5 % lost", made, groups);
    made.sensor.lost_share = 0;
    made.sensor.acc_noise_m_s2 = made.sensor.gyr_noise_rad_s = 0;
    score_virtual(name + ", clean", made, groups);
    made.seconds = 1204;
    made.sensor = {};
    made.sensor.gyr_bias_rad_s = 0.02;
    made.sensor.gyr_drift_rad_s2 = 1e-5;
    score_virtual(name + ", 20 min", made, groups);
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::map<std::string, group> groups;
    if (argc > 1) {
      for (const fs::path& folder : data_sets::all_recordings(argv[1])) {
        score_folder(folder, groups);
      }
    }
    score_virtual_walks(groups);
    std::printf("%-34s %5s %7s %7s %7s %7s %7s %7s\n", "mean over legs, degrees", "legs", "rmse",
                "bias", "rmse0", "worst0", "range", "frontal");
    for (const auto& [name, g] : groups) print(name, g);
    for (const auto& [name, g] : groups) {
      if (!g.legs.empty()) continue;
      std::printf("%s: none computed", name.c_str());
      for (const auto& [why, count] : g.refused) std::printf(", %d x %s", count, why.c_str());
      std::printf("\n");
    }
    std::printf("\nfrontal: standard deviation of mid-stance adduction from stride to stride\n");
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_knee_angles: %s\n", e.what());
    return 1;
  }
}

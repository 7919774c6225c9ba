// Fits the contact model of the default step detector to recordings with truth, and tells how well
// it does on people whom it has not seen.
//
//   bench_fit_contact_model DATA            leave one person out at a time; prints the table
//   bench_fit_contact_model DATA --print    fits to all people; prints segment/detail/contact_model_data.hpp
//
// DATA holds <data set>/<recording>/ folders. Used for fitting: voisard, mobgap and bandai, without
// mobgap/HA002_Test11_Trial1, whose reference is weak, and without the sides of voisard/04-1 and
// 04-2, whose left and right stand the other way round than in 04-5 of the same person (the model
// fitted to everybody else says so for every single step). tripod and gaittoolbox are never fitted.
//
// Walking backward has eight recordings, all of virtual sensors. So the forward recordings, played
// backward, take part with a tenth of the weight: accelerations keep their sign under time reversal
// and angular rates change it (Winter 1989); the reversed final contact of a foot is its initial
// contact, 50 ms later (measured between the two on the eight recordings).

#include <retrogait/core/run.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/testing/checks.hpp>

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rg = retrogait;
namespace fs = std::filesystem;

namespace {

constexpr double grid_s = 0.02;
constexpr double pulse_s = 0.04;  // standard deviation of the pulse that stands for a contact
constexpr double ridge = 30;      // in units of squared samples; halving it changes nothing
constexpr double reversed_weight = 0.1;
constexpr double reversed_delay_s = 0.05;
constexpr double time_scales[] = {1.0, 0.7, 1.4};  // the same walk at other tempi
constexpr int taps = static_cast<int>(rg::template_width);

bool is_initial(const rg::contact& c) {
  return c.kind == rg::contact_kind::initial_contact;
}

struct walk {
  std::string set;
  std::string person;
  rg::recording recording;
  std::vector<rg::contact> contacts;  // true ones
  std::vector<rg::io::time_span> bouts;
  bool backward = false;
  bool fitted = false;
  bool sides_count = true;
};

walk read_walk(const fs::path& folder) {
  walk w;
  w.set = folder.parent_path().filename().string();
  const std::string name = folder.filename().string();
  w.recording = rg::io::read_recording(folder, {.placement = rg::placement::lumbar});
  const rg::io::folder_meta meta = rg::io::read_meta(folder);
  const rg::io::truth truth = rg::io::read_truth(folder);
  // bandai does not say who is who; each acted style counts as a person of its own.
  w.person = w.set + (meta.subject.empty() ? meta.cohort : meta.subject);
  w.backward = truth.direction == "backward";
  for (const auto& e : truth.events.value_or(std::vector<rg::io::truth_event>{})) {
    w.contacts.push_back({.time_s = e.time_s, .kind = e.kind, .side = e.side});
    w.contacts.back().direction.value =
        w.backward ? rg::direction::backward : rg::direction::forward;
  }
  w.bouts = truth.bouts.value_or(std::vector<rg::io::time_span>{});
  w.fitted = (w.set == "voisard" || w.set == "mobgap" || w.set == "bandai") &&
             name != "HA002_Test11_Trial1";
  w.sides_count = !(w.set == "voisard" && (name == "04-1" || name == "04-2"));
  return w;
}

// The normal equations of a ridge regression.
class regression {
 public:
  explicit regression(int size)
      : squares_(Eigen::MatrixXd::Zero(size, size)), products_(Eigen::VectorXd::Zero(size)) {}

  void add(const Eigen::VectorXd& x, double y) {
    squares_.selfadjointView<Eigen::Lower>().rankUpdate(x);
    products_ += y * x;
  }

  void add(const regression& other, double weight) {
    squares_ += weight * other.squares_;
    products_ += weight * other.products_;
  }

  Eigen::VectorXd solve() const {
    Eigen::MatrixXd a = squares_.selfadjointView<Eigen::Lower>();
    a.diagonal().array() += ridge;
    return a.ldlt().solve(products_);
  }

 private:
  Eigen::MatrixXd squares_;
  Eigen::VectorXd products_;
};

// Weighted mean and standard deviation.
struct spread {
  double weight = 0;
  double sum = 0;
  double squares = 0;

  void add(double x) { add({1, x, x * x}, 1); }
  void add(const spread& other, double w) {
    weight += w * other.weight;
    sum += w * other.sum;
    squares += w * other.squares;
  }
  rg::feature_model model() const {
    const double mean = sum / weight;
    return {mean, std::sqrt(squares / weight - mean * mean)};
  }
};

struct evidence {
  regression contact{2 * taps + 1};
  regression side{taps};
  regression side_with_gyro{3 * taps};
  spread lead;
  spread jerk_skewness;

  void add(const evidence& other, double weight) {
    contact.add(other.contact, weight);
    side.add(other.side, weight);
    side_with_gyro.add(other.side_with_gyro, weight);
    lead.add(other.lead, weight);
    jerk_skewness.add(other.jerk_skewness, weight);
  }
};

using trunk = std::vector<rg::trunk_sample<double>>;

trunk trunk_of(const walk& w) {
  trunk out;
  rg::trunk_motion<double> motion({.mounting = w.recording.mounting});
  for (const auto& s : w.recording.samples()) {
    motion.update(s, [&](const auto& cell) { out.push_back(motion.level(cell)); });
  }
  return out;
}

// The same motion `scale` times as slowly, from time 0 on.
trunk stretched(const trunk& motion, double scale) {
  trunk out;
  const double length = static_cast<double>(motion.size() - 1) * scale;
  for (int i = 0; i < length; ++i) {
    const double place = i / scale;
    const auto k = static_cast<std::size_t>(place);
    if (k + 1 >= motion.size()) break;
    const double share = place - static_cast<double>(k);
    rg::trunk_sample<double> s = motion[k];
    s.acc_m_s2 += share * (motion[k + 1].acc_m_s2 - s.acc_m_s2);
    s.gyr_rad_s += share * (motion[k + 1].gyr_rad_s - s.gyr_rad_s);
    s.time_s = i * grid_s;
    out.push_back(s);
  }
  return out;
}

Eigen::VectorXd normalised(const double* values, double floor) {
  const Eigen::VectorXd x = Eigen::Map<const Eigen::VectorXd>(values, taps);
  return x / std::max(std::sqrt(x.squaredNorm() / taps), floor);
}

void collect(const trunk& motion, const walk& w, double scale, evidence& out) {
  const double start_s = motion.front().time_s;
  const auto map = [&](double t) { return (t - start_s) * scale; };
  rg::trunk_window<double> window;
  int i = 0;
  Eigen::VectorXd x(2 * taps + 1);
  for (const auto& s : stretched(motion, scale)) {
    window.push(s);
    ++i;
    if (window.count() < rg::trunk_window<double>::stride_length + 4) continue;
    const double centre_s = s.time_s - rg::template_half_width * grid_s;
    bool walking = false;
    bool inside = false;
    for (const auto& b : w.bouts) {
      walking |= centre_s > map(b.start_s) - 0.3 * scale && centre_s < map(b.end_s) + 0.3 * scale;
      inside |= s.time_s - 1.2 > map(b.start_s) && s.time_s < map(b.end_s);
    }
    if (walking) {
      const double strength = window.strength(rg::step_detector_params{}.still_share);
      x << Eigen::Map<const Eigen::VectorXd>(window.vertical.last(taps), taps) / strength,
          Eigen::Map<const Eigen::VectorXd>(window.forward.last(taps), taps) / strength, 1;
      double pulses = 0;
      for (const rg::contact& e : w.contacts) {
        if (!is_initial(e)) continue;
        const double z = (centre_s - map(e.time_s)) / pulse_s;
        pulses += std::exp(-0.5 * z * z);
      }
      out.contact.add(x, pulses);
    }
    if (scale != 1.0) continue;
    if (inside && i % rg::direction_tracker::look_every == 0) {
      const rg::direction_features f = rg::measure_direction(window);
      out.lead.add(f.lead);
      out.jerk_skewness.add(f.jerk_skewness);
    }
    if (!w.sides_count) continue;
    for (const rg::contact& e : w.contacts) {
      if (!is_initial(e) || e.side == rg::side::unknown) continue;
      if (std::abs(map(e.time_s) - centre_s) > grid_s / 2) continue;
      const double sign = e.side == rg::side::left ? 1 : -1;
      Eigen::VectorXd all(3 * taps);
      all << normalised(window.left.last(taps), 0.03 * window.gravity_m_s2()),
          normalised(window.yaw.last(taps), 0.05), normalised(window.roll.last(taps), 0.05);
      out.side.add(all.head(taps), sign);
      out.side_with_gyro.add(all, sign);
    }
  }
}

evidence evidence_of(const walk& w, const trunk& motion) {
  evidence out;
  for (const double scale : time_scales) collect(motion, w, scale, out);
  return out;
}

// The walk played backward: what it would look like if time reversal were all there is to it.
evidence reversed_evidence_of(walk w, trunk motion) {
  std::reverse(motion.begin(), motion.end());
  for (auto& s : motion) {
    s.time_s = -s.time_s;
    s.gyr_rad_s = -s.gyr_rad_s;
  }
  for (rg::contact& e : w.contacts) {
    e.time_s = -e.time_s + (is_initial(e) ? 0 : reversed_delay_s);
    e.kind = is_initial(e) ? rg::contact_kind::final_contact : rg::contact_kind::initial_contact;
  }
  for (auto& b : w.bouts) b = {-b.end_s, -b.start_s};
  return evidence_of(w, motion);
}

rg::template_taps taps_from(const Eigen::VectorXd& weights, int first) {
  rg::template_taps t{};
  for (std::size_t k = 0; k < t.size(); ++k) t[k] = weights[first + static_cast<int>(k)];
  return t;
}

rg::walking_model model_of(const evidence& e) {
  const Eigen::VectorXd contact = e.contact.solve();
  const Eigen::VectorXd side = e.side.solve();
  const Eigen::VectorXd with_gyro = e.side_with_gyro.solve();
  return {.contact = {taps_from(contact, 0), taps_from(contact, taps), contact[2 * taps]},
          .side = taps_from(side, 0),
          .side_with_gyro = {taps_from(with_gyro, 0), taps_from(with_gyro, taps),
                             taps_from(with_gyro, 2 * taps)},
          .direction = {e.lead.model(), e.jerk_skewness.model()}};
}

// What a detector did on some recordings.
struct tally {
  int recordings = 0;
  rg::testing::contact_score score;
  std::size_t sides_asked = 0;
};

// Only contacts within half a second of a reference bout count, as people may walk unlabelled
// outside.
void score(const walk& w, const std::vector<rg::contact>& contacts, tally& t) {
  std::vector<rg::contact> found;
  for (const rg::contact& c : contacts) {
    for (const auto& b : w.bouts) {
      if (c.time_s < b.start_s - 0.5 || c.time_s > b.end_s + 0.5) continue;
      found.push_back(c);
      break;
    }
  }
  const auto one = rg::testing::match_contacts(found, w.contacts, 0.2);
  ++t.recordings;
  rg::testing::contact_score& all = t.score;
  all.truth_n += one.truth_n;
  all.found_n += one.found_n;
  all.pairs.insert(all.pairs.end(), one.pairs.begin(), one.pairs.end());
  all.error_s.insert(all.error_s.end(), one.error_s.begin(), one.error_s.end());
  all.directed_n += one.directed_n;
  all.right_direction_n += one.right_direction_n;
  if (!w.sides_count) return;
  all.sided_n += one.sided_n;
  all.right_side_n += one.right_side_n;
  for (const auto& pair : one.pairs)
    t.sides_asked += w.contacts[pair.truth].side != rg::side::unknown;
}

void print_table(const std::map<std::string, tally>& tallies) {
  std::printf("%-22s %4s %6s %6s %6s %6s %8s %8s %8s  %-16s %s\n", "data set", "rec", "steps",
              "recall", "prec.", "F1", "bias ms", "raw MAE", "centred", "sides (said)",
              "direction right, wrong");
  for (const auto& [name, t] : tallies) {
    const rg::testing::contact_score& all = t.score;
    const auto ms = [](const std::optional<double>& seconds) { return 1000 * seconds.value_or(0); };
    std::printf("%-22s %4d %6zu %6.3f %6.3f %6.3f %8.1f %8.1f %8.1f  ", name.c_str(), t.recordings,
                all.truth_n, all.recall(), all.precision(), all.f1(), ms(all.median_error_s()),
                ms(all.mean_absolute_error_s()), ms(all.spread_s()));
    if (all.sided_n > 0) {
      std::printf("%.3f (%.3f)    ", all.side_accuracy(),
                  static_cast<double>(all.sided_n) / static_cast<double>(t.sides_asked));
    } else {
      std::printf("%-17s", "none said");
    }
    std::printf("%zu, %zu\n", all.right_direction_n, all.directed_n - all.right_direction_n);
  }
}

void print_taps(const rg::template_taps& t) {
  for (std::size_t k = 0; k < t.size(); ++k) std::printf("%s%.4f", k ? ", " : "{", t[k]);
  std::printf("}");
}

void print_model(const rg::walking_model& m) {
  std::printf("{{");
  print_taps(m.contact.vertical);
  std::printf(",\n");
  print_taps(m.contact.forward);
  std::printf(",\n%.4f},\n", m.contact.offset);
  print_taps(m.side);
  std::printf(",\n{");
  print_taps(m.side_with_gyro.left);
  std::printf(",\n");
  print_taps(m.side_with_gyro.yaw);
  std::printf(",\n");
  print_taps(m.side_with_gyro.roll);
  std::printf("},\n{{%.3f, %.3f}, {%.3f, %.3f}}}", m.direction.lead.mean,
              m.direction.lead.deviation, m.direction.jerk_skewness.mean,
              m.direction.jerk_skewness.deviation);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_fit_contact_model DATA [--print]\n");
    return 2;
  }
  std::vector<walk> walks;
  for (const char* set : {"voisard", "mobgap", "bandai", "tripod", "gaittoolbox"}) {
    if (!fs::is_directory(fs::path(argv[1]) / set)) {
      std::fprintf(stderr, "skipped: no %s below %s\n", set, argv[1]);
      continue;
    }
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(fs::path(argv[1]) / set)) {
      if (fs::exists(entry.path() / "imu_lumbar.csv")) folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end());
    for (const fs::path& folder : folders) walks.push_back(read_walk(folder));
  }

  std::vector<evidence> as_walked(walks.size());
  std::vector<evidence> reversed(walks.size());
  for (std::size_t i = 0; i < walks.size(); ++i) {
    if (!walks[i].fitted) continue;
    const trunk motion = trunk_of(walks[i]);
    as_walked[i] = evidence_of(walks[i], motion);
    if (!walks[i].backward) reversed[i] = reversed_evidence_of(walks[i], motion);
  }
  const auto fit_without = [&](const std::string& person) {
    evidence forward;
    evidence backward;
    for (std::size_t i = 0; i < walks.size(); ++i) {
      if (!walks[i].fitted || walks[i].person == person) continue;
      (walks[i].backward ? backward : forward).add(as_walked[i], 1);
      if (!walks[i].backward) backward.add(reversed[i], reversed_weight);
    }
    return rg::contact_model{model_of(forward), model_of(backward)};
  };

  if (argc > 2 && std::string(argv[2]) == "--print") {
    const rg::contact_model model = fit_without("");
    std::printf(
        "#pragma once\n/// @file\n/// The fitted model. Written by benchmarks/fit_contact_model "
        "--print; not edited by hand.\n\n#include <retrogait/segment/contact_model.hpp>\n\n"
        "namespace retrogait {\n\ninline constexpr contact_model default_contact_model{\n");
    print_model(model.forward);
    std::printf(",\n");
    print_model(model.backward);
    std::printf("};\n\n}  // namespace retrogait\n");
    return 0;
  }

  std::map<std::string, tally> with_gyro;
  std::map<std::string, tally> acceleration_only;
  std::map<std::string, tally> mounting_hidden;
  std::map<std::string, rg::contact_model> models;
  for (const walk& w : walks) {
    const std::string left_out = w.fitted ? w.person : "";
    if (!models.contains(left_out)) models[left_out] = fit_without(left_out);
    rg::step_detector_params params;
    params.model = &models[left_out];
    const std::string name = w.set + (w.backward ? " backward" : "") +
                             (w.set == "mobgap" && !w.fitted ? " weak reference" : "");
    const auto hidden = rg::detect(w.recording.samples(), rg::step_detector<double>(params));
    score(w, hidden, mounting_hidden[name]);
    params.mounting = w.recording.mounting;
    score(w, rg::detect(w.recording.samples(), rg::step_detector<double>(params)), with_gyro[name]);
    score(w, rg::detect(w.recording.acceleration(), rg::step_detector<double>(params)),
          acceleration_only[name]);
  }
  std::printf(
      "Initial contacts within 0.2 s, each person scored by a model fitted to the others.\n");
  std::printf("\naccelerometer and gyroscope, mounting stated where it is known\n");
  print_table(with_gyro);
  std::printf("\naccelerometer alone\n");
  print_table(acceleration_only);
  std::printf("\nmounting hidden\n");
  print_table(mounting_hidden);
  return 0;
}

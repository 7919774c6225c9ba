#pragma once
/// @file
/// Fits the contact model of the default step detector to recordings with truth.
///
/// Used for fitting: voisard, mobgap and bandai, without mobgap/HA002_Test11_Trial1, whose reference
/// is weak, and without the sides of voisard/04-1 and 04-2, whose left and right stand the other way
/// round than in 04-5 of the same person (the model fitted to everybody else says so for every single
/// step). tripod and gaittoolbox are never fitted.
///
/// Walking backward has eight recordings, all of virtual sensors. So the forward recordings, played
/// backward, take part with a tenth of the weight: accelerations keep their sign under time reversal
/// and angular rates change it (Winter 1989); the reversed final contact of a foot is its initial
/// contact, 50 ms later, and the reversed initial contact its final contact, as much later (measured
/// between the two on the eight recordings).

#include <retrogait/core/run.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/testing/checks.hpp>

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace rg = retrogait;
namespace fs = std::filesystem;

namespace contact_fit {

constexpr double grid_s = 0.02;
constexpr double pulse_s = 0.04;  // standard deviation of the pulse that stands for a contact
constexpr double ridge = 30;      // in units of squared samples; halving it changes nothing
constexpr double reversed_weight = 0.1;
constexpr double reversed_initial_s = 0.05;
constexpr double reversed_final_s = 0.05;
constexpr double time_scales[] = {1.0, 0.7, 1.4};  // the same walk at other tempi
constexpr int taps = static_cast<int>(rg::template_width);

inline bool is_initial(const rg::contact& c) {
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

inline walk read_walk(const fs::path& folder) {
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
  regression initial_contact{2 * taps + 1};
  regression final_contact{2 * taps + 1};
  regression side{taps};
  regression side_with_gyro{3 * taps};
  spread lead;
  spread jerk_skewness;

  void add(const evidence& other, double weight) {
    initial_contact.add(other.initial_contact, weight);
    final_contact.add(other.final_contact, weight);
    side.add(other.side, weight);
    side_with_gyro.add(other.side_with_gyro, weight);
    lead.add(other.lead, weight);
    jerk_skewness.add(other.jerk_skewness, weight);
  }
};

using trunk = std::vector<rg::trunk_sample<double>>;

inline trunk trunk_of(const walk& w) {
  trunk out;
  rg::trunk_motion<double> motion({.mounting = w.recording.mounting});
  for (const auto& s : w.recording.samples()) {
    motion.update(s, [&](const auto& cell) { out.push_back(motion.level(cell)); });
  }
  return out;
}

// The same motion `scale` times as slowly, from time 0 on.
inline trunk stretched(const trunk& motion, double scale) {
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

inline Eigen::VectorXd normalised(const double* values, double floor) {
  const Eigen::VectorXd x = Eigen::Map<const Eigen::VectorXd>(values, taps);
  return x / std::max(std::sqrt(x.squaredNorm() / taps), floor);
}

inline void collect(const trunk& motion, const walk& w, double scale, evidence& out) {
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
      double initial = 0;
      double final = 0;
      for (const rg::contact& e : w.contacts) {
        const double z = (centre_s - map(e.time_s)) / pulse_s;
        (is_initial(e) ? initial : final) += std::exp(-0.5 * z * z);
      }
      out.initial_contact.add(x, initial);
      out.final_contact.add(x, final);
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

inline evidence evidence_of(const walk& w, const trunk& motion) {
  evidence out;
  for (const double scale : time_scales) collect(motion, w, scale, out);
  return out;
}

// The walk played backward: what it would look like if time reversal were all there is to it.
inline evidence reversed_evidence_of(walk w, trunk motion) {
  std::reverse(motion.begin(), motion.end());
  for (auto& s : motion) {
    s.time_s = -s.time_s;
    s.gyr_rad_s = -s.gyr_rad_s;
  }
  for (rg::contact& e : w.contacts) {
    e.time_s = -e.time_s + (is_initial(e) ? reversed_final_s : reversed_initial_s);
    e.kind = is_initial(e) ? rg::contact_kind::final_contact : rg::contact_kind::initial_contact;
  }
  for (auto& b : w.bouts) b = {-b.end_s, -b.start_s};
  return evidence_of(w, motion);
}

inline rg::template_taps taps_from(const Eigen::VectorXd& weights, int first) {
  rg::template_taps t{};
  for (std::size_t k = 0; k < t.size(); ++k) t[k] = weights[first + static_cast<int>(k)];
  return t;
}

inline rg::contact_template template_from(const regression& r) {
  const Eigen::VectorXd weights = r.solve();
  return {taps_from(weights, 0), taps_from(weights, taps), weights[2 * taps]};
}

inline rg::walking_model model_of(const evidence& e) {
  const Eigen::VectorXd side = e.side.solve();
  const Eigen::VectorXd with_gyro = e.side_with_gyro.solve();
  return {.initial_contact = template_from(e.initial_contact),
          .final_contact = template_from(e.final_contact),
          .side = taps_from(side, 0),
          .side_with_gyro = {taps_from(with_gyro, 0), taps_from(with_gyro, taps),
                             taps_from(with_gyro, 2 * taps)},
          .direction = {e.lead.model(), e.jerk_skewness.model()}};
}

// Candidates of one kind, and whether each is a contact.
class judgements {
 public:
  // Every peak of the template counts that lies near a reference bout, and, in voisard and bandai,
  // every other one too: there nobody walks outside of the bouts.
  void add(const walk& w, const trunk& motion, const rg::contact_template& t,
           rg::contact_kind kind) {
    rg::trunk_window<double> window;
    rg::contact_finder<double> finder(t);
    std::vector<rg::contact> found;
    std::vector<rg::contact_features> features;
    for (const auto& s : motion) {
      window.push(s);
      const auto c = finder.update(window, rg::step_detector_params{}.still_share);
      if (!c || !is_near_a_bout(w, c->time_s)) continue;
      found.push_back({.time_s = c->time_s, .kind = kind});
      features.push_back(c->features);
    }
    std::vector<double> answers(found.size(), 0.0);
    for (const auto& pair : rg::testing::match_contacts(found, w.contacts, 0.2, kind).pairs) {
      answers[pair.found] = 1;
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
      const rg::contact_features& f = features[i];
      x_.push_back({f.height, f.long_before, f.before, f.around, f.after, f.crowding, 1});
      y_.push_back(answers[i]);
    }
  }

  // Logistic regression by Newton's method. The penalty holds for features of unit variance; the
  // offset has none.
  rg::contact_weights fit() const {
    constexpr double penalty = 3;
    const auto n = static_cast<Eigen::Index>(x_.size());
    Eigen::Matrix<double, Eigen::Dynamic, 7> x(n, 7);
    for (Eigen::Index i = 0; i < n; ++i) {
      x.row(i) = Eigen::Map<const row>(x_[static_cast<std::size_t>(i)].data());
    }
    const Eigen::Map<const Eigen::ArrayXd> y(y_.data(), n);
    row mean = x.colwise().mean();
    row scale = (x.rowwise() - mean).colwise().norm() / std::sqrt(static_cast<double>(n));
    mean[6] = 0;
    scale[6] = 1;
    x = (x.rowwise() - mean).array().rowwise() / scale.array();
    Eigen::Matrix<double, 7, 1> weights = Eigen::Matrix<double, 7, 1>::Zero();
    Eigen::Matrix<double, 7, 1> pull = Eigen::Matrix<double, 7, 1>::Constant(penalty);
    pull[6] = 1e-3;
    for (int i = 0; i < 30; ++i) {
      const Eigen::ArrayXd p = 1 / (1 + (-(x * weights).array()).exp());
      const Eigen::Matrix<double, 7, 1> slope =
          x.transpose() * (p - y).matrix() + pull.cwiseProduct(weights);
      Eigen::Matrix<double, 7, 7> curve = x.transpose() * (p * (1 - p)).matrix().asDiagonal() * x;
      curve.diagonal() += pull;
      weights -= curve.ldlt().solve(slope);
    }
    const row w = weights.transpose().array() / scale.array();
    return {w[0], w[1], w[2], w[3], w[4], w[5], w[6] - mean.head<6>().dot(w.head<6>())};
  }

 private:
  using row = Eigen::Matrix<double, 1, 7>;

  static bool is_near_a_bout(const walk& w, double time_s) {
    for (const auto& b : w.bouts) {
      if (time_s >= b.start_s - 0.5 && time_s <= b.end_s + 0.5) return true;
    }
    return false;
  }

  std::vector<std::array<double, 7>> x_;
  std::vector<double> y_;
};

// Models fitted to all walks but those of one person.
class fitter {
 public:
  explicit fitter(std::vector<walk> walks)
      : walks_(std::move(walks)),
        motion_(walks_.size()),
        as_walked_(walks_.size()),
        reversed_(walks_.size()) {
    for (std::size_t i = 0; i < walks_.size(); ++i) {
      if (!walks_[i].fitted) continue;
      motion_[i] = trunk_of(walks_[i]);
      as_walked_[i] = evidence_of(walks_[i], motion_[i]);
      if (!walks_[i].backward) reversed_[i] = reversed_evidence_of(walks_[i], motion_[i]);
    }
  }

  const std::vector<walk>& walks() const { return walks_; }

  // "" leaves nobody out.
  rg::contact_model without(const std::string& person) const {
    evidence forward;
    evidence backward;
    for (std::size_t i = 0; i < walks_.size(); ++i) {
      if (!takes_part(i, person)) continue;
      (walks_[i].backward ? backward : forward).add(as_walked_[i], 1);
      if (!walks_[i].backward) backward.add(reversed_[i], reversed_weight);
    }
    rg::contact_model model{model_of(forward), model_of(backward), {}, {}};
    judgements initial;
    judgements final;
    for (std::size_t i = 0; i < walks_.size(); ++i) {
      if (!takes_part(i, person)) continue;
      const rg::walking_model& m = walks_[i].backward ? model.backward : model.forward;
      initial.add(walks_[i], motion_[i], m.initial_contact, rg::contact_kind::initial_contact);
      final.add(walks_[i], motion_[i], m.final_contact, rg::contact_kind::final_contact);
    }
    model.initial_contact = initial.fit();
    model.final_contact = final.fit();
    return model;
  }

 private:
  bool takes_part(std::size_t i, const std::string& person) const {
    return walks_[i].fitted && walks_[i].person != person;
  }

  std::vector<walk> walks_;
  std::vector<trunk> motion_;
  std::vector<evidence> as_walked_;
  std::vector<evidence> reversed_;
};

// All walks below a folder of data sets; says which sets are missing.
inline std::vector<walk> read_walks(const fs::path& data) {
  std::vector<walk> walks;
  for (const char* set : {"voisard", "mobgap", "bandai", "tripod", "gaittoolbox"}) {
    if (!fs::is_directory(data / set)) {
      std::fprintf(stderr, "skipped: no %s below %s\n", set, data.c_str());
      continue;
    }
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(data / set)) {
      if (fs::exists(entry.path() / "imu_lumbar.csv")) folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end());
    for (const fs::path& folder : folders) walks.push_back(read_walk(folder));
  }
  return walks;
}

}  // namespace contact_fit

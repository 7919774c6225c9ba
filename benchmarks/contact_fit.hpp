#pragma once
/// @file
/// Fits the contact model of the default step detector to recordings with truth.
///
/// Used for fitting: what data_sets.hpp says the detector is tuned on, without the sides that are
/// swapped. tripod and gaittoolbox are never fitted.
///
/// The weights that tell walking from other motion learn the latter from virtual motion in which nobody
/// walks (testing/disturbances.hpp): sitting down, bending, shaking, riding in a car or a lift;
/// and what no recording holds from virtual walks: stairs, running, shuffling, limps and sticks.
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
#include <retrogait/testing/disturbances.hpp>

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "data_sets.hpp"

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
  std::string group;  // of rows
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
  w.recording = rg::io::read_recording(folder, {.placement = rg::placement::lumbar});
  const rg::io::folder_meta meta = rg::io::read_meta(folder);
  const rg::io::truth truth = rg::io::read_truth(folder);
  w.set = meta.dataset;
  w.group = data_sets::group_of(meta, truth);
  w.person = data_sets::person_of(meta);
  w.backward = truth.direction == "backward";
  for (const auto& e : truth.events.value_or(std::vector<rg::io::truth_event>{})) {
    w.contacts.push_back({.time_s = e.time_s, .kind = e.kind, .side = e.side});
    w.contacts.back().direction.value =
        w.backward ? rg::direction::backward : rg::direction::forward;
  }
  w.bouts = truth.bouts.value_or(std::vector<rg::io::time_span>{});
  w.fitted = data_sets::is_tuned_on("retrogait-lower-back", meta);
  w.sides_count = !data_sets::has_swapped_sides(meta);
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

inline trunk trunk_of(const rg::recording& r) {
  trunk out;
  rg::trunk_motion<double> motion({.mounting = r.mounting});
  for (const auto& s : r.samples()) {
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

// Logistic regression, by Newton's method, of yes or no on N features and a constant. The penalty
// holds for features of unit variance; the constant has none.
template <int N>
class logistic {
 public:
  using row = Eigen::Matrix<double, 1, N + 1>;

  void add(const std::array<double, std::size_t{N}>& features, bool answer, double weight = 1) {
    row x;
    x << Eigen::Map<const Eigen::Matrix<double, 1, N>>(features.data()), 1;
    x_.push_back(x);
    y_.push_back(answer ? 1 : 0);
    weight_.push_back(weight);
  }

  // The features' weights, then the constant.
  row fit() const {
    using column = Eigen::Matrix<double, N + 1, 1>;
    constexpr double penalty = 3;
    const auto n = static_cast<Eigen::Index>(x_.size());
    Eigen::Matrix<double, Eigen::Dynamic, N + 1> x(n, N + 1);
    for (Eigen::Index i = 0; i < n; ++i) x.row(i) = x_[static_cast<std::size_t>(i)];
    const Eigen::Map<const Eigen::ArrayXd> y(y_.data(), n);
    const Eigen::Map<const Eigen::ArrayXd> weight(weight_.data(), n);
    row mean = x.colwise().mean();
    row scale = (x.rowwise() - mean).colwise().norm() / std::sqrt(static_cast<double>(n));
    mean[N] = 0;
    scale[N] = 1;
    x = (x.rowwise() - mean).array().rowwise() / scale.array();
    column weights = column::Zero();
    column pull = column::Constant(penalty);
    pull[N] = 1e-3;
    for (int i = 0; i < 30; ++i) {
      const Eigen::ArrayXd p = 1 / (1 + (-(x * weights).array()).exp());
      const column slope = x.transpose() * (weight * (p - y)).matrix() + pull.cwiseProduct(weights);
      Eigen::Matrix<double, N + 1, N + 1> curve =
          x.transpose() * (weight * p * (1 - p)).matrix().asDiagonal() * x;
      curve.diagonal() += pull;
      weights -= curve.ldlt().solve(slope);
    }
    row w = weights.transpose().array() / scale.array();
    w[N] -= mean.template head<N>().dot(w.template head<N>());
    return w;
  }

 private:
  std::vector<row> x_;
  std::vector<double> y_;
  std::vector<double> weight_;
};

// One peak of a template's score, with what walking_features looks at.
struct peak {
  rg::contact_candidate candidate;
  double alignment = 0;
};

inline std::vector<peak> peaks_of(const trunk& motion, const rg::contact_template& t) {
  std::vector<peak> out;
  rg::trunk_window<double> window;
  rg::contact_finder<double> finder(t);
  for (const auto& s : motion) {
    window.push(s);
    const auto c = finder.update(window, rg::step_detector_params{}.still_share);
    if (c) out.push_back({*c, window.alignment()});
  }
  return out;
}

inline bool is_near_a_bout(const walk& w, double time_s) {
  for (const auto& b : w.bouts) {
    if (time_s >= b.start_s - 0.5 && time_s <= b.end_s + 0.5) return true;
  }
  return false;
}

// Peaks near the reference bouts, and whether each is a contact.
class contact_judgement {
 public:
  void add(const walk& w, const std::vector<peak>& peaks, rg::contact_kind kind) {
    std::vector<rg::contact> found;
    std::vector<rg::contact_features> features;
    for (const peak& p : peaks) {
      if (!is_near_a_bout(w, p.candidate.time_s)) continue;
      found.push_back({.time_s = p.candidate.time_s, .kind = kind});
      features.push_back(p.candidate.features);
    }
    std::vector<bool> answers(found.size());
    for (const auto& pair : rg::testing::match_contacts(found, w.contacts, 0.2, kind).pairs) {
      answers[pair.found] = true;
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
      const rg::contact_features& f = features[i];
      regression_.add({f.height, f.long_before, f.before, f.around, f.after, f.crowding},
                      answers[i]);
    }
  }

  rg::contact_weights fit() const {
    const auto w = regression_.fit();
    return {w[0], w[1], w[2], w[3], w[4], w[5], w[6]};
  }

 private:
  logistic<6> regression_;
};

// Likely contacts in a row, and whether they are walking: those near the reference bouts are, those
// of stray motion are not. Both sides weigh the same.
class walking_judgement {
 public:
  explicit walking_judgement(const rg::contact_weights& initial) : initial_(initial) {}

  void add(const walk& w, const std::vector<peak>& peaks) {
    add_runs(peaks, yes_, [&](double time_s) { return is_near_a_bout(w, time_s); });
  }

  void add_stray(const std::vector<peak>& peaks) {
    add_runs(peaks, no_, [](double) { return true; });
  }

  rg::walking_weights fit() const {
    logistic<7> regression;
    for (const auto& f : yes_) regression.add(values(f), true);
    const double share = static_cast<double>(yes_.size()) / static_cast<double>(no_.size());
    for (const auto& f : no_) regression.add(values(f), false, share);
    const auto w = regression.fit();
    return {w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]};
  }

 private:
  static std::array<double, 7> values(const rg::walking_features& f) {
    return {f.certainty, f.alignment,  f.interval, f.irregularity,
            f.strength,  f.unevenness, f.contrast};
  }

  // The runs that the detector looks at when it may open a bout.
  template <class Where>
  void add_runs(const std::vector<peak>& peaks, std::vector<rg::walking_features>& out,
                Where&& here) {
    const rg::step_detector_params params;
    const auto enough = static_cast<std::size_t>(params.min_contacts);
    std::vector<rg::likely_contact> run;
    for (const peak& p : peaks) {
      const double odds = rg::log_odds(initial_, p.candidate.features);
      if (odds < 0 || !here(p.candidate.time_s)) continue;
      if (!run.empty()) {
        const double interval_s = p.candidate.time_s - run.back().time_s;
        if (interval_s < params.min_step_time_s) continue;
        if (interval_s > params.max_step_time_s) run.clear();
      }
      run.push_back({p.candidate.time_s, odds, p.alignment, p.candidate.features.around,
                     p.candidate.features.height});
      if (run.size() < enough) continue;
      const std::size_t first = run.size() - enough;
      out.push_back(rg::measure_walking(
          enough, [&](std::size_t i) -> const rg::likely_contact& { return run[first + i]; }));
    }
  }

  rg::contact_weights initial_;
  std::vector<rg::walking_features> yes_;
  std::vector<rg::walking_features> no_;
};

// Virtual motion in which nobody walks. The tests use other seeds.
inline std::vector<rg::recording> strays() {
  std::vector<rg::recording> out;
  for (std::uint64_t seed = 100; seed < 106; ++seed) {
    const rg::testing::stray_motion motion{.seconds = 60, .seed = seed};
    const rg::testing::stray_motion longer{.seconds = 600, .seed = seed};
    out.push_back(longer.sitting_down());
    out.push_back(motion.bending());
    out.push_back(longer.car_ride());
    out.push_back(longer.lift());
    for (const double frequency_hz : {1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0}) {
      out.push_back(motion.shaking(frequency_hz, 2.0 + 2.0 * static_cast<double>(seed - 100)));
    }
  }
  return out;
}

// Virtual walks of kinds that no recording holds: stairs, running, shuffling, with a limp or a stick.
inline std::vector<walk> rare_walks() {
  using rg::direction;
  namespace rt = rg::testing;
  std::vector<walk> out;
  const auto add = [&](rt::virtual_walker walker) {
    walker.seconds = 20;
    walker.seed = 100 + out.size();
    const rt::virtual_walk walked = walker.walk();
    walk w;
    w.set = "virtual";
    w.recording = walked[rg::placement::lumbar];
    w.contacts = walked.truth.contacts;
    for (const auto& b : walked.truth.bouts) w.bouts.push_back({b.start_s, b.end_s});
    w.backward = walker.direction == direction::backward;
    out.push_back(std::move(w));
  };
  for (int again = 0; again < 3; ++again) {
    auto run = rt::running();
    run.cadence_steps_min = 150 + 15 * again;
    for (const auto& style : {rt::climbing_stairs(), rt::descending_stairs(), run}) {
      add({.direction = direction::forward, .forward = style});
    }
    for (const rg::side which : {rg::side::left, rg::side::right}) {
      add({.direction = direction::forward, .forward = rt::limping<>(which)});
      add({.direction = direction::backward, .backward = rt::limping<direction::backward>(which)});
      add({.direction = direction::forward, .forward = rt::with_stick<>(which)});
      add({.direction = direction::backward,
           .backward = rt::with_stick<direction::backward>(which)});
    }
    add({.direction = direction::forward, .forward = rt::shuffling<>()});
    add({.direction = direction::backward, .backward = rt::shuffling<direction::backward>()});
  }
  return out;
}

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
      motion_[i] = trunk_of(walks_[i].recording);
      as_walked_[i] = evidence_of(walks_[i], motion_[i]);
      if (!walks_[i].backward) reversed_[i] = reversed_evidence_of(walks_[i], motion_[i]);
    }
    for (const rg::recording& r : strays()) strays_.push_back(trunk_of(r));
    for (const walk& w : rare_) rare_motion_.push_back(trunk_of(w.recording));
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
    rg::contact_model model{model_of(forward), model_of(backward), {}, {}, {}};
    contact_judgement initial;
    contact_judgement final;
    std::vector<std::vector<peak>> peaks(walks_.size());
    for (std::size_t i = 0; i < walks_.size(); ++i) {
      if (!takes_part(i, person)) continue;
      const rg::walking_model& m = walks_[i].backward ? model.backward : model.forward;
      peaks[i] = peaks_of(motion_[i], m.initial_contact);
      initial.add(walks_[i], peaks[i], rg::contact_kind::initial_contact);
      final.add(walks_[i], peaks_of(motion_[i], m.final_contact), rg::contact_kind::final_contact);
    }
    model.initial_contact = initial.fit();
    model.final_contact = final.fit();
    walking_judgement walking(model.initial_contact);
    for (std::size_t i = 0; i < walks_.size(); ++i) walking.add(walks_[i], peaks[i]);
    for (std::size_t i = 0; i < rare_.size(); ++i) {
      const rg::walking_model& m = rare_[i].backward ? model.backward : model.forward;
      walking.add(rare_[i], peaks_of(rare_motion_[i], m.initial_contact));
    }
    // As they have no direction, they are held against either template.
    for (const trunk& motion : strays_) {
      walking.add_stray(peaks_of(motion, model.forward.initial_contact));
      walking.add_stray(peaks_of(motion, model.backward.initial_contact));
    }
    model.walking = walking.fit();
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
  std::vector<trunk> strays_;
  std::vector<walk> rare_ = rare_walks();
  std::vector<trunk> rare_motion_;
};

// All walks below a folder of data sets; says which sets are missing.
inline std::vector<walk> read_walks(const fs::path& data) {
  std::vector<walk> walks;
  for (const char* set : {"voisard", "mobgap", "bandai", "tripod", "gaittoolbox"}) {
    const auto folders = data_sets::recordings_of(data, set);
    if (folders.empty()) std::fprintf(stderr, "skipped: no %s below %s\n", set, data.c_str());
    for (const fs::path& folder : folders) {
      if (data_sets::has_sensor(folder, rg::placement::lumbar)) walks.push_back(read_walk(folder));
    }
  }
  return walks;
}

}  // namespace contact_fit

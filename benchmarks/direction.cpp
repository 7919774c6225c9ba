// Which way people walk: what every default detector says of it on the recordings with a reference, and
// whether its probabilities hold. Prints tables in Markdown.
//
//   bench_direction DATA
//
// DATA holds <data set>/<recording>/ folders. The lower back is scored on people held out: each with a
// contact model fitted to everybody else (contact_fit.hpp; of bandai, which does not say who acted, a
// style stands for a person). bandai has virtual sensors and is kept apart, as are real recordings that
// are played backward, in which nobody walks: what backward walking would look like if time reversal
// were all there is to it.

#include <retrogait/core/run.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/segment/calibrate_mounting.hpp>
#include <retrogait/segment/detectors.hpp>
#include <retrogait/segment/settled_directions.hpp>
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/testing/checks.hpp>
#include <retrogait/testing/disturbances.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "contact_fit.hpp"
#include "data_sets.hpp"
#include "direction_tables.hpp"

namespace {

using direction_tables::confusion;
using direction_tables::mounting_tally;
using direction_tables::reliability;
using rg::direction;
using contacts = std::vector<rg::contact>;

constexpr std::size_t least_steps = 6;  // of a bout that counts
constexpr double tolerance_s = 0.2;

// What is known of one recording.
struct known_walk {
  contacts truth;  // initial contacts, with direction
  std::vector<rg::io::time_span> bouts;
  direction all = direction::unknown;  // of the whole recording
};

// Rows by name, in the order in which they came.
template <class Tally>
class table {
 public:
  Tally& operator[](const std::string& name) {
    if (!rows_.contains(name)) order_.push_back(name);
    return rows_[name];
  }
  template <class Print>
  void print(Print&& row) const {
    for (const std::string& name : order_) row(name, rows_.at(name));
  }

 private:
  std::vector<std::string> order_;
  std::map<std::string, Tally> rows_;
};

struct said {
  table<confusion> steps;
  table<confusion> bouts;
};

bool is_within(const std::vector<rg::io::time_span>& spans, double time_s) {
  return std::any_of(spans.begin(), spans.end(), [&](const rg::io::time_span& b) {
    return time_s > b.start_s - 0.5 && time_s < b.end_s + 0.5;
  });
}

contacts initial_within(const contacts& all, const known_walk& known) {
  contacts some;
  for (const rg::contact& c : all) {
    if (contact_fit::is_initial(c) && is_within(known.bouts, c.time_s)) some.push_back(c);
  }
  return some;
}

// Each true contact that was found, and what was said of it.
template <class Take>
void for_each_step(const contacts& all, const known_walk& known, Take&& take) {
  const contacts found = initial_within(all, known);
  for (const auto& pair : rg::testing::match_contacts(found, known.truth, tolerance_s).pairs) {
    take(known.truth[pair.truth].direction.value, found[pair.found]);
  }
}

// Each bout that was found and counts.
template <class Take>
void for_each_bout(const contacts& all, const known_walk& known, std::size_t steps_a_contact,
                   Take&& take) {
  if (known.all == direction::unknown) return;
  for (const rg::walking_bout& b : rg::assemble_bouts(initial_within(all, known))) {
    if (b.contacts.size() * steps_a_contact >= least_steps) take(known.all, b.direction);
  }
}

void score(const contacts& all, const known_walk& known, std::size_t steps_a_contact,
           const std::string& row, said& out) {
  for_each_step(all, known, [&](direction truth, const rg::contact& c) {
    out.steps[row].add(truth, c.direction.value);
  });
  for_each_bout(all, known, steps_a_contact, [&](direction truth, const rg::direction_estimate& e) {
    out.bouts[row].add(truth, e.value);
  });
}

known_walk known_of(const contact_fit::walk& w) {
  known_walk known;
  known.all = w.backward ? direction::backward : direction::forward;
  known.bouts = w.bouts;
  for (const rg::contact& c : w.contacts) {
    if (contact_fit::is_initial(c)) known.truth.push_back(c);
  }
  return known;
}

// The walk as a film run backwards: see contact_fit::reversed_evidence_of.
contact_fit::walk played_backward(contact_fit::walk w) {
  rg::recording& r = w.recording;
  const double end_s = r.time_s[0] + r.time_s[r.size() - 1];
  r.time_s = (end_s - r.time_s.array()).reverse().eval();
  r.acc_m_s2 = r.acc_m_s2.colwise().reverse().eval();
  r.gyr_rad_s = (-r.gyr_rad_s.colwise().reverse()).eval();
  for (rg::contact& c : w.contacts) {
    const bool was_initial = contact_fit::is_initial(c);
    c.time_s = end_s - c.time_s +
               (was_initial ? contact_fit::reversed_final_s : contact_fit::reversed_initial_s);
    c.kind = was_initial ? rg::contact_kind::final_contact : rg::contact_kind::initial_contact;
    c.direction.value = direction::backward;
  }
  std::reverse(w.contacts.begin(), w.contacts.end());
  for (auto& b : w.bouts) b = {end_s - b.end_s, end_s - b.start_s};
  w.backward = true;
  return w;
}

struct lower_back_run {
  bool gyroscope = true;
  double certainty = rg::direction_params{}.certainty;
};

contacts detect_steps(const rg::recording& r, const rg::contact_model& model,
                      const lower_back_run& how) {
  rg::step_detector_params params;
  params.rate_hz = r.rate_hz();
  params.mounting = r.mounting;
  params.model = &model;
  params.direction.certainty = how.certainty;
  const rg::step_detector<double> detector(params);
  return how.gyroscope && r.has_gyroscope() ? rg::detect(r.samples(), detector)
                                            : rg::detect(r.acceleration(), detector);
}

struct reliabilities {
  table<reliability> steps;
  table<reliability> bouts;
};

void score_lower_back(const contact_fit::walk& w, const rg::contact_model& model,
                      const std::string& group, said& out, reliabilities& trust) {
  const known_walk known = known_of(w);
  const auto settled = [&](const lower_back_run& how) {
    return rg::settle_directions(detect_steps(w.recording, model, how));
  };
  const contacts with_gyroscope = settled({.gyroscope = true});
  score(with_gyroscope, known, 1, group + ", lower back", out);
  score(settled({.gyroscope = false}), known, 1, group + ", lower back, accelerometer", out);
  for_each_bout(with_gyroscope, known, 1, [&](direction truth, const rg::direction_estimate& e) {
    if (e.value != direction::unknown) trust.bouts[group].add(e.probability, e.value == truth);
  });
  // Whatever it believes, however little: a table without its lower half tells little.
  const contacts always = detect_steps(w.recording, model, {.gyroscope = true, .certainty = 0.5});
  for_each_step(always, known, [&](direction truth, const rg::contact& c) {
    if (c.direction.value == direction::unknown) return;  // a run
    trust.steps[group].add(c.direction.probability, c.direction.value == truth);
  });
}

// The 24 ways to turn a device by right angles.
std::vector<Eigen::Matrix3d> right_angles() {
  std::vector<Eigen::Matrix3d> all;
  for (int up = 0; up < 3; ++up) {
    for (int forward = 0; forward < 3; ++forward) {
      if (forward == up) continue;
      for (const int sign : {1, -1, 2, -2}) {
        const rg::mounting m({up, sign > 0 ? 1 : -1}, {forward, std::abs(sign) == 1 ? 1 : -1});
        all.push_back(*m.body_from_device());
      }
    }
  }
  return all;
}

rg::recording first_part(const rg::recording& r, double end_s) {
  const std::ptrdiff_t n =
      std::upper_bound(r.time_s.data(), r.time_s.data() + r.size(), end_s) - r.time_s.data();
  rg::recording part = r;
  part.time_s.conservativeResize(n);
  part.acc_m_s2.conservativeResize(n, 3);
  if (r.has_gyroscope()) part.gyr_rad_s.conservativeResize(n, 3);
  return part;
}

// Whether that is how the device, turned so, is worn: the axes that the data set states, as turned.
bool is_right(const rg::mounting& found, const rg::mounting& stated,
              const Eigen::Matrix3d& turned) {
  const Eigen::Vector3d forward = turned * stated.forward()->unit_vector();
  return found.forward()->unit_vector().dot(forward) > 0.75;
}

// The direction of what follows after the calibration, with the mounting that it found.
void score_after(const rg::recording& r, const rg::mounting_estimate& found, double from_s,
                 const known_walk& known, const rg::contact_model& model, confusion& out) {
  rg::recording worn = r;
  worn.mounting = found.mounting;
  const contacts all = rg::settle_directions(detect_steps(worn, model, {}),
                                             {.mounting_probability = found.probability});
  for_each_step(all, known, [&](direction truth, const rg::contact& c) {
    if (c.time_s > from_s) out.add(truth, c.direction.value);
  });
}

struct mounting_tables {
  table<mounting_tally> found;
  table<confusion> rest;               // of the same recording
  table<confusion> others;             // of the same person
  std::vector<std::string> not_known;  // what was found where the data set does not say
};

void score_mounting(const contact_fit::walk& w, const std::vector<contact_fit::walk>& all,
                    const rg::contact_model& model, mounting_tables& out) {
  const std::string group = w.group;
  const known_walk known = known_of(w);
  const rg::calibration_params params{.model = &model};
  const rg::mounting stated = w.recording.mounting;
  // Half a second after the tenth step.
  const double after_s =
      known.truth.at(std::min<std::size_t>(9, known.truth.size() - 1)).time_s + 0.5;
  const auto calibrate = [&](const std::string& row, const Eigen::Matrix3d& turned, auto&& how) {
    rg::recording part = first_part(rg::testing::rotate_device(w.recording, turned), after_s);
    part.mounting = rg::mounting();
    const rg::mounting_estimate found = how(part);
    out.found[row].add(found, found.resolved() && stated.forward().has_value() &&
                                  is_right(found.mounting, stated, turned));
    return found;
  };
  const auto known_direction = [&](const rg::recording& part) {
    return rg::calibrate_mounting(part, known.all, params);
  };
  const auto score_others = [&](const rg::mounting_estimate& found, const std::string& row) {
    for (const contact_fit::walk& other : all) {
      if (&other == &w || other.person != w.person || other.fitted != w.fitted) continue;
      score_after(other.recording, found, -1e300, known_of(other), model,
                  out.others[row + ", then " + other.group]);
    }
  };
  if (!stated.forward()) {
    const rg::mounting_estimate found =
        calibrate(group + ", mounting not known", Eigen::Matrix3d::Identity(), known_direction);
    out.not_known.push_back(w.recording.name + ": " + found.mounting.text());
    score_after(w.recording, found, after_s, known, model,
                out.rest[group + ", mounting not known"]);
    score_others(found, group + ", mounting not known");
    return;
  }
  for (const Eigen::Matrix3d& turned : right_angles()) {
    const auto found = calibrate(group + ", right angles", turned, known_direction);
    const rg::recording r = rg::testing::rotate_device(w.recording, turned);
    score_after(r, found, after_s, known, model, out.rest[group]);
  }
  const auto as_worn = calibrate(group + ", as worn", Eigen::Matrix3d::Identity(), known_direction);
  score_others(as_worn, group);
  const Eigen::Matrix3d body = *stated.body_from_device();
  const auto about = [&](int axis, double degrees) -> Eigen::Matrix3d {
    const Eigen::Vector3d k = Eigen::Vector3d::Unit(axis);
    return body.transpose() * rg::rotation_about<double>(k, degrees / rg::degrees_per_radian) *
           body;
  };
  calibrate(group + ", tilted 20° forward", about(1, 20), known_direction);
  calibrate(group + ", tilted 20° sideways", about(0, 20), known_direction);
  calibrate(group + ", turned 15°", about(2, 15), known_direction);
  calibrate(group + ", turned 45°", about(2, 45), known_direction);
  for (const double share : {0.5, 0.97}) {
    calibrate(group + ", inferred, forward with " + (share > 0.5 ? ".97" : ".50"),
              Eigen::Matrix3d::Identity(),
              [&](const rg::recording& part) { return rg::infer_mounting(part, share, params); });
  }
}

// Sensors on the legs, with the default detector of each placement.
void score_legs(const std::filesystem::path& folder, said& out) {
  const rg::io::folder_meta meta = rg::io::read_meta(folder);
  const rg::io::truth truth = rg::io::read_truth(folder);
  for (const rg::placement where :
       {rg::placement::left_foot, rg::placement::right_foot, rg::placement::left_shank,
        rg::placement::right_shank, rg::placement::left_thigh, rg::placement::right_thigh}) {
    if (!data_sets::has_sensor(folder, where)) continue;
    const rg::recording r = rg::io::read_recording(folder, {.placement = where});
    const rg::side leg = rg::side_of(where);
    known_walk known;
    known.all = rg::direction_from(truth.direction.value_or("")).value_or(direction::unknown);
    if (truth.events) {
      for (const auto& e : *truth.events) {
        if (e.kind != rg::contact_kind::initial_contact || e.side != leg) continue;
        rg::contact c{.time_s = e.time_s, .side = e.side};
        c.direction.value = known.all;
        known.truth.push_back(c);
      }
    }
    known.bouts = truth.bouts.value_or(std::vector<rg::io::time_span>{});
    const contacts found = rg::settle_directions(rg::detect_contacts(
        r, rg::make_detector(rg::default_detector_for(where), rg::options_for(r))));
    const std::string_view name = to_string(where);
    const std::string row =
        data_sets::group_of(meta, truth) + ", " + std::string(name.substr(name.find('_') + 1));
    if (known.all != direction::unknown && truth.events) {
      score(found, known, 2, row, out);
    } else if (truth.strides) {
      direction_tables::score_strides(found, *truth.strides, out.steps[row]);
    }
  }
}

void print_confusions(const char* title, const table<confusion>& rows) {
  std::printf("\n%s\n\n", title);
  confusion::print_head();
  rows.print([](const std::string& name, const confusion& c) { c.print(name); });
}

int run(const std::filesystem::path& data) {
  const contact_fit::fitter fit(contact_fit::read_walks(data));
  std::map<std::string, rg::contact_model> models;
  said out;
  said reversed;
  reliabilities trust;
  mounting_tables mountings;
  for (const contact_fit::walk& w : fit.walks()) {
    const std::string left_out = w.fitted ? w.person : "";
    if (!models.contains(left_out)) models[left_out] = fit.without(left_out);
    const rg::contact_model& model = models[left_out];
    score_mounting(w, fit.walks(), model, mountings);
    if (!w.recording.mounting.forward()) continue;
    score_lower_back(w, model, w.group, out, trust);
    if (data_sets::is_virtual(w.set)) continue;
    score_lower_back(played_backward(w), model, w.group + ", played backward", reversed, trust);
  }
  for (const auto& folder : data_sets::all_recordings(data)) score_legs(folder, out);

  print_confusions("Steps: true direction, and what was said of those that were found", out.steps);
  print_confusions("Bouts of at least six steps", out.bouts);
  print_confusions("Steps of real recordings played backward, in which nobody walks",
                   reversed.steps);
  print_confusions("Their bouts", reversed.bouts);
  std::printf("\nReliability, lower back, steps: whatever it believes, before it settles\n\n");
  reliability::print_head();
  trust.steps.print([](const std::string& name, const reliability& r) { r.print(name); });
  std::printf(
      "\nReliability, lower back, bouts of at least six steps whose direction was told\n\n");
  reliability::print_head();
  trust.bouts.print([](const std::string& name, const reliability& r) { r.print(name); });
  std::printf("\nMounting from the first ten steps, walked in a known direction\n\n");
  mounting_tally::print_head();
  mountings.found.print([](const std::string& name, const mounting_tally& t) { t.print(name); });
  std::printf(
      "\nFound where the data set does not say how the sensor was worn, so that none can be "
      "right:\n");
  for (const std::string& one : mountings.not_known) std::printf("- %s\n", one.c_str());
  print_confusions("Steps after these ten, with that mounting, all right angles", mountings.rest);
  print_confusions("Steps of the person's other recordings, with that mounting", mountings.others);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: bench_direction DATA\n");
    return 2;
  }
  try {
    return run(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

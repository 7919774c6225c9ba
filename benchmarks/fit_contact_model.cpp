// Fits the contact model of the default step detector to recordings with truth, and tells how well
// it does on people whom it has not seen.
//
//   bench_fit_contact_model DATA            leave one person out at a time; prints the table
//   bench_fit_contact_model DATA --print    fits to all people; prints segment/detail/contact_model_data.hpp
//
// DATA holds <data set>/<recording>/ folders; contact_fit.hpp says which are used for what.

#include <retrogait/core/run.hpp>
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/testing/checks.hpp>

#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "contact_fit.hpp"

namespace {

// What a detector did on some recordings.
struct tally {
  int recordings = 0;
  rg::testing::contact_score score;
  std::size_t sides_asked = 0;
};

// Only contacts within half a second of a reference bout count, as people may walk unlabelled
// outside.
void score(const contact_fit::walk& w, const std::vector<rg::contact>& contacts,
           rg::contact_kind kind, tally& t) {
  std::vector<rg::contact> found;
  for (const rg::contact& c : contacts) {
    for (const auto& b : w.bouts) {
      if (c.time_s < b.start_s - 0.5 || c.time_s > b.end_s + 0.5) continue;
      found.push_back(c);
      break;
    }
  }
  const auto one = rg::testing::match_contacts(found, w.contacts, 0.2, kind);
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
  std::printf("%-24s %4s %6s %6s %6s %6s %8s %8s %8s  %-16s %s\n", "data set", "rec", "steps",
              "recall", "prec.", "F1", "bias ms", "raw MAE", "centred", "sides (said)",
              "direction right, wrong");
  for (const auto& [name, t] : tallies) {
    const rg::testing::contact_score& all = t.score;
    const auto ms = [](const std::optional<double>& seconds) { return 1000 * seconds.value_or(0); };
    std::printf("%-24s %4d %6zu %6.3f %6.3f %6.3f %8.1f %8.1f %8.1f  ", name.c_str(), t.recordings,
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

void print_template(const rg::contact_template& t) {
  print_taps(t.vertical);
  std::printf(",\n");
  print_taps(t.forward);
  std::printf(",\n%.4f", t.offset);
}

void print_weights(const rg::contact_weights& w) {
  std::printf(",\n{%.3f, %.3f, %.3f, %.3f, %.3f, %.3f, %.3f}", w.height, w.long_before, w.before,
              w.around, w.after, w.crowding, w.offset);
}

void print_weights(const rg::walking_weights& w) {
  std::printf(",\n{%.3f, %.3f, %.3f, %.3f, %.3f, %.3f, %.3f, %.3f}", w.certainty, w.alignment,
              w.interval, w.irregularity, w.strength, w.unevenness, w.contrast, w.offset);
}

void print_model(const rg::walking_model& m) {
  std::printf("{{");
  print_template(m.initial_contact);
  std::printf("},\n{");
  print_template(m.final_contact);
  std::printf("},\n");
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
  const contact_fit::fitter fit(contact_fit::read_walks(argv[1]));

  if (argc > 2 && std::string(argv[2]) == "--print") {
    const rg::contact_model model = fit.without("");
    std::printf(
        "#pragma once\n/// @file\n/// The fitted model. Written by benchmarks/fit_contact_model "
        "--print; not edited by hand.\n\n#include <retrogait/segment/contact_model.hpp>\n\n"
        "namespace retrogait {\n\ninline constexpr contact_model default_contact_model{\n");
    print_model(model.forward);
    std::printf(",\n");
    print_model(model.backward);
    print_weights(model.initial_contact);
    print_weights(model.final_contact);
    print_weights(model.walking);
    std::printf("};\n\n}  // namespace retrogait\n");
    return 0;
  }

  using tallies = std::map<std::string, tally>;
  constexpr auto initial = rg::contact_kind::initial_contact;
  tallies with_gyro;
  tallies acceleration_only;
  tallies mounting_hidden;
  tallies final_contacts;
  std::map<std::string, rg::contact_model> models;
  for (const contact_fit::walk& w : fit.walks()) {
    const std::string left_out = w.fitted ? w.person : "";
    if (!models.contains(left_out)) models[left_out] = fit.without(left_out);
    rg::step_detector_params params;
    params.final_contacts = true;
    params.model = &models[left_out];
    const auto hidden = rg::detect(w.recording.samples(), rg::step_detector<double>(params));
    score(w, hidden, initial, mounting_hidden[w.group]);
    params.mounting = w.recording.mounting;
    const auto found = rg::detect(w.recording.samples(), rg::step_detector<double>(params));
    score(w, found, initial, with_gyro[w.group]);
    score(w, found, rg::contact_kind::final_contact, final_contacts[w.group]);
    score(w, rg::detect(w.recording.acceleration(), rg::step_detector<double>(params)), initial,
          acceleration_only[w.group]);
  }
  std::printf("Contacts within 0.2 s, each person scored by a model fitted to the others.\n");
  std::printf("\ninitial contacts: accelerometer and gyroscope, mounting stated where known\n");
  print_table(with_gyro);
  std::printf("\nfinal contacts: the same\n");
  print_table(final_contacts);
  std::printf("\ninitial contacts: accelerometer alone\n");
  print_table(acceleration_only);
  std::printf("\ninitial contacts: mounting hidden\n");
  print_table(mounting_hidden);
  return 0;
}

// How well every detector does on the recordings that have a reference, with what is known about
// these data sets: which rows were used for tuning, where the reference is weak, what is no person.
//
//   bench_accuracy DATA [--markdown] [--json FILE] [--detector NAME]… [--conditions] [--held-out]
//
// DATA holds <data set>/<recording>/ folders and perhaps peer_results.csv. --conditions: each row also
// at other rates, with lost packets, clipped, and with less known. --held-out: also the lower back's
// default detector with a model that was fitted, for each person, to everybody else.

#include <retrogait/io/folder.hpp>
#include <retrogait/io/score_folders.hpp>
#include <retrogait/segment/step_detector.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "../src/cli/score_table.hpp"
#include "contact_fit.hpp"
#include "data_sets.hpp"

namespace {

namespace rg = retrogait;
namespace io = retrogait::io;

void correct(const io::score_subject& of, io::score_label& label) {
  const io::folder_meta& meta = of.meta;
  if (!meta.dataset.empty()) label.group = data_sets::group_of(meta, of.known);
  if (data_sets::is_virtual(meta.dataset)) label.person = data_sets::person_of(meta);
  label.sides_count = !data_sets::has_swapped_sides(meta);
  if (data_sets::is_tuned_on(of.detector, meta)) label.mark = "tuned";
}

// The default detector of the lower back, each person scored with a model that has not seen them.
io::scored_detector held_out(const std::string& data) {
  struct models {
    contact_fit::fitter fit;
    std::set<std::string> seen;  // people who took part in the fit
    std::map<std::string, rg::contact_model> without;
  };
  auto all =
      std::make_shared<models>(models{contact_fit::fitter(contact_fit::read_walks(data)), {}, {}});
  for (const contact_fit::walk& w : all->fit.walks()) {
    if (w.fitted) all->seen.insert(w.person);
  }
  const auto run = [all](const rg::recording& rec, const io::folder_meta& meta) {
    std::string person = data_sets::person_of(meta);
    if (!all->seen.contains(person)) person.clear();
    if (!all->without.contains(person)) all->without[person] = all->fit.without(person);
    rg::step_detector_params params;
    params.rate_hz = rec.rate_hz();
    params.mounting = rec.mounting;
    params.final_contacts = true;
    params.model = &all->without[person];
    return io::detect_both_ways(rec, rg::step_detector<double>(params));
  };
  return {"retrogait-lower-back, held out",
          [](rg::placement where) { return where == rg::placement::lumbar; }, run};
}

std::vector<io::score_condition> all_conditions() {
  std::vector<io::score_condition> all{{}};
  for (double rate_hz : {25.0, 50.0, 100.0, 200.0}) {
    all.emplace_back();
    all.back().rate_hz = rate_hz;
  }
  all.push_back({.lost_share = 0.05});
  all.push_back({.clip_g = 2.0});
  all.push_back({.hide_mounting = true});
  all.push_back({.hide_gyroscope = true});
  return all;
}

struct arguments {
  std::string data;
  std::string json;
  std::vector<std::string> detectors;
  bool markdown = false;
  bool conditions = false;
  bool held_out = false;
};

bool parse(int argc, char** argv, arguments& out) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool more = i + 1 < words.size();
    if (word == "--markdown") {
      out.markdown = true;
    } else if (word == "--conditions") {
      out.conditions = true;
    } else if (word == "--held-out") {
      out.held_out = true;
    } else if (word == "--json" && more) {
      out.json = words[++i];
    } else if (word == "--detector" && more) {
      out.detectors.push_back(words[++i]);
    } else if (out.data.empty() && word.rfind("--", 0) != 0) {
      out.data = word;
    } else {
      return false;
    }
  }
  return !out.data.empty();
}

int run(const arguments& given) {
  io::score_options options;
  options.folders = {given.data};
  options.label = correct;
  options.peers = io::find_peers(given.data);
  if (!given.detectors.empty()) {
    const auto left_out = [&](const io::scored_detector& d) {
      return std::find(given.detectors.begin(), given.detectors.end(), d.name) ==
             given.detectors.end();
    };
    options.detectors.erase(
        std::remove_if(options.detectors.begin(), options.detectors.end(), left_out),
        options.detectors.end());
  }
  if (given.held_out) {
    options.detectors.insert(options.detectors.begin(), held_out(given.data));
  }
  if (given.conditions) options.conditions = all_conditions();

  const io::score_report report = io::score_folders(options);
  const auto style =
      given.markdown ? rg::cli::table_style::markdown : rg::cli::table_style::terminal;
  std::fputs(rg::cli::score_text(report, style).c_str(), stdout);
  if (options.peers) {
    std::puts(
        "+bouts: this peer was given the true walking bouts, the others find them themselves");
  }
  if (!given.json.empty()) {
    std::ofstream file(given.json, std::ios::binary);
    file << io::to_json(report);
    if (!file.flush()) {
      std::fprintf(stderr, "%s: cannot be written\n", given.json.c_str());
      return 1;
    }
  }
  for (const io::unscored& one : report.failed) {
    std::fprintf(stderr, "%s: %s\n", one.what.c_str(), one.why.c_str());
  }
  return report.failed.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  arguments given;
  if (!parse(argc, argv, given)) {
    std::fprintf(stderr,
                 "usage: bench_accuracy DATA [--markdown] [--json FILE] [--detector NAME]… "
                 "[--conditions] [--held-out]\n");
    return 2;
  }
  try {
    return run(given);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

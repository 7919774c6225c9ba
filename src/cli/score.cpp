#include <retrogait/core/errors.hpp>
#include <retrogait/io/score_folders.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <ostream>
#include <system_error>

#include "commands.hpp"
#include "progress.hpp"
#include "score_table.hpp"
#include "text.hpp"

namespace retrogait::cli {

namespace {

std::vector<io::scored_detector> detectors_named(const std::vector<std::string>& names) {
  std::vector<io::scored_detector> all = io::library_detectors();
  if (names.empty()) return all;
  std::vector<io::scored_detector> out;
  for (const std::string& name : names) {
    const auto at = std::find_if(all.begin(), all.end(),
                                 [&](const io::scored_detector& d) { return d.name == name; });
    if (at == all.end()) {
      std::vector<std::string> known;
      for (const io::scored_detector& d : all) known.push_back(d.name);
      throw config_error("--detector",
                         "\"" + name + "\" is none; expected one of " + joined(known, ", "));
    }
    out.push_back(*at);
  }
  return out;
}

void write_file(const std::string& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) {
    const int error = errno == 0 ? EIO : errno;
    throw std::system_error(error, std::generic_category(), file + ": cannot be written");
  }
}

}  // namespace

int run_score(const score_command& options, std::ostream& out) {
  io::score_options scoring;
  scoring.folders.assign(options.folders.begin(), options.folders.end());
  scoring.detectors = detectors_named(options.detectors);
  scoring.placement = options.placement;
  io::score_condition condition;
  condition.clip_g = options.clip_g;
  condition.lost_share = options.drop_percent.value_or(0) / 100;
  condition.hide_mounting = options.hide_mounting;
  condition.hide_gyroscope = options.hide_gyroscope;
  scoring.conditions = {condition};
  if (!options.rates_hz.empty()) scoring.conditions.clear();
  for (double rate_hz : options.rates_hz) {
    condition.rate_hz = rate_hz;
    scoring.conditions.push_back(condition);
  }
  for (const std::string& folder : options.folders) {
    if (!scoring.peers) scoring.peers = io::find_peers(folder);
  }
  if (options.peers) scoring.peers = *options.peers;
  progress_line progress("scoring");
  scoring.progress = [&](std::size_t done, std::size_t total) { progress.show(done, total); };

  const io::score_report report = io::score_folders(scoring);
  progress.clear();
  if (options.json) write_file(*options.json, io::to_json(report));
  if (!report.rows.empty()) {
    out << score_text(report,
                      options.format == "markdown" ? table_style::markdown : table_style::terminal);
  }
  for (const io::unscored& one : report.failed) {
    // Messages about a file begin with its name.
    const bool named = one.why.rfind(one.what, 0) == 0;
    std::fprintf(stderr, "retrogait: %s\n",
                 one_line(named ? one.why : one.what + ": " + one.why).c_str());
  }
  constexpr int wrong_input = 2;
  return report.failed.empty() ? 0 : wrong_input;
}

}  // namespace retrogait::cli

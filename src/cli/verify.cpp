#include "verify.hpp"

#include <retrogait/core/errors.hpp>
#include <retrogait/io/programme.hpp>
#include <retrogait/progression/default_programme.hpp>
#include <retrogait/progression/mutation.hpp>
#include <retrogait/progression/verify.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <ostream>
#include <stdexcept>

#include "text.hpp"

namespace retrogait::cli {

namespace {

std::string padded(std::string text, std::size_t width) {
  text.resize((std::max)(text.size(), width), ' ');
  return text;
}

std::string sessions_text(const verification_example& example) {
  const std::size_t n = example.history.sessions().size();
  return std::to_string(n) + (n == 1 ? " session" : " sessions") + ", seen on " +
         date_string(example.today) + ": " + std::string(to_string(example.outcome));
}

void print(const verified_property& one, std::ostream& out) {
  out << padded(std::string(to_string(one.status)), 13) << padded(one.name, 40) << one.explored
      << " looked at" << '\n';
  out << "             " << one.method << '\n';
  if (!one.detail.empty()) out << "             " << one.detail << '\n';
  if (one.counterexample) out << "             " << sessions_text(*one.counterexample) << '\n';
  if (one.beside) out << "             beside " << sessions_text(*one.beside) << '\n';
}

void write_counterexample(const verification_report& report, const std::string& file,
                          std::ostream& out) {
  for (const verified_property& one : report.properties) {
    if (!one.counterexample) continue;
    std::ofstream to(file, std::ios::binary);
    to << io::write_history(one.counterexample->history);
    to.close();
    if (!to) throw std::runtime_error(file + ": cannot be written");
    out << file << ": the history of \"" << one.name << "\"; decide --history " << file << " --on "
        << date_string(one.counterexample->today) << " repeats it\n";
    return;
  }
  out << "no history to write\n";
}

void print_mutants(const programme& plan, std::ostream& out) {
  const mutation_table table = mutate(plan);
  out << '\n'
      << table.mutants.size() << " changes, each held against " << table.histories
      << " histories: " << table.count(mutant_fate::caught) << " milder somewhere and caught, "
      << table.count(mutant_fate::stricter) << " stricter only, " << table.count(mutant_fate::same)
      << " without effect, " << table.count(mutant_fate::refused) << " refused\n";
  for (const mutant& one : table.mutants) {
    out << padded(std::string(to_string(one.fate)), 13) << one.what;
    if (one.example) {
      out << " (" << to_string(one.example->outcome) << " instead of "
          << to_string(one.beside->outcome) << ')';
    }
    out << '\n';
  }
}

}  // namespace

int run_verify(const verify_options& options, std::ostream& out) {
  const programme plan =
      options.programme == "default" ? default_programme() : io::read_programme(options.programme);
  const auto before = std::chrono::steady_clock::now();
  const verification_report report = verify(plan);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - before;

  std::size_t regions = 0;
  std::size_t points = 0;
  bool exact = true;
  for (const rules::region_group& one : report.groups) {
    regions += one.regions.size();
    points += one.points;
    exact = exact && one.exact;
  }
  out << report.programme << ' ' << rules::to_string(plan.rules.version) << ' '
      << report.content_hash << '\n'
      << report.groups.size() << " groups of metrics, " << regions << " regions, found among "
      << points << " combinations of values" << (exact ? "" : "; not all could be looked at")
      << '\n';
  for (const verified_property& one : report.properties) print(one, out);
  out << short_number(std::round(100 * seconds.count()) / 100) << " s\n";
  if (options.counterexample) write_counterexample(report, *options.counterexample, out);
  if (options.mutants) print_mutants(plan, out);
  return report.passed() ? 0 : 1;
}

}  // namespace retrogait::cli

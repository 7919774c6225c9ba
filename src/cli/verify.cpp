#include "verify.hpp"

#include <retrogait/core/errors.hpp>
#include <retrogait/io/programme.hpp>
#include <retrogait/io/verification.hpp>
#include <retrogait/progression/default_programme.hpp>
#include <retrogait/progression/mutation.hpp>
#include <retrogait/progression/verify.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iostream>
#include <ostream>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "text.hpp"

namespace retrogait::cli {

namespace {

constexpr std::size_t widest = 100;
constexpr std::size_t indent = 13;
constexpr std::size_t last_sessions_shown = 3;
constexpr std::size_t hash_digits_shown = 12;

// What each property says, for those who do not know its name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> meanings{{
    {"exactly one decision",
     "Every history leads to one decision, whatever the order of the rules."},
    {"missing never advances", "What is not known never lets the level go up."},
    {"worse is never milder",
     "More complaints, effort or falls, or less of the session done, never makes the outcome "
     "milder."},
    {"every level is reached", "Somebody whose every session is good comes to the highest level."},
    {"every level can be left",
     "No level is a dead end: good sessions lead up from it, and a bad one leads down."},
    {"stop is reached from every level", "At each level a single bad session can stop the plan."},
    {"stop is left only through screening",
     "After a stop neither days off nor good sessions bring a plan back, and a new screening "
     "does."},
    {"the weekly load keeps to its guard",
     "No 7 days hold more minutes or sessions, and no session more speed, than the programme "
     "allows."},
    {"constant values end the ups and downs",
     "Sessions that are all alike do not raise and lower the level again and again."},
    {"every rule decides alone somewhere",
     "No rule is idle: each is somewhere the one on which the outcome rests."},
}};

std::string_view meaning_of(std::string_view property) {
  for (const auto& [name, meaning] : meanings) {
    if (name == property) return meaning;
  }
  return {};
}

std::string padded(std::string text, std::size_t width) {
  text.resize((std::max)(text.size(), width), ' ');
  return text;
}

std::string counted(std::size_t n, const std::string& one) {
  return std::to_string(n) + ' ' + one + (n == 1 ? "" : "s");
}

// Lines no wider than a page, each with so many blanks before it.
void print_wrapped(std::string_view text, std::size_t blanks, std::ostream& out) {
  while (!text.empty()) {
    const std::size_t room = widest - blanks;
    std::size_t end = text.size();
    if (end > room) {
      end = text.rfind(' ', room);
      if (end == std::string_view::npos) end = (std::min)(text.find(' '), text.size());
    }
    out << std::string(blanks, ' ') << text.substr(0, end) << '\n';
    text.remove_prefix((std::min)(end + 1, text.size()));
  }
}

std::string value_sentence(const metric_values::entry& one) {
  const metric_info& metric = *one.info;
  return std::string(metric.name) + ' ' +
         (one.value ? retrogait::value_text(*one.value, metric.unit_symbol, metric.unit_ucum)
                    : "not known");
}

// "all as before, but effort 8 CR10"
std::string session_text(const session_record& session, const session_record* before) {
  std::string values;
  for (const metric_values::entry& one : session.values.entries()) {
    if (before && before->values.has(*one.info) && before->values.find(*one.info) == one.value) {
      continue;
    }
    values += (values.empty() ? "" : ", ") + value_sentence(one);
  }
  if (session.values.entries().empty()) {
    values = "nothing known";
  } else if (before) {
    values = values.empty() ? "as before" : "as before, but " + values;
  }
  return date_string(session.day) + ", level " + std::to_string(session.level) + ": " + values;
}

void print_history(const std::string& start, const verification_example& example,
                   std::ostream& out) {
  const std::vector<session_record>& all = example.history.sessions();
  print_wrapped(start + counted(all.size(), "session") + ", decided for " +
                    date_string(example.today) + ": " + std::string(to_string(example.outcome)),
                indent, out);
  const std::size_t shown = (std::min)(all.size(), last_sessions_shown);
  if (shown < all.size()) {
    print_wrapped("… " + counted(all.size() - shown, "earlier session"), indent + 2, out);
  }
  for (std::size_t i = all.size() - shown; i < all.size(); ++i) {
    const bool first = i == all.size() - shown;
    print_wrapped(session_text(all[i], first ? nullptr : &all[i - 1]), indent + 2, out);
  }
}

void print(const verified_property& one, std::ostream& out) {
  const std::string looked_at = std::to_string(one.explored) + " looked at";
  const std::string start = padded(std::string(to_string(one.status)), indent) + one.name;
  out << padded(start, widest - looked_at.size()) << looked_at << '\n';
  print_wrapped(meaning_of(one.name), indent, out);
  print_wrapped("how: " + one.method, indent, out);
  if (!one.detail.empty()) print_wrapped("found: " + one.detail, indent, out);
  if (one.counterexample) print_history("history: ", *one.counterexample, out);
  if (one.beside) print_history("beside: ", *one.beside, out);
}

void print(const programme& plan, const verification_report& report, double seconds,
           std::ostream& out) {
  std::size_t regions = 0;
  std::size_t points = 0;
  bool exact = true;
  for (const rules::region_group& one : report.groups) {
    regions += one.regions.size();
    points += one.points;
    exact = exact && one.exact;
  }
  out << report.programme << ' ' << to_string(plan.rules.version) << ", content "
      << report.content_hash.substr(0, hash_digits_shown) << '\n';
  print_wrapped("the rules read " + counted(report.groups.size(), "group") +
                    " of values; their thresholds cut them into " + counted(regions, "region") +
                    ", found among " + counted(points, "combination") +
                    (exact ? "" : "; there are more than could be looked at"),
                0, out);
  out << '\n';
  for (const verified_property& one : report.properties) print(one, out);
  const auto held = static_cast<std::size_t>(std::count_if(
      report.properties.begin(), report.properties.end(),
      [](const verified_property& one) { return one.status == verification_status::holds; }));
  out << '\n'
      << held << " of " << report.properties.size() << " properties hold; "
      << short_number(std::round(100 * seconds) / 100) << " s\n";
}

void print_mutants(const mutation_table& table, std::ostream& out) {
  out << '\n';
  print_wrapped(counted(table.mutants.size(), "small change") +
                    " to one number, comparison or outcome, each held against " +
                    std::to_string(table.histories) +
                    " histories: " + std::to_string(table.count(mutant_fate::caught)) +
                    " milder somewhere and caught, " +
                    std::to_string(table.count(mutant_fate::stricter)) + " stricter only, " +
                    std::to_string(table.count(mutant_fate::same)) + " without effect, " +
                    std::to_string(table.count(mutant_fate::refused)) + " refused",
                0, out);
  for (const mutant& one : table.mutants) {
    out << padded(std::string(to_string(one.fate)), indent) << one.what;
    if (one.example && one.beside) {
      out << " (" << to_string(one.example->outcome) << " instead of "
          << to_string(one.beside->outcome) << ')';
    }
    out << '\n';
  }
}

// A history that shows a fault, and the name of the property.
struct shown_fault {
  std::string programme;
  screening_form screening;
  std::string property;
  verification_example example;
};

std::optional<shown_fault> fault_in(const verification_report& report, const std::string& name,
                                    const screening_form& screening) {
  for (const verified_property& one : report.properties) {
    if (one.counterexample) return shown_fault{name, screening, one.name, *one.counterexample};
  }
  return std::nullopt;
}

void write_counterexample(const std::optional<shown_fault>& fault, const std::string& file,
                          std::ostream& out) {
  if (!fault) {
    out << "no history to write\n";
    return;
  }
  std::ofstream to(file, std::ios::binary);
  to << io::write_history(fault->example.history, fault->screening);
  to.close();
  if (!to) throw std::runtime_error(file + ": cannot be written");
  out << file << ": the history of \"" << fault->property << "\"; retrogait decide";
  if (fault->programme != "default") out << " --programme " << fault->programme;
  out << " --history " << file << " --on " << date_string(fault->example.today) << " repeats it\n";
}

}  // namespace

int run_verify(const verify_options& options, std::ostream& out) {
  if (options.format != "table" && options.format != "json") {
    throw config_error("--format", "expected table or json");
  }
  std::vector<std::string> names = options.programme;
  if (names.empty()) names.emplace_back("default");
  // All files are read before the first one is searched, which takes some seconds.
  std::vector<programme> plans;
  for (const std::string& name : names) {
    plans.push_back(name == "default" ? default_programme() : io::read_programme(name));
  }
  const bool json = options.format == "json";
  std::optional<shown_fault> fault;
  std::string list;
  bool passed = true;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const auto before = std::chrono::steady_clock::now();
    const verification_report report = verify(plans[i]);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - before;
    passed = passed && report.passed();
    if (!fault) fault = fault_in(report, names[i], plans[i].screening);
    std::optional<mutation_table> mutants;
    if (options.mutants) mutants = mutate(plans[i]);
    if (json) {
      std::string text = io::write_verification(plans[i], report, mutants ? &*mutants : nullptr);
      text.pop_back();
      list += (i > 0 ? ",\n" : "") + text;
      continue;
    }
    if (i > 0) out << '\n';
    print(plans[i], report, seconds.count(), out);
    if (mutants) print_mutants(*mutants, out);
    out.flush();
  }
  if (json) out << (plans.size() == 1 ? list : "[\n" + list + "\n]") << '\n';
  if (options.counterexample) {
    write_counterexample(fault, *options.counterexample, json ? std::cerr : out);
  }
  return passed ? 0 : 1;
}

}  // namespace retrogait::cli

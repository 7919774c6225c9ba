#include "decide.hpp"

#include <retrogait/core/errors.hpp>
#include <retrogait/io/programme.hpp>
#include <retrogait/progression/decide.hpp>
#include <retrogait/progression/default_programme.hpp>
#include <retrogait/progression/sentences.hpp>

#include <ctime>
#include <ostream>

namespace retrogait::cli {

namespace {

// The only clock of the decision: a person's day is the local one.
date today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return make_date(local.tm_year + 1900, static_cast<unsigned>(local.tm_mon + 1),
                   static_cast<unsigned>(local.tm_mday));
}

date day_of(const decide_options& options) {
  if (!options.on) return today();
  const std::optional<date> day = parse_date(*options.on);
  if (!day) throw config_error("--on", "expected a date such as 2026-09-01");
  return *day;
}

// A level that the programme does not have is a fault of the file.
void check_levels(const training_history& history, const programme& plan, const std::string& file) {
  for (const session_record& one : history.sessions()) {
    if (one.level > plan.top_level()) {
      throw parse_error(file, 0, 0,
                        "the session of " + date_string(one.day) + " is at level " +
                            std::to_string(one.level) + "; expected at most " +
                            std::to_string(plan.top_level()) + ", where the programme \"" +
                            plan.rules.id + "\" ends");
    }
  }
}

}  // namespace

int run_decide(const decide_options& options, std::ostream& out) {
  if (options.format != "text" && options.format != "json") {
    throw config_error("--format", "expected text or json");
  }
  const date on = day_of(options);
  const programme plan =
      options.programme ? io::read_programme(*options.programme) : default_programme();
  const training_history history = io::read_history(options.history, on);
  check_levels(history, plan, options.history);
  const std::optional<screening_answers> screening =
      options.screening ? io::read_screening(*options.screening, on) : history.screening;

  const training_decision decision = decide(plan, screening, history, on);
  if (options.format == "json") {
    out << io::write_decision(decision);
  } else {
    for (const std::string& line : sentences(decision)) out << line << '\n';
  }
  return 0;
}

}  // namespace retrogait::cli

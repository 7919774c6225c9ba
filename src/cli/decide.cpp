#include "decide.hpp"

#include <retrogait/core/errors.hpp>
#include <retrogait/io/fhir.hpp>
#include <retrogait/io/programme.hpp>
#include <retrogait/io/training_log.hpp>
#include <retrogait/progression/decide.hpp>
#include <retrogait/progression/default_programme.hpp>
#include <retrogait/progression/sentences.hpp>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <ostream>
#include <utility>

#include "text.hpp"

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

void check(const decide_options& options) {
  const auto expect = [](bool ok, const char* option, const char* message) {
    if (!ok) throw config_error(option, message);
  };
  const bool fhir = options.format == "fhir";
  expect(fhir || options.format == "text" || options.format == "json", "--format",
         "expected text, json or fhir");
  expect(fhir == options.subject.has_value(), "--subject",
         "belongs to --format fhir, which needs it: a reference such as Patient/7");
  expect(!options.history.empty() || !options.log.empty(), "decide",
         "no --history; expected a file of the training history");
  expect(options.history.empty() || options.log.empty(), "decide",
         "expected either --history or --log");
  expect(!options.record || !options.log.empty(), "--record", "expected a --log to put it into");
  expect(!options.person || !options.person->empty(), "--person", "expected a name or a number");
}

void say(const std::string& text) {
  std::cerr << "retrogait: note: " << one_line(text) << '\n';
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

// Whose history it is and which programme it was made under, where the file says so.
void check_owner(const training_history& history, const programme& plan,
                 const decide_options& options) {
  if (history.person_id && options.person && *history.person_id != *options.person) {
    throw parse_error(options.history, 0, 0,
                      "/person_id: belongs to \"" + *history.person_id + "\", not to \"" +
                          *options.person + "\", whom --person names");
  }
  if (!history.programme) return;
  const programme_name& theirs = *history.programme;
  if (theirs.id != plan.rules.id) {
    throw parse_error(options.history, 0, 0,
                      "/programme/id: made under the programme \"" + theirs.id + "\", not \"" +
                          plan.rules.id + "\", whose levels are others");
  }
  if (theirs.version.breaking != plan.rules.version.breaking) {
    throw parse_error(options.history, 0, 0,
                      "/programme/version: made under version " + to_string(theirs.version) +
                          " of the programme \"" + theirs.id + "\", not " +
                          to_string(plan.rules.version) +
                          "; versions with another first number have other levels");
  }
  if (theirs.version == plan.rules.version) return;
  if (!options.any_version) {
    throw parse_error(options.history, 0, 0,
                      "/programme/version: made under version " + to_string(theirs.version) +
                          " of the programme \"" + theirs.id + "\", not " +
                          to_string(plan.rules.version) +
                          "; decide by that version, or say --any-version");
  }
  say(options.history + ": made under version " + to_string(theirs.version) +
      " of the programme, not " + to_string(plan.rules.version));
}

training_history from_history(const decide_options& options, const programme& plan, date on) {
  training_history history = io::read_history(options.history, on, plan.screening);
  check_owner(history, plan, options);
  check_levels(history, plan, options.history);
  return history;
}

// Whose log it is: the one whom --person names, or else the one who stands in its first line.
io::log_owner owner_of(const decide_options& options, const programme& plan) {
  io::log_owner owner{options.person.value_or(""), plan.rules.id, plan.rules.version};
  if (options.person) return owner;
  const bool is_new = options.record && !std::filesystem::exists(options.log);
  const std::optional<io::log_owner> first =
      is_new ? std::nullopt : io::read_log_owner(options.log);
  if (!first) {
    throw parse_error(options.log, 0, 0, "no entry tells whose log it is; say so with --person");
  }
  owner.person = first->person;
  return owner;
}

training_history from_log(const decide_options& options, const programme& plan, date on) {
  const io::log_owner owner = owner_of(options, plan);
  std::optional<io::log_entry> entry;
  if (options.record) entry = io::read_log_entry(*options.record, on, plan.screening);
  io::training_log log = entry ? io::read_log_with(options.log, owner, *entry, on, plan.screening)
                               : io::read_log(options.log, owner, on, plan.screening);
  check_levels(log.history, plan, options.log);
  for (const io::log_note& one : log.notes) {
    if (one.what == io::log_note::kind::other_version && !options.any_version) {
      throw config_error(one.text, "decide by that version, or say --any-version");
    }
  }
  for (const io::log_note& one : log.notes) say(one.text);
  if (entry) {
    const io::append_result done = io::append_to_log(options.log, owner, *entry, plan.screening);
    if (done.put_aside) {
      say(options.log + ": the last line was torn off while it was written; it was put aside in " +
          done.put_aside->string());
    }
  }
  return std::move(log.history);
}

}  // namespace

int run_decide(const decide_options& options, std::ostream& out) {
  check(options);
  const date on = day_of(options);
  const programme plan =
      options.programme ? io::read_programme(*options.programme) : default_programme();
  const std::optional<screening_answers> other =
      options.screening ? std::optional(io::read_screening(*options.screening, on, plan.screening))
                        : std::nullopt;
  const training_history history =
      options.log.empty() ? from_history(options, plan, on) : from_log(options, plan, on);

  const training_decision decision = decide(plan, other ? other : history.screening, history, on);
  if (options.format == "json") {
    out << io::write_decision(decision);
  } else if (options.format == "fhir") {
    out << io::write_fhir_decision(decision, {.subject = *options.subject});
  } else {
    for (const std::string& line : sentences(decision)) out << line << '\n';
  }
  return 0;
}

}  // namespace retrogait::cli

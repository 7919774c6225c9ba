#include <retrogait/core/errors.hpp>
#include <retrogait/segment/detectors.hpp>
#include <retrogait/version.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <iostream>
#include <limits>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "commands.hpp"
#include "decide.hpp"
#include "programme.hpp"
#include "rehearse.hpp"
#include "text.hpp"
#include "verify.hpp"

namespace retrogait::cli {

namespace {

constexpr int wrong_use_or_input = 2;

std::string in_quotes(const std::string& text) {
  return "\"" + text + "\"";
}

/// The whole text must be a number between the two.
double number_of(const std::string& option, const std::string& text, double least, double most) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end || !(number >= least && number <= most)) {
    throw config_error(option, in_quotes(text) + "; expected a number from " + short_number(least) +
                                   " to " + short_number(most));
  }
  return number;
}

CLI::Option* add_number(CLI::App& app, const std::string& name, std::optional<double>& value,
                        double least, double most, const std::string& description) {
  return app.add_option_function<std::string>(
      name,
      [&value, name, least, most](const std::string& text) {
        value = number_of(name, text, least, most);
      },
      description);
}

template <class Whole>
CLI::Option* add_whole_number(CLI::App& app, const std::string& name, Whole& value, Whole least,
                              Whole most, const std::string& description) {
  return app.add_option_function<std::string>(
      name,
      [&value, name, least, most](const std::string& text) {
        const char* end = text.data() + text.size();
        Whole number{};
        const auto [stopped, error] = std::from_chars(text.data(), end, number);
        if (error != std::errc{} || stopped != end || number < least || number > most) {
          const bool open = most == std::numeric_limits<Whole>::max();
          throw config_error(name, in_quotes(text) + "; expected a whole number from " +
                                       std::to_string(least) +
                                       (open ? " on" : " to " + std::to_string(most)));
        }
        value = number;
      },
      description);
}

template <class Text>
CLI::Option* add_choice(CLI::App& app, const std::string& name, Text& value,
                        const std::vector<std::string>& choices, const std::string& description) {
  return app
      .add_option_function<std::string>(
          name,
          [&value, name, choices](const std::string& text) {
            if (std::find(choices.begin(), choices.end(), text) == choices.end()) {
              throw config_error(name,
                                 in_quotes(text) + "; expected one of " + joined(choices, ", "));
            }
            value = text;
          },
          description)
      ->type_name(joined(choices, "|"));
}

placement placement_of(const std::string& option, const std::string& text) {
  if (const auto found = placement_from(text)) return *found;
  std::vector<std::string> names;
  names.reserve(all_placements.size());
  for (placement p : all_placements) names.emplace_back(to_string(p));
  throw config_error(option,
                     in_quotes(text) + " is no placement; expected one of " + joined(names, ", "));
}

void add_mounting(CLI::App& app, std::optional<mounting>& value) {
  app.add_option_function<std::string>(
         "--mounting",
         [&value](const std::string& text) {
           try {
             value = mounting::parse(text);
           } catch (const config_error& error) {
             throw config_error("--mounting", error.list().front().message);
           }
         },
         "How the sensor was worn: which device axis points up, and which forward")
      ->type_name("up=+x,forward=-z");
}

void add_input_options(CLI::App& app, input_options& options) {
  app.add_option("FILE", options.files, "A CSV file of one sensor, or a recording's folder");
  app.add_option_function<std::string>(
         "--placement",
         [&options](const std::string& text) {
           // Both legs go by the name of the left one.
           const bool feet = text == "feet", shanks = text == "shanks", thighs = text == "thighs";
           options.both_legs = feet || shanks || thighs;
           options.placement = feet     ? placement::left_foot
                               : shanks ? placement::left_shank
                               : thighs ? placement::left_thigh
                                        : placement_of("--placement", text);
         },
         "Where the sensor was worn; of a folder, the sensor or the pair to look at")
      ->type_name("lumbar|left_foot|feet|…");
  add_mounting(app, options.mounting);
  add_number(app, "--height-m", options.height_m, 0.5, 2.6, "The person's height in metres")
      ->type_name("H");
}

void add_analyze(CLI::App& app, input_options& options, std::ostream& out) {
  CLI::App& command = *app.add_subcommand(
      "analyze", "Walking bouts with direction, steps, cadence, regularity and symmetry");
  add_input_options(command, options);
  options.format = "table";
  add_choice(command, "--format", options.format, {"table", "json"}, "table if not given");
  command.callback([&] {
    if (options.files.empty()) throw config_error("analyze", "no FILE; expected at least one");
    run_analyze(options, out);
  });
}

void add_events(CLI::App& app, input_options& options, std::ostream& out) {
  CLI::App& command =
      *app.add_subcommand("events", "Every contact of a foot: time_s,event,side,direction,bout");
  add_input_options(command, options);
  options.format = "csv";
  add_choice(command, "--format", options.format, {"csv", "json"}, "csv if not given");
  command
      .add_option_function<std::string>(
          "--detector",
          [&options](const std::string& text) {
            make_detector(text);  // throws, with the names that there are
            options.detector = text;
          },
          "What this detector finds (see retrogait detectors), not what analyze finds")
      ->type_name("NAME");
  command.callback([&] {
    if (options.files.empty()) throw config_error("events", "no FILE; expected at least one");
    run_events(options, out);
  });
}

void add_detectors(CLI::App& app, std::ostream& out) {
  app.add_subcommand("detectors",
                     "Every detector of contacts: its name, where it is worn, its paper")
      ->callback([&out] { run_detectors(out); });
}

void add_metrics(CLI::App& app, metrics_options& options, std::ostream& out) {
  CLI::App& command = *app.add_subcommand(
      "metrics", "The catalog of metrics: what each is, its unit, what it needs, its source");
  add_choice(command, "--level", options.level, level_words(), "Only those of that level");
  add_choice(command, "--needs", options.needs, needs_words(), "Only those that need that");
  add_choice(command, "--format", options.format, {"table", "json", "markdown"},
             "table if not given");
  command.callback([&] { run_metrics(options, out); });
}

void add_decide(CLI::App& app, decide_options& options, std::ostream& out, int& status) {
  CLI::App& command =
      *app.add_subcommand("decide", "What the next training day should be, and why");
  command.add_option("--history", options.history, "The training history, as JSON")
      ->type_name("FILE");
  command.add_option("--log", options.log, "Or the training log, as JSON Lines")->type_name("FILE");
  command
      .add_option("--record", options.record,
                  "First put this entry, such as a session, at the end of the log")
      ->type_name("FILE");
  command.add_option("--person", options.person, "Whose it is; else the one whom the file names")
      ->type_name("ID");
  command.add_flag("--any-version", options.any_version,
                   "Also where it was made under another version of the programme");
  command.add_option("--programme", options.programme, "The programme; else the one built in")
      ->type_name("FILE");
  command.add_option("--screening", options.screening, "Answers to the screening questions")
      ->type_name("FILE");
  command.add_option("--on", options.on, "The day to decide for; else today")
      ->type_name("YYYY-MM-DD");
  options.format = "text";
  add_choice(command, "--format", options.format, {"text", "json", "fhir"},
             "text if not given; fhir: HL7 FHIR R4");
  command
      .add_option("--subject", options.subject,
                  "Whom the FHIR resources are about: a reference such as Patient/7")
      ->type_name("REFERENCE");
  command.callback([&] { status = run_decide(options, out); });
}

void add_programme(CLI::App& app, programme_options& options, std::ostream& out) {
  CLI::App& command = *app.add_subcommand(
      "programme", "A training programme as JSON or FHIR: the one built in, or a file's, checked");
  command.add_option("NAME", options.name, "A programme's file, or default, if not given")
      ->type_name("default|FILE");
  add_choice(command, "--format", options.format, {"json", "fhir"},
             "json if not given; fhir: HL7 FHIR R4");
  command.callback([&] { run_programme(options, out); });
}

void add_verify(CLI::App& app, verify_options& options, std::ostream& out, int& status) {
  CLI::App& command = *app.add_subcommand(
      "verify", "Search a programme for what it must never do; with a history where it does");
  command
      .add_option("PROGRAMME", options.programme,
                  "Programmes' files, or default, which is the one built in, if not given")
      ->type_name("default|FILE ...");
  options.format = "table";
  add_choice(command, "--format", options.format, {"table", "json"}, "table if not given");
  command.add_flag("--mutants", options.mutants, "Also change the rules one thing at a time");
  command
      .add_option("--counterexample", options.counterexample,
                  "Where to write the first history that shows a fault")
      ->type_name("FILE");
  command.callback([&] { status = run_verify(options, out); });
}

void add_rehearse(CLI::App& app, rehearse_options& options, std::ostream& out, int& status) {
  CLI::App& command = *app.add_subcommand(
      "rehearse", "Virtual people walk through a programme: levels, pain, stops, rules that fire");
  command
      .add_option("PROGRAMME", options.programme, "A programme's file, or default, if not given")
      ->type_name("default|FILE");
  add_whole_number<std::uint64_t>(command, "--people", options.people, 1, 100'000'000,
                                  "How many, in equal parts of each kind; 1000 if not given")
      ->type_name("N");
  add_whole_number(command, "--weeks", options.weeks, 1, 520, "For how long; 52 if not given")
      ->type_name("W");
  add_whole_number<std::uint64_t>(command, "--seed", options.seed, 0,
                                  std::numeric_limits<std::uint64_t>::max(),
                                  "The same seed gives the same figures; 1 if not given")
      ->type_name("S");
  command
      .add_option_function<std::string>(
          "--kinds", [&options](const std::string& text) { options.kinds = split_at_commas(text); },
          "Which kinds of people, with commas; all if not given")
      ->type_name(joined(trainee_kind_names(), ","));
  command.add_option("--picture", options.picture, "Where to write the levels as an SVG picture")
      ->type_name("FILE");
  add_choice(command, "--format", options.format, {"table", "json"}, "table if not given");
  add_whole_number(command, "--threads", options.threads, 1U, 1024U,
                   "As many as the machine has, if not given; the figures do not depend on it")
      ->type_name("T");
  command.callback([&] { status = run_rehearse(options, out); });
}

void add_simulate(CLI::App& app, simulate_options& options, std::ostream& out) {
  CLI::App& command = *app.add_subcommand(
      "simulate", "Write a virtual walk as a recording's folder, truth included");
  command.add_option("--out", options.out, "The folder to write; made if need be")
      ->type_name("DIR");
  add_number(command, "--seconds", options.seconds, 8, 1e6, "How long the recording is")
      ->type_name("S");
  add_choice(command, "--direction", options.direction, {"forward", "backward", "mixed"},
             "mixed: forward and backward in turn");
  add_whole_number<std::uint64_t>(command, "--seed", options.seed, 0,
                                  std::numeric_limits<std::uint64_t>::max(),
                                  "The same seed gives the same bytes; 1 if not given")
      ->type_name("N");
  add_number(command, "--rate-hz", options.rate_hz, 10, 2000, "Samples a second; 100 if not given")
      ->type_name("R");
  command
      .add_option_function<std::string>(
          "--placements",
          [&options](const std::string& text) {
            options.placements.clear();
            for (const std::string& name : split_at_commas(text)) {
              const placement where = placement_of("--placements", name);
              if (where == placement::phone) {
                throw config_error("--placements",
                                   "the virtual walker carries no phone; expected "
                                   "placements on the body");
              }
              options.placements.push_back(where);
            }
          },
          "Where sensors are worn, with commas; lumbar if not given")
      ->type_name("lumbar,left_foot,…");
  add_mounting(command, options.mounting);
  add_number(command, "--cadence", options.cadence_steps_min, 30, 200,
             "Steps a minute, in either direction")
      ->type_name("C");
  add_number(command, "--step-length-m", options.step_length_m, 0, 1.2,
             "In metres, in either direction")
      ->type_name("L");
  add_number(command, "--height-m", options.height_m, 0.8, 2.5, "The walker's height in metres")
      ->type_name("H");
  add_number(command, "--noise", options.noise, 0, 100,
             "Sensor noise, as a multiple of the usual; 1 if not given")
      ->type_name("F");
  add_number(command, "--lost-share", options.lost_share, 0, 0.9, "The share of lost samples")
      ->type_name("P");
  command.callback([&] {
    if (options.out.empty()) throw config_error("simulate", "no --out; expected a folder to write");
    if (!options.seconds) throw config_error("simulate", "no --seconds; expected such as 60");
    if (options.direction.empty()) {
      throw config_error("simulate", "no --direction; expected forward, backward or mixed");
    }
    run_simulate(options, out);
  });
}

void add_score(CLI::App& app, score_command& options, std::ostream& out, int& status) {
  CLI::App& command = *app.add_subcommand(
      "score", "How well each detector does on recordings whose contacts are known");
  command.add_option("DIR", options.folders,
                     "A recording's folder, a data set, or a folder of data sets");
  command.add_option("--detector", options.detectors, "Only this one; may be repeated")
      ->type_name("NAME")
      ->delimiter(',')
      ->allow_extra_args(false);
  command
      .add_option_function<std::string>(
          "--placement",
          [&options](const std::string& text) {
            options.placement = placement_of("--placement", text);
          },
          "Only sensors that were worn there")
      ->type_name("lumbar|left_foot|…");
  command
      .add_option_function<std::vector<std::string>>(
          "--rate",
          [&options](const std::vector<std::string>& texts) {
            for (const std::string& text : texts) {
              options.rates_hz.push_back(number_of("--rate", text, 5, 2000));
            }
          },
          "As if sampled at that rate; may be repeated")
      ->type_name("HZ")
      ->delimiter(',')
      ->allow_extra_args(false);
  add_number(command, "--drop", options.drop_percent, 0, 80, "Lose so many samples, in bursts")
      ->type_name("PERCENT");
  add_number(command, "--clip-g", options.clip_g, 0.1, 100, "Cut accelerations off at so many g")
      ->type_name("G");
  command.add_flag("--hide-mounting", options.hide_mounting, "As if nobody knew how it was worn");
  command.add_flag("--hide-gyroscope", options.hide_gyroscope, "Use the accelerometer alone");
  command
      .add_option("--peers", options.peers,
                  "Figures of other programs; else peer_results.csv beside the recordings")
      ->type_name("FILE");
  command.add_option("--json", options.json, "Write everything there, each recording included")
      ->type_name("FILE");
  add_choice(command, "--format", options.format, {"table", "markdown"}, "table if not given");
  command.callback([&] {
    if (options.folders.empty()) throw config_error("score", "no DIR; expected at least one");
    status = run_score(options, out);
  });
}

int fail(std::string_view message) {
  std::fprintf(stderr, "retrogait: %s\n", one_line(message).c_str());
  return wrong_use_or_input;
}

int run(int argc, char** argv) {
  CLI::App app(
      "Gait metrics, step detection and progression rules for backward walking.\n"
      "General fitness guidance, not medical advice.",
      "retrogait");
  app.set_version_flag("--version", "retrogait " RETROGAIT_VERSION_STRING);
  app.require_subcommand(0, 1);

  input_options analyze_input;
  input_options events_input;
  decide_options decide_input;
  programme_options programme_input;
  simulate_options simulate_input;
  add_analyze(app, analyze_input, std::cout);
  add_events(app, events_input, std::cout);
  add_detectors(app, std::cout);
  metrics_options metrics_input;
  add_metrics(app, metrics_input, std::cout);
  int status = 0;
  add_decide(app, decide_input, std::cout, status);
  add_programme(app, programme_input, std::cout);
  verify_options verify_input;
  add_verify(app, verify_input, std::cout, status);
  rehearse_options rehearse_input;
  add_rehearse(app, rehearse_input, std::cout, status);
  add_simulate(app, simulate_input, std::cout);
  score_command score_input;
  add_score(app, score_input, std::cout, status);

  try {
    app.parse(argc, argv);
    if (app.get_subcommands().empty()) {
      return fail(
          "no command; expected analyze, events, detectors, metrics, decide, programme, verify, "
          "rehearse, simulate or score (see --help)");
    }
  } catch (const CLI::Success& wish) {  // --help, --version
    app.exit(wish);
  } catch (const CLI::ExtrasError& error) {
    const std::string text = error.what();
    return fail("not expected: " + text.substr(text.rfind(": ") + 2) + "; see --help");
  } catch (const CLI::ParseError& error) {
    return fail(std::string(error.what()) + "; see --help");
  }
  std::cout.flush();
  if (!std::cout) return fail("standard output: cannot be written");
  return status;
}

}  // namespace

}  // namespace retrogait::cli

int main(int argc, char** argv) {
  using retrogait::cli::fail;
  // A reader that goes away early (head) is an error to report, not a reason to be killed.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return retrogait::cli::run(argc, argv);
  } catch (const std::bad_alloc&) {
    return fail("out of memory; expected a smaller recording");
  } catch (const std::exception& error) {
    return fail(error.what());
  } catch (...) {
    return fail("an unknown error");
  }
}

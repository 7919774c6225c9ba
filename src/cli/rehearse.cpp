#include "rehearse.hpp"

#include <retrogait/core/errors.hpp>
#include <retrogait/io/programme.hpp>
#include <retrogait/progression/default_programme.hpp>
#include <retrogait/testing/rehearse.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "rehearse_picture.hpp"
#include "text.hpp"

namespace retrogait::cli {

namespace {

using testing::group_counts;
using testing::rehearsal;

constexpr std::string_view what_it_is_not =
    "Virtual people: no evidence about real ones, only about what the programme does with them.";

constexpr std::string_view figures_legend =
    "Levels and minutes: median (10–90 % of people); levels of those who have not left. Pain and\n"
    "minutes as they were, not as reported. Rise: from the last 7 days trained to the next 7.\n";

testing::rehearsal_params params_of(const rehearse_options& options) {
  testing::rehearsal_params params;
  params.people = options.people;
  params.weeks = options.weeks;
  params.seed = options.seed;
  params.threads =
      options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  if (!options.kinds.empty()) params.groups.clear();
  for (const std::string& name : options.kinds) {
    const std::optional<testing::trainee_kind> kind = testing::trainee_kind_from(name);
    if (!kind) {
      throw config_error(
          "--kinds", "\"" + name + "\"; expected some of " + joined(trainee_kind_names(), ", "));
    }
    if (std::count(options.kinds.begin(), options.kinds.end(), name) > 1) {
      throw config_error("--kinds", "\"" + name + "\" stands there twice");
    }
    params.groups.push_back(testing::group_of(*kind));
  }
  issues wrong = params.validate();
  for (issue& one : wrong) one.field.insert(0, "--");
  throw_if_any(std::move(wrong));
  return params;
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// In percent; what is not nothing is not called 0.
std::string percent_text(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "–";
  const double percent = 100 * share(part, whole);
  if (part > 0 && percent < 0.05) return "<0.1";
  return fixed_text(percent, percent < 9.95 && part > 0 ? 1 : 0);
}

/// "9 (5–10)": median, 10 and 90 %.
std::string spread_text(const testing::whole_number_counts& of, std::size_t from = 0) {
  const auto median = of.quantile(0.5, from);
  if (!median) return "–";
  return std::to_string(*median) + " (" + std::to_string(*of.quantile(0.1, from)) + "–" +
         std::to_string(*of.quantile(0.9, from)) + ")";
}

text_table table_for(const rehearsal& seen, std::string first_header) {
  std::vector<text_table::column> columns{{std::move(first_header), false}};
  for (const group_counts& one : seen.groups) columns.push_back({one.name, true});
  return text_table(std::move(columns));
}

template <class Cell>
void add_row(text_table& table, const rehearsal& seen, std::string label, const Cell& cell) {
  std::vector<std::string> cells{std::move(label)};
  for (const group_counts& one : seen.groups) cells.push_back(cell(one));
  table.add(std::move(cells));
}

std::string figures_text(const rehearsal& seen, const programme& plan, int weeks) {
  text_table table = table_for(seen, "");
  const auto row = [&](std::string label, const auto& cell) {
    add_row(table, seen, std::move(label), cell);
  };
  const auto of_people = [&](std::string label, std::uint64_t group_counts::*part) {
    row(std::move(label), [part](const auto& g) { return percent_text(g.*part, g.people); });
  };
  const auto top = static_cast<std::size_t>(plan.top_level());
  const std::string limit = short_number(plan.weekly_rise_min.value);

  row("people", [](const auto& g) { return std::to_string(g.people); });
  row("level after " + std::to_string(weeks) + (weeks == 1 ? " week" : " weeks"),
      [](const auto& g) { return spread_text(g.levels.back(), testing::person_left + 1); });
  row("ever at the top level, %",
      [&](const auto& g) { return percent_text(g.highest_level.of(top), g.people); });
  row("sessions a week", [](const auto& g) {
    return g.weeks_there() == 0 ? "–" : fixed_text(share(g.sessions, g.weeks_there()), 1);
  });
  row("planned sessions missed, %",
      [](const auto& g) { return percent_text(g.missed, g.missed + g.sessions); });
  row("sessions above the dose, %",
      [](const auto& g) { return percent_text(g.above_dose, g.sessions); });
  constexpr std::array<std::string_view, testing::pain_zones> zones{"0–2", "above 2, to 5",
                                                                    "above 5"};
  for (std::size_t zone = 0; zone < zones.size(); ++zone) {
    row("sessions at pain " + std::string(zones[zone]) + ", %",
        [zone](const auto& g) { return percent_text(g.in_zone[zone], g.sessions); });
  }
  row("most minutes in 7 days", [](const auto& g) { return spread_text(g.most_minutes); });
  row("most rise in 7 days, minutes", [](const auto& g) { return spread_text(g.most_rise); });
  of_people("rise above " + limit + " minutes, %", &group_counts::rises_above_limit);
  of_people("ever referred, %", &group_counts::referred);
  of_people("ever stopped, %", &group_counts::stopped);
  row("came back, % of times", [](const auto& g) { return percent_text(g.returned, g.away); });
  row("left for good, %", [](const auto& g) { return percent_text(g.left(), g.people); });
  for (const rules::outcome result :
       {rules::outcome::advance, rules::outcome::hold, rules::outcome::regress,
        rules::outcome::refer, rules::outcome::stop}) {
    row("decisions to " + std::string(to_string(result)) + ", %", [result](const auto& g) {
      return percent_text(g.decisions[static_cast<std::size_t>(result)], g.decided());
    });
  }
  return table.text() + '\n' + std::string(figures_legend);
}

/// At most so many characters, the last an ellipsis if there were more.
std::string shortened(const std::string& text, std::size_t most) {
  if (display_width(text) <= most) return text;
  std::string out;
  for (const char c : text) {
    const bool begins = display_width({&c, 1}) == 1;
    if (begins && display_width(out) + 1 == most) break;
    out += c;
  }
  return out + "…";
}

/// The rules against advancing that were true most often.
std::string rules_text(const rehearsal& seen, const programme& plan) {
  constexpr std::size_t shown = 10;
  constexpr std::size_t longest_name = 37;
  const group_counts all = seen.all();
  if (all.watched_decisions == 0) return {};
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < plan.rules.rules.size(); ++i) {
    if (plan.rules.rules[i].result != rules::outcome::advance && all.fired[i] > 0) {
      order.push_back(i);
    }
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return all.fired[a] > all.fired[b]; });
  if (order.empty()) return {};
  order.resize((std::min)(order.size(), shown));
  text_table table = table_for(seen, "rules true most often, % of decisions");
  for (const std::size_t i : order) {
    std::string name = shortened(one_line(plan.rules.rules[i].id), longest_name);
    add_row(table, seen, std::move(name), [i](const auto& g) {
      return g.fired.empty() ? "–" : percent_text(g.fired[i], g.watched_decisions);
    });
  }
  return table.text();
}

std::string in_json(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      out += "\\u00";
      out += digits[byte >> 4U];
      out += digits[byte & 0xFU];
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + '"';
}

template <class Numbers>
std::string numbers_json(const Numbers& numbers) {
  std::string out;
  for (const std::uint64_t one : numbers) out += (out.empty() ? "" : ", ") + std::to_string(one);
  return "[" + out + "]";
}

std::string quantiles_json(const testing::whole_number_counts& of, std::size_t from = 0) {
  std::string out;
  for (const double share : {0.1, 0.5, 0.9}) {
    const auto found = of.quantile(share, from);
    out += (out.empty() ? "" : ", ") + (found ? std::to_string(*found) : "null");
  }
  return "[" + out + "]";
}

std::string group_json(const group_counts& one, const programme& plan) {
  const auto top = static_cast<std::size_t>(plan.top_level());
  std::string out = "{\"name\": " + in_json(one.name);
  const auto field = [&out](std::string_view name, const std::string& value) {
    out += ",\n     \"" + std::string(name) + "\": " + value;
  };
  const auto count = [&](std::string_view name, std::uint64_t n) {
    field(name, std::to_string(n));
  };
  count("people", one.people);
  count("sessions", one.sessions);
  count("missed", one.missed);
  count("sessions_above_dose", one.above_dose);
  field("sessions_by_pain_zone", numbers_json(one.in_zone));
  std::string decisions;
  for (std::size_t i = 0; i < one.decisions.size(); ++i) {
    decisions += (i == 0 ? "\"" : ", \"") + std::string(to_string(static_cast<rules::outcome>(i))) +
                 "\": " + std::to_string(one.decisions[i]);
  }
  field("decisions", "{" + decisions + "}");
  count("people_stopped", one.stopped);
  count("people_referred", one.referred);
  count("times_away", one.away);
  count("times_returned", one.returned);
  count("people_left", one.left());
  count("people_ever_at_top_level", one.highest_level.of(top));
  field("most_minutes_in_7_days", quantiles_json(one.most_minutes));
  field("most_rise_in_7_days", quantiles_json(one.most_rise));
  count("people_with_rise_above_limit", one.rises_above_limit);
  count("watched_decisions", one.watched_decisions);
  std::string fired;
  for (std::size_t i = 0; i < one.fired.size(); ++i) {
    fired += (i == 0 ? "" : ", ") + in_json(plan.rules.rules[i].id) + ": " +
             std::to_string(one.fired[i]);
  }
  field("rules_true", "{" + fired + "}");
  std::string weeks;
  for (std::size_t w = 0; w < one.levels.size(); ++w) {
    std::vector<std::uint64_t> levels;
    for (std::size_t level = 1; level <= top; ++level) levels.push_back(one.levels[w].of(level));
    weeks += (w == 0 ? "\n      " : ",\n      ");
    weeks += "{\"people_at_level\": " + numbers_json(levels) +
             ", \"level\": " + quantiles_json(one.levels[w], testing::person_left + 1) +
             ", \"away\": " + std::to_string(one.waiting[w]) +
             ", \"left\": " + std::to_string(one.levels[w].of(testing::person_left)) + "}";
  }
  field("weeks", "[" + weeks + "]");
  return out + "}";
}

std::string json_text(const rehearsal& seen, const programme& plan,
                      const rehearse_options& options) {
  std::string out = "{\"note\": " + in_json(what_it_is_not) +
                    ",\n \"programme\": " + in_json(plan.rules.id) +
                    ",\n \"version\": " + in_json(rules::to_string(plan.rules.version)) +
                    ",\n \"seed\": " + std::to_string(options.seed) +
                    ",\n \"quantiles\": [0.1, 0.5, 0.9],\n \"groups\": [";
  for (const group_counts& one : seen.groups) {
    out += (&one == &seen.groups.front() ? "\n    " : ",\n    ") + group_json(one, plan);
  }
  return out + "],\n \"all\":\n    " + group_json(seen.all(), plan) + "}\n";
}

}  // namespace

std::vector<std::string> trainee_kind_names() {
  std::vector<std::string> names;
  for (const testing::trainee_kind kind : testing::all_trainee_kinds) {
    names.emplace_back(to_string(kind));
  }
  return names;
}

int run_rehearse(const rehearse_options& options, std::ostream& out) {
  if (options.format != "table" && options.format != "json") {
    throw config_error("--format", "expected table or json");
  }
  const testing::rehearsal_params params = params_of(options);
  const programme plan =
      options.programme == "default" ? default_programme() : io::read_programme(options.programme);
  const rehearsal seen = testing::rehearse(plan, params);
  const std::string subtitle = std::to_string(options.people) + " virtual people, " +
                               std::to_string(options.weeks) + " weeks, seed " +
                               std::to_string(options.seed);
  if (options.picture) {
    std::ofstream file(*options.picture, std::ios::binary);
    file << picture_svg(seen, plan.top_level(), plan.title, subtitle);
    file.close();
    if (!file) throw std::runtime_error(*options.picture + ": cannot be written");
  }
  if (options.format == "json") {
    out << json_text(seen, plan, options);
    return 0;
  }
  out << one_line(plan.title) << " (" << one_line(plan.rules.id) << ' '
      << rules::to_string(plan.rules.version) << "): " << subtitle << '\n'
      << what_it_is_not << "\n\n"
      << picture_text(seen, plan.top_level()) << '\n'
      << figures_text(seen, plan, options.weeks) << '\n'
      << rules_text(seen, plan);
  if (options.picture) out << '\n' << one_line(*options.picture) << ": the levels as a picture\n";
  return 0;
}

}  // namespace retrogait::cli

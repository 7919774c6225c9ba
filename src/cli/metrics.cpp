#include <retrogait/io/metric_catalog.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "commands.hpp"
#include "text.hpp"

namespace retrogait::cli {

namespace {

constexpr std::size_t page_width = 100;

/// The words of the text in lines that begin with so many spaces and end within the page.
std::string indented(std::string_view text, std::size_t indent) {
  std::string out;
  std::string line(indent, ' ');
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    const bool first = line.size() == indent;
    if (!first && display_width(line) + 1 + display_width(word) > page_width) {
      out += line + "\n";
      line.assign(indent, ' ');
      line += word;
    } else {
      line += (first ? "" : " ") + std::string(word);
    }
  }
  return out + line + "\n";
}

/// A row of a table for each, and below it what it is.
std::string part_text(const std::vector<const metric_info*>& entries) {
  text_table table(
      {{"id", false}, {"symbol", false}, {"unit", false}, {"level", false}, {"needs", false}});
  for (const metric_info* info : entries) {
    table.add({std::string(info->id), std::string(info->symbol), std::string(info->unit_symbol),
               std::string(to_string(info->level)), std::string(io::needs_word(info->needs))});
  }
  std::string out;
  const std::string text = table.text();
  std::string_view rows = text;
  for (std::size_t i = 0; !rows.empty(); ++i) {
    const std::size_t end = rows.find('\n') + 1;
    out += rows.substr(0, end);
    rows.remove_prefix(end);
    if (i > 0) out += indented(entries[i - 1]->definition, 4);
  }
  return out;
}

std::string needs_legend(const io::catalog_selection& selection) {
  text_table table({{"needs", false}, {"", false}});
  for (const metric_needs what : io::all_metric_needs) {
    const auto needs_it = [what](const metric_info* info) { return info->needs == what; };
    if (std::any_of(selection.metrics.begin(), selection.metrics.end(), needs_it) ||
        std::any_of(selection.reported.begin(), selection.reported.end(), needs_it)) {
      table.add({std::string(io::needs_word(what)), std::string(to_string(what))});
    }
  }
  return table.text();
}

std::string catalog_text(const io::catalog_selection& selection) {
  std::string out;
  const auto append = [&out](const std::string& title, const std::string& text) {
    if (!out.empty()) out += "\n";
    out += title + text;
  };
  if (!selection.metrics.empty()) append("", part_text(selection.metrics));
  if (!selection.reported.empty()) {
    append("what a training session is remembered by\n\n", part_text(selection.reported));
  }
  append("", needs_legend(selection));
  return out +
         "\nsources, published agreement and what makes a metric not computable: --format json\n";
}

/// The choice of that word; main has checked that it is one.
template <class Choices, class Word>
auto choice_of(const std::optional<std::string>& text, const Choices& choices, Word word) {
  std::optional<typename Choices::value_type> found;
  for (const auto choice : choices) {
    if (text && word(choice) == *text) found = choice;
  }
  return found;
}

}  // namespace

std::vector<std::string> level_words() {
  std::vector<std::string> words;
  for (const metric_level level : io::all_metric_levels) words.emplace_back(to_string(level));
  return words;
}

std::vector<std::string> needs_words() {
  std::vector<std::string> words;
  for (const metric_needs what : io::all_metric_needs) words.emplace_back(io::needs_word(what));
  return words;
}

void run_metrics(const metrics_options& options, std::ostream& out) {
  const io::catalog_selection selection = io::select_metrics(
      choice_of(options.level, io::all_metric_levels, [](metric_level l) { return to_string(l); }),
      choice_of(options.needs, io::all_metric_needs, io::needs_word));
  if (options.format == "json") {
    out << io::to_json(selection);
  } else if (options.format == "markdown") {
    out << io::to_markdown(selection);
  } else {
    out << catalog_text(selection);
  }
}

}  // namespace retrogait::cli

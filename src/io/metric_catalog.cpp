#include <retrogait/io/metric_catalog.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/rules/reported.hpp>
#include <retrogait/version.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstddef>

#include "programme_json.hpp"

namespace retrogait::io {

namespace {

using detail::ordered_json;

ordered_json text(std::string_view words) {
  return ordered_json(std::string(words));
}

ordered_json directions_json(metric_validity which) {
  switch (which) {
    case metric_validity::any_direction:
      break;
    case metric_validity::forward_and_backward:
      return ordered_json::array({"forward", "backward"});
    case metric_validity::forward:
      return ordered_json::array({"forward"});
    case metric_validity::backward:
      return ordered_json::array({"backward"});
  }
  return ordered_json::array({"any"});
}

ordered_json entry_json(const metric_info& info) {
  ordered_json out;
  out["id"] = text(info.id);
  out["symbol"] = text(info.symbol);
  out["name"] = text(info.name);
  out["unit"] = text(info.unit_ucum);
  out["unit_symbol"] = text(info.unit_symbol);
  out["level"] = text(to_string(info.level));
  out["needs"] = text(needs_word(info.needs));
  out["needs_text"] = text(to_string(info.needs));
  out["directions"] = directions_json(info.valid);
  out["definition"] = text(info.definition);
  out["agreement"] = info.agreement.empty() ? ordered_json() : text(info.agreement);
  out["not_computable"] = text(info.not_computable);
  out["source"] = text(info.source);
  return out;
}

ordered_json scale_json(const metric_info& info) {
  const value_scale scale = scale_of(info.unit_ucum);
  ordered_json out;
  out["lowest"] = detail::plain_number(scale.lowest);
  out["highest"] =
      std::isfinite(scale.highest) ? detail::plain_number(scale.highest) : ordered_json();
  for (const scale_word& one : scale.words) {
    out["words"][std::string(one.word)] = detail::plain_number(one.value);
  }
  return out;
}

// Text that Markdown would take for marks of its own, also inside a table.
std::string escaped(std::string_view words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    // An ampersand before a space begins no entity.
    const bool entity = words[i] == '&' && i + 1 < words.size() && words[i + 1] != ' ';
    if (entity || std::string_view("\\`*_[]<>|~").find(words[i]) != std::string_view::npos) {
      out += '\\';
    }
    out += words[i];
  }
  return out;
}

// Ids and UCUM codes hold no mark that counts in code.
std::string code(std::string_view words) {
  return "`" + std::string(words) + "`";
}

std::string unit_text(const metric_info& info) {
  return info.unit_symbol.empty() ? std::string("–") : escaped(info.unit_symbol);
}

void append_table(std::string& out, const std::vector<const metric_info*>& entries) {
  out +=
      "| id | symbol | unit | level | needs | directions | definition |\n"
      "| --- | --- | --- | --- | --- | --- | --- |\n";
  for (const metric_info* info : entries) {
    out += "| " + code(info->id) + " | " + escaped(info->symbol) + " | " + unit_text(*info) +
           " | " + escaped(to_string(info->level)) + " | " + escaped(to_string(info->needs)) +
           " | " + escaped(to_string(info->valid)) + " | " + escaped(info->definition) + " |\n";
  }
}

void append_entry(std::string& out, const metric_info& info) {
  out += "\n### " + code(info.id) + ": " + escaped(info.name) + "\n\n" + escaped(info.definition) +
         "\n\n";
  const auto line = [&out](std::string_view key, const std::string& words) {
    if (!words.empty()) out += "- " + std::string(key) + ": " + words + "\n";
  };
  line("Symbol", escaped(info.symbol));
  line("Unit", unit_text(info) + ", UCUM " + code(info.unit_ucum));
  line("Level", escaped(to_string(info.level)));
  line("Needs", escaped(to_string(info.needs)));
  line("Directions", escaped(to_string(info.valid)));
  line("Not computable", escaped(info.not_computable));
  line("Published agreement", escaped(info.agreement));
  line("Source", escaped(info.source));
}

void append_part(std::string& out, std::string_view title, std::string_view introduction,
                 const std::vector<const metric_info*>& entries) {
  if (entries.empty()) return;
  out += "\n## " + std::string(title) + "\n\n" + std::string(introduction) + "\n\n";
  append_table(out, entries);
  for (const metric_info* info : entries) append_entry(out, *info);
}

}  // namespace

std::string_view needs_word(metric_needs what) {
  switch (what) {
    case metric_needs::contacts:
      return "contacts";
    case metric_needs::both_feet:
      return "both_feet";
    case metric_needs::final_contacts:
      return "final_contacts";
    case metric_needs::foot:
      return "foot";
    case metric_needs::step_length:
      return "step_length";
    case metric_needs::trunk:
      return "trunk";
    case metric_needs::trunk_axes:
      return "trunk_axes";
    case metric_needs::leg:
      return "leg";
    case metric_needs::log:
      return "log";
  }
  return "unknown_need";
}

catalog_selection select_metrics(std::optional<metric_level> level,
                                 std::optional<metric_needs> needs) {
  const auto wanted = [&](const metric_info& info) {
    return (!level || info.level == *level) && (!needs || info.needs == *needs);
  };
  catalog_selection out;
  for (const metric_info* info : metric::all) {
    if (wanted(*info)) out.metrics.push_back(info);
  }
  for (const metric_info* info : catalog::reported_metrics) {
    if (wanted(*info)) out.reported.push_back(info);
  }
  return out;
}

std::string to_json(const catalog_selection& selection) {
  ordered_json out;
  out["retrogait"] = RETROGAIT_VERSION_STRING;
  out["metrics"] = ordered_json::array();
  for (const metric_info* info : selection.metrics) out["metrics"].push_back(entry_json(*info));
  out["reported"] = ordered_json::array();
  for (const metric_info* info : selection.reported) {
    ordered_json entry = entry_json(*info);
    entry["scale"] = scale_json(*info);
    out["reported"].push_back(entry);
  }
  return detail::dump(out);
}

std::string to_markdown(const catalog_selection& selection) {
  std::string out =
      "# The catalog of metrics\n\n"
      "Written by `retrogait metrics --format markdown`; do not edit it by hand. In C++ the gait "
      "metrics\nare `retrogait::metric::ID`, what a session is remembered by "
      "`retrogait::catalog::ID`. A metric\nthat cannot be computed has a reason in place of a "
      "value.\n";
  append_part(out, "Gait metrics and training load", "What sensors and the training log give.",
              selection.metrics);
  append_part(out, "What a training session is remembered by",
              "What the person reports, and what was counted. Rules decide by these.",
              selection.reported);
  return out;
}

}  // namespace retrogait::io

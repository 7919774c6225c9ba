#include <retrogait/io/score_folders.hpp>
#include <retrogait/version.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace retrogait::io {

namespace {

using json = nlohmann::ordered_json;

/// To 6 significant digits: more would only show the arithmetic.
json number(double value) {
  std::array<char, 32> text{};
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 6);
  double rounded = value;
  std::from_chars(text.data(), end, rounded);
  return rounded;
}

json or_null(const std::optional<double>& value, double factor = 1) {
  return value ? number(*value * factor) : json();
}

json ms(const std::optional<double>& seconds) {
  return or_null(seconds, 1000);
}

json span_of(const std::optional<interval>& range, double factor = 1) {
  return range ? json{number(range->low * factor), number(range->high * factor)} : json();
}

json share(std::size_t part, std::size_t whole) {
  if (whole == 0) return {};
  return number(static_cast<double>(part) / static_cast<double>(whole));
}

json counts_json(const contact_tally& t) {
  json out;
  out["true"] = t.truth_n;
  out["matched"] = t.matched_n;
  out["false"] = t.false_n;
  out["recall"] = number(t.recall());
  out["precision"] = number(t.precision());
  out["f1"] = number(t.f1());
  return out;
}

json with_errors(const contact_tally& t) {
  json out = counts_json(t);
  out["bias_ms"] = ms(t.bias_s());
  out["mae_ms"] = ms(t.mae_s());
  return out;
}

json bouts_json(const std::optional<bout_tally>& bouts) {
  if (!bouts) return {};
  json out;
  out["true_s"] = number(bouts->true_s);
  out["found_s"] = number(bouts->found_s);
  out["found_all_s"] = number(bouts->found_all_s);
  out["both_s"] = number(bouts->both_s);
  out["f1"] = number(bouts->f1());
  out["f1_all"] = number(bouts->f1_all());
  return out;
}

template <class Counts>
json sides_json(const Counts& of) {
  json out;
  out["asked"] = of.sides_asked;
  out["said"] = of.sides_said;
  out["right"] = of.sides_right;
  out["said_share"] = share(of.sides_said, of.sides_asked);
  out["right_share"] = share(of.sides_right, of.sides_said);
  return out;
}

template <class Counts>
json direction_json(const Counts& of) {
  json out;
  out["right"] = of.direction_right;
  out["wrong"] = of.direction_wrong;
  out["unknown"] = of.direction_unknown;
  return out;
}

json stance_json(const std::vector<double>& errors_s) {
  if (errors_s.empty()) return {};
  const contact_tally errors{0, 0, 0, errors_s};
  json out;
  out["n"] = errors_s.size();
  out["bias_ms"] = ms(errors.bias_s());
  out["mae_ms"] = ms(errors.mae_s());
  return out;
}

json row_json(const score_row& row, const std::vector<std::string>& conditions) {
  json out;
  out["data_set"] = row.group;
  out["sensor"] = row.sensor;
  out["condition"] = conditions[row.condition];
  out["detector"] = row.detector;
  out["peer"] = row.peer;
  out["mark"] = row.mark;
  out["recordings"] = row.recordings;
  out["people"] = row.people;
  out["true_steps"] = row.true_steps;
  json initial;
  if (row.has_contacts) {
    initial = counts_json(row.initial);
    initial["f1_95"] = span_of(row.intervals.f1);
    initial["bias_ms"] = ms(row.bias_s);
    initial["mae_ms"] = ms(row.mae_s);
    initial["mae_95_ms"] = span_of(row.intervals.mae_s, 1000);
    initial["mae_centred_ms"] = ms(row.mae_centred_s);
  }
  out["initial_contacts"] = initial;
  json count;
  count["mean"] = or_null(row.mean_count_error);
  count["worst"] = or_null(row.worst_count_error);
  out["count_error"] = count;
  if (row.peer) return out;
  if (row.has_contacts) {
    out["initial_contacts"]["mae_centred_by_row_ms"] = ms(row.mae_centred_by_row_s);
    out["initial_contacts_wide"] = counts_json(row.initial_wide);
    out["initial_contacts_steady"] = counts_json(row.initial_steady);
  }
  out["final_contacts"] = row.final_contacts ? with_errors(*row.final_contacts) : json();
  out["stance"] = stance_json(row.stance_error_s);
  out["sides"] = sides_json(row);
  out["direction"] = direction_json(row);
  out["bouts"] = bouts_json(row.bouts);
  json latency;
  latency["median_s"] = or_null(row.median_delay_s);
  latency["worst_s"] = or_null(row.worst_delay_s);
  latency["stated_s"] = number(row.stated_latency_s);
  out["latency"] = latency;
  out["live_differs_from_batch"] = row.live_differs_n;
  return out;
}

json recording_json(const scored_recording& one, const std::vector<std::string>& conditions) {
  const recording_score& s = one.score;
  json out;
  out["folder"] = one.folder.string();
  out["data_set"] = one.dataset;
  out["recording"] = one.recording;
  out["group"] = one.label.group;
  out["person"] = one.label.person;
  out["placement"] = std::string(to_string(one.placement));
  out["condition"] = conditions[one.condition];
  out["detector"] = one.detector;
  out["mark"] = one.label.mark;
  out["true_steps"] = s.true_steps ? json(*s.true_steps) : json();
  out["found_steps"] = s.found_steps;
  out["count_error"] = or_null(s.count_error());
  out["initial_contacts"] = s.has_contacts ? with_errors(s.initial) : json();
  out["initial_contacts_wide"] = s.has_contacts ? counts_json(s.initial_wide) : json();
  out["initial_contacts_steady"] = s.has_contacts ? counts_json(s.initial_steady) : json();
  const bool final_known = s.gives_final && s.final_contacts.truth_n > 0;
  out["final_contacts"] = final_known ? with_errors(s.final_contacts) : json();
  out["stance"] = stance_json(s.stance_error_s);
  out["sides"] = sides_json(s);
  out["direction"] = direction_json(s);
  out["bouts"] = s.gives_bouts || s.found_steps == 0 ? bouts_json(s.bouts) : json();
  out["live_is_batch"] = one.live_is_batch;
  return out;
}

json list(const std::vector<unscored>& all) {
  json out = json::array();
  for (const unscored& one : all) {
    json item;
    item["what"] = one.what;
    item["why"] = one.why;
    out.push_back(item);
  }
  return out;
}

}  // namespace

std::string to_json(const score_report& report) {
  json out;
  out["retrogait"] = RETROGAIT_VERSION_STRING;
  out["rows"] = json::array();
  for (const score_row& row : report.rows) out["rows"].push_back(row_json(row, report.conditions));
  out["recordings"] = json::array();
  for (const scored_recording& one : report.recordings) {
    out["recordings"].push_back(recording_json(one, report.conditions));
  }
  out["skipped"] = list(report.skipped);
  out["failed"] = list(report.failed);
  // Bytes that are not UTF-8 (a file name may hold any) are replaced, not thrown about.
  return out.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace retrogait::io

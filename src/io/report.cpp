#include <retrogait/io/report.hpp>
#include <retrogait/metrics/spatial.hpp>
#include <retrogait/version.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <string_view>
#include <utility>

#include "programme_json.hpp"
#include "text_file.hpp"

namespace retrogait::io {

namespace {

using json = nlohmann::ordered_json;

double to_tenth_of_ms(double time_s) {
  return std::round(time_s * 1e4) / 1e4;
}

/// The nearest number with 6 significant digits: more would only show the arithmetic.
double six_digits(double value) {
  std::array<char, 32> text{};
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 6);
  double rounded = value;
  std::from_chars(text.data(), end, rounded);
  return rounded;
}

json text(std::string_view words) {
  return json(std::string(words));
}

json axis_or_null(const std::optional<device_axis>& axis) {
  return axis ? json(axis->name()) : json();
}

json recording_json(const recording_facts& facts) {
  json out;
  out["name"] = facts.name;
  out["placement"] = text(to_string(facts.placement));
  out["start_s"] = to_tenth_of_ms(facts.start_s);
  out["duration_s"] = to_tenth_of_ms(facts.duration_s);
  out["rate_hz"] = six_digits(facts.rate_hz);
  out["lost_share"] = six_digits(facts.lost_share);
  out["gyroscope"] = facts.gyroscope;
  out["mounting"]["up"] = axis_or_null(facts.mounting.up());
  out["mounting"]["forward"] = axis_or_null(facts.mounting.forward());
  out["mounting"]["vertical_known"] = text(to_string(facts.vertical));
  out["mounting"]["forward_known"] = text(to_string(facts.forward));
  return out;
}

json metric_json(const metric_values::entry& entry) {
  const measured<double>& m = entry.value;
  json out;
  out["value"] = m ? json(six_digits(*m)) : json();
  out["unit"] = text(entry.info->unit_ucum);
  if (m) {
    out["margin_95"] = m.margin() ? json(six_digits(*m.margin())) : json();
    out["quality"] = six_digits(m.quality());
    out["n"] = m.n();
  } else {
    out["reason"] = text(to_string(m.why()));
    out["n"] = m.n();
    out["needed"] = m.needed();
  }
  return out;
}

json metrics_json(const metric_values& metrics) {
  json out = json::object();
  for (const metric_values::entry& entry : metrics.entries()) {
    out[std::string(entry.info->id)] = metric_json(entry);
  }
  return out;
}

/// All bouts of each direction that was walked.
json summary_json(const gait_summary& summary) {
  json out = json::object();
  for (const direction way : all_directions) {
    const walking_summary of_way = summary.of(way);
    if (of_way.bouts == 0) continue;
    json& one = out[std::string(to_string(way))];
    one["bouts"] = of_way.bouts;
    one["metrics"] = metrics_json(of_way.metrics);
  }
  return out;
}

json turn_json(const turn& t) {
  json out;
  out["start_s"] = to_tenth_of_ms(t.start_s);
  out["end_s"] = to_tenth_of_ms(t.end_s);
  out["angle_deg"] = six_digits(t.angle_rad * 180 / std::numbers::pi);
  out["half_turn"] = t.half_turn();
  return out;
}

json rejected_json(const rejected_candidate& candidate) {
  json out;
  out["start_s"] = to_tenth_of_ms(candidate.start_s);
  out["end_s"] = to_tenth_of_ms(candidate.end_s);
  out["candidate"] = text(to_string(candidate.kind));
  out["reason"] = text(to_string(candidate.why));
  return out;
}

json bout_json(const walking_bout& bout) {
  json out;
  out["bout"] = bout.number;
  out["start_s"] = to_tenth_of_ms(bout.start_s);
  out["end_s"] = to_tenth_of_ms(bout.end_s);
  out["direction"]["value"] = text(to_string(bout.direction.value));
  out["direction"]["probability"] = six_digits(bout.direction.probability);
  out["steps"] = bout.steps.size();
  out["strides"] = bout.strides.size();
  out["rejected"] = json::array();
  for (const rejected_candidate& one : bout.rejected) out["rejected"].push_back(rejected_json(one));
  out["metrics"] = metrics_json(bout.metrics);
  return out;
}

json measured_json(const measured<double>& m) {
  json out;
  out["value"] = m ? json(six_digits(*m)) : json();
  if (!m) out["reason"] = text(to_string(m.why()));
  out["n"] = m.n();
  return out;
}

json number_or_null(const std::optional<double>& number) {
  return number ? json(six_digits(*number)) : json();
}

json finding_json(const form_finding& f) {
  json out;
  out["check"] = text(to_string(f.check));
  out["state"] = text(to_string(f.state));
  out["worst"] = text(to_string(f.worst));
  out["measured"] = measured_json(f.value);
  out["unit"] = text(f.unit);
  out["reference"] = number_or_null(f.reference);
  if (f.reference) out["reference_unit"] = text(f.reference_unit);
  json& threshold = out["threshold"];
  threshold["warn_on"] = six_digits(f.threshold.warn_on);
  threshold["warn_off"] = six_digits(f.threshold.warn_off);
  threshold["alarm_on"] = number_or_null(f.threshold.alarm_on);
  threshold["alarm_off"] = number_or_null(f.threshold.alarm_off);
  threshold["source"] = detail::write_source(f.threshold.source);
  out["strides"] = f.strides;
  out["passing_strides"] = f.passing;
  out["cue"] = f.cue;
  out["explanation"] = f.explanation;
  return out;
}

json form_json(const form_report& form) {
  json out;
  out["strides"] = form.strides;
  out["backward_strides"] = form.backward_strides;
  out["passing_percent"] = measured_json(form.passing.transform([](auto p) { return p.value(); }));
  out["checks"] = json::array();
  for (const form_finding& f : form.checks) out["checks"].push_back(finding_json(f));
  out["cues"] = json::array();
  for (const form_cue& cue : form.cues) {
    json one;
    one["time_s"] = to_tenth_of_ms(cue.time_s);
    one["check"] = text(to_string(cue.check));
    one["before"] = text(to_string(cue.before));
    one["state"] = text(to_string(cue.state));
    one["measured"] = measured_json(cue.value);
    out["cues"].push_back(one);
  }
  return out;
}

/// Bytes that are not UTF-8 (a file name may hold any) are replaced, not thrown about.
std::string dump(const json& value) {
  return value.dump(2, ' ', false, json::error_handler_t::replace);
}

/// As RFC 4180 wants it: in quotes where it holds a comma, a quote or a line break.
std::string csv_cell(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string out = "\"";
  for (char c : cell) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::vector<contact> contacts_of(const gait_report& report) {
  std::vector<contact> all;
  for (const walking_bout& bout : report.bouts) {
    for (contact one : bout.contacts) {
      one.bout = bout.number;
      one.direction = bout.direction;
      all.push_back(one);
    }
  }
  return all;
}

}  // namespace

std::string to_json(const gait_report& report, const std::vector<read_note>& notes) {
  json out;
  out["retrogait"] = RETROGAIT_VERSION_STRING;
  out["recording"] = recording_json(report.recording);
  if (report.right) out["right_recording"] = recording_json(*report.right);
  out["other_recordings"] = json::array();
  for (const recording_facts& other : report.others) {
    out["other_recordings"].push_back(recording_json(other));
  }
  out["bouts"] = json::array();
  for (const walking_bout& bout : report.bouts) out["bouts"].push_back(bout_json(bout));
  out["too_short"] = json::array();
  for (const walking_bout& bout : report.too_short) {
    for (const rejected_candidate& one : bout.rejected) {
      out["too_short"].push_back(rejected_json(one));
    }
  }
  out["turns"] = json::array();
  for (const turn& t : report.turns) out["turns"].push_back(turn_json(t));
  out["summary"] = summary_json(report.summary);
  out["backward_training"] = metrics_json(report.backward.metrics());
  out["form"] = form_json(report.form);
  out["doubts"] = json::array();
  for (const sensor_doubt& doubt : report.doubts) {
    json one;
    one["doubt"] = text(to_string(doubt.kind));
    one["placement"] = text(to_string(doubt.placement));
    one["from_s"] = to_tenth_of_ms(doubt.from_s);
    one["probability"] = six_digits(doubt.probability);
    one["explanation"] = doubt.explanation;
    out["doubts"].push_back(one);
  }
  out["not_computed"] = json::array();
  for (const absent_result& absent : report.absent) {
    json one;
    one["what"] = absent.what;
    one["reason"] = text(to_string(absent.why));
    one["explanation"] = absent.explanation;
    out["not_computed"].push_back(one);
  }
  out["notes"] = json::array();
  for (const read_note& note : notes) {
    json one;
    one["kind"] = text(to_string(note.kind));
    one["file"] = note.file;
    one["line"] = note.line;
    one["count"] = note.count;
    one["text"] = note.text;
    out["notes"].push_back(one);
  }
  return dump(out);
}

std::string contacts_csv(const std::vector<contact>& contacts, bool header,
                         const std::string& file) {
  const std::string first = file.empty() ? std::string{} : csv_cell(file) + ",";
  std::string out;
  if (header) out = std::string(file.empty() ? "" : "file,") + "time_s,event,side,direction,bout\n";
  for (const contact& one : contacts) {
    out += first;
    detail::append_fixed(out, one.time_s, 4);
    ((out += ',') += to_string(one.kind)) += ',';
    ((out += to_string(one.side)) += ',') += to_string(one.direction.value);
    (out += ',') += std::to_string(one.bout) + "\n";
  }
  return out;
}

std::string contacts_json(const std::vector<contact>& contacts, const std::string& file) {
  json all = json::array();
  for (const contact& one : contacts) {
    json event;
    event["time_s"] = to_tenth_of_ms(one.time_s);
    event["event"] = text(to_string(one.kind));
    event["side"] = text(to_string(one.side));
    event["direction"] = text(to_string(one.direction.value));
    event["bout"] = one.bout;
    all.push_back(event);
  }
  if (file.empty()) return dump(all);
  json named;
  named["file"] = file;
  named["events"] = std::move(all);
  return dump(named);
}

std::string events_csv(const gait_report& report, bool header, const std::string& file) {
  return contacts_csv(contacts_of(report), header, file);
}

std::string events_json(const gait_report& report, const std::string& file) {
  return contacts_json(contacts_of(report), file);
}

}  // namespace retrogait::io

#include "table.hpp"

#include <retrogait/metrics/catalog.hpp>
#include <retrogait/metrics/spatial.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string_view>
#include <utility>
#include <vector>

#include "text.hpp"

namespace retrogait::cli {

namespace {

constexpr std::string_view closing_words =
    "General fitness guidance, not medical advice. If pain or swelling lasts, talk to a "
    "professional.\n";

/// A metric as the table shows it.
struct metric_column {
  const metric_info* info;
  std::string_view header;
  int decimals;
  std::string_view unit;
};

/// Whether one foot alone was seen: it makes strides, and no steps.
bool one_foot(const gait_report& report) {
  return side_of(report.recording.placement) != side::unknown && !report.right;
}

bool wears_lumbar(const gait_report& report) {
  const auto lumbar = [](const recording_facts& r) { return r.placement == placement::lumbar; };
  return lumbar(report.recording) ||
         std::any_of(report.others.begin(), report.others.end(), lumbar);
}

/// Phases of the stride and lengths have their columns where at least one bout has them; what no
/// sensor here can know has none, as the report says so under "not computed".
std::vector<metric_column> metric_columns(const gait_report& report) {
  const auto any_has = [&](const metric_info& info) {
    return std::any_of(report.bouts.begin(), report.bouts.end(), [&](const walking_bout& bout) {
      return bout.metrics.find(info).has_value();
    });
  };
  std::vector<metric_column> columns{{&metric::cadence.info(), "cadence", 0, "/min"}};
  if (one_foot(report)) {
    columns.push_back({&metric::stride_time.info(), "stride time", 2, " s"});
  } else {
    columns.push_back({&metric::step_time.info(), "step time", 2, " s"});
  }
  if (wears_lumbar(report)) {
    columns.push_back({&metric::step_regularity.info(), "step regularity", 2, ""});
    columns.push_back({&metric::regularity_symmetry.info(), "symmetry", 2, ""});
  }
  if (any_has(metric::stance_share.info())) {
    columns.push_back({&metric::stance_share.info(), "stance", 0, " %"});
  }
  if (any_has(metric::double_support_share.info())) {
    columns.push_back({&metric::double_support_share.info(), "double support", 0, " %"});
  }
  if (any_has(metric::walking_speed.info())) {
    const bool from_feet = std::any_of(
        report.bouts.begin(), report.bouts.end(),
        [](const walking_bout& bout) { return stride_length(bout.strides).has_value(); });
    if (from_feet) {
      columns.push_back({&metric::stride_length.info(), "stride length", 2, " m"});
    } else {
      columns.push_back({&metric::step_length.info(), "step length", 2, " m"});
    }
    columns.push_back({&metric::walking_speed.info(), "speed", 2, " m/s"});
  }
  return columns;
}

/// Times of day in seconds since 1970 would fill the table: they are shown from the start on.
bool counts_from_1970(const recording_facts& facts) {
  constexpr double year_1980_s = 315532800;
  return facts.start_s > year_1980_s;
}

bool has_note(const analyzed_file& file, io::note_kind kind) {
  return std::any_of(file.notes.begin(), file.notes.end(),
                     [&](const io::read_note& note) { return note.kind == kind; });
}

std::string facts_line(const analyzed_file& file) {
  const recording_facts& facts = file.report.recording;
  const std::optional<recording_facts>& right = file.report.right;
  std::string out =
      one_line(facts.name) + " · " +
      (right ? "both " + legs_text(facts.placement) : placement_text(facts.placement));
  if (has_note(file, io::note_kind::placement_assumed)) out += " (assumed)";
  out += " · " + rate_text(facts.rate_hz) + " · " + duration_text(facts.duration_s);
  if (counts_from_1970(facts)) out += " from " + date_text(facts.start_s);
  out +=
      " · " + lost_text(right ? std::max(facts.lost_share, right->lost_share) : facts.lost_share);
  // Of a phone anywhere nothing that is told depends on it.
  if (facts.placement != placement::phone) out += " · " + mounting_text(facts.forward);
  if (file.report.others.empty()) return out + "\n";
  std::vector<std::string> others;
  for (const recording_facts& other : file.report.others) {
    others.push_back(placement_text(other.placement));
  }
  return out + "\nwith " + listed(others) + "\n";
}

std::string bout_table(const gait_report& report) {
  const bool directions = report.recording.placement != placement::phone;
  std::vector<text_table::column> columns{{"bout"}, {"from"}, {"to"}};
  if (directions) {
    columns.push_back({"direction", false});
    columns.push_back({"", false});
  }
  columns.push_back({one_foot(report) ? "strides" : "steps"});
  const std::vector<metric_column> metrics = metric_columns(report);
  for (const metric_column& shown : metrics) columns.push_back({std::string(shown.header)});
  text_table table(std::move(columns));
  const double origin = counts_from_1970(report.recording) ? report.recording.start_s : 0;
  for (const walking_bout& bout : report.bouts) {
    std::vector<std::string> cells{std::to_string(bout.number),
                                   fixed_text(bout.start_s - origin, 1) + " s",
                                   fixed_text(bout.end_s - origin, 1) + " s"};
    if (directions) {
      cells.emplace_back(to_string(bout.direction.value));
      cells.push_back(probability_text(bout.direction.probability));
    }
    cells.push_back(std::to_string(one_foot(report) ? bout.strides.size() : bout.steps.size()));
    const auto add = [&cells](const measured<double>& value, int decimals, std::string_view unit) {
      cells.push_back(value ? value_text(*value, value.margin(), decimals, unit) : "–");
    };
    for (const metric_column& shown : metrics) {
      add(bout.metrics.find(*shown.info), shown.decimals, shown.unit);
    }
    table.add(std::move(cells));
  }
  return table.text();
}

/// Why cells of the table are empty, said once for all bouts and metrics that share the reason.
std::string empty_cells(const gait_report& report) {
  struct gap {
    std::string metric;
    reason why;
    std::size_t n;
    std::size_t needed;
    std::vector<std::uint32_t> bouts;
  };
  std::vector<gap> gaps;
  for (const metric_column& shown : metric_columns(report)) {
    const std::size_t first = gaps.size();
    for (const walking_bout& bout : report.bouts) {
      const measured<double> value = bout.metrics.find(*shown.info);
      if (value) continue;
      const auto same = std::find_if(
          gaps.begin() + static_cast<std::ptrdiff_t>(first), gaps.end(),
          [&](const gap& g) { return g.why == value.why() && g.needed == value.needed(); });
      if (same != gaps.end()) {
        same->bouts.push_back(bout.number);
      } else {
        gaps.push_back(
            {std::string(shown.header), value.why(), value.n(), value.needed(), {bout.number}});
      }
    }
  }
  std::string out;
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const gap& g = gaps[i];
    const auto alike = [&](const gap& other) {
      return other.why == g.why && other.needed == g.needed && other.bouts == g.bouts;
    };
    if (std::any_of(gaps.begin(), gaps.begin() + static_cast<std::ptrdiff_t>(i), alike)) continue;
    std::vector<std::string> metrics;
    for (const gap& other : gaps) {
      if (alike(other)) metrics.push_back(other.metric);
    }
    out += listed(metrics) + (g.bouts.size() == 1 ? " in bout " : " in bouts ") +
           ranges_text(g.bouts) + ": " + std::string(to_string(g.why));
    if (g.needed > 0) {
      out += g.bouts.size() == 1 ? ", " + std::to_string(g.n) + " of " + std::to_string(g.needed)
                                 : ", " + std::to_string(g.needed) + " needed";
    }
    out += "\n";
  }
  return out;
}

/// "turns: 2 · 13.2 s 182° left (half turn), 21.0 s 90° right"; of many, the first few.
std::string turns_line(const gait_report& report) {
  if (report.turns.empty()) return {};
  constexpr std::size_t shown_n = 5;
  const double origin = counts_from_1970(report.recording) ? report.recording.start_s : 0;
  std::string out = "turns: " + std::to_string(report.turns.size());
  for (std::size_t i = 0; i < report.turns.size() && i < shown_n; ++i) {
    const turn& t = report.turns[i];
    out += (i == 0 ? " · " : ", ") + fixed_text(t.start_s - origin, 1) + " s " +
           fixed_text(std::abs(t.angle_rad) * 180 / std::numbers::pi, 0) + "° " +
           (t.angle_rad > 0 ? "left" : "right") + (t.half_turn() ? " (half turn)" : "");
  }
  return out + (report.turns.size() > shown_n ? ", …\n" : "\n");
}

bool walked_backward(const gait_report& report) {
  return report.backward.bouts && report.backward.bouts->value() > 0;
}

std::string backward_line(const gait_report& report) {
  const training_totals& backward = report.backward;
  if (!backward.steps) return "backward training: direction unknown\n";
  if (!walked_backward(report)) return "backward training: none\n";
  const double seconds = 60 * backward.time->value();
  std::string out = "backward training: " + fixed_text(backward.steps->value(), 0) + " steps, " +
                    (seconds < 60 ? fixed_text(seconds, 0) + " s" : duration_text(seconds));
  if (backward.distance) {
    const auto& margin = backward.distance.margin();
    out += ", " + fixed_text(backward.distance->value(), 1) +
           (margin ? " ± " + fixed_text(margin->value(), 1) : std::string{}) + " m";
  }
  return out + "\n";
}

/// "trunk 3° forward (pass)": leaning back and leaning forward are one angle and two limits.
std::string trunk_text(const form_report& form) {
  const form_finding& back = form[form_check::lean_back];
  const double degrees = back.value.value();
  const std::string rounded = fixed_text(std::abs(degrees), 0);
  const form_state worst = std::max(back.worst, form[form_check::lean_forward].worst);
  return (rounded == "0" ? std::string("trunk upright")
                         : "trunk " + rounded + "° " + (degrees > 0 ? "back" : "forward")) +
         " (" + std::string(to_string(worst)) + ")";
}

/// "leaning to one side 3° (pass)", in the unit of the check.
std::string finding_text(const form_finding& f) {
  const form_check_info& info = info_of(f.check);
  const std::string_view space = info.unit.starts_with("°") ? "" : " ";
  return std::string(info.label) + " " + fixed_text(f.value.value(), 0) + std::string(space) +
         std::string(info.unit) + " (" + std::string(to_string(f.worst)) + ")";
}

/// What was assessed, in a line; what to say of it; and what could not be assessed, said once for all
/// checks that lack the same.
std::string form_lines(const gait_report& report) {
  if (!walked_backward(report)) return {};
  std::string assessed;
  std::string cues;
  std::vector<std::pair<std::string, std::vector<std::string>>> lacking;
  for (const form_finding& f : report.form.checks) {
    const std::string label(info_of(f.check).label);
    if (f.worst == form_state::not_assessed) {
      const auto same = std::find_if(lacking.begin(), lacking.end(),
                                     [&](const auto& one) { return one.first == f.explanation; });
      if (same != lacking.end()) {
        same->second.push_back(label);
      } else {
        lacking.push_back({f.explanation, {label}});
      }
      continue;
    }
    if (f.check != form_check::lean_forward) {
      assessed += assessed.empty() ? "" : " · ";
      assessed += f.check == form_check::lean_back ? trunk_text(report.form) : finding_text(f);
    }
    if (!f.cue.empty()) cues += "  " + f.cue + "\n";
  }
  std::string out =
      "form while backward: " + (assessed.empty() ? "not assessed" : assessed) + "\n" + cues;
  for (const auto& [why, labels] : lacking) {
    out += "  not assessed: " + listed(labels) + ". " + why + "\n";
  }
  return out;
}

std::string doubt_lines(const gait_report& report) {
  std::string out;
  for (const sensor_doubt& doubt : report.doubts) {
    out += "doubt: " + std::string(to_string(doubt.kind)) + ", " + placement_text(doubt.placement) +
           ": " + doubt.explanation + "\n";
  }
  return out;
}

std::string absent_line(const gait_report& report) {
  if (report.absent.empty()) return {};
  std::string out;
  for (const absent_result& absent : report.absent) {
    out += (out.empty() ? "not computed: " : ", ") + absent.what + " (" +
           (absent.explanation.empty() ? std::string(to_string(absent.why)) : absent.explanation) +
           ")";
  }
  return out + "\n";
}

std::string notes_lines(const analyzed_file& file) {
  std::string out;
  for (const io::read_note& note : file.notes) {
    out += "note: " + one_line(note.file) +
           (note.line > 0 ? ":" + std::to_string(note.line) : std::string{}) + ": " +
           one_line(note.text) + "\n";
  }
  if (!file.unused.empty()) {
    std::vector<std::string> names;
    for (placement p : file.unused) names.push_back(placement_text(p));
    out += "also present, not used: " + listed(names) + "\n";
  }
  return out;
}

}  // namespace

std::string report_text(const analyzed_file& file) {
  const gait_report& report = file.report;
  std::string out = facts_line(file) + "\n";
  const bool looked = side_of(report.recording.placement) == side::unknown ||
                      (report.recording.gyroscope && (!report.right || report.right->gyroscope));
  if (report.bouts.empty() && looked) out += "no walking found\n";
  if (!report.bouts.empty()) {
    out += bout_table(report) + "\n" + empty_cells(report) + turns_line(report) +
           backward_line(report) + form_lines(report);
  }
  // Of a leg without a gyroscope the report says under "not computed" that nobody looked.
  return out + doubt_lines(report) + absent_line(report) + notes_lines(file) +
         std::string(closing_words);
}

}  // namespace retrogait::cli

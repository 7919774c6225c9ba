#pragma once
// Scores of detectors as people read them: on a terminal, or as Markdown. Pure functions; the
// program and the benchmark of accuracy print the same tables.

#include <retrogait/core/print.hpp>
#include <retrogait/io/score.hpp>
#include <retrogait/io/score_folders.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text.hpp"

namespace retrogait::cli {

enum class table_style { terminal, markdown };

inline constexpr std::string_view nothing_text = "–";

/// ".959", "1.000".
inline std::string share_text(double share) {
  const std::string text = fixed_text(share, 3);
  return text.front() == '0' ? text.substr(1) : text;
}

inline std::string share_text(std::size_t part, std::size_t whole) {
  if (whole == 0) return std::string(nothing_text);
  return share_text(static_cast<double>(part) / static_cast<double>(whole));
}

/// Seconds as milliseconds without decimals and without a minus before 0.
inline std::string ms_text(const std::optional<double>& seconds) {
  if (!seconds) return std::string(nothing_text);
  const std::string text = fixed_text(*seconds * 1000, 0);
  return text == "-0" ? "0" : text;
}

/// ".941–.972"
inline std::string range_text(const std::optional<io::interval>& range) {
  if (!range) return std::string(nothing_text);
  return share_text(range->low) + "–" + share_text(range->high);
}

inline std::string ms_range_text(const std::optional<io::interval>& range) {
  return range ? ms_text(range->low) + "–" + ms_text(range->high) : std::string(nothing_text);
}

namespace detail {

struct score_column {
  std::string header;
  bool right;
  std::function<std::string(const io::score_row&)> cell;
};

/// Columns that would say nothing in any row are left out. On a terminal what stands in the first
/// columns is not said again in the next row.
inline std::string table_of(const std::vector<io::score_row>& rows,
                            const std::vector<score_column>& wanted, table_style style) {
  constexpr std::size_t said_once = 2;
  std::vector<text_table::column> columns;
  std::vector<std::vector<std::string>> cells(rows.size());
  for (std::size_t c = 0; c < wanted.size(); ++c) {
    std::vector<std::string> column;
    for (const io::score_row& row : rows) column.push_back(wanted[c].cell(row));
    const bool says_nothing =
        std::all_of(column.begin(), column.end(),
                    [](const std::string& cell) { return cell.empty() || cell == nothing_text; });
    if (says_nothing) continue;
    columns.push_back({wanted[c].header, wanted[c].right});
    for (std::size_t r = 0; r < rows.size(); ++r) cells[r].push_back(column[r]);
  }
  text_table table(columns);
  for (std::size_t r = 0; r < cells.size(); ++r) {
    std::vector<std::string> row = cells[r];
    for (std::size_t c = 0; style == table_style::terminal && r > 0 && c < said_once; ++c) {
      if (cells[r][c] != cells[r - 1][c]) break;
      row[c].clear();
    }
    table.add(std::move(row));
  }
  return style == table_style::markdown ? table.markdown() : table.text();
}

}  // namespace detail

/// Two tables, what they mean, and what could not be scored.
inline std::string score_text(const io::score_report& report, table_style style) {
  using detail::score_column;
  using io::score_row;
  const auto text = [](auto n) { return std::to_string(n); };
  const std::vector<score_column> names{
      {"data set", false, [](const score_row& r) { return one_line(r.group); }},
      {"sensor", false, [](const score_row& r) { return r.sensor; }},
      {"condition", false,
       [&](const score_row& r) {
         return report.conditions.size() > 1 || report.conditions.front() != "as recorded"
                    ? report.conditions[r.condition]
                    : std::string{};
       }},
      {"detector", false, [](const score_row& r) { return one_line(r.detector); }},
      {"", false, [](const score_row& r) { return r.peer ? std::string("peer") : r.mark; }}};

  const auto if_contacts = [](auto cell) {
    return
        [cell](const score_row& r) { return r.has_contacts ? cell(r) : std::string(nothing_text); };
  };
  std::vector<score_column> contacts = names;
  const std::vector<score_column> contact_columns{
      {"recordings", true, [=](const score_row& r) { return text(r.recordings); }},
      {"people", true, [=](const score_row& r) { return text(r.people); }},
      {"steps", true, [=](const score_row& r) { return text(r.true_steps); }},
      {"recall", true,
       if_contacts([](const score_row& r) { return share_text(r.initial.recall()); })},
      {"precision", true,
       if_contacts([](const score_row& r) { return share_text(r.initial.precision()); })},
      {"F1", true, if_contacts([](const score_row& r) { return share_text(r.initial.f1()); })},
      {"95 %", true, if_contacts([](const score_row& r) { return range_text(r.intervals.f1); })},
      {"F1 ±0.5 s", true, if_contacts([](const score_row& r) {
         return r.peer ? std::string(nothing_text) : share_text(r.initial_wide.f1());
       })},
      {"F1 steady", true, if_contacts([](const score_row& r) {
         return r.initial_steady.truth_n == 0 ? std::string(nothing_text)
                                              : share_text(r.initial_steady.f1());
       })},
      {"bias ms", true, [](const score_row& r) { return ms_text(r.bias_s); }},
      {"MAE ms", true, [](const score_row& r) { return ms_text(r.mae_s); }},
      {"95 %", true, [](const score_row& r) { return ms_range_text(r.intervals.mae_s); }},
      {"centred ms", true, [](const score_row& r) { return ms_text(r.mae_centred_s); }},
      {"count error (worst)", true, [](const score_row& r) {
         if (!r.mean_count_error) return std::string(nothing_text);
         return fixed_text(100 * *r.mean_count_error, 1) + " % (" +
                fixed_text(100 * *r.worst_count_error, 1) + ")";
       }}};
  contacts.insert(contacts.end(), contact_columns.begin(), contact_columns.end());

  const auto final_text = [](const score_row& r, auto of) {
    return r.final_contacts ? of(*r.final_contacts) : std::string(nothing_text);
  };
  const auto bout_text = [](const score_row& r, auto of) {
    return r.bouts ? share_text(of(*r.bouts)) : std::string(nothing_text);
  };
  std::vector<score_column> others = names;
  const std::vector<score_column> other_columns{
      {"side right", true,
       [](const score_row& r) { return share_text(r.sides_right, r.sides_said); }},
      {"said", true,
       [](const score_row& r) {
         return r.sides_said == 0 ? std::string(nothing_text)
                                  : share_text(r.sides_said, r.sides_asked);
       }},
      {"direction right, wrong, unknown", true,
       [=](const score_row& r) {
         if (r.direction_right + r.direction_wrong == 0) return std::string(nothing_text);
         return text(r.direction_right) + ", " + text(r.direction_wrong) + ", " +
                text(r.direction_unknown);
       }},
      {"bouts F1", true,
       [=](const score_row& r) {
         return bout_text(r, [](const io::bout_tally& b) { return b.f1(); });
       }},
      {"all time", true,
       [=](const score_row& r) {
         return bout_text(r, [](const io::bout_tally& b) { return b.f1_all(); });
       }},
      {"final F1", true,
       [=](const score_row& r) {
         return final_text(r, [](const io::contact_tally& t) { return share_text(t.f1()); });
       }},
      {"final bias ms", true,
       [=](const score_row& r) {
         return final_text(r, [](const io::contact_tally& t) { return ms_text(t.bias_s()); });
       }},
      {"final MAE ms", true,
       [=](const score_row& r) {
         return final_text(r, [](const io::contact_tally& t) { return ms_text(t.mae_s()); });
       }},
      {"stance MAE ms", true,
       [](const score_row& r) {
         return ms_text(io::contact_tally{0, 0, 0, r.stance_error_s}.mae_s());
       }},
      {"latency ms (worst)", true,
       [](const score_row& r) {
         if (!r.median_delay_s) return std::string(nothing_text);
         constexpr double rounding_s = 1e-6;
         const bool late = *r.worst_delay_s > r.stated_latency_s + rounding_s;
         return ms_text(r.median_delay_s) + " (" + ms_text(r.worst_delay_s) + (late ? "!)" : ")");
       }},
      {"live ≠ batch", true, [=](const score_row& r) { return text(r.live_differs_n); }}};
  others.insert(others.end(), other_columns.begin(), other_columns.end());

  std::vector<score_row> own;
  std::copy_if(report.rows.begin(), report.rows.end(), std::back_inserter(own),
               [](const score_row& r) { return !r.peer; });
  std::string out = "Initial contacts, ±0.2 s\n\n" + detail::table_of(report.rows, contacts, style);
  out += "\nSides, direction, walking bouts by time, final contacts\n\n" +
         detail::table_of(own, others, style);
  out +=
      "\n95 %: bootstrap over people. steady: a second and more from turns and a bout's ends. "
      "bias: "
      "median,\npositive is late. centred: each recording's median error taken out. What lies over "
      "0.5 s outside the\ntrue bouts is not counted, but in \"all time\". latency: after the "
      "contact, "
      "live; !: more than the\ndetector states. peer: another program's figures, read from a "
      "file.\n";

  std::map<std::string, std::size_t> reasons;
  for (const io::unscored& one : report.skipped) ++reasons[one.why];
  if (!reasons.empty()) out += "\n";
  for (const auto& [why, n] : reasons) {
    out += "not scored: " + std::to_string(n) + (n == 1 ? " time, " : " times, ") + one_line(why) +
           "\n";
  }
  return out;
}

}  // namespace retrogait::cli

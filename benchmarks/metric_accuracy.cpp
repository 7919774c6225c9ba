// How well every metric agrees with the references, by data set and sensors, with what is known about
// these data sets: where the reference is weak, what is no person, which times are in another unit.
//
//   bench_metric_accuracy DATA [--markdown] [--worst N] [--dataset NAME]…
//
// DATA holds <data set>/<recording>/ folders. --worst: after the tables the N pairs furthest apart
// of the metrics that have an aim, and those without a value.

#include <retrogait/core/print.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/score_metrics.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../src/cli/text.hpp"
#include "data_sets.hpp"

namespace {

namespace rg = retrogait;
namespace io = retrogait::io;
using rg::metric_level;

// What is aimed at, as a mean absolute error, and what other programs reach (mobgap 1.2 on its
// validation study, free living and laboratory; the best single one in brackets).
struct aim {
  std::string_view metric;
  std::string_view sensors;
  metric_level level;
  double most;    // of the mean absolute error
  double factor;  // from the unit of the metric to the unit of `most`; 0: percent of the reference
  std::string_view text;
  std::string_view peers;
};
constexpr std::array aims{
    aim{"cadence", "lower back", metric_level::bout, 2, 1, "2 /min", "4.8–6.5 (3.2)"},
    aim{"cadence", "feet", metric_level::bout, 2, 1, "2 /min", "–"},
    aim{"stride_length", "lower back", metric_level::bout, 0.12, 1, ".12 m (.08 calibrated)",
        ".109–.148 (.098)"},
    aim{"walking_speed", "lower back", metric_level::bout, 0.06, 1, ".06 m/s calibrated",
        ".082–.101"},
    aim{"stride_length", "feet", metric_level::stride, 2, 0, "2 %", "–"},
    aim{"stride_length", "right foot", metric_level::stride, 2, 0, "2 %", "–"},
    aim{"stance_time", "feet", metric_level::stride, 30, 1000, "30 ms", "–"},
};

const aim* aim_of(const io::metric_row& row) {
  const auto at = std::find_if(aims.begin(), aims.end(), [&](const aim& a) {
    return a.metric == row.metric && a.sensors == row.sensors && a.level == row.level;
  });
  return at == aims.end() ? nullptr : &*at;
}

void label(const io::metric_subject& of, io::metric_label& label) {
  const io::folder_meta& meta = of.meta;
  if (!meta.dataset.empty()) label.group = data_sets::group_of(meta, of.known);
  if (data_sets::is_virtual(meta.dataset)) label.person = data_sets::person_of(meta);
  // From the foot's leaving the ground to its resting.
  if (meta.dataset == "pyshoe") label.strides_by_contacts = false;
}

int decimals_of(const io::metric_row& row) {
  if (row.unit == "m" || row.unit == "s" || row.unit == "m/s") return 3;
  return 1;
}

std::string range(const std::optional<rg::confidence_interval>& range, int decimals) {
  if (!range) return {};
  return " (" + rg::fixed_text(range->low, decimals) + " to " +
         rg::fixed_text(range->high, decimals) + ")";
}

std::string correlation_text(const io::metric_row& row) {
  if (!row.correlation) return "–";
  return rg::fixed_text(row.correlation->value, 2) + range(row.correlation_95, 2);
}

// The mean absolute error in the aim's unit.
double error_of(const io::metric_row& row, const aim& a) {
  const double error = *row.mean_absolute_error;
  return a.factor > 0 ? a.factor * error : 100 * error / row.mean_reference;
}

std::string aim_text(const io::metric_row& row) {
  const aim* const a = aim_of(row);
  if (a == nullptr) return {};
  return std::string(a->text) + (error_of(row, *a) <= a->most ? ", met" : ", missed");
}

std::vector<std::string> cells_of(const io::metric_row& row) {
  const int d = decimals_of(row);
  const std::string unit = row.unit.empty() ? "" : " " + row.unit;
  std::vector<std::string> cells{row.group, row.sensors,
                                 row.metric + ", " + std::string(to_string(row.level)),
                                 std::to_string(row.pairs), std::to_string(row.people)};
  cells.push_back(
      row.missing == 0 ? "" : std::to_string(row.missing) + " " + std::string(to_string(row.why)));
  if (row.pairs == 0) {
    cells.resize(11);
  } else {
    cells.push_back(rg::fixed_text(row.mean_reference, d) + unit);
    cells.push_back(rg::fixed_text(*row.mean_absolute_error, d) + range(row.error_95, d));
    if (row.limits) {
      cells.push_back(rg::fixed_text(row.limits->bias, d) + range(row.bias_95, d));
      cells.push_back(rg::fixed_text(row.limits->low, d) + " to " +
                      rg::fixed_text(row.limits->high, d));
    } else {
      cells.insert(cells.end(), 2, "–");
    }
    cells.push_back(correlation_text(row));
  }
  const aim* const a = aim_of(row);
  cells.push_back(row.pairs > 0 ? aim_text(row) : "");
  cells.push_back(a != nullptr ? std::string(a->peers) : "");
  return cells;
}

void print_rows(const std::vector<io::metric_row>& rows, bool markdown) {
  rg::cli::text_table table({{"data set", false},
                             {"sensors", false},
                             {"metric", false},
                             {"n"},
                             {"people"},
                             {"without a value", false},
                             {"mean"},
                             {"MAE (95 %)"},
                             {"bias (95 %)"},
                             {"limits of agreement"},
                             {"ICC(2,1) (95 %)"},
                             {"aim", false},
                             {"peers", false}});
  for (const io::metric_row& row : rows) table.add(cells_of(row));
  std::fputs(markdown ? table.markdown().c_str() : table.text().c_str(), stdout);
}

void print_worst(const io::metric_score_report& report, std::size_t n) {
  for (const io::metric_row& row : report.rows) {
    if (aim_of(row) == nullptr) continue;
    std::vector<const io::metric_pair*> worst;
    std::vector<const io::metric_pair*> missing;
    for (const io::metric_pair& p : report.pairs) {
      if (p.group == row.group && p.sensors == row.sensors && p.metric == row.metric &&
          p.level == row.level) {
        (p.value ? worst : missing).push_back(&p);
      }
    }
    std::sort(worst.begin(), worst.end(), [](const auto* a, const auto* b) {
      return std::abs(a->error()) > std::abs(b->error());
    });
    worst.resize(std::min(n, worst.size()));
    std::printf("\n%s, %s, %s, %s:\n", row.group.c_str(), row.sensors.c_str(), row.metric.c_str(),
                std::string(to_string(row.level)).c_str());
    for (const io::metric_pair* p : worst) {
      std::printf("  %-26s %7.2f to %7.2f s  %8.3f, true %8.3f, error %8.3f\n",
                  p->folder.filename().string().c_str(), p->when.start_s, p->when.end_s, *p->value,
                  p->reference, p->error());
    }
    for (const io::metric_pair* p : missing) {
      std::printf("  %-26s %7.2f to %7.2f s  no value: %s, true %8.3f\n",
                  p->folder.filename().string().c_str(), p->when.start_s, p->when.end_s,
                  std::string(to_string(p->value.why())).c_str(), p->reference);
    }
  }
}

struct arguments {
  std::string data;
  std::vector<std::string> datasets;
  bool markdown = false;
  std::size_t worst = 0;
};

bool parse(int argc, char** argv, arguments& out) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view text = argv[i];
    if (text == "--markdown") {
      out.markdown = true;
    } else if (text == "--worst" && i + 1 < argc) {
      out.worst = static_cast<std::size_t>(std::strtoul(argv[++i], nullptr, 10));
    } else if (text == "--dataset" && i + 1 < argc) {
      out.datasets.emplace_back(argv[++i]);
    } else if (out.data.empty() && text.substr(0, 1) != "-") {
      out.data = text;
    } else {
      return false;
    }
  }
  return !out.data.empty();
}

int run(const arguments& given) {
  io::metric_score_options options;
  options.label = label;
  options.correct = data_sets::put_times_right;
  if (given.datasets.empty()) options.folders.emplace_back(given.data);
  for (const std::string& name : given.datasets) {
    options.folders.push_back(std::filesystem::path(given.data) / name);
  }
  const io::metric_score_report report = io::score_metrics(options);
  std::vector<io::metric_row> aimed;
  std::copy_if(report.rows.begin(), report.rows.end(), std::back_inserter(aimed),
               [](const io::metric_row& row) { return aim_of(row) != nullptr; });
  std::puts("Where there is an aim\n");
  print_rows(aimed, given.markdown);
  std::puts("\nEvery metric that a reference knows\n");
  print_rows(report.rows, given.markdown);
  std::puts(
      "\nIntervals over people, from five on. Of bandai a style stands for a person; there were "
      "three "
      "actors.");
  if (given.worst > 0) print_worst(report, given.worst);
  for (const io::uncompared& one : report.skipped) {
    std::fprintf(stderr, "left out: %s: %s\n", one.what.c_str(), one.why.c_str());
  }
  for (const io::uncompared& one : report.failed) {
    std::fprintf(stderr, "%s: %s\n", one.what.c_str(), one.why.c_str());
  }
  return report.failed.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  arguments given;
  if (!parse(argc, argv, given)) {
    std::fprintf(stderr,
                 "usage: bench_metric_accuracy DATA [--markdown] [--worst N] [--dataset NAME]…\n");
    return 2;
  }
  try {
    return run(given);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

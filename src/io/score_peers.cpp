#include <retrogait/core/errors.hpp>
#include <retrogait/io/score_folders.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <system_error>

#include "text_file.hpp"

namespace retrogait::io {

namespace {

constexpr std::array<std::string_view, 9> columns{
    "peer",  "dataset",   "recording",  "true_initial_contacts", "matched",
    "false", "offset_ms", "mae_raw_ms", "mae_centred_ms"};

}  // namespace

std::vector<peer_result> read_peers(const std::filesystem::path& file) {
  detail::line_reader lines(file);
  std::string_view line;
  if (!lines.next(line)) throw parse_error(lines.file(), 0, 0, "is empty; expected a header");
  std::vector<std::string_view> cells;
  detail::split_cells(line, ',', cells);
  std::array<std::size_t, columns.size()> place{};
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const auto at = std::find(cells.begin(), cells.end(), columns[c]);
    if (at == cells.end()) lines.fail("no column " + detail::quoted_text(columns[c]));
    place[c] = static_cast<std::size_t>(at - cells.begin());
  }
  const std::size_t width = cells.size();

  const auto number = [&](std::size_t column) -> std::optional<double> {
    double value = 0;
    bool comma = false;
    const std::string_view cell = cells[place[column]];
    switch (detail::parse_number(cell, value, comma)) {
      case detail::number_kind::number:
        return value;
      case detail::number_kind::missing:
        return std::nullopt;
      case detail::number_kind::text:
      case detail::number_kind::not_finite:
        break;
    }
    lines.fail(detail::quoted_text(cell) + " in column " + detail::quoted_text(columns[column]) +
               "; expected a number");
  };
  const auto count = [&](std::size_t column) {
    const double value = number(column).value_or(-1);
    if (!(value >= 0 && value < 1e9 && value == std::floor(value))) {
      lines.fail(detail::quoted_text(cells[place[column]]) + " in column " +
                 detail::quoted_text(columns[column]) + "; expected a whole number from 0 on");
    }
    return static_cast<std::size_t>(value);
  };
  const auto seconds = [&](std::size_t column) -> std::optional<double> {
    const auto ms = number(column);
    return ms ? std::optional(*ms / 1000) : std::nullopt;
  };

  std::vector<peer_result> out;
  while (lines.next(line)) {
    if (detail::trim(line).empty()) continue;
    if (!detail::split_cells(line, ',', cells)) lines.fail("a quote is not closed");
    if (cells.size() != width) {
      lines.fail(std::to_string(cells.size()) + " cells; expected " + std::to_string(width) +
                 " as in the header");
    }
    peer_result one;
    one.peer = cells[place[0]];
    one.dataset = cells[place[1]];
    one.recording = cells[place[2]];
    one.initial.truth_n = count(3);
    one.initial.matched_n = count(4);
    one.initial.false_n = count(5);
    one.bias_s = seconds(6);
    one.mae_s = seconds(7);
    one.mae_centred_s = seconds(8);
    if (one.initial.matched_n > one.initial.truth_n) {
      lines.fail("more matched than there are; expected at most true_initial_contacts");
    }
    out.push_back(one);
  }
  return out;
}

std::optional<std::filesystem::path> find_peers(const std::filesystem::path& folder) {
  std::error_code ignored;
  std::filesystem::path at = std::filesystem::weakly_canonical(folder, ignored);
  for (int level = 0; level < 3 && !at.empty(); ++level) {
    const std::filesystem::path file = at / "peer_results.csv";
    if (std::filesystem::is_regular_file(file, ignored)) return file;
    if (!at.has_relative_path()) break;
    at = at.parent_path();
  }
  return std::nullopt;
}

}  // namespace retrogait::io

#include "csv_recording.hpp"

#include <retrogait/core/errors.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <utility>

#include "csv_header.hpp"
#include "iso_time.hpp"
#include "text_file.hpp"

namespace retrogait::io::detail {

namespace {

constexpr std::size_t not_stored = 7;  ///< a column whose cells are not looked at

/// A number for a message: four significant digits.
std::string short_number(double value) {
  std::array<char, 32> text{};
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 4);
  return std::string(text.data(), end);
}

/// A time for a message, with every digit that it has.
std::string exact_number(double value) {
  std::array<char, 64> text{};
  const auto format =
      std::abs(value) < 1e18 ? std::chars_format::fixed : std::chars_format::general;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value, format);
  return error == std::errc{} ? std::string(text.data(), end) : short_number(value);
}

std::string rows_text(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " row" : " rows");
}

/// The columns as the header, or its absence, tells.
struct layout {
  char separator = ',';
  std::size_t header_line = 0;     ///< 0 without a header
  std::vector<std::string> names;  ///< empty without a header
  std::vector<std::size_t> slots;  ///< for each column: 0 time, 1–3, 4–6, or not_stored
  std::optional<unit_word> time_unit;
  std::optional<unit_word> acc_unit;
  std::optional<unit_word> gyr_unit;
  std::array<std::string, 7> slot_names;  ///< for messages

  std::size_t slot_count = 4;  ///< 7 with a gyroscope
};

/// Rows of up to seven numbers in blocks, so that a growing file is never copied and each block can
/// go as soon as it has been moved into the recording's columns.
class row_store {
 public:
  explicit row_store(std::size_t columns) : columns_(columns) {}

  void push_back(const std::array<double, 7>& row) {
    const std::size_t at = size_ % rows_per_block;
    if (at == 0) blocks_.push_back(std::make_unique<double[]>(rows_per_block * columns_));
    double* block = blocks_.back().get();
    for (std::size_t c = 0; c < columns_; ++c) block[c * rows_per_block + at] = row[c];
    ++size_;
  }

  std::size_t size() const { return size_; }

  /// Moves all rows into the recording and is empty afterwards.
  void move_into(recording& rec) {
    const auto rows = static_cast<std::ptrdiff_t>(size_);
    rec.time_s.resize(rows);
    rec.acc_m_s2.resize(rows, 3);
    if (columns_ == 7) rec.gyr_rad_s.resize(rows, 3);
    std::size_t done = 0;
    for (std::unique_ptr<double[]>& block : blocks_) {
      const std::size_t count = std::min(rows_per_block, size_ - done);
      for (std::size_t c = 0; c < columns_; ++c) {
        double* column = c == 0  ? rec.time_s.data()
                         : c < 4 ? rec.acc_m_s2.col(static_cast<std::ptrdiff_t>(c) - 1).data()
                                 : rec.gyr_rad_s.col(static_cast<std::ptrdiff_t>(c) - 4).data();
        std::memcpy(column + done, block.get() + c * rows_per_block, count * sizeof(double));
      }
      done += count;
      block.reset();
    }
    blocks_.clear();
    size_ = 0;
  }

 private:
  static constexpr std::size_t rows_per_block = std::size_t{1} << 15;

  std::size_t columns_;
  std::size_t size_ = 0;
  std::vector<std::unique_ptr<double[]>> blocks_;
};

/// The item of that rank (0 to 1) in the list; the list is not empty.
double ranked(std::vector<double>& values, double rank) {
  for (double& v : values) {
    if (!std::isfinite(v)) v = std::numeric_limits<double>::max();  // NaN has no place in an order
  }
  const auto at = static_cast<std::ptrdiff_t>(rank * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

/// Gravity as the file's own unit shows it: the median length of the mean acceleration over two
/// seconds. Averaging over some steps removes the movement and leaves gravity; on the lower back
/// that is 9.8 m/s² within 5 %, on a swinging foot up to 17 m/s². Up to about 500 windows spread
/// over the recording are looked at.
double shown_gravity(const recording& rec) {
  constexpr double window_s = 2.0;
  const std::ptrdiff_t rows = rec.size();
  const auto per_window = static_cast<std::ptrdiff_t>(
      std::clamp(window_s * rec.rate_hz(), 1.0, static_cast<double>(rows)));
  const std::ptrdiff_t windows = rows / per_window;
  const std::ptrdiff_t step = std::max<std::ptrdiff_t>(1, windows / 500);
  std::vector<double> lengths;
  for (std::ptrdiff_t w = 0; w < windows; w += step) {
    lengths.push_back(rec.acc_m_s2.middleRows(w * per_window, per_window).colwise().mean().norm());
  }
  return ranked(lengths, 0.5);
}

/// The 99th percentile of the length of the angular rate, from up to about 100,000 rows.
double high_rate(const recording& rec) {
  const std::ptrdiff_t step = std::max<std::ptrdiff_t>(1, rec.size() / 100000);
  std::vector<double> lengths;
  for (std::ptrdiff_t i = 0; i < rec.size(); i += step) {
    lengths.push_back(rec.gyr_rad_s.row(i).norm());
  }
  return ranked(lengths, 0.99);
}

class csv_recording_reader {
 public:
  csv_recording_reader(const std::filesystem::path& path, const read_options& options)
      : lines_(path), options_(options) {}

  recording read() {
    find_layout();
    row_store rows(layout_.slot_count);
    read_rows(rows);
    recording rec;
    rows.move_into(rec);
    convert_time(rec);
    convert_acceleration(rec);
    if (rec.has_gyroscope()) convert_angular_rate(rec);
    const issues found = rec.validate();
    if (!found.empty()) {
      throw parse_error(lines_.file(), 0, 0, found.front().field + ": " + found.front().message);
    }
    return rec;
  }

 private:
  void note(note_kind kind, std::size_t line, std::size_t count, std::string text) {
    if (options_.notes != nullptr) {
      options_.notes->push_back({kind, lines_.file(), line, count, std::move(text)});
    }
  }

  [[noreturn]] void fail_at(std::size_t line, const std::string& message) const {
    throw parse_error(lines_.file(), line, 0, message);
  }

  // The header ---------------------------------------------------------------------------------

  static char separator_of(std::string_view row) {
    bool in_quotes = false;
    bool tab = false;
    for (char c : row) {
      if (c == '"') in_quotes = !in_quotes;
      if (in_quotes) continue;
      if (c == ';') return ';';
      tab = tab || c == '\t';
    }
    return tab ? '\t' : ',';
  }

  /// Whether a row holds numbers (and perhaps a date) and nothing else.
  static bool is_data(const std::vector<std::string_view>& cells) {
    bool any = false;
    for (std::string_view cell : cells) {
      double value = 0;
      bool comma = false;
      const number_kind kind = parse_number(cell, value, comma);
      const bool date = parse_iso_time(cell).has_value();
      if (kind == number_kind::text && !date) return false;
      any = any || kind == number_kind::number || date;
    }
    return any;
  }

  void find_layout() {
    std::string comment;
    std::size_t comment_line = 0;
    std::string_view line;
    while (true) {
      if (!lines_.next(line)) {
        fail_at(0, comment.empty() ? "is empty; expected a header and at least two samples"
                                   : "holds nothing but comments; expected a header and at least "
                                     "two samples");
      }
      const std::string_view text = trim(line);
      if (text.empty()) continue;
      if (text.front() == '#') {
        comment = text.substr(1);
        comment_line = lines_.line_number();
        continue;
      }
      if (text.size() == 5 && to_lower(text.substr(0, 4)) == "sep=") {
        stated_separator_ = text[4];
        continue;
      }
      break;
    }
    if (line.find('\r') != std::string_view::npos) {
      lines_.fail("lines end in CR alone; expected LF or CR LF");
    }
    layout_.separator = stated_separator_.value_or(separator_of(line));
    std::vector<std::string_view> cells;
    if (!split_cells(line, layout_.separator, cells)) lines_.fail("a quote is not closed");

    if (!is_data(cells)) {
      layout_.header_line = lines_.line_number();
      use_header(cells);
      return;
    }
    pending_row_ = line;
    std::vector<std::string_view> commented;
    if (split_cells(comment, layout_.separator, commented) && commented.size() == cells.size() &&
        names_a_sensor(commented)) {
      layout_.header_line = comment_line;
      use_header(commented);
    } else {
      assume_columns(cells.size());
    }
  }

  static bool names_a_sensor(const std::vector<std::string_view>& cells) {
    return std::any_of(cells.begin(), cells.end(), [](std::string_view cell) {
      return understand(cell).role == column_role::acceleration;
    });
  }

  void assume_columns(std::size_t count) {
    if (count != 4 && count != 7) {
      lines_.fail("there is no header, and " + std::to_string(count) +
                  (count == 1 ? " column" : " columns") +
                  "; without a header expected 4 columns (time, acceleration x, y, z) or 7 (and "
                  "angular rate x, y, z)");
    }
    layout_.slot_count = count;
    for (std::size_t c = 0; c < count; ++c) layout_.slots.push_back(c);
    layout_.slot_names = {"time",           "acceleration x", "acceleration y", "acceleration z",
                          "angular rate x", "angular rate y", "angular rate z"};
    note(note_kind::header_assumed, lines_.line_number(), 0,
         count == 4
             ? "no header: columns read as time, acceleration x, y, z"
             : "no header: columns read as time, acceleration x, y, z, angular rate x, y, z");
  }

  std::string found_columns() const {
    std::string all;
    for (const std::string& name : layout_.names) {
      if (!name.empty()) all += (all.empty() ? "" : ", ") + name;
    }
    return "found " + quoted_text(all, 160);
  }

  void use_header(const std::vector<std::string_view>& cells) {
    std::vector<column_name> columns;
    for (std::string_view cell : cells) {
      layout_.names.emplace_back(cell);
      columns.push_back(understand(cell));
    }
    read_unit_row(columns);
    layout_.slots.assign(columns.size(), not_stored);
    choose_time(columns);
    const bool named = std::any_of(columns.begin(), columns.end(), [](const column_name& c) {
      return c.role == column_role::acceleration && !c.plain;
    });
    const std::size_t axes = choose_axes(columns, column_role::acceleration, 1, named);
    if (axes == 0) fail_without_acceleration(columns);
    if (layout_.slot_names[0].empty()) {
      fail_at(layout_.header_line,
              "no time column; " + found_columns() + "; expected one such as time_s or timestamp");
    }
    if (!named) {
      note(note_kind::columns_assumed, layout_.header_line, 0,
           "columns x, y, z read as acceleration");
    }
    layout_.acc_unit = common_unit(columns, 1, unit_family::acceleration);
    if (choose_axes(columns, column_role::angular_rate, 4, false) > 0) {
      layout_.slot_count = 7;
      layout_.gyr_unit = common_unit(columns, 4, unit_family::angular_rate);
    }
  }

  /// Some programs write the units as a second row, below the names.
  void read_unit_row(std::vector<column_name>& columns) {
    std::string_view line;
    if (pending_row_ || !lines_.next(line)) return;
    std::vector<std::string_view> cells;
    const bool closed = split_cells(line, layout_.separator, cells);
    bool any_unit = false;
    bool any_number = false;
    for (std::string_view cell : cells) {
      double value = 0;
      bool comma = false;
      any_number = any_number || parse_number(cell, value, comma) == number_kind::number;
      any_unit = any_unit || parse_unit(cell).has_value();
    }
    if (!closed || any_number || !any_unit || cells.size() != columns.size()) {
      pending_row_ = line;
      return;
    }
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (cells[c].empty()) continue;
      columns[c].unit = parse_unit(cells[c]);
      columns[c].unknown_unit = columns[c].unit ? std::string{} : std::string(cells[c]);
    }
  }

  void choose_time(const std::vector<column_name>& columns) {
    std::optional<std::size_t> chosen;
    std::size_t count = 0;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (columns[c].role != column_role::time) continue;
      ++count;
      if (!chosen || (columns[c].unit && !columns[*chosen].unit)) chosen = c;
    }
    if (!chosen) return;
    layout_.slots[*chosen] = 0;
    layout_.slot_names[0] = layout_.names[*chosen];
    if (columns[*chosen].unit && columns[*chosen].unit->family == unit_family::time) {
      layout_.time_unit = columns[*chosen].unit;
    }
    if (count > 1) {
      note(note_kind::columns_assumed, layout_.header_line, 0,
           std::to_string(count) + " columns name a time; " + quoted_text(layout_.names[*chosen]) +
               " is used");
    }
  }

  /// Gives the columns of that role their slots; returns how many axes there are, 0 or 3.
  std::size_t choose_axes(const std::vector<column_name>& columns, column_role role,
                          std::size_t first_slot, bool skip_plain) {
    const std::string what = role == column_role::acceleration ? "acceleration" : "angular rate";
    std::size_t axes = 0;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (columns[c].role != role || (skip_plain && columns[c].plain)) continue;
      const std::size_t slot = first_slot + static_cast<std::size_t>(columns[c].axis);
      std::string& name = layout_.slot_names[slot];
      if (!name.empty()) {
        fail_at(layout_.header_line, "two columns could be the " + what + " along " +
                                         static_cast<char>('x' + columns[c].axis) + ": " +
                                         quoted_text(name) + " and " +
                                         quoted_text(layout_.names[c]) + "; expected one");
      }
      name = layout_.names[c];
      layout_.slots[c] = slot;
      ++axes;
    }
    if (axes == 0 || axes == 3) return axes;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (!layout_.slot_names[first_slot + axis].empty()) continue;
      fail_at(
          layout_.header_line,
          "no column for the " + what + " along " + static_cast<char>('x' + axis) + "; " +
              found_columns() + "; expected three such as " +
              (role == column_role::acceleration ? "acc_x, acc_y, acc_z" : "gyr_x, gyr_y, gyr_z"));
    }
    return axes;
  }

  [[noreturn]] void fail_without_acceleration(const std::vector<column_name>& columns) const {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (columns[c].role == column_role::linear_acceleration) {
        fail_at(layout_.header_line, quoted_text(layout_.names[c]) +
                                         " is acceleration without gravity; expected the "
                                         "acceleration as the sensor feels it, gravity included");
      }
    }
    fail_at(layout_.header_line, "no acceleration columns; " + found_columns() +
                                     "; expected three such as acc_x, acc_y, acc_z");
  }

  /// The unit that the header gives for the three columns from first_slot on, if it gives one.
  std::optional<unit_word> common_unit(const std::vector<column_name>& columns,
                                       std::size_t first_slot, unit_family family) const {
    std::optional<unit_word> unit;
    bool first = true;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (layout_.slots[c] < first_slot || layout_.slots[c] >= first_slot + 3) continue;
      const column_name& column = columns[c];
      const bool known = column.unit && column.unit->family == family;
      if (!known && (column.unit || !column.unknown_unit.empty()) &&
          family == unit_family::angular_rate) {
        fail_at(layout_.header_line, "the unit of " + quoted_text(layout_.names[c]) +
                                         " is not known here; expected rad/s or deg/s");
      }
      const std::string_view name = known ? column.unit->name : std::string_view{};
      if (!first && name != (unit ? unit->name : std::string_view{})) {
        fail_at(layout_.header_line, "the columns " + quoted_text(layout_.slot_names[first_slot]) +
                                         ", " + quoted_text(layout_.slot_names[first_slot + 1]) +
                                         ", " + quoted_text(layout_.slot_names[first_slot + 2]) +
                                         " have different units; expected one unit");
      }
      first = false;
      if (known) unit = column.unit;
    }
    return unit;
  }

  // The rows -----------------------------------------------------------------------------------

  enum class row_kind { sample, lost, blank, torn };

  void read_rows(row_store& rows) {
    std::array<double, 7> row{};
    std::array<double, 7> before{};
    std::size_t standing = 0;  // rows that repeat a time with other values
    std::size_t standing_line = 0;
    std::size_t duplicates = 0;
    std::size_t duplicate_line = 0;
    std::size_t lost = 0;
    std::size_t lost_line = 0;
    std::uintmax_t told = 0;
    std::string_view line;
    bool more = pending_row_.has_value();
    if (more) line = *pending_row_;
    while (more || lines_.next(line)) {
      more = false;
      if (options_.progress && lines_.bytes_read() - told >= (std::uintmax_t{1} << 23)) {
        told = lines_.bytes_read();
        options_.progress(told, lines_.bytes_total());
      }
      const row_kind kind = read_row(line, row, rows.size() > 0);
      if (kind == row_kind::blank) continue;
      if (kind == row_kind::torn) {
        note(note_kind::torn_line_dropped, lines_.line_number(), 1,
             "the last line was cut off: dropped");
        continue;
      }
      if (kind == row_kind::lost) {
        if (lost++ == 0) lost_line = lines_.line_number();
        continue;
      }
      if (rows.size() > 0 && !(row[0] > before[0])) {
        if (row[0] < before[0]) {
          lines_.fail("time runs back, from " + exact_number(before[0]) + " to " +
                      exact_number(row[0]) + "; expected times that rise");
        }
        if (row == before) {
          if (duplicates++ == 0) duplicate_line = lines_.line_number();
        } else if (standing++ == 0) {
          standing_line = lines_.line_number();
        }
        continue;
      }
      rows.push_back(row);
      before = row;
    }
    if (standing > 0) {
      fail_at(standing_line, "time stands still, with other values than the row before (" +
                                 rows_text(standing) + " in all); expected times that rise");
    }
    if (rows.size() < 2) fail_with_too_few(rows.size(), lost);
    if (lost > 0) {
      note(note_kind::lost_rows_dropped, lost_line, lost,
           rows_text(lost) + " without numbers dropped as lost samples");
    }
    if (duplicates > 0) {
      note(note_kind::duplicates_dropped, duplicate_line, duplicates,
           rows_text(duplicates) + " equal to the row before dropped");
    }
    if (decimal_comma_) {
      note(note_kind::decimal_commas, 0, 0, "numbers read with a decimal comma");
    }
    if (zoneless_) {
      note(note_kind::time_zone_assumed, 0, 0, "times name no zone: read as UTC");
    }
  }

  [[noreturn]] void fail_with_too_few(std::size_t rows, std::size_t lost) const {
    if (rows == 0 && lost > 0) {
      fail_at(0, "none of its " + rows_text(lost) + " has a number in every sensor column");
    }
    fail_at(0, rows == 0 ? "has no samples; expected at least two"
                         : "has only one sample; expected at least two");
  }

  row_kind read_row(std::string_view line, std::array<double, 7>& row, bool has_rows) {
    const char* at = line.data();
    const char* const end = at + line.size();
    const std::size_t columns = layout_.slots.size();
    const char separator = layout_.separator;
    bool lost = false;
    bool no_time = false;
    bool any_number = false;
    std::size_t c = 0;
    while (true) {
      const std::size_t slot = c < columns ? layout_.slots[c] : not_stored;
      // Most cells are plain numbers: read them in place and look closer only where that fails.
      bool done = false;
      if (slot < not_stored && (slot > 0 || !dates_)) {
        while (at != end && *at == ' ') ++at;
        const auto [stopped, error] = std::from_chars(at, end, row[slot]);
        if (error == std::errc{} && (stopped == end || *stopped == separator) &&
            std::isfinite(row[slot])) {
          at = stopped;
          any_number = true;
          done = true;
        }
      }
      if (!done) {
        const char* const stop = end_of_cell(at, end);
        if (stop == nullptr) {
          if (lines_.torn() && has_rows) return row_kind::torn;
          lines_.fail("a quote is not closed");
        }
        if (slot < not_stored) {
          const std::string_view cell(at, static_cast<std::size_t>(stop - at));
          const number_kind kind = read_cell(cell, slot, row[slot], has_rows);
          if (kind == number_kind::text) {
            if (lines_.torn() && has_rows && stop == end) return row_kind::torn;
            fail_as_text(cell, slot);
          }
          any_number = any_number || kind == number_kind::number;
          lost = lost || (kind == number_kind::missing && slot > 0);
          no_time = no_time || (kind == number_kind::missing && slot == 0);
        }
        at = stop;
      }
      ++c;
      if (at == end) break;
      ++at;
    }
    if (c != columns) {
      if (c == 1 && trim(line).empty()) return row_kind::blank;
      if (c < columns && lines_.torn() && has_rows) return row_kind::torn;
      lines_.fail(std::to_string(c) + (c == 1 ? " cell" : " cells") + "; expected " +
                  std::to_string(columns) + " as in the first row");
    }
    if (no_time) {
      if (!any_number) return row_kind::lost;
      lines_.fail("no time in " + quoted_text(layout_.slot_names[0]) + "; expected a number");
    }
    return lost ? row_kind::lost : row_kind::sample;
  }

  /// The end of the cell that starts at `at`; null if a quote stays open.
  const char* end_of_cell(const char* at, const char* end) const {
    bool in_quotes = false;
    for (; at != end; ++at) {
      if (*at == '"') in_quotes = !in_quotes;
      if (*at == layout_.separator && !in_quotes) break;
    }
    return in_quotes ? nullptr : at;
  }

  /// Reads a cell that is no plain number.
  number_kind read_cell(std::string_view cell, std::size_t slot, double& value, bool has_rows) {
    cell = trim(cell);
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') {
      cell = trim(cell.substr(1, cell.size() - 2));
    }
    if (slot == 0 && (dates_ || !has_rows)) {
      if (const auto time = parse_iso_time(cell)) {
        dates_ = true;
        zoneless_ = zoneless_ || !time->has_zone;
        value = time->epoch_s;
        return number_kind::number;
      }
      if (dates_) return cell.empty() ? number_kind::missing : number_kind::text;
    }
    const number_kind kind = parse_number(cell, value, decimal_comma_);
    if (kind == number_kind::not_finite) {
      lines_.fail(quoted_text(cell) + " in column " + quoted_text(layout_.slot_names[slot]) +
                  " is not a finite number; expected one");
    }
    return kind;
  }

  [[noreturn]] void fail_as_text(std::string_view cell, std::size_t slot) const {
    const std::string where =
        quoted_text(trim(cell)) + " in column " + quoted_text(layout_.slot_names[slot]);
    if (slot > 0) lines_.fail(where + " is no number; expected one");
    lines_.fail(where +
                (dates_ ? " is no date and time; expected one such as "
                        : " is no time; expected a number, or a date and time such as ") +
                "2024-03-01T12:30:45.123Z");
  }

  // The units ----------------------------------------------------------------------------------

  void convert_time(recording& rec) {
    if (dates_) return;
    const double interval = 1.0 / rec.rate_hz();
    double divide = 1;
    if (layout_.time_unit) {
      divide = layout_.time_unit->divide;
      const double interval_s = interval / divide;
      if (interval_s > 1.0 || interval_s < 1e-4) {
        fail_at(layout_.header_line, quoted_text(layout_.slot_names[0]) + " says " +
                                         std::string(layout_.time_unit->name) +
                                         ", but then the median interval of the samples is " +
                                         short_number(interval_s) + " s; expected 0.0001 s to 1 s");
      }
    } else {
      // At 5 to 2000 samples a second the intervals of the four units do not overlap.
      struct candidate {
        double divide;
        std::string_view name;
      };
      constexpr std::array candidates{candidate{1, "seconds"}, candidate{1e3, "milliseconds"},
                                      candidate{1e6, "microseconds"},
                                      candidate{1e9, "nanoseconds"}};
      const auto fits = std::find_if(candidates.begin(), candidates.end(), [&](candidate c) {
        return interval / c.divide >= 0.0005 && interval / c.divide <= 0.2;
      });
      if (fits == candidates.end()) {
        fail_at(layout_.header_line,
                "the unit of time is unclear: the median interval is " + short_number(interval) +
                    "; expected a header that names it, such as time_s or time_ms");
      }
      divide = fits->divide;
      if (divide > 1) {
        note(note_kind::time_by_values, layout_.header_line, 0,
             "the median interval is " + short_number(interval) + ": time read as " +
                 std::string(fits->name));
      }
    }
    if (divide > 1) rec.time_s /= divide;
  }

  void convert_acceleration(recording& rec) {
    const double gravity = shown_gravity(rec);
    struct candidate {
      unit_word unit;
      double least = 0;
      double most = 0;
    };
    // From 0.65 to 1.85 times gravity: see shown_gravity. mg before cm/s², which is rare; they are
    // 2 % apart.
    const auto candidate_of = [](std::string_view name) {
      const unit_word unit = *parse_unit(name);
      const double one_g = 9.80665 * unit.divide / unit.multiply;
      return candidate{unit, 0.65 * one_g, 1.85 * one_g};
    };
    const auto fits = [&](const candidate& c) { return gravity >= c.least && gravity <= c.most; };
    const std::array<candidate, 3> candidates{candidate_of("m/s2"), candidate_of("g"),
                                              candidate_of("mg")};
    std::optional<unit_word> unit = layout_.acc_unit;
    if (!unit || !fits(candidate_of(unit->name))) {
      const auto found = std::find_if(candidates.begin(), candidates.end(), fits);
      if (found == candidates.end()) {
        fail_at(layout_.header_line,
                "gravity is not to be seen: the mean acceleration over 2 s is " +
                    short_number(gravity) + (unit ? " " + std::string(unit->name) : "") +
                    "; expected about 9.8 (m/s²), 1 (g) or 1000 (mg)");
      }
      if (unit || found->unit.name != candidates[0].unit.name) {
        note(note_kind::unit_by_values, layout_.header_line, 0,
             "the mean acceleration over 2 s is " + short_number(gravity) +
                 (unit ? ", but the header says " + std::string(unit->name) : std::string{}) +
                 ": read as " + std::string(found->unit.name));
      }
      unit = found->unit;
    }
    if (unit->multiply != 1 || unit->divide != 1) rec.acc_m_s2 *= unit->multiply / unit->divide;
  }

  void convert_angular_rate(recording& rec) {
    // A sensor on a foot that swings fast turns at 20 rad/s; 35 rad/s is the limit of many sensors.
    constexpr double too_large = 35;
    std::optional<unit_word> unit = layout_.gyr_unit;
    const unit_word degrees = *parse_unit("deg/s");
    const double high = high_rate(rec);
    if ((!unit || unit->multiply == 1) && high > too_large) {
      note(note_kind::unit_by_values, layout_.header_line, 0,
           "1 % of the angular rates are above " + short_number(high) +
               (unit ? ", but the header says " + std::string(unit->name) : std::string{}) +
               ": read as " + std::string(degrees.name));
      unit = degrees;
    }
    if (unit && (unit->multiply != 1 || unit->divide != 1)) {
      rec.gyr_rad_s *= unit->multiply / unit->divide;
    }
  }

  line_reader lines_;
  const read_options& options_;
  layout layout_;
  std::optional<char> stated_separator_;
  std::optional<std::string> pending_row_;  ///< the first row of numbers, where it was read ahead
  bool dates_ = false;
  bool zoneless_ = false;
  bool decimal_comma_ = false;
};

}  // namespace

recording read_csv(const std::filesystem::path& path, const read_options& options) {
  return csv_recording_reader(path, options).read();
}

}  // namespace retrogait::io::detail

#include <retrogait/core/errors.hpp>
#include <retrogait/io/folder.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <string_view>
#include <system_error>
#include <utility>

#include "folder_meta.hpp"
#include "text_file.hpp"

namespace retrogait::io {

namespace {

using detail::append_fixed;
using detail::line_reader;
using detail::number_kind;
using detail::quoted_text;

/// A CSV file whose header is known: columns by name, one row at a time.
class named_columns {
 public:
  named_columns(const std::filesystem::path& path, std::initializer_list<std::string_view> required)
      : lines_(path) {
    std::string_view line;
    if (!lines_.next(line)) throw parse_error(lines_.file(), 0, 0, "is empty; expected a header");
    std::vector<std::string_view> cells;
    detail::split_cells(line, ',', cells);
    names_.assign(cells.begin(), cells.end());
    for (std::string_view name : required) {
      if (std::find(names_.begin(), names_.end(), name) == names_.end()) {
        lines_.fail("no column " + quoted_text(name) + "; found " + quoted_text(line, 160));
      }
    }
  }

  bool next() {
    std::string_view line;
    do {
      if (!lines_.next(line)) return false;
    } while (detail::trim(line).empty());
    if (!detail::split_cells(line, ',', cells_)) lines_.fail("a quote is not closed");
    if (cells_.size() != names_.size()) {
      lines_.fail(std::to_string(cells_.size()) + " cells; expected " +
                  std::to_string(names_.size()) + " as in the header");
    }
    return true;
  }

  std::string_view text(std::string_view name) const {
    const auto at = std::find(names_.begin(), names_.end(), name);
    return at == names_.end() ? std::string_view{}
                              : cells_[static_cast<std::size_t>(at - names_.begin())];
  }

  /// Nothing where the cell is empty or the file has no such column.
  std::optional<double> number(std::string_view name) const {
    double value = 0;
    bool comma = false;
    switch (detail::parse_number(text(name), value, comma)) {
      case number_kind::number:
        return value;
      case number_kind::missing:
        return std::nullopt;
      case number_kind::text:
      case number_kind::not_finite:
        break;
    }
    fail_about(name, "a number");
  }

  double required_number(std::string_view name) const {
    const std::optional<double> value = number(name);
    if (!value) fail_about(name, "a number");
    return *value;
  }

  [[noreturn]] void fail_about(std::string_view name, const std::string& expected) const {
    lines_.fail(quoted_text(text(name)) + " in column " + quoted_text(name) + "; expected " +
                expected);
  }

 private:
  line_reader lines_;
  std::vector<std::string> names_;
  std::vector<std::string_view> cells_;
};

side required_side(const named_columns& row) {
  const auto found = side_from(row.text("side"));
  if (!found) row.fail_about("side", "left, right or unknown");
  return *found;
}

// The files' word for sideways.
constexpr std::string_view lateral = "lateral";

std::vector<truth_event> read_events(const std::filesystem::path& path) {
  named_columns row(path, {"time_s", "event", "side"});
  std::vector<truth_event> events;
  while (row.next()) {
    truth_event event{row.required_number("time_s"), contact_kind::initial_contact,
                      required_side(row)};
    if (row.text("event") == to_string(contact_kind::final_contact)) {
      event.kind = contact_kind::final_contact;
    } else if (row.text("event") != to_string(contact_kind::initial_contact)) {
      row.fail_about("event", "initial_contact or final_contact");
    }
    events.push_back(event);
  }
  return events;
}

std::vector<truth_stride> read_strides(const std::filesystem::path& path) {
  named_columns row(path, {"start_s", "end_s", "side", "direction"});
  std::vector<truth_stride> strides;
  while (row.next()) {
    truth_stride stride;
    stride.start_s = row.required_number("start_s");
    stride.end_s = row.required_number("end_s");
    stride.side = required_side(row);
    stride.stride_length_m = row.number("stride_length_m");
    stride.speed_m_s = row.number("speed_mps");
    const auto way = row.text("direction") == lateral ? direction::sideways
                                                      : direction_from(row.text("direction"));
    if (!way) row.fail_about("direction", "forward, backward, lateral or unknown");
    stride.direction = *way;
    stride.step_width_m = row.number("step_width_m");
    stride.trunk_pitch_deg = row.number("trunk_pitch_deg");
    strides.push_back(stride);
  }
  return strides;
}

std::vector<truth_knee_sample> read_knee(const std::filesystem::path& path) {
  named_columns row(path, {"time_s", "left_flexion_deg", "right_flexion_deg"});
  std::vector<truth_knee_sample> knee;
  while (row.next()) {
    knee.push_back({row.required_number("time_s"), row.required_number("left_flexion_deg"),
                    row.required_number("right_flexion_deg")});
  }
  return knee;
}

// Writing --------------------------------------------------------------------------------------

[[noreturn]] void fail_to_write(const std::filesystem::path& path, int error) {
  throw std::system_error(error, std::generic_category(), path.string() + ": cannot be written");
}

/// Writes a file under another name and renames it in the end; a file that is not finished leaves
/// nothing behind.
class new_file {
 public:
  explicit new_file(std::filesystem::path path) : path_(std::move(path)), part_(path_) {
    part_ += ".part";
    stream_ = std::fopen(part_.c_str(), "wb");
    if (stream_ == nullptr) fail_to_write(path_, errno);
  }
  new_file(const new_file&) = delete;
  new_file& operator=(const new_file&) = delete;
  ~new_file() {
    if (stream_ == nullptr) return;
    std::fclose(stream_);
    std::remove(part_.c_str());
  }

  /// What was appended to text() since the last flush goes out once it is worth a call.
  std::string& text() {
    if (text_.size() > (std::size_t{1} << 18)) flush();
    return text_;
  }

  void finish() {
    flush();
    const bool closed = std::fclose(std::exchange(stream_, nullptr)) == 0;
    if (!closed || std::rename(part_.c_str(), path_.c_str()) != 0) {
      const int error = errno;
      std::remove(part_.c_str());
      fail_to_write(path_, error);
    }
  }

 private:
  void flush() {
    if (std::fwrite(text_.data(), 1, text_.size(), stream_) != text_.size()) {
      fail_to_write(path_, errno);
    }
    text_.clear();
  }

  std::filesystem::path path_;
  std::filesystem::path part_;
  std::FILE* stream_ = nullptr;
  std::string text_;
};

void write_sensor(const std::filesystem::path& path, const recording& rec) {
  const bool gyr = rec.has_gyroscope();
  new_file file(path);
  file.text() = gyr ? "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n" : "time_s,acc_x,acc_y,acc_z\n";
  for (std::ptrdiff_t i = 0; i < rec.size(); ++i) {
    std::string& out = file.text();
    append_fixed(out, rec.time_s[i], 4);
    for (std::ptrdiff_t c = 0; c < 3; ++c) {
      out += ',';
      append_fixed(out, rec.acc_m_s2(i, c), 4);
    }
    for (std::ptrdiff_t c = 0; gyr && c < 3; ++c) {
      out += ',';
      append_fixed(out, rec.gyr_rad_s(i, c), 5);
    }
    out += '\n';
  }
  file.finish();
}

void write_events(const std::filesystem::path& path, const std::vector<truth_event>& events) {
  new_file file(path);
  file.text() = "time_s,event,side\n";
  for (const truth_event& event : events) {
    std::string& out = file.text();
    append_fixed(out, event.time_s, 4);
    ((out += ',') += to_string(event.kind)) += ',';
    (out += to_string(event.side)) += '\n';
  }
  file.finish();
}

void append_cell(std::string& out, const std::optional<double>& value) {
  out += ',';
  if (value) append_fixed(out, *value, 4);
}

void write_strides(const std::filesystem::path& path, const std::vector<truth_stride>& strides) {
  const bool wide = std::any_of(strides.begin(), strides.end(), [](const truth_stride& s) {
    return s.step_width_m || s.trunk_pitch_deg;
  });
  new_file file(path);
  file.text() = "start_s,end_s,side,stride_length_m,speed_mps,direction";
  file.text() += wide ? ",step_width_m,trunk_pitch_deg\n" : "\n";
  for (const truth_stride& stride : strides) {
    std::string& out = file.text();
    append_fixed(out, stride.start_s, 4);
    append_cell(out, stride.end_s);
    (out += ',') += to_string(stride.side);
    append_cell(out, stride.stride_length_m);
    append_cell(out, stride.speed_m_s);
    (out += ',') += stride.direction == direction::sideways ? lateral : to_string(stride.direction);
    if (wide) {
      append_cell(out, stride.step_width_m);
      append_cell(out, stride.trunk_pitch_deg);
    }
    out += '\n';
  }
  file.finish();
}

void write_knee(const std::filesystem::path& path, const std::vector<truth_knee_sample>& knee) {
  new_file file(path);
  file.text() = "time_s,left_flexion_deg,right_flexion_deg\n";
  for (const truth_knee_sample& sample : knee) {
    std::string& out = file.text();
    append_fixed(out, sample.time_s, 4);
    out += ',';
    append_fixed(out, sample.left_flexion_deg, 2);
    out += ',';
    append_fixed(out, sample.right_flexion_deg, 2);
    out += '\n';
  }
  file.finish();
}

using json = nlohmann::ordered_json;

double rounded(double value, double steps) {
  return std::round(value * steps) / steps;
}

json text_or_null(const std::string& text) {
  return text.empty() ? json() : json(text);
}

template <class T>
json value_or_null(const std::optional<T>& value) {
  return value ? json(*value) : json();
}

json spans_or_null(const std::optional<std::vector<time_span>>& spans) {
  if (!spans) return {};
  json all = json::array();
  for (const time_span& one : *spans) {
    all.push_back({rounded(one.start_s, 1e4), rounded(one.end_s, 1e4)});
  }
  return all;
}

json axes_of(const mounting& worn) {
  if (!worn.up()) return {};
  json axes;
  axes["up"] = worn.up()->name();
  if (worn.forward()) {
    axes["forward"] = worn.forward()->name();
    axes["left"] = detail::left_axis(worn).name();
  }
  return axes;
}

std::string meta_text(const std::vector<recording>& recordings, const truth& known,
                      const folder_meta& meta) {
  json out;
  out["dataset"] = text_or_null(meta.dataset);
  out["recording"] = text_or_null(meta.recording);
  out["subject"] = text_or_null(meta.subject);
  out["cohort"] = text_or_null(meta.cohort);
  out["height_m"] = value_or_null(meta.height_m);
  out["fs_hz"] = recordings.empty() ? json() : json(rounded(recordings.front().rate_hz(), 1e3));
  out["sensors"] = json::object();
  double duration_s = 0;
  for (const recording& rec : recordings) {
    out["sensors"][std::string(to_string(rec.placement))]["axes"] = axes_of(rec.mounting);
    duration_s = std::max(duration_s, rec.duration_s());
  }
  out["direction"] = value_or_null(known.direction);
  out["total_steps"] = value_or_null(known.total_steps);
  out["distance_m"] = value_or_null(known.distance_m);
  out["turns"] = spans_or_null(known.turns);
  out["walking_bouts"] = spans_or_null(known.bouts);
  out["truth_source"] = text_or_null(meta.truth_source);
  out["licence"] = text_or_null(meta.licence);
  out["citation"] = text_or_null(meta.citation);
  out["notes"] = text_or_null(meta.notes);
  out["duration_s"] = rounded(duration_s, 1e4);
  return out.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

bool is_ours(const std::string& name) {
  return name.size() > 4 && name.substr(name.size() - 4) == ".csv" &&
         (name.rfind("imu_", 0) == 0 || name.rfind("truth_", 0) == 0);
}

}  // namespace

truth read_truth(const std::filesystem::path& folder) {
  const detail::meta_file meta = detail::read_meta_file(folder);
  truth known;
  known.bouts = meta.bouts;
  known.turns = meta.turns;
  known.direction = meta.direction;
  known.total_steps = meta.total_steps;
  known.distance_m = meta.distance_m;
  const auto path_if_there = [&](const char* name) -> std::optional<std::filesystem::path> {
    const std::filesystem::path path = folder / name;
    return std::filesystem::exists(path) ? std::optional(path) : std::nullopt;
  };
  if (const auto path = path_if_there("truth_events.csv")) known.events = read_events(*path);
  if (const auto path = path_if_there("truth_strides.csv")) known.strides = read_strides(*path);
  if (const auto path = path_if_there("truth_knee.csv")) known.knee = read_knee(*path);
  return known;
}

void write_folder(const std::filesystem::path& folder, const std::vector<recording>& recordings,
                  const truth& known, const folder_meta& meta) {
  std::vector<std::string> names{"meta.json"};
  issues wrong;
  for (const recording& rec : recordings) {
    const std::string placement(to_string(rec.placement));
    const std::string name = "imu_" + placement + ".csv";
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      wrong.push_back({"recordings", placement + " is there twice; expected each placement once"});
    }
    names.push_back(name);
    for (const issue& one : rec.validate()) {
      wrong.push_back({placement + " " + one.field, one.message});
    }
  }
  throw_if_any(std::move(wrong));
  if (known.events) names.emplace_back("truth_events.csv");
  if (known.strides) names.emplace_back("truth_strides.csv");
  if (known.knee) names.emplace_back("truth_knee.csv");

  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail_to_write(folder, error.value());
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (is_ours(name) && std::find(names.begin(), names.end(), name) == names.end()) {
      throw config_error(folder.string(), "the folder holds " + name +
                                              ", which is not part of this recording; expected a "
                                              "new or empty folder");
    }
  }
  for (const recording& rec : recordings) {
    write_sensor(folder / ("imu_" + std::string(to_string(rec.placement)) + ".csv"), rec);
  }
  if (known.events) write_events(folder / "truth_events.csv", *known.events);
  if (known.strides) write_strides(folder / "truth_strides.csv", *known.strides);
  if (known.knee) write_knee(folder / "truth_knee.csv", *known.knee);
  new_file file(folder / "meta.json");
  file.text() = meta_text(recordings, known, meta);
  file.finish();
}

}  // namespace retrogait::io

#include "folder_meta.hpp"

#include <retrogait/core/errors.hpp>

#include <limits>
#include <string_view>

#include "programme_tree.hpp"
#include "text_file.hpp"

namespace retrogait::io {

namespace detail {

namespace {

constexpr double any_number = std::numeric_limits<double>::max();

/// The member of that name. A key that is missing and null are the same: not known.
std::optional<json_cursor> find_known(const json_cursor& object, std::string_view key) {
  std::optional<json_cursor> member = object.find(key);
  return member && member->kind() != json_kind::null ? member : std::nullopt;
}

std::string text_or_empty(const json_cursor& object, std::string_view key) {
  const auto member = find_known(object, key);
  return member ? member->text().value_or("") : std::string{};
}

std::optional<double> number_or_nothing(const json_cursor& object, std::string_view key,
                                        double lowest, double highest) {
  const auto member = find_known(object, key);
  return member ? member->number(lowest, highest) : std::nullopt;
}

std::optional<std::vector<time_span>> spans_or_nothing(const json_cursor& object,
                                                       std::string_view key) {
  const auto list = find_known(object, key);
  const auto items = list ? list->items() : std::nullopt;
  if (!items) return std::nullopt;
  std::vector<time_span> spans;
  for (const json_cursor& item : *items) {
    const auto ends = item.items();
    if (!ends) continue;
    if (ends->size() != 2) {
      item.complain("expected [start, end] in seconds");
      continue;
    }
    const auto start = (*ends)[0].number(-any_number, any_number);
    const auto end = (*ends)[1].number(start.value_or(-any_number), any_number);
    if (start && end) spans.push_back({*start, *end});
  }
  return spans;
}

std::optional<device_axis> axis_or_nothing(const json_cursor& axes, std::string_view key) {
  const auto member = find_known(axes, key);
  const auto name = member ? member->text() : std::nullopt;
  if (!name) return std::nullopt;
  const auto axis = device_axis::parse(*name);
  if (!axis) member->expected("an axis such as \"+x\"");
  return axis;
}

mounting read_axes(const json_cursor& sensor) {
  const auto axes = find_known(sensor, "axes");
  if (!axes) return {};
  if (axes->kind() != json_kind::object) {
    axes->expected("an object or null");
    return {};
  }
  const auto up = axis_or_nothing(*axes, "up");
  const auto forward = axis_or_nothing(*axes, "forward");
  const auto left = axis_or_nothing(*axes, "left");
  if (!up) return {};
  if (!forward) return mounting::up_only(*up);
  if (up->index == forward->index) {
    axes->find("forward")->expected("another axis than up");
    return {};
  }
  const mounting worn(*up, *forward);
  const device_axis completing = left_axis(worn);
  if (left && *left != completing) {
    axes->find("left")->expected("\"" + completing.name() +
                                 "\", which makes the axes right-handed");
  }
  return worn;
}

}  // namespace

device_axis left_axis(const mounting& worn) {
  const Eigen::RowVector3d left = worn.body_from_device().value().row(1);
  Eigen::Index index = 0;
  left.cwiseAbs().maxCoeff(&index);
  return {static_cast<int>(index), left[index] > 0 ? 1 : -1};
}

const mounting* meta_file::find(placement p) const {
  for (const auto& [where, worn] : sensors) {
    if (where == p) return &worn;
  }
  return nullptr;
}

meta_file read_meta_file(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "meta.json";
  meta_file out;
  out.file = path.string();
  if (!std::filesystem::exists(path)) return out;
  out.exists = true;
  const std::string text = read_whole_file(path);
  json_document document(text, out.file);
  const json_cursor all(document, document.root(), "");
  if (all.kind() != json_kind::object) all.expected("an object with \"sensors\"");
  out.meta.dataset = text_or_empty(all, "dataset");
  out.meta.recording = text_or_empty(all, "recording");
  out.meta.subject = text_or_empty(all, "subject");
  out.meta.cohort = text_or_empty(all, "cohort");
  out.meta.height_m = number_or_nothing(all, "height_m", 0.5, 2.6);
  out.meta.truth_source = text_or_empty(all, "truth_source");
  out.meta.licence = text_or_empty(all, "licence");
  out.meta.citation = text_or_empty(all, "citation");
  out.meta.notes = text_or_empty(all, "notes");
  out.bouts = spans_or_nothing(all, "walking_bouts");
  out.turns = spans_or_nothing(all, "turns");
  if (find_known(all, "direction")) out.direction = text_or_empty(all, "direction");
  out.distance_m = number_or_nothing(all, "distance_m", 0, any_number);
  if (const auto steps = find_known(all, "total_steps")) {
    if (const auto count = steps->integer(0, std::numeric_limits<int>::max())) {
      out.total_steps = static_cast<std::size_t>(*count);
    }
  }
  if (const auto sensors = find_known(all, "sensors")) {
    for (const auto& [name, sensor] : sensors->members()) {
      const auto where = placement_from(name);
      if (!where) {
        sensor.complain(quoted_text(name) +
                        " is no placement; expected such as \"lumbar\" or \"left_foot\"");
        continue;
      }
      out.sensors.emplace_back(*where, read_axes(sensor));
    }
  }
  document.throw_if_any();
  return out;
}

}  // namespace detail

folder_meta read_meta(const std::filesystem::path& folder) {
  return detail::read_meta_file(folder).meta;
}

}  // namespace retrogait::io

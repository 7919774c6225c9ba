#pragma once
/// @file
/// What a catalog entry is. The entries themselves stand where they belong: gait metrics in
/// metrics/catalog.hpp, what people report in rules/reported.hpp. A rule knows an entry by its typed
/// id and never the algorithm behind it.

#include <retrogait/core/measured.hpp>
#include <retrogait/core/units.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace retrogait {

/// The stretch of walking that one value of a metric describes.
enum class metric_level : std::uint8_t { step, stride, bout, recording, session, day, week };

constexpr std::string_view to_string(metric_level level) {
  switch (level) {
    case metric_level::step:
      return "step";
    case metric_level::stride:
      return "stride";
    case metric_level::bout:
      return "bout";
    case metric_level::recording:
      return "recording";
    case metric_level::session:
      return "session";
    case metric_level::day:
      return "day";
    case metric_level::week:
      return "week";
  }
  return "unknown level";
}

/// The least that must be worn for a metric.
enum class metric_needs : std::uint8_t {
  contacts,   ///< initial contacts: any sensor on the lower back or a leg, or a phone
  both_feet,  ///< initial contacts with their feet: the lower back with its mounting, both legs
  final_contacts,  ///< the lower back or a leg
  foot,            ///< accelerometer and gyroscope on a foot
  step_length,     ///< the lower back with the height or a calibration, or a foot
  trunk,           ///< an accelerometer on the lower back
  trunk_axes,      ///< the same with its mounting, which tells forward from sideways
  leg,             ///< accelerometer and gyroscope on the thigh and the shank of a leg
  log              ///< no sensor: a person's training log
};

constexpr std::string_view to_string(metric_needs what) {
  switch (what) {
    case metric_needs::contacts:
      return "any sensor that sees steps";
    case metric_needs::both_feet:
      return "lower back with its mounting, or both legs";
    case metric_needs::final_contacts:
      return "lower back or leg";
    case metric_needs::foot:
      return "foot, with gyroscope";
    case metric_needs::step_length:
      return "lower back with height or calibration, or foot";
    case metric_needs::trunk:
      return "lower back";
    case metric_needs::trunk_axes:
      return "lower back with its mounting";
    case metric_needs::leg:
      return "thigh and shank, with gyroscopes";
    case metric_needs::log:
      return "training log";
  }
  return "unknown need";
}

/// The directions of walking for which a metric is valid.
enum class metric_validity : std::uint8_t {
  any_direction,
  forward_and_backward,
  forward,
  backward
};

constexpr std::string_view to_string(metric_validity which) {
  switch (which) {
    case metric_validity::any_direction:
      return "any";
    case metric_validity::forward_and_backward:
      return "forward, backward";
    case metric_validity::forward:
      return "forward";
    case metric_validity::backward:
      return "backward";
  }
  return "unknown directions";
}

/// All that a reader must know of a metric to use its value.
struct metric_info {
  std::string_view id;        ///< stable, snake_case: the name in files and rules
  std::string_view symbol{};  ///< as papers write it
  std::string_view name{};    ///< plain English
  metric_level level = metric_level::bout;
  metric_needs needs = metric_needs::log;
  metric_validity valid = metric_validity::any_direction;
  std::string_view definition{};      ///< one sentence
  std::string_view agreement{};       ///< published, with a reference; empty where none is known
  std::string_view not_computable{};  ///< what makes it not computable
  std::string_view source{};          ///< paper and equation, or "engineering choice"
  std::string_view unit_symbol{};     ///< what people read; from the unit, see describe()
  std::string_view unit_ucum{};       ///< what files carry (UCUM); from the unit
};

/// The id of a metric whose values are in Unit. Cheap to copy; equal when it names the same entry.
template <unit Unit>
class metric_id {
 public:
  using unit_type = Unit;
  using value_type = quantity<Unit>;

  constexpr explicit metric_id(const metric_info& info) : info_(&info) {}

  constexpr const metric_info& info() const { return *info_; }
  constexpr std::string_view id() const { return info_->id; }

  friend constexpr bool same_metric(metric_id a, metric_id b) { return a.id() == b.id(); }

 private:
  const metric_info* info_;
};

/// An entry whose unit texts come from the unit type, so that the two cannot disagree.
template <unit Unit>
constexpr metric_info describe(metric_info info) {
  info.unit_symbol = Unit::symbol;
  info.unit_ucum = Unit::ucum;
  return info;
}

/// The values of one bout (session, …) by metric. Asking with a typed id gives a typed value; a
/// metric that was never put in is not_assessed.
class metric_values {
 public:
  struct entry {
    const metric_info* info;
    measured<double> value;

    friend bool operator==(const entry& a, const entry& b) {
      return a.info->id == b.info->id && a.value == b.value;
    }
  };

  template <unit Unit>
  void set(metric_id<Unit> id, const measured<quantity<Unit>>& value) {
    set(id.info(), value.transform([](quantity<Unit> q) { return q.value(); }));
  }

  /// The same for readers of files, which know the metric at run time only; value in its unit. The
  /// info must outlive this object.
  void set(const metric_info& info, const measured<double>& value) {
    if (const std::size_t i = index_of(info); i < entries_.size()) {
      entries_[i].value = value;
    } else {
      entries_.push_back({&info, value});
    }
  }

  /// A value without a margin, as people report it.
  template <unit Unit>
  void set(metric_id<Unit> id, quantity<Unit> value) {
    set(id, measured<quantity<Unit>>::of(value, 1));
  }

  template <unit Unit>
  measured<quantity<Unit>> operator[](metric_id<Unit> id) const {
    return find(id.info()).transform([](double v) { return quantity<Unit>(v); });
  }

  measured<double> find(const metric_info& info) const {
    const std::size_t i = index_of(info);
    return i < entries_.size() ? entries_[i].value : measured<double>{};
  }

  /// Whether a value, or a reason for none, was put in.
  bool has(const metric_info& info) const { return index_of(info) < entries_.size(); }
  template <unit Unit>
  bool has(metric_id<Unit> id) const {
    return has(id.info());
  }

  const std::vector<entry>& entries() const { return entries_; }

  friend bool operator==(const metric_values&, const metric_values&) = default;

 private:
  // Of the metric's entry; as many as there are if it has none.
  std::size_t index_of(const metric_info& info) const {
    // Nearly always it is the same entry of the same catalog, and no text needs to be compared.
    const auto same = [&](const entry& e) { return e.info == &info; };
    const auto alike = [&](const entry& e) { return e.info->id == info.id; };
    auto found = std::find_if(entries_.begin(), entries_.end(), same);
    if (found == entries_.end()) found = std::find_if(entries_.begin(), entries_.end(), alike);
    return static_cast<std::size_t>(found - entries_.begin());
  }

  std::vector<entry> entries_;
};

}  // namespace retrogait

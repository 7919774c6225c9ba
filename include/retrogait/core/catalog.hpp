#pragma once
/// @file
/// What a catalog entry is. The entries themselves stand where they belong: gait metrics in
/// metrics/catalog.hpp, what people report in rules/reported.hpp. A rule knows an entry by its typed
/// id and never the algorithm behind it.

#include <retrogait/core/measured.hpp>
#include <retrogait/core/units.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace retrogait {

/// The stretch of walking that one value of a metric describes.
enum class metric_level : std::uint8_t { step, stride, bout, recording, session, day };

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
  }
  return "unknown level";
}

/// All that a reader must know of a metric to use its value.
struct metric_info {
  std::string_view id;              ///< stable, snake_case: the name in files and rules
  std::string_view symbol;          ///< as papers write it
  std::string_view name;            ///< plain English
  std::string_view unit_symbol;     ///< what people read
  std::string_view unit_ucum;       ///< what files carry (UCUM)
  std::string_view definition;      ///< one sentence
  metric_level level;               ///
  std::string_view not_computable;  ///< what makes it not computable
  std::string_view source;          ///< paper and equation, or "engineering choice"
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

/// Builds an entry whose unit texts come from the unit type, so that the two cannot disagree.
template <unit Unit>
constexpr metric_info make_metric(std::string_view id, std::string_view symbol,
                                  std::string_view name, metric_level level,
                                  std::string_view definition, std::string_view not_computable,
                                  std::string_view source) {
  return metric_info{id,         symbol, name,           Unit::symbol, Unit::ucum,
                     definition, level,  not_computable, source};
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
    for (entry& e : entries_) {
      if (e.info->id == info.id) {
        e.value = value;
        return;
      }
    }
    entries_.push_back({&info, value});
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
    // Nearly always it is the same entry of the same catalog, and no text needs to be compared.
    for (const entry& e : entries_) {
      if (e.info == &info) return e.value;
    }
    for (const entry& e : entries_) {
      if (e.info->id == info.id) return e.value;
    }
    return {};
  }

  const std::vector<entry>& entries() const { return entries_; }

  friend bool operator==(const metric_values&, const metric_values&) = default;

 private:
  std::vector<entry> entries_;
};

}  // namespace retrogait

#pragma once
/// @file
/// The catalog as text for people and other programs. Declarations only: the bodies are compiled
/// into retrogait::io.

#include <retrogait/core/catalog.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retrogait::io {

inline constexpr std::array all_metric_levels{
    metric_level::step,    metric_level::stride, metric_level::bout, metric_level::recording,
    metric_level::session, metric_level::day,    metric_level::week};

inline constexpr std::array all_metric_needs{
    metric_needs::contacts,   metric_needs::both_feet,   metric_needs::final_contacts,
    metric_needs::foot,       metric_needs::step_length, metric_needs::trunk,
    metric_needs::trunk_axes, metric_needs::leg,         metric_needs::log};

/// The need as one snake_case word, the enumerator's name.
std::string_view needs_word(metric_needs what);

/// Entries of the catalog, in its order.
struct catalog_selection {
  std::vector<const metric_info*> metrics;   ///< what sensors and logs give: metric::all
  std::vector<const metric_info*> reported;  ///< what a training session is remembered by:
                                             ///< catalog::reported_metrics
};

/// The entries of that level and with that need; all where neither is given.
catalog_selection select_metrics(std::optional<metric_level> level = std::nullopt,
                                 std::optional<metric_needs> needs = std::nullopt);

/// A JSON object with the arrays "metrics" and "reported". Each entry has the fields of metric_info
/// by their names: "unit" is the UCUM code and "unit_symbol" what people read; "needs" is
/// needs_word and "needs_text" the same in words; "directions" is what metric_info::valid says;
/// "agreement" is null where none is known. Entries of "reported" also have their "scale": the
/// lowest and highest value (null: no highest) and, where people answer in words, the value of
/// each.
std::string to_json(const catalog_selection& selection);

/// A page: a table of each part, and below it every entry whole.
std::string to_markdown(const catalog_selection& selection);

}  // namespace retrogait::io

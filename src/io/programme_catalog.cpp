#include "programme_catalog.hpp"

#include <retrogait/metrics/catalog.hpp>
#include <retrogait/rules/reported.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace retrogait::io::detail {

namespace {

template <class Entries>
void append(const Entries& entries, std::string& ids) {
  for (const metric_info* one : entries) {
    ids += (ids.empty() ? "" : ", ") + std::string(one->id);
  }
}

// How many letters must be put in, left out or replaced (Levenshtein's distance).
std::size_t letters_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = (std::min)({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row[b.size()];
}

template <class Entries>
void look_for_nearest(const Entries& entries, std::string_view id, std::size_t& least,
                      std::string_view& nearest) {
  for (const metric_info* one : entries) {
    const std::size_t letters = letters_between(id, one->id);
    if (letters >= least) continue;
    least = letters;
    nearest = one->id;
  }
}

}  // namespace

std::string_view nearest_session_metric(std::string_view id) {
  if (id.size() > 60) return {};
  std::string_view nearest;
  std::size_t least = id.size() / 4 + 1;  // as many as that are too many
  look_for_nearest(catalog::reported_metrics, id, least, nearest);
  look_for_nearest(metric::all, id, least, nearest);
  return nearest;
}

std::string no_metric(std::string_view id) {
  std::string text = "is no metric of the catalog";
  if (catalog::find_person_metric(id)) return text + " of sessions; it is one of the person";
  const std::string_view nearest = nearest_session_metric(id);
  if (!nearest.empty()) text += "; did you mean \"" + std::string(nearest) + "\"?";
  return text;
}

const metric_info* find_session_metric(std::string_view id) {
  const metric_info* reported = catalog::find_reported(id);
  return reported ? reported : metric::find(id);
}

std::string session_metric_ids() {
  std::string ids;
  append(catalog::reported_metrics, ids);
  append(metric::all, ids);
  return ids;
}

std::string person_metric_ids() {
  std::string ids;
  append(catalog::person_metrics, ids);
  return ids;
}

}  // namespace retrogait::io::detail

#include "programme_catalog.hpp"

#include <retrogait/metrics/catalog.hpp>
#include <retrogait/rules/reported.hpp>

namespace retrogait::io::detail {

namespace {

template <class Entries>
void append(const Entries& entries, std::string& ids) {
  for (const metric_info* one : entries) {
    ids += (ids.empty() ? "" : ", ") + std::string(one->id);
  }
}

}  // namespace

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

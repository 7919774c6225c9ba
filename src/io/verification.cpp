// The report on a programme as JSON; its form is described in retrogait/io/verification.hpp.

#include <retrogait/io/programme.hpp>
#include <retrogait/io/verification.hpp>

#include <utility>

#include "programme_json.hpp"

namespace retrogait::io {

namespace detail {

namespace {

ordered_json group_json(const rules::region_group& group) {
  ordered_json metrics = ordered_json::array();
  for (const rules::metric_axis& one : group.axes) metrics.push_back(one.metric->id);
  return {{"metrics", std::move(metrics)},
          {"regions", group.regions.size()},
          {"combinations", group.points},
          {"exact", group.exact}};
}

ordered_json example_json(const verification_example& example, const screening_form& form) {
  return {{"outcome", to_string(example.outcome)},
          {"on", date_string(example.today)},
          {"history", write_history_json(example.history, form)}};
}

ordered_json property_json(const verified_property& one, const screening_form& form) {
  ordered_json out{{"name", one.name},
                   {"status", to_string(one.status)},
                   {"method", one.method},
                   {"looked_at", one.explored}};
  if (!one.detail.empty()) out["detail"] = one.detail;
  if (one.counterexample) out["counterexample"] = example_json(*one.counterexample, form);
  if (one.beside) out["beside"] = example_json(*one.beside, form);
  return out;
}

ordered_json mutants_json(const mutation_table& table) {
  ordered_json out{{"histories", table.histories}};
  for (const mutant_fate fate :
       {mutant_fate::refused, mutant_fate::caught, mutant_fate::stricter, mutant_fate::same}) {
    out[std::string(to_string(fate))] = table.count(fate);
  }
  ordered_json changes = ordered_json::array();
  for (const mutant& one : table.mutants) {
    ordered_json change{{"fate", to_string(one.fate)}, {"what", one.what}};
    if (one.example) change["outcome"] = to_string(one.example->outcome);
    if (one.beside) change["instead_of"] = to_string(one.beside->outcome);
    changes.push_back(std::move(change));
  }
  out["changes"] = std::move(changes);
  return out;
}

}  // namespace

}  // namespace detail

std::string write_verification(const programme& plan, const verification_report& report,
                               const mutation_table* mutants) {
  using detail::ordered_json;
  ordered_json groups = ordered_json::array();
  for (const rules::region_group& one : report.groups) groups.push_back(detail::group_json(one));
  ordered_json properties = ordered_json::array();
  for (const verified_property& one : report.properties) {
    properties.push_back(detail::property_json(one, plan.screening));
  }
  ordered_json out{{"programme",
                    {{"id", report.programme},
                     {"version", to_string(plan.rules.version)},
                     {"content_hash", report.content_hash}}},
                   {"passed", report.passed()},
                   {"groups", std::move(groups)},
                   {"properties", std::move(properties)}};
  if (mutants) out["mutants"] = detail::mutants_json(*mutants);
  return detail::dump(out);
}

}  // namespace retrogait::io

// A decision as JSON, with its evidence and its sentences.

#include <retrogait/io/programme.hpp>
#include <retrogait/progression/sentences.hpp>

#include <cmath>
#include <utility>

#include "programme_json.hpp"

namespace retrogait::io {

namespace detail {

namespace {

ordered_json day_json(const std::optional<date>& day) {
  if (!day) return nullptr;
  return date_string(*day);
}

ordered_json number_json(const std::optional<double>& value) {
  if (!value) return nullptr;
  return plain_number(*value);
}

template <class T>
ordered_json or_null(const std::optional<T>& value) {
  if (!value) return nullptr;
  return *value;
}

ordered_json dose_json(const std::optional<session_dose>& dose) {
  if (!dose) return nullptr;
  return {{"level", dose->level},
          {"bouts", dose->bouts},
          {"steps_a_bout", or_null(dose->steps_a_bout)},
          {"seconds_a_bout", number_json(dose->seconds_a_bout)},
          {"rest_s", plain_number(dose->rest_s)},
          {"minutes", plain_number(dose->minutes)},
          {"light", dose->light},
          {"warm_up_minutes", plain_number(dose->warm_up_minutes)},
          {"speed_limit_m_s", number_json(dose->speed_limit_m_s)},
          {"grade_percent", plain_number(dose->grade_percent)},
          {"support", to_string(dose->support)},
          {"overground_only", dose->overground_only},
          {"surface", dose->surface}};
}

ordered_json evidence_json(const rules::evidence& e) {
  ordered_json out{{"what", e.what}};
  if (!e.metric.empty()) out["metric"] = e.metric;
  if (e.day) out["date"] = date_string(*e.day);
  if (e.value && std::isinf(*e.value)) {
    out["value"] = "never";
  } else {
    out["value"] = e.value ? write_scaled(*e.value, e.ucum) : ordered_json(nullptr);
  }
  out["comparison"] = to_string(e.op);
  out["threshold"] = e.threshold ? write_scaled(*e.threshold, e.ucum) : ordered_json(nullptr);
  if (!e.against.empty()) out["threshold_is"] = e.against;
  out["unit"] = e.ucum;
  out["holds"] = to_string(e.holds);
  out["value_from"] = e.source;
  out["quality"] = number_json(e.quality);
  return out;
}

ordered_json finding_json(const rules::finding& f) {
  ordered_json comparisons = ordered_json::array();
  for (const rules::evidence& one : f.comparisons) comparisons.push_back(evidence_json(one));
  return {{"rule", f.rule},
          {"outcome", to_string(f.result)},
          {"fired", to_string(f.fired)},
          {"evidence", std::move(comparisons)},
          {"source", write_source(f.source)}};
}

ordered_json near_miss_json(const rules::near_miss& n) {
  return {{"rule", n.rule},
          {"outcome", to_string(n.result)},
          {"closest", evidence_json(n.closest)},
          {"distance", plain_number(n.distance)},
          {"source", write_source(n.source)}};
}

ordered_json screening_result_json(const std::optional<screening_result>& screening) {
  if (!screening) return nullptr;
  ordered_json findings = ordered_json::array();
  for (const screening_finding& one : screening->findings) {
    findings.push_back(
        {{"question", one.question}, {"outcome", to_string(one.outcome)}, {"text", one.text}});
  }
  ordered_json out{{"outcome", to_string(screening->outcome)},
                   {"date", date_string(screening->day)},
                   {"findings", std::move(findings)},
                   {"unanswered", screening->unanswered},
                   {"lifted", screening->lifted}};
  if (screening->clearance_ended) {
    out["clearance_ended"] = date_string(*screening->clearance_ended);
  }
  return out;
}

}  // namespace

}  // namespace detail

std::string write_decision(const training_decision& d) {
  using detail::ordered_json;
  ordered_json fired = ordered_json::array();
  ordered_json findings = ordered_json::array();
  ordered_json nearly = ordered_json::array();
  ordered_json rules_hash;
  if (d.rules) {
    rules_hash = d.rules->content_hash;
    fired = d.rules->fired();
    for (const rules::near_miss& one : d.rules->nearly) {
      nearly.push_back(detail::near_miss_json(one));
    }
    for (const rules::finding& one : d.rules->findings) {
      findings.push_back(detail::finding_json(one));
    }
  }
  ordered_json adjustments = ordered_json::array();
  for (const adjustment& one : d.adjustments) {
    adjustments.push_back({{"id", one.id},
                           {"outcome", to_string(one.result)},
                           {"text", one.text},
                           {"source", detail::write_source(one.source)}});
  }
  ordered_json missing = ordered_json::array();
  for (const rules::missing_value& one : d.missing) {
    missing.push_back({{"metric", one.metric},
                       {"name", one.name},
                       {"date", detail::day_json(one.day)},
                       {"why", to_string(one.why)}});
  }
  return detail::dump({{"outcome", to_string(d.result)},
                       {"date", date_string(d.day)},
                       {"programme",
                        {{"id", d.programme},
                         {"version", to_string(d.version)},
                         {"content_hash", d.content_hash},
                         {"rules_hash", std::move(rules_hash)}}},
                       {"level_before", detail::or_null(d.level_before)},
                       {"level_after", detail::or_null(d.level_after)},
                       {"dose_before", detail::dose_json(d.dose_before)},
                       {"dose_after", detail::dose_json(d.dose_after)},
                       {"not_before", detail::day_json(d.not_before)},
                       {"screening", detail::screening_result_json(d.screening)},
                       {"fired", std::move(fired)},
                       {"nearly_fired", std::move(nearly)},
                       {"findings", std::move(findings)},
                       {"adjustments", std::move(adjustments)},
                       {"missing", std::move(missing)},
                       {"advice", d.advice},
                       {"sentences", sentences(d)}});
}

}  // namespace retrogait::io

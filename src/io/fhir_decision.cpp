// A decision as FHIR: the answer that guidance gave, with what it rests on and what it leads to.

#include <retrogait/progression/sentences.hpp>
#include <retrogait/version.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include "fhir_json.hpp"
#include "programme_catalog.hpp"

namespace retrogait::io {

namespace detail {

namespace {

/// The parts of a Parameters resource, in which nothing may be empty.
class part_list {
 public:
  part_list& put(std::string_view name, const std::string& key, ordered_json value) {
    parts_.push_back({{"name", std::string(name)}, {key, std::move(value)}});
    return *this;
  }
  part_list& code(std::string_view name, std::string_view value) {
    return put(name, "valueCode", std::string(value));
  }
  part_list& text(std::string_view name, std::string_view value) {
    std::string clean = fhir_text(value);
    return clean.empty() ? *this : put(name, "valueString", std::move(clean));
  }
  part_list& day(std::string_view name, const std::optional<date>& value) {
    return value ? put(name, "valueDate", date_string(*value)) : *this;
  }
  part_list& integer(std::string_view name, const std::optional<int>& value) {
    return value ? put(name, "valueInteger", *value) : *this;
  }
  part_list& number(std::string_view name, const std::optional<double>& value) {
    return value && std::isfinite(*value) ? put(name, "valueDecimal", plain_number(*value)) : *this;
  }
  part_list& quantity(std::string_view name, const std::optional<double>& value,
                      std::string_view unit, std::string_view ucum) {
    if (!value || !std::isfinite(*value)) return *this;
    return put(name, "valueQuantity", fhir_quantity(*value, unit, ucum));
  }
  /// In the unit that its code has.
  part_list& counted(std::string_view code, const std::optional<double>& value) {
    const training_unit unit = unit_of_training(code);
    return quantity(code, value, unit.symbol, unit.ucum);
  }
  part_list& part(std::string_view name, const part_list& inner) {
    return inner.parts_.empty() ? *this : put(name, "part", inner.parts_);
  }

  const ordered_json& json() const { return parts_; }

 private:
  ordered_json parts_ = ordered_json::array();
};

part_list dose_parts(const session_dose& dose) {
  const auto as_number = [](const std::optional<int>& n) {
    return n ? std::optional<double>(*n) : std::nullopt;
  };
  part_list out;
  out.integer("level", dose.level)
      .counted("bouts", dose.bouts)
      .counted("steps_a_bout", as_number(dose.steps_a_bout))
      .counted("seconds_a_bout", dose.seconds_a_bout)
      .counted("rest_s", dose.rest_s)
      .counted("minutes", dose.minutes)
      .put("light", "valueBoolean", dose.light)
      .counted("warm_up_minutes", dose.warm_up_minutes)
      .counted("speed_limit_m_s", dose.speed_limit_m_s)
      .counted("grade_percent", dose.grade_percent)
      .code("support", to_string(dose.support))
      .put("overground_only", "valueBoolean", dose.overground_only)
      .text("surface", dose.surface);
  return out;
}

part_list source_parts(const rules::provenance& source) {
  part_list out;
  out.text("kind", rules::to_string(source.kind)).text("key", source.source);
  out.text("note", source.note);
  return out;
}

part_list evidence_parts(const rules::evidence& e) {
  part_list out;
  out.text("what", e.what).text("metric", e.metric).day("date", e.day);
  if (e.value && std::isinf(*e.value)) {
    out.text("never", "it never was");
  } else {
    out.quantity("value", e.value, e.symbol, e.ucum);
  }
  out.code("comparison", rules::to_string(e.op));
  out.quantity("threshold", e.threshold, e.symbol, e.ucum).text("threshold_is", e.against);
  out.code("holds", rules::to_string(e.holds));
  out.text("value_from", e.source).number("quality", e.quality);
  return out;
}

part_list output(const training_decision& d) {
  part_list out;
  out.code("outcome", rules::to_string(d.result))
      .day("date", d.day)
      .text("programme", d.programme)
      .text("version", to_string(d.version))
      .text("content_hash", d.content_hash);
  if (d.rules) out.text("rules_hash", d.rules->content_hash);
  out.integer("level_before", d.level_before).integer("level_after", d.level_after);
  if (d.dose_before) out.part("dose_before", dose_parts(*d.dose_before));
  if (d.dose_after) out.part("dose_after", dose_parts(*d.dose_after));
  out.day("not_before", d.not_before);
  if (d.screening) {
    part_list screening;
    screening.text("outcome", to_string(d.screening->outcome)).day("date", d.screening->day);
    for (const screening_finding& one : d.screening->findings) {
      part_list finding;
      finding.text("question", one.question).text("outcome", to_string(one.outcome));
      screening.part("finding", finding.text("text", one.text));
    }
    for (const std::string& one : d.screening->unanswered) screening.text("unanswered", one);
    for (const std::string& one : d.screening->lifted) screening.text("lifted", one);
    out.part("screening", screening);
  }
  if (d.rules) {
    for (const rules::finding& one : d.rules->findings) {
      part_list finding;
      finding.text("rule", one.rule).code("outcome", rules::to_string(one.result));
      finding.code("fired", rules::to_string(one.fired));
      for (const rules::evidence& e : one.comparisons) finding.part("evidence", evidence_parts(e));
      out.part("finding", finding.part("source", source_parts(one.source)));
    }
    for (const rules::near_miss& one : d.rules->nearly) {
      part_list nearly;
      nearly.text("rule", one.rule).code("outcome", rules::to_string(one.result));
      nearly.part("closest", evidence_parts(one.closest));
      nearly.quantity("distance", one.distance, one.closest.symbol, one.closest.ucum);
      out.part("nearly_fired", nearly.part("source", source_parts(one.source)));
    }
  }
  for (const adjustment& one : d.adjustments) {
    part_list adjusted;
    adjusted.text("id", one.id).code("outcome", rules::to_string(one.result));
    out.part("adjustment",
             adjusted.text("text", one.text).part("source", source_parts(one.source)));
  }
  for (const rules::missing_value& one : d.missing) {
    part_list missing;
    missing.text("metric", one.metric).text("name", one.name).day("date", one.day);
    out.part("missing", missing.text("why", to_string(one.why)));
  }
  for (const std::string& one : d.advice) out.text("advice", one);
  return out;
}

std::string_view status_of(const training_decision& d) {
  if (d.missing.empty()) return "success";
  const bool undecided = !d.level_after && d.result == rules::outcome::hold;
  return undecided ? "data-required" : "data-requested";
}

/// What would have been needed: the values of a metric, a session, or a screening.
ordered_json requirement(const fhir_names& names, const rules::missing_value& one) {
  if (one.metric == rules::to_string(rules::event::screening)) {
    return {{"type", "QuestionnaireResponse"}};
  }
  const metric_info* metric = find_session_metric(one.metric);
  if (!metric) metric = catalog::find_person_metric(one.metric);
  const ordered_json code =
      metric ? metric_concept(names, *metric) : training_concept(names, "session");
  ordered_json out{{"type", "Observation"},
                   {"codeFilter",
                    ordered_json::array(
                        {{{"path", "code"}, {"code", ordered_json::array({code["coding"][0]})}}})}};
  if (one.day) {
    put_item(out, "dateFilter", {{"path", "effective"}, {"valueDateTime", date_string(*one.day)}});
  }
  return out;
}

class decision_export {
 public:
  decision_export(const training_decision& d, const fhir_options& options)
      : d_(d), names_(options, fhir_about::person), recorded_(options.recorded) {
    for (const std::string& line : sentences(d)) text_ += (text_.empty() ? "" : "\n") + line;
    const std::string what = date_string(d.day) + '\n' + d.programme + '\n' + to_string(d.version) +
                             '\n' + d.content_hash;
    response_ = names_.uuid({"GuidanceResponse", what});
    plan_ = names_.uuid({"CarePlan", what});
    provenance_ = names_.uuid({"Provenance", what});
  }

  std::string operator()() const {
    fhir_bundle bundle(names_);
    bundle.add(response(), response_);
    if (d_.dose_after) bundle.add(care_plan(), plan_);
    bundle.add(provenance(), provenance_);
    return bundle.str();
  }

 private:
  std::string programme() const {
    return names_.address("PlanDefinition", fhir_programme_id(d_.programme)) + '|' +
           to_string(d_.version);
  }

  ordered_json reason_code() const {
    ordered_json out = training_concept(names_, rules::to_string(d_.result));
    std::string rules_text;
    if (d_.rules) {
      for (const rules::finding& one : d_.rules->findings) {
        if (one.fired != rules::truth::is_true || one.result != d_.result) continue;
        rules_text += (rules_text.empty() ? "" : "; ") + one.rule;
      }
    }
    put_text(out, "text", rules_text);
    return out;
  }

  ordered_json response() const {
    ordered_json out{{"resourceType", "GuidanceResponse"},
                     {"contained", ordered_json::array({{{"resourceType", "Parameters"},
                                                         {"id", "output"},
                                                         {"parameter", output(d_).json()}}})},
                     {"moduleCanonical", programme()},
                     {"status", std::string(status_of(d_))},
                     {"subject", names_.subject()},
                     {"occurrenceDateTime", date_string(d_.day)},
                     {"reasonCode", ordered_json::array({reason_code()})},
                     {"note", ordered_json::array({{{"text", fhir_text(text_)}}})},
                     {"outputParameters", {{"reference", "#output"}}}};
    if (d_.dose_after) out["result"] = fhir_reference("CarePlan", plan_);
    for (const rules::missing_value& one : d_.missing) {
      const ordered_json needed = requirement(names_, one);
      ordered_json& all = out["dataRequirement"];
      if (all.is_null()) all = ordered_json::array();
      if (std::find(all.begin(), all.end(), needed) == all.end()) all.push_back(needed);
    }
    return out;
  }

  ordered_json care_plan() const {
    const session_dose& dose = *d_.dose_after;
    ordered_json detail{
        {"kind", "ServiceRequest"},
        {"instantiatesCanonical",
         ordered_json::array(
             {names_.address("ActivityDefinition", fhir_level_id(d_.programme, dose.level)) + '|' +
              to_string(d_.version)})},
        {"status", "not-started"}};
    if (d_.not_before) detail["scheduledPeriod"] = {{"start", date_string(*d_.not_before)}};
    detail["quantity"] = fhir_quantity(dose.minutes, "min", "min");
    detail["description"] = fhir_text(text_);
    return {{"resourceType", "CarePlan"},
            {"instantiatesCanonical", ordered_json::array({programme()})},
            {"status", "active"},
            {"intent", "proposal"},
            {"title", "Next session, level " + std::to_string(dose.level)},
            {"subject", names_.subject()},
            {"created", date_string(d_.day)},
            {"activity", ordered_json::array({{{"detail", std::move(detail)}}})}};
  }

  ordered_json provenance() const {
    ordered_json out{{"resourceType", "Provenance"}};
    put_item(out, "target", fhir_reference("GuidanceResponse", response_));
    if (d_.dose_after) put_item(out, "target", fhir_reference("CarePlan", plan_));
    out["occurredDateTime"] = date_string(d_.day);
    if (recorded_.empty()) {
      out["_recorded"] = {
          {"extension", ordered_json::array(
                            {{{"url", "http://hl7.org/fhir/StructureDefinition/data-absent-reason"},
                              {"valueCode", "unknown"}}})}};
    } else {
      out["recorded"] = recorded_;
    }
    put_item(
        out, "agent",
        {{"type", fhir_concept("http://terminology.hl7.org/CodeSystem/provenance-participant-type",
                               "assembler")},
         {"who", {{"type", "Device"}, {"display", "retrogait " RETROGAIT_VERSION_STRING}}}});
    put_entity(out, d_.content_hash, d_.programme + ' ' + to_string(d_.version));
    if (d_.rules) {
      put_entity(out, d_.rules->content_hash,
                 "rules of " + d_.rules->rule_set + ' ' + to_string(d_.rules->version));
    }
    return out;
  }

  void put_entity(ordered_json& into, const std::string& hash, const std::string& display) const {
    ordered_json what{
        {"type", "PlanDefinition"},
        {"identifier",
         {{"system", names_.address("NamingSystem", "content-hash")}, {"value", hash}}}};
    put_text(what, "display", display);
    put_item(into, "entity", {{"role", "source"}, {"what", std::move(what)}});
  }

  const training_decision& d_;
  fhir_names names_;
  std::string recorded_;
  std::string text_;
  std::string response_;
  std::string plan_;
  std::string provenance_;
};

}  // namespace

}  // namespace detail

std::string write_fhir_decision(const training_decision& decision, const fhir_options& options) {
  return detail::decision_export(decision, options)();
}

}  // namespace retrogait::io

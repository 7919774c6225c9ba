// Training logs and gait reports as FHIR Observations.

#include <retrogait/rules/reported.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include "fhir_json.hpp"

namespace retrogait::io {

namespace detail {

namespace {

ordered_json observation(const fhir_names& names, ordered_json code, std::optional<date> day) {
  ordered_json out{{"resourceType", "Observation"},
                   {"status", "final"},
                   {"code", std::move(code)},
                   {"subject", names.subject()}};
  if (day) out["effectiveDateTime"] = date_string(*day);
  return out;
}

void put_category(ordered_json& into, std::string_view code) {
  put_item(into, "category",
           fhir_concept("http://terminology.hl7.org/CodeSystem/observation-category", code));
}

// Yes and no as what they are; a word of a scale beside its number.
void put_value(ordered_json& into, const metric_info& metric, double value) {
  if (metric.unit_ucum == units::yes_no::ucum) {
    into["valueBoolean"] = value != 0;
    return;
  }
  into["valueQuantity"] = fhir_quantity(value, metric.unit_symbol, metric.unit_ucum);
  if (metric.needs != metric_needs::log) return;
  if (const scale_word* word = scale_of(metric).by_value(value)) {
    put_item(into, "interpretation", fhir_words(word->word));
  }
}

void put_measured(ordered_json& into, const fhir_names& names, const metric_info& metric,
                  const measured<double>& value) {
  if (!value || !std::isfinite(*value)) {
    into["dataAbsentReason"] =
        absence_concept(value ? reason::not_reported : value.why(), value.n(), value.needed());
    return;
  }
  put_value(into, metric, *value);
  // What is simply reported rests on one answer and has no margin.
  if (value == measured<double>::of(*value, 1)) return;
  if (value.margin() && std::isfinite(*value.margin())) {
    put_item(
        into, "component",
        {{"code", training_concept(names, "margin_95")},
         {"valueQuantity", fhir_quantity(*value.margin(), metric.unit_symbol, metric.unit_ucum)}});
  }
  if (std::isfinite(value.quality())) {
    put_item(into, "component",
             {{"code", training_concept(names, "quality")},
              {"valueQuantity", fhir_quantity(value.quality(), "1", "1")}});
  }
  // FHIR's integer ends there.
  constexpr std::size_t highest = 2147483647;
  put_item(
      into, "component",
      {{"code", training_concept(names, "n")}, {"valueInteger", (std::min)(value.n(), highest)}});
}

/// The activity that the value is of, else what the person said.
std::string_view category_of(const metric_info& metric) {
  const bool counted = metric.id == catalog::completed_info.id ||
                       metric.id == catalog::form_passing_info.id ||
                       metric.id == catalog::backward_minutes_info.id;
  return metric.needs != metric_needs::log || counted ? "activity" : "survey";
}

class history_export {
 public:
  history_export(const fhir_options& options, const screening_form& form)
      : names_(options, fhir_about::person), bundle_(names_), form_(form) {}

  std::string operator()(const training_history& history) {
    if (history.screening) put_screening(*history.screening);
    put_fact(catalog::comfortable_speed_info, history.person.comfortable_speed_m_s);
    put_fact(catalog::limb_symmetry_info, history.person.limb_symmetry_percent);
    int stretch = 0;
    int level = 0;
    for (const session_record& one : history.sessions()) {
      if (one.level != level) ++stretch;
      level = one.level;
      put_session(one, stretch);
    }
    return bundle_.str();
  }

 private:
  void put_screening(const screening_answers& given) {
    bool complete = true;
    ordered_json items = ordered_json::array();
    for (const screening_question& question : form_.questions) {
      ordered_json item{{"linkId", question.id}, {"text", question.text}};
      const std::optional<double> value = given.find(question.id);
      complete = complete && value.has_value();
      if (value && question.ucum == units::yes_no::ucum) {
        put_item(item, "answer", {{"valueBoolean", *value != 0}});
      } else if (value && std::isfinite(*value)) {
        put_item(item, "answer",
                 {{"valueQuantity", fhir_quantity(*value, question.symbol, question.ucum)}});
      }
      items.push_back(std::move(item));
    }
    bundle_.add({{"resourceType", "QuestionnaireResponse"},
                 {"status", complete ? "completed" : "in-progress"},
                 {"subject", names_.subject()},
                 {"authored", date_string(given.day)},
                 {"item", std::move(items)}},
                names_.uuid({"QuestionnaireResponse", date_string(given.day)}));
  }

  void put_fact(const metric_info& metric, const std::optional<double>& value) {
    if (!value || !std::isfinite(*value)) return;
    ordered_json out = observation(names_, metric_concept(names_, metric), std::nullopt);
    put_value(out, metric, *value);
    bundle_.add(std::move(out), names_.uuid({"Observation", std::string(metric.id)}));
  }

  void put_session(const session_record& session, int stretch) {
    const std::string day = date_string(session.day);
    ordered_json whole = observation(names_, training_concept(names_, "session"), session.day);
    put_category(whole, "activity");
    std::vector<std::pair<std::string, ordered_json>> values;
    for (const metric_values::entry& one : session.values.entries()) {
      const std::string uuid = names_.uuid({"Observation", day, std::string(one.info->id)});
      ordered_json value = observation(names_, metric_concept(names_, *one.info), session.day);
      put_category(value, category_of(*one.info));
      put_measured(value, names_, *one.info, one.value);
      values.emplace_back(uuid, std::move(value));
      put_item(whole, "hasMember", fhir_reference("Observation", uuid));
    }
    put_item(whole, "component",
             {{"code", training_concept(names_, "level")}, {"valueInteger", session.level}});
    put_item(whole, "component",
             {{"code", training_concept(names_, "stretch")}, {"valueInteger", stretch}});
    put_item(whole, "component",
             {{"code", training_concept(names_, "light")}, {"valueBoolean", session.light}});
    bundle_.add(std::move(whole), names_.uuid({"Observation", day, "session"}));
    for (auto& [uuid, value] : values) bundle_.add(std::move(value), uuid);
  }

  fhir_names names_;
  fhir_bundle bundle_;
  const screening_form& form_;
};

}  // namespace

}  // namespace detail

std::string write_fhir_history(const training_history& history, const fhir_options& options,
                               const screening_form& form) {
  return detail::history_export(options, form)(history);
}

std::string write_fhir_report(const gait_report& report, date day, const fhir_options& options) {
  const detail::fhir_names names(options, detail::fhir_about::person);
  detail::fhir_bundle bundle(names);
  for (const direction way : all_directions) {
    const walking_summary all = report.summary.of(way);
    if (all.bouts == 0) continue;
    const std::string_view way_code = to_string(way);
    for (const metric_values::entry& one : all.metrics.entries()) {
      detail::ordered_json out =
          detail::observation(names, detail::metric_concept(names, *one.info), day);
      detail::put_category(out, "activity");
      detail::put_measured(out, names, *one.info, one.value);
      detail::put_item(out, "component",
                       {{"code", detail::training_concept(names, "direction")},
                        {"valueCodeableConcept", detail::training_concept(names, way_code)}});
      bundle.add(std::move(out), names.uuid({"Observation", date_string(day), report.recording.name,
                                             std::string(way_code), std::string(one.info->id)}));
    }
  }
  return bundle.str();
}

}  // namespace retrogait::io

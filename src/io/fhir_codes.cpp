// The codes of FHIR exports: what each means, in what unit, and which codes of others say the same.

#include <retrogait/metrics/catalog.hpp>
#include <retrogait/rules/reported.hpp>
#include <retrogait/version.hpp>

#include <array>
#include <utility>

#include "fhir_json.hpp"

namespace retrogait::io::detail {

namespace {

struct training_code {
  std::string_view code;
  std::string_view display;
  training_unit unit{};  // of what is counted
};

constexpr training_unit of_minutes{"min", "min"};
constexpr training_unit of_seconds{"s", "s"};
constexpr training_unit of_days{"days", "d"};
constexpr training_unit of_percent{"%", "%"};
constexpr training_unit of_speed{"m/s", "m/s"};
constexpr training_unit of_levels{"level", "{level}"};
constexpr training_unit of_sessions{"sessions", "{session}"};
constexpr training_unit of_decisions{"decisions", "{decision}"};

constexpr std::array training_codes_known{
    training_code{"advance", "advance: one level up"},
    training_code{"hold", "hold: the same level again"},
    training_code{"regress", "regress: one level down"},
    training_code{"refer", "refer: talk to a professional before going on"},
    training_code{"stop", "stop: no plan before a new screening"},

    training_code{"screening", "the questions before any plan"},
    training_code{"limit", "limit: a cap on the level, something to hold, no treadmill"},
    training_code{"not today", "not today: the place or the shoes will not do"},
    training_code{"urgent", "urgent: get medical help now"},

    training_code{"session", "a training session as a whole"},
    training_code{"level", "level of the session, from 1", of_levels},
    training_code{"stretch", "number of the stretch of sessions in a row at one level, from 1"},
    training_code{"light", "whether the session belongs to a week of less load"},
    training_code{"direction", "direction of walking"},
    training_code{"forward", "forward"},
    training_code{"backward", "backward"},
    training_code{"unknown", "direction unknown"},
    training_code{"margin_95", "half the width of the value's 95 % confidence interval"},
    training_code{"quality", "how far to trust the value, 0 to 1"},
    training_code{"n", "how many strides, steps or answers the value rests on"},

    training_code{"rest", "full days off before the next session", of_days},
    training_code{"away", "after a pause"},
    training_code{"strength_cap", "level cap while one leg is weaker"},

    training_code{"bouts", "bouts in a session", {"bouts", "{bout}"}},
    training_code{"steps_a_bout", "steps of a bout", {"steps", "{steps}"}},
    training_code{"seconds_a_bout", "time of a bout", of_seconds},
    training_code{"rest_s", "rest between bouts", of_seconds},
    training_code{"minutes", "backward walking in a session", of_minutes},
    training_code{"speed_limit_m_s", "speed, at most", of_speed},
    training_code{"share_of_comfortable", "speed, at most, as a share of the comfortable",
                  of_percent},
    training_code{"grade_percent", "grade of the treadmill, uphill", of_percent},
    training_code{"support", "something to hold"},
    training_code{"none", "nothing to hold needed"},
    training_code{"in_reach", "a rail or a wall within an arm's length"},
    training_code{"surface", "surface"},

    training_code{"warm_up_minutes", "walking forward before every session", of_minutes},
    training_code{"sessions_a_week", "sessions a week", of_sessions},
    training_code{"most_sessions_in_7_days", "sessions in any 7 days, at most", of_sessions},
    training_code{"rest_days", "full days off between two sessions, at least", of_days},
    training_code{"weekly_rise_min",
                  "minutes of any 7 days above those of the 7 days before, at most", of_minutes},
    training_code{"speed_cap_m_s", "speed at any level, at most", of_speed},
    training_code{"limited_max_level", "level while the screening sets limits, at most", of_levels},
    training_code{"refer_after_regressions",
                  "decisions to regress after which a professional should be asked", of_decisions},
    training_code{"within_days", "days within which they lie", of_days},
    training_code{"advise_after_holds",
                  "decisions to hold in a row after which a professional is suggested",
                  of_decisions},
    training_code{"share_left_on_hold",
                  "share of the bouts still to come that stays when a hold rule comes true",
                  of_percent},
    training_code{"older_from_years",
                  "age from which the longer steps down after a pause count",
                  {"years", "a"}},
    training_code{"deload", "weeks of less load"},
    training_code{
        "every_rises", "one week in so many that could bring a rise is light", {"weeks", "wk"}},
    training_code{"share", "share of the level's dose in a light week", of_percent},
    training_code{"days", "length of a light week", of_days},
    training_code{"levels_down", "levels down", of_levels},
    training_code{"levels_down_older", "levels down for older people", of_levels},
    training_code{"max_level", "level, at most", of_levels},
};

const training_code* find_training(std::string_view code) {
  for (const training_code& one : training_codes_known) {
    if (one.code == code) return &one;
  }
  return nullptr;
}

/// The code of R4's value set (data-absent-reason) that says no more than is known.
constexpr std::string_view absent_code(reason why) {
  switch (why) {
    case reason::not_assessed:
    case reason::not_calibrated:
    case reason::not_zeroed:
      return "not-performed";
    case reason::sensor_missing:
      return "unsupported";
    case reason::gap:
    case reason::saturated:
      return "error";
    case reason::no_walking:
    case reason::irregular:
    case reason::degenerate:
      return "not-applicable";
    case reason::none:
    case reason::too_few_steps:
    case reason::too_few_strides:
    case reason::too_few_values:
    case reason::mounting_unknown:
    case reason::direction_unknown:
    case reason::side_unknown:
    case reason::height_missing:
    case reason::not_reported:
    case reason::disagree:
    case reason::low_quality:
    case reason::out_of_date:
      break;
  }
  return "unknown";
}

ordered_json code_system(const fhir_names& names, fhir_status status, std::string_view id,
                         std::string_view name, std::string_view title,
                         std::string_view description) {
  return {{"resourceType", "CodeSystem"},
          {"id", "retrogait-" + std::string(id)},
          {"url", names.address("CodeSystem", id)},
          {"version", RETROGAIT_VERSION_STRING},
          {"name", std::string(name)},
          {"title", std::string(title)},
          {"status", std::string(to_string(status))},
          {"description", std::string(description)},
          {"caseSensitive", true},
          {"content", "complete"}};
}

template <class Entries>
void put_metrics(const Entries& entries, ordered_json& into) {
  for (const metric_info* one : entries) {
    ordered_json concept_of{{"code", std::string(one->id)}};
    put_text(concept_of, "display", one->name);
    put_text(concept_of, "definition", one->definition);
    put_item(concept_of, "property",
             {{"code", "unit"}, {"valueString", std::string(one->unit_ucum)}});
    put_item(into, "concept", std::move(concept_of));
  }
}

}  // namespace

ordered_json training_concept(const fhir_names& names, std::string_view code) {
  const training_code* known = find_training(code);
  return fhir_concept(names.training_system(), code, known ? known->display : std::string_view{});
}

training_unit unit_of_training(std::string_view code) {
  const training_code* known = find_training(code);
  return known ? known->unit : training_unit{};
}

ordered_json metric_concept(const fhir_names& names, const metric_info& metric) {
  ordered_json out = fhir_concept(names.metric_system(), metric.id, metric.name);
  if (metric.unit_ucum == units::nrs::ucum) {
    put_item(out, "coding", fhir_coding("http://loinc.org", "72514-3"));
  }
  return out;
}

ordered_json absence_concept(reason why, std::size_t n, std::size_t needed) {
  ordered_json out =
      fhir_concept("http://terminology.hl7.org/CodeSystem/data-absent-reason", absent_code(why));
  std::string text(to_string(why));
  if (needed > 0) text += ", " + std::to_string(n) + " of " + std::to_string(needed);
  put_text(out, "text", text);
  return out;
}

ordered_json metric_codes(const fhir_names& names, fhir_status status) {
  ordered_json out = code_system(
      names, status, "metric", "RetrogaitMetric", "Metrics",
      "What is reported of a training session, measured of its walking, or known of the "
      "person.");
  put_item(out, "property",
           {{"code", "unit"},
            {"description", "UCUM code of the unit of its values"},
            {"type", "string"}});
  put_metrics(catalog::reported_metrics, out);
  put_metrics(catalog::person_metrics, out);
  put_metrics(metric::all, out);
  return out;
}

ordered_json training_codes(const fhir_names& names, fhir_status status) {
  ordered_json out = code_system(names, status, "training", "RetrogaitTraining", "Training",
                                 "Outcomes of rules, and what a dose and a limit consist of.");
  for (const training_code& one : training_codes_known) {
    put_item(out, "concept",
             {{"code", std::string(one.code)}, {"display", std::string(one.display)}});
  }
  return out;
}

}  // namespace retrogait::io::detail

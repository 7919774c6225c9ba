// A programme as FHIR: a PlanDefinition, an ActivityDefinition a level and the code systems.

#include <retrogait/core/errors.hpp>
#include <retrogait/io/programme.hpp>
#include <retrogait/progression/canonical.hpp>
#include <retrogait/progression/sentences.hpp>
#include <retrogait/rules/reported.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "fhir_json.hpp"

namespace retrogait::io {

namespace detail {

namespace {

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = (std::min)(bytes.size() - i, std::size_t{3});
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (j < n ? static_cast<std::uint8_t>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= n ? digits[group >> (18 - 6 * j) & 63] : '=';
    }
  }
  return out;
}

/// A name that programs can use: "retrogait-default" gives "RetrogaitDefault".
std::string program_name(std::string_view id) {
  std::string name;
  bool start = true;
  for (const char c : id) {
    const bool lower = c >= 'a' && c <= 'z';
    const bool upper = c >= 'A' && c <= 'Z';
    const bool digit = c >= '0' && c <= '9';
    if (lower || upper || digit) {
      if (name.empty() && digit) name += "Programme";
      name += start && lower ? static_cast<char>(c - 'a' + 'A') : c;
    }
    start = !(lower || upper || digit);
  }
  constexpr std::size_t longest = 200;
  return name.empty() ? "Programme" : name.substr(0, longest);
}

double percent_of(double share) {
  return std::round(share * 1e8) / 1e6;
}

std::string plural(int n, const std::string& one) {
  return std::to_string(n) + ' ' + one + (n == 1 ? "" : "s");
}

std::string level_words(const training_level& one) {
  const std::string bouts = std::to_string(one.bouts) + " × ";
  if (one.steps_a_bout) return bouts + plural(*one.steps_a_bout, "step");
  return bouts + number_text(one.seconds_a_bout.value_or(0)) + " s";
}

/// One goal with its targets: the only element of a PlanDefinition that holds coded quantities.
class goal_writer {
 public:
  goal_writer(const fhir_names& names, std::string_view id, std::string_view text)
      : names_(names), goal_{{"id", std::string(id)}, {"description", fhir_words(text)}} {}

  goal_writer& exactly(std::string_view code, double value) {
    return put(code, "detailQuantity", quantity(code, value));
  }
  goal_writer& at_most(std::string_view code, double value) {
    return put(code, "detailRange", {{"high", quantity(code, value)}});
  }
  goal_writer& at_least(std::string_view code, double value) {
    return put(code, "detailRange", {{"low", quantity(code, value)}});
  }
  goal_writer& coded(std::string_view code, std::string_view what) {
    return put(code, "detailCodeableConcept", training_concept(names_, what));
  }
  goal_writer& words(std::string_view code, std::string_view text) {
    ordered_json what = fhir_words(text);
    return what.empty() ? *this : put(code, "detailCodeableConcept", std::move(what));
  }
  goal_writer& from(const rules::provenance& source) {
    put_item(goal_, "documentation", fhir_artifact(source));
    return *this;
  }

  const ordered_json& json() const { return goal_; }

 private:
  static ordered_json quantity(std::string_view code, double value) {
    const training_unit unit = unit_of_training(code);
    return fhir_quantity(value, unit.symbol, unit.ucum);
  }
  goal_writer& put(std::string_view code, const std::string& key, ordered_json detail) {
    put_item(goal_, "target",
             {{"measure", training_concept(names_, code)}, {key, std::move(detail)}});
    return *this;
  }

  const fhir_names& names_;
  ordered_json goal_;
};

class programme_export {
 public:
  programme_export(const programme& plan, const fhir_options& options)
      : plan_(plan),
        names_(options, fhir_about::definition),
        status_(options.status),
        id_(fhir_programme_id(plan.rules.id)),
        version_(to_string(plan.rules.version)) {
    throw_if_any(plan.validate());
  }

  std::string operator()() {
    put_limits();
    put_rules();
    put_pauses();
    put_strength_caps();
    put_screening();
    put_levels();
    fhir_bundle bundle(names_);
    bundle.add_definition(definition());
    for (int level = 1; level <= plan_.top_level(); ++level) bundle.add_definition(activity(level));
    bundle.add_definition(training_codes(names_, status_));
    bundle.add_definition(metric_codes(names_, status_));
    return bundle.str();
  }

 private:
  // What every definition begins with.
  ordered_json head(std::string_view type, const std::string& id, const std::string& name,
                    const std::string& title) const {
    ordered_json out{
        {"resourceType", std::string(type)}, {"id", id}, {"url", names_.address(type, id)}};
    if (type == "PlanDefinition") {
      out["identifier"] =
          ordered_json::array({{{"system", names_.address("NamingSystem", "content-hash")},
                                {"value", content_hash(plan_)}}});
    }
    out["version"] = version_;
    out["name"] = name;
    put_text(out, "title", title);
    return out;
  }

  ordered_json definition() const {
    ordered_json out = head("PlanDefinition", id_, program_name(plan_.rules.id), plan_.title);
    out["type"] =
        fhir_concept("http://terminology.hl7.org/CodeSystem/plan-definition-type", "eca-rule");
    out["status"] = std::string(to_string(status_));
    out["description"] =
        "Every rule is looked at for itself. The most severe outcome of those that are true "
        "decides: stop, refer, regress, hold, advance. A value that is missing makes a condition "
        "unknown; a rule that is unknown and is not one to advance counts as if it were true, but "
        "with an outcome no more severe than " +
        std::string(rules::to_string(plan_.rules.if_unknown)) +
        ". The level rises only if a rule to advance is true and all rules against it are false." +
        values_sentence();
    if (const std::optional<double> youngest = youngest_years()) {
      out["useContext"] = ordered_json::array(
          {{{"code",
             fhir_coding("http://terminology.hl7.org/CodeSystem/usage-context-type", "age")},
            {"valueRange", {{"low", fhir_quantity(*youngest, "years", "a")}}}}});
    }
    out["usage"] = std::string(guidance_note);
    out["goal"] = goals_;
    out["action"] = actions_;
    put_item(out, "relatedArtifact",
             {{"type", "derived-from"},
              {"display", "the programme as retrogait reads it"},
              {"document",
               {{"contentType", "application/json"}, {"data", base64(write_programme(plan_))}}}});
    for (const std::string& system : {names_.training_system(), names_.metric_system()}) {
      put_item(out, "relatedArtifact", {{"type", "depends-on"}, {"resource", system}});
    }
    return out;
  }

  std::string values_sentence() const {
    if (plan_.rules.values == rules::trust{}) return {};
    return " Which values count is stated in the programme's own JSON: " +
           write_trust(plan_.rules.values).dump();
  }

  ordered_json activity(int level) const {
    const training_level& one = plan_.at(level);
    ordered_json out = head("ActivityDefinition", fhir_level_id(plan_.rules.id, level),
                            program_name(plan_.rules.id) + "Level" + std::to_string(level),
                            "Backward walking, level " + std::to_string(level));
    out["status"] = std::string(to_string(status_));
    out["description"] = level_sentence(one);
    put_item(out, "relatedArtifact", fhir_artifact(one.source));
    out["kind"] = "ServiceRequest";
    out["intent"] = "proposal";
    out["timingTiming"] = timing(one);
    return out;
  }

  std::string level_sentence(const training_level& one) const {
    std::string text = level_words(one) + " of walking backward";
    if (one.rest_s > 0) text += ", " + number_text(one.rest_s) + " s of rest between bouts";
    if (one.speed_limit_m_s) text += ", at most " + number_text(*one.speed_limit_m_s) + " m/s";
    if (one.share_of_comfortable) {
      text += ", at most " + number_text(percent_of(*one.share_of_comfortable)) +
              " % of the comfortable backward speed";
    }
    if (one.grade_percent > 0) {
      text += ", uphill on a treadmill, " + number_text(one.grade_percent) + " %";
    }
    if (one.support == support_need::in_reach) text += ", a rail or a wall in reach";
    if (!fhir_text(one.surface).empty()) text += "; " + fhir_text(one.surface);
    if (plan_.warm_up_minutes > 0) {
      text += "; first " + number_text(plan_.warm_up_minutes) + " min forward";
    }
    return text + '.';
  }

  // Of the walking backward alone, without rests.
  ordered_json timing(const training_level& one) const {
    return {{"repeat",
             {{"duration", plain_number(one.minutes)},
              {"durationUnit", "min"},
              {"frequency", plan_.sessions_a_week.value},
              {"frequencyMax", plan_.most_sessions_in_7_days.value},
              {"period", 1},
              {"periodUnit", "wk"}}}};
  }

  void add(const goal_writer& goal) { goals_.push_back(goal.json()); }

  goal_writer goal(std::string_view id, std::string_view text) const { return {names_, id, text}; }

  // A goal of one number, named like its code.
  goal_writer limit(std::string_view code) const {
    std::string id(code);
    std::replace(id.begin(), id.end(), '_', '-');
    return {names_, id, training_concept(names_, code)["coding"][0]["display"].get<std::string>()};
  }

  void put_limits() {
    add(limit("warm_up_minutes").exactly("warm_up_minutes", plan_.warm_up_minutes));
    add(limit("sessions_a_week")
            .from(plan_.sessions_a_week.source)
            .exactly("sessions_a_week", plan_.sessions_a_week.value));
    add(limit("most_sessions_in_7_days")
            .from(plan_.most_sessions_in_7_days.source)
            .at_most("most_sessions_in_7_days", plan_.most_sessions_in_7_days.value));
    add(limit("rest_days")
            .from(plan_.rest_days.source)
            .at_least("rest_days", plan_.rest_days.value));
    add(limit("weekly_rise_min")
            .from(plan_.weekly_rise_min.source)
            .at_most("weekly_rise_min", plan_.weekly_rise_min.value));
    add(limit("speed_cap_m_s")
            .from(plan_.speed_cap_m_s.source)
            .at_most("speed_cap_m_s", plan_.speed_cap_m_s.value));
    add(limit("limited_max_level")
            .from(plan_.limited_max_level.source)
            .at_most("limited_max_level", plan_.limited_max_level.value));
    add(limit("refer_after_regressions")
            .from(plan_.refer_after_regressions.source)
            .exactly("refer_after_regressions", plan_.refer_after_regressions.value)
            .at_most("within_days", plan_.within_days));
    add(limit("advise_after_holds")
            .from(plan_.advise_after_holds.source)
            .exactly("advise_after_holds", plan_.advise_after_holds.value));
    add(limit("share_left_on_hold")
            .from(plan_.share_left_on_hold.source)
            .exactly("share_left_on_hold", percent_of(plan_.share_left_on_hold.value)));
    add(limit("older_from_years").at_least("older_from_years", plan_.older_from_years));
    if (const std::optional<deload_rule>& light = plan_.deload) {
      add(limit("deload")
              .from(light->source)
              .exactly("every_rises", light->every_rises)
              .exactly("share", percent_of(light->share))
              .exactly("days", light->days));
    }
  }

  // Who is younger is referred by the screening; nothing if nobody is for being young.
  std::optional<double> youngest_years() const {
    std::optional<double> years;
    const screening_question* age = plan_.screening.find(plan_.screening.age_question);
    if (!age) return years;
    for (const answer_rule& one : age->outcomes) {
      if (one.result < screening_outcome::refer || one.op != rules::comparison::below) continue;
      years = (std::max)(years.value_or(one.threshold), one.threshold);
    }
    return years;
  }

  static ordered_json trigger() {
    return ordered_json::array({{{"type", "named-event"}, {"name", "plan-next-session"}}});
  }

  ordered_json applies(const rules::expression& when) const {
    ordered_json expression{{"description", rules::describe(when)}};
    if (const std::optional<std::string> path = fhirpath(when, plan_.rules.values, names_)) {
      expression["language"] = "text/fhirpath";
      expression["expression"] = *path;
    } else {
      expression["language"] = "application/x-retrogait-condition+json";
      expression["expression"] = write_condition(when).dump();
    }
    return ordered_json::array(
        {{{"kind", "applicability"}, {"expression", std::move(expression)}}});
  }

  std::string answer_path(std::string_view question, std::string_view ucum) const {
    return "%context.entry.resource.ofType(QuestionnaireResponse).item.where(linkId = " +
           fhirpath_text(question) + ").answer.value" +
           (ucum == units::yes_no::ucum ? "" : ".value");
  }

  // An unknown age could be any.
  std::string of_age(const char* op, int years) const {
    const std::string age = answer_path(plan_.screening.age_question, units::year::ucum);
    return " and (" + age + ".empty() or " + age + ' ' + op + ' ' + std::to_string(years) + ')';
  }

  ordered_json answer_action(const screening_question& asked, const answer_rule& one,
                             const std::string& id) const {
    const std::string_view result = to_string(one.result);
    const bool plain = asked.ucum == units::yes_no::ucum;
    const std::string limit = threshold_text(one.threshold, asked.symbol, asked.ucum);
    std::string words = "the answer is " + std::string(rules::words(one.op)) + ' ' + limit;
    std::string path =
        answer_path(asked.id, asked.ucum) + ' ' + std::string(fhirpath_sign(one.op)) + ' ' +
        (plain ? (one.threshold > 0 ? "true" : "false") : number_text(one.threshold));
    if (one.from_years) {
      words += ", from " + std::to_string(*one.from_years) + " years on";
      path += of_age(">=", *one.from_years);
    }
    if (one.below_years) {
      words += ", below " + std::to_string(*one.below_years) + " years";
      path += of_age("<", *one.below_years);
    }
    ordered_json out{{"id", id}};
    put_text(out, "title", asked.text);
    put_text(out, "textEquivalent", std::string(result) + " if " + words);
    out["code"] = ordered_json::array({training_concept(names_, result)});
    put_item(out, "documentation", fhir_artifact(one.source));
    out["condition"] = ordered_json::array(
        {{{"kind", "applicability"},
          {"expression",
           {{"description", words}, {"language", "text/fhirpath"}, {"expression", path}}}}});
    return out;
  }

  // The worst outcome that applies counts; without an answer to every question there is no plan.
  void put_screening() {
    ordered_json outcomes = ordered_json::array();
    int number = 0;
    for (const screening_question& one : plan_.screening.questions) {
      for (const answer_rule& rule : one.outcomes) {
        outcomes.push_back(answer_action(one, rule, "answer-" + std::to_string(++number)));
      }
    }
    ordered_json group{{"id", "screening"},
                       {"title", "Screening"},
                       {"textEquivalent",
                        "The worst outcome counts; without an answer to every question there is no "
                        "plan."},
                       {"code", ordered_json::array({training_concept(names_, "screening")})},
                       {"groupingBehavior", "logical-group"},
                       {"selectionBehavior", "any"}};
    if (!outcomes.empty()) group["action"] = std::move(outcomes);
    actions_.push_back(std::move(group));
  }

  void put_rules() {
    std::vector<const rules::rule*> all;
    for (const rules::rule& one : plan_.rules.rules) all.push_back(&one);
    std::sort(all.begin(), all.end(), [](const rules::rule* a, const rules::rule* b) {
      return a->result != b->result ? a->result > b->result : a->id < b->id;
    });
    std::vector<std::string> ids;
    for (const rules::rule* one : all) {
      const std::string plain = "rule-" + fhir_id(one->id);
      std::string id = plain;
      for (int n = 2; std::find(ids.begin(), ids.end(), id) != ids.end(); ++n) {
        id = plain + '-' + std::to_string(n);
      }
      ids.push_back(id);
      actions_.push_back(rule_action(*one, id));
    }
  }

  ordered_json rule_action(const rules::rule& one, const std::string& id) const {
    const std::string_view result = rules::to_string(one.result);
    ordered_json out{{"id", id}};
    put_text(out, "title", one.id);
    put_text(out, "description", one.extras.advice);
    put_text(out, "textEquivalent",
             std::string(result) + " if " + rules::describe(one.when.tree()));
    out["code"] = ordered_json::array({training_concept(names_, result)});
    put_item(out, "documentation", fhir_artifact(one.source));
    out["trigger"] = trigger();
    out["condition"] = applies(one.when.tree());
    if (one.extras.rest_days > 0) {
      put_item(
          out, "action",
          {{"id", id + "-rest"},
           {"title", plural(one.extras.rest_days, "full day") + " off before the next session"},
           {"code", ordered_json::array({training_concept(names_, "rest")})},
           {"timingDuration", fhir_quantity(one.extras.rest_days, "days", "d")}});
    }
    return out;
  }

  static std::string pause_words(const absence_rule& one) {
    if (!one.to_days) return std::to_string(one.from_days) + " days or more";
    return std::to_string(one.from_days) + " to " + plural(*one.to_days, "day");
  }

  std::string pause_effect(const absence_rule& one) const {
    std::string text = one.restart ? "level 1 again"
                                   : std::to_string(one.levels_down) + " levels down, " +
                                         std::to_string(one.levels_down_older) + " for people of " +
                                         std::to_string(plan_.older_from_years) +
                                         " years or more or of unknown age";
    if (!one.may_advance) text += "; no rise";
    if (one.screen_again) text += "; no plan before another screening";
    return text;
  }

  void put_pauses() {
    int number = 0;
    for (const absence_rule& one : plan_.absences) {
      const std::string id = "away-" + std::to_string(++number);
      const std::string effect = pause_effect(one);
      add(goal(id, effect)
              .exactly("levels_down", one.levels_down)
              .exactly("levels_down_older", one.levels_down_older));
      rules::condition when =
          rules::days_since(rules::event::last_session) >= rules::days(one.from_days);
      if (one.to_days) {
        when = when && rules::days_since(rules::event::last_session) <= rules::days(*one.to_days);
      }
      actions_.push_back(guard("action-" + id, pause_words(one) + " after the last session", effect,
                               "away", one.source, when.tree(), id));
    }
  }

  void put_strength_caps() {
    int number = 0;
    for (const strength_cap& one : plan_.strength_caps) {
      const std::string id = "strength-cap-" + std::to_string(++number);
      const std::string effect = "at most level " + std::to_string(one.max_level);
      add(goal(id, effect).at_most("max_level", one.max_level));
      const rules::condition when =
          rules::of_person(catalog::limb_symmetry) < rules::percent(one.below_percent);
      actions_.push_back(guard("action-" + id, effect, rules::describe(when.tree()), "strength_cap",
                               one.source, when.tree(), id));
    }
  }

  ordered_json guard(const std::string& id, const std::string& title, const std::string& text,
                     std::string_view code, const rules::provenance& source,
                     const rules::expression& when, const std::string& goal_id) const {
    return {{"id", id},
            {"title", title},
            {"textEquivalent", text},
            {"code", ordered_json::array({training_concept(names_, code)})},
            {"documentation", ordered_json::array({fhir_artifact(source)})},
            {"goalId", ordered_json::array({goal_id})},
            {"trigger", trigger()},
            {"condition", applies(when)}};
  }

  void put_levels() {
    ordered_json levels = ordered_json::array();
    for (int level = 1; level <= plan_.top_level(); ++level) {
      const training_level& one = plan_.at(level);
      const std::string id = "level-" + std::to_string(level);
      const std::string title = "level " + std::to_string(level) + ": " + level_words(one);
      add(level_goal(one, id, title));
      levels.push_back(
          {{"id", "action-" + id},
           {"title", title},
           {"textEquivalent", level_sentence(one)},
           {"code", ordered_json::array({training_concept(names_, "level")})},
           {"documentation", ordered_json::array({fhir_artifact(one.source)})},
           {"goalId", ordered_json::array({id})},
           {"timingTiming", timing(one)},
           {"definitionCanonical",
            names_.address("ActivityDefinition", fhir_level_id(plan_.rules.id, level)) + '|' +
                version_}});
    }
    actions_.push_back({{"id", "levels"},
                        {"title", "Levels"},
                        {"textEquivalent", "One of these is done in each session."},
                        {"groupingBehavior", "logical-group"},
                        {"selectionBehavior", "exactly-one"},
                        {"action", std::move(levels)}});
  }

  goal_writer level_goal(const training_level& one, const std::string& id,
                         const std::string& title) const {
    goal_writer out = goal(id, title);
    out.exactly("bouts", one.bouts);
    if (one.steps_a_bout) out.exactly("steps_a_bout", *one.steps_a_bout);
    if (one.seconds_a_bout) out.exactly("seconds_a_bout", *one.seconds_a_bout);
    out.exactly("rest_s", one.rest_s).exactly("minutes", one.minutes);
    if (one.speed_limit_m_s) out.at_most("speed_limit_m_s", *one.speed_limit_m_s);
    if (one.share_of_comfortable) {
      out.at_most("share_of_comfortable", percent_of(*one.share_of_comfortable));
    }
    if (one.grade_percent > 0) out.exactly("grade_percent", one.grade_percent);
    return out.coded("support", to_string(one.support)).words("surface", one.surface);
  }

  const programme& plan_;
  fhir_names names_;
  fhir_status status_;
  std::string id_;
  std::string version_;
  ordered_json goals_ = ordered_json::array();
  ordered_json actions_ = ordered_json::array();
};

}  // namespace

}  // namespace detail

std::string write_fhir_programme(const programme& plan, const fhir_options& options) {
  return detail::programme_export(plan, options)();
}

}  // namespace retrogait::io

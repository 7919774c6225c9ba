// FHIR R4 exports, held against a table of the elements that R4 (4.0.1) has, which was written for
// these tests from its pages and not from the writer.

#include <retrogait/core/errors.hpp>
#include <retrogait/io/fhir.hpp>
#include <retrogait/io/programme.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/progression/default_programme.hpp>
#include <retrogait/rules/language.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "../progression/people.hpp"
#include "../support/test.hpp"

using namespace retrogait;
using nlohmann::json;

namespace {

/// Element, least, most (* for a list), types. A name in [x] is a choice of the types beside it; a
/// type of the form (a|b) is a code bound to these.
constexpr const char* r4 = R"(
Bundle.type 1 1 (document|message|transaction|transaction-response|batch|batch-response|history|searchset|collection)
Bundle.entry 0 * Bundle.entry
Bundle.entry.fullUrl 0 1 uri
Bundle.entry.resource 0 1 Resource
PlanDefinition.id 0 1 id
PlanDefinition.url 0 1 uri
PlanDefinition.identifier 0 * Identifier
PlanDefinition.version 0 1 string
PlanDefinition.name 0 1 string
PlanDefinition.title 0 1 string
PlanDefinition.type 0 1 CodeableConcept
PlanDefinition.status 1 1 (draft|active|retired|unknown)
PlanDefinition.description 0 1 string
PlanDefinition.useContext 0 * UsageContext
PlanDefinition.usage 0 1 string
PlanDefinition.relatedArtifact 0 * RelatedArtifact
PlanDefinition.goal 0 * PlanDefinition.goal
PlanDefinition.action 0 * PlanDefinition.action
PlanDefinition.goal.id 0 1 string
PlanDefinition.goal.description 1 1 CodeableConcept
PlanDefinition.goal.documentation 0 * RelatedArtifact
PlanDefinition.goal.target 0 * PlanDefinition.goal.target
PlanDefinition.goal.target.measure 0 1 CodeableConcept
PlanDefinition.goal.target.detail[x] 0 1 Quantity Range CodeableConcept
PlanDefinition.action.id 0 1 string
PlanDefinition.action.title 0 1 string
PlanDefinition.action.description 0 1 string
PlanDefinition.action.textEquivalent 0 1 string
PlanDefinition.action.code 0 * CodeableConcept
PlanDefinition.action.documentation 0 * RelatedArtifact
PlanDefinition.action.goalId 0 * id
PlanDefinition.action.trigger 0 * TriggerDefinition
PlanDefinition.action.condition 0 * PlanDefinition.action.condition
PlanDefinition.action.timing[x] 0 1 dateTime Age Period Duration Range Timing
PlanDefinition.action.groupingBehavior 0 1 (visual-group|logical-group|sentence-group)
PlanDefinition.action.selectionBehavior 0 1 (any|all|all-or-none|exactly-one|at-most-one|one-or-more)
PlanDefinition.action.definition[x] 0 1 canonical uri
PlanDefinition.action.action 0 * PlanDefinition.action
PlanDefinition.action.condition.kind 1 1 (applicability|start|stop)
PlanDefinition.action.condition.expression 0 1 Expression
ActivityDefinition.id 0 1 id
ActivityDefinition.url 0 1 uri
ActivityDefinition.version 0 1 string
ActivityDefinition.name 0 1 string
ActivityDefinition.title 0 1 string
ActivityDefinition.status 1 1 (draft|active|retired|unknown)
ActivityDefinition.description 0 1 string
ActivityDefinition.relatedArtifact 0 * RelatedArtifact
ActivityDefinition.kind 0 1 (Appointment|CommunicationRequest|DeviceRequest|MedicationRequest|NutritionOrder|ServiceRequest|Task)
ActivityDefinition.intent 0 1 (proposal|plan|directive|order|original-order|reflex-order|filler-order|instance-order|option)
ActivityDefinition.timing[x] 0 1 Timing dateTime Age Period Range Duration
CodeSystem.id 0 1 id
CodeSystem.url 0 1 uri
CodeSystem.version 0 1 string
CodeSystem.name 0 1 string
CodeSystem.title 0 1 string
CodeSystem.status 1 1 (draft|active|retired|unknown)
CodeSystem.description 0 1 string
CodeSystem.caseSensitive 0 1 boolean
CodeSystem.content 1 1 (not-present|example|fragment|complete|supplement)
CodeSystem.property 0 * CodeSystem.property
CodeSystem.property.code 1 1 code
CodeSystem.property.description 0 1 string
CodeSystem.property.type 1 1 (code|Coding|string|integer|boolean|dateTime|decimal)
CodeSystem.concept 0 * CodeSystem.concept
CodeSystem.concept.code 1 1 code
CodeSystem.concept.display 0 1 string
CodeSystem.concept.definition 0 1 string
CodeSystem.concept.property 0 * CodeSystem.concept.property
CodeSystem.concept.property.code 1 1 code
CodeSystem.concept.property.value[x] 1 1 code Coding string integer boolean dateTime decimal
Observation.id 0 1 id
Observation.status 1 1 (registered|preliminary|final|amended|corrected|cancelled|entered-in-error|unknown)
Observation.category 0 * CodeableConcept
Observation.code 1 1 CodeableConcept
Observation.subject 0 1 Reference
Observation.effective[x] 0 1 dateTime Period Timing instant
Observation.value[x] 0 1 Quantity CodeableConcept string boolean integer Range Ratio SampledData time dateTime Period
Observation.dataAbsentReason 0 1 CodeableConcept
Observation.interpretation 0 * CodeableConcept
Observation.hasMember 0 * Reference
Observation.component 0 * Observation.component
Observation.component.code 1 1 CodeableConcept
Observation.component.value[x] 0 1 Quantity CodeableConcept string boolean integer Range Ratio SampledData time dateTime Period
QuestionnaireResponse.id 0 1 id
QuestionnaireResponse.status 1 1 (in-progress|completed|amended|entered-in-error|stopped)
QuestionnaireResponse.subject 0 1 Reference
QuestionnaireResponse.authored 0 1 dateTime
QuestionnaireResponse.item 0 * QuestionnaireResponse.item
QuestionnaireResponse.item.linkId 1 1 string
QuestionnaireResponse.item.text 0 1 string
QuestionnaireResponse.item.answer 0 * QuestionnaireResponse.item.answer
QuestionnaireResponse.item.answer.value[x] 0 1 boolean decimal integer date dateTime time string uri Attachment Coding Quantity Reference
GuidanceResponse.id 0 1 id
GuidanceResponse.contained 0 * Resource
GuidanceResponse.module[x] 1 1 uri canonical CodeableConcept
GuidanceResponse.status 1 1 (success|data-requested|data-required|in-progress|failure|entered-in-error)
GuidanceResponse.subject 0 1 Reference
GuidanceResponse.occurrenceDateTime 0 1 dateTime
GuidanceResponse.reasonCode 0 * CodeableConcept
GuidanceResponse.note 0 * Annotation
GuidanceResponse.outputParameters 0 1 Reference
GuidanceResponse.result 0 1 Reference
GuidanceResponse.dataRequirement 0 * DataRequirement
Parameters.id 0 1 id
Parameters.parameter 0 * Parameters.parameter
Parameters.parameter.name 1 1 string
Parameters.parameter.value[x] 0 1 boolean code date decimal integer string Quantity
Parameters.parameter.part 0 * Parameters.parameter
CarePlan.id 0 1 id
CarePlan.instantiatesCanonical 0 * canonical
CarePlan.status 1 1 (draft|active|on-hold|revoked|completed|entered-in-error|unknown)
CarePlan.intent 1 1 (proposal|plan|order|option)
CarePlan.title 0 1 string
CarePlan.subject 1 1 Reference
CarePlan.created 0 1 dateTime
CarePlan.activity 0 * CarePlan.activity
CarePlan.activity.detail 0 1 CarePlan.activity.detail
CarePlan.activity.detail.kind 0 1 (Appointment|CommunicationRequest|DeviceRequest|MedicationRequest|NutritionOrder|Task|ServiceRequest|VisionPrescription)
CarePlan.activity.detail.instantiatesCanonical 0 * canonical
CarePlan.activity.detail.status 1 1 (not-started|scheduled|in-progress|on-hold|completed|cancelled|stopped|unknown|entered-in-error)
CarePlan.activity.detail.scheduled[x] 0 1 Timing Period string
CarePlan.activity.detail.quantity 0 1 Quantity
CarePlan.activity.detail.description 0 1 string
Provenance.id 0 1 id
Provenance.target 1 * Reference
Provenance.occurred[x] 0 1 Period dateTime
Provenance.recorded 1 1 instant
Provenance.agent 1 * Provenance.agent
Provenance.agent.type 0 1 CodeableConcept
Provenance.agent.who 1 1 Reference
Provenance.entity 0 * Provenance.entity
Provenance.entity.role 1 1 (derivation|revision|quotation|source|removal)
Provenance.entity.what 1 1 Reference
CodeableConcept.coding 0 * Coding
CodeableConcept.text 0 1 string
Coding.system 0 1 uri
Coding.code 0 1 code
Coding.display 0 1 string
Quantity.value 0 1 decimal
Quantity.unit 0 1 string
Quantity.system 0 1 uri
Quantity.code 0 1 code
Duration.value 0 1 decimal
Duration.unit 0 1 string
Duration.system 0 1 uri
Duration.code 0 1 code
Range.low 0 1 Quantity
Range.high 0 1 Quantity
Period.start 0 1 dateTime
Period.end 0 1 dateTime
Reference.reference 0 1 string
Reference.type 0 1 uri
Reference.identifier 0 1 Identifier
Reference.display 0 1 string
Identifier.system 0 1 uri
Identifier.value 0 1 string
RelatedArtifact.type 1 1 (documentation|justification|citation|predecessor|successor|derived-from|depends-on|composed-of)
RelatedArtifact.label 0 1 string
RelatedArtifact.display 0 1 string
RelatedArtifact.document 0 1 Attachment
RelatedArtifact.resource 0 1 canonical
Attachment.contentType 0 1 code
Attachment.data 0 1 base64Binary
UsageContext.code 1 1 Coding
UsageContext.value[x] 1 1 CodeableConcept Quantity Range Reference
TriggerDefinition.type 1 1 (named-event|periodic|data-changed|data-added|data-modified|data-removed|data-accessed|data-access-ended)
TriggerDefinition.name 0 1 string
Expression.description 0 1 string
Expression.language 1 1 code
Expression.expression 0 1 string
Timing.repeat 0 1 Timing.repeat
Timing.repeat.duration 0 1 decimal
Timing.repeat.durationUnit 0 1 (s|min|h|d|wk|mo|a)
Timing.repeat.frequency 0 1 positiveInt
Timing.repeat.frequencyMax 0 1 positiveInt
Timing.repeat.period 0 1 decimal
Timing.repeat.periodUnit 0 1 (s|min|h|d|wk|mo|a)
DataRequirement.type 1 1 (Observation|QuestionnaireResponse)
DataRequirement.codeFilter 0 * DataRequirement.codeFilter
DataRequirement.codeFilter.path 0 1 string
DataRequirement.codeFilter.code 0 * Coding
DataRequirement.dateFilter 0 * DataRequirement.dateFilter
DataRequirement.dateFilter.path 0 1 string
DataRequirement.dateFilter.value[x] 0 1 dateTime Period Duration
Annotation.text 1 1 string
)";

struct element {
  std::string name;
  bool required = false;
  bool list = false;
  bool choice = false;
  std::vector<std::string> types;
};

const std::map<std::string, std::vector<element>>& table() {
  static const auto parsed = [] {
    std::map<std::string, std::vector<element>> all;
    std::istringstream lines(r4);
    for (std::string line; std::getline(lines, line);) {
      if (line.empty()) continue;
      std::istringstream words(line);
      std::string path;
      std::string least;
      std::string most;
      words >> path >> least >> most;
      const std::size_t dot = path.rfind('.');
      element one{path.substr(dot + 1), least == "1", most == "*", false, {}};
      if (const std::size_t x = one.name.find("[x]"); x != std::string::npos) {
        one.choice = true;
        one.name.resize(x);
      }
      for (std::string type; words >> type;) one.types.push_back(type);
      all[path.substr(0, dot)].push_back(one);
    }
    return all;
  }();
  return parsed;
}

/// Everything that is wrong with a Bundle; empty if nothing is.
class r4_check {
 public:
  explicit r4_check(const json& bundle) {
    object(bundle, "Bundle", "Bundle", true);
    std::set<std::string> urls;
    for (const json& entry : bundle.value("entry", json::array())) {
      const std::string url = entry.value("fullUrl", "");
      require(urls.insert(url).second, url + " stands here twice");
      types_[url] = entry["resource"]["resourceType"];
    }
    references(bundle, "Bundle");
  }

  const std::string& wrong() const { return wrong_; }

 private:
  void require(bool ok, const std::string& message) {
    if (!ok) wrong_ += message + '\n';
  }

  static std::string capital(std::string type) {
    if (type[0] >= 'a' && type[0] <= 'z') type[0] = static_cast<char>(type[0] - 'a' + 'A');
    return type;
  }

  void object(const json& value, const std::string& type, const std::string& at, bool resource) {
    const auto known = table().find(type);
    if (known == table().end() || !value.is_object()) {
      require(false, at + ": is no " + type);
      return;
    }
    require(!value.empty(), at + ": is empty");
    std::set<std::string> seen;
    if (resource) {
      require(value.value("resourceType", "") == type, at + ": has another resourceType");
      seen.insert("resourceType");
    }
    for (const element& one : known->second) {
      std::size_t found = 0;
      for (const std::string& of : one.types) {
        const std::string key = one.choice ? one.name + capital(of) : one.name;
        const auto member = value.find(key);
        if (member == value.end()) continue;
        ++found;
        seen.insert(key);
        const std::string place = at + '.' + key;
        require(member->is_array() == one.list, place + ": list or not");
        if (one.list) require(!member->empty(), place + ": is an empty list");
        for (const json& item : one.list ? *member : json::array({*member})) {
          typed(item, of, place);
        }
      }
      // A primitive that has no value says why in an extension beside it.
      if (const auto beside = value.find('_' + one.name); beside != value.end()) {
        ++found;
        seen.insert('_' + one.name);
        require((*beside)["extension"][0]["url"] ==
                    "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                at + ": no reason for what is absent");
      }
      require(found <= 1, at + '.' + one.name + ": more than one choice");
      require(found == 1 || !one.required, at + '.' + one.name + ": is missing");
    }
    for (const auto& [key, member] : value.items()) {
      require(seen.count(key) == 1, at + '.' + key + ": no such element");
    }
    rules_of(value, type, at);
  }

  void typed(const json& value, const std::string& type, const std::string& at) {
    if (type == "Resource") {
      object(value, value.value("resourceType", ""), at, true);
    } else if (type[0] == '(') {
      const std::string codes = '|' + type.substr(1, type.size() - 2) + '|';
      require(value.is_string() &&
                  codes.find('|' + value.get<std::string>() + '|') != std::string::npos,
              at + ": not in its value set");
    } else if (type[0] >= 'A' && type[0] <= 'Z') {
      object(value, type, at, false);
    } else if (type == "boolean") {
      require(value.is_boolean(), at + ": no boolean");
    } else if (type == "integer" || type == "positiveInt") {
      require(value.is_number_integer() && (type == "integer" || value.get<int>() > 0),
              at + ": no " + type);
    } else if (type == "decimal") {
      require(value.is_number(), at + ": no number");
    } else {
      text(value, type, at);
    }
  }

  void text(const json& value, const std::string& type, const std::string& at) {
    static const std::map<std::string, std::regex> forms{
        {"id", std::regex(R"([A-Za-z0-9\-\.]{1,64})")},
        {"uri", std::regex(R"(\S+)")},
        {"canonical", std::regex(R"(\S+)")},
        {"code", std::regex(R"([^\s]+(\s[^\s]+)*)")},
        {"date", std::regex(R"(\d{4}-\d\d-\d\d)")},
        {"dateTime", std::regex(R"(\d{4}-\d\d-\d\d)")},
        {"instant", std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))")}};
    if (!value.is_string()) {
      require(false, at + ": no text");
      return;
    }
    const std::string text = value.get<std::string>();
    require(!text.empty() && text.front() != ' ' && text.back() != ' ' &&
                std::none_of(text.begin(), text.end(),
                             [](unsigned char c) { return c < ' ' && c != '\n'; }),
            at + ": empty, or with blanks or control characters");
    const auto form = forms.find(type);
    require(form == forms.end() || std::regex_match(text, form->second), at + ": no " + type);
  }

  /// The invariants of R4 that concern what is written here.
  void rules_of(const json& value, const std::string& type, const std::string& at) {
    if (type == "PlanDefinition" || type == "ActivityDefinition" || type == "CodeSystem") {
      static const std::regex name("[A-Z]([A-Za-z0-9_]){0,254}");
      require(std::regex_match(value.value("name", ""), name), at + ": pdf-0, adf-0, csd-0");
    }
    if (type == "Observation") {
      bool has_value = false;
      for (const auto& [key, member] : value.items()) has_value |= key.rfind("value", 0) == 0;
      require(!(has_value && value.contains("dataAbsentReason")), at + ": obs-6");
      for (const json& one : value.value("component", json::array())) {
        require(one["code"] != value["code"], at + ": obs-7");
      }
    }
    if (type == "Parameters.parameter") require(value.size() == 2, at + ": inv-1");
    if (type == "Expression") require(value.contains("expression"), at + ": exp-1");
    if (type == "TriggerDefinition") require(value.contains("name"), at + ": trd-3");
    if (type == "Quantity" || type == "Duration") {
      require(value.contains("code") && value["system"] == "http://unitsofmeasure.org",
              at + ": no UCUM");
    }
    if (type == "CodeSystem") {
      std::set<std::string> codes;
      for (const json& one : value["concept"]) {
        require(codes.insert(one["code"]).second, at + ": csd-1");
      }
    }
  }

  void references(const json& value, const std::string& at) {
    if (value.is_object() && value.contains("reference") && value["reference"].is_string()) {
      const std::string to = value["reference"];
      if (to.rfind("urn:uuid:", 0) == 0) {
        require(types_.count(to) == 1 && types_[to] == value.value("type", ""),
                at + ": leads nowhere");
      }
    }
    if (!value.is_structured()) return;
    for (const auto& [key, member] : value.items()) references(member, at + '.' + key);
  }

  std::map<std::string, std::string> types_;
  std::string wrong_;
};

const io::fhir_options of_patient{.subject = "Patient/17"};

std::vector<json> resources_of(const json& bundle, const std::string& type) {
  std::vector<json> found;
  for (const json& entry : bundle.value("entry", json::array())) {
    if (entry["resource"]["resourceType"] == type) found.push_back(entry["resource"]);
  }
  return found;
}

json only(const json& bundle, const std::string& type) {
  const std::vector<json> found = resources_of(bundle, type);
  BOOST_TEST_REQUIRE(found.size() == 1u);
  return found[0];
}

json programme_bundle(const programme& plan, const io::fhir_options& options = {}) {
  return json::parse(io::write_fhir_programme(plan, options));
}

std::string code_of(const json& concept_of) {
  return concept_of["coding"][0]["code"];
}

std::vector<programme> shipped() {
  const std::string folder = std::string(RETROGAIT_SOURCE_DIR) + "/examples/programmes/";
  std::vector<programme> all;
  for (const char* name : {"default", "ten_minutes", "criteria_based"}) {
    all.push_back(io::read_programme(folder + name + ".json"));
  }
  return all;
}

/// Every "source" of a programme's JSON, as it should be told.
void sources_in(const json& value, std::multiset<std::string>& found) {
  if (!value.is_structured()) return;
  for (const auto& [key, member] : value.items()) {
    if (key == "source") {
      std::string text = member["kind"];
      if (member.contains("note")) text += ": " + member["note"].get<std::string>();
      found.insert(member.value("key", "") + '|' + text);
    } else {
      sources_in(member, found);
    }
  }
}

void documents_in(const json& value, std::multiset<std::string>& found) {
  if (!value.is_structured()) return;
  for (const auto& [key, member] : value.items()) {
    if (key == "documentation") {
      for (const json& one : member) {
        found.insert(one.value("label", "") + '|' + one["display"].get<std::string>());
      }
    } else {
      documents_in(member, found);
    }
  }
}

std::string from_base64(const std::string& text) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  unsigned filled = 0;
  for (const char c : text) {
    if (c == '=') break;
    bits = (bits << 6 | static_cast<unsigned>(digits.find(c))) & 0xffffff;
    filled += 6;
    if (filled < 8) continue;
    filled -= 8;
    out += static_cast<char>(bits >> filled & 0xff);
  }
  return out;
}

programme with_rule(rules::condition when) {
  programme plan = default_programme();
  plan.rules.rules = {rules::hold("the one", std::move(when), rules::engineering_choice())};
  return plan;
}

json expression_of(const programme& plan) {
  return only(programme_bundle(plan), "PlanDefinition")["action"][0]["condition"][0]["expression"];
}

std::string config_complaint(const std::function<void()>& f) {
  try {
    f();
  } catch (const config_error& e) {
    return e.what();
  }
  return {};
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fhir)

BOOST_AUTO_TEST_CASE(programmes_are_r4) {
  for (const programme& plan : shipped()) {
    BOOST_TEST(r4_check(programme_bundle(plan)).wrong() == "");
    BOOST_TEST(r4_check(programme_bundle(plan, {.base = "https://walk.example/fhir"})).wrong() ==
               "");
  }
}

BOOST_AUTO_TEST_CASE(the_check_sees_what_is_wrong) {
  const json good = programme_bundle(default_programme());
  const auto complaint = [&good](const std::function<void(json&)>& spoil) {
    json bad = good;
    spoil(bad["entry"][0]["resource"]);
    return r4_check(bad).wrong();
  };
  BOOST_TEST(has(complaint([](json& p) { p.erase("status"); }), ".status: is missing"));
  BOOST_TEST(has(complaint([](json& p) { p["status"] = "final"; }), "not in its value set"));
  BOOST_TEST(has(complaint([](json& p) { p["goals"] = 1; }), ".goals: no such element"));
  BOOST_TEST(has(complaint([](json& p) { p["id"] = "a b"; }), ".id: no id"));
  BOOST_TEST(has(complaint([](json& p) { p["title"] = ""; }), ".title: empty"));
  BOOST_TEST(has(complaint([](json& p) { p["goal"] = json::array(); }), "is an empty list"));
  BOOST_TEST(has(complaint([](json& p) { p["action"][0]["condition"][0].erase("kind"); }),
                 "kind: is missing"));
}

BOOST_AUTO_TEST_CASE(every_rule_level_and_source_is_there) {
  for (const programme& plan : shipped()) {
    const json bundle = programme_bundle(plan);
    const json definition = only(bundle, "PlanDefinition");
    BOOST_TEST(definition["type"]["coding"][0]["code"] == "eca-rule");
    BOOST_TEST(definition["version"] == to_string(plan.rules.version));
    BOOST_TEST(definition["identifier"][0]["value"] == content_hash(plan));

    std::map<std::string, json> actions;
    for (const json& one : definition["action"]) actions[one["title"]] = one;
    for (const rules::rule& one : plan.rules.rules) {
      BOOST_TEST_REQUIRE(actions.count(one.id) == 1u, one.id);
      const json& action = actions[one.id];
      BOOST_TEST(code_of(action["code"][0]) == rules::to_string(one.result));
      BOOST_TEST(action["condition"][0]["kind"] == "applicability");
      BOOST_TEST(action["condition"][0]["expression"]["description"] ==
                 rules::describe(one.when.tree()));
      BOOST_TEST(action["trigger"][0]["type"] == "named-event");
      BOOST_TEST(action.contains("action") == (one.extras.rest_days > 0));
    }
    BOOST_TEST(definition["action"].size() ==
               plan.rules.rules.size() + plan.absences.size() + plan.strength_caps.size() + 2);

    const json& answers = definition["action"][definition["action"].size() - 2]["action"];
    std::size_t number = 0;
    for (const screening_question& one : plan.screening.questions) {
      for (const answer_rule& rule : one.outcomes) {
        const json& action = answers[number++];
        BOOST_TEST(action["title"] == one.text);
        BOOST_TEST(code_of(action["code"][0]) == to_string(rule.result));
        const std::string path = action["condition"][0]["expression"]["expression"];
        BOOST_TEST(has(path, "item.where(linkId = '" + one.id + "').answer.value"));
        BOOST_TEST(has(path, "'S21'") == (one.id == "S21" || rule.from_years || rule.below_years));
      }
    }
    BOOST_TEST(answers.size() == number);

    const json& levels = definition["action"].back()["action"];
    BOOST_TEST(levels.size() == plan.levels.size());
    BOOST_TEST(resources_of(bundle, "ActivityDefinition").size() == plan.levels.size());
    for (std::size_t i = 0; i < plan.levels.size(); ++i) {
      const json activity = resources_of(bundle, "ActivityDefinition")[i];
      BOOST_TEST(levels[i]["definitionCanonical"] ==
                 activity["url"].get<std::string>() + '|' + activity["version"].get<std::string>());
      BOOST_TEST(levels[i]["timingTiming"]["repeat"]["duration"] == plan.levels[i].minutes);
      BOOST_TEST(activity["timingTiming"] == levels[i]["timingTiming"]);
    }

    std::set<std::string> goals;
    for (const json& one : definition["goal"]) BOOST_TEST(goals.insert(one["id"]).second);
    for (const json& one : levels) BOOST_TEST(goals.count(one["goalId"][0]) == 1u);

    std::multiset<std::string> expected;
    sources_in(json::parse(io::write_programme(plan)), expected);
    std::multiset<std::string> found;
    documents_in(definition, found);
    BOOST_TEST(expected.size() > plan.rules.rules.size());
    BOOST_TEST(found == expected, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(all_codes_are_of_the_code_systems) {
  std::map<std::string, std::set<std::string>> codes;
  for (const json& system : resources_of(programme_bundle(default_programme()), "CodeSystem")) {
    for (const json& one : system["concept"]) codes[system["url"]].insert(one["code"]);
  }
  BOOST_TEST(codes.size() == 2u);
  const std::function<void(const json&)> look = [&](const json& value) {
    if (value.is_object() && value.contains("system") && value.contains("code") &&
        has(value["system"], "urn:retrogait:CodeSystem")) {
      BOOST_TEST(codes[value["system"]].count(value["code"]) == 1u, value.dump());
    }
    if (!value.is_structured()) return;
    for (const json& member : value) look(member);
  };
  for (const programme& plan : shipped()) look(programme_bundle(plan));
  const training_history history = people::history_of(people::good_weeks(1, 1));
  look(json::parse(io::write_fhir_history(history, of_patient)));
  look(json::parse(io::write_fhir_decision(
      decide(default_programme(), history, people::after_weeks(1)), of_patient)));
}

BOOST_AUTO_TEST_CASE(nothing_is_lost_and_the_bytes_are_the_same) {
  for (const programme& plan : shipped()) {
    const json definition = only(programme_bundle(plan), "PlanDefinition");
    const std::string own =
        from_base64(definition["relatedArtifact"][0]["document"]["data"].get<std::string>());
    BOOST_TEST((io::parse_programme(own, "attached") == plan));
    BOOST_TEST(io::write_fhir_programme(plan) == io::write_fhir_programme(plan));

    programme turned = plan;
    std::reverse(turned.rules.rules.begin(), turned.rules.rules.end());
    BOOST_TEST(only(programme_bundle(turned), "PlanDefinition")["action"] == definition["action"]);
  }
}

BOOST_AUTO_TEST_CASE(odd_names_become_ids) {
  programme plan = default_programme();
  plan.rules.id = "Knie / ü, \"außen\" and a name that goes on for longer than any id of FHIR may";
  plan.title = "\tA\x01title ";
  plan.rules.rules[0].id = "pain: 8!";
  plan.rules.rules[1].id = "pain  8";
  plan.rules.rules[2].id = "!?";
  const json bundle = programme_bundle(plan);
  BOOST_TEST(r4_check(bundle).wrong() == "");
  const json definition = only(bundle, "PlanDefinition");
  BOOST_TEST(definition["title"] == "A title");
  std::set<std::string> ids;
  for (const json& one : definition["action"]) BOOST_TEST(ids.insert(one["id"]).second);
  programme other = plan;
  other.rules.id[0] = 'k';
  BOOST_TEST(only(programme_bundle(other), "PlanDefinition")["url"] != definition["url"]);
}

BOOST_AUTO_TEST_CASE(conditions_are_fhirpath_where_that_says_the_same) {
  using namespace rules;
  using namespace catalog;
  const std::string sessions =
      "%context.entry.resource.ofType(Observation).where(code.coding.exists(system = "
      "'urn:retrogait:CodeSystem:training' and code = 'session'))";
  const json away = expression_of(with_rule(days_since(event::last_session) > days(7)));
  BOOST_TEST(away["language"] == "text/fhirpath");
  BOOST_TEST(away["expression"] == '(' + sessions + ".last().effective + 7 days) < today()");

  const std::string pain =
      "hasMember.resolve().where(code.coding.exists(system = 'urn:retrogait:CodeSystem:metric' and "
      "code = 'pain_during')).value.value";
  const json any = expression_of(with_rule(any_of(since(screening), pain_during > nrs(5))));
  BOOST_TEST(any["language"] == "text/fhirpath");
  const std::string range =
      "iif(%context.entry.resource.ofType(QuestionnaireResponse).authored.exists(), " + sessions +
      ".where(effective >= %context.entry.resource.ofType(QuestionnaireResponse).authored), " +
      sessions + ')';
  BOOST_TEST(any["expression"] == "iif(" + range + ".exists(" + pain + " > 5), true, iif(" + range +
                                      ".exists((" + pain + " > 5).empty()), {}, false))");

  programme careful = with_rule(any_of(last(1, rules::sessions), pain_during > nrs(5)));
  careful.rules.values.limits = {0.5, 14};
  const std::string limited = expression_of(careful)["expression"];
  BOOST_TEST(has(limited, "$this >= 0.5"));
  BOOST_TEST(has(limited, "effective + 14 days >= today()"));

  const json own =
      expression_of(with_rule(maximum(last(3, rules::sessions), pain_during) > nrs(5)));
  BOOST_TEST(own["language"] == "application/x-retrogait-condition+json");
  BOOST_TEST(json::parse(own["expression"].get<std::string>())["above"] == 5);
}

BOOST_AUTO_TEST_CASE(sessions_become_observations) {
  training_history history = people::history_of(people::good_weeks(1, 2));
  history.person.limb_symmetry_percent = 91.5;
  session_record odd = people::good_session(people::after_weeks(2), 2);
  odd.values.set(catalog::pain_next_day_info,
                 measured<double>::not_computable(reason::not_reported));
  odd.values.set(catalog::form_passing_info, measured<double>::of(81.25, 40, 3.5, 0.9));
  odd.values.set(catalog::completed_info,
                 measured<double>::not_computable(reason::too_few_strides, 3, 6));
  odd.values.set(catalog::swelling_info, measured<double>::of(0.5, 1));
  odd.values.set(catalog::giving_way_info, measured<double>::of(1, 1));
  odd.values.set(metric::cadence.info(), measured<double>::not_computable(reason::sensor_missing));
  history.append(odd);
  const json bundle = json::parse(io::write_fhir_history(history, of_patient));
  BOOST_TEST(r4_check(bundle).wrong() == "");

  std::size_t values = 0;
  for (const session_record& one : history.sessions()) values += one.values.entries().size();
  const std::vector<json> all = resources_of(bundle, "Observation");
  BOOST_TEST(all.size() == values + history.sessions().size() + 2);  // and two of the person

  const std::set<std::string> from_0_to_10{"pain_before", "pain_during", "pain_next_day",
                                           "morning_pain"};
  std::vector<json> sessions;
  std::map<std::string, json> last;
  for (const json& one : all) {
    BOOST_TEST(one["subject"]["reference"] == "Patient/17");
    if (code_of(one["code"]) == "session") sessions.push_back(one);
    if (one.value("effectiveDateTime", "") == date_string(odd.day))
      last[code_of(one["code"])] = one;
    const bool has_loinc = one["code"]["coding"].size() == 2;
    BOOST_TEST(has_loinc == (from_0_to_10.count(code_of(one["code"])) == 1));
  }
  BOOST_TEST_REQUIRE(sessions.size() == history.sessions().size());
  BOOST_TEST(std::is_sorted(sessions.begin(), sessions.end(), [](const json& a, const json& b) {
    return a["effectiveDateTime"] < b["effectiveDateTime"];
  }));
  BOOST_TEST(sessions.back()["component"][0]["valueInteger"] == 2);  // the level
  BOOST_TEST(sessions.back()["component"][1]["valueInteger"] == 2);  // its second stretch
  BOOST_TEST(sessions.back()["hasMember"].size() == odd.values.entries().size());

  BOOST_TEST(last["giving_way"]["valueBoolean"] == true);
  BOOST_TEST(last["swelling"]["valueQuantity"]["code"] == "{effusion_grade}");
  BOOST_TEST(last["swelling"]["interpretation"][0]["text"] == "trace");
  BOOST_TEST(last["form_passing"]["valueQuantity"]["value"] == 81.25);
  BOOST_TEST(last["form_passing"]["component"][0]["valueQuantity"]["value"] == 3.5);
  BOOST_TEST(last["form_passing"]["component"][1]["valueQuantity"]["value"] == 0.9);
  BOOST_TEST(last["form_passing"]["component"][2]["valueInteger"] == 40);
  BOOST_TEST(code_of(last["pain_next_day"]["dataAbsentReason"]) == "unknown");
  BOOST_TEST(code_of(last["cadence"]["dataAbsentReason"]) == "unsupported");
  BOOST_TEST(last["completed"]["dataAbsentReason"]["text"] == "too few strides, 3 of 6");

  const json screening = only(bundle, "QuestionnaireResponse");
  BOOST_TEST(screening["status"] == "completed");
  BOOST_TEST(screening["item"].size() == default_screening().questions.size());
  BOOST_TEST(io::write_fhir_history({}, of_patient) ==
             "{\n  \"resourceType\": \"Bundle\",\n  \"type\": \"collection\"\n}\n");
}

BOOST_AUTO_TEST_CASE(every_reason_has_a_code_of_the_value_set) {
  const std::set<std::string> allowed{"unknown",        "asked-unknown",  "temp-unknown",
                                      "not-asked",      "asked-declined", "masked",
                                      "not-applicable", "unsupported",    "as-text",
                                      "error",          "not-performed",  "not-permitted"};
  for (std::uint8_t i = 1; i <= static_cast<std::uint8_t>(reason::out_of_date); ++i) {
    training_history history;
    session_record one{people::start, 1, {}};
    one.values.set(metric::cadence.info(),
                   measured<double>::not_computable(static_cast<reason>(i)));
    history.append(one);
    const json bundle = json::parse(io::write_fhir_history(history, of_patient));
    const json why = resources_of(bundle, "Observation")[1]["dataAbsentReason"];
    BOOST_TEST(allowed.count(code_of(why)) == 1u);
    BOOST_TEST(why["text"] == std::string(to_string(static_cast<reason>(i))));
  }
}

BOOST_AUTO_TEST_CASE(reports_become_observations) {
  gait_report report;
  report.recording.name = "walk";
  walking_bout bout;
  bout.start_s = 10;
  bout.end_s = 20;
  bout.direction = {direction::backward, 0.97};
  for (int i = 0; i < 8; ++i) {
    bout.steps.push_back({10 + i * 0.6, 10.6 + i * 0.6, i % 2 ? side::left : side::right});
  }
  report.summary(bout);
  const json bundle = json::parse(io::write_fhir_report(report, make_date(2026, 9, 1), of_patient));
  BOOST_TEST(r4_check(bundle).wrong() == "");
  const std::vector<json> all = resources_of(bundle, "Observation");
  BOOST_TEST(all.size() == report.summary.of(direction::backward).metrics.entries().size());
  BOOST_TEST(!all.empty());
  for (const json& one : all) {
    BOOST_TEST(one["effectiveDateTime"] == "2026-09-01");
    BOOST_TEST(code_of(one["component"].back()["valueCodeableConcept"]) == "backward");
  }
}

BOOST_AUTO_TEST_CASE(decisions_become_guidance) {
  const std::string folder = std::string(RETROGAIT_SOURCE_DIR) + "/examples/data/";
  const date today = make_date(2026, 9, 14);
  for (const char* name : {"advance", "hold", "regress", "stop", "unscreened"}) {
    const training_history history = io::read_history(folder + "history_" + name + ".json", today);
    const training_decision d = decide(default_programme(), history, today);
    const std::string text = io::write_fhir_decision(d, of_patient);
    BOOST_TEST(text == io::write_fhir_decision(d, of_patient));
    const json bundle = json::parse(text);
    BOOST_TEST(r4_check(bundle).wrong() == "");

    const json response = only(bundle, "GuidanceResponse");
    BOOST_TEST(response["moduleCanonical"] ==
               "urn:retrogait:PlanDefinition:retrogait-default|" + to_string(d.version));
    BOOST_TEST(code_of(response["reasonCode"][0]) == rules::to_string(d.result));
    BOOST_TEST((response["status"] == "success") == d.missing.empty());
    BOOST_TEST(response.contains("dataRequirement") == !d.missing.empty());
    BOOST_TEST(response.contains("result") == d.dose_after.has_value());
    BOOST_TEST(resources_of(bundle, "CarePlan").size() == (d.dose_after ? 1u : 0u));
    BOOST_TEST(has(response["note"][0]["text"], "not medical advice"));

    std::map<std::string, int> outputs;
    for (const json& one : response["contained"][0]["parameter"]) ++outputs[one["name"]];
    const std::size_t findings = d.rules ? d.rules->findings.size() : 0;
    BOOST_TEST(outputs["finding"] == static_cast<int>(findings));
    BOOST_TEST(outputs["missing"] == static_cast<int>(d.missing.size()));
    BOOST_TEST(outputs["adjustment"] == static_cast<int>(d.adjustments.size()));

    const json provenance = only(bundle, "Provenance");
    BOOST_TEST(provenance["entity"][0]["what"]["identifier"]["value"] == d.content_hash);
    BOOST_TEST(provenance.contains("_recorded"));
    if (d.dose_after) {
      const json plan = only(bundle, "CarePlan");
      BOOST_TEST(plan["activity"][0]["detail"]["instantiatesCanonical"][0] ==
                 "urn:retrogait:ActivityDefinition:retrogait-default-level-" +
                     std::to_string(d.dose_after->level) + '|' + to_string(d.version));
    }
  }
}

BOOST_AUTO_TEST_CASE(options_are_checked) {
  const training_decision d = decide(default_programme(), {}, people::start);
  const auto with = [&d](const io::fhir_options& options) {
    return config_complaint([&] { io::write_fhir_decision(d, options); });
  };
  BOOST_TEST(has(with({}), "subject: is empty"));
  for (const char* good : {"Patient/17", "Group/a.b-c", "https://walk.example/fhir/Patient/17",
                           "urn:uuid:50d5b532-a6ed-8a27-841b-2cb73d9733c2"}) {
    BOOST_TEST(with({.subject = good}) == "");
  }
  for (const char* bad : {"17", "Patient/", "Patient/a b", "Device/17", "ftp://x/Patient/1"}) {
    BOOST_TEST(has(with({.subject = bad}), "subject: expected a reference"), bad);
  }
  for (const char* bad :
       {"", "urn:", "retrogait", "https://", "https://walk.example/", "urn:a b"}) {
    BOOST_TEST(has(with({.base = bad, .subject = "Patient/1"}), "base: expected a URN"), bad);
  }
  for (const char* good : {"2026-09-15T18:30:00+02:00", "2026-09-15T18:30:00.250Z"}) {
    BOOST_TEST(with({.subject = "Patient/1", .recorded = good}) == "");
  }
  for (const char* bad : {"2026-09-15", "2026-09-31T18:30:00Z", "2026-09-15T25:30:00Z",
                          "2026-09-15T18:30:00", "2026-09-15T18:30:00.Z"}) {
    BOOST_TEST(has(with({.subject = "Patient/1", .recorded = bad}), "recorded: expected a time"),
               bad);
  }
  const json timed = json::parse(
      io::write_fhir_decision(d, {.subject = "Patient/1", .recorded = "2026-09-15T18:30:00Z"}));
  BOOST_TEST(r4_check(timed).wrong() == "");
  BOOST_TEST(only(timed, "Provenance")["recorded"] == "2026-09-15T18:30:00Z");
  BOOST_TEST(only(programme_bundle(default_programme(), {.status = io::fhir_status::active}),
                  "PlanDefinition")["status"] == "active");

  programme broken = default_programme();
  broken.levels.clear();
  BOOST_TEST(has(config_complaint([&] { io::write_fhir_programme(broken); }), "levels"));
}

BOOST_AUTO_TEST_SUITE_END()

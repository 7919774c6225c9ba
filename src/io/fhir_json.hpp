#pragma once
// The pieces that all FHIR exports are made of. Texts that are empty have no element: FHIR knows no
// empty texts.

#include <retrogait/core/catalog.hpp>
#include <retrogait/io/fhir.hpp>
#include <retrogait/rules/rule_set.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "programme_json.hpp"

namespace retrogait::io::detail {

// Which options must be there.
enum class fhir_about : std::uint8_t { definition, person };

// Addresses of what is published, and names of what is not.
class fhir_names {
 public:
  // Throws config_error.
  fhir_names(const fhir_options& options, fhir_about what);

  // The canonical address of a definition or code system.
  std::string address(std::string_view type, std::string_view id) const;
  std::string metric_system() const { return address("CodeSystem", "metric"); }
  std::string training_system() const { return address("CodeSystem", "training"); }

  // A UUID (version 8) made of the person and these words: always the same for the same.
  std::string uuid(const std::vector<std::string>& words) const;

  ordered_json subject() const;

 private:
  std::string base_;
  std::string subject_;
};

// The resource id of a programme and of one of its levels.
std::string fhir_programme_id(const std::string& programme);
std::string fhir_level_id(const std::string& programme, int level);
// An id made of that text: letters, digits, - and . only, 64 at most.
std::string fhir_id(std::string_view text);

// Without control characters and without blanks at its ends.
std::string fhir_text(std::string_view text);
void put_text(ordered_json& into, std::string_view key, std::string_view text);
// Appends to the list of that name.
void put_item(ordered_json& into, std::string_view key, ordered_json item);

// unit: as people read it, which is the code where there is none.
ordered_json fhir_quantity(double value, std::string_view unit, std::string_view ucum);
ordered_json fhir_coding(const std::string& system, std::string_view code,
                         std::string_view display = {});
ordered_json fhir_concept(const std::string& system, std::string_view code,
                          std::string_view display = {});
ordered_json fhir_words(std::string_view text);
// To a resource of the same Bundle.
ordered_json fhir_reference(std::string_view type, const std::string& uuid);
ordered_json fhir_artifact(const rules::provenance& source);

// The codes of the training code system that are not dose_code.
ordered_json training_concept(const fhir_names& names, std::string_view code);
// A metric's code; pain from 0 to 10 has that of LOINC too.
ordered_json metric_concept(const fhir_names& names, const metric_info& metric);
ordered_json absence_concept(reason why, std::size_t n = 0, std::size_t needed = 0);

// The unit that a code of the training code system is counted in.
struct training_unit {
  std::string_view symbol;
  std::string_view ucum;
};
training_unit unit_of_training(std::string_view code);

// Both code systems, with all codes.
ordered_json metric_codes(const fhir_names& names, fhir_status status);
ordered_json training_codes(const fhir_names& names, fhir_status status);

// A condition as FHIRPath about the Bundle of write_fhir_history; nothing if it cannot be said there
// with exactly the same meaning.
std::optional<std::string> fhirpath(const rules::expression& condition, const rules::trust& asked,
                                    const fhir_names& names);
// A comparison's sign, and a text in quotes, there.
std::string_view fhirpath_sign(rules::comparison op);
std::string fhirpath_text(std::string_view text);

// A Bundle of type collection.
class fhir_bundle {
 public:
  explicit fhir_bundle(const fhir_names& names) : names_(names) {}

  // uuid: the resource's in this Bundle, and its id if it has none.
  void add(ordered_json resource, const std::string& uuid);
  // The same with a UUID made of its address.
  void add_definition(ordered_json resource);
  std::string str() const;

 private:
  const fhir_names& names_;
  ordered_json entries_ = ordered_json::array();
};

}  // namespace retrogait::io::detail

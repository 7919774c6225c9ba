#pragma once
/// @file
/// Programmes, training logs, gait reports and decisions as HL7 FHIR R4 (4.0.1), each as a Bundle of
/// type collection in JSON. What becomes which resource and element, and why, is told in docs/fhir.md.
/// The same value gives the same bytes: there is no clock and no chance in it.
///
/// All functions throw config_error for options that cannot be (see fhir_options::validate).

#include <retrogait/core/errors.hpp>
#include <retrogait/progression/decide.hpp>
#include <retrogait/progression/default_screening.hpp>
#include <retrogait/progression/history.hpp>
#include <retrogait/progression/programme.hpp>
#include <retrogait/session/report.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace retrogait::io {

/// How far a definition may be relied on, by whoever publishes it (FHIR's PublicationStatus).
enum class fhir_status : std::uint8_t { draft, active, retired };

constexpr std::string_view to_string(fhir_status value) {
  switch (value) {
    case fhir_status::draft:
      return "draft";
    case fhir_status::active:
      return "active";
    case fhir_status::retired:
      return "retired";
  }
  return "unknown";
}

struct fhir_options {
  /// What the addresses of definitions and code systems begin with: a URN such as "urn:retrogait",
  /// or an http(s) address that its owner publishes them under. Without a separator at its end.
  std::string base = "urn:retrogait";
  /// Whose values or decision it is, as Reference.reference: "Patient/17", "Group/9", an http(s)
  /// address that ends so, or "urn:uuid:…". Needed for all but programmes, which ignore it.
  std::string subject{};
  /// When the decision was written down, as FHIR's instant: "2026-09-15T18:30:00+02:00". Empty:
  /// not known, and Provenance.recorded says so.
  std::string recorded{};
  fhir_status status = fhir_status::draft;  ///< of the programme's definitions

  /// Members that are given, but malformed.
  issues validate() const;

  friend bool operator==(const fhir_options&, const fhir_options&) = default;
};

/// A PlanDefinition of type eca-rule with one action a rule, one ActivityDefinition a level, and the
/// two CodeSystems that all exports take their codes from. The programme's own JSON is attached to the
/// PlanDefinition (relatedArtifact, derived-from), so that nothing is lost. Throws config_error if
/// the programme is not valid.
std::string write_fhir_programme(const programme& plan, const fhir_options& options = {});

/// An Observation for each value of each session, one for each session as a whole that names them
/// (hasMember), in the order of their days; the screening as a QuestionnaireResponse to the
/// programme's form; what is known of the person as Observations without a date. Conditions of a
/// PlanDefinition in FHIRPath are about this Bundle.
std::string write_fhir_history(const training_history& history, const fhir_options& options,
                               const screening_form& form = default_screening());

/// An Observation for each metric of each direction walked, of all bouts together (gait_summary).
/// @param day  on which it was recorded: the times of a report are the recording's own
std::string write_fhir_report(const gait_report& report, date day, const fhir_options& options);

/// A GuidanceResponse with its evidence as Parameters; a CarePlan with the next session, if there is
/// one; a Provenance with the programme's version and content hash.
std::string write_fhir_decision(const training_decision& decision, const fhir_options& options);

}  // namespace retrogait::io

#pragma once
/// @file
/// The screening that comes with the library: red flags of the knee, what trials of backward walking
/// left out, falls and walking speed, the place. Thresholds without a source are engineering choices
/// and await a clinician's review, like all others.

#include <retrogait/progression/screening.hpp>
#include <retrogait/rules/provenance.hpp>
#include <retrogait/rules/reported.hpp>

#include <string>
#include <utility>
#include <vector>

namespace retrogait {

namespace progression::detail {

using rules::comparison;
using rules::provenance;

template <unit Unit = units::yes_no>
screening_question ask(std::string id, std::string text, std::vector<answer_rule> outcomes) {
  screening_question one;
  one.id = std::move(id);
  one.text = std::move(text);
  one.symbol = Unit::symbol;
  one.ucum = Unit::ucum;
  one.outcomes = std::move(outcomes);
  return one;
}

/// Asked again before every session.
inline screening_question each_time(screening_question one) {
  one.in_short_form = true;
  return one;
}

/// The same, and a bad answer makes an older clearance void.
inline screening_question red_flag(screening_question one) {
  one.voids_clearance = true;
  return each_time(std::move(one));
}

inline answer_rule leads(screening_outcome result, comparison op, double threshold,
                         provenance source) {
  return {result, op, threshold, std::nullopt, std::nullopt, std::move(source)};
}

inline answer_rule yes_leads(screening_outcome result, provenance source) {
  return leads(result, comparison::equal, catalog::yes.value(), std::move(source));
}

inline answer_rule from_age(int years, answer_rule one) {
  one.from_years = years;
  return one;
}

inline answer_rule below_age(int years, answer_rule one) {
  one.below_years = years;
  return one;
}

inline std::vector<screening_question> default_questions() {
  using enum screening_outcome;
  using rules::cite;
  using rules::engineering_choice;
  using rules::recall;
  const provenance pathway = cite("nhs-glos-knee", "NHS knee pathway");
  const provenance after_injury =
      cite("econsult-knee", "within two hours; the six weeks are an engineering choice");
  const provenance effusion = cite("adams2012", "effusion rules");
  const provenance exclusions = recall("retro-trials", "exclusions of retro-walking trials");
  const provenance health_form = cite("par-q", "PAR-Q+");
  const provenance falls = cite("falls-screening", "falls and unsteadiness from 65 on");
  const provenance three_metres = recall("fritz2013", "three metres backward");
  return {
      red_flag(ask("S1", "Is the knee hot, red or swollen while you have a fever or feel unwell?",
                   {yes_leads(urgent, pathway)})),
      red_flag(ask("S2",
                   "After an injury: can you not put weight on the leg or take four steps, or is "
                   "the knee out of shape?",
                   {yes_leads(urgent, pathway)})),
      red_flag(ask("S3", "Is the knee locked, so that it will not straighten or bend?",
                   {yes_leads(urgent, pathway)})),
      red_flag(ask("S4",
                   "Is there new swelling or pain in the calf, pain in the chest, or shortness of "
                   "breath at rest?",
                   {yes_leads(urgent, recall("wells", "Wells rule"))})),
      red_flag(ask("S5",
                   "Was the knee injured in the last six weeks, or did it swell within two hours "
                   "of an injury?",
                   {yes_leads(refer, after_injury)})),
      red_flag(
          ask("S6", "Did the knee give way in the last four weeks?",
              {yes_leads(refer, recall("giving-way", "giving way as a sign of instability"))})),
      red_flag(ask<units::effusion_grade>(
          "S7", "How swollen is the knee (none, trace, 1+, 2+, 3+)?",
          {leads(refer, comparison::at_least, catalog::two_plus.value(), effusion),
           leads(limit, comparison::at_least, catalog::one_plus.value(), effusion)})),
      each_time(ask("S8", "Does the knee keep hurting at rest or at night?",
                    {yes_leads(refer, pathway)})),
      each_time(ask<units::nrs>("S8_walking_pain",
                                "How much does the knee hurt when you walk, from 0 to 10?",
                                {leads(refer, comparison::above, 5,
                                       engineering_choice("after the pain-monitoring model")),
                                 leads(limit, comparison::at_least, 3,
                                       engineering_choice("after the pain-monitoring model"))})),
      ask("S9",
          "Have you been told that the knee has osteoarthritis, arthritis, a meniscus or "
          "ligament injury, or do you have a knee replacement?",
          {yes_leads(refer, engineering_choice())}),
      ask("S10",
          "Knee, hip or back surgery in the last six months, or an injection into a joint in "
          "the last three?",
          {yes_leads(refer, exclusions)}),
      ask("S11", "Did you answer yes to any question of the PAR-Q+?",
          {yes_leads(refer, health_form)}),
      ask("S12",
          "Do you have a disease of the heart, the circulation, the metabolism or the "
          "kidneys, and are not physically active?",
          {yes_leads(refer, cite("acsm", "ACSM"))}),
      ask("S13", "Are you prone to dizziness, vertigo or blackouts?",
          {yes_leads(refer, health_form)}),
      ask("S14",
          "Do you have a disease of the nerves, numb feet, or eyesight that glasses do not "
          "correct?",
          {yes_leads(refer, exclusions)}),
      ask("S15",
          "Did you fall in the last twelve months, do you feel unsteady, or do you need your "
          "arms to stand up?",
          {from_age(65, yes_leads(refer, falls)), below_age(65, yes_leads(limit, falls))}),
      ask<units::second>("S16",
                         "How many seconds do you take for three metres backward, the better "
                         "of two tries with a support near?",
                         {from_age(65, leads(refer, comparison::above, 5, three_metres)),
                          from_age(65, leads(limit, comparison::above, 4.5, three_metres)),
                          below_age(65, leads(limit, comparison::above, 5, three_metres))}),
      ask<units::metre_per_second>(
          "S17", "How fast do you walk forward, at ease, in m/s?",
          {leads(limit, comparison::below, 0.76, cite("gait-speed-falls", "walking speed"))}),
      ask("S18", "Do you use a walking aid, or are you 70 or older and not active?",
          {yes_leads(refer, health_form)}),
      each_time(ask("S19",
                    "Are you pregnant or ill, or have you had alcohol or a drug today that makes "
                    "you drowsy?",
                    {yes_leads(refer, health_form)})),
      each_time(
          ask("S20",
              "Is there a clear, dry, flat way of five metres or more with a rail or a "
              "helper, and are you wearing shoes?",
              {leads(not_today, comparison::equal, catalog::no.value(), engineering_choice())})),
      ask<units::year>("S21", "How old are you, in years?",
                       {leads(refer, comparison::below, 18, engineering_choice())}),
  };
}

}  // namespace progression::detail

/// The questions of the programmes that come with the library.
inline const screening_form& default_screening() {
  static const screening_form form{progression::detail::default_questions(), "S21"};
  return form;
}

}  // namespace retrogait

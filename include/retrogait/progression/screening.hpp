#pragma once
/// @file
/// The questions that come before any plan. The worst answer decides; a question without an answer
/// makes the screening incomplete, never fine. General fitness guidance: what the outcomes ask for
/// is to talk to a professional, not a diagnosis.

#include <retrogait/core/errors.hpp>
#include <retrogait/rules/date.hpp>
#include <retrogait/rules/reported.hpp>
#include <retrogait/rules/rule_set.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retrogait {

/// In rising order of severity. Only ok and limit let a plan be given.
enum class screening_outcome : std::uint8_t {
  ok,
  limit,       ///< support in reach, a cap on the level, on the ground only
  not_today,   ///< the place or the shoes will not do
  incomplete,  ///< a question has no answer
  refer,       ///< talk to a professional first
  urgent       ///< get medical help now
};

constexpr std::string_view to_string(screening_outcome value) {
  switch (value) {
    case screening_outcome::ok:
      return "ok";
    case screening_outcome::limit:
      return "limit";
    case screening_outcome::not_today:
      return "not today";
    case screening_outcome::incomplete:
      return "incomplete";
    case screening_outcome::refer:
      return "refer";
    case screening_outcome::urgent:
      return "urgent";
  }
  return "unknown outcome";
}

namespace units {

struct year {
  static constexpr std::string_view symbol = "years";
  static constexpr std::string_view ucum = "a";
};

}  // namespace units

struct screening_question {
  std::string_view id;
  std::string_view text;
  std::string_view symbol;  ///< unit of the answer, as people read it
  std::string_view ucum;    ///< and as files carry it; "{yes_no}" for a plain answer
  bool in_short_form;       ///< asked again before every session
  std::string_view source;
};

namespace progression::detail {

template <unit Unit = units::yes_no>
constexpr screening_question ask(std::string_view id, std::string_view text, bool in_short_form,
                                 std::string_view source) {
  return {id, text, Unit::symbol, Unit::ucum, in_short_form, source};
}

}  // namespace progression::detail

/// The questions in the order in which they are asked.
inline constexpr std::array screening_questions{
    progression::detail::ask(
        "S1", "Is the knee hot, red or swollen while you have a fever or feel unwell?", true,
        "NHS Gloucestershire knee pathway"),
    progression::detail::ask(
        "S2",
        "After an injury: can you not put weight on the leg or take four steps, or is the "
        "knee out of shape?",
        true, "NHS Gloucestershire knee pathway; Ottawa knee rule"),
    progression::detail::ask("S3", "Is the knee locked, so that it will not straighten or bend?",
                             true, "NHS Gloucestershire knee pathway"),
    progression::detail::ask(
        "S4",
        "Is there new swelling or pain in the calf, pain in the chest, or shortness of "
        "breath at rest?",
        true, "Wells rule; recalled"),
    progression::detail::ask(
        "S5",
        "Was the knee injured in the last six weeks, or did it swell within two hours of "
        "an injury?",
        true, "247econsult; the six weeks are an engineering choice"),
    progression::detail::ask("S6", "Did the knee give way in the last four weeks?", true,
                             "recalled"),
    progression::detail::ask<units::effusion_grade>(
        "S7", "How swollen is the knee (none, trace, 1+, 2+, 3+)?", true, "Adams 2012"),
    progression::detail::ask("S8", "Does the knee keep hurting at rest or at night?", true,
                             "NHS Gloucestershire knee pathway"),
    progression::detail::ask<units::nrs>(
        "S8_walking_pain", "How much does the knee hurt when you walk, from 0 to 10?", true,
        "engineering choice after the pain-monitoring model"),
    progression::detail::ask(
        "S9",
        "Have you been told that the knee has osteoarthritis, arthritis, a meniscus or "
        "ligament injury, or do you have a knee replacement?",
        false, "engineering choice"),
    progression::detail::ask(
        "S10",
        "Knee, hip or back surgery in the last six months, or an injection into a joint in "
        "the last three?",
        false, "recalled: exclusions of retro-walking trials"),
    progression::detail::ask("S11", "Did you answer yes to any question of the PAR-Q+?", false,
                             "PAR-Q+"),
    progression::detail::ask(
        "S12",
        "Do you have a disease of the heart, the circulation, the metabolism or the "
        "kidneys, and are not physically active?",
        false, "ACSM, 10th edition"),
    progression::detail::ask("S13", "Are you prone to dizziness, vertigo or blackouts?", false,
                             "PAR-Q+; recalled"),
    progression::detail::ask(
        "S14",
        "Do you have a disease of the nerves, numb feet, or eyesight that glasses do not "
        "correct?",
        false, "recalled: exclusions of retro-walking trials"),
    progression::detail::ask(
        "S15",
        "Did you fall in the last twelve months, do you feel unsteady, or do you need your "
        "arms to stand up?",
        false, "PMID 35647219"),
    progression::detail::ask<units::second>(
        "S16",
        "How many seconds do you take for three metres backward, the better "
        "of two tries with a support near?",
        false, "Fritz 2013; recalled"),
    progression::detail::ask<units::metre_per_second>(
        "S17", "How fast do you walk forward, at ease, in m/s?", false, "PMC4912425"),
    progression::detail::ask(
        "S18", "Do you use a walking aid, or are you 70 or older and not active?", false, "PAR-Q"),
    progression::detail::ask(
        "S19",
        "Are you pregnant or ill, or have you had alcohol or a drug today that makes you "
        "drowsy?",
        true, "PAR-Q"),
    progression::detail::ask(
        "S20",
        "Is there a clear, dry, flat way of five metres or more with a rail or a helper, "
        "and are you wearing shoes?",
        true, "engineering choice"),
    progression::detail::ask<units::year>("S21", "How old are you, in years?", false,
                                          "engineering choice"),
};

/// The question of that id; null if there is none.
constexpr const screening_question* find_question(std::string_view id) {
  for (const screening_question& one : screening_questions) {
    if (one.id == id) return &one;
  }
  return nullptr;
}

/// What a professional agreed to. It lifts refer only, only for the questions that it names, and
/// only until it expires; a later yes to S1 to S7 makes it void.
struct clearance {
  std::string role{};                 ///< e.g. "physiotherapist"
  date day{};                         ///< when it was given
  date expires{};                     ///< last day on which it counts
  std::vector<std::string> covers{};  ///< question ids
  std::optional<int> max_level{};
  bool grade_allowed = false;  ///< walking uphill on a treadmill

  friend bool operator==(const clearance&, const clearance&) = default;
};

/// The answers of one day. A number for each question: 0 for no and 1 for yes, else in the
/// question's unit.
struct screening_answers {
  struct answer {
    std::string id;
    double value = 0;

    friend bool operator==(const answer&, const answer&) = default;
  };

  date day{};
  std::vector<answer> answers{};
  std::optional<retrogait::clearance> clearance{};

  void set(std::string_view id, double value) {
    for (answer& one : answers) {
      if (one.id == id) {
        one.value = value;
        return;
      }
    }
    answers.push_back({std::string(id), value});
  }

  std::optional<double> find(std::string_view id) const {
    for (const answer& one : answers) {
      if (one.id == id) return one.value;
    }
    return std::nullopt;
  }

  /// Ids that name no question, values off their scale, a clearance that ends before it begins.
  issues validate() const;

  friend bool operator==(const screening_answers&, const screening_answers&) = default;
};

/// The answers with those of the short form, which is asked before every session, put in the place
/// of the older ones. The day stays that of the full screening, so that a short form cannot undo a
/// stop.
inline screening_answers with_short_form(screening_answers full, const screening_answers& latest) {
  for (const screening_answers::answer& one : latest.answers) {
    const screening_question* question = find_question(one.id);
    if (question && question->in_short_form) full.set(one.id, one.value);
  }
  return full;
}

struct screening_finding {
  std::string question;
  screening_outcome outcome = screening_outcome::ok;
  std::string text;  ///< the question and its answer

  friend bool operator==(const screening_finding&, const screening_finding&) = default;
};

struct screening_result {
  screening_outcome outcome = screening_outcome::incomplete;
  date day{};
  std::vector<screening_finding> findings{};  ///< every answer that is not ok
  std::vector<std::string> unanswered{};      ///< question ids
  std::vector<std::string> lifted{};          ///< question ids that a clearance covers
  std::optional<int> max_level{};             ///< as the clearance says
  std::optional<double> age_years{};

  bool allows_plan() const { return outcome <= screening_outcome::limit; }

  friend bool operator==(const screening_result&, const screening_result&) = default;
};

inline issues screening_answers::validate() const {
  issues found;
  for (const answer& one : answers) {
    const screening_question* question = find_question(one.id);
    if (!question) {
      found.push_back({"answers/" + one.id, "is no screening question"});
      continue;
    }
    const value_scale scale = scale_of(question->ucum);
    if (!(one.value >= scale.lowest && one.value <= scale.highest)) {
      found.push_back({"answers/" + one.id, number_text(one.value) + " is off the scale"});
    }
  }
  if (clearance && clearance->expires < clearance->day) {
    found.push_back({"clearance/expires", "lies before the day on which it was given"});
  }
  return found;
}

/// A yes to one of S1 to S6, or swelling of 1+ or more (S7): what makes an older clearance void.
inline bool has_red_flag(const screening_answers& given) {
  for (std::string_view id : {"S1", "S2", "S3", "S4", "S5", "S6"}) {
    if (given.find(id).value_or(0) > 0) return true;
  }
  return given.find("S7").value_or(0) >= catalog::one_plus.value();
}

namespace progression::detail {

/// Severity of one answer. An unknown age counts as 65 or older, which is the stricter.
inline screening_outcome severity_of(std::string_view id, double value,
                                     std::optional<double> age_years) {
  using enum screening_outcome;
  const bool older = !age_years || *age_years >= 65;
  const bool yes = value > 0;
  if (id == "S1" || id == "S2" || id == "S3" || id == "S4") return yes ? urgent : ok;
  if (id == "S7") {
    return value >= catalog::two_plus.value()   ? refer
           : value >= catalog::one_plus.value() ? limit
                                                : ok;
  }
  if (id == "S8_walking_pain") return value > 5 ? refer : value >= 3 ? limit : ok;
  if (id == "S15") return !yes ? ok : older ? refer : limit;
  if (id == "S16") {
    if (older) return value > 5.0 ? refer : value > 4.5 ? limit : ok;
    return value > 5.0 ? limit : ok;
  }
  if (id == "S17") return value < 0.76 ? limit : ok;
  if (id == "S20") return yes ? ok : not_today;
  if (id == "S21") return value < 18 ? refer : ok;
  return yes ? refer : ok;
}

}  // namespace progression::detail

/// The outcome of the answers as seen today. Throws config_error for answers that cannot be (see
/// validate) or that lie in the future.
inline screening_result screen(const screening_answers& given, date today) {
  issues wrong = given.validate();
  if (given.day > today) wrong.push_back({"date", "the screening lies in the future"});
  throw_if_any(std::move(wrong));

  screening_result result;
  result.outcome = screening_outcome::ok;
  result.day = given.day;
  result.age_years = given.find("S21");

  const std::optional<clearance>& agreed = given.clearance;
  const bool counts = agreed && agreed->day <= today && today <= agreed->expires &&
                      !(has_red_flag(given) && agreed->day < given.day);
  if (counts) result.max_level = agreed->max_level;

  for (const screening_question& question : screening_questions) {
    const std::optional<double> value = given.find(question.id);
    if (!value) {
      result.unanswered.emplace_back(question.id);
      result.outcome = (std::max)(result.outcome, screening_outcome::incomplete);
      continue;
    }
    const screening_outcome severity =
        progression::detail::severity_of(question.id, *value, result.age_years);
    if (severity == screening_outcome::ok) continue;
    const bool covered = counts && severity == screening_outcome::refer &&
                         std::find(agreed->covers.begin(), agreed->covers.end(), question.id) !=
                             agreed->covers.end();
    if (covered) {
      result.lifted.emplace_back(question.id);
      continue;
    }
    result.outcome = (std::max)(result.outcome, severity);
    result.findings.push_back(
        {std::string(question.id), severity,
         std::string(question.text) + ' ' + value_text(*value, question.symbol, question.ucum)});
  }
  return result;
}

}  // namespace retrogait

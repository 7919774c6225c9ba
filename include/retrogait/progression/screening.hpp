#pragma once
/// @file
/// The questions that come before any plan, as data of a programme (default_screening.hpp has those
/// that come with the library). The worst answer decides; a question without an answer makes the
/// screening incomplete, never fine. General fitness guidance: what the outcomes ask for is to talk
/// to a professional, not a diagnosis.

#include <retrogait/core/errors.hpp>
#include <retrogait/rules/date.hpp>
#include <retrogait/rules/interval.hpp>
#include <retrogait/rules/provenance.hpp>
#include <retrogait/rules/reported.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
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

/// When an answer has that outcome: if it compares so with the threshold, for people of those ages.
struct answer_rule {
  screening_outcome result = screening_outcome::refer;
  rules::comparison op = rules::comparison::equal;
  double threshold = 1;              ///< in the question's unit; yes is 1
  std::optional<int> from_years{};   ///< only from that age on
  std::optional<int> below_years{};  ///< only below that age
  rules::provenance source{};

  /// An unknown age could be any.
  bool applies(double value, std::optional<double> age_years) const {
    return rules::compares(value, op, threshold) &&
           !(age_years && ((from_years && *age_years < *from_years) ||
                           (below_years && *age_years >= *below_years)));
  }

  friend bool operator==(const answer_rule&, const answer_rule&) = default;
};

struct screening_question {
  std::string id{};
  std::string text{};
  std::string_view symbol{};            ///< unit of the answer, as people read it
  std::string_view ucum{};              ///< and as files carry it; "{yes_no}" for a plain answer
  bool in_short_form = false;           ///< asked again before every session
  bool voids_clearance = false;         ///< an answer that is not ok makes an older clearance void
  std::vector<answer_rule> outcomes{};  ///< the worst that applies counts; ok if none does

  screening_outcome outcome_of(double value, std::optional<double> age_years) const {
    screening_outcome worst = screening_outcome::ok;
    for (const answer_rule& one : outcomes) {
      if (one.applies(value, age_years)) worst = (std::max)(worst, one.result);
    }
    return worst;
  }

  /// An answer that is ok at every age, far from what is not if the scale has room; nothing if none
  /// is.
  std::optional<double> fine_answer() const;

  friend bool operator==(const screening_question&, const screening_question&) = default;
};

/// The questions of a programme, in the order in which they are asked.
struct screening_form {
  std::vector<screening_question> questions{};
  std::string age_question{};  ///< id of the one whose answer is the age in years; empty: none

  /// Null if there is none of that id.
  const screening_question* find(std::string_view id) const {
    for (const screening_question& one : questions) {
      if (one.id == id) return &one;
    }
    return nullptr;
  }

  /// Everything that is wrong with it. Fields are paths such as "questions/2/id", counted from 0.
  issues validate() const;

  friend bool operator==(const screening_form&, const screening_form&) = default;
};

/// What a professional agreed to. It lifts refer only, only for the questions that it names, and
/// only until it expires; a later answer to a question that voids clearances, if it is not ok, makes
/// it void.
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

  /// Ids that name no question of the form, values off their scale, a clearance that ends before it
  /// begins.
  issues validate(const screening_form& form) const;

  friend bool operator==(const screening_answers&, const screening_answers&) = default;
};

/// The answers with those of the short form, which is asked before every session, put in the place
/// of the older ones. The day stays that of the full screening, so that a short form cannot undo a
/// stop.
inline screening_answers with_short_form(const screening_form& form, screening_answers full,
                                         const screening_answers& latest) {
  for (const screening_answers::answer& one : latest.answers) {
    const screening_question* question = form.find(one.id);
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
  bool grade_allowed = false;                 ///< as the clearance says
  std::optional<date> clearance_ended{};      ///< its last day, where that is past
  std::optional<double> age_years{};

  bool allows_plan() const { return outcome <= screening_outcome::limit; }

  friend bool operator==(const screening_result&, const screening_result&) = default;
};

inline std::optional<double> screening_question::fine_answer() const {
  const value_scale scale = scale_of(ucum);
  std::vector<double> tried{scale.lowest};
  if (std::isfinite(scale.highest)) tried.push_back(scale.highest);
  for (const scale_word& word : scale.words) tried.push_back(word.value);
  if (scale.words.empty()) {
    for (const answer_rule& one : outcomes) {
      const double at = one.threshold;
      for (const double beside : {at - 1, at, at + 1, 2 * at}) {
        if (beside >= scale.lowest && beside <= scale.highest) tried.push_back(beside);
      }
    }
  }
  const auto room = [this](double value) {
    double nearest = std::numeric_limits<double>::infinity();
    for (const answer_rule& one : outcomes) {
      nearest = (std::min)(nearest, std::abs(value - one.threshold));
    }
    return nearest;
  };
  std::optional<double> best;
  for (const double value : tried) {
    if (outcome_of(value, std::nullopt) != screening_outcome::ok) continue;
    if (!best || room(value) > room(*best)) best = value;
  }
  return best;
}

inline issues screening_form::validate() const {
  issues found;
  const auto require = [&found](bool fine, std::string field, std::string message) {
    if (!fine) found.push_back({std::move(field), std::move(message)});
  };
  require(!questions.empty(), "questions", "there is none");
  bool asks_age = false;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const screening_question& one = questions[i];
    const std::string at = "questions/" + std::to_string(i) + '/';
    require(!one.id.empty(), at + "id", "is empty");
    require(find(one.id) == &one, at + "id", '"' + one.id + "\" names another question too");
    require(!one.text.empty(), at + "text", "is empty");
    require(!one.ucum.empty(), at + "unit", "is empty");
    const value_scale scale = scale_of(one.ucum);
    for (std::size_t j = 0; j < one.outcomes.size(); ++j) {
      const answer_rule& rule = one.outcomes[j];
      const std::string there = at + "outcomes/" + std::to_string(j) + '/';
      require(rule.result != screening_outcome::ok && rule.result != screening_outcome::incomplete,
              there + "outcome", "must be limit, not today, refer or urgent");
      require(rule.threshold >= scale.lowest && rule.threshold <= scale.highest &&
                  (scale.words.empty() || scale.by_value(rule.threshold)),
              there + "when", number_text(rule.threshold) + " is no answer to the question");
      asks_age = asks_age || rule.from_years || rule.below_years;
      require(!rule.from_years || !rule.below_years || *rule.from_years < *rule.below_years,
              there + "below_years", "must be more than from_years");
    }
    require(one.fine_answer().has_value(), at + "outcomes",
            "no answer is ok, so that no plan would ever be given");
  }
  require(!asks_age || find(age_question), "age_question",
          "must be the id of the question after the age, which outcomes depend on");
  require(age_question.empty() || find(age_question), "age_question",
          '"' + age_question + "\" is no question");
  return found;
}

/// An answer to every question with which a plan is given without limits: to try a programme out.
/// The form must be valid.
inline screening_answers fine_answers(const screening_form& form, date day) {
  screening_answers given;
  given.day = day;
  for (const screening_question& one : form.questions) {
    given.set(one.id, one.fine_answer().value_or(0));
  }
  return given;
}

inline issues screening_answers::validate(const screening_form& form) const {
  issues found;
  for (const answer& one : answers) {
    const screening_question* question = form.find(one.id);
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

/// Whether one of the answers makes an older clearance void.
inline bool has_red_flag(const screening_form& form, const screening_answers& given) {
  const std::optional<double> age_years = given.find(form.age_question);
  for (const screening_answers::answer& one : given.answers) {
    const screening_question* question = form.find(one.id);
    if (question && question->voids_clearance &&
        question->outcome_of(one.value, age_years) != screening_outcome::ok) {
      return true;
    }
  }
  return false;
}

/// The outcome of the answers as seen today. Throws config_error for answers that cannot be (see
/// validate) or that lie in the future.
inline screening_result screen(const screening_form& form, const screening_answers& given,
                               date today) {
  issues wrong = given.validate(form);
  if (given.day > today) wrong.push_back({"date", "the screening lies in the future"});
  throw_if_any(std::move(wrong));

  screening_result result;
  result.outcome = screening_outcome::ok;
  result.day = given.day;
  result.age_years = given.find(form.age_question);

  const std::optional<clearance>& agreed = given.clearance;
  const bool counts = agreed && agreed->day <= today && today <= agreed->expires &&
                      !(has_red_flag(form, given) && agreed->day < given.day);
  if (agreed && today > agreed->expires) result.clearance_ended = agreed->expires;
  if (counts) {
    result.max_level = agreed->max_level;
    result.grade_allowed = agreed->grade_allowed;
  }

  for (const screening_question& question : form.questions) {
    const std::optional<double> value = given.find(question.id);
    if (!value) {
      result.unanswered.push_back(question.id);
      result.outcome = (std::max)(result.outcome, screening_outcome::incomplete);
      continue;
    }
    const screening_outcome severity = question.outcome_of(*value, result.age_years);
    if (severity == screening_outcome::ok) continue;
    const bool covered = counts && severity == screening_outcome::refer &&
                         std::find(agreed->covers.begin(), agreed->covers.end(), question.id) !=
                             agreed->covers.end();
    if (covered) {
      result.lifted.push_back(question.id);
      continue;
    }
    result.outcome = (std::max)(result.outcome, severity);
    result.findings.push_back(
        {question.id, severity,
         question.text + ' ' + value_text(*value, question.symbol, question.ucum)});
  }
  return result;
}

}  // namespace retrogait

#pragma once
/// @file
/// The canonical text of a programme (rules/canonical.hpp) and its hash, by which a decision tells
/// under which programme it was made.

#include <retrogait/progression/programme.hpp>
#include <retrogait/rules/canonical.hpp>
#include <retrogait/rules/sha256.hpp>

#include <string>

namespace retrogait {

namespace progression::detail {

template <class T>
void write(std::string_view name, const sourced<T>& one, rules::canonical_writer& out) {
  out.open(name);
  out.number(one.value);
  write(one.source, out);
  out.close();
}

template <class T>
void write(std::string_view name, const T& value, rules::canonical_writer& out) {
  out.open(name);
  out.number(value);
  out.close();
}

inline void write(const training_level& one, rules::canonical_writer& out) {
  out.open("level");
  out.number(one.bouts);
  out.number(one.steps_a_bout);
  out.number(one.seconds_a_bout);
  out.number(one.rest_s);
  out.number(one.minutes);
  out.number(one.speed_limit_m_s);
  out.number(one.share_of_comfortable);
  out.number(one.grade_percent);
  out.word(to_string(one.support));
  out.text(one.surface);
  write(one.source, out);
  out.close();
}

inline void write(const absence_rule& one, rules::canonical_writer& out) {
  out.open("absence");
  out.number(one.from_days);
  out.number(one.to_days);
  out.number(one.levels_down);
  out.number(one.levels_down_older);
  out.number(one.may_advance);
  out.number(one.screen_again);
  out.number(one.restart);
  write(one.source, out);
  out.close();
}

inline void write(const strength_cap& one, rules::canonical_writer& out) {
  out.open("strength_cap");
  out.number(one.below_percent);
  out.number(one.max_level);
  write(one.source, out);
  out.close();
}

inline void write(const deload_rule& one, rules::canonical_writer& out) {
  out.open("deload");
  out.number(one.every_rises);
  out.number(one.share);
  out.number(one.days);
  write(one.source, out);
  out.close();
}

inline void write(const answer_rule& one, rules::canonical_writer& out) {
  out.open("outcome");
  out.text(to_string(one.result));
  out.word(to_string(one.op));
  out.number(one.threshold);
  out.number(one.from_years);
  out.number(one.below_years);
  write(one.source, out);
  out.close();
}

inline void write(const screening_form& form, rules::canonical_writer& out) {
  out.open("screening");
  out.text(form.age_question);
  for (const screening_question& one : form.questions) {
    out.open("question");
    out.text(one.id);
    out.text(one.text);
    out.text(one.ucum);
    out.number(one.in_short_form);
    out.number(one.voids_clearance);
    for (const answer_rule& rule : one.outcomes) write(rule, out);
    out.close();
  }
  out.close();
}

}  // namespace progression::detail

/// Levels, absences and caps in their order, which says something; rules in that of their texts.
inline std::string canonical(const programme& plan) {
  namespace detail = progression::detail;
  rules::canonical_writer out;
  out.open("programme");
  out.text(plan.title);
  detail::write(plan.screening, out);
  detail::write("warm_up_minutes", plan.warm_up_minutes, out);
  detail::write("sessions_a_week", plan.sessions_a_week, out);
  detail::write("most_sessions_in_7_days", plan.most_sessions_in_7_days, out);
  detail::write("rest_days", plan.rest_days, out);
  detail::write("weekly_rise_min", plan.weekly_rise_min, out);
  detail::write("speed_cap_m_s", plan.speed_cap_m_s, out);
  detail::write("limited_max_level", plan.limited_max_level, out);
  detail::write("refer_after_regressions", plan.refer_after_regressions, out);
  detail::write("within_days", plan.within_days, out);
  detail::write("advise_after_holds", plan.advise_after_holds, out);
  detail::write("share_left_on_hold", plan.share_left_on_hold, out);
  detail::write("older_from_years", plan.older_from_years, out);
  for (const training_level& one : plan.levels) detail::write(one, out);
  for (const absence_rule& one : plan.absences) detail::write(one, out);
  for (const strength_cap& one : plan.strength_caps) detail::write(one, out);
  if (plan.deload) detail::write(*plan.deload, out);
  out.part(rules::canonical(plan.rules));
  out.close();
  return out.str();
}

/// SHA-256 of the canonical text: changes with everything that the programme says.
inline std::string content_hash(const programme& plan) {
  return rules::sha256(canonical(plan));
}

}  // namespace retrogait

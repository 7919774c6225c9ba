#pragma once
// Hand-made people for the tests of decisions.

#include <retrogait/progression/default_programme.hpp>
#include <retrogait/progression/default_screening.hpp>
#include <retrogait/progression/history.hpp>
#include <retrogait/progression/screening.hpp>
#include <retrogait/rules/reported.hpp>

#include <vector>

namespace people {

using namespace retrogait;

inline const date start = make_date(2026, 8, 31);  // a Monday

inline measured<double> reported(double value) {
  return measured<double>::of(value, 1);
}

/// Everything answered, nothing wrong, 54 years old.
inline screening_answers fine(date day = add_days(start, -1)) {
  screening_answers given = fine_answers(default_screening(), day);
  given.set("S16", 4.1);
  given.set("S17", 1.15);
  given.set("S21", 54);
  return given;
}

/// Every value there and good enough to advance.
inline session_record good_session(date day, int level) {
  session_record session{day, level, {}};
  for (const metric_info* info : catalog::reported_metrics) session.values.set(*info, reported(0));
  session.values.set(catalog::pain_before_info, reported(1));
  session.values.set(catalog::pain_during_info, reported(2));
  session.values.set(catalog::pain_next_day_info, reported(1));
  session.values.set(catalog::morning_pain_info, reported(1));
  session.values.set(catalog::effort_info, reported(4));
  session.values.set(catalog::completed_info, reported(100));
  session.values.set(catalog::form_passing_info, reported(92));
  session.values.set(catalog::backward_minutes_info,
                     reported(default_programme().at(level).minutes));
  return session;
}

inline training_history history_of(const std::vector<session_record>& sessions) {
  training_history history;
  history.person.comfortable_speed_m_s = 0.6;
  history.screening = fine();
  for (const session_record& one : sessions) history.append(one);
  return history;
}

/// Three sessions a week, Monday, Wednesday, Friday, all good, one level after the other.
inline std::vector<session_record> good_weeks(int first_level, int weeks) {
  std::vector<session_record> sessions;
  for (int week = 0; week < weeks; ++week) {
    for (const int day : {0, 2, 4}) {
      sessions.push_back(good_session(add_days(start, 7 * week + day), first_level + week));
    }
  }
  return sessions;
}

/// The Monday after so many weeks.
inline date after_weeks(int weeks) {
  return add_days(start, 7 * weeks);
}

}  // namespace people

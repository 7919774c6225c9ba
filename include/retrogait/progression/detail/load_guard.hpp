#pragma once
// The limits of a week, worked out apart from the decision that keeps to them.

#include <retrogait/progression/decide.hpp>
#include <retrogait/progression/history.hpp>
#include <retrogait/progression/programme.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace retrogait::progression::detail {

/// Minutes of the 7 days before whatever follows these sessions: those that end with the last one
/// that is not light, the days of light weeks left out. A light week begins with a light session
/// after one that is not, and ends after deload_rule::days or with the next one that is not.
inline double minutes_before(const programme& plan, std::span<const session_record> sessions) {
  std::optional<date> newest;
  for (const session_record& one : sessions) {
    if (!one.light || !plan.deload) newest = one.day;
  }
  if (!newest) return 0;
  double minutes = 0;
  const date first = sessions[0].day;
  for (date day = *newest, counted = day; day >= first && days_between(counted, *newest) < 7;
       day = add_days(day, -1)) {
    const session_record* today = nullptr;
    date light_since{};
    bool in_light_row = false;
    for (const session_record& one : sessions) {
      if (one.day > day) break;
      if (one.day == day) today = &one;
      const bool light = one.light && plan.deload.has_value();
      if (light && !in_light_row) light_since = one.day;
      in_light_row = light;
    }
    if (in_light_row && days_between(light_since, day) < plan.deload->days) continue;
    counted = add_days(counted, -1);
    if (!today || (today->light && plan.deload)) continue;
    minutes += today->values.find(catalog::backward_minutes_info)
                   .value_or(bouts_of(plan, today->level, today->light).minutes);
  }
  return minutes;
}

/// What is wrong with a session of that dose on that day; empty if nothing is.
inline std::string over_guard(const programme& plan, const training_history& history, date day,
                              double minutes, const session_dose& dose) {
  const double rounding = 0.05;  // of a level's minutes: programme::validate
  const std::vector<session_record>& all = history.sessions();
  double week = minutes;
  int sessions = 1;
  std::size_t n = all.size();
  for (; n > 0 && days_between(all[n - 1].day, day) < 7; --n) {
    const session_record& one = all[n - 1];
    week += one.values.find(catalog::backward_minutes_info)
                .value_or(bouts_of(plan, one.level, one.light).minutes);
    ++sessions;
  }
  const double before = minutes_before(plan, std::span(all).first(n));
  if (week > before + plan.weekly_rise_min.value + rounding) {
    return number_text(week) + " minutes in 7 days after " + number_text(before) +
           ", which is a rise by more than " + number_text(plan.weekly_rise_min.value);
  }
  if (sessions > plan.most_sessions_in_7_days.value) {
    return std::to_string(sessions) + " sessions in 7 days";
  }
  if (dose.speed_limit_m_s.value_or(0) > plan.speed_cap_m_s.value + 1e-6) {
    return "a speed above the cap";
  }
  return {};
}

}  // namespace retrogait::progression::detail

#pragma once
/// @file
/// A decision in plain sentences: what comes next, why, and what was missing.

#include <retrogait/progression/decide.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retrogait {

/// Ends every text about training.
inline constexpr std::string_view guidance_note =
    "General fitness guidance, not medical advice. If pain or swelling lasts, talk to a "
    "professional.";

namespace progression::detail {

/// Enough to tell programmes apart; JSON carries all 64.
inline constexpr std::size_t hash_digits_shown = 12;

inline std::string in_brackets(const rules::provenance& source) {
  const std::string& text = source.note.empty() ? source.source : source.note;
  return text.empty() ? std::string{} : " (" + text + ')';
}

inline std::string threshold_of(const rules::evidence& e, rules::comparison op) {
  std::string number = e.threshold ? threshold_text(*e.threshold, e.symbol, e.ucum) : std::string{};
  if (e.ucum == units::yes_no::ucum && op == rules::comparison::not_equal) {
    return number == "yes" ? "no" : "yes";
  }
  if (op == rules::comparison::equal && !scale_of(e.ucum).words.empty()) return number;
  const std::string start = std::string(rules::words(op)) + ' ';
  if (e.against.empty()) return start + number;
  return start + "the " + e.against + (number.empty() ? "" : ", here " + number);
}

/// To two decimals, but not so that it seems to be at a threshold where it is only close.
inline double rounded_beside(double value, std::optional<double> threshold) {
  const double rounded = std::round(value * 100) / 100;
  return threshold && rounded == *threshold ? value : rounded;
}

/// "pain during the session was 3 of 10 on 2026-09-04"
inline std::string value_sentence(const rules::evidence& e) {
  if (e.value && std::isinf(*e.value)) return e.what + ": there never was one";
  const std::string value =
      e.value ? value_text(rounded_beside(*e.value, e.threshold), e.symbol, e.ucum)
              : "not fully known";
  const bool counted = e.ucum == units::count::ucum;
  return e.what +
         (!e.day    ? " is "
          : counted ? ": "
                    : " was ") +
         value + (e.day ? " on " + date_string(*e.day) : std::string{});
}

inline std::string_view leads_to(rules::outcome result) {
  switch (result) {
    case rules::outcome::advance:
      return "allows the next level";
    case rules::outcome::hold:
      return "keeps the level";
    case rules::outcome::regress:
      return "leads one level down";
    case rules::outcome::refer:
      return "means to talk to a professional first";
    case rules::outcome::stop:
      return "stops the plan until a new screening";
  }
  return "decides";
}

/// "pain during the session was 3 of 10 on 2026-09-04; to advance it must be at most 2"
inline std::string sentence(const rules::evidence& e, rules::outcome result) {
  const std::string on = e.day ? " on " + date_string(*e.day) : std::string{};
  const bool holds = e.holds == rules::truth::is_true;
  std::string text = value_sentence(e);
  std::string limit = threshold_of(e, holds ? e.op : rules::negated(e.op));
  if (e.ucum == units::yes_no::ucum && e.value == catalog::yes.value()) {
    text = e.what + on;
    limit = "this";
  }
  const value_scale scale = scale_of(e.ucum);
  if (holds && e.op == rules::comparison::at_least && !scale.words.empty() &&
      e.threshold == scale.highest) {
    limit = "this";
  }
  if (result == rules::outcome::advance || result == rules::outcome::hold) {
    return text + "; to advance it must be " + threshold_of(e, holds ? rules::negated(e.op) : e.op);
  }
  return text + "; " + limit + ' ' + std::string(leads_to(result));
}

inline std::string minutes_text(double seconds) {
  const double minutes = std::floor(seconds / 60);
  const double rest = seconds - 60 * minutes;
  std::string text;
  if (minutes > 0) text = number_text(minutes) + " min";
  if (rest > 0) text += (text.empty() ? "" : " ") + number_text(std::round(rest)) + " s";
  return text;
}

inline std::string dose_text(const session_dose& dose) {
  std::string text = std::to_string(dose.bouts) + " × ";
  text += dose.steps_a_bout ? std::to_string(*dose.steps_a_bout) + " steps"
                            : minutes_text(dose.seconds_a_bout.value_or(0));
  if (dose.support == support_need::in_reach) text += " with a rail in reach";
  return text;
}

inline std::string two_decimals(double value) {
  return number_text(std::round(value * 100) / 100);
}

/// Of a rule that nearly fired: "close: effort was 7 CR10 on 2026-09-11, 1 CR10 away; at least 8
/// CR10 leads one level down"
inline std::string sentence(const rules::near_miss& n) {
  const rules::evidence& e = n.closest;
  const bool holds = e.holds == rules::truth::is_true;
  std::string away = two_decimals(n.distance);
  if (!e.symbol.empty() && e.ucum != units::nrs::ucum) away += ' ' + e.symbol;
  return (n.distance > 0 ? "close: " + value_sentence(e) + ", " + away + " away"
                         : "at its limit: " + value_sentence(e)) +
         "; " + threshold_of(e, holds ? rules::negated(e.op) : e.op) + ' ' +
         std::string(leads_to(n.result));
}

/// The details of the plan that the first line has no room for.
inline std::string details_text(const training_decision& d) {
  const session_dose& dose = *d.dose_after;
  std::string text = dose.speed_limit_m_s
                         ? "at most " + two_decimals(*dose.speed_limit_m_s) + " m/s"
                         : std::string("no faster than comfortable");
  if (dose.rest_s > 0 && dose.bouts > 1) {
    text += "; " + minutes_text(dose.rest_s) + " of rest between bouts";
  }
  if (dose.warm_up_minutes > 0) {
    text += "; first " + number_text(dose.warm_up_minutes) + " min forward";
  }
  if (!dose.surface.empty()) text += "; " + dose.surface;
  if (dose.grade_percent > 0) text += "; up a grade of " + number_text(dose.grade_percent) + " %";
  if (dose.overground_only) text += ", no treadmill";
  return text;
}

inline std::string head(const training_decision& d) {
  std::string text = "next session: ";
  if (!d.level_after) {
    switch (d.result) {
      case rules::outcome::stop:
        return text + "STOP, no plan before a new screening";
      case rules::outcome::refer:
        return text + "REFER, talk to a professional before going on";
      case rules::outcome::regress:
        return text + "REGRESS, but no plan yet";
      default:
        return text + "HOLD, no plan yet";
    }
  }
  if (!d.level_before) {
    text += "START at";
  } else if (d.result == rules::outcome::advance) {
    text += "ADVANCE to";
  } else if (d.result == rules::outcome::regress) {
    text += "REGRESS to";
  } else {
    text += "HOLD at";
  }
  return text + " level " + std::to_string(*d.level_after) + ", " + dose_text(*d.dose_after);
}

inline void add_missing(const std::vector<rules::missing_value>& missing,
                        std::vector<std::string>& lines) {
  std::vector<std::pair<std::string, std::string>> days_of;  // name, days
  for (const rules::missing_value& one : missing) {
    auto it = std::find_if(days_of.begin(), days_of.end(),
                           [&one](const auto& seen) { return seen.first == one.name; });
    if (it == days_of.end()) it = days_of.insert(days_of.end(), {one.name, {}});
    if (one.day) it->second += (it->second.empty() ? "" : ", ") + date_string(*one.day);
  }
  for (const auto& [name, days] : days_of) {
    lines.push_back("missing: " + name + (days.empty() ? "" : " (" + days + ')'));
  }
}

}  // namespace progression::detail

/// Why a rule set decided as it did: of the rules that decided, the latest session that bore on
/// each, one sentence a rule and value. What was missing is not among them (see decision::missing).
inline std::vector<std::string> reasons(const rules::decision& d) {
  std::vector<std::string> lines;
  for (const rules::finding& one : d.findings) {
    const bool fired = one.fired == rules::truth::is_true;
    if (one.result == rules::outcome::advance && fired) {
      if (d.result == rules::outcome::advance) {
        lines.push_back(one.rule + progression::detail::in_brackets(one.source));
      }
      continue;
    }
    const bool not_yet = one.result == rules::outcome::advance &&
                         one.fired == rules::truth::is_false && d.result == rules::outcome::hold;
    if (!(fired && one.result == d.result) && !not_yet) continue;
    for (std::size_t i = 0; i < one.comparisons.size(); ++i) {
      const rules::evidence& e = one.comparisons[i];
      bool later = false;
      for (std::size_t j = i + 1; j < one.comparisons.size(); ++j) {
        later = later || (one.comparisons[j].what == e.what && one.comparisons[j].op == e.op);
      }
      if (!later)
        lines.push_back(progression::detail::sentence(e, one.result) +
                        progression::detail::in_brackets(one.source));
    }
  }
  return lines;
}

/// The decision as lines of text; the first says what comes next, the last is guidance_note.
inline std::vector<std::string> sentences(const training_decision& d) {
  std::vector<std::string> lines;
  lines.push_back(progression::detail::head(d));
  const auto add = [&lines](const std::string& text) { lines.push_back("  " + text); };
  if (d.dose_after) add(progression::detail::details_text(d));
  if (d.not_before && *d.not_before > d.day) add("not before " + date_string(*d.not_before));
  if (d.dose_after) {
    for (const adjustment& one : d.adjustments) {
      if (one.id == "shorter")
        add("at most " + progression::detail::two_decimals(d.dose_after->minutes) + " min");
    }
  }
  // A rule that only kept the level has nothing to add where something else lowered it.
  if (d.rules && (d.rules->result >= d.result || d.rules->result >= rules::outcome::regress)) {
    for (const std::string& one : reasons(*d.rules)) add(one);
  }
  // What could have been more severe; to advance is told above.
  if (d.rules) {
    for (const rules::near_miss& one : d.rules->nearly) {
      if (one.result > d.result && one.result > rules::outcome::hold) {
        add(progression::detail::sentence(one));
      }
    }
  }
  for (const adjustment& one : d.adjustments)
    add(one.text + progression::detail::in_brackets(one.source));
  if (d.screening && !d.screening->allows_plan()) {
    for (const screening_finding& one : d.screening->findings) {
      add(one.question + ": " + one.text);
    }
    if (d.screening->clearance_ended) {
      add("what a professional agreed to ended on " + date_string(*d.screening->clearance_ended));
    }
  }
  std::vector<std::string> missing;
  progression::detail::add_missing(d.missing, missing);
  const bool alone = d.rules && d.rules->how.by_missing && !d.rules->how.by_rule;
  for (const std::string& one : missing) {
    add(alone && d.level_after ? one + ", without which the level is not raised" : one);
  }
  for (const std::string& one : d.advice) add(one);
  add("for " + date_string(d.day) + " by " + d.programme + ' ' + to_string(d.version) +
      ", content " + d.content_hash.substr(0, progression::detail::hash_digits_shown));
  lines.emplace_back(guidance_note);
  return lines;
}

}  // namespace retrogait

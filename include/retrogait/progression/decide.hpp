#pragma once
/// @file
/// The decision for the next training day, from a programme, a screening and a history. Pure: the
/// same input gives the same answer on every machine; the day is given by the caller.

#include <retrogait/core/errors.hpp>
#include <retrogait/progression/canonical.hpp>
#include <retrogait/progression/history.hpp>
#include <retrogait/progression/programme.hpp>
#include <retrogait/progression/screening.hpp>
#include <retrogait/rules/decision.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retrogait {

/// The decision of any rule set, as in the example at the top of rules/language.hpp. Throws
/// config_error if a session lies after today.
inline rules::decision decide(const rules::rule_set& set, const training_history& history,
                              date today) {
  return rules::decide(set, history.seen_from(today));
}

/// What to do in one session.
struct session_dose {
  int level = 1;
  int bouts = 1;
  std::optional<int> steps_a_bout{};
  std::optional<double> seconds_a_bout{};
  double rest_s = 0;
  double minutes = 0;  ///< backward walking; less than the level's where the weekly limit cuts it
  bool light = false;  ///< of a week of less load; belongs into session_record::light
  double warm_up_minutes = 0;
  std::optional<double> speed_limit_m_s{};  ///< nothing: the comfortable speed, not measured yet
  double grade_percent = 0;                 ///< of the treadmill, uphill
  support_need support = support_need::none;
  bool overground_only = false;
  std::string surface{};

  friend bool operator==(const session_dose&, const session_dose&) = default;
};

/// Something besides the rule set that shaped the decision.
struct adjustment {
  std::string id;         ///< e.g. "screening", "away", "level cap"
  rules::outcome result;  ///< what it asked for, at least
  std::string text;       ///< one sentence without its full stop
  rules::provenance source{};

  friend bool operator==(const adjustment&, const adjustment&) = default;
};

struct training_decision {
  /// With a plan, advance, hold and regress say which way the level goes; refer and stop come
  /// without one.
  rules::outcome result = rules::outcome::hold;
  date day{};
  std::string programme{};
  rules::version_number version{};
  std::string content_hash{};         ///< of the whole programme (progression/canonical.hpp)
  std::optional<int> level_before{};  ///< of the last session; nothing before the first
  std::optional<int> level_after{};   ///< nothing: no plan is given
  std::optional<session_dose> dose_before{};
  std::optional<session_dose> dose_after{};
  std::optional<date> not_before{};             ///< the earliest day for the next session
  std::optional<screening_result> screening{};  ///< nothing: there is none
  std::optional<rules::decision> rules{};       ///< nothing before the first session
  std::vector<adjustment> adjustments{};
  std::vector<rules::missing_value> missing{};
  std::vector<std::string> advice{};

  friend bool operator==(const training_decision&, const training_decision&) = default;
};

/// What a decision comes to, without its reasons.
struct next_step {
  rules::outcome result = rules::outcome::hold;
  std::optional<int> level_before{};
  std::optional<int> level_after{};  ///< nothing: no plan is given
  std::optional<date> not_before{};
  double minutes = 0;  ///< as session_dose::minutes; 0 without a plan
  bool light = false;  ///< as session_dose::light

  friend bool operator==(const next_step&, const next_step&) = default;
};

namespace progression::detail {

/// Takes the reasons of a step down.
class kept_notes {
 public:
  explicit kept_notes(training_decision& into) : into_(into) {}

  template <class Text>
  void adjust(std::string_view id, rules::outcome at_least, const Text& text,
              const rules::provenance& source) {
    into_.adjustments.push_back({std::string(id), at_least, text(), source});
  }
  template <class Text>
  void miss(std::string_view id, const Text& name) {
    into_.missing.push_back({std::string(id), name(), std::nullopt, reason::not_reported});
  }

 private:
  training_decision& into_;
};

/// Where nobody asks for the reasons.
struct no_notes {
  template <class Text>
  void adjust(std::string_view, rules::outcome, const Text&, const rules::provenance&) {}
  template <class Text>
  void miss(std::string_view, const Text&) {}
};

/// What the rules say, read from their trees.
struct tree_judge {
  const rules::rule_set& set;

  rules::verdict operator()(const rules::log_view& log) const { return rules::judge(set, log); }
};

/// What the rules said after the first n sessions, on the day of the next one.
template <class Judge>
rules::verdict verdict_after(std::size_t n, const rules::log_view& log, const Judge& judge) {
  const date seen = n < log.sessions.size() ? log.sessions[n].day : log.today;
  return judge({log.sessions.first(n), seen, log.screening, log.person});
}

/// What is planned of one level.
struct planned_bouts {
  std::optional<int> steps{};
  std::optional<double> seconds{};
  double minutes = 0;
};

/// Light bouts are rounded down to whole steps or seconds, and the minutes with them.
inline planned_bouts bouts_of(const programme& plan, int level, bool light) {
  const training_level& from = plan.at(level);
  planned_bouts bouts{from.steps_a_bout, from.seconds_a_bout, from.minutes};
  if (!light || !plan.deload) return bouts;
  const auto cut = [&](double whole) {
    const double rounding = 1e-9;
    const double part = (std::max)(1.0, std::floor(whole * plan.deload->share + rounding));
    bouts.minutes *= (std::min)(1.0, part / whole);
    return (std::min)(part, whole);
  };
  if (bouts.steps) {
    bouts.steps = static_cast<int>(cut(*bouts.steps));
  } else if (bouts.seconds) {
    bouts.seconds = cut(*bouts.seconds);
  }
  return bouts;
}

/// Finds the next step: what the rules say, then what the screening, a pause, the caps, the light
/// weeks and the limits of a week make of it. The logic of every decision is here; the notes say
/// whether its reasons are kept.
template <class Judge, class Notes>
class step_finder {
 public:
  step_finder(const programme& plan, const std::optional<screening_result>& screened,
              const rules::log_view& log, const Judge& judge, Notes notes)
      : plan_(plan), screened_(screened), log_(log), judge_(judge), notes_(notes) {}

  next_step operator()() {
    if (!sessions().empty()) {
      step_.level_before = last().level;
      step_.result = verdict_after(sessions().size(), log_, judge_).result;
      escalate_regressions();
    }
    const bool screened = check_screening();
    if (screened && step_.result < rules::outcome::refer && not_too_long_ago()) {
      choose_level();
    } else {
      step_.result = (std::max)(step_.result, rules::outcome::hold);
    }
    return step_;
  }

 private:
  std::span<const session_record> sessions() const { return log_.sessions; }
  const session_record& last() const { return sessions()[sessions().size() - 1]; }

  /// Refer and stop take effect at once; the level is chosen later.
  template <class Text>
  void adjust(std::string_view id, rules::outcome at_least, const Text& text,
              const rules::provenance& source = {}) {
    notes_.adjust(id, at_least, text, source);
    if (at_least >= rules::outcome::refer) step_.result = (std::max)(step_.result, at_least);
  }
  void adjust(std::string_view id, rules::outcome at_least, const char* text,
              const rules::provenance& source = {}) {
    adjust(
        id, at_least, [text] { return std::string(text); }, source);
  }
  void miss(std::string_view id, const char* name) {
    notes_.miss(id, [name] { return std::string(name); });
  }

  /// A sign from before the last screening has been looked at there.
  bool after_screening(const session_record& one) const {
    return !log_.screening || one.day >= *log_.screening;
  }

  void escalate_regressions() {
    if (step_.result != rules::outcome::regress || !after_screening(last())) return;
    if (last().level == 1) {
      adjust("regress at level 1", rules::outcome::refer,
             "there is no level below the first to go back to", rules::engineering_choice());
      return;
    }
    int regressions = 0;
    for (std::size_t n = sessions().size(); n > 0; --n) {
      const session_record& one = sessions()[n - 1];
      if (days_between(one.day, log_.today) > plan_.within_days || !after_screening(one)) break;
      if (verdict_after(n, log_, judge_).result == rules::outcome::regress) ++regressions;
    }
    if (regressions >= plan_.refer_after_regressions.value) {
      adjust(
          "regressions", rules::outcome::refer,
          [&] {
            return std::to_string(regressions) + " decisions to go back within " +
                   std::to_string(plan_.within_days) + " days, so talk to a professional first";
          },
          plan_.refer_after_regressions.source);
    }
  }

  /// Whether a plan may be given as far as the screening is concerned.
  bool check_screening() {
    if (!screened_) {
      miss("screening", "the answers to the screening questions");
      adjust("screening", rules::outcome::hold,
             "no screening has been answered, so no plan is given");
      return false;
    }
    switch (screened_->outcome) {
      case screening_outcome::ok:
      case screening_outcome::limit:
        return true;
      case screening_outcome::incomplete:
        notes_.miss("screening", [this] {
          std::string ids;
          for (const std::string& id : screened_->unanswered) ids += ids.empty() ? id : ", " + id;
          return "answers to the screening questions " + ids;
        });
        adjust("screening", rules::outcome::hold,
               "the screening is incomplete, so no plan is given");
        break;
      case screening_outcome::not_today:
        adjust("screening", rules::outcome::hold, "the place or the shoes will not do today");
        break;
      case screening_outcome::refer:
        adjust("screening", rules::outcome::refer,
               "the screening asks to talk to a professional first");
        break;
      case screening_outcome::urgent:
        adjust("screening", rules::outcome::stop,
               "the screening asks for medical help now, before any training");
        break;
    }
    return false;
  }

  const absence_rule* absence() const {
    if (sessions().empty()) return nullptr;
    const int away = days_between(last().day, log_.today);
    for (const absence_rule& one : plan_.absences) {
      if (away >= one.from_days && away <= one.to_days.value_or(away)) return &one;
    }
    return nullptr;
  }

  std::string away_text() const {
    return "the last session was " + std::to_string(days_between(last().day, log_.today)) +
           " days ago";
  }

  bool not_too_long_ago() {
    const absence_rule* away = absence();
    if (!away || !away->screen_again || screened_->day > last().day) return true;
    miss("screening", "a screening later than the last session");
    adjust(
        "away", rules::outcome::hold,
        [this] { return away_text() + ", so the screening must be answered again"; }, away->source);
    return false;
  }

  void choose_level() {
    int level = 1;
    if (!sessions().empty()) {
      level = last().level;
      bool may_advance = step_.result == rules::outcome::advance;
      if (step_.result == rules::outcome::regress) level = (std::max)(1, level - 1);
      if (const absence_rule* away = absence()) {
        may_advance = apply_absence(*away, level) && may_advance;
      }
      step_.light = in_light_week();
      if (may_advance && !step_.light) level = raised(level);
    }
    level = capped(level);
    if (step_.level_before && level > *step_.level_before && light_week_due()) {
      level = *step_.level_before;
      step_.light = true;
      adjust(
          "light week", rules::outcome::hold,
          [this] {
            return "the level has risen " + std::to_string(plan_.deload->every_rises - 1) +
                   " times, so a week of less load comes before the next";
          },
          plan_.deload->source);
    }
    step_.level_after = level;
    const int before = step_.level_before.value_or(level);
    step_.result = level > before   ? rules::outcome::advance
                   : level < before ? rules::outcome::regress
                                    : rules::outcome::hold;
    step_.minutes = bouts_of(plan_, level, step_.light).minutes;
    schedule();
  }

  bool apply_absence(const absence_rule& away, int& level) {
    const std::optional<double>& age = screened_->age_years;
    const bool older = !age || *age >= plan_.older_from_years;
    const int down = older ? away.levels_down_older : away.levels_down;
    const int allowed = away.restart ? 1 : (std::max)(1, last().level - down);
    if (allowed < last().level) {
      adjust(
          "away", rules::outcome::regress,
          [&] {
            return away_text() +
                   (away.restart ? ", so training starts again" : ", so the level goes down");
          },
          away.source);
    } else if (!away.may_advance) {
      adjust(
          "away", rules::outcome::hold,
          [this] { return away_text() + ", so the level is repeated"; }, away.source);
    }
    level = (std::min)(level, allowed);
    return away.may_advance;
  }

  /// Whether the last sessions were light and their week is not over.
  bool in_light_week() {
    if (!plan_.deload) return false;
    std::size_t n = sessions().size();
    while (n > 0 && sessions()[n - 1].light) --n;
    if (n == sessions().size()) return false;
    const date end = add_days(sessions()[n].day, plan_.deload->days);
    if (log_.today >= end) return false;
    adjust(
        "light week", rules::outcome::hold,
        [&] { return "the week of less load lasts until " + date_string(add_days(end, -1)); },
        plan_.deload->source);
    return true;
  }

  /// Whether a light week comes before the next rise: see deload_rule.
  bool light_week_due() const {
    if (!plan_.deload) return false;
    const int days = plan_.deload->days;
    int rises = 0;
    date left = log_.today;  // when the level was left that is looked at
    date next = log_.today;  // the session after the one that is looked at
    for (std::size_t n = sessions().size(); n > 0; --n) {
      const session_record& one = sessions()[n - 1];
      if (days_between(one.day, next) > days) return false;
      const int level_next = n < sessions().size() ? sessions()[n].level : one.level;
      if (level_next < one.level) return false;
      if (level_next > one.level) {
        if (++rises == plan_.deload->every_rises - 1) return true;
        left = next;
      }
      if (one.light || days_between(one.day, left) > 4 * days) return false;
      next = one.day;
    }
    return false;
  }

  /// One level up if nothing but the rules has a say.
  int raised(int level) {
    if (level >= plan_.top_level()) {
      adjust("top level", rules::outcome::hold, "this is the highest level");
      return level;
    }
    const training_level& next = plan_.at(level + 1);
    if (next.share_of_comfortable.value_or(0) > 1 && !log_.person.comfortable_speed_m_s) {
      miss("comfortable_speed", "the comfortable backward speed, which the next level builds on");
      adjust("speed", rules::outcome::hold, "the next level is faster than the comfortable speed",
             next.source);
      return level;
    }
    return level + 1;
  }

  int capped(int level) {
    const auto cap = [&](int highest, const auto& why, const rules::provenance& source) {
      if (level <= highest) return;
      adjust(
          "level cap", rules::outcome::hold,
          [&] { return why() + ", so the level is at most " + std::to_string(highest); }, source);
      level = highest;
    };
    const bool limited = screened_->outcome == screening_outcome::limit;
    if (limited) {
      cap(
          plan_.limited_max_level.value, [] { return std::string("the screening sets limits"); },
          plan_.limited_max_level.source);
    }
    if (screened_->max_level) {
      cap((std::max)(1, *screened_->max_level),
          [] { return std::string("that is what the professional agreed to"); }, {});
    }
    if (const std::optional<double>& symmetry = log_.person.limb_symmetry_percent) {
      const auto why = [&symmetry] {
        return "the weaker leg has " + number_text(*symmetry) + " % of the other's strength";
      };
      for (const strength_cap& one : plan_.strength_caps) {
        if (*symmetry < one.below_percent) cap(one.max_level, why, one.source);
      }
    }
    // Who is limited walks on the ground only.
    const bool uphill = screened_->grade_allowed && !limited;
    int flat = level;
    while (!uphill && flat > 1 && plan_.at(flat).grade_percent > 0) --flat;
    cap(
        flat, [] { return std::string("walking uphill needs a professional's agreement"); },
        plan_.at(level).source);
    return level;
  }

  static std::optional<double> minutes_counted(const session_record& one) {
    const measured<double> counted = one.values.find(catalog::backward_minutes_info);
    return counted ? std::optional<double>(*counted) : std::nullopt;
  }
  double minutes_planned(const session_record& one) const {
    return bouts_of(plan_, one.level, one.light).minutes;
  }

  /// Minutes that a session on that day may have. Where minutes were not counted, the present week
  /// gets the planned dose and the week before only the share of it that is known to be done.
  double minutes_allowed(date day) const {
    const std::span<const session_record> all = sessions();
    double this_week = 0;
    std::size_t n = all.size();
    for (; n > 0 && days_between(all[n - 1].day, day) < 7; --n) {
      this_week += minutes_counted(all[n - 1]).value_or(minutes_planned(all[n - 1]));
    }
    double week_before = 0;
    std::optional<date> newest;  // of those that count in the week before
    date next{};                 // the one after those that are looked at
    int light_days = 0;
    for (std::size_t i = n; i > 0; --i) {
      const session_record& one = all[i - 1];
      if (one.light && plan_.deload) {
        const bool begins = i == 1 || !all[i - 2].light;
        if (begins && newest) {
          light_days += (std::min)(plan_.deload->days, days_between(one.day, next));
        }
        continue;
      }
      if (!newest) newest = one.day;
      if (days_between(one.day, *newest) - light_days >= 7) break;
      next = one.day;
      if (const std::optional<double> counted = minutes_counted(one)) {
        week_before += *counted;
      } else {
        const double share = one.values.find(catalog::completed_info).value_or(0) / 100;
        week_before += share * minutes_planned(one);
      }
    }
    return week_before + plan_.weekly_rise_min.value - this_week;
  }

  bool too_many_sessions(date day) const {
    int in_7_days = 1;
    for (std::size_t n = sessions().size(); n > 0; --n) {
      if (days_between(sessions()[n - 1].day, day) >= 7) break;
      ++in_7_days;
    }
    return in_7_days > plan_.most_sessions_in_7_days.value;
  }

  /// Full days off after the last session: the programme's, or more where a rule that is true asks
  /// for more.
  int days_off() const {
    int days = plan_.rest_days.value;
    for (const rules::rule& one : plan_.rules.rules) {
      if (one.extras.rest_days <= days) continue;
      if (rules::evaluate(one.when.tree(), log_, plan_.rules.values) == rules::truth::is_true) {
        days = one.extras.rest_days;
      }
    }
    return days;
  }

  /// The first day that has had its rest and on which the dose fits into the week; a week later at
  /// most, and then with as many minutes as fit.
  void schedule() {
    date earliest = log_.today;
    if (!sessions().empty()) {
      earliest = (std::max)(earliest, add_days(last().day, 1 + days_off()));
    }
    const double rounding = 1e-9;
    date day = earliest;
    double allowed = minutes_allowed(day);
    while (days_between(earliest, day) < 7 &&
           (too_many_sessions(day) || allowed + rounding < step_.minutes)) {
      day = add_days(day, 1);
      allowed = minutes_allowed(day);
    }
    step_.not_before = day;
    if (day > earliest) {
      adjust("weekly limit", rules::outcome::hold,
             "the minutes or sessions of any 7 days are limited, so the next session waits",
             plan_.weekly_rise_min.source);
    }
    if (allowed + rounding < step_.minutes) {
      step_.minutes = allowed;
      adjust("shorter", rules::outcome::hold, "the session is cut to what the week before allows",
             plan_.weekly_rise_min.source);
    }
  }

  const programme& plan_;
  const std::optional<screening_result>& screened_;
  const rules::log_view& log_;
  const Judge& judge_;
  Notes notes_;
  next_step step_;
};

inline session_dose dose_of(const programme& plan, int level, bool light,
                            const person_facts& person,
                            const std::optional<screening_result>& screened) {
  const training_level& from = plan.at(level);
  const planned_bouts bouts = bouts_of(plan, level, light);
  session_dose d;
  d.level = level;
  d.bouts = from.bouts;
  d.steps_a_bout = bouts.steps;
  d.seconds_a_bout = bouts.seconds;
  d.rest_s = from.rest_s;
  d.minutes = bouts.minutes;
  d.light = light && plan.deload;
  d.warm_up_minutes = plan.warm_up_minutes;
  d.grade_percent = from.grade_percent;
  d.support = from.support;
  d.surface = from.surface;
  const auto limit = [&](double speed) {
    d.speed_limit_m_s =
        (std::min)({speed, d.speed_limit_m_s.value_or(speed), plan.speed_cap_m_s.value});
  };
  const std::optional<double>& comfortable = person.comfortable_speed_m_s;
  if (from.speed_limit_m_s) limit(*from.speed_limit_m_s);
  if (from.share_of_comfortable && comfortable) limit(*from.share_of_comfortable * *comfortable);
  if (screened && screened->outcome == screening_outcome::limit) {
    d.support = support_need::in_reach;
    d.overground_only = true;
  }
  return d;
}

/// After so many decisions to hold in a row, none of them only for want of a rule to advance.
template <class Judge>
void advise_after_holds(training_decision& decision, const programme& plan,
                        const rules::log_view& log, const Judge& judge) {
  const int enough = plan.advise_after_holds.value;
  int holds = 0;
  for (std::size_t n = log.sessions.size(); n > 0 && holds < enough; --n) {
    const rules::verdict v = verdict_after(n, log, judge);
    if (v.result != rules::outcome::hold || !(v.by_rule || v.by_missing)) return;
    ++holds;
  }
  if (holds < enough) return;
  decision.advice.push_back("the last " + std::to_string(holds) +
                            " decisions each had a reason not to advance: talk to a "
                            "professional");
}

inline issues check_levels(const programme& plan, const training_history& history) {
  issues wrong;
  for (const session_record& one : history.sessions()) {
    if (one.level > plan.top_level()) {
      wrong.push_back({"level", "session of " + date_string(one.day) + " is at level " +
                                    std::to_string(one.level) + "; the programme ends at level " +
                                    std::to_string(plan.top_level())});
    }
  }
  return wrong;
}

/// The next step with its reasons.
template <class Judge>
training_decision decide_with(const Judge& judge, const programme& plan, std::string plan_hash,
                              std::string rules_hash,
                              const std::optional<screening_answers>& answers,
                              const training_history& history, date today) {
  const rules::log_view log =
      history.seen_from(today, answers ? std::optional<date>(answers->day) : std::nullopt);
  throw_if_any(check_levels(plan, history));
  training_decision decision;
  decision.day = today;
  decision.programme = plan.rules.id;
  decision.version = plan.rules.version;
  decision.content_hash = std::move(plan_hash);
  if (answers) decision.screening = screen(plan.screening, *answers, today);
  if (!history.empty()) {
    const session_record& last = history.sessions().back();
    decision.dose_before =
        dose_of(plan, last.level, last.light, history.person, decision.screening);
    decision.rules = rules::decide(plan.rules, log, std::move(rules_hash));
    decision.missing = decision.rules->missing;
    for (const rules::finding& one : decision.rules->findings) {
      if (one.fired == rules::truth::is_true && !one.extras.advice.empty()) {
        decision.advice.push_back(one.extras.advice);
      }
    }
    advise_after_holds(decision, plan, log, judge);
  }
  const next_step step =
      step_finder<Judge, kept_notes>(plan, decision.screening, log, judge, kept_notes(decision))();
  decision.result = step.result;
  decision.level_before = step.level_before;
  decision.level_after = step.level_after;
  decision.not_before = step.not_before;
  if (step.level_after) {
    decision.dose_after =
        dose_of(plan, *step.level_after, step.light, history.person, decision.screening);
    decision.dose_after->minutes = step.minutes;
  }
  return decision;
}

}  // namespace progression::detail

/// The decision for the next session. Without a screening, or with one that asks for it, no plan is
/// given. The programme must be valid (programme::validate). Throws config_error if a session or
/// the screening lies after today, or a session is at a level that the programme does not have.
/// prepared_programme (prepared_programme.hpp) decides the same, faster where there is more than one
/// decision.
inline training_decision decide(const programme& plan,
                                const std::optional<screening_answers>& screening,
                                const training_history& history, date today) {
  return progression::detail::decide_with(progression::detail::tree_judge{plan.rules}, plan,
                                          content_hash(plan), rules::content_hash(plan.rules),
                                          screening, history, today);
}

/// The same with the screening that the history holds.
inline training_decision decide(const programme& plan, const training_history& history,
                                date today) {
  return decide(plan, history.screening, history, today);
}

}  // namespace retrogait

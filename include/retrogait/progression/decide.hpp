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
#include <cstddef>
#include <optional>
#include <string>
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
  double warm_up_minutes = 0;
  std::optional<double> speed_limit_m_s{};  ///< nothing: the comfortable speed, not measured yet
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

namespace progression::detail {

class training_decider {
 public:
  training_decider(const programme& plan, const std::optional<screening_answers>& answers,
                   const training_history& history, date today)
      : plan_(plan),
        history_(history),
        today_(today),
        log_(history.seen_from(today, answers ? std::optional<date>(answers->day) : std::nullopt)) {
    throw_if_any(check_levels());
    decision_.day = today;
    decision_.programme = plan.rules.id;
    decision_.version = plan.rules.version;
    decision_.content_hash = content_hash(plan);
    if (answers) decision_.screening = screen(*answers, today);
  }

  training_decision operator()() {
    if (!history_.empty()) {
      decision_.level_before = last().level;
      decision_.dose_before = dose(last().level);
      decision_.rules = rules::decide(plan_.rules, log_);
      decision_.result = decision_.rules->result;
      decision_.missing = decision_.rules->missing;
      for (const rules::finding& one : decision_.rules->findings) {
        if (one.fired == rules::truth::is_true && !one.extras.advice.empty()) {
          decision_.advice.push_back(one.extras.advice);
        }
      }
      escalate_regressions();
      advise_after_holds();
    }
    const bool screened = check_screening();
    const bool plan_given =
        screened && decision_.result < rules::outcome::refer && not_too_long_ago();
    if (!plan_given) {
      decision_.result = (std::max)(decision_.result, rules::outcome::hold);
      return std::move(decision_);
    }
    choose_level();
    return std::move(decision_);
  }

 private:
  const session_record& last() const { return history_.sessions().back(); }

  issues check_levels() const {
    issues wrong;
    for (const session_record& one : history_.sessions()) {
      if (one.level > plan_.top_level()) {
        wrong.push_back({"level", "session of " + date_string(one.day) + " is at level " +
                                      std::to_string(one.level) + "; the programme ends at level " +
                                      std::to_string(plan_.top_level())});
      }
    }
    return wrong;
  }

  /// Refer and stop take effect at once; the level is chosen later.
  void adjust(std::string id, rules::outcome at_least, std::string text,
              rules::provenance source = {}) {
    decision_.adjustments.push_back({std::move(id), at_least, std::move(text), std::move(source)});
    if (at_least >= rules::outcome::refer) {
      decision_.result = (std::max)(decision_.result, at_least);
    }
  }

  void miss(std::string id, std::string name) {
    decision_.missing.push_back(
        {std::move(id), std::move(name), std::nullopt, reason::not_reported});
  }

  /// A sign from before the last screening has been looked at there.
  bool after_screening(const session_record& one) const {
    return !log_.screening || one.day >= *log_.screening;
  }

  /// What the rules said after the first n sessions, on the day of the next one.
  rules::verdict verdict_after(std::size_t n) const {
    const std::vector<session_record>& all = history_.sessions();
    const date seen = n < all.size() ? all[n].day : today_;
    return rules::judge(plan_.rules, {log_.sessions.first(n), seen, log_.screening, log_.person});
  }

  void escalate_regressions() {
    if (decision_.result != rules::outcome::regress || !after_screening(last())) return;
    if (last().level == 1) {
      adjust("regress at level 1", rules::outcome::refer,
             "there is no level below the first to go back to", rules::engineering_choice());
      return;
    }
    int regressions = 0;
    const std::vector<session_record>& all = history_.sessions();
    for (std::size_t n = all.size(); n > 0; --n) {
      const session_record& one = all[n - 1];
      if (days_between(one.day, today_) > plan_.within_days || !after_screening(one)) break;
      if (verdict_after(n).result == rules::outcome::regress) ++regressions;
    }
    if (regressions >= plan_.refer_after_regressions.value) {
      adjust("regressions", rules::outcome::refer,
             std::to_string(regressions) + " decisions to go back within " +
                 std::to_string(plan_.within_days) + " days",
             plan_.refer_after_regressions.source);
    }
  }

  void advise_after_holds() {
    const int enough = plan_.advise_after_holds.value;
    int holds = 0;
    for (std::size_t n = history_.sessions().size(); n > 0 && holds < enough; --n) {
      const rules::verdict v = verdict_after(n);
      if (v.result != rules::outcome::hold || !(v.by_rule || v.by_missing)) return;
      ++holds;
    }
    if (holds == enough) {
      decision_.advice.push_back("the last " + std::to_string(holds) +
                                 " decisions each had a reason not to advance: talk to a "
                                 "professional");
    }
  }

  /// Whether a plan may be given as far as the screening is concerned.
  bool check_screening() {
    if (!decision_.screening) {
      miss("screening", "the answers to the screening questions");
      adjust("screening", rules::outcome::hold,
             "no screening has been answered, so no plan is given");
      return false;
    }
    const screening_result& screened = *decision_.screening;
    if (screened.outcome == screening_outcome::incomplete) {
      std::string ids;
      for (const std::string& id : screened.unanswered) ids += ids.empty() ? id : ", " + id;
      miss("screening", "answers to the screening questions " + ids);
      adjust("screening", rules::outcome::hold, "the screening is incomplete, so no plan is given");
    } else if (screened.outcome == screening_outcome::not_today) {
      adjust("screening", rules::outcome::hold, "the place or the shoes will not do today");
    } else if (screened.outcome == screening_outcome::refer) {
      adjust("screening", rules::outcome::refer,
             "the screening asks to talk to a professional first");
    } else if (screened.outcome == screening_outcome::urgent) {
      adjust("screening", rules::outcome::stop,
             "the screening asks for medical help now, before any training");
    }
    return screened.allows_plan();
  }

  const absence_rule* absence() const {
    if (history_.empty()) return nullptr;
    const int away = days_between(last().day, today_);
    for (const absence_rule& one : plan_.absences) {
      if (away >= one.from_days && away <= one.to_days.value_or(away)) return &one;
    }
    return nullptr;
  }

  std::string away_text() const {
    return "the last session was " + std::to_string(days_between(last().day, today_)) + " days ago";
  }

  bool not_too_long_ago() {
    const absence_rule* away = absence();
    if (!away || !away->screen_again || *log_.screening > last().day) return true;
    miss("screening", "a screening later than the last session");
    adjust("away", rules::outcome::hold, away_text() + ", so the screening must be answered again",
           away->source);
    return false;
  }

  void choose_level() {
    int level = 1;
    bool may_advance = false;
    if (!history_.empty()) {
      level = last().level;
      may_advance = decision_.result == rules::outcome::advance;
      if (decision_.result == rules::outcome::regress) level = (std::max)(1, level - 1);
      if (const absence_rule* away = absence()) {
        may_advance = apply_absence(*away, level) && may_advance;
      }
      if (may_advance) level = raised(level);
    }
    level = capped(level);

    decision_.level_after = level;
    const int before = decision_.level_before.value_or(level);
    decision_.result = level > before   ? rules::outcome::advance
                       : level < before ? rules::outcome::regress
                                        : rules::outcome::hold;
    decision_.dose_after = dose(level);
    schedule();
  }

  bool apply_absence(const absence_rule& away, int& level) {
    const std::optional<double>& age = decision_.screening->age_years;
    const bool older = !age || *age >= plan_.older_from_years;
    const int down = older ? away.levels_down_older : away.levels_down;
    const int allowed = away.restart ? 1 : (std::max)(1, last().level - down);
    if (allowed < last().level) {
      adjust(
          "away", rules::outcome::regress,
          away_text() + (away.restart ? ", so training starts again" : ", so the level goes down"),
          away.source);
    } else if (!away.may_advance) {
      adjust("away", rules::outcome::hold, away_text() + ", so the level is repeated", away.source);
    }
    level = (std::min)(level, allowed);
    return away.may_advance;
  }

  /// One level up if nothing but the rules has a say.
  int raised(int level) {
    if (level >= plan_.top_level()) {
      adjust("top level", rules::outcome::hold, "this is the highest level");
      return level;
    }
    const training_level& next = plan_.at(level + 1);
    if (next.share_of_comfortable.value_or(0) > 1 && !history_.person.comfortable_speed_m_s) {
      miss("comfortable_speed", "the comfortable backward speed, which the next level builds on");
      adjust("speed", rules::outcome::hold, "the next level is faster than the comfortable speed",
             next.source);
      return level;
    }
    return level + 1;
  }

  int capped(int level) {
    const auto cap = [&](int highest, std::string text, rules::provenance source) {
      if (level <= highest) return;
      adjust("level cap", rules::outcome::hold,
             std::move(text) + ", so the level is at most " + std::to_string(highest),
             std::move(source));
      level = highest;
    };
    if (decision_.screening->outcome == screening_outcome::limit) {
      cap(plan_.limited_max_level.value, "the screening sets limits",
          plan_.limited_max_level.source);
    }
    if (decision_.screening->max_level) {
      cap((std::max)(1, *decision_.screening->max_level), "that is what the professional agreed to",
          rules::provenance{});
    }
    if (history_.person.limb_symmetry_percent) {
      for (const strength_cap& one : plan_.strength_caps) {
        if (*history_.person.limb_symmetry_percent < one.below_percent) {
          cap(one.max_level,
              "the weaker leg has " + number_text(*history_.person.limb_symmetry_percent) +
                  " % of the other's strength",
              one.source);
        }
      }
    }
    return level;
  }

  session_dose dose(int number) const {
    const training_level& from = plan_.at(number);
    session_dose d;
    d.level = number;
    d.bouts = from.bouts;
    d.steps_a_bout = from.steps_a_bout;
    d.seconds_a_bout = from.seconds_a_bout;
    d.rest_s = from.rest_s;
    d.minutes = from.minutes;
    d.warm_up_minutes = plan_.warm_up_minutes;
    d.support = from.support;
    d.surface = from.surface;
    const std::optional<double>& comfortable = history_.person.comfortable_speed_m_s;
    const auto limit = [&d, this](double speed) {
      d.speed_limit_m_s =
          (std::min)({speed, d.speed_limit_m_s.value_or(speed), plan_.speed_cap_m_s.value});
    };
    if (from.speed_limit_m_s) limit(*from.speed_limit_m_s);
    if (from.share_of_comfortable && comfortable) limit(*from.share_of_comfortable * *comfortable);
    if (decision_.screening && decision_.screening->outcome == screening_outcome::limit) {
      d.support = support_need::in_reach;
      d.overground_only = true;
    }
    return d;
  }

  static std::optional<double> minutes_counted(const session_record& one) {
    const measured<double> counted = one.values.find(catalog::backward_minutes_info);
    return counted ? std::optional<double>(*counted) : std::nullopt;
  }

  /// Minutes that a session on that day may have. Where minutes were not counted, the present week
  /// gets the level's dose and the week before only the share of it that is known to be done.
  double minutes_allowed(date day) const {
    const std::vector<session_record>& all = history_.sessions();
    double this_week = 0;
    std::size_t n = all.size();
    for (; n > 0 && days_between(all[n - 1].day, day) < 7; --n) {
      this_week += minutes_counted(all[n - 1]).value_or(plan_.at(all[n - 1].level).minutes);
    }
    double week_before = 0;
    for (std::size_t i = n; i > 0 && days_between(all[i - 1].day, all[n - 1].day) < 7; --i) {
      const double share = all[i - 1].values.find(catalog::completed_info).value_or(0) / 100;
      week_before +=
          minutes_counted(all[i - 1]).value_or(share * plan_.at(all[i - 1].level).minutes);
    }
    return week_before + plan_.weekly_rise_min.value - this_week;
  }

  bool too_many_sessions(date day) const {
    int n = 1;
    for (const session_record& one : history_.sessions()) {
      if (days_between(one.day, day) < 7) ++n;
    }
    return n > plan_.most_sessions_in_7_days.value;
  }

  /// The first day that has had its rest and on which the dose fits into the week; a week later at
  /// most, and then with as many minutes as fit.
  void schedule() {
    date earliest = today_;
    if (!history_.empty()) {
      int rest = plan_.rest_days.value;
      for (const rules::finding& one : decision_.rules->findings) {
        if (one.fired == rules::truth::is_true) rest = (std::max)(rest, one.extras.rest_days);
      }
      earliest = (std::max)(earliest, add_days(last().day, 1 + rest));
    }
    const double rounding = 1e-9;
    date day = earliest;
    while (days_between(earliest, day) < 7 &&
           (too_many_sessions(day) ||
            minutes_allowed(day) + rounding < decision_.dose_after->minutes)) {
      day = add_days(day, 1);
    }
    decision_.not_before = day;
    if (day > earliest) {
      adjust("weekly limit", rules::outcome::hold,
             "the minutes or sessions of any 7 days are limited, so the next session waits",
             plan_.weekly_rise_min.source);
    }
    double& minutes = decision_.dose_after->minutes;
    const double allowed = minutes_allowed(day);
    if (allowed + rounding < minutes) {
      minutes = allowed;
      adjust("shorter", rules::outcome::hold, "the session is cut to what the week before allows",
             plan_.weekly_rise_min.source);
    }
  }

  const programme& plan_;
  const training_history& history_;
  date today_;
  rules::log_view log_;
  training_decision decision_;
};

}  // namespace progression::detail

/// The decision for the next session. Without a screening, or with one that asks for it, no plan is
/// given. The programme must be valid (programme::validate). Throws config_error if a session or
/// the screening lies after today, or a session is at a level that the programme does not have.
inline training_decision decide(const programme& plan,
                                const std::optional<screening_answers>& screening,
                                const training_history& history, date today) {
  return progression::detail::training_decider(plan, screening, history, today)();
}

/// The same with the screening that the history holds.
inline training_decision decide(const programme& plan, const training_history& history,
                                date today) {
  return decide(plan, history.screening, history, today);
}

}  // namespace retrogait

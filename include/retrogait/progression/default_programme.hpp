#pragma once
/// @file
/// The programme that ships with the library. Its dose is the one that trials of backward walking
/// for knee osteoarthritis share (10 minutes, three times a week: Alghadir 2019); its rules borrow
/// from the soreness and effusion rules after knee surgery and from the pain-monitoring model,
/// because no published rule for raising backward walking was found. Whatever is marked as an
/// engineering choice has no source and awaits a clinician's review.
///
/// Duration is raised first, then speed, one at a time; after every three rises comes a week of less
/// load. It does not go uphill.

#include <retrogait/progression/default_screening.hpp>
#include <retrogait/progression/programme.hpp>
#include <retrogait/rules/language.hpp>

#include <string>
#include <utility>
#include <vector>

namespace retrogait {

namespace progression::detail {

inline std::vector<training_level> default_levels() {
  using rules::cite;
  using rules::engineering_choice;
  const auto timed = [](int bouts, double seconds_a_bout, double share, std::string surface,
                        rules::provenance source) {
    training_level one;
    one.bouts = bouts;
    one.seconds_a_bout = seconds_a_bout;
    one.rest_s = 60;
    one.minutes = bouts * seconds_a_bout / 60.0;
    one.share_of_comfortable = share;
    one.surface = std::move(surface);
    one.source = std::move(source);
    return one;
  };

  training_level first;
  first.bouts = 3;
  first.steps_a_bout = 10;
  first.rest_s = 30;
  first.minutes = 1.5;
  first.speed_limit_m_s = 0.4;
  first.support = support_need::in_reach;
  first.surface = "flat floor, return forward";
  first.source = engineering_choice("a first try with something to hold");

  training_level second = timed(3, 60, 1.0, "flat floor",
                                engineering_choice("one minute at a time, still beside a rail"));
  second.support = support_need::in_reach;

  const auto rise = [] { return engineering_choice("about 50 % more minutes than before"); };
  return {
      first,
      second,
      timed(5, 60, 1.0, "flat floor", rise()),
      timed(3, 140, 1.0, "flat floor", rise()),
      timed(2, 300, 1.0, "flat floor", cite("alghadir2019", "dose of the knee trials")),
      timed(2, 300, 1.15, "flat floor", engineering_choice("speed is raised after duration")),
      timed(3, 260, 1.15, "flat floor", engineering_choice("at most 3 minutes more a week")),
      timed(3, 300, 1.15, "flat floor", engineering_choice("at most 3 minutes more a week")),
      timed(2, 540, 1.15, "flat floor", engineering_choice("at most 3 minutes more a week")),
      timed(2, 600, 1.15, "flat floor", cite("inclined-bw-pfp", "upper published dose, 20 min")),
  };
}

inline rules::rule_set default_rules() {
  using namespace rules;
  using namespace catalog;

  const window ever = since(screening);
  const window latest = last(1, sessions);
  const window recent = last(3, sessions_at_level);
  const window this_week = last(7, calendar_days);
  const window last_week = days_ago(7, 14);
  const window week_before_last = days_ago(14, 21);

  const provenance pain_monitoring = recall("thomee1997", "pain-monitoring model");
  const provenance pain_bands = cite("bim-physio", "pain-monitoring model");
  const provenance soreness_rule = cite("adams2012", "soreness rules");
  const provenance effusion_rule = cite("adams2012", "effusion rules");
  const provenance knee_pathway = cite("nhs-glos-knee", "NHS knee pathway");
  const provenance chosen = engineering_choice();

  // A week without sessions has no mean, and nothing has risen against it.
  const auto risen = [](const window& later, const window& earlier) {
    return count(later) >= times(1) && count(earlier) >= times(1) &&
           mean(later, morning_pain) > mean(earlier, morning_pain);
  };

  return {
      .id = "retrogait-default",
      .version = {1, 0, 0},
      .rules = {
          stop("pain of 8 or more", any_of(ever, pain_during >= nrs(8)), chosen),
          stop("could not bear weight", any_of(ever, cannot_bear_weight == yes), knee_pathway),
          stop("pain raised for two days",
               any_of(ever, pain_next_day >= pain_before + nrs(3) && pain_lasted > hours(48)),
               chosen),
          stop("marked swelling", any_of(ever, swelling >= two_plus), effusion_rule),
          stop("warning symptoms", any_of(ever, warning_symptoms == yes), recall("acsm", "ACSM")),
          stop("fall", any_of(ever, falls >= times(1)), chosen),
          stop("giving way", any_of(ever, giving_way == yes), chosen),
          stop("locking", any_of(ever, locking == yes), knee_pathway),

          regress("pain above 5", any_of(latest, pain_during > nrs(5)), pain_bands),
          regress(
              "pain up by 2 the next day", any_of(latest, pain_next_day >= pain_before + nrs(2)),
              cite("bim-physio", "pain-monitoring model; by how much is an engineering choice")),
          regress("sore throughout", any_of(latest, soreness >= sore_throughout), soreness_rule,
                  {.rest_days = 2}),
          // Stricter than its source, which asks that the swelling be new.
          regress("swelling twice running", all_of(last(2, sessions), swelling >= one_plus),
                  effusion_rule),
          regress("effort of 8 or more", any_of(latest, effort >= cr10(8)), chosen),
          regress("less than 70 % done twice",
                  all_of(last(2, sessions_at_level), completed < percent(70)), chosen),
          regress("form below 60 % twice",
                  all_of(last(2, sessions_at_level), form_passing < percent(60)), chosen),
          regress("two near-falls", any_of(latest, near_falls >= times(2)), chosen),
          // After a week at the level only, so that the same weeks do not lower it again and again.
          regress("morning pain up two weeks running",
                  risen(this_week, last_week) && risen(last_week, week_before_last) &&
                      since_level_change() >= days(7),
                  pain_monitoring),

          hold("pain above 2", any_of(recent, pain_during > nrs(2)), pain_monitoring),
          hold("pain up by more than 1 in the session",
               any_of(recent, pain_during > pain_before + nrs(1)), chosen),
          hold("pain up the next day", any_of(recent, pain_next_day > pain_before), pain_bands),
          hold("sore", any_of(recent, soreness > not_sore), soreness_rule),
          hold("swelling", any_of(recent, swelling >= one_plus), effusion_rule),
          hold("effort above 5", any_of(recent, effort > cr10(5)), recall("acsm", "ACSM")),
          hold("less than 90 % done", any_of(recent, completed < percent(90)), chosen),
          hold("form below 80 %", any_of(recent, form_passing < percent(80)), chosen),
          hold("near-fall", any_of(recent, near_falls >= times(1)), chosen),
          hold("morning pain up", risen(this_week, last_week), pain_monitoring),

          advance("three good sessions and a week",
                  all_of(recent, completed >= percent(90)) && since_level_change() >= days(7),
                  engineering_choice("three sessions a week, one week at a level")),
      }};
}

inline programme make_default_programme() {
  using rules::cite;
  using rules::engineering_choice;
  programme plan;
  plan.title = "Backward walking for the knee";
  plan.screening = default_screening();
  plan.warm_up_minutes = 5;
  plan.sessions_a_week = {3, cite("alghadir2019", "dose of the knee trials")};
  plan.most_sessions_in_7_days = {4, engineering_choice()};
  plan.rest_days = {1, engineering_choice()};
  plan.weekly_rise_min = {10, engineering_choice("an absolute limit, no workload ratio")};
  plan.speed_cap_m_s = {1.2,
                        engineering_choice("well below 1.6, where walking turns into running")};
  plan.limited_max_level = {5, engineering_choice()};
  plan.refer_after_regressions = {2, engineering_choice()};
  plan.within_days = 14;
  plan.advise_after_holds = {4, engineering_choice()};
  plan.share_left_on_hold = {0.5, engineering_choice()};
  plan.levels = default_levels();

  const rules::provenance pause =
      engineering_choice("a careful return; strength is mostly kept for some four weeks");
  const auto absence = [&pause](int from_days, std::optional<int> to_days, int down, int older) {
    absence_rule one;
    one.from_days = from_days;
    one.to_days = to_days;
    one.levels_down = down;
    one.levels_down_older = older;
    one.source = pause;
    return one;
  };
  plan.absences = {absence(0, 7, 0, 0), absence(8, 14, 0, 1), absence(15, 28, 1, 2),
                   absence(29, 90, 3, 3), absence(91, std::nullopt, 0, 0)};
  plan.absences[0].may_advance = true;
  plan.absences[3].screen_again = true;
  plan.absences[4].screen_again = true;
  plan.absences[4].restart = true;

  const std::string note = "limb symmetry; the level is an engineering choice";
  plan.strength_caps = {{80, 5, cite("udel-prehab", note)}, {90, 8, cite("udel-return", note)}};
  plan.deload =
      deload_rule{4, 0.6, 7, engineering_choice("every 4th week that could bring a rise")};
  plan.rules = default_rules();
  return plan;
}

}  // namespace progression::detail

/// The programme that ships with the library: ten levels, from 3 × 10 steps to 2 × 10 minutes. Every
/// rise in load is a level of its own, so that none happens without a decision to advance.
inline const programme& default_programme() {
  static const programme plan = progression::detail::make_default_programme();
  return plan;
}

}  // namespace retrogait

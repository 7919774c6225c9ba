#include <retrogait/progression/decide.hpp>
#include <retrogait/rules/language.hpp>

#include <rapidcheck.h>

#include "../support/test.hpp"
#include "people.hpp"

using namespace retrogait;
using people::after_weeks;
using people::fine;
using people::good_session;
using people::good_weeks;
using people::history_of;
using people::reported;
using people::start;
using rules::outcome;

namespace {

void set(session_record& session, const metric_info& metric, double value) {
  session.values.set(metric, reported(value));
}

void remove(session_record& session, const metric_info& metric) {
  session.values.set(metric, measured<double>::not_computable(reason::not_reported));
}

training_decision after(const std::vector<session_record>& sessions, date today) {
  return decide(default_programme(), history_of(sessions), today);
}

bool fired(const training_decision& d, const std::string& id) {
  const std::vector<std::string> ids = d.rules->fired();
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool adjusted(const training_decision& d, const std::string& id) {
  return std::any_of(d.adjustments.begin(), d.adjustments.end(),
                     [&id](const adjustment& one) { return one.id == id; });
}

bool misses(const training_decision& d, std::string_view metric) {
  return std::any_of(d.missing.begin(), d.missing.end(),
                     [metric](const auto& one) { return one.metric == metric; });
}

// Good sessions at level 3 in the third week, the last of them changed in one value.
training_decision with_last(const metric_info& metric, double value) {
  std::vector<session_record> sessions = good_weeks(1, 3);
  set(sessions.back(), metric, value);
  return after(sessions, after_weeks(3));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(decisions)

BOOST_AUTO_TEST_CASE(a_rule_set_in_a_few_lines) {
  namespace rg = retrogait;
  const training_history history = history_of(good_weeks(1, 1));
  const date today = after_weeks(1);

  using namespace rg::rules;
  using namespace rg::catalog;
  const rule_set knee{
      .id = "knee-retro-walking",
      .version = {1, 0, 0},
      .rules = {
          stop("giving way", when(any_of(last(1, sessions), giving_way == yes)), cite("adams2012")),
          regress("too painful", when(maximum(last(1, sessions), pain_during) > nrs(5)),
                  cite("thomee1997")),
          advance(
              "three good ones",
              when(all_of(last(3, sessions), pain_during <= nrs(2) && completed >= percent(90)) &&
                   since_level_change() >= days(7)),
              engineering_choice()),
      }};
  const decision next = decide(knee, history, today);

  BOOST_TEST((next.result == outcome::advance));
  BOOST_TEST((next.fired() == std::vector<std::string>{"three good ones"}));
  // Three sessions with two comparisons each, and the days.
  BOOST_TEST(next.findings.front().comparisons.size() == 7u);
}

// Hand-written histories.

BOOST_AUTO_TEST_CASE(before_the_first_session_comes_level_1) {
  const training_decision d = after({}, start);
  BOOST_TEST((d.result == outcome::hold));
  BOOST_TEST(!d.level_before.has_value());
  BOOST_TEST(*d.level_after == 1);
  BOOST_TEST(*d.dose_after->steps_a_bout == 10);
  BOOST_TEST(*d.dose_after->speed_limit_m_s == 0.4);
  BOOST_TEST((d.not_before == start));
}

BOOST_AUTO_TEST_CASE(three_good_sessions_and_a_week_advance) {
  const training_decision d = after(good_weeks(1, 2), after_weeks(2));
  BOOST_TEST((d.result == outcome::advance));
  BOOST_TEST(*d.level_before == 2);
  BOOST_TEST(*d.level_after == 3);
  BOOST_TEST(d.dose_before->minutes == 3);
  BOOST_TEST(d.dose_after->minutes == 5);
  BOOST_TEST(fired(d, "three good sessions and a week"));
  BOOST_TEST(d.missing.empty());
  BOOST_TEST(d.programme == "retrogait-default");
}

BOOST_AUTO_TEST_CASE(six_days_at_a_level_are_too_few) {
  const training_decision d = after(good_weeks(1, 1), add_days(start, 6));
  BOOST_TEST((d.result == outcome::hold));
  BOOST_TEST(*d.level_after == 1);
  BOOST_TEST(d.rules->fired().empty());
}

BOOST_AUTO_TEST_CASE(two_sessions_at_a_level_are_too_few) {
  const training_decision d =
      after({good_session(start, 1), good_session(add_days(start, 4), 1)}, after_weeks(1));
  BOOST_TEST((d.result == outcome::hold));
}

BOOST_AUTO_TEST_CASE(some_pain_holds) {
  const training_decision d = with_last(catalog::pain_during_info, 3);
  BOOST_TEST((d.result == outcome::hold));
  BOOST_TEST(*d.level_after == 3);
  BOOST_TEST(fired(d, "pain above 2"));
}

BOOST_AUTO_TEST_CASE(a_missing_morning_after_holds) {
  std::vector<session_record> sessions = good_weeks(1, 3);
  remove(sessions.back(), catalog::pain_next_day_info);
  const training_decision d = after(sessions, after_weeks(3));
  BOOST_TEST((d.result == outcome::hold));
  BOOST_TEST(misses(d, "pain_next_day"));
  BOOST_TEST(d.rules->how.by_missing);
}

BOOST_AUTO_TEST_CASE(much_pain_goes_one_level_down) {
  const training_decision d = with_last(catalog::pain_during_info, 6);
  BOOST_TEST((d.result == outcome::regress));
  BOOST_TEST(*d.level_after == 2);
  BOOST_TEST(fired(d, "pain above 5"));
}

BOOST_AUTO_TEST_CASE(much_pain_at_level_1_refers) {
  std::vector<session_record> sessions = good_weeks(1, 1);
  set(sessions.back(), catalog::pain_during_info, 6);
  const training_decision d = after(sessions, after_weeks(1));
  BOOST_TEST((d.result == outcome::refer));
  BOOST_TEST(!d.level_after.has_value());
  BOOST_TEST(adjusted(d, "regress at level 1"));
}

BOOST_AUTO_TEST_CASE(two_steps_back_in_two_weeks_refer) {
  std::vector<session_record> sessions = good_weeks(1, 3);
  set(sessions[6], catalog::effort_info, 9);
  BOOST_TEST((after(sessions, after_weeks(3)).result == outcome::hold));
  set(sessions[8], catalog::pain_during_info, 6);
  const training_decision d = after(sessions, after_weeks(3));
  BOOST_TEST((d.result == outcome::refer));
  BOOST_TEST(adjusted(d, "regressions"));
}

BOOST_AUTO_TEST_CASE(a_fall_stops_until_a_later_screening) {
  std::vector<session_record> sessions = good_weeks(1, 3);
  set(sessions[4], catalog::falls_info, 1);
  training_history history = history_of(sessions);
  const training_decision stopped = decide(default_programme(), history, after_weeks(3));
  BOOST_TEST((stopped.result == outcome::stop));
  BOOST_TEST(!stopped.level_after.has_value());
  BOOST_TEST(fired(stopped, "fall"));

  // A screening of the same day may have been answered before the fall.
  history.screening = fine(sessions[4].day);
  BOOST_TEST((decide(default_programme(), history, after_weeks(3)).result == outcome::stop));
  history.screening = fine(add_days(sessions[4].day, 1));
  BOOST_TEST((decide(default_programme(), history, after_weeks(3)).result == outcome::advance));
}

BOOST_AUTO_TEST_CASE(without_a_screening_there_is_no_plan) {
  training_history history = history_of(good_weeks(1, 2));
  history.screening.reset();
  const training_decision d = decide(default_programme(), history, after_weeks(2));
  BOOST_TEST((d.result == outcome::hold));
  BOOST_TEST(!d.level_after.has_value());
  BOOST_TEST(!d.dose_after.has_value());
  BOOST_TEST(misses(d, "screening"));
  // The caller's screening counts before the history's.
  BOOST_TEST(
      (decide(default_programme(), fine(), history, after_weeks(2)).result == outcome::advance));
}

BOOST_AUTO_TEST_CASE(a_screening_that_is_not_ok_gives_its_own_outcome) {
  const auto with = [](const char* id, double value) {
    training_history history = history_of(good_weeks(1, 2));
    history.screening->set(id, value);
    return decide(default_programme(), history, after_weeks(2));
  };
  BOOST_TEST((with("S1", 1).result == outcome::stop));
  BOOST_TEST((with("S9", 1).result == outcome::refer));
  BOOST_TEST((with("S20", 0).result == outcome::hold));
  for (const auto& d : {with("S1", 1), with("S9", 1), with("S20", 0)}) {
    BOOST_TEST(!d.level_after.has_value());
  }
  training_history history = history_of(good_weeks(1, 2));
  std::erase_if(history.screening->answers, [](const auto& one) { return one.id == "S11"; });
  const training_decision d = decide(default_programme(), history, after_weeks(2));
  BOOST_TEST((d.result == outcome::hold));
  BOOST_TEST(!d.level_after.has_value());
}

BOOST_AUTO_TEST_CASE(a_limit_keeps_the_rail_and_caps_the_level) {
  training_history history = history_of(good_weeks(1, 5));
  history.screening->set("S17", 0.7);
  const training_decision d = decide(default_programme(), history, after_weeks(5));
  BOOST_TEST((d.result == outcome::hold));
  BOOST_TEST(*d.level_after == 5);
  BOOST_TEST(adjusted(d, "level cap"));
  BOOST_TEST((d.dose_after->support == support_need::in_reach));
  BOOST_TEST(d.dose_after->overground_only);
}

BOOST_AUTO_TEST_CASE(a_weak_leg_caps_the_level) {
  const auto with = [](double percent, int level) {
    training_history history = history_of(good_weeks(level - 2, 3));
    history.person.limb_symmetry_percent = percent;
    return *decide(default_programme(), history, after_weeks(3)).level_after;
  };
  BOOST_TEST(with(79, 5) == 5);
  BOOST_TEST(with(80, 5) == 6);
  BOOST_TEST(with(89, 8) == 8);
  BOOST_TEST(with(90, 8) == 9);
  BOOST_TEST(with(79, 8) == 5);
}

BOOST_AUTO_TEST_CASE(beyond_the_comfortable_speed_only_if_it_is_known) {
  training_history history = history_of(good_weeks(3, 3));
  BOOST_TEST(*decide(default_programme(), history, after_weeks(3)).level_after == 6);
  history.person.comfortable_speed_m_s.reset();
  const training_decision d = decide(default_programme(), history, after_weeks(3));
  BOOST_TEST((d.result == outcome::hold));
  BOOST_TEST(misses(d, "comfortable_speed"));
}

BOOST_AUTO_TEST_CASE(the_speed_limit_is_a_share_of_the_comfortable_speed_below_the_cap) {
  training_history history = history_of(good_weeks(3, 3));
  const auto limit = [&history](double comfortable) {
    history.person.comfortable_speed_m_s = comfortable;
    return *decide(default_programme(), history, after_weeks(3)).dose_after->speed_limit_m_s;
  };
  BOOST_TEST(limit(0.6) == 0.69, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(limit(1.1) == 1.2);
}

BOOST_AUTO_TEST_CASE(the_top_level_is_the_top) {
  const training_decision d = after(good_weeks(8, 3), after_weeks(3));
  BOOST_TEST((d.result == outcome::hold));
  BOOST_TEST(*d.level_after == 10);
  BOOST_TEST(adjusted(d, "top level"));
}

BOOST_AUTO_TEST_CASE(uphill_only_as_agreed) {
  programme plan = default_programme();
  for (const int level : {4, 5}) plan.levels[static_cast<std::size_t>(level - 1)].grade_percent = 5;
  training_history history = history_of(good_weeks(2, 2));
  const auto next = [&] { return decide(plan, history, after_weeks(2)); };
  BOOST_TEST((next().result == outcome::hold));
  BOOST_TEST(*next().level_after == 3);
  BOOST_TEST(adjusted(next(), "level cap"));

  const date given = history.screening->day;
  history.screening->clearance = clearance{"physiotherapist", given, add_days(given, 60)};
  BOOST_TEST(*next().level_after == 3);
  history.screening->clearance->grade_allowed = true;
  BOOST_TEST(*next().level_after == 4);
  BOOST_TEST(next().dose_after->grade_percent == 5);
  history.screening->set("S17", 0.7);  // on the ground only
  BOOST_TEST(*next().level_after == 3);

  history = history_of({good_session(start, 5)});
  BOOST_TEST(*next().level_after == 3);
}

namespace {

/// Three more sessions at the level of the last one, on Monday, Wednesday and Friday.
void append_week(std::vector<session_record>& sessions, int level, int week, bool light) {
  for (const int day : {0, 2, 4}) {
    session_record one = good_session(add_days(after_weeks(week), day), level);
    one.light = light;
    if (light) {
      one.values.set(catalog::backward_minutes_info,
                     reported(0.6 * default_programme().at(level).minutes));
    }
    sessions.push_back(one);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_light_week_comes_before_the_fourth_rise) {
  std::vector<session_record> sessions = good_weeks(2, 4);  // levels 2 to 5
  const training_decision first = after(sessions, after_weeks(4));
  BOOST_TEST((first.result == outcome::hold));
  BOOST_TEST(*first.level_after == 5);
  BOOST_TEST(adjusted(first, "light week"));
  BOOST_TEST(first.dose_after->light);
  BOOST_TEST(first.dose_after->bouts == 2);
  BOOST_TEST(*first.dose_after->seconds_a_bout == 180);
  BOOST_TEST(first.dose_after->minutes == 6, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(!first.dose_before->light);

  append_week(sessions, 5, 4, true);
  const date begun = after_weeks(4);
  const training_decision last_day = after(sessions, add_days(begun, 6));
  BOOST_TEST((last_day.result == outcome::hold));
  BOOST_TEST(last_day.dose_after->light);
  BOOST_TEST(last_day.dose_before->minutes == 6, boost::test_tools::tolerance(1e-12));
  const training_decision over = after(sessions, add_days(begun, 7));
  BOOST_TEST((over.result == outcome::advance));
  BOOST_TEST(*over.level_after == 6);
  BOOST_TEST(!over.dose_after->light);
  BOOST_TEST(
      (over.not_before == over.day));  // the week is compared with the one before the light one

  // What the rules say against a rise is heard after the light week and in it.
  set(sessions.back(), catalog::pain_during_info, 3);
  const training_decision held = after(sessions, add_days(begun, 7));
  BOOST_TEST((held.result == outcome::hold));
  BOOST_TEST(!held.dose_after->light);
  set(sessions.back(), catalog::pain_during_info, 6);
  const training_decision lowered = after(sessions, add_days(begun, 6));
  BOOST_TEST((lowered.result == outcome::regress));
  BOOST_TEST(lowered.dose_after->light);

  // Three more rises until the next.
  set(sessions.back(), catalog::pain_during_info, 2);
  for (const int week : {5, 6, 7}) append_week(sessions, week + 1, week, false);
  const training_decision again = after(sessions, after_weeks(8));
  BOOST_TEST(*again.level_after == 8);
  BOOST_TEST(again.dose_after->light);
}

BOOST_AUTO_TEST_CASE(no_light_week_without_a_steady_rise) {
  const auto light = [](const std::vector<session_record>& sessions, date today) {
    return after(sessions, today).dose_after->light;
  };
  BOOST_TEST(!light(good_weeks(2, 3), after_weeks(3)));
  BOOST_TEST(light(good_weeks(2, 4), after_weeks(4)));

  std::vector<session_record> fallen = good_weeks(2, 4);
  for (std::size_t i = 3; i < fallen.size(); ++i) fallen[i].level -= 2;  // 2, 1, 2, 3
  BOOST_TEST(!light(fallen, after_weeks(4)));

  std::vector<session_record> paused = good_weeks(2, 4);
  for (std::size_t i = 0; i < 6; ++i) paused[i].day = add_days(paused[i].day, -7);
  BOOST_TEST(!light(paused, after_weeks(4)));

  // Weeks 0 to 3 bring three rises; then five weeks at the last level, each with something.
  std::vector<session_record> stayed = good_weeks(2, 4);
  for (int week = 4; week < 9; ++week) append_week(stayed, 5, week, false);
  BOOST_TEST(!light(stayed, after_weeks(9)));
  BOOST_TEST((after(stayed, after_weeks(9)).result == outcome::advance));

  programme none = default_programme();
  none.deload.reset();
  BOOST_TEST(
      (decide(none, history_of(good_weeks(2, 4)), after_weeks(4)).result == outcome::advance));
}

BOOST_AUTO_TEST_CASE(light_steps_are_whole) {
  programme plan = default_programme();
  plan.levels[0].steps_a_bout = 9;
  plan.deload->every_rises = 2;
  std::vector<session_record> sessions{good_session(start, 1)};
  sessions[0].light = true;
  const training_decision d = decide(plan, history_of(sessions), add_days(start, 2));
  BOOST_TEST(d.dose_after->light);
  BOOST_TEST(*d.dose_after->steps_a_bout == 5);  // of 9, 60 % are 5.4
  BOOST_TEST(d.dose_after->minutes == 1.5 * 5 / 9, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(after_a_pause) {
  const auto away = [](int days, double age) {
    training_history history = history_of(good_weeks(3, 2));  // ends at level 4
    history.screening->set("S21", age);
    return decide(default_programme(), history, add_days(start, 7 + 4 + days));
  };
  BOOST_TEST(*away(7, 54).level_after == 5);
  BOOST_TEST(*away(8, 54).level_after == 4);
  BOOST_TEST(*away(14, 54).level_after == 4);
  BOOST_TEST(*away(8, 60).level_after == 3);
  BOOST_TEST(*away(15, 54).level_after == 3);
  BOOST_TEST(*away(28, 54).level_after == 3);
  BOOST_TEST(*away(15, 60).level_after == 2);
  BOOST_TEST((away(15, 54).result == outcome::regress));
  BOOST_TEST((away(8, 54).result == outcome::hold));
  // From the 29th day on the screening must be answered again.
  BOOST_TEST(!away(29, 54).level_after.has_value());
  BOOST_TEST(misses(away(29, 54), "screening"));
  const auto away_and_screened = [](int days) {
    training_history history = history_of(good_weeks(3, 2));
    const date today = add_days(start, 7 + 4 + days);
    history.screening = fine(today);
    return *decide(default_programme(), history, today).level_after;
  };
  BOOST_TEST(away_and_screened(29) == 1);
  BOOST_TEST(away_and_screened(90) == 1);
  BOOST_TEST(away_and_screened(91) == 1);
}

BOOST_AUTO_TEST_CASE(a_long_pause_starts_again) {
  training_history history = history_of(good_weeks(7, 3));
  const auto level_after = [&history](int days) {
    const date today = add_days(start, 14 + 4 + days);
    history.screening = fine(today);
    return *decide(default_programme(), history, today).level_after;
  };
  BOOST_TEST(level_after(90) == 6);
  BOOST_TEST(level_after(91) == 1);
}

BOOST_AUTO_TEST_CASE(a_pause_and_a_sign_take_the_lower_level_not_both) {
  std::vector<session_record> sessions = good_weeks(3, 2);
  set(sessions.back(), catalog::pain_during_info, 6);
  BOOST_TEST(*after(sessions, add_days(sessions.back().day, 20)).level_after == 3);
}

BOOST_AUTO_TEST_CASE(after_a_new_screening_level_1_is_tried_again) {
  std::vector<session_record> sessions = good_weeks(1, 1);
  set(sessions.back(), catalog::pain_during_info, 6);
  training_history history = history_of(sessions);
  history.screening = fine(after_weeks(1));
  const training_decision d = decide(default_programme(), history, after_weeks(1));
  BOOST_TEST((d.result == outcome::hold));
  BOOST_TEST(*d.level_after == 1);
}

BOOST_AUTO_TEST_CASE(a_rest_day_lies_between_sessions) {
  const std::vector<session_record> sessions = good_weeks(1, 2);
  const date last = sessions.back().day;
  BOOST_TEST((after(sessions, last).not_before == add_days(last, 2)));
  BOOST_TEST((after(sessions, add_days(last, 1)).not_before == add_days(last, 2)));
  BOOST_TEST((after(sessions, add_days(last, 3)).not_before == add_days(last, 3)));

  std::vector<session_record> sore = sessions;
  set(sore.back(), catalog::soreness_info, catalog::sore_throughout.value());
  BOOST_TEST((after(sore, last).not_before == add_days(last, 3)));
}

BOOST_AUTO_TEST_CASE(weekly_minutes_rise_by_ten_at_most) {
  // A first week at 10 minutes a session, as if by mistake. On the 8th day the week holds the second
  // session and this one, 20 minutes, and the first session is the week before.
  const std::vector<session_record> fast{good_session(start, 5),
                                         good_session(add_days(start, 2), 5)};
  const training_decision d = after(fast, add_days(start, 4));
  BOOST_TEST((d.not_before == add_days(start, 7)));
  BOOST_TEST(adjusted(d, "weekly limit"));

  // Where nobody knows what was done in the week before, it counts for nothing.
  std::vector<session_record> unknown = good_weeks(9, 1);
  for (session_record& one : unknown) {
    remove(one, catalog::backward_minutes_info);
    remove(one, catalog::completed_info);
  }
  const training_decision cut = after(unknown, after_weeks(1));
  BOOST_TEST(cut.dose_after->minutes == 10);
  BOOST_TEST(adjusted(cut, "shorter"));
}

BOOST_AUTO_TEST_CASE(four_sessions_in_seven_days_are_the_most) {
  programme plan = default_programme();
  plan.rest_days.value = 0;
  std::vector<session_record> sessions;
  for (int day = 0; day < 4; ++day) sessions.push_back(good_session(add_days(start, day), 1));
  const training_decision d = decide(plan, history_of(sessions), add_days(start, 4));
  BOOST_TEST((d.not_before == add_days(start, 7)));
}

BOOST_AUTO_TEST_CASE(four_holds_in_a_row_bring_advice) {
  std::vector<session_record> sessions = good_weeks(1, 1);
  for (int i = 0; i < 4; ++i) {
    sessions.push_back(good_session(add_days(start, 7 + 2 * i), 2));
    set(sessions.back(), catalog::effort_info, 6);
    const training_decision d = after(sessions, add_days(start, 9 + 2 * i));
    BOOST_TEST((d.result == outcome::hold));
    BOOST_TEST(d.advice.empty() == (i < 3), i);
  }
}

BOOST_AUTO_TEST_CASE(rising_morning_pain) {
  std::vector<session_record> sessions = good_weeks(1, 3);
  for (std::size_t i = 6; i < 9; ++i) set(sessions[i], catalog::morning_pain_info, 2);
  const training_decision one_week = after(sessions, add_days(start, 20));
  BOOST_TEST((one_week.result == outcome::hold));
  BOOST_TEST(fired(one_week, "morning pain up"));
  for (std::size_t i = 3; i < 6; ++i) set(sessions[i], catalog::morning_pain_info, 1.5);
  const training_decision two_weeks = after(sessions, after_weeks(3));
  BOOST_TEST((two_weeks.rules->result == outcome::regress));
  BOOST_TEST(fired(two_weeks, "morning pain up two weeks running"));

  // Once the level has gone down, the same two weeks do not take it down again.
  sessions.push_back(good_session(after_weeks(3), 2));
  set(sessions.back(), catalog::morning_pain_info, 2);
  const training_decision later = after(sessions, after_weeks(3));
  BOOST_TEST((later.result == outcome::hold));
  BOOST_TEST(fired(later, "morning pain up"));
}

BOOST_AUTO_TEST_CASE(thresholds_of_the_default_at_their_edges) {
  using namespace catalog;
  struct edge {
    const metric_info& metric;
    double value;
    outcome expected;
  };
  for (const edge& one : {
           edge{pain_during_info, 2, outcome::advance},
           edge{pain_during_info, 2.5, outcome::hold},
           edge{pain_during_info, 5, outcome::hold},
           edge{pain_during_info, 5.5, outcome::regress},
           edge{pain_during_info, 7.5, outcome::regress},
           edge{pain_during_info, 8, outcome::stop},
           edge{pain_before_info, 0.5, outcome::hold},  // 2 is more than 1 above it
           edge{pain_next_day_info, 1, outcome::advance},
           edge{pain_next_day_info, 2, outcome::hold},
           edge{pain_next_day_info, 3, outcome::regress},
           edge{soreness_info, 0, outcome::advance},
           edge{soreness_info, 1, outcome::hold},
           edge{soreness_info, 2, outcome::hold},
           edge{soreness_info, 3, outcome::regress},
           edge{swelling_info, 0.5, outcome::advance},
           edge{swelling_info, 1, outcome::hold},
           edge{swelling_info, 2, outcome::stop},
           edge{effort_info, 5, outcome::advance},
           edge{effort_info, 5.5, outcome::hold},
           edge{effort_info, 7.5, outcome::hold},
           edge{effort_info, 8, outcome::regress},
           edge{completed_info, 90, outcome::advance},
           edge{completed_info, 89, outcome::hold},
           edge{completed_info, 10, outcome::hold},  // once only
           edge{form_passing_info, 80, outcome::advance},
           edge{form_passing_info, 79, outcome::hold},
           edge{near_falls_info, 1, outcome::hold},
           edge{near_falls_info, 2, outcome::regress},
           edge{falls_info, 1, outcome::stop},
           edge{giving_way_info, 1, outcome::stop},
           edge{locking_info, 1, outcome::stop},
           edge{cannot_bear_weight_info, 1, outcome::stop},
           edge{warning_symptoms_info, 1, outcome::stop},
       }) {
    BOOST_TEST((with_last(one.metric, one.value).result == one.expected),
               one.metric.id << " = " << one.value);
  }
}

BOOST_AUTO_TEST_CASE(what_happens_twice_counts_more) {
  using namespace catalog;
  const auto twice = [](const metric_info& metric, double value) {
    std::vector<session_record> sessions = good_weeks(1, 3);
    set(sessions[7], metric, value);
    set(sessions[8], metric, value);
    return after(sessions, after_weeks(3)).result;
  };
  BOOST_TEST((twice(completed_info, 69) == outcome::regress));
  BOOST_TEST((twice(completed_info, 70) == outcome::hold));
  BOOST_TEST((twice(form_passing_info, 59) == outcome::regress));
  BOOST_TEST((twice(form_passing_info, 60) == outcome::hold));
  BOOST_TEST((twice(swelling_info, 1) == outcome::regress));
  BOOST_TEST((twice(swelling_info, 0.5) == outcome::advance));
}

BOOST_AUTO_TEST_CASE(pain_that_stays_raised_stops) {
  std::vector<session_record> sessions = good_weeks(1, 3);
  set(sessions.back(), catalog::pain_next_day_info, 4);
  set(sessions.back(), catalog::pain_lasted_info, 48);
  BOOST_TEST((after(sessions, after_weeks(3)).result == outcome::regress));
  set(sessions.back(), catalog::pain_lasted_info, 49);
  BOOST_TEST((after(sessions, after_weeks(3)).result == outcome::stop));
}

BOOST_AUTO_TEST_CASE(impossible_input_is_refused) {
  const training_history history = history_of(good_weeks(1, 1));
  BOOST_CHECK_THROW(decide(default_programme(), history, start), config_error);
  BOOST_CHECK_THROW(decide(default_programme(), fine(after_weeks(2)), history, after_weeks(1)),
                    config_error);
  session_record high = good_session(start, 10);
  high.level = 11;
  BOOST_CHECK_THROW(after({high}, start), config_error);
}

// Properties of the default programme over random histories.

namespace {

const std::vector<const metric_info*> worse_upward{&catalog::pain_during_info,
                                                   &catalog::pain_next_day_info,
                                                   &catalog::soreness_info,
                                                   &catalog::swelling_info,
                                                   &catalog::effort_info,
                                                   &catalog::near_falls_info,
                                                   &catalog::falls_info,
                                                   &catalog::giving_way_info,
                                                   &catalog::locking_info,
                                                   &catalog::pain_lasted_info,
                                                   &catalog::cannot_bear_weight_info,
                                                   &catalog::warning_symptoms_info};

// Good sessions at levels that creep, with a few values spoiled.
std::vector<session_record> random_sessions() {
  std::vector<session_record> sessions;
  const int n = *rc::gen::inRange(1, 14);
  int level = *rc::gen::inRange(1, 6);
  date day = start;
  for (int i = 0; i < n; ++i) {
    session_record one = good_session(day, level);
    if (*rc::gen::inRange(0, 4) == 0) {
      const metric_info& metric = **rc::gen::elementOf(worse_upward);
      const double highest = std::min(10.0, scale_of(metric.unit_ucum).highest);
      set(one, metric, *rc::gen::inRange(0, static_cast<int>(highest) + 1));
    }
    sessions.push_back(one);
    day = add_days(day, *rc::gen::inRange(1, 6));
    if (*rc::gen::inRange(0, 4) == 0) level = std::min(level + 1, 10);
  }
  return sessions;
}

date random_day_after(const std::vector<session_record>& sessions) {
  return add_days(sessions.back().day, *rc::gen::inRange(0, 12));
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_level_follows_the_outcome) {
  BOOST_TEST(rc::check("outcome and level agree", [] {
    const std::vector<session_record> sessions = random_sessions();
    const date today = random_day_after(sessions);
    const training_decision d = after(sessions, today);
    RC_ASSERT(d == after(sessions, today));
    RC_ASSERT(d.level_after.has_value() == d.dose_after.has_value());
    RC_ASSERT(d.level_after.has_value() == (d.result < outcome::refer));
    if (!d.level_after) return;
    RC_ASSERT((*d.level_after > *d.level_before) == (d.result == outcome::advance));
    RC_ASSERT((*d.level_after < *d.level_before) == (d.result == outcome::regress));
    RC_ASSERT(*d.level_after <= *d.level_before + 1);
    RC_ASSERT(*d.not_before > sessions.back().day);
    RC_ASSERT(d.dose_after->minutes > 0);
  }));
}

BOOST_AUTO_TEST_CASE(missing_values_never_advance) {
  BOOST_TEST(rc::check("missing values", [] {
    const std::vector<session_record> whole = random_sessions();
    const date today = random_day_after(whole);
    std::vector<session_record> holes = whole;
    for (session_record& one : holes) {
      for (const metric_info* metric : catalog::reported_metrics) {
        if (*rc::gen::inRange(0, 12) == 0) remove(one, *metric);
      }
    }
    if (after(holes, today).result == outcome::advance) {
      RC_ASSERT(after(whole, today).result == outcome::advance);
    }
  }));
}

BOOST_AUTO_TEST_CASE(a_value_missing_from_the_last_session_holds_back) {
  for (const metric_info* metric : catalog::reported_metrics) {
    std::vector<session_record> sessions = good_weeks(1, 3);
    remove(sessions.back(), *metric);
    const training_decision d = after(sessions, after_weeks(3));
    // How long pain stayed raised is asked only if it did; minutes not counted shorten the dose.
    const bool needed =
        metric != &catalog::pain_lasted_info && metric != &catalog::backward_minutes_info;
    BOOST_TEST((d.result == (needed ? outcome::hold : outcome::advance)), metric->id);
  }
}

BOOST_AUTO_TEST_CASE(a_worse_value_never_gives_a_more_progressive_outcome) {
  BOOST_TEST(rc::check("monotone", [] {
    const std::vector<session_record> sessions = random_sessions();
    const date today = random_day_after(sessions);
    std::vector<session_record> worse = sessions;
    session_record& one = worse[*rc::gen::inRange<std::size_t>(0, worse.size())];
    const metric_info& metric = **rc::gen::elementOf(worse_upward);
    const double before = *one.values.find(metric);
    const double highest = scale_of(metric.unit_ucum).highest;
    set(one, metric, std::min(highest, before + *rc::gen::inRange(1, 5)));
    RC_ASSERT(after(worse, today).result >= after(sessions, today).result);
  }));
}

BOOST_AUTO_TEST_SUITE_END()

#pragma once
/// @file
/// A training programme as a value: levels with their doses, the rules between them, and what to do
/// after a pause. Every threshold carries where it comes from.

#include <retrogait/core/errors.hpp>
#include <retrogait/progression/screening.hpp>
#include <retrogait/rules/rule_set.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retrogait {

enum class support_need : std::uint8_t {
  none,
  in_reach,  ///< a rail or a wall within an arm's length
};

constexpr std::string_view to_string(support_need value) {
  return value == support_need::in_reach ? "in_reach" : "none";
}

/// One level: what to do in one session. Bouts are counted either in steps or in seconds.
struct training_level {
  int bouts = 1;
  std::optional<int> steps_a_bout{};
  std::optional<double> seconds_a_bout{};
  double rest_s = 0;                             ///< between bouts
  double minutes = 0;                            ///< backward walking in the session
  std::optional<double> speed_limit_m_s{};       ///< a limit in itself
  std::optional<double> share_of_comfortable{};  ///< a limit as a share of v0 (person_facts)
  double grade_percent = 0;  ///< of a treadmill, uphill; needs clearance::grade_allowed
  support_need support = support_need::none;
  std::string surface{};
  rules::provenance source{};

  friend bool operator==(const training_level&, const training_level&) = default;
};

/// What to do when the last session was `from_days` to `to_days` ago.
struct absence_rule {
  int from_days = 0;
  std::optional<int> to_days{};  ///< nothing: no end
  int levels_down = 0;
  int levels_down_older = 0;  ///< for older_from_years and above, and where the age is unknown
  bool may_advance = false;
  bool screen_again = false;  ///< no plan before a screening later than the last session
  bool restart = false;       ///< at level 1
  rules::provenance source{};

  friend bool operator==(const absence_rule&, const absence_rule&) = default;
};

/// Below this limb symmetry the level is capped.
struct strength_cap {
  double below_percent = 0;
  int max_level = 1;
  rules::provenance source{};

  friend bool operator==(const strength_cap&, const strength_cap&) = default;
};

/// Weeks of less load. The next level waits for one where the level has risen in (every_rises - 1)
/// steps since the last break, so that of every so many weeks that could each bring a rise one is
/// light. A break is: a light session, a fall of the level, more than `days` days without a session,
/// or more than 4 * days at one level, after which the rise is no steady one. (So who does not record
/// session_record::light waits for longer, but not for ever.)
///
/// The light week begins with the day on which the level would else rise, and lasts `days` days from
/// its first session: every session in it has `share` of its level's dose, and the level does not
/// rise. After it the level rises if the rules still say so. Rules that lower the level or stop are
/// heard in it as ever.
struct deload_rule {
  int every_rises = 4;  ///< 2 or more
  double share = 0.6;   ///< of the seconds or steps of a bout, and so of the minutes; above 0, to 1
  int days = 7;
  rules::provenance source{};

  friend bool operator==(const deload_rule&, const deload_rule&) = default;
};

/// A number with where it comes from.
template <class T>
struct sourced {
  T value{};
  rules::provenance source{};

  friend bool operator==(const sourced&, const sourced&) = default;
};

struct programme {
  std::string title{};
  screening_form screening{};  ///< what is asked before any plan

  double warm_up_minutes = 0;  ///< forward, before every session
  sourced<int> sessions_a_week{};
  sourced<int> most_sessions_in_7_days{};
  sourced<int> rest_days{};  ///< full days off between two sessions, at least
  /// Minutes of any 7 days may exceed those of the last 7 days trained before them by so much.
  /// Light weeks (deload_rule) are left out of what is compared with: the days before and after one
  /// count as if they met.
  sourced<double> weekly_rise_min{};
  sourced<double> speed_cap_m_s{};         ///< whatever the level says
  sourced<int> limited_max_level{};        ///< while the screening says "limit"
  sourced<int> refer_after_regressions{};  ///< that many decisions to regress …
  int within_days = 14;                    ///< … within so many days lead to refer
  sourced<int> advise_after_holds{};       ///< that many decisions to hold in a row lead to advice
  /// Of the bouts still to come in a session, the share that stays when a hold rule comes true
  /// during it, rounded down; 0 to 1.
  sourced<double> share_left_on_hold{};
  int older_from_years = 60;  ///< whom absence_rule calls older

  std::vector<training_level> levels{};  ///< the first is level 1
  std::vector<absence_rule> absences{};
  std::vector<strength_cap> strength_caps{};
  std::optional<deload_rule> deload{};  ///< nothing: no light weeks
  rules::rule_set rules{};              ///< its id and version are those of the programme

  int top_level() const { return static_cast<int>(levels.size()); }

  /// Requires 1 <= number <= top_level().
  const training_level& at(int number) const {
    RETROGAIT_ASSERT(number >= 1 && number <= top_level(), "no such level");
    return levels[static_cast<std::size_t>(number - 1)];
  }

  /// Everything that is wrong with it. Fields are paths such as "levels/2/minutes", counted from 0.
  issues validate() const;

  friend bool operator==(const programme&, const programme&) = default;
};

inline issues programme::validate() const {
  issues found;
  const auto require = [&found](bool ok, std::string field, std::string message) {
    if (!ok) found.push_back({std::move(field), std::move(message)});
  };
  require(!levels.empty(), "levels", "there is none");
  require(std::isfinite(warm_up_minutes) && warm_up_minutes >= 0, "warm_up_minutes",
          "must be 0 or more");
  require(sessions_a_week.value >= 1 && sessions_a_week.value <= 7, "sessions_a_week",
          "must be 1 to 7");
  require(
      most_sessions_in_7_days.value >= sessions_a_week.value && most_sessions_in_7_days.value <= 7,
      "most_sessions_in_7_days", "must be at least sessions_a_week and at most 7");
  require(rest_days.value >= 0, "rest_days", "must be 0 or more");
  require(weekly_rise_min.value > 0, "weekly_rise_min", "must be more than 0");
  require(speed_cap_m_s.value > 0 && speed_cap_m_s.value <= 1.6, "speed_cap_m_s",
          "must be more than 0 and at most 1.6, where backward walking turns into running");
  require(limited_max_level.value >= 1, "limited_max_level", "levels count from 1");
  require(refer_after_regressions.value >= 2, "refer_after_regressions", "must be 2 or more");
  require(within_days >= 1, "within_days", "must be 1 or more");
  require(advise_after_holds.value >= 1, "advise_after_holds", "must be 1 or more");
  require(share_left_on_hold.value >= 0 && share_left_on_hold.value <= 1, "share_left_on_hold",
          "must be 0 to 1");
  require(older_from_years >= 0, "older_from_years", "must be 0 or more");

  for (std::size_t i = 0; i < levels.size(); ++i) {
    const training_level& one = levels[i];
    const std::string at = "levels/" + std::to_string(i) + '/';
    require(one.bouts >= 1, at + "bouts", "must be 1 or more");
    require(one.steps_a_bout.has_value() != one.seconds_a_bout.has_value(), at + "steps_a_bout",
            "a bout is counted in steps or in seconds: exactly one of the two");
    require(one.steps_a_bout.value_or(1) >= 1, at + "steps_a_bout", "must be 1 or more");
    require(one.seconds_a_bout.value_or(1) > 0, at + "seconds_a_bout", "must be more than 0");
    require(one.rest_s >= 0, at + "rest_s", "must be 0 or more");
    require(one.minutes > 0, at + "minutes", "must be more than 0");
    if (one.seconds_a_bout && one.bouts >= 1) {
      const double sum = one.bouts * *one.seconds_a_bout / 60;
      require(std::abs(one.minutes - sum) <= 0.05 + 1e-9, at + "minutes",
              "the bouts last " + number_text(sum) + " minutes, not " + number_text(one.minutes));
    }
    require(one.minutes <= weekly_rise_min.value || i > 0, at + "minutes",
            "the first level must fit into weekly_rise_min");
    require(one.speed_limit_m_s.value_or(1) > 0, at + "speed_limit_m_s", "must be more than 0");
    require(one.share_of_comfortable.value_or(1) > 0, at + "share_of_comfortable",
            "must be more than 0");
    require(std::isfinite(one.grade_percent) && one.grade_percent >= 0, at + "grade_percent",
            "must be 0 or more");
    require(one.grade_percent == 0 || i > 0, at + "grade_percent",
            "the first level is on the flat, since a grade needs a professional's agreement");
    require(one.speed_limit_m_s || one.share_of_comfortable, at + "speed_limit_m_s",
            "a level needs a speed limit, in m/s or as share_of_comfortable");
    if (i > 0) {
      require(one.minutes >= levels[i - 1].minutes, at + "minutes",
              "must not be less than at the level below");
    }
  }
  int next_day = 0;
  for (std::size_t i = 0; i < absences.size(); ++i) {
    const absence_rule& one = absences[i];
    const std::string at = "absences/" + std::to_string(i) + '/';
    require(one.from_days == next_day, at + "from_days",
            "must be " + std::to_string(next_day) + ", so that no day is left out or named twice");
    require(one.levels_down >= 0 && one.levels_down_older >= one.levels_down,
            at + "levels_down_older", "must be at least levels_down, and both 0 or more");
    require(!one.to_days || *one.to_days >= one.from_days, at + "to_days",
            "must not lie before from_days");
    const bool is_last = i + 1 == absences.size();
    require(one.to_days.has_value() != is_last, at + "to_days",
            "every rule but the last has an end");
    next_day = one.to_days.value_or(one.from_days) + 1;
  }
  require(!absences.empty(), "absences", "there is none");
  for (std::size_t i = 0; i < strength_caps.size(); ++i) {
    require(strength_caps[i].max_level >= 1, "strength_caps/" + std::to_string(i) + "/max_level",
            "levels count from 1");
  }
  if (deload) {
    require(deload->every_rises >= 2, "deload/every_rises", "must be 2 or more");
    require(deload->share > 0 && deload->share <= 1, "deload/share",
            "must be more than 0 and at most 1");
    require(deload->days >= 1 && deload->days <= 28, "deload/days", "must be 1 to 28");
  }
  for (const issue& one : screening.validate()) {
    found.push_back({"screening/" + one.field, one.message});
  }
  for (const issue& one : rules.validate()) found.push_back(one);
  return found;
}

}  // namespace retrogait

#pragma once
/// @file
/// What to do now, while a session is under way: by the rules that decide about the next one, so
/// that there is no second set of thresholds. What the person tells so far is judged as the last
/// session of the history. Pure, without a clock: the same calls give the same advice.

#include <retrogait/core/errors.hpp>
#include <retrogait/progression/decide.hpp>
#include <retrogait/progression/history.hpp>
#include <retrogait/progression/prepared_programme.hpp>
#include <retrogait/progression/sentences.hpp>
#include <retrogait/rules/decision.hpp>
#include <retrogait/rules/evaluate.hpp>
#include <retrogait/rules/reported.hpp>
#include <retrogait/rules/rule_set.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retrogait {

/// What is told at one moment of a session. What is absent is not told now, which takes nothing
/// back: of all that was told in the session the worst counts.
struct session_reading {
  /// Cannot change once it is told, for other values are compared with it.
  std::optional<quantity<units::nrs>> pain_before{};
  std::optional<quantity<units::nrs>> pain{};  ///< now; the worst so far is pain_during
  std::optional<quantity<units::cr10>> effort{};
  std::optional<quantity<units::count>> near_falls{};  ///< so far
  std::optional<quantity<units::count>> falls{};       ///< so far
  std::optional<quantity<units::yes_no>> giving_way{};
  std::optional<quantity<units::yes_no>> locking{};
  std::optional<quantity<units::yes_no>> cannot_bear_weight{};
  std::optional<quantity<units::yes_no>> warning_symptoms{};
  /// Of the strides so far; to be told from 20 valid backward steps on (catalog::form_passing).
  std::optional<quantity<units::percent>> form_passing{};
  /// Walked backward so far. Where it is never told, every bout done counts as planned.
  std::optional<quantity<units::minute>> backward_minutes{};
};

/// In rising order of urgency.
enum class session_action : std::uint8_t {
  carry_on,
  shorten,  ///< fewer bouts than planned are left
  finish,   ///< nothing is left of the dose
  end,      ///< at once: a rule to regress is true
  stop      ///< at once, and talk to a professional: a rule to refer or to stop is true
};

constexpr std::string_view to_string(session_action value) {
  switch (value) {
    case session_action::carry_on:
      return "carry on";
    case session_action::shorten:
      return "shorten";
    case session_action::finish:
      return "finish";
    case session_action::end:
      return "end";
    case session_action::stop:
      return "stop";
  }
  return "unknown action";
}

/// What to do now, why, and by which programme.
struct session_advice {
  session_action action = session_action::carry_on;
  double t_s = 0;           ///< time in the session of the last call
  double since_s = 0;       ///< time at which this action was first advised
  int bouts_left = 0;       ///< with the one that is under way
  double minutes_left = 0;  ///< backward walking, at most
  std::string programme{};
  rules::version_number version{};
  std::string content_hash{};  ///< of the whole programme
  /// The rules that this session made true, the most severe first, then by id; each with its values
  /// as they were when it came true.
  std::vector<rules::finding> findings{};
  /// What the rules look at and nobody has told yet.
  std::vector<rules::missing_value> missing{};

  friend bool operator==(const session_advice&, const session_advice&) = default;
};

namespace progression::detail {

struct told_value {
  const metric_info* metric;
  std::optional<double> value;
};

template <unit Unit>
constexpr told_value told(metric_id<Unit> id, const std::optional<quantity<Unit>>& given) {
  return {&id.info(), given ? std::optional<double>(given->value()) : std::nullopt};
}

/// What rules look at; the minutes are known only afterwards.
constexpr std::array<told_value, 10> told_in(const session_reading& one) {
  return {told(catalog::pain_before, one.pain_before),
          told(catalog::pain_during, one.pain),
          told(catalog::effort, one.effort),
          told(catalog::near_falls, one.near_falls),
          told(catalog::falls, one.falls),
          told(catalog::giving_way, one.giving_way),
          told(catalog::locking, one.locking),
          told(catalog::cannot_bear_weight, one.cannot_bear_weight),
          told(catalog::warning_symptoms, one.warning_symptoms),
          told(catalog::form_passing, one.form_passing)};
}

inline bool on_scale(const metric_info& metric, double value) {
  const value_scale scale = scale_of(metric);
  return std::isfinite(value) && value >= scale.lowest && value <= scale.highest &&
         (!scale.whole || value == std::floor(value)) &&
         (scale.words.empty() || scale.by_value(value) != nullptr);
}

}  // namespace progression::detail

/// Shortens or ends a session by the rules of a programme.
///
/// A rule counts if it is this session's values that make it true: it is true with them, and either
/// not true without them, or true even if nothing were known of the sessions before. So pain that
/// held the level two days ago says nothing about today, and pain today counts whatever was two days
/// ago. A rule that is unknown does not count, whatever the rule set makes of unknown: the next
/// morning is unknown in every session. What the rules would need and nobody has told is said
/// (session_advice::missing).
///
/// A rule to hold leaves programme::share_left_on_hold of the bouts still to come, rounded down; the
/// one under way is among them. That happens once. Neither an action nor a limit is ever taken back.
/// If no rule becomes false where a value becomes worse (`retrogait verify`), a worse value never
/// gives a milder advice.
///
/// Memory is taken from the heap only where a rule comes true.
class session_regulator {
 public:
  /// For the dose that the programme's decide() gave for that day. Throws config_error if the day
  /// does not lie after the last session or lies before the screening, or the dose cannot be one of
  /// this programme.
  session_regulator(const prepared_programme& prepared, const training_history& history,
                    session_dose dose, date today);

  /// Takes in what is told at t_s, seconds since the session began. Throws config_error with all
  /// that is wrong, and changes nothing then, if the time is not finite or lies before that of the
  /// last call, a value is off its scale, or the pain before the session is told anew.
  const session_advice& update(double t_s, const session_reading& reading);

  /// A bout has been walked to its end. Errors of the time as for update().
  const session_advice& bout_done(double t_s);

  /// That of the last call.
  const session_advice& advice() const { return advice_; }

  /// The session for the training log: the values that were judged here, the share of the planned
  /// bouts that was done, and the minutes, which are left out where nobody told them and a bout may
  /// have been broken off. What is known only afterwards is for the caller to add.
  session_record record() const;

  friend bool operator==(const session_regulator&, const session_regulator&) = default;

 private:
  struct watched_rule {
    rules::rule rule;
    bool true_before = false;  ///< without this session's values
    bool counts = false;       ///< this session has made it true

    friend bool operator==(const watched_rule&, const watched_rule&) = default;
  };

  void check_start(const programme& plan, date today) const;
  issues check_time(double t_s) const;
  issues check_reading(double t_s, const session_reading& reading) const;

  const session_record& session() const { return sessions_[sessions_.size() - 1]; }
  rules::truth judged(const rules::rule& one, const std::vector<session_record>& sessions) const {
    return evaluate(one.when.tree(), view(sessions), trust_);
  }
  rules::log_view view(const std::vector<session_record>& sessions) const {
    return {sessions, session().day, screened_, person_};
  }

  void watch(const rules::rule& one);
  bool take(const session_reading& reading);
  void judge_rules();
  void act_on(const rules::rule& one);
  void conclude(double t_s);

  double minutes_left() const {
    const double allowed = (std::min)(dose_.minutes, bouts_allowed_ * minutes_a_bout_);
    return (std::max)(0.0, allowed - minutes_);
  }
  bool nothing_left() const { return bouts_done_ >= bouts_allowed_ || minutes_left() <= rounding; }

  static constexpr double rounding = 1e-9;

  session_dose dose_;
  double minutes_a_bout_ = 0;
  double share_left_on_hold_;
  std::vector<session_record> sessions_;        ///< the last is this one
  std::vector<session_record> unknown_before_;  ///< the same, with no values in those before
  std::optional<date> screened_;
  person_facts person_;
  rules::trust trust_;
  std::vector<watched_rule> rules_;

  int bouts_done_ = 0;
  int bouts_allowed_;  ///< of the whole session
  bool shortened_ = false;
  double minutes_ = 0;
  bool minutes_told_ = false;
  bool dose_done_ = false;
  bool all_counted_ = false;  ///< the dose was done when a bout was: none was broken off
  session_advice advice_;
};

inline session_regulator::session_regulator(const prepared_programme& prepared,
                                            const training_history& history, session_dose dose,
                                            date today)
    : dose_(std::move(dose)),
      share_left_on_hold_(prepared.plan().share_left_on_hold.value),
      person_(history.person),
      trust_(prepared.plan().rules.values),
      bouts_allowed_(dose_.bouts) {
  const programme& plan = prepared.plan();
  if (history.screening) screened_ = history.screening->day;
  check_start(plan, today);
  minutes_a_bout_ =
      dose_.seconds_a_bout
          ? *dose_.seconds_a_bout / 60
          : progression::detail::bouts_of(plan, dose_.level, dose_.light).minutes / dose_.bouts;

  session_record now{today, dose_.level, {}, dose_.light};
  for (const progression::detail::told_value& one : progression::detail::told_in({})) {
    now.values.set(*one.metric, measured<double>::not_computable(reason::not_reported));
  }
  training_history with_now = history;
  with_now.append(std::move(now));
  sessions_ = with_now.sessions();
  unknown_before_ = sessions_;
  for (std::size_t i = 0; i + 1 < sessions_.size(); ++i) unknown_before_[i].values = {};

  advice_.programme = plan.rules.id;
  advice_.version = plan.rules.version;
  advice_.content_hash = prepared.content_hash();
  for (const rules::rule& one : plan.rules.rules) watch(one);
  conclude(0);
}

inline void session_regulator::check_start(const programme& plan, date today) const {
  issues wrong;
  if (dose_.level < 1 || dose_.level > plan.top_level()) {
    wrong.push_back({"dose/level", std::to_string(dose_.level) + " is none of the levels 1 to " +
                                       std::to_string(plan.top_level())});
  }
  if (dose_.bouts < 1) wrong.push_back({"dose/bouts", "must be 1 or more"});
  if (!(std::isfinite(dose_.minutes) && dose_.minutes > 0)) {
    wrong.push_back({"dose/minutes", "must be more than 0"});
  }
  if (const double s = dose_.seconds_a_bout.value_or(1); !(std::isfinite(s) && s > 0)) {
    wrong.push_back({"dose/seconds_a_bout", "must be more than 0"});
  }
  if (screened_ && *screened_ > today) {
    wrong.push_back({"screening", "lies after the session, " + date_string(today)});
  }
  throw_if_any(std::move(wrong));
}

/// Keeps the rule if this session's values can make it true.
inline void session_regulator::watch(const rules::rule& one) {
  if (one.result == rules::outcome::advance) return;
  const bool true_before = judged(one, sessions_) == rules::truth::is_true;
  // True whatever is known of any session.
  if (true_before && judged(one, unknown_before_) == rules::truth::is_true) return;
  bool looks_at_session = false;
  walk(one.when.tree(), [&](const rules::expression& node) {
    if (node.op != rules::operation::metric || !session().values.has(*node.metric)) return;
    looks_at_session = true;
    rules::missing_value untold{std::string(node.metric->id), std::string(node.metric->name),
                                session().day, reason::not_reported};
    std::vector<rules::missing_value>& all = advice_.missing;
    if (std::find(all.begin(), all.end(), untold) == all.end()) all.push_back(std::move(untold));
  });
  if (looks_at_session) rules_.push_back({one, true_before, false});
}

inline issues session_regulator::check_time(double t_s) const {
  if (std::isfinite(t_s) && t_s >= advice_.t_s) return {};
  return {{"t_s", number_text(t_s) + " is not a time from " + number_text(advice_.t_s) + " s on"}};
}

inline issues session_regulator::check_reading(double t_s, const session_reading& reading) const {
  issues wrong = check_time(t_s);
  const auto check_scale = [&wrong](const metric_info& metric, const std::optional<double>& value) {
    if (value && !progression::detail::on_scale(metric, *value)) {
      wrong.push_back({std::string(metric.id), number_text(*value) + " is off the scale"});
    }
  };
  for (const progression::detail::told_value& one : progression::detail::told_in(reading)) {
    check_scale(*one.metric, one.value);
  }
  if (reading.backward_minutes) {
    check_scale(catalog::backward_minutes_info, reading.backward_minutes->value());
  }
  const measured<double> before = session().values.find(catalog::pain_before_info);
  if (before && reading.pain_before && reading.pain_before->value() != *before) {
    wrong.push_back({std::string(catalog::pain_before.id()),
                     "has been told already, as " + number_text(*before)});
  }
  return wrong;
}

/// Whether a value has become known or worse.
inline bool session_regulator::take(const session_reading& reading) {
  metric_values& known = sessions_[sessions_.size() - 1].values;
  bool changed = false;
  for (const progression::detail::told_value& one : progression::detail::told_in(reading)) {
    if (!one.value) continue;
    const measured<double> worst = known.find(*one.metric);
    const bool less_is_worse = one.metric == &catalog::form_passing_info;
    if (worst && (less_is_worse ? *one.value >= *worst : *one.value <= *worst)) continue;
    known.set(*one.metric, measured<double>::of(*one.value, 1));
    std::erase_if(advice_.missing, [&one](const rules::missing_value& untold) {
      return untold.metric == one.metric->id;
    });
    changed = true;
  }
  if (changed) unknown_before_[unknown_before_.size() - 1].values = known;
  if (reading.backward_minutes) {
    const double told = reading.backward_minutes->value();
    minutes_ = minutes_told_ ? (std::max)(minutes_, told) : told;
    minutes_told_ = true;
  }
  return changed;
}

inline void session_regulator::judge_rules() {
  for (watched_rule& one : rules_) {
    if (one.counts || judged(one.rule, sessions_) != rules::truth::is_true) continue;
    if (one.true_before && judged(one.rule, unknown_before_) != rules::truth::is_true) continue;
    act_on(one.rule);
    one.counts = true;
  }
}

inline void session_regulator::act_on(const rules::rule& one) {
  rules::finding f{one.id, one.result, rules::truth::is_true, {}, one.source, one.extras};
  std::vector<rules::missing_value> none;
  explain(one.when.tree(), view(sessions_), f.comparisons, none, trust_);
  std::vector<rules::finding>& all = advice_.findings;
  const auto place = std::find_if(all.begin(), all.end(), [&one](const rules::finding& other) {
    return other.result != one.result ? other.result < one.result : other.rule > one.id;
  });
  all.insert(place, std::move(f));
  if (one.result == rules::outcome::hold && !shortened_ && !dose_done_) {
    shortened_ = true;
    // The margin is for shares such as 0.29, of which 100 times are a little less than 29.
    const double left = share_left_on_hold_ * (bouts_allowed_ - bouts_done_) + rounding;
    bouts_allowed_ = bouts_done_ + static_cast<int>(std::floor(left));
  }
}

/// The advice that follows from what is known. Nothing that it rests on is ever taken back.
inline void session_regulator::conclude(double t_s) {
  dose_done_ = dose_done_ || nothing_left();
  session_action action = dose_done_   ? session_action::finish
                          : shortened_ ? session_action::shorten
                                       : session_action::carry_on;
  for (const rules::finding& one : advice_.findings) {
    if (one.result >= rules::outcome::refer) action = session_action::stop;
    if (one.result == rules::outcome::regress) action = (std::max)(action, session_action::end);
  }
  if (action != advice_.action) advice_.since_s = t_s;
  advice_.action = action;
  advice_.t_s = t_s;
  const bool go_on = action < session_action::finish;
  advice_.bouts_left = go_on ? bouts_allowed_ - bouts_done_ : 0;
  advice_.minutes_left = go_on ? minutes_left() : 0;
}

inline const session_advice& session_regulator::update(double t_s, const session_reading& reading) {
  throw_if_any(check_reading(t_s, reading));
  const bool worse = take(reading);
  dose_done_ = dose_done_ || nothing_left();
  if (worse) judge_rules();
  conclude(t_s);
  return advice_;
}

inline const session_advice& session_regulator::bout_done(double t_s) {
  throw_if_any(check_time(t_s));
  ++bouts_done_;
  if (!minutes_told_) {
    // A bout is cut short where fewer minutes are left; one too many is walked whole.
    minutes_ += dose_done_ ? minutes_a_bout_ : (std::min)(minutes_a_bout_, minutes_left());
  }
  const bool was_done = dose_done_;
  conclude(t_s);
  all_counted_ = all_counted_ || (dose_done_ && !was_done);
  return advice_;
}

inline session_record session_regulator::record() const {
  session_record record{session().day, session().level, {}, session().light};
  for (const metric_values::entry& one : session().values.entries()) {
    if (one.value) record.values.set(*one.info, one.value);
  }
  const int done = dose_done_ ? (std::max)(bouts_done_, bouts_allowed_) : bouts_done_;
  record.values.set(catalog::completed,
                    quantities::percent((std::min)(100.0, 100.0 * done / dose_.bouts)));
  if (minutes_told_ || all_counted_) {
    record.values.set(catalog::backward_minutes, quantities::minutes(minutes_));
  }
  return record;
}

namespace progression::detail {

inline std::string head(const session_advice& a) {
  const std::string left = std::to_string(a.bouts_left) +
                           (a.bouts_left == 1 ? " bout left" : " bouts left") + ", at most " +
                           two_decimals(a.minutes_left) + " min";
  switch (a.action) {
    case session_action::carry_on:
      return "now: CARRY ON, " + left;
    case session_action::shorten:
      return "now: SHORTEN, only " + left;
    case session_action::finish:
      return a.findings.empty() ? "now: FINISH, the dose is done"
                                : "now: FINISH, nothing is left of the dose";
    case session_action::end:
      return "now: END the session here";
    case session_action::stop:
      return "now: STOP, and talk to a professional before going on";
  }
  return {};
}

}  // namespace progression::detail

/// The advice as lines of text; the first says what to do now, the last is guidance_note.
inline std::vector<std::string> sentences(const session_advice& a) {
  std::vector<std::string> lines{progression::detail::head(a)};
  const auto add = [&lines](const std::string& text) { lines.push_back("  " + text); };
  if (!a.findings.empty()) {
    rules::decision why;
    why.result = a.findings[0].result;
    why.findings = a.findings;
    for (const std::string& one : reasons(why)) add(one);
  }
  for (const rules::finding& one : a.findings) {
    if (!one.extras.advice.empty()) add(one.extras.advice);
  }
  std::string untold;
  for (const rules::missing_value& one : a.missing) {
    untold += (untold.empty() ? "not told yet: " : ", ") + one.name;
  }
  if (!untold.empty()) add(untold);
  const std::string hash = a.content_hash.substr(0, progression::detail::hash_digits_shown);
  add("at " + progression::detail::two_decimals(a.t_s) + " s by " + a.programme + ' ' +
      to_string(a.version) + ", content " + hash);
  lines.emplace_back(guidance_note);
  return lines;
}

}  // namespace retrogait

#pragma once
/// @file
/// Searches a programme for what it must never do. Each property is decided in one of three ways,
/// and the report says which: for every history, from the sense of the comparisons; for all regions
/// that the thresholds cut (rules/regions.hpp), laid into a fixed set of histories; or by a bounded
/// search over histories. What the second and third find is certain and comes with a history; where
/// they find nothing, nothing is said of what the method does not look at. General fitness
/// guidance: that a programme passes does not make it right for a person.

#include <retrogait/core/errors.hpp>
#include <retrogait/progression/decide.hpp>
#include <retrogait/progression/detail/load_guard.hpp>
#include <retrogait/progression/detail/scene_set.hpp>
#include <retrogait/progression/detail/sense_finder.hpp>
#include <retrogait/progression/prepared_programme.hpp>
#include <retrogait/progression/worse_side.hpp>
#include <retrogait/rules/compiled.hpp>
#include <retrogait/rules/regions.hpp>
#include <retrogait/rules/thresholds.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retrogait {

enum class verification_status : std::uint8_t {
  holds,
  fails,
  not_decided  ///< neither shown nor refuted within the bounds
};

constexpr std::string_view to_string(verification_status value) {
  switch (value) {
    case verification_status::holds:
      return "holds";
    case verification_status::fails:
      return "fails";
    case verification_status::not_decided:
      return "not decided";
  }
  return "unknown status";
}

/// A history for which decide(plan, history, today) comes to that outcome.
struct verification_example {
  training_history history{};
  date today{};
  rules::outcome outcome = rules::outcome::hold;

  friend bool operator==(const verification_example&, const verification_example&) = default;
};

struct verified_property {
  std::string name{};
  verification_status status = verification_status::not_decided;
  std::string method{};
  std::size_t explored = 0;  ///< comparisons, regions or histories, as the method says
  std::string detail{};      ///< what is wrong; empty where it holds
  std::optional<verification_example> counterexample{};
  /// Where the fault is in two histories together: the other one.
  std::optional<verification_example> beside{};

  friend bool operator==(const verified_property&, const verified_property&) = default;
};

struct verification_report {
  std::string programme{};
  std::string content_hash{};
  std::vector<rules::region_group> groups{};
  std::vector<verified_property> properties{};

  bool passed() const {
    return std::all_of(properties.begin(), properties.end(), [](const verified_property& one) {
      return one.status == verification_status::holds;
    });
  }
  /// Null if there is none of that name.
  const verified_property* find(std::string_view name) const {
    for (const verified_property& one : properties) {
      if (one.name == name) return &one;
    }
    return nullptr;
  }
};

/// Bounds of the searches.
struct verify_params {
  int sessions_at_level = 20;  ///< good sessions at one level after which it counts as a dead end
  int cycle_sessions = 40;     ///< sessions with the same values
  int load_depth = 3;          ///< free choices in a row when the weekly load is tried

  issues validate() const {
    issues found;
    if (sessions_at_level < 1) found.push_back({"sessions_at_level", "must be 1 or more"});
    if (cycle_sessions < 1) found.push_back({"cycle_sessions", "must be 1 or more"});
    if (load_depth < 1 || load_depth > 5) found.push_back({"load_depth", "must be 1 to 5"});
    return found;
  }

  friend bool operator==(const verify_params&, const verify_params&) = default;
};

namespace progression::detail {

class verifier {
 public:
  verifier(const programme& plan, const verify_params& params)
      : plan_(plan),
        params_(params),
        scenes_(plan),
        compiled_(plan.rules),
        content_hash_(retrogait::content_hash(plan)) {}

  verification_report operator()() {
    verification_report report;
    report.programme = plan_.rules.id;
    report.content_hash = content_hash_;
    report.groups = scenes_.groups();
    go_through();
    walk_levels();
    for (verified_property* one : {&decided_, &missing_}) settle(*one, scenes_.complete());
    report.properties = {decided_, missing_,        monotone(), reachable_, leavable_,
                         stop_,    stop_is_final(), load(),     no_cycle(), every_rule()};
    return report;
  }

 private:
  using outcome = rules::outcome;
  using status = verification_status;

  static void settle(verified_property& one, bool complete) {
    if (one.status == status::fails) return;
    one.status = complete ? status::holds : status::not_decided;
  }

  training_decision decided(const training_history& history, date today) const {
    return decide_with(compiled_judge{compiled_}, plan_, content_hash_, compiled_.content_hash(),
                       history.screening, history, today);
  }

  void fail(verified_property& one, std::string detail, training_history history,
            date today) const {
    if (one.status == status::fails) return;
    one.status = status::fails;
    one.detail = std::move(detail);
    const outcome result = decided(history, today).result;
    one.counterexample = verification_example{std::move(history), today, result};
  }

  /// One of the scenes with what the rules say of it.
  struct judged {
    std::size_t scene = 0;
    rules::verdict verdict{};
  };

  bool has_missing(std::uint32_t values) const {
    for (const metric_values::entry& one : scenes_.values()[values].entries()) {
      if (!one.value) return true;
    }
    return false;
  }

  /// Everything that is asked of each scene alone, in one go.
  void go_through() {
    programme turned = plan_;
    std::reverse(turned.rules.rules.begin(), turned.rules.rules.end());
    const std::vector<rules::rule>& all = plan_.rules.rules;
    alone_.assign(all.size(), false);
    fired_at_.assign(all.size(), std::nullopt);
    std::size_t i = 0;
    scenes_.judge_all(compiled_, [&](const scene& one, const rules::verdict& verdict,
                                     const rules::log_view& log) {
      verdicts_.push_back(verdict);
      ++decided_.explored;
      const bool single =
          *std::max_element(one.values.begin(), one.values.end()) < scenes_.end_of_single();
      if (single && one.frame == 0 && rules::judge(turned.rules, log) != verdict) {
        fail(decided_, "the verdict depends on the order of the rules", scenes_.history(one),
             log.today);
      }
      if (verdict.result == outcome::advance) look_at_missing(one, log);
      if (verdict.by_rule) look_at_rules(i, verdict.result, log);
      ++i;
      return true;
    });
    look_at_absences();
    look_at_nothing_known();
  }

  /// Every number of days away belongs to exactly one rule.
  void look_at_absences() {
    for (int away = 0; away <= 400; ++away) {
      ++decided_.explored;
      const auto named =
          std::count_if(plan_.absences.begin(), plan_.absences.end(), [&](const absence_rule& one) {
            return away >= one.from_days && away <= one.to_days.value_or(away);
          });
      if (named == 1) continue;
      training_history history = scenes_.history({});
      history.append({verification_start, 1, scenes_.calm()});
      fail(decided_,
           std::to_string(named) + " rules say what follows after " + std::to_string(away) +
               " days away",
           std::move(history), add_days(verification_start, away));
    }
  }

  /// A session of which nothing is known, after good ones and alone.
  void look_at_nothing_known() {
    for (const scene& one : scenes_.scenes()) {
      if (*std::max_element(one.values.begin(), one.values.end()) > 0) continue;
      const training_history good = scenes_.history(one);
      training_history history = scenes_.history({});
      for (const session_record& session : good.sessions()) {
        const bool newest = &session == &good.sessions().back();
        history.append({session.day, session.level, newest ? metric_values{} : session.values});
      }
      ++missing_.explored;
      const date today = scenes_.today(one);
      if (decided(history, today).result == outcome::advance) {
        fail(missing_, "a session of which nothing is known leads to advance", std::move(history),
             today);
      }
    }
  }

  /// Whoever advances without a value would advance with each value that it can have.
  void look_at_missing(const scene& one, const rules::log_view& log) {
    const std::uint32_t newest = one.values.back();
    if (newest >= scenes_.end_of_single() || !has_missing(newest)) return;
    std::vector<session_record> sessions(log.sessions.begin(), log.sessions.end());
    for (const rules::region_group& group : scenes_.groups()) {
      for (const rules::metric_axis& axis : group.axes) {
        if (scenes_.values()[newest].find(*axis.metric)) continue;
        for (const double value : axis.values) {
          ++missing_.explored;
          sessions.back().values.set(*axis.metric, measured<double>::of(value, 1));
          if (compiled_.judge({sessions, log.today, log.screening, log.person}).result ==
              outcome::advance) {
            continue;
          }
          fail(missing_,
               std::string(axis.metric->name) +
                   " is missing, and decides whether the level may rise",
               scenes_.history(one), log.today);
        }
        sessions.back().values = scenes_.values()[newest];
      }
    }
  }

  /// Whether only one rule of that outcome is true, and the first history in which each is.
  void look_at_rules(std::size_t place, outcome result, const rules::log_view& log) {
    const std::vector<rules::rule>& all = plan_.rules.rules;
    bool wanted = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
      wanted = wanted || (all[i].result == result && !alone_[i]);
    }
    if (!wanted) return;
    std::size_t fired = 0;
    std::size_t last = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].result != result ||
          rules::evaluate(all[i].when.tree(), log, plan_.rules.values) != rules::truth::is_true) {
        continue;
      }
      ++fired;
      last = i;
      if (!fired_at_[i]) fired_at_[i] = place;
    }
    if (fired == 1) alone_[last] = true;
  }

  verified_property every_rule() const {
    verified_property found{.name = "every rule decides alone somewhere",
                            .method =
                                "every region of one group of metrics and of two together, in "
                                "the newest 1, 2, 3 or all sessions of the histories",
                            .explored = verdicts_.size()};
    for (std::size_t i = 0; i < alone_.size(); ++i) {
      if (alone_[i]) continue;
      const rules::rule& one = plan_.rules.rules[i];
      if (!found.detail.empty()) found.detail += "; ";
      found.detail += '"' + one.id + "\" ";
      found.detail += fired_at_[i] ? "is true only beside others of its outcome or more severe"
                                   : "is never what decides";
      if (!regions_suffice(one.when.tree())) continue;
      found.status = status::fails;
      if (fired_at_[i] && !found.counterexample) {
        const scene& where = scenes_.scenes()[*fired_at_[i]];
        training_history history = scenes_.history(where);
        const date today = scenes_.today(where);
        const outcome result = decided(history, today).result;
        found.counterexample = verification_example{std::move(history), today, result};
      }
    }
    settle(found, found.detail.empty());
    return found;
  }

  /// Whether the histories that are laid out hold every case of such a condition: it asks something of
  /// the newest sessions and of two groups of metrics at most.
  bool regions_suffice(const rules::expression& tree) const {
    bool simple = true;
    std::vector<bool> read(scenes_.groups().size(), false);
    rules::walk(tree, [&](const rules::expression& e) {
      using rules::operation;
      simple = simple && !rules::is_aggregate(e.op) && e.op != operation::person &&
               (e.op < operation::count || e.op > operation::since_true) &&
               e.op != operation::hysteresis &&
               !(rules::has_window(e.op) &&
                 (e.over.what == rules::window::kind::days_ago || e.over.count > 3));
      if (e.op != operation::metric) return;
      for (std::size_t g = 0; g < read.size(); ++g) {
        for (const rules::metric_axis& axis : scenes_.groups()[g].axes) {
          if (axis.metric->id == e.metric->id) read[g] = true;
        }
      }
    });
    return simple && scenes_.complete() && std::count(read.begin(), read.end(), true) <= 2;
  }

  verified_property monotone() const {
    verified_property found{.name = "worse is never milder",
                            .method =
                                "the sense of every comparison, for every history; a metric's "
                                "earlier values are what later ones are compared with"};
    bool shown = true;
    for (const rules::rule& one : plan_.rules.rules) {
      const int wanted = one.result == outcome::advance ? -1 : 1;
      const sense_finder senses(one.when.tree());
      for (const auto& [metric, sense] : senses.found()) {
        const worse_side worse = worse_of(*metric);
        if (worse == worse_side::not_said) continue;
        ++found.explored;
        if (sense == (worse == worse_side::higher ? wanted : -wanted)) continue;
        shown = false;
        if (!found.detail.empty()) found.detail += "; ";
        found.detail +=
            '"' + one.id + "\" may be milder where " + std::string(metric->name) + " is worse";
      }
    }
    if (!shown) {
      found.method +=
          "; where it does not show it, one value of the newest session made worse in "
          "every history";
      make_worse(found);
    }
    settle(found, shown);
    return found;
  }

  void make_worse(verified_property& found) const {
    for (std::size_t i = 0; i < scenes_.scenes().size(); ++i) {
      const scene& one = scenes_.scenes()[i];
      if (verdicts_[i].result == outcome::advance || one.values.empty()) continue;
      training_history before = scenes_.history(one);
      std::vector<session_record> sessions = before.sessions();
      const metric_values newest = sessions.back().values;
      for (const metric_values::entry& entry : newest.entries()) {
        const worse_side worse = worse_of(*entry.info);
        if (worse == worse_side::not_said || !entry.value) continue;
        for (const double value : values_of(*entry.info)) {
          if (worse == worse_side::higher ? value <= *entry.value : value >= *entry.value) continue;
          ++found.explored;
          sessions.back().values = newest;
          sessions.back().values.set(*entry.info, measured<double>::of(value, 1));
          const rules::verdict after =
              compiled_.judge({sessions, scenes_.today(one), before.screening->day, before.person});
          if (after.result >= verdicts_[i].result) continue;
          training_history worsened = scenes_.history({});
          for (const session_record& session : sessions) worsened.append(session);
          const date today = scenes_.today(one);
          const outcome first = decided(before, today).result;
          const outcome second = decided(worsened, today).result;
          if (second >= first) continue;
          found.status = status::fails;
          found.detail = std::string(entry.info->name) + " goes from " + number_text(*entry.value) +
                         " to " + number_text(value) +
                         " in the newest session, and the outcome from " +
                         std::string(to_string(first)) + " to " + std::string(to_string(second));
          found.beside = verification_example{std::move(before), today, first};
          found.counterexample = verification_example{std::move(worsened), today, second};
          return;
        }
      }
    }
  }

  const std::vector<double>& values_of(const metric_info& metric) const {
    static const std::vector<double> none;
    for (const rules::region_group& group : scenes_.groups()) {
      for (const rules::metric_axis& axis : group.axes) {
        if (axis.metric->id == metric.id) return axis.values;
      }
    }
    return none;
  }

  /// What a dose comes to. Bouts that are counted in seconds say it themselves, unless the week has
  /// cut the dose.
  double minutes_of(const session_dose& dose) const {
    const bool cut = dose.minutes < bouts_of(plan_, dose.level, dose.light).minutes;
    const double bouts = cut ? 0 : dose.bouts * dose.seconds_a_bout.value_or(0) / 60;
    return (std::max)(dose.minutes, bouts);
  }

  /// The values with the planned minutes, where the rules do not look at minutes.
  metric_values with_minutes(metric_values values, double minutes) const {
    if (values_of(catalog::backward_minutes_info).empty()) {
      values.set(catalog::backward_minutes_info, measured<double>::of(minutes, 1));
    }
    return values;
  }

  /// The values of one session, of those that change one group, that lead there after that history.
  std::optional<metric_values> one_that(const training_history& history, date day, int level,
                                        outcome wanted) const {
    for (const scene_set::letter& one : scenes_.letters()) {
      training_history longer = history;
      longer.append({day, level, scenes_.values()[one.values]});
      const rules::verdict verdict = compiled_.judge(longer.seen_from(add_days(day, 1)));
      if (verdict.result == wanted && verdict.by_rule) return scenes_.values()[one.values];
    }
    return std::nullopt;
  }

  /// A person whose every session is good, from the first on.
  void walk_levels() {
    training_history history = scenes_.history({});
    int reached = 0;
    int at_level = 0;
    date today = verification_start;
    while (at_level <= params_.sessions_at_level) {
      const training_decision next = decided(history, today);
      if (!next.level_after) break;
      const int level = *next.level_after;
      at_level = level > reached ? 1 : at_level + 1;
      today = (std::max)(today, next.not_before.value_or(today));
      if (level > reached) {
        reached = level;
        arrivals_.push_back({history, today});
        look_at_level(history, today, level);
      }
      if (reached == plan_.top_level()) break;
      const session_dose& dose = *next.dose_after;
      if (dose.light && (history.empty() || !history.sessions().back().light)) {
        arrivals_.push_back({history, today});
      }
      history.append({today, level, with_minutes(scenes_.calm(), minutes_of(dose)), dose.light});
      ++reachable_.explored;
      today = add_days(today, 1);
    }
    if (reached < plan_.top_level()) {
      const std::string detail = "good sessions end at level " + std::to_string(reached);
      if (reached > 0) fail(leavable_, detail, history, today);
      fail(reachable_, detail, std::move(history), today);
    }
    for (verified_property* one : {&reachable_, &leavable_, &stop_}) settle(*one, reached > 0);
  }

  /// Whether the level can be left downward, and whether stop can be reached from it.
  void look_at_level(const training_history& history, date day, int level) {
    const date today = add_days(day, 1);
    const auto with = [&](const metric_values& values) {
      training_history longer = history;
      longer.append({day, level, values});
      return longer;
    };
    ++stop_.explored;
    const std::optional<metric_values> bad = one_that(history, day, level, outcome::stop);
    if (!bad || decided(with(*bad), today).result != outcome::stop) {
      fail(stop_,
           "no session of one group's values leads to stop at level " + std::to_string(level),
           with(scenes_.calm()), today);
    }
    if (level == 1) return;
    ++leavable_.explored;
    const std::optional<metric_values> worse = one_that(history, day, level, outcome::regress);
    const training_decision next = decided(with(worse.value_or(scenes_.calm())), today);
    if (!worse || next.level_after.value_or(level) >= level) {
      fail(leavable_,
           "no session of one group's values leads down from level " + std::to_string(level),
           with(scenes_.calm()), today);
    }
  }

  /// After a stop: days without sessions, and good sessions.
  verified_property stop_is_final() const {
    verified_property found{.name = "stop is left only through screening",
                            .method =
                                "every region of one group of metrics that leads to stop; then "
                                "1 to 400 days off, or six good sessions, and a new screening"};
    for (const scene_set::letter& one : scenes_.letters()) {
      training_history history = scenes_.history({});
      date day = verification_start;
      history.append({day, 1, scenes_.calm()});
      day = add_days(day, 2);
      history.append({day, 1, scenes_.values()[one.values]});
      if (compiled_.judge(history.seen_from(add_days(day, 1))).result != outcome::stop) continue;
      for (const int off : {1, 2, 7, 14, 30, 100, 400}) {
        ++found.explored;
        if (decided(history, add_days(day, off)).result == outcome::stop) continue;
        fail(found, "days off alone end the stop", history, add_days(day, off));
      }
      for (int i = 0; i < 6; ++i) {
        day = add_days(day, 2);
        history.append({day, 1, scenes_.calm()});
        ++found.explored;
        if (decided(history, add_days(day, 1)).result == outcome::stop) continue;
        fail(found, "good sessions alone end the stop", history, add_days(day, 1));
      }
      if (found.status == status::fails) return found;
      training_history again = history;
      again.screening = nothing_wrong(plan_, add_days(day, 1));
      ++found.explored;
      if (!decided(again, add_days(day, 2)).level_after) {
        fail(found, "a new screening does not end the stop", std::move(again), add_days(day, 2));
        return found;
      }
    }
    settle(found, found.explored > 0);
    return found;
  }

  verified_property load() const {
    verified_property found{
        .name = "the weekly load keeps to its guard",
        .method = "from the arrival at each level and light week, every row of " +
                  std::to_string(params_.load_depth) +
                  " planned sessions on time, 2 or 6 days late, each good or bad"};
    for (const arrival& one : arrivals_)
      try_load(found, one.history, one.today, params_.load_depth);
    settle(found, !arrivals_.empty());
    return found;
  }

  void try_load(verified_property& found, const training_history& history, date today,
                int depth) const {
    if (depth == 0 || found.status == status::fails) return;
    const training_decision next = decided(history, today);
    if (!next.level_after || !next.dose_after) return;
    for (const int late : {0, 2, 6}) {
      const date day = add_days((std::max)(today, next.not_before.value_or(today)), late);
      const training_decision plan = late == 0 ? next : decided(history, day);
      if (!plan.dose_after || plan.not_before.value_or(day) > day) continue;
      ++found.explored;
      const double minutes = minutes_of(*plan.dose_after);
      const std::string wrong = over_guard(plan_, history, day, minutes, *plan.dose_after);
      if (!wrong.empty()) {
        fail(found, wrong, history, day);
        return;
      }
      for (const std::uint32_t values : {std::uint32_t{0}, last_that_regresses()}) {
        training_history longer = history;
        longer.append({day, *plan.level_after, with_minutes(scenes_.values()[values], minutes),
                       plan.dose_after->light});
        try_load(found, longer, add_days(day, 1), depth - 1);
      }
    }
  }

  std::uint32_t last_that_regresses() const {
    for (std::size_t i = 0; i < verdicts_.size(); ++i) {
      const scene& one = scenes_.scenes()[i];
      if (verdicts_[i].result == outcome::regress) return one.values.back();
    }
    return 0;
  }

  /// The same values in every session; what rises and falls again and again has no end.
  verified_property no_cycle() const {
    verified_property found{.name = "constant values end the ups and downs",
                            .method =
                                "every region of one group of metrics and of two together, the "
                                "same in " +
                                std::to_string(params_.cycle_sessions) + " sessions"};
    for (std::uint32_t values = 0; values < scenes_.values().size(); ++values) {
      ++found.explored;
      if (turns_of(values) < 4) continue;
      training_history history = scenes_.history({});
      int level = (std::max)(1, (plan_.top_level() + 1) / 2);
      int turns = 0;
      int way = 0;
      bool light = false;
      date today = verification_start;
      for (int i = 0; i < params_.cycle_sessions; ++i) {
        history.append({today, level, scenes_.values()[values], light});
        const training_decision next = decided(history, add_days(today, 1));
        if (!next.level_after || !next.not_before) break;
        const int step = *next.level_after - level;
        if (step != 0 && way != 0 && (step > 0) != (way > 0)) ++turns;
        if (step != 0) way = step;
        level = *next.level_after;
        light = next.dose_after && next.dose_after->light;
        today = *next.not_before;
      }
      if (turns < 4) continue;
      fail(found,
           "the same values raise and lower the level " + std::to_string(turns) + " times in turn",
           std::move(history), today);
      return found;
    }
    settle(found, scenes_.complete());
    return found;
  }

  /// Changes between rise and fall, by the rules alone.
  int turns_of(std::uint32_t values) const {
    const rules::session_digest digest = compiled_.digest({{}, 1, scenes_.values()[values]});
    std::vector<session_record> sessions;
    std::vector<rules::session_digest> digests;
    const date screened = add_days(verification_start, -1);
    int level = (std::max)(1, (plan_.top_level() + 1) / 2);
    int turns = 0;
    int way = 0;
    for (int i = 0; i < params_.cycle_sessions; ++i) {
      const date day = add_days(verification_start, 7 * (i / 3) + 2 * (i % 3));
      sessions.push_back({day, level, scenes_.values()[values]});
      digests.push_back(digest);
      const outcome result =
          compiled_.judge({sessions, add_days(day, 1), screened, scenes_.person()}, digests).result;
      if (result >= outcome::refer) break;
      const int step = result == outcome::advance ? 1 : result == outcome::regress ? -1 : 0;
      if (step != 0 && way != 0 && step != way) ++turns;
      if (step != 0) way = step;
      level = std::clamp(level + step, 1, plan_.top_level());
    }
    return turns;
  }

  struct arrival {
    training_history history{};
    date today{};
  };

  const programme& plan_;
  verify_params params_;
  scene_set scenes_;
  rules::compiled_rules compiled_;
  std::string content_hash_;
  std::vector<rules::verdict> verdicts_;
  std::vector<bool> alone_;
  std::vector<std::optional<std::size_t>> fired_at_;
  std::vector<arrival> arrivals_;
  verified_property decided_{.name = "exactly one decision",
                             .method =
                                 "every region of one group of metrics and of two together, in "
                                 "histories; every number of days away up to 400"};
  verified_property missing_{.name = "missing never advances",
                             .method =
                                 "a session of which nothing is known in every history without "
                                 "complaints; for every region with a missing value that "
                                 "advances, each value that it can have"};
  verified_property reachable_{.name = "every level is reached",
                               .method = "good sessions on the first day that is allowed"};
  verified_property leavable_{.name = "every level can be left",
                              .method =
                                  "upward by good sessions, downward by one session of one "
                                  "group's values"};
  verified_property stop_{.name = "stop is reached from every level",
                          .method = "one session of one group's values at each level"};
};

}  // namespace progression::detail

/// Searches the programme. Throws config_error if the bounds or the programme are not valid
/// (programme::validate), save for its rules after a pause: of those a history shows what is wrong.
inline verification_report verify(const programme& plan, const verify_params& params = {}) {
  throw_if_any(params.validate());
  issues wrong = plan.validate();
  wrong.erase(std::remove_if(wrong.begin(), wrong.end(),
                             [](const issue& one) { return one.field.starts_with("absences"); }),
              wrong.end());
  throw_if_any(std::move(wrong));
  return progression::detail::verifier(plan, params)();
}

}  // namespace retrogait

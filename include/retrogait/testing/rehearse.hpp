#pragma once
/// @file
/// A rehearsal: virtual trainees walk through a programme for some weeks, so that its author sees
/// what it does before a person does. No evidence about people (virtual_trainee.hpp), only about the
/// programme.
///
///     const rehearsal seen = rehearse(default_programme(), {.people = 10000});
///     seen.groups[0].level_quantile(51, 0.5);   // the median level after a year
///
/// Everybody begins at the first level with a screening that finds nothing but a known condition,
/// which a professional's agreement covers. On each training day, which are spread over the week,
/// the person answers the short form of the screening, asks for the decision of that day, and does
/// what it says as far as its habits let it. Of the screening, the questions S6, S7, S8_walking_pain,
/// S9 and S20 of the default form are answered as the person is; all others as if nothing were
/// wrong. The comfortable speed is measured after three sessions, the strength of the legs every
/// four weeks if a rule asks for it. After a stop or a referral the person stays away for some
/// days, then comes back with a new screening and a new agreement, or leaves for good.

#include <retrogait/core/errors.hpp>
#include <retrogait/progression/prepared_programme.hpp>
#include <retrogait/progression/programme.hpp>
#include <retrogait/progression/screening.hpp>
#include <retrogait/rules/evaluate.hpp>
#include <retrogait/testing/random.hpp>
#include <retrogait/testing/virtual_trainee.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <future>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retrogait::testing {

/// Virtual trainees of one model.
struct trainee_group {
  std::string name{};
  trainee_model model{};

  friend bool operator==(const trainee_group&, const trainee_group&) = default;
};

inline trainee_group group_of(trainee_kind kind) {
  return {std::string(to_string(kind)), model_of(kind)};
}

/// One group of each kind.
inline std::vector<trainee_group> groups_of_all_kinds() {
  std::vector<trainee_group> groups;
  for (const trainee_kind kind : all_trainee_kinds) groups.push_back(group_of(kind));
  return groups;
}

struct rehearsal_params {
  std::uint64_t people = 1000;     ///< in all groups together; the groups take turns
  std::uint64_t first_person = 0;  ///< its number; rehearsals of different people can be added
  int weeks = 52;                  ///< 1 to 520
  std::uint64_t seed = 1;          ///< with a person's number, all that chance does to that person
  std::vector<trainee_group> groups = groups_of_all_kinds();
  unsigned threads = 1;  ///< the result does not depend on it
  /// Of people with a number below this the rules that are true are counted; to look at every rule
  /// costs many times the decision.
  std::uint64_t watched = 1000;

  issues validate() const;
};

inline issues rehearsal_params::validate() const {
  issues found;
  require(found, !groups.empty(), "groups", "there is none");
  require(found, people >= 1 && people >= groups.size() && people <= 100'000'000, "people",
          "is " + std::to_string(people) + "; expected at least one of each group, and at most " +
              "100000000");
  require(found, weeks >= 1 && weeks <= 520, "weeks",
          "is " + std::to_string(weeks) + "; expected 1 to 520");
  require(found, threads >= 1 && threads <= 1024, "threads",
          "is " + std::to_string(threads) + "; expected 1 to 1024");
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::string at = "groups/" + std::to_string(i) + '/';
    for (const issue& one : groups[i].model.validate()) {
      found.push_back({at + one.field, one.message});
    }
  }
  return found;
}

/// The bands of the pain-monitoring model by the highest pain of a session: 0 to 2, above 2 to 5,
/// above 5.
inline constexpr std::size_t pain_zones = 3;

constexpr std::size_t pain_zone(double nrs) {
  return nrs > 5 ? 2 : nrs > 2 ? 1 : 0;
}

/// How many of a sample have each of the whole numbers 0, 1, 2, … An accumulator.
class whole_number_counts {
 public:
  void operator()(std::size_t number) {
    if (number >= counts_.size()) counts_.resize(number + 1);
    ++counts_[number];
  }

  whole_number_counts& operator+=(const whole_number_counts& other) {
    if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
    for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
    return *this;
  }

  std::uint64_t of(std::size_t number) const {
    return number < counts_.size() ? counts_[number] : 0;
  }
  std::uint64_t total() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t one : counts_) sum += one;
    return sum;
  }

  /// The least number that at least that share of the sample does not exceed; nothing of an empty
  /// sample. Numbers below `from` do not belong to it. Requires 0 <= share <= 1.
  std::optional<std::size_t> quantile(double share, std::size_t from = 0) const {
    std::uint64_t n = 0;
    for (std::size_t i = from; i < counts_.size(); ++i) n += counts_[i];
    const double wanted = share * static_cast<double>(n);
    std::uint64_t up_to = 0;
    for (std::size_t i = from; i < counts_.size(); ++i) {
      up_to += counts_[i];
      if (up_to > 0 && static_cast<double>(up_to) >= wanted) return i;
    }
    return std::nullopt;
  }

  friend bool operator==(const whole_number_counts&, const whole_number_counts&) = default;

 private:
  std::vector<std::uint64_t> counts_;  // ends with a number that is there
};

/// Where a person is at the end of a week, in place of a level.
inline constexpr std::size_t person_left = 0;

/// What became of one group. An accumulator of whole numbers: adding two rehearsals of different
/// people gives that of all of them.
struct group_counts {
  std::string name{};
  std::uint64_t people = 0;
  /// One for each week, at its end: how many are at which level (of the last session; 1 before the
  /// first), and as level 0 (person_left) how many have left for good.
  std::vector<whole_number_counts> levels{};
  std::vector<std::uint64_t> waiting{};  ///< one for each week: away after a stop or a referral
  whole_number_counts highest_level{};   ///< that a person trained at

  std::uint64_t sessions = 0;
  std::uint64_t missed = 0;                         ///< planned, but the person did not come
  std::uint64_t above_dose = 0;                     ///< sessions with more minutes than told
  std::array<std::uint64_t, pain_zones> in_zone{};  ///< sessions by their true pain
  std::array<std::uint64_t, 5> decisions{};         ///< by rules::outcome; see decided()
  std::uint64_t stopped = 0;                        ///< people, at least once
  std::uint64_t referred = 0;                       ///< people, at least once
  std::uint64_t away = 0;                           ///< times that a person was stopped or referred
  std::uint64_t returned = 0;                       ///< times that a person came back
  whole_number_counts most_minutes{};               ///< each person's highest in 7 days, truly done
  /// Each person's highest rise from the last 7 days trained to the 7 days after them, truly done,
  /// in whole minutes: what weekly_rise_min limits.
  whole_number_counts most_rise{};
  std::uint64_t rises_above_limit = 0;  ///< people whose highest rise is above weekly_rise_min

  std::uint64_t watched_decisions = 0;
  std::vector<std::uint64_t> fired{};  ///< of those, how often each rule of the programme was true

  /// Every decision counts that led to a session, or to none because no plan was given.
  std::uint64_t decided() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t one : decisions) sum += one;
    return sum;
  }
  /// Weeks of all people together at whose end a person had not left and was not away.
  std::uint64_t weeks_there() const {
    std::uint64_t sum = 0;
    for (std::size_t w = 0; w < levels.size(); ++w) {
      sum += levels[w].total() - levels[w].of(person_left) - waiting[w];
    }
    return sum;
  }
  std::uint64_t left() const { return levels.empty() ? 0 : levels.back().of(person_left); }

  /// Of those who have not left by the end of that week, which counts from 0; nothing if all have.
  std::optional<std::size_t> level_quantile(std::size_t week, double share) const {
    RETROGAIT_ASSERT(week < levels.size(), "no such week");
    return levels[week].quantile(share, person_left + 1);
  }

  /// Requires the same programme and as many weeks; an empty one takes the other's shape and name.
  group_counts& operator+=(const group_counts& other);

  friend bool operator==(const group_counts&, const group_counts&) = default;
};

inline group_counts& group_counts::operator+=(const group_counts& other) {
  const auto add = [](auto& to, const auto& from) {
    if (to.size() < from.size()) to.resize(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
  };
  if (name.empty()) name = other.name;
  people += other.people;
  add(levels, other.levels);
  add(waiting, other.waiting);
  highest_level += other.highest_level;
  sessions += other.sessions;
  missed += other.missed;
  above_dose += other.above_dose;
  for (std::size_t i = 0; i < in_zone.size(); ++i) in_zone[i] += other.in_zone[i];
  for (std::size_t i = 0; i < decisions.size(); ++i) decisions[i] += other.decisions[i];
  stopped += other.stopped;
  referred += other.referred;
  away += other.away;
  returned += other.returned;
  most_minutes += other.most_minutes;
  most_rise += other.most_rise;
  rises_above_limit += other.rises_above_limit;
  watched_decisions += other.watched_decisions;
  add(fired, other.fired);
  return *this;
}

/// What became of all groups, in the order of the parameters.
struct rehearsal {
  std::vector<group_counts> groups{};

  /// All groups together, under that name.
  group_counts all(std::string name = "all") const {
    group_counts sum;
    sum.name = std::move(name);
    for (const group_counts& one : groups) sum += one;
    return sum;
  }

  /// Requires the same groups in the same order, or none yet.
  rehearsal& operator+=(const rehearsal& other) {
    if (groups.size() < other.groups.size()) groups.resize(other.groups.size());
    for (std::size_t i = 0; i < other.groups.size(); ++i) groups[i] += other.groups[i];
    return *this;
  }

  friend bool operator==(const rehearsal&, const rehearsal&) = default;
};

namespace detail {

/// One thread's room, in which one person after the other walks through the programme.
class rehearsal_stage {
 public:
  rehearsal_stage(const prepared_programme& prepared, int weeks)
      : prepared_(prepared), plan_(prepared.plan()), days_(7 * weeks) {
    given_ = fine_answers(plan_.screening, start);
    answer<units::yes_no>("S9", 1);
    for (const char* id : {"S6", "S9"}) {
      if (plan_.screening.find(id)) covered_.emplace_back(id);
    }
    for (const rules::rule& one : plan_.rules.rules) {
      rules::walk(one.when.tree(), [this](const rules::expression& part) {
        if (part.op == rules::operation::person &&
            part.metric->id == catalog::limb_symmetry_info.id) {
          asks_for_strength_ = true;
        }
      });
    }
  }

  void live(virtual_trainee& who, bool watched, group_counts& counts) {
    who_ = &who;
    counts_ = &counts;
    watched_ = watched;
    now_ = {};
    facts_ = {};
    done_.clear();
    if (!plan_.screening.age_question.empty()) {
      given_.set(plan_.screening.age_question, who.age_years());
    }
    answer_all(0);

    ++counts.people;
    counts.levels.resize(static_cast<std::size_t>(days_ / 7));
    counts.waiting.resize(counts.levels.size());
    counts.fired.resize(plan_.rules.rules.size());
    for (int day = 0; day < days_; ++day) {
      if (!now_.left) pass(day);
      if (day % 7 == 6) close_week(static_cast<std::size_t>(day / 7));
    }
    close();
  }

 private:
  static constexpr date start = make_date(2026, 1, 5);  // a Monday; nothing depends on which day

  /// What is kept of the person besides the sessions.
  struct course {
    int planned = 0;  ///< day of the next session, as the person means to come
    int level = 1;
    std::optional<int> away_to{};  ///< day of coming back after a stop or a referral
    bool left = false;
    int light_since = 0;  ///< first day of the last light sessions in a row
    int light_days = 0;   ///< of all light weeks that are over
    bool was_stopped = false;
    bool was_referred = false;
    int highest_level = 0;
    double most_minutes = 0;
    double most_rise = 0;
  };

  /// What was truly done, for the sums of 7 days.
  struct done_minutes {
    int day = 0;
    int day_without_light = 0;  ///< counted as if no light weeks had been
    double minutes = 0;
    bool light = false;
  };

  void pass(int day) {
    constexpr int four_weeks = 28;
    who_->wake();
    if (asks_for_strength_ && day % four_weeks == 0) {
      facts_.limb_symmetry_percent = who_->limb_symmetry_percent();
    }
    if (!done_.empty()) who_->look_back(room_[done_.size() - 1], day - done_.back().day);
    if (now_.away_to) {
      if (day < *now_.away_to) return;
      now_.away_to.reset();
      ++counts_->returned;
      answer_all(day);
      now_.planned = day;
    }
    if (day >= now_.planned) try_session(day);
  }

  /// The training days of a week are spread over it evenly.
  int next_planned(int day) const {
    const int n = (std::min)(7, plan_.sessions_a_week.value + who_->extra_sessions_a_week());
    for (int later = day + 1;; ++later) {
      for (int k = 0; k < n; ++k) {
        if (7 * k / n == later % 7) return later;
      }
    }
  }

  /// A full screening on that day, with the agreement of a professional to the known condition, to a
  /// knee that gave way before it, and to walking uphill. It does not expire in time to be seen.
  void answer_all(int day) {
    constexpr int longer_than_any_rehearsal = 10000;
    given_.day = add_days(start, day);
    given_.clearance = clearance{.role = "physiotherapist",
                                 .day = given_.day,
                                 .expires = add_days(given_.day, longer_than_any_rehearsal),
                                 .covers = covered_,
                                 .grade_allowed = true};
    ++full_screenings_;
  }

  /// Only where the programme asks it.
  template <unit Unit>
  void answer(std::string_view id, double value) {
    const screening_question* const question = plan_.screening.find(id);
    if (question && question->ucum == Unit::ucum) given_.set(id, value);
  }

  void try_session(int day) {
    if (!who_->comes()) {
      ++counts_->missed;
      now_.planned = next_planned(day);
      return;
    }
    const knee_answers answers = who_->answers();
    next_step step = decided(answers, day);
    if (!step.level_after && step.result < rules::outcome::refer && answers.place_fits) {
      answer_all(day);  // what is left is a screening that the programme wants again
      step = decided(answers, day);
    }
    if (!step.level_after) {
      count(step.result, day);
      now_.planned = day + 1;
      if (step.result >= rules::outcome::refer) go_away(step.result, day);
      return;
    }
    const int not_before = days_between(start, *step.not_before);
    if (not_before > day && !who_->comes_early()) {
      now_.planned = not_before;
      return;
    }
    count(step.result, day);
    train(step, day);
    now_.planned = next_planned(day);
  }

  next_step decided(const knee_answers& answers, int day) {
    const std::size_t n = done_.size();
    if (n > 0) digests_[n - 1] = prepared_.rules().digest(room_[n - 1]);
    return prepared_.next(screened(answers, day), log(day), std::span(digests_).first(n));
  }

  rules::log_view log(int day) const {
    return {std::span(room_).first(done_.size()), add_days(start, day), given_.day, facts_};
  }

  /// The same answers come again and again, and screening them costs more than the decision.
  const std::optional<screening_result>& screened(const knee_answers& answers, int day) {
    constexpr std::size_t pains = 11;
    constexpr std::size_t swellings = 7;  // grades in halves
    std::size_t key = static_cast<std::size_t>(2 * answers.swelling);
    key = key * pains + static_cast<std::size_t>(answers.walking_pain);
    key = key * 2 + (answers.gave_way ? 1 : 0);
    key = key * 2 + (answers.place_fits ? 1 : 0);
    known_.resize(swellings * pains * 2 * 2);
    screening_of& found = known_[key];
    if (found.full_screening != full_screenings_) {
      answer<units::yes_no>("S6", answers.gave_way ? 1 : 0);
      answer<units::effusion_grade>("S7", answers.swelling);
      answer<units::nrs>("S8_walking_pain", answers.walking_pain);
      answer<units::yes_no>("S20", answers.place_fits ? 1 : 0);
      found.result = screen(plan_.screening, given_, add_days(start, day));
      found.full_screening = full_screenings_;
    }
    return found.result;
  }

  void count(rules::outcome result, int day) {
    ++counts_->decisions[static_cast<std::size_t>(result)];
    if (!watched_ || done_.empty()) return;
    ++counts_->watched_decisions;
    for (std::size_t i = 0; i < plan_.rules.rules.size(); ++i) {
      const rules::truth fired =
          rules::evaluate(plan_.rules.rules[i].when.tree(), log(day), plan_.rules.values);
      if (fired == rules::truth::is_true) ++counts_->fired[i];
    }
  }

  void go_away(rules::outcome result, int day) {
    ++counts_->away;
    now_.was_stopped = now_.was_stopped || result == rules::outcome::stop;
    now_.was_referred = now_.was_referred || result == rules::outcome::refer;
    const std::optional<int> after = who_->returns_after();
    if (after) {
      now_.away_to = day + *after;
    } else {
      now_.left = true;
    }
  }

  /// Effort and load of a minute at that level beside a minute at the comfortable speed on the flat.
  double strain(const training_level& level) const {
    constexpr double more_per_percent = 0.04;  // of grade; engineering choice
    const double comfortable = who_->comfortable_speed_m_s();
    double share = level.share_of_comfortable.value_or(1);
    if (level.speed_limit_m_s) share = (std::min)(share, *level.speed_limit_m_s / comfortable);
    share = (std::min)(share, plan_.speed_cap_m_s.value / comfortable);
    return share * (1 + more_per_percent * level.grade_percent);
  }

  void train(const next_step& step, int day) {
    constexpr std::size_t sessions_to_first_trial = 3;
    now_.level = *step.level_after;
    now_.highest_level = (std::max)(now_.highest_level, now_.level);
    const std::size_t n = done_.size();
    if (n == room_.size()) {
      room_.emplace_back();
      digests_.emplace_back();
    }
    room_[n].day = add_days(start, day);
    room_[n].level = now_.level;
    room_[n].light = step.light;
    const true_session truly = who_->train(step.minutes, strain(plan_.at(now_.level)), room_[n]);
    note(day, truly.minutes, step.light);
    if (done_.size() == sessions_to_first_trial) {
      facts_.comfortable_speed_m_s = who_->comfortable_speed_m_s();
    }
    ++counts_->sessions;
    if (truly.minutes > step.minutes) ++counts_->above_dose;
    ++counts_->in_zone[pain_zone(truly.pain)];
    sum_up_week();
  }

  void note(int day, double minutes, bool light) {
    const bool light_before = !done_.empty() && done_.back().light;
    if (light && !light_before) now_.light_since = day;
    if (!light && light_before && plan_.deload) {
      now_.light_days += (std::min)(plan_.deload->days, day - now_.light_since);
    }
    done_.push_back({day, day - now_.light_days, minutes, light});
  }

  /// The 7 days that end with the last session, and the last 7 days trained before them: what the
  /// programme limits, here with what was truly done.
  void sum_up_week() {
    const int today = done_.back().day;
    double this_week = 0;
    double week_before = 0;
    std::optional<int> newest_before;
    for (auto one = done_.rbegin(); one != done_.rend(); ++one) {
      if (today - one->day < 7) {
        this_week += one->minutes;
      } else if (!one->light) {
        if (!newest_before) newest_before = one->day_without_light;
        if (*newest_before - one->day_without_light >= 7) break;
        week_before += one->minutes;
      }
    }
    now_.most_minutes = (std::max)(now_.most_minutes, this_week);
    now_.most_rise = (std::max)(now_.most_rise, this_week - week_before);
  }

  void close_week(std::size_t week) {
    counts_->levels[week](now_.left ? person_left : static_cast<std::size_t>(now_.level));
    if (now_.away_to) ++counts_->waiting[week];
  }

  void close() {
    if (now_.was_stopped) ++counts_->stopped;
    if (now_.was_referred) ++counts_->referred;
    counts_->highest_level(static_cast<std::size_t>(now_.highest_level));
    const std::size_t rise = whole_minutes(now_.most_rise);
    counts_->most_minutes(whole_minutes(now_.most_minutes));
    counts_->most_rise(rise);
    if (static_cast<double>(rise) > plan_.weekly_rise_min.value) ++counts_->rises_above_limit;
  }

  /// Not more than a week has, whatever the programme asks for.
  static std::size_t whole_minutes(double minutes) {
    return static_cast<std::size_t>((std::min)(minutes, 7.0 * 24 * 60) + 0.5);
  }

  struct screening_of {
    std::uint64_t full_screening = 0;  ///< that the result goes with
    std::optional<screening_result> result{};
  };

  const prepared_programme& prepared_;
  const programme& plan_;
  int days_;
  bool asks_for_strength_ = false;
  virtual_trainee* who_ = nullptr;
  group_counts* counts_ = nullptr;
  bool watched_ = false;
  course now_{};
  person_facts facts_{};
  screening_answers given_{};
  std::vector<std::string> covered_;   ///< questions that a professional's agreement covers
  std::uint64_t full_screenings_ = 0;  ///< of all people so far
  std::vector<screening_of> known_;    ///< by the answers of the short form
  std::vector<done_minutes> done_;     ///< one for each session of the person
  /// The sessions, and with them room that people before have left.
  std::vector<session_record> room_;
  std::vector<rules::session_digest> digests_;
};

/// The random numbers of one person.
constexpr random_source stream_of(std::uint64_t seed, std::uint64_t person) {
  return random_source(random_source(random_source(seed).bits() + person).bits());
}

}  // namespace detail

/// Throws config_error if the programme or the parameters are not valid.
inline rehearsal rehearse(const programme& plan, const rehearsal_params& params) {
  throw_if_any(params.validate());
  const prepared_programme prepared(plan);
  constexpr std::uint64_t people_at_a_time = 16;
  std::atomic<std::uint64_t> next{0};
  const auto work = [&prepared, &params, &next] {
    rehearsal seen;
    seen.groups.resize(params.groups.size());
    detail::rehearsal_stage stage(prepared, params.weeks);
    while (true) {
      const std::uint64_t first = next.fetch_add(people_at_a_time);
      if (first >= params.people) return seen;
      const std::uint64_t last = (std::min)(first + people_at_a_time, params.people);
      for (std::uint64_t i = first; i < last; ++i) {
        const std::uint64_t person = params.first_person + i;
        const auto group = static_cast<std::size_t>(person % params.groups.size());
        virtual_trainee who(params.groups[group].model, detail::stream_of(params.seed, person));
        stage.live(who, person < params.watched, seen.groups[group]);
      }
    }
  };
  std::vector<std::future<rehearsal>> others;
  for (unsigned i = 1; i < params.threads; ++i) {
    others.push_back(std::async(std::launch::async, work));
  }
  rehearsal seen = work();
  for (std::future<rehearsal>& other : others) seen += other.get();
  for (std::size_t i = 0; i < params.groups.size(); ++i) {
    seen.groups[i].name = params.groups[i].name;
  }
  return seen;
}

}  // namespace retrogait::testing

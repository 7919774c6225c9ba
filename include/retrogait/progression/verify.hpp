#pragma once
/// @file
/// Searches a programme for what it must never do. Each property is decided in one of three ways,
/// and the report says which: for every history, from the sense of the comparisons; for all regions
/// that the thresholds cut (rules/regions.hpp), laid into a fixed set of histories; or by a bounded
/// search over histories. What the second and third find is certain and comes with a history; where
/// they find nothing, nothing is said of what the method does not look at. General fitness guidance: that a programme passes does not make it right
/// for a person.

#include <retrogait/core/errors.hpp>
#include <retrogait/progression/decide.hpp>
#include <retrogait/progression/prepared_programme.hpp>
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

/// Which way a value is the worse one.
enum class worse_side : std::uint8_t { not_said, higher, lower };

/// By what the catalog says of the metric: complaints, effort and falls are worse when there is more
/// of them, the share done and the share in good form when there is less. Not said of what others are
/// compared with (pain before a session: a worse start makes the same later pain less of a rise), of
/// minutes, and of what sensors measure. Engineering choice.
inline worse_side worse_of(const metric_info& metric) {
  for (const std::string_view id :
       {"pain_during", "pain_next_day", "morning_pain", "pain_lasted", "soreness", "swelling",
        "effort", "near_falls", "falls", "giving_way", "locking", "cannot_bear_weight",
        "warning_symptoms"}) {
    if (metric.id == id) return worse_side::higher;
  }
  return metric.id == "completed" || metric.id == "form_passing" ? worse_side::lower
                                                                 : worse_side::not_said;
}

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

inline constexpr date verification_start = make_date(2026, 1, 5);

/// Every screening question answered with nothing wrong; where the programme goes uphill, with the
/// agreement to that.
inline screening_answers nothing_wrong(const programme& plan, date day) {
  screening_answers given = fine_answers(plan.screening, day);
  const bool uphill = std::any_of(plan.levels.begin(), plan.levels.end(),
                                  [](const training_level& one) { return one.grade_percent > 0; });
  if (uphill) {
    given.clearance = clearance{.role = "physiotherapist",
                                .day = day,
                                .expires = add_days(day, 5000),
                                .grade_allowed = true};
  }
  return given;
}

/// A history as numbers: the values of each session out of a table.
struct scene {
  std::size_t frame = 0;
  std::vector<std::uint32_t> values{};
};

/// When the sessions of a history are, at which levels, and what is known of the person.
struct scene_frame {
  std::vector<date> days{};
  std::vector<int> levels{};
  date today{};
  person_facts person{};
};

/// The regions of a rule set laid into histories. The same scenes serve a programme and its mutants.
class scene_set {
 public:
  /// Values of one session and the group they are taken from.
  struct letter {
    std::size_t group = 0;
    std::size_t region = 0;
    std::uint32_t values = 0;
  };

  explicit scene_set(const programme& plan) : scene_set(plan, plan.rules) {}

  /// With the regions that another rule set cuts.
  scene_set(const programme& plan, const rules::rule_set& cut_by)
      : plan_(plan), groups_(rules::regions(cut_by)) {
    make_frames();
    values_.push_back(calm_values());
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      for (std::size_t r = 0; r < groups_[g].regions.size(); ++r) {
        metric_values changed = values_[0];
        put(changed, g, r);
        letters_.push_back({g, r, static_cast<std::uint32_t>(values_.size())});
        values_.push_back(std::move(changed));
      }
    }
    single_ = values_.size();
    lay_out();
  }

  const std::vector<rules::region_group>& groups() const { return groups_; }
  const std::vector<letter>& letters() const { return letters_; }
  const std::vector<metric_values>& values() const { return values_; }
  const std::vector<scene>& scenes() const { return scenes_; }
  /// Whether all regions, and all of any two groups together, are there.
  bool complete() const {
    return complete_ && std::all_of(groups_.begin(), groups_.end(),
                                    [](const rules::region_group& one) { return one.exact; });
  }
  /// Values up to this place change one group only; those after it two.
  std::size_t end_of_single() const { return single_; }
  const metric_values& calm() const { return values_[0]; }

  training_history history(const scene& one) const {
    training_history made;
    made.screening = nothing_wrong(plan_, add_days(verification_start, -1));
    const scene_frame& frame = frames_[one.frame];
    made.person = frame.person;
    for (std::size_t i = 0; i < one.values.size(); ++i) {
      made.append({frame.days[i], frame.levels[i], values_[one.values[i]]});
    }
    return made;
  }
  date today(const scene& one) const { return frames_[one.frame].today; }
  const person_facts& person() const { return frames_.front().person; }

  /// Calls visit(scene, verdict, log) for each, with what the rules say of it, while it gives true.
  template <class Visit>
  void judge_all(const rules::compiled_rules& set, const Visit& visit) const {
    std::vector<rules::session_digest> known;
    known.reserve(values_.size());
    for (const metric_values& one : values_) known.push_back(set.digest({{}, 1, one}));
    std::size_t frame = frames_.size();
    std::vector<std::uint32_t> present;
    std::vector<session_record> sessions;
    std::vector<rules::session_digest> digests;
    for (const scene& one : scenes_) {
      const scene_frame& when = frames_[one.frame];
      if (one.frame != frame) {
        frame = one.frame;
        present.assign(one.values.size(), 0);
        sessions.clear();
        for (std::size_t i = 0; i < one.values.size(); ++i) {
          sessions.push_back({when.days[i], when.levels[i], values_[0]});
        }
        digests.assign(one.values.size(), known[0]);
      }
      for (std::size_t i = 0; i < one.values.size(); ++i) {
        const std::uint32_t now = one.values[i];
        if (present[i] == now) continue;
        present[i] = now;
        sessions[i].values = values_[now];
        digests[i] = known[now];
      }
      const rules::log_view log{sessions, when.today, add_days(verification_start, -1),
                                when.person};
      if (!visit(one, set.judge(log, digests), log)) return;
    }
  }

 private:
  /// The person of most histories: all that rules ask is known, and well. The strength of the legs is
  /// known only where a rule asks for it, because else it only caps the level.
  person_facts usual_person() const {
    person_facts known;
    known.comfortable_speed_m_s = 1;
    for (const rules::rule& one : plan_.rules.rules) {
      rules::walk(one.when.tree(), [&known](const rules::expression& e) {
        if (e.op == rules::operation::person && e.metric->id == catalog::limb_symmetry_info.id) {
          known.limb_symmetry_percent = 100;
        }
      });
    }
    return known;
  }

  /// The first history again for persons below, at and above each threshold, and not measured.
  void make_persons() {
    for (const rules::threshold& one : rules::thresholds(plan_.rules)) {
      if (one.what().op != rules::operation::person) continue;
      const bool strength = one.what().metric->id == catalog::limb_symmetry_info.id;
      const double step = strength ? 1 : 0.1;
      for (const std::optional<double>& value :
           {std::optional<double>(), std::optional<double>(one.value() - step),
            std::optional<double>(one.value()), std::optional<double>(one.value() + step)}) {
        scene_frame other = frames_.front();
        (strength ? other.person.limb_symmetry_percent : other.person.comfortable_speed_m_s) =
            value;
        frames_.push_back(std::move(other));
      }
    }
  }

  void put(metric_values& into, std::size_t group, std::size_t region) const {
    const rules::region_group& from = groups_[group];
    for (std::size_t i = 0; i < from.axes.size(); ++i) {
      const std::optional<double>& value = from.regions[region][i];
      into.set(*from.axes[i].metric, value ? measured<double>::of(*value, 1) : measured<double>{});
    }
  }

  int middle() const { return (std::max)(1, (plan_.top_level() + 1) / 2); }

  /// Mondays, Wednesdays and Fridays of four weeks, seen some days later: at one level, with the level
  /// changed before the last four, three, two or one; with the third week left out; once a week; and a
  /// first session alone; and for persons of whom other things are known.
  void make_frames() {
    const auto month = [this](int before, std::size_t at_level, int later) {
      scene_frame one;
      for (int i = 0; i < 12; ++i) {
        one.days.push_back(add_days(verification_start, 7 * (i / 3) + 2 * (i % 3)));
        const bool changed = static_cast<std::size_t>(i) + at_level >= 12;
        one.levels.push_back(changed ? middle() : std::clamp(before, 1, plan_.top_level()));
      }
      one.today = add_days(one.days.back(), later);
      frames_.push_back(std::move(one));
    };
    month(middle(), 12, 2);
    month(middle(), 12, 2);
    month(middle(), 12, 2);
    for (std::size_t i = 0; i < 12; ++i) {
      date& after_pause = frames_[with_a_pause].days[i];
      if (i >= 9) after_pause = add_days(after_pause, 7);
      frames_[once_a_week].days[i] = add_days(verification_start, 7 * static_cast<int>(i));
    }
    for (const std::size_t frame : {with_a_pause, once_a_week}) {
      frames_[frame].today = add_days(frames_[frame].days.back(), 2);
    }
    month(middle() - 1, 3, 2);
    for (const int later : {0, 10, 20}) month(middle(), 12, later);
    for (const std::size_t at_level : {std::size_t{1}, std::size_t{2}, std::size_t{4}}) {
      for (const int later : {2, 10}) month(middle() - 1, at_level, later);
    }
    // Around each number of days at the level, where three, six or nine sessions have that many.
    for (const rules::threshold& one : rules::thresholds(plan_.rules)) {
      const bool at_level_for = one.what().op == rules::operation::days_since &&
                                one.what().since == rules::event::level_change;
      if (!at_level_for || !(std::abs(one.value()) < 100)) continue;
      for (const int weeks : {1, 2, 3}) {
        for (const int off : {-1, 0, 1}) {
          const int later = static_cast<int>(one.value()) + off - (7 * weeks - 3);
          if (later < 0 || later > 14) continue;
          month(middle() - 1, 3 * static_cast<std::size_t>(weeks), later);
        }
      }
    }
    month(middle() + 1, 2, 2);
    month(middle() + 1, 4, 2);
    frames_.push_back({{verification_start}, {middle()}, add_days(verification_start, 2), {}});
    for (scene_frame& one : frames_) one.person = usual_person();
    make_persons();
  }

  /// The best end of each scale where one is said; of the others the first value that lets the rules
  /// say the mildest.
  metric_values calm_values() const {
    metric_values calm;
    for (const rules::region_group& group : groups_) {
      for (const rules::metric_axis& axis : group.axes) {
        const bool lower = worse_of(*axis.metric) == worse_side::lower;
        if (axis.values.empty()) continue;
        calm.set(*axis.metric,
                 measured<double>::of(lower ? axis.values.back() : axis.values.front(), 1));
      }
    }
    const auto rank = [this](const metric_values& values) {
      std::vector<session_record> sessions;
      const scene_frame& frame = frames_.front();
      for (std::size_t i = 0; i < frame.days.size(); ++i) {
        sessions.push_back({frame.days[i], frame.levels[i], values});
      }
      const rules::log_view log{sessions, frame.today, add_days(verification_start, -1),
                                frame.person};
      int against = 0;
      for (const rules::rule& one : plan_.rules.rules) {
        const rules::truth fired = rules::evaluate(one.when.tree(), log, plan_.rules.values);
        const bool wanted = one.result == rules::outcome::advance;
        if (fired != rules::truth_of(wanted)) against += 1 + static_cast<int>(one.result);
      }
      return against;
    };
    for (const rules::region_group& group : groups_) {
      for (const rules::metric_axis& axis : group.axes) {
        if (worse_of(*axis.metric) != worse_side::not_said) continue;
        int least = rank(calm);
        metric_values best = calm;
        for (const double value : axis.values) {
          metric_values other = calm;
          other.set(*axis.metric, measured<double>::of(value, 1));
          const int now = rank(other);
          if (now < least) {
            least = now;
            best = std::move(other);
          }
        }
        calm = std::move(best);
      }
    }
    return calm;
  }

  void lay_out() {
    const auto lay = [this](std::size_t frame, std::uint32_t values, std::size_t newest) {
      scene one{frame, std::vector<std::uint32_t>(frames_[frame].days.size(), 0)};
      newest = (std::min)(newest, one.values.size());
      std::fill(one.values.end() - static_cast<std::ptrdiff_t>(newest), one.values.end(), values);
      scenes_.push_back(std::move(one));
    };
    for (std::size_t frame = 0; frame < frames_.size(); ++frame) {
      lay(frame, 0, 1);
      for (const letter& one : letters_) {
        for (const std::size_t newest : {1U, 2U, 3U, 12U}) {
          if (newest <= frames_[frame].days.size()) lay(frame, one.values, newest);
        }
      }
    }
    lay_out_weeks();
    lay_out_pairs();
    for (const letter& a : letters_) {
      for (const letter& b : letters_) {
        if (b.group <= a.group) continue;
        if (scenes_.size() >= most_scenes) {
          complete_ = false;
          return;
        }
        metric_values both = values_[a.values];
        put(both, b.group, b.region);
        values_.push_back(std::move(both));
        for (const std::size_t newest : {1U, 3U}) {
          lay(the_month, static_cast<std::uint32_t>(values_.size() - 1), newest);
        }
      }
    }
  }

  /// Each group's values in the newest session after each in the one before.
  void lay_out_pairs() {
    for (const letter& before : letters_) {
      for (const letter& newest : letters_) {
        if (before.group != newest.group || groups_[before.group].regions.size() > 120) continue;
        scene one{the_month, std::vector<std::uint32_t>(frames_[the_month].days.size(), 0)};
        one.values[one.values.size() - 2] = before.values;
        one.values[one.values.size() - 1] = newest.values;
        scenes_.push_back(std::move(one));
      }
    }
  }

  /// What is read over several sessions rises and falls from week to week, or in the last week only.
  void lay_out_weeks() {
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      const bool aggregated =
          std::any_of(groups_[g].axes.begin(), groups_[g].axes.end(),
                      [](const rules::metric_axis& axis) { return axis.aggregated; });
      if (!aggregated) continue;
      std::vector<std::uint32_t> own;
      for (const letter& one : letters_) {
        if (one.group == g) own.push_back(one.values);
      }
      own.resize((std::min)(own.size(), std::size_t{12}));
      for (const std::uint32_t i : own) {
        for (const std::uint32_t j : own) {
          for (const std::uint32_t k : own) {
            lay_weeks(the_month, {i, j, k}, 6, 9);
            lay_weeks(with_a_pause, {i, j, k}, 6, 9);
            lay_weeks(level_changed, {i, j, k}, 6, 9);
            lay_weeks(once_a_week, {i, j, k}, 10, 11);
          }
        }
      }
    }
  }

  /// The first values up to one session, the second up to another, the third from there on.
  void lay_weeks(std::size_t frame, std::array<std::uint32_t, 3> values, std::ptrdiff_t second,
                 std::ptrdiff_t third) {
    scene one{frame, std::vector<std::uint32_t>(frames_[frame].days.size(), values[0])};
    std::fill(one.values.begin() + second, one.values.end(), values[1]);
    std::fill(one.values.begin() + third, one.values.end(), values[2]);
    scenes_.push_back(std::move(one));
  }

  static constexpr std::size_t most_scenes = 400'000;
  static constexpr std::size_t the_month = 0;
  static constexpr std::size_t with_a_pause = 1;
  static constexpr std::size_t once_a_week = 2;
  static constexpr std::size_t level_changed = 3;

  const programme& plan_;
  std::vector<rules::region_group> groups_;
  std::vector<scene_frame> frames_;
  std::vector<metric_values> values_;  ///< the first is calm
  std::vector<letter> letters_;
  std::vector<scene> scenes_;
  std::size_t single_ = 0;
  bool complete_ = true;
};

/// Which way a metric moves a condition or a number: in any session, or in the newest for a trend,
/// which later values raise and earlier ones lower.
class sense_finder {
 public:
  struct found_sense {
    const metric_info* metric = nullptr;
    int sense = 0;  ///< 1: more of it makes it truer; -1: less so; 0: either
  };

  explicit sense_finder(const rules::expression& tree) { look(tree, 1); }

  const std::vector<found_sense>& found() const { return found_; }

 private:
  using expression = rules::expression;
  using operation = rules::operation;
  using comparison = rules::comparison;

  /// How long ago the latest of the days lies that the number reads the metric of; -1 if it does not.
  static int days_ago_of(const expression& e, std::string_view metric) {
    int from = -1;
    if (e.op == operation::metric && e.metric->id == metric) return 0;
    for (const expression& part : e.operands) {
      const int below = days_ago_of(part, metric);
      if (below < 0) continue;
      const bool moved = rules::has_window(e.op) && e.over.what == rules::window::kind::days_ago;
      const int here = moved ? (std::max)(below, e.over.from) : below;
      from = from < 0 ? here : (std::min)(from, here);
    }
    return from;
  }

  void look(const expression& e, int sense) {
    const auto part = [&](std::size_t i, int factor) { look(e.operands[i], factor * sense); };
    switch (e.op) {
      case operation::metric:
        found_.push_back({e.metric, sense});
        break;
      case operation::difference:
        part(0, 1);
        part(1, -1);
        break;
      case operation::product:
      case operation::quotient:
        part(0, e.constant > 0 ? 1 : -1);
        break;
      case operation::negation:
      case operation::since_true:
        part(0, -1);
        break;
      case operation::hysteresis:
        part(0, 1);
        part(1, -1);
        break;
      case operation::compare:
        compare(e, sense);
        break;
      default:
        for (std::size_t i = 0; i < e.operands.size(); ++i) part(i, 1);
    }
  }

  void compare(const expression& e, int sense) {
    const expression& left = e.operands[0];
    const expression& right = e.operands[1];
    int more_left = 0;
    if (e.compare == comparison::above || e.compare == comparison::at_least) more_left = 1;
    if (e.compare == comparison::below || e.compare == comparison::at_most) more_left = -1;
    if (more_left == 0 && left.op == operation::metric && right.op == operation::constant) {
      // Equal to an end of the scale is at or beyond it.
      const value_scale scale = scale_of(*left.metric);
      const int equal = right.constant == scale.highest  ? 1
                        : right.constant == scale.lowest ? -1
                                                         : 0;
      more_left = e.compare == comparison::equal ? equal : -equal;
    }
    look_at_side(left, right, sense * more_left);
    look_at_side(right, left, -sense * more_left);
  }

  /// Without the metrics of which the other side reads later values: earlier ones are what those are
  /// compared with.
  void look_at_side(const expression& side, const expression& other, int sense) {
    const std::size_t before = found_.size();
    look(side, sense);
    found_.erase(std::remove_if(found_.begin() + static_cast<std::ptrdiff_t>(before), found_.end(),
                                [&](const found_sense& one) {
                                  const int there = days_ago_of(other, one.metric->id);
                                  return there >= 0 && there < days_ago_of(side, one.metric->id);
                                }),
                 found_.end());
  }

  std::vector<found_sense> found_;
};

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

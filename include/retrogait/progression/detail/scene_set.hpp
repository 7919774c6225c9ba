#pragma once
// Histories into which the regions of a rule set are laid, for the verification and for mutants.

#include <retrogait/progression/history.hpp>
#include <retrogait/progression/programme.hpp>
#include <retrogait/progression/screening.hpp>
#include <retrogait/progression/worse_side.hpp>
#include <retrogait/rules/compiled.hpp>
#include <retrogait/rules/evaluate.hpp>
#include <retrogait/rules/regions.hpp>
#include <retrogait/rules/thresholds.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace retrogait::progression::detail {

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

}  // namespace retrogait::progression::detail

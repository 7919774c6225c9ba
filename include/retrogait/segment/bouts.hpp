#pragma once
/// @file
/// From a detector's contacts to walking bouts with their steps and strides.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace retrogait {

struct assembly_params {
  /// Shortest and longest time of a stride in seconds. [Mobilise-D: 0.2 to 3.0 s]
  double min_stride_s = 0.2;
  double max_stride_s = 3.0;
  /// Shortest and longest time of a step in seconds. [engineering choice: half of the shortest and
  /// two thirds of the longest stride, which is what the slow foot of a limp takes]
  double min_step_s = 0.1;
  double max_step_s = 2.0;
  /// An interval below and above these shares of the bout's median interval is an outlier: two steps
  /// with a missed contact between them take about twice the time, a step with a false contact in it
  /// falls in two. Holds from bouts of five intervals on; fewer have no median to go by.
  /// [engineering choice: a limp with one step twice as long as the other stays within]
  double shortest_share = 0.4;
  double longest_share = 1.75;
  /// Strides that a bout must span. 2, one of each foot, are four initial contacts; of one foot's
  /// contacts, 2 are three. [Mobilise-D consensus, PMC8378707: at least two consecutive strides of
  /// both feet. Read as two of each foot, that is 4: six contacts. Rehabilitation walks are short,
  /// hence the wider reading]
  std::size_t min_strides = 2;

  issues validate() const {
    issues found;
    require(found, min_stride_s > 0, "min_stride_s", "must be above 0");
    require(found, max_stride_s > min_stride_s && max_stride_s <= 60, "max_stride_s",
            "must lie above min_stride_s and not above 60");
    require(found, min_step_s > 0, "min_step_s", "must be above 0");
    require(found, max_step_s > min_step_s && max_step_s <= 60, "max_step_s",
            "must lie above min_step_s and not above 60");
    require(found, shortest_share >= 0 && shortest_share < 1, "shortest_share",
            "must lie in [0, 1)");
    require(found, longest_share > 1, "longest_share", "must be above 1");
    return found;
  }
  friend bool operator==(const assembly_params&, const assembly_params&) = default;
};

/// A stretch in which the recording has no samples.
struct lost_stretch {
  double start_s = 0;
  double end_s = 0;

  friend bool operator==(const lost_stretch&, const lost_stretch&) = default;
};

/// What assemble() makes of the contacts.
struct assembly {
  std::vector<walking_bout> bouts;
  /// Bouts that span too few strides: each lists itself among its rejected candidates.
  std::vector<walking_bout> too_short;
};

namespace detail {

// The share of contacts that say so, times their mean probability: one turning step does not make a
// bout doubtful, every fifth does.
inline direction_estimate direction_of(const std::vector<contact>& contacts) {
  std::array<double, all_directions.size()> votes{};
  std::size_t n = 0;
  for (const contact& c : contacts) {
    if (c.kind != contact_kind::initial_contact) continue;
    ++n;
    if (c.direction.value == direction::unknown) continue;
    votes[static_cast<std::size_t>(c.direction.value)] += c.direction.probability;
  }
  if (n == 0) return {};
  const auto most = std::max_element(votes.begin(), votes.end());
  const double support = *most / static_cast<double>(n);
  constexpr double least = 0.8;  // a wrong answer is worse than none
  if (support < least) return {direction::unknown, (std::max)(0.5, support)};
  return {static_cast<direction>(most - votes.begin()), support};
}

inline bool can_be_same(side first, side second) {
  return first == side::unknown || second == side::unknown || first == second;
}

inline bool any_lost(const std::vector<lost_stretch>& lost, double start_s, double end_s) {
  return std::any_of(lost.begin(), lost.end(),
                     [&](const lost_stretch& l) { return l.start_s < end_s && l.end_s > start_s; });
}

// Assembles one bout from contacts in order of time.
class bout_assembler {
 public:
  bout_assembler(walking_bout& bout, const assembly_params& params,
                 const std::vector<lost_stretch>& lost)
      : bout_(bout), params_(params), lost_(lost) {
    for (const contact& c : bout.contacts) {
      (c.kind == contact_kind::initial_contact ? ic_ : fc_).push_back(&c);
    }
    one_foot_ = ic_.size() > 1 && ic_.front()->side != side::unknown &&
                std::all_of(ic_.begin(), ic_.end(),
                            [&](const contact* c) { return c->side == ic_.front()->side; });
    if (ic_.size() < 6) return;
    std::vector<double> intervals;
    for (std::size_t i = 1; i < ic_.size(); ++i) intervals.push_back(interval_s(i));
    median_s_ = median(intervals);
  }

  void assemble() {
    if (!ic_.empty()) {
      bout_.start_s = ic_.front()->time_s;
      bout_.end_s = ic_.back()->time_s;
    }
    if (one_foot_) {
      take_strides_of_one_foot();
    } else {
      take_steps_and_strides();
    }
    const std::size_t spanned = ic_.size() - (std::min<std::size_t>)(ic_.size(), one_foot_ ? 1 : 2);
    if (spanned < params_.min_strides) {
      bout_.rejected.push_back(
          {bout_.start_s, bout_.end_s, candidate_kind::bout, rejection::too_few_strides});
    }
  }

 private:
  double interval_s(std::size_t i) const { return ic_[i]->time_s - ic_[i - 1]->time_s; }

  // Why the time from one initial contact to the next is none of a step or of a stride.
  std::optional<rejection> wrong_time(double interval, double shortest_s, double longest_s) const {
    if (interval < shortest_s) return rejection::too_short;
    if (interval > longest_s) return rejection::too_long;
    if (!median_s_) return std::nullopt;
    if (interval < params_.shortest_share * *median_s_ ||
        interval > params_.longest_share * *median_s_) {
      return rejection::outlier;
    }
    return std::nullopt;
  }

  void reject(std::size_t from, std::size_t to, candidate_kind kind, rejection why) {
    const double start_s = ic_[from]->time_s;
    const double end_s = ic_[to]->time_s;
    if (any_lost(lost_, start_s, end_s)) why = rejection::lost_samples;
    bout_.rejected.push_back({start_s, end_s, kind, why});
  }

  void take_steps_and_strides() {
    bool follows = false;  // whether the contact before ended a step
    for (std::size_t i = 1; i < ic_.size(); ++i) {
      std::optional<rejection> wrong =
          wrong_time(interval_s(i), params_.min_step_s, params_.max_step_s);
      if (!wrong && ic_[i]->side != side::unknown && ic_[i]->side == ic_[i - 1]->side) {
        wrong = rejection::same_foot_twice;
      }
      if (wrong) {
        reject(i - 1, i, candidate_kind::step, *wrong);
      } else {
        bout_.steps.push_back(
            {ic_[i - 1]->time_s, ic_[i]->time_s, ic_[i]->side, ic_[i]->direction});
        if (follows) take_stride(i);
      }
      follows = !wrong;
    }
  }

  // A stride over the two steps that end with contact i.
  void take_stride(std::size_t i) {
    const contact& first = *ic_[i - 2];
    const contact& between = *ic_[i - 1];
    const contact& last = *ic_[i];
    const double duration_s = last.time_s - first.time_s;
    const auto no_stride = [&](rejection why) { reject(i - 2, i, candidate_kind::stride, why); };
    if (!can_be_same(first.side, last.side)) return no_stride(rejection::other_foot);
    if (duration_s < params_.min_stride_s) return no_stride(rejection::too_short);
    if (duration_s > params_.max_stride_s) return no_stride(rejection::too_long);
    stride s{first.time_s, last.time_s, last.side};
    s.quality = (first.quality + between.quality + last.quality) / 3;
    if (median_s_) s.quality *= likeness(duration_s, 2 * *median_s_);
    const side own = last.side != side::unknown ? last.side : first.side;
    const side other = own != side::unknown ? opposite(own) : between.side;
    s.final_contact_s = final_contact(between.time_s, last.time_s, own);
    if (s.final_contact_s) s.terminal_double_support_s = *s.final_contact_s - between.time_s;
    if (const auto left_s = final_contact(first.time_s, between.time_s, other)) {
      s.initial_double_support_s = *left_s - first.time_s;
    }
    bout_.strides.push_back(s);
  }

  void take_strides_of_one_foot() {
    for (std::size_t i = 1; i < ic_.size(); ++i) {
      const contact& first = *ic_[i - 1];
      const contact& last = *ic_[i];
      if (const auto wrong =
              wrong_time(interval_s(i), params_.min_stride_s, params_.max_stride_s)) {
        reject(i - 1, i, candidate_kind::stride, *wrong);
        continue;
      }
      stride s{first.time_s, last.time_s, last.side};
      s.quality = (first.quality + last.quality) / 2;
      if (median_s_) s.quality *= likeness(s.duration_s(), *median_s_);
      s.final_contact_s = final_contact(first.time_s, last.time_s, last.side);
      bout_.strides.push_back(s);
    }
  }

  // 1 for a stride of the usual time, 0 for one at the border of the outliers.
  double likeness(double duration_s, double usual_s) const {
    return (std::max)(0.0, 1 - std::abs(duration_s / usual_s - 1) / (params_.longest_share - 1));
  }

  // The final contact of that foot between two initial contacts. One whose foot is known comes
  // before those whose foot is not; two that are as good as each other leave the question open.
  std::optional<double> final_contact(double from_s, double to_s, side foot) const {
    const contact* known = nullptr;
    const contact* unknown = nullptr;
    std::size_t known_n = 0;
    std::size_t unknown_n = 0;
    auto at = std::upper_bound(fc_.begin(), fc_.end(), from_s,
                               [](double t, const contact* c) { return t < c->time_s; });
    for (; at != fc_.end() && (*at)->time_s < to_s; ++at) {
      if (foot != side::unknown && (*at)->side == foot) {
        known = *at;
        ++known_n;
      } else if (foot == side::unknown || (*at)->side == side::unknown) {
        unknown = *at;
        ++unknown_n;
      }
    }
    if (known_n == 1) return known->time_s;
    if (known_n == 0 && unknown_n == 1) return unknown->time_s;
    return std::nullopt;
  }

  walking_bout& bout_;
  const assembly_params& params_;
  const std::vector<lost_stretch>& lost_;
  std::vector<const contact*> ic_;
  std::vector<const contact*> fc_;
  std::optional<double> median_s_;  // of the intervals between initial contacts
  bool one_foot_ = false;
};

// Contacts by the bout that their detector put them in. Initial contacts come in order of time and
// open the bouts; a final contact may be known only after the next bout has begun.
inline std::vector<walking_bout> group_by_bout(const std::vector<contact>& contacts) {
  std::vector<walking_bout> bouts;
  std::vector<std::uint32_t> given;  // the detector's number of each bout
  for (const contact& c : contacts) {
    if (c.bout == 0) continue;
    std::size_t at = bouts.size();
    if (at > 0 && given[at - 1] == c.bout) {
      --at;
    } else if (at > 1 && given[at - 2] == c.bout && c.kind == contact_kind::final_contact) {
      at -= 2;
    } else {
      bouts.emplace_back();
      bouts.back().start_s = bouts.back().end_s = c.time_s;
      given.push_back(c.bout);
    }
    walking_bout& bout = bouts[at];
    bout.contacts.push_back(c);
    bout.start_s = (std::min)(bout.start_s, c.time_s);
    bout.end_s = (std::max)(bout.end_s, c.time_s);
  }
  for (walking_bout& bout : bouts) {
    std::stable_sort(bout.contacts.begin(), bout.contacts.end(),
                     [](const contact& a, const contact& b) { return a.time_s < b.time_s; });
  }
  return bouts;
}

// The time between two bouts that follow each other closely might have been a step.
inline void note_pause(const walking_bout& before, walking_bout& after,
                       const assembly_params& params, const std::vector<lost_stretch>& lost) {
  const double pause_s = after.start_s - before.end_s;
  if (!(pause_s > 0 && pause_s <= params.max_stride_s)) return;
  const direction was = before.direction.value;
  const direction is = after.direction.value;
  rejection why = pause_s > params.max_step_s ? rejection::too_long : rejection::bout_ended;
  if (was != direction::unknown && is != direction::unknown && was != is) {
    why = rejection::direction_changed;
  } else if (any_lost(lost, before.end_s, after.start_s)) {
    why = rejection::lost_samples;
  }
  after.rejected.insert(after.rejected.begin(),
                        {before.end_s, after.start_s, candidate_kind::step, why});
}

}  // namespace detail

/// Whole recording: groups contacts by the bout that their detector put them in, and each bout's
/// contacts into steps and strides. Contacts come as their detector gave them out (final contacts
/// may come late); contacts of no bout (0) are left out.
///
/// A step runs between initial contacts in a row of feet that differ or may differ; a stride over
/// two such steps whose first and last foot are, or may be, the same (Mobilise-D consensus,
/// PMC8378707: steps and strides by initial contacts). Where all initial contacts of a bout are of
/// one known foot, as a single sensor on foot, shank or thigh gives them, strides run from each to
/// the next, and there are no steps.
///
/// Rejected, with the reason kept in walking_bout::rejected: times outside the limits of
/// assembly_params, outliers, two contacts in a row of the same foot, strides that would end with the
/// other foot, and the time between two bouts where it is short enough for a step. A rejected step
/// is part of no stride. Where samples were lost in a rejected interval, that is given as the reason.
///
/// A stride's final contact is the one of its foot between the other foot's initial contact and its
/// end (of one foot: between its start and end); initial double support ends with the one of the
/// other foot between the start and the other foot's initial contact. Two that fit leave it open. So
/// running, where feet leave the ground before the other one lands, has none.
///
/// A stride's quality is the mean quality of its initial contacts times its likeness: 1 at the bout's
/// median time, falling in a straight line to 0 at the outliers' limit.
///
/// The bout's direction is that of its initial contacts, if together they support it by four fifths;
/// its probability is the mean of theirs, a contact that does not say so counting as 0.
///
/// Errors: config_error if a parameter is out of range.
inline assembly assemble(const std::vector<contact>& contacts, const assembly_params& params = {},
                         const std::vector<lost_stretch>& lost = {}) {
  throw_if_any(params.validate());
  assembly out;
  std::vector<walking_bout> all = detail::group_by_bout(contacts);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].direction = detail::direction_of(all[i].contacts);
    detail::bout_assembler(all[i], params, lost).assemble();
    if (i > 0) detail::note_pause(all[i - 1], all[i], params, lost);
  }
  for (walking_bout& bout : all) {
    const bool too_short =
        !bout.rejected.empty() && bout.rejected.back().kind == candidate_kind::bout;
    std::vector<walking_bout>& list = too_short ? out.too_short : out.bouts;
    list.push_back(std::move(bout));
    list.back().number = static_cast<std::uint32_t>(list.size());
    for (contact& c : list.back().contacts) c.bout = list.back().number;
  }
  return out;
}

/// The bouts alone.
inline std::vector<walking_bout> assemble_bouts(const std::vector<contact>& contacts,
                                                const assembly_params& params = {},
                                                const std::vector<lost_stretch>& lost = {}) {
  return assemble(contacts, params, lost).bouts;
}

}  // namespace retrogait

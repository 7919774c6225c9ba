#pragma once
/// @file
/// How well contacts agree with what a recording's reference says, for one recording and summed up
/// over many. Declarations only: the bodies are compiled into retrogait::io.

#include <retrogait/core/events.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/io/folder.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace retrogait::io {

/// Found and true contacts of one kind, paired one to one. Sums up with +=.
struct contact_tally {
  std::size_t truth_n = 0;
  std::size_t matched_n = 0;
  std::size_t false_n = 0;      ///< found without a partner, where the reference holds
  std::vector<double> error_s;  ///< found - true of each pair

  /// Shares from 0 to 1. A share of nothing is 1: where nothing had to be found nothing was missed.
  double recall() const;
  double precision() const;
  double f1() const;

  /// Median error, nothing without a pair. Positive: found too late.
  std::optional<double> bias_s() const;
  /// Mean absolute error, nothing without a pair.
  std::optional<double> mae_s() const;

  contact_tally& operator+=(const contact_tally& other);
  friend bool operator==(const contact_tally&, const contact_tally&) = default;
};

/// Walking time, found and true.
struct bout_tally {
  double true_s = 0;
  double found_s = 0;      ///< of which the reference says whether it is walking (see score_params)
  double found_all_s = 0;  ///< anywhere in the recording
  double both_s = 0;       ///< found and true

  /// 2 · both / (found + true); 1 where both are nothing.
  double f1() const;
  /// The same with all time found, also where people may walk without being observed.
  double f1_all() const;

  bout_tally& operator+=(const bout_tally& other);
  friend bool operator==(const bout_tally&, const bout_tally&) = default;
};

struct score_params {
  /// Largest distance between a found and a true contact that are taken for the same, in s.
  double tolerance_s = 0.2;
  /// The same, for a second, more lenient count.
  double wide_tolerance_s = 0.5;
  /// How far outside the true bouts, in s, the reference is taken to say that nobody walks. What is
  /// found further away counts neither as right nor as false, as people may walk unobserved there.
  double outside_bouts_s = 0.5;
  /// Steady walking keeps this far, in s, from a bout's ends and from turns, where references are
  /// least sure of what is a step.
  double unsteady_s = 1.0;
  /// Longest time from initial to final contact, in s, that is taken for one stance.
  double longest_stance_s = 3.0;
};

/// What a detector did on one recording.
struct recording_score {
  bool has_contacts = false;     ///< the reference knows single contacts, not just their number
  contact_tally initial;         ///< within tolerance_s
  contact_tally initial_wide;    ///< within wide_tolerance_s
  contact_tally initial_steady;  ///< within tolerance_s, in steady walking
  contact_tally final_contacts;  ///< within tolerance_s
  bool gives_final = false;      ///< a final contact was found

  std::optional<std::size_t> true_steps;  ///< initial contacts, or the total that was counted
  std::size_t found_steps = 0;            ///< initial contacts found where the reference holds

  std::size_t sides_asked = 0;  ///< pairs whose true side is known; 0 for a sensor on one leg
  std::size_t sides_said = 0;   ///< of these, those that were given a side
  std::size_t sides_right = 0;

  std::size_t direction_right = 0;  ///< of the pairs whose true direction is known
  std::size_t direction_wrong = 0;
  std::size_t direction_unknown = 0;

  std::optional<bout_tally> bouts;  ///< nothing if the reference knows no bouts
  bool gives_bouts = false;         ///< a contact of a numbered bout was found

  /// Found - true duration of the stances whose initial and final contact both have a partner, and
  /// partners on the same side.
  std::vector<double> stance_error_s;

  /// |found - true steps| / true steps; nothing without true steps.
  std::optional<double> count_error() const;

  friend bool operator==(const recording_score&, const recording_score&) = default;
};

/// Whether the reference says enough of that sensor's contacts to score a detector on it: contacts
/// (for a sensor on one leg, contacts of that leg) or, elsewhere, the number of steps.
bool can_score(const truth& known, placement where);

/// Scores the contacts that a detector found with a sensor at that place. A sensor on one leg is
/// scored on that leg's contacts; what a detector says of the other leg is left out.
///
/// A true contact's direction is that of the whole recording or, if that is none, of the true
/// stride around it. Found walking time runs from the first to the last contact of each numbered
/// bout. Contacts may be in any order.
recording_score score_recording(const std::vector<contact>& found, const truth& known,
                                placement where, const score_params& params = {});

struct interval {
  double low = 0;
  double high = 0;

  friend bool operator==(const interval&, const interval&) = default;
};

/// One recording's counts as they enter a bootstrap.
struct person_tally {
  std::string person;
  std::size_t truth_n = 0;
  std::size_t matched_n = 0;
  std::size_t false_n = 0;
  double absolute_error_s = 0;  ///< summed over the pairs
};

struct score_intervals {
  std::optional<interval> f1;     ///< nothing with a single person
  std::optional<interval> mae_s;  ///< nothing with a single person or without pairs
};

/// 95 % percentile intervals of F1 and mean absolute error, over people drawn with replacement, each
/// with all of their recordings (Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter
/// 13). With a handful of people they are little more than the range between these. The same seed
/// gives the same intervals.
score_intervals bootstrap_intervals(std::span<const person_tally> tallies, std::uint64_t seed = 1,
                                    std::size_t draws = 2000);

}  // namespace retrogait::io

#pragma once
/// @file
/// Steps, strides and walking bouts, as assembled from contacts.

#include <retrogait/core/catalog.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/words.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace retrogait {

/// From the initial contact of one foot to the next initial contact of the other foot; it belongs
/// to the foot that lands at its end.
struct step {
  double start_s = 0;
  double end_s = 0;
  retrogait::side side = retrogait::side::unknown;
  direction_estimate direction{};  ///< of the contact that ends it

  double duration_s() const { return end_s - start_s; }
  friend bool operator==(const step&, const step&) = default;
};

/// From one initial contact to the next initial contact of the same foot. What needs final contacts
/// has no value where they were not found.
struct stride {
  double start_s = 0;
  double end_s = 0;
  retrogait::side side = retrogait::side::unknown;
  double quality = 0;  ///< 0 to 1, see assemble_bouts
  /// When the foot leaves the ground.
  std::optional<double> final_contact_s{};
  /// From its start until the other foot leaves the ground.
  std::optional<double> initial_double_support_s{};
  /// From the other foot's initial contact until this foot leaves the ground.
  std::optional<double> terminal_double_support_s{};
  /// Horizontal distance that the foot travelled, as measured by a sensor on it.
  std::optional<double> length_m{};

  double duration_s() const { return end_s - start_s; }

  /// Time on the ground.
  std::optional<double> stance_s() const {
    return final_contact_s ? std::optional<double>(*final_contact_s - start_s) : std::nullopt;
  }
  /// Time in the air.
  std::optional<double> swing_s() const {
    return final_contact_s ? std::optional<double>(end_s - *final_contact_s) : std::nullopt;
  }
  /// Time on the ground with the other foot: initial and terminal double support.
  std::optional<double> double_support_s() const {
    if (!initial_double_support_s || !terminal_double_support_s) return std::nullopt;
    return *initial_double_support_s + *terminal_double_support_s;
  }
  /// Time on the ground alone: the rest of stance.
  std::optional<double> single_support_s() const {
    const std::optional<double> both = double_support_s();
    return both && final_contact_s ? std::optional<double>(*stance_s() - *both) : std::nullopt;
  }

  friend bool operator==(const stride&, const stride&) = default;
};

/// What a rejected candidate might have been.
enum class candidate_kind : std::uint8_t { step, stride, bout };

constexpr std::string_view to_string(candidate_kind kind) {
  switch (kind) {
    case candidate_kind::step:
      return "step";
    case candidate_kind::stride:
      return "stride";
    case candidate_kind::bout:
      return "bout";
  }
  return "unknown candidate";
}

/// Why a candidate is no step, stride or bout.
enum class rejection : std::uint8_t {
  too_short,          ///< below the shortest time
  too_long,           ///< above the longest time
  same_foot_twice,    ///< a step that begins and ends with the same foot
  other_foot,         ///< a stride that begins and ends with different feet
  outlier,            ///< far from the bout's median: a contact was missed, or is one too many
  lost_samples,       ///< one of these, and samples were lost in it: the likelier reason
  direction_changed,  ///< the person walked the other way round before
  bout_ended,         ///< the detector saw the end of a bout in it
  too_few_strides     ///< a bout too short to count
};

constexpr std::string_view to_string(rejection why) {
  switch (why) {
    case rejection::too_short:
      return "too short";
    case rejection::too_long:
      return "too long";
    case rejection::same_foot_twice:
      return "same foot twice";
    case rejection::other_foot:
      return "ends with the other foot";
    case rejection::outlier:
      return "unlike the other steps";
    case rejection::lost_samples:
      return "lost samples";
    case rejection::direction_changed:
      return "direction changed";
    case rejection::bout_ended:
      return "bout ended";
    case rejection::too_few_strides:
      return "too few strides";
  }
  return "unknown reason";
}

/// An interval between contacts that was not taken for what it might have been.
struct rejected_candidate {
  double start_s = 0;
  double end_s = 0;
  candidate_kind kind = candidate_kind::step;
  rejection why = rejection::too_short;

  friend bool operator==(const rejected_candidate&, const rejected_candidate&) = default;
};

/// A stretch of steps without a pause, all in one direction.
struct walking_bout {
  std::uint32_t number = 0;  ///< counted from 1 in order of time
  double start_s = 0;        ///< its first initial contact
  double end_s = 0;          ///< its last initial contact
  direction_estimate direction;
  std::vector<contact> contacts;  ///< in order of time
  std::vector<step> steps;        ///< at most one fewer than the initial contacts
  std::vector<stride> strides;
  std::vector<rejected_candidate> rejected;  ///< in order of their ends
  metric_values metrics;

  double duration_s() const { return end_s - start_s; }

  template <unit Unit>
  measured<quantity<Unit>> operator[](metric_id<Unit> id) const {
    return metrics[id];
  }
};

}  // namespace retrogait

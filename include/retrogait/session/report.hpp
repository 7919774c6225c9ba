#pragma once
/// @file
/// What analyze() finds in the recordings of one person.

#include <retrogait/core/measured.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/metrics/gait_summary.hpp>
#include <retrogait/metrics/training_load.hpp>
#include <retrogait/segment/turn.hpp>
#include <retrogait/segment/walking_bout.hpp>
#include <retrogait/session/form.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retrogait {

/// What the recording is, as found, not as it claims to be.
struct recording_facts {
  std::string name;
  retrogait::placement placement = retrogait::placement::lumbar;
  double start_s = 0;
  double duration_s = 0;
  double rate_hz = 0;     ///< from the real times, see recording::rate_hz
  double lost_share = 0;  ///< of the samples that should be there
  bool gyroscope = false;
  retrogait::mounting mounting;             ///< as stated or assumed
  knowledge vertical = knowledge::unknown;  ///< how the vertical is known
  knowledge forward = knowledge::unknown;   ///< how the sign of antero-posterior is known
};

/// Something that a reader might look for and that this recording cannot give.
struct absent_result {
  std::string what;  ///< "step length"
  reason why = reason::not_assessed;
  std::string explanation;  ///< "needs height or a calibration walk"
};

/// What can be wrong with how sensors were said to be worn.
enum class doubt_kind : std::uint8_t {
  sensor_moved,     ///< it turned on the body while recording
  sides_exchanged,  ///< what two sensors say of left and right is opposite
  clocks_differ     ///< two sensors' times do not fit together
};

constexpr std::string_view to_string(doubt_kind kind) {
  switch (kind) {
    case doubt_kind::sensor_moved:
      return "sensor moved";
    case doubt_kind::sides_exchanged:
      return "left and right exchanged";
    case doubt_kind::clocks_differ:
      return "clocks differ";
  }
  return "unknown doubt";
}

/// Something in the signals that contradicts what was said of the sensors. What is not
/// said to be put right is not: the results are those of the sensors as they were said to be worn.
struct sensor_doubt {
  doubt_kind kind = doubt_kind::sensor_moved;
  retrogait::placement placement = retrogait::placement::lumbar;
  double from_s = 0;        ///< it holds from here on
  double probability = 0;   ///< that it is so, where that can be said; else 1
  std::string explanation;  ///< a sentence with the numbers
};

struct gait_report {
  /// The sensor whose contacts make the bouts; where both legs do, the left one and the right one.
  recording_facts recording;
  std::optional<recording_facts> right;
  std::vector<recording_facts> others;  ///< the person's other sensors, in the order given
  std::vector<walking_bout> bouts;
  std::vector<walking_bout> too_short;  ///< stretches that span too few strides to count as bouts
  std::vector<turn> turns;  ///< of the trunk, in order of time; needs a gyroscope on the lower back
  training_totals backward;  ///< how much of the walking was backward: what training counts
  gait_summary summary;      ///< of all bouts together, by direction
  form_report form;          ///< of the walking backward; every check, assessed or not
  std::vector<sensor_doubt> doubts;
  std::vector<absent_result> absent;
};

}  // namespace retrogait

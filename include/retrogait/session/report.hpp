#pragma once
/// @file
/// What analyze() finds in one recording.

#include <retrogait/core/measured.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/segment/turn.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <cstddef>
#include <optional>
#include <string>
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

/// How much of the walking was backward: what training counts.
struct backward_training {
  std::size_t steps = 0;
  double duration_s = 0;
};

struct gait_report {
  recording_facts recording;
  /// The right sensor, where recording is the left one of a pair that was analyzed together.
  std::optional<recording_facts> right;
  std::vector<walking_bout> bouts;
  std::vector<walking_bout> too_short;  ///< stretches that span too few strides to count as bouts
  std::vector<turn> turns;  ///< of the trunk, in order of time; needs a gyroscope on the lower back
  backward_training backward;
  std::vector<absent_result> absent;
};

}  // namespace retrogait

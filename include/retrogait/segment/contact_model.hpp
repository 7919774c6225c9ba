#pragma once
/// @file
/// The model behind the default step detector: which motion of the trunk goes with a foot meeting or
/// leaving the ground.

#include <array>
#include <cstddef>

namespace retrogait {

/// Half the width of a template in samples of the 50 Hz grid: 0.32 s on either side.
inline constexpr std::size_t template_half_width = 16;
inline constexpr std::size_t template_width = 2 * template_half_width + 1;

using template_taps = std::array<double, template_width>;

/// score(t) = offset + (Σ_k vertical[k] v(t + (k-16)/50 s) + Σ_k forward[k] a(t + (k-16)/50 s)) / s
/// with v, a the vertical and forward acceleration and s their strength: near 1 at a contact, near 0
/// between contacts.
struct contact_template {
  template_taps vertical;
  template_taps forward;
  double offset;
};

/// The odds that a peak of the score is a contact:
/// ln(p / (1-p)) = offset + height h + long_before e₁ + before e₂ + around e₃ + after e₄ + crowding c
/// with h the height of the peak, e the logarithm of the trunk's motion, as a share of gravity, in
/// four stretches of time, and c how closely the peak follows another one (contact_finder.hpp).
struct contact_weights {
  double height;
  double long_before;
  double before;
  double around;
  double after;
  double crowding;
  double offset;
};

/// The odds that some likely contacts in a row are walking:
/// ln(p / (1-p)) = offset + certainty c + alignment a + interval d + irregularity r + strength s
///                 + unevenness u + contrast h (walking_features.hpp).
struct walking_weights {
  double certainty;
  double alignment;
  double interval;
  double irregularity;
  double strength;
  double unevenness;
  double contrast;
  double offset;
};

/// score(t) = Σ_k left[k] l(t + …)/s_l + Σ_k yaw[k] ω_z(t + …)/s_z + Σ_k roll[k] ω_x(t + …)/s_x with
/// each channel divided by its own strength: positive at a left, negative at a right initial
/// contact. Odd in every channel, so that a mirrored walk gives the mirrored answer.
struct side_template {
  template_taps left;
  template_taps yaw;
  template_taps roll;
};

/// Mean and standard deviation of a feature for one direction.
struct feature_model {
  double mean;
  double deviation;

  friend constexpr bool operator==(const feature_model&, const feature_model&) = default;
};

/// The features of direction_tracker.hpp, for one direction.
struct direction_model {
  feature_model lead;
  feature_model jerk_skewness;

  friend constexpr bool operator==(const direction_model&, const direction_model&) = default;
};

/// All that was learned, for one direction of walking.
struct walking_model {
  contact_template initial_contact;
  contact_template final_contact;
  template_taps side;            ///< as side_template::left, for an accelerometer alone
  side_template side_with_gyro;  ///< accelerometer and gyroscope
  direction_model direction;
};

/// The whole model. benchmarks/fit_contact_model fits it by ridge regression (templates) and
/// logistic regression (weights) and prints it.
struct contact_model {
  walking_model forward;
  walking_model backward;
  contact_weights initial_contact;  ///< the same for both directions
  contact_weights final_contact;
  walking_weights walking;
};

}  // namespace retrogait

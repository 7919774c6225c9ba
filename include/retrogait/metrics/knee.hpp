#pragma once
/// @file What one knee does in one stride: how far it bends in stance and in swing, and how it
/// stands in the frontal plane in mid-stance.

#include <retrogait/core/measured.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/imu/knee_angles.hpp>
#include <retrogait/imu/leg_alignment.hpp>
#include <retrogait/segment/walking_bout.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace retrogait {

/// Angles in rad, against the neutral pose. n of each value is the samples that it rests on.
struct stride_knee {
  double start_s = 0;
  double end_s = 0;
  measured<double> stance_peak_flexion_rad{};  ///< needs the stride's final contact
  measured<double> swing_peak_flexion_rad{};   ///< needs the stride's final contact
  measured<double> peak_flexion_rad{};         ///< of the whole stride
  /// Of the stride's first fifth: the loading response, which ends at 12 % when the other foot leaves
  /// the ground (Perry & Burnfield 2010, Gait Analysis), and the start of mid-stance, into which the
  /// peak falls. By time and not by the other foot's final contact, so that one leg's sensors are enough.
  /// [engineering choice]
  measured<double> loading_peak_flexion_rad{};
  measured<double> excursion_rad{};  ///< largest less smallest flexion of the stride
  /// Mean over the middle third of stance; positive: adduction (varus, the knee out), negative:
  /// valgus, the knee in. Where the final contact is not known, stance is taken for 62 % of the
  /// stride, as in walking at a usual speed: the middle third hardly depends on it.
  measured<double> mid_stance_adduction_rad{};

  friend bool operator==(const stride_knee&, const stride_knee&) = default;
};

namespace detail {

/// The settled samples in [from_s, to_s], if no two of them lie further apart than longest_s, nor
/// the ends from the nearest one.
class knee_span {
 public:
  knee_span(std::span<const knee_sample<double>> samples, double from_s, double to_s) {
    constexpr double longest_s = 0.1;  // as orientation_params::max_gap_s
    const auto begin = std::lower_bound(
        samples.begin(), samples.end(), from_s,
        [](const knee_sample<double>& s, double time_s) { return s.time_s < time_s; });
    double last_s = from_s;
    double sum = 0;
    for (auto s = begin; s != samples.end() && s->time_s <= to_s; ++s) {
      if (!s->settled()) continue;
      if (s->time_s - last_s > longest_s) whole_ = false;
      last_s = s->time_s;
      highest_ = n_ == 0 ? s->flexion_rad : (std::max)(highest_, s->flexion_rad);
      lowest_ = n_ == 0 ? s->flexion_rad : (std::min)(lowest_, s->flexion_rad);
      sum += s->adduction_rad;
      ++n_;
    }
    if (to_s - last_s > longest_s) whole_ = false;
    if (n_ > 0) adduction_ = sum / static_cast<double>(n_);
  }

  measured<double> highest() const { return result(highest_); }
  measured<double> width() const { return result(highest_ - lowest_); }
  measured<double> adduction() const { return result(adduction_); }

 private:
  measured<double> result(double value) const {
    constexpr std::size_t needed = 3;
    if (n_ < needed) {
      return measured<double>::not_computable(reason::too_few_values, n_, needed);
    }
    if (!whole_) return measured<double>::not_computable(reason::gap, n_);
    return measured<double>::of(value, n_);
  }

  double highest_ = 0;
  double lowest_ = 0;
  double adduction_ = 0;
  std::size_t n_ = 0;
  bool whole_ = true;
};

}  // namespace detail

/// The knee in one stride of its own leg. samples: of knee_tracker or knee_angles, in the order of
/// time, from before the stride until after it; the others are left out. Samples that have not
/// settled count as lost.
///
/// Not computable: too_few_values (less than three samples), gap (more than 0.1 s without a
/// sample), sensor_missing (stance and swing, where nothing found the final contact), not_zeroed
/// (all but the excursion, where the neutral pose is only the mean of walking).
inline stride_knee knee_of(const stride& walked, std::span<const knee_sample<double>> samples,
                           neutral_pose neutral = neutral_pose::standing) {
  stride_knee knee;
  knee.start_s = walked.start_s;
  knee.end_s = walked.end_s;
  const detail::knee_span all(samples, walked.start_s, walked.end_s);
  knee.excursion_rad = all.width();
  if (neutral == neutral_pose::walking_mean) {
    const auto offset = measured<double>::not_computable(reason::not_zeroed);
    knee.stance_peak_flexion_rad = knee.swing_peak_flexion_rad = knee.peak_flexion_rad =
        knee.loading_peak_flexion_rad = knee.mid_stance_adduction_rad = offset;
    return knee;
  }
  knee.peak_flexion_rad = all.highest();
  constexpr double loading_share = 0.2;
  knee.loading_peak_flexion_rad =
      detail::knee_span(samples, walked.start_s,
                        walked.start_s + loading_share * walked.duration_s())
          .highest();
  const double stance_s = walked.stance_s().value_or(0.62 * walked.duration_s());
  const detail::knee_span middle(samples, walked.start_s + stance_s / 3,
                                 walked.start_s + stance_s * 2 / 3);
  knee.mid_stance_adduction_rad = middle.adduction();
  if (walked.final_contact_s) {
    const double leaves_s = *walked.final_contact_s;
    knee.stance_peak_flexion_rad = detail::knee_span(samples, walked.start_s, leaves_s).highest();
    knee.swing_peak_flexion_rad = detail::knee_span(samples, leaves_s, walked.end_s).highest();
  } else {
    const auto missing = measured<double>::not_computable(reason::sensor_missing);
    knee.stance_peak_flexion_rad = knee.swing_peak_flexion_rad = missing;
  }
  return knee;
}

/// knee_of every stride of that side, in their order.
inline std::vector<stride_knee> knees_of(std::span<const stride> strides, side which,
                                         std::span<const knee_sample<double>> samples,
                                         neutral_pose neutral = neutral_pose::standing) {
  std::vector<stride_knee> knees;
  for (const stride& s : strides) {
    if (s.side == which) knees.push_back(knee_of(s, samples, neutral));
  }
  return knees;
}

}  // namespace retrogait

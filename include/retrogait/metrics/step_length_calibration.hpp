#pragma once
/// @file
/// One person's own factor for the length of steps, and what is known of a person beside it.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/measured.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/metrics/step_length_model.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace retrogait {

/// What a calibration was made from.
enum class calibrated_by : std::uint8_t { distance, treadmill };

constexpr std::string_view to_string(calibrated_by how) {
  return how == calibrated_by::distance ? "distance" : "treadmill";
}

namespace detail {

inline void require_height(issues& found, std::optional<double> height_m) {
  if (!height_m) return;
  if (*height_m >= 0.5 && *height_m <= 2.6) return;
  found.push_back({"height_m", "is " + std::to_string(*height_m) +
                                   ", which is no person's height in metres; expected 0.5 to 2.6"});
}

}  // namespace detail

/// A person's factor for one direction of walking. See calibrate_step_length().
struct step_length_calibration {
  direction way = direction::forward;
  step_length_model model = step_length_model::pendulum_and_foot;
  double factor = 1;      ///< as step_length_params::factor
  double margin = 0;      ///< half of its 95 % confidence interval
  std::size_t steps = 0;  ///< that it rests on
  calibrated_by by = calibrated_by::distance;
  /// The height that the factor belongs to: a factor found with another height is another factor.
  /// Where the person's height was not known, a usual one stands in, which the factor makes good.
  double height_m = 1.7;

  issues validate() const {
    issues found;
    require(found, is_straight(way), "way", "must be forward or backward");
    require(found, factor > 0 && std::isfinite(factor), "factor", "must be above 0");
    require(found, margin >= 0 && std::isfinite(margin), "margin", "must not be negative");
    require(found, steps > 0, "steps", "must be above 0");
    detail::require_height(found, height_m);
    return found;
  }
  friend bool operator==(const step_length_calibration&, const step_length_calibration&) = default;
};

/// What is known of a person for the length of steps. Forward: a calibration, or the height; backward:
/// a calibration. A calibration brings its own height, so that it needs no other.
struct step_length_knowledge {
  std::optional<double> height_m{};
  std::optional<step_length_calibration> forward{};
  std::optional<step_length_calibration> backward{};

  const std::optional<step_length_calibration>& of(direction way) const {
    return way == direction::backward ? backward : forward;
  }

  issues validate() const {
    issues found;
    detail::require_height(found, height_m);
    const auto add = [&](const std::optional<step_length_calibration>& one, direction way) {
      if (!one) return;
      const std::string name(to_string(way));
      for (issue& i : one->validate()) found.push_back({name + "." + i.field, i.message});
      if (is_straight(one->way) && one->way != way) {
        found.push_back({name, "is a calibration of walking " + std::string(to_string(one->way))});
      }
    };
    add(forward, direction::forward);
    add(backward, direction::backward);
    return found;
  }
  friend bool operator==(const step_length_knowledge&, const step_length_knowledge&) = default;
};

}  // namespace retrogait

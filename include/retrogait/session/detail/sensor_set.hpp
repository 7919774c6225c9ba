#pragma once
// The sensors that one person wore, by where they were worn.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/print.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/segment/turn.hpp>
#include <retrogait/segment/turn_detector.hpp>
#include <retrogait/session/report.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace retrogait::detail {

// A detector's nominal rate, whatever the recording's.
inline double nominal_rate_hz(double rate_hz) {
  return std::clamp(rate_hz, 10.0, 10000.0);
}

inline recording_facts facts_of(const recording& r) {
  recording_facts facts;
  facts.name = r.name;
  facts.placement = r.placement;
  facts.start_s = r.empty() ? 0 : r.time_s[0];
  facts.duration_s = r.duration_s();
  facts.rate_hz = r.rate_hz();
  facts.lost_share = r.lost_share();
  facts.gyroscope = r.has_gyroscope();
  facts.mounting = r.mounting;
  facts.vertical = knowledge::inferred;  // from gravity, whatever was stated
  facts.forward = r.mounting.forward_knowledge();
  return facts;
}

// Gravity is what remains of the acceleration in the mean. Some ten thousand samples, spread over
// the recording, tell it as well as all of them.
inline void check_mounting(const recording& r) {
  if (!r.mounting.up() || r.empty()) return;
  const std::ptrdiff_t every = 1 + r.size() / 10000;
  vec3<double> sum = vec3<double>::Zero();
  for (std::ptrdiff_t i = 0; i < r.size(); i += every) {
    if (r.acc_m_s2.row(i).allFinite()) sum += r.acc_m_s2.row(i).transpose();
  }
  if (sum.isZero(0)) return;
  const vec3<double> felt = sum.normalized();
  if (felt.dot(r.mounting.up()->unit_vector()) >= 0.5) return;
  throw_if_any(
      {{"mounting", "calls " + r.mounting.up()->name() + " up, but gravity shows that up is (" +
                        fixed_text(felt[0], 2) + ", " + fixed_text(felt[1], 2) + ", " +
                        fixed_text(felt[2], 2) + ") in the device's axes"}});
}

// The turns of a sensor on the lower back that has a gyroscope.
inline std::vector<turn> turns_of(const recording& lumbar, turn_detector_params params) {
  params.rate_hz = nominal_rate_hz(lumbar.rate_hz());
  return detect(lumbar.samples(), turn_detector<double>(params));
}

inline bool is_foot(placement where) {
  return where == placement::left_foot || where == placement::right_foot;
}

// Sensors that together see contacts: the one on the lower back, one or two of a kind on the legs, or
// a phone.
using witness = std::vector<const recording*>;

class sensor_set {
 public:
  // Errors: config_error as analyze() says.
  explicit sensor_set(std::span<const recording> sensors) {
    for (const recording& r : sensors) {
      throw_if_any(r.validate_sizes());
      const recording*& slot = worn_[static_cast<std::size_t>(r.placement)];
      if (slot != nullptr) {
        throw_if_any({{"placement", "two sensors are said to be worn on one place: " +
                                        std::string(to_string(r.placement))}});
      }
      slot = &r;
      // A thigh lies level in sitting, and a phone anyhow.
      if (r.placement == placement::lumbar || is_foot(r.placement)) check_mounting(r);
    }
    if (sensors.empty()) throw_if_any({{"sensors", "there is none"}});
  }

  const recording* operator[](placement where) const {
    return worn_[static_cast<std::size_t>(where)];
  }

  // All that can see contacts, the best first: feet see them more exactly than the lower back does,
  // and that more exactly than other places; both legs tell more than one.
  std::vector<witness> witnesses() const {
    std::vector<witness> found;
    std::vector<witness> alone;
    const auto add_legs = [&](placement left, placement right) {
      witness legs;
      for (const recording* leg : {(*this)[left], (*this)[right]}) {
        if (leg != nullptr && leg->has_gyroscope()) legs.push_back(leg);
      }
      if (!legs.empty()) (legs.size() == 2 ? found : alone).push_back(std::move(legs));
    };
    const auto add_one = [&](placement where) {
      if ((*this)[where] != nullptr) found.push_back({(*this)[where]});
    };
    add_legs(placement::left_foot, placement::right_foot);
    add_one(placement::lumbar);
    add_legs(placement::left_shank, placement::right_shank);
    add_legs(placement::left_thigh, placement::right_thigh);
    found.insert(found.end(), alone.begin(), alone.end());
    add_one(placement::phone);
    return found;
  }

 private:
  std::array<const recording*, all_placements.size()> worn_{};
};

}  // namespace retrogait::detail

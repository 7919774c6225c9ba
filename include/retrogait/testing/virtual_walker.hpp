#pragma once
/// @file
/// A virtual walker: accelerometer and gyroscope signals of forward and backward walking at lower
/// back, thighs, shanks and feet, with exact ground truth. For tests of detectors, one's own too:
///
///     const auto walk = virtual_walker{.direction = direction::backward}.walk();
///     detect(walk[placement::lumbar].acceleration(), detector);   // compare with walk.truth
///
/// How like real walking the signals are. Lower back, medians over straight pieces: RMS in m/s² of
/// the antero-posterior, mediolateral and vertical acceleration; phase of the cross-spectrum
/// vertical x AP at the step frequency; skewness of the AP jerk (0.5 to 8 Hz); highest AP and
/// vertical value of the low-passed mean step in ms after the initial contact; regularity of the
/// vertical axis from step to step and stride to stride:
///
/// |                            | RMS              | phase | skew  | AP   | V   | regularity |
/// | -------------------------- | ---------------- | ----- | ----- | ---- | --- | ---------- |
/// | forward: 11 healthy adults | 1.72, 1.29, 2.40 | -110° | -0.96 | -57  | 70  | 0.80, 0.83 |
/// | virtual, 110/min x 0.65 m  | 1.47, 1.04, 2.13 | -111° | -1.29 | -58  | 61  | 0.83, 0.80 |
/// | forward: 2 slow walkers    | 1.16, 1.32, 1.79 | -109° | -0.91 | -107 | 36  | 0.63, 0.65 |
/// | virtual, 103/min x 0.45 m  | 0.93, 0.60, 1.08 | -111° | -1.29 | -62  | 65  | 0.89, 0.88 |
/// | backward: actors           | 2.92, 1.66, 2.30 | +62°  | +1.08 | 128  | 76  | 0.88, 0.84 |
/// | virtual, 110/min x 0.43 m  | 1.49, 0.95, 2.00 | +67°  | +1.45 | 132  | 69  | 0.82, 0.78 |
///
/// The trunk's series were fitted to the recordings of the first and the third group, and how they
/// shrink with the step to the second: the agreement shows the quality of the fit and predicts
/// nothing. The third is motion capture without sensors and impacts; that the walker has half its
/// antero-posterior strength is intended, because the same actors' forward walks show twice that of
/// the adults. No real sensor's recording of backward walking with contacts was at hand.
///
/// Limbs, 95th percentiles: | |acceleration| - g | is 32 m/s² at the foot against 28 in the adults,
/// 22 at the shank against 15 on a treadmill; the angular rate 7.4 rad/s at the foot against 9.1,
/// 7.1 at the shank against 5.9. Backward the foot accelerates by 22 to 28 m/s² (actors: 13) and
/// turns at 4 to 4.5 rad/s (actors: 5.6). Thigh and shank miss each other at the knee by 5 cm (RMS)
/// and at most 10 cm in steady walking, most of it sideways.
///
/// A walk begins as in the first group: the trunk moves for a second before the first contact, rises
/// and sinks by half as much at it as later, and has no step-like motion before it. Slower than 100
/// steps/min the mediolateral axis goes over to that of the slowest healthy adults and the two slow
/// walkers. Running, stairs, limping and the stick (walk_style.hpp) follow the literature; no
/// recordings of them were at hand.
///
/// What it lacks: persons. All differ only by the parameters below; left and right are alike but
/// for asymmetry in time, slow walking is too regular and too quiet, standing is perfectly still, and
/// nobody trips, carries or looks round. It is for laws, signs and timing; accuracy is a matter of
/// recordings. The program benchmarks/walker_likeness.cpp prints the whole comparison.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/testing/ground_truth.hpp>
#include <retrogait/testing/random.hpp>
#include <retrogait/testing/walk_model.hpp>
#include <retrogait/testing/walk_style.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace retrogait::testing {

/// How the sensors are worn and what is wrong with them. The same for all placements.
struct sensor_model {
  double rate_hz = 100;  ///< 10 to 2000
  /// Standard deviation of a sample's time against the regular grid; the sample is taken at the
  /// time it states. Cut off at 0.4 intervals, so that time never runs back.
  double jitter_s = 0;
  double start_s = 0;  ///< what the recordings' clock shows at the beginning; shifts the truth too

  device_axis up{0, 1};         ///< the device axis that points up
  device_axis forward{2, -1};   ///< the device axis that points forward
  bool mounting_stated = true;  ///< false: the recordings say nothing about it
  /// A rotation that the recordings do not know of: v_device is multiplied by it from the left.
  Eigen::Matrix3d misalignment = Eigen::Matrix3d::Identity();

  double acc_noise_m_s2 = 0.03;    ///< standard deviation of white noise on each axis
  double gyr_noise_rad_s = 0.003;  ///< the same
  double acc_bias_m_s2 = 0;        ///< added to each device axis
  double gyr_bias_rad_s = 0;       ///< added to each device axis
  double gyr_drift_rad_s2 = 0;     ///< how fast that bias grows
  double acc_range_m_s2 = std::numeric_limits<double>::infinity();   ///< clips at plus and minus
  double gyr_range_rad_s = std::numeric_limits<double>::infinity();  ///< clips at plus and minus
  bool gyroscope = true;                                             ///< false: acceleration only

  double lost_share = 0;    ///< of the samples, 0 to 0.9; the first and the last stay
  double lost_burst_n = 5;  ///< mean number of samples lost at once, at least 1
};

/// The device axes after a turn about the body's vertical: 180 degrees is a sensor worn back to
/// front. For sensor_model::misalignment with that model's axes; positive to the left.
inline Eigen::Matrix3d turned_about_vertical(const sensor_model& sensor, double degrees);

/// The recordings, one for each placement, on one time axis, and what truly happened.
struct virtual_walk {
  std::vector<recording> recordings;  ///< in the order of virtual_walker::placements
  ground_truth truth;
  walk_model model;    ///< where everything was at any time
  double start_s = 0;  ///< clock of recordings and truth = model time + start_s

  /// The knees and the trunk at that time of the recordings' clock.
  posture posture_at(double time_s) const { return model.posture_at(time_s - start_s); }

  bool has(placement where) const { return find(where) != nullptr; }

  /// The recording of that placement; it must be among the walker's placements.
  const recording& operator[](placement where) const {
    const recording* found = find(where);
    RETROGAIT_ASSERT(found != nullptr, "no recording of that placement; see placements");
    return *found;
  }

 private:
  const recording* find(placement where) const {
    for (const recording& r : recordings) {
      if (r.placement == where) return &r;
    }
    return nullptr;
  }
};

/// Everything that a virtual walk is made from. The same parameters give the same walk; random
/// numbers are the same on every platform, sines and cosines up to the last digit of its library.
struct virtual_walker {
  /// Of the walk, if there is no plan.
  retrogait::direction direction = retrogait::direction::forward;
  double seconds = 30;  ///< of the recording, if there is no plan; two at either end are standing
  walk_plan plan{};     ///< what to do in turn; empty: stand, walk, stand

  gait_style<direction::forward> forward{};
  gait_style<direction::backward> backward{};
  double height_m = 1.72;  ///< 0.8 to 2.5

  sensor_model sensor{};
  std::vector<placement> placements{placement::lumbar};
  std::uint64_t seed = 1;

  issues validate() const;

  /// Errors: config_error with everything that validate() lists.
  virtual_walk walk() const;
};

/// The seven placements that a virtual walker can wear.
inline std::vector<placement> all_body_placements() {
  std::vector<placement> list;
  for (placement p : all_placements) {
    if (p != placement::phone) list.push_back(p);
  }
  return list;
}

namespace detail {

inline Eigen::Matrix3d device_from_body(const sensor_model& sensor) {
  return sensor.misalignment * mounting(sensor.up, sensor.forward).body_from_device()->transpose();
}

/// When samples are taken.
inline Eigen::VectorXd sample_times(const sensor_model& sensor, double duration_s,
                                    random_source random) {
  const auto n = static_cast<std::ptrdiff_t>(std::floor(duration_s * sensor.rate_hz + 1e-9)) + 1;
  Eigen::VectorXd time(n);
  const double furthest = 0.4 / sensor.rate_hz;
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    time[i] = static_cast<double>(i) / sensor.rate_hz;
    if (sensor.jitter_s > 0) {
      time[i] += std::clamp(sensor.jitter_s * random.normal(), -furthest, furthest);
    }
  }
  return time;
}

/// Bursts of lost samples, as a two-state Markov chain.
class loss_process {
 public:
  loss_process(const sensor_model& sensor, random_source random) : random_(random) {
    ends_ = 1.0 / sensor.lost_burst_n;
    starts_ = ends_ * sensor.lost_share / (1.0 - sensor.lost_share);
  }

  bool next_is_lost() {
    if (starts_ <= 0) return false;
    losing_ = losing_ ? random_.uniform() >= ends_ : random_.uniform() < starts_;
    return losing_;
  }

 private:
  random_source random_;
  double starts_ = 0;
  double ends_ = 1;
  bool losing_ = false;
};

/// One placement's recording, of a walk_model or a leg_model. Noise is drawn for lost samples too, so
/// that a loss takes rows away and changes nothing else.
template <class Model>
recording record(const Model& model, const sensor_model& sensor, placement where,
                 const Eigen::VectorXd& time, std::uint64_t seed) {
  random_source seeds(seed + 1 + static_cast<std::uint64_t>(where));
  random_source noise(seeds.bits());
  loss_process loss(sensor, random_source(seeds.bits()));
  const Eigen::Matrix3d to_device = device_from_body(sensor);
  const Eigen::Vector3d gravity(0, 0, 9.81);
  const auto at_rest = [&](double t) -> Eigen::Vector3d {
    return to_device * (model.motion(where, t).world_from_body.transpose() * gravity);
  };

  recording out;
  out.name = "virtual";
  out.placement = where;
  if (sensor.mounting_stated) out.mounting = mounting(sensor.up, sensor.forward);
  const std::ptrdiff_t n = time.size();
  out.time_s.resize(n);
  out.acc_m_s2.resize(n, 3);
  if (sensor.gyroscope) out.gyr_rad_s.resize(n, 3);

  Eigen::Vector3d resting_acc = at_rest(0);
  double rests_until = model.next_movement_s(0);
  double moves_until = 0;
  std::ptrdiff_t row = 0;
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double t = time[i];
    Eigen::Vector3d acc = resting_acc;
    Eigen::Vector3d gyr = Eigen::Vector3d::Zero();
    if (t >= rests_until) {
      if (t >= moves_until) {
        rests_until = model.next_movement_s(t);
        moves_until = model.movement_end_s(t);
        if (t < rests_until) resting_acc = at_rest(t);
      }
      if (t >= rests_until) {
        const segment_motion m = model.motion(where, t);
        acc = to_device * (m.world_from_body.transpose() * (m.acceleration_m_s2 + gravity));
        gyr = to_device * m.rate_rad_s;
      }
    }
    const double gyr_bias = sensor.gyr_bias_rad_s + sensor.gyr_drift_rad_s2 * t;
    const bool lost = loss.next_is_lost() && i > 0 && i + 1 < n;
    for (int k = 0; k < 3; ++k) {
      double a = acc[k] + sensor.acc_bias_m_s2;
      if (sensor.acc_noise_m_s2 > 0) a += sensor.acc_noise_m_s2 * noise.normal();
      out.acc_m_s2(row, k) = std::clamp(a, -sensor.acc_range_m_s2, sensor.acc_range_m_s2);
      if (!sensor.gyroscope) continue;
      double w = gyr[k] + gyr_bias;
      if (sensor.gyr_noise_rad_s > 0) w += sensor.gyr_noise_rad_s * noise.normal();
      out.gyr_rad_s(row, k) = std::clamp(w, -sensor.gyr_range_rad_s, sensor.gyr_range_rad_s);
    }
    out.time_s[row] = t + sensor.start_s;
    if (!lost) ++row;
  }
  if (row < n) {
    out.time_s.conservativeResize(row);
    out.acc_m_s2.conservativeResize(row, 3);
    if (sensor.gyroscope) out.gyr_rad_s.conservativeResize(row, 3);
  }
  return out;
}

}  // namespace detail

inline Eigen::Matrix3d turned_about_vertical(const sensor_model& sensor, double degrees) {
  const Eigen::Matrix3d to_body = *mounting(sensor.up, sensor.forward).body_from_device();
  const double angle = degrees * detail::radians_per_degree;
  Eigen::Matrix3d about_z = Eigen::Matrix3d::Identity();
  about_z(0, 0) = about_z(1, 1) = std::cos(angle);
  about_z(0, 1) = -std::sin(angle);
  about_z(1, 0) = std::sin(angle);
  // A vector that stays on the body turns the other way in the axes of the turned device.
  return to_body.transpose() * about_z.transpose() * to_body;
}

namespace detail {

inline issues sensor_issues(const sensor_model& sensor) {
  issues found;
  const auto expect = [&](bool right, const char* field, const char* message) {
    if (!right) found.push_back({field, message});
  };
  expect(sensor.rate_hz >= 10 && sensor.rate_hz <= 2000, "sensor.rate_hz", "expected 10 to 2000");
  expect(sensor.jitter_s >= 0, "sensor.jitter_s", "is negative");
  expect(std::isfinite(sensor.start_s), "sensor.start_s", "is not finite");
  expect(sensor.up.index != sensor.forward.index, "sensor.forward", "lies on the same axis as up");
  const Eigen::Matrix3d& r = sensor.misalignment;
  // Right-handed: the third column is the cross product of the first two (written out, because
  // Eigen's would bring in Eigen/Geometry).
  const Eigen::Vector3d third(r(1, 0) * r(2, 1) - r(2, 0) * r(1, 1),
                              r(2, 0) * r(0, 1) - r(0, 0) * r(2, 1),
                              r(0, 0) * r(1, 1) - r(1, 0) * r(0, 1));
  expect((r * r.transpose() - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff() < 1e-9 &&
             (third - r.col(2)).cwiseAbs().maxCoeff() < 1e-9,
         "sensor.misalignment", "is not a rotation");
  expect(sensor.acc_noise_m_s2 >= 0 && sensor.gyr_noise_rad_s >= 0, "sensor.acc_noise_m_s2",
         "a noise is negative");
  expect(std::isfinite(sensor.acc_bias_m_s2) && std::isfinite(sensor.gyr_bias_rad_s) &&
             std::isfinite(sensor.gyr_drift_rad_s2),
         "sensor.acc_bias_m_s2", "a bias or drift is not finite");
  expect(sensor.acc_range_m_s2 > 0 && sensor.gyr_range_rad_s > 0, "sensor.acc_range_m_s2",
         "a range is not positive");
  expect(sensor.lost_share >= 0 && sensor.lost_share <= 0.9, "sensor.lost_share",
         "expected 0 to 0.9");
  expect(sensor.lost_burst_n >= 1, "sensor.lost_burst_n", "expected at least 1");
  return found;
}

/// The same on a clock that shows start_s at the beginning.
inline ground_truth on_clock(ground_truth truth, double start_s) {
  for (contact& c : truth.contacts) {
    c.time_s += start_s;
    c.known_at_s += start_s;
  }
  for (true_bout& b : truth.bouts) {
    b.start_s += start_s;
    b.end_s += start_s;
  }
  for (true_stride& s : truth.strides) {
    s.start_s += start_s;
    s.end_s += start_s;
  }
  for (true_turn& t : truth.turns) {
    t.start_s += start_s;
    t.end_s += start_s;
  }
  return truth;
}

}  // namespace detail

inline issues virtual_walker::validate() const {
  issues found = forward.validate();
  const auto append = [&found](const issues& more) {
    found.insert(found.end(), more.begin(), more.end());
  };
  append(backward.validate());
  const auto expect = [&](bool right, std::string field, std::string message) {
    if (!right) found.push_back({std::move(field), std::move(message)});
  };
  expect(height_m >= 0.8 && height_m <= 2.5, "height_m", "expected 0.8 to 2.5");
  if (plan.empty()) {
    expect(is_straight(direction), "direction",
           "is " + std::string(to_string(direction)) + "; expected forward or backward, or a plan");
    expect(seconds >= 8 && seconds <= 1e7, "seconds", "expected at least 8 (or a plan)");
  }
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const walk_part& part = plan[i];
    const std::string field = "plan[" + std::to_string(i) + "]";
    const bool walks = part.what == walk_part::activity::walk;
    if (walks) {
      expect(is_straight(part.direction), field, "walks neither forward nor backward");
      expect(part.steps > 0 || part.seconds > 0, field, "walks neither steps nor seconds");
      expect(part.steps >= 0 && part.steps != 1, field, "a bout has at least two steps");
    }
    expect(part.seconds >= 0 && part.seconds <= 1e7, field, "has a wrong number of seconds");
    expect(std::abs(part.turn_deg) <= 720, field, "turns by more than 720 degrees");
  }
  append(detail::sensor_issues(sensor));
  for (placement p : placements) {
    expect(p != placement::phone, "placements", "the virtual walker carries no phone");
  }
  return found;
}

inline virtual_walk virtual_walker::walk() const {
  throw_if_any(validate());
  const walk_plan carried_out =
      plan.empty() ? walk_plan{stand_for(2), walk_for(direction, seconds - 4), stand_for(2)} : plan;
  walk_model model(carried_out, forward, backward, height_m, seed);
  ground_truth truth = detail::on_clock(model.truth(), sensor.start_s);
  random_source seeds(seed ^ 0x7469636b73ULL);
  const Eigen::VectorXd time =
      detail::sample_times(sensor, truth.duration_s, random_source(seeds.bits()));
  const std::uint64_t sensor_seed = seeds.bits();
  std::vector<recording> recordings;
  recordings.reserve(placements.size());
  for (placement where : placements) {
    recordings.push_back(detail::record(model, sensor, where, time, sensor_seed));
  }
  return {std::move(recordings), std::move(truth), std::move(model), sensor.start_s};
}

}  // namespace retrogait::testing

#pragma once
/// @file
/// What goes wrong between a body and a detector, and what looks like walking and is not.
///
/// Damage takes a recording and gives the damaged one; the information that is lost is all that
/// changes:
///
///     const recording holed = drop_packets(whole, 0.05, 7);
///     const auto score = match_contacts(detect(holed.acceleration(), d), undamaged, 0.1);
///
/// Motion that is not walking comes as a recording of a lower back in which no foot meets the ground.
/// Its numbers are orders of magnitude from the literature named at each function; they are made to
/// provoke a detector, not to be measured.

#include <retrogait/core/assert.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/testing/detail/jet.hpp>
#include <retrogait/testing/detail/series.hpp>
#include <retrogait/testing/random.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

namespace retrogait::testing {

/// The recording without a share of its rows (0 to 0.9), lost one by one or in bursts of that mean
/// length (at least 1). The first and the last row stay.
inline recording drop_packets(const recording& r, double share, std::uint64_t seed = 1,
                              double burst_n = 1);

/// Acceleration cut off at plus and minus that many g on each device axis, as by a sensor of that
/// range. The angular rate stays.
inline recording clip(recording r, double range_g);

/// The recording as a sensor of another rate would have made it. Where the new rate is lower, each
/// sample is the mean over one of its intervals (what an averaging sensor gives), else the point on
/// the line between two samples. Times stray from the regular grid by jitter_s (standard deviation,
/// cut off at 0.4 intervals) and the samples with them.
inline recording resample_to(const recording& r, double rate_hz, double jitter_s = 0,
                             std::uint64_t seed = 1);

/// One device axis (0 x, 1 y, 2 z) of the accelerometer shows the same value throughout.
inline recording kill_axis(recording r, int axis, double stuck_at_m_s2 = 0);

/// The device turned on the body without the recording's knowing: every vector is multiplied by the
/// rotation from the left.
inline recording rotate_device(recording r, const Eigen::Matrix3d& rotation);

/// Motion of the lower back that is no walking: seconds of it, as the sensor shows it. The same seed
/// gives the same recording.
struct stray_motion {
  double seconds = 60;
  sensor_model sensor{};
  std::uint64_t seed = 1;

  /// Getting up from a chair and sitting down again, every 4 to 9 s: 0.40 m in 1.2 to 2.2 s, the trunk
  /// leaning forward by 30 to 45 degrees in between (Nuzik 1986, Phys Ther 66:1708; Kralj 1990, J
  /// Biomech 23:1123), and a jolt of 1 to 4 m/s² where the seat is met.
  recording sitting_down() const;

  /// Picking things up from the floor, every 3 to 7 s: the trunk bends by 50 to 90 degrees in 0.7 to
  /// 1.2 s, stays there for a moment, and comes up as fast.
  recording bending() const;

  /// A sensor that is shaken in the hand: a swing of that frequency and strength in a direction
  /// that is another in every bout of 4 to 10 s and wanders, strength and pace unsteady by a fifth.
  /// Roundness is the ratio of the axes of the ellipse that it draws: 0 a line, 1 a circle.
  recording shaking(double frequency_hz = 4, double strength_m_s2 = 10,
                    double roundness = 0.2) const;

  /// Sitting in a car: road roughness of 0.4 m/s² (RMS; ISO 2631-1 calls 0.3 to 0.6 a little
  /// uncomfortable) through a body that bounces at 1.5 Hz and wheels that hop at 11 Hz, engine at 27
  /// Hz, bumps and potholes every 3 to 15 s, braking, gathering speed and bends of up to 3 m/s².
  recording car_ride() const;

  /// Standing in a lift that runs every 10 to 20 s: 1 m/s², 2.5 m/s at most, doors and guide rails
  /// shaking.
  recording lift() const;

  issues validate() const;
};

namespace detail {

/// What a sensor on the body feels, in body axes: gravity included.
struct felt {
  Eigen::Vector3d acc_m_s2{0, 0, 9.81};
  Eigen::Vector3d gyr_rad_s{0, 0, 0};
};

/// A trunk that leans forward by pitch (rad) while its sensor moves by x and z in the world.
inline felt felt_by(jet pitch, jet x, jet z) {
  const double c = std::cos(pitch.x);
  const double s = std::sin(pitch.x);
  const double up = z.a + 9.81;
  return {{c * x.a - s * up, 0, s * x.a + c * up}, {0, pitch.v, 0}};
}

/// The motion as the sensor of that model records it.
template <class Motion>
recording record_motion(const stray_motion& made, const char* name, Motion&& motion) {
  throw_if_any(made.validate());
  const sensor_model& sensor = made.sensor;
  random_source seeds(made.seed ^ 0x7374726179ULL);
  recording out;
  out.name = name;
  out.placement = placement::lumbar;
  if (sensor.mounting_stated) out.mounting = mounting(sensor.up, sensor.forward);
  out.time_s = sample_times(sensor, made.seconds, random_source(seeds.bits()));
  const std::ptrdiff_t n = out.time_s.size();
  out.acc_m_s2.resize(n, 3);
  out.gyr_rad_s.resize(sensor.gyroscope ? n : 0, 3);
  random_source noise(seeds.bits());
  const Eigen::Matrix3d to_device = device_from_body(sensor);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const felt now = motion(out.time_s[i]);
    const Eigen::Vector3d acc = to_device * now.acc_m_s2;
    const Eigen::Vector3d gyr = to_device * now.gyr_rad_s;
    for (int k = 0; k < 3; ++k) {
      const double a = acc[k] + sensor.acc_bias_m_s2 + sensor.acc_noise_m_s2 * noise.normal();
      const double w = gyr[k] + sensor.gyr_bias_rad_s + sensor.gyr_noise_rad_s * noise.normal();
      out.acc_m_s2(i, k) = std::clamp(a, -sensor.acc_range_m_s2, sensor.acc_range_m_s2);
      if (!sensor.gyroscope) continue;
      out.gyr_rad_s(i, k) = std::clamp(w, -sensor.gyr_range_rad_s, sensor.gyr_range_rad_s);
    }
  }
  out.time_s.array() += sensor.start_s;
  return sensor.lost_share > 0
             ? drop_packets(out, sensor.lost_share, seeds.bits(), sensor.lost_burst_n)
             : out;
}

/// Noise within a band: a sum of sines of random frequency and phase (Shinozuka 1971, J Acoust Soc
/// Am 49:357), which can be asked for any time.
class band_noise {
 public:
  band_noise(double low_hz, double high_hz, double rms, random_source& random)
      : amplitude_(rms * std::sqrt(2.0 / waves)) {
    for (wave& w : waves_) {
      w.omega = 2 * std::numbers::pi * (low_hz + (high_hz - low_hz) * random.uniform());
      w.phase = 2 * std::numbers::pi * random.uniform();
    }
  }

  double operator()(double t) const {
    double sum = 0;
    for (const wave& w : waves_) sum += std::sin(w.omega * t + w.phase);
    return amplitude_ * sum;
  }

 private:
  struct wave {
    double omega = 0, phase = 0;
  };
  static constexpr std::size_t waves = 12;
  double amplitude_;
  std::array<wave, waves> waves_{};
};

/// Something that begins, lasts and has a strength.
struct happening {
  double at_s = 0, lasts_s = 0, strength = 0;

  double end_s() const { return at_s + lasts_s; }
  /// From 0 to 1 in the first rise_s of it, and back in the last.
  jet plateau(double t, double rise_s) const {
    return ramp(t, at_s, at_s + rise_s) * (1.0 - ramp(t, end_s() - rise_s, end_s()));
  }
};

/// Random numbers lie between two.
struct range {
  double low, high;

  double draw(random_source& random) const { return low + (high - low) * random.uniform(); }
};

/// One after the other with pauses between them, until the time is over.
inline std::vector<happening> happenings(double seconds, range pause_s, range lasts_s,
                                         range strength, random_source& random) {
  std::vector<happening> list;
  for (double t = pause_s.draw(random);;) {
    const happening h{t, lasts_s.draw(random), strength.draw(random)};
    if (h.end_s() > seconds) return list;
    list.push_back(h);
    t = h.end_s() + pause_s.draw(random);
  }
}

/// A blow that began at a time: a swing of that frequency which dies away in about a period.
inline double blow(double t, const happening& h, double frequency_hz) {
  const double since = t - h.at_s;
  if (since < 0 || since > 8 / frequency_hz) return 0;
  return h.strength * std::exp(-since * frequency_hz) *
         std::sin(2 * std::numbers::pi * frequency_hz * since);
}

}  // namespace detail

inline recording drop_packets(const recording& r, double share, std::uint64_t seed,
                              double burst_n) {
  RETROGAIT_ASSERT(share >= 0 && share <= 0.9 && burst_n >= 1, "share in [0, 0.9], burst_n >= 1");
  sensor_model sensor;
  sensor.lost_share = share;
  sensor.lost_burst_n = burst_n;
  detail::loss_process loss(sensor, random_source(seed));
  recording out = r;
  std::ptrdiff_t row = 0;
  for (std::ptrdiff_t i = 0; i < r.size(); ++i) {
    const bool lost = loss.next_is_lost();
    if (lost && i > 0 && i + 1 < r.size()) continue;
    out.time_s[row] = r.time_s[i];
    out.acc_m_s2.row(row) = r.acc_m_s2.row(i);
    if (r.has_gyroscope()) out.gyr_rad_s.row(row) = r.gyr_rad_s.row(i);
    ++row;
  }
  out.time_s.conservativeResize(row);
  out.acc_m_s2.conservativeResize(row, 3);
  if (r.has_gyroscope()) out.gyr_rad_s.conservativeResize(row, 3);
  return out;
}

inline recording clip(recording r, double range_g) {
  const double range_m_s2 = range_g * 9.80665;
  r.acc_m_s2 = r.acc_m_s2.cwiseMax(-range_m_s2).cwiseMin(range_m_s2);
  return r;
}

inline recording resample_to(const recording& r, double rate_hz, double jitter_s,
                             std::uint64_t seed) {
  RETROGAIT_ASSERT(rate_hz > 0 && r.size() > 1, "a rate above 0 and two samples at least");
  sensor_model sensor;
  sensor.rate_hz = rate_hz;
  sensor.jitter_s = jitter_s;
  recording out = r;
  out.time_s =
      detail::sample_times(sensor, r.duration_s(), random_source(seed)).array() + r.time_s[0];
  const std::ptrdiff_t n = out.time_s.size();
  out.acc_m_s2.resize(n, 3);
  if (r.has_gyroscope()) out.gyr_rad_s.resize(n, 3);

  // The integral of the lines between the samples, from the first one on; beyond either end the
  // signal stays as it was there.
  const auto resample = [&](const matrix_n3& from, matrix_n3& to) {
    const std::ptrdiff_t last = r.size() - 1;
    matrix_n3 integral(r.size(), 3);
    integral.row(0).setZero();
    for (std::ptrdiff_t i = 1; i <= last; ++i) {
      integral.row(i) = integral.row(i - 1) +
                        (from.row(i) + from.row(i - 1)) * 0.5 * (r.time_s[i] - r.time_s[i - 1]);
    }
    const auto value_at = [&](double t, bool integrated) -> Eigen::RowVector3d {
      const double clamped = std::clamp(t, r.time_s[0], r.time_s[last]);
      const double* begin = r.time_s.data();
      const std::ptrdiff_t i = std::clamp<std::ptrdiff_t>(
          std::upper_bound(begin, begin + last + 1, clamped) - begin - 1, 0, last - 1);
      const double u = (clamped - r.time_s[i]) / (r.time_s[i + 1] - r.time_s[i]);
      const Eigen::RowVector3d here = from.row(i) + u * (from.row(i + 1) - from.row(i));
      if (!integrated) return here;
      return integral.row(i) + 0.5 * (clamped - r.time_s[i]) * (from.row(i) + here) +
             (t - clamped) * here;
    };
    const bool averages = rate_hz < r.rate_hz() * (1 - 1e-9);
    const double half_s = 0.5 / rate_hz;
    for (std::ptrdiff_t i = 0; i < n; ++i) {
      const double t = out.time_s[i];
      to.row(i) = averages
                      ? Eigen::RowVector3d(
                            (value_at(t + half_s, true) - value_at(t - half_s, true)) * rate_hz)
                      : value_at(t, false);
    }
  };
  resample(r.acc_m_s2, out.acc_m_s2);
  if (r.has_gyroscope()) resample(r.gyr_rad_s, out.gyr_rad_s);
  return out;
}

inline recording kill_axis(recording r, int axis, double stuck_at_m_s2) {
  RETROGAIT_ASSERT(axis >= 0 && axis < 3, "axis 0, 1 or 2");
  r.acc_m_s2.col(axis).setConstant(stuck_at_m_s2);
  return r;
}

inline recording rotate_device(recording r, const Eigen::Matrix3d& rotation) {
  r.acc_m_s2 = (r.acc_m_s2 * rotation.transpose()).eval();
  if (r.has_gyroscope()) r.gyr_rad_s = (r.gyr_rad_s * rotation.transpose()).eval();
  return r;
}

inline issues stray_motion::validate() const {
  issues found = detail::sensor_issues(sensor);
  if (!(seconds >= 1 && seconds <= 1e6)) found.push_back({"seconds", "expected 1 to 1e6"});
  return found;
}

inline recording stray_motion::sitting_down() const {
  random_source random(seed);
  // Up at first, then down, and so on; the strength says how far the trunk leans.
  const auto moves = detail::happenings(seconds, {1.5, 4.0}, {1.2, 2.2}, {30, 45}, random);
  const detail::range blow_m_s2{1, 4};
  std::vector<detail::happening> seats;
  for (std::size_t i = 1; i < moves.size(); i += 2) {
    seats.push_back({moves[i].end_s() - 0.1, 0, blow_m_s2.draw(random)});
  }
  return detail::record_motion(*this, "sitting down", [&](double t) {
    detail::jet lean, forward, up;
    for (std::size_t i = 0; i < moves.size(); ++i) {
      const detail::happening& m = moves[i];
      const bool rises = i % 2 == 0;
      lean += m.strength * detail::radians_per_degree * m.plateau(t, 0.5 * m.lasts_s);
      // The seat is left only when the trunk has come forward, and met before it has gone back.
      const double from_s = m.at_s + (rises ? 0.35 : 0.0) * m.lasts_s;
      const detail::jet gone = detail::ramp(t, from_s, from_s + 0.65 * m.lasts_s);
      up += (rises ? 0.40 : -0.40) * gone;
      forward += (rises ? 0.25 : -0.25) * gone;
    }
    detail::felt now = detail::felt_by(lean, forward, up);
    for (const detail::happening& s : seats) now.acc_m_s2[2] += detail::blow(t, s, 5);
    return now;
  });
}

inline recording stray_motion::bending() const {
  random_source random(seed);
  const auto moves = detail::happenings(seconds, {2.0, 4.0}, {1.8, 3.2}, {50, 90}, random);
  return detail::record_motion(*this, "bending", [&](double t) {
    detail::jet lean, back, down;
    for (const detail::happening& m : moves) {
      const detail::jet bent = m.plateau(t, 0.38 * m.lasts_s);
      lean += m.strength * detail::radians_per_degree * bent;
      back += -0.15 * bent;  // the hips, so that the feet keep bearing the weight
      down += -0.12 * bent;
    }
    return detail::felt_by(lean, back, down);
  });
}

inline recording stray_motion::shaking(double frequency_hz, double strength_m_s2,
                                       double roundness) const {
  random_source random(seed);
  const auto bouts =
      detail::happenings(seconds, {1.5, 4.0}, {4, 10}, {strength_m_s2, strength_m_s2}, random);
  std::vector<std::array<double, 2>> ways;  // how far up and how far to the left each bout points
  for (std::size_t i = 0; i < bouts.size(); ++i) {
    ways.push_back(
        {std::asin(2 * random.uniform() - 1), std::numbers::pi * (2 * random.uniform() - 1)});
  }
  const detail::band_noise strength(0.3, 1.0, 0.2, random);
  const detail::band_noise pace(0.2, 0.8, 0.2, random);
  const detail::band_noise wander[] = {{0.05, 0.2, 0.3, random}, {0.05, 0.2, 0.3, random}};
  return detail::record_motion(*this, "shaking", [&](double t) {
    detail::felt now;
    // A phase that strays by a fifth of a swing.
    const double phase = 2 * std::numbers::pi * (frequency_hz * t + pace(t));
    for (std::size_t i = 0; i < bouts.size(); ++i) {
      if (t < bouts[i].at_s || t > bouts[i].end_s()) continue;
      const double up = ways[i][0] + wander[0](t);
      const double left = ways[i][1] + wander[1](t);
      const Eigen::Vector3d along(std::cos(up) * std::cos(left), std::cos(up) * std::sin(left),
                                  std::sin(up));
      const Eigen::Vector3d beside(-std::sin(up) * std::cos(left), -std::sin(up) * std::sin(left),
                                   std::cos(up));
      const Eigen::Vector3d axis(std::sin(left), -std::cos(left), 0);
      const double peak = bouts[i].plateau(t, 0.3).x * bouts[i].strength * (1 + strength(t));
      now.acc_m_s2 += peak * (std::sin(phase) * along + roundness * std::cos(phase) * beside);
      now.gyr_rad_s += 0.2 * peak * std::sin(phase) * axis;  // the wrist turns with it
    }
    return now;
  });
}

inline recording stray_motion::car_ride() const {
  random_source random(seed);
  const detail::band_noise bounce[] = {
      {0.7, 1.4, 0.15, random}, {0.7, 1.6, 0.12, random}, {0.9, 2.2, 0.30, random}};
  const detail::band_noise hop[] = {
      {6, 14, 0.10, random}, {6, 14, 0.10, random}, {8, 14, 0.25, random}};
  const detail::band_noise engine(26, 28, 0.10, random);
  const auto bumps = detail::happenings(seconds, {3, 15}, {0.1, 0.2}, {1.5, 4.0}, random);
  const auto brakes = detail::happenings(seconds, {4, 20}, {2, 6}, {-3.0, 2.0}, random);
  const auto bends = detail::happenings(seconds, {4, 20}, {2, 6}, {-3.0, 3.0}, random);
  return detail::record_motion(*this, "car ride", [&](double t) {
    detail::felt now;
    for (int k = 0; k < 3; ++k) now.acc_m_s2[k] += bounce[k](t) + hop[k](t);
    now.acc_m_s2[2] += engine(t);
    for (const detail::happening& b : bumps) {
      // The front wheels' blow, and the body that goes on bouncing.
      now.acc_m_s2[2] += detail::blow(t, b, 1.5) + 0.7 * detail::blow(t, b, 10);
      now.acc_m_s2[0] -= 0.3 * detail::blow(t, b, 10);
    }
    for (const detail::happening& b : brakes) now.acc_m_s2[0] += b.strength * b.plateau(t, 0.6).x;
    for (const detail::happening& b : bends) {
      now.acc_m_s2[1] += b.strength * b.plateau(t, 0.8).x;
      now.gyr_rad_s[2] += 0.1 * b.strength * b.plateau(t, 0.8).x;
    }
    return now;
  });
}

inline recording stray_motion::lift() const {
  random_source random(seed);
  const auto rides = detail::happenings(seconds, {3, 8}, {6, 14}, {-1.0, 1.0}, random);
  const detail::band_noise rails(4, 12, 0.06, random);
  return detail::record_motion(*this, "lift", [&](double t) {
    detail::felt now;
    for (const detail::happening& r : rides) {
      // Up or down, with what 1 m/s² makes of a fifth of the ride, 2.5 s at most.
      const double speeding_s = (std::min)(2.5, 0.2 * r.lasts_s);
      const detail::happening begins{r.at_s, speeding_s, 1};
      const detail::happening ends{r.end_s() - speeding_s, speeding_s, 1};
      const double pull = begins.plateau(t, 0.4).x - ends.plateau(t, 0.4).x;
      now.acc_m_s2[2] += (r.strength > 0 ? 1.0 : -1.0) * pull;
      if (t > r.at_s && t < r.end_s()) now.acc_m_s2[2] += rails(t);
      // The doors before and after it.
      for (const double door_s : {r.at_s - 1.5, r.end_s() + 0.5}) {
        now.acc_m_s2[0] += detail::blow(t, {door_s, 0, 0.5}, 8);
      }
    }
    return now;
  });
}

}  // namespace retrogait::testing

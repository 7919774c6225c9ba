#pragma once
// What every published detector for the lower back must keep, whatever its method.

#include <retrogait/core/run.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/testing/checks.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include "../support/test.hpp"

namespace test_support {

namespace rg = retrogait;
namespace rt = retrogait::testing;
using contacts = std::vector<rg::contact>;
using imu_samples = std::vector<rg::imu_sample<double>>;

struct walked {
  imu_samples samples;
  rt::ground_truth truth;
};

inline walked walk(const rt::virtual_walker& walker) {
  const rt::virtual_walk all = walker.walk();
  return {rt::samples_of<rg::imu_sample<double>>(all[rg::placement::lumbar]), all.truth};
}

/// The walk on which most is tried: 20 s, of which 16 are walking.
inline const walked& plain_walk() {
  static const walked w = walk({.seconds = 20});
  return w;
}

/// Forward and backward bouts with turns and pauses between them.
inline const walked& mixed_walk() {
  static const walked w = walk({.plan = rt::mixed_plan(30, 9)});
  return w;
}

inline void check_f1(const contacts& found, const rt::ground_truth& truth, double least) {
  const auto score = rt::match_contacts(found, truth.contacts, 0.2);
  BOOST_TEST(score.f1() >= least, score.text());
}

inline contacts of_kind(const contacts& all, rg::contact_kind kind) {
  contacts some;
  std::copy_if(all.begin(), all.end(), std::back_inserter(some),
               [kind](const rg::contact& c) { return c.kind == kind; });
  return some;
}

/// Laws, and everything that changes the recording but not the walk.
template <class Detector>
void check_laws_of(const Detector& detector) {
  const auto& plain = plain_walk().samples;
  rt::law_report report = rt::check_detector_laws(detector, plain);
  report += rt::check_gain(detector, plain, 1.07);
  report += rt::check_rotation(detector, detector, plain,
                               rg::rotation_about<double>({0.3, -0.5, 0.8}, 2.1));
  // With jitter no sample lies on the border of a cell of the grid, where rounding decides whether
  // the cell is known now or one sample later.
  rt::virtual_walker poor{.plan = rt::mixed_plan(30, 9)};
  poor.sensor.lost_share = 0.05;
  poor.sensor.jitter_s = 0.002;
  const walked w = walk(poor);
  report += rt::check_detector_laws(detector, w.samples);
  report += rt::check_time_shift(detector, w.samples);
  BOOST_TEST(report.ok(), report.text());
}

/// The contacts do not depend on the rate, as far as it carries them.
template <class MakeDetector>
void check_any_rate(MakeDetector make, double least_f1) {
  for (const double rate_hz : {12.5, 25.0, 50.0, 400.0}) {
    rt::virtual_walker walker{.seconds = 20};
    walker.sensor.rate_hz = rate_hz;
    const walked w = walk(walker);
    BOOST_TEST_CONTEXT(rate_hz << " Hz") {
      const auto detector = make(rate_hz);
      check_f1(rg::detect(w.samples, detector), w.truth, least_f1);
      if (rate_hz > 20) continue;
      const auto report = rt::check_detector_laws(detector, w.samples);
      BOOST_TEST(report.ok(), report.text());
    }
  }
}

/// A pause of two seconds in the middle of a walk: nothing is made up inside, and what was found
/// before it is not lost with it.
template <class Detector>
void check_gap(const Detector& detector) {
  imu_samples samples;
  for (const auto& s : plain_walk().samples) {
    if (s.time_s < 11 || s.time_s > 13) samples.push_back(s);
  }
  const contacts found = rg::detect(samples, detector);
  BOOST_TEST(std::none_of(found.begin(), found.end(), [](const rg::contact& c) {
    return c.time_s > 11.02 && c.time_s < 12.98;
  }));
  BOOST_TEST(std::any_of(found.begin(), found.end(),
                         [](const rg::contact& c) { return c.time_s > 10.3 && c.time_s < 11.02; }));
}

/// Nothing is found in lying and sitting still; at most that many contacts in sitting up between.
template <class Detector>
void check_no_walk(const Detector& detector, std::size_t allowed) {
  std::mt19937 random(7);
  std::normal_distribution<double> noise(0, 0.05);
  imu_samples samples;
  for (int i = 0; i < 3000; ++i) {
    const double t = 0.02 * i;
    rg::imu_sample<double> s;
    s.time_s = t;
    const double angle = 1.4 / (1 + std::exp(-4 * (t - 20)));  // up at 20 s, within a second
    s.acc_m_s2 << 9.81 * std::sin(angle) + noise(random), noise(random),
        9.81 * std::cos(angle) + noise(random);
    samples.push_back(s);
  }
  const contacts found = rg::detect(samples, detector);
  BOOST_TEST(found.size() <= allowed);
  for (const rg::contact& c : found) BOOST_TEST(std::abs(c.time_s - 20) < 4);
}

template <class Detector>
void check_samples_that_are_not_finite(const Detector& detector) {
  imu_samples all;
  imu_samples finite;
  for (auto s : plain_walk().samples) {
    if (all.size() % 23 == 7) {
      const int axis = static_cast<int>(all.size() % 3);
      (all.size() % 2 == 0 ? s.acc_m_s2 : s.gyr_rad_s)[axis] =
          std::numeric_limits<double>::quiet_NaN();
    } else {
      finite.push_back(s);
    }
    all.push_back(s);
  }
  const contacts expected = rg::detect(finite, detector);
  const contacts found = rg::detect(all, detector);
  BOOST_TEST(found.size() == expected.size());
  BOOST_TEST(std::equal(found.begin(), found.end(), expected.begin(), expected.end(),
                        [](const rg::contact& a, const rg::contact& b) {
                          return a.time_s == b.time_s && a.side == b.side;
                        }));
}

/// A recording that ends in the middle of a walk has its last contacts too.
template <class Detector>
void check_finish(const Detector& detector) {
  const auto& samples = plain_walk().samples;
  const imu_samples part(samples.begin(), samples.begin() + 1000);
  contacts live;
  Detector d = detector;
  for (const auto& s : part) {
    if (const auto c = d.update(s)) live.push_back(*c);
  }
  const contacts found = rg::detect(part, detector);
  BOOST_TEST(found.size() > live.size());
  BOOST_TEST(found.back().time_s > part.back().time_s - 0.75);
  BOOST_TEST(found.back().time_s <= part.back().time_s);
}

/// Twenty minutes of stillness before a walk change nothing but the clock.
template <class Detector>
void check_long_stillness(const Detector& detector) {
  imu_samples samples;
  const auto& plain = plain_walk().samples;
  constexpr double before_s = 1200;
  for (int i = 0; i < 12000; ++i) {
    auto s = plain.front();
    s.time_s = i * 0.1 - before_s;
    samples.push_back(s);
  }
  samples.insert(samples.end(), plain.begin() + 5, plain.end());
  const auto score =
      rt::match_contacts(rg::detect(samples, detector), rg::detect(plain, detector), 0.01);
  BOOST_TEST(score.truth_n > 25u);
  BOOST_TEST(score.f1() > 0.97, score.text());
}

}  // namespace test_support

#include <retrogait/core/print.hpp>
#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/metrics/intensity.hpp>
#include <retrogait/metrics/local_stability.hpp>
#include <retrogait/metrics/smoothness.hpp>

#include <filesystem>
#include <map>

#include "../support/recordings.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;

// Smoothness, intensity and local stability of real trunks: what a faster grid would change, as their
// documentation says, and that people give values of the usual size.
BOOST_AUTO_TEST_SUITE(trunk_metrics_on_recordings)

struct trunk {
  std::vector<double> vertical;
  std::vector<double> forward;
  std::vector<double> left;
  double start_s = 0;
  double rate_hz;

  trunk(const rg::recording& r, double grid_hz) : rate_hz(grid_hz) {
    rg::trunk_motion<double> motion({.grid = {.rate_hz = grid_hz}, .mounting = r.mounting});
    for (const auto& s : r.acceleration()) {
      if (!s.acc_m_s2.allFinite()) continue;
      motion.update(s, [&](const rg::trunk_motion<double>::cell& c) {
        const auto acc = motion.level(c).acc_m_s2;
        if (vertical.empty()) start_s = c.time_s;
        forward.push_back(acc[0]);
        left.push_back(acc[1]);
        vertical.push_back(acc[2]);
      });
    }
    if (motion.knows_forward()) return;
    forward.clear();
    left.clear();
  }

  rg::bout_signal signal() const { return {vertical, forward, left, start_s, rate_hz, false}; }
};

std::vector<rg::stride> true_strides(const std::filesystem::path& folder) {
  std::vector<rg::stride> list;
  std::map<rg::side, double> last_s;
  const rg::io::truth truth = rg::io::read_truth(folder);
  for (const rg::io::truth_event& e : *truth.events) {
    if (e.kind != rg::contact_kind::initial_contact) continue;
    const auto before = last_s.find(e.side);
    if (before != last_s.end() && e.time_s - before->second < 2) {
      rg::stride s;
      s.start_s = before->second;
      s.end_s = e.time_s;
      s.side = e.side;
      list.push_back(s);
    }
    last_s[e.side] = e.time_s;
  }
  return list;
}

double mean(const rg::moments& m) {
  return m.mean().value();
}

BOOST_AUTO_TEST_CASE(a_faster_grid_changes_what_is_stated) {
  const auto folders = test_support::recordings_of("voisard");
  if (folders.empty()) return;
  rg::moments sparc;
  rg::moments ldlj;
  rg::moments ratio;
  rg::moments sparc_change;
  rg::moments ldlj_change;
  rg::moments rms_change;
  rg::moments ratio_change;
  for (const auto& folder : folders) {
    const auto r = rg::io::read_recording(folder, {.placement = rg::placement::lumbar});
    const auto strides = true_strides(folder);
    const trunk usual(r, 50);
    const trunk fast(r, 100);
    const auto smooth = rg::trunk_smoothness_of(usual.signal(), strides);
    const auto smooth_fast = rg::trunk_smoothness_of(fast.signal(), strides);
    const auto strength = rg::trunk_intensity_of(usual.signal(), strides);
    const auto strength_fast = rg::trunk_intensity_of(fast.signal(), strides);
    BOOST_REQUIRE(smooth.sparc.has_value());
    BOOST_REQUIRE(strength.left.ratio.has_value());
    sparc(smooth.sparc->value());
    ldlj(smooth.ldlj->value());
    ratio(strength.left.ratio->value());
    sparc_change(smooth_fast.sparc->value() - smooth.sparc->value());
    ldlj_change(smooth_fast.ldlj->value() - smooth.ldlj->value());
    rms_change(strength_fast.left.rms->value() / strength.left.rms->value() - 1);
    ratio_change(strength_fast.left.ratio->value() - strength.left.ratio->value());
  }
  BOOST_TEST(std::abs(mean(sparc) + 2.84) < 0.05);
  BOOST_TEST(std::abs(mean(ldlj) + 5.55) < 0.05);
  BOOST_TEST(std::abs(mean(ratio) - 0.42) < 0.02);
  BOOST_TEST(std::abs(mean(sparc_change) + 0.02) < 0.01);
  BOOST_TEST(std::abs(mean(ldlj_change) + 0.19) < 0.02);
  BOOST_TEST(std::abs(mean(rms_change) - 0.035) < 0.01);
  BOOST_TEST(std::abs(mean(ratio_change) - 0.003) < 0.002);
}

// One adult on a treadmill: two of three walks have 50 strides of one foot. None of the mountings is
// known, so the vertical stands alone.
BOOST_AUTO_TEST_CASE(local_stability_on_a_treadmill) {
  const auto folders = test_support::recordings_of("tripod");
  if (folders.empty()) return;
  std::size_t long_enough = 0;
  for (const auto& folder : folders) {
    const auto r = rg::io::read_recording(folder, {.placement = rg::placement::lumbar});
    const auto strides = true_strides(folder);
    const trunk usual(r, 50);
    const auto of = [&](int n) {
      return rg::local_stability_of(usual.signal(), strides, {.strides = n}).vertical;
    };
    BOOST_TEST(of(150).why() == rg::reason::too_few_strides);
    BOOST_TEST(of(30)->value() > 0.85);
    BOOST_TEST(of(30)->value() < 1.1);
    if (!of(50)) continue;
    ++long_enough;
    BOOST_TEST(of(50)->value() > of(30)->value());
    BOOST_TEST(of(50)->value() < 1.2);
  }
  BOOST_TEST(long_enough == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

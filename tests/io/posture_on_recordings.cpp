#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/metrics/posture.hpp>
#include <retrogait/session/form_params.hpp>

#include <filesystem>
#include <map>
#include <numbers>

#include "../support/recordings.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;

// Posture on real recordings and on motion capture. The limits lie a little below what is reached, so
// that a change for the worse is seen.
BOOST_AUTO_TEST_SUITE(posture_on_recordings)

constexpr double degree = std::numbers::pi / 180;

rg::recording read(const std::filesystem::path& folder) {
  return rg::io::read_recording(folder, {.placement = rg::placement::lumbar});
}

rg::stride from_to(double start_s, double end_s, rg::side side) {
  rg::stride s;
  s.start_s = start_s;
  s.end_s = end_s;
  s.side = side;
  return s;
}

/// From one true initial contact to the next of the same foot.
std::vector<rg::stride> strides_between(const std::vector<rg::io::truth_event>& events) {
  std::vector<rg::stride> list;
  std::map<rg::side, double> last_s;
  for (const rg::io::truth_event& e : events) {
    if (e.kind != rg::contact_kind::initial_contact) continue;
    const auto before = last_s.find(e.side);
    if (before != last_s.end() && e.time_s - before->second < 2.5) {
      list.push_back(from_to(before->second, e.time_s, e.side));
    }
    last_s[e.side] = e.time_s;
  }
  return list;
}

double spread(const std::vector<double>& x) {
  return *std::max_element(x.begin(), x.end()) - *std::min_element(x.begin(), x.end());
}

// Each person walked three times with the sensor put on anew or slipped: against its axes the trunk
// seems to lean by up to 36 degrees, against quiet stance by no more than people do.
BOOST_AUTO_TEST_CASE(quiet_stance_takes_the_tilt_of_the_sensor_away) {
  const auto folders = test_support::recordings_of("voisard");
  if (folders.empty()) return;
  std::map<std::string, std::vector<double>> against_axes;
  std::map<std::string, std::vector<double>> against_stance;
  std::size_t strides_n = 0;
  std::size_t zeroed_n = 0;
  std::size_t beyond_n = 0;  // strides of healthy people at which a form check would see a lean
  const rg::form_params form;
  const auto warns_from_deg = [&](rg::form_check c) { return form.threshold(c).warn_on; };
  std::vector<double> regularity;
  for (const auto& folder : folders) {
    const rg::recording r = read(folder);
    const std::string subject = rg::io::read_meta(folder).subject;
    const auto strides = strides_between(*rg::io::read_truth(folder).events);
    const auto zeroed = rg::stride_postures(r, strides);
    const auto raw = rg::stride_postures(r, strides, {.zero = rg::zero_from_axes(r.mounting)});
    std::vector<double> pitch_deg;
    std::vector<double> raw_deg;
    for (std::size_t i = 0; i < strides.size(); ++i) {
      ++strides_n;
      if (raw[i].pitch_rad) raw_deg.push_back(*raw[i].pitch_rad / degree);
      if (zeroed[i].regularity) regularity.push_back(*zeroed[i].regularity);
      if (!zeroed[i].pitch_rad) continue;
      ++zeroed_n;
      const double lean_deg = *zeroed[i].pitch_rad / degree;
      pitch_deg.push_back(lean_deg);
      if (-lean_deg > warns_from_deg(rg::form_check::lean_back) ||
          lean_deg > warns_from_deg(rg::form_check::lean_forward) ||
          std::abs(*zeroed[i].roll_rad) / degree > warns_from_deg(rg::form_check::side_lean)) {
        ++beyond_n;
      }
    }
    if (pitch_deg.empty()) continue;
    against_stance[subject].push_back(rg::median(pitch_deg));
    against_axes[subject].push_back(rg::median(raw_deg));
  }
  BOOST_TEST(static_cast<double>(zeroed_n) > 0.93 * static_cast<double>(strides_n));
  BOOST_TEST(static_cast<double>(beyond_n) < 0.03 * static_cast<double>(zeroed_n));
  double spread_axes_deg = 0;
  double spread_stance_deg = 0;
  for (const auto& [subject, list] : against_stance) {
    for (const double pitch_deg : list) {
      BOOST_TEST_CONTEXT(subject) {
        BOOST_TEST(std::abs(pitch_deg) < 14);
      }
    }
    spread_stance_deg += spread(list);
    spread_axes_deg += spread(against_axes.at(subject));
  }
  const double subjects = static_cast<double>(against_stance.size());
  BOOST_TEST_MESSAGE("pitch of three walks of one person differs by "
                     << spread_axes_deg / subjects << " degrees, zeroed by "
                     << spread_stance_deg / subjects << "; stride regularity "
                     << rg::median(regularity));
  BOOST_TEST(spread_stance_deg < 0.5 * spread_axes_deg);
  BOOST_TEST(rg::median(regularity) > 0.85);
}

// Virtual sensors on the pelvis, against the line from pelvis to neck: not the same thing, so only
// that they lean the same way forward is asked for. Walking backward they do not agree.
BOOST_AUTO_TEST_CASE(the_pelvis_leans_with_the_trunk_in_motion_capture) {
  const auto folders = test_support::recordings_of("bandai");
  if (folders.empty()) return;
  std::vector<double> found_deg;
  std::vector<double> true_deg;
  for (const auto& folder : folders) {
    if (folder.filename().string().rfind("d1_walk_", 0) != 0) continue;
    const rg::recording r = read(folder);
    std::vector<rg::stride> strides;
    double sum_deg = 0;
    const auto truth = rg::io::read_truth(folder);
    for (const rg::io::truth_stride& s : *truth.strides) {
      strides.push_back(from_to(s.start_s, s.end_s, s.side));
      sum_deg += *s.trunk_pitch_deg;
    }
    double pitch_deg = 0;
    for (const auto& p :
         rg::stride_postures(r, strides, {.zero = rg::zero_from_axes(r.mounting)})) {
      BOOST_REQUIRE(p.pitch_rad.has_value());
      pitch_deg += *p.pitch_rad / degree;
    }
    found_deg.push_back(pitch_deg / static_cast<double>(strides.size()));
    true_deg.push_back(sum_deg / static_cast<double>(strides.size()));
  }
  const double mean_found = rg::mean(found_deg);
  const double mean_true = rg::mean(true_deg);
  double xy = 0;
  double xx = 0;
  double yy = 0;
  for (std::size_t i = 0; i < found_deg.size(); ++i) {
    xy += (found_deg[i] - mean_found) * (true_deg[i] - mean_true);
    xx += (found_deg[i] - mean_found) * (found_deg[i] - mean_found);
    yy += (true_deg[i] - mean_true) * (true_deg[i] - mean_true);
  }
  BOOST_TEST_MESSAGE("correlation over " << found_deg.size()
                                         << " walks: " << xy / std::sqrt(xx * yy));
  BOOST_TEST(xy / std::sqrt(xx * yy) > 0.6);
}

BOOST_AUTO_TEST_SUITE_END()

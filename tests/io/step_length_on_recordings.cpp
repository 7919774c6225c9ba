#include <retrogait/core/print.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/math/moments.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/metrics/spatial.hpp>
#include <retrogait/session/analyze.hpp>
#include <retrogait/session/calibrate_step_length.hpp>

#include <filesystem>
#include <map>

#include "../support/recordings.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
using rg::direction;

// Lengths on real recordings. The limits lie a little below what is reached, so that a change for the
// worse is seen.
BOOST_AUTO_TEST_SUITE(step_length_on_recordings)

rg::recording read(const std::filesystem::path& folder) {
  return rg::io::read_recording(folder, {.placement = rg::placement::lumbar});
}

/// Mean stride length and speed of strides in a straight line, found and true, in each bout.
struct bout_errors {
  std::vector<double> length_m;
  std::vector<double> speed_m_s;
};

/// Strides whose two ends lie within 0.3 s of a reference stride's.
bout_errors errors_of(const std::filesystem::path& folder, const rg::recording& r,
                      const rg::step_length_params& params, double height_m) {
  auto truth = *rg::io::read_truth(folder).strides;
  double latest_s = 0;
  for (const auto& t : truth) latest_s = std::max(latest_s, t.end_s);
  // Most of mobgap's strides have their times in samples of 10 ms.
  const double unit_s = latest_s > r.time_s[r.size() - 1] + 1 ? 0.01 : 1;
  const auto report = rg::analyze(r);
  bout_errors out;
  for (const rg::walking_bout& bout : report.bouts) {
    const auto steps = rg::straight_steps(bout.steps, report.turns);
    const auto trunk = rg::detail::trunk_of(r, bout);
    const auto lengths = rg::step_lengths(trunk.signal(), steps, height_m, params);
    rg::moments error;
    rg::moments time;
    for (std::size_t i = 1; i < steps.size(); ++i) {
      if (steps[i].start_s != steps[i - 1].end_s) continue;
      for (const auto& t : truth) {
        if (!t.stride_length_m || std::abs(t.start_s * unit_s - steps[i - 1].start_s) > 0.3 ||
            std::abs(t.end_s * unit_s - steps[i].end_s) > 0.3) {
          continue;
        }
        error(lengths[i].value() + lengths[i - 1].value() - *t.stride_length_m);
        time(steps[i].end_s - steps[i - 1].start_s);
      }
    }
    if (error.count() == 0) continue;
    out.length_m.push_back(std::abs(*error.mean()));
    out.speed_m_s.push_back(std::abs(*error.mean() / *time.mean()));
  }
  return out;
}

BOOST_AUTO_TEST_CASE(older_and_impaired_people_with_the_general_factor) {
  const auto folders = test_support::recordings_of("mobgap");
  if (folders.empty()) return;
  bout_errors all;
  for (const auto& folder : folders) {
    const auto one =
        errors_of(folder, read(folder), {}, rg::io::read_meta(folder).height_m.value());
    all.length_m.insert(all.length_m.end(), one.length_m.begin(), one.length_m.end());
    all.speed_m_s.insert(all.speed_m_s.end(), one.speed_m_s.begin(), one.speed_m_s.end());
  }
  BOOST_TEST_MESSAGE("mobgap, " << all.length_m.size() << " bouts: stride length MAE "
                                << rg::mean(all.length_m) << " m, speed " << rg::mean(all.speed_m_s)
                                << " m/s");
  BOOST_TEST(all.length_m.size() >= 7u);
  BOOST_TEST(rg::mean(all.length_m) < 0.115);
  BOOST_TEST(rg::mean(all.speed_m_s) < 0.095);
}

BOOST_AUTO_TEST_CASE(a_treadmill_calibrates_for_its_own_speed_and_less_for_others) {
  const auto folders = test_support::recordings_of("tripod");
  if (folders.empty()) return;
  const double height_m = 1.725;
  const double belt_m_s = 3.7 / 3.6;
  rg::step_length_params own;
  for (const auto& folder : folders) {
    if (folder.filename() != "PWS_first") continue;
    const auto made = rg::calibrate_step_length(
        read(folder), {.speed_m_s = belt_m_s, .way = direction::forward}, {.height_m = height_m});
    BOOST_REQUIRE(made.has_value());
    BOOST_TEST(made->steps > 90u);
    BOOST_TEST(made->margin / made->factor < 0.05);
    own.factor = made->factor;
  }
  BOOST_REQUIRE(own.factor.has_value());
  for (const auto& folder : folders) {
    const rg::recording r = read(folder);
    const auto general = errors_of(folder, r, {}, height_m);
    const auto calibrated = errors_of(folder, r, own, height_m);
    BOOST_TEST_MESSAGE(folder.filename() << ": stride length off by " << rg::mean(general.length_m)
                                         << " m, calibrated at the middle speed by "
                                         << rg::mean(calibrated.length_m));
    BOOST_TEST(rg::mean(general.length_m) < 0.13);
    const bool same = folder.filename() == "PWS_first";
    BOOST_TEST(rg::mean(calibrated.length_m) < (same ? 0.03 : 0.15));
  }
}

BOOST_AUTO_TEST_CASE(one_walk_of_known_distance_calibrates_the_next) {
  const auto folders = test_support::recordings_of("voisard");
  if (folders.empty()) return;
  std::map<std::string, std::vector<double>> factors;
  for (const auto& folder : folders) {
    const rg::io::folder_meta meta = rg::io::read_meta(folder);
    const auto made = rg::calibrate_step_length(
        read(folder), {.distance_m = 20, .way = direction::forward}, {.height_m = meta.height_m});
    BOOST_TEST(made.has_value(), folder << ": " << to_string(made.why()));
    if (made) factors[meta.subject].push_back(made->factor);
  }
  rg::moments people;
  rg::moments off;
  for (const auto& [subject, own] : factors) {
    people(rg::mean(own));
    for (const double one : own) {
      for (const double other : own) {
        if (one != other) off(std::abs(one / other - 1));
      }
    }
  }
  BOOST_TEST_MESSAGE("voisard, " << people.count() << " people: factor " << *people.mean()
                                 << ", SD between people " << *people.stddev()
                                 << "; a calibrated distance is off by " << 100 * *off.mean()
                                 << " %");
  const double general = rg::general_factor_of(rg::step_length_model::pendulum_and_foot).factor;
  BOOST_TEST(people.count() == 11u);
  BOOST_TEST(std::abs(*people.mean() / general - 1) < 0.04);
  BOOST_TEST(*people.stddev() / general < 0.08);
  BOOST_TEST(*off.mean() < 0.05);
}

BOOST_AUTO_TEST_SUITE_END()

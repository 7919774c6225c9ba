#include <retrogait/imu/knee_angles.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>

#include <algorithm>
#include <array>
#include <filesystem>

#include "../support/recordings.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
namespace fs = std::filesystem;
using rg::placement;

// Knees of a person and of virtual sensors on actors, against optical flexion. The limits lie a
// little above what is reached. bandai's recordings begin in the middle of walking: the segments'
// axes are those of the virtual sensors.
BOOST_AUTO_TEST_SUITE(knee_on_recordings)

const double degree = std::acos(-1.0) / 180;

struct leg_files {
  rg::recording thigh, shank;
  rg::side side = rg::side::unknown;
};

std::array<leg_files, 2> legs_of(const fs::path& folder) {
  const auto read = [&](placement where) {
    return rg::io::read_recording(folder, {.placement = where});
  };
  return {leg_files{read(placement::left_thigh), read(placement::left_shank), rg::side::left},
          leg_files{read(placement::right_thigh), read(placement::right_shank), rg::side::right}};
}

struct score {
  std::size_t n = 0;
  double bias_deg = 0;
  double rmse_deg = 0;  // without the bias
};

score against(const std::vector<rg::knee_sample<double>>& found, const rg::io::truth& truth,
              rg::side which) {
  score s;
  double squares = 0;
  std::size_t i = 0;
  const std::vector<rg::io::truth_knee_sample>& known = *truth.knee;
  for (const rg::knee_sample<double>& k : found) {
    while (i < known.size() && known[i].time_s < k.time_s - 0.005) ++i;
    if (i == known.size()) break;
    if (!k.settled()) continue;
    const double flexion_deg =
        which == rg::side::left ? known[i].left_flexion_deg : known[i].right_flexion_deg;
    const double off_deg = k.flexion_rad / degree - flexion_deg;
    s.bias_deg += off_deg;
    squares += off_deg * off_deg;
    ++s.n;
  }
  const double n = static_cast<double>(s.n);
  s.bias_deg /= n;
  s.rmse_deg = std::sqrt(squares / n - s.bias_deg * s.bias_deg);
  return s;
}

BOOST_AUTO_TEST_CASE(a_person_with_sensors_of_unknown_mounting) {
  for (const fs::path& folder : test_support::recordings_of("gaittoolbox")) {
    const rg::io::truth truth = rg::io::read_truth(folder);
    for (const leg_files& leg : legs_of(folder)) {
      BOOST_TEST_CONTEXT(folder.filename() << " " << to_string(leg.side)) {
        const auto found = rg::align_leg(leg.thigh, leg.shank);
        BOOST_REQUIRE(found.has_value());
        // The person does not stand still here: the offset is unknown, and the sign inferred.
        BOOST_TEST((found->neutral == rg::neutral_pose::walking_mean));
        BOOST_TEST((found->axis_sign == rg::knowledge::inferred));
        const score s = against(rg::knee_angles(leg.thigh, leg.shank, *found), truth, leg.side);
        BOOST_TEST(s.n > 700U);
        BOOST_TEST(s.rmse_deg < 5.5);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(actors_walking_forward_and_backward) {
  // Every third recording of each kind, as one test must be quick.
  std::vector<fs::path> chosen;
  for (const char* kind : {"walk-back", "walk_"}) {
    std::size_t i = 0;
    for (const fs::path& folder : test_support::recordings_of("bandai")) {
      if (folder.filename().string().find(kind) != std::string::npos && i++ % 3 == 0) {
        chosen.push_back(folder);
      }
    }
  }
  for (const fs::path& folder : chosen) {
    const rg::io::truth truth = rg::io::read_truth(folder);
    for (leg_files& leg : legs_of(folder)) {
      BOOST_TEST_CONTEXT(folder.filename() << " " << to_string(leg.side)) {
        const Eigen::Vector3d up = leg.thigh.mounting.up()->unit_vector();
        const rg::stated_neutral neutral{up, up};
        const auto stated = rg::align_leg(leg.thigh, leg.shank, {}, neutral);
        BOOST_REQUIRE(stated.has_value());
        const score s = against(rg::knee_angles(leg.thigh, leg.shank, *stated), truth, leg.side);
        BOOST_TEST(s.n > 100U);
        BOOST_TEST(s.rmse_deg < 2.0);
        BOOST_CHECK_SMALL(s.bias_deg, 5.0);

        // Without a statement the motion alone gives the same axes; a false statement is refused.
        leg.thigh.mounting = leg.shank.mounting = {};
        const auto inferred = rg::align_leg(leg.thigh, leg.shank, {}, neutral);
        BOOST_REQUIRE(inferred.has_value());
        BOOST_CHECK_SMALL((inferred->shank_from_device - stated->shank_from_device).norm(), 1e-6);
        leg.thigh.mounting = leg.shank.mounting = rg::mounting::parse("up=+x,forward=-z");
        BOOST_TEST((rg::align_leg(leg.thigh, leg.shank, {}, neutral).why() ==
                    rg::reason::mounting_unknown));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/run.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/metrics/foot_strike.hpp>
#include <retrogait/segment/foot_detector.hpp>

#include <filesystem>

#include "../support/recordings.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
namespace fs = std::filesystem;
using rg::strike_kind;

// How feet meet the ground, at the contacts that the foot detector finds. Nobody noted it down
// while recording; but healthy people walking forward land on the heel, and walking backward on the
// toes. The limits lie a little below what is reached.
BOOST_AUTO_TEST_SUITE(foot_strike_on_recordings)

/// All contacts of a data set's feet that walk that way, turns left out.
struct tally {
  std::size_t feet = 0;
  std::size_t known_feet = 0;
  std::size_t wrong_feet = 0;  // median angle on the other side
  std::size_t toe_first = 0;
  std::size_t heel_first = 0;
  std::size_t missing = 0;
  std::vector<double> angles_deg;

  double share(std::size_t n) const {
    return static_cast<double>(n) / static_cast<double>(angles_deg.size());
  }
};

bool in_turn(double time_s, const rg::io::truth& truth) {
  return truth.turns &&
         std::any_of(truth.turns->begin(), truth.turns->end(), [&](const rg::io::time_span& t) {
           return time_s > t.start_s - 0.5 && time_s < t.end_s + 0.5;
         });
}

tally strikes_of(const std::string& dataset, const std::string& direction, bool tell_mounting) {
  tally sum;
  for (const fs::path& folder : test_support::recordings_of(dataset)) {
    const rg::io::truth truth = rg::io::read_truth(folder);
    if (truth.direction != direction) continue;
    for (const rg::placement where : {rg::placement::left_foot, rg::placement::right_foot}) {
      if (!fs::exists(folder / ("imu_" + std::string(rg::to_string(where)) + ".csv"))) continue;
      rg::recording foot = rg::io::read_recording(folder, {.placement = where});
      if (!tell_mounting) foot.mounting = {};
      const auto contacts = rg::detect(
          foot.samples(),
          rg::foot_detector<double>({.rate_hz = foot.rate_hz(), .side = rg::side_of(where)}));
      std::vector<double> angles_deg;
      for (const rg::foot_strike& s : rg::foot_strikes(foot, contacts)) {
        if (in_turn(s.time_s, truth)) continue;
        if (!s.angle) {
          ++sum.missing;
          continue;
        }
        angles_deg.push_back(s.angle->value());
        sum.toe_first += s.kind == strike_kind::toe_first;
        sum.heel_first += s.kind == strike_kind::heel_first;
      }
      ++sum.feet;
      if (angles_deg.empty()) continue;
      ++sum.known_feet;
      sum.wrong_feet += (rg::median(angles_deg) < 0) == (direction == "forward");
      sum.angles_deg.insert(sum.angles_deg.end(), angles_deg.begin(), angles_deg.end());
    }
  }
  if (sum.angles_deg.empty()) return sum;
  BOOST_TEST_MESSAGE(
      dataset << ' ' << direction << (tell_mounting ? "" : ", mounting not told") << ": "
              << sum.known_feet << " of " << sum.feet << " feet, " << sum.angles_deg.size()
              << " contacts, " << sum.missing << " without an angle; heel first "
              << 100 * sum.share(sum.heel_first) << " %, toe first "
              << 100 * sum.share(sum.toe_first) << " %; angle "
              << rg::quantile(sum.angles_deg, 0.05) << ", " << rg::median(sum.angles_deg) << ", "
              << rg::quantile(sum.angles_deg, 0.95) << " degrees (5 %, median, 95 %)");
  return sum;
}

BOOST_AUTO_TEST_CASE(adults_walking_forward_land_on_the_heel) {
  for (const std::string dataset : {"voisard", "tripod", "gaittoolbox", "pyshoe"}) {
    // Of these only pyshoe says how the sensor sits.
    const tally all = strikes_of(dataset, "forward", true);
    if (all.feet == 0) continue;
    BOOST_TEST(all.known_feet == all.feet);
    BOOST_TEST(all.wrong_feet == 0u);
    BOOST_TEST(all.share(all.heel_first) >= 0.9);
    BOOST_TEST(all.share(all.toe_first) <= 0.02);
    BOOST_TEST(rg::median(all.angles_deg) > 15);
  }
}

BOOST_AUTO_TEST_CASE(one_of_two_lands_flat) {
  const tally all = strikes_of("gaitmap", "forward", true);
  if (all.feet == 0) return;
  BOOST_TEST(all.known_feet == all.feet);
  BOOST_TEST(all.wrong_feet == 0u);
  BOOST_TEST(all.share(all.toe_first) <= 0.03);
}

BOOST_AUTO_TEST_CASE(actors_forward_and_backward) {
  const tally forward = strikes_of("bandai", "forward", true);
  if (forward.feet == 0) return;
  BOOST_TEST(forward.wrong_feet == 0u);
  BOOST_TEST(forward.share(forward.heel_first) >= 0.94);
  BOOST_TEST(forward.toe_first == 0u);
  const tally backward = strikes_of("bandai", "backward", true);
  BOOST_TEST(backward.wrong_feet == 0u);
  BOOST_TEST(backward.share(backward.toe_first) >= 0.95);
  BOOST_TEST(backward.heel_first == 0u);
}

BOOST_AUTO_TEST_CASE(where_the_mounting_is_not_told_nothing_is_turned_round) {
  for (const std::string dataset : {"gaitmap", "pyshoe", "bandai"}) {
    const tally forward = strikes_of(dataset, "forward", false);
    if (forward.feet == 0) continue;
    BOOST_TEST(forward.wrong_feet == 0u);
    BOOST_TEST(static_cast<double>(forward.known_feet) >= 0.8 * static_cast<double>(forward.feet));
  }
  const tally backward = strikes_of("bandai", "backward", false);
  if (backward.feet == 0) return;
  BOOST_TEST(backward.wrong_feet == 0u);
  BOOST_TEST(backward.heel_first == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/run.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/testing/checks.hpp>

#include <filesystem>

#include "../support/recordings.hpp"
#include "../support/test.hpp"
#include "../support/truth.hpp"

namespace rg = retrogait;
using contacts = std::vector<rg::contact>;
using test_support::in_bouts;
using test_support::true_contacts;

// The step detector on real recordings and on motion capture. The limits lie a little below what it
// reaches, so that a change for the worse is seen.
BOOST_AUTO_TEST_SUITE(step_detector_on_recordings)

/// Found and matched in all recordings of a data set together.
struct tally {
  std::size_t found = 0;
  std::size_t truth = 0;
  std::size_t pairs = 0;
  std::size_t right_direction = 0;
  std::size_t right_side = 0;
  double error_s = 0;  // sum of absolute values

  double f1() const { return 2 * static_cast<double>(pairs) / static_cast<double>(found + truth); }
  double mean_error_s() const { return error_s / static_cast<double>(pairs); }
  double share(std::size_t of) const {
    return static_cast<double>(of) / static_cast<double>(pairs);
  }
};

rg::recording read(const std::filesystem::path& folder) {
  return rg::io::read_recording(folder, {.placement = rg::placement::lumbar});
}

contacts find(const rg::recording& r) {
  const rg::step_detector<double> detector(
      {.rate_hz = r.rate_hz(), .mounting = r.mounting, .final_contacts = true});
  return r.has_gyroscope() ? rg::detect(r.samples(), detector)
                           : rg::detect(r.acceleration(), detector);
}

tally& operator+=(tally& sum, const rg::testing::contact_score& one) {
  sum.found += one.found_n;
  sum.truth += one.truth_n;
  sum.pairs += one.pairs.size();
  sum.right_direction += one.right_direction_n;
  sum.right_side += one.right_side_n;
  for (double error : one.error_s) sum.error_s += std::abs(error);
  return sum;
}

BOOST_AUTO_TEST_CASE(healthy_adults_walk_forward) {
  tally all;
  tally final;
  for (const auto& folder : test_support::recordings_of("voisard")) {
    const rg::io::truth truth = rg::io::read_truth(folder);
    const contacts found = in_bouts(find(read(folder)), truth);
    const contacts known = in_bouts(true_contacts(truth), truth);
    all += rg::testing::match_contacts(found, known, 0.2);
    final += rg::testing::match_contacts(found, known, 0.2, rg::contact_kind::final_contact);
    // Nobody walks backward here, though everybody turns round. Shifting the weight before the first
    // step may look like it, for as long as it takes.
    for (const rg::walking_bout& bout : rg::assemble_bouts(found)) {
      BOOST_TEST((bout.direction != rg::direction::backward || bout.contacts.size() < 6),
                 folder << ", bout of " << bout.contacts.size() << " contacts at " << bout.start_s);
    }
  }
  if (all.truth == 0) return;
  BOOST_TEST_MESSAGE("voisard: F1 " << all.f1() << ", mean error " << all.mean_error_s()
                                    << " s, direction right " << all.share(all.right_direction)
                                    << ", side right " << all.share(all.right_side));
  BOOST_TEST(all.f1() >= 0.965);
  BOOST_TEST(final.f1() >= 0.955);
  BOOST_TEST(all.mean_error_s() <= 0.025);
  BOOST_TEST(all.share(all.right_direction) >= 0.97);
  BOOST_TEST(all.share(all.right_side) >= 0.92);
}

BOOST_AUTO_TEST_CASE(actors_walk_forward_and_backward) {
  tally forward;
  tally backward;
  for (const auto& folder : test_support::recordings_of("bandai")) {
    const rg::io::truth truth = rg::io::read_truth(folder);
    tally& sum = truth.direction == "backward" ? backward : forward;
    sum += rg::testing::match_contacts(in_bouts(find(read(folder)), truth),
                                       in_bouts(true_contacts(truth), truth), 0.2);
  }
  for (const tally* sum : {&forward, &backward}) {
    if (sum->truth == 0) continue;
    const bool ahead = sum == &forward;
    BOOST_TEST_MESSAGE("bandai " << (ahead ? "forward" : "backward") << ": F1 " << sum->f1()
                                 << ", direction right " << sum->share(sum->right_direction)
                                 << ", side right " << sum->share(sum->right_side));
    BOOST_TEST(sum->f1() >= 0.97);
    BOOST_TEST(sum->share(sum->right_direction) >= 0.89);  // the first contacts do not say yet
    BOOST_TEST(sum->share(sum->right_side) >= 0.97);
  }
}

BOOST_AUTO_TEST_CASE(on_a_treadmill_with_a_mounting_that_nobody_stated) {
  tally all;
  for (const auto& folder : test_support::recordings_of("tripod")) {
    const rg::io::truth truth = rg::io::read_truth(folder);
    rg::recording r = read(folder);
    r.mounting = rg::mounting();
    const contacts found = find(r);
    for (const rg::contact& c : found) BOOST_TEST((c.direction == rg::direction::unknown));
    all += rg::testing::match_contacts(in_bouts(found, truth),
                                       in_bouts(true_contacts(truth), truth), 0.2);
  }
  if (all.truth == 0) return;
  BOOST_TEST_MESSAGE("tripod: F1 " << all.f1() << ", mean error " << all.mean_error_s() << " s");
  BOOST_TEST(all.f1() >= 0.98);
}

BOOST_AUTO_TEST_SUITE_END()

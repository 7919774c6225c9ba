#include <retrogait/core/run.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/segment/mccamley_detector.hpp>
#include <retrogait/segment/rai_detector.hpp>
#include <retrogait/segment/shin_detector.hpp>
#include <retrogait/testing/checks.hpp>

#include <cmath>
#include <filesystem>

#include "../support/recordings.hpp"
#include "../support/test.hpp"
#include "../support/truth.hpp"

namespace rg = retrogait;

// The published detectors for the lower back on real recordings and on motion capture. The limits lie
// a little below what they reach, so that a change for the worse is seen.
BOOST_AUTO_TEST_SUITE(published_detectors_on_recordings)

using contacts = std::vector<rg::contact>;
using rg::contact_kind;

struct walk {
  rg::recording recording;
  rg::io::truth truth;
};

std::vector<walk> walks_of(const std::string& dataset) {
  std::vector<walk> all;
  for (const auto& folder : test_support::recordings_of(dataset)) {
    if (folder.filename() == "HA002_Test11_Trial1") continue;  // its reference is weak
    all.push_back({rg::io::read_recording(folder, {.placement = rg::placement::lumbar}),
                   rg::io::read_truth(folder)});
  }
  return all;
}

/// F1 within 0.2 s and mean absolute error over all walks together.
struct result {
  double f1 = 1;
  double error_s = 0;
};

template <class Detector>
result score(const std::vector<walk>& walks, const Detector& detector, contact_kind kind,
             const std::string& direction = "") {
  std::size_t contacts_n = 0;
  std::size_t pairs = 0;
  double error_s = 0;
  for (const walk& w : walks) {
    if (!direction.empty() && w.truth.direction != direction) continue;
    const auto one = rg::testing::match_contacts(
        test_support::in_bouts(rg::detect(w.recording.samples(), detector), w.truth),
        test_support::in_bouts(test_support::true_contacts(w.truth), w.truth), 0.2, kind);
    contacts_n += one.found_n + one.truth_n;
    pairs += one.pairs.size();
    for (double e : one.error_s) error_s += std::abs(e);
  }
  const result r{2 * static_cast<double>(pairs) / static_cast<double>(contacts_n),
                 error_s / static_cast<double>(pairs)};
  BOOST_TEST_MESSAGE("F1 " << r.f1 << ", mean error " << r.error_s << " s");
  return r;
}

BOOST_AUTO_TEST_CASE(adults) {
  const std::vector<walk> walks = walks_of("voisard");
  if (walks.empty()) return;
  const auto check = [&](const auto& detector, contact_kind kind, double f1, double error_s) {
    const result r = score(walks, detector, kind);
    BOOST_TEST(r.f1 >= f1);
    BOOST_TEST(r.error_s <= error_s);
  };
  check(rg::mccamley_detector<double>(), contact_kind::initial_contact, 0.94, 0.065);
  check(rg::mccamley_detector<double>(), contact_kind::final_contact, 0.94, 0.075);
  check(rg::shin_detector<double>(), contact_kind::initial_contact, 0.94, 0.065);
  check(rg::rai_detector<double>(), contact_kind::initial_contact, 0.935, 0.06);
}

BOOST_AUTO_TEST_CASE(an_older_adult_and_one_with_multiple_sclerosis) {
  const std::vector<walk> walks = walks_of("mobgap");
  if (walks.empty()) return;
  constexpr auto kind = contact_kind::initial_contact;
  BOOST_TEST(score(walks, rg::mccamley_detector<double>(), kind).f1 >= 0.77);
  BOOST_TEST(score(walks, rg::shin_detector<double>(), kind).f1 >= 0.75);
  BOOST_TEST(score(walks, rg::rai_detector<double>(), kind).f1 >= 0.7);
}

BOOST_AUTO_TEST_CASE(actors_forward_and_backward) {
  const std::vector<walk> walks = walks_of("bandai");
  if (walks.empty()) return;
  constexpr auto kind = contact_kind::initial_contact;
  for (const char* direction : {"forward", "backward"}) {
    BOOST_TEST_CONTEXT(direction) {
      BOOST_TEST(score(walks, rg::mccamley_detector<double>(), kind, direction).f1 >= 0.93);
      BOOST_TEST(score(walks, rg::shin_detector<double>(), kind, direction).f1 >= 0.95);
      BOOST_TEST(score(walks, rg::rai_detector<double>(), kind, direction).f1 >= 0.91);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

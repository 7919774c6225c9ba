#include <retrogait/core/run.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/segment/foot_detector.hpp>
#include <retrogait/segment/foot_strides.hpp>
#include <retrogait/testing/checks.hpp>

#include <filesystem>
#include <functional>
#include <utility>

#include "../support/recordings.hpp"
#include "../support/test.hpp"
#include "../support/truth.hpp"

namespace rg = retrogait;
namespace fs = std::filesystem;
using contacts = std::vector<rg::contact>;
using rg::contact_kind;

// Contacts and strides from sensors on real feet, and on those of motion capture. The limits lie a
// little below what is reached, so that a change for the worse is seen.
BOOST_AUTO_TEST_SUITE(foot_detector_on_recordings)

using look = std::function<void(const rg::recording&, rg::side, const rg::io::truth&)>;

/// Every foot of every recording of the data set.
void for_each_foot(const std::string& dataset, const look& visit) {
  for (const fs::path& folder : test_support::recordings_of(dataset)) {
    const rg::io::truth truth = rg::io::read_truth(folder);
    for (const rg::placement foot : {rg::placement::left_foot, rg::placement::right_foot}) {
      if (!fs::exists(folder / ("imu_" + std::string(rg::to_string(foot)) + ".csv"))) continue;
      visit(rg::io::read_recording(folder, {.placement = foot}),
            foot == rg::placement::left_foot ? rg::side::left : rg::side::right, truth);
    }
  }
}

bool is_of(rg::side truth, rg::side foot) {
  return truth == foot || truth == rg::side::unknown;
}

/// All feet of a data set together.
struct tally {
  std::size_t found = 0;
  std::size_t truth = 0;
  std::size_t pairs = 0;
  double error_s = 0;   // sum of the absolute errors
  double spread_s = 0;  // sum of the same about each foot's median

  tally& operator+=(const rg::testing::contact_score& one) {
    if (one.truth_n == 0) return *this;
    found += one.found_n;
    truth += one.truth_n;
    pairs += one.pairs.size();
    const auto n = static_cast<double>(one.pairs.size());
    error_s += n * one.mean_absolute_error_s().value_or(0);
    spread_s += n * one.spread_s().value_or(0);
    return *this;
  }
  double f1() const { return 2 * static_cast<double>(pairs) / static_cast<double>(found + truth); }
  double recall() const { return static_cast<double>(pairs) / static_cast<double>(truth); }
  double mean_error_s() const { return error_s / static_cast<double>(pairs); }
  double mean_spread_s() const { return spread_s / static_cast<double>(pairs); }
};

struct tallies {
  tally initial;
  tally final;
};

tallies score(const std::string& dataset, const std::string& direction = "forward") {
  tallies sum;
  for_each_foot(dataset, [&](const rg::recording& r, rg::side foot, const rg::io::truth& truth) {
    if (truth.direction != direction) return;
    contacts expected;
    for (const rg::io::truth_event& e : *truth.events) {
      if (!is_of(e.side, foot)) continue;
      expected.push_back({.time_s = e.time_s, .kind = e.kind, .side = foot});
    }
    contacts found;
    const rg::foot_detector<double> detector({.rate_hz = r.rate_hz(), .side = foot});
    for (const rg::contact& c : rg::detect(r.samples(), detector)) {
      if (test_support::in_bouts(c.time_s, truth)) found.push_back(c);
    }
    sum.initial += rg::testing::match_contacts(found, expected, 0.2);
    sum.final += rg::testing::match_contacts(found, expected, 0.2, contact_kind::final_contact);
  });
  if (sum.initial.truth > 0) {
    for (const tally* t : {&sum.initial, &sum.final}) {
      BOOST_TEST_MESSAGE(
          dataset << ' ' << direction << (t == &sum.initial ? ", initial" : ", final")
                  << " contacts: F1 " << t->f1() << ", recall " << t->recall() << ", mean error "
                  << t->mean_error_s() << " s, about each median " << t->mean_spread_s() << " s");
    }
  }
  return sum;
}

BOOST_AUTO_TEST_CASE(healthy_adults_who_turn_round) {
  const tallies all = score("voisard");
  if (all.initial.truth == 0) return;
  // Of what is missing, nearly all lies in the half turns and at the ends, where the reference
  // leaves steps out.
  BOOST_TEST(all.initial.f1() >= 0.98);
  BOOST_TEST(all.final.f1() >= 0.98);
  BOOST_TEST(all.initial.mean_error_s() <= 0.015);
  BOOST_TEST(all.final.mean_error_s() <= 0.010);
}

BOOST_AUTO_TEST_CASE(against_optical_motion_capture) {
  const tallies all = score("gaitmap");
  if (all.initial.truth == 0) return;
  BOOST_TEST(all.initial.recall() >= 0.99);
  BOOST_TEST(all.final.recall() >= 0.99);
  BOOST_TEST(all.initial.mean_spread_s() <= 0.012);
  BOOST_TEST(all.final.mean_error_s() <= 0.006);
}

BOOST_AUTO_TEST_CASE(on_a_treadmill) {
  const tallies all = score("tripod");
  if (all.initial.truth == 0) return;
  BOOST_TEST(all.initial.f1() >= 0.99);
  BOOST_TEST(all.final.recall() >= 0.99);
  BOOST_TEST(all.initial.mean_spread_s() <= 0.015);
  BOOST_TEST(all.final.mean_spread_s() <= 0.006);
}

BOOST_AUTO_TEST_CASE(actors_without_impacts) {
  for (const std::string direction : {"forward", "backward"}) {
    const tallies all = score("bandai", direction);
    if (all.initial.truth == 0) return;
    // The recordings begin and end within a stride, and one actor skips without ever standing.
    BOOST_TEST(all.initial.f1() >= (direction == "forward" ? 0.96 : 0.85));
    BOOST_TEST(all.initial.mean_spread_s() <= 0.012);
  }
}

/// The strides of one foot from its contacts, as one bout.
std::vector<rg::stride> strides_of(contacts all) {
  for (rg::contact& c : all) c.bout = 1;
  std::vector<rg::stride> strides;
  for (const rg::walking_bout& b : rg::assemble_bouts(all)) {
    strides.insert(strides.end(), b.strides.begin(), b.strides.end());
  }
  return strides;
}

BOOST_AUTO_TEST_CASE(stance_and_stride_times) {
  for (const std::string dataset : {"voisard", "gaitmap", "gaittoolbox"}) {
    double stance_s = 0;
    double stride_s = 0;
    std::size_t n = 0;
    for_each_foot(dataset, [&](const rg::recording& r, rg::side foot, const rg::io::truth& truth) {
      contacts expected;
      for (const rg::io::truth_event& e : *truth.events) {
        if (e.side == foot) expected.push_back({.time_s = e.time_s, .kind = e.kind, .side = foot});
      }
      const auto found = strides_of(rg::detect(
          r.samples(), rg::foot_detector<double>({.rate_hz = r.rate_hz(), .side = foot})));
      for (const rg::stride& t : strides_of(expected)) {
        const auto same = std::find_if(found.begin(), found.end(), [&](const rg::stride& s) {
          return std::abs(s.start_s - t.start_s) < 0.2 && std::abs(s.end_s - t.end_s) < 0.2;
        });
        if (same == found.end() || !same->stance_s() || !t.stance_s()) continue;
        ++n;
        stance_s += std::abs(*same->stance_s() - *t.stance_s());
        stride_s += std::abs(same->duration_s() - t.duration_s());
      }
    });
    if (n == 0) continue;
    stance_s /= static_cast<double>(n);
    stride_s /= static_cast<double>(n);
    BOOST_TEST_MESSAGE(dataset << ": " << n << " strides, mean error of stance " << stance_s
                               << " s, of the stride " << stride_s << " s");
    BOOST_TEST(stance_s <= (dataset == "voisard" ? 0.018 : 0.03));
    BOOST_TEST(stride_s <= (dataset == "gaittoolbox" ? 0.025 : 0.014));
  }
}

BOOST_AUTO_TEST_CASE(stride_lengths) {
  const std::vector<std::pair<std::string, double>> limits{{"pyshoe", 0.012},
                                                           {"gaitmap", 0.015},
                                                           {"tripod", 0.02},
                                                           {"gaittoolbox", 0.02},
                                                           {"bandai", 0.007}};
  for (const auto& [dataset, limit] : limits) {
    std::vector<double> errors;
    std::size_t n = 0;
    for_each_foot(dataset, [&](const rg::recording& r, rg::side foot, const rg::io::truth& truth) {
      const auto found = rg::detect(
          r.samples(), rg::foot_stride_detector<double>({.rate_hz = r.rate_hz(), .side = foot}));
      for (const rg::io::truth_stride& t : *truth.strides) {
        if (!is_of(t.side, foot) || !t.stride_length_m) continue;
        ++n;
        const rg::foot_stride* best = nullptr;
        double most_s = 0;
        for (const rg::foot_stride& s : found) {
          const double moving_s = s.moving_to_s - s.moving_from_s;
          const double shared_s =
              std::min(s.moving_to_s, t.end_s + 0.15) - std::max(s.moving_from_s, t.start_s);
          if (shared_s > std::max(most_s, moving_s / 2)) {
            most_s = shared_s;
            best = &s;
          }
        }
        if (best != nullptr) errors.push_back(best->length_m / *t.stride_length_m - 1);
      }
    });
    if (n == 0) continue;
    BOOST_REQUIRE(!errors.empty());
    const double bias = rg::median(errors);
    for (double& e : errors) e = std::abs(e);
    const double median = rg::median(errors);
    const double share = static_cast<double>(errors.size()) / static_cast<double>(n);
    BOOST_TEST_MESSAGE(dataset << ": " << errors.size() << " of " << n
                               << " strides, median length error " << 100 * median
                               << " %, nine in ten " << 100 * rg::quantile(errors, 0.9)
                               << " %, median signed " << 100 * bias << " %");
    BOOST_TEST(median <= limit);
    BOOST_TEST(std::abs(bias) <= 0.006);
    BOOST_TEST(share >= (dataset == "bandai" ? 0.8 : 0.98));
  }
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/run.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/segment/step_counter.hpp>
#include <retrogait/testing/checks.hpp>

#include <filesystem>

#include "../support/recordings.hpp"
#include "../support/test.hpp"
#include "../support/truth.hpp"

namespace rg = retrogait;
using contacts = std::vector<rg::contact>;
using test_support::in_bouts;
using test_support::true_contacts;

// The step counter on phones carried in many places, and on the magnitude at the lower back. The
// limits lie a little below what it reaches, so that a change for the worse is seen.
BOOST_AUTO_TEST_SUITE(step_counter_on_recordings)

contacts find(const std::filesystem::path& folder, rg::placement where) {
  const rg::recording r = rg::io::read_recording(folder, {.placement = where});
  return rg::detect(r.acceleration(), rg::step_counter<double>({.rate_hz = r.rate_hz()}));
}

/// Found and matched in all recordings of a data set together.
struct tally {
  std::size_t found = 0;
  std::size_t truth = 0;
  std::size_t pairs = 0;
  std::vector<double> errors_s;

  double f1() const { return 2 * static_cast<double>(pairs) / static_cast<double>(found + truth); }

  tally& operator+=(const rg::testing::contact_score& one) {
    found += one.found_n;
    truth += one.truth_n;
    pairs += one.pairs.size();
    errors_s.insert(errors_s.end(), one.error_s.begin(), one.error_s.end());
    return *this;
  }

  double median_error_s() {
    const auto middle = errors_s.begin() + static_cast<std::ptrdiff_t>(errors_s.size() / 2);
    std::nth_element(errors_s.begin(), middle, errors_s.end());
    return *middle;
  }
};

BOOST_AUTO_TEST_CASE(phones_anywhere) {
  tally all;
  double error_sum = 0;
  std::size_t n = 0;
  for (const auto& folder : test_support::recordings_of("oxford")) {
    const rg::io::truth truth = rg::io::read_truth(folder);
    const contacts found = find(folder, rg::placement::phone);
    const double steps = static_cast<double>(*truth.total_steps);
    const double error = std::abs(static_cast<double>(found.size()) / steps - 1);
    // The largest is the reference's: its foot switches bounced in 15 of 270 contacts.
    BOOST_TEST(error <= 0.055, folder << ": " << found.size() << " of " << steps);
    error_sum += error;
    ++n;
    if (truth.events && !truth.events->empty()) {
      all += rg::testing::match_contacts(found, true_contacts(truth), 0.2);
    }
  }
  if (n == 0) return;
  const double mean_error = error_sum / static_cast<double>(n);
  BOOST_TEST_MESSAGE("oxford: F1 " << all.f1() << ", median error " << all.median_error_s()
                                   << " s, mean count error " << 100 * mean_error << " %");
  BOOST_TEST(all.f1() >= 0.98);
  BOOST_TEST(std::abs(all.median_error_s()) <= 0.04);
  BOOST_TEST(mean_error <= 0.015);
}

BOOST_AUTO_TEST_CASE(the_magnitude_at_the_lower_back) {
  const auto check = [](const char* dataset, double least_f1) {
    tally all;
    for (const auto& folder : test_support::recordings_of(dataset)) {
      const rg::io::truth truth = rg::io::read_truth(folder);
      const contacts found = in_bouts(find(folder, rg::placement::lumbar), truth);
      all += rg::testing::match_contacts(found, in_bouts(true_contacts(truth), truth), 0.2);
    }
    if (all.truth == 0) return;
    BOOST_TEST_MESSAGE(dataset << ": F1 " << all.f1() << ", median error " << all.median_error_s()
                               << " s, " << all.found << " found of " << all.truth);
    BOOST_TEST(all.f1() >= least_f1, dataset << ": F1 " << all.f1());
  };
  check("voisard", 0.95);
  check("tripod", 0.99);
  check("bandai", 0.97);
}

BOOST_AUTO_TEST_SUITE_END()

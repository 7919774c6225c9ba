#include <retrogait/core/print.hpp>
#include <retrogait/metrics/coordination.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <rapidcheck.h>

#include "../support/test.hpp"

namespace rg = retrogait;
using rg::reason;
using rg::side;

BOOST_AUTO_TEST_SUITE(coordination)

/// Steps at those times, the first of which is a contact of that foot.
std::vector<rg::step> steps_at(const std::vector<double>& contacts, side first = side::right) {
  std::vector<rg::step> steps;
  side lands = opposite(first);
  for (std::size_t i = 1; i < contacts.size(); ++i) {
    steps.push_back({contacts[i - 1], contacts[i], lands, {}});
    lands = opposite(lands);
  }
  return steps;
}

/// Contacts of n strides, whose first step takes that part of each stride.
std::vector<double> contacts_of(std::size_t n, double first_part, double stride_s = 1.1) {
  std::vector<double> contacts;
  for (std::size_t i = 0; i < n; ++i) {
    contacts.push_back(stride_s * static_cast<double>(i));
    contacts.push_back(stride_s * (static_cast<double>(i) + first_part));
  }
  contacts.push_back(stride_s * static_cast<double>(n));
  return contacts;
}

BOOST_AUTO_TEST_CASE(a_clock_has_none) {
  const auto found = rg::phase_coordination_of(steps_at(contacts_of(8, 0.5)));
  BOOST_TEST(found.index->value() < 1e-10);
  BOOST_TEST(found.index.n() >= 7u);
  BOOST_TEST(!found.index.margin().has_value());
}

BOOST_AUTO_TEST_CASE(a_limp_is_inaccurate_and_not_variable) {
  for (const double first : {0.45, 0.4, 0.55}) {
    const auto found = rg::phase_coordination_of(steps_at(contacts_of(30, first)));
    BOOST_TEST(found.variability->value() < 1e-9);
    BOOST_TEST(std::abs(found.inaccuracy->value() - 200 * std::abs(first - 0.5)) < 1e-9);
    BOOST_TEST(std::abs(found.index->value() - found.inaccuracy->value()) < 1e-9);
    // The first step ends with the left foot; the reference is the foot whose steps take longer.
    BOOST_TEST((found.reference == (first > 0.5 ? side::left : side::right)));
    BOOST_TEST(found.index.quality() == 1.0);
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  // Strides of the right foot of 1 s, with the left contact at these shares of them; the left steps
  // are the shorter ones, so the right foot is the reference.
  const std::vector<double> shares{0.45, 0.48, 0.50, 0.44, 0.47, 0.49, 0.46};
  std::vector<double> contacts;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    contacts.push_back(static_cast<double>(i));
    contacts.push_back(static_cast<double>(i) + shares[i]);
  }
  contacts.push_back(static_cast<double>(shares.size()));
  const auto found = rg::phase_coordination_of(steps_at(contacts));
  // Mean .47, squared deviations sum to .0028.
  const double variability = 100 * std::sqrt(0.0028 / 6) / 0.47;
  const double inaccuracy = 100 * 0.03 / 0.5;
  BOOST_TEST((found.reference == side::right));
  BOOST_TEST(found.index.n() == 7u);
  BOOST_TEST(std::abs(found.variability->value() - variability) < 1e-9);
  BOOST_TEST(std::abs(found.inaccuracy->value() - inaccuracy) < 1e-9);
  BOOST_TEST(std::abs(found.index->value() - variability - inaccuracy) < 1e-9);
  BOOST_TEST(std::abs(found.index.quality() - 7.0 / 23) < 1e-12);
}

BOOST_AUTO_TEST_CASE(a_virtual_walker_whose_limp_is_known) {
  for (const auto way : {rg::direction::forward, rg::direction::backward}) {
    rg::testing::virtual_walker walker{.direction = way, .seconds = 40};
    walker.placements = {};
    walker.forward.step_time_cv = walker.backward.step_time_cv = 0;
    walker.forward.step_time_asymmetry = walker.backward.step_time_asymmetry = -0.2;
    const auto bouts = rg::assemble_bouts(walker.walk().truth.contacts);
    BOOST_REQUIRE(bouts.size() == 1u);
    const auto found = rg::phase_coordination_of(bouts[0].steps);
    // Left steps take 0.9, right ones 1.1 of the mean: phases of 162° in the right foot's strides.
    BOOST_TEST((found.reference == side::right));
    BOOST_TEST(std::abs(found.inaccuracy->value() - 10) < 0.1);
    BOOST_TEST(found.variability->value() < 0.2);
    BOOST_TEST(found.index.n() > 20u);
  }
}

BOOST_AUTO_TEST_CASE(scattered_contacts_alone_make_some) {
  std::mt19937 random(5);
  std::normal_distribution<double> scatter(0, 0.018);
  auto contacts = contacts_of(2000, 0.5);
  for (double& t : contacts) t += scatter(random);
  BOOST_TEST(std::abs(rg::phase_coordination_of(steps_at(contacts)).index->value() - 7.2) < 0.3);
}

BOOST_AUTO_TEST_CASE(neither_start_nor_tempo_nor_names_of_the_feet_matter) {
  BOOST_TEST(rc::check("shift, tempo, mirror", [] {
    std::mt19937 random(static_cast<unsigned>(*rc::gen::inRange(0, 1000)));
    std::normal_distribution<double> scatter(0, 0.03);
    auto contacts = contacts_of(12, 0.46);
    for (double& t : contacts) t += scatter(random);
    const double shift_s = *rc::gen::inRange(-1000, 1000);
    const double tempo = *rc::gen::inRange(50, 200) / 100.0;
    auto moved = contacts;
    for (double& t : moved) t = shift_s + tempo * t;
    const auto a = rg::phase_coordination_of(steps_at(contacts));
    const auto b = rg::phase_coordination_of(steps_at(moved));
    RC_ASSERT(std::abs(a.index->value() - b.index->value()) < 1e-6);
    const auto mirrored = rg::phase_coordination_of(steps_at(contacts, side::left));
    RC_ASSERT(mirrored.reference == opposite(a.reference));
    RC_ASSERT(mirrored.index->value() == a.index->value());
  }));
}

BOOST_AUTO_TEST_CASE(one_outlier) {
  auto contacts = contacts_of(20, 0.45);
  contacts[21] += 0.11;  // a left contact, at .55 of its stride
  const auto found = rg::phase_coordination_of(steps_at(contacts));
  BOOST_TEST(std::abs(found.inaccuracy->value() - 10) < 1e-9);  // as far from the half as before
  const double stddev = 0.1 * std::sqrt(1.0 / 20);
  BOOST_TEST(std::abs(found.variability->value() - 100 * stddev / 0.455) < 1e-9);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_known_says_why) {
  const auto reason_of = [](const std::vector<rg::step>& steps) {
    const auto found = rg::phase_coordination_of(steps);
    BOOST_TEST((found.reference == side::unknown || found.index.has_value()));
    BOOST_TEST(found.variability.why() == found.index.why());
    BOOST_TEST(found.inaccuracy.why() == found.index.why());
    return found.index.why();
  };
  BOOST_TEST(reason_of({}) == reason::too_few_strides);
  for (const std::size_t n : {1u, 2u, 5u}) {
    BOOST_TEST(reason_of(steps_at(contacts_of(n, 0.45))) == reason::too_few_strides);
    BOOST_TEST(rg::phase_coordination_of(steps_at(contacts_of(n, 0.45))).index.n() == n);
  }
  BOOST_TEST(reason_of(steps_at(contacts_of(6, 0.45))) == reason::none);

  // One foot alone, and feet that are not known.
  auto steps = steps_at(contacts_of(20, 0.45));
  std::vector<rg::step> left_only;
  for (auto& s : steps) {
    if (s.side == side::left) left_only.push_back(s);
    s.side = side::unknown;
  }
  BOOST_TEST(reason_of(left_only) == reason::too_few_strides);
  BOOST_TEST(reason_of(steps) == reason::side_unknown);

  // A step that is missing takes the stride that it belongs to.
  auto holed = steps_at(contacts_of(20, 0.45));
  holed.erase(holed.begin() + 9);
  BOOST_TEST(rg::phase_coordination_of(holed).index.n() == 19u);
}

BOOST_AUTO_TEST_SUITE_END()

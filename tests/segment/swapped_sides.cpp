#include <retrogait/core/run.hpp>
#include <retrogait/segment/foot_detector.hpp>
#include <retrogait/segment/merge_contacts.hpp>
#include <retrogait/segment/step_detector.hpp>
#include <retrogait/segment/swapped_sides.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using contacts = std::vector<rg::contact>;
using rg::reason;
using rg::side;

BOOST_AUTO_TEST_SUITE(swapped_sides)

/// n steps, the first with the left foot; every wrong_every-th (0: none) has the wrong side.
contacts steps(int n, double delay_s = 0, int wrong_every = 0) {
  contacts list;
  for (int i = 0; i < n; ++i) {
    rg::contact c;
    c.time_s = 10 + 0.55 * i + delay_s;
    c.side = i % 2 == 0 ? side::left : side::right;
    if (wrong_every > 0 && i % wrong_every == 0) c.side = opposite(c.side);
    list.push_back(c);
  }
  return list;
}

contacts exchanged(contacts list) {
  for (rg::contact& c : list) c.side = opposite(c.side);
  return list;
}

contacts of(const contacts& list, side wanted) {
  contacts some;
  for (const rg::contact& c : list) {
    if (c.side == wanted) some.push_back(c);
  }
  return some;
}

BOOST_AUTO_TEST_CASE(tells_exchanged_from_right) {
  const contacts trunk = steps(20, 0.06, 9);  // three of them wrong
  const auto right = rg::swapped_sides(trunk, steps(20));
  BOOST_TEST(right.same == 17u);
  BOOST_TEST(right.opposite == 3u);
  BOOST_REQUIRE(right.swapped.has_value());
  BOOST_TEST(*right.swapped < 1e-4);
  const auto wrong = rg::swapped_sides(trunk, exchanged(steps(20)));
  BOOST_TEST(wrong.same == 3u);
  BOOST_TEST(wrong.compared() == 20u);
  BOOST_REQUIRE(wrong.swapped.has_value());
  BOOST_TEST(*wrong.swapped > 0.95);
  BOOST_TEST(wrong.swapped.n() == 20u);
  const contacts list = exchanged(steps(20));
  BOOST_TEST((rg::swapped_sides(trunk, contacts(list.rbegin(), list.rend())) == wrong));
}

BOOST_AUTO_TEST_CASE(one_leg_is_enough) {
  const auto found = rg::swapped_sides(steps(20), of(exchanged(steps(20)), side::left));
  BOOST_TEST(found.opposite == 10u);
  BOOST_REQUIRE(found.swapped.has_value());
  BOOST_TEST(*found.swapped > 0.95);
}

// Half of them agree: nothing is learned, what is usual stays.
BOOST_AUTO_TEST_CASE(a_coin_says_nothing) {
  const auto found = rg::swapped_sides(steps(20, 0, 2), steps(20));
  BOOST_TEST(found.same == found.opposite);
  BOOST_REQUIRE(found.swapped.has_value());
  BOOST_TEST(std::abs(*found.swapped - rg::swapped_sides_params{}.usual_share) < 1e-9);
}

// By hand, for two contacts that differ and a = 2, b = 1: B(4, 1) / B(2, 3) = (1/4) / (1/12) = 3.
BOOST_AUTO_TEST_CASE(the_odds_are_those_of_the_beta_binomial) {
  const rg::swapped_sides_params params{
      .least_contacts = 2, .usual_share = 0.5, .right_weight = 2, .wrong_weight = 1};
  const auto found = rg::swapped_sides(steps(2), exchanged(steps(2)), params);
  BOOST_REQUIRE(found.swapped.has_value());
  BOOST_TEST(std::abs(*found.swapped - 0.75) < 1e-12);
}

BOOST_AUTO_TEST_CASE(says_why_it_does_not_know) {
  const auto few = rg::swapped_sides(steps(5), steps(5));
  BOOST_TEST((few.swapped.why() == reason::too_few_values));
  BOOST_TEST(few.swapped.n() == 5u);
  BOOST_TEST(few.swapped.needed() == 8u);
  contacts sideless = steps(20);
  for (rg::contact& c : sideless) c.side = side::unknown;
  BOOST_TEST((rg::swapped_sides(sideless, steps(20)).swapped.why() == reason::side_unknown));
  BOOST_TEST((rg::swapped_sides(steps(20), sideless).swapped.why() == reason::side_unknown));
  BOOST_TEST((rg::swapped_sides({}, steps(20)).swapped.why() == reason::too_few_values));
  BOOST_TEST((rg::swapped_sides(steps(20), {}).swapped.why() == reason::too_few_values));
  // Half a step apart nothing belongs together.
  BOOST_TEST(rg::swapped_sides(steps(20, 0.27), steps(20)).compared() == 0u);
}

BOOST_AUTO_TEST_CASE(final_contacts_and_extra_ones_are_left_out) {
  contacts legs = steps(12);
  contacts all;
  for (const rg::contact& c : legs) {
    all.push_back(c);
    rg::contact leaves = exchanged({c})[0];
    leaves.time_s += 0.05;
    leaves.kind = rg::contact_kind::final_contact;
    all.push_back(leaves);
    rg::contact extra = exchanged({c})[0];
    extra.time_s += 0.1;
    all.push_back(extra);
  }
  const auto found = rg::swapped_sides(steps(12), all);
  BOOST_TEST(found.same == 12u);
  BOOST_TEST(found.opposite == 0u);
}

BOOST_AUTO_TEST_CASE(a_virtual_walker_with_exchanged_shoes) {
  rt::virtual_walker walker{.seconds = 20};
  walker.placements = {rg::placement::lumbar, rg::placement::left_foot, rg::placement::right_foot};
  const rt::virtual_walk walk = walker.walk();
  const rg::recording& back = walk[rg::placement::lumbar];
  const contacts trunk =
      rg::detect(back.samples(), rg::step_detector<double>({.mounting = back.mounting}));
  const auto foot = [&](rg::placement where, side labelled) {
    return rg::detect(walk[where].samples(), rg::foot_detector<double>({.side = labelled}));
  };
  const auto left = rg::placement::left_foot;
  const auto right = rg::placement::right_foot;
  const auto fine = rg::swapped_sides(
      trunk, rg::merge_contacts(foot(left, side::left), foot(right, side::right)));
  BOOST_REQUIRE(fine.swapped.has_value());
  BOOST_TEST(*fine.swapped < 0.01);
  const auto wrong = rg::swapped_sides(
      trunk, rg::merge_contacts(foot(right, side::left), foot(left, side::right)));
  BOOST_REQUIRE(wrong.swapped.has_value());
  BOOST_TEST(*wrong.swapped > 0.95);
}

BOOST_AUTO_TEST_CASE(parameters_that_make_no_sense_are_refused_by_name) {
  const rg::swapped_sides_params wrong{.tolerance_s = 0,
                                       .least_contacts = 0,
                                       .usual_share = 1,
                                       .right_weight = 0,
                                       .wrong_weight = 0};
  BOOST_TEST(wrong.validate().size() == 5u);
  BOOST_CHECK_THROW(rg::swapped_sides({}, {}, wrong), rg::config_error);
  BOOST_TEST(rg::swapped_sides_params{}.validate().empty());
}

BOOST_AUTO_TEST_SUITE_END()

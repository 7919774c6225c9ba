#include <retrogait/segment/bouts.hpp>
#include <retrogait/segment/merge_contacts.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <algorithm>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using contacts = std::vector<rg::contact>;

BOOST_AUTO_TEST_SUITE(merge_contacts)

/// Initial contacts a second apart.
contacts foot(double start_s, int n, std::uint32_t bout = 1, rg::side side = rg::side::unknown,
              rg::direction way = rg::direction::unknown) {
  contacts list;
  for (int i = 0; i < n; ++i) {
    rg::contact c;
    c.time_s = start_s + i;
    c.bout = bout;
    c.side = side;
    c.direction = {way, 0.9};
    list.push_back(c);
  }
  return list;
}

contacts operator+(contacts a, const contacts& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::vector<std::uint32_t> bouts_of(const contacts& list) {
  std::vector<std::uint32_t> numbers;
  for (const rg::contact& c : list) numbers.push_back(c.bout);
  return numbers;
}

BOOST_AUTO_TEST_CASE(feet_that_walk_together_share_their_bouts_and_take_turns) {
  // The left foot's detector saw one bout, the right foot's another number and a later one.
  const contacts merged =
      rg::merge_contacts(foot(0, 4, 1) + foot(20, 4, 2), foot(0.5, 4, 3) + foot(20.5, 3, 7));
  BOOST_REQUIRE(merged.size() == 15u);
  BOOST_TEST(std::is_sorted(merged.begin(), merged.end(),
                            [](const auto& a, const auto& b) { return a.time_s < b.time_s; }));
  BOOST_TEST((merged[0].side == rg::side::left));
  BOOST_TEST((merged[1].side == rg::side::right));
  BOOST_TEST(merged[7].bout == 1u);
  BOOST_TEST(merged[8].bout == 2u);
  const auto bouts = rg::assemble_bouts(merged);
  BOOST_REQUIRE(bouts.size() == 2u);
  BOOST_TEST(bouts[0].steps.size() == 7u);
  BOOST_TEST(bouts[0].strides.size() == 6u);
  BOOST_TEST(bouts[1].steps.size() == 6u);
}

BOOST_AUTO_TEST_CASE(a_pause_parts_bouts_only_if_it_is_long) {
  const std::vector<std::uint32_t> one{1, 1, 1, 1};
  const std::vector<std::uint32_t> two{1, 1, 2, 2};
  BOOST_TEST(bouts_of(rg::merge_contacts(foot(0, 2), foot(2.7, 2))) == one,
             boost::test_tools::per_element());
  BOOST_TEST(bouts_of(rg::merge_contacts(foot(0, 2), foot(2.9, 2))) == two,
             boost::test_tools::per_element());
  BOOST_TEST(bouts_of(rg::merge_contacts(foot(0, 2), foot(2.9, 2), {.max_pause_s = 2})) == one,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_foot_bridges_what_the_other_missed) {
  const contacts merged = rg::merge_contacts(foot(0, 3, 1) + foot(10, 3, 2), foot(0.5, 12, 1));
  for (const rg::contact& c : merged) BOOST_TEST(c.bout == 1u);
}

BOOST_AUTO_TEST_CASE(bouts_in_opposite_directions_stay_apart) {
  using rg::direction;
  const auto left = foot(0, 4, 1, rg::side::left, direction::forward) +
                    foot(4, 4, 2, rg::side::left, direction::backward);
  const auto right = foot(0.5, 4, 1, rg::side::right, direction::forward) +
                     foot(4.5, 4, 2, rg::side::right, direction::backward);
  const auto bouts = rg::assemble_bouts(rg::merge_contacts(left, right));
  BOOST_REQUIRE(bouts.size() == 2u);
  BOOST_TEST((bouts[0].direction == direction::forward));
  BOOST_TEST((bouts[1].direction == direction::backward));
  BOOST_TEST(bouts[1].steps.size() == 7u);
  // The right foot still walks forward when the left one has begun to walk backward.
  const auto late = foot(0.5, 5, 1, rg::side::right, direction::forward) +
                    foot(5.5, 4, 2, rg::side::right, direction::backward);
  BOOST_TEST(rg::assemble_bouts(rg::merge_contacts(left, late)).size() == 2u);
}

BOOST_AUTO_TEST_CASE(feet_that_agree_are_surer_and_feet_that_do_not_are_not) {
  using rg::direction;
  const auto agreed = rg::merge_contacts(foot(0, 4, 1, rg::side::left, direction::backward),
                                         foot(0.5, 4, 1, rg::side::right, direction::backward));
  BOOST_REQUIRE(agreed.size() == 8u);
  for (const rg::contact& c : agreed) {
    BOOST_TEST((c.direction == direction::backward));
    BOOST_TEST(c.direction.probability > 0.95);
  }
  // One sensor was put on the wrong way round: still one walk, but nobody knows where to.
  const auto torn = rg::merge_contacts(foot(0, 4, 1, rg::side::left, direction::backward),
                                       foot(0.5, 4, 1, rg::side::right, direction::forward));
  BOOST_REQUIRE(torn.size() == 8u);
  for (const rg::contact& c : torn) {
    BOOST_TEST(c.bout == 1u);
    BOOST_TEST((c.direction == direction::unknown));
    BOOST_TEST(c.direction.probability == 0.5);
  }
}

BOOST_AUTO_TEST_CASE(a_foot_that_does_not_know_takes_over_what_the_other_is_very_sure_of) {
  using rg::direction;
  const auto left = foot(0, 4, 1, rg::side::left);
  auto right = foot(0.5, 4, 1, rg::side::right, direction::forward);
  for (const rg::contact& c : rg::merge_contacts(left, right)) {
    BOOST_TEST((c.direction == direction::forward) == (c.side == rg::side::right));
  }
  for (rg::contact& c : right) c.direction.probability = 0.99;
  for (const rg::contact& c : rg::merge_contacts(left, right)) {
    BOOST_TEST((c.direction == direction::forward));
    BOOST_TEST(c.direction.probability < (c.side == rg::side::left ? 0.95 : 0.991));
  }
  // It may well have gone elsewhere.
  const auto aside = foot(0, 4, 1, rg::side::left, direction::sideways);
  for (const rg::contact& c : rg::merge_contacts(aside, right)) {
    BOOST_TEST(
        (c.direction == (c.side == rg::side::left ? direction::sideways : direction::forward)));
  }
}

BOOST_AUTO_TEST_CASE(detectors_without_bouts_are_put_together_by_their_pauses) {
  const contacts merged =
      rg::merge_contacts(foot(0, 3, 0) + foot(8, 3, 0), foot(0.5, 3, 0) + foot(8.5, 3, 0));
  const std::vector<std::uint32_t> expected{1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2};
  BOOST_TEST(bouts_of(merged) == expected, boost::test_tools::per_element());
  // Beside bouts, a contact of none is none.
  BOOST_TEST(rg::merge_contacts(foot(0, 3, 1) + foot(20, 1, 0), {}).size() == 3u);
  BOOST_TEST(rg::merge_contacts({}, {}).empty());
}

BOOST_AUTO_TEST_CASE(the_feet_of_a_walk_put_together_are_the_walk) {
  rt::virtual_walker walker{.plan = rt::mixed_plan(60, 10)};
  walker.placements = {};
  contacts walked = walker.walk().truth.contacts;
  for (rg::contact& c : walked) c.direction.probability = rg::combine_params{}.most;
  contacts left;
  contacts right;
  for (const rg::contact& c : walked) (c.side == rg::side::left ? left : right).push_back(c);
  const auto merged = rg::assemble_bouts(rg::merge_contacts(left, right));
  const auto expected = rg::assemble_bouts(walked);
  BOOST_REQUIRE(merged.size() == expected.size());
  for (std::size_t i = 0; i < merged.size(); ++i) {
    BOOST_TEST((merged[i].contacts == expected[i].contacts));
    BOOST_TEST((merged[i].strides == expected[i].strides));
    BOOST_TEST(std::all_of(merged[i].strides.begin() + 1, merged[i].strides.end(),
                           [](const rg::stride& s) { return s.double_support_s().has_value(); }));
  }
}

BOOST_AUTO_TEST_CASE(an_impossible_pause_is_refused) {
  BOOST_CHECK_THROW(rg::merge_contacts({}, {}, {.max_pause_s = -1}), rg::config_error);
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/segment/combine_directions.hpp>

#include <rapidcheck.h>

#include <algorithm>

#include "../support/test.hpp"

namespace rg = retrogait;
using rg::direction;
using rg::direction_estimate;
using witnesses = std::vector<direction_estimate>;

BOOST_AUTO_TEST_SUITE(combine_directions)

direction_estimate together(const witnesses& w, const rg::combine_params& params = {}) {
  return rg::combine_directions(w, params);
}

BOOST_AUTO_TEST_CASE(one_witness_is_believed_as_it_is) {
  for (const direction d : {direction::forward, direction::backward, direction::sideways}) {
    const auto found = together({{d, 0.95}});
    BOOST_TEST((found == d));
    BOOST_TEST(found.probability == 0.95, boost::test_tools::tolerance(1e-12));
  }
  BOOST_TEST((together({{direction::forward, 0.8}}) == direction::unknown));
}

BOOST_AUTO_TEST_CASE(those_who_agree_are_surer_together) {
  const witnesses two{{direction::backward, 0.9}, {direction::backward, 0.8}};
  // Odds of 9, and the square root of 4 for the second.
  const auto found = together(two);
  BOOST_TEST((found == direction::backward));
  BOOST_TEST(found.probability == 18.0 / 19, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(together(two, {.independence = 0}).probability == 0.9,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(together(two, {.independence = 1}).probability == 36.0 / 37,
             boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(those_who_disagree_are_less_sure) {
  BOOST_TEST((together({{direction::forward, 0.97}, {direction::backward, 0.97}}) ==
              direction_estimate{direction::unknown, 0.5}));
  BOOST_TEST(
      (together({{direction::forward, 0.97}, {direction::sideways, 0.9}}) == direction::unknown));
  const auto two_to_one = together(
      {{direction::backward, 0.97}, {direction::forward, 0.9}, {direction::backward, 0.97}});
  BOOST_TEST((two_to_one == direction::backward));
  BOOST_TEST(two_to_one.probability < 0.97);
}

BOOST_AUTO_TEST_CASE(who_does_not_know_changes_nothing) {
  const auto alone = together({{direction::turning, 0.93}});
  BOOST_TEST((together({{direction::turning, 0.93}, {direction::unknown, 0.88}}) == alone));
  BOOST_TEST((together({{direction::unknown, 0.7}, {direction::unknown, 0.88}}) ==
              direction_estimate{direction::unknown, 0.88}));
  BOOST_TEST((together({}) == direction_estimate{direction::unknown, 0.5}));
}

BOOST_AUTO_TEST_CASE(nothing_is_certain) {
  const witnesses sure(5, {direction::forward, 1.0});
  BOOST_TEST(together(sure).probability == 0.99);
  BOOST_TEST(together(sure, {.most = 0.95}).probability == 0.95);
}

BOOST_AUTO_TEST_CASE(their_order_does_not_matter_and_forward_and_backward_are_alike) {
  BOOST_TEST(rc::check("order and mirror", [] {
    const auto n = *rc::gen::inRange(0, 6);
    witnesses list;
    for (int i = 0; i < n; ++i) {
      const auto which = *rc::gen::inRange(0, 5);
      list.push_back({rg::all_directions[static_cast<std::size_t>(which)],
                      0.5 + 0.49 * *rc::gen::inRange(0, 100) / 100.0});
    }
    const auto found = together(list);
    RC_ASSERT(found.probability >= 0.5);
    RC_ASSERT(found.probability <= 0.99);
    witnesses mirrored = list;
    for (auto& w : mirrored) {
      if (w.value == direction::forward) {
        w.value = direction::backward;
      } else if (w.value == direction::backward) {
        w.value = direction::forward;
      }
    }
    RC_ASSERT(std::abs(together(mirrored).probability - found.probability) < 1e-12);
    std::reverse(list.begin(), list.end());
    RC_ASSERT(std::abs(together(list).probability - found.probability) < 1e-12);
    RC_ASSERT(rg::is_straight(together(mirrored).value) == rg::is_straight(found.value));
  }));
}

BOOST_AUTO_TEST_CASE(parameters_are_checked) {
  BOOST_CHECK_THROW(together({}, {.independence = 1.1}), rg::config_error);
  BOOST_CHECK_THROW(together({}, {.certainty = 0.4}), rg::config_error);
  BOOST_CHECK_THROW(together({}, {.certainty = 0.9, .most = 0.8}), rg::config_error);
  const rg::combine_params bad{.independence = -1, .certainty = 1, .most = 1};
  BOOST_TEST(bad.validate().size() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()

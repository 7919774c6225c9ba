#include <retrogait/session/detail/fuse_directions.hpp>

#include "../support/test.hpp"

namespace rg = retrogait;
using rg::contact_kind;
using rg::direction;
using contacts = std::vector<rg::contact>;

BOOST_AUTO_TEST_SUITE(fuse_directions)

rg::contact ic(double time_s, direction way, double probability, std::uint32_t bout = 1) {
  return {.time_s = time_s, .direction = {way, probability}, .bout = bout};
}

/// Steps every half second from 0 on, one for each direction of the list.
contacts steps(const std::vector<direction>& ways, double offset_s = 0) {
  contacts list;
  for (std::size_t i = 0; i < ways.size(); ++i) {
    list.push_back(ic(0.5 * static_cast<double>(i) + offset_s, ways[i], 0.95));
  }
  return list;
}

std::vector<direction> ways_of(const contacts& list) {
  std::vector<direction> ways;
  for (const rg::contact& c : list) ways.push_back(c.direction.value);
  return ways;
}

std::vector<std::uint32_t> bouts_of(const contacts& list) {
  std::vector<std::uint32_t> numbers;
  for (const rg::contact& c : list) numbers.push_back(c.bout);
  return numbers;
}

constexpr direction ahead = direction::forward, back = direction::backward,
                    unknown = direction::unknown;

BOOST_AUTO_TEST_CASE(a_sensor_that_does_not_know_learns_it_from_one_that_does) {
  contacts feet = steps({unknown, unknown, unknown, unknown});
  rg::detail::fuse_directions(feet, {steps({back, back, back}, 0.1)});
  BOOST_TEST((ways_of(feet) == std::vector{back, back, back, unknown}));
  BOOST_TEST((bouts_of(feet) == std::vector<std::uint32_t>{1, 1, 1, 1}));
}

BOOST_AUTO_TEST_CASE(those_that_agree_are_surer_and_those_that_do_not_say_nothing) {
  contacts feet = steps({back, back});
  rg::detail::fuse_directions(feet, {steps({back, ahead})});
  BOOST_TEST(feet[0].direction.probability > 0.95);
  BOOST_TEST((ways_of(feet) == std::vector{back, unknown}));
}

BOOST_AUTO_TEST_CASE(only_the_same_step_counts) {
  contacts feet = steps({unknown, unknown});
  rg::detail::fuse_directions(feet, {{ic(0.9, back, 0.95), ic(0.55, ahead, 0.95)}, {}});
  BOOST_TEST((ways_of(feet) == std::vector{unknown, ahead}));
  contacts final{{.time_s = 0, .kind = contact_kind::final_contact, .bout = 1}};
  rg::detail::fuse_directions(final, {steps({back})});
  BOOST_TEST((ways_of(final) == std::vector{unknown}));
}

BOOST_AUTO_TEST_CASE(a_bout_ends_where_the_way_changes_and_one_odd_step_changes_nothing) {
  contacts turned = steps({ahead, ahead, unknown, back, back, back});
  for (rg::contact c : steps({ahead, back, ahead}, 4)) {
    c.bout = 2;
    turned.push_back(c);
  }
  rg::detail::fuse_directions(turned, {{}});
  BOOST_TEST((bouts_of(turned) == std::vector<std::uint32_t>{1, 1, 1, 2, 2, 2, 3, 3, 3}));
}

BOOST_AUTO_TEST_CASE(a_final_contact_that_came_late_stays_with_its_bout) {
  contacts list = steps({ahead, ahead});
  for (const rg::contact& c : steps({back, back}, 2)) {
    list.push_back(c);
    list.back().bout = 2;
  }
  rg::contact late{.time_s = 0.7, .kind = contact_kind::final_contact, .bout = 1};
  list.insert(list.end() - 1, late);
  rg::detail::fuse_directions(list, {{}});
  BOOST_TEST((bouts_of(list) == std::vector<std::uint32_t>{1, 1, 1, 2, 2}));
}

BOOST_AUTO_TEST_SUITE_END()

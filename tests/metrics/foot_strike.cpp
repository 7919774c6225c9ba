#include <retrogait/core/run.hpp>
#include <retrogait/metrics/foot_strike.hpp>
#include <retrogait/segment/foot_detector.hpp>
#include <retrogait/testing/virtual_leg.hpp>

#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using boost::test_tools::tolerance;
using rg::direction;
using rg::placement;
using rg::reason;
using rg::side;
using rg::strike_kind;

BOOST_AUTO_TEST_SUITE(foot_strike)

using strikes = std::vector<rg::foot_strike>;

rt::virtual_leg walker(direction way) {
  return {.direction = way,
          .steps = 12,
          .stride_length_m = way == direction::forward ? 1.3 : 0.9,
          .placements = {placement::left_foot}};
}

/// The elevation of the model's foot.
double true_angle_deg(const rt::leg_walk& walk, placement foot, double time_s) {
  const auto motion = walk.model.motion(foot, time_s - walk.start_s);
  return std::asin(motion.world_from_body(2, 0)) * 180 / std::numbers::pi;
}

/// The largest error of the angles at the true contacts; every one must be known.
double worst_error_deg(const rt::leg_walk& walk, placement foot) {
  const strikes found = rg::foot_strikes(walk[foot], walk.truth.contacts);
  BOOST_TEST(found.size() == 6u);
  double worst = 0;
  for (const rg::foot_strike& s : found) {
    BOOST_TEST_REQUIRE(s.angle.has_value());
    worst = std::max(worst, std::abs(s.angle->value() - true_angle_deg(walk, foot, s.time_s)));
  }
  return worst;
}

std::size_t count(const strikes& list, strike_kind kind) {
  return static_cast<std::size_t>(std::count_if(
      list.begin(), list.end(), [&](const rg::foot_strike& s) { return s.kind == kind; }));
}

void expect_all_missing(const strikes& list, reason why) {
  BOOST_TEST(!list.empty());
  for (const rg::foot_strike& s : list) {
    BOOST_TEST(!s.angle.has_value());
    BOOST_TEST((s.angle.why() == why));
    BOOST_TEST((s.kind == strike_kind::unknown));
  }
}

/// Strikes of which that many are of each kind.
strikes made_of(std::size_t toe, std::size_t flat, std::size_t heel, std::size_t unknown = 0,
                reason why = reason::too_few_values) {
  strikes list;
  const auto add = [&](std::size_t n, strike_kind kind, double deg) {
    for (std::size_t i = 0; i < n; ++i) {
      rg::foot_strike s;
      s.kind = kind;
      using angle = decltype(s.angle);
      s.angle = kind == strike_kind::unknown ? angle::not_computable(why)
                                             : angle::of(rg::quantities::deg(deg), 1);
      list.push_back(s);
    }
  };
  add(toe, strike_kind::toe_first, -20);
  add(flat, strike_kind::flat, 0);
  add(heel, strike_kind::heel_first, 20);
  add(unknown, strike_kind::unknown, 0);
  return list;
}

BOOST_AUTO_TEST_CASE(angles_are_those_of_the_model) {
  for (const direction way : {direction::forward, direction::backward}) {
    for (const placement foot : {placement::left_foot, placement::right_foot}) {
      rt::virtual_leg leg = walker(way);
      leg.placements = {foot};
      BOOST_TEST(worst_error_deg(leg.walk(), foot) < 0.1);
    }
    rt::virtual_leg leg = walker(way);
    leg.sensor.rate_hz = 50;
    leg.sensor.start_s = 1000;
    BOOST_TEST(worst_error_deg(leg.walk(), placement::left_foot) < 0.2);
  }
}

BOOST_AUTO_TEST_CASE(forward_the_heel_comes_first_and_backward_the_toes) {
  for (const direction way : {direction::forward, direction::backward}) {
    const auto walk = walker(way).walk();
    const rg::recording& foot = walk[placement::left_foot];
    const strikes found = rg::foot_strikes(foot, walk.truth.contacts);
    const bool backward = way == direction::backward;
    BOOST_TEST(count(found, backward ? strike_kind::toe_first : strike_kind::heel_first) == 6u);
    const auto share = rg::toe_first_share(found);
    BOOST_TEST_REQUIRE(share.has_value());
    BOOST_TEST(share->value() == (backward ? 100.0 : 0.0));
    for (const rg::foot_strike& s : found) {
      BOOST_TEST((s.side == side::left));
      BOOST_TEST((s.direction == way));
      BOOST_TEST(s.angle.quality() == 1.0);
    }

    // As found, not as known.
    const auto contacts = rg::detect(foot.samples(), rg::foot_detector<double>());
    const auto live = rg::toe_first_share(rg::foot_strikes(foot, contacts));
    BOOST_TEST_REQUIRE(live.has_value());
    BOOST_TEST(live->value() == share->value());
  }
}

BOOST_AUTO_TEST_CASE(however_the_sensor_sits_on_the_shoe) {
  for (const direction way : {direction::forward, direction::backward}) {
    rt::virtual_leg leg = walker(way);
    // Leaning forward on the instep, or on a slope.
    leg.sensor.misalignment = rg::rotation_about<double>(Eigen::Vector3d(0.1, 1.0, 0.2), 35 / 57.3);
    BOOST_TEST(worst_error_deg(leg.walk(), placement::left_foot) < 0.2);
    leg.sensor.misalignment = rt::turned_about_vertical(leg.sensor, 25);
    BOOST_TEST(worst_error_deg(leg.walk(), placement::left_foot) < 0.2);
    leg.sensor.up = {1, -1};
    leg.sensor.forward = {0, 1};
    leg.sensor.misalignment.setIdentity();
    BOOST_TEST(worst_error_deg(leg.walk(), placement::left_foot) < 0.1);
  }
}

BOOST_AUTO_TEST_CASE(flaws_of_the_sensor_change_little) {
  rt::virtual_leg leg = walker(direction::backward);
  leg.sensor.gyr_bias_rad_s = 0.02;
  leg.sensor.acc_bias_m_s2 = 0.2;
  leg.sensor.jitter_s = 0.002;
  BOOST_TEST(worst_error_deg(leg.walk(), placement::left_foot) < 1.0);
  leg.sensor.lost_share = 0.05;
  leg.sensor.lost_burst_n = 2;
  BOOST_TEST(worst_error_deg(leg.walk(), placement::left_foot) < 2.0);
}

BOOST_AUTO_TEST_CASE(margin_covers_a_contact_placed_wrongly) {
  const auto walk = walker(direction::backward).walk();
  const rg::recording& foot = walk[placement::left_foot];
  for (const double shift_s : {-0.03, 0.03}) {
    auto shifted = walk.truth.contacts;
    for (rg::contact& c : shifted) c.time_s += shift_s;
    for (const rg::foot_strike& s : rg::foot_strikes(foot, shifted)) {
      BOOST_TEST_REQUIRE(s.angle.has_value());
      const double truth_deg = true_angle_deg(walk, placement::left_foot, s.time_s - shift_s);
      BOOST_TEST(std::abs(s.angle->value() - truth_deg) < s.angle.margin()->value());
    }
  }
}

BOOST_AUTO_TEST_CASE(unknown_mounting_is_told_by_the_rise_of_the_heel) {
  for (const direction way : {direction::forward, direction::backward}) {
    rt::virtual_leg leg = walker(way);
    leg.sensor.mounting_stated = false;
    for (const double turned_deg : {0.0, 90.0, 180.0}) {
      leg.sensor.misalignment = rt::turned_about_vertical(leg.sensor, turned_deg);
      const auto walk = leg.walk();
      BOOST_TEST(worst_error_deg(walk, placement::left_foot) < 0.1);
      const strikes found = rg::foot_strikes(walk[placement::left_foot], walk.truth.contacts);
      BOOST_TEST_REQUIRE(!found.empty());
      BOOST_TEST(found.back().angle.quality() > 0.8);
    }
    // With three strides nothing is said.
    const auto walk = leg.walk();
    std::vector<rg::contact> few;
    for (const rg::contact& c : walk.truth.contacts) {
      if (c.time_s < walk.truth.contacts.front().time_s + 3) few.push_back(c);
    }
    expect_all_missing(rg::foot_strikes(walk[placement::left_foot], few), reason::mounting_unknown);
    // Nor where the rise is asked to be clearer than it is.
    expect_all_missing(
        rg::foot_strikes(walk[placement::left_foot], walk.truth.contacts, {.least_rise_deg = 60}),
        reason::mounting_unknown);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_statement_turns_nothing_round) {
  for (const direction way : {direction::forward, direction::backward}) {
    rt::virtual_leg leg = walker(way);
    leg.sensor.misalignment = rt::turned_about_vertical(leg.sensor, 180);
    const auto back_to_front = leg.walk();
    expect_all_missing(
        rg::foot_strikes(back_to_front[placement::left_foot], back_to_front.truth.contacts),
        reason::mounting_unknown);

    leg.sensor.misalignment.setIdentity();
    const auto walk = leg.walk();
    rg::recording foot = walk[placement::left_foot];
    for (const char* wrong : {"up=-y,forward=-z", "up=+z,forward=+y", "up=-y"}) {
      foot.mounting = rg::mounting::parse(wrong);
      expect_all_missing(rg::foot_strikes(foot, walk.truth.contacts), reason::mounting_unknown);
    }
  }
}

BOOST_AUTO_TEST_CASE(without_a_gyroscope_or_on_no_foot) {
  rt::virtual_leg leg = walker(direction::backward);
  leg.sensor.gyroscope = false;
  const auto walk = leg.walk();
  const strikes found = rg::foot_strikes(walk[placement::left_foot], walk.truth.contacts);
  BOOST_TEST(found.size() == 6u);
  expect_all_missing(found, reason::sensor_missing);
  BOOST_TEST((rg::toe_first_share(found).why() == reason::sensor_missing));

  leg.sensor.gyroscope = true;
  leg.placements = {placement::left_shank};
  const auto shank = leg.walk();
  expect_all_missing(rg::foot_strikes(shank[placement::left_shank], shank.truth.contacts),
                     reason::sensor_missing);
}

BOOST_AUTO_TEST_CASE(lost_samples_spoil_their_own_contact_only) {
  const auto walk = walker(direction::backward).walk();
  const rg::recording& whole = walk[placement::left_foot];
  const strikes all = rg::foot_strikes(whole, walk.truth.contacts);
  BOOST_TEST_REQUIRE(all.size() == 6u);
  const double lost_from_s = all[3].time_s - 0.02;
  rg::recording foot = whole;
  std::ptrdiff_t row = 0;
  for (std::ptrdiff_t i = 0; i < whole.size(); ++i) {
    if (whole.time_s[i] > lost_from_s && whole.time_s[i] < lost_from_s + 0.15) continue;
    foot.time_s[row] = whole.time_s[i];
    foot.acc_m_s2.row(row) = whole.acc_m_s2.row(i);
    foot.gyr_rad_s.row(row) = whole.gyr_rad_s.row(i);
    ++row;
  }
  foot.time_s.conservativeResize(row);
  foot.acc_m_s2.conservativeResize(row, 3);
  foot.gyr_rad_s.conservativeResize(row, 3);
  const strikes found = rg::foot_strikes(foot, walk.truth.contacts);
  BOOST_TEST_REQUIRE(found.size() == all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    BOOST_TEST(found[i].angle.has_value() == (i != 3));
  }
  BOOST_TEST((found[3].angle.why() == reason::gap));
}

BOOST_AUTO_TEST_CASE(a_contact_that_no_flat_foot_follows) {
  const auto walk = walker(direction::forward).walk();
  const rg::recording& foot = walk[placement::left_foot];
  std::vector<rg::contact> contacts = walk.truth.contacts;
  rg::contact late = contacts.back();
  late.kind = rg::contact_kind::initial_contact;
  late.side = side::unknown;  // may be this foot's
  late.time_s = foot.time_s[foot.size() - 1] + 1;
  contacts.push_back(late);
  const strikes found = rg::foot_strikes(foot, contacts);
  BOOST_TEST_REQUIRE(found.size() == 7u);
  BOOST_TEST((found[6].angle.why() == reason::too_few_values));
  BOOST_TEST(count(found, strike_kind::heel_first) == 6u);
  BOOST_TEST(rg::foot_strikes(foot, {}).empty());
}

BOOST_AUTO_TEST_CASE(what_counts_as_flat_can_be_chosen) {
  const auto walk = walker(direction::forward).walk();
  const rg::recording& foot = walk[placement::left_foot];
  const strikes found = rg::foot_strikes(foot, walk.truth.contacts, {.flat_within_deg = 30});
  BOOST_TEST(count(found, strike_kind::flat) == found.size());
}

BOOST_AUTO_TEST_CASE(share_by_hand) {
  const auto share = rg::toe_first_share(made_of(6, 1, 1, 2));
  BOOST_TEST_REQUIRE(share.has_value());
  BOOST_TEST(share->value() == 75.0);
  BOOST_TEST(share.n() == 8u);
  BOOST_TEST(share.quality() == 0.8);
  // All ten alike: Wilson's interval is 72.25 to 100 %.
  const auto all = rg::toe_first_share(made_of(10, 0, 0));
  BOOST_TEST_REQUIRE(all.has_value());
  BOOST_TEST(all.margin()->value() == 13.88, tolerance(1e-3));
}

BOOST_AUTO_TEST_CASE(share_of_too_little) {
  const auto few = rg::toe_first_share(made_of(2, 1, 1));
  BOOST_TEST((few.why() == reason::too_few_values));
  BOOST_TEST(few.n() == 4u);
  BOOST_TEST(few.needed() == rg::least_for_toe_first_share);
  BOOST_TEST((rg::toe_first_share({}).why() == reason::too_few_values));
  const auto unmounted = rg::toe_first_share(made_of(0, 0, 0, 6, reason::mounting_unknown));
  BOOST_TEST((unmounted.why() == reason::mounting_unknown));
}

BOOST_AUTO_TEST_CASE(every_issue_is_listed) {
  const rg::foot_strike_params wrong{.still = {.gyr_rad_s = -1},
                                     .flat_within_deg = -1,
                                     .contact_sd_s = 1,
                                     .longest_to_flat_s = 0,
                                     .least_rise_deg = 0};
  BOOST_TEST(wrong.validate().size() == 5u);
  BOOST_CHECK_THROW(rg::foot_strikes(rg::recording{}, {}, wrong), rg::config_error);
  BOOST_TEST(rg::foot_strike_params{}.validate().empty());
}

BOOST_AUTO_TEST_SUITE_END()

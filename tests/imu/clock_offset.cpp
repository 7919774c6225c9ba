#include <retrogait/imu/clock_offset.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/testing/disturbances.hpp>
#include <retrogait/testing/virtual_leg.hpp>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using rg::placement;
using rg::reason;

BOOST_AUTO_TEST_SUITE(clock_offset)

rt::leg_walk walk(const rt::virtual_leg& leg = {}) {
  rt::virtual_leg worn = leg;
  worn.placements = rt::all_leg_placements();
  return worn.walk();
}

const rt::leg_walk& plain() {
  static const rt::leg_walk w = walk();
  return w;
}

/// The same sensor, its clock wrong so that offset_s must be added to put it right.
rg::recording with_clock(rg::recording r, double offset_s) {
  r.time_s.array() -= offset_s;
  return r;
}

rg::recording rows(const rg::recording& r, std::ptrdiff_t first, std::ptrdiff_t count) {
  rg::recording part = r;
  part.time_s = r.time_s.segment(first, count);
  part.acc_m_s2 = r.acc_m_s2.middleRows(first, count);
  part.gyr_rad_s = r.gyr_rad_s.middleRows(first, count);
  return part;
}

/// The virtual legs are rigid: what is left is the method's own error.
void check_offset(const rg::measured<double>& found, double truth_s, double tolerance_s = 0.003) {
  BOOST_REQUIRE_MESSAGE(found.has_value(), rg::to_string(found.why()));
  BOOST_TEST(std::abs(*found - truth_s) <= tolerance_s, *found << " instead of " << truth_s);
  BOOST_REQUIRE(found.margin().has_value());
  BOOST_TEST(*found.margin() >= 0.015);
  BOOST_TEST(*found.margin() < 0.03);
  BOOST_TEST(found.quality() > 0.6);
  BOOST_TEST(found.quality() <= 1);
  BOOST_TEST(found.n() >= 2u);
}

BOOST_AUTO_TEST_CASE(finds_what_was_set) {
  const rt::leg_walk& w = plain();
  for (const double offset_s : {-0.5, 0.0, 0.31}) {
    check_offset(
        rg::clock_offset(w[placement::left_thigh], with_clock(w[placement::left_shank], offset_s)),
        offset_s);
  }
  check_offset(
      rg::clock_offset(w[placement::right_shank], with_clock(w[placement::right_foot], 0.2)), 0.2);
}

BOOST_AUTO_TEST_CASE(walking_backward_is_no_different) {
  const rt::leg_walk w = walk({.direction = rg::direction::backward, .cadence_steps_min = 90});
  check_offset(
      rg::clock_offset(w[placement::left_thigh], with_clock(w[placement::left_shank], -0.2)), -0.2);
}

BOOST_AUTO_TEST_CASE(the_other_way_round_is_the_opposite) {
  const rt::leg_walk& w = plain();
  const rg::recording shank = with_clock(w[placement::left_shank], 0.2);
  const auto one = rg::clock_offset(w[placement::left_thigh], shank);
  const auto other = rg::clock_offset(shank, w[placement::left_thigh]);
  BOOST_REQUIRE((one.has_value() && other.has_value()));
  BOOST_TEST(std::abs(*one + *other) < 0.002);
}

BOOST_AUTO_TEST_CASE(how_they_are_worn_does_not_matter) {
  const rt::leg_walk& w = plain();
  const auto expected = rg::clock_offset(w[placement::left_thigh], w[placement::left_shank]);
  rg::recording thigh = rt::rotate_device(
      w[placement::left_thigh], rg::rotation_about<double>(rg::vec3<double>(1, 2, -1), 2.0));
  thigh.mounting = rg::mounting();
  const auto found = rg::clock_offset(thigh, w[placement::left_shank]);
  BOOST_REQUIRE((expected.has_value() && found.has_value()));
  BOOST_TEST(std::abs(*found - *expected) < 1e-6);
}

BOOST_AUTO_TEST_CASE(rates_may_differ_and_samples_be_lost) {
  const rt::leg_walk& w = plain();
  const rg::recording thigh = rt::resample_to(w[placement::left_thigh], 51.2, 0.002);
  const rg::recording shank = with_clock(w[placement::left_shank], 0.1);
  check_offset(rg::clock_offset(thigh, shank), 0.1, 0.006);
  // Half a second is missing in the middle.
  const std::ptrdiff_t n = shank.size();
  rg::recording holed = shank;
  const std::ptrdiff_t kept = n - 50;
  holed.time_s.resize(kept);
  holed.acc_m_s2.resize(kept, 3);
  holed.gyr_rad_s.resize(kept, 3);
  holed.time_s << shank.time_s.head(n / 2), shank.time_s.tail(kept - n / 2);
  holed.acc_m_s2 << shank.acc_m_s2.topRows(n / 2), shank.acc_m_s2.bottomRows(kept - n / 2);
  holed.gyr_rad_s << shank.gyr_rad_s.topRows(n / 2), shank.gyr_rad_s.bottomRows(kept - n / 2);
  check_offset(rg::clock_offset(w[placement::left_thigh], holed), 0.1);
}

BOOST_AUTO_TEST_CASE(says_why_it_does_not_know) {
  const rt::leg_walk& w = plain();
  const rg::recording& thigh = w[placement::left_thigh];
  const rg::recording& shank = w[placement::left_shank];
  const auto why = [](const rg::recording& a, const rg::recording& b) {
    const auto found = rg::clock_offset(a, b);
    BOOST_TEST(!found.has_value());
    return found.why();
  };
  // No joint between them.
  BOOST_TEST((why(thigh, w[placement::left_foot]) == reason::sensor_missing));
  BOOST_TEST((why(thigh, w[placement::right_shank]) == reason::sensor_missing));
  BOOST_TEST((why(thigh, thigh) == reason::sensor_missing));
  rg::recording phone = thigh;
  phone.placement = placement::phone;
  BOOST_TEST((why(phone, shank) == reason::sensor_missing));
  // No gyroscope.
  rg::recording blind = shank;
  blind.gyr_rad_s.resize(0, 3);
  BOOST_TEST((why(thigh, blind) == reason::sensor_missing));
  // Nothing, too little, and nothing in common.
  rg::recording nothing;
  nothing.placement = placement::left_shank;
  nothing.gyr_rad_s = rg::matrix_n3::Zero(1, 3);
  BOOST_TEST((why(thigh, nothing) == reason::too_few_values));
  BOOST_TEST((why(thigh, rows(shank, 0, 300)) == reason::too_few_values));
  BOOST_TEST((why(thigh, with_clock(shank, 100)) == reason::too_few_values));
  // Standing.
  const rt::leg_walk standing = walk({.steps = 4, .stand_s = 12});
  BOOST_TEST((why(rows(standing[placement::left_thigh], 0, 1000),
                  rows(standing[placement::left_shank], 0, 1000)) == reason::no_walking));
  // More than it was to look for.
  BOOST_TEST((why(thigh, with_clock(shank, 0.8)) == reason::disagree));
}

BOOST_AUTO_TEST_CASE(a_gap_throughout_is_a_gap) {
  const rt::leg_walk& w = plain();
  // A sample every 0.2 s: the swing between two of them is not known.
  const rg::recording thin = rt::resample_to(w[placement::left_shank], 5);
  BOOST_TEST((rg::clock_offset(w[placement::left_thigh], thin).why() == reason::gap));
}

BOOST_AUTO_TEST_CASE(two_walks_are_not_taken_for_one) {
  const rt::leg_walk other = walk({.cadence_steps_min = 95, .stride_length_m = 1.1});
  BOOST_TEST(
      (rg::clock_offset(plain()[placement::left_thigh], other[placement::left_shank]).why() ==
       reason::disagree));
  // The other leg under a wrong name.
  rg::recording wrong = plain()[placement::right_shank];
  wrong.placement = placement::left_shank;
  BOOST_TEST((rg::clock_offset(plain()[placement::left_thigh], wrong).why() == reason::disagree));
}

BOOST_AUTO_TEST_CASE(parameters_that_make_no_sense_are_refused_by_name) {
  const rg::clock_offset_params wrong{.max_offset_s = 0,
                                      .cutoff_hz = 0,
                                      .least_motion_m_s2 = 0,
                                      .max_misfit = 0,
                                      .least_contrast = 0};
  BOOST_TEST(wrong.validate().size() == 5u);
  BOOST_CHECK_THROW(
      rg::clock_offset(plain()[placement::left_thigh], plain()[placement::left_shank], wrong),
      rg::config_error);
  BOOST_TEST(rg::clock_offset_params{}.validate().empty());
}

BOOST_AUTO_TEST_SUITE_END()

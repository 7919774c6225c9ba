#include <retrogait/core/run.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/segment/calibrate_mounting.hpp>
#include <retrogait/segment/settled_directions.hpp>
#include <retrogait/testing/checks.hpp>
#include <retrogait/testing/disturbances.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using rg::direction;
using rg::mounting_doubt;

BOOST_AUTO_TEST_SUITE(calibrate_mounting)

constexpr std::array both{direction::forward, direction::backward};

rt::virtual_walk steps(direction way, int n, const rt::sensor_model& sensor = {},
                       std::uint64_t seed = 1) {
  return rt::virtual_walker{.plan = {rt::stand_for(2), rt::walk_steps(way, n), rt::stand_for(2)},
                            .sensor = sensor,
                            .seed = seed}
      .walk();
}

/// As the recording would be if nobody had said how the sensor was worn.
rg::recording hidden(const rt::virtual_walk& walk) {
  rg::recording r = walk[rg::placement::lumbar];
  r.mounting = rg::mounting();
  return r;
}

/// The same, turned about a body axis (0 forward, 1 left, 2 up) on the body.
rg::recording turned(const rg::recording& r, int axis, double degrees) {
  const Eigen::Matrix3d body = *rg::mounting({0, 1}, {2, -1}).body_from_device();
  const Eigen::Vector3d about = body.transpose() * Eigen::Vector3d::Unit(axis);
  return rt::rotate_device(r, rg::rotation_about<double>(about, degrees * std::numbers::pi / 180));
}

BOOST_AUTO_TEST_CASE(ten_steps_tell_how_the_sensor_is_worn_whichever_way_that_is) {
  const Eigen::Matrix3d body = *rg::mounting({0, 1}, {2, -1}).body_from_device();
  for (const direction way : both) {
    const rg::recording r = hidden(steps(way, 10));
    int n = 0;
    for (int axis = 0; axis < 9; ++axis) {
      for (int signs = 0; signs < 4; ++signs) {
        const rg::device_axis up{axis / 3, signs % 2 == 0 ? 1 : -1};
        const rg::device_axis forward{axis % 3, signs < 2 ? 1 : -1};
        if (up.index == forward.index) continue;
        ++n;
        const rg::mounting worn(up, forward, rg::knowledge::calibrated);
        const auto found = rg::calibrate_mounting(
            rt::rotate_device(r, worn.body_from_device()->transpose() * body), way);
        BOOST_TEST_CONTEXT(to_string(way)
                           << ", " << found.mounting.text() << ", " << to_string(found.doubt)) {
          BOOST_TEST(found.resolved());
          BOOST_TEST((found.mounting == worn));
          BOOST_TEST(found.probability >= 0.9);
          BOOST_TEST(found.probability <= (way == direction::forward ? 0.985 : 0.94));
          BOOST_TEST(found.steps >= 9u);
          BOOST_TEST(found.turned_deg < 15);
          BOOST_TEST(found.tilted_deg < 10);
        }
      }
    }
    BOOST_TEST(n == 24);
  }
}

BOOST_AUTO_TEST_CASE(other_people_and_sensors_that_are_worn_askew) {
  for (const direction way : both) {
    for (std::uint64_t seed = 2; seed < 4; ++seed) {
      const rg::recording r = hidden(steps(way, 10, {.acc_noise_m_s2 = 0.1}, seed));
      for (int axis = 0; axis < 3; ++axis) {
        for (const double degrees : {-15.0, 15.0}) {
          const auto found = rg::calibrate_mounting(turned(r, axis, degrees), way);
          BOOST_TEST((found.mounting == rg::mounting({0, 1}, {2, -1}, rg::knowledge::calibrated)),
                     to_string(way)
                         << ", seed " << seed << ", turned by " << degrees << " about " << axis
                         << ": " << found.mounting.text() << ", " << to_string(found.doubt));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(says_how_far_askew) {
  const rg::recording r = hidden(steps(direction::forward, 12));
  const auto straight = rg::calibrate_mounting(r, direction::forward);
  const auto tilted = rg::calibrate_mounting(turned(r, 1, 20), direction::forward);
  BOOST_TEST(std::abs(tilted.tilted_deg - 20) < straight.tilted_deg + 1);
  BOOST_TEST(std::abs(tilted.turned_deg - straight.turned_deg) < 3);
  const auto aside = rg::calibrate_mounting(turned(r, 2, 20), direction::forward);
  BOOST_TEST(std::abs(aside.turned_deg - 20) < straight.turned_deg + 1);
  BOOST_TEST(std::abs(aside.tilted_deg - straight.tilted_deg) < 1);
}

BOOST_AUTO_TEST_CASE(between_two_axes_there_is_no_mounting) {
  const rg::recording r = hidden(steps(direction::forward, 12));
  for (const double degrees : {45.0, 135.0, -45.0, -135.0}) {
    const auto found = rg::calibrate_mounting(turned(r, 2, degrees), direction::forward);
    BOOST_TEST((found.doubt == mounting_doubt::between_axes), degrees);
    BOOST_TEST(!found.resolved());
    BOOST_TEST((found.mounting == rg::mounting::up_only({0, 1}, rg::knowledge::inferred)));
    BOOST_TEST(found.probability == 0.5);
    BOOST_TEST(found.turned_deg > 30);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_direction_gives_the_opposite_axis) {
  for (const direction way : both) {
    const direction other = way == direction::forward ? direction::backward : direction::forward;
    const auto found = rg::calibrate_mounting(hidden(steps(way, 10)), other);
    BOOST_TEST((found.mounting == rg::mounting({0, 1}, {2, 1}, rg::knowledge::calibrated)));
  }
}

BOOST_AUTO_TEST_CASE(too_little_is_said_to_be_too_little) {
  const auto doubt = [](const rg::recording& r) {
    const auto found = rg::calibrate_mounting(r, direction::forward);
    BOOST_TEST(found.probability == 0.5);
    BOOST_TEST(!found.mounting.forward().has_value());
    return found.doubt;
  };
  BOOST_TEST((doubt(hidden(steps(direction::forward, 4))) == mounting_doubt::too_few_steps));
  BOOST_TEST((doubt(rg::recording{}) == mounting_doubt::no_walking));
  rg::recording standing = hidden(steps(direction::forward, 4));
  standing.acc_m_s2.rowwise() = Eigen::RowVector3d(9.81, 0, 0);
  BOOST_TEST((doubt(standing) == mounting_doubt::no_walking));
  // What along every axis is as regular, or as irregular, has no forward axis.
  rg::recording flat = hidden(steps(direction::forward, 12));
  flat.acc_m_s2.col(1).setZero();
  flat.acc_m_s2.col(2).setZero();
  const auto found = rg::calibrate_mounting(flat, direction::forward);
  BOOST_TEST(!found.resolved());
}

BOOST_AUTO_TEST_CASE(what_is_no_walk_calibrates_nothing) {
  for (std::uint64_t seed = 1; seed < 3; ++seed) {
    const rt::stray_motion motion{
        .seconds = 30, .sensor = {.mounting_stated = false}, .seed = seed};
    for (const rg::recording& r :
         {motion.sitting_down(), motion.bending(), motion.car_ride(), motion.lift()}) {
      BOOST_TEST(!rg::calibrate_mounting(r, direction::forward).resolved(), r.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_run_and_a_limp_are_not_taken_for_a_walk) {
  // What was learned from walking says nothing of them: better no axis than a wrong one.
  for (std::uint64_t seed = 1; seed < 4; ++seed) {
    rt::virtual_walker walker{
        .plan = {rt::stand_for(2), rt::walk_steps(direction::forward, 12), rt::stand_for(2)},
        .seed = seed};
    walker.forward = rt::running();
    BOOST_TEST(!rg::calibrate_mounting(hidden(walker.walk()), direction::forward).resolved());
    walker.forward = rt::limping<>(rg::side::left);
    BOOST_TEST(!rg::calibrate_mounting(hidden(walker.walk()), direction::forward).resolved());
  }
}

BOOST_AUTO_TEST_CASE(without_a_known_direction_it_is_as_sure_as_its_prior) {
  for (const direction way : both) {
    const rg::recording r = hidden(steps(way, 12));
    const auto open = rg::infer_mounting(r, 0.5);
    BOOST_TEST((open.doubt == mounting_doubt::uncertain));
    BOOST_TEST(open.probability < 0.55);
    BOOST_TEST(open.turned_deg < 15);
    BOOST_TEST(!open.mounting.forward().has_value());

    const auto daily = rg::infer_mounting(r, 0.97);
    const int sign = way == direction::forward ? -1 : 1;  // a prior can be wrong
    BOOST_TEST((daily.mounting == rg::mounting({0, 1}, {2, sign}, rg::knowledge::inferred)));
    BOOST_TEST(daily.probability > 0.9);
    BOOST_TEST(daily.probability <= 0.97);
    const auto reverse = rg::infer_mounting(r, 0.03);
    BOOST_TEST((reverse.mounting == rg::mounting({0, 1}, {2, -sign}, rg::knowledge::inferred)));
  }
  const rg::recording r = hidden(steps(direction::forward, 12));
  const auto sure = rg::infer_mounting(r, 1);
  BOOST_TEST(sure.probability == rg::calibrate_mounting(r, direction::forward).probability);
}

BOOST_AUTO_TEST_CASE(the_direction_is_known_from_then_on) {
  rt::sensor_model sensor;
  sensor.up = {1, -1};
  sensor.forward = {0, 1};
  const auto worn =
      rg::calibrate_mounting(hidden(steps(direction::forward, 10, sensor)), direction::forward);
  for (const direction way : both) {
    const rt::virtual_walk walk = steps(way, 20, sensor, 7);
    const rg::step_detector<double> detector({.mounting = worn.mounting});
    const auto found = rg::settle_directions(rg::detect(hidden(walk).acceleration(), detector),
                                             {.mounting_probability = worn.probability});
    const auto score = rt::match_contacts(found, walk.truth.contacts, 0.15);
    BOOST_TEST(score.right_direction_n >= 17u, score.text());
    BOOST_TEST(score.direction_accuracy() == 1.0, score.text());
    for (const rg::contact& c : found) BOOST_TEST(c.direction.probability <= worn.probability);
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_asked_is_refused) {
  const rg::recording r = hidden(steps(direction::forward, 4));
  for (const direction way : {direction::unknown, direction::sideways, direction::turning}) {
    BOOST_CHECK_THROW(rg::calibrate_mounting(r, way), rg::config_error);
  }
  for (const double share : {-0.1, 1.1, std::nan("")}) {
    BOOST_CHECK_THROW(rg::infer_mounting(r, share), rg::config_error);
  }
  rg::recording foot = r;
  foot.placement = rg::placement::left_foot;
  BOOST_CHECK_THROW(rg::calibrate_mounting(foot, direction::forward), rg::config_error);
  rg::recording uneven = r;
  uneven.acc_m_s2.conservativeResize(3, 3);
  BOOST_CHECK_THROW(rg::calibrate_mounting(uneven, direction::forward), rg::config_error);

  const auto fields = [](const rg::calibration_params& params) {
    std::string names;
    for (const rg::issue& i : params.validate()) names += i.field + " ";
    return names;
  };
  BOOST_TEST(fields({}) == "");
  BOOST_TEST(fields({.min_steps = 2}) == "min_steps ");
  BOOST_TEST(fields({.least_probability = 1}) == "least_probability ");
  BOOST_TEST(fields({.least_contrast = -1}) == "least_contrast ");
  BOOST_TEST(fields({.most_turned_deg = 46}) == "most_turned_deg ");
  BOOST_TEST(fields({.direction = {.weight = 2}}) == "weight ");
  BOOST_TEST(fields({.model = nullptr}) == "model ");
  BOOST_CHECK_THROW(rg::calibrate_mounting(r, direction::forward, {.min_steps = 0}),
                    rg::config_error);
}

BOOST_AUTO_TEST_SUITE_END()

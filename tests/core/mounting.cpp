#include <retrogait/core/mounting.hpp>

#include <string>
#include <string_view>

#include "../support/test.hpp"

namespace rg = retrogait;
using rg::device_axis;
using rg::mounting;

BOOST_AUTO_TEST_SUITE(mounting_of_a_sensor)

std::vector<device_axis> all_axes() {
  return {{0, 1}, {0, -1}, {1, 1}, {1, -1}, {2, 1}, {2, -1}};
}

BOOST_AUTO_TEST_CASE(axes_are_read_as_they_are_written) {
  for (const device_axis axis : all_axes()) {
    BOOST_TEST((device_axis::parse(axis.name()) == axis));
    BOOST_TEST(axis.unit_vector().norm() == 1);
    BOOST_TEST(axis.unit_vector()[axis.index] == axis.sign);
  }
  BOOST_TEST((device_axis::parse("y") == device_axis{1, 1}));
  BOOST_TEST((device_axis::parse("-Z") == device_axis{2, -1}));
  for (std::string_view text : {"", "+", "-", "w", "xx", "+-x", "x+", " x", "1", "["}) {
    BOOST_TEST(!device_axis::parse(text).has_value(), "'" << text << "' was read as an axis");
  }
}

BOOST_AUTO_TEST_CASE(all_24_right_angle_mountings_are_rotations) {
  int count = 0;
  for (const device_axis up : all_axes()) {
    for (const device_axis forward : all_axes()) {
      if (up.index == forward.index) continue;
      ++count;
      const mounting m(up, forward);
      const Eigen::Matrix3d r = m.body_from_device().value();
      BOOST_TEST((r * r.transpose() == Eigen::Matrix3d::Identity()));
      BOOST_TEST((r * forward.unit_vector() == Eigen::Vector3d::UnitX()));
      BOOST_TEST((r * up.unit_vector() == Eigen::Vector3d::UnitZ()));
      const double determinant = r(0, 0) * (r(1, 1) * r(2, 2) - r(1, 2) * r(2, 1)) -
                                 r(0, 1) * (r(1, 0) * r(2, 2) - r(1, 2) * r(2, 0)) +
                                 r(0, 2) * (r(1, 0) * r(2, 1) - r(1, 1) * r(2, 0));
      BOOST_TEST(determinant == 1);
      BOOST_TEST((mounting::parse(m.text()) == m));
    }
  }
  BOOST_TEST(count == 24);
}

BOOST_AUTO_TEST_CASE(knows_what_was_said_and_how) {
  const mounting nothing;
  BOOST_TEST(!nothing.up().has_value());
  BOOST_TEST(!nothing.body_from_device().has_value());
  BOOST_TEST((nothing.vertical_knowledge() == rg::knowledge::unknown));
  BOOST_TEST((nothing.forward_knowledge() == rg::knowledge::unknown));
  BOOST_TEST(nothing.text() == "unknown");

  const mounting upright = mounting::up_only({1, -1}, rg::knowledge::assumed);
  BOOST_TEST((upright.up() == device_axis{1, -1}));
  BOOST_TEST(!upright.forward().has_value());
  BOOST_TEST(!upright.body_from_device().has_value());
  BOOST_TEST((upright.vertical_knowledge() == rg::knowledge::assumed));
  BOOST_TEST((upright.forward_knowledge() == rg::knowledge::unknown));
  BOOST_TEST(upright.text() == "up=-y");
  BOOST_TEST((mounting::parse("up=-y") == mounting::up_only({1, -1})));

  const mounting full({0, 1}, {2, -1}, rg::knowledge::calibrated);
  BOOST_TEST((full.vertical_knowledge() == rg::knowledge::calibrated));
  BOOST_TEST((full.forward_knowledge() == rg::knowledge::calibrated));
  BOOST_TEST(full.text() == "up=+x,forward=-z");
  BOOST_TEST((full != mounting({0, 1}, {2, -1})));  // the same axes, known in another way
}

BOOST_AUTO_TEST_CASE(either_order_and_bare_letters_are_read) {
  const mounting expected({0, 1}, {2, -1});
  for (std::string_view text : {"up=+x,forward=-z", "forward=-z,up=+x", "up=x,forward=-Z"}) {
    BOOST_TEST((mounting::parse(text) == expected));
  }
}

void check_refused(std::string_view text, const std::string& expected) {
  BOOST_TEST_CONTEXT("'" << text << "'") {
    try {
      mounting::parse(text);
      BOOST_ERROR("was read");
    } catch (const rg::config_error& e) {
      BOOST_TEST(e.what() == "mounting: " + expected);
      BOOST_TEST(e.list().size() == 1u);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_bad_text_is_refused_with_the_part_that_is_bad) {
  const std::string example = "; expected such as up=+x,forward=-z";
  check_refused("", "'' does not say which axis points up" + example);
  check_refused("forward=-z", "'forward=-z' does not say which axis points up" + example);
  check_refused("up", "'' is no axis" + example);
  check_refused("up=", "'' is no axis" + example);
  check_refused("up=+w", "'+w' is no axis" + example);
  check_refused("up=+x,forward=--z", "'--z' is no axis" + example);
  check_refused("up=+x=+y", "'+x=+y' is no axis" + example);
  check_refused("down=+x", "'down=+x' names neither up nor forward" + example);
  check_refused(",up=+x", "'' names neither up nor forward" + example);
  check_refused("up=+x,", "'' names neither up nor forward" + example);
  check_refused("up=+x, forward=-z", "' forward=-z' names neither up nor forward" + example);
  check_refused("up=+x,up=+y", "'up' is given twice" + example);
  check_refused("up=+x,forward=-z,forward=-z", "'forward' is given twice" + example);
  const std::string same_axis = " lie on the same axis; they must be at right angles";
  check_refused("up=+x,forward=-x", "up=+x and forward=-x" + same_axis);
  check_refused("up=+y,forward=+y", "up=+y and forward=+y" + same_axis);
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/print.hpp>
#include <retrogait/metrics/step_length_calibration.hpp>

#include <limits>

#include "../support/test.hpp"

namespace rg = retrogait;
using rg::direction;

BOOST_AUTO_TEST_SUITE(step_length_calibration)

std::vector<std::string> fields_of(const rg::issues& found) {
  std::vector<std::string> fields;
  for (const rg::issue& i : found) fields.push_back(i.field);
  return fields;
}

constexpr rg::step_length_calibration fine{.factor = 1.1, .margin = 0.03, .steps = 20};

BOOST_AUTO_TEST_CASE(every_wrong_field_is_named) {
  BOOST_TEST(fine.validate().empty());
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double wrong : {-1.0, nan}) {
    const rg::step_length_calibration bad{
        .way = direction::unknown, .factor = wrong, .margin = wrong, .steps = 0, .height_m = 172};
    BOOST_TEST((fields_of(bad.validate()) ==
                std::vector<std::string>{"way", "factor", "margin", "steps", "height_m"}));
  }
}

BOOST_AUTO_TEST_CASE(heights_in_centimetres_and_zero_are_refused) {
  for (const double height_m : {172.0, 0.0, -1.7, std::numeric_limits<double>::quiet_NaN()}) {
    BOOST_TEST((fields_of(rg::step_length_knowledge{.height_m = height_m}.validate()) ==
                std::vector<std::string>{"height_m"}));
  }
  BOOST_TEST(rg::step_length_knowledge{.height_m = 1.72}.validate().empty());
  BOOST_TEST(rg::step_length_knowledge{}.validate().empty());
}

BOOST_AUTO_TEST_CASE(a_calibration_belongs_to_its_direction) {
  rg::step_length_calibration backward = fine;
  backward.way = direction::backward;
  const rg::step_length_knowledge known{.forward = fine, .backward = backward};
  BOOST_TEST(known.validate().empty());
  BOOST_TEST((known.of(direction::forward) == fine));
  BOOST_TEST((known.of(direction::backward) == backward));
  const rg::step_length_knowledge exchanged{.forward = backward, .backward = fine};
  BOOST_TEST((fields_of(exchanged.validate()) == std::vector<std::string>{"forward", "backward"}));
  backward.factor = 0;
  BOOST_TEST((fields_of(rg::step_length_knowledge{.backward = backward}.validate()) ==
              std::vector<std::string>{"backward.factor"}));
}

BOOST_AUTO_TEST_CASE(calibrations_compare) {
  rg::step_length_calibration other = fine;
  BOOST_TEST((other == fine));
  other.factor = 1.2;
  BOOST_TEST((other != fine));
  BOOST_TEST(to_string(rg::calibrated_by::distance) == "distance");
  BOOST_TEST(to_string(rg::calibrated_by::treadmill) == "treadmill");
}

BOOST_AUTO_TEST_SUITE_END()

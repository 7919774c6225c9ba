#include <retrogait/core/print.hpp>
#include <retrogait/metrics/symmetry.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/testing/random.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "../support/test.hpp"
#include "step_series.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using boost::test_tools::tolerance;
using rg::reason;
using rg::side;

BOOST_AUTO_TEST_SUITE(symmetry)

/// Strides of one second whose foot stands for so long, right foot first; as many metres long as it
/// stands for seconds.
std::vector<rg::stride> strides(const durations& stances) {
  std::vector<rg::stride> out;
  for (double t : stances) {
    rg::stride s{0, 1, out.size() % 2 == 0 ? side::right : side::left};
    s.final_contact_s = t;
    s.length_m = t;
    out.push_back(s);
  }
  return out;
}

BOOST_AUTO_TEST_CASE(the_formulas_by_hand) {
  BOOST_TEST(rg::symmetry_index(0.6, 0.5) == 100 * 0.1 / 0.55, tolerance(1e-12));
  BOOST_TEST(rg::symmetry_index(3, 1) == 100);
  BOOST_TEST(rg::symmetry_ratio(0.6, 0.5) == 1.2, tolerance(1e-12));
  // Step lengths of .39 and .25 m in table 1 of Int J Phys Med Rehabil 2:201.
  BOOST_TEST(rg::symmetry_index(0.39, 0.25) == 43.75, tolerance(1e-9));
  BOOST_TEST(rg::symmetry_angle(0.39, 0.25) == 13.71, tolerance(1e-3));
  BOOST_TEST(rg::symmetry_ratio(0.39, 0.25) == 1.56, tolerance(1e-9));
  BOOST_TEST(rg::symmetry_angle(1, std::sqrt(3.0)) == -100.0 / 6, tolerance(1e-9));
  BOOST_TEST(rg::limb_symmetry(0.54, 0.6) == 90, tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(exchanged_feet_and_a_common_factor_do_what_they_should) {
  BOOST_TEST(rc::check([] {
    const double left = *rc::gen::inRange(1, 1000) / 100.0;
    const double right = *rc::gen::inRange(1, 1000) / 100.0;
    const double factor = *rc::gen::inRange(1, 1000) / 100.0;
    const auto same = [](double a, double b) {
      RC_ASSERT(std::abs(a - b) <= 1e-9 * (1 + std::abs(a)));
    };
    same(rg::symmetry_index(left, right), -rg::symmetry_index(right, left));
    same(rg::symmetry_angle(left, right), -rg::symmetry_angle(right, left));
    same(rg::symmetry_ratio(left, right), rg::symmetry_ratio(right, left));
    same(rg::limb_symmetry(left, right), 1e4 / rg::limb_symmetry(right, left));
    same(rg::symmetry_index(left, right), rg::symmetry_index(factor * left, factor * right));
    same(rg::symmetry_angle(left, right), rg::symmetry_angle(factor * left, factor * right));
    same(rg::symmetry_ratio(left, right), rg::symmetry_ratio(factor * left, factor * right));
    same(rg::limb_symmetry(left, right), rg::limb_symmetry(factor * left, factor * right));
    RC_ASSERT(rg::symmetry_ratio(left, right) >= 1);
    RC_ASSERT(std::abs(rg::symmetry_index(left, right)) < 200);
    RC_ASSERT(std::abs(rg::symmetry_angle(left, right)) < 50);
    // Index and angle are the same thing on different scales.
    same(std::tan(std::numbers::pi / 200 * rg::symmetry_angle(left, right)),
         rg::symmetry_index(left, right) / 200);
  }));
}

BOOST_AUTO_TEST_CASE(a_value_that_is_not_positive_is_a_bug_of_the_caller) {
  struct thrown {};
  const auto before = rg::set_assertion_handler([](const rg::assertion_info&) { throw thrown{}; });
  BOOST_CHECK_THROW(rg::symmetry_index(0, 1), thrown);
  BOOST_CHECK_THROW(rg::symmetry_ratio(1, 0), thrown);
  BOOST_CHECK_THROW(rg::symmetry_angle(-1, 1), thrown);
  BOOST_CHECK_THROW(rg::limb_symmetry(1, 0), thrown);
  rg::set_assertion_handler(before);
}

BOOST_AUTO_TEST_CASE(every_comparison_is_its_formula_of_the_means) {
  const auto six = steps(alternating);
  const auto feet = strides(alternating);
  const auto check = [](const auto& found, double value) {
    BOOST_TEST(found->value() == value, tolerance(1e-9));
    BOOST_TEST(found.n() == 6u);
    BOOST_TEST(found.margin()->value() < 1e-12);  // either foot does the same each time
  };
  const double index = 100 * 0.1 / 0.55;
  check(rg::step_time_asymmetry(six), index);
  check(rg::stance_time_asymmetry(feet), index);
  check(rg::stride_length_asymmetry(feet), index);
  check(rg::swing_time_asymmetry(feet), 100 * 0.1 / 0.45);
  check(rg::step_time_difference(six), 0.1);
  check(rg::stance_time_difference(feet), 0.1);
  check(rg::swing_time_difference(feet), -0.1);
  check(rg::step_time_symmetry_ratio(six), 1.2);
  check(rg::stance_time_symmetry_ratio(feet), 1.2);
  check(rg::swing_time_symmetry_ratio(feet), 1.25);
  check(rg::step_time_symmetry_angle(six), rg::symmetry_angle(0.6, 0.5));
  check(rg::stance_time_limb_symmetry(feet, side::right), 100 * 0.5 / 0.6);
  check(rg::stance_time_limb_symmetry(feet, side::left), 120);
  check(rg::swing_time_limb_symmetry(feet, side::left), 80);
}

BOOST_AUTO_TEST_CASE(needs_three_of_either_foot_and_says_what_is_missing) {
  BOOST_TEST(rg::step_time_asymmetry({}).why() == reason::too_few_steps);
  BOOST_TEST(rg::stance_time_asymmetry({}).why() == reason::too_few_strides);
  const auto five = rg::step_time_asymmetry(steps({0.5, 0.6, 0.5, 0.6, 0.5}));
  BOOST_TEST(five.why() == reason::too_few_steps);
  BOOST_TEST(five.n() == 2u);
  BOOST_TEST(five.needed() == 3u);
  BOOST_TEST(rg::step_time_asymmetry(steps(alternating, false)).why() == reason::side_unknown);
  BOOST_TEST(rg::step_time_difference(steps(alternating, false)).why() == reason::side_unknown);
  for (std::size_t n : {1u, 2u}) {
    BOOST_TEST(rg::stance_time_symmetry_ratio(strides(durations(n, 0.6))).why() ==
               reason::too_few_strides);
  }
  // Steps of unknown side among known ones count for neither foot.
  auto some = steps(alternating);
  some.push_back({20, 23, side::unknown});
  BOOST_TEST(rg::step_time_asymmetry(some)->value() == 100 * 0.1 / 0.55, tolerance(1e-9));
  BOOST_TEST(rg::step_time_asymmetry(some).n() == 6u);
}

BOOST_AUTO_TEST_CASE(left_only_data_has_no_symmetry) {
  auto left_only = strides({0.6, 0.61, 0.62, 0.6, 0.6, 0.6, 0.6, 0.6});
  for (rg::stride& s : left_only) s.side = side::left;
  for (const auto& found :
       {rg::stance_time_asymmetry(left_only), rg::swing_time_asymmetry(left_only),
        rg::stride_length_asymmetry(left_only),
        rg::stance_time_limb_symmetry(left_only, side::left)}) {
    BOOST_TEST(found.why() == reason::too_few_strides);
    BOOST_TEST(found.n() == 0u);
    BOOST_TEST(found.needed() == 3u);
  }
}

BOOST_AUTO_TEST_CASE(a_limb_symmetry_needs_to_know_the_limb) {
  BOOST_TEST(rg::stance_time_limb_symmetry(strides(alternating), side::unknown).why() ==
             reason::not_reported);
  BOOST_TEST(rg::swing_time_limb_symmetry(strides(alternating), side::unknown).why() ==
             reason::not_reported);
}

BOOST_AUTO_TEST_CASE(a_phase_of_no_length_has_no_symmetry) {
  BOOST_TEST(rg::swing_time_asymmetry(strides(durations(8, 1.0))).why() == reason::degenerate);
  BOOST_TEST(rg::swing_time_symmetry_ratio(strides(durations(8, 1.0))).why() == reason::degenerate);
}

BOOST_AUTO_TEST_CASE(identical_steps_are_symmetric_beyond_doubt) {
  const auto same = steps(durations(16, 0.5));
  BOOST_TEST(rg::step_time_asymmetry(same)->value() == 0);
  BOOST_TEST(rg::step_time_asymmetry(same).margin()->value() == 0);
  BOOST_TEST(rg::step_time_difference(same)->value() == 0);
  BOOST_TEST(rg::step_time_symmetry_ratio(same)->value() == 1);
  BOOST_TEST(std::abs(rg::step_time_symmetry_angle(same)->value()) < 1e-12);
}

BOOST_AUTO_TEST_CASE(one_outlier_moves_the_difference_by_its_share_and_widens_the_margin) {
  durations list(20, 0.5);
  const auto before = rg::step_time_difference(steps(list));
  list[5] = 1.5;  // a left step, one of ten
  const auto after = rg::step_time_difference(steps(list));
  BOOST_TEST(before->value() == 0);
  BOOST_TEST(after->value() == 0.1, tolerance(1e-9));
  BOOST_TEST(after.margin()->value() > 0.1);  // so it is not told from nought
}

BOOST_AUTO_TEST_CASE(mirrored_steps_mirror_every_comparison) {
  BOOST_TEST(rc::check([] {
    durations list;
    for (int ms : *rc::gen::container<std::vector<int>>(13, rc::gen::inRange(300, 1500))) {
      list.push_back(ms / 1000.0);
    }
    const double factor = *rc::gen::inRange(2, 40) / 10.0;
    const auto original = steps(list);
    auto mirrored = original;
    for (rg::step& s : mirrored) s.side = opposite(s.side);
    durations slower = list;
    for (double& d : slower) d *= factor;
    const auto same = [](const auto& a, const auto& b, double scale = 1) {
      RC_ASSERT(std::abs(a->value() - scale * b->value()) <= 1e-8 * (1 + std::abs(a->value())));
      RC_ASSERT(std::abs(a.margin()->value() - std::abs(scale) * b.margin()->value()) <=
                1e-7 * (1 + a.margin()->value()));
    };
    same(rg::step_time_asymmetry(mirrored), rg::step_time_asymmetry(original));
    same(rg::step_time_difference(mirrored), rg::step_time_difference(original), -1);
    same(rg::step_time_symmetry_ratio(mirrored), rg::step_time_symmetry_ratio(original));
    same(rg::step_time_symmetry_angle(mirrored), rg::step_time_symmetry_angle(original), -1);
    same(rg::step_time_asymmetry(steps(slower)), rg::step_time_asymmetry(original));
    same(rg::step_time_difference(steps(slower)), rg::step_time_difference(original), factor);
    same(rg::step_time_symmetry_ratio(steps(slower)), rg::step_time_symmetry_ratio(original));
    same(rg::step_time_symmetry_angle(steps(slower)), rg::step_time_symmetry_angle(original));
  }));
}

BOOST_AUTO_TEST_CASE(margins_of_the_forms_agree_where_they_say_the_same) {
  // Near symmetry the forms are multiples of one another: index in percent, 200 ln(ratio), π times
  // the angle in percent; and so are their margins.
  rt::random_source random(8);
  durations list;
  for (int i = 0; i < 40; ++i) list.push_back((i % 2 == 0 ? 0.5 : 0.52) + 0.01 * random.normal());
  const auto all = steps(list);
  const double index = rg::step_time_asymmetry(all).margin()->value();
  BOOST_TEST(100 * rg::step_time_symmetry_ratio(all).margin()->value() == index, tolerance(0.05));
  BOOST_TEST(std::numbers::pi * rg::step_time_symmetry_angle(all).margin()->value() == index,
             tolerance(0.01));
  BOOST_TEST(100 / 0.51 * rg::step_time_difference(all).margin()->value() == index,
             tolerance(0.02));
}

BOOST_AUTO_TEST_CASE(the_margin_holds_the_truth_about_nineteen_times_in_twenty) {
  constexpr int trials = 500;
  for (const double likeness : {0.0, 0.6}) {
    for (const std::size_t n : {6u, 12u, 30u}) {
      rt::random_source random(21);
      int held_difference = 0;
      int held_index = 0;
      for (int i = 0; i < trials; ++i) {
        durations list;
        double drift = random.normal();
        for (std::size_t k = 0; k < n; ++k) {
          list.push_back((k % 2 == 0 ? 0.53 : 0.57) + 0.02 * drift);
          drift = likeness * drift + std::sqrt(1 - likeness * likeness) * random.normal();
        }
        const auto difference = rg::step_time_difference(steps(list));
        held_difference += std::abs(difference->value() - 0.04) <= difference.margin()->value();
        const auto index = rg::step_time_asymmetry(steps(list));
        held_index += std::abs(index->value() - 100 * 0.04 / 0.55) <= index.margin()->value();
      }
      BOOST_TEST_CONTEXT(n << " steps, neighbours correlate by " << likeness) {
        BOOST_TEST(held_difference >= trials * 91 / 100);
        BOOST_TEST(held_difference <= trials * 99 / 100);
        BOOST_TEST(held_index >= trials * 91 / 100);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_the_virtual_walker_was_told_is_found_in_its_true_contacts) {
  rt::virtual_walker walker;
  walker.forward.step_time_asymmetry = 0.1;
  walker.seconds = 120;
  walker.placements = {};
  const auto bouts = rg::assemble_bouts(walker.walk().truth.contacts);
  BOOST_REQUIRE(!bouts.empty());
  const auto found = rg::step_time_asymmetry(bouts.front().steps);
  BOOST_TEST(std::abs(found->value() - 10) <= found.margin()->value() + 0.5);
  BOOST_TEST(found.margin()->value() < 2);
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/print.hpp>
#include <retrogait/metrics/variability.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/testing/random.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <cmath>

#include "../support/test.hpp"
#include "step_series.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using boost::test_tools::tolerance;
using rg::reason;
using rg::side;

BOOST_AUTO_TEST_SUITE(variability)

/// Strides that take these times, stand for 0.6 of them, with a fifth of double support, and are as
/// long in metres.
std::vector<rg::stride> strides(const durations& list) {
  std::vector<rg::stride> out;
  for (double d : list) {
    rg::stride s{0, d, side::left};
    s.final_contact_s = 0.6 * d;
    s.initial_double_support_s = s.terminal_double_support_s = 0.1 * d;
    s.length_m = d;
    out.push_back(s);
  }
  return out;
}

double deviation_of(const durations& x) {
  double sum = 0;
  for (double v : x) sum += (v - mean_of(x)) * (v - mean_of(x));
  return std::sqrt(sum / static_cast<double>(x.size() - 1));
}

const durations twelve{1.02, 0.98, 1.05, 1.00, 0.97, 1.01, 1.08, 0.99, 1.03, 0.96, 1.00, 1.04};

BOOST_AUTO_TEST_CASE(six_steps_by_hand) {
  const auto six = steps(alternating);
  const double s = std::sqrt(0.003);
  BOOST_TEST(rg::step_time_sd(six)->value() == s, tolerance(1e-9));
  BOOST_TEST(rg::step_time_cv(six)->value() == 100 * s / 0.55, tolerance(1e-9));
  // Neighbours correlate by -5/6, which leaves the least degrees of freedom, 1.
  BOOST_TEST(rg::step_time_sd(six).margin()->value() == 14.9472394 * s, tolerance(1e-6));
  // Either foot takes the same time each step.
  BOOST_TEST(rg::step_time_sd_within_feet(six)->value() < 1e-12);
  BOOST_TEST(rg::step_time_sd_within_feet(six).n() == 6u);
}

BOOST_AUTO_TEST_CASE(every_quantity_has_its_deviation_and_its_share) {
  const auto all = strides(twelve);
  const double s = deviation_of(twelve);
  const double cv = 100 * s / mean_of(twelve);
  const auto check = [](const auto& found, double value) {
    BOOST_TEST(found->value() == value, tolerance(1e-9));
    BOOST_TEST(found.n() == 12u);
    BOOST_TEST(found.margin()->value() > 0);
  };
  check(rg::stride_time_sd(all), s);
  check(rg::stance_time_sd(all), 0.6 * s);
  check(rg::swing_time_sd(all), 0.4 * s);
  check(rg::double_support_time_sd(all), 0.2 * s);
  check(rg::stride_length_sd(all), s);
  check(rg::step_time_sd(steps(twelve)), s);
  check(rg::stride_time_cv(all), cv);
  check(rg::stance_time_cv(all), cv);
  check(rg::swing_time_cv(all), cv);
  check(rg::double_support_time_cv(all), cv);
  check(rg::stride_length_cv(all), cv);
  check(rg::step_time_cv(steps(twelve)), cv);
  // Median 1.005, median distance from it 0.025.
  const double robust = 100 * 1.4826 * 0.025 / 1.005;
  check(rg::stride_time_robust_cv(all), robust);
  check(rg::stride_length_robust_cv(all), robust);
  check(rg::step_time_robust_cv(steps(twelve)), robust);
}

BOOST_AUTO_TEST_CASE(the_margin_by_hand) {
  double squares = 0;
  double products = 0;
  for (std::size_t i = 0; i < twelve.size(); ++i) {
    const double d = twelve[i] - mean_of(twelve);
    squares += d * d;
    if (i > 0) products += d * (twelve[i - 1] - mean_of(twelve));
  }
  const double r = products / squares;
  const double nu = 11 * (1 - r * r) / (1 + r * r);
  const double margin = rg::stddev_margin_95(nu);
  const auto all = strides(twelve);
  BOOST_TEST(rg::stride_time_sd(all).margin()->value() == margin * deviation_of(twelve),
             tolerance(1e-9));
  // That of the mean hardly adds to it.
  const double cv_margin = margin * 100 * deviation_of(twelve) / mean_of(twelve);
  BOOST_TEST(rg::stride_time_cv(all).margin()->value() >= cv_margin);
  BOOST_TEST(rg::stride_time_cv(all).margin()->value() == cv_margin, tolerance(0.01));
  // The robust form pays for being robust.
  BOOST_TEST(rg::stride_time_robust_cv(all).margin()->value() >
             1.5 * margin * rg::stride_time_robust_cv(all)->value());
}

BOOST_AUTO_TEST_CASE(too_few_have_no_variability) {
  for (std::size_t n = 0; n < 6; ++n) {
    const durations few(n, 0.5);
    for (const auto& found :
         {rg::step_time_cv(steps(few)), rg::stride_time_cv(strides(few)),
          rg::stance_time_cv(strides(few)), rg::swing_time_cv(strides(few)),
          rg::double_support_time_cv(strides(few)), rg::stride_length_cv(strides(few))}) {
      BOOST_TEST(!found.has_value());
      BOOST_TEST(found.n() == n);
      BOOST_TEST(found.needed() == 6u);
    }
    BOOST_TEST(rg::step_time_sd(steps(few)).why() == reason::too_few_steps);
    BOOST_TEST(rg::stride_time_sd(strides(few)).why() == reason::too_few_strides);
    BOOST_TEST(rg::stance_time_sd(strides(few)).why() == reason::too_few_strides);
    BOOST_TEST(rg::stride_length_sd(strides(few)).why() == reason::too_few_strides);
  }
  BOOST_TEST(rg::step_time_cv(steps(durations(6, 0.5))).has_value());
  const auto eleven = rg::step_time_robust_cv(steps(durations(11, 0.5)));
  BOOST_TEST(eleven.why() == reason::too_few_steps);
  BOOST_TEST(eleven.needed() == 12u);
  BOOST_TEST(rg::stride_time_robust_cv({}).why() == reason::too_few_strides);
}

BOOST_AUTO_TEST_CASE(strides_that_lack_the_quantity_do_not_count) {
  auto all = strides(twelve);
  for (std::size_t i = 0; i < 7; ++i) {
    all[i].final_contact_s.reset();
    all[i].initial_double_support_s.reset();
    all[i].length_m.reset();
  }
  for (const auto& found : {rg::stance_time_cv(all), rg::swing_time_cv(all),
                            rg::double_support_time_cv(all), rg::stride_length_cv(all)}) {
    BOOST_TEST(found.why() == reason::too_few_strides);
    BOOST_TEST(found.n() == 5u);
  }
  BOOST_TEST(rg::stride_time_cv(all).n() == 12u);
}

BOOST_AUTO_TEST_CASE(identical_steps_do_not_vary) {
  const durations same(16, 0.5);
  for (const auto& found :
       {rg::step_time_cv(steps(same)), rg::stride_time_cv(strides(same)),
        rg::step_time_robust_cv(steps(same)), rg::stride_time_robust_cv(strides(same))}) {
    BOOST_TEST(found->value() == 0);
    BOOST_TEST(found.margin()->value() == 0);
  }
  BOOST_TEST(rg::step_time_sd(steps(same))->value() == 0);
  BOOST_TEST(rg::step_time_sd_within_feet(steps(same))->value() == 0);
}

BOOST_AUTO_TEST_CASE(one_outlier_moves_the_coefficient_of_variation_and_hardly_the_robust_form) {
  durations list = twelve;
  const double cv = rg::stride_time_cv(strides(list))->value();
  const double robust = rg::stride_time_robust_cv(strides(list))->value();
  list.push_back(2.0);  // a missed contact
  BOOST_TEST(rg::stride_time_cv(strides(list))->value() > 5 * cv);
  BOOST_TEST(rg::stride_time_robust_cv(strides(list))->value() < 1.3 * robust);
}

BOOST_AUTO_TEST_CASE(a_limp_is_no_variability_within_feet) {
  rt::random_source random(3);
  durations list;
  for (int i = 0; i < 60; ++i) list.push_back(0.55 + 0.02 * random.normal());
  const auto even = rg::step_time_sd_within_feet(steps(list));
  durations limping = list;
  for (std::size_t i = 0; i < limping.size(); ++i) limping[i] += i % 2 == 0 ? 0.05 : -0.05;
  const auto found = rg::step_time_sd_within_feet(steps(limping));
  BOOST_TEST(found->value() == even->value(), tolerance(1e-9));
  BOOST_TEST(found.margin()->value() == even.margin()->value(), tolerance(1e-9));
  BOOST_TEST(rg::step_time_sd(steps(limping))->value() > 2 * found->value());
  BOOST_TEST(found->value() == 0.02, tolerance(0.2));
}

BOOST_AUTO_TEST_CASE(within_feet_needs_both_feet) {
  BOOST_TEST(rg::step_time_sd_within_feet({}).why() == reason::too_few_steps);
  BOOST_TEST(rg::step_time_sd_within_feet(steps(alternating, false)).why() == reason::side_unknown);
  auto left_only = steps(twelve);
  for (rg::step& s : left_only) s.side = side::left;
  const auto found = rg::step_time_sd_within_feet(left_only);
  BOOST_TEST(found.why() == reason::too_few_steps);
  BOOST_TEST(found.n() == 0u);
  BOOST_TEST(found.needed() == 3u);
}

BOOST_AUTO_TEST_CASE(phases_below_nought_have_no_share) {
  auto odd = strides(twelve);
  for (rg::stride& s : odd) s.initial_double_support_s = -1;
  BOOST_TEST(rg::double_support_time_cv(odd).why() == reason::degenerate);
  BOOST_TEST(rg::double_support_time_sd(odd).has_value());
}

BOOST_AUTO_TEST_CASE(scale_mirror_and_the_direction_of_time) {
  BOOST_TEST(rc::check([] {
    durations list;
    for (int ms : *rc::gen::container<std::vector<int>>(14, rc::gen::inRange(300, 1500))) {
      list.push_back(ms / 1000.0);
    }
    const double factor = *rc::gen::inRange(2, 40) / 10.0;
    durations slower = list;
    for (double& d : slower) d *= factor;
    const durations reversed(list.rbegin(), list.rend());
    auto mirrored = steps(list);
    for (rg::step& s : mirrored) s.side = opposite(s.side);
    const auto same = [](const auto& a, const auto& b, double scale = 1) {
      RC_ASSERT(std::abs(a->value() - scale * b->value()) <= 1e-7 * (1 + a->value()));
      RC_ASSERT(std::abs(a.margin()->value() - scale * b.margin()->value()) <=
                1e-6 * (1 + a.margin()->value()));
    };
    same(rg::step_time_cv(steps(slower)), rg::step_time_cv(steps(list)));
    same(rg::step_time_robust_cv(steps(slower)), rg::step_time_robust_cv(steps(list)));
    same(rg::step_time_sd(steps(slower)), rg::step_time_sd(steps(list)), factor);
    same(rg::stride_length_sd(strides(slower)), rg::stride_length_sd(strides(list)), factor);
    same(rg::step_time_cv(steps(reversed)), rg::step_time_cv(steps(list)));
    same(rg::step_time_sd_within_feet(mirrored), rg::step_time_sd_within_feet(steps(list)));
    RC_ASSERT(std::abs(rg::step_time_sd(steps(list))->value() - deviation_of(list)) < 1e-9);
  }));
}

BOOST_AUTO_TEST_CASE(the_margin_holds_the_truth_about_as_often_as_said) {
  constexpr int trials = 500;
  const auto coverage = [](std::size_t n, auto function) {
    rt::random_source random(9);
    int held = 0;
    for (int i = 0; i < trials; ++i) {
      durations list;
      for (std::size_t k = 0; k < n; ++k) list.push_back(1 + 0.03 * random.normal());
      const auto found = function(strides(list));
      held += std::abs(found->value() - 3) <= found.margin()->value();
    }
    return static_cast<double>(held) / trials;
  };
  for (const std::size_t n : {6u, 12u, 30u}) {
    const double share = coverage(n, rg::stride_time_cv);
    BOOST_TEST(share > 0.93, n << " strides: " << share);
    BOOST_TEST(share < 0.99, n << " strides: " << share);
  }
  const double robust = coverage(30, rg::stride_time_robust_cv);
  BOOST_TEST(robust > 0.92, "robust: " << robust);
  BOOST_TEST(robust < 0.995, "robust: " << robust);
}

BOOST_AUTO_TEST_CASE(what_the_virtual_walker_was_told_is_found_in_its_true_contacts) {
  rt::virtual_walker walker;
  walker.forward.step_time_cv = 0.04;
  walker.forward.step_time_asymmetry = 0.1;
  walker.seconds = 120;
  walker.placements = {};
  const auto bouts = rg::assemble_bouts(walker.walk().truth.contacts);
  BOOST_REQUIRE(!bouts.empty());
  const rg::walking_bout& walked = bouts.front();
  const double step_s = 60 / walker.forward.cadence_steps_min;
  // Half the difference between the feet is a deviation of every step.
  BOOST_TEST(rg::step_time_cv(walked.steps)->value() == 100 * std::hypot(0.04, 0.05),
             tolerance(0.15));
  BOOST_TEST(rg::step_time_sd_within_feet(walked.steps)->value() == 0.04 * step_s, tolerance(0.15));
  BOOST_TEST(rg::stride_time_cv(walked.strides)->value() < rg::step_time_cv(walked.steps)->value());
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/print.hpp>
#include <retrogait/metrics/temporal.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "../support/test.hpp"
#include "step_series.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using boost::test_tools::tolerance;
using rg::reason;
using rg::side;

BOOST_AUTO_TEST_SUITE(temporal)

std::vector<rg::stride> strides(const durations& list) {
  std::vector<rg::stride> out;
  for (double d : list) out.push_back({2, 2 + d, side::left});
  return out;
}

BOOST_AUTO_TEST_CASE(six_steps_by_hand) {
  const auto six = steps(alternating);
  // From SciPy's cosine transform: tests/golden/series.csv.
  const double margin_s = 0.03712028236544633;

  const auto time = rg::step_time(six);
  BOOST_TEST(time->value() == 0.55, tolerance(1e-12));
  BOOST_TEST(time.margin()->value() == margin_s, tolerance(1e-6));
  BOOST_TEST(time.n() == 6u);

  const auto cadence = rg::cadence(six);
  BOOST_TEST(cadence->value() == 60 / 0.55, tolerance(1e-12));
  BOOST_TEST(cadence.margin()->value() == 60 / (0.55 * 0.55) * margin_s, tolerance(1e-6));
  BOOST_TEST(cadence.n() == 6u);

  BOOST_TEST(rg::step_time(six, side::right)->value() == 0.5, tolerance(1e-12));
  BOOST_TEST(rg::step_time(six, side::left)->value() == 0.6, tolerance(1e-12));
  BOOST_TEST(rg::step_time(six, side::left).margin()->value() < 1e-12);
  BOOST_TEST(rg::step_time(six, side::left).n() == 3u);
}

BOOST_AUTO_TEST_CASE(the_margin_of_strides_follows_their_order_in_time) {
  const durations ten{1.0, 1.1, 1.2, 1.1, 1.0, 1.1, 1.2, 1.1, 1.0, 1.1};
  const auto time = rg::stride_time(strides(ten));
  BOOST_TEST(time->value() == mean_of(ten), tolerance(1e-12));
  BOOST_TEST(time.margin()->value() == 0.050580716407555924, tolerance(1e-6));
  BOOST_TEST(time.n() == 10u);
  durations drifting = ten;
  std::sort(drifting.begin(), drifting.end());
  BOOST_TEST(rg::stride_time(strides(drifting))->value() == mean_of(ten), tolerance(1e-12));
  BOOST_TEST(rg::stride_time(strides(drifting)).margin()->value() > 2 * time.margin()->value());
}

BOOST_AUTO_TEST_CASE(no_step_and_one_step_are_too_few_for_a_mean) {
  for (std::size_t n = 0; n < 2; ++n) {
    const durations few(n, 0.5);
    const auto time = rg::step_time(steps(few));
    const auto cadence = rg::cadence(steps(few));
    const auto stride = rg::stride_time(strides(few));
    BOOST_TEST(time.why() == reason::too_few_steps);
    BOOST_TEST(cadence.why() == reason::too_few_steps);
    BOOST_TEST(stride.why() == reason::too_few_strides);
    for (std::size_t counted : {time.n(), cadence.n(), stride.n()}) BOOST_TEST(counted == n);
    for (std::size_t needed : {time.needed(), cadence.needed(), stride.needed()}) {
      BOOST_TEST(needed == 2u);
    }
  }
  const auto two = rg::step_time(steps({0.5, 0.7}));
  BOOST_TEST(two->value() == 0.6, tolerance(1e-12));
  BOOST_TEST(two.margin()->value() == 12.7062047 * 0.1, tolerance(1e-6));
  BOOST_TEST(rg::cadence(steps({0.5, 0.7}))->value() == 100, tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(identical_steps_leave_no_doubt) {
  std::vector<rg::step> same;
  std::vector<rg::stride> pairs;
  for (int i = 0; i < 16; ++i) {  // binary fractions, so that differences are exact
    same.push_back({0.5 * i, 0.5 * i + 0.5, i % 2 == 0 ? side::left : side::right});
    pairs.push_back({0.5 * i, 0.5 * i + 1.0, same.back().side});
  }
  BOOST_TEST(rg::step_time(same)->value() == 0.5);
  BOOST_TEST(rg::step_time(same).margin()->value() == 0);
  BOOST_TEST(rg::cadence(same)->value() == 120);
  BOOST_TEST(rg::cadence(same).margin()->value() == 0);
  BOOST_TEST(rg::stride_time(pairs)->value() == 1);
  BOOST_TEST(rg::stride_time(pairs).margin()->value() == 0);
}

BOOST_AUTO_TEST_CASE(one_outlier_moves_the_mean_and_widens_its_margin) {
  durations list(20, 0.5);
  list.push_back(1.55);
  const auto time = rg::step_time(steps(list));
  BOOST_TEST(time->value() == 0.55, tolerance(1e-12));
  const auto without = rg::step_time(steps(durations(21, 0.5)));
  BOOST_TEST(without.margin()->value() < 1e-12);
  BOOST_TEST(time.margin()->value() == 0.22211431945184762, tolerance(1e-6));  // SciPy, as above
}

BOOST_AUTO_TEST_CASE(times_follow_the_pace_and_do_not_care_for_the_names_of_the_feet) {
  BOOST_TEST(rc::check("scale, mirror and order", [] {
    durations list;
    for (int ms : *rc::gen::container<std::vector<int>>(12, rc::gen::inRange(300, 1500))) {
      list.push_back(ms / 1000.0);
    }
    const double factor = *rc::gen::inRange(2, 40) / 10.0;
    const auto original = steps(list);
    durations slower = list;
    for (double& d : slower) d *= factor;
    auto mirrored = original;
    for (rg::step& s : mirrored) s.side = opposite(s.side);
    auto reversed = original;
    std::reverse(reversed.begin(), reversed.end());

    const auto same = [](const auto& a, const auto& b, double scale = 1) {
      RC_ASSERT(std::abs(a->value() - scale * b->value()) <= 1e-9 * (1 + a->value()));
      RC_ASSERT(std::abs(a.margin()->value() - scale * b.margin()->value()) <=
                1e-8 * (1 + a.margin()->value()));
    };
    same(rg::step_time(steps(slower)), rg::step_time(original), factor);
    same(rg::cadence(steps(slower)), rg::cadence(original), 1 / factor);
    same(rg::step_time(mirrored), rg::step_time(original));
    same(rg::step_time(mirrored, side::left), rg::step_time(original, side::right));
    same(rg::step_time(reversed), rg::step_time(original));
    RC_ASSERT(std::abs(rg::step_time(original)->value() - mean_of(list)) < 1e-9);
  }));
}

/// The virtual walker's true steps.
rg::walking_bout true_bout(rt::virtual_walker walker) {
  walker.seconds = 120;
  walker.placements = {};
  return rg::assemble_bouts(walker.walk().truth.contacts).at(0);
}

BOOST_AUTO_TEST_CASE(what_the_virtual_walker_was_told_is_found_in_its_true_contacts) {
  for (const double cadence : {80.0, 110.0, 130.0}) {
    rt::virtual_walker walker;
    walker.forward.cadence_steps_min = cadence;
    walker.forward.step_time_cv = 0.04;
    walker.forward.step_time_asymmetry = 0.1;
    const rg::walking_bout walked = true_bout(walker);
    BOOST_TEST_CONTEXT("cadence " << cadence) {
      BOOST_TEST(rg::cadence(walked.steps)->value() == cadence, tolerance(0.01));
      BOOST_TEST(rg::step_time(walked.steps)->value() == 60 / cadence, tolerance(0.01));
      BOOST_TEST(rg::stride_time(walked.strides)->value() == 120 / cadence, tolerance(0.01));
      // Half the asymmetry to either side of the mean.
      const double difference_s = rg::step_time(walked.steps, side::left)->value() -
                                  rg::step_time(walked.steps, side::right)->value();
      BOOST_TEST(std::abs(difference_s) == 0.1 * 60 / cadence, tolerance(0.2));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_margin_holds_the_truth_about_nineteen_times_in_twenty) {
  int held = 0;
  constexpr int trials = 400;
  std::mt19937 random(7);
  std::normal_distribution<double> step_s(0.55, 0.03);
  for (int i = 0; i < trials; ++i) {
    durations list;
    for (int k = 0; k < 12; ++k) list.push_back(step_s(random));
    const auto time = rg::step_time(steps(list));
    held += std::abs(time->value() - 0.55) <= time.margin()->value();
  }
  BOOST_TEST(held >= trials * 92 / 100);
  BOOST_TEST(held <= trials * 98 / 100);
}

/// Strides of one second with a stance and both double supports; those below zero are not known.
std::vector<rg::stride> phased(const std::vector<std::array<double, 3>>& list) {
  std::vector<rg::stride> out;
  double t = 5;
  for (const auto& [stance, initial, terminal] : list) {
    rg::stride s{t, t + 1, side::left};
    if (stance > 0) s.final_contact_s = t + stance;
    if (initial > 0) s.initial_double_support_s = initial;
    if (terminal > 0) s.terminal_double_support_s = terminal;
    out.push_back(s);
    t += 1;
  }
  return out;
}

BOOST_AUTO_TEST_CASE(phases_of_three_strides_by_hand) {
  const auto three = phased({{0.60, 0.10, 0.12}, {0.62, 0.11, -1}, {0.64, 0.12, 0.14}});
  const auto check = [](const auto& found, double value, std::size_t n) {
    BOOST_TEST(found->value() == value, tolerance(1e-9));
    BOOST_TEST(found.n() == n);
    BOOST_TEST(found.margin().has_value());
  };
  check(rg::stance_time(three), 0.62, 3);
  check(rg::swing_time(three), 0.38, 3);
  check(rg::double_support_time(three), 0.24, 2);
  check(rg::single_support_time(three), 0.38, 2);
  // The strides take a second.
  check(rg::stance_share(three), 62, 3);
  check(rg::swing_share(three), 38, 3);
  check(rg::double_support_share(three), 24, 2);
  check(rg::single_support_share(three), 38, 2);
  // Of three values it is Student's margin, two degrees of freedom.
  BOOST_TEST(rg::stance_time(three).margin()->value() == 4.3026527 * 0.02 / std::sqrt(3.0),
             tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(phases_without_final_contacts_are_not_computable) {
  const auto check = [](const auto& found, std::size_t n) {
    BOOST_TEST(found.why() == reason::too_few_strides);
    BOOST_TEST(found.n() == n);
    BOOST_TEST(found.needed() == 2u);
  };
  const auto none = strides({1.0, 1.1, 1.0});
  check(rg::stance_time(none), 0);
  check(rg::swing_time(none), 0);
  check(rg::single_support_time(none), 0);
  check(rg::double_support_time(none), 0);
  check(rg::stance_share(none), 0);
  check(rg::swing_share(none), 0);
  check(rg::single_support_share(none), 0);
  check(rg::double_support_share(none), 0);
  // One foot's sensor knows stance, not double support; one stride is too few.
  const auto one_foot = phased({{0.6, -1, -1}, {0.6, -1, -1}});
  BOOST_TEST(rg::stance_time(one_foot).has_value());
  check(rg::double_support_time(one_foot), 0);
  check(rg::stance_time(phased({{0.6, 0.1, 0.1}})), 1);
}

BOOST_AUTO_TEST_CASE(shares_are_taken_stride_by_stride) {
  // Half of a short and half of a long stride: the share is one half, whatever the mean times are.
  std::vector<rg::stride> two{{0, 1, side::left}, {1, 3, side::left}};
  two[0].final_contact_s = 0.5;
  two[1].final_contact_s = 2;
  BOOST_TEST(rg::stance_share(two)->value() == 50, tolerance(1e-12));
  BOOST_TEST(rg::stance_share(two).margin()->value() == 0);
  BOOST_TEST(rg::stance_time(two)->value() == 0.75, tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(the_virtual_walkers_double_support_is_found_in_its_true_contacts) {
  for (const double share : {0.15, 0.24, 0.34}) {
    rt::virtual_walker walker;
    walker.forward.double_support_share = share;
    const rg::walking_bout walked = true_bout(walker);
    BOOST_TEST_CONTEXT("double support " << share << " of a step") {
      BOOST_TEST(rg::double_support_share(walked.strides)->value() == 100 * share, tolerance(0.05));
      BOOST_TEST(rg::stance_share(walked.strides)->value() == 50 + 50 * share, tolerance(0.02));
      BOOST_TEST(rg::single_support_share(walked.strides)->value() == 50 - 50 * share,
                 tolerance(0.02));
    }
  }
}

BOOST_AUTO_TEST_CASE(one_foot_tells_the_cadence_too) {
  std::vector<rg::stride> strides;
  for (int i = 0; i < 4; ++i) {
    strides.push_back({.start_s = 1.2 * i, .end_s = 1.2 * i + (i % 2 == 0 ? 1.1 : 1.3)});
  }
  const auto found = rg::cadence(strides);
  BOOST_TEST(found->value() == 100, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(found.n() == 4u);
  BOOST_TEST(
      found.margin()->value() == rg::stride_time(strides).margin()->value() * 120 / (1.2 * 1.2),
      boost::test_tools::tolerance(1e-9));
  strides.resize(1);
  BOOST_TEST((rg::cadence(strides).why() == rg::reason::too_few_strides));
}

BOOST_AUTO_TEST_CASE(one_foot_alone_needs_a_known_side_and_two_values) {
  const auto left_only = [](std::size_t n) {
    std::vector<rg::stride> out;
    for (std::size_t i = 0; i < n; ++i) {
      const double t = static_cast<double>(i);
      out.push_back({t, t + 1, side::left});
      out.back().final_contact_s = t + 0.625;
    }
    return out;
  };
  BOOST_TEST(rg::stance_time(left_only(4), side::left)->value() == 0.625, tolerance(1e-12));
  BOOST_TEST(rg::swing_time(left_only(4), side::left)->value() == 0.375, tolerance(1e-12));
  for (const auto& missing :
       {rg::stance_time(left_only(4), side::right), rg::swing_time(left_only(4), side::right)}) {
    BOOST_TEST(missing.why() == reason::too_few_strides);
    BOOST_TEST(missing.n() == 0u);
  }
  BOOST_TEST(rg::stance_time(left_only(1), side::left).n() == 1u);
  BOOST_TEST(rg::step_time(steps(alternating, false), side::left).why() == reason::side_unknown);
  BOOST_TEST(rg::step_time(steps(alternating), side::unknown).why() == reason::side_unknown);
  BOOST_TEST(rg::step_time({}, side::left).why() == reason::too_few_steps);
}

BOOST_AUTO_TEST_CASE(counts_and_durations_of_what_was_walked) {
  BOOST_TEST(rg::step_count(steps(alternating))->value() == 6);
  BOOST_TEST(rg::step_count({})->value() == 0);
  BOOST_TEST(rg::stride_count(strides({1.0, 1.1}))->value() == 2);
  BOOST_TEST(rg::stride_count({})->value() == 0);
  BOOST_TEST(rg::bout_duration({}).why() == reason::no_walking);
  BOOST_TEST(rg::walking_time({})->value() == 0);
  BOOST_TEST(rg::walking_time({}).n() == 0u);

  rt::virtual_walker walker;
  walker.seconds = 60;
  walker.placements = {};
  const auto walked = walker.walk();
  const std::vector<rg::walking_bout> bouts = rg::assemble_bouts(walked.truth.contacts);
  BOOST_REQUIRE(bouts.size() == 1u);
  const rg::walking_bout& bout = bouts.front();
  BOOST_REQUIRE(!bout.steps.empty());
  const double first_s = bout.steps.front().start_s;
  const double last_s = bout.steps.back().end_s;
  BOOST_TEST(rg::bout_duration(bout)->value() == last_s - first_s, tolerance(1e-12));
  BOOST_TEST(rg::bout_duration(bout).n() == bout.contacts.size());
  BOOST_TEST(rg::walking_time(bouts)->value() == rg::bout_duration(bout)->value());
  // Without a break the steps fill the bout.
  BOOST_TEST(rg::step_count(bout.steps)->value() * rg::step_time(bout.steps)->value() ==
                 rg::bout_duration(bout)->value(),
             tolerance(1e-9));
  BOOST_TEST(rg::stride_count(bout.strides)->value() == rg::step_count(bout.steps)->value() - 1);
}

BOOST_AUTO_TEST_CASE(walking_time_of_two_recordings_is_that_of_both) {
  const auto bouts = [](const durations& list) {
    std::vector<rg::walking_bout> out;
    for (double d : list) {
      out.emplace_back();
      out.back().start_s = 3;
      out.back().end_s = 3 + d;
    }
    return out;
  };
  BOOST_TEST(
      rg::walking_time(bouts({10, 20.5, 7}))->value() ==
          rg::walking_time(bouts({10}))->value() + rg::walking_time(bouts({20.5, 7}))->value(),
      tolerance(1e-12));
  BOOST_TEST(rg::walking_time(bouts({10, 20.5, 7})).n() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/segment/bouts.hpp>

#include <string_view>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(bouts)

/// One contact a letter, half a second apart: l left, r right, u unknown, a dot for a missed one.
std::vector<rg::contact> contacts(std::string_view sides, std::uint32_t bout = 1,
                                  double start_s = 0) {
  std::vector<rg::contact> list;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (sides[i] == '.') continue;
    rg::contact c;
    c.time_s = start_s + 0.5 * static_cast<double>(i);
    c.side = sides[i] == 'l'   ? rg::side::left
             : sides[i] == 'r' ? rg::side::right
                               : rg::side::unknown;
    c.bout = bout;
    list.push_back(c);
  }
  return list;
}

std::vector<rg::contact> operator+(std::vector<rg::contact> a, const std::vector<rg::contact>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// Bouts of any length.
std::vector<rg::walking_bout> assembled(const std::vector<rg::contact>& list) {
  return rg::assemble_bouts(list, {.min_strides = 0});
}

using candidates = std::vector<rg::rejected_candidate>;
using rg::candidate_kind;
using rg::rejection;

void check_rejected(const rg::walking_bout& bout, const candidates& expected) {
  BOOST_REQUIRE(bout.rejected.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const rg::rejected_candidate& one = bout.rejected[i];
    BOOST_TEST_CONTEXT("candidate " << i << ", a " << to_string(one.kind) << ": "
                                    << to_string(one.why)) {
      BOOST_TEST(one.start_s == expected[i].start_s, boost::test_tools::tolerance(1e-12));
      BOOST_TEST(one.end_s == expected[i].end_s, boost::test_tools::tolerance(1e-12));
      BOOST_TEST((one.kind == expected[i].kind));
      BOOST_TEST((one.why == expected[i].why));
    }
  }
}

BOOST_AUTO_TEST_CASE(steps_and_strides_run_between_contacts_of_feet_that_take_turns) {
  const auto found = assembled(contacts("lrlrl"));
  BOOST_REQUIRE(found.size() == 1u);
  const rg::walking_bout& bout = found[0];
  BOOST_TEST(bout.number == 1u);
  BOOST_TEST(bout.start_s == 0);
  BOOST_TEST(bout.end_s == 2);
  BOOST_TEST(bout.duration_s() == 2);
  BOOST_REQUIRE(bout.steps.size() == 4u);
  BOOST_REQUIRE(bout.strides.size() == 3u);
  BOOST_TEST((bout.steps[0] == rg::step{0, 0.5, rg::side::right}));
  BOOST_TEST((bout.steps[3] == rg::step{1.5, 2, rg::side::left}));
  BOOST_TEST((bout.strides[0] == rg::stride{0, 1, rg::side::left}));
  BOOST_TEST((bout.strides[2] == rg::stride{1, 2, rg::side::left}));
  BOOST_TEST(bout.strides[1].duration_s() == 1);
}

BOOST_AUTO_TEST_CASE(a_missed_contact_bounds_no_step) {
  const auto bout = assembled(contacts("lrl.lrl")).at(0);
  BOOST_REQUIRE(bout.steps.size() == 4u);
  BOOST_TEST(bout.steps[1].end_s == 1);
  BOOST_TEST(bout.steps[2].start_s == 2);
  BOOST_REQUIRE(bout.strides.size() == 2u);
  BOOST_TEST(bout.strides[0].end_s == 1);
  BOOST_TEST(bout.strides[1].start_s == 2);
}

BOOST_AUTO_TEST_CASE(feet_that_are_not_known_may_take_turns) {
  const auto bout = assembled(contacts("uuuu")).at(0);
  BOOST_TEST(bout.steps.size() == 3u);
  BOOST_TEST(bout.strides.size() == 2u);
}

BOOST_AUTO_TEST_CASE(an_unknown_foot_between_both_makes_steps_but_no_stride) {
  // Left, unknown, right: one contact is missing or too many, but which is not known.
  const auto doubtful = assembled(contacts("lur")).at(0);
  BOOST_TEST(doubtful.steps.size() == 2u);
  BOOST_TEST(doubtful.strides.empty());
  const auto fine = assembled(contacts("lul")).at(0);
  BOOST_TEST(fine.steps.size() == 2u);
  BOOST_REQUIRE(fine.strides.size() == 1u);
  BOOST_TEST((fine.strides[0] == rg::stride{0, 1, rg::side::left}));
}

BOOST_AUTO_TEST_CASE(two_contacts_of_the_same_foot_bound_nothing) {
  const auto bout = assembled(contacts("llrr")).at(0);
  BOOST_TEST(bout.contacts.size() == 4u);
  BOOST_REQUIRE(bout.steps.size() == 1u);
  BOOST_TEST((bout.steps[0] == rg::step{0.5, 1, rg::side::right}));
  BOOST_TEST(bout.strides.empty());
  BOOST_TEST(bout.duration_s() == 1.5);
  check_rejected(bout, {{0, 0.5, candidate_kind::step, rejection::same_foot_twice},
                        {1, 1.5, candidate_kind::step, rejection::same_foot_twice}});
  const auto alone = assembled(contacts("l")).at(0);
  BOOST_TEST(alone.steps.empty());
  BOOST_TEST(alone.duration_s() == 0);
}

BOOST_AUTO_TEST_CASE(contacts_of_one_foot_make_strides_and_no_steps) {
  const auto bout = rg::assemble_bouts(contacts("r.r.r...r.r.r.r")).at(0);
  BOOST_TEST(bout.steps.empty());
  BOOST_REQUIRE(bout.strides.size() == 5u);
  BOOST_TEST((bout.strides[0] == rg::stride{0, 1, rg::side::right}));
  BOOST_TEST((bout.strides[2] == rg::stride{4, 5, rg::side::right}));
  check_rejected(bout, {{2, 4, candidate_kind::stride, rejection::outlier}});
  // Three contacts are two strides; two are one, which is too few.
  BOOST_TEST(rg::assemble_bouts(contacts("r.r.r")).size() == 1u);
  BOOST_TEST(rg::assemble_bouts(contacts("r.r")).empty());
}

BOOST_AUTO_TEST_CASE(four_contacts_make_a_bout_and_three_are_kept_with_the_reason) {
  BOOST_TEST(rg::assemble_bouts(contacts("lrlr")).size() == 1u);
  const rg::assembly found =
      rg::assemble(contacts("lrl", 1) + contacts("rlrl", 2, 10) + contacts("uu", 3, 20));
  BOOST_REQUIRE(found.bouts.size() == 1u);
  BOOST_TEST(found.bouts[0].number == 1u);
  BOOST_TEST(found.bouts[0].start_s == 10);
  BOOST_TEST(found.bouts[0].rejected.empty());
  BOOST_REQUIRE(found.too_short.size() == 2u);
  BOOST_TEST(found.too_short[0].steps.size() == 2u);
  check_rejected(found.too_short[0], {{0, 1, candidate_kind::bout, rejection::too_few_strides}});
  check_rejected(found.too_short[1],
                 {{20, 20.5, candidate_kind::bout, rejection::too_few_strides}});
  BOOST_TEST(rg::assemble_bouts(contacts("lrlrl"), {.min_strides = 4}).empty());
  BOOST_TEST(rg::assemble_bouts(contacts("lrlrlr"), {.min_strides = 4}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(times_outside_the_limits_are_kept_with_their_reason) {
  auto list = contacts("lrlrl");
  list[2].time_s = 3;  // steps of 0.5 s, 2.5 s, 50 ms and 0.5 s
  list[3].time_s = 3.05;
  list[4].time_s = 3.55;
  const auto bout = assembled(list).at(0);
  check_rejected(bout, {{0.5, 3, candidate_kind::step, rejection::too_long},
                        {3, 3.05, candidate_kind::step, rejection::too_short}});
  BOOST_TEST(bout.steps.size() == 2u);
  BOOST_TEST(bout.strides.empty());
  // Two slow steps make no stride that is slower than allowed.
  auto slow = contacts("lrl");
  slow[1].time_s = 1.6;
  slow[2].time_s = 3.2;
  check_rejected(assembled(slow).at(0), {{0, 3.2, candidate_kind::stride, rejection::too_long}});
  // An extra contact parts a step of a regular walk in two, one of them too short to be one.
  auto extra = contacts("uuuuuuuu");
  rg::contact between = extra[3];
  between.time_s += 0.15;
  extra.insert(extra.begin() + 4, between);
  check_rejected(assembled(extra).at(0), {{1.5, 1.65, candidate_kind::step, rejection::outlier}});
}

BOOST_AUTO_TEST_CASE(a_limp_is_no_outlier) {
  auto list = contacts("lrlrlrlrlr");
  for (std::size_t i = 1; i < list.size(); i += 2) list[i].time_s += 0.16;  // 0.66 s and 0.34 s
  const auto bout = assembled(list).at(0);
  BOOST_TEST(bout.steps.size() == 9u);
  BOOST_TEST(bout.strides.size() == 8u);
  BOOST_TEST(bout.rejected.empty());
}

BOOST_AUTO_TEST_CASE(a_stride_that_ends_with_the_other_foot_is_kept_as_rejected) {
  check_rejected(assembled(contacts("lur")).at(0),
                 {{0, 1, candidate_kind::stride, rejection::other_foot}});
}

BOOST_AUTO_TEST_CASE(lost_samples_are_the_likelier_reason) {
  const auto list = contacts("lrl.lrlrlr");
  check_rejected(rg::assemble_bouts(list).at(0),
                 {{1, 2, candidate_kind::step, rejection::outlier}});
  check_rejected(rg::assemble_bouts(list, {}, {{1.2, 1.6}, {5, 6}}).at(0),
                 {{1, 2, candidate_kind::step, rejection::lost_samples}});
  // Where nothing is rejected, lost samples are no reason to.
  BOOST_TEST(rg::assemble_bouts(contacts("lrlrlr"), {}, {{0.1, 0.4}}).at(0).rejected.empty());
}

BOOST_AUTO_TEST_CASE(a_short_pause_between_two_bouts_is_kept_with_its_reason) {
  const auto facing = [](std::vector<rg::contact> list, rg::direction way) {
    for (rg::contact& c : list) c.direction = {way, 0.95};
    return list;
  };
  const auto pause = [&](double start_s, rg::direction way,
                         const std::vector<rg::lost_stretch>& lost = {}) {
    const auto bouts = rg::assemble_bouts(facing(contacts("lrlr", 1), rg::direction::forward) +
                                              facing(contacts("lrlr", 2, start_s), way),
                                          {}, lost);
    BOOST_REQUIRE(bouts.size() == 2u);
    BOOST_TEST(bouts[0].rejected.empty());
    return bouts[1].rejected;
  };
  using list = candidates;
  BOOST_TEST((pause(3, rg::direction::backward) ==
              list{{1.5, 3, candidate_kind::step, rejection::direction_changed}}));
  BOOST_TEST((pause(3, rg::direction::forward) ==
              list{{1.5, 3, candidate_kind::step, rejection::bout_ended}}));
  BOOST_TEST((pause(4, rg::direction::forward) ==
              list{{1.5, 4, candidate_kind::step, rejection::too_long}}));
  BOOST_TEST((pause(4, rg::direction::forward, {{2, 3}}) ==
              list{{1.5, 4, candidate_kind::step, rejection::lost_samples}}));
  BOOST_TEST(pause(10, rg::direction::backward).empty());
}

/// A final contact of that foot.
rg::contact leaves(double time_s, rg::side foot, std::uint32_t bout = 1) {
  rg::contact c;
  c.time_s = time_s;
  c.kind = rg::contact_kind::final_contact;
  c.side = foot;
  c.bout = bout;
  return c;
}

BOOST_AUTO_TEST_CASE(final_contacts_give_the_phases_of_the_stride) {
  auto list = contacts("lrlr");
  list.insert(list.begin() + 1, leaves(0.1, rg::side::right));
  list.push_back(leaves(0.62, rg::side::left));  // known late
  list.push_back(leaves(1.11, rg::side::right));
  const auto bout = assembled(list).at(0);
  BOOST_TEST(bout.contacts[3].time_s == 0.62);
  BOOST_REQUIRE(bout.strides.size() == 2u);
  const rg::stride& left = bout.strides[0];
  const auto tolerance = boost::test_tools::tolerance(1e-9);
  BOOST_TEST(*left.final_contact_s == 0.62, tolerance);
  BOOST_TEST(*left.stance_s() == 0.62, tolerance);
  BOOST_TEST(*left.swing_s() == 0.38, tolerance);
  BOOST_TEST(*left.initial_double_support_s == 0.1, tolerance);
  BOOST_TEST(*left.terminal_double_support_s == 0.12, tolerance);
  BOOST_TEST(*left.double_support_s() == 0.22, tolerance);
  BOOST_TEST(*left.single_support_s() == 0.4, tolerance);
  const rg::stride& right = bout.strides[1];
  BOOST_TEST(*right.stance_s() == 0.61, tolerance);
  BOOST_TEST(*right.initial_double_support_s == 0.12, tolerance);
}

BOOST_AUTO_TEST_CASE(final_contacts_that_fit_nowhere_are_not_believed) {
  const auto stride_of = [](const std::vector<rg::contact>& more) {
    return assembled(contacts("lrl") + more).at(0).strides.at(0);
  };
  BOOST_TEST(!stride_of({}).stance_s());
  BOOST_TEST(!stride_of({}).swing_s());
  BOOST_TEST(!stride_of({}).double_support_s());
  BOOST_TEST(!stride_of({}).single_support_s());
  // Of the wrong foot.
  BOOST_TEST(!stride_of({leaves(0.6, rg::side::right)}).final_contact_s);
  // Two that are as good as each other; a known foot comes before an unknown one.
  const auto unknown = rg::side::unknown;
  BOOST_TEST(!stride_of({leaves(0.6, unknown), leaves(0.7, unknown)}).final_contact_s);
  BOOST_TEST(*stride_of({leaves(0.6, unknown), leaves(0.7, rg::side::left)}).final_contact_s ==
             0.7);
  // Before the other foot lands: running has no double support.
  BOOST_TEST(!stride_of({leaves(0.4, rg::side::left)}).final_contact_s);
  // Feet that nobody knows leave the ground in turns all the same.
  const auto nobody = assembled(
      contacts("uuu") + std::vector<rg::contact>{leaves(0.1, unknown), leaves(0.6, unknown)});
  BOOST_TEST(*nobody.at(0).strides.at(0).double_support_s() == 0.2,
             boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(one_foot_has_stance_and_swing_but_no_double_support) {
  const auto bout =
      assembled(contacts("l.l.l") +
                std::vector<rg::contact>{leaves(0.64, rg::side::left), leaves(1.6, rg::side::left)})
          .at(0);
  BOOST_REQUIRE(bout.strides.size() == 2u);
  BOOST_TEST(*bout.strides[0].stance_s() == 0.64, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(*bout.strides[1].swing_s() == 0.4, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(!bout.strides[0].double_support_s());
}

BOOST_AUTO_TEST_CASE(a_final_contact_known_after_the_next_bout_began_belongs_to_its_own) {
  auto list = contacts("lrlr", 1) + contacts("lrlr", 2, 4);
  list.insert(list.begin() + 5, leaves(1.62, rg::side::left, 1));
  const auto bouts = rg::assemble_bouts(list);
  BOOST_REQUIRE(bouts.size() == 2u);
  BOOST_TEST(bouts[0].contacts.size() == 5u);
  BOOST_TEST(bouts[0].end_s == 1.5);
  BOOST_TEST(bouts[1].contacts.size() == 4u);
}

BOOST_AUTO_TEST_CASE(quality_falls_with_doubt_and_with_an_odd_time) {
  auto list = contacts("lrlrlrlr");
  for (rg::contact& c : list) c.quality = 0.9;
  list[7].quality = 0.6;
  list[6].time_s += 0.2;  // the strides that end here and with the next contact take 1.2 s
  list[7].time_s += 0.2;
  const auto bout = assembled(list).at(0);
  BOOST_REQUIRE(bout.strides.size() == 6u);
  const auto tolerance = boost::test_tools::tolerance(1e-9);
  BOOST_TEST(bout.strides[0].quality == 0.9, tolerance);
  BOOST_TEST(bout.strides[4].quality == 0.9 * (1 - 0.2 / 0.75), tolerance);
  BOOST_TEST(bout.strides[5].quality == 0.8 * (1 - 0.2 / 0.75), tolerance);
}

BOOST_AUTO_TEST_CASE(impossible_limits_are_refused) {
  rg::assembly_params wrong;
  wrong.min_stride_s = 4;
  wrong.max_step_s = 0;
  wrong.shortest_share = 1;
  wrong.longest_share = 1;
  BOOST_TEST(wrong.validate().size() == 4u);
  BOOST_CHECK_THROW(rg::assemble_bouts({}, wrong), rg::config_error);
  BOOST_TEST(rg::assembly_params{}.validate().empty());
}

BOOST_AUTO_TEST_CASE(a_bout_runs_from_its_first_to_its_last_initial_contact) {
  auto list = contacts("lrlr");
  for (const double time_s : {-0.3, 1.7}) {
    rg::contact leaves = list.front();
    leaves.kind = rg::contact_kind::final_contact;
    leaves.time_s = time_s;
    list.insert(time_s < 0 ? list.begin() : list.end(), leaves);
  }
  const auto bout = assembled(list).at(0);
  BOOST_TEST(bout.contacts.size() == 6u);
  BOOST_TEST(bout.start_s == 0);
  BOOST_TEST(bout.end_s == 1.5);
}

BOOST_AUTO_TEST_CASE(final_contacts_end_no_step) {
  auto list = contacts("lrlr");
  rg::contact leaves = list[1];
  leaves.kind = rg::contact_kind::final_contact;
  leaves.time_s = 0.6;
  leaves.side = rg::side::left;
  list.insert(list.begin() + 2, leaves);
  const auto bout = assembled(list).at(0);
  BOOST_TEST(bout.contacts.size() == 5u);
  BOOST_TEST(bout.steps.size() == 3u);
  BOOST_TEST(bout.strides.size() == 2u);
}

BOOST_AUTO_TEST_CASE(bouts_are_numbered_from_one_without_holes) {
  const auto found = assembled(contacts("lrl", 3) + contacts("uu", 0, 5) + contacts("rlrl", 7, 10));
  BOOST_REQUIRE(found.size() == 2u);
  BOOST_TEST(found[0].number == 1u);
  BOOST_TEST(found[1].number == 2u);
  BOOST_TEST(found[0].contacts.size() == 3u);
  BOOST_TEST(found[1].start_s == 10);
  for (const rg::contact& c : found[1].contacts) BOOST_TEST(c.bout == 2u);
  // A contact of no bout does not part the bout around it; a number that comes back is a new bout.
  const auto again = assembled(contacts("lr", 2) + contacts("u", 0, 1) + contacts("lr", 2, 1.5) +
                               contacts("lr", 4, 4) + contacts("lr", 2, 8));
  BOOST_REQUIRE(again.size() == 3u);
  BOOST_TEST(again[0].contacts.size() == 4u);
  BOOST_TEST(again[0].steps.size() == 3u);
  BOOST_TEST(again[2].number == 3u);
  BOOST_TEST(assembled({}).empty());
  BOOST_TEST(assembled(contacts("lr", 0)).empty());
}

rg::direction_estimate direction_of(const std::vector<rg::direction_estimate>& votes) {
  auto list = contacts(std::string(votes.size(), 'u'));
  for (std::size_t i = 0; i < votes.size(); ++i) list[i].direction = votes[i];
  return assembled(list).at(0).direction;
}

BOOST_AUTO_TEST_CASE(the_contacts_decide_on_the_direction_if_most_agree) {
  const rg::direction_estimate forward{rg::direction::forward, 0.9};
  const rg::direction_estimate backward{rg::direction::backward, 0.96};
  const rg::direction_estimate unknown{rg::direction::unknown, 0.7};
  BOOST_TEST((direction_of({backward, backward, backward}) == rg::direction::backward));
  BOOST_TEST(direction_of({backward, backward}).probability == 0.96,
             boost::test_tools::tolerance(1e-12));
  const auto most = direction_of({forward, forward, unknown, forward, forward, forward, forward,
                                  forward, forward, forward, forward});
  BOOST_TEST((most == rg::direction::forward));
  BOOST_TEST(most.probability == 0.9 * 10 / 11, boost::test_tools::tolerance(1e-12));
  const auto some = direction_of({forward, forward, forward, unknown});
  BOOST_TEST((some == rg::direction::unknown));
  BOOST_TEST(some.probability == 0.9 * 3 / 4, boost::test_tools::tolerance(1e-12));
  BOOST_TEST((direction_of({forward, backward, forward, backward}) == rg::direction::unknown));
  BOOST_TEST((direction_of({unknown, unknown}) == rg::direction_estimate{}));
  // Exactly four fifths are enough.
  const rg::direction_estimate sure{rg::direction::backward, 1};
  BOOST_TEST((direction_of({sure, sure, sure, sure, unknown}) == rg::direction::backward));
  BOOST_TEST(
      (direction_of({sure, sure, sure, sure, sure, forward, unknown}) == rg::direction::unknown));
}

BOOST_AUTO_TEST_SUITE_END()

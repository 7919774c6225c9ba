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

BOOST_AUTO_TEST_CASE(steps_and_strides_run_between_contacts_of_feet_that_take_turns) {
  const auto found = rg::assemble_bouts(contacts("lrlrl"));
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
  const auto bout = rg::assemble_bouts(contacts("lrl.lrl")).at(0);
  BOOST_REQUIRE(bout.steps.size() == 4u);
  BOOST_TEST(bout.steps[1].end_s == 1);
  BOOST_TEST(bout.steps[2].start_s == 2);
  BOOST_REQUIRE(bout.strides.size() == 2u);
  BOOST_TEST(bout.strides[0].end_s == 1);
  BOOST_TEST(bout.strides[1].start_s == 2);
}

BOOST_AUTO_TEST_CASE(feet_that_are_not_known_may_take_turns) {
  const auto bout = rg::assemble_bouts(contacts("uuuu")).at(0);
  BOOST_TEST(bout.steps.size() == 3u);
  BOOST_TEST(bout.strides.size() == 2u);
}

BOOST_AUTO_TEST_CASE(an_unknown_foot_between_both_makes_steps_but_no_stride) {
  // Left, unknown, right: one contact is missing or too many, but which is not known.
  const auto doubtful = rg::assemble_bouts(contacts("lur")).at(0);
  BOOST_TEST(doubtful.steps.size() == 2u);
  BOOST_TEST(doubtful.strides.empty());
  const auto fine = rg::assemble_bouts(contacts("lul")).at(0);
  BOOST_TEST(fine.steps.size() == 2u);
  BOOST_REQUIRE(fine.strides.size() == 1u);
  BOOST_TEST((fine.strides[0] == rg::stride{0, 1, rg::side::left}));
}

BOOST_AUTO_TEST_CASE(two_contacts_of_the_same_foot_bound_nothing) {
  const auto bout = rg::assemble_bouts(contacts("llll")).at(0);
  BOOST_TEST(bout.contacts.size() == 4u);
  BOOST_TEST(bout.steps.empty());
  BOOST_TEST(bout.strides.empty());
  BOOST_TEST(bout.duration_s() == 1.5);
  const auto alone = rg::assemble_bouts(contacts("l")).at(0);
  BOOST_TEST(alone.steps.empty());
  BOOST_TEST(alone.duration_s() == 0);
}

BOOST_AUTO_TEST_CASE(a_bout_runs_from_its_first_to_its_last_initial_contact) {
  auto list = contacts("lrlr");
  for (const double time_s : {-0.3, 1.7}) {
    rg::contact leaves = list.front();
    leaves.kind = rg::contact_kind::final_contact;
    leaves.time_s = time_s;
    list.insert(time_s < 0 ? list.begin() : list.end(), leaves);
  }
  const auto bout = rg::assemble_bouts(list).at(0);
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
  const auto bout = rg::assemble_bouts(list).at(0);
  BOOST_TEST(bout.contacts.size() == 5u);
  BOOST_TEST(bout.steps.size() == 3u);
  BOOST_TEST(bout.strides.size() == 2u);
}

BOOST_AUTO_TEST_CASE(bouts_are_numbered_from_one_without_holes) {
  const auto found =
      rg::assemble_bouts(contacts("lrl", 3) + contacts("uu", 0, 5) + contacts("rlrl", 7, 10));
  BOOST_REQUIRE(found.size() == 2u);
  BOOST_TEST(found[0].number == 1u);
  BOOST_TEST(found[1].number == 2u);
  BOOST_TEST(found[0].contacts.size() == 3u);
  BOOST_TEST(found[1].start_s == 10);
  for (const rg::contact& c : found[1].contacts) BOOST_TEST(c.bout == 2u);
  // A contact of no bout does not part the bout around it; a number that comes back is a new bout.
  const auto again =
      rg::assemble_bouts(contacts("lr", 2) + contacts("u", 0, 1) + contacts("lr", 2, 1.5) +
                         contacts("lr", 4, 4) + contacts("lr", 2, 8));
  BOOST_REQUIRE(again.size() == 3u);
  BOOST_TEST(again[0].contacts.size() == 4u);
  BOOST_TEST(again[0].steps.size() == 3u);
  BOOST_TEST(again[2].number == 3u);
  BOOST_TEST(rg::assemble_bouts({}).empty());
  BOOST_TEST(rg::assemble_bouts(contacts("lr", 0)).empty());
}

rg::direction_estimate direction_of(const std::vector<rg::direction_estimate>& votes) {
  auto list = contacts(std::string(votes.size(), 'u'));
  for (std::size_t i = 0; i < votes.size(); ++i) list[i].direction = votes[i];
  return rg::assemble_bouts(list).at(0).direction;
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

#include <retrogait/io/score.hpp>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace io = retrogait::io;
using rg::contact;
using rg::contact_kind;
using rg::placement;
using rg::side;

namespace {

contact initial(double time_s, side foot = side::unknown, std::uint32_t bout = 0) {
  contact c;
  c.time_s = time_s;
  c.side = foot;
  c.bout = bout;
  return c;
}

contact final_contact(double time_s, side foot = side::unknown) {
  contact c = initial(time_s, foot);
  c.kind = contact_kind::final_contact;
  return c;
}

/// One bout from 10 s to 20 s: a step each half second, left first; each foot stands for 0.6 s.
io::truth walk() {
  io::truth known;
  known.events.emplace();
  for (int i = 0; i <= 20; ++i) {
    const side foot = i % 2 == 0 ? side::left : side::right;
    const double time_s = 10 + 0.5 * i;
    known.events->push_back({time_s, contact_kind::initial_contact, foot});
    if (time_s + 0.6 <= 20) {
      known.events->push_back({time_s + 0.6, contact_kind::final_contact, foot});
    }
  }
  known.bouts = {{10, 20}};
  known.direction = "forward";
  return known;
}

/// What a detector finds that is late by that much and else perfect.
std::vector<contact> perfect(const io::truth& known, double late_s = 0) {
  std::vector<contact> found;
  for (const io::truth_event& e : *known.events) {
    contact c = initial(e.time_s + late_s, e.side, 1);
    c.kind = e.kind;
    c.direction.value = rg::direction::forward;
    found.push_back(c);
  }
  return found;
}

void erase_at(std::vector<contact>& found, double time_s) {
  const auto same = [&](const contact& c) { return std::abs(c.time_s - time_s) < 1e-6; };
  BOOST_REQUIRE(std::any_of(found.begin(), found.end(), same));
  found.erase(std::remove_if(found.begin(), found.end(), same), found.end());
}

constexpr double exact = 1e-9;

}  // namespace

BOOST_AUTO_TEST_SUITE(score)

BOOST_AUTO_TEST_CASE(what_is_found_late_and_else_rightly) {
  const io::truth known = walk();
  const auto s = io::score_recording(perfect(known, 0.03), known, placement::lumbar);
  BOOST_TEST(s.initial.truth_n == 21U);
  BOOST_TEST(s.initial.matched_n == 21U);
  BOOST_TEST(s.initial.false_n == 0U);
  BOOST_TEST(s.initial.f1() == 1.0);
  BOOST_TEST(std::abs(*s.initial.bias_s() - 0.03) < exact);
  BOOST_TEST(std::abs(*s.initial.mae_s() - 0.03) < exact);
  BOOST_TEST((s.initial_wide == s.initial));
  // From 11 s to 19 s.
  BOOST_TEST(s.initial_steady.truth_n == 17U);
  BOOST_TEST(s.initial_steady.f1() == 1.0);
  BOOST_TEST(s.gives_final);
  BOOST_TEST(s.final_contacts.truth_n == 19U);
  BOOST_TEST(s.final_contacts.f1() == 1.0);
  BOOST_TEST(*s.true_steps == 21U);
  BOOST_TEST(s.found_steps == 21U);
  BOOST_TEST(*s.count_error() == 0.0);
  BOOST_TEST(s.sides_asked == 21U);
  BOOST_TEST(s.sides_said == 21U);
  BOOST_TEST(s.sides_right == 21U);
  BOOST_TEST(s.direction_right == 21U);
  BOOST_TEST(s.stance_error_s.size() == 19U);
  for (double error_s : s.stance_error_s) BOOST_TEST(std::abs(error_s) < exact);
}

BOOST_AUTO_TEST_CASE(a_missed_and_a_false_contact) {
  const io::truth known = walk();
  std::vector<contact> found = perfect(known);
  erase_at(found, 15.0);
  found.push_back(initial(14.75));  // further than 0.2 s, nearer than 0.5 s
  const auto s = io::score_recording(found, known, placement::lumbar);
  BOOST_TEST(s.initial.matched_n == 20U);
  BOOST_TEST(s.initial.false_n == 1U);
  BOOST_TEST(std::abs(s.initial.recall() - 20.0 / 21) < exact);
  BOOST_TEST(std::abs(s.initial.precision() - 20.0 / 21) < exact);
  BOOST_TEST(s.initial_wide.matched_n == 21U);
  BOOST_TEST(s.initial_wide.false_n == 0U);
  BOOST_TEST(s.initial_steady.matched_n == 16U);
  BOOST_TEST(s.initial_steady.false_n == 1U);
  BOOST_TEST(*s.count_error() == 0.0);
}

BOOST_AUTO_TEST_CASE(what_lies_far_from_the_bouts_is_neither_right_nor_false) {
  io::truth known = walk();
  std::vector<contact> found = perfect(known);
  for (double time_s : {3.0, 9.45, 20.55, 30.0}) found.push_back(initial(time_s));
  auto s = io::score_recording(found, known, placement::lumbar);
  BOOST_TEST(s.initial.false_n == 0U);
  BOOST_TEST(s.found_steps == 21U);
  // Half a second around the bout people are known not to walk.
  found.push_back(initial(9.55));
  found.push_back(initial(20.45));
  s = io::score_recording(found, known, placement::lumbar);
  BOOST_TEST(s.initial.false_n == 2U);
  BOOST_TEST(s.initial_steady.false_n == 0U);
  BOOST_TEST(s.found_steps == 23U);
  BOOST_TEST(std::abs(*s.count_error() - 2.0 / 21) < exact);
  // Where no bouts are known the whole recording counts.
  known.bouts.reset();
  s = io::score_recording(found, known, placement::lumbar);
  BOOST_TEST(s.initial.false_n == 6U);
  BOOST_TEST(!s.bouts);
}

BOOST_AUTO_TEST_CASE(turns_are_not_steady) {
  io::truth known = walk();
  known.turns = {{14.9, 15.1}};
  const auto s = io::score_recording(perfect(known), known, placement::lumbar);
  // Without 14, 14.5, … 16, which lie within a second of the turn.
  BOOST_TEST(s.initial_steady.truth_n == 12U);
}

BOOST_AUTO_TEST_CASE(sides_and_directions) {
  const io::truth known = walk();
  std::vector<contact> found = perfect(known);
  int i = 0;
  for (contact& c : found) {
    if (c.kind != contact_kind::initial_contact) continue;
    if (i < 5) c.side = rg::opposite(c.side);
    if (i >= 5 && i < 8) c.side = side::unknown;
    if (i < 2) c.direction.value = rg::direction::backward;
    if (i >= 2 && i < 6) c.direction.value = rg::direction::unknown;
    ++i;
  }
  const auto s = io::score_recording(found, known, placement::lumbar);
  BOOST_TEST(s.sides_asked == 21U);
  BOOST_TEST(s.sides_said == 18U);
  BOOST_TEST(s.sides_right == 13U);
  BOOST_TEST(s.direction_right == 15U);
  BOOST_TEST(s.direction_wrong == 2U);
  BOOST_TEST(s.direction_unknown == 4U);
}

BOOST_AUTO_TEST_CASE(directions_of_a_mixed_recording_come_from_its_strides) {
  io::truth known = walk();
  known.direction = "mixed";
  known.strides.emplace();
  known.strides->push_back({10, 12, side::left, {}, {}, rg::direction::forward, {}, {}});
  known.strides->push_back({14, 16, side::left, {}, {}, rg::direction::backward, {}, {}});
  known.strides->push_back({15, 17, side::right, {}, {}, rg::direction::forward, {}, {}});
  const auto s = io::score_recording(perfect(known), known, placement::lumbar);
  BOOST_TEST(s.direction_right == 5U + 2U);  // 10 to 12, and 16.5 and 17
  BOOST_TEST(s.direction_wrong == 2U);       // 14 and 14.5; from 15 to 16 the strides disagree
  BOOST_TEST(s.direction_unknown == 0U);
}

BOOST_AUTO_TEST_CASE(bouts_by_time) {
  const io::truth known = walk();
  std::vector<contact> found{initial(12, side::unknown, 1), initial(17, side::unknown, 1),
                             initial(22, side::unknown, 1), initial(30, side::unknown, 2),
                             initial(40, side::unknown, 2)};
  auto s = io::score_recording(found, known, placement::lumbar);
  BOOST_REQUIRE(s.bouts);
  BOOST_TEST(s.gives_bouts);
  BOOST_TEST(std::abs(s.bouts->true_s - 10) < exact);
  BOOST_TEST(std::abs(s.bouts->both_s - 8) < exact);
  BOOST_TEST(std::abs(s.bouts->found_s - 8.5) < exact);
  BOOST_TEST(std::abs(s.bouts->found_all_s - 20) < exact);
  BOOST_TEST(std::abs(s.bouts->f1() - 16 / 18.5) < exact);
  BOOST_TEST(std::abs(s.bouts->f1_all() - 16.0 / 30) < exact);
  // Bouts that overlap count once.
  found = {initial(12, side::unknown, 1), initial(16, side::unknown, 1),
           initial(15, side::unknown, 2), initial(18, side::unknown, 2)};
  s = io::score_recording(found, known, placement::lumbar);
  BOOST_TEST(std::abs(s.bouts->both_s - 6) < exact);
  // Contacts of no bout are no walking time.
  s = io::score_recording({initial(12), initial(18)}, known, placement::lumbar);
  BOOST_TEST(!s.gives_bouts);
  BOOST_TEST(s.bouts->found_all_s == 0.0);
}

BOOST_AUTO_TEST_CASE(stance_runs_to_the_same_foot_leaving_the_ground) {
  io::truth known;
  known.events = {
      {{1.0, contact_kind::initial_contact, side::left},
       {1.1, contact_kind::final_contact, side::right},  // of a stance that began earlier
       {1.5, contact_kind::initial_contact, side::right},
       {1.6, contact_kind::final_contact, side::left},
       {2.0, contact_kind::initial_contact, side::left},
       {2.1, contact_kind::final_contact, side::right}}};
  std::vector<contact> found{initial(1.02, side::left), final_contact(1.15, side::right),
                             initial(1.5, side::right), final_contact(1.67, side::left),
                             initial(2.0, side::left),  final_contact(2.5, side::right)};
  auto s = io::score_recording(found, known, placement::lumbar);
  // The left foot's: 0.65 s for 0.60 s. The right one's final contact is too far off to be one.
  BOOST_REQUIRE(s.stance_error_s.size() == 1U);
  BOOST_TEST(std::abs(s.stance_error_s.front() - 0.05) < exact);
  found[3].side = side::right;
  s = io::score_recording(found, known, placement::lumbar);
  BOOST_TEST(s.stance_error_s.empty());
}

BOOST_AUTO_TEST_CASE(a_sensor_on_one_leg_answers_for_that_leg) {
  const io::truth known = walk();
  const auto s = io::score_recording(perfect(known), known, placement::left_foot);
  BOOST_TEST(s.initial.truth_n == 11U);
  BOOST_TEST(s.initial.matched_n == 11U);
  BOOST_TEST(s.initial.false_n == 0U);
  BOOST_TEST(*s.true_steps == 11U);
  BOOST_TEST(s.sides_asked == 0U);
  std::vector<contact> nameless = perfect(known);
  for (contact& c : nameless) c.side = side::unknown;
  BOOST_TEST(io::score_recording(nameless, known, placement::right_shank).initial.false_n == 11U);
}

BOOST_AUTO_TEST_CASE(a_number_of_steps_alone) {
  io::truth known;
  known.total_steps = 200;
  std::vector<contact> found;
  for (int i = 0; i < 190; ++i) found.push_back(initial(0.5 * i));
  const auto s = io::score_recording(found, known, placement::phone);
  BOOST_TEST(!s.has_contacts);
  BOOST_TEST(std::abs(*s.count_error() - 0.05) < exact);
  BOOST_TEST(io::can_score(known, placement::phone));
  BOOST_TEST(!io::can_score(known, placement::left_foot));
}

BOOST_AUTO_TEST_CASE(what_can_be_scored) {
  io::truth known;
  BOOST_TEST(!io::can_score(known, placement::lumbar));
  known.events = {{{1.0, contact_kind::initial_contact, side::left}}};
  BOOST_TEST(io::can_score(known, placement::lumbar));
  BOOST_TEST(io::can_score(known, placement::left_thigh));
  BOOST_TEST(!io::can_score(known, placement::right_thigh));
}

BOOST_AUTO_TEST_CASE(final_contacts_that_nobody_observed_are_not_false) {
  io::truth known;
  known.events = {{{1.0, contact_kind::initial_contact, side::left}}};
  const auto s = io::score_recording({initial(1.0), final_contact(1.6)}, known, placement::lumbar);
  BOOST_TEST(s.gives_final);
  BOOST_TEST(s.final_contacts.false_n == 0U);
}

BOOST_AUTO_TEST_CASE(stillness_in_which_nothing_happened) {
  io::truth known;
  known.events.emplace();
  auto s = io::score_recording({}, known, placement::lumbar);
  BOOST_TEST(s.initial.f1() == 1.0);
  BOOST_TEST(!s.count_error());
  s = io::score_recording({initial(3), final_contact(4)}, known, placement::lumbar);
  BOOST_TEST(s.initial.f1() == 0.0);
  BOOST_TEST(s.final_contacts.false_n == 1U);
}

BOOST_AUTO_TEST_CASE(intervals_over_people) {
  // Two recordings of one person are drawn together, so there is nothing to draw from.
  const io::person_tally good{"a", 100, 95, 5, 2.0};
  std::vector<io::person_tally> tallies{good, good};
  BOOST_TEST(!io::bootstrap_intervals(tallies).f1);

  tallies.push_back({"b", 100, 95, 5, 2.0});
  const auto alike = io::bootstrap_intervals(tallies);
  BOOST_REQUIRE((alike.f1 && alike.mae_s));
  BOOST_TEST(std::abs(alike.f1->low - 0.95) < exact);
  BOOST_TEST(std::abs(alike.f1->high - 0.95) < exact);
  BOOST_TEST(std::abs(alike.mae_s->low - 2.0 / 95) < exact);

  // With two people that differ, a quarter of the draws is the one or the other alone.
  tallies = {good, {"b", 100, 60, 40, 6.0}};
  const auto two = io::bootstrap_intervals(tallies, 7);
  BOOST_TEST(std::abs(two.f1->low - 0.60) < exact);
  BOOST_TEST(std::abs(two.f1->high - 0.95) < exact);
  BOOST_TEST(std::abs(two.mae_s->high - 0.1) < exact);

  tallies.push_back({"c", 50, 40, 3, 1.0});
  tallies.push_back({"d", 70, 68, 9, 2.5});
  const auto first = io::bootstrap_intervals(tallies, 7);
  const auto again = io::bootstrap_intervals(tallies, 7);
  BOOST_TEST((first.f1 == again.f1));
  BOOST_TEST((first.mae_s == again.mae_s));
  BOOST_TEST(first.f1->low < first.f1->high);
}

BOOST_AUTO_TEST_CASE(tallies_add_up) {
  io::contact_tally sum{10, 8, 1, {0.1, -0.1}};
  sum += {10, 10, 3, {0.3}};
  BOOST_TEST(sum.truth_n == 20U);
  BOOST_TEST(std::abs(sum.precision() - 18.0 / 22) < exact);
  BOOST_TEST(std::abs(*sum.bias_s() - 0.1) < exact);
  BOOST_TEST(!io::contact_tally{}.mae_s());
  BOOST_TEST(io::contact_tally{}.f1() == 1.0);
}

BOOST_AUTO_TEST_SUITE_END()

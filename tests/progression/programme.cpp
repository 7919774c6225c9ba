#include <retrogait/progression/default_programme.hpp>
#include <retrogait/progression/programme.hpp>

#include "../support/test.hpp"

using namespace retrogait;

namespace {

bool names(const issues& found, const std::string& field) {
  return std::any_of(found.begin(), found.end(),
                     [&field](const issue& one) { return one.field == field; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(programmes)

BOOST_AUTO_TEST_CASE(the_default_is_valid) {
  const issues found = default_programme().validate();
  BOOST_TEST(found.empty());
  for (const issue& one : found) BOOST_TEST_MESSAGE(one.field + ": " + one.message);
}

BOOST_AUTO_TEST_CASE(the_default_raises_one_thing_at_a_time_within_the_weekly_guard) {
  const programme& plan = default_programme();
  const std::vector<double> minutes{1.5, 3, 5, 7, 10, 10, 13, 15, 18, 20};
  BOOST_REQUIRE(plan.levels.size() == minutes.size());
  for (std::size_t i = 0; i < minutes.size(); ++i) {
    const training_level& one = plan.levels[i];
    BOOST_TEST(one.minutes == minutes[i], boost::test_tools::tolerance(1e-12));
    if (one.seconds_a_bout) {
      BOOST_TEST(one.bouts * *one.seconds_a_bout / 60 == one.minutes,
                 boost::test_tools::tolerance(1e-12));
    }
    if (i < 2) continue;
    const training_level& before = plan.levels[i - 1];
    const bool longer = one.minutes > before.minutes;
    const bool faster = *one.share_of_comfortable > *before.share_of_comfortable;
    BOOST_TEST(longer != faster);
    const double rise = plan.sessions_a_week.value * (one.minutes - before.minutes);
    BOOST_TEST(rise <= plan.weekly_rise_min.value + 1e-9);
  }
  BOOST_TEST((plan.levels[0].support == support_need::in_reach));
  BOOST_TEST((plan.levels[1].support == support_need::in_reach));
}

BOOST_AUTO_TEST_CASE(every_number_of_the_default_says_where_it_comes_from) {
  const programme& plan = default_programme();
  for (const rules::rule& one : plan.rules.rules) {
    const bool cited = one.source.kind != rules::strength::chosen;
    BOOST_TEST(cited == !one.source.source.empty(), one.id);
  }
  for (const training_level& one : plan.levels) BOOST_TEST(!one.source.note.empty());
}

BOOST_AUTO_TEST_CASE(validate_names_every_issue) {
  programme plan = default_programme();
  plan.levels[1].bouts = 0;
  plan.levels[2].steps_a_bout = 10;  // and seconds too
  plan.levels[3].share_of_comfortable.reset();
  plan.levels[4].minutes = 2;       // fewer than at the level below, and than its bouts
  plan.absences[2].from_days = 16;  // day 15 is left out
  plan.absences[4].to_days = 200;   // no rule for day 201
  plan.speed_cap_m_s.value = 1.8;
  plan.strength_caps[0].max_level = 0;
  plan.levels[0].grade_percent = 3;
  plan.share_left_on_hold.value = 1.5;
  plan.deload->every_rises = 1;
  plan.deload->share = 0;
  plan.deload->days = 0;
  plan.rules.rules[3].id = plan.rules.rules[0].id;
  const issues found = plan.validate();
  for (const char* field :
       {"levels/1/bouts", "levels/2/steps_a_bout", "levels/3/speed_limit_m_s", "levels/4/minutes",
        "absences/2/from_days", "absences/4/to_days", "speed_cap_m_s", "strength_caps/0/max_level",
        "rules/3/id", "levels/0/grade_percent", "share_left_on_hold", "deload/every_rises",
        "deload/share", "deload/days"}) {
    BOOST_TEST(names(found, field), field);
  }
  BOOST_TEST(found.size() == 15u);
}

BOOST_AUTO_TEST_CASE(the_minutes_are_those_of_the_bouts) {
  programme plan = default_programme();
  plan.levels[3].minutes = 7.04;  // as rounded to a tenth
  BOOST_TEST(plan.validate().empty());
  plan.levels[3].minutes = 7.1;
  const issues found = plan.validate();
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].field == "levels/3/minutes");
  BOOST_TEST(found[0].message == "the bouts last 7 minutes, not 7.1");
}

BOOST_AUTO_TEST_SUITE_END()

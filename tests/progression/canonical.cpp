#include <retrogait/progression/canonical.hpp>
#include <retrogait/progression/default_programme.hpp>

#include "../support/test.hpp"

using namespace retrogait;

BOOST_AUTO_TEST_SUITE(canonical_programmes)

BOOST_AUTO_TEST_CASE(every_change_changes_the_hash) {
  std::vector<std::string> seen{content_hash(default_programme())};
  const auto changed = [&seen](auto change) {
    programme plan = default_programme();
    change(plan);
    const std::string hash = content_hash(plan);
    BOOST_TEST((std::find(seen.begin(), seen.end(), hash) == seen.end()));
    seen.push_back(hash);
  };
  changed([](programme& plan) { plan.title += "."; });
  changed([](programme& plan) { plan.warm_up_minutes += 1; });
  changed([](programme& plan) { plan.sessions_a_week.value = 2; });
  changed([](programme& plan) { plan.most_sessions_in_7_days.value = 5; });
  changed([](programme& plan) { plan.rest_days.value = 2; });
  changed([](programme& plan) { plan.weekly_rise_min.value = 9; });
  changed([](programme& plan) { plan.weekly_rise_min.source.note = "x"; });
  changed([](programme& plan) { plan.weekly_rise_min.source.may_change = rules::editor::author; });
  changed([](programme& plan) { plan.speed_cap_m_s.value = 1.1; });
  changed([](programme& plan) { plan.limited_max_level.value = 4; });
  changed([](programme& plan) { plan.refer_after_regressions.value = 3; });
  changed([](programme& plan) { plan.within_days = 15; });
  changed([](programme& plan) { plan.advise_after_holds.value = 5; });
  changed([](programme& plan) { plan.older_from_years = 61; });
  changed([](programme& plan) { plan.share_left_on_hold.value = 0.4; });
  changed([](programme& plan) { plan.deload.reset(); });
  changed([](programme& plan) { plan.deload->every_rises = 5; });
  changed([](programme& plan) { plan.deload->share = 0.5; });
  changed([](programme& plan) { plan.deload->days = 8; });
  changed([](programme& plan) { plan.deload->source.note = "x"; });
  changed([](programme& plan) { plan.levels[3].grade_percent = 2; });
  changed([](programme& plan) { plan.levels[3].rest_s = 61; });
  changed([](programme& plan) { plan.levels[3].support = support_need::in_reach; });
  changed([](programme& plan) { plan.absences[2].levels_down = 2; });
  changed([](programme& plan) { plan.strength_caps[0].max_level = 4; });
  changed([](programme& plan) { plan.rules.rules.pop_back(); });
  changed([](programme& plan) { std::swap(plan.strength_caps[0], plan.strength_caps[1]); });
}

BOOST_AUTO_TEST_CASE(the_order_of_rules_says_nothing) {
  programme plan = default_programme();
  std::swap(plan.rules.rules[0], plan.rules.rules[5]);
  BOOST_TEST(content_hash(plan) == content_hash(default_programme()));
}

BOOST_AUTO_TEST_SUITE_END()

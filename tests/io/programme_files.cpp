// The programmes in examples/programmes, and what they come to.

#include <retrogait/core/errors.hpp>
#include <retrogait/io/programme.hpp>
#include <retrogait/progression/decide.hpp>
#include <retrogait/progression/default_programme.hpp>

#include <algorithm>
#include <filesystem>

#include "../progression/people.hpp"
#include "../support/test.hpp"
#include "temp_folder.hpp"

using namespace retrogait;

namespace {

std::filesystem::path file_of(const std::string& name) {
  return std::filesystem::path(RETROGAIT_SOURCE_DIR) / "examples" / "programmes" / (name + ".json");
}

// Somebody who trains three times a week just as planned, each session good, and whom the rules
// decide for before every session.
struct steady_person {
  explicit steady_person(programme followed) : plan(std::move(followed)) {
    history.screening = people::fine();
    history.person.comfortable_speed_m_s = 0.6;
  }

  training_decision decide_on(date day) const { return decide(plan, history, day); }

  // The level of each session.
  std::vector<int> train(int weeks) {
    std::vector<int> levels;
    for (int week = 0; week < weeks; ++week) {
      for (const int weekday : {0, 2, 4}) {
        const date day = add_days(people::start, 7 * week + weekday);
        const training_decision decision = decide_on(day);
        if (!decision.dose_after) return levels;
        const int level = *decision.level_after;
        session_record session = people::good_session(day, 1);
        session.level = level;
        session.light = decision.dose_after->light;
        session.values.set(catalog::backward_minutes_info,
                           people::reported(decision.dose_after->minutes));
        history.append(session);
        levels.push_back(level);
      }
    }
    return levels;
  }

  programme plan;
  training_history history;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(example_programmes)

BOOST_AUTO_TEST_CASE(the_default_file_is_the_programme_that_is_built_in) {
  BOOST_TEST((io::read_programme(file_of("default")) == default_programme()));
  BOOST_TEST(test::bytes_of(file_of("default")) == io::write_programme(default_programme()));
}

BOOST_AUTO_TEST_CASE(each_file_is_read_and_written_as_it_is) {
  std::vector<std::string> ids;
  const std::string sources =
      test::bytes_of(std::filesystem::path(RETROGAIT_SOURCE_DIR) / "docs" / "sources.md");
  const auto listed = [&sources](const rules::provenance& source, const std::string& what) {
    BOOST_TEST(source.source.empty() == (source.kind == rules::strength::chosen), what);
    BOOST_TEST(
        (source.source.empty() || sources.find("| `" + source.source + "` |") != std::string::npos),
        source.source + " of " + what + " is not in docs/sources.md");
  };
  for (const std::string name : {"default", "ten_minutes", "criteria_based"}) {
    const programme plan = io::read_programme(file_of(name));
    BOOST_TEST(plan.validate().empty());
    BOOST_TEST(test::bytes_of(file_of(name)) == io::write_programme(plan));
    ids.push_back(plan.rules.id);
    for (const rules::rule& one : plan.rules.rules) listed(one.source, one.id);
    for (const training_level& one : plan.levels) listed(one.source, "a level of " + name);
    for (const absence_rule& one : plan.absences) listed(one.source, "an absence of " + name);
    for (const strength_cap& one : plan.strength_caps) listed(one.source, "a cap of " + name);
    for (const auto& one :
         {plan.sessions_a_week, plan.most_sessions_in_7_days, plan.rest_days,
          plan.limited_max_level, plan.refer_after_regressions, plan.advise_after_holds}) {
      listed(one.source, name);
    }
    listed(plan.share_left_on_hold.source, name);
    if (plan.deload) listed(plan.deload->source, name);
    listed(plan.weekly_rise_min.source, name);
    listed(plan.speed_cap_m_s.source, name);
  }
  std::sort(ids.begin(), ids.end());
  BOOST_TEST((std::unique(ids.begin(), ids.end()) == ids.end()));
}

BOOST_AUTO_TEST_CASE(ten_minutes_three_times_a_week_from_the_first_session_on) {
  steady_person person(io::read_programme(file_of("ten_minutes")));
  const std::vector<int> levels = person.train(6);
  BOOST_REQUIRE(levels.size() == 18U);
  for (const session_record& one : person.history.sessions()) {
    BOOST_TEST(one.values.find(catalog::backward_minutes_info).value() == 10);
  }
  // Fewer and longer bouts, two weeks each.
  const std::vector<int> expected{1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3};
  BOOST_TEST(levels == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_criteria_based_programme_waits_at_each_gate) {
  const auto highest = [](std::optional<double> limb_symmetry) {
    steady_person person(io::read_programme(file_of("criteria_based")));
    person.history.person.limb_symmetry_percent = limb_symmetry;
    const std::vector<int> levels = person.train(12);
    BOOST_REQUIRE(levels.size() == 36U);
    return *std::max_element(levels.begin(), levels.end());
  };
  BOOST_TEST(highest(std::nullopt) == 1);  // never measured: nothing is raised
  BOOST_TEST(highest(59.0) == 1);
  BOOST_TEST(highest(60.0) == 3);
  BOOST_TEST(highest(79.9) == 3);
  BOOST_TEST(highest(80.0) == 5);
  BOOST_TEST(highest(85.0) == 6);
  BOOST_TEST(highest(90.0) == 8);
}

BOOST_AUTO_TEST_CASE(each_criterion_holds_on_its_own) {
  const auto after = [](const metric_info& metric, double value) {
    steady_person person(io::read_programme(file_of("criteria_based")));
    person.history.person.limb_symmetry_percent = 95;
    person.train(2);
    const date day = people::after_weeks(2);
    session_record last = people::good_session(day, 1);
    last.level = person.history.sessions().back().level;
    last.values.set(metric, people::reported(value));
    person.history.append(last);
    return person.decide_on(add_days(day, 2)).rules->fired();
  };
  const auto fires = [&after](const metric_info& metric, double value, const std::string& rule) {
    const std::vector<std::string> fired = after(metric, value);
    return std::find(fired.begin(), fired.end(), rule) != fired.end();
  };
  BOOST_TEST(!fires(catalog::pain_during_info, 2.9, "pain of 3 or more during"));
  BOOST_TEST(fires(catalog::pain_during_info, 3, "pain of 3 or more during"));
  BOOST_TEST(!fires(catalog::pain_next_day_info, 2.9, "pain of 3 or more the next day"));
  BOOST_TEST(fires(catalog::pain_next_day_info, 3, "pain of 3 or more the next day"));
  BOOST_TEST(!fires(catalog::swelling_info, 0.5, "more than a trace of swelling"));
  BOOST_TEST(fires(catalog::swelling_info, 1, "more than a trace of swelling"));
  BOOST_TEST(!fires(catalog::effort_info, 7, "effort not settled"));
  BOOST_TEST(fires(catalog::effort_info, 7.5, "effort not settled"));
  BOOST_TEST(!fires(catalog::pain_next_day_info, 1, "pain on the rise"));
  BOOST_TEST(fires(catalog::pain_next_day_info, 6, "pain on the rise"));
}

BOOST_AUTO_TEST_SUITE_END()

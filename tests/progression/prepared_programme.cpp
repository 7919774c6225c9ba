#include <retrogait/progression/default_programme.hpp>
#include <retrogait/progression/prepared_programme.hpp>
#include <retrogait/testing/allocations.hpp>
#include <retrogait/testing/random.hpp>

#include "../support/test.hpp"
#include "people.hpp"

using namespace people;

namespace {

/// Asks for a light week after every second rise, goes uphill at the end, and lets the soreness rule
/// ask for more rest.
programme varied() {
  programme plan = default_programme();
  plan.deload->every_rises = 3;
  for (std::size_t i = 7; i < plan.levels.size(); ++i) plan.levels[i].grade_percent = 3;
  return plan;
}

/// Sessions that follow the plan and are good, or, in every other history, that now and then do not,
/// with bad values, pauses and holes.
training_history random_history(const prepared_programme& prepared, std::uint64_t seed) {
  testing::random_source random(seed);
  const auto below = [&random](int n) { return static_cast<int>(random.uniform() * n); };
  const auto in_ten = [&](int n) { return below(10) < n; };
  training_history history;
  history.screening = fine();
  if (in_ten(8)) history.person.comfortable_speed_m_s = 0.4 + 0.1 * below(8);
  if (in_ten(3)) history.person.limb_symmetry_percent = 70 + below(40);
  if (in_ten(3)) history.screening->set("S17", 0.7);
  if (in_ten(5)) {
    history.screening->clearance =
        clearance{"physiotherapist", start, add_days(start, 200), {}, 9, in_ten(5)};
  }
  const bool steady = in_ten(5);
  const int sessions = 1 + below(60);
  date day = start;
  for (int i = 0; i < sessions; ++i) {
    const training_decision planned = prepared.decide(history, day);
    int level = planned.level_after.value_or(1 + below(10));
    if (!steady && below(15) == 0) level = 1 + below(10);
    session_record one = good_session(day, level);
    one.light = planned.dose_after && planned.dose_after->light && !in_ten(1);
    if (planned.dose_after) {
      one.values.set(catalog::backward_minutes_info, reported(planned.dose_after->minutes));
    }
    for (const metric_info* metric : catalog::reported_metrics) {
      if (steady) break;
      if (below(600) == 0) {
        one.values.set(*metric, measured<double>::not_computable(reason::not_reported));
      } else if (below(400) == 0 && scale_of(*metric).highest < 100) {
        one.values.set(*metric, reported(below(static_cast<int>(scale_of(*metric).highest) + 1)));
      }
    }
    history.append(std::move(one));
    day = (std::max)(planned.not_before.value_or(day), add_days(day, 1));
    day = add_days(day, below(3));
    if (!steady && below(25) == 0) day = add_days(day, below(40));
    if (!steady && below(30) == 0) history.screening->day = day;
  }
  if (below(20) == 0) history.screening.reset();
  return history;
}

date last_day(const training_history& history) {
  const date last = history.sessions().back().day;
  return history.screening ? (std::max)(last, history.screening->day) : last;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(prepared)

BOOST_AUTO_TEST_CASE(it_decides_what_decide_decides) {
  for (const programme& plan : {default_programme(), varied()}) {
    const prepared_programme prepared(plan);
    int light = 0;
    int plans = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      const training_history history = random_history(prepared, seed);
      for (const int later : {0, 1, 2, 3, 6, 10, 30}) {
        const date today = add_days(last_day(history), later);
        const training_decision d = decide(plan, history, today);
        BOOST_TEST((prepared.decide(history, today) == d), "seed " << seed << ", " << later);

        std::optional<screening_result> screened;
        if (history.screening) screened = screen(default_screening(), *history.screening, today);
        const rules::log_view log = history.seen_from(today);
        const next_step step = prepared.next(screened, log);
        BOOST_TEST((step.result == d.result), "seed " << seed << ", " << later);
        BOOST_TEST((step.level_before == d.level_before));
        BOOST_TEST((step.level_after == d.level_after));
        BOOST_TEST((step.not_before == d.not_before));
        BOOST_TEST(step.minutes == (d.dose_after ? d.dose_after->minutes : 0));
        BOOST_TEST(step.light == (d.dose_after && d.dose_after->light));
        std::vector<rules::session_digest> digests;
        for (const session_record& one : log.sessions) {
          digests.push_back(prepared.rules().digest(one));
        }
        BOOST_TEST((prepared.next(screened, log, digests) == step));
        light += step.light;
        plans += step.level_after.has_value();
      }
    }
    BOOST_TEST(light > 10);
    BOOST_TEST(plans > 100);
  }
}

BOOST_AUTO_TEST_CASE(before_the_first_session_and_without_a_screening) {
  const prepared_programme prepared(default_programme());
  const training_history nobody;
  BOOST_TEST((prepared.decide(nobody, start) == decide(default_programme(), nobody, start)));
  const next_step none = prepared.next(std::nullopt, nobody.seen_from(start));
  BOOST_TEST((none == next_step{}));
  const training_history fresh = history_of({});
  const next_step first =
      prepared.next(screen(default_screening(), *fresh.screening, start), fresh.seen_from(start));
  BOOST_TEST(*first.level_after == 1);
  BOOST_TEST(first.minutes == 1.5);
  BOOST_TEST((first.not_before == start));
}

BOOST_AUTO_TEST_CASE(next_does_not_touch_the_heap) {
  BOOST_REQUIRE(testing::counts_allocations());
  const prepared_programme prepared(varied());
  std::size_t counted = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const training_history history = random_history(prepared, seed);
    if (!history.screening) continue;
    const date today = add_days(last_day(history), 2);
    const std::optional<screening_result> screened =
        screen(default_screening(), *history.screening, today);
    const rules::log_view log = history.seen_from(today);
    const std::size_t before = testing::allocations();
    const next_step step = prepared.next(screened, log);
    counted += testing::allocations() - before;
    BOOST_TEST((step.result <= rules::outcome::stop));
  }
  BOOST_TEST(counted == 0u);
}

BOOST_AUTO_TEST_CASE(it_holds_the_plan_and_its_hash) {
  std::optional<prepared_programme> made;
  {
    const programme plan = varied();
    made.emplace(plan);
  }
  const prepared_programme moved = std::move(*made);
  made.reset();
  BOOST_TEST((moved.plan() == varied()));
  BOOST_TEST(moved.content_hash() == content_hash(varied()));
  BOOST_TEST(moved.decide(history_of({}), start).content_hash == content_hash(varied()));
}

BOOST_AUTO_TEST_CASE(what_is_not_valid_is_refused) {
  programme broken = default_programme();
  broken.levels.clear();
  BOOST_CHECK_THROW(prepared_programme{broken}, config_error);
  const prepared_programme prepared(default_programme());
  session_record too_high = good_session(start, 10);
  too_high.level = 11;
  BOOST_CHECK_THROW(prepared.decide(history_of({too_high}), add_days(start, 1)), config_error);
  BOOST_CHECK_THROW(prepared.decide(history_of({good_session(start, 1)}), add_days(start, -1)),
                    config_error);
}

BOOST_AUTO_TEST_SUITE_END()

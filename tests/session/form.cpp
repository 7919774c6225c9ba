#include <retrogait/core/concepts.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/session/form.hpp>
#include <retrogait/session/form_monitor.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <rapidcheck.h>

#include <limits>
#include <numbers>
#include <set>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
using rg::direction;
using rg::form_check;
using rg::form_state;
using rg::reason;
using rg::side;
using rg::stride_observation;
using observations = std::vector<stride_observation>;

static_assert(rg::event_detector<rg::form_monitor, stride_observation>);
static_assert(
    std::is_same_v<rg::detected_event<rg::form_monitor, stride_observation>, rg::form_cue>);

BOOST_AUTO_TEST_SUITE(form)

constexpr double degree = std::numbers::pi / 180;

rg::measured<double> known(double x) {
  return rg::measured<double>::of(x, 1);
}

/// A person's own values, and targets.
const rg::form_baseline usual{.sway_m_s2 = 0.5,
                              .step_width_m = 0.1,
                              .regularity = 0.9,
                              .left_knee = {55 * degree, 50 * degree},
                              .right_knee = {60 * degree, 55 * degree}};
const rg::form_targets plan{.speed_m_s = 0.5, .cadence_steps_min = 80};

/// The i-th stride of a walk in good form, with every sensor there is: steps of 0.75 s.
stride_observation good_stride(std::size_t i) {
  stride_observation s;
  const double start_s = 10 + 0.75 * static_cast<double>(i);
  s.start_s = start_s;
  s.end_s = start_s + 1.5;
  s.side = i % 2 == 0 ? side::left : side::right;
  s.direction = {direction::backward, 0.99};
  s.from_feet = true;
  s.step_time_s = known(0.75);
  s.speed_m_s = known(0.5);
  s.pitch_rad = known(2 * degree);
  s.roll_rad = known(-1 * degree);
  s.sway_m_s2 = known(0.5);
  s.regularity = known(0.9);
  s.step_width_m = known(0.1);
  s.knee_frontal_rad = known(-2 * degree);
  s.knee_peak_flexion_rad = known((s.side == side::left ? 55 : 60) * degree);
  s.knee_excursion_rad = known((s.side == side::left ? 50 : 55) * degree);
  s.toe_first = rg::measured<bool>::of(true, 1);
  return s;
}

observations good_walk(std::size_t n) {
  observations list;
  for (std::size_t i = 0; i < n; ++i) list.push_back(good_stride(i));
  return list;
}

rg::form_report assess(const observations& walk, const rg::form_params& params = {}) {
  return rg::assess_form(walk, params, usual, plan);
}

/// A stride-mean check: how to make its value in its own unit.
struct one_number {
  form_check check;
  void (*set)(stride_observation&, double);
};
const std::vector<one_number> one_numbers{
    {form_check::lean_back,
     [](stride_observation& s, double x) { s.pitch_rad = known(-x * degree); }},
    {form_check::lean_forward,
     [](stride_observation& s, double x) { s.pitch_rad = known(x * degree); }},
    {form_check::side_lean,
     [](stride_observation& s, double x) { s.roll_rad = known(x * degree); }},
    {form_check::sway, [](stride_observation& s, double x) { s.sway_m_s2 = known(0.005 * x); }},
    {form_check::speed, [](stride_observation& s, double x) { s.speed_m_s = known(0.005 * x); }},
    {form_check::cadence,
     [](stride_observation& s, double x) { s.start_s = s.end_s - 120 / (0.8 * x); }},
    {form_check::step_width,
     [](stride_observation& s, double x) { s.step_width_m = known(0.001 * x); }},
    {form_check::knees,
     [](stride_observation& s, double x) { s.knee_frontal_rad = known(-x * degree); }},
    {form_check::knee_range,
     [](stride_observation& s, double x) {
       s.knee_peak_flexion_rad = known(((s.side == side::left ? 55 : 60) - x) * degree);
     }},
    {form_check::smoothness,
     [](stride_observation& s, double x) { s.regularity = known(0.009 * x); }},
};

std::vector<form_state> states_of(form_check check, const observations& walk,
                                  const rg::form_params& params = {}) {
  rg::form_monitor monitor(params, usual, plan);
  std::vector<form_state> states;
  for (const stride_observation& s : walk) {
    monitor.update(s);
    states.push_back(monitor.state(check));
  }
  return states;
}

BOOST_AUTO_TEST_CASE(checks_have_names_and_sources_of_their_own) {
  std::set<std::string_view> ids;
  std::set<std::string_view> labels;
  const rg::form_params params;
  for (std::size_t i = 0; i < rg::form_checks.size(); ++i) {
    const rg::form_check_info& info = rg::form_checks[i];
    BOOST_TEST(rg::index_of(info.check) == i);
    BOOST_TEST(ids.insert(info.id).second);
    BOOST_TEST(labels.insert(info.label).second);
    BOOST_TEST((rg::form_check_from(info.id) == info.check));
    for (const std::string_view text : {info.definition, info.needs, info.cue}) {
      BOOST_TEST(text.ends_with('.'));
    }
    BOOST_TEST(!info.unit.empty());
    BOOST_TEST(!params.threshold(info.check).source.note.empty());
  }
  BOOST_TEST(!rg::form_check_from("posture").has_value());
  std::set<std::string_view> names;
  for (const form_state s :
       {form_state::not_assessed, form_state::pass, form_state::warn, form_state::alarm}) {
    BOOST_TEST(names.insert(rg::to_string(s)).second);
  }
  std::set<std::string_view> prompts;
  for (const rg::form_prompt& p : rg::form_prompts) BOOST_TEST(prompts.insert(p.id).second);
}

BOOST_AUTO_TEST_CASE(the_words_promise_nothing) {
  for (const rg::form_check_info& info : rg::form_checks) {
    for (const char* word : {"safe", "treat", "cure", "clear", "rehab", "injur"}) {
      BOOST_TEST(rg::cue_text(info.check, form_state::alarm).find(word) == std::string::npos);
      BOOST_TEST(info.needs.find(word) == std::string_view::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_good_walk_passes_every_check) {
  const auto report = assess(good_walk(40));
  for (const rg::form_finding& f : report.checks) {
    BOOST_TEST_CONTEXT(rg::to_string(f)) {
      BOOST_TEST((f.state == form_state::pass));
      BOOST_TEST((f.worst == form_state::pass));
      BOOST_TEST((f.why == reason::none));
      BOOST_TEST(f.cue.empty());
      BOOST_TEST(f.explanation.empty());
      BOOST_TEST(f.passing == f.strides);
      BOOST_TEST(f.passing_share()->value() == 100);
    }
  }
  BOOST_TEST(rg::count_passes(report) == rg::form_check_count);
  BOOST_TEST(report.passing->value() == 100);
  BOOST_TEST(report.strides == 40u);
  BOOST_TEST(report.backward_strides == 40u);
  BOOST_TEST(report[form_check::lean_forward].value.value() == 2,
             boost::test_tools::tolerance(1e-9));
  BOOST_TEST(report[form_check::lean_back].value.value() == -2, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(report[form_check::side_lean].value.value() == 1, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(report[form_check::sway].value.value() == 100, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(report[form_check::cadence].value.value() == 100, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(report[form_check::toe_first].value.value() == 100);
  BOOST_TEST(report[form_check::sway].reference.value() == 0.5);
  BOOST_TEST(report[form_check::cadence].reference.value() == 80);
}

BOOST_AUTO_TEST_CASE(nothing_is_judged_before_twenty_backward_steps) {
  const auto states = states_of(form_check::lean_back, good_walk(30));
  for (std::size_t i = 0; i < states.size(); ++i) {
    BOOST_TEST((states[i] == (i < 19 ? form_state::not_assessed : form_state::pass)));
  }
  // One foot's strides bring two steps each.
  observations one_foot;
  for (std::size_t i = 0; i < 15; ++i) {
    one_foot.push_back(good_stride(2 * i));
    one_foot.back().steps = 2;
  }
  const auto of_one = states_of(form_check::lean_back, one_foot);
  BOOST_TEST((of_one[8] == form_state::not_assessed));
  BOOST_TEST((of_one[9] == form_state::pass));
  // Strides forward do not count.
  auto mixed = good_walk(60);
  for (std::size_t i = 0; i < 30; ++i) mixed[i].direction.value = direction::forward;
  const auto after = states_of(form_check::lean_back, mixed);
  BOOST_TEST((after[48] == form_state::not_assessed));
  BOOST_TEST((after[49] == form_state::pass));
  const auto short_walk = assess(good_walk(12));
  const rg::form_finding& f = short_walk[form_check::lean_back];
  BOOST_TEST((f.why == reason::too_few_steps));
  BOOST_TEST(f.explanation == "Too few backward steps: 12 of 20.");
  BOOST_TEST(f.value.value() == -2, boost::test_tools::tolerance(1e-9));  // the numbers are there
  BOOST_TEST(rg::count_passes(short_walk) == 0u);
  BOOST_TEST((short_walk.passing.why() == reason::too_few_steps));
}

BOOST_AUTO_TEST_CASE(every_threshold_has_its_edges) {
  const rg::form_params params;
  for (const one_number& one : one_numbers) {
    const rg::form_threshold& t = params.threshold(one.check);
    const double out = rg::info_of(one.check).higher_is_worse ? 1e-6 : -1e-6;
    const auto after = [&](double first, double then) {
      auto walk = good_walk(40);
      for (std::size_t i = 0; i < walk.size(); ++i) one.set(walk[i], i < 25 ? first : then);
      return states_of(one.check, walk).back();
    };
    BOOST_TEST_CONTEXT(rg::to_string(one.check)) {
      const double fine = rg::info_of(one.check).higher_is_worse ? t.warn_off - 1 : t.warn_off + 1;
      BOOST_TEST((after(fine, t.warn_on - out) == form_state::pass));
      BOOST_TEST((after(fine, t.warn_on + out) == form_state::warn));
      BOOST_TEST((after(t.warn_on + out, t.warn_off + out) == form_state::warn));
      BOOST_TEST((after(t.warn_on + out, t.warn_off - out) == form_state::pass));
      if (!t.alarm_on) {
        BOOST_TEST((after(fine, 10 * t.warn_on) == form_state::warn));
        continue;
      }
      BOOST_TEST((after(fine, *t.alarm_on - out) == form_state::warn));
      BOOST_TEST((after(fine, *t.alarm_on + out) == form_state::alarm));
      BOOST_TEST((after(*t.alarm_on + out, *t.alarm_off + out) == form_state::alarm));
      const auto left = after(*t.alarm_on + out, *t.alarm_off - out);
      BOOST_TEST((left == form_state::warn));
      BOOST_TEST((after(*t.alarm_on + out, fine) == form_state::pass));
    }
  }
}

BOOST_AUTO_TEST_CASE(three_of_five_enter_and_five_clean_ones_leave) {
  // Leaning back, by stride: o fine, x beyond the warning, - between its two edges.
  const auto run = [](const std::string& pattern) {
    auto walk = good_walk(25 + pattern.size());
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      const double lean_deg = pattern[i] == 'x' ? 9 : pattern[i] == '-' ? 6 : 0;
      walk[25 + i].pitch_rad = known(-lean_deg * degree);
    }
    std::string states;
    const auto found = states_of(form_check::lean_back, walk);
    for (std::size_t i = 25; i < found.size(); ++i) {
      states += found[i] == form_state::warn ? 'w' : found[i] == form_state::pass ? '.' : '?';
    }
    return states;
  };
  BOOST_TEST(run("xxxooo") == "..wwww");
  BOOST_TEST(run("xoxox") == "....w");
  BOOST_TEST(run("xooxoox") == ".......");
  BOOST_TEST(run("xxooooxx") == "........");
  BOOST_TEST(run("xxxooooooo") == "..wwwww...");
  BOOST_TEST(run("xxxoooo-oooooo") == "..wwwwwwwwww..");
  BOOST_TEST(run("xxx-------") == "..wwwwwwww");
}

BOOST_AUTO_TEST_CASE(cues_say_what_changed_and_carry_the_number) {
  auto walk = good_walk(50);
  for (std::size_t i = 30; i < 36; ++i) walk[i].pitch_rad = known(-13 * degree);
  const auto report = assess(walk);
  std::vector<rg::form_cue> of_lean;
  for (const rg::form_cue& c : report.cues) {
    if (c.check == form_check::lean_back) of_lean.push_back(c);
  }
  BOOST_REQUIRE(of_lean.size() == 3u);
  BOOST_TEST((of_lean[0].before == form_state::not_assessed));
  BOOST_TEST((of_lean[0].state == form_state::pass));
  BOOST_TEST(of_lean[0].time_s == walk[19].end_s);
  BOOST_TEST((of_lean[1].state == form_state::alarm));
  BOOST_TEST(of_lean[1].time_s == walk[32].end_s);
  BOOST_TEST(*of_lean[1].value == 13, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(
      (of_lean[2].state == form_state::pass));  // both edges are left after five clean strides
  BOOST_TEST(of_lean[2].time_s == walk[40].end_s);
  const rg::form_finding& f = report[form_check::lean_back];
  BOOST_TEST((f.state == form_state::pass));
  BOOST_TEST((f.worst == form_state::alarm));
  BOOST_TEST(f.cue == "Pause, and start again calmly. Stand tall: you are leaning back.");
  BOOST_TEST(f.strides == 31u);
  BOOST_TEST(f.passing == 23u);
  BOOST_TEST(rg::to_string(f).find("at worst alarm") != std::string::npos);
  BOOST_TEST(rg::cue_text(form_check::lean_back, form_state::warn) ==
             "Stand tall: you are leaning back.");
  BOOST_TEST(rg::cue_text(form_check::lean_back, form_state::pass).empty());
  BOOST_TEST(rg::cue_text(form_check::lean_back, form_state::not_assessed).empty());
  // 23 of 31 strides passed everything.
  BOOST_TEST(report.passing->value() == 100 * 23 / 31.0, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(what_was_not_measured_is_not_assessed_and_says_why) {
  observations bare;
  for (const stride_observation& s : good_walk(40)) {
    stride_observation b;
    b.start_s = s.start_s;
    b.end_s = s.end_s;
    b.side = s.side;
    b.direction = s.direction;
    bare.push_back(b);
  }
  const auto report = rg::assess_form(bare);
  for (const rg::form_finding& f : report.checks) {
    BOOST_TEST_CONTEXT(rg::to_string(f)) {
      if (f.check == form_check::backward_share) {
        BOOST_TEST((f.state == form_state::pass));
        continue;
      }
      BOOST_TEST((f.state == form_state::not_assessed));
      BOOST_TEST(!f.explanation.empty());
      BOOST_TEST(f.explanation == rg::info_of(f.check).needs);
      BOOST_TEST(!f.value.has_value());
      BOOST_TEST(!f.passing_share().has_value());
      BOOST_TEST(rg::to_string(f).find("not assessed") != std::string::npos);
    }
  }
  BOOST_TEST(rg::count_passes(report) == 1u);
  BOOST_TEST((report.passing.why() == reason::sensor_missing));  // strides backward are no form yet
  BOOST_TEST((report[form_check::cadence].why == reason::not_calibrated));
  BOOST_TEST((report[form_check::knees].why == reason::sensor_missing));
}

BOOST_AUTO_TEST_CASE(a_reason_is_handed_on) {
  auto walk = good_walk(40);
  for (stride_observation& s : walk) {
    s.pitch_rad = rg::measured<double>::not_computable(reason::not_zeroed);
    s.knee_frontal_rad = known(std::numeric_limits<double>::quiet_NaN());
    s.side = side::unknown;
  }
  const auto report = assess(walk);
  BOOST_TEST((report[form_check::lean_back].why == reason::not_zeroed));
  BOOST_TEST(report[form_check::lean_back].explanation.starts_with(
      "Not computable: no quiet stance to compare with. Needs"));
  BOOST_TEST((report[form_check::knees].why == reason::gap));
  BOOST_TEST((report[form_check::knee_range].why == reason::side_unknown));
  BOOST_TEST((report[form_check::step_time_asymmetry].why == reason::side_unknown));
  BOOST_TEST((report[form_check::side_lean].state == form_state::pass));
}

BOOST_AUTO_TEST_CASE(no_walking_and_no_backward_walking_pass_nothing) {
  auto forward = good_walk(60);
  for (stride_observation& s : forward) {
    s.direction.value = direction::forward;
    s.pitch_rad = known(-30 * degree);
  }
  for (const observations& walk : {observations{}, forward}) {
    const auto report = assess(walk);
    BOOST_TEST(rg::count_passes(report) == 0u);
    BOOST_TEST(report.cues.empty());
    BOOST_TEST((report.passing.why() == reason::no_walking));
    for (const rg::form_finding& f : report.checks) {
      BOOST_TEST((f.state == form_state::not_assessed));
      BOOST_TEST(!f.explanation.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(too_many_unknown_strides_take_all_states) {
  auto walk = good_walk(80);
  for (std::size_t i = 30; i < 80; i += 2) walk[i].direction = {direction::unknown, 0.6};
  const auto report = assess(walk);
  BOOST_TEST((report[form_check::backward_share].state == form_state::warn));
  BOOST_TEST((report[form_check::lean_back].state == form_state::not_assessed));
  BOOST_TEST((report[form_check::lean_back].why == reason::direction_unknown));
  BOOST_TEST((report[form_check::lean_back].worst == form_state::pass));
  BOOST_TEST(rg::to_string(report[form_check::lean_back]).find("at the end, before that pass") !=
             std::string::npos);
  BOOST_TEST(rg::count_passes(report) == 0u);
  auto mostly_unknown = good_walk(80);
  for (std::size_t i = 0; i < 80; ++i) {
    if (i % 3 != 0) mostly_unknown[i].direction.value = direction::unknown;
  }
  BOOST_TEST((assess(mostly_unknown).passing.why() == reason::direction_unknown));
  // The way back to the start, forward and round, is no doubt.
  auto there_and_back = good_walk(80);
  for (std::size_t i = 30; i < 60; ++i) {
    there_and_back[i].direction.value = i < 35 ? direction::turning : direction::forward;
  }
  BOOST_TEST(rg::count_passes(assess(there_and_back)) == rg::form_check_count);
}

BOOST_AUTO_TEST_CASE(a_sensor_that_falls_silent_is_forgotten) {
  auto walk = good_walk(70);
  for (std::size_t i = 30; i < 40; ++i) {
    walk[i].pitch_rad = rg::measured<double>::not_computable(reason::gap);
  }
  walk[25].pitch_rad = rg::measured<double>::not_computable(reason::gap);  // one stride is nothing
  const auto states = states_of(form_check::lean_back, walk);
  for (std::size_t i = 20; i < 34; ++i) BOOST_TEST((states[i] == form_state::pass));
  for (std::size_t i = 34; i < 59; ++i) BOOST_TEST((states[i] == form_state::not_assessed));
  for (std::size_t i = 59; i < 70; ++i) BOOST_TEST((states[i] == form_state::pass));
}

BOOST_AUTO_TEST_CASE(a_window_fills_and_then_brings_five_values) {
  auto walk = good_walk(70);
  for (std::size_t i = 30; i < 35; ++i) {
    walk[i].toe_first = {};
    walk[i].step_time_s = {};
  }
  for (const form_check check : {form_check::toe_first, form_check::step_time_variability,
                                 form_check::step_time_asymmetry}) {
    const auto states = states_of(check, walk);
    for (std::size_t i = 0; i < states.size(); ++i) {
      const bool known_then = (i >= 23 && i < 34) || i >= 35 + 23;
      BOOST_TEST_CONTEXT(rg::to_string(check) << " at " << i) {
        BOOST_TEST((states[i] == (known_then ? form_state::pass : form_state::not_assessed)));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(variability_looks_at_the_newest_steps_of_both_feet) {
  auto walk = good_walk(60);
  for (std::size_t i = 0; i < walk.size(); ++i) {
    // Alternating in pairs, so that left and right steps are alike on average.
    walk[i].step_time_s = known(0.75 * (i % 4 < 2 ? 1.1 : 0.9));
  }
  const auto uneven = assess(walk);
  // Ten of either: deviations of 10 % with the divisor n - 1.
  BOOST_TEST(uneven[form_check::step_time_variability].value.value() == 10 * std::sqrt(20 / 19.0),
             boost::test_tools::tolerance(1e-9));
  BOOST_TEST((uneven[form_check::step_time_variability].state == form_state::warn));
  BOOST_TEST((uneven[form_check::step_time_asymmetry].state == form_state::pass));
  for (stride_observation& s : walk) s.from_feet = false;
  const auto trunk = assess(walk);
  for (const form_check check :
       {form_check::step_time_variability, form_check::step_time_asymmetry}) {
    BOOST_TEST((trunk[check].state == form_state::not_assessed));
    BOOST_TEST((trunk[check].why == reason::sensor_missing));
    BOOST_TEST(trunk[check].explanation.find("agrees poorly") != std::string::npos);
  }
  const auto allowed = assess(walk, {.variability_without_feet = true});
  BOOST_TEST((allowed[form_check::step_time_variability].state == form_state::warn));
  BOOST_TEST((allowed[form_check::step_time_asymmetry].state == form_state::not_assessed));
}

BOOST_AUTO_TEST_CASE(a_limp_is_an_asymmetry) {
  for (const double asymmetry : {0.05, 0.15, 0.3}) {
    auto walk = good_walk(40);
    for (stride_observation& s : walk) {
      const double sign = s.side == side::left ? 1 : -1;
      s.step_time_s = known(0.75 * (1 + sign * asymmetry / 2));
    }
    const auto report = assess(walk);
    const rg::form_finding& f = report[form_check::step_time_asymmetry];
    BOOST_TEST(f.value.value() == 100 * asymmetry, boost::test_tools::tolerance(1e-9));
    BOOST_TEST((f.state == (asymmetry > 0.2   ? form_state::alarm
                            : asymmetry > 0.1 ? form_state::warn
                                              : form_state::pass)));
  }
}

BOOST_AUTO_TEST_CASE(toes_first_is_a_share_of_the_newest_strides) {
  for (const std::size_t of_ten : {9U, 6U, 4U}) {
    auto walk = good_walk(60);
    for (std::size_t i = 0; i < walk.size(); ++i) {
      walk[i].toe_first = rg::measured<bool>::of(i % 10 < of_ten, 1);
    }
    const auto report = assess(walk);
    const rg::form_finding& f = report[form_check::toe_first];
    BOOST_TEST(f.value.value() == 10.0 * static_cast<double>(of_ten),
               boost::test_tools::tolerance(1e-9));
    BOOST_TEST((f.state == (of_ten == 9   ? form_state::pass
                            : of_ten == 6 ? form_state::warn
                                          : form_state::alarm)));
  }
}

BOOST_AUTO_TEST_CASE(one_bad_knee_is_enough) {
  // Every other stride is the bad side's: five of ten newest, three of five at times.
  auto walk = good_walk(50);
  for (stride_observation& s : walk) {
    if (s.side == side::right) s.knee_frontal_rad = known(20 * degree);
  }
  const auto report = assess(walk);
  BOOST_TEST((report[form_check::knees].state == form_state::warn));
  // However bad, it only warns; a threshold that says otherwise is refused.
  BOOST_TEST((report[form_check::knees].worst == form_state::warn));
  rg::form_params wrong;
  wrong.threshold(form_check::knees).alarm_on = 12;
  wrong.threshold(form_check::knees).alarm_off = 8;
  BOOST_TEST(wrong.validate().size() == 1u);
  // A knee is compared with itself: 55 degrees are usual for the left one, not for the right one.
  auto stiff = good_walk(50);
  for (stride_observation& s : stiff) s.knee_excursion_rad = known(43 * degree);
  const auto range = assess(stiff);
  BOOST_TEST(range[form_check::knee_range].value.value() == (7 + 12) / 2.0,
             boost::test_tools::tolerance(1e-9));
  BOOST_TEST((range[form_check::knee_range].state == form_state::warn));
}

BOOST_AUTO_TEST_CASE(crossing_feet_alarm) {
  auto walk = good_walk(40);
  for (std::size_t i = 30; i < 40; ++i) walk[i].step_width_m = known(-0.01);
  BOOST_TEST((assess(walk)[form_check::step_width].state == form_state::alarm));
}

/// A walk whose every number varies at random; higher is worse by about one warning in three.
rc::Gen<std::vector<double>> badness_walk() {
  return rc::gen::container<std::vector<double>>(
      60, rc::gen::map(rc::gen::inRange(0, 1000), [](int x) { return x / 1000.0; }));
}

BOOST_AUTO_TEST_CASE(worse_values_never_give_a_better_state) {
  const rg::form_params params;
  BOOST_TEST(rc::check("monotone", [&] {
    const one_number& one = *rc::gen::elementOf(one_numbers);
    const rg::form_threshold& t = params.threshold(one.check);
    const auto base = *badness_walk();
    const auto more = *badness_walk();
    // From better than warn_off to beyond the alarm.
    const double last = t.alarm_on.value_or(2 * t.warn_on);
    const auto value = [&](double badness) {
      return t.warn_off + (badness - 0.4) / 0.4 * (last - t.warn_off);
    };
    auto better = good_walk(base.size());
    auto worse = better;
    for (std::size_t i = 0; i < base.size(); ++i) {
      one.set(better[i], value(base[i]));
      one.set(worse[i], value(base[i] + (more[i] < 0.7 ? 0 : more[i])));
    }
    const auto a = states_of(one.check, better);
    const auto b = states_of(one.check, worse);
    for (std::size_t i = 0; i < a.size(); ++i) RC_ASSERT(b[i] >= a[i]);
  }));
}

/// Any strides at all, with and without their values.
observations any_walk() {
  auto walk = good_walk(80);
  for (stride_observation& s : walk) {
    const auto pick = [](int n) { return *rc::gen::inRange(0, n); };
    if (pick(6) == 0)
      s.direction.value = *rc::gen::elementOf(
          std::vector<direction>(rg::all_directions.begin(), rg::all_directions.end()));
    if (pick(4) == 0) s.pitch_rad = known(pick(40) * degree - 20 * degree);
    if (pick(8) == 0) s.sway_m_s2 = {};
    if (pick(4) == 0) s.step_time_s = known(0.4 + 0.01 * pick(60));
    if (pick(3) == 0) s.toe_first = rg::measured<bool>::of(pick(2) == 0, 1);
    if (pick(20) == 0) s.end_s = std::numeric_limits<double>::quiet_NaN();
    if (pick(20) == 0) s.side = side::unknown;
  }
  return walk;
}

BOOST_AUTO_TEST_CASE(live_equals_batch_and_copies_carry_on) {
  BOOST_TEST(rc::check("laws", [] {
    const observations walk = any_walk();
    const rg::form_monitor fresh({}, usual, plan);
    const auto cut = static_cast<std::size_t>(*rc::gen::inRange(0, 80));
    rg::form_monitor live = fresh;
    std::optional<rg::form_monitor> copy;
    std::vector<rg::form_cue> cues;
    for (std::size_t i = 0; i < walk.size(); ++i) {
      if (i == cut) copy = live;
      for (const rg::form_cue& c : live.update(walk[i])) cues.push_back(c);
    }
    for (std::size_t i = cut; i < walk.size(); ++i) copy->update(walk[i]);
    RC_ASSERT(*copy == live);
    const auto report = assess(walk);
    RC_ASSERT(report.cues == cues);
    RC_ASSERT(rg::detect(walk, fresh) == cues);
    for (const rg::form_finding& f : report.checks) {
      RC_ASSERT(f.state == live.state(f.check));
      RC_ASSERT(f.passing <= f.strides);
      RC_ASSERT((f.state == form_state::not_assessed) == !f.explanation.empty());
      RC_ASSERT(f.worst >= f.state);
    }
    // The last cue of a check is its state.
    std::array<form_state, rg::form_check_count> shown{};
    for (const rg::form_cue& c : cues) {
      RC_ASSERT(shown[rg::index_of(c.check)] == c.before);
      RC_ASSERT(c.before != c.state);
      shown[rg::index_of(c.check)] = c.state;
    }
    for (const rg::form_finding& f : report.checks) {
      RC_ASSERT(shown[rg::index_of(f.check)] == f.state);
    }
    live.reset();
    RC_ASSERT(live == fresh);
  }));
}

BOOST_AUTO_TEST_CASE(wrong_parameters_are_named) {
  BOOST_TEST(rg::form_params{}.validate().empty());
  rg::form_params wrong;
  wrong.enter_after = 6;
  wrong.window = 10;
  wrong.threshold(form_check::sway).warn_off = 140;
  wrong.threshold(form_check::toe_first).warn_off = 60;
  wrong.threshold(form_check::speed).alarm_off.reset();
  wrong.threshold(form_check::lean_back).source = {};
  std::set<std::string> fields;
  for (const rg::issue& one : wrong.validate()) fields.insert(one.field);
  BOOST_TEST((fields == std::set<std::string>{"enter_after", "window", "thresholds.sway",
                                              "thresholds.toe_first", "thresholds.speed",
                                              "thresholds.lean_back"}));
  BOOST_CHECK_THROW(rg::form_monitor{wrong}, rg::config_error);
  BOOST_CHECK_THROW(rg::form_monitor({}, {.sway_m_s2 = 0}), rg::config_error);
  BOOST_CHECK_THROW(rg::form_monitor({}, {}, {.speed_m_s = -1}), rg::config_error);
  // Too short a leave would enter again at once what it left.
  BOOST_TEST(rg::form_params{.leave_after = 2}.validate().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_baseline_is_the_median_of_a_good_walk) {
  auto walk = good_walk(50);
  walk[7].sway_m_s2 = known(30);
  for (std::size_t i = 40; i < 50; ++i) {
    walk[i].direction.value = direction::forward;
    walk[i].sway_m_s2 = known(40);
  }
  const auto learnt = rg::learn_baseline(walk);
  BOOST_TEST(learnt.sway_m_s2.value() == 0.5);
  BOOST_TEST(learnt.step_width_m.value() == 0.1);
  BOOST_TEST(learnt.regularity.value() == 0.9);
  BOOST_TEST(learnt.left_knee.peak_flexion_rad.value() == 55 * degree);
  BOOST_TEST(learnt.right_knee.excursion_rad.value() == 55 * degree);
  BOOST_TEST((rg::learn_baseline(good_walk(19)) == rg::form_baseline{}));
}

BOOST_AUTO_TEST_CASE(a_virtual_walk_is_observed_from_its_bouts) {
  rt::virtual_walker walker{
      .plan = {rt::stand_for(4), rt::walk_steps(direction::backward, 40), rt::stand_for(3)}};
  walker.backward.trunk_lean_deg = -10;
  const rt::virtual_walk walk = walker.walk();
  const auto bouts = rg::assemble_bouts(walk.truth.contacts);
  BOOST_REQUIRE(bouts.size() == 1u);
  const rg::walking_bout& bout = bouts.at(0);
  const rg::recording& r = walk[rg::placement::lumbar];
  const auto postures = rg::stride_postures(r, bout.strides);
  const auto strides = rg::observations_of(bout, postures);
  BOOST_REQUIRE(strides.size() == bout.strides.size());
  for (std::size_t i = 1; i < strides.size(); ++i)
    BOOST_TEST(strides[i].end_s >= strides[i - 1].end_s);
  const auto report = rg::assess_form(strides, {}, {.sway_m_s2 = 5}, {.cadence_steps_min = 200});
  BOOST_TEST((report[form_check::lean_back].state == form_state::warn));
  BOOST_TEST(std::abs(report[form_check::lean_back].value.value() - 10) < 2);
  BOOST_TEST((report[form_check::lean_forward].state == form_state::pass));
  BOOST_TEST((report[form_check::side_lean].state == form_state::pass));
  BOOST_TEST((report[form_check::sway].state == form_state::pass));
  BOOST_TEST((report[form_check::cadence].state == form_state::pass));
  BOOST_TEST((report[form_check::step_time_asymmetry].state == form_state::not_assessed));
  BOOST_TEST((report[form_check::toe_first].state == form_state::not_assessed));
  // Contacts of both feet bring step times; without postures there is no lean.
  const auto by_feet = rg::assess_form(rg::observations_of(bout, {}, true));
  BOOST_TEST((by_feet[form_check::step_time_asymmetry].state != form_state::not_assessed));
  BOOST_TEST((by_feet[form_check::lean_back].why == reason::sensor_missing));
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/session/analyze.hpp>
#include <retrogait/testing/checks.hpp>
#include <retrogait/testing/virtual_leg.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <numbers>
#include <utility>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
namespace metric = retrogait::metric;
using boost::test_tools::tolerance;
using rg::device_axis;
using rg::direction;
using rg::placement;
using rg::reason;
using rt::virtual_walker;

BOOST_AUTO_TEST_SUITE(analyze)

constexpr double height_m = 1.72;

/// What analyze() measures of each bout.
const std::vector<const rg::metric_info*>& bout_metrics() {
  static const std::vector<const rg::metric_info*> some = [] {
    std::vector<const rg::metric_info*> found;
    for (const rg::metric_info* info : metric::all) {
      if (info->level == rg::metric_level::bout) found.push_back(info);
    }
    return found;
  }();
  return some;
}

struct walked {
  rg::recording recording;
  rt::ground_truth truth;
};

walked walk(const virtual_walker& walker) {
  const rt::virtual_walk all = walker.walk();
  return {all[placement::lumbar], all.truth};
}

const walked& plain_walk(direction way) {
  static const walked forward = walk({.direction = direction::forward, .seconds = 40});
  static const walked backward = walk({.direction = direction::backward, .seconds = 40});
  return way == direction::forward ? forward : backward;
}

const rg::gait_report& plain_report(direction way) {
  static const auto forward = rg::analyze(plain_walk(direction::forward).recording);
  static const auto backward = rg::analyze(plain_walk(direction::backward).recording);
  return way == direction::forward ? forward : backward;
}

/// Forward, backward, forward and backward, with standing between.
const walked& mixed_walk() {
  static const walked w = walk({.plan = rt::mixed_plan(47, 8)});
  return w;
}

const rg::gait_report& mixed_report() {
  static const rg::gait_report report = rg::analyze(mixed_walk().recording, {.height_m = height_m});
  return report;
}

/// The recording with only those rows that keep(i) wants.
template <class Keep>
rg::recording filtered(const rg::recording& r, Keep keep) {
  rg::recording out = r;
  std::ptrdiff_t n = 0;
  for (std::ptrdiff_t i = 0; i < r.size(); ++i) {
    if (!keep(i)) continue;
    out.time_s[n] = r.time_s[i];
    out.acc_m_s2.row(n) = r.acc_m_s2.row(i);
    if (r.has_gyroscope()) out.gyr_rad_s.row(n) = r.gyr_rad_s.row(i);
    ++n;
  }
  out.time_s.conservativeResize(n);
  out.acc_m_s2.conservativeResize(n, 3);
  if (r.has_gyroscope()) out.gyr_rad_s.conservativeResize(n, 3);
  return out;
}

struct differences {
  double shift_s = 0;   ///< of the second report's times against the first's
  double time_s = 0;    ///< tolerance
  double relative = 0;  ///< tolerance of values
};

void check_near(double a, double b, const differences& allowed) {
  BOOST_TEST(std::abs(a - b) <= allowed.relative * (1 + std::abs(a)), a << " and " << b);
}

void check_same_metrics(const rg::metric_values& a, const rg::metric_values& b,
                        const differences& allowed) {
  BOOST_REQUIRE(a.entries().size() == b.entries().size());
  for (const auto& [info, value] : a.entries()) {
    BOOST_TEST_CONTEXT(info->id) {
      const rg::measured<double> other = b.find(*info);
      BOOST_TEST(value.why() == other.why());
      BOOST_TEST(value.n() == other.n());
      BOOST_TEST(value.needed() == other.needed());
      BOOST_REQUIRE(value.has_value() == other.has_value());
      BOOST_REQUIRE(value.margin().has_value() == other.margin().has_value());
      if (value) check_near(*value, *other, allowed);
      if (value.margin()) check_near(*value.margin(), *other.margin(), allowed);
    }
  }
}

void check_same_bouts(const std::vector<rg::walking_bout>& a,
                      const std::vector<rg::walking_bout>& b, const differences& allowed = {}) {
  const auto check_time = [&](double s, double t) {
    BOOST_TEST(std::abs(s + allowed.shift_s - t) <= allowed.time_s);
  };
  BOOST_REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    BOOST_TEST_CONTEXT("bout " << i + 1) {
      BOOST_TEST(a[i].number == b[i].number);
      BOOST_TEST(a[i].direction.value == b[i].direction.value);
      check_near(a[i].direction.probability, b[i].direction.probability, allowed);
      check_time(a[i].start_s, b[i].start_s);
      check_time(a[i].end_s, b[i].end_s);
      BOOST_REQUIRE(a[i].contacts.size() == b[i].contacts.size());
      for (std::size_t k = 0; k < a[i].contacts.size(); ++k) {
        const rg::contact& c = a[i].contacts[k];
        const rg::contact& d = b[i].contacts[k];
        check_time(c.time_s, d.time_s);
        check_near(c.quality, d.quality, allowed);
        BOOST_TEST(c.side == d.side);
        BOOST_TEST(c.direction.value == d.direction.value);
      }
      BOOST_TEST(a[i].steps.size() == b[i].steps.size());
      BOOST_TEST(a[i].strides.size() == b[i].strides.size());
      check_same_metrics(a[i].metrics, b[i].metrics, allowed);
    }
  }
}

/// All but the name and the mounting, which say what was handed in.
void check_same_report(const rg::gait_report& a, const rg::gait_report& b,
                       const differences& allowed = {}) {
  check_same_bouts(a.bouts, b.bouts, allowed);
  BOOST_TEST(a.recording.placement == b.recording.placement);
  BOOST_TEST(a.recording.gyroscope == b.recording.gyroscope);
  BOOST_TEST((a.recording.vertical == b.recording.vertical));
  BOOST_TEST((a.recording.forward == b.recording.forward));
  check_near(a.recording.duration_s, b.recording.duration_s, allowed);
  check_near(a.recording.rate_hz, b.recording.rate_hz, allowed);
  check_near(a.recording.lost_share, b.recording.lost_share, allowed);
  BOOST_TEST((a.backward.steps == b.backward.steps));
  BOOST_TEST(a.backward.steps.has_value() == b.backward.steps.has_value());
  if (a.backward.time && b.backward.time) {
    check_near(a.backward.time->value(), b.backward.time->value(), allowed);
  }
  BOOST_REQUIRE(a.absent.size() == b.absent.size());
  for (std::size_t i = 0; i < a.absent.size(); ++i) {
    BOOST_TEST(a.absent[i].what == b.absent[i].what);
    BOOST_TEST(a.absent[i].why == b.absent[i].why);
    BOOST_TEST(a.absent[i].explanation == b.absent[i].explanation);
  }
}

std::vector<reason> absent_reasons(const rg::gait_report& report) {
  std::vector<reason> list;
  for (const rg::absent_result& a : report.absent) {
    BOOST_TEST(!a.what.empty());
    BOOST_TEST(a.why != reason::none);
    list.push_back(a.why);
  }
  return list;
}

void check_absent(const rg::gait_report& report, const std::vector<reason>& expected) {
  const std::vector<reason> found = absent_reasons(report);
  BOOST_TEST(found == expected, boost::test_tools::per_element());
}

/// What the call complains about.
std::vector<std::string> wrong_fields(const rg::recording& r, const rg::analyze_params& params) {
  std::vector<std::string> fields;
  try {
    rg::analyze(r, params);
  } catch (const rg::config_error& error) {
    for (const rg::issue& i : error.list()) {
      BOOST_TEST(!i.message.empty());
      fields.push_back(i.field);
    }
  }
  return fields;
}

void check_bouts(const rg::gait_report& report, const rt::ground_truth& truth) {
  const auto true_bouts = rg::assemble_bouts(truth.contacts);
  BOOST_REQUIRE(report.bouts.size() == true_bouts.size());
  for (std::size_t i = 0; i < true_bouts.size(); ++i) {
    const rg::walking_bout& found = report.bouts[i];
    const rg::walking_bout& walked = true_bouts[i];
    BOOST_TEST_CONTEXT("bout " << i + 1) {
      BOOST_TEST(found.number == i + 1);
      BOOST_TEST(found.direction.value == walked.direction.value);
      BOOST_TEST(found.direction.probability > 0.9);
      // Starting and stopping, the trunk may show a contact where no foot has travelled.
      BOOST_TEST(std::abs(std::ssize(found.steps) - std::ssize(walked.steps)) <= 2);
      BOOST_TEST(std::abs(found.start_s - walked.start_s) < 0.8);
      BOOST_TEST(std::abs(found.end_s - walked.end_s) < 0.8);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_walk_in_one_direction_is_one_bout_with_its_cadence) {
  for (const direction way : {direction::forward, direction::backward}) {
    BOOST_TEST_CONTEXT(way) {
      const walked& w = plain_walk(way);
      check_bouts(plain_report(way), w.truth);
      const rg::walking_bout& found = plain_report(way).bouts.at(0);
      const auto truth = rg::assemble_bouts(w.truth.contacts).at(0);
      BOOST_TEST(found[metric::cadence]->value() == rg::cadence(truth.steps)->value(),
                 tolerance(0.01));
      BOOST_TEST(found[metric::step_time]->value() == rg::step_time(truth.steps)->value(),
                 tolerance(0.01));
      BOOST_TEST(found[metric::stride_time]->value() == rg::stride_time(truth.strides)->value(),
                 tolerance(0.01));
      BOOST_TEST(found[metric::step_time_asymmetry]->value() < 4);
      BOOST_TEST(found[metric::step_regularity]->value() > 0.6);
      BOOST_TEST(found[metric::stride_regularity]->value() > 0.6);
      const auto score = rt::match_contacts(found.contacts, w.truth.contacts, 0.15);
      BOOST_TEST(score.f1() > 0.95, score.text());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_mixed_walk_comes_apart_into_its_bouts) {
  check_bouts(mixed_report(), mixed_walk().truth);
  BOOST_REQUIRE(mixed_report().bouts.size() == 4u);
  BOOST_TEST(mixed_report().bouts[1].direction.value == direction::backward);
}

BOOST_AUTO_TEST_CASE(backward_training_counts_the_backward_bouts_alone) {
  const auto& bouts = mixed_report().bouts;
  BOOST_REQUIRE(bouts.size() == 4u);
  const rg::training_totals& backward = mixed_report().backward;
  BOOST_TEST(backward.steps->value() ==
             static_cast<double>(bouts[1].steps.size() + bouts[3].steps.size()));
  BOOST_TEST(60 * backward.time->value() == bouts[1].duration_s() + bouts[3].duration_s(),
             tolerance(1e-12));
  BOOST_TEST(plain_report(direction::forward).backward.steps->value() == 0);
  BOOST_TEST(plain_report(direction::forward).backward.time->value() == 0);
}

BOOST_AUTO_TEST_CASE(local_stability_is_measured_where_it_is_asked_for) {
  const rg::recording walk =
      rt::virtual_walker{.direction = direction::forward, .seconds = 200}.walk()[placement::lumbar];
  const auto plain = rg::analyze(walk);
  const auto asked = rg::analyze(walk, {.local_stability = true});
  BOOST_REQUIRE(plain.bouts.size() == 1u);
  BOOST_REQUIRE(asked.bouts.size() == 1u);
  for (const auto id :
       {metric::local_stability_v, metric::local_stability_ap, metric::local_stability_ml}) {
    BOOST_TEST(plain.bouts[0][id].why() == reason::not_assessed);
    BOOST_TEST(asked.bouts[0][id].has_value());
  }
}

BOOST_AUTO_TEST_CASE(every_metric_of_the_catalog_has_a_value_or_a_reason_in_every_bout) {
  const auto report =
      rg::analyze(mixed_walk().recording, {.height_m = height_m, .local_stability = true});
  for (const rg::walking_bout& bout : report.bouts) {
    BOOST_TEST(bout.metrics.entries().size() == bout_metrics().size());
    for (const rg::metric_info* info : bout_metrics()) {
      const rg::measured<double> value = bout.metrics.find(*info);
      BOOST_TEST(value.why() != reason::not_assessed, info->id);
      if (value) BOOST_TEST(std::isfinite(*value), info->id);
      if (value.margin()) BOOST_TEST(std::isfinite(*value.margin()), info->id);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_metrics_of_a_bout_are_those_of_its_steps) {
  for (const rg::walking_bout& bout : mixed_report().bouts) {
    BOOST_TEST((bout[metric::cadence] == rg::cadence(bout.steps)));
    BOOST_TEST((bout[metric::step_time] == rg::step_time(bout.steps)));
    BOOST_TEST((bout[metric::stride_time] == rg::stride_time(bout.strides)));
    BOOST_TEST((bout[metric::step_time_cv] == rg::step_time_cv(bout.steps)));
    BOOST_TEST((bout[metric::stride_time_cv] == rg::stride_time_cv(bout.strides)));
    BOOST_TEST((bout[metric::step_time_asymmetry] == rg::step_time_asymmetry(bout.steps)));
    BOOST_TEST((bout[metric::stance_time] == rg::stance_time(bout.strides)));
    BOOST_TEST((bout[metric::swing_time] == rg::swing_time(bout.strides)));
    BOOST_TEST((bout[metric::single_support_time] == rg::single_support_time(bout.strides)));
    BOOST_TEST((bout[metric::double_support_time] == rg::double_support_time(bout.strides)));
    BOOST_TEST((bout[metric::stance_share] == rg::stance_share(bout.strides)));
    BOOST_TEST((bout[metric::swing_share] == rg::swing_share(bout.strides)));
    BOOST_TEST((bout[metric::single_support_share] == rg::single_support_share(bout.strides)));
    BOOST_TEST((bout[metric::double_support_share] == rg::double_support_share(bout.strides)));
    BOOST_TEST((bout[metric::walking_speed] ==
                rg::walking_speed(bout[metric::step_length], bout[metric::step_time])));
  }
}

BOOST_AUTO_TEST_CASE(a_limp_shows_in_asymmetry_and_symmetry) {
  for (const direction way : {direction::forward, direction::backward}) {
    BOOST_TEST_CONTEXT(way) {
      virtual_walker walker{.direction = way, .seconds = 40};
      walker.forward.step_time_asymmetry = 0.15;
      walker.backward.step_time_asymmetry = -0.15;
      const auto limping = rg::analyze(walk(walker).recording).bouts.at(0);
      const auto& even = plain_report(way).bouts.at(0);
      BOOST_TEST(std::abs(limping[metric::step_time_asymmetry]->value() - 15) < 4);
      BOOST_TEST(limping[metric::regularity_symmetry]->value() <
                 even[metric::regularity_symmetry]->value());
      BOOST_TEST(limping[metric::stride_regularity]->value() > 0.6);
    }
  }
}

BOOST_AUTO_TEST_CASE(length_and_speed_need_the_height_and_walking_forward) {
  const rg::walking_bout& forward = mixed_report().bouts.at(0);
  BOOST_TEST(forward[metric::step_length]->value() == 0.65, tolerance(0.15));
  BOOST_TEST(forward[metric::walking_speed]->value() == 1.19, tolerance(0.15));
  const rg::walking_bout& backward = mixed_report().bouts.at(1);
  BOOST_TEST(backward[metric::step_length].why() == reason::not_calibrated);
  BOOST_TEST(backward[metric::walking_speed].why() == reason::not_calibrated);
  const rg::walking_bout& without = plain_report(direction::forward).bouts.at(0);
  BOOST_TEST(without[metric::step_length].why() == reason::height_missing);
  BOOST_TEST(without[metric::walking_speed].why() == reason::height_missing);
}

BOOST_AUTO_TEST_CASE(what_is_absent_is_listed_with_its_reason) {
  const walked& forward = plain_walk(direction::forward);
  const walked& backward = plain_walk(direction::backward);
  check_absent(plain_report(direction::forward), {reason::height_missing, reason::sensor_missing});
  check_absent(rg::analyze(forward.recording, {.height_m = height_m}), {reason::sensor_missing});
  check_absent(rg::analyze(backward.recording, {.height_m = height_m}),
               {reason::not_calibrated, reason::sensor_missing});
  rg::recording unstated = forward.recording;
  unstated.mounting = {};
  check_absent(rg::analyze(unstated, {.height_m = height_m}),
               {reason::mounting_unknown, reason::direction_unknown, reason::sensor_missing});
}

BOOST_AUTO_TEST_CASE(without_a_forward_axis_neither_side_nor_direction_is_claimed) {
  for (const direction way : {direction::forward, direction::backward}) {
    rg::recording r = plain_walk(way).recording;
    r.mounting = {};
    const auto report = rg::analyze(r, {.height_m = height_m});
    BOOST_TEST((report.recording.forward == rg::knowledge::unknown));
    BOOST_REQUIRE(report.bouts.size() == 1u);
    const rg::walking_bout& bout = report.bouts[0];
    BOOST_TEST(bout.direction.value == direction::unknown);
    for (const rg::step& s : bout.steps) BOOST_TEST(s.side == rg::side::unknown);
    BOOST_TEST(bout[metric::cadence].has_value());
    BOOST_TEST(bout[metric::step_time_asymmetry].why() == reason::side_unknown);
    BOOST_TEST(bout[metric::step_length].why() == reason::direction_unknown);
    BOOST_TEST(bout[metric::walking_speed].why() == reason::direction_unknown);
    BOOST_TEST((report.backward.steps.why() == reason::direction_unknown));
  }
}

/// With sensors on both legs, everywhere.
const rt::virtual_walk& walk_of_legs(direction way) {
  const auto made = [](direction d) {
    return virtual_walker{
        .direction = d,
        .seconds = 20,
        .placements = {placement::left_foot, placement::right_foot, placement::left_shank,
                       placement::right_shank, placement::left_thigh, placement::right_thigh}}
        .walk();
  };
  static const rt::virtual_walk forward = made(direction::forward);
  static const rt::virtual_walk backward = made(direction::backward);
  return way == direction::forward ? forward : backward;
}

constexpr direction both_ways[] = {direction::forward, direction::backward};

constexpr std::pair<placement, placement> pairs_of_legs[] = {
    {placement::left_foot, placement::right_foot},
    {placement::left_shank, placement::right_shank},
    {placement::left_thigh, placement::right_thigh}};

std::vector<rg::contact> contacts_of(const std::vector<rg::walking_bout>& bouts) {
  std::vector<rg::contact> all;
  for (const rg::walking_bout& b : bouts) {
    all.insert(all.end(), b.contacts.begin(), b.contacts.end());
  }
  return all;
}

BOOST_AUTO_TEST_CASE(one_leg_gives_strides_and_no_steps) {
  for (const auto& [left, right] : pairs_of_legs) {
    for (const placement where : {left, right}) {
      for (const direction way : both_ways) BOOST_TEST_CONTEXT(to_string(where) << ", " << way) {
          const rg::recording& r = walk_of_legs(way)[where];
          const auto report = rg::analyze(r, {.height_m = height_m});
          const rg::side own = rg::side_of(where);
          std::vector<rg::contact> truth;
          for (const rg::contact& c : walk_of_legs(way).truth.contacts) {
            if (c.side == own) truth.push_back(c);
          }
          BOOST_TEST(rt::match_contacts(contacts_of(report.bouts), truth, 0.2).f1() > 0.9);
          BOOST_REQUIRE(report.bouts.size() == 1u);
          for (const rg::walking_bout& bout : report.bouts) {
            BOOST_TEST(bout.steps.empty());
            BOOST_TEST(bout.strides.size() > 4u);
            for (const rg::stride& s : bout.strides) BOOST_TEST(s.side == own);
            BOOST_TEST(bout[metric::cadence]->value() == 120 / bout[metric::stride_time]->value(),
                       tolerance(1e-9));
            BOOST_TEST(bout[metric::stance_share].has_value());
            for (const auto why :
                 {bout[metric::step_time].why(), bout[metric::step_time_cv].why(),
                  bout[metric::step_time_asymmetry].why(), bout[metric::double_support_share].why(),
                  bout[metric::step_regularity].why()}) {
              BOOST_TEST(why == reason::sensor_missing);
            }
            // A foot measures its strides, and so its steps.
            const bool foot = rg::detail::is_foot(where);
            BOOST_TEST(bout[metric::step_length].has_value() == foot);
            BOOST_TEST(bout.metrics.entries().size() == bout_metrics().size());
          }
          BOOST_TEST(report.turns.empty());
          BOOST_TEST(!report.right.has_value());
          // Of feet nothing is said of lengths, which they measure.
          std::vector<reason> absent(3, reason::sensor_missing);
          if (!rg::detail::is_foot(where)) absent.push_back(reason::sensor_missing);
          check_absent(report, absent);
        }
    }
  }
}

BOOST_AUTO_TEST_CASE(contacts_are_those_of_the_default_detector) {
  for (const rg::recording& r : walk_of_legs(direction::forward).recordings) {
    const auto found = rg::detect_contacts(
        r, rg::make_detector(rg::default_detector_for(r.placement), rg::options_for(r)));
    const auto bouts = rg::assemble_bouts(found);
    const auto report = rg::analyze(r);
    BOOST_REQUIRE(report.bouts.size() == bouts.size());
    for (std::size_t i = 0; i < bouts.size(); ++i) {
      BOOST_TEST((report.bouts[i].contacts == bouts[i].contacts), to_string(r.placement));
    }
  }
}

BOOST_AUTO_TEST_CASE(two_legs_give_steps_with_double_support) {
  for (const auto& [left, right] : pairs_of_legs) {
    for (const direction way : both_ways) BOOST_TEST_CONTEXT(to_string(left) << ", " << way) {
        const auto report =
            rg::analyze(std::vector{walk_of_legs(way)[left], walk_of_legs(way)[right]});
        BOOST_TEST((report.recording.placement == left));
        BOOST_REQUIRE(report.right.has_value());
        BOOST_TEST((report.right->placement == right));
        BOOST_REQUIRE(report.bouts.size() == 1u);
        const auto score =
            rt::match_contacts(contacts_of(report.bouts), walk_of_legs(way).truth.contacts, 0.2);
        BOOST_TEST(score.f1() > 0.9, score.text());
        for (const rg::walking_bout& bout : report.bouts) {
          BOOST_TEST(bout.steps.size() > 10u);
          for (std::size_t i = 1; i < bout.steps.size(); ++i) {
            BOOST_TEST((bout.steps[i].side == rg::opposite(bout.steps[i - 1].side)));
          }
          BOOST_TEST(bout[metric::double_support_time].has_value());
          BOOST_TEST(bout[metric::step_time_asymmetry].has_value());
          BOOST_TEST((bout[metric::cadence] == rg::cadence(bout.steps)));
        }
      }
  }
}

BOOST_AUTO_TEST_CASE(a_foot_measures_its_strides) {
  for (const direction way : both_ways) {
    const rt::virtual_walk& walk = walk_of_legs(way);
    const auto one = rg::analyze(walk[placement::left_foot]);
    const auto both =
        rg::analyze(std::vector{walk[placement::left_foot], walk[placement::right_foot]});
    for (const rg::gait_report* report : {&one, &both}) {
      const rg::walking_bout& bout = report->bouts.at(0);
      std::size_t measured = 0;
      for (const rg::stride& s : bout.strides) {
        if (!s.length_m) continue;
        ++measured;
        const auto same = [&s](const rt::true_stride& t) {
          return t.side == s.side && std::abs(t.start_s - s.start_s) < 0.2;
        };
        const auto truth = std::find_if(walk.truth.strides.begin(), walk.truth.strides.end(), same);
        BOOST_REQUIRE((truth != walk.truth.strides.end()));
        BOOST_TEST(std::abs(*s.length_m - truth->length_m) < 0.08);
      }
      BOOST_TEST(measured + 2 >= bout.strides.size());
      BOOST_TEST(rg::stride_length(bout.strides).n() == measured);
    }
  }
  const auto shank = rg::analyze(walk_of_legs(direction::forward)[placement::left_shank]);
  BOOST_TEST(rg::stride_length(shank.bouts.at(0).strides).why() == reason::too_few_strides);
}

BOOST_AUTO_TEST_CASE(an_unseen_rest_leaves_both_strides_without_length) {
  rg::walking_bout bout;
  for (int i = 0; i < 4; ++i) {
    bout.strides.push_back({.start_s = 1.0 * i, .end_s = i + 1.0, .side = rg::side::left});
  }
  const auto way = [](double start_s, double end_s, double length_m) {
    rg::foot_stride w;
    w.start_s = start_s;
    w.end_s = end_s;
    w.length_m = length_m;
    return w;
  };
  // From rest to rest, a third into each stride; that of the third stride was not seen.
  rg::detail::take_lengths({way(0.3, 1.3, 1.1), way(1.3, 3.3, 2.4), way(3.3, 4.3, 1.2)},
                           rg::side::left, bout);
  BOOST_TEST(bout.strides[0].length_m.value() == 1.1);
  BOOST_TEST(!bout.strides[1].length_m.has_value());
  BOOST_TEST(!bout.strides[2].length_m.has_value());
  BOOST_TEST(bout.strides[3].length_m.value() == 1.2);
  rg::detail::take_lengths({way(0.3, 1.3, 9.0)}, rg::side::right, bout);
  BOOST_TEST(bout.strides[0].length_m.value() == 1.1);
}

BOOST_AUTO_TEST_CASE(a_leg_without_gyroscope_is_said_to_be_absent) {
  for (const auto& [left, right] : pairs_of_legs) {
    rg::recording blind = walk_of_legs(direction::forward)[left];
    blind.gyr_rad_s.resize(0, 3);
    const auto alone = rg::analyze(blind);
    BOOST_TEST(alone.bouts.empty());
    BOOST_TEST(alone.recording.rate_hz == 100, tolerance(1e-6));
    check_absent(alone, {reason::sensor_missing, reason::sensor_missing});
    // The other leg can see its own strides.
    const auto both = rg::analyze(std::vector{blind, walk_of_legs(direction::forward)[right]});
    BOOST_TEST((both.recording.placement == right));
    BOOST_TEST(both.others.size() == 1u);
    BOOST_TEST(both.bouts.size() == 1u);
    check_absent(both,
                 std::vector<reason>(rg::detail::is_foot(left) ? 4 : 5, reason::sensor_missing));
  }
}

BOOST_AUTO_TEST_CASE(the_lower_back_adds_to_the_feet_what_feet_cannot_know) {
  const rt::virtual_walk walk = rt::virtual_walker{
      .direction = direction::forward,
      .seconds = 25,
      .placements = {
          placement::lumbar, placement::left_foot,
          placement::right_foot}}.walk();
  const auto report = rg::analyze(walk.recordings, {.height_m = height_m});
  const auto feet =
      rg::analyze(std::vector{walk[placement::left_foot], walk[placement::right_foot]});
  BOOST_TEST((report.recording.placement == placement::left_foot));
  BOOST_REQUIRE(report.others.size() == 1u);
  BOOST_TEST((report.others[0].placement == placement::lumbar));
  BOOST_REQUIRE(report.bouts.size() == 1u);
  BOOST_TEST((report.bouts[0].strides == feet.bouts.at(0).strides));
  BOOST_TEST(report.bouts[0][metric::step_regularity].has_value());
  BOOST_TEST(report.bouts[0][metric::step_length].has_value());
}

BOOST_AUTO_TEST_CASE(each_sensor_has_a_place_of_its_own) {
  const auto refused = [](const std::vector<rg::recording>& sensors) -> std::string {
    try {
      rg::analyze(sensors);
    } catch (const rg::config_error& error) {
      return error.list().front().field;
    }
    return {};
  };
  BOOST_TEST(refused({}) == "sensors");
  rg::recording thigh;
  thigh.placement = placement::left_thigh;
  BOOST_TEST(refused({thigh, rg::recording(), thigh}) == "placement");
  BOOST_TEST(refused({thigh, rg::recording()}).empty());
}

BOOST_AUTO_TEST_CASE(sensors_that_were_worn_otherwise_than_said_are_doubted) {
  rt::virtual_walk walk = rt::virtual_walker{.direction = direction::forward,
                                             .seconds = 40,
                                             .placements = {placement::lumbar, placement::left_foot,
                                                            placement::right_foot}}
                              .walk();
  BOOST_TEST(rg::analyze(walk.recordings).doubts.empty());
  // Left and right exchanged.
  std::vector<rg::recording> exchanged = walk.recordings;
  std::swap(exchanged[1].placement, exchanged[2].placement);
  const auto report = rg::analyze(exchanged);
  BOOST_REQUIRE(report.doubts.size() == 1u);
  BOOST_TEST((report.doubts[0].kind == rg::doubt_kind::sides_exchanged));
  BOOST_TEST(report.doubts[0].probability > 0.95);
  // The belt turns over in the middle of the walk.
  rg::recording moved = walk[placement::lumbar];
  for (Eigen::Index i = moved.size() / 2; i < moved.size(); ++i) {
    const Eigen::RowVector3d a = moved.acc_m_s2.row(i);
    const Eigen::RowVector3d w = moved.gyr_rad_s.row(i);
    moved.acc_m_s2.row(i) << -a[1], a[0], a[2];
    moved.gyr_rad_s.row(i) << -w[1], w[0], w[2];
  }
  const auto turned = rg::analyze(moved);
  BOOST_REQUIRE(turned.doubts.size() == 1u);
  BOOST_TEST((turned.doubts[0].kind == rg::doubt_kind::sensor_moved));
  BOOST_TEST(turned.doubts[0].from_s == 20, tolerance(0.1));
}

BOOST_AUTO_TEST_CASE(all_sensors_together_check_what_each_can_see) {
  rt::virtual_walk walk =
      rt::virtual_walker{
          .plan = {rt::stand_for(5), rt::walk_for(direction::backward, 35), rt::stand_for(2)},
          .placements = {placement::lumbar, placement::left_foot, placement::right_foot,
                         placement::left_shank, placement::left_thigh}}
          .walk();
  const auto report = rg::analyze(walk.recordings);
  BOOST_TEST(report.doubts.empty());
  for (const rg::form_check seen :
       {rg::form_check::lean_back, rg::form_check::side_lean, rg::form_check::knees,
        rg::form_check::toe_first, rg::form_check::step_time_variability,
        rg::form_check::backward_share}) {
    BOOST_TEST((report.form[seen].worst == rg::form_state::pass), to_string(seen));
  }
  BOOST_TEST((report.form[rg::form_check::step_width].worst == rg::form_state::not_assessed));
}

BOOST_AUTO_TEST_CASE(a_clock_out_of_step_is_found_and_put_right_for_the_knee) {
  rt::leg_walk walk = rt::virtual_leg{.direction = direction::backward,
                                      .steps = 50,
                                      .cadence_steps_min = 100,
                                      .stride_length_m = 0.9,
                                      .stand_s = 4,
                                      .placements = {placement::left_foot, placement::right_foot,
                                                     placement::left_thigh, placement::left_shank}}
                          .walk();
  const auto right = rg::analyze(walk.recordings);
  BOOST_TEST(right.doubts.empty());
  BOOST_TEST((right.form[rg::form_check::knees].worst == rg::form_state::pass));
  walk.recordings[3].time_s.array() += 0.3;
  const auto late = rg::analyze(walk.recordings);
  BOOST_REQUIRE(late.doubts.size() == 1u);
  BOOST_TEST((late.doubts[0].kind == rg::doubt_kind::clocks_differ));
  BOOST_TEST((late.form[rg::form_check::knees].worst == rg::form_state::pass));
}

BOOST_AUTO_TEST_CASE(the_form_of_walking_backward_is_checked_and_of_walking_forward_is_not) {
  const auto form_of = [](direction way, double lean_deg) {
    rt::virtual_walk walk =
        rt::virtual_walker{.plan = {rt::stand_for(5), rt::walk_for(way, 35), rt::stand_for(2)}}
            .walk();
    rg::recording& r = walk.recordings[0];
    // After the quiet stance the trunk leans back about the body's left axis.
    const Eigen::Matrix3d body = r.mounting.body_from_device().value();
    const double angle = lean_deg * std::numbers::pi / 180;
    Eigen::Matrix3d lean;
    lean << std::cos(angle), 0, std::sin(angle), 0, 1, 0, -std::sin(angle), 0, std::cos(angle);
    const Eigen::Matrix3d turn = body.transpose() * lean * body;
    for (Eigen::Index i = 0; i < r.size(); ++i) {
      if (r.time_s[i] < walk.truth.contacts.front().time_s - 0.5) continue;
      r.acc_m_s2.row(i) = (turn * r.acc_m_s2.row(i).transpose()).transpose().eval();
    }
    return rg::analyze(r).form;
  };
  const auto upright = form_of(direction::backward, 0);
  BOOST_TEST(upright.backward_strides > 20u);
  BOOST_TEST((upright[rg::form_check::lean_back].state == rg::form_state::pass));
  BOOST_TEST((upright[rg::form_check::sway].state == rg::form_state::not_assessed));
  BOOST_TEST((upright[rg::form_check::toe_first].state == rg::form_state::not_assessed));
  const auto back = form_of(direction::backward, 18);
  BOOST_TEST((back[rg::form_check::lean_back].worst == rg::form_state::alarm));
  BOOST_TEST((back[rg::form_check::lean_forward].worst == rg::form_state::pass));
  BOOST_TEST(!back[rg::form_check::lean_back].cue.empty());
  const auto ahead = form_of(direction::backward, -18);
  BOOST_TEST((ahead[rg::form_check::lean_forward].worst == rg::form_state::warn));
  BOOST_TEST((ahead[rg::form_check::lean_back].worst == rg::form_state::pass));
  BOOST_TEST(form_of(direction::forward, 18).backward_strides == 0u);
}

BOOST_AUTO_TEST_CASE(a_phone_counts_steps_and_claims_no_more) {
  for (const direction way : {direction::forward, direction::backward}) {
    rg::recording r = plain_walk(way).recording;  // its mounting is stated
    r.placement = placement::phone;
    const auto report = rg::analyze(r, {.height_m = height_m});
    BOOST_REQUIRE(report.bouts.size() == 1u);
    const rg::walking_bout& bout = report.bouts[0];
    const auto truth = rg::assemble_bouts(plain_walk(way).truth.contacts).at(0);
    BOOST_TEST(std::abs(std::ssize(bout.steps) - std::ssize(truth.steps)) <= 3);
    BOOST_TEST(bout[metric::cadence]->value() == rg::cadence(truth.steps)->value(),
               tolerance(0.02));
    BOOST_TEST(bout.direction.value == direction::unknown);
    BOOST_TEST(bout[metric::step_time_asymmetry].why() == reason::side_unknown);
    for (const auto why : {bout[metric::stance_time].why(), bout[metric::double_support_time].why(),
                           bout[metric::step_regularity].why(), bout[metric::step_length].why()}) {
      BOOST_TEST(why == reason::sensor_missing);
    }
    BOOST_TEST(bout.metrics.entries().size() == bout_metrics().size());
    BOOST_TEST((report.backward.steps.why() == reason::direction_unknown));
    check_absent(report, std::vector<reason>(5, reason::sensor_missing));
  }
}

BOOST_AUTO_TEST_CASE(a_height_that_is_none_is_refused) {
  const rg::recording r;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double wrong : {172.0, 0.0, -1.72, 0.49, 2.61, nan, HUGE_VAL}) {
    BOOST_TEST(wrong_fields(r, {.height_m = wrong}) == std::vector<std::string>{"height_m"},
               boost::test_tools::per_element());
  }
  for (const double right : {0.5, 2.6}) BOOST_TEST(wrong_fields(r, {.height_m = right}).empty());
  rg::analyze_params params{.height_m = 172};
  params.detector.least_probability = 2;
  params.detector.min_contacts = 0;
  const std::vector<std::string> all{"least_probability", "min_contacts", "height_m"};
  BOOST_TEST(wrong_fields(r, params) == all, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_mounting_that_gravity_contradicts_is_refused) {
  rg::recording r = plain_walk(direction::forward).recording;  // up=+x
  const std::vector<std::string> mounting{"mounting"};
  for (const device_axis up : {device_axis{0, -1}, device_axis{1, 1}, device_axis{2, -1}}) {
    r.mounting = rg::mounting::up_only(up);
    BOOST_TEST(wrong_fields(r, {}) == mounting, boost::test_tools::per_element());
  }
  r.placement = placement::phone;  // which makes no use of it
  BOOST_TEST(wrong_fields(r, {}).empty());
}

BOOST_AUTO_TEST_CASE(real_tilt_contradicts_nothing) {
  for (const double tilt_deg : {-36.0, 36.0}) {
    virtual_walker walker{.seconds = 30};
    const Eigen::Vector3d sideways = Eigen::Vector3d::UnitY();  // in the device's axes
    walker.sensor.misalignment =
        Eigen::AngleAxisd(tilt_deg * std::acos(-1.0) / 180, sideways).toRotationMatrix();
    const walked w = walk(walker);
    check_bouts(rg::analyze(w.recording), w.truth);
  }
}

BOOST_AUTO_TEST_CASE(nothing_recorded_is_no_error) {
  for (const rg::mounting& known : {rg::mounting(), rg::mounting({0, 1}, {2, -1})}) {
    rg::recording r;
    r.mounting = known;
    for (std::ptrdiff_t n = 0; n < 3; ++n) {
      r.time_s = Eigen::VectorXd::LinSpaced(n, 5.0, 5.0 + 0.01 * static_cast<double>(n - 1));
      r.acc_m_s2 = rg::matrix_n3::Zero(n, 3);
      r.acc_m_s2.col(0).setConstant(9.81);
      const auto report = rg::analyze(r, {.height_m = height_m});
      BOOST_TEST(report.bouts.empty());
      BOOST_TEST(report.backward.steps->value() == 0);
      BOOST_TEST(report.backward.time->value() == 0);
      BOOST_TEST(report.recording.duration_s == (n == 2 ? 0.01 : 0.0), tolerance(1e-9));
      BOOST_TEST(report.recording.lost_share == 0);
      BOOST_TEST(!report.recording.gyroscope);
      BOOST_TEST(absent_reasons(report).size() >= 2u);
    }
  }
}

BOOST_AUTO_TEST_CASE(standing_still_is_no_walking) {
  for (const double noise : {0.0, 0.05}) {
    virtual_walker walker{.plan = {rt::stand_for(20)}};
    walker.sensor.acc_noise_m_s2 = noise;
    const auto report = rg::analyze(walk(walker).recording);
    BOOST_TEST(report.bouts.empty());
    BOOST_TEST(report.backward.steps->value() == 0);
    BOOST_TEST(report.recording.duration_s == 20, tolerance(1e-3));
  }
}

BOOST_AUTO_TEST_CASE(a_sensor_that_gives_nothing_but_zeros_or_nan_is_no_error) {
  for (const double value : {0.0, std::numeric_limits<double>::quiet_NaN()}) {
    rg::recording r = plain_walk(direction::forward).recording;
    r.acc_m_s2.setConstant(value);
    r.gyr_rad_s.setConstant(value);
    BOOST_TEST(rg::analyze(r).bouts.empty());
  }
}

BOOST_AUTO_TEST_CASE(the_clock_may_start_anywhere) {
  virtual_walker walker{.plan = rt::mixed_plan(25, 8)};
  const walked from_zero = walk(walker);
  walker.sensor.start_s = 1.7e9;  // seconds since 1970
  const walked dated = walk(walker);
  const auto a = rg::analyze(from_zero.recording, {.height_m = height_m});
  const auto b = rg::analyze(dated.recording, {.height_m = height_m});
  BOOST_TEST(b.recording.start_s == 1.7e9);
  BOOST_TEST(a.bouts.size() == 2u);
  // At such times a double counts in steps of 0.24 µs, which a sample's interval of 10 ms feels.
  check_same_report(a, b, {.shift_s = 1.7e9, .time_s = 1e-4, .relative = 1e-3});
}

BOOST_AUTO_TEST_CASE(the_name_of_a_recording_changes_its_name_alone) {
  rg::recording renamed = mixed_walk().recording;
  renamed.name = "backward";
  const auto report = rg::analyze(renamed, {.height_m = height_m});
  BOOST_TEST(report.recording.name == "backward");
  check_same_report(report, mixed_report());
}

BOOST_AUTO_TEST_CASE(the_same_recording_gives_the_same_report) {
  check_same_report(rg::analyze(mixed_walk().recording, {.height_m = height_m}), mixed_report());
}

BOOST_AUTO_TEST_CASE(a_sensor_may_be_worn_any_way_that_is_stated) {
  const rg::recording& original = mixed_walk().recording;
  const Eigen::Matrix3d body_from_device = *original.mounting.body_from_device();
  for (const char* text :
       {"up=-x,forward=-z", "up=+y,forward=-z", "up=-y,forward=+x", "up=+z,forward=+y"}) {
    BOOST_TEST_CONTEXT(text) {
      rg::recording turned = original;
      turned.mounting = rg::mounting::parse(text);
      // v_turned = turn · v_original, a signed exchange of axes.
      const Eigen::Matrix3d turn =
          turned.mounting.body_from_device()->transpose() * body_from_device;
      turned.acc_m_s2 = original.acc_m_s2 * turn.transpose();
      turned.gyr_rad_s = original.gyr_rad_s * turn.transpose();
      check_same_report(mixed_report(), rg::analyze(turned, {.height_m = height_m}),
                        {.time_s = 1e-9, .relative = 1e-9});
    }
  }
}

BOOST_AUTO_TEST_CASE(the_facts_are_those_of_the_recording_not_of_the_parameters) {
  virtual_walker walker{.seconds = 30};
  walker.sensor.rate_hz = 52;
  walker.sensor.gyroscope = false;
  const walked w = walk(walker);
  rg::analyze_params params;
  params.detector.mounting = rg::mounting({1, 1}, {0, 1});
  params.detector.rate_hz = 400;
  const auto report = rg::analyze(w.recording, params);
  check_bouts(report, w.truth);
  BOOST_TEST(report.recording.rate_hz == 52, tolerance(1e-6));
  BOOST_TEST(report.recording.name == w.recording.name);
  BOOST_TEST((report.recording.mounting == w.recording.mounting));
  BOOST_TEST((report.recording.vertical == rg::knowledge::inferred));
  BOOST_TEST((report.recording.forward == rg::knowledge::stated));
  BOOST_TEST(!report.recording.gyroscope);
  check_same_report(report, rg::analyze(w.recording));
}

BOOST_AUTO_TEST_CASE(lost_packets_are_counted_and_do_not_hide_the_bout) {
  virtual_walker walker{.seconds = 40};
  walker.sensor.lost_share = 0.05;
  const walked w = walk(walker);
  const auto report = rg::analyze(w.recording, {.height_m = height_m});
  check_bouts(report, w.truth);
  const double sent = std::round(w.recording.duration_s() * walker.sensor.rate_hz) + 1;
  const double lost_share = 1 - static_cast<double>(w.recording.size()) / sent;
  BOOST_TEST(report.recording.lost_share == lost_share, tolerance(1e-9));
  BOOST_TEST(report.recording.lost_share == 0.05, tolerance(0.4));
  // Bursts that the grid bridges are no gap: everything is still there.
  const rg::walking_bout& bout = report.bouts.at(0);
  const auto whole = rg::analyze(plain_walk(direction::forward).recording, {.height_m = height_m});
  for (const rg::metric_values::entry& entry : whole.bouts.at(0).metrics.entries()) {
    BOOST_TEST(bout.metrics.find(*entry.info).has_value() == entry.value.has_value(),
               entry.info->id);
  }
}

BOOST_AUTO_TEST_CASE(a_long_gap_parts_two_bouts) {
  const walked& w = plain_walk(direction::backward);
  const double from_s = 15;
  const double to_s = 17;
  const auto with_gap = filtered(w.recording, [&](std::ptrdiff_t i) {
    return w.recording.time_s[i] <= from_s || w.recording.time_s[i] >= to_s;
  });
  const auto report = rg::analyze(with_gap);
  BOOST_REQUIRE(report.bouts.size() == 2u);
  BOOST_TEST(report.bouts[0].end_s <= from_s);
  BOOST_TEST(report.bouts[1].start_s >= to_s);
  for (const rg::walking_bout& bout : report.bouts) {
    BOOST_TEST(bout.direction.value == direction::backward);
    BOOST_TEST(bout[metric::step_regularity].has_value());
  }
  BOOST_TEST(report.recording.lost_share == 2.0 / 40, tolerance(0.02));
}

BOOST_AUTO_TEST_CASE(a_sample_that_is_no_number_is_a_lost_one) {
  const rg::recording& whole = plain_walk(direction::forward).recording;
  const auto spoilt = [](std::ptrdiff_t i) { return i == 0 || i == 1200 || i % 400 == 250; };
  rg::recording with_nan = whole;
  for (std::ptrdiff_t i = 0; i < whole.size(); ++i) {
    if (spoilt(i)) with_nan.acc_m_s2(i, i % 3) = std::numeric_limits<double>::quiet_NaN();
  }
  const auto without = filtered(whole, [&](std::ptrdiff_t i) { return !spoilt(i); });
  check_same_bouts(rg::analyze(with_nan, {.height_m = height_m}).bouts,
                   rg::analyze(without, {.height_m = height_m}).bouts);
}

BOOST_AUTO_TEST_CASE(a_recording_may_begin_and_end_while_walking) {
  for (const direction way : {direction::forward, direction::backward}) {
    const walked& w = plain_walk(way);
    const auto cut = filtered(w.recording, [](std::ptrdiff_t i) { return i > 1000 && i < 3000; });
    const auto report = rg::analyze(cut, {.height_m = height_m});
    BOOST_REQUIRE(report.bouts.size() == 1u);
    const rg::walking_bout& bout = report.bouts[0];
    BOOST_TEST(bout.direction.value == way);
    BOOST_TEST(bout.start_s < 13);
    BOOST_TEST(bout.end_s > 29);
    BOOST_TEST(bout.end_s <= 30);
    const auto truth = rg::assemble_bouts(w.truth.contacts).at(0);
    BOOST_TEST(bout[metric::cadence]->value() == rg::cadence(truth.steps)->value(),
               tolerance(0.03));
    BOOST_TEST(bout[metric::stride_regularity].has_value());
  }
}

BOOST_AUTO_TEST_CASE(columns_of_different_length_are_refused) {
  rg::recording r = plain_walk(direction::forward).recording;
  r.acc_m_s2.conservativeResize(r.size() - 1, Eigen::NoChange);
  r.gyr_rad_s.conservativeResize(r.size() - 2, Eigen::NoChange);
  BOOST_TEST(wrong_fields(r, {}) == (std::vector<std::string>{"acc_m_s2", "gyr_rad_s"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(turns_are_listed_where_a_gyroscope_saw_them) {
  const rt::walk_plan plan{rt::stand_for(3), rt::walk_steps(direction::forward, 10),
                           rt::turn_by(180), rt::walk_steps(direction::forward, 10),
                           rt::turn_by(-90), rt::walk_steps(direction::forward, 6),
                           rt::stand_for(3)};
  const walked w = walk({.plan = plan});
  const auto report = rg::analyze(w.recording);
  BOOST_REQUIRE(report.turns.size() == 2u);
  BOOST_TEST(report.turns[0].half_turn());
  BOOST_TEST(report.turns[0].angle_rad > 0);
  BOOST_TEST(!report.turns[1].half_turn());
  BOOST_TEST(report.turns[1].angle_rad < 0);
  const auto says_so = [](const rg::gait_report& r) {
    return std::any_of(r.absent.begin(), r.absent.end(), [](const rg::absent_result& a) {
      return a.what == "turns" && a.why == reason::sensor_missing;
    });
  };
  BOOST_TEST(!says_so(report));
  // Without a gyroscope nobody can know; in a pocket it is not the trunk that turns.
  rg::recording without = w.recording;
  without.gyr_rad_s.resize(0, 3);
  const auto blind = rg::analyze(without);
  BOOST_TEST(blind.turns.empty());
  BOOST_TEST(says_so(blind));
  rg::recording phone = w.recording;
  phone.placement = placement::phone;
  BOOST_TEST(rg::analyze(phone).turns.empty());
}

BOOST_AUTO_TEST_CASE(what_counts_as_a_bout_is_a_parameter) {
  rg::analyze_params params;
  params.assembly.min_strides = 1000;
  const rg::recording& r = plain_walk(direction::forward).recording;
  const auto report = rg::analyze(r, params);
  BOOST_TEST(report.bouts.empty());
  BOOST_TEST(report.too_short.size() == 1u);
  params.assembly.max_stride_s = 0;
  params.turns.peak_rad_s = 0;
  const std::vector<std::string> wrong{"max_stride_s", "peak_rad_s"};
  BOOST_TEST(wrong_fields(r, params) == wrong, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

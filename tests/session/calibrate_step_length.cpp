#include <retrogait/core/print.hpp>
#include <retrogait/session/calibrate_step_length.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <limits>

#include "../support/test.hpp"

namespace rg = retrogait;
using boost::test_tools::tolerance;
using rg::direction;
using rg::reason;
using rg::testing::stand_for;
using rg::testing::virtual_walker;
using rg::testing::walk_for;

BOOST_AUTO_TEST_SUITE(calibrate_step_length)

constexpr double height_m = 1.72;

/// A recording of the lower back, and how far the trunk went.
struct walked {
  rg::recording recording;
  double distance_m = 0;
};

walked walk(const virtual_walker& walker) {
  const auto w = walker.walk();
  walked out{w[rg::placement::lumbar], 0};
  for (const rg::testing::true_bout& b : w.truth.bouts) {
    // Feet together before and after: the last contact closes up.
    out.distance_m +=
        (b.steps - 1) * (b.direction == direction::forward ? walker.forward.step_length_m
                                                           : walker.backward.step_length_m);
  }
  return out;
}

virtual_walker steady(direction way, double step_m, double seconds = 24) {
  virtual_walker walker{.direction = way, .seconds = seconds};
  walker.forward.step_length_m = walker.backward.step_length_m = step_m;
  walker.forward.step_length_cv = walker.backward.step_length_cv = 0;
  return walker;
}

const walked& plain(direction way) {
  static const walked forward = walk(steady(direction::forward, 0.6));
  static const walked backward = walk(steady(direction::backward, 0.4));
  return way == direction::forward ? forward : backward;
}

double cadence_of(direction way) {
  const virtual_walker walker;
  return way == direction::forward ? walker.forward.cadence_steps_min
                                   : walker.backward.cadence_steps_min;
}

/// The mean step length that this person's recording is then said to have.
rg::measured<rg::quantity<rg::units::metre>> length_with(const rg::step_length_calibration& made,
                                                         const rg::recording& r) {
  const auto report = rg::analyze(r);
  const rg::walking_bout& bout = report.bouts.at(0);
  const rg::detail::trunk_record trunk = rg::detail::trunk_of(r, bout);
  rg::step_length_knowledge known;
  (made.way == direction::forward ? known.forward : known.backward) = made;
  return rg::step_length(trunk.signal(), bout.steps, bout.direction.value, known);
}

BOOST_AUTO_TEST_CASE(a_distance_and_a_belt_give_back_the_true_lengths_both_ways) {
  for (const direction way : {direction::forward, direction::backward}) {
    const walked& w = plain(way);
    const double step_m = way == direction::forward ? 0.6 : 0.4;
    for (const rg::step_length_model model : rg::all_step_length_models) {
      BOOST_TEST_CONTEXT(way << ", " << to_string(model)) {
        const rg::step_length_calibration_params params{.height_m = height_m,
                                                        .model = {.model = model}};
        const auto by_distance =
            rg::calibrate_step_length(w.recording, {.distance_m = w.distance_m}, params);
        const auto by_belt = rg::calibrate_step_length(
            w.recording, {.speed_m_s = step_m * cadence_of(way) / 60}, params);
        BOOST_REQUIRE(by_distance.has_value());
        BOOST_REQUIRE(by_belt.has_value());
        BOOST_TEST((by_distance->way == way));
        BOOST_TEST((by_distance->by == rg::calibrated_by::distance));
        BOOST_TEST((by_belt->by == rg::calibrated_by::treadmill));
        BOOST_TEST((by_belt->model == model));
        BOOST_TEST(by_distance->validate().empty());
        BOOST_TEST(by_distance->steps >= 30u);
        BOOST_TEST(by_distance.n() == by_distance->steps);
        BOOST_TEST(length_with(*by_distance, w.recording)->value() == step_m, tolerance(0.03));
        BOOST_TEST(length_with(*by_belt, w.recording)->value() == step_m, tolerance(0.02));
        BOOST_TEST(std::abs(by_distance->factor - by_belt->factor) <= by_distance->margin);
        // The open half step, and little else, as all steps are alike.
        BOOST_TEST(by_distance->margin > 0.5 / 45 * by_distance->factor);
        BOOST_TEST(by_distance->margin < 0.06 * by_distance->factor);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(without_the_height_the_factor_makes_it_good) {
  const walked& w = plain(direction::backward);
  const rg::known_walk known{.distance_m = w.distance_m};
  const auto with = rg::calibrate_step_length(w.recording, known, {.height_m = 1.95});
  const auto without = rg::calibrate_step_length(w.recording, known);
  BOOST_REQUIRE(with.has_value());
  BOOST_REQUIRE(without.has_value());
  BOOST_TEST(with->height_m == 1.95);
  BOOST_TEST(without->height_m == 1.7);
  BOOST_TEST(
      length_with(*with, w.recording)->value() == length_with(*without, w.recording)->value(),
      tolerance(0.005));
}

BOOST_AUTO_TEST_CASE(two_marks_cut_the_distance_out) {
  const walked& w = plain(direction::forward);
  const double speed_m_s = 0.6 * cadence_of(direction::forward) / 60;
  const auto found = rg::calibrate_step_length(
      w.recording, {.distance_m = 12 * speed_m_s, .from_s = 6.0, .to_s = 18.0},
      {.height_m = height_m});
  const auto whole =
      rg::calibrate_step_length(w.recording, {.speed_m_s = speed_m_s}, {.height_m = height_m});
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(found->factor == whole->factor, tolerance(0.03));
  BOOST_TEST(found->steps < whole->steps);
  // No open step at the marks.
  BOOST_TEST(found->margin < 0.5 * (0.5 / 20) * found->factor + whole->margin);
  BOOST_TEST(
      rg::calibrate_step_length(w.recording, {.distance_m = 5, .from_s = 1000.0, .to_s = 1010.0})
          .why() == reason::no_walking);
}

BOOST_AUTO_TEST_CASE(there_backward_and_back_forward) {
  virtual_walker walker = steady(direction::forward, 0.5);
  walker.plan = {stand_for(3), walk_for(direction::backward, 15), stand_for(4),
                 walk_for(direction::forward, 15), stand_for(2)};
  const walked w = walk(walker);
  const double half_m = 0.5 * (walker.walk().truth.bouts.at(0).steps - 1);
  const auto backward = rg::calibrate_step_length(
      w.recording, {.distance_m = half_m, .way = direction::backward}, {.height_m = height_m});
  BOOST_REQUIRE(backward.has_value());
  BOOST_TEST((backward->way == direction::backward));
  BOOST_TEST(length_with(*backward, w.recording)->value() == 0.5, tolerance(0.05));
  BOOST_TEST(rg::calibrate_step_length(w.recording, {.distance_m = half_m}).why() ==
             reason::direction_unknown);
}

BOOST_AUTO_TEST_CASE(the_direction_must_be_known) {
  walked w = plain(direction::forward);
  const rg::known_walk known{.distance_m = w.distance_m};
  rg::known_walk said = known;
  said.way = direction::backward;
  BOOST_TEST(rg::calibrate_step_length(w.recording, said).why() == reason::disagree);
  w.recording.mounting = {};
  BOOST_TEST(rg::calibrate_step_length(w.recording, known).why() == reason::direction_unknown);
  const auto found = rg::calibrate_step_length(w.recording, said);
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST((found->way == direction::backward));
}

BOOST_AUTO_TEST_CASE(a_recording_without_walking_gives_no_factor) {
  virtual_walker walker;
  walker.plan = {stand_for(20)};
  const walked still = walk(walker);
  BOOST_TEST(rg::calibrate_step_length(still.recording, {.distance_m = 10}).why() ==
             reason::no_walking);
  BOOST_TEST(rg::calibrate_step_length(still.recording, {.speed_m_s = 1}).why() ==
             reason::no_walking);
}

BOOST_AUTO_TEST_CASE(too_few_steps_say_how_many_are_needed) {
  virtual_walker walker = steady(direction::forward, 0.6);
  walker.plan = {stand_for(3), walk_for(direction::forward, 4), stand_for(3)};
  const walked w = walk(walker);
  const auto few = rg::calibrate_step_length(w.recording, {.distance_m = w.distance_m});
  BOOST_TEST(few.why() == reason::too_few_steps);
  BOOST_TEST(few.needed() == 10u);
  BOOST_TEST(few.n() > 0u);
  BOOST_TEST(few.n() < 10u);
  BOOST_TEST(rg::calibrate_step_length(w.recording, {.distance_m = w.distance_m}, {.min_steps = 4})
                 .has_value());
}

BOOST_AUTO_TEST_CASE(steps_too_few_for_a_bout_are_too_few_as_well) {
  virtual_walker walker = steady(direction::forward, 0.6);
  walker.plan = {stand_for(3), walk_for(direction::forward, 4), stand_for(3)};
  const walked w = walk(walker);
  const auto few =
      rg::calibrate_step_length(w.recording, {.distance_m = 2}, {.assembly = {.min_strides = 20}});
  BOOST_TEST(few.why() == reason::too_few_steps);
  BOOST_TEST(few.n() > 0u);
  BOOST_TEST(few.needed() == 10u);
}

rg::recording without(const rg::recording& r, double from_s, double to_s) {
  rg::recording out = r;
  std::ptrdiff_t row = 0;
  for (std::ptrdiff_t i = 0; i < r.size(); ++i) {
    if (r.time_s[i] > from_s && r.time_s[i] < to_s) continue;
    out.time_s[row] = r.time_s[i];
    out.acc_m_s2.row(row) = r.acc_m_s2.row(i);
    out.gyr_rad_s.row(row) = r.gyr_rad_s.row(i);
    ++row;
  }
  out.time_s.conservativeResize(row);
  out.acc_m_s2.conservativeResize(row, 3);
  out.gyr_rad_s.conservativeResize(row, 3);
  return out;
}

BOOST_AUTO_TEST_CASE(a_gap_leaves_the_distance_open) {
  const walked& w = plain(direction::forward);
  for (const double lost_s : {1.0, 4.0}) {
    const rg::recording holed = without(w.recording, 12, 12 + lost_s);
    BOOST_TEST_CONTEXT(lost_s << " s") {
      BOOST_TEST(
          rg::calibrate_step_length(holed, {.distance_m = w.distance_m, .way = direction::forward})
              .why() == reason::gap);
    }
  }
  // On a belt the rest of the walk has the same speed; and a gap where nobody walks does no harm.
  BOOST_TEST(rg::calibrate_step_length(without(w.recording, 12, 13),
                                       {.speed_m_s = 1.1, .way = direction::forward})
                 .has_value());
  BOOST_TEST(rg::calibrate_step_length(without(w.recording, 23, 23.9), {.distance_m = w.distance_m})
                 .has_value());
}

BOOST_AUTO_TEST_CASE(a_distance_of_another_walk_is_noticed) {
  const walked& w = plain(direction::forward);
  for (const double wrong : {0.2, 5.0}) {
    BOOST_TEST(rg::calibrate_step_length(w.recording, {.distance_m = wrong * w.distance_m},
                                         {.height_m = height_m})
                   .why() == reason::disagree);
  }
}

template <class Call>
void check_named(const std::vector<std::string>& fields, Call call) {
  try {
    call();
    BOOST_ERROR("nothing was thrown");
  } catch (const rg::config_error& e) {
    std::vector<std::string> found;
    for (const rg::issue& i : e.list()) found.push_back(i.field);
    BOOST_TEST((found == fields), e.what());
  }
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_named) {
  const rg::recording& r = plain(direction::forward).recording;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double wrong_m : {0.0, -10.0, 1e9, nan}) {
    check_named({"distance_m"}, [&] { rg::calibrate_step_length(r, {.distance_m = wrong_m}); });
  }
  for (const double wrong_m_s : {0.0, -1.0, 20.0, nan}) {
    check_named({"speed_m_s"}, [&] { rg::calibrate_step_length(r, {.speed_m_s = wrong_m_s}); });
  }
  check_named({"distance_m"}, [&] { rg::calibrate_step_length(r, {}); });
  check_named({"distance_m"},
              [&] { rg::calibrate_step_length(r, {.distance_m = 10, .speed_m_s = 1}); });
  for (const double wrong_m : {172.0, 0.0}) {
    check_named({"height_m"},
                [&] { rg::calibrate_step_length(r, {.distance_m = 10}, {.height_m = wrong_m}); });
  }
  check_named({"way"}, [&] {
    rg::calibrate_step_length(r, {.distance_m = 10, .way = direction::sideways});
  });
  check_named({"to_s"}, [&] {
    rg::calibrate_step_length(r, {.distance_m = 10, .from_s = 5.0, .to_s = 5.0});
  });
  check_named({"from_s"}, [&] { rg::calibrate_step_length(r, {.distance_m = 10, .from_s = nan}); });
  check_named({"min_steps"},
              [&] { rg::calibrate_step_length(r, {.distance_m = 10}, {.min_steps = 1}); });
  rg::recording elsewhere = r;
  elsewhere.placement = rg::placement::left_foot;
  check_named({"placement"}, [&] { rg::calibrate_step_length(elsewhere, {.distance_m = 10}); });
}

BOOST_AUTO_TEST_SUITE_END()

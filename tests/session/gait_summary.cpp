#include <retrogait/core/run.hpp>
#include <retrogait/metrics/gait_summary.hpp>
#include <retrogait/metrics/training_load.hpp>
#include <retrogait/session/analyze.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
namespace metric = retrogait::metric;
using boost::test_tools::tolerance;
using rg::direction;
using rg::measured;
using rg::placement;

BOOST_AUTO_TEST_SUITE(recording_summary)

constexpr double height_m = 1.72;
constexpr double stand_s = 12;
constexpr double walk_s = 15;
/// The trunk's vertical is not known to the last digit when the sensor has stood for some seconds
/// only: times differ by some 1e-6 of themselves.
constexpr double rounding = 1e-5;

/// Four bouts, forward and backward, with long pauses; the clock does not start at 0.
const rt::virtual_walk& walk_with_pauses(placement where) {
  const auto make = [](std::vector<placement> placements) {
    return rt::virtual_walker{
        .plan = {rt::stand_for(stand_s), rt::walk_for(direction::backward, walk_s),
                 rt::stand_for(stand_s), rt::walk_for(direction::forward, walk_s),
                 rt::stand_for(stand_s), rt::walk_for(direction::backward, 2 * walk_s),
                 rt::stand_for(stand_s), rt::walk_for(direction::forward, walk_s),
                 rt::stand_for(stand_s)},
        .height_m = height_m,
        .sensor = {.start_s = 1000},
        .placements = std::move(placements)}
        .walk();
  };
  static const rt::virtual_walk trunk = make({placement::lumbar});
  static const rt::virtual_walk feet = make({placement::left_foot, placement::right_foot});
  return where == placement::lumbar ? trunk : feet;
}

/// The rows of the recording between two times.
rg::recording piece(const rg::recording& r, double from_s, double to_s) {
  const auto [first, count] = r.rows_between(from_s, to_s);
  rg::recording out = r;
  out.time_s = r.time_s.segment(first, count).eval();
  out.acc_m_s2 = r.acc_m_s2.middleRows(first, count).eval();
  if (r.has_gyroscope()) out.gyr_rad_s = r.gyr_rad_s.middleRows(first, count).eval();
  return out;
}

template <class Accumulator>
Accumulator sum_of(const rg::gait_report& report) {
  return rg::accumulate(report.bouts, Accumulator{});
}

/// The whole recording, and the sum of its pieces cut in the middle of the pauses.
template <class Accumulator>
std::pair<Accumulator, Accumulator> whole_and_pieces(placement where) {
  const rt::virtual_walk& walk = walk_with_pauses(where);
  const rg::analyze_params params{.height_m = height_m};
  const Accumulator whole = sum_of<Accumulator>(rg::analyze(walk.recordings, params));
  const double last_s = walk.recordings.front().time_s.tail<1>()[0];
  Accumulator pieces;
  double from_s = 1000;
  for (double to_s : {1000 + 1.5 * stand_s + walk_s, 1000 + 2.5 * stand_s + 2 * walk_s,
                      1000 + 3.5 * stand_s + 4 * walk_s, last_s}) {
    std::vector<rg::recording> cut;
    for (const rg::recording& r : walk.recordings) cut.push_back(piece(r, from_s, to_s));
    // The newer piece first: the order does not matter.
    Accumulator sum = sum_of<Accumulator>(rg::analyze(cut, params));
    sum += pieces;
    pieces = sum;
    from_s = to_s;
  }
  return {whole, pieces};
}

BOOST_AUTO_TEST_CASE(a_recording_in_pieces_gives_the_same_numbers) {
  for (const placement where : {placement::lumbar, placement::left_foot}) {
    const auto [whole, pieces] = whole_and_pieces<rg::gait_summary>(where);
    for (const direction way : {direction::forward, direction::backward}) {
      const rg::walking_summary a = whole.of(way);
      const rg::walking_summary b = pieces.of(way);
      BOOST_TEST_CONTEXT(to_string(where) << " " << to_string(way)) {
        BOOST_TEST(a.bouts == 2u);
        BOOST_TEST(a.bouts == b.bouts);
        BOOST_TEST(a.steps == b.steps);
        BOOST_TEST(a.strides == b.strides);
        BOOST_TEST(a.walking_time_s == b.walking_time_s, tolerance(rounding));
        BOOST_TEST((a.distance.why() == b.distance.why()));
        BOOST_TEST(a.distance_covered.n() == b.distance_covered.n());
        for (const rg::metric_values::entry& e : a.metrics.entries()) {
          const measured<double> other = b.metrics.find(*e.info);
          BOOST_TEST_CONTEXT(e.info->id) {
            BOOST_TEST((e.value.why() == other.why()));
            BOOST_TEST(e.value.n() == other.n());
            BOOST_TEST(e.value.value_or(0) == other.value_or(0), tolerance(rounding));
          }
        }
      }
    }
    BOOST_TEST(whole.of(direction::unknown).bouts == 0u);
  }
}

BOOST_AUTO_TEST_CASE(training_in_pieces_adds_up) {
  const auto [whole, pieces] = whole_and_pieces<rg::training_load>(placement::left_foot);
  const rg::training_totals a = whole.value();
  const rg::training_totals b = pieces.value();
  BOOST_TEST((a.steps == b.steps));
  BOOST_TEST((a.bouts == b.bouts));
  BOOST_TEST(a.time->value() == b.time->value(), tolerance(rounding));
  BOOST_REQUIRE(a.distance.has_value());
  BOOST_TEST(a.distance->value() == b.distance->value(), tolerance(rounding));
}

BOOST_AUTO_TEST_CASE(the_sums_are_those_of_the_walk) {
  const rt::virtual_walk& walk = walk_with_pauses(placement::left_foot);
  const rg::training_totals totals =
      sum_of<rg::training_load>(rg::analyze(walk.recordings)).value();
  std::size_t contacts = 0;
  for (const rg::contact& c : walk.truth.contacts) {
    if (c.kind == rg::contact_kind::initial_contact && c.direction == direction::backward) {
      ++contacts;
    }
  }
  // Two bouts have one step fewer than contacts each.
  BOOST_TEST(totals.bouts->value() == 2);
  BOOST_TEST(std::abs(totals.steps->value() - (static_cast<double>(contacts) - 2)) <= 4,
             totals.steps->value() << " of " << contacts);
  rg::moments strides_m;
  for (const rt::true_stride& stride : walk.truth.strides) {
    if (stride.direction == direction::backward) strides_m(stride.length_m);
  }
  const double true_m = strides_m.mean().value() / 2 * totals.steps->value();
  BOOST_REQUIRE(totals.distance.has_value());
  BOOST_TEST(totals.distance->value() == true_m, tolerance(0.02));
}

BOOST_AUTO_TEST_SUITE_END()

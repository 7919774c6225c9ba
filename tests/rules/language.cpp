#include <retrogait/rules/language.hpp>

#include "../support/test.hpp"

using namespace retrogait;
using namespace retrogait::rules;
using namespace retrogait::catalog;

namespace {

template <class L, class R>
concept can_compare = requires(const L& l, const R& r) {
  l > r;
};
template <class L, class R>
concept can_equal = requires(const L& l, const R& r) {
  l == r;
};
template <class L, class R>
concept can_add = requires(const L& l, const R& r) {
  l + r;
};
template <class C>
concept can_be_a_rule = requires(const C& c) {
  when(c);
};
template <class L, class R>
concept can_join = requires(const L& l, const R& r) {
  l&& r;
};

using pain = metric_id<units::nrs>;
using history_days = decltype(since_level_change());
using history_pain = decltype(maximum(last(1, sessions), pain_during));

// A comparison compiles with its own unit …
static_assert(can_compare<pain, quantity<units::nrs>>);
static_assert(can_compare<quantity<units::nrs>, pain>);
static_assert(can_compare<pain, pain>);
static_assert(can_compare<history_pain, quantity<units::nrs>>);
static_assert(can_equal<metric_id<units::yes_no>, quantity<units::yes_no>>);
static_assert(can_add<pain, quantity<units::nrs>>);
// … and with no other, nor with a plain number.
static_assert(!can_compare<pain, quantity<units::degree>>);
static_assert(!can_compare<pain, metric_id<units::cr10>>);
static_assert(!can_compare<pain, double>);
static_assert(!can_compare<history_pain, quantity<units::day>>);
static_assert(!can_equal<pain, quantity<units::yes_no>>);
static_assert(!can_add<pain, quantity<units::degree>>);
// A session's value and the history's do not mix, and a rule is about the history.
static_assert(!can_compare<history_pain, pain>);
static_assert(!can_be_a_rule<session_condition>);
static_assert(can_be_a_rule<condition>);
static_assert(!can_join<session_condition, condition>);

// A trend has a unit of its own, and answers have no trend.
using pain_trend = decltype(trend_over(4, pain_during));
template <class X>
concept has_trend = requires(const X& x) {
  trend_over(4, x);
};
static_assert(can_compare<pain_trend, quantity<units::per_week<units::nrs>>>);
static_assert(!can_compare<pain_trend, quantity<units::nrs>>);
static_assert(has_trend<pain> && !has_trend<metric_id<units::yes_no>>);
static_assert(!has_trend<history_pain>);
// What is known of the person goes with one session and with the history.
using v0 = decltype(1.15 * of_person(comfortable_speed));
static_assert(can_compare<metric_id<units::metre_per_second>, v0>);
static_assert(can_compare<decltype(mean(last(1, sessions), metric_id<units::metre_per_second>(
                                                               comfortable_speed_info))),
                          v0>);
static_assert(can_be_a_rule<decltype(of_person(comfortable_speed) > metres_per_second(1))>);
static_assert(!can_compare<v0, pain>);
// A state that is entered and left is a session's.
static_assert(!can_be_a_rule<decltype(hysteresis(giving_way == yes, giving_way == no))>);

}  // namespace

BOOST_AUTO_TEST_SUITE(language)

BOOST_AUTO_TEST_CASE(builds_flat_lists_in_order) {
  const session_condition three =
      pain_during <= nrs(2) && completed >= percent(90) && giving_way == no;
  BOOST_TEST((three.tree().op == operation::all));
  BOOST_REQUIRE(three.tree().operands.size() == 3u);
  BOOST_TEST(three.tree().operands[1].operands[0].metric->id == "completed");

  const session_condition grouped =
      pain_during <= nrs(2) && (completed >= percent(90) || giving_way == no);
  BOOST_REQUIRE(grouped.tree().operands.size() == 2u);
  BOOST_TEST((grouped.tree().operands[1].op == operation::any));
}

BOOST_AUTO_TEST_CASE(puts_a_constant_on_the_right) {
  BOOST_TEST(((nrs(5) < pain_during) == (pain_during > nrs(5)) &&
              (nrs(5) >= pain_during) == (pain_during <= nrs(5)) &&
              (yes == giving_way) == (giving_way == yes)));
}

BOOST_AUTO_TEST_CASE(says_units_in_the_tree) {
  const expression rise = (pain_next_day >= pain_before + nrs(2)).tree();
  BOOST_TEST(rise.operands[0].ucum == "{nrs}");
  BOOST_TEST(rise.operands[1].ucum == "{nrs}");
  BOOST_TEST((rise.operands[1].op == operation::sum));
  BOOST_TEST(count(last(2, sessions), giving_way == yes).tree().ucum == "{count}");
  BOOST_TEST(days_since(event::screening).tree().ucum == "d");
}

BOOST_AUTO_TEST_SUITE_END()

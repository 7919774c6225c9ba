#include <retrogait/core/units.hpp>

#include <string_view>
#include <tuple>
#include <type_traits>

#include "../support/test.hpp"

namespace rg = retrogait;
using namespace rg::quantities;

BOOST_AUTO_TEST_SUITE(units)

namespace u = rg::units;
using every_unit = std::tuple<u::one, u::count, u::step, u::second, u::minute, u::hour, u::day,
                              u::metre, u::metre_per_second, u::step_per_minute, u::percent,
                              u::degree, u::nrs, u::cr10, u::effusion_grade>;

template <class A, class B>
concept equality_comparable = requires(A a, B b) {
  a == b;
};
template <class A, class B>
concept ordered = requires(A a, B b) {
  a < b;
};
template <class A, class B>
concept addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept subtractable = requires(A a, B b) {
  a - b;
};
template <class A, class B>
concept multipliable = requires(A a, B b) {
  a* b;
};

template <class A, class B>
constexpr bool mixes =
    equality_comparable<A, B> || ordered<A, B> || addable<A, B> || subtractable<A, B> ||
    multipliable<A, B> || std::is_constructible_v<A, B> || std::is_assignable_v<A&, B>;

template <class A, class B>
constexpr bool fine = std::is_same_v<A, B> || !mixes<rg::quantity<A>, rg::quantity<B>>;

template <class A, class... All>
constexpr bool mixes_with_none(std::tuple<All...>) {
  return (fine<A, All> && ...);
}

template <class... All>
constexpr bool none_mix(std::tuple<All...> all) {
  return (mixes_with_none<All>(all) && ...);
}

template <class... All>
constexpr bool no_plain_numbers(std::tuple<All...>) {
  return ((!equality_comparable<rg::quantity<All>, double> && !ordered<rg::quantity<All>, double> &&
           !addable<rg::quantity<All>, double> &&
           !std::is_convertible_v<double, rg::quantity<All>> &&
           !std::is_convertible_v<rg::quantity<All>, double>)&&...);
}

// The test is that this file compiles.
static_assert(none_mix(every_unit{}));
static_assert(no_plain_numbers(every_unit{}));
static_assert(!rg::unit<int> && !rg::unit<std::string_view>);
static_assert(std::regular<rg::quantity<u::nrs>> && std::totally_ordered<rg::quantity<u::nrs>>);
static_assert(sizeof(rg::quantity<u::day>) == sizeof(double));

static_assert(nrs(2) < nrs(3) && nrs(3) >= nrs(3) && nrs(2) != nrs(3));
static_assert(metres(1.5) + metres(0.25) == metres(1.75));
static_assert(days(7) - days(10) == days(-3));
static_assert(2 * percent(45) == percent(90) && percent(45) * 2 == percent(90));
static_assert(rg::quantity<u::second>() == seconds(0));

BOOST_AUTO_TEST_CASE_TEMPLATE(says_its_symbol_and_code, Unit, every_unit) {
  BOOST_TEST(!Unit::ucum.empty());
  // Only pure numbers are read without a unit.
  const bool pure = std::is_same_v<Unit, u::one> || std::is_same_v<Unit, u::count>;
  BOOST_TEST(Unit::symbol.empty() == pure);
}

template <class... All>
std::vector<std::string_view> codes(std::tuple<All...>) {
  return {All::ucum...};
}

BOOST_AUTO_TEST_CASE(codes_differ) {
  std::vector<std::string_view> all = codes(every_unit{});
  std::sort(all.begin(), all.end());
  BOOST_TEST((std::adjacent_find(all.begin(), all.end()) == all.end()));
}

BOOST_AUTO_TEST_CASE(makers_keep_the_number_and_its_unit) {
  BOOST_TEST(steps_per_minute(96).value() == 96);
  static_assert(std::is_same_v<decltype(ratio(1))::unit_type, u::one>);
  static_assert(std::is_same_v<decltype(times(1))::unit_type, u::count>);
  static_assert(std::is_same_v<decltype(steps(1))::unit_type, u::step>);
  static_assert(std::is_same_v<decltype(seconds(1))::unit_type, u::second>);
  static_assert(std::is_same_v<decltype(minutes(1))::unit_type, u::minute>);
  static_assert(std::is_same_v<decltype(hours(1))::unit_type, u::hour>);
  static_assert(std::is_same_v<decltype(days(1))::unit_type, u::day>);
  static_assert(std::is_same_v<decltype(metres(1))::unit_type, u::metre>);
  static_assert(std::is_same_v<decltype(metres_per_second(1))::unit_type, u::metre_per_second>);
  static_assert(std::is_same_v<decltype(steps_per_minute(1))::unit_type, u::step_per_minute>);
  static_assert(std::is_same_v<decltype(percent(1))::unit_type, u::percent>);
  static_assert(std::is_same_v<decltype(deg(1))::unit_type, u::degree>);
  static_assert(std::is_same_v<decltype(nrs(1))::unit_type, u::nrs>);
  static_assert(std::is_same_v<decltype(cr10(1))::unit_type, u::cr10>);
  static_assert(std::is_same_v<decltype(effusion_grade(1))::unit_type, u::effusion_grade>);
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/core/catalog.hpp>

#include <set>
#include <string_view>
#include <type_traits>

#include "../support/test.hpp"

namespace rg = retrogait;
using rg::measured;
using namespace rg::quantities;

BOOST_AUTO_TEST_SUITE(catalog)

constexpr rg::metric_info cadence_info =
    rg::describe<rg::units::step_per_minute>({.id = "cadence",
                                              .symbol = "f",
                                              .name = "cadence",
                                              .definition = "Steps a minute.",
                                              .not_computable = "no steps",
                                              .source = "a paper"});
constexpr rg::metric_info lean_info =
    rg::describe<rg::units::degree>({.id = "trunk_lean",
                                     .symbol = "β",
                                     .name = "trunk lean",
                                     .needs = rg::metric_needs::trunk,
                                     .valid = rg::metric_validity::backward,
                                     .definition = "Mean lean.",
                                     .not_computable = "no mounting",
                                     .source = "engineering choice"});
constexpr rg::metric_info cadence_again = cadence_info;

constexpr rg::metric_id<rg::units::step_per_minute> cadence{cadence_info};
constexpr rg::metric_id<rg::units::degree> lean{lean_info};

using cadence_value = rg::quantity<rg::units::step_per_minute>;

template <class Id, class Value>
concept settable = requires(rg::metric_values values, Id id, measured<Value> v) {
  values.set(id, v);
};
static_assert(settable<decltype(cadence), cadence_value>);
static_assert(!settable<decltype(cadence), rg::quantity<rg::units::degree>>);
static_assert(!settable<decltype(cadence), double>);

BOOST_AUTO_TEST_CASE(an_entry_takes_its_unit_texts_from_the_unit) {
  BOOST_TEST(cadence.info().unit_symbol == "steps/min");
  BOOST_TEST(cadence.info().unit_ucum == "{steps}/min");
  BOOST_TEST(cadence.id() == "cadence");
  BOOST_TEST(lean.info().symbol == "β");
  BOOST_TEST(lean.info().name == "trunk lean");
  BOOST_TEST(lean.info().definition == "Mean lean.");
  BOOST_TEST(lean.info().not_computable == "no mounting");
  BOOST_TEST(lean.info().source == "engineering choice");
  BOOST_TEST((lean.info().level == rg::metric_level::bout));
  static_assert(same_metric(cadence, rg::metric_id<rg::units::step_per_minute>(cadence_again)));
}

BOOST_AUTO_TEST_CASE(values_come_back_with_their_unit) {
  rg::metric_values values;
  BOOST_TEST((values[cadence].why() == rg::reason::not_assessed));

  const auto brisk = measured<cadence_value>::of(steps_per_minute(112), 20, steps_per_minute(3));
  values.set(cadence, brisk);
  const measured<cadence_value> found = values[cadence];
  BOOST_TEST((found == brisk));
  BOOST_TEST((found.value() > steps_per_minute(100)));
  BOOST_TEST((values[lean].why() == rg::reason::not_assessed));

  values.set(lean, measured<rg::quantity<rg::units::degree>>::not_computable(
                       rg::reason::mounting_unknown));
  BOOST_TEST((values[lean].why() == rg::reason::mounting_unknown));
  BOOST_TEST(values.entries().size() == 2u);

  values.set(cadence, steps_per_minute(90));
  BOOST_TEST((values[cadence] == measured<cadence_value>::of(steps_per_minute(90), 1)));
}

BOOST_AUTO_TEST_CASE(a_second_value_takes_the_place_of_the_first) {
  rg::metric_values values;
  values.set(cadence_info, measured<double>::of(90, 5));
  values.set(cadence_again, measured<double>::of(100, 6));
  BOOST_TEST(values.entries().size() == 1u);
  BOOST_TEST(values.find(cadence_info).value() == 100);
  BOOST_TEST(values[cadence].value().value() == 100);
}

BOOST_AUTO_TEST_CASE(equality_is_about_ids_and_values) {
  rg::metric_values a;
  rg::metric_values b;
  BOOST_TEST((a == b));
  a.set(cadence_info, measured<double>::of(90, 5));
  BOOST_TEST((a != b));
  b.set(cadence_again, measured<double>::of(90, 5));
  BOOST_TEST((a == b));
  b.set(cadence_info, measured<double>::of(90, 6));
  BOOST_TEST((a != b));
}

BOOST_AUTO_TEST_CASE(every_level_has_its_own_word) {
  std::set<std::string_view> words;
  const int last = static_cast<int>(rg::metric_level::day);
  for (int i = 0; i <= last; ++i) words.insert(to_string(static_cast<rg::metric_level>(i)));
  BOOST_TEST(words.size() == static_cast<std::size_t>(last) + 1);
  BOOST_TEST(words.count("unknown level") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

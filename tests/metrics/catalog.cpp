#include <retrogait/metrics/catalog.hpp>

#include <set>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace metric = retrogait::metric;

BOOST_AUTO_TEST_SUITE(metric_catalog)

constexpr std::tuple typed_ids{metric::cadence,
                               metric::step_time,
                               metric::stride_time,
                               metric::step_time_cv,
                               metric::stride_time_cv,
                               metric::step_regularity,
                               metric::stride_regularity,
                               metric::regularity_symmetry,
                               metric::step_time_asymmetry,
                               metric::stance_time,
                               metric::swing_time,
                               metric::single_support_time,
                               metric::double_support_time,
                               metric::stance_share,
                               metric::swing_share,
                               metric::single_support_share,
                               metric::double_support_share,
                               metric::step_length,
                               metric::walking_speed};

template <class F>
void for_each_id(F f) {
  std::apply([&](const auto&... id) { (f(id), ...); }, typed_ids);
}

bool snake_case(std::string_view id) {
  if (id.empty() || id.front() < 'a' || id.front() > 'z' || id.back() == '_') return false;
  for (char c : id) {
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') return false;
  }
  return id.find("__") == std::string_view::npos;
}

BOOST_AUTO_TEST_CASE(every_entry_is_whole_and_its_id_is_its_own) {
  std::set<std::string_view> ids;
  std::set<std::string_view> symbols;
  std::set<std::string_view> names;
  for (const rg::metric_info* info : metric::all) {
    BOOST_REQUIRE(info != nullptr);
    BOOST_TEST_CONTEXT(info->id) {
      BOOST_TEST(snake_case(info->id));
      BOOST_TEST(ids.insert(info->id).second);
      BOOST_TEST(symbols.insert(info->symbol).second);
      BOOST_TEST(names.insert(info->name).second);
      BOOST_TEST(!info->symbol.empty());
      BOOST_TEST(!info->name.empty());
      BOOST_TEST(!info->unit_ucum.empty());
      BOOST_TEST(!info->not_computable.empty());
      BOOST_TEST(!info->source.empty());
      BOOST_TEST(info->definition.ends_with('.'));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_unit_texts_are_those_of_the_typed_id) {
  for_each_id([](auto id) {
    using unit = typename decltype(id)::unit_type;
    BOOST_TEST_CONTEXT(id.id()) {
      BOOST_TEST(id.info().unit_symbol == unit::symbol);
      BOOST_TEST(id.info().unit_ucum == unit::ucum);
    }
  });
}

BOOST_AUTO_TEST_CASE(all_lists_every_typed_id_once) {
  static_assert(std::tuple_size_v<decltype(typed_ids)> == metric::all.size());
  for_each_id([](auto id) {
    BOOST_TEST(std::count(metric::all.begin(), metric::all.end(), &id.info()) == 1, id.id());
  });
}

BOOST_AUTO_TEST_CASE(an_id_fixes_the_unit_of_its_values) {
  static_assert(std::is_same_v<decltype(metric::cadence)::unit_type, rg::units::step_per_minute>);
  static_assert(std::is_same_v<decltype(metric::step_time)::unit_type, rg::units::second>);
  static_assert(std::is_same_v<decltype(metric::step_time_cv)::unit_type, rg::units::percent>);
  static_assert(std::is_same_v<decltype(metric::step_regularity)::unit_type, rg::units::one>);
  static_assert(std::is_same_v<decltype(metric::step_length)::unit_type, rg::units::metre>);
  static_assert(
      std::is_same_v<decltype(metric::walking_speed)::unit_type, rg::units::metre_per_second>);
  rg::metric_values values;
  values.set(metric::cadence, rg::quantities::steps_per_minute(96));
  BOOST_TEST((values[metric::cadence].value() == rg::quantities::steps_per_minute(96)));
  BOOST_TEST((values[metric::step_time].why() == rg::reason::not_assessed));
}

BOOST_AUTO_TEST_SUITE_END()

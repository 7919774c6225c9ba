#include <retrogait/core/measured.hpp>
#include <retrogait/core/units.hpp>

#include <set>
#include <string_view>

#include "../support/assertions.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
using rg::measured;
using rg::reason;
using test_support::assertion_failed;

BOOST_AUTO_TEST_SUITE(measured_value)

BOOST_AUTO_TEST_CASE(is_not_assessed_until_somebody_says_more) {
  const measured<double> nothing;
  BOOST_TEST(!nothing.has_value());
  BOOST_TEST(!nothing);
  BOOST_TEST((nothing.why() == reason::not_assessed));
  BOOST_TEST(nothing.value_or(3) == 3);
  BOOST_TEST(!nothing.margin().has_value());
  BOOST_TEST(nothing.quality() == 0);
}

BOOST_AUTO_TEST_CASE(carries_a_value_with_its_doubt) {
  const auto cadence = measured<double>::of(96, 27, 2.5, 0.75);
  BOOST_TEST(cadence.has_value());
  BOOST_TEST(cadence.value() == 96);
  BOOST_TEST(*cadence == 96);
  BOOST_TEST(cadence.value_or(3) == 96);
  BOOST_TEST(cadence.margin().value() == 2.5);
  BOOST_TEST(cadence.quality() == 0.75);
  BOOST_TEST(cadence.n() == 27u);
  BOOST_TEST((cadence.why() == reason::none));

  const auto plain = measured<double>::of(96, 27);
  BOOST_TEST(!plain.margin().has_value());
  BOOST_TEST(plain.quality() == 1);
  BOOST_TEST((plain != cadence));
}

BOOST_AUTO_TEST_CASE(carries_the_reason_why_there_is_no_value) {
  const auto missing = measured<double>::not_computable(reason::too_few_strides, 3, 6);
  BOOST_TEST(!missing.has_value());
  BOOST_TEST((missing.why() == reason::too_few_strides));
  BOOST_TEST(missing.n() == 3u);
  BOOST_TEST(missing.needed() == 6u);
  BOOST_TEST((missing != measured<double>::not_computable(reason::too_few_strides, 4, 6)));
  BOOST_TEST((missing == measured<double>::not_computable(reason::too_few_strides, 3, 6)));
}

BOOST_AUTO_TEST_CASE(asking_for_what_is_not_there_is_a_bug) {
  const test_support::throwing_assertions guard;
  const auto missing = measured<double>::not_computable(reason::gap);
  BOOST_CHECK_EXCEPTION(missing.value(), assertion_failed, [](const assertion_failed& e) {
    return std::string_view(e.what()).find("has_value()") != std::string_view::npos;
  });
  BOOST_CHECK_THROW(*missing, assertion_failed);
  BOOST_CHECK_THROW(measured<double>::not_computable(reason::none), assertion_failed);
}

BOOST_AUTO_TEST_CASE(transform_keeps_the_doubt) {
  using metres = rg::quantity<rg::units::metre>;
  const auto typed = [](double v) { return metres(v); };
  const auto length = measured<double>::of(0.6, 12, 0.05, 0.5).transform(typed);
  static_assert(std::is_same_v<decltype(length), const measured<metres>>);
  BOOST_TEST((length == measured<metres>::of(metres(0.6), 12, metres(0.05), 0.5)));
  BOOST_TEST((length.transform([](metres m) { return m.value(); }) ==
              measured<double>::of(0.6, 12, 0.05, 0.5)));
  BOOST_TEST((measured<double>::of(1, 2).transform(typed) == measured<metres>::of(metres(1), 2)));

  const auto missing = measured<double>::not_computable(reason::height_missing, 1, 2);
  BOOST_TEST(
      (missing.transform(typed) == measured<metres>::not_computable(reason::height_missing, 1, 2)));
}

BOOST_AUTO_TEST_CASE(works_in_constant_expressions) {
  constexpr auto two = measured<int>::of(2, 1).transform([](int x) { return 2.0 * x; });
  static_assert(two.value() == 4.0 && two.n() == 1);
  constexpr measured<int> none;
  static_assert(!none && none.value_or(7) == 7);
}

BOOST_AUTO_TEST_CASE(every_reason_has_its_own_words) {
  std::set<std::string_view> words;
  const int last = static_cast<int>(reason::degenerate);
  for (int i = 0; i <= last; ++i) words.insert(to_string(static_cast<reason>(i)));
  BOOST_TEST(words.size() == static_cast<std::size_t>(last) + 1);
  BOOST_TEST(words.count("unknown reason") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

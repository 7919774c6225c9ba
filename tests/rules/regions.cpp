#include <retrogait/rules/regions.hpp>

#include "../support/test.hpp"

using namespace retrogait;
using namespace retrogait::rules;
using namespace retrogait::catalog;

namespace {

rule_set set_of(std::vector<rule> all) {
  return {.id = "set", .version = {}, .rules = std::move(all)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(regions_of_a_set)

BOOST_AUTO_TEST_CASE(lie_below_at_between_and_above_the_thresholds) {
  const std::vector<region_group> found =
      regions(set_of({hold("a", any_of(last(1, sessions), effort > cr10(5)), {}),
                      stop("b", any_of(last(1, sessions), effort >= cr10(8)), {})}));
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_REQUIRE(found[0].axes.size() == 1u);
  BOOST_TEST(found[0].axes[0].values == (std::vector<double>{0, 2.5, 5, 6.5, 8, 9, 10}),
             boost::test_tools::per_element());
  // Up to 5, above it, from 8, missing.
  BOOST_TEST(found[0].regions.size() == 4u);
  BOOST_TEST(found[0].points == 8u);
  BOOST_TEST(found[0].exact);
}

BOOST_AUTO_TEST_CASE(of_a_metric_given_in_words_are_its_words) {
  const std::vector<region_group> found =
      regions(set_of({hold("a", any_of(last(1, sessions), swelling >= one_plus), {})}));
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].axes[0].values == (std::vector<double>{0, 0.5, 1, 2, 3}),
             boost::test_tools::per_element());
  BOOST_TEST(found[0].regions.size() == 3u);
}

// Brute force on a finer grid meets no combination of answers that has no region.
BOOST_AUTO_TEST_CASE(of_metrics_compared_with_one_another_hold_every_combination_of_answers) {
  const std::vector<session_condition> asked{
      pain_during > nrs(5),  pain_during > nrs(2),        pain_next_day >= pain_before + nrs(3),
      pain_during >= nrs(8), pain_next_day > pain_before, pain_during > pain_before + nrs(1)};
  std::vector<rule> all;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    all.push_back(hold(std::to_string(i), any_of(last(1, sessions), asked[i]), {}));
  }
  const std::vector<region_group> found = regions(set_of(std::move(all)));
  BOOST_REQUIRE(found.size() == 1u);
  const region_group& group = found[0];
  BOOST_REQUIRE(group.axes.size() == 3u);
  BOOST_TEST(group.exact);

  const auto place = [&group](std::string_view id) {
    std::size_t i = 0;
    while (group.axes[i].metric->id != id) ++i;
    return i;
  };
  const auto answers = [](double during, double next_day, double before) {
    int bits = 0;
    for (const bool one : {during > 5, during > 2, next_day >= before + 3, during >= 8,
                           next_day > before, during > before + 1}) {
      bits = 2 * bits + (one ? 1 : 0);
    }
    return bits;
  };
  std::vector<bool> met(64, false);
  for (const std::vector<std::optional<double>>& one : group.regions) {
    const std::optional<double>& during = one[place("pain_during")];
    const std::optional<double>& next_day = one[place("pain_next_day")];
    const std::optional<double>& before = one[place("pain_before")];
    if (!during || !next_day || !before) continue;
    met[static_cast<std::size_t>(answers(*during, *next_day, *before))] = true;
  }
  int lacking = 0;
  for (int a = 0; a <= 50; ++a) {
    for (int b = 0; b <= 50; ++b) {
      for (int c = 0; c <= 50; ++c) {
        const int bits = answers(a / 5.0, b / 5.0, c / 5.0);
        if (!met[static_cast<std::size_t>(bits)]) ++lacking;
      }
    }
  }
  BOOST_TEST(lacking == 0);
}

BOOST_AUTO_TEST_CASE(of_what_is_averaged_are_all_its_values) {
  const std::vector<region_group> found =
      regions(set_of({hold("a", mean(last(3, sessions), morning_pain) > nrs(4), {})}));
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].axes[0].aggregated);
  BOOST_TEST(found[0].regions.size() == found[0].axes[0].values.size() + 1);
}

BOOST_AUTO_TEST_SUITE_END()

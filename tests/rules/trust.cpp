#include <retrogait/rules/decision.hpp>
#include <retrogait/rules/trust.hpp>

#include <limits>

#include "../support/test.hpp"

using namespace retrogait;
using namespace retrogait::rules;
using namespace retrogait::catalog;

namespace {

const date today = make_date(2026, 9, 30);

// Two sessions, 10 days ago and today, of good form: the first measured well, the second hardly.
std::vector<session_record> measured_form() {
  std::vector<session_record> all{{add_days(today, -10), 1, {}}, {today, 1, {}}};
  all[0].values.set(form_passing_info, measured<double>::of(90, 40, 3.0, 0.9));
  all[1].values.set(form_passing_info, measured<double>::of(95, 21, 9.0, 0.2));
  return all;
}

rule_set on_form(trust values) {
  return {.id = "form",
          .version = {},
          .rules = {hold("form", any_of(last(2, sessions), form_passing < percent(80)), {}),
                    advance("always", all_of(last(2, sessions), form_passing >= percent(80)), {})},
          .values = std::move(values)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(values_that_count)

BOOST_AUTO_TEST_CASE(a_poor_value_counts_as_missing) {
  const std::vector<session_record> all = measured_form();
  const log_view log{all, today};
  BOOST_TEST((decide(on_form({}), log).result == outcome::advance));
  const decision d = decide(on_form({.limits = {.least_quality = 0.5}}), log);
  BOOST_TEST((d.result == outcome::hold));
  BOOST_TEST(d.how.by_missing);
  BOOST_REQUIRE(d.missing.size() == 1u);
  BOOST_TEST((d.missing[0].day == today));
  BOOST_TEST((d.missing[0].why == reason::low_quality));
  // At the limit it counts.
  BOOST_TEST((decide(on_form({.limits = {.least_quality = 0.2}}), log).result == outcome::advance));
}

BOOST_AUTO_TEST_CASE(an_old_value_counts_as_missing) {
  const std::vector<session_record> all = measured_form();
  const log_view log{all, today};
  const decision d = decide(on_form({.limits = {.most_days = 9}}), log);
  BOOST_TEST((d.result == outcome::hold));
  BOOST_REQUIRE(d.missing.size() == 1u);
  BOOST_TEST((d.missing[0].why == reason::out_of_date));
  BOOST_TEST((decide(on_form({.limits = {.most_days = 10}}), log).result == outcome::advance));
}

BOOST_AUTO_TEST_CASE(a_metric_may_have_limits_of_its_own) {
  const std::vector<session_record> all = measured_form();
  const log_view log{all, today};
  trust values{.limits = {.least_quality = 0.95}};
  BOOST_TEST((decide(on_form(values), log).result == outcome::hold));
  values.metrics.push_back({"form_passing", {}});
  BOOST_TEST((decide(on_form(values), log).result == outcome::advance));
}

BOOST_AUTO_TEST_CASE(a_quality_that_is_no_number_is_too_low) {
  const double no_number = std::numeric_limits<double>::quiet_NaN();
  const auto value = measured<double>::of(1, 1, std::nullopt, no_number);
  BOOST_TEST((objection(value, {.least_quality = 0.1}, today, today) == reason::low_quality));
}

BOOST_AUTO_TEST_CASE(validate_names_every_issue) {
  const trust wrong{.limits = {1.5, -1},
                    .metrics = {{"effort", {}}, {"effort", {}}, {"", {0, -2}}}};
  const issues found = wrong.validate();
  BOOST_REQUIRE(found.size() == 5u);
  BOOST_TEST(found[0].field == "least_quality");
  BOOST_TEST(found[1].field == "most_days");
  BOOST_TEST(found[2].field == "metrics/1/metric");
  BOOST_TEST(found[3].field == "metrics/2/metric");
  BOOST_TEST(found[4].field == "metrics/2/most_days");
}

BOOST_AUTO_TEST_SUITE_END()

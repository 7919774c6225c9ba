#include <retrogait/metrics/catalog.hpp>
#include <retrogait/metrics/catalog/training.hpp>
#include <retrogait/rules/reported.hpp>

#include <initializer_list>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <type_traits>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace metric = retrogait::metric;
using rg::metric_level;
using rg::metric_needs;

BOOST_AUTO_TEST_SUITE(metric_catalog)

bool snake_case(std::string_view id) {
  if (id.empty() || id.front() < 'a' || id.front() > 'z' || id.back() == '_') return false;
  for (char c : id) {
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') return false;
  }
  return id.find("__") == std::string_view::npos;
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

/// Whether a full stop ends it and none stands inside before a capital letter.
bool one_sentence(std::string_view text) {
  if (text.empty() || !text.ends_with('.') || text.ends_with("..")) return false;
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] == '.' && text[i + 1] == ' ' && is_upper(text[i + 2])) return false;
  }
  return is_upper(text.front()) || (text.front() >= '0' && text.front() <= '9');
}

/// One line, without spaces at its ends or two in a row.
bool tidy(std::string_view text) {
  return !text.starts_with(' ') && !text.ends_with(' ') &&
         text.find("  ") == std::string_view::npos && text.find('\n') == std::string_view::npos;
}

/// Printable ASCII without spaces, braces in pairs and not nested.
bool ucum_code(std::string_view code) {
  bool in_braces = false;
  for (char c : code) {
    if (c <= ' ' || c > '~') return false;
    if (c == '{' ? in_braces : c == '}' && !in_braces) return false;
    if (c == '{' || c == '}') in_braces = c == '{';
  }
  return !code.empty() && !in_braces;
}

void check_whole(const rg::metric_info& info) {
  BOOST_TEST(snake_case(info.id));
  BOOST_TEST(!info.name.empty());
  BOOST_TEST(ucum_code(info.unit_ucum));
  BOOST_TEST(one_sentence(info.definition), info.definition);
  BOOST_TEST(!info.not_computable.empty());
  BOOST_TEST(!info.source.empty());
  BOOST_TEST(to_string(info.level) != "unknown level");
  BOOST_TEST(to_string(info.needs) != "unknown need");
  BOOST_TEST(to_string(info.valid) != "unknown directions");
  for (std::string_view text : {info.symbol, info.name, info.definition, info.agreement,
                                info.not_computable, info.source}) {
    BOOST_TEST(tidy(text), text);
    for (const char* claim : {"treat", "cure", "cleared", "rehabilitat"}) {
      BOOST_TEST(text.find(claim) == std::string_view::npos, text);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_entry_is_whole_and_its_id_is_its_own) {
  std::set<std::string_view> ids;
  std::set<std::string_view> symbols;
  std::set<std::string_view> names;
  for (const rg::metric_info* info : metric::all) {
    BOOST_REQUIRE(info != nullptr);
    BOOST_TEST_CONTEXT(info->id) {
      check_whole(*info);
      BOOST_TEST(!info->symbol.empty());
      BOOST_TEST(ids.insert(info->id).second);
      BOOST_TEST(symbols.insert(info->symbol).second);
      BOOST_TEST(names.insert(info->name).second);
    }
  }
  for (const rg::metric_info* info : rg::catalog::reported_metrics) {
    BOOST_TEST_CONTEXT(info->id) {
      check_whole(*info);
      BOOST_TEST(ids.insert(info->id).second);
      BOOST_TEST(names.insert(info->name).second);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_checks_see_what_is_wrong) {
  BOOST_TEST(!snake_case("stepTime"));
  BOOST_TEST(!snake_case("step__time"));
  BOOST_TEST(!snake_case("1st_step"));
  BOOST_TEST(!one_sentence("Mean time"));
  BOOST_TEST(!one_sentence("Mean time. Of a step."));
  BOOST_TEST(!one_sentence("mean time."));
  BOOST_TEST(one_sentence("Mean of 0.5 s, i.e. half a second."));
  BOOST_TEST(!tidy("two  spaces"));
  BOOST_TEST(!ucum_code("{steps/min"));
  BOOST_TEST(!ucum_code("m s"));
  BOOST_TEST(!ucum_code(""));
}

BOOST_AUTO_TEST_CASE(a_unit_has_one_symbol) {
  std::map<std::string_view, std::string_view> symbol_of;
  for (const rg::metric_info* info : metric::all) {
    const auto [known, added] = symbol_of.emplace(info->unit_ucum, info->unit_symbol);
    BOOST_TEST(known->second == info->unit_symbol, info->id);
  }
}

using family = std::span<const rg::metric_info* const>;

/// That every entry of the family needs one of those and describes no more than a recording.
void check_family(family entries, std::initializer_list<metric_needs> needs) {
  for (const rg::metric_info* info : entries) {
    BOOST_TEST_CONTEXT(info->id) {
      BOOST_TEST((std::find(needs.begin(), needs.end(), info->needs) != needs.end()),
                 to_string(info->needs));
      BOOST_TEST((info->level <= metric_level::recording), to_string(info->level));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_family_needs_what_it_is_measured_with) {
  check_family(metric::temporal_metrics,
               {metric_needs::contacts, metric_needs::both_feet, metric_needs::final_contacts});
  check_family(metric::spatial_metrics, {metric_needs::step_length, metric_needs::foot});
  check_family(metric::variability_metrics,
               {metric_needs::contacts, metric_needs::both_feet, metric_needs::final_contacts,
                metric_needs::step_length, metric_needs::foot});
  check_family(metric::symmetry_metrics,
               {metric_needs::both_feet, metric_needs::final_contacts, metric_needs::foot});
  check_family(metric::regularity_metrics,
               {metric_needs::trunk, metric_needs::trunk_axes, metric_needs::both_feet});
  check_family(metric::smoothness_metrics, {metric_needs::trunk, metric_needs::trunk_axes});
  check_family(metric::posture_metrics, {metric_needs::trunk, metric_needs::trunk_axes});
  check_family(metric::knee_metrics, {metric_needs::leg, metric_needs::foot});
}

BOOST_AUTO_TEST_CASE(training_is_counted_over_sessions_days_and_weeks) {
  for (const rg::metric_info* info : metric::training_metrics) {
    BOOST_TEST_CONTEXT(info->id) {
      BOOST_TEST((info->level >= metric_level::session));
      // A log knows no direction of walking; what sensors count of training was walked backward.
      const bool logged = info->needs == metric_needs::log;
      BOOST_TEST((info->valid ==
                  (logged ? rg::metric_validity::any_direction : rg::metric_validity::backward)));
    }
  }
  for (const rg::metric_info* info : metric::all) {
    if (info->needs == metric_needs::log)
      BOOST_TEST((info->level >= metric_level::session), info->id);
  }
}

BOOST_AUTO_TEST_CASE(the_families_make_up_the_catalog) {
  BOOST_TEST(metric::all.size() ==
             metric::temporal_metrics.size() + metric::spatial_metrics.size() +
                 metric::variability_metrics.size() + metric::symmetry_metrics.size() +
                 metric::regularity_metrics.size() + metric::smoothness_metrics.size() +
                 metric::posture_metrics.size() + metric::knee_metrics.size() +
                 metric::training_metrics.size());
  for (const rg::metric_info* info : metric::all) BOOST_TEST((metric::find(info->id) == info));
  BOOST_TEST(metric::find("no_such_metric") == nullptr);
  BOOST_TEST(metric::find("") == nullptr);
}

BOOST_AUTO_TEST_CASE(an_id_fixes_the_unit_of_its_values) {
  static_assert(std::is_same_v<decltype(metric::cadence)::unit_type, rg::units::step_per_minute>);
  static_assert(std::is_same_v<decltype(metric::step_time)::unit_type, rg::units::second>);
  static_assert(std::is_same_v<decltype(metric::step_time_cv)::unit_type, rg::units::percent>);
  static_assert(std::is_same_v<decltype(metric::step_regularity)::unit_type, rg::units::one>);
  static_assert(std::is_same_v<decltype(metric::step_length)::unit_type, rg::units::metre>);
  static_assert(
      std::is_same_v<decltype(metric::walking_speed)::unit_type, rg::units::metre_per_second>);
  BOOST_TEST(metric::cadence.info().unit_ucum == rg::units::step_per_minute::ucum);
  BOOST_TEST(metric::cadence.info().unit_symbol == rg::units::step_per_minute::symbol);
  BOOST_TEST((metric::find("cadence") == &metric::cadence.info()));
  rg::metric_values values;
  values.set(metric::cadence, rg::quantities::steps_per_minute(96));
  BOOST_TEST((values[metric::cadence].value() == rg::quantities::steps_per_minute(96)));
  BOOST_TEST((values[metric::step_time].why() == rg::reason::not_assessed));
}

BOOST_AUTO_TEST_SUITE_END()

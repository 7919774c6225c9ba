#include <retrogait/io/metric_catalog.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/rules/reported.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <sstream>

#include "../support/test.hpp"

namespace io = retrogait::io;
namespace rg = retrogait;
using nlohmann::json;

BOOST_AUTO_TEST_SUITE(metric_catalog)

constexpr rg::metric_info odd = rg::describe<rg::units::one>({
    .id = "odd_one",
    .symbol = "|x|_2",
    .name = "an <odd> one",
    .level = rg::metric_level::stride,
    .needs = rg::metric_needs::trunk,
    .valid = rg::metric_validity::forward_and_backward,
    .definition = "Says \"a|b\" and *c* \\ d [e](f).",
    .not_computable = "never",
    .source = "`nobody` & co, &lt; 5°",
});

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

BOOST_AUTO_TEST_CASE(all_entries_are_selected_in_their_order) {
  const io::catalog_selection all = io::select_metrics();
  BOOST_TEST(std::equal(all.metrics.begin(), all.metrics.end(), rg::metric::all.begin(),
                        rg::metric::all.end()));
  BOOST_TEST(std::equal(all.reported.begin(), all.reported.end(),
                        rg::catalog::reported_metrics.begin(),
                        rg::catalog::reported_metrics.end()));
}

BOOST_AUTO_TEST_CASE(levels_and_needs_part_the_catalog) {
  std::size_t by_level = 0;
  for (const rg::metric_level level : io::all_metric_levels) {
    const io::catalog_selection some = io::select_metrics(level);
    by_level += some.metrics.size() + some.reported.size();
    for (const rg::metric_info* info : some.metrics) BOOST_TEST((info->level == level));
  }
  std::size_t by_needs = 0;
  std::set<std::string_view> words;
  for (const rg::metric_needs needs : io::all_metric_needs) {
    const io::catalog_selection some = io::select_metrics(std::nullopt, needs);
    by_needs += some.metrics.size() + some.reported.size();
    BOOST_TEST(words.insert(io::needs_word(needs)).second);
  }
  const std::size_t all = rg::metric::all.size() + rg::catalog::reported_metrics.size();
  BOOST_TEST(by_level == all);
  BOOST_TEST(by_needs == all);
  BOOST_TEST(words.count("unknown_need") == 0U);
}

BOOST_AUTO_TEST_CASE(json_carries_every_field_as_it_is) {
  const json out = json::parse(io::to_json({{&odd}, {}}));
  BOOST_TEST(out["reported"].empty());
  const json& entry = out["metrics"].at(0);
  const json expected{{"id", "odd_one"},
                      {"symbol", "|x|_2"},
                      {"name", "an <odd> one"},
                      {"unit", "1"},
                      {"unit_symbol", ""},
                      {"level", "stride"},
                      {"needs", "trunk"},
                      {"needs_text", "lower back"},
                      {"directions", {"forward", "backward"}},
                      {"definition", "Says \"a|b\" and *c* \\ d [e](f)."},
                      {"agreement", nullptr},
                      {"not_computable", "never"},
                      {"source", "`nobody` & co, &lt; 5°"}};
  BOOST_TEST((entry == expected), entry);
}

BOOST_AUTO_TEST_CASE(markdown_shows_marks_as_text) {
  const std::string page = io::to_markdown({{&odd}, {}});
  BOOST_TEST(count_of(page, "Says \"a\\|b\" and \\*c\\* \\\\ d \\[e\\](f).") == 2U, page);
  BOOST_TEST(count_of(page, "| `odd_one` | \\|x\\|\\_2 | – | stride | lower back |") == 1U, page);
  BOOST_TEST(count_of(page, "### `odd_one`: an \\<odd\\> one\n") == 1U, page);
  BOOST_TEST(count_of(page, "- Source: \\`nobody\\` & co, \\&lt; 5°\n") == 1U, page);
  BOOST_TEST(count_of(page, "- Unit: –, UCUM `1`\n") == 1U, page);
  BOOST_TEST(count_of(page, "Published agreement") == 0U);
  BOOST_TEST(count_of(page, "session is remembered by\n") == 0U);
}

BOOST_AUTO_TEST_CASE(every_row_of_the_tables_has_as_many_cells_as_their_head) {
  std::istringstream page(io::to_markdown(io::select_metrics()));
  std::size_t rows = 0;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with('|')) continue;
    ++rows;
    BOOST_TEST(count_of(line, "|") - count_of(line, "\\|") == 8U, line);
  }
  BOOST_TEST(rows == 4 + rg::metric::all.size() + rg::catalog::reported_metrics.size());
}

BOOST_AUTO_TEST_CASE(every_entry_of_the_catalog_is_on_the_page) {
  const std::string page = io::to_markdown(io::select_metrics());
  for (const rg::metric_info* info : rg::metric::all) {
    BOOST_TEST(count_of(page, "### `" + std::string(info->id) + "`: ") == 1U, info->id);
  }
  for (const rg::metric_info* info : rg::catalog::reported_metrics) {
    BOOST_TEST(count_of(page, "### `" + std::string(info->id) + "`: ") == 1U, info->id);
  }
}

BOOST_AUTO_TEST_SUITE_END()

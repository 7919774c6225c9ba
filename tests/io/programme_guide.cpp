// What docs/programmes.md shows can be read.

#include <retrogait/io/programme.hpp>
#include <retrogait/io/training_log.hpp>
#include <retrogait/progression/default_programme.hpp>
#include <retrogait/progression/verify.hpp>

#include <nlohmann/json.hpp>

#include "../support/test.hpp"
#include "temp_folder.hpp"

using namespace retrogait;
using nlohmann::ordered_json;

namespace {

std::string guide() {
  return test::bytes_of(std::string(RETROGAIT_SOURCE_DIR) + "/docs/programmes.md");
}

std::vector<ordered_json> snippets() {
  const std::string text = guide();
  const std::string begin = "\n```json\n";
  std::vector<ordered_json> all;
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
    const std::size_t from = at + begin.size();
    const std::size_t end = text.find("```", from);
    BOOST_REQUIRE(end != std::string::npos);
    all.push_back(ordered_json::parse(text.substr(from, end - from)));
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(programme_guide)

BOOST_AUTO_TEST_CASE(every_snippet_is_read) {
  const ordered_json usual = ordered_json::parse(io::write_programme(default_programme()));
  const std::vector<ordered_json> all = snippets();
  BOOST_TEST(all.size() >= 10U);
  int histories = 0;
  int logs = 0;
  int parts = 0;
  for (const ordered_json& one : all) {
    BOOST_TEST_CONTEXT(one.dump()) {
      if (one.contains("retrogait_log")) {
        const io::training_log log =
            io::parse_log(one.dump() + "\n", "log.jsonl", {"p17", "retrogait-default", {1, 0, 0}},
                          make_date(2026, 12, 31));
        BOOST_TEST(log.history.sessions().size() == 1U);
        ++logs;
      } else if (one.contains("sessions")) {
        BOOST_TEST(!io::parse_history(one.dump(), "h.json").empty());
        ++histories;
      } else {
        ordered_json plan = usual;
        if (one.contains("when")) {
          plan["rules"].push_back(one);
          plan["rules"].back()["id"] = "from the guide";
        } else {
          plan.update(one);
        }
        BOOST_CHECK_NO_THROW(io::parse_programme(plan.dump(), "p.json"));
        ++parts;
      }
    }
  }
  BOOST_TEST(histories == 1);
  BOOST_TEST(logs == 1);
  BOOST_TEST(parts >= 8);
}

BOOST_AUTO_TEST_CASE(every_property_and_every_reported_value_is_told) {
  const std::string text = guide();
  programme plan = default_programme();
  plan.levels.resize(1);
  plan.rules.rules.erase(plan.rules.rules.begin() + 1, plan.rules.rules.end());
  const verification_report report =
      verify(plan, {.sessions_at_level = 1, .cycle_sessions = 1, .load_depth = 1});
  for (const verified_property& one : report.properties) {
    BOOST_TEST(text.find("\n| " + one.name + " ") != std::string::npos, one.name);
  }
  for (const metric_info* one : catalog::reported_metrics) {
    BOOST_TEST(text.find('`' + std::string(one->id) + '`') != std::string::npos, one->id);
  }
}

BOOST_AUTO_TEST_SUITE_END()

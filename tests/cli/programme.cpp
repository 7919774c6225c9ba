#include <retrogait/io/fhir.hpp>
#include <retrogait/io/programme.hpp>
#include <retrogait/progression/default_programme.hpp>

#include "../support/test.hpp"
#include "program.hpp"

using retrogait::test::bytes_of;
using retrogait::test::run;
using retrogait::test::run_result;
using retrogait::test::temp_folder;

BOOST_AUTO_TEST_SUITE(programme_command)

BOOST_AUTO_TEST_CASE(the_built_in_one_needs_no_file) {
  const std::string built_in = retrogait::io::write_programme(retrogait::default_programme());
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"programme"}, {"programme", "default"}}) {
    const run_result result = run(words);
    BOOST_TEST(result.status == 0);
    BOOST_TEST(result.err.empty());
    BOOST_TEST(result.out == built_in);
  }
}

BOOST_AUTO_TEST_CASE(a_file_is_checked_and_printed) {
  for (const char* name : {"default", "ten_minutes", "criteria_based"}) {
    const std::string file =
        std::string(RETROGAIT_SOURCE_DIR) + "/examples/programmes/" + name + ".json";
    const run_result result = run({"programme", file});
    BOOST_TEST(result.status == 0);
    BOOST_TEST(result.out == bytes_of(file));
  }

  const temp_folder temp;
  const run_result broken = run({"programme", temp.write("p.json", "{\n\"id\": 3}\n").string()});
  BOOST_TEST(broken.status == 2);
  BOOST_TEST(broken.one_line_of_error());
  BOOST_TEST(broken.err.find("p.json:1: ") != std::string::npos);
  BOOST_TEST(broken.err.find("/id: expected a text, found 3") != std::string::npos);
  BOOST_TEST(broken.out.empty());

  const run_result none = run({"programme", "walking"});
  BOOST_TEST(none.status == 2);
  BOOST_TEST(none.one_line_of_error());
  BOOST_TEST(none.err.find("walking: cannot be opened") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(fhir_is_another_format) {
  const run_result fhir = run({"programme", "--format", "fhir"});
  BOOST_TEST(fhir.status == 0);
  BOOST_TEST(fhir.err.empty());
  BOOST_TEST(fhir.out == retrogait::io::write_fhir_programme(retrogait::default_programme()));

  const std::string file =
      std::string(RETROGAIT_SOURCE_DIR) + "/examples/programmes/ten_minutes.json";
  const run_result of_file = run({"programme", file, "--format", "fhir"});
  BOOST_TEST(of_file.status == 0);
  BOOST_TEST(of_file.out ==
             retrogait::io::write_fhir_programme(retrogait::io::read_programme(file)));
  BOOST_TEST(run({"programme", "--format", "json"}).out ==
             retrogait::io::write_programme(retrogait::default_programme()));

  const run_result none = run({"programme", "--format", "xml"});
  BOOST_TEST(none.status == 2);
  BOOST_TEST(none.one_line_of_error());
  BOOST_TEST(none.out.empty());
}

BOOST_AUTO_TEST_SUITE_END()

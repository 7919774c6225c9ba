#include <retrogait/core/words.hpp>

#include <set>
#include <string_view>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(words)

BOOST_AUTO_TEST_CASE(every_placement_is_found_by_its_name) {
  std::set<rg::placement> seen;
  for (rg::placement p : rg::all_placements) {
    BOOST_TEST((rg::placement_from(to_string(p)) == p));
    seen.insert(p);
  }
  BOOST_TEST(seen.size() == 8u);
  BOOST_TEST((rg::placement_from("lower_back") == rg::placement::lumbar));
  for (std::string_view name : {"", "Lumbar", "lumbar ", "foot", "unknown placement"}) {
    BOOST_TEST(!rg::placement_from(name).has_value());
  }
}

BOOST_AUTO_TEST_CASE(sides_and_directions_are_found_by_their_names) {
  for (rg::side s : {rg::side::unknown, rg::side::left, rg::side::right}) {
    BOOST_TEST((rg::side_from(to_string(s)) == s));
    BOOST_TEST((rg::opposite(rg::opposite(s)) == s));
  }
  BOOST_TEST((rg::opposite(rg::side::left) == rg::side::right));
  BOOST_TEST((rg::opposite(rg::side::unknown) == rg::side::unknown));
  for (rg::direction d : rg::all_directions) {
    BOOST_TEST((rg::direction_from(to_string(d)) == d));
  }
  BOOST_TEST(!rg::side_from("L").has_value());
  BOOST_TEST(!rg::direction_from("lateral").has_value());
  BOOST_TEST(to_string(rg::contact_kind::initial_contact) == "initial_contact");
  BOOST_TEST(to_string(rg::contact_kind::final_contact) == "final_contact");
}

BOOST_AUTO_TEST_SUITE_END()

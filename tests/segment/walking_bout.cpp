#include <retrogait/segment/walking_bout.hpp>

#include <set>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(walking_bout)

BOOST_AUTO_TEST_CASE(every_reason_has_words_of_its_own) {
  std::set<std::string_view> words;
  for (int i = 0; i <= static_cast<int>(rg::rejection::too_few_strides); ++i) {
    BOOST_TEST(words.insert(to_string(static_cast<rg::rejection>(i))).second);
  }
  for (int i = 0; i <= static_cast<int>(rg::candidate_kind::bout); ++i) {
    BOOST_TEST(words.insert(to_string(static_cast<rg::candidate_kind>(i))).second);
  }
  BOOST_TEST(words.count("unknown reason") + words.count("unknown candidate") == 0u);
}

BOOST_AUTO_TEST_CASE(phases_of_a_stride_add_up) {
  rg::stride s{10, 11.2, rg::side::left};
  BOOST_TEST(!s.stance_s());
  s.final_contact_s = 10.75;
  s.initial_double_support_s = 0.13;
  BOOST_TEST(!s.double_support_s());
  BOOST_TEST(!s.single_support_s());
  s.terminal_double_support_s = 0.15;
  const auto tolerance = boost::test_tools::tolerance(1e-9);
  BOOST_TEST(*s.stance_s() + *s.swing_s() == s.duration_s(), tolerance);
  BOOST_TEST(*s.single_support_s() + *s.double_support_s() == *s.stance_s(), tolerance);
}

BOOST_AUTO_TEST_SUITE_END()

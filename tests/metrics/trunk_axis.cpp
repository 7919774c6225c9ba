#include <retrogait/metrics/trunk_axis.hpp>

#include <set>
#include <string_view>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(trunk_axis)

BOOST_AUTO_TEST_CASE(each_axis_has_its_series_and_its_word) {
  const std::vector<double> up{1};
  const std::vector<double> forward{2};
  const rg::bout_signal signal{up, forward, {}, 0, 50, false};
  BOOST_TEST(rg::along(signal, rg::trunk_axis::vertical).data() == up.data());
  BOOST_TEST(rg::along(signal, rg::trunk_axis::forward).data() == forward.data());
  BOOST_TEST(rg::along(signal, rg::trunk_axis::left).empty());
  std::set<std::string_view> words;
  for (const auto axis :
       {rg::trunk_axis::vertical, rg::trunk_axis::forward, rg::trunk_axis::left}) {
    BOOST_TEST(words.insert(to_string(axis)).second);
  }
}

BOOST_AUTO_TEST_SUITE_END()

#include <retrogait/testing/checks.hpp>
#include <retrogait/testing/random.hpp>

#include <limits>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;

namespace {

rg::contact at(double time_s, rg::side side = rg::side::unknown) {
  rg::contact c;
  c.time_s = time_s;
  c.side = side;
  return c;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(checks)

BOOST_AUTO_TEST_CASE(counts_hits_misses_and_extras) {
  const std::vector<rg::contact> truth{at(1.0, rg::side::left), at(1.6, rg::side::right),
                                       at(2.2, rg::side::left), at(2.8, rg::side::right)};
  const std::vector<rg::contact> found{at(1.05, rg::side::left), at(1.9), at(2.25, rg::side::right),
                                       at(2.84)};
  const rt::contact_score score = rt::match_contacts(found, truth, 0.2);
  BOOST_TEST(score.pairs.size() == 3U);
  BOOST_TEST(score.recall() == 0.75);
  BOOST_TEST(score.precision() == 0.75);
  BOOST_TEST(score.f1() == 0.75);
  BOOST_REQUIRE(score.missed_s.size() == 1U);
  BOOST_TEST(score.missed_s[0] == 1.6);
  BOOST_REQUIRE(score.extra_s.size() == 1U);
  BOOST_TEST(score.extra_s[0] == 1.9);
  BOOST_TEST(score.sided_n == 2U);
  BOOST_TEST(score.side_accuracy() == 0.5);
  BOOST_TEST(*score.bias_s() == 0.14 / 3, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(*score.median_error_s() == 0.05, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(*score.mean_absolute_error_s() == 0.14 / 3, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(*score.spread_s() == 0.01 / 3, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(
      score.text() ==
      "3 of 4 contacts found, 1 too many, F1 0.75, median error 0.05 s, spread 0.00333333 s, "
      "side right in 1 of 2; missed at 1.6 s; too many at 1.9 s");
}

BOOST_AUTO_TEST_CASE(takes_the_closest_of_the_fullest_matchings) {
  // The nearest neighbour of 1.15 is 1.2, but then 1.35 would stay alone.
  const rt::contact_score chain = rt::match_contacts({at(1.15), at(1.35)}, {at(1.0), at(1.2)}, 0.2);
  BOOST_TEST(chain.pairs.size() == 2U);
  // One truth, three candidates: the closest.
  const rt::contact_score close = rt::match_contacts({at(0.9), at(1.02), at(1.1)}, {at(1.0)}, 0.2);
  BOOST_REQUIRE(close.pairs.size() == 1U);
  BOOST_TEST(close.pairs[0].found == 1U);
}

BOOST_AUTO_TEST_CASE(agrees_with_trying_everything) {
  rt::random_source random(3);
  for (int round = 0; round < 300; ++round) {
    const auto draw = [&] {
      std::vector<double> times(static_cast<std::size_t>(random.uniform() * 6));
      for (double& t : times) t = 2 * random.uniform();
      std::sort(times.begin(), times.end());
      return times;
    };
    const std::vector<double> a = draw();
    const std::vector<double> b = draw();
    const double tolerance = 0.3;
    // Every matching, by recursion over a.
    std::size_t most = 0;
    double least = 0;
    std::vector<bool> used(b.size(), false);
    const auto search = [&](auto&& self, std::size_t i, std::size_t n, double sum) -> void {
      if (i == a.size()) {
        if (n > most || (n == most && sum < least)) {
          most = n;
          least = sum;
        }
        return;
      }
      self(self, i + 1, n, sum);
      for (std::size_t j = 0; j < b.size(); ++j) {
        if (used[j] || std::abs(a[i] - b[j]) > tolerance) continue;
        used[j] = true;
        self(self, i + 1, n + 1, sum + std::abs(a[i] - b[j]));
        used[j] = false;
      }
    };
    search(search, 0, 0, 0);
    double sum = 0;
    const auto pairs = rt::detail::match_times(a, b, tolerance);
    for (const auto& [i, j] : pairs) {
      BOOST_REQUIRE(std::abs(a[i] - b[j]) <= tolerance);
      sum += std::abs(a[i] - b[j]);
    }
    BOOST_REQUIRE(pairs.size() == most);
    BOOST_REQUIRE(std::abs(sum - least) < 1e-12);
  }
}

BOOST_AUTO_TEST_CASE(an_offset_is_taken_out_and_kinds_stay_apart) {
  std::vector<rg::contact> truth{at(1), at(2)};
  truth.push_back(at(1.5));
  truth.back().kind = rg::contact_kind::final_contact;
  const std::vector<rg::contact> found{at(2.3), at(1.3)};  // any order
  BOOST_TEST(rt::match_contacts(found, truth, 0.2).pairs.empty());
  const rt::contact_score score =
      rt::match_contacts(found, truth, 0.2, rg::contact_kind::initial_contact, 0.3);
  BOOST_TEST(score.f1() == 1.0);
  BOOST_TEST(std::abs(*score.bias_s()) < 1e-12);
  BOOST_TEST(rt::match_contacts(found, truth, 0.2, rg::contact_kind::final_contact).truth_n == 1U);
}

BOOST_AUTO_TEST_CASE(nothing_to_find_is_no_failure) {
  const rt::contact_score none = rt::match_contacts({}, {}, 0.2);
  BOOST_TEST(none.recall() == 1.0);
  BOOST_TEST(none.f1() == 1.0);
  BOOST_TEST(!none.bias_s().has_value());
  BOOST_TEST(!none.spread_s().has_value());
  BOOST_TEST(rt::match_contacts({at(1)}, {}, 0.2).precision() == 0.0);
  BOOST_TEST(rt::match_contacts({}, {at(1)}, 0.2).recall() == 0.0);
}

BOOST_AUTO_TEST_CASE(all_near_names_the_worst_place) {
  const std::vector<double> reference{1, 2, 3};
  BOOST_TEST(rt::all_near(std::vector<double>{1, 2.05, 3}, reference, 0.1).ok);
  const rt::check_result wrong = rt::all_near(std::vector<double>{1.5, 2, 9}, reference, 0.1);
  BOOST_TEST(!wrong.ok);
  BOOST_TEST(wrong.text == "[2] is 9, expected 3 within 0.1");
  const rt::check_result shorter = rt::all_near(std::vector<double>{1}, reference, 0.1);
  BOOST_TEST(shorter.text == "1 values, 3 expected");
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(!rt::all_near(std::vector<double>{1, nan, 3}, reference, 0.1).ok);
  BOOST_TEST(rt::all_near(Eigen::Vector3d(1, 2, 3), reference, 0.0).ok);
}

BOOST_AUTO_TEST_SUITE_END()

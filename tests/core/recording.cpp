#include <retrogait/core/recording.hpp>

#include <iterator>
#include <limits>
#include <ranges>

#include "../support/assertions.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
using accelerations = rg::sample_view<rg::acc_sample<double>>;

BOOST_AUTO_TEST_SUITE(recording)

static_assert(std::random_access_iterator<accelerations::iterator>);
static_assert(std::ranges::random_access_range<accelerations>);
static_assert(std::ranges::sized_range<accelerations> && std::ranges::common_range<accelerations>);

rg::recording evenly_sampled(std::ptrdiff_t n, double rate_hz, double start_s = 0) {
  rg::recording r;
  r.time_s.resize(n);
  r.acc_m_s2.resize(n, 3);
  r.gyr_rad_s.resize(n, 3);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double x = static_cast<double>(i);
    r.time_s[i] = start_s + x / rate_hz;
    r.acc_m_s2.row(i) << x, x + 0.25, x + 0.5;
    r.gyr_rad_s.row(i) << -x, -x - 0.25, -x - 0.5;
  }
  return r;
}

/// The recording without the rows for which drop(i) holds.
template <class Drop>
rg::recording without(const rg::recording& r, Drop drop) {
  rg::recording out = r;
  std::ptrdiff_t n = 0;
  for (std::ptrdiff_t i = 0; i < r.size(); ++i) {
    if (drop(i)) continue;
    out.time_s[n] = r.time_s[i];
    out.acc_m_s2.row(n) = r.acc_m_s2.row(i);
    out.gyr_rad_s.row(n) = r.gyr_rad_s.row(i);
    ++n;
  }
  out.time_s.conservativeResize(n);
  out.acc_m_s2.conservativeResize(n, 3);
  out.gyr_rad_s.conservativeResize(n, 3);
  return out;
}

BOOST_AUTO_TEST_CASE(view_shows_the_rows_as_samples) {
  const rg::recording r = evenly_sampled(20, 100, 5);
  const auto acc = r.acceleration();
  const auto imu = r.samples();
  BOOST_TEST(acc.size() == 20u);
  BOOST_TEST(!acc.empty());
  std::ptrdiff_t i = 0;
  for (const rg::acc_sample<double>& s : acc) {
    BOOST_TEST(s.time_s == r.time_s[i]);
    BOOST_TEST((s.acc_m_s2 == r.acc_m_s2.row(i).transpose()));
    BOOST_TEST((imu[i].acc_m_s2 == s.acc_m_s2));
    BOOST_TEST((imu[i].gyr_rad_s == r.gyr_rad_s.row(i).transpose()));
    ++i;
  }
  BOOST_TEST(i == 20);
}

BOOST_AUTO_TEST_CASE(view_can_be_walked_in_any_way) {
  const rg::recording r = evenly_sampled(10, 50);
  const auto view = r.acceleration();
  auto it = view.begin();
  BOOST_TEST((view.end() - it == 10));
  BOOST_TEST(((*it++).acc_m_s2[0] == 0));
  BOOST_TEST(((*++it).acc_m_s2[0] == 2));
  BOOST_TEST(((*it--).acc_m_s2[0] == 2));
  BOOST_TEST(((*--it).acc_m_s2[0] == 0));
  it += 7;
  BOOST_TEST(((*it).acc_m_s2[0] == 7));
  it -= 3;
  BOOST_TEST((it[2].acc_m_s2[0] == 6));
  BOOST_TEST(((it + 1) == (1 + it)));
  BOOST_TEST(((it - 4) == view.begin()));
  BOOST_TEST((it > view.begin() && it < view.end()));

  // As the library's own algorithms need it.
  const auto late = std::ranges::lower_bound(view, 0.1, {}, &rg::acc_sample<double>::time_s);
  BOOST_TEST((*late).time_s == 0.1);

  // An iterator outlives the view that made it, as long as the recording lives.
  const auto last = std::ranges::prev(r.acceleration().end());
  BOOST_TEST((*last).acc_m_s2[0] == 9);
}

BOOST_AUTO_TEST_CASE(slice_is_a_view_of_its_own) {
  const rg::recording r = evenly_sampled(10, 50);
  const auto slice = r.samples().slice(3, 4);
  BOOST_TEST(slice.size() == 4u);
  BOOST_TEST((slice[0] == r.samples()[3]));
  BOOST_TEST((*std::ranges::prev(slice.end()) == r.samples()[6]));
  BOOST_TEST((slice.slice(1, 2)[1] == r.samples()[5]));
  BOOST_TEST(r.samples().slice(10, 0).empty());
  BOOST_TEST((r.acceleration().slice(9, 1)[0] == r.acceleration()[9]));
}

BOOST_AUTO_TEST_CASE(samples_without_a_gyroscope_are_a_bug) {
  const test_support::throwing_assertions guard;
  rg::recording r = evenly_sampled(10, 50);
  r.gyr_rad_s.resize(0, 3);
  BOOST_TEST(!r.has_gyroscope());
  BOOST_CHECK_THROW(r.samples(), test_support::assertion_failed);
  BOOST_TEST(r.acceleration().size() == 10u);
}

BOOST_AUTO_TEST_CASE(an_empty_recording_is_no_trouble) {
  const rg::recording r;
  BOOST_TEST(r.empty());
  BOOST_TEST(r.duration_s() == 0);
  BOOST_TEST(r.rate_hz() == 0);
  BOOST_TEST(r.lost_share() == 0);
  BOOST_TEST(r.acceleration().empty());
  BOOST_TEST((r.acceleration().begin() == r.acceleration().end()));
  BOOST_TEST(r.validate().empty());
  BOOST_TEST(evenly_sampled(1, 50).rate_hz() == 0);
}

BOOST_AUTO_TEST_CASE(rate_is_that_of_most_intervals) {
  for (double rate : {12.5, 31.25, 100.0, 204.8, 405.0}) {
    const rg::recording even = evenly_sampled(1001, rate, 1e6);
    BOOST_TEST(even.rate_hz() == rate, boost::test_tools::tolerance(1e-6));
    BOOST_TEST(even.duration_s() == 1000 / rate, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(even.lost_share() == 0);

    const rg::recording gaps = without(even, [](auto i) { return i % 10 == 4 || i % 10 == 5; });
    BOOST_TEST(gaps.rate_hz() == rate, boost::test_tools::tolerance(1e-6));
  }
  std::mt19937 random(1);
  std::uniform_real_distribution<double> jitter(-0.002, 0.002);
  rg::recording jittered = evenly_sampled(20000, 100);
  for (double& t : jittered.time_s) t += jitter(random);
  BOOST_TEST(jittered.rate_hz() == 100, boost::test_tools::tolerance(0.01));
  BOOST_TEST(jittered.lost_share() == 0);
}

BOOST_AUTO_TEST_CASE(rate_of_a_day_looks_at_all_parts_of_it) {
  // 200,000 rows, of which the first quarter has another rate.
  rg::recording r = evenly_sampled(200000, 100);
  for (std::ptrdiff_t i = 0; i < r.size(); ++i) {
    r.time_s[i] =
        i < 50000 ? static_cast<double>(i) / 20 : 2500 + static_cast<double>(i - 50000) / 100;
  }
  BOOST_TEST(r.rate_hz() == 100, boost::test_tools::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(lost_share_counts_the_missing_rows) {
  const rg::recording even = evenly_sampled(1000, 100);
  const rg::recording burst = without(even, [](auto i) { return i >= 400 && i < 450; });
  BOOST_TEST(burst.lost_share() == 0.05, boost::test_tools::tolerance(1e-9));

  std::mt19937 random(2);
  int dropped = 0;
  const rg::recording scattered = without(even, [&](auto i) {
    const bool drop = i > 0 && i < 999 && random() % 8 == 0;
    dropped += drop;
    return drop;
  });
  BOOST_TEST(scattered.lost_share() == dropped / 1000.0, boost::test_tools::tolerance(1e-9));
}

std::vector<std::string> wrong_fields(const rg::recording& r) {
  std::vector<std::string> fields;
  for (const rg::issue& one : r.validate()) fields.push_back(one.field);
  return fields;
}

BOOST_AUTO_TEST_CASE(validate_names_everything_that_is_wrong) {
  using fields = std::vector<std::string>;
  const rg::recording good = evenly_sampled(10, 50);
  BOOST_TEST(good.validate().empty());

  rg::recording r = good;
  r.acc_m_s2.conservativeResize(9, 3);
  r.gyr_rad_s.conservativeResize(8, 3);
  BOOST_TEST((wrong_fields(r) == fields{"acc_m_s2", "gyr_rad_s"}));
  BOOST_TEST(r.validate()[0].message == "9 rows, but 10 times");

  for (double change : {0.0, -0.02}) {  // stands still, runs back
    r = good;
    r.time_s[4] = r.time_s[3] + change;
    BOOST_TEST((wrong_fields(r) == fields{"time_s"}));
    BOOST_TEST(r.validate()[0].message.find("row 4 ") != std::string::npos);
  }

  for (double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    r = good;
    r.acc_m_s2(3, 1) = bad;
    r.gyr_rad_s(9, 2) = -bad;
    BOOST_TEST((wrong_fields(r) == fields{"acc_m_s2", "gyr_rad_s"}));
    r = good;
    r.time_s[9] = bad;
    BOOST_TEST(!r.validate().empty());
    BOOST_TEST((wrong_fields(r).back() == "time_s"));
  }
}

BOOST_AUTO_TEST_SUITE_END()

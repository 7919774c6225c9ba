#include <retrogait/segment/contact_picker.hpp>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(contact_picker)

struct bump {
  double at;  // in samples
  double height;
};

struct found_peak {
  double at;
  double height;
  std::size_t known_at;
};

constexpr double width = 3;  // standard deviation of a bump in samples

double sum_of(const std::vector<bump>& bumps, double t) {
  double sum = 0;
  for (const bump& b : bumps) {
    const double z = (t - b.at) / width;
    sum += b.height * std::exp(-z * z / 2);
  }
  return sum;
}

template <class T = double>
std::vector<found_peak> pick(const std::vector<double>& scores, double threshold = 0.3) {
  rg::contact_picker<T> picker(static_cast<T>(threshold));
  std::vector<found_peak> found;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (const auto peak = picker.update(static_cast<T>(scores[i]))) {
      found.push_back(
          {static_cast<double>(i) - peak->samples_ago, static_cast<double>(peak->height), i});
    }
  }
  return found;
}

std::vector<double> sampled(const std::vector<bump>& bumps, std::size_t n) {
  std::vector<double> scores(n);
  for (std::size_t i = 0; i < n; ++i) scores[i] = sum_of(bumps, static_cast<double>(i));
  return scores;
}

using scalars = std::tuple<float, double>;

BOOST_AUTO_TEST_CASE_TEMPLATE(finds_bumps_between_samples, T, scalars) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> uniform;
  for (int round = 0; round < 50; ++round) {
    std::vector<bump> bumps;
    double at = 15;
    while (at < 380) {
      bumps.push_back({at, 0.4 + uniform(random)});
      at += 20 + 20 * uniform(random);
    }
    const auto found = pick<T>(sampled(bumps, 400));
    BOOST_REQUIRE(found.size() == bumps.size());
    for (std::size_t i = 0; i < bumps.size(); ++i) {
      // Against a bump of this width a parabola errs by at most 0.012 samples.
      BOOST_CHECK_SMALL(found[i].at - bumps[i].at, 0.015);
      BOOST_CHECK_SMALL(found[i].height - bumps[i].height, 0.015 * bumps[i].height + 1e-3);
      const double latency = static_cast<double>(found[i].known_at) - found[i].at;
      BOOST_TEST(std::abs(latency - rg::contact_picker<T>::half_width) <= 0.5);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_parabola_is_placed_exactly) {
  for (double top : {20.0, 20.25, 19.6, 20.5}) {
    std::vector<double> scores(41);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      const double z = static_cast<double>(i) - top;
      scores[i] = 1 - z * z / 500;
    }
    const auto found = pick(scores);
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].at == top, boost::test_tools::tolerance(1e-12));
  }
}

BOOST_AUTO_TEST_CASE(of_two_peaks_close_together_the_higher_one_counts) {
  const auto near = static_cast<double>(rg::contact_picker<double>::half_width);
  std::vector<double> scores(60, 0.0);
  scores[20] = 0.9;
  scores[20 + static_cast<std::size_t>(near)] = 1.0;
  auto found = pick(scores);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].at == 20 + near);
  // One sample further apart, both do.
  std::swap(scores[20 + static_cast<std::size_t>(near)],
            scores[21 + static_cast<std::size_t>(near)]);
  BOOST_TEST(pick(scores).size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_flat_top_counts_once) {
  std::vector<double> scores(60, 0.0);
  for (std::size_t i = 30; i < 34; ++i) scores[i] = 1;
  const auto found = pick(scores);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].at >= 30);
  BOOST_TEST(found[0].at <= 33);
}

BOOST_AUTO_TEST_CASE(what_is_no_peak_is_left_out) {
  const std::vector<bump> low{{30, 0.29}};
  BOOST_TEST(pick(sampled(low, 60)).empty());
  BOOST_TEST(pick(sampled(low, 60), 0.28).size() == 1u);
  std::vector<double> rising(60);
  for (std::size_t i = 0; i < rising.size(); ++i) rising[i] = static_cast<double>(i);
  BOOST_TEST(pick(rising).empty());
}

BOOST_AUTO_TEST_CASE(reset_forgets_the_score_so_far) {
  rg::contact_picker<double> picker(0.3);
  for (const double score : sampled({{30, 1}}, 33)) picker.update(score);
  BOOST_TEST((picker != rg::contact_picker<double>(0.3)));
  picker.reset();
  BOOST_TEST((picker == rg::contact_picker<double>(0.3)));
}

BOOST_AUTO_TEST_SUITE_END()

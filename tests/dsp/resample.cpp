#include <retrogait/dsp/resample.hpp>

#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;
namespace dsp = retrogait::dsp;
using matrix_n3 = Eigen::Matrix<double, Eigen::Dynamic, 3>;

BOOST_AUTO_TEST_SUITE(resample)

Eigen::VectorXd even_times(Eigen::Index n, double rate_hz, double start_s = 0) {
  Eigen::VectorXd t(n);
  for (Eigen::Index i = 0; i < n; ++i) t[i] = start_s + static_cast<double>(i) / rate_hz;
  return t;
}

Eigen::VectorXd sine(const Eigen::VectorXd& time_s, double frequency_hz) {
  return (2 * std::numbers::pi * frequency_hz * time_s.array()).sin();
}

BOOST_AUTO_TEST_CASE(a_recording_on_the_grid_stays_as_it_is) {
  const Eigen::VectorXd t = even_times(1000, 100);
  std::srand(1);
  const matrix_n3 x = Eigen::MatrixXd::Random(1000, 3);
  const auto out = dsp::resample_uniform(t, x, {.rate_hz = 100});
  BOOST_TEST((out.values == x));
  BOOST_TEST(out.start_s == 0);
  BOOST_TEST(std::count(out.valid.begin(), out.valid.end(), 1) == 1000);
}

BOOST_AUTO_TEST_CASE(straight_lines_survive_jitter) {
  std::mt19937 random(2);
  std::uniform_real_distribution<double> jitter(-0.004, 0.004);
  Eigen::VectorXd t = even_times(500, 100, 12.5);
  for (double& time : t) time += jitter(random);
  matrix_n3 x(500, 3);
  x.col(0) = t;
  x.col(1) = 3 - 2 * t.array();
  x.col(2).setConstant(9.81);
  const auto out = dsp::resample_uniform(t, x, {.rate_hz = 128});
  BOOST_TEST(out.start_s == t[0]);
  BOOST_TEST(out.values.rows() == static_cast<Eigen::Index>((t[499] - t[0]) * 128) + 1);
  for (Eigen::Index k = 0; k < out.values.rows(); ++k) {
    BOOST_REQUIRE_SMALL(out.values(k, 0) - out.time_s(k), 1e-12);
    BOOST_REQUIRE_SMALL(out.values(k, 1) - (3 - 2 * out.time_s(k)), 1e-12);
    BOOST_REQUIRE_SMALL(out.values(k, 2) - 9.81, 1e-12);
  }
}

BOOST_AUTO_TEST_CASE(grid_points_inside_long_gaps_are_marked) {
  // 100 Hz with a gap from 0.20 to 0.35 s and one from 0.50 to 0.55 s.
  std::vector<double> times;
  for (int i = 0; i <= 100; ++i) {
    if ((i > 20 && i < 35) || (i > 50 && i < 55)) continue;
    times.push_back(i / 100.0);
  }
  const Eigen::VectorXd t =
      Eigen::Map<Eigen::VectorXd>(times.data(), static_cast<Eigen::Index>(times.size()));
  const auto out = dsp::resample_uniform(t, t, {.rate_hz = 100, .max_gap_s = 0.1});
  BOOST_REQUIRE(out.valid.size() == 101u);
  for (int i = 0; i <= 100; ++i) {
    BOOST_TEST_CONTEXT("point " << i) {
      BOOST_TEST(static_cast<bool>(out.valid[static_cast<std::size_t>(i)]) == !(i > 20 && i < 35));
      BOOST_CHECK_SMALL(out.values(i) - i / 100.0, 1e-12);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_slower_grid_keeps_out_what_it_cannot_hold) {
  const Eigen::VectorXd t = even_times(3000, 200);
  for (double target_hz : {50.0, 60.0}) {
    BOOST_TEST_CONTEXT("to " << target_hz << " Hz") {
      const auto kept = dsp::resample_uniform(t, sine(t, 3), {.rate_hz = target_hz});
      const auto lost = dsp::resample_uniform(t, sine(t, 47), {.rate_hz = target_hz});
      const Eigen::Index n = kept.values.size();
      const Eigen::VectorXd expected = sine(even_times(n, target_hz), 3);
      const Eigen::Index inner = n - 100;
      // The filter changes no phase; what remains is the loss of straight lines between samples.
      BOOST_TEST((kept.values - expected).segment(50, inner).cwiseAbs().maxCoeff() < 3e-3);
      BOOST_TEST(lost.values.segment(50, inner).cwiseAbs().maxCoeff() < 2e-3);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_slower_grid_uses_no_line_over_a_gap) {
  // 200 Hz with a gap of half a second, and a lone sample half-way through it.
  std::vector<double> times;
  for (int i = 0; i < 600; ++i) {
    if (i > 250 && i < 350 && i != 300) continue;
    times.push_back(i / 200.0);
  }
  const Eigen::VectorXd t =
      Eigen::Map<Eigen::VectorXd>(times.data(), static_cast<Eigen::Index>(times.size()));
  Eigen::VectorXd x = Eigen::VectorXd::Constant(t.size(), 9.81);
  x[251] = 100;  // the lone sample
  const auto out = dsp::resample_uniform(t, x, {.rate_hz = 50});
  BOOST_REQUIRE(out.valid.size() == 150u);
  for (int k = 0; k < 150; ++k) {
    BOOST_TEST_CONTEXT("point " << k) {
      const bool in_gap = k > 62 && k < 88 && k != 75;
      BOOST_TEST(static_cast<bool>(out.valid[static_cast<std::size_t>(k)]) == !in_gap);
      if (!in_gap) BOOST_CHECK_SMALL(out.values[k] - (k == 75 ? 100 : 9.81), 1e-12);
    }
  }
}

BOOST_AUTO_TEST_CASE(intervals_as_long_as_the_limit_are_no_gaps) {
  const Eigen::VectorXd t = even_times(100, 10, 0.3);
  const auto out = dsp::resample_uniform(t, t, {.rate_hz = 100, .max_gap_s = 0.1});
  BOOST_TEST(std::count(out.valid.begin(), out.valid.end(), 0) == 0);
}

BOOST_AUTO_TEST_CASE(a_constant_stays_constant_on_any_grid) {
  const Eigen::VectorXd t = even_times(400, 204.8);
  const Eigen::VectorXd x = Eigen::VectorXd::Constant(400, 9.81);
  for (double target_hz : {10.0, 50.0, 102.4, 204.8, 256.0}) {
    const auto out = dsp::resample_uniform(t, x, {.rate_hz = target_hz});
    BOOST_TEST((out.values.array() - 9.81).abs().maxCoeff() < 1e-12);
  }
}

BOOST_AUTO_TEST_CASE(few_samples) {
  const Eigen::VectorXd none(0);
  BOOST_TEST(dsp::resample_uniform(none, none).values.size() == 0);
  const Eigen::VectorXd one = Eigen::VectorXd::Constant(1, 5.0);
  const auto single = dsp::resample_uniform(one, one);
  BOOST_TEST(single.values.size() == 1);
  BOOST_TEST(single.values[0] == 5.0);
  BOOST_TEST(single.start_s == 5.0);
  const Eigen::VectorXd two = even_times(2, 100);
  BOOST_TEST(dsp::resample_uniform(two, two).values.size() == 2);
}

BOOST_AUTO_TEST_CASE(errors) {
  const Eigen::VectorXd t = even_times(10, 100);
  BOOST_CHECK_THROW(dsp::resample_uniform(t, t, {.rate_hz = 0}), rg::config_error);
  BOOST_TEST((dsp::resample_params{.rate_hz = -1, .max_gap_s = 0}.validate().size() == 2u));

  struct thrown {};
  const auto before = rg::set_assertion_handler([](const rg::assertion_info&) { throw thrown{}; });
  Eigen::VectorXd back = t;
  back[5] = back[4];
  BOOST_CHECK_THROW(dsp::resample_uniform(back, t), thrown);
  BOOST_CHECK_THROW(dsp::resample_uniform(t, t.head(9)), thrown);
  rg::set_assertion_handler(before);
}

BOOST_AUTO_TEST_SUITE_END()

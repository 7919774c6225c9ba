#include <retrogait/dsp/butterworth.hpp>
#include <retrogait/dsp/zero_phase.hpp>
#include <retrogait/math/span.hpp>

#include <numbers>

#include "../golden/golden.hpp"
#include "../support/test.hpp"
#include "designs.hpp"

namespace rg = retrogait;
namespace dsp = retrogait::dsp;

BOOST_AUTO_TEST_SUITE(zero_phase)

BOOST_AUTO_TEST_CASE(agrees_with_sosfiltfilt) {
  const golden::table expected("zero_phase");
  const std::vector<double>& input = expected["input"];
  for (int i = 0; i < 17; ++i) {
    const std::string key = std::to_string(i);
    BOOST_TEST_CONTEXT("design " << key) {
      const dsp::sos_filter filter = designed(expected[key + ".design"]);
      std::vector<double> output(input.size());
      dsp::filter_zero_phase(filter, input, output);
      BOOST_TEST(golden::distance(output, expected[key + ".output"]) < 1e-7);

      std::vector<double> in_place = input;
      dsp::filter_zero_phase(filter, in_place, in_place);
      BOOST_TEST((in_place == output));
    }
  }
}

BOOST_AUTO_TEST_CASE(filters_every_column_of_a_matrix) {
  const auto filter = dsp::butterworth_lowpass(4, 3, 100);
  std::srand(3);
  const Eigen::Matrix<double, Eigen::Dynamic, 3> m = Eigen::MatrixXd::Random(200, 3);
  const auto filtered = dsp::filter_zero_phase(filter, m);
  for (int c = 0; c < 3; ++c) {
    const Eigen::VectorXd column = dsp::filter_zero_phase(filter, m.col(c));
    BOOST_TEST((filtered.col(c) == column));
    Eigen::VectorXd written(200);
    dsp::filter_zero_phase(filter, rg::as_span(m.col(c)), rg::as_span(written));
    BOOST_TEST((written == column));
  }
}

BOOST_AUTO_TEST_CASE(a_sine_keeps_its_phase_and_meets_the_gain_twice) {
  const auto filter = dsp::butterworth_lowpass(2, 5, 100);
  const Eigen::ArrayXd phase =
      Eigen::ArrayXd::LinSpaced(1000, 0, 999) * (2 * std::numbers::pi * 4 / 100);
  const Eigen::VectorXd in = phase.sin();
  const Eigen::VectorXd out = dsp::filter_zero_phase(filter, in);
  const double gain = std::norm(dsp::response(filter, 4, 100));
  BOOST_TEST((out - gain * in).segment(300, 400).cwiseAbs().maxCoeff() < 1e-9);
}

BOOST_AUTO_TEST_CASE(short_signals_are_extended_by_what_they_have) {
  const auto filter = dsp::butterworth_lowpass(4, 3, 100);
  for (int n = 0; n <= 20; ++n) {
    const Eigen::VectorXd constant = Eigen::VectorXd::Constant(n, 9.81);
    const Eigen::VectorXd out = dsp::filter_zero_phase(filter, constant);
    BOOST_TEST(out.size() == n);
    BOOST_TEST(out.isApprox(constant, 1e-9));
  }
}

BOOST_AUTO_TEST_SUITE_END()

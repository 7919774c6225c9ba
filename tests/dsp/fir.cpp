#include <retrogait/core/run.hpp>
#include <retrogait/dsp/fir.hpp>

#include <complex>
#include <limits>
#include <numbers>
#include <tuple>

#include "../golden/golden.hpp"
#include "../support/test.hpp"

namespace rg = retrogait;
namespace dsp = retrogait::dsp;

BOOST_AUTO_TEST_SUITE(fir)

using scalars = std::tuple<float, double>;

std::vector<double> designed_taps(const std::vector<double>& row) {
  const int length = static_cast<int>(row[1]);
  const dsp::fir_window window = row[5] < 0 ? dsp::hamming() : dsp::kaiser(row[5]);
  if (row[0] == 0) return dsp::fir_lowpass(length, row[2], row[4], window);
  if (row[0] == 1) return dsp::fir_highpass(length, row[2], row[4], window);
  return dsp::fir_bandpass(length, row[2], row[3], row[4], window);
}

BOOST_AUTO_TEST_CASE(windowed_sinc_agrees_with_firwin) {
  const golden::table expected("fir");
  for (int i = 0; i < 8; ++i) {
    const std::string key = std::to_string(i);
    BOOST_TEST_CONTEXT("design " << key) {
      const auto taps = designed_taps(expected[key + ".design"]);
      BOOST_TEST(golden::distance(taps, expected[key + ".taps"]) < 1e-14);
    }
  }
}

BOOST_AUTO_TEST_CASE(kaiser_estimates_agree_with_scipy) {
  const golden::table expected("fir");
  const std::vector<double>& attenuation = expected["attenuation"];
  for (std::size_t i = 0; i < attenuation.size(); ++i) {
    BOOST_CHECK_SMALL(dsp::kaiser_beta(attenuation[i]) - expected["beta"][i], 1e-12);
    const int length = static_cast<int>(expected["length"][i]);
    BOOST_TEST(dsp::kaiser_length(attenuation[i], 2.5, 100) == length + (length % 2 == 0 ? 1 : 0));
  }
}

BOOST_AUTO_TEST_CASE(kaiser_design_keeps_its_promise) {
  const int length = dsp::kaiser_length(60, 2, 100);
  const auto taps = dsp::fir_lowpass(length, 5, 100, dsp::kaiser(dsp::kaiser_beta(60)));
  for (double frequency_hz = 0; frequency_hz <= 50; frequency_hz += 0.1) {
    const double gain = std::abs(dsp::fir_response(taps, frequency_hz, 100));
    if (frequency_hz < 4) BOOST_CHECK_SMALL(gain - 1, 1.3e-3);
    if (frequency_hz > 6) BOOST_CHECK_SMALL(gain, 1.3e-3);
  }
  BOOST_CHECK_SMALL(std::abs(dsp::fir_response(taps, 5, 100)) - 0.5, 1e-3);
}

BOOST_AUTO_TEST_CASE(savitzky_golay_agrees_with_scipy) {
  const golden::table expected("fir");
  for (int i = 0; i < 5; ++i) {
    const std::string key = "smooth" + std::to_string(i);
    BOOST_TEST_CONTEXT(key) {
      const std::vector<double>& row = expected[key + ".design"];
      const auto taps = dsp::fir_savitzky_golay(static_cast<int>(row[0]), static_cast<int>(row[1]),
                                                static_cast<int>(row[2]), row[3]);
      BOOST_TEST(golden::distance(taps, expected[key + ".taps"]) < 1e-10);
    }
  }
}

BOOST_AUTO_TEST_CASE(slope_of_a_parabola_is_exact) {
  dsp::fir<double> slope(dsp::fir_savitzky_golay(11, 2, 1, 50));
  const auto delay = static_cast<double>(slope.delay_samples());
  for (int i = 0; i < 40; ++i) {
    const double t = i / 50.0;
    const double y = slope(3 * t * t - t);
    if (i >= 10) BOOST_CHECK_SMALL(y - (6 * (t - delay / 50) - 1), 1e-12);
  }
}

BOOST_AUTO_TEST_CASE(impulse_gives_the_taps) {
  const auto taps = dsp::fir_bandpass(31, 1, 10, 100);
  std::vector<double> impulse(31, 0.0);
  impulse[0] = 1;
  BOOST_TEST(golden::distance(rg::map(impulse, dsp::fir<double>(taps)), taps) == 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_sine_comes_out_as_the_response_says, T, scalars) {
  const double rate_hz = 100;
  const auto taps = dsp::fir_lowpass(51, 5, rate_hz);
  for (double frequency_hz : {0.5, 4.0, 6.0, 30.0}) {
    dsp::fir<T> kernel(taps);
    // Linear phase: but for the delay the gain is real.
    const double delay_s = static_cast<double>(kernel.delay_samples()) / rate_hz;
    const double turn = 2 * std::numbers::pi * frequency_hz;
    const std::complex<double> gain =
        dsp::fir_response(taps, frequency_hz, rate_hz) * std::polar(1.0, turn * delay_s);
    BOOST_CHECK_SMALL(gain.imag(), 1e-14);
    double largest = 0;
    for (int i = 0; i < 300; ++i) {
      const double t = i / rate_hz;
      const double y = kernel(static_cast<T>(std::sin(turn * t)));
      if (i >= 50) {
        largest = std::max(largest, std::abs(y - gain.real() * std::sin(turn * (t - delay_s))));
      }
    }
    BOOST_TEST(largest < 100 * std::numeric_limits<T>::epsilon());
  }
}

// Where the newest value stands in the memory may not change the order of the sum.
BOOST_AUTO_TEST_CASE_TEMPLATE(equal_inputs_give_equal_bits_whatever_came_before, T, scalars) {
  const dsp::fir<T> fresh(dsp::fir_lowpass(21, 5, 100));
  std::mt19937 random(7);
  std::normal_distribution<double> noise;
  std::vector<T> signal(60);
  for (T& x : signal) x = static_cast<T>(noise(random));
  const std::vector<T> expected = rg::map(signal, fresh);
  for (int earlier = 1; earlier <= 21; ++earlier) {
    dsp::fir<T> used = fresh;
    for (int i = 0; i < earlier; ++i) used(0);
    BOOST_TEST((rg::map(signal, used) == expected));
  }
}

BOOST_AUTO_TEST_CASE(errors_name_the_parameter) {
  const auto names = [](const std::string& field) {
    return [field](const rg::config_error& e) {
      return e.list().size() == 1 && e.list()[0].field == field;
    };
  };
  BOOST_CHECK_EXCEPTION(dsp::fir_lowpass(30, 5, 100), rg::config_error, names("length"));
  BOOST_CHECK_EXCEPTION(dsp::fir_highpass(31, 50, 100), rg::config_error, names("cutoff_hz"));
  BOOST_CHECK_EXCEPTION(dsp::fir_bandpass(31, 9, 5, 100), rg::config_error, names("low_hz"));
  BOOST_CHECK_EXCEPTION(dsp::fir_savitzky_golay(5, 5, 0, 1), rg::config_error, names("order"));
  BOOST_CHECK_EXCEPTION(dsp::fir_savitzky_golay(5, 2, 2, 1), rg::config_error, names("derivative"));
  BOOST_CHECK_EXCEPTION(dsp::fir<>(std::vector{1.0, 2.0}), rg::config_error, names("taps"));
  BOOST_CHECK_EXCEPTION(dsp::fir<>(std::vector{1.0, 2.0, 3.0}), rg::config_error, names("taps"));
  BOOST_CHECK_EXCEPTION(dsp::fir<>(std::vector<double>{}), rg::config_error, names("taps"));
}

BOOST_AUTO_TEST_SUITE_END()

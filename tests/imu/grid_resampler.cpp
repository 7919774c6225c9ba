#include <retrogait/imu/grid_resampler.hpp>

#include <rapidcheck.h>

#include <numbers>

#include "../support/test.hpp"

namespace rg = retrogait;

BOOST_AUTO_TEST_SUITE(grid_resampler)

constexpr int channels = 3;

template <class T>
using cells = std::vector<rg::grid_cell<T, channels>>;
template <class T>
using values = Eigen::Array<T, channels, 1>;

/// Pushes x(t) for each time and gives back the cells that were completed.
template <class T = double, class Signal>
cells<T> resample(const std::vector<double>& times, const rg::grid_params& params, Signal x) {
  rg::grid_resampler<T, channels> grid(params);
  cells<T> out;
  for (const double t : times) {
    grid.push(t, values<T>(x(t)), [&](const rg::grid_cell<T, channels>& c) { out.push_back(c); });
  }
  return out;
}

std::vector<double> even_times(std::size_t n, double rate_hz, double start_s = 0) {
  std::vector<double> times(n);
  for (std::size_t i = 0; i < n; ++i) times[i] = start_s + static_cast<double>(i) / rate_hz;
  return times;
}

/// Times with random intervals around 1 / rate_hz, some of them many times as long.
std::vector<double> uneven_times(std::mt19937& random, std::size_t n, double rate_hz,
                                 double start_s) {
  std::uniform_real_distribution<double> uniform;
  std::vector<double> times{start_s};
  while (times.size() < n) {
    const double stretch = uniform(random) < 0.05 ? 5 : 1;
    times.push_back(times.back() + stretch * (0.05 + 1.9 * uniform(random)) / rate_hz);
  }
  return times;
}

values<double> straight_lines(double t) {
  return {4.0, 2 - 3 * t, 0.5 * t};
}

BOOST_AUTO_TEST_CASE(straight_lines_survive_any_rate_and_jitter) {
  BOOST_TEST(rc::check([] {
    std::mt19937 random(*rc::gen::arbitrary<std::uint32_t>());
    const double rate_hz = *rc::gen::inRange(8, 450);
    const double start_s = *rc::gen::inRange(-1000, 1000);
    const rg::grid_params params{.rate_hz = 50, .max_gap_s = 2};
    const auto out = resample(uneven_times(random, 150, rate_hz, start_s), params, straight_lines);
    for (std::size_t k = 0; k < out.size(); ++k) {
      RC_ASSERT(std::abs(out[k].time_s - (start_s + (static_cast<double>(k) + 0.5) / 50)) < 1e-9);
      RC_ASSERT((out[k].mean - straight_lines(out[k].time_s)).abs().maxCoeff() < 1e-7);
    }
  }));
}

BOOST_AUTO_TEST_CASE(keeps_the_integral) {
  std::mt19937 random(3);
  std::normal_distribution<double> normal;
  for (double rate_hz : {12.5, 50.0, 128.0, 400.0}) {
    const std::vector<double> times = uneven_times(random, 400, rate_hz, 7);
    rg::grid_resampler<double, 1> grid({.rate_hz = 50, .max_gap_s = 5});
    double integral = 0;  // of the straight lines between the samples
    double covered = 0;   // of the cells
    double end_s = 7;
    double known = 0;  // integral up to end_s
    double before_s = 7;
    double before = 0;
    for (const double t : times) {
      const double x = normal(random);
      if (t > before_s) {
        grid.push(t, Eigen::Array<double, 1, 1>(x), [&](const auto& cell) {
          covered += cell.mean[0] / 50;
          end_s = cell.time_s + 0.01;
          const double part = end_s - before_s;
          known = integral + part * (before + part / (t - before_s) * (x - before) / 2);
        });
        integral += (t - before_s) * (before + x) / 2;
      } else {
        grid.push(t, Eigen::Array<double, 1, 1>(x), [](const auto&) {});
      }
      before_s = t;
      before = x;
    }
    BOOST_TEST(end_s > times.back() - 0.02);
    BOOST_CHECK_SMALL(covered - known, 1e-11);
  }
}

BOOST_AUTO_TEST_CASE(a_fast_sensor_is_averaged_over_each_cell) {
  // The mean of a sine over a cell of length D is the sine at its centre times sin(x)/x, x = π f D.
  for (double frequency_hz : {1.0, 7.0, 24.0, 31.0, 50.0, 60.0}) {
    const auto sine = [&](double t) {
      return values<double>::Constant(std::sin(2 * std::numbers::pi * frequency_hz * t + 0.3));
    };
    const double x = std::numbers::pi * frequency_hz / 50;
    for (const auto& cell : resample(even_times(2000, 5000), {.rate_hz = 50}, sine)) {
      BOOST_CHECK_SMALL(cell.mean[0] - std::sin(x) / x * sine(cell.time_s)[0], 1.5e-3);
    }
  }
}

BOOST_AUTO_TEST_CASE(says_how_far_apart_the_samples_lay) {
  const auto out = resample({0, 0.01, 0.3, 0.32}, {.rate_hz = 50}, straight_lines);
  BOOST_REQUIRE(out.size() == 16u);
  for (std::size_t k = 0; k < 15; ++k) BOOST_CHECK_SMALL(out[k].interval_s - 0.29, 1e-12);
  BOOST_CHECK_SMALL(out[15].interval_s - 0.02, 1e-12);
}

BOOST_AUTO_TEST_CASE(starts_anew_after_a_gap) {
  rg::grid_resampler<double, channels> grid({.rate_hz = 50, .max_gap_s = 0.5});
  std::vector<double> centres;
  const auto push = [&](double t, double x) {
    return grid.push(t, values<double>(values<double>::Constant(x)), [&](const auto& cell) {
      centres.push_back(cell.time_s);
      BOOST_CHECK_SMALL(cell.mean[1] - x, 1e-12);
    });
  };
  BOOST_TEST(!push(0.0, 1));
  BOOST_TEST(push(0.5, 1));  // as long as may be bridged
  BOOST_TEST(centres.size() == 25u);
  centres.clear();
  BOOST_TEST(!push(1.013, 7));  // what lay between is not known
  BOOST_TEST(centres.empty());
  BOOST_TEST(push(1.034, 7));
  BOOST_REQUIRE(centres.size() == 1u);
  BOOST_CHECK_SMALL(centres[0] - 1.023, 1e-12);
}

BOOST_AUTO_TEST_CASE(samples_out_of_order_change_nothing) {
  const std::vector<double> times{0, 0.013, 0.027, 0.041, 0.06, 0.081};
  const std::vector<double> with_stray{0,  0.013, 0.027,  0.027, 0.002,
                                       -5, 0.041, 0.0409, 0.06,  0.081};
  const auto clean = resample(times, {}, straight_lines);
  const auto stray = resample(with_stray, {}, straight_lines);
  BOOST_REQUIRE(clean.size() == 4u);
  BOOST_REQUIRE(stray.size() == 4u);
  for (std::size_t k = 0; k < 4; ++k) BOOST_TEST((clean[k].mean == stray[k].mean).all());
}

BOOST_AUTO_TEST_CASE(a_day_ends_where_it_should) {
  // A million cells, at a rate whose period is no binary number, after a start like a clock's.
  const double start_s = 1.7e9;
  rg::grid_resampler<double, 1> grid({.rate_hz = 60, .max_gap_s = 10});
  std::int64_t n = 0;
  double last_s = 0;
  double furthest = 0;
  for (int i = 0; i <= 2000; ++i) {
    grid.push(start_s + i * 8.3375, Eigen::Array<double, 1, 1>(0.0), [&](const auto& cell) {
      const double centre_s = start_s + (static_cast<double>(n) + 0.5) / 60;
      furthest = std::max(furthest, std::abs(cell.time_s - centre_s));
      last_s = cell.time_s;
      ++n;
    });
  }
  BOOST_TEST(n == 1000500);
  BOOST_CHECK_SMALL(last_s - (start_s + (1000500 - 0.5) / 60), 1e-6);
  BOOST_TEST(furthest < 1e-6);  // a double of that size has steps of 2.4e-7
}

BOOST_AUTO_TEST_CASE(float_agrees_with_double) {
  std::mt19937 random(5);
  const std::vector<double> times = uneven_times(random, 500, 100, 86400);
  const auto signal = [](double t) {
    return values<double>{9.81, std::sin(9 * t), 20 * std::cos(40 * t)};
  };
  const auto exact = resample<double>(times, {}, signal);
  const auto single = resample<float>(
      times, {}, [&](double t) -> values<float> { return signal(t).cast<float>(); });
  BOOST_REQUIRE(exact.size() == single.size());
  for (std::size_t k = 0; k < exact.size(); ++k) {
    BOOST_TEST(exact[k].time_s == single[k].time_s);
    BOOST_TEST((exact[k].mean - single[k].mean.cast<double>()).abs().maxCoeff() < 2e-5);
  }
}

BOOST_AUTO_TEST_CASE(channels_that_a_sample_lacks_stay_zero) {
  rg::grid_resampler<double, 5> grid;
  int n = 0;
  for (int i = 0; i < 10; ++i) {
    grid.push<2>(i * 0.02, Eigen::Array2d(1, 2), [&](const auto& cell) {
      ++n;
      BOOST_TEST((cell.mean.template tail<3>() == 0).all());
      BOOST_CHECK_SMALL(cell.mean[1] - 2, 1e-12);
    });
  }
  BOOST_TEST(n >= 8);
}

BOOST_AUTO_TEST_CASE(reset_equals_fresh_and_copies_go_on) {
  const std::vector<double> times = even_times(40, 77);
  rg::grid_resampler<double, 1> grid;
  const auto feed = [&](rg::grid_resampler<double, 1>& g, std::size_t from, std::size_t to) {
    std::vector<double> means;
    for (std::size_t i = from; i < to; ++i) {
      g.push(times[i], Eigen::Array<double, 1, 1>(std::sin(times[i] * 9)),
             [&](const auto& cell) { means.push_back(cell.mean[0]); });
    }
    return means;
  };
  feed(grid, 0, 23);
  rg::grid_resampler<double, 1> copy = grid;
  BOOST_TEST((copy == grid));
  const auto rest = feed(grid, 23, 40);
  BOOST_TEST((copy != grid));
  BOOST_TEST((feed(copy, 23, 40) == rest));
  BOOST_TEST((copy == grid));
  grid.reset();
  BOOST_TEST((grid == rg::grid_resampler<double, 1>()));
  rg::grid_resampler<double, 1> fresh;
  BOOST_TEST((feed(grid, 5, 40) == feed(fresh, 5, 40)));
}

BOOST_AUTO_TEST_CASE(parameters_that_make_no_sense_are_refused) {
  const auto fields = [](const rg::grid_params& params) {
    std::string names;
    for (const rg::issue& one : params.validate()) names += one.field + " ";
    return names;
  };
  BOOST_TEST(fields({}) == "");
  for (double rate : {0.0, -50.0, 10001.0, std::nan("")}) {
    BOOST_TEST(fields({.rate_hz = rate}) == "rate_hz ");
  }
  BOOST_TEST(fields({.rate_hz = 0, .max_gap_s = 0}) == "rate_hz max_gap_s ");
  BOOST_CHECK_THROW((rg::grid_resampler<float, 1>({.max_gap_s = std::nan("")})), rg::config_error);
}

BOOST_AUTO_TEST_SUITE_END()

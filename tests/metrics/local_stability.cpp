#include <retrogait/core/print.hpp>
#include <retrogait/dsp/divergence.hpp>
#include <retrogait/metrics/local_stability.hpp>

#include <array>
#include <numbers>

#include "../support/test.hpp"
#include "trunk_signal.hpp"

namespace rg = retrogait;
using rg::reason;

BOOST_AUTO_TEST_SUITE(local_stability)

using strides = std::vector<rg::stride>;

/// One axis is enough for most questions.
rg::bout_signal bout_of(const values& x) {
  return {x, {}, {}, 0, rate_hz, false};
}

/// A walk with strides of uneven length and strength: its value at a time counted in strides, and the
/// contacts of the left foot.
class walk {
 public:
  explicit walk(std::size_t n, unsigned seed = 1) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    contacts.push_back(0.3);
    for (std::size_t i = 0; i < n; ++i) {
      contacts.push_back(contacts.back() + 1.1 + 0.03 * normal(random));
    }
    for (std::size_t i = 0; i < n + 8; ++i) {
      for (auto& s : strength_) s.push_back(normal(random));
    }
  }

  double at(double in_strides) const {
    const double phase = two_pi * in_strides;
    return (2 + 0.3 * smooth(0, in_strides)) * std::cos(2 * phase) +
           (0.7 + 0.2 * smooth(1, in_strides)) * std::sin(phase) +
           (0.5 + 0.2 * smooth(2, in_strides)) * std::sin(4 * phase);
  }

  values sampled() const {
    values x;
    std::size_t i = 0;
    for (double t = 0; t < contacts.back(); t = static_cast<double>(x.size()) / rate_hz) {
      while (i + 2 < contacts.size() && contacts[i + 1] <= t) ++i;
      const double part = (t - contacts[i]) / (contacts[i + 1] - contacts[i]);
      x.push_back(at(static_cast<double>(i) + part + 1));
    }
    return x;
  }

  values contacts;

 private:
  // Drifts from stride to stride without a corner.
  double smooth(std::size_t which, double in_strides) const {
    const double from = std::floor(in_strides);
    const double u = 0.5 - 0.5 * std::cos(std::numbers::pi * (in_strides - from));
    const auto k = static_cast<std::size_t>(from);
    return (1 - u) * strength_[which][k] + u * strength_[which][k + 1];
  }

  std::array<values, 3> strength_;
};

double vertical(const values& x, const strides& list, const rg::local_stability_params& params) {
  return rg::local_stability_of(bout_of(x), list, params).vertical->value();
}

// What goes in by way of contacts, a grid of 50 Hz and interpolation against the same movement read
// where it is wanted.
BOOST_AUTO_TEST_CASE(stretching_strides_changes_next_to_nothing) {
  const walk w(60);
  values direct;
  for (int i = 0; i < 60 * 100; ++i) direct.push_back(w.at(1 + i / 100.0));
  const auto curve =
      rg::dsp::divergence(direct, {.dimension = 5, .delay = 10, .exclusion = 100, .horizon = 50});
  const double expected = 100 * rg::dsp::least_squares_slope(curve.mean_log);
  const double found = vertical(w.sampled(), strides_at(w.contacts), {.strides = 60});
  BOOST_TEST(expected > 0.2);
  BOOST_TEST(std::abs(found / expected - 1) < 0.1);
}

// The system of Roessler parts by 0.0887 a second (by its variational equation), so by 0.54 a turn of
// 6.1 s. Here it is sped up until a turn takes about a second, and a stride is a turn.
BOOST_AUTO_TEST_CASE(a_chaotic_walker_with_a_known_exponent) {
  using state = std::array<double, 3>;
  const auto rate = [](const state& s) {
    return state{-s[1] - s[2], s[0] + 0.15 * s[1], 0.2 + s[2] * (s[0] - 10)};
  };
  const auto moved = [](state s, const state& r, double by) {
    for (std::size_t k = 0; k < 3; ++k) s[k] += by * r[k];
    return s;
  };
  const double speed = 6.1;  // seconds of the system a second of the walk
  const double h = speed / rate_hz / 4;
  state s{1, 1, 1};
  values x;
  values contacts;
  for (int i = 0; contacts.size() < 202; ++i) {
    const state before = s;
    const state a = rate(s);
    const state b = rate(moved(s, a, h / 2));
    const state c = rate(moved(s, b, h / 2));
    const state d = rate(moved(s, c, h));
    for (std::size_t k = 0; k < 3; ++k) s[k] += h / 6 * (a[k] + 2 * b[k] + 2 * c[k] + d[k]);
    if (i < 4000) continue;
    const int step = i - 4000;
    if (step % 4 == 0) x.push_back(before[0]);
    if (before[1] < 0 && s[1] >= 0) {  // once a turn
      contacts.push_back((step + before[1] / (before[1] - s[1])) / (4 * rate_hz));
    }
  }
  const strides list = strides_at(contacts);
  const double turn_s = (contacts.back() - contacts.front()) / static_cast<double>(list.size());
  const double expected = 0.0887 * speed * turn_s;
  const double found = vertical(x, list,
                                {.strides = 200,
                                 .values_per_stride = 50,
                                 .dimension = 3,
                                 .delay_strides = 0.2,
                                 .fit_strides = 4});
  BOOST_TEST(std::abs(found / expected - 1) < 0.2);
}

BOOST_AUTO_TEST_CASE(gain_and_offset_do_not_matter) {
  const walk w(40, 3);
  values x = w.sampled();
  const double before = vertical(x, strides_at(w.contacts), {.strides = 40});
  for (double& v : x) v = -0.013 * (v + 5);
  BOOST_TEST(std::abs(vertical(x, strides_at(w.contacts), {.strides = 40}) - before) < 1e-6);
}

BOOST_AUTO_TEST_CASE(the_first_strides_of_one_foot_count_and_no_others) {
  const walk w(60, 4);
  const values x = w.sampled();
  const rg::local_stability_params params{.strides = 30};
  strides list = strides_at(w.contacts);
  const auto expected =
      rg::local_stability_of(bout_of(x), strides(list.begin(), list.begin() + 30), params);
  BOOST_TEST(expected.vertical.n() == 30u);
  BOOST_TEST((rg::local_stability_of(bout_of(x), list, params).vertical == expected.vertical));
  // With those of the other foot, which begin half a stride later.
  values other = w.contacts;
  for (double& t : other) t += 0.55;
  other.pop_back();
  for (const rg::stride& s : strides_at(other, rg::side::right)) list.push_back(s);
  std::mt19937 random(1);
  std::shuffle(list.begin(), list.end(), random);
  BOOST_TEST((rg::local_stability_of(bout_of(x), list, params).vertical == expected.vertical));
}

BOOST_AUTO_TEST_CASE(too_few_strides_or_a_break_in_them) {
  const walk w(60, 5);
  const values x = w.sampled();
  const strides all = strides_at(w.contacts);
  const auto of = [&](const strides& list, int needed) {
    return rg::local_stability_of(bout_of(x), list, {.strides = needed}).vertical;
  };
  for (const std::size_t n : {0U, 1U, 2U, 29U}) {
    const auto found = of(strides(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n)), 30);
    BOOST_TEST(found.why() == reason::too_few_strides);
    BOOST_TEST(found.n() == n);
    BOOST_TEST(found.needed() == 30u);
  }
  BOOST_TEST(of(strides(all.begin(), all.begin() + 30), 30).has_value());
  strides broken = all;
  broken.erase(broken.begin() + 25);
  BOOST_TEST(of(broken, 40).why() == reason::too_few_strides);
  BOOST_TEST(of(broken, 40).n() == 34u);
  // After the break there are enough.
  BOOST_TEST((of(broken, 34) == of(strides(all.begin() + 26, all.end()), 34)));
  strides other_foot = all;
  other_foot[25].side = rg::side::right;
  BOOST_TEST(of(other_foot, 40).n() == 34u);
  // A bout as long as they mostly are.
  BOOST_TEST(rg::local_stability_of(bout_of(x), all).vertical.needed() == 150u);
  BOOST_TEST(rg::local_stability_of(bout_of(x), all).vertical.n() == 60u);
}

BOOST_AUTO_TEST_CASE(identical_strides_have_no_neighbours_that_part) {
  values contacts;
  for (int i = 0; i <= 30; ++i) contacts.push_back(i);
  values x;
  for (int i = 0; i < 1501; ++i) x.push_back(std::sin(two_pi * (i % 50) / 50.0));
  const auto found = rg::local_stability_of(bout_of(x), strides_at(contacts), {.strides = 30});
  BOOST_TEST(found.vertical.why() == reason::degenerate);
  // One jolt makes one stride differ, and tells nothing of the others.
  x[777] += 5;
  BOOST_TEST(
      rg::local_stability_of(bout_of(x), strides_at(contacts), {.strides = 30}).vertical.why() ==
      reason::degenerate);
}

BOOST_AUTO_TEST_CASE(one_jolt_moves_little) {
  const walk w(60, 6);
  values x = w.sampled();
  const double before = vertical(x, strides_at(w.contacts), {.strides = 60});
  x[1500] += 20;
  const double after = vertical(x, strides_at(w.contacts), {.strides = 60});
  BOOST_TEST(after != before);
  BOOST_TEST(std::abs(after / before - 1) < 0.15);
}

BOOST_AUTO_TEST_CASE(a_virtual_walk) {
  rg::testing::virtual_walker walker{.seconds = 45};
  const auto of = [&] {
    const auto w = walker.walk();
    const trunk_signal trunk(w[rg::placement::lumbar], 3, 43);
    return rg::local_stability_of(trunk.bout(), strides_between(w, 3, 43), {.strides = 30});
  };
  walker.sensor.acc_noise_m_s2 = 0;
  const auto found = of();
  for (const auto& axis : {found.vertical, found.forward, found.left}) {
    BOOST_TEST(axis->value() > 0.5);
    BOOST_TEST(axis->value() < 5);
    BOOST_TEST(!axis.margin().has_value());
  }
  walker.sensor.up = {1, -1};
  walker.sensor.forward = {0, 1};
  const auto turned = of();
  BOOST_TEST(std::abs(turned.vertical->value() - found.vertical->value()) < 1e-3);
  BOOST_TEST(std::abs(turned.left->value() - found.left->value()) < 1e-3);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_known_says_why) {
  const walk w(20, 7);
  const values x = w.sampled();
  const strides list = strides_at(w.contacts);
  const rg::local_stability_params params{.strides = 20};
  const auto no_mounting = rg::local_stability_of({x, {}, {}, 0, rate_hz, false}, list, params);
  BOOST_TEST(no_mounting.vertical.has_value());
  BOOST_TEST(no_mounting.forward.why() == reason::mounting_unknown);
  BOOST_TEST(no_mounting.left.why() == reason::mounting_unknown);
  const auto gap = rg::local_stability_of({x, x, x, 0, rate_hz, true}, list, params);
  BOOST_TEST(gap.vertical.why() == reason::gap);
  BOOST_TEST(gap.left.why() == reason::gap);
  const values still(x.size(), 0.1);
  BOOST_TEST(rg::local_stability_of(bout_of(still), list, params).vertical.why() ==
             reason::degenerate);
  BOOST_TEST(rg::local_stability_of({}, list, params).vertical.why() == reason::too_few_strides);
  BOOST_CHECK_THROW(rg::local_stability_of(bout_of(x), list, {.strides = 1}), rg::config_error);
  BOOST_TEST((rg::local_stability_params{.strides = 0,
                                         .values_per_stride = 1,
                                         .dimension = 0,
                                         .delay_strides = 0,
                                         .fit_strides = 0})
                 .validate()
                 .size() == 5u);
}

BOOST_AUTO_TEST_SUITE_END()

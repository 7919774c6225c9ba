#include <retrogait/core/errors.hpp>
#include <retrogait/core/print.hpp>
#include <retrogait/dsp/resample.hpp>
#include <retrogait/io/score_folders.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/testing/random.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace retrogait::io {

namespace {

constexpr double gravity_m_s2 = 9.80665;

/// Keeps the rows with these indices.
void keep_rows(recording& rec, const std::vector<Eigen::Index>& rows) {
  rec.time_s = Eigen::VectorXd(rec.time_s(rows));
  rec.acc_m_s2 = matrix_n3(rec.acc_m_s2(rows, Eigen::all));
  if (rec.has_gyroscope()) rec.gyr_rad_s = matrix_n3(rec.gyr_rad_s(rows, Eigen::all));
}

void resample(recording& rec, double rate_hz) {
  const double recorded_hz = rec.rate_hz();
  if (rec.size() < 2 || std::abs(rate_hz / recorded_hz - 1) < 0.01) return;
  // What is shorter than two samples of the slowest usual rates is no gap but uneven sampling.
  const dsp::resample_params params{rate_hz, std::max(0.03, 1.5 / recorded_hz)};
  const auto acc = dsp::resample_uniform(rec.time_s, rec.acc_m_s2, params);
  if (rec.has_gyroscope()) {
    rec.gyr_rad_s = dsp::resample_uniform(rec.time_s, rec.gyr_rad_s, params).values;
  }
  rec.acc_m_s2 = acc.values;
  rec.time_s.resize(acc.values.rows());
  std::vector<Eigen::Index> there;
  for (Eigen::Index i = 0; i < acc.values.rows(); ++i) {
    rec.time_s[i] = acc.time_s(i);
    if (acc.valid[static_cast<std::size_t>(i)]) there.push_back(i);
  }
  keep_rows(rec, there);
}

/// The first and the last sample stay.
void lose(recording& rec, double lost_share, std::uint64_t seed) {
  constexpr double burst_n = 5;
  // The long-run share of the lost state of a two-state chain.
  const double begin = lost_share / (1 - lost_share) / burst_n;
  testing::random_source random(seed);
  bool lost = random.uniform() < lost_share;
  std::vector<Eigen::Index> there;
  for (Eigen::Index i = 0; i < rec.size(); ++i) {
    if (!lost || i == 0 || i + 1 == rec.size()) there.push_back(i);
    lost = lost ? random.uniform() >= 1 / burst_n : random.uniform() < begin;
  }
  keep_rows(rec, there);
}

}  // namespace

issues score_condition::validate() const {
  issues found;
  if (clip_g && !(*clip_g > 0)) found.push_back({"clip_g", "must be above 0"});
  if (rate_hz && !(*rate_hz >= 5 && *rate_hz <= 10000)) {
    found.push_back({"rate_hz", "must lie in [5, 10000]"});
  }
  if (!(lost_share >= 0 && lost_share <= 0.8)) {
    found.push_back({"lost_share", "must lie in [0, 0.8]"});
  }
  return found;
}

std::string score_condition::name() const {
  const auto number = [](double value) {
    return fixed_text(value, value == std::round(value) ? 0 : 1);
  };
  std::string out;
  const auto add = [&](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
  if (rate_hz) add(number(*rate_hz) + " Hz");
  if (clip_g) add("clipped at " + number(*clip_g) + " g");
  if (lost_share > 0) add(number(100 * lost_share) + " % lost");
  if (hide_mounting) add("mounting hidden");
  if (hide_gyroscope) add("no gyroscope");
  return out.empty() ? "as recorded" : out;
}

recording apply(const score_condition& condition, recording rec, std::uint64_t seed) {
  throw_if_any(condition.validate());
  if (condition.clip_g) {
    const double most = *condition.clip_g * gravity_m_s2;
    rec.acc_m_s2 = rec.acc_m_s2.cwiseMax(-most).cwiseMin(most).eval();
  }
  if (condition.hide_gyroscope) rec.gyr_rad_s.resize(0, 3);
  if (condition.rate_hz) resample(rec, *condition.rate_hz);
  if (condition.lost_share > 0) lose(rec, condition.lost_share, seed);
  if (condition.hide_mounting) rec.mounting = mounting();
  return rec;
}

}  // namespace retrogait::io

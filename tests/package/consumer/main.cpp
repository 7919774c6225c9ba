// Another project's program: it knows retrogait through the umbrella header alone.
#include <retrogait/retrogait.hpp>

#include <cmath>
#include <cstdio>
#include <numbers>
#include <optional>
#include <utility>

namespace rg = retrogait;

namespace {

// A detector of its own, run by the library: the first sample of each stretch above 12 m/s².
struct bump_detector {
  bool above = false;

  std::optional<rg::contact> update(const rg::acc_sample<double>& sample) {
    const bool before = std::exchange(above, sample.acc_m_s2.norm() > 12.0);
    if (before || !above) return std::nullopt;
    return rg::contact{.time_s = sample.time_s, .known_at_s = sample.time_s};
  }
  void finish() {}
  double latency_s() const { return 0; }
};

rg::recording bumps(double rate_hz, double duration_s) {
  const auto size = static_cast<Eigen::Index>(rate_hz * duration_s);
  rg::recording r;
  r.time_s = Eigen::VectorXd::LinSpaced(size, 0, static_cast<double>(size - 1) / rate_hz);
  r.acc_m_s2.setZero(size, 3);
  r.acc_m_s2.col(2) =
      9.81 + 4 * (2 * std::numbers::pi * 2.0 * r.time_s.array()).sin();  // two a second
  return r;
}

}  // namespace

int main() {
  const rg::recording r = bumps(50, 10);
  const auto found = rg::detect(r.acceleration(), bump_detector{});
  std::printf("retrogait %s: %zu bumps at %.0f Hz\n", RETROGAIT_VERSION_STRING, found.size(),
              r.rate_hz());
  return found.size() == 20 && std::abs(r.rate_hz() - 50) < 1e-6 ? 0 : 1;
}

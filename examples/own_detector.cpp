// One's own detector: three functions, held to the library's laws, and batch for free.

#include <retrogait/core/events.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <cstdio>
#include <optional>

namespace rg = retrogait;

// A contact whenever the acceleration rises through 11.5 m/s², at most every 0.3 s. Too simple to be
// good, but lawful.
struct my_detector {
  std::optional<rg::contact> update(const rg::acc_sample<double>& s) {
    const bool high = s.acc_m_s2.norm() > 11.5;
    const bool rises = high && !was_high && s.time_s - last_s > 0.3;
    was_high = high;
    if (!rises) return std::nullopt;
    last_s = s.time_s;
    return rg::contact{.time_s = s.time_s, .known_at_s = s.time_s};
  }
  void finish() {}
  double latency_s() const { return 0; }

  bool was_high = false;
  double last_s = -1;
};

int main() {
  RETROGAIT_CHECK_LAWS(my_detector,
                       rg::testing::virtual_walker{.direction = rg::direction::backward});

  const auto walk = rg::testing::virtual_walker{.direction = rg::direction::backward}.walk();
  const auto contacts = rg::detect(walk.recordings.front().acceleration(), my_detector{});
  std::printf("%zu contacts\n", contacts.size());
  return contacts.empty() ? 1 : 0;
}

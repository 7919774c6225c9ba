// Live, in somebody else's loop: one sample in, perhaps one contact out. No heap, no thread, no
// clock.

#include <retrogait/segment/step_detector.hpp>
#include <retrogait/testing/laws.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <algorithm>
#include <cstdio>
#include <string>

namespace rg = retrogait;

int main() {
  // Stands for a phone on the lower back at 50 Hz.
  const rg::testing::virtual_walker walker{.direction = rg::direction::backward,
                                           .sensor = {.rate_hz = 50}};
  const rg::testing::virtual_walk walk = walker.walk();
  const rg::recording& worn = walk[rg::placement::lumbar];
  const auto phone = rg::testing::samples_of<rg::imu_sample<float>>(worn);

  rg::step_detector<float> detector({.rate_hz = 50, .mounting = worn.mounting});
  int backward_steps = 0;
  double longest_wait_s = 0;
  for (const auto& sample : phone) {
    if (const auto contact = detector.update(sample)) {
      backward_steps += contact->direction == rg::direction::backward;
      longest_wait_s = std::max(longest_wait_s, contact->known_at_s - contact->time_s);
      if (backward_steps > 3) continue;
      std::printf("%s foot at %.2f s, known %.2f s later\n",
                  std::string(to_string(contact->side)).c_str(), contact->time_s,
                  contact->known_at_s - contact->time_s);
    }
  }
  const auto truly = std::count_if(
      walk.truth.contacts.begin(), walk.truth.contacts.end(),
      [](const rg::contact& c) { return c.kind == rg::contact_kind::initial_contact; });
  std::printf("%d contacts walking backward of %td in truth; the longest wait was %.1f s\n",
              backward_steps, truly, longest_wait_s);
  return backward_steps > 10 ? 0 : 1;
}

// The live path as an embedded target builds it: float, no exceptions, no run-time type information,
// no heap after the constructor. Walks on the spot of a sine and expects contacts.

#include <retrogait/segment/step_detector.hpp>

#include <cmath>
#include <cstdio>

namespace rg = retrogait;

int main() {
  rg::step_detector<float> detector({.rate_hz = 50});
  constexpr float step_hz = 1.8F;
  constexpr float pi = 3.14159265F;
  int contacts = 0;
  for (int i = 0; i < 1500; ++i) {
    const double time_s = i / 50.0;
    const float phase = 2 * pi * step_hz * static_cast<float>(time_s);
    // Up and down with each step, forward a quarter of a step earlier, to the side every other step.
    const rg::vec3<float> acc(1.5F * std::sin(phase + pi / 2), 0.8F * std::sin(phase / 2),
                              9.81F + 2.0F * std::sin(phase));
    if (detector.update(rg::acc_sample<float>{time_s, acc})) ++contacts;
  }
  std::printf("%d contacts in 30 s at %.1f steps a second\n", contacts,
              static_cast<double>(step_hz));
  return contacts >= 40 && contacts <= 60 ? 0 : 1;
}

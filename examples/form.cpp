// The form of a walk backward, as sensors on the lower back and on both feet see it. How the sensor on
// the back sits was not written down: a few steps forward tell.
//
//   example_form

#include <retrogait/retrogait.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <iostream>
namespace rg = retrogait;
namespace rt = retrogait::testing;

int main() {
  rt::virtual_walker walker;
  walker.placements = {rg::placement::lower_back, rg::placement::left_foot,
                       rg::placement::right_foot};
  walker.plan = {rt::stand_for(3), rt::walk_for(rg::direction::forward, 10), rt::stand_for(3)};
  rg::recording first = walker.walk()[rg::placement::lower_back];
  first.mounting = {};
  const auto found = rg::calibrate_mounting(first, rg::direction::forward);
  std::cout << "mounting: " << found.mounting.text() << ", p = " << found.probability << ", from "
            << found.steps << " steps forward\n";
  if (!found.resolved()) return 1;

  walker.plan = {rt::stand_for(5), rt::walk_for(rg::direction::backward, 40), rt::stand_for(2)};
  walker.backward.trunk_lean_deg = -10;
  std::vector<rg::recording> training = walker.walk().recordings;
  training[0].mounting = found.mounting;
  const rg::gait_report report = rg::analyze(training);
  std::cout << report.backward.steps << " backward\n";
  for (const rg::form_finding& finding : report.form.checks) {
    std::cout << to_string(finding) << '\n';
    if (!finding.cue.empty()) std::cout << "  " << finding.cue << '\n';
  }
  return report.form[rg::form_check::lean_back].worst == rg::form_state::pass ? 1 : 0;
}

// While somebody walks: what is told is judged by the rules that decide about the next session.

#include <retrogait/progression/default_programme.hpp>
#include <retrogait/progression/prepared_programme.hpp>
#include <retrogait/progression/sentences.hpp>
#include <retrogait/progression/session_regulator.hpp>

#include <cstdio>

namespace rg = retrogait;
using namespace rg::catalog;
using namespace rg::quantities;

int main() {
  const rg::prepared_programme programme(rg::default_programme());
  const rg::date today = rg::make_date(2026, 11, 9);
  rg::training_history history;
  history.screening = rg::fine_answers(programme.plan().screening, today);

  const rg::training_decision plan = programme.decide(history, today);
  rg::session_regulator session(programme, history, *plan.dose_after, today);
  const auto show = [](const rg::session_advice& advice) {
    for (const std::string& line : sentences(advice)) std::printf("%s\n", line.c_str());
  };

  session.update(0, {.pain_before = nrs(1)});
  show(session.update(20, {.pain = nrs(1), .effort = cr10(3), .falls = times(0)}));
  show(session.update(31, {.pain = nrs(3)}));
  show(session.update(44, {.pain = nrs(6)}));

  history.append(session.record());
  const rg::training_decision next = programme.decide(history, rg::add_days(today, 1));
  for (const std::string& line : rg::sentences(next)) std::printf("%s\n", line.c_str());
  return session.advice().action == rg::session_action::end ? 0 : 1;
}

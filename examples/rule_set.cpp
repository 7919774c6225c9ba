// A rule set of one's own, its units checked by the compiler, and the decision with its evidence.

#include <retrogait/progression/decide.hpp>
#include <retrogait/rules/language.hpp>
#include <retrogait/rules/reported.hpp>

#include <cstdio>
#include <string>

namespace rg = retrogait;
using namespace rg::rules;
using namespace rg::catalog;

int main() {
  const rule_set knee{
      .id = "knee-retro-walking",
      .version = {1, 0, 0},
      .rules = {
          stop("giving way", when(any_of(last(1, sessions), giving_way == yes)), cite("adams2012")),
          regress("too painful", when(maximum(last(1, sessions), pain_during) > nrs(5)),
                  cite("thomee1997")),
          advance(
              "three good ones",
              when(all_of(last(3, sessions), pain_during <= nrs(2) && completed >= percent(90)) &&
                   since_level_change() >= days(7)),
              engineering_choice()),
      }};
  // pain_during > deg(5) does not compile

  using namespace std::chrono_literals;
  rg::training_history history;
  for (const auto day : {2026y / 11 / 2, 2026y / 11 / 4, 2026y / 11 / 6, 2026y / 11 / 9}) {
    session_record session{.day = day, .level = 2};
    session.values.set(pain_during, nrs(1));
    session.values.set(completed, percent(100));
    session.values.set(giving_way, no);
    history.append(session);
  }
  const decision next = decide(knee, history, 2026y / 11 / 10);
  std::printf("%s, after %s %s\n", std::string(to_string(next.result)).c_str(),
              next.rule_set.c_str(), to_string(next.version).c_str());
  for (const finding& one : next.findings) {
    std::printf("  %s: %s\n", one.rule.c_str(), std::string(to_string(one.fired)).c_str());
  }
  return next.result == outcome::advance ? 0 : 1;
}

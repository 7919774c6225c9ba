#pragma once
/// @file
/// The report on a programme (progression/verify.hpp) as JSON:
///
///     {"programme": {"id": …, "version": …, "content_hash": …},
///      "passed": false,
///      "groups": [{"metrics": ["effort"], "regions": 9, "combinations": 9, "exact": true}],
///      "properties": [{"name": "every level is reached", "status": "fails", "method": …,
///                      "looked_at": 36, "detail": …,
///                      "counterexample": {"outcome": "hold", "on": "2026-03-01", "history": {…}},
///                      "beside": {…}}]}
///
/// groups are the metrics that rules compare with one another, mostly a single one each. A history is
/// written as in io/programme.hpp; decided for the day "on", it comes to that outcome. "detail",
/// "counterexample" and "beside" stand only where there is something to say. With a table of mutants:
///
///      "mutants": {"histories": 24967, "refused": 0, "caught": 90, "stricter": 60, "same": 3,
///                  "changes": [{"fate": "caught", "what": …, "outcome": "advance",
///                               "instead_of": "hold"}]}

#include <retrogait/progression/mutation.hpp>
#include <retrogait/progression/verify.hpp>

#include <string>

namespace retrogait::io {

/// What verify(plan) found, and what mutate(plan) found unless that is null.
std::string write_verification(const programme& plan, const verification_report& report,
                               const mutation_table* mutants = nullptr);

}  // namespace retrogait::io

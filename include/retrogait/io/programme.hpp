#pragma once
/// @file
/// Programmes, histories, screenings and decisions as JSON. Readers refuse unknown keys and name
/// every mistake they find: parse_error carries the place of the first, its text names them all,
/// each with its JSON pointer and what was expected.
///
/// A history:
///
///     {"person": {"comfortable_speed_m_s": 0.62, "limb_symmetry_percent": 92},
///      "screening": { … as below … },
///      "sessions": [{"date": "2026-09-01", "level": 2,
///                    "values": {"pain_before": 1, "pain_during": 2, "pain_next_day": null,
///                               "giving_way": "no", "swelling": "trace", "completed": 100}}]}
///
/// Sessions stand in the order of their days, one a day at most; "light": true where the decision
/// planned a light one. The values are those of the catalogs (rules/reported.hpp and
/// metrics/catalog.hpp). A value is a number in the catalog's unit, or a word where people answer
/// in words (yes, no; none, warm-up, next day, throughout; none, trace, 1+, 2+, 3+), or an object
/// {"value": 3, "unit": "{nrs}"} with optional "margin", "quality" and "n". A value that stands
/// nowhere, is null or is {"missing": "too few strides"} is missing.
///
/// A screening (the questions are those of the programme):
///
///     {"date": "2026-08-30",
///      "answers": {"S1": "no", "S7": "none", "S8_walking_pain": 2, "S16": 3.9, "S17": 1.2,
///                  "S20": "yes", "S21": 54},
///      "clearance": {"role": "physiotherapist", "date": "2026-08-31", "expires": "2027-08-30",
///                    "covers": ["S9"], "max_level": 6, "grade_allowed": false}}
///
/// A programme is what write_programme writes. Optional in it are "values", which values count, and
/// "if_unknown", the most severe outcome of a rule that is unknown (hold unless said):
///
///     "values": {"least_quality": 0.5, "metrics": {"cadence": {"most_days": 14}}},
///     "if_unknown": "regress"
///
/// Conditions:
///
///     {"all": […]}   {"any": […]}   {"not": …}
///     {"all_of_last": 3, "of": …}   {"any_of_last": 3, "of": …}          the last sessions
///     {"all_of": WINDOW, "of": …}   {"any_of": WINDOW, "of": …}
///     {"consecutive": 3, "of": …}                                        in a row, up to the last
///     {"hysteresis": {"enter": …, "leave": …, "over": WINDOW}}           of a session
///     {NUMBER, COMPARISON: THRESHOLD, "unit": UCUM}
///     {NUMBER, "between": [THRESHOLD, THRESHOLD], "unit": UCUM}          both included
///
/// with WINDOW {"last": 3}, {"last_at_level": 3}, {"last_days": 14}, {"days_ago": [7, 14]} (from
/// the first up to but not including the second) or {"since": "screening"}; COMPARISON one of
/// below, at_most, equal, not_equal, at_least, above; and NUMBER the keys of one of
///
///     {"metric": ID}   {"person": "comfortable_speed" or "limb_symmetry"}
///     {"days_since": "level_change" or "level_raised" or "level_lowered" or "last_session"
///                    or "screening" or a condition of a session, the last that it was true of}
///     {"maximum_of_last": 3, "of": NUMBER}   {"maximum": WINDOW, "of": NUMBER}
///                                            the same with minimum, mean and median
///     {"trend_over_weeks": 4, "of": NUMBER}  {"trend": WINDOW, "of": NUMBER}      slope a week
///     {"count_within": 14, "of": …}          {"count": WINDOW, "of": …}           days; sessions
///     {"sessions_in_a_row": …}   {"days_held": …}      for which a condition is true up to the last
///     {"sum": [NUMBER, NUMBER]}   {"difference": [NUMBER, NUMBER]}
///     {"product": [1.15, NUMBER]}   {"quotient": [NUMBER, 2]}
///
/// THRESHOLD is a number, a word of the metric's scale, or a NUMBER; numbers may stand inside sum
/// and difference too. The unit must be said where a metric is compared with a number; that of a
/// trend is the metric's a week, such as "{nrs}/wk". over is {"since": "screening"} unless said.

#include <retrogait/progression/decide.hpp>
#include <retrogait/progression/default_screening.hpp>
#include <retrogait/progression/history.hpp>
#include <retrogait/progression/programme.hpp>
#include <retrogait/progression/screening.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace retrogait::io {

/// Throw parse_error, also where the file cannot be read. A day later than not_after is refused, and
/// so are answers to what is no question of the form, which is that of the programme.
training_history read_history(const std::filesystem::path& path, std::optional<date> not_after = {},
                              const screening_form& form = default_screening());
screening_answers read_screening(const std::filesystem::path& path,
                                 std::optional<date> not_after = {},
                                 const screening_form& form = default_screening());
programme read_programme(const std::filesystem::path& path);

/// The same from text; name stands for the file in messages.
training_history parse_history(std::string_view text, const std::string& name,
                               std::optional<date> not_after = {},
                               const screening_form& form = default_screening());
screening_answers parse_screening(std::string_view text, const std::string& name,
                                  std::optional<date> not_after = {},
                                  const screening_form& form = default_screening());
programme parse_programme(std::string_view text, const std::string& name);

/// JSON that the readers give the same value for.
std::string write_history(const training_history& history,
                          const screening_form& form = default_screening());
std::string write_screening(const screening_answers& screening,
                            const screening_form& form = default_screening());
std::string write_programme(const programme& plan);

/// The decision with its evidence.
std::string write_decision(const training_decision& decision);

}  // namespace retrogait::io

#pragma once
/// @file
/// The catalog of what a training session is remembered by: what the person reports (pain,
/// soreness, swelling, effort, falls) and what was counted (share of the dose done, minutes, form).
/// Each is a typed id, so that `pain_during > deg(5)` does not compile.

#include <retrogait/core/catalog.hpp>

#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace retrogait {

namespace units {

/// An answer: no is 0, yes is 1.
struct yes_no {
  static constexpr std::string_view symbol = "";
  static constexpr std::string_view ucum = "{yes_no}";
};

/// Soreness by when it is felt, in rising order of concern (see catalog::soreness).
struct soreness_grade {
  static constexpr std::string_view symbol = "soreness grade";
  static constexpr std::string_view ucum = "{soreness_grade}";
};

}  // namespace units

namespace catalog {

inline constexpr quantity<units::yes_no> no{0};
inline constexpr quantity<units::yes_no> yes{1};

inline constexpr quantity<units::soreness_grade> not_sore{0};
inline constexpr quantity<units::soreness_grade> sore_in_warm_up{1};  ///< and then gone
inline constexpr quantity<units::soreness_grade> sore_next_day{2};    ///< or over an hour after
inline constexpr quantity<units::soreness_grade> sore_throughout{3};  ///< did not go in warm-up

/// Grades of the stroke test for knee effusion.
inline constexpr quantity<units::effusion_grade> no_swelling{0};
inline constexpr quantity<units::effusion_grade> trace{0.5};
inline constexpr quantity<units::effusion_grade> one_plus{1};
inline constexpr quantity<units::effusion_grade> two_plus{2};
inline constexpr quantity<units::effusion_grade> three_plus{3};

namespace detail {

inline constexpr std::string_view pain_monitoring = "pain-monitoring model (Thomeé 1997)";

template <unit Unit>
constexpr metric_info recorded(std::string_view id, std::string_view symbol, std::string_view name,
                               std::string_view definition, std::string_view not_computable,
                               std::string_view source = "engineering choice") {
  return describe<Unit>({.id = id,
                         .symbol = symbol,
                         .name = name,
                         .level = metric_level::session,
                         .needs = metric_needs::log,
                         .definition = definition,
                         .not_computable = not_computable,
                         .source = source});
}

template <unit Unit>
constexpr metric_info reported(std::string_view id, std::string_view symbol, std::string_view name,
                               std::string_view definition, std::string_view source) {
  return recorded<Unit>(id, symbol, name, definition, "the person has not said", source);
}

}  // namespace detail

inline constexpr metric_info pain_before_info = detail::reported<units::nrs>(
    "pain_before", "NRS", "pain before the session",
    "Knee pain just before the session, 0 none to 10 worst.", detail::pain_monitoring);
inline constexpr metric_info pain_during_info = detail::reported<units::nrs>(
    "pain_during", "NRS", "pain during the session",
    "The highest knee pain during the session, 0 none to 10 worst.", detail::pain_monitoring);
inline constexpr metric_info pain_next_day_info = detail::reported<units::nrs>(
    "pain_next_day", "NRS", "pain the next morning",
    "Knee pain 24 hours after the session, 0 none to 10 worst.", detail::pain_monitoring);
inline constexpr metric_info morning_pain_info = detail::reported<units::nrs>(
    "morning_pain", "NRS", "pain on waking",
    "Knee pain on the morning of the session's day, 0 none to 10 worst.", detail::pain_monitoring);
inline constexpr metric_info pain_lasted_info = detail::reported<units::hour>(
    "pain_lasted", "", "time that the pain stayed raised",
    "Hours after the session until the pain was back to what it was before.",
    detail::pain_monitoring);
inline constexpr metric_info soreness_info = detail::reported<units::soreness_grade>(
    "soreness", "", "soreness of the knee",
    "When the knee was sore: never, in the warm-up only, the next day, or throughout.",
    "soreness rules (Adams 2012, table 5)");
inline constexpr metric_info swelling_info = detail::reported<units::effusion_grade>(
    "swelling", "", "swelling of the knee",
    "Grade of effusion after the session by the stroke test: none, trace, 1+, 2+, 3+.",
    "effusion rules (Adams 2012, table 5)");
inline constexpr metric_info effort_info = detail::reported<units::cr10>(
    "effort", "CR10", "effort",
    "How hard the session was on Borg's category-ratio scale, 0 none to 10 hardest.", "Borg 1998");
inline constexpr metric_info near_falls_info = detail::reported<units::count>(
    "near_falls", "", "near-falls", "How often a fall was just prevented.", "engineering choice");
inline constexpr metric_info falls_info = detail::reported<units::count>(
    "falls", "", "falls", "How often the person fell.", "engineering choice");
inline constexpr metric_info giving_way_info = detail::reported<units::yes_no>(
    "giving_way", "", "knee giving way", "Whether the knee gave way.", "engineering choice");
inline constexpr metric_info locking_info = detail::reported<units::yes_no>(
    "locking", "", "knee locking", "Whether the knee locked.", "engineering choice");
inline constexpr metric_info cannot_bear_weight_info = detail::reported<units::yes_no>(
    "cannot_bear_weight", "", "unable to bear weight",
    "Whether the leg could not carry the body's weight.", "engineering choice");
inline constexpr metric_info warning_symptoms_info = detail::reported<units::yes_no>(
    "warning_symptoms", "", "chest pain, faintness or unusual breathlessness",
    "Whether any of these was felt during or after the session.", "engineering choice");
inline constexpr metric_info completed_info = detail::recorded<units::percent>(
    "completed", "", "share of the session done",
    "Share of the planned walking that was done, 0 to 100 %.", "nobody counted");
inline constexpr metric_info form_passing_info = detail::recorded<units::percent>(
    "form_passing", "", "strides in good form",
    "Share of the valid backward strides that passed every form check that could be made.",
    "fewer than 20 valid backward steps, or no sensor");
inline constexpr metric_info backward_minutes_info =
    detail::recorded<units::minute>("backward_minutes", "", "backward walking",
                                    "Minutes walked backward in the session.", "nobody counted");

inline constexpr metric_id<units::nrs> pain_before{pain_before_info};
inline constexpr metric_id<units::nrs> pain_during{pain_during_info};
inline constexpr metric_id<units::nrs> pain_next_day{pain_next_day_info};
inline constexpr metric_id<units::nrs> morning_pain{morning_pain_info};
inline constexpr metric_id<units::hour> pain_lasted{pain_lasted_info};
inline constexpr metric_id<units::soreness_grade> soreness{soreness_info};
inline constexpr metric_id<units::effusion_grade> swelling{swelling_info};
inline constexpr metric_id<units::cr10> effort{effort_info};
inline constexpr metric_id<units::count> near_falls{near_falls_info};
inline constexpr metric_id<units::count> falls{falls_info};
inline constexpr metric_id<units::yes_no> giving_way{giving_way_info};
inline constexpr metric_id<units::yes_no> locking{locking_info};
inline constexpr metric_id<units::yes_no> cannot_bear_weight{cannot_bear_weight_info};
inline constexpr metric_id<units::yes_no> warning_symptoms{warning_symptoms_info};
inline constexpr metric_id<units::percent> completed{completed_info};
inline constexpr metric_id<units::percent> form_passing{form_passing_info};
inline constexpr metric_id<units::minute> backward_minutes{backward_minutes_info};

/// Every entry above.
inline constexpr std::array<const metric_info*, 17> reported_metrics{
    &pain_before_info,     &pain_during_info,
    &pain_next_day_info,   &morning_pain_info,
    &pain_lasted_info,     &soreness_info,
    &swelling_info,        &effort_info,
    &near_falls_info,      &falls_info,
    &giving_way_info,      &locking_info,
    &completed_info,       &cannot_bear_weight_info,
    &form_passing_info,    &warning_symptoms_info,
    &backward_minutes_info};

inline constexpr metric_info comfortable_speed_info = detail::recorded<units::metre_per_second>(
    "comfortable_speed", "v0", "comfortable backward speed",
    "Median of three trials of comfortable backward "
    "walking, made after level 1.",
    "not measured yet");
inline constexpr metric_info limb_symmetry_info = detail::recorded<units::percent>(
    "limb_symmetry", "LSI", "strength of the weaker leg beside the stronger",
    "Strength of the weaker leg as a share of the stronger.", "not measured yet");

inline constexpr metric_id<units::metre_per_second> comfortable_speed{comfortable_speed_info};
inline constexpr metric_id<units::percent> limb_symmetry{limb_symmetry_info};

/// What is measured of the person outside of the sessions (person_facts).
inline constexpr std::array<const metric_info*, 2> person_metrics{&comfortable_speed_info,
                                                                  &limb_symmetry_info};

/// The entry of that id among those of the person; null if there is none.
constexpr const metric_info* find_person_metric(std::string_view id) {
  for (const metric_info* info : person_metrics) {
    if (info->id == id) return info;
  }
  return nullptr;
}

/// The entry of that id; null if there is none.
constexpr const metric_info* find_reported(std::string_view id) {
  for (const metric_info* info : reported_metrics) {
    if (info->id == id) return info;
  }
  return nullptr;
}

}  // namespace catalog

/// A value that people give as a word.
struct scale_word {
  std::string_view word;
  double value;
};

/// Which values a unit of the catalog can take.
struct value_scale {
  double lowest = 0;
  double highest = std::numeric_limits<double>::infinity();
  bool whole = false;                 ///< whole numbers only
  std::span<const scale_word> words;  ///< where not empty, one of these and no other value

  constexpr const scale_word* by_word(std::string_view word) const {
    for (const scale_word& one : words) {
      if (one.word == word) return &one;
    }
    return nullptr;
  }
  constexpr const scale_word* by_value(double value) const {
    for (const scale_word& one : words) {
      if (one.value == value) return &one;
    }
    return nullptr;
  }
};

namespace rules::detail {

inline constexpr std::array yes_no_words{scale_word{"no", 0}, scale_word{"yes", 1}};
inline constexpr std::array soreness_words{scale_word{"none", 0}, scale_word{"warm-up", 1},
                                           scale_word{"next day", 2}, scale_word{"throughout", 3}};
inline constexpr std::array effusion_words{scale_word{"none", 0}, scale_word{"trace", 0.5},
                                           scale_word{"1+", 1}, scale_word{"2+", 2},
                                           scale_word{"3+", 3}};

}  // namespace rules::detail

/// The scale of a unit by its UCUM code; units that it does not know take every number from 0.
constexpr value_scale scale_of(std::string_view ucum) {
  if (ucum == units::yes_no::ucum) return {0, 1, true, rules::detail::yes_no_words};
  if (ucum == units::soreness_grade::ucum) return {0, 3, true, rules::detail::soreness_words};
  if (ucum == units::effusion_grade::ucum) return {0, 3, false, rules::detail::effusion_words};
  if (ucum == units::nrs::ucum || ucum == units::cr10::ucum) return {0, 10, false, {}};
  if (ucum == units::percent::ucum) return {0, 100, false, {}};
  if (ucum == units::count::ucum) return {0, std::numeric_limits<double>::infinity(), true, {}};
  return {};
}

/// The scale of a metric: what is measured by sensors takes every number.
constexpr value_scale scale_of(const metric_info& info) {
  if (info.needs == metric_needs::log) return scale_of(info.unit_ucum);
  constexpr double unbounded = std::numeric_limits<double>::infinity();
  return {-unbounded, unbounded, false, {}};
}

/// The shortest text that reads back as the same number.
inline std::string number_text(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return std::string(buffer.data(), end);
}

/// A value as people read it: "3 of 10", "90 %", "yes", "1+".
inline std::string value_text(double value, std::string_view symbol, std::string_view ucum) {
  if (value == std::numeric_limits<double>::infinity()) return "without end";
  const value_scale scale = scale_of(ucum);
  if (const scale_word* word = scale.by_value(value)) return std::string(word->word);
  std::string text = number_text(value);
  if (!symbol.empty()) text += ' ' + std::string(symbol);
  return text;
}

/// The same for a threshold beside its value: "3 of 10 … at most 2", the scale said once.
inline std::string threshold_text(double value, std::string_view symbol, std::string_view ucum) {
  return value_text(value, ucum == units::nrs::ucum ? std::string_view{} : symbol, ucum);
}

}  // namespace retrogait

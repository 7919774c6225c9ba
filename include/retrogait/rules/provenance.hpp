#pragma once
/// @file
/// Where a number comes from, how well it is founded, and who may change it.

#include <retrogait/rules/canonical.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace retrogait::rules {

/// How well a threshold is founded.
enum class strength : std::uint8_t {
  sourced,   ///< read in the source that is named
  recalled,  ///< known from the literature, the source not read for it
  chosen     ///< an engineering choice
};

constexpr std::string_view to_string(strength value) {
  switch (value) {
    case strength::sourced:
      return "citation";
    case strength::recalled:
      return "recalled";
    case strength::chosen:
      return "engineering choice";
  }
  return "unknown strength";
}

/// Who may change a number for one person. Said to those who use a programme; the library does not
/// know who they are.
enum class editor : std::uint8_t {
  professional,  ///< of movement or medicine, who knows the person
  author,        ///< of the programme, in a new version
  person         ///< who trains, by preference
};

constexpr std::string_view to_string(editor value) {
  switch (value) {
    case editor::professional:
      return "professional";
    case editor::author:
      return "author";
    case editor::person:
      return "person";
  }
  return "unknown editor";
}

struct provenance {
  strength kind = strength::chosen;
  std::string source{};  ///< citation key; empty for an engineering choice
  std::string note{};    ///< what to call it in a sentence, or why it was chosen
  editor may_change = editor::professional;

  friend bool operator==(const provenance&, const provenance&) = default;
};

inline provenance cite(std::string source, std::string note = {}) {
  return {strength::sourced, std::move(source), std::move(note)};
}
/// For what the source is said to hold, but was not read for.
inline provenance recall(std::string source, std::string note = {}) {
  return {strength::recalled, std::move(source), std::move(note)};
}
inline provenance engineering_choice(std::string note = {}) {
  return {strength::chosen, {}, std::move(note)};
}
/// The same for whom else the number is left to.
inline provenance left_to(editor who, provenance from) {
  from.may_change = who;
  return from;
}

/// Its part of a canonical text (canonical.hpp).
inline void write(const provenance& source, canonical_writer& out) {
  out.open("source");
  out.text(to_string(source.kind));
  out.text(source.source);
  out.text(source.note);
  out.word(to_string(source.may_change));
  out.close();
}

}  // namespace retrogait::rules

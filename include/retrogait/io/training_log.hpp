#pragma once
/// @file
/// A person's training log on disk: a file of JSON Lines that only grows. Each line is one entry:
///
///     {"retrogait_log": 1, "person": "p17",
///      "programme": {"id": "retrogait-default", "version": "1.0.0"},
///      "session": {"date": "2026-09-01", "level": 2, "values": {"pain_during": 2}}}
///
/// with one of these as its last key, written as in io/programme.hpp unless shown here:
///
///     "session"      one session
///     "later"        {"date": "2026-09-01", "values": {"pain_next_day": 1}}: values of that day's
///                    session that were not known when it was written; none is ever replaced
///     "screening"    all questions
///     "short_form"   the questions that are asked again before every session
///     "clearance"    what a professional agreed to
///     "measured"     {"date": …, "person": {"comfortable_speed_m_s": 0.62}}
///     "decision"     {"date": …, "outcome": "hold", "level_before": 2, "level_after": 2,
///                    "not_before": …, "content_hash": …, "fired": […]}: what was decided
///
/// Days are calendar days, as the person would name them. A day may be given as a time with the offset
/// of the place, "2026-03-29T18:30:00+02:00": what counts is the day in that offset, so neither the
/// clock of the reader nor daylight saving has a say. A line counts once its line feed is there:
/// a last line without one was torn off while it was written. It is reported, never used, and put
/// aside by the next append. No earlier byte is ever written again.

#include <retrogait/progression/decide.hpp>
#include <retrogait/progression/default_screening.hpp>
#include <retrogait/progression/history.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace retrogait::io {

/// Whose log it is, and under which programme its entries are made.
struct log_owner {
  std::string person{};     ///< any name or number; not empty
  std::string programme{};  ///< the programme's id
  rules::version_number version{};

  friend bool operator==(const log_owner&, const log_owner&) = default;
};

/// Values of the session of that day that became known later.
struct later_values {
  date day{};
  metric_values values{};

  friend bool operator==(const later_values&, const later_values&) = default;
};

/// Answers to the short form; see with_short_form.
struct short_form {
  screening_answers answers{};

  friend bool operator==(const short_form&, const short_form&) = default;
};

/// What was measured of the person on that day.
struct measured_facts {
  date day{};
  person_facts facts{};

  friend bool operator==(const measured_facts&, const measured_facts&) = default;
};

/// What was decided. The rest of a decision follows again from the entries before it.
struct logged_decision {
  date day{};
  rules::outcome result = rules::outcome::hold;
  std::optional<int> level_before{};
  std::optional<int> level_after{};
  std::optional<date> not_before{};
  std::string content_hash{};        ///< of the programme
  std::vector<std::string> fired{};  ///< rule ids

  friend bool operator==(const logged_decision&, const logged_decision&) = default;
};

logged_decision summary(const training_decision& decision);

using log_entry = std::variant<session_record, later_values, screening_answers, short_form,
                               clearance, measured_facts, logged_decision>;

/// Something about a log that does not keep it from being read.
struct log_note {
  enum class kind : std::uint8_t {
    torn,           ///< the last line has no end; it is not used
    repeated,       ///< the line says again what an earlier one says; it counts once
    out_of_order,   ///< its day lies before that of an earlier line; it is put where it belongs
    other_version,  ///< written under another version of the programme, of the same levels
    voided,         ///< a red flag (has_red_flag) makes a clearance void that is older than it
    blank           ///< a line with nothing on it
  };

  kind what = kind::torn;
  std::size_t line = 0;  ///< from 1
  std::string text{};    ///< "FILE:LINE: …"

  friend bool operator==(const log_note&, const log_note&) = default;
};

constexpr std::string_view to_string(log_note::kind what) {
  switch (what) {
    case log_note::kind::torn:
      return "torn";
    case log_note::kind::repeated:
      return "repeated";
    case log_note::kind::out_of_order:
      return "out of order";
    case log_note::kind::other_version:
      return "other version";
    case log_note::kind::voided:
      return "voided";
    case log_note::kind::blank:
      return "blank";
  }
  return "unknown note";
}

/// What a log says, in the order of its days.
struct training_log {
  training_history history{};  ///< of the person and the programme that it was read for
  std::vector<logged_decision> decisions{};
  std::vector<log_note> notes{};  ///< in the order of their lines
  std::string torn{};             ///< the bytes of a torn last line

  friend bool operator==(const training_log&, const training_log&) = default;
};

/// Where a torn line went.
struct append_result {
  std::optional<std::filesystem::path> put_aside{};  ///< the file that it was added to
};

/// Adds one entry as one line, which is on the disk when this returns; makes the file if need be,
/// readable by its user alone. Others who append at the same time wait for each other (flock), so no
/// line is lost. A torn last line is first added to the file of the same name with ".torn" after it.
/// Throws config_error for an entry or an owner that could not be read back, or where the log
/// belongs to another person or programme; parse_error if the log does not begin as one;
/// std::system_error if it cannot be written, and then the log is as it was.
append_result append_to_log(const std::filesystem::path& path, const log_owner& owner,
                            const log_entry& entry,
                            const screening_form& form = default_screening());

/// Reads a whole log, as seen on that day; form is the screening of the programme. Throws
/// parse_error, which names the line, if a whole line is no entry, is dated after that day, belongs
/// to another person, another programme or a version of it with other levels (another first
/// number), or contradicts an earlier line. Nothing is left out in silence: every line is used, or
/// noted, or refused.
training_log read_log(const std::filesystem::path& path, const log_owner& owner, date today,
                      const screening_form& form = default_screening());

/// The same from text; name stands for the file in messages.
training_log parse_log(std::string_view text, const std::string& name, const log_owner& owner,
                       date today, const screening_form& form = default_screening());

/// The log as it would be read with one more entry at its end, a torn last line left out. Nothing is
/// written; a log that is not there counts as empty. Throws as read_log does, so that what would make
/// the log unreadable can be refused before it is appended.
training_log read_log_with(const std::filesystem::path& path, const log_owner& owner,
                           const log_entry& entry, date today,
                           const screening_form& form = default_screening());

/// Whose log it is and under which programme its first whole line was written; nothing if there is no
/// such line. Throws parse_error as read_log does.
std::optional<log_owner> read_log_owner(const std::filesystem::path& path);

/// One entry from a file of its own: an object with one of the last keys above, or a session alone.
/// Throws parse_error, also for what lies after today.
log_entry read_log_entry(const std::filesystem::path& path, date today,
                         const screening_form& form = default_screening());
log_entry parse_log_entry(std::string_view text, const std::string& name, date today,
                          const screening_form& form = default_screening());

/// One entry as its line, line feed included.
std::string write_log_line(const log_owner& owner, const log_entry& entry,
                           const screening_form& form = default_screening());

}  // namespace retrogait::io

#pragma once
/// @file
/// What is remembered of one person's training. Sessions are appended, never changed: a decision
/// can be repeated later from the same history.

#include <retrogait/core/errors.hpp>
#include <retrogait/progression/screening.hpp>
#include <retrogait/rules/log.hpp>
#include <retrogait/rules/rule_set.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retrogait {

using rules::session_record;

/// Names one version of a programme.
struct programme_name {
  std::string id{};
  rules::version_number version{};

  friend bool operator==(const programme_name&, const programme_name&) = default;
};

class training_history {
 public:
  std::optional<std::string> person_id{};     ///< whose it is; nothing: not said
  std::optional<programme_name> programme{};  ///< that it was made under; nothing: not said
  person_facts person{};
  std::optional<screening_answers> screening{};  ///< the last one

  /// Oldest first, one a day at most.
  const std::vector<session_record>& sessions() const { return sessions_; }
  bool empty() const { return sessions_.empty(); }

  /// Throws config_error unless the session lies after the last one and its level is 1 or higher.
  void append(session_record session) {
    issues wrong;
    if (!empty() && session.day <= sessions_.back().day) {
      wrong.push_back({"date", date_string(session.day) + " does not lie after the last session, " +
                                   date_string(sessions_.back().day)});
    }
    if (session.level < 1) wrong.push_back({"level", "levels count from 1"});
    throw_if_any(std::move(wrong));
    sessions_.push_back(std::move(session));
  }

  /// The history as the rules see it on that day. Throws config_error if a session lies later.
  rules::log_view seen_from(date today, std::optional<date> screened) const {
    if (!empty() && sessions_.back().day > today) {
      throw_if_any({{"today", date_string(today) + " lies before the last session, " +
                                  date_string(sessions_.back().day)}});
    }
    return {sessions_, today, screened, person};
  }
  rules::log_view seen_from(date today) const {
    return seen_from(today, screening ? std::optional<date>(screening->day) : std::nullopt);
  }

  friend bool operator==(const training_history&, const training_history&) = default;

 private:
  std::vector<session_record> sessions_;
};

}  // namespace retrogait

#pragma once
/// @file
/// A programme made ready to decide many times: for an app that asks before every session, and for
/// simulations, which ask millions of times and do not want the reasons.

#include <retrogait/core/errors.hpp>
#include <retrogait/progression/canonical.hpp>
#include <retrogait/progression/decide.hpp>
#include <retrogait/progression/history.hpp>
#include <retrogait/progression/programme.hpp>
#include <retrogait/progression/screening.hpp>
#include <retrogait/rules/compiled.hpp>

#include <optional>
#include <span>
#include <string>
#include <utility>

namespace retrogait {

namespace progression::detail {

struct compiled_judge {
  const rules::compiled_rules& set;
  std::span<const rules::session_digest> digests{};  ///< of all sessions of the log, or none

  rules::verdict operator()(const rules::log_view& log) const {
    return set.judge(log, digests.empty() ? digests : digests.first(log.sessions.size()));
  }
};

}  // namespace progression::detail

/// Decides what decide() decides. Several threads may use one at once.
class prepared_programme {
 public:
  /// Throws config_error if the programme is not valid.
  explicit prepared_programme(programme plan)
      : plan_((throw_if_any(plan.validate()), std::move(plan))),
        compiled_(plan_.rules),
        content_hash_(retrogait::content_hash(plan_)) {}

  const programme& plan() const { return plan_; }
  const rules::compiled_rules& rules() const { return compiled_; }
  const std::string& content_hash() const { return content_hash_; }

  /// Equal to decide(plan(), screening, history, today), errors included.
  training_decision decide(const std::optional<screening_answers>& screening,
                           const training_history& history, date today) const {
    return progression::detail::decide_with(progression::detail::compiled_judge{compiled_}, plan_,
                                            content_hash_, compiled_.content_hash(), screening,
                                            history, today);
  }
  /// The same with the screening that the history holds.
  training_decision decide(const training_history& history, date today) const {
    return decide(history.screening, history, today);
  }

  /// What decide() comes to, without the reasons and without touching the heap. `screened` is what
  /// screen() made of the answers for log.today, nothing where nothing was answered; log.screening is
  /// its day. `digests` are those of the sessions of the log, one each, as rules().digest() gave
  /// them, or none. Requires that every session is at a level of the programme and that none lies
  /// after log.today.
  next_step next(const std::optional<screening_result>& screened, const rules::log_view& log,
                 std::span<const rules::session_digest> digests = {}) const {
    using progression::detail::compiled_judge;
    using progression::detail::no_notes;
    const compiled_judge judge{compiled_, digests};
    return progression::detail::step_finder<compiled_judge, no_notes>(plan_, screened, log, judge,
                                                                      no_notes{})();
  }

 private:
  programme plan_;
  rules::compiled_rules compiled_;
  std::string content_hash_;
};

}  // namespace retrogait

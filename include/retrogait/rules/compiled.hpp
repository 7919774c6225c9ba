#pragma once
/// @file
/// A rule set made ready to be judged by many times. Gives what judge() gives, faster: the trees are
/// laid out flat; each window of the log is found once and its sessions are gone through once, for
/// all conditions that are to hold of any or all of them; each metric is looked for where the session
/// before had it. Who judges after every session may also keep what the sessions before came to
/// (session_digest).

#include <retrogait/core/errors.hpp>
#include <retrogait/rules/interval.hpp>
#include <retrogait/rules/rule_set.hpp>
#include <retrogait/rules/trust.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace retrogait::rules {

namespace detail {

inline constexpr std::uint8_t no_question = 64;

struct flat_node {
  operation op = operation::constant;
  comparison compare = comparison::below;
  event since = event::last_session;
  std::uint32_t first = 0;  ///< of its operands, which stand in a row
  std::uint32_t size = 0;   ///< how many they are
  std::uint32_t place = 0;  ///< of its metric or its window
  double constant = 0;
  int wanted = 0;                       ///< sessions that all_of asks for
  std::uint8_t question = no_question;  ///< what the digest of a session calls this condition
  bool plain = false;                   ///< a metric compared with a constant: here, no operands
  const metric_info* person = nullptr;  ///< its metric of the person
};

struct flat_metric {
  const metric_info* info = nullptr;
  value_limits asked{};
};

struct flat_rule {
  outcome result = outcome::hold;
  std::uint32_t node = 0;
};

/// A window with the questions that all_of and any_of ask about its sessions.
struct flat_window {
  window which{};
  std::uint64_t asked = 0;
};

}  // namespace detail

/// What the session conditions of one rule set come to for one session; a bit each.
struct session_digest {
  std::uint64_t holds = 0;
  std::uint64_t unknown = 0;

  friend bool operator==(const session_digest&, const session_digest&) = default;
};

namespace detail {

/// What one evaluation finds out on its way, without the heap.
struct flat_notes {
  static constexpr std::size_t most_windows = 24;
  static constexpr std::size_t most_metrics = 64;

  struct window_notes {
    session_range range{};
    std::uint64_t any_holds = 0;
    std::uint64_t any_unknown = 0;
    std::uint64_t any_fails = 0;
  };

  std::array<window_notes, most_windows> windows{};
  std::array<std::uint32_t, most_metrics> last_places{};
};

}  // namespace detail

class compiled_rules {
 public:
  /// Throws config_error if the set is not valid. The catalog entries of its metrics must outlive
  /// this object; the set itself need not.
  explicit compiled_rules(const rule_set& set) : if_unknown_(set.if_unknown) {
    throw_if_any(set.validate());
    content_hash_ = rules::content_hash(set);
    source from{set.values, {}};
    for (const rule& one : set.rules) {
      const auto node = static_cast<std::uint32_t>(nodes_.size());
      nodes_.emplace_back();
      lay_out(one.when.tree(), node, from);
      rules_.push_back({one.result, node});
    }
    // Rules to advance have a say only where all others are false, so they come last.
    std::stable_partition(rules_.begin(), rules_.end(), [](const detail::flat_rule& one) {
      return one.result != outcome::advance;
    });
  }

  /// Does not touch the heap. The same object may be used by several threads at once.
  verdict judge(const log_view& log) const { return judge(log, {}); }

  /// The same with the digests of the log's sessions, one each, as digest() of this object gave them.
  verdict judge(const log_view& log, std::span<const session_digest> digests) const {
    RETROGAIT_ASSERT(digests.empty() || digests.size() == log.sessions.size(),
                     "every session has a digest, or none has");
    detail::flat_notes notes;
    const evaluation run{*this, log, digests, notes};
    const std::size_t noted = (std::min)(windows_.size(), notes.windows.size());
    for (std::size_t i = 0; i < noted; ++i) run.go_through(windows_[i], notes.windows[i]);
    detail::verdict_builder verdict(if_unknown_);
    for (const detail::flat_rule& one : rules_) {
      if (one.result == outcome::advance && !verdict.advance_possible()) break;
      verdict.add(one.result, run.condition(nodes_[one.node], nullptr));
    }
    return verdict();
  }

  /// What a session comes to. Stays true as long as the session is not changed, whatever else the
  /// log holds and whatever the day.
  session_digest digest(const session_record& session) const {
    detail::flat_notes notes;
    const log_view nothing;
    const evaluation run{*this, nothing, {}, notes};
    const std::size_t n = questions_.size();
    return run.digest_of(session, n == 0 ? 0 : ~std::uint64_t{0} >> (64 - n));
  }

  /// Of the set that it was made from.
  const std::string& content_hash() const { return content_hash_; }

 private:
  /// What it is made from.
  struct source {
    const trust& asked;
    std::vector<const expression*> questions;  ///< the tree of each
  };

  void lay_out(const expression& e, std::uint32_t at, source& from) {
    const auto first = static_cast<std::uint32_t>(nodes_.size());
    const auto size = static_cast<std::uint32_t>(e.operands.size());
    detail::flat_node& node = nodes_[at];
    node.op = e.op;
    node.compare = e.compare;
    node.since = e.since;
    node.first = first;
    node.size = size;
    node.constant = e.constant;
    node.wanted = e.over.count;
    if (e.op == operation::metric) node.place = place_of(*e.metric, from.asked);
    if (e.op == operation::person) node.person = e.metric;
    if (has_window(e.op)) node.place = place_of(e.over);
    if (e.op == operation::compare && e.operands[0].op == operation::metric &&
        e.operands[1].op == operation::constant) {
      node.plain = true;
      node.place = place_of(*e.operands[0].metric, from.asked);
      node.constant = e.operands[1].constant;
      return;
    }
    nodes_.resize(nodes_.size() + size);
    for (std::uint32_t i = 0; i < size; ++i) lay_out(e.operands[i], first + i, from);
    if (!leads_into_sessions(e.op) || is_aggregate(e.op)) return;
    const std::uint8_t question = question_of(e.operands[0], first, from);
    nodes_[first].question = question;
    if ((e.op == operation::all_of || e.op == operation::any_of) &&
        question != detail::no_question) {
      windows_[nodes_[at].place].asked |= std::uint64_t{1} << question;
    }
  }

  /// The number of a condition that depends on nothing but its session. There are 64 at most; what
  /// has none is evaluated where it is met.
  std::uint8_t question_of(const expression& e, std::uint32_t node, source& from) {
    bool session_only = true;
    walk(e, [&](const expression& part) {
      session_only = session_only && part.op != operation::person &&
                     part.op != operation::hysteresis &&
                     !(part.op == operation::metric && from.asked.of(part.metric->id).most_days);
    });
    if (!session_only) return detail::no_question;
    for (std::size_t i = 0; i < questions_.size(); ++i) {
      if (*from.questions[i] == e) return static_cast<std::uint8_t>(i);
    }
    if (questions_.size() == detail::no_question) return detail::no_question;
    questions_.push_back(node);
    from.questions.push_back(&e);
    return static_cast<std::uint8_t>(questions_.size() - 1);
  }

  std::uint32_t place_of(const window& which) {
    std::uint32_t place = 0;
    while (place < windows_.size() && windows_[place].which != which) ++place;
    if (place == windows_.size()) windows_.push_back({which, 0});
    return place;
  }

  std::uint32_t place_of(const metric_info& metric, const trust& asked) {
    std::uint32_t place = 0;
    while (place < metrics_.size() && metrics_[place].info->id != metric.id) ++place;
    if (place == metrics_.size()) metrics_.push_back({&metric, asked.of(metric.id)});
    return place;
  }

  struct evaluation {
    const compiled_rules& rules;
    const log_view& log;
    std::span<const session_digest> digests;
    detail::flat_notes& notes;

    const detail::flat_node& operand(const detail::flat_node& node, std::uint32_t i) const {
      return rules.nodes_[node.first + i];
    }
    detail::session_range range(const detail::flat_node& node) const {
      return node.place < notes.windows.size() ? notes.windows[node.place].range
                                               : select(rules.windows_[node.place].which, log);
    }
    auto number_at(const detail::flat_node& node) const {
      return [this, &node](const session_record& one) { return number(node, &one); };
    }
    auto condition_at(const detail::flat_node& node) const {
      return [this, &node](const session_record& one) {
        if (digests.empty() || node.question == detail::no_question) return condition(node, &one);
        const session_digest& known = digests[static_cast<std::size_t>(&one - &log.sessions[0])];
        const std::uint64_t bit = std::uint64_t{1} << node.question;
        return answer(known.holds & bit, known.unknown & bit);
      };
    }

    static constexpr truth answer(std::uint64_t holds, std::uint64_t unknown) {
      return holds != 0 ? truth::is_true : unknown != 0 ? truth::unknown : truth::is_false;
    }

    /// The answers to the questions of that set of bits.
    session_digest digest_of(const session_record& session, std::uint64_t which) const {
      session_digest answers;
      for (std::uint64_t left = which; left != 0; left &= left - 1) {
        const std::uint64_t bit = left & (~left + 1);
        const auto place = static_cast<std::size_t>(std::countr_zero(left));
        const detail::flat_node& node = rules.nodes_[rules.questions_[place]];
        const truth value =
            node.plain ? plain_comparison(node, session) : condition(node, &session);
        if (value == truth::is_true) answers.holds |= bit;
        if (value == truth::unknown) answers.unknown |= bit;
      }
      return answers;
    }

    void go_through(const detail::flat_window& window,
                    detail::flat_notes::window_notes& found) const {
      found.range = select(window.which, log);
      if (window.asked == 0 || found.range.empty()) return;
      const auto take = [&found](const session_digest& one) {
        found.any_holds |= one.holds;
        found.any_unknown |= one.unknown;
        found.any_fails |= ~(one.holds | one.unknown);
      };
      if (digests.empty()) {
        for (const session_record& one : found.range) take(digest_of(one, window.asked));
      } else {
        const auto first = static_cast<std::size_t>(&found.range[0] - &log.sessions[0]);
        for (const session_digest& one : digests.subspan(first, found.range.size())) take(one);
      }
    }

    /// What was found of a quantifier's window; null if it was not gone through for this question.
    const detail::flat_notes::window_notes* notes_of(const detail::flat_node& node) const {
      const bool asked =
          node.place < notes.windows.size() && operand(node, 0).question != detail::no_question;
      return asked ? &notes.windows[node.place] : nullptr;
    }

    /// The session's entry of that metric; null if it has none. Sessions of one log mostly have their
    /// entries in the same order.
    const metric_values::entry* entry(std::uint32_t place, const session_record& session) const {
      const std::vector<metric_values::entry>& entries = session.values.entries();
      const metric_info* const info = rules.metrics_[place].info;
      const bool noted = place < notes.last_places.size();
      if (noted && notes.last_places[place] < entries.size()) {
        const metric_values::entry& guess = entries[notes.last_places[place]];
        if (guess.info == info) return &guess;
      }
      for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].info == info || entries[i].info->id == info->id) {
          if (noted) notes.last_places[place] = static_cast<std::uint32_t>(i);
          return &entries[i];
        }
      }
      return nullptr;
    }

    /// The value of a metric; null if it is missing.
    const double* value(const detail::flat_node& node, const session_record& session) const {
      const metric_values::entry* const found = entry(node.place, session);
      if (!found) return nullptr;
      const value_limits& asked = rules.metrics_[node.place].asked;
      if (objection(found->value, asked, session.day, log.today) != reason::none) return nullptr;
      return &*found->value;
    }

    interval metric(const detail::flat_node& node, const session_record& session) const {
      const double* const found = value(node, session);
      return found ? interval::exactly(*found) : interval{};
    }

    truth plain_comparison(const detail::flat_node& node, const session_record& session) const {
      const double* const found = value(node, session);
      return found ? truth_of(compares(*found, node.compare, node.constant)) : truth::unknown;
    }

    interval number(const detail::flat_node& node, const session_record* session) const {
      const auto part = [&](std::uint32_t i) { return number(operand(node, i), session); };
      switch (node.op) {
        case operation::constant:
          return interval::exactly(node.constant);
        case operation::metric:
          return metric(node, *session);
        case operation::person:
          return detail::person_value(*node.person, log.person);
        case operation::sum:
          return detail::sum_of(part(0), part(1));
        case operation::difference:
          return detail::difference_of(part(0), part(1));
        case operation::product:
          return detail::product_of(node.constant, part(0));
        case operation::quotient:
          return detail::quotient_of(part(0), node.constant);
        case operation::maximum:
          return detail::highest_of(range(node), number_at(operand(node, 0)));
        case operation::minimum:
          return detail::lowest_of(range(node), number_at(operand(node, 0)));
        case operation::mean:
          return detail::mean_of(range(node), number_at(operand(node, 0)));
        case operation::median:
          return detail::median_of(range(node), number_at(operand(node, 0)));
        case operation::trend:
          return detail::trend_of(range(node), number_at(operand(node, 0)));
        case operation::count:
          return detail::count_of(range(node), condition_at(operand(node, 0)));
        case operation::streak:
          return detail::streak_of(log.sessions, condition_at(operand(node, 0)));
        case operation::held:
          return detail::days_held(log.sessions, condition_at(operand(node, 0)));
        case operation::since_true:
          return detail::days_since_true(log.sessions, log.today, condition_at(operand(node, 0)));
        case operation::days_since:
          return detail::days_since_event(node.since, log);
        default:
          RETROGAIT_ASSERT(false, "a condition stands where a number belongs");
          return {};
      }
    }

    truth condition(const detail::flat_node& node, const session_record* session) const {
      switch (node.op) {
        case operation::compare:
          if (node.plain) return plain_comparison(node, *session);
          return retrogait::rules::compared(number(operand(node, 0), session), node.compare,
                                            number(operand(node, 1), session));
        case operation::all: {
          truth result = truth::is_true;
          for (std::uint32_t i = 0; i < node.size && result != truth::is_false; ++i) {
            result = result && condition(operand(node, i), session);
          }
          return result;
        }
        case operation::any: {
          truth result = truth::is_false;
          for (std::uint32_t i = 0; i < node.size && result != truth::is_true; ++i) {
            result = result || condition(operand(node, i), session);
          }
          return result;
        }
        case operation::negation:
          return !condition(operand(node, 0), session);
        case operation::all_of:
          if (const auto* const known = notes_of(node)) {
            if (known->range.size() < static_cast<std::size_t>(node.wanted)) return truth::is_false;
            const std::uint64_t bit = std::uint64_t{1} << operand(node, 0).question;
            return !answer(known->any_fails & bit, known->any_unknown & bit);
          }
          return detail::all_of_range(range(node), node.wanted, condition_at(operand(node, 0)));
        case operation::any_of:
          if (const auto* const known = notes_of(node)) {
            const std::uint64_t bit = std::uint64_t{1} << operand(node, 0).question;
            return answer(known->any_holds & bit, known->any_unknown & bit);
          }
          return detail::any_of_range(range(node), condition_at(operand(node, 0)));
        case operation::hysteresis:
          return detail::hysteresis_of(detail::up_to(range(node), *session),
                                       condition_at(operand(node, 0)),
                                       condition_at(operand(node, 1)));
        default:
          RETROGAIT_ASSERT(false, "a number stands where a condition belongs");
          return truth::unknown;
      }
    }
  };

  std::vector<detail::flat_node> nodes_;
  std::vector<detail::flat_window> windows_;
  std::vector<detail::flat_metric> metrics_;
  std::vector<detail::flat_rule> rules_;
  std::vector<std::uint32_t> questions_;  ///< the node of each
  outcome if_unknown_;
  std::string content_hash_;
};

}  // namespace retrogait::rules

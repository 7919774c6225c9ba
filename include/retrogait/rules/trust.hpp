#pragma once
/// @file
/// When a value of a session counts: a rule set states which quality and which age it asks for, and
/// what falls short counts as missing.

#include <retrogait/core/errors.hpp>
#include <retrogait/rules/log.hpp>

#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retrogait::rules {

/// What is asked of a value before it counts.
struct value_limits {
  double least_quality = 0;        ///< 0 to 1 (measured::quality); below it the value is missing
  std::optional<int> most_days{};  ///< a session longer ago has no value; nothing: no limit

  friend bool operator==(const value_limits&, const value_limits&) = default;
};

/// The same for one metric instead of the set's own.
struct metric_limits {
  std::string metric{};  ///< catalog id
  value_limits limits{};

  friend bool operator==(const metric_limits&, const metric_limits&) = default;
};

/// The limits of a rule set. A limit of age also makes old signs of danger unknown, so a metric that
/// rules look at over a long time needs limits of its own.
struct trust {
  value_limits limits{};
  std::vector<metric_limits> metrics{};

  const value_limits& of(std::string_view metric) const {
    for (const metric_limits& one : metrics) {
      if (one.metric == metric) return one.limits;
    }
    return limits;
  }

  /// Fields are paths below the trust itself, such as "metrics/0/least_quality".
  issues validate() const {
    issues found;
    const auto check = [&found](const std::string& at, const value_limits& one) {
      if (!(one.least_quality >= 0 && one.least_quality <= 1)) {
        found.push_back({at + "least_quality", "must be 0 to 1"});
      }
      if (one.most_days.value_or(0) < 0) {
        found.push_back({at + "most_days", "must be 0 or more"});
      }
    };
    check("", limits);
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      const std::string at = "metrics/" + std::to_string(i) + '/';
      if (metrics[i].metric.empty()) found.push_back({at + "metric", "is empty"});
      for (std::size_t j = 0; j < i; ++j) {
        if (metrics[i].metric == metrics[j].metric) {
          found.push_back({at + "metric", "\"" + metrics[i].metric + "\" stands here twice"});
          break;
        }
      }
      check(at, metrics[i].limits);
    }
    return found;
  }

  friend bool operator==(const trust&, const trust&) = default;
};

/// Why a value of that session does not count on that day; reason::none if it does. A value that is
/// not finite was never one.
inline reason objection(const measured<double>& value, const value_limits& asked, date day,
                        date today) {
  if (!value.has_value()) {
    return value.why() == reason::not_assessed ? reason::not_reported : value.why();
  }
  if (!std::isfinite(*value)) return reason::not_reported;
  // Written so that a quality which is no number is too low.
  if (!(value.quality() >= asked.least_quality)) return reason::low_quality;
  if (asked.most_days && days_between(day, today) > *asked.most_days) return reason::out_of_date;
  return reason::none;
}

}  // namespace retrogait::rules

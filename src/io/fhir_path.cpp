// Conditions as FHIRPath. Its logic has three values as ours has (an empty result is neither true nor
// false), so what can be said at all can be said with the same meaning; exists() and all() alone
// take an empty criterion for false, so they are not trusted with it.

#include <retrogait/rules/reported.hpp>

#include <cmath>
#include <utility>

#include "fhir_json.hpp"

namespace retrogait::io::detail {

std::string_view fhirpath_sign(rules::comparison op) {
  switch (op) {
    case rules::comparison::below:
      return "<";
    case rules::comparison::at_most:
      return "<=";
    case rules::comparison::equal:
      return "=";
    case rules::comparison::not_equal:
      return "!=";
    case rules::comparison::at_least:
      return ">=";
    case rules::comparison::above:
      return ">";
  }
  return "=";
}

std::string fhirpath_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + '\'';
}

namespace {

using rules::comparison;
using rules::expression;
using rules::operation;
using rules::window;
using path = std::optional<std::string>;

constexpr std::string_view always = "true";

class path_writer {
 public:
  path_writer(const fhir_names& names, const rules::trust& asked)
      : metrics_(names.metric_system()), training_(names.training_system()), asked_(asked) {}

  path condition(const expression& e) const {
    switch (e.op) {
      case operation::all:
        return joined(e, " and ", always);
      case operation::any:
        return joined(e, " or ", "false");
      case operation::negation: {
        const path part = condition(e.operands[0]);
        return part ? path('(' + *part + ").not()") : part;
      }
      case operation::all_of:
      case operation::any_of:
        return over_sessions(e);
      case operation::compare:
        return compared(e);
      default:
        return std::nullopt;
    }
  }

 private:
  std::string coded(const std::string& system, std::string_view code) const {
    return "code.coding.exists(system = " + fhirpath_text(system) +
           " and code = " + fhirpath_text(code) + ')';
  }

  std::string observations(const std::string& system, std::string_view code) const {
    return "%context.entry.resource.ofType(Observation).where(" + coded(system, code) + ')';
  }

  std::string sessions() const { return observations(training_, "session"); }

  std::string at_level() const {
    const std::string stretch = "component.where(" + coded(training_, "stretch") + ").value";
    return sessions() + ".where(" + stretch + " = " + sessions() + ".last()." + stretch + ')';
  }

  static std::string screening_day() {
    return "%context.entry.resource.ofType(QuestionnaireResponse).authored";
  }

  std::string within(const window& which) const {
    // skip() of a negative number skips nothing, but not everybody's skip() does so.
    const auto last = [&which](const std::string& of) {
      const std::string n = std::to_string(which.count);
      return of + ".skip(iif(" + of + ".count() > " + n + ", " + of + ".count() - " + n + ", 0))";
    };
    switch (which.what) {
      case window::kind::last_sessions:
        return last(sessions());
      case window::kind::last_sessions_at_level:
        return last(at_level());
      case window::kind::days_ago:
        return sessions() + ".where(effective + " + std::to_string(which.to) +
               " days > today() and effective + " + std::to_string(which.from) +
               " days <= today())";
      case window::kind::since_screening:
        return "iif(" + screening_day() + ".exists(), " + sessions() +
               ".where(effective >= " + screening_day() + "), " + sessions() + ')';
    }
    return {};
  }

  path over_sessions(const expression& e) const {
    const path of = condition(e.operands[0]);
    if (!of) return std::nullopt;
    const std::string range = within(e.over);
    const std::string unknown = range + ".exists((" + *of + ").empty())";
    if (e.op == operation::any_of) {
      return "iif(" + range + ".exists(" + *of + "), true, iif(" + unknown + ", {}, false))";
    }
    return "iif(" + range + ".count() < " + std::to_string(e.over.count) + " or " + range +
           ".exists((" + *of + ").not()), false, iif(" + unknown + ", {}, true))";
  }

  path joined(const expression& e, std::string_view between, std::string_view of_none) const {
    if (e.operands.empty()) return std::string(of_none);
    std::string out;
    for (const expression& one : e.operands) {
      const path part = condition(one);
      if (!part) return std::nullopt;
      if (!out.empty()) out += between;
      out += '(' + *part + ')';
    }
    return out;
  }

  path compared(const expression& e) const {
    const expression& left = e.operands[0];
    if (left.op == operation::days_since) return days_since(left, e.compare, e.operands[1]);
    if (left.op == operation::count) return count(left, e.compare, e.operands[1]);
    const path a = number(left);
    const path b = number(e.operands[1]);
    if (!a || !b) return std::nullopt;
    return *a + ' ' + std::string(fhirpath_sign(e.compare)) + ' ' + *b;
  }

  // Sessions of which the condition is unknown may count or not.
  path count(const expression& left, comparison op, const expression& right) const {
    const path of = condition(left.operands[0]);
    const path wanted = right.op == operation::constant ? number(right) : std::nullopt;
    if (!of || !wanted || op == comparison::equal || op == comparison::not_equal) {
      return std::nullopt;
    }
    const std::string range = within(left.over);
    const std::string than = ' ' + std::string(fhirpath_sign(op)) + ' ' + *wanted;
    if (*of == always) return range + ".count()" + than;
    const std::string fewest = range + ".where(" + *of + ").count()";
    const std::string most = range + ".where((" + *of + ") or (" + *of + ").empty()).count()";
    const bool more_is_true = op == comparison::at_least || op == comparison::above;
    return "iif(" + (more_is_true ? fewest : most) + than + ", true, iif(" +
           (more_is_true ? most : fewest) + than + ", {}, false))";
  }

  // The day of the event moved on by the threshold, compared with today: FHIRPath cannot subtract
  // dates.
  path days_since(const expression& left, comparison op, const expression& right) const {
    if (right.op != operation::constant || right.constant != std::floor(right.constant) ||
        right.constant < 0 || right.constant > 36500) {
      return std::nullopt;
    }
    std::string day;
    switch (left.since) {
      case rules::event::last_session:
        day = sessions() + ".last().effective";
        break;
      case rules::event::level_change:
        day = at_level() + ".first().effective";
        break;
      case rules::event::screening:
        day = screening_day();
        break;
      case rules::event::level_raised:
      case rules::event::level_lowered:
        return std::nullopt;
    }
    return '(' + day + " + " + number_text(right.constant) + " days) " +
           std::string(fhirpath_sign(rules::mirrored(op))) + " today()";
  }

  path number(const expression& e) const {
    switch (e.op) {
      case operation::constant: {
        std::string text = number_text(e.constant);
        // FHIRPath knows no exponents.
        if (text.find('e') != std::string::npos) return std::nullopt;
        return text;
      }
      case operation::metric: {
        const std::string value = "hasMember.resolve().where(" + coded(metrics_, e.metric->id) +
                                  counts(e.metric->id) + ").value";
        return e.ucum == units::yes_no::ucum ? value + ".select(iif($this, 1, 0))"
                                             : value + ".value";
      }
      case operation::mean: {
        const path of = number(e.operands[0]);
        if (!of) return std::nullopt;
        const std::string range = within(e.over);
        return "iif(" + range + ".exists((" + *of + ").empty()), {}, " + range + ".select(" + *of +
               ").aggregate($this + $total, 0) / " + range + ".count())";
      }
      case operation::person:
        return observations(metrics_, e.metric->id) + ".value.value";
      case operation::sum:
      case operation::difference: {
        const path a = number(e.operands[0]);
        const path b = number(e.operands[1]);
        if (!a || !b) return std::nullopt;
        return '(' + *a + (e.op == operation::sum ? " + " : " - ") + *b + ')';
      }
      default:
        return std::nullopt;
    }
  }

  // Which values of a metric count. A value without a quality of its own has quality 1.
  std::string counts(std::string_view metric) const {
    const rules::value_limits& limits = asked_.of(metric);
    std::string text;
    if (limits.least_quality > 0) {
      text += " and component.where(" + coded(training_, "quality") +
              ").value.value.all($this >= " + number_text(limits.least_quality) + ')';
    }
    if (limits.most_days) {
      text += " and effective + " + std::to_string(*limits.most_days) + " days >= today()";
    }
    return text;
  }

  std::string metrics_;
  std::string training_;
  const rules::trust& asked_;
};

}  // namespace

std::optional<std::string> fhirpath(const rules::expression& condition, const rules::trust& asked,
                                    const fhir_names& names) {
  const auto sayable = [](const rules::value_limits& limits) {
    return number_text(limits.least_quality).find('e') == std::string::npos;
  };
  bool all_sayable = sayable(asked.limits);
  for (const rules::metric_limits& one : asked.metrics) {
    all_sayable = all_sayable && sayable(one.limits);
  }
  if (!all_sayable) return std::nullopt;
  return path_writer(names, asked).condition(condition);
}

}  // namespace retrogait::io::detail

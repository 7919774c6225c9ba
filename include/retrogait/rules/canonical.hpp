#pragma once
/// @file
/// One text for each content, the same on every machine, whichever way the content was written: what
/// a content hash is taken of. It is a list in brackets: a word that says what stands there, then its
/// parts. Texts stand in quotes, with a backslash before a quote or a backslash; numbers are the
/// shortest that read back the same; what has no order (rules) is sorted.
///
///     (all_of (last_sessions 3) (compare at_most (metric "pain_during") (constant 2 "{nrs}")))

#include <retrogait/rules/expression.hpp>
#include <retrogait/rules/trust.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace retrogait::rules {

/// The word that canonical texts carry.
constexpr std::string_view to_string(operation op) {
  switch (op) {
    case operation::constant:
      return "constant";
    case operation::metric:
      return "metric";
    case operation::person:
      return "person";
    case operation::sum:
      return "sum";
    case operation::difference:
      return "difference";
    case operation::product:
      return "product";
    case operation::quotient:
      return "quotient";
    case operation::maximum:
      return "maximum";
    case operation::minimum:
      return "minimum";
    case operation::mean:
      return "mean";
    case operation::median:
      return "median";
    case operation::trend:
      return "trend";
    case operation::count:
      return "count";
    case operation::streak:
      return "streak";
    case operation::held:
      return "held";
    case operation::days_since:
      return "days_since";
    case operation::since_true:
      return "since_true";
    case operation::compare:
      return "compare";
    case operation::all:
      return "all";
    case operation::any:
      return "any";
    case operation::negation:
      return "not";
    case operation::all_of:
      return "all_of";
    case operation::any_of:
      return "any_of";
    case operation::hysteresis:
      return "hysteresis";
  }
  return "unknown operation";
}

/// Writes a canonical text from its parts.
class canonical_writer {
 public:
  void open(std::string_view word) {
    separate();
    text_ += '(';
    text_ += word;
  }
  void close() { text_ += ')'; }

  void word(std::string_view one) {
    separate();
    text_ += one;
  }
  void text(std::string_view one) {
    separate();
    text_ += '"';
    for (const char c : one) {
      if (c == '"' || c == '\\') text_ += '\\';
      text_ += c;
    }
    text_ += '"';
  }
  template <class Number>
  requires std::is_arithmetic_v<Number>
  void number(Number value) {
    // Adding 0 makes 0 of -0, which compares equal.
    word(number_text(static_cast<double>(value) + 0.0));
  }
  template <class Number>
  void number(const std::optional<Number>& value) {
    value ? number(*value) : word("none");
  }
  /// A canonical text of its own.
  void part(std::string_view canonical_text) { word(canonical_text); }

  const std::string& str() const { return text_; }

 private:
  void separate() {
    if (!text_.empty()) text_ += ' ';
  }

  std::string text_;
};

namespace detail {

inline void write(const window& which, canonical_writer& out) {
  switch (which.what) {
    case window::kind::last_sessions:
      out.open("last_sessions");
      out.number(which.count);
      break;
    case window::kind::last_sessions_at_level:
      out.open("last_sessions_at_level");
      out.number(which.count);
      break;
    case window::kind::days_ago:
      out.open("days_ago");
      out.number(which.from);
      out.number(which.to);
      break;
    case window::kind::since_screening:
      out.open("since_screening");
      break;
  }
  out.close();
}

inline void write(const expression& e, canonical_writer& out) {
  out.open(to_string(e.op));
  if (e.op == operation::constant || e.op == operation::product || e.op == operation::quotient) {
    out.number(e.constant);
  }
  if (e.op == operation::constant) out.text(e.ucum);
  if (e.op == operation::metric || e.op == operation::person) out.text(e.metric->id);
  if (e.op == operation::days_since) out.word(to_string(e.since));
  if (e.op == operation::compare) out.word(to_string(e.compare));
  if (has_window(e.op)) write(e.over, out);
  for (const expression& part : e.operands) write(part, out);
  out.close();
}

inline void write(const value_limits& limits, canonical_writer& out) {
  out.number(limits.least_quality);
  out.number(limits.most_days);
}

}  // namespace detail

inline std::string canonical(const expression& e) {
  canonical_writer out;
  detail::write(e, out);
  return out.str();
}

}  // namespace retrogait::rules

#pragma once
/// @file
/// The rule language in C++. Expressions are built from catalog ids and quantities and know their
/// unit and their scope (one session, or the history) at compile time:
///
///     when(any_of(last(1, sessions), giving_way == yes))
///     when(maximum(last(1, sessions), pain_during) > nrs(5))
///     when(all_of(last(3, sessions), pain_during <= nrs(2) && completed >= percent(90)) &&
///          since_level_change() >= days(7))
///
/// `pain_during > deg(5)` does not compile, nor does `when(pain_during > nrs(5))`, which would not
/// say of which session. What is built is an expression (expression.hpp).

#include <retrogait/core/assert.hpp>
#include <retrogait/rules/expression.hpp>
#include <retrogait/rules/weekly.hpp>

#include <cmath>
#include <concepts>
#include <type_traits>
#include <utility>
#include <vector>

namespace retrogait::rules {

using namespace quantities;

struct session_scope {};
struct history_scope {};
/// Of what is known of the person: the same in every session, so it goes with both.
struct person_scope {};

/// A number in Unit.
template <class Scope, unit Unit>
class number_in {
 public:
  explicit number_in(expression tree) : tree_(std::move(tree)) {}
  const expression& tree() const { return tree_; }

 private:
  expression tree_;
};

/// Something true, false or unknown.
template <class Scope>
class condition_in {
 public:
  /// The tree must be a condition of this scope; a reader of files checks that before.
  explicit condition_in(expression tree) : tree_(std::move(tree)) {
    RETROGAIT_ASSERT(is_condition(tree_.op), "a number is not a condition");
  }
  const expression& tree() const { return tree_; }

  friend bool operator==(const condition_in&, const condition_in&) = default;

 private:
  expression tree_;
};

using session_condition = condition_in<session_scope>;
using condition = condition_in<history_scope>;

namespace detail {

template <unit Unit>
expression unit_node(operation op, std::vector<expression> operands = {}) {
  expression e;
  e.op = op;
  e.operands = std::move(operands);
  e.symbol = Unit::symbol;
  e.ucum = Unit::ucum;
  return e;
}

inline expression condition_node(operation op, std::vector<expression> operands,
                                 const window& over = {}) {
  expression e;
  e.op = op;
  e.operands = std::move(operands);
  e.over = over;
  return e;
}

template <unit Unit>
expression to_expression(const quantity<Unit>& constant) {
  expression e = unit_node<Unit>(operation::constant);
  e.constant = constant.value();
  return e;
}

template <unit Unit>
expression to_expression(const metric_id<Unit>& metric) {
  expression e = unit_node<Unit>(operation::metric);
  e.metric = &metric.info();
  return e;
}

template <class Scope, unit Unit>
expression to_expression(const number_in<Scope, Unit>& number) {
  return number.tree();
}

struct any_scope {};

template <class X>
struct operand_of;

template <unit Unit>
struct operand_of<quantity<Unit>> {
  using unit = Unit;
  using scope = any_scope;
};

template <unit Unit>
struct operand_of<metric_id<Unit>> {
  using unit = Unit;
  using scope = session_scope;
};

template <class Scope, unit Unit>
struct operand_of<number_in<Scope, Unit>> {
  using unit = Unit;
  using scope = Scope;
};

template <class X>
concept operand = requires {
  typename operand_of<X>::unit;
};

/// The scope of two operands: a plain quantity goes with every scope, the person with the other two.
/// None if they are of one session and of the history.
template <class L, class R>
struct joined_scope {};
template <class Scope>
struct joined_scope<Scope, Scope> {
  using type = Scope;
};
template <class Scope>
requires(!std::same_as<Scope, any_scope>) struct joined_scope<any_scope, Scope> {
  using type = Scope;
};
template <class Scope>
requires(!std::same_as<Scope, any_scope>) struct joined_scope<Scope, any_scope> {
  using type = Scope;
};
template <class Scope>
requires(std::same_as<Scope, session_scope> ||
         std::same_as<Scope, history_scope>) struct joined_scope<person_scope, Scope> {
  using type = Scope;
};
template <class Scope>
requires(std::same_as<Scope, session_scope> ||
         std::same_as<Scope, history_scope>) struct joined_scope<Scope, person_scope> {
  using type = Scope;
};

template <class L, class R>
using common_scope =
    typename joined_scope<typename operand_of<L>::scope, typename operand_of<R>::scope>::type;

/// What a condition about the person alone is about: as rules are, the history.
template <class Scope>
using condition_scope = std::conditional_t<std::same_as<Scope, person_scope>, history_scope, Scope>;

/// Two operands of one unit, at least one of them not a plain quantity, both about one session or
/// both about the history.
template <class L, class R>
concept operands = operand<L> && operand<R> && requires {
  typename common_scope<L, R>;
  requires std::same_as < typename operand_of<L>::unit,
  typename operand_of<R>::unit > ;
  requires !std::same_as<common_scope<L, R>, any_scope>;
};

/// An operand that is no plain quantity.
template <class X>
concept named_operand = operand<X> && !std::same_as<typename operand_of<X>::scope, any_scope>;

template <class L, class R>
condition_in<condition_scope<common_scope<L, R>>> compared(const L& left, comparison op,
                                                           const R& right) {
  if constexpr (std::same_as<typename operand_of<L>::scope, any_scope>) {
    return compared(right, mirrored(op), left);
  }
  expression e = condition_node(operation::compare, {to_expression(left), to_expression(right)});
  e.compare = op;
  return condition_in<condition_scope<common_scope<L, R>>>(std::move(e));
}

template <class X>
concept session_number = operand<X> && std::same_as<typename operand_of<X>::scope, session_scope>;

/// Answers have no slope.
template <class X>
concept sloping_number =
    session_number<X> && !std::same_as<typename operand_of<X>::unit, units::yes_no>;

template <session_number X>
number_in<history_scope, typename operand_of<X>::unit> aggregate(operation op, const window& over,
                                                                 const X& number) {
  expression e = unit_node<typename operand_of<X>::unit>(op, {to_expression(number)});
  e.over = over;
  return number_in<history_scope, typename operand_of<X>::unit>(std::move(e));
}

}  // namespace detail

template <class L, class R>
requires detail::operands<L, R>
auto operator<(const L& left, const R& right) {
  return detail::compared(left, comparison::below, right);
}
template <class L, class R>
requires detail::operands<L, R>
auto operator<=(const L& left, const R& right) {
  return detail::compared(left, comparison::at_most, right);
}
template <class L, class R>
requires detail::operands<L, R>
auto operator==(const L& left, const R& right) {
  return detail::compared(left, comparison::equal, right);
}
template <class L, class R>
requires detail::operands<L, R>
auto operator!=(const L& left, const R& right) {
  return detail::compared(left, comparison::not_equal, right);
}
template <class L, class R>
requires detail::operands<L, R>
auto operator>=(const L& left, const R& right) {
  return detail::compared(left, comparison::at_least, right);
}
template <class L, class R>
requires detail::operands<L, R>
auto operator>(const L& left, const R& right) {
  return detail::compared(left, comparison::above, right);
}

template <class L, class R>
requires detail::operands<L, R>
auto operator+(const L& left, const R& right) {
  using unit = typename detail::operand_of<L>::unit;
  return number_in<detail::common_scope<L, R>, unit>(detail::unit_node<unit>(
      operation::sum, {detail::to_expression(left), detail::to_expression(right)}));
}
template <class L, class R>
requires detail::operands<L, R>
auto operator-(const L& left, const R& right) {
  using unit = typename detail::operand_of<L>::unit;
  return number_in<detail::common_scope<L, R>, unit>(detail::unit_node<unit>(
      operation::difference, {detail::to_expression(left), detail::to_expression(right)}));
}

namespace detail {

template <named_operand X>
number_in<typename operand_of<X>::scope, typename operand_of<X>::unit> scaled(operation op,
                                                                              double constant,
                                                                              const X& number) {
  RETROGAIT_ASSERT(std::isfinite(constant) && constant != 0,
                   "a factor or divisor must be finite and not 0");
  expression e = unit_node<typename operand_of<X>::unit>(op, {to_expression(number)});
  e.constant = constant;
  return number_in<typename operand_of<X>::scope, typename operand_of<X>::unit>(std::move(e));
}

}  // namespace detail

/// Times a factor, or divided by a divisor, that is not 0.
// Not a constraint: clang 14 looks at one only after it has refused an operator of two doubles.
template <class X, class = std::enable_if_t<detail::named_operand<X>>>
auto operator*(double factor, const X& number) {
  return detail::scaled(operation::product, factor, number);
}
template <class X, class = std::enable_if_t<detail::named_operand<X>>>
auto operator/(const X& number, double divisor) {
  return detail::scaled(operation::quotient, divisor, number);
}

/// From low to high, both included.
template <detail::named_operand X>
auto between(const X& number, quantity<typename detail::operand_of<X>::unit> low,
             quantity<typename detail::operand_of<X>::unit> high) {
  return number >= low && number <= high;
}

/// A metric of the person (catalog::person_metrics), unknown while it was never measured.
template <unit Unit>
number_in<person_scope, Unit> of_person(metric_id<Unit> what) {
  RETROGAIT_ASSERT(catalog::find_person_metric(what.id()) != nullptr, "no metric of the person");
  expression e = detail::unit_node<Unit>(operation::person);
  e.metric = &what.info();
  return number_in<person_scope, Unit>(std::move(e));
}

namespace detail {

template <class Scope>
condition_in<Scope> joined(operation op, const condition_in<Scope>& a,
                           const condition_in<Scope>& b) {
  expression e = a.tree().op == op ? a.tree() : condition_node(op, {a.tree()});
  e.operands.push_back(b.tree());
  return condition_in<Scope>(std::move(e));
}

}  // namespace detail

/// Kleene's and, or, not. a && b && c is one node with three operands.
template <class Scope>
condition_in<Scope> operator&&(const condition_in<Scope>& a, const condition_in<Scope>& b) {
  return detail::joined(operation::all, a, b);
}
template <class Scope>
condition_in<Scope> operator||(const condition_in<Scope>& a, const condition_in<Scope>& b) {
  return detail::joined(operation::any, a, b);
}
template <class Scope>
condition_in<Scope> operator!(const condition_in<Scope>& a) {
  return condition_in<Scope>(detail::condition_node(operation::negation, {a.tree()}));
}

inline constexpr struct sessions_tag {
} sessions{};
inline constexpr struct sessions_at_level_tag {
} sessions_at_level{};
inline constexpr struct calendar_days_tag {
} calendar_days{};
inline constexpr struct screening_tag {
} screening{};

/// The last n sessions, n >= 1.
constexpr window last(int n, sessions_tag) {
  return {window::kind::last_sessions, n, 0, 0};
}
/// The last n of the sessions in a row at the level of the last one.
constexpr window last(int n, sessions_at_level_tag) {
  return {window::kind::last_sessions_at_level, n, 0, 0};
}
/// Today and the n - 1 days before.
constexpr window last(int n, calendar_days_tag) {
  return {window::kind::days_ago, 1, 0, n};
}
/// From `from` up to but not including `to` days ago; today is 0 days ago.
constexpr window days_ago(int from, int to) {
  return {window::kind::days_ago, 1, from, to};
}
/// On the day of the last screening and after it.
constexpr window since(screening_tag) {
  return {window::kind::since_screening, 1, 0, 0};
}

/// True if the condition is true of every session in the window. False, not unknown, while there
/// are fewer sessions than the window asks for, or none: what has not happened is not missing.
inline condition all_of(const window& over, const session_condition& of) {
  return condition(detail::condition_node(operation::all_of, {of.tree()}, over));
}
/// True if the condition is true of at least one session in the window.
inline condition any_of(const window& over, const session_condition& of) {
  return condition(detail::condition_node(operation::any_of, {of.tree()}, over));
}
/// The highest value in the window; unknown if there is no session.
template <detail::session_number X>
auto maximum(const window& over, const X& number) {
  return detail::aggregate(operation::maximum, over, number);
}
/// The lowest value in the window; unknown if there is no session.
template <detail::session_number X>
auto minimum(const window& over, const X& number) {
  return detail::aggregate(operation::minimum, over, number);
}
/// The middle value in the window, of an even number the mean of the two in the middle; unknown if
/// there is no session.
template <detail::session_number X>
auto median(const window& over, const X& number) {
  return detail::aggregate(operation::median, over, number);
}
/// The slope of the least-squares line through the values in the window at their days, a week:
/// `trend(last(4, sessions), pain_during) > per_week(nrs(0.5))`. Unknown if there are fewer than
/// three sessions or a value is missing.
template <detail::sloping_number X>
auto trend(const window& over, const X& number) {
  using weekly = units::per_week<typename detail::operand_of<X>::unit>;
  expression e = detail::unit_node<weekly>(operation::trend, {detail::to_expression(number)});
  e.over = over;
  return number_in<history_scope, weekly>(std::move(e));
}
/// The same over the last so many weeks.
template <detail::sloping_number X>
auto trend_over(int weeks, const X& number) {
  return trend(last(7 * weeks, calendar_days), number);
}
/// The mean value in the window; unknown if there is no session or a value is missing.
template <detail::session_number X>
auto mean(const window& over, const X& number) {
  return detail::aggregate(operation::mean, over, number);
}
/// How many sessions in the window the condition is true of.
inline number_in<history_scope, units::count> count(const window& over,
                                                    const session_condition& of) {
  expression e = detail::unit_node<units::count>(operation::count, {of.tree()});
  e.over = over;
  return number_in<history_scope, units::count>(std::move(e));
}
/// How many sessions there are in the window.
inline number_in<history_scope, units::count> count(const window& over) {
  return count(over, session_condition(detail::condition_node(operation::all, {})));
}

/// How many sessions of today and the days - 1 days before the condition is true of.
inline number_in<history_scope, units::count> count_within(int days, const session_condition& of) {
  return count(last(days, calendar_days), of);
}

/// True if the condition is true of n sessions in a row, up to the last.
inline condition consecutive(int n, const session_condition& of) {
  return all_of(last(n, sessions), of);
}
/// Of how many sessions in a row, up to the last, the condition is true.
inline number_in<history_scope, units::count> consecutive(const session_condition& of) {
  return number_in<history_scope, units::count>(
      detail::unit_node<units::count>(operation::streak, {of.tree()}));
}
/// How many days lie between the first and the last of the sessions in a row, up to the last, of
/// which the condition is true: `held(pain_during <= nrs(2)) >= days(7)`. 0 if there is none.
inline number_in<history_scope, units::day> held(const session_condition& of) {
  return number_in<history_scope, units::day>(
      detail::unit_node<units::day>(operation::held, {of.tree()}));
}

/// True of a session if `enter` was true of it or of an earlier one, and `leave` has not been true
/// of one since. A session of which both are true enters. Before the window, since the last
/// screening if none is given, it has not been entered; of a session outside of it it is false.
inline session_condition hysteresis(const session_condition& enter, const session_condition& leave,
                                    const window& over = since(screening)) {
  return session_condition(
      detail::condition_node(operation::hysteresis, {enter.tree(), leave.tree()}, over));
}

/// Days since the last session of which the condition was true; without end if there never was one.
inline number_in<history_scope, units::day> days_since(const session_condition& of) {
  return number_in<history_scope, units::day>(
      detail::unit_node<units::day>(operation::since_true, {of.tree()}));
}
inline number_in<history_scope, units::day> days_since(event what) {
  expression e = detail::unit_node<units::day>(operation::days_since);
  e.since = what;
  return number_in<history_scope, units::day>(std::move(e));
}
/// Days since the first of the sessions in a row at the level of the last one.
inline number_in<history_scope, units::day> since_level_change() {
  return days_since(event::level_change);
}

/// Reads well in a rule, and takes only what is about the history.
inline condition when(condition c) {
  return c;
}

}  // namespace retrogait::rules

namespace retrogait {

// Catalog ids live in this namespace, so this is where comparisons between them are looked up.
using rules::operator<;
using rules::operator<=;
using rules::operator==;
using rules::operator!=;
using rules::operator>=;
using rules::operator>;
using rules::operator+;
using rules::operator-;
using rules::operator*;
using rules::operator/;

}  // namespace retrogait

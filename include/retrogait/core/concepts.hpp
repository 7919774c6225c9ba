#pragma once
/// @file
/// The four families of algorithms. A concept states what must compile; the laws that no compiler
/// can check are in testing/laws.hpp, and every model is held to them.
///
/// | family          | valid expressions                                     | laws |
/// | --------------- | ----------------------------------------------------- | ---- |
/// | sample map      | `f(x)` → y, `f.reset()`                               | (1)  |
/// | event detector  | `d.update(s)` → events, `d.finish()`, `d.latency_s()` | (2)  |
/// | accumulator     | `a(x)`, `a += b`, `a.value()`                         | (3)  |
/// | whole recording | `f(in)` → out, pure                                   | (4)  |
///
/// (1) Reset equals fresh; copy and resume equals uninterrupted.
/// (2) The same; no heap in update; an event is known at most latency_s() after it happened.
/// (3) Merge equals fill.
/// (4) The same input gives the same output.

#include <concepts>
#include <iterator>
#include <optional>
#include <ranges>
#include <type_traits>

namespace retrogait {

template <class F, class X>
concept sample_map = std::copyable<F> && requires(F f, const X& x) {
  f(x);
  f.reset();
};

namespace detail {

template <class R>
struct event_of_output;

template <class E>
struct event_of_output<std::optional<E>> {
  using type = E;
};

template <std::ranges::range R>
struct event_of_output<R> {
  using type = std::ranges::range_value_t<R>;
};

template <class R>
concept event_output = requires {
  typename event_of_output<std::remove_cvref_t<R>>::type;
};

}  // namespace detail

/// update returns std::optional<event> or a small buffer of events; finish returns nothing or the
/// events that were still waiting for their evidence.
template <class D, class Sample>
concept event_detector = std::copyable<D> && requires(D d, const D& c, const Sample& s) {
  { d.update(s) } -> detail::event_output;
  d.finish();
  { c.latency_s() } -> std::convertible_to<double>;
};

/// The type of event that a detector finds in samples of that type.
template <class D, class Sample>
requires event_detector<D, Sample>
using detected_event = typename detail::event_of_output<
    std::remove_cvref_t<decltype(std::declval<D&>().update(std::declval<const Sample&>()))>>::type;

template <class A, class X>
concept accumulator = std::copyable<A> && requires(A a, const A& b, const X& x) {
  a(x);
  a += b;
  b.value();
};

template <class F, class In>
concept whole_recording = std::copy_constructible<F> && std::regular_invocable<const F&, const In&>;

}  // namespace retrogait

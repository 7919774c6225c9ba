#pragma once
/// @file
/// The only batch code: it feeds a range, one item after the other, to the same object that runs
/// live. So batch equals live, bit for bit. Objects are taken by value and start as they are given.

#include <retrogait/core/concepts.hpp>

#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace retrogait {

namespace detail {

template <class Event, class Output>
void append_events(std::vector<Event>& events, const Output& output) {
  if constexpr (std::ranges::range<Output>) {
    events.insert(events.end(), std::ranges::begin(output), std::ranges::end(output));
  } else if (output) {
    events.push_back(*output);
  }
}

}  // namespace detail

/// Every event that the detector finds in the samples, those of finish() included.
template <std::ranges::input_range Samples, class Detector>
requires event_detector<Detector, std::ranges::range_value_t<Samples>>
auto detect(Samples&& samples, Detector detector) {
  using sample = std::ranges::range_value_t<Samples>;
  std::vector<detected_event<Detector, sample>> events;
  for (auto&& s : samples) detail::append_events(events, detector.update(s));
  if constexpr (std::is_void_v<decltype(detector.finish())>) {
    detector.finish();
  } else {
    detail::append_events(events, detector.finish());
  }
  return events;
}

/// f of every item, in order.
template <std::ranges::input_range Items, class F>
requires sample_map<F, std::ranges::range_value_t<Items>>
auto map(Items&& items, F f) {
  std::vector<std::remove_cvref_t<decltype(f(*std::ranges::begin(items)))>> out;
  if constexpr (std::ranges::sized_range<Items>) out.reserve(std::ranges::size(items));
  for (auto&& item : items) out.push_back(f(item));
  return out;
}

/// The accumulator after every item.
template <std::ranges::input_range Items, class A>
requires accumulator<A, std::ranges::range_value_t<Items>> A accumulate(Items&& items, A a) {
  for (auto&& item : items) a(item);
  return a;
}

}  // namespace retrogait

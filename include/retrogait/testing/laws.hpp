#pragma once
/// @file
/// The laws that no compiler can check, for one's own detectors, filters and accumulators too.
///
/// In a test function:
///
///     RETROGAIT_CHECK_LAWS(my_detector, virtual_walker{.direction = direction::backward});
///
/// fails the test with every law that is broken. It throws std::runtime_error unless
/// RETROGAIT_TEST_FAIL(text) was defined before as something else, such as BOOST_ERROR(text). The
/// functions behind it return a law_report and leave the rest to the caller.
///
/// Every event detector is held to:
///
/// | law | meaning |
/// | --- | --- |
/// | determinism | the same samples give the same events |
/// | batch equals streaming | `detect` and one's own loop agree |
/// | copies are independent | a copy carries on as the original would have, whatever that is fed |
/// | objects are independent | two detectors fed in turn do not see each other |
/// | reset equals fresh | where there is reset(), also after finish() |
/// | no event from the future | no time_s or known_at_s after the sample that gave the event |
/// | latency | update gives an event at most latency_s() after its time_s, gaps aside |
/// | known in order | known_at_s never decreases |
/// | short recordings | none, one or two samples are no error |
/// | no heap | update does not allocate (where allocations.hpp counts) |
///
/// What a detector promises beyond that it states itself, with check_time_shift, check_gain,
/// check_mirror, check_rotation or, for anything else, check_equivariance.

#include <retrogait/core/concepts.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/testing/allocations.hpp>
#include <retrogait/testing/checks.hpp>
#include <retrogait/testing/random.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace retrogait::testing {

struct law_violation {
  std::string law;
  std::string detail;
};

/// Which laws were checked and which were broken.
class law_report {
 public:
  bool ok() const { return violations_.empty(); }
  explicit operator bool() const { return ok(); }
  const std::vector<law_violation>& violations() const { return violations_; }
  const std::vector<std::string>& checked() const { return checked_; }

  bool breaks(const std::string& law) const {
    for (const law_violation& v : violations_) {
      if (v.law == law) return true;
    }
    return false;
  }

  /// One line for each broken law, or "all laws hold: …".
  std::string text() const {
    std::string out;
    if (ok()) {
      out = "all laws hold:";
      for (const std::string& law : checked_) out += " " + law + ";";
      return out;
    }
    for (const law_violation& v : violations_) {
      out += (out.empty() ? "" : "\n") + ("law broken: " + v.law + ": " + v.detail);
    }
    return out;
  }

  /// Notes that a law was checked; a detail that is not empty says how it was broken.
  void note(const std::string& law, const std::string& detail) {
    checked_.push_back(law);
    if (!detail.empty()) violations_.push_back({law, detail});
  }

  law_report& operator+=(const law_report& other) {
    checked_.insert(checked_.end(), other.checked_.begin(), other.checked_.end());
    violations_.insert(violations_.end(), other.violations_.begin(), other.violations_.end());
    return *this;
  }

 private:
  std::vector<std::string> checked_;
  std::vector<law_violation> violations_;
};

namespace detail {

template <class E>
concept has_time = requires(const E& e) {
  { e.time_s } -> std::convertible_to<double>;
};

template <class E>
concept has_known_at = requires(const E& e) {
  { e.known_at_s } -> std::convertible_to<double>;
};

template <class E>
std::string describe(const E& event) {
  std::string out;
  if constexpr (has_time<E>) out += number(event.time_s) + " s";
  if constexpr (requires { to_string(event.side); })
    out += " " + std::string(to_string(event.side));
  if constexpr (has_known_at<E>) out += " (known at " + number(event.known_at_s) + " s)";
  return out.empty() ? "an event" : out;
}

template <class E>
bool identical(const E& a, const E& b) {
  if constexpr (std::equality_comparable<E>) {
    return a == b;
  } else if constexpr (has_time<E>) {
    return a.time_s == b.time_s;
  } else {
    return true;
  }
}

/// Same kind, side, direction and bout, where an event has them, and times within the tolerance.
template <class E>
bool alike(const E& a, const E& b, double tolerance_s) {
  if constexpr (has_time<E>) {
    if (!(std::abs(a.time_s - b.time_s) <= tolerance_s)) return false;
  }
  if constexpr (has_known_at<E>) {
    if (!(std::abs(a.known_at_s - b.known_at_s) <= tolerance_s)) return false;
  }
  if constexpr (requires { a.kind == b.kind; }) {
    if (!(a.kind == b.kind)) return false;
  }
  if constexpr (requires { a.side == b.side; }) {
    if (!(a.side == b.side)) return false;
  }
  if constexpr (requires { a.direction.value == b.direction.value; }) {
    if (!(a.direction.value == b.direction.value)) return false;
  } else if constexpr (requires { a.direction == b.direction; }) {
    if (!(a.direction == b.direction)) return false;
  }
  if constexpr (requires { a.bout == b.bout; }) {
    if (!(a.bout == b.bout)) return false;
  }
  return true;
}

/// Empty if the two lists agree; otherwise where they first differ.
template <class E, class Same>
std::string difference(const std::vector<E>& got, const std::vector<E>& expected, Same same) {
  const std::size_t n = (std::min)(got.size(), expected.size());
  for (std::size_t i = 0; i < n; ++i) {
    if (!same(got[i], expected[i])) {
      return "event " + std::to_string(i) + " is " + describe(got[i]) + " instead of " +
             describe(expected[i]);
    }
  }
  if (got.size() == expected.size()) return {};
  return std::to_string(got.size()) + " events instead of " + std::to_string(expected.size()) +
         (got.size() > n ? ", the first too many at " + describe(got[n])
                         : ", the first missing at " + describe(expected[n]));
}

template <class E>
std::string difference(const std::vector<E>& got, const std::vector<E>& expected) {
  return difference(got, expected, [](const E& a, const E& b) { return identical(a, b); });
}

template <class Event, class Detector>
void finish_into(std::vector<Event>& events, Detector& detector) {
  if constexpr (std::is_void_v<decltype(detector.finish())>) {
    detector.finish();
  } else {
    retrogait::detail::append_events(events, detector.finish());
  }
}

template <class Detector, class Sample>
using events_of = std::vector<detected_event<Detector, Sample>>;

/// Feeds samples [from, to) without finishing.
template <class Detector, class Sample>
void feed(Detector& detector, const std::vector<Sample>& samples, std::size_t from, std::size_t to,
          events_of<Detector, Sample>& events) {
  for (std::size_t i = from; i < to; ++i) {
    retrogait::detail::append_events(events, detector.update(samples[i]));
  }
}

template <class Detector, class Sample>
std::string copies_differ(const Detector& fresh, const std::vector<Sample>& samples,
                          const events_of<Detector, Sample>& expected, std::uint64_t seed) {
  random_source random(seed);
  events_of<Detector, Sample> events;
  Detector current = fresh;
  std::size_t at = 0;
  while (at < samples.size()) {
    // Chunks from one sample to about a thousand, small ones as likely as large ones.
    const auto length = static_cast<std::size_t>(std::exp2(10 * random.uniform()));
    const std::size_t to = (std::min)(samples.size(), at + length);
    feed(current, samples, at, to, events);
    Detector copy = current;
    events_of<Detector, Sample> ignored;
    feed(current, samples, 0, std::min<std::size_t>(samples.size(), 40), ignored);
    current = std::move(copy);
    at = to;
  }
  finish_into(events, current);
  return difference(events, expected);
}

/// The laws about time: each event with the sample that gave it.
template <class Detector, class Sample>
void check_times(const Detector& fresh, const std::vector<Sample>& samples, law_report& report) {
  using event = detected_event<Detector, Sample>;
  std::string future;
  std::string late;
  std::string disorder;
  double longest_interval = 0;
  double shortest_interval = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const double interval = samples[i].time_s - samples[i - 1].time_s;
    longest_interval = (std::max)(longest_interval, interval);
    shortest_interval = (std::min)(shortest_interval, interval);
  }
  const double gap = samples.size() > 1 ? longest_interval - shortest_interval : 0.0;
  constexpr double rounding_s = 1e-6;
  const double allowed = fresh.latency_s() + gap + rounding_s;
  double known_before = -std::numeric_limits<double>::infinity();
  const auto look_at = [&](const event& e, double now, bool live) {
    if constexpr (has_time<event>) {
      if (!(e.time_s <= now + rounding_s) && future.empty()) {
        future = describe(e) + " was given at " + number(now) + " s";
      }
      if (live && !(now - e.time_s <= allowed) && late.empty()) {
        late = describe(e) + " was given at " + number(now) + " s, " + number(now - e.time_s) +
               " s late; latency_s() is " + number(fresh.latency_s());
      }
    }
    if constexpr (has_known_at<event>) {
      if (!(e.known_at_s <= now + rounding_s) && future.empty()) {
        future = describe(e) + " was given at " + number(now) + " s";
      }
      if (!(e.known_at_s >= known_before) && disorder.empty()) {
        disorder = describe(e) + " after one known at " + number(known_before) + " s";
      }
      known_before = e.known_at_s;
    }
  };
  Detector detector = fresh;
  events_of<Detector, Sample> events;
  for (const Sample& s : samples) {
    events.clear();
    retrogait::detail::append_events(events, detector.update(s));
    for (const event& e : events) look_at(e, s.time_s, true);
  }
  events.clear();
  finish_into(events, detector);
  for (const event& e : events) look_at(e, samples.empty() ? 0.0 : samples.back().time_s, false);
  if constexpr (has_time<event>) {
    report.note("no event from the future", future);
    report.note("latency", late);
  }
  if constexpr (has_known_at<event>) report.note("known in order", disorder);
}

}  // namespace detail

/// Holds an event detector, in the state it is given, to the laws above, on these samples (their
/// times must rise). A recording on which it finds something makes a stronger check.
template <class Detector, class Sample>
requires event_detector<Detector, Sample> law_report check_detector_laws(
    const Detector& fresh, const std::vector<Sample>& samples, std::uint64_t seed = 1) {
  using events_type = detail::events_of<Detector, Sample>;
  law_report report;
  const events_type expected = detect(samples, fresh);
  report.note("determinism", detail::difference(detect(samples, fresh), expected));

  {
    Detector detector = fresh;
    events_type events;
    detail::feed(detector, samples, 0, samples.size(), events);
    detail::finish_into(events, detector);
    report.note("batch equals streaming", detail::difference(events, expected));
  }
  {
    std::string wrong;
    for (std::uint64_t k = 0; k < 4 && wrong.empty(); ++k) {
      wrong = detail::copies_differ(fresh, samples, expected, seed + k);
    }
    report.note("copies are independent", wrong);
  }
  {
    Detector one = fresh;
    Detector other = fresh;
    events_type events;
    events_type ignored;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      retrogait::detail::append_events(events, one.update(samples[i]));
      retrogait::detail::append_events(ignored, other.update(samples[i / 2]));
    }
    detail::finish_into(events, one);
    report.note("objects are independent", detail::difference(events, expected));
  }
  if constexpr (requires(Detector d) { d.reset(); }) {
    std::string wrong;
    for (const bool finished : {false, true}) {
      Detector detector = fresh;
      events_type ignored;
      detail::feed(detector, samples, 0, samples.size() / 2, ignored);
      if (finished) detail::finish_into(ignored, detector);
      detector.reset();
      events_type events;
      detail::feed(detector, samples, 0, samples.size(), events);
      detail::finish_into(events, detector);
      wrong = detail::difference(events, expected);
      if (!wrong.empty()) {
        wrong += finished ? " (after finish and reset)" : " (after reset)";
        break;
      }
    }
    report.note("reset equals fresh", wrong);
  }
  detail::check_times(fresh, samples, report);
  {
    std::string wrong;
    for (std::size_t n = 0; n <= std::min<std::size_t>(2, samples.size()) && wrong.empty(); ++n) {
      const std::vector<Sample> few(samples.begin(),
                                    samples.begin() + static_cast<std::ptrdiff_t>(n));
#if defined(__cpp_exceptions)
      try {
        detect(few, fresh);
      } catch (const std::exception& e) {
        wrong = std::to_string(n) + " samples make it throw: " + e.what();
      }
#else
      detect(few, fresh);
#endif
    }
    report.note("short recordings", wrong);
  }
  if (counts_allocations()) {
    Detector detector = fresh;
    std::string wrong;
    for (const Sample& s : samples) {
      const std::size_t before = allocations();
      const auto output = detector.update(s);
      const std::size_t after = allocations();
      static_cast<void>(output);
      if (after != before) {
        wrong = std::to_string(after - before) + " allocations in update at " +
                detail::number(s.time_s) + " s";
        break;
      }
    }
    report.note("no heap", wrong);
  }
  return report;
}

/// Holds f to: a transformed recording gives the transformed events.
///
/// plain sees the samples, transformed sees on_sample(sample); the events of the second must be
/// those of the first after on_event, in number, kind, side, direction and bout, with times within
/// tolerance_s.
template <class Detector, class Sample, class OnSample, class OnEvent>
requires event_detector<Detector, Sample> law_report check_equivariance(
    const std::string& law, const Detector& plain, const Detector& transformed,
    const std::vector<Sample>& samples, OnSample on_sample, OnEvent on_event, double tolerance_s) {
  using event = detected_event<Detector, Sample>;
  std::vector<event> expected;
  for (const event& e : detect(samples, plain)) expected.push_back(on_event(e));
  std::vector<Sample> changed;
  changed.reserve(samples.size());
  for (const Sample& s : samples) changed.push_back(on_sample(s));
  law_report report;
  report.note(law, detail::difference(detect(changed, transformed), expected,
                                      [tolerance_s](const event& a, const event& b) {
                                        return detail::alike(a, b, tolerance_s);
                                      }));
  return report;
}

/// Events move with the clock. Times of day carry fewer digits than times near zero, hence a
/// tolerance; a shift of a power of two keeps it small.
template <class Detector, class Sample>
law_report check_time_shift(const Detector& detector, const std::vector<Sample>& samples,
                            double shift_s = 4096.0, double tolerance_s = 1e-6) {
  return check_equivariance(
      "time shift", detector, detector, samples,
      [shift_s](Sample s) {
        s.time_s += shift_s;
        return s;
      },
      [shift_s](auto e) {
        e.time_s += shift_s;
        if constexpr (detail::has_known_at<decltype(e)>) e.known_at_s += shift_s;
        return e;
      },
      tolerance_s);
}

/// A sensor whose acceleration is off by a factor gives the same events.
template <class Detector, class Sample>
law_report check_gain(const Detector& detector, const std::vector<Sample>& samples, double factor,
                      double tolerance_s = 1e-6) {
  using T = typename Sample::scalar;
  return check_equivariance(
      "gain", detector, detector, samples,
      [factor](Sample s) {
        s.acc_m_s2 *= static_cast<T>(factor);
        return s;
      },
      [](auto e) { return e; }, tolerance_s);
}

/// A walk seen in a mirror has left and right exchanged and is otherwise the same. left is the
/// device axis that points left or right. Angular rates are axial vectors: the mirror keeps the one
/// about its own normal and turns the other two round.
template <class Detector, class Sample>
law_report check_mirror(const Detector& detector, const std::vector<Sample>& samples,
                        device_axis left, double tolerance_s = 1e-6) {
  return check_equivariance(
      "left/right mirror", detector, detector, samples,
      [left](Sample s) {
        s.acc_m_s2[left.index] = -s.acc_m_s2[left.index];
        if constexpr (requires { s.gyr_rad_s; }) {
          s.gyr_rad_s = -s.gyr_rad_s;
          s.gyr_rad_s[left.index] = -s.gyr_rad_s[left.index];
        }
        return s;
      },
      [](auto e) {
        if constexpr (requires { e.side = opposite(e.side); }) e.side = opposite(e.side);
        return e;
      },
      tolerance_s);
}

/// A sensor worn the other way round gives the same events: rotation is v_new = rotation * v_old,
/// and turned is the same detector, told of the new mounting where it needs to be.
template <class Detector, class Sample>
law_report check_rotation(const Detector& detector, const Detector& turned,
                          const std::vector<Sample>& samples, const Eigen::Matrix3d& rotation,
                          double tolerance_s = 1e-6) {
  using T = typename Sample::scalar;
  const Eigen::Matrix<T, 3, 3> r = rotation.cast<T>();
  return check_equivariance(
      "mounting rotation", detector, turned, samples,
      [r](Sample s) {
        s.acc_m_s2 = (r * s.acc_m_s2).eval();
        if constexpr (requires { s.gyr_rad_s; }) s.gyr_rad_s = (r * s.gyr_rad_s).eval();
        return s;
      },
      [](auto e) { return e; }, tolerance_s);
}

/// Holds a sample map to: determinism, independent copies, and reset equals fresh. Outputs are
/// compared with ==.
template <class Map, class Item>
requires sample_map<Map, Item> law_report check_map_laws(const Map& fresh,
                                                         const std::vector<Item>& items) {
  law_report report;
  const auto expected = map(items, fresh);
  using outputs = std::remove_const_t<decltype(expected)>;
  const auto first_difference = [&](const outputs& got) -> std::string {
    for (std::size_t i = 0; i < expected.size(); ++i) {
      if (!(got[i] == expected[i])) return "output " + std::to_string(i) + " differs";
    }
    return {};
  };
  report.note("determinism", first_difference(map(items, fresh)));
  {
    outputs got;
    Map current = fresh;
    for (std::size_t i = 0; i < items.size(); ++i) {
      Map copy = current;
      current(items[items.size() - 1 - i]);  // what the original sees must not reach its copy
      got.push_back(copy(items[i]));
      current = std::move(copy);
    }
    report.note("copies are independent", first_difference(got));
  }
  {
    Map used = fresh;
    for (std::size_t i = 0; i < items.size() / 2; ++i) used(items[i]);
    used.reset();
    outputs got;
    for (const Item& item : items) got.push_back(used(item));
    report.note("reset equals fresh", first_difference(got));
  }
  return report;
}

/// Holds an accumulator to: merging the parts equals filling with the whole, for any cut, and
/// merging with an empty one changes nothing. same(a, b) compares two values of value().
template <class Accumulator, class Item, class Same>
requires accumulator<Accumulator, Item> law_report check_accumulator_laws(
    const Accumulator& empty, const std::vector<Item>& items, Same same, std::uint64_t seed = 1) {
  law_report report;
  const auto fill = [&](std::size_t from, std::size_t to) {
    Accumulator a = empty;
    for (std::size_t i = from; i < to; ++i) a(items[i]);
    return a;
  };
  const Accumulator whole = fill(0, items.size());
  random_source random(seed);
  std::string wrong;
  for (int round = 0; round < 8 && wrong.empty() && !items.empty(); ++round) {
    const auto draw = [&] {
      return static_cast<std::size_t>(random.uniform() * static_cast<double>(items.size() + 1));
    };
    std::size_t first = draw();
    std::size_t second = draw();
    if (first > second) std::swap(first, second);
    Accumulator left = fill(0, first);
    left += fill(first, second);
    left += fill(second, items.size());
    Accumulator right = fill(first, second);
    right += fill(second, items.size());
    Accumulator nested = fill(0, first);
    nested += right;
    if (!same(left.value(), whole.value()) || !same(nested.value(), whole.value())) {
      wrong = "cut at " + std::to_string(first) + " and " + std::to_string(second) + " of " +
              std::to_string(items.size());
    }
  }
  report.note("merge equals fill", wrong);
  Accumulator before = empty;
  before += whole;
  Accumulator after = whole;
  after += empty;
  const bool neutral = same(before.value(), whole.value()) && same(after.value(), whole.value());
  report.note("empty is neutral", neutral ? "" : "merging with an empty one changes the value");
  return report;
}

/// The same for plain numbers, equal up to that relative difference.
template <class Accumulator, class Item>
requires accumulator<Accumulator, Item> law_report check_accumulator_laws(
    const Accumulator& empty, const std::vector<Item>& items, double relative_tolerance = 1e-12) {
  return check_accumulator_laws(empty, items, [relative_tolerance](double a, double b) {
    return a == b || std::abs(a - b) <= relative_tolerance * (std::max)(std::abs(a), std::abs(b));
  });
}

namespace detail {

/// The first kind of sample that the detector takes.
template <class Detector>
auto sample_for() {
  if constexpr (event_detector<Detector, acc_sample<double>>) {
    return acc_sample<double>{};
  } else if constexpr (event_detector<Detector, acc_sample<float>>) {
    return acc_sample<float>{};
  } else if constexpr (event_detector<Detector, imu_sample<double>>) {
    return imu_sample<double>{};
  } else {
    static_assert(event_detector<Detector, imu_sample<float>>,
                  "the detector takes none of acc_sample<double>, acc_sample<float>, "
                  "imu_sample<double>, imu_sample<float>; see core/concepts.hpp for what it needs");
    return imu_sample<float>{};
  }
}

}  // namespace detail

/// A recording as a vector of samples of that kind.
template <class Sample>
std::vector<Sample> samples_of(const recording& r) {
  constexpr bool wants_gyr = requires(Sample s) {
    s.gyr_rad_s;
  };
  if constexpr (wants_gyr) {
    RETROGAIT_ASSERT(r.has_gyroscope(), "the detector needs a gyroscope; the recording has none");
  }
  const sample_view<Sample> view(r.time_s.data(), r.acc_m_s2.data(),
                                 wants_gyr ? r.gyr_rad_s.data() : nullptr, r.acc_m_s2.outerStride(),
                                 r.size());
  return {view.begin(), view.end()};
}

/// Holds a detector to the laws on the walk of a virtual_walker or a virtual_leg, at the first of its
/// placements.
template <class Detector, class Walker>
law_report check_laws(const Detector& detector, const Walker& walker) {
  using sample = decltype(detail::sample_for<Detector>());
  const auto walk = walker.walk();
  RETROGAIT_ASSERT(!walk.recordings.empty(), "the virtual walker wears no sensor");
  return check_detector_laws(detector, samples_of<sample>(walk.recordings.front()));
}

/// The same for a detector as its default constructor makes it.
template <std::default_initializable Detector, class Walker>
law_report check_laws(const Walker& walker) {
  return check_laws(Detector{}, walker);
}

}  // namespace retrogait::testing

#ifndef RETROGAIT_TEST_FAIL
#define RETROGAIT_TEST_FAIL(text) throw std::runtime_error(text)
#endif

/// Fails the surrounding test function unless a default-constructed detector keeps the laws on that
/// virtual walker's (or leg's) walk. A type whose name holds a comma needs an alias.
#define RETROGAIT_CHECK_LAWS(detector_type, ...)                           \
  do {                                                                     \
    const ::retrogait::testing::law_report retrogait_report =              \
        ::retrogait::testing::check_laws<detector_type>(__VA_ARGS__);      \
    if (!retrogait_report.ok()) {                                          \
      RETROGAIT_TEST_FAIL(#detector_type ":\n" + retrogait_report.text()); \
    }                                                                      \
  } while (false)

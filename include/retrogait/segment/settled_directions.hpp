#pragma once
/// @file
/// The first contacts of a bout come before its direction is known. Here they wait for it, within a
/// stated delay: live, around any detector, and for a list of contacts.

#include <retrogait/core/concepts.hpp>
#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/math/ring_buffer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace retrogait {

struct settle_params {
  /// How long in seconds a contact of unknown direction waits for the first one of its bout that has
  /// one. Longer: fewer stay unknown, and a live program hears of them later. [engineering choice: on
  /// people held out the direction was known 1.2 s after a bout was found, or never in it]
  double longest_wait_s = 3;
  /// Probability that the mounting is right, such as mounting_estimate::probability. A direction's
  /// probability is multiplied by it, as an answer needs both. 1: stated by the person who wore it.
  double mounting_probability = 1;
  /// Probability from which on that product is an answer; below it the direction is unknown.
  /// [engineering choice: as direction_params::certainty]
  double certainty = 0.9;

  issues validate() const {
    issues found;
    if (!(longest_wait_s >= 0 && longest_wait_s <= 60)) {
      found.push_back({"longest_wait_s", "must lie in [0, 60]"});
    }
    if (!(mounting_probability >= 0 && mounting_probability <= 1)) {
      found.push_back({"mounting_probability", "must lie in [0, 1]"});
    }
    if (!(certainty >= 0.5 && certainty < 1)) {
      found.push_back({"certainty", "must lie in [0.5, 1)"});
    }
    return found;
  }
  friend bool operator==(const settle_params&, const settle_params&) = default;
};

/// The rule, contact by contact: a contact of unknown direction at the beginning of a bout, before
/// the first one that has a direction, takes direction and probability of that one if it is known at
/// most longest_wait_s later (known_at_s of either); its known_at_s becomes that one's. All others
/// stay as they are, but for mounting_probability. An answer once given is never taken back, and
/// contacts keep their order.
///
/// Takes contacts in the order in which one detector gave them; next() gives out those that are
/// settled. Ask it after every push until it gives none. No heap.
class direction_settler {
 public:
  /// Most contacts that wait. If there are more, the oldest stays unknown: 3 s hold 24 contacts at the
  /// fastest pace, and those that open a bout come on top.
  static constexpr std::size_t capacity = 64;

  /// Errors: config_error.
  explicit direction_settler(const settle_params& params = {})
      : params_((throw_if_any(params.validate()), params)) {}

  void push(contact c) {
    pass_time(c.known_at_s);
    if (c.bout != bout_) {
      settled_ = waiting_.size();
      bout_ = c.bout;
      known_ = false;
    }
    c.direction = with_mounting(c.direction);
    if (!known_ && c.direction.value != direction::unknown) {
      known_ = true;
      for (std::size_t i = settled_; i < waiting_.size(); ++i) {
        waiting_[i].direction = c.direction;
        waiting_[i].known_at_s = c.known_at_s;
      }
    }
    waiting_.push_back(c);
    if (known_) settled_ = waiting_.size();
    if (waiting_.full()) settled_ = (std::max)(settled_, std::size_t{1});
  }

  /// It is that late: nothing that was known before is still to come.
  void pass_time(double now_s) {
    while (settled_ < waiting_.size() &&
           waiting_[settled_].known_at_s + params_.longest_wait_s < now_s) {
      ++settled_;
    }
  }

  /// Nothing more is to come.
  void close() { settled_ = waiting_.size(); }

  std::optional<contact> next() {
    if (settled_ == 0) return std::nullopt;
    const contact c = waiting_.front();
    waiting_.pop_front();
    --settled_;
    return c;
  }

  void reset() { *this = direction_settler(params_); }

  const settle_params& params() const { return params_; }

  friend bool operator==(const direction_settler&, const direction_settler&) = default;

 private:
  direction_estimate with_mounting(direction_estimate e) const {
    if (params_.mounting_probability >= 1) return e;
    e.probability *= params_.mounting_probability;
    if (e.probability < params_.certainty) e.value = direction::unknown;
    e.probability = (std::max)(e.probability, 0.5);
    return e;
  }

  settle_params params_;
  static_ring<contact, capacity> waiting_;
  std::size_t settled_ = 0;  // so many at the front are not waiting any more
  std::uint32_t bout_ = 0;
  bool known_ = false;  // the direction of this bout
};

/// Whole recording: the contacts of one detector, in the order in which it gave them (of two feet:
/// each foot's, before merge_contacts), with the rule of direction_settler.
///
/// Errors: config_error.
inline std::vector<contact> settle_directions(const std::vector<contact>& contacts,
                                              const settle_params& params = {}) {
  direction_settler settler(params);
  std::vector<contact> settled;
  settled.reserve(contacts.size());
  const auto drain = [&] {
    while (const auto c = settler.next()) settled.push_back(*c);
  };
  for (const contact& c : contacts) {
    settler.push(c);
    drain();
  }
  settler.close();
  drain();
  return settled;
}

/// Event detector around any detector of contacts: live what settle_directions is for a list, with
/// the same contacts, bit for bit, of a detector whose contacts are known at the time of the sample
/// that brings them. No heap.
///
/// Latency: the detector's and longest_wait_s; within a bout whose direction is known, the detector's
/// own.
template <class Detector>
class settled_detector {
 public:
  static constexpr std::size_t finish_capacity =
      direction_settler::capacity + event_capacity<decltype(std::declval<Detector&>().finish())>;

  /// Errors: config_error.
  explicit settled_detector(Detector detector = Detector{}, const settle_params& params = {})
      : detector_(std::move(detector)), settler_(params) {}

  template <class Sample>
  requires event_detector<Detector, Sample> event_buffer<contact, direction_settler::capacity>
  update(const Sample& s) {
    event_buffer<contact, direction_settler::capacity> out;
    if (const std::optional<contact> c = detector_.update(s)) settler_.push(*c);
    settler_.pass_time(s.time_s);
    while (const auto c = settler_.next()) out.push_back(*c);
    return out;
  }

  event_buffer<contact, finish_capacity> finish() {
    event_buffer<contact, finish_capacity> out;
    const auto drain = [&] {
      while (const auto c = settler_.next()) out.push_back(*c);
    };
    if constexpr (std::is_void_v<decltype(detector_.finish())>) {
      detector_.finish();
    } else {
      for (const contact& c : detector_.finish()) {
        settler_.push(c);
        drain();
      }
    }
    settler_.close();
    drain();
    return out;
  }

  double latency_s() const { return detector_.latency_s() + settler_.params().longest_wait_s; }

  void reset() {
    detector_.reset();
    settler_.reset();
  }

  const Detector& detector() const { return detector_; }
  const settle_params& params() const { return settler_.params(); }

  friend bool operator==(const settled_detector&, const settled_detector&) = default;

 private:
  Detector detector_;
  direction_settler settler_;
};

}  // namespace retrogait

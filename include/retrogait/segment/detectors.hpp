#pragma once
/// @file
/// All detectors of contacts, by name: what each is, and one type that holds any of them.

#include <retrogait/core/concepts.hpp>
#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/mounting.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/core/run.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/core/words.hpp>
#include <retrogait/segment/foot_detector.hpp>
#include <retrogait/segment/limb_detector.hpp>
#include <retrogait/segment/mccamley_detector.hpp>
#include <retrogait/segment/rai_detector.hpp>
#include <retrogait/segment/salarian_detector.hpp>
#include <retrogait/segment/shin_detector.hpp>
#include <retrogait/segment/step_counter.hpp>
#include <retrogait/segment/step_detector.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace retrogait {

/// What every detector of contacts offers: it takes samples with angular rate (and, unless its
/// description says that it needs a gyroscope, samples without), gives contacts, and is regular.
template <class Detector, class T = double>
concept contact_detector = event_detector<Detector, imu_sample<T>> &&
    std::same_as<detected_event<Detector, imu_sample<T>>, contact> && std::regular<Detector> &&
    requires(Detector d) {
  d.reset();
};

/// What a detector is, needs and finds.
struct detector_description {
  std::string_view name;  ///< as make_detector takes it
  std::string_view title;
  std::string_view citation;              ///< empty for this library's own
  std::span<const placement> placements;  ///< where it was made for
  bool needs_gyroscope = false;
  bool finds_final_contacts = false;
  bool finds_sides = false;       ///< by itself; a sensor on a leg has the side it is worn on
  bool finds_directions = false;  ///< where the sensor's mounting is known
  bool finds_bouts = false;       ///< otherwise contact::bout is 0

  constexpr bool suits(placement where) const {
    for (const placement p : placements) {
      if (p == where) return true;
    }
    return false;
  }
};

namespace detail {

inline constexpr std::array lower_back{placement::lumbar};
inline constexpr std::array anywhere{placement::phone, placement::lumbar};
inline constexpr std::array feet{placement::left_foot, placement::right_foot};
inline constexpr std::array shanks{placement::left_shank, placement::right_shank};
inline constexpr std::array shanks_and_feet{placement::left_shank, placement::right_shank,
                                            placement::left_foot, placement::right_foot};
inline constexpr std::array thighs{placement::left_thigh, placement::right_thigh};

}  // namespace detail

/// Every detector of the library.
inline constexpr std::array detector_table{
    detector_description{.name = "retrogait-lower-back",
                         .title = "templates of walking forward and backward",
                         .citation = "",
                         .placements = detail::lower_back,
                         .finds_final_contacts = true,
                         .finds_sides = true,
                         .finds_directions = true,
                         .finds_bouts = true},
    detector_description{.name = "retrogait-foot",
                         .title = "swings and ways of the foot",
                         .citation = "",
                         .placements = detail::feet,
                         .needs_gyroscope = true,
                         .finds_final_contacts = true,
                         .finds_directions = true,
                         .finds_bouts = true},
    detector_description{.name = "retrogait-shank",
                         .title = "swings of the shank",
                         .citation = "",
                         .placements = detail::shanks,
                         .needs_gyroscope = true,
                         .finds_final_contacts = true,
                         .finds_directions = true,
                         .finds_bouts = true},
    detector_description{.name = "retrogait-thigh",
                         .title = "swings of the thigh and the trunk's jolts along it",
                         .citation = "",
                         .placements = detail::thighs,
                         .needs_gyroscope = true,
                         .finds_final_contacts = true,
                         .finds_directions = true,
                         .finds_bouts = true},
    detector_description{.name = "retrogait-anywhere",
                         .title = "running autocorrelation of the norm and the phase of its wave",
                         .citation = "",
                         .placements = detail::anywhere,
                         .finds_bouts = true},
    detector_description{
        .name = "mccamley-2012",
        .title = "wavelet transform of the vertical acceleration",
        .citation = "McCamley, Donati, Grimpampi, Mazzà 2012, Gait & Posture 36:316–318",
        .placements = detail::lower_back,
        .finds_final_contacts = true,
        .finds_sides = true},
    detector_description{.name = "shin-2011",
                         .title = "zero crossings of the norm in windows that follow the cadence",
                         .citation = "Shin, Park 2011, Medical Engineering & Physics 33:1064–1071",
                         .placements = detail::anywhere},
    detector_description{.name = "rai-2012",
                         .title = "normalised autocorrelation of the norm",
                         .citation = "Rai, Chintalapudi, Padmanabhan, Sen 2012, MobiCom, 293–304",
                         .placements = detail::anywhere,
                         .finds_bouts = true},
    detector_description{
        .name = "salarian-2004",
        .title = "extremes of the angular rate of the shank",
        .citation = "Salarian, Russmann, Vingerhoets, Dehollain, Blanc, Burkhard, Aminian 2004, "
                    "IEEE Transactions on Biomedical Engineering 51:1434–1443",
        .placements = detail::shanks_and_feet,
        .needs_gyroscope = true,
        .finds_final_contacts = true},
};

/// The detector of that name; nothing if there is none.
constexpr const detector_description* find_detector(std::string_view name) {
  for (const detector_description& d : detector_table) {
    if (d.name == name) return &d;
  }
  return nullptr;
}

/// The name of the detector to take for a sensor worn there, where nothing else was asked for.
constexpr std::string_view default_detector_for(placement where) {
  switch (where) {
    case placement::left_foot:
    case placement::right_foot:
      return "retrogait-foot";
    case placement::left_shank:
    case placement::right_shank:
      return "retrogait-shank";
    case placement::left_thigh:
    case placement::right_thigh:
      return "retrogait-thigh";
    case placement::phone:
      return "retrogait-anywhere";
    case placement::lumbar:
      break;
  }
  return "retrogait-lower-back";
}

/// What a detector needs to know of the sensor.
struct detector_options {
  double rate_hz = 100;                             ///< nominal rate in Hz
  retrogait::mounting mounting{};                   ///< how it is worn
  retrogait::side side = retrogait::side::unknown;  ///< of the leg that wears it
  bool on_foot = false;                             ///< worn on the foot

  friend bool operator==(const detector_options&, const detector_options&) = default;
};

/// The options that a recording states. Its rate is 0, which no detector takes, if it has fewer than
/// two samples.
inline detector_options options_for(const recording& r) {
  return {.rate_hz = r.rate_hz(),
          .mounting = r.mounting,
          .side = side_of(r.placement),
          .on_foot = r.placement == placement::left_foot || r.placement == placement::right_foot};
}

namespace detail {

template <class Variant>
struct most_at_finish;

template <class... Detectors>
struct most_at_finish<std::variant<Detectors...>> {
  static constexpr std::size_t value =
      (std::max)({event_capacity<decltype(std::declval<Detectors&>().finish())>...});
};

template <class T, class Variant>
inline constexpr bool all_contact_detectors = false;
template <class T, class... Detectors>
inline constexpr bool all_contact_detectors<T, std::variant<Detectors...>> =
    (contact_detector<Detectors, T> && ...);

}  // namespace detail

/// Event detector: any detector of the table, chosen when the program runs. A value as they all are:
/// copyable, comparable, in memory of its own.
///
/// update takes an imu_sample, or an acc_sample unless the description says needs_gyroscope: such a
/// sample is then left out. Everything else, latency included, is that of the detector held.
template <std::floating_point T = double>
class any_detector {
 public:
  using variant =
      std::variant<step_detector<T>, foot_detector<T>, limb_detector<T>, step_counter<T>,
                   mccamley_detector<T>, shin_detector<T>, rai_detector<T>, salarian_detector<T>>;
  static_assert(detail::all_contact_detectors<T, variant>);
  static constexpr std::size_t finish_capacity = detail::most_at_finish<variant>::value;

  /// The default detector for the lower back.
  any_detector() = default;

  explicit any_detector(variant detector) : held_(std::move(detector)) {}

  std::optional<contact> update(const acc_sample<T>& s) { return take(s); }
  std::optional<contact> update(const imu_sample<T>& s) { return take(s); }

  event_buffer<contact, finish_capacity> finish() {
    event_buffer<contact, finish_capacity> rest;
    std::visit(
        [&rest](auto& detector) {
          for (const contact& c : detector.finish()) rest.push_back(c);
        },
        held_);
    return rest;
  }

  double latency_s() const {
    return std::visit([](const auto& detector) { return detector.latency_s(); }, held_);
  }

  void reset() {
    std::visit([](auto& detector) { detector.reset(); }, held_);
  }

  /// The detector itself: ask std::holds_alternative, or std::visit.
  const variant& held() const { return held_; }

  friend bool operator==(const any_detector&, const any_detector&) = default;

 private:
  template <class Sample>
  std::optional<contact> take(const Sample& s) {
    return std::visit(
        [&s](auto& detector) -> std::optional<contact> {
          if constexpr (requires { detector.update(s); }) {
            return detector.update(s);
          } else {
            return std::nullopt;
          }
        },
        held_);
  }

  variant held_;
};

namespace detail {

template <class Detector>
using params_of = std::remove_cvref_t<decltype(std::declval<const Detector&>().params())>;

template <class Variant, class Detector>
Variant detector_with(params_of<Detector> params, const detector_options& options) {
  params.rate_hz = options.rate_hz;
  if constexpr (requires { params.mounting; }) params.mounting = options.mounting;
  if constexpr (requires { params.side; }) params.side = options.side;
  if constexpr (requires { params.on_foot; }) params.on_foot = options.on_foot;
  if constexpr (requires { params.final_contacts; }) params.final_contacts = true;
  return Variant(Detector(params));
}

template <class Variant, class Detector>
Variant plain_detector(const detector_options& options) {
  return detector_with<Variant, Detector>({}, options);
}

template <class Variant, class T, limb_segment Segment>
Variant detector_of_limb(const detector_options& options) {
  return detector_with<Variant, limb_detector<T>>({.segment = Segment}, options);
}

// In the order of detector_table.
template <class T, class V = typename any_detector<T>::variant>
inline constexpr std::array<V (*)(const detector_options&), detector_table.size()> detector_makers{
    plain_detector<V, step_detector<T>>,         plain_detector<V, foot_detector<T>>,
    detector_of_limb<V, T, limb_segment::shank>, detector_of_limb<V, T, limb_segment::thigh>,
    plain_detector<V, step_counter<T>>,          plain_detector<V, mccamley_detector<T>>,
    plain_detector<V, shin_detector<T>>,         plain_detector<V, rai_detector<T>>,
    plain_detector<V, salarian_detector<T>>};

}  // namespace detail

/// The detector of that name, for that sensor.
///
/// Errors: config_error that lists all names if this is none of them, or from the detector's own
/// parameters.
template <std::floating_point T = double>
any_detector<T> make_detector(std::string_view name, const detector_options& options = {}) {
  const auto place = static_cast<std::size_t>(
      std::find_if(detector_table.begin(), detector_table.end(),
                   [name](const detector_description& d) { return d.name == name; }) -
      detector_table.begin());
  if (place == detector_table.size()) {
    std::string known;
    for (const detector_description& d : detector_table) {
      known += (known.empty() ? "" : ", ") + std::string(d.name);
    }
    throw_if_any({{"detector", "'" + std::string(name) + "' is none of " + known}});
  }
  return any_detector<T>(detail::detector_makers<T>[place](options));
}

/// Every contact that the detector finds in the recording, with its gyroscope where it has one: none
/// if the detector needs one that the recording lacks, which its description tells beforehand.
inline std::vector<contact> detect_contacts(const recording& r, const any_detector<double>& d) {
  return r.has_gyroscope() ? detect(r.samples(), d) : detect(r.acceleration(), d);
}

}  // namespace retrogait

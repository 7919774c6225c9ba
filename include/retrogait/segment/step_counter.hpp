#pragma once
/// @file
/// Steps from an accelerometer carried anywhere: in a hand, a pocket, a bag, on an arm or a leg.
/// Only the acceleration's magnitude is used, so it does not matter how the sensor lies or turns.

#include <retrogait/core/errors.hpp>
#include <retrogait/core/events.hpp>
#include <retrogait/core/sample.hpp>
#include <retrogait/imu/grid_resampler.hpp>
#include <retrogait/math/ring_buffer.hpp>
#include <retrogait/math/window_buffer.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <optional>

namespace retrogait {

struct step_counter_params {
  /// The sensor's nominal rate in Hz. Only latency_s() rests on it: samples are placed by their own
  /// times, whatever the rate.
  double rate_hz = 100;
  /// Shortest mean step time in seconds. A movement that repeats faster is not walking. The longest
  /// is 1.3 s, shuffling at 46 steps a minute. [engineering choice: running at 214 steps a minute]
  double min_step_time_s = 0.28;
  /// Contacts in a row that open a bout. [engineering choice: three steps]
  int min_contacts = 4;
  /// Regularity (0 to 1) that a movement must keep up to be walking. Higher: fewer steps made up in
  /// vehicles and by hands, fewer found in irregular walking. [tuned, see docs/accuracy.md]
  double regularity = 0.47;
  /// How like the steps before it a step must be: correlation of their waveforms. [tuned: in steady
  /// walking 19 of 20 steps reach 0.82]
  double similarity = 0.7;
  /// Lowest amplitude at the step frequency, as a share of gravity. [engineering choice: shuffling
  /// at 0.3 m/s; the weakest percentile of steps in the recordings has 0.02]
  double least_share = 0.015;
  /// How long after the contact the magnitude peaks, in seconds. It differs between placements:
  /// medians of -20 to 30 ms for one person's phones in hand, pouch, pockets and on the arm, 75 ms
  /// for another phone in that hand, 35 to 80 ms at the lower back. [about the middle of these]
  double contact_lead_s = 0.04;

  issues validate() const;
  friend bool operator==(const step_counter_params&, const step_counter_params&) = default;
};

inline issues step_counter_params::validate() const {
  issues found;
  require(found, rate_hz >= 10 && rate_hz <= 10000, "rate_hz", "must lie in [10, 10000]");
  require(found, min_step_time_s >= 0.2 && min_step_time_s <= 1, "min_step_time_s",
          "must lie in [0.2, 1]");
  require(found, min_contacts >= 3 && min_contacts <= 12, "min_contacts", "must lie in [3, 12]");
  require(found, regularity > 0 && regularity < 1, "regularity", "must lie in (0, 1)");
  require(found, similarity > 0 && similarity < 1, "similarity", "must lie in (0, 1)");
  require(found, least_share > 0 && least_share < 1, "least_share", "must lie in (0, 1)");
  require(found, contact_lead_s >= 0 && contact_lead_s <= 0.2, "contact_lead_s",
          "must lie in [0, 0.2]");
  return found;
}

/// Event detector: update(sample) → optional contact. Contacts are initial contacts of unknown side
/// and direction, one a step.
///
/// How it works, on a 50 Hz grid of the magnitude, in shares of its own mean (so that the sensor's
/// scale does not matter):
/// 1. Step time. A leaky autocorrelation of the band-passed magnitude, normalised lag by lag. A
///    step time counts by the correlation one step and one stride (two steps) back: in a trouser
///    pocket and on a leg only strides repeat, on the trunk both do. Which of step time, half or
///    double it is to be believed follows from how strong the movement is (stronger movement is
///    quicker) and, within a bout, from what it was before. If half of it repeats as well and would
///    be too quick for steps, the movement is something else.
/// 2. Regularity. By how much the two correlations exceed params().regularity, summed over time
///    between two bounds (a sequential test): clear walking opens a bout at once, doubtful movement
///    needs longer, and weak movement, as in a vehicle, must be more regular.
/// 3. Contacts. A Gaussian-windowed wave of the step time, blind to the stride, slides over the
///    magnitude; a step is where its phase passes zero, which happens once a step however many
///    peaks the magnitude has. When a bout opens, the last seconds are gone through again with the
///    step time known by then.
/// 4. A step must be like one of the two before it, and not much weaker than its bout. The first
///    one that is not is still given out (the step that closes a bout); further ones wait until
///    walking goes on, and are dropped if it does not: somebody took the phone from the pocket.
///
/// The time of a contact is that of the peak at the step frequency less contact_lead_s. How far the
/// peak lies behind the contact depends on where the sensor is carried; expect ±50 ms.
///
/// Limits: shaking as regular as running (2 to 3.5 Hz), or a vehicle that sways as regularly as
/// somebody walks, gives steps. The last half step before standing still hardly moves a trunk and
/// is often missed. Walking whose steps are all unlike each other is not recognised: use
/// step_detector on the lower back.
///
/// A sample that is not finite is a lost sample. Up to 0.7 s of lost samples are bridged.
///
/// Latency: contact_latency_s() within a bout, latency_s() for contacts that open one or waited. No
/// heap, no clock, no thread. All state is in the object: copy it and go on from the copy.
///
/// Errors: config_error from the constructor.
template <std::floating_point T = double>
class step_counter {
 public:
  /// Most contacts that open a bout together.
  static constexpr std::size_t run_capacity = 16;

  explicit step_counter(const step_counter_params& params = {})
      : params_((throw_if_any(params.validate()), params)) {
    make_filters();
    tune_wave(usual_step_time_s);
  }

  std::optional<contact> update(const acc_sample<T>& s) { return take(s); }
  std::optional<contact> update(const imu_sample<T>& s) { return take(s); }

  /// The recording ends: gives out what is waiting, and what a stretch of stillness after the last
  /// sample would bring to light.
  event_buffer<contact, 4 * run_capacity> finish() {
    event_buffer<contact, 4 * run_capacity> rest;
    const auto drain = [&] {
      while (!waiting_.empty()) rest.push_back(give_out());
    };
    drain();
    for (std::size_t i = 0; i < half_wave && moving_ > 0; ++i) {
      on_motion(time_s_ + grid_period_s, gravity_);
    }
    drain();
    return rest;
  }

  /// Longest time from a contact to its report.
  double latency_s() const {
    return contact_latency_s() + (std::max)(look_back_s, longest_wait_s) +
           run_capacity / params_.rate_hz;
  }

  /// The same within an open bout, for a step that is like those before it.
  double contact_latency_s() const {
    return params_.contact_lead_s + (half_wave + 1.5) * grid_period_s + 1 / params_.rate_hz;
  }

  void reset() { *this = step_counter(params_); }

  const step_counter_params& params() const { return params_; }

  /// The mean step time in seconds, as believed by now; 0 outside of bouts.
  double step_time_s() const { return in_bout_ ? step_time_s_ : 0.0; }

  friend bool operator==(const step_counter&, const step_counter&) = default;

 private:
  static constexpr double grid_period_s = 0.02;
  static constexpr std::size_t look_every = 5;  // grid samples between two looks at the step time
  static constexpr std::size_t longest_lag = 130;  // a stride of 2.6 s
  static constexpr std::size_t shortest_lag = 4;   // 12.5 Hz: what shakes that fast is seen
  static constexpr std::size_t half_wave = 40;
  static constexpr std::size_t half_band = 25;
  static constexpr std::size_t half_smooth = 6;
  static constexpr std::size_t widest_half_step = 33;  // so that a newest step has its second half
  static constexpr std::size_t look_back_samples = 200;
  static constexpr std::size_t history = look_back_samples + 2 * half_wave + 2;
  static constexpr int still_after = 150;  // grid samples of stillness before it rests: 3 s
  static constexpr std::size_t wait_capacity = 4;

  static constexpr double look_back_s = look_back_samples * grid_period_s;
  static constexpr double longest_wait_s = 3.0;
  static constexpr double memory_s = 2.5;   // of the autocorrelation
  static constexpr double gravity_s = 4.0;  // of the mean magnitude
  static constexpr double still_share = 0.02;
  // Quick enough for the widest of a step's peaks, slow enough for its ringing.
  static constexpr double smooth_s = 0.04;
  // Width of the wave in step times: narrower ones ring less, wider ones hear less noise.
  static constexpr double wave_width = 0.5;

  static constexpr double usual_step_time_s = 0.55;
  static constexpr double usual_strength = 0.15;  // RMS as a share of gravity at that step time
  static constexpr double step_weight = 0.5;      // of one step's correlation; a stride's counts 1
  static constexpr double stride_alone = 0.12;    // what a stride's correlation alone counts less
  static constexpr double steadiness = 3.0;       // against a change of the step time in a bout
  static constexpr double too_quick = 0.7;

  static constexpr double opens_at = 0.1;  // summed excess of regularity, in seconds
  static constexpr double sum_limit = 0.5;
  static constexpr double weakness_weight = 0.15;
  static constexpr double weak_below = 0.1;  // RMS as a share of gravity

  static constexpr double strong_share = 0.3;  // of the bout's amplitude: a step like the others
  static constexpr double least_of_bout = 0.15;
  static constexpr double opening_similarity = 0.05;  // above that within a bout

  struct phasor {
    double phase = 0;
    double amplitude = 0;  // as a share of gravity
    friend bool operator==(const phasor&, const phasor&) = default;
  };

  struct candidate {
    double time_s = 0;
    double amplitude = 0;
    double similarity = 0;
    friend bool operator==(const candidate&, const candidate&) = default;
  };

  template <std::size_t N>
  using taps = std::array<T, N>;
  template <std::size_t N>
  using values = Eigen::Array<T, static_cast<int>(N), 1>;

  template <std::size_t N>
  static Eigen::Map<const values<N>> map(const T* first) {
    return Eigen::Map<const values<N>>(first);
  }

  template <class Sample>
  std::optional<contact> take(const Sample& s) {
    const values<1> magnitude = values<1>::Constant(s.acc_m_s2.norm());
    if (std::isfinite(s.time_s) && std::isfinite(magnitude[0])) {
      now_s_ = (std::max)(now_s_, s.time_s);
      const auto on_grid = [this](const grid_cell<T, 1>& c) { on_cell(c.time_s, c.mean[0]); };
      if (!grid_.push(s.time_s, magnitude, on_grid)) start_anew();
    }
    return waiting_.empty() ? std::nullopt : std::optional<contact>(give_out());
  }

  contact give_out() {
    contact c = waiting_.front();
    waiting_.pop_front();
    c.known_at_s = now_s_;
    return c;
  }

  // The stream was broken: what lies before is not known.
  void start_anew() {
    gravity_ = T(0);
    cells_ = 0;
    moving_ = 0;
    end_bout();
  }

  void on_cell(double time_s, T magnitude) {
    cells_ = (std::min)(cells_ + 1, static_cast<int>(gravity_s / grid_period_s));
    gravity_ += (magnitude - gravity_) / static_cast<T>(cells_);
    if (std::abs(magnitude - gravity_) > static_cast<T>(still_share) * gravity_) {
      if (moving_ == 0) wake_up(time_s);
      moving_ = still_after;
    } else if (moving_ > 0 && --moving_ == 0) {
      end_bout();
    }
    if (moving_ > 0) on_motion(time_s, magnitude);
  }

  // Movement after stillness. What lies before it counts as perfectly still.
  void wake_up(double time_s) {
    woke_s_ = time_s;
    for (std::size_t i = 0; i < history; ++i) {
      magnitude_.push_back(gravity_);
      smooth_.push_back(gravity_);
    }
    band_.clear();
    power_at_.clear();
    product_.fill(T(0));
    power_ = T(0);
    excess_ = 0;
    regularity_ = 0;
    until_look_ = look_every;
  }

  void end_bout() {
    in_bout_ = false;
    held_.clear();
  }

  void on_motion(double time_s, T magnitude) {
    time_s_ = time_s;
    magnitude_.push_back(magnitude);
    smooth_.push_back((map<2 * half_smooth + 1>(smoother_.data()) *
                       map<2 * half_smooth + 1>(magnitude_.last(2 * half_smooth + 1)))
                          .sum());
    T band = (map<2 * half_band + 1>(band_pass_.data()) *
              map<2 * half_band + 1>(magnitude_.last(2 * half_band + 1)))
                 .sum();
    band = gravity_ > T(0) ? band / gravity_ : T(0);
    band_.push_back(band);
    power_ = keep_ * power_ + band * band;
    power_at_.push_back(power_);
    Eigen::Map<values<longest_lag + 1>> product(product_.data());
    product = keep_ * product + band * map<longest_lag + 1>(band_.last(longest_lag + 1));
    if (--until_look_ == 0) {
      until_look_ = look_every;
      look();
    }
    if (in_bout_) follow();
  }

  // Correlation with what was `lag` grid samples before; each of the two with its own power, so
  // that the beginning of a walk is not taken for half a walk.
  T correlation(std::size_t lag) const {
    const T powers = power_ * power_at_.newest(lag);
    return powers > T(0) ? product_[longest_lag - lag] / std::sqrt(powers) : T(0);
  }

  // Finds the step time and adds to the evidence for walking.
  void look() {
    std::array<double, longest_lag + 1> c{};
    for (std::size_t lag = shortest_lag - 1; lag <= longest_lag; ++lag) {
      c[lag] = static_cast<double>(correlation(lag));
    }
    const auto at_stride = [&](std::size_t step) {
      const std::size_t last = (std::min)(longest_lag, 2 * step + 1);
      return *std::max_element(c.begin() + static_cast<std::ptrdiff_t>(2 * step - 1),
                               c.begin() + static_cast<std::ptrdiff_t>(last) + 1);
    };
    const double strength = std::sqrt(static_cast<double>(power_ * (T(1) - keep_)));
    // Half the strength, a fifth slower: what a trunk's height changes by goes with the step's
    // length, and its acceleration with the square of the cadence too.
    const double expected_s = std::clamp(
        usual_step_time_s * std::pow(usual_strength / (std::max)(strength, 1e-3), 0.25), 0.45, 0.9);
    const auto shortest =
        static_cast<std::size_t>(std::ceil(params_.min_step_time_s / grid_period_s - 1e-9));
    constexpr std::size_t longest = longest_lag / 2;
    std::size_t step = shortest;
    double best = -1e300;
    for (std::size_t k = shortest; k <= longest; ++k) {
      const double time = static_cast<double>(k) * grid_period_s;
      const double off = std::log(time / expected_s);
      double score = step_weight * (std::max)(0.0, c[k]) + at_stride(k) - off * off;
      if (in_bout_) {
        const double change = std::log(time / step_time_s_);
        score -= steadiness * (std::min)(change * change, 0.25);
      }
      if (score > best) {
        best = score;
        step = k;
      }
    }
    const double one_step = (std::max)(0.0, c[step]);
    const double stride = at_stride(step);
    regularity_ =
        (std::max)((step_weight * one_step + stride) / (1 + step_weight), stride - stride_alone);
    bool quicker = false;
    for (std::size_t lag = shortest_lag; lag < shortest; ++lag) {
      quicker = quicker || (c[lag] > c[lag - 1] && c[lag] >= c[lag + 1] &&
                            c[lag] > too_quick * (std::max)(one_step, stride));
    }
    const double weakness = std::log(weak_below / std::clamp(strength, 1e-3, weak_below));
    const double needed = params_.regularity + weakness_weight * weakness;
    excess_ += (regularity_ - needed) * look_every * grid_period_s;
    excess_ = quicker ? 0.0 : std::clamp(excess_, 0.0, sum_limit);
    if (excess_ <= 0) end_bout();
    tune_wave(half_stride_s(c, step));
    if (!in_bout_ && excess_ >= opens_at) try_to_open();
  }

  // The step time between grid samples, from the stride's peak in the correlation.
  static double half_stride_s(const std::array<double, longest_lag + 1>& c, std::size_t step) {
    std::size_t peak = 2 * step;
    for (std::size_t lag = 2 * step - 2; lag <= (std::min)(longest_lag - 1, 2 * step + 2); ++lag) {
      if (c[lag] > c[peak]) peak = lag;
    }
    double lag = static_cast<double>(peak);
    if (peak < longest_lag) {
      const double curve = c[peak - 1] - 2 * c[peak] + c[peak + 1];
      if (curve < 0) lag += std::clamp(0.5 * (c[peak - 1] - c[peak + 1]) / curve, -0.5, 0.5);
    }
    return lag * grid_period_s / 2;
  }

  // The wave at a grid sample: phase 0 is a peak.
  phasor wave(std::size_t samples_ago) const {
    constexpr std::size_t width = 2 * half_wave + 1;
    const auto part = map<width>(magnitude_.last(width, samples_ago - half_wave));
    const double gravity = static_cast<double>(gravity_);
    const double even = static_cast<double>((map<width>(even_.data()) * part).sum());
    const double odd = static_cast<double>((map<width>(odd_.data()) * part).sum());
    return {std::atan2(odd, even), gravity > 0 ? std::hypot(odd, even) / gravity : 0.0};
  }

  // Where the phase passes zero between two neighbouring grid samples, as a share of the way.
  static std::optional<double> peak_between(const phasor& a, const phasor& b) {
    const bool passes = a.phase < 0 && b.phase >= 0 && b.phase - a.phase < std::numbers::pi;
    return passes ? std::optional<double>(a.phase / (a.phase - b.phase)) : std::nullopt;
  }

  // The strongest wave that the magnitude around that time can hold: √2 of its standard deviation
  // over a step, and a little more for what the smoothing takes. A wave reaches beyond the end of a
  // walk, the magnitude does not.
  double strongest_wave(double time_s) const {
    const auto half = static_cast<std::ptrdiff_t>(0.5 * step_time_s_ / grid_period_s + 0.5);
    const std::ptrdiff_t centre = samples_ago(time_s);
    if (centre < half || !(gravity_ > T(0))) return 0;
    const auto part = around(centre, half);
    return 1.5 * static_cast<double>(std::sqrt((part - part.mean()).square().mean()) / gravity_);
  }

  // The place of a time in smooth_, in samples before the newest.
  std::ptrdiff_t samples_ago(double time_s) const {
    return static_cast<std::ptrdiff_t>(std::lround((time_s_ - time_s) / grid_period_s)) -
           static_cast<std::ptrdiff_t>(half_smooth);
  }

  auto around(std::ptrdiff_t centre, std::ptrdiff_t half) const {
    const std::ptrdiff_t length = 2 * half + 1;
    return Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>(
        smooth_.last(static_cast<std::size_t>(length), static_cast<std::size_t>(centre - half)),
        length);
  }

  // Correlation of the magnitude around two times, a few grid samples to and fro.
  double similarity(double time_s, double other_s) const {
    constexpr std::ptrdiff_t slack = 2;
    const auto half = static_cast<std::ptrdiff_t>((std::min)(
        widest_half_step, static_cast<std::size_t>(0.9 * step_time_s_ / grid_period_s + 0.5)));
    const std::ptrdiff_t a = samples_ago(time_s);
    const std::ptrdiff_t b = samples_ago(other_s);
    if (a < half || b + slack + half >= static_cast<std::ptrdiff_t>(history)) return 0;
    const auto x = around(a, half);
    const T mean_x = x.mean();
    const T power_x = (x - mean_x).square().sum();
    double best = 0;
    for (std::ptrdiff_t shift = -slack; shift <= slack; ++shift) {
      if (b + shift < half) continue;
      const auto y = around(b + shift, half);
      const T mean_y = y.mean();
      const T powers = power_x * (y - mean_y).square().sum();
      if (!(powers > T(0))) continue;
      const T product = ((x - mean_x) * (y - mean_y)).sum();
      best = (std::max)(best, static_cast<double>(product / std::sqrt(powers)));
    }
    return best;
  }

  // Goes through the last seconds with the step time now known.
  void try_to_open() {
    static_ring<candidate, run_capacity> run;
    phasor before = wave(half_wave + look_back_samples);
    for (std::size_t ago = half_wave + look_back_samples; ago-- > half_wave;) {
      const phasor here = wave(ago);
      if (const auto share = peak_between(before, here)) {
        const double time_s = time_s_ - (static_cast<double>(ago + 1) - *share) * grid_period_s;
        run.push_back({time_s, (std::min)(here.amplitude, strongest_wave(time_s)), 0});
      }
      before = here;
    }
    const auto enough = static_cast<std::size_t>(params_.min_contacts);
    if (run.size() < enough) return;
    const double centre_s = time_s_ - static_cast<double>(half_wave) * grid_period_s;
    if (centre_s - run.back().time_s > 1.8 * step_time_s_) return;
    std::array<double, 4> newest{};
    const std::size_t n = (std::min)(newest.size(), run.size());
    for (std::size_t i = 0; i < n; ++i) newest[i] = run[run.size() - 1 - i].amplitude;
    std::sort(newest.begin(), newest.begin() + static_cast<std::ptrdiff_t>(n));
    const double amplitude = 0.5 * (newest[(n - 1) / 2] + newest[n / 2]);
    if (amplitude < params_.least_share) return;
    // The steps in a row that end with the newest.
    std::size_t first = run.size();
    while (first > 0) {
      const candidate& c = run[first - 1];
      if (c.amplitude < strong_share * amplitude) break;
      if (c.time_s - last_peak_s_ < 0.5 * step_time_s_) break;
      if (c.time_s - params_.contact_lead_s < woke_s_) break;
      if (first < run.size()) {
        const double interval = run[first].time_s - c.time_s;
        if (interval < 0.5 * step_time_s_ || interval > 1.6 * step_time_s_) break;
      }
      --first;
    }
    if (run.size() - first < enough) return;
    double sum = 0;
    std::size_t compared = 0;
    for (std::size_t i = run.size(); i-- > first + 2 && compared < 4; ++compared) {
      run[i].similarity = (std::max)(similarity(run[i].time_s, run[i - 1].time_s),
                                     similarity(run[i].time_s, run[i - 2].time_s));
      sum += run[i].similarity;
    }
    const double mean = sum / static_cast<double>(compared);
    if (mean < params_.similarity + opening_similarity) return;
    in_bout_ = true;
    ++bout_;
    bout_amplitude_ = amplitude;
    doubtful_before_ = false;
    for (std::size_t i = first; i < run.size(); ++i) {
      run[i].similarity = mean;
      remember(run[i].time_s);
      report(run[i]);
    }
    before_ = wave(half_wave);
  }

  // Within a bout: the next step.
  void follow() {
    const phasor here = wave(half_wave);
    const double centre_s = time_s_ - static_cast<double>(half_wave) * grid_period_s;
    const auto share = peak_between(before_, here);
    before_ = here;
    if (share) {
      const double time_s = centre_s - (1 - *share) * grid_period_s;
      if (time_s - last_peak_s_ >= 0.5 * step_time_s_) {
        on_step({time_s, (std::min)(here.amplitude, strongest_wave(time_s)), 0});
      }
    }
    const bool over = centre_s - last_peak_s_ > 2 * step_time_s_;
    const bool waited = !held_.empty() && centre_s - held_.front().time_s > longest_wait_s;
    if (over || waited) end_bout();
  }

  void on_step(candidate c) {
    if (c.amplitude < (std::max)(params_.least_share, least_of_bout * bout_amplitude_)) return;
    c.similarity =
        (std::max)(similarity(c.time_s, last_peak_s_), similarity(c.time_s, peak_before_s_));
    remember(c.time_s);
    const bool like_the_others =
        c.amplitude >= strong_share * bout_amplitude_ && c.similarity >= params_.similarity;
    if (like_the_others) {
      for (const candidate& waited : held_) report(waited);
      held_.clear();
      bout_amplitude_ += 0.2 * (c.amplitude - bout_amplitude_);
    }
    if (like_the_others || !doubtful_before_) {
      report(c);
    } else if (held_.full()) {
      end_bout();
    } else {
      held_.push_back(c);
    }
    doubtful_before_ = !like_the_others;
  }

  void remember(double peak_s) {
    peak_before_s_ = last_peak_s_;
    last_peak_s_ = peak_s;
  }

  void report(const candidate& c) {
    contact found;
    found.time_s = c.time_s - params_.contact_lead_s;
    found.kind = contact_kind::initial_contact;
    found.bout = bout_;
    found.quality = std::clamp(c.similarity, 0.05, 1.0);
    waiting_.push_back(found);
  }

  void make_filters() {
    keep_ = static_cast<T>(std::exp(-grid_period_s / memory_s));
    const auto gauss = [](std::ptrdiff_t i) {
      const double x = static_cast<double>(i) * grid_period_s / smooth_s;
      return std::exp(-0.5 * x * x);
    };
    double total = 0;
    constexpr auto h = static_cast<std::ptrdiff_t>(half_smooth);
    for (std::ptrdiff_t i = -h; i <= h; ++i) total += gauss(i);
    for (std::ptrdiff_t i = -h; i <= h; ++i) {
      smoother_[static_cast<std::size_t>(i + h)] = static_cast<T>(gauss(i) / total);
    }
    // Smoothed, less the mean over about a second (a raised cosine, whose weights sum to its half
    // length plus one).
    constexpr auto b = static_cast<std::ptrdiff_t>(half_band);
    for (std::ptrdiff_t i = -b; i <= b; ++i) {
      const double mean =
          (0.5 + 0.5 * std::cos(std::numbers::pi * static_cast<double>(i) / (half_band + 1))) /
          (half_band + 1);
      const double smooth = i >= -h && i <= h ? gauss(i) / total : 0.0;
      band_pass_[static_cast<std::size_t>(i + b)] = static_cast<T>(smooth - mean);
    }
  }

  // A wave of that step time under a Gaussian, gain 1 for a wave of its own, 0 for a mean and for a
  // wave of the stride: what is left of the step's wave once these are taken out by least squares.
  void tune_wave(double step_time_s) {
    step_time_s_ = step_time_s;
    if (std::abs(step_time_s - tuned_to_s_) < 0.005 * step_time_s) return;
    tuned_to_s_ = step_time_s;
    using half = Eigen::Array<double, static_cast<int>(half_wave) + 1, 1>;
    constexpr auto n = static_cast<Eigen::Index>(half_wave);
    const half steps = half::LinSpaced(n + 1, 0, n * grid_period_s / step_time_s);
    half window = (-0.5 / (wave_width * wave_width) * steps.square()).exp();
    const half phase = 2 * std::numbers::pi * steps;
    const half once = half::Ones();
    half even = phase.cos();
    half odd = phase.sin();
    half stride_even = (phase / 2).cos();
    const half stride_odd = (phase / 2).sin();
    window.tail(n) *= 2;  // stands for both sides
    const auto dot = [&](const half& a, const half& b) { return (window * a * b).sum(); };
    const auto take_out = [&](const half& b, half& a) { a -= dot(a, b) / dot(b, b) * b; };
    take_out(once, stride_even);
    take_out(once, even);
    take_out(stride_even, even);
    take_out(stride_odd, odd);
    const double even_gain = dot(even, even);
    const double odd_gain = dot(odd, odd);
    window.tail(n) /= 2;
    even *= window / even_gain;
    odd *= window / odd_gain;
    for (Eigen::Index i = 0; i <= n; ++i) {
      const auto before = static_cast<std::size_t>(n - i);
      const auto after = static_cast<std::size_t>(n + i);
      even_[before] = even_[after] = static_cast<T>(even[i]);
      odd_[before] = static_cast<T>(odd[i]);
      odd_[after] = static_cast<T>(-odd[i]);
    }
  }

  step_counter_params params_;
  grid_resampler<T, 1> grid_;
  window_buffer<T, history> magnitude_;
  window_buffer<T, history> smooth_;
  window_buffer<T, longest_lag + 1> band_;
  window_buffer<T, longest_lag + 1> power_at_;
  taps<longest_lag + 1> product_{};  // leaky sums of band(t) band(t - lag), the longest lag first
  taps<2 * half_smooth + 1> smoother_{};
  taps<2 * half_band + 1> band_pass_{};
  taps<2 * half_wave + 1> even_{};
  taps<2 * half_wave + 1> odd_{};
  T keep_{};
  T power_{};
  T gravity_{};
  static_ring<contact, 2 * run_capacity> waiting_;
  static_ring<candidate, wait_capacity> held_;
  phasor before_;
  double now_s_ = -1e300;
  double woke_s_ = -1e300;
  double time_s_ = -1e300;
  double step_time_s_ = usual_step_time_s;
  double tuned_to_s_ = 0;
  double regularity_ = 0;
  double excess_ = 0;
  double bout_amplitude_ = 0;
  double last_peak_s_ = -1e300;
  double peak_before_s_ = -1e300;
  std::size_t until_look_ = look_every;
  int cells_ = 0;
  int moving_ = 0;
  std::uint32_t bout_ = 0;
  bool in_bout_ = false;
  bool doubtful_before_ = false;
};

}  // namespace retrogait

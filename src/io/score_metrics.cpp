#include <retrogait/imu/knee_angles.hpp>
#include <retrogait/imu/leg_alignment.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/io/score_metrics.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/metrics/catalog.hpp>
#include <retrogait/metrics/knee.hpp>
#include <retrogait/metrics/posture.hpp>
#include <retrogait/metrics/symmetry.hpp>
#include <retrogait/metrics/temporal.hpp>
#include <retrogait/metrics/variability.hpp>
#include <retrogait/segment/bouts.hpp>
#include <retrogait/session/analyze.hpp>
#include <retrogait/testing/random.hpp>

#include <algorithm>
#include <exception>
#include <map>
#include <tuple>
#include <utility>

#include "recording_folders.hpp"

namespace retrogait::io {

namespace {

namespace fs = std::filesystem;

double common_s(double a_start_s, double a_end_s, double b_start_s, double b_end_s) {
  return std::max(0.0, std::min(a_end_s, b_end_s) - std::max(a_start_s, b_start_s));
}

measured<double> none(reason why) {
  return measured<double>::not_computable(why);
}

// The reference ----------------------------------------------------------------------------------

/// One bout of the reference with all that it tells.
struct true_bout {
  time_span when;
  std::vector<stride> strides;  ///< from contact to contact
  metric_values metrics;
  std::size_t contacts = 0;  ///< initial ones
};

std::vector<time_span> spans_of(const truth& known) {
  if (known.bouts) return *known.bouts;
  if (!known.events || known.events->empty()) return {};
  time_span all{known.events->front().time_s, known.events->front().time_s};
  for (const truth_event& e : *known.events) {
    all.start_s = std::min(all.start_s, e.time_s);
    all.end_s = std::max(all.end_s, e.time_s);
  }
  return {all};
}

/// By the definitions that analyze() uses.
void measure(const walking_bout& walked, metric_values& m) {
  const bool steps = !walked.steps.empty();
  m.set(metric::cadence, steps ? cadence(walked.steps) : cadence(walked.strides));
  m.set(metric::step_time, step_time(walked.steps));
  m.set(metric::stride_time, stride_time(walked.strides));
  m.set(metric::stance_time, stance_time(walked.strides));
  m.set(metric::swing_time, swing_time(walked.strides));
  m.set(metric::single_support_time, single_support_time(walked.strides));
  m.set(metric::double_support_time, double_support_time(walked.strides));
  m.set(metric::stance_share, stance_share(walked.strides));
  m.set(metric::swing_share, swing_share(walked.strides));
  m.set(metric::single_support_share, single_support_share(walked.strides));
  m.set(metric::double_support_share, double_support_share(walked.strides));
  m.set(metric::step_time_cv, step_time_cv(walked.steps));
  m.set(metric::stride_time_cv, stride_time_cv(walked.strides));
  m.set(metric::step_time_asymmetry, step_time_asymmetry(walked.steps));
}

void measure_lengths(const truth& known, bool by_contacts, true_bout& bout) {
  if (!known.strides) return;
  double length_m = 0;
  double time_s = 0;
  std::size_t n = 0;
  for (const truth_stride& s : *known.strides) {
    if (!s.stride_length_m || s.direction == direction::sideways) continue;
    const double inside_s = common_s(s.start_s, s.end_s, bout.when.start_s, bout.when.end_s);
    if (inside_s < 0.9 * (s.end_s - s.start_s)) continue;
    length_m += *s.stride_length_m;
    time_s += s.end_s - s.start_s;
    ++n;
  }
  if (n < least_for_mean || !(time_s > 0)) return;
  const double mean_m = length_m / static_cast<double>(n);
  bout.metrics.set(metric::stride_length.info(), measured<double>::of(mean_m, n));
  bout.metrics.set(metric::step_length.info(), measured<double>::of(mean_m / 2, n));
  if (!by_contacts) return;
  bout.metrics.set(metric::walking_speed.info(), measured<double>::of(length_m / time_s, n));
}

std::vector<true_bout> true_bouts(const truth& known, bool by_contacts) {
  constexpr double rounding_s = 0.01;  // of bouts, whose ends are contacts
  std::vector<true_bout> bouts;
  for (const time_span& when : spans_of(known)) {
    true_bout bout;
    bout.when = when;
    std::vector<contact> contacts;
    for (const truth_event& e : known.events.value_or(std::vector<truth_event>{})) {
      if (e.time_s < when.start_s - rounding_s || e.time_s > when.end_s + rounding_s) continue;
      contact c;
      c.time_s = e.time_s;
      c.kind = e.kind;
      c.side = e.side;
      c.bout = 1;
      c.quality = 1;
      bout.contacts += e.kind == contact_kind::initial_contact;
      contacts.push_back(c);
    }
    std::stable_sort(contacts.begin(), contacts.end(),
                     [](const contact& a, const contact& b) { return a.time_s < b.time_s; });
    for (walking_bout& walked : assemble_bouts(contacts)) {
      measure(walked, bout.metrics);
      bout.strides = std::move(walked.strides);
    }
    measure_lengths(known, by_contacts, bout);
    bouts.push_back(std::move(bout));
  }
  return bouts;
}

// What was found ---------------------------------------------------------------------------------

struct walked_length {
  double length_m = 0;
  double time_s = 0;
  std::size_t n = 0;
};

/// Of the strides that a foot has measured.
walked_length measured_by_feet(const walking_bout& bout) {
  walked_length sum;
  for (const stride& s : bout.strides) {
    if (!s.length_m) continue;
    sum.length_m += *s.length_m;
    sum.time_s += s.duration_s();
    ++sum.n;
  }
  return sum;
}

bool is_length_or_speed(const metric_info& info) {
  return info.id == metric::stride_length.id() || info.id == metric::step_length.id() ||
         info.id == metric::walking_speed.id();
}

/// The bout's own value; without one, lengths and speed from the strides that the feet measured, and
/// stride length as two steps.
measured<double> value_of(const walking_bout& bout, const metric_info& info) {
  const measured<double> given = bout.metrics.find(info);
  if (given || !is_length_or_speed(info)) return given;
  const bool speed = info.id == metric::walking_speed.id();
  const walked_length feet = measured_by_feet(bout);
  if (feet.n >= least_for_mean) {
    const double mean_m = feet.length_m / static_cast<double>(feet.n);
    const double value = speed                                 ? feet.length_m / feet.time_s
                         : info.id == metric::step_length.id() ? mean_m / 2
                                                               : mean_m;
    return measured<double>::of(value, feet.n);
  }
  if (info.id != metric::stride_length.id()) return given;
  return bout.metrics.find(metric::step_length.info()).transform([](double l) { return 2 * l; });
}

/// What of the bout lies in the span: where something does not, its times are measured anew. What the
/// trunk told of the whole bout stays if half of it or more lies in the span; else there is none.
walking_bout cut(const walking_bout& whole, const time_span& when) {
  constexpr double leeway_s = 0.2;  // of one contact against another
  const auto outside = [&](const auto& interval) {
    return interval.start_s < when.start_s - leeway_s || interval.end_s > when.end_s + leeway_s;
  };
  walking_bout part = whole;
  part.steps.erase(std::remove_if(part.steps.begin(), part.steps.end(), outside), part.steps.end());
  part.strides.erase(std::remove_if(part.strides.begin(), part.strides.end(), outside),
                     part.strides.end());
  if (part.steps.size() == whole.steps.size() && part.strides.size() == whole.strides.size()) {
    return part;
  }
  part.start_s = std::max(whole.start_s, when.start_s);
  part.end_s = std::min(whole.end_s, when.end_s);
  metric_values anew;
  measure(part, anew);
  part.metrics = {};
  const bool mostly_inside = part.duration_s() >= 0.5 * whole.duration_s();
  const bool by_feet = measured_by_feet(part).n >= least_for_mean;
  for (const metric_values::entry& e : whole.metrics.entries()) {
    const measured<double> of_part = anew.find(*e.info);
    if (!e.value) {
      part.metrics.set(*e.info, e.value);  // nothing is known of a part that was not of the whole
    } else if (of_part.why() != reason::not_assessed) {
      part.metrics.set(*e.info, of_part);
    } else if (mostly_inside && !(by_feet && is_length_or_speed(*e.info))) {
      part.metrics.set(*e.info, e.value);
    } else {
      part.metrics.set(*e.info, none(reason::no_walking));  // no bout of its own
    }
  }
  return part;
}

/// What lies in the span of the bouts found, of each that has half of its own or of the span's time there.
std::vector<walking_bout> bouts_in(const gait_report& report, const time_span& when) {
  std::vector<walking_bout> inside;
  for (const walking_bout& b : report.bouts) {
    const double both_s = common_s(b.start_s, b.end_s, when.start_s, when.end_s);
    const double shorter_s = std::min(b.duration_s(), when.end_s - when.start_s);
    if (both_s > 0 && both_s >= 0.5 * shorter_s) inside.push_back(cut(b, when));
  }
  return inside;
}

/// Mean of the bouts' values, each weighted by its bout's duration.
measured<double> value_of(const std::vector<walking_bout>& bouts, const metric_info& info) {
  if (bouts.empty()) return none(reason::no_walking);
  double sum = 0;
  double weights_s = 0;
  std::size_t n = 0;
  for (const walking_bout& b : bouts) {
    const measured<double> one = value_of(b, info);
    if (!one) continue;
    sum += *one * b.duration_s();
    weights_s += b.duration_s();
    n += one.n();
  }
  if (weights_s > 0) return measured<double>::of(sum / weights_s, n);
  return value_of(bouts.front(), info);
}

std::vector<stride> all_strides(const std::vector<walking_bout>& bouts) {
  std::vector<stride> all;
  for (const walking_bout& b : bouts) all.insert(all.end(), b.strides.begin(), b.strides.end());
  return all;
}

/// For each true stride the found one that shares 70 % of the shorter one's time with it.
template <class TrueStride>
std::vector<const stride*> partners(const std::vector<stride>& found,
                                    const std::vector<TrueStride>& known) {
  constexpr double least_share = 0.7;
  std::vector<std::pair<double, std::size_t>> by_start;
  double longest_s = 0;
  for (std::size_t f = 0; f < found.size(); ++f) {
    by_start.emplace_back(found[f].start_s, f);
    longest_s = std::max(longest_s, found[f].duration_s());
  }
  std::sort(by_start.begin(), by_start.end());
  std::vector<std::tuple<double, std::size_t, std::size_t>> likely;
  for (std::size_t t = 0; t < known.size(); ++t) {
    const TrueStride& a = known[t];
    auto near_by = std::lower_bound(by_start.begin(), by_start.end(),
                                    std::pair(a.start_s - longest_s, std::size_t{0}));
    for (; near_by != by_start.end() && near_by->first < a.end_s; ++near_by) {
      const stride& b = found[near_by->second];
      const bool same = a.side == side::unknown || b.side == side::unknown || a.side == b.side;
      const double shorter_s = std::min(a.end_s - a.start_s, b.duration_s());
      const double both_s = common_s(a.start_s, a.end_s, b.start_s, b.end_s);
      if (!same || !(shorter_s > 0) || both_s < least_share * shorter_s) continue;
      const double longer_s = std::max(a.end_s - a.start_s, b.duration_s());
      likely.emplace_back(-both_s / longer_s, t, near_by->second);
    }
  }
  std::sort(likely.begin(), likely.end());
  std::vector<const stride*> out(known.size(), nullptr);
  std::vector<bool> used(found.size(), false);
  for (const auto& [share, t, f] : likely) {
    if (out[t] != nullptr || used[f]) continue;
    out[t] = &found[f];
    used[f] = true;
  }
  return out;
}

// Comparing --------------------------------------------------------------------------------------

class comparison {
 public:
  comparison(const metric_score_options& options, metric_score_report& report)
      : options_(options), report_(report) {}

  void run(const fs::path& folder) {
    try {
      const folder_meta meta = read_meta(folder);
      truth known = read_truth(folder);
      if (options_.correct) options_.correct(meta, known);
      const std::vector<placement> worn = placements_in(folder);
      bool any = false;
      for (const sensor_choice& choice : options_.sensors) {
        const auto is_worn = [&](placement p) {
          return std::find(worn.begin(), worn.end(), p) != worn.end();
        };
        if (!std::all_of(choice.placements.begin(), choice.placements.end(), is_worn)) continue;
        run(folder, meta, known, choice);
        any = true;
      }
      if (!any) report_.skipped.push_back({folder.string(), "none of the choices of sensors"});
    } catch (const std::exception& error) {
      report_.failed.push_back({folder.string(), error.what()});
    }
  }

 private:
  void run(const fs::path& folder, const folder_meta& meta, const truth& as_given,
           const sensor_choice& choice) {
    std::vector<recording> sensors;
    for (const placement p : choice.placements) {
      sensors.push_back(read_recording(folder, {.placement = p}));
    }
    truth known = as_given;
    leave_out_other_units(folder, sensors, known);
    const metric_subject subject{folder, meta, known, choice.name};
    gait_report report;
    try {
      report = options_.analyze ? options_.analyze(sensors, subject)
                                : retrogait::analyze(sensors, {.height_m = meta.height_m});
    } catch (const std::exception& error) {
      report_.failed.push_back({folder.string() + ", " + choice.name, error.what()});
      return;
    }
    const std::string name = meta.recording.empty() ? detail::folder_name(folder) : meta.recording;
    const std::string set = meta.dataset.empty() ? detail::parent_name(folder) : meta.dataset;
    label_ = {set, set + " " + (meta.subject.empty() ? name : meta.subject), true};
    if (options_.label) options_.label(subject, label_);
    folder_ = folder;
    sensors_ = choice.name;

    const std::vector<true_bout> bouts = true_bouts(known, label_.strides_by_contacts);
    const bool one_leg =
        choice.placements.size() == 1 && side_of(choice.placements.front()) != side::unknown;
    compare_bouts(report, bouts);
    compare_strides(report, bouts, known, sensors);
    compare_recording(report, bouts, known, one_leg);
  }

  void leave_out_other_units(const fs::path& folder, const std::vector<recording>& sensors,
                             truth& known) {
    if (!known.strides || sensors.empty() || sensors.front().empty()) return;
    const recording& r = sensors.front();
    constexpr double leeway_s = 1;
    const double end_s = r.time_s[r.size() - 1] + leeway_s;
    if (std::none_of(known.strides->begin(), known.strides->end(),
                     [&](const truth_stride& s) { return s.end_s > end_s; })) {
      return;
    }
    report_.skipped.push_back({(folder / "truth_strides.csv").string(),
                               "strides lie outside of the recording; expected times in seconds"});
    known.strides.reset();
  }

  void add(const metric_info& info, metric_level level, const time_span& when,
           const measured<double>& value, double reference) {
    // What these sensors cannot know is no value that went missing.
    if (value.why() == reason::sensor_missing || value.why() == reason::not_assessed) return;
    report_.pairs.push_back({std::string(info.id), std::string(info.unit_symbol), level,
                             label_.group, label_.person, folder_, sensors_, when, value,
                             reference});
  }

  void compare_bouts(const gait_report& report, const std::vector<true_bout>& bouts) {
    for (const true_bout& bout : bouts) {
      const auto found = bouts_in(report, bout.when);
      for (const metric_values::entry& e : bout.metrics.entries()) {
        if (!e.value) continue;
        add(*e.info, metric_level::bout, bout.when, value_of(found, *e.info), *e.value);
      }
    }
  }

  /// Initial contacts found in the spans or up to half a second outside of them.
  static std::size_t contacts_in(const gait_report& report, const std::vector<time_span>& spans) {
    constexpr double outside_s = 0.5;
    std::size_t n = 0;
    for (const walking_bout& b : report.bouts) {
      for (const contact& c : b.contacts) {
        n += c.kind == contact_kind::initial_contact &&
             std::any_of(spans.begin(), spans.end(), [&](const time_span& s) {
               return c.time_s >= s.start_s - outside_s && c.time_s <= s.end_s + outside_s;
             });
      }
    }
    return n;
  }

  void compare_strides(const gait_report& report, const std::vector<true_bout>& bouts,
                       const truth& known, const std::vector<recording>& sensors) {
    const std::vector<stride> found = all_strides(report.bouts);
    std::vector<stride> by_contacts;
    for (const true_bout& b : bouts) {
      by_contacts.insert(by_contacts.end(), b.strides.begin(), b.strides.end());
    }
    compare_times(found, by_contacts);
    if (known.strides) compare_measured(found, *known.strides, sensors);
    if (known.knee) compare_knees(found, *known.knee, sensors);
  }

  void compare_times(const std::vector<stride>& found, const std::vector<stride>& known) {
    const std::vector<const stride*> partner = partners(found, known);
    const auto compare = [&](const metric_info& info, const stride& was,
                             const std::optional<double>& value,
                             const std::optional<double>& reference) {
      if (!value || !reference) return;
      add(info, metric_level::stride, {was.start_s, was.end_s}, measured<double>::of(*value, 1),
          *reference);
    };
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (partner[i] == nullptr) continue;
      const stride& was = known[i];
      const stride& is = *partner[i];
      compare(metric::stride_time.info(), was, is.duration_s(), was.duration_s());
      compare(metric::stance_time.info(), was, is.stance_s(), was.stance_s());
      compare(metric::swing_time.info(), was, is.swing_s(), was.swing_s());
      compare(metric::double_support_time.info(), was, is.double_support_s(),
              was.double_support_s());
    }
  }

  void compare_measured(const std::vector<stride>& found, const std::vector<truth_stride>& known,
                        const std::vector<recording>& sensors) {
    const std::vector<const stride*> partner = partners(found, known);
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (partner[i] == nullptr || !partner[i]->length_m || !known[i].stride_length_m) continue;
      add(metric::stride_length.info(), metric_level::stride, {known[i].start_s, known[i].end_s},
          measured<double>::of(*partner[i]->length_m, 1), *known[i].stride_length_m);
    }
    const auto lumbar = std::find_if(sensors.begin(), sensors.end(), [](const recording& r) {
      return r.placement == placement::lumbar;
    });
    const bool any_pitch = std::any_of(known.begin(), known.end(), [](const truth_stride& s) {
      return s.trunk_pitch_deg.has_value();
    });
    if (lumbar == sensors.end() || !any_pitch) return;
    posture_params params;
    params.zero = find_quiet_stance(*lumbar);
    if (!params.zero) params.zero = zero_from_axes(lumbar->mounting);
    std::vector<stride> asked;
    std::vector<const truth_stride*> references;
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (partner[i] == nullptr || !known[i].trunk_pitch_deg) continue;
      asked.push_back(*partner[i]);
      references.push_back(&known[i]);
    }
    const std::vector<stride_posture> postures = stride_postures(*lumbar, asked, params);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      add(metric::trunk_pitch.info(), metric_level::stride,
          {references[i]->start_s, references[i]->end_s},
          postures[i].pitch_rad.transform([](double a) { return a * degrees_per_radian; }),
          *references[i]->trunk_pitch_deg);
    }
  }

  void compare_knees(const std::vector<stride>& found, const std::vector<truth_knee_sample>& known,
                     const std::vector<recording>& sensors) {
    const auto worn = [&](placement p) {
      return std::find_if(sensors.begin(), sensors.end(),
                          [p](const recording& r) { return r.placement == p; });
    };
    for (const side leg : {side::left, side::right}) {
      const bool left = leg == side::left;
      const auto thigh = worn(left ? placement::left_thigh : placement::right_thigh);
      const auto shank = worn(left ? placement::left_shank : placement::right_shank);
      if (thigh == sensors.end() || shank == sensors.end()) continue;
      const measured<leg_alignment> aligned = align_leg(*thigh, *shank);
      if (!aligned) {
        report_.skipped.push_back({folder_.string() + ", " + std::string(to_string(leg)) + " knee",
                                   std::string(to_string(aligned.why()))});
        continue;
      }
      const auto angles = knee_angles(*thigh, *shank, *aligned);
      const auto in_degrees = [](double a) { return a * degrees_per_radian; };
      for (const stride& s : found) {
        if (s.side != leg) continue;
        const stride_knee knee = knee_of(s, angles, aligned->neutral);
        const time_span when{s.start_s, s.end_s};
        if (const auto range = range_in(known, when, left)) {
          add(metric::knee_excursion.info(), metric_level::stride, when,
              knee.excursion_rad.transform(in_degrees), range->second - range->first);
        }
        if (!s.final_contact_s) continue;
        if (const auto range = range_in(known, {*s.final_contact_s, s.end_s}, left)) {
          add(metric::knee_swing_flexion.info(), metric_level::stride, when,
              knee.swing_peak_flexion_rad.transform(in_degrees), range->second);
        }
      }
    }
  }

  /// Smallest and largest true flexion then, where it is known all the time.
  static std::optional<std::pair<double, double>> range_in(
      const std::vector<truth_knee_sample>& known, const time_span& when, bool left) {
    if (known.empty() || known.front().time_s > when.start_s || known.back().time_s < when.end_s) {
      return std::nullopt;
    }
    std::optional<std::pair<double, double>> range;
    for (const truth_knee_sample& k : known) {
      if (k.time_s < when.start_s || k.time_s > when.end_s) continue;
      const double angle = left ? k.left_flexion_deg : k.right_flexion_deg;
      if (!range) range.emplace(angle, angle);
      range->first = std::min(range->first, angle);
      range->second = std::max(range->second, angle);
    }
    return range;
  }

  void compare_recording(const gait_report& report, const std::vector<true_bout>& bouts,
                         const truth& known, bool one_leg) {
    std::vector<time_span> spans;
    double walked_s = 0;
    for (const true_bout& b : bouts) {
      spans.push_back(b.when);
      walked_s += b.when.end_s - b.when.start_s;
    }
    const time_span all{report.recording.start_s,
                        report.recording.start_s + report.recording.duration_s};
    std::size_t contacts = 0;
    for (const true_bout& b : bouts) contacts += b.contacts;
    if (!one_leg && (known.total_steps || contacts > 0)) {
      const std::vector<time_span> everywhere{all};
      const auto found = contacts_in(report, known.total_steps ? everywhere : spans);
      add(metric::step_count.info(), metric_level::recording, all,
          measured<double>::of(static_cast<double>(found), 1),
          static_cast<double>(known.total_steps.value_or(contacts)));
    }
    if (known.bouts) {
      double found_s = 0;
      for (const walking_bout& b : report.bouts) {
        for (const time_span& s : spans) {
          found_s += common_s(b.start_s, b.end_s, s.start_s, s.end_s);
        }
      }
      add(metric::walking_time.info(), metric_level::recording, all,
          measured<double>::of(found_s, 1), walked_s);
    }
    if (known.distance_m) {
      add(metric::distance.info(), metric_level::recording, all, distance_in(report, spans),
          *known.distance_m);
    }
  }

  static measured<double> distance_in(const gait_report& report,
                                      const std::vector<time_span>& spans) {
    double sum_m = 0;
    std::size_t n = 0;
    for (const time_span& span : spans) {
      for (const walking_bout& b : bouts_in(report, span)) {
        const measured<double> speed = value_of(b, metric::walking_speed.info());
        if (!speed) return none(speed.why());
        sum_m += *speed * b.duration_s();
        ++n;
      }
    }
    return n > 0 ? measured<double>::of(sum_m, n) : none(reason::no_walking);
  }

  const metric_score_options& options_;
  metric_score_report& report_;
  metric_label label_;
  fs::path folder_;
  std::string sensors_;
};

// Summing up -------------------------------------------------------------------------------------

/// The pairs of a row that have a value.
struct row_pairs {
  std::vector<double> values;
  std::vector<double> references;
  std::vector<std::size_t> people;

  void add(double value, double reference, std::size_t person) {
    values.push_back(value);
    references.push_back(reference);
    people.push_back(person);
  }
};

std::optional<confidence_interval> percentiles(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  return confidence_interval{quantile(values, 0.025), quantile(values, 0.975)};
}

/// Intervals over people drawn with replacement (Efron & Tibshirani 1993, chapter 13).
void add_intervals(const row_pairs& all, std::uint64_t seed, metric_row& row) {
  constexpr std::size_t draws = 1000;
  constexpr std::size_t fewest_people = 5;
  if (row.people < fewest_people) return;
  std::vector<row_pairs> by_person(row.people);
  for (std::size_t i = 0; i < all.values.size(); ++i) {
    by_person[all.people[i]].add(all.values[i], all.references[i], 0);
  }
  testing::random_source random(seed);
  std::vector<double> error;
  std::vector<double> bias;
  std::vector<double> low;
  std::vector<double> high;
  std::vector<double> correlation;
  for (std::size_t draw = 0; draw < draws; ++draw) {
    row_pairs drawn;
    for (std::size_t k = 0; k < row.people; ++k) {
      const auto who = static_cast<std::size_t>(random.uniform() * static_cast<double>(row.people));
      const row_pairs& one = by_person[who];
      for (std::size_t i = 0; i < one.values.size(); ++i) {
        drawn.add(one.values[i], one.references[i], k);
      }
    }
    if (const auto e = mean_absolute_error(drawn.values, drawn.references)) error.push_back(*e);
    if (const auto l = limits_of_agreement(drawn.values, drawn.references, drawn.people)) {
      bias.push_back(l->bias);
      low.push_back(l->low);
      high.push_back(l->high);
    }
    if (const auto c = intraclass_correlation(drawn.values, drawn.references)) {
      correlation.push_back(c->value);
    }
  }
  row.error_95 = percentiles(error);
  row.bias_95 = percentiles(bias);
  row.low_95 = percentiles(low);
  row.high_95 = percentiles(high);
  if (row.correlation) row.correlation_95 = percentiles(correlation);
}

metric_row sum_up(const std::vector<const metric_pair*>& all, std::uint64_t seed) {
  const metric_pair& first = *all.front();
  metric_row row;
  row.group = first.group;
  row.sensors = first.sensors;
  row.metric = first.metric;
  row.unit = first.unit;
  row.level = first.level;
  row_pairs pairs;
  std::map<std::string, std::size_t> people;
  std::map<reason, std::size_t> reasons;
  for (const metric_pair* p : all) {
    if (!p->value) {
      ++row.missing;
      ++reasons[p->value.why()];
      continue;
    }
    const std::size_t person = people.try_emplace(p->person, people.size()).first->second;
    pairs.add(*p->value, p->reference, person);
  }
  std::size_t most = 0;
  for (const auto& [why, n] : reasons) {
    if (n > most) {
      most = n;
      row.why = why;
    }
  }
  row.pairs = pairs.values.size();
  row.people = people.size();
  if (row.pairs > 0) row.mean_reference = mean(pairs.references);
  row.mean_absolute_error = mean_absolute_error(pairs.values, pairs.references);
  row.limits = row.people > 1 ? limits_of_agreement(pairs.values, pairs.references, pairs.people)
                              : limits_of_agreement(pairs.values, pairs.references);
  row.correlation = intraclass_correlation(pairs.values, pairs.references);
  add_intervals(pairs, seed, row);
  return row;
}

std::size_t place_in_catalog(const std::string& id) {
  const auto at = std::find_if(metric::all.begin(), metric::all.end(),
                               [&](const metric_info* info) { return info->id == id; });
  return static_cast<std::size_t>(at - metric::all.begin());
}

std::vector<metric_row> rows_of(const metric_score_report& report,
                                const metric_score_options& options) {
  // group, sensors, level, metric
  using key = std::tuple<std::string, std::size_t, metric_level, std::size_t, std::string>;
  std::map<key, std::vector<const metric_pair*>> by_row;
  for (const metric_pair& p : report.pairs) {
    std::size_t choice = 0;
    while (choice < options.sensors.size() && options.sensors[choice].name != p.sensors) ++choice;
    by_row[{p.group, choice, p.level, place_in_catalog(p.metric), p.metric}].push_back(&p);
  }
  std::vector<metric_row> rows;
  for (const auto& [place, pairs] : by_row) rows.push_back(sum_up(pairs, options.seed));
  return rows;
}

}  // namespace

std::vector<sensor_choice> default_sensor_choices() {
  return {{"lower back", {placement::lumbar}},
          {"feet", {placement::left_foot, placement::right_foot}},
          {"right foot", {placement::right_foot}},
          {"thighs and shanks",
           {placement::left_thigh, placement::left_shank, placement::right_thigh,
            placement::right_shank}},
          {"phone", {placement::phone}}};
}

metric_score_report score_metrics(const metric_score_options& options) {
  const std::vector<fs::path> folders = detail::all_recordings(options.folders);
  metric_score_report report;
  comparison all(options, report);
  for (std::size_t i = 0; i < folders.size(); ++i) {
    if (options.progress) options.progress(i, folders.size());
    all.run(folders[i]);
  }
  report.rows = rows_of(report, options);
  return report;
}

}  // namespace retrogait::io

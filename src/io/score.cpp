#include <retrogait/io/score.hpp>
#include <retrogait/math/statistics.hpp>
#include <retrogait/segment/detectors.hpp>
#include <retrogait/testing/checks.hpp>
#include <retrogait/testing/random.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <utility>

namespace retrogait::io {

namespace {

double share(double part, double whole) {
  return whole == 0 ? 1.0 : part / whole;
}

double share(std::size_t part, std::size_t whole) {
  return share(static_cast<double>(part), static_cast<double>(whole));
}

double mean_absolute(const std::vector<double>& values) {
  double sum = 0;
  for (double v : values) sum += std::abs(v);
  return sum / static_cast<double>(values.size());
}

using spans = std::vector<time_span>;

double distance_s(const spans& all, double time_s) {
  double least = std::numeric_limits<double>::infinity();
  for (const time_span& one : all) {
    least = std::min(least, std::max({one.start_s - time_s, time_s - one.end_s, 0.0}));
  }
  return least;
}

/// The same stretches of time in order and without overlap.
spans merged(spans all) {
  std::sort(all.begin(), all.end(),
            [](const time_span& a, const time_span& b) { return a.start_s < b.start_s; });
  spans out;
  for (const time_span& one : all) {
    if (!out.empty() && one.start_s <= out.back().end_s) {
      out.back().end_s = std::max(out.back().end_s, one.end_s);
    } else {
      out.push_back(one);
    }
  }
  return out;
}

spans widened(spans all, double by_s) {
  for (time_span& one : all) {
    one.start_s -= by_s;
    one.end_s += by_s;
  }
  return merged(std::move(all));
}

double length_s(const spans& all) {
  double sum = 0;
  for (const time_span& one : all) sum += one.end_s - one.start_s;
  return sum;
}

/// Both must be merged.
double common_s(const spans& a, const spans& b) {
  double sum = 0;
  for (const time_span& x : a) {
    for (const time_span& y : b) {
      sum += std::max(0.0, std::min(x.end_s, y.end_s) - std::max(x.start_s, y.start_s));
    }
  }
  return sum;
}

/// From the first to the last contact of each numbered bout.
spans bouts_of(const std::vector<contact>& contacts) {
  std::map<std::uint32_t, time_span> by_number;
  for (const contact& c : contacts) {
    if (c.bout == 0) continue;
    time_span& bout = by_number.try_emplace(c.bout, time_span{c.time_s, c.time_s}).first->second;
    bout.start_s = std::min(bout.start_s, c.time_s);
    bout.end_s = std::max(bout.end_s, c.time_s);
  }
  spans out;
  for (const auto& [number, bout] : by_number) out.push_back(bout);
  return out;
}

std::vector<contact> in_order(std::vector<contact> contacts) {
  std::stable_sort(contacts.begin(), contacts.end(),
                   [](const contact& a, const contact& b) { return a.time_s < b.time_s; });
  return contacts;
}

direction true_direction(const truth& known, double time_s) {
  if (known.direction) {
    if (const auto whole = direction_from(*known.direction)) return *whole;
  }
  constexpr double rounding_s = 1e-3;  // files give times with four decimals
  direction found = direction::unknown;
  for (const truth_stride& s : known.strides.value_or(std::vector<truth_stride>{})) {
    if (time_s < s.start_s - rounding_s || time_s > s.end_s + rounding_s) continue;
    if (found != direction::unknown && s.direction != found) return direction::unknown;
    found = s.direction;
  }
  return found;
}

/// The true contacts that a sensor at that place can be held to.
std::vector<contact> true_contacts(const truth& known, placement where) {
  const side leg = side_of(where);
  std::vector<contact> out;
  for (const truth_event& e : known.events.value_or(std::vector<truth_event>{})) {
    if (leg != side::unknown && e.side != leg) continue;
    contact c;
    c.time_s = e.time_s;
    c.kind = e.kind;
    c.side = e.side;
    c.direction.value = true_direction(known, e.time_s);
    out.push_back(c);
  }
  return in_order(std::move(out));
}

bool is_initial(const contact& c) {
  return c.kind == contact_kind::initial_contact;
}

/// Index of the initial and the final contact of every stance: a foot's final contact and the
/// initial one before it. Contacts in order of time.
std::vector<std::pair<std::size_t, std::size_t>> stances(const std::vector<contact>& contacts,
                                                         double longest_s) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  std::map<side, std::size_t> standing;
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    const contact& c = contacts[i];
    if (c.side == side::unknown) continue;
    if (is_initial(c)) {
      standing[c.side] = i;
      continue;
    }
    const auto start = standing.find(c.side);
    if (start == standing.end()) continue;
    if (c.time_s - contacts[start->second].time_s <= longest_s) out.emplace_back(start->second, i);
    standing.erase(start);
  }
  return out;
}

/// For each true contact the found one that it was paired with.
std::map<std::size_t, std::size_t> partners(const testing::contact_score& match) {
  std::map<std::size_t, std::size_t> out;
  for (const auto& pair : match.pairs) out[pair.truth] = pair.found;
  return out;
}

/// Where the reference holds, and where walking is steady.
class validity {
 public:
  validity(const truth& known, const score_params& params) : params_(params) {
    if (known.bouts) bouts_ = merged(*known.bouts);
    if (known.turns) turns_ = *known.turns;
  }

  bool holds(double time_s) const {
    return !bouts_ || distance_s(*bouts_, time_s) <= params_.outside_bouts_s;
  }

  bool steady(double time_s) const {
    if (distance_s(turns_, time_s) < params_.unsteady_s) return false;
    if (!bouts_) return true;
    return std::any_of(bouts_->begin(), bouts_->end(), [&](const time_span& b) {
      return time_s >= b.start_s + params_.unsteady_s && time_s <= b.end_s - params_.unsteady_s;
    });
  }

 private:
  const score_params& params_;
  std::optional<spans> bouts_;
  spans turns_;
};

template <class Where>
contact_tally tally_of(const testing::contact_score& match, const std::vector<contact>& truth,
                       contact_kind kind, Where where) {
  contact_tally out;
  for (const contact& c : truth) out.truth_n += c.kind == kind && where(c.time_s);
  for (std::size_t i = 0; i < match.pairs.size(); ++i) {
    if (!where(truth[match.pairs[i].truth].time_s)) continue;
    ++out.matched_n;
    out.error_s.push_back(match.error_s[i]);
  }
  for (double time_s : match.extra_s) out.false_n += where(time_s);
  return out;
}

}  // namespace

double contact_tally::recall() const {
  return share(matched_n, truth_n);
}

double contact_tally::precision() const {
  return share(matched_n, matched_n + false_n);
}

double contact_tally::f1() const {
  return share(2 * matched_n, truth_n + matched_n + false_n);
}

std::optional<double> contact_tally::bias_s() const {
  return error_s.empty() ? std::nullopt : std::optional(median(error_s));
}

std::optional<double> contact_tally::mae_s() const {
  return error_s.empty() ? std::nullopt : std::optional(mean_absolute(error_s));
}

contact_tally& contact_tally::operator+=(const contact_tally& other) {
  truth_n += other.truth_n;
  matched_n += other.matched_n;
  false_n += other.false_n;
  error_s.insert(error_s.end(), other.error_s.begin(), other.error_s.end());
  return *this;
}

double bout_tally::f1() const {
  return share(2 * both_s, true_s + found_s);
}

double bout_tally::f1_all() const {
  return share(2 * both_s, true_s + found_all_s);
}

bout_tally& bout_tally::operator+=(const bout_tally& other) {
  true_s += other.true_s;
  found_s += other.found_s;
  found_all_s += other.found_all_s;
  both_s += other.both_s;
  return *this;
}

std::optional<double> recording_score::count_error() const {
  if (!true_steps || *true_steps == 0) return std::nullopt;
  const auto truth = static_cast<double>(*true_steps);
  return std::abs(static_cast<double>(found_steps) - truth) / truth;
}

bool can_score(const truth& known, placement where) {
  const side leg = side_of(where);
  if (leg == side::unknown) return known.events || known.total_steps;
  // A list without that leg is one of sensors or feet that were not observed.
  return known.events && std::any_of(known.events->begin(), known.events->end(),
                                     [&](const truth_event& e) { return e.side == leg; });
}

recording_score score_recording(const std::vector<contact>& found_contacts, const truth& known,
                                placement where, const score_params& params) {
  const side leg = side_of(where);
  std::vector<contact> found;
  for (const contact& c : found_contacts) {
    if (leg == side::unknown || c.side != opposite(leg)) found.push_back(c);
  }
  found = in_order(std::move(found));
  const std::vector<contact> truth = true_contacts(known, where);
  const validity reference(known, params);
  const auto holds = [&](double time_s) { return reference.holds(time_s); };

  recording_score out;
  out.has_contacts = known.events.has_value();
  for (const contact& c : found) {
    out.found_steps += is_initial(c) && holds(c.time_s);
    out.gives_final |= !is_initial(c);
    out.gives_bouts |= c.bout != 0;
  }
  if (known.bouts) {
    const spans walked = merged(*known.bouts);
    const spans said = merged(bouts_of(found));
    const double said_s = common_s(said, widened(walked, params.outside_bouts_s));
    out.bouts = bout_tally{length_s(walked), said_s, length_s(said), common_s(said, walked)};
  }
  if (known.total_steps && leg == side::unknown) out.true_steps = known.total_steps;
  if (!known.events) return out;

  using testing::match_contacts;
  const auto initial = contact_kind::initial_contact;
  const auto match = match_contacts(found, truth, params.tolerance_s, initial);
  const auto wide = match_contacts(found, truth, params.wide_tolerance_s, initial);
  out.initial = tally_of(match, truth, initial, holds);
  out.initial_wide = tally_of(wide, truth, initial, holds);
  out.initial_steady =
      tally_of(match, truth, initial, [&](double time_s) { return reference.steady(time_s); });
  if (!out.true_steps) out.true_steps = out.initial.truth_n;

  for (const auto& pair : match.pairs) {
    const contact& f = found[pair.found];
    const contact& t = truth[pair.truth];
    if (leg == side::unknown && t.side != side::unknown) {
      ++out.sides_asked;
      out.sides_said += f.side != side::unknown;
      out.sides_right += f.side == t.side;
    }
    if (t.direction.value != direction::unknown) {
      out.direction_right += f.direction.value == t.direction.value;
      out.direction_unknown += f.direction.value == direction::unknown;
      out.direction_wrong +=
          f.direction.value != direction::unknown && f.direction.value != t.direction.value;
    }
  }

  // Some sources observe initial contacts alone: then final ones are neither right nor false.
  const bool knows_final = truth.empty() || !std::all_of(truth.begin(), truth.end(), is_initial);
  if (!knows_final) return out;
  const auto last = contact_kind::final_contact;
  const auto final_match = match_contacts(found, truth, params.tolerance_s, last);
  out.final_contacts = tally_of(final_match, truth, last, holds);

  const auto initial_partner = partners(match);
  const auto final_partner = partners(final_match);
  for (const auto& [begin, end] : stances(truth, params.longest_stance_s)) {
    const auto found_begin = initial_partner.find(begin);
    const auto found_end = final_partner.find(end);
    if (found_begin == initial_partner.end() || found_end == final_partner.end()) continue;
    const contact& f = found[found_begin->second];
    const contact& g = found[found_end->second];
    if (f.side != g.side) continue;
    out.stance_error_s.push_back((g.time_s - f.time_s) - (truth[end].time_s - truth[begin].time_s));
  }
  return out;
}

score_intervals bootstrap_intervals(std::span<const person_tally> tallies, std::uint64_t seed,
                                    std::size_t draws) {
  std::map<std::string, person_tally> by_person;
  for (const person_tally& t : tallies) {
    person_tally& sum = by_person[t.person];
    sum.truth_n += t.truth_n;
    sum.matched_n += t.matched_n;
    sum.false_n += t.false_n;
    sum.absolute_error_s += t.absolute_error_s;
  }
  std::vector<person_tally> people;
  for (auto& [name, sum] : by_person) people.push_back(std::move(sum));

  score_intervals out;
  if (people.size() < 2) return out;
  testing::random_source random(seed);
  std::vector<double> f1;
  std::vector<double> mae_s;
  for (std::size_t draw = 0; draw < draws; ++draw) {
    contact_tally sum;
    double error_s = 0;
    for (std::size_t k = 0; k < people.size(); ++k) {
      const auto i =
          static_cast<std::size_t>(random.uniform() * static_cast<double>(people.size()));
      const person_tally& one = people[i];
      sum.truth_n += one.truth_n;
      sum.matched_n += one.matched_n;
      sum.false_n += one.false_n;
      error_s += one.absolute_error_s;
    }
    f1.push_back(sum.f1());
    if (sum.matched_n > 0) mae_s.push_back(error_s / static_cast<double>(sum.matched_n));
  }
  const auto percentiles = [](const std::vector<double>& values) {
    return interval{quantile(values, 0.025), quantile(values, 0.975)};
  };
  out.f1 = percentiles(f1);
  if (!mae_s.empty()) out.mae_s = percentiles(mae_s);
  return out;
}

}  // namespace retrogait::io

#pragma once
/// @file
/// Comparisons whose failure says what is wrong: contacts against a reference, numbers against
/// numbers. For any test framework: BOOST_TEST(score.f1() >= 0.98, score.text()).

#include <retrogait/core/events.hpp>
#include <retrogait/core/words.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retrogait::testing {

namespace detail {

inline std::string number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

}  // namespace detail

/// How well found contacts agree with true ones.
struct contact_score {
  /// Index into the contacts that match_contacts was given.
  struct pair {
    std::size_t found;
    std::size_t truth;
  };

  std::size_t found_n = 0;  ///< of the kind asked for
  std::size_t truth_n = 0;
  std::vector<pair> pairs;
  std::vector<double> missed_s;       ///< times of true contacts without a partner
  std::vector<double> extra_s;        ///< times of found contacts without a partner
  std::vector<double> error_s;        ///< found - true, for each pair
  std::size_t sided_n = 0;            ///< pairs of which both sides are known
  std::size_t right_side_n = 0;       ///< of these, with the same side
  std::size_t directed_n = 0;         ///< pairs of which both directions are known
  std::size_t right_direction_n = 0;  ///< of these, with the same direction

  /// Shares from 0 to 1. A share of nothing is 1: where nothing had to be found nothing was missed.
  double recall() const { return share(pairs.size(), truth_n); }
  double precision() const { return share(pairs.size(), found_n); }
  double f1() const { return share(2 * pairs.size(), found_n + truth_n); }
  double side_accuracy() const { return share(right_side_n, sided_n); }
  double direction_accuracy() const { return share(right_direction_n, directed_n); }

  /// Median error; nothing without a pair. Positive: found too late.
  std::optional<double> median_error_s() const {
    if (error_s.empty()) return std::nullopt;
    std::vector<double> sorted = error_s;
    std::sort(sorted.begin(), sorted.end());
    const std::size_t n = sorted.size();
    return 0.5 * (sorted[(n - 1) / 2] + sorted[n / 2]);
  }

  /// Mean error; nothing without a pair.
  std::optional<double> bias_s() const {
    if (error_s.empty()) return std::nullopt;
    double sum = 0;
    for (double e : error_s) sum += e;
    return sum / static_cast<double>(error_s.size());
  }

  /// Mean absolute error; nothing without a pair.
  std::optional<double> mean_absolute_error_s() const { return mean_distance_from(0.0); }

  /// Mean absolute difference from the median error: what is left once a constant offset, a matter
  /// of definition, is taken out.
  std::optional<double> spread_s() const {
    const std::optional<double> median = median_error_s();
    return median ? mean_distance_from(*median) : std::nullopt;
  }

  /// One paragraph for people: counts, errors, and the first contacts missed and made up.
  std::string text() const {
    std::string out = std::to_string(pairs.size()) + " of " + std::to_string(truth_n) +
                      " contacts found, " + std::to_string(extra_s.size()) + " too many, F1 " +
                      detail::number(f1());
    if (!error_s.empty()) {
      out += ", median error " + detail::number(*median_error_s()) + " s, spread " +
             detail::number(*spread_s()) + " s";
    }
    if (sided_n > 0) {
      out += ", side right in " + std::to_string(right_side_n) + " of " + std::to_string(sided_n);
    }
    if (directed_n > 0) {
      out += ", direction right in " + std::to_string(right_direction_n) + " of " +
             std::to_string(directed_n);
    }
    out += first_times("; missed at", missed_s) + first_times("; too many at", extra_s);
    return out;
  }

 private:
  static double share(std::size_t part, std::size_t whole) {
    return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
  }

  std::optional<double> mean_distance_from(double centre) const {
    if (error_s.empty()) return std::nullopt;
    double sum = 0;
    for (double e : error_s) sum += std::abs(e - centre);
    return sum / static_cast<double>(error_s.size());
  }

  static std::string first_times(const char* title, const std::vector<double>& times) {
    if (times.empty()) return {};
    std::string out = title;
    for (std::size_t i = 0; i < times.size() && i < 5; ++i) {
      out += (i > 0 ? ", " : " ") + detail::number(times[i]);
    }
    return out + (times.size() > 5 ? ", … s" : " s");
  }
};

namespace detail {

/// Pairs of indices into two ascending lists of times, at most tolerance apart, each index used at
/// most once: as many pairs as possible, and among those the smallest sum of distances. In such an
/// optimum pairs never cross, so it is an alignment of two sequences (dynamic programming). The
/// lists fall into clusters without a link between them, which keeps the tables small.
inline std::vector<std::pair<std::size_t, std::size_t>> match_times(const std::vector<double>& a,
                                                                    const std::vector<double>& b,
                                                                    double tolerance) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const std::size_t i0 = i;
    const std::size_t j0 = j;
    double reach = (std::min)(a[i], b[j]) + tolerance;
    while ((i < a.size() && a[i] <= reach) || (j < b.size() && b[j] <= reach)) {
      if (i < a.size() && a[i] <= reach) reach = (std::max)(reach, a[i++] + tolerance);
      if (j < b.size() && b[j] <= reach) reach = (std::max)(reach, b[j++] + tolerance);
    }
    const std::size_t n = i - i0;
    const std::size_t m = j - j0;
    if (n == 0 || m == 0) continue;
    // best[p][q]: cost of the first p and q, where leaving one alone costs more than any distance.
    const double alone = 2.0 * tolerance + 1.0;
    enum class move : std::uint8_t { pair, skip_a, skip_b };
    std::vector<double> best((m + 1), 0.0);
    std::vector<move> moves((n + 1) * (m + 1), move::skip_b);
    for (std::size_t q = 1; q <= m; ++q) best[q] = best[q - 1] + alone;
    for (std::size_t p = 1; p <= n; ++p) {
      double diagonal = best[0];
      best[0] += alone;
      moves[p * (m + 1)] = move::skip_a;
      for (std::size_t q = 1; q <= m; ++q) {
        const double distance = std::abs(a[i0 + p - 1] - b[j0 + q - 1]);
        const double above = best[q];
        double cost = best[q - 1] + alone;
        move chosen = move::skip_b;
        if (above + alone < cost) {
          cost = above + alone;
          chosen = move::skip_a;
        }
        if (distance <= tolerance && diagonal + distance <= cost) {
          cost = diagonal + distance;
          chosen = move::pair;
        }
        diagonal = above;
        best[q] = cost;
        moves[p * (m + 1) + q] = chosen;
      }
    }
    const std::size_t first_pair = pairs.size();
    std::size_t p = n;
    std::size_t q = m;
    while (p > 0 || q > 0) {
      const move last = moves[p * (m + 1) + q];
      if (last == move::pair) pairs.emplace_back(i0 + p - 1, j0 + q - 1);
      if (last != move::skip_b) --p;
      if (last != move::skip_a) --q;
    }
    std::reverse(pairs.begin() + static_cast<std::ptrdiff_t>(first_pair), pairs.end());
  }
  return pairs;
}

}  // namespace detail

/// Pairs found contacts of one kind with true ones at most tolerance_s apart, one to one, as many
/// as possible, then as close as possible. offset_s is taken from the found times first (definitions
/// of a contact differ by a constant; the errors are those that remain). Either list may be in any
/// order. Time and memory grow with the product of both lists' sizes within a stretch
/// that no pause longer than the tolerance divides.
inline contact_score match_contacts(const std::vector<contact>& found,
                                    const std::vector<contact>& truth, double tolerance_s,
                                    contact_kind kind = contact_kind::initial_contact,
                                    double offset_s = 0) {
  const auto of_kind = [kind](const std::vector<contact>& all) {
    std::vector<std::size_t> index;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].kind == kind) index.push_back(i);
    }
    std::stable_sort(index.begin(), index.end(),
                     [&](std::size_t a, std::size_t b) { return all[a].time_s < all[b].time_s; });
    return index;
  };
  const std::vector<std::size_t> found_index = of_kind(found);
  const std::vector<std::size_t> truth_index = of_kind(truth);
  std::vector<double> found_s;
  std::vector<double> truth_s;
  found_s.reserve(found_index.size());
  truth_s.reserve(truth_index.size());
  for (std::size_t i : found_index) found_s.push_back(found[i].time_s - offset_s);
  for (std::size_t i : truth_index) truth_s.push_back(truth[i].time_s);

  contact_score score;
  score.found_n = found_s.size();
  score.truth_n = truth_s.size();
  std::vector<bool> used(found_s.size(), false);
  std::vector<bool> met(truth_s.size(), false);
  for (const auto& [i, j] : detail::match_times(found_s, truth_s, tolerance_s)) {
    used[i] = met[j] = true;
    const contact& f = found[found_index[i]];
    const contact& t = truth[truth_index[j]];
    score.pairs.push_back({found_index[i], truth_index[j]});
    score.error_s.push_back(found_s[i] - truth_s[j]);
    if (f.side != side::unknown && t.side != side::unknown) {
      ++score.sided_n;
      if (f.side == t.side) ++score.right_side_n;
    }
    if (f.direction.value != direction::unknown && t.direction.value != direction::unknown) {
      ++score.directed_n;
      if (f.direction.value == t.direction.value) ++score.right_direction_n;
    }
  }
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i]) score.extra_s.push_back(found[found_index[i]].time_s);
  }
  for (std::size_t j = 0; j < met.size(); ++j) {
    if (!met[j]) score.missed_s.push_back(truth_s[j]);
  }
  return score;
}

/// The answer to a check, with what to print if it is no.
struct check_result {
  bool ok = true;
  std::string text;

  explicit operator bool() const { return ok; }
};

/// Whether two sequences have the same length and differ nowhere by more than the tolerance (a NaN
/// is never near). The text names the worst place.
template <class A, class B>
check_result all_near(const A& values, const B& reference, double tolerance) {
  const auto n = static_cast<std::size_t>(values.size());
  const auto m = static_cast<std::size_t>(reference.size());
  if (n != m) {
    return {false, std::to_string(n) + " values, " + std::to_string(m) + " expected"};
  }
  using index_a = decltype(values.size());
  using index_b = decltype(reference.size());
  double worst = -1;
  std::string text;
  for (std::size_t i = 0; i < n; ++i) {
    const auto value = static_cast<double>(values[static_cast<index_a>(i)]);
    const auto expected = static_cast<double>(reference[static_cast<index_b>(i)]);
    const double apart = value == expected ? 0.0 : std::abs(value - expected);
    if (apart <= tolerance || apart <= worst) continue;
    worst = std::isnan(apart) ? std::numeric_limits<double>::infinity() : apart;
    text = "[" + std::to_string(i) + "] is " + detail::number(value) + ", expected " +
           detail::number(expected) + " within " + detail::number(tolerance);
  }
  return {text.empty(), text};
}

}  // namespace retrogait::testing

// How like real recordings the virtual walker's signals are: one table of lower-back features by
// source, recorded and virtual, and one of the strength of foot and shank signals.
//
//     RETROGAIT_DATA=path/to/recordings bench_walker_likeness
//
// Recordings are folders <dataset>/<recording> of imu_<placement>.csv, truth_events.csv and
// meta.json (default path: ../shared/data). A source that is not there is left out and said to be.

#include <retrogait/core/mounting.hpp>
#include <retrogait/core/recording.hpp>
#include <retrogait/dsp/autocorrelation.hpp>
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/math/rotation.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "data_sets.hpp"

namespace rg = retrogait;
namespace rt = retrogait::testing;
namespace fs = std::filesystem;

namespace {

struct walk {
  std::vector<rg::recording> recordings;
  std::vector<rg::contact> contacts;
  std::vector<std::pair<double, double>> bouts;
  std::vector<std::pair<double, double>> turns;
};

/// A walk without a turn, from contact to contact, sides alternating.
using piece = std::vector<rg::contact>;

walk read_walk(const fs::path& folder, const rg::io::truth& truth) {
  walk w;
  w.recordings = rg::io::read_folder(folder);
  for (const rg::io::time_span& b : truth.bouts.value_or(std::vector<rg::io::time_span>{})) {
    w.bouts.emplace_back(b.start_s, b.end_s);
  }
  for (const rg::io::time_span& t : truth.turns.value_or(std::vector<rg::io::time_span>{})) {
    w.turns.emplace_back(t.start_s, t.end_s);
  }
  for (const auto& e : truth.events.value_or(std::vector<rg::io::truth_event>{})) {
    if (e.kind != rg::contact_kind::initial_contact) continue;
    w.contacts.push_back({.time_s = e.time_s, .side = e.side});
  }
  return w;
}

walk virtual_walk_of(const rt::virtual_walker& walker) {
  rt::virtual_walk v = walker.walk();
  walk w;
  for (const rt::true_bout& b : v.truth.bouts) w.bouts.emplace_back(b.start_s, b.end_s);
  for (const rg::contact& c : v.truth.contacts) {
    if (c.kind == rg::contact_kind::initial_contact) w.contacts.push_back(c);
  }
  w.recordings = std::move(v.recordings);
  return w;
}

std::vector<piece> straight_pieces(const walk& w) {
  std::vector<piece> pieces;
  piece now;
  const auto end_piece = [&] {
    if (now.size() >= 8) pieces.push_back(piece(now.begin() + 1, now.end() - 1));
    now.clear();
  };
  std::vector<rg::contact> contacts = w.contacts;
  std::sort(contacts.begin(), contacts.end(),
            [](const rg::contact& a, const rg::contact& b) { return a.time_s < b.time_s; });
  for (const rg::contact& c : contacts) {
    bool usable = false;
    for (const auto& [from, to] : w.bouts) {
      usable = usable || (c.time_s >= from - 0.05 && c.time_s <= to + 0.05);
    }
    for (const auto& [from, to] : w.turns) {
      usable = usable && (c.time_s < from - 0.3 || c.time_s > to + 0.3);
    }
    if (!now.empty()) {
      const double step = c.time_s - now.back().time_s;
      if (!usable || c.side == now.back().side || step < 0.3 || step > 1.0) end_piece();
    }
    if (usable) now.push_back(c);
  }
  end_piece();
  return pieces;
}

/// Linear interpolation onto 100 Hz between two times.
Eigen::MatrixXd resampled(const rg::recording& r, const rg::matrix_n3& signal, double from,
                          double to) {
  const auto n = static_cast<std::ptrdiff_t>((to - from) * 100);
  Eigen::MatrixXd out(n, 3);
  std::ptrdiff_t k = 1;
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double t = from + static_cast<double>(i) / 100;
    while (k + 1 < r.size() && r.time_s[k] < t) ++k;
    const double u = std::clamp((t - r.time_s[k - 1]) / (r.time_s[k] - r.time_s[k - 1]), 0.0, 1.0);
    out.row(i) = (1 - u) * signal.row(k - 1) + u * signal.row(k);
  }
  return out;
}

/// Columns forward, left, up: from the stated mounting, then tilted so that the mean points up.
Eigen::MatrixXd level(const Eigen::MatrixXd& device, const rg::mounting& mounting) {
  const Eigen::MatrixXd body = device * mounting.body_from_device()->transpose();
  const Eigen::Vector3d up = body.colwise().mean().transpose().normalized();
  Eigen::Vector3d forward = Eigen::Vector3d::UnitX() - up.x() * up;
  forward.normalize();
  Eigen::Matrix3d rotation;
  rotation.row(0) = forward.transpose();
  rotation.row(1) << up.y() * forward.z() - up.z() * forward.y(),
      up.z() * forward.x() - up.x() * forward.z(), up.x() * forward.y() - up.y() * forward.x();
  rotation.row(2) = up.transpose();
  return body * rotation.transpose();
}

constexpr std::size_t harmonics = 9;  // of the stride, 0 to 8

struct features {
  double step_hz, dominant_hz, jerk_skewness, v_ap_phase_rad, forward_peak_s, vertical_peak_s,
      step_regularity, stride_regularity;
  std::array<double, 3> rms;
  std::array<std::array<double, harmonics>, 3> amplitude;
};

/// Fourier coefficients over the stride, theta = 0 at a left contact, from all samples of the
/// piece: phase is linear between contacts.
std::array<std::complex<double>, harmonics> stride_harmonics(const Eigen::VectorXd& x, double start,
                                                             const piece& p) {
  std::array<std::complex<double>, harmonics> c{};
  double weight = 0;
  // Whole strides only, so that the harmonics are orthogonal.
  const std::size_t steps = (p.size() - 1) / 2 * 2;
  for (std::size_t s = 0; s < steps; ++s) {
    const double from = p[s].time_s;
    const double step = p[s + 1].time_s - from;
    const double zero = p[s].side == rg::side::left ? 0.0 : std::numbers::pi;
    for (int q = 0; q < 64; ++q) {
      const double u = (q + 0.5) / 64;
      const double at =
          std::clamp((from + u * step - start) * 100, 0.0, static_cast<double>(x.size() - 2));
      const auto i = static_cast<std::ptrdiff_t>(at);
      const double value = x[i] + (at - static_cast<double>(i)) * (x[i + 1] - x[i]);
      for (std::size_t n = 0; n < harmonics; ++n) {
        const double angle = static_cast<double>(n) * (zero + std::numbers::pi * u);
        c[n] += value * std::polar(2.0, -angle);
      }
      weight += 1;
    }
  }
  for (auto& z : c) z /= weight;
  return c;
}

/// The part of x between two frequencies.
Eigen::VectorXd band(const Eigen::VectorXd& x, double low_hz, double high_hz) {
  const auto n = static_cast<double>(x.size());
  Eigen::VectorXd out = Eigen::VectorXd::Zero(x.size());
  for (double k = std::ceil(low_hz * n / 100); k <= high_hz * n / 100; ++k) {
    std::complex<double> c = 0;
    const double w = 2 * std::numbers::pi * k / n;
    for (std::ptrdiff_t i = 0; i < x.size(); ++i) {
      c += x[i] * std::polar(2.0 / n, -w * static_cast<double>(i));
    }
    for (std::ptrdiff_t i = 0; i < x.size(); ++i) {
      out[i] += (c * std::polar(1.0, w * static_cast<double>(i))).real();
    }
  }
  return out;
}

double dominant_frequency(const Eigen::VectorXd& x) {
  double best = 0;
  double at = 0;
  for (double hz = 0.5; hz <= 5; hz += 0.02) {
    std::complex<double> c = 0;
    for (std::ptrdiff_t i = 0; i < x.size(); ++i) {
      c += x[i] * std::polar(1.0, -2 * std::numbers::pi * hz * static_cast<double>(i) / 100);
    }
    if (std::abs(c) > best) {
      best = std::abs(c);
      at = hz;
    }
  }
  return at;
}

double skewness(const Eigen::VectorXd& x) {
  const Eigen::ArrayXd d = x.array() - x.mean();
  return d.cube().mean() / std::pow(d.square().mean(), 1.5);
}

/// Highest autocorrelation within 15 % of a lag.
double regularity(const Eigen::VectorXd& x, double lag) {
  const rg::dsp::autocorrelator likeness({x.data(), static_cast<std::size_t>(x.size())});
  double best = -1;
  for (auto k = static_cast<std::size_t>(0.85 * lag);
       k < static_cast<std::size_t>(x.size()) && static_cast<double>(k) <= 1.15 * lag; ++k) {
    best = std::max(best, likeness.at(k));
  }
  return best;
}

features features_of(const rg::recording& r, const piece& p) {
  features f{};
  const double start = p.front().time_s;
  const double end = p.back().time_s;
  const Eigen::MatrixXd acc = level(resampled(r, r.acc_m_s2, start, end), r.mounting);
  const Eigen::MatrixXd centred = acc.rowwise() - acc.colwise().mean();
  const double step_s = (end - start) / static_cast<double>(p.size() - 1);
  f.step_hz = 1 / step_s;
  f.dominant_hz = dominant_frequency(centred.col(2));
  std::array<std::array<std::complex<double>, harmonics>, 3> c;
  for (std::size_t k = 0; k < 3; ++k) {
    const auto column = static_cast<std::ptrdiff_t>(k);
    f.rms[k] = std::sqrt(centred.col(column).squaredNorm() / static_cast<double>(acc.rows()));
    c[k] = stride_harmonics(centred.col(column), start, p);
    for (std::size_t n = 0; n < harmonics; ++n) f.amplitude[k][n] = std::abs(c[k][n]);
  }
  f.v_ap_phase_rad = std::arg(c[2][2] * std::conj(c[0][2]));
  const Eigen::VectorXd smooth = band(centred.col(0), 0.5, 8);
  f.jerk_skewness = skewness(smooth.tail(smooth.size() - 1) - smooth.head(smooth.size() - 1));
  // Peaks of the mean step, as far as a low-pass at two step frequencies and at one lets through.
  double highest = -1e9;
  for (double u = -0.5; u < 0.5; u += 0.002) {
    const double value = (c[0][2] * std::polar(1.0, 2 * std::numbers::pi * u)).real() +
                         (c[0][4] * std::polar(1.0, 4 * std::numbers::pi * u)).real();
    if (value > highest) {
      highest = value;
      f.forward_peak_s = u * step_s;
    }
  }
  f.step_regularity = regularity(centred.col(2), 100 * step_s);
  f.stride_regularity = regularity(centred.col(2), 200 * step_s);
  f.vertical_peak_s = -std::arg(c[2][2]) / (2 * std::numbers::pi) * step_s;
  return f;
}

template <class Get>
double median(const std::vector<features>& all, Get get) {
  std::vector<double> values;
  values.reserve(all.size());
  for (const features& f : all) values.push_back(get(f));
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return 0.5 * (values[(n - 1) / 2] + values[n / 2]);
}

void print_row(const char* name, const std::vector<walk>& walks) {
  std::vector<features> all;
  for (const walk& w : walks) {
    for (const rg::recording& r : w.recordings) {
      if (r.placement != rg::placement::lumbar || !r.mounting.forward()) continue;
      for (const piece& p : straight_pieces(w)) all.push_back(features_of(r, p));
    }
  }
  if (all.empty()) {
    std::printf("%-34s no straight piece with known axes: left out\n", name);
    return;
  }
  std::complex<double> phase = 0;
  for (const features& f : all) phase += std::polar(1.0, f.v_ap_phase_rad);
  const auto rms = [&](std::size_t k) {
    return median(all, [k](const features& f) { return f.rms[k]; });
  };
  const auto amplitude = [&](std::size_t k, std::size_t n) {
    return median(all, [k, n](const features& f) { return f.amplitude[k][n]; });
  };
  std::printf("%-34s %4zu %5.2f %5.2f  %5.2f %5.2f %5.2f  ", name, all.size(),
              median(all, [](const features& f) { return f.step_hz; }),
              median(all, [](const features& f) { return f.dominant_hz; }), rms(0), rms(1), rms(2));
  for (std::size_t n : {2U, 4U, 6U, 8U}) std::printf("%4.2f ", amplitude(0, n));
  std::printf(" ");
  for (std::size_t n : {1U, 3U, 5U, 7U}) std::printf("%4.2f ", amplitude(1, n));
  std::printf(" ");
  for (std::size_t n : {2U, 4U, 6U, 8U}) std::printf("%4.2f ", amplitude(2, n));
  std::printf("%6.0f %7.2f %5.0f %5.0f  %4.2f %4.2f\n", std::arg(phase) * rg::degrees_per_radian,
              median(all, [](const features& f) { return f.jerk_skewness; }),
              1000 * median(all, [](const features& f) { return f.forward_peak_s; }),
              1000 * median(all, [](const features& f) { return f.vertical_peak_s; }),
              median(all, [](const features& f) { return f.step_regularity; }),
              median(all, [](const features& f) { return f.stride_regularity; }));
}

/// 50th and 95th percentile of the norm of what is felt beyond gravity, and of the angular rate.
void print_limb_row(const char* name, const std::vector<walk>& walks) {
  std::printf("%-34s", name);
  for (const char* part : {"thigh", "shank", "foot"}) {
    std::vector<double> acc;
    std::vector<double> gyr;
    for (const walk& w : walks) {
      for (const rg::recording& r : w.recordings) {
        if (to_string(r.placement).find(part) == std::string_view::npos) continue;
        for (const piece& p : straight_pieces(w)) {
          for (std::ptrdiff_t i = 0; i < r.size(); ++i) {
            if (r.time_s[i] < p.front().time_s || r.time_s[i] > p.back().time_s) continue;
            acc.push_back(std::abs(r.acc_m_s2.row(i).norm() - 9.81));
            gyr.push_back(r.gyr_rad_s.row(i).norm());
          }
        }
      }
    }
    if (acc.empty()) {
      std::printf("       -      -     -     -");
      continue;
    }
    std::sort(acc.begin(), acc.end());
    std::sort(gyr.begin(), gyr.end());
    const std::size_t high = acc.size() * 95 / 100;
    std::printf("  %6.1f %6.1f %5.1f %5.1f", acc[acc.size() / 2], acc[high], gyr[gyr.size() / 2],
                gyr[high]);
  }
  std::printf("\n");
}

template <rg::direction D>
void set_pace(rt::gait_style<D>& style, double cadence, double step_length) {
  style.cadence_steps_min = cadence;
  style.step_length_m = step_length;
}

void compare(const fs::path& data) {
  struct row {
    std::string name;
    std::vector<walk> walks;
  };
  std::vector<row> rows;
  const auto add_recorded = [&](const char* name, const char* dataset, const char* direction) {
    row r{name, {}};
    const auto folders = data_sets::recordings_of(data, dataset);
    if (folders.empty()) {
      std::printf("skipped: %s, no folder %s\n", name, (data / dataset).c_str());
      return;
    }
    for (const fs::path& folder : folders) {
      const rg::io::truth truth = rg::io::read_truth(folder);
      if (truth.direction == direction) r.walks.push_back(read_walk(folder, truth));
    }
    rows.push_back(std::move(r));
  };
  const auto add_virtual = [&](const char* name, rt::virtual_walker walker) {
    row r{name, {}};
    walker.seconds = 60;
    walker.placements = rt::all_body_placements();
    for (walker.seed = 1; walker.seed <= 8; ++walker.seed)
      r.walks.push_back(virtual_walk_of(walker));
    rows.push_back(std::move(r));
  };

  rt::virtual_walker forward;
  rt::virtual_walker slow;
  set_pace(slow.forward, 103, 0.45);
  rt::virtual_walker backward{.direction = rg::direction::backward};
  rt::virtual_walker brisk = backward;
  set_pace(brisk.backward, 110, 0.43);

  add_recorded("healthy adults (voisard)", "voisard", "forward");
  add_virtual("virtual, 110/min x 0.65 m", forward);
  add_recorded("older, slow (mobgap)", "mobgap", "forward");
  add_virtual("virtual, 103/min x 0.45 m", slow);
  add_recorded("treadmill (tripod)", "tripod", "forward");
  add_recorded("motion capture, forward (bandai)", "bandai", "forward");
  add_recorded("motion capture, backward (bandai)", "bandai", "backward");
  add_virtual("virtual backward, 110/min x 0.43 m", brisk);
  add_virtual("virtual backward, 100/min x 0.42 m", backward);

  std::printf(
      "\nLower back: medians over straight pieces. RMS and amplitudes in m/s2; AP and V at 1 to 4 "
      "times the step frequency,\nML at 1, 3, 5, 7 times the stride frequency; phase V x AP at the "
      "step frequency in degrees; peaks in ms after the\ninitial contact; regularity of V from "
      "step "
      "to step and from stride to stride.\n\n");
  const char* heading = "%-34s %4s %5s %5s  %5s %5s %5s  %-20s %-20s %-20s %6s %7s %5s %5s  %s\n";
  std::printf(heading, "", "n", "step", "peak", "RMS", "RMS", "RMS", "AP", "ML", "V", "V x AP",
              "skew of", "AP", "V", "regular");
  std::printf(heading, "", "", "Hz", "Hz", "AP", "ML", "V", "", "", "", "phase", "AP jerk", "peak",
              "peak", "step stride");
  for (const row& r : rows) print_row(r.name.c_str(), r.walks);

  std::printf(
      "\nLimbs: median and 95th percentile of | |acceleration| - 9.81 | in m/s2, then of |angular "
      "rate| in rad/s, for thigh, shank, foot\n\n");
  for (const row& r : rows) print_limb_row(r.name.c_str(), r.walks);
}

}  // namespace

int main() {
  try {
    const char* given = std::getenv("RETROGAIT_DATA");
    compare(given != nullptr ? given : "../shared/data");
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "walker_likeness: %s\n", e.what());
    return 2;
  }
}

// A picture of one walk, as SVG on standard output: the vertical acceleration with its contacts,
// how probable it is at each of them that the person walks backward, and how the trunk is held.
//
//   example_picture [walk.csv|folder] > walk.svg      without a recording: a virtual walk backward

#include <retrogait/imu/trunk_motion.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/metrics/posture.hpp>
#include <retrogait/session/analyze.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <string>
#include <vector>

namespace rg = retrogait;

struct point {
  double x, y;
};

constexpr double left_px = 44, right_px = 884;
const std::string ink = "#333333", grey = "#8c8c8c", centred = "text-anchor=\"middle\"";

std::string colour_of(rg::side side) {
  return side == rg::side::left ? "#0072b2" : side == rg::side::right ? "#d55e00" : grey;
}

std::string number(double value, int decimals = 1) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value + 0.0);  // + 0.0: no -0
  return text;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  }
  return out;
}

void put_text(point p, const std::string& words, const std::string& how = "") {
  std::printf("<text x=\"%.1f\" y=\"%.1f\" %s>%s</text>\n", p.x, p.y, how.c_str(),
              escaped(words).c_str());
}

void put_dot(point p, const std::string& colour, bool filled = true) {
  std::printf("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\" stroke=\"%s\"/>\n", p.x, p.y,
              filled ? colour.c_str() : "#ffffff", colour.c_str());
}

// The distance between ticks, 1, 2 or 5 times a power of ten, for at most that many of them.
double tick_for(double range, double most) {
  const double power = std::pow(10, std::floor(std::log10(range / most)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (range / (step * power) <= most) return step * power;
  }
  return 10 * power;
}

// A part of the paper, its time in seconds from the start of the recording.
struct panel {
  double from_s, to_s, top, height, low, high;
  bool is_last = false;  // with the times below it

  point at(double time_s, double value) const {
    const double right = (time_s - from_s) / (to_s - from_s);
    const double up = (std::clamp(value, low, high) - low) / (high - low);
    return {left_px + right * (right_px - left_px), top + (1 - up) * height};
  }

  void put_curve(const std::vector<point>& values, const std::string& colour) const {
    std::string path = "M";
    for (const point& v : values) {
      const point p = at(v.x, v.y);
      path += number(p.x) + "," + number(p.y) + " ";
    }
    std::printf("<path d=\"%s\" fill=\"none\" stroke=\"%s\"/>\n", path.c_str(), colour.c_str());
  }

  void put_frame(const std::string& caption, point bout, double tick) const {
    const double bout_px = at(bout.x, 0).x;
    std::printf("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#eef3f8\"/>\n",
                bout_px, top, at(bout.y, 0).x - bout_px, height);
    put_text({left_px, top - 9}, caption);
    for (double v = std::ceil(low / tick) * tick; v <= high + tick / 100; v += tick) {
      put_curve({{from_s, v}, {to_s, v}}, "#d8d8d8");
      put_text({left_px - 8, at(0, v).y + 4}, number(v, tick < 1), "text-anchor=\"end\"");
    }
    const double step_s = std::max(1.0, tick_for(to_s - from_s, 14));
    for (double t = std::ceil(from_s / step_s) * step_s; t <= to_s; t += step_s) {
      put_curve({{t, low}, {t, high}}, "#d8d8d8");
      if (is_last) put_text({at(t, 0).x, top + height + 18}, number(t, 0), centred);
    }
  }
};

void put_legend() {
  double x = left_px + 4;
  for (const rg::side side : {rg::side::left, rg::side::right}) {
    for (const bool initial : {true, false}) {
      put_dot({x, 50}, colour_of(side), initial);
      put_text({x + 10, 54},
               std::string(to_string(side)) + (initial ? " initial contact" : " final contact"));
      x += 150;
    }
  }
  put_dot({x, 50}, grey);
  put_text({x + 10, 54}, "side or direction unknown");
}

void draw(const rg::recording& walk, const rg::walking_bout& bout) {
  const std::string title = walk.name + ": " + std::to_string(bout.steps.size()) +
                            " steps, direction " + std::string(to_string(bout.direction.value));
  const double zero_s = walk.time_s[0];
  const double from_s = std::max(0.0, bout.start_s - zero_s - 4);
  const double to_s = std::min(walk.duration_s(), bout.end_s - zero_s + 3);
  const point bout_s{bout.start_s - zero_s, bout.end_s - zero_s};

  std::printf(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 900 560\" width=\"900\" "
      "height=\"560\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\" fill=\"%s\">\n"
      "<title>%s</title>\n<rect width=\"900\" height=\"560\" fill=\"#ffffff\"/>\n",
      ink.c_str(), escaped(title).c_str());
  put_text({left_px, 28}, title, "font-size=\"17\" font-weight=\"bold\"");
  put_legend();

  double lowest = -1, highest = 1;
  std::vector<point> vertical;
  rg::trunk_motion<double> motion({.mounting = walk.mounting});
  for (const auto& sample : walk.acceleration()) {
    motion.update(sample, [&](const auto& cell) {
      const double t = cell.time_s - zero_s;
      const double up = motion.level(cell).acc_m_s2[2];
      if (t < from_s || t > to_s) return;
      vertical.push_back({t, up});
      lowest = std::min(lowest, up);
      highest = std::max(highest, up);
    });
  }
  const panel first{from_s, to_s, 98, 176, std::floor(lowest), std::ceil(highest)};
  first.put_frame("Vertical acceleration, m/s²", bout_s, tick_for(first.high - first.low, 7));
  first.put_curve(vertical, ink);
  for (const rg::contact& c : bout.contacts) {
    const auto at = std::lower_bound(vertical.begin(), vertical.end(), c.time_s - zero_s,
                                     [](const point& v, double t) { return v.x < t; });
    const bool initial = c.kind == rg::contact_kind::initial_contact;
    if (at != vertical.end()) put_dot(first.at(at->x, at->y), colour_of(c.side), initial);
  }

  const panel second{from_s, to_s, 310, 76, 0, 1};
  second.put_frame("Probability of walking backward", bout_s, 0.5);
  for (const rg::contact& c : bout.contacts) {
    if (c.kind != rg::contact_kind::initial_contact) continue;
    const auto [way, p] = c.direction;
    const bool known = rg::is_straight(way);
    const double backward = !known ? 0.5 : way == rg::direction::backward ? p : 1 - p;
    put_dot(second.at(c.time_s - zero_s, backward), known ? colour_of(c.side) : grey);
  }

  const panel third{from_s, to_s, 422, 76, -15, 15, true};
  third.put_frame("Trunk pitch against quiet stance, degrees; negative: leans back", bout_s, 10);
  for (const rg::stride_posture& s : rg::stride_postures(walk, bout.strides)) {
    if (!s.pitch_rad || walk.placement != rg::placement::lower_back) continue;
    const double middle_s = (s.start_s + s.end_s) / 2 - zero_s;
    put_dot(third.at(middle_s, *s.pitch_rad * 180 / std::numbers::pi), ink);
  }

  put_text({(left_px + right_px) / 2, 546}, "Time from the start of the recording, s", centred);
  std::printf("</svg>\n");
}

rg::recording virtual_walk_backward() {
  using namespace rg::testing;
  const virtual_walker walker{
      .plan = {stand_for(4), walk_for(rg::direction::backward, 15), stand_for(3)},
      .backward = {.trunk_lean_deg = -4}};
  rg::recording worn = walker.walk()[rg::placement::lower_back];
  worn.name = "Virtual walker, sensor on the lower back";
  return worn;
}

int main(int argc, char** argv) {
  const rg::recording walk = argc > 1 ? rg::io::read_recording(argv[1]) : virtual_walk_backward();
  const std::vector<rg::walking_bout> bouts = rg::analyze(walk).bouts;
  if (bouts.empty()) {
    std::fprintf(stderr, "no walking found\n");
    return 1;
  }
  draw(walk, *std::max_element(bouts.begin(), bouts.end(), [](const auto& a, const auto& b) {
         return a.steps.size() < b.steps.size();
       }));
}

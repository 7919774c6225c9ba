#include <retrogait/core/errors.hpp>
#include <retrogait/io/report.hpp>
#include <retrogait/segment/detectors.hpp>
#include <retrogait/segment/merge_contacts.hpp>

#include <algorithm>
#include <ostream>

#include "commands.hpp"
#include "text.hpp"

namespace retrogait::cli {

namespace {

/// What the named detector finds, nothing left out: also what makes no bout. Of several sensors, it
/// takes those that it is made for, and of these one kind.
std::vector<contact> contacts_of(const std::string& file, const input_options& options) {
  const detector_description& detector = *find_detector(options.detector);
  const input_file input = read_file(file, options);
  std::vector<const recording*> suited;
  for (const recording& sensor : input.sensors) {
    if (!detector.suits(sensor.placement)) continue;
    const bool same_kind = suited.empty() || default_detector_for(sensor.placement) ==
                                                 default_detector_for(suited.front()->placement);
    if (same_kind) suited.push_back(&sensor);
  }
  if (suited.empty()) {
    std::vector<std::string> names;
    for (placement p : detector.placements) names.emplace_back(to_string(p));
    std::vector<std::string> there;
    for (const recording& sensor : input.sensors) there.emplace_back(to_string(sensor.placement));
    throw parse_error(file, 0, 0,
                      options.detector + " is made for " + joined(names, ", ") + "; found " +
                          joined(there, ", "));
  }
  std::vector<std::vector<contact>> found;
  for (const recording* sensor : suited) {
    if (detector.needs_gyroscope && !sensor->has_gyroscope()) {
      throw parse_error(file, 0, 0, options.detector + " needs a gyroscope; found none");
    }
    found.push_back(
        detect_contacts(*sensor, make_detector(options.detector, options_for(*sensor))));
  }
  if (found.size() == 2) return merge_contacts(found[0], found[1]);
  std::stable_sort(found[0].begin(), found[0].end(),
                   [](const contact& a, const contact& b) { return a.time_s < b.time_s; });
  return found[0];
}

}  // namespace

void run_events(const input_options& options, std::ostream& out) {
  const bool json = options.format == "json";
  const bool several = options.files.size() > 1;
  std::string text;
  for (const std::string& file : options.files) {
    const std::string name = several ? file : std::string{};
    if (json && !text.empty()) text += ",\n";
    if (options.detector.empty()) {
      const gait_report report = analyze_file(file, options).report;
      text += json ? io::events_json(report, name) : io::events_csv(report, text.empty(), name);
    } else {
      const std::vector<contact> found = contacts_of(file, options);
      text += json ? io::contacts_json(found, name) : io::contacts_csv(found, text.empty(), name);
    }
  }
  if (json && several) text = "[\n" + text + "\n]";
  out << text << (json ? "\n" : "");
}

}  // namespace retrogait::cli

#include <retrogait/segment/detectors.hpp>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "commands.hpp"
#include "text.hpp"

namespace retrogait::cli {

namespace {

/// "lower back", "feet", "shanks, feet".
std::string worn_at(const detector_description& detector) {
  std::vector<std::string> places;
  for (placement p : detector.placements) {
    const std::string name = side_of(p) != side::unknown ? legs_text(p)
                             : p == placement::phone     ? "anywhere"
                                                         : placement_text(p);
    if (std::find(places.begin(), places.end(), name) == places.end()) places.push_back(name);
  }
  // What is carried anywhere may be worn at the lower back, too.
  return places.front() == "anywhere" ? places.front() : joined(places, ", ");
}

std::string finds(const detector_description& detector) {
  std::vector<std::string> found{"initial"};
  if (detector.finds_final_contacts) found.emplace_back("final");
  if (detector.finds_sides) found.emplace_back("left/right");
  if (detector.finds_directions) found.emplace_back("direction");
  if (detector.finds_bouts) found.emplace_back("bouts");
  return joined(found, ", ");
}

}  // namespace

void run_detectors(std::ostream& out) {
  text_table table({{"name", false},
                    {"worn at", false},
                    {"finds", false},
                    {"needs", false},
                    {"how, or its paper", false}});
  for (const detector_description& d : detector_table) {
    const bool own = d.citation.empty();
    table.add({std::string(d.name), worn_at(d), finds(d), d.needs_gyroscope ? "gyroscope" : "",
               std::string(own ? d.title : d.citation)});
  }
  out << table.text();
}

}  // namespace retrogait::cli

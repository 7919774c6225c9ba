#include <retrogait/io/score_folders.hpp>
#include <retrogait/segment/detectors.hpp>

namespace retrogait::io {

std::vector<scored_detector> library_detectors() {
  std::vector<scored_detector> all;
  for (const detector_description& d : detector_table) {
    all.push_back({std::string(d.name), [&d](placement where) { return d.suits(where); },
                   [&d](const recording& rec, const folder_meta&) -> std::optional<detection> {
                     if (d.needs_gyroscope && !rec.has_gyroscope()) return std::nullopt;
                     return detect_both_ways(rec, make_detector(d.name, options_for(rec)));
                   }});
  }
  return all;
}

}  // namespace retrogait::io

// Two detectors, taken by name, on one recording: how many contacts each finds, and how far apart.
//
//   example_detectors [walk.csv|folder [name name]]      without a recording: a virtual walk

#include <retrogait/io/recording.hpp>
#include <retrogait/segment/detectors.hpp>
#include <retrogait/testing/checks.hpp>
#include <retrogait/testing/virtual_walker.hpp>

#include <cstdio>
#include <string>
#include <vector>

namespace rg = retrogait;

int main(int argc, char** argv) {
  const rg::recording walk = argc > 1
                                 ? rg::io::read_recording(argv[1])
                                 : rg::testing::virtual_walker{}.walk()[rg::placement::lower_back];
  const std::vector<std::string> names =
      argc > 3 ? std::vector<std::string>{argv[2], argv[3]}
               : std::vector<std::string>{"retrogait-lower-back", "mccamley-2012"};

  std::vector<std::vector<rg::contact>> found;
  std::printf("%-22s %8s %10s\n", "detector", "contacts", "latency");
  for (const std::string& name : names) {
    const auto detector = rg::make_detector(name, rg::options_for(walk));
    found.push_back(rg::detect_contacts(walk, detector));
    std::printf("%-22s %8zu %8.1f s\n", name.c_str(), found.back().size(), detector.latency_s());
  }
  // Initial contacts within 0.25 s of each other are taken for the same one.
  const auto both = rg::testing::match_contacts(found[1], found[0], 0.25);
  std::printf("the second against the first: %s\n", both.text().c_str());
  return both.f1() > 0 ? 0 : 1;
}

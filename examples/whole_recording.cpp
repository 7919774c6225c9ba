// A whole recording: read it, find its walking bouts, print them.
//
//   example_whole_recording [walk.csv]        without a file: a virtual walk, written and read back

#include <retrogait/io/folder.hpp>
#include <retrogait/testing/virtual_walker.hpp>

// [readme]
#include <retrogait/io/recording.hpp>
#include <retrogait/retrogait.hpp>

#include <iostream>
namespace rg = retrogait;

int print_bouts(const std::string& file) {
  const rg::recording walk =
      rg::io::read_recording(file, {.placement = rg::placement::lower_back,
                                    .mounting = rg::mounting::parse("up=+x,forward=-z")});
  const rg::gait_report report = rg::analyze(walk, {.height_m = 1.72});
  for (const rg::walking_bout& bout : report.bouts)
    std::cout << bout.direction << ", " << bout.steps.size() << " steps, "
              << bout[rg::metric::cadence] << '\n';
  return static_cast<int>(report.bouts.size());
}
// [readme]

int main(int argc, char** argv) {
  if (argc > 1) return print_bouts(argv[1]) > 0 ? 0 : 1;

  const auto folder = std::filesystem::temp_directory_path() / "retrogait_example_whole_recording";
  const rg::testing::virtual_walker walker{.direction = rg::direction::backward};
  rg::io::write_folder(folder, walker.walk().recordings);
  const int bouts = print_bouts((folder / "imu_lumbar.csv").string());
  std::filesystem::remove_all(folder);
  return bouts == 1 ? 0 : 1;
}

// Another project's program that also reads and writes recordings.
#include <retrogait/io/folder.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/retrogait.hpp>

#include <cstdio>
#include <filesystem>

namespace rg = retrogait;

int main() {
  rg::recording written;
  written.placement = rg::placement::left_foot;
  written.time_s = Eigen::VectorXd::LinSpaced(100, 0, 0.99);
  written.acc_m_s2.setConstant(100, 3, 1.5);
  written.acc_m_s2.col(0).setConstant(9.5);

  const std::filesystem::path folder = "written_by_consumer_of_io";
  std::filesystem::remove_all(folder);
  rg::io::write_folder(folder, {written});
  const rg::recording read = rg::io::read_recording(folder);
  std::printf("read %td samples of the %s\n", read.size(), to_string(read.placement).data());
  return read.acc_m_s2 == written.acc_m_s2 && read.placement == written.placement ? 0 : 1;
}

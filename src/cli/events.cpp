#include <retrogait/io/report.hpp>

#include <ostream>

#include "commands.hpp"

namespace retrogait::cli {

void run_events(const input_options& options, std::ostream& out) {
  const bool json = options.format == "json";
  const bool several = options.files.size() > 1;
  std::string text;
  for (const std::string& file : options.files) {
    const gait_report report = analyze_file(file, options).report;
    const std::string name = several ? file : std::string{};
    if (json) {
      text += (text.empty() ? "" : ",\n") + io::events_json(report, name);
    } else {
      text += io::events_csv(report, text.empty(), name);
    }
  }
  if (json && several) text = "[\n" + text + "\n]";
  out << text << (json ? "\n" : "");
}

}  // namespace retrogait::cli

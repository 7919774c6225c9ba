#include <retrogait/io/report.hpp>

#include <ostream>

#include "commands.hpp"
#include "table.hpp"

namespace retrogait::cli {

void run_analyze(const input_options& options, std::ostream& out) {
  // Nothing is printed before all is known: a script never gets half a result.
  const bool json = options.format == "json";
  std::string text;
  for (const std::string& file : options.files) {
    const analyzed_file result = analyze_file(file, options);
    if (!text.empty()) text += json ? ",\n" : "\n";
    text += json ? io::to_json(result.report, result.notes) : report_text(result);
  }
  if (json && options.files.size() > 1) text = "[\n" + text + "\n]";
  out << text << (json ? "\n" : "");
}

}  // namespace retrogait::cli

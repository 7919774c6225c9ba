#pragma once
/// @file
/// The second tier of failure: a configuration or a file that cannot be used. Exceptions that name
/// the parameter, or the file, line and column. (The third tier, "not computable from this
/// recording", is data: see measured.hpp.)

#include <retrogait/core/assert.hpp>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace retrogait {

/// One thing that is wrong with a configuration.
struct issue {
  std::string field;    ///< the parameter, as the user writes it, e.g. "rate_hz"
  std::string message;  ///< what is wrong and what was expected

  friend bool operator==(const issue&, const issue&) = default;
};

using issues = std::vector<issue>;

namespace detail {

inline std::string join(const issues& list) {
  std::string text;
  for (const issue& one : list) {
    if (!text.empty()) text += "; ";
    text += one.field + ": " + one.message;
  }
  return text;
}

}  // namespace detail

/// A configuration that cannot be used. Carries every issue, not just the first.
class config_error : public std::invalid_argument {
 public:
  explicit config_error(issues list)
      : std::invalid_argument(detail::join(list)), list_(std::move(list)) {}
  config_error(std::string field, std::string message)
      : config_error(issues{{std::move(field), std::move(message)}}) {}

  const issues& list() const noexcept { return list_; }

 private:
  issues list_;
};

/// A file that cannot be read as what it claims to be. line and column count from 1; 0 means that
/// the fault belongs to the file or the line as a whole.
class parse_error : public std::runtime_error {
 public:
  parse_error(std::string file, std::size_t line, std::size_t column, const std::string& message)
      : std::runtime_error(file + (line > 0 ? ":" + std::to_string(line) : std::string{}) + ": " +
                           message),
        file_(std::move(file)),
        message_(message),
        line_(line),
        column_(column) {}

  const std::string& file() const noexcept { return file_; }
  const std::string& message() const noexcept { return message_; }
  std::size_t line() const noexcept { return line_; }
  std::size_t column() const noexcept { return column_; }

 private:
  std::string file_;
  std::string message_;
  std::size_t line_;
  std::size_t column_;
};

/// Adds an issue unless it is fine.
inline void require(issues& found, bool fine, std::string field, std::string message) {
  if (!fine) found.push_back({std::move(field), std::move(message)});
}

/// Adds an issue unless the value lies in [low, high]; what is not a number does not.
inline void require_range(issues& found, std::string field, double value, double low, double high) {
  if (value >= low && value <= high) return;
  found.push_back({std::move(field), "is " + std::to_string(value) + "; expected " +
                                         std::to_string(low) + " to " + std::to_string(high)});
}

/// Throws config_error if the list names anything. Where exceptions are switched off, a wrong
/// configuration is a bug of the program and goes to the assertion handler.
inline void throw_if_any(issues list) {
  if (list.empty()) return;
#if defined(__cpp_exceptions)
  throw config_error(std::move(list));
#else
  RETROGAIT_ASSERT(false, detail::join(list).c_str());
#endif
}

}  // namespace retrogait

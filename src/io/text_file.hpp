#pragma once
// Text files line by line, in bounded memory, and the small pieces of CSV that all readers share.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace retrogait::io::detail {

/// Reads a text file in chunks. Errors: parse_error if it is missing, a folder, unreadable, not
/// UTF-8 text, or has a line beyond max_line_length.
class line_reader {
 public:
  static constexpr std::size_t max_line_length = std::size_t{1} << 20;

  explicit line_reader(const std::filesystem::path& path);

  /// Points line at the next line, without its end, until the next call; false at the end.
  bool next(std::string_view& line);

  const std::string& file() const { return file_; }
  std::size_t line_number() const { return line_number_; }  ///< of the line given last, from 1
  bool torn() const { return torn_; }                       ///< the line given last has no end
  std::uintmax_t bytes_read() const { return bytes_read_; }
  std::uintmax_t bytes_total() const { return bytes_total_; }  ///< 0 if unknown

  [[noreturn]] void fail(const std::string& message) const;  ///< about the line given last

 private:
  bool refill();
  void check_first_chunk();

  struct close_file {
    void operator()(std::FILE* f) const { std::fclose(f); }
  };

  std::string file_;
  std::unique_ptr<std::FILE, close_file> stream_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t line_number_ = 0;
  std::uintmax_t bytes_read_ = 0;
  std::uintmax_t bytes_total_ = 0;
  bool at_end_ = false;
  bool torn_ = false;
};

std::string_view trim(std::string_view text);
std::string to_lower(std::string_view text);

/// The text, fit for one line of a message: cut to about 40 bytes, bytes that are not printable
/// UTF-8 as \xNN.
std::string shown(std::string_view text, std::size_t longest = 40);

/// The same in quotes.
std::string quoted_text(std::string_view text, std::size_t longest = 40);

/// Splits a row into its cells, trimmed and without their quotes. False if a quote stays open.
bool split_cells(std::string_view row, char separator, std::vector<std::string_view>& cells);

enum class number_kind { number, missing, text, not_finite };

/// Reads one cell. Empty cells, nan, na and null are missing. A comma is read as a decimal comma
/// (the separator cannot lie inside an unquoted cell), and reported.
number_kind parse_number(std::string_view cell, double& value, bool& decimal_comma);

/// Appends value with that many decimals; never "-0.00".
void append_fixed(std::string& out, double value, int decimals);

}  // namespace retrogait::io::detail

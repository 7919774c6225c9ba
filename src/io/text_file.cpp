#include "text_file.hpp"

#include <retrogait/core/errors.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <system_error>

namespace retrogait::io::detail {

namespace {

constexpr std::size_t chunk_size = std::size_t{1} << 18;

bool starts_with_bytes(std::string_view text, std::initializer_list<unsigned char> bytes) {
  if (text.size() < bytes.size()) return false;
  return std::equal(bytes.begin(), bytes.end(), text.begin(),
                    [](unsigned char a, char b) { return a == static_cast<unsigned char>(b); });
}

/// Length of the printable UTF-8 character at the start of text; 0 if there is none.
std::size_t printable_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80                   ? 1
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                             : lead >= 0xE0 && lead < 0xF0 ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool control = length == 1 && (lead < 0x20 || lead == 0x7F);
  const bool c1_control = length == 2 && lead == 0xC2 && byte(1) < 0xA0;
  const bool line_break =
      length == 3 && lead == 0xE2 && byte(1) == 0x80 && (byte(2) & 0xFE) == 0xA8;
  return control || c1_control || line_break ? 0 : length;
}

}  // namespace

line_reader::line_reader(const std::filesystem::path& path) : file_(path.string()) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw parse_error(file_, 0, 0, "is a folder; expected a text file");
  }
  stream_.reset(std::fopen(path.c_str(), "rb"));
  if (!stream_) {
    const int error = errno;
    throw parse_error(file_, 0, 0,
                      error == ENOENT || error == ENOTDIR
                          ? std::string("there is no such file")
                          : "cannot be opened: " + std::generic_category().message(error));
  }
  if (std::filesystem::is_regular_file(path, ignored)) {
    bytes_total_ = std::filesystem::file_size(path, ignored);
    if (ignored) bytes_total_ = 0;
  }
  buffer_.resize(2 * chunk_size);
  refill();
  check_first_chunk();
}

void line_reader::check_first_chunk() {
  const std::string_view start(buffer_.data() + begin_, end_ - begin_);
  if (starts_with_bytes(start, {0xFF, 0xFE}) || starts_with_bytes(start, {0xFE, 0xFF})) {
    throw parse_error(file_, 0, 0, "is UTF-16 text; expected UTF-8");
  }
  if (start.find('\0') != std::string_view::npos || starts_with_bytes(start, {0x1F, 0x8B})) {
    throw parse_error(file_, 0, 0, "is a binary file; expected comma-separated text");
  }
  if (starts_with_bytes(start, {0xEF, 0xBB, 0xBF})) begin_ += 3;
}

bool line_reader::refill() {
  if (at_end_) return false;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() - end_ < chunk_size) buffer_.resize(end_ + chunk_size);
  const std::size_t got = std::fread(buffer_.data() + end_, 1, chunk_size, stream_.get());
  if (got == 0) {
    if (std::ferror(stream_.get()) != 0) {
      throw parse_error(file_, 0, 0, "cannot be read: " + std::generic_category().message(errno));
    }
    at_end_ = true;
    return false;
  }
  end_ += got;
  bytes_read_ += got;
  return true;
}

bool line_reader::next(std::string_view& line) {
  std::size_t searched = 0;
  while (true) {
    const char* start = buffer_.data() + begin_;
    const std::size_t size = end_ - begin_;
    const void* found = std::memchr(start + searched, '\n', size - searched);
    std::size_t length = size;
    if (found != nullptr) {
      length = static_cast<std::size_t>(static_cast<const char*>(found) - start);
    } else if (size <= max_line_length && refill()) {
      searched = size;
      continue;
    } else if (size == 0) {
      return false;
    }
    ++line_number_;
    if (length > max_line_length) {
      fail("the line is longer than a megabyte; expected one sample a line");
    }
    torn_ = found == nullptr;
    line = std::string_view(start, length);
    begin_ += length + (torn_ ? 0 : 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return true;
  }
}

void line_reader::fail(const std::string& message) const {
  throw parse_error(file_, line_number_, 0, message);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string shown(std::string_view text, std::size_t longest) {
  std::string out;
  while (!text.empty()) {
    if (out.size() > longest) {
      out += "…";
      break;
    }
    const std::size_t length = printable_length(text);
    if (length == 0) {
      const auto byte = static_cast<unsigned char>(text.front());
      constexpr std::string_view digits = "0123456789abcdef";
      out += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
      text.remove_prefix(1);
    } else {
      out += text.substr(0, length);
      text.remove_prefix(length);
    }
  }
  return out;
}

std::string quoted_text(std::string_view text, std::size_t longest) {
  return '"' + shown(text, longest) + '"';
}

bool split_cells(std::string_view row, char separator, std::vector<std::string_view>& cells) {
  cells.clear();
  std::size_t start = 0;
  bool in_quotes = false;
  for (std::size_t i = 0; i <= row.size(); ++i) {
    if (i < row.size() && row[i] == '"') in_quotes = !in_quotes;
    if (i < row.size() && (in_quotes || row[i] != separator)) continue;
    std::string_view cell = row.substr(start, i - start);
    while (!cell.empty() && cell.front() == ' ') cell.remove_prefix(1);
    while (!cell.empty() && cell.back() == ' ') cell.remove_suffix(1);
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') {
      cell = trim(cell.substr(1, cell.size() - 2));
    }
    cells.push_back(cell);
    start = i + 1;
  }
  return !in_quotes;
}

number_kind parse_number(std::string_view cell, double& value, bool& decimal_comma) {
  cell = trim(cell);
  if (cell.empty()) return number_kind::missing;
  std::array<char, 64> replaced{};
  const std::size_t comma = cell.find(',');
  if (comma != std::string_view::npos) {
    if (cell.size() > replaced.size() || cell.find('.') != std::string_view::npos) {
      return number_kind::text;
    }
    std::copy(cell.begin(), cell.end(), replaced.begin());
    replaced[comma] = '.';  // a second comma stays and makes it text
    cell = std::string_view(replaced.data(), cell.size());
  }
  if (cell.size() > 1 && cell.front() == '+' && cell[1] != '-') cell.remove_prefix(1);
  const char* end = cell.data() + cell.size();
  const auto [stopped, error] = std::from_chars(cell.data(), end, value);
  if (error == std::errc::result_out_of_range && stopped == end) return number_kind::not_finite;
  if (error != std::errc{} || stopped != end) {
    const std::string word = to_lower(cell);
    return word == "na" || word == "null" ? number_kind::missing : number_kind::text;
  }
  if (std::isnan(value)) return number_kind::missing;
  if (std::isinf(value)) return number_kind::not_finite;
  if (comma != std::string_view::npos) decimal_comma = true;
  return number_kind::number;
}

void append_fixed(std::string& out, double value, int decimals) {
  std::array<char, 400> text{};  // a double has at most 309 digits before the point
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value,
                                          std::chars_format::fixed, decimals);
  const std::string_view written(text.data(), static_cast<std::size_t>(end - text.data()));
  const bool zero = written.find_first_not_of("-0.") == std::string_view::npos;
  out += zero && written.front() == '-' ? written.substr(1) : written;
}

}  // namespace retrogait::io::detail

#pragma once
// Files that several processes append to at the same time.

#include <cstddef>
#include <filesystem>
#include <string>

namespace retrogait::io::detail {

// A file that nobody else can append to in this way while the object lives (flock). Made if need be,
// readable by its user alone. Whatever fails throws std::system_error.
class locked_file {
 public:
  explicit locked_file(const std::filesystem::path& path);
  locked_file(const locked_file&) = delete;
  locked_file& operator=(const locked_file&) = delete;
  ~locked_file();

  // What stands behind the last line feed.
  std::string unfinished_line() const;
  // Without its line feed, and no more of it than that.
  std::string first_line(std::size_t longest) const;
  // Takes so many bytes off the end.
  void cut(std::size_t bytes);
  // Adds all of the text and waits until the disk has it, or leaves the file as it was.
  void append(const std::string& text);

 private:
  [[noreturn]] void fail(int error) const;
  std::size_t size() const;
  std::string read(std::size_t from, std::size_t bytes) const;

  std::filesystem::path path_;
  int descriptor_;
};

// The whole file, not while somebody appends to it; parse_error if it cannot be read or is larger.
std::string read_locked(const std::filesystem::path& path, std::size_t largest);

}  // namespace retrogait::io::detail

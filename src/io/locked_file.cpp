#include "locked_file.hpp"

#include <retrogait/core/errors.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace retrogait::io::detail {

namespace {

constexpr std::size_t block = std::size_t{1} << 16;

// Calls until no signal interrupts.
template <class Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  return result;
}

// A new name is on the disk once its folder is. Not every file system can be asked for that, and the
// line itself is safe by then.
void sync_folder_of(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  uninterrupted([descriptor] { return fsync(descriptor); });
  close(descriptor);
}

}  // namespace

locked_file::locked_file(const std::filesystem::path& path) : path_(path), descriptor_(-1) {
  constexpr mode_t private_to_user = 0600;
  descriptor_ = uninterrupted([this] {
    return open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK,
                private_to_user);
  });
  if (descriptor_ < 0) fail(errno);
  struct stat about {};
  int error = fstat(descriptor_, &about) == 0 ? 0 : errno;
  if (error == 0 && !S_ISREG(about.st_mode)) error = EINVAL;
  if (error == 0 && uninterrupted([this] { return flock(descriptor_, LOCK_EX); }) != 0) {
    error = errno;
  }
  if (error != 0) {
    close(descriptor_);
    fail(error);
  }
}

locked_file::~locked_file() {
  close(descriptor_);
}

void locked_file::fail(int error) const {
  throw std::system_error(error, std::generic_category(), path_.string() + ": cannot be written");
}

std::size_t locked_file::size() const {
  struct stat about {};
  if (fstat(descriptor_, &about) != 0) fail(errno);
  return static_cast<std::size_t>(about.st_size);
}

std::string locked_file::read(std::size_t from, std::size_t bytes) const {
  std::string text(bytes, '\0');
  std::size_t got = 0;
  while (got < bytes) {
    const ssize_t n = uninterrupted([&] {
      return pread(descriptor_, text.data() + got, bytes - got, static_cast<off_t>(from + got));
    });
    if (n < 0) fail(errno);
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  text.resize(got);
  return text;
}

std::string locked_file::unfinished_line() const {
  std::string tail;
  std::size_t from = size();
  while (from > 0) {
    const std::size_t bytes = (std::min)(from, block);
    from -= bytes;
    const std::string part = read(from, bytes);
    const std::size_t end = part.rfind('\n');
    if (end != std::string::npos) return part.substr(end + 1) + tail;
    tail.insert(0, part);
  }
  return tail;
}

std::string locked_file::first_line(std::size_t longest) const {
  std::string line;
  const std::size_t all = size();
  while (line.size() < all && line.size() <= longest) {
    const std::string part = read(line.size(), (std::min)(all - line.size(), block));
    if (part.empty()) break;
    const std::size_t end = part.find('\n');
    line += part.substr(0, end);
    if (end != std::string::npos) break;
  }
  return line;
}

void locked_file::cut(std::size_t bytes) {
  const std::size_t all = size();
  const auto left = static_cast<off_t>(all - (std::min)(all, bytes));
  if (uninterrupted([this, left] { return ftruncate(descriptor_, left); }) != 0) fail(errno);
}

void locked_file::append(const std::string& text) {
  const std::size_t before = size();
  const ssize_t written =
      uninterrupted([&] { return write(descriptor_, text.data(), text.size()); });
  int error = written < 0 ? errno : written < static_cast<ssize_t>(text.size()) ? ENOSPC : 0;
  if (error == 0 && uninterrupted([this] { return fsync(descriptor_); }) != 0) error = errno;
  if (error != 0) {
    uninterrupted([&] { return ftruncate(descriptor_, static_cast<off_t>(before)); });
    fail(error);
  }
  if (before == 0) sync_folder_of(path_);
}

std::string read_locked(const std::filesystem::path& path, std::size_t largest) {
  const std::string name = path.string();
  const auto unreadable = [&name](int error) {
    return parse_error(name, 0, 0, "cannot be read: " + std::generic_category().message(error));
  };
  struct closing {
    int descriptor;
    ~closing() {
      if (descriptor >= 0) close(descriptor);
    }
  };
  const closing file{
      uninterrupted([&path] { return open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); })};
  if (file.descriptor < 0) throw unreadable(errno);
  struct stat about {};
  if (fstat(file.descriptor, &about) != 0) throw unreadable(errno);
  if (!S_ISREG(about.st_mode)) throw parse_error(name, 0, 0, "is no file; expected a training log");
  // Where a file system knows no locks nobody appends in this way either.
  uninterrupted([&file] { return flock(file.descriptor, LOCK_SH); });
  std::string text;
  std::string buffer(block, '\0');
  while (true) {
    const ssize_t n =
        uninterrupted([&] { return ::read(file.descriptor, buffer.data(), buffer.size()); });
    if (n < 0) throw unreadable(errno);
    if (n == 0) return text;
    text.append(buffer, 0, static_cast<std::size_t>(n));
    if (text.size() > largest) {
      throw parse_error(name, 0, 0,
                        "is larger than " + std::to_string(largest >> 20) +
                            " MB; expected the training log of one person");
    }
  }
}

}  // namespace retrogait::io::detail

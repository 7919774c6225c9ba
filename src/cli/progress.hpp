#pragma once
// A line on standard error that says how far long work has come. Only where that is a terminal.

#include <cstdint>
#include <cstdio>
#include <string>
#include <unistd.h>
#include <utility>

namespace retrogait::cli {

class progress_line {
 public:
  explicit progress_line(std::string what)
      : what_(std::move(what)), on_(isatty(STDERR_FILENO) == 1) {}
  progress_line(const progress_line&) = delete;
  progress_line& operator=(const progress_line&) = delete;
  ~progress_line() { clear(); }

  /// total 0: unknown.
  void show(std::uintmax_t done, std::uintmax_t total) {
    if (!on_) return;
    const std::string share =
        total > 0 ? std::to_string(done * 100 / total) + " %" : std::to_string(done >> 20) + " MB";
    std::fprintf(stderr, "\r%s: %s\033[K", what_.c_str(), share.c_str());
    std::fflush(stderr);
    shown_ = true;
  }

  void clear() {
    if (shown_) std::fputs("\r\033[K", stderr);
    shown_ = false;
  }

 private:
  std::string what_;
  bool on_;
  bool shown_ = false;
};

}  // namespace retrogait::cli
